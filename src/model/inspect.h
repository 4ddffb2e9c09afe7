/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_INSPECT_H
#define CUPEL_MODEL_INSPECT_H

#include "material/material.h"

/** For `inspect` of a table: tells at row `row` of its list `name`, or at its record `name` (CUPEL_NO_ROW),
 * that a record does not say a property at a temperature [K]. */
void cupel_inspect_property(const cupel_material *material, const char *property, double temperature,
                            const char *name, size_t row, cupel_findings *findings);

#endif

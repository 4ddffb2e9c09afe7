/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_SHEETS_H
#define CUPEL_MODEL_HEAT_SHEETS_H

#include "base/text.h"
#include "model/heat_assembly.h"

/** Appends to the notes which contacts by thickness and conductivity are no thin sheets that only resist: they carry more
 * than a tenth of what the layers beside them carry along themselves, or are more than a quarter as thick as one of these.
 * False when there are such. */
bool heat_sheets_are_thin(const heat_world *world, cupel_text *notes);

#endif

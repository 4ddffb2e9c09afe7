/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_PREVIEW_H
#define CUPEL_MODEL_HEAT_PREVIEW_H

#include "param/model.h"

/** The preview of heat.conduction: three cuts of the parts by material, with sources, contacts and boundaries. */
cupel_status heat_preview(const void *parameters, cupel_context *context, cupel_drawing *drawing, cupel_error *error);

#endif

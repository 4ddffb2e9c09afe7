/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_DRAWING_H
#define CUPEL_REPORT_DRAWING_H

#include "base/text.h"
#include "param/drawing.h"

/** The drawing as SVG: views one below the other, the legend beside them. Whether it failed for lack of memory is
 * in `out`. */
void cupel_drawing_svg(const cupel_drawing *drawing, const char *title, cupel_text *out);

#endif

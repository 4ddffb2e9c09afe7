/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_SCRIPT_H
#define CUPEL_REPORT_SCRIPT_H

#include "report/figure.h"

/* Parts of a gnuplot script. Heights are in pixels of a picture 1200 wide. */

enum { CUPEL_SCRIPT_WIDTH = 1200 };

/** A text in quotes that it cannot end. */
void cupel_script_quoted(cupel_text *out, const char *text);
void cupel_script_number(cupel_text *out, double value);

/** A logarithmic axis 'x' or 'y' from `from` > 0 to `to` with its ticks; without words they carry plain numbers only,
 * which the format of the axis may blank. */
void cupel_script_logarithmic(char axis, double from, double to, bool words, cupel_text *out);

/** Height of the map of a panel, so that a metre is as long in both directions, within what fits a page. */
double cupel_script_map_height(const cupel_map *map);
/** And the width that goes with a height. */
double cupel_script_map_width(const cupel_map *map, double height);

/** The data of a map, and the commands that draw it between `bottom` and `top`, which are shares of the height of a
 * picture that is `pixels` high. */
void cupel_script_map_data(const cupel_map *map, size_t panel, cupel_text *out);
void cupel_script_map(const cupel_panel *panel, size_t number, cupel_picture format, double top, double bottom,
                      double pixels, cupel_text *out);

#endif

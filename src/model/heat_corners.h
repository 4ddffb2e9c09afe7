/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_CORNERS_H
#define CUPEL_MODEL_HEAT_CORNERS_H

#include "param/param.h"

/* A factor over time, in mode transient; `kinds` is for .only. */
#define TIME_FACTOR(offset_, kinds, what)                                                                    \
    {                                                                                                        \
        "time_factor", CUPEL_CURVE, offset_, .unit = "1", .length = "[1, 100000]", .axis = "time",           \
            .axis_unit = "s", .flags = CUPEL_JUMPS, .only = kinds,                                           \
            .meaning = "transient: factor over time of " what "; constant before the first row and after "   \
                       "the last; two rows of one time are a jump"                                           \
    }

/* Two corners, which most rows of lists have; of some kinds only. */
#define CORNERS_OF(type, what, kinds_)                                                                       \
    {"from",                                                                                                 \
     CUPEL_VECTOR,                                                                                           \
     offsetof(type, from),                                                                                   \
     .unit = "m",                                                                                            \
     .range = "[0, 100]",                                                                                    \
     .length = "[3, 3]",                                                                                     \
     .flags = CUPEL_REQUIRED,                                                                                \
     .only = (kinds_),                                                                                       \
     .meaning = "lower corner x, y, z " what},                                                               \
    {                                                                                                        \
        "to", CUPEL_VECTOR, offsetof(type, to), .unit = "m", .range = "[0, 100]", .length = "[3, 3]",        \
                                                .flags = CUPEL_REQUIRED, .only = (kinds_),                   \
                                                .meaning = "upper corner x, y, z " what                      \
    }
#define CORNERS(type, what) CORNERS_OF(type, what, NULL)

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_SINK_DESIGN_H
#define CUPEL_KERNELS_HEAT_SINK_DESIGN_H

#include "cupel/sink_design.h"

/** Mass, volume and the excess over limits of what a design is, before any heat is asked for: a lower bound
 * of its excess; INFINITY when it cannot be built. */
void cupk_sink_design_measure(const cupel_sink_design *design, const cupel_heat_sink *sink,
                              cupel_sink_candidate *out);

/** The same as cupel_sink_design_judge, but for a design that can be no better than `best` (NULL: none),
 * whose spreading is then left out: its excess is a lower bound, and it compares as worse. */
void cupk_sink_design_judge(const cupel_sink_design *design, const cupel_heat_sink *sink,
                            const cupel_sink_candidate *best, cupel_sink_candidate *out);

#endif

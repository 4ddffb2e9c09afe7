/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STUDY_FLOW_REMARKS_H
#define CUPEL_STUDY_FLOW_REMARKS_H

#include "cupel/flow_curve_fit.h"
#include "study/study.h"

/** What a reader of a fitted law has to know of it and of its tests; "": nothing. `doubt` [count]: what is
 * doubted in a test, "" nothing. In the study's arena; NULL when out of memory. */
const char *cupel_study_flow_remarks(cupel_study *study, size_t count, const cupel_flow_test *test,
                                     const char *const *doubt, const cupel_flow_fit *fit, cupel_error *error);

#endif

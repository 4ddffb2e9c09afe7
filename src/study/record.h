/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STUDY_RECORD_H
#define CUPEL_STUDY_RECORD_H

#include "cupel/flow_curve_fit.h"
#include "study/study.h"

/** A material record (YAML) with the fitted flow curve, its uncertainty, and the tests by content id as its
 * source. In the study's arena; NULL when out of memory. */
const char *cupel_study_flow_record(cupel_study *study, const cupel_study_flow_curve *asked, const char *law,
                                    const cupel_flow_fit *fit, const char *remarks, cupel_error *error);

#endif

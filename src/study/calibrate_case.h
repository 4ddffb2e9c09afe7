/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STUDY_CALIBRATE_CASE_H
#define CUPEL_STUDY_CALIBRATE_CASE_H

#include "cupel/fit.h"
#include "study/study.h"

/* Parameters of a case from measured values: what is fitted, and to what. */

enum { MOST_SETS = 64, MOST_PARAMETERS = 100 /* as the table of the section has it */ };

typedef struct fitted {
    const char *path; /* step.key */
    const cupel_param *row;
    cupel_fit_parameter bounds;
} fitted;

typedef struct observed {
    const char *result, *step, *name; /* "roll.roll_force", "roll", "roll_force" */
    const char *unit;
    bool difference;
    double value, uncertainty;
    const char *flag; /* of a stored result: "ok", or why it is doubted; "-": none */
    size_t group;     /* of those that are computed by one run */
} observed;

typedef struct group {
    const char *set[MOST_SETS];
    size_t count;
    const char *text; /* as given; NULL: nothing is set */
    bool valid;       /* it was run once                */
} group;

typedef struct calibration {
    cupel_study *study;
    const cupel_node *section, *steps; /* calibrate, and the case's steps */
    fitted *fitted;
    observed *observed;
    group *groups;
    size_t fitted_count, observed_count, group_count;
    bool known;       /* uncertainties are stated             */
    double *computed; /* [observed], of the last place       */
    size_t runs;
    const char *reason; /* of the last run without a result  */
} calibration;

/** Takes the words of the section apart, reads the files they name. EINVAL with its place in the study file.
 */
cupel_status cupel_calibration_read(calibration *c, cupel_error *error);

/** Gives an error about an override, "--set step.key=value", the place in the study file where its value is
 * from: the start of a parameter, or the `set` of the first observation that the run is for. */
void cupel_calibration_place_override(const calibration *c, size_t run, const char *const *overrides,
                                      size_t count, cupel_error *error);

#endif

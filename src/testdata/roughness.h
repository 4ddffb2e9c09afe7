/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_ROUGHNESS_H
#define CUPEL_TESTDATA_ROUGHNESS_H

#include <stdint.h>
#include "testdata/evaluation.h"

/* What the parts of the evaluation of roughness share. */

typedef struct cupel_roughness_options {
    double cutoff_length, nesting_index_s; /* [m]; NaN: not given */
    int64_t form_order, sampling_lengths;
    int profile_kind, heights, form_weights;
    double height_discrimination, width_discrimination;
    double height_uncertainty, position_uncertainty; /* relative, k = 1 */
} cupel_roughness_options;

enum { CUPEL_PROFILE_AUTO, CUPEL_PROFILE_RANDOM, CUPEL_PROFILE_PERIODIC };
enum { CUPEL_HEIGHTS_SECTIONS, CUPEL_HEIGHTS_WHOLE };

/* Heights on an even grid, as measured, with what had to be done for it. */
typedef struct cupel_surface_samples {
    size_t count, row; /* row 0: a profile */
    double spacing, spacing_y;
    double *heights;       /* free() it */
    unsigned char *filled; /* [count] 1: by a straight line between neighbours */
    const char *origin;    /* how the spacing was found, in the test's arena or static */
    bool resampled, reversed;
} cupel_surface_samples;

/** Reads the heights of a test. EINVAL when it has none, or no places for them. */
cupel_status cupel_surface_samples_read(const cupel_test *test, cupel_surface_samples *out,
                                        cupel_error *error);
void cupel_surface_samples_free(cupel_surface_samples *samples);

/** The option, else the condition of that name, else NaN; `*origin` says which. */
double cupel_roughness_setting(const cupel_test *test, double option, const char *name, const char **origin);

/** `options`: those of the work, with the order of the form filled in. */
cupel_status cupel_roughness_evaluate_profile(const cupel_work *work, const cupel_roughness_options *options,
                                              cupel_surface_samples *samples, cupel_error *error);
cupel_status cupel_roughness_evaluate_map(const cupel_work *work, const cupel_roughness_options *options,
                                          cupel_surface_samples *samples, cupel_error *error);

#endif

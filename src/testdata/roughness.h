/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_ROUGHNESS_H
#define CUPEL_TESTDATA_ROUGHNESS_H

#include <stdint.h>
#include "cupel/roughness.h"
#include "testdata/inputs.h"

/* What the parts of the evaluation of roughness share. */

typedef struct cupel_roughness_options {
    double cutoff_length, nesting_index_s; /* [m]; NaN: not given */
    int64_t form_order, sampling_lengths;
    int profile_kind, heights, form_weights;
    double height_discrimination, width_discrimination;
    double height_uncertainty, position_uncertainty; /* relative, k = 1 */
    double height_noise;                             /* [m]; NaN: by the samples */
    int64_t draws, seed;
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

/** Standard deviation of white noise on heights: by the median of fourth differences, in which waves of
 * twenty samples are a hundredth of themselves; an upper bound, as fine roughness looks the same. */
double cupel_surface_noise(const double *heights, size_t count, cupel_arena *arena);

/** Whether samples of a part stand off their neighbours by more than noise and 15 % of the greatest height,
 * as no tip that is wider than the spacing traces them: `reason` says so. */
bool cupel_surface_spikes(const cupel_surface_samples *samples, size_t first, size_t count,
                          double greatest_height, cupel_arena *arena, char reason[160]);

/** The option, else the condition of that name, else NaN; `*origin` says which. */
double cupel_roughness_setting(const cupel_test *test, double option, const char *name, const char **origin);

/** `options`: those of the work, with the order of the form filled in. */
cupel_status cupel_roughness_evaluate_profile(const cupel_work *work, const cupel_roughness_options *options,
                                              cupel_surface_samples *samples, cupel_error *error);
cupel_status cupel_roughness_evaluate_map(const cupel_work *work, const cupel_roughness_options *options,
                                          cupel_surface_samples *samples, cupel_error *error);

/* A profile behind its filters. */
typedef struct cupel_filtered_profile {
    const cupel_roughness_options *options;
    const cupel_surface_samples *samples;
    double *form, *primary, *rough; /* [count] without form; without short waves; without long ones */
    double *sections;               /* [sampling_lengths][4] */
    double cutoff, nesting_index_s;
    const char *cutoff_origin, *nesting_origin;
    size_t lengths, first, evaluated; /* sampling lengths; samples of the evaluation length */
    cupel_roughness figures;
} cupel_filtered_profile;

enum { CUPEL_PROFILE_FIGURES = 9 };
extern const char *const cupel_profile_figures[CUPEL_PROFILE_FIGURES];

/** lambda s and lambda c of the profile on other heights; `primary` may not be `rough`. */
cupel_status cupel_profile_pass(const cupel_filtered_profile *profile, const double *heights, size_t count,
                                double spacing, double *primary, double *rough, cupel_error *error);
/** Figures with budget and draws. */
cupel_status cupel_profile_judge(const cupel_work *work, const cupel_filtered_profile *profile,
                                 cupel_error *error);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_DSC_H
#define CUPEL_TESTDATA_DSC_H

#include "cupel/calorimetry.h"
#include "testdata/inputs.h"

/* What the files of the evaluation of DSC tests share. */

enum { CUPEL_DSC_AUTO, CUPEL_DSC_HEAT_CAPACITY, CUPEL_DSC_PEAK };

typedef struct cupel_dsc_options {
    int mode, baseline, direction;
    double at, window, from, to, temperature_uncertainty, repeatability, assumed_uncertainty;
    int64_t draws, seed;
} cupel_dsc_options;

typedef struct cupel_dsc_work {
    const cupel_test *test;
    const cupel_dsc_options *o;
    cupel_arena *arena;
    cupel_results *results;
    cupel_judgement *judgement;
    int threads;
    bool specific; /* the heat flow is over the mass already */
} cupel_dsc_work;

enum { CUPEL_DSC_TEMPERATURE, CUPEL_DSC_SAMPLE, CUPEL_DSC_REFERENCE, CUPEL_DSC_EMPTY, CUPEL_DSC_TIME };

/** The heated part of the runs, levelled by their isothermal ends. `rows` of the channels above; its samples
 * are cut to the heated ones, the time is NULL when the test has none. `rate` [K/s], NaN when not known. */
cupel_status cupel_dsc_take(cupel_dsc_work *w, cupel_rows *rows, double *rate, int *ends, cupel_error *error);

cupel_status cupel_dsc_heat_capacity(cupel_dsc_work *w, cupel_error *error);
cupel_status cupel_dsc_peak(cupel_dsc_work *w, cupel_error *error);

#endif

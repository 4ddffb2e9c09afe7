/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_LASER_FLASH_H
#define CUPEL_TESTDATA_LASER_FLASH_H

#include "cupel/laser_flash.h"
#include "testdata/inputs.h"

/* What the files of the evaluation of laser flash tests share. */

enum { CUPEL_FLASH_CONVOLUTION, CUPEL_FLASH_CENTROID, CUPEL_FLASH_NO_PULSE };

typedef struct cupel_flash_options {
    int pulse, pulse_shape;
    double pulse_width, pulse_start, at, assumed_uncertainty;
    int64_t draws, seed;
} cupel_flash_options;

typedef struct cupel_flash_found {
    bool usable;         /* there is a fit                                                     */
    const char *refusal; /* why no figure of it may be given; NULL: none                        */
    cupel_flash_fit fit;
    double time[3],
        time_uncertainty[3]; /* of a quarter, half, three quarters of the rise, from the centroid */
    double width, drift_effect, temperature; /* of the pulse [s]; on a/L2 [1/s]; NaN: not measured */
} cupel_flash_found;

typedef struct cupel_flash_work {
    const cupel_test *test;
    const cupel_flash_options *o;
    cupel_arena *arena;
    cupel_results *results;
    cupel_judgement *judgement;
    cupel_flash_found found;
} cupel_flash_work;

/** Fits the signal, writes the curves, doubts what is doubtful. */
cupel_status cupel_flash_read_signal(cupel_flash_work *w, cupel_error *error);

/** Judges the tester's own diffusivities. */
cupel_status cupel_flash_read_table(cupel_flash_work *w, cupel_error *error);

#endif

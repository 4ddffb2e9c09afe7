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
    double pulse_width, pulse_start, at, assumed_uncertainty, detector_nonlinearity;
    int64_t draws, seed;
} cupel_flash_options;

typedef struct cupel_flash_found {
    bool usable;         /* there is a fit                                                     */
    const char *refusal; /* why no figure of it may be given; NULL: none                        */
    cupel_flash_fit fit;
    double time[3],
        time_uncertainty[3];   /* of a quarter, half, three quarters of the rise, from the centroid */
    double width, temperature; /* of the pulse [s]; NaN: not measured */
    bool faulty;               /* what is wrong with the signal is known */
    struct cupel_flash_bins *bins;
    double rate_by_bend, biot_by_bend; /* what a detector that is not linear does to the fit */
} cupel_flash_found;

/* A signal as means over bins. */
typedef struct cupel_flash_bins {
    const cupel_flash_fit *fit;
    cupel_flash_signal signal; /* of the bins, but for the level itself */
    size_t count;
    double *time, *curve, *weight, *residual; /* the fit; samples; signal less fit */
    size_t pooled;
    double *pool; /* residuals to draw from, each as of one sample */
} cupel_flash_bins;

typedef struct cupel_flash_work {
    const cupel_test *test;
    const cupel_flash_options *o;
    cupel_arena *arena;
    cupel_results *results;
    cupel_judgement *judgement;
    cupel_flash_found found;
} cupel_flash_work;

/** Takes means of a signal whose pulse is at 0, and of its distance from `model`, the curve of `fit`, which
 * is kept. */
cupel_status cupel_flash_bin(const cupel_flash_signal *signal, const cupel_flash_fit *fit,
                             const double *model, cupel_arena *arena, cupel_flash_bins *out,
                             cupel_error *error);
/** Fits the bins. False: no minimum, or no memory. */
bool cupel_flash_refit_bins(const cupel_flash_bins *bins, cupel_flash_fault fault, cupel_arena *arena,
                            cupel_flash_fit *out);
/** The fit to its own curve through a detector that adds `bend` x response squared. */
bool cupel_flash_refit_bent(const cupel_flash_bins *bins, double bend, cupel_arena *arena,
                            cupel_flash_fit *out);
/** Fits the curve with residuals drawn in blocks from those of the bins. False: no minimum. Any thread. */
bool cupel_flash_draw(const cupel_flash_bins *bins, cupel_stream *stream, cupel_flash_fit *out);

/** Fits the signal, writes the curves, doubts what is doubtful. */
cupel_status cupel_flash_read_signal(cupel_flash_work *w, cupel_error *error);

/** Judges the tester's own diffusivities. */
cupel_status cupel_flash_read_table(cupel_flash_work *w, cupel_error *error);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_TENSILE_H
#define CUPEL_KERNELS_TENSILE_H

#include <stdbool.h>

#include "cupel/tensile.h"

/* What the parts of the tensile evaluation share: the samples in order, cleaned, and what was found so far.
 * Samples are counted from 0; [0, with_strain) have a strain, [with_strain, count) a stress only; `last` is
 * the last one before the fracture, and [0, end) are those on the curve that have a strain. */

struct cupel_tensile_workspace {
    size_t room;
    double *block;
    double *place;             /* in the record */
    double *e, *s, *t, *w, *d; /* strain, stress, time, width strain, travel */
    double *lost;              /* masked or missing samples before this one */
    double *v;                 /* stress, running mean over `window` samples */
    double *scratch;
    unsigned char *out; /* in a drop or a loop */
    size_t count, with_strain, last, end;
    bool has_time, has_width, has_travel;
    size_t window;               /* odd */
    double noise_s, noise_e;     /* standard deviation of a sample */
    double top;                  /* greatest v on the curve */
    size_t first, past;          /* elastic window: [first, past) */
    size_t loop_begin, loop_end; /* of the first loop; equal: none */
    size_t upper, hardening;     /* ReH and the start of hardening after it; 0: none */
    size_t peak;                 /* of Rm */
    size_t yield;                /* of Rp0.2, or ReH */
};

typedef struct cupel_tensile_workspace cupk_tensile;

/* ---- fits ---- */

/* y over (x - centre)/half by a polynomial, least squares. */
typedef struct cupk_polynomial {
    int degree;
    double centre, half, c[4], covariance[4][4]; /* covariance for a scatter of 1 */
    double scatter;                              /* standard deviation of y about it */
    double inflation;                            /* of variances, as neighbours scatter alike */
    size_t points;
} cupk_polynomial;

/** Fits the samples [begin, end) but those in `skip` (may be NULL). False when there are too few or all have
 * one x. */
bool cupk_polynomial_fit(const double *x, const double *y, const unsigned char *skip, size_t begin,
                         size_t end, int degree, cupk_polynomial *out);
double cupk_polynomial_at(const cupk_polynomial *p, double x);
double cupk_polynomial_slope(const cupk_polynomial *p, double x);
/** Variance of the fitted value, and of its slope, at x for a scatter of `scatter`. */
double cupk_polynomial_variance(const cupk_polynomial *p, double x, double scatter);
double cupk_polynomial_slope_variance(const cupk_polynomial *p, double x, double scatter);
/** Standard deviation of the noise of y by its third differences: what a smooth curve leaves. */
double cupk_noise(const double *y, size_t count, double *scratch);
/** The k-th smallest; puts values in another order. */
double cupk_select(double *values, size_t count, size_t k);
/** Expected greatest of `count` standard normal numbers (Blom 1958). */
double cupk_expected_highest(size_t count);
/** Running means over an odd number of samples, fewer at the ends. */
void cupk_running_mean(const double *y, size_t count, size_t window, double *out);

/* ---- parts, in the order of the evaluation ---- */

/** Takes the samples of use, takes out spikes, finds the noise. EINVAL: too few. */
cupel_status cupk_tensile_prepare(cupk_tensile *w, const cupel_tensile_curve *curve, cupel_tensile_figures *f,
                                  cupel_error *error);
void cupk_tensile_find_end(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f);
void cupk_tensile_find_strain_end(cupk_tensile *w, cupel_tensile_figures *f);
void cupk_tensile_find_strain_jumps(const cupk_tensile *w, cupel_tensile_figures *f);
/** Slips of the extensometer up to yielding, by a modulus. */
void cupk_tensile_find_elastic_jumps(const cupk_tensile *w, double modulus, cupel_tensile_figures *f);
/** Drops with recovery and loops, by a modulus. */
void cupk_tensile_find_drops(cupk_tensile *w, double modulus, cupel_tensile_figures *f);
void cupk_tensile_find_speed_steps(const cupk_tensile *w, cupel_tensile_figures *f);
void cupk_tensile_find_slope(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f);
void cupk_tensile_find_yield_point(cupk_tensile *w, cupel_tensile_figures *f);
void cupk_tensile_find_proofs(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f);
void cupk_tensile_find_strength(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f);
void cupk_tensile_find_elongation(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f);
void cupk_tensile_find_hardening(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f);
void cupk_tensile_find_strain_ratio(cupk_tensile *w, const cupel_tensile_options *o,
                                    cupel_tensile_figures *f);
void cupk_tensile_find_rate(const cupk_tensile *w, cupel_tensile_figures *f);

/** First sample from `from` on at which the curve has gone below the line of slope m from e0 + x and stays
 * there; w->end: none. */
size_t cupk_tensile_crossing(const cupk_tensile *w, double m, double e0, double x, size_t from);
/** Stress on the straight line between the samples about that crossing. */
double cupk_tensile_crossing_stress(const cupk_tensile *w, size_t at, double m, double e0, double x);
/** Last sample below a running-mean stress before the first that reaches another one: [*first, *past). */
bool cupk_tensile_between(const cupk_tensile *w, double lower, double upper, size_t *first, size_t *past);
/** The stretch about `at` in which y stays above a level, over strays of up to 3 samples: [*begin, *past). */
void cupk_tensile_stretch_above(const double *y, size_t at, size_t from, size_t end, double level,
                                size_t *begin, size_t *past);

typedef struct cupk_top {
    double stress, noise;
    double place, place_noise; /* in the record, of a sample */
    double shape_noise;        /* in place_noise: by the shape, which no scatter of samples shows */
    bool follows;              /* a shape follows the samples */
} cupk_top;

/** The highest stress about `at`, where the running mean `smooth` with a noise of `mean_noise` is highest.
 * False: there are too few samples. */
bool cupk_tensile_fit_top(const cupk_tensile *w, const double *smooth, size_t at, size_t from,
                          double mean_noise, cupk_top *out);
/** The reasons to doubt the slope, where the bend of the line matters in a strain `whole` from which an
 * elastic one is taken off. */
unsigned cupk_tensile_doubt_of_line(const cupel_tensile_slope *l, double elastic, double whole);
/** A figure that is not judged. */
cupel_tensile_figure cupk_tensile_refused(unsigned reasons);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_INPUTS_H
#define CUPEL_TESTDATA_INPUTS_H

#include "cupel/regression.h"
#include "testdata/evaluation.h"

/* What an evaluation takes from a test: quantities with their uncertainty, samples without the masked ones,
 * and how both become the uncertainty of figures. */

/* A quantity on which figures rest. */
typedef struct cupel_known {
    double value, uncertainty; /* SI, k = 1; value NaN: not given                                   */
    const char *name;          /* for the budget: "thickness (uncertainty assumed: 0.5 %)"          */
    const char *unit;
} cupel_known;

/** Whether it is given and above 0 (1e-100 to 1e100). */
bool cupel_known_positive(const cupel_known *known);

/** The property of that name, unless an option (NaN: none) gives it. An uncertainty that is not stated is
 * assumed to be that share of the value, and `name` says so. NaN value when there is neither, or no memory.
 */
cupel_known cupel_known_get(const cupel_test *test, const char *name, double option, double assumed,
                            cupel_arena *arena);
/** The same for a temperature, whose assumed uncertainty is in kelvin. */
cupel_known cupel_known_temperature(const cupel_test *test, const char *name, double option, double assumed,
                                    cupel_arena *arena);

/* Samples of several channels side by side, without the rows in which one of them is masked, or not a
 * number below 1e100. */
enum { CUPEL_ROW_CHANNELS = 6 };
typedef struct cupel_rows {
    size_t count;                        /* rows that are left                                       */
    double *columns[CUPEL_ROW_CHANNELS]; /* [count]; NULL: the test has no such channel              */
    size_t total, overloaded;            /* rows of the test; rows left out by an overload mark      */
} cupel_rows;

/** Takes the channels of these names (NULL-terminated, at most CUPEL_ROW_CHANNELS). Channels of unequal
 * length are cut to the shortest. */
cupel_status cupel_rows_get(const cupel_test *test, const char *const names[], cupel_arena *arena,
                            cupel_rows *out, cupel_error *error);

/** Sets a scalar beside the judged figures; leaves it out when it is not finite. */
void cupel_tell(cupel_results *results, const char *name, double value);
/** Sets a series likewise: what is not finite becomes NaN, a gap, in `values` too. */
void cupel_tell_series(cupel_results *results, const char *name, double *values, size_t count);

/* ---- propagation ---- */

/* Random numbers of one draw: a stream of its own, by seed and number of the draw, so that results depend
 * neither on the threads nor on their order. */
typedef struct cupel_stream {
    uint64_t state;
} cupel_stream;
cupel_stream cupel_stream_of(int64_t seed, size_t draw);
double cupel_stream_uniform(cupel_stream *stream); /* (0, 1)                          */
double cupel_stream_normal(cupel_stream *stream);  /* mean 0, standard deviation 1    */

enum { CUPEL_MEASURED_FIGURES = 12, CUPEL_MEASURED_INPUTS = 16 };

/* Figures as a function of inputs; NaN where there is none. Called by several threads at once. */
typedef void (*cupel_measure)(const void *self, const double inputs[], double figures[]);

typedef struct cupel_propagation {
    cupel_measure measure;
    const void *self;
    const cupel_known *inputs; /* independent of each other */
    size_t input_count;        /* <= CUPEL_MEASURED_INPUTS */
    const char *const *figures;
    size_t figure_count; /* <= CUPEL_MEASURED_FIGURES */
    int64_t draws, seed;
    int threads;
    /* NULL, or the figures of one draw for which more is drawn than the inputs, from the same stream */
    void (*draw)(const void *self, cupel_stream *stream, double inputs[], double figures[]);
} cupel_propagation;

/** The budget of every figure that has a finite value, by central differences over one standard uncertainty
 * of every input; with draws, the Monte Carlo over normally distributed inputs. */
cupel_status cupel_propagate(const cupel_propagation *p, cupel_judgement *judgement, cupel_error *error);

/* ---- curves ---- */

/** Standard deviation of white noise on a smooth curve of evenly spaced samples: from second differences, by
 * their median, so that steps and peaks do not count. 0 for fewer than 3. */
double cupel_white_noise(const double *y, size_t count, cupel_arena *arena);

/* Points with x rising. */
typedef struct cupel_points {
    const double *x, *y;
    size_t count;
} cupel_points;

cupel_status cupel_points_sort(const double *x, const double *y, size_t count, cupel_arena *arena,
                               cupel_points *out, cupel_error *error);
/** cupel_local_fit on the points about `at`, without a pass over all of them. */
bool cupel_points_fit(const cupel_points *points, double at, double half_width, int degree, cupel_local *out);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_PARAM_RESULTS_H
#define CUPEL_PARAM_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include "base/memory.h"
#include "cupel/error.h"

/* Result tables: what a model gives, said once; and the values of one step. */

typedef enum cupel_result_kind {
    CUPEL_SCALAR,     /* one number                                            */
    CUPEL_LABEL,      /* one word or sentence, such as a solution status       */
    CUPEL_SERIES,     /* numbers along an axis: a curve, or the axis itself    */
    CUPEL_COLUMNS,    /* a table: rows of named columns                        */
    CUPEL_GRID        /* a field on a rectilinear grid, with time steps        */
} cupel_result_kind;

typedef struct cupel_result {
    const char *name;
    cupel_result_kind kind;
    const char *unit;                     /* SI; "1" dimensionless; NULL for labels                    */
    const char *axis;                     /* SERIES: the name of the series it is drawn over; NULL: is an axis */
    const struct cupel_result *columns;   /* COLUMNS: SCALAR and LABEL rows                            */
    size_t column_count;
    const char *uncertainty;              /* the result that is its standard uncertainty (k = 1), or NULL */
    const char *of; /* the SCALAR that this is the uncertainty ("…_uncertainty") or the flag ("…_flag") of: kept with
                     * it in a file; NULL: stands on its own */
    bool difference;                      /* a temperature difference                                  */
    const char *meaning;
} cupel_result;

typedef struct cupel_grid {
    size_t cells[3];          /* x, y, z                                 */
    double origin[3];         /* lower corner of the grid [m]            */
    double spacing[3];        /* cell size [m]                           */
    size_t components;        /* 1 scalar, 3 vector                      */
    const double *edges[3];   /* [cells + 1] faces of the cells, rising [m]; NULL: uniform by origin and spacing.
                               * With edges, origin and spacing follow from them: the first, the mean distance */
} cupel_grid;

/** The same cells at the same places, whatever the components. */
bool cupel_grid_same(const cupel_grid *a, const cupel_grid *b);
bool cupel_grid_uniform(const cupel_grid *grid);
/** Place of face `index` (0 to cells) along an axis [m]. */
double cupel_grid_edge(const cupel_grid *grid, size_t axis, size_t index);
/** Whether cells + 1 edges are finite and rise. */
bool cupel_grid_edges_rise(const double *edges, size_t cells);

/* Setters keep the first problem (out of memory, a name that is not in the table) instead of returning it, so
 * that a model reads as a list of its results; cupel_results_status() tells at the end. What is never set is
 * absent: not zero, not NaN. A scalar that is not finite stays absent and fails the step (cupel_results_fail), and
 * so does an infinite entry of an array; NaN in an array is a missing entry. Arrays are copied. */
typedef struct cupel_results cupel_results;

cupel_results *cupel_results_new(const cupel_result *table, size_t count);    /* NULL: out of memory */
void cupel_results_free(cupel_results *results);

void cupel_results_set(cupel_results *results, const char *name, double value);
void cupel_results_set_label(cupel_results *results, const char *name, const char *text);
void cupel_results_set_series(cupel_results *results, const char *name, const double *values, size_t count);
void cupel_results_set_column(cupel_results *results, const char *table, const char *column, const double *values,
                              size_t count);
void cupel_results_set_text_column(cupel_results *results, const char *table, const char *column,
                                   const char *const *texts, size_t count);
/* values[step][z][y][x][component]; each call appends one step (the grid must stay the same). Edges are copied. */
void cupel_results_add_grid(cupel_results *results, const char *name, const cupel_grid *grid, double time,
                            const double *values);

/** The computation reached no valid result: the step is marked failed with this reason; what was set is kept. */
void cupel_results_fail(cupel_results *results, const char *format, ...) CUPEL_PRINTF(2, 3);
const char *cupel_results_failure(const cupel_results *results);     /* NULL: none */

cupel_status cupel_results_status(const cupel_results *results, cupel_error *error);

/* Reading: values by row of the table. */
typedef struct cupel_result_value {
    bool present;
    double number;                  /* SCALAR                                     */
    const char *label;              /* LABEL                                      */
    const double *values;           /* SERIES, SCALAR column, GRID                */
    const char *const *texts;       /* LABEL column                               */
    size_t count;                   /* SERIES: entries; COLUMNS: rows             */
    struct cupel_result_value *columns;   /* COLUMNS: one per column of the table */
    cupel_grid grid;                /* GRID                                       */
    size_t steps;                   /* GRID                                       */
    const double *times;            /* GRID: one per step                         */
} cupel_result_value;

size_t cupel_results_count(const cupel_results *results);
const cupel_result *cupel_results_row(const cupel_results *results, size_t index);
const cupel_result_value *cupel_results_value(const cupel_results *results, size_t index);
const cupel_result_value *cupel_results_find(const cupel_results *results, const char *name);

/** The row of that name in a table, or NULL. */
const cupel_result *cupel_result_find(const cupel_result *table, size_t count, const char *name);

#endif

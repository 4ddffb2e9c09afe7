/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_LOT_H
#define CUPEL_TESTDATA_LOT_H

#include "base/memory.h"
#include "cupel/lot.h"
#include "store/store.h"

/* Lots: what the evaluations of many test files found, by kind of test and by what the specimens have in
 * common. */

typedef struct cupel_lot_figure {   /* a judged figure of one evaluation */
    const char *name, *unit, *flag; /* flag: "ok", "doubtful: …", "not judged: …" */
    bool difference;
    double value, uncertainty; /* NaN: none */
} cupel_lot_figure;

/* One evaluation: the last one of its kind in a file. */
typedef struct cupel_lot_test {
    const char *file, *kind, *step;          /* step: its id in the file                                   */
    const char *id, *lot, *direction, *date; /* "" when the file does not say                     */
    const char
        *moment; /* the date as 20261124101200, to sort by; "": none, or 03/04/2026, which may be two days */
    const char *origin; /* id of the test, which its copies share */
    const char *group;  /* what it is grouped by: values of the keys, "7, 45" */
    cupel_lot_figure *figures;
    size_t figure_count;
} cupel_lot_test;

typedef struct cupel_lot_tests {
    cupel_arena *arena;
    cupel_checker *checker; /* of the files; NULL: each by a child of its own */
    cupel_lot_test *tests;  /* free() it */
    size_t count, capacity;
} cupel_lot_tests;

typedef enum cupel_lot_added {
    CUPEL_LOT_ADDED,
    CUPEL_LOT_NOT_EVALUATED, /* a test file without an evaluation */
    CUPEL_LOT_NO_TEST,       /* another file of cupel's           */
    CUPEL_LOT_COPY           /* of a test that is there already   */
} cupel_lot_added;

/** Adds the evaluations of a test file, grouped by the texts `keys` of its specimen (NULL at the end): "lot".
 */
cupel_status cupel_lot_tests_add(cupel_lot_tests *tests, const char *path, const char *const *keys,
                                 cupel_lot_added *added, cupel_error *error);
/** Sorts by kind and group, then by moment where all of a group have one, else by file name. */
void cupel_lot_tests_sort(cupel_lot_tests *tests);

typedef struct cupel_lot_value {
    const cupel_lot_test *test;
    const cupel_lot_figure *figure;
    unsigned outlier; /* the test of Grubbs that found it, from 1; 0: none */
    unsigned rules;   /* of a control chart */
} cupel_lot_value;

/* One figure of one group. */
typedef struct cupel_lot_row {
    const char *kind, *group, *name, *unit;
    bool difference;
    size_t tests, doubtful,
        refused;             /* evaluations that have the figure; those with doubts; those without a value */
    cupel_lot_value *values; /* [count] in the statistics, in the order of the tests */
    size_t count, outliers;
    bool by_moment; /* the tests of the group are in the order of their dates, else of their file names */
    cupel_lot statistics; /* of `count` values, outliers too; count 0: none */
} cupel_lot_row;

typedef struct cupel_lot_rules {
    double confidence, significance;
    bool with_doubtful; /* doubtful values are in the statistics too */
} cupel_lot_rules;

typedef struct cupel_lot_table {
    cupel_lot_row *rows; /* in the arena of the tests, as are the values */
    size_t count;
} cupel_lot_table;

/** Of sorted tests. Outliers are found and stay in. */
cupel_status cupel_lot_table_build(const cupel_lot_tests *tests, const cupel_lot_rules *rules,
                                   cupel_lot_table *out, cupel_error *error);

/** A control chart of a row, its values in the order of their tests; sets their `rules`. EINVAL below 2
 * values. */
cupel_status cupel_lot_row_control(const cupel_lot_row *row, cupel_control_chart *out, cupel_error *error);

#endif

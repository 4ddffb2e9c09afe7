/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_QUERY_H
#define CUPEL_STORE_QUERY_H

#include "store/catalogue.h"

/* Expressions over the catalogue:
 *
 *   tensile_strength >= 400 MPa and (material = C11000 or project ~ *foil*) and not created < 2026-01-01
 *
 * A comparison is a name, one of < <= > >= = != ~, and a value: a number with a unit, a word, or a text in
 * quotes; ~ compares with a pattern of * and ?. A name is "result", "model.result" or "step.result". A file
 * satisfies a comparison when any of its values of that name does. */

enum { CUPEL_QUERY_DEPTH = 64, CUPEL_QUERY_COMPARISONS = 64, CUPEL_QUERY_BYTES = 16 << 10 };

typedef enum cupel_operator {
    CUPEL_LESS,
    CUPEL_LESS_EQUAL,
    CUPEL_GREATER,
    CUPEL_GREATER_EQUAL,
    CUPEL_EQUAL,
    CUPEL_NOT_EQUAL,
    CUPEL_LIKE
} cupel_operator;

typedef struct cupel_comparison {
    const char *name, *value; /* as written, without quotes */
    cupel_operator operator;
    bool quoted;                   /* the value is a text, whatever it looks like */
    int name_column, value_column; /* 1-based, in characters                      */
} cupel_comparison;

typedef enum cupel_query_kind {
    CUPEL_QUERY_COMPARE,
    CUPEL_QUERY_AND,
    CUPEL_QUERY_OR,
    CUPEL_QUERY_NOT
} cupel_query_kind;

typedef struct cupel_query cupel_query;
struct cupel_query {
    cupel_query_kind kind;
    const cupel_query *left, *right; /* NOT: left only */
    cupel_comparison comparison;
};

/** Parses an expression into the arena. EINVAL with the column; ELIMIT when it is too long or deep. */
cupel_status cupel_query_parse(const char *text, cupel_arena *arena, const cupel_query **out,
                               cupel_error *error);

/* ---- answers ---- */

typedef struct cupel_found_value {
    cupel_record_value value;
    size_t asked;   /* which of the names it answers          */
    bool satisfies; /* a comparison of that name, on its own  */
} cupel_found_value;

typedef struct cupel_found_file {
    const char *path, *kind, *title, *project, *created, *state, *content_id, *models;
    cupel_found_value *values; /* of the names asked for */
    size_t value_count;
} cupel_found_file;

typedef struct cupel_found_damage {
    const char *path, *trouble;
} cupel_found_damage;

typedef struct cupel_found {
    const char **names; /* that the expression asks for, each once */
    size_t name_count;
    cupel_found_file *files; /* by path */
    size_t count;
    size_t catalogued;           /* files in the catalogue                       */
    cupel_found_damage *damaged; /* files that may hide an answer, by path       */
    size_t damaged_count;
} cupel_found;

/** The files that satisfy a query. EINVAL, with the column, for a name that no file has and for a unit that
 * does not fit. */
cupel_status cupel_catalogue_find(cupel_catalogue *catalogue, const cupel_query *query, cupel_arena *arena,
                                  cupel_found *out, cupel_error *error);

/** Whether any file has something that the name, as one would write it in an expression, may mean. */
cupel_status cupel_catalogue_knows(cupel_catalogue *catalogue, const char *name, cupel_arena *arena,
                                   bool *known, cupel_error *error);

typedef struct cupel_search {
    bool rebuild;                       /* from nothing                                             */
    bool as_it_is;                      /* do not look for what has changed in the folder           */
    const cupel_catalogue_watch *watch; /* may be NULL */
} cupel_search;

/** Opens the catalogue of a folder, takes in what has changed and finds. A catalogue that turns out to be
 * broken is made anew, once. */
cupel_status cupel_catalogue_search(const char *folder, const cupel_search *search, const cupel_query *query,
                                    cupel_arena *arena, cupel_found *out, cupel_error *error);

#endif

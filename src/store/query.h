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

/* ---- names ---- */

/* Names that may be asked for although no file has them yet, such as a result of a model that was never run:
 * a comparison with one holds for no file. Any other name that no file has is a mistake. */
typedef struct cupel_vocabulary {
    bool every; /* any name will do                                                                   */
    /* The names, "tensile_strength" and "tensile.tensile_strength", numbers of list entries as 0:
     * "passes/0/thickness". False: out of memory. Called only when a name is asked for that no file has. */
    bool (*list)(cupel_arena *arena, const char *const **names, size_t *count);
} cupel_vocabulary;

/** OK when the vocabulary (NULL: an empty one) has a name; else EINVAL, with the nearest of its names and of
 * the `others`, which files have. */
cupel_status cupel_vocabulary_check(const cupel_vocabulary *vocabulary, const char *name,
                                    const char *const *others, size_t other_count, cupel_arena *arena,
                                    cupel_error *error);

/** All names that some file has, alone and behind their models. */
cupel_status cupel_catalogue_names(cupel_catalogue *catalogue, cupel_arena *arena, const char *const **names,
                                   size_t *count, cupel_error *error);

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
    bool *recorded;     /* whether any file has the name           */
    const char **units; /* of the first number of that name; NULL  */
    size_t name_count;
    cupel_found_file *files; /* by path */
    size_t count;
    size_t catalogued;           /* files in the catalogue                       */
    cupel_found_damage *damaged; /* files that may hide an answer, by path       */
    size_t damaged_count;
} cupel_found;

/** The files that satisfy a query. EINVAL, with the column, for a name that neither a file nor the vocabulary
 * (NULL: an empty one) has, and for a unit that does not fit. */
cupel_status cupel_catalogue_find(cupel_catalogue *catalogue, const cupel_query *query,
                                  const cupel_vocabulary *vocabulary, cupel_arena *arena, cupel_found *out,
                                  cupel_error *error);

/** Whether any file has something that the name, as one would write it in an expression, may mean; `unit` is
 * that of the first number (NULL: none). */
cupel_status cupel_catalogue_knows(cupel_catalogue *catalogue, const char *name, cupel_arena *arena,
                                   bool *known, const char **unit, cupel_error *error);

/** Whether the value is a number without a unit, where numbers are in one that nobody guesses: 400 for Pa. */
bool cupel_comparison_lacks_unit(const cupel_comparison *comparison, const char *unit);

typedef struct cupel_search {
    bool rebuild;                       /* from nothing                                             */
    bool as_it_is;                      /* do not look for what has changed in the folder           */
    const cupel_catalogue_watch *watch; /* may be NULL                                              */
    const cupel_vocabulary *vocabulary; /* may be NULL                                              */
} cupel_search;

/** Opens the catalogue of a folder, takes in what has changed and finds. A catalogue that turns out to be
 * broken is made anew, once. */
cupel_status cupel_catalogue_search(const char *folder, const cupel_search *search, const cupel_query *query,
                                    cupel_arena *arena, cupel_found *out, cupel_error *error);

#endif

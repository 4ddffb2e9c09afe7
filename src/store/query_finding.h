/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_QUERY_FINDING_H
#define CUPEL_STORE_QUERY_FINDING_H

#include "store/catalogue_rows.h"
#include "store/query.h"

/* What the parts of a search share. */

/* A row of the table of names that a comparison means. */
typedef struct candidate {
    sqlite3_int64 id, label; /* label 0: of any step */
    const char *unit;        /* "": texts            */
    const char *model, *part, *name;
    bool difference, any_age; /* any age: evaluations that were replaced, too */
} candidate;

typedef struct candidate_list {
    candidate *entries;
    size_t count;
} candidate_list;

/* What a comparison asks of the numbers or texts of one name. */
typedef struct bound {
    const cupel_comparison *comparison;
    sqlite3_int64 name;
    double value; /* in the unit of the name; NaN: a text */
} bound;

typedef struct finding {
    cupel_catalogue *catalogue;
    cupel_arena *arena;
    cupel_error *error;
    const cupel_vocabulary *vocabulary;
    size_t files;
    bool gapless;
    size_t words; /* of 64 bits in a set of files */
    uint64_t *all;
    bound *bounds;
    size_t bound_count;
} finding;

cupel_status cupel_finding_no_memory(const finding *f);
cupel_status cupel_finding_broken(const finding *f);
/** A text of a row, in the arena. */
cupel_status cupel_finding_copy(const finding *f, sqlite3_stmt *row, int column, const char **out);

/** All names that a written one may mean: free() the entries. */
cupel_status cupel_finding_candidates(const finding *f, const char *written, candidate_list *out);
/** The same for a comparison: none for a name that only the vocabulary has; EINVAL, with the nearest name,
 * for one that it has not. */
cupel_status cupel_finding_resolve(const finding *f, const cupel_comparison *comparison, candidate_list *out);

/** The unit of the first number among them; NULL. */
const char *cupel_finding_unit(const candidate_list *list);

/* Relative: "140 um" and what was computed to be 140 um are equal, to = as to <= and <. */
#define CUPEL_FINDING_EQUAL 1e-9

/** Whether a number or text (NULL: a number) satisfies what is asked. */
bool cupel_finding_satisfies(const bound *b, double number, const char *text);

/** The values of a set of files that are shown for the names of a query. */
cupel_status cupel_finding_show(const finding *f, const cupel_query *query, const uint64_t *set,
                                cupel_found *out);

#endif

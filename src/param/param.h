/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_PARAM_PARAM_H
#define CUPEL_PARAM_PARAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/memory.h"
#include "cupel/error.h"
#include "param/document.h"

/* Parameter tables: what a model takes, said once. One row is one parameter; the walkers over the rows bind a
 * YAML mapping to the model's parameter struct, check it, describe it, and write it as JSON, JSON-schema, HDF5.
 *
 * kind        field in the struct     absent (no default, not required)      written in a case as
 * QUANTITY    double, SI              NaN                                    35 um, 400 MPa, 25 degC, 0.5
 * NUMBER      double                  NaN                                    0.05, 5 %
 * INTEGER     int64_t                 CUPEL_NO_INTEGER                       12
 * CHOICE      int, index of choices   -1                                     hitchcock
 * FLAG        int, 0 or 1             -1                                     true, false
 * TEXT        const char *            NULL                                   any text
 * FILE        const cupel_input *     NULL                                   a path, relative to the case file
 * MATERIAL    const cupel_material *  NULL                                   an id, a path, or the record inline
 * VECTOR      cupel_vector            count 0                                [1 mm, 2 mm]; one value stands for a list of one
 * CURVE       cupel_curve             count 0                                [[0 m^3/s, 60 Pa], [0.01, 0]], ${step.series}; x rising
 * TABLE       const STRUCT *          NULL                                   a mapping with the rows of `table`
 * LIST        cupel_list              count 0                                a list of such mappings
 */

typedef enum cupel_kind {
    CUPEL_QUANTITY,
    CUPEL_NUMBER,
    CUPEL_INTEGER,
    CUPEL_CHOICE,
    CUPEL_FLAG,
    CUPEL_TEXT,
    CUPEL_FILE,
    CUPEL_MATERIAL,
    CUPEL_VECTOR,
    CUPEL_CURVE,
    CUPEL_TABLE,
    CUPEL_LIST
} cupel_kind;

#define CUPEL_NO_INTEGER INT64_MIN

enum {
    CUPEL_REQUIRED = 1,     /* must be given                                                        */
    CUPEL_DIFFERENCE = 2,   /* a temperature difference: 10 degC is 10 K                            */
    CUPEL_JUMPS = 4         /* CURVE: two points may have one x, where the curve jumps              */
};

typedef struct cupel_vector { size_t count; const double *values; } cupel_vector;
typedef struct cupel_curve { size_t count; const double *x, *y; } cupel_curve;
typedef struct cupel_list { size_t count; const void *rows; } cupel_list;    /* rows of table->size bytes */

typedef struct cupel_input {    /* a data file that the case names, read whole */
    const char *path;           /* as opened */
    const char *name;           /* its last part */
    const char *given;          /* as the case has it */
    const char *bytes;
    size_t count;
    char sha256[65];
} cupel_input;

typedef struct cupel_material cupel_material;   /* material/material.h */

/* What the walkers and the store, which stand below or beside material/, know of a record: struct cupel_material
 * begins with this. */
typedef struct cupel_material_head {
    const char *id, *name;
} cupel_material_head;

static inline const cupel_material_head *cupel_material_get_head(const cupel_material *material)
{
    return (const cupel_material_head *)(const void *)material;
}

typedef struct cupel_table cupel_table;

/* Where `inspect` of a table tells what it finds. */
typedef struct cupel_findings {
    const cupel_node *mapping, *where;    /* of the table; see cupel_table_bind */
    cupel_diagnostics *diagnostics;
    size_t count;
} cupel_findings;

#define CUPEL_NO_ROW SIZE_MAX

/** Notes what is wrong with row `row` (from 0) of the list `name` of the table, or with its value or sub-table `name`
 * (CUPEL_NO_ROW). It is told at the line and column where a case has that, at the table's own where it has not. */
void cupel_findings_add(cupel_findings *findings, const char *name, size_t row, const cupel_error *error);


typedef struct cupel_param {
    const char *name;             /* lower_snake_case, the field's standard term                          */
    cupel_kind kind;
    size_t offset;                /* of the field in the struct                                           */
    const char *unit;             /* SI, in udunits' words; "1" dimensionless; "@": that of the row that holds the table */
    const char *fallback;         /* default, as one would write it in a case; NULL: none                 */
    const char *range;            /* interval in SI such as "(0, 1]"; of every value in a VECTOR, of y in a CURVE; counts of LIST and length of VECTOR: see `length` */
    const char *length;           /* interval of the number of entries of VECTOR, CURVE, LIST; NULL: any   */
    const char *const *choices;   /* CHOICE: names, NULL at the end                                        */
    const cupel_table *table;     /* TABLE, LIST                                                           */
    const char *axis, *axis_unit; /* CURVE: what x is, and its SI unit                                     */
    unsigned flags;
    const char *only;             /* the choices of the table's row "kind", which stands before, that take this one:
                                     "box, chip"; of others it is refused, and has no default. NULL: all    */
    const char *meaning;          /* one line, with the symbol: "friction coefficient mu of strip on roll" */
} cupel_param;

struct cupel_table {
    const char *name;             /* "rolling.pass", "flow_stress": for messages and pages                 */
    size_t size;                  /* sizeof the struct                                                     */
    const cupel_param *params;
    size_t count;
    /* Rules between parameters, on a fully bound struct: fills `error` with what is wrong and what is allowed. */
    cupel_status (*check)(const void *values, cupel_error *error);
    /* Rules that concern rows below this table, asked when `check` has nothing to say: each finding with its place, as many
     * as there are. A status is for what could not be looked at, and is told at the place of the table. Nothing is
     * written anywhere before both have passed, so what needs a geometry or a grid is best told here. NULL: none */
    cupel_status (*inspect)(const void *values, cupel_findings *findings, cupel_error *error);
};

#define CUPEL_ROWS(rows) .params = (rows), .count = sizeof(rows) / sizeof *(rows)

/* What a reference stands for. */
typedef struct cupel_reference {
    bool wants_curve;             /* set by who asks: a CURVE, not a number                  */
    const char *unit;             /* SI unit of the referred result                          */
    bool difference;
    bool resolved;                /* false while a case is only checked: `value` is unknown  */
    double value;
    const char *axis_unit;        /* of a curve: SI unit of x                                */
    cupel_curve curve;            /* stays as long as what the case is bound to              */
} cupel_reference;

/* The outside world, as a table sees it while it is bound. A NULL function refuses that kind of value. */
typedef struct cupel_binding {
    cupel_arena *arena;
    cupel_diagnostics *diagnostics;
    void *host;
    cupel_status (*material)(void *host, const cupel_node *node, const cupel_material **out, cupel_error *error);
    cupel_status (*file)(void *host, const cupel_node *node, const cupel_input **out, cupel_error *error);
    cupel_status (*reference)(void *host, const cupel_node *node, const char *expression, cupel_reference *out,
                              cupel_error *error);
    size_t unresolved;            /* counts references that have no value yet; checks between rows are put off then */
} cupel_binding;

/** Binds a YAML mapping (NULL: all defaults) to a new struct in the arena. `where` is the place to name for
 * missing keys when `mapping` is NULL. Problems go to the diagnostics; NULL only when out of memory. `ignored`
 * lists keys that are allowed but belong to somebody else (NULL-terminated, may be NULL). */
void *cupel_table_bind(const cupel_table *table, const cupel_node *mapping, const cupel_node *where,
                       const char *const *ignored, cupel_binding *binding);

/** True when the row has a value in this struct (given or by default). */
bool cupel_param_present(const cupel_param *param, const void *values);

/** True when something of that kind takes the row; `kind` NULL: not known, which is true too. */
bool cupel_param_is_for(const cupel_param *param, const char *kind);

/** Copies from one struct of a table to another what the second lacks. Sub-tables and lists are taken whole, and
 * stay where they are. */
void cupel_param_inherit(const cupel_table *table, const void *from, void *values);

/** The row of that name, or NULL. A dotted path goes into sub-tables. */
const cupel_param *cupel_param_find(const cupel_table *table, const char *path);

/* An interval such as "(0, 1]" or "[1, inf)". NULL text is everything finite. */
typedef struct cupel_interval { double lo, hi; bool lo_open, hi_open; } cupel_interval;
cupel_interval cupel_interval_parse(const char *text);
bool cupel_interval_holds(const cupel_interval *interval, double value);   /* false for NaN */

#endif

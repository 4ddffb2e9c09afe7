/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_EVALUATION_H
#define CUPEL_TESTDATA_EVALUATION_H

#include "param/model.h"
#include "store/test.h"

/* An evaluation takes a test to figures, each with its rule, its standard uncertainty and a flag. It is
 * described by the same tables as a model (`model`, whose run is NULL): its options, and its results. */

typedef struct cupel_judgement cupel_judgement;

/* What an evaluation works with. */
typedef struct cupel_work {
    const cupel_test *test;
    const void *options;
    int threads;
    cupel_arena *arena; /* ends with the evaluation */
    cupel_results *results;
    cupel_judgement *judgement; /* goes into the results when the evaluation ends */
} cupel_work;

typedef struct cupel_evaluation {
    const char *kind;  /* "tensile"                                   */
    cupel_model model; /* name "test.tensile"; parameters: the options */
    /* EINVAL: the test lacks what the evaluation needs, or the options cannot be meant. What can be judged is
     * judged; what cannot gets a flag that says why. */
    cupel_status (*evaluate)(const cupel_work *work, cupel_error *error);
} cupel_evaluation;

/** Opens arena and judgement, evaluates, and closes them. */
cupel_status cupel_evaluate(const cupel_evaluation *evaluation, const cupel_test *test, const void *options,
                            int threads, cupel_results *results, cupel_error *error);

/** NULL when there is none of that kind. */
const cupel_evaluation *cupel_evaluation_find(const char *kind);
/** All of them; NULL at the end. */
const cupel_evaluation *const *cupel_evaluations(void);
/** Their kinds in words, for messages: "tensile, resistivity, …". */
enum { CUPEL_KINDS_TEXT = 256 };
void cupel_evaluation_kinds(char out[CUPEL_KINDS_TEXT]);

/* ---- result tables ---- */

/* Three rows for one figure: its value, its standard uncertainty (k = 1), and a flag: "ok", or a sentence
 * that begins with "doubtful: " (there is a value) or "not judged: " (there is none). */
#define CUPEL_JUDGED(name_, unit_, meaning_)                                                                 \
    {name_, CUPEL_SCALAR, unit_, .uncertainty = name_ "_uncertainty", .meaning = meaning_},                  \
        {name_ "_uncertainty", CUPEL_SCALAR, unit_, .of = name_,                                             \
         .meaning = "standard uncertainty (k = 1) of " name_},                                               \
    {                                                                                                        \
        name_ "_flag", CUPEL_LABEL, NULL, .of = name_,                                                       \
                       .meaning = "ok, or why " name_ " is doubtful or not judged"                           \
    }

extern const cupel_result cupel_rule_columns[2], cupel_budget_columns[6], cupel_monte_carlo_columns[6];

/* The tables that every evaluation has: at the end of its rows. */
#define CUPEL_JUDGEMENT_ROWS                                                                                 \
    {"rules",                                                                                                \
     CUPEL_COLUMNS,                                                                                          \
     NULL,                                                                                                   \
     .columns = cupel_rule_columns,                                                                          \
     .column_count = 2,                                                                                      \
     .meaning = "by which rule each figure was found"},                                                      \
        {"uncertainty_budget",                                                                               \
         CUPEL_COLUMNS,                                                                                      \
         NULL,                                                                                               \
         .columns = cupel_budget_columns,                                                                    \
         .column_count = 6,                                                                                  \
         .meaning = "what each input adds to the standard uncertainty of a figure (GUM)"},                   \
    {                                                                                                        \
        "monte_carlo", CUPEL_COLUMNS, NULL,                                                                  \
            .columns = cupel_monte_carlo_columns, .column_count = 6,                                         \
            .meaning = "the figures over random draws of the inputs (GUM supplement 1)"                      \
    }

/* Options that an evaluation with a Monte Carlo has: put into its table's rows, with `draws` and `seed`
 * (int64_t) in its struct. */
#define CUPEL_DRAW_ROWS(type)                                                                                \
    {"draws",                                                                                                \
     CUPEL_INTEGER,                                                                                          \
     offsetof(type, draws),                                                                                  \
     .fallback = "0",                                                                                        \
     .range = "[0, 1000000]",                                                                                \
     .meaning = "random draws of the inputs beside the budget; 0: none, 10000 is usual"},                    \
    {                                                                                                        \
        "seed", CUPEL_INTEGER, offsetof(type, seed),                                                         \
            .fallback = "1", .range = "[0, 9007199254740991]",                                               \
            .meaning = "of the random numbers: equal seeds give equal results"                               \
    }

/* ---- judging ---- */

/* A judgement collects the figures of one evaluation. Like the setters of results it keeps the first
 * problem, which cupel_evaluate tells. */

/** A figure, found by a rule. A value that is not finite is not judged. The uncertainty may be set by the
 * budget: NaN. */
void cupel_judge(cupel_judgement *judgement, const char *name, double value, double uncertainty,
                 const char *rule);
/** The value stands, but … ; more than one reason are joined. */
void cupel_doubt(cupel_judgement *judgement, const char *name, const char *format, ...) CUPEL_PRINTF(3, 4);
/** There is no value, because … */
void cupel_refuse(cupel_judgement *judgement, const char *name, const char *format, ...) CUPEL_PRINTF(3, 4);
/** One line of the budget: an input (value and standard uncertainty in `unit`) and how fast the figure
 * changes with it, in units of the figure per unit of the input. Figures judged with a NaN uncertainty get
 * the root of the sum of squares. */
void cupel_budget_add(cupel_judgement *judgement, const char *name, const char *input, double value,
                      double uncertainty, const char *unit, double sensitivity);
/** The figure over random draws; NaN draws are counted as failed. Sorts `values`. */
void cupel_monte_carlo_add(cupel_judgement *judgement, const char *name, double *values, size_t count);

/* ---- the evaluations ---- */

extern const cupel_evaluation cupel_evaluation_tensile;
extern const cupel_evaluation cupel_evaluation_hardness;
extern const cupel_evaluation cupel_evaluation_resistivity;
extern const cupel_evaluation cupel_evaluation_laser_flash;
extern const cupel_evaluation cupel_evaluation_dsc;
extern const cupel_evaluation cupel_evaluation_dilatometry;
extern const cupel_evaluation cupel_evaluation_peel;
extern const cupel_evaluation cupel_evaluation_roughness;
extern const cupel_evaluation cupel_evaluation_flex;

#endif

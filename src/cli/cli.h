/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CLI_CLI_H
#define CUPEL_CLI_CLI_H

#include <argp.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include "base/text.h"
#include "cupel/error.h"
#include "param/document.h"
#include "param/model.h"

/* What the verbs share. Results go to standard output, messages to standard error. */

enum {
    CUPEL_EXIT_DONE = 0,
    CUPEL_EXIT_FAILED = 1,     /* the run failed, a target was missed, two files differ */
    CUPEL_EXIT_INPUT = 2,      /* wrong input: command line, case, file                 */
    CUPEL_EXIT_SYSTEM = 3      /* out of memory, disk, or a mistake of this program     */
};

typedef struct cupel_cli {
    const char *verb;
    bool json;
    bool colour_out, colour_err;     /* a terminal, and NO_COLOR is not set */
} cupel_cli;

typedef struct cupel_verb {
    const char *name;
    const char *help;                                        /* one line */
    int (*run)(cupel_cli *cli, int argc, char **argv);       /* gives the exit status; argv[0] is "cupel VERB" */
} cupel_verb;

extern const cupel_verb cupel_verbs[];                       /* ends with a NULL name */

int cupel_cli_run(cupel_cli *cli, int argc, char **argv);
int cupel_cli_resume(cupel_cli *cli, int argc, char **argv);
int cupel_cli_check(cupel_cli *cli, int argc, char **argv);
int cupel_cli_validate(cupel_cli *cli, int argc, char **argv);
int cupel_cli_describe(cupel_cli *cli, int argc, char **argv);
int cupel_cli_schema(cupel_cli *cli, int argc, char **argv);
int cupel_cli_show(cupel_cli *cli, int argc, char **argv);
int cupel_cli_list(cupel_cli *cli, int argc, char **argv);
int cupel_cli_find(cupel_cli *cli, int argc, char **argv);
int cupel_cli_diff(cupel_cli *cli, int argc, char **argv);
int cupel_cli_verify(cupel_cli *cli, int argc, char **argv);
int cupel_cli_pack(cupel_cli *cli, int argc, char **argv);
int cupel_cli_import(cupel_cli *cli, int argc, char **argv);
int cupel_cli_recover(cupel_cli *cli, int argc, char **argv);
int cupel_cli_export(cupel_cli *cli, int argc, char **argv);
int cupel_cli_test(cupel_cli *cli, int argc, char **argv);
int cupel_cli_plot(cupel_cli *cli, int argc, char **argv);
int cupel_cli_lineage(cupel_cli *cli, int argc, char **argv);
int cupel_cli_materials(cupel_cli *cli, int argc, char **argv);
int cupel_cli_project(cupel_cli *cli, int argc, char **argv);
int cupel_cli_study(cupel_cli *cli, int argc, char **argv);
int cupel_cli_doctor(cupel_cli *cli, int argc, char **argv);

/* Command lines. A verb has its options and a parser for them; help, usage and mistakes are argp's, which exits
 * by itself: 0 after --help, 2 after a mistake. */
#define CUPEL_OPTION_JSON                                                                                    \
    {                                                                                                        \
        "json", 'j', NULL, 0, "print JSON", 0                                                                \
    }

typedef struct cupel_cli_syntax {
    const char *arguments;               /* "FILE [step[.result]]"                   */
    const char *text;                    /* help: what it does, \v, then the example */
    const struct argp_option *options;   /* may be NULL                              */
    bool (*option)(void *host, int key, char *argument);   /* false: not mine; 'j' never gets here */
    size_t least, most;                  /* number of arguments                      */
} cupel_cli_syntax;

/** The arguments that are no options; `count` of them. Never returns after a mistake. */
char **cupel_cli_parse(cupel_cli *cli, const cupel_cli_syntax *syntax, void *host, int argc, char **argv,
                       size_t *count);

/** A number for an option; leaves with a message and exit status 2 when it is none, or negative. */
double cupel_cli_number_option(const cupel_cli *cli, const char *option, const char *text);

/** A quantity such as "1.5 mm" in SI; leaves likewise when it is none of that unit. */
double cupel_cli_quantity_option(const cupel_cli *cli, const char *option, const char *text, const char *unit);

/* Messages. */
int cupel_cli_exit(cupel_status status);
/** Prints "file:line:column: text", or "cupel VERB: text"; gives the exit status. */
int cupel_cli_error(const cupel_cli *cli, const cupel_error *error);
int cupel_cli_diagnostics(const cupel_cli *cli, const cupel_diagnostics *diagnostics);
int cupel_cli_complain(const cupel_cli *cli, cupel_status status, const char *format, ...) CUPEL_PRINTF(3, 4);
/** "no model …", with the nearest one suggested. */
int cupel_cli_no_model(const cupel_cli *cli, const char *name);
void cupel_cli_warn(const cupel_cli *cli, const char *format, ...) CUPEL_PRINTF(2, 3);

/** The models, then those of the evaluations of tests; NULL at the end. What runs a case takes cupel_models(). */
const cupel_model *const *cupel_cli_models(void);
const cupel_model *cupel_cli_find_model(const char *name);

/* Output: a page is built as a text and written at once. Both free what they are given, and complain when memory
 * or the disk ran out; they give the exit status. */
int cupel_cli_print(const cupel_cli *cli, cupel_text *text);
int cupel_cli_print_json(const cupel_cli *cli, json_t *value);    /* NULL: it was out of memory */

/** A JSON string of a text that may be no UTF-8, such as a file name: bytes that are none become '?'. */
json_t *cupel_cli_json_text(const char *text);

/** Writes to a file (whole or not at all), or to standard output when `path` is NULL or "-". Refuses to replace a
 * file of HDF5: what goes through here is text or a picture, and the file may be the one that was read. */
int cupel_cli_write(const cupel_cli *cli, const char *path, const void *bytes, size_t count);

typedef enum cupel_style { CUPEL_BOLD, CUPEL_DIM, CUPEL_RED, CUPEL_GREEN, CUPEL_YELLOW } cupel_style;

/** Adds a text in a style, where colours are on; control characters become '?'. */
void cupel_cli_styled(const cupel_cli *cli, cupel_style style, const char *text, cupel_text *out);

/** "12.3" and "um" for 1.23e-5 m: a value in a unit that people read. NaN is "-". */
typedef struct cupel_cli_value { char number[64]; char unit[64]; } cupel_cli_value;
cupel_cli_value cupel_cli_show_value(double value, const char *unit, bool difference);
/** The same with its standard uncertainty (NaN: none): "12.3 ± 0.4". */
cupel_cli_value cupel_cli_show_uncertain(double value, double uncertainty, const char *unit, bool difference);
/** And in the unit that suits `magnitude`: values to be compared stand in one unit. */
cupel_cli_value cupel_cli_show_as(double value, double uncertainty, const char *unit, bool difference,
                                  double magnitude);

/** "0.1 … 0.5" and their unit. */
void cupel_cli_show_range(const double *values, size_t count, const char *unit, bool difference, char *out, size_t size,
                          char *out_unit, size_t unit_size);

/* Tables with aligned columns. Cells are added row by row; the first row is the heading. */
typedef struct cupel_cli_table {
    size_t columns;
    unsigned right;                /* bit c: column c is aligned at the right */
    char **cells;
    size_t count, capacity;
    bool failed;
} cupel_cli_table;

void cupel_cli_cell(cupel_cli_table *table, const char *text);
void cupel_cli_cells(cupel_cli_table *table, size_t count, const char *const *texts);
/** Adds the table to a text, `indent` cells in, and frees it. */
void cupel_cli_table_end(const cupel_cli *cli, cupel_cli_table *table, int indent, cupel_text *out);
void cupel_cli_table_drop(cupel_cli_table *table);      /* frees it unprinted */

enum { CUPEL_CLI_LABEL = 28 };   /* widest label that stands among numbers; longer ones stand aside */

/** The results of a step in readable units: name, value, unit, meaning; series and tables in a few words. */
void cupel_cli_results(const cupel_cli *cli, const cupel_results *results, int indent, cupel_text *out);

/** The row's standard uncertainty, NaN: none. */
double cupel_cli_uncertainty_of(const cupel_results *results, const cupel_result *row);
/** Whether NAME is the uncertainty of a result that is there: it stands behind its value and needs no line. */
bool cupel_cli_is_uncertainty(const cupel_results *results, const char *name);

enum { CUPEL_CLI_SIDE_BY_SIDE = 8 };

/** The same for up to CUPEL_CLI_SIDE_BY_SIDE steps of one model, a column a step. */
void cupel_cli_results_side_by_side(const cupel_cli *cli, const cupel_model *model, const char *const *ids,
                                    const cupel_results *const *results, size_t count, int indent,
                                    cupel_text *out);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/csv.h"
#include "base/units.h"
#include "cli/test_import.h"

/* cupel test conformance: standard data sets with agreed values, in the form of ASTM E2443 and of TENSTAND,
 * imported and evaluated as they are, against the intervals that they have to fall into. */

enum { VALUES_BYTES = 16 << 20 };

static const struct argp_option options[] = {CUPEL_OPTION_JSON, {0}};

static const cupel_cli_syntax syntax = {
    .arguments = "DIR",
    .text = "Imports and evaluates the raw files that DIR/values.csv names and lays each figure against its "
            "agreed interval. "
            "values.csv has the columns file, quantity, agreed, lower, upper, and if need be block (the test "
            "in its file, from "
            "0), unit (else that of the result) and source. Nothing is written. Exit status 1 when a figure "
            "is outside its "
            "interval or was not judged."
            "\vExamples:\n  cupel test conformance \"$CUPEL_DATA/tests\"\n  cupel test conformance tenstand "
            "--json",
    .options = options,
    .least = 1,
    .most = 1,
};

/* ---- values.csv ---- */

typedef enum column { FILE_NAME, QUANTITY, AGREED, LOWER, UPPER, BLOCK, UNIT, SOURCE, COLUMNS } column;

static const char *const column_names[COLUMNS] = {"file",  "quantity", "agreed", "lower",
                                                  "upper", "block",    "unit",   "source"};
enum { REQUIRED_COLUMNS = BLOCK };

typedef struct row {
    const char *file, *quantity, *unit, *source; /* unit, source: NULL when not given */
    size_t block;
    double agreed, lower, upper; /* as given, then in the unit of the result */
    /* what was found */
    double value;
    bool inside;
    const char *flag, *result_unit, *trouble; /* NULL: none */
} row;

typedef struct conformance {
    const cupel_cli *cli;
    const char *folder, *path;
    cupel_arena *arena;
    row *rows;
    size_t count, inside, files;
} conformance;

static cupel_status number_in(const char *path, const cupel_csv_cell *cell, double *out, cupel_error *error)
{
    const char *rest;
    if (cupel_parse_number(cell->text, out, &rest) && !*rest) return CUPEL_OK;
    return cupel_csv_complain(error, path, cell->line, cell->column, "'%s' is not a number", cell->text);
}

static cupel_status find_columns(const conformance *c, const cupel_csv *table, size_t place[COLUMNS],
                                 cupel_error *error)
{
    for (size_t k = 0; k < COLUMNS; k++) {
        place[k] = table->columns;
        for (size_t i = 0; i < table->columns; i++)
            if (strcmp(table->heading[i].text, column_names[k]) == 0) place[k] = i;
        if (k < REQUIRED_COLUMNS && place[k] == table->columns)
            return cupel_csv_complain(error, c->path, 1, 1,
                                      "there is no column '%s'; needed: file, quantity, agreed, lower, upper",
                                      column_names[k]);
    }
    return CUPEL_OK;
}

static cupel_status take_row(const conformance *c, const cupel_csv *table, const size_t place[COLUMNS],
                             size_t i, row *out, cupel_error *error)
{
    const cupel_csv_cell *cells = &table->cells[i * table->columns];
    const bool has_block = place[BLOCK] < table->columns, has_unit = place[UNIT] < table->columns;
    double block = 0;
    *out = (row){.file = cells[place[FILE_NAME]].text, .quantity = cells[place[QUANTITY]].text, .value = NAN};
    if (has_unit && *cells[place[UNIT]].text) out->unit = cells[place[UNIT]].text;
    if (place[SOURCE] < table->columns) out->source = cells[place[SOURCE]].text;
    cupel_status status = number_in(c->path, &cells[place[AGREED]], &out->agreed, error);
    if (!status) status = number_in(c->path, &cells[place[LOWER]], &out->lower, error);
    if (!status) status = number_in(c->path, &cells[place[UPPER]], &out->upper, error);
    if (!status && has_block && *cells[place[BLOCK]].text)
        status = number_in(c->path, &cells[place[BLOCK]], &block, error);
    if (status) return status;
    if (!(out->lower <= out->upper))
        return cupel_csv_complain(error, c->path, cells[place[LOWER]].line, cells[place[LOWER]].column,
                                  "lower is above upper");
    if (!(block >= 0 && block < 1e6))
        return cupel_csv_complain(error, c->path, cells[place[BLOCK]].line, cells[place[BLOCK]].column,
                                  "block is %g; it counts the tests of a file from 0", block);
    out->block = (size_t)block;
    return CUPEL_OK;
}

static cupel_status read_values(conformance *c, cupel_error *error)
{
    char *bytes = NULL;
    size_t count = 0, place[COLUMNS];
    cupel_csv table;
    cupel_status status = cupel_file_read_all(c->path, VALUES_BYTES, &bytes, &count, error);
    if (status == CUPEL_EIO && !cupel_file_exists(c->path)) return error->status = CUPEL_EINVAL;
    if (!status) status = cupel_csv_parse(bytes, count, c->path, c->arena, &table, error);
    free(bytes);
    if (!status) status = find_columns(c, &table, place, error);
    if (status) return status;
    c->count = table.rows;
    c->rows = cupel_arena_alloc(c->arena, table.rows ? table.rows : 1, sizeof *c->rows);
    if (!c->rows) return cupel_out_of_memory(error, "a data set");
    for (size_t i = 0; i < table.rows && !status; i++)
        status = take_row(c, &table, place, i, &c->rows[i], error);
    return status;
}

/* ---- one file ---- */

static const char *keep(const conformance *c, const char *text)
{
    const char *copy = cupel_arena_copy(c->arena, text);
    return copy ? copy : "out of memory";
}

static const cupel_result *row_named(const cupel_model *model, const char *name)
{
    return cupel_result_find(model->results, model->result_count, name);
}

static void judge_value(const conformance *c, row *r, const cupel_evaluated *e)
{
    const cupel_result *result = row_named(&e->evaluation->model, r->quantity);
    const cupel_result_value *value = result ? cupel_results_find(e->results, r->quantity) : NULL;
    if (!result || result->kind != CUPEL_SCALAR) {
        r->trouble = cupel_arena_format(c->arena, "%s gives no '%s'", e->evaluation->model.name, r->quantity);
        return;
    }
    const char *flag = cupel_evaluation_flag(e->results, result);
    r->flag = flag ? keep(c, flag) : NULL;
    r->result_unit = result->unit;
    double *const numbers[] = {&r->agreed, &r->lower, &r->upper};
    for (size_t k = 0; r->unit && k < sizeof numbers / sizeof *numbers; k++) {
        cupel_error error = {0};
        if (cupel_unit_convert(*numbers[k], r->unit, result->unit, result->difference, numbers[k], &error)) {
            r->trouble = keep(c, error.text);
            return;
        }
    }
    if (!value || !value->present) return;
    r->value = value->number;
    r->inside = r->value >= r->lower && r->value <= r->upper;
}

static bool same_test(const row *a, const row *b)
{
    return strcmp(a->file, b->file) == 0 && a->block == b->block;
}

static void give_up(const conformance *c, size_t first, const char *why)
{
    for (size_t i = first; i < c->count; i++)
        if (strcmp(c->rows[i].file, c->rows[first].file) == 0) c->rows[i].trouble = keep(c, why);
}

/* All rows of one test of the file. */
static void judge_test(conformance *c, size_t first, const cupel_import *found, cupel_arena *arena)
{
    const size_t block = c->rows[first].block;
    cupel_diagnostics diagnostics = {0};
    cupel_evaluated e = {0};
    cupel_error error = {0};
    const char *trouble = NULL;
    if (block >= found->count)
        trouble = cupel_arena_format(c->arena, "the file has %zu tests, and none of block %zu", found->count,
                                     block);
    else if (cupel_evaluation_run(&found->tests[block], NULL, NULL, 1, arena, &diagnostics, &e, &error))
        trouble = keep(c, error.text);
    for (size_t i = first; i < c->count; i++) {
        if (!same_test(&c->rows[i], &c->rows[first])) continue;
        c->rows[i].trouble = trouble;
        if (!trouble) judge_value(c, &c->rows[i], &e);
    }
    cupel_diagnostics_free(&diagnostics);
    cupel_results_free(e.results);
}

static bool is_first(const conformance *c, size_t index, bool (*same)(const row *, const row *))
{
    for (size_t i = 0; i < index; i++)
        if (same(&c->rows[i], &c->rows[index])) return false;
    return true;
}

static bool same_file(const row *a, const row *b)
{
    return strcmp(a->file, b->file) == 0;
}

static void judge_file(conformance *c, size_t first)
{
    cupel_arena *arena = cupel_arena_new();
    cupel_diagnostics diagnostics = {0};
    cupel_error error = {0};
    cupel_import found = {0};
    const char *path = arena ? cupel_arena_format(arena, "%s/%s", c->folder, c->rows[first].file) : NULL;
    cupel_status status = path ? CUPEL_OK : cupel_out_of_memory(&error, "a file");
    if (!status) status = cupel_import_file(path, arena, &diagnostics, &found, &error);
    c->files++;
    if (status) {
        give_up(c, first, diagnostics.count ? diagnostics.entries[0].text : error.text);
    } else {
        for (size_t i = first; i < c->count; i++)
            if (same_file(&c->rows[i], &c->rows[first]) && is_first(c, i, same_test))
                judge_test(c, i, &found, arena);
    }
    cupel_diagnostics_free(&diagnostics);
    cupel_arena_free(arena);
}

/* ---- what came out ---- */

static const char *verdict_of(const row *r)
{
    if (r->trouble) return "failed";
    if (isnan(r->value)) return "not judged";
    return r->inside ? "inside" : "outside";
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static int print_json(const conformance *c)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < c->count; i++) {
        const row *r = &c->rows[i];
        json_array_append_new(
            rows, json_pack("{s:o, s:I, s:s, s:o, s:o, s:o, s:o, s:s*, s:s, s:s*, s:s*, s:s*}", "file",
                            cupel_cli_json_text(r->file), "block", (json_int_t)r->block, "quantity",
                            r->quantity, "value", number(r->value), "agreed", number(r->agreed), "lower",
                            number(r->lower), "upper", number(r->upper), "unit", r->result_unit, "verdict",
                            verdict_of(r), "flag", r->flag, "message", r->trouble, "source", r->source));
    }
    return cupel_cli_print_json(c->cli, json_pack("{s:I, s:I, s:I, s:o}", "files", (json_int_t)c->files,
                                                  "values", (json_int_t)c->count, "inside",
                                                  (json_int_t)c->inside, "rows", rows));
}

static void shown(double value, const row *r, char *out, size_t size)
{
    if (!isfinite(value) || !r->result_unit) {
        snprintf(out, size, "-");
        return;
    }
    const cupel_cli_value v = cupel_cli_show_as(value, NAN, r->result_unit, false, fabs(r->agreed));
    snprintf(out, size, "%s %s", v.number, v.unit);
}

static int print_table(const conformance *c)
{
    cupel_text out = {0};
    cupel_cli_table table = {.columns = 7, .right = 1u << 3 | 1u << 4};
    cupel_cli_cells(
        &table, 7, (const char *const[]){"file", "test", "quantity", "found", "agreed", "verdict", "remark"});
    for (size_t i = 0; i < c->count; i++) {
        const row *r = &c->rows[i];
        const bool plain = r->inside && (!r->flag || strcmp(r->flag, "ok") == 0);
        char block[24], found[160], agreed[160];
        snprintf(block, sizeof block, "%zu", r->block);
        shown(r->value, r, found, sizeof found);
        shown(r->agreed, r, agreed, sizeof agreed);
        const char *remark = r->trouble ? r->trouble : plain || !r->flag ? "" : r->flag;
        cupel_cli_cells(
            &table, 7,
            (const char *const[]){r->file, block, r->quantity, found, agreed, verdict_of(r), remark});
    }
    cupel_cli_table_end(c->cli, &table, 0, &out);
    cupel_text_printf(&out, "%zu of %zu values of %zu files inside their intervals\n", c->inside, c->count,
                      c->files);
    return cupel_cli_print(c->cli, &out);
}

int cupel_cli_test_conformance(cupel_cli *cli, int argc, char **argv)
{
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, NULL, argc, argv, &count);
    cupel_error error = {0};
    cupel_arena *arena = cupel_arena_new();
    conformance c = {.cli = cli, .arena = arena, .folder = words[0]};
    c.path = arena ? cupel_arena_format(arena, "%s/values.csv", words[0]) : NULL;
    const cupel_status status = c.path ? read_values(&c, &error) : cupel_out_of_memory(&error, "a data set");
    int code;
    if (status) {
        code = cupel_cli_error(cli, &error);
    } else {
        for (size_t i = 0; i < c.count; i++)
            if (is_first(&c, i, same_file)) judge_file(&c, i);
        for (size_t i = 0; i < c.count; i++) c.inside += c.rows[i].inside && !c.rows[i].trouble;
        code = cli->json ? print_json(&c) : print_table(&c);
        if (code == CUPEL_EXIT_DONE && c.inside < c.count) code = CUPEL_EXIT_FAILED;
    }
    cupel_arena_free(arena);
    return code;
}

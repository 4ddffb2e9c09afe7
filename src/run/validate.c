/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/validate.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/units.h"
#include "case/case.h"
#include "material/material.h"
#include "testdata/import.h"
#include "testdata/run.h"

typedef struct validator {
    const cupel_model *const *models;
    cupel_arena *arena;
    cupel_diagnostics *diagnostics;
    const char *folder;
} validator;

static const char *const row_keys[] = {"id", "what", "source", "expect", "model", "parameters"};
static const char *const test_keys[] = {"id", "what", "source", "expect", "test", "options"};
static const char *const check_keys[] = {"value", "tolerance", "absolute_tolerance"};

static cupel_status load_material(void *host, const cupel_node *node, const cupel_material **out,
                                  cupel_error *error)
{
    validator *v = host;
    return cupel_material_load(node, v->folder, v->arena, out, error);
}

static cupel_status load_file(void *host, const cupel_node *node, const cupel_input **out, cupel_error *error)
{
    validator *v = host;
    return cupel_case_load_input(node, v->folder, v->arena, out, error);
}

/* The text at a key; "" and a complaint when it is missing. */
static const char *word(validator *v, const cupel_node *mapping, const char *key)
{
    const cupel_node *node = cupel_node_get(mapping, key);
    if (node && node->kind == CUPEL_NODE_SCALAR) return node->text;
    cupel_diagnose(v->diagnostics, mapping, "'%s' is missing", key);
    return "";
}

static void refuse_unknown(validator *v, const cupel_node *mapping, const char *const *keys, size_t count)
{
    for (size_t k = 0; k < mapping->count; k++) {
        bool known = false;
        for (size_t i = 0; i < count; i++) known |= strcmp(keys[i], mapping->keys[k]->text) == 0;
        if (!known)
            cupel_diagnose(v->diagnostics, mapping->keys[k], "unknown key '%s'", mapping->keys[k]->text);
    }
}

/* "table[2].column", "series[3]" or "scalar" */
typedef struct target {
    const cupel_result *row; /* of the number or word itself */
    const cupel_result_value *value;
    size_t index;
} target;

static bool find_target(validator *v, const cupel_model *model, const cupel_results *results,
                        const cupel_node *key, target *out)
{
    char *name = cupel_arena_copy(v->arena, key->text);
    if (!name) {
        v->diagnostics->out_of_memory = true;
        return false;
    }
    char *bracket = strchr(name, '['), *column = NULL;
    *out = (target){0};
    if (bracket) {
        *bracket = '\0';
        char *end;
        out->index = strtoul(bracket + 1, &end, 10);
        if (strncmp(end, "].", 2) == 0) column = end + 2;
    }
    out->row = cupel_result_find(model->results, model->result_count, name);
    if (!out->row || (out->row->kind == CUPEL_COLUMNS) != (column != NULL)) {
        cupel_diagnose(v->diagnostics, key, "%s has no single result '%s'", model->name, key->text);
        return false;
    }
    out->value = results ? cupel_results_find(results, name) : NULL;
    if (!column) return true;
    const cupel_result *of_column = cupel_result_find(out->row->columns, out->row->column_count, column);
    if (!of_column) {
        cupel_diagnose(v->diagnostics, key, "table '%s' of %s has no column '%s'", name, model->name, column);
        return false;
    }
    if (out->value && out->value->present) out->value = out->value->columns + (of_column - out->row->columns);
    out->row = of_column;
    return true;
}

static double number_of(const target *t)
{
    if (!t->value || !t->value->present) return NAN;
    if (!t->value->values) return t->index == 0 ? t->value->number : NAN;
    return t->index < t->value->count ? t->value->values[t->index] : NAN;
}

static const char *word_of(const target *t)
{
    if (!t->value || !t->value->present) return NULL;
    if (!t->value->texts) return t->value->label;
    return t->index < t->value->count ? t->value->texts[t->index] : NULL;
}

static bool read_tolerance(validator *v, const cupel_node *node, const target *t,
                           cupel_validation_check *check)
{
    const cupel_node *relative = cupel_node_get(node, "tolerance"),
                     *absolute = cupel_node_get(node, "absolute_tolerance");
    const cupel_node *given = relative ? relative : absolute;
    if (!given || (relative && absolute) || given->kind != CUPEL_NODE_SCALAR) {
        cupel_diagnose(v->diagnostics, node, "give 'tolerance' (relative) or 'absolute_tolerance'");
        return false;
    }
    cupel_error error = {0};
    check->relative = relative != NULL;
    const cupel_status status =
        relative ? cupel_quantity_parse(given->text, "1", false, &check->tolerance, &error)
                 : cupel_quantity_parse(given->text, t->row->unit, true, &check->tolerance, &error);
    if (status) cupel_diagnose_error(v->diagnostics, given, &error);
    return !status;
}

/* "2439.01628 N/mm": the unit of the text, as the reader of a validation table wants it. */
static const char *own_unit(const char *text, const char *unit)
{
    double ignored;
    const char *end;
    if (!cupel_parse_number(text, &ignored, &end)) return unit;
    while (*end == ' ') end++;
    return *end ? end : strcmp(unit, "1") == 0 ? "" : unit;
}

static void judge(cupel_validation_check *check, double expected, double value, const target *t)
{
    const double difference = value - expected;
    check->deviation = check->relative ? difference / fabs(expected) : difference;
    check->pass = fabs(check->deviation) <= check->tolerance; /* NaN does not pass */
    const char *unit = *check->unit ? check->unit : "1";
    double shown;
    if (!cupel_unit_convert(expected, t->row->unit, unit, t->row->difference, &shown, NULL))
        check->expected = shown;
    if (!cupel_unit_convert(value, t->row->unit, unit, t->row->difference, &shown, NULL))
        check->value = shown;
    if (check->relative) return;
    if (!cupel_unit_convert(check->deviation, t->row->unit, unit, true, &shown, NULL))
        check->deviation = shown;
    if (!cupel_unit_convert(check->tolerance, t->row->unit, unit, true, &shown, NULL))
        check->tolerance = shown;
}

static bool make_check(validator *v, const cupel_model *model, const cupel_results *results,
                       const cupel_node *key, const cupel_node *node, cupel_validation_check *check)
{
    target t;
    *check = (cupel_validation_check){.result = key->text, .unit = "", .expected = NAN, .value = NAN};
    if (!find_target(v, model, results, key, &t)) return false;
    if (node->kind != CUPEL_NODE_MAPPING) {
        cupel_diagnose(v->diagnostics, node, "write {value: …, tolerance: …}");
        return false;
    }
    refuse_unknown(v, node, check_keys, sizeof check_keys / sizeof *check_keys);
    const char *text = word(v, node, "value");
    if (t.row->kind == CUPEL_LABEL) {
        check->expected_word = text;
        const char *got = word_of(&t);
        check->word = got ? cupel_arena_copy(v->arena, got) : NULL;
        check->pass = check->word && strcmp(check->word, text) == 0;
        return true;
    }
    double expected;
    cupel_error error = {0};
    if (cupel_quantity_parse(text, t.row->unit, t.row->difference, &expected, &error)) {
        cupel_diagnose_error(v->diagnostics, node, &error);
        return false;
    }
    if (!read_tolerance(v, node, &t, check)) return false;
    check->unit = own_unit(text, t.row->unit);
    judge(check, expected, number_of(&t), &t);
    return true;
}

static void make_checks(validator *v, const cupel_model *model, const cupel_results *results,
                        const cupel_node *expect, cupel_validation_row *row)
{
    if (!expect || expect->kind != CUPEL_NODE_MAPPING || !expect->count) {
        cupel_diagnose(v->diagnostics, expect, "row '%s' expects nothing: a row that cannot fail", row->id);
        return;
    }
    row->checks = cupel_arena_alloc(v->arena, expect->count, sizeof *row->checks);
    if (!row->checks) {
        v->diagnostics->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < expect->count; i++)
        if (make_check(v, model, results, expect->keys[i], expect->items[i], &row->checks[row->count]))
            row->count++;
}

static void run_model(validator *v, const cupel_node *node, cupel_validation_row *row)
{
    const cupel_model *const *model = v->models;
    row->model = word(v, node, "model");
    while (*model && strcmp((*model)->name, row->model) != 0) model++;
    if (!*model) {
        cupel_diagnose(v->diagnostics, node, "there is no model '%s'", row->model);
        return;
    }
    cupel_binding binding = {.arena = v->arena,
                             .diagnostics = v->diagnostics,
                             .host = v,
                             .material = load_material,
                             .file = load_file};
    const size_t problems = v->diagnostics->count;
    const void *parameters =
        cupel_table_bind((*model)->parameters, cupel_node_get(node, "parameters"), node, NULL, &binding);
    cupel_results *results = cupel_results_new((*model)->results, (*model)->result_count);
    if (!parameters || !results) v->diagnostics->out_of_memory = true;
    if (parameters && results && v->diagnostics->count == problems) {
        cupel_context context = {.threads = omp_get_max_threads()};
        cupel_error error = {0};
        cupel_status status = (*model)->run(parameters, &context, results, &error);
        if (!status) status = cupel_results_status(results, &error);
        if (status) row->failure = cupel_arena_copy(v->arena, error.text);
        make_checks(v, *model, results, cupel_node_get(node, "expect"), row);
    }
    cupel_results_free(results);
}

/* A tester's file, imported and evaluated as it is. */
static void run_test(validator *v, const cupel_node *node, cupel_validation_row *row)
{
    cupel_import found = {0};
    cupel_evaluated e = {0};
    cupel_error error = {0};
    const size_t problems = v->diagnostics->count;
    row->model = "test";
    row->test = word(v, node, "test");
    const char *path =
        row->test[0] == '/' ? row->test : cupel_arena_format(v->arena, "%s/%s", v->folder, row->test);
    cupel_status status = path ? CUPEL_OK : cupel_out_of_memory(&error, "a validation row");
    if (!status) status = cupel_import_file(path, v->arena, v->diagnostics, &found, &error);
    if (!status && found.count != 1)
        status = cupel_error_set(&error, CUPEL_EINVAL, "it holds %zu tests; a row is about one", found.count);
    if (status && v->diagnostics->count == problems)
        cupel_diagnose(v->diagnostics, cupel_node_get(node, "test"), "%s: %s", row->test, error.text);
    if (status) return;
    status = cupel_evaluation_run(found.tests, NULL, cupel_node_get(node, "options"), omp_get_max_threads(),
                                  v->arena, v->diagnostics, &e, &error);
    if (status && v->diagnostics->count == problems) row->failure = cupel_arena_copy(v->arena, error.text);
    if (status) return;
    row->model = e.evaluation->model.name;
    make_checks(v, &e.evaluation->model, e.results, cupel_node_get(node, "expect"), row);
    cupel_results_free(e.results);
}

static void run_row(validator *v, const cupel_node *node, cupel_validation_row *row)
{
    const bool test = cupel_node_get(node, "test") != NULL;
    refuse_unknown(v, node, test ? test_keys : row_keys, sizeof row_keys / sizeof *row_keys);
    *row = (cupel_validation_row){
        .id = word(v, node, "id"), .what = word(v, node, "what"), .source = word(v, node, "source")};
    (test ? run_test : run_model)(v, node, row);
}

static void run_rows(validator *v, const cupel_node *root, cupel_validation *out)
{
    const cupel_node *rows = cupel_node_get(root, "rows");
    out->title = word(v, root, "title");
    if (!rows || rows->kind != CUPEL_NODE_SEQUENCE || !rows->count) {
        cupel_diagnose(v->diagnostics, root, "'rows' is missing: a list of validation rows");
        return;
    }
    out->rows = cupel_arena_alloc(v->arena, rows->count, sizeof *out->rows);
    if (!out->rows) {
        v->diagnostics->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < rows->count; i++) {
        cupel_validation_row *row = &out->rows[out->count++];
        run_row(v, rows->items[i], row);
        out->checks += row->count;
        for (size_t c = 0; c < row->count; c++) out->passed += row->checks[c].pass;
        if (row->failure) out->checks++;
    }
}

cupel_status cupel_validate(const char *path, const cupel_model *const *models, cupel_arena *arena,
                            cupel_diagnostics *diagnostics, cupel_validation *out, cupel_error *error)
{
    char folder[4096], *bytes;
    size_t count;
    cupel_status status = cupel_file_read_all(path, CUPEL_DOCUMENT_BYTES, &bytes, &count, error);
    if (status) return status;
    *out = (cupel_validation){.file = cupel_arena_copy(arena, path)};
    const cupel_node *root = cupel_document_parse(bytes, count, path, arena, diagnostics);
    free(bytes);
    if (!out->file || !cupel_path_folder(path, folder, sizeof folder)) diagnostics->out_of_memory = true;
    if (root && !diagnostics->out_of_memory) {
        validator v = {models, arena, diagnostics, folder};
        if (root->kind == CUPEL_NODE_MAPPING)
            run_rows(&v, root, out);
        else
            cupel_diagnose(diagnostics, root, "a validation file is a mapping with title and rows");
    }
    if (diagnostics->out_of_memory) return cupel_out_of_memory(error, "validation rows");
    cupel_diagnostics_sort(diagnostics);
    if (!diagnostics->count) return CUPEL_OK;
    if (error) *error = diagnostics->entries[0];
    return CUPEL_EINVAL;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "cli/columns.h"
#include "cli/items.h"
#include "report/select.h"

static const struct argp_option options[] = {
    CUPEL_OPTION_JSON,
    {"parameters", 'p', NULL, 0, "show the parameters of every step too", 0},
    {0},
};

static bool take(void *host, int key, char *argument)
{
    (void)argument;
    if (key == 'p') *(bool *)host = true;
    return key == 'p';
}

static const cupel_cli_syntax syntax = {
    .arguments = "FILE [step[.result]…]",
    .text = "Looks into a run or test file: what it is, its steps and their results; one step with its "
            "parameters; the "
            "values of single results."
            "\vExamples:\n  cupel show run.h5\n  cupel show run.h5 roll\n  cupel show run.h5 roll.pressure\n"
            "  cupel show run.h5 '*.exit_thickness' --json",
    .options = options,
    .option = take,
    .least = 1,
    .most = SIZE_MAX,
};

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* ---- whole file ---- */

static void add_header(const cupel_cli *cli, const cupel_file *file, cupel_text *out)
{
    const cupel_file_header *header = cupel_file_get_header(file);
    const struct {
        const char *word, *value;
    } rows[] = {
        {"kind", header->kind},
        {"test", header->test_kind},
        {"project", header->project},
        {"state", header->state},
        {"created", header->created},
        {"finished", header->finished},
        {"content id", header->content_id},
        {"creator", header->creator},
        {"license", header->license},
    };
    cupel_cli_styled(cli, CUPEL_BOLD, header->title ? header->title : "(no title)", out);
    cupel_text_add(out, "\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].value && *rows[i].value)
            cupel_text_printf(out, "  %-10s %s\n", rows[i].word, rows[i].value);
    for (size_t i = 0; i < cupel_file_parent_count(file); i++) {
        const cupel_parent *parent = cupel_file_get_parent(file, i);
        cupel_text_printf(out, "  %-10s %s %s (%s)\n", "parent", parent->file_name ? parent->file_name : "",
                          parent->path ? parent->path : "", parent->content_id ? parent->content_id : "?");
    }
}

/* Columns of one table stand behind each other in the file: one line for all of them. */
static size_t table_length(const cupel_file *file, size_t first, const char *table)
{
    const cupel_item *item = cupel_file_get_item(file, first);
    char other[256];
    size_t count = 0;
    for (size_t i = first; i < cupel_file_item_count(file); i++, count++) {
        const cupel_item *next = cupel_file_get_item(file, i);
        if (!same(next->step, item->step) || !cupel_item_table(next, other, sizeof other) ||
            !same(other, table))
            break;
    }
    return count;
}

/* The items of a step stand behind each other. */
static size_t first_of_step(const cupel_file *file, const char *step)
{
    size_t i = 0;
    while (i < cupel_file_item_count(file) && !same(cupel_file_get_item(file, i)->step, step)) i++;
    return i;
}

static bool is_of_step(const cupel_file *file, size_t i, const char *step)
{
    return i < cupel_file_item_count(file) && same(cupel_file_get_item(file, i)->step, step);
}

/* An uncertainty stands behind its value and needs no line of its own. `first` is the first item of its step.
 */
static bool is_uncertainty(const cupel_file *file, size_t first, const cupel_item *item)
{
    for (size_t i = first; is_of_step(file, i, item->step); i++) {
        const cupel_item *other = cupel_file_get_item(file, i);
        if (other->uncertainty && other->rank == 0 && same(other->uncertainty, item->name)) return true;
    }
    return false;
}

/* Numbers and times of the steps of a field, and the edges of its cells. */
static bool is_field_clock(const cupel_item *item)
{
    return strcmp(item->group, "fields") == 0 && item->rank <= 1;
}

static cupel_status add_group(const cupel_cli *cli, cupel_file *file, const char *step, bool parameters,
                              cupel_text *out, cupel_error *error)
{
    cupel_cli_table table = {.columns = 4, .right = 2};
    cupel_cli_cells(&table, 4,
                    (const char *const[]){parameters ? "parameter" : "result", "value", "unit", "meaning"});
    size_t rows = 0;
    cupel_status status = CUPEL_OK;
    const size_t first = first_of_step(file, step);
    for (size_t i = first; !status && is_of_step(file, i, step); i++) {
        const cupel_item *item = cupel_file_get_item(file, i);
        if (same(item->group, "parameters") != parameters) continue;
        if (is_uncertainty(file, first, item) || is_field_clock(item)) continue;
        char name[256];
        cupel_item_text words;
        rows++;
        if (cupel_item_table(item, name, sizeof name)) {
            const size_t columns = table_length(file, i, name);
            snprintf(words.value, sizeof words.value, "%llu rows × %zu columns",
                     (unsigned long long)item->count, columns);
            cupel_cli_cells(&table, 4, (const char *const[]){name, words.value, "", ""});
            i += columns - 1;
            continue;
        }
        status = cupel_item_words(file, item, &words, error);
        const char *meaning = item->long_name ? item->long_name : "";
        char longer[560];
        if (item->type == CUPEL_ITEM_TEXT && cupel_display_width(words.value) > CUPEL_CLI_LABEL) {
            snprintf(longer, sizeof longer, "%s", words.value);
            words.value[0] = '\0';
            meaning = longer;
        }
        if (item->axis) {
            snprintf(longer, sizeof longer, "%.350s (over %.120s)", meaning, item->axis);
            meaning = longer;
        }
        cupel_cli_cells(&table, 4, (const char *const[]){item->name, words.value, words.unit, meaning});
    }
    if (rows == 0) cupel_cli_cells(&table, 4, (const char *const[]){"(none)", "", "", ""});
    cupel_cli_table_end(cli, &table, 2, out);
    return status;
}

static cupel_status add_step(const cupel_cli *cli, cupel_file *file, const cupel_file_step *step,
                             bool parameters, cupel_text *out, cupel_error *error)
{
    cupel_text_add(out, "\n");
    cupel_cli_styled(cli, CUPEL_BOLD, step->id, out);
    if (*step->model) {
        cupel_text_printf(out, "  %s version %d  ", step->model, step->model_version);
        cupel_cli_styled(cli, same(step->status, "ok") ? CUPEL_GREEN : CUPEL_RED, step->status, out);
        cupel_text_printf(out, "  %.3g s", step->seconds);
    }
    cupel_text_add(out, "\n");
    if (step->message && *step->message) {
        cupel_text_add(out, "  ");
        cupel_cli_styled(cli, CUPEL_YELLOW, step->message, out);
        cupel_text_add(out, "\n");
    }
    cupel_status status = CUPEL_OK;
    parameters = parameters && *step->model;
    if (parameters) status = add_group(cli, file, step->id, true, out, error);
    if (parameters) cupel_text_add(out, "\n");
    return status ? status : add_group(cli, file, step->id, false, out, error);
}

static cupel_status show_file(const cupel_cli *cli, cupel_file *file, bool parameters, cupel_text *out,
                              cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    add_header(cli, file, out);
    for (size_t i = 0; !status && i < cupel_file_step_count(file); i++)
        status = add_step(cli, file, cupel_file_get_step(file, i), parameters, out, error);
    return status;
}

/* ---- selections ---- */

/* Fields go as lines with their size, and what belongs to them not at all unless it is asked for alone. */
static cupel_status without_fields(const cupel_selection *selection, cupel_selection *out, cupel_error *error)
{
    *out = (cupel_selection){.items = cupel_alloc(selection->count + 1, sizeof *out->items)};
    if (!out->items) return cupel_out_of_memory(error, "a selection");
    bool fields = false;
    for (size_t i = 0; i < selection->count; i++) fields = fields || cupel_item_is_field(selection->items[i]);
    for (size_t i = 0; i < selection->count; i++) {
        const cupel_item *item = selection->items[i];
        if (item->rank != 0 && !cupel_item_is_field(item) && !(fields && is_field_clock(item)))
            out->items[out->count++] = item;
    }
    return CUPEL_OK;
}

/* One scalar a line; everything longer as columns. */
static cupel_status show_values(const cupel_cli *cli, cupel_file *file, const cupel_selection *selection,
                                cupel_text *out, cupel_error *error)
{
    cupel_cli_table scalars = {.columns = 4, .right = 2};
    cupel_cli_cells(&scalars, 4, (const char *const[]){"result", "value", "unit", "meaning"});
    size_t singles = 0;
    cupel_selection others = {0};
    cupel_status status = without_fields(selection, &others, error);
    for (size_t i = 0; !status && i < selection->count; i++) {
        const cupel_item *item = selection->items[i];
        if (item->rank != 0 && !cupel_item_is_field(item)) continue;
        char name[512];
        cupel_item_text words;
        snprintf(name, sizeof name, "%s.%s", item->step, item->name);
        status = cupel_item_words(file, item, &words, error);
        cupel_cli_cells(
            &scalars, 4,
            (const char *const[]){name, words.value, words.unit, item->long_name ? item->long_name : ""});
        singles++;
    }
    if (singles)
        cupel_cli_table_end(cli, &scalars, 0, out);
    else
        cupel_cli_table_drop(&scalars);
    if (!status && others.count) {
        if (singles) cupel_text_add(out, "\n");
        cupel_columns columns = {0};
        status = cupel_columns_gather(file, &others, CUPEL_COLUMNS_READABLE, &columns, error);
        if (!status) cupel_columns_print(cli, &columns, out);
        cupel_columns_free(&columns);
    }
    cupel_selection_free(&others);
    return status;
}

/* ---- JSON ---- */

static cupel_status put_item(cupel_file *file, const cupel_item *item, json_t *into, const char *name,
                             cupel_error *error)
{
    json_t *value = NULL;
    if (cupel_item_is_field(item) && !name) { /* a summary is not the place for megabytes */
        json_t *shape = json_array();
        for (size_t i = 0; i < item->rank; i++)
            json_array_append_new(shape, json_integer((json_int_t)item->dims[i]));
        value = json_pack("{s: o, s: s?}", "shape", shape, "unit", item->unit);
    } else {
        const cupel_status status = cupel_item_json(file, item, &value, error);
        if (status) return status;
    }
    if (json_object_set_new(into, name ? name : item->name, value)) return cupel_out_of_memory(error, "JSON");
    return CUPEL_OK;
}

static cupel_status file_json(cupel_file *file, json_t **out, cupel_error *error)
{
    const cupel_file_header *header = cupel_file_get_header(file);
    json_t *steps = json_object();
    cupel_status status = CUPEL_OK;
    for (size_t s = 0; !status && s < cupel_file_step_count(file); s++) {
        const cupel_file_step *step = cupel_file_get_step(file, s);
        json_t *parameters = json_object(), *results = json_object();
        for (size_t i = 0; !status && i < cupel_file_item_count(file); i++) {
            const cupel_item *item = cupel_file_get_item(file, i);
            if (same(item->step, step->id))
                status =
                    put_item(file, item, same(item->group, "parameters") ? parameters : results, NULL, error);
        }
        json_object_set_new(steps, step->id,
                            json_pack("{s: s, s: i, s: s, s: s*, s: f, s: o, s: o}", "model", step->model,
                                      "model_version", step->model_version, "status", step->status, "message",
                                      step->message, "seconds", step->seconds, "parameters", parameters,
                                      "results", results));
    }
    *out = json_pack("{s: s*, s: s*, s: s*, s: s*, s: s*, s: s*, s: s*, s: s*, s: s*, s: s*, s: s*, s: o}",
                     "kind", header->kind, "test_kind", header->test_kind, "origin_id", header->origin_id,
                     "title", header->title, "project", header->project, "state", header->state, "created",
                     header->created, "finished", header->finished, "content_id", header->content_id,
                     "creator", header->creator, "license", header->license, "steps", steps);
    return status;
}

static cupel_status selection_json(cupel_file *file, const cupel_selection *selection, json_t **out,
                                   cupel_error *error)
{
    *out = json_object();
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; !status && i < selection->count; i++) {
        const cupel_item *item = selection->items[i];
        char name[512];
        snprintf(name, sizeof name, "%s.%s", item->step, item->name);
        status = put_item(file, item, *out, name, error);
    }
    return status;
}

/* ---- the verb ---- */

static const cupel_file_step *step_named(const cupel_file *file, const char *id)
{
    const char *known = cupel_file_step_id(file, id);
    for (size_t i = 0; known && i < cupel_file_step_count(file); i++)
        if (same(cupel_file_get_step(file, i)->id, known)) return cupel_file_get_step(file, i);
    return NULL;
}

static cupel_status show(const cupel_cli *cli, cupel_file *file, char **words, size_t count, bool parameters,
                         cupel_text *out, json_t **json, cupel_error *error)
{
    if (count == 0)
        return cli->json ? file_json(file, json, error) : show_file(cli, file, parameters, out, error);
    const cupel_file_step *step = count == 1 && !cli->json ? step_named(file, words[0]) : NULL;
    if (step) return add_step(cli, file, step, true, out, error);
    cupel_selection selection = {0};
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; !status && i < count; i++) status = cupel_select(file, words[i], &selection, error);
    if (!status)
        status = cli->json ? selection_json(file, &selection, json, error)
                           : show_values(cli, file, &selection, out, error);
    cupel_selection_free(&selection);
    return status;
}

int cupel_cli_show(cupel_cli *cli, int argc, char **argv)
{
    bool parameters = false;
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &parameters, argc, argv, &count);
    cupel_file *file;
    const int opened = cupel_cli_open(cli, words[0], &file);
    if (opened) return opened;
    cupel_error error = {0};
    cupel_text out = {0};
    json_t *json = NULL;
    int exit_status;
    if (show(cli, file, words + 1, count - 1, parameters, &out, &json, &error)) {
        exit_status = cupel_cli_file_error(cli, words[0], &error);
        cupel_text_free(&out);
        json_decref(json);
    } else {
        exit_status = cli->json ? cupel_cli_print_json(cli, json) : cupel_cli_print(cli, &out);
    }
    cupel_file_close(file);
    return exit_status;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/test_import.h"
#include "param/walk.h"

/* One tester's file, in a worker: read, understood, evaluated where that is wanted, written. */

enum { RAW_BYTES = 1 << 30 };

typedef struct import {
    const cupel_import_request *request;
    size_t index;
    const char *path, *name;
    cupel_arena *arena;
    cupel_outcome *out;
    char *bytes;
    size_t count;
    char sha256[CUPEL_SHA256_HEX];
    cupel_import found;
    json_t *tests; /* JSON only */
} import;

/* ---- names ---- */

static bool is_stem(const cupel_import_request *r, const char *stem)
{
    for (size_t i = 0; i < r->files.count; i++)
        if (strcmp(r->stems[i], stem) == 0) return true;
    return false;
}

/* NAME.h5, NAME-2.h5 … for the tests of a file; NAME~2.h5 where another file is called NAME-2. */
static const char *output_path(const import *i, size_t block)
{
    const cupel_import_request *r = i->request;
    const char *stem = r->stems[i->index], *folder = r->folder;
    if (r->file) {
        if (block == 0) return r->file;
        return cupel_arena_format(i->arena, "%.*s-%zu.h5", (int)(strlen(r->file) - 3), r->file, block + 1);
    }
    if (block) {
        const char *plain = stem;
        stem = cupel_arena_format(i->arena, "%s-%zu", plain, block + 1);
        if (stem && is_stem(r, stem)) stem = cupel_arena_format(i->arena, "%s~%zu", plain, block + 1);
    }
    if (!stem) return NULL;
    return strcmp(folder, ".") == 0 ? cupel_arena_format(i->arena, "%s.h5", stem)
                                    : cupel_arena_format(i->arena, "%s/%s.h5", folder, stem);
}

/* ---- what was understood ---- */

static size_t masked(const cupel_channel *channel)
{
    size_t count = 0;
    for (size_t k = 0; channel->mask && k < channel->count; k++)
        count += channel->mask[k] == CUPEL_SAMPLE_OVERLOAD || channel->mask[k] == CUPEL_SAMPLE_MISSING;
    return count;
}

static json_t *channel_json(const cupel_channel *c)
{
    return json_pack("{s: s, s: s, s: o, s: o, s: I, s: I, s: I}", "name", c->name, "unit", c->unit,
                     "original_name", c->original_name ? cupel_cli_json_text(c->original_name) : json_null(),
                     "original_unit", c->original_unit ? cupel_cli_json_text(c->original_unit) : json_null(),
                     "column", (json_int_t)c->column, "samples", (json_int_t)c->count, "masked",
                     (json_int_t)masked(c));
}

static json_t *properties_json(const cupel_property *all, size_t count)
{
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++) {
        json_t *one = json_pack("{s: f, s: s, s: s*}", "value", all[i].value, "unit", all[i].unit, "origin",
                                all[i].origin);
        if (all[i].uncertainty == all[i].uncertainty)
            json_object_set_new(one, "uncertainty", json_real(all[i].uncertainty));
        json_object_set_new(object, all[i].name, one);
    }
    return object;
}

static void add_test_json(import *i, const cupel_test *test, const char *output, const char *id,
                          const char *known, const cupel_evaluated *e)
{
    json_t *channels = json_array(), *remarks = json_array();
    for (size_t k = 0; k < test->channel_count; k++)
        json_array_append_new(channels, channel_json(&test->channels[k]));
    for (size_t k = 0; k < test->remark_count; k++)
        json_array_append_new(remarks, cupel_cli_json_text(test->remarks[k]));
    json_t *one = json_pack(
        "{s: o, s: s*, s: b, s: s?, s: I, s: s*, s: s*, s: s*, s: o, s: o, s: o, s: o}", "output",
        cupel_cli_json_text(output), "content_id", *id ? id : NULL, "there_already", known != NULL, "kind",
        test->kind, "block", (json_int_t)test->block + 1, "encoding", test->encoding, "decimal_sign",
        test->decimal_sign, "separator", test->separator, "specimen",
        properties_json(test->specimen, test->specimen_count), "conditions",
        properties_json(test->conditions, test->condition_count), "channels", channels, "remarks", remarks);
    if (e) json_object_set_new(one, "evaluation", cupel_evaluated_json(e));
    json_array_append_new(i->tests, one);
}

static size_t samples(const cupel_test *test)
{
    size_t most = 0;
    for (size_t k = 0; k < test->channel_count; k++)
        if (test->channels[k].count > most) most = test->channels[k].count;
    return most;
}

static void add_test_line(import *i, const cupel_test *test, const char *output, const char *known)
{
    const cupel_import_request *r = i->request;
    cupel_text *out = &i->out->text;
    cupel_cli_styled(r->cli, CUPEL_BOLD, i->path, out);
    cupel_text_add(out, known ? " is there already: " : r->common.dry ? " would be " : " -> ");
    cupel_cli_styled(r->cli, CUPEL_BOLD, known ? known : output, out);
    if (!known) {
        const bool evaluated = !test->kind || cupel_evaluation_find(test->kind);
        cupel_text_printf(out, "  %s%s, %zu channels, %zu samples",
                          test->kind ? test->kind : "of no known kind",
                          evaluated ? "" : " (no evaluation for it)", test->channel_count, samples(test));
        if (r->files.folder && test->remark_count)
            cupel_text_printf(out, ", %zu remarks", test->remark_count);
    }
    cupel_text_add(out, "\n");
}

static void add_channels(const import *i, const cupel_test *test, cupel_text *out)
{
    cupel_cli_table table = {.columns = 6, .right = 1u << 4 | 1u << 5};
    cupel_cli_cells(&table, 6, (const char *const[]){"channel", "unit", "column", "as", "samples", "masked"});
    for (size_t k = 0; k < test->channel_count; k++) {
        const cupel_channel *c = &test->channels[k];
        char column[24], as[160], count[24], bad[24];
        snprintf(column, sizeof column, "%lld", (long long)c->column);
        snprintf(as, sizeof as, "%.100s%s%.40s%s", c->original_name ? c->original_name : "",
                 c->original_unit ? " [" : "", c->original_unit ? c->original_unit : "",
                 c->original_unit ? "]" : "");
        snprintf(count, sizeof count, "%zu", c->count);
        snprintf(bad, sizeof bad, "%zu", masked(c));
        cupel_cli_cells(&table, 6, (const char *const[]){c->name, c->unit, column, as, count, bad});
    }
    cupel_cli_table_end(i->request->cli, &table, 2, out);
}

/* Of a single file all that was understood and guessed; of a folder's a line each. */
static void tell_test(import *i, const cupel_test *test, const char *output, const char *id,
                      const char *known, const cupel_evaluated *e)
{
    const cupel_cli *cli = i->request->cli;
    cupel_text *out = &i->out->text;
    if (cli->json) {
        add_test_json(i, test, output, id, known, e);
        return;
    }
    add_test_line(i, test, output, known);
    if (i->request->files.folder || known) return;
    add_channels(i, test, out);
    for (size_t k = 0; k < test->specimen_count; k++) {
        const cupel_property *p = &test->specimen[k];
        const cupel_cli_value shown =
            cupel_cli_show_uncertain(p->value, p->uncertainty, p->unit, p->difference);
        cupel_text_printf(out, "  %s %s %s (%s)\n", p->name, shown.number, shown.unit,
                          p->origin ? p->origin : "");
    }
    for (size_t k = 0; k < test->remark_count; k++) {
        cupel_text_add(out, "  ");
        cupel_cli_styled(cli, CUPEL_YELLOW, "guessed", out);
        cupel_text_add(out, ": ");
        cupel_cli_styled(cli, CUPEL_DIM, test->remarks[k], out);
        cupel_text_add(out, "\n");
    }
    if (e) cupel_evaluated_print(cli, e, out);
}

/* ---- one test of the file ---- */

/* What cannot be evaluated is kept all the same; why not is a message. */
static bool evaluate(import *i, const cupel_test *test, cupel_evaluated *e)
{
    cupel_error problem = {0};
    const char *kind = i->request->common.kind;
    const cupel_status status =
        cupel_evaluation_run(test, kind, NULL, 1, i->arena, &i->out->errors, e, &problem);
    if (status) {
        cupel_error_place(&problem, i->path, 0, 0);
        cupel_outcome_fail(i->out, &problem);
        return false;
    }
    if ((e->figures && e->judged == 0) || e->step.status != CUPEL_STEP_OK)
        if (i->out->exit_status < CUPEL_EXIT_FAILED) i->out->exit_status = CUPEL_EXIT_FAILED;
    return true;
}

/* Something to be known by in a list: the specimen, else the file. */
static const char *title_of(const import *i, const cupel_test *test)
{
    const char *id = NULL;
    for (size_t k = 0; k < test->specimen_text_count && !id; k++)
        if (strcmp(test->specimen_texts[k].name, "id") == 0) id = test->specimen_texts[k].value;
    if (id && *id) return id;
    if (test->blocks < 2) return i->name;
    return cupel_arena_format(i->arena, "%s, test %zu of %zu", i->name, test->block + 1, test->blocks);
}

static cupel_status import_test(import *i, const cupel_test *found, bool *written, cupel_error *error)
{
    const cupel_import_request *r = i->request;
    const cupel_known_test *known = cupel_known_tests_find(&r->known, i->sha256, found->block);
    const char *output = known ? known->name : output_path(i, found->block);
    if (!output) return cupel_out_of_memory(error, "a test");
    char created[32], id[80] = "";
    cupel_timestamp(created);
    cupel_test test = *found;
    test.created = created;
    if (!test.title) test.title = title_of(i, found);
    test.provenance = r->provenance;
    test.provenance_count = r->provenance_count;
    cupel_evaluated e = {0};
    const bool evaluated = r->evaluate && !known && evaluate(i, &test, &e);
    cupel_status status = CUPEL_OK;
    if (!known && !r->common.dry)
        status = cupel_test_write_in_batch(output, &test, &e.step, evaluated ? 1 : 0, id, error);
    if (!status) {
        tell_test(i, &test, output, id, known ? known->name : NULL, evaluated ? &e : NULL);
        *written = *written || !known;
    }
    cupel_results_free(e.results);
    return status;
}

/* ---- the file ---- */

/* A file before this one that is the same. */
static const char *twin_of(const import *i)
{
    const cupel_import_request *r = i->request;
    for (size_t k = 0; r->digests[i->index][0] && k < i->index; k++)
        if (strcmp(r->digests[k], r->digests[i->index]) == 0) return r->files.paths[k];
    return NULL;
}

static void tell_twin(import *i, const char *twin)
{
    i->out->kind = CUPEL_IMPORT_TWIN;
    if (i->request->cli->json) {
        json_t *json = json_pack("{s: o, s: o}", "file", cupel_cli_json_text(i->path), "same_as",
                                 cupel_cli_json_text(twin));
        cupel_json_text(json, &i->out->text);
        json_decref(json);
    } else {
        cupel_cli_styled(i->request->cli, CUPEL_BOLD, i->path, &i->out->text);
        cupel_text_add(&i->out->text, " is the same as ");
        cupel_cli_styled(i->request->cli, CUPEL_BOLD, twin, &i->out->text);
        cupel_text_add(&i->out->text, "\n");
    }
}

static void tell_file(import *i)
{
    json_t *summary = json_array();
    if (i->request->cli->json) {
        for (size_t k = 0; k < i->found.summary_count; k++)
            json_array_append_new(summary, cupel_cli_json_text(i->found.summary[k]));
        json_t *json = json_pack("{s: o, s: s, s: O, s: O}", "file", cupel_cli_json_text(i->path), "sha256",
                                 i->sha256, "summary", summary, "tests", i->tests);
        cupel_json_text(json, &i->out->text);
        json_decref(json);
    } else if (!i->request->files.folder) {
        for (size_t k = 0; k < i->found.summary_count; k++)
            cupel_text_printf(&i->out->text, "  %s\n", i->found.summary[k]);
    }
    json_decref(summary);
}

static cupel_status import_file(import *i, cupel_error *error)
{
    const cupel_import_request *r = i->request;
    cupel_import_options options = r->options;
    options.kind = r->common.kind;
    const char *const *units = r->units;
    if (r->unit_count) options.units = units;
    cupel_status status = cupel_file_read_all(i->path, RAW_BYTES, &i->bytes, &i->count, error);
    if (status) return status;
    cupel_sha256(i->bytes, i->count, i->sha256);
    const cupel_node *specimen = NULL;
    status = cupel_specimen_read(i->path, r->specimen, i->arena, &i->out->errors, &specimen, error);
    if (!status)
        status =
            cupel_import_parse(i->path, i->bytes, i->count, specimen, &options, i->arena, &i->found, error);
    bool written = false;
    for (size_t k = 0; !status && k < i->found.count; k++)
        status = import_test(i, &i->found.tests[k], &written, error);
    if (!status) {
        tell_file(i);
        i->out->kind = written ? CUPEL_IMPORTED : CUPEL_IMPORT_KNOWN;
    }
    return status;
}

void cupel_import_job(void *host, size_t index, cupel_outcome *out)
{
    const cupel_import_request *r = host;
import i = {.request = r, .index = index, .path = r->files.paths[index], .out = out };
    const char *twin = twin_of(&i);
    i.name = cupel_path_name(i.path);
    if (twin) {
        tell_twin(&i, twin);
        return;
    }
    cupel_error error = {0};
    const size_t before = out->errors.count;
    i.arena = cupel_arena_new();
    i.tests = json_array();
    const cupel_status status =
        i.arena && i.tests ? import_file(&i, &error) : cupel_out_of_memory(&error, i.path);
    if (status && out->errors.count == before) {
        cupel_error_place(&error, i.path, 0, 0);
        cupel_outcome_fail(out, &error);
    } else if (status) {
        out->exit_status = cupel_cli_exit(status);
    }
    json_decref(i.tests);
    free(i.bytes);
    cupel_arena_free(i.arena);
}

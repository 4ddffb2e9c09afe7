/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/query_finding.h"

/* What is shown of the files that were found. */

static void list_names(const cupel_query *query, cupel_found *out)
{
    if (query->kind != CUPEL_QUERY_COMPARE) {
        list_names(query->left, out);
        if (query->right) list_names(query->right, out);
        return;
    }
    for (size_t i = 0; i < out->name_count; i++)
        if (strcmp(out->names[i], query->comparison.name) == 0) return;
    out->names[out->name_count++] = query->comparison.name;
}

static cupel_status read_file(const finding *f, sqlite3_stmt *row, sqlite3_int64 id, cupel_found_file *out)
{
    const char **const texts[] = {&out->path,    &out->kind,  &out->title,      &out->project,
                                  &out->created, &out->state, &out->content_id, &out->models};
    cupel_status status = CUPEL_OK;
    sqlite3_bind_int64(row, 1, id);
    if (sqlite3_step(row) != SQLITE_ROW) status = cupel_finding_broken(f);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !status; i++)
        status = cupel_finding_copy(f, row, (int)i, texts[i]);
    sqlite3_reset(row);
    return status;
}

static double number_or_nan(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NAN : sqlite3_column_double(row, column);
}

typedef struct shown {
    cupel_found_value *values;
    size_t count, capacity;
} shown;

/* A result stands before a parameter of the same name and step, as in all that cupel shows of a file. */
static bool is_computed(const cupel_record_value *value)
{
    return strcmp(value->part, "parameters") == 0 || strcmp(value->part, "results") == 0;
}

static bool is_shadowed(shown *s, const cupel_found_value *value)
{
    for (size_t i = 0; i < s->count; i++) {
        cupel_found_value *other = &s->values[i];
        if (other->asked != value->asked || strcmp(other->value.step, value->value.step) != 0 ||
            strcmp(other->value.model, value->value.model) != 0 || !is_computed(&value->value) ||
            !is_computed(&other->value))
            continue;
        const bool satisfied = other->satisfies || value->satisfies;
        if (strcmp(value->value.part, "results") == 0) *other = *value;
        other->satisfies = satisfied;
        return true;
    }
    return false;
}

static cupel_status add_shown(const finding *f, shown *s, const cupel_found_value *value)
{
    if (is_shadowed(s, value)) return CUPEL_OK;
    if (s->count == s->capacity) {
        const size_t capacity = s->capacity ? 2 * s->capacity : 32;
        cupel_found_value *values = cupel_resize(s->values, capacity, sizeof *values);
        if (!values) return cupel_finding_no_memory(f);
        s->values = values;
        s->capacity = capacity;
    }
    s->values[s->count++] = *value;
    return CUPEL_OK;
}

static bool satisfies(const finding *f, const cupel_record_value *value, const candidate *c,
                      const char *asked)
{
    for (size_t i = 0; i < f->bound_count; i++) {
        const bound *b = &f->bounds[i];
        if (b->name == c->id && strcmp(b->comparison->name, asked) == 0 &&
            cupel_finding_satisfies(b, value->number, value->unit ? NULL : value->text))
            return true;
    }
    return false;
}

static cupel_status read_value(const finding *f, sqlite3_stmt *row, const candidate *c,
                               const cupel_found *out, size_t asked, shown *s)
{
    cupel_record_value value = {.model = c->model,
                                .part = c->part,
                                .name = c->name,
                                .unit = *c->unit ? c->unit : NULL,
                                .difference = c->difference,
                                .old = sqlite3_column_int(row, 1) != 0,
                                .number = number_or_nan(row, 2),
                                .uncertainty = number_or_nan(row, 3)};
    const bool flagged = sqlite3_column_type(row, 4) != SQLITE_NULL;
    cupel_status status = cupel_finding_copy(f, row, 0, &value.step);
    if (!status && flagged) status = cupel_finding_copy(f, row, 4, &value.flag);
    if (!status && !value.unit) status = cupel_finding_copy(f, row, 5, &value.text);
    if (status) return status;
    const cupel_found_value found = {value, asked, satisfies(f, &value, c, out->names[asked])};
    return add_shown(f, s, &found);
}

static cupel_status read_values(const finding *f, sqlite3_stmt *row, sqlite3_int64 file, const candidate *c,
                                const cupel_found *out, size_t asked, shown *s)
{
    cupel_status status = CUPEL_OK;
    int step = SQLITE_DONE;
    sqlite3_bind_int64(row, 1, file);
    sqlite3_bind_int64(row, 2, c->id);
    while (!status && (step = sqlite3_step(row)) == SQLITE_ROW) {
        const bool other_step = c->label && sqlite3_column_int64(row, 6) != c->label;
        if (!other_step && (c->any_age || sqlite3_column_int(row, 1) == 0))
            status = read_value(f, row, c, out, asked, s);
    }
    if (!status && step != SQLITE_DONE) status = cupel_finding_broken(f);
    sqlite3_reset(row);
    return status;
}

static cupel_status keep_values(const finding *f, const shown *s, cupel_found_file *out)
{
    out->values = cupel_arena_alloc(f->arena, s->count, sizeof *out->values);
    if (!out->values) return cupel_finding_no_memory(f);
    if (s->count) memcpy(out->values, s->values, s->count * sizeof *out->values);
    out->value_count = s->count;
    return CUPEL_OK;
}

static cupel_status read_files(const finding *f, const uint64_t *set, const candidate_list *lists,
                               cupel_found *out)
{
    cupel_status status = CUPEL_OK;
    shown s = {0};
    sqlite3_stmt *file = cupel_catalogue_prepare(
        f->catalogue,
        "SELECT path, kind, title, project, created, state, content_id, models FROM file WHERE id = ?1",
        &status, f->error);
    sqlite3_stmt *value = cupel_catalogue_prepare(f->catalogue,
                                                  "SELECT label.text, old, number, uncertainty, flag, "
                                                  "value.text, label FROM value JOIN label ON label.id = "
                                                  "value.label WHERE file = ?1 AND name = ?2",
                                                  &status, f->error);
    for (size_t id = 0; id < 64 * f->words && !status; id++) {
        if (!(set[id / 64] >> (id % 64) & 1)) continue;
        cupel_found_file *found = &out->files[out->count++];
        status = read_file(f, file, (sqlite3_int64)id, found);
        s.count = 0;
        for (size_t i = 0; i < out->name_count; i++)
            for (size_t k = 0; k < lists[i].count && !status; k++)
                status = read_values(f, value, (sqlite3_int64)id, &lists[i].entries[k], out, i, &s);
        if (!status) status = keep_values(f, &s, found);
    }
    sqlite3_finalize(file);
    sqlite3_finalize(value);
    free(s.values);
    return status;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const cupel_found_file *)a)->path, ((const cupel_found_file *)b)->path);
}

cupel_status cupel_finding_show(const finding *f, const cupel_query *query, const uint64_t *set,
                                cupel_found *out)
{
    candidate_list lists[CUPEL_QUERY_COMPARISONS] = {{0}};
    cupel_status status = CUPEL_OK;
    size_t count = 0;
    for (size_t i = 0; i < f->words; i++) count += (size_t)__builtin_popcountll(set[i]);
    out->names = cupel_arena_alloc(f->arena, CUPEL_QUERY_COMPARISONS, sizeof *out->names);
    out->files = cupel_arena_alloc(f->arena, count, sizeof *out->files);
    out->recorded = cupel_arena_alloc(f->arena, CUPEL_QUERY_COMPARISONS, sizeof *out->recorded);
    out->units = cupel_arena_alloc(f->arena, CUPEL_QUERY_COMPARISONS, sizeof *out->units);
    if (!out->names || !out->recorded || !out->units || !out->files) return cupel_finding_no_memory(f);
    list_names(query, out);
    for (size_t i = 0; i < out->name_count && !status; i++) {
        status = cupel_finding_candidates(f, out->names[i], &lists[i]);
        out->recorded[i] = lists[i].count > 0;
        out->units[i] = cupel_finding_unit(&lists[i]);
    }
    if (!status) status = read_files(f, set, lists, out);
    for (size_t i = 0; i < out->name_count; i++) free(lists[i].entries);
    if (!status && out->count) qsort(out->files, out->count, sizeof *out->files, by_path);
    return status;
}

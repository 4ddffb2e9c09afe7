/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "store/catalogue_rows.h"
#include "store/query.h"

/* Answering a query. Each comparison is one walk along an index by one of a few fixed statements, and gives a
 * set of files, a bit for each; `and`, `or` and `not` are operations on sets. */

#define EQUAL_WITHIN 1e-9 /* relative: "140 um" and what was computed to be 140 um are equal */

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
    size_t words; /* of 64 bits in a set */
    uint64_t *all;
    bound *bounds;
    size_t bound_count;
} finding;

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

static cupel_status no_memory(const finding *f)
{
    return cupel_out_of_memory(f->error, "the search");
}

static cupel_status broken(const finding *f)
{
    return cupel_catalogue_fail(f->catalogue, f->error, "cannot be read");
}

static cupel_status copy_text(const finding *f, sqlite3_stmt *row, int column, const char **out)
{
    *out = cupel_arena_copy(f->arena, cupel_catalogue_text(row, column));
    return *out ? CUPEL_OK : no_memory(f);
}

static cupel_status at_column(const finding *f, cupel_status status, int column)
{
    cupel_error_place(f->error, "expression", 1, column);
    return status;
}

/* ---- names ---- */

static cupel_status find_label(const finding *f, const char *text, sqlite3_int64 *id)
{
    cupel_status status = CUPEL_OK;
    *id = 0;
    sqlite3_stmt *row =
        cupel_catalogue_prepare(f->catalogue, "SELECT id FROM label WHERE text = ?1", &status, f->error);
    if (status) return status;
    sqlite3_bind_text(row, 1, text, -1, SQLITE_STATIC);
    const int step = sqlite3_step(row);
    if (step == SQLITE_ROW)
        *id = sqlite3_column_int64(row, 0);
    else if (step != SQLITE_DONE)
        status = broken(f);
    sqlite3_finalize(row);
    return status;
}

/* An evaluation is known by its kind as well: "tensile" is the model test.tensile. */
static bool is_model(const char *model, const char *scope)
{
    return strcmp(model, scope) == 0 || (strncmp(model, "test.", 5) == 0 && strcmp(model + 5, scope) == 0);
}

static cupel_status take_candidate(const finding *f, sqlite3_stmt *row, const char *scope, sqlite3_int64 label,
                                   candidate_list *out)
{
    candidate c = {.id = sqlite3_column_int64(row, 0), .difference = sqlite3_column_int(row, 2) != 0};
    cupel_status status = copy_text(f, row, 1, &c.unit);
    if (!status) status = copy_text(f, row, 3, &c.model);
    if (!status) status = copy_text(f, row, 4, &c.part);
    if (!status) status = copy_text(f, row, 5, &c.name);
    if (status) return status;
    if (*scope && !is_model(c.model, scope)) {
        if (!label) return CUPEL_OK;
        c.label = label;
        c.any_age = true;
    }
    candidate *larger = cupel_resize(out->entries, out->count + 1, sizeof *larger);
    if (!larger) return no_memory(f);
    out->entries = larger;
    out->entries[out->count++] = c;
    return CUPEL_OK;
}

/* "rolling.pass.exit_thickness" is the name exit_thickness of the model, or step, "rolling.pass". */
static cupel_status list_candidates(const finding *f, const char *written, candidate_list *out)
{
    const char *dot = strrchr(written, '.'), *name = dot ? dot + 1 : written;
    const char *scope = cupel_arena_copy_n(f->arena, written, dot ? (size_t)(dot - written) : 0);
    sqlite3_int64 label = 0;
    cupel_status status = scope ? CUPEL_OK : no_memory(f);
    if (!status && *scope) status = find_label(f, scope, &label);
    sqlite3_stmt *row = cupel_catalogue_prepare(
        f->catalogue, "SELECT id, unit, difference, model, part, name FROM name WHERE name = ?1 ORDER BY id",
        &status, f->error);
    if (status) return status;
    int step;
    sqlite3_bind_text(row, 1, name, -1, SQLITE_STATIC);
    while ((step = sqlite3_step(row)) == SQLITE_ROW && !status)
        status = take_candidate(f, row, scope, label, out);
    if (!status && step != SQLITE_DONE) status = broken(f);
    sqlite3_finalize(row);
    return status;
}

static cupel_status complain_of_name(const finding *f, const cupel_comparison *comparison)
{
    enum { MOST = 20000 };
    size_t count = 0;
    cupel_status status = CUPEL_OK;
    const char **names = cupel_alloc(MOST, sizeof *names);
    if (!names) return no_memory(f);
    sqlite3_stmt *row = cupel_catalogue_prepare(f->catalogue,
                                                "SELECT name FROM name UNION SELECT model || '.' || name FROM "
                                                "name WHERE model != '' LIMIT 20000",
                                                &status, f->error);
    while (!status && count < MOST && sqlite3_step(row) == SQLITE_ROW) {
        status = copy_text(f, row, 0, &names[count]);
        count += !status;
    }
    sqlite3_finalize(row);
    const char *near = status ? NULL : cupel_nearest(comparison->name, names, count);
    free(names);
    if (status) return status;
    if (near)
        cupel_error_set(f->error, CUPEL_EINVAL, "no file here has '%s'; did you mean '%s'?", comparison->name, near);
    else
        cupel_error_set(f->error, CUPEL_EINVAL, "no file here has '%s'", comparison->name);
    return at_column(f, CUPEL_EINVAL, comparison->name_column);
}

static cupel_status resolve(const finding *f, const cupel_comparison *comparison, candidate_list *out)
{
    const cupel_status status = list_candidates(f, comparison->name, out);
    if (status || out->count) return status;
    return complain_of_name(f, comparison);
}

/* ---- sets ---- */

static uint64_t *new_set(const finding *f)
{
    return cupel_arena_alloc(f->arena, f->words, sizeof(uint64_t));
}

static cupel_status set_add(const finding *f, uint64_t *set, sqlite3_int64 file)
{
    if (file < 0 || (uint64_t)file >= 64 * f->words)
        CUPEL_FAIL(f->error, CUPEL_EDAMAGED, "the catalogue '%s' has a value of no file", f->catalogue->path);
    set[file / 64] |= (uint64_t)1 << (file % 64);
    return CUPEL_OK;
}

/* All files that could be read. */
static cupel_status fill_all(finding *f)
{
    if (f->all) return CUPEL_OK;
    cupel_status status = CUPEL_OK;
    int step = SQLITE_DONE;
    uint64_t *set = new_set(f);
    if (!set) return no_memory(f);
    sqlite3_stmt *row = cupel_catalogue_prepare(f->catalogue, "SELECT id FROM file WHERE trouble IS NULL", &status,
                                                f->error);
    while (!status && (step = sqlite3_step(row)) == SQLITE_ROW)
        status = set_add(f, set, sqlite3_column_int64(row, 0));
    if (!status && step != SQLITE_DONE) status = broken(f);
    sqlite3_finalize(row);
    f->all = set;
    return status;
}

/* ---- comparisons ---- */

#define RANGE(condition)                                                                                     \
    "SELECT file FROM value WHERE name = ?1 AND " condition                                                  \
    " AND old <= ?4 AND (?5 = 0 OR label = ?5) AND number IS NOT NULL"

static const char *const number_ranges[] = {
    [CUPEL_LESS] = RANGE("number < ?2"),
    [CUPEL_LESS_EQUAL] = RANGE("number <= ?2"),
    [CUPEL_GREATER] = RANGE("number > ?2"),
    [CUPEL_GREATER_EQUAL] = RANGE("number >= ?2"),
    [CUPEL_EQUAL] = RANGE("number BETWEEN ?2 AND ?3"),
    [CUPEL_NOT_EQUAL] = RANGE("(number < ?2 OR number > ?3)"),
};

static const char text_range[] = "SELECT file, text FROM value WHERE name = ?1 AND text IS NOT NULL AND old <= ?4 "
                                 "AND (?5 = 0 OR label = ?5)";
static const char text_equal[] = "SELECT file, text FROM value WHERE name = ?1 AND text = ?2 AND old <= ?4 AND "
                                 "(?5 = 0 OR label = ?5)";

static void bind_candidate(sqlite3_stmt *row, const candidate *c)
{
    sqlite3_bind_int64(row, 1, c->id);
    sqlite3_bind_int(row, 4, c->any_age);
    sqlite3_bind_int64(row, 5, c->label);
}

static cupel_status add_numbers(const finding *f, const candidate *c, cupel_operator operator, double value,
                                uint64_t *set)
{
    cupel_status status = CUPEL_OK;
    int step = SQLITE_DONE;
    const double slack = EQUAL_WITHIN * fabs(value);
    const bool equality = operator == CUPEL_EQUAL || operator == CUPEL_NOT_EQUAL;
    sqlite3_stmt *row = cupel_catalogue_prepare(f->catalogue, number_ranges[operator], &status, f->error);
    if (status) return status;
    bind_candidate(row, c);
    sqlite3_bind_double(row, 2, equality ? value - slack : value);
    if (equality) sqlite3_bind_double(row, 3, value + slack);
    while (!status && (step = sqlite3_step(row)) == SQLITE_ROW)
        status = set_add(f, set, sqlite3_column_int64(row, 0));
    if (!status && step != SQLITE_DONE) status = broken(f);
    sqlite3_finalize(row);
    return status;
}

/* "2026-01-31" is the whole day. */
static bool is_day(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return false;
    return text[sizeof form - 1] == '\0';
}

static bool same_text(const char *text, const char *value)
{
    const size_t length = strlen(value);
    return strcmp(text, value) == 0 || (is_day(value) && strncmp(text, value, length) == 0 && text[length] == 'T');
}

/* Texts are compared over the length of what was written, so that a day compares as a day with a time. */
static bool text_satisfies(const char *text, const cupel_comparison *comparison)
{
    const size_t length = strlen(comparison->value);
    const int order = strncmp(text, comparison->value, length);
    switch (comparison->operator) {
    case CUPEL_LESS:
        return order < 0;
    case CUPEL_LESS_EQUAL:
        return order <= 0;
    case CUPEL_GREATER:
        return order > 0;
    case CUPEL_GREATER_EQUAL:
        return order >= 0;
    case CUPEL_EQUAL:
        return same_text(text, comparison->value);
    case CUPEL_NOT_EQUAL:
        return !same_text(text, comparison->value);
    case CUPEL_LIKE:
        break;
    }
    return cupel_matches(comparison->value, text);
}

static cupel_status add_texts(const finding *f, const candidate *c, const cupel_comparison *comparison,
                              uint64_t *set)
{
    cupel_status status = CUPEL_OK;
    int step = SQLITE_DONE;
    const bool exact = comparison->operator == CUPEL_EQUAL && !is_day(comparison->value);
    sqlite3_stmt *row =
        cupel_catalogue_prepare(f->catalogue, exact ? text_equal : text_range, &status, f->error);
    if (status) return status;
    bind_candidate(row, c);
    if (exact) sqlite3_bind_text(row, 2, comparison->value, -1, SQLITE_STATIC);
    while (!status && (step = sqlite3_step(row)) == SQLITE_ROW)
        if (exact || text_satisfies(cupel_catalogue_text(row, 1), comparison))
            status = set_add(f, set, sqlite3_column_int64(row, 0));
    if (!status && step != SQLITE_DONE) status = broken(f);
    sqlite3_finalize(row);
    return status;
}

static bool number_satisfies(double number, cupel_operator operator, double value)
{
    const double slack = EQUAL_WITHIN * fabs(value);
    const bool equal = number >= value - slack && number <= value + slack;
    switch (operator) {
    case CUPEL_LESS:
        return number < value;
    case CUPEL_LESS_EQUAL:
        return number <= value;
    case CUPEL_GREATER:
        return number > value;
    case CUPEL_GREATER_EQUAL:
        return number >= value;
    case CUPEL_EQUAL:
        return equal;
    case CUPEL_NOT_EQUAL:
        return !equal && !isnan(number);
    case CUPEL_LIKE:
        break;
    }
    return false;
}

static cupel_status keep_bound(finding *f, const cupel_comparison *comparison, const candidate *c, double value)
{
    bound *larger = cupel_resize(f->bounds, f->bound_count + 1, sizeof *larger);
    if (!larger) return no_memory(f);
    f->bounds = larger;
    f->bounds[f->bound_count++] = (bound){comparison, c->id, value};
    return CUPEL_OK;
}

static bool satisfies(const finding *f, const cupel_record_value *value, const candidate *c, const char *asked)
{
    for (size_t i = 0; i < f->bound_count; i++) {
        const bound *b = &f->bounds[i];
        if (b->name != c->id || strcmp(b->comparison->name, asked) != 0) continue;
        if (value->unit ? number_satisfies(value->number, b->comparison->operator, b->value)
                        : text_satisfies(value->text, b->comparison))
            return true;
    }
    return false;
}

/* Every name that the comparison may mean is asked; numbers only where the unit fits. A value that fits none
 * is a mistake, and the first reason is told. */
static cupel_status compare(finding *f, const cupel_comparison *comparison, uint64_t *set)
{
    candidate_list list = {0};
    cupel_error reason = {0};
    bool fits = false;
    cupel_status status = resolve(f, comparison, &list);
    for (size_t i = 0; i < list.count && !status; i++) {
        const candidate *c = &list.entries[i];
        double value;
        cupel_error problem = {0};
        if (!*c->unit) {
            status = add_texts(f, c, comparison, set);
            if (!status) status = keep_bound(f, comparison, c, NAN);
            fits = true;
            continue;
        }
        if (comparison->operator == CUPEL_LIKE)
            cupel_error_set(&problem, CUPEL_EINVAL, "'%s' is a number; ~ compares texts", comparison->name);
        else if (comparison->quoted)
            cupel_error_set(&problem, CUPEL_EINVAL, "'%s' is a number in %s, not a text", comparison->name, c->unit);
        else if (!cupel_quantity_parse(comparison->value, c->unit, c->difference, &value, &problem)) {
            status = add_numbers(f, c, comparison->operator, value, set);
            if (!status) status = keep_bound(f, comparison, c, value);
            fits = true;
        }
        if (problem.status && !reason.status) reason = problem;
    }
    free(list.entries);
    if (status || fits) return status;
    cupel_error_set(f->error, CUPEL_EINVAL, "%s", reason.text);
    return at_column(f, CUPEL_EINVAL, comparison->value_column);
}

static cupel_status evaluate(finding *f, const cupel_query *query, uint64_t **out)
{
    uint64_t *left = NULL, *right = NULL;
    cupel_status status = CUPEL_OK;
    if (query->kind == CUPEL_QUERY_COMPARE) {
        *out = new_set(f);
        return *out ? compare(f, &query->comparison, *out) : no_memory(f);
    }
    status = evaluate(f, query->left, &left);
    if (!status && query->kind == CUPEL_QUERY_NOT)
        status = fill_all(f);
    else if (!status)
        status = evaluate(f, query->right, &right);
    if (status) return status;
    for (size_t i = 0; i < f->words; i++) {
        if (query->kind == CUPEL_QUERY_AND) left[i] &= right[i];
        if (query->kind == CUPEL_QUERY_OR) left[i] |= right[i];
        if (query->kind == CUPEL_QUERY_NOT) left[i] = f->all[i] & ~left[i];
    }
    *out = left;
    return CUPEL_OK;
}

/* ---- what is shown of the files ---- */

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
    if (sqlite3_step(row) != SQLITE_ROW) status = broken(f);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !status; i++)
        status = copy_text(f, row, (int)i, texts[i]);
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
static bool is_shadowed(shown *s, const cupel_found_value *value)
{
    for (size_t i = 0; i < s->count; i++) {
        cupel_found_value *other = &s->values[i];
        if (other->asked != value->asked || strcmp(other->value.step, value->value.step) != 0 ||
            strcmp(other->value.model, value->value.model) != 0)
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
        if (!values) return no_memory(f);
        s->values = values;
        s->capacity = capacity;
    }
    s->values[s->count++] = *value;
    return CUPEL_OK;
}

static cupel_status read_value(const finding *f, sqlite3_stmt *row, const candidate *c, const cupel_found *out,
                               size_t asked, shown *s)
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
    cupel_status status = copy_text(f, row, 0, &value.step);
    if (!status && flagged) status = copy_text(f, row, 4, &value.flag);
    if (!status && !value.unit) status = copy_text(f, row, 5, &value.text);
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
    if (!status && step != SQLITE_DONE) status = broken(f);
    sqlite3_reset(row);
    return status;
}

static cupel_status keep_values(const finding *f, const shown *s, cupel_found_file *out)
{
    out->values = cupel_arena_alloc(f->arena, s->count, sizeof *out->values);
    if (!out->values) return no_memory(f);
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
        "SELECT path, kind, title, project, created, state, content_id, models FROM file WHERE id = ?1", &status,
        f->error);
    sqlite3_stmt *value = cupel_catalogue_prepare(
        f->catalogue,
        "SELECT label.text, old, number, uncertainty, flag, value.text, label FROM value JOIN label ON label.id = "
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

static cupel_status show_all(const finding *f, const cupel_query *query, const uint64_t *set, cupel_found *out)
{
    candidate_list lists[CUPEL_QUERY_COMPARISONS] = {{0}};
    cupel_status status = CUPEL_OK;
    size_t count = 0;
    for (size_t i = 0; i < f->words; i++) count += (size_t)__builtin_popcountll(set[i]);
    out->names = cupel_arena_alloc(f->arena, CUPEL_QUERY_COMPARISONS, sizeof *out->names);
    out->files = cupel_arena_alloc(f->arena, count, sizeof *out->files);
    if (!out->names || !out->files) return no_memory(f);
    list_names(query, out);
    for (size_t i = 0; i < out->name_count && !status; i++)
        status = list_candidates(f, out->names[i], &lists[i]);
    if (!status) status = read_files(f, set, lists, out);
    for (size_t i = 0; i < out->name_count; i++) free(lists[i].entries);
    if (!status && out->count) qsort(out->files, out->count, sizeof *out->files, by_path);
    return status;
}

static cupel_status list_damaged(const finding *f, cupel_found *out)
{
    enum { MOST = 1000 };
    cupel_status status = CUPEL_OK;
    int step = SQLITE_DONE;
    out->damaged = cupel_arena_alloc(f->arena, MOST, sizeof *out->damaged);
    if (!out->damaged) return no_memory(f);
    sqlite3_stmt *row = cupel_catalogue_prepare(
        f->catalogue, "SELECT path, trouble FROM file WHERE damaged = 1 ORDER BY path LIMIT 1000", &status,
        f->error);
    while (!status && out->damaged_count < MOST && (step = sqlite3_step(row)) == SQLITE_ROW) {
        cupel_found_damage *damage = &out->damaged[out->damaged_count++];
        status = copy_text(f, row, 0, &damage->path);
        if (!status) status = copy_text(f, row, 1, &damage->trouble);
    }
    sqlite3_finalize(row);
    return status;
}

/* ---- the whole ---- */

static cupel_status measure(finding *f, cupel_found *out)
{
    cupel_status status = CUPEL_OK;
    sqlite3_int64 most = 0;
    sqlite3_stmt *row = cupel_catalogue_prepare(
        f->catalogue, "SELECT (SELECT max(id) FROM file), (SELECT count(*) FROM file)", &status, f->error);
    if (status) return status;
    if (sqlite3_step(row) == SQLITE_ROW) {
        most = sqlite3_column_int64(row, 0);
        out->catalogued = (size_t)sqlite3_column_int64(row, 1);
    } else {
        status = broken(f);
    }
    sqlite3_finalize(row);
    if (!status && (most < 0 || most >= CUPEL_CATALOGUE_FILES))
        CUPEL_FAIL(f->error, CUPEL_EDAMAGED, "the catalogue '%s' has numbers that are not ours", f->catalogue->path);
    f->words = (size_t)most / 64 + 1;
    return status;
}

cupel_status cupel_catalogue_find(cupel_catalogue *catalogue, const cupel_query *query, cupel_arena *arena,
                                  cupel_found *out, cupel_error *error)
{
    finding f = {.catalogue = catalogue, .arena = arena, .error = error};
    cupel_found found = {0};
    uint64_t *set = NULL;
    /* one view of the index for all statements, whatever others write meanwhile */
    cupel_status status = cupel_catalogue_run(catalogue, "BEGIN", error);
    if (status) return status;
    status = measure(&f, &found);
    if (!status) status = evaluate(&f, query, &set);
    if (!status) status = show_all(&f, query, set, &found);
    if (!status) status = list_damaged(&f, &found);
    sqlite3_exec(catalogue->db, "ROLLBACK", NULL, NULL, NULL);
    free(f.bounds);
    if (!status) *out = found;
    return status;
}

static cupel_status search_in(cupel_catalogue *catalogue, const cupel_search *search, const cupel_query *query,
                              cupel_arena *arena, cupel_found *out, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    if (search->rebuild) status = cupel_catalogue_clear(catalogue, error);
    if (!status && !search->as_it_is) status = cupel_catalogue_update(catalogue, search->watch, error);
    return status ? status : cupel_catalogue_find(catalogue, query, arena, out, error);
}

cupel_status cupel_catalogue_search(const char *folder, const cupel_search *search, const cupel_query *query,
                                    cupel_arena *arena, cupel_found *out, cupel_error *error)
{
    enum { TRIES = 4 };
    cupel_search how = *search;
    cupel_status status = CUPEL_EDAMAGED;
    for (int i = 0; i < TRIES && status == CUPEL_EDAMAGED; i++) {
        cupel_catalogue *catalogue = NULL;
        status = cupel_catalogue_open(folder, &catalogue, error);
        const bool opened = !status;
        if (opened) status = search_in(catalogue, &how, query, arena, out, error);
        if (status != CUPEL_EDAMAGED)
            cupel_catalogue_close(catalogue);
        else if (opened)
            cupel_catalogue_discard(catalogue);
        else
            cupel_catalogue_remove(folder);
        how.as_it_is = false; /* a new one is empty */
    }
    return status;
}

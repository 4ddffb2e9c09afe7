/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/query_finding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* What the names of an expression mean, and whether a value satisfies a comparison. */

cupel_status cupel_finding_no_memory(const finding *f)
{
    return cupel_out_of_memory(f->error, "the search");
}

cupel_status cupel_finding_broken(const finding *f)
{
    return cupel_catalogue_fail(f->catalogue, f->error, "cannot be read");
}

cupel_status cupel_finding_copy(const finding *f, sqlite3_stmt *row, int column, const char **out)
{
    *out = cupel_arena_copy(f->arena, cupel_catalogue_text(row, column));
    return *out ? CUPEL_OK : cupel_finding_no_memory(f);
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
        status = cupel_finding_broken(f);
    sqlite3_finalize(row);
    return status;
}

/* An evaluation is known by its kind as well: "tensile" is the model test.tensile. */
static bool is_model(const char *model, const char *scope)
{
    return strcmp(model, scope) == 0 || (strncmp(model, "test.", 5) == 0 && strcmp(model + 5, scope) == 0);
}

static cupel_status take_candidate(const finding *f, sqlite3_stmt *row, const char *scope,
                                   sqlite3_int64 label, candidate_list *out)
{
    candidate c = {.id = sqlite3_column_int64(row, 0), .difference = sqlite3_column_int(row, 2) != 0};
    cupel_status status = cupel_finding_copy(f, row, 1, &c.unit);
    if (!status) status = cupel_finding_copy(f, row, 3, &c.model);
    if (!status) status = cupel_finding_copy(f, row, 4, &c.part);
    if (!status) status = cupel_finding_copy(f, row, 5, &c.name);
    if (status) return status;
    if (*scope && !is_model(c.model, scope)) {
        if (!label) return CUPEL_OK;
        c.label = label;
        c.any_age = true;
    }
    candidate *larger = cupel_resize(out->entries, out->count + 1, sizeof *larger);
    if (!larger) return cupel_finding_no_memory(f);
    out->entries = larger;
    out->entries[out->count++] = c;
    return CUPEL_OK;
}

/* "rolling.pass.exit_thickness" is the name exit_thickness of the model, or step, "rolling.pass". */
cupel_status cupel_finding_candidates(const finding *f, const char *written, candidate_list *out)
{
    const char *dot = strrchr(written, '.'), *name = dot ? dot + 1 : written;
    const char *scope = cupel_arena_copy_n(f->arena, written, dot ? (size_t)(dot - written) : 0);
    sqlite3_int64 label = 0;
    cupel_status status = scope ? CUPEL_OK : cupel_finding_no_memory(f);
    if (!status && *scope) status = find_label(f, scope, &label);
    sqlite3_stmt *row = cupel_catalogue_prepare(
        f->catalogue, "SELECT id, unit, difference, model, part, name FROM name WHERE name = ?1 ORDER BY id",
        &status, f->error);
    if (status) return status;
    int step;
    sqlite3_bind_text(row, 1, name, -1, SQLITE_STATIC);
    while ((step = sqlite3_step(row)) == SQLITE_ROW && !status)
        status = take_candidate(f, row, scope, label, out);
    if (!status && step != SQLITE_DONE) status = cupel_finding_broken(f);
    sqlite3_finalize(row);
    return status;
}

cupel_status cupel_finding_resolve(const finding *f, const cupel_comparison *comparison, candidate_list *out)
{
    const char *const *names = NULL;
    size_t count = 0;
    cupel_status status = cupel_finding_candidates(f, comparison->name, out);
    if (status || out->count) return status;
    if (f->vocabulary && f->vocabulary->every) return CUPEL_OK;
    status = cupel_catalogue_names(f->catalogue, f->arena, &names, &count, f->error);
    if (status) return status;
    status = cupel_vocabulary_check(f->vocabulary, comparison->name, names, count, f->arena, f->error);
    if (status == CUPEL_EINVAL) cupel_error_place(f->error, "expression", 1, comparison->name_column);
    return status;
}

const char *cupel_finding_unit(const candidate_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (*list->entries[i].unit) return list->entries[i].unit;
    return NULL;
}

cupel_status cupel_catalogue_knows(cupel_catalogue *catalogue, const char *name, cupel_arena *arena,
                                   bool *known, const char **unit, cupel_error *error)
{
    const finding f = {.catalogue = catalogue, .arena = arena, .error = error};
    candidate_list list = {0};
    const cupel_status status = cupel_finding_candidates(&f, name, &list);
    *known = list.count > 0;
    *unit = cupel_finding_unit(&list);
    free(list.entries);
    return status;
}

bool cupel_comparison_lacks_unit(const cupel_comparison *comparison, const char *unit)
{
    double number;
    const char *rest;
    if (!unit || !*unit || comparison->quoted || strcmp(unit, "1") == 0 || strcmp(unit, "%IACS") == 0)
        return false;
    return cupel_parse_number(comparison->value, &number, &rest) && rest[strspn(rest, " \t")] == '\0';
}

/* ---- values ---- */

/* "2026-01-31" is the whole day. */
static bool is_day(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return false;
    return text[sizeof form - 1] == '\0';
}

/* What was created in a month, a year or an hour, too. */
static bool is_of_time(const cupel_comparison *comparison)
{
    const char *dot = strrchr(comparison->name, '.');
    return is_day(comparison->value) || strcmp(dot ? dot + 1 : comparison->name, "created") == 0;
}

static bool same_text(const char *text, const cupel_comparison *comparison)
{
    const size_t length = strlen(comparison->value);
    if (strncmp(text, comparison->value, length) != 0) return false;
    return text[length] == '\0' || (is_of_time(comparison) && strchr("-T:Z", text[length]));
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
        return same_text(text, comparison);
    case CUPEL_NOT_EQUAL:
        return !same_text(text, comparison);
    case CUPEL_LIKE:
        break;
    }
    return cupel_matches(comparison->value, text);
}

static bool number_satisfies(double number, cupel_operator operator, double value)
{
    const double slack = CUPEL_FINDING_EQUAL * fabs(value);
    const bool equal = number >= value - slack && number <= value + slack;
    switch (operator) {
    case CUPEL_LESS:
        return number < value - slack;
    case CUPEL_LESS_EQUAL:
        return number <= value + slack;
    case CUPEL_GREATER:
        return number > value + slack;
    case CUPEL_GREATER_EQUAL:
        return number >= value - slack;
    case CUPEL_EQUAL:
        return equal;
    case CUPEL_NOT_EQUAL:
        return !equal && !isnan(number);
    case CUPEL_LIKE:
        break;
    }
    return false;
}

bool cupel_finding_satisfies(const bound *b, double number, const char *text)
{
    if (isnan(b->value)) return text && text_satisfies(text, b->comparison);
    return !text && number_satisfies(number, b->comparison->operator, b->value);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "model/registry.h"
#include "study/calibrate_case.h"

/* What the words of a calibration mean: parameters, observations, and where they are written. */

/* ---- where it is written ---- */

/* Points an error without a place at a key of an entry of "parameters" or "observations". */
static void place_at(const calibration *c, const char *list, size_t entry, const char *key,
                     cupel_error *error)
{
    const cupel_node *entries = cupel_node_get(c->section, list);
    if (!entries || entry >= entries->count) return;
    const cupel_node *node = cupel_node_get(entries->items[entry], key);
    if (!node) node = entries->items[entry];
    cupel_error_place(error, node->file, node->line, node->column);
}

void cupel_calibration_place_override(const calibration *c, size_t run, const char *const *overrides,
                                      size_t count, cupel_error *error)
{
    static const char option[] = "--set ";
    const size_t length = sizeof option - 1;
    size_t i = 0, first = 0;
    if (!error || strncmp(error->file, option, length) != 0) return;
    while (i < count && strncmp(overrides[i], error->file + length, sizeof error->file - length - 1) != 0)
        i++;
    while (first < c->observed_count && c->observed[first].group != run) first++;
    error->file[0] = '\0';
    if (i < c->fitted_count)
        place_at(c, "parameters", i, "start", error);
    else
        place_at(c, "observations", first, "set", error);
    if (i < count) cupel_error_note(error, "%s", overrides[i]);
}

/* ---- what the words mean ---- */

/* The model of a step, from the case as it is written; NULL: no such step. */
static const cupel_model *model_of(const calibration *c, const char *step, size_t length)
{
    for (size_t i = 0; c->steps && i < c->steps->count; i++) {
        const cupel_node *id = cupel_node_get(c->steps->items[i], "id"),
                         *model = cupel_node_get(c->steps->items[i], "model");
        if (!id || !model || id->kind != CUPEL_NODE_SCALAR || model->kind != CUPEL_NODE_SCALAR) continue;
        if (strlen(id->text) == length && strncmp(id->text, step, length) == 0)
            return cupel_model_find(model->text);
    }
    return NULL;
}

static cupel_status split(const calibration *c, const char *word, const cupel_model **model,
                          const char **rest, cupel_error *error)
{
    const char *dot = strchr(word, '.');
    *model = dot ? model_of(c, word, (size_t)(dot - word)) : NULL;
    if (!dot || !*model)
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' names no step of the case; write step.name", word);
    *rest = dot + 1;
    return CUPEL_OK;
}

static cupel_status bound_of(const char *text, const cupel_param *row, double absent, double *out,
                             cupel_error *error)
{
    *out = absent;
    if (!text) return CUPEL_OK;
    return cupel_quantity_parse(text, row->unit ? row->unit : "1", row->flags & CUPEL_DIFFERENCE, out, error);
}

static cupel_status take_parameter(const calibration *c, const cupel_study_parameter *p, fitted *out,
                                   cupel_error *error)
{
    const cupel_model *model;
    const char *key;
    cupel_status status = split(c, p->name, &model, &key, error);
    if (status) return status;
    out->path = p->name;
    out->row = cupel_param_find(model->parameters, key);
    if (!out->row || (out->row->kind != CUPEL_QUANTITY && out->row->kind != CUPEL_NUMBER))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "'%s' is no number among the parameters of %s; `cupel describe %s` lists them", p->name,
                   model->name, model->name);
    status = bound_of(p->start, out->row, NAN, &out->bounds.start, error);
    if (!status) status = bound_of(p->lower, out->row, -INFINITY, &out->bounds.lower, error);
    if (!status) status = bound_of(p->upper, out->row, INFINITY, &out->bounds.upper, error);
    if (!status && isnan(out->bounds.start) && (isinf(out->bounds.lower) || isinf(out->bounds.upper)))
        status = cupel_error_set(error, CUPEL_EINVAL, "it needs a start, or both bounds");
    if (status) cupel_error_note(error, "parameter '%s'", p->name);
    return status;
}

/* What the file that holds a result says of it. */
static cupel_status take_flag(const calibration *c, cupel_file *file, const char *step, const char *name,
                              observed *out, cupel_error *error)
{
    char **texts = NULL, *words = cupel_arena_format(c->study->arena, "%s_flag", name);
    const cupel_item *flag = words ? cupel_file_find(file, step, words) : NULL;
    if (!words) return cupel_out_of_memory(error, "an observation");
    if (!flag || flag->type != CUPEL_ITEM_TEXT || flag->count != 1) return CUPEL_OK;
    const cupel_status status = cupel_file_read_texts(file, flag, &texts, error);
    if (!status) out->flag = cupel_arena_copy(c->study->arena, texts[0]);
    free(texts);
    return status || out->flag ? status : cupel_out_of_memory(error, "an observation");
}

/* "FILE.h5#step.result": the value and its uncertainty from a file. */
static cupel_status take_stored(calibration *c, const char *text, observed *out, cupel_error *error)
{
    const char *hash = strchr(text, '#'), *dot = strchr(hash, '.');
    char *path = cupel_arena_copy_n(c->study->arena, text, (size_t)(hash - text));
    char *step = dot ? cupel_arena_copy_n(c->study->arena, hash + 1, (size_t)(dot - hash - 1)) : NULL;
    if (!dot) CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' names no result; write FILE.h5#step.result", text);
    if (!path || !step) return cupel_out_of_memory(error, "an observation");
    cupel_file *file = NULL;
    cupel_status status = cupel_study_open(c->study, path, hash + 1, "calibration", &file, error);
    if (status) return status;
    const cupel_item *item = cupel_file_find(file, step, dot + 1);
    const cupel_item *doubt =
        item && item->uncertainty ? cupel_file_find(file, step, item->uncertainty) : NULL;
    double *value = NULL, *uncertainty = NULL;
    if (!item || item->count != 1 || item->type == CUPEL_ITEM_TEXT || item->type == CUPEL_ITEM_BYTES)
        status = cupel_error_set(error, CUPEL_EINVAL, "%s has no single number '%s'", path, hash + 1);
    if (!status) status = cupel_study_count_once(c->study, file, item->path, error);
    if (!status) status = cupel_file_read_numbers(file, item, &value, error);
    if (!status)
        status = cupel_unit_convert(*value, item->unit, out->unit, out->difference, &out->value, error);
    if (!status && doubt && doubt->count == 1) {
        status = cupel_file_read_numbers(file, doubt, &uncertainty, error);
        if (!status)
            status = cupel_unit_convert(*uncertainty, doubt->unit ? doubt->unit : item->unit, out->unit, true,
                                        &out->uncertainty, error);
        if (!status && !(out->uncertainty > 0)) out->uncertainty = NAN; /* none is stated */
    }
    if (!status && !isfinite(out->value))
        status = cupel_error_set(error, CUPEL_EINVAL, "%s: '%s' is no finite number", path, hash + 1);
    if (!status) status = take_flag(c, file, step, dot + 1, out, error);
    free(value);
    free(uncertainty);
    cupel_file_close(file);
    return status;
}

static cupel_status take_uncertainty(const char *text, observed *out, cupel_error *error)
{
    if (!text) return CUPEL_OK;
    double share;
    const size_t length = strlen(text);
    if (length && text[length - 1] == '%' && strcmp(out->unit, "1") != 0) {
        const cupel_status status = cupel_quantity_parse(text, "1", false, &share, error);
        if (status) return status;
        out->uncertainty = share * fabs(out->value);
    } else {
        const cupel_status status = cupel_quantity_parse(text, out->unit, true, &out->uncertainty, error);
        if (status) return status;
    }
    if (!(out->uncertainty > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the uncertainty '%s' has to be above 0", text);
    return CUPEL_OK;
}

/* Splits "a = 1; b = 2" into overrides. */
static cupel_status take_sets(calibration *c, const char *text, group *out, cupel_error *error)
{
    out->text = text;
    for (const char *p = text ? text : ""; *p;) {
        p += strspn(p, "; ");
        size_t length = strcspn(p, ";");
        if (!length) break;
        const char *piece = p;
        p += length;
        while (length && piece[length - 1] == ' ') length--;
        const char *equals = memchr(piece, '=', length);
        if (!equals)
            CUPEL_FAIL(error, CUPEL_EINVAL, "set: '%.*s' has no '='; write step.key = value", (int)length,
                       piece);
        const char *dot = memchr(piece, '.', (size_t)(equals - piece));
        if (!dot || !model_of(c, piece, (size_t)(dot - piece)))
            CUPEL_FAIL(error, CUPEL_EINVAL, "set: '%.*s' names no step of the case; write step.key = value",
                       (int)length, piece);
        if (out->count == MOST_SETS) CUPEL_FAIL(error, CUPEL_ELIMIT, "set: at most %d values", MOST_SETS);
        size_t name = (size_t)(equals - piece);
        while (name && piece[name - 1] == ' ') name--;
        const char *value = equals + 1 + strspn(equals + 1, " ");
        out->set[out->count] = cupel_arena_format(c->study->arena, "%.*s=%.*s", (int)name, piece,
                                                  (int)(length - (size_t)(value - piece)), value);
        if (!out->set[out->count++]) return cupel_out_of_memory(error, "an observation");
    }
    return CUPEL_OK;
}

static cupel_status group_of(calibration *c, const char *set, size_t *out, cupel_error *error)
{
    for (*out = 0; *out < c->group_count; ++*out) {
        const char *other = c->groups[*out].text;
        if ((!set && !other) || (set && other && strcmp(set, other) == 0)) return CUPEL_OK;
    }
    return take_sets(c, set, &c->groups[c->group_count++], error);
}

static cupel_status take_result(const calibration *c, const cupel_study_observation *o, observed *out,
                                cupel_error *error)
{
    const cupel_model *model;
    cupel_status status = split(c, o->result, &model, &out->name, error);
    if (status) return status;
    const cupel_result *row = cupel_result_find(model->results, model->result_count, out->name);
    if (!row || row->kind != CUPEL_SCALAR)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "'%s' is no single number among the results of %s; `cupel describe %s` lists them",
                   o->result, model->name, model->name);
    out->result = o->result;
    out->step = cupel_arena_copy_n(c->study->arena, o->result, (size_t)(out->name - o->result - 1));
    if (!out->step) return cupel_out_of_memory(error, "an observation");
    out->unit = row->unit;
    out->difference = row->difference;
    out->uncertainty = NAN;
    out->flag = "-";
    return CUPEL_OK;
}

static cupel_status take_value(calibration *c, const cupel_study_observation *o, observed *out,
                               cupel_error *error)
{
    if (strchr(o->value, '#')) return take_stored(c, o->value, out, error);
    return cupel_quantity_parse(o->value, out->unit, out->difference, &out->value, error);
}

static cupel_status take_observation(calibration *c, size_t i, const cupel_study_observation *o,
                                     observed *out, cupel_error *error)
{
    const char *key = "result";
    cupel_status status = take_result(c, o, out, error);
    if (!status) status = take_value(c, o, out, error), key = "value";
    if (!status) status = take_uncertainty(o->uncertainty, out, error), key = "uncertainty";
    if (!status) status = group_of(c, o->set, &out->group, error), key = "set";
    if (!status) return CUPEL_OK;
    place_at(c, "observations", i, key, error);
    cupel_error_note(error, "observation of '%s'", o->result);
    return status;
}

cupel_status cupel_calibration_read(calibration *c, cupel_error *error)
{
    const cupel_study_calibrate *asked = c->study->section->calibrate;
    cupel_arena *arena = c->study->arena;
    const cupel_study_parameter *parameters = asked->parameters.rows;
    const cupel_study_observation *observations = asked->observations.rows;
    c->fitted = cupel_arena_alloc(arena, asked->parameters.count, sizeof *c->fitted);
    c->observed = cupel_arena_alloc(arena, asked->observations.count, sizeof *c->observed);
    c->groups = cupel_arena_alloc(arena, asked->observations.count, sizeof *c->groups);
    c->computed = cupel_arena_alloc(arena, asked->observations.count, sizeof *c->computed);
    if (!c->fitted || !c->observed || !c->groups || !c->computed)
        return cupel_out_of_memory(error, "a calibration");
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < asked->parameters.count && !status; i++, c->fitted_count++) {
        status = take_parameter(c, &parameters[i], &c->fitted[i], error);
        if (status) place_at(c, "parameters", i, "name", error);
    }
    for (size_t i = 0; i < asked->observations.count && !status; i++, c->observed_count++)
        status = take_observation(c, i, &observations[i], &c->observed[i], error);
    if (status) return status;
    size_t stated = 0;
    for (size_t i = 0; i < c->observed_count; i++) stated += isfinite(c->observed[i].uncertainty) ? 1 : 0;
    if (stated != 0 && stated != c->observed_count)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "%zu of %zu observations have an uncertainty; give it for all of them or for none", stated,
                   c->observed_count);
    c->known = stated > 0;
    for (size_t i = 0; i < c->observed_count && !c->known; i++) {
        if (c->observed[i].value == 0)
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "observation of '%s': it is 0, which has no relative deviation; give uncertainties",
                       c->observed[i].result);
        c->observed[i].uncertainty = fabs(c->observed[i].value);
    }
    return CUPEL_OK;
}

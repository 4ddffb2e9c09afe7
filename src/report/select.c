/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { NAME = 256 };

typedef struct selector {
    char step[NAME], name[NAME];
} selector;

static bool is_parameter(const cupel_item *item)
{
    return strcmp(item->group, "parameters") == 0;
}

bool cupel_item_table(const cupel_item *item, char *out, size_t size)
{
    const char *slash = strchr(item->name, '/');
    if (!slash || strcmp(item->group, "results") != 0 || (size_t)(slash - item->name) >= size) return false;
    memcpy(out, item->name, (size_t)(slash - item->name));
    out[slash - item->name] = '\0';
    return true;
}

const cupel_item *cupel_item_axis(const cupel_file *file, const cupel_item *item)
{
    if (!item->axis) return NULL;
    char name[2 * NAME];
    const char *slash = strrchr(item->name, '/');
    if (slash) { /* beside it: fan/x of fan/y */
        snprintf(name, sizeof name, "%.*s/%s", (int)(slash - item->name), item->name, item->axis);
        const cupel_item *beside = cupel_file_find(file, item->step, name);
        if (beside) return beside;
    }
    return cupel_file_find(file, item->step, item->axis);
}

/* Sub-tables of parameters are written with dots in a case, with slashes in a file. */
static bool split(const char *expression, selector *out)
{
    const char *dot = strchr(expression, '.');
    const size_t step = dot ? (size_t)(dot - expression) : strlen(expression);
    const char *name = dot ? dot + 1 : "*";
    if (step == 0 || step >= NAME || !*name || strlen(name) >= NAME) return false;
    memcpy(out->step, expression, step);
    out->step[step] = '\0';
    for (size_t i = 0; i <= strlen(name); i++) out->name[i] = name[i] == '.' ? '/' : name[i];
    return true;
}

static bool fits(const cupel_item *item, const selector *pattern)
{
    if (!item->step || !cupel_matches(pattern->step, item->step)) return false;
    if (cupel_matches(pattern->name, item->name)) return true;
    const size_t length =
        strlen(pattern->name); /* "flow_stress" for "flow_stress/law", "table" for its columns */
    return strncmp(item->name, pattern->name, length) == 0 && item->name[length] == '/';
}

static cupel_status add(cupel_selection *selection, const cupel_item *item, cupel_error *error)
{
    for (size_t i = 0; i < selection->count; i++)
        if (selection->items[i] == item) return CUPEL_OK;
    if (selection->count == selection->capacity) {
        const size_t capacity = selection->capacity ? 2 * selection->capacity : 16;
        const cupel_item **larger = cupel_resize(selection->items, capacity, sizeof *larger);
        if (!larger) return cupel_out_of_memory(error, "a selection");
        selection->items = larger;
        selection->capacity = capacity;
    }
    selection->items[selection->count++] = item;
    return CUPEL_OK;
}

static cupel_status add_group(const cupel_file *file, const selector *pattern, bool parameters, size_t *found,
                              cupel_selection *selection, cupel_error *error)
{
    for (size_t i = 0; i < cupel_file_item_count(file); i++) {
        const cupel_item *item = cupel_file_get_item(file, i);
        if (is_parameter(item) != parameters || !fits(item, pattern)) continue;
        const cupel_status status = add(selection, item, error);
        if (status) return status;
        ++*found;
    }
    return CUPEL_OK;
}

/* The name in the file that is nearest to the expression, as step.result; allocated, NULL when none is near.
 */
static char *nearest(const cupel_file *file, const char *expression)
{
    const size_t count = cupel_file_item_count(file);
    char **names = cupel_alloc(count, sizeof *names);
    char *copy = NULL;
    size_t used = 0;
    for (size_t i = 0; names && i < count; i++) {
        const cupel_item *item = cupel_file_get_item(file, i);
        char name[2 * NAME];
        if (!item->step) continue;
        snprintf(name, sizeof name, "%s.%s", item->step, item->name);
        names[used] = strdup(name);
        if (names[used]) used++;
    }
    const char *near = names ? cupel_nearest(expression, (const char *const *)names, used) : NULL;
    if (near) copy = strdup(near);
    for (size_t i = 0; i < used; i++) free(names[i]);
    free(names);
    return copy;
}

cupel_status cupel_select(const cupel_file *file, const char *expression, cupel_selection *selection,
                          cupel_error *error)
{
    selector pattern;
    if (!split(expression, &pattern))
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is no selection; allowed: step.result, with * for any letters",
                   expression);
    const char *id =
        cupel_file_step_id(file, pattern.step); /* "tensile" for the last evaluation of that kind */
    if (id) snprintf(pattern.step, sizeof pattern.step, "%s", id);
    size_t found = 0;
    cupel_status status = add_group(file, &pattern, false, &found, selection, error);
    if (!status && !found) status = add_group(file, &pattern, true, &found, selection, error);
    if (status || found) return status;
    char *near = nearest(file, expression);
    cupel_error_set(error, CUPEL_EINVAL, "nothing in the file is '%s'%s%s%s", expression,
                    near ? "; did you mean '" : "", near ? near : "; `cupel show FILE` lists what is there",
                    near ? "'?" : "");
    free(near);
    return CUPEL_EINVAL;
}

void cupel_selection_free(cupel_selection *selection)
{
    free(selection->items);
    *selection = (cupel_selection){0};
}

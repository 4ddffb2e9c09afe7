/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "param/param.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"

/* Binds YAML nodes to parameter structs, row by row. Whatever is wrong is noted and the walk goes on, so that
 * one run tells everything that is wrong with a file. */

typedef struct task { /* what the readers of single values share */
    cupel_binding *binding;
    const cupel_param *param;
    const char *unit; /* of the row, "@" resolved */
} task;

static void bind_rows(const cupel_table *table, const cupel_node *mapping, const cupel_node *where,
                      const char *const *ignored, const char *outer_unit, void *values,
                      cupel_binding *binding);

static bool is_reference(const cupel_node *node)
{
    const size_t length = strlen(node->text);
    return length > 3 && strncmp(node->text, "${", 2) == 0 && node->text[length - 1] == '}';
}

static bool has_unit(const task *t)
{
    return t->unit && strcmp(t->unit, "1") != 0;
}

static const char *unit_word(const task *t)
{
    return has_unit(t) ? t->unit : "a number without unit";
}

/* A problem with a whole file is told at the line of the case that names the file. */
static void place_in_case(cupel_error *error)
{
    if (!error->file[0] || error->line) return;
    if (!strstr(error->text, error->file)) cupel_error_note(error, "%s", error->file);
    error->file[0] = '\0';
}

/* Finds what a reference stands for; `out` says whether a curve is wanted. */
static bool look_up(const task *t, const cupel_node *node, cupel_reference *out)
{
    cupel_binding *binding = t->binding;
    cupel_error error = {0};
    if (!binding->reference) {
        cupel_diagnose(binding->diagnostics, node, "%s: a reference is not allowed here", t->param->name);
        return false;
    }
    const char *expression = cupel_arena_copy_n(binding->arena, node->text + 2, strlen(node->text) - 3);
    if (!expression) {
        binding->diagnostics->out_of_memory = true;
        return false;
    }
    if (!binding->reference(binding->host, node, expression, out, &error)) return true;
    place_in_case(&error);
    cupel_error_note(&error, "%s", t->param->name);
    cupel_diagnose_error(binding->diagnostics, node, &error);
    return false;
}

/* Converts a referred number; units that do not fit are noted. */
static bool convert(const task *t, const cupel_node *node, double given, const char *unit, bool difference,
                    double *out)
{
    cupel_error error = {0};
    const bool wanted = (t->param->flags & CUPEL_DIFFERENCE) != 0;
    if (cupel_unit_convert(given, unit, t->unit ? t->unit : "1", wanted, out, &error)) {
        cupel_diagnose(t->binding->diagnostics, node, "%s: %s is in %s, which cannot be given in %s",
                       t->param->name, node->text, strcmp(unit, "1") ? unit : "numbers without unit",
                       unit_word(t));
        return false;
    }
    if (difference != wanted && cupel_unit_convertible(unit, "K")) {
        cupel_diagnose(t->binding->diagnostics, node, "%s: %s is a temperature%s, a temperature%s is wanted",
                       t->param->name, node->text, difference ? " difference" : "",
                       wanted ? " difference" : "");
        return false;
    }
    return true;
}

/* ${step.result}: true when it has a value now. */
static bool read_reference(const task *t, const cupel_node *node, double *out)
{
    cupel_reference reference = {0};
    double value = NAN;
    if (!look_up(t, node, &reference)) return false;
    if (!convert(t, node, reference.resolved ? reference.value : 0, reference.unit, reference.difference,
                 &value))
        return false;
    if (!reference.resolved) {
        t->binding->unresolved++;
        return false;
    }
    *out = value;
    return true;
}

static bool in_range(const task *t, const char *range, const cupel_node *node, const char *what, double value)
{
    const cupel_interval interval = cupel_interval_parse(range);
    if (cupel_interval_holds(&interval, value)) return true;
    cupel_diagnose(t->binding->diagnostics, node, "%s = %.10g%s%s is out of range; allowed: %s%s%s", what,
                   value, has_unit(t) ? " " : "", has_unit(t) ? t->unit : "", range, has_unit(t) ? " " : "",
                   has_unit(t) ? t->unit : "");
    return false;
}

/* One number with its unit; NaN stays when there is none (noted, or a reference without a value yet). */
static bool read_number(const task *t, const cupel_node *node, const char *range, double *out)
{
    cupel_diagnostics *diagnostics = t->binding->diagnostics;
    if (node->kind != CUPEL_NODE_SCALAR) {
        cupel_diagnose(diagnostics, node, "%s: a single value is wanted, not a %s", t->param->name,
                       node->kind == CUPEL_NODE_MAPPING ? "mapping" : "list");
        return false;
    }
    double value = NAN;
    if (is_reference(node)) {
        if (!read_reference(t, node, &value)) return false;
    } else if (strncmp(node->text, "${", 2) == 0) {
        if (strcmp(node->text, "${}") == 0)
            cupel_diagnose(diagnostics, node,
                           "%s: '${}' names nothing; a reference is written ${step.result}", t->param->name);
        else if (strchr(node->text, '}'))
            cupel_diagnose(diagnostics, node,
                           "%s: '%s': nothing may follow a reference; its unit comes along and is converted",
                           t->param->name, node->text);
        else
            cupel_diagnose(diagnostics, node,
                           "%s: '%s' lacks the closing brace; a reference is written ${step.result}",
                           t->param->name, node->text);
        return false;
    } else {
        cupel_error error = {0};
        if (cupel_quantity_parse(node->text, t->unit ? t->unit : "1",
                                 (t->param->flags & CUPEL_DIFFERENCE) != 0, &value, &error)) {
            cupel_error_note(&error, "%s", t->param->name);
            cupel_diagnose_error(diagnostics, node, &error);
            return false;
        }
    }
    if (!in_range(t, range, node, t->param->name, value)) return false;
    *out = value;
    return true;
}

static void read_integer(const task *t, const cupel_node *node, int64_t *out)
{
    double value = NAN;
    if (!read_number(t, node, NULL, &value)) return;
    if (value != floor(value) || fabs(value) > 9007199254740992.0) {
        cupel_diagnose(t->binding->diagnostics, node, "%s = %s: a whole number is wanted", t->param->name,
                       node->text);
        return;
    }
    if (in_range(t, t->param->range, node, t->param->name, value)) *out = (int64_t)value;
}

static void read_choice(const task *t, const cupel_node *node, int *out)
{
    const char *const *choices = t->param->choices;
    size_t count = 0;
    for (; choices[count]; count++) {
        if (node->kind != CUPEL_NODE_SCALAR || strcmp(choices[count], node->text) != 0) continue;
        *out = (int)count;
        return;
    }
    cupel_text allowed = {0};
    for (size_t i = 0; i < count; i++) cupel_text_printf(&allowed, "%s%s", i ? ", " : "", choices[i]);
    const char *near = node->kind == CUPEL_NODE_SCALAR ? cupel_nearest(node->text, choices, count) : NULL;
    cupel_diagnose(t->binding->diagnostics, node, "%s: '%s' is not one of the choices; %s%s%sallowed: %s",
                   t->param->name, node->kind == CUPEL_NODE_SCALAR ? node->text : "(not a word)",
                   near ? "did you mean '" : "", near ? near : "", near ? "'? " : "",
                   cupel_text_get(&allowed));
    cupel_text_free(&allowed);
}

static void read_flag(const task *t, const cupel_node *node, int *out)
{
    if (node->kind == CUPEL_NODE_SCALAR && strcmp(node->text, "true") == 0)
        *out = 1;
    else if (node->kind == CUPEL_NODE_SCALAR && strcmp(node->text, "false") == 0)
        *out = 0;
    else
        cupel_diagnose(t->binding->diagnostics, node, "%s: '%s' is not a flag; allowed: true, false",
                       t->param->name, node->kind == CUPEL_NODE_SCALAR ? node->text : "(not a word)");
}

static void read_text(const task *t, const cupel_node *node, const char **out)
{
    if (node->kind == CUPEL_NODE_SCALAR)
        *out = node->text;
    else
        cupel_diagnose(t->binding->diagnostics, node, "%s: a text is wanted", t->param->name);
}

static void *arena_doubles(const task *t, size_t count)
{
    void *block = cupel_arena_alloc(t->binding->arena, count ? count : 1, sizeof(double));
    if (!block) t->binding->diagnostics->out_of_memory = true;
    return block;
}

static bool length_fits(const task *t, const cupel_node *node, size_t count)
{
    const cupel_interval length = cupel_interval_parse(t->param->length);
    if (cupel_interval_holds(&length, (double)count)) return true;
    cupel_diagnose(t->binding->diagnostics, node, "%s has %zu entries; allowed: %s", t->param->name, count,
                   t->param->length);
    return false;
}

static void read_vector(const task *t, const cupel_node *node, cupel_vector *out)
{
    const bool single = node->kind != CUPEL_NODE_SEQUENCE;
    const size_t count = single ? 1 : node->count;
    double *values = arena_doubles(t, count);
    if (!values || !length_fits(t, node, count)) return;
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        values[i] = NAN;
        if (!read_number(t, single ? node : node->items[i], t->param->range, &values[i])) good = false;
    }
    if (good) *out = (cupel_vector){count, values};
}

/* Whether point i may stand behind those before it. */
static bool follows(const cupel_param *param, const double *x, size_t i)
{
    if (x[i] > x[i - 1]) return true;
    return (param->flags & CUPEL_JUMPS) && x[i] == x[i - 1] && (i < 2 || x[i - 1] > x[i - 2]);
}

/* ${step.series}: a curve over its axis; one that falls along it is read backwards. */
static void read_curve_reference(const task *t, const cupel_node *node, cupel_curve *out)
{
    cupel_reference reference = {.wants_curve = true};
    if (!look_up(t, node, &reference)) return;
    const task of_x = {t->binding, t->param, t->param->axis_unit};
    double ignored;
    if (!convert(t, node, 0, reference.unit, reference.difference, &ignored)) return;
    if (!cupel_unit_convertible(reference.axis_unit, t->param->axis_unit)) {
        cupel_diagnose(t->binding->diagnostics, node, "%s: %s is over %s; %s in %s is wanted", t->param->name,
                       node->text, reference.axis_unit, t->param->axis, unit_word(&of_x));
        return;
    }
    if (!reference.resolved) {
        t->binding->unresolved++;
        return;
    }
    const size_t count = reference.curve.count;
    if (!length_fits(t, node, count)) return;
    double *x = arena_doubles(t, count), *y = arena_doubles(t, count);
    if (!x || !y) return;
    const double *from_x = reference.curve.x, *from_y = reference.curve.y;
    const bool falls = count > 1 && from_x[count - 1] < from_x[0];
    for (size_t i = 0; i < count; i++) {
        cupel_error error = {0};
        const size_t from = falls ? count - 1 - i : i;
        x[i] = NAN;
        if (cupel_unit_convert(from_x[from], reference.axis_unit, t->param->axis_unit, false, &x[i],
                               &error) ||
            !convert(t, node, from_y[from], reference.unit, reference.difference, &y[i]) ||
            !in_range(t, t->param->range, node, t->param->name, y[i]))
            return;
        if (i > 0 && !follows(t->param, x, i)) {
            cupel_diagnose(t->binding->diagnostics, node, "%s: %s does not rise from point to point of %s",
                           t->param->name, t->param->axis, node->text);
            return;
        }
    }
    *out = (cupel_curve){count, x, y};
}

static void read_curve(const task *t, const cupel_node *node, cupel_curve *out)
{
    const char *name = t->param->name;
    if (node->kind == CUPEL_NODE_SCALAR && is_reference(node)) {
        read_curve_reference(t, node, out);
        return;
    }
    if (node->kind != CUPEL_NODE_SEQUENCE) {
        cupel_diagnose(t->binding->diagnostics, node, "%s: a list of pairs is wanted: [[%s, value], …]", name,
                       t->param->axis);
        return;
    }
    if (!length_fits(t, node, node->count)) return;
    const task of_x = {t->binding, t->param, t->param->axis_unit};
    double *x = arena_doubles(t, node->count), *y = arena_doubles(t, node->count);
    if (!x || !y) return;
    bool good = true;
    for (size_t i = 0; i < node->count; i++) {
        const cupel_node *pair = node->items[i];
        if (pair->kind != CUPEL_NODE_SEQUENCE || pair->count != 2) {
            cupel_diagnose(t->binding->diagnostics, pair, "%s: each point is a pair [%s, value]", name,
                           t->param->axis);
            good = false;
        } else if (!read_number(&of_x, pair->items[0], NULL, &x[i]) ||
                   !read_number(t, pair->items[1], t->param->range, &y[i])) {
            good = false;
        } else if (good && i > 0 && !follows(t->param, x, i)) {
            cupel_diagnose(t->binding->diagnostics, pair->items[0], "%s: %s must rise from point to point%s",
                           name, t->param->axis,
                           t->param->flags & CUPEL_JUMPS ? "; two points of one value are a jump" : "");
            good = false;
        }
    }
    if (good) *out = (cupel_curve){node->count, x, y};
}

static void *new_struct(const task *t, size_t count)
{
    void *block = cupel_arena_alloc(t->binding->arena, count ? count : 1, t->param->table->size);
    if (!block) t->binding->diagnostics->out_of_memory = true;
    return block;
}

static void read_table(const task *t, const cupel_node *node, const void **out)
{
    void *values = new_struct(t, 1);
    if (!values) return;
    bind_rows(t->param->table, node, node, NULL, t->unit, values, t->binding);
    *out = values;
}

static void read_list(const task *t, const cupel_node *node, cupel_list *out)
{
    if (node->kind != CUPEL_NODE_SEQUENCE) {
        cupel_diagnose(t->binding->diagnostics, node, "%s: a list of mappings is wanted", t->param->name);
        return;
    }
    if (!length_fits(t, node, node->count)) return;
    char *rows = new_struct(t, node->count);
    if (!rows) return;
    for (size_t i = 0; i < node->count; i++)
        bind_rows(t->param->table, node->items[i], node->items[i], NULL, t->unit,
                  rows + i * t->param->table->size, t->binding);
    *out = (cupel_list){node->count, rows};
}

static void read_hosted(const task *t, const cupel_node *node, const void **out)
{
    cupel_binding *binding = t->binding;
    cupel_error error = {0};
    cupel_status status;
    if (t->param->kind == CUPEL_MATERIAL && binding->material) {
        const cupel_material *material = NULL;
        status = binding->material(binding->host, node, &material, &error);
        *out = material;
    } else if (t->param->kind == CUPEL_FILE && binding->file) {
        const cupel_input *input = NULL;
        status = binding->file(binding->host, node, &input, &error);
        *out = input;
    } else {
        status = cupel_error_set(&error, CUPEL_EINVAL, "a %s is not allowed here",
                                 t->param->kind == CUPEL_FILE ? "file" : "material");
    }
    if (!status) return;
    *out = NULL;
    place_in_case(&error);
    if (!error.file[0]) cupel_error_note(&error, "%s", t->param->name);
    cupel_diagnose_error(binding->diagnostics, node, &error);
}

/* "Absent" in the words of each kind. */
static void clear(const cupel_param *param, void *field)
{
    switch (param->kind) {
    case CUPEL_QUANTITY:
    case CUPEL_NUMBER:
        *(double *)field = NAN;
        break;
    case CUPEL_INTEGER:
        *(int64_t *)field = CUPEL_NO_INTEGER;
        break;
    case CUPEL_CHOICE:
    case CUPEL_FLAG:
        *(int *)field = -1;
        break;
    case CUPEL_TEXT:
    case CUPEL_FILE:
    case CUPEL_MATERIAL:
    case CUPEL_TABLE:
        *(const void **)field = NULL;
        break;
    case CUPEL_VECTOR:
        *(cupel_vector *)field = (cupel_vector){0};
        break;
    case CUPEL_CURVE:
        *(cupel_curve *)field = (cupel_curve){0};
        break;
    case CUPEL_LIST:
        *(cupel_list *)field = (cupel_list){0};
        break;
    }
}

static void read_value(const task *t, const cupel_node *node, void *field)
{
    switch (t->param->kind) {
    case CUPEL_QUANTITY:
    case CUPEL_NUMBER:
        read_number(t, node, t->param->range, field);
        break;
    case CUPEL_INTEGER:
        read_integer(t, node, field);
        break;
    case CUPEL_CHOICE:
        read_choice(t, node, field);
        break;
    case CUPEL_FLAG:
        read_flag(t, node, field);
        break;
    case CUPEL_TEXT:
        read_text(t, node, field);
        break;
    case CUPEL_FILE:
    case CUPEL_MATERIAL:
        read_hosted(t, node, field);
        break;
    case CUPEL_VECTOR:
        read_vector(t, node, field);
        break;
    case CUPEL_CURVE:
        read_curve(t, node, field);
        break;
    case CUPEL_TABLE:
        read_table(t, node, field);
        break;
    case CUPEL_LIST:
        read_list(t, node, field);
        break;
    }
}

/* A default is a piece of YAML like any other. */
static const cupel_node *fallback_node(const cupel_param *param, cupel_binding *binding)
{
    return cupel_document_parse(param->fallback, strlen(param->fallback), "(default)", binding->arena,
                                binding->diagnostics);
}

/* All keys that a mapping of this table may have, in the arena; NULL when out of memory. */
static const char **allowed_keys(const cupel_table *table, const char *const *ignored, size_t *count,
                                 cupel_binding *binding)
{
    size_t others = 0;
    while (ignored && ignored[others]) others++;
    const char **names = cupel_arena_alloc(binding->arena, others + table->count + 1, sizeof *names);
    if (!names) {
        binding->diagnostics->out_of_memory = true;
        return NULL;
    }
    for (size_t i = 0; i < others; i++) names[i] = ignored[i];
    for (size_t i = 0; i < table->count; i++) names[others + i] = table->params[i].name;
    *count = others + table->count;
    return names;
}

static void complain_of_unknown_keys(const cupel_table *table, const cupel_node *mapping,
                                     const char *const *ignored, cupel_binding *binding)
{
    size_t count = 0;
    const char **names = allowed_keys(table, ignored, &count, binding);
    for (size_t k = 0; names && k < mapping->count; k++) {
        const char *key = mapping->keys[k]->text;
        bool known = false;
        for (size_t i = 0; i < count && !known; i++) known = strcmp(names[i], key) == 0;
        if (known) continue;
        const char *near = cupel_nearest(key, names, count);
        if (near) {
            cupel_diagnose(binding->diagnostics, mapping->keys[k],
                           "unknown key '%s' of %s; did you mean '%s'?", key, table->name, near);
            continue;
        }
        cupel_text allowed = {0};
        for (size_t i = 0; i < count; i++) cupel_text_printf(&allowed, "%s%s", i ? ", " : "", names[i]);
        cupel_diagnose(binding->diagnostics, mapping->keys[k], "unknown key '%s' of %s; allowed: %s", key,
                       table->name, cupel_text_get(&allowed));
        cupel_text_free(&allowed);
    }
}

/* A required key that is merely misspelt has been told of already. */
static void complain_of_missing(const cupel_table *table, const cupel_param *param, const cupel_node *mapping,
                                const cupel_node *where, const char *const *ignored, cupel_binding *binding)
{
    size_t count = 0;
    const char **names = mapping ? allowed_keys(table, ignored, &count, binding) : NULL;
    for (size_t k = 0; names && k < mapping->count; k++) {
        const char *near = cupel_nearest(mapping->keys[k]->text, names, count);
        if (near && strcmp(near, param->name) == 0) return;
    }
    cupel_diagnose(binding->diagnostics, where, "%s: '%s' is missing (%s)", table->name, param->name,
                   param->meaning);
}

/* The word that the row "kind" of a table got; NULL: no such row, or no value. */
static const char *kind_of(const cupel_table *table, const void *values)
{
    const cupel_param *param = cupel_param_find(table, "kind");
    if (!param || param->kind != CUPEL_CHOICE) return NULL;
    const int choice = *(const int *)(const void *)((const char *)values + param->offset);
    return choice < 0 ? NULL : param->choices[choice];
}

static void complain_of_kind(const cupel_table *table, const cupel_param *param, const cupel_node *mapping,
                             const char *kind, cupel_binding *binding)
{
    for (size_t k = 0; k < mapping->count; k++)
        if (strcmp(mapping->keys[k]->text, param->name) == 0)
            cupel_diagnose(binding->diagnostics, mapping->keys[k],
                           "%s is not for a %s of kind %s; allowed for: %s", param->name, table->name, kind,
                           param->only);
}

static void bind_rows(const cupel_table *table, const cupel_node *mapping, const cupel_node *where,
                      const char *const *ignored, const char *outer_unit, void *values,
                      cupel_binding *binding)
{
    const size_t problems = binding->diagnostics->count, unresolved = binding->unresolved;
    if (mapping && cupel_node_is_null(mapping)) mapping = NULL;
    if (mapping && mapping->kind != CUPEL_NODE_MAPPING) {
        cupel_diagnose(binding->diagnostics, mapping, "%s: a mapping (key: value, …) is wanted", table->name);
        for (size_t i = 0; i < table->count; i++)
            clear(&table->params[i], (char *)values + table->params[i].offset);
        return;
    }
    if (mapping) complain_of_unknown_keys(table, mapping, ignored, binding);
    for (size_t i = 0; i < table->count; i++) {
        const cupel_param *param = &table->params[i];
        const bool inherits = param->unit && strcmp(param->unit, "@") == 0;
        const task t = {binding, param, inherits ? outer_unit : param->unit};
        void *field = (char *)values + param->offset;
        clear(param, field);
        const cupel_node *node = cupel_node_get(mapping, param->name);
        if (node && cupel_node_is_null(node)) node = NULL;
        const char *kind = param->only ? kind_of(table, values) : NULL;
        if (!cupel_param_is_for(param, kind)) {
            if (node) complain_of_kind(table, param, mapping, kind, binding);
            continue;
        }
        if (param->only && !kind) continue; /* which has been told */
        if (!node && param->fallback) node = fallback_node(param, binding);
        if (node)
            read_value(&t, node, field);
        else if (param->flags & CUPEL_REQUIRED)
            complain_of_missing(table, param, mapping, where, ignored, binding);
    }
    if (binding->diagnostics->count > problems || binding->unresolved > unresolved) return;
    if (binding->diagnostics->out_of_memory) return; /* what is required may be missing */
    cupel_error error = {0};
    cupel_findings findings = {mapping, where, binding->diagnostics, 0};
    cupel_status status = table->check ? table->check(values, &error) : CUPEL_OK;
    if (!status && table->inspect) status = table->inspect(values, &findings, &error);
    if (status == CUPEL_ENOMEM)
        binding->diagnostics->out_of_memory = true;
    else if (status)
        cupel_diagnose_error(binding->diagnostics, where, &error);
}

void *cupel_table_bind(const cupel_table *table, const cupel_node *mapping, const cupel_node *where,
                       const char *const *ignored, cupel_binding *binding)
{
    void *values = cupel_arena_alloc(binding->arena, 1, table->size);
    if (!values) {
        binding->diagnostics->out_of_memory = true;
        return NULL;
    }
    bind_rows(table, mapping, where ? where : mapping, ignored, NULL, values, binding);
    return values;
}

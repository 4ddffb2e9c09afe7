/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/case.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"

enum { LONGEST_TEXT = 1000, LARGEST_INPUT = 256 << 20, MOST_STEPS = 1000 };

typedef struct head {
    int64_t version, seed;
    const char *title, *project, *license, *creator;
} head;

static const cupel_param head_rows[] = {
    {.name = "cupel",
     .kind = CUPEL_INTEGER,
     .offset = offsetof(head, version),
     .flags = CUPEL_REQUIRED,
     .meaning = "version of the case format: 1"},
    {.name = "title",
     .kind = CUPEL_TEXT,
     .offset = offsetof(head, title),
     .meaning = "what the case is about"},
    {.name = "project",
     .kind = CUPEL_TEXT,
     .offset = offsetof(head, project),
     .meaning = "the R&D project this run belongs to"},
    {.name = "license",
     .kind = CUPEL_TEXT,
     .offset = offsetof(head, license),
     .meaning = "licence of the results"},
    {.name = "creator", .kind = CUPEL_TEXT, .offset = offsetof(head, creator), .meaning = "name or ORCID"},
    {.name = "seed",
     .kind = CUPEL_INTEGER,
     .offset = offsetof(head, seed),
     .range = "[0, 9007199254740992]",
     .meaning = "seed of everything random"},
};
static const cupel_table head_table = {.name = "a case", .size = sizeof(head), CUPEL_ROWS(head_rows)};
static const char *const head_others[] = {"steps", "study", NULL}; /* `study` is for cupel study */
static const char *const step_others[] = {"id", "model", NULL};

/* The binding host of one step. */
typedef struct step_host {
    cupel_case *c;
    size_t step;
    cupel_case_result result; /* NULL: only checking */
    void *result_host;
} step_host;

size_t cupel_case_find(const cupel_case *c, const char *id)
{
    size_t i = 0;
    while (i < c->count && (!c->steps[i].id || strcmp(c->steps[i].id, id) != 0)) i++;
    return i;
}

static cupel_status step_material(void *host, const cupel_node *node, const cupel_material **out,
                                  cupel_error *error)
{
    const cupel_case *c = ((step_host *)host)->c;
    if (!c->world->material) CUPEL_FAIL(error, CUPEL_EINVAL, "materials are not available here");
    return c->world->material(c->world->host, node, c->folder, out, error);
}

static const char *input_path(const cupel_node *node, const char *folder, cupel_arena *arena)
{
    return node->text[0] == '/' ? node->text : cupel_arena_format(arena, "%s/%s", folder, node->text);
}

cupel_status cupel_case_load_input(const cupel_node *node, const char *folder, cupel_arena *arena,
                                   const cupel_input **out, cupel_error *error)
{
    if (node->kind != CUPEL_NODE_SCALAR) CUPEL_FAIL(error, CUPEL_EINVAL, "a path is wanted");
    char *bytes;
    size_t count;
    const char *path = input_path(node, folder, arena);
    if (!path) return cupel_out_of_memory(error, "a path");
    cupel_status status = cupel_file_read_all(path, LARGEST_INPUT, &bytes, &count, error);
    if (status) return status;
    cupel_input *input = cupel_arena_alloc(arena, 1, sizeof *input);
    char *kept = cupel_arena_copy_n(arena, bytes, count);
    if (input && kept) cupel_sha256(bytes, count, input->sha256);
    free(bytes);
    if (!input || !kept) return cupel_out_of_memory(error, "a data file");
    input->path = path;
    input->name = cupel_path_name(node->text);
    input->given = node->text;
    input->bytes = kept;
    input->count = count;
    *out = input;
    return CUPEL_OK;
}

/* A data file, read whole and kept once. */
static cupel_status step_file(void *host, const cupel_node *node, const cupel_input **out, cupel_error *error)
{
    cupel_case *c = ((step_host *)host)->c;
    const char *path = node->kind == CUPEL_NODE_SCALAR ? input_path(node, c->folder, c->arena) : NULL;
    for (size_t i = 0; path && i < c->input_count; i++) {
        if (strcmp(c->inputs[i]->path, path) != 0) continue;
        *out = c->inputs[i];
        return CUPEL_OK;
    }
    const cupel_status status = cupel_case_load_input(node, c->folder, c->arena, out, error);
    if (status) return status;
    const cupel_input **inputs = cupel_arena_alloc(c->arena, c->input_count + 1, sizeof *inputs);
    if (!inputs) return cupel_out_of_memory(error, "a data file");
    if (c->input_count) memcpy(inputs, c->inputs, c->input_count * sizeof *inputs);
    inputs[c->input_count++] = *out;
    c->inputs = inputs;
    return CUPEL_OK;
}

static cupel_status stored_reference(step_host *h, char *expression, char *hash, cupel_reference *out,
                                     cupel_error *error)
{
    const cupel_case *c = h->c;
    *hash = '\0';
    char *dot = strchr(hash + 1, '.');
    if (!dot || !*expression)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a reference to a stored run is written ${file.h5#step.result}");
    *dot = '\0';
    const char *path =
        expression[0] == '/' ? expression : cupel_arena_format(c->arena, "%s/%s", c->folder, expression);
    if (!path) return cupel_out_of_memory(error, "a path");
    if (!c->world->stored)
        CUPEL_FAIL(error, CUPEL_EINVAL, "references to stored runs are not available here");
    return c->world->stored(c->world->host, path, hash + 1, dot + 1, out, error);
}

static cupel_status unknown_result(const cupel_model *model, const char *id, const char *name,
                                   cupel_arena *arena, cupel_error *error)
{
    const char **names = cupel_arena_alloc(arena, model->result_count + 1, sizeof *names);
    if (!names) return cupel_out_of_memory(error, "names");
    for (size_t i = 0; i < model->result_count; i++) names[i] = model->results[i].name;
    const char *near = cupel_nearest(name, names, model->result_count);
    if (near)
        CUPEL_FAIL(error, CUPEL_EINVAL, "step '%s' (%s) has no result '%s'; did you mean '%s'?", id,
                   model->name, name, near);
    CUPEL_FAIL(error, CUPEL_EINVAL, "step '%s' (%s) has no result '%s'; see: cupel describe %s", id,
               model->name, name, model->name);
}

static cupel_status unknown_step(const cupel_case *c, const char *id, cupel_error *error)
{
    const char **names = cupel_arena_alloc(c->arena, c->count + 1, sizeof *names);
    if (!names) return cupel_out_of_memory(error, "names");
    size_t known = 0;
    cupel_text allowed = {0};
    for (size_t i = 0; i < c->count; i++) {
        if (!c->steps[i].id) continue;
        cupel_text_printf(&allowed, "%s%s", known ? ", " : "", c->steps[i].id);
        names[known++] = c->steps[i].id;
    }
    const char *near = cupel_nearest(id, names, known);
    if (near)
        cupel_error_set(error, CUPEL_EINVAL, "there is no step '%s'; did you mean '%s'?", id, near);
    else
        cupel_error_set(error, CUPEL_EINVAL, "there is no step '%s'; steps of this case: %s", id,
                        cupel_text_get(&allowed));
    cupel_text_free(&allowed);
    return CUPEL_EINVAL;
}

/* A series and the one that it is drawn over. */
static cupel_status curve_reference(step_host *h, size_t step, const cupel_result *row, cupel_reference *out,
                                    cupel_error *error)
{
    const cupel_model *model = h->c->steps[step].model;
    const cupel_result *axis = row->kind == CUPEL_SERIES && row->axis
                                   ? cupel_result_find(model->results, model->result_count, row->axis)
                                   : NULL;
    if (!axis)
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' of step '%s' is no curve over an axis; a curve is wanted here",
                   row->name, h->c->steps[step].id);
    h->c->steps[h->step].needs[step] = true;
    *out = (cupel_reference){.wants_curve = true,
                             .unit = row->unit ? row->unit : "1",
                             .difference = row->difference,
                             .axis_unit = axis->unit ? axis->unit : "1"};
    if (!h->result) return CUPEL_OK;
    const cupel_result_value *x = NULL, *y = NULL;
    cupel_status status = h->result(h->result_host, step, axis->name, &x, error);
    if (!status) status = h->result(h->result_host, step, row->name, &y, error);
    if (status) return status;
    if (x->count != y->count)
        CUPEL_FAIL(error, CUPEL_EINTERNAL, "'%s' and '%s' differ in length", row->name, axis->name);
    out->resolved = true;
    out->curve = (cupel_curve){x->count, x->values, y->values};
    return CUPEL_OK;
}

static cupel_status step_reference(void *host, const cupel_node *node, const char *text, cupel_reference *out,
                                   cupel_error *error)
{
    (void)node;
    step_host *h = host;
    cupel_case *c = h->c;
    char *expression = cupel_arena_copy(c->arena, text);
    if (!expression) return cupel_out_of_memory(error, "a reference");
    char *hash = strchr(expression, '#');
    if (hash) return stored_reference(h, expression, hash, out, error);
    char *dot = strchr(expression, '.');
    if (!dot)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a reference is written ${step.result} or ${file.h5#step.result}");
    *dot = '\0';
    const size_t step = cupel_case_find(c, expression);
    if (step == c->count) return unknown_step(c, expression, error);
    const cupel_model *model = c->steps[step].model;
    if (!model) { /* that step's own error says what is wrong; the unit is not known */
        *out = (cupel_reference){.unit = "1"};
        CUPEL_FAIL(error, CUPEL_EINVAL, "step '%s' has no valid model", expression);
    }
    const cupel_result *row = cupel_result_find(model->results, model->result_count, dot + 1);
    if (!row) return unknown_result(model, expression, dot + 1, c->arena, error);
    if (out->wants_curve) return curve_reference(h, step, row, out, error);
    if (row->kind != CUPEL_SCALAR)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "'%s' of step '%s' is not a single number; only those can be referred to", dot + 1,
                   expression);
    c->steps[h->step].needs[step] = true;
    *out = (cupel_reference){.unit = row->unit ? row->unit : "1", .difference = row->difference};
    if (!h->result) return CUPEL_OK;
    const cupel_result_value *value = NULL;
    const cupel_status status = h->result(h->result_host, step, dot + 1, &value, error);
    if (status) return status;
    out->resolved = true;
    out->value = value->number;
    return CUPEL_OK;
}

static const void *bind_step(cupel_case *c, size_t step, cupel_case_result result, void *host,
                             cupel_diagnostics *diagnostics)
{
    step_host h = {c, step, result, host};
    cupel_binding binding = {.arena = c->arena,
                             .diagnostics = diagnostics,
                             .host = &h,
                             .material = step_material,
                             .file = step_file,
                             .reference = step_reference};
    return cupel_table_bind(c->steps[step].model->parameters, c->steps[step].node, NULL, step_others,
                            &binding);
}

cupel_status cupel_case_bind(cupel_case *c, size_t step, cupel_case_result result, void *host,
                             cupel_diagnostics *diagnostics, const void **parameters, cupel_error *error)
{
    const size_t problems = diagnostics->count;
    const void *bound = bind_step(c, step, result, host, diagnostics);
    if (!bound || diagnostics->out_of_memory) return cupel_out_of_memory(error, "the parameters of a step");
    if (diagnostics->count > problems) {
        if (error) *error = diagnostics->entries[problems];
        return diagnostics->entries[problems].status;
    }
    *parameters = bound;
    return CUPEL_OK;
}

/* The scalar at a key of a step, or NULL with what is wrong noted. */
static const cupel_node *step_word(const cupel_node *node, const char *key, cupel_diagnostics *diagnostics)
{
    const cupel_node *word = cupel_node_get(node, key);
    if (!word || cupel_node_is_null(word))
        cupel_diagnose(diagnostics, word ? word : node, "a step without '%s'", key);
    else if (word->kind == CUPEL_NODE_SCALAR)
        return word;
    else
        cupel_diagnose(diagnostics, word, "'%s' must be a single word", key);
    return NULL;
}

static void read_id(cupel_case *c, size_t i, cupel_diagnostics *diagnostics)
{
    const cupel_node *id = step_word(c->steps[i].node, "id", diagnostics);
    if (!id) return;
    if (!cupel_is_identifier(id->text)) {
        cupel_diagnose(diagnostics, id,
                       "step id '%s'; allowed: a small letter, then small letters, digits, _ and -",
                       id->text);
        return;
    }
    if (strlen(id->text) > CUPEL_STEP_ID) {
        cupel_diagnose(diagnostics, id, "step id '%.24s…' has %zu characters; at most %d are allowed",
                       id->text, strlen(id->text), CUPEL_STEP_ID);
        return;
    }
    const size_t other = cupel_case_find(c, id->text);
    if (other < c->count)
        cupel_diagnose(diagnostics, id, "step id '%s' is taken by the step on line %d; ids must differ",
                       id->text, c->steps[other].node->line);
    else
        c->steps[i].id = id->text;
}

static void read_model(cupel_case *c, size_t i, cupel_diagnostics *diagnostics)
{
    const cupel_node *name = step_word(c->steps[i].node, "model", diagnostics);
    if (!name) return;
    const cupel_model *const *models = c->world->models;
    size_t count = 0;
    for (; models[count]; count++) {
        if (strcmp(models[count]->name, name->text) != 0) continue;
        c->steps[i].model = models[count];
        return;
    }
    const char **names = cupel_arena_alloc(c->arena, count + 1, sizeof *names);
    if (!names) {
        diagnostics->out_of_memory = true;
        return;
    }
    cupel_text allowed = {0};
    for (size_t m = 0; m < count; m++) {
        names[m] = models[m]->name;
        cupel_text_printf(&allowed, "%s%s", m ? ", " : "", names[m]);
    }
    const char *near = cupel_nearest(name->text, names, count);
    if (near)
        cupel_diagnose(diagnostics, name, "there is no model '%s'; did you mean '%s'?", name->text, near);
    else
        cupel_diagnose(diagnostics, name, "there is no model '%s'; models: %s", name->text,
                       cupel_text_get(&allowed));
    cupel_text_free(&allowed);
}

static void read_steps(cupel_case *c, const cupel_node *root, cupel_diagnostics *diagnostics)
{
    const cupel_node *steps = cupel_node_get(root, "steps");
    if (!steps || cupel_node_is_null(steps) || (steps->kind == CUPEL_NODE_SEQUENCE && !steps->count)) {
        cupel_diagnose(diagnostics, steps ? steps : root,
                       "a case needs 'steps': a list of at least one step");
        return;
    }
    if (steps->kind != CUPEL_NODE_SEQUENCE) {
        cupel_diagnose(diagnostics, steps, "'steps' must be a list: each step starts with '- id: …'");
        return;
    }
    if (steps->count > MOST_STEPS) {
        cupel_diagnose(diagnostics, steps, "%zu steps; at most %d are allowed", steps->count, MOST_STEPS);
        return;
    }
    c->steps = cupel_arena_alloc(c->arena, steps->count, sizeof *c->steps);
    c->order = cupel_arena_alloc(c->arena, steps->count, sizeof *c->order);
    for (size_t i = 0; c->steps && c->order && i < steps->count; i++) {
        const cupel_node *node = steps->items[i];
        if (node->kind != CUPEL_NODE_MAPPING) {
            cupel_diagnose(diagnostics, node, "a step must be a mapping with 'id' and 'model'");
            continue;
        }
        cupel_case_step *step = &c->steps[c->count];
        step->node = node;
        if (!(step->needs = cupel_arena_alloc(c->arena, steps->count, sizeof *step->needs))) break;
        read_id(c, c->count, diagnostics);
        read_model(c, c->count, diagnostics);
        c->count++;
    }
    if (!c->steps || !c->order || (c->count && !c->steps[c->count - 1].needs))
        diagnostics->out_of_memory = true;
}

/* File order, but what a step refers to comes before it. What is left over goes round in circles. */
static void put_in_order(cupel_case *c, cupel_diagnostics *diagnostics)
{
    bool *placed = cupel_arena_alloc(c->arena, c->count + 1, sizeof *placed);
    if (!placed) {
        diagnostics->out_of_memory = true;
        return;
    }
    size_t count = 0;
    for (bool moved = true; moved && count < c->count;) {
        moved = false;
        for (size_t i = 0; i < c->count && !moved; i++) {
            bool ready = !placed[i];
            for (size_t j = 0; j < c->count && ready; j++) ready = !c->steps[i].needs[j] || placed[j];
            if (!ready) continue;
            placed[i] = moved = true;
            c->order[count++] = i;
        }
    }
    if (count == c->count) return;

    /* Walk the references of the steps left over until one comes up again: that is the circle. */
    bool *seen = cupel_arena_alloc(c->arena, c->count, sizeof *seen);
    size_t at = 0;
    while (placed[at]) at++;
    for (; seen && !seen[at];) {
        seen[at] = true;
        size_t next = 0;
        while (!c->steps[at].needs[next] || placed[next]) next++;
        at = next;
    }
    cupel_text circle = {0};
    for (size_t start = at, going = 1; going;) {
        cupel_text_printf(&circle, "%s -> ", c->steps[at].id);
        size_t next = 0;
        while (!c->steps[at].needs[next] || placed[next]) next++;
        at = next;
        going = at != start;
    }
    cupel_diagnose(diagnostics, c->steps[at].node,
                   "the references go round in a circle: %s%s; a step can only use "
                   "results of steps that do not need it",
                   cupel_text_get(&circle), c->steps[at].id);
    cupel_text_free(&circle);
}

static cupel_status apply_overrides(cupel_node *root, const cupel_case_source *source, cupel_arena *arena,
                                    cupel_diagnostics *diagnostics, cupel_error *error)
{
    for (size_t i = 0; i < source->override_count; i++) {
        const char *text = source->overrides[i];
        const char *equals = strchr(text, '=');
        const char *dot = strchr(text, '.');
        if (!equals || !dot || dot > equals) {
            cupel_diagnose(diagnostics, NULL, "--set %s: write --set step.key=value", text);
            continue;
        }
        const char *origin = cupel_arena_format(arena, "--set %s", text);
        const char *path = cupel_arena_format(arena, "steps.%.*s", (int)(equals - text), text);
        if (!origin || !path) return cupel_out_of_memory(error, "an override");
        cupel_error problem = {0};
        const cupel_status status = cupel_node_set(root, path, equals + 1, origin, arena, &problem);
        if (status == CUPEL_ENOMEM) return cupel_out_of_memory(error, "an override");
        if (status) cupel_diagnose_error(diagnostics, NULL, &problem);
    }
    return CUPEL_OK;
}

static bool read_head(cupel_case *c, const cupel_node *root, cupel_diagnostics *diagnostics)
{
    cupel_binding binding = {.arena = c->arena, .diagnostics = diagnostics};
    const head *h = cupel_table_bind(&head_table, root, NULL, head_others, &binding);
    if (!h) return false;
    if (h->version != CUPEL_NO_INTEGER && h->version != 1)
        cupel_diagnose(diagnostics, cupel_node_get(root, "cupel"),
                       "case format %lld; this program reads format 1", (long long)h->version);
    const char *const texts[] = {"title", "project", "license", "creator"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const cupel_node *node = cupel_node_get(root, texts[i]);
        if (node && node->kind == CUPEL_NODE_SCALAR && strlen(node->text) > LONGEST_TEXT)
            cupel_diagnose(diagnostics, node, "%s has %zu bytes; allowed: at most %d", texts[i],
                           strlen(node->text), LONGEST_TEXT);
    }
    c->title = h->title;
    c->project = h->project;
    c->license = h->license;
    c->creator = h->creator;
    c->seed = h->seed;
    return true;
}

static cupel_status read_all(cupel_case *c, const cupel_case_source *source, cupel_diagnostics *diagnostics,
                             cupel_error *error)
{
    cupel_node *root =
        cupel_document_parse(source->bytes, source->count, source->file, c->arena, diagnostics);
    if (!root) return diagnostics->out_of_memory ? cupel_out_of_memory(error, "a case") : CUPEL_EINVAL;
    if (root->kind != CUPEL_NODE_MAPPING) {
        cupel_diagnose(diagnostics, root, "a case is a mapping with the keys cupel, title, steps");
        return CUPEL_EINVAL;
    }
    const cupel_status status = apply_overrides(root, source, c->arena, diagnostics, error);
    if (status) return status;
    if (!read_head(c, root, diagnostics)) return cupel_out_of_memory(error, "a case");
    read_steps(c, root, diagnostics);
    for (size_t i = 0; i < c->count; i++)
        if (c->steps[i].model) bind_step(c, i, NULL, NULL, diagnostics);
    put_in_order(c, diagnostics);
    if (diagnostics->out_of_memory) return cupel_out_of_memory(error, "a case");
    return diagnostics->count ? CUPEL_EINVAL : CUPEL_OK;
}

cupel_status cupel_case_read(const cupel_case_source *source, const cupel_case_world *world,
                             cupel_diagnostics *diagnostics, cupel_case **out, cupel_error *error)
{
    cupel_arena *arena = cupel_arena_new();
    cupel_case *c = arena ? cupel_arena_alloc(arena, 1, sizeof *c) : NULL;
    char folder[4096];
    cupel_status status = CUPEL_OK;
    if (!c || !(c->file = cupel_arena_copy(arena, source->file)) ||
        !(c->source = cupel_arena_copy_n(arena, source->bytes, source->count)))
        status = cupel_out_of_memory(error, "a case");
    else if (!cupel_path_folder(source->file, folder, sizeof folder))
        status = cupel_error_set(error, CUPEL_EINVAL, "the path of the case file is too long");
    else if (!(c->folder = cupel_arena_copy(arena, folder)))
        status = cupel_out_of_memory(error, "a case");
    if (!status) {
        c->arena = arena;
        c->source_count = source->count;
        c->world = world;
        status = read_all(c, source, diagnostics, error);
        cupel_diagnostics_sort(diagnostics);
        if (status == CUPEL_EINVAL && diagnostics->count && error) *error = diagnostics->entries[0];
    }
    if (status)
        cupel_arena_free(arena);
    else
        *out = c;
    return status;
}

void cupel_case_free(cupel_case *c)
{
    if (c) cupel_arena_free(c->arena);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/project_evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/names.h"

enum { MOST_FOLDERS = 64, MOST_ROWS = 100000 };

struct cupel_evidence_store {
    cupel_catalogue *catalogue[MOST_FOLDERS];
    const char *folder[MOST_FOLDERS]; /* as the project has it */
    bool seen_damage[MOST_FOLDERS];
    const char *empty[MOST_FOLDERS];
    size_t count, damage_count, empty_count;
    const char *damage[CUPEL_EVIDENCE_DAMAGE];
    cupel_arena *arena;
};

size_t cupel_evidence_damage(const cupel_evidence_store *store, const char *const **texts)
{
    *texts = store->damage;
    return store->damage_count;
}

size_t cupel_evidence_empty(const cupel_evidence_store *store, const char *const **folders)
{
    *folders = store->empty;
    return store->empty_count;
}

void cupel_evidence_close(cupel_evidence_store *store)
{
    if (!store) return;
    for (size_t i = 0; i < store->count; i++) cupel_catalogue_close(store->catalogue[i]);
    cupel_arena_free(store->arena);
}

static cupel_status open_and_update(const char *path, cupel_catalogue **out, cupel_error *error)
{
    cupel_catalogue *catalogue = NULL;
    cupel_status status = cupel_catalogue_open(path, &catalogue, error);
    if (status) return status;
    status = cupel_catalogue_update(catalogue, NULL, error);
    if (!status)
        *out = catalogue;
    else if (status == CUPEL_EDAMAGED)
        cupel_catalogue_discard(catalogue);
    else
        cupel_catalogue_close(catalogue);
    return status;
}

static cupel_status open_folder(cupel_evidence_store *store, const cupel_project *project, const char *word,
                                size_t length, cupel_error *error)
{
    if (store->count == MOST_FOLDERS)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "evidence names more than %d folders", MOST_FOLDERS);
    const char *given = cupel_arena_copy_n(store->arena, word, length);
    const char *path =
        given && *given != '/' ? cupel_arena_format(store->arena, "%s/%s", project->folder, given) : given;
    if (!path) return cupel_out_of_memory(error, "a folder of evidence");
    cupel_catalogue *catalogue = NULL;
    cupel_status status = open_and_update(path, &catalogue, error);
    if (status == CUPEL_EDAMAGED)
        status = open_and_update(path, &catalogue, error); /* a broken one was thrown away */
    if (status) return status;
    store->folder[store->count] = given;
    store->catalogue[store->count++] = catalogue;
    return CUPEL_OK;
}

cupel_status cupel_evidence_open(const cupel_project *project, cupel_evidence_store **out, cupel_error *error)
{
    cupel_arena *arena = cupel_arena_new();
    cupel_evidence_store *store = arena ? cupel_arena_alloc(arena, 1, sizeof *store) : NULL;
    if (!store) {
        cupel_arena_free(arena);
        return cupel_out_of_memory(error, "the evidence of a project");
    }
    store->arena = arena;
    cupel_status status = CUPEL_OK;
    for (const char *p = project->evidence; *p && !status;) {
        p += strspn(p, ", ");
        size_t length = strcspn(p, ",");
        const char *word = p;
        p += length;
        while (length && word[length - 1] == ' ') length--;
        if (length) status = open_folder(store, project, word, length, error);
    }
    if (status)
        cupel_evidence_close(store);
    else
        *out = store;
    return status;
}

/* ---- names ---- */

cupel_status cupel_evidence_check_name(cupel_evidence_store *store, const char *name, const char **unit,
                                       cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    const char *const *names[MOST_FOLDERS];
    size_t counts[MOST_FOLDERS], count = 0;
    bool known = false;
    *unit = NULL;
    for (size_t i = 0; i < store->count && !status && !*unit; i++) {
        bool here = false;
        status = cupel_catalogue_knows(store->catalogue[i], name, store->arena, &here, unit, error);
        known = known || here;
    }
    if (known && !*unit) *unit = "";
    if (status || known) return status;
    for (size_t i = 0; i < store->count && !status; i++) {
        status = cupel_catalogue_names(store->catalogue[i], store->arena, &names[i], &counts[i], error);
        count += status ? 0 : counts[i];
    }
    if (status) return status;
    const char **all = cupel_arena_alloc(store->arena, count + 1, sizeof *all);
    if (!all) return cupel_out_of_memory(error, "the names");
    for (size_t i = 0, at = 0; i < store->count; at += counts[i++])
        if (counts[i]) memcpy(all + at, names[i], counts[i] * sizeof *all);
    return cupel_vocabulary_check(&cupel_known_names, name, all, count, store->arena, error);
}

/* ---- finding ---- */

typedef struct entry {
    cupel_evidence_row row;
    const char *id; /* of what was tested or run, wherever the file lies; "": none */
    size_t place;   /* in the order in which it was found                          */
    size_t folder;
} entry;

typedef struct gathered {
    entry *entry;
    size_t count, capacity;
    cupel_arena *arena;
} gathered;

static cupel_status add_entry(gathered *g, const cupel_evidence_row *row, const char *id, size_t folder,
                              cupel_error *error)
{
    if (g->count == MOST_ROWS)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "more than %d values; narrow the evidence down", MOST_ROWS);
    if (g->count == g->capacity) {
        const size_t capacity = g->capacity ? 2 * g->capacity : 16;
        entry *more = cupel_arena_alloc(g->arena, capacity, sizeof *more);
        if (!more) return cupel_out_of_memory(error, "the evidence of a target");
        if (g->count) memcpy(more, g->entry, g->count * sizeof *more);
        g->entry = more;
        g->capacity = capacity;
    }
    g->entry[g->count] = (entry){*row, id, g->count, folder};
    g->count++;
    return CUPEL_OK;
}

/* A recovered file is what it was recovered from; a test keeps its origin_id when it is copied or evaluated
 * anew; all else is known by its content. */
static const char *identity_of(const cupel_found_file *file)
{
    const char *origin = file->content_id;
    for (size_t i = 0; i < file->value_count; i++) {
        const cupel_record_value *value = &file->values[i].value;
        if (!value->text || !*value->text) continue;
        if (strcmp(value->name, "recovered_from") == 0 && strcmp(value->part, "provenance") == 0)
            return value->text;
        if (strcmp(value->name, "origin_id") == 0 && strcmp(value->part, "test") == 0) origin = value->text;
    }
    return origin;
}

/* The first comparison of the query names what is asked for. */
static cupel_status take_found(gathered *g, const cupel_evidence_store *store, size_t place,
                               const cupel_found *found, bool flags, cupel_error *error)
{
    const char *folder = store->folder[place];
    for (size_t i = 0; i < found->count; i++) {
        const cupel_found_file *file = &found->files[i];
        const char *id = identity_of(file);
        const char *path =
            strcmp(folder, ".") == 0 ? file->path : cupel_arena_format(g->arena, "%s/%s", folder, file->path);
        if (!path) return cupel_out_of_memory(error, "the evidence of a target");
        for (size_t v = 0; v < file->value_count; v++) {
            const cupel_record_value *value = &file->values[v].value;
            if (file->values[v].asked != 0 || value->old || (flags ? !value->text : isnan(value->number)))
                continue;
            if (flags && strncmp(value->text, "not judged", 10) != 0) continue;
            const cupel_evidence_row row = {.file = path,
                                            .step = value->step,
                                            .kind = file->kind,
                                            .content_id = file->content_id,
                                            .project = file->project,
                                            .value = flags ? NAN : value->number,
                                            .uncertainty = flags ? NAN : value->uncertainty,
                                            .unit = value->unit ? value->unit : "1",
                                            .flag = flags ? value->text : value->flag};
            const cupel_status status = add_entry(g, &row, id, place, error);
            if (status) return status;
        }
    }
    return CUPEL_OK;
}

/* Files that cannot be read may hide evidence, a folder without any is perhaps not the one that was meant:
 * each is remembered once. */
static cupel_status note_damage(cupel_evidence_store *store, size_t i, const cupel_found *found,
                                cupel_error *error)
{
    if (store->seen_damage[i]) return CUPEL_OK;
    store->seen_damage[i] = true;
    if (found->catalogued == 0) store->empty[store->empty_count++] = store->folder[i];
    for (size_t k = 0; k < found->damaged_count && store->damage_count < CUPEL_EVIDENCE_DAMAGE; k++) {
        const char *text = cupel_arena_format(store->arena, "%s/%s: %s", store->folder[i],
                                              found->damaged[k].path, found->damaged[k].trouble);
        if (!text) return cupel_out_of_memory(error, "the evidence of a project");
        store->damage[store->damage_count++] = text;
    }
    return CUPEL_OK;
}

/* Names are checked before; what asks for one that this folder has not holds for no file of it. */
static const cupel_vocabulary any_name = {.every = true};

static cupel_status find_in(cupel_evidence_store *store, size_t i, const char *text, bool flags, gathered *g,
                            cupel_error *error)
{
    const cupel_query *query = NULL;
    cupel_found found = {0};
    cupel_status status = cupel_query_parse(text, g->arena, &query, error);
    if (!status)
        status = cupel_catalogue_find(store->catalogue[i], query, &any_name, g->arena, &found, error);
    if (!status) status = note_damage(store, i, &found, error);
    if (!status) status = take_found(g, store, i, &found, flags, error);
    return status;
}

static int by_id(const void *a, const void *b)
{
    const entry *first = a, *second = b;
    const int order = strcmp(first->id, second->id);
    return order ? order : (first->place > second->place) - (first->place < second->place);
}

static int by_place(const void *a, const void *b)
{
    const entry *first = a, *second = b;
    return (first->place > second->place) - (first->place < second->place);
}

/* Of files of one origin the first one found counts: a copy is no further test. Rows of copies stay, with a
 * flag that says so; a file that is reached by two folders is there once. */
static cupel_status mark_copies(gathered *g, cupel_error *error)
{
    if (!g->count) return CUPEL_OK;
    qsort(g->entry, g->count, sizeof *g->entry, by_id);
    const entry *first = g->entry;
    size_t kept = 1;
    for (size_t i = 1; i < g->count; i++) {
        entry *e = &g->entry[kept];
        *e = g->entry[i];
        if (!*e->id || strcmp(e->id, first->id) != 0) {
            first = e;
        } else if (strcmp(e->row.file, first->row.file) == 0) {
            if (e->folder != first->folder) continue;
        } else {
            e->row.flag = cupel_arena_format(g->arena, CUPEL_EVIDENCE_COPY "the same as %s", first->row.file);
            if (!e->row.flag) return cupel_out_of_memory(error, "the evidence of a target");
        }
        kept++;
    }
    g->count = kept;
    qsort(g->entry, g->count, sizeof *g->entry, by_place);
    return CUPEL_OK;
}

static cupel_status keep_rows(const gathered *g, const cupel_evidence_row **rows, size_t *count,
                              cupel_error *error)
{
    cupel_evidence_row *row = cupel_arena_alloc(g->arena, g->count ? g->count : 1, sizeof *row);
    if (!row) return cupel_out_of_memory(error, "the evidence of a target");
    for (size_t i = 0; i < g->count; i++) row[i] = g->entry[i].row;
    *rows = row;
    *count = g->count;
    return CUPEL_OK;
}

cupel_status cupel_evidence_find(void *host, const char *quantity, const char *expression, cupel_arena *arena,
                                 const cupel_evidence_row **rows, size_t *count, cupel_error *error)
{
    cupel_evidence_store *store = host;
    gathered g = {.arena = arena};
    static const char id[] =
        " and (origin_id ~ \"*\" or recovered_from ~ \"*\" or content_id ~ \"*\")"; /* so that they are read
                                                                                     */
    const char *condition = expression ? cupel_arena_format(arena, " and (%s)%s", expression, id) : id;
    const char *values =
        condition ? cupel_arena_format(arena, "(%s >= -1e308)%s", quantity, condition) : NULL;
    const char *flags =
        condition ? cupel_arena_format(arena, "(%s_flag ~ \"not judged*\")%s", quantity, condition) : NULL;
    if (!values || !flags) return cupel_out_of_memory(error, "the evidence of a target");
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < store->count && !status; i++) status = find_in(store, i, values, false, &g, error);
    for (size_t i = 0; i < store->count && !status; i++) status = find_in(store, i, flags, true, &g, error);
    if (!status) status = mark_copies(&g, error);
    return status ? status : keep_rows(&g, rows, count, error);
}

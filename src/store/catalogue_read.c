/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "store/catalogue.h"
#include "store/child.h"
#include "store/reader.h"

/* One file as a record, read in a child process from its first byte to its last: what the parent sees of it
 * are the texts and numbers that the child says. */

enum { LONGEST_TEXT = 64 << 10 };

/* ---- in the child ---- */

typedef struct said_value {
    double number, uncertainty;
    unsigned char is_number, difference, old;
} said_value;

static void add_word(cupel_text *out, const char *word)
{
    cupel_text_add(out, word ? word : "");
    cupel_text_add_n(out, "", 1);
}

static void say(int out, char tag, const said_value *value, const char *const *words, size_t count)
{
    cupel_text joined = {0};
    for (size_t i = 0; i < count; i++) add_word(&joined, words[i]);
    if (!joined.failed)
        cupel_child_say(out, tag, value, value ? sizeof *value : 0, joined.data, joined.length);
    cupel_text_free(&joined);
}

static const cupel_file_step *step_of(const cupel_file *file, const char *id, bool *old)
{
    const size_t count = cupel_file_step_count(file);
    size_t at = 0;
    while (at < count && strcmp(cupel_file_get_step(file, at)->id, id) != 0) at++;
    *old = false;
    if (at == count) return NULL;
    const cupel_file_step *step = cupel_file_get_step(file, at);
    if (strcmp(file->header.kind, "test") != 0) return step;
    for (size_t i = at + 1; i < count && !*old; i++)
        *old = *step->model && strcmp(cupel_file_get_step(file, i)->model, step->model) == 0;
    return step;
}

static bool is_single(const cupel_item *item)
{
    return item && item->count == 1 && item->rank == 0 && item->type != CUPEL_ITEM_BYTES;
}

static bool read_number(cupel_file *file, const cupel_item *item, double *out)
{
    double *values = NULL;
    if (!is_single(item) || item->type == CUPEL_ITEM_TEXT ||
        cupel_file_read_numbers(file, item, &values, NULL))
        return false;
    *out = values[0];
    free(values);
    return true;
}

/* The text in the arena of the file; NULL when it is none. */
static const char *read_text(cupel_file *file, const cupel_item *item)
{
    char **texts = NULL;
    if (!is_single(item) || item->type != CUPEL_ITEM_TEXT) return NULL;
    const char *name = strrchr(item->path, '/');
    if (!name || cupel_file_read_texts(file, item, &texts, NULL)) return NULL;
    const size_t length = strnlen(texts[0], LONGEST_TEXT);
    const char *copy = cupel_arena_copy_n(file->arena, texts[0], length);
    free(texts);
    return copy;
}

static const char *flag_of(cupel_file *file, const cupel_item *item)
{
    char name[CUPEL_H5_NAME];
    const int length = snprintf(name, sizeof name, "%s_flag", item->name);
    if (length >= (int)sizeof name) return NULL;
    return read_text(file, cupel_file_find(file, item->step, name));
}

static void say_item(cupel_file *file, const cupel_item *item, int out)
{
    said_value value = {.number = NAN, .uncertainty = NAN, .difference = item->difference};
    bool old;
    const cupel_file_step *step = step_of(file, item->step, &old);
    const char *words[7] = {item->step, step ? step->model : "", item->group, item->name};
    value.old = old;
    if (read_number(file, item, &value.number)) {
        value.is_number = 1;
        words[4] = item->unit && *item->unit ? item->unit : "1";
        if (item->uncertainty)
            read_number(file, cupel_file_find(file, item->step, item->uncertainty), &value.uncertainty);
        words[5] = flag_of(file, item);
    } else if (!(words[6] = read_text(file, item))) {
        return;
    }
    say(out, 'V', &value, words, 7);
}

static void say_step(cupel_file *file, const cupel_file_step *step, int out)
{
    bool old;
    step_of(file, step->id, &old);
    const said_value value = {.number = NAN, .uncertainty = NAN, .old = old};
    say(out, 'V', &value, (const char *const[]){step->id, step->model, "", "model", "", "", step->model}, 7);
    say(out, 'V', &value, (const char *const[]){step->id, step->model, "", "status", "", "", step->status},
        7);
}

/* What not every file says of itself. */
static void say_word(const char *part, const char *name, const char *text, int out)
{
    const said_value none = {.number = NAN, .uncertainty = NAN};
    if (text && *text) say(out, 'V', &none, (const char *const[]){"", "", part, name, "", "", text}, 7);
}

static void say_file(cupel_file *file, int out)
{
    const cupel_file_header *h = cupel_file_get_header(file);
    cupel_text models = {0};
    const size_t steps = cupel_file_step_count(file);
    for (size_t i = 0; i < steps; i++) {
        const char *model = cupel_file_get_step(file, i)->model;
        bool new = *model;
        for (size_t k = 0; new &&k < i; k++) new = strcmp(cupel_file_get_step(file, k)->model, model) != 0;
        if (new) cupel_text_printf(&models, "%s%s", models.length ? ", " : "", model);
        say_step(file, cupel_file_get_step(file, i), out);
    }
    say(out, 'H', NULL,
        (const char *const[]){h->kind, h->title, h->project, h->created, h->state, h->content_id,
                              cupel_text_get(&models), h->license, h->creator},
        9);
    cupel_text_free(&models);
    say_word("test", "kind", h->test_kind, out);
    say_word("test", "origin_id", h->origin_id, out);
    if (h->state && strcmp(h->state, "recovered") == 0)
        say_word("provenance", "recovered_from", cupel_file_origin(file), out);
    for (size_t i = 0; i < cupel_file_provenance_count(file); i++)
        if (strcmp(cupel_file_get_provenance(file, i)->name, "program_version") == 0)
            say_word("provenance", "program_version", cupel_file_get_provenance(file, i)->value, out);
    for (size_t i = 0; i < cupel_file_item_count(file); i++)
        if (is_single(cupel_file_get_item(file, i))) say_item(file, cupel_file_get_item(file, i), out);
    for (size_t i = 0; i < cupel_file_parent_count(file); i++) {
        const cupel_parent *p = cupel_file_get_parent(file, i);
        say(out, 'P', NULL,
            (const char *const[]){p->content_id, p->role, p->path, p->file_name, p->origin_id}, 5);
    }
}

typedef struct reading {
    const char *path;
    cupel_arena *arena;
    cupel_record *record;
    size_t value_capacity, parent_capacity;
} reading;

/* The parent held HDF5's lock when it forked; here it is ours. */
static void take_library(void)
{
    cupel_h5_leave(&(cupel_h5_scope){0});
}

static void read_job(void *host, int out)
{
    cupel_error error = {0};
    cupel_file *file = NULL;
    if (!cupel_file_open_here(host, &file, &error)) say_file(file, out);
    cupel_file_close(file);
    cupel_child_say(out, 'E', &error, sizeof error, NULL, 0);
}

/* ---- in the parent ---- */

/* `count` words, each with its NUL, that fill the bytes exactly; copied into the arena. */
static bool take_words(cupel_arena *arena, const char *bytes, size_t size, const char **out, size_t count)
{
    if (size == 0 || bytes[size - 1] != '\0') return false;
    const char *copy = cupel_arena_alloc(arena, size, 1), *end = copy + size;
    if (!copy) return false;
    memcpy((char *)(uintptr_t)copy, bytes, size);
    for (size_t i = 0; i < count; i++) {
        if (copy == end) return false;
        out[i] = copy;
        copy += strlen(copy) + 1;
    }
    return copy == end;
}

static void *room_for_one(cupel_arena *arena, void *old, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) return old;
    const size_t larger = *capacity ? 2 * *capacity : 64;
    void *block = cupel_arena_alloc(arena, larger, size);
    if (block && count) memcpy(block, old, count * size);
    if (block) *capacity = larger;
    return block;
}

static cupel_status take_value(reading *r, const char *first, size_t first_count, const char *second,
                               size_t second_count, cupel_error *error)
{
    said_value said;
    const char *words[7];
    cupel_record *record = r->record;
    if (first_count != sizeof said || !take_words(r->arena, second, second_count, words, 7))
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s': the check gave no answer", r->path);
    memcpy(&said, first, sizeof said);
    record->values = room_for_one(r->arena, record->values, record->value_count, &r->value_capacity,
                                  sizeof *record->values);
    if (!record->values) return cupel_out_of_memory(error, r->path);
    record->values[record->value_count++] = (cupel_record_value){.step = words[0],
                                                                 .model = words[1],
                                                                 .part = words[2],
                                                                 .name = words[3],
                                                                 .unit = said.is_number ? words[4] : NULL,
                                                                 .difference = said.difference != 0,
                                                                 .old = said.old != 0,
                                                                 .number = said.number,
                                                                 .uncertainty = said.uncertainty,
                                                                 .flag = *words[5] ? words[5] : NULL,
                                                                 .text = said.is_number ? NULL : words[6]};
    return CUPEL_OK;
}

static cupel_status take_parent(reading *r, const char *second, size_t second_count, cupel_error *error)
{
    const char *words[5];
    cupel_record *record = r->record;
    if (!take_words(r->arena, second, second_count, words, 5))
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s': the check gave no answer", r->path);
    record->parents = room_for_one(r->arena, record->parents, record->parent_count, &r->parent_capacity,
                                   sizeof *record->parents);
    if (!record->parents) return cupel_out_of_memory(error, r->path);
    record->parents[record->parent_count++] = (cupel_parent){.content_id = words[0],
                                                             .role = words[1],
                                                             .path = words[2],
                                                             .file_name = words[3],
                                                             .origin_id = words[4]};
    return CUPEL_OK;
}

static cupel_status take_header(reading *r, const char *second, size_t second_count, cupel_error *error)
{
    const char *words[9];
    cupel_record *record = r->record;
    if (!take_words(r->arena, second, second_count, words, 9))
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s': the check gave no answer", r->path);
    record->kind = words[0];
    record->title = words[1];
    record->project = words[2];
    record->created = words[3];
    record->state = words[4];
    record->content_id = words[5];
    record->models = words[6];
    record->license = words[7];
    record->creator = words[8];
    return CUPEL_OK;
}

static cupel_status read_hear(void *host, char tag, const char *first, size_t first_count, const char *second,
                              size_t second_count, cupel_error *error)
{
    reading *r = host;
    if (tag == 'V') return take_value(r, first, first_count, second, second_count, error);
    if (tag == 'P') return take_parent(r, second, second_count, error);
    if (tag == 'H') return take_header(r, second, second_count, error);
    cupel_error problem;
    if (tag != 'E' || first_count != sizeof problem)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s': the check gave no answer", r->path);
    memcpy(&problem, first, sizeof problem);
    problem.text[sizeof problem.text - 1] = '\0';
    if (!problem.status) return CUPEL_OK;
    if (problem.text[0] == '\'') return cupel_error_set(error, problem.status, "%s", problem.text);
    return cupel_error_set(error, problem.status, "'%s' %s%s", r->path,
                           problem.text[0] == '/' ? "is damaged: " : "", problem.text);
}

struct cupel_record_reader {
    cupel_checker *checker;
    const char *path; /* of the file it is at */
    cupel_status status;
    cupel_error problem;
};

cupel_record_reader *cupel_record_reader_new(void)
{
    cupel_record_reader *reader = cupel_alloc(1, sizeof *reader);
    if (reader) reader->checker = cupel_checker_of(read_job, take_library);
    if (reader && reader->checker) return reader;
    free(reader);
    return NULL;
}

void cupel_record_reader_free(cupel_record_reader *reader)
{
    if (reader) cupel_checker_free(reader->checker);
    free(reader);
}

void cupel_record_begin(cupel_record_reader *reader, const char *path)
{
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    reader->path = path;
    reader->problem = (cupel_error){0};
    reader->status = cupel_guard_signature(path, &reader->problem);
    if (!reader->status) reader->status = cupel_checker_send(reader->checker, path, &reader->problem);
    cupel_h5_leave(&scope);
}

static cupel_record record_of_nothing(const cupel_record *record)
{
    return (cupel_record){.path = record->path,
                          .size = record->size,
                          .modified = record->modified,
                          .inode = record->inode,
                          .kind = "",
                          .title = "",
                          .project = "",
                          .created = "",
                          .state = "",
                          .content_id = "",
                          .models = "",
                          .license = "",
                          .creator = ""};
}

cupel_status cupel_record_end(cupel_record_reader *reader, cupel_arena *arena, cupel_record *record,
                              cupel_error *error)
{
    *record = record_of_nothing(record);
    const char *path = reader->path;
    const cupel_record empty = *record;
    reading r = {.path = path, .arena = arena, .record = record};
    cupel_status status = reader->status;
    if (!status) status = cupel_checker_hear(reader->checker, path, &r, read_hear, &reader->problem);
    if (!status) return CUPEL_OK;
    if (status == CUPEL_ENOMEM || status == CUPEL_EINTERNAL) {
        if (error) *error = reader->problem;
        return status;
    }
    *record = empty;
    const bool closed = access(path, R_OK) != 0 && errno != ENOENT;
    if (closed) record->inode = -1; /* to be tried again: opening it to us does not change its times */
    record->damaged = closed || status == CUPEL_EDAMAGED || status == CUPEL_ELIMIT;
    record->trouble = cupel_arena_copy(arena, reader->problem.text);
    return record->trouble ? CUPEL_OK : cupel_out_of_memory(error, path);
}

cupel_status cupel_record_read(const char *path, cupel_arena *arena, cupel_record *record, cupel_error *error)
{
    cupel_record_reader *reader = cupel_record_reader_new();
    if (!reader) return cupel_out_of_memory(error, path);
    cupel_record_begin(reader, path);
    const cupel_status status = cupel_record_end(reader, arena, record, error);
    cupel_record_reader_free(reader);
    return status;
}

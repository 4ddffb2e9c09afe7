/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/content_id.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/data.h"

typedef struct noted {
    char *name;
    cupel_text line;
} noted;

typedef struct entry {
    char *path;
    bool is_group, seen;
    cupel_text lines; /* of the object, and of its attributes where they were read in their order */
    noted *attributes;
    size_t count, capacity;
} entry;

struct cupel_listing {
    entry *entries;
    size_t count, capacity;
};

cupel_listing *cupel_listing_new(void)
{
    return cupel_alloc(1, sizeof(cupel_listing));
}

static void entry_clear(entry *e)
{
    for (size_t i = 0; i < e->count; i++) {
        free(e->attributes[i].name);
        cupel_text_free(&e->attributes[i].line);
    }
    free(e->attributes);
    free(e->path);
    cupel_text_free(&e->lines);
}

void cupel_listing_free(cupel_listing *listing)
{
    if (!listing) return;
    for (size_t i = 0; i < listing->count; i++) entry_clear(&listing->entries[i]);
    free(listing->entries);
    free(listing);
}

/* ---- what is left out ---- */

static bool below(const char *path, const char *folder)
{
    const size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static bool is_any(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0) return true;
    return false;
}

static bool is_left_out(const cupel_h5_object *object, const char *attribute)
{
    static const char *const of_root[] = {"created", "finished", "content_id", "origin_id", NULL};
    static const char *const of_provenance[] = {"program_version", "seed", NULL};
    static const char *const of_evaluations[] = {"created", "seconds", NULL};
    if (!object->is_group) return strcmp(attribute, "sha256") == 0 || strcmp(attribute, "given_as") == 0;
    if (strcmp(object->path, "/") == 0) return is_any(attribute, of_root);
    if (strcmp(object->path, "/provenance") == 0) return !is_any(attribute, of_provenance);
    if (below(object->path, "/provenance/parents")) return strcmp(attribute, "file_name") == 0;
    if (below(object->path, "/steps")) return strcmp(attribute, "seconds") == 0;
    if (below(object->path, "/evaluation")) return is_any(attribute, of_evaluations);
    return false;
}

/* ---- lines ---- */

typedef struct attribute_lines {
    const cupel_h5_object *object;
    cupel_text *lines;
} attribute_lines;

/* "@name kind count value…": the count makes texts with any character in them unambiguous. */
static cupel_status attribute_line(void *host, const char *name, const cupel_h5_attribute *value,
                                   cupel_error *error)
{
    (void)error;
    const attribute_lines *a = host;
    if (is_left_out(a->object, name)) return CUPEL_OK;
    static const char *const kinds[] = {
        [CUPEL_H5_TEXT] = "text", [CUPEL_H5_INTEGER] = "int", [CUPEL_H5_FLOAT] = "float"};
    cupel_text_printf(a->lines, "@%s %s %zu", name, kinds[value->class], value->count);
    if (value->class == CUPEL_H5_TEXT) {
        cupel_text_add(a->lines, " ");
        cupel_text_add_n(a->lines, value->text, value->count);
    }
    for (size_t i = 0; i < value->count && value->class == CUPEL_H5_INTEGER; i++)
        cupel_text_printf(a->lines, " %" PRId64, value->integers[i]);
    for (size_t i = 0; i < value->count && value->class == CUPEL_H5_FLOAT; i++) {
        uint64_t bits;
        memcpy(&bits, &value->numbers[i], sizeof bits);
        cupel_text_printf(a->lines, " %016" PRIx64, bits);
    }
    cupel_text_add(a->lines, "\n");
    return CUPEL_OK;
}

static void object_line(const cupel_h5_object *object, const char *digest, cupel_text *lines)
{
    if (object->is_group) {
        cupel_text_printf(lines, "group %s\n", object->path);
        return;
    }
    cupel_text_printf(lines, "data %s %s [", object->path, object->type_name);
    for (size_t i = 0; i < object->rank; i++)
        cupel_text_printf(lines, "%s%" PRIu64, i ? "," : "", object->dims[i]);
    cupel_text_printf(lines, "] %s\n", digest);
}

/* A place for one more; NULL: out of memory. */
static entry *entry_new(cupel_listing *listing, const cupel_h5_object *object, const char *digest)
{
    if (listing->count == listing->capacity) {
        const size_t capacity = listing->capacity ? 2 * listing->capacity : 64;
        entry *entries = cupel_resize(listing->entries, capacity, sizeof *entries);
        if (!entries) return NULL;
        listing->entries = entries;
        listing->capacity = capacity;
    }
    entry *new = &listing->entries[listing->count];
    *new = (entry){.path = cupel_alloc(strlen(object->path) + 1, 1), .is_group = object->is_group};
    if (!new->path) return NULL;
    memcpy(new->path, object->path, strlen(object->path) + 1);
    object_line(object, digest, &new->lines);
    return new;
}

cupel_status cupel_listing_add(cupel_listing *listing, const cupel_h5_object *object, const char *digest,
                               cupel_error *error)
{
    if (below(object->path, "/VTKHDF")) return CUPEL_OK;
    entry *new = entry_new(listing, object, digest);
    if (!new) return cupel_out_of_memory(error, "the content id");
    attribute_lines a = {object, &new->lines};
    cupel_status status = cupel_guard_attributes(object->id, &a, attribute_line, error);
    if (!status && new->lines.failed) status = cupel_out_of_memory(error, "the content id");
    if (status)
        entry_clear(new);
    else
        listing->count++;
    return status;
}

/* ---- while a file is written ---- */

cupel_status cupel_listing_note(cupel_listing *listing, const cupel_h5_object *object, const char *digest,
                                cupel_error *error)
{
    const entry *new = entry_new(listing, object, digest);
    if (!new || new->lines.failed) return cupel_out_of_memory(error, "the content id");
    listing->count++;
    return CUPEL_OK;
}

/* Mostly the one that was noted last. */
static entry *entry_at(cupel_listing *listing, const char *path)
{
    for (size_t i = listing->count; i > 0; i--)
        if (strcmp(listing->entries[i - 1].path, path) == 0) return &listing->entries[i - 1];
    return NULL;
}

cupel_status cupel_listing_note_attribute(cupel_listing *listing, const char *path, const char *name,
                                          const cupel_h5_attribute *value, cupel_error *error)
{
    entry *e = entry_at(listing, path);
    if (!e) CUPEL_FAIL(error, CUPEL_EINTERNAL, "an attribute of %s, which was not noted", path);
    const cupel_h5_object object = {.path = path, .is_group = e->is_group};
    if (is_left_out(&object, name)) return CUPEL_OK;
    if (e->count == e->capacity) {
        const size_t capacity = e->capacity ? 2 * e->capacity : 8;
        noted *attributes = cupel_resize(e->attributes, capacity, sizeof *attributes);
        if (!attributes) return cupel_out_of_memory(error, "the content id");
        e->attributes = attributes;
        e->capacity = capacity;
    }
    noted new = {.name = strdup(name)};
    attribute_lines a = {&object, &new.line};
    if (new.name) attribute_line(&a, name, value, error);
    if (!new.name || new.line.failed) {
        free(new.name);
        cupel_text_free(&new.line);
        return cupel_out_of_memory(error, "the content id");
    }
    e->attributes[e->count++] = new;
    return CUPEL_OK;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const entry *)a)->path, ((const entry *)b)->path);
}

bool cupel_listing_has(cupel_listing *listing, const cupel_h5_object *object, const char *digest)
{
    if (below(object->path, "/VTKHDF")) return true;
    const entry key = {.path = (char *)(uintptr_t)object->path};
    entry *e = listing->count ? bsearch(&key, listing->entries, listing->count, sizeof key, by_path) : NULL;
    if (!e || e->seen) return false;
    cupel_text line = {0};
    object_line(object, digest, &line);
    /* what was read from another file has its attributes behind */
    e->seen = !line.failed && strncmp(cupel_text_get(&line), cupel_text_get(&e->lines), line.length) == 0;
    cupel_text_free(&line);
    return e->seen;
}

bool cupel_listing_all_seen(const cupel_listing *listing)
{
    for (size_t i = 0; i < listing->count; i++)
        if (!listing->entries[i].seen) return false;
    return true;
}

/* ---- the whole ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const noted *)a)->name, ((const noted *)b)->name);
}

static void add_entry(const entry *e, cupel_text *all)
{
    cupel_text_add_n(all, cupel_text_get(&e->lines), e->lines.length);
    if (e->count) qsort(e->attributes, e->count, sizeof *e->attributes, by_name);
    for (size_t i = 0; i < e->count; i++)
        cupel_text_add_n(all, cupel_text_get(&e->attributes[i].line), e->attributes[i].line.length);
}

static cupel_status put_together(cupel_listing *listing, const char *without, cupel_text *all,
                                 cupel_error *error)
{
    if (listing->count) qsort(listing->entries, listing->count, sizeof *listing->entries, by_path);
    cupel_text_add(all, "cupel content 1\n");
    for (size_t i = 0; i < listing->count; i++)
        if (!without || !below(listing->entries[i].path, without)) add_entry(&listing->entries[i], all);
    return all->failed ? cupel_out_of_memory(error, "the content id") : CUPEL_OK;
}

cupel_status cupel_listing_text(cupel_listing *listing, char **text, cupel_error *error)
{
    cupel_text all = {0};
    const cupel_status status = put_together(listing, NULL, &all, error);
    if (status)
        cupel_text_free(&all);
    else
        *text = all.data;
    return status;
}

static cupel_status id_without(cupel_listing *listing, const char *without, char out[80], cupel_error *error)
{
    cupel_text all = {0};
    const cupel_status status = put_together(listing, without, &all, error);
    if (!status) {
        char digest[CUPEL_SHA256_HEX];
        cupel_sha256(cupel_text_get(&all), all.length, digest);
        snprintf(out, 80, "sha256:%s", digest);
    }
    cupel_text_free(&all);
    return status;
}

cupel_status cupel_listing_id(cupel_listing *listing, char out[80], cupel_error *error)
{
    return id_without(listing, NULL, out, error);
}

cupel_status cupel_listing_origin_id(cupel_listing *listing, char out[80], cupel_error *error)
{
    return id_without(listing, "/evaluation", out, error);
}

static cupel_status list_stated(void *host, const cupel_h5_object *object, cupel_error *error)
{
    char digest[CUPEL_SHA256_HEX] = "";
    cupel_status status = CUPEL_OK;
    if (!object->is_group) status = cupel_h5_get_text(object->id, "sha256", digest, sizeof digest, error);
    if (!status && !object->is_group && !digest[0]) status = cupel_data_digest(object, digest, error);
    return status ? status : cupel_listing_add(host, object, digest, error);
}

cupel_status cupel_listing_read(cupel_listing *listing, hid_t file, bool ours, cupel_error *error)
{
    return cupel_guard_walk(
        file,
        &(cupel_guard){.everything = true, .any_attributes = ours, .host = listing, .visit = list_stated},
        error);
}

cupel_status cupel_content_id(hid_t file, bool ours, char out[80], char origin[80], cupel_error *error)
{
    cupel_listing *listing = cupel_listing_new();
    if (!listing) return cupel_out_of_memory(error, "the content id");
    cupel_status status = cupel_listing_read(listing, file, ours, error);
    if (!status) status = cupel_listing_id(listing, out, error);
    if (!status && origin) status = cupel_listing_origin_id(listing, origin, error);
    cupel_listing_free(listing);
    return status;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/reader.h"

enum { TEXT = 1024 };

/* What is put together: the lists of a cupel_test, while they can still be written to. */
typedef struct builder {
    cupel_file *file;
    cupel_arena *arena;
    cupel_error *error;
    cupel_status status; /* the first failure; nothing is done after it */
    bool with_raw;
    cupel_test test;
} builder;

static void no_memory(builder *b)
{
    if (!b->status) b->status = cupel_out_of_memory(b->error, "a test");
}

static void damaged(builder *b, const char *path, const char *what)
{
    if (!b->status)
        b->status =
            cupel_error_set(b->error, CUPEL_EDAMAGED, "'%s' is damaged: %s %s", b->file->path, path, what);
}

static const char *copy(builder *b, const char *text)
{
    if (!text || b->status) return NULL;
    const char *kept = cupel_arena_copy(b->arena, text);
    if (!kept) no_memory(b);
    return kept;
}

static void *list(builder *b, size_t count, size_t size)
{
    void *block = b->status ? NULL : cupel_arena_alloc(b->arena, count + 1, size);
    if (!block) no_memory(b);
    return block;
}

static size_t count_items(const cupel_file *file)
{
    return cupel_file_item_count(file);
}

static bool is_in(const cupel_item *item, const char *folder)
{
    const size_t length = strlen(folder);
    return strncmp(item->path, folder, length) == 0 &&
           (item->path[length] == '/' || item->path[length] == '@');
}

/* ---- values and attributes ---- */

static const double *numbers_of(builder *b, const cupel_item *item)
{
    double *values = NULL;
    if (b->status) return NULL;
    b->status = cupel_file_read_numbers(b->file, item, &values, b->error);
    double *kept = b->status ? NULL : list(b, (size_t)item->count, sizeof *kept);
    if (kept) memcpy(kept, values, (size_t)item->count * sizeof *kept);
    free(values);
    return kept;
}

static double number_of(builder *b, const char *step, const char *name)
{
    const cupel_item *item = name ? cupel_file_find(b->file, step, name) : NULL;
    if (!item || item->type != CUPEL_ITEM_NUMBERS || item->rank != 0) return (double)NAN;
    const double *value = numbers_of(b, item);
    return value ? *value : (double)NAN;
}

/* An attribute of an object, NULL when it has none. */
static const char *attribute_of(builder *b, const char *path, const char *name)
{
    char text[TEXT] = "";
    if (b->status) return NULL;
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    const hid_t object = H5Oopen(b->file->id, path, H5P_DEFAULT);
    if (object < 0)
        b->status = cupel_h5_fail(b->error, CUPEL_EDAMAGED, "'%s': %s cannot be opened", b->file->path, path);
    else
        b->status = cupel_h5_get_text(object, name, text, sizeof text, b->error);
    if (object >= 0) H5Oclose(object);
    cupel_h5_leave(&scope);
    return *text ? copy(b, text) : NULL;
}

static int64_t integer_of(builder *b, const char *path, const char *name, int64_t fallback)
{
    int64_t value = fallback;
    if (b->status) return value;
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    const hid_t object = H5Oopen(b->file->id, path, H5P_DEFAULT);
    if (object >= 0) b->status = cupel_h5_get_integers(object, name, &value, 1, b->error);
    if (object >= 0) H5Oclose(object);
    cupel_h5_leave(&scope);
    return value;
}

/* ---- specimen and conditions ---- */

static bool is_uncertainty(const cupel_file *file, const cupel_item *item)
{
    for (size_t i = 0; i < count_items(file); i++) {
        const cupel_item *other = cupel_file_get_item(file, i);
        if (other->uncertainty && strcmp(other->step, item->step) == 0 &&
            strcmp(other->uncertainty, item->name) == 0)
            return true;
    }
    return false;
}

static void read_part(builder *b, const char *step, const char *folder, const cupel_pair **texts,
                      size_t *text_count, const cupel_property **properties, size_t *property_count)
{
    cupel_pair *pairs = list(b, count_items(b->file), sizeof *pairs);
    cupel_property *all = list(b, count_items(b->file), sizeof *all);
    *text_count = *property_count = 0;
    for (size_t i = 0; !b->status && i < count_items(b->file); i++) {
        const cupel_item *item = cupel_file_get_item(b->file, i);
        if (!is_in(item, folder)) continue;
        if (item->text) {
            pairs[(*text_count)++] = (cupel_pair){copy(b, item->name), copy(b, item->text)};
        } else if (item->type == CUPEL_ITEM_NUMBERS && item->rank == 0 && !is_uncertainty(b->file, item)) {
            all[(*property_count)++] = (cupel_property){.name = copy(b, item->name),
                                                        .unit = copy(b, item->unit ? item->unit : "1"),
                                                        .value = number_of(b, step, item->name),
                                                        .uncertainty = number_of(b, step, item->uncertainty),
                                                        .difference = item->difference,
                                                        .origin = attribute_of(b, item->path, "origin")};
        }
    }
    *texts = pairs;
    *properties = all;
}

static void read_composition(builder *b)
{
    cupel_test *test = &b->test;
    const cupel_item *symbols = cupel_file_find(b->file, "specimen", "composition/element");
    const cupel_item *fractions = cupel_file_find(b->file, "specimen", "composition/mass_fraction");
    const cupel_item *uncertainties = cupel_file_find(b->file, "specimen", "composition/uncertainty");
    const cupel_item *method = cupel_file_find(b->file, "specimen", "composition_method");
    if (method) test->composition_method = copy(b, method->text);
    if (!symbols || !fractions || b->status) return;
    if (symbols->type != CUPEL_ITEM_TEXT || symbols->rank != 1 || fractions->rank != 1 ||
        symbols->count != fractions->count || (uncertainties && uncertainties->count != symbols->count)) {
        damaged(b, "/composition", "has columns that do not fit together");
        return;
    }
    const size_t count = (size_t)symbols->count;
    char **names = NULL;
    b->status = cupel_file_read_texts(b->file, symbols, &names, b->error);
    const double *values = numbers_of(b, fractions);
    const double *errors = uncertainties ? numbers_of(b, uncertainties) : NULL;
    cupel_element *all = list(b, count, sizeof *all);
    for (size_t i = 0; !b->status && i < count; i++)
        all[i] = (cupel_element){copy(b, names[i]), values[i], errors ? errors[i] : (double)NAN};
    free(names);
    test->composition = all;
    test->composition_count = count;
}

/* ---- the tester's file ---- */

static const char *text_of(builder *b, const char *name)
{
    const cupel_item *item = cupel_file_find(b->file, "raw", name);
    return item ? copy(b, item->text) : NULL;
}

static void read_remarks(builder *b)
{
    const cupel_item *item = cupel_file_find(b->file, "raw", "remarks");
    if (!item || b->status) return;
    char **texts = NULL;
    b->status = cupel_file_read_texts(b->file, item, &texts, b->error);
    const char **all = list(b, (size_t)item->count, sizeof *all);
    for (size_t i = 0; !b->status && i < item->count; i++) all[i] = copy(b, texts[i]);
    free(texts);
    b->test.remarks = all;
    b->test.remark_count = (size_t)item->count;
}

static void read_raw(builder *b)
{
    cupel_test *test = &b->test;
    char *bytes = NULL;
    if (b->status) return;
    if (b->with_raw) {
        b->status = cupel_file_read_bytes(b->file, "/raw/file", &bytes, &test->raw.count, b->error);
        char *kept = list(b, test->raw.count, 1);
        if (kept) memcpy(kept, bytes, test->raw.count);
        free(bytes);
        test->raw.bytes = kept;
    }
    test->raw.name = attribute_of(b, "/raw/file", "file_name");
    if (!test->raw.name) test->raw.name = "";
    test->encoding = text_of(b, "encoding");
    test->decimal_sign = text_of(b, "decimal_sign");
    test->separator = text_of(b, "separator");
    const int64_t block = integer_of(b, "/raw", "block", 0), blocks = integer_of(b, "/raw", "blocks", 1);
    test->block = block > 0 ? (size_t)block : 0;
    test->blocks = blocks > 0 ? (size_t)blocks : 1;
    read_remarks(b);
}

/* ---- channels ---- */

static void read_mask(builder *b, cupel_channel *channel, const char *group)
{
    char path[CUPEL_H5_PATH + 8], *bytes = NULL;
    size_t count = 0;
    snprintf(path, sizeof path, "%s/mask", group);
    bool found = false;
    for (size_t i = 0; i < count_items(b->file) && !found; i++)
        found = strcmp(cupel_file_get_item(b->file, i)->path, path) == 0;
    if (!found || b->status) return;
    b->status = cupel_file_read_bytes(b->file, path, &bytes, &count, b->error);
    if (!b->status && count != channel->count) damaged(b, path, "is not as long as the values");
    unsigned char *mask = list(b, count, 1);
    for (size_t i = 0; !b->status && i < count; i++) {
        mask[i] = (unsigned char)bytes[i];
        if (mask[i] > CUPEL_SAMPLE_EXCLUDED) damaged(b, path, "holds a mark that has no meaning");
    }
    free(bytes);
    channel->mask = mask;
}

static void read_channel(builder *b, const cupel_item *item, cupel_channel *channel)
{
    char group[CUPEL_H5_PATH];
    snprintf(group, sizeof group, "%.*s", (int)(strlen(item->path) - strlen("/value")), item->path);
    if (item->type != CUPEL_ITEM_NUMBERS || (item->rank != 1 && item->rank != 2)) {
        damaged(b, item->path, "is no row and no map of numbers");
        return;
    }
    *channel = (cupel_channel){.name = copy(b, item->name),
                               .unit = copy(b, item->unit ? item->unit : "1"),
                               .difference = item->difference,
                               .original_name = attribute_of(b, group, "original_name"),
                               .original_unit = attribute_of(b, group, "original_units"),
                               .column = integer_of(b, group, "column", 0),
                               .count = (size_t)item->count,
                               .row = item->rank == 2 ? (size_t)item->dims[1] : 0,
                               .values = numbers_of(b, item)};
    if (!channel->original_name) channel->original_name = channel->name;
    read_mask(b, channel, group);
}

static bool is_value(const cupel_item *item)
{
    static const char end[] = "/value";
    const size_t length = strlen(item->path), tail = sizeof end - 1;
    return is_in(item, "/channels") && length > tail && strcmp(item->path + length - tail, end) == 0;
}

static void read_channels(builder *b)
{
    cupel_channel *all = list(b, count_items(b->file), sizeof *all);
    size_t count = 0;
    for (size_t i = 0; !b->status && i < count_items(b->file); i++) {
        const cupel_item *item = cupel_file_get_item(b->file, i);
        if (is_value(item)) read_channel(b, item, &all[count++]);
    }
    b->test.channels = all;
    b->test.channel_count = count;
}

/* ---- the whole ---- */

static void read_lineage(builder *b)
{
    const size_t count = cupel_file_parent_count(b->file), pairs = cupel_file_provenance_count(b->file);
    cupel_parent *parents = list(b, count, sizeof *parents);
    cupel_pair *provenance = list(b, pairs, sizeof *provenance);
    for (size_t i = 0; !b->status && i < count; i++) {
        const cupel_parent *p = cupel_file_get_parent(b->file, i);
        parents[i] = (cupel_parent){copy(b, p->content_id), copy(b, p->role), copy(b, p->path),
                                    copy(b, p->file_name), copy(b, p->origin_id)};
    }
    for (size_t i = 0; !b->status && i < pairs; i++) {
        const cupel_pair *p = cupel_file_get_provenance(b->file, i);
        provenance[i] = (cupel_pair){copy(b, p->name), copy(b, p->value)};
    }
    b->test.parents = parents;
    b->test.parent_count = count;
    b->test.provenance = provenance;
    b->test.provenance_count = pairs;
}

cupel_status cupel_test_of_file(cupel_file *file, cupel_arena *arena, const cupel_test **out,
                                cupel_error *error)
{
    return cupel_test_values_of_file(file, true, arena, out, error);
}

cupel_status cupel_test_values_of_file(cupel_file *file, bool with_raw, cupel_arena *arena,
                                       const cupel_test **out, cupel_error *error)
{
    const cupel_file_header *header = cupel_file_get_header(file);
    if (strcmp(header->kind, "test") != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is no test file but a %s", file->path,
                   *header->kind ? header->kind : "file of no kind");
    builder b = {.file = file, .arena = arena, .error = error, .with_raw = with_raw};
    cupel_test *test = &b.test;
    test->kind = copy(&b, header->test_kind);
    test->title = copy(&b, header->title);
    test->project = copy(&b, header->project);
    test->license = copy(&b, header->license);
    test->creator = copy(&b, header->creator);
    test->created = copy(&b, header->created);
    read_part(&b, "specimen", "/specimen", &test->specimen_texts, &test->specimen_text_count, &test->specimen,
              &test->specimen_count);
    read_composition(&b);
    read_part(&b, "test", "/test", &test->test_texts, &test->test_text_count, &test->conditions,
              &test->condition_count);
    read_raw(&b);
    read_channels(&b);
    read_lineage(&b);
    cupel_test *kept = list(&b, 1, sizeof *kept);
    if (b.status) {
        cupel_error_place(error, file->path, 0, 0);
        return b.status;
    }
    *kept = b.test;
    *out = kept;
    return CUPEL_OK;
}

cupel_status cupel_test_read(const char *path, cupel_arena *arena, const cupel_test **out, cupel_error *error)
{
    cupel_file *file;
    cupel_status status = cupel_file_open(path, &file, error);
    if (status) return status;
    status = cupel_test_of_file(file, arena, out, error);
    cupel_file_close(file);
    return status;
}

/* ---- the head alone ---- */

static cupel_status read_head(hid_t file, cupel_test_head *head, cupel_error *error)
{
    char kind[16] = "";
    int64_t version[2];
    cupel_status status = cupel_guard_schema(file, version, error);
    const hid_t root = status ? H5I_INVALID_HID : H5Gopen2(file, "/", H5P_DEFAULT);
    if (!status) status = cupel_h5_get_text(root, "kind", kind, sizeof kind, error);
    if (root >= 0) H5Gclose(root);
    if (!status && strcmp(kind, "test") != 0)
        status = cupel_error_set(error, CUPEL_EINVAL, "is no test file");
    if (status) return status;
    const hid_t raw = H5Oopen(file, "/raw", H5P_DEFAULT), bytes = H5Oopen(file, "/raw/file", H5P_DEFAULT);
    if (raw < 0 || bytes < 0) status = cupel_h5_fail(error, CUPEL_EDAMAGED, "has no raw file");
    head->blocks = 1;
    if (!status) status = cupel_h5_get_integers(raw, "block", &head->block, 1, error);
    if (!status) status = cupel_h5_get_integers(raw, "blocks", &head->blocks, 1, error);
    if (!status)
        status = cupel_h5_get_text(bytes, "sha256", head->raw_sha256, sizeof head->raw_sha256, error);
    if (bytes >= 0) H5Oclose(bytes);
    if (raw >= 0) H5Oclose(raw);
    return status;
}

cupel_status cupel_test_read_head(const char *path, cupel_test_head *out, cupel_error *error)
{
    cupel_h5_scope scope;
    cupel_test_head head = {0};
    cupel_status status = cupel_guard_signature(path, error);
    if (status) return status;
    cupel_h5_enter(&scope);
    const hid_t file = cupel_h5_open_file(path);
    if (file < 0) {
        status = cupel_h5_fail(error, CUPEL_EDAMAGED, "cannot be opened");
    } else {
        status = read_head(file, &head, error);
        H5Fclose(file);
    }
    cupel_h5_leave(&scope);
    if (!status) *out = head;
    return status;
}

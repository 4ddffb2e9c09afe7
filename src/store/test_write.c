/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/test_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/build.h"
#include "base/file.h"
#include "base/text.h"
#include "cupel/version.h"

/* Of deflate. An export of 5 000 rows (180 kB) shrinks to 80 kB in place of 72 kB, in a tenth of the time;
 * the compression at level 6 was half of the cost of an import. */
enum { QUICK = 1 };

/* ---- texts and properties ---- */

/* A name from a tester's file as the name of an attribute or a group. */
static void clean_name(const char *name, char out[CUPEL_H5_NAME])
{
    size_t length = cupel_utf8_prefix(name, strlen(name));
    while (length >= CUPEL_H5_NAME - 8 || (length && ((unsigned char)name[length] & 0xc0) == 0x80)) length--;
    memcpy(out, name, length);
    out[length] = '\0';
    for (char *c = out; *c; c++)
        if (*c == '\t' || *c == '\n' || *c == '\r' || *c == '/') *c = ' ';
    if (!*out || strcmp(out, ".") == 0 || strcmp(out, "..") == 0) snprintf(out, CUPEL_H5_NAME, "unnamed");
}

static void texts_write(cupel_h5_writer *w, hid_t group, const cupel_pair *texts, size_t count)
{
    if (!w->status && count > CUPEL_TEST_TEXTS)
        w->status = cupel_error_set(w->error, CUPEL_ELIMIT, "%zu texts in the header; allowed: up to %d",
                                    count, CUPEL_TEST_TEXTS);
    for (size_t i = 0; i < count && !w->status; i++) {
        char name[CUPEL_H5_NAME];
        clean_name(texts[i].name, name);
        const size_t length = strlen(name);
        for (int twin = 2; H5Aexists(group, name) > 0; twin++) /* a header may say a thing twice */
            snprintf(name + length, sizeof name - length, "~%d", twin);
        cupel_h5_put_text(w, group, name, texts[i].value);
    }
}

static void property_write(cupel_h5_writer *w, hid_t group, const cupel_property *p, int64_t order)
{
    char meaning[CUPEL_H5_NAME];
    snprintf(meaning, sizeof meaning, "%s%s%.120s", p->name, p->origin ? "; " : "",
             p->origin ? p->origin : "");
    const cupel_h5_about about = {.unit = p->unit,
                                  .long_name = meaning,
                                  .standard_uncertainty = isfinite(p->uncertainty) ? &p->uncertainty : NULL,
                                  .difference = p->difference,
                                  .order = order};
    cupel_h5_write_doubles(w, group, p->name, 0, NULL, &p->value, &about);
    cupel_h5_tag(w, group, p->name, "origin", p->origin);
}

static void part_write(cupel_h5_writer *w, hid_t file, const char *name, const cupel_pair *texts,
                       size_t text_count, const cupel_property *properties, size_t property_count)
{
    const hid_t group = cupel_h5_group_of(w, file, name, property_count);
    texts_write(w, group, texts, text_count);
    for (size_t i = 0; i < property_count && !w->status; i++)
        property_write(w, group, &properties[i], (int64_t)i);
    cupel_h5_done(w, group);
}

static void composition_write(cupel_h5_writer *w, hid_t file, const cupel_test *test)
{
    const size_t count = test->composition_count;
    if (w->status || count == 0) return;
    const char **symbols = cupel_alloc(count, sizeof *symbols);
    double *fractions = cupel_alloc(2 * count, sizeof *fractions);
    const hid_t group = symbols && fractions ? cupel_h5_group(w, file, "composition") : H5I_INVALID_HID;
    if (!symbols || !fractions) w->status = cupel_out_of_memory(w->error, "the composition");
    bool uncertain = false;
    for (size_t i = 0; i < count && !w->status; i++) {
        symbols[i] = test->composition[i].symbol;
        fractions[i] = test->composition[i].mass_fraction;
        fractions[count + i] = test->composition[i].uncertainty;
        uncertain = uncertain || isfinite(test->composition[i].uncertainty);
    }
    const hsize_t dims = count;
    const int64_t behind = 1; /* the properties of the specimen */
    const cupel_h5_about of_symbol = {.long_name = "symbol of the element", .order = 0};
    const cupel_h5_about of_fraction = {.unit = "1",
                                        .long_name = "mass fraction",
                                        .uncertainty = uncertain ? "/composition/uncertainty" : NULL,
                                        .order = 1};
    const cupel_h5_about of_uncertainty = {
        .unit = "1", .long_name = "standard uncertainty (k = 1) of mass_fraction", .order = 2};
    cupel_h5_put_integers(w, group, "order", &behind, 0);
    cupel_h5_put_text(w, group, "method", test->composition_method);
    cupel_h5_write_texts(w, group, "element", symbols, count, &of_symbol);
    cupel_h5_write_doubles(w, group, "mass_fraction", 1, &dims, fractions, &of_fraction);
    if (uncertain)
        cupel_h5_write_doubles(w, group, "uncertainty", 1, &dims, fractions + count, &of_uncertainty);
    cupel_h5_done(w, group);
    free(symbols);
    free(fractions);
}

/* ---- the tester's file ---- */

static void raw_write(cupel_h5_writer *w, hid_t file, const cupel_test *test)
{
    const int64_t block = (int64_t)test->block, blocks = (int64_t)(test->blocks ? test->blocks : 1);
    char name[CUPEL_H5_NAME];
    clean_name(cupel_path_name(test->raw.name), name);
    const cupel_h5_about of_file = {.long_name = "the tester's file as received", .order = 0};
    const cupel_h5_about of_remarks = {.long_name = "what was guessed in reading it", .order = 1};
    const hid_t group = cupel_h5_group(w, file, "raw");
    cupel_h5_put_text(w, group, "encoding", test->encoding);
    cupel_h5_put_text(w, group, "decimal_sign", test->decimal_sign);
    cupel_h5_put_text(w, group, "separator", test->separator);
    cupel_h5_put_integers(w, group, "block", &block, 0);
    cupel_h5_put_integers(w, group, "blocks", &blocks, 0);
    cupel_h5_write_bytes(w, group, "file", test->raw.bytes, test->raw.count, &of_file);
    cupel_h5_tag(w, group, "file", "file_name", name);
    if (test->remark_count)
        cupel_h5_write_texts(w, group, "remarks", test->remarks, test->remark_count, &of_remarks);
    cupel_h5_done(w, group);
}

/* ---- channels ---- */

static const char mask_meaning[] = "0 good, 1 overload, 2 missing, 3 excluded by the user";

static bool drawn_over_time(const cupel_test *test, const cupel_channel *channel)
{
    const cupel_channel *time = cupel_test_channel(test, "time");
    return time && time != channel && !channel->row && !time->row && time->count == channel->count;
}

static void channel_write(cupel_h5_writer *w, hid_t channels, const cupel_test *test,
                          const cupel_channel *channel, int64_t order)
{
    const hsize_t dims[2] = {channel->row ? channel->count / channel->row : channel->count, channel->row};
    const bool over_time = drawn_over_time(test, channel);
    char meaning[CUPEL_H5_NAME];
    snprintf(meaning, sizeof meaning, "%s: column %lld, %.100s", channel->name, (long long)channel->column,
             channel->original_name ? channel->original_name : "without a name");
    const hid_t group = cupel_h5_group(w, channels, channel->name);
    cupel_h5_put_text(w, group, "NX_class", "NXdata");
    cupel_h5_put_text(w, group, "signal", "value");
    if (over_time) cupel_h5_put_text(w, group, "axes", "time");
    cupel_h5_put_text(w, group, "original_name", channel->original_name);
    cupel_h5_put_text(w, group, "original_units", channel->original_unit);
    cupel_h5_put_integers(w, group, "column", &channel->column, 0);
    cupel_h5_put_integers(w, group, "order", &order, 0);
    cupel_h5_about about = {
        .unit = channel->unit, .long_name = meaning, .difference = channel->difference, .order = 0};
    cupel_h5_write_doubles(w, group, "value", channel->row ? 2 : 1, dims, channel->values, &about);
    about = (cupel_h5_about){.unit = "1", .long_name = mask_meaning, .order = 1};
    if (channel->mask)
        cupel_h5_write_mask(w, group, "mask", channel->row ? 2 : 1, dims, channel->mask, &about);
    /* where a browser that draws the group looks for its axis; our own readers follow no such link */
    if (!w->status && over_time &&
        H5Lcreate_soft("/channels/time/value", group, "time", H5P_DEFAULT, H5P_DEFAULT) < 0)
        w->status = cupel_h5_fail(w->error, CUPEL_EIO, "cannot write the axis of '%s'", channel->name);
    cupel_h5_done(w, group);
}

static void channels_write(cupel_h5_writer *w, hid_t file, const cupel_test *test)
{
    const hid_t group = cupel_h5_group(w, file, "channels");
    for (size_t i = 0; i < test->channel_count && !w->status; i++)
        channel_write(w, group, test, &test->channels[i], (int64_t)i);
    cupel_h5_done(w, group);
}

/* ---- evaluations ---- */

void cupel_evaluation_write(cupel_h5_writer *w, hid_t group, const cupel_step_record *evaluation,
                            size_t number)
{
    char id[24], now[32];
    snprintf(id, sizeof id, "%zu", number);
    cupel_timestamp(now);
    cupel_step_record step = *evaluation;
    step.id = id;
    cupel_step_write(w, group, "/evaluation", &step);
    cupel_h5_tag(w, group, id, "program_version", cupel_version());
    cupel_h5_tag(w, group, id, "created", now);
}

static void evaluations_write(cupel_h5_writer *w, hid_t file, const cupel_step_record *evaluations,
                              size_t count)
{
    if (count == 0) return;
    const hid_t group = cupel_h5_group(w, file, "evaluation");
    for (size_t i = 0; i < count && !w->status; i++) cupel_evaluation_write(w, group, &evaluations[i], i + 1);
    cupel_h5_done(w, group);
}

/* ---- the whole ---- */

static bool is_name(const char *name)
{
    return name && *name && strlen(name) < CUPEL_H5_NAME / 2 && !strchr(name, '/') &&
           strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && !strpbrk(name, "\t\r\n") &&
           cupel_is_utf8(name, strlen(name));
}

static cupel_status check_properties(const cupel_property *all, size_t count, cupel_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_name(all[i].name)) CUPEL_FAIL(error, CUPEL_EINVAL, "a property has no valid name");
        for (size_t k = 0; k < i; k++)
            if (strcmp(all[k].name, all[i].name) == 0)
                CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is stated twice", all[i].name);
        if (!isfinite(all[i].value)) CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is no finite number", all[i].name);
    }
    return CUPEL_OK;
}

static cupel_status check_channels(const cupel_test *test, cupel_error *error)
{
    for (size_t i = 0; i < test->channel_count; i++) {
        const cupel_channel *c = &test->channels[i];
        if (!is_name(c->name))
            CUPEL_FAIL(error, CUPEL_EINVAL, "column %lld has no valid name", (long long)c->column);
        if (cupel_test_channel(test, c->name) != c)
            CUPEL_FAIL(error, CUPEL_EINVAL, "two channels are called '%s'", c->name);
        if (c->row && c->count % c->row)
            CUPEL_FAIL(error, CUPEL_EINVAL, "channel '%s' has %zu samples, no multiple of its rows of %zu",
                       c->name, c->count, c->row);
        for (size_t k = 0; c->mask && k < c->count; k++)
            if (c->mask[k] > CUPEL_SAMPLE_EXCLUDED)
                CUPEL_FAIL(error, CUPEL_EINVAL, "channel '%s' has a mask of %u; allowed: 0 to %d", c->name,
                           c->mask[k], CUPEL_SAMPLE_EXCLUDED);
    }
    return CUPEL_OK;
}

static cupel_status check_test(const char *path, const cupel_test *test, cupel_error *error)
{
    cupel_status status = check_properties(test->specimen, test->specimen_count, error);
    if (!status) status = check_properties(test->conditions, test->condition_count, error);
    if (!status) status = check_channels(test, error);
    if (!status && !test->raw.name) status = cupel_error_set(error, CUPEL_EINVAL, "the test has no raw file");
    if (!status && cupel_file_exists(path))
        status = cupel_error_set(error, CUPEL_EINVAL, "is there already; choose another name");
    return status;
}

static void root_write(cupel_h5_writer *w, hid_t file, const cupel_test *test)
{
    cupel_h5_put_text(w, file, "test_kind", test->kind);
    cupel_h5_put_text(w, file, "title", test->title);
    cupel_h5_put_text(w, file, "project", test->project);
    cupel_h5_put_text(w, file, "created", test->created);
    cupel_h5_put_text(w, file, "state", "complete");
    cupel_h5_put_text(w, file, "license", test->license);
    cupel_h5_put_text(w, file, "creator", test->creator);
}

static cupel_status write_test(const char *path, const cupel_test *test, const cupel_step_record *evaluations,
                               size_t evaluation_count, bool in_batch, char content_id[80],
                               cupel_error *error)
{
    char temporary[CUPEL_TEMPORARY_PATH], id[80] = "";
    cupel_status status = check_test(path, test, error);
    if (status) {
        cupel_error_place(error, path, 0, 0);
        return status;
    }
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    cupel_h5_writer w = cupel_h5_writer_new(error);
    w.level = QUICK;
    cupel_h5_keep_notes(&w);
    const hid_t file = cupel_new_file(&w, path, "test", temporary);
    root_write(&w, file, test);
    part_write(&w, file, "specimen", test->specimen_texts, test->specimen_text_count, test->specimen,
               test->specimen_count);
    composition_write(&w, file, test);
    part_write(&w, file, "test", test->test_texts, test->test_text_count, test->conditions,
               test->condition_count);
    raw_write(&w, file, test);
    channels_write(&w, file, test);
    cupel_h5_done(&w, cupel_provenance_write(&w, file, test->provenance, test->provenance_count,
                                             test->parents, test->parent_count));
    evaluations_write(&w, file, evaluations, evaluation_count);
    cupel_content_id_write(&w, file, true, id);
    status = in_batch ? cupel_finish_file_in_batch(&w, file, temporary, path)
                      : cupel_finish_file(&w, file, temporary, path);
    if (!status && content_id) memcpy(content_id, id, sizeof id);
    cupel_h5_leave(&scope);
    return status;
}

cupel_status cupel_test_write(const char *path, const cupel_test *test, const cupel_step_record *evaluations,
                              size_t evaluation_count, char content_id[80], cupel_error *error)
{
    return write_test(path, test, evaluations, evaluation_count, false, content_id, error);
}

cupel_status cupel_test_write_in_batch(const char *path, const cupel_test *test,
                                       const cupel_step_record *evaluations, size_t evaluation_count,
                                       char content_id[80], cupel_error *error)
{
    return write_test(path, test, evaluations, evaluation_count, true, content_id, error);
}

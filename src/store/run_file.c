/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/content_id.h"
#include "store/guard.h"
#include "store/segment.h"
#include "store/vtkhdf.h"

static cupel_h5_about about_order(int64_t order, const char *long_name)
{
    return (cupel_h5_about){.long_name = long_name, .order = order};
}

/* ---- case ---- */

static void case_write(cupel_h5_writer *w, hid_t file, const cupel_run_record *run)
{
    const hid_t group = cupel_h5_group(w, file, "case");
    const cupel_h5_about source = about_order(0, "the case file as given");
    const cupel_h5_about resolved =
        about_order(1, "the case in SI units with every default filled in, as JSON");
    if (run->case_source)
        cupel_h5_write_text(w, group, "source", run->case_source, run->case_source_count, &source);
    if (run->case_resolved)
        cupel_h5_write_text(w, group, "resolved", run->case_resolved, strlen(run->case_resolved), &resolved);
    cupel_h5_done(w, group);
}

/* ---- provenance ---- */

/* A file name as the name of a member: its last part, with nothing in it that a path or a reader trips over.
 */
static void member_name(const char *file_name, char *out, size_t size)
{
    const char *last = cupel_path_name(file_name);
    const size_t length = strlen(last);
    const bool plain = length > 0 && length < size - 8 && cupel_is_utf8(last, length) &&
                       !strpbrk(last, "\t\r\n") && strcmp(last, ".") != 0 && strcmp(last, "..") != 0;
    snprintf(out, size, "%s", plain ? last : "input");
}

static bool same_name(const cupel_bytes *a, const cupel_bytes *b)
{
    char name[CUPEL_H5_NAME], other[CUPEL_H5_NAME];
    member_name(a->name, name, sizeof name);
    member_name(b->name, other, sizeof other);
    return strcmp(name, other) == 0;
}

static bool is_twin(const cupel_bytes *inputs, size_t index)
{
    const cupel_bytes *input = &inputs[index];
    for (size_t i = 0; i < index; i++)
        if (same_name(&inputs[i], input) && inputs[i].count == input->count &&
            (input->count == 0 || memcmp(inputs[i].bytes, input->bytes, input->count) == 0))
            return true;
    return false;
}

/* Two inputs of one name: equal bytes are kept once (false), others get a number. */
static bool input_name(const cupel_bytes *inputs, size_t index, char *out, size_t size)
{
    if (is_twin(inputs, index)) return false;
    member_name(inputs[index].name, out, size);
    size_t namesakes = 0;
    for (size_t i = 0; i < index; i++)
        namesakes += same_name(&inputs[i], &inputs[index]) && !is_twin(inputs, i);
    if (namesakes) {
        const size_t length = strlen(out);
        snprintf(out + length, size - length, "~%zu", namesakes + 1);
    }
    return true;
}

static void inputs_write(cupel_h5_writer *w, hid_t provenance, const cupel_run_record *run)
{
    const hid_t group = cupel_h5_group(w, provenance, "inputs");
    for (size_t i = 0; i < run->input_count && !w->status; i++) {
        char name[CUPEL_H5_NAME];
        if (!input_name(run->inputs, i, name, sizeof name)) continue;
        const cupel_h5_about about = about_order((int64_t)i, "data file that the case used");
        cupel_h5_write_bytes(w, group, name, run->inputs[i].bytes, run->inputs[i].count, &about);
        cupel_h5_tag(w, group, name, "file_name", name);
        cupel_h5_tag(w, group, name, "given_as", run->inputs[i].note);
    }
    cupel_h5_done(w, group);
}

static void provenance_write(cupel_h5_writer *w, hid_t file, const cupel_run_record *run)
{
    const hid_t group = cupel_provenance_write(w, file, run->provenance, run->provenance_count, run->parents,
                                               run->parent_count);
    inputs_write(w, group, run);
    cupel_h5_done(w, group);
}

/* ---- materials ---- */

static bool is_repeated(const cupel_bytes *all, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(all[i].name, all[index].name) == 0) return true;
    return false;
}

static void materials_write(cupel_h5_writer *w, hid_t file, const cupel_run_record *run)
{
    const hid_t group = cupel_h5_group(w, file, "materials");
    for (size_t i = 0; i < run->material_count && !w->status; i++) {
        const cupel_bytes *material = &run->materials[i];
        if (is_repeated(run->materials, i)) continue;
        const cupel_h5_about about = about_order(-1, material->note ? material->note : material->name);
        cupel_h5_write_text(w, group, material->name, material->bytes, material->count, &about);
    }
    cupel_h5_done(w, group);
}

/* ---- steps ---- */

typedef struct only_member {
    char name[CUPEL_H5_NAME];
    size_t count;
} only_member;

static herr_t member_take(hid_t group, const char *name, const H5L_info_t *info, void *data)
{
    (void)group;
    (void)info;
    only_member *member = data;
    snprintf(member->name, sizeof member->name, "%s", name);
    member->count++;
    return 0;
}

/* The filtered chunks are copied as they are, not unpacked. */
static cupel_status segment_copy(hid_t source, hid_t steps, int64_t order, cupel_h5_writer *w)
{
    only_member step = {0};
    const hid_t from = H5Gopen2(source, "/steps", H5P_DEFAULT);
    if (from < 0) return cupel_h5_fail(w->error, CUPEL_EDAMAGED, "has no steps");
    if (H5Literate(from, H5_INDEX_NAME, H5_ITER_INC, NULL, member_take, &step) < 0 || step.count != 1)
        w->status = cupel_h5_fail(w->error, CUPEL_EDAMAGED, "does not hold exactly one step");
    else if (H5Lexists(steps, step.name, H5P_DEFAULT) > 0)
        w->status =
            cupel_error_set(w->error, CUPEL_EINVAL, "holds step '%s', which is there already", step.name);
    else if (H5Ocopy(from, step.name, steps, step.name, H5P_DEFAULT, H5P_DEFAULT) < 0)
        w->status = cupel_h5_fail(w->error, CUPEL_EIO, "step '%s' cannot be copied", step.name);
    H5Gclose(from);
    if (w->status) return w->status;
    const hid_t copy = H5Gopen2(steps, step.name, H5P_DEFAULT);
    if (copy < 0)
        return cupel_h5_fail(w->error, CUPEL_EIO, "the copy of step '%s' cannot be opened", step.name);
    cupel_h5_put_integers(w, copy, "order", &order, 0);
    if (H5Gclose(copy) < 0 && !w->status) w->status = cupel_h5_fail(w->error, CUPEL_EIO, "cannot be copied");
    return w->status;
}

/* The segments are ours, or were checked when a killed run was taken over; their digests are recomputed in
 * the finished file. */
static void segment_add(cupel_h5_writer *w, hid_t steps, const char *segment, int64_t order)
{
    if (w->status) return;
    const hid_t source = cupel_h5_open_file(segment);
    if (source < 0) {
        w->status = cupel_h5_fail(w->error, CUPEL_EDAMAGED, "segment '%s' cannot be opened", segment);
        return;
    }
    w->status = cupel_guard_walk(source, &(cupel_guard){0}, w->error);
    if (!w->status) w->status = segment_copy(source, steps, order, w);
    if (w->status) cupel_error_note(w->error, "segment '%s'", segment);
    H5Fclose(source);
    cupel_h5_check_disk(w, segment);
}

static void steps_write(cupel_h5_writer *w, hid_t file, const char *const *segments, size_t count)
{
    const hid_t steps = cupel_h5_group(w, file, "steps");
    for (size_t i = 0; i < count; i++) segment_add(w, steps, segments[i], (int64_t)i);
    cupel_h5_done(w, steps);
}

/* ---- the whole ---- */

static void root_write(cupel_h5_writer *w, hid_t file, const cupel_run_record *run)
{
    cupel_h5_put_text(w, file, "title", run->title);
    cupel_h5_put_text(w, file, "project", run->project);
    cupel_h5_put_text(w, file, "created", run->created);
    cupel_h5_put_text(w, file, "finished", run->finished);
    cupel_h5_put_text(w, file, "state", run->state);
    cupel_h5_put_text(w, file, "license", run->license);
    cupel_h5_put_text(w, file, "creator", run->creator);
}

cupel_status cupel_run_assemble(const char *path, const cupel_run_record *run, const char *const *segments,
                                size_t segment_count, char content_id[80], cupel_error *error)
{
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    cupel_h5_writer w = cupel_h5_writer_new(error);
    char temporary[CUPEL_TEMPORARY_PATH], id[80] = "";
    const hid_t file = cupel_new_file(&w, path, run->kind ? run->kind : "run", temporary);
    root_write(&w, file, run);
    case_write(&w, file, run);
    provenance_write(&w, file, run);
    materials_write(&w, file, run);
    steps_write(&w, file, segments, segment_count);
    cupel_vtkhdf_write(&w, file);
    cupel_content_id_write(&w, file, false, id);
    const cupel_status status = cupel_finish_file(&w, file, temporary, path);
    if (!status && content_id) memcpy(content_id, id, sizeof id);
    cupel_h5_leave(&scope);
    return status;
}

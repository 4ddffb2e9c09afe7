/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/run.h"

#include <jansson.h>
#include <limits.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/build.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "cupel/version.h"
#include "param/walk.h"
#include "run/private.h"
#include "run/provenance.h"

enum { LARGEST_CASE = CUPEL_DOCUMENT_BYTES };

void cupel_run_free(cupel_run *run)
{
    if (!run) return;
    struct cupel_run_private *own = run->owned;
    for (size_t i = 0; own->results && i < run->count; i++) cupel_results_free(own->results[i]);
    cupel_case_free(own->c);
    cupel_arena_free(own->arena);
}

static cupel_status new_run(const cupel_run_options *options, cupel_run **out, cupel_error *error)
{
    cupel_arena *arena = cupel_arena_new();
    cupel_run *run = arena ? cupel_arena_alloc(arena, 1, sizeof *run) : NULL;
    struct cupel_run_private *own = run ? cupel_arena_alloc(arena, 1, sizeof *own) : NULL;
    if (!own) {
        cupel_arena_free(arena);
        return cupel_out_of_memory(error, "a run");
    }
    run->owned = own;
    own->arena = arena;
    own->options = options;
    own->part.lock = -1;
    own->writes = true;
    own->threads = options->threads > 0 ? options->threads : omp_get_max_threads();
    own->clock = cupel_run_clock();
    cupel_timestamp(own->started);
    cupel_world_init(&own->world, options->models, arena);
    *out = run;
    return CUPEL_OK;
}

/* Reads the case into the run and lays out its steps. */
static cupel_status take_case(cupel_run *run, const cupel_case_source *source, cupel_diagnostics *diagnostics,
                              cupel_error *error)
{
    struct cupel_run_private *own = run->owned;
    const cupel_status status = cupel_case_read(source, &own->world.face, diagnostics, &own->c, error);
    if (status) return status;
    run->title = own->c->title;
    run->steps = cupel_arena_alloc(own->arena, own->c->count, sizeof *run->steps);
    own->results = cupel_arena_alloc(own->arena, own->c->count, sizeof(cupel_results *));
    if (!run->steps || !own->results) return cupel_out_of_memory(error, "a run");
    run->count = own->c->count;
    for (size_t i = 0; i < run->count; i++) {
        run->steps[i].id = own->c->steps[i].id;
        run->steps[i].model = own->c->steps[i].model;
    }
    return CUPEL_OK;
}

static cupel_status read_case(cupel_run *run, const char *case_path, cupel_diagnostics *diagnostics,
                              cupel_error *error)
{
    char *bytes;
    size_t count;
    cupel_status status = cupel_file_read_all(case_path, LARGEST_CASE, &bytes, &count, error);
    if (status) {
        if (error && error->status == CUPEL_EIO && !cupel_file_exists(case_path))
            error->status = CUPEL_EINVAL;
        return error ? error->status : status;
    }
    const cupel_case_source source = {.file = case_path,
                                      .bytes = bytes,
                                      .count = count,
                                      .overrides = run->owned->options->overrides,
                                      .override_count = run->owned->options->override_count};
    status = take_case(run, &source, diagnostics, error);
    free(bytes);
    return status;
}

cupel_status cupel_run_check(const char *case_path, const cupel_run_options *options,
                             cupel_diagnostics *diagnostics, size_t *steps, cupel_error *error)
{
    cupel_run *run;
    cupel_status status = new_run(options, &run, error);
    if (status) return status;
    status = read_case(run, case_path, diagnostics, error);
    if (!status && steps) *steps = run->count;
    cupel_run_free(run);
    return status;
}

static cupel_status no_result(void *host, size_t step, const char *name, const cupel_result_value **value,
                              cupel_error *error)
{
    (void)host, (void)value;
    CUPEL_FAIL(error, CUPEL_EFAILED, "step %zu has not run and has no '%s' yet", step + 1, name);
}

/* False: the step waits for others. Titles of its views begin with its name. */
static cupel_status preview_step(const cupel_run *run, size_t i, cupel_drawing *drawing, bool *drawn,
                                 cupel_error *error)
{
    const struct cupel_run_private *own = run->owned;
    const cupel_case_step *step = &own->c->steps[i];
    *drawn = false;
    if (!step->model->preview) return CUPEL_OK;
    for (size_t j = 0; j < run->count; j++) {
        if (!step->needs[j]) continue;
        cupel_drawing_note(drawing, cupel_drawing_text(drawing, "%s is drawn when %s has run", step->id,
                                                       own->c->steps[j].id));
        return CUPEL_OK;
    }
    cupel_diagnostics diagnostics = {0};
    const void *parameters = NULL;
    cupel_status status = cupel_case_bind(own->c, i, no_result, NULL, &diagnostics, &parameters, error);
    cupel_diagnostics_free(&diagnostics);
    const size_t before = drawing->view_count;
    cupel_context context = {.threads = own->threads};
    if (!status) status = step->model->preview(parameters, &context, drawing, error);
    if (status) {
        cupel_error_note(error, "step '%s'", step->id);
        return status;
    }
    for (size_t v = before; v < drawing->view_count; v++)
        drawing->views[v].title = cupel_drawing_text(drawing, "%s: %s", step->id, drawing->views[v].title);
    *drawn = true;
    return CUPEL_OK;
}

cupel_status cupel_run_preview(const char *case_path, const cupel_run_options *options,
                               cupel_diagnostics *diagnostics, cupel_drawing *drawing, size_t *steps,
                               size_t *drawn, cupel_error *error)
{
    cupel_run *run;
    cupel_status status = new_run(options, &run, error);
    if (status) return status;
    status = read_case(run, case_path, diagnostics, error);
    if (!status && steps) *steps = run->count;
    size_t count = 0;
    for (size_t i = 0; i < run->count && !status; i++) {
        bool done;
        status = preview_step(run, i, drawing, &done, error);
        count += done;
    }
    cupel_run_free(run);
    if (status) return status;
    if (drawn) *drawn = count;
    if (count == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s: no step has a geometry that could be drawn before it runs%s%s",
                   case_path, drawing->note_count > 0 ? "; " : "",
                   drawing->note_count > 0 ? drawing->notes[0] : "");
    return cupel_drawing_status(drawing, error);
}

/* Everything from outside the case that the answer depends on, as one digest: resuming needs the same. */
static cupel_status digest_of_inputs(const cupel_run *run, const char **out, cupel_error *error)
{
    const struct cupel_run_private *own = run->owned;
    cupel_bytes *materials;
    cupel_parent *parents;
    size_t material_count, parent_count;
    cupel_status status = cupel_world_materials(&own->world, &materials, &material_count, error);
    if (!status) status = cupel_world_parents(&own->world, &parents, &parent_count, error);
    if (status) return status;
    cupel_text listing = {0};
    char digest[CUPEL_SHA256_HEX];
    for (size_t i = 0; i < material_count; i++) {
        cupel_sha256(materials[i].bytes, materials[i].count, digest);
        cupel_text_printf(&listing, "material %s %s\n", materials[i].name, digest);
    }
    for (size_t i = 0; i < parent_count; i++)
        cupel_text_printf(&listing, "parent %s %s\n", parents[i].content_id, parents[i].path);
    for (size_t i = 0; i < own->c->input_count; i++)
        cupel_text_printf(&listing, "input %s %s\n", own->c->inputs[i]->name, own->c->inputs[i]->sha256);
    const char *text = cupel_text_get(&listing);
    cupel_sha256(text, strlen(text), digest);
    *out = listing.failed ? NULL : cupel_arena_copy(own->arena, digest);
    cupel_text_free(&listing);
    return *out ? CUPEL_OK : cupel_out_of_memory(error, "a digest");
}

static json_t *resolved_json(const cupel_run *run)
{
    const struct cupel_run_private *own = run->owned;
    json_t *steps = json_array(), *overrides = json_array();
    for (size_t i = 0; i < run->count; i++) {
        const cupel_run_step *step = &run->steps[i];
        json_t *parameters =
            step->parameters ? cupel_parameters_json(step->model->parameters, step->parameters) : json_null();
        json_array_append_new(steps,
                              json_pack("{s:s, s:s, s:i, s:o}", "id", step->id, "model", step->model->name,
                                        "model_version", step->model->version, "parameters", parameters));
    }
    for (size_t i = 0; i < own->manifest.override_count; i++)
        json_array_append_new(overrides, json_string(own->manifest.overrides[i]));
    json_t *json = json_pack("{s:i, s:s*, s:s*, s:o, s:o}", "cupel", 1, "title", own->c->title, "project",
                             own->c->project, "overrides", overrides, "steps", steps);
    if (json && own->c->seed != CUPEL_NO_INTEGER)
        json_object_set_new(json, "seed", json_integer(own->c->seed));
    return json;
}

static cupel_status fill_record(cupel_run *run, cupel_run_record *record, cupel_error *error)
{
    struct cupel_run_private *own = run->owned;
    const cupel_case *c = own->c;
    cupel_bytes *materials, *inputs = cupel_arena_alloc(own->arena, c->input_count + 1, sizeof *inputs);
    cupel_parent *parents;
    cupel_pair *provenance;
    if (!inputs) return cupel_out_of_memory(error, "a run file");
    for (size_t i = 0; i < c->input_count; i++)
        inputs[i] =
            (cupel_bytes){c->inputs[i]->name, c->inputs[i]->bytes, c->inputs[i]->count, c->inputs[i]->given};
    const cupel_circumstances how = {own->manifest.command, own->threads, c->seed,
                                     cupel_run_clock() - own->clock};
    cupel_status status = cupel_world_materials(&own->world, &materials, &record->material_count, error);
    if (!status) status = cupel_world_parents(&own->world, &parents, &record->parent_count, error);
    if (!status) status = cupel_provenance(&how, own->arena, &provenance, &record->provenance_count, error);
    if (status) return status;
    record->title = c->title;
    record->project = c->project;
    record->license = c->license;
    record->creator = c->creator;
    record->created = own->manifest.created;
    record->state = run->failed ? "failed" : "complete";
    record->case_source = c->source;
    record->case_source_count = c->source_count;
    record->inputs = inputs;
    record->input_count = c->input_count;
    record->materials = materials;
    record->parents = parents;
    record->provenance = provenance;
    return CUPEL_OK;
}

static cupel_status assemble(cupel_run *run, cupel_error *error)
{
    struct cupel_run_private *own = run->owned;
    char finished[32];
    cupel_timestamp(finished);
    cupel_run_record record = {.finished = finished};
    const char **segments = cupel_arena_alloc(own->arena, run->count, sizeof *segments);
    if (!segments) return cupel_out_of_memory(error, "a run file");
    for (size_t k = 0; k < run->count; k++) {
        const size_t i = own->c->order[k];
        segments[k] = cupel_part_segment(&own->part, i, run->steps[i].id);
        if (!segments[k]) return cupel_out_of_memory(error, "a run file");
    }
    cupel_status status = fill_record(run, &record, error);
    if (status) return status;
    json_t *json = resolved_json(run);
    if (!json) return cupel_out_of_memory(error, "a run file");
    cupel_text resolved = {0};
    cupel_json_text(json, &resolved);
    json_decref(json);
    record.case_resolved = cupel_text_get(&resolved);
    status = resolved.failed
                 ? cupel_out_of_memory(error, "a run file")
                 : cupel_run_assemble(run->output, &record, segments, run->count, run->content_id, error);
    cupel_text_free(&resolved);
    return status;
}

static cupel_status finish(cupel_run *run, cupel_error *error)
{
    struct cupel_run_private *own = run->owned;
    cupel_status status = cupel_run_steps(run, error);
    if (!status) status = assemble(run, error);
    bool worth_keeping = false;
    for (size_t i = 0; i < run->count; i++)
        worth_keeping |= run->steps[i].seconds > 0 || run->steps[i].restored;
    if (status && worth_keeping)
        cupel_error_note(error, "finished steps are kept in %s (cupel resume %s)", own->part.folder,
                         run->output);
    cupel_part_close(&own->part, !status || !worth_keeping);
    return status;
}

/* "case.yaml" gives case.h5, or case-2.h5 … when that is taken and not to be replaced. */
static const char *default_output(const char *case_path, bool replace, cupel_arena *arena)
{
    const char *stem = cupel_path_name(case_path);
    const char *dot = strrchr(stem, '.');
    const int length = dot && dot > stem ? (int)(dot - stem) : (int)strlen(stem);
    const char *output = cupel_arena_format(arena, "%.*s.h5", length, stem);
    for (int n = 2; output; n++) {
        const char *part = cupel_arena_format(arena, "%s.part", output);
        if (!part) return NULL;
        if ((replace || !cupel_file_exists(output)) && !cupel_file_exists(part)) return output;
        output = cupel_arena_format(arena, "%.*s-%d.h5", length, stem, n);
    }
    return NULL;
}

static cupel_status refuse_overwriting(const cupel_run *run, cupel_error *error)
{
    if (!run->owned->options->replace && cupel_file_exists(run->output))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "%s exists and is not overwritten; give another name with -o, or --force", run->output);
    return CUPEL_OK;
}

/* Even --force replaces files only, and not the question by its answer. */
static cupel_status check_output(const cupel_run *run, const char *case_path, cupel_error *error)
{
    if (!*run->output) CUPEL_FAIL(error, CUPEL_EINVAL, "the name of the run file is empty");
    struct stat output, input;
    if (stat(run->output, &output) == 0) {
        if (S_ISDIR(output.st_mode))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s is a folder; name a file in it", run->output);
        if (!S_ISREG(output.st_mode))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s is not a regular file; give another name with -o",
                       run->output);
        if (stat(case_path, &input) == 0 && input.st_dev == output.st_dev && input.st_ino == output.st_ino)
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s is the case itself; give another name with -o", run->output);
    }
    return refuse_overwriting(run, error);
}

static cupel_status set_output(cupel_run *run, const char *case_path, cupel_error *error)
{
    const cupel_run_options *options = run->owned->options;
    cupel_arena *arena = run->owned->arena;
    run->output = options->output ? cupel_arena_copy(arena, options->output)
                                  : default_output(case_path, options->replace, arena);
    if (!run->output) return cupel_out_of_memory(error, "a path");
    return check_output(run, case_path, error);
}

/* Takes hold of the folder of the run. Until then another process could still finish a file of this name. */
static cupel_status begin(cupel_run *run, cupel_error *error)
{
    struct cupel_run_private *own = run->owned;
    cupel_status status = cupel_part_create(run->output, &own->manifest, own->arena, &own->part, error);
    if (status) return status;
    status = refuse_overwriting(run, error);
    if (status) cupel_part_close(&own->part, true);
    return status;
}

cupel_status cupel_run_case(const char *case_path, const cupel_run_options *options,
                            cupel_diagnostics *diagnostics, cupel_run **out, cupel_error *error)
{
    cupel_run *run;
    cupel_status status = new_run(options, &run, error);
    if (status) return status;
    struct cupel_run_private *own = run->owned;
    status = read_case(run, case_path, diagnostics, error);
    if (!status) status = set_output(run, case_path, error);
    if (!status) {
        char absolute[PATH_MAX];
        own->manifest = (cupel_part_manifest){.case_bytes = own->c->source,
                                              .case_count = own->c->source_count,
                                              .created = own->started,
                                              .command = options->command ? options->command : "",
                                              .revision = cupel_build_revision(),
                                              .replace = options->replace,
                                              .overrides = (const char **)(size_t)options->overrides,
                                              .override_count = options->override_count};
        own->manifest.case_file =
            cupel_arena_copy(own->arena, realpath(case_path, absolute) ? absolute : case_path);
        if (!own->manifest.case_file) status = cupel_out_of_memory(error, "a path");
    }
    if (!status) status = digest_of_inputs(run, &own->manifest.inputs_sha256, error);
    if (!status) status = begin(run, error);
    if (!status) status = finish(run, error);
    if (status)
        cupel_run_free(run);
    else
        *out = run;
    return status;
}

cupel_status cupel_run_trial(const cupel_case_source *source, const cupel_run_options *options,
                             cupel_diagnostics *diagnostics, cupel_run **out, cupel_error *error)
{
    cupel_run *run;
    cupel_status status = new_run(options, &run, error);
    if (status) return status;
    run->owned->writes = false;
    status = take_case(run, source, diagnostics, error);
    if (!status) status = cupel_run_steps(run, error);
    if (status)
        cupel_run_free(run);
    else
        *out = run;
    return status;
}

static cupel_status same_circumstances(const cupel_run *run, cupel_error *error)
{
    const char *digest;
    const cupel_status status = digest_of_inputs(run, &digest, error);
    if (status) return status;
    const cupel_part_manifest *manifest = &run->owned->manifest;
    if (strcmp(digest, manifest->inputs_sha256) != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a material record or data file has changed since %s was begun; put it back, or remove %s "
                   "and run "
                   "the case again",
                   run->output, run->owned->part.folder);
    if (strcmp(manifest->revision, cupel_build_revision()) != 0)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "%s was begun by another build of cupel (revision %s, this is %s); finish it with that one, or "
            "remove %s and run the case again",
            run->output, manifest->revision, cupel_build_revision(), run->owned->part.folder);
    return CUPEL_OK;
}

/* A file under the name of the output is that of this run, killed before its folder was gone; or it came from
 * elsewhere in the meantime and is not ours to replace. */
static cupel_status refuse_foreign_output(const cupel_run *run, cupel_error *error)
{
    const cupel_part_manifest *manifest = &run->owned->manifest;
    if (manifest->replace || !cupel_file_exists(run->output)) return CUPEL_OK;
    cupel_file *file;
    cupel_error ignored;
    bool ours = false;
    if (!cupel_file_open(run->output, &file, &ignored)) {
        const char *created = cupel_file_get_header(file)->created;
        ours = created && strcmp(created, manifest->created) == 0;
        cupel_file_close(file);
    }
    if (ours) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "%s is not the file of the run in %s; move it away, then resume",
               run->output, run->owned->part.folder);
}

cupel_status cupel_run_resume(const char *output, const cupel_run_options *options,
                              cupel_diagnostics *diagnostics, cupel_run **out, cupel_error *error)
{
    cupel_run *run;
    cupel_status status = new_run(options, &run, error);
    if (status) return status;
    struct cupel_run_private *own = run->owned;
    run->output = cupel_arena_copy(own->arena, output);
    status = run->output ? cupel_part_open(output, own->arena, &own->part, &own->manifest, error)
                         : cupel_out_of_memory(error, "a path");
    if (!status) {
        const cupel_case_source source = {.file = own->manifest.case_file,
                                          .bytes = own->manifest.case_bytes,
                                          .count = own->manifest.case_count,
                                          .overrides = own->manifest.overrides,
                                          .override_count = own->manifest.override_count};
        status = take_case(run, &source, diagnostics, error);
        if (!status) status = same_circumstances(run, error);
        if (!status) status = refuse_foreign_output(run, error);
        if (status)
            cupel_part_close(&own->part, false);
        else
            status = finish(run, error);
    }
    if (status)
        cupel_run_free(run);
    else
        *out = run;
    return status;
}

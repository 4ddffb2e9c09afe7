/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/study.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "model/registry.h"
#include "run/provenance.h"
#include "run/run.h"

enum { MOST_PARENTS = 10000 };

/* ---- tables ---- */

static const char *const losses[] = {"squares", "huber", "cauchy", NULL};

#define AT(field) .offset = offsetof(cupel_study_test, field)
static const cupel_param test_rows[] = {
    {"file", CUPEL_TEXT, AT(file), .flags = CUPEL_REQUIRED, .meaning = "a test file, relative to the case"},
    {"step", CUPEL_TEXT, AT(step), .fallback = "tensile",
     .meaning = "its evaluation: tensile is the last one of that kind"},
};
#undef AT
static const cupel_table test_table = {
    .name = "tests", .size = sizeof(cupel_study_test), CUPEL_ROWS(test_rows)};

#define AT(field) .offset = offsetof(cupel_study_record, field)
static const cupel_param record_rows[] = {
    {"id", CUPEL_TEXT, AT(id), .flags = CUPEL_REQUIRED, .meaning = "id of the record"},
    {"name", CUPEL_TEXT, AT(name), .meaning = "what the material is called; absent: the id"},
    {"class", CUPEL_TEXT, AT(class_name), .meaning = "copper, aluminium, …"},
    {"temper", CUPEL_TEXT, AT(temper), .meaning = "temper of the tested material"},
};
#undef AT
static const cupel_table record_table = {
    .name = "record", .size = sizeof(cupel_study_record), CUPEL_ROWS(record_rows)};

#define AT(field) .offset = offsetof(cupel_study_flow_curve, field)
static const cupel_param flow_rows[] = {
    {"tests", CUPEL_LIST, AT(tests), .length = "[1, 10000]", .table = &test_table, .flags = CUPEL_REQUIRED,
     .meaning = "the tensile tests, which are fitted together"},
    {"laws", CUPEL_TEXT, AT(laws), .fallback = "voce, swift, ludwik, hockett_sherby",
     .meaning = "hardening laws to be tried, separated by commas; the one with the smallest AIC is taken"},
    {"rate", CUPEL_FLAG, AT(rate), .fallback = "false",
     .meaning = "also fit the rate sensitivity C of Johnson and Cook; the tests have to differ in rate"},
    {"thermal", CUPEL_FLAG, AT(thermal), .fallback = "false",
     .meaning =
         "also fit the thermal exponent m of Johnson and Cook; the tests have to differ in temperature"},
    {"reference_rate", CUPEL_QUANTITY, AT(reference_rate), .unit = "s-1", .fallback = "1e-3",
     .range = "(0, inf)", .meaning = "strain rate at which the rate factor is 1"},
    {"reference_temperature", CUPEL_QUANTITY, AT(reference_temperature), .unit = "K", .fallback = "20 degC",
     .range = "(0, inf)", .meaning = "temperature at which the thermal factor is 1"},
    {"melting_temperature", CUPEL_QUANTITY, AT(melting_temperature), .unit = "K", .range = "(0, inf)",
     .meaning = "where the thermal factor vanishes; needed with thermal"},
    {"minimum_strain", CUPEL_NUMBER, AT(minimum_strain), .unit = "1", .range = "[0, inf)",
     .meaning = "true plastic strain from which the tests count"},
    {"maximum_strain", CUPEL_NUMBER, AT(maximum_strain), .unit = "1", .range = "(0, inf)",
     .meaning = "true plastic strain up to which the tests count"},
    {"relative_uncertainty", CUPEL_NUMBER, AT(relative_uncertainty), .unit = "1", .range = "(0, 1)",
     .meaning = "standard uncertainty of the stress; absent: the scatter of the tests about the law tells"},
    {"points", CUPEL_INTEGER, AT(points), .fallback = "100", .range = "[10, 10000]",
     .meaning = "each test is thinned to so many means, evenly over its strain"},
    {"loss", CUPEL_CHOICE, AT(loss), .fallback = "squares", .choices = losses,
     .meaning = "huber and cauchy are losses that outliers cannot pull"},
    {"starts", CUPEL_INTEGER, AT(starts), .fallback = "8", .range = "[1, 10000]",
     .meaning = "further starts of the fit"},
    {"record", CUPEL_TABLE, AT(record), .table = &record_table,
     .meaning = "a material record to be made of the law"},
};
#undef AT

static cupel_status check_flow(const void *values, cupel_error *error)
{
    const cupel_study_flow_curve *f = values;
    if (f->thermal == 1 && !(f->melting_temperature > f->reference_temperature))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "thermal needs a melting_temperature above the reference_temperature");
    if (f->maximum_strain <= f->minimum_strain)
        CUPEL_FAIL(error, CUPEL_EINVAL, "maximum_strain has to be above minimum_strain");
    return CUPEL_OK;
}

const cupel_table cupel_study_flow_curve_table = {
    .name = "flow_curve", .size = sizeof(cupel_study_flow_curve), CUPEL_ROWS(flow_rows), .check = check_flow};

#define AT(field) .offset = offsetof(cupel_study_parameter, field)
static const cupel_param parameter_rows[] = {
    {"name", CUPEL_TEXT, AT(name), .flags = CUPEL_REQUIRED,
     .meaning = "step.key of the case: roll.friction_coefficient"},
    {"start", CUPEL_TEXT, AT(start),
     .meaning = "first value, with its unit; absent: the middle of the bounds"},
    {"lower", CUPEL_TEXT, AT(lower), .meaning = "lower bound, with its unit"},
    {"upper", CUPEL_TEXT, AT(upper), .meaning = "upper bound, with its unit"},
};
#undef AT
static const cupel_table parameter_table = {
    .name = "parameters", .size = sizeof(cupel_study_parameter), CUPEL_ROWS(parameter_rows)};

#define AT(field) .offset = offsetof(cupel_study_observation, field)
static const cupel_param observation_rows[] = {
    {"result", CUPEL_TEXT, AT(result), .flags = CUPEL_REQUIRED,
     .meaning = "step.result of the case that was measured"},
    {"value", CUPEL_TEXT, AT(value), .flags = CUPEL_REQUIRED,
     .meaning = "what was measured, with its unit, or FILE.h5#step.result of a run or test file"},
    {"uncertainty", CUPEL_TEXT, AT(uncertainty),
     .meaning =
         "its standard uncertainty, with its unit or in % of the value (of a number without a unit, % is "
         "absolute); absent: that of the file, else all count relatively alike"},
    {"set", CUPEL_TEXT, AT(set), .meaning = "what else was different: step.key = value; step.key = value"},
};
#undef AT
static const cupel_table observation_table = {
    .name = "observations", .size = sizeof(cupel_study_observation), CUPEL_ROWS(observation_rows)};

static cupel_status check_calibrate(const void *values, cupel_error *error)
{
    const cupel_study_calibrate *c = values;
    const bool general = c->parameters.count || c->observations.count;
    if ((c->flow_curve != NULL) == general)
        CUPEL_FAIL(error, CUPEL_EINVAL, "calibrate takes either flow_curve, or parameters with observations");
    if (general && (!c->parameters.count || !c->observations.count))
        CUPEL_FAIL(error, CUPEL_EINVAL, "calibrate needs both parameters and observations");
    return CUPEL_OK;
}

#define AT(field) .offset = offsetof(cupel_study_calibrate, field)
static const cupel_param calibrate_rows[] = {
    {"flow_curve", CUPEL_TABLE, AT(flow_curve), .table = &cupel_study_flow_curve_table,
     .meaning = "a hardening law from tensile tests"},
    {"parameters", CUPEL_LIST, AT(parameters), .length = "[0, 100]", .table = &parameter_table,
     .meaning = "what is to be found: parameters of the case's steps"},
    {"observations", CUPEL_LIST, AT(observations), .length = "[0, 10000]", .table = &observation_table,
     .meaning = "what was measured"},
    {"loss", CUPEL_CHOICE, AT(loss), .fallback = "squares", .choices = losses,
     .meaning = "huber and cauchy are losses that outliers cannot pull"},
    {"starts", CUPEL_INTEGER, AT(starts), .fallback = "4", .range = "[0, 10000]",
     .meaning = "further starts of the fit"},
};
#undef AT
const cupel_table cupel_study_calibrate_table = {.name = "calibrate",
                                                 .size = sizeof(cupel_study_calibrate),
                                                 CUPEL_ROWS(calibrate_rows),
                                                 .check = check_calibrate};

static const cupel_param study_rows[] = {
    {"calibrate", CUPEL_TABLE, .offset = offsetof(cupel_study_section, calibrate),
     .table = &cupel_study_calibrate_table, .flags = CUPEL_REQUIRED,
     .meaning = "parameters from measured values"},
};
const cupel_table cupel_study_table = {
    .name = "study", .size = sizeof(cupel_study_section), CUPEL_ROWS(study_rows)};

const cupel_result cupel_study_parameter_columns[5] = {
    {"parameter", CUPEL_LABEL, NULL, .meaning = "of the law, or step.key of the case"},
    {"unit", CUPEL_LABEL, NULL, .meaning = "of value and standard error"},
    {"value", CUPEL_SCALAR, "1", .meaning = "in the unit named"},
    {"standard_error", CUPEL_SCALAR, "1", .meaning = "k = 1, in the unit named"},
    {"bound", CUPEL_LABEL, NULL, .meaning = "whether a bound stopped it"},
};

const cupel_result cupel_study_covariance_columns[4] = {
    {"first", CUPEL_LABEL, NULL, .meaning = "a parameter"},
    {"second", CUPEL_LABEL, NULL, .meaning = "another"},
    {"covariance", CUPEL_SCALAR, "1", .meaning = "in the product of their units"},
    {"correlation", CUPEL_SCALAR, "1", .meaning = "from -1 to 1"},
};

const cupel_model *const *cupel_studies(void)
{
    static const cupel_model *const studies[] = {&cupel_model_study_flow_curve,
                                                 &cupel_model_study_calibration, NULL};
    return studies;
}

/* ---- reading ---- */

typedef struct head {
    int64_t version;
    const char *title, *project, *license, *creator;
} head;

#define AT(field) .offset = offsetof(head, field)
static const cupel_param head_rows[] = {
    {"cupel", CUPEL_INTEGER, AT(version), .flags = CUPEL_REQUIRED, .range = "[1, 1]",
     .meaning = "format of the case: 1"},
    {"title", CUPEL_TEXT, AT(title), .meaning = "one line that says what it is about"},
    {"project", CUPEL_TEXT, AT(project), .meaning = "the R&D project it belongs to"},
    {"license", CUPEL_TEXT, AT(license), .meaning = "licence of the study file"},
    {"creator", CUPEL_TEXT, AT(creator), .meaning = "who made it"},
};
#undef AT
static const cupel_table head_table = {.name = "case", .size = sizeof(head), CUPEL_ROWS(head_rows)};

static cupel_status bind(cupel_study *s, const cupel_node *root, cupel_diagnostics *diagnostics,
                         cupel_error *error)
{
    static const char *const others[] = {"study", "steps", "seed", NULL};
    const cupel_node *section = cupel_node_get(root, "study");
    if (root->kind != CUPEL_NODE_MAPPING || !section || section->kind != CUPEL_NODE_MAPPING) {
        cupel_diagnose(diagnostics, section ? section : root,
                       "there is no study here: a case with a mapping 'study', such as "
                       "'study: {calibrate: …}'");
        return CUPEL_EINVAL;
    }
    cupel_binding binding = {.arena = s->arena, .diagnostics = diagnostics};
    const head *h = cupel_table_bind(&head_table, root, root, others, &binding);
    s->section = cupel_table_bind(&cupel_study_table, section, section, NULL, &binding);
    if (!h || !s->section || diagnostics->out_of_memory) return cupel_out_of_memory(error, "a study");
    s->title = h->title;
    s->project = h->project;
    s->license = h->license;
    s->creator = h->creator;
    return diagnostics->count ? CUPEL_EINVAL : CUPEL_OK;
}

static cupel_status read_case(cupel_study *s, const char *path, cupel_diagnostics *diagnostics,
                              cupel_error *error)
{
    char *bytes = NULL, folder[4096];
    size_t count = 0;
    if (!cupel_path_folder(path, folder, sizeof folder))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the path is too long");
    cupel_status status = cupel_file_read_all(path, CUPEL_DOCUMENT_BYTES, &bytes, &count, error);
    if (status == CUPEL_EIO && !cupel_file_exists(path)) return error->status = CUPEL_EINVAL;
    if (status) return status;
    s->source = cupel_arena_copy_n(s->arena, bytes, count);
    s->source_count = count;
    s->path = cupel_arena_copy(s->arena, path);
    s->folder = cupel_arena_copy(s->arena, folder);
    free(bytes);
    if (!s->source || !s->path || !s->folder) return cupel_out_of_memory(error, "a study");
    const cupel_node *root = cupel_document_parse(s->source, count, s->path, s->arena, diagnostics);
    if (!root && !diagnostics->count) CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is empty; it is no case", path);
    return root ? bind(s, root, diagnostics, error) : CUPEL_EINVAL;
}

/* ---- what it is made from ---- */

cupel_status cupel_study_open(cupel_study *s, const char *path, const char *what, const char *role,
                              cupel_file **out, cupel_error *error)
{
    const char *whole = *path == '/' ? path : cupel_arena_format(s->arena, "%s/%s", s->folder, path);
    if (!whole) return cupel_out_of_memory(error, "a path");
    const cupel_status status = cupel_file_open(whole, out, error);
    if (status) return status;
    const char *id = cupel_arena_copy(s->arena, cupel_file_get_header(*out)->content_id);
    const char *copy = cupel_arena_copy(s->arena, what), *origin = cupel_file_get_header(*out)->origin_id;
    if (origin) origin = cupel_arena_copy(s->arena, origin);
    for (size_t i = 0; id && copy && i < s->parent_count; i++)
        if (strcmp(s->parents[i].content_id, id) == 0 && strcmp(s->parents[i].path, copy) == 0)
            return CUPEL_OK;
    if (!s->parents) s->parents = cupel_arena_alloc(s->arena, MOST_PARENTS, sizeof *s->parents);
    if (!id || !copy || !s->parents || s->parent_count == MOST_PARENTS) {
        cupel_file_close(*out);
        *out = NULL;
        if (s->parent_count == MOST_PARENTS)
            CUPEL_FAIL(error, CUPEL_ELIMIT, "a study is made from at most %d values of files", MOST_PARENTS);
        return cupel_out_of_memory(error, "the parents of a study");
    }
    s->parents[s->parent_count++] = (cupel_parent){.content_id = id,
                                                   .origin_id = origin,
                                                   .role = role,
                                                   .path = copy,
                                                   .file_name = cupel_path_name(whole)};
    return CUPEL_OK;
}

cupel_status cupel_study_count_once(cupel_study *s, const cupel_file *file, const char *what,
                                    cupel_error *error)
{
    const char *key = cupel_arena_format(s->arena, "%s#%s", cupel_file_origin(file), what);
    if (!s->counted) s->counted = cupel_arena_alloc(s->arena, MOST_PARENTS, sizeof *s->counted);
    if (!key || !s->counted) return cupel_out_of_memory(error, "what is measured");
    for (size_t i = 0; i < s->counted_count; i++)
        if (strcmp(s->counted[i], key) == 0)
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "%s is in the list already, perhaps as a copy; it would count twice",
                       *what ? "this value" : "this test");
    if (s->counted_count == MOST_PARENTS)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "a study is made from at most %d values of files", MOST_PARENTS);
    s->counted[s->counted_count++] = key;
    return CUPEL_OK;
}

/* ---- writing ---- */

static cupel_status fill(cupel_study *s, cupel_run_record *record, const char *started, double seconds,
                         cupel_error *error)
{
    cupel_pair *provenance;
    const cupel_circumstances how = {s->options->command ? s->options->command : "", s->options->threads,
                                     CUPEL_NO_INTEGER, seconds};
    const cupel_status status =
        cupel_provenance(&how, s->arena, &provenance, &record->provenance_count, error);
    if (status) return status;
    record->kind = "study";
    record->title = s->title;
    record->project = s->project;
    record->license = s->license;
    record->creator = s->creator;
    record->created = started;
    record->state = s->failure ? "failed" : "complete";
    record->case_source = s->source;
    record->case_source_count = s->source_count;
    record->provenance = provenance;
    record->parents = s->parents;
    record->parent_count = s->parent_count;
    return CUPEL_OK;
}

static cupel_status write_file(cupel_study *s, const char *started, double seconds, cupel_error *error)
{
    char finished[32];
    cupel_timestamp(finished);
    cupel_run_record record = {.finished = finished};
    cupel_status status = fill(s, &record, started, seconds, error);
    const char *segment = cupel_arena_format(s->arena, "%s.step-%ld", s->options->output, (long)getpid());
    if (!status && !segment) status = cupel_out_of_memory(error, "a path");
    if (status) return status;
    const bool flow = s->model == &cupel_model_study_flow_curve;
    const cupel_step_record step = {.id = "fit",
                                    .model = s->model,
                                    .parameters = flow ? (const void *)s->section->calibrate->flow_curve
                                                       : (const void *)s->section->calibrate,
                                    .results = s->results,
                                    .status = s->failure ? CUPEL_STEP_FAILED : CUPEL_STEP_OK,
                                    .message = s->failure,
                                    .seconds = seconds};
    status = cupel_segment_write(segment, &step, error);
    if (!status) status = cupel_run_assemble(s->options->output, &record, &segment, 1, s->content_id, error);
    unlink(segment);
    return status;
}

/* ---- the whole ---- */

void cupel_study_free(cupel_study *s)
{
    if (!s) return;
    cupel_results_free(s->results);
    cupel_arena_free(s->arena);
}

static cupel_status calibrate(cupel_study *s, cupel_error *error)
{
    const bool flow = s->section->calibrate->flow_curve != NULL;
    s->model = flow ? &cupel_model_study_flow_curve : &cupel_model_study_calibration;
    s->results = cupel_results_new(s->model->results, s->model->result_count);
    if (!s->results) return cupel_out_of_memory(error, "a study");
    cupel_status status = flow ? cupel_study_fit_flow_curve(s, error) : cupel_study_fit_case(s, error);
    if (!status) status = cupel_results_status(s->results, error);
    if (!status) s->failure = cupel_results_failure(s->results);
    return status;
}

/* A fit may take hours, and is not to end in a folder that is not there. */
static cupel_status check_folder(const char *output, cupel_error *error)
{
    char folder[4096];
    if (!cupel_path_folder(output, folder, sizeof folder))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the path is too long");
    if (access(folder, W_OK | X_OK) == 0) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "cannot write '%s': %s", output, strerror(errno));
}

cupel_status cupel_study_run(const char *case_path, const cupel_study_options *options,
                             cupel_diagnostics *diagnostics, cupel_study **out, cupel_error *error)
{
    cupel_arena *arena = cupel_arena_new();
    cupel_study *s = arena ? cupel_arena_alloc(arena, 1, sizeof *s) : NULL;
    if (!s) {
        cupel_arena_free(arena);
        return cupel_out_of_memory(error, "a study");
    }
    s->arena = arena;
    s->options = options;
    char started[32];
    cupel_timestamp(started);
    const double clock = cupel_run_clock();
    cupel_status status = read_case(s, case_path, diagnostics, error);
    if (!status && options->output && cupel_file_exists(options->output))
        status =
            cupel_error_set(error, CUPEL_EINVAL,
                            "%s exists and is not overwritten; give another name with -o", options->output);
    if (!status && options->output) status = check_folder(options->output, error);
    if (!status && options->record) status = check_folder(options->record, error);
    if (!status && options->record &&
        (!s->section->calibrate->flow_curve || !s->section->calibrate->flow_curve->record))
        status =
            cupel_error_set(error, CUPEL_EINVAL,
                            "%s asks for no record; write one under flow_curve: record: {id: …}", case_path);
    if (!status) status = calibrate(s, error);
    if (!status && options->output) status = write_file(s, started, cupel_run_clock() - clock, error);
    if (status)
        cupel_study_free(s);
    else
        *out = s;
    return status;
}

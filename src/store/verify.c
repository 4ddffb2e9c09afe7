/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/verify.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "store/child.h"
#include "store/content_id.h"
#include "store/data.h"

typedef struct verifier {
    cupel_verification *report;
    cupel_listing *listing;
    bool ours;     /* just written */
    bool confined; /* in the child: ask for time before each data set */
} verifier;

static void tell(void *host, const char *path, const char *what)
{
    cupel_verification *report = ((verifier *)host)->report;
    report->damaged++;
    if (report->damage) report->damage(report->host, path, what);
}

/* What is wrong with the values of a data set; OK with an empty text: nothing. */
static cupel_status compare_digest(const cupel_h5_object *object, char computed[CUPEL_SHA256_HEX],
                                   cupel_error *problem)
{
    char stated[CUPEL_SHA256_HEX];
    cupel_status status = cupel_data_digest(object, computed, problem);
    if (!status) status = cupel_h5_get_text(object->id, "sha256", stated, sizeof stated, problem);
    if (status) return status;
    if (!stated[0]) CUPEL_FAIL(problem, CUPEL_EDAMAGED, "has no digest");
    if (strcmp(stated, computed) != 0)
        CUPEL_FAIL(problem, CUPEL_EDAMAGED, "has other values than its digest says");
    return CUPEL_OK;
}

static cupel_status verify_object(void *host, const cupel_h5_object *object, cupel_error *error)
{
    verifier *v = host;
    char computed[CUPEL_SHA256_HEX] = "";
    if (object->is_group) return cupel_listing_add(v->listing, object, NULL, error);
    if (v->confined) cupel_child_allow(object->count * object->element);
    v->report->checked++;
    cupel_error problem = {0};
    const cupel_status status = compare_digest(object, computed, &problem);
    if (status == CUPEL_EDAMAGED)
        tell(v, object->path, problem.text);
    else if (status)
        return cupel_error_set(error, status, "%s: %s", object->path, problem.text);
    return cupel_listing_add(v->listing, object, computed, error);
}

static cupel_status compare_id(hid_t file, verifier *v, cupel_error *error)
{
    char stated[80] = "", stated_origin[80] = "", origin[80] = "", kind[16] = "";
    const hid_t root = H5Gopen2(file, "/", H5P_DEFAULT);
    if (root < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "the root group cannot be opened");
    cupel_status status = cupel_h5_get_text(root, "content_id", stated, sizeof stated, error);
    if (!status) status = cupel_h5_get_text(root, "origin_id", stated_origin, sizeof stated_origin, error);
    if (!status) status = cupel_h5_get_text(root, "kind", kind, sizeof kind, error);
    H5Gclose(root);
    if (!status) status = cupel_listing_id(v->listing, v->report->content_id, error);
    if (!status) status = cupel_listing_origin_id(v->listing, origin, error);
    if (status) return status;
    /* a segment is on its way into a run file and has no id of its own */
    const bool segment = strcmp(kind, "segment") == 0;
    v->report->content_id_matches = stated[0] ? strcmp(stated, v->report->content_id) == 0 : segment;
    if (!v->report->content_id_matches)
        tell(v, "/", stated[0] ? "says other things than its content id stands for" : "has no content id");
    const bool test = strcmp(kind, "test") == 0;
    if ((test || stated_origin[0]) && strcmp(stated_origin, origin) != 0)
        tell(v, "/", "says another origin id than that of the test in it");
    return CUPEL_OK;
}

static cupel_status verify_file(const char *path, verifier *v, cupel_error *error)
{
    int64_t version[2];
    const hid_t file = cupel_h5_open_file(path);
    if (file < 0) {
        return cupel_h5_fail(error, CUPEL_EDAMAGED, "'%s' cannot be opened", path);
    }
    cupel_status status = cupel_guard_schema(file, version, error);
    if (status) cupel_error_note(error, "'%s'", path);
    if (!status) {
        v->listing = cupel_listing_new();
        if (!v->listing) status = cupel_out_of_memory(error, "the check of a file");
    }
    const cupel_guard guard = {
        .everything = true, .any_attributes = v->ours, .host = v, .visit = verify_object, .finding = tell};
    if (!status) status = cupel_guard_walk(file, &guard, error);
    if (!status) status = compare_id(file, v, error);
    cupel_listing_free(v->listing);
    if (H5Fclose(file) < 0 && !status)
        status = cupel_h5_fail(error, CUPEL_EDAMAGED, "'%s' cannot be closed", path);
    return status;
}

static void start(cupel_verification *report)
{
    report->checked = report->damaged = 0;
    report->content_id[0] = '\0';
    report->content_id_matches = false;
}

cupel_status cupel_verify_here(const char *path, cupel_verification *report, cupel_error *error)
{
    start(report);
    return verify_file(path, &(verifier){.report = report}, error);
}

static void keep_first(void *host, const char *path, const char *what)
{
    char *text = host;
    if (!text[0]) snprintf(text, CUPEL_ERROR_TEXT, "%s %s", path, what);
}

cupel_status cupel_verify_written(const char *path, cupel_error *error)
{
    char first[CUPEL_ERROR_TEXT] = "";
    cupel_verification report = {.host = first, .damage = keep_first};
    start(&report);
    const cupel_status status = verify_file(path, &(verifier){.report = &report, .ours = true}, error);
    if (status) return status;
    if (report.damaged)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s' does not read back as written: %s", path, first);
    return CUPEL_OK;
}

static cupel_status compare_noted(void *host, const cupel_h5_object *object, cupel_error *error)
{
    char computed[CUPEL_SHA256_HEX] = "";
    const cupel_status status = object->is_group ? CUPEL_OK : cupel_data_digest(object, computed, error);
    if (status) return status;
    if (!cupel_listing_has(host, object, computed))
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "%s does not read back as written", object->path);
    return CUPEL_OK;
}

cupel_status cupel_verify_noted(const char *path, cupel_listing *noted, cupel_error *error)
{
    const hid_t file = cupel_h5_open_file(path);
    if (file < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "'%s' cannot be opened", path);
    const cupel_guard guard = {
        .everything = true, .any_attributes = true, .ours = true, .host = noted, .visit = compare_noted};
    cupel_status status = cupel_guard_walk(file, &guard, error);
    if (!status && !cupel_listing_all_seen(noted))
        status = cupel_error_set(error, CUPEL_EDAMAGED, "'%s' lacks something that was written", path);
    if (H5Fclose(file) < 0 && !status)
        status = cupel_h5_fail(error, CUPEL_EDAMAGED, "'%s' cannot be closed", path);
    return status;
}

/* ---- in a child ---- */

typedef struct confined_verify {
    const char *path;
    cupel_verification *report;
    int out;
} confined_verify;

static void say_damage(void *host, const char *path, const char *what)
{
    cupel_child_say(((confined_verify *)host)->out, 'D', path, strlen(path), what, strlen(what));
}

static void verify_job(void *host, int out)
{
    confined_verify *c = host;
    c->out = out;
    cupel_error error = {0};
    cupel_verification report = {.host = c, .damage = say_damage};
    start(&report);
    verify_file(c->path, &(verifier){.report = &report, .confined = true}, &error);
    report.host = NULL;
    report.damage = NULL;
    cupel_child_say(out, 'V', &report, sizeof report, &error, sizeof error);
}

static void copy_text(char *out, size_t size, const char *bytes, size_t count)
{
    snprintf(out, size, "%.*s", count < size ? (int)count : (int)size - 1, bytes);
}

static cupel_status verify_hear(void *host, char tag, const char *first, size_t first_count,
                                const char *second, size_t second_count, cupel_error *error)
{
    confined_verify *c = host;
    if (tag == 'D') {
        char path[CUPEL_H5_PATH], what[CUPEL_ERROR_TEXT];
        copy_text(path, sizeof path, first, first_count);
        copy_text(what, sizeof what, second, second_count);
        if (c->report->damage) c->report->damage(c->report->host, path, what);
        return CUPEL_OK;
    }
    cupel_verification report;
    cupel_error problem;
    if (tag != 'V' || first_count != sizeof report || second_count != sizeof problem)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s': the check gave no answer", c->path);
    memcpy(&report, first, sizeof report);
    memcpy(&problem, second, sizeof problem);
    problem.text[sizeof problem.text - 1] = '\0';
    if (problem.status) return cupel_error_set(error, problem.status, "%s", problem.text);
    c->report->checked = report.checked;
    c->report->damaged = report.damaged;
    c->report->content_id_matches = report.content_id_matches;
    memcpy(c->report->content_id, report.content_id, sizeof report.content_id);
    c->report->content_id[sizeof report.content_id - 1] = '\0';
    return CUPEL_OK;
}

cupel_status cupel_file_verify(const char *path, cupel_verification *report, cupel_error *error)
{
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    start(report);
    confined_verify c = {.path = path, .report = report};
    cupel_status status = cupel_guard_signature(path, error);
    if (!status) status = cupel_child_run(path, &c, verify_job, verify_hear, error);
    cupel_h5_leave(&scope);
    if (status) cupel_error_place(error, path, 0, 0);
    return status;
}

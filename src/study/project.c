/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/project.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/units.h"

enum { PROJECT_VERSION = 1 };

/* ---- tables ---- */

static const char *const of_words[] = {"mean", "specimen", NULL};
static const char *const source_words[] = {"test", "run", "any", NULL};

static cupel_status inspect_target(const void *values, cupel_findings *findings, cupel_error *error)
{
    const cupel_target *t = values;
    cupel_arena *arena = cupel_arena_new();
    if (!arena) return cupel_out_of_memory(error, "a requirement");
    cupel_requirement unused;
    cupel_error problem = {0};
    const cupel_status status = cupel_requirement_parse(t->requirement, arena, &unused, &problem);
    if (status) cupel_findings_add(findings, "requirement", CUPEL_NO_ROW, &problem);
    cupel_arena_free(arena);
    return CUPEL_OK;
}

#define AT(field) .offset = offsetof(cupel_target, field)
static const cupel_param target_rows[] = {
    {"name", CUPEL_TEXT, AT(name), .flags = CUPEL_REQUIRED, .meaning = "short name of the target"},
    {"requirement", CUPEL_TEXT, AT(requirement), .flags = CUPEL_REQUIRED,
     .meaning =
         "RESULT >= VALUE UNIT or <=, and behind `at` a condition as of find: tensile_strength >= 400 MPa at "
         "thickness <= 12 um"},
    {"evidence", CUPEL_TEXT, AT(evidence),
     .meaning = "expression as of find: which records count; absent: all"},
    {"confidence", CUPEL_NUMBER, AT(confidence), .unit = "1", .fallback = "0.95", .range = "[0.5, 1)",
     .meaning = "probability with which the requirement has to be met"},
    {"of", CUPEL_CHOICE, AT(of), .fallback = "mean", .choices = of_words,
     .meaning = "mean: the material's mean; specimen: the next specimen, with its whole scatter"},
    {"source", CUPEL_CHOICE, AT(source), .fallback = "test", .choices = source_words,
     .meaning = "what decides; where tests do, runs are shown beside as a prediction"},
    {"least", CUPEL_INTEGER, AT(least), .fallback = "3", .range = "[1, 100000]",
     .meaning = "fewest values for a verdict"},
    {"meaning", CUPEL_TEXT, AT(meaning), .meaning = "what it is for"},
};
#undef AT
static const cupel_table target_table = {
    .name = "target", .size = sizeof(cupel_target), CUPEL_ROWS(target_rows), .inspect = inspect_target};

#define AT(field) .offset = offsetof(cupel_milestone, field)
static const cupel_param milestone_rows[] = {
    {"name", CUPEL_TEXT, AT(name), .flags = CUPEL_REQUIRED, .meaning = "short name of the milestone"},
    {"due", CUPEL_TEXT, AT(due), .flags = CUPEL_REQUIRED, .meaning = "date, such as 2027-03-31"},
    {"targets", CUPEL_TEXT, AT(targets), .meaning = "names of targets, separated by commas; absent: all"},
    {"meaning", CUPEL_TEXT, AT(meaning), .meaning = "what is to be shown"},
};
#undef AT

static int days_of(int year, int month)
{
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 ? 28 + leap : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static bool is_date(const char *text)
{
    int year, month, day, end = 0;
    return sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && strlen(text) == 10 && end == 10 &&
           year > 1900 && month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month);
}

static cupel_status inspect_milestone(const void *values, cupel_findings *findings, cupel_error *error)
{
    (void)error;
    const cupel_milestone *m = values;
    cupel_error problem = {0};
    if (is_date(m->due)) return CUPEL_OK;
    cupel_error_set(&problem, CUPEL_EINVAL, "due is '%s'; write a date such as 2027-03-31", m->due);
    cupel_findings_add(findings, "due", CUPEL_NO_ROW, &problem);
    return CUPEL_OK;
}

static const cupel_table milestone_table = {.name = "milestone",
                                            .size = sizeof(cupel_milestone),
                                            CUPEL_ROWS(milestone_rows),
                                            .inspect = inspect_milestone};

static const cupel_target *target_named(const cupel_project *p, const char *name, size_t length)
{
    const cupel_target *targets = p->targets.rows;
    for (size_t i = 0; i < p->targets.count; i++)
        if (strlen(targets[i].name) == length && strncmp(targets[i].name, name, length) == 0)
            return &targets[i];
    return NULL;
}

/* The next of the words that commas separate; false at the end. */
static bool next_word(const char **rest, const char **word, size_t *length)
{
    const char *p = *rest + strspn(*rest, ", \t");
    if (!*p) return false;
    *word = p;
    *length = strcspn(p, ",");
    *rest = p + *length;
    while (*length && (p[*length - 1] == ' ' || p[*length - 1] == '\t')) --*length;
    return true;
}

static cupel_status check_project(const void *values, cupel_error *error)
{
    const cupel_project *p = values;
    if (p->version == PROJECT_VERSION) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "cupel_project is %lld; this program reads version %d",
               (long long)p->version, PROJECT_VERSION);
}

/* Names of targets: each once, and a milestone's are there. */
static cupel_status inspect_project(const void *values, cupel_findings *findings, cupel_error *error)
{
    (void)error;
    const cupel_project *p = values;
    const cupel_target *targets = p->targets.rows;
    cupel_error problem = {0};
    for (size_t i = 0; i < p->targets.count; i++) {
        if (target_named(p, targets[i].name, strlen(targets[i].name)) == &targets[i]) continue;
        cupel_error_set(&problem, CUPEL_EINVAL, "two targets are called '%s'; give each a name of its own",
                        targets[i].name);
        cupel_findings_add(findings, "targets", i, &problem);
    }
    const cupel_milestone *milestones = p->milestones.rows;
    for (size_t i = 0; i < p->milestones.count; i++) {
        const char *rest = milestones[i].targets ? milestones[i].targets : "", *word;
        size_t length;
        while (next_word(&rest, &word, &length)) {
            if (target_named(p, word, length)) continue;
            cupel_error_set(&problem, CUPEL_EINVAL,
                            "milestone '%s' names the target '%.*s', which is not there", milestones[i].name,
                            (int)length, word);
            cupel_findings_add(findings, "milestones", i, &problem);
        }
    }
    return CUPEL_OK;
}

#define AT(field) .offset = offsetof(cupel_project, field)
static const cupel_param project_rows[] = {
    {"cupel_project", CUPEL_INTEGER, AT(version), .flags = CUPEL_REQUIRED,
     .meaning = "version of the format: 1"},
    {"name", CUPEL_TEXT, AT(name), .flags = CUPEL_REQUIRED,
     .meaning = "short name, as the runs and tests of the project give it under `project`"},
    {"title", CUPEL_TEXT, AT(title), .meaning = "what it is about, in one line"},
    {"materials", CUPEL_TEXT, AT(materials), .meaning = "what it is about, by names of materials"},
    {"evidence", CUPEL_TEXT, AT(evidence), .fallback = ".",
     .meaning = "folders with runs and tests, relative to this file, separated by commas"},
    {"targets", CUPEL_LIST, AT(targets), .length = "[1, 1000]", .table = &target_table,
     .flags = CUPEL_REQUIRED, .meaning = "what has to be met"},
    {"milestones", CUPEL_LIST, AT(milestones), .length = "[0, 1000]", .table = &milestone_table,
     .meaning = "which targets by when"},
};
#undef AT

const cupel_table cupel_project_table = {.name = "project",
                                         .size = sizeof(cupel_project),
                                         CUPEL_ROWS(project_rows),
                                         .check = check_project,
                                         .inspect = inspect_project};

/* ---- reading ---- */

static cupel_status bind(const cupel_node *root, cupel_arena *arena, cupel_diagnostics *diagnostics,
                         cupel_project **out, cupel_error *error)
{
    if (root->kind != CUPEL_NODE_MAPPING) {
        cupel_diagnose(diagnostics, root, "a project file is a mapping that begins with 'cupel_project: 1'");
        return CUPEL_EINVAL;
    }
    cupel_binding binding = {.arena = arena, .diagnostics = diagnostics};
    *out = cupel_table_bind(&cupel_project_table, root, root, NULL, &binding);
    if (!*out || diagnostics->out_of_memory) return cupel_out_of_memory(error, "a project");
    return diagnostics->count ? CUPEL_EINVAL : CUPEL_OK;
}

cupel_status cupel_project_read(const char *path, cupel_arena *arena, cupel_diagnostics *diagnostics,
                                const cupel_project **out, cupel_error *error)
{
    char *bytes = NULL, folder[4096];
    size_t count = 0;
    if (!cupel_path_folder(path, folder, sizeof folder))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the file name is too long");
    cupel_status status = cupel_file_read_all(path, CUPEL_DOCUMENT_BYTES, &bytes, &count, error);
    if (status) return status;
    const char *text = cupel_arena_copy_n(arena, bytes, count), *name = cupel_arena_copy(arena, path);
    const char *place = cupel_arena_copy(arena, folder);
    free(bytes);
    if (!text || !name || !place) return cupel_out_of_memory(error, "a project");
    const cupel_node *root = cupel_document_parse(text, count, name, arena, diagnostics);
    if (!root && !diagnostics->count)
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is empty; it is no project file", path);
    if (!root) return CUPEL_EINVAL;
    cupel_project *project = NULL;
    status = bind(root, arena, diagnostics, &project, error);
    if (status) return status;
    project->path = name;
    project->folder = place;
    project->root = root;
    *out = project;
    return CUPEL_OK;
}

/* ---- requirements ---- */

static size_t word_length(const char *text)
{
    size_t n = 0;
    while ((text[n] >= 'a' && text[n] <= 'z') || (text[n] >= '0' && text[n] <= '9') || text[n] == '_' ||
           text[n] == '.' || text[n] == '-' || text[n] == '/')
        n++;
    return n;
}

/* Where " at " stands, or " at" at the end; or NULL. */
static const char *condition_of(const char *text)
{
    const char *at = strstr(text, " at ");
    const size_t length = strlen(text);
    return at || length < 3 || strcmp(text + length - 3, " at") != 0 ? at : text + length - 3;
}

/* The limit: a number and perhaps a unit, up to `end`. */
static cupel_status parse_limit(const char *text, size_t length, cupel_arena *arena, cupel_requirement *out,
                                cupel_error *error)
{
    char *limit = cupel_arena_copy_n(arena, text, length);
    if (!limit) return cupel_out_of_memory(error, "a requirement");
    while (length && limit[length - 1] == ' ') limit[--length] = '\0';
    const char *rest;
    if (!cupel_parse_number(limit, &out->limit, &rest))
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is no limit; write a number and a unit, such as 400 MPa",
                   limit);
    rest += strspn(rest, " ");
    out->unit = *rest ? rest : NULL;
    if (out->unit && !cupel_unit_known(out->unit)) {
        double unused;
        return cupel_unit_convert(0, out->unit, "1", false, &unused, error); /* says what is wrong with it */
    }
    return CUPEL_OK;
}

cupel_status cupel_requirement_parse(const char *text, cupel_arena *arena, cupel_requirement *out,
                                     cupel_error *error)
{
    static const char form[] =
        "write RESULT >= VALUE UNIT, or <=, such as tensile_strength >= 400 MPa at thickness <= 12 um";
    cupel_requirement r = {0};
    const char *p = text + strspn(text, " ");
    const size_t length = word_length(p);
    if (length == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the requirement '%s' does not begin with a result; %s", text, form);
    r.quantity = cupel_arena_copy_n(arena, p, length);
    p += length;
    p += strspn(p, " ");
    if (strncmp(p, ">=", 2) == 0 || strncmp(p, "\xE2\x89\xA5", 3) == 0)
        r.sense = CUPEL_AT_LEAST;
    else if (strncmp(p, "<=", 2) == 0 || strncmp(p, "\xE2\x89\xA4", 3) == 0)
        r.sense = CUPEL_AT_MOST;
    else
        CUPEL_FAIL(error, CUPEL_EINVAL, "the requirement '%s' has no >= or <= behind its result; %s", text,
                   form);
    p += *p == '>' || *p == '<' ? 2 : 3;
    p += strspn(p, " ");
    const char *at = condition_of(p);
    r.condition = at ? cupel_arena_copy(arena, at + 3 + strspn(at + 3, " ")) : NULL;
    if (!r.quantity || (at && !r.condition)) return cupel_out_of_memory(error, "a requirement");
    if (at && *r.condition == '\0') CUPEL_FAIL(error, CUPEL_EINVAL, "there is nothing behind 'at'; %s", form);
    const cupel_status status = parse_limit(p, at ? (size_t)(at - p) : strlen(p), arena, &r, error);
    if (!status) *out = r;
    return status;
}

/* What is shown says as little as may be, but no other verdict than the number. */
static bool same_side(double shown, double probability, double confidence)
{
    return (shown >= confidence) == (probability >= confidence) &&
           (1 - shown >= confidence) == (1 - probability >= confidence);
}

void cupel_probability_text(double probability, double confidence, char out[CUPEL_PROBABILITY_TEXT])
{
    int places = 4;
    snprintf(out, CUPEL_PROBABILITY_TEXT, "-");
    if (isnan(probability)) return;
    do snprintf(out, CUPEL_PROBABILITY_TEXT, "%.*f", places, probability);
    while (!same_side(strtod(out, NULL), probability, confidence) && ++places < 12);
    const double least = pow(10, -places), shown = strtod(out, NULL);
    if (shown >= 1) snprintf(out, CUPEL_PROBABILITY_TEXT, "> %.*f", places, 1 - least);
    if (shown <= 0) snprintf(out, CUPEL_PROBABILITY_TEXT, "< %.*f", places, least);
}

const char *cupel_verdict_word(cupel_verdict verdict)
{
    static const char *const words[] = {"met", "open", "missed", "missing"};
    return words[verdict];
}

cupel_verdict cupel_milestone_verdict(const cupel_project_status *status, const cupel_milestone *milestone)
{
    static const int rank[] = {0, 1, 3, 2}; /* missed is worse than missing, that than open */
    cupel_verdict worst = CUPEL_VERDICT_MET;
    for (size_t i = 0; i < status->count; i++) {
        const char *name = status->targets[i].target->name;
        bool named = milestone->targets == NULL;
        const char *rest = milestone->targets ? milestone->targets : "", *word;
        size_t length;
        while (!named && next_word(&rest, &word, &length))
            named = strlen(name) == length && strncmp(name, word, length) == 0;
        if (named && rank[status->targets[i].verdict] > rank[worst]) worst = status->targets[i].verdict;
    }
    return worst;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "cli/cli.h"
#include "study/project.h"
#include "study/project_evidence.h"
#include "study/project_page.h"

/* cupel project status: an R&D project's targets against their evidence. */

enum { OPTION_PAGE = 'p', OPTION_STRICT = 1000 };

static const struct argp_option options[] = {
    {"page", OPTION_PAGE, "FILE", 0, "also write a self-contained page (HTML)", 0},
    {"strict", OPTION_STRICT, NULL, 0, "exit status 1 unless every target is met", 0},
    CUPEL_OPTION_JSON,
    {0},
};

typedef struct request {
    const char *page;
    bool strict;
} request;

static bool take_option(void *host, int key, char *argument)
{
    request *r = host;
    if (key == OPTION_PAGE) r->page = argument;
    if (key == OPTION_STRICT) r->strict = true;
    return key == OPTION_PAGE || key == OPTION_STRICT;
}

static const cupel_cli_syntax syntax = {
    .arguments = "status [PROJECT]",
    .text = "Lays the targets of a project against the evidence of its tests and runs: value, uncertainty, "
            "margin, the "
            "probability that the target is met, and what is missing. PROJECT is a project file, or a folder "
            "with a "
            "project.yaml (the working folder by default). Values that an evaluation calls doubtful do not "
            "count. Exit "
            "status 1 when a target is missed."
            "\vExamples:\n  cupel project status\n  cupel project status foil/project.yaml --page foil.html",
    .options = options,
    .option = take_option,
    .least = 1,
    .most = 2,
};

/* ---- the table ---- */

static cupel_style style_of(cupel_verdict verdict)
{
    static const cupel_style styles[] = {CUPEL_GREEN, CUPEL_YELLOW, CUPEL_RED, CUPEL_DIM};
    return styles[verdict];
}

/* A share that was asked for in percent is read in percent; other units the table picks itself. */
static const char *as_asked(const cupel_target_status *t, double *value, double *uncertainty, double *margin)
{
    const char *asked = t->requirement.unit;
    if (!asked || strcmp(asked, "%") != 0 || strcmp(t->unit, "1") != 0) return t->unit;
    *value *= 100;
    *uncertainty *= 100;
    *margin *= 100;
    return asked;
}

static void add_target(cupel_cli_table *table, const cupel_target_status *t)
{
    const cupel_evidence *e = &t->judged;
    char mean[160] = "-", margin[160] = "-", count[32], probability[CUPEL_PROBABILITY_TEXT];
    if (!isnan(e->mean)) {
        double value = e->mean, uncertainty = e->uncertainty, gap = e->margin;
        const char *unit = as_asked(t, &value, &uncertainty, &gap);
        const cupel_cli_value v = cupel_cli_show_as(value, uncertainty, unit, false, fabs(value));
        cupel_cli_value m = cupel_cli_show_as(gap, uncertainty, unit, true, fabs(value));
        m.number[strcspn(m.number, " ")] =
            '\0'; /* as many places as its uncertainty, which stands before it */
        snprintf(mean, sizeof mean, "%s %s", v.number, v.unit);
        snprintf(margin, sizeof margin, "%s %s", m.number, m.unit);
    }
    cupel_probability_text(e->probability, t->target->confidence, probability);
    snprintf(count, sizeof count, "%zu", t->used);
    cupel_cli_cells(table, 8,
                    (const char *const[]){t->target->name, t->target->requirement, mean, count, margin,
                                          probability, cupel_verdict_word(t->verdict), t->missing});
}

static void add_kept_out(const cupel_project_status *s, const cupel_evidence_store *store, cupel_text *out)
{
    const char *const *empty;
    const size_t folders = cupel_evidence_empty(store, &empty);
    for (size_t i = 0; i < folders; i++)
        cupel_text_printf(out, "  %s: no run or test file is in this folder\n", empty[i]);
    for (size_t i = 0; i < s->count; i++) {
        const cupel_target_status *t = &s->targets[i];
        if (t->doubtful + t->not_judged)
            cupel_text_printf(out, "  %s: %zu doubtful and %zu not judged values do not count\n",
                              t->target->name, t->doubtful, t->not_judged);
        if (t->foreign)
            cupel_text_printf(out,
                              "  %s: %zu of %zu values are of files that name another project: say under "
                              "`evidence` which count\n",
                              t->target->name, t->foreign, t->used);
        if (t->copies)
            cupel_text_printf(out, "  %s: %zu values of copies do not count again\n", t->target->name,
                              t->copies);
    }
}

static void add_milestones(const cupel_cli *cli, const cupel_project_status *s, cupel_text *out)
{
    const cupel_milestone *milestones = s->project->milestones.rows;
    for (size_t i = 0; i < s->project->milestones.count; i++) {
        const cupel_verdict verdict = cupel_milestone_verdict(s, &milestones[i]);
        cupel_text_printf(out, "  %s  %s  ", milestones[i].due, milestones[i].name);
        cupel_cli_styled(cli, style_of(verdict), cupel_verdict_word(verdict), out);
        cupel_text_add(out, "\n");
    }
}

static int print_table(const cupel_cli *cli, const cupel_project_status *s, const cupel_evidence_store *store)
{
    cupel_text out = {0};
    cupel_cli_styled(cli, CUPEL_BOLD, s->project->title ? s->project->title : s->project->name, &out);
    cupel_text_printf(&out, "\n%zu of %zu targets met, %zu missed\n\n", s->met, s->count, s->missed);
    cupel_cli_table table = {.columns = 8, .right = 1u << 3 | 1u << 5};
    cupel_cli_cells(&table, 8,
                    (const char *const[]){"target", "requirement", "value", "n", "margin", "probability",
                                          "state", "what is missing"});
    for (size_t i = 0; i < s->count; i++) add_target(&table, &s->targets[i]);
    cupel_cli_table_end(cli, &table, 0, &out);
    add_kept_out(s, store, &out);
    if (s->project->milestones.count) cupel_text_add(&out, "\nmilestones\n");
    add_milestones(cli, s, &out);
    return cupel_cli_print(cli, &out);
}

/* ---- JSON ---- */

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *rows_json(const cupel_target_status *t)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < t->row_count; i++) {
        const cupel_evidence_row *row = &t->rows[i];
        json_array_append_new(rows, json_pack("{s:o, s:s, s:s, s:s, s:o, s:o, s:s, s:s?}", "file",
                                              cupel_cli_json_text(row->file), "kind", row->kind, "step",
                                              row->step, "content_id", row->content_id, "value",
                                              number(row->value), "uncertainty", number(row->uncertainty),
                                              "unit", row->unit, "flag", row->flag));
    }
    return rows;
}

static json_t *target_json(const cupel_target_status *t)
{
    const cupel_evidence *e = &t->judged;
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:f, s:s, s:f, s:s}", "name", t->target->name, "requirement", t->target->requirement,
        "of", t->target->of == CUPEL_EVIDENCE_MEAN ? "mean" : "specimen", "confidence", t->target->confidence,
        "state", cupel_verdict_word(t->verdict), "limit", t->limit, "unit", t->unit);
    const struct {
        const char *name;
        double value;
    } numbers[] = {
        {"value", e->mean},    {"uncertainty", e->uncertainty}, {"standard_deviation", e->standard_deviation},
        {"margin", e->margin}, {"probability", e->probability}, {"predicted", t->predicted}};
    for (size_t i = 0; object && i < sizeof numbers / sizeof *numbers; i++)
        json_object_set_new(object, numbers[i].name, number(numbers[i].value));
    const struct {
        const char *name;
        size_t count;
    } counts[] = {{"count", t->used},    {"doubtful", t->doubtful},     {"not_judged", t->not_judged},
                  {"copies", t->copies}, {"other_project", t->foreign}, {"needed", t->needed}};
    for (size_t i = 0; object && i < sizeof counts / sizeof *counts; i++)
        json_object_set_new(object, counts[i].name, json_integer((json_int_t)counts[i].count));
    json_object_set_new(object, "missing", json_string(t->missing));
    json_object_set_new(object, "evidence", rows_json(t));
    return object;
}

static int print_json(const cupel_cli *cli, const cupel_project_status *s)
{
    json_t *targets = json_array(), *milestones = json_array();
    for (size_t i = 0; i < s->count; i++) json_array_append_new(targets, target_json(&s->targets[i]));
    const cupel_milestone *m = s->project->milestones.rows;
    for (size_t i = 0; i < s->project->milestones.count; i++)
        json_array_append_new(milestones,
                              json_pack("{s:s, s:s, s:s}", "name", m[i].name, "due", m[i].due, "state",
                                        cupel_verdict_word(cupel_milestone_verdict(s, &m[i]))));
    return cupel_cli_print_json(
        cli, json_pack("{s:s, s:s?, s:I, s:I, s:I, s:o, s:o}", "project", s->project->name, "title",
                       s->project->title, "count", (json_int_t)s->count, "met", (json_int_t)s->met, "missed",
                       (json_int_t)s->missed, "targets", targets, "milestones", milestones));
}

/* ---- the verb ---- */

static int write_page(const cupel_cli *cli, const cupel_project_status *s, const char *path)
{
    char made[32];
    cupel_timestamp(made);
    cupel_text page = {0};
    cupel_project_page(s, made, &page);
    const int status = page.failed ? cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory for the page")
                                   : cupel_cli_write(cli, path, page.data, page.length);
    cupel_text_free(&page);
    return status;
}

static int tell(const cupel_cli *cli, const request *r, const cupel_project_status *s,
                const cupel_evidence_store *store)
{
    int status = r->page ? write_page(cli, s, r->page) : CUPEL_EXIT_DONE;
    if (!status) status = cli->json ? print_json(cli, s) : print_table(cli, s, store);
    if (status) return status;
    return s->missed || (r->strict && s->met < s->count) ? CUPEL_EXIT_FAILED : CUPEL_EXIT_DONE;
}

static int judge(const cupel_cli *cli, const request *r, const cupel_project *project, cupel_arena *arena,
                 cupel_diagnostics *diagnostics)
{
    cupel_error error = {0};
    cupel_evidence_store *store = NULL;
    cupel_project_status s = {0};
    cupel_status status = cupel_evidence_open(project, &store, &error);
    const cupel_node *folders = cupel_node_get(project->root, "evidence");
    if (status == CUPEL_EINVAL && folders)
        cupel_error_place(&error, folders->file, folders->line, folders->column);
    if (!status) status = cupel_project_check_names(project, store, arena, diagnostics, &error);
    if (!status) status = cupel_project_judge(project, cupel_evidence_find, store, arena, &s, &error);
    if (status) cupel_error_place(&error, project->path, 0, 0);
    const char *const *damage;
    const size_t damaged = store ? cupel_evidence_damage(store, &damage) : 0;
    for (size_t i = 0; i < damaged; i++) cupel_cli_warn(cli, "%s", damage[i]);
    int code;
    if (status && diagnostics->count)
        code = cupel_cli_diagnostics(cli, diagnostics);
    else
        code = status ? cupel_cli_error(cli, &error) : tell(cli, r, &s, store);
    cupel_evidence_close(store);
    return code;
}

static int read_and_judge(const cupel_cli *cli, const request *r, const char *path, cupel_arena *arena)
{
    cupel_error error = {0};
    cupel_diagnostics diagnostics = {0};
    const cupel_project *project = NULL;
    const cupel_status status = cupel_project_read(path, arena, &diagnostics, &project, &error);
    int code;
    if (diagnostics.count || diagnostics.out_of_memory)
        code = cupel_cli_diagnostics(cli, &diagnostics);
    else
        code = status ? cupel_cli_error(cli, &error) : judge(cli, r, project, arena, &diagnostics);
    cupel_diagnostics_free(&diagnostics);
    return code;
}

int cupel_cli_project(cupel_cli *cli, int argc, char **argv)
{
    request r = {0};
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &r, argc, argv, &count);
    if (strcmp(words[0], "status") != 0)
        return cupel_cli_complain(
            cli, CUPEL_EINVAL,
            "'%s' is nothing that can be done with a project; write `cupel project status`", words[0]);
    cupel_arena *arena = cupel_arena_new();
    if (!arena) return cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory for a project");
    const char *path = count > 1 ? words[1] : ".";
    struct stat about;
    const bool is_folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    const char *file = is_folder ? cupel_arena_format(arena, "%s/project.yaml", path) : path;
    int status;
    if (!file)
        status = cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory for a project");
    else if (is_folder && !cupel_file_exists(file))
        status = cupel_cli_complain(
            cli, CUPEL_EINVAL,
            "there is no project.yaml in '%s'; it says what has to be met, as docs/projects.md "
            "describes",
            path);
    else
        status = read_and_judge(cli, &r, file, arena);
    cupel_arena_free(arena);
    return status;
}

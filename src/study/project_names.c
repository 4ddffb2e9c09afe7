/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "store/query.h"
#include "study/project_evidence.h"

/* Whether the names in a project's targets mean anything: a slip of the pen would else ask for what no file
 * has, find no evidence, and let everything count behind `not`. */

typedef struct checking {
    cupel_evidence_store *store;
    cupel_arena *arena;
    cupel_diagnostics *diagnostics;
    cupel_error *error;
} checking;

/* Notes what is wrong `column` characters (from 0) behind the beginning of a text. */
static cupel_status note(const checking *c, const cupel_node *text, int column, const cupel_error *problem)
{
    cupel_node place = *text;
    cupel_error plain = {.status = problem->status};
    memcpy(plain.text, problem->text, sizeof plain.text);
    place.column += column + (text->quoted ? 1 : 0);
    cupel_diagnose_error(c->diagnostics, &place, &plain);
    return c->diagnostics->out_of_memory ? cupel_out_of_memory(c->error, "the targets") : CUPEL_OK;
}

static cupel_status check_name(const checking *c, const char *name, const cupel_node *text, int column,
                               const char **unit)
{
    cupel_error problem = {0};
    const cupel_status status = cupel_evidence_check_name(c->store, name, unit, &problem);
    if (status == CUPEL_EINVAL) return note(c, text, column, &problem);
    if (status && c->error) *c->error = problem;
    return status;
}

/* 400 for a strength would be 400 Pa, and met by everything. */
static cupel_status note_unit(const checking *c, const char *value, const char *name, const char *unit,
                              const cupel_node *text, int column)
{
    cupel_error problem = {0};
    cupel_error_set(&problem, CUPEL_EINVAL, "%s has no unit, and '%s' is in %s; write a number and a unit",
                    value, name, unit);
    return note(c, text, column, &problem);
}

static cupel_status check_query(const checking *c, const cupel_query *query, const cupel_node *text,
                                int column)
{
    const cupel_comparison *comparison = &query->comparison;
    if (query->kind == CUPEL_QUERY_COMPARE) {
        const char *unit = NULL;
        const cupel_status status =
            check_name(c, comparison->name, text, column + comparison->name_column - 1, &unit);
        if (status || !cupel_comparison_lacks_unit(comparison, unit)) return status;
        return note_unit(c, comparison->value, comparison->name, unit, text,
                         column + comparison->value_column - 1);
    }
    cupel_status status = check_query(c, query->left, text, column);
    if (!status && query->right) status = check_query(c, query->right, text, column);
    return status;
}

static cupel_status check_expression(const checking *c, const char *expression, const cupel_node *text,
                                     int column)
{
    cupel_error problem = {0};
    const cupel_query *query = NULL;
    const cupel_status status = cupel_query_parse(expression, c->arena, &query, &problem);
    if (!status) return check_query(c, query, text, column);
    if (status == CUPEL_EINVAL || status == CUPEL_ELIMIT)
        return note(c, text, column + (problem.column ? problem.column - 1 : 0), &problem);
    if (c->error) *c->error = problem;
    return status;
}

static int characters(const char *text, size_t bytes)
{
    int count = 0;
    for (size_t i = 0; i < bytes; i++) count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

static cupel_status check_target(const checking *c, const cupel_target *target, const cupel_node *node)
{
    cupel_requirement r;
    const char *text = target->requirement;
    const cupel_node *requirement = cupel_node_get(node, "requirement"),
                     *evidence = cupel_node_get(node, "evidence");
    const char *unit = NULL;
    const int begin = characters(text, strspn(text, " "));
    cupel_status status = cupel_requirement_parse(text, c->arena, &r, c->error);
    if (!status) status = check_name(c, r.quantity, requirement, begin, &unit);
    if (!status && unit && !*unit) {
        cupel_error problem = {0};
        cupel_error_set(&problem, CUPEL_EINVAL,
                        "'%s' is a text; only a number can be required, and texts stand behind "
                        "`at` or under `evidence`",
                        r.quantity);
        status = note(c, requirement, begin, &problem);
    }
    const cupel_comparison limit = {.name = r.quantity, .value = "0"};
    if (!status && !r.unit && cupel_comparison_lacks_unit(&limit, unit))
        status = note_unit(c, "the limit", r.quantity, unit, requirement, begin);
    if (!status && r.condition)
        status = check_expression(c, r.condition, requirement,
                                  characters(text, strlen(text) - strlen(r.condition)));
    if (!status && target->evidence) status = check_expression(c, target->evidence, evidence, 0);
    return status;
}

cupel_status cupel_project_check_names(const cupel_project *project, cupel_evidence_store *store,
                                       cupel_arena *arena, cupel_diagnostics *diagnostics, cupel_error *error)
{
    const checking c = {store, arena, diagnostics, error};
    const cupel_target *targets = project->targets.rows;
    const cupel_node *nodes = cupel_node_get(project->root, "targets");
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < project->targets.count && !status; i++)
        status = check_target(&c, &targets[i], nodes->items[i]);
    return status ? status : diagnostics->count ? CUPEL_EINVAL : CUPEL_OK;
}

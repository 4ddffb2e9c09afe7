/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/test.h"

/* What an evaluation found, for people and for programs. */

static const char *without(const char *flag, const char *prefix)
{
    const size_t length = strlen(prefix);
    return strncmp(flag, prefix, length) == 0 ? flag + length : flag;
}

static double scalar(const cupel_results *results, const char *name)
{
    const cupel_result_value *value = name ? cupel_results_find(results, name) : NULL;
    return value && value->present ? value->number : (double)NAN;
}

/* ---- JSON ---- */

static json_t *number_json(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static bool is_uncertainty(const cupel_model *model, const char *name)
{
    for (size_t i = 0; i < model->result_count; i++)
        if (model->results[i].uncertainty && strcmp(model->results[i].uncertainty, name) == 0) return true;
    return false;
}

json_t *cupel_evaluated_json(const cupel_evaluated *e)
{
    const cupel_model *model = &e->evaluation->model;
    json_t *figures = json_object(), *others = json_object();
    for (size_t i = 0; i < model->result_count; i++) {
        const cupel_result *row = &model->results[i];
        const double value = row->kind == CUPEL_SCALAR ? scalar(e->results, row->name) : (double)NAN;
        if (row->kind != CUPEL_SCALAR || is_uncertainty(model, row->name)) continue;
        if (!cupel_evaluation_is_figure(model, row)) {
            if (isfinite(value))
                json_object_set_new(
                    others, row->name,
                    json_pack("{s: o, s: s?}", "value", number_json(value), "unit", row->unit));
            continue;
        }
        const char *flag = cupel_evaluation_flag(e->results, row);
        if (flag || isfinite(value))
            json_object_set_new(figures, row->name,
                                json_pack("{s: o, s: s?, s: o, s: s}", "value", number_json(value), "unit",
                                          row->unit, "uncertainty",
                                          number_json(scalar(e->results, row->uncertainty)), "flag",
                                          flag ? flag : "ok"));
    }
    return json_pack("{s: s, s: s, s: i, s: s, s: s*, s: o, s: o}", "kind", e->evaluation->kind, "model",
                     model->name, "model_version", model->version, "status",
                     e->step.status == CUPEL_STEP_OK ? "ok" : "failed", "message", e->step.message, "results",
                     figures, "others", others);
}

/* ---- words ---- */

/* What was doubtful or not judged, each with its reason. */
static void add_reasons(const cupel_cli *cli, const cupel_evaluated *e, bool judged, cupel_text *out)
{
    const cupel_model *model = &e->evaluation->model;
    for (size_t i = 0; i < model->result_count; i++) {
        const cupel_result *row = &model->results[i];
        if (!cupel_evaluation_is_figure(model, row)) continue;
        const char *flag = cupel_evaluation_flag(e->results, row);
        if (!flag || strcmp(flag, "ok") == 0 || isfinite(scalar(e->results, row->name)) != judged) continue;
        cupel_text_add(out, "  ");
        cupel_cli_styled(cli, CUPEL_YELLOW, judged ? "doubtful" : "not judged", out);
        cupel_text_printf(out, "  %s: ", row->name);
        cupel_cli_styled(cli, CUPEL_DIM, without(without(flag, "doubtful: "), "not judged: "), out);
        cupel_text_add(out, "\n");
    }
}

void cupel_evaluated_print(const cupel_cli *cli, const cupel_evaluated *e, cupel_text *out)
{
    const cupel_model *model = &e->evaluation->model;
    cupel_cli_table table = {.columns = 5, .right = 2};
    cupel_cli_cells(&table, 5, (const char *const[]){"result", "value", "unit", "flag", "meaning"});
    for (size_t i = 0; i < model->result_count; i++) {
        const cupel_result *row = &model->results[i];
        const double value = row->kind == CUPEL_SCALAR ? scalar(e->results, row->name) : (double)NAN;
        if (!isfinite(value) || is_uncertainty(model, row->name)) continue;
        const char *flag =
            cupel_evaluation_is_figure(model, row) ? cupel_evaluation_flag(e->results, row) : "";
        const cupel_cli_value shown =
            cupel_cli_show_uncertain(value, scalar(e->results, row->uncertainty), row->unit, row->difference);
        const char *word = !flag || strcmp(flag, "ok") == 0 ? "ok" : *flag ? "doubtful" : "";
        cupel_cli_cells(&table, 5,
                        (const char *const[]){row->name, shown.number, shown.unit, word, row->meaning});
    }
    cupel_cli_table_end(cli, &table, 2, out);
    if (e->step.message) {
        cupel_text_add(out, "  ");
        cupel_cli_styled(cli, CUPEL_RED, e->step.message, out);
        cupel_text_add(out, "\n");
    }
    add_reasons(cli, e, true, out);
    add_reasons(cli, e, false, out);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

/* The single numbers and words of several steps of one model, a column a step. */

static const cupel_result_value *value_of(const cupel_results *results, size_t row)
{
    const cupel_result_value *value = results ? cupel_results_value(results, row) : NULL;
    return value && value->present ? value : NULL;
}

static void add_numbers(const cupel_result *row, size_t index, const cupel_results *const *results,
                        size_t count, cupel_cli_table *table)
{
    double most = 0;
    for (size_t s = 0; s < count; s++) {
        const cupel_result_value *value = value_of(results[s], index);
        if (value && fabs(value->number) > most) most = fabs(value->number);
    }
    const char *unit = "";
    char cells[CUPEL_CLI_SIDE_BY_SIDE][64];
    cupel_cli_value shown;
    for (size_t s = 0; s < count; s++) {
        const cupel_result_value *value = value_of(results[s], index);
        snprintf(cells[s], sizeof cells[s], "-");
        if (!value) continue;
        shown = cupel_cli_show_as(value->number, cupel_cli_uncertainty_of(results[s], row), row->unit,
                                  row->difference, most);
        memcpy(cells[s], shown.number, sizeof cells[s]);
        unit = shown.unit;
    }
    for (size_t s = 0; s < count; s++) cupel_cli_cell(table, cells[s]);
    cupel_cli_cell(table, unit);
}

/* Words that would push the numbers aside follow the table. */
static void add_words(const char *const *ids, size_t index, const cupel_results *const *results, size_t count,
                      cupel_cli_table *table, cupel_text *after)
{
    for (size_t s = 0; s < count; s++) {
        const cupel_result_value *value = value_of(results[s], index);
        const char *cell = value ? value->label : "-";
        if (cupel_display_width(cell) > CUPEL_CLI_LABEL) {
            cupel_text_printf(after, "%s.%s: %s\n", ids[s], cupel_results_row(results[s], index)->name, cell);
            cell = "(below)";
        }
        cupel_cli_cell(table, cell);
    }
    cupel_cli_cell(table, "");
}

static bool needs_a_line(const cupel_model *model, size_t index, const cupel_results *const *results,
                         size_t count)
{
    const cupel_result *row = &model->results[index];
    if (row->kind != CUPEL_SCALAR && row->kind != CUPEL_LABEL) return false;
    for (size_t s = 0; s < count; s++)
        if (value_of(results[s], index) && !cupel_cli_is_uncertainty(results[s], row->name)) return true;
    return false;
}

void cupel_cli_results_side_by_side(const cupel_cli *cli, const cupel_model *model, const char *const *ids,
                                    const cupel_results *const *results, size_t count, int indent,
                                    cupel_text *out)
{
    cupel_cli_table table = {.columns = count + 2};
    cupel_text after = {0};
    cupel_cli_cell(&table, "");
    for (size_t s = 0; s < count; s++) {
        cupel_cli_cell(&table, ids[s]);
        table.right |= 1u << (s + 1);
    }
    cupel_cli_cell(&table, "unit");
    for (size_t i = 0; i < model->result_count; i++) {
        if (!needs_a_line(model, i, results, count)) continue;
        const cupel_result *row = &model->results[i];
        cupel_cli_cell(&table, row->name);
        if (row->kind == CUPEL_SCALAR)
            add_numbers(row, i, results, count, &table);
        else
            add_words(ids, i, results, count, &table, &after);
    }
    cupel_cli_table_end(cli, &table, indent, out);
    if (after.length) cupel_text_add(out, cupel_text_get(&after));
    if (after.failed) out->failed = true;
    cupel_text_free(&after);
}

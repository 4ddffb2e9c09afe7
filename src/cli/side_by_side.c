/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
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
    const bool plain = !row->unit || strcmp(row->unit, "1") == 0;
    const char *unit = plain ? "" : cupel_unit_for_display(row->unit, most, row->difference);
    for (size_t s = 0; s < count; s++) {
        const cupel_result_value *value = value_of(results[s], index);
        char cell[32] = "-";
        double shown = value ? value->number : 0;
        if (value && !plain &&
            cupel_unit_convert(value->number, row->unit, unit, row->difference, &shown, NULL))
            shown = value->number;
        if (value) snprintf(cell, sizeof cell, "%.5g", shown);
        cupel_cli_cell(table, cell);
    }
    cupel_cli_cell(table, unit);
}

void cupel_cli_results_side_by_side(const cupel_cli *cli, const cupel_model *model, const char *const *ids,
                                    const cupel_results *const *results, size_t count, int indent,
                                    cupel_text *out)
{
    cupel_cli_table table = {.columns = count + 2};
    cupel_cli_cell(&table, "");
    for (size_t s = 0; s < count; s++) {
        cupel_cli_cell(&table, ids[s]);
        table.right |= 1u << (s + 1);
    }
    cupel_cli_cell(&table, "unit");
    for (size_t i = 0; i < model->result_count; i++) {
        const cupel_result *row = &model->results[i];
        bool any = false;
        for (size_t s = 0; s < count; s++) any |= value_of(results[s], i) != NULL;
        if (!any || (row->kind != CUPEL_SCALAR && row->kind != CUPEL_LABEL)) continue;
        cupel_cli_cell(&table, row->name);
        if (row->kind == CUPEL_SCALAR) {
            add_numbers(row, i, results, count, &table);
            continue;
        }
        for (size_t s = 0; s < count; s++) {
            const cupel_result_value *value = value_of(results[s], i);
            cupel_cli_cell(&table, value ? value->label : "-");
        }
        cupel_cli_cell(&table, "");
    }
    cupel_cli_table_end(cli, &table, indent, out);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "cli/cli.h"

/* ---- values ---- */

static void write_number(double value, char *out, size_t size)
{
    if (isnan(value))
        snprintf(out, size, "-");
    else
        snprintf(out, size, "%.6g", value);
}

/* As metrologists write it: two digits of the uncertainty, and the value to the same place. */
static void write_uncertain(double value, double uncertainty, char *out, size_t size)
{
    const double place = uncertainty > 0 ? 1 - floor(log10(uncertainty)) : NAN;
    if (place >= 0 && place <= 9 && fabs(value) < 1e9)
        snprintf(out, size, "%.*f ± %.*f", (int)place, value, (int)place, uncertainty);
    else if (place < 0 && place >= -6)
        snprintf(out, size, "%.0f ± %.0f", value, uncertainty);
    else
        snprintf(out, size, "%.6g ± %.2g", value, uncertainty);
}

static double in_unit(double value, const char *from, const char *to, bool difference)
{
    double converted;
    return cupel_unit_convert(value, from, to, difference, &converted, NULL) ? (double)NAN : converted;
}

static cupel_cli_value show(double value, double uncertainty, const char *unit, bool difference,
                            double magnitude)
{
    cupel_cli_value shown = {.unit = ""};
    const bool plain = !unit || !*unit || strcmp(unit, "1") == 0 || isnan(value);
    const char *readable = plain ? unit : cupel_unit_for_display(unit, magnitude, difference);
    if (!plain && strcmp(readable, unit) != 0) {
        const double converted = in_unit(value, unit, readable, difference);
        if (isnan(converted)) {
            readable = unit;
        } else {
            value = converted;
            uncertainty = in_unit(uncertainty, unit, readable, true);
        }
    }
    if (readable && strcmp(readable, "1") != 0) snprintf(shown.unit, sizeof shown.unit, "%s", readable);
    char number[32];
    write_number(value, number, sizeof number);
    if (isnan(uncertainty))
        snprintf(shown.number, sizeof shown.number, "%s", number);
    else
        write_uncertain(value, uncertainty, shown.number, sizeof shown.number);
    return shown;
}

cupel_cli_value cupel_cli_show_value(double value, const char *unit, bool difference)
{
    return show(value, (double)NAN, unit, difference, fabs(value));
}

cupel_cli_value cupel_cli_show_as(double value, double uncertainty, const char *unit, bool difference,
                                  double magnitude)
{
    return show(value, uncertainty, unit, difference, magnitude);
}

cupel_cli_value cupel_cli_show_uncertain(double value, double uncertainty, const char *unit, bool difference)
{
    return show(value, uncertainty, unit, difference, fabs(value));
}

void cupel_cli_show_range(const double *values, size_t count, const char *unit, bool difference, char *out,
                          size_t size, char *out_unit, size_t unit_size)
{
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (size_t i = 0; i < count; i++) {
        if (values[i] < least) least = values[i];
        if (values[i] > most) most = values[i];
    }
    out_unit[0] = '\0';
    if (!(least <= most)) {
        snprintf(out, size, "no entries");
        return;
    }
    const char *from = unit && *unit ? unit : "1", *readable = from;
    if (strcmp(from, "1") != 0)
        readable = cupel_unit_for_display(from, fmax(fabs(least), fabs(most)), difference);
    if (strcmp(readable, from) != 0) {
        const double low = in_unit(least, from, readable, difference),
                     high = in_unit(most, from, readable, difference);
        if (isnan(low) || isnan(high)) {
            readable = from;
        } else {
            least = low;
            most = high;
        }
    }
    snprintf(out, size, "%.4g … %.4g", least, most);
    if (strcmp(readable, "1") != 0) snprintf(out_unit, unit_size, "%s", readable);
}

/* ---- tables ---- */

void cupel_cli_cell(cupel_cli_table *table, const char *text)
{
    if (table->failed) return;
    if (table->count == table->capacity) {
        const size_t capacity = table->capacity ? 2 * table->capacity : 64;
        char **larger = cupel_resize(table->cells, capacity, sizeof *larger);
        if (!larger) {
            table->failed = true;
            return;
        }
        table->cells = larger;
        table->capacity = capacity;
    }
    char *copy = strdup(text ? text : "");
    if (!copy) {
        table->failed = true;
        return;
    }
    for (char *c = copy; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f) *c = ' '; /* a cell is one line */
    table->cells[table->count++] = copy;
}

void cupel_cli_cells(cupel_cli_table *table, size_t count, const char *const *texts)
{
    for (size_t i = 0; i < count; i++) cupel_cli_cell(table, texts[i]);
}

static size_t column_width(const cupel_cli_table *table, size_t column)
{
    size_t width = 0;
    for (size_t i = column; i < table->count; i += table->columns) {
        const size_t cell = cupel_display_width(table->cells[i]);
        if (cell > width) width = cell;
    }
    return width;
}

static void add_spaces(cupel_text *out, size_t count)
{
    cupel_text_printf(out, "%*s", (int)count, "");
}

static void print_row(const cupel_cli *cli, const cupel_cli_table *table, size_t first, const size_t *width,
                      int indent, cupel_text *out)
{
    size_t behind = (size_t)indent; /* spaces owed: none are written at the end of a line */
    for (size_t c = 0; c < table->columns && first + c < table->count; c++) {
        const char *cell = table->cells[first + c];
        const size_t room = width[c] - cupel_display_width(cell);
        const bool right = table->right >> c & 1u;
        if (right) behind += room;
        if (*cell) {
            add_spaces(out, behind);
            behind = 0;
            if (first == 0)
                cupel_cli_styled(cli, CUPEL_BOLD, cell, out);
            else
                cupel_text_add(out, cell);
        } else {
            behind += width[c] - room;
        }
        behind += (right ? 0 : room) + 2;
    }
    cupel_text_add(out, "\n");
}

void cupel_cli_table_end(const cupel_cli *cli, cupel_cli_table *table, int indent, cupel_text *out)
{
    size_t *width = cupel_alloc(table->columns, sizeof *width);
    if (!width || table->failed) out->failed = true;
    if (width && !table->failed) {
        for (size_t c = 0; c < table->columns; c++) width[c] = column_width(table, c);
        for (size_t i = 0; i < table->count; i += table->columns)
            print_row(cli, table, i, width, indent, out);
    }
    free(width);
    cupel_cli_table_drop(table);
}

void cupel_cli_table_drop(cupel_cli_table *table)
{
    for (size_t i = 0; i < table->count; i++) free(table->cells[i]);
    free(table->cells);
    *table = (cupel_cli_table){0};
}

/* ---- results ---- */

double cupel_cli_uncertainty_of(const cupel_results *results, const cupel_result *row)
{
    if (!row->uncertainty) return (double)NAN;
    const cupel_result_value *value = cupel_results_find(results, row->uncertainty);
    return value && value->present ? value->number : (double)NAN;
}

bool cupel_cli_is_uncertainty(const cupel_results *results, const char *name)
{
    for (size_t i = 0; i < cupel_results_count(results); i++) {
        const char *other = cupel_results_row(results, i)->uncertainty;
        if (other && strcmp(other, name) == 0 && cupel_results_value(results, i)->present) return true;
    }
    return false;
}

static void add_result(cupel_cli_table *table, const cupel_results *results, size_t i)
{
    const cupel_result *row = cupel_results_row(results, i);
    const cupel_result_value *value = cupel_results_value(results, i);
    if (!value->present || cupel_cli_is_uncertainty(results, row->name)) return;
    char words[128], unit[64] = "", meaning[512];
    snprintf(meaning, sizeof meaning, "%s", row->meaning ? row->meaning : "");
    switch (row->kind) {
    case CUPEL_SCALAR: {
        const cupel_cli_value shown = cupel_cli_show_uncertain(
            value->number, cupel_cli_uncertainty_of(results, row), row->unit, row->difference);
        snprintf(words, sizeof words, "%s", shown.number);
        snprintf(unit, sizeof unit, "%s", shown.unit);
        break;
    }
    case CUPEL_LABEL:
        if (strchr(value->label,
                   '\n')) { /* a text of its own, such as a record: `cupel show FILE step.result` */
            snprintf(words, sizeof words, "%zu bytes", strlen(value->label));
            break;
        }
        snprintf(words, sizeof words, "%s", value->label);
        if (cupel_display_width(value->label) > CUPEL_CLI_LABEL) { /* would push all numbers aside */
            words[0] = '\0';
            snprintf(meaning, sizeof meaning, "%s", value->label);
        }
        break;
    case CUPEL_SERIES:
        cupel_cli_show_range(value->values, value->count, row->unit, row->difference, words, sizeof words,
                             unit, sizeof unit);
        snprintf(meaning, sizeof meaning, "%s (%zu entries%s%s)", row->meaning ? row->meaning : "",
                 value->count, row->axis ? " over " : "", row->axis ? row->axis : "");
        break;
    case CUPEL_COLUMNS:
        snprintf(words, sizeof words, "%zu rows × %zu columns", value->count, row->column_count);
        break;
    case CUPEL_GRID:
        snprintf(words, sizeof words, "%zu × %zu × %zu cells", value->grid.cells[0], value->grid.cells[1],
                 value->grid.cells[2]);
        snprintf(meaning, sizeof meaning, "%s (%zu steps)", row->meaning ? row->meaning : "", value->steps);
        break;
    }
    cupel_cli_cells(table, 4, (const char *const[]){row->name, words, unit, meaning});
}

void cupel_cli_results(const cupel_cli *cli, const cupel_results *results, int indent, cupel_text *out)
{
    cupel_cli_table table = {.columns = 4, .right = 2};
    cupel_cli_cells(&table, 4, (const char *const[]){"result", "value", "unit", "meaning"});
    for (size_t i = 0; i < cupel_results_count(results); i++) add_result(&table, results, i);
    cupel_cli_table_end(cli, &table, indent, out);
}

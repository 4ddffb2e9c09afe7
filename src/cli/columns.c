/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/columns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "cli/items.h"

typedef struct gathering {
    cupel_file *file;
    const cupel_selection *selection;
    cupel_columns_units units;
    bool many_steps; /* heads name the step too */
    cupel_columns *out;
    cupel_error *error;
} gathering;

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static cupel_column *new_column(gathering *g)
{
    cupel_columns *out = g->out;
    if (out->count == out->capacity) {
        const size_t capacity = out->capacity ? 2 * out->capacity : 16;
        cupel_column *larger = cupel_resize(out->columns, capacity, sizeof *larger);
        if (!larger) return NULL;
        out->columns = larger;
        out->capacity = capacity;
    }
    cupel_column *column = &out->columns[out->count++];
    *column = (cupel_column){0};
    return column;
}

static cupel_status no_memory(const gathering *g)
{
    return cupel_out_of_memory(g->error, "columns");
}

/* The unit of a column, its numbers converted to it. */
static const char *settle_unit(const gathering *g, cupel_column *column, const char *unit, bool difference)
{
    if (!unit || same(unit, "1")) return NULL;
    if (g->units == CUPEL_COLUMNS_SI) return unit;
    double largest = 0, zero, one;
    for (size_t i = 0; i < column->count; i++)
        if (isfinite(column->numbers[i])) largest = fmax(largest, fabs(column->numbers[i]));
    const char *readable = cupel_unit_for_display(unit, largest, difference);
    if (same(readable, unit) || cupel_unit_convert(0, unit, readable, difference, &zero, NULL) ||
        cupel_unit_convert(1, unit, readable, difference, &one, NULL))
        return unit;
    for (size_t i = 0; i < column->count; i++) column->numbers[i] = zero + (one - zero) * column->numbers[i];
    return readable;
}

static cupel_status set_head(const gathering *g, cupel_column *column, const char *step, const char *name,
                             const cupel_item *item)
{
    const char *unit = item ? item->unit : NULL;
    cupel_text head = {0};
    if (step) cupel_text_printf(&head, "%s.", step);
    cupel_text_add(&head, name);
    if (column->numbers) unit = settle_unit(g, column, unit, item && item->difference);
    if (column->numbers && unit) cupel_text_printf(&head, " [%s]", unit);
    if (head.failed) {
        cupel_text_free(&head);
        return no_memory(g);
    }
    column->head = head.data;
    return CUPEL_OK;
}

/* ---- curves and columns of tables ---- */

static cupel_status add_long(gathering *g, const cupel_item *item)
{
    cupel_column *column = new_column(g);
    if (!column) return no_memory(g);
    column->count = (size_t)item->count;
    if (cupel_item_is_number(item)) {
        const cupel_status status = cupel_file_read_numbers(g->file, item, &column->numbers, g->error);
        if (status) return status;
    } else {
        char **texts = NULL;
        cupel_status status = cupel_file_read_texts(g->file, item, &texts, g->error);
        if (status) return status;
        column->texts = cupel_alloc(column->count, sizeof *column->texts);
        for (size_t i = 0; column->texts && i < column->count && !status; i++)
            if (!(column->texts[i] = strdup(texts[i]))) status = no_memory(g);
        free(texts);
        if (!column->texts || status) return no_memory(g);
    }
    const char *slash = strrchr(item->name, '/');
    return set_head(g, column, g->many_steps ? item->step : NULL, slash ? slash + 1 : item->name, item);
}

static cupel_status add_series(gathering *g, const cupel_item *item, const cupel_item **last_axis)
{
    const cupel_item *axis = cupel_item_axis(g->file, item);
    const bool is_axis = *last_axis == item; /* it stands there already, before its first curve */
    if (is_axis) return CUPEL_OK;
    if (axis && axis != *last_axis) {
        const cupel_status status = add_long(g, axis);
        if (status) return status;
    }
    *last_axis = axis ? axis : item;
    return add_long(g, item);
}

/* ---- scalars ---- */

static bool is_scalar(const cupel_item *item)
{
    return item->rank == 0;
}

static const cupel_item *scalar_of(const cupel_selection *selection, const char *step, const char *name)
{
    for (size_t i = 0; i < selection->count; i++) {
        const cupel_item *item = selection->items[i];
        if (is_scalar(item) && same(item->step, step) && same(item->name, name)) return item;
    }
    return NULL;
}

static bool is_first(const cupel_selection *selection, size_t index, bool by_step)
{
    const cupel_item *item = selection->items[index];
    for (size_t i = 0; i < index; i++) {
        const cupel_item *other = selection->items[i];
        if (!is_scalar(other)) continue;
        if (by_step ? same(other->step, item->step) : same(other->name, item->name)) return false;
    }
    return true;
}

/* Steps that have a scalar of the selection, in its order; borrowed texts. */
static size_t scalar_steps(const cupel_selection *selection, const char **steps)
{
    size_t count = 0;
    for (size_t i = 0; i < selection->count; i++)
        if (is_scalar(selection->items[i]) && is_first(selection, i, true))
            steps[count++] = selection->items[i]->step;
    return count;
}

static cupel_status add_step_column(gathering *g, const char *const *steps, size_t count)
{
    cupel_column *column = new_column(g);
    if (!column || !(column->texts = cupel_alloc(count, sizeof *column->texts))) return no_memory(g);
    column->count = count;
    for (size_t i = 0; i < count; i++)
        if (!(column->texts[i] = strdup(steps[i]))) return no_memory(g);
    return set_head(g, column, NULL, "step", NULL);
}

static cupel_status add_scalar_column(gathering *g, const cupel_item *first, const char *const *steps,
                                      size_t count)
{
    cupel_column *column = new_column(g);
    if (!column) return no_memory(g);
    const bool numbers = cupel_item_is_number(first);
    column->numbers = numbers ? cupel_alloc(count, sizeof(double)) : NULL;
    column->texts = numbers ? NULL : cupel_alloc(count, sizeof *column->texts);
    if (!column->numbers && !column->texts) return no_memory(g);
    column->count = count;
    for (size_t i = 0; i < count; i++) {
        const cupel_item *item = scalar_of(g->selection, steps[i], first->name);
        cupel_status status = CUPEL_OK;
        if (numbers) column->numbers[i] = (double)NAN;
        /* models may differ in what a name means: another unit gets an empty cell rather than a wrong number
         */
        if (!item || cupel_item_is_number(item) != numbers || !same(item->unit, first->unit)) continue;
        double *value = NULL;
        char **texts = NULL;
        if (numbers)
            status = cupel_file_read_numbers(g->file, item, &value, g->error);
        else
            status = cupel_file_read_texts(g->file, item, &texts, g->error);
        if (!status && numbers) column->numbers[i] = value[0];
        if (!status && !numbers && !(column->texts[i] = strdup(texts[0]))) status = no_memory(g);
        free(value);
        free(texts);
        if (status) return status;
    }
    return set_head(g, column, NULL, first->name, first);
}

static cupel_status add_scalars(gathering *g)
{
    const cupel_selection *selection = g->selection;
    const char **steps = cupel_alloc(selection->count, sizeof *steps);
    if (!steps) return no_memory(g);
    const size_t count = scalar_steps(selection, steps);
    cupel_status status = count > 1 ? add_step_column(g, steps, count) : CUPEL_OK;
    for (size_t i = 0; !status && i < selection->count; i++)
        if (is_scalar(selection->items[i]) && is_first(selection, i, false))
            status = add_scalar_column(g, selection->items[i], steps, count);
    free(steps);
    return status;
}

/* ---- all ---- */

cupel_status cupel_columns_gather(cupel_file *file, const cupel_selection *selection,
                                  cupel_columns_units units, cupel_columns *out, cupel_error *error)
{
    gathering g = {.file = file, .selection = selection, .units = units, .out = out, .error = error};
    const char *step = NULL;
    for (size_t i = 0; i < selection->count; i++) {
        const cupel_item *item = selection->items[i];
        if (cupel_item_is_field(item) || item->type == CUPEL_ITEM_BYTES)
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s.%s has no columns; --format json writes it whole", item->step,
                       item->name);
        if (is_scalar(item)) continue;
        g.many_steps = g.many_steps || (step && !same(step, item->step));
        step = item->step;
    }
    cupel_status status = add_scalars(&g);
    const cupel_item *last_axis = NULL;
    for (size_t i = 0; !status && i < selection->count; i++) {
        const cupel_item *item = selection->items[i];
        if (is_scalar(item)) continue;
        status = add_series(&g, item, &last_axis);
    }
    for (size_t i = 0; i < out->count; i++)
        if (out->columns[i].count > out->rows) out->rows = out->columns[i].count;
    return status;
}

void cupel_columns_free(cupel_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        cupel_column *column = &columns->columns[i];
        for (size_t k = 0; column->texts && k < column->count; k++) free(column->texts[k]);
        free(column->texts);
        free(column->numbers);
        free(column->head);
    }
    free(columns->columns);
    *columns = (cupel_columns){0};
}

/* ---- output ---- */

void cupel_columns_print(const cupel_cli *cli, const cupel_columns *columns, cupel_text *out)
{
    cupel_cli_table table = {.columns = columns->count};
    for (size_t c = 0; c < columns->count; c++) {
        if (columns->columns[c].numbers && c < 32) table.right |= 1u << c;
        cupel_cli_cell(&table, columns->columns[c].head);
    }
    for (size_t row = 0; row < columns->rows; row++)
        for (size_t c = 0; c < columns->count; c++) {
            const cupel_column *column = &columns->columns[c];
            char number[32] = "";
            if (row < column->count && column->numbers && !isnan(column->numbers[row]))
                snprintf(number, sizeof number, "%.6g", column->numbers[row]);
            cupel_cli_cell(&table, row < column->count && column->texts ? column->texts[row] : number);
        }
    cupel_cli_table_end(cli, &table, 0, out);
}

static void add_csv_text(cupel_text *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        cupel_text_add(out, text);
        return;
    }
    cupel_text_add(out, "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"') cupel_text_add(out, "\"");
        cupel_text_add_n(out, c, 1);
    }
    cupel_text_add(out, "\"");
}

static void add_csv_cell(cupel_text *out, const cupel_column *column, size_t row)
{
    if (row >= column->count) return;
    if (column->texts && column->texts[row]) add_csv_text(out, column->texts[row]);
    if (!column->numbers || isnan(column->numbers[row])) return;
    char digits[32];
    cupel_format_number(column->numbers[row], digits);
    cupel_text_add(out, digits);
}

void cupel_columns_csv(const cupel_columns *columns, cupel_text *out)
{
    for (size_t c = 0; c < columns->count; c++) {
        if (c) cupel_text_add(out, ",");
        add_csv_text(out, columns->columns[c].head);
    }
    cupel_text_add(out, "\r\n");
    for (size_t row = 0; row < columns->rows; row++) {
        for (size_t c = 0; c < columns->count; c++) {
            if (c) cupel_text_add(out, ",");
            add_csv_cell(out, &columns->columns[c], row);
        }
        cupel_text_add(out, "\r\n");
    }
}

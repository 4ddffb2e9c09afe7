/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_network.h"

#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "base/units.h"

/* Measured impedances: a curve of the case, or two columns of a CSV file, such as one exported from a run. */

typedef struct column {
    size_t index;
    const char *unit;
    const cupel_csv_cell *heading;
} column;

static cupel_status find_column(const cupel_csv *csv, const char *file, const char *name, cupel_arena *arena,
                                column *out, cupel_error *error)
{
    const char **names = cupel_arena_alloc(arena, csv->columns, sizeof *names);
    if (!names) return cupel_out_of_memory(error, "a curve");
    out->heading = NULL;
    for (size_t c = 0; c < csv->columns; c++) {
        const char *unit;
        names[c] = cupel_csv_heading(csv->heading[c].text, arena, &unit);
        if (!names[c]) return cupel_out_of_memory(error, "a curve");
        if (strcmp(names[c], name) != 0) continue;
        if (out->heading)
            return cupel_csv_complain(error, file, csv->heading[c].line, csv->heading[c].column,
                                      "'%s' is there twice", name);
        *out = (column){c, unit, &csv->heading[c]};
    }
    if (out->heading) return CUPEL_OK;
    cupel_text there = {0};
    for (size_t c = 0; c < csv->columns; c++) cupel_text_printf(&there, "%s%s", c ? ", " : "", names[c]);
    cupel_csv_complain(error, file, csv->heading->line, csv->heading->column,
                       "there is no column '%s'; columns: %s", name, cupel_text_get(&there));
    cupel_text_free(&there);
    return CUPEL_EINVAL;
}

static cupel_status check_unit(const column *c, const char *file, const char *unit, const char *example,
                               cupel_error *error)
{
    if (cupel_unit_known(c->unit) && cupel_unit_convertible(c->unit, unit)) return CUPEL_OK;
    return cupel_csv_complain(error, file, c->heading->line, c->heading->column,
                              "'%s' needs its unit behind the name, such as %s", c->heading->text, example);
}

static cupel_status read_cell(const cupel_csv_cell *cell, const char *file, const column *c, const char *unit,
                              double *out, cupel_error *error)
{
    double value;
    const char *end;
    if (!cupel_parse_number(cell->text, &value, &end) || *end || !isfinite(value))
        return cupel_csv_complain(error, file, cell->line, cell->column, "'%s' is not a number", cell->text);
    return cupel_unit_convert(value, c->unit, unit, false, out, error);
}

typedef struct file_columns {
    cupel_csv csv;
    column time, value;
    bool temperatures;
} file_columns;

static cupel_status open_columns(const heat_network_parameters *p, const cupel_input *file,
                                 cupel_arena *arena, file_columns *out, cupel_error *error)
{
    const char *path = file->path;
    cupel_status status = cupel_csv_parse(file->bytes, file->count, path, arena, &out->csv, error);
    if (!status) status = find_column(&out->csv, path, p->time_column, arena, &out->time, error);
    if (!status) status = find_column(&out->csv, path, p->impedance_column, arena, &out->value, error);
    if (!status) status = check_unit(&out->time, path, "s", "[s] or [ms]", error);
    if (status) return status;
    out->temperatures = cupel_unit_known(out->value.unit) && cupel_unit_convertible(out->value.unit, "K");
    if (!out->temperatures)
        status = check_unit(&out->value, path, "K/W", "[K/W], or [K] for a temperature", error);
    if (!status && !out->temperatures && !isnan(p->step_power))
        return cupel_csv_complain(error, path, out->value.heading->line, out->value.heading->column,
                                  "'%s' is an impedance, which takes no step_power; a temperature does",
                                  out->value.heading->text);
    if (!status && out->temperatures && isnan(p->step_power))
        return cupel_csv_complain(error, path, out->value.heading->line, out->value.heading->column,
                                  "'%s' is a temperature: step_power must say by what power it rises",
                                  out->value.heading->text);
    return status;
}

/* Points at times above zero; temperatures as rises over the first row by the power. */
static cupel_status read_rows(const heat_network_parameters *p, const char *path, const file_columns *c,
                              double *x, double *y, size_t *count, cupel_error *error)
{
    double first = NAN;
    *count = 0;
    for (size_t i = 0; i < c->csv.rows; i++) {
        const cupel_csv_cell *cells = c->csv.cells + i * c->csv.columns;
        double time, value;
        cupel_status status = read_cell(&cells[c->time.index], path, &c->time, "s", &time, error);
        if (!status)
            status = read_cell(&cells[c->value.index], path, &c->value, c->temperatures ? "K" : "K/W", &value,
                               error);
        if (status) return status;
        if (i == 0) first = value;
        if (!(time > 0)) continue;
        if (*count > 0 && !(time > x[*count - 1])) {
            const cupel_csv_cell *cell = &cells[c->time.index];
            return cupel_csv_complain(error, path, cell->line, cell->column,
                                      "time %s does not rise; the one before is %.10g s", cell->text,
                                      x[*count - 1]);
        }
        x[*count] = time;
        y[(*count)++] = c->temperatures ? (value - first) / p->step_power : value;
    }
    if (*count < 10)
        return cupel_csv_complain(error, path, 1, 1, "%zu rows at times above 0 are too few; 10 are needed",
                                  *count);
    return CUPEL_OK;
}

/* Points at times above zero; of temperatures the rise over the first by the power. */
static cupel_status take_points(const heat_network_parameters *p, const cupel_curve *given, bool heating,
                                double *x, double *y, size_t *count, cupel_error *error)
{
    for (size_t i = 0; i < given->count; i++) {
        if (!(given->x[i] > 0)) continue;
        x[*count] = given->x[i];
        y[(*count)++] = heating ? (given->y[i] - given->y[0]) / p->step_power : given->y[i];
    }
    if (*count < 10)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu points at times above 0 are too few; 10 are needed", *count);
    return CUPEL_OK;
}

cupel_status heat_network_read_curve(const heat_network_parameters *p, const cupel_curve *given, bool heating,
                                     const cupel_input *file, cupel_arena *arena, cupel_curve *out,
                                     cupel_error *error)
{
    const size_t room = file ? CUPEL_CSV_ROWS : given->count;
    double *x = cupel_arena_alloc(arena, room, sizeof *x), *y = cupel_arena_alloc(arena, room, sizeof *y);
    if (!x || !y) return cupel_out_of_memory(error, "a curve");
    size_t count = 0;
    cupel_status status;
    if (file) {
        file_columns columns = {0};
        status = open_columns(p, file, arena, &columns, error);
        if (!status) status = read_rows(p, file->path, &columns, x, y, &count, error);
    } else {
        status = take_points(p, given, heating, x, y, &count, error);
    }
    *out = (cupel_curve){count, x, y};
    return status;
}

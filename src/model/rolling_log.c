/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rolling_log.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "base/units.h"

/* What a column is measured in besides its own SI unit: a force over the width, or over the section. */
typedef struct known_column {
    const char *name;
    size_t offset;            /* in rolling_pass_parameters; OUTSIDE: not one of them */
    const char *unit, *range; /* SI; as in the table of rolling.pass where it is one of them */
    const char *other;        /* unit that is divided by width, and by thickness for a stress; NULL: none */
    const char *hint;         /* how a heading may be written */
} known_column;

#define OUTSIDE  ((size_t)-1)
#define AT(name) offsetof(rolling_pass_parameters, name)
static const known_column known[LOG_COLUMNS] = {
    [LOG_PASS] = {"pass", OUTSIDE, NULL, NULL, NULL, "pass"},
    [LOG_ROLL_FORCE] = {"roll_force", OUTSIDE, "N/m", "(0, inf)", "N",
                        "roll_force [kN] or roll_force [kN/mm]"},
    [LOG_FORWARD_SLIP] = {"forward_slip", OUTSIDE, "1", "(-1, 1)", NULL, "forward_slip [%] or forward_slip"},
    [LOG_ENTRY_THICKNESS] = {"entry_thickness", AT(entry_thickness), "m", "(0, 1]", NULL,
                             "entry_thickness [um]"},
    [LOG_EXIT_THICKNESS] = {"exit_thickness", AT(exit_thickness), "m", "(0, 1]", NULL, "exit_thickness [um]"},
    [LOG_PRIOR_STRAIN] = {"prior_strain", AT(prior_strain), "1", "[0, inf)", NULL, "prior_strain"},
    [LOG_WIDTH] = {"width", AT(width), "m", "(0, 10]", NULL, "width [mm]"},
    [LOG_ENTRY_TENSION] = {"entry_tension", AT(entry_tension), "Pa", "[0, inf)", "N",
                           "entry_tension [MPa] or entry_tension [kN]"},
    [LOG_EXIT_TENSION] = {"exit_tension", AT(exit_tension), "Pa", "[0, inf)", "N",
                          "exit_tension [MPa] or exit_tension [kN]"},
    [LOG_ROLL_RADIUS] = {"roll_radius", AT(roll_radius), "m", "(0, 5]", NULL, "roll_radius [mm]"},
    [LOG_ROLL_SPEED] = {"roll_speed", AT(roll_speed), "m/s", "(0, inf)", NULL, "roll_speed [m/min]"},
    [LOG_FRICTION_COEFFICIENT] = {"friction_coefficient", AT(friction_coefficient), "1", "[0, 10]", NULL,
                                  "friction_coefficient"},
};
#undef AT

#define HEADING(column, name, what)                                                                          \
    {                                                                                                        \
        name, CUPEL_TEXT, .offset = offsetof(rolling_log_headings, of) + (column) * sizeof(char *),          \
                          .meaning = "heading in the log, without its unit, of " what                        \
    }
static const cupel_param heading_rows[] = {
    HEADING(LOG_PASS, "pass", "the name of the pass"),
    HEADING(LOG_ROLL_FORCE, "roll_force", "the measured roll force: in N, or N/m per width"),
    HEADING(LOG_FORWARD_SLIP, "forward_slip", "the measured forward slip"),
    HEADING(LOG_ENTRY_THICKNESS, "entry_thickness", "the thickness before the pass"),
    HEADING(LOG_EXIT_THICKNESS, "exit_thickness", "the thickness after the pass"),
    HEADING(LOG_PRIOR_STRAIN, "prior_strain", "the strain before the pass"),
    HEADING(LOG_WIDTH, "width", "the strip width"),
    HEADING(LOG_ENTRY_TENSION, "entry_tension", "the back tension: in Pa, or N over the section"),
    HEADING(LOG_EXIT_TENSION, "exit_tension", "the front tension: in Pa, or N over the section"),
    HEADING(LOG_ROLL_RADIUS, "roll_radius", "the radius of the work rolls"),
    HEADING(LOG_ROLL_SPEED, "roll_speed", "the surface speed of the rolls"),
    HEADING(LOG_FRICTION_COEFFICIENT, "friction_coefficient", "the friction, when it is not fitted"),
};
#undef HEADING

const cupel_table rolling_log_headings_table = {
    .name = "columns", .size = sizeof(rolling_log_headings), CUPEL_ROWS(heading_rows)};

typedef struct reading {
    cupel_csv csv;
    const char *file;
    cupel_arena *arena;
    const rolling_pass_parameters *common;
    const rolling_log_headings *headings;
    size_t column[LOG_COLUMNS]; /* in the log; csv.columns: not there */
    const char *unit[LOG_COLUMNS];
    bool other_unit[LOG_COLUMNS];
    cupel_error *error;
} reading;

#define COMPLAIN(r, cell, ...)                                                                               \
    cupel_csv_complain((r)->error, (r)->file, (cell)->line, (cell)->column, __VA_ARGS__)

static const char *heading_of(const reading *r, int column)
{
    const char *own = r->headings ? r->headings->of[column] : NULL;
    return own ? own : known[column].name;
}

static bool is_there(const reading *r, int column)
{
    return r->column[column] < r->csv.columns;
}

/* ---- the heading ---- */

static cupel_status check_unit(reading *r, int column, const cupel_csv_cell *cell)
{
    const known_column *k = &known[column];
    const char *unit = r->unit[column];
    if (!k->unit) return CUPEL_OK;
    if (!*unit && strcmp(k->unit, "1") != 0)
        return COMPLAIN(r, cell, "%s has no unit; it is written behind the name: %s", cell->text, k->hint);
    if (!*unit) r->unit[column] = unit = "1";
    if (!cupel_unit_known(unit))
        return COMPLAIN(r, cell, "%s: '%s' is no unit; for example: %s", cell->text, unit, k->hint);
    r->other_unit[column] = k->other && cupel_unit_convertible(unit, k->other);
    if (!r->other_unit[column] && !cupel_unit_convertible(unit, k->unit))
        return COMPLAIN(r, cell, "%s: '%s' is no unit of %s; for example: %s", cell->text, unit, k->name,
                        k->hint);
    return CUPEL_OK;
}

/* A heading that is nearly one of ours is a slip of the pen, and would be passed over in silence. */
static cupel_status take_unknown(const reading *r, const cupel_csv_cell *cell, const char *name,
                                 cupel_text *unused)
{
    const char *names[LOG_COLUMNS];
    size_t free_names = 0;
    for (int k = 0; k < LOG_COLUMNS; k++)
        if (!is_there(r, k)) names[free_names++] = heading_of(r, k);
    const char *near = cupel_nearest(name, names, free_names);
    if (near) return COMPLAIN(r, cell, "column '%s' is unknown; did you mean '%s'?", name, near);
    cupel_text_printf(unused, "%s%s", unused->length ? ", " : "", name);
    return CUPEL_OK;
}

static cupel_status read_heading(reading *r, const char **unused_columns)
{
    const char **names = cupel_arena_alloc(r->arena, r->csv.columns, sizeof *names);
    const char **units = cupel_arena_alloc(r->arena, r->csv.columns, sizeof *units);
    if (!names || !units) return cupel_out_of_memory(r->error, "a pass log");
    for (int k = 0; k < LOG_COLUMNS; k++) r->column[k] = r->csv.columns;
    for (size_t c = 0; c < r->csv.columns; c++) {
        names[c] = cupel_csv_heading(r->csv.heading[c].text, r->arena, &units[c]);
        if (!names[c]) return cupel_out_of_memory(r->error, "a pass log");
        for (int k = 0; k < LOG_COLUMNS; k++) {
            if (strcmp(names[c], heading_of(r, k)) != 0) continue;
            if (is_there(r, k))
                return COMPLAIN(r, &r->csv.heading[c], "%s is there twice, first in column %zu", names[c],
                                r->column[k] + 1);
            r->column[k] = c;
            r->unit[k] = units[c];
            const cupel_status status = check_unit(r, k, &r->csv.heading[c]);
            if (status) return status;
        }
    }
    cupel_text unused = {0};
    cupel_status status = CUPEL_OK;
    for (size_t c = 0; !status && c < r->csv.columns; c++) {
        bool used = false;
        for (int k = 0; k < LOG_COLUMNS; k++) used = used || r->column[k] == c;
        if (!used) status = take_unknown(r, &r->csv.heading[c], names[c], &unused);
    }
    *unused_columns = unused.failed ? NULL : cupel_arena_copy(r->arena, cupel_text_get(&unused));
    if (!status && !*unused_columns) status = cupel_out_of_memory(r->error, "a pass log");
    cupel_text_free(&unused);
    return status;
}

static double *parameter(rolling_pass_parameters *p, int column)
{
    return (double *)(void *)((char *)p + known[column].offset);
}

static double given(const reading *r, int column)
{
    return *(const double *)(const void *)((const char *)r->common + known[column].offset);
}

/* What no column says the case must say; and there must be something to fit to. */
static cupel_status check_columns(const reading *r, bool friction_needed)
{
    static const int needed[] = {LOG_ENTRY_THICKNESS, LOG_EXIT_THICKNESS, LOG_ROLL_RADIUS,
                                 LOG_FRICTION_COEFFICIENT};
    const size_t count = friction_needed ? 4 : 3;
    for (size_t i = 0; i < count; i++)
        if (!is_there(r, needed[i]) && isnan(given(r, needed[i])))
            return COMPLAIN(r, r->csv.heading,
                            "neither a column of the log nor the case gives %s; for example: %s",
                            known[needed[i]].name, known[needed[i]].hint);
    if (!is_there(r, LOG_ROLL_FORCE) && !is_there(r, LOG_FORWARD_SLIP))
        return COMPLAIN(r, r->csv.heading, "no column has a measurement; wanted: %s, or %s",
                        known[LOG_ROLL_FORCE].hint, known[LOG_FORWARD_SLIP].hint);
    for (int k = 0; k < LOG_COLUMNS; k++)
        if (is_there(r, k) && r->other_unit[k] && !is_there(r, LOG_WIDTH) && isnan(given(r, LOG_WIDTH)))
            return COMPLAIN(r, &r->csv.heading[r->column[k]],
                            "%s in %s needs the width of the strip: a column, or `width` in the case",
                            known[k].name, r->unit[k]);
    return CUPEL_OK;
}

/* ---- the rows ---- */

/* The number of a cell in SI, or NaN when it is empty. */
static cupel_status read_cell(const reading *r, int column, const cupel_csv_cell *cell, double *out)
{
    const known_column *k = &known[column];
    double value;
    const char *end;
    *out = NAN;
    if (!*cell->text) return CUPEL_OK;
    if (!cupel_parse_number(cell->text, &value, &end) || *end)
        return COMPLAIN(r, cell, "%s: '%s' is not a number; allowed: digits with a decimal point, or nothing",
                        k->name, cell->text);
    const char *unit = r->other_unit[column] ? k->other : k->unit;
    cupel_error ignored;
    if (cupel_unit_convert(value, r->unit[column], unit, false, out, &ignored))
        return COMPLAIN(r, cell, "%s: %s", k->name, ignored.text);
    const cupel_interval range = cupel_interval_parse(k->range);
    if (cupel_interval_holds(&range, *out)) return CUPEL_OK;
    const bool bare = strcmp(unit, "1") == 0;
    const bool percent = column == LOG_FORWARD_SLIP && strcmp(r->unit[column], "1") == 0;
    return COMPLAIN(r, cell, "%s = %.6g%s%s is out of range; allowed: %s%s%s%s", k->name, *out,
                    bare ? "" : " ", bare ? "" : unit, k->range, bare ? "" : " ", bare ? "" : unit,
                    percent ? "; a percentage has [%] behind the name" : "");
}

static cupel_status read_row(const reading *r, const cupel_csv_cell *cells, double values[LOG_COLUMNS])
{
    for (int k = 0; k < LOG_COLUMNS; k++) {
        values[k] = NAN;
        if (k == LOG_PASS || !is_there(r, k)) continue;
        const cupel_status status = read_cell(r, k, &cells[r->column[k]], &values[k]);
        if (status) return status;
    }
    return CUPEL_OK;
}

/* Forces become what the model takes: per width, and a stress over the section. */
static void divide_forces(const reading *r, double values[LOG_COLUMNS], const rolling_pass_parameters *p)
{
    if (r->other_unit[LOG_ROLL_FORCE]) values[LOG_ROLL_FORCE] /= p->width;
    if (r->other_unit[LOG_ENTRY_TENSION]) values[LOG_ENTRY_TENSION] /= p->width * p->entry_thickness;
    if (r->other_unit[LOG_EXIT_TENSION]) values[LOG_EXIT_TENSION] /= p->width * p->exit_thickness;
}

static void take_values(const double values[LOG_COLUMNS], rolling_pass_parameters *p)
{
    for (int k = 0; k < LOG_COLUMNS; k++)
        if (known[k].offset != OUTSIDE && !isnan(values[k])) *parameter(p, k) = values[k];
}

/* An empty cell that neither the log nor the case makes up for. */
static const char *lacking(const reading *r, const rolling_log_pass *pass, bool friction_needed)
{
    const rolling_pass_parameters *p = &pass->parameters;
    const bool by_width =
        r->other_unit[LOG_ROLL_FORCE] || r->other_unit[LOG_ENTRY_TENSION] || r->other_unit[LOG_EXIT_TENSION];
    if (isnan(p->entry_thickness)) return "entry_thickness is empty";
    if (isnan(p->exit_thickness)) return "exit_thickness is empty";
    if (isnan(p->roll_radius)) return "roll_radius is empty";
    if (friction_needed && isnan(p->friction_coefficient)) return "friction_coefficient is empty";
    if (by_width && isnan(p->width)) return "width is empty";
    if (isnan(pass->force_per_width) && isnan(pass->forward_slip)) return "nothing is measured";
    return NULL;
}

static cupel_status read_pass(const reading *r, size_t row, bool friction_needed, rolling_log_pass *out)
{
    const cupel_csv_cell *cells = r->csv.cells + row * r->csv.columns;
    double values[LOG_COLUMNS];
    cupel_status status = read_row(r, cells, values);
    if (status) return status;
    const bool named = is_there(r, LOG_PASS) && *cells[r->column[LOG_PASS]].text;
    *out = (rolling_log_pass){.name = named ? cells[r->column[LOG_PASS]].text
                                            : cupel_arena_format(r->arena, "%zu", row + 1),
                              .line = cells->line,
                              .parameters = *r->common};
    if (!out->name) return cupel_out_of_memory(r->error, "a pass log");
    take_values(values, &out->parameters); /* thicknesses and width, by which forces are divided */
    divide_forces(r, values, &out->parameters);
    take_values(values, &out->parameters);
    out->force_per_width = values[LOG_ROLL_FORCE];
    out->forward_slip = values[LOG_FORWARD_SLIP];
    if (!friction_needed) out->parameters.friction_coefficient = 0; /* the fit sets it */
    out->unusable = lacking(r, out, friction_needed);
    if (out->unusable) return CUPEL_OK;
    status = rolling_pass_table.check(&out->parameters, r->error);
    if (status) cupel_error_place(r->error, r->file, cells->line, 1);
    return status;
}

cupel_status rolling_log_read(const cupel_input *file, const rolling_pass_parameters *common,
                              const rolling_log_headings *headings, bool friction_needed, cupel_arena *arena,
                              rolling_log *out, cupel_error *error)
{
    reading r = {.file = file->path, .arena = arena, .common = common, .headings = headings, .error = error};
    rolling_log log = {0};
    cupel_status status = cupel_csv_parse(file->bytes, file->count, file->path, arena, &r.csv, error);
    if (!status) status = read_heading(&r, &log.unused_columns);
    if (!status) status = check_columns(&r, friction_needed);
    if (status) return status;
    log.count = r.csv.rows;
    log.passes = cupel_arena_alloc(arena, log.count, sizeof *log.passes);
    if (!log.passes) return cupel_out_of_memory(error, "a pass log");
    for (size_t i = 0; i < log.count; i++)
        if ((status = read_pass(&r, i, friction_needed, &log.passes[i]))) return status;
    *out = log;
    return CUPEL_OK;
}

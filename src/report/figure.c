/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"

enum { LONGEST_LABEL = 32 };

/* ---- words ---- */

/* "roll_force_per_width" -> "roll force per width" */
static const char *in_words(cupel_arena *arena, const char *name)
{
    char *copy = cupel_arena_copy(arena, name);
    for (char *c = copy; c && *c; c++)
        if (*c == '_') *c = ' ';
    return copy ? copy : name;
}

/* Units as people write them: um -> µm, degC -> °C, m2 -> m². */
static const char *unit_in_words(cupel_arena *arena, const char *unit)
{
    cupel_text text = {0};
    for (const char *c = unit; *c; c++) {
        const bool start = c == unit || !((c[-1] >= 'a' && c[-1] <= 'z') || (c[-1] >= 'A' && c[-1] <= 'Z'));
        const bool power = c > unit && ((c[-1] >= 'a' && c[-1] <= 'z') || (c[-1] >= 'A' && c[-1] <= 'Z')) &&
                           !((c[1] >= '0' && c[1] <= '9') || c[1] == '.');
        if (start && strncmp(c, "deg", 3) == 0 && (c[3] == 'C' || c[3] == 'F')) {
            cupel_text_add(&text, "°");
            c += 2;
        } else if (start && strncmp(c, "ohm", 3) == 0) {
            cupel_text_add(&text, "Ω");
            c += 2;
        } else if (start && strncmp(c, "uohm", 4) == 0) {
            cupel_text_add(&text, "µΩ");
            c += 3;
        } else if (start && *c == 'u' && (c[1] == 'm' || c[1] == 's')) {
            cupel_text_add(&text, "µ");
        } else if (power && *c == '2') {
            cupel_text_add(&text, "²");
        } else if (power && *c == '3') {
            cupel_text_add(&text, "³");
        } else {
            cupel_text_add_n(&text, c, 1);
        }
    }
    const char *copy = text.failed ? NULL : cupel_arena_copy(arena, cupel_text_get(&text));
    cupel_text_free(&text);
    return copy ? copy : unit;
}

static const char *label_with_unit(cupel_arena *arena, const char *words, const char *unit)
{
    if (!unit || strcmp(unit, "1") == 0 || !*unit) return words;
    const char *label =
        cupel_arena_format(arena, "%s%s[%s]", words, *words ? " " : "", unit_in_words(arena, unit));
    return label ? label : words;
}

/* ---- gathering ---- */

typedef struct gathering {
    cupel_file *file;
    cupel_figure *figure;
    size_t drawn;
    cupel_error *error;
} gathering;

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static cupel_status no_memory(const gathering *g)
{
    return cupel_out_of_memory(g->error, "a picture");
}

/* The panel of an item over an axis (NULL: words or steps); those that can be read off one scale share it. */
static cupel_status panel_for(const gathering *g, const cupel_item *item, const char *x_key,
                              const cupel_item *axis, cupel_panel **out)
{
    cupel_figure *figure = g->figure;
    const char *unit = item->unit ? item->unit : "1", *x_unit = axis && axis->unit ? axis->unit : "1";
    for (size_t i = 0; i < figure->count; i++) {
        cupel_panel *panel = &figure->panels[i];
        if (same(panel->unit, unit) && panel->difference == item->difference && same(panel->x_key, x_key) &&
            same(panel->x_unit, x_unit)) {
            *out = panel;
            return CUPEL_OK;
        }
    }
    if (figure->count == CUPEL_FIGURE_PANELS)
        CUPEL_FAIL(g->error, CUPEL_ELIMIT, "the selection takes more than %d panels: choose fewer results",
                   CUPEL_FIGURE_PANELS);
    cupel_panel *panel = &figure->panels[figure->count];
    *panel = (cupel_panel){.unit = unit,
                           .x_unit = x_unit,
                           .difference = item->difference,
                           .x_difference = axis && axis->difference,
                           .x_key = x_key};
    panel->traces = cupel_arena_alloc(figure->arena, CUPEL_FIGURE_TRACES, sizeof *panel->traces);
    if (!panel->traces) return no_memory(g);
    figure->count++;
    *out = panel;
    return CUPEL_OK;
}

static cupel_status add_trace(gathering *g, cupel_panel *panel, const cupel_item *item, const double *x,
                              const double *y, size_t count)
{
    if (panel->count == CUPEL_FIGURE_TRACES)
        CUPEL_FAIL(g->error, CUPEL_ELIMIT,
                   "the selection takes more than %d curves in one panel: choose fewer", CUPEL_FIGURE_TRACES);
    cupel_trace trace = {.step = item->step, .name = item->name, .count = count};
    trace.x = cupel_arena_alloc(g->figure->arena, count, sizeof(double));
    trace.y = cupel_arena_alloc(g->figure->arena, count, sizeof(double));
    if (!trace.x || !trace.y) return no_memory(g);
    for (size_t i = 0; i < count; i++) {
        trace.x[i] = x ? x[i] : (double)i;
        trace.y[i] = y[i];
    }
    panel->traces[panel->count++] = trace;
    g->drawn++;
    return CUPEL_OK;
}

/* Curve over its axis; the axis itself is no curve. */
static cupel_status gather_series(gathering *g, const cupel_item *item)
{
    if (!item->axis) return CUPEL_OK;
    const cupel_item *axis = cupel_item_axis(g->file, item);
    if (!axis || axis->count != item->count)
        CUPEL_FAIL(g->error, CUPEL_EDAMAGED, "%s.%s: its axis %s is not in the file", item->step, item->name,
                   item->axis);
    double *x = NULL, *y = NULL;
    cupel_status status = cupel_file_read_numbers(g->file, axis, &x, g->error);
    if (!status) status = cupel_file_read_numbers(g->file, item, &y, g->error);
    cupel_panel *panel = NULL;
    if (!status) status = panel_for(g, item, item->axis, axis, &panel);
    if (!status) {
        const char *slash = strrchr(item->name, '/'); /* a curve among the parameters: fan/y over fan/x */
        panel->x_label = in_words(g->figure->arena, slash && axis->long_name ? axis->long_name : item->axis);
        status = add_trace(g, panel, item, x, y, item->count);
        if (!status && slash) {
            const char *name = cupel_arena_copy_n(g->figure->arena, item->name, (size_t)(slash - item->name));
            if (name) panel->traces[panel->count - 1].name = name;
        }
    }
    free(x);
    free(y);
    return status;
}

/* The first column of the table that an item belongs to. */
static const cupel_item *first_column(const cupel_file *file, const cupel_item *item, const char *table)
{
    const size_t length = strlen(table);
    for (size_t i = 0; i < cupel_file_item_count(file); i++) {
        const cupel_item *other = cupel_file_get_item(file, i);
        if (same(other->step, item->step) && same(other->group, item->group) &&
            strncmp(other->name, table, length) == 0 && other->name[length] == '/')
            return other;
    }
    return item;
}

static cupel_status set_ticks(const gathering *g, cupel_panel *panel, char **words, size_t count)
{
    panel->ticks = cupel_arena_alloc(g->figure->arena, count, sizeof *panel->ticks);
    if (!panel->ticks) return no_memory(g);
    for (size_t i = 0; i < count; i++)
        if (!(panel->ticks[i] = cupel_arena_copy(g->figure->arena, words[i]))) return no_memory(g);
    panel->tick_count = count;
    return CUPEL_OK;
}

static cupel_status gather_column(gathering *g, const cupel_item *item, const char *table)
{
    const cupel_item *first = first_column(g->file, item, table);
    const bool words = first->type == CUPEL_ITEM_TEXT;
    if (first == item) return CUPEL_OK; /* the abscissa itself */
    const char *key = cupel_arena_format(g->figure->arena, "%s.%s", item->step, table);
    if (!key) return no_memory(g);
    double *x = NULL, *y = NULL;
    char **texts = NULL;
    cupel_panel *panel = NULL;
    cupel_status status = panel_for(g, item, key, words ? NULL : first, &panel);
    if (!status) status = cupel_file_read_numbers(g->file, item, &y, g->error);
    if (!status && words && !panel->ticks) {
        status = cupel_file_read_texts(g->file, first, &texts, g->error);
        if (!status) status = set_ticks(g, panel, texts, first->count);
    }
    if (!status && !words) status = cupel_file_read_numbers(g->file, first, &x, g->error);
    if (!status) {
        panel->x_label = in_words(g->figure->arena, strchr(first->name, '/') + 1);
        status = add_trace(g, panel, item, x, y, item->count);
    }
    free(x);
    free(y);
    free(texts);
    return status;
}

static size_t step_index(const cupel_file *file, const char *id)
{
    size_t i = 0;
    while (i < cupel_file_step_count(file) && !same(cupel_file_get_step(file, i)->id, id)) i++;
    return i;
}

/* One more point, kept in the order of the steps. */
static cupel_status lengthen(gathering *g, cupel_trace *trace, double x, double y)
{
    double *longer_x = cupel_arena_alloc(g->figure->arena, trace->count + 1, sizeof(double));
    double *longer_y = cupel_arena_alloc(g->figure->arena, trace->count + 1, sizeof(double));
    if (!longer_x || !longer_y) return no_memory(g);
    size_t at = 0;
    while (at < trace->count && trace->x[at] < x) at++;
    for (size_t i = 0; i <= trace->count; i++) {
        longer_x[i] = i < at ? trace->x[i] : i == at ? x : trace->x[i - 1];
        longer_y[i] = i < at ? trace->y[i] : i == at ? y : trace->y[i - 1];
    }
    trace->x = longer_x;
    trace->y = longer_y;
    trace->count++;
    g->drawn++;
    return CUPEL_OK;
}

/* A scalar joins the trace of its name over the steps. */
static cupel_status gather_scalar(gathering *g, const cupel_item *item)
{
    double *value = NULL;
    cupel_panel *panel;
    cupel_status status = panel_for(g, item, "(steps)", NULL, &panel);
    if (!status) status = cupel_file_read_numbers(g->file, item, &value, g->error);
    if (status) return status;
    const double y = value[0], x = (double)step_index(g->file, item->step);
    free(value);
    panel->x_label = "step";
    for (size_t i = 0; i < panel->count; i++)
        if (same(panel->traces[i].name, item->name)) return lengthen(g, &panel->traces[i], x, y);
    return add_trace(g, panel, item, &x, &y, 1);
}

static cupel_status gather(gathering *g, const cupel_item *item)
{
    char table[256];
    const bool numbers = item->type == CUPEL_ITEM_NUMBERS || item->type == CUPEL_ITEM_INTEGERS;
    if (!numbers || item->rank > 1 || item->count == 0 || same(item->group, "fields")) return CUPEL_OK;
    if (cupel_item_table(item, table, sizeof table)) return gather_column(g, item, table);
    return item->rank == 0 ? gather_scalar(g, item) : gather_series(g, item);
}

/* ---- finishing ---- */

/* Only the steps that a panel shows get a place on its axis, in the order of the file. */
static cupel_status place_steps(const gathering *g, cupel_panel *panel)
{
    if (!same(panel->x_key, "(steps)")) return CUPEL_OK;
    const size_t steps = cupel_file_step_count(g->file);
    size_t *place = cupel_arena_alloc(g->figure->arena, steps + 1, sizeof *place);
    panel->ticks = cupel_arena_alloc(g->figure->arena, steps + 1, sizeof *panel->ticks);
    if (!place || !panel->ticks) return no_memory(g);
    for (size_t s = 0; s < steps; s++) {
        bool used = false;
        for (size_t t = 0; t < panel->count; t++)
            for (size_t i = 0; i < panel->traces[t].count; i++)
                used = used || (size_t)panel->traces[t].x[i] == s;
        place[s] = panel->tick_count;
        if (used) panel->ticks[panel->tick_count++] = cupel_file_get_step(g->file, s)->id;
    }
    for (size_t t = 0; t < panel->count; t++)
        for (size_t i = 0; i < panel->traces[t].count; i++)
            panel->traces[t].x[i] = (double)place[(size_t)panel->traces[t].x[i]];
    return CUPEL_OK;
}

/* The unit in which the largest magnitude reads best, and all values in it. */
static const char *to_display(cupel_panel *panel, bool of_x)
{
    const char *unit = of_x ? panel->x_unit : panel->unit;
    double largest = 0;
    for (size_t t = 0; t < panel->count; t++)
        for (size_t i = 0; i < panel->traces[t].count; i++) {
            const double value = of_x ? panel->traces[t].x[i] : panel->traces[t].y[i];
            if (isfinite(value)) largest = fmax(largest, fabs(value));
        }
    const bool difference = of_x ? panel->x_difference : panel->difference;
    const char *display = strcmp(unit, "1") == 0 ? unit : cupel_unit_for_display(unit, largest, difference);
    double zero, one;
    if (same(display, unit) || cupel_unit_convert(0, unit, display, difference, &zero, NULL) ||
        cupel_unit_convert(1, unit, display, difference, &one, NULL))
        return unit;
    for (size_t t = 0; t < panel->count; t++) {
        double *values = of_x ? panel->traces[t].x : panel->traces[t].y;
        for (size_t i = 0; i < panel->traces[t].count; i++) values[i] = zero + (one - zero) * values[i];
    }
    return display;
}

static const char *last_part(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

/* Index of the first trace of the same step, or of the same name, counted without repetition. */
static size_t rank_of(const cupel_panel *panel, size_t t, bool by_step)
{
    size_t rank = 0;
    for (size_t i = 0; i < t; i++) {
        const cupel_trace *a = &panel->traces[i], *b = &panel->traces[t];
        if (by_step ? same(a->step, b->step) : same(a->name, b->name)) return by_step ? a->colour : a->dash;
        bool new = true;
        for (size_t k = 0; new &&k < i; k++)
            new = !(by_step ? same(panel->traces[k].step, a->step) : same(panel->traces[k].name, a->name));
        rank += new;
    }
    return rank;
}

/* "pressure, shear stress" as long as that is short */
static const char *names_in_words(cupel_arena *arena, const cupel_panel *panel)
{
    cupel_text text = {0};
    for (size_t t = 0; t < panel->count; t++) {
        bool new = true;
        for (size_t k = 0; new &&k < t; k++) new = !same(panel->traces[k].name, panel->traces[t].name);
        if (new)
            cupel_text_printf(&text, "%s%s", t ? ", " : "",
                              in_words(arena, last_part(panel->traces[t].name)));
    }
    const char *words = text.failed || cupel_display_width(text.data) > LONGEST_LABEL
                            ? ""
                            : cupel_arena_copy(arena, text.data);
    cupel_text_free(&text);
    return words ? words : "";
}

static void set_labels(cupel_figure *figure, cupel_panel *panel)
{
    cupel_arena *arena = figure->arena;
    const bool over_steps = same(panel->x_key, "(steps)");
    bool one_name = true, one_step = true;
    for (size_t t = 1; t < panel->count; t++) {
        one_name = one_name && same(panel->traces[t].name, panel->traces[0].name);
        one_step = one_step && same(panel->traces[t].step, panel->traces[0].step);
    }
    for (size_t t = 0; t < panel->count && panel->count > 1; t++) {
        cupel_trace *trace = &panel->traces[t];
        const char *words = in_words(arena, last_part(trace->name));
        const bool both =
            !over_steps && !one_step && !one_name; /* colours tell the step, dashes the result */
        trace->label = over_steps || one_step ? words
                       : one_name             ? trace->step
                                              : cupel_arena_format(arena, "%s: %s", trace->step, words);
        trace->dash = both ? rank_of(panel, t, false) : 0;
        trace->colour = both ? rank_of(panel, t, true) : t;
    }
    const char *x_unit = panel->ticks ? "1" : to_display(panel, true);
    panel->x_label = label_with_unit(arena, panel->x_label, x_unit);
    panel->y_label = label_with_unit(arena, names_in_words(arena, panel), to_display(panel, false));
}

cupel_status cupel_figure_build(cupel_file *file, const cupel_plot_request *request, cupel_figure *figure,
                                cupel_error *error)
{
    gathering g = {.file = file, .figure = figure, .error = error};
    cupel_selection selection = {0};
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; !status && i < request->count; i++)
        status = cupel_select(file, request->selections[i], &selection, error);
    for (size_t i = 0; !status && i < selection.count; i++) status = gather(&g, selection.items[i]);
    cupel_selection_free(&selection);
    if (status) return status;
    if (g.drawn == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "nothing of that can be drawn: curves, columns of tables and scalars can; fields open in "
                   "ParaView");
    for (size_t i = 0; !status && i < figure->count; i++) status = place_steps(&g, &figure->panels[i]);
    if (status) return status;
    for (size_t i = 0; i < figure->count; i++) set_labels(figure, &figure->panels[i]);
    const char *title = request->title ? request->title : cupel_file_get_header(file)->title;
    figure->title = title ? title : "";
    return CUPEL_OK;
}

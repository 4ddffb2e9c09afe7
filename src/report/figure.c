/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/gather.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"

enum { LONGEST_LABEL = 32 };

const char *cupel_unit_in_words(cupel_arena *arena, const char *unit)
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
        } else if (*c == '^' && (c[1] == '2' || c[1] == '3') &&
                   !((c[2] >= '0' && c[2] <= '9') || c[2] == '.')) {
            cupel_text_add(&text, c[1] == '2' ? "²" : "³");
            c++;
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
        cupel_arena_format(arena, "%s%s[%s]", words, *words ? " " : "", cupel_unit_in_words(arena, unit));
    return label ? label : words;
}

/* ---- finishing ---- */

/* Only the steps that a panel shows get a place on its axis, in the order of the file. */
static cupel_status place_steps(const cupel_gathering *g, cupel_panel *panel)
{
    if (!cupel_same(panel->x_key, "(steps)")) return CUPEL_OK;
    const size_t steps = cupel_file_step_count(g->file);
    size_t *place = cupel_arena_alloc(g->figure->arena, steps + 1, sizeof *place);
    panel->ticks = cupel_arena_alloc(g->figure->arena, steps + 1, sizeof *panel->ticks);
    if (!place || !panel->ticks) return cupel_out_of_memory(g->error, "a picture");
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

static void raise_to(double *largest, double value)
{
    if (isfinite(value)) *largest = fmax(*largest, fabs(value));
}

/* What a panel reaches on one of its axes; NaN is passed over. */
static double largest_of(const cupel_panel *panel, bool of_x)
{
    const cupel_map *map = panel->map;
    double largest = 0;
    for (size_t t = 0; t < panel->count; t++)
        for (size_t i = 0; i < panel->traces[t].count; i++)
            raise_to(&largest, of_x ? panel->traces[t].x[i] : panel->traces[t].y[i]);
    if (map && !of_x)
        for (size_t i = 0; i < map->cells[0] * map->cells[1]; i++) raise_to(&largest, map->values[i]);
    for (int k = 0; map && of_x && k < 2; k++) {
        raise_to(&largest, map->origin[k]);
        raise_to(&largest, map->origin[k] + map->step[k] * (double)map->cells[k]);
    }
    return largest;
}

static void convert_map(cupel_map *map, bool of_x, double zero, double factor)
{
    for (int k = 0; of_x && k < 2; k++) {
        map->origin[k] = zero + factor * map->origin[k];
        map->step[k] *= factor;
        for (size_t i = 0; map->edges[k] && i <= map->cells[k]; i++)
            map->edges[k][i] = zero + factor * map->edges[k][i];
    }
    for (size_t i = 0; of_x && i < 4 * map->arrow_count; i++)
        map->arrows[i] = (i % 4 < 2 ? zero : 0) + factor * map->arrows[i];
    for (size_t i = 0; !of_x && i < map->cells[0] * map->cells[1]; i++)
        map->values[i] = zero + factor * map->values[i];
    if (!of_x && map->greatest > map->least) {
        map->least = zero + factor * map->least;
        map->greatest = zero + factor * map->greatest;
    }
}

/* Values in the unit that the chart wants them in. */
static const char *to_chart_unit(cupel_panel *panel)
{
    for (size_t t = 0; t < panel->count; t++)
        for (size_t i = 0; i < panel->traces[t].count; i++) panel->traces[t].y[i] /= panel->chart->unit_size;
    for (size_t i = 0; i < panel->point_count; i++) panel->points[i].y /= panel->chart->unit_size;
    return panel->chart->unit;
}

/* The unit in which the largest magnitude reads best, and all values in it. */
static const char *to_display(cupel_panel *panel, bool of_x)
{
    const char *unit = of_x ? panel->x_unit : panel->unit;
    const bool difference = of_x ? panel->x_difference : panel->difference;
    const char *display =
        cupel_same(unit, "1") ? unit : cupel_unit_for_display(unit, largest_of(panel, of_x), difference);
    double zero, one;
    if (cupel_same(display, unit) || cupel_unit_convert(0, unit, display, difference, &zero, NULL) ||
        cupel_unit_convert(1, unit, display, difference, &one, NULL))
        return unit;
    const double factor = one - zero;
    for (size_t t = 0; t < panel->count; t++) {
        double *values = of_x ? panel->traces[t].x : panel->traces[t].y;
        for (size_t i = 0; i < panel->traces[t].count; i++) values[i] = zero + factor * values[i];
    }
    if (panel->map) convert_map(panel->map, of_x, zero, factor);
    for (size_t i = 0; i < panel->point_count; i++) {
        double *value = of_x ? &panel->points[i].x : &panel->points[i].y;
        *value = zero + factor * *value;
    }
    for (size_t i = 0; of_x && i < panel->band_count; i++) {
        panel->bands[i].begin = zero + factor * panel->bands[i].begin;
        panel->bands[i].end = zero + factor * panel->bands[i].end;
    }
    for (size_t i = 0; of_x && i < panel->mark_count; i++) panel->marks[i] = zero + factor * panel->marks[i];
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
        if (by_step ? cupel_same(a->step, b->step) : cupel_same(a->name, b->name))
            return by_step ? a->colour : a->dash;
        bool new = true;
        for (size_t k = 0; new &&k < i; k++)
            new = !(by_step ? cupel_same(panel->traces[k].step, a->step)
                            : cupel_same(panel->traces[k].name, a->name));
        rank += new;
    }
    return rank;
}

/* The words that all names of a panel end with: "thickness" of entry_thickness and exit_thickness. */
static const char *common_ending(const cupel_panel *panel)
{
    const char *ending = last_part(panel->traces[0].name);
    for (size_t t = 1; t < panel->count; t++) {
        const char *name = last_part(panel->traces[t].name);
        const size_t length = strlen(name);
        while (*ending) {
            const size_t rest = strlen(ending);
            const bool whole = rest == length || (rest < length && name[length - rest - 1] == '_');
            if (whole && strcmp(name + length - rest, ending) == 0) break;
            const char *next = strchr(ending, '_');
            ending = next ? next + 1 : ending + rest;
        }
    }
    return ending;
}

/* What a panel shows: what its names have in common, else "pressure, shear stress" as long as that is short.
 */
static const char *names_in_words(cupel_arena *arena, const cupel_panel *panel)
{
    const char *ending = common_ending(panel);
    if (*ending) return cupel_in_words(arena, ending);
    cupel_text text = {0};
    for (size_t t = 0; t < panel->count; t++) {
        bool new = true;
        for (size_t k = 0; new &&k < t; k++) new = !cupel_same(panel->traces[k].name, panel->traces[t].name);
        if (new)
            cupel_text_printf(&text, "%s%s", t ? ", " : "",
                              cupel_in_words(arena, last_part(panel->traces[t].name)));
    }
    const char *words = text.failed || cupel_display_width(text.data) > LONGEST_LABEL
                            ? ""
                            : cupel_arena_copy(arena, text.data);
    cupel_text_free(&text);
    return words ? words : "";
}

/* decades have no one size that a prefix would suit */
void cupel_panel_label(cupel_arena *arena, cupel_panel *panel, const char *words)
{
    const char *x_unit = panel->ticks              ? "1"
                         : panel->logarithmic_axis ? panel->x_unit
                                                   : to_display(panel, true);
    panel->x_label = label_with_unit(arena, panel->x_label, x_unit);
    if (panel->map) panel->map->y_label = label_with_unit(arena, panel->map->y_label, x_unit);
    const bool given = panel->chart && panel->chart->unit;
    panel->y_label = label_with_unit(arena, words, given ? to_chart_unit(panel) : to_display(panel, false));
}

static void set_labels(cupel_figure *figure, cupel_panel *panel)
{
    cupel_arena *arena = figure->arena;
    const bool over_steps = cupel_same(panel->x_key, "(steps)");
    bool one_name = true, one_step = true;
    for (size_t t = 1; t < panel->count; t++) {
        one_name = one_name && cupel_same(panel->traces[t].name, panel->traces[0].name);
        one_step = one_step && cupel_same(panel->traces[t].step, panel->traces[0].step);
    }
    for (size_t t = 0; t < panel->count && (panel->count > 1 || panel->traces[t].word); t++) {
        cupel_trace *trace = &panel->traces[t];
        const char *words = cupel_in_words(arena, last_part(trace->name));
        const bool both = !over_steps && !one_step && !one_name && !trace->word; /* colours tell the step,
                                                                                   dashes the result */
        if (trace->word)
            words = one_name ? trace->word : cupel_arena_format(arena, "%s %s", trace->word, words);
        trace->label = over_steps || one_step     ? words
                       : one_name && !trace->word ? trace->step
                                                  : cupel_arena_format(arena, "%s: %s", trace->step, words);
        trace->dash = both ? rank_of(panel, t, false) : 0;
        trace->colour = both ? rank_of(panel, t, true) : t;
    }
    cupel_panel_label(arena, panel, names_in_words(arena, panel));
}

/* The chart of the step that a selection names, when it names a step and nothing else. */
static const cupel_chart *chart_of(const cupel_file *file, const cupel_plot_request *request,
                                   const char *selection)
{
    const char *id = cupel_file_step_id(file, selection);
    for (size_t s = 0; id && request->models && s < cupel_file_step_count(file); s++) {
        const cupel_file_step *step = cupel_file_get_step(file, s);
        if (!cupel_same(step->id, id)) continue;
        for (size_t m = 0; request->models[m]; m++)
            if (cupel_same(request->models[m]->name, step->model)) return request->models[m]->chart;
    }
    return NULL;
}

static cupel_status gather_all(cupel_gathering *g, const cupel_plot_request *request)
{
    cupel_selection selection = {0};
    cupel_status status = CUPEL_OK;
    size_t gathered = 0;
    for (size_t i = 0; !status && i < request->count; i++) {
        const size_t drawn = g->drawn;
        const cupel_chart *chart = chart_of(g->file, request, request->selections[i]);
        if (chart) status = cupel_gather_chart(g, request->selections[i], chart);
        if (status || g->drawn > drawn) continue;
        status = cupel_select(g->file, request->selections[i], &selection, g->error);
        for (; !status && gathered < selection.count; gathered++)
            status = cupel_gather(g, selection.items[gathered]);
    }
    cupel_selection_free(&selection);
    return status;
}

cupel_status cupel_figure_build(cupel_file *file, const cupel_plot_request *request, cupel_figure *figure,
                                cupel_error *error)
{
    cupel_gathering g = {.file = file, .figure = figure, .request = request, .error = error};
    cupel_status status = gather_all(&g, request);
    if (status) return status;
    if (g.drawn == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "nothing of that can be drawn: curves, columns of tables, scalars and fields over a plane "
                   "or in space "
                   "can");
    for (size_t i = 0; !status && i < figure->count; i++) status = place_steps(&g, &figure->panels[i]);
    if (status) return status;
    for (size_t i = 0; i < figure->count; i++) set_labels(figure, &figure->panels[i]);
    const char *title = request->title ? request->title : cupel_file_get_header(file)->title;
    figure->title = title ? title : "";
    return CUPEL_OK;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/gather.h"

/* The chart that a model names for its steps. */

enum { NAME = 256 };

/* Every result that is there; all columns or one when the name is that of a table. */
static cupel_status gather_panel(cupel_gathering *g, const char *step, const cupel_chart_panel *panel)
{
    g->chart = panel;
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; !status && i < CUPEL_CHART_RESULTS && panel->results[i]; i++) {
        const cupel_item *item = cupel_file_find(g->file, step, panel->results[i]);
        if (item) status = cupel_gather(g, item);
    }
    g->chart = NULL;
    return status;
}

static const cupel_item *column(const cupel_gathering *g, const char *step, const char *table,
                                const char *name)
{
    char path[NAME];
    snprintf(path, sizeof path, "%s/%s", table, name);
    return cupel_file_find(g->file, step, path);
}

static size_t shade_of(const cupel_chart *chart, const char *word)
{
    size_t shade = 0;
    while (shade < CUPEL_CHART_WORDS && chart->words[shade] && !cupel_same(chart->words[shade], word))
        shade++;
    return shade;
}

static cupel_status set_bands(const cupel_gathering *g, const char *step, const cupel_chart *chart,
                              cupel_panel *panel)
{
    const cupel_item *begin = column(g, step, chart->bands, "begin"),
                     *end = column(g, step, chart->bands, "end");
    const cupel_item *word = begin ? cupel_first_column(g->file, begin, chart->bands) : NULL;
    if (!begin || !end || word->type != CUPEL_ITEM_TEXT || begin->count != end->count ||
        begin->count != word->count)
        return CUPEL_OK;
    double *from = NULL, *to = NULL;
    char **words = NULL;
    cupel_arena *arena = g->figure->arena;
    cupel_band *bands = cupel_arena_alloc(arena, begin->count, sizeof *bands);
    cupel_status status = bands ? CUPEL_OK : cupel_out_of_memory(g->error, "a picture");
    if (!status) status = cupel_file_read_numbers(g->file, begin, &from, g->error);
    if (!status) status = cupel_file_read_numbers(g->file, end, &to, g->error);
    if (!status) status = cupel_file_read_texts(g->file, word, &words, g->error);
    for (size_t i = 0; !status && i < begin->count; i++) {
        bands[i] = (cupel_band){from[i], to[i], shade_of(chart, words[i]), cupel_arena_copy(arena, words[i])};
        if (!bands[i].word) status = cupel_out_of_memory(g->error, "a picture");
    }
    if (!status) panel->bands = bands, panel->band_count = begin->count;
    free(from);
    free(to);
    free(words);
    return status;
}

static cupel_status no_memory(const cupel_gathering *g)
{
    return cupel_out_of_memory(g->error, "a picture");
}

static cupel_status set_mark(const cupel_gathering *g, const char *step, const cupel_chart *chart,
                             cupel_panel *panel)
{
    const cupel_item *item = cupel_file_find(g->file, step, chart->mark);
    if (!item || item->rank != 0 || item->type != CUPEL_ITEM_NUMBERS) return CUPEL_OK;
    double *value = NULL;
    const cupel_status status = cupel_file_read_numbers(g->file, item, &value, g->error);
    if (status) return status;
    panel->marks = cupel_arena_alloc(g->figure->arena, 1, sizeof *panel->marks);
    panel->mark_label = cupel_in_words(g->figure->arena, chart->mark);
    if (panel->marks) panel->marks[0] = value[0], panel->mark_count = 1;
    free(value);
    return panel->marks ? CUPEL_OK : no_memory(g);
}

/* Between a row and the next. */
static cupel_status set_breaks(const cupel_gathering *g, const char *step, const cupel_chart *chart,
                               cupel_panel *panel)
{
    const cupel_item *item = cupel_file_find(g->file, step, chart->breaks);
    if (!item || item->count != panel->tick_count || item->type != CUPEL_ITEM_NUMBERS) return CUPEL_OK;
    double *values = NULL;
    const cupel_status status = cupel_file_read_numbers(g->file, item, &values, g->error);
    if (status) return status;
    panel->marks = cupel_arena_alloc(g->figure->arena, item->count, sizeof *panel->marks);
    panel->mark_label = chart->break_word;
    for (size_t i = 0; panel->marks && i < item->count; i++)
        if (values[i] > 0) panel->marks[panel->mark_count++] = (double)i + 0.5;
    free(values);
    return panel->marks ? CUPEL_OK : no_memory(g);
}

static cupel_status set_words(const cupel_gathering *g, const char *step, cupel_panel *panel)
{
    const cupel_item *item = cupel_file_find(g->file, step, panel->chart->words);
    if (!item || item->count != panel->tick_count || item->type != CUPEL_ITEM_TEXT) return CUPEL_OK;
    char **texts = NULL;
    cupel_status status = cupel_file_read_texts(g->file, item, &texts, g->error);
    if (status) return status;
    panel->words = cupel_arena_alloc(g->figure->arena, item->count, sizeof *panel->words);
    if (!panel->words) status = no_memory(g);
    for (size_t i = 0; !status && i < item->count; i++)
        panel->words[i] = cupel_in_words(g->figure->arena, texts[i]);
    free(texts);
    return status;
}

/* The second and third column are the place and the value. */
static const cupel_item *next_column(const cupel_file *file, const cupel_item *item, const char *table)
{
    const size_t length = strlen(table);
    bool behind = false;
    for (size_t i = 0; i < cupel_file_item_count(file); i++) {
        const cupel_item *other = cupel_file_get_item(file, i);
        if (behind && cupel_same(other->step, item->step) && cupel_same(other->group, item->group) &&
            strncmp(other->name, table, length) == 0 && other->name[length] == '/')
            return other;
        behind = behind || other == item;
    }
    return NULL;
}

static bool within(const cupel_panel *panel, double x)
{
    double lo = INFINITY, hi = -INFINITY;
    for (size_t t = 0; t < panel->count; t++)
        for (size_t i = 0; i < panel->traces[t].count; i++) {
            if (panel->traces[t].x[i] < lo) lo = panel->traces[t].x[i];
            if (panel->traces[t].x[i] > hi) hi = panel->traces[t].x[i];
        }
    const double slack = 0.005 * (hi - lo); /* of figures that come from fits */
    return x >= lo - slack && x <= hi + slack;
}

/* One item of the table, to ask for the others by. */
static const cupel_item *any_column(const cupel_gathering *g, const char *step, const char *table)
{
    const size_t length = strlen(table);
    for (size_t i = 0; i < cupel_file_item_count(g->file); i++) {
        const cupel_item *item = cupel_file_get_item(g->file, i);
        if (cupel_same(item->step, step) && strncmp(item->name, table, length) == 0 &&
            item->name[length] == '/')
            return item;
    }
    return NULL;
}

static cupel_status set_points(const cupel_gathering *g, cupel_panel *panel)
{
    const char *table = panel->chart->points;
    const cupel_item *any = any_column(g, panel->traces[0].step, table); /* the step may go by another name */
    const cupel_item *word = any ? cupel_first_column(g->file, any, table) : NULL;
    const cupel_item *x = word ? next_column(g->file, word, table) : NULL;
    const cupel_item *y = x ? next_column(g->file, x, table) : NULL;
    if (!y || word->type != CUPEL_ITEM_TEXT || x->type != CUPEL_ITEM_NUMBERS ||
        y->type != CUPEL_ITEM_NUMBERS || x->count != word->count || y->count != word->count ||
        !cupel_same(y->unit, panel->unit))
        return CUPEL_OK;
    double *places = NULL, *values = NULL;
    char **words = NULL;
    cupel_arena *arena = g->figure->arena;
    cupel_point *points = cupel_arena_alloc(arena, word->count, sizeof *points);
    cupel_status status = points ? CUPEL_OK : no_memory(g);
    if (!status) status = cupel_file_read_numbers(g->file, x, &places, g->error);
    if (!status) status = cupel_file_read_numbers(g->file, y, &values, g->error);
    if (!status) status = cupel_file_read_texts(g->file, word, &words, g->error);
    size_t count = 0;
    for (size_t i = 0; !status && i < word->count; i++) {
        if (!isfinite(places[i]) || !isfinite(values[i]) || !within(panel, places[i])) continue;
        points[count] = (cupel_point){places[i], values[i], cupel_arena_copy(arena, words[i])};
        if (!points[count++].word) status = no_memory(g);
    }
    if (!status) panel->points = points, panel->point_count = count;
    free(places);
    free(values);
    free(words);
    return status;
}

/* What is seen in a panel besides its curves: what lies on an axis of places, or on one of rows. */
static cupel_status dress(const cupel_gathering *g, const char *step, const cupel_chart *chart,
                          cupel_panel *panel)
{
    cupel_status status = CUPEL_OK;
    if (!panel->ticks && chart->bands) status = set_bands(g, step, chart, panel);
    if (!status && !panel->ticks && chart->mark) status = set_mark(g, step, chart, panel);
    if (!status && panel->ticks && chart->breaks) status = set_breaks(g, step, chart, panel);
    if (!status && panel->ticks && panel->chart->words) status = set_words(g, step, panel);
    if (!status && !panel->ticks && !panel->map && panel->chart->points) status = set_points(g, panel);
    return status;
}

cupel_status cupel_gather_chart(cupel_gathering *g, const char *step, const cupel_chart *chart)
{
    const size_t first = g->figure->count;
    cupel_status status = CUPEL_OK;
    g->rows = chart->rows;
    for (size_t i = 0; !status && i < chart->count; i++) status = gather_panel(g, step, &chart->panels[i]);
    g->rows = NULL;
    for (size_t i = first; !status && i < g->figure->count; i++)
        status = dress(g, step, chart, &g->figure->panels[i]);
    if (status || g->figure->count == first) return status;
    cupel_panel *top = &g->figure->panels[first];
    const char *own = top->heading; /* of a map: where it lies */
    top->heading =
        cupel_arena_format(g->figure->arena, own ? "%s: %s, %s" : "%s: %s", step, chart->name, own);
    return top->heading ? CUPEL_OK : no_memory(g);
}

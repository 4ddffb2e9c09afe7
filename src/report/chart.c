/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
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

static cupel_status set_mark(const cupel_gathering *g, const char *step, const cupel_chart *chart,
                             cupel_panel *panel)
{
    const cupel_item *item = cupel_file_find(g->file, step, chart->mark);
    if (!item || item->rank != 0 || item->type != CUPEL_ITEM_NUMBERS) return CUPEL_OK;
    double *value = NULL;
    const cupel_status status = cupel_file_read_numbers(g->file, item, &value, g->error);
    if (status) return status;
    panel->mark = value[0];
    panel->mark_label = cupel_in_words(g->figure->arena, chart->mark);
    free(value);
    return CUPEL_OK;
}

cupel_status cupel_gather_chart(cupel_gathering *g, const char *step, const cupel_chart *chart)
{
    const size_t first = g->figure->count;
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; !status && i < chart->count; i++) status = gather_panel(g, step, &chart->panels[i]);
    for (size_t i = first; !status && i < g->figure->count; i++) {
        cupel_panel *panel = &g->figure->panels[i];
        if (panel->ticks) continue; /* a table, whose abscissa is another */
        if (chart->bands) status = set_bands(g, step, chart, panel);
        if (!status && chart->mark) status = set_mark(g, step, chart, panel);
    }
    if (status || g->figure->count == first) return status;
    cupel_panel *top = &g->figure->panels[first];
    top->heading = cupel_arena_format(g->figure->arena, "%s: %s", step, chart->name);
    return top->heading ? CUPEL_OK : cupel_out_of_memory(g->error, "a picture");
}

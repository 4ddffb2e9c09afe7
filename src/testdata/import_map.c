/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import_work.h"

#include <math.h>
#include <string.h>

#include "base/units.h"

/* A grid of many columns under no heading, or under the one of its heights: "Height [um]". */
void cupel_map_find(cupel_import_work *w, cupel_block *b)
{
    if (b->grid->columns < CUPEL_IMPORT_MAP_COLUMNS ||
        !cupel_headings_unnamed(b->headings, b->grid->columns) || b->grid->rows < 2)
        return;
    b->map = true;
    for (size_t i = b->grid->lines_before; i > b->first && b->grid->lines_before - i < 2; i--) {
        const cupel_text_line *line = &w->scan.lines[i - 1];
        const cupel_cell cell = {line->text, (size_t)(line->end - line->text), false};
        cupel_heading *h = cupel_arena_alloc(w->importer.arena, 1, sizeof *h);
        const char *text = cupel_cell_text(&cell, w->importer.arena);
        if (!h || !text || strlen(text) > 80 ||
            !cupel_heading_part(text, w->importer.arena, &h->name, &h->unit))
            return;
        const cupel_word *word = cupel_word_meant(CUPEL_WORD_CHANNEL, h->name);
        if (!word || strcmp(word->name, "height") != 0) continue;
        h->original = text;
        b->map_heading = h;
        return;
    }
}

/* The unit of a map: of its heading, told, or of a line "Z unit: um". */
static const char *map_unit(const cupel_import_work *w, const cupel_block *b, const cupel_draft *draft)
{
    static const cupel_heading none = {.original = "height", .name = "height"};
    const cupel_word *word = cupel_word_named(CUPEL_WORD_CHANNEL, "height");
    const char *told = cupel_specimen_entry(&w->importer, "units", &none, 0, "height");
    const char *const *units = w->importer.options ? w->importer.options->units : NULL;
    for (; units && *units; units++)
        if (strncmp(*units, "height=", 7) == 0) told = *units + 7;
    if (!told && b->map_heading) told = b->map_heading->unit;
    if (told) return cupel_unit_meant(told, strlen(told), word, w->importer.arena);
    for (size_t i = 0; i < draft->test.test_text_count; i++) {
        const cupel_pair *pair = &draft->test_texts[i];
        const bool unit = strstr(pair->name, "nit") || strstr(pair->name, "inheit") ||
                          strstr(pair->name, "单位") || strstr(pair->name, "単位");
        const char *meant =
            unit ? cupel_unit_meant(pair->value, strlen(pair->value), word, w->importer.arena) : NULL;
        if (meant && cupel_unit_convertible(meant, "m") && !strstr(pair->name, "X") &&
            !strstr(pair->name, "Y"))
            return meant;
    }
    return NULL;
}

/* Whether positions stand in the first row and the first column, the corner being empty. */
static bool has_axes(const cupel_number_grid *g)
{
    const double *v = g->values;
    if (!isnan(v[0]) || g->rows < 3) return false;
    for (size_t c = 2; c < g->columns; c++)
        if (!(v[c] > v[c - 1])) return false;
    for (size_t r = 2; r < g->rows; r++)
        if (!(v[r * g->columns] > v[(r - 1) * g->columns])) return false;
    return true;
}

cupel_status cupel_map_add(cupel_import_work *w, const cupel_block *b, cupel_draft *draft)
{
    const cupel_number_grid *grid = b->grid;
    const size_t count = grid->rows * grid->columns;
    if (has_axes(grid))
        return cupel_import_complain(
            w->importer.error, w->importer.file, w->scan.text, grid->first,
            "the first row and column of the map look like positions, not heights; leave "
            "them out and give spacing and spacing_y");
    double *values = cupel_arena_alloc(w->importer.arena, count, sizeof *values);
    unsigned char *mask = cupel_arena_alloc(w->importer.arena, count, 1);
    cupel_channel *channel = cupel_arena_alloc(w->importer.arena, 1, sizeof *channel);
    if (!values || !mask || !channel) return cupel_out_of_memory(w->importer.error, "a map");
    const char *unit = map_unit(w, b, draft);
    cupel_scaling scaling = {1, 0, 0};
    if (unit) {
        const cupel_status status = cupel_scaling_find(unit, "m", false, &scaling, w->importer.error);
        if (status) return status;
    }
    bool masked = false;
    for (size_t i = 0; i < count; i++) {
        mask[i] = (unsigned char)cupel_value_kind(grid->values[i]);
        masked |= mask[i] != CUPEL_SAMPLE_GOOD;
        values[i] = mask[i] == CUPEL_SAMPLE_GOOD ? cupel_scaling_apply(&scaling, grid->values[i]) : NAN;
    }
    *channel = (cupel_channel){.name = unit ? "height" : "height_without_unit",
                               .unit = unit ? "m" : "1",
                               .original_name = b->map_heading ? b->map_heading->name : "",
                               .original_unit = b->map_heading ? b->map_heading->unit : NULL,
                               .column = 1,
                               .count = count,
                               .row = grid->columns,
                               .values = values,
                               .mask = masked ? mask : NULL};
    draft->channels = channel;
    draft->channel_capacity = draft->test.channel_count = 1;
    draft->test.channels = channel;
    if (!cupel_remark(&w->importer, &draft->remarks,
                      "%zu rows of %zu numbers under no heading: taken as a map of heights%s", grid->rows,
                      grid->columns, unit ? "" : " without a unit"))
        return cupel_out_of_memory(w->importer.error, "a remark");
    return CUPEL_OK;
}

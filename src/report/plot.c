/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include <stdint.h>
#include <string.h>

#include "report/figure.h"

bool cupel_picture_of(const char *name, cupel_picture *format)
{
    static const char *const endings[] = {[CUPEL_PNG] = ".png", [CUPEL_SVG] = ".svg", [CUPEL_PDF] = ".pdf"};
    const size_t length = strlen(name);
    for (cupel_picture p = CUPEL_PNG; p <= CUPEL_PDF; p++)
        if (length > 4 && strcmp(name + length - 4, endings[p]) == 0) {
            *format = p;
            return true;
        }
    return false;
}

/* A character without a font is not a small box in gnuplot's Cairo terminals, but one that fills the picture.
 * What DejaVu has not (it has European, Greek and Cyrillic letters and most signs) needs another font: one
 * for Chinese may be there, so it is asked for; beyond the basic plane nothing is. */
enum { FIRST_CHINESE = 0x2e80, FIRST_BEYOND = 0x10000 };

static uint32_t character_at(const unsigned char *text, size_t *length)
{
    const unsigned char lead = *text;
    const size_t wanted = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t code = wanted == 1 ? lead : lead & (0x7fu >> wanted);
    *length = 1;
    while (*length < wanted && (text[*length] & 0xc0) == 0x80) code = code << 6 | (text[(*length)++] & 0x3f);
    return code;
}

typedef struct substitution {
    cupel_arena *arena;
    uint32_t first; /* characters from here on become boxes */
    bool done;
} substitution;

static void with_boxes(substitution *s, const char **text)
{
    cupel_text copy = {0};
    bool changed = false;
    size_t length;
    for (const char *c = *text; c && *c; c += length) {
        const bool box = character_at((const unsigned char *)c, &length) >= s->first;
        if (box)
            cupel_text_add(&copy, "□");
        else
            cupel_text_add_n(&copy, c, length);
        changed = changed || box;
    }
    const char *kept = changed && !copy.failed ? cupel_arena_copy(s->arena, copy.data) : NULL;
    if (kept) *text = kept;
    s->done = s->done || changed;
    cupel_text_free(&copy);
}

/* Every text that is drawn. */
static void each_text(cupel_figure *figure, void (*take)(substitution *, const char **), substitution *s)
{
    take(s, &figure->title);
    for (size_t p = 0; p < figure->count; p++) {
        cupel_panel *panel = &figure->panels[p];
        take(s, &panel->x_label);
        take(s, &panel->y_label);
        take(s, &panel->heading);
        take(s, &panel->mark_label);
        for (size_t i = 0; i < panel->tick_count; i++) take(s, &panel->ticks[i]);
        for (size_t i = 0; panel->words && i < panel->tick_count; i++) take(s, &panel->words[i]);
        for (size_t i = 0; i < panel->band_count; i++) take(s, &panel->bands[i].word);
        for (size_t i = 0; i < panel->point_count; i++) take(s, &panel->points[i].word);
        for (size_t t = 0; t < panel->count; t++) take(s, &panel->traces[t].label);
    }
}

static void look_for_chinese(substitution *s, const char **text)
{
    size_t length = 0;
    for (const char *c = *text; c && *c; c += length)
        s->done = s->done || character_at((const unsigned char *)c, &length) >= FIRST_CHINESE;
}

/* An SVG is drawn later, with the fonts of its reader. */
static bool settle_fonts(cupel_figure *figure, cupel_picture format)
{
    substitution s = {.arena = figure->arena};
    if (format == CUPEL_SVG) return false;
    each_text(figure, look_for_chinese, &s);
    if (!s.done) return false;
    s.first = cupel_font_for_chinese() ? FIRST_BEYOND : FIRST_CHINESE;
    s.done = false;
    each_text(figure, with_boxes, &s);
    return s.done;
}

enum { NARROWEST = 300, WIDEST = 6000, USUAL = 1200 };

cupel_status cupel_figure_draw(cupel_figure *figure, cupel_picture format, int width, char **bytes,
                               size_t *count, bool *boxes, cupel_error *error)
{
    cupel_text script = {0};
    const bool substituted = settle_fonts(figure, format);
    cupel_figure_script(figure, format, width ? width : USUAL, &script);
    const cupel_status status = script.failed ? cupel_out_of_memory(error, "a picture")
                                              : cupel_gnuplot_run(&script, bytes, count, error);
    cupel_text_free(&script);
    if (!status && boxes) *boxes = substituted;
    return status;
}

cupel_status cupel_plot(cupel_file *file, const cupel_plot_request *request, char **bytes, size_t *count,
                        bool *boxes, cupel_error *error)
{
    const int width = request->width ? request->width : USUAL;
    if (width < NARROWEST || width > WIDEST)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a picture %d pixels wide; allowed: %d to %d", width, NARROWEST,
                   WIDEST);
    cupel_arena *arena = cupel_arena_new();
    cupel_figure *figure = arena ? cupel_arena_alloc(arena, 1, sizeof *figure) : NULL;
    cupel_status status = CUPEL_OK;
    if (!figure) {
        status = cupel_out_of_memory(error, "a picture");
    } else {
        figure->arena = arena;
        status = cupel_figure_build(file, request, figure, error);
    }
    if (!status) status = cupel_figure_draw(figure, request->format, width, bytes, count, boxes, error);
    cupel_arena_free(arena);
    return status;
}

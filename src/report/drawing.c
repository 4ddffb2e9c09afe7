/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/drawing.h"

#include <math.h>
#include <stdio.h>

#include "report/drawing_labels.h"

/* Drawings as SVG, written plainly: no program is needed for it, and equal drawings give equal bytes. */

enum {
    PICTURE_WIDTH = 1200,
    VIEW_LEFT = 110,
    VIEW_WIDTH = 760,
    VIEW_LEAST = 150,
    VIEW_MOST = 520,
    HEAD = 50,
    ABOVE = 58, /* title and the label of the upper side */
    BELOW = 56, /* ticks and the label of the lower side */
    LEGEND_LEFT = 950,
    LEGEND_STEP = 24,
    LEGEND_LETTERS = 31
};

/* Told apart by people who do not see red and green apart (Okabe and Ito), then paler ones. */
static const char *const fills[] = {"#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#cc79a7",
                                    "#b3b3b3", "#d9b38c", "#a6cee3", "#b2df8a", "#fdbf6f", "#cab2d6"};
enum { FILLS = sizeof fills / sizeof *fills };

typedef struct frame {
    const cupel_drawn_view *view;
    double left, top, width, height; /* in the picture */
} frame;

static void add_words(cupel_text *out, double x, double y, const char *attributes, const char *words)
{
    cupel_text_printf(out, "<text x=\"%.2f\" y=\"%.2f\"%s%s>", x, y, *attributes ? " " : "", attributes);
    cupel_text_add_xml(out, words);
    cupel_text_add(out, "</text>\n");
}

static double at_x(const frame *f, double x)
{
    return f->left + f->width * x / f->view->size[0];
}

static double at_y(const frame *f, double y)
{
    return f->top + f->height * (1 - y / f->view->size[1]);
}

/* One scale for both axes where that can be seen. */
static double height_of(const cupel_drawn_view *view)
{
    return fmin(fmax(VIEW_WIDTH * view->size[1] / view->size[0], VIEW_LEAST), VIEW_MOST);
}

static void add_box(cupel_text *out, const frame *f, const cupel_drawn_box *b)
{
    static const char *const strokes[] = {[CUPEL_DRAWN_FILL] = "",
                                          [CUPEL_DRAWN_COOLANT] = "fill=\"#cfe8ff\" stroke=\"#3a7bd5\"",
                                          [CUPEL_DRAWN_SOURCE] = "class=\"source\"",
                                          [CUPEL_DRAWN_BEHIND] = "class=\"behind\"",
                                          [CUPEL_DRAWN_CONTACT] = "class=\"contact\"",
                                          [CUPEL_DRAWN_PATCH] = "class=\"patch\"",
                                          [CUPEL_DRAWN_POINT] = ""};
    const double x = at_x(f, b->lo[0]), y = at_y(f, b->hi[1]), width = at_x(f, b->hi[0]) - x,
                 height = at_y(f, b->lo[1]) - y;
    if (b->kind == CUPEL_DRAWN_POINT)
        cupel_text_printf(out, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"3.5\" class=\"probe\"/>\n", x, y);
    else if (b->kind == CUPEL_DRAWN_FILL)
        cupel_text_printf(out,
                          "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\" "
                          "shape-rendering=\"crispEdges\"/>\n",
                          x, y, width, height, fills[b->legend % FILLS]);
    else if (width < 0.005 || height < 0.005)
        cupel_text_printf(out, "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" %s/>\n", x, y,
                          x + width, y + height, strokes[b->kind]);
    else
        cupel_text_printf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" %s/>\n", x, y,
                          width, height, strokes[b->kind]);
}

enum { SMALL = 11, MIDDLE = 12 }; /* sizes of letters, as in the style */

static void add_probe_label(cupel_text *out, const frame *f, const cupel_drawn_box *b, labels *l)
{
    const double x = at_x(f, b->lo[0]), y = at_y(f, b->lo[1]);
    const label_place places[] = {{x + 7, y + 14, LABEL_START},
                                  {x + 7, y - 6, LABEL_START},
                                  {x - 7, y + 14, LABEL_END},
                                  {x - 7, y - 6, LABEL_END}};
    label_place at;
    if (labels_find(l, b->text, SMALL, places, 4, &at))
        add_words(out, at.x, at.y, at.anchor == LABEL_END ? "class=\"small end\"" : "class=\"small\"",
                  b->text);
}

static void add_power_label(cupel_text *out, const frame *f, const cupel_drawn_box *b, labels *l)
{
    const double x = at_x(f, 0.5 * (b->lo[0] + b->hi[0])), top = at_y(f, b->hi[1]),
                 bottom = at_y(f, b->lo[1]);
    const label_place places[] = {{x, bottom - top < 18 ? top - 4 : 0.5 * (top + bottom) + 4, LABEL_MIDDLE},
                                  {x, bottom + 14, LABEL_MIDDLE}};
    label_place at;
    if (labels_find(l, b->text, MIDDLE, places, 2, &at))
        add_words(out, at.x, at.y, "class=\"power\"", b->text);
}

/* After all boxes, so that none covers them; those of sources first, which are fewer. */
static void add_labels(cupel_text *out, const frame *f)
{
    const cupel_drawn_view *view = f->view;
    const double centre = f->left + 0.5 * f->width, bottom = f->top + f->height;
    labels l = {0};
    labels_reserve(&l,
                   (label_box){f->left, f->top - ABOVE, f->left + f->width, f->top - ABOVE + 24}); /* title */
    for (int side = CUPEL_BOTTOM; side <= CUPEL_TOP; side++) {
        if (!view->sides[side]) continue;
        const double half = 0.5 * labels_width(view->sides[side], MIDDLE),
                     y = side == CUPEL_TOP ? f->top - 8 : bottom + 20;
        labels_reserve(&l, (label_box){centre - half, y - MIDDLE, centre + half, y + 3});
    }
    for (size_t i = 0; i < view->count; i++)
        if (view->boxes[i].kind == CUPEL_DRAWN_POINT) {
            const double x = at_x(f, view->boxes[i].lo[0]), y = at_y(f, view->boxes[i].lo[1]);
            labels_reserve(&l, (label_box){x - 3.5, y - 3.5, x + 3.5, y + 3.5});
        }
    for (size_t i = 0; i < view->count; i++)
        if (view->boxes[i].text && view->boxes[i].kind == CUPEL_DRAWN_SOURCE)
            add_power_label(out, f, &view->boxes[i], &l);
    for (size_t i = 0; i < view->count; i++)
        if (view->boxes[i].text && view->boxes[i].kind == CUPEL_DRAWN_POINT)
            add_probe_label(out, f, &view->boxes[i], &l);
}

/* Grid lines as short strokes outside the lower and the left side, and a number at both ends. */
static void add_axes(cupel_text *out, const frame *f)
{
    const cupel_drawn_view *view = f->view;
    const double bottom = f->top + f->height;
    cupel_text_add(out, "<path class=\"grid\" d=\"");
    for (size_t i = 0; i < view->line_count[0]; i++)
        cupel_text_printf(out, "M%.2f %.2fv4", at_x(f, view->lines[0][i]), bottom);
    for (size_t i = 0; i < view->line_count[1]; i++)
        cupel_text_printf(out, "M%.2f %.2fh-4", f->left, at_y(f, view->lines[1][i]));
    cupel_text_add(out, "\"/>\n");
    cupel_text_printf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" class=\"frame\"/>\n",
                      f->left, f->top, f->width, f->height);
    char word[64];
    snprintf(word, sizeof word, "%s = %.4g mm", view->axes[0], 1e3 * view->size[0]);
    add_words(out, f->left, bottom + 18, "class=\"small\"", "0");
    add_words(out, f->left + f->width, bottom + 18, "class=\"small end\"", word);
    snprintf(word, sizeof word, "%s = %.4g mm", view->axes[1], 1e3 * view->size[1]);
    add_words(out, f->left - 8, f->top - 6, "class=\"small end\"", word);
}

static void add_sides(cupel_text *out, const frame *f)
{
    const cupel_drawn_view *view = f->view;
    const double centre = f->left + 0.5 * f->width, middle = f->top + 0.5 * f->height;
    if (view->sides[CUPEL_BOTTOM])
        add_words(out, centre, f->top + f->height + 20, "class=\"side\"", view->sides[CUPEL_BOTTOM]);
    if (view->sides[CUPEL_TOP]) add_words(out, centre, f->top - 8, "class=\"side\"", view->sides[CUPEL_TOP]);
    for (int right = 0; right < 2; right++) {
        const char *words = view->sides[right ? CUPEL_RIGHT : CUPEL_LEFT];
        const double x = right ? f->left + f->width + 14 : f->left - 12;
        char turn[96];
        snprintf(turn, sizeof turn, "class=\"side\" transform=\"rotate(%d %.2f %.2f)\"", right ? 90 : -90, x,
                 middle);
        if (words) add_words(out, x, middle, turn, words);
    }
}

static void add_view(cupel_text *out, const cupel_drawn_view *view, double top, double height)
{
    const frame f = {view, VIEW_LEFT, top + ABOVE, VIEW_WIDTH, height};
    const double stretch = height / VIEW_WIDTH * view->size[0] / view->size[1];
    char title[640];
    if (fabs(stretch - 1) < 1e-3)
        snprintf(title, sizeof title, "%s", view->title);
    else
        snprintf(title, sizeof title, "%s; %s drawn %.3g times as large", view->title, view->axes[1],
                 stretch);
    add_words(out, VIEW_LEFT, top + 18, "class=\"title\"", title);
    for (size_t i = 0; i < view->count; i++) add_box(out, &f, &view->boxes[i]);
    add_axes(out, &f);
    add_sides(out, &f);
    add_labels(out, &f);
}

static void add_key(cupel_text *out, double y, const char *mark, const char *words)
{
    cupel_text_printf(out, "<rect x=\"%d\" y=\"%.2f\" width=\"18\" height=\"12\" %s/>\n", LEGEND_LEFT, y - 11,
                      mark);
    char shown[4 * LEGEND_LETTERS + 8];
    size_t letters = 0, bytes = 0;
    while (words[bytes] && letters < LEGEND_LETTERS) {
        bytes++;
        while ((words[bytes] & 0xc0) == 0x80) bytes++;
        letters++;
    }
    snprintf(shown, sizeof shown, "%.*s%s", (int)bytes, words, words[bytes] ? "…" : "");
    add_words(out, LEGEND_LEFT + 26, y, "", shown);
}

static void add_legend(cupel_text *out, const cupel_drawing *drawing)
{
    static const struct {
        cupel_drawn kind;
        const char *mark, *words;
    } keys[] = {{CUPEL_DRAWN_COOLANT, "fill=\"#cfe8ff\" stroke=\"#3a7bd5\"", "coolant"},
                {CUPEL_DRAWN_SOURCE, "class=\"source\"", "source"},
                {CUPEL_DRAWN_BEHIND, "class=\"behind\"", "source not in this plane"},
                {CUPEL_DRAWN_CONTACT, "class=\"contact\"", "contact"},
                {CUPEL_DRAWN_PATCH, "class=\"patch\"", "patch"}};
    double y = HEAD + 24;
    for (size_t i = 0; i < drawing->legend_count; i++, y += LEGEND_STEP) {
        char mark[32];
        snprintf(mark, sizeof mark, "fill=\"%s\"", fills[i % FILLS]);
        add_key(out, y, mark, drawing->legend[i]);
    }
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        bool used = false;
        for (size_t v = 0; v < drawing->view_count; v++)
            for (size_t i = 0; i < drawing->views[v].count && !used; i++)
                used = drawing->views[v].boxes[i].kind == keys[k].kind;
        if (!used) continue;
        add_key(out, y, keys[k].mark, keys[k].words);
        y += LEGEND_STEP;
    }
}

static const char style[] =
    "<style>\n"
    "text { font-family: sans-serif; font-size: 13px; fill: #222222; }\n"
    ".title { font-size: 15px; font-weight: bold; }\n"
    ".small { font-size: 11px; }\n"
    ".end { text-anchor: end; }\n"
    ".side { font-size: 12px; text-anchor: middle; fill: #1f4e79; }\n"
    ".power { font-size: 12px; text-anchor: middle; fill: #a00000; font-weight: bold; }\n"
    ".source { fill: #ff0000; fill-opacity: 0.18; stroke: #d00000; stroke-width: 2.5; }\n"
    ".behind { fill: none; stroke: #d00000; stroke-width: 1; stroke-dasharray: 5 4; }\n"
    ".contact { fill: #5b2c83; stroke: #5b2c83; stroke-width: 2; stroke-dasharray: 7 3; }\n"
    ".patch { fill: #00a050; fill-opacity: 0.15; stroke: #00803c; stroke-width: 3; }\n"
    ".probe { fill: #000000; }\n"
    ".grid { stroke: #777777; stroke-width: 0.7; fill: none; }\n"
    ".frame { fill: none; stroke: #222222; stroke-width: 1; }\n"
    "</style>\n";

void cupel_drawing_svg(const cupel_drawing *drawing, const char *title, cupel_text *out)
{
    double height = HEAD;
    for (size_t v = 0; v < drawing->view_count; v++) height += ABOVE + height_of(&drawing->views[v]) + BELOW;
    height = fmax(height, (double)(HEAD + 24 + LEGEND_STEP * (drawing->legend_count + 6)));
    const double notes = height;
    height += (double)(LEGEND_STEP * drawing->note_count);
    cupel_text_printf(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" viewBox=\"0 0 %d "
        "%.0f\">\n%s<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n",
        PICTURE_WIDTH, height, PICTURE_WIDTH, height, style);
    add_words(out, VIEW_LEFT, 32, "style=\"font-size: 18px\"", title);
    double top = HEAD;
    for (size_t v = 0; v < drawing->view_count; v++) {
        const double own = height_of(&drawing->views[v]);
        add_view(out, &drawing->views[v], top, own);
        top += ABOVE + own + BELOW;
    }
    add_legend(out, drawing);
    for (size_t i = 0; i < drawing->note_count; i++)
        add_words(out, VIEW_LEFT, notes + (double)(LEGEND_STEP * i), "", drawing->notes[i]);
    cupel_text_add(out, "</svg>\n");
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_PARAM_DRAWING_H
#define CUPEL_PARAM_DRAWING_H

#include <stdbool.h>
#include <stddef.h>
#include "base/memory.h"
#include "cupel/error.h"

/* A drawing of what a model has understood, before it computes: views of boxes in metres. report/drawing.h makes a
 * picture of it. Adders keep the first lack of memory, which cupel_drawing_status tells at the end. */

typedef enum cupel_drawn {
    CUPEL_DRAWN_FILL,       /* a box of one material: `legend` is its colour  */
    CUPEL_DRAWN_COOLANT,
    CUPEL_DRAWN_SOURCE,     /* in the plane of the view                       */
    CUPEL_DRAWN_BEHIND,     /* a source before or behind it                   */
    CUPEL_DRAWN_CONTACT,    /* a line: flat along one axis                    */
    CUPEL_DRAWN_PATCH,      /* a line, or a box seen from its normal          */
    CUPEL_DRAWN_POINT
} cupel_drawn;

typedef struct cupel_drawn_box {
    cupel_drawn kind;
    double lo[2], hi[2];    /* [m] */
    size_t legend;
    const char *text;       /* beside it; NULL */
} cupel_drawn_box;

enum { CUPEL_LEFT, CUPEL_RIGHT, CUPEL_BOTTOM, CUPEL_TOP, CUPEL_VIEW_SIDES };

typedef struct cupel_drawn_view {
    const char *title;
    const char *axes[2];                   /* "x", "y" */
    double size[2];                        /* [m], from 0 */
    const char *sides[CUPEL_VIEW_SIDES];   /* what stands along the sides; NULL */
    const double *lines[2];                /* grid lines [m], in the arena */
    size_t line_count[2];
    size_t count, room;
    cupel_drawn_box *boxes;
} cupel_drawn_view;

typedef struct cupel_drawing {
    cupel_arena *arena;
    bool failed;
    size_t view_count, view_room, legend_count, legend_room, note_count, note_room;
    cupel_drawn_view *views;
    const char **legend;
    const char **notes;
} cupel_drawing;

cupel_drawing *cupel_drawing_new(void);    /* NULL: out of memory */
void cupel_drawing_free(cupel_drawing *drawing);
cupel_status cupel_drawing_status(const cupel_drawing *drawing, cupel_error *error);

/** A text in the arena of the drawing, by printf's rules. */
const char *cupel_drawing_text(cupel_drawing *drawing, const char *format, ...) CUPEL_PRINTF(2, 3);

/** Number of the view; texts and lines must be in the arena of the drawing or live longer. */
size_t cupel_drawing_add_view(cupel_drawing *drawing, const cupel_drawn_view *view);
void cupel_drawing_add_box(cupel_drawing *drawing, size_t view, const cupel_drawn_box *box);

/** Number of a word in the legend, which has each once. */
size_t cupel_drawing_legend(cupel_drawing *drawing, const char *text);
void cupel_drawing_note(cupel_drawing *drawing, const char *text);

#endif

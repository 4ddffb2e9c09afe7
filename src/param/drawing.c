/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "param/drawing.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cupel_drawing *cupel_drawing_new(void)
{
    cupel_drawing *drawing = cupel_alloc(1, sizeof *drawing);
    cupel_arena *arena = cupel_arena_new();
    if (!drawing || !arena) {
        free(drawing);
        cupel_arena_free(arena);
        return NULL;
    }
    drawing->arena = arena;
    return drawing;
}

void cupel_drawing_free(cupel_drawing *drawing)
{
    if (!drawing) return;
    for (size_t v = 0; v < drawing->view_count; v++) free(drawing->views[v].boxes);
    free(drawing->views);
    free(drawing->legend);
    free(drawing->notes);
    cupel_arena_free(drawing->arena);
    free(drawing);
}

cupel_status cupel_drawing_status(const cupel_drawing *drawing, cupel_error *error)
{
    return drawing->failed ? cupel_out_of_memory(error, "a drawing") : CUPEL_OK;
}

/* Room for one more; the array as it was when there is none. */
static void *with_room(cupel_drawing *drawing, void *array, size_t count, size_t *room, size_t size)
{
    if (drawing->failed || count < *room) return array;
    const size_t wanted = *room ? 2 * *room : 16;
    void *larger = cupel_resize(array, wanted, size);
    if (!larger) {
        drawing->failed = true;
        return array;
    }
    *room = wanted;
    return larger;
}

const char *cupel_drawing_text(cupel_drawing *drawing, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *copy = cupel_arena_copy(drawing->arena, text);
    if (!copy) drawing->failed = true;
    return copy ? copy : "";
}

size_t cupel_drawing_add_view(cupel_drawing *drawing, const cupel_drawn_view *view)
{
    drawing->views =
        with_room(drawing, drawing->views, drawing->view_count, &drawing->view_room, sizeof *drawing->views);
    if (drawing->failed) return 0;
    drawing->views[drawing->view_count] = *view;
    return drawing->view_count++;
}

void cupel_drawing_add_box(cupel_drawing *drawing, size_t view, const cupel_drawn_box *box)
{
    if (drawing->failed) return;
    cupel_drawn_view *v = &drawing->views[view];
    v->boxes = with_room(drawing, v->boxes, v->count, &v->room, sizeof *v->boxes);
    if (!drawing->failed) v->boxes[v->count++] = *box;
}

size_t cupel_drawing_legend(cupel_drawing *drawing, const char *text)
{
    for (size_t i = 0; i < drawing->legend_count; i++)
        if (strcmp(drawing->legend[i], text) == 0) return i;
    drawing->legend = with_room(drawing, drawing->legend, drawing->legend_count, &drawing->legend_room,
                                sizeof *drawing->legend);
    if (drawing->failed) return 0;
    drawing->legend[drawing->legend_count] = cupel_drawing_text(drawing, "%s", text);
    return drawing->legend_count++;
}

void cupel_drawing_note(cupel_drawing *drawing, const char *text)
{
    drawing->notes =
        with_room(drawing, drawing->notes, drawing->note_count, &drawing->note_room, sizeof *drawing->notes);
    if (!drawing->failed) drawing->notes[drawing->note_count++] = cupel_drawing_text(drawing, "%s", text);
}

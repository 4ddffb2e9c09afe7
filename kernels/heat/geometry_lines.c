/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/geometry_lines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heat/geometry_parts.h"

/* Lines on faces are hard: each gets a grid line. Those on the outermost points of round or free shapes are
 * soft: one that is close to another line is left out. Both come with the width that resolves the shape. */

enum { CELLS_ACROSS_PIN = 8, CELLS_ACROSS_MESH = 16 };

typedef struct shape_span {
    double lo, hi, width;
} shape_span;

typedef struct gathering {
    double *hard;
    shape_span *spans;
    size_t hard_count, hard_room, span_count, span_room;
    bool failed;
} gathering;

static bool make_room(void **array, size_t count, size_t *room, size_t size)
{
    if (count < *room) return true;
    const size_t wanted = *room ? 2 * *room : 64;
    void *larger = wanted > SIZE_MAX / 2 / size ? NULL : realloc(*array, wanted * size);
    if (!larger) return false;
    *array = larger;
    *room = wanted;
    return true;
}

static void add_line(gathering *g, double at)
{
    void *array = g->hard;
    g->failed = g->failed || !make_room(&array, g->hard_count, &g->hard_room, sizeof *g->hard);
    g->hard = array;
    if (!g->failed) g->hard[g->hard_count++] = at;
}

static void add_span(gathering *g, double lo, double hi, double width)
{
    void *array = g->spans;
    g->failed = g->failed || !make_room(&array, g->span_count, &g->span_room, sizeof *g->spans);
    g->spans = array;
    if (!g->failed) g->spans[g->span_count++] = (shape_span){lo, hi, width};
}

static void add_pin(gathering *g, const cupel_part *part, double centre)
{
    const double outer = 0.5 * part->diameter, inner = 0.5 * part->bore;
    if (part->square) {
        add_line(g, centre - outer);
        add_line(g, centre + outer);
        if (inner > 0) {
            add_line(g, centre - inner);
            add_line(g, centre + inner);
        }
        return;
    }
    const double width = part->diameter / CELLS_ACROSS_PIN;
    add_span(g, centre - outer, centre + outer, inner > 0 ? fmin(width, outer - inner) : width);
}

static void add_part(gathering *g, const cupel_part *part, int axis)
{
    if (part->kind == CUPEL_PART_MESH) {
        const double lo = part->mesh->lo[axis], hi = part->mesh->hi[axis];
        add_span(g, lo, hi, (hi - lo) / CELLS_ACROSS_MESH);
        return;
    }
    int across[2];
    cupk_axes_across(part->axis, across);
    if (part->kind == CUPEL_PART_FINS && part->axis == axis) {
        for (size_t i = 0; i < (part->count[0] ? part->count[0] : 1); i++) {
            const double face = cupk_fin_face(part, i);
            add_line(g, face);
            add_line(g, face + part->thickness);
        }
    } else if (part->kind == CUPEL_PART_PINS && part->axis != axis) {
        const int which = axis == across[1];
        const size_t rows = part->staggered && which == 0 ? 2 : 1;
        for (size_t row = 0; row < rows; row++)
            for (size_t i = 0; i < cupk_pin_count(part, which); i++)
                add_pin(g, part, cupk_pin_centre(part, which, i, row));
    } else {
        add_line(g, part->lo[axis]);
        add_line(g, part->hi[axis]);
    }
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Sorted, each once, from 0 to the size of the domain. */
static void tidy(gathering *g, double size)
{
    const double near = 1e-9 * size;
    qsort(g->hard, g->hard_count, sizeof *g->hard, rising);
    size_t kept = 1;
    g->hard[0] = 0;
    for (size_t i = 1; i < g->hard_count; i++)
        if (g->hard[i] > g->hard[kept - 1] + near) g->hard[kept++] = g->hard[i];
    if (g->hard[kept - 1] >= size - near) g->hard[kept - 1] = size;
    g->hard_count = kept;
}

static void add_soft(gathering *g, double at, double apart)
{
    size_t place = 0;
    while (place < g->hard_count && g->hard[place] < at) place++;
    if (place == 0 || place == g->hard_count) return;
    if (at - g->hard[place - 1] < apart || g->hard[place] - at < apart) return;
    add_line(g, at);
    if (g->failed) return;
    memmove(g->hard + place + 1, g->hard + place, (g->hard_count - 1 - place) * sizeof *g->hard);
    g->hard[place] = at;
}

static cupel_status finish(gathering *g, double size, cupk_lines *out, cupel_error *error)
{
    if (!g->failed) tidy(g, size);
    for (size_t s = 0; s < g->span_count && !g->failed; s++) {
        add_soft(g, g->spans[s].lo, 0.5 * g->spans[s].width);
        add_soft(g, g->spans[s].hi, 0.5 * g->spans[s].width);
    }
    double *limit = g->failed ? NULL : malloc(g->hard_count * sizeof *limit);
    if (!limit) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for grid lines");
    for (size_t i = 0; i + 1 < g->hard_count; i++) {
        limit[i] = (double)INFINITY;
        const double middle = 0.5 * (g->hard[i] + g->hard[i + 1]);
        for (size_t s = 0; s < g->span_count; s++)
            if (g->spans[s].lo < middle && middle < g->spans[s].hi)
                limit[i] = fmin(limit[i], g->spans[s].width);
    }
    *out = (cupk_lines){g->hard_count, g->hard_room, g->hard, limit};
    g->hard = NULL;
    return CUPEL_OK;
}

cupel_status cupk_lines_of(const cupel_geometry *geometry, int axis, cupk_lines *out, cupel_error *error)
{
    gathering g = {0};
    add_line(&g, 0);
    add_line(&g, geometry->size[axis]);
    for (size_t i = 0; i < geometry->extent_count; i++) {
        add_line(&g, geometry->extents[i].lo[axis]);
        add_line(&g, geometry->extents[i].hi[axis]);
    }
    for (size_t i = 0; i < geometry->part_count; i++) add_part(&g, &geometry->parts[i], axis);
    const cupel_status status = finish(&g, geometry->size[axis], out, error);
    free(g.hard);
    free(g.spans);
    return status;
}

void cupk_lines_free(cupk_lines *lines)
{
    free(lines->at);
    free(lines->limit);
    *lines = (cupk_lines){0};
}

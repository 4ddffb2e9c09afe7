/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_preview.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "material/material.h"
#include "model/heat_assembly.h"
#include "model/heat_grids.h"

/* Cuts along x, y and z through the body, as its cells are: through the strongest source, or the middle. */

enum { MOST_DRAWN_CELLS = 4000000, MOST_LABELS = 24 };

typedef struct cut {
    int normal, axes[2]; /* of the plane, and of the view from left to right and upwards */
    double place;        /* on the normal [m] */
    size_t layer;        /* of cells */
} cut;

typedef struct preview {
    const heat_conduction_parameters *p;
    heat_world world;
    cupel_drawing *drawing;
    size_t *legend; /* of each material number; SIZE_MAX: not drawn yet */
    bool *drawn;    /* of each probe: in one of the planes */
} preview;

/* WORDS */

static void substance_words(const heat_substance *s, char *out, size_t size)
{
    const double *k = s->conductivity.values;
    if (s->material)
        snprintf(out, size, "%s", cupel_material_id(s->material));
    else if (s->conductivity.count == 3)
        snprintf(out, size, "%.4g, %.4g, %.4g W/(m K)", k[0], k[1], k[2]);
    else
        snprintf(out, size, "%.4g W/(m K)", k[0]);
}

static void medium_words(const heat_media *media, size_t number, char *out, size_t size)
{
    const heat_medium *m = &media->list[number - 1];
    if (m->kind == HEAT_PLAIN) {
        substance_words(m->substance, out, size);
        return;
    }
    char matrix[128], shell[64];
    medium_words(media, m->matrix, matrix, sizeof matrix);
    medium_words(media, m->shell, shell, sizeof shell);
    snprintf(out, size, "%.100s with %.3g %% %.60s", matrix, 100 * m->share * (1 - m->core_share), shell);
}

static const char *boundary_words(const preview *v, const char *name, const heat_boundary *b)
{
    const char *kind = b ? heat_boundary_kinds[b->kind] : "adiabatic";
    char film[64] = "";
    if (!b) return cupel_drawing_text(v->drawing, "%s: %s", name, kind);
    if (b->kind == CUPEL_BOUNDARY_TEMPERATURE)
        return cupel_drawing_text(v->drawing, "%s: %.4g °C", name, b->temperature - 273.15);
    if (b->kind == CUPEL_BOUNDARY_FLUX)
        return cupel_drawing_text(v->drawing, "%s: %.4g W/m² into the body", name, b->flux);
    if (b->kind == CUPEL_BOUNDARY_ADIABATIC || b->kind == CUPEL_BOUNDARY_PERIODIC)
        return cupel_drawing_text(v->drawing, "%s: %s", name, kind);
    if (b->coefficient_over_temperature.count)
        snprintf(film, sizeof film, " over temperature");
    else if (!isnan(b->coefficient))
        snprintf(film, sizeof film, " %.4g W/(m² K)", b->coefficient);
    return cupel_drawing_text(v->drawing, "%s: %s%s, %.4g °C", name,
                              b->kind == CUPEL_BOUNDARY_CONVECTION_RADIATION ? "convection and radiation"
                                                                             : kind,
                              film, b->ambient - 273.15);
}

/* MATERIALS */

static uint16_t material_at(const preview *v, const cut *c, size_t i, size_t j)
{
    size_t cell[3];
    cell[c->axes[0]] = i;
    cell[c->axes[1]] = j;
    cell[c->normal] = c->layer;
    const size_t *cells = v->world.grid->cells;
    return v->world.material[(cell[2] * cells[1] + cell[1]) * cells[0] + cell[0]];
}

static size_t legend_of(const preview *v, uint16_t number)
{
    char words[256];
    if (v->legend[number] == SIZE_MAX) {
        medium_words(&v->world.assembly->media, number, words, sizeof words);
        v->legend[number] = cupel_drawing_legend(v->drawing, words);
    }
    return v->legend[number];
}

/* Cells of one material as few boxes: each grows to the right, then upwards. */
static void draw_materials(const preview *v, const cut *c, size_t view, bool *done)
{
    const size_t wide = v->world.grid->cells[c->axes[0]], high = v->world.grid->cells[c->axes[1]];
    const double *x = v->world.grid->edges[c->axes[0]], *y = v->world.grid->edges[c->axes[1]];
    for (size_t j = 0; j < high; j++)
        for (size_t i = 0; i < wide; i++) {
            const uint16_t number = material_at(v, c, i, j);
            if (!number || done[j * wide + i]) continue;
            size_t right = i + 1, top = j + 1;
            while (right < wide && !done[j * wide + right] && material_at(v, c, right, j) == number) right++;
            for (bool same = true; top < high && same;) {
                for (size_t n = i; n < right && same; n++)
                    same = !done[top * wide + n] && material_at(v, c, n, top) == number;
                top += same;
            }
            for (size_t m = j; m < top; m++)
                for (size_t n = i; n < right; n++) done[m * wide + n] = true;
            cupel_drawing_add_box(v->drawing, view,
                                  &(cupel_drawn_box){.kind = CUPEL_DRAWN_FILL,
                                                     .lo = {x[i], y[j]},
                                                     .hi = {x[right], y[top]},
                                                     .legend = legend_of(v, number)});
        }
}

/* WHAT IS PUT ON THEM */

static bool touches(const preview *v, const cut *c, const cupel_extent *e)
{
    const double *edges = v->world.grid->edges[c->normal];
    const double slack = 1e-9 * edges[v->world.grid->cells[c->normal]];
    return e->lo[c->normal] <= edges[c->layer + 1] + slack && e->hi[c->normal] >= edges[c->layer] - slack;
}

static void draw_extent(const preview *v, const cut *c, size_t view, cupel_drawn kind, const cupel_extent *e,
                        const char *text)
{
    const cupel_drawn_box box = {.kind = kind,
                                 .lo = {e->lo[c->axes[0]], e->lo[c->axes[1]]},
                                 .hi = {e->hi[c->axes[0]], e->hi[c->axes[1]]},
                                 .text = text};
    cupel_drawing_add_box(v->drawing, view, &box);
}

static void draw_places(const preview *v, const cut *c, size_t view)
{
    const heat_assembly *a = v->world.assembly;
    for (size_t n = 0; n < a->coolants.count; n++)
        if (touches(v, c, &a->coolants.list[n].extent))
            draw_extent(v, c, view, CUPEL_DRAWN_COOLANT, &a->coolants.list[n].extent, NULL);
    for (size_t n = 0; n < a->patches.count; n++)
        if (touches(v, c, &a->patches.list[n].extent))
            draw_extent(v, c, view, CUPEL_DRAWN_PATCH, &a->patches.list[n].extent, NULL);
    for (size_t n = 0; n < a->sources.count; n++) {
        const cupel_extent *e = &a->sources.list[n].extent;
        const char *text = a->sources.count <= MOST_LABELS
                               ? cupel_drawing_text(v->drawing, "%.4g W", v->world.sources[n].power)
                               : NULL;
        draw_extent(v, c, view, touches(v, c, e) ? CUPEL_DRAWN_SOURCE : CUPEL_DRAWN_BEHIND, e, text);
    }
    for (size_t n = 0; n < a->contacts.count; n++) {
        const cupel_extent *e = &a->contacts.list[n].extent;
        if (touches(v, c, e) && e->hi[c->normal] > e->lo[c->normal])
            draw_extent(v, c, view, CUPEL_DRAWN_CONTACT, e, NULL);
    }
    const heat_probe *probes = v->p->probes.rows;
    for (size_t n = 0; n < v->p->probes.count; n++) {
        cupel_extent e;
        for (size_t k = 0; k < 3; k++) e.lo[k] = e.hi[k] = probes[n].position.values[k];
        if (!touches(v, c, &e)) continue;
        v->drawn[n] = true;
        draw_extent(v, c, view, CUPEL_DRAWN_POINT, &e,
                    v->p->probes.count <= MOST_LABELS ? cupel_drawing_text(v->drawing, "%s", probes[n].name)
                                                      : NULL);
    }
}

/* VIEWS */

static cupel_status draw_cut(const preview *v, const cut *c, cupel_error *error)
{
    static const char *const names[] = {"x", "y", "z"};
    const cupel_grid_lines *grid = v->world.grid;
    cupel_drawn_view view = {.title = cupel_drawing_text(v->drawing, "cut at %s = %.4g mm, %zu x %zu cells",
                                                         names[c->normal], 1e3 * c->place,
                                                         grid->cells[c->axes[0]], grid->cells[c->axes[1]])};
    for (int k = 0; k < 2; k++) {
        const int axis = c->axes[k];
        const size_t count = grid->cells[axis] + 1;
        double *lines = cupel_arena_alloc(v->drawing->arena, count, sizeof *lines);
        if (!lines) return cupel_out_of_memory(error, "a drawing");
        for (size_t i = 0; i < count; i++) lines[i] = grid->edges[axis][i];
        view.axes[k] = names[axis];
        view.size[k] = lines[count - 1];
        view.lines[k] = lines;
        view.line_count[k] = count;
        for (int end = 0; end < 2; end++) {
            const int side = 2 * axis + end;
            view.sides[2 * k + end] = boundary_words(v, heat_sides[side], v->p->boundaries->side[side]);
        }
    }
    bool *done = cupel_alloc(grid->cells[c->axes[0]] * grid->cells[c->axes[1]], sizeof *done);
    if (!done) return cupel_out_of_memory(error, "a drawing");
    const size_t number = cupel_drawing_add_view(v->drawing, &view);
    draw_materials(v, c, number, done);
    draw_places(v, c, number);
    free(done);
    return CUPEL_OK;
}

/* The middle of the strongest source, or of the domain. */
static void find_place(const preview *v, double place[3])
{
    const heat_assembly *a = v->world.assembly;
    size_t strongest = 0;
    for (size_t n = 1; n < a->sources.count; n++)
        if (fabs(v->world.sources[n].power) > fabs(v->world.sources[strongest].power)) strongest = n;
    for (size_t axis = 0; axis < 3; axis++) {
        const double *edges = v->world.grid->edges[axis];
        place[axis] = 0.5 * edges[v->world.grid->cells[axis]];
        if (a->sources.count > 0)
            place[axis] = 0.5 * (a->sources.list[strongest].extent.lo[axis] +
                                 a->sources.list[strongest].extent.hi[axis]);
    }
}

/* The cell that holds a place; of a place on a line the one below, in the body rather than outside. */
static size_t layer_at(const double *edges, size_t cells, double place)
{
    size_t layer = 0;
    while (layer + 1 < cells && edges[layer + 1] < place * (1 - 1e-12)) layer++;
    return layer;
}

/* Those that lie in none of the planes. */
static void note_probes(const preview *v)
{
    const heat_probe *probes = v->p->probes.rows;
    size_t missing = 0, first = 0;
    for (size_t n = v->p->probes.count; n-- > 0;)
        if (!v->drawn[n]) missing++, first = n;
    if (missing == 1)
        cupel_drawing_note(v->drawing, cupel_drawing_text(v->drawing, "probe %s lies in none of these planes",
                                                          probes[first].name));
    else if (missing > 1)
        cupel_drawing_note(v->drawing,
                           cupel_drawing_text(v->drawing, "%zu probes lie in none of these planes: %s, ...",
                                              missing, probes[first].name));
}

static cupel_status draw(preview *v, cupel_error *error)
{
    static const int planes[3][3] = {{2, 0, 1}, {1, 0, 2}, {0, 1, 2}}; /* normal, right, up */
    const heat_assembly *a = v->world.assembly;
    double place[3];
    find_place(v, place);
    v->legend = cupel_alloc(a->media.count + 1, sizeof *v->legend);
    v->drawn = cupel_alloc(v->p->probes.count + 1, sizeof *v->drawn);
    if (!v->legend || !v->drawn) return cupel_out_of_memory(error, "a drawing");
    for (size_t m = 0; m <= a->media.count; m++) v->legend[m] = SIZE_MAX;
    cupel_status status = CUPEL_OK;
    for (int n = 0; n < 3 && !status; n++) {
        const int normal = planes[n][0];
        const cut c = {normal,
                       {planes[n][1], planes[n][2]},
                       place[normal],
                       layer_at(v->world.grid->edges[normal], v->world.grid->cells[normal], place[normal])};
        status = draw_cut(v, &c, error);
    }
    const heat_boundary *of_void = v->p->boundaries->side[CUPEL_VOID_FACES];
    if (of_void) cupel_drawing_note(v->drawing, boundary_words(v, "faces to void", of_void));
    note_probes(v);
    return status ? status : cupel_drawing_status(v->drawing, error);
}

/* The finest grid that can be drawn. */
static cupel_status choose_grid(const heat_conduction_parameters *p, cupel_resolution *out,
                                cupel_error *error)
{
    heat_grid_plan plan;
    const size_t target = heat_grids_target(p->domain);
    cupel_status status =
        heat_grids_plan(p, target < MOST_DRAWN_CELLS ? target : MOST_DRAWN_CELLS, &plan, error);
    if (status) return status;
    for (size_t g = 0; g < plan.count; g++) {
        *out = plan.grids[g];
        const double cells = (double)out->cells[0] * (double)out->cells[1] * (double)out->cells[2];
        if (cells <= MOST_DRAWN_CELLS) return CUPEL_OK;
    }
    CUPEL_FAIL(error, CUPEL_ELIMIT, "more than %d cells are not drawn: ask for fewer", MOST_DRAWN_CELLS);
}

cupel_status heat_preview(const void *parameters, cupel_context *context, cupel_drawing *drawing,
                          cupel_error *error)
{
    preview v = {.p = parameters, .drawing = drawing};
    cupel_resolution grid;
    cupel_status status = choose_grid(v.p, &grid, error);
    if (!status) status = heat_world_new(v.p, &grid, context->threads, &v.world, error);
    if (!status) status = draw(&v, error);
    free(v.legend);
    free(v.drawn);
    heat_world_free(&v.world);
    return status;
}

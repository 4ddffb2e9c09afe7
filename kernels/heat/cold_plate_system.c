/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include "heat/cold_plate.h"

/* The matrix of a cold plate. Metal: heat flows in and out of a cell's sheet sum up to that of the sources.
 * Coolant of a cell, which borders with conductances g on metal at T, G = sum g, N = G/(m c_p): the exact
 * solution outlet = e^-N inlet + (1 - e^-N) sum(g T)/G,   mean over the cell = w outlet + (1 - w) inlet, w =
 * 1/(1 - e^-N) - 1/N, so that what the metal gives, sum g (T - mean), is m c_p (outlet - inlet). All
 * off-diagonals are <= 0. */

static double film_with_joint(const cupel_cold_plate_solver *s, size_t slab, long channel)
{
    if (channel == CUPK_NO_CHANNEL) return 0;
    return 1 / (1 / cupk_cell(s, slab, (size_t)channel)->film + s->plate->joint_resistance);
}

/* A wall as a fin of height H and thickness t with films h1, h2 on its faces: q = m k t (th1 cosh mH -
 * th2)/sinh mH at a root, m^2 = (h1 + h2)/(k t), th over the mean coolant (h1 T1 + h2 T2)/(h1 + h2); the
 * roots lie under half a sheet each. */
static cupk_links fin_links(const cupel_cold_plate_solver *s, const double film[2], double thickness)
{
    const double k = s->plate->conductivity, height = s->section.height, both = film[0] + film[1];
    const double metal = k * thickness * s->dx, x = sqrt(both / (k * thickness)) * height;
    const double to_coolant = metal / height * x * tanh(0.5 * x), between = metal / height * x / sinh(x);
    const double base = 2 * metal / s->section.base, cover = 2 * metal / s->section.cover;
    /* the roots eliminated: a network of base, cover and coolant is left */
    const double at_base = base + to_coolant + between, at_cover = cover + to_coolant + between;
    const double determinant = at_base * at_cover - between * between;
    const double from_base = base * to_coolant * (at_cover + between) / determinant;
    const double from_cover = cover * to_coolant * (at_base + between) / determinant;
    const double share = film[0] / both;
    return (cupk_links){
        .base = {share * from_base, (1 - share) * from_base},
        .cover = {share * from_cover, (1 - share) * from_cover},
        .across = share * (1 - share) * (both * height * s->dx - from_base - from_cover),
        .through = base * cover * between / determinant,
    };
}

static cupk_links links_of(const cupel_cold_plate_solver *s, size_t slab, const cupk_strip *strip)
{
    const double k = s->plate->conductivity, base = s->section.base, cover = s->section.cover;
    const double film[2] = {film_with_joint(s, slab, strip->below), film_with_joint(s, slab, strip->above)};
    const double area = s->dx * strip->width;
    if (strip->kind == CUPK_STRIP_FIN) return fin_links(s, film, strip->width);
    if (strip->kind == CUPK_STRIP_CHANNEL)
        return (cupk_links){.base = {area / (0.5 * base / k + 1 / film[0]), 0},
                            .cover = {area / (0.5 * cover / k + 1 / film[0]), 0}};
    cupk_links all = {.through = k * area / (0.5 * base + s->section.height + 0.5 * cover)};
    for (int side = 0; side < 2; side++)
        if (film[side] > 0)
            all.base[side] = all.cover[side] =
                0.5 * s->section.height * s->dx / (0.5 * strip->width / k + 1 / film[side]);
    return all;
}

/* Thickness of the metal that a sheet has in a strip: along x, and across to its neighbours. */
static double metal_along(const cupel_cold_plate_solver *s, const cupk_strip *strip, int sheet)
{
    const double own = sheet ? s->section.cover : s->section.base;
    return own + (strip->kind == CUPK_STRIP_CHANNEL ? 0 : 0.5 * s->section.height);
}

static double metal_across(const cupel_cold_plate_solver *s, const cupk_strip *strip, int sheet)
{
    const double own = sheet ? s->section.cover : s->section.base;
    return own + (strip->kind == CUPK_STRIP_SOLID ? 0.5 * s->section.height : 0);
}

/* The columns of the coolant in a channel's cell: its outlet, and what it comes from. */
static size_t coolant_columns(const cupel_cold_plate_solver *s, size_t slab, long channel, uint32_t *columns)
{
    if (channel == CUPK_NO_CHANNEL) return 0;
    const cupk_upstream from = cupk_upstream_of(s, slab, (size_t)channel);
    size_t count = 0;
    columns[count++] = (uint32_t)cupk_outlet(s, slab, (size_t)channel);
    for (size_t i = 0; i < from.count; i++) columns[count++] = (uint32_t)(from.first + i);
    return count;
}

static size_t metal_columns(const cupel_cold_plate_solver *s, size_t slab, size_t strip, int sheet,
                            uint32_t *columns)
{
    size_t count = 0;
    columns[count++] = (uint32_t)cupk_metal(s, slab, strip, 0);
    columns[count++] = (uint32_t)cupk_metal(s, slab, strip, 1);
    if (slab > 0) columns[count++] = (uint32_t)cupk_metal(s, slab - 1, strip, sheet);
    if (slab + 1 < s->nx) columns[count++] = (uint32_t)cupk_metal(s, slab + 1, strip, sheet);
    if (strip > 0) columns[count++] = (uint32_t)cupk_metal(s, slab, strip - 1, sheet);
    if (strip + 1 < s->ny) columns[count++] = (uint32_t)cupk_metal(s, slab, strip + 1, sheet);
    count += coolant_columns(s, slab, s->strips[strip].below, columns + count);
    return count + coolant_columns(s, slab, s->strips[strip].above, columns + count);
}

static size_t row_columns(const void *self, size_t row, uint32_t *columns)
{
    const cupel_cold_plate_solver *s = self;
    const size_t slab = row / s->stride, place = row % s->stride;
    if (place < 2 * s->ny) return metal_columns(s, slab, place / 2, (int)(place % 2), columns);
    const long channel = (long)(place - 2 * s->ny);
    size_t count = coolant_columns(s, slab, channel, columns);
    for (size_t j = 0; j < s->ny; j++) {
        const cupk_strip *strip = &s->strips[j];
        if (strip->below != channel && strip->above != channel) continue;
        columns[count++] = (uint32_t)cupk_metal(s, slab, j, 0);
        columns[count++] = (uint32_t)cupk_metal(s, slab, j, 1);
        count +=
            coolant_columns(s, slab, strip->below == channel ? strip->above : strip->below, columns + count);
    }
    return count;
}

bool cupk_plate_pattern(cupel_cold_plate_solver *s)
{
    return cupk_sparse_new(&s->matrix, s->nx * s->stride, 8 + 2 * s->ny + 3 * (s->group + 2), row_columns, s);
}

/* Parts of the sources. */

static double overlap(double lo, double hi, double from, double to)
{
    return fmax(fmin(hi, to) - fmax(lo, from), 0);
}

double cupk_plate_overlap(const cupel_cold_plate_solver *s, const cupel_plate_source *source, size_t slab,
                          size_t strip)
{
    const double x = source->position[0], y = source->position[1];
    const double half_x = 0.5 * source->size[0], half_y = 0.5 * source->size[1];
    const cupk_strip *cell = &s->strips[strip];
    const double along = overlap((double)slab * s->dx, (double)(slab + 1) * s->dx, x - half_x, x + half_x);
    return along / s->dx * overlap(cell->y, cell->y + cell->width, y - half_y, y + half_y) / cell->width;
}

void cupk_plate_sources(cupel_cold_plate_solver *s)
{
    for (size_t n = 0; n < s->plate->source_count; n++) {
        const cupel_plate_source *source = &s->plate->sources[n];
        double covered = 0; /* all of it, but for rounding */
        for (size_t j = 0; j < s->ny; j++)
            for (size_t i = 0; i < s->nx; i++)
                covered += cupk_plate_overlap(s, source, i, j) * s->dx * s->strips[j].width;
        for (size_t j = 0; j < s->ny; j++)
            for (size_t i = 0; i < s->nx; i++) {
                const double flux = source->power / covered * cupk_plate_overlap(s, source, i, j);
                s->flux[source->face][j * s->nx + i] += flux;
                s->given[cupk_metal(s, i, j, (int)source->face)] += flux * s->dx * s->strips[j].width;
            }
    }
}

/* Entries. */

/* -g times the temperature that enters a cell. */
static void subtract_upstream(cupel_cold_plate_solver *s, size_t row, size_t slab, size_t channel, double g)
{
    const cupk_upstream from = cupk_upstream_of(s, slab, channel);
    const double *share = from.mixed ? s->mixing + (channel / s->group - 1) * s->group : NULL;
    for (size_t i = 0; i < from.count; i++)
        cupk_sparse_add(&s->matrix, row, from.first + i, -g * (share ? share[i] : 1));
}

/* -g times the mean temperature of the coolant in a cell. */
static void subtract_coolant(cupel_cold_plate_solver *s, size_t row, size_t slab, size_t channel, double g)
{
    const double w = cupk_cell(s, slab, channel)->weight;
    cupk_sparse_add(&s->matrix, row, cupk_outlet(s, slab, channel), -g * w);
    subtract_upstream(s, row, slab, channel, g * (1 - w));
}

static void join(cupel_cold_plate_solver *s, size_t a, size_t b, double g)
{
    cupk_sparse_add(&s->matrix, a, a, g);
    cupk_sparse_add(&s->matrix, a, b, -g);
    cupk_sparse_add(&s->matrix, b, b, g);
    cupk_sparse_add(&s->matrix, b, a, -g);
}

static void conduct(cupel_cold_plate_solver *s, size_t i, size_t j)
{
    const cupk_strip *own = &s->strips[j], *next = own + 1;
    const double k = s->plate->conductivity;
    for (int sheet = 0; sheet < 2; sheet++) {
        const size_t here = cupk_metal(s, i, j, sheet);
        if (i + 1 < s->nx)
            join(s, here, cupk_metal(s, i + 1, j, sheet),
                 k * own->width * metal_along(s, own, sheet) / s->dx);
        if (j + 1 < s->ny)
            join(s, here, cupk_metal(s, i, j + 1, sheet),
                 2 * k * s->dx /
                     (own->width / metal_across(s, own, sheet) + next->width / metal_across(s, next, sheet)));
    }
}

static void give(cupel_cold_plate_solver *s, size_t i, size_t j, const cupk_links *all)
{
    const long channels[2] = {s->strips[j].below, s->strips[j].above};
    const size_t base = cupk_metal(s, i, j, 0), cover = cupk_metal(s, i, j, 1);
    const bool given = !isnan(s->plate->temperature);
    if (!given) join(s, base, cover, all->through);
    for (int side = 0; side < 2; side++) {
        if (channels[side] == CUPK_NO_CHANNEL) continue;
        const size_t channel = (size_t)channels[side], coolant = cupk_outlet(s, i, channel);
        cupk_sparse_add(&s->matrix, coolant, base, -all->base[side]);
        cupk_sparse_add(&s->matrix, coolant, cover, -all->cover[side]);
        if (all->across > 0) subtract_coolant(s, coolant, i, (size_t)channels[1 - side], all->across);
        if (given) continue;
        cupk_sparse_add(&s->matrix, base, base, all->base[side]);
        subtract_coolant(s, base, i, channel, all->base[side]);
        cupk_sparse_add(&s->matrix, cover, cover, all->cover[side]);
        subtract_coolant(s, cover, i, channel, all->cover[side]);
    }
}

/* 1/(1 - e^-N) - 1/N */
static double outlet_weight(double n)
{
    if (n < 1e-2) return 0.5 + n / 12 - n * n * n / 720;
    return -1 / expm1(-n) - 1 / n;
}

static void sum_conductances(cupel_cold_plate_solver *s, size_t slab)
{
    for (size_t c = 0; c < s->channels; c++) cupk_cell(s, slab, c)->conductance = 0;
    for (size_t j = 0; j < s->ny; j++) {
        const cupk_links all = s->links[j] = links_of(s, slab, &s->strips[j]);
        const long channels[2] = {s->strips[j].below, s->strips[j].above};
        for (int side = 0; side < 2; side++)
            if (channels[side] != CUPK_NO_CHANNEL)
                cupk_cell(s, slab, (size_t)channels[side])->conductance +=
                    all.base[side] + all.cover[side] + all.across;
    }
    for (size_t c = 0; c < s->channels; c++) {
        cupk_channel_cell *cell = cupk_cell(s, slab, c);
        const double n = cell->conductance / cell->capacity_rate;
        cell->decay = exp(-n);
        cell->weight = outlet_weight(n);
        cell->scale = -cell->conductance / expm1(-n);
    }
}

/* Conduction along the sheets changes with the conductivity only. */
static void start_with_conduction(cupel_cold_plate_solver *s)
{
    cupk_sparse *matrix = &s->matrix;
    const size_t bytes = matrix->start[matrix->n] * sizeof *matrix->value;
    if (s->conductivity == s->plate->conductivity) {
        memcpy(matrix->value, s->conduction, bytes);
        return;
    }
    cupk_sparse_clear(matrix);
    for (size_t i = 0; i < s->nx; i++)
        for (size_t j = 0; j < s->ny; j++) conduct(s, i, j);
    memcpy(s->conduction, matrix->value, bytes);
    s->conductivity = s->plate->conductivity;
}

/* Sheets of one temperature, which is given. */
static void give_temperature(cupel_cold_plate_solver *s, size_t slab, size_t strip)
{
    for (int sheet = 0; sheet < 2; sheet++) {
        const size_t row = cupk_metal(s, slab, strip, sheet);
        cupk_sparse_add(&s->matrix, row, row, 1);
        s->given[row] = s->plate->temperature - s->plate->inlet_temperature;
    }
}

void cupk_plate_assemble(cupel_cold_plate_solver *s)
{
    const bool given = !isnan(s->plate->temperature);
    if (given)
        cupk_sparse_clear(&s->matrix);
    else
        start_with_conduction(s);
    for (size_t i = 0; i < s->nx; i++) {
        sum_conductances(s, i);
        for (size_t c = 0; c < s->channels; c++) {
            const cupk_channel_cell *cell = cupk_cell(s, i, c);
            const size_t row = cupk_outlet(s, i, c);
            cupk_sparse_add(&s->matrix, row, row, cell->scale);
            subtract_upstream(s, row, i, c, cell->scale * cell->decay);
        }
        for (size_t j = 0; j < s->ny; j++) {
            give(s, i, j, &s->links[j]);
            if (given) give_temperature(s, i, j);
        }
    }
}

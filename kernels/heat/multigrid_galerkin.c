/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "dispatch.h"
#include "heat/multigrid.h"

/* The operator on the coarse grid of one transfer: P^T A P. Each coarse pair gathers the fine pairs between
 * the cells that its two ends take part in; `ground` is what P^T A P makes of a constant, summed from
 * differences that are exactly 0 inside, so no rounding of pairs leaks into it. */

/* A fine cell in which a coarse one takes part: its place along the axis, and its share, constant + slope
 * w[weight]. */
typedef struct member {
    ptrdiff_t place;
    float constant, slope;
    ptrdiff_t weight; /* place along the axis of the weight in the coarse grid */
} member;

typedef struct product {
    const cupk_operator *fine;
    const cupk_transfer *transfer;
    cupk_operator *coarse;
    ptrdiff_t stride, coarse_stride; /* along the axis */
} product;

static bool has_above(const cupk_transfer *t, ptrdiff_t coarse)
{
    const ptrdiff_t count = (ptrdiff_t)t->fine.cells[t->axis];
    if (coarse < 0) return t->fine.periodic[t->axis] && count % 2 == 0;
    return 2 * coarse + 1 < count;
}

/* Members of a coarse cell, which may be a ghost on a periodic axis. */
static int members_of(const cupk_transfer *t, ptrdiff_t coarse, member out[3])
{
    const ptrdiff_t count = (ptrdiff_t)t->fine.cells[t->axis],
                    coarse_count = (ptrdiff_t)t->coarse.cells[t->axis];
    ptrdiff_t centre = 2 * coarse;
    if (coarse < 0) centre = count % 2 ? -1 : -2;
    if (coarse == coarse_count) centre = count;
    int n = 0;
    out[n++] = (member){.place = centre, .constant = 1};
    if (coarse < coarse_count && has_above(t, coarse))
        out[n++] = (member){.place = centre + 1, .constant = 1, .slope = -1, .weight = coarse};
    if (coarse >= 0 && has_above(t, coarse - 1))
        out[n++] = (member){.place = centre - 1, .slope = 1, .weight = coarse - 1};
    return n;
}

CUPEL_HOT static void multigrid_gather(size_t count, size_t step, float cf, float sf,
                                       const float *restrict wf, float cg, float sg, const float *restrict wg,
                                       const float *restrict pair, float *restrict out)
{
    if (step == 1)
        for (size_t i = 0; i < count; i++) out[i] += (cf + sf * wf[i]) * (cg + sg * wg[i]) * pair[i];
    else
        for (size_t i = 0; i < count; i++) out[i] += (cf + sf * wf[i]) * (cg + sg * wg[i]) * pair[2 * i];
}

/* A run of coarse cells along x that are alike: from `coarse` (index) on, at `place` along the axis. */
typedef struct run {
    size_t coarse, fine_base; /* index of the first cell; of fine place 0 of it */
    ptrdiff_t place;
    size_t count, step;
} run;

static const float *weight_at(const product *p, const run *r, ptrdiff_t weight, ptrdiff_t transverse)
{
    const ptrdiff_t at = (ptrdiff_t)r->coarse + (weight - r->place) * p->coarse_stride + transverse;
    return p->transfer->weight + at;
}

static void gather_pair(const product *p, const run *r, int o)
{
    const int axis = p->transfer->axis, *offset = p->coarse->offset[o];
    const cupk_grid *g = &p->transfer->coarse;
    member own[3], other[3];
    const ptrdiff_t coarse_count = (ptrdiff_t)g->cells[axis], there = r->place - offset[axis];
    if (!g->periodic[axis] && (there < 0 || there >= coarse_count)) return;
    const int owns = members_of(p->transfer, r->place, own), others = members_of(p->transfer, there, other);
    const ptrdiff_t transverse = -(p->coarse->shift[o] - offset[axis] * p->coarse_stride);
    float *out = p->coarse->pair[o] + r->coarse;
    for (int f = 0; f < owns; f++)
        for (int h = 0; h < others; h++) {
            int fine_offset[3] = {offset[0], offset[1], offset[2]};
            const ptrdiff_t apart = own[f].place - other[h].place;
            if (apart < -1 || apart > 1) continue;
            fine_offset[axis] = (int)apart;
            bool flipped;
            const int q = cupk_operator_find(p->fine, fine_offset, &flipped);
            if (q < 0) continue;
            const ptrdiff_t at =
                (ptrdiff_t)r->fine_base + own[f].place * p->stride + (flipped ? p->fine->shift[q] : 0);
            multigrid_gather(r->count, r->step, own[f].constant, own[f].slope,
                             weight_at(p, r, own[f].weight, 0), other[h].constant, other[h].slope,
                             weight_at(p, r, other[h].weight, transverse), p->fine->pair[q] + at, out);
        }
}

/* The pair along the axis itself also gets the diagonal of the cell between. */
static void gather_between(const product *p, const run *r, int o)
{
    if (!has_above(p->transfer, r->place - 1)) return;
    const float *w = weight_at(p, r, r->place - 1, 0);
    const ptrdiff_t place = 2 * r->place - 1;
    const float *inverse = p->fine->inverse + (ptrdiff_t)r->fine_base + place * p->stride;
    float *out = p->coarse->pair[o] + r->coarse;
    for (size_t i = 0; i < r->count; i++)
        if (inverse[i * r->step] > 0) out[i] -= w[i] * (1 - w[i]) / inverse[i * r->step];
}

static void gather_ground(const product *p, const run *r)
{
    member own[3];
    const int owns = members_of(p->transfer, r->place, own);
    float *out = p->coarse->ground + r->coarse;
    for (int f = 0; f < owns; f++) {
        const float *w = weight_at(p, r, own[f].weight, 0);
        const float *ground = p->fine->ground + (ptrdiff_t)r->fine_base + own[f].place * p->stride;
        for (size_t i = 0; i < r->count; i++)
            out[i] += (own[f].constant + own[f].slope * w[i]) * ground[i * r->step];
    }
}

/* The last cells of an even count stand between a kept cell and the surroundings, where P makes 1 - w of a
 * constant. What that adds to the ground of the kept cell: the loss of the end cell, and what the kept cell
 * gives to it. */
static double ground_at_end(const product *p, size_t end, const float *w)
{
    const cupk_operator *fine = p->fine;
    const int axis = p->transfer->axis;
    const ptrdiff_t coarse_stride[3] = {1, (ptrdiff_t)p->transfer->coarse.row,
                                        (ptrdiff_t)p->transfer->coarse.plane};
    const size_t kept = end - (size_t)p->stride;
    double own = -(double)(*w * fine->ground[end]), given = 0; /* (1 - w) ground is there already */
    for (int o = 0; o < fine->pairs; o++) {
        const int *offset = fine->offset[o], along = offset[axis];
        const size_t shift = (size_t)fine->shift[o];
        ptrdiff_t across = 0;
        for (int a = 0; a < 3; a++)
            if (a != axis) across += offset[a] * coarse_stride[a];
        const float *pair = fine->pair[o];
        if (along == 0) {
            own += (double)(pair[end] * (w[-across] - *w) + pair[end + shift] * (w[across] - *w));
        } else {
            own -= (double)((along > 0 ? pair[end] : pair[end + shift]) * *w);
            given += (double)(along > 0 ? pair[kept + shift] * w[across] : pair[kept] * w[-across]);
        }
    }
    return (double)(1 - *w) * own + given;
}

static void gather_end(const product *p, const run *r)
{
    const float *w = weight_at(p, r, r->place, 0);
    float *ground = p->coarse->ground + r->coarse;
    for (size_t i = 0; i < r->count; i++) {
        const size_t end = r->fine_base + (size_t)((2 * r->place + 1) * p->stride) + i * r->step;
        const double sum = (double)ground[i] + ground_at_end(p, end, w + i);
        ground[i] = (float)sum;
    }
}

static void gather_run(const product *p, const run *r)
{
    const int axis = p->transfer->axis;
    for (int o = 0; o < p->coarse->pairs; o++) {
        gather_pair(p, r, o);
        const int *offset = p->coarse->offset[o];
        bool along = offset[axis] == 1;
        for (int a = 0; a < 3; a++)
            if (a != axis && offset[a]) along = false;
        if (along) gather_between(p, r, o);
    }
    gather_ground(p, r);
    const size_t count = p->transfer->fine.cells[axis];
    if (!p->transfer->fine.periodic[axis] && count % 2 == 0 && (size_t)r->place + 1 == count / 2)
        gather_end(p, r);
}

static void gather_row(const product *p, size_t j, size_t k)
{
    const cupk_grid *g = &p->transfer->coarse;
    const size_t nx = g->cells[0];
    run r = {.coarse = cupk_grid_at(g, 0, j, k), .count = nx, .step = 1};
    if (p->transfer->axis == 0) {
        const size_t base = cupk_grid_at(&p->transfer->fine, 0, j, k);
        const size_t starts[] = {0, 1, nx > 1 ? nx - 1 : 1, nx};
        for (int s = 0; s < 3; s++) {
            if (starts[s] >= starts[s + 1]) continue;
            /* fine_base is such that place 2 I is right for the first cell of the run */
            const run part = {r.coarse + starts[s], base, (ptrdiff_t)starts[s], starts[s + 1] - starts[s], 2};
            gather_run(p, &part);
        }
        return;
    }
    size_t index[3] = {0, j, k};
    r.place = (ptrdiff_t)index[p->transfer->axis];
    index[p->transfer->axis] = 0;
    r.fine_base = cupk_grid_at(&p->transfer->fine, 0, index[1], index[2]);
    gather_run(p, &r);
}

/* Offsets that P^T A P can have: along the axis all, where the transverse part occurs. */
static unsigned coarse_pattern(unsigned fine, int axis)
{
    static const int power[] = {1, 3, 9};
    unsigned pattern = 0;
    for (int n = 0; n < 27; n++) {
        const int here = n / power[axis] % 3, first = n - here * power[axis];
        for (int s = 0; s < 3; s++) {
            const int m = first + s * power[axis];
            if ((fine >> m & 1) || m == 13) pattern |= 1u << n;
        }
    }
    return pattern & ~(1u << 13);
}

bool cupk_galerkin(const cupk_operator *fine, const cupk_transfer *transfer, int threads, cupk_operator *out)
{
    const cupk_grid *g = &transfer->coarse;
    const unsigned pattern = coarse_pattern(cupk_operator_pattern(fine), transfer->axis);
    if (!cupk_operator_ready(g, pattern, threads, out)) return false;
    const product p = {fine, transfer, out, (ptrdiff_t)cupk_grid_stride(&transfer->fine, transfer->axis),
                       (ptrdiff_t)cupk_grid_stride(g, transfer->axis)};
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t n = 0; n < cupk_grid_tiles(g); n++) {
        const cupk_tile tile = cupk_grid_tile(g, n);
        for (size_t j = tile.first_row; j < tile.end_row; j++) gather_row(&p, j, tile.plane);
    }
    cupk_operator_complete(out, threads);
    return true;
}

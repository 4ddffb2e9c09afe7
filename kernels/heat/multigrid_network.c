/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "dispatch.h"
#include "heat/multigrid.h"

/* The operator on the coarse grid of one transfer as a network of resistors, which keeps to seven points:
 * along the axis the two conductances between kept cells in series, across it those of the cells between
 * shared out to the kept ones by the weights of the transfer, in parallel. P^T A P with every difference
 * across the axis taken between kept cells; the ground is that of P^T A P but at the ends, where a network
 * has nothing to mend. */

/* out = kept + (1 - w) above + w_below below, with the mean of the weights at both ends of a pair. The cells
 * of the fine grid are `step` apart. */
CUPEL_HOT static void multigrid_parallel(size_t count, size_t step, float has_above, const float *w,
                                         const float *w_other, const float *w_below,
                                         const float *w_below_other, const float *below, const float *kept,
                                         const float *above, float *restrict out)
{
    for (size_t i = 0; i < count; i++) {
        const float up = 0.5f * (w[i] + w_other[i]), down = 0.5f * (w_below[i] + w_below_other[i]);
        out[i] = kept[i * step] + has_above * (1 - up) * above[i * step] + down * below[i * step];
    }
}

CUPEL_HOT static void multigrid_series(size_t count, size_t step, const float *below, const float *kept,
                                       float *restrict out)
{
    for (size_t i = 0; i < count; i++) {
        const float lower = below[i * step], upper = kept[i * step], sum = lower + upper;
        out[i] = sum > 0 ? lower / sum * upper : 0;
    }
}

typedef struct network {
    const cupk_operator *fine;
    const cupk_transfer *transfer;
    cupk_operator *coarse;
    ptrdiff_t stride, coarse_stride; /* along the axis */
    bool odd_ring;                   /* the last cell and the first, both kept, are neighbours */
} network;

/* `count` coarse cells from `to` on, the first kept as the fine cell `from`. */
static void join_run(const network *n, size_t from, size_t to, size_t count, bool first, bool last)
{
    const int axis = n->transfer->axis;
    const size_t step = axis == 0 ? 2 : 1;
    const float has_above = last && n->odd_ring ? 0 : 1;
    const float *w = n->transfer->weight + to, *w_below = w - n->coarse_stride;
    for (int o = 0; o < 3; o++) {
        const float *kept = n->fine->pair[o] + from;
        float *out = n->coarse->pair[o] + to;
        const ptrdiff_t other = n->coarse->shift[o];
        if (o != axis)
            multigrid_parallel(count, step, has_above, w, w - other, w_below, w_below - other,
                               kept - n->stride, kept, kept + n->stride, out);
        else if (first && n->transfer->coarse.cells[axis] == 1)
            for (size_t i = 0; i < count; i++) out[i] = 0; /* with itself */
        else if (first && n->odd_ring)
            for (size_t i = 0; i < count; i++) out[i] = kept[i * step];
        else
            multigrid_series(count, step, kept - n->stride, kept, out);
    }
    const float *ground = n->fine->ground + from;
    multigrid_parallel(count, step, has_above, w, w, w_below, w_below, ground - n->stride, ground,
                       ground + n->stride, n->coarse->ground + to);
}

static void join_row(const network *n, size_t j, size_t k)
{
    const int axis = n->transfer->axis;
    const cupk_grid *g = &n->transfer->coarse, *fine = &n->transfer->fine;
    const size_t to = cupk_grid_at(g, 0, j, k), cells = g->cells[0];
    size_t index[3] = {0, j, k};
    const size_t here = index[axis], end = g->cells[axis] - 1;
    index[axis] *= 2;
    const size_t from = cupk_grid_at(fine, 0, index[1], index[2]);
    if (axis > 0) {
        join_run(n, from, to, cells, here == 0, here == end);
        return;
    }
    join_run(n, from, to, 1, true, end == 0);
    if (end > 1) join_run(n, from + 2, to + 1, end - 1, false, false);
    if (end > 0) join_run(n, from + 2 * end, to + end, 1, false, true);
}

bool cupk_network(const cupk_operator *fine, const cupk_transfer *transfer, int threads, cupk_operator *out)
{
    const int axis = transfer->axis;
    const cupk_grid *g = &transfer->coarse;
    if (!cupk_operator_ready(g, CUPK_FACES, threads, out)) return false;
    const network n = {fine,
                       transfer,
                       out,
                       (ptrdiff_t)cupk_grid_stride(&transfer->fine, axis),
                       (ptrdiff_t)cupk_grid_stride(g, axis),
                       transfer->fine.periodic[axis] && transfer->fine.cells[axis] % 2};
#pragma omp parallel for schedule(static) num_threads(cupk_grid_threads(g, threads))
    for (size_t t = 0; t < cupk_grid_tiles(g); t++) {
        const cupk_tile tile = cupk_grid_tile(g, t);
        for (size_t j = tile.first_row; j < tile.end_row; j++) join_row(&n, j, tile.plane);
    }
    cupk_operator_complete(out, threads);
    return true;
}

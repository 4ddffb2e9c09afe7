/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "heat/geometry_lines.h"

/* Cells between lines. The size function h(x) rises from its value at a line with slope c = ln(ratio) until
 * it meets the widest size allowed, or what rises from the line at the other end. Edges at even steps of the
 * integral of dx/h, steps of at most 1, have widths whose ratio is at most e^c. */

/* The piece of an interval: h rises from `left`, stays at `peak` for `flat`, falls to `right`. */
typedef struct hill {
    double left, right, peak, flat, growth;
    double up, down; /* lengths of the slopes */
} hill;

static double interval_limit(const cupk_lines *lines, const cupk_spread *spread, size_t i)
{
    const double width = lines->at[i + 1] - lines->at[i];
    return fmin(fmin(spread->width, lines->limit[i]), width / (double)spread->least);
}

static hill hill_of(const cupk_lines *lines, const cupk_spread *spread, const double *sizes, size_t i)
{
    const double width = lines->at[i + 1] - lines->at[i], limit = interval_limit(lines, spread, i);
    hill h = {limit, limit, limit, width, spread->growth, 0, 0};
    if (!(spread->growth > 0)) return h;
    h.left = sizes[i];
    h.right = sizes[i + 1];
    h.up = fmax(0, (limit - h.left) / spread->growth);
    h.down = fmax(0, (limit - h.right) / spread->growth);
    h.flat = width - h.up - h.down;
    if (h.flat < 0) {
        h.peak = fmax(0.5 * (h.left + h.right + spread->growth * width), fmax(h.left, h.right));
        h.up = fmin(width, (h.peak - h.left) / spread->growth);
        h.down = width - h.up;
        h.flat = 0;
    }
    return h;
}

static double slope_steps(double from, double length, double growth)
{
    return length > 0 ? log1p(growth * length / from) / growth : 0;
}

static double hill_steps(const hill *h)
{
    return slope_steps(h->left, h->up, h->growth) + h->flat / h->peak +
           slope_steps(h->right, h->down, h->growth);
}

/* Distance from the left end after so many steps. */
static double hill_place(const hill *h, double steps, double all)
{
    const double up = slope_steps(h->left, h->up, h->growth), flat = h->flat / h->peak;
    if (steps < up) return h->left * expm1(h->growth * steps) / h->growth;
    if (steps <= up + flat) return h->up + (steps - up) * h->peak;
    const double left = all - steps;
    return h->up + h->flat + h->down - h->right * expm1(h->growth * left) / h->growth;
}

/* Sizes at lines: half the width at inner lines, where materials meet or heat enters, no more than beside
 * them, and none rising faster than the growth from another. */
static void find_sizes(const cupk_lines *lines, const cupk_spread *spread, double *sizes)
{
    const size_t last = lines->count - 1;
    for (size_t i = 0; i <= last; i++) {
        sizes[i] = i == 0 || i == last ? spread->width : 0.5 * spread->width;
        if (i > 0) sizes[i] = fmin(sizes[i], interval_limit(lines, spread, i - 1));
        if (i < last) sizes[i] = fmin(sizes[i], interval_limit(lines, spread, i));
    }
    for (size_t i = 1; i <= last; i++)
        sizes[i] = fmin(sizes[i], sizes[i - 1] + spread->growth * (lines->at[i] - lines->at[i - 1]));
    for (size_t i = last; i-- > 0;)
        sizes[i] = fmin(sizes[i], sizes[i + 1] + spread->growth * (lines->at[i + 1] - lines->at[i]));
}

static double end_width(const cupk_lines *lines, const cupk_spread *spread, const double *sizes, size_t i,
                        size_t cells, bool last)
{
    const hill h = hill_of(lines, spread, sizes, i);
    const double all = hill_steps(&h), width = lines->at[i + 1] - lines->at[i];
    if (cells < 2) return width;
    if (!last) return hill_place(&h, all / (double)cells, all);
    return width - hill_place(&h, all * (double)(cells - 1) / (double)cells, all);
}

/* Rounding up to whole cells can leave a ratio above the grading across a line: the wider side gets one more.
 */
static void keep_ratio(const cupk_lines *lines, const cupk_spread *spread, const double *sizes, size_t *cells)
{
    const double most = exp(spread->growth) * (1 + 1e-6);
    for (int sweep = 0; sweep < 1000; sweep++) {
        bool changed = false;
        for (size_t i = 0; i + 2 < lines->count; i++) {
            const double before = end_width(lines, spread, sizes, i, cells[i], true);
            const double after = end_width(lines, spread, sizes, i + 1, cells[i + 1], false);
            if (before > most * after) cells[i]++, changed = true;
            if (after > most * before) cells[i + 1]++, changed = true;
        }
        if (!changed) return;
    }
}

static size_t whole(double steps, size_t least)
{
    const double cells = ceil(steps - 1e-6);
    return cells > 1e9 ? (size_t)1000000000 : cells > (double)least ? (size_t)cells : least;
}

size_t cupk_lines_cells(const cupk_lines *lines, const cupk_spread *spread, double *sizes, size_t *cells)
{
    size_t sum = 0;
    if (spread->growth > 0) find_sizes(lines, spread, sizes);
    for (size_t i = 0; i + 1 < lines->count; i++) {
        const hill h = hill_of(lines, spread, sizes, i);
        cells[i] = whole(hill_steps(&h), spread->least);
        sum += cells[i];
    }
    if (!(spread->growth > 0) || sum > 10000000) return sum;
    keep_ratio(lines, spread, sizes, cells);
    sum = 0;
    for (size_t i = 0; i + 1 < lines->count; i++) sum += cells[i];
    return sum;
}

static double interval_steps(const cupk_lines *lines, const cupk_spread *spread, const double *sizes,
                             size_t i)
{
    const hill h = hill_of(lines, spread, sizes, i);
    return hill_steps(&h);
}

void cupk_lines_share(const cupk_lines *lines, const cupk_spread *spread, size_t total, double *sizes,
                      size_t *cells)
{
    const size_t intervals = lines->count - 1;
    double all = 0;
    if (spread->growth > 0) find_sizes(lines, spread, sizes);
    for (size_t i = 0; i < intervals; i++) all += interval_steps(lines, spread, sizes, i);
    size_t given = 0;
    for (size_t i = 0; i < intervals; i++) {
        const double share = interval_steps(lines, spread, sizes, i) / all * (1 - 1e-9);
        cells[i] = 1 + (size_t)(share * (double)(total - intervals));
        given += cells[i];
    }
    for (; given < total; given++) {
        size_t widest = 0;
        double most = 0;
        for (size_t i = 0; i < intervals; i++) {
            const double step = interval_steps(lines, spread, sizes, i) / (double)cells[i];
            if (step > most * (1 + 1e-9)) most = step, widest = i;
        }
        cells[widest]++;
    }
}

void cupk_lines_edges(const cupk_lines *lines, const cupk_spread *spread, const double *sizes,
                      const size_t *cells, double *edges)
{
    size_t at = 0;
    for (size_t i = 0; i + 1 < lines->count; i++) {
        const hill h = hill_of(lines, spread, sizes, i);
        const double all = hill_steps(&h);
        edges[at++] = lines->at[i];
        for (size_t q = 1; q < cells[i]; q++)
            edges[at++] = lines->at[i] + hill_place(&h, all * (double)q / (double)cells[i], all);
    }
    edges[at] = lines->at[lines->count - 1];
}

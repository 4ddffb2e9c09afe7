/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include "cupel/roughness.h"

static cupel_status check(size_t count, double spacing, const cupel_roughness_rules *rules,
                          cupel_error *error)
{
    if (rules->sections < 1 || count / 2 < rules->sections)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for %u sections", count, rules->sections);
    if (!(spacing > 0 && isfinite(spacing)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "spacing %.6g m must be positive", spacing);
    if (!(rules->height_discrimination >= 0 && rules->width_discrimination >= 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "discriminations must not be negative");
    return CUPEL_OK;
}

static void moments(const double *z, size_t count, cupel_roughness *out)
{
    double absolute = 0, m2 = 0, m3 = 0, m4 = 0;
    for (size_t i = 0; i < count; i++) {
        const double square = z[i] * z[i];
        absolute += fabs(z[i]);
        m2 += square;
        m3 += square * z[i];
        m4 += square * square;
    }
    const double n = (double)count;
    out->ra = absolute / n;
    out->rq = sqrt(m2 / n);
    const bool rough = out->rq > 0;
    out->rsk = rough ? m3 / n / (out->rq * out->rq * out->rq) : NAN;
    out->rku = rough ? m4 / n / (m2 / n * (m2 / n)) : NAN;
}

static void extremes(const double *z, size_t count, double *peak, double *depth)
{
    *peak = *depth = 0;
    for (size_t i = 0; i < count; i++) {
        if (z[i] > *peak) *peak = z[i];
        if (-z[i] > *depth) *depth = -z[i];
    }
}

static void heights(const double *z, size_t count, unsigned sections, cupel_roughness *out,
                    double *of_section)
{
    extremes(z, count, &out->rpt, &out->rvt);
    out->rt = out->rpt + out->rvt;
    out->rp = out->rv = 0;
    for (unsigned s = 0; s < sections; s++) {
        const size_t from = count * s / sections, to = count * (s + 1) / sections;
        double peak, depth, sum = 0;
        extremes(z + from, to - from, &peak, &depth);
        out->rp += peak / sections;
        out->rv += depth / sections;
        if (!of_section) continue;
        for (size_t i = from; i < to; i++) sum += fabs(z[i]);
        of_section[4 * s] = sum / (double)(to - from);
        of_section[4 * s + 1] = peak + depth;
        of_section[4 * s + 2] = peak;
        of_section[4 * s + 3] = depth;
    }
    out->rz = out->rp + out->rv;
}

/* Crossings of the mean line into hills and dales that are high enough, in samples; rising and falling ones
 * alternate. */
static size_t crossings(const double *z, size_t count, double height, double *places)
{
    size_t found = 0;
    int side = 0; /* of the last hill (1) or dale (-1) that counts */
    double last = NAN;
    for (size_t i = 0; i < count; i++) {
        if (i && (z[i - 1] < 0) != (z[i] < 0)) last = (double)(i - 1) + z[i - 1] / (z[i - 1] - z[i]);
        const int here = z[i] > height ? 1 : z[i] < -height ? -1 : 0;
        if (here == 0 || here == side) continue;
        if (side != 0) places[found++] = last;
        side = here;
    }
    return found;
}

/* Takes out hills and dales that are too short: both their crossings, so that their neighbours grow together.
 */
static size_t drop_short(double *places, size_t count, double least)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && places[i] - places[kept - 1] < least)
            kept--;
        else
            places[kept++] = places[i];
    }
    return kept;
}

static void widths(const double *places, size_t count, double spacing, cupel_roughness *out)
{
    out->elements = count > 1 ? (count - 1) / 2 : 0;
    out->rsm = out->width_scatter = NAN;
    if (count < 3) return;
    double sum = 0, squares = 0;
    const size_t n = count - 2;
    double of_kind[2] = {0, 0};
    size_t kinds[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        const double width = (places[i + 2] - places[i]) * spacing;
        of_kind[i % 2] += width;
        kinds[i % 2]++;
        sum += width;
    }
    out->rsm = of_kind[0] / (double)kinds[0];
    if (kinds[1]) out->rsm = 0.5 * (out->rsm + of_kind[1] / (double)kinds[1]);
    if (n < 2) return;
    for (size_t i = 0; i < n; i++) {
        const double off = (places[i + 2] - places[i]) * spacing - sum / (double)n;
        squares += off * off;
    }
    out->width_scatter = sqrt(squares / (double)(n - 1));
}

cupel_status cupel_roughness_profile(const double *profile, size_t count, double spacing,
                                     const cupel_roughness_rules *rules, cupel_roughness *out,
                                     double *of_section, cupel_error *error)
{
    const cupel_status status = check(count, spacing, rules, error);
    if (status) return status;
    double *places = malloc(count * sizeof *places);
    if (!places) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %zu crossings", count);
    moments(profile, count, out);
    heights(profile, count, rules->sections, out, of_section);
    const double section = (double)count / rules->sections;
    size_t found = crossings(profile, count, rules->height_discrimination * out->rz, places);
    found = drop_short(places, found, rules->width_discrimination * section);
    widths(places, found, spacing, out);
    free(places);
    return CUPEL_OK;
}

/* ---- maps ---- */

/* Derivative by the spacing, of sixth order; near an edge, `before` and `behind` samples away, of as high an
 * order as central differences allow, and on it of second order to one side. */
static double slope(const double *z, ptrdiff_t step, size_t before, size_t behind)
{
    if (before == 0) return (4 * z[step] - z[2 * step] - 3 * z[0]) / 2;
    if (behind == 0) return (3 * z[0] - 4 * z[-step] + z[-2 * step]) / 2;
    const double one = z[step] - z[-step];
    if (before == 1 || behind == 1) return one / 2;
    const double two = z[2 * step] - z[-2 * step];
    if (before == 2 || behind == 2) return (8 * one - two) / 12;
    return (45 * one - 9 * two + z[3 * step] - z[-3 * step]) / 60;
}

/* [rows][6]: sums of |z|, z^2, z^3, z^4, of slopes squared and of the extra area */
static void row_sums(const cupel_height_map *map, const double *z, size_t j, double *sums)
{
    const double *row = z + j * map->row;
    for (size_t k = 0; k < 6; k++) sums[k] = 0;
    for (size_t i = 0; i < map->row; i++) {
        const double square = row[i] * row[i];
        sums[0] += fabs(row[i]);
        sums[1] += square;
        sums[2] += square * row[i];
        sums[3] += square * square;
    }
    for (size_t i = 0; i < map->row; i++) {
        const double gx = slope(row + i, 1, i, map->row - 1 - i) / map->spacing;
        const double gy = slope(row + i, (ptrdiff_t)map->row, j, map->rows - 1 - j) / map->spacing_y;
        const double g2 = gx * gx + gy * gy;
        sums[4] += g2;
        sums[5] += g2 / (1 + sqrt(1 + g2)); /* sqrt(1 + g2) - 1 without loss of digits */
    }
}

cupel_status cupel_roughness_map(const cupel_height_map *map, const double *z, int threads,
                                 cupel_areal_roughness *out, cupel_error *error)
{
    if (map->rows < 3 || map->row < 3)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a map of %zu by %zu samples has no roughness", map->rows, map->row);
    if (!(map->spacing > 0 && map->spacing_y > 0 && isfinite(map->spacing) && isfinite(map->spacing_y)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the spacings of a map must be positive");
    double *rows = malloc(map->rows * 6 * sizeof *rows), sums[6] = {0};
    if (!rows) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the sums of a map");
#pragma omp parallel for num_threads(threads > 0 ? threads : 1) schedule(static)
    for (size_t j = 0; j < map->rows; j++) row_sums(map, z, j, rows + 6 * j);
    for (size_t j = 0; j < map->rows; j++)
        for (size_t k = 0; k < 6; k++) sums[k] += rows[6 * j + k];
    free(rows);
    const double n = (double)map->rows * (double)map->row;
    out->sa = sums[0] / n;
    out->sq = sqrt(sums[1] / n);
    const bool rough = out->sq > 0;
    out->ssk = rough ? sums[2] / n / (out->sq * out->sq * out->sq) : NAN;
    out->sku = rough ? sums[3] / n / (sums[1] / n * (sums[1] / n)) : NAN;
    extremes(z, map->rows * map->row, &out->sp, &out->sv);
    out->sz = out->sp + out->sv;
    out->sdq = sqrt(sums[4] / n);
    out->sdr = sums[5] / n;
    return CUPEL_OK;
}

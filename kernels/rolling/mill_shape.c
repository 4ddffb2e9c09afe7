/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "dense_lu.h"
#include "rolling/mill.h"

/* Crown, wedge, edge drop and flatness from a solved profile. */

static const double pi = 3.14159265358979323846;

static double at(const cupel_mill_solution *s, const double *values, double y)
{
    size_t i = 1;
    while (i + 1 < s->cells && s->across[i] < y) i++;
    const double share = (y - s->across[i - 1]) / (s->across[i] - s->across[i - 1]);
    return values[i - 1] + share * (values[i] - values[i - 1]);
}

static double half_width(const cupel_mill_solution *s)
{
    return s->across[s->cells - 1] + 0.5 * s->cell_width[s->cells - 1];
}

static bool inside(const cupel_mill_solution *s, size_t j, double reach)
{
    return fabs(s->across[j]) <= reach;
}

enum { TERMS = 5 };

static void legendre(double x, double out[TERMS])
{
    out[0] = 1, out[1] = x;
    for (int n = 1; n + 1 < TERMS; n++) out[n + 1] = ((2 * n + 1) * x * out[n] - n * out[n - 1]) / (n + 1);
}

/* Least squares, weighted with the width of the cells. */
static void fit(const cupel_mill_solution *s, double reach, double out[TERMS])
{
    double matrix[TERMS * TERMS] = {0}, terms[TERMS];
    size_t pivots[TERMS];
    memset(out, 0, TERMS * sizeof *out);
    for (size_t j = 0; j < s->cells; j++) {
        if (!inside(s, j, reach)) continue;
        legendre(s->across[j] / reach, terms);
        for (int a = 0; a < TERMS; a++) {
            out[a] += s->cell_width[j] * terms[a] * s->elongation[j];
            for (int b = 0; b < TERMS; b++) matrix[TERMS * a + b] += s->cell_width[j] * terms[a] * terms[b];
        }
    }
    if (cupk_lu_factor(TERMS, TERMS, matrix, pivots))
        cupk_lu_solve(TERMS, TERMS, matrix, pivots, out);
    else
        for (int a = 0; a < TERMS; a++) out[a] = NAN; /* fewer cells than terms */
}

/* The zone of compression, between the margins, that is nearest to buckling or furthest beyond. A strip that
 * is let go of carries the mean of the elongation as no stress. */
static void find_waves(const cupel_mill_solution *s, const cupel_mill_gauges *g, double reach,
                       cupel_mill_shape *out)
{
    double worst = 0;
    const double plate = g->buckling_coefficient * pi * pi * g->youngs_modulus /
                         (12 * (1 - g->poissons_ratio * g->poissons_ratio));
    out->compression = 0, out->critical_compression = NAN, out->wave = CUPEL_MILL_FLAT;
    for (size_t j = 0; j < s->cells; j++) {
        double width = 0, place = 0, most = 0, thickness = 0;
        for (; j < s->cells && inside(s, j, reach) && s->elongation[j] > out->mean_elongation; j++) {
            width += s->cell_width[j];
            place += s->cell_width[j] * fabs(s->across[j]);
            thickness += s->cell_width[j] * s->exit_thickness[j];
            most = fmax(most, s->elongation[j] - out->mean_elongation);
        }
        if (!(width > 0)) continue;
        const double slenderness = thickness / (width * width);
        const double critical = plate * slenderness * slenderness;
        const double stress = fmin(g->youngs_modulus * most, g->flow_stress);
        if (!(stress / critical > worst)) continue;
        worst = stress / critical;
        out->compression = stress, out->critical_compression = critical;
        const double where = place / (width * reach);
        if (worst > 1)
            out->wave = where > 0.75  ? CUPEL_MILL_EDGE_WAVE
                        : where > 0.4 ? CUPEL_MILL_QUARTER_WAVE
                                      : CUPEL_MILL_CENTRE_WAVE;
    }
}

/* Half the strip's share that the margins must leave. */
static const double least_reach = 0.2;

cupel_status cupel_mill_check_gauges(const cupel_mill_gauges *g, double width, cupel_error *error)
{
    const double half = 0.5 * width;
    if (!(g->edge_distance > 0 && g->edge_distance < g->crown_distance && g->crown_distance < half))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "edge_distance %.6g m must lie below crown_distance %.6g m, and that below half the "
                   "width, %.6g m",
                   g->edge_distance, g->crown_distance, half);
    if (!(g->margin >= 0 && half - g->margin > least_reach * half))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "flatness_margin %.6g m must lie from 0 to below %.6g m, 0.8 of half the width", g->margin,
                   (1 - least_reach) * half);
    return CUPEL_OK;
}

cupel_status cupel_mill_shape_of(const cupel_mill_solution *s, const cupel_mill_gauges *g,
                                 cupel_mill_shape *out, cupel_error *error)
{
    const double half = half_width(s), reach = half - g->margin;
    const cupel_status status = cupel_mill_check_gauges(g, 2 * half, error);
    if (status) return status;
    cupel_mill_shape shape = {0};
    const double *h = s->exit_thickness, near = half - g->crown_distance, edge = half - g->edge_distance;
    shape.crown = h[s->cells / 2] - 0.5 * (at(s, h, near) + at(s, h, -near));
    shape.wedge = at(s, h, near) - at(s, h, -near);
    shape.edge_drop = 0.5 * (at(s, h, near) + at(s, h, -near) - at(s, h, edge) - at(s, h, -edge));
    double width = 0, low = INFINITY, high = -INFINITY, terms[TERMS];
    for (size_t j = 0; j < s->cells; j++) {
        if (!(s->tension[j] > 0)) shape.slack_length += s->cell_width[j];
        if (s->free_tension[j] > s->tension[j] && s->tension[j] > 0)
            shape.stretched_length += s->cell_width[j];
        if (!inside(s, j, reach)) continue;
        width += s->cell_width[j];
        shape.mean_elongation += s->cell_width[j] * s->elongation[j];
        low = fmin(low, s->elongation[j]), high = fmax(high, s->elongation[j]);
    }
    shape.mean_elongation /= width;
    shape.range = high - low;
    fit(s, reach, terms);
    shape.linear = terms[1], shape.quadratic = terms[2], shape.cubic = terms[3], shape.quartic = terms[4];
    find_waves(s, g, reach, &shape);
    *out = shape;
    return CUPEL_OK;
}

const char *cupel_mill_wave_name(int wave)
{
    static const char *const names[] = {"flat", "edge waves", "quarter waves", "centre waves"};
    return wave >= 0 && wave < (int)(sizeof names / sizeof *names) ? names[wave] : "unknown";
}

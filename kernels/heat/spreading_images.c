/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/spreading_images.h"

#include <math.h>
#include "dispatch.h"

/* erf(g a)/g = 2/sqrt(pi) int_0^a exp(-g^2 s^2) ds, and exp(-g^2 s^2) over the modes of a uniform source is a
 * product of two one-dimensional diffusion problems: what has come to x from the source's interval and its
 * mirror images in the sides, spread with the width 2 s sqrt(kx/kz), and the same in y. The integral is by
 * Gauss and Legendre on panels that halve towards s = 0, as an edge at a distance d makes itself felt around
 * s = d/2. */

enum { POINTS = 10, NODES = CUPK_SPREADING_NODES, PANELS = NODES / POINTS };
static const double root_pi = 1.77245385090551602730;
static const double far = 6; /* erf(6) = 1 in double precision */

typedef struct nodes {
    double s[NODES], weight[NODES];
} nodes;

static void place_nodes(double split, nodes *out)
{
    static const double x[POINTS / 2] = {0.1488743389816312, 0.4333953941292472, 0.6794095682990244,
                                         0.8650633666889845, 0.9739065285171717};
    static const double w[POINTS / 2] = {0.2955242247147529, 0.2692667193099963, 0.2190863625159820,
                                         0.1494513491505806, 0.0666713443086881};
    double hi = split;
    for (int p = 0; p < PANELS; p++) {
        const double lo = p + 1 < PANELS ? 0.5 * hi : 0;
        for (int i = 0; i < POINTS; i++) {
            const double at = i < POINTS / 2 ? x[i] : -x[i - POINTS / 2];
            out->s[p * POINTS + i] = 0.5 * ((hi + lo) + (hi - lo) * at);
            out->weight[p * POINTS + i] = 0.5 * (hi - lo) * w[i % (POINTS / 2)] * 2 / root_pi;
        }
        hi = lo;
    }
}

/* Share of [a, b] felt at x: 1/2 [erf((x - a)/width) - erf((x - b)/width)]. */
static double felt_at(double x, double a, double b, double width)
{
    const double ua = (x - a) / width, ub = (x - b) / width;
    if (ub > far || ua < -far) return 0;
    if (ua > far && ub < -far) return 1;
    return 0.5 * (erf(ua) - erf(ub));
}

/* int erf(u) du */
static double erf_integral(double u)
{
    return fabs(u) > far ? fabs(u) : u * erf(u) + exp(-u * u) / root_pi;
}

/* Mean of felt_at over x in [c, d]. */
static double felt_over(double c, double d, double a, double b, double width)
{
    if (c > b + far * width || d < a - far * width) return 0;
    return 0.5 * width / (d - c) *
           ((erf_integral((d - a) / width) - erf_integral((c - a) / width)) -
            (erf_integral((d - b) / width) - erf_integral((c - b) / width)));
}

typedef struct interval {
    double lo, hi;
} interval; /* lo == hi: a point */

/* What the source's interval and its images in the sides at 0 and `length` give. */
static double felt(interval target, interval source, double length, double width)
{
    double sum = 0;
    for (int k = -1; k <= 1; k++) {
        const double shift = 2 * k * length;
        const interval images[2] = {{source.lo + shift, source.hi + shift},
                                    {shift - source.hi, shift - source.lo}};
        for (int i = 0; i < 2; i++)
            sum += target.hi > target.lo ? felt_over(target.lo, target.hi, images[i].lo, images[i].hi, width)
                                         : felt_at(target.lo, images[i].lo, images[i].hi, width);
    }
    return sum;
}

static interval side(const cupel_spreading_source *source, int axis)
{
    return (interval){source->position[axis] - 0.5 * source->size[axis],
                      source->position[axis] + 0.5 * source->size[axis]};
}

static double spread(const cupel_spreading *plate, int axis) /* width per s */
{
    return 2 * sqrt(plate->layers[0].conductivity[axis] / plate->layers[0].conductivity[2]);
}

/* A source's share at a target, by node, along one axis. */
static void shares(const cupel_spreading *plate, const nodes *at, int axis, interval target,
                   const cupel_spreading_source *source, double out[NODES])
{
    const interval from = side(source, axis);
    const double width = spread(plate, axis);
    for (int k = 0; k < NODES; k++) out[k] = felt(target, from, plate->size[axis], width * at->s[k]);
}

/* Rise [K] per integral: flux over conductivity. */
static double strength(const cupel_spreading *plate, const cupel_spreading_source *source)
{
    return source->power / (source->size[0] * source->size[1] * plate->layers[0].conductivity[2]);
}

/* Integral of the product, less that of mode (0, 0), which is not to be in. */
CUPEL_HOT static double integral(const nodes *at, double area_share, const double *restrict x,
                                 const double *restrict y)
{
    enum { LANES = 8 };
    double lane[LANES] = {0};
    for (int k = 0; k < NODES; k += LANES)
        for (int i = 0; i < LANES; i++) lane[i] += at->weight[k + i] * (x[k + i] * y[k + i] - area_share);
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

static double area_share(const cupel_spreading *plate, const cupel_spreading_source *source)
{
    return source->size[0] * source->size[1] / (plate->size[0] * plate->size[1]);
}

static double rise(const cupel_spreading *plate, const nodes *at, interval x, interval y,
                   const cupel_spreading_source *source)
{
    double along_x[NODES], along_y[NODES];
    shares(plate, at, 0, x, source, along_x);
    shares(plate, at, 1, y, source, along_y);
    return strength(plate, source) * integral(at, area_share(plate, source), along_x, along_y);
}

static interval point(double x)
{
    return (interval){x, x};
}

static void add_field(const cupel_spreading *plate, const nodes *at, int threads, double *scratch,
                      double *field, const cupel_spreading_source *source)
{
    const size_t nx = plate->cells[0], ny = plate->cells[1];
    const double dx = plate->size[0] / (double)nx, dy = plate->size[1] / (double)ny;
    double *columns = scratch, *rows = scratch + nx * NODES;
    const double factor = strength(plate, source), share = area_share(plate, source);
#pragma omp parallel num_threads(threads)
    {
#pragma omp for schedule(static)
        for (size_t i = 0; i < nx; i++)
            shares(plate, at, 0, point(((double)i + 0.5) * dx), source, columns + i * NODES);
#pragma omp for schedule(static)
        for (size_t j = 0; j < ny; j++) {
            shares(plate, at, 1, point(((double)j + 0.5) * dy), source, rows + j * NODES);
            for (size_t i = 0; i < nx; i++)
                field[j * nx + i] += factor * integral(at, share, columns + i * NODES, rows + j * NODES);
        }
    }
}

void cupk_spreading_images(const cupel_spreading *plate, double split, int threads, double *scratch,
                           double *centre, double *mean, double *field)
{
    nodes at;
    place_nodes(split, &at);
#pragma omp parallel for num_threads(threads) schedule(dynamic)
    for (size_t t = 0; t < plate->source_count; t++) {
        const cupel_spreading_source *target = &plate->sources[t];
        for (size_t s = 0; s < plate->source_count; s++) {
            centre[t] +=
                rise(plate, &at, point(target->position[0]), point(target->position[1]), &plate->sources[s]);
            mean[t] += rise(plate, &at, side(target, 0), side(target, 1), &plate->sources[s]);
        }
    }
    for (size_t s = 0; field && s < plate->source_count; s++)
        add_field(plate, &at, threads, scratch, field, &plate->sources[s]);
}

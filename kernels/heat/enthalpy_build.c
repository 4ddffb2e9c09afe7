/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "cupel/enthalpy.h"

/* Builds H(T) of a material: the temperatures at which c_p or f_l change their slope, and as many between
 * them as keep c_p nearly constant, with H integrated exactly. */

enum { MOST_PARTS = 400 }; /* between two points of c_p */

void cupel_law_free(cupel_law *law)
{
    free((void *)(uintptr_t)law->x);
    *law = (cupel_law){0};
}

static bool new_law(size_t count, cupel_law *law, double **x, double **y)
{
    *x = count <= SIZE_MAX / 2 / sizeof **x ? malloc(2 * count * sizeof **x) : NULL;
    if (!*x) return false;
    *y = *x + count;
    *law = (cupel_law){count, *x, *y};
    return true;
}

static double value_at(const cupel_law *law, double t)
{
    size_t i = 0;
    while (i < law->count && law->x[i] <= t) i++;
    if (i == 0) return law->y[0];
    if (i == law->count) return law->y[i - 1];
    return law->y[i - 1] + (law->y[i] - law->y[i - 1]) * (t - law->x[i - 1]) / (law->x[i] - law->x[i - 1]);
}

static cupel_status check_law(const cupel_law *law, const char *what, bool positive, cupel_error *error)
{
    for (size_t i = 0; i < law->count; i++) {
        if (!isfinite(law->x[i]) || !isfinite(law->y[i]) || (i > 0 && law->x[i] < law->x[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s: the temperatures must rise", what);
        if (positive && !(law->y[i] > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s = %g at %g K must be positive", what, law->y[i], law->x[i]);
    }
    return CUPEL_OK;
}

static cupel_status check_fraction(const cupel_law *f, cupel_error *error)
{
    const cupel_status status = check_law(f, "liquid_fraction", false, error);
    if (status) return status;
    for (size_t i = 1; i < f->count; i++)
        if (f->y[i] < f->y[i - 1])
            CUPEL_FAIL(error, CUPEL_EINVAL, "liquid_fraction falls from %g to %g between %g K and %g K",
                       f->y[i - 1], f->y[i], f->x[i - 1], f->x[i]);
    for (size_t i = 2; i < f->count; i++)
        if (f->x[i] == f->x[i - 2])
            CUPEL_FAIL(error, CUPEL_EINVAL, "liquid_fraction has three points at %g K; two are a jump",
                       f->x[i]);
    if (fabs(f->y[0]) > 1e-9 || fabs(f->y[f->count - 1] - 1) > 1e-9)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "liquid_fraction goes from %g to %g; it must go from 0 (solid) to 1 (liquid)", f->y[0],
                   f->y[f->count - 1]);
    return CUPEL_OK;
}

static cupel_status check(const cupel_enthalpy_recipe *r, cupel_error *error)
{
    if (!(r->density > 0) || !isfinite(r->density))
        CUPEL_FAIL(error, CUPEL_EINVAL, "density = %g kg/m^3 must be positive", r->density);
    if (r->heat_capacity.count == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "heat_capacity is missing");
    if (!(r->reference_temperature > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "reference_temperature = %g K must be positive",
                   r->reference_temperature);
    cupel_status status = check_law(&r->heat_capacity, "heat_capacity", true, error);
    if (status || r->latent_heat == 0) return status;
    if (!(r->latent_heat > 0) || !isfinite(r->latent_heat))
        CUPEL_FAIL(error, CUPEL_EINVAL, "latent_heat = %g J/kg must be positive", r->latent_heat);
    if (r->liquid_fraction.count >= 2) return check_fraction(&r->liquid_fraction, error);
    if (r->liquid_fraction.count == 1)
        CUPEL_FAIL(error, CUPEL_EINVAL, "liquid_fraction has one point; two at least are needed");
    if (!(r->solidus > 0) || !(r->liquidus >= r->solidus) || !isfinite(r->liquidus))
        CUPEL_FAIL(error, CUPEL_EINVAL, "solidus = %g K and liquidus = %g K: the liquidus may not be lower",
                   r->solidus, r->liquidus);
    return CUPEL_OK;
}

static cupel_status copy_fraction(const cupel_enthalpy_recipe *r, cupel_law *out, cupel_error *error)
{
    *out = (cupel_law){0};
    if (r->latent_heat == 0) return CUPEL_OK;
    const double x[] = {r->solidus, r->liquidus}, y[] = {0, 1};
    const cupel_law straight = {2, x, y};
    const cupel_law *from = r->liquid_fraction.count ? &r->liquid_fraction : &straight;
    double *to_x, *to_y;
    if (!new_law(from->count, out, &to_x, &to_y))
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a liquid-fraction curve");
    for (size_t i = 0; i < from->count; i++) {
        to_x[i] = from->x[i];
        to_y[i] = fmin(fmax(from->y[i], 0), 1);
    }
    return CUPEL_OK;
}

static int by_value(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The integral of c_p from 0 K, c_p constant beyond its points. */
static double sensible(const cupel_law *c, double t)
{
    double sum = c->y[0] * fmin(t, c->x[0]);
    for (size_t i = 1; i < c->count && c->x[i - 1] < t; i++) {
        const double to = fmin(t, c->x[i]), width = c->x[i] - c->x[i - 1];
        if (!(width > 0)) continue;
        const double end = c->y[i - 1] + (c->y[i] - c->y[i - 1]) * (to - c->x[i - 1]) / width;
        sum += 0.5 * (c->y[i - 1] + end) * (to - c->x[i - 1]);
    }
    const size_t last = c->count - 1;
    return t > c->x[last] ? sum + c->y[last] * (t - fmax(c->x[last], 0)) : sum;
}

static size_t parts_between(const cupel_law *c, double from, double to)
{
    const double a = value_at(c, from), b = value_at(c, from + 0.999999 * (to - from));
    const double parts = ceil(fabs(b - a) / (0.005 * fmin(a, b)));
    return parts < 1 ? 1 : parts > MOST_PARTS ? MOST_PARTS : (size_t)parts;
}

/* All temperatures of interest in order; of equal ones two stay where f_l jumps, else one. */
static size_t gather(const cupel_enthalpy_recipe *r, const cupel_law *f, double *points)
{
    const cupel_law *c = &r->heat_capacity;
    size_t n = 0;
    double lowest = c->x[0], highest = c->x[c->count - 1];
    for (size_t i = 0; i < c->count; i++) points[n++] = c->x[i];
    for (size_t i = 0; i < f->count; i++) points[n++] = f->x[i];
    if (f->count) lowest = fmin(lowest, f->x[0]), highest = fmax(highest, f->x[f->count - 1]);
    points[n++] = lowest - 10; /* so that the outer segments have the slope of c_p alone */
    points[n++] = highest + 10;
    qsort(points, n, sizeof *points, by_value);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || points[i] > points[kept - 1]) points[kept++] = points[i];
    return kept;
}

static bool jumps_at(const cupel_law *f, double t, double *below, double *above)
{
    for (size_t i = 1; i < f->count; i++)
        if (f->x[i] == t && f->x[i - 1] == t && f->y[i] > f->y[i - 1]) {
            *below = f->y[i - 1];
            *above = f->y[i];
            return true;
        }
    *below = *above = f->count ? value_at(f, t) : 0;
    return false;
}

static size_t fill(const cupel_enthalpy_recipe *r, const cupel_law *f, const double *points, size_t count,
                   double *x, double *y)
{
    const double zero = sensible(&r->heat_capacity, r->reference_temperature);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        double below, above;
        const double t = points[i];
        const bool jump = jumps_at(f, t, &below, &above);
        const double heat = sensible(&r->heat_capacity, t) - zero;
        if (x) x[n] = t, y[n] = r->density * (heat + r->latent_heat * below);
        n++;
        if (jump && x) x[n] = t, y[n] = r->density * (heat + r->latent_heat * above);
        n += jump;
        if (i + 1 == count) break;
        const size_t parts = parts_between(&r->heat_capacity, t, points[i + 1]);
        for (size_t p = 1; p < parts; p++, n++) {
            if (!x) continue;
            x[n] = t + (points[i + 1] - t) * (double)p / (double)parts;
            y[n] = r->density * (sensible(&r->heat_capacity, x[n]) - zero +
                                 (f->count ? r->latent_heat * value_at(f, x[n]) : 0));
        }
    }
    return n;
}

cupel_status cupel_enthalpy_new(const cupel_enthalpy_recipe *recipe, cupel_law *enthalpy, cupel_law *fraction,
                                cupel_error *error)
{
    cupel_law f = {0}, h = {0};
    cupel_status status = check(recipe, error);
    if (!status) status = copy_fraction(recipe, &f, error);
    if (status) return status;
    double *points = calloc(recipe->heat_capacity.count + f.count + 2, sizeof *points), *x, *y;
    if (points) {
        const size_t count = gather(recipe, &f, points);
        if (new_law(fill(recipe, &f, points, count, NULL, NULL), &h, &x, &y))
            fill(recipe, &f, points, count, x, y);
    }
    free(points);
    if (h.count == 0) {
        cupel_law_free(&f);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for an enthalpy curve");
    }
    *enthalpy = h;
    *fraction = f;
    return CUPEL_OK;
}

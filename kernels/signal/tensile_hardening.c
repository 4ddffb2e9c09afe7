/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/tensile.h"

#include <math.h>

/* n and K of Hollomon's law by ISO 10275, r and Poisson's ratio by the strain of the width. */

enum { FEWEST = 5 };

typedef struct cloud { /* points for a straight line, at the head of the workspace's scratch and its end */
    double *x, *y;
    size_t count;
} cloud;

static double plastic(const cupk_tensile *w, const cupel_tensile_slope *l, size_t i)
{
    return w->e[i] - l->origin - w->s[i] / l->value;
}

/* The range of engineering strains, cut at Ag or Agt. */
static bool get_range(const cupel_tensile_figures *f, const double asked[2], bool total, double range[2],
                      unsigned *reasons)
{
    const double uniform = total ? f->total_uniform.value : f->uniform.value;
    range[0] = asked[0];
    range[1] = asked[1];
    if (!isfinite(uniform)) return true; /* the strain ends before Rm: all of it is uniform */
    if (uniform < range[1]) {
        range[1] = uniform;
        *reasons |= CUPEL_TENSILE_CUT_RANGE;
    }
    return range[1] > range[0];
}

static bool in_range(const cupk_tensile *w, const cupel_tensile_slope *l, size_t i, bool total,
                     const double range[2])
{
    const double e = total ? w->e[i] - l->origin : plastic(w, l, i);
    return !w->out[i] && e >= range[0] && e <= range[1];
}

/* ln of true strain and stress of the samples up to Rm in the range. */
static void take_logarithms(const cupk_tensile *w, const cupel_tensile_slope *l, bool total,
                            const double range[2], size_t from, cloud *c)
{
    const size_t end = w->peak + 1 < w->end ? w->peak + 1 : w->end;
    c->count = 0;
    for (size_t i = from; i < end; i++) {
        if (!in_range(w, l, i, total, range)) continue;
        const double e = w->e[i] - l->origin, stress = w->s[i] * (1 + e);
        const double strain = log1p(e) - (total ? 0 : stress / l->value);
        if (!(stress > 0 && strain > 0)) continue;
        c->x[c->count] = log(strain);
        c->y[c->count++] = log(stress);
    }
}

/* Means over so many equal stretches of ln(strain). */
static void thin_out(cloud *c, size_t points)
{
    const double lo = c->x[0];
    double hi = lo;
    for (size_t i = 0; i < c->count; i++) hi = fmax(hi, c->x[i]);
    const double width = (hi - lo) / (double)points;
    size_t kept = 0, n = 0;
    double bin = 0, x = 0, y = 0;
    for (size_t i = 0; i < c->count; i++) {
        const double b = fmin(fmax(floor((c->x[i] - lo) / width), 0), (double)(points - 1));
        if (n && b > bin) {
            c->x[kept] = x / (double)n, c->y[kept++] = y / (double)n;
            n = 0, x = y = 0;
        }
        if (!n) bin = b;
        x += c->x[i], y += c->y[i], n++;
    }
    if (n) c->x[kept] = x / (double)n, c->y[kept++] = y / (double)n;
    c->count = kept;
}

void cupk_tensile_find_hardening(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f)
{
    const cupel_tensile_slope *l = &f->slope;
    const bool total = o->n_strain == CUPEL_TENSILE_TOTAL;
    double range[2];
    unsigned reasons = 0;
    f->n_points = 0;
    f->n_range[0] = f->n_range[1] = NAN;
    f->exponent = f->coefficient =
        cupk_tensile_refused(l->value > 0 ? CUPEL_TENSILE_SMALL_RANGE : CUPEL_TENSILE_NO_SLOPE);
    if (!(l->value > 0) || !get_range(f, o->n_range, total, range, &reasons)) return;
    if (w->upper) { /* not before the hardening begins */
        const double begins = total ? w->e[w->hardening] - l->origin : plastic(w, l, w->hardening);
        range[0] = fmax(range[0], begins);
    }
    cloud c = {.x = w->scratch, .y = w->scratch + w->room};
    take_logarithms(w, l, total, range, w->upper ? w->hardening : w->past, &c);
    if (c.count >= FEWEST && o->n_points) thin_out(&c, o->n_points);
    cupk_polynomial p;
    if (c.count < FEWEST || range[1] < 1.5 * range[0] ||
        !cupk_polynomial_fit(c.x, c.y, NULL, 0, c.count, 1, &p))
        return;
    const double n = p.c[1] / p.half, lnk = cupk_polynomial_at(&p, 0);
    /* a slope that is in doubt counts where what it takes off is no small part of the strain */
    const double elastic = f->highest_stress / l->value;
    if (!total) reasons |= cupk_tensile_doubt_of_line(l, elastic, range[0]);
    reasons |= f->tensile_strength.reasons & CUPEL_TENSILE_CLIPPED;
    if (f->drops) reasons |= CUPEL_TENSILE_DROPS;
    if (f->strain_jumps) reasons |= CUPEL_TENSILE_STRAIN_JUMPS;
    f->n_points = c.count;
    f->n_range[0] = exp(p.centre - p.half);
    f->n_range[1] = exp(p.centre + p.half);
    f->exponent =
        (cupel_tensile_figure){.value = n,
                               .strain = NAN,
                               .reasons = reasons,
                               .noise = sqrt(cupk_polynomial_slope_variance(&p, p.centre, p.scatter))};
    f->coefficient =
        (cupel_tensile_figure){.value = exp(lnk),
                               .strain = NAN,
                               .reasons = reasons,
                               .noise = exp(lnk) * sqrt(cupk_polynomial_variance(&p, 0, p.scatter))};
}

/* ---- the width ---- */

static bool has_width(const cupk_tensile *w, size_t i)
{
    return isfinite(w->w[i]) && w->w[i] > -0.9 && !w->out[i];
}

static void find_poisson(cupk_tensile *w, cupel_tensile_figures *f)
{
    cloud c = {.x = w->scratch, .y = w->scratch + w->room};
    for (size_t i = w->first; i < w->past; i++)
        if (has_width(w, i)) c.x[c.count] = w->s[i], c.y[c.count++] = w->w[i];
    cupk_polynomial p;
    if (c.count < FEWEST || !cupk_polynomial_fit(c.x, c.y, NULL, 0, c.count, 1, &p)) return;
    const double m = f->slope.value;
    f->poisson = (cupel_tensile_figure){
        .value = -m * p.c[1] / p.half,
        .strain = NAN,
        .reasons = f->slope.reasons,
        .noise = hypot(m * sqrt(cupk_polynomial_slope_variance(&p, p.centre, p.scatter)),
                       fabs(p.c[1] / p.half) * f->slope.noise)};
}

/* True plastic strains of width and length; their elastic parts by nu. */
void cupk_tensile_find_strain_ratio(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f)
{
    const cupel_tensile_slope *l = &f->slope;
    f->strain_ratio = f->poisson = cupk_tensile_refused(CUPEL_TENSILE_NO_WIDTH);
    if (!w->has_width) return;
    if (!(l->value > 0)) {
        f->strain_ratio = f->poisson = cupk_tensile_refused(CUPEL_TENSILE_NO_SLOPE);
        return;
    }
    f->strain_ratio = f->poisson = cupk_tensile_refused(CUPEL_TENSILE_SMALL_RANGE);
    find_poisson(w, f);
    double range[2];
    unsigned reasons = 0;
    if (!get_range(f, o->r_range, false, range, &reasons)) return;
    const double nu = f->poisson.value > 0.1 && f->poisson.value < 0.5 ? f->poisson.value : 0.34;
    cloud c = {.x = w->scratch, .y = w->scratch + w->room};
    const size_t end = w->peak + 1 < w->end ? w->peak + 1 : w->end;
    for (size_t i = w->past; i < end; i++) {
        if (!has_width(w, i) || !in_range(w, l, i, false, range)) continue;
        const double e = w->e[i] - l->origin, elastic = w->s[i] * (1 + e) / l->value;
        c.x[c.count] = log1p(e) - elastic;
        c.y[c.count++] = log1p(w->w[i]) + nu * elastic;
    }
    cupk_polynomial p;
    if (c.count < FEWEST || !cupk_polynomial_fit(c.x, c.y, NULL, 0, c.count, 1, &p)) return;
    const double slope = p.c[1] / p.half; /* of width over length: -r/(1 + r) */
    if (!(slope > -1)) return;
    if (f->drops) reasons |= CUPEL_TENSILE_DROPS;
    const double noise = sqrt(cupk_polynomial_slope_variance(&p, p.centre, p.scatter));
    f->strain_ratio = (cupel_tensile_figure){.value = -slope / (1 + slope),
                                             .strain = NAN,
                                             .reasons = reasons,
                                             .noise = noise / ((1 + slope) * (1 + slope))};
}

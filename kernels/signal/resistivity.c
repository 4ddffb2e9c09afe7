/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/resistivity.h"

#include <math.h>

#include "root.h"

/* Closed formulas; the regressions are in resistance.c. */

static const double pi = 3.14159265358979323846;

double cupel_resistivity_at_20(double resistivity, double temperature, double slope)
{
    return resistivity - slope * (temperature - CUPEL_IACS_TEMPERATURE);
}

/* ln sinh x for x > 0 without overflow */
static double ln_sinh(double x)
{
    return x + log1p(-exp(-2 * x)) - log(2);
}

static double ln_2_cosh(double x)
{
    return x + log1p(exp(-2 * x));
}

/* ln[sinh(t)/sinh(t/2)]/t = ln[2 cosh(t/2)]/t, which goes to ln 2/t for thin sheets and to 1/2 for thick
 * bodies; t in units of s */
static double thickness_term(double t)
{
    return isinf(t) ? 0.5 : ln_2_cosh(0.5 * t) / t;
}

/* Potential in an endless strip of width w, along its middle line, at distance x from a source: -ln sinh(pi
 * x/w), in units of I rho/(2 pi t). The straight part of it falls out, as the sum of the currents is zero. */
static double potential(double x, double width)
{
    const double u = pi * fabs(x) / width;
    return isinf(width) ? -log(fabs(x)) : -ln_sinh(u);
}

/* Potential between the inner probes over that in an endless sheet, ln 2. */
static double edge_term(double spacing, double width, double length, double diameter)
{
    const double s = spacing;
    if (diameter > 0 && isfinite(diameter)) {
        const double r = 3 * s * s / (diameter * diameter);
        return log(2) + log((1 + r) / (1 - r));
    }
    if (isinf(width) && isinf(length)) return log(2);
    if (isinf(length)) return ln_2_cosh(pi * s / width);
    /* Images at m l + (-1)^m x of the sources +1 at -1.5 s and -1 at +1.5 s. An endless width has no
     * exponential decay along m: it is taken as twenty lengths, where the rest is below 1e-6 of a per cent.
     */
    const double w = isinf(width) ? 20 * length : width;
    const int images = 12 + (int)ceil(6 * fmin(w / length, 20));
    double sum = 0;
    for (int m = -images; m <= images; m++) {
        const double sign = m % 2 ? -1 : 1;
        const double plus = m * length - sign * 1.5 * s, minus = m * length + sign * 1.5 * s;
        sum += potential(-0.5 * s - plus, w) - potential(-0.5 * s - minus, w);
        sum -= potential(0.5 * s - plus, w) - potential(0.5 * s - minus, w);
    }
    return 0.5 * sum;
}

double cupel_resistivity_in_line(const cupel_in_line *p)
{
    if (!(p->spacing > 0 && p->thickness > 0 && p->width > 0 && p->length > 3 * p->spacing) ||
        isinf(p->spacing) || (p->diameter != 0 && !(p->diameter > 3 * p->spacing)))
        return NAN;
    const double edges = edge_term(p->spacing, p->width, p->length, p->diameter) / log(2);
    return pi * p->spacing * p->resistance / (thickness_term(p->thickness / p->spacing) * edges);
}

typedef struct pauw {
    double r1, r2;
} pauw;

static double pauw_equation(void *self, double x)
{
    const pauw *p = self;
    return exp(-p->r1 * x) + exp(-p->r2 * x) - 1;
}

double cupel_resistivity_van_der_pauw(double resistance_1, double resistance_2, double thickness)
{
    if (!(resistance_1 > 0 && resistance_2 > 0 && thickness > 0 && isfinite(resistance_1 + resistance_2)))
        return NAN;
    /* x = pi t/rho, with the larger resistance as unit */
    const double unit = fmax(resistance_1, resistance_2);
    pauw p = {resistance_1 / unit, resistance_2 / unit};
    double x;
    if (!cupk_root_between(pauw_equation, &p, 0.999 * log(2), 1.001 * log(2) / fmin(p.r1, p.r2), 1e-15, &x))
        return NAN;
    return pi * thickness * unit / x;
}

double cupel_skin_depth(double resistivity, double frequency)
{
    static const double mu_0 = 1.25663706212e-6; /* CODATA 2018 */
    return sqrt(resistivity / (pi * frequency * mu_0));
}

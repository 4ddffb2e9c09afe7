/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/heat.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

/* Fins. */

double cupel_fin_efficiency(const cupel_fin *fin)
{
    const double m = sqrt(2 * fin->film_coefficient / (fin->conductivity * fin->thickness));
    const double x = m * (fin->height + 0.5 * fin->thickness);
    return x < 1e-8 ? 1 : tanh(x) / x;
}

double cupel_fin_efficiency_exact_tip(const cupel_fin *fin)
{
    const double h = fin->film_coefficient, k = fin->conductivity, t = fin->thickness, height = fin->height;
    const double m = sqrt(2 * h / (k * t));
    if (m * height < 1e-8) return 1;
    /* q = sqrt(h P k A) theta_b [sinh + c cosh]/[cosh + c sinh], c = h/(m k), P = 2 and A = t per width */
    const double c = h / (m * k), th = tanh(m * height);
    return sqrt(2 * h * k * t) * (th + c) / (1 + c * th) / (h * (2 * height + t));
}

double cupel_pin_efficiency(const cupel_fin *pin)
{
    const double m = sqrt(4 * pin->film_coefficient / (pin->conductivity * pin->thickness));
    const double x = m * (pin->height + 0.25 * pin->thickness);
    return x < 1e-8 ? 1 : tanh(x) / x;
}

/* Natural convection. */

double cupel_nusselt_vertical_plate(double rayleigh, double prandtl)
{
    const double f = pow(1 + pow(0.492 / prandtl, 9. / 16), 8. / 27);
    const double root = 0.825 + 0.387 * pow(rayleigh, 1. / 6) / f;
    return root * root;
}

double cupel_nusselt_vertical_plate_laminar(double rayleigh, double prandtl)
{
    return 0.68 + 0.670 * pow(rayleigh, 0.25) / pow(1 + pow(0.492 / prandtl, 9. / 16), 4. / 9);
}

double cupel_nusselt_channel_elenbaas(double elenbaas)
{
    return elenbaas / 24 * pow(-expm1(-35 / elenbaas), 0.75);
}

double cupel_nusselt_channel_bar_cohen(double elenbaas)
{
    return 1 / sqrt(576 / (elenbaas * elenbaas) + 2.873 / sqrt(elenbaas));
}

double cupel_nusselt_horizontal_cylinder(double rayleigh, double prandtl)
{
    const double f = pow(1 + pow(0.559 / prandtl, 9. / 16), 8. / 27);
    const double root = 0.60 + 0.387 * pow(rayleigh, 1. / 6) / f;
    return root * root;
}

double cupel_nusselt_hot_side_down(double rayleigh)
{
    return 0.27 * pow(rayleigh, 0.25);
}

double cupel_nusselt_hot_side_up(double rayleigh)
{
    return fmax(0.54 * pow(rayleigh, 0.25), 0.15 * cbrt(rayleigh));
}

double cupel_nusselt_fins_up(double rayleigh)
{
    const double narrow = rayleigh / 1500, wide = 0.081 * pow(rayleigh, 0.39);
    return 1 / sqrt(1 / (narrow * narrow) + 1 / (wide * wide));
}

/* Forced convection. */

double cupel_nusselt_channel_forced(double reynolds_star, double prandtl)
{
    const double root = sqrt(reynolds_star);
    const double developed = 0.5 * reynolds_star * prandtl;
    const double developing = 0.664 * root * cbrt(prandtl) * sqrt(1 + 3.65 / root);
    return 1 / cbrt(1 / (developed * developed * developed) + 1 / (developing * developing * developing));
}

/* Polynomial in a, c[0] + c[1] a + … */
static double polynomial(const double c[6], double a)
{
    double sum = c[5];
    for (int i = 4; i >= 0; i--) sum = sum * a + c[i];
    return sum;
}

double cupel_nusselt_duct_isothermal(double aspect)
{
    static const double c[6] = {1, -2.610, 4.970, -5.119, 2.702, -0.548};
    return 7.541 * polynomial(c, aspect);
}

double cupel_nusselt_duct_isoflux(double aspect)
{
    static const double c[6] = {1, -2.0421, 3.0853, -2.4765, 1.0578, -0.1861};
    return 8.235 * polynomial(c, aspect);
}

double cupel_friction_duct(double aspect)
{
    static const double c[6] = {1, -1.3553, 1.9467, -1.7012, 0.9564, -0.2537};
    return 24 * polynomial(c, aspect);
}

double cupel_friction_duct_developing(double aspect, double z)
{
    const double shape = 1 - 192 * aspect / pow(pi, 5) * tanh(pi / (2 * aspect));
    const double developed = 12 / (sqrt(aspect) * (1 + aspect) * shape);
    return sqrt(3.44 * 3.44 / z + developed * developed);
}

/* Mean over the entry of X = x/(D_h Re Pr): what Hausen and Gnielinski give for the pipe, on the developed
 * value of the duct at hand. */
double cupel_nusselt_entry_isothermal(double developed, double x_star)
{
    return developed + 0.0668 / (x_star + 0.04 * cbrt(x_star));
}

double cupel_nusselt_entry_isoflux(double developed, double x_star)
{
    const double entry = 1.953 / cbrt(x_star) - 0.6;
    return cbrt(developed * developed * developed + 0.6 * 0.6 * 0.6 + entry * entry * entry);
}

double cupel_friction_apparent(double developed, double inverse_x_plus)
{
    return sqrt(3.44 * 3.44 * inverse_x_plus + developed * developed);
}

double cupel_friction_filonenko(double reynolds)
{
    const double inverse_root = 0.79 * log(reynolds) - 1.64;
    return 1 / (inverse_root * inverse_root);
}

double cupel_nusselt_gnielinski(double reynolds, double prandtl)
{
    const double f8 = cupel_friction_filonenko(reynolds) / 8;
    return f8 * (reynolds - 1000) * prandtl / (1 + 12.7 * sqrt(f8) * (pow(prandtl, 2. / 3) - 1));
}

double cupel_nusselt_duct(double reynolds, double prandtl, double laminar_nusselt, double diameter_by_length)
{
    static const double laminar_end = 2300, turbulent_start = 4000;
    if (reynolds <= laminar_end) return laminar_nusselt;
    const double turbulent = cupel_nusselt_gnielinski(fmax(reynolds, turbulent_start), prandtl) *
                             (1 + pow(diameter_by_length, 2. / 3));
    if (reynolds >= turbulent_start) return turbulent;
    const double w = (reynolds - laminar_end) / (turbulent_start - laminar_end);
    return laminar_nusselt + w * (turbulent - laminar_nusselt);
}

/* Pin banks. */

/* Factor for few rows, Zukauskas 1972 as tabled by Incropera and DeWitt [recalled], linear between. */
static double few_rows(const double factors[9], long rows)
{
    static const long counts[9] = {1, 2, 3, 4, 5, 7, 10, 13, 16};
    if (rows >= 16) return rows > 16 ? 1 : factors[8];
    int i = 0;
    while (rows > counts[i + 1]) i++;
    const double w = (double)(rows - counts[i]) / (double)(counts[i + 1] - counts[i]);
    return factors[i] + w * (factors[i + 1] - factors[i]);
}

typedef struct branch { /* c Re^m from `from` to `to`, c without the Prandtl number */
    double from, to, c, m;
} branch;

/* ln Nu is linear in ln Re over the gaps between the branches. */
static double bank(const branch *branches, int count, double reynolds)
{
    int i = 0;
    while (i + 1 < count && reynolds > branches[i].to && reynolds >= branches[i + 1].from) i++;
    const branch *b = &branches[i];
    if (i + 1 == count || reynolds <= b->to) return b->c * pow(reynolds, b->m);
    const branch *next = b + 1;
    const double low = b->c * pow(b->to, b->m), high = next->c * pow(next->from, next->m);
    return low * pow(high / low, log(reynolds / b->to) / log(next->from / b->to));
}

double cupel_nusselt_pins_inline(double reynolds, double prandtl, long rows)
{
    static const branch branches[] = {
        {0, 70, 0.9, 0.4}, {100, 700, 0.52, 0.5}, {1000, 2e5, 0.27, 0.63}, {2e5, INFINITY, 0.021, 0.84}};
    static const double factors[9] = {0.70, 0.80, 0.86, 0.90, 0.92, 0.95, 0.97, 0.98, 0.99};
    return few_rows(factors, rows) * bank(branches, 4, reynolds) * pow(prandtl, 0.36);
}

double cupel_nusselt_pins_staggered(double reynolds, double prandtl, double transverse_by_longitudinal,
                                    long rows)
{
    static const double factors[9] = {0.64, 0.76, 0.84, 0.89, 0.92, 0.95, 0.97, 0.98, 0.99};
    const double c = transverse_by_longitudinal < 2 ? 0.35 * pow(transverse_by_longitudinal, 0.2) : 0.40;
    const branch branches[] = {
        {0, 250, 1.04, 0.4}, {500, 1000, 0.71, 0.5}, {1000, 2e5, c, 0.60}, {2e5, INFINITY, 0.022, 0.84}};
    return few_rows(factors, rows) * bank(branches, 4, reynolds) * pow(prandtl, 0.36);
}

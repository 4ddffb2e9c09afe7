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

double cupel_nusselt_gnielinski(double reynolds, double prandtl)
{
    const double inverse_root = 0.79 * log(reynolds) - 1.64;
    const double f8 = 1 / (8 * inverse_root * inverse_root);
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

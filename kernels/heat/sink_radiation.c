/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "cupel/heat.h"

/* View factors of rectangles (Howell, A Catalog of Radiation Heat Transfer Configuration Factors) and the
 * grey enclosure of a channel between two fins. */

static const double pi = 3.14159265358979323846;

double cupel_view_factor_parallel(double a, double b, double c)
{
    const double x = a / c, y = b / c, x2 = 1 + x * x, y2 = 1 + y * y;
    const double sum = 0.5 * log(x2 * y2 / (x2 + y * y)) + x * sqrt(y2) * atan(x / sqrt(y2)) +
                       y * sqrt(x2) * atan(y / sqrt(x2)) - x * atan(x) - y * atan(y);
    return 2 * sum / (pi * x * y);
}

double cupel_view_factor_perpendicular(double l, double w, double h)
{
    const double x = w / l, y = h / l, x2 = x * x, y2 = y * y, r2 = x2 + y2, r = sqrt(r2);
    const double logs = log((1 + x2) * (1 + y2) / (1 + r2)) + x2 * log(x2 * (1 + r2) / ((1 + x2) * r2)) +
                        y2 * log(y2 * (1 + r2) / ((1 + y2) * r2));
    return (x * atan(1 / x) + y * atan(1 / y) - r * atan(1 / r) + 0.25 * logs) / (pi * x);
}

double cupel_channel_emittance(double length, double spacing, double height, double emissivity)
{
    const double base = length * spacing, fins = 2 * length * height, reflected = 1 - emissivity;
    const double base_fins = 2 * cupel_view_factor_perpendicular(length, spacing, height);
    const double fins_base = base_fins * base / fins;
    const double fins_fins = cupel_view_factor_parallel(length, height, spacing);
    const double base_open = 1 - base_fins, fins_open = 1 - fins_base - fins_fins;
    /* radiosities over the surroundings', per sigma (T^4 - T_inf^4):
     * j_base = eps + (1 - eps) F_bf j_fins,  j_fins = eps + (1 - eps)(F_fb j_base + F_ff j_fins) */
    const double fins_out = emissivity * (1 + reflected * fins_base) /
                            (1 - reflected * fins_fins - reflected * reflected * fins_base * base_fins);
    const double base_out = emissivity + reflected * base_fins * fins_out;
    return (base * base_open * base_out + fins * fins_open * fins_out) / (base + fins);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/hardness.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

double cupel_vickers_hardness(double force, double diagonal)
{
    if (!(force > 0 && diagonal > 0)) return NAN;
    const double millimetres = diagonal * 1e3;
    return 0.1891 * force / (millimetres * millimetres);
}

double cupel_brinell_depth(double ball_diameter, double diameter)
{
    if (!(diameter > 0 && diameter < ball_diameter)) return NAN;
    /* (D - sqrt(D^2 - d^2))/2 without the loss of digits at shallow indentations */
    return 0.5 * diameter * diameter /
           (ball_diameter + sqrt((ball_diameter - diameter) * (ball_diameter + diameter)));
}

double cupel_brinell_hardness(double force, double ball_diameter, double diameter)
{
    if (!(force > 0)) return NAN;
    const double depth = cupel_brinell_depth(ball_diameter, diameter);
    return 0.102 * force / (pi * ball_diameter * depth) * 1e-6;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/flex_fatigue.h"

#include <math.h>
#include "root.h"

double cupel_mandrel_strain(const cupel_mandrel_flex *flex)
{
    return 2 * flex->core_thickness / (flex->mandrel_diameter + flex->thickness);
}

/* What is left of the strain; x = ln D_f */
static double excess(void *self, double x)
{
    const cupel_mandrel_flex *f = self;
    const double exponent = 0.1785 * log10(1e5 / f->cycles);
    return pow(f->cycles, -0.6) * exp(0.75 * x) +
           0.9 * f->tensile_strength / f->youngs_modulus * exp(exponent * (exp(x) - log(0.36))) -
           cupel_mandrel_strain(f);
}

cupel_status cupel_fatigue_ductility(const cupel_mandrel_flex *flex, double *ductility, cupel_error *error)
{
    const double inputs[] = {flex->cycles,           flex->thickness,        flex->core_thickness,
                             flex->mandrel_diameter, flex->tensile_strength, flex->youngs_modulus};
    static const char *const names[] = {"cycles",           "thickness",        "core_thickness",
                                        "mandrel_diameter", "tensile_strength", "youngs_modulus"};
    for (int i = 0; i < 6; i++)
        if (!(inputs[i] > 0 && isfinite(inputs[i])))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s %.6g must be positive", names[i], inputs[i]);
    if (flex->core_thickness > flex->thickness)
        CUPEL_FAIL(error, CUPEL_EINVAL, "core_thickness %.6g m is above thickness %.6g m",
                   flex->core_thickness, flex->thickness);
    cupel_mandrel_flex f = *flex;
    const double from = log(1e-8), to = log(10), step = (to - from) / 400;
    double x;
    if (excess(&f, from) >= 0)
        CUPEL_FAIL(error, CUPEL_EFAILED,
                   "the strain of %.4g over the mandrel is elastic: it tells no ductility",
                   cupel_mandrel_strain(flex));
    for (int i = 1; i <= 400;
         i++) { /* beyond 1e5 cycles the sum need not rise: the least root is the one meant */
        const double here = excess(&f, from + i * step);
        if (here < 0) continue;
        if (!cupk_root_between(excess, &f, from + (i - 1) * step, from + i * step, 1e-14, &x)) break;
        *ductility = exp(x);
        return CUPEL_OK;
    }
    CUPEL_FAIL(error, CUPEL_EFAILED, "no ductility below 10 gives %.6g cycles at a strain of %.4g",
               flex->cycles, cupel_mandrel_strain(flex));
}

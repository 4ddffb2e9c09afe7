/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/alloy.h"

#include <math.h>
#include "root.h"

static const double pi = 3.14159265358979323846;

static double line_stress(const cupel_taylor *taylor) /* M alpha G b [N/m] */
{
    return taylor->factor * taylor->constant * taylor->shear_modulus * taylor->burgers_vector;
}

double cupel_taylor_stress(const cupel_taylor *taylor, double dislocation_density)
{
    return line_stress(taylor) * sqrt(dislocation_density);
}

double cupel_taylor_density(const cupel_taylor *taylor, double stress)
{
    if (stress < 0) return 0;
    const double root = stress / line_stress(taylor);
    return root * root;
}

double cupel_hall_petch(double coefficient, double grain_size)
{
    return coefficient / sqrt(grain_size);
}

double cupel_orowan(const cupel_taylor *taylor, double poissons_ratio, double radius, double fraction)
{
    if (!(radius > 0 && fraction > 0 && fraction < pi / 4)) return NAN;
    const double section = sqrt(2. / 3) * radius; /* mean radius of a particle where the slip plane cuts it */
    const double gap = 2 * section * (sqrt(pi / (4 * fraction)) - 1);
    return taylor->factor * 0.4 * taylor->shear_modulus * taylor->burgers_vector *
           log(2 * section / taylor->burgers_vector) / (pi * sqrt(1 - poissons_ratio) * gap);
}

typedef struct considere {
    const cupel_flow_stress *flow;
    double shift;
} considere;

/* ds/de - s: positive while the test piece hardens faster than it thins */
static double hardening_excess(void *self, double strain)
{
    const considere *c = self;
    const double slope = cupel_flow_stress_slope(c->flow, strain);
    const double excess = slope - cupel_flow_stress_at(c->flow, strain) - c->shift;
    return isinf(slope) ? 1e300 : excess;
}

cupel_status cupel_tensile_strength(const cupel_flow_stress *flow, double strain, double shift,
                                    cupel_tensile *out, cupel_error *error)
{
    static const double largest = 100; /* strain beyond which no metal hardens on */
    if (!(strain >= 0 && strain < largest))
        CUPEL_FAIL(error, CUPEL_EINVAL, "strain %.6g must be at least 0 and below %g", strain, largest);
    const double yield = cupel_flow_stress_at(flow, strain) + shift;
    if (!(yield > 0 && isfinite(yield)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "flow stress %.6g Pa at strain %.6g must be positive", yield, strain);
    considere c = {flow, shift};
    cupel_tensile found = {.yield_strength = yield, .tensile_strength = yield};
    if (hardening_excess(&c, strain) > 0) {
        /* The engineering stress has its maximum at the same total strain, whatever part of it came before.
         */
        double at;
        if (!cupk_root_between(hardening_excess, &c, strain, largest, 1e-13, &at))
            CUPEL_FAIL(error, CUPEL_EFAILED, "the hardening law has no Considere point below a strain of %g",
                       largest);
        found.uniform_strain = at - strain;
        found.tensile_strength = (cupel_flow_stress_at(flow, at) + shift) * exp(strain - at);
    }
    *out = found;
    return CUPEL_OK;
}

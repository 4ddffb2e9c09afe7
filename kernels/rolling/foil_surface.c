/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/foil.h"
#include "rolling/half_space.h"

/* What shear does to the surface of the roll (Johnson, Contact Mechanics, 1985, eq. 2.25): the slope of the
 * normal displacement by (1 - 2 nu)(1 + nu)/E times the shear on the roll, and a strain along the surface by
 * -2/(pi E*) PV int q/(x - s) ds of it. The strain by pressure is local and stands in the equations. */

/* Shear at the nodes, 0 at the ends; a mean of the cells at either side, which wipes out what alternates. */
static void set_shear(const cupk_foil *foil, double *shear)
{
    const size_t cells = foil->mesh.cells;
    const double *q = foil->fields.shear;
    shear[0] = shear[cells] = 0;
    for (size_t i = 1; i < cells; i++) shear[i] = 0.5 * (q[i - 1] + q[i]);
}

double cupk_foil_set_surface(cupk_foil *foil, double weight)
{
    const cupk_foil_problem *p = foil->problem;
    cupk_foil_mesh *mesh = &foil->mesh;
    const double length = foil->now.scalars[CUPK_FOIL_LENGTH];
    double *shear = foil->row, lift = 0, most = 0;
    set_shear(foil, shear);
    for (size_t i = 0; i <= mesh->cells; i++) {
        if (i > 0)
            lift +=
                p->shear_lift * length * foil->fields.shear[i - 1] * (mesh->nodes[i] - mesh->nodes[i - 1]);
        /* integrated by parts: PV int q/(x - s) ds = int q' ln|x - s| ds, as q is 0 at the ends */
        double drift = 0;
        for (size_t j = 0; j < mesh->cells; j++) {
            const double slope = (shear[j + 1] - shear[j]) / (mesh->nodes[j + 1] - mesh->nodes[j]);
            drift += slope * cupk_log_integral(mesh->nodes[i], mesh->nodes[j], mesh->nodes[j + 1]);
        }
        drift *= p->shear_stretch;
        most = fmax(most, fmax(fabs(lift - mesh->lift[i]), fabs(drift - mesh->drift[i])));
        mesh->lift[i] += weight * (lift - mesh->lift[i]);
        mesh->drift[i] += weight * (drift - mesh->drift[i]);
    }
    return most;
}

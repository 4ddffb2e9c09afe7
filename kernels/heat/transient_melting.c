/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "heat/body_parts.h"
#include "heat/enthalpy.h"
#include "heat/transient_parts.h"

/* When cells pass liquidus and solidus. The enthalpy tells, as it alone tells how much of a cell has frozen.
 */

bool cupk_transient_melts(const cupel_transient *t)
{
    double solidus, liquidus;
    for (size_t m = 0; m < t->problem->material_count; m++)
        if (cupk_melting_range(&t->problem->materials[m], &solidus, &liquidus)) return true;
    return false;
}

void cupk_transient_begin_melting(cupel_transient *t)
{
    if (!t->solidus_time) return;
    for (size_t n = 0; n < t->count; n++) {
        double solidus, liquidus;
        t->liquidus_time[n] = t->solidus_time[n] = NAN;
        if (!cupk_melting_range(&t->problem->materials[t->material[n]], &solidus, &liquidus)) continue;
        if (t->h[n] < liquidus && t->h[n] > solidus) t->liquidus_time[n] = 0;
    }
}

/* The time at which a cell passed `level`, linear in its enthalpy. */
static double passing(const cupel_transient *t, double dt, double before, double after, double level)
{
    return t->time - dt * ((level - after) / (before - after));
}

void cupk_transient_follow_melting(cupel_transient *t, const double *before, double dt)
{
    if (!t->solidus_time) return;
    for (size_t n = 0; n < t->count; n++) {
        double solidus, liquidus;
        const double h = t->h[n];
        if (!cupk_melting_range(&t->problem->materials[t->material[n]], &solidus, &liquidus)) continue;
        if (before[n] >= liquidus && h < liquidus)
            t->liquidus_time[n] = passing(t, dt, before[n], h, liquidus);
        if (h >= liquidus) t->liquidus_time[n] = NAN;
        if (before[n] > solidus && h <= solidus) t->solidus_time[n] = passing(t, dt, before[n], h, solidus);
        if (h > solidus) t->solidus_time[n] = NAN;
    }
}

/* Over all cells, void ones included. */
static void spread(const cupel_transient *t, double *out, double (*value)(const cupel_transient *t, size_t n))
{
    const uint16_t *material = t->problem->material;
    const size_t *cells = t->problem->cells;
    size_t n = 0;
    for (size_t c = 0; c < cells[0] * cells[1] * cells[2]; c++) out[c] = material[c] ? value(t, n++) : NAN;
}

static double liquid_fraction(const cupel_transient *t, size_t n)
{
    const cupel_conduction_material *m = &t->problem->materials[t->material[n]];
    return m->liquid_fraction.count ? cupk_liquid_fraction_of(m, t->h[n]) : NAN;
}

static double solidus_time(const cupel_transient *t, size_t n)
{
    return t->solidus_time ? t->solidus_time[n] : NAN;
}

static double local_time(const cupel_transient *t, size_t n)
{
    return t->solidus_time ? t->solidus_time[n] - t->liquidus_time[n] : NAN;
}

void cupel_transient_liquid_fractions(const cupel_transient *t, double *out)
{
    spread(t, out, liquid_fraction);
}

void cupel_transient_solidification(const cupel_transient *t, double *solidus, double *local)
{
    spread(t, solidus, solidus_time);
    spread(t, local, local_time);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "cupel/heat.h"
#include "heat/cold_plate.h"
#include "heat/law.h"

/* The coolant along the channels: its temperatures as the unknowns have them, the films and the friction that
 * go with them. Every cell has the mean over its length of correlations that are means from the inlet, so
 * that their sum does not depend on the cells. */

static const double laminar_end = 2300, turbulent_start = 4000; /* Re on D_h */

typedef struct stretch {
    double from, to; /* distance from the inlet of the coolant [m] */
} stretch;

/* (x2 M(x2) - x1 M(x1))/(x2 - x1) of a mean M from the inlet, by X = x/unit. */
static double mean_of_cell(double (*mean)(double, double), double developed, stretch x, double unit)
{
    const double to = x.to / unit * mean(developed, x.to / unit);
    const double from = x.from > 0 ? x.from / unit * mean(developed, x.from / unit) : 0;
    return (to - from) * unit / (x.to - x.from);
}

/* Cubic roots, for the entrance of turbulent flow: the mean of 1 + (D/x)^(2/3) from the inlet. */
static double entry_length_of_cell(double diameter, stretch x)
{
    const double slope = (cbrt(x.to) - cbrt(x.from)) / (x.to - x.from); /* of x^(1/3) */
    return diameter * slope * sqrt(slope);
}

static double nusselt(const cupel_cold_plate_solver *s, double reynolds, double prandtl, double by_wall,
                      stretch x)
{
    const double laminar_reynolds = fmin(reynolds, laminar_end), diameter = s->section.diameter;
    const double laminar =
        mean_of_cell(s->plate->isoflux ? cupel_nusselt_entry_isoflux : cupel_nusselt_entry_isothermal,
                     s->section.nusselt, x, diameter * laminar_reynolds * prandtl);
    return cupel_nusselt_duct(reynolds, prandtl, laminar * pow(by_wall, 0.14),
                              entry_length_of_cell(diameter, x));
}

/* Fanning's f Re, mean from the inlet to x; where flow is turbulent not below that of the laminar entry, as
 * in heat.sink. */
static double apparent_friction(const cupk_section *section, double reynolds, double x)
{
    const double laminar = cupel_friction_apparent(section->friction, section->diameter * reynolds / x);
    if (reynolds <= laminar_end) return laminar;
    const double turbulent = 0.25 * reynolds * cupel_friction_filonenko(fmax(reynolds, turbulent_start));
    const double share = fmin((reynolds - laminar_end) / (turbulent_start - laminar_end), 1);
    return fmax(laminar, laminar + share * (turbulent - laminar));
}

static double friction(const cupk_section *section, double reynolds, stretch x)
{
    const double to = x.to * apparent_friction(section, reynolds, x.to);
    const double from = x.from > 0 ? x.from * apparent_friction(section, reynolds, x.from) : 0;
    return (to - from) / (x.to - x.from);
}

static void cell_film(const cupel_cold_plate_solver *s, double mass_flow, stretch x, cupk_channel_cell *cell)
{
    const cupel_liquid *liquid = s->liquid;
    const double t_in = s->plate->inlet_temperature, diameter = s->section.diameter;
    const double viscosity = cupk_law_at(&liquid->viscosity, t_in + cell->mean);
    const double conductivity = cupk_law_at(&liquid->conductivity, t_in + cell->mean);
    const double by_wall = viscosity / cupk_law_at(&liquid->viscosity, t_in + cell->wall);
    const double mass_velocity = mass_flow / s->section.flow_area;
    cell->density = cupk_law_at(&liquid->density, t_in + cell->mean);
    cell->prandtl = viscosity * cupk_law_at(&liquid->heat_capacity, t_in + cell->mean) / conductivity;
    cell->reynolds = mass_velocity * diameter / viscosity;
    cell->film = nusselt(s, cell->reynolds, cell->prandtl, by_wall, x) * conductivity / diameter;
    cell->pressure_drop = 2 * friction(&s->section, cell->reynolds, x) * viscosity * mass_velocity *
                          (x.to - x.from) / (cell->density * diameter * diameter);
    cell->capacity_rate =
        mass_flow * cupk_law_mean(&liquid->heat_capacity, t_in + cell->inlet, t_in + cell->outlet);
}

bool cupk_flows_back(const cupel_cold_plate_solver *s, size_t channel)
{
    if (s->plate->layout == CUPEL_FLOW_COUNTER) return channel % 2 == 1;
    return channel / s->group % 2 == 1;
}

cupk_upstream cupk_upstream_of(const cupel_cold_plate_solver *s, size_t slab, size_t channel)
{
    const bool back = cupk_flows_back(s, channel);
    if (slab != (back ? s->nx - 1 : 0))
        return (cupk_upstream){cupk_outlet(s, back ? slab + 1 : slab - 1, channel), 1, false};
    const size_t pass = channel / s->group;
    if (s->passes == 1 || pass == 0) return (cupk_upstream){0, 0, false};
    return (cupk_upstream){cupk_outlet(s, slab, (pass - 1) * s->group), s->group, true};
}

static double upstream_temperature(const cupel_cold_plate_solver *s, size_t slab, size_t channel)
{
    const cupk_upstream from = cupk_upstream_of(s, slab, channel);
    if (!from.mixed) return from.count ? s->unknown[from.first] : 0;
    const double *share = s->mixing + (channel / s->group - 1) * s->group;
    double sum = 0;
    for (size_t i = 0; i < from.count; i++) sum += share[i] * s->unknown[from.first + i];
    return sum;
}

/* Shares with which the outlets of a pass mix to the temperature of their mean enthalpy. */
static void mix(cupel_cold_plate_solver *s, size_t pass)
{
    const size_t first = pass * s->group, slab = cupk_slab_of(s, first, s->nx - 1);
    const double t_in = s->plate->inlet_temperature;
    double mixed = 0, mass = 0, sum = 0;
    for (size_t c = first; c < first + s->group; c++) {
        mixed += s->mass_flow[c] * s->unknown[cupk_outlet(s, slab, c)];
        mass += s->mass_flow[c];
    }
    mixed /= mass;
    for (size_t c = first; c < first + s->group; c++) {
        const double outlet = s->unknown[cupk_outlet(s, slab, c)];
        s->mixing[c] =
            s->mass_flow[c] * cupk_law_mean(&s->liquid->heat_capacity, t_in + mixed, t_in + outlet);
        sum += s->mixing[c];
    }
    for (size_t c = first; c < first + s->group; c++) s->mixing[c] /= sum;
}

static double velocity_head(const cupel_cold_plate_solver *s, size_t channel, double rise)
{
    const double mass_velocity = s->mass_flow[channel] / s->section.flow_area;
    return 0.5 * mass_velocity * mass_velocity /
           cupk_law_at(&s->liquid->density, s->plate->inlet_temperature + rise);
}

static void channel_films(cupel_cold_plate_solver *s, size_t channel)
{
    const size_t pass = channel / s->group;
    const bool counter = s->passes == 1;
    const double start = counter ? 0 : (double)pass * s->plate->length;
    const bool first = counter || pass == 0, last = counter || pass + 1 == s->passes;
    double sum = 0, rise = 0;
    for (size_t k = 0; k < s->nx; k++) {
        const size_t slab = cupk_slab_of(s, channel, k);
        cupk_channel_cell *cell = cupk_cell(s, slab, channel);
        cell->inlet = upstream_temperature(s, slab, channel);
        cell->outlet = s->unknown[cupk_outlet(s, slab, channel)];
        cell->mean = cell->weight * cell->outlet + (1 - cell->weight) * cell->inlet;
        const double heat = cell->capacity_rate * (cell->outlet - cell->inlet);
        cell->wall =
            cell->film > 0 ? cell->mean + heat / (cell->film * s->perimeter[channel] * s->dx) : cell->mean;
        if (k == 0)
            sum +=
                (first ? s->plate->inlet_loss : s->plate->bend_loss) * velocity_head(s, channel, cell->inlet);
        const stretch x = {start + (double)k * s->dx, start + (double)(k + 1) * s->dx};
        cell_film(s, s->mass_flow[channel], x, cell);
        sum += cell->pressure_drop;
        rise = cell->outlet;
    }
    if (last) sum += s->plate->outlet_loss * velocity_head(s, channel, rise);
    s->pressure_drop[channel] = sum;
}

void cupk_plate_films(cupel_cold_plate_solver *s)
{
    if (s->passes > 1)
        for (size_t pass = 0; pass + 1 < s->passes; pass++) mix(s, pass);
    for (size_t c = 0; c < s->channels; c++) channel_films(s, c);
    s->balance = 0;
    for (size_t first = 0; first < s->channels; first += s->group) {
        double low = INFINITY, high = 0;
        for (size_t c = first; c < first + s->group; c++) {
            low = fmin(low, s->pressure_drop[c]);
            high = fmax(high, s->pressure_drop[c]);
        }
        s->balance = fmax(s->balance, (high - low) / high);
    }
}

static double highest_reynolds(const cupel_cold_plate_solver *s, size_t channel)
{
    double highest = 0;
    for (size_t i = 0; i < s->nx; i++) highest = fmax(highest, cupk_cell(s, i, channel)->reynolds);
    return highest;
}

/* By a power such that neither dp ~ m of laminar flow nor dp ~ m^2 of losses overshoots; where flow may be
 * transitional, dp ~ m^2.7 there. */
void cupk_plate_share_flow(cupel_cold_plate_solver *s)
{
    for (size_t first = 0; first < s->channels; first += s->group) {
        double total = 0, shared = 0, exponent = 0.7;
        for (size_t c = first; c < first + s->group; c++)
            if (highest_reynolds(s, c) > laminar_end) exponent = 0.45;
        for (size_t c = first; c < first + s->group; c++) {
            total += s->mass_flow[c];
            s->mass_flow[c] *= pow(s->pressure_drop[first] / s->pressure_drop[c], exponent);
            shared += s->mass_flow[c];
        }
        for (size_t c = first; c < first + s->group; c++) s->mass_flow[c] *= total / shared;
    }
}

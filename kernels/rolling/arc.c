/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rolling/slab.h"

#include <math.h>

#include "rolling/conditions.h"

static const double two_over_root_three = 1.15470053837925152902;

double cupk_plane_strain_yield(const cupel_flow_stress *flow, double strain)
{
    return two_over_root_three * cupel_flow_stress_at(flow, strain);
}

/* 1 + xi over t = s/cells. Where K rises like strain^n, n < 1, from the entry on, a uniform mesh drops to
 * order 1 + n. With 1 + xi ~ t^4 the integrand rises like t^(3 + 4 n) and the order stays 4; the factor (7 -
 * 5 t)/2 keeps the widest cell near twice the uniform one. */
static double opening(const cupk_arc *arc, double t, double *slope)
{
    if (!arc->graded) {
        *slope = 1;
        return t;
    }
    const double t3 = t * t * t;
    *slope = t3 * (14 - 12.5 * t);
    return t3 * t * (3.5 - 2.5 * t);
}

/* What the conditions make of a station at a place. */
static void set_conditions(const cupk_arc *arc, double place, cupk_station *station)
{
    const cupel_rolling_conditions *c = arc->conditions;
    if (c->yield_factor) station->yield *= cupk_conditions_at(c, c->yield_factor, place);
    if (c->friction && arc->mean_friction > 0)
        station->grip = cupk_conditions_at(c, c->friction, place) / arc->mean_friction;
}

static inline cupk_station station_at(const cupk_arc *arc, double s)
{
    const double scale = 1 / (double)arc->cells;
    const double draft = arc->entry_thickness - arc->exit_thickness;
    double slope;
    const double g = opening(arc, s * scale, &slope);
    const double xi = g - 1;
    const double thickness = arc->exit_thickness + draft * xi * xi;
    /* ln(h1/h) from the thickness lost so far, which is exact near the entry */
    const double strain = -two_over_root_three * log1p(-draft * g * (2 - g) / arc->entry_thickness);
    cupk_station station = {
        .inverse = 1 / thickness,
        .yield = cupk_plane_strain_yield(arc->flow, arc->prior_strain + strain),
        .dh = 2 * draft * xi * slope * scale,
        .dx = slope * scale,
        .grip = 1,
    };
    if (arc->conditions) set_conditions(arc, g, &station);
    return station;
}

cupk_station cupk_arc_station(const cupk_arc *arc, double s)
{
    return station_at(arc, s);
}

double cupk_arc_xi(const cupk_arc *arc, double s)
{
    double slope;
    return opening(arc, s / (double)arc->cells, &slope) - 1;
}

void cupk_arc_places(const cupk_arc *arc, double *place)
{
    double slope;
    for (size_t i = 0; i <= arc->cells; i++) place[i] = opening(arc, (double)i / (double)arc->cells, &slope);
}

double cupk_arc_thickness(const cupk_arc *arc, double xi)
{
    return arc->exit_thickness + (arc->entry_thickness - arc->exit_thickness) * xi * xi;
}

bool cupk_arc_needs_grading(const cupk_arc *arc)
{
    const cupel_flow_stress *flow = arc->flow;
    const double strain = two_over_root_three * log(arc->entry_thickness / arc->exit_thickness);
    double scale = INFINITY; /* the strain over which K changes by its own measure at the entry */
    if (flow->law == CUPEL_FLOW_VOCE && flow->rate_constant > 0) scale = 1 / flow->rate_constant;
    if (flow->law == CUPEL_FLOW_SWIFT) scale = flow->strain_offset + arc->prior_strain;
    if (flow->law == CUPEL_FLOW_LUDWIK || flow->law == CUPEL_FLOW_HOCKETT_SHERBY) scale = arc->prior_strain;
    return scale < 0.3 * strain;
}

static void put(const cupk_stations *stations, size_t i, cupk_station station)
{
    stations->inverse[i] = station.inverse;
    stations->yield[i] = station.yield;
    stations->dh[i] = station.dh;
    stations->dx[i] = station.dx;
    stations->grip[i] = station.grip;
}

void cupk_arc_mesh(const cupk_arc *arc, cupk_mesh *out)
{
    out->cells = arc->cells;
    for (size_t i = 0; i < arc->cells; i++) {
        put(&out->nodes, i, station_at(arc, (double)i));
        put(&out->middles, i, station_at(arc, (double)i + 0.5));
    }
    put(&out->nodes, arc->cells, station_at(arc, (double)arc->cells));
}

void cupk_mesh_halve(const cupk_mesh *fine, cupk_mesh *out)
{
    const cupk_stations *from = &fine->nodes;
    out->cells = fine->cells / 2;
    for (size_t i = 0; i <= fine->cells; i++)
        put(i % 2 ? &out->middles : &out->nodes, i / 2,
            (cupk_station){from->inverse[i], from->yield[i], 2 * from->dh[i], 2 * from->dx[i],
                           from->grip[i]});
}

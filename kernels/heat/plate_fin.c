/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "heat/sink.h"

/* Plate fins: NC-1 (natural convection with radiation) and FC-1 (ducted forced convection). */

static double fin_efficiency(const cupel_heat_sink *sink, double film_coefficient)
{
    return cupel_fin_efficiency(&(cupel_fin){.height = sink->fin_height,
                                             .thickness = sink->fin_thickness,
                                             .conductivity = sink->conductivity,
                                             .film_coefficient = film_coefficient});
}

/* Natural. */

/* Emissivity of a channel's openings (top of the gap and its two ends) seen from outside, the channel being a
 * grey isothermal cavity; times the openings per wetted area. */
static double cavity_emissivity_by_wetted_area(const cupel_heat_sink *sink, double spacing)
{
    const double wetted = sink->base_length * (2 * sink->fin_height + spacing);
    const double openings = sink->base_length * spacing + 2 * sink->fin_height * spacing;
    const double ratio = openings / wetted, eps = sink->emissivity;
    return eps > 0 ? ratio / (1 + (1 - eps) / eps * ratio) : 0;
}

/* Film in the channels; none where fins hang down and the hot air stays. */
static double channel_film(const cupel_heat_sink *sink, const cupk_still_air *air, double s,
                           cupel_sink_natural *out)
{
    if (sink->orientation == CUPEL_SINK_HORIZONTAL_DOWN) return 0;
    if (sink->orientation == CUPEL_SINK_HORIZONTAL_UP)
        return cupel_nusselt_fins_up(out->spacing_rayleigh) * air->conductivity / s;
    return cupel_nusselt_channel_bar_cohen(out->elenbaas_number) * air->conductivity / s;
}

void cupk_plates_natural(const cupel_heat_sink *sink, const cupk_still_air *air, cupel_sink_natural *out)
{
    const double n = (double)sink->fin_count, s = cupel_sink_spacing(sink);
    const double length = sink->base_length, height = sink->fin_height, thickness = sink->fin_thickness;
    const int upright = sink->orientation == CUPEL_SINK_VERTICAL;
    *out = (cupel_sink_natural){.base_temperature = air->base,
                                .elenbaas_number = air->buoyancy * s * s * s * s / length,
                                .spacing_rayleigh = air->buoyancy * s * s * s};
    const double h_channel = channel_film(sink, air, s, out);
    const double seen = sink->radiation == CUPEL_SINK_VIEW_FACTORS
                            ? cupel_channel_emittance(length, s, height, sink->emissivity)
                            : cavity_emissivity_by_wetted_area(sink, s);
    const double h_radiation = seen * air->grey;
    const double h_in = h_channel + h_radiation;
    const double h_outer_radiation = sink->emissivity * air->grey;
    const double h_out =
        cupk_upright_film(air, upright ? length : height, &out->rayleigh_number) + h_outer_radiation;

    const double eta = fin_efficiency(sink, h_in);
    const double eta_out = fin_efficiency(sink, 0.5 * (h_in + h_out)); /* one face of each kind */
    const double inner = (n - 1) * length * (s + 2 * height * eta);
    double outer = 2 * length * (height + sink->base_thickness) * eta_out;
    if (sink->edges) {
        const double tips = n * length * thickness, ends = 2 * n * thickness * height;
        outer += (tips + ends) * eta + 2 * sink->base_width * sink->base_thickness;
    }
    double conductance = h_in * inner + h_out * outer;
    out->film_coefficient = h_channel;
    if (sink->orientation == CUPEL_SINK_HORIZONTAL_DOWN) {
        out->film_coefficient = cupk_hanging_film(sink, air);
        conductance += out->film_coefficient * length * sink->base_width;
    }
    out->heat_flow = conductance * air->rise;
    out->radiated_heat_flow = (h_radiation * inner + h_outer_radiation * outer) * air->rise;
    out->radiation_coefficient = h_radiation;
    out->outer_film_coefficient = h_out;
    out->fin_efficiency = eta;
    out->outer_fin_efficiency = eta_out;
}

/* Forced. */

static const double laminar_end = 2300, turbulent_start = 4000; /* Re on D_h */

static double turbulence(double reynolds)
{
    return fmin(fmax((reynolds - laminar_end) / (turbulent_start - laminar_end), 0), 1);
}

/* Pressure drop [Pa] at velocity U >= 0: (4 f_app L/D_h + K_c + K_e) rho U^2/2, laminar f_app =
 * sqrt(3.44^2/x+ + (f Re)^2)/Re, x+ = L/(D_h Re); written with f_app Re so that U = 0 is no exception.
 * Turbulent: Filonenko, as Fanning's f; the laminar entry is a lower bound, so that the drop always rises
 * with the velocity. */
double cupk_plates_pressure_drop(const cupel_heat_sink *sink, const cupel_air *air, double velocity)
{
    const double s = cupel_sink_spacing(sink), height = sink->fin_height;
    const double diameter = 2 * s * height / (s + height);
    const double reynolds = velocity * diameter / cupel_air_kinematic_viscosity(air);
    const double developed = cupel_friction_duct(fmin(s, height) / fmax(s, height));
    double friction = cupel_friction_apparent(developed, reynolds * diameter / sink->base_length);
    if (reynolds > laminar_end) {
        const double turbulent = 0.25 * reynolds * cupel_friction_filonenko(fmax(reynolds, turbulent_start));
        friction = fmax(friction, friction + turbulence(reynolds) * (turbulent - friction));
    }
    const double sigma = (double)(sink->fin_count - 1) * s / sink->base_width;
    const double blocked = 1 - sigma * sigma;
    const double losses = 0.42 * blocked + blocked * blocked;
    return 2 * friction * air->viscosity * sink->base_length * velocity / (diameter * diameter) +
           losses * 0.5 * air->density * velocity * velocity;
}

/* Above Re 2300 the share w of the conductance comes from turbulent flow, with a film on the local air. */
static void add_turbulence(const cupel_heat_sink *sink, const cupel_air *air, double diameter,
                           cupel_sink_forced *out)
{
    const double length = sink->base_length, s = cupel_sink_spacing(sink),
                 w = turbulence(out->reynolds_number);
    const double reynolds = fmax(out->reynolds_number, turbulent_start);
    const double nusselt =
        cupel_nusselt_gnielinski(reynolds, cupel_air_prandtl(air)) * (1 + pow(diameter / length, 2. / 3));
    const double h = nusselt * air->conductivity / diameter;
    const double eta = fin_efficiency(sink, h);
    const double area = (double)(sink->fin_count - 1) * length * (s + 2 * sink->fin_height * eta);
    const double turbulent = -out->heat_capacity_rate * expm1(-h * area / out->heat_capacity_rate);
    const double laminar = 1 / out->thermal_resistance;
    out->thermal_resistance = 1 / (laminar + w * (turbulent - laminar));
    out->film_coefficient += w * (h - out->film_coefficient);
    out->fin_efficiency += w * (eta - out->fin_efficiency);
}

void cupk_plates_forced(const cupel_heat_sink *sink, const cupel_air *air, double velocity,
                        cupel_sink_forced *out)
{
    const double gaps = (double)(sink->fin_count - 1), s = cupel_sink_spacing(sink);
    const double length = sink->base_length, height = sink->fin_height;
    const double nu = cupel_air_kinematic_viscosity(air);
    const double reynolds_star = velocity * s / nu * (s / length);
    const double h =
        cupel_nusselt_channel_forced(reynolds_star, cupel_air_prandtl(air)) * air->conductivity / s;
    const double eta = fin_efficiency(sink, h);
    const double flow_rate = velocity * gaps * s * height, diameter = 2 * s * height / (s + height);
    *out = (cupel_sink_forced){
        .thermal_resistance = 1 / (h * gaps * length * (s + 2 * height * eta)),
        .film_coefficient = h,
        .fin_efficiency = eta,
        .velocity = velocity,
        .flow_rate = flow_rate,
        .pressure_drop = cupk_plates_pressure_drop(sink, air, velocity),
        .reynolds_number = velocity * diameter / nu,
        .reynolds_star = reynolds_star,
        .heat_capacity_rate = air->density * air->heat_capacity * flow_rate,
    };
    if (out->reynolds_number > laminar_end) add_turbulence(sink, air, diameter, out);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "heat/sink.h"

/* Round pins: NC-2 (natural convection between two limits, with radiation) and FC-2 (ducted, across the
 * bank). */

static const double pi = 3.14159265358979323846;

typedef struct field {                      /* of pins: pitches, areas */
    double diameter, height, across, along; /* D, H, S_T, S_L [m] */
    double pins, base;                      /* areas of the pins' sides and of the base between them [m^2] */
    double solid;                           /* share of the pins in the base */
} field;

static field field_of(const cupel_heat_sink *sink)
{
    const double d = sink->fin_thickness, n = cupel_sink_fins(sink);
    const double feet = n * 0.25 * pi * d * d, plan = sink->base_length * sink->base_width;
    return (field){.diameter = d,
                   .height = sink->fin_height,
                   .across = (sink->base_width - d) / (double)(sink->fin_count - 1),
                   .along = (sink->base_length - d) / (double)(sink->rows - 1),
                   .pins = n * pi * d * sink->fin_height,
                   .base = plan - feet,
                   .solid = feet / plan};
}

static double efficiency(const cupel_heat_sink *sink, double film_coefficient)
{
    return cupel_pin_efficiency(&(cupel_fin){.height = sink->fin_height,
                                             .thickness = sink->fin_thickness,
                                             .conductivity = sink->conductivity,
                                             .film_coefficient = film_coefficient});
}

/* Natural. */

/* Happel 1959, Am. Inst. Chem. Eng. J. 5:174: permeability of parallel cylinders [m^2]. */
static double permeability(const field *f, int along_the_pins)
{
    const double phi = f->solid, d2 = f->diameter * f->diameter, p2 = phi * phi;
    if (along_the_pins) return d2 / (16 * phi) * (-log(phi) - 1.5 + 2 * phi - 0.5 * p2);
    return d2 / (32 * phi) * (-log(phi) - (1 - p2) / (1 + p2));
}

/* Convective film on pins and base. `rayleigh`: of a lone pin. */
static double pin_film(const cupel_heat_sink *sink, const cupk_still_air *air, const field *f,
                       double *rayleigh)
{
    const int upright = sink->orientation == CUPEL_SINK_VERTICAL; /* then the pins lie */
    double lone;
    if (upright) {
        *rayleigh = air->buoyancy * f->diameter * f->diameter * f->diameter;
        lone = cupel_nusselt_horizontal_cylinder(*rayleigh, air->prandtl) * air->conductivity / f->diameter;
    } else
        lone = cupk_upright_film(air, f->height, rayleigh);
    /* Darcy: u = g beta dT K/nu through the outlet; heat rho c_p u A dT = h wetted dT, so that
     * h = k (g beta dT/(nu alpha)) K A/wetted */
    const double outlet = sink->base_width * (upright ? f->height : sink->base_length);
    const double dense =
        air->conductivity * air->buoyancy * permeability(f, !upright) * outlet / (f->pins + f->base);
    return lone * dense / sqrt(lone * lone + dense * dense);
}

void cupk_pins_natural(const cupel_heat_sink *sink, const cupk_still_air *air, cupel_sink_natural *out)
{
    const field f = field_of(sink);
    const double length = sink->base_length, width = sink->base_width, tb = sink->base_thickness;
    const int hanging = sink->orientation == CUPEL_SINK_HORIZONTAL_DOWN;
    const double s = cupel_sink_spacing(sink);
    *out = (cupel_sink_natural){.base_temperature = air->base, .spacing_rayleigh = air->buoyancy * s * s * s};
    double h = pin_film(sink, air, &f, &out->rayleigh_number);
    if (hanging) h = 0;
    const double openings = length * width + 2 * f.height * (length + width), eps = sink->emissivity;
    const double ratio = openings / (f.pins + f.base);
    const double h_radiation = eps > 0 ? air->grey * ratio / (1 + (1 - eps) / eps * ratio) : 0;
    const double eta = efficiency(sink, h + h_radiation);
    const double wetted = f.base + f.pins * eta;
    double unused;
    const double h_outer_radiation = eps * air->grey;
    const double h_out =
        cupk_upright_film(air, sink->orientation == CUPEL_SINK_VERTICAL ? length : f.height, &unused) +
        h_outer_radiation;
    /* tips are in the corrected height's efficiency only; they count as area with the edges */
    const double outer =
        sink->edges ? 2 * (length + width) * tb + f.solid * length * width * eta : 2 * length * tb;
    double conductance = (h + h_radiation) * wetted + h_out * outer;
    out->film_coefficient = h;
    if (hanging) {
        out->film_coefficient = cupk_hanging_film(sink, air);
        conductance += out->film_coefficient * length * width;
    }
    out->heat_flow = conductance * air->rise;
    out->radiated_heat_flow = (h_radiation * wetted + h_outer_radiation * outer) * air->rise;
    out->radiation_coefficient = h_radiation;
    out->outer_film_coefficient = h_out;
    out->fin_efficiency = eta;
    out->outer_fin_efficiency = eta;
}

/* Forced. */

/* The narrowest way between the pins, by pitch across the flow. Staggered pins may leave less between one row
 * and the next, which two streams share. */
static double narrowest(const cupel_heat_sink *sink, const field *f)
{
    const double straight = f->across - f->diameter;
    if (sink->kind == CUPEL_FIN_PIN_INLINE) return straight;
    const double diagonal = 2 * (hypot(f->along, 0.5 * f->across) - f->diameter);
    return fmin(straight, diagonal);
}

double cupk_pins_flow_area(const cupel_heat_sink *sink)
{
    const field f = field_of(sink);
    return (double)(sink->fin_count - 1) * narrowest(sink, &f) * f.height;
}

/* Khan, Culham and Yovanovich 2005, J. Electron. Packag. 127:67 [recalled]: dp = (N_L f + K_c + K_e) rho
 * U^2/2. */
double cupk_pins_pressure_drop(const cupel_heat_sink *sink, const cupel_air *air, double velocity)
{
    const field f = field_of(sink);
    const double st = f.across / f.diameter, sl = f.along / f.diameter;
    /* below Re 1 the fits diverge; the drop is taken linear in the velocity there */
    const double reynolds = velocity * f.diameter / cupel_air_kinematic_viscosity(air);
    const double re = fmax(reynolds, 1), slow = fmin(reynolds, 1);
    double friction;
    if (sink->kind == CUPEL_FIN_PIN_INLINE) {
        const double k1 = 1.009 * pow((st - 1) / (sl - 1), 1.09 / pow(re, 0.0553));
        friction = k1 * (0.233 + 45.78 / (pow(st - 1, 1.1) * re));
    } else {
        const double k1 = 1.175 * (sl / (st * pow(re, 0.3124))) + 0.5 * pow(re, 0.0807);
        friction = k1 * 378.6 / pow(st, 13.1 / st) / pow(re, 0.68 / pow(st, 1.29));
    }
    const double sigma = narrowest(sink, &f) / f.across;
    const double contraction = -0.0311 * sigma * sigma - 0.3722 * sigma + 1.0676;
    const double expansion = 0.9301 * sigma * sigma - 2.5746 * sigma + 0.973;
    const double head = 0.5 * air->density * velocity * velocity;
    if (!(slow > 0)) return 0;
    return (friction * (double)sink->rows / slow + fmax(contraction + expansion, 0)) * head;
}

void cupk_pins_forced(const cupel_heat_sink *sink, const cupel_air *air, double velocity,
                      cupel_sink_forced *out)
{
    const field f = field_of(sink);
    const double reynolds = velocity * f.diameter / cupel_air_kinematic_viscosity(air);
    const double prandtl = cupel_air_prandtl(air);
    const double nusselt =
        sink->kind == CUPEL_FIN_PIN_INLINE
            ? cupel_nusselt_pins_inline(reynolds, prandtl, sink->rows)
            : cupel_nusselt_pins_staggered(reynolds, prandtl, f.across / f.along, sink->rows);
    const double h = nusselt * air->conductivity / f.diameter, eta = efficiency(sink, h);
    const double flow_rate = velocity * cupk_pins_flow_area(sink);
    const double capacity = air->density * air->heat_capacity * flow_rate;
    const double conductance = -capacity * expm1(-h * (f.base + f.pins * eta) / capacity);
    *out = (cupel_sink_forced){
        .thermal_resistance = 1 / conductance,
        .film_coefficient = h,
        .fin_efficiency = eta,
        .velocity = velocity,
        .flow_rate = flow_rate,
        .pressure_drop = cupk_pins_pressure_drop(sink, air, velocity),
        .reynolds_number = reynolds,
        .heat_capacity_rate = capacity,
    };
}

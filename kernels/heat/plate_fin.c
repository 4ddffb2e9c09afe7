/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/heat.h"

#include <math.h>
#include "root.h"

/* Plate-fin heat sinks: NC-1 (natural convection with radiation) and FC-1 (ducted forced convection). */

static const double gravity = 9.80665;                 /* m/s^2         */
static const double stefan_boltzmann = 5.670374419e-8; /* W/(m^2 K^4) */

double cupel_plate_fin_spacing(const cupel_plate_fin_sink *sink)
{
    const double n = (double)sink->fin_count;
    return (sink->base_width - n * sink->fin_thickness) / (n - 1);
}

double cupel_plate_fin_volume(const cupel_plate_fin_sink *sink)
{
    return sink->base_length * (sink->base_width * sink->base_thickness +
                                (double)sink->fin_count * sink->fin_height * sink->fin_thickness);
}

cupel_status cupel_plate_fin_check(const cupel_plate_fin_sink *sink, cupel_error *error)
{
    const struct {
        const char *name;
        double value;
    } lengths[] = {{"base_length", sink->base_length},
                   {"base_width", sink->base_width},
                   {"fin_height", sink->fin_height},
                   {"fin_thickness", sink->fin_thickness},
                   {"conductivity", sink->conductivity}};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        if (!(lengths[i].value > 0 && isfinite(lengths[i].value)))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s %.6g must be positive", lengths[i].name, lengths[i].value);
    if (!(sink->base_thickness >= 0 && isfinite(sink->base_thickness)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "base_thickness %.6g m must not be negative", sink->base_thickness);
    if (!(sink->emissivity >= 0 && sink->emissivity <= 1))
        CUPEL_FAIL(error, CUPEL_EINVAL, "emissivity %.6g must be between 0 and 1", sink->emissivity);
    if (sink->fin_count < 2)
        CUPEL_FAIL(error, CUPEL_EINVAL, "fin_count %ld must be at least 2: the model needs a channel",
                   sink->fin_count);
    if (!(cupel_plate_fin_spacing(sink) > 0))
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "the fins do not fit: fin_count %ld of fin_thickness %.6g m take %.6g m, base_width is %.6g m",
            sink->fin_count, sink->fin_thickness, (double)sink->fin_count * sink->fin_thickness,
            sink->base_width);
    return CUPEL_OK;
}

static double fin_efficiency(const cupel_plate_fin_sink *sink, double film_coefficient)
{
    return cupel_fin_efficiency(&(cupel_fin){.height = sink->fin_height,
                                             .thickness = sink->fin_thickness,
                                             .conductivity = sink->conductivity,
                                             .film_coefficient = film_coefficient});
}

/* NC-1. */

/* Emissivity of a channel's openings (top of the gap and its two ends) seen from outside, the channel being a
 * grey isothermal cavity; times the openings per wetted area. */
static double cavity_emissivity_by_wetted_area(const cupel_plate_fin_sink *sink, double spacing)
{
    const double wetted = sink->base_length * (2 * sink->fin_height + spacing);
    const double openings = sink->base_length * spacing + 2 * sink->fin_height * spacing;
    const double ratio = openings / wetted, eps = sink->emissivity;
    return eps > 0 ? ratio / (1 + (1 - eps) / eps * ratio) : 0;
}

/* The sink has passed its check, the base is hotter than the air. */
static void natural(const cupel_plate_fin_sink *sink, const cupel_ambient *ambient, const cupel_air *air,
                    double base_temperature, cupel_sink_natural *out)
{
    const double tb = base_temperature, ta = ambient->temperature, rise = tb - ta;
    const double n = (double)sink->fin_count, s = cupel_plate_fin_spacing(sink);
    const double length = sink->base_length, height = sink->fin_height;
    const double nu = cupel_air_kinematic_viscosity(air);
    const double alpha = air->conductivity / (air->density * air->heat_capacity);
    const double buoyancy =
        gravity * (2 / (tb + ta)) * rise / (nu * alpha);                    /* g beta dT/(nu alpha) [1/m^3] */
    const double grey = stefan_boltzmann * (tb * tb + ta * ta) * (tb + ta); /* of a black surface           */

    const double elenbaas = buoyancy * s * s * s * s / length;
    const double h_channel = cupel_nusselt_channel_bar_cohen(elenbaas) * air->conductivity / s;
    const double h_radiation = cavity_emissivity_by_wetted_area(sink, s) * grey;
    const double h_in = h_channel + h_radiation;

    const double rayleigh = buoyancy * length * length * length;
    const double h_outer_radiation = sink->emissivity * grey;
    const double h_out =
        cupel_nusselt_vertical_plate_laminar(rayleigh, cupel_air_prandtl(air)) * air->conductivity / length +
        h_outer_radiation;

    const double eta = fin_efficiency(sink, h_in);
    const double eta_out = fin_efficiency(sink, 0.5 * (h_in + h_out)); /* one face of each kind */
    const double inner = (n - 1) * length * (s + 2 * height * eta);
    const double outer = 2 * length * (height + sink->base_thickness) * eta_out;
    *out = (cupel_sink_natural){
        .base_temperature = tb,
        .heat_flow = (h_in * inner + h_out * outer) * rise,
        .radiated_heat_flow = (h_radiation * inner + h_outer_radiation * outer) * rise,
        .film_coefficient = h_channel,
        .radiation_coefficient = h_radiation,
        .outer_film_coefficient = h_out,
        .fin_efficiency = eta,
        .outer_fin_efficiency = eta_out,
        .elenbaas_number = elenbaas,
        .rayleigh_number = rayleigh,
    };
}

cupel_status cupel_sink_natural_at(const cupel_plate_fin_sink *sink, const cupel_ambient *ambient,
                                   double base_temperature, cupel_sink_natural *out, cupel_error *error)
{
    cupel_status status = cupel_plate_fin_check(sink, error);
    if (status) return status;
    if (!(base_temperature > ambient->temperature && ambient->temperature > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "base_temperature %.6g K must be above ambient_temperature %.6g K",
                   base_temperature, ambient->temperature);
    cupel_air air;
    status = cupel_air_at(0.5 * (base_temperature + ambient->temperature), ambient->pressure, &air, error);
    if (status) {
        cupel_error_note(error, "mean of base_temperature and ambient_temperature");
        return status;
    }
    natural(sink, ambient, &air, base_temperature, out);
    return CUPEL_OK;
}

typedef struct natural_balance {
    const cupel_plate_fin_sink *sink;
    const cupel_ambient *ambient;
    double power;
} natural_balance;

static double natural_excess(void *self, double base_temperature)
{
    const natural_balance *b = self;
    cupel_sink_natural at;
    if (base_temperature <= b->ambient->temperature) return -b->power;
    if (cupel_sink_natural_at(b->sink, b->ambient, base_temperature, &at, NULL)) return NAN;
    return at.heat_flow - b->power;
}

cupel_status cupel_sink_natural_solve(const cupel_plate_fin_sink *sink, const cupel_ambient *ambient,
                                      double power, cupel_sink_natural *out, cupel_error *error)
{
    /* K, of the air table, a rounding error inside */
    static const double coldest_film = 250 * (1 + 1e-14), hottest_film = 500 * (1 - 1e-14);
    cupel_status status = cupel_plate_fin_check(sink, error);
    if (status) return status;
    if (!(power > 0 && isfinite(power)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "power %.6g W must be positive", power);
    const double ta = ambient->temperature;
    cupel_sink_natural hottest;
    status = cupel_sink_natural_at(sink, ambient, 2 * hottest_film - ta, &hottest, error);
    if (status) return status;
    if (!(hottest.heat_flow >= power))
        CUPEL_FAIL(error, CUPEL_EFAILED,
                   "power %.6g W is too much: at a base temperature of %.6g K, the hottest that the air "
                   "table allows, "
                   "the sink gives off %.6g W",
                   power, hottest.base_temperature, hottest.heat_flow);
    const double coldest = fmax(ta, 2 * coldest_film - ta);
    natural_balance balance = {sink, ambient, power};
    double tb;
    if (!cupk_root_between(natural_excess, &balance, coldest, hottest.base_temperature, 1e-12 * ta, &tb))
        CUPEL_FAIL(error, CUPEL_EFAILED,
                   "power %.6g W is too little: at a base temperature of %.6g K, the coldest that the air "
                   "table allows, "
                   "the sink gives off more",
                   power, coldest);
    return cupel_sink_natural_at(sink, ambient, tb, out, error);
}

/* FC-1. */

/* Pressure drop [Pa] at velocity U >= 0: (4 f_app L/D_h + K_c + K_e) rho U^2/2, f_app = sqrt(3.44^2/x+ + (f
 * Re)^2)/Re, x+ = L/(D_h Re); written with f_app Re so that U = 0 is no exception. */
static double pressure_drop(const cupel_plate_fin_sink *sink, const cupel_air *air, double velocity)
{
    const double s = cupel_plate_fin_spacing(sink), height = sink->fin_height;
    const double diameter = 2 * s * height / (s + height);
    const double reynolds = velocity * diameter / cupel_air_kinematic_viscosity(air);
    const double developed = cupel_friction_duct(fmin(s, height) / fmax(s, height));
    const double friction =
        sqrt(3.44 * 3.44 * reynolds * diameter / sink->base_length + developed * developed);
    const double sigma = (double)(sink->fin_count - 1) * s / sink->base_width;
    const double blocked = 1 - sigma * sigma;
    const double losses = 0.42 * blocked + blocked * blocked;
    return 2 * friction * air->viscosity * sink->base_length * velocity / (diameter * diameter) +
           losses * 0.5 * air->density * velocity * velocity;
}

cupel_status cupel_sink_forced_at(const cupel_plate_fin_sink *sink, const cupel_ambient *ambient,
                                  double velocity, cupel_sink_forced *out, cupel_error *error)
{
    cupel_status status = cupel_plate_fin_check(sink, error);
    if (status) return status;
    if (!(velocity > 0 && isfinite(velocity)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "velocity %.6g m/s must be positive", velocity);
    cupel_air air;
    status = cupel_air_at(ambient->temperature, ambient->pressure, &air, error);
    if (status) {
        cupel_error_note(error, "ambient_temperature");
        return status;
    }
    const double gaps = (double)(sink->fin_count - 1), s = cupel_plate_fin_spacing(sink);
    const double length = sink->base_length, height = sink->fin_height;
    const double nu = cupel_air_kinematic_viscosity(&air);
    const double reynolds_star = velocity * s / nu * (s / length);
    const double h =
        cupel_nusselt_channel_forced(reynolds_star, cupel_air_prandtl(&air)) * air.conductivity / s;
    const double eta = fin_efficiency(sink, h);
    const double flow_rate = velocity * gaps * s * height;
    *out = (cupel_sink_forced){
        .thermal_resistance = 1 / (h * gaps * length * (s + 2 * height * eta)),
        .film_coefficient = h,
        .fin_efficiency = eta,
        .velocity = velocity,
        .flow_rate = flow_rate,
        .pressure_drop = pressure_drop(sink, &air, velocity),
        .reynolds_number = velocity * 2 * s * height / (s + height) / nu,
        .reynolds_star = reynolds_star,
        .heat_capacity_rate = air.density * air.heat_capacity * flow_rate,
    };
    return CUPEL_OK;
}

/* Fan and sink. */

typedef struct fan_balance {
    const cupel_plate_fin_sink *sink;
    const cupel_air *air;
    const cupel_fan *fan;
    double area; /* of all channels [m^2] */
} fan_balance;

static double fan_excess(void *self, double flow_rate)
{
    const fan_balance *b = self;
    return cupel_fan_pressure(b->fan, flow_rate, NULL) - pressure_drop(b->sink, b->air, flow_rate / b->area);
}

cupel_status cupel_sink_fan_point(const cupel_plate_fin_sink *sink, const cupel_ambient *ambient,
                                  const cupel_fan *fan, cupel_fan_point *out, cupel_error *error)
{
    enum { PIECES = 8 }; /* of each interval of the table, so that no crossing on a stall dip is missed */
    cupel_air air;
    cupel_status status = cupel_plate_fin_check(sink, error);
    if (!status) status = cupel_fan_check(fan, error);
    if (!status) status = cupel_air_at(ambient->temperature, ambient->pressure, &air, error);
    if (status) return status;
    fan_balance balance = {sink, &air, fan,
                           (double)(sink->fin_count - 1) * cupel_plate_fin_spacing(sink) * sink->fin_height};
    const double first = fan->flow_rate[0], last = fan->flow_rate[fan->count - 1];
    const double excess_first = fan_excess(&balance, first), excess_last = fan_excess(&balance, last);

    cupel_fan_point found = {.flow_rate = NAN};
    double before = first, excess_before = excess_first;
    for (size_t i = 0; i + 1 < fan->count; i++) {
        const double step = (fan->flow_rate[i + 1] - fan->flow_rate[i]) / PIECES;
        for (int j = 1; j <= PIECES; j++) {
            const double here = j < PIECES ? fan->flow_rate[i] + j * step : fan->flow_rate[i + 1];
            const double excess = fan_excess(&balance, here);
            if ((excess_before > 0) != (excess > 0)) {
                found.crossings++;
                double root;
                if (excess_before > 0 &&
                    cupk_root_between(fan_excess, &balance, before, here, 1e-14 * last, &root))
                    found.flow_rate = root;
            }
            before = here;
            excess_before = excess;
        }
    }
    if (!(found.flow_rate > 0)) {
        if (excess_last > 0)
            CUPEL_FAIL(error, CUPEL_EFAILED,
                       "no operating point: at the end of the fan curve, %.6g m^3/s, the fan still gives "
                       "%.6g Pa more "
                       "than the sink takes; carry the curve on to greater flow rates",
                       last, excess_last);
        if (!(excess_first < 0))
            CUPEL_FAIL(error, CUPEL_EFAILED, "no operating point: the fan moves no air against the sink");
        CUPEL_FAIL(error, CUPEL_EFAILED,
                   "no operating point: at the start of the fan curve, %.6g m^3/s, the sink takes %.6g Pa "
                   "more than the "
                   "fan gives; a stronger fan or wider channels are needed",
                   first, -excess_first);
    }
    double slope;
    found.pressure = cupel_fan_pressure(fan, found.flow_rate, &slope);
    found.rising = slope > 0;
    *out = found;
    return CUPEL_OK;
}

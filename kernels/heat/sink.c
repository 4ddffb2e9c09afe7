/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/sink.h"

#include <math.h>
#include "root.h"

/* Heat sinks of plates and pins: what can be built, natural and forced convection, the point of the fan. */

static const double pi = 3.14159265358979323846;
static const double gravity = 9.80665;                 /* m/s^2         */
static const double stefan_boltzmann = 5.670374419e-8; /* W/(m^2 K^4) */

double cupel_sink_spacing(const cupel_heat_sink *sink)
{
    const double n = (double)sink->fin_count;
    return (sink->base_width - n * sink->fin_thickness) / (n - 1);
}

double cupel_sink_fins(const cupel_heat_sink *sink)
{
    const double n = (double)sink->fin_count, rows = (double)sink->rows;
    if (sink->kind == CUPEL_FIN_PLATE) return n;
    return n * rows - (sink->kind == CUPEL_FIN_PIN_STAGGERED ? (double)(sink->rows / 2) : 0);
}

double cupel_sink_volume(const cupel_heat_sink *sink)
{
    const double t = sink->fin_thickness;
    const double foot = sink->kind == CUPEL_FIN_PLATE ? sink->base_length * t : 0.25 * pi * t * t;
    return sink->base_length * sink->base_width * sink->base_thickness +
           cupel_sink_fins(sink) * sink->fin_height * foot;
}

double cupel_sink_flow_area(const cupel_heat_sink *sink)
{
    if (sink->kind != CUPEL_FIN_PLATE) return cupk_pins_flow_area(sink);
    return (double)(sink->fin_count - 1) * cupel_sink_spacing(sink) * sink->fin_height;
}

static cupel_status check_pins(const cupel_heat_sink *sink, cupel_error *error)
{
    const double d = sink->fin_thickness;
    if (sink->rows < 2) CUPEL_FAIL(error, CUPEL_EINVAL, "pin_rows %ld must be at least 2", sink->rows);
    const double along = (sink->base_length - d) / (double)(sink->rows - 1);
    if (!(along > d))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the pins do not fit: pin_rows %ld of diameter %.6g m take %.6g m, base_length is %.6g m",
                   sink->rows, d, (double)sink->rows * d, sink->base_length);
    if (!(cupk_pins_flow_area(sink) > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "staggered pins of one row touch those of the next");
    return CUPEL_OK;
}

cupel_status cupel_sink_check(const cupel_heat_sink *sink, cupel_error *error)
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
    if (!(cupel_sink_spacing(sink) > 0))
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "the fins do not fit: fin_count %ld of fin_thickness %.6g m take %.6g m, base_width is %.6g m",
            sink->fin_count, sink->fin_thickness, (double)sink->fin_count * sink->fin_thickness,
            sink->base_width);
    if (sink->kind != CUPEL_FIN_PLATE) return check_pins(sink, error);
    return CUPEL_OK;
}

/* Natural convection. */

double cupk_upright_film(const cupk_still_air *air, double height, double *rayleigh)
{
    *rayleigh = air->buoyancy * height * height * height;
    return cupel_nusselt_vertical_plate_laminar(*rayleigh, air->prandtl) * air->conductivity / height;
}

double cupk_hanging_film(const cupel_heat_sink *sink, const cupk_still_air *air)
{
    const double length = sink->base_length, width = sink->base_width;
    const double size = 0.5 * length * width / (length + width);
    return cupel_nusselt_hot_side_down(air->buoyancy * size * size * size) * air->conductivity / size;
}

cupel_status cupel_sink_natural_at(const cupel_heat_sink *sink, const cupel_ambient *ambient,
                                   double base_temperature, cupel_sink_natural *out, cupel_error *error)
{
    cupel_status status = cupel_sink_check(sink, error);
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
    const double tb = base_temperature, ta = ambient->temperature;
    const double nu = cupel_air_kinematic_viscosity(&air);
    const double alpha = air.conductivity / (air.density * air.heat_capacity);
    const cupk_still_air still = {.base = tb,
                                  .ambient = ta,
                                  .rise = tb - ta,
                                  .buoyancy = gravity * (2 / (tb + ta)) * (tb - ta) / (nu * alpha),
                                  .grey = stefan_boltzmann * (tb * tb + ta * ta) * (tb + ta),
                                  .conductivity = air.conductivity,
                                  .prandtl = cupel_air_prandtl(&air)};
    if (sink->kind == CUPEL_FIN_PLATE)
        cupk_plates_natural(sink, &still, out);
    else
        cupk_pins_natural(sink, &still, out);
    return CUPEL_OK;
}

typedef struct natural_balance {
    const cupel_heat_sink *sink;
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

cupel_status cupel_sink_natural_solve(const cupel_heat_sink *sink, const cupel_ambient *ambient, double power,
                                      cupel_sink_natural *out, cupel_error *error)
{
    /* K, of the air table, a rounding error inside */
    static const double coldest_film = 250 * (1 + 1e-14), hottest_film = 500 * (1 - 1e-14);
    cupel_status status = cupel_sink_check(sink, error);
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

/* Forced convection. */

cupel_status cupel_sink_forced_at(const cupel_heat_sink *sink, const cupel_ambient *ambient, double velocity,
                                  cupel_sink_forced *out, cupel_error *error)
{
    cupel_status status = cupel_sink_check(sink, error);
    if (status) return status;
    if (!(velocity > 0 && isfinite(velocity)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "velocity %.6g m/s must be positive", velocity);
    cupel_air air;
    status = cupel_air_at(ambient->temperature, ambient->pressure, &air, error);
    if (status) {
        cupel_error_note(error, "ambient_temperature");
        return status;
    }
    if (sink->kind == CUPEL_FIN_PLATE)
        cupk_plates_forced(sink, &air, velocity, out);
    else
        cupk_pins_forced(sink, &air, velocity, out);
    return CUPEL_OK;
}

/* Fan and sink. */

typedef struct fan_balance {
    const cupel_heat_sink *sink;
    const cupel_air *air;
    const cupel_fan *fan;
    double area;   /* of all channels [m^2] */
    double system; /* [Pa s^2/m^6] */
} fan_balance;

static double fan_excess(void *self, double flow_rate)
{
    const fan_balance *b = self;
    const double velocity = flow_rate / b->area;
    const double sink = b->sink->kind == CUPEL_FIN_PLATE
                            ? cupk_plates_pressure_drop(b->sink, b->air, velocity)
                            : cupk_pins_pressure_drop(b->sink, b->air, velocity);
    return cupel_fan_pressure(b->fan, flow_rate, NULL) - sink - b->system * flow_rate * flow_rate;
}

cupel_status cupel_sink_fan_point(const cupel_heat_sink *sink, const cupel_ambient *ambient,
                                  const cupel_fan *fan, double system, cupel_fan_point *out,
                                  cupel_error *error)
{
    enum { PIECES = 8 }; /* of each interval of the table, so that no crossing on a stall dip is missed */
    cupel_air air;
    cupel_status status = cupel_sink_check(sink, error);
    if (!status) status = cupel_fan_check(fan, error);
    if (!status) status = cupel_air_at(ambient->temperature, ambient->pressure, &air, error);
    if (status) return status;
    if (!(system >= 0 && isfinite(system)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "system resistance %.6g Pa s^2/m^6 must not be negative", system);
    fan_balance balance = {sink, &air, fan, cupel_sink_flow_area(sink), system};
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

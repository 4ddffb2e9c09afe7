/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_HEAT_H
#define CUPEL_HEAT_H

#include <stddef.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Compact heat-transfer models: fins, film coefficients, plate-fin heat sinks in dry air. SI units,
 * temperatures in kelvin. Everything here is pure: no state, no allocation, any thread. */

/* Dry air. */

typedef struct cupel_air {
    double density;       /* rho [kg/m^3] = p/(287.05 T)     */
    double heat_capacity; /* c_p [J/(kg K)]                  */
    double viscosity;     /* mu  [Pa s]                      */
    double conductivity;  /* k   [W/(m K)]                   */
} cupel_air;

/**
 * Dry air at temperature T [K], 250 to 500, and pressure p [Pa] > 0. c_p, mu and k are linear between the
 * entries of a table at 101325 Pa (equation of state of Lemmon et al. 2000, transport of Lemmon and Jacobsen
 * 2004) and do not depend on p; the density is that of an ideal gas. EINVAL outside the table.
 */
CUPEL_API cupel_status cupel_air_at(double temperature, double pressure, cupel_air *out, cupel_error *error);

CUPEL_API double cupel_air_prandtl(const cupel_air *air);             /* Pr = c_p mu/k                    */
CUPEL_API double cupel_air_kinematic_viscosity(const cupel_air *air); /* nu = mu/rho [m^2/s]              */

/* Fins. */

/* A straight fin of thickness t and height H [m], conductivity k [W/(m K)], film coefficient h [W/(m^2 K)] on
 * both faces; wide, so that m = sqrt(2 h/(k t)). All > 0 (h may be 0, and the efficiency is then 1). */
typedef struct cupel_fin {
    double height, thickness, conductivity, film_coefficient;
} cupel_fin;

/** eta = tanh(m Hc)/(m Hc) with the corrected height Hc = H + t/2; refers to the area 2 Hc per width. */
CUPEL_API double cupel_fin_efficiency(const cupel_fin *fin);

/** The same fin with a convecting tip, exact solution of the fin equation; refers to the area 2 H + t per
 * width. */
CUPEL_API double cupel_fin_efficiency_exact_tip(const cupel_fin *fin);

/* Film coefficients, as Nusselt numbers. */

/** Vertical isothermal plate, Churchill and Chu 1975, Ra <= 1e12, on the height. */
CUPEL_API double cupel_nusselt_vertical_plate(double rayleigh, double prandtl);
/** Its laminar form, better for Ra <= 1e9. */
CUPEL_API double cupel_nusselt_vertical_plate_laminar(double rayleigh, double prandtl);

/** Vertical channel between isothermal plates, on the spacing b and the difference to the inlet air, by the
 * Elenbaas number El = g beta (T_s - T_inf) b^4/(nu alpha L) > 0: Elenbaas 1942; Bar-Cohen and Rohsenow 1984.
 */
CUPEL_API double cupel_nusselt_channel_elenbaas(double elenbaas);
CUPEL_API double cupel_nusselt_channel_bar_cohen(double elenbaas);

/** Forced laminar flow between parallel plates, on the spacing b and the difference to the inlet air:
 * Teertstra, Yovanovich and Culham 2000. Channel Reynolds number Re* = (U b/nu)(b/L) > 0. */
CUPEL_API double cupel_nusselt_channel_forced(double reynolds_star, double prandtl);

/** Fully developed laminar flow in a rectangular duct of aspect a = short/long side in [0, 1], on D_h (Shah
 * and London 1978): Nu at constant wall temperature, Nu at constant flux (H1), Fanning f Re. */
CUPEL_API double cupel_nusselt_duct_isothermal(double aspect);
CUPEL_API double cupel_nusselt_duct_isoflux(double aspect);
CUPEL_API double cupel_friction_duct(double aspect);

/** f_app Re of the developing laminar flow in a duct of aspect e in (0, 1], on sqrt(A): Muzychka and
 * Yovanovich. z = L/(sqrt(A) Re_sqrt(A)) > 0. */
CUPEL_API double cupel_friction_duct_developing(double aspect, double z);

/** Turbulent pipe flow, Gnielinski 1976, 3000 <= Re <= 5e6, 0.5 <= Pr <= 2000, on D_h, without entrance
 * effect. */
CUPEL_API double cupel_nusselt_gnielinski(double reynolds, double prandtl);

/** A duct over all Re: laminar_nusselt up to Re 2300; from 4000 Gnielinski times 1 + (D_h/L)^(2/3); between
 * the two linear in Re. */
CUPEL_API double cupel_nusselt_duct(double reynolds, double prandtl, double laminar_nusselt,
                                    double diameter_by_length);

/* Plate-fin heat sinks. */

/* N equal plates across the width of a base; L runs along the air flow (vertical in natural convection). */
typedef struct cupel_plate_fin_sink {
    double base_length;    /* L  [m] > 0                                  */
    double base_width;     /* W  [m] > N t                                */
    double base_thickness; /* tb [m] >= 0                                 */
    double fin_height;     /* H  [m] > 0                                  */
    double fin_thickness;  /* t  [m] > 0                                  */
    long fin_count;        /* N >= 2                                      */
    double conductivity;   /* k  [W/(m K)] > 0                            */
    double emissivity;     /* eps of all surfaces, in [0, 1]; natural only */
} cupel_plate_fin_sink;

typedef struct cupel_ambient {
    double temperature; /* T_inf [K] of the air at the inlet and of the surroundings */
    double pressure;    /* p [Pa]                                                    */
} cupel_ambient;

/** EINVAL, with what is wrong, for a sink that cannot be built (fins that do not fit, a value out of range).
 */
CUPEL_API cupel_status cupel_plate_fin_check(const cupel_plate_fin_sink *sink, cupel_error *error);

/** Clear spacing s = (W - N t)/(N - 1) [m]; <= 0 when the fins do not fit. */
CUPEL_API double cupel_plate_fin_spacing(const cupel_plate_fin_sink *sink);

/** Volume of metal [m^3]: L W tb + N L H t. */
CUPEL_API double cupel_plate_fin_volume(const cupel_plate_fin_sink *sink);

typedef struct cupel_sink_natural {
    double base_temperature;       /* T_b [K]                                                       */
    double heat_flow;              /* Q [W], convection and radiation                               */
    double radiated_heat_flow;     /* the part of Q that is radiated [W]                            */
    double film_coefficient;       /* convective, in the channels [W/(m^2 K)]                       */
    double radiation_coefficient;  /* of a channel, per wetted area [W/(m^2 K)]                     */
    double outer_film_coefficient; /* of the two outer faces, convection and radiation [W/(m^2 K)]  */
    double fin_efficiency;         /* of the inner fins                                             */
    double outer_fin_efficiency;
    double elenbaas_number; /* El on the spacing                                             */
    double rayleigh_number; /* Ra of the outer faces, on L                                   */
} cupel_sink_natural;

/**
 * Natural convection and radiation from a vertical base with vertical fins, model NC-1: Bar-Cohen and
 * Rohsenow in the channels, each channel a grey isothermal cavity, laminar Churchill-Chu on the outer faces,
 * film properties at (T_b + T_inf)/2, corrected fin height; fin tips and base edges neglected. Measured sinks
 * scatter by 15-20 %.
 * @param base_temperature  T_b [K] > T_inf, uniform
 * @return EINVAL for a sink that cannot be, T_b <= T_inf, or a film temperature outside 250-500 K
 */
CUPEL_API cupel_status cupel_sink_natural_at(const cupel_plate_fin_sink *sink, const cupel_ambient *ambient,
                                             double base_temperature, cupel_sink_natural *out,
                                             cupel_error *error);

/**
 * The base temperature at which NC-1 gives off `power` [W] > 0, to 1e-12 of T_b.
 * @return EINVAL as above; EFAILED when even the hottest base the air table allows gives off less
 */
CUPEL_API cupel_status cupel_sink_natural_solve(const cupel_plate_fin_sink *sink,
                                                const cupel_ambient *ambient, double power,
                                                cupel_sink_natural *out, cupel_error *error);

typedef struct cupel_sink_forced {
    double thermal_resistance; /* R [K/W] of the base over the inlet air           */
    double film_coefficient;   /* h on the inlet difference [W/(m^2 K)]            */
    double fin_efficiency;
    double velocity;           /* U in the channels [m/s]                          */
    double flow_rate;          /* V through the N - 1 channels [m^3/s]             */
    double pressure_drop;      /* [Pa]                                             */
    double reynolds_number;    /* on D_h = 2 s H/(s + H)                           */
    double reynolds_star;      /* Re* of the thermal correlation                   */
    double heat_capacity_rate; /* rho c_p V [W/K]                                  */
} cupel_sink_forced;

/**
 * Ducted forced convection, model FC-1: all of the air through the N - 1 channels at U [m/s] > 0, properties
 * at the inlet, Teertstra film coefficient (which refers to the inlet difference: no air-heating term is
 * added), R = 1/(h (N - 1)(s L + 2 H L eta)); pressure drop of developing flow with K_c = 0.42 (1 - sigma^2),
 * K_e = (1 - sigma^2)^2, sigma = (N - 1) s/W. For laminar flow; spreading in the base is not included.
 * @return EINVAL for a sink that cannot be, U <= 0, or an inlet temperature outside 250-500 K
 */
CUPEL_API cupel_status cupel_sink_forced_at(const cupel_plate_fin_sink *sink, const cupel_ambient *ambient,
                                            double velocity, cupel_sink_forced *out, cupel_error *error);

/* Fans. */

/* Pressure [Pa] over flow rate [m^3/s], count >= 2 points, flow rates rising from >= 0; between the points
 * the monotone cubic of Steffen 1990. Borrowed. */
typedef struct cupel_fan {
    size_t count;
    const double *flow_rate, *pressure;
} cupel_fan;

/** EINVAL, with what is wrong, for a table that is no fan curve. */
CUPEL_API cupel_status cupel_fan_check(const cupel_fan *fan, cupel_error *error);

/** Pressure [Pa] and its slope [Pa s/m^3] (may be NULL) at a flow rate within the table; held constant
 * outside. */
CUPEL_API double cupel_fan_pressure(const cupel_fan *fan, double flow_rate, double *slope);

typedef struct cupel_fan_point {
    double flow_rate; /* V [m^3/s]                                                     */
    double pressure;  /* fan pressure = pressure drop of the sink [Pa]                 */
    int rising;       /* 1: the fan curve rises there, the flow may surge              */
    size_t crossings; /* how often the curves cross: more than 1, hysteresis is likely */
} cupel_fan_point;

/**
 * Where the fan's pressure is the sink's pressure drop (FC-1): the crossing of greatest flow at which the
 * sink's curve is the steeper one, so that the point is statically stable.
 * @return EINVAL as above; EFAILED when the curves do not cross within the table
 */
CUPEL_API cupel_status cupel_sink_fan_point(const cupel_plate_fin_sink *sink, const cupel_ambient *ambient,
                                            const cupel_fan *fan, cupel_fan_point *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_HEAT_H
#define CUPEL_HEAT_H

#include <stddef.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Compact heat-transfer models: fins, film coefficients, heat sinks in dry air. SI units,
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

/** A round pin of diameter t: m = sqrt(4 h/(k t)), Hc = H + t/4. */
CUPEL_API double cupel_pin_efficiency(const cupel_fin *pin);

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

/** Laminar flow whose temperature develops, mean Nu from the inlet to x on D_h, by X = x/(D_h Re Pr) > 0 and the
 * developed value of the duct: walls of one temperature, Hausen 1943, developed + 0.0668/(X + 0.04 X^(1/3)); walls of
 * even flux, Gnielinski (VDI Heat Atlas), (developed^3 + 0.6^3 + (1.953 X^(-1/3) - 0.6)^3)^(1/3). Both are of the
 * pipe, whose developed values are 3.66 and 4.364 [recalled]; for other ducts an approximation. */
CUPEL_API double cupel_nusselt_entry_isothermal(double developed, double x_star);
CUPEL_API double cupel_nusselt_entry_isoflux(double developed, double x_star);

/** Apparent Fanning f Re of laminar flow that develops, mean from the inlet to x, on D_h: (3.44^2/x+ +
 * developed^2)^(1/2), x+ = x/(D_h Re) given as 1/x+ >= 0. */
CUPEL_API double cupel_friction_apparent(double developed, double inverse_x_plus);

/** Turbulent flow in smooth ducts, Filonenko 1954: Darcy f = (0.79 ln Re - 1.64)^-2, four times Fanning's. */
CUPEL_API double cupel_friction_filonenko(double reynolds);

/** Turbulent pipe flow, Gnielinski 1976, 3000 <= Re <= 5e6, 0.5 <= Pr <= 2000, on D_h, without entrance
 * effect. */
CUPEL_API double cupel_nusselt_gnielinski(double reynolds, double prandtl);

/** A duct over all Re: laminar_nusselt up to Re 2300; from 4000 Gnielinski times 1 + (D_h/L)^(2/3); between
 * the two linear in Re. */
CUPEL_API double cupel_nusselt_duct(double reynolds, double prandtl, double laminar_nusselt,
                                    double diameter_by_length);

/* Banks of round pins across the flow, Zukauskas 1972, on the pin diameter, with the velocity in the narrowest
 * cross-section; transverse and longitudinal pitch S_T, S_L; factor for fewer than 16 rows included. The branches
 * do not meet at their ends: in line, 0.52 Re^0.5 passes over to 0.27 Re^0.63 between Re 700 and 1000, staggered,
 * 1.04 Re^0.4 to 0.71 Re^0.5 between 250 and 500, and 0.9 Re^0.4 to 0.52 Re^0.5 between 70 and 100, log Nu linear
 * in log Re. Re > 0, rows >= 1. */
CUPEL_API double cupel_nusselt_pins_inline(double reynolds, double prandtl, long rows);
CUPEL_API double cupel_nusselt_pins_staggered(double reynolds, double prandtl, double transverse_by_longitudinal,
                                              long rows);

/** Long horizontal cylinder in still air, on its diameter, Churchill and Chu 1975, Ra <= 1e12. */
CUPEL_API double cupel_nusselt_horizontal_cylinder(double rayleigh, double prandtl);

/** Horizontal plate with its hot side down, on area over perimeter, 1e5 <= Ra <= 1e10: 0.27 Ra^(1/4), McAdams
 * [recalled]. */
CUPEL_API double cupel_nusselt_hot_side_down(double rayleigh);
/** The same with its hot side up: 0.54 Ra^(1/4) to Ra 1e7, then 0.15 Ra^(1/3); the greater of the two. */
CUPEL_API double cupel_nusselt_hot_side_up(double rayleigh);

/** Upright fins on a horizontal base, on the spacing: Jones and Smith 1970, as an envelope of two asymptotes, air,
 * 200 <= Ra <= 6e5 [recalled]. */
CUPEL_API double cupel_nusselt_fins_up(double rayleigh);

/* Radiation. */

/** View factor between equal, directly opposed rectangles a x b at distance c (Howell's catalogue, C-11). */
CUPEL_API double cupel_view_factor_parallel(double a, double b, double c);
/** From a rectangle l x w to one of l x h at right angles that shares the edge l (C-14). */
CUPEL_API double cupel_view_factor_perpendicular(double l, double w, double h);

/** Net radiation of a channel between plates, per sigma (T^4 - T_inf^4) and wetted area: base and two fins of one
 * temperature and emissivity, length L, spacing s, height H; the top and the two ends open to black surroundings.
 * Exact view factors, even radiosity on base and on fins. */
CUPEL_API double cupel_channel_emittance(double length, double spacing, double height, double emissivity);

/** ISA pressure [Pa] at an altitude of -1000 to 11000 m above the sea; NaN beyond. */
CUPEL_API double cupel_isa_pressure(double altitude);

/* Heat sinks. */

typedef enum cupel_fin_kind { CUPEL_FIN_PLATE, CUPEL_FIN_PIN_INLINE, CUPEL_FIN_PIN_STAGGERED } cupel_fin_kind;

/* Of the base, in natural convection: upright, or level with the fins above or below it. */
typedef enum cupel_sink_orientation {
    CUPEL_SINK_VERTICAL,
    CUPEL_SINK_HORIZONTAL_UP,
    CUPEL_SINK_HORIZONTAL_DOWN
} cupel_sink_orientation;

typedef enum cupel_sink_radiation { CUPEL_SINK_CAVITY, CUPEL_SINK_VIEW_FACTORS } cupel_sink_radiation;

/* N equal plates across the width of a base, or N round pins across in each of `rows` rows (staggered: every
 * second row stands half a pitch aside and has N - 1); the outermost are flush with the edges. L runs along the air
 * flow (vertical in natural convection on an upright base). Zero in the last four is the plain model. */
typedef struct cupel_heat_sink {
    double base_length;    /* L  [m] > 0                                  */
    double base_width;     /* W  [m] > N t                                */
    double base_thickness; /* tb [m] >= 0                                 */
    double fin_height;     /* H  [m] > 0                                  */
    double fin_thickness;  /* t  [m] > 0; the diameter of pins            */
    long fin_count;        /* N >= 2                                      */
    double conductivity;   /* k  [W/(m K)] > 0                            */
    double emissivity;     /* eps of all surfaces, in [0, 1]; natural only */
    cupel_fin_kind kind;
    long rows;                          /* of pins along L, >= 2          */
    cupel_sink_orientation orientation; /* natural only                   */
    cupel_sink_radiation radiation;     /* natural, plates                */
    int edges; /* natural: 1 counts tips and ends of the fins and the edges of the base too, with the outer film */
} cupel_heat_sink;

typedef struct cupel_ambient {
    double temperature; /* T_inf [K] of the air at the inlet and of the surroundings */
    double pressure;    /* p [Pa]                                                    */
} cupel_ambient;

/** EINVAL, with what is wrong, for a sink that cannot be built (fins that do not fit, a value out of range).
 */
CUPEL_API cupel_status cupel_sink_check(const cupel_heat_sink *sink, cupel_error *error);

/** Clear spacing s = (W - N t)/(N - 1) [m]; <= 0 when the fins do not fit. Of pins: across the flow. */
CUPEL_API double cupel_sink_spacing(const cupel_heat_sink *sink);

/** Number of fins: N, or all pins. */
CUPEL_API double cupel_sink_fins(const cupel_heat_sink *sink);

/** Volume of metal [m^3]: L W tb and the fins. */
CUPEL_API double cupel_sink_volume(const cupel_heat_sink *sink);

typedef struct cupel_sink_natural {
    double base_temperature;       /* T_b [K]                                                       */
    double heat_flow;              /* Q [W], convection and radiation                               */
    double radiated_heat_flow;     /* the part of Q that is radiated [W]                            */
    double film_coefficient;       /* convective, in the channels [W/(m^2 K)]                       */
    double radiation_coefficient;  /* of a channel, per wetted area [W/(m^2 K)]                     */
    double outer_film_coefficient; /* of the two outer faces, convection and radiation [W/(m^2 K)]  */
    double fin_efficiency;         /* of the inner fins, or of the pins                             */
    double outer_fin_efficiency;
    double elenbaas_number;  /* El on the spacing; pins: 0                                          */
    double rayleigh_number;  /* Ra of the outer faces, on L; level base: on H; pins: on D, level: on H */
    double spacing_rayleigh; /* Ra on the spacing                                                   */
} cupel_sink_natural;

/**
 * Natural convection and radiation from a vertical base with vertical fins, model NC-1: Bar-Cohen and
 * Rohsenow in the channels, each channel a grey isothermal cavity, laminar Churchill-Chu on the outer faces,
 * film properties at (T_b + T_inf)/2, corrected fin height; fin tips and base edges neglected. Measured sinks
 * scatter by 15-20 %. On a level base with fins up the channels go by Jones and Smith, the outer faces by H; with
 * fins down the plane of the tips cools as a plate with its hot side down and the channels only radiate, a lower
 * bound. Pins (NC-2): h = (h_1^-2 + h_2^-2)^(-1/2), h_1 of a lone pin (horizontal cylinder; level base: vertical
 * plate of height H), h_2 of a bank so dense that the air leaves at T_b, by Darcy flow under its own buoyancy with
 * the permeability of Happel 1959; radiation as from a grey cavity with the openings of the envelope.
 * @param base_temperature  T_b [K] > T_inf, uniform
 * @return EINVAL for a sink that cannot be, T_b <= T_inf, or a film temperature outside 250-500 K
 */
CUPEL_API cupel_status cupel_sink_natural_at(const cupel_heat_sink *sink, const cupel_ambient *ambient,
                                             double base_temperature, cupel_sink_natural *out,
                                             cupel_error *error);

/**
 * The base temperature at which NC-1 gives off `power` [W] > 0, to 1e-12 of T_b.
 * @return EINVAL as above; EFAILED when even the hottest base the air table allows gives off less
 */
CUPEL_API cupel_status cupel_sink_natural_solve(const cupel_heat_sink *sink,
                                                const cupel_ambient *ambient, double power,
                                                cupel_sink_natural *out, cupel_error *error);

typedef struct cupel_sink_forced {
    double thermal_resistance; /* R [K/W] of the base over the inlet air           */
    double film_coefficient;   /* h on the inlet difference [W/(m^2 K)]            */
    double fin_efficiency;
    double velocity;           /* U in the channels [m/s]                          */
    double flow_rate;          /* V through the N - 1 channels [m^3/s]             */
    double pressure_drop;      /* [Pa]                                             */
    double reynolds_number;    /* on D_h = 2 s H/(s + H), or on the pin diameter   */
    double reynolds_star;      /* Re* of the thermal correlation; pins: 0          */
    double heat_capacity_rate; /* rho c_p V [W/K]                                  */
} cupel_sink_forced;

/**
 * Ducted forced convection. Plates, model FC-1: all of the air through the N - 1 channels at U [m/s] > 0,
 * properties at the inlet, Teertstra film coefficient (which refers to the inlet difference: no air-heating term is
 * added), R = 1/(h (N - 1)(s L + 2 H L eta)); pressure drop of developing flow with K_c = 0.42 (1 - sigma^2),
 * K_e = (1 - sigma^2)^2, sigma = (N - 1) s/W. Turbulent from Re 4000: Gnielinski with (1 + (D_h/L)^(2/3)), which
 * refers to the local air, so that R = 1/(C (1 - exp(-h A/C))), C = rho c_p V; Filonenko's friction, not below
 * the laminar one; between Re 2300 and 4000 1/R and friction go over linearly in Re. Pins, model FC-2: U in the
 * narrowest cross-section, Zukauskas with that R; the friction of Khan, Culham and Yovanovich 2005 [recalled].
 * Spreading in the base is not included.
 * @return EINVAL for a sink that cannot be, U <= 0, or an inlet temperature outside 250-500 K
 */
CUPEL_API cupel_status cupel_sink_forced_at(const cupel_heat_sink *sink, const cupel_ambient *ambient,
                                            double velocity, cupel_sink_forced *out, cupel_error *error);

/** Free cross-section [m^2] by which flow rate and velocity go with each other: V = U A. */
CUPEL_API double cupel_sink_flow_area(const cupel_heat_sink *sink);

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
    double pressure;  /* fan pressure [Pa], of which the sink takes what the system does not */
    int rising;       /* 1: the fan curve rises there, the flow may surge              */
    size_t crossings; /* how often the curves cross: more than 1, hysteresis is likely */
} cupel_fan_point;

/**
 * Where the fan's pressure is the pressure drop of the sink and of what else the air goes through, system V^2
 * [Pa], system >= 0 [Pa s^2/m^6]: the crossing of greatest flow at which the
 * sink's curve is the steeper one, so that the point is statically stable.
 * @return EINVAL as above; EFAILED when the curves do not cross within the table
 */
CUPEL_API cupel_status cupel_sink_fan_point(const cupel_heat_sink *sink, const cupel_ambient *ambient,
                                            const cupel_fan *fan, double system, cupel_fan_point *out,
                                            cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif

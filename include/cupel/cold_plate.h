/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_COLD_PLATE_H
#define CUPEL_COLD_PLATE_H

#include <stddef.h>
#include "cupel/conduction.h"
#include "cupel/error.h"
#include "cupel/heat.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Liquid cold plates: two sheets of metal, the base and the cover, with channels and the walls between them
 * in the middle. Each sheet conducts heat along x and y and has one temperature through its thickness, at its
 * middle; a wall is a fin that stands between the sheets, its equation solved exactly; the coolant is marched
 * cell by cell, exactly for walls that are even in the cell. All outer faces are adiabatic but for the
 * sources. SI units, temperatures in kelvin. */

typedef enum cupel_channel_shape { CUPEL_CHANNEL_RECTANGULAR, CUPEL_CHANNEL_ROUND } cupel_channel_shape;

typedef enum cupel_flow_layout {
    CUPEL_FLOW_PARALLEL,  /* all channels from x = 0 to x = L                                        */
    CUPEL_FLOW_COUNTER,   /* every second one, from the second, from x = L to x = 0                  */
    CUPEL_FLOW_SERPENTINE /* groups of neighbours, `passes` of them one after the other, to and fro  */
} cupel_flow_layout;

typedef enum cupel_plate_face { CUPEL_FACE_BASE, CUPEL_FACE_COVER } cupel_plate_face;

/* Properties over T [K], linear between their points and held beyond them. Borrowed. */
typedef struct cupel_liquid {
    cupel_law density;       /* rho [kg/m^3] > 0   */
    cupel_law heat_capacity; /* c_p [J/(kg K)] > 0 */
    cupel_law conductivity;  /* k   [W/(m K)] > 0  */
    cupel_law viscosity;     /* mu  [Pa s] > 0     */
    double lowest, highest;  /* [K] where the properties are known */
} cupel_liquid;

/* A rectangle on an outer face, heated evenly, or cooled when power < 0. */
typedef struct cupel_plate_source {
    double position[2], size[2]; /* centre from the corner at (0, 0), sides [m] */
    double power;                /* [W] */
    double contact_resistance;   /* of the joint below the source [m^2 K/W] >= 0 */
    cupel_plate_face face;
} cupel_plate_source;

/* N channels of one cross-section along x, evenly spaced, the array in the middle of the plate's width. A
 * round channel conducts like the square of its perimeter about the same centre. */
typedef struct cupel_cold_plate {
    double length, width;                   /* L along x and W along y [m] > 0                           */
    double base_thickness, cover_thickness; /* of the metal over and under the channels [m] > 0          */
    double conductivity;                    /* k of the metal [W/(m K)] > 0                              */
    cupel_channel_shape shape;
    double channel_width, channel_height; /* w along y and H [m] > 0; round: the diameter, twice       */
    double channel_pitch;                 /* p [m] > w, without effect for one channel                 */
    size_t channel_count;                 /* N >= 1                                                    */
    cupel_flow_layout layout;
    size_t passes;                  /* serpentine: 2 or more, a divisor of N; else 1             */
    double joint_resistance;        /* of channel and plate, on the wetted wall [m^2 K/W] >= 0   */
    int isoflux;                    /* 1: laminar films of walls of even flux (H1), 0: of even temperature */
    double inlet_loss, outlet_loss; /* K of the ends of every channel at a manifold, >= 0        */
    double bend_loss;               /* K of each turn of a serpentine, >= 0                      */
    double inlet_temperature;       /* [K] */
    size_t source_count;
    const cupel_plate_source *sources; /* borrowed */
    double temperature; /* [K] of both sheets, when they have one that is given, and the sources nothing to
                           say; NaN */
    size_t cells[2];    /* along x, and across the width of a channel, >= 1 */
} cupel_cold_plate;

typedef struct cupel_plate_channel {
    double y;                  /* of its middle [m]            */
    double mass_flow;          /* [kg/s]                       */
    double outlet_temperature; /* [K]                          */
    double film_coefficient;   /* mean over its length [W/(m^2 K)] */
    double pressure_drop;      /* of this channel, K of its ends included [Pa] */
    int backwards;             /* flows from x = L to x = 0    */
} cupel_plate_channel;

/* Answers. Arrays may be NULL. Those of the path follow the coolant from inlet to outlet, through the channel
 * that leaves hottest in every pass, at the middle of the cells: passes cells[0] entries. */
typedef struct cupel_cold_plate_result {
    double *base_face, *cover_face;       /* [ny][nx] temperature of the outer faces [K]               */
    double *source_mean, *source_maximum; /* [source_count] of the sources, behind their joints [K]    */
    cupel_plate_channel *channels;        /* [channel_count]                                           */
    double *path_position;                /* from the inlet [m]                                        */
    double *path_coolant, *path_wall;     /* bulk, and wetted wall [K]                                 */
    double *path_film;                    /* [W/(m^2 K)]                                               */
    double *path_pressure;                /* above that behind the outlet [Pa]                         */

    double heat_flow; /* into the coolant [W]                                      */
    double imbalance; /* |coolant's enthalpy rise - sources|/sum of |sources|; given temperature: 0 */
    double maximum_temperature;               /* of the outer faces and of the sources [K]                 */
    double base_temperature;                  /* mean of the metal, by area [K]                            */
    double outlet_temperature;                /* mixed [K]                                                 */
    double film_coefficient;                  /* mean over the wetted area [W/(m^2 K)]                     */
    double pressure_drop;                     /* [Pa] */
    double mass_flow;                         /* [kg/s] */
    double hydraulic_diameter;                /* [m] */
    double velocity;                          /* of the mean channel at the inlet [m/s]                    */
    double reynolds_lowest, reynolds_highest; /* in any cell */
    double prandtl_lowest, prandtl_highest;
    double coolant_lowest, coolant_highest; /* bulk temperature in any cell, and at inlet and outlet [K] */
    double wall_lowest, wall_highest;       /* of the wetted walls [K] */
    double biot_highest; /* h t/k of the thicker sheet, h the mean of a channel: across it the temperature is
                            not even */
    int iterations;      /* of the properties */
} cupel_cold_plate_result;

/** EINVAL, with what is wrong, for a plate that cannot be. */
CUPEL_API cupel_status cupel_cold_plate_check(const cupel_cold_plate *plate, cupel_error *error);

/** Cells of the grid along x and y, and the faces between them: x uniform, y [cells_y + 1] to channels and
 * walls. */
CUPEL_API size_t cupel_cold_plate_rows(const cupel_cold_plate *plate);
CUPEL_API void cupel_cold_plate_edges(const cupel_cold_plate *plate, double *y);

/** What one plate's solutions share. Plate and liquid are borrowed until the solver is freed. EINVAL as
 * above, ELIMIT for more than 4e6 unknowns, ENOMEM. The conductivity may be changed between solutions. */
typedef struct cupel_cold_plate_solver cupel_cold_plate_solver;
CUPEL_API cupel_status cupel_cold_plate_new(const cupel_cold_plate *plate, const cupel_liquid *liquid,
                                            cupel_cold_plate_solver **out, cupel_error *error);
CUPEL_API void cupel_cold_plate_free(cupel_cold_plate_solver *solver); /* NULL is fine */

/**
 * Steady state at a volume flow [m^3/s] > 0 of the coolant, at its inlet temperature. Properties and films
 * are those of the local bulk temperature; parallel channels share the flow so that their pressure drops are
 * equal.
 * @return EINVAL for a flow that is not positive; EFAILED when the solution does not settle
 */
CUPEL_API cupel_status cupel_cold_plate_solve(cupel_cold_plate_solver *solver, double flow_rate,
                                              cupel_cold_plate_result *out, cupel_error *error);

/**
 * The flow rate [m^3/s] at which the pump's pressure is the pressure drop of the plate and of what else the
 * coolant goes through, system V^2 [Pa]. The pump's curve must fall, so that there is one.
 * @return EINVAL for a curve that is none or does not fall; EFAILED when the curves do not cross within the
 * table
 */
CUPEL_API cupel_status cupel_cold_plate_pump(cupel_cold_plate_solver *solver, const cupel_fan *pump,
                                             double system, double *flow_rate, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif

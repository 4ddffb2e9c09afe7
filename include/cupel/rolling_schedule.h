/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ROLLING_SCHEDULE_H
#define CUPEL_ROLLING_SCHEDULE_H

#include "cupel/rolling_coupled.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Schedules of passes with anneals between them: evaluated as given, or designed within the limits of the mill. */

/* What a pass is held against. The use of a limit is the value over the limit, for a minimum the limit over the
 * value, so that it is within the limit up to 1. */
typedef enum cupel_rolling_limit {
    CUPEL_LIMIT_FORCE,                /* F [N/m]                                                                   */
    CUPEL_LIMIT_TORQUE,               /* |M| [N], per roll                                                         */
    CUPEL_LIMIT_POWER,                /* |P| [W/m], both rolls                                                     */
    CUPEL_LIMIT_PEAK_PRESSURE,        /* [Pa]                                                                      */
    CUPEL_LIMIT_SKID,                 /* share of the friction that the pass needs to draw the strip in [-]; strip
                                         regime                                                                    */
    CUPEL_LIMIT_TENSION,              /* larger share of a tension in the uniaxial flow stress on its side [-]     */
    CUPEL_LIMIT_MAXIMUM_REDUCTION,    /* [-]                                                                       */
    CUPEL_LIMIT_MINIMUM_REDUCTION,    /* [-]                                                                       */
    CUPEL_LIMIT_MAXIMUM_FORWARD_SLIP, /* [-]                                                                       */
    CUPEL_LIMIT_MINIMUM_FORWARD_SLIP, /* [-]                                                                       */
    CUPEL_LIMIT_STRIP_SPEED,          /* of the strip at exit [m/s]                                                */
    CUPEL_LIMITS
} cupel_rolling_limit;

/** "roll_force", "torque", "power", "peak_pressure", "skid_friction_share", "tension_share", "maximum_reduction",
 * "minimum_reduction", "maximum_forward_slip", "minimum_forward_slip", "strip_speed". */
CUPEL_API const char *cupel_rolling_limit_name(int limit);

/* A pass of a given schedule, or a stage of one to be designed, which is made of passes with the same rolls, friction
 * and tensions. An anneal may follow it. */
typedef struct cupel_rolling_stage {
    cupel_rolling_pass pass;     /* entry_thickness and prior_strain: at the entry of the stage; exit_thickness: at
                                    its exit; warm_start and conditions are not used                               */
    double entry_tension_share;  /* back tension over the uniaxial flow stress at entry, in place of
                                    pass.entry_tension [-] in [0, 1); NaN: not                                     */
    double exit_tension_share;   /* the same of the front tension and the exit                                     */
    const cupel_rolling_film *film; /* borrowed; NULL: Coulomb friction, as the pass has it                        */
    const cupel_rolling_heat *heat; /* borrowed; its entry_temperature is not looked at. NULL: the bulk rise by
                                    plastic work, which acts on nothing                                            */
    double volumetric_heat;      /* rho c [J/(m^3 K)] of the strip, for the bulk rise; NaN: unknown                */
    double entry_temperature;    /* [K] at the entry of the stage; NaN in a later stage: from the pass before, or that
                                    of the first stage after an anneal                                             */
    double cooling;              /* share in [0, 1] of its rise over the entry_temperature of the first stage that the
                                    strip loses before the next pass                                               */
    double limits[CUPEL_LIMITS]; /* > 0, by cupel_rolling_limit; NaN: no limit                                     */
    double softening;            /* X in [0, 1]: share of the strain that the anneal after it takes away; 0: none  */
} cupel_rolling_stage;

/**
 * Links a stage to the one before (NULL for the first): fills in entry_thickness and prior_strain where they are NaN,
 * and checks the stage. Strain is von Mises plastic strain, (2/sqrt 3) ln(h1/h2) by a pass.
 * @return EINVAL when the stage cannot be meant: an entry or a prior strain that is not what the stage before leaves
 *         (to 1e-6), a limit that is not > 0, a minimum above its maximum, a limit of power or strip_speed without
 *         roll_speed, and what cupel_rolling_pass_solve refuses
 */
CUPEL_API cupel_status cupel_rolling_stage_link(const cupel_rolling_stage *before, cupel_rolling_stage *stage,
                                                cupel_error *error);

/* A pass of a schedule: it belongs to a stage, and ends at a thickness. */
typedef struct cupel_rolling_plan {
    size_t stage;
    double exit_thickness; /* [m] */
} cupel_rolling_plan;

/* A pass of a schedule, solved. */
typedef struct cupel_rolling_step {
    size_t stage;
    cupel_rolling_pass pass;         /* as solved                                                                  */
    cupel_rolling_solution solution; /* without profiles                                                           */
    double mean_friction;            /* integral of |q| over that of p [-]                                         */
    double skid_friction;            /* least friction that draws the strip in [-]; of a pass that skids on the
                                        ground radius; NaN: foil regime, no solution                               */
    double entry_temperature;        /* [K] of the strip                                                           */
    double exit_temperature;         /* [K]; NaN: unknown                                                          */
    double tension_share;            /* larger share of a tension in the uniaxial flow stress on its side [-]      */
    double plastic_work;             /* integral of the flow stress over the strain of the pass [J/m^3]            */
    double exit_speed;               /* of the strip [m/s]; NaN without roll_speed                                 */
    double plastic_slope;            /* Q = -dF/dh2 [N/m^2]; NaN: not asked for, or a neighbour has no solution    */
    double use[CUPEL_LIMITS];        /* NaN: no limit, or nothing to hold against it                               */
    int limit;                       /* the one with the largest use; -1: there are none                           */
    double limit_use;                /* its use; infinite when the pass has no solution, NaN when there are none   */
} cupel_rolling_step;

/**
 * Solves the passes of a schedule, each from a cold start, so that each is what cupel_rolling_coupled_solve makes of it.
 * They are solved side by side, and one after another where there is heat, which the strip takes from pass to pass.
 * @param stages   linked, borrowed
 * @param plan     `count` passes; the last of a stage ends where the stage does
 * @param slopes   non-zero: also plastic_slope, by two more solutions of each pass, 1 % of the draft to either side
 * @param threads  of OpenMP; the results do not depend on it
 * @param steps    `count` of them; undefined on error
 * @return EINVAL; ENOMEM. A pass without a solution is told by its solution.status.
 */
CUPEL_API cupel_status cupel_rolling_schedule_evaluate(const cupel_rolling_stage *stages, size_t stage_count,
                                                       const cupel_rolling_plan *plan, size_t count, int slopes,
                                                       int threads, cupel_rolling_step *steps, cupel_error *error);

typedef enum cupel_rolling_objective {
    CUPEL_OBJECTIVE_FEWEST_PASSES,
    CUPEL_OBJECTIVE_EQUAL_FORCE,
    CUPEL_OBJECTIVE_EQUAL_POWER,
    CUPEL_OBJECTIVE_EQUAL_REDUCTION
} cupel_rolling_objective;

typedef struct cupel_rolling_design {
    const cupel_rolling_stage *stages; /* linked, borrowed                                                        */
    const size_t *passes;              /* by stage: how many passes, for fewest_passes at most; 0: as few as the
                                          limits allow                                                             */
    size_t stage_count;
    int objective;                     /* cupel_rolling_objective; the loads are equal within each stage           */
    size_t nodes;                      /* of the grid in ln h over all stages, for fewest_passes; 0: 200           */
    int threads;                       /* of OpenMP; the results do not depend on it                               */
} cupel_rolling_design;

typedef enum cupel_rolling_design_status {
    CUPEL_DESIGN_OK,
    CUPEL_DESIGN_BLOCKED, /* no schedule within the limits and the number of passes reaches the end of a stage     */
    CUPEL_DESIGN_UNEQUAL  /* a pass has no solution before it takes its equal share of the load                    */
} cupel_rolling_design_status;

typedef struct cupel_rolling_design_report {
    int status;                 /* cupel_rolling_design_status                                                     */
    size_t stage;               /* BLOCKED, UNEQUAL: the stage at fault                                            */
    cupel_rolling_step blocked; /* BLOCKED: the pass that does not go, from the thinnest strip that was reached    */
    size_t solved;              /* passes solved                                                                   */
} cupel_rolling_design_report;

/** EINVAL when the design cannot be meant: no stage, an unknown objective, fewest_passes or no number of passes without
 * a limit that the passes can reach, equal_power without roll_speed. */
CUPEL_API cupel_status cupel_rolling_design_check(const cupel_rolling_design *design, cupel_error *error);

/**
 * Designs a schedule; with heat again and again, until it is the one that its own temperatures ask for, eight times at
 * most. fewest_passes: dynamic programming over a grid in ln h; of all schedules with the fewest passes that with the
 * smallest largest use of a limit, and of those the one with the least sum of squared uses. equal_force, equal_power:
 * the load for which the passes, each taking it, end at the exit of the stage, to 1e-9 in the strip regime and some
 * 1e-5 for foil. equal_reduction: the same (h1 - h2)/h1 in every pass of a stage.
 * @param plan   room for `room` passes
 * @param count  of passes; when the report is not OK, of those as far as they go, or that come nearest
 * @return EINVAL; ELIMIT when `room` is too small; ENOMEM
 * Assumes that a larger reduction from the same strip loads the mill more, in force, torque, power, pressure, slip and
 * need of friction: fewest_passes seeks the largest within the limits by bisection.
 */
CUPEL_API cupel_status cupel_rolling_schedule_design(const cupel_rolling_design *design, cupel_rolling_plan *plan,
                                                     size_t room, size_t *count, cupel_rolling_design_report *report,
                                                     cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif

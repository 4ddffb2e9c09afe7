/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ROLLING_H
#define CUPEL_ROLLING_H

#include <stddef.h>
#include "cupel/error.h"
#include "cupel/flow_stress.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One pass of cold rolling in plane strain, Coulomb friction with an optional cap at a share of the shear
 * yield stress. Strip regime: the slab (von Karman 1925) equation on a circular arc of contact, work-roll
 * flattening after Hitchcock (1935), elastic entry and exit zones after Bland and Ford (1952). Foil regime:
 * elastic-plastic strip between rolls that take the shape which the pressure gives them, with zones where
 * strip and roll stick (Fleck, Johnson, Mear and Zhang 1992, Le and
 * Sutcliffe 2001). x runs in the rolling direction, 0 on
 * the line of roll centres; in the strip regime the arc runs from -L to 0. Longitudinal stress is
 * tension-positive, pressure compression-positive. */

typedef enum cupel_roll_deformation {
    CUPEL_ROLL_RIGID,     /* the arc keeps the ground radius */
    CUPEL_ROLL_HITCHCOCK, /* circular arc of a larger radius, whatever the validity of that picture */
    CUPEL_ROLL_ELASTIC,   /* elastic, non-circular roll and elastic-plastic strip: the foil regime */
    CUPEL_ROLL_AUTO /* Hitchcock where it holds, elsewhere the elastic roll; without the elastic constants
                       of the strip CUPEL_ROLLING_NO_SOLUTION or CUPEL_ROLLING_NO_HITCHCOCK_ROOT there */
} cupel_roll_deformation;

typedef enum cupel_rolling_regime { CUPEL_ROLLING_STRIP, CUPEL_ROLLING_FOIL } cupel_rolling_regime;

/* Where the strip regime ends: CUPEL_ROLL_AUTO takes the elastic roll beyond either. */
#define CUPEL_ROLLING_HILL_LIMIT  5.0 /* of friction_hill_exponent */
#define CUPEL_ROLLING_SLOPE_LIMIT 0.7 /* of hitchcock_slope */
#define CUPEL_ROLLING_DOUBT       0.3 /* of hitchcock_slope: above, force and slip of the arc are doubtful */

typedef enum cupel_rolling_status {
    CUPEL_ROLLING_OK,
    CUPEL_ROLLING_SKID,              /* friction cannot draw the strip in: no neutral point */
    CUPEL_ROLLING_BACK_SKID,         /* the exit tension drags the strip faster than the rolls everywhere */
    CUPEL_ROLLING_TENSION_YIELD,     /* a tension reaches the plane-strain yield stress outside the gap */
    CUPEL_ROLLING_NO_HITCHCOCK_ROOT, /* no circular arc balances the force that it causes */
    CUPEL_ROLLING_NO_SOLUTION,       /* AUTO: outside the strip regime, and no elastic constants of the strip;
                                        foil regime: the pressure passes E*_R/40, which no roll holds */
    CUPEL_ROLLING_NOT_CONVERGED      /* the finest mesh of the workspace is too coarse, or numbers overflow;
                                        foil regime: Newton's method fails, or a check on the solution does */
} cupel_rolling_status;

/* Zones of the contact. */
typedef enum cupel_rolling_zone_kind {
    CUPEL_ROLLING_ENTRY_ELASTIC, /* before the strip flows for the first time; foil regime */
    CUPEL_ROLLING_BACKWARD_SLIP, /* the strip lags behind the roll */
    CUPEL_ROLLING_STICKING,      /* strip and roll move as one; foil regime */
    CUPEL_ROLLING_FORWARD_SLIP,  /* the strip runs ahead of the roll */
    CUPEL_ROLLING_EXIT_ELASTIC   /* after it has flowed for the last time; foil regime */
} cupel_rolling_zone_kind;

typedef struct cupel_rolling_zone {
    int kind;          /* cupel_rolling_zone_kind */
    double begin, end; /* x [m] */
} cupel_rolling_zone;

enum { CUPEL_ROLLING_ZONES = 8 }; /* the most that are told apart */

/* What differs from place to place along the contact, linear between `count` >= 2 points. `place` rises from 0
 * at the entry to 1 at the exit of the contact. */
typedef struct cupel_rolling_conditions {
    size_t count;
    const double *place;        /* [-] */
    const double *friction;     /* mu [-] >= 0, in place of friction_coefficient; NULL: as that says */
    const double *yield_factor; /* multiplies the flow stress [-] > 0, as for temperature; NULL: 1 */
} cupel_rolling_conditions;

typedef struct cupel_rolling_pass {
    cupel_flow_stress flow_stress; /* uniaxial flow stress of the strip over von Mises plastic strain */
    double entry_thickness;        /* h1 [m], under entry tension */
    double exit_thickness;         /* h2 [m], 0 < h2 < h1 */
    double prior_strain;           /* eps0 [-] >= 0, von Mises plastic strain at entry */
    double entry_tension;          /* sigma_b [Pa], back tension over h1 */
    double exit_tension;           /* sigma_f [Pa], front tension over h2 */
    double roll_radius;            /* R [m] */
    double roll_speed;             /* V [m/s] of the roll surface, > 0; NaN: unknown, power is then NaN */
    double friction_coefficient;   /* mu [-] >= 0 */
    double friction_factor;        /* m in (0, 1]: shear stress <= m K/2; NaN: no cap */
    double youngs_modulus;         /* E [Pa] of the strip; with strip_elasticity and in the foil regime */
    double poissons_ratio;         /* nu [-] of the strip; the same. AUTO takes NaN for unknown */
    double roll_youngs_modulus;    /* E_R [Pa], not used with CUPEL_ROLL_RIGID */
    double roll_poissons_ratio;    /* nu_R [-], not used with CUPEL_ROLL_RIGID */
    int roll_deformation;          /* cupel_roll_deformation */
    int strip_elasticity;          /* non-zero: add the elastic entry and exit zones to the roll force; the
                                      foil regime has them always */
    size_t steps;                  /* cells along the arc of the strip regime; 0: as many as the accuracy asks
                                      for */
    const cupel_rolling_conditions *conditions; /* along the contact; NULL: the same everywhere. Borrowed */
    int warm_start;    /* foil regime: non-zero begins at the last solution of the workspace where there is
                          one near enough; costs a sixth for a change of 1e-4, half for 1e-3, and may differ from
                          a cold start by the accuracy */
    int surface_terms; /* foil regime: non-zero adds the strain of the roll surface along the strip and the
                          displacement of the roll by shear */
} cupel_rolling_pass;

/* Results per unit width. Unless status is OK all numbers are NaN that the status leaves without a meaning:
 * what a NO_SOLUTION keeps is friction_hill_exponent and hitchcock_slope, in the foil regime the peak_pressure
 * that was reached, which say why. */
typedef struct cupel_rolling_solution {
    int status;                 /* cupel_rolling_status */
    int regime;                 /* cupel_rolling_regime */
    double force;               /* F [N/m], plastic and, when asked for, elastic zones */
    double plastic_force;       /* integral of p over the arc [N/m]; this and the next two: strip regime */
    double entry_elastic_force; /* [N/m], 0 unless strip_elasticity */
    double exit_elastic_force;  /* [N/m], 0 unless strip_elasticity */
    double torque;              /* M [N] per roll, R times the integral of the shear stress on the strip */
    double power;               /* P = 2 M V/R [W/m], both rolls */
    double forward_slip;        /* strip exit speed over roll speed, minus 1 [-] */
    double neutral_position;    /* x_n [m], where friction on the strip turns from forwards to backwards */
    double contact_length;      /* L = sqrt(R' (h1 - h2)) [m], the plastic arc; foil regime: of all contact */
    double stick_length;        /* length over which strip and roll differ in speed by less than the surface of the roll
                                   is strained by the pressure [m]; 0 in the strip regime */
    double peak_pressure;       /* largest p [Pa] */
    double mean_pressure;       /* plastic_force / contact_length [Pa] */
    double flattened_radius_ratio; /* R'/R [-]; NaN in the foil regime */
    double reduction;              /* (h1 - h2)/h1 [-] */
    double equivalent_strain;      /* von Mises plastic strain at exit, prior strain included [-] */
    double exit_flow_stress;       /* uniaxial flow stress at exit [Pa] */
    double mean_yield_stress;      /* mean over the arc of the plane-strain yield stress K [Pa] */
    double friction_hill_exponent; /* 2 mu L/h with h = (h1 + h2)/2; where friction_factor caps the friction,
                                      or the conditions give it, mu is the mean of shear stress over that of
                                      pressure */
    double hitchcock_slope;        /* G' = d(R'/R by Hitchcock)/d(R'/R assumed); NaN with a rigid roll */
    double stone_minimum_gauge;    /* [m], see cupel_rolling_stone_gauge; NaN with a rigid roll */
    double force_balance_error;    /* residual of the longitudinal balance of the strip in the gap [-] */
    double discretization_error; /* estimated relative error of force, torque and slip, the largest [-]; foil
                                    regime: relative change of the force from the mesh before */
    /* foil regime: the checks made on every solution, NaN elsewhere */
    double smoothing_error; /* relative change of the force when the friction law was last made sharper [-] */
    double torque_error;    /* between the torque of shear and that of pressure, of the friction torque [-] */
    double energy_error;    /* of power given against plastic, friction and elastic power [-] */
    double shape_error;     /* change of the gap by a pressure of higher order between nodes, of h2 [-] */
    double model_form_uncertainty; /* with surface_terms: what they change of the force, relative [-] */
    double skid_friction; /* SKID in the foil regime: the friction below which the rolls slip [-], NaN else */
    double roll_compliance_reached; /* share of the roll compliance that was solved with: 1 when solved [-] */
    size_t steps;                   /* cells along the arc */
    size_t evaluations; /* arcs solved while the flattened radius was sought; foil: Newton steps */

    size_t zone_count;          /* 0 unless OK */
    cupel_rolling_zone zones[CUPEL_ROLLING_ZONES]; /* from entry to exit, without a gap */

    size_t count;               /* points of the profiles, which belong to the workspace: valid until its
                                   next use */
    const double *position;     /* x [m], rising; strip regime: from -L to 0, the neutral point among them */
    const double *thickness;    /* h [m] */
    const double *pressure;     /* p [Pa] */
    const double *shear_stress; /* q [Pa] on the strip, positive in the rolling direction, 0 at x_n */
    const double *longitudinal_stress; /* sigma [Pa], tension positive */
    const double *slip; /* speed of the strip over that of the roll, minus 1 [-]; NULL in the strip
                           regime */
} cupel_rolling_solution;

/* Memory of a solve. One per thread; any number of solves one after another. */
typedef struct cupel_rolling_workspace cupel_rolling_workspace;

enum { CUPEL_ROLLING_STEPS = 4096 }; /* default of max_steps */

/** A workspace for arcs of up to `max_steps` cells (0: CUPEL_ROLLING_STEPS). EINVAL for a number under 16 or
 * over 2^20, ENOMEM. */
CUPEL_API cupel_status cupel_rolling_workspace_open(size_t max_steps, cupel_rolling_workspace **out,
                                                    cupel_error *error);
CUPEL_API void cupel_rolling_workspace_close(cupel_rolling_workspace *workspace); /* NULL is fine */

/**
 * Solves one pass.
 * @param pass       borrowed, not kept
 * @param workspace  borrowed; holds the profiles of the solution
 * @param out        untouched on error
 * @return EINVAL, naming the input at fault, when the pass cannot be meant. OK otherwise: whether there is a
 *         solution is out->status.
 * Accuracy in the strip regime: force, torque and slip to a relative 1e-8 by estimate, 1e-7 with conditions,
 * 1e-6 where the friction hill is so high that the workspace runs out of cells; not bounded when pass->steps
 * fixes the mesh. Conditions cost least when their places are evenly spaced.
 * In the foil regime: force and torque to about 1e-3, the peak pressure, which is a kink, to 1e-2. No
 * allocation; re-entrant with a workspace per thread.
 */
CUPEL_API cupel_status cupel_rolling_pass_solve(const cupel_rolling_pass *pass,
                                                cupel_rolling_workspace *workspace,
                                                cupel_rolling_solution *out, cupel_error *error);

/** "ok", "skid", "back_skid", "tension_yield", "no_hitchcock_root", "no_solution", "not_converged". */
CUPEL_API const char *cupel_rolling_status_name(int status);

/**
 * The smallest friction coefficient that draws the strip through, the neutral point being at the exit then,
 * by the slab equation on an arc of radius radius_ratio * R. With friction in the conditions it is the mean over
 * the contact that is sought, distributed in the same proportions.
 * @param out  0 when the exit tension alone suffices; infinite when friction_factor lets no friction suffice
 * @return EINVAL as cupel_rolling_pass_solve; EFAILED when a tension yields the strip
 */
CUPEL_API cupel_status cupel_rolling_skid_friction(const cupel_rolling_pass *pass, double radius_ratio,
                                                   cupel_rolling_workspace *workspace, double *out,
                                                   cupel_error *error);

/** C_H = 16 (1 - nu_R^2)/(pi E_R) [1/Pa] in R' = R (1 + C_H F/(h1 - h2)) (Hitchcock 1935). Pure. */
CUPEL_API double cupel_rolling_hitchcock_constant(double roll_youngs_modulus, double roll_poissons_ratio);

/**
 * Stone's (1953) limiting gauge [m], 1.5441 mu C_H R S with S = mean plane-strain yield stress less mean
 * tension: the thickness below which no circular arc lets a reduction begin. A limit of the picture, not of
 * the mill: take it as a warning. Pure.
 */
CUPEL_API double cupel_rolling_stone_gauge(double friction_coefficient, double roll_radius,
                                           double hitchcock_constant, double stress);

/* Bland and Ford's (1948) closed form on the arc of radius radius_ratio * R: an estimate to check by, good to
 * about 1 % in force and 20 % in torque when K changes little along the arc, and not for capped friction.
 * Conditions are not looked at. */
typedef struct cupel_bland_ford {
    double force;            /* [N/m] */
    double torque;           /* [N] per roll, R times the integral of the shear stress */
    double forward_slip;     /* [-] */
    double neutral_position; /* x_n [m] */
    double skid_friction;    /* of a pass without tensions and of constant flow stress [-] */
} cupel_bland_ford;

/** EINVAL as cupel_rolling_pass_solve; EFAILED when there is no neutral point on the arc. */
CUPEL_API cupel_status cupel_rolling_bland_ford(const cupel_rolling_pass *pass, double radius_ratio,
                                                cupel_bland_ford *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif

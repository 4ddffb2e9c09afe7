/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_ROLLING_SCHEDULE_H
#define CUPEL_MODEL_ROLLING_SCHEDULE_H

#include "cupel/rolling_schedule.h"
#include "model/rolling_pass.h"

/* The parameters of rolling.schedule, and the way from them to stages of the kernel. */

typedef struct rolling_limits {
    double roll_force, roll_force_per_width, torque, power, peak_pressure, skid_friction_share, tension_share;
    double maximum_reduction, minimum_reduction, maximum_forward_slip, minimum_forward_slip, strip_speed;
} rolling_limits;

typedef struct rolling_anneal {
    double recrystallised_fraction, time, half_time, exponent;
} rolling_anneal;

/* A pass, a stage of a design, or what is common to all of them. */
typedef struct rolling_stage_parameters {
    rolling_pass_parameters pass;
    double entry_tension_share, exit_tension_share, mill_modulus, entry_temperature, cooling_after;
    const rolling_limits *limits;
    const rolling_anneal *anneal_after;    /* not of what is common */
    int64_t passes;                        /* of a stage of a design */
} rolling_stage_parameters;

typedef struct rolling_design_parameters {
    double entry_thickness, exit_thickness;
    int objective;
    int64_t passes, nodes;
    const rolling_limits *limits;
    cupel_list stages;    /* of rolling_stage_parameters */
} rolling_design_parameters;

typedef struct rolling_schedule_parameters {
    rolling_stage_parameters common;
    cupel_list passes;    /* of rolling_stage_parameters */
    const rolling_design_parameters *design;
} rolling_schedule_parameters;

extern const cupel_table rolling_schedule_table;

/** Passes, or stages of the design. */
size_t rolling_schedule_count(const rolling_schedule_parameters *parameters);

/** One pass or stage with what it has in common with all. */
rolling_stage_parameters rolling_schedule_stage(const rolling_schedule_parameters *parameters, size_t index);

/** Links the stages for the kernel: `count` of them by rolling_schedule_count. They borrow from the parameters and from
 * `heats`, which has room for one each. EINVAL names the pass or stage that cannot be meant. */
cupel_status rolling_schedule_link(const rolling_schedule_parameters *parameters, cupel_rolling_stage *stages,
                                   cupel_rolling_heat *heats, cupel_error *error);

/** The design of linked stages. `passes`: room for one number a stage. */
cupel_rolling_design rolling_schedule_design(const rolling_schedule_parameters *parameters,
                                             const cupel_rolling_stage *stages, size_t *passes);

/** X of an anneal; 0 for NULL. */
double rolling_anneal_fraction(const rolling_anneal *anneal);

#endif

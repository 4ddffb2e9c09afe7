/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_CONDUCTION_TRANSIENT_H
#define CUPEL_MODEL_HEAT_CONDUCTION_TRANSIENT_H

#include "model/heat_conduction.h"
#include "param/model.h"

/* heat.conduction, mode transient. */

/** Rules of the mode, for the table: those between its own values, and those of rows, each told at its row. */
cupel_status heat_check_mode(const void *parameters, cupel_error *error);
cupel_status heat_inspect_mode(const heat_conduction_parameters *p, cupel_findings *findings, cupel_error *error);

/** Whether what a complete world takes up can be had, and the fields over time fit in memory. EINVAL, ELIMIT, ENOMEM. */
cupel_status heat_transient_check(const heat_conduction_parameters *p, heat_world *world, cupel_error *error);

/** As the run of a model. */
cupel_status heat_transient_run(const heat_conduction_parameters *p, cupel_context *context, cupel_results *results,
                                cupel_error *error);

/** The grid of fields; the edges are borrowed. */
cupel_grid heat_field_grid(const cupel_grid_lines *lines);

extern const cupel_result heat_history_columns[3];

#define HEAT_OVER_TIME(name_, unit_, words)                                                                            \
    {                                                                                                                  \
        name_, CUPEL_SERIES, unit_, .axis = "time", .meaning = "transient: " words                                     \
    }

/* Rows of the result table. */
#define HEAT_TRANSIENT_RESULTS                                                                                         \
    {"peak_temperature", CUPEL_SCALAR, "K", .meaning = "transient: highest temperature of cells and faces ever"},      \
    {"peak_time", CUPEL_SCALAR, "s", .meaning = "transient: time of it"},                                              \
    {"stored_energy_change", CUPEL_SCALAR, "J", .meaning = "transient: heat in the body at the end, less that at the start"}, \
    {"turned_over_energy", CUPEL_SCALAR, "J",                                                                          \
     .meaning = "transient: heat that came in, left, or went from cell to cell, whichever is most"},                   \
    {"solidification_time", CUPEL_SCALAR, "s",                                                                         \
     .meaning = "transient: when the last cell that was liquid fell to its solidus; absent while one has not"},        \
    {"solidification_time_error_estimate", CUPEL_SCALAR, "s",                                                          \
     .meaning = "transient: error of it by the grid, from coarser ones as grid_error_estimate"},                       \
    {"longest_local_solidification_time", CUPEL_SCALAR, "s",                                                           \
     .meaning = "transient: of a cell from liquidus to solidus"},                                                      \
    {"liquid_fraction_at_end", CUPEL_SCALAR, "1", .meaning = "transient: liquid share of the volume that can melt"},   \
    {"steps", CUPEL_SCALAR, "1", .meaning = "transient: steps in time"},                                               \
    {"rejected_steps", CUPEL_SCALAR, "1", .meaning = "transient: steps that were tried again shorter"},                \
    {"time", CUPEL_SERIES, "s", .meaning = "transient: time of the curves"},                                           \
    HEAT_OVER_TIME("maximum_temperature_history", "K", "highest temperature of cells and faces"),                      \
    HEAT_OVER_TIME("minimum_temperature_history", "K", "lowest temperature of cells and faces"),                       \
    HEAT_OVER_TIME("mean_temperature_history", "K", "mean over the volume of the parts"),                              \
    HEAT_OVER_TIME("source_power", "W", "heat of all sources"),                                                        \
    HEAT_OVER_TIME("heat_flow_x_min", "W", "heat flow into the body at x_min"),                                        \
    HEAT_OVER_TIME("heat_flow_x_max", "W", "heat flow into the body at x_max"),                                        \
    HEAT_OVER_TIME("heat_flow_y_min", "W", "heat flow into the body at y_min"),                                        \
    HEAT_OVER_TIME("heat_flow_y_max", "W", "heat flow into the body at y_max"),                                        \
    HEAT_OVER_TIME("heat_flow_z_min", "W", "heat flow into the body at z_min"),                                        \
    HEAT_OVER_TIME("heat_flow_z_max", "W", "heat flow into the body at z_max"),                                        \
    HEAT_OVER_TIME("heat_flow_void", "W", "heat flow into the body from void cells"),                                  \
    HEAT_OVER_TIME("heat_flow_coolants", "W", "heat flow into the body from coolants"),                                \
    HEAT_OVER_TIME("net_heat_flow", "W", "sum of all heat flows into the body"),                                       \
    HEAT_OVER_TIME("stored_energy", "J", "heat in the body, less that at the start"),                                  \
    HEAT_OVER_TIME("time_step", "s", "length of the step that ended then"),                                            \
    HEAT_OVER_TIME("liquid_fraction", "1", "liquid share of the volume that can melt"),                                \
    {"probe_histories", CUPEL_COLUMNS, .columns = heat_history_columns, .column_count = 3,                             \
     .meaning = "transient: temperatures of the probes over time"},                                                    \
    {"liquid_fraction_field", CUPEL_GRID, "1", .meaning = "transient: liquid fraction of cells that can melt"},        \
    {"solidus_time", CUPEL_GRID, "s", .meaning = "transient: when a cell that was liquid fell to its solidus for good"}, \
    {"local_solidification_time", CUPEL_GRID, "s", .meaning = "transient: time of a cell from liquidus to solidus"}

#endif

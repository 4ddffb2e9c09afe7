/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_network_results.h"

/* What heat.network gives, and its chart. */

static const cupel_result node_columns[] = {
    {"name", CUPEL_LABEL, .meaning = "of the case"},
    {"temperature", CUPEL_SCALAR, "K", .meaning = "in the steady state"},
    {"power", CUPEL_SCALAR, "W",
     .meaning = "heat that enters: of held nodes what comes out of the network, negative"},
    {"capacity", CUPEL_SCALAR, "J/K", .meaning = "heat capacity; held nodes empty"},
    {"highest_temperature", CUPEL_SCALAR, "K", .meaning = "during the power_profile"},
};

static const cupel_result link_columns[] = {
    {"name", CUPEL_LABEL, .meaning = "of the case, or from-to"},
    {"resistance", CUPEL_SCALAR, "K/W", .meaning = "difference by heat flow in the steady state"},
    {"heat_flow", CUPEL_SCALAR, "W", .meaning = "steady, from `from` to `to`; of a layer of stages: into it"},
    {"temperature_difference", CUPEL_SCALAR, "K", .difference = true, .meaning = "steady, `from` less `to`"},
};

static const cupel_result response_columns[] = {
    {"name", CUPEL_LABEL, .meaning = "of the case"},
    {"resistance", CUPEL_SCALAR, "K/W", .meaning = "rise of `from` over `to` by the power into `heated`"},
    {"heat_fraction", CUPEL_SCALAR, "1",
     .meaning = "theta: the part of the power that leaves through `to`; below some 0.95 it is no theta"},
};

static const cupel_result foster_columns[] = {
    {"time_constant", CUPEL_SCALAR, "s", .meaning = "tau of the stage, falling"},
    {"resistance", CUPEL_SCALAR, "K/W", .meaning = "R of the stage"},
    {"capacity", CUPEL_SCALAR, "J/K", .meaning = "tau/R"},
};

static const cupel_result cauer_columns[] = {
    {"resistance", CUPEL_SCALAR, "K/W", .meaning = "to the next rung, the last to the reference"},
    {"capacity", CUPEL_SCALAR, "J/K", .meaning = "to ground before that resistance"},
};

static const cupel_result profile_columns[] = {
    {"time", CUPEL_SCALAR, "s", .meaning = "in the profile"},
    {"node", CUPEL_LABEL, .meaning = "name"},
    {"temperature", CUPEL_SCALAR, "K", .meaning = "of the node"},
};

#define COLUMNS(list) .columns = (list), .column_count = sizeof(list) / sizeof *(list)
const cupel_result heat_network_results[] = {
    {"nodes", CUPEL_COLUMNS, COLUMNS(node_columns), .meaning = "temperatures of the nodes"},
    {"links", CUPEL_COLUMNS, COLUMNS(link_columns), .meaning = "heat flows of the links"},
    {"maximum_temperature", CUPEL_SCALAR, "K", .meaning = "of the nodes in the steady state"},
    {"hottest_node", CUPEL_LABEL, .meaning = "where that is"},
    {"total_power", CUPEL_SCALAR, "W", .meaning = "of all nodes in the steady state"},
    {"energy_imbalance", CUPEL_SCALAR, "1",
     .meaning = "sum of what is out of balance at all nodes by the heat that flows in"},
    {"iterations", CUPEL_SCALAR, "1", .meaning = "of Newton's method"},
    {"responses", CUPEL_COLUMNS, COLUMNS(response_columns), .meaning = "steady resistances asked for"},
    {"time", CUPEL_SERIES, "s", .meaning = "time since the power was switched on"},
    {"impedance", CUPEL_SERIES, "K/W", .axis = "time",
     .meaning = "thermal impedance Z_th of impedance_of, or as measured"},
    {"direct_resistance", CUPEL_SCALAR, "K/W", .meaning = "impedance before any capacity: Z_th at time 0"},
    {"foster", CUPEL_COLUMNS, COLUMNS(foster_columns),
     .meaning = "stages of R and C side by side: the time-constant spectrum"},
    {"cauer", CUPEL_COLUMNS, COLUMNS(cauer_columns),
     .meaning = "the ladder of the same impedance, from the junction"},
    {"ladder_deviation", CUPEL_SCALAR, "1",
     .meaning = "of the ladder's impedance from that of the stages, relative"},
    {"deconvolution_deviation", CUPEL_SCALAR, "1",
     .meaning = "root mean square of fitted less given impedance, by its end"},
    {"cumulative_resistance", CUPEL_SERIES, "K/W", .meaning = "from the junction along the path of the heat"},
    {"cumulative_capacity", CUPEL_SERIES, "J/K", .axis = "cumulative_resistance",
     .meaning = "cumulative structure function"},
    {"differential_capacity", CUPEL_SERIES, "W^2 s/K^2", .axis = "cumulative_resistance",
     .meaning = "differential structure function dC/dR: k rho cp A^2 where heat flows in one dimension"},
    {"separation_resistance", CUPEL_SCALAR, "K/W",
     .meaning = "impedance at which the two curves part: theta_JC by the transient dual interface"},
    {"separation_time", CUPEL_SCALAR, "s", .meaning = "when they part"},
    {"profile_time", CUPEL_SERIES, "s", .meaning = "times of the power_profile"},
    {"profile_maximum_temperature", CUPEL_SERIES, "K", .axis = "profile_time",
     .meaning = "of the node that gets hottest during the profile"},
    {"profile_hottest_node", CUPEL_LABEL, .meaning = "which that is"},
    {"profile", CUPEL_COLUMNS, COLUMNS(profile_columns),
     .meaning = "temperatures of all nodes over the profile"},
    {"solution_status", CUPEL_LABEL, .meaning = "ok, or doubtful: the notes say why"},
    {"notes", CUPEL_LABEL, .meaning = "what is to be known of the answer"},
};

static const cupel_chart_panel panels[] = {
    {.results = {"impedance"}, .logarithmic = true, .logarithmic_axis = true},
    {.results = {"foster/resistance"}, .stems = true, .logarithmic_axis = true},
    {.results = {"cumulative_capacity"}, .stairs = true, .logarithmic = true},
    {.results = {"differential_capacity"}, .stairs = true, .logarithmic = true},
    {.results = {"profile_maximum_temperature"}},
};
const cupel_chart heat_network_chart = {
    .name = "impedance, its stages and structure, and temperatures over time", CUPEL_CHART_PANELS(panels)};

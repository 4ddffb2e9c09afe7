/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of a pass or stage of a schedule, as rolling_pass_rows.h is to be included; FOR_ALL_PASSES for a table that
 * says what is common to all. The struct is rolling_stage_parameters. */

#include "model/rolling_pass_rows.h"
#define FIELD(field) .offset = offsetof(rolling_stage_parameters, field)
    {"entry_tension_share", CUPEL_NUMBER, FIELD(entry_tension_share), .unit = "1", .range = "[0, 1)",
     .meaning = "back tension as a share of the flow stress of the strip at entry, in place of entry_tension"},
    {"exit_tension_share", CUPEL_NUMBER, FIELD(exit_tension_share), .unit = "1", .range = "[0, 1)",
     .meaning = "front tension as a share of the flow stress of the strip at exit, in place of exit_tension"},
    {"mill_modulus", CUPEL_QUANTITY, FIELD(mill_modulus), .unit = "N/m", .range = "(0, inf)",
     .meaning = "force per stretch M of the mill, 1 to 6 MN/mm: gives screw_gap and gap_transfer; needs width"},
    {"entry_temperature", CUPEL_QUANTITY, FIELD(entry_temperature), .unit = "K", .range = "(0, 1300]",
     .meaning = "strip temperature before the pass; of the schedule: before the first pass and after each anneal, "
                "20 degC or that of heat when absent"},
    {"cooling_after", CUPEL_NUMBER, FIELD(cooling_after), .unit = "1", .fallback = DEFAULT("1"), .range = "[0, 1]",
     .meaning = "share of its rise over the schedule's entry_temperature that the coil loses before the next pass: "
                "1 all, 0 none"},
    {"limits", CUPEL_TABLE, FIELD(limits), .table = &limit_table,
     .meaning = "what mill and strip allow; of a pass or stage: the rest is the schedule's"},
#ifndef FOR_ALL_PASSES
    {"anneal_after", CUPEL_TABLE, FIELD(anneal_after), .table = &anneal_table,
     .meaning = "anneal behind it: the strain left is 1 - X of that before"},
#endif
#undef FIELD

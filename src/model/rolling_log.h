/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_ROLLING_LOG_H
#define CUPEL_MODEL_ROLLING_LOG_H

#include "base/memory.h"
#include "model/rolling_pass.h"

/* A pass log: what a mill recorded of its passes, as CSV. A heading is a name and a unit: "roll_force [kN]". Columns
 * that are known by name say what differs from pass to pass; what they do not say, the case does. */

/* The known columns; of a calibration's `columns`, which gives them other headings. */
typedef enum rolling_log_column {
    LOG_PASS,
    LOG_ROLL_FORCE,
    LOG_FORWARD_SLIP,
    LOG_ENTRY_THICKNESS,
    LOG_EXIT_THICKNESS,
    LOG_PRIOR_STRAIN,
    LOG_WIDTH,
    LOG_ENTRY_TENSION,
    LOG_EXIT_TENSION,
    LOG_ROLL_RADIUS,
    LOG_ROLL_SPEED,
    LOG_FRICTION_COEFFICIENT,
    LOG_COLUMNS
} rolling_log_column;

typedef struct rolling_log_headings { const char *of[LOG_COLUMNS]; } rolling_log_headings;

extern const cupel_table rolling_log_headings_table;

typedef struct rolling_log_pass {
    const char *name;                   /* from the column `pass`, else the number of the row */
    int line;
    rolling_pass_parameters parameters;
    double force_per_width, forward_slip;   /* NaN: not measured */
    const char *unusable;               /* why it cannot be computed or compared; NULL */
} rolling_log_pass;

typedef struct rolling_log {
    size_t count;
    rolling_log_pass *passes;
    const char *unused_columns;         /* names, with commas; "" */
} rolling_log;

/** Reads a log. `common`: what the case says for all passes. `friction_needed`: a pass cannot do without friction.
 * In the arena. EINVAL with line and column of what is wrong. */
cupel_status rolling_log_read(const cupel_input *file, const rolling_pass_parameters *common,
                              const rolling_log_headings *headings, bool friction_needed, cupel_arena *arena,
                              rolling_log *out, cupel_error *error);

#endif

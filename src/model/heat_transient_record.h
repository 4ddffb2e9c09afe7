/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_TRANSIENT_RECORD_H
#define CUPEL_MODEL_HEAT_TRANSIENT_RECORD_H

#include "cupel/conduction_transient.h"
#include "model/heat_conduction.h"

/* heat.conduction in time: when something is written down, and what has been by now. */

/* Rising times, each of which asks for a row of the curves, for fields, or for both. The last is end_time. */
typedef struct heat_plan {
    size_t count, row_count, field_count;
    double *times;
    bool *row, *field;
    bool from_start;              /* a row at time 0, too */
} heat_plan;

cupel_status heat_plan_new(const heat_conduction_parameters *p, heat_plan *out, cupel_error *error);
void heat_plan_free(heat_plan *plan);

/* Columns of a row; those of the probes follow. */
enum {
    HEAT_TIME,
    HEAT_GREATEST,
    HEAT_LEAST,
    HEAT_MEAN,
    HEAT_SOURCES,
    HEAT_SIDE,                                    /* the first of them */
    HEAT_COOLANTS = HEAT_SIDE + CUPEL_SIDES,
    HEAT_NET,
    HEAT_STORED,
    HEAT_STEP,
    HEAT_LIQUID,
    HEAT_COLUMNS
};

/* What has been written down. */
typedef struct heat_record {
    size_t probe_count, row_most, field_most, cells;
    bool melts;
    struct {
        size_t rows, fields;
        double peak, peak_time;
    } now;
    double *rows;                 /* [row][HEAT_COLUMNS + probe] */
    double *times;                /* of the fields */
    double *temperature, *liquid; /* [field][cell]; liquid NULL: nothing melts */
} heat_record;

cupel_status heat_record_new(const heat_plan *plan, size_t probe_count, size_t cells, bool melts, heat_record *out,
                             cupel_error *error);
void heat_record_free(heat_record *record);

/** Writes down what the plan asks for at this moment. */
void heat_record_add(heat_record *record, const heat_plan *plan, const cupel_transient *transient,
                     const cupel_transient_moment *moment);

/** A column over the rows so far; free() it. NULL: out of memory. */
double *heat_record_column(const heat_record *record, size_t column);

/** The record and the transient as bytes; free() them. */
cupel_status heat_record_pack(const heat_record *record, const cupel_transient *transient, void **state, size_t *bytes,
                              cupel_error *error);
/** EINVAL when the bytes are not of this record and transient; both are then as they were. */
cupel_status heat_record_unpack(heat_record *record, cupel_transient *transient, const void *state, size_t bytes,
                                cupel_error *error);

#endif

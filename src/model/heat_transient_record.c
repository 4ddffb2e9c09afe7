/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_transient_record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* THE PLAN */

enum { DEFAULT_COUNT = 100, LOGARITHMIC = 1 };

static size_t spaced_count(const heat_conduction_parameters *p)
{
    return p->output_count == CUPEL_NO_INTEGER ? DEFAULT_COUNT : (size_t)p->output_count;
}

/* Time i of n of the curves; the last is end_time to the bit. */
static double spaced(const heat_conduction_parameters *p, size_t i, size_t n)
{
    if (i + 1 == n) return p->end_time;
    if (p->output_spacing != LOGARITHMIC) return p->end_time * ((double)(i + 1) / (double)n);
    const double first = isnan(p->first_output_time) ? 1e-4 * p->end_time : p->first_output_time;
    return first * pow(p->end_time / first, (double)i / (double)(n - 1));
}

static int by_time(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static bool holds(const double *times, size_t count, double time)
{
    return count > 0 && bsearch(&time, times, count, sizeof time, by_time) != NULL;
}

cupel_status heat_plan_new(const heat_conduction_parameters *p, heat_plan *out, cupel_error *error)
{
    const size_t listed = p->output_times.count, rows = listed ? listed + 1 : spaced_count(p);
    const size_t fields = p->field_times.count + 1;
    double *row_times = cupel_alloc_doubles(rows);
    heat_plan plan = {.times = cupel_alloc_doubles(rows + fields),
                      .row = cupel_alloc(rows + fields, sizeof(bool)),
                      .field = cupel_alloc(rows + fields, sizeof(bool)),
                      .from_start = listed || p->output_spacing != LOGARITHMIC};
    if (!row_times || !plan.times || !plan.row || !plan.field) {
        free(row_times);
        heat_plan_free(&plan);
        return cupel_out_of_memory(error, "output times");
    }
    for (size_t i = 0; i < rows; i++) row_times[i] = listed ? p->end_time : spaced(p, i, rows);
    for (size_t i = 0; i < listed; i++) row_times[i] = p->output_times.values[i];
    memcpy(plan.times, row_times, rows * sizeof *row_times);
    for (size_t i = 0; i < fields; i++)
        plan.times[rows + i] = i + 1 < fields ? p->field_times.values[i] : p->end_time;
    qsort(plan.times, rows + fields, sizeof *plan.times, by_time);
    for (size_t i = 0; i < rows + fields; i++) {
        const double time = plan.times[i];
        if (plan.count && time == plan.times[plan.count - 1]) continue;
        plan.row[plan.count] = holds(row_times, rows, time);
        plan.field[plan.count] =
            time == p->end_time || holds(p->field_times.values, p->field_times.count, time);
        plan.row_count += plan.row[plan.count];
        plan.field_count += plan.field[plan.count];
        plan.times[plan.count++] = time;
    }
    plan.row_count += plan.from_start;
    free(row_times);
    *out = plan;
    return CUPEL_OK;
}

void heat_plan_free(heat_plan *plan)
{
    free(plan->times);
    free(plan->row);
    free(plan->field);
    *plan = (heat_plan){0};
}

/* THE RECORD */

static size_t width(const heat_record *r)
{
    return HEAT_COLUMNS + r->probe_count;
}

cupel_status heat_record_new(const heat_plan *plan, size_t probe_count, size_t cells, bool melts,
                             heat_record *out, cupel_error *error)
{
    heat_record r = {.probe_count = probe_count,
                     .row_most = plan->row_count,
                     .field_most = plan->field_count,
                     .cells = cells,
                     .melts = melts,
                     .now = {.peak = -INFINITY}};
    r.rows = cupel_alloc_doubles(r.row_most * width(&r));
    r.times = cupel_alloc_doubles(r.field_most);
    r.temperature = cupel_alloc_doubles(r.field_most * cells);
    if (melts) r.liquid = cupel_alloc_doubles(r.field_most * cells);
    if (!r.rows || !r.times || !r.temperature || (melts && !r.liquid)) {
        heat_record_free(&r);
        return cupel_out_of_memory(error, "the curves and fields");
    }
    *out = r;
    return CUPEL_OK;
}

void heat_record_free(heat_record *record)
{
    free(record->rows);
    free(record->times);
    free(record->temperature);
    free(record->liquid);
    *record = (heat_record){0};
}

static void add_row(heat_record *r, const cupel_transient *transient, const cupel_transient_moment *m)
{
    if (r->now.rows == r->row_most) return;
    double *row = r->rows + r->now.rows++ * width(r);
    row[HEAT_TIME] = m->time;
    row[HEAT_GREATEST] = m->greatest;
    row[HEAT_LEAST] = m->least;
    row[HEAT_MEAN] = m->mean;
    row[HEAT_SOURCES] = m->sources;
    memcpy(row + HEAT_SIDE, m->sides, sizeof m->sides);
    row[HEAT_COOLANTS] = m->coolants;
    row[HEAT_NET] = m->heat_flow;
    row[HEAT_STORED] = m->stored;
    row[HEAT_STEP] = m->steps ? m->step : (double)NAN;
    row[HEAT_LIQUID] = m->liquid_fraction;
    for (size_t n = 0; n < r->probe_count; n++) row[HEAT_COLUMNS + n] = cupel_transient_probe(transient, n);
}

static void add_fields(heat_record *r, const cupel_transient *transient, double time)
{
    if (r->now.fields == r->field_most) return;
    const size_t at = r->now.fields++ * r->cells;
    r->times[r->now.fields - 1] = time;
    cupel_transient_temperatures(transient, r->temperature + at);
    if (r->liquid) cupel_transient_liquid_fractions(transient, r->liquid + at);
}

void heat_record_add(heat_record *r, const heat_plan *plan, const cupel_transient *transient,
                     const cupel_transient_moment *m)
{
    if (m->greatest > r->now.peak * (1 + 1e-12)) r->now.peak = m->greatest, r->now.peak_time = m->time;
    if (m->steps == 0) {
        if (plan->from_start) add_row(r, transient, m);
        return;
    }
    const double *at = bsearch(&m->time, plan->times, plan->count, sizeof m->time, by_time);
    if (!at) return;
    if (plan->row[at - plan->times]) add_row(r, transient, m);
    if (plan->field[at - plan->times]) add_fields(r, transient, m->time);
}

double *heat_record_column(const heat_record *r, size_t column)
{
    double *values = cupel_alloc_doubles(r->now.rows + 1);
    for (size_t i = 0; values && i < r->now.rows; i++) values[i] = r->rows[i * width(r) + column];
    return values;
}

/* CHECKPOINTS: what is now, then the filled parts of the arrays, then the transient. */

typedef struct piece {
    double *values;
    size_t count;
} piece;

enum { PIECES = 4 };

static size_t pieces_of(const heat_record *r, piece pieces[PIECES])
{
    const size_t cells = r->now.fields * r->cells;
    pieces[0] = (piece){r->rows, r->now.rows * width(r)};
    pieces[1] = (piece){r->times, r->now.fields};
    pieces[2] = (piece){r->temperature, cells};
    pieces[3] = (piece){r->liquid, r->liquid ? cells : 0};
    size_t count = 0;
    for (int i = 0; i < PIECES; i++) count += pieces[i].count;
    return sizeof r->now + count * sizeof(double);
}

cupel_status heat_record_pack(const heat_record *r, const cupel_transient *transient, void **state,
                              size_t *bytes, cupel_error *error)
{
    piece pieces[PIECES];
    const size_t own = pieces_of(r, pieces);
    *bytes = own + cupel_transient_state_bytes(transient);
    char *to = *state = cupel_alloc(1, *bytes);
    if (!to) return cupel_out_of_memory(error, "a checkpoint");
    memcpy(to, &r->now, sizeof r->now);
    to += sizeof r->now;
    for (int i = 0; i < PIECES; i++) {
        if (pieces[i].count) memcpy(to, pieces[i].values, pieces[i].count * sizeof(double));
        to += pieces[i].count * sizeof(double);
    }
    cupel_transient_save(transient, to);
    return CUPEL_OK;
}

cupel_status heat_record_unpack(heat_record *r, cupel_transient *transient, const void *state, size_t bytes,
                                cupel_error *error)
{
    heat_record read = *r;
    piece pieces[PIECES];
    if (bytes >= sizeof read.now) memcpy(&read.now, state, sizeof read.now);
    if (bytes < sizeof read.now || read.now.rows > r->row_most || read.now.fields > r->field_most ||
        pieces_of(&read, pieces) + cupel_transient_state_bytes(transient) != bytes)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the checkpoint is not of this run");
    const char *from = (const char *)state + sizeof read.now;
    const char *end = (const char *)state + pieces_of(&read, pieces);
    const cupel_status status =
        cupel_transient_restore(transient, end, cupel_transient_state_bytes(transient), error);
    if (status) return status;
    for (int i = 0; i < PIECES; i++) {
        if (pieces[i].count) memcpy(pieces[i].values, from, pieces[i].count * sizeof(double));
        from += pieces[i].count * sizeof(double);
    }
    r->now = read.now;
    return CUPEL_OK;
}

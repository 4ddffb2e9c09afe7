/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "heat/transient_parts.h"

/* The state between two steps: a head of numbers, then arrays over the active cells. Everything else is made
 * anew from the enthalpies. That a step after it is the same to the last bit rests on the solver being a
 * function of the system alone: cupel_multigrid_update keeps no numbers of the system before. */

typedef struct head {
    char magic[8];
    uint64_t count, next_event, steps, rejected, iterations, fresh, melts;
    double time, dt, error_before, supplied, taken_in, given_off;
    cupk_transient_flows flows;
} head;

static const char magic[8] = "cupeltr1";

static size_t array_count(const cupel_transient *t)
{
    return t->solidus_time ? 4 : 2;
}

size_t cupel_transient_state_bytes(const cupel_transient *t)
{
    return sizeof(head) + array_count(t) * t->count * sizeof(double);
}

void cupel_transient_save(const cupel_transient *t, void *state)
{
    head about = {.count = t->count,
                  .next_event = t->next_event,
                  .steps = t->steps,
                  .rejected = t->rejected,
                  .iterations = t->iterations,
                  .fresh = t->fresh,
                  .melts = t->solidus_time != NULL,
                  .time = t->time,
                  .dt = t->dt,
                  .error_before = t->error_before,
                  .supplied = t->supplied,
                  .taken_in = t->taken_in,
                  .given_off = t->given_off,
                  .flows = t->flows};
    memcpy(about.magic, magic, sizeof magic);
    memcpy(state, &about, sizeof about);
    char *to = (char *)state + sizeof about;
    const double *const arrays[] = {t->h, t->k, t->liquidus_time, t->solidus_time};
    for (size_t i = 0; i < array_count(t); i++, to += t->count * sizeof(double))
        memcpy(to, arrays[i], t->count * sizeof(double));
}

cupel_status cupel_transient_restore(cupel_transient *t, const void *state, size_t bytes, cupel_error *error)
{
    head about;
    if (bytes == cupel_transient_state_bytes(t)) memcpy(&about, state, sizeof about);
    if (bytes != cupel_transient_state_bytes(t) || memcmp(about.magic, magic, sizeof magic) != 0 ||
        about.count != t->count || about.next_event > t->event_count ||
        about.melts != (t->solidus_time != NULL))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the state is not of this transient");
    const char *from = (const char *)state + sizeof about;
    double *const arrays[] = {t->h, t->k, t->liquidus_time, t->solidus_time};
    for (size_t i = 0; i < array_count(t); i++, from += t->count * sizeof(double))
        memcpy(arrays[i], from, t->count * sizeof(double));
    t->next_event = (size_t)about.next_event;
    t->steps = (size_t)about.steps;
    t->rejected = (size_t)about.rejected;
    t->iterations = (size_t)about.iterations;
    t->fresh = about.fresh != 0;
    t->time = about.time;
    t->dt = about.dt;
    t->error_before = about.error_before;
    t->supplied = about.supplied;
    t->taken_in = about.taken_in;
    t->given_off = about.given_off;
    t->flows = about.flows;
    cupk_transient_field(t, t->h, NULL);
    return CUPEL_OK;
}

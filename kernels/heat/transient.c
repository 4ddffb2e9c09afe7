/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/conduction_transient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heat/body_parts.h"
#include "heat/enthalpy.h"
#include "heat/transient_parts.h"

/* TR-BDF2 with error control (Hosea and Shampine 1996): c = 0, gamma, 1; both stages have one matrix. */

static const double gamma_ = 0.58578643762690495120; /* 2 - sqrt 2 */
static const double d = 0.29289321881345247560;      /* gamma/2 */
static const double w = 0.35355339059327376220;      /* sqrt 2/4 */

void cupel_transient_free(cupel_transient *t)
{
    if (!t) return;
    cupel_multigrid_free(t->solver);
    free(t->stage.diagonal), free(t->stage.right_side);
    free(t->x), free(t->r), free(t->delta);
    free(t->h), free(t->k), free(t->k2), free(t->k3), free(t->next);
    free(t->liquidus_time), free(t->solidus_time), free(t->pivot);
    free(t->base), free(t->capacity), free(t->before), free(t->start);
    free(t->at), free(t->material), free(t->volume), free(t->events);
    cupk_body_free(t->body);
    free(t);
}

static cupel_status check(const cupel_conduction *p, double initial, const cupel_transient_options *o,
                          cupel_error *error)
{
    if (!(o->end_time > 0) || !isfinite(o->end_time))
        CUPEL_FAIL(error, CUPEL_EINVAL, "end_time = %g s must be positive", o->end_time);
    for (size_t m = 0; m <= p->material_count; m++) {
        const double at =
            m == p->material_count || !o->initial_temperatures ? initial : o->initial_temperatures[m];
        if (!(at > 0) || !isfinite(at))
            CUPEL_FAIL(error, CUPEL_EINVAL, "initial_temperature = %g K must be positive", at);
    }
    if (!(o->relative_tolerance >= 0) || !(o->absolute_tolerance >= 0) || !(o->fixed_step >= 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "tolerances and steps may not be negative");
    for (size_t i = 0; i < o->output_count; i++)
        if (!(o->output_times[i] > (i ? o->output_times[i - 1] : 0)) || o->output_times[i] > o->end_time)
            CUPEL_FAIL(error, CUPEL_EINVAL, "output times must rise and lie in (0 s, %g s]", o->end_time);
    for (size_t m = 0; m < p->material_count; m++)
        if (cupk_enthalpy_check(&p->materials[m].enthalpy, error)) {
            cupel_error_note(error, "material %zu", m + 1);
            return CUPEL_EINVAL;
        }
    return CUPEL_OK;
}

static double *doubles(size_t count)
{
    return calloc(count ? count : 1, sizeof(double));
}

static bool allocate(cupel_transient *t)
{
    const size_t n = t->count = t->body->active;
    const cupel_stencil *s = t->body->system;
    t->stage = *s;
    t->stage.diagonal = cupel_stencil_array(s, t->options.threads);
    t->stage.right_side = cupel_stencil_array(s, t->options.threads);
    t->x = cupel_stencil_array(s, t->options.threads);
    t->r = cupel_stencil_array(s, t->options.threads);
    t->delta = cupel_stencil_array(s, t->options.threads);
    t->h = doubles(n), t->k = doubles(n), t->k2 = doubles(n), t->k3 = doubles(n), t->next = doubles(n);
    t->base = doubles(n), t->capacity = doubles(n), t->before = doubles(n), t->volume = doubles(n);
    t->start = doubles(n);
    t->pivot = doubles(s->cells[0] * s->cells[1] * s->cells[2]);
    const bool melts = cupk_transient_melts(t);
    if (melts) t->liquidus_time = doubles(n), t->solidus_time = doubles(n);
    if (melts && (!t->liquidus_time || !t->solidus_time)) return false;
    t->at = calloc(n + 1, sizeof *t->at);
    t->material = calloc(n + 1, sizeof *t->material);
    return t->stage.diagonal && t->stage.right_side && t->x && t->r && t->delta && t->h && t->k && t->k2 &&
           t->k3 && t->next && t->base && t->capacity && t->before && t->volume && t->start && t->at &&
           t->material && t->pivot;
}

static void number_cells(cupel_transient *t, double initial)
{
    const cupel_conduction *p = t->problem;
    const double *each = t->options.initial_temperatures;
    size_t n = 0, c[3];
    for (c[2] = 0; c[2] < p->cells[2]; c[2]++)
        for (c[1] = 0; c[1] < p->cells[1]; c[1]++)
            for (c[0] = 0; c[0] < p->cells[0]; c[0]++) {
                const uint16_t m = cupk_material_at(p, c[0], c[1], c[2]);
                if (!m) continue;
                t->at[n] = cupel_stencil_at(t->body->system, c[0], c[1], c[2]);
                t->material[n] = (uint16_t)(m - 1);
                t->volume[n] = cupk_cell_volume(p, c);
                t->h[n] = t->start[n] =
                    cupk_enthalpy_of(&p->materials[m - 1].enthalpy, each ? each[m - 1] : initial);
                n++;
            }
}

static int by_time(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void add_events(cupel_transient *t, const double *times, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (times[i] > 0 && times[i] <= t->options.end_time) t->events[t->event_count++] = times[i];
}

static bool list_events(cupel_transient *t)
{
    const cupel_conduction *p = t->problem;
    size_t most = 1 + t->options.output_count;
    for (size_t s = 0; s < p->source_count; s++) most += p->sources[s].time_factor.count;
    for (size_t c = 0; c < p->contact_count; c++) most += p->contacts[c].time_factor.count;
    for (size_t b = 0; b < CUPEL_SIDES + p->patch_count; b++)
        most += t->body->boundaries[b]->time_factor.count;
    t->events = doubles(most);
    if (!t->events) return false;
    add_events(t, &t->options.end_time, 1);
    add_events(t, t->options.output_times, t->options.output_count);
    for (size_t s = 0; s < p->source_count; s++)
        add_events(t, p->sources[s].time_factor.x, p->sources[s].time_factor.count);
    for (size_t c = 0; c < p->contact_count; c++)
        add_events(t, p->contacts[c].time_factor.x, p->contacts[c].time_factor.count);
    for (size_t b = 0; b < CUPEL_SIDES + p->patch_count; b++) {
        const cupel_law *law = &t->body->boundaries[b]->time_factor;
        add_events(t, law->x, law->count);
    }
    qsort(t->events, t->event_count, sizeof *t->events, by_time);
    return true;
}

cupel_status cupel_transient_new(const cupel_conduction *problem, double initial_temperature,
                                 const cupel_transient_options *options, cupel_transient **out,
                                 cupel_error *error)
{
    cupel_status status = check(problem, initial_temperature, options, error);
    if (status) return status;
    cupel_transient *t = calloc(1, sizeof *t);
    if (!t) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a transient");
    t->problem = problem;
    t->options = *options;
    const double cells = (double)problem->cells[0] * (double)problem->cells[1] * (double)problem->cells[2];
    if (t->options.threads < 1 || cells < 4096) t->options.threads = 1; /* threads would only wait */
    if (t->options.relative_tolerance == 0) t->options.relative_tolerance = 1e-4;
    if (t->options.absolute_tolerance == 0) t->options.absolute_tolerance = 1e-3;
    t->fresh = true;
    t->error_before = 1;
    status = cupk_body_new(problem, initial_temperature, t->options.threads, &t->body, error);
    if (!status && (!allocate(t) || !list_events(t)))
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a transient");
    if (!status) {
        number_cells(t, initial_temperature);
        cupk_transient_begin_melting(t);
        t->options.initial_temperatures = NULL;
    }
    if (!status) status = cupel_multigrid_new(&t->stage, t->options.threads, &t->solver, error);
    if (status) {
        cupel_transient_free(t);
        return status;
    }
    *out = t;
    return CUPEL_OK;
}

/* Rates just after `time`, and a first step that changes the temperatures by about one tolerance. */
static void begin_afresh(cupel_transient *t)
{
    const double after = nextafter(t->time, INFINITY);
    cupk_transient_field(t, t->h, t->capacity);
    cupk_body_assemble(t->body, t->x, after);
    cupel_stencil_residual(t->body->system, t->x, t->r, t->options.threads);
    for (size_t n = 0; n < t->count; n++) {
        t->k[n] = t->r[t->at[n]] / t->volume[n];
        t->delta[t->at[n]] = t->k[n] / t->capacity[n];
    }
    cupk_transient_flow(t, after, &t->flows);
    const double rate = cupk_transient_size(t, t->delta);
    t->dt = rate > 0 ? 1 / rate : t->options.end_time;
    t->error_before = 1;
    t->fresh = false;
}

/* The step ends on the next event, or leaves room for a second one that is not a sliver. */
static double fit_step(const cupel_transient *t, double dt, bool *lands)
{
    const double left = t->events[t->next_event] - t->time;
    *lands = dt >= left * (1 - 1e-9);
    if (*lands) return left;
    return 2 * dt > left && t->options.fixed_step == 0 ? 0.5 * left : dt;
}

/* The error in temperature, b against the third-order companion, through the stage's matrix; a cell that
 * melts within the step takes up heat with the capacity of its chord. */
static double estimate(cupel_transient *t, double dt)
{
    const double a = d * dt;
    for (size_t n = 0; n < t->count; n++) {
        const double e =
            dt * ((w - (1 - w) / 3) * t->k[n] + (w - (3 * w + 1) / 3) * t->k2[n] + (d - d / 3) * t->k3[n]);
        t->r[t->at[n]] = t->volume[n] / a * e;
        const cupel_law *law = &t->problem->materials[t->material[n]].enthalpy;
        const double dh = t->next[n] - t->h[n];
        const double rise = t->x[t->at[n]] + t->body->reference - cupk_temperature_of(law, t->h[n], NULL);
        if (rise != 0) t->capacity[n] = fmax(t->capacity[n], dh / rise);
    }
    if (!cupk_transient_solve(t, t->capacity, a, 1e-2)) return INFINITY;
    return cupk_transient_size(t, t->delta);
}

/* The flows of the three stages of a step; the first are those at its beginning. */
typedef struct stages {
    cupk_transient_flows second, third;
} stages;

static bool try_step(cupel_transient *t, double dt, double end, stages *flows)
{
    const double a = d * dt;
    for (size_t n = 0; n < t->count; n++) {
        t->base[n] = t->h[n] + a * t->k[n];
        t->next[n] = t->h[n] + 2 * a * t->k[n];
    }
    /* the rate before says little when the last step was much shorter: begin from rest then */
    if (t->steps == 0) memcpy(t->next, t->h, t->count * sizeof *t->next);
    if (!cupk_transient_stage(t, a, t->time + gamma_ * dt, t->k2, &flows->second)) return false;
    for (size_t n = 0; n < t->count; n++) {
        t->base[n] = t->h[n] + dt * w * (t->k[n] + t->k2[n]);
        t->next[n] = t->base[n] + a * t->k2[n];
    }
    return cupk_transient_stage(t, a, nextafter(end, 0), t->k3, &flows->third);
}

/* What the cells hold. */
static void tell_heat(const cupel_transient *t, cupel_transient_moment *out)
{
    double melts = 0, liquid = 0, gained = 0, lost = 0;
    for (size_t n = 0; n < t->count; n++) {
        const cupel_conduction_material *m = &t->problem->materials[t->material[n]];
        const double heat = t->volume[n] * (t->h[n] - t->start[n]);
        out->stored += heat;
        if (heat > 0)
            gained += heat;
        else
            lost -= heat;
        if (m->liquid_fraction.count == 0) continue;
        melts += t->volume[n];
        liquid += t->volume[n] * cupk_liquid_fraction_of(m, t->h[n]);
    }
    out->liquid_fraction = melts > 0 ? liquid / melts : 0;
    out->turned_over = fmax(fmax(t->taken_in, t->given_off), fmax(gained, lost));
}

static void tell(cupel_transient *t, double dt, cupel_transient_moment *out)
{
    *out = (cupel_transient_moment){.time = t->time,
                                    .step = dt,
                                    .heat_flow = t->flows.net,
                                    .sources = t->flows.parts.sources,
                                    .coolants = t->flows.parts.coolants,
                                    .supplied = t->supplied,
                                    .steps = t->steps,
                                    .rejected = t->rejected,
                                    .iterations = t->iterations};
    memcpy(out->sides, t->flows.parts.sides, sizeof out->sides);
    const cupk_extremes e = cupk_body_extremes(t->body, t->x, nextafter(t->time, 0));
    out->least = e.least, out->greatest = e.greatest, out->mean = e.mean;
    tell_heat(t, out);
    for (size_t i = 0; i < t->options.output_count; i++)
        out->output = out->output || t->options.output_times[i] == t->time;
    out->done = t->time >= t->options.end_time;
}

static double over_step(double dt, double first, double second, double third)
{
    return dt * (w * (first + second) + d * third);
}

static void accept(cupel_transient *t, double dt, double end, bool lands, const stages *flows)
{
    double *old = t->h;
    t->h = t->next, t->next = old;
    old = t->k;
    t->k = t->k3, t->k3 = old;
    t->time = end;
    t->supplied += over_step(dt, t->flows.net, flows->second.net, flows->third.net);
    t->taken_in += over_step(dt, t->flows.in, flows->second.in, flows->third.in);
    t->given_off += over_step(dt, t->flows.out, flows->second.out, flows->third.out);
    t->flows = flows->third;
    t->steps++;
    cupk_transient_follow_melting(t, t->next, dt);
    if (!lands) return;
    while (t->next_event < t->event_count && t->events[t->next_event] <= end) t->next_event++;
}

static bool law_breaks_at(const cupel_law *law, double time)
{
    for (size_t i = 0; i < law->count; i++)
        if (law->x[i] == time) return true;
    return false;
}

/* Whether a power, a contact or a boundary changes its course at a time. */
static bool breaks_at(const cupel_transient *t, double time)
{
    const cupel_conduction *p = t->problem;
    for (size_t s = 0; s < p->source_count; s++)
        if (law_breaks_at(&p->sources[s].time_factor, time)) return true;
    for (size_t c = 0; c < p->contact_count; c++)
        if (law_breaks_at(&p->contacts[c].time_factor, time)) return true;
    for (size_t b = 0; b < CUPEL_SIDES + p->patch_count; b++)
        if (law_breaks_at(&t->body->boundaries[b]->time_factor, time)) return true;
    return false;
}

cupel_status cupel_transient_step(cupel_transient *t, cupel_transient_moment *out, cupel_error *error)
{
    if (t->next_event >= t->event_count)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the end, %g s, is reached", t->options.end_time);
    if (t->fresh) begin_afresh(t);
    const bool fixed = t->options.fixed_step > 0;
    if (fixed) t->dt = t->options.fixed_step;
    for (;;) {
        bool lands;
        stages flows;
        const double dt = fit_step(t, t->dt, &lands);
        if (!(dt > 1e-14 * t->options.end_time))
            CUPEL_FAIL(error, CUPEL_EFAILED, "at %g s the steps become too short to go on", t->time);
        const double end = lands ? t->events[t->next_event] : t->time + dt;
        const bool solved = try_step(t, dt, end, &flows);
        if (!solved && fixed) CUPEL_FAIL(error, CUPEL_EFAILED, "no convergence at %g s", t->time);
        const double err = !solved ? (double)INFINITY : fixed ? 0.0 : fmax(estimate(t, dt), 1e-10);
        if (err > 1) {
            t->rejected++;
            t->dt = dt * (isfinite(err) ? fmax(0.2, 0.9 * pow(err, -1.0 / 3)) : 0.25);
            continue;
        }
        accept(t, dt, end, lands, &flows);
        if (!fixed) {
            const double factor = 0.9 * pow(err, -0.7 / 3) * pow(t->error_before, 0.4 / 3);
            const double grown = dt * fmin(fmax(factor, 0.2), 5);
            t->dt = lands ? fmax(grown, t->dt) : grown;
            t->error_before = fmax(err, 1e-4);
        }
        if (lands && end < t->options.end_time && breaks_at(t, end)) t->fresh = true;
        tell(t, dt, out);
        return CUPEL_OK;
    }
}

void cupel_transient_now(cupel_transient *t, cupel_transient_moment *out)
{
    if (t->fresh) begin_afresh(t);
    tell(t, 0, out);
}

double cupel_transient_probe(const cupel_transient *t, size_t probe)
{
    if (probe >= t->problem->probe_count) return NAN;
    return cupk_body_probe(t->body, t->problem->probes[probe].position, t->x, nextafter(t->time, 0));
}

void cupel_transient_temperatures(const cupel_transient *t, double *out)
{
    cupk_body_temperatures(t->body, t->x, out);
}

void cupel_transient_heat_flux(const cupel_transient *t, double *out)
{
    cupk_body_heat_flux(t->body, t->x, nextafter(t->time, 0), out);
}

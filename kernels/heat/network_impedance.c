/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/network.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "heat/network.h"

/* Impedances of a network from its modes, and what powers over time do to it. */

static const double same_time = 1e-12; /* time constants this close, relatively, are one stage */
static const double unseen = 1e-14;    /* of the largest resistance */

static double direct_between(const cupel_network_modes *modes, size_t i, size_t j)
{
    const size_t a = modes->place[i], b = modes->place[j];
    return a == CUPK_HELD || b == CUPK_HELD ? 0 : modes->direct[a * modes->massless + b];
}

static bool is_free(const cupel_network_modes *modes, size_t node)
{
    if (modes->place[node] != CUPK_HELD) return true;
    for (size_t k = 0; k < modes->count; k++)
        if (modes->mode[node * modes->count + k] != 0) return true;
    return false;
}

cupel_status cupel_network_foster(const cupel_network_modes *modes, size_t heated, size_t from, size_t to,
                                  cupel_foster *out, cupel_error *error)
{
    if (heated >= modes->node_count || from >= modes->node_count || to >= modes->node_count || from == to)
        CUPEL_FAIL(error, CUPEL_EINVAL, "an impedance needs a heated node and two different ones between");
    if (!is_free(modes, heated))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "node %zu is held at a temperature: heat that enters it warms nothing", heated + 1);
    const double *mode = modes->mode;
    const size_t n = modes->count;
    size_t count = 0;
    double largest = 0;
    for (size_t k = 0; k < n; k++) {
        const double tau = modes->time_constant[k];
        const double resistance = mode[heated * n + k] * (mode[from * n + k] - mode[to * n + k]) * tau;
        const bool again = count > 0 && tau >= out->time_constant[count - 1] * (1 - same_time);
        if (!again) {
            out->resistance[count] = 0;
            out->time_constant[count++] = tau;
        }
        out->resistance[count - 1] += resistance;
        largest = fmax(largest, fabs(out->resistance[count - 1]));
    }
    out->count = 0;
    for (size_t k = 0; k < count; k++) {
        if (!(fabs(out->resistance[k]) > unseen * largest)) continue;
        out->resistance[out->count] = out->resistance[k];
        out->time_constant[out->count++] = out->time_constant[k];
    }
    out->direct = direct_between(modes, heated, from) - direct_between(modes, heated, to);
    return CUPEL_OK;
}

void cupel_foster_impedance(const cupel_foster *foster, size_t count, const double *times, double *impedance)
{
    for (size_t i = 0; i < count; i++) {
        double sum = foster->direct;
        for (size_t k = 0; k < foster->count; k++)
            sum -= foster->resistance[k] * expm1(-times[i] / foster->time_constant[k]);
        impedance[i] = sum;
    }
}

/* (x - 1 + exp(-x))/x^2 */
static double phi_2(double x)
{
    if (x < 1e-2) return 0.5 - x * (1.0 / 6 - x * (1.0 / 24 - x * (1.0 / 120 - x * (1.0 / 720 - x / 5040))));
    return (x + expm1(-x)) / (x * x);
}

/* (1 - exp(-x))/x */
static double phi_1(double x)
{
    return x > 0 ? -expm1(-x) / x : 1;
}

typedef struct course {
    const cupel_network_modes *modes;
    const cupel_network_profile *profile;
    double *force; /* [count][modes] of the rows of the profile */
    double *state; /* [modes] */
} course;

/* States a time h into the segment that begins with row `row`. */
static double after(const course *c, size_t row, size_t k, double state, double h)
{
    const double *f = c->force + row * c->modes->count, *g = f + c->modes->count;
    const double length = c->profile->times[row + 1] - c->profile->times[row];
    const double tau = c->modes->time_constant[k], x = h / tau;
    const double slope = length > 0 ? (g[k] - f[k]) / length : 0;
    return exp(-x) * state + h * (f[k] * phi_1(x) + slope * h * phi_2(x));
}

static void start(course *c)
{
    const cupel_network_profile *profile = c->profile;
    const double period = profile->times[profile->count - 1] - profile->times[0];
    for (size_t k = 0; k < c->modes->count; k++) {
        const double tau = c->modes->time_constant[k];
        double state = 0;
        if (profile->start == CUPEL_START_STEADY) state = c->force[k] * tau;
        if (profile->start == CUPEL_START_PERIODIC) {
            for (size_t row = 0; row + 1 < profile->count; row++)
                state = after(c, row, k, state, profile->times[row + 1] - profile->times[row]);
            state /= -expm1(-period / tau);
        }
        c->state[k] = state;
    }
}

/* Power of a node at a time in the segment of that row. */
static double power_at(const course *c, size_t row, size_t node, double h)
{
    const size_t nodes = c->modes->node_count;
    const double *f = c->profile->powers + row * nodes, *g = f + nodes;
    const double length = c->profile->times[row + 1] - c->profile->times[row];
    return length > 0 ? f[node] + (g[node] - f[node]) * (h / length) : f[node];
}

static void tell(const course *c, size_t row, double h, const double *base, double *temperature)
{
    const cupel_network_modes *modes = c->modes;
    for (size_t i = 0; i < modes->node_count; i++) temperature[i] = base[i];
    for (size_t k = 0; k < modes->count; k++) {
        const double state = after(c, row, k, c->state[k], h);
        for (size_t i = 0; i < modes->node_count; i++)
            temperature[i] += modes->mode[i * modes->count + k] * state;
    }
    for (size_t j = 0; j < modes->node_count; j++) {
        if (modes->place[j] == CUPK_HELD) continue;
        const double power = power_at(c, row, j, h);
        for (size_t i = 0; i < modes->node_count; i++) temperature[i] += direct_between(modes, i, j) * power;
    }
}

static cupel_status check(const cupel_network_profile *profile, size_t count, const double *times,
                          cupel_error *error)
{
    if (profile->count < 2) CUPEL_FAIL(error, CUPEL_EINVAL, "a profile of powers needs two rows");
    for (size_t i = 1; i < profile->count; i++)
        if (!(profile->times[i] >= profile->times[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "row %zu of the profile: times must not fall", i + 1);
    const double first = profile->times[0], last = profile->times[profile->count - 1];
    if (!(last > first)) CUPEL_FAIL(error, CUPEL_EINVAL, "the profile takes no time");
    for (size_t i = 0; i < count; i++)
        if (!(times[i] >= first && times[i] <= last) || (i > 0 && !(times[i] >= times[i - 1])))
            CUPEL_FAIL(error, CUPEL_EINVAL, "time %zu must lie in the profile and not fall", i + 1);
    return CUPEL_OK;
}

cupel_status cupel_network_follow(const cupel_network_modes *modes, const cupel_network_profile *profile,
                                  const double *base, size_t count, const double *times, double *temperature,
                                  cupel_error *error)
{
    const cupel_status status = check(profile, count, times, error);
    if (status) return status;
    const size_t n = modes->count, nodes = modes->node_count;
    course c = {modes, profile, calloc(profile->count * (n ? n : 1), sizeof(double)),
                calloc(n ? n : 1, sizeof(double))};
    if (!c.force || !c.state) {
        free(c.force);
        free(c.state);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a profile of %zu rows", profile->count);
    }
    for (size_t row = 0; row < profile->count; row++)
        for (size_t i = 0; i < nodes; i++)
            for (size_t k = 0; k < n; k++)
                c.force[row * n + k] += modes->mode[i * n + k] * profile->powers[row * nodes + i];
    start(&c);
    size_t at = 0;
    for (size_t row = 0; row + 1 < profile->count; row++) {
        const double begin = profile->times[row], end = profile->times[row + 1];
        const bool final = row + 2 == profile->count;
        for (; at < count && (times[at] < end || (final && times[at] <= end)); at++)
            tell(&c, row, times[at] - begin, base, temperature + at * nodes);
        for (size_t k = 0; k < n; k++) c.state[k] = after(&c, row, k, c.state[k], end - begin);
    }
    free(c.force);
    free(c.state);
    return CUPEL_OK;
}

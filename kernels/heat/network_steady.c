/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/network.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "dense_lu.h"
#include "heat/network.h"

/* Steady temperatures: the net flow out of every free node equals its power. Newton's method with halved
 * steps where links are not linear, from the solution of a linear network. Flow rises with the difference in
 * every link, so the equations have one solution. Where halving does not help, near films without a
 * difference, nodes get a capacity and the step is one in time: whatever the capacities, the sum of all
 * imbalances falls in time, since heat that leaves a node enters another. */

enum { STEPS = 200, HALVINGS = 12 };
static const double stefan_boltzmann = 5.670374419e-8; /* W/(m^2 K^4), CODATA 2018 */

typedef struct work {
    const cupel_network *network;
    size_t count; /* unknowns */
    size_t *unknown, *pivots;
    double *temperature, *trial;                 /* [nodes]    */
    double *residual, *step, *matrix, *diagonal; /* [unknowns] */
} work;

/* Secant conductance, exactly heat flow by difference, without the difference of fourth powers. */
static double secant(const cupel_network_link *link, double a, double b)
{
    const double laws =
        link->exponent > 0 ? link->conductance * pow(fabs(a - b) / link->reference_difference, link->exponent)
                           : link->conductance;
    return laws + link->radiation * stefan_boltzmann * (a * a + b * b) * (a + b);
}

/* Slope of the heat flow over the temperature of one end, `own`. A film without a difference has none, which
 * would leave its node undetermined: it gets that of a millionth of the reference difference. */
static double slope(const cupel_network_link *link, double own, double other)
{
    double laws = link->conductance;
    if (link->exponent > 0)
        laws *= (1 + link->exponent) *
                pow(fmax(fabs(own - other) / link->reference_difference, 1e-6), link->exponent);
    return laws + 4 * link->radiation * stefan_boltzmann * own * own * own;
}

static bool allocate(work *w)
{
    const size_t nodes = w->network->node_count;
    w->unknown = calloc(nodes, sizeof *w->unknown);
    if (!w->unknown) return false;
    w->count = cupk_network_number(w->network, w->unknown);
    const size_t n = w->count ? w->count : 1;
    w->pivots = calloc(n, sizeof *w->pivots);
    w->temperature = calloc(nodes, sizeof(double));
    w->trial = calloc(nodes, sizeof(double));
    w->residual = calloc(n, sizeof(double));
    w->step = calloc(n, sizeof(double));
    w->diagonal = calloc(n, sizeof(double));
    w->matrix = w->count <= CUPK_NETWORK_FREE ? calloc(n * n, sizeof(double)) : NULL;
    return w->pivots && w->temperature && w->trial && w->residual && w->step && w->diagonal &&
           (w->matrix || w->count > CUPK_NETWORK_FREE);
}

static void release(work *w)
{
    free(w->unknown);
    free(w->pivots);
    free(w->temperature);
    free(w->trial);
    free(w->residual);
    free(w->step);
    free(w->diagonal);
    free(w->matrix);
}

/* Powers less what flows off: the sum of their sizes. `throughput`: that of all flows, by which it is small
 * or not. */
static double balance(const work *w, const double *temperature, double *residual, double *throughput)
{
    const cupel_network *network = w->network;
    *throughput = 0;
    for (size_t i = 0; i < network->node_count; i++)
        if (w->unknown[i] != CUPK_HELD) residual[w->unknown[i]] = network->nodes[i].power;
    for (size_t k = 0; k < network->link_count; k++) {
        const cupel_network_link *link = &network->links[k];
        const double a = temperature[link->from], b = temperature[link->to];
        const double flow = secant(link, a, b) * (a - b);
        if (w->unknown[link->from] != CUPK_HELD) residual[w->unknown[link->from]] -= flow;
        if (w->unknown[link->to] != CUPK_HELD) residual[w->unknown[link->to]] += flow;
        *throughput += fabs(flow);
    }
    double sum = 0;
    for (size_t i = 0; i < w->count; i++) sum += fabs(residual[i]);
    return sum;
}

/* A link between unknowns i and j, of those slopes over their temperatures, into the matrix. */
static void add(const work *w, size_t i, size_t j, double of_i, double of_j)
{
    const size_t n = w->count;
    if (i != CUPK_HELD) w->matrix[i * n + i] += of_i;
    if (j != CUPK_HELD) w->matrix[j * n + j] += of_j;
    if (i == CUPK_HELD || j == CUPK_HELD) return;
    w->matrix[i * n + j] -= of_j;
    w->matrix[j * n + i] -= of_i;
}

static void linearise(const work *w)
{
    const size_t n = w->count;
    memset(w->matrix, 0, n * n * sizeof(double));
    for (size_t k = 0; k < w->network->link_count; k++) {
        const cupel_network_link *link = &w->network->links[k];
        const double a = w->temperature[link->from], b = w->temperature[link->to];
        add(w, w->unknown[link->from], w->unknown[link->to], slope(link, a, b), slope(link, b, a));
    }
}

/* Goes the largest of the halved steps that keeps temperatures positive and makes the imbalance smaller;
 * false when none does. */
static bool advance(work *w, double imbalance)
{
    double share = 1, throughput;
    for (int halving = 0; halving < HALVINGS; halving++, share /= 2) {
        bool positive = true;
        for (size_t i = 0; i < w->network->node_count; i++) {
            const size_t at = w->unknown[i];
            w->trial[i] = w->temperature[i] + (at == CUPK_HELD ? 0 : share * w->step[at]);
            positive &= w->trial[i] > 0;
        }
        if (!positive || !(balance(w, w->trial, w->residual, &throughput) < imbalance)) continue;
        memcpy(w->temperature, w->trial, w->network->node_count * sizeof(double));
        return true;
    }
    return false;
}

/* A guess for Newton's method: the linear network whose films are those of their reference differences and
 * whose radiation is that of small differences about the mean of the held temperatures. */
static bool guess(work *w)
{
    double sum = 0, held = 0;
    for (size_t i = 0; i < w->network->node_count; i++) {
        if (isnan(w->network->nodes[i].temperature)) continue;
        sum += w->network->nodes[i].temperature;
        held++;
    }
    const double mean = sum / held;
    for (size_t i = 0; i < w->network->node_count; i++) {
        const double own = w->network->nodes[i].temperature;
        w->temperature[i] = isnan(own) ? mean : own;
    }
    const size_t n = w->count;
    memset(w->matrix, 0, n * n * sizeof(double));
    for (size_t i = 0; i < w->network->node_count; i++)
        if (w->unknown[i] != CUPK_HELD) w->step[w->unknown[i]] = w->network->nodes[i].power;
    for (size_t k = 0; k < w->network->link_count; k++) {
        const cupel_network_link *link = &w->network->links[k];
        const double slope_at_mean =
            link->conductance + 4 * link->radiation * stefan_boltzmann * mean * mean * mean;
        const size_t i = w->unknown[link->from], j = w->unknown[link->to];
        const double a = w->temperature[link->from], b = w->temperature[link->to];
        add(w, i, j, slope_at_mean, slope_at_mean);
        if (i != CUPK_HELD) w->step[i] -= slope_at_mean * (a - b);
        if (j != CUPK_HELD) w->step[j] += slope_at_mean * (a - b);
    }
    for (size_t i = 0; i < n; i++) w->diagonal[i] = w->matrix[i * n + i];
    if (n == 0) return true;
    if (!cupk_lu_factor(n, n, w->matrix, w->pivots)) return false;
    cupk_lu_solve(n, n, w->matrix, w->pivots, w->step);
    for (size_t i = 0; i < w->network->node_count; i++) /* at least a tenth of the mean */
        if (w->unknown[i] != CUPK_HELD) w->temperature[i] = fmax(mean + w->step[w->unknown[i]], 0.1 * mean);
    return true;
}

/* The step of Newton's method, or with `damping` one in time. */
static bool find_step(work *w, double damping)
{
    const size_t n = w->count;
    linearise(w);
    for (size_t i = 0; i < n; i++) w->matrix[i * n + i] += damping * w->diagonal[i];
    if (!cupk_lu_factor(n, n, w->matrix, w->pivots)) return false;
    memcpy(w->step, w->residual, n * sizeof(double));
    cupk_lu_solve(n, n, w->matrix, w->pivots, w->step);
    return true;
}

static cupel_status iterate(work *w, size_t *steps, cupel_error *error)
{
    const size_t n = w->count, nodes = w->network->node_count;
    bool regular = guess(w);
    double damping = 0, before = INFINITY;
    for (*steps = 1; regular && *steps <= STEPS; ++*steps) {
        double throughput, largest = 0, level = 0;
        const double imbalance = balance(w, w->temperature, w->residual, &throughput);
        regular = find_step(w, damping);
        for (size_t i = 0; i < n; i++) largest = fmax(largest, fabs(w->step[i]));
        for (size_t i = 0; i < nodes; i++) level = fmax(level, w->temperature[i]);
        const bool settled = imbalance <= 1e-12 * throughput;
        if (damping == 0 && largest <= 1e-15 * level) return CUPEL_OK;
        if (settled && imbalance > 0.5 * before) return CUPEL_OK; /* rounding is all that is left */
        before = imbalance;
        if (advance(w, imbalance))
            damping = damping > 1e-3 ? damping / 8 : 0;
        else if (settled || (damping == 0 && largest <= 1e-12 * level))
            return CUPEL_OK;
        else
            damping = damping > 0 ? 8 * damping : 1e-2;
    }
    if (!regular) CUPEL_FAIL(error, CUPEL_EFAILED, "the equations of the network are singular to rounding");
    CUPEL_FAIL(error, CUPEL_EFAILED,
               "no balance of the network at temperatures above 0 K was found in %d steps", STEPS);
}

static void tell(const work *w, const cupel_network_state *out)
{
    const cupel_network *network = w->network;
    memcpy(out->temperature, w->temperature, network->node_count * sizeof(double));
    for (size_t i = 0; i < network->node_count; i++)
        out->net[i] = w->unknown[i] == CUPK_HELD ? 0 : network->nodes[i].power;
    for (size_t k = 0; k < network->link_count; k++) {
        const cupel_network_link *link = &network->links[k];
        const double a = w->temperature[link->from], b = w->temperature[link->to];
        out->conductance[k] = secant(link, a, b);
        out->heat_flow[k] = out->conductance[k] * (a - b);
        out->net[link->from] -= out->heat_flow[k];
        out->net[link->to] += out->heat_flow[k];
    }
}

cupel_status cupel_network_steady(const cupel_network *network, const cupel_network_state *out,
                                  size_t *iterations, cupel_error *error)
{
    cupel_status status = cupel_network_check(network, error);
    if (status) return status;
    work w = {.network = network};
    size_t steps = 0;
    if (!allocate(&w))
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for %zu nodes", network->node_count);
    else if (w.count > CUPK_NETWORK_FREE)
        status = cupel_error_set(error, CUPEL_ELIMIT, "%zu free nodes are too many; allowed: %d", w.count,
                                 CUPK_NETWORK_FREE);
    else if (w.count > 0)
        status = iterate(&w, &steps, error);
    else
        guess(&w);
    if (!status) tell(&w, out);
    if (!status && iterations) *iterations = steps;
    release(&w);
    return status;
}

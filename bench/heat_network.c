/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include "base/memory.h"
#include "cupel/network.h"
#include "registry.h"

/* A chain of equal capacities and resistances, whose stages are known in closed form: its modes, its ladder
 * from the known stages, and the deconvolution of its impedance over eight decades. */

enum { MODES, LADDER, DECONVOLUTION, MOST = 400 };

typedef struct chain {
    size_t which, count;
    cupel_network_node nodes[MOST + 1];
    cupel_network_link links[MOST];
    double conductance[MOST], known[2][MOST], found[2][MOST], times[MOST], impedance[MOST];
    cupel_foster stages, answer;
    cupel_cauer ladder;
} chain;

static cupel_status setup_chain(const bench_case *self, int threads, void **state, cupel_error *error)
{
    (void)threads;
    chain *c = cupel_alloc(1, sizeof *c);
    if (!c) return cupel_out_of_memory(error, "a benchmark");
    c->which = self->size;
    const size_t n = c->count = (size_t)self->points;
    const double pi = acos(-1);
    for (size_t k = 0; k < n; k++) {
        const double angle = (double)(2 * k + 1) * pi / (double)(4 * n + 2);
        c->nodes[k] = (cupel_network_node){.capacity = 1, .temperature = NAN};
        c->links[k] = (cupel_network_link){.from = k, .to = k + 1, .conductance = 1};
        c->conductance[k] = 1;
        c->known[0][k] = 1 / (double)(2 * n + 1) / (tan(angle) * tan(angle));
        c->known[1][k] = 1 / (4 * sin(angle) * sin(angle));
        c->times[k] = 1e-2 * pow(10, 8 * (double)k / (double)(n - 1));
    }
    c->nodes[n].temperature = 300;
    c->stages = (cupel_foster){n, 0, c->known[0], c->known[1]};
    c->answer = (cupel_foster){.resistance = c->found[0], .time_constant = c->found[1]};
    c->ladder = (cupel_cauer){.resistance = c->found[0], .capacity = c->found[1]};
    cupel_foster_impedance(&c->stages, n, c->times, c->impedance);
    *state = c;
    return CUPEL_OK;
}

static cupel_status call_chain(void *state, cupel_error *error)
{
    chain *c = state;
    if (c->which == LADDER) return cupel_cauer_from_foster(&c->stages, &c->ladder, NULL, error);
    if (c->which == DECONVOLUTION) {
        cupel_deconvolution_summary summary;
        return cupel_foster_from_curve(&(cupel_deconvolution){20, 1000}, c->count, c->times, c->impedance,
                                       &c->answer, &summary, error);
    }
    const cupel_network network = {c->count + 1, c->nodes, c->count, c->links};
    cupel_network_modes *modes = NULL;
    cupel_status status = cupel_network_modes_open(&network, c->conductance, &modes, error);
    if (!status) status = cupel_network_foster(modes, 0, 0, c->count, &c->answer, error);
    cupel_network_modes_close(modes);
    return status;
}

/* Stages against the closed form, rungs against 1, and the deconvolved impedance against the given one. */
static double verify_chain(void *state)
{
    chain *c = state;
    double worst = 0;
    if (c->which == DECONVOLUTION) {
        double fitted[MOST];
        cupel_foster_impedance(&c->answer, c->count, c->times, fitted);
        for (size_t k = 0; k < c->count; k++)
            worst = fmax(worst, fabs(fitted[k] - c->impedance[k]) / c->impedance[c->count - 1]);
        return worst;
    }
    for (size_t k = 0; k < c->count; k++) {
        const double first = c->which == LADDER ? 1 : c->known[0][k],
                     second = c->which == LADDER ? 1 : c->known[1][k];
        worst = fmax(worst, fmax(fabs(c->found[0][k] / first - 1), fabs(c->found[1][k] / second - 1)));
    }
    return worst;
}

static void teardown_chain(void *state)
{
    free(state);
}

#define CHAIN(text, kind, size_of, unit, limit)                                                              \
    {                                                                                                        \
        .name = "heat_network/" text, .points = (size_of), .unit_of_work = (unit), .threads = 1,             \
        .size = (kind), .tolerance = (limit), .setup = setup_chain, .call = call_chain,                      \
        .verify = verify_chain, .teardown = teardown_chain                                                   \
    }

const bench_case bench_heat_network_cases[] = {
    CHAIN("modes/100", MODES, 100, "nodes", 1e-10),
    CHAIN("ladder/200", LADDER, 200, "rungs", 1e-10),
    CHAIN("deconvolution/320", DECONVOLUTION, 320, "points", 1e-2),
    {.name = NULL},
};

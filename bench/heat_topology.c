/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include "base/memory.h"
#include "cupel/topology.h"
#include "registry.h"

/* heat.topology: the first twenty iterations on a square heated evenly and cold over a tenth of one side, 100
 * x 100 and 200 x 200 cells. The compliance is homogeneous of degree -1 in the conductivities, so that the
 * derivatives of an even design sum to it; and the volume is met. */

enum { ITERATIONS = 20 };
static const double filler = 1e-3;

typedef struct square {
    cupel_topology problem;
    cupel_topology_source source;
    cupel_topology_boundary sink;
    cupel_topology_design *design;
    cupel_topology_summary summary;
    size_t count;
} square;

static void teardown(void *state)
{
    square *s = state;
    cupel_topology_free(s->design);
    free(s);
}

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    square *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    const size_t n = self->size;
    s->count = n * n;
    s->source = (cupel_topology_source){.box = {{0, 0, 0}, {n, n, 1}}, .power = 1};
    s->sink = (cupel_topology_boundary){{{0, n / 2 - n / 20, 0}, {0, n / 2 + n / 20, 1}}, (double)INFINITY};
    s->problem = (cupel_topology){.cells = {n, n, 1},
                                  .spacing = {1.0 / (double)n, 1.0 / (double)n, 1},
                                  .conductivity = 1,
                                  .filler_conductivity = filler,
                                  .source_count = 1,
                                  .sources = &s->source,
                                  .boundary_count = 1,
                                  .boundaries = &s->sink,
                                  .volume_fraction = 0.3,
                                  .penalty = 3,
                                  .filter_radius = 2.0 / (double)n,
                                  .projection = 32,
                                  .tolerance = 1e-9,
                                  .most_iterations = ITERATIONS};
    const cupel_status status = cupel_topology_new(&s->problem, threads, &s->design, error);
    if (status)
        teardown(s);
    else
        *state = s;
    return status;
}

static cupel_status call(void *state, cupel_error *error)
{
    square *s = state;
    return cupel_topology_optimise(s->design, NULL, NULL, &s->summary, error);
}

static void digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const square *s = state;
    cupel_sha256(cupel_topology_density(s->design), s->count * sizeof(double), out);
}

static double verify(void *state)
{
    square *s = state;
    double *even = cupel_alloc_doubles(s->count), *slopes = cupel_alloc_doubles(s->count), sum = 0;
    cupel_topology_step step, last = s->summary.last;
    for (size_t c = 0; even && c < s->count; c++) even[c] = 0.5;
    cupel_status status = even && slopes ? CUPEL_OK : CUPEL_ENOMEM;
    if (!status) status = cupel_topology_evaluate(s->design, even, 0, &step, slopes, NULL, NULL);
    for (size_t c = 0; !status && c < s->count; c++) sum += slopes[c];
    free(even);
    free(slopes);
    if (status) return (double)INFINITY;
    const double k = filler + 0.125 * (1 - filler), slope = 3 * 0.25 * (1 - filler);
    return fmax(fabs(sum * k / (slope * step.compliance) + 1), fabs(last.volume_fraction - 0.3));
}

#define SQUARE(text, side)                                                                                   \
    {                                                                                                        \
        .name = "heat_topology/" text, .points = (double)ITERATIONS * (side) * (side),                       \
        .unit_of_work = "cell iterations", .size = (side), .tolerance = 1e-6, .setup = setup, .call = call,  \
        .verify = verify, .digest = digest, .teardown = teardown                                             \
    }

const bench_case bench_heat_topology_cases[] = {
    SQUARE("100x100", 100),
    SQUARE("200x200", 200),
    {.name = NULL},
};

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include "base/memory.h"
#include "base/units.h"
#include "registry.h"

/* Quantities as cases and sweeps spell them, with their SI values by hand. */
static const struct quantity {
    const char *text, *unit;
    double value;
} quantities[] = {
    {"12 um", "m", 12e-6},           {"400 MPa", "Pa", 400e6},   {"25 degC", "K", 298.15},
    {"3 m/min", "m/s", 0.05},        {"100 %IACS", "S/m", 58e6}, {"5 %", "1", 0.05},
    {"0.2 kN/mm", "N/m", 2e5},       {"1.5 h", "s", 5400},       {"385 J/(kg K)", "J/(kg K)", 385},
    {"8.96 g/cm^3", "kg/m^3", 8960}, {"3e-4", "m", 3e-4},        {"1 bar", "Pa", 1e5},
};

enum { COUNT = sizeof quantities / sizeof *quantities };

typedef struct answers {
    double values[COUNT];
} answers;

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    (void)self;
    (void)threads;
    *state = cupel_alloc(1, sizeof(answers));
    return *state ? CUPEL_OK : cupel_out_of_memory(error, "a benchmark");
}

static cupel_status call(void *state, cupel_error *error)
{
    answers *a = state;
    for (size_t i = 0; i < COUNT; i++) {
        const cupel_status status =
            cupel_quantity_parse(quantities[i].text, quantities[i].unit, false, &a->values[i], error);
        if (status) return status;
    }
    return CUPEL_OK;
}

static double verify(void *state)
{
    const answers *a = state;
    double worst = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const double error = fabs(a->values[i] / quantities[i].value - 1);
        if (isnan(error)) return INFINITY;
        worst = fmax(worst, error);
    }
    return worst;
}

const bench_case bench_units_cases[] = {
    {.name = "units/parse",
     .points = COUNT,
     .unit_of_work = "quantities",
     .threads = 1,
     .tolerance = 1e-14, /* decimal text, a factor and its inverse: a few roundings */
     .setup = setup,
     .call = call,
     .verify = verify,
     .teardown = free},
    {.name = NULL},
};

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/memory.h"
#include "registry.h"

/* Cases with planted faults, so that the tests can see the driver refuse them. */

enum { RIGHT, WRONG, NOT_A_NUMBER, FAILS, DIFFERS };

typedef struct sum {
    size_t kind;
    int threads;
    double value;
} sum;

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    sum *s = cupel_alloc(1, sizeof *s);
    if (!s) return cupel_out_of_memory(error, "a benchmark");
    *s = (sum){.kind = self->size, .threads = threads};
    *state = s;
    return CUPEL_OK;
}

static cupel_status call(void *state, cupel_error *error)
{
    sum *s = state;
    if (s->kind == FAILS) CUPEL_FAIL(error, CUPEL_EFAILED, "planted failure");
    volatile double value = 0;
    for (int i = 1; i <= 100; i++) value = value + i;
    s->value = s->kind == WRONG ? value + 1 : s->kind == NOT_A_NUMBER ? NAN : value;
    return CUPEL_OK;
}

static double verify(void *state)
{
    return fabs(((const sum *)state)->value - 5050);
}

static void digest(void *state, char out[CUPEL_SHA256_HEX])
{
    const sum *s = state;
    char text[32];
    const int length = snprintf(text, sizeof text, "%.17g %d", s->value, s->kind == DIFFERS ? s->threads : 0);
    cupel_sha256(text, (size_t)length, out);
}

#define CASE(text, which)                                                                                    \
    {                                                                                                        \
        .name = "selftest/" text, .points = 100, .unit_of_work = "terms", .size = (which), .hidden = true,   \
        .setup = setup, .call = call, .verify = verify, .digest = digest, .teardown = free                   \
    }

const bench_case bench_selftest_cases[] = {
    CASE("right", RIGHT), CASE("wrong", WRONG),     CASE("nan", NOT_A_NUMBER),
    CASE("fails", FAILS), CASE("differs", DIFFERS), {.name = NULL},
};

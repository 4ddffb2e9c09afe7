/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include "base/memory.h"
#include "registry.h"

/* The digest that every data set and input carries. The answers are the examples that NIST publishes with
 * FIPS 180: "abc", and a million times the letter a. */

typedef struct message {
    char *bytes;
    size_t count;
    const char *expected;
    char digest[CUPEL_SHA256_HEX];
} message;

static const char abc_digest[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char million_digest[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

static cupel_status setup(const bench_case *self, int threads, void **state, cupel_error *error)
{
    (void)threads;
    message *m = cupel_alloc(1, sizeof *m);
    char *bytes = cupel_alloc(self->size, 1);
    if (!m || !bytes) {
        free(m);
        free(bytes);
        return cupel_out_of_memory(error, "a benchmark");
    }
    memset(bytes, 'a', self->size);
    if (self->size == 3) memcpy(bytes, "abc", 3);
    *m = (message){
        .bytes = bytes, .count = self->size, .expected = self->size == 3 ? abc_digest : million_digest};
    *state = m;
    return CUPEL_OK;
}

static cupel_status call(void *state, cupel_error *error)
{
    (void)error;
    message *m = state;
    cupel_sha256(m->bytes, m->count, m->digest);
    return CUPEL_OK;
}

/* Digits that differ. */
static double verify(void *state)
{
    const message *m = state;
    double wrong = 0;
    for (size_t i = 0; i < CUPEL_SHA256_HEX; i++) wrong += m->digest[i] != m->expected[i];
    return wrong;
}

static void teardown(void *state)
{
    message *m = state;
    free(m->bytes);
    free(m);
}

#define CASE(text, bytes)                                                                                    \
    {                                                                                                        \
        .name = "sha256/" text, .points = (bytes), .unit_of_work = "bytes", .threads = 1, .size = (bytes),   \
        .setup = setup, .call = call, .verify = verify, .teardown = teardown                                 \
    }

const bench_case bench_sha256_cases[] = {
    CASE("3", 3),
    CASE("1000000", 1000000),
    {.name = NULL},
};

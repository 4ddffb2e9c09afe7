/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void a_product_that_overflows_is_refused(void **state)
{
    (void)state;
    /* times 8 this wraps round to 0 bytes, which malloc would be content with */
    const size_t wraps = SIZE_MAX / 8 + 1;
    assert_null(cupel_alloc(wraps, 8));
    assert_null(cupel_resize(NULL, wraps, 8));
    assert_null(cupel_alloc_doubles(wraps));
    assert_null(cupel_alloc_doubles(SIZE_MAX / 16)); /* the largest object: rounding up to 64 would pass it */
    cupel_arena *arena = cupel_arena_new();
    assert_non_null(arena);
    assert_null(cupel_arena_alloc(arena, wraps, 8));
    assert_null(cupel_arena_alloc(arena, SIZE_MAX / 2, 1));
    assert_null(cupel_arena_copy_n(arena, "x", SIZE_MAX));
    cupel_arena_free(arena);
}

static void a_failed_resize_keeps_the_old_block(void **state)
{
    (void)state;
    char *block = cupel_alloc(4, 1);
    assert_non_null(block);
    memcpy(block, "abc", 4);
    assert_null(cupel_resize(block, SIZE_MAX, 2));
    assert_string_equal(block, "abc");
    free(block);
}

static void nothing_is_still_a_block(void **state)
{
    (void)state;
    void *a = cupel_alloc(0, 8), *b = cupel_alloc(8, 0);
    double *c = cupel_alloc_doubles(0);
    assert_non_null(a);
    assert_non_null(b);
    assert_non_null(c);
    free(a);
    free(b);
    free(c);
}

static void doubles_are_zero_and_aligned(void **state)
{
    (void)state;
    for (size_t n = 1; n < 40; n++) {
        double *x = cupel_alloc_doubles(n);
        assert_non_null(x);
        assert_int_equal((uintptr_t)x % 64, 0);
        for (size_t i = 0; i < n; i++) assert_true(x[i] == 0);
        free(x);
    }
}

static void arena_pieces_are_zero_aligned_and_apart(void **state)
{
    (void)state;
    enum { PIECES = 200 };
    unsigned char *piece[PIECES];
    cupel_arena *arena = cupel_arena_new();
    assert_non_null(arena);
    /* 0 to 40 kB: the small ones share blocks, the large ones need their own */
    for (size_t k = 0; k < PIECES; k++) {
        piece[k] = cupel_arena_alloc(arena, k, k);
        assert_non_null(piece[k]);
        assert_int_equal((uintptr_t)piece[k] % 64, 0);
        for (size_t i = 0; i < k * k; i++)
            if (piece[k][i] != 0) fail();
        memset(piece[k], (int)k + 1, k * k);
    }
    for (size_t k = 0; k < PIECES; k++)
        for (size_t i = 0; i < k * k; i++)
            if (piece[k][i] != k + 1) fail_msg("piece %zu was written over", k);
    cupel_arena_free(arena);
}

static void arena_texts_are_copies(void **state)
{
    (void)state;
    cupel_arena *arena = cupel_arena_new();
    assert_non_null(arena);
    char original[] = "strip";
    const char *copy = cupel_arena_copy(arena, original);
    original[0] = 'X';
    assert_string_equal(copy, "strip");
    assert_string_equal(cupel_arena_copy_n(arena, "strip", 3), "str");
    assert_string_equal(cupel_arena_format(arena, "%s of %d", "pass", 12), "pass of 12");
    cupel_arena_free(arena);
    cupel_arena_free(NULL);
}

static void out_of_memory_says_for_what(void **state)
{
    (void)state;
    cupel_error error = {0};
    assert_int_equal(cupel_out_of_memory(&error, "the grid"), CUPEL_ENOMEM);
    assert_string_equal(error.text, "out of memory for the grid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_that_overflows_is_refused),
        cmocka_unit_test(a_failed_resize_keeps_the_old_block),
        cmocka_unit_test(nothing_is_still_a_block),
        cmocka_unit_test(doubles_are_zero_and_aligned),
        cmocka_unit_test(arena_pieces_are_zero_aligned_and_apart),
        cmocka_unit_test(arena_texts_are_copies),
        cmocka_unit_test(out_of_memory_says_for_what),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

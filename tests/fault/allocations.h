/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TEST_ALLOCATIONS_H
#define CUPEL_TEST_ALLOCATIONS_H

#include <execinfo.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "fault/injection.h"

/* Replaces the allocations of the code under test (fault/allocations.cmake), so that the n-th fails, and
 * counts the blocks that live. Memory that shared libraries take for themselves is not seen. */

static long live; /* blocks of the code under test */

/* The place of an allocation is the chain of its callers: all go through the same few functions. */
static const void *place(void)
{
    enum { DEPTH = 6, OURS = 2 };
    void *frames[DEPTH];
    uintptr_t key = 0;
    if (injection.nth != 0 || !injection.armed) return NULL;
    const int count = backtrace(frames, DEPTH);
    for (int i = OURS; i < count; i++) key = key * 1000003u ^ (uintptr_t)frames[i];
    return (const void *)key;
}

static void *counted(void *block)
{
    if (block) live++;
    return block;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __real_posix_memalign(void **block, size_t alignment, size_t size);
int __wrap_posix_memalign(void **block, size_t alignment, size_t size);
void __real_free(void *block);
void __wrap_free(void *block);

void *__wrap_malloc(size_t size)
{
    return injection_strikes("malloc", place()) ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return injection_strikes("calloc", place()) ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
    if (injection_strikes("realloc", place())) return NULL;
    void *block = __real_realloc(old, size);
    if (!old && block) live++;
    return block;
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return injection_strikes("aligned_alloc", place()) ? NULL
                                                       : counted(__real_aligned_alloc(alignment, size));
}

int __wrap_posix_memalign(void **block, size_t alignment, size_t size)
{
    if (injection_strikes("posix_memalign", place())) return 12;
    const int code = __real_posix_memalign(block, alignment, size);
    if (!code) live++;
    return code;
}

void __wrap_free(void *block)
{
    if (block) live--;
    __real_free(block);
}

#endif

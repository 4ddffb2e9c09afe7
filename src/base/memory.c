/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

/* count * size, at least 1; false when no object can be that large. */
static bool bytes_of(size_t count, size_t size, size_t *bytes)
{
    if (size && count > (size_t)PTRDIFF_MAX / size) return false;
    const size_t product = count * size;
    *bytes = product > 0 ? product : 1;
    return true;
}

static bool aligned_bytes_of(size_t count, size_t size, size_t *bytes)
{
    size_t plain;
    if (!bytes_of(count, size, &plain) || plain > (size_t)PTRDIFF_MAX - ALIGNMENT) return false;
    *bytes = (plain + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return true;
}

void *cupel_alloc(size_t count, size_t size)
{
    size_t bytes;
    return bytes_of(count, size, &bytes) ? calloc(1, bytes) : NULL;
}

void *cupel_resize(void *old, size_t count, size_t size)
{
    size_t bytes;
    return bytes_of(count, size, &bytes) ? realloc(old, bytes) : NULL;
}

double *cupel_alloc_doubles(size_t count)
{
    size_t bytes;
    if (!aligned_bytes_of(count, sizeof(double), &bytes)) return NULL;
    double *block = aligned_alloc(ALIGNMENT, bytes);
    if (block) memset(block, 0, bytes);
    return block;
}

/* A block's own record fills its first 64 bytes, so that what follows is aligned too. */
typedef struct block {
    struct block *older;
    size_t used, size; /* [bytes] with the record */
} block;

struct cupel_arena {
    block *newest;
    size_t next_size; /* blocks double in size, so that a large document takes few of them */
};

cupel_arena *cupel_arena_new(void)
{
    cupel_arena *arena = calloc(1, sizeof *arena);
    if (arena) arena->next_size = FIRST_BLOCK;
    return arena;
}

void cupel_arena_free(cupel_arena *arena)
{
    if (!arena) return;
    for (block *b = arena->newest, *older; b; b = older) {
        older = b->older;
        free(b);
    }
    free(arena);
}

/* A new block with room for `bytes`. An oversized one is put behind the newest, whose free rest stays in use.
 */
static block *add_block(cupel_arena *arena, size_t bytes)
{
    if (bytes > (size_t)PTRDIFF_MAX - 2 * ALIGNMENT) return NULL;
    const bool oversized = bytes + ALIGNMENT > arena->next_size;
    const size_t size = oversized ? bytes + ALIGNMENT : arena->next_size;
    block *b = aligned_alloc(ALIGNMENT, size);
    if (!b) return NULL;
    *b = (block){.used = ALIGNMENT, .size = size};
    if (oversized && arena->newest) {
        b->older = arena->newest->older;
        arena->newest->older = b;
    } else {
        b->older = arena->newest;
        arena->newest = b;
    }
    if (!oversized && arena->next_size < LARGEST_BLOCK) arena->next_size *= 2;
    return b;
}

void *cupel_arena_alloc(cupel_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (!aligned_bytes_of(count, size, &bytes)) return NULL;
    block *b = arena->newest;
    if (!b || b->size - b->used < bytes) b = add_block(arena, bytes);
    if (!b) return NULL;
    void *piece = (char *)b + b->used;
    b->used += bytes;
    return memset(piece, 0, bytes);
}

char *cupel_arena_copy_n(cupel_arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX) return NULL;
    char *copy = cupel_arena_alloc(arena, length + 1, 1);
    if (copy && length) memcpy(copy, text, length);
    return copy;
}

char *cupel_arena_copy(cupel_arena *arena, const char *text)
{
    return cupel_arena_copy_n(arena, text, strlen(text));
}

char *cupel_arena_format(cupel_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) return NULL;
    char *text = cupel_arena_alloc(arena, (size_t)length + 1, 1);
    if (!text) return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

cupel_status cupel_out_of_memory(cupel_error *error, const char *what)
{
    CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %s", what);
}

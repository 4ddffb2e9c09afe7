/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BASE_MEMORY_H
#define CUPEL_BASE_MEMORY_H

#include <stddef.h>
#include <stdarg.h>
#include "cupel/error.h"

/* Checked allocation. Every size is a product that is guarded against overflow; NULL means out of memory. */

void *cupel_alloc(size_t count, size_t size);                    /* zeroed; free() it; never NULL for 0 bytes */
void *cupel_resize(void *old, size_t count, size_t size);        /* old is still valid when this fails        */
double *cupel_alloc_doubles(size_t count);                       /* zeroed, 64-byte aligned; free() it         */

/* An arena: things that live and die together (a parsed document, the results of a step). Blocks from it are
 * zeroed and never freed one by one. Not for use by two threads at once. */
typedef struct cupel_arena cupel_arena;

cupel_arena *cupel_arena_new(void);
void cupel_arena_free(cupel_arena *arena);                       /* NULL is fine */
void *cupel_arena_alloc(cupel_arena *arena, size_t count, size_t size);   /* 64-byte aligned */
char *cupel_arena_copy(cupel_arena *arena, const char *text);
char *cupel_arena_copy_n(cupel_arena *arena, const char *text, size_t length);
char *cupel_arena_format(cupel_arena *arena, const char *format, ...) CUPEL_PRINTF(2, 3);

/** "out of memory for WHAT" as a status. */
cupel_status cupel_out_of_memory(cupel_error *error, const char *what);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BASE_POOL_H
#define CUPEL_BASE_POOL_H

#include "base/text.h"
#include "cupel/error.h"

/* Many jobs by several processes, for work that threads cannot share: a library with one lock for all, or
 * input that may crash its reader. What the jobs answer is heard in the order of the jobs, whoever did them
 * and when. Start a pool where no file is open that a child must not have. */

typedef struct cupel_pool {
    size_t count; /* jobs     */
    int workers;  /* at least 1 */
    void *host;
    void (*start)(void *host); /* in each worker, before its jobs; may be NULL */
    /** In a worker: does a job and says what came out, in any bytes. */
    void (*job)(void *host, size_t index, cupel_text *answer);
    /** In this process. `answer` is NULL when the worker died at this job, by that signal. Anything but OK
     * ends the pool. */
    cupel_status (*hear)(void *host, size_t index, const char *answer, size_t length, int signal,
                         cupel_error *error);
} cupel_pool;

cupel_status cupel_pool_run(const cupel_pool *pool, cupel_error *error);

/** Processors that this process may run on. */
int cupel_pool_processors(void);

#endif

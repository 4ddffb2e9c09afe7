/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_CHILD_H
#define CUPEL_STORE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cupel/error.h"
#include "store/store.h"

/* Work on an untrusted file in a child process with bounded memory and time. HDF5 1.10 can be made to crash
 * by a malformed file, inside its own code, where no return value warns; in a child that is an answer like
 * any other. */

enum { CUPEL_CHILD_SECONDS = 8 }; /* of processor time, until cupel_child_allow gives more */

/** What the job writes back: one record of a tag and two byte strings. False when the parent is gone. */
bool cupel_child_say(int out, char tag, const void *first, size_t first_count, const void *second,
                     size_t second_count);

/** In the job: more processor time, for as many bytes to be read. */
void cupel_child_allow(uint64_t bytes);

/** In the job: no more than so many seconds of processor time from here on. */
void cupel_child_restrict(unsigned seconds);

typedef void (*cupel_child_job)(void *host, int out);
typedef cupel_status (*cupel_child_hear)(void *host, char tag, const char *first, size_t first_count,
                                         const char *second, size_t second_count, cupel_error *error);

/** Runs the job on the file `path` (named in messages) and hands its records, in order, to `hear`. EDAMAGED
 * when the child is killed by a signal or its time limit, or ends early. */
cupel_status cupel_child_run(const char *path, void *host, cupel_child_job job, cupel_child_hear hear,
                             cupel_error *error);

/** The same, but what the child said before it died is heard, too; then the status is still EDAMAGED. */
cupel_status cupel_child_run_heard(const char *path, void *host, cupel_child_job job, cupel_child_hear hear,
                                   cupel_error *error);

/* A child that is kept for one kind of job on many files, since a fork costs more than a look at a small file. A
 * file that kills it is told of as above, and the next one gets a new child. */
/** The job's host is the path; `start` (may be NULL) is called once in each child. No child yet. NULL: out of
 * memory. */
cupel_checker *cupel_checker_of(cupel_child_job job, void (*start)(void));

/** As cupel_child_run, in two halves: several children can be at work between them. After a send that does not
 * fail the same path must be heard of before the next is sent. */
cupel_status cupel_checker_send(cupel_checker *checker, const char *path, cupel_error *error);
cupel_status cupel_checker_hear(cupel_checker *checker, const char *path, void *host, cupel_child_hear hear,
                                cupel_error *error);

#endif

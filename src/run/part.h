/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_RUN_PART_H
#define CUPEL_RUN_PART_H

#include <stdbool.h>
#include <stddef.h>
#include "base/memory.h"
#include "cupel/error.h"

/* OUTPUT.part, the folder of a run under way:
 *   lock                held by the process that works on it
 *   case.yaml           the case as given
 *   run.json            how the run was started; written last, so that a folder with it is whole
 *   0003-roll.h5        a finished step (a store segment)
 *   0004-heat.state     the last checkpoint of the step being computed
 * What a killed process had not finished writing is removed by the next one that gets the lock. */

typedef struct cupel_part {
    cupel_arena *arena;
    const char *output, *folder;
    int lock;                               /* descriptor; -1 none */
} cupel_part;

typedef struct cupel_part_manifest {
    const char *case_file;                  /* absolute */
    const char *case_bytes;
    size_t case_count;
    const char *created, *command, *revision;
    bool replace;                           /* an output of another run may be replaced */
    const char **overrides;
    size_t override_count;
    const char *inputs_sha256;              /* digest of the bytes of all materials, files and stored results used */
} cupel_part_manifest;

/** Makes the folder for a new run. EINVAL when an unfinished run is in it already or another process has it. */
cupel_status cupel_part_create(const char *output, const cupel_part_manifest *manifest, cupel_arena *arena,
                               cupel_part *part, cupel_error *error);

/** Opens the folder of a killed run. EINVAL when there is none, or another process is still at it. */
cupel_status cupel_part_open(const char *output, cupel_arena *arena, cupel_part *part, cupel_part_manifest *manifest,
                             cupel_error *error);

/** Path of a step's segment or checkpoint; NULL when out of memory. */
const char *cupel_part_segment(const cupel_part *part, size_t step, const char *id);
const char *cupel_part_state(const cupel_part *part, size_t step, const char *id);

/** A checkpoint carries its own digest and that of the parameters: what was cut short or belongs to other
 * parameters is not taken. `*state` is NULL when there is none to go on from; free() it. */
cupel_status cupel_part_save_state(const char *path, const char *key, const void *state, size_t bytes,
                                   cupel_error *error);
cupel_status cupel_part_load_state(const char *path, const char *key, void **state, size_t *bytes, cupel_error *error);

/** Gives up the lock; removes the folder when `remove` is set. */
void cupel_part_close(cupel_part *part, bool remove);

#endif

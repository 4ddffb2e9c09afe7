/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_RUN_PROVENANCE_H
#define CUPEL_RUN_PROVENANCE_H

#include "base/memory.h"
#include "store/store.h"

typedef struct cupel_circumstances {
    const char *command;         /* NULL: left out */
    int threads;
    int64_t seed;                /* CUPEL_NO_INTEGER: left out */
    double wall_seconds;
} cupel_circumstances;

/** How a run came about, as pairs for /provenance. In the arena. */
cupel_status cupel_provenance(const cupel_circumstances *run, cupel_arena *arena, cupel_pair **out, size_t *count,
                              cupel_error *error);

#endif

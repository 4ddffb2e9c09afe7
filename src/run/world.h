/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_RUN_WORLD_H
#define CUPEL_RUN_WORLD_H

#include "case/case.h"
#include "material/material.h"
#include "store/store.h"

/* What a case takes from outside itself: material records and results of stored runs, each read once and
 * remembered, since the run file keeps the records and names the parents. */

typedef struct cupel_world {
    cupel_case_world face;                    /* hand &face to cupel_case_read */
    cupel_arena *arena;
    struct known_material { const char *key; const cupel_node *node; const cupel_material *material; } *materials;
    size_t material_count;
    struct known_result { const char *file, *step, *result; cupel_reference value; cupel_parent parent; } *stored;
    size_t stored_count;
} cupel_world;

void cupel_world_init(cupel_world *world, const cupel_model *const *models, cupel_arena *arena);

/** Records by unique name, and parents, for the run file. In the arena. */
cupel_status cupel_world_materials(const cupel_world *world, cupel_bytes **out, size_t *count, cupel_error *error);
cupel_status cupel_world_parents(const cupel_world *world, cupel_parent **out, size_t *count, cupel_error *error);

#endif

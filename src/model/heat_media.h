/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_MEDIA_H
#define CUPEL_MODEL_HEAT_MEDIA_H

#include "model/heat_conduction.h"

/* What cells are of: one substance, or a mixture of others on a scale below the cells. A medium is called by its
 * material number, which is its place in the list + 1; mixtures stand behind what they are mixed of. */

typedef enum heat_medium_kind {
    HEAT_PLAIN,        /* one substance                                                        */
    HEAT_CYLINDERS,    /* cylinders along an axis, of a shell round a core, in a matrix        */
    HEAT_TRACKS        /* bars along an axis, side by side across `normal`, with matrix between */
} heat_medium_kind;

typedef struct heat_medium {
    heat_medium_kind kind;
    const heat_substance *substance;    /* HEAT_PLAIN */
    size_t matrix, shell, core;         /* material numbers; core 0: nothing conducts there */
    double share;                       /* of the volume that cylinders or tracks take */
    double core_share;                  /* of the area of a cylinder that its core takes */
    int axis, normal;                   /* axis of a plain one: the normal of laminates */
} heat_medium;

typedef struct heat_media {
    size_t count, room;
    heat_medium *list;
} heat_media;

/** Appends a medium and gives its number. ENOMEM; ELIMIT above 65000. */
cupel_status heat_media_add(heat_media *media, heat_medium medium, size_t *number, cupel_error *error);

/** Conductivities of all media, in the arena. EINVAL when a record has none; ENOMEM. */
cupel_status heat_media_laws(const heat_media *media, cupel_arena *arena, cupel_conduction_material *out,
                             cupel_error *error);

/** A record in a medium whose conductivity is not known at that temperature, and held constant; NULL: none. */
const cupel_material *heat_media_beyond(const heat_media *media, const cupel_conduction_material *laws,
                                        size_t number, double temperature);

#endif

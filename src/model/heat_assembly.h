/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_ASSEMBLY_H
#define CUPEL_MODEL_HEAT_ASSEMBLY_H

#include "model/heat_media.h"

/* The rows of heat.conduction as things with places in metres, before there is a grid: what the geometry kernel
 * takes, and what is put on cells and faces later. */

/* Something that needs cells or faces. `what` and `number` call it in messages: "source 2". */
typedef struct heat_place {
    cupel_extent extent;
    bool chip;              /* row is a heat_part */
    const char *list;       /* of the parameters, that the row is in: "parts", "sources", ... */
    const char *what;
    size_t number;          /* of the row, from 1 */
    const void *row;        /* heat_part, heat_source, heat_contact, heat_patch */
} heat_place;

typedef struct heat_places { size_t count, room; heat_place *list; } heat_places;

typedef struct heat_assembly {
    cupel_arena *arena;     /* of tables and laws */
    heat_media media;
    size_t part_count, part_room, mesh_count;
    cupel_part *parts;
    cupel_mesh **meshes;
    heat_places sources, contacts, patches, coolants;
} heat_assembly;

/** EINVAL naming the row that is wrong; ELIMIT; ENOMEM. Free it on errors, too. */
cupel_status heat_assembly_make(const heat_conduction_parameters *p, heat_assembly *out, cupel_error *error);
void heat_assembly_free(heat_assembly *assembly);

/** Whether a part, by its place among those of the assembly from 0, or a place can be meant and lies in the domain. */
cupel_status heat_assembly_check_part(const heat_assembly *assembly, const heat_domain *domain, size_t part,
                                      cupel_error *error);
cupel_status heat_assembly_check_place(const heat_domain *domain, const heat_place *place, cupel_error *error);

/** Grid lines on all that has a place, and the material of each cell. */
cupel_status heat_assembly_grid(const heat_assembly *assembly, const heat_domain *domain,
                                const cupel_resolution *resolution, cupel_grid_lines **out, cupel_error *error);
cupel_status heat_assembly_materials(const heat_assembly *assembly, const heat_domain *domain,
                                     const cupel_grid_lines *grid, int threads, uint16_t *material,
                                     cupel_error *error);

/** How many vias lie along each of the two axes across theirs, in the order x, y, z; 0: not one fits. */
void heat_via_counts(const heat_part *part, size_t counts[2]);

/** The two axes across one, in the order x, y, z. */
void heat_axes_across(int axis, int across[2]);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_BODY_H
#define CUPEL_KERNELS_HEAT_BODY_H

#include "cupel/conduction.h"
#include "cupel/stencil.h"

/* A body whose conduction problem is written as a linear system about a temperature field: what steady and
 * transient solutions share. */
typedef struct cupk_body {
    const cupel_conduction *problem;
    cupel_stencil *system;       /* K T = b about the field of the last assembly */
    double *volume;              /* of each cell [m^3], in the layout; void 0: or computed on the fly */
    int threads;
} cupk_body;

cupel_status cupk_body_new(const cupel_conduction *problem, int threads, cupk_body **out, cupel_error *error);
void cupk_body_free(cupk_body *body);

/** Writes the system about a field and a time: b - K T is the net heat flow into each cell [W] at exactly that field,
 * and K has the tangents of films, radiation and powers (conductivities are those of the field: Picard). */
cupel_status cupk_body_assemble(cupk_body *body, const double *temperature, double time, cupel_error *error);

/* Heat flows [W] at a field, for the audit: into the body is positive. */
typedef struct cupk_heat_flows {
    double sources;
    double sides[CUPEL_SIDES];   /* patches count for their side */
    double coolants;
} cupk_heat_flows;
void cupk_body_heat_flows(const cupk_body *body, const double *temperature, double time, cupk_heat_flows *out);

#endif

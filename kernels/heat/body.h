/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_BODY_H
#define CUPEL_KERNELS_HEAT_BODY_H

#include "cupel/conduction.h"
#include "cupel/stencil.h"

/* A body whose conduction problem is written as a linear system about a temperature field: what steady and
 * transient solutions share. A field x is in the layout of the system and counts from `reference`:
 * T = reference + x, so that small rises keep their digits. Void cells have x = 0. */

/* A face of an active cell to the outside or to a void cell. */
typedef struct cupk_face {
    size_t at;                   /* the cell, in the layout                                          */
    uint32_t index[3];           /* the cell                                                         */
    uint8_t axis, high;          /* its face: low or high along the axis                             */
    uint8_t side;                /* for the audit: CUPEL_X_MIN ... CUPEL_VOID_FACES; CUPEL_SIDES: a coolant */
    uint32_t boundary;           /* of cupk_body.boundaries; for a coolant its number                */
    double source;               /* from sources on the face [W/m^2]                                 */
} cupk_face;

/* A face between two active cells that carries a source. */
typedef struct cupk_inner_face {
    size_t at;                   /* the cell above the face */
    uint32_t index[3];
    uint8_t axis;
    double source;               /* [W/m^2] */
} cupk_inner_face;

typedef struct cupk_power_place { size_t face, source; bool inner; } cupk_power_place;

typedef struct cupk_body {
    const cupel_conduction *problem;
    cupel_stencil *system;       /* K x = b about the field of the last assembly */
    double reference;            /* [K] */
    int threads;
    bool fixed;                  /* nothing depends on the temperature: one assembly serves any field */
    bool lagged;                 /* conductivities, powers or coolants do, and are taken at the field: no tangents */
    size_t active;               /* cells that are not void */
    double volume;               /* of them [m^3] */

    size_t face_count, inner_count, place_count;
    cupk_face *faces;            /* in the order of the cells */
    cupk_inner_face *inner;
    cupk_power_place *places;    /* which source heats which face */
    const cupel_boundary **boundaries;    /* those of the sides, then those of the patches */
    double *measure;             /* of each source: volume or area [m^3, m^2] */
    double *power;               /* of each source at the last assembly [W] */
    double **coolant;            /* of each coolant, its mean temperature along each cell of its axis, less the reference */
    double *outlet;              /* of each coolant, less the reference */

    size_t island_count;         /* connected parts without any exchange with the surroundings */
    uint32_t *island;            /* [nz][ny][nx] the number of it + 1, 0: exchanges or void; NULL: there are none */
    size_t *island_cell;         /* one cell of each, in the layout */
} cupk_body;

/** Checks the problem and numbers its faces. `reference`: see above; NaN: the mean of the surroundings is taken. */
cupel_status cupk_body_new(const cupel_conduction *problem, double reference, int threads, cupk_body **out,
                           cupel_error *error);
void cupk_body_free(cupk_body *body);

/** Writes the system about a field and a time: b - K x is the net heat flow into each cell [W] at exactly that field,
 * and K has the tangents of films and radiation. Conductivities, powers and coolants are those of the field. */
void cupk_body_assemble(cupk_body *body, const double *field, double time);

/* Heat flows [W] at a field, for the audit: into the body is positive. */
typedef struct cupk_heat_flows {
    double sources;
    double sides[CUPEL_SIDES];   /* patches count for their side */
    double coolants;
} cupk_heat_flows;
/** At the field and the time of the last assembly. */
void cupk_body_heat_flows(const cupk_body *body, const double *field, double time, cupk_heat_flows *out);

/* What a face does at a field. Heat flux out of the body, its slope over the cell's temperature, and the temperature
 * of the body's face, less the reference. */
typedef struct cupk_face_state { double flux_out, slope, temperature; } cupk_face_state;
cupk_face_state cupk_body_face(const cupk_body *body, const cupk_face *face, const double *field, double time);

/* Temperature of an inner face that carries a source; with a contact, of its middle. */
double cupk_body_inner_face(const cupk_body *body, const cupk_inner_face *face, const double *field);

/* Least and greatest temperature of cells and faces [K], and the mean over the volume. */
typedef struct cupk_extremes { double least, greatest, mean; } cupk_extremes;
cupk_extremes cupk_body_extremes(const cupk_body *body, const double *field, double time);

/** Temperature of a probe [K]: linear between cell centres and faces, in a way that keeps the heat flux continuous
 * where materials meet, so that on a face it is the face's. */
double cupk_body_probe(const cupk_body *body, const double position[3], const double *field, double time);

/** The field in kelvin, [nz][ny][nx]; void cells NaN. */
void cupk_body_temperatures(const cupk_body *body, const double *field, double *out);
/** The heat flux at the centres of the cells [W/m^2], [nz][ny][nx][3]; void cells NaN. */
void cupk_body_heat_flux(const cupk_body *body, const double *field, double time, double *out);

/* Sums and norms over the cells in a fixed order, for any number of threads. */
double cupk_body_dot(const cupk_body *body, const double *a, const double *b);
double cupk_body_sum(const cupk_body *body, const double *a);
double cupk_body_largest(const cupk_body *body, const double *a);    /* |a| */

#endif

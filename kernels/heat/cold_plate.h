/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_COLD_PLATE_H
#define CUPEL_KERNELS_HEAT_COLD_PLATE_H

#include <stdbool.h>
#include "cupel/cold_plate.h"
#include "heat/sparse.h"

/* Cells of the plate: nx slabs along x, all alike, of ny strips along y. A cell has a base and a cover
 * temperature; in every slab each channel has the temperature at which the coolant leaves it. All as rises
 * over the coolant's inlet. */

typedef enum cupk_strip_kind {
    CUPK_STRIP_CHANNEL, /* a part of a channel's width: two sheets over and under the coolant */
    CUPK_STRIP_FIN,  /* a whole wall no thicker than it is high: a fin between the sheets                  */
    CUPK_STRIP_SOLID /* a part of a thicker wall: metal, of which each sheet gets a half; its ends are wetted
                      */
} cupk_strip_kind;

enum { CUPK_NO_CHANNEL = -1 };

typedef struct cupk_strip {
    cupk_strip_kind kind;
    double y, width;   /* lower edge, [m] */
    long below, above; /* channels that wet it at its lower and upper edge; a channel's own strip: below */
} cupk_strip;

/* What conducts, for what flows: the cross-section, of a round channel that of the square of its perimeter.
 */
typedef struct cupk_section {
    double width, height;       /* of the channel, as it conducts */
    double base, cover;         /* thickness of the sheets        */
    double flow_area, diameter; /* A, D_h, as it flows            */
    double friction, nusselt;   /* developed laminar f Re (Fanning) and Nu */
} cupk_section;

cupk_section cupk_plate_section(const cupel_cold_plate *plate);

/* The strips from y = 0 to y = W into `strips`, which may be NULL; how many there are. */
size_t cupk_plate_strips(const cupel_cold_plate *plate, cupk_strip *strips);

/* The coolant in one cell of a channel. */
typedef struct cupk_channel_cell {
    double film;          /* h [W/(m^2 K)]                                                        */
    double pressure_drop; /* friction in the cell [Pa]                                            */
    double capacity_rate; /* m c_p, mean over the cell's rise [W/K]                               */
    double conductance;   /* G of all that borders on it [W/K]                                    */
    double weight;        /* of the outlet in the cell's mean: 1/(1 - e^-N) - 1/N, N = G/(m c_p)  */
    double decay;         /* e^-N */
    double scale;         /* G/(1 - e^-N) */
    double inlet, mean, outlet, wall; /* rises over the inlet of the plate [K] */
    double density, reynolds, prandtl;
} cupk_channel_cell;

/* What borders on what in a cell [W/K]. */
typedef struct cupk_links {
    double base[2], cover[2]; /* sheets to the channel below, above */
    double across;            /* between these two channels         */
    double through;           /* between the sheets                 */
} cupk_links;

struct cupel_cold_plate_solver {
    const cupel_cold_plate *plate;
    const cupel_liquid *liquid;
    cupk_section section;
    size_t nx, ny, channels, passes, group; /* group: channels in a pass */
    size_t stride;                          /* unknowns in a slab        */
    double dx;
    double wetted; /* perimeter that conducts [m], summed over the channels */
    cupk_strip *strips;
    cupk_sparse matrix;
    double
        *conduction; /* entries of the matrix that are conduction in the sheets; for the conductivity below */
    double conductivity;
    cupk_links *links;                             /* [ny] of the slab at hand */
    double *unknown, *given, *residual, *step;     /* [nx stride] */
    double *flux[2];                               /* [ny nx] of the sources on the faces [W/m^2] */
    cupk_channel_cell *cells;                      /* [channels][nx] */
    double *mass_flow, *pressure_drop, *perimeter; /* [channels] */
    double *mixing; /* [channels] share of a channel in the mixed outlet of its pass */
    double balance; /* greatest relative difference of pressure drops in a pass */
};

static inline size_t cupk_metal(const cupel_cold_plate_solver *s, size_t slab, size_t strip, int sheet)
{
    return slab * s->stride + 2 * strip + (size_t)sheet;
}

static inline size_t cupk_outlet(const cupel_cold_plate_solver *s, size_t slab, size_t channel)
{
    return slab * s->stride + 2 * s->ny + channel;
}

static inline cupk_channel_cell *cupk_cell(const cupel_cold_plate_solver *s, size_t slab, size_t channel)
{
    return &s->cells[channel * s->nx + slab];
}

/* Direction of the flow, and the slab that a channel reaches as its `step`-th. */
bool cupk_flows_back(const cupel_cold_plate_solver *s, size_t channel);
static inline size_t cupk_slab_of(const cupel_cold_plate_solver *s, size_t channel, size_t step)
{
    return cupk_flows_back(s, channel) ? s->nx - 1 - step : step;
}

/* Where the coolant that enters a cell comes from: outlets with their shares, `count` of them from `first`
 * on, each with the share s->mixing, or one with share 1; none: the inlet of the plate, whose rise is 0. */
typedef struct cupk_upstream {
    size_t first, count;
    bool mixed;
} cupk_upstream;
cupk_upstream cupk_upstream_of(const cupel_cold_plate_solver *s, size_t slab, size_t channel);

/* cold_plate_film.c: temperatures of the coolant by the unknowns; films, friction, capacity rates by them;
 * and flows shared anew among the channels of a pass, for equal pressure drops. */
void cupk_plate_films(cupel_cold_plate_solver *s);
void cupk_plate_share_flow(cupel_cold_plate_solver *s);

/* cold_plate_system.c: pattern and entries of the matrix, sources. */
bool cupk_plate_pattern(cupel_cold_plate_solver *s);
void cupk_plate_sources(cupel_cold_plate_solver *s);
void cupk_plate_assemble(cupel_cold_plate_solver *s);

/* cold_plate_results.c */
void cupk_plate_results(const cupel_cold_plate_solver *s, double flow_rate, cupel_cold_plate_result *out);

/* Part of a cell's area that a source covers. */
double cupk_plate_overlap(const cupel_cold_plate_solver *s, const cupel_plate_source *source, size_t slab,
                          size_t strip);

#endif

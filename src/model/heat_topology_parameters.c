/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model/heat_corners.h"
#include "model/heat_topology.h"

/* heat.topology: its rows. */

static cupel_status check_domain(const void *values, cupel_error *error)
{
    const topology_domain *d = values;
    for (size_t a = 0; a < 3; a++)
        if (d->cells.values[a] != floor(d->cells.values[a]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "cells are whole numbers; %g is not one", d->cells.values[a]);
    return CUPEL_OK;
}

static const cupel_param domain_rows[] = {
    {"size", CUPEL_VECTOR, offsetof(topology_domain, size), .unit = "m", .range = "(0, 100]",
     .length = "[3, 3]", .flags = CUPEL_REQUIRED,
     .meaning = "sides of the body along x, y, z, which begin at 0"},
    {"cells", CUPEL_VECTOR, offsetof(topology_domain, cells), .unit = "1", .range = "[1, 2000]",
     .length = "[3, 3]", .flags = CUPEL_REQUIRED,
     .meaning = "cells along x, y, z, all alike; 1 along z for a plate of one pattern through its thickness"},
};
static const cupel_table domain_table = {
    .name = "domain", .size = sizeof(topology_domain), CUPEL_ROWS(domain_rows), .check = check_domain};

static cupel_status check_source(const void *values, cupel_error *error)
{
    const topology_source *s = values;
    if (isnan(s->power) == isnan(s->power_density))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a source takes exactly one of power and power_density");
    return CUPEL_OK;
}

static const cupel_param source_rows[] = {
    CORNERS(topology_source,
            "of the source; equal along one axis, on an outer side: into the cells behind it"),
    {"power", CUPEL_QUANTITY, offsetof(topology_source, power), .unit = "W", .range = "[0, inf)",
     .meaning = "heat in all, even over the box"},
    {"power_density", CUPEL_QUANTITY, offsetof(topology_source, power_density), .unit = "W/m^3",
     .range = "[0, inf)", .meaning = "heat per volume of the box. This or power"},
    {"load_case", CUPEL_INTEGER, offsetof(topology_source, load_case), .unit = "1", .fallback = "1",
     .range = "[1, 64]",
     .meaning = "sources of different cases act at different times; the sum of their compliances is made "
                "least"},
};
static const cupel_table source_table = {
    .name = "source", .size = sizeof(topology_source), CUPEL_ROWS(source_rows), .check = check_source};

static const cupel_param sink_rows[] = {
    CORNERS(topology_sink, "of the patch on an outer side, flat: equal along one axis"),
    {"coefficient", CUPEL_QUANTITY, offsetof(topology_sink, coefficient), .unit = "W/(m^2 K)",
     .range = "(0, inf)",
     .meaning =
         "film coefficient h to ambient_temperature; not given: the patch is at ambient_temperature itself"},
};
static const cupel_table sink_table = {.name = "sink", .size = sizeof(topology_sink), CUPEL_ROWS(sink_rows)};

static const char *const region_kinds[] = {"solid", "empty", NULL};
static const cupel_param region_rows[] = {
    {"kind", CUPEL_CHOICE, offsetof(topology_region, kind), .choices = region_kinds, .flags = CUPEL_REQUIRED,
     .meaning = "solid: must be conductor, such as a screw boss; empty: must be filler, such as a bore"},
    CORNERS(topology_region, "of the box"),
};
static const cupel_table region_table = {
    .name = "region", .size = sizeof(topology_region), CUPEL_ROWS(region_rows)};

#define MIRROR(n, name_)                                                                                     \
    {                                                                                                        \
        name_, CUPEL_FLAG, offsetof(topology_symmetry, along) + (n) * sizeof(int),                           \
            .fallback = "false", .meaning = "mirrored at the middle plane normal to " name_                  \
    }
static const cupel_param symmetry_rows[] = {MIRROR(0, "x"), MIRROR(1, "y"), MIRROR(2, "z")};
static const cupel_table symmetry_table = {
    .name = "symmetry", .size = sizeof(topology_symmetry), CUPEL_ROWS(symmetry_rows)};

static cupel_status check(const void *values, cupel_error *error)
{
    const topology_parameters *p = values;
    if ((p->material != NULL) == !isnan(p->conductivity))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the conductor needs exactly one of material and conductivity");
    if ((p->filler_material != NULL) == !isnan(p->filler_conductivity))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the rest needs exactly one of filler_material and filler_conductivity");
    if (isnan(p->volume_fraction) == isnan(p->maximum_mass))
        CUPEL_FAIL(error, CUPEL_EINVAL, "give exactly one of volume_fraction and maximum_mass");
    if (!isnan(p->maximum_mass) && !p->material)
        CUPEL_FAIL(error, CUPEL_EINVAL, "maximum_mass needs a material with density");
    if (p->last_penalty < p->penalty)
        CUPEL_FAIL(error, CUPEL_EINVAL, "last_penalty %g must not be below penalty %g", p->last_penalty,
                   p->penalty);
    double widest = 0;
    for (size_t a = 0; a < 3; a++)
        if (p->domain->cells.values[a] > 1)
            widest = fmax(widest, p->domain->size.values[a] / p->domain->cells.values[a]);
    if (p->filter_radius < 1.5 * widest)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "filter_radius %g m must be 1.5 cells or more, %g m: finer patterns hang on the grid",
                   p->filter_radius, 1.5 * widest);
    return topology_world_check(p, error);
}

#define AT(field) offsetof(topology_parameters, field)
static const cupel_param rows[] = {
    {"domain", CUPEL_TABLE, AT(domain), .table = &domain_table, .flags = CUPEL_REQUIRED,
     .meaning = "the room that may be filled, and its grid"},
    {"material", CUPEL_MATERIAL, AT(material),
     .meaning = "conductor: thermal_conductivity at ambient_temperature, and density for the mass. This or "
                "conductivity"},
    {"conductivity", CUPEL_QUANTITY, AT(conductivity), .unit = "W/(m K)", .range = "(0, 1e5]",
     .meaning = "thermal conductivity k0 of the conductor"},
    {"filler_material", CUPEL_MATERIAL, AT(filler_material),
     .meaning = "what lies where the conductor does not: board, resin, air at rest. This or "
                "filler_conductivity"},
    {"filler_conductivity", CUPEL_QUANTITY, AT(filler_conductivity), .unit = "W/(m K)", .range = "(0, 1e5]",
     .meaning = "thermal conductivity k_min of the filler, below that of the conductor"},
    {"volume_fraction", CUPEL_NUMBER, AT(volume_fraction), .unit = "1", .range = "(0, 1)",
     .meaning = "share of conductor in the cells that no region keeps. This or maximum_mass"},
    {"maximum_mass", CUPEL_QUANTITY, AT(maximum_mass), .unit = "kg", .range = "(0, inf)",
     .meaning = "mass of all conductor, regions included; it is used up"},
    {"sources", CUPEL_LIST, AT(sources), .length = "[1, 1000]", .table = &source_table,
     .flags = CUPEL_REQUIRED, .meaning = "where heat arises"},
    {"sinks", CUPEL_LIST, AT(sinks), .length = "[1, 1000]", .table = &sink_table, .flags = CUPEL_REQUIRED,
     .meaning = "where it leaves; the other outer faces are adiabatic"},
    {"regions", CUPEL_LIST, AT(regions), .length = "[0, 1000]", .table = &region_table,
     .meaning = "what is not free; later ones overwrite earlier ones"},
    {"ambient_temperature", CUPEL_QUANTITY, AT(ambient_temperature), .unit = "K", .fallback = "25 degC",
     .range = "(0, 2000]", .meaning = "temperature Ta of the sinks' surroundings"},
    {"symmetry", CUPEL_TABLE, AT(symmetry), .table = &symmetry_table,
     .meaning = "mirror planes that the design shall have; the problem must have them too"},
    {"filter_radius", CUPEL_QUANTITY, AT(filter_radius), .unit = "m", .range = "(0, 100]",
     .meaning = "radius R of the density filter, about half the finest branch, 1.5 cells or more; not "
                "given: 2 cells"},
    {"penalty", CUPEL_NUMBER, AT(penalty), .unit = "1", .fallback = "3", .range = "[1, 10]",
     .meaning = "exponent p of the density in the conductivity"},
    {"last_penalty", CUPEL_NUMBER, AT(last_penalty), .unit = "1", .fallback = "12", .range = "[1, 30]",
     .meaning = "exponent at the end, at which grey does not pay"},
    {"projection", CUPEL_NUMBER, AT(projection), .unit = "1", .fallback = "32", .range = "[1, 256]",
     .meaning = "sharpness b of the projection at the end, doubled from 1"},
    {"maximum_iterations", CUPEL_INTEGER, AT(maximum_iterations), .unit = "1", .fallback = "400",
     .range = "[1, 10000]", .meaning = "most iterations"},
    {"tolerance", CUPEL_NUMBER, AT(tolerance), .unit = "1", .fallback = "2e-3", .range = "[1e-8, 0.1]",
     .meaning = "relative change of the compliance over five iterations that ends a stage"},
    {"refinement", CUPEL_INTEGER, AT(refinement), .unit = "1", .fallback = "2", .range = "[1, 8]",
     .meaning = "parts that each cell is cut into along each axis for verification"},
};
#undef AT
const cupel_table topology_table = {
    .name = "heat.topology", .size = sizeof(topology_parameters), CUPEL_ROWS(rows), .check = check};

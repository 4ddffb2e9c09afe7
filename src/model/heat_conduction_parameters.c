/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "material/material.h"
#include "model/heat_conduction.h"

const char *const heat_sides[] = {"x_min", "x_max", "y_min", "y_max", "z_min", "z_max", "void", NULL};

static const char *const kinds[] = {"box", "plate_fins", "pin_fins", "channel", NULL};
static const char *const axes[] = {"x", "y", "z", NULL};
static const char *const modes[] = {"steady", NULL};
static const char *const boundary_kinds[] = {
    [CUPEL_BOUNDARY_ADIABATIC] = "adiabatic", [CUPEL_BOUNDARY_TEMPERATURE] = "temperature",
    [CUPEL_BOUNDARY_FLUX] = "flux",           [CUPEL_BOUNDARY_CONVECTION] = "convection",
    [CUPEL_BOUNDARY_RADIATION] = "radiation", [CUPEL_BOUNDARY_CONVECTION_RADIATION] = "convection_radiation",
    [CUPEL_BOUNDARY_PERIODIC] = "periodic",   NULL};

/* Two corners, which most rows of lists have. */
#define CORNERS(type, what)                                                                                  \
    {"from",                                                                                                 \
     CUPEL_VECTOR,                                                                                           \
     offsetof(type, from),                                                                                   \
     .unit = "m",                                                                                            \
     .range = "[0, 100]",                                                                                    \
     .length = "[3, 3]",                                                                                     \
     .flags = CUPEL_REQUIRED,                                                                                \
     .meaning = "lower corner x, y, z " what},                                                               \
    {                                                                                                        \
        "to", CUPEL_VECTOR, offsetof(type, to), .unit = "m", .range = "[0, 100]", .length = "[3, 3]",        \
                                                .flags = CUPEL_REQUIRED,                                     \
                                                .meaning = "upper corner x, y, z " what                      \
    }

/* DOMAIN */

static cupel_status check_domain(const void *values, cupel_error *error)
{
    const heat_domain *d = values;
    if (d->cells.count && d->target_cells != CUPEL_NO_INTEGER)
        CUPEL_FAIL(error, CUPEL_EINVAL, "give cells or target_cells, not both");
    for (size_t a = 0; a < d->cells.count; a++)
        if (d->cells.values[a] != floor(d->cells.values[a]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "cells are whole numbers; %g is not one", d->cells.values[a]);
    return CUPEL_OK;
}

#define AT(field) offsetof(heat_domain, field)
static const cupel_param domain_rows[] = {
    {"size", CUPEL_VECTOR, AT(size), .unit = "m", .range = "(0, 100]", .length = "[3, 3]",
     .flags = CUPEL_REQUIRED, .meaning = "sides of the domain along x, y, z, which begin at 0"},
    {"cells", CUPEL_VECTOR, AT(cells), .unit = "1", .range = "[1, 100000]", .length = "[3, 3]",
     .meaning = "cells along x, y, z, shared among the gaps between faces of parts. This or target_cells"},
    {"target_cells", CUPEL_INTEGER, AT(target_cells), .unit = "1", .range = "[8, 1000000000]",
     .meaning = "cells in all, at most; 60000 where neither this nor cells is given"},
    {"grading", CUPEL_NUMBER, AT(grading), .unit = "1", .range = "(1, 10]",
     .meaning = "greatest ratio of neighbouring cells; 1.3 with target_cells, even cells with cells"},
};
#undef AT
static const cupel_table domain_table = {
    .name = "domain", .size = sizeof(heat_domain), CUPEL_ROWS(domain_rows), .check = check_domain};

/* PARTS */

static cupel_status check_part(const void *values, cupel_error *error)
{
    const heat_part *part = values;
    const size_t k = part->conductivity.count;
    if (k == 6 || k == 9)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "a conductivity tensor that is not along the axes cannot be taken: give one value, or three "
            "along x, y, z");
    if (k != 0 && k != 1 && k != 3)
        CUPEL_FAIL(error, CUPEL_EINVAL, "conductivity takes one value, or three along x, y, z; %zu are given",
                   k);
    for (size_t a = 0; a < k; a++)
        if (!(part->conductivity.values[a] > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "conductivity must be above 0");
    const bool metal = part->kind != HEAT_PART_CHANNEL;
    if (metal && !part->material == !k)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a %s needs material or conductivity, and not both",
                   kinds[part->kind]);
    if (!metal && (part->material || k))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a channel is empty: it takes neither material nor conductivity");
    if (part->kind == HEAT_PART_PLATE_FINS &&
        (part->fin_count == CUPEL_NO_INTEGER || isnan(part->fin_thickness)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "plate_fins need fin_count and fin_thickness");
    if (part->kind == HEAT_PART_PIN_FINS && (part->pin_count.count != 2 || isnan(part->pin_diameter)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "pin_fins need pin_count, two numbers, and pin_diameter");
    return CUPEL_OK;
}

#define AT(field) offsetof(heat_part, field)
static const cupel_param part_rows[] = {
    {"kind", CUPEL_CHOICE, AT(kind), .fallback = "box", .choices = kinds,
     .meaning =
         "box: also layers, planes, chips; plate_fins: plates normal to axis, the outermost on the box's "
         "faces; pin_fins: pins along axis; channel: a box that is void"},
    CORNERS(heat_part, "of the part's box"),
    {"material", CUPEL_MATERIAL, AT(material),
     .meaning =
         "thermal_conductivity over temperature; with in_plane_thermal_conductivity z is the normal. This "
         "or conductivity"},
    {"conductivity", CUPEL_VECTOR, AT(conductivity), .unit = "W/(m K)", .range = "[0, 1e5]",
     .length = "[1, 9]", .meaning = "thermal conductivity k: one value, or three along x, y, z"},
    {"axis", CUPEL_CHOICE, AT(axis), .fallback = "x", .choices = axes,
     .meaning = "plate_fins: the normal of the plates; pin_fins: the direction of the pins"},
    {"fin_count", CUPEL_INTEGER, AT(fin_count), .unit = "1", .range = "[1, 10000]",
     .meaning = "plate_fins: number of plates"},
    {"fin_thickness", CUPEL_QUANTITY, AT(fin_thickness), .unit = "m", .range = "(0, 10]",
     .meaning = "plate_fins: thickness of a plate"},
    {"pin_count", CUPEL_VECTOR, AT(pin_count), .unit = "1", .range = "[1, 10000]", .length = "[2, 2]",
     .meaning = "pin_fins: numbers of pins along the other two axes, in the order x, y, z"},
    {"pin_diameter", CUPEL_QUANTITY, AT(pin_diameter), .unit = "m", .range = "(0, 10]",
     .meaning = "pin_fins: diameter, or side of square pins"},
    {"square", CUPEL_FLAG, AT(square), .fallback = "false", .meaning = "pin_fins: square ones"},
    {"staggered", CUPEL_FLAG, AT(staggered), .fallback = "false",
     .meaning = "pin_fins: rows lie a quarter pitch to either side by turns"},
};
#undef AT
static const cupel_table part_table = {
    .name = "part", .size = sizeof(heat_part), CUPEL_ROWS(part_rows), .check = check_part};

/* SOURCES, CONTACTS, PROBES */

static cupel_status check_source(const void *values, cupel_error *error)
{
    const heat_source *s = values;
    if (isnan(s->power) == isnan(s->power_density))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a source takes exactly one of power and power_density");
    if (!isnan(s->power_density))
        for (size_t a = 0; a < 3; a++)
            if (!(s->to.values[a] > s->from.values[a]))
                CUPEL_FAIL(error, CUPEL_EINVAL,
                           "power_density is per volume, and this source is flat: give power");
    return CUPEL_OK;
}

static const cupel_param source_rows[] = {
    CORNERS(heat_source, "of the source; equal along one axis: on the faces there"),
    {"power", CUPEL_QUANTITY, offsetof(heat_source, power), .unit = "W",
     .meaning = "heat in all, even over what is not void"},
    {"power_density", CUPEL_QUANTITY, offsetof(heat_source, power_density), .unit = "W/m^3",
     .meaning = "heat per volume of what is not void in the box. This or power"},
};
static const cupel_table source_table = {
    .name = "source", .size = sizeof(heat_source), CUPEL_ROWS(source_rows), .check = check_source};

static const cupel_param contact_rows[] = {
    CORNERS(heat_contact, "of the contact, which is flat: equal along one axis"),
    {"resistance", CUPEL_QUANTITY, offsetof(heat_contact, resistance), .unit = "m^2 K/W", .range = "[0, inf)",
     .flags = CUPEL_REQUIRED,
     .meaning = "contact resistance R''; where contacts overlap the later one counts"},
};
static const cupel_table contact_table = {
    .name = "contact", .size = sizeof(heat_contact), CUPEL_ROWS(contact_rows)};

static const cupel_param probe_rows[] = {
    {"name", CUPEL_TEXT, offsetof(heat_probe, name), .flags = CUPEL_REQUIRED, .meaning = "name of the probe"},
    {"position", CUPEL_VECTOR, offsetof(heat_probe, position), .unit = "m", .range = "[0, 100]",
     .length = "[3, 3]", .flags = CUPEL_REQUIRED,
     .meaning = "x, y, z; on an outer face or an interface: of the face"},
};
static const cupel_table probe_table = {.name = "probe", .size = sizeof(heat_probe), CUPEL_ROWS(probe_rows)};

/* BOUNDARIES */

static cupel_status need(double value, const char *name, int kind, cupel_error *error)
{
    if (isnan(value))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a boundary of kind %s needs %s", boundary_kinds[kind], name);
    return CUPEL_OK;
}

static cupel_status check_boundary(const void *values, cupel_error *error)
{
    const heat_boundary *b = values;
    cupel_status status = CUPEL_OK;
    const bool film = b->kind == CUPEL_BOUNDARY_CONVECTION || b->kind == CUPEL_BOUNDARY_CONVECTION_RADIATION;
    const bool radiates =
        b->kind == CUPEL_BOUNDARY_RADIATION || b->kind == CUPEL_BOUNDARY_CONVECTION_RADIATION;
    if (b->kind == CUPEL_BOUNDARY_TEMPERATURE) status = need(b->temperature, "temperature", b->kind, error);
    if (b->kind == CUPEL_BOUNDARY_FLUX) status = need(b->flux, "flux", b->kind, error);
    if (film) status = need(b->coefficient, "coefficient", b->kind, error);
    if (!status && (film || radiates)) status = need(b->ambient, "ambient", b->kind, error);
    if (!status && radiates) status = need(b->emissivity, "emissivity", b->kind, error);
    return status;
}

#define AT(field) offsetof(heat_boundary, field)
static const cupel_param boundary_rows[] = {
    {"kind", CUPEL_CHOICE, AT(kind), .choices = boundary_kinds, .flags = CUPEL_REQUIRED,
     .meaning =
         "adiabatic, temperature of the wall, flux into the body, convection by a film, radiation, both, or "
         "periodic with the side opposite"},
    {"temperature", CUPEL_QUANTITY, AT(temperature), .unit = "K", .range = "(0, 10000]",
     .meaning = "temperature Tw of the wall"},
    {"flux", CUPEL_QUANTITY, AT(flux), .unit = "W/m^2", .meaning = "heat flux q into the body"},
    {"coefficient", CUPEL_QUANTITY, AT(coefficient), .unit = "W/(m^2 K)", .range = "[0, inf)",
     .meaning = "film coefficient h"},
    {"ambient", CUPEL_QUANTITY, AT(ambient), .unit = "K", .range = "(0, 10000]",
     .meaning = "temperature of the fluid, and of the surroundings where these are not given"},
    {"surroundings", CUPEL_QUANTITY, AT(surroundings), .unit = "K", .range = "(0, 10000]",
     .meaning = "temperature that radiation goes to, where it is not ambient"},
    {"emissivity", CUPEL_NUMBER, AT(emissivity), .unit = "1", .range = "[0, 1]",
     .meaning = "emissivity of the faces"},
    {"resistance", CUPEL_QUANTITY, AT(resistance), .unit = "m^2 K/W", .fallback = "0", .range = "[0, inf)",
     .meaning = "thermal resistance between the face and the wall or film: an interface material"},
};
#undef AT
static const cupel_table boundary_table = {
    .name = "boundary", .size = sizeof(heat_boundary), CUPEL_ROWS(boundary_rows), .check = check_boundary};

#define SIDE(n, name_, words)                                                                                \
    {                                                                                                        \
        name_, CUPEL_TABLE, offsetof(heat_boundaries, side) + (n) * sizeof(void *),                          \
            .table = &boundary_table, .meaning = words                                                       \
    }
static const cupel_param boundaries_rows[] = {
    SIDE(CUPEL_X_MIN, "x_min", "outer faces at x = 0; not given: adiabatic"),
    SIDE(CUPEL_X_MAX, "x_max", "outer faces at the upper end of x"),
    SIDE(CUPEL_Y_MIN, "y_min", "outer faces at y = 0"),
    SIDE(CUPEL_Y_MAX, "y_max", "outer faces at the upper end of y"),
    SIDE(CUPEL_Z_MIN, "z_min", "outer faces at z = 0"),
    SIDE(CUPEL_Z_MAX, "z_max", "outer faces at the upper end of z"),
    SIDE(CUPEL_VOID_FACES, "void", "faces to void cells"),
};
static const cupel_table boundaries_table = {
    .name = "boundaries", .size = sizeof(heat_boundaries), CUPEL_ROWS(boundaries_rows)};

/* THE MODEL */

#define AT(field) offsetof(heat_conduction_parameters, field)
static const cupel_param rows[] = {
    {"domain", CUPEL_TABLE, AT(domain), .table = &domain_table, .flags = CUPEL_REQUIRED,
     .meaning = "the space that the parts lie in, and its grid"},
    {"parts", CUPEL_LIST, AT(parts), .length = "[1, 10000]", .table = &part_table, .flags = CUPEL_REQUIRED,
     .meaning = "bodies; later ones overwrite earlier ones, and what none covers is void"},
    {"sources", CUPEL_LIST, AT(sources), .length = "[0, 10000]", .table = &source_table,
     .meaning = "where heat is put in"},
    {"contacts", CUPEL_LIST, AT(contacts), .length = "[0, 10000]", .table = &contact_table,
     .meaning = "resistances on faces between cells"},
    {"boundaries", CUPEL_TABLE, AT(boundaries), .table = &boundaries_table, .flags = CUPEL_REQUIRED,
     .meaning = "what the outer sides and the faces to void exchange"},
    {"mode", CUPEL_CHOICE, AT(mode), .fallback = "steady", .choices = modes, .meaning = "steady state"},
    {"initial_temperature", CUPEL_QUANTITY, AT(initial_temperature), .unit = "K", .range = "(0, 10000]",
     .meaning = "first guess; the mean of the surroundings where it is not given"},
    {"tolerance", CUPEL_NUMBER, AT(tolerance), .unit = "1", .fallback = "1e-9", .range = "[1e-13, 1e-2]",
     .meaning = "greatest net heat flow of the cells at the end, against that of the guess"},
    {"probes", CUPEL_LIST, AT(probes), .length = "[0, 10000]", .table = &probe_table,
     .meaning = "places whose temperature is told"},
};
#undef AT
const cupel_table heat_conduction_table = {
    .name = "heat.conduction", .size = sizeof(heat_conduction_parameters), CUPEL_ROWS(rows)};

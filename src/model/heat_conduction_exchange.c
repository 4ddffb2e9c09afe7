/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model/heat_conduction.h"
#include "model/heat_corners.h"

/* heat.conduction: sources, contacts and boundaries. */

const char *const heat_sides[] = {"x_min", "x_max", "y_min", "y_max", "z_min", "z_max", "void", NULL};

static const char *const boundary_kinds[] = {
    [CUPEL_BOUNDARY_ADIABATIC] = "adiabatic", [CUPEL_BOUNDARY_TEMPERATURE] = "temperature",
    [CUPEL_BOUNDARY_FLUX] = "flux",           [CUPEL_BOUNDARY_CONVECTION] = "convection",
    [CUPEL_BOUNDARY_RADIATION] = "radiation", [CUPEL_BOUNDARY_CONVECTION_RADIATION] = "convection_radiation",
    [CUPEL_BOUNDARY_PERIODIC] = "periodic",   NULL};

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
const cupel_table heat_source_table = {
    .name = "source", .size = sizeof(heat_source), CUPEL_ROWS(source_rows), .check = check_source};

static const cupel_param contact_rows[] = {
    CORNERS(heat_contact, "of the contact, which is flat: equal along one axis"),
    {"resistance", CUPEL_QUANTITY, offsetof(heat_contact, resistance), .unit = "m^2 K/W", .range = "[0, inf)",
     .flags = CUPEL_REQUIRED,
     .meaning = "contact resistance R''; where contacts overlap the later one counts"},
};
const cupel_table heat_contact_table = {
    .name = "contact", .size = sizeof(heat_contact), CUPEL_ROWS(contact_rows)};

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
const cupel_table heat_boundaries_table = {
    .name = "boundaries", .size = sizeof(heat_boundaries), CUPEL_ROWS(boundaries_rows)};

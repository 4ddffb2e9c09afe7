/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model/heat_conduction.h"
#include "model/heat_corners.h"

/* heat.conduction: the rows of sources, contacts, boundaries and patches. */

const char *const heat_sides[] = {"x_min", "x_max", "y_min", "y_max", "z_min", "z_max", "void", NULL};

const char *const heat_boundary_kinds[] = {
    [CUPEL_BOUNDARY_ADIABATIC] = "adiabatic", [CUPEL_BOUNDARY_TEMPERATURE] = "temperature",
    [CUPEL_BOUNDARY_FLUX] = "flux",           [CUPEL_BOUNDARY_CONVECTION] = "convection",
    [CUPEL_BOUNDARY_RADIATION] = "radiation", [CUPEL_BOUNDARY_CONVECTION_RADIATION] = "convection_radiation",
    [CUPEL_BOUNDARY_PERIODIC] = "periodic",   NULL};

/* SOURCES */

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
    {"temperature_factor", CUPEL_CURVE, offsetof(heat_source, temperature_factor), .unit = "1",
     .range = "(-inf, inf)", .length = "[1, 10000]", .axis = "mean temperature of its cells",
     .axis_unit = "K",
     .meaning =
         "what the power is multiplied with, linear between the points and constant beyond; for a source on "
         "faces the temperature is that of the cells beside them"},
    TIME_FACTOR(offsetof(heat_source, time_factor), NULL, "the power"),
};
const cupel_table heat_source_table = {
    .name = "source", .size = sizeof(heat_source), CUPEL_ROWS(source_rows), .check = check_source};

/* What lies on faces is flat along one axis, but for rounding of its lengths. */
static cupel_status check_flat(const cupel_vector *from, const cupel_vector *to, const char *what,
                               cupel_error *error)
{
    int flat = 0;
    for (size_t a = 0; a < 3; a++)
        flat += fabs(to->values[a] - from->values[a]) <= 1e-9 * fmax(to->values[a], from->values[a]);
    if (flat != 1)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a %s is flat: from and to must be equal along one axis and differ along two; they are "
                   "equal along %s",
                   what,
                   flat == 0   ? "none"
                   : flat == 2 ? "two"
                               : "three");
    return CUPEL_OK;
}

/* CONTACTS */

static cupel_status check_contact(const void *values, cupel_error *error)
{
    const heat_contact *c = values;
    const bool sheet = !isnan(c->thickness) || !isnan(c->conductivity);
    if (sheet != isnan(c->resistance))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a contact takes resistance, or thickness and conductivity, and not both");
    if (sheet && (isnan(c->thickness) || isnan(c->conductivity)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a contact by thickness and conductivity needs both");
    return check_flat(&c->from, &c->to, "contact", error);
}

static const cupel_param contact_rows[] = {
    CORNERS(heat_contact, "of the contact, which is flat: equal along one axis"),
    {"resistance", CUPEL_QUANTITY, offsetof(heat_contact, resistance), .unit = "m^2 K/W", .range = "[0, inf)",
     .meaning = "contact resistance R''; where contacts overlap the later one counts"},
    {"thickness", CUPEL_QUANTITY, offsetof(heat_contact, thickness), .unit = "m", .range = "(0, 1]",
     .meaning = "of a thin sheet without cells of its own (paste, coating, bond line), R'' = "
                "thickness/conductivity; "
                "one that carries heat along itself is a part"},
    {"conductivity", CUPEL_QUANTITY, offsetof(heat_contact, conductivity), .unit = "W/(m K)",
     .range = "(0, 1e5]", .meaning = "of the thin sheet, across it"},
    TIME_FACTOR(offsetof(heat_contact, time_factor), NULL,
                "the conductance 1/R'', above 0: a gap that opens"),
};
const cupel_table heat_contact_table = {
    .name = "contact", .size = sizeof(heat_contact), CUPEL_ROWS(contact_rows), .check = check_contact};

/* BOUNDARIES */

static cupel_status check_boundary(const void *values, cupel_error *error)
{
    const heat_boundary *b = values;
    const bool film = b->kind == CUPEL_BOUNDARY_CONVECTION || b->kind == CUPEL_BOUNDARY_CONVECTION_RADIATION;
    if (film && isnan(b->coefficient) == (b->coefficient_over_temperature.count == 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a boundary of kind %s needs coefficient or coefficient_over_temperature, and not both",
                   heat_boundary_kinds[b->kind]);
    return CUPEL_OK;
}

#define FILMS    "convection, convection_radiation"
#define RADIATES "radiation, convection_radiation"
#define BOUNDARY_ROWS(base, periodic)                                                                        \
    {"kind",                                                                                                 \
     CUPEL_CHOICE,                                                                                           \
     (base) + offsetof(heat_boundary, kind),                                                                 \
     .choices = heat_boundary_kinds,                                                                         \
     .flags = CUPEL_REQUIRED,                                                                                \
     .meaning = "adiabatic, temperature of the wall, flux into the body, convection by a film, radiation, "  \
                "convection_radiation, both" periodic},                                                      \
        {"temperature",                                                                                      \
         CUPEL_QUANTITY,                                                                                     \
         (base) + offsetof(heat_boundary, temperature),                                                      \
         .unit = "K",                                                                                        \
         .range = "(0, 10000]",                                                                              \
         .flags = CUPEL_REQUIRED,                                                                            \
         .only = "temperature",                                                                              \
         .meaning = "temperature Tw of the wall"},                                                           \
        {"flux",                                                                                             \
         CUPEL_QUANTITY,                                                                                     \
         (base) + offsetof(heat_boundary, flux),                                                             \
         .unit = "W/m^2",                                                                                    \
         .flags = CUPEL_REQUIRED,                                                                            \
         .only = "flux",                                                                                     \
         .meaning = "heat flux q into the body"},                                                            \
        {"coefficient",                                                                                      \
         CUPEL_QUANTITY,                                                                                     \
         (base) + offsetof(heat_boundary, coefficient),                                                      \
         .unit = "W/(m^2 K)",                                                                                \
         .range = "[0, inf)",                                                                                \
         .only = FILMS,                                                                                      \
         .meaning = "film coefficient h"},                                                                   \
        {"coefficient_over_temperature",                                                                     \
         CUPEL_CURVE,                                                                                        \
         (base) + offsetof(heat_boundary, coefficient_over_temperature),                                     \
         .unit = "W/(m^2 K)",                                                                                \
         .range = "[0, inf)",                                                                                \
         .length = "[1, 10000]",                                                                             \
         .axis = "temperature of the face",                                                                  \
         .axis_unit = "K",                                                                                   \
         .only = FILMS,                                                                                      \
         .meaning = "film coefficient h, linear between the points and constant beyond. This or "            \
                    "coefficient"},                                                                          \
        {"ambient",                                                                                          \
         CUPEL_QUANTITY,                                                                                     \
         (base) + offsetof(heat_boundary, ambient),                                                          \
         .unit = "K",                                                                                        \
         .range = "(0, 10000]",                                                                              \
         .flags = CUPEL_REQUIRED,                                                                            \
         .only = "convection, radiation, convection_radiation",                                              \
         .meaning = "temperature of the fluid, and of the surroundings where these are not given"},          \
        {"surroundings",                                                                                     \
         CUPEL_QUANTITY,                                                                                     \
         (base) + offsetof(heat_boundary, surroundings),                                                     \
         .unit = "K",                                                                                        \
         .range = "(0, 10000]",                                                                              \
         .only = RADIATES,                                                                                   \
         .meaning = "temperature that radiation goes to, where it is not ambient"},                          \
        {"emissivity",                                                                                       \
         CUPEL_NUMBER,                                                                                       \
         (base) + offsetof(heat_boundary, emissivity),                                                       \
         .unit = "1",                                                                                        \
         .range = "[0, 1]",                                                                                  \
         .flags = CUPEL_REQUIRED,                                                                            \
         .only = RADIATES,                                                                                   \
         .meaning = "emissivity of the faces"},                                                              \
        {"resistance",                                                                                       \
         CUPEL_QUANTITY,                                                                                     \
         (base) + offsetof(heat_boundary, resistance),                                                       \
         .unit = "m^2 K/W",                                                                                  \
         .fallback = "0",                                                                                    \
         .range = "[0, inf)",                                                                                \
         .only = "temperature, convection, radiation, convection_radiation",                                 \
         .meaning = "thermal resistance between the face and the wall or film: an interface material"},      \
        TIME_FACTOR((base) + offsetof(heat_boundary, time_factor),                                           \
                    "temperature, flux, convection, convection_radiation",                                   \
                    "flux, coefficient, or temperature in kelvin")

static const cupel_param boundary_rows[] = {BOUNDARY_ROWS(0, ", or periodic with the side opposite")};
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

static cupel_status check_boundaries(const void *values, cupel_error *error)
{
    const heat_boundaries *b = values;
    for (int side = 0; side < CUPEL_SIDES; side++) {
        if (!b->side[side] || b->side[side]->kind != CUPEL_BOUNDARY_PERIODIC) continue;
        if (side == CUPEL_VOID_FACES)
            CUPEL_FAIL(error, CUPEL_EINVAL, "faces to void cells cannot be periodic");
        const heat_boundary *other = b->side[side ^ 1];
        if (!other || other->kind != CUPEL_BOUNDARY_PERIODIC)
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s is periodic, so %s must be, too", heat_sides[side],
                       heat_sides[side ^ 1]);
    }
    return CUPEL_OK;
}

const cupel_table heat_boundaries_table = {.name = "boundaries",
                                           .size = sizeof(heat_boundaries),
                                           CUPEL_ROWS(boundaries_rows),
                                           .check = check_boundaries};

/* PATCHES */

static cupel_status check_patch(const void *values, cupel_error *error)
{
    const heat_patch *patch = values;
    if (patch->boundary.kind == CUPEL_BOUNDARY_PERIODIC)
        CUPEL_FAIL(error, CUPEL_EINVAL, "only whole sides can be periodic");
    const cupel_status status = check_flat(&patch->from, &patch->to, "patch", error);
    return status ? status : check_boundary(&patch->boundary, error);
}

static const cupel_param patch_rows[] = {
    CORNERS(heat_patch, "of the patch, which is flat: equal along one axis"),
    BOUNDARY_ROWS(offsetof(heat_patch, boundary), ""),
};
const cupel_table heat_patch_table = {
    .name = "patch", .size = sizeof(heat_patch), CUPEL_ROWS(patch_rows), .check = check_patch};

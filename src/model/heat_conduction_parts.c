/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "material/material.h"
#include "model/heat_assembly.h"
#include "model/heat_corners.h"
#include "model/heat_stl.h"

/* heat.conduction: the rows of parts. */

static const char *const kinds[] = {[HEAT_PART_BOX] = "box",           [HEAT_PART_LAYERS] = "layers",
                                    [HEAT_PART_PLANE] = "plane",       [HEAT_PART_VIAS] = "vias",
                                    [HEAT_PART_CHIP] = "chip",         [HEAT_PART_PLATE_FINS] = "plate_fins",
                                    [HEAT_PART_PIN_FINS] = "pin_fins", [HEAT_PART_CHANNEL] = "channel",
                                    [HEAT_PART_STL] = "stl",           NULL};
static const char *const axes[] = {"x", "y", "z", NULL};
static const char *const patterns[] = {
    [HEAT_PERFORATED] = "perforated", [HEAT_ISLANDS] = "islands", [HEAT_ALONG_X] = "along_x",
    [HEAT_ALONG_Y] = "along_y",       [HEAT_ALONG_Z] = "along_z", NULL};
static const char *const details[] = {"effective", "resolved", NULL};
static const char *const faces[] = {"x_min", "x_max", "y_min", "y_max", "z_min", "z_max", NULL};
static const char *const heated_places[] = {"x_min", "x_max", "y_min",  "y_max",
                                            "z_min", "z_max", "volume", NULL};

int heat_part_axis(const heat_part *part)
{
    if (part->axis >= 0) return part->axis;
    return part->kind == HEAT_PART_PLATE_FINS || part->kind == HEAT_PART_PIN_FINS ? 0 : 2;
}

/* WHAT THINGS ARE MADE OF */

#define SUBSTANCE(type, field, prefix, material_name, kinds_, what)                                          \
    {material_name, CUPEL_MATERIAL, offsetof(type, field.material), .only = (kinds_),                        \
     .meaning = what ": thermal_conductivity over temperature; with in_plane_thermal_conductivity z is the " \
                     "normal. This or " prefix "conductivity"},                                              \
    {                                                                                                        \
        prefix "conductivity", CUPEL_VECTOR, offsetof(type, field.conductivity),                             \
            .unit = "W/(m K)", .range = "[0, 1e5]", .length = "[1, 9]", .only = (kinds_),                    \
            .meaning = what ": thermal conductivity k, one value, or three along x, y, z"                    \
    }

static cupel_status check_substance(const heat_substance *s, const char *what, const char *prefix,
                                    cupel_error *error)
{
    const size_t k = s->conductivity.count;
    if (k == 6 || k == 9)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "a conductivity tensor that is not along the axes cannot be taken: give one value, or three "
            "along x, y, z");
    if (k != 0 && k != 1 && k != 3)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "%sconductivity takes one value, or three along x, y, z; %zu are given", prefix, k);
    for (size_t a = 0; a < k; a++)
        if (!(s->conductivity.values[a] > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%sconductivity must be above 0", prefix);
    if (!s->material == !k)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s needs %s or %sconductivity, and not both", what,
                   *prefix ? "fill" : "material", prefix);
    if (s->material && !cupel_material_has(s->material, "thermal_conductivity"))
        CUPEL_FAIL(error, CUPEL_EINVAL, "material %s has no thermal_conductivity: give %sconductivity",
                   cupel_material_id(s->material), prefix);
    return heat_storage_check(&s->storage, error);
}

static bool is_nothing(const heat_substance *s)
{
    return !s->material && s->conductivity.count == 0;
}

/* LAYERS AND PLANES */

#define COVER(type, field, kinds_)                                                                           \
    {"coverage",                                                                                             \
     CUPEL_NUMBER,                                                                                           \
     offsetof(type, field.coverage),                                                                         \
     .unit = "1",                                                                                            \
     .range = "(0, 1]",                                                                                      \
     .fallback = "1",                                                                                        \
     .only = (kinds_),                                                                                       \
     .meaning = "share of the area that the material covers; below 1 the fill is between"},                  \
    {                                                                                                        \
        "pattern", CUPEL_CHOICE, offsetof(type, field.pattern),                                              \
            .choices = patterns, .fallback = "perforated", .only = (kinds_),                                 \
            .meaning =                                                                                       \
                "of a share: perforated: holes in a sheet; islands: pads in the fill; along_x, along_y, "    \
                "along_z: tracks in that direction"                                                          \
    }

static cupel_status check_cover(const heat_cover *cover, int axis, cupel_error *error)
{
    const bool whole = cover->coverage >= 1;
    if (whole && !is_nothing(&cover->fill))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a coverage of 1 leaves no room for a fill: lower coverage, or leave the fill out");
    if (whole) return CUPEL_OK;
    if (cover->pattern >= HEAT_ALONG_X && cover->pattern - HEAT_ALONG_X == axis)
        CUPEL_FAIL(error, CUPEL_EINVAL, "tracks lie in the plane, and %s is its normal", axes[axis]);
    return check_substance(&cover->fill, "a coverage below 1", "fill_", error);
}

static cupel_status check_layer(const void *values, cupel_error *error)
{
    const heat_layer *layer = values;
    return check_substance(&layer->substance, "a layer", "", error);
}

static const cupel_param layer_rows[] = {
    {"thickness", CUPEL_QUANTITY, offsetof(heat_layer, thickness), .unit = "m", .range = "(0, 10]",
     .meaning = "thickness; one layer may leave it out and takes what is left between from and to"},
    SUBSTANCE(heat_layer, substance, "", "material", NULL, "what the layer is of"),
    HEAT_STORAGE_ROWS(heat_layer, substance.storage, NULL),
    COVER(heat_layer, cover, NULL),
    SUBSTANCE(heat_layer, cover.fill, "fill_", "fill", NULL, "what lies between"),
    HEAT_SOLID_ROWS(heat_layer, cover.fill.storage, "fill_", NULL),
};
static const cupel_table layer_table = {
    .name = "layer", .size = sizeof(heat_layer), CUPEL_ROWS(layer_rows), .check = check_layer};

static cupel_status check_layers(const heat_part *part, cupel_error *error)
{
    const int axis = heat_part_axis(part);
    const heat_layer *layers = part->layers.rows;
    const double height = part->to.values[axis] - part->from.values[axis];
    double sum = 0;
    size_t open = 0;
    for (size_t i = 0; i < part->layers.count; i++) {
        if (isnan(layers[i].thickness))
            open++;
        else
            sum += layers[i].thickness;
        const cupel_status status = check_cover(&layers[i].cover, axis, error);
        if (status) {
            cupel_error_note(error, "layer %zu", i + 1);
            return status;
        }
    }
    if (open > 1) CUPEL_FAIL(error, CUPEL_EINVAL, "%zu layers have no thickness; at most one may", open);
    if (open ? sum >= height : fabs(sum - height) > 1e-6 * height)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "the layers are %.6g m thick together, and from `from` to `to` along %s it is %.6g m%s",
                   sum, axes[axis], height,
                   open ? ", which leaves nothing for the one without thickness" : "");
    return CUPEL_OK;
}

/* THE OTHER KINDS */

static cupel_status check_vias(const heat_part *part, cupel_error *error)
{
    if (!isnan(part->plating) && !(2 * part->plating < part->drill))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "plating of %.6g m fills a drill of %.6g m: leave plating out for solid vias",
                   part->plating, part->drill);
    for (size_t a = 0; a < part->pitch.count; a++)
        if (!(part->pitch.values[a] >= part->drill))
            CUPEL_FAIL(error, CUPEL_EINVAL, "vias of %.6g m overlap at a pitch of %.6g m", part->drill,
                       part->pitch.values[a]);
    size_t counts[2];
    heat_via_counts(part, counts);
    if (!counts[0] || !counts[1])
        CUPEL_FAIL(error, CUPEL_EINVAL, "not one via of %.6g m fits between `from` and `to`", part->drill);
    if (is_nothing(&part->cover.fill)) return CUPEL_OK;
    if (isnan(part->plating))
        CUPEL_FAIL(error, CUPEL_EINVAL, "vias without plating are solid: a fill needs plating");
    return check_substance(&part->cover.fill, "a fill", "fill_", error);
}

static cupel_status check_channel(const heat_part *part, cupel_error *error)
{
    const bool flows = !isnan(part->mass_flow);
    const bool said = part->fluid || !isnan(part->fluid_heat_capacity) || !isnan(part->coefficient) ||
                      !isnan(part->inlet_temperature) || part->axis >= 0 || part->backwards >= 0;
    if (!flows && said)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "without mass_flow a channel is a void: it takes none of fluid, fluid_heat_capacity, "
                   "coefficient, inlet_temperature, axis, backwards");
    if (!flows) return CUPEL_OK;
    if ((part->fluid != NULL) == !isnan(part->fluid_heat_capacity))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a channel with mass_flow needs fluid or fluid_heat_capacity, and not both");
    if (isnan(part->coefficient) || isnan(part->inlet_temperature) || part->axis < 0)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a channel with mass_flow needs axis, coefficient and inlet_temperature");
    double ignored;
    return part->fluid ? cupel_material_property(part->fluid, "heat_capacity", part->inlet_temperature,
                                                 &ignored, NULL, error)
                       : CUPEL_OK;
}

static cupel_status check_chip(const heat_part *part, cupel_error *error)
{
    if (isnan(part->power) && part->heated >= 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "heated says where the power of a chip is: give power");
    if (isnan(part->power) && part->temperature_factor.count > 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "temperature_factor multiplies the power of a chip: give power");
    if (isnan(part->bond_resistance) && part->bond_face >= 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "bond_face says where the bond_resistance is: give bond_resistance");
    return CUPEL_OK;
}

static cupel_status check_stl(const heat_part *part, cupel_error *error)
{
    cupel_mesh *mesh = NULL;
    const cupel_status status = heat_stl_read(part, &mesh, error);
    cupel_mesh_free(mesh);
    return status;
}

static cupel_status check_part(const void *values, cupel_error *error)
{
    const heat_part *part = values;
    cupel_status status = CUPEL_OK;
    if (part->kind != HEAT_PART_CHANNEL && part->kind != HEAT_PART_LAYERS) {
        char what[32];
        snprintf(what, sizeof what, "a part of kind %s", kinds[part->kind]);
        status = check_substance(&part->substance, what, "", error);
        if (status) return status;
    }
    if (part->kind == HEAT_PART_LAYERS) status = check_layers(part, error);
    if (part->kind == HEAT_PART_PLANE) status = check_cover(&part->cover, heat_part_axis(part), error);
    if (part->kind == HEAT_PART_VIAS) status = check_vias(part, error);
    if (part->kind == HEAT_PART_CHIP) status = check_chip(part, error);
    if (part->kind == HEAT_PART_CHANNEL) status = check_channel(part, error);
    if (part->kind == HEAT_PART_STL) status = check_stl(part, error);
    return status;
}

#define SOLID     "box, plane, vias, chip, plate_fins, pin_fins, stl"
#define BOXED     "box, layers, plane, vias, chip, plate_fins, pin_fins, channel"
#define AT(field) offsetof(heat_part, field)
static const cupel_param part_rows[] = {
    {"kind", CUPEL_CHOICE, AT(kind), .fallback = "box", .choices = kinds,
     .meaning =
         "box; layers: a stack along axis; plane: a sheet of a board, whole or with holes, pads or tracks; "
         "vias: plated or solid holes along axis; chip: a box with power and a bond; plate_fins: plates "
         "normal to axis, the outermost on the box's faces; pin_fins: pins along axis; channel: a box "
         "that is void, or that a coolant flows through; stl: what a surface from a file encloses"},
    CORNERS_OF(heat_part, "of the part's box", BOXED),
    SUBSTANCE(heat_part, substance, "", "material", SOLID, "what it is of; of vias, the metal"),
    HEAT_STORAGE_ROWS(heat_part, substance.storage, SOLID),
    {"axis", CUPEL_CHOICE, AT(axis), .choices = axes,
     .only = "layers, plane, vias, plate_fins, pin_fins, channel",
     .meaning =
         "direction of the stack, of vias, of pins and of the flow, normal of a plane and of plates; x for "
         "fins and pins, z for all else where it is not given. Layers, planes and vias hold laminates "
         "(records with "
         "in_plane_thermal_conductivity) across it"},
    {"layers", CUPEL_LIST, AT(layers), .length = "[1, 1000]", .table = &layer_table, .flags = CUPEL_REQUIRED,
     .only = "layers", .meaning = "from the lower end of axis on"},
    COVER(heat_part, cover, "plane"),
    SUBSTANCE(heat_part, cover.fill, "fill_", "fill", "plane, vias",
              "what lies between, or in plated vias, which are empty without"),
    HEAT_SOLID_ROWS(heat_part, cover.fill.storage, "fill_", "plane, vias"),
    {"pitch", CUPEL_VECTOR, AT(pitch), .unit = "m", .range = "(0, 10]", .length = "[1, 2]",
     .flags = CUPEL_REQUIRED, .only = "vias",
     .meaning = "distance of vias, one for both directions or one each; as many as fit between from and to, "
                "centred"},
    {"drill", CUPEL_QUANTITY, AT(drill), .unit = "m", .range = "(0, 1]", .flags = CUPEL_REQUIRED,
     .only = "vias", .meaning = "diameter of the holes"},
    {"plating", CUPEL_QUANTITY, AT(plating), .unit = "m", .range = "(0, 1]", .only = "vias",
     .meaning = "thickness of the metal on the wall; not given: solid vias"},
    {"detail", CUPEL_CHOICE, AT(detail), .fallback = "effective", .choices = details, .only = "vias",
     .meaning =
         "effective: the box conducts as a mixture of what was there and the vias; resolved: each via gets "
         "cells as fine as its plating"},
    {"power", CUPEL_QUANTITY, AT(power), .unit = "W", .only = "chip", .meaning = "heat of the chip"},
    TIME_FACTOR(AT(time_factor), "chip", "the power"),
    {"temperature_factor", CUPEL_CURVE, AT(temperature_factor), .unit = "1", .range = "(-inf, inf)",
     .length = "[1, 10000]", .axis = "mean temperature of the chip", .axis_unit = "K", .only = "chip",
     .meaning = "what power is multiplied with, linear between the points and constant beyond"},
    {"heated", CUPEL_CHOICE, AT(heated), .choices = heated_places, .only = "chip",
     .meaning = "where the power is: on a face of the chip, or in its volume, as where nothing is said"},
    {"bond_resistance", CUPEL_QUANTITY, AT(bond_resistance), .unit = "m^2 K/W", .range = "[0, inf)",
     .only = "chip", .meaning = "resistance R'' of the bond on bond_face"},
    {"bond_face", CUPEL_CHOICE, AT(bond_face), .choices = faces, .only = "chip",
     .meaning = "face of the chip that is bonded; z_min where it is not given"},
    {"fin_count", CUPEL_INTEGER, AT(fin_count), .unit = "1", .range = "[1, 10000]", .flags = CUPEL_REQUIRED,
     .only = "plate_fins", .meaning = "number of plates"},
    {"fin_thickness", CUPEL_QUANTITY, AT(fin_thickness), .unit = "m", .range = "(0, 10]",
     .flags = CUPEL_REQUIRED, .only = "plate_fins", .meaning = "thickness of a plate"},
    {"pin_count", CUPEL_VECTOR, AT(pin_count), .unit = "1", .range = "[1, 10000]", .length = "[2, 2]",
     .flags = CUPEL_REQUIRED, .only = "pin_fins",
     .meaning = "numbers of pins along the other two axes, in the order x, y, z"},
    {"pin_diameter", CUPEL_QUANTITY, AT(pin_diameter), .unit = "m", .range = "(0, 10]",
     .flags = CUPEL_REQUIRED, .only = "pin_fins", .meaning = "diameter, or side of square pins"},
    {"square", CUPEL_FLAG, AT(square), .fallback = "false", .only = "pin_fins", .meaning = "square pins"},
    {"staggered", CUPEL_FLAG, AT(staggered), .fallback = "false", .only = "pin_fins",
     .meaning = "rows lie a quarter pitch to either side by turns"},
    {"mass_flow", CUPEL_QUANTITY, AT(mass_flow), .unit = "kg/s", .range = "(0, 1e4]", .only = "channel",
     .meaning = "of a coolant along axis, which warms up on its way; not given: void"},
    {"fluid", CUPEL_MATERIAL, AT(fluid), .only = "channel",
     .meaning = "the coolant: specific_heat at its inlet temperature. This or fluid_heat_capacity"},
    {"fluid_heat_capacity", CUPEL_QUANTITY, AT(fluid_heat_capacity), .unit = "J/(kg K)", .range = "(0, 1e5]",
     .only = "channel", .meaning = "specific heat c_p of the coolant"},
    {"coefficient", CUPEL_QUANTITY, AT(coefficient), .unit = "W/(m^2 K)", .range = "[0, inf)",
     .only = "channel", .meaning = "film coefficient h between the coolant and its walls"},
    {"inlet_temperature", CUPEL_QUANTITY, AT(inlet_temperature), .unit = "K", .range = "(0, 10000]",
     .only = "channel", .meaning = "temperature with which the coolant enters"},
    {"backwards", CUPEL_FLAG, AT(backwards), .only = "channel",
     .meaning = "the coolant flows towards lower coordinates"},
    {"file", CUPEL_FILE, AT(file), .flags = CUPEL_REQUIRED, .only = "stl",
     .meaning = "STL, binary or ASCII: a closed surface"},
    {"scale", CUPEL_QUANTITY, AT(scale), .unit = "m", .range = "(0, 1000]", .flags = CUPEL_REQUIRED,
     .only = "stl", .meaning = "length of one unit of the file: 1 mm"},
    {"place", CUPEL_VECTOR, AT(place), .unit = "m", .range = "[-1000, 1000]", .length = "[3, 3]",
     .only = "stl", .meaning = "where the origin of the file lies, x, y, z; 0 where it is not given"},
};
#undef AT
const cupel_table heat_part_table = {
    .name = "part", .size = sizeof(heat_part), CUPEL_ROWS(part_rows), .check = check_part};

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "material/material.h"
#include "model/heat_conduction.h"
#include "model/heat_corners.h"

/* heat.conduction: parts. */

static const char *const kinds[] = {"box", "plate_fins", "pin_fins", "channel", NULL};
static const char *const axes[] = {"x", "y", "z", NULL};

static cupel_status check_part(const void *values, cupel_error *error)
{
    const heat_part *part = values;
    const size_t k = part->substance.conductivity.count;
    if (k == 6 || k == 9)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "a conductivity tensor that is not along the axes cannot be taken: give one value, or three "
            "along x, y, z");
    if (k != 0 && k != 1 && k != 3)
        CUPEL_FAIL(error, CUPEL_EINVAL, "conductivity takes one value, or three along x, y, z; %zu are given",
                   k);
    for (size_t a = 0; a < k; a++)
        if (!(part->substance.conductivity.values[a] > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "conductivity must be above 0");
    const bool metal = part->kind != HEAT_PART_CHANNEL;
    if (metal && !part->substance.material == !k)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a %s needs material or conductivity, and not both",
                   kinds[part->kind]);
    if (!metal && (part->substance.material || k))
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
    {"material", CUPEL_MATERIAL, AT(substance.material),
     .meaning =
         "thermal_conductivity over temperature; with in_plane_thermal_conductivity z is the normal. This "
         "or conductivity"},
    {"conductivity", CUPEL_VECTOR, AT(substance.conductivity), .unit = "W/(m K)", .range = "[0, 1e5]",
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
const cupel_table heat_part_table = {
    .name = "part", .size = sizeof(heat_part), CUPEL_ROWS(part_rows), .check = check_part};

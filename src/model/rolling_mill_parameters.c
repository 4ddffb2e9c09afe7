/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rolling_mill.h"

#include <math.h>

static const char *const kinds[] = {[CUPEL_MILL_2_HIGH] = "2_high",
                                    [CUPEL_MILL_4_HIGH] = "4_high",
                                    [CUPEL_MILL_6_HIGH] = "6_high",
                                    [CUPEL_MILL_20_HIGH] = "20_high",
                                    NULL};
static const char *const loads[] = {"rolled", "uniform", NULL};
static const char *const interfaces[] = {[CUPEL_MILL_HERTZ] = "hertz", [CUPEL_MILL_LINEAR] = "linear", NULL};

#define AT(field) .offset = offsetof(rolling_mill_roll, field)
static const cupel_param roll_rows[] = {
    {"diameter", CUPEL_QUANTITY, AT(diameter), .unit = "m", .range = "(0, 10]",
     .meaning = "barrel diameter D; of the work roll twice roll_radius when absent"},
    {"barrel_length", CUPEL_QUANTITY, AT(barrel_length), .unit = "m", .range = "(0, 20]",
     .flags = CUPEL_REQUIRED, .meaning = "length of the barrel"},
    {"neck_diameter", CUPEL_QUANTITY, AT(neck_diameter), .unit = "m", .range = "(0, 10]",
     .meaning = "diameter of the necks from barrel to bearing"},
    {"bearing_distance", CUPEL_QUANTITY, AT(bearing_distance), .unit = "m", .range = "(0, 20]",
     .meaning =
         "distance of the bearing centres; absent for a roll that only other rolls hold, as in a cluster"},
    {"youngs_modulus", CUPEL_QUANTITY, AT(youngs_modulus), .unit = "Pa", .range = "(0, inf)",
     .meaning =
         "Young's modulus; 210 GPa when absent, and that of the work roll is then roll_youngs_modulus"},
    {"poissons_ratio", CUPEL_NUMBER, AT(poissons_ratio), .unit = "1", .range = "(-1, 0.5]",
     .meaning = "Poisson's ratio; 0.3 when absent, and that of the work roll is then roll_poissons_ratio"},
    {"crown", CUPEL_QUANTITY, AT(crown), .unit = "m", .fallback = "0 m", .range = "[-0.1, 0.1]",
     .meaning = "ground crown, parabolic: diameter in the middle less that at the barrel ends"},
    {"cvc_linear", CUPEL_NUMBER, AT(cvc_linear), .unit = "1", .fallback = "0", .range = "[-0.1, 0.1]",
     .meaning = "a1 of the CVC contour a1 y + a3 y^3 of the radius, y from the barrel's middle"},
    {"cvc_cubic", CUPEL_QUANTITY, AT(cvc_cubic), .unit = "m-2", .fallback = "0", .range = "[-10, 10]",
     .meaning = "a3 of the CVC contour; the lower roll is ground the other way round"},
    {"taper_length", CUPEL_QUANTITY, AT(taper_length), .unit = "m", .fallback = "0 m", .range = "[0, 20]",
     .meaning = "length of the taper at the barrel's end on the drive side (lower roll: operator side)"},
    {"taper_depth", CUPEL_QUANTITY, AT(taper_depth), .unit = "m", .fallback = "0 m", .range = "[0, 0.1]",
     .meaning = "what the taper takes off the radius at the barrel's very end"},
    {"shift", CUPEL_QUANTITY, AT(shift), .unit = "m", .fallback = "0 m", .range = "[-5, 5]",
     .meaning = "axial shift of the upper roll to the drive side; the lower roll goes the other way"},
    {"bending_force", CUPEL_QUANTITY, AT(bending_force), .unit = "N", .fallback = "0 N",
     .range = "[-1e8, 1e8]",
     .meaning = "bending force per bearing, positive when it drives upper and lower chocks apart"},
    {"thermal_crown", CUPEL_CURVE, AT(thermal_crown), .unit = "m", .range = "[-0.01, 0.01]",
     .axis = "position across the mill, 0 in its middle", .axis_unit = "m",
     .meaning = "growth of the radius by heat, linear between the points and even beyond"},
};
#undef AT
static const cupel_table roll_table = {
    .name = "roll", .size = sizeof(rolling_mill_roll), CUPEL_ROWS(roll_rows)};

#define AT(field) .offset = offsetof(rolling_mill_backing, field)
static const cupel_param backing_rows[] = {
    {"diameter", CUPEL_QUANTITY, AT(diameter), .unit = "m", .range = "(0, 10]", .flags = CUPEL_REQUIRED,
     .meaning = "outer diameter of the backing bearings"},
    {"shaft_diameter", CUPEL_QUANTITY, AT(shaft_diameter), .unit = "m", .range = "(0, 10]",
     .flags = CUPEL_REQUIRED, .meaning = "diameter of the shaft that carries them, which bends"},
    {"saddle_positions", CUPEL_VECTOR, AT(saddle_positions), .unit = "m", .range = "[-10, 10]",
     .length = "[2, 16]", .flags = CUPEL_REQUIRED,
     .meaning = "places of the saddles across the mill, rising, 0 in its middle; a bearing sits between two"},
    {"saddle_width", CUPEL_QUANTITY, AT(saddle_width), .unit = "m", .fallback = "20 mm", .range = "[0, 1]",
     .meaning = "width of a saddle, which the bearings leave free"},
    {"saddle_stiffness", CUPEL_QUANTITY, AT(saddle_stiffness), .unit = "N/m", .range = "(0, inf)",
     .meaning =
         "stiffness of bearing and housing at a saddle of a shaft, in either direction; rigid when absent"},
    {"eccentrics", CUPEL_VECTOR, AT(eccentrics), .unit = "m", .range = "[-0.01, 0.01]", .length = "[1, 16]",
     .meaning =
         "what the eccentrics of the saddles push the two inner upper shafts towards the strip; one per "
         "saddle"},
    {"youngs_modulus", CUPEL_QUANTITY, AT(youngs_modulus), .unit = "Pa", .fallback = "210 GPa",
     .range = "(0, inf)", .meaning = "Young's modulus of shaft and bearings"},
    {"poissons_ratio", CUPEL_NUMBER, AT(poissons_ratio), .unit = "1", .fallback = "0.3", .range = "(-1, 0.5]",
     .meaning = "Poisson's ratio of shaft and bearings"},
};
#undef AT
static const cupel_table backing_table = {
    .name = "backing_shaft", .size = sizeof(rolling_mill_backing), CUPEL_ROWS(backing_rows)};

#define AT(field) .offset = offsetof(rolling_mill_parameters, field)
#define WITH_COUPLING
#define NEEDED        0
#define DEFAULT(text) text
static const cupel_param rows[] = {
    {"mill", CUPEL_CHOICE, AT(mill), .choices = kinds, .flags = CUPEL_REQUIRED,
     .meaning = "2_high: work rolls; 4_high: and backup rolls; 6_high: and intermediate rolls between; "
                "20_high: cluster of 1, 2, 3 and 4 rolls above the strip and below"},
    {"work_roll", CUPEL_TABLE, AT(work_roll), .table = &roll_table, .flags = CUPEL_REQUIRED,
     .meaning = "the roll at the strip"},
    {"intermediate_roll", CUPEL_TABLE, AT(intermediate_roll), .table = &roll_table,
     .meaning = "6_high: intermediate roll; 20_high: first intermediate rolls"},
    {"second_intermediate_roll", CUPEL_TABLE, AT(second_intermediate_roll), .table = &roll_table,
     .meaning = "20_high: second intermediate rolls"},
    {"backup_roll", CUPEL_TABLE, AT(backup_roll), .table = &roll_table,
     .meaning = "4_high and 6_high: backup roll, whose bearings the screws hold"},
    {"backing_shaft", CUPEL_TABLE, AT(backing_shaft), .table = &backing_table,
     .meaning = "20_high: backing assemblies, held by their saddles"},
    {"cluster_clearance", CUPEL_VECTOR, AT(cluster_clearance), .unit = "m", .range = "[0, 1]",
     .length = "[3, 3]",
     .meaning = "20_high: gaps between the first intermediate rolls, between middle and outer second "
                "intermediate rolls, and "
                "between inner and outer backing bearings; by default 2 % of their diameters, and for the "
                "second what keeps "
                "the inner bearings as far apart"},
    {"load", CUPEL_CHOICE, AT(load), .fallback = "rolled", .choices = loads,
     .meaning = "rolled: the strip answers by rolling.pass; uniform: an even load of roll_force over width, "
                "which needs no strip and gives no flatness"},
    {"roll_force", CUPEL_QUANTITY, AT(roll_force), .unit = "N", .range = "(0, inf)",
     .meaning = "roll force, in place of exit_thickness"},
    {"strip_offset", CUPEL_QUANTITY, AT(strip_offset), .unit = "m", .fallback = "0 m", .range = "[-10, 10]",
     .meaning = "place of the strip's middle, to the drive side"},
    {"entry_crown", CUPEL_QUANTITY, AT(entry_crown), .unit = "m", .fallback = "0 m", .range = "[-1, 1]",
     .meaning = "crown of the entry strip, parabolic: entry_thickness, in the middle, less that at "
                "crown_distance from the edges"},
    {"entry_wedge", CUPEL_QUANTITY, AT(entry_wedge), .unit = "m", .fallback = "0 m", .range = "[-1, 1]",
     .meaning =
         "wedge of the entry strip: thickness at crown_distance on the drive side less that on the other"},
    {"entry_profile", CUPEL_CURVE, AT(entry_profile), .unit = "m", .range = "[-1, 1]",
     .axis = "position from the strip's middle", .axis_unit = "m",
     .meaning =
         "entry thickness less entry_thickness across the strip, in place of entry_crown and entry_wedge"},
    {"tilt", CUPEL_QUANTITY, AT(tilt), .unit = "m", .fallback = "0 m", .range = "[-0.1, 0.1]",
     .meaning =
         "screw on the drive side opened further than the other: gap at the backup bearings, drive side "
         "less operator side"},
    {"housing_stiffness", CUPEL_QUANTITY, AT(housing_stiffness), .unit = "N/m", .range = "(0, inf)",
     .meaning = "stiffness of posts and screws on one side; rigid when absent. 20_high has "
                "saddle_stiffness of its backing_shaft"},
    {"interface", CUPEL_CHOICE, AT(interface), .fallback = "hertz", .choices = interfaces,
     .meaning =
         "between rolls: hertz, cylinders that flatten each other and can part; linear, a foundation of "
         "interface_stiffness that also pulls, for comparison with closed forms"},
    {"interface_stiffness", CUPEL_QUANTITY, AT(interface_stiffness), .unit = "Pa", .range = "(0, inf)",
     .meaning = "force per length and approach, with interface: linear"},
    {"shape_transfer", CUPEL_NUMBER, AT(shape_transfer), .unit = "1", .fallback = "1", .range = "[0, 1]",
     .meaning =
         "xi, the share of a difference in reduction that becomes elongation and not spread: 1 for strip "
         "wider than a hundred thicknesses"},
    {"crown_distance", CUPEL_QUANTITY, AT(crown_distance), .unit = "m", .fallback = "25 mm",
     .range = "(0, 1]",
     .meaning =
         "distance from the edge at which crown and wedge are taken: 25 mm for strip, 5 to 10 mm for foil"},
    {"edge_distance", CUPEL_QUANTITY, AT(edge_distance), .unit = "m", .fallback = "5 mm", .range = "(0, 1]",
     .meaning = "distance from the edge down to which the edge drop is taken, from crown_distance on"},
    {"flatness_margin", CUPEL_QUANTITY, AT(flatness_margin), .unit = "m", .fallback = "10 mm",
     .range = "[0, 1]", .meaning = "what the measures of flatness leave out at the edges"},
    {"buckling_coefficient", CUPEL_NUMBER, AT(buckling_coefficient), .unit = "1", .fallback = "4",
     .range = "(0, 100]",
     .meaning =
         "k_c of the critical compression k_c pi^2 E/(12 (1 - nu^2)) (h/b)^2, b the width in compression; "
         "4 is a long plate held on both sides [assumed]"},
    {"actuators", CUPEL_FLAG, AT(actuators), .fallback = "true",
     .meaning = "work out what a step of each actuator does to crown and flatness"},
    {"elements", CUPEL_INTEGER, AT(elements), .fallback = "60", .range = "[8, 400]",
     .meaning = "beam elements along the longest roll, and more where rolls begin and end"},
    {"cells", CUPEL_INTEGER, AT(cells), .fallback = "61", .range = "[5, 399]",
     .meaning = "cells across the strip, an odd number; they crowd at the edges"},
#include "model/rolling_pass_rows.h"
};
#undef AT

enum { ENTRY_POINTS = 257 }; /* of a crown and wedge */
static const double steel_modulus = 210e9, steel_poisson = 0.3;

static cupel_mill_roll roll_of(const rolling_mill_roll *roll, double modulus, double poisson)
{
    return (cupel_mill_roll){
        .diameter = roll->diameter,
        .core_diameter = NAN,
        .barrel_length = roll->barrel_length,
        .neck_diameter = roll->neck_diameter,
        .bearing_distance = roll->bearing_distance,
        .youngs_modulus = isnan(roll->youngs_modulus) ? modulus : roll->youngs_modulus,
        .poissons_ratio = isnan(roll->poissons_ratio) ? poisson : roll->poissons_ratio,
        .crown = roll->crown,
        .linear = roll->cvc_linear,
        .cubic = roll->cvc_cubic,
        .taper_length = roll->taper_length,
        .taper_depth = roll->taper_depth,
        .shift = roll->shift,
        .bending_force = roll->bending_force,
        .thermal_count = roll->thermal_crown.count,
        .thermal_position = roll->thermal_crown.x,
        .thermal_radius = roll->thermal_crown.y,
    };
}

/* The eccentrics of the saddles, which may be absent: `eccentric` has room for all of them. */
static void set_cluster(const rolling_mill_parameters *p, double *eccentric, cupel_mill *mill)
{
    const rolling_mill_backing *backing = p->backing_shaft;
    mill->rolls[1] = roll_of(p->intermediate_roll, steel_modulus, steel_poisson);
    mill->rolls[2] = roll_of(p->second_intermediate_roll, steel_modulus, steel_poisson);
    mill->rolls[3] = (cupel_mill_roll){.diameter = backing->diameter,
                                       .core_diameter = backing->shaft_diameter,
                                       .barrel_length = mill->rolls[2].barrel_length,
                                       .bearing_distance = NAN,
                                       .youngs_modulus = backing->youngs_modulus,
                                       .poissons_ratio = backing->poissons_ratio};
    for (size_t i = 0; i < backing->saddle_positions.count; i++)
        eccentric[i] = backing->eccentrics.count > 0 ? backing->eccentrics.values[i] : 0;
    mill->saddles = (cupel_mill_saddles){
        .count = backing->saddle_positions.count,
        .position = backing->saddle_positions.values,
        .eccentric = eccentric,
        .width = backing->saddle_width,
        .stiffness = isnan(backing->saddle_stiffness) ? (double)INFINITY : backing->saddle_stiffness};
    for (size_t i = 0; i < 3; i++)
        mill->clearance[i] = p->cluster_clearance.count > 0 ? p->cluster_clearance.values[i] : (double)NAN;
}

cupel_mill rolling_mill_of(const rolling_mill_parameters *p, double eccentric[ROLLING_MILL_SADDLES])
{
    cupel_mill mill = {.kind = p->mill,
                       .tilt = p->tilt,
                       .housing_stiffness =
                           isnan(p->housing_stiffness) ? (double)INFINITY : p->housing_stiffness,
                       .interface = p->interface,
                       .interface_stiffness = p->interface_stiffness,
                       .control = isnan(p->roll_force) ? CUPEL_MILL_THICKNESS : CUPEL_MILL_FORCE,
                       .control_value = isnan(p->roll_force) ? p->pass.exit_thickness : p->roll_force,
                       .elements = (size_t)p->elements,
                       .cells = (size_t)p->cells};
    mill.rolls[0] = roll_of(p->work_roll, p->pass.roll_youngs_modulus, p->pass.roll_poissons_ratio);
    if (isnan(mill.rolls[0].diameter)) mill.rolls[0].diameter = 2 * p->pass.roll_radius;
    if (p->mill == CUPEL_MILL_20_HIGH)
        set_cluster(p, eccentric, &mill);
    else if (p->mill != CUPEL_MILL_2_HIGH)
        mill.rolls[p->mill == CUPEL_MILL_4_HIGH ? 1 : 2] =
            roll_of(p->backup_roll, steel_modulus, steel_poisson);
    if (p->mill == CUPEL_MILL_6_HIGH)
        mill.rolls[1] = roll_of(p->intermediate_roll, steel_modulus, steel_poisson);
    return mill;
}

cupel_status rolling_mill_modulus(const rolling_mill_parameters *p, double *out, cupel_error *error)
{
    static const char missing[] = "youngs_modulus of the strip is missing: its exit tension follows from it";
    static const double room_temperature = 293.15;
    *out = p->pass.youngs_modulus;
    if (!isnan(*out)) return CUPEL_OK;
    if (!p->pass.material) CUPEL_FAIL(error, CUPEL_EINVAL, "%s", missing);
    const cupel_status status =
        cupel_material_property(p->pass.material, "youngs_modulus", room_temperature, out, NULL, error);
    if (status) cupel_error_note(error, "%s", missing);
    return status;
}

size_t rolling_mill_entry_points(const rolling_mill_parameters *p)
{
    return p->entry_profile.count > 0 ? p->entry_profile.count : ENTRY_POINTS;
}

void rolling_mill_entry_at(const rolling_mill_parameters *p, size_t i, double *position, double *thickness)
{
    const double half = 0.5 * p->pass.width;
    if (p->entry_profile.count > 0) {
        *position = p->entry_profile.x[i];
        *thickness = p->pass.entry_thickness + p->entry_profile.y[i];
        return;
    }
    *position = half * (2 * (double)i / (ENTRY_POINTS - 1) - 1);
    const double s = *position / (half - p->crown_distance);
    *thickness = p->pass.entry_thickness + 0.5 * p->entry_wedge * s - p->entry_crown * s * s;
}

cupel_mill_gauges rolling_mill_gauges_of(const rolling_mill_parameters *p)
{
    return (cupel_mill_gauges){.crown_distance = p->crown_distance,
                               .edge_distance = p->edge_distance,
                               .margin = p->flatness_margin,
                               .buckling_coefficient = p->buckling_coefficient,
                               .youngs_modulus = NAN,
                               .poissons_ratio = NAN,
                               .flow_stress = INFINITY};
}

static cupel_status check_entry(const rolling_mill_parameters *p, cupel_error *error)
{
    for (size_t i = 0; i < rolling_mill_entry_points(p); i++) {
        double position, thickness;
        rolling_mill_entry_at(p, i, &position, &thickness);
        if (!(thickness > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "%s leaves an entry thickness of %.6g m at %.6g m from the strip's middle",
                       p->entry_profile.count > 0 ? "entry_profile" : "entry_crown with entry_wedge",
                       thickness, position);
    }
    return CUPEL_OK;
}

static cupel_status check_rolls(const rolling_mill_parameters *p, cupel_error *error)
{
    const bool cluster = p->mill == CUPEL_MILL_20_HIGH;
    const struct {
        const char *name;
        bool given, needed;
    } rolls[] = {
        {"intermediate_roll", p->intermediate_roll, p->mill >= CUPEL_MILL_6_HIGH},
        {"second_intermediate_roll", p->second_intermediate_roll, cluster},
        {"backup_roll", p->backup_roll, p->mill == CUPEL_MILL_4_HIGH || p->mill == CUPEL_MILL_6_HIGH},
        {"backing_shaft", p->backing_shaft, cluster}};
    for (size_t i = 0; i < sizeof rolls / sizeof *rolls; i++)
        if (rolls[i].given != rolls[i].needed)
            CUPEL_FAIL(error, CUPEL_EINVAL, "mill: %s %s %s", kinds[p->mill],
                       rolls[i].needed ? "needs" : "takes no", rolls[i].name);
    const rolling_mill_roll *others[] = {p->intermediate_roll, p->second_intermediate_roll, p->backup_roll};
    for (size_t i = 0; i < 3; i++)
        if (others[i] && isnan(others[i]->diameter))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s: diameter is missing", rolls[i].name);
    if (isnan(p->work_roll->diameter) && isnan(p->pass.roll_radius))
        CUPEL_FAIL(error, CUPEL_EINVAL, "work_roll: diameter is missing; roll_radius says the same");
    if (fabs(p->work_roll->diameter - 2 * p->pass.roll_radius) > 1e-9 * p->work_roll->diameter)
        CUPEL_FAIL(error, CUPEL_EINVAL, "work_roll.diameter %.6g m is not twice roll_radius %.6g m: give one",
                   p->work_roll->diameter, p->pass.roll_radius);
    if (cluster && p->backing_shaft->eccentrics.count > 0 &&
        p->backing_shaft->eccentrics.count != p->backing_shaft->saddle_positions.count)
        CUPEL_FAIL(error, CUPEL_EINVAL, "backing_shaft: %zu eccentrics for %zu saddles; one each is needed",
                   p->backing_shaft->eccentrics.count, p->backing_shaft->saddle_positions.count);
    if (cluster && !isnan(p->housing_stiffness))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "20_high takes no housing_stiffness: say saddle_stiffness of backing_shaft");
    return CUPEL_OK;
}

static cupel_status check_strip(const rolling_mill_parameters *p, cupel_error *error)
{
    if (isnan(p->pass.width)) CUPEL_FAIL(error, CUPEL_EINVAL, "width of the strip is missing");
    if (p->load == ROLLING_MILL_UNIFORM) {
        if (isnan(p->roll_force)) CUPEL_FAIL(error, CUPEL_EINVAL, "load: uniform needs roll_force");
        return CUPEL_OK;
    }
    if (isnan(p->pass.entry_thickness))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "entry_thickness is missing: load: rolled needs the parameters of rolling.pass");
    if (isnan(p->pass.exit_thickness) == isnan(p->roll_force))
        CUPEL_FAIL(error, CUPEL_EINVAL, "give exit_thickness or roll_force, and not both");
    if (p->entry_profile.count > 0 && (p->entry_crown != 0 || p->entry_wedge != 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "give entry_profile, or entry_crown and entry_wedge");
    rolling_pass_parameters pass = p->pass; /* what only the mill knows is made up for the pass's own rules */
    if (isnan(pass.exit_thickness)) pass.exit_thickness = 0.5 * pass.entry_thickness;
    if (isnan(pass.roll_radius)) pass.roll_radius = 0.5 * p->work_roll->diameter;
    return rolling_pass_table.check(&pass, error);
}

static cupel_status check(const void *values, cupel_error *error)
{
    const rolling_mill_parameters *p = values;
    if (p->cells % 2 == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "cells = %lld must be odd", (long long)p->cells);
    if ((p->interface == CUPEL_MILL_LINEAR) == isnan(p->interface_stiffness))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   p->interface == CUPEL_MILL_LINEAR
                       ? "interface: linear needs interface_stiffness"
                       : "interface_stiffness is for interface: linear; hertz follows from the rolls");
    cupel_status status;
    if ((status = check_rolls(p, error)) || (status = check_strip(p, error))) return status;
    double eccentric[ROLLING_MILL_SADDLES];
    const cupel_mill mill = rolling_mill_of(p, eccentric);
    if ((status = cupel_mill_check(&mill, p->pass.width, p->strip_offset, error))) return status;
    const cupel_mill_gauges gauges = rolling_mill_gauges_of(p);
    if ((status = cupel_mill_check_gauges(&gauges, p->pass.width, error))) return status;
    if (p->load == ROLLING_MILL_UNIFORM) return CUPEL_OK;
    double modulus;
    if (p->pass.exit_tension > 0 && (status = rolling_mill_modulus(p, &modulus, error))) return status;
    return check_entry(p, error);
}

const cupel_table rolling_mill_table = {
    .name = "rolling.mill", .size = sizeof(rolling_mill_parameters), CUPEL_ROWS(rows), .check = check};

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "testdata/metal.h"
#include "testdata/tensile.h"

/* The cross-section: by dimensions, or of foil by its mass, since a micrometer rests on the hills. */

static const double pi = 3.14159265358979323846;
static const double foil = 0.1e-3; /* thinner is foil */

static bool contains(const char *text, const char *word)
{
    const size_t n = strlen(word);
    for (; text && *text; text++) {
        size_t i = 0;
        while (i < n && tolower((unsigned char)text[i]) == word[i]) i++;
        if (i == n) return true;
    }
    return false;
}

/* A quantity whose uncertainty an option may state. */
static cupel_known get(const cupel_test *test, const char *name, double option, double uncertainty,
                       double share, cupel_arena *arena)
{
    cupel_known k = cupel_known_get(test, name, option, share, arena);
    if (isfinite(k.value) && isfinite(uncertainty)) k.uncertainty = uncertainty, k.name = name;
    if (!k.unit || !*k.unit) k.unit = "m";
    return k;
}

static void add(tensile_section *s, cupel_known input, double power)
{
    s->inputs[s->count] = input;
    s->power[s->count++] = power;
    s->area = (s->count == 1 ? 1 : s->area) * pow(input.value, power);
    s->relative = hypot(s->relative, power * input.uncertainty / input.value);
}

/* The density, or that of the pure metal that the specimen is of: electrodeposited and rolled copper as
 * IPC-TM-650 2.4.18 has them. */
static cupel_known density_of(const cupel_test *test, const tensile_options *o, cupel_arena *arena)
{
    cupel_known density = cupel_known_get(test, "density", o->density, 0.002, arena);
    bool known = false;
    const int metal = cupel_metal_of(test, CUPEL_METAL_AUTO, &known);
    if (isfinite(density.value) || !known) return density;
    const bool copper = metal == CUPEL_METAL_COPPER,
               rolled = contains(cupel_test_text(test, "form"), "rolled");
    density.value = !copper ? 2700 : rolled ? 8930 : 8909;
    density.uncertainty = 0.005 * density.value;
    density.unit = "kg m-3";
    density.name =
        copper ? "density (assumed: of copper, +-0.5 %)" : "density (assumed: of aluminium, +-0.5 %)";
    return density;
}

/* Mass over area times the density, or mass over length and density. */
static bool by_mass(const cupel_test *test, const tensile_options *o, cupel_known width, cupel_arena *arena,
                    tensile_section *s)
{
    const cupel_known density = density_of(test, o, arena);
    const cupel_known per_area = cupel_known_get(test, "mass_per_area", NAN, 0.005, arena);
    const cupel_known mass = cupel_known_get(test, "mass", NAN, 0.002, arena);
    const cupel_known length = cupel_known_get(test, "length", NAN, 0.002, arena);
    if (!cupel_known_positive(&density)) return false;
    if (cupel_known_positive(&per_area) && cupel_known_positive(&width)) {
        add(s, per_area, 1);
        add(s, width, 1);
        add(s, density, -1);
        s->rule = "cross-section by mass per area over density, times the width";
        return true;
    }
    if (!cupel_known_positive(&mass) || !cupel_known_positive(&length)) return false;
    add(s, mass, 1);
    add(s, length, -1);
    add(s, density, -1);
    s->rule = "cross-section by the mass over length and density";
    s->doubt = "the cross-section is the mean of the whole specimen by its mass, which is that of a strip";
    return true;
}

static bool by_dimensions(const cupel_test *test, const tensile_options *o, cupel_known thickness,
                          cupel_known width, cupel_arena *arena, tensile_section *s)
{
    const bool overridden = isfinite(o->thickness) || isfinite(o->width);
    const cupel_known area = get(test, "area", NAN, o->cross_section_uncertainty, 0.005, arena);
    const cupel_known diameter = get(test, "diameter", NAN, o->thickness_uncertainty, 0.003, arena);
    const bool flat = cupel_known_positive(&thickness) && cupel_known_positive(&width);
    if (flat) {
        add(s, thickness, 1);
        add(s, width, 1);
        s->rule = "cross-section by thickness and width";
    } else if (!overridden && cupel_known_positive(&diameter)) {
        add(s, diameter, 2);
        s->area *= 0.25 * pi;
        s->rule = "cross-section by the diameter";
    } else if (!overridden && cupel_known_positive(&area)) {
        add(s, area, 1);
        s->inputs[0].unit = "m2";
        s->rule = "cross-section as the file gives it";
    }
    return s->count > 0;
}

static void remark_difference(const tensile_section *dimensions, const tensile_section *mass,
                              cupel_arena *arena, tensile_record *remarks)
{
    const double more = dimensions->area / mass->area - 1;
    if (fabs(more) > 0.03)
        tensile_remark(remarks, arena, "the cross-section by dimensions is %.3g %% %s than by mass",
                       100 * fabs(more), more > 0 ? "more" : "less");
}

/* Rolled foil is smooth, and a thickness may have been taken by mass before. */
static bool trusted(const cupel_test *test)
{
    const char *method = cupel_test_text(test, "thickness_method");
    return contains(cupel_test_text(test, "form"), "rolled") || contains(method, "mass") ||
           contains(method, "weigh");
}

/* By mass where that can be had for foil, unless the options say otherwise. */
tensile_section tensile_get_section(const cupel_test *test, const tensile_options *o, cupel_arena *arena,
                                    tensile_record *remarks)
{
    const cupel_property *stated = cupel_test_property(test, "thickness");
    const double about = isfinite(o->thickness) ? o->thickness : stated ? stated->value : (double)NAN;
    const double share = about < foil ? 0.58e-6 / about : 0.003; /* +-1 um, or +-0.5 % */
    const cupel_known thickness =
        get(test, "thickness", o->thickness, o->thickness_uncertainty, share, arena);
    const cupel_known width = get(test, "width", o->width, o->width_uncertainty, 0.003, arena);
    tensile_section mass = {.area = NAN, .thickness = NAN}, dimensions = mass;
    const bool weighed =
        o->thickness_by != TENSILE_THICKNESS_MICROMETER && by_mass(test, o, width, arena, &mass);
    const bool measured = o->thickness_by != TENSILE_THICKNESS_MASS &&
                          by_dimensions(test, o, thickness, width, arena, &dimensions);
    if (weighed && cupel_known_positive(&width)) mass.thickness = mass.area / width.value;
    if (measured && isfinite(thickness.value)) dimensions.thickness = thickness.value;
    const bool thin = about < foil || mass.thickness < foil;
    if (weighed && measured && thin) remark_difference(&dimensions, &mass, arena, remarks);
    if (thin || o->thickness_by == TENSILE_THICKNESS_MASS) mass.doubt = NULL;
    if (weighed && (thin || !measured)) return mass;
    if (measured && about < foil && o->thickness_by == TENSILE_THICKNESS_AUTO && !trusted(test))
        dimensions.doubt =
            "the thickness of foil is not by its mass: a micrometer reads rough foil 10 % to 40 % "
            "too thick (give mass_per_area and density)";
    return dimensions;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "material/record.h"

#include <math.h>
#include <string.h>

/* The record format, said once: these tables are what a record may hold, and docs/materials.md explains them.
 */

const char *const cupel_law_names[] = {"constant", "table",  "polynomial", "log10_polynomial",
                                       "power",    "linear", NULL};
const char *const cupel_basis_names[] = {"measured", "datasheet", "handbook", "standard",
                                         "computed", "recalled",  "assumed",  NULL};
const char *const cupel_class_names[] = {"copper",   "aluminium", "steel",  "carbide", "ceramic",
                                         "laminate", "polymer",   "solder", "metal",   "gas",
                                         "liquid",   "other",     NULL};

enum { BASIS_ASSUMED = 6 };

/* What a law needs besides what every law may have; the same order as cupel_law_kind. */
enum { VALUE = 1, POINTS = 2, COEFFICIENTS = 4, REFERENCE = 8, COEFFICIENT = 16, EXPONENT = 32, RANGE = 64 };
static const unsigned law_needs[] = {
    VALUE,
    POINTS,
    COEFFICIENTS | RANGE,
    COEFFICIENTS | RANGE,
    VALUE | REFERENCE | EXPONENT,
    VALUE | REFERENCE | COEFFICIENT,
};

static cupel_status check_law_parts(const cupel_property *p, cupel_error *error)
{
    const struct {
        unsigned bit;
        bool given;
        const char *name;
    } parts[] = {
        {VALUE, !isnan(p->value), "value"},
        {POINTS, p->points.count > 0, "points"},
        {COEFFICIENTS, p->coefficients.count > 0, "coefficients"},
        {REFERENCE, !isnan(p->reference_temperature), "reference_temperature"},
        {COEFFICIENT, !isnan(p->coefficient), "coefficient"},
        {EXPONENT, !isnan(p->exponent), "exponent"},
    };
    const unsigned needs = law_needs[p->law];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if ((needs & parts[i].bit) && !parts[i].given)
            CUPEL_FAIL(error, CUPEL_EINVAL, "law %s needs %s", cupel_law_names[p->law], parts[i].name);
        if (!(needs & parts[i].bit) && parts[i].given)
            CUPEL_FAIL(error, CUPEL_EINVAL, "law %s has no %s; leave it out or name another law",
                       cupel_law_names[p->law], parts[i].name);
    }
    if ((needs & RANGE) && (isnan(p->minimum_temperature) || isnan(p->maximum_temperature)))
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "law %s needs minimum_temperature and maximum_temperature: a fit holds only where it was fitted",
            cupel_law_names[p->law]);
    return CUPEL_OK;
}

static cupel_status property_check(const void *values, cupel_error *error)
{
    const cupel_property *p = values;
    const cupel_status status = check_law_parts(p, error);
    if (status) return status;
    if (p->minimum_temperature >= p->maximum_temperature)
        CUPEL_FAIL(error, CUPEL_EINVAL, "minimum_temperature %g K must lie below maximum_temperature %g K",
                   p->minimum_temperature, p->maximum_temperature);
    if (!isnan(p->uncertainty) && !isnan(p->relative_uncertainty))
        CUPEL_FAIL(error, CUPEL_EINVAL, "give uncertainty or relative_uncertainty, not both");
    if (!p->source && p->basis != BASIS_ASSUMED)
        CUPEL_FAIL(error, CUPEL_EINVAL, "basis %s needs a source: the id of an entry of the record's sources",
                   cupel_basis_names[p->basis]);
    return CUPEL_OK;
}

#define AT(field) .offset = offsetof(cupel_property, field)
/* "@" is the unit of the row of cupel_properties_table that holds the table. */
#define PROPERTY_ROWS                                                                                        \
    {.name = "law",                                                                                          \
     .kind = CUPEL_CHOICE,                                                                                   \
     AT(law),                                                                                                \
     .fallback = "constant",                                                                                 \
     .choices = cupel_law_names,                                                                             \
     .meaning = "how the value depends on the absolute temperature T"},                                      \
        {.name = "value",                                                                                    \
         .kind = CUPEL_QUANTITY,                                                                             \
         AT(value),                                                                                          \
         .unit = "@",                                                                                        \
         .meaning = "the value: constant, or at reference_temperature"},                                     \
        {.name = "points",                                                                                   \
         .kind = CUPEL_CURVE,                                                                                \
         AT(points),                                                                                         \
         .unit = "@",                                                                                        \
         .axis = "temperature",                                                                              \
         .axis_unit = "K",                                                                                   \
         .length = "[2, 10000]",                                                                             \
         .meaning = "law table: pairs of temperature and value, linear in between"},                         \
        {.name = "coefficients",                                                                             \
         .kind = CUPEL_VECTOR,                                                                               \
         AT(coefficients),                                                                                   \
         .unit = "1",                                                                                        \
         .length = "[1, 32]",                                                                                \
         .meaning = "law polynomial: c_i of the sum of c_i T^i; log10_polynomial: c_i of log10 y = sum c_i " \
                    "(log10 T)^i; "                                                                          \
                    "T in K, y in the SI unit of the property"},                                             \
        {.name = "reference_temperature",                                                                    \
         .kind = CUPEL_QUANTITY,                                                                             \
         AT(reference_temperature),                                                                          \
         .unit = "K",                                                                                        \
         .range = "(0, inf)",                                                                                \
         .meaning = "T0 of the laws power and linear"},                                                      \
        {.name = "coefficient",                                                                              \
         .kind = CUPEL_QUANTITY,                                                                             \
         AT(coefficient),                                                                                    \
         .unit = "1/K",                                                                                      \
         .meaning = "a of law linear: value (1 + a (T - T0))"},                                              \
        {.name = "exponent",                                                                                 \
         .kind = CUPEL_NUMBER,                                                                               \
         AT(exponent),                                                                                       \
         .unit = "1",                                                                                        \
         .meaning = "n of law power: value (T / T0)^n"},                                                     \
        {.name = "minimum_temperature",                                                                      \
         .kind = CUPEL_QUANTITY,                                                                             \
         AT(minimum_temperature),                                                                            \
         .unit = "K",                                                                                        \
         .range = "[0, inf)",                                                                                \
         .meaning = "lowest temperature at which the law holds"},                                            \
        {.name = "maximum_temperature",                                                                      \
         .kind = CUPEL_QUANTITY,                                                                             \
         AT(maximum_temperature),                                                                            \
         .unit = "K",                                                                                        \
         .range = "(0, inf)",                                                                                \
         .meaning = "highest temperature at which the law holds"},                                           \
        {.name = "condition",                                                                                \
         .kind = CUPEL_TEXT,                                                                                 \
         AT(condition),                                                                                      \
         .meaning =                                                                                          \
             "state and circumstances the figure belongs to: temper, temperature, direction, method"},       \
        {.name = "uncertainty",                                                                              \
         .kind = CUPEL_QUANTITY,                                                                             \
         AT(uncertainty),                                                                                    \
         .unit = "@",                                                                                        \
         .range = "[0, inf)",                                                                                \
         .flags = CUPEL_DIFFERENCE,                                                                          \
         .meaning = "standard uncertainty (k = 1)"},                                                         \
        {.name = "relative_uncertainty",                                                                     \
         .kind = CUPEL_NUMBER,                                                                               \
         AT(relative_uncertainty),                                                                           \
         .unit = "1",                                                                                        \
         .range = "[0, 10]",                                                                                 \
         .meaning = "standard uncertainty (k = 1) over the value"},                                          \
        {.name = "source",                                                                                   \
         .kind = CUPEL_TEXT,                                                                                 \
         AT(source),                                                                                         \
         .meaning = "id of an entry of the record's sources"},                                               \
        {.name = "basis",                                                                                    \
         .kind = CUPEL_CHOICE,                                                                               \
         AT(basis),                                                                                          \
         .choices = cupel_basis_names,                                                                       \
         .flags = CUPEL_REQUIRED,                                                                            \
         .meaning = "how the figure came about"},                                                            \
    {                                                                                                        \
        .name = "note", .kind = CUPEL_TEXT, AT(note),                                                        \
        .meaning = "what a reader must know before using the figure"                                         \
    }

static const cupel_param alternative_rows[] = {
    {.name = "name",
     .kind = CUPEL_TEXT,
     AT(name),
     .flags = CUPEL_REQUIRED,
     .meaning = "short name: a model asks for PROPERTY/NAME"},
    PROPERTY_ROWS,
};
static const cupel_table alternative_table = {.name = "alternative",
                                              .size = sizeof(cupel_property),
                                              CUPEL_ROWS(alternative_rows),
                                              .check = property_check};

static const cupel_param property_rows[] = {
    PROPERTY_ROWS,
    {.name = "alternatives",
     .kind = CUPEL_LIST,
     .unit = "@",
     AT(alternatives),
     .length = "[0, 16]",
     .table = &alternative_table,
     .meaning =
         "other figures for the same property, each with its own source; used only when asked for by name"},
};
const cupel_table cupel_property_table = {
    .name = "property", .size = sizeof(cupel_property), CUPEL_ROWS(property_rows), .check = property_check};
#undef AT

#define PROPERTY(index, its_name, its_unit, its_range, its_meaning)                                          \
    {                                                                                                        \
        .name = its_name, .kind = CUPEL_TABLE,                                                               \
        .offset = offsetof(cupel_properties, of) + (index) * sizeof(void *), .unit = its_unit,               \
        .range = its_range, .table = &cupel_property_table, .meaning = its_meaning                           \
    }
static const cupel_param properties_rows[] = {
    PROPERTY(0, "density", "kg/m3", "(0, inf)", "mass density rho"),
    PROPERTY(1, "heat_capacity", "J/(kg K)", "(0, inf)", "specific heat capacity at constant pressure c_p"),
    PROPERTY(2, "thermal_conductivity", "W/(m K)", "(0, inf)",
             "thermal conductivity k; laminates: through the plane"),
    PROPERTY(3, "in_plane_thermal_conductivity", "W/(m K)", "(0, inf)",
             "thermal conductivity of a laminate in its plane"),
    PROPERTY(4, "electrical_conductivity", "S/m", "(0, inf)",
             "electrical conductivity sigma; 100 %IACS is 58 MS/m"),
    PROPERTY(5, "temperature_coefficient_of_resistivity", "1/K", NULL,
             "alpha of rho(T) = rho_20 (1 + alpha (T - 293.15 K))"),
    PROPERTY(6, "expansion_coefficient", "1/K", NULL,
             "mean linear thermal expansion coefficient; the condition gives its span"),
    PROPERTY(7, "youngs_modulus", "Pa", "(0, inf)", "Young's modulus E"),
    PROPERTY(8, "poissons_ratio", "1", "(-1, 0.5)", "Poisson's ratio nu"),
    PROPERTY(9, "shear_modulus", "Pa", "(0, inf)", "shear modulus G"),
    PROPERTY(10, "yield_strength", "Pa", "(0, inf)", "0.2 % proof stress Rp0.2"),
    PROPERTY(11, "tensile_strength", "Pa", "(0, inf)", "tensile strength Rm"),
    PROPERTY(12, "elongation", "1", "[0, inf)",
             "elongation after fracture A; the condition gives the gauge length"),
    PROPERTY(13, "hall_petch_coefficient", "Pa m^0.5", "[0, inf)",
             "Hall-Petch slope k of the yield strength: k d^(-1/2)"),
    PROPERTY(14, "reference_grain_size", "m", "(0, inf)",
             "grain size of the state that the strengths, the flow curve and the conductivity belong to"),
    PROPERTY(15, "burgers_vector", "m", "(0, inf)", "length of the Burgers vector b"),
    PROPERTY(16, "dislocation_resistivity", "ohm m3", "[0, inf)", "resistivity per dislocation density"),
    PROPERTY(17, "grain_boundary_resistivity", "ohm m2", "[0, inf)",
             "resistivity per grain-boundary area per volume"),
    PROPERTY(18, "electron_mean_free_path", "m", "(0, inf)",
             "mean free path of the conduction electrons lambda"),
    PROPERTY(19, "dynamic_viscosity", "Pa s", "(0, inf)", "dynamic viscosity mu"),
    PROPERTY(20, "prandtl_number", "1", "(0, inf)", "Prandtl number mu c_p / k"),
    PROPERTY(21, "volumetric_expansion", "1/K", NULL,
             "volumetric thermal expansion coefficient beta of a fluid"),
    PROPERTY(22, "emissivity", "1", "[0, 1]",
             "hemispherical total emissivity; the condition gives the surface"),
    PROPERTY(23, "melting_temperature", "K", "(0, inf)", "melting temperature; alloys: solidus"),
    PROPERTY(24, "softening_temperature", "K", "(0, inf)",
             "half-softening temperature after 1 h, from the cold-rolled state"),
    PROPERTY(25, "latent_heat", "J/kg", "(0, inf)", "latent heat of fusion"),
};
const cupel_table cupel_properties_table = {
    .name = "properties", .size = sizeof(cupel_properties), CUPEL_ROWS(properties_rows)};
_Static_assert(sizeof properties_rows / sizeof *properties_rows <= CUPEL_PROPERTY_LIMIT,
               "more rows than pointers");

#define AT(field) .offset = offsetof(cupel_constituent, field)
static cupel_status constituent_check(const void *values, cupel_error *error)
{
    const cupel_constituent *c = values;
    if (c->minimum > c->maximum || c->nominal < c->minimum || c->nominal > c->maximum)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s: minimum, nominal and maximum are not in this order", c->element);
    if (c->balance != 1 && isnan(c->minimum) && isnan(c->maximum) && isnan(c->nominal))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s: give minimum, maximum or nominal, or balance: true", c->element);
    return CUPEL_OK;
}
static const cupel_param constituent_rows[] = {
    {.name = "element",
     .kind = CUPEL_TEXT,
     AT(element),
     .flags = CUPEL_REQUIRED,
     .meaning = "chemical symbol, sum such as Ti+V, or compound"},
    {.name = "minimum",
     .kind = CUPEL_NUMBER,
     AT(minimum),
     .unit = "1",
     .range = "[0, 1]",
     .meaning = "lowest mass fraction allowed"},
    {.name = "maximum",
     .kind = CUPEL_NUMBER,
     AT(maximum),
     .unit = "1",
     .range = "[0, 1]",
     .meaning = "highest mass fraction allowed"},
    {.name = "nominal",
     .kind = CUPEL_NUMBER,
     AT(nominal),
     .unit = "1",
     .range = "[0, 1]",
     .meaning = "typical mass fraction"},
    {.name = "balance",
     .kind = CUPEL_FLAG,
     AT(balance),
     .fallback = "false",
     .meaning = "true: the rest is this"},
    {.name = "source",
     .kind = CUPEL_TEXT,
     AT(source),
     .flags = CUPEL_REQUIRED,
     .meaning = "id of an entry of the record's sources"},
};
static const cupel_table constituent_table = {.name = "composition",
                                              .size = sizeof(cupel_constituent),
                                              CUPEL_ROWS(constituent_rows),
                                              .check = constituent_check};
#undef AT

#define AT(field) .offset = offsetof(cupel_source, field)
static const cupel_param source_rows[] = {
    {.name = "id",
     .kind = CUPEL_TEXT,
     AT(id),
     .flags = CUPEL_REQUIRED,
     .meaning = "short name that the figures refer to"},
    {.name = "text",
     .kind = CUPEL_TEXT,
     AT(text),
     .flags = CUPEL_REQUIRED,
     .meaning = "bibliographic words: who published what, where and when, and what was read"},
    {.name = "basis",
     .kind = CUPEL_CHOICE,
     AT(basis),
     .choices = cupel_basis_names,
     .meaning = "kind of the source"},
};
static const cupel_table source_table = {
    .name = "source", .size = sizeof(cupel_source), CUPEL_ROWS(source_rows)};
#undef AT

#define AT(field) .offset = offsetof(cupel_temper, field)
#define STRESS(its_name, its_meaning)                                                                        \
    {                                                                                                        \
        .name = #its_name, .kind = CUPEL_QUANTITY, AT(its_name), .unit = "Pa", .range = "(0, inf)",          \
        .meaning = its_meaning                                                                               \
    }
static const cupel_param temper_rows[] = {
    {.name = "temper",
     .kind = CUPEL_TEXT,
     AT(temper),
     .flags = CUPEL_REQUIRED,
     .meaning = "designation: H04, O60, T6, R360 …"},
    STRESS(tensile_strength, "typical tensile strength Rm"),
    STRESS(tensile_strength_minimum, "lower limit of the tensile strength"),
    STRESS(tensile_strength_maximum, "upper limit of the tensile strength"),
    STRESS(yield_strength, "typical 0.2 % proof stress Rp0.2"),
    STRESS(yield_strength_minimum, "lower limit of the 0.2 % proof stress"),
    {.name = "elongation",
     .kind = CUPEL_NUMBER,
     AT(elongation),
     .unit = "1",
     .range = "[0, 10]",
     .meaning = "typical elongation after fracture"},
    {.name = "elongation_minimum",
     .kind = CUPEL_NUMBER,
     AT(elongation_minimum),
     .unit = "1",
     .range = "[0, 10]",
     .meaning = "lower limit of the elongation after fracture"},
    {.name = "electrical_conductivity",
     .kind = CUPEL_QUANTITY,
     AT(electrical_conductivity),
     .unit = "S/m",
     .range = "(0, inf)",
     .meaning = "electrical conductivity at 20 degC in this temper"},
    {.name = "thermal_conductivity",
     .kind = CUPEL_QUANTITY,
     AT(thermal_conductivity),
     .unit = "W/(m K)",
     .range = "(0, inf)",
     .meaning = "thermal conductivity near 20 degC in this temper"},
    {.name = "relative_uncertainty",
     .kind = CUPEL_NUMBER,
     AT(relative_uncertainty),
     .unit = "1",
     .range = "[0, 10]",
     .meaning = "standard uncertainty (k = 1) of the typical figures over their values"},
    {.name = "condition", .kind = CUPEL_TEXT, AT(condition), .meaning = "thickness, gauge length, direction"},
    {.name = "source",
     .kind = CUPEL_TEXT,
     AT(source),
     .flags = CUPEL_REQUIRED,
     .meaning = "id of an entry of the record's sources"},
    {.name = "basis",
     .kind = CUPEL_CHOICE,
     AT(basis),
     .choices = cupel_basis_names,
     .flags = CUPEL_REQUIRED,
     .meaning = "how the figures came about"},
};
#undef STRESS
#undef AT
static const cupel_table temper_table = {
    .name = "temper", .size = sizeof(cupel_temper), CUPEL_ROWS(temper_rows)};

#define AT(field) .offset = offsetof(cupel_record, field)
static const cupel_param record_rows[] = {
    {.name = "cupel",
     .kind = CUPEL_INTEGER,
     AT(cupel),
     .fallback = "1",
     .range = "[1, 1]",
     .meaning = "version of the record format"},
    {.name = "id",
     .kind = CUPEL_TEXT,
     AT(id),
     .fallback = "inline",
     .meaning = "short name, equal to the file's; a record inside a case may leave it out"},
    {.name = "name", .kind = CUPEL_TEXT, AT(name), .meaning = "name in English"},
    {.name = "name_zh", .kind = CUPEL_TEXT, AT(name_zh), .meaning = "name in Chinese"},
    {.name = "class",
     .kind = CUPEL_CHOICE,
     AT(material_class),
     .choices = cupel_class_names,
     .meaning = "kind of material; models choose handbook constants by it for what a record lacks"},
    {.name = "designations",
     .kind = CUPEL_TEXT,
     AT(designations),
     .meaning = "names in the standards, separated by ';'"},
    {.name = "temper", .kind = CUPEL_TEXT, AT(temper), .meaning = "state that the properties belong to"},
    {.name = "form",
     .kind = CUPEL_TEXT,
     AT(form),
     .meaning = "product form: strip, foil, extrusion, casting …"},
    {.name = "composition",
     .kind = CUPEL_LIST,
     AT(composition),
     .table = &constituent_table,
     .length = "[0, 100]",
     .meaning = "limits and typical mass fractions"},
    {.name = "sources",
     .kind = CUPEL_LIST,
     AT(sources),
     .table = &source_table,
     .length = "[0, 100]",
     .meaning = "where the figures come from"},
    {.name = "properties",
     .kind = CUPEL_TABLE,
     AT(properties),
     .table = &cupel_properties_table,
     .meaning = "the figures"},
    {.name = "flow_curve",
     .kind = CUPEL_TABLE,
     AT(flow_curve),
     .table = &cupel_flow_curve_table,
     .meaning = "hardening law for rolling, from the annealed state"},
    {.name = "tempers",
     .kind = CUPEL_LIST,
     AT(tempers),
     .table = &temper_table,
     .length = "[0, 100]",
     .meaning = "strength and conductivity by temper, for look-up"},
    {.name = "notes", .kind = CUPEL_TEXT, AT(notes), .meaning = "anything else a reader should know"},
};
#undef AT
const cupel_table cupel_material_table = {
    .name = "material", .size = sizeof(cupel_record), CUPEL_ROWS(record_rows)};

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/joint.h"

#include <math.h>
#include <string.h>
#include "base/text.h"
#include "material/material.h"
#include "model/registry.h"

/* heat.joint: the contact resistance that other models of heat take. */

typedef struct parameters {
    int kind, gap;
    double pressure, temperature;
    const cupel_material *material, *other_material;
    cupel_vector roughness, slope;
    double hardness, ambient_pressure, accommodation, filler_conductivity;
    double paste_conductivity, yield_stress, bond_line_thickness, boundary_resistance;
} parameters;

enum { ROUGH, PASTE };
enum { VACUUM, AIR, FILLER };
static const char *const kinds[] = {"rough", "paste", NULL};
static const char *const gaps[] = {"vacuum", "air", "filler", NULL};

#define AT(field) .offset = offsetof(parameters, field)
static const cupel_param rows[] = {
    {"kind", CUPEL_CHOICE, AT(kind), .choices = kinds, .flags = CUPEL_REQUIRED,
     .meaning = "rough: two bare, flat metal surfaces pressed together; paste: a filled paste between them"},
    {"pressure", CUPEL_QUANTITY, AT(pressure), .unit = "Pa", .range = "(0, 1e10]",
     .meaning =
         "contact pressure P, load by nominal area; needed but for a paste of given bond_line_thickness"},
    {"temperature", CUPEL_QUANTITY, AT(temperature), .unit = "K", .fallback = "50 degC", .range = "(0, 2000]",
     .only = "rough", .meaning = "of the joint, for the conductivities"},
    {"material", CUPEL_MATERIAL, AT(material), .flags = CUPEL_REQUIRED, .only = "rough",
     .meaning = "body on one side; its thermal_conductivity"},
    {"other_material", CUPEL_MATERIAL, AT(other_material), .only = "rough",
     .meaning = "body on the other side; as material when not given"},
    {"roughness", CUPEL_VECTOR, AT(roughness), .unit = "m", .range = "[0, 1e-3]", .length = "[1, 2]",
     .flags = CUPEL_REQUIRED, .only = "rough",
     .meaning = "RMS roughness sigma of the two surfaces, or one for both"},
    {"slope", CUPEL_VECTOR, AT(slope), .unit = "1", .range = "(0, 2]", .length = "[1, 2]", .only = "rough",
     .meaning = "mean absolute slope m of the two surfaces, or one for both; 0.125 (sigma/um)^0.402 when not "
                "given"},
    {"hardness", CUPEL_QUANTITY, AT(hardness), .unit = "Pa", .range = "(0, 1e11]", .flags = CUPEL_REQUIRED,
     .only = "rough", .meaning = "contact microhardness H_c of the softer surface (Vickers, as a pressure)"},
    {"gap", CUPEL_CHOICE, AT(gap), .fallback = "air", .choices = gaps, .only = "rough",
     .meaning = "what fills the gap between the spots that touch: vacuum, air, or a filler (grease, oil, "
                "liquid)"},
    {"ambient_pressure", CUPEL_QUANTITY, AT(ambient_pressure), .unit = "Pa", .fallback = "101325 Pa",
     .range = "[1e3, 1e6]", .only = "rough", .meaning = "with gap: air, its pressure"},
    {"accommodation", CUPEL_NUMBER, AT(accommodation), .unit = "1", .fallback = "0.9", .range = "(0, 1]",
     .only = "rough", .meaning = "with gap: air, thermal accommodation coefficient of the surfaces"},
    {"filler_conductivity", CUPEL_QUANTITY, AT(filler_conductivity), .unit = "W/(m K)", .range = "(0, 1000]",
     .only = "rough", .meaning = "with gap: filler, its thermal conductivity"},
    {"paste_conductivity", CUPEL_QUANTITY, AT(paste_conductivity), .unit = "W/(m K)", .range = "(0, 1000]",
     .flags = CUPEL_REQUIRED, .only = "paste", .meaning = "thermal conductivity k of the filled paste"},
    {"yield_stress", CUPEL_QUANTITY, AT(yield_stress), .unit = "Pa", .range = "(0, 1e7]", .only = "paste",
     .meaning = "yield stress, which decides how thin it is pressed. This or bond_line_thickness"},
    {"bond_line_thickness", CUPEL_QUANTITY, AT(bond_line_thickness), .unit = "m", .range = "(0, 0.01]",
     .only = "paste", .meaning = "thickness, when it is known. This or yield_stress"},
    {"boundary_resistance", CUPEL_QUANTITY, AT(boundary_resistance), .unit = "m^2 K/W", .fallback = "0",
     .range = "[0, 1]", .only = "paste", .meaning = "what its two boundaries add, both together"},
};
#undef AT

static cupel_status check_solid(const cupel_material *material, cupel_error *error)
{
    const char *kind = material ? cupel_material_class(material) : "";
    if (strcmp(kind, "gas") == 0 || strcmp(kind, "liquid") == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "material %s is a %s; a rough joint is of two solids",
                   cupel_material_id(material), kind);
    return CUPEL_OK;
}

static cupel_status joint_of(const parameters *p, cupel_rough_joint *out, cupel_error *error)
{
    const size_t last = p->roughness.count - 1;
    const cupel_material *other = p->other_material ? p->other_material : p->material;
    *out = (cupel_rough_joint){.roughness = {p->roughness.values[0], p->roughness.values[last]},
                               .slope = {NAN, NAN},
                               .hardness = p->hardness,
                               .pressure = p->pressure};
    for (size_t i = 0; i < 2 && p->slope.count > 0; i++)
        out->slope[i] = p->slope.values[i < p->slope.count ? i : p->slope.count - 1];
    cupel_status status = cupel_material_property(p->material, "thermal_conductivity", p->temperature,
                                                  &out->conductivity[0], NULL, error);
    if (!status)
        status = cupel_material_property(other, "thermal_conductivity", p->temperature, &out->conductivity[1],
                                         NULL, error);
    if (!status && p->gap == AIR) {
        cupel_air air;
        status = cupel_air_at(p->temperature, p->ambient_pressure, &air, error);
        if (status) return status;
        out->gap_conductivity = air.conductivity;
        out->gas_parameter =
            cupel_joint_gas_parameter(&air, p->temperature, p->ambient_pressure, p->accommodation);
    }
    if (p->gap == FILLER) out->gap_conductivity = p->filler_conductivity;
    return status;
}

static cupel_status check_rough(const parameters *p, cupel_error *error)
{
    if (isnan(p->pressure)) CUPEL_FAIL(error, CUPEL_EINVAL, "pressure is missing; kind: rough needs it");
    if ((p->gap == FILLER) != !isnan(p->filler_conductivity))
        CUPEL_FAIL(error, CUPEL_EINVAL, "filler_conductivity goes with gap: filler, and gap: filler with it");
    cupel_rough_joint joint;
    cupel_joint_conductance ignored;
    cupel_status status = check_solid(p->material, error);
    if (!status) status = check_solid(p->other_material, error);
    if (!status) status = joint_of(p, &joint, error);
    return status ? status : cupel_joint_rough(&joint, &ignored, error);
}

static cupel_status check_paste(const parameters *p, cupel_error *error)
{
    if (isnan(p->yield_stress) == isnan(p->bond_line_thickness))
        CUPEL_FAIL(error, CUPEL_EINVAL, "give exactly one of yield_stress and bond_line_thickness; %s",
                   isnan(p->yield_stress) ? "neither is there" : "both are there");
    if (!isnan(p->yield_stress) && isnan(p->pressure))
        CUPEL_FAIL(error, CUPEL_EINVAL, "pressure is missing; yield_stress needs it");
    return CUPEL_OK;
}

static cupel_status check(const void *values, cupel_error *error)
{
    const parameters *p = values;
    return p->kind == ROUGH ? check_rough(p, error) : check_paste(p, error);
}

static const cupel_table table = {
    .name = "heat.joint", .size = sizeof(parameters), CUPEL_ROWS(rows), .check = check};

static const cupel_result results_rows[] = {
    {"contact_resistance", CUPEL_SCALAR, "m^2 K/W",
     .meaning = "of the joint, by area: what other models take"},
    {"contact_conductance", CUPEL_SCALAR, "W/(m^2 K)", .meaning = "its inverse"},
    {"solid_conductance", CUPEL_SCALAR, "W/(m^2 K)", .meaning = "rough: through the spots that touch"},
    {"gap_conductance", CUPEL_SCALAR, "W/(m^2 K)", .meaning = "rough: through the gap beside them"},
    {"separation", CUPEL_SCALAR, "m", .meaning = "rough: distance Y of the mean planes"},
    {"gas_parameter", CUPEL_SCALAR, "m", .meaning = "rough, air: what rarefaction adds to Y"},
    {"combined_roughness", CUPEL_SCALAR, "m", .meaning = "rough: RMS roughness of both surfaces together"},
    {"combined_slope", CUPEL_SCALAR, "1", .meaning = "rough: slope of both surfaces together"},
    {"relative_pressure", CUPEL_SCALAR, "1", .meaning = "rough: P/H_c"},
    {"bond_line", CUPEL_SCALAR, "m", .meaning = "paste: thickness"},
    {"curve_pressure", CUPEL_SERIES, "Pa", .meaning = "from a tenth of the pressure to ten times"},
    {"curve_contact_resistance", CUPEL_SERIES, "m^2 K/W", .axis = "curve_pressure",
     .meaning = "contact_resistance over the pressure"},
    {"solution_status", CUPEL_LABEL, .meaning = "ok, or doubtful: the notes say why"},
    {"notes", CUPEL_LABEL, .meaning = "what makes the answer doubtful"},
};

static const cupel_chart_panel panels[] = {
    {.results = {"curve_contact_resistance"}, .logarithmic = true, .logarithmic_axis = true}};
static const cupel_chart chart = {.name = "resistance over pressure", CUPEL_CHART_PANELS(panels)};

enum { POINTS = 41 };

static double pressure_at(const parameters *p, int point)
{
    return p->pressure * pow(10, 2. * point / (POINTS - 1) - 1);
}

static cupel_status run_rough(const parameters *p, cupel_results *results, cupel_text *doubts,
                              cupel_error *error)
{
    cupel_rough_joint joint;
    cupel_joint_conductance c;
    cupel_status status = joint_of(p, &joint, error);
    if (!status) status = cupel_joint_rough(&joint, &c, error);
    if (status) return status;
    cupel_results_set(results, "contact_resistance", 1 / (c.solid + c.gap));
    cupel_results_set(results, "contact_conductance", c.solid + c.gap);
    cupel_results_set(results, "solid_conductance", c.solid);
    cupel_results_set(results, "gap_conductance", c.gap);
    cupel_results_set(results, "separation", c.separation);
    if (p->gap == AIR) cupel_results_set(results, "gas_parameter", joint.gas_parameter);
    cupel_results_set(results, "combined_roughness", c.roughness);
    cupel_results_set(results, "combined_slope", c.slope);
    cupel_results_set(results, "relative_pressure", c.relative_pressure);
    double pressure[POINTS], resistance[POINTS];
    for (int i = 0; i < POINTS; i++) {
        joint.pressure = pressure[i] = pressure_at(p, i);
        cupel_joint_conductance at;
        resistance[i] = cupel_joint_rough(&joint, &at, NULL) ? (double)NAN : 1 / (at.solid + at.gap);
    }
    cupel_results_set_series(results, "curve_pressure", pressure, POINTS);
    cupel_results_set_series(results, "curve_contact_resistance", resistance, POINTS);
    if (c.relative_pressure < 1e-6 || c.relative_pressure > 0.02)
        cupel_text_add(doubts, "P/H_c is outside 1e-6 to 0.02, where the correlation was fitted; ");
    if (p->slope.count == 0)
        cupel_text_add(doubts,
                       "the slopes are estimated from the roughness: the solid part may be half or twice as "
                       "large; ");
    return CUPEL_OK;
}

static double paste_resistance(const parameters *p, double thickness)
{
    return thickness / p->paste_conductivity + p->boundary_resistance;
}

static void run_paste(const parameters *p, cupel_results *results, cupel_text *doubts)
{
    const bool pressed = !isnan(p->yield_stress);
    const double thickness =
        pressed ? cupel_joint_bond_line(p->yield_stress, p->pressure) : p->bond_line_thickness;
    cupel_results_set(results, "bond_line", thickness);
    cupel_results_set(results, "contact_resistance", paste_resistance(p, thickness));
    cupel_results_set(results, "contact_conductance", 1 / paste_resistance(p, thickness));
    if (!pressed) return;
    double pressure[POINTS], resistance[POINTS];
    for (int i = 0; i < POINTS; i++) {
        pressure[i] = pressure_at(p, i);
        resistance[i] = paste_resistance(p, cupel_joint_bond_line(p->yield_stress, pressure[i]));
    }
    cupel_results_set_series(results, "curve_pressure", pressure, POINTS);
    cupel_results_set_series(results, "curve_contact_resistance", resistance, POINTS);
    cupel_text_add(
        doubts,
        "the thickness is the end of pressing, by a fit to silicone pastes that is quoted from memory; ");
    if (p->yield_stress >= p->pressure)
        cupel_text_add(doubts, "the pressure is below the yield stress: the paste does not flow; ");
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    (void)context;
    const parameters *p = values;
    cupel_text doubts = {0};
    cupel_status status = CUPEL_OK;
    if (p->kind == ROUGH)
        status = run_rough(p, results, &doubts, error);
    else
        run_paste(p, results, &doubts);
    if (!status && doubts.failed) status = cupel_out_of_memory(error, "the notes");
    if (!status) {
        if (doubts.length) doubts.data[doubts.length - 2] = '\0'; /* the last "; " */
        cupel_results_set_label(results, "solution_status", doubts.length ? "doubtful" : "ok");
        if (doubts.length) cupel_results_set_label(results, "notes", cupel_text_get(&doubts));
    }
    cupel_text_free(&doubts);
    return status ? status : cupel_results_status(results, error);
}

const cupel_model cupel_model_heat_joint = {
    .name = "heat.joint",
    .title = "Contact resistance of a joint",
    .summary =
        "Thermal contact resistance of two flat metal surfaces pressed together, by their roughness, slope "
        "and "
        "hardness, with vacuum, air or a filler in the gap; or of a paste by how thin it is pressed. Other "
        "models of "
        "heat take the result: contact_resistance: ${joint.contact_resistance}. Not for surfaces that are "
        "bowed or wavy, "
        "which touch in part only and are worse by multiples, nor for pads, whose resistance is that of the "
        "data sheet "
        "at the pressure at hand. The correlations are quoted from memory and scatter by 20 to 30 percent.",
    .reference =
        "Cooper, Mikic and Yovanovich 1969, Int. J. Heat Mass Transfer 12:279; Yovanovich 1982, AIAA Prog. "
        "Astronaut. Aeronaut. 83; Antonetti, Whittle and Simons 1993, J. Electron. Packag. 115:129; Prasher "
        "2003, "
        "J. Heat Transfer 125:1170",
    .version = 1,
    .parameters = &table,
    CUPEL_RESULTS(results_rows),
    .example = "kind: rough\npressure: 1 MPa\nmaterial: 6061-T6\nroughness: 1.6 um\nhardness: 1.2 GPa\n",
    .chart = &chart,
    .run = run,
};

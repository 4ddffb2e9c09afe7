/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <math.h>
#include <string.h>

#include "cupel/alloy.h"
#include "model/alloy_state.h"

/* alloy.properties: what a metal is worth in a given state. All that enters with an uncertainty is one
 * vector, the inputs; the model is a function of it, so that the uncertainties propagate by moving one input
 * at a time. */

static const cupel_param temper_rows[] = {
    {"strain", CUPEL_NUMBER, offsetof(alloy_temper_state, strain), .unit = "1", .fallback = "0",
     .range = "[0, 20]",
     .meaning = "equivalent plastic strain of cold work on top of the state of the record"},
    {"grain_size", CUPEL_QUANTITY, offsetof(alloy_temper_state, grain_size), .unit = "m",
     .range = "[1e-8, 1]", .meaning = "mean intercept length d of the grains; left out: that of the record"},
};
static const cupel_table temper_table = {
    .name = "temper_state", .size = sizeof(alloy_temper_state), CUPEL_ROWS(temper_rows)};

static const cupel_param rows[] = {
    {"material", CUPEL_MATERIAL, offsetof(alloy_parameters, material), .flags = CUPEL_REQUIRED,
     .meaning = "record of the metal, in the temper that the cold work starts from"},
    {"temperature", CUPEL_QUANTITY, offsetof(alloy_parameters, temperature), .unit = "K",
     .fallback = "20 degC", .range = "[100, 1300]",
     .meaning = "temperature T at which the metal is used; strengths stay those of the record"},
    {"thickness", CUPEL_QUANTITY, offsetof(alloy_parameters, thickness), .unit = "m", .range = "[1e-7, 1]",
     .meaning = "thickness t of the sheet, whose faces scatter electrons; left out: bulk"},
    {"temper_state", CUPEL_TABLE, offsetof(alloy_parameters, temper_state), .table = &temper_table,
     .meaning = "what was done to the metal since the state of the record"},
};
static const cupel_table table = {
    .name = "alloy.properties", .size = sizeof(alloy_parameters), CUPEL_ROWS(rows)};

/* The model as a function of its inputs. */

enum { ELECTRICAL, RESISTIVITY, THERMAL, YIELD, TENSILE, UNIFORM_STRAIN, DISLOCATIONS, OUTPUTS };

/* Rise of the dislocation density by the cold work, from the flow stress by Taylor's relation. */
static double dislocation_rise(const alloy_state *s, const double x[INPUTS])
{
    const cupel_taylor taylor = {x[TAYLOR_FACTOR], x[TAYLOR_CONSTANT], x[SHEAR_MODULUS], x[BURGERS_VECTOR]};
    const double before = x[FLOW_FACTOR] * cupel_flow_stress_at(&s->curve->stress, 0);
    const double after = x[FLOW_FACTOR] * cupel_flow_stress_at(&s->curve->stress, s->strain);
    const double friction = fmin(x[FRICTION_STRESS], before);
    return cupel_taylor_density(&taylor, after - friction) - cupel_taylor_density(&taylor, before - friction);
}

static void evaluate_conduction(const alloy_state *s, const double x[INPUTS], double y[OUTPUTS])
{
    if (s->worked) y[DISLOCATIONS] = dislocation_rise(s, x);
    double bulk = NAN, electrical = NAN;
    if (s->conducts) {
        const cupel_resistivity metal = {.resistivity = (1 + x[CURVATURE]) / x[CONDUCTIVITY],
                                         .temperature_coefficient = x[TEMPERATURE_COEFFICIENT],
                                         .dislocation_density = s->worked ? y[DISLOCATIONS] : 0,
                                         .dislocation_resistivity = x[DISLOCATION_RESISTIVITY],
                                         .boundary_area = s->boundary_area,
                                         .boundary_resistivity = x[BOUNDARY_RESISTIVITY],
                                         .path_product = x[PATH_PRODUCT],
                                         .specularity = x[SPECULARITY],
                                         .inverse_thickness = s->inverse_thickness};
        const cupel_resistivity_terms terms = cupel_resistivity_at(&metal, s->temperature);
        if (!(terms.bulk > 0 && terms.total > 0)) return;
        bulk = 1 / terms.bulk;
        electrical = 1 / terms.total;
        y[RESISTIVITY] = terms.total;
        y[ELECTRICAL] = electrical;
    }
    /* A measured value moves by what the state takes from the electronic part; without one, all of it is
     * modelled, with a lattice part that falls as 1/T. */
    const double lorenz = x[SMITH_PALMER_FACTOR] * x[SMITH_PALMER_SLOPE];
    if (s->thermal && s->measured_conductivity)
        y[THERMAL] =
            x[THERMAL_CONDUCTIVITY] + (s->conducts ? lorenz * s->temperature * (electrical - bulk) : 0);
    else if (s->thermal)
        y[THERMAL] = x[SMITH_PALMER_FACTOR] *
                     cupel_smith_palmer(x[SMITH_PALMER_SLOPE],
                                        x[SMITH_PALMER_OFFSET] * CUPEL_IACS_TEMPERATURE / s->temperature,
                                        s->temperature, electrical);
}

static void evaluate(const alloy_state *s, const double x[INPUTS], double y[OUTPUTS])
{
    for (int i = 0; i < OUTPUTS; i++) y[i] = NAN;
    evaluate_conduction(s, x, y);
    if (!s->curve) return;
    cupel_flow_stress flow = s->curve->stress;
    flow.rate_factor *= x[FLOW_FACTOR];
    cupel_tensile tensile;
    if (cupel_tensile_strength(&flow, s->strain, x[HALL_PETCH] * s->root_rise, &tensile, NULL)) return;
    y[YIELD] = tensile.yield_strength;
    y[TENSILE] = tensile.tensile_strength;
    y[UNIFORM_STRAIN] = tensile.uniform_strain;
}

/* First-order propagation (GUM): half the change of an output when an input moves by +-u, summed in squares.
 * An input of unknown uncertainty makes that of the outputs it moves unknown. */
static void propagate(const alloy_state *s, const double x[INPUTS], double uncertainty[OUTPUTS])
{
    double variance[OUTPUTS] = {0}, moved[INPUTS], up[OUTPUTS], down[OUTPUTS];
    memcpy(moved, x, sizeof moved);
    for (int i = 0; i < INPUTS; i++) {
        const bool known = !isnan(s->of[i].uncertainty);
        const double u = known ? s->of[i].uncertainty : 1e-3 * fabs(x[i]);
        if (u == 0) continue;
        moved[i] = x[i] + u;
        evaluate(s, moved, up);
        moved[i] = x[i] - u;
        evaluate(s, moved, down);
        moved[i] = x[i];
        for (int k = 0; k < OUTPUTS; k++) {
            const double change = 0.5 * (up[k] - down[k]);
            if (known)
                variance[k] += change * change;
            else if (change != 0)
                variance[k] = NAN;
        }
    }
    for (int k = 0; k < OUTPUTS; k++) uncertainty[k] = sqrt(variance[k]);
}

/* Results. */

#define WITH_UNCERTAINTY(name, unit, text)                                                                   \
    {name, CUPEL_SCALAR, unit, .uncertainty = name "_uncertainty", .meaning = text},                         \
    {                                                                                                        \
        name "_uncertainty", CUPEL_SCALAR, unit, .of = name, .meaning = "its standard uncertainty (k = 1)"   \
    }

static const cupel_result results_rows[] = {
    WITH_UNCERTAINTY("electrical_conductivity", "S/m", "electrical conductivity sigma at the temperature"),
    WITH_UNCERTAINTY("iacs", "%IACS", "the same in percent of 58 MS/m"),
    WITH_UNCERTAINTY("resistivity", "ohm m", "electrical resistivity rho at the temperature"),
    WITH_UNCERTAINTY("thermal_conductivity", "W/(m K)", "thermal conductivity k at the temperature"),
    WITH_UNCERTAINTY("density", "kg/m^3", "density"),
    WITH_UNCERTAINTY("heat_capacity", "J/(kg K)", "specific heat capacity cp"),
    WITH_UNCERTAINTY("expansion_coefficient", "1/K", "linear thermal expansion coefficient"),
    WITH_UNCERTAINTY("youngs_modulus", "Pa", "Young's modulus E"),
    WITH_UNCERTAINTY("yield_strength", "Pa", "yield strength: flow stress at the strain of temper_state"),
    WITH_UNCERTAINTY("tensile_strength", "Pa",
                     "tensile strength Rm: greatest engineering stress from there on"),
    {"uniform_strain", CUPEL_SCALAR, "1",
     .meaning = "true plastic strain from there to the start of necking"},
    WITH_UNCERTAINTY("dislocation_density", "1/m^2", "rise of the dislocation density by the cold work"),
    {"notes", CUPEL_LABEL, .meaning = "what is missing or left out, and why; absent when nothing is"},
};

static void set(cupel_results *results, const char *name, double value, double uncertainty)
{
    char name_of_uncertainty[64];
    if (isnan(value)) return;
    cupel_results_set(results, name, value);
    if (isnan(uncertainty)) return;
    const size_t length = strlen(name);
    memcpy(name_of_uncertainty, name, length);
    memcpy(name_of_uncertainty + length, "_uncertainty", sizeof "_uncertainty");
    cupel_results_set(results, name_of_uncertainty, uncertainty);
}

/* A property that the state leaves alone, as the record has it. */
static bool set_as_recorded(const cupel_material *material, const char *name, alloy_state *s,
                            cupel_results *results)
{
    cupel_error error = {0};
    double value, uncertainty;
    if (!cupel_material_has(material, name)) return false;
    if (cupel_material_property(material, name, s->temperature, &value, &uncertainty, &error))
        alloy_note(s, error.text);
    else
        set(results, name, value, uncertainty);
    return true;
}

static void set_recorded(const cupel_material *material, alloy_state *s, cupel_results *results)
{
    static const char *const names[] = {"density", "heat_capacity", "expansion_coefficient",
                                        "youngs_modulus"};
    bool missing = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (set_as_recorded(material, names[i], s, results)) continue;
        if (missing)
            cupel_text_add(&s->notes, ", ");
        else
            alloy_note(s, "not in the record: ");
        cupel_text_add(&s->notes, names[i]);
        missing = true;
    }
}

/* Without a flow curve the record's own strengths hold for its own temper only. */
static void set_recorded_strength(const alloy_parameters *p, alloy_state *s, cupel_results *results)
{
    if (s->strain > 0) {
        alloy_note(s, "no strength: cold work needs a flow_curve in the record");
        return;
    }
    const bool yield = set_as_recorded(p->material, "yield_strength", s, results);
    const bool tensile = set_as_recorded(p->material, "tensile_strength", s, results);
    if (!yield && !tensile)
        alloy_note(s, "no strength: the record has neither a flow_curve nor strengths");
    else if (p->temper_state && !isnan(p->temper_state->grain_size))
        alloy_note(s, "grain_size left out of the strength: the record has no flow_curve");
}

static void set_modelled(const double y[OUTPUTS], const double u[OUTPUTS], cupel_results *results)
{
    set(results, "electrical_conductivity", y[ELECTRICAL], u[ELECTRICAL]);
    set(results, "iacs", cupel_iacs_from_conductivity(y[ELECTRICAL]),
        cupel_iacs_from_conductivity(u[ELECTRICAL]));
    set(results, "resistivity", y[RESISTIVITY], u[RESISTIVITY]);
    set(results, "thermal_conductivity", y[THERMAL], u[THERMAL]);
    set(results, "yield_strength", y[YIELD], u[YIELD]);
    set(results, "tensile_strength", y[TENSILE], u[TENSILE]);
    if (!isnan(y[UNIFORM_STRAIN])) cupel_results_set(results, "uniform_strain", y[UNIFORM_STRAIN]);
    set(results, "dislocation_density", y[DISLOCATIONS], u[DISLOCATIONS]);
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    (void)context;
    const alloy_parameters *p = values;
    alloy_state s;
    double x[INPUTS], y[OUTPUTS], u[OUTPUTS];
    alloy_state_read(p, &s);
    for (int i = 0; i < INPUTS; i++) x[i] = s.of[i].value;
    evaluate(&s, x, y);
    propagate(&s, x, u);
    set_modelled(y, u, results);
    set_recorded(p->material, &s, results);
    if (s.curve) {
        if (isnan(y[YIELD])) alloy_note(&s, "no strength: the hardening law gives none in this state");
        if (fabs(s.temperature - CUPEL_IACS_TEMPERATURE) > 30)
            alloy_note(&s, "strengths are those at room temperature");
    } else
        set_recorded_strength(p, &s, results);
    if (s.conducts && isnan(y[RESISTIVITY]))
        alloy_note(&s, "no electrical results: the linear law of the resistivity does not reach down to this "
                       "temperature");
    if (s.conducts && isnan(s.of[CONDUCTIVITY].uncertainty))
        alloy_note(&s, "the record gives no uncertainty of electrical_conductivity");
    if (s.notes.length) cupel_results_set_label(results, "notes", cupel_text_get(&s.notes));
    const bool failed = s.notes.failed;
    cupel_text_free(&s.notes);
    return failed ? cupel_out_of_memory(error, "the notes") : cupel_results_status(results, error);
}

const cupel_model cupel_model_alloy_properties = {
    .name = "alloy.properties",
    .title = "Properties of a metal in a given state",
    .summary = "Electrical and thermal conductivity, density, heat capacity, expansion, modulus and strength "
               "of a metal "
               "after cold work, at a grain size, a temperature and a sheet thickness, each with a standard "
               "uncertainty. "
               "Resistivity by Matthiessen's rule: the record's, linear in temperature, plus dislocations "
               "(Taylor, from "
               "the flow curve), grain boundaries and the faces of thin sheet (Fuchs). Strength from the "
               "flow curve at "
               "the strain, tensile strength by Considere. No annealing, no precipitation: the state of the "
               "record is "
               "where the cold work starts.",
    .reference = "Matula 1979, J. Phys. Chem. Ref. Data 8:1147; Smith and Palmer 1935, Trans. AIME 117:225; "
                 "Fuchs 1938, "
                 "Proc. Camb. Phil. Soc. 34:100; Taylor 1934, Proc. R. Soc. A 145:362; Considere 1885",
    .version = 1,
    .parameters = &table,
    CUPEL_RESULTS(results_rows),
    .run = run,
};

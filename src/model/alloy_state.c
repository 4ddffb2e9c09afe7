/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/alloy_state.h"

#include <math.h>
#include <string.h>

#include "cupel/alloy.h"

typedef struct class_constants {
    const char *name;
    alloy_input of[INPUTS];
} class_constants;

/* Handbook values, recalled from the literature and not measured here; what a record carries itself goes
 * first. The uncertainty is half the spread of the handbooks. Resistivity slopes: 0.00393/K at 100 %IACS,
 * 0.00403/K at 61 %IACS. Dislocations and grain boundaries: after Basinski, Dugdale and Howie 1963, Andrews,
 * West and Robeson 1969. Smith and Palmer 1935: the factor's uncertainty is the scatter against data sheets
 * (aluminium 1 %, copper 3 %). */
static const class_constants classes[] = {
    {"copper",
     {[FRICTION_STRESS] = {25e6, 8e6},
      [TAYLOR_FACTOR] = {3.06, 0.1},
      [TAYLOR_CONSTANT] = {0.3, 0.04},
      [SHEAR_MODULUS] = {45e9, 2e9},
      [BURGERS_VECTOR] = {0.256e-9, 0},
      [DISLOCATION_RESISTIVITY] = {1.8e-25, 0.2e-25},
      [BOUNDARY_RESISTIVITY] = {3e-16, 0.6e-16},
      [PATH_PRODUCT] = {39e-9 * 1.678e-8, 0.2e-16},
      [RHO_SLOPE] = {0.00393 / 58e6, 0.01 * 0.00393 / 58e6},
      [SMITH_PALMER_SLOPE] = {2.39e-8, 0},
      [SMITH_PALMER_OFFSET] = {7.5, 0},
      [SMITH_PALMER_FACTOR] = {1, 0.03}}},
    {"aluminium",
     {[FRICTION_STRESS] = {13e6, 3e6},
      [TAYLOR_FACTOR] = {3.06, 0.1},
      [TAYLOR_CONSTANT] = {0.3, 0.04},
      [SHEAR_MODULUS] = {26e9, 0.5e9},
      [BURGERS_VECTOR] = {0.286e-9, 0},
      [DISLOCATION_RESISTIVITY] = {2.2e-25, 0.4e-25},
      [BOUNDARY_RESISTIVITY] = {2.4e-16, 0.6e-16},
      [PATH_PRODUCT] = {5.0e-16, 0.6e-16},
      [RHO_SLOPE] = {0.00403 / (0.61 * 58e6), 0.01 * 0.00403 / (0.61 * 58e6)},
      [SMITH_PALMER_SLOPE] = {2.1e-8, 0},
      [SMITH_PALMER_OFFSET] = {12.7, 0},
      [SMITH_PALMER_FACTOR] = {1, 0.01}}},
};

static const class_constants *class_of(const cupel_material *material)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (strcmp(cupel_material_class(material), classes[i].name) == 0) return &classes[i];
    return NULL;
}

void alloy_note(alloy_state *s, const char *text)
{
    if (s->notes.length) cupel_text_add(&s->notes, "; ");
    cupel_text_add(&s->notes, text);
}

bool alloy_property(const cupel_material *material, const char *name, double temperature, alloy_input *out)
{
    alloy_input found;
    if (!cupel_material_has(material, name) ||
        cupel_material_property(material, name, temperature, &found.value, &found.uncertainty, NULL))
        return false;
    *out = found;
    return true;
}

/* Constants of the class, unless the record has its own; an uncertainty that the record leaves out is the
 * class's. */
static void read_constants(const cupel_material *material, const class_constants *class, alloy_state *s)
{
    static const struct {
        int input;
        const char *property;
    } own[] = {
        {DISLOCATION_RESISTIVITY, "dislocation_resistivity"},
        {BOUNDARY_RESISTIVITY, "grain_boundary_resistivity"},
        {SHEAR_MODULUS, "shear_modulus"},
        {BURGERS_VECTOR, "burgers_vector"},
        {HALL_PETCH, "hall_petch_coefficient"},
    };
    if (class) memcpy(s->of, class->of, sizeof s->of);
    s->of[FLOW_FACTOR] = (alloy_input){1, s->curve ? s->curve->uncertainty : 0};
    s->of[SPECULARITY] = (alloy_input){0, 0.2};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        alloy_input found;
        if (!alloy_property(material, own[i].property, CUPEL_IACS_TEMPERATURE, &found)) continue;
        if (isnan(found.uncertainty)) found.uncertainty = s->of[own[i].input].uncertainty;
        s->of[own[i].input] = found;
    }
}

/* Conductivity at 20 degC and how it goes with temperature: the record's own coefficient, else the record's
 * law, else Matthiessen's rule from the slope of the pure metal. */
static void read_conductivity(const cupel_material *material, const class_constants *class, alloy_state *s)
{
    static const char name[] = "electrical_conductivity";
    alloy_input *at_20 = &s->of[CONDUCTIVITY], *alpha = &s->of[TEMPERATURE_COEFFICIENT], at_t;
    const double warmer = s->temperature - CUPEL_IACS_TEMPERATURE;
    if (!alloy_property(material, name, CUPEL_IACS_TEMPERATURE, at_20)) {
        alloy_note(s, "no electrical results: the record has no electrical_conductivity at 20 degC");
        return;
    }
    s->conducts = true;
    s->of[CURVATURE] =
        (alloy_input){0, 1.5e-7 * warmer * warmer}; /* 4 % at 800 K, as copper departs in Matula 1979 */
    if (alloy_property(material, "temperature_coefficient_of_resistivity", CUPEL_IACS_TEMPERATURE, alpha))
        return;
    if (warmer != 0 && alloy_property(material, name, s->temperature, &at_t) && at_t.value != at_20->value) {
        *alpha = (alloy_input){(at_20->value / at_t.value - 1) / warmer, 0};
        s->of[CURVATURE] = (alloy_input){0, 0};
        return;
    }
    if (class) {
        *alpha = (alloy_input){cupel_temperature_coefficient(class->of[RHO_SLOPE].value, at_20->value),
                               cupel_temperature_coefficient(class->of[RHO_SLOPE].uncertainty, at_20->value)};
        return;
    }
    if (warmer == 0) return;
    s->conducts = false;
    alloy_note(s, "no electrical results away from 20 degC: no temperature_coefficient_of_resistivity in the "
                  "record, and its class is neither copper nor aluminium");
}

static void read_thermal(const cupel_material *material, const class_constants *class, alloy_state *s)
{
    s->measured_conductivity =
        alloy_property(material, "thermal_conductivity", s->temperature, &s->of[THERMAL_CONDUCTIVITY]);
    s->thermal = s->measured_conductivity || (s->conducts && class);
    if (!s->thermal)
        alloy_note(s,
                   "no thermal_conductivity: not in the record, and not to be had from the electrical one");
    else if (!s->measured_conductivity)
        alloy_note(s, "thermal_conductivity from the electrical one by Smith and Palmer");
}

static void read_cold_work(const class_constants *class, alloy_state *s)
{
    if (!(s->strain > 0)) return;
    if (s->curve && class) {
        s->worked = true;
        return;
    }
    if (s->conducts || s->thermal)
        alloy_note(
            s, s->curve
                   ? "no electrical and thermal results: what cold work adds to the resistivity is known for "
                     "copper and aluminium only"
                   : "no electrical and thermal results: the record has no flow_curve, from which the cold "
                     "work would be known");
    s->conducts = s->thermal = false;
}

static void read_grains_and_faces(const cupel_material *material, const alloy_parameters *p, alloy_state *s)
{
    const double grain = p->temper_state ? p->temper_state->grain_size : NAN;
    alloy_input reference = {NAN, NAN};
    const bool has_reference =
        alloy_property(material, "reference_grain_size", CUPEL_IACS_TEMPERATURE, &reference);
    if (!isnan(grain)) {
        if (s->of[BOUNDARY_RESISTIVITY].value > 0)
            s->boundary_area =
                cupel_boundary_area(grain) - (has_reference ? cupel_boundary_area(reference.value) : 0);
        else if (s->conducts)
            alloy_note(
                s,
                "grain boundaries left out of the resistivity: the record has no grain_boundary_resistivity");
        if (s->curve && s->of[HALL_PETCH].value > 0 && has_reference)
            s->root_rise = 1 / sqrt(grain) - 1 / sqrt(reference.value);
        else if (s->curve)
            alloy_note(
                s, "grain_size left out of the strength: the record has no hall_petch_coefficient with its "
                   "reference_grain_size");
    }
    if (isnan(p->thickness)) return;
    alloy_input path;
    if (s->conducts && alloy_property(material, "electron_mean_free_path", CUPEL_IACS_TEMPERATURE, &path)) {
        const double rho = 1 / s->of[CONDUCTIVITY].value;
        const double relative =
            s->of[PATH_PRODUCT].uncertainty / s->of[PATH_PRODUCT].value; /* of the class */
        const double uncertainty = isnan(path.uncertainty) ? relative * path.value : path.uncertainty;
        s->of[PATH_PRODUCT] = (alloy_input){path.value * rho, uncertainty * rho};
    }
    if (s->of[PATH_PRODUCT].value > 0)
        s->inverse_thickness = 1 / p->thickness;
    else if (s->conducts)
        alloy_note(s, "thickness left out of the resistivity: the record has no electron_mean_free_path");
}

void alloy_state_read(const alloy_parameters *p, alloy_state *s)
{
    const cupel_material *material = p->material;
    const class_constants *class = class_of(material);
    *s = (alloy_state){.temperature = p->temperature,
                       .strain = p->temper_state ? p->temper_state->strain : 0,
                       .curve = cupel_material_flow_curve(material)};
    read_constants(material, class, s);
    read_conductivity(material, class, s);
    read_thermal(material, class, s);
    read_cold_work(class, s);
    read_grains_and_faces(material, p, s);
}

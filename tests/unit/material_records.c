/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/heat.h"
#include "material/record.h"

/* Claims about every record that ships. */

static const char *const expected[] = {
    "1050",   "1350",  "3003",      "52100",     "6061-T6", "6063-T5",     "6101-T6", "A356-T6",
    "A380",   "ADC12", "Al",        "Al2O3",     "AlN",     "C10200",      "C11000",  "C18150",
    "C19400", "C7025", "Cu-0.1Ag",  "FR-4",      "SAC305",  "Si",          "Si3N4",   "SiC-4H",
    "WC-Co",  "air",   "glycol-30", "glycol-50", "indium",  "sintered-Ag", "water"};
enum { RECORDS = sizeof expected / sizeof *expected };

static int open_arena(void **state)
{
    return (*state = cupel_arena_new()) ? 0 : -1;
}

static int close_arena(void **state)
{
    cupel_arena_free(*state);
    return 0;
}

static const cupel_material *record(void **state, const char *id)
{
    const cupel_material *material = NULL;
    cupel_error error = {0};
    if (cupel_material_open(id, *state, &material, &error))
        fail_msg("%s: %s:%d:%d: %s", id, error.file, error.line, error.column, error.text);
    return material;
}

static void the_library_lists_its_records_in_order(void **state)
{
    const char *const *ids = NULL;
    cupel_error error = {0};
    assert_int_equal(cupel_material_list(*state, &ids, &error), CUPEL_OK);
    for (size_t i = 0; i < RECORDS; i++) {
        assert_non_null(ids[i]);
        assert_string_equal(ids[i], expected[i]);
    }
    assert_null(ids[RECORDS]);
}

static void every_record_names_itself_as_its_file_does(void **state)
{
    for (size_t i = 0; i < RECORDS; i++) {
        const cupel_material *m = record(state, expected[i]);
        assert_string_equal(cupel_material_id(m), expected[i]);
        assert_string_not_equal(cupel_material_name(m), expected[i]);
        assert_string_not_equal(cupel_material_text(m, "name_zh"), "");
        assert_string_not_equal(cupel_material_class(m), "");
        size_t count = 0;
        const char *text = cupel_material_source(m, &count);
        assert_true(count > 500 && strlen(text) == count);
        assert_ptr_equal(cupel_material_get_head((const cupel_material *)m)->id, cupel_material_id(m));
    }
}

static void every_figure_has_source_basis_condition_and_uncertainty(void **state)
{
    for (size_t i = 0; i < RECORDS; i++) {
        const cupel_material *m = record(state, expected[i]);
        const size_t count = cupel_material_figure_count(m);
        assert_true(count >= 6);
        for (size_t k = 0; k < count; k++) {
            cupel_material_figure f;
            assert_true(cupel_material_figure_at(m, k, &f));
            if (!*f.source_text) fail_msg("%s %s: no source", expected[i], f.property);
            if (!*f.condition) fail_msg("%s %s: no condition", expected[i], f.property);
            if (!*f.basis) fail_msg("%s %s: no basis", expected[i], f.property);
            if (!isfinite(f.value))
                fail_msg("%s %s: no value at %g K", expected[i], f.property, f.temperature);
            if (!(f.uncertainty >= 0)) fail_msg("%s %s: no uncertainty", expected[i], f.property);
            /* none is known better than 0.01 %, none worse than by half of itself */
            if (f.uncertainty > 0.5 * fabs(f.value) || f.uncertainty < 1e-4 * fabs(f.value))
                fail_msg("%s %s: uncertainty %g of %g", expected[i], f.property, f.uncertainty, f.value);
        }
        cupel_material_figure f;
        assert_false(cupel_material_figure_at(m, count, &f));
    }
}

/* What a text of "recalled" admits may not be called anything better by the figure that cites it. */
static void what_is_recalled_is_called_recalled(void **state)
{
    for (size_t i = 0; i < RECORDS; i++) {
        const cupel_material *m = record(state, expected[i]);
        const size_t count = cupel_material_figure_count(m);
        for (size_t k = 0; k < count; k++) {
            cupel_material_figure f;
            assert_true(cupel_material_figure_at(m, k, &f));
            if (strcmp(f.source, "recalled") != 0) continue;
            if (strcmp(f.basis, "recalled") && strcmp(f.basis, "computed") && strcmp(f.basis, "assumed"))
                fail_msg("%s %s: cites what is recalled, says %s", expected[i], f.property, f.basis);
        }
        const cupel_record *r = cupel_material_values(m);
        const cupel_temper *tempers = r->tempers.rows;
        for (size_t k = 0; k < r->tempers.count; k++)
            if (strcmp(tempers[k].source, "recalled") == 0)
                assert_string_equal(cupel_basis_names[tempers[k].basis], "recalled");
    }
}

static void every_temper_row_bounds_or_qualifies_its_figures(void **state)
{
    for (size_t i = 0; i < RECORDS; i++) {
        const cupel_record *r = cupel_material_values(record(state, expected[i]));
        const cupel_temper *t = r->tempers.rows;
        for (size_t k = 0; k < r->tempers.count; k++) {
            const bool limits = !isnan(t[k].tensile_strength_minimum) || !isnan(t[k].yield_strength_minimum);
            if (isnan(t[k].relative_uncertainty) && !limits)
                fail_msg("%s %s: neither limits nor an uncertainty", expected[i], t[k].temper);
            if (t[k].tensile_strength_minimum > t[k].tensile_strength_maximum)
                fail_msg("%s %s: limits are crossed", expected[i], t[k].temper);
        }
    }
}

static void strip_alloys_and_rolls_have_what_rolling_needs(void **state)
{
    const char *const strip[] = {"C11000", "C10200", "C19400", "C7025", "Cu-0.1Ag", "C18150"};
    const char *const both[] = {"C11000",   "C10200", "C19400", "C7025",
                                "Cu-0.1Ag", "C18150", "52100",  "WC-Co"};
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        const cupel_material *m = record(state, both[i]);
        assert_true(cupel_material_has(m, "youngs_modulus") && cupel_material_has(m, "poissons_ratio"));
    }
    for (size_t i = 0; i < sizeof strip / sizeof *strip; i++) {
        const cupel_flow_curve *curve = cupel_material_flow_curve(record(state, strip[i]));
        assert_non_null(curve);
        assert_non_null(curve->basis);
        assert_non_null(curve->note);
        assert_true(curve->uncertainty > 0);
        /* cold-rolled strip softer than 50 MPa or harder than 1 GPa would be a slip of units */
        for (double strain = 0; strain < 4; strain += 0.5) {
            const double stress = cupel_flow_stress_at(&curve->stress, strain);
            assert_true(stress > 50e6 && stress < 1e9);
        }
    }
    assert_string_equal(cupel_material_flow_curve(record(state, "C11000"))->basis, "assumed");
    assert_null(cupel_material_flow_curve(record(state, "air")));
}

/* Tensile-strength windows of H02, H04 and H08 in ASTM B152, at the reductions that make these tempers. */
static void the_copper_flow_curve_runs_through_the_temper_windows(void **state)
{
    const cupel_material *m = record(state, "C11000");
    const cupel_record *r = cupel_material_values(m);
    const struct {
        const char *temper;
        double reduction;
    } rows[] = {{"H02", 0.21}, {"H04", 0.37}, {"H08", 0.60}};
    for (size_t i = 0; i < 3; i++) {
        const double stress = cupel_flow_stress_at(&cupel_material_flow_curve(m)->stress,
                                                   2 / sqrt(3) * log(1 / (1 - rows[i].reduction)));
        const cupel_temper *t = r->tempers.rows;
        while (strcmp(t->temper, rows[i].temper) != 0) t++;
        assert_true(stress >= t->tensile_strength_minimum && stress <= t->tensile_strength_maximum);
    }
}

static double value_at(void **state, const char *id, const char *property, double temperature)
{
    double value = NAN;
    cupel_error error = {0};
    if (cupel_material_property(record(state, id), property, temperature, &value, NULL, &error))
        fail_msg("%s %s: %s", id, property, error.text);
    return value;
}

/* Melinder's viscosities [mPa s] from -20 degC (50 %) or 0 degC (30 %) on, every 20 K: a tenfold fall. */
static void the_glycol_viscosities_follow_melinder(void **state)
{
    const double thin[] = {4.30, 2.17, 1.286, 0.866, 0.639};
    const double thick[] = {22.2, 7.93, 3.69, 2.10, 1.375, 0.968};
    for (int i = 0; i < 5; i++) {
        const double mu = value_at(state, "glycol-30", "dynamic_viscosity", 273.151 + 19.9995 * i);
        assert_true(fabs(mu / (1e-3 * thin[i]) - 1) < 0.01);
    }
    for (int i = 0; i < 6; i++) {
        const double mu = value_at(state, "glycol-50", "dynamic_viscosity", 253.151 + 19.9995 * i);
        assert_true(fabs(mu / (1e-3 * thick[i]) - 1) < 0.01);
    }
}

/* The kernel's air and the record are the same computation; the kernel takes the density of the ideal gas. */
static void the_air_record_agrees_with_the_kernel(void **state)
{
    const double temperatures[] = {250,    273.15, 293.15, 298.15, 300, 313.15, 323.15,
                                   333.15, 350,    373.15, 400,    450, 500};
    for (size_t i = 0; i < sizeof temperatures / sizeof *temperatures; i++) {
        const double t = temperatures[i];
        cupel_air air;
        cupel_error error = {0};
        assert_int_equal(cupel_air_at(t, 101325, &air, &error), CUPEL_OK);
        const double pairs[][3] = {
            {air.heat_capacity, value_at(state, "air", "heat_capacity", t), 1e-9},
            {air.viscosity, value_at(state, "air", "dynamic_viscosity", t), 1e-9},
            {air.conductivity, value_at(state, "air", "thermal_conductivity", t), 1e-9},
            {air.density, value_at(state, "air", "density", t), 1e-3},
        };
        for (size_t k = 0; k < 4; k++)
            if (!(fabs(pairs[k][0] / pairs[k][1] - 1) <= pairs[k][2]))
                fail_msg("%g K, quantity %zu: kernel %g, record %g", t, k, pairs[k][0], pairs[k][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_lists_its_records_in_order),
        cmocka_unit_test(every_record_names_itself_as_its_file_does),
        cmocka_unit_test(every_figure_has_source_basis_condition_and_uncertainty),
        cmocka_unit_test(what_is_recalled_is_called_recalled),
        cmocka_unit_test(every_temper_row_bounds_or_qualifies_its_figures),
        cmocka_unit_test(strip_alloys_and_rolls_have_what_rolling_needs),
        cmocka_unit_test(the_copper_flow_curve_runs_through_the_temper_windows),
        cmocka_unit_test(the_glycol_viscosities_follow_melinder),
        cmocka_unit_test(the_air_record_agrees_with_the_kernel),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

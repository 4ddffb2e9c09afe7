/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "material/record.h"

/* What is refused, with which words and where; and records outside the library. */

static int open_arena(void **state)
{
    return (*state = cupel_arena_new()) ? 0 : -1;
}

static int close_arena(void **state)
{
    cupel_arena_free(*state);
    return 0;
}

/* Loads the YAML text as the value of a key in a case named "case.yaml". */
static cupel_status load(void **state, const char *yaml, const char *folder, const cupel_material **out,
                         cupel_error *error)
{
    cupel_diagnostics diagnostics = {0};
    const cupel_node *node = cupel_document_parse(yaml, strlen(yaml), "case.yaml", *state, &diagnostics);
    assert_non_null(node);
    cupel_diagnostics_free(&diagnostics);
    return cupel_material_load(node, folder, *state, out, error);
}

static void refused(void **state, const char *yaml, const char *words, int line, int column)
{
    const cupel_material *material = NULL;
    cupel_error error = {0};
    if (load(state, yaml, ".", &material, &error) != CUPEL_EINVAL) fail_msg("not refused: %s", yaml);
    if (!strstr(error.text, words)) fail_msg("'%s' is not in '%s'", words, error.text);
    if (error.line != line || error.column != column || strcmp(error.file, "case.yaml") != 0)
        fail_msg("%s is at %s:%d:%d", error.text, error.file, error.line, error.column);
    assert_null(material);
}

static void an_unknown_id_gets_the_nearest_suggested(void **state)
{
    refused(state, "C1100", "unknown material 'C1100'; did you mean 'C11000'? 'cupel materials' lists all", 1,
            1);
    refused(state, "c11000", "did you mean 'C11000'?", 1, 1);
    refused(state, "unobtainium", "unknown material 'unobtainium'; 'cupel materials' lists all", 1, 1);
    refused(state, "''", "a material is an id", 1, 1);
    refused(state, "[C11000]", "a material is an id", 1, 1);
    refused(state, "../materials/C11000", "no material record at './../materials/C11000'", 1, 1);
}

static void what_is_wrong_in_an_inline_record_is_told_at_its_place(void **state)
{
    refused(state, "name: x\nproperties:\n  density: {value: 8.9 GPa, basis: assumed}\n", "different things",
            3, 20);
    refused(state, "name: x\nproperties:\n  density: {value: -1 kg/m3, basis: assumed}\n",
            "density = -1 kg/m3 is out of range", 3, 20);
    refused(state, "name: x\nproperties:\n  densty: {value: 1, basis: assumed}\n", "did you mean 'density'?",
            3, 3);
    refused(state, "name: x\nproperties:\n  density: {value: 1000}\n", "'basis' is missing", 3, 12);
    refused(state,
            "name: x\nflow_curve: {law: voce, initial_stress: 60 MPa, saturation_stress: 400 MPa, "
            "rate_constant: 4, "
            "strength_coefficient: 300 MPa, basis: assumed}\n",
            "the law voce has no strength_coefficient", 2, 13);
    refused(state, "name: x\nproperties:\n  density: {value: 1000, basis: measured}\n", "needs a source", 3,
            12);
    refused(state, "name: x\nproperties:\n  density: {value: 1000, basis: measured, source: lab}\n",
            "unknown source 'lab'; it must be the id", 3, 51);
    refused(
        state,
        "sources: [{id: lab1, text: a}]\nproperties:\n  density: {value: 1, basis: measured, source: lab}\n",
        "did you mean 'lab1'?", 3, 48);
    refused(state, "sources: [{id: a, text: x}, {id: a, text: y}]\n", "source 'a' is there twice", 1, 34);
    refused(state, "id: a/b\n", "letters, digits", 1, 5);
    refused(state, "cupel: 2\n", "out of range", 1, 8);
}

static void a_law_takes_its_own_parameters_only(void **state)
{
    refused(state, "properties:\n  density: {basis: assumed}\n", "law constant needs value", 2, 12);
    refused(state, "properties:\n  density: {value: 1, exponent: 2, basis: assumed}\n",
            "law constant has no exponent", 2, 12);
    refused(state, "properties:\n  density: {law: table, points: [[300 K, 1]], basis: assumed}\n",
            "allowed: [2, 10000]", 2, 33);
    refused(state, "properties:\n  density: {law: table, points: [[300 K, 1], [280 K, 2]], basis: assumed}\n",
            "must rise", 2, 47);
    refused(state, "properties:\n  density: {law: polynomial, coefficients: [1, 2], basis: assumed}\n",
            "needs minimum_temperature", 2, 12);
    refused(state,
            "properties:\n  density: {value: 1, minimum_temperature: 300, maximum_temperature: 300, basis: "
            "assumed}\n",
            "must lie below", 2, 12);
    refused(state,
            "properties:\n  density: {value: 1, uncertainty: 1, relative_uncertainty: 1 %, basis: assumed}\n",
            "not both", 2, 12);
    refused(state, "flow_curve: {law: voce, initial_stress: 60 MPa, rate_constant: 4}\n", "saturation_stress",
            1, 13);
    refused(state, "flow_curve: {law: constant, yield_stress: 60 MPa, basis: gossip}\n",
            "unknown basis 'gossip'", 1, 13);
    refused(state, "composition: [{element: Cu, minimum: 99 %, maximum: 98 %, source: x}]\n",
            "not in this order", 1, 15);
}

static void several_problems_are_counted(void **state)
{
    refused(state, "nam: x\nclas: copper\n",
            "unknown key 'nam' of material; did you mean 'name'? (and 1 more in this record)", 1, 1);
}

static void a_temperature_outside_the_law_is_refused_with_its_range(void **state)
{
    const cupel_material *m = NULL;
    cupel_error error = {0};
    double value = -7, uncertainty = -7;
    assert_int_equal(cupel_material_open("air", *state, &m, &error), CUPEL_OK);
    assert_int_equal(cupel_material_property(m, "density", 501, &value, &uncertainty, &error), CUPEL_EINVAL);
    assert_string_equal(error.text,
                        "material air: density is known from 250 K to 500 K (-23.15 to 226.85 degC), "
                        "not at 501 K (227.85 degC)");
    assert_int_equal(cupel_material_property(m, "density", NAN, &value, &uncertainty, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_material_property(m, "density", -1, &value, &uncertainty, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_material_property(m, "youngs_modulus", 300, &value, NULL, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "material air has no youngs_modulus"));
    assert_int_equal(cupel_material_property(m, "density/other", 300, &value, NULL, &error), CUPEL_EINVAL);
    assert_true(value == -7 && uncertainty == -7);
    assert_true(cupel_material_has(m, "density") && !cupel_material_has(m, "dens") &&
                !cupel_material_has(m, ""));
}

static void an_inline_record_is_a_record(void **state)
{
    const char *yaml =
        "name: Lab copper \"7\"\nclass: copper\nsources:\n  - {id: lab, text: 'report 12, table 3'}\n"
        "properties:\n  thermal_conductivity: {law: linear, value: 390, reference_temperature: 20 degC,\n"
        "    coefficient: -2e-4, uncertainty: 4, basis: measured, source: lab}\n  density: ~\n"
        "tempers: []\n";
    const cupel_material *m = NULL, *again = NULL;
    cupel_error error = {0};
    assert_int_equal(load(state, yaml, ".", &m, &error), CUPEL_OK);
    assert_string_equal(cupel_material_id(m), "inline");
    assert_string_equal(cupel_material_name(m), "Lab copper \"7\"");
    assert_string_equal(cupel_material_class(m), "copper");
    assert_false(cupel_material_has(m, "density"));
    double k = 0, u = 0;
    assert_int_equal(cupel_material_property(m, "thermal_conductivity", 393.15, &k, &u, &error), CUPEL_OK);
    assert_true(fabs(k - 390 * (1 - 0.02)) < 1e-9 && u == 4);
    /* its text binds to the same record */
    assert_int_equal(load(state, cupel_material_source(m, NULL), ".", &again, &error), CUPEL_OK);
    assert_string_equal(cupel_material_name(again), "Lab copper \"7\"");
    assert_string_equal(cupel_material_source_text(again, "lab"), "report 12, table 3");
    assert_string_equal(cupel_material_source(again, NULL), cupel_material_source(m, NULL));
}

static void write_file(const char *path, const char *text)
{
    cupel_error error = {0};
    if (cupel_file_write_all(path, text, strlen(text), &error)) fail_msg("%s", error.text);
}

static void a_path_is_relative_to_the_folder_of_the_case(void **state)
{
    const cupel_material *m = NULL;
    cupel_error error = {0};
    write_file("own.yaml", "cupel: 1\nid: own\nproperties:\n  density: {value: 8 g/cm3, basis: assumed}\n");
    assert_int_equal(load(state, "own.yaml", ".", &m, &error), CUPEL_OK);
    assert_string_equal(cupel_material_id(m), "own");
    char here[1024];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(load(state, "own.yaml", here, &m, &error), CUPEL_OK);
    assert_int_equal(load(state, "own.yaml", "/absent", &m, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "no material record at '/absent/own.yaml'"));
}

/* The fenced YAML block of docs/materials.md. */
static void the_record_of_the_manual_loads(void **state)
{
    char *page = NULL;
    size_t count = 0;
    cupel_error error = {0};
    if (cupel_file_read_all(CUPEL_TEST_SOURCE "/docs/materials.md", 1 << 20, &page, &count, &error))
        fail_msg("%s", error.text);
    char *begin = strstr(page, "```yaml\n");
    assert_non_null(begin);
    begin += strlen("```yaml\n");
    char *end = strstr(begin, "```");
    assert_non_null(end);
    *end = '\0';
    write_file("our-strip.yaml", begin);
    const cupel_material *m = NULL;
    if (load(state, "our-strip.yaml", ".", &m, &error))
        fail_msg("%d:%d: %s", error.line, error.column, error.text);
    assert_string_equal(cupel_material_flow_curve(m)->basis, "measured");
    free(page);
}

static void what_is_wrong_in_a_file_is_told_with_the_files_name(void **state)
{
    const cupel_material *m = NULL;
    cupel_error error = {0};
    write_file("bad.yaml", "cupel: 1\nid: bad\nproperties:\n  density: {value: 8 m, basis: assumed}\n");
    assert_int_equal(load(state, "bad.yaml", ".", &m, &error), CUPEL_EINVAL);
    assert_string_equal(error.file, "./bad.yaml");
    assert_true(error.line == 4 && error.column == 20);
    memset(&error, 0, sizeof error);
    write_file("nameless.yaml", "cupel: 1\nname: x\n");
    assert_int_equal(load(state, "nameless.yaml", ".", &m, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "missing id"));
    memset(&error, 0, sizeof error);
    write_file("broken.yaml", "cupel: [1\n");
    assert_int_equal(load(state, "broken.yaml", ".", &m, &error), CUPEL_EINVAL);
    assert_string_equal(error.file, "./broken.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_id_gets_the_nearest_suggested),
        cmocka_unit_test(what_is_wrong_in_an_inline_record_is_told_at_its_place),
        cmocka_unit_test(a_law_takes_its_own_parameters_only),
        cmocka_unit_test(several_problems_are_counted),
        cmocka_unit_test(a_temperature_outside_the_law_is_refused_with_its_range),
        cmocka_unit_test(an_inline_record_is_a_record),
        cmocka_unit_test(a_path_is_relative_to_the_folder_of_the_case),
        cmocka_unit_test(the_record_of_the_manual_loads),
        cmocka_unit_test(what_is_wrong_in_a_file_is_told_with_the_files_name),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

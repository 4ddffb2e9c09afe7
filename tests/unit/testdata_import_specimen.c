/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imports.h"

static const char table[] = "Thickness: 35 um\nTime (s),Load,Travel (mm)\n0,0,0\n1,2,3\n";

static imported with(const char *text, const char *yaml)
{
    return import_bytes(text, strlen(text), yaml, NULL);
}

static void quantities_texts_and_composition(void **state)
{
    (void)state;
    imported i = with(
        table,
        "kind: tensile\nid: Cu-1\nlot: L7\ntitle: A foil\nproject: p\nlicense: CC0-1.0\ncreator: someone\n"
        "thickness: {value: 35.2 um, uncertainty: 0.3 um}\nwidth: {value: 12.7 mm, uncertainty: 1 %}\n"
        "test_temperature: 23 degC\nstandard: ISO 6892-1\ncomposition: {Cu: balance, O: 200 ppm, Ag: {value: "
        "0.05 %, uncertainty: 0.01 %}}\ncomposition_method: OES\nunits: {Load: kN}\n");
    const cupel_test *t = i.import.tests;
    assert_int_equal(i.status, CUPEL_OK);
    assert_string_equal(t->kind, "tensile");
    assert_string_equal(t->title, "A foil");
    assert_string_equal(t->license, "CC0-1.0");
    assert_string_equal(text_in(t->specimen_texts, t->specimen_text_count, "lot"), "L7");
    assert_string_equal(text_in(t->test_texts, t->test_text_count, "standard"), "ISO 6892-1");
    const cupel_property *thickness = property_of(&i, 0, "thickness"), *width = property_of(&i, 0, "width");
    assert_true(thickness->value == 35.2e-6 && thickness->uncertainty == 0.3e-6);
    assert_string_equal(thickness->origin, "specimen.yaml");
    assert_true(fabs(width->uncertainty - 0.127e-3) < 1e-12);
    assert_true(property_of(&i, 0, "test_temperature")->value == 296.15);
    assert_true(remarked(
        &i, 0,
        "thickness is 3.52e-05 m by specimen.yaml and 3.5e-05 m by header, line 1: the former is taken"));
    assert_int_equal(t->composition_count, 3);
    assert_true(fabs(t->composition[0].mass_fraction - 0.9993) < 1e-12);
    assert_true(t->composition[2].uncertainty == 0.0001);
    assert_string_equal(t->composition_method, "OES");
    check_value(&i, "force", 1, 2000);
    imported_free(&i);
}

static void columns_and_units_by_heading_channel_or_number(void **state)
{
    (void)state;
    imported i =
        with("0,1,2\n1,2,3\n", "columns: {'1': time, '2': force, '3': '-'}\nunits: {time: ms, '2': kN}\n");
    check_value(&i, "time", 1, 0.001);
    check_value(&i, "force", 1, 2000);
    assert_int_equal(i.import.tests[0].channel_count, 2);
    imported_free(&i);
    i = with("Time (s),Extension (mm)\n0,1\n1,2\n", "columns: {Extension: displacement}\n");
    check_value(&i, "displacement", 1, 2e-3);
    imported_free(&i);
    static const char *const units[] = {"Load=kN", NULL};
    i = import_bytes(table, sizeof table - 1, NULL, &(cupel_import_options){.units = units});
    check_value(&i, "force", 1, 2000);
    imported_free(&i);
}

static void specimens_by_id_file_and_number(void **state)
{
    (void)state;
    static const char blocks[] =
        "Specimen id: A\nTime (s),Force (N)\n0,1\n1,2\nSpecimen id: B\nTime (s),Force (N)\n0,1\n1,2\n";
    imported i =
        with(blocks, "width: 10 mm\nspecimens: {A: {thickness: 1 mm}, B: {thickness: 2 mm, width: 20 mm}}\n");
    assert_true(property_of(&i, 0, "thickness")->value == 1e-3 &&
                property_of(&i, 1, "thickness")->value == 2e-3);
    assert_true(property_of(&i, 0, "width")->value == 10e-3 && property_of(&i, 1, "width")->value == 20e-3);
    imported_free(&i);
    i = with(blocks, "specimens: {'2': {thickness: 2 mm}}\n");
    assert_true(!property_of(&i, 0, "thickness") && property_of(&i, 1, "thickness")->value == 2e-3);
    assert_true(remarked(&i, 0, "specimen.yaml has no entry under specimens for this test ('A')"));
    imported_free(&i);
    i = with(table, "specimens: {test.csv: {width: 1 mm}}\n");
    assert_true(property_of(&i, 0, "width")->value == 1e-3);
    imported_free(&i);
    i = with(table, "specimens: {test: {width: 1 mm}}\n");
    assert_true(property_of(&i, 0, "width")->value == 1e-3);
    imported_free(&i);
}

static void wrong_specimens_are_refused_at_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *text;
        int line, column;
    } cases[] = {
        {"thicknes: 1 mm\n", "unknown key 'thicknes'; did you mean 'thickness'?", 1, 1},
        {"kind: tensil\n",
         "unknown kind 'tensil'; did you mean 'tensile'?; allowed: tensile, resistivity, roughness, peel, "
         "laser_flash, hardness, flex, dsc, dilatometry",
         1, 7},
        {"width: 1 s\n", "width: 's' cannot be given in 'm': they measure different things", 1, 8},
        {"width: 12,5 mm\n", "width: '12,5 mm' has a decimal comma; write a decimal point", 1, 8},
        {"width: {valu: 1 mm}\n", "width: write \"35.2 um\", or {value: 35.2 um, uncertainty: 0.3 um}", 1, 8},
        {"width: {value: 1 mm, error: 1 um}\n", "unknown key 'error' in width; allowed: value, uncertainty",
         1, 22},
        {"width: {value: 1 mm, uncertainty: -1 um}\n", "width: an uncertainty is not below 0", 1, 35},
        {"composition: {Cx: 1}\n", "'Cx' is no symbol of an element", 1, 15},
        {"composition: {Cu: 99}\n", "Cu: a mass fraction lies between 0 and 1; for percent write \"99.95 %\"",
         1, 19},
        {"composition: {Cu: 0.9, Zn: 0.2}\n", "the mass fractions sum up to 1.1", 1, 14},
        {"columns: {Load: forse}\n",
         "unknown channel 'forse'; did you mean 'force'?; allowed: a channel such as force, extension, "
         "displacement, or - to leave "
         "the column out",
         1, 17},
        {"units: {Load: kx}\n", "'kx' is no known unit", 1, 15},
        {"specimens: {A: 1}\n", "the entry of a specimen is a mapping, such as {thickness: 0.5 mm}", 1, 16},
        {"specimens: {A: {witdh: 1 mm}}\n", "unknown key 'witdh'; did you mean 'width'?", 1, 17},
        {"lot:\n", "lot wants a value", 1, 5},
        {"[1, 2]\n", "specimen.yaml is a mapping, such as 'thickness: 35.2 um'", 1, 1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        imported i = with(table, cases[k].yaml);
        assert_string_equal(i.error.file, "specimen.yaml");
        check_refused(&i, cases[k].line, cases[k].column, cases[k].text);
    }
}

static void kinds_by_header_and_by_channels(void **state)
{
    (void)state;
    static const struct {
        const char *text, *kind; /* "": none */
    } cases[] = {
        {"Test type: Tensile\nTime (s),Force (N)\n0,1\n1,2\n", "tensile"},
        {"Prüfart;Zugversuch\nZeit [s];Kraft [N]\n0;1\n1;2\n", "tensile"},
        {"试验类型：拉伸试验\n时间(s),力(N)\n0,1\n1,2\n", "tensile"},
        {"試験種類,引張試験\n時間(s),荷重(N)\n0,1\n1,2\n", "tensile"},
        {"Standard: ISO 6892-1\nTime (s),Force (N)\n0,1\n1,2\n", "tensile"},
        {"90 degree peel test\nDisplacement (mm),Force (N)\n0,1\n1,2\n", "peel"},
        {"剥离试验\n位移(mm),力(N)\n0,1\n1,2\n", "peel"},
        {"Force (N),Strain (%)\n0,1\n1,2\n", "tensile"},
        {"Thickness: 1 mm\nForce (N),Displacement (mm)\n0,1\n1,2\n", "tensile"},
        {"Force (N),Displacement (mm)\n0,1\n1,2\n", ""},
        {"Test type: Compression\nForce (N),Strain (%)\n0,1\n1,2\n", "compression"},
        {"Test type: Bend\nForce (N),Displacement (mm)\n0,1\n1,2\n", "bend"},
        {"Test type: Fatigue\nStress (MPa),Strain (%)\n0,1\n1,2\n", "fatigue"},
        {"Test type: Fatigue\nCycles,Failed\n100,1\n200,0\n", "flex"},
        {"试验类型：压缩试验\n力(N),应变(%)\n0,1\n1,2\n", "compression"},
        {"Force (N),Compressive strain (%),Extension (mm)\n0,1,1\n1,2,2\n", "compression"},
        {"Force (N),Strain (%)\n0,1\n-10,2\n", ""}, /* may be a tensile test of the other sign, or none */
        {"Thickness: 1 mm\nForce (N),Displacement (mm)\n0,1\n-1,2\n", ""},
        {"Thickness: 1 mm\nForce (N),Displacement (mm)\n0,0\n1,-2\n", ""},
        {"Test type: Tensile\nForce (N),Strain (%)\n0,1\n-10,2\n", "tensile"},
        {"Time (ms),Detector (V)\n0,1\n1,2\n", "laser_flash"},
        {"Temp./degC;DSC/mW\n0;1\n1;2\n", "dsc"},
        {"Temp./degC;dL/um\n0;1\n1;2\n", "dilatometry"},
        {"U (mV);I (A)\n0,5;1\n1;2\n", "resistivity"},
        {"T (degC);R (mohm)\n0,5;1\n1;2\n", "resistivity"},
        {"x (mm);z (um)\n0,5;1\n1;2\n", "roughness"},
        {"d1 (um);d2 (um)\n40,5;41\n40;41\n", "hardness"},
        {"Cycles,Failed\n100,1\n200,0\n", "flex"},
        {"Time (s),Humidity (%)\n100,1\n200,0\n", ""},
        {"Through-thickness tensile test\nTime (s),Force (N)\n0,1\n1,2\n", "tensile"},
        {"Time,Force,Extension\n0,1,2\n1,2,3\n", "tensile"},
        {"a,b,c,d\n0,1,2,3\n1,2,3,4\n", ""},
        {"Flexural test\nTime (s),Force (N)\n0,1\n1,2\n", "bend"},
        {"Machine: tensile tester 5\nCycles,Failed\n100,1\n200,0\n", "flex"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        imported i = import_text(cases[k].text);
        if (i.status) print_error("%s: %s\n", cases[k].text, i.error.text);
        assert_int_equal(i.status, CUPEL_OK);
        const char *kind = i.import.tests[0].kind ? i.import.tests[0].kind : "";
        if (strcmp(kind, cases[k].kind) != 0) print_error("%s: '%s'\n", cases[k].text, kind);
        assert_string_equal(kind, cases[k].kind);
        if (!*kind) assert_true(remarked(&i, 0, "--kind"));
        imported_free(&i);
    }
}

static void what_is_told_of_no_column_is_remarked(void **state)
{
    (void)state;
    static const char *const units[] = {"Farce=kN", NULL};
    const cupel_import_options options = {.units = units};
    const char *text = "Time (s),Force,Travel (mm)\n0,1,2\n1,2,3\n";
    imported i = import_bytes(
        text, strlen(text),
        "units: {Force: N, Lood: kN}\ncolumns: {Travl: displacement, \"3\": displacement}\n", &options);
    check_value(&i, "force", 1, 2);
    assert_true(remarked(&i, 0, "no column is called as in --units 'Farce=kN'"));
    assert_true(remarked(&i, 0, "no column is called 'Lood', of which specimen.yaml tells under units"));
    assert_true(remarked(
        &i, 0,
        "no column is called 'Travl', of which specimen.yaml tells under columns; did you mean 'Travel'?"));
    assert_int_equal(i.import.tests[0].remark_count, 4);
    imported_free(&i);
}

static void a_kind_without_evaluation_is_told_at_once(void **state)
{
    (void)state;
    imported i = import_text("Test type: Compression\nForce (N),Strain (%)\n0,1\n1,2\n");
    assert_int_equal(i.status, CUPEL_OK);
    assert_non_null(strstr(i.import.summary[1],
                           "; no evaluation for a compression test, there are: tensile, resistivity, "));
    imported_free(&i);
    i = import_text("Test type: Ballistic\nForce (N),Strain (%)\n0,1\n1,2\n");
    assert_true(remarked(&i, 0, "'Ballistic' names no kind of test that is known here"));
    assert_true(remarked(&i, 0, "kind tensile taken from the channels"));
    imported_free(&i);
}

static void units_without_doubt_and_with_doubt(void **state)
{
    (void)state;
    /* a name is no unit: R is a resistance, not roentgen */
    imported i = import_text("T (degC),R\n20,1.5\n21,1.6\n");
    assert_string_equal(channel(&i, 0, "resistance_without_unit")->unit, "1");
    assert_true(remarked(&i, 0, "resistance_without_unit: the file gives no unit"));
    assert_null(channel(&i, 0, "resistance_without_unit")->original_unit);
    imported_free(&i);
    /* slips are mended, and told */
    static const struct {
        const char *heading, *channel, *remark;
        double factor;
    } slips[] = {
        {"Force (KN)", "force", "unit 'KN' taken as kN", 1000},
        {"Force (Kgf)", "force", "unit 'Kgf' taken as kgf", 9.80665},
        {"Force (kg)", "force", "unit 'kg' taken as kgf", 9.80665},
        {"Stress (Mpa)", "stress", "unit 'Mpa' taken as MPa", 1e6},
        {"Stress (MPA)", "stress", "unit 'MPA' taken as MPa", 1e6},
        {"Extension (Mm)", "extension", "unit 'Mm' taken as mm", 1e-3},
        {"Extension (u)", "extension", "unit 'u' taken as um", 1e-6},
        {"Stress (N/mm^2)", "stress", NULL, 1e6},
        {"Strain (mm/mm)", "strain", NULL, 1},
        {"Strain (strain)", "strain", NULL, 1},
        {"Strain [-]", "strain", NULL, 1},
        {"Force (lbf)", "force", NULL, 4.4482216152605},
        {"Hardness (HV)", "hardness", NULL, 1},
    };
    for (size_t k = 0; k < sizeof slips / sizeof *slips; k++) {
        char text[128];
        snprintf(text, sizeof text, "Time (s);%s\n0;0,5\n1;1,5\n", slips[k].heading);
        i = import_text(text);
        const double value = channel(&i, 0, slips[k].channel)->values[1];
        assert_true(fabs(value - 1.5 * slips[k].factor) <= 1e-12 * value);
        if (slips[k].remark) assert_true(remarked(&i, 0, slips[k].remark));
        imported_free(&i);
    }
    i = import_text("T (\xc2\xb0 C),U (mV)\n20,1\n21,2\n");
    check_value(&i, "temperature", 0, 293.15);
    imported_free(&i);
    i = import_text("Time,Force (N)\n0,1\n1,2\n");
    check_value(&i, "time", 1, 1);
    assert_true(remarked(&i, 0, "column 'Time' has no unit: s assumed"));
    imported_free(&i);
    i = import_text("Time (s),Force (s),Travel (N)\n0,1,2\n1,2,3\n");
    check_refused(&i, 1, 10,
                  "column 'Force (s)' is a force, and 's' is no unit of that: shifted columns? allowed: "
                  "units of N, or another channel "
                  "for it by columns in specimen.yaml");
    i = import_text("Dehnung [mm];Extension [%]\n0,5;1\n1;2\n");
    check_value(&i, "extension", 1, 1e-3);
    check_value(&i, "strain", 1, 0.02);
    assert_true(remarked(&i, 0, "column 'Dehnung [mm]' is in units of m: taken as extension"));
    imported_free(&i);
    i = import_text("Spannung [V];Spannung [MPa]\n0,5;1\n1;2\n");
    check_value(&i, "stress", 1, 2e6);
    check_value(&i, "voltage", 1, 1);
    imported_free(&i);
}

static void words_whose_sense_depends_on_their_neighbours(void **state)
{
    (void)state;
    static const struct {
        const char *heading, *channel;
    } cases[] = {
        {"Force (N),Position (mm)", "displacement"},
        {"z (um),Weg (mm)", "position"},
        {"Temperatur (degC),Längenänderung (mm)", "length_change"},
        {"Kraft (N),Längenänderung (mm)", "extension"},
        {"F (N),ΔL (mm)", "extension"},
        {"T (degC),ΔL (mm)", "length_change"},
        {"z (um),x (mm)", "position"},
        {"Force (N),Weg (mm)", "displacement"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[128];
        snprintf(text, sizeof text, "%s\n1,2\n2,3\n", cases[k].heading);
        imported i = import_text(text);
        assert_true(channel(&i, 0, cases[k].channel)->values[1] == 3e-3);
        imported_free(&i);
    }
}

static void a_unit_may_follow_from_another_channel(void **state)
{
    (void)state;
    char text[8192] = "Area: 6.25 mm2\nTime (s),Stress (MPa),Force\n";
    for (int k = 1; k < 40; k++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d,%g,%g\n", k, 2.0 * k,
                 2.0 * k * 6.25e-3);
    imported i = import_text(text);
    assert_true(fabs(channel(&i, 0, "force")->values[1] - 4e6 * 6.25e-6) < 1e-9);
    assert_true(remarked(
        &i, 0, "force has no unit: it can only be kN, by its ratio to the stress and the cross-section"));
    imported_free(&i);
    snprintf(text, sizeof text, "Stress (MPa),Strain\n");
    for (int k = 0; k < 60; k++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d,%g\n", k < 30 ? 10 * k : 300,
                 k < 30 ? k * 1e-4 : 0.01 * k);
    i = import_text(text);
    assert_true(channel(&i, 0, "strain")->values[10] == 10 * 1e-4);
    assert_true(remarked(&i, 0, "in percent its modulus would lie above that of diamond"));
    imported_free(&i);
    /* a soft solid, or percent: nobody can tell */
    snprintf(text, sizeof text, "Stress (MPa),Strain\n");
    for (int k = 0; k < 60; k++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d,%g\n", k < 30 ? 10 * k : 300,
                 k < 30 ? k * 1e-2 : 0.03 * k);
    i = import_text(text);
    assert_non_null(channel(&i, 0, "strain_without_unit"));
    imported_free(&i);
}

static void maps_and_profiles(void **state)
{
    (void)state;
    imported i = import_text("Surface topography\nX spacing: 0.5 um\nHeight [um]\n0 1 2 3 4 5 6 7\n1 2 3 4 5 "
                             "6 7 8\n2 3 4 5 *** 7 8 9\n");
    const cupel_channel *height = channel(&i, 0, "height");
    assert_int_equal(height->row, 8);
    assert_int_equal(height->count, 24);
    assert_true(height->values[9] == 2e-6);
    assert_int_equal(height->mask[20], CUPEL_SAMPLE_OVERLOAD);
    assert_true(property_of(&i, 0, "spacing")->value == 0.5e-6);
    assert_string_equal(i.import.tests[0].kind, "roughness");
    imported_free(&i);
    i = import_text("Spacing: 0.5 um\nHeight (um)\n0\n1.5\n2\n");
    check_value(&i, "height", 1, 1.5e-6);
    imported_free(&i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantities_texts_and_composition),
        cmocka_unit_test(columns_and_units_by_heading_channel_or_number),
        cmocka_unit_test(specimens_by_id_file_and_number),
        cmocka_unit_test(wrong_specimens_are_refused_at_their_place),
        cmocka_unit_test(kinds_by_header_and_by_channels),
        cmocka_unit_test(what_is_told_of_no_column_is_remarked),
        cmocka_unit_test(a_kind_without_evaluation_is_told_at_once),
        cmocka_unit_test(units_without_doubt_and_with_doubt),
        cmocka_unit_test(words_whose_sense_depends_on_their_neighbours),
        cmocka_unit_test(a_unit_may_follow_from_another_channel),
        cmocka_unit_test(maps_and_profiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

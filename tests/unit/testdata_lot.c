/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "made_test.h"
#include "report/lot_picture.h"
#include "testdata/lot.h"

enum { FILES = 12 };

/* Indentations of 100 um and a force that makes the hardness; file 7 has an outlier's, file 3 is thin
 * (doubtful). */
static double hardness_of(size_t i)
{
    return i == 7 ? 160 : 100 + 0.5 * (double)(i % 4);
}

static void write_file(const char *path, size_t i, const char *lot, bool evaluated_too)
{
    static double d[] = {100e-6, 100e-6};
    made_test made;
    char id[16];
    memset(&made, 0, sizeof made);
    snprintf(id, sizeof id, "S-%zu", i);
    const cupel_pair texts[] = {{"id", id}, {"lot", lot}};
    made_channel(&made, "diagonal", "m", d, 2);
    made_condition(&made, "test_force", "N", hardness_of(i) * 0.01 / 0.1891);
    made_specimen(&made, "thickness", "m", i == 3 ? 0.1e-3 : 2e-3, 1e-6);
    made.test.kind = "hardness";
    made.test.created = "2026-01-01T00:00:00Z";
    made.test.specimen_texts = texts;
    made.test.specimen_text_count = 2;
    made.test.raw = (cupel_bytes){.name = "raw.csv", .bytes = "d\n100\n", .count = 6};
    made.test.blocks = 1;
    made.test.encoding = "UTF-8", made.test.decimal_sign = ".", made.test.separator = ",";
    const cupel_evaluation *e = cupel_evaluation_find("hardness");
    cupel_arena *arena = cupel_arena_new();
    cupel_diagnostics diagnostics = {0};
    cupel_binding binding = {.arena = arena, .diagnostics = &diagnostics};
    const void *options = cupel_table_bind(e->model.parameters, NULL, NULL, NULL, &binding);
    cupel_results *results = cupel_results_new(e->model.results, e->model.result_count);
    cupel_error error = {0};
    if (cupel_evaluate(e, &made.test, options, 1, results, &error)) fail_msg("%s", error.text);
    const cupel_step_record step = {
        .id = "evaluation-1", .model = &e->model, .parameters = options, .results = results};
    remove(path);
    if (cupel_test_write(path, &made.test, &step, evaluated_too, NULL, &error))
        fail_msg("%s: %s", path, error.text);
    cupel_results_free(results);
    cupel_arena_free(arena);
}

static cupel_lot_tests lots(size_t count)
{
    static const char *const keys[] = {"lot", NULL};
    cupel_lot_tests tests = {.arena = cupel_arena_new()};
    for (size_t i = 0; i < count; i++) {
        char path[64];
        cupel_error error = {0};
        cupel_lot_added added;
        snprintf(path, sizeof path, "lot-%02zu.h5", i);
        write_file(path, i, i < FILES - 2 ? "A" : "B", true);
        if (cupel_lot_tests_add(&tests, path, keys, &added, &error)) fail_msg("%s", error.text);
        assert_int_equal(added, CUPEL_LOT_ADDED);
    }
    cupel_lot_tests_sort(&tests);
    return tests;
}

static void end_lots(cupel_lot_tests *tests)
{
    free(tests->tests);
    cupel_arena_free(tests->arena);
}

static const cupel_lot_row *row_named(const cupel_lot_table *table, const char *group, const char *name)
{
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->rows[i].group, group) == 0 && strcmp(table->rows[i].name, name) == 0)
            return &table->rows[i];
    fail_msg("no row %s of %s", name, group);
    return NULL;
}

static void lots_are_told_apart_and_doubts_counted(void **state)
{
    (void)state;
    cupel_lot_tests tests = lots(FILES);
    cupel_lot_table table;
    cupel_lot_rules rules = {.confidence = 0.95, .significance = 0.05};
    assert_int_equal(cupel_lot_table_build(&tests, &rules, &table, NULL), CUPEL_OK);
    const cupel_lot_row *a = row_named(&table, "A", "hardness"), *b = row_named(&table, "B", "hardness");
    assert_int_equal(a->tests, 10);
    assert_int_equal(a->count, 9); /* one is doubtful */
    assert_int_equal(a->doubtful, 1);
    assert_int_equal(a->outliers, 1);
    double sum = 0;
    for (size_t i = 0; i < 10; i++) sum += i == 3 ? 0 : hardness_of(i);
    assert_true(fabs(a->statistics.mean - sum / 9) < 1e-9); /* the outlier is in it */
    for (size_t i = 0; i < a->count; i++)
        assert_int_equal(a->values[i].outlier, strcmp(a->values[i].test->id, "S-7") == 0);
    assert_int_equal(b->count, 2);
    assert_true(fabs(b->statistics.mean - 0.5 * (hardness_of(10) + hardness_of(11))) < 1e-9);
    const cupel_lot_row *estimate = row_named(&table, "A", "tensile_strength_estimate");
    assert_int_equal(estimate->count, 0); /* always doubtful */
    assert_int_equal(estimate->doubtful, 10);
    rules.with_doubtful = true;
    assert_int_equal(cupel_lot_table_build(&tests, &rules, &table, NULL), CUPEL_OK);
    assert_int_equal(row_named(&table, "A", "hardness")->count, 10);
    cupel_control_chart chart;
    assert_int_equal(cupel_lot_row_control(row_named(&table, "A", "hardness"), &chart, NULL), CUPEL_OK);
    assert_true(chart.upper > chart.middle);
    assert_int_equal(cupel_lot_row_control(row_named(&table, "B", "hardness"), &chart, NULL), CUPEL_OK);
    end_lots(&tests);
}

static void figures_without_a_value_are_counted(void **state)
{
    (void)state;
    cupel_lot_tests tests = lots(2);
    cupel_lot_figure *f = tests.tests[0].figures;
    for (size_t i = 0; i < tests.tests[0].figure_count; i++)
        if (strcmp(f[i].name, "hardness") == 0) f[i].value = (double)NAN, f[i].flag = "not judged: …";
    cupel_lot_table table;
    const cupel_lot_rules rules = {.confidence = 0.95, .significance = 0.05, .with_doubtful = true};
    assert_int_equal(cupel_lot_table_build(&tests, &rules, &table, NULL), CUPEL_OK);
    const cupel_lot_row *row = row_named(&table, "A", "hardness");
    assert_int_equal(row->tests, 2);
    assert_int_equal(row->refused, 1);
    assert_int_equal(row->count, 1);
    assert_true(isnan(row->statistics.deviation));
    cupel_control_chart chart;
    cupel_error error = {0};
    assert_int_equal(cupel_lot_row_control(row, &chart, &error), CUPEL_EINVAL);
    end_lots(&tests);
}

/* A flag that is not one of ours, as of a file from elsewhere, keeps its figure out of the mean. */
static void only_figures_that_are_ok_count(void **state)
{
    (void)state;
    static const char *const flags[] = {"ok", "suspect: by the partner", "not judged: …", "", "ok?"};
    cupel_lot_tests tests = lots(5);
    for (size_t t = 0; t < 5; t++)
        for (size_t i = 0; i < tests.tests[t].figure_count; i++) tests.tests[t].figures[i].flag = flags[t];
    cupel_lot_table table;
    cupel_lot_rules rules = {.confidence = 0.95, .significance = 0.05};
    assert_int_equal(cupel_lot_table_build(&tests, &rules, &table, NULL), CUPEL_OK);
    const cupel_lot_row *row = row_named(&table, "A", "hardness");
    assert_int_equal(row->count, 1);
    assert_int_equal(row->doubtful, 3);
    assert_int_equal(row->refused, 1);
    rules.with_doubtful = true;
    assert_int_equal(cupel_lot_table_build(&tests, &rules, &table, NULL), CUPEL_OK);
    assert_int_equal(row_named(&table, "A", "hardness")->count, 4);
    end_lots(&tests);
}

static void other_files_are_told_apart(void **state)
{
    (void)state;
    static const char *const keys[] = {"lot", NULL};
    cupel_lot_tests tests = {.arena = cupel_arena_new()};
    cupel_lot_added added;
    cupel_error error = {0};
    write_file("plain.h5", 0, "A", false);
    assert_int_equal(cupel_lot_tests_add(&tests, "plain.h5", keys, &added, &error), CUPEL_OK);
    assert_int_equal(added, CUPEL_LOT_NOT_EVALUATED);
    assert_int_equal(tests.count, 0);
    assert_int_equal(cupel_lot_tests_add(&tests, "nowhere.h5", keys, &added, &error), CUPEL_EINVAL);
    end_lots(&tests);
}

static void pictures_are_drawn(void **state)
{
    (void)state;
    char program[128];
    if (!cupel_plot_program(program, sizeof program)) skip();
    cupel_lot_tests tests = lots(FILES);
    cupel_lot_table table;
    const cupel_lot_rules rules = {.confidence = 0.95, .significance = 0.05};
    assert_int_equal(cupel_lot_table_build(&tests, &rules, &table, NULL), CUPEL_OK);
    const cupel_lot_row *rows[] = {row_named(&table, "A", "hardness"), row_named(&table, "B", "hardness"),
                                   row_named(&table, "A", "tensile_strength_estimate")};
    char *bytes = NULL;
    size_t count = 0, left_out = 0;
    cupel_error error = {0};
    if (cupel_lot_control(rows, 3, CUPEL_SVG, &bytes, &count, &left_out, NULL, &error))
        fail_msg("%s", error.text);
    assert_int_equal(left_out, 1); /* no value that counts */
    char *svg = calloc(count + 1, 1);
    memcpy(svg, bytes, count);
    assert_non_null(strstr(svg, "</svg>"));
    assert_non_null(strstr(svg, "moving range"));
    assert_non_null(strstr(svg, "S-7"));
    free(svg);
    free(bytes);
    assert_int_equal(cupel_lot_curves(&tests, CUPEL_SVG, &bytes, &count, &left_out, NULL, &error),
                     CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "none of the tests has a curve"));
    end_lots(&tests);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lots_are_told_apart_and_doubts_counted),
        cmocka_unit_test(figures_without_a_value_are_counted),
        cmocka_unit_test(only_figures_that_are_ok_count),
        cmocka_unit_test(other_files_are_told_apart),
        cmocka_unit_test(pictures_are_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

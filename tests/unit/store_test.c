/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <hdf5.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "test_samples.h"

/* What is written to a test file comes back; what is added to it leaves the rest as it is. */

#define TEST "sample.h5"

static void ok(cupel_status status, const cupel_error *error)
{
    if (status) fail_msg("%s: %s", cupel_status_text(status), error->text);
}

static void write_test(size_t evaluations, char id[80])
{
    cupel_error error = {0};
    const cupel_test test = sample_test();
    cupel_results *results[2] = {evaluation_results(4e8), evaluation_results(4.1e8)};
    const cupel_step_record steps[2] = {sample_evaluation(results[0]), sample_evaluation(results[1])};
    remove(TEST);
    ok(cupel_test_write(TEST, &test, steps, evaluations, id, &error), &error);
    for (size_t i = 0; i < 2; i++) cupel_results_free(results[i]);
}

static cupel_status add(double strength, size_t *number, char id[80], cupel_error *error)
{
    cupel_results *results = evaluation_results(strength);
    const cupel_step_record step = sample_evaluation(results);
    const cupel_status status = cupel_test_add_evaluation(TEST, &step, number, id, error);
    cupel_results_free(results);
    return status;
}

static int no_ids_are_left(void **state)
{
    (void)state;
    assert_int_equal(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
    return 0;
}

static cupel_file *open_test(void)
{
    cupel_error error = {0};
    cupel_file *file = NULL;
    ok(cupel_file_open(TEST, &file, &error), &error);
    return file;
}

static double number(cupel_file *file, const char *step, const char *name)
{
    cupel_error error = {0};
    const cupel_item *item = cupel_file_find(file, step, name);
    if (!item) fail_msg("%s.%s is not there", step, name);
    double *values = NULL;
    ok(cupel_file_read_numbers(file, item, &values, &error), &error);
    const double value = values[0];
    free(values);
    return value;
}

static void expect_texts(const cupel_pair *got, size_t got_count, const char *const (*wanted)[2],
                         size_t count)
{
    assert_int_equal(got_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(got[i].name, wanted[i][0]);
        assert_string_equal(got[i].value, wanted[i][1]);
    }
}

static void expect_property(const cupel_property *got, const cupel_property *wanted)
{
    assert_string_equal(got->name, wanted->name);
    assert_string_equal(got->unit, wanted->unit);
    assert_string_equal(got->origin, wanted->origin);
    assert_memory_equal(&got->value, &wanted->value, sizeof(double));
    if (isnan(wanted->uncertainty))
        assert_true(isnan(got->uncertainty));
    else
        assert_memory_equal(&got->uncertainty, &wanted->uncertainty, sizeof(double));
}

static void expect_channel(const cupel_channel *got, const cupel_channel *wanted)
{
    assert_string_equal(got->name, wanted->name);
    assert_string_equal(got->unit, wanted->unit);
    assert_string_equal(got->original_name, wanted->original_name);
    assert_true(!got->original_unit == !wanted->original_unit);
    if (got->original_unit) assert_string_equal(got->original_unit, wanted->original_unit);
    assert_int_equal(got->column, wanted->column);
    assert_int_equal(got->count, wanted->count);
    assert_int_equal(got->row, wanted->row);
    assert_memory_equal(got->values, wanted->values, wanted->count * sizeof(double));
    assert_true(!got->mask == !wanted->mask);
    if (got->mask) assert_memory_equal(got->mask, wanted->mask, wanted->count);
}

static void a_test_comes_back(void **state)
{
    (void)state;
    cupel_error error = {0};
    cupel_arena *arena = cupel_arena_new();
    const cupel_test *got, wanted = sample_test();
    write_test(1, NULL);
    ok(cupel_test_read(TEST, arena, &got, &error), &error);
    assert_string_equal(got->kind, "tensile");
    assert_string_equal(got->title, wanted.title);
    assert_string_equal(got->license, wanted.license);
    assert_string_equal(got->created, wanted.created);
    assert_null(got->project);
    expect_texts(got->specimen_texts, got->specimen_text_count,
                 (const char *const[][2]){{"id", "A-1"}, {"material", "\xe9\x93\x9c"}}, 2);
    expect_texts(got->test_texts, got->test_text_count,
                 (const char *const[][2]){{"Kraft Weg", "a slash in its name"},
                                          {"machine", "made up"},
                                          {"machine~2", "said twice"}},
                 3);
    assert_int_equal(got->specimen_count, 2);
    for (size_t i = 0; i < 2; i++) expect_property(&got->specimen[i], &wanted.specimen[i]);
    assert_int_equal(got->condition_count, 1);
    expect_property(got->conditions, wanted.conditions);
    assert_int_equal(got->composition_count, 2);
    assert_string_equal(got->composition_method, "ICP");
    assert_string_equal(got->composition[1].symbol, "Ag");
    assert_true(got->composition[1].mass_fraction == 0.001 && got->composition[1].uncertainty == 1e-4);
    assert_true(isnan(got->composition[0].uncertainty));
    assert_string_equal(got->raw.name, "A-1.csv");
    assert_int_equal(got->raw.count, wanted.raw.count);
    assert_memory_equal(got->raw.bytes, wanted.raw.bytes, wanted.raw.count);
    assert_int_equal(got->block, 1);
    assert_int_equal(got->blocks, 3);
    assert_string_equal(got->encoding, "GB18030");
    assert_string_equal(got->separator, ",");
    assert_int_equal(got->remark_count, 2);
    for (size_t i = 0; i < 2; i++) assert_string_equal(got->remarks[i], wanted.remarks[i]);
    assert_int_equal(got->channel_count, 3);
    for (size_t i = 0; i < 3; i++) expect_channel(&got->channels[i], &wanted.channels[i]);
    assert_int_equal(got->provenance_count, 2);
    cupel_arena_free(arena);
}

/* A test that was read and is written again says the same. */
static void a_copy_has_the_same_id(void **state)
{
    (void)state;
    cupel_error error = {0};
    char first[80], second[80];
    cupel_arena *arena = cupel_arena_new();
    const cupel_test *got;
    write_test(0, first);
    ok(cupel_test_read(TEST, arena, &got, &error), &error);
    remove("copy.h5");
    ok(cupel_test_write("copy.h5", got, NULL, 0, second, &error), &error);
    assert_string_equal(first, second);
    cupel_arena_free(arena);
}

static void the_parts_of_a_test_are_steps(void **state)
{
    (void)state;
    write_test(2, NULL);
    cupel_file *file = open_test();
    static const char *const ids[] = {"specimen", "test", "channels", "raw", "evaluation-1", "evaluation-2"};
    assert_int_equal(cupel_file_step_count(file), 6);
    for (size_t i = 0; i < 6; i++) assert_string_equal(cupel_file_get_step(file, i)->id, ids[i]);
    assert_string_equal(cupel_file_get_header(file)->test_kind, "tensile");
    assert_string_equal(cupel_file_step_id(file, "tensile"), "evaluation-2");
    assert_string_equal(cupel_file_step_id(file, "evaluation-1"), "evaluation-1");
    assert_null(cupel_file_step_id(file, "hardness"));
    assert_true(number(file, "tensile", "tensile_strength") == 4.1e8);
    assert_true(number(file, "evaluation-1", "tensile_strength") == 4e8);
    assert_true(number(file, "evaluation-1", "lowest") == 0.1);
    assert_true(number(file, "specimen", "thickness") == 12e-6);
    assert_true(number(file, "test", "test_temperature") == 296.15);
    const cupel_item *force = cupel_file_find(file, "channels", "force");
    assert_non_null(force);
    assert_string_equal(force->axis, "time");
    assert_string_equal(force->unit, "N");
    assert_true(number(file, "channels", "force_mask") == 0);
    assert_null(cupel_file_find(file, "channels", "time")->axis);
    assert_string_equal(cupel_file_find(file, "specimen", "thickness")->uncertainty, "thickness_uncertainty");
    assert_string_equal(cupel_file_find(file, "specimen", "composition/mass_fraction")->uncertainty,
                        "composition/uncertainty");
    assert_string_equal(cupel_file_find(file, "evaluation-2", "tensile_strength")->uncertainty,
                        "tensile_strength_uncertainty");
    cupel_error error = {0};
    char **texts = NULL;
    ok(cupel_file_read_texts(file, cupel_file_find(file, "test", "machine"), &texts, &error), &error);
    assert_string_equal(texts[0], "made up");
    free(texts);
    cupel_file_close(file);
}

static void verified(const char *path)
{
    cupel_error error = {0};
    cupel_verification report = {0};
    ok(cupel_file_verify(path, &report, &error), &error);
    assert_int_equal(report.damaged, 0);
    assert_true(report.content_id_matches);
}

static void ids_of(char content[80], char origin[80])
{
    cupel_file *file = open_test();
    snprintf(content, 80, "%s", cupel_file_get_header(file)->content_id);
    snprintf(origin, 80, "%s", cupel_file_get_header(file)->origin_id);
    cupel_file_close(file);
}

static void an_evaluation_more_changes_the_id_but_not_the_origin(void **state)
{
    (void)state;
    char content[4][80], origin[4][80], id[80];
    cupel_error error = {0};
    size_t n = 0;
    write_test(0, id);
    ids_of(content[0], origin[0]);
    assert_string_equal(content[0], id);
    assert_string_equal(origin[0], id); /* without evaluations the two are one */
    for (size_t i = 1; i < 4; i++) {
        ok(add(4e8 + (double)i, &n, id, &error), &error);
        assert_int_equal(n, i);
        ids_of(content[i], origin[i]);
        assert_string_equal(content[i], id);
        assert_string_equal(origin[i], origin[0]);
        for (size_t k = 0; k < i; k++) assert_string_not_equal(content[i], content[k]);
        verified(TEST);
    }
    cupel_file *file = open_test();
    assert_true(number(file, "evaluation-1", "tensile_strength") == 4e8 + 1);
    assert_true(number(file, "tensile", "tensile_strength") == 4e8 + 3);
    cupel_file_close(file);
    /* what was computed anew says the same as what was computed first */
    write_test(1, content[0]);
    write_test(0, NULL);
    ok(add(4e8, NULL, content[1], &error), &error);
    assert_string_equal(content[0], content[1]);
}

/* ---- what is refused ---- */

static void what_is_no_test_is_refused(void **state)
{
    (void)state;
    cupel_error error = {0};
    cupel_test test = sample_test();
    write_test(0, NULL);
    assert_int_equal(cupel_test_write(TEST, &test, NULL, 0, NULL, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "there already"));
    verified(TEST);
    remove("other.h5");
    cupel_channel channels[2] = {test_channels[1], test_channels[1]};
    test.channels = channels;
    test.channel_count = 2;
    assert_int_equal(cupel_test_write("other.h5", &test, NULL, 0, NULL, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "two channels are called 'force'"));
    test.channel_count = 1;
    channels[0].name = "a/b";
    assert_int_equal(cupel_test_write("other.h5", &test, NULL, 0, NULL, &error), CUPEL_EINVAL);
    channels[0] = test_channels[2];
    channels[0].row = 4;
    assert_int_equal(cupel_test_write("other.h5", &test, NULL, 0, NULL, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "no multiple"));
    channels[0] = test_channels[1];
    channels[0].unit = "furlongs per blink";
    assert_int_not_equal(cupel_test_write("other.h5", &test, NULL, 0, NULL, &error), CUPEL_OK);
    assert_false(cupel_file_exists("other.h5"));
}

static char *bytes_of(const char *path, size_t *count)
{
    char *bytes = NULL;
    cupel_error error = {0};
    ok(cupel_file_read_all(path, 1 << 24, &bytes, count, &error), &error);
    return bytes;
}

/* One bit of every eighth byte that matters turned over: added to it is nothing, ever. */
static void a_damaged_file_is_left_alone(void **state)
{
    (void)state;
    cupel_error error = {0};
    size_t count, after_count, refused = 0, tried = 0;
    write_test(1, NULL);
    char *whole = bytes_of(TEST, &count);
    for (size_t at = 1; at < count; at += count / 150) {
        cupel_error problem = {0};
        whole[at] ^= 0x10;
        ok(cupel_file_write_all(TEST, whole, count, &error), &error);
        cupel_verification report = {0};
        const cupel_status seen = cupel_file_verify(TEST, &report, &problem);
        tried++;
        if (seen || report.damaged) {
            assert_int_not_equal(add(1, NULL, NULL, &problem), CUPEL_OK);
            assert_string_equal(problem.file, TEST);
            refused++;
            char *after = bytes_of(TEST, &after_count);
            assert_int_equal(after_count, count);
            assert_memory_equal(after, whole, count);
            free(after);
        }
        whole[at] ^= 0x10;
    }
    assert_true(refused > tried / 2); /* the others hit bytes that nothing lies in */
    free(whole);
}

/* ---- two at once ---- */

static void adders_wait_for_each_other(void **state)
{
    (void)state;
    enum { ADDERS = 4, EACH = 5 };
    write_test(0, NULL);
    for (int child = 0; child < ADDERS; child++) {
        const pid_t process = fork();
        assert_true(process >= 0);
        if (process) continue;
        for (int i = 0; i < EACH; i++) {
            cupel_error error = {0};
            if (add(1e8 * (child + 1) + i, NULL, NULL, &error)) {
                fprintf(stderr, "%s\n", error.text);
                _exit(1);
            }
        }
        _exit(0);
    }
    for (int child = 0; child < ADDERS; child++) {
        int how = 0;
        assert_true(wait(&how) > 0);
        assert_int_equal(how, 0);
    }
    verified(TEST);
    cupel_file *file = open_test();
    assert_int_equal(cupel_file_step_count(file), 4 + ADDERS * EACH);
    for (int child = 0; child < ADDERS; child++)
        for (int i = 0; i < EACH; i++) {
            size_t found = 0;
            for (int n = 1; n <= ADDERS * EACH; n++) {
                char step[32];
                snprintf(step, sizeof step, "evaluation-%d", n);
                found += number(file, step, "tensile_strength") == 1e8 * (child + 1) + i;
            }
            assert_int_equal(found, 1);
        }
    cupel_file_close(file);
}

static void a_link_stays_a_link(void **state)
{
    (void)state;
    cupel_error error = {0};
    struct stat about;
    write_test(0, NULL);
    remove("link.h5");
    assert_int_equal(symlink(TEST, "link.h5"), 0);
    cupel_results *results = evaluation_results(1);
    const cupel_step_record step = sample_evaluation(results);
    ok(cupel_test_add_evaluation("link.h5", &step, NULL, NULL, &error), &error);
    cupel_results_free(results);
    assert_int_equal(lstat("link.h5", &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    cupel_file *file = open_test();
    assert_int_equal(cupel_file_step_count(file), 5);
    cupel_file_close(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_test_comes_back, no_ids_are_left),
        cmocka_unit_test_teardown(a_copy_has_the_same_id, no_ids_are_left),
        cmocka_unit_test_teardown(the_parts_of_a_test_are_steps, no_ids_are_left),
        cmocka_unit_test_teardown(an_evaluation_more_changes_the_id_but_not_the_origin, no_ids_are_left),
        cmocka_unit_test_teardown(what_is_no_test_is_refused, no_ids_are_left),
        cmocka_unit_test_teardown(a_damaged_file_is_left_alone, no_ids_are_left),
        cmocka_unit_test_teardown(adders_wait_for_each_other, no_ids_are_left),
        cmocka_unit_test_teardown(a_link_stays_a_link, no_ids_are_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

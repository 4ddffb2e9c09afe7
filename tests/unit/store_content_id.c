/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <omp.h>

#include "base/digest.h"
#include "store/content_id.h"
#include "store/write.h"
#include "store_samples.h"

/* The content id stands for what a file says, not for when, where, how or how fast it was made. */

typedef char id_text[80];

static void ok(cupel_status status, const cupel_error *error)
{
    if (status) fail_msg("%s: %s", cupel_status_text(status), error->text);
}

static int make(void **state)
{
    (void)state;
    cupel_error error = {0};
    return sample_segment("id.roll", "roll", 2, &error) || sample_skipped("id.anneal", "anneal", &error);
}

static void assemble(const cupel_run_record *run, const char *const *segments, size_t count, id_text id)
{
    cupel_error error = {0};
    ok(cupel_run_assemble("id.h5", run, segments, count, id, &error), &error);
}

static const char *const in_order[] = {"id.roll", "id.anneal"};

static void base_id(id_text id)
{
    const cupel_run_record run = sample_run();
    assemble(&run, in_order, 2, id);
}

static void time_host_and_place_do_not_count(void **state)
{
    (void)state;
    id_text base, other;
    base_id(base);
    static const cupel_pair elsewhere[] = {
        {"threads", "64"},          {"cpu", "another"},           {"seed", "7"},
        {"command", "cupel run x"}, {"program_version", "0.1.0"}, {"wall_seconds", "9"}};
    cupel_bytes inputs[4];
    memcpy(inputs, sample_inputs, sizeof inputs);
    inputs[0].note = "/elsewhere/fan.csv";
    cupel_parent parent = sample_parents[0];
    parent.file_name = "renamed.h5";
    cupel_run_record run = sample_run();
    run.created = "2030-01-01T00:00:00Z";
    run.finished = "2030-01-02T00:00:00Z";
    run.provenance = elsewhere;
    run.provenance_count = 6;
    run.inputs = inputs;
    run.parents = &parent;
    assemble(&run, in_order, 2, other);
    assert_string_equal(base, other);
}

static void threads_and_seconds_do_not_count(void **state)
{
    (void)state;
    id_text base, other;
    cupel_error error = {0};
    base_id(base);
    const every_kind values = kind_values();
    cupel_results *results = sample_results(2);
    const cupel_step_record step = {
        .id = "roll", .model = &kind_model, .parameters = &values, .results = results, .seconds = 77};
    const int threads = omp_get_max_threads();
    omp_set_num_threads(threads == 3 ? 1 : 3);
    ok(cupel_segment_write("id.roll3", &step, &error), &error);
    omp_set_num_threads(threads);
    cupel_results_free(results);
    const cupel_run_record run = sample_run();
    assemble(&run, (const char *const[]){"id.roll3", "id.anneal"}, 2, other);
    assert_string_equal(base, other);
}

static void everything_that_is_said_counts(void **state)
{
    (void)state;
    id_text base, other;
    base_id(base);
    static const cupel_pair seed[] = {{"program_version", "0.1.0"}, {"seed", "8"}};
    cupel_run_record changed[6];
    for (size_t i = 0; i < 6; i++) changed[i] = sample_run();
    changed[0].title = "Another";
    changed[1].case_source_count--;
    changed[2].provenance = seed;
    changed[2].provenance_count = 2;
    changed[3].input_count = 2;
    changed[4].parent_count = 0;
    changed[5].state = "failed";
    for (size_t i = 0; i < 6; i++) {
        assemble(&changed[i], in_order, 2, other);
        assert_string_not_equal(base, other);
    }
    const cupel_run_record run = sample_run();
    assemble(&run, (const char *const[]){"id.anneal", "id.roll"}, 2, other); /* the order of the steps */
    assert_string_not_equal(base, other);
}

static void one_value_in_its_last_place_counts(void **state)
{
    (void)state;
    id_text base, other;
    cupel_error error = {0};
    base_id(base);
    const every_kind values = kind_values();
    cupel_results *results = sample_results(2);
    cupel_results_set(results, "force", nextafter(8.25e6, 1e9));
    const cupel_step_record step = {
        .id = "roll", .model = &kind_model, .parameters = &values, .results = results, .seconds = 1.5};
    ok(cupel_segment_write("id.changed", &step, &error), &error);
    cupel_results_free(results);
    const cupel_run_record run = sample_run();
    assemble(&run, (const char *const[]){"id.changed", "id.anneal"}, 2, other);
    assert_string_not_equal(base, other);
}

static void compression_does_not_count(void **state)
{
    (void)state;
    id_text ids[3];
    double values[20000];
    const hsize_t dims = 20000;
    for (size_t i = 0; i < 20000; i++) values[i] = (double)i * 0.001;
    for (int i = 0; i < 3; i++) {
        cupel_error error = {0};
        cupel_h5_scope scope;
        cupel_h5_enter(&scope);
        cupel_h5_writer w = cupel_h5_writer_new(&error);
        w.level = i == 0 ? 1 : 9;
        w.plain = i == 2;
        const cupel_h5_about about = {.unit = "m", .long_name = "x", .order = 0};
        const hid_t file = cupel_h5_create_file("id.level", &w.code);
        cupel_h5_write_doubles(&w, file, "x", 1, &dims, values, &about);
        ok(w.status, &error);
        ok(cupel_content_id(file, false, ids[i], NULL, &error), &error);
        H5Fclose(file);
        cupel_h5_leave(&scope);
    }
    assert_string_equal(ids[0], ids[1]);
    assert_string_equal(ids[0], ids[2]);
}

/* The listing by hand, as docs/file-format.md says it. */
static void the_listing_is_what_the_documentation_says(void **state)
{
    (void)state;
    cupel_error error = {0};
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    cupel_h5_writer w = cupel_h5_writer_new(&error);
    const cupel_h5_about about = {.unit = "m", .long_name = "an x", .order = 2};
    const hid_t file = cupel_h5_create_file("id.tiny", &w.code);
    const double x[2] = {1.0, -2.5};
    const hsize_t dims = 2;
    cupel_h5_put_text(&w, file, "title", "two\nlines");
    cupel_h5_put_text(&w, file, "created", "never mind");
    const hid_t group = cupel_h5_group(&w, file, "a");
    cupel_h5_write_doubles(&w, group, "x", 1, &dims, x, &about);
    cupel_h5_done(&w, group);
    ok(w.status, &error);
    id_text id;
    ok(cupel_content_id(file, false, id, NULL, &error), &error);
    H5Fclose(file);
    cupel_h5_leave(&scope);

    /* bytes 000000000000f03f 00000000000004c0: sha256sum gives this digest */
    static const char listing[] =
        "cupel content 1\n"
        "group /\n"
        "@title text 9 two\nlines\n"
        "group /a\n"
        "data /a/x f64 [2] f138ae8a7b9a72de60b736f59d2474dd5b2357f5817f0dfa3309f5da5e629d87\n"
        "@long_name text 4 an x\n"
        "@order int 1 2\n"
        "@unitSI float 1 3ff0000000000000\n"
        "@units text 1 m\n";
    char digest[CUPEL_SHA256_HEX], expected[80];
    cupel_sha256(listing, sizeof listing - 1, digest);
    snprintf(expected, sizeof expected, "sha256:%s", digest);
    assert_string_equal(id, expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_host_and_place_do_not_count),
        cmocka_unit_test(threads_and_seconds_do_not_count),
        cmocka_unit_test(everything_that_is_said_counts),
        cmocka_unit_test(one_value_in_its_last_place_counts),
        cmocka_unit_test(compression_does_not_count),
        cmocka_unit_test(the_listing_is_what_the_documentation_says),
    };
    return cmocka_run_group_tests(tests, make, NULL);
}

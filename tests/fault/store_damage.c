/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <hdf5.h>
#include <omp.h>
#include <time.h>

#include "base/file.h"
#include "base/text.h"
#include "store_samples.h"

/* A cut or altered file never takes the reader down, never gives other values than were written, and verify
 * finds every change of a value. */

#define WHOLE  "whole.h5"
#define MUTANT "mutant.h5"
#ifdef __SANITIZE_ADDRESS__ /* two forks a mutant are slow there */
enum { FLIPS = 80, CUTS = 20, OVERWRITES = 20 };
#else
enum { FLIPS = 400, CUTS = 80, OVERWRITES = 100 };
#endif

static char *whole_bytes, *whole_dump;
static size_t whole_count;

/* ---- everything that a file says, as text ---- */

static void dump_item(cupel_file *file, const cupel_item *item, cupel_text *out, size_t *refused)
{
    cupel_error error = {0};
    double *values = NULL;
    char **texts = NULL;
    cupel_text_printf(out, "%s [%s] %s | %s | %s\n", item->path, item->unit ? item->unit : "",
                      item->long_name ? item->long_name : "", item->axis ? item->axis : "",
                      item->uncertainty ? item->uncertainty : "");
    const cupel_status status = item->type == CUPEL_ITEM_TEXT
                                    ? cupel_file_read_texts(file, item, &texts, &error)
                                    : cupel_file_read_numbers(file, item, &values, &error);
    if (status) {
        ++*refused;
        assert_true(strstr(error.text, item->path) != NULL); /* names the data set */
        return;
    }
    for (uint64_t i = 0; i < item->count && texts; i++) cupel_text_printf(out, " %s\n", texts[i]);
    for (uint64_t i = 0; i < item->count && values; i++) cupel_text_printf(out, " %a\n", values[i]);
    free(values);
    free(texts);
}

static const char *shown(const char *text)
{
    return text ? text : "-";
}

static void dump_head(cupel_file *file, cupel_text *out)
{
    const cupel_file_header *h = cupel_file_get_header(file);
    cupel_text_printf(out, "%s %s %s %s %s %s %s %s %s %d.%d\n", h->kind, shown(h->title), shown(h->project),
                      shown(h->created), shown(h->finished), shown(h->state), shown(h->content_id),
                      shown(h->license), shown(h->creator), h->version[0], h->version[1]);
    for (size_t i = 0; i < cupel_file_step_count(file); i++) {
        const cupel_file_step *step = cupel_file_get_step(file, i);
        cupel_text_printf(out, "%s %s %d %s %s %a\n", step->id, step->model, step->model_version,
                          step->status, shown(step->message), step->seconds);
    }
    for (size_t i = 0; i < cupel_file_provenance_count(file); i++)
        cupel_text_printf(out, "%s = %s\n", cupel_file_get_provenance(file, i)->name,
                          cupel_file_get_provenance(file, i)->value);
    for (size_t i = 0; i < cupel_file_parent_count(file); i++) {
        const cupel_parent *parent = cupel_file_get_parent(file, i);
        cupel_text_printf(out, "%s %s %s %s\n", shown(parent->content_id), shown(parent->role),
                          shown(parent->path), shown(parent->file_name));
    }
}

static void dump_bytes(cupel_file *file, cupel_text *out, size_t *refused)
{
    static const char *const paths[] = {"/case/source", "/case/resolved", "/provenance/inputs/fan.csv",
                                        "/provenance/inputs/fan.csv~2", "/materials/C11000"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        cupel_error error = {0};
        char *bytes = NULL;
        size_t count = 0;
        if (cupel_file_read_bytes(file, paths[i], &bytes, &count, &error)) {
            ++*refused;
            continue;
        }
        cupel_text_add_n(out, bytes, count);
        free(bytes);
    }
}

/* NULL: the file is refused. */
static char *dump(const char *path, size_t *refused)
{
    cupel_error error = {0};
    cupel_file *file = NULL;
    cupel_text out = {0};
    *refused = 0;
    const cupel_status status = cupel_file_open(path, &file, &error);
    if (status) {
        assert_true(status == CUPEL_EDAMAGED || status == CUPEL_EINVAL || status == CUPEL_ELIMIT);
        assert_true(strstr(error.text, path) != NULL); /* names the file */
        return NULL;
    }
    dump_head(file, &out);
    for (size_t i = 0; i < cupel_file_item_count(file); i++)
        dump_item(file, cupel_file_get_item(file, i), &out, refused);
    dump_bytes(file, &out, refused);
    cupel_file_close(file);
    assert_false(out.failed);
    return out.data;
}

/* ---- mutants ---- */

typedef struct tally {
    int unopened, refused, found, harmless;
} tally;

static void try_mutant(const char *bytes, size_t count, const char *what, size_t where, tally *t)
{
    FILE *f = fopen(MUTANT, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, count, f), count);
    assert_int_equal(fclose(f), 0);

    const time_t start = time(NULL);
    cupel_error error = {0};
    cupel_verification report = {0};
    const cupel_status verified = cupel_file_verify(MUTANT, &report, &error);
    const bool passed = !verified && report.damaged == 0 && report.content_id_matches;
    size_t refused = 0;
    char *text = dump(MUTANT, &refused);
    const bool same = text && refused == 0 && strcmp(text, whole_dump) == 0;
    if (passed && !same)
        fail_msg("%s at %zu: verify finds nothing, but the file reads differently", what, where);
    if (text && refused == 0 && !same && passed)
        fail_msg("%s at %zu: other values without an error", what, where);
    if (H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL) != 0)
        fail_msg("%s at %zu: identifiers are left", what, where);
    if (time(NULL) - start > 60) fail_msg("%s at %zu: took more than a minute", what, where);
    t->unopened += !text;
    t->refused += text && refused;
    t->found += !passed;
    t->harmless += passed;
    free(text);
}

static int make(void **state)
{
    (void)state;
    omp_set_num_threads(1);
    cupel_error error = {0};
    size_t refused;
    if (sample_file(WHOLE, 2, NULL, &error) ||
        cupel_file_read_all(WHOLE, 1 << 24, &whole_bytes, &whole_count, &error))
        return 1;
    whole_dump = dump(WHOLE, &refused);
    return !whole_dump || refused;
}

static int unmake(void **state)
{
    (void)state;
    free(whole_bytes);
    free(whole_dump);
    return 0;
}

static uint64_t random_next(uint64_t *state) /* xorshift64, Marsaglia 2003 */
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

static void a_flipped_bit_is_found_or_harmless(void **state)
{
    (void)state;
    uint64_t seed = 20260102;
    tally t = {0};
    for (int i = 0; i < FLIPS; i++) {
        const size_t where = (size_t)(random_next(&seed) % whole_count);
        const char bit = (char)(1 << random_next(&seed) % 8);
        whole_bytes[where] ^= bit;
        try_mutant(whole_bytes, whole_count, "bit flipped", where, &t);
        whole_bytes[where] ^= bit;
    }
    print_message("%d flips: %d found by verify, %d change nothing; %d files do not open\n", FLIPS, t.found,
                  t.harmless, t.unopened);
    assert_true(t.found > FLIPS / 4); /* the test does hit what matters */
}

static void a_cut_file_is_refused(void **state)
{
    (void)state;
    tally t = {0};
    for (size_t i = 0; i < CUTS; i++) {
        const size_t count = i < 16 ? i * 7 : whole_count * i / CUTS;
        try_mutant(whole_bytes, count, "cut", count, &t);
    }
    assert_int_equal(t.unopened, CUTS);
    assert_int_equal(t.found, CUTS);
}

static void bytes_overwritten_are_found_or_harmless(void **state)
{
    (void)state;
    uint64_t seed = 77;
    tally t = {0};
    char *copy = malloc(whole_count);
    assert_non_null(copy);
    for (int i = 0; i < OVERWRITES; i++) {
        memcpy(copy, whole_bytes, whole_count);
        const size_t run = 1 + (size_t)(random_next(&seed) % 8);
        const size_t where = (size_t)(random_next(&seed) % (whole_count - run));
        for (size_t k = 0; k < run; k++) copy[where + k] = (char)random_next(&seed);
        try_mutant(copy, whole_count, "overwritten", where, &t);
    }
    free(copy);
    assert_true(t.found > OVERWRITES / 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flipped_bit_is_found_or_harmless),
        cmocka_unit_test(a_cut_file_is_refused),
        cmocka_unit_test(bytes_overwritten_are_found_or_harmless),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}

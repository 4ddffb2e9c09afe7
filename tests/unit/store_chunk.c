/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/chunk.h"

/* Chunks, their filters, and the threaded writer against H5Dwrite. */

static void fletcher32_gives_the_known_sums(void **state)
{
    (void)state;
    /* by hand, big-endian words: "abcd" = 6162 6364: c0 = c4c6, c1 = 6162 + c4c6 = 12628 -> 2629 */
    assert_int_equal(cupel_chunk_fletcher32((const unsigned char *)"abcd", 4), 0x2629c4c6);
    /* an odd byte is the high half of a word: 6162 6300: c0 = c462, c1 = 6162 + c462 = 125c4 -> 25c5 */
    assert_int_equal(cupel_chunk_fletcher32((const unsigned char *)"abc", 3), 0x25c5c462);
    const unsigned char zero[6] = {0}, ones[2] = {0xff, 0xff};
    assert_int_equal(cupel_chunk_fletcher32(zero, 6), 0);
    assert_int_equal(cupel_chunk_fletcher32(ones, 2), 0xffffffff); /* 65535 is not folded to 0 */
}

static void shuffle_brings_equal_bytes_together(void **state)
{
    (void)state;
    const unsigned char in[6] = {1, 2, 3, 4, 5, 6}, expected[6] = {1, 4, 2, 5, 3, 6};
    unsigned char out[6];
    cupel_chunk_shuffle(in, 2, 3, out);
    assert_memory_equal(out, expected, 6);
}

static void chunks_are_slabs_of_a_quarter_to_one_mebibyte(void **state)
{
    (void)state;
    static const hsize_t shapes[][5] = {{100, 200, 200, 200, 1}, {1000, 10, 10, 10, 1},
                                        {1, 1, 1, 10000000, 1},  {3, 18, 20, 24, 1},
                                        {2, 400, 400, 400, 3},   {1, 1, 1024, 1024, 1}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        hsize_t chunk[5];
        size_t bytes = 8, all = 8;
        cupel_chunk_shape(5, shapes[i], 8, chunk);
        for (size_t axis = 0; axis < 5; axis++) {
            assert_in_range(chunk[axis], 1, shapes[i][axis]);
            bytes *= (size_t)chunk[axis];
            all *= (size_t)shapes[i][axis];
        }
        assert_in_range(bytes, all < 256 << 10 ? all : 256 << 10, 1 << 20);
    }
}

/* ---- threaded against plain ---- */

typedef struct shape {
    size_t rank;
    hsize_t dims[5];
} shape;

static double *values_of(const shape *s, size_t *count)
{
    *count = 1;
    for (size_t i = 0; i < s->rank; i++) *count *= (size_t)s->dims[i];
    double *values = malloc(*count * sizeof *values);
    assert_non_null(values);
    for (size_t i = 0; i < *count; i++) values[i] = 300.0 + (double)(i % 1000) * 0.01 + (double)(i / 1000);
    return values;
}

static void write_file(const char *path, const shape *s, const double *values, int threads, bool plain,
                       int level)
{
    cupel_error error = {0};
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    cupel_h5_writer w = cupel_h5_writer_new(&error);
    w.threads = threads;
    w.plain = plain;
    w.level = level;
    const cupel_h5_about about = {.unit = "K", .long_name = "temperature", .order = 0};
    const hid_t file = cupel_h5_create_file(path, &w.code);
    assert_true(file >= 0);
    cupel_h5_write_doubles(&w, file, "t", s->rank, s->dims, values, &about);
    assert_true(H5Fclose(file) >= 0);
    cupel_h5_leave(&scope);
    if (w.status || w.code) fail_msg("%s", error.text);
}

static void expect_values(const char *path, const double *values, size_t count)
{
    double *read = malloc(count * sizeof *read);
    assert_non_null(read);
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, "t", H5P_DEFAULT);
    assert_true(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, read) >=
                0); /* checks the sums */
    H5Dclose(dataset);
    H5Fclose(file);
    assert_memory_equal(read, values, count * sizeof *read);
    free(read);
}

static char *bytes_of(const char *path, size_t *count)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    *count = (size_t)ftell(f);
    rewind(f);
    char *bytes = malloc(*count);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *count, f), *count);
    fclose(f);
    return bytes;
}

/* Whole chunks, edges on the slowest axis, edges on two axes, one long row. */
static const shape shapes[] = {
    {5, {2, 32, 32, 32, 1}}, {5, {3, 30, 41, 43, 3}}, {1, {300001}}, {2, {7, 40003}}};

static void the_threaded_writer_reads_back_like_h5dwrite(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        size_t count;
        double *values = values_of(&shapes[i], &count);
        write_file("threaded.h5", &shapes[i], values, 2, false, 4);
        expect_values("threaded.h5", values, count);
        write_file("plain.h5", &shapes[i], values, 1, true, 4);
        expect_values("plain.h5", values, count);
        free(values);
    }
}

static void the_bytes_do_not_depend_on_the_number_of_threads(void **state)
{
    (void)state;
    size_t count, first_count, other_count;
    double *values = values_of(&shapes[1], &count);
    write_file("threads.h5", &shapes[1], values, 1, false, 4);
    char *first = bytes_of("threads.h5", &first_count);
    for (int threads = 2; threads <= 4; threads++) {
        write_file("threads.h5", &shapes[1], values, threads, false, 4);
        char *other = bytes_of("threads.h5", &other_count);
        assert_int_equal(other_count, first_count);
        assert_memory_equal(other, first, first_count);
        free(other);
    }
    free(first);
    free(values);
}

static cupel_status read_file(const char *path, int threads, double *out, bool *done)
{
    cupel_error error = {0};
    cupel_h5_scope scope;
    cupel_h5_enter(&scope);
    const hid_t file = cupel_h5_open_file(path);
    cupel_h5_object object = {.path = "/t", .name = "t", .id = H5Dopen2(file, "t", H5P_DEFAULT)};
    cupel_status status = cupel_guard_data_set(&object, &error);
    if (!status) status = cupel_chunk_read(&object, threads, out, done, &error);
    H5Dclose(object.id);
    H5Fclose(file);
    cupel_h5_leave(&scope);
    return status;
}

static void the_threaded_reader_gives_what_was_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (int threads = 1; threads <= 3; threads++) {
            size_t count;
            bool done = false;
            double *values = values_of(&shapes[i], &count), *read = calloc(count, sizeof *read);
            assert_non_null(read);
            write_file("read.h5", &shapes[i], values, 2, i % 2 != 0, 4); /* of either writer */
            assert_int_equal(read_file("read.h5", threads, read, &done), CUPEL_OK);
            assert_true(done);
            assert_memory_equal(read, values, count * sizeof *read);
            free(read);
            free(values);
        }
}

static size_t chunks_of(const char *path, haddr_t *addresses, hsize_t *sizes, size_t most)
{
    hsize_t count = 0;
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, "t", H5P_DEFAULT), space = H5Dget_space(dataset);
    assert_true(H5Dget_num_chunks(dataset, space, &count) >= 0);
    assert_in_range(count, 2, most);
    for (hsize_t i = 0; i < count; i++) {
        hsize_t offset[5];
        unsigned mask;
        assert_true(H5Dget_chunk_info(dataset, space, i, offset, &mask, &addresses[i], &sizes[i]) >= 0);
    }
    H5Sclose(space);
    H5Dclose(dataset);
    H5Fclose(file);
    return (size_t)count;
}

static void flip(const char *path, haddr_t where)
{
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    fseek(f, (long)where, SEEK_SET);
    const int byte = fgetc(f);
    fseek(f, (long)where, SEEK_SET);
    fputc(byte ^ 4, f);
    fclose(f);
}

static void the_threaded_reader_leaves_damaged_chunks_to_h5dread(void **state)
{
    (void)state;
    enum { MOST = 16 };
    haddr_t addresses[MOST];
    hsize_t sizes[MOST];
    size_t count;
    double *values = values_of(&shapes[1], &count), *read = malloc(count * sizeof *read);
    assert_non_null(read);
    write_file("damaged.h5", &shapes[1], values, 2, false, 4);
    const size_t chunks = chunks_of("damaged.h5", addresses, sizes, MOST);
    for (size_t i = 0; i < chunks; i++)
        for (size_t k = 0; k < 4; k++) { /* head, middle, last of the data, sum */
            const haddr_t where = addresses[i] + (k == 3 ? sizes[i] - 1 : (sizes[i] - 5) * k / 2);
            bool done = true;
            flip("damaged.h5", where);
            assert_int_equal(read_file("damaged.h5", 2, read, &done), CUPEL_OK);
            assert_false(done);
            flip("damaged.h5", where);
        }
    bool done = false;
    assert_int_equal(read_file("damaged.h5", 2, read, &done), CUPEL_OK);
    assert_true(done);
    free(read);
    free(values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fletcher32_gives_the_known_sums),
        cmocka_unit_test(shuffle_brings_equal_bytes_together),
        cmocka_unit_test(chunks_are_slabs_of_a_quarter_to_one_mebibyte),
        cmocka_unit_test(the_threaded_writer_reads_back_like_h5dwrite),
        cmocka_unit_test(the_bytes_do_not_depend_on_the_number_of_threads),
        cmocka_unit_test(the_threaded_reader_gives_what_was_written),
        cmocka_unit_test(the_threaded_reader_leaves_damaged_chunks_to_h5dread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

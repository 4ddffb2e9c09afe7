/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Each test runs in a fresh folder below the one that ctest gives. */
static char folder[64];

static int enter_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "file-XXXXXX");
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
    (void)state;
    DIR *here = opendir(".");
    if (!here) return -1;
    for (struct dirent *entry; (entry = readdir(here));)
        if (entry->d_name[0] != '.' && unlink(entry->d_name) != 0) rmdir(entry->d_name);
    closedir(here);
    return chdir("..") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static int entries(void)
{
    int count = 0;
    DIR *here = opendir(".");
    assert_non_null(here);
    for (struct dirent *entry; (entry = readdir(here));) count += entry->d_name[0] != '.';
    closedir(here);
    return count;
}

static void assert_content(const char *path, const char *expected)
{
    char *bytes = NULL;
    size_t count = 0;
    assert_int_equal(cupel_file_read_all(path, 1 << 20, &bytes, &count, NULL), CUPEL_OK);
    assert_int_equal(count, strlen(expected));
    assert_string_equal(bytes, expected);
    free(bytes);
}

static void a_written_file_reads_back_and_leaves_nothing_beside_it(void **state)
{
    (void)state;
    assert_int_equal(cupel_file_write_all("a.txt", "first", 5, NULL), CUPEL_OK);
    assert_content("a.txt", "first");
    assert_int_equal(cupel_file_write_all("a.txt", "", 0, NULL), CUPEL_OK);
    assert_content("a.txt", "");
    assert_int_equal(entries(), 1);
}

static void a_reader_of_the_old_file_keeps_it(void **state)
{
    (void)state;
    assert_int_equal(cupel_file_write_all("a.txt", "old", 3, NULL), CUPEL_OK);
    FILE *reader = fopen("a.txt", "r");
    assert_non_null(reader);
    assert_int_equal(cupel_file_write_all("a.txt", "new and longer", 14, NULL), CUPEL_OK);
    char seen[32] = "";
    assert_int_equal(fread(seen, 1, sizeof seen - 1, reader), 3); /* written in place, it would be 14 */
    assert_string_equal(seen, "old");
    fclose(reader);
    assert_content("a.txt", "new and longer");
}

static void a_failed_write_leaves_no_temporary(void **state)
{
    (void)state;
    cupel_error error = {0};
    assert_int_equal(mkdir("taken", 0777), 0);
    assert_int_equal(cupel_file_write_all("taken", "x", 1, &error),
                     CUPEL_EINVAL); /* a folder is in the way */
    assert_string_equal(error.file, "taken");
    assert_int_equal(entries(), 1);
    assert_int_equal(cupel_file_write_all("absent/a.txt", "x", 1, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "absent/a.txt"));
}

static void a_write_that_ends_half_way_keeps_the_old_file(void **state)
{
    (void)state;
    enum { LARGE = 100000 };
    char *large = calloc(LARGE, 1);
    struct rlimit usual;
    cupel_error error = {0};
    assert_non_null(large);
    assert_int_equal(cupel_file_write_all("a.txt", "old", 3, NULL), CUPEL_OK);
    /* as a full disk: the first bytes are taken, then write() fails */
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    const struct rlimit tight = {.rlim_cur = 5000, .rlim_max = usual.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    const cupel_status status = cupel_file_write_all("a.txt", large, LARGE, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
    free(large);
    assert_int_equal(status, CUPEL_EIO);
    assert_non_null(strstr(error.text, "write"));
    assert_content("a.txt", "old");
    assert_int_equal(entries(), 1);
}

static void a_leftover_of_a_killed_process_is_no_obstacle(void **state)
{
    (void)state;
    char leftover[64];
    snprintf(leftover, sizeof leftover, "a.txt.tmp-%ld", (long)getpid());
    assert_int_equal(symlink("victim", leftover), 0); /* nor is one followed that points elsewhere */
    assert_int_equal(cupel_file_write_all("a.txt", "x", 1, NULL), CUPEL_OK);
    assert_content("a.txt", "x");
    assert_false(cupel_file_exists("victim"));
    assert_int_equal(entries(), 1);
}

static void what_is_no_regular_file_is_refused(void **state)
{
    (void)state;
    char *bytes = NULL;
    size_t count = 7;
    cupel_error error = {0};
    assert_int_equal(cupel_file_read_all(".", 100, &bytes, &count, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "folder"));
    assert_int_equal(mkfifo("pipe", 0666), 0);
    assert_int_equal(cupel_file_read_all("pipe", 100, &bytes, &count, &error),
                     CUPEL_EINVAL); /* and does not hang */
    assert_non_null(strstr(error.text, "pipe"));
    assert_int_equal(cupel_file_read_all("/dev/zero", 100, &bytes, &count, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_file_read_all("absent", 100, &bytes, &count, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, strerror(ENOENT)));
    assert_string_equal(error.file, "absent");
    assert_null(bytes);
    assert_int_equal(count, 7);
}

static void a_file_over_the_limit_is_refused(void **state)
{
    (void)state;
    char *bytes = NULL;
    size_t count = 0;
    assert_int_equal(cupel_file_write_all("a", "12345", 5, NULL), CUPEL_OK);
    assert_int_equal(cupel_file_read_all("a", 4, &bytes, &count, NULL), CUPEL_ELIMIT);
    assert_null(bytes);
    assert_int_equal(cupel_file_read_all("a", 5, &bytes, &count, NULL), CUPEL_OK);
    assert_int_equal(count, 5);
    free(bytes);
}

static void a_file_that_hides_its_size_is_read_to_its_end(void **state)
{
    (void)state;
    char *bytes = NULL;
    size_t count = 0;
    /* the kernel's files say 0 bytes; reading grows the buffer, and the limit still holds */
    assert_int_equal(cupel_file_read_all("/proc/self/status", 1 << 20, &bytes, &count, NULL), CUPEL_OK);
    assert_true(count > 500 && strlen(bytes) == count);
    free(bytes);
    bytes = NULL;
    assert_int_equal(cupel_file_read_all("/proc/self/status", 100, &bytes, &count, NULL), CUPEL_ELIMIT);
    assert_null(bytes);
}

static void a_commit_moves_the_finished_file(void **state)
{
    (void)state;
    assert_int_equal(cupel_file_write_all("part", "x", 1, NULL), CUPEL_OK);
    assert_int_equal(cupel_file_commit("part", "whole", NULL), CUPEL_OK);
    assert_content("whole", "x");
    assert_false(cupel_file_exists("part"));
    assert_int_equal(cupel_file_commit("part", "whole", NULL), CUPEL_EINVAL);
    assert_content("whole", "x");
}

static void folders_and_names_of_paths(void **state)
{
    (void)state;
    const char *rows[][3] = {{"a/b/c.h5", "a/b", "c.h5"}, {"c.h5", ".", "c.h5"}, {"/c.h5", "/", "c.h5"},
                             {"./c", ".", "c"},           {"/a/b", "/a", "b"},   {"a/", "a", ""}};
    char out[16];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(cupel_path_folder(rows[i][0], out, sizeof out));
        assert_string_equal(out, rows[i][1]);
        assert_string_equal(cupel_path_name(rows[i][0]), rows[i][2]);
    }
    assert_false(cupel_path_folder("0123456789abcdef/x", out, sizeof out));
}

static void the_environment_names_the_data_folder(void **state)
{
    (void)state;
    char out[64];
    assert_int_equal(setenv("CUPEL_DATA", "/somewhere/else", 1), 0);
    assert_true(cupel_data_folder(out, sizeof out));
    assert_string_equal(out, "/somewhere/else");
    assert_false(cupel_data_folder(out, 4));
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_written_file_reads_back_and_leaves_nothing_beside_it),
        IN_FOLDER(a_reader_of_the_old_file_keeps_it),
        IN_FOLDER(a_failed_write_leaves_no_temporary),
        IN_FOLDER(a_write_that_ends_half_way_keeps_the_old_file),
        IN_FOLDER(a_leftover_of_a_killed_process_is_no_obstacle),
        IN_FOLDER(what_is_no_regular_file_is_refused),
        IN_FOLDER(a_file_over_the_limit_is_refused),
        cmocka_unit_test(a_file_that_hides_its_size_is_read_to_its_end),
        IN_FOLDER(a_commit_moves_the_finished_file),
        cmocka_unit_test(folders_and_names_of_paths),
        cmocka_unit_test(the_environment_names_the_data_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

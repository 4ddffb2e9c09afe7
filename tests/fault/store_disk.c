/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <hdf5.h>
#include <omp.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/file.h"
#include "fault/injection.h"
#include "store_samples.h"

/* A full disk, played by a limit on the size of files: an error, no half file, and the process goes on. */

#define FULL  "full.h5"
#define WHOLE "whole.h5"

#ifdef __SANITIZE_ADDRESS__ /* slow there */
enum { LIMITS = 12 };
#else
enum { LIMITS = 40 };
#endif

static size_t whole_size;

static int make(void **state)
{
    (void)state;
    omp_set_num_threads(1);
    leftovers(true);
    cupel_error error = {0};
    struct stat about;
    if (sample_file(WHOLE, 2, NULL, &error) || stat(WHOLE, &about)) return 1;
    whole_size = (size_t)about.st_size;
    signal(SIGXFSZ, SIG_IGN);
    return 0;
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* In a process of its own: its exit, too, must be a clean one. */
static void try_with(size_t bytes)
{
    const pid_t child = fork();
    if (child == 0) {
        cupel_error error = {0};
        limit_files(bytes);
        const cupel_status status = sample_file(FULL, 2, NULL, &error);
        limit_files(RLIM_INFINITY);
        const bool clean = status == CUPEL_EIO && error.text[0] && !cupel_file_exists(FULL) &&
                           !leftovers(false) && H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL) == 0;
        /* the disk has room again */
        const bool again = sample_file(FULL, 2, NULL, &error) == CUPEL_OK;
        if (!clean) fprintf(stderr, "limit %zu: %s: %s\n", bytes, cupel_status_text(status), error.text);
        exit(clean && again ? 0 : 1);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    unlink(FULL);
    if (!WIFEXITED(how) || WEXITSTATUS(how) != 0) fail_msg("limit of %zu bytes: not clean (%d)", bytes, how);
}

static void a_full_disk_leaves_nothing_behind(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes < whole_size; bytes += whole_size / LIMITS) try_with(bytes);
    try_with(whole_size - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_full_disk_leaves_nothing_behind)};
    return cmocka_run_group_tests(tests, make, NULL);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/child.h"
#include "store/guard.h"

/* The first look at a file, taken by a child process. */

static void check_job(void *host, int out)
{
    const char *path = host;
    cupel_error error = {0};
    int64_t version[2];
    const hid_t file = cupel_h5_open_file(path);
    if (file < 0) {
        cupel_h5_fail(&error, CUPEL_EDAMAGED, "cannot be opened");
    } else if (!cupel_guard_schema(file, version, &error)) {
        cupel_guard_walk(file, &(cupel_guard){0}, &error);
    }
    if (file >= 0) H5Fclose(file);
    H5Eclear2(H5E_DEFAULT);
    cupel_child_say(out, 'E', &error, sizeof error, NULL, 0);
}

static cupel_status check_hear(void *host, char tag, const char *first, size_t first_count,
                               const char *second, size_t second_count, cupel_error *error)
{
    (void)second;
    (void)second_count;
    const char *path = host;
    cupel_error problem;
    if (tag != 'E' || first_count != sizeof problem)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s': the check gave no answer", path);
    memcpy(&problem, first, sizeof problem);
    problem.text[sizeof problem.text - 1] = '\0';
    if (problem.status == CUPEL_OK) return CUPEL_OK;
    return cupel_error_set(error, problem.status, "'%s' %s%s", path,
                           problem.text[0] == '/' ? "is damaged: " : "", problem.text);
}

bool cupel_file_is_hdf5(const char *path)
{
    return cupel_guard_signature(path, NULL) == CUPEL_OK;
}

cupel_status cupel_guard_signature(const char *path, cupel_error *error)
{
    static const unsigned char signature[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    unsigned char head[8] = {0};
    struct stat about;
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) CUPEL_FAIL(error, CUPEL_EINVAL, "cannot open '%s': %s", path, strerror(errno));
    const bool regular = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    const ssize_t got = regular ? read(fd, head, sizeof head) : -1;
    close(fd);
    if (!regular) CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is not a regular file", path);
    if (got != (ssize_t)sizeof head || memcmp(head, signature, sizeof head) != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is not an HDF5 file", path);
    return CUPEL_OK;
}

cupel_checker *cupel_checker_new(void)
{
    return cupel_checker_of(check_job, NULL);
}

cupel_status cupel_guard_check(cupel_checker *checker, const char *path, cupel_error *error)
{
    cupel_status status = cupel_guard_signature(path, error);
    void *host = (void *)(uintptr_t)path;
    if (!status && !checker) {
        status = cupel_child_run(path, host, check_job, check_hear, error);
    } else if (!status) {
        status = cupel_checker_send(checker, path, error);
        if (!status) status = cupel_checker_hear(checker, path, host, check_hear, error);
    }
    if (status) cupel_error_place(error, path, 0, 0);
    return status;
}

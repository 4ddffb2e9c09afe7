/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

cupel_status bench_scratch_new(char folder[BENCH_SCRATCH], cupel_error *error)
{
    const char *parent = getenv("TMPDIR");
    snprintf(folder, BENCH_SCRATCH, "%s/cupel-bench-XXXXXX",
             parent && strlen(parent) < 200 ? parent : "/tmp");
    if (mkdtemp(folder)) return CUPEL_OK;
    const int reason = errno;
    cupel_error_set(error, CUPEL_EIO, "cannot make a folder like %s: %s", folder, strerror(reason));
    folder[0] = '\0';
    return CUPEL_EIO;
}

void bench_scratch_free(const char *folder)
{
    if (!*folder) return;
    DIR *files = opendir(folder);
    char path[BENCH_SCRATCH + 260];
    for (const struct dirent *entry; files && (entry = readdir(files));) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlink(path);
    }
    if (files) closedir(files);
    rmdir(folder);
}

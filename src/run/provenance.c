/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/provenance.h"

#include <gsl/gsl_version.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "base/build.h"
#include "cupel/version.h"

static const char *processor(cupel_arena *arena)
{
    FILE *info = fopen("/proc/cpuinfo", "r");
    char line[512];
    const char *name = NULL;
    while (info && !name && fgets(line, sizeof line, info)) {
        char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || !colon) continue;
        line[strcspn(line, "\n")] = '\0';
        name = cupel_arena_copy(arena, colon + 2);
    }
    if (info) fclose(info);
    return name ? name : cupel_arena_copy(arena, "unknown");
}

cupel_status cupel_provenance(const cupel_circumstances *run, cupel_arena *arena, cupel_pair **out,
                              size_t *count, cupel_error *error)
{
    struct utsname host = {0};
    struct rusage usage = {0};
    uname(&host);
    getrusage(RUSAGE_SELF, &usage);
    char hdf5[64];
    cupel_store_library(hdf5);
    const char *revision = cupel_build_revision();
    const cupel_pair pairs[] = {
        {"program_version", cupel_version()},
        {"git_revision", *revision ? cupel_arena_format(arena, "%s%s", revision,
                                                        cupel_build_is_modified() ? " (modified)" : "")
                                   : NULL},
        {"compiler", cupel_build_compiler()},
        {"flags", cupel_build_flags()},
        {"libraries",
         cupel_arena_format(arena, "%s; GSL %s; jansson %s", hdf5, gsl_version, JANSSON_VERSION)},
        {"host_class", cupel_arena_format(arena, "%s %s %s", host.sysname, host.release, host.machine)},
        {"cpu", processor(arena)},
        {"threads", cupel_arena_format(arena, "%d", run->threads)},
        {"command", run->command && *run->command ? run->command : NULL},
        {"seed",
         run->seed == CUPEL_NO_INTEGER ? NULL : cupel_arena_format(arena, "%lld", (long long)run->seed)},
        {"wall_seconds", cupel_arena_format(arena, "%.6f", run->wall_seconds)},
        {"peak_memory_bytes", cupel_arena_format(arena, "%lld", (long long)usage.ru_maxrss * 1024)},
    };
    const size_t all = sizeof pairs / sizeof *pairs;
    cupel_pair *kept = cupel_arena_alloc(arena, all, sizeof *kept);
    if (!kept) return cupel_out_of_memory(error, "the provenance");
    *count = 0;
    for (size_t i = 0; i < all; i++)
        if (pairs[i].value) kept[(*count)++] = pairs[i];
    *out = kept;
    return CUPEL_OK;
}

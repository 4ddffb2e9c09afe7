/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "testdata/import.h"

/* A tester's file as it lies in its folder, with what is said of its specimens beside it. */

enum { SPECIMEN_BYTES = 1 << 20, RAW_BYTES = 1 << 30 };

static const char *specimen_path(const char *raw, cupel_arena *arena)
{
    const char *name = cupel_path_name(raw), *dot = strrchr(name, '.');
    const int folder = (int)(name - raw);
    const int stem = dot && dot > name ? (int)(dot - name) : (int)strlen(name);
    const char *own = cupel_arena_format(arena, "%.*s%.*s.specimen.yaml", folder, raw, stem, name);
    if (own && cupel_file_exists(own)) return own;
    const char *common = cupel_arena_format(arena, "%.*sspecimen.yaml", folder, raw);
    return common && cupel_file_exists(common) ? common : NULL;
}

cupel_status cupel_specimen_read(const char *raw, const char *given, cupel_arena *arena,
                                 cupel_diagnostics *diagnostics, const cupel_node **out, cupel_error *error)
{
    const char *path = given ? given : specimen_path(raw, arena);
    char *bytes = NULL;
    size_t count = 0;
    *out = NULL;
    if (!path) return CUPEL_OK;
    const cupel_status status = cupel_file_read_all(path, SPECIMEN_BYTES, &bytes, &count, error);
    if (status) return status;
    *out = cupel_document_parse(bytes, count, path, arena, diagnostics);
    free(bytes);
    if (!*out) CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is not valid YAML", path);
    if (cupel_node_is_null(*out)) *out = NULL;
    return CUPEL_OK;
}

cupel_status cupel_import_file(const char *path, cupel_arena *arena, cupel_diagnostics *diagnostics,
                               cupel_import *out, cupel_error *error)
{
    const cupel_node *specimen = NULL;
    char *bytes = NULL;
    size_t count = 0;
    cupel_status status = cupel_file_read_all(path, RAW_BYTES, &bytes, &count, error);
    if (!status) status = cupel_specimen_read(path, NULL, arena, diagnostics, &specimen, error);
    if (!status)
        status =
            cupel_import_parse(path, bytes, count, specimen, &(cupel_import_options){0}, arena, out, error);
    cupel_test *tests = status ? NULL : (cupel_test *)out->tests;
    for (size_t i = 0; tests && i < out->count; i++) tests[i].raw = (cupel_bytes){0};
    free(bytes);
    return status;
}

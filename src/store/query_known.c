/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/query_finding.h"

/* Whether a name that no file has may be asked for all the same. */

/* What files say of themselves and of their steps. */
static const char *const own[] = {"kind",       "title",          "project", "created", "state",
                                  "content_id", "path",           "trouble", "license", "creator",
                                  "origin_id",  "recovered_from", "model",   "status",  "program_version"};
enum { OWN = sizeof own / sizeof *own };

cupel_status cupel_catalogue_names(cupel_catalogue *catalogue, cupel_arena *arena, const char *const **names,
                                   size_t *count, cupel_error *error)
{
    enum { MOST = 20000 };
    const finding f = {.catalogue = catalogue, .arena = arena, .error = error};
    cupel_status status = CUPEL_OK;
    int step = SQLITE_DONE;
    const char **all = cupel_arena_alloc(arena, MOST, sizeof *all);
    if (!all) return cupel_finding_no_memory(&f);
    sqlite3_stmt *row =
        cupel_catalogue_prepare(catalogue,
                                "SELECT name FROM name UNION SELECT model || '.' || name FROM "
                                "name WHERE model != '' LIMIT 20000",
                                &status, error);
    for (*count = 0; !status && *count < MOST && (step = sqlite3_step(row)) == SQLITE_ROW; ++*count)
        status = cupel_finding_copy(&f, row, 0, &all[*count]);
    if (!status && *count < MOST && step != SQLITE_DONE) status = cupel_finding_broken(&f);
    sqlite3_finalize(row);
    *names = all;
    return status;
}

/* "passes/12/thickness" is "passes/0/thickness". */
static char *with_zeros(cupel_arena *arena, const char *written)
{
    char *copy = cupel_arena_copy(arena, written), *to = copy;
    for (const char *from = copy; copy && *from;) {
        const size_t digits = from > copy && from[-1] == '/' ? strspn(from, "0123456789") : 0;
        if (digits && (from[digits] == '/' || from[digits] == '\0')) {
            *to++ = '0';
            from += digits;
        } else {
            *to++ = *from++;
        }
    }
    if (copy) *to = '\0';
    return copy;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

static bool is_scope(const char *scope, size_t length, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(names[i], scope, length) == 0 && names[i][length] == '.') return true;
    return false;
}

cupel_status cupel_vocabulary_check(const cupel_vocabulary *vocabulary, const char *name,
                                    const char *const *others, size_t other_count, cupel_arena *arena,
                                    cupel_error *error)
{
    const char *const *known = NULL;
    size_t count = 0;
    if (vocabulary && vocabulary->every) return CUPEL_OK;
    if (vocabulary && !vocabulary->list(arena, &known, &count))
        return cupel_out_of_memory(error, "the names");
    const size_t ours = OWN + count;
    const char *plain = with_zeros(arena, name);
    const char **all = cupel_arena_alloc(arena, ours + other_count, sizeof *all);
    if (!plain || !all) return cupel_out_of_memory(error, "the names");
    memcpy(all, own, sizeof own);
    if (count) memcpy(all + OWN, known, count * sizeof *all);
    if (other_count) memcpy(all + ours, others, other_count * sizeof *all);
    if (vocabulary && is_among(plain, all, ours)) return CUPEL_OK;
    const char *near = cupel_nearest(name, all, ours + other_count), *dot = strrchr(plain, '.');
    /* behind a step, whose name a case gives, and no slip in the name of a model */
    if (vocabulary && dot && !(near && strchr(near, '.')) && is_among(dot + 1, all, ours) &&
        !is_scope(plain, (size_t)(dot - plain), known, count))
        return CUPEL_OK;
    return cupel_error_set(error, CUPEL_EINVAL, "'%s' is known to no file here%s%s%s%s", name,
                           vocabulary ? ", and to no model or kind of test" : "",
                           near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "testdata/import_parts.h"

/* Columns of several specimens side by side. */

static size_t occurrences(const cupel_column *columns, size_t count, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) n += !columns[i].out && strcmp(columns[i].name, name) == 0;
    return n;
}

/* One channel alone that repeats: of several specimens it is one that a test has once. */
static bool is_once_a_test(const char *name)
{
    static const char *const names[] = {"force",  "stress", "extension",   "displacement",
                                        "strain", "height", "diffusivity", "length_change"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

/* Bytes of a heading without the number at its end. */
static size_t stem(const char *name)
{
    size_t length = strlen(name);
    while (length && strchr("0123456789 _.#-()", name[length - 1])) length--;
    return length;
}

/* Columns of several specimens are called alike, but for numbers, and have one unit. */
static bool are_alike(const cupel_heading *a, const cupel_heading *b)
{
    const size_t length = stem(a->name);
    if (length != stem(b->name) || memcmp(a->name, b->name, length) != 0) return false;
    return strcmp(a->unit ? a->unit : "", b->unit ? b->unit : "") == 0;
}

/* A force that is there once belongs to one specimen: two strains beside it are those of two extensometers.
 */
static bool shares_force(const cupel_column *columns, size_t count)
{
    const size_t forces = occurrences(columns, count, "force"),
                 stresses = occurrences(columns, count, "stress");
    return forces < 2 && stresses < 2 && forces + stresses > 0;
}

static size_t groups_by_name(const cupel_column *columns, size_t count)
{
    size_t groups = 0, repeated = 0;
    const char *only = NULL;
    if (shares_force(columns, count)) return 0;
    for (size_t i = 0; i < count; i++) {
        if (columns[i].out) continue;
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = !columns[k].out && strcmp(columns[k].name, columns[i].name) == 0;
        const size_t n = seen ? 0 : occurrences(columns, count, columns[i].name);
        if (n < 2) continue;
        for (size_t k = i + 1; k < count; k++)
            if (!columns[k].out && strcmp(columns[k].name, columns[i].name) == 0 &&
                !are_alike(columns[i].heading, columns[k].heading))
                return 0;
        if (groups && n != groups) return 0;
        groups = n;
        repeated++;
        only = columns[i].name;
    }
    return repeated > 1 || (repeated == 1 && is_once_a_test(only)) ? groups : 0;
}

/* The groups that the row above the headings tells; 0 when they do not hold the same channels each, or when a
 * channel is there twice in one. */
static size_t groups_by_row(cupel_column *columns, size_t count)
{
    size_t groups = 0, sizes[2] = {0};
    const char *last = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *group = columns[i].heading->group;
        if (!group || columns[i].out) continue;
        if (!last || strcmp(group, last) != 0) {
            if (groups > 1 && sizes[1] != sizes[0]) return 0;
            if (groups) sizes[0] = sizes[1];
            sizes[1] = 0;
            groups++;
        }
        columns[i].group = groups;
        sizes[1]++;
        last = group;
        for (size_t k = 0; k < i; k++)
            if (!columns[k].out && columns[k].group == groups &&
                strcmp(columns[k].name, columns[i].name) == 0)
                return 0;
    }
    return groups > 1 && sizes[0] == sizes[1] ? groups : 0;
}

size_t cupel_groups_find(cupel_column *columns, size_t count)
{
    const size_t rows = groups_by_row(columns, count);
    if (rows > 1) return rows;
    for (size_t i = 0; i < count; i++) {
        columns[i].group = 0;
        columns[i].group_name = NULL;
    }
    const size_t groups = groups_by_name(columns, count);
    if (!groups) return 0;
    for (size_t i = 0; i < count; i++) {
        if (columns[i].out || occurrences(columns, count, columns[i].name) != groups) continue;
        columns[i].group = occurrences(columns, i, columns[i].name) + 1;
    }
    return groups;
}

static bool is_taken(const cupel_column *columns, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (!columns[k].out && strcmp(columns[k].name, columns[i].name) == 0 &&
            (columns[k].group == columns[i].group || !columns[k].group || !columns[i].group))
            return true;
    return false;
}

/* Equal names within one test get numbers. */
cupel_status cupel_names_number(cupel_importer *importer, cupel_column *columns, size_t count)
{
    const char **names = cupel_arena_alloc(importer->arena, count, sizeof *names);
    if (!names) return cupel_out_of_memory(importer->error, "the columns of a file");
    for (size_t i = 0; i < count; i++) {
        names[i] = columns[i].out ? "" : columns[i].name;
        if (columns[i].out || !is_taken(columns, i)) continue;
        size_t n = 1;
        for (size_t k = 0; k < i; k++)
            n += strcmp(names[k], names[i]) == 0 &&
                 (columns[k].group == columns[i].group || !columns[k].group || !columns[i].group);
        do {
            columns[i].name = cupel_arena_format(importer->arena, "%s_%zu", names[i], n++);
            if (!columns[i].name) return cupel_out_of_memory(importer->error, "the columns of a file");
        } while (is_taken(columns, i));
    }
    return CUPEL_OK;
}

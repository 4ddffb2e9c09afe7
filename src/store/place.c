/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const group_names[] = {"parameters", "results", "fields"};
enum { GROUPS = sizeof group_names / sizeof *group_names };

/* The parts of a test file that stand as steps: everything in them is a result. */
typedef struct part {
    const char *folder, *step;
    const char *prefix, *text_prefix; /* of the names of data sets, and of attributes */
} part;

static const part parts[] = {{"/specimen", "specimen", "", ""},
                             {"/composition", "specimen", "composition/", "composition_"},
                             {"/test", "test", "", ""},
                             {"/channels", "channels", "", ""},
                             {"/raw", "raw", "", ""}};

enum { PARTS = sizeof parts / sizeof *parts };

const char *cupel_place_group(int group)
{
    return group_names[group];
}

/* What stands behind "folder/" in a path; NULL: the path is elsewhere. */
static const char *behind(const char *path, const char *folder)
{
    const size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && path[length] == '/' && path[length + 1] ? path + length + 1
                                                                                         : NULL;
}

static bool ends_in(const char *name, const char *end, size_t *stem)
{
    const size_t length = strlen(name), tail = strlen(end);
    if (length <= tail || strcmp(name + length - tail, end) != 0) return false;
    *stem = length - tail;
    return true;
}

/* A field is known by its own name: "temperature" for its values, "temperature/time" for the rest. */
static void set_name(cupel_place *out, const char *prefix, const char *rest)
{
    size_t stem = strlen(rest);
    if (out->group == CUPEL_PLACE_FIELDS) ends_in(rest, "/value", &stem);
    snprintf(out->name, sizeof out->name, "%s%.*s", prefix, (int)stem, rest);
}

/* Values and mask of a channel stand beside each other: "force", "force_mask". */
static void set_channel_name(cupel_place *out, const char *rest)
{
    size_t stem = strlen(rest);
    const bool mask = !ends_in(rest, "/value", &stem) && ends_in(rest, "/mask", &stem);
    snprintf(out->name, sizeof out->name, "%.*s%s", (int)stem, rest, mask ? "_mask" : "");
}

static bool in_part(const char *path, cupel_place *out)
{
    for (size_t i = 0; i < PARTS; i++) {
        const char *rest = behind(path, parts[i].folder);
        if (!rest) continue;
        snprintf(out->step, sizeof out->step, "%s", parts[i].step);
        out->group = CUPEL_PLACE_RESULTS;
        if (strcmp(parts[i].step, "channels") == 0)
            set_channel_name(out, rest);
        else
            set_name(out, parts[i].prefix, rest);
        return true;
    }
    return false;
}

/* "/steps/roll/results/pass_table/reduction" -> "roll", results, "pass_table/reduction" */
static bool in_step(const char *path, const char *folder, const char *before, cupel_place *out)
{
    const char *id = behind(path, folder), *end = id ? strchr(id, '/') : NULL;
    if (!end || end - id >= CUPEL_H5_NAME) return false;
    snprintf(out->step, sizeof out->step, "%s%.*s", before, (int)(end - id), id);
    for (out->group = 0; out->group < GROUPS; out->group++) {
        const size_t length = strlen(group_names[out->group]);
        if (strncmp(end + 1, group_names[out->group], length) != 0 || end[1 + length] != '/' ||
            !end[2 + length])
            continue;
        set_name(out, "", end + 2 + length);
        return true;
    }
    return false;
}

bool cupel_place_of(const char *path, cupel_place *out)
{
    return in_step(path, "/steps", "", out) || in_step(path, "/evaluation", "evaluation-", out) ||
           in_part(path, out);
}

bool cupel_place_step(const char *path, char id[CUPEL_H5_NAME + 16], int64_t *order)
{
    const char *name = behind(path, "/steps");
    if (name && !strchr(name, '/')) {
        snprintf(id, CUPEL_H5_NAME + 16, "%s", name);
        return true;
    }
    name = behind(path, "/evaluation");
    if (name && !strchr(name, '/')) {
        snprintf(id, CUPEL_H5_NAME + 16, "evaluation-%s", name);
        *order = PARTS + (int64_t)strtol(name, NULL, 10);
        return true;
    }
    for (size_t i = 0; i < PARTS; i++) {
        if (strcmp(path, parts[i].folder) != 0 || *parts[i].prefix) continue;
        snprintf(id, CUPEL_H5_NAME + 16, "%s", parts[i].step);
        *order = (int64_t)i;
        return true;
    }
    return false;
}

const char *cupel_place_texts(const char *path, const char **prefix)
{
    for (size_t i = 0; i < PARTS; i++)
        if (strcmp(path, parts[i].folder) == 0 && strcmp(parts[i].step, "channels") != 0) {
            *prefix = parts[i].text_prefix;
            return parts[i].step;
        }
    return NULL;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/scavenge.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "store/child.h"

enum { PIECE = 1 << 20, HEADERS_MOST = 100000 };

static const char signature[4] = {'O', 'H', 'D', 'R'}; /* of an object header of version 2 */

typedef struct header_list {
    haddr_t *places;
    size_t count;
} header_list;

/* ---- the bytes ---- */

static cupel_status find_headers(const char *path, uint64_t size, header_list *list, cupel_error *error)
{
    char *buffer = cupel_alloc(PIECE + sizeof signature, 1);
    list->places = cupel_alloc(HEADERS_MOST, sizeof *list->places);
    if (!buffer || !list->places) {
        free(buffer);
        return cupel_out_of_memory(error, "a salvage");
    }
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    cupel_child_allow(size);
    for (uint64_t at = 0; fd >= 0 && at < size && list->count < HEADERS_MOST; at += PIECE) {
        const uint64_t left = size - at, wanted = PIECE + sizeof signature - 1;
        const ssize_t got = pread(fd, buffer, (size_t)(left < wanted ? left : wanted), (off_t)at);
        if (got < (ssize_t)sizeof signature) break;
        for (size_t i = 0; i + sizeof signature <= (size_t)got && list->count < HEADERS_MOST; i++)
            if (memcmp(buffer + i, signature, sizeof signature) == 0) list->places[list->count++] = at + i;
    }
    if (fd >= 0) close(fd);
    free(buffer);
    return CUPEL_OK;
}

/* ---- what a group is ---- */

static bool is_reached(const cupel_copy *copy, haddr_t place)
{
    for (size_t i = 0; i < copy->reached_count; i++)
        if (copy->reached[i] == place) return true;
    return false;
}

/* A step says by which model it was computed; evaluations are steps of the models "test.…". */
static const char *folder_of_step(hid_t group)
{
    char model[CUPEL_H5_NAME] = "", status[32] = "";
    if (cupel_h5_get_text(group, "model", model, sizeof model, NULL) ||
        cupel_h5_get_text(group, "status", status, sizeof status, NULL) || !model[0] || !status[0])
        return NULL;
    return strncmp(model, "test.", 5) == 0 ? "evaluation" : "steps";
}

static bool holds_raw_file(hid_t group)
{
    H5O_info_t info;
    if (H5Lexists(group, "file", H5P_DEFAULT) <= 0 ||
        H5Oget_info_by_name2(group, "file", &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0)
        return false;
    return info.type == H5O_TYPE_DATASET;
}

/* ---- taking ---- */

typedef struct scavenger {
    cupel_copy *copy;
    size_t nameless;
    cupel_status status;
    cupel_error *error;
} scavenger;

static void take_group(scavenger *s, hid_t object, const char *folder, const char *name)
{
    char path[CUPEL_H5_PATH];
    H5O_info_t info;
    if (s->status || H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0 || is_reached(s->copy, info.addr))
        return;
    hid_t parent = s->copy->to;
    if (folder) {
        parent = H5Lexists(parent, folder, H5P_DEFAULT) > 0 ? H5Gopen2(parent, folder, H5P_DEFAULT)
                                                            : cupel_h5_group(s->copy->writer, parent, folder);
        snprintf(path, sizeof path, "/%s/%s", folder, name);
    } else {
        snprintf(path, sizeof path, "/%s", name);
    }
    if (parent >= 0 && H5Lexists(parent, name, H5P_DEFAULT) <= 0)
        s->status = cupel_copy_from(s->copy, object, path, s->error);
    if (folder && parent >= 0) H5Gclose(parent);
}

/* The members of a group that still knows their names. */
static herr_t take_member(hid_t group, const char *name, const H5L_info_t *info, void *host)
{
    scavenger *s = host;
    if (info->type != H5L_TYPE_HARD) return 0;
    const hid_t member = H5Oopen(group, name, H5P_DEFAULT);
    if (member < 0) return 0;
    const char *folder = H5Iget_type(member) == H5I_GROUP ? folder_of_step(member) : NULL;
    if (folder && strlen(name) < CUPEL_H5_NAME) take_group(s, member, folder, name);
    H5Oclose(member);
    return s->status ? -1 : 0;
}

static void take_members(scavenger *s, hid_t object)
{
    H5Literate(object, H5_INDEX_NAME, H5_ITER_INC, NULL, take_member, s);
}

static void take_nameless(scavenger *s, hid_t object)
{
    char name[32], path[64];
    H5O_info_t info;
    const char *folder = folder_of_step(object);
    if (H5Oget_info2(object, &info, H5O_INFO_BASIC) < 0 || is_reached(s->copy, info.addr)) return;
    if (folder) {
        snprintf(name, sizeof name, "salvaged-%zu", ++s->nameless);
        snprintf(path, sizeof path, "/%s/%s", folder, name);
        s->copy->lost(s->copy->host, path, "has lost its name");
        take_group(s, object, folder, name);
    } else if (holds_raw_file(object)) {
        take_group(s, object, NULL, "raw");
    }
}

cupel_status cupel_scavenge(cupel_copy *copy, const char *path, uint64_t size, cupel_error *error)
{
    header_list list = {0};
    scavenger s = {.copy = copy, .error = error};
    s.status = find_headers(path, size, &list, error);
    /* first whoever knows the names of others */
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < list.count && !s.status; i++) {
            char place[40]; /* a header in the bytes, for who keeps a list of what is not safe to open */
            snprintf(place, sizeof place, "@%llu-%d", (unsigned long long)list.places[i], pass);
            if (copy->skip && copy->skip(copy->host, place)) continue;
            const hid_t object = H5Oopen_by_addr(copy->from, list.places[i]);
            if (object < 0) continue;
            if (H5Iget_type(object) == H5I_GROUP) {
                if (pass == 0)
                    take_members(&s, object);
                else
                    take_nameless(&s, object);
            }
            H5Oclose(object);
            H5Eclear2(H5E_DEFAULT);
        }
    free(list.places);
    return s.status;
}

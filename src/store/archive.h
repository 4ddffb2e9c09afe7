/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_ARCHIVE_H
#define CUPEL_STORE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cupel/error.h"

/* Packs: folders and zip files with a list of checksums, `manifest-sha256.txt`, as sha256sum -c reads it. */

#define CUPEL_MANIFEST "manifest-sha256.txt"

/* One file that goes into a pack: a file on disk, or bytes. */
typedef struct cupel_packed {
    const char *name;   /* in the pack: "foils/a.h5"           */
    const char *source; /* path on disk; NULL: the bytes below */
    const char *bytes;
    size_t count;
    char sha256[65]; /* of what goes in; a file on disk that has another by then is refused */
    uint64_t size;
} cupel_packed;

/** Whether a name may stand in a pack: relative, no "." or ".." or empty part, no control characters or
 * backslashes, UTF-8, not too long or deep. */
bool cupel_pack_name(const char *name);

/** Writes the files to a new folder, or, where `output` ends in ".zip", a zip file: whole or not at all. The
 * same files give the same bytes: entries stand in the order given, at a fixed time. EINVAL when `output` is
 * there. */
cupel_status cupel_pack_write(const char *output, const cupel_packed *files, size_t count,
                              cupel_error *error);

/** Unpacks a zip file into an empty folder, in a confined child: regular files of fit names only; what is
 * none is told. EDAMAGED, ELIMIT. */
typedef void (*cupel_pack_tell)(void *host, const char *name, const char *what);
cupel_status cupel_pack_extract(const char *path, const char *folder, void *host, cupel_pack_tell left_out,
                                cupel_error *error);

/** Reads the manifest of a folder and holds each file against it, in its order; `each` is called for those
 * that are right. EDAMAGED for the first that is not; EINVAL when there is no manifest. */
typedef cupel_status (*cupel_manifest_each)(void *host, const char *name, const char *path,
                                            cupel_error *error);
cupel_status cupel_manifest_check(const char *folder, void *host, cupel_manifest_each each,
                                  cupel_error *error);

/** Makes the folders that a path needs, below one that is there. */
cupel_status cupel_make_folders(const char *path, cupel_error *error);
/** Removes a folder with all in it; links are not followed. */
void cupel_remove_folder(const char *path);

#endif

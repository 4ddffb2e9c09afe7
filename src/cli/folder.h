/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CLI_FOLDER_H
#define CUPEL_CLI_FOLDER_H

#include "base/memory.h"
#include "cli/cli.h"
#include "store/store.h"

/* The cupel files of a folder, as their headers tell. */

typedef struct cupel_folder_parent {
    const char *content_id, *origin_id, *role, *path, *file_name;
} cupel_folder_parent;

typedef struct cupel_folder_entry {
    const char *name, *path; /* NULL header texts are ""                       */
    const char *trouble;     /* why it could not be read; the rest is "" then  */
    bool damaged;            /* else it is merely no cupel file                */
    const char *kind, *title, *project, *created, *state, *content_id;
    const char *origin_id; /* of a test: it stays when evaluations are added */
    const char *models; /* of its steps, each once: "rolling.pass, heat.sink" */
    cupel_folder_parent *parents;
    size_t parent_count;
    bool told;                      /* for who walks over them: been here */
} cupel_folder_entry;

typedef struct cupel_folder {
    cupel_arena *arena;
    cupel_folder_entry *entries; /* by name */
    size_t count;
} cupel_folder;

/** Reads the header of every *.h5 of a folder. Files that cannot be read are entries too. */
cupel_status cupel_folder_read(const char *path, cupel_folder *out, cupel_error *error);
void cupel_folder_free(cupel_folder *folder);

/** The entry with this content id, else the test with this origin id (which may be ""), or NULL. */
cupel_folder_entry *cupel_folder_find(const cupel_folder *folder, const char *content_id,
                                      const char *origin_id);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_SALVAGE_H
#define CUPEL_STORE_SALVAGE_H

#include "store/store.h"

/* Files from elsewhere, and damaged ones, made into new files. The old file is only read, by a confined
 * child, which writes the new one value by value; that is then verified and gets its name last. */

typedef struct cupel_salvage {
    size_t data_sets;                   /* that are in the new file                         */
    size_t left_out;                    /* things that are no part of the format            */
    size_t lost;                        /* things that are damaged or missing               */
    char stated_id[80], content_id[80]; /* of the old file, as it says ("": it does not); of the new */
    const char *name;                   /* what messages call the file; NULL: its path */
    void *host;
    /* Called for each thing that is not in the new file; may be NULL. */
    void (*tell)(void *host, bool lost, const char *path, const char *what);
} cupel_salvage;

/** A clean copy of a whole file. EINVAL when it is no cupel file or `output` is there already; EDAMAGED, and
 * nothing written, when a value does not have its digest or the file not its content id. */
cupel_status cupel_file_import(const char *path, const char *output, cupel_salvage *report,
                               cupel_error *error);

/** All that can be read, with the right digests, of a damaged, cut or never closed file; state "recovered". A
 * copy of it is worked on. EDAMAGED when there is nothing. */
cupel_status cupel_file_recover(const char *path, const char *output, cupel_salvage *report,
                                cupel_error *error);

/** The finished steps in the folder of a killed run, with what `run` says of the whole (state: "recovered").
 * EINVAL when there are none, or a process is still at work there. The folder stays as it is. */
cupel_status cupel_part_recover(const char *folder, const char *output, const cupel_run_record *run,
                                cupel_salvage *report, cupel_error *error);

#endif

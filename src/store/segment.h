/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_SEGMENT_H
#define CUPEL_STORE_SEGMENT_H

#include "store/write.h"

/* What segments and run files share: how a file of ours begins and how it gets its name. */

enum { CUPEL_TEMPORARY_PATH = 4096 };

/* Of the format that is written: major, minor. */
#define CUPEL_FORMAT_VERSION {1, 3}

/** Creates `path`.tmp-PID and writes the root's schema, version and kind. Negative after a failure. */
hid_t cupel_new_file(cupel_h5_writer *writer, const char *path, const char *kind,
                     char temporary[CUPEL_TEMPORARY_PATH]);

/** The same for the copy of a file, which keeps its version. */
hid_t cupel_new_file_of(cupel_h5_writer *writer, const char *path, const char *kind, const int64_t version[2],
                        char temporary[CUPEL_TEMPORARY_PATH]);

/** Closes, opens again, recomputes every digest, flushes to disk and renames; after any failure the temporary
 * file is gone and `path` is as it was. Returns the writer's status. */
cupel_status cupel_finish_file(cupel_h5_writer *writer, hid_t file, const char *temporary, const char *path);

/** The same, but for the flush of the folder. */
cupel_status cupel_finish_file_in_batch(cupel_h5_writer *writer, hid_t file, const char *temporary,
                                        const char *path);

/** The group of one step in `parent`, whose path is `folder` ("/steps"): attributes, parameters, results,
 * fields. */
void cupel_step_write(cupel_h5_writer *writer, hid_t parent, const char *folder,
                      const cupel_step_record *step);

/** The groups /provenance, still open, and parents in it. */
hid_t cupel_provenance_write(cupel_h5_writer *writer, hid_t file, const cupel_pair *pairs, size_t pair_count,
                             const cupel_parent *parents, size_t parent_count);

/** The attributes content_id and, of a test, origin_id, of all that has been written. */
void cupel_content_id_write(cupel_h5_writer *writer, hid_t file, bool is_test, char id[80]);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BASE_FILE_H
#define CUPEL_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/error.h"

/* Files that are there whole or not at all. */

/** Reads a regular file of at most `limit` bytes. `*bytes` is NUL-terminated behind its `*count` bytes;
 * free() it. */
cupel_status cupel_file_read_all(const char *path, size_t limit, char **bytes, size_t *count,
                                 cupel_error *error);

/** Writes `path.tmp-PID`, flushes it to disk and renames it: a reader sees the old file or the new one. */
cupel_status cupel_file_write_all(const char *path, const void *bytes, size_t count, cupel_error *error);

/** Flushes the finished file `temporary` to disk, renames it to `path` and flushes the directory. */
cupel_status cupel_file_commit(const char *temporary, const char *path, cupel_error *error);

/** The same without the flush of the directory: for many files, after which it is flushed once. */
cupel_status cupel_file_commit_in_batch(const char *temporary, const char *path, cupel_error *error);

/** Lets the system begin to write a file to disk, so that its flush, which comes later, has less to wait for. */
void cupel_file_write_back(const char *path);

/** Flushes a file or directory to disk. */
cupel_status cupel_file_sync(const char *path, cupel_error *error);

/** Removes from a folder what killed processes were writing there ("A-1.h5.tmp-1234"): no process of that
 * number is alive, and nobody holds a lock on the file. Returns how many. Readers take no such names. */
size_t cupel_file_sweep(const char *folder);

bool cupel_file_exists(const char *path);

/** Writes all of it to a pipe or a file, whatever interrupts; false, with errno, when that cannot be. */
bool cupel_write_fully(int fd, const void *bytes, size_t count);

/** Last part of a path: all of it when there is no folder. */
const char *cupel_path_name(const char *path);

/** Folder part of a path ("." when there is none) into `out`. False when it does not fit. */
bool cupel_path_folder(const char *path, char *out, size_t size);

/** The folder of shipped data: $CUPEL_DATA, else beside the program, else where the program was installed,
 * else the source tree; into `out`. False when there is none. */
bool cupel_data_folder(char *out, size_t size);

#endif

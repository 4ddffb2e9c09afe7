/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_CATALOGUE_ROWS_H
#define CUPEL_STORE_CATALOGUE_ROWS_H

#include <sqlite3.h>
#include "store/catalogue.h"

/* The inside of an open catalogue. Every statement is a constant text with bound parameters; none is ever put
 * together from words of a user or a file. */
enum { CUPEL_CATALOGUE_STATEMENTS = 16 };

struct cupel_catalogue {
    sqlite3 *db;
    char *folder, *path;
    int file; /* held open, so that nobody else gets its inode while we look whether it is in its place */
    void *marking;                                        /* what the aggregate `mark` of a search works on */
    sqlite3_stmt *statements[CUPEL_CATALOGUE_STATEMENTS]; /* of the batch that is being written */
};

enum {
    CUPEL_CATALOGUE_FILES = 1 << 26 /* the largest number of a file; beyond, the index is not ours */
};

/** Sets the error from SQLite's: EDAMAGED when the file is broken or not one of ours, ENOMEM, EIO. */
cupel_status cupel_catalogue_fail(const cupel_catalogue *catalogue, cupel_error *error, const char *what);

/** Prepares a statement; NULL with the error set. */
sqlite3_stmt *cupel_catalogue_prepare(const cupel_catalogue *catalogue, const char *text,
                                      cupel_status *status, cupel_error *error);

/** Runs a statement without parameters. */
cupel_status cupel_catalogue_run(const cupel_catalogue *catalogue, const char *text, cupel_error *error);

/** Gives the connection the aggregate `mark`. */
cupel_status cupel_finding_prepare(cupel_catalogue *catalogue, cupel_error *error);

/** Lets go of the statements of a batch. */
void cupel_catalogue_rows_end(cupel_catalogue *catalogue);

/** A text of a row, "" when it is NULL. */
const char *cupel_catalogue_text(sqlite3_stmt *row, int column);

#endif

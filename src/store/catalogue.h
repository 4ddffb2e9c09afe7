/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_CATALOGUE_H
#define CUPEL_STORE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/memory.h"
#include "cupel/error.h"
#include "store/store.h"

/* The catalogue of a folder: an index over every *.h5 in and below it, in an SQLite file
 * `.cupel-catalogue.sqlite` in that folder, or in the user's cache where the folder cannot be written. It
 * says nothing that the files do not say and may be deleted at any time; a broken one is made anew. Any
 * number of processes may use it at once. */
typedef struct cupel_catalogue cupel_catalogue;

#define CUPEL_CATALOGUE_FILE ".cupel-catalogue.sqlite"

enum { CUPEL_CATALOGUE_TEXT = 1024 }; /* longer texts are cut here, between characters */

/* One number or text of a file. What the file says of itself has step, model and part "". */
typedef struct cupel_record_value {
    const char *step, *model, *part, *name; /* "pass1", "rolling.pass", "results", "roll_force"            */
    const char *unit;                       /* of number and uncertainty, as the file has it; NULL: a text */
    bool difference;                        /* a temperature difference                                    */
    bool old;                               /* of an evaluation that a later one of its kind replaces      */
    double number, uncertainty;             /* NaN: none                                                   */
    const char *flag;                       /* what an evaluation says of the number; NULL                 */
    const char *text;
} cupel_record_value;

/* What the catalogue knows of one file. */
typedef struct cupel_record {
    const char *path;              /* from the folder on: "foils/a.h5"          */
    int64_t size, modified, inode; /* bytes, ns; by these a change is noticed   */
    const char *trouble;           /* why it cannot be read; the rest is empty  */
    bool damaged;                  /* or closed to us; else merely no cupel file */
    const char *kind, *title, *project, *created, *state, *content_id, *models; /* "" when not said */
    const char *license, *creator;
    cupel_record_value *values;
    size_t value_count;
    cupel_parent *parents;
    size_t parent_count;
} cupel_record;

/** Opens or makes the catalogue of a folder. EINVAL when there is no such folder, EIO when it can be kept
 * nowhere, EDAMAGED when it was broken: it is gone then, and another try makes a new one. */
cupel_status cupel_catalogue_open(const char *folder, cupel_catalogue **out, cupel_error *error);
void cupel_catalogue_close(cupel_catalogue *catalogue); /* NULL is fine */

/** Empties it. */
cupel_status cupel_catalogue_clear(cupel_catalogue *catalogue, cupel_error *error);
/** Closes it and removes its file, unless another process has put a new one in its place. */
void cupel_catalogue_discard(cupel_catalogue *catalogue);

/** Where it is kept. */
const char *cupel_catalogue_path(const cupel_catalogue *catalogue);

/* Called before each file that has to be read; false stops the update there. */
typedef struct cupel_catalogue_watch {
    void *host;
    bool (*each)(void *host, const char *path, size_t done, size_t count);
} cupel_catalogue_watch;

/** Takes in what has changed in the folder: reads files that are new or have another size, time or inode,
 * forgets those that are gone. Each is read in a confined child. `watch` may be NULL. */
cupel_status cupel_catalogue_update(cupel_catalogue *catalogue, const cupel_catalogue_watch *watch,
                                    cupel_error *error);

/** The files that the catalogue of a folder would hold, by path; in the arena. */
cupel_status cupel_catalogue_list(const char *folder, cupel_arena *arena, char ***paths, size_t *count,
                                  cupel_error *error);

/** Reads one file as the catalogue does; `path` where it is, record->path as it stands. A file that cannot be
 * read is a record with trouble, no error. Texts live in the arena. */
cupel_status cupel_record_read(const char *path, cupel_arena *arena, cupel_record *record,
                               cupel_error *error);

/* The same for many files, in a child that is kept: several readers are at work side by side. */
typedef struct cupel_record_reader cupel_record_reader;
cupel_record_reader *cupel_record_reader_new(void); /* NULL: out of memory */
void cupel_record_reader_free(cupel_record_reader *reader);
/** Begins with a file; `path` must stay until it has ended. */
void cupel_record_begin(cupel_record_reader *reader, const char *path);
cupel_status cupel_record_end(cupel_record_reader *reader, cupel_arena *arena, cupel_record *record,
                              cupel_error *error);

/* Records by hand. Between begin and end all is one transaction; an end after a failure takes it back. */
cupel_status cupel_catalogue_begin(cupel_catalogue *catalogue, cupel_error *error);
cupel_status cupel_catalogue_put(cupel_catalogue *catalogue, const cupel_record *record, cupel_error *error);
cupel_status cupel_catalogue_forget(cupel_catalogue *catalogue, const char *path, cupel_error *error);
cupel_status cupel_catalogue_end(cupel_catalogue *catalogue, bool keep, cupel_error *error);

#endif

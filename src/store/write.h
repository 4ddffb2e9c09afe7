/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_WRITE_H
#define CUPEL_STORE_WRITE_H

#include "store/h5.h"
#include "store/store.h"

/* Writing groups, attributes and data sets. The writer keeps the first failure and later calls do nothing, so
 * that the code that lays out a file reads as a list of what is in it; look at `status` at the end. */
typedef struct cupel_h5_writer {
    cupel_error *error;
    cupel_status status;
    int code;    /* an errno of the file driver: something was not written */
    int threads; /* for the compression of large data sets: the bytes do not depend on it    */
    int level;   /* of deflate                                                                */
    bool plain;  /* by H5Dwrite alone: the reference for the threaded writer                  */
    struct cupel_h5_notes *notes; /* NULL: none are kept                                      */
} cupel_h5_writer;

/** From here on what is written is listed for the content id, so that the file need not be read for that, and
 * how data sets are to be stored is made up once. To be called before the file is created; the notes go when
 * the file is finished. */
void cupel_h5_keep_notes(cupel_h5_writer *writer);
void cupel_h5_drop_notes(cupel_h5_writer *writer);

struct cupel_listing;
/** Keeps notes that begin with what a listing has (it goes with them): of objects that are copied as they are. */
void cupel_h5_keep_notes_on(cupel_h5_writer *writer, struct cupel_listing *listing);
/** What was listed; NULL: no notes are kept. */
struct cupel_listing *cupel_h5_noted(const cupel_h5_writer *writer);

/** Notes the root of a new file. */
void cupel_h5_note_root(cupel_h5_writer *writer, hid_t file);

cupel_h5_writer cupel_h5_writer_new(cupel_error *error);

/* What is said about a data set besides its values. */
typedef struct cupel_h5_about {
    const char *unit; /* in udunits' words; NULL only for texts and bytes      */
    const char *long_name;
    const char *axis;        /* name of the data set it is drawn over; NULL           */
    const char *uncertainty; /* path of the data set with its standard uncertainty; NULL */
    const double *standard_uncertainty; /* of a scalar: itself; NULL                             */
    const char *flag;                   /* of a figure: "ok", or why it is doubtful; NULL        */
    bool difference;                    /* a temperature difference: no offset                   */
    int64_t order;                      /* place among its siblings; -1: left out                */
} cupel_h5_about;

/** Fails, naming what was being written, when the system has refused a write. */
void cupel_h5_check_disk(cupel_h5_writer *writer, const char *name);

/** New group, to be closed by cupel_h5_done. Negative after a failure. */
hid_t cupel_h5_group(cupel_h5_writer *writer, hid_t parent, const char *name);
/** The same for a group that will have about so many members: a header of that size is read and written in one
 * piece, where one that grows is looked through piece by piece for each new name. */
hid_t cupel_h5_group_of(cupel_h5_writer *writer, hid_t parent, const char *name, size_t members);
void cupel_h5_done(cupel_h5_writer *writer, hid_t group);

/* Attributes. A NULL text is left out; a text that is too long for one is cut, with an ellipsis. A count of 0
 * is a scalar. */
void cupel_h5_put_text(cupel_h5_writer *writer, hid_t object, const char *name, const char *text);
void cupel_h5_put_integers(cupel_h5_writer *writer, hid_t object, const char *name, const int64_t *values,
                           size_t count);
void cupel_h5_put_numbers(cupel_h5_writer *writer, hid_t object, const char *name, const double *values,
                          size_t count);
void cupel_h5_put_about(cupel_h5_writer *writer, hid_t object, const cupel_h5_about *about);

/* Data sets with their attributes and digest. Rank 0 is a scalar. */
void cupel_h5_write_doubles(cupel_h5_writer *writer, hid_t parent, const char *name, size_t rank,
                            const hsize_t *dims, const double *values, const cupel_h5_about *about);
/* [count][components], compressed component by component: places on a grid repeat themselves along each axis,
 * not together. */
void cupel_h5_write_vectors(cupel_h5_writer *writer, hid_t parent, const char *name, size_t count,
                            size_t components, const double *values, const cupel_h5_about *about);
void cupel_h5_write_integers(cupel_h5_writer *writer, hid_t parent, const char *name, size_t rank,
                             const hsize_t *dims, const int64_t *values, const cupel_h5_about *about);
void cupel_h5_write_bytes(cupel_h5_writer *writer, hid_t parent, const char *name, const void *bytes,
                          size_t count, const cupel_h5_about *about);
/* The mask of an array of that shape. */
void cupel_h5_write_mask(cupel_h5_writer *writer, hid_t parent, const char *name, size_t rank,
                         const hsize_t *dims, const unsigned char *values, const cupel_h5_about *about);
/* One text of `count` bytes, without NUL. */
void cupel_h5_write_text(cupel_h5_writer *writer, hid_t parent, const char *name, const char *text,
                         size_t count, const cupel_h5_about *about);
void cupel_h5_write_texts(cupel_h5_writer *writer, hid_t parent, const char *name, const char *const *texts,
                          size_t count, const cupel_h5_about *about);
/* One more attribute on a data set that was just written. */
void cupel_h5_tag(cupel_h5_writer *writer, hid_t parent, const char *name, const char *attribute,
                  const char *text);

#endif

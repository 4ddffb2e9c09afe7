/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_CONTENT_ID_H
#define CUPEL_STORE_CONTENT_ID_H

#include "store/guard.h"

/* The content id: SHA-256 over a canonical listing of what a file says (docs/file-format.md gives its
 * grammar). It leaves out when, where and how fast it was made, how it is compressed, and the view for
 * ParaView. */
typedef struct cupel_listing cupel_listing;

cupel_listing *cupel_listing_new(void); /* NULL: out of memory */
void cupel_listing_free(cupel_listing *listing);

/** Notes an object while it is written, `digest` of a data set; then its attributes by its path, in any
 * order. */
cupel_status cupel_listing_note(cupel_listing *listing, const cupel_h5_object *object, const char *digest,
                                cupel_error *error);
cupel_status cupel_listing_note_attribute(cupel_listing *listing, const char *path, const char *name,
                                          const cupel_h5_attribute *value, cupel_error *error);

/** Whether an object that was read back is one that was noted, with that content; each may be asked for once,
 * and after an id was taken of the listing. */
bool cupel_listing_has(cupel_listing *listing, const cupel_h5_object *object, const char *digest);
/** Whether all that was noted has been asked for. */
bool cupel_listing_all_seen(const cupel_listing *listing);

/** Adds an object during its visit; `digest` of a data set, NULL for a group. Any order. */
cupel_status cupel_listing_add(cupel_listing *listing, const cupel_h5_object *object, const char *digest,
                               cupel_error *error);

/** Adds all objects of an open file, by the digests that it states. `ours`: just written by this process. */
cupel_status cupel_listing_read(cupel_listing *listing, hid_t file, bool ours, cupel_error *error);

/** "sha256:…" of the objects added. */
cupel_status cupel_listing_id(cupel_listing *listing, char out[80], cupel_error *error);

/** The same of all but the evaluations: what a test is known by, however often it is evaluated. */
cupel_status cupel_listing_origin_id(cupel_listing *listing, char out[80], cupel_error *error);

/** The listing itself, for tests and for people: free() it. */
cupel_status cupel_listing_text(cupel_listing *listing, char **text, cupel_error *error);

/** The content id of an open file by the digests that it states; and the origin id, unless it is NULL.
 * `ours`: just written by this process. */
cupel_status cupel_content_id(hid_t file, bool ours, char out[80], char origin[80], cupel_error *error);

#endif

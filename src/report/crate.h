/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_CRATE_H
#define CUPEL_REPORT_CRATE_H

#include "base/text.h"
#include "store/archive.h"
#include "store/catalogue.h"

/* What a pack says of itself: RO-Crate 1.1 metadata (https://w3id.org/ro/crate/1.1), and a page to read. */

typedef struct cupel_person {
    const char *name;
    char orcid[20]; /* "0000-0002-1825-0097"; "": none */
} cupel_person;

/** Reads "Name", "Name <0000-0002-1825-0097>" (also as an address of orcid.org) or an ORCID alone. The check
 * digit is held against ISO 7064 MOD 11-2. EINVAL when it is wrong. */
cupel_status cupel_person_read(const char *text, cupel_arena *arena, cupel_person *out, cupel_error *error);

/** EINVAL, with the nearest known one, for what is no SPDX licence id; ids that this program does not know
 * must begin with "LicenseRef-". */
cupel_status cupel_license_check(const char *id, cupel_error *error);

/* One file of a pack: how it goes in, and what it says; the record of what is no cupel file has only its
 * path. */
typedef struct cupel_crate_file {
    cupel_packed packed;
    cupel_record record;
    const char *origin_id; /* of a test; "" */
} cupel_crate_file;

typedef struct cupel_crate {
    const char *title, *description, *license, *date; /* date: "2026-01-31" */
    const cupel_person *creators;
    size_t creator_count;
    const cupel_crate_file *files;
    size_t count;
    const char *program_version; /* of the program that packs */
} cupel_crate;

/** The file of the pack that a parent is, or NULL: it is not in it. */
const cupel_crate_file *cupel_crate_find(const cupel_crate *crate, const cupel_parent *parent);

/** ro-crate-metadata.json. */
cupel_status cupel_crate_metadata(const cupel_crate *crate, cupel_text *out, cupel_error *error);
/** README.md. */
void cupel_crate_readme(const cupel_crate *crate, cupel_text *out);

#endif

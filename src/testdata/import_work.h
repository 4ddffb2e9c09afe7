/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_WORK_H
#define CUPEL_TESTDATA_IMPORT_WORK_H

#include "testdata/import_decode.h"
#include "testdata/import_parts.h"

/* One import at work: the file, its tables, and the tests that they become. */

/* A grid that holds a test, with what belongs to it. */
typedef struct cupel_block {
    const cupel_number_grid *grid;
    size_t first, behind; /* lines of its header                                            */
    size_t grid_number;
    cupel_heading *headings;
    cupel_column *columns;
    size_t groups;         /* tests side by side; 0: one                                     */
    cupel_remarks remarks; /* on its columns                                                 */
    bool inherits;         /* headings of the block before                                   */
    bool aside;            /* a small table of results, not of samples                       */
    cupel_draft header;    /* what the lines of its header say; empty for an aside */
    bool map;              /* one channel: a map of heights                                  */
    const cupel_heading *map_heading;
} cupel_block;

typedef struct cupel_import_work {
    cupel_importer importer;
    cupel_decoded decoded;
    cupel_dialect_found found;
    cupel_scan scan;
    cupel_block *blocks;
    size_t block_count;
    cupel_remarks remarks; /* on the file */
    cupel_draft *drafts;
    size_t draft_count;
} cupel_import_work;

bool cupel_headings_unnamed(const cupel_heading *headings, size_t columns);

/** Tables with their headings; those that are pages of one are joined, those that hold results are aside. */
cupel_status cupel_blocks_find(cupel_import_work *w);
/** EINVAL at a row with too few cells, unless specimens of unequal length stand side by side. */
cupel_status cupel_block_check(cupel_import_work *w, const cupel_block *b);
/** What the lines that belong to a table say. */
cupel_status cupel_block_header(cupel_import_work *w, const cupel_block *b, cupel_draft *draft);

/** Sees whether a table is a map of heights. */
void cupel_map_find(cupel_import_work *w, cupel_block *b);
/** Adds its one channel to a test. */
cupel_status cupel_map_add(cupel_import_work *w, const cupel_block *b, cupel_draft *draft);

/** All tests of the tables. */
cupel_status cupel_tests_make(cupel_import_work *w, cupel_import *out);

#endif

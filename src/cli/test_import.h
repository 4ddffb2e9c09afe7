/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CLI_TEST_IMPORT_H
#define CUPEL_CLI_TEST_IMPORT_H

#include "base/digest.h"
#include "base/file.h"
#include "cli/test.h"
#include "testdata/import.h"

enum { CUPEL_IMPORT_UNITS = 256 };

/* Kinds of outcomes; a twin is a file that is the same as one before it. */
enum { CUPEL_IMPORT_FAILED, CUPEL_IMPORTED, CUPEL_IMPORT_KNOWN, CUPEL_IMPORT_TWIN };

/* A test that is in the target folder already. */
typedef struct cupel_known_test {
    char sha256[CUPEL_SHA256_HEX]; /* of the tester's file; "": it could not be read */
    int64_t block, blocks;
    const char *name;
} cupel_known_test;

typedef struct cupel_known_tests {
    cupel_known_test *entries; /* by digest, then block */
    size_t count;
} cupel_known_tests;

typedef struct cupel_import_request {
    const cupel_cli *cli;
    cupel_test_options common;
    cupel_import_options options; /* but for the kind, which is among the common ones */
    const char *units[CUPEL_IMPORT_UNITS + 1];
    size_t unit_count;
    const char *output, *specimen;
    bool evaluate;
    cupel_files files;
    const char *folder, *file; /* where to; the file only when one was named */
    char folder_buffer[4096];
    const char **stems;                /* [files] of the test files                              */
    char (*digests)[CUPEL_SHA256_HEX]; /* [files] "" where no other file is as long              */
    const cupel_pair *provenance;
    size_t provenance_count;
    cupel_known_tests known;
} cupel_import_request;

/** Reads what is in the target folder already. */
cupel_status cupel_known_tests_read(cupel_import_request *request, cupel_arena *arena, cupel_error *error);

/** The test of that digest and block, or NULL. */
const cupel_known_test *cupel_known_tests_find(const cupel_known_tests *known, const char *sha256,
                                               size_t block);

/** Gives every file the name of its test file, no two the same, and finds out which are the same. */
cupel_status cupel_import_names(cupel_import_request *request, cupel_arena *arena, cupel_error *error);

/** Imports one file. */
void cupel_import_job(void *request, size_t index, cupel_outcome *out);

#endif

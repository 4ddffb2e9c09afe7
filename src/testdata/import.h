/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_H
#define CUPEL_TESTDATA_IMPORT_H

#include "base/memory.h"
#include "param/document.h"
#include "store/test.h"

/* From the bytes of a tester's export to tests: encoding, separator, decimal sign, header, columns, units,
 * blocks are found out, or forced. Nothing is guessed in silence: what was is a remark of the test. */

typedef struct cupel_import_options {
    const char *encoding;     /* a name that iconv knows; NULL: found out           */
    const char *decimal_sign; /* "." or ","; NULL: found out                        */
    const char *separator;    /* "," ";" "tab" "blank"; NULL: found out             */
    const char *kind;         /* "tensile"; NULL: found out                         */
    const char *const *units; /* "NAME=UNIT" for columns without one, NULL at end   */
} cupel_import_options;

typedef struct cupel_import {
    const cupel_test *tests; /* one per test in the file; `created` is left to the caller */
    size_t count;
    const char *const *summary; /* what was understood, a line each */
    size_t summary_count;
} cupel_import;

/** Reads an export. `specimen` is the mapping of a specimen.yaml, or NULL; what it says goes before what the
 * header says, and a difference is a remark. Everything goes to the arena. EINVAL, with line and column in
 * `file`, when it is no table of numbers, is a workbook (with what to do), is ambiguous where only its maker
 * can tell ("1,234"), or is not in the encoding; ELIMIT, ENOMEM. */
cupel_status cupel_import_parse(const char *file, const char *bytes, size_t count, const cupel_node *specimen,
                                const cupel_import_options *options, cupel_arena *arena, cupel_import *out,
                                cupel_error *error);

/** What is said of the specimens of a tester's file: `given`, else NAME.specimen.yaml beside it, else
 * specimen.yaml. NULL in `*out` where nothing is said. What is wrong with it goes to the diagnostics. */
cupel_status cupel_specimen_read(const char *raw, const char *given, cupel_arena *arena,
                                 cupel_diagnostics *diagnostics, const cupel_node **out, cupel_error *error);

/** Reads a tester's file and its specimen.yaml and imports them, with nothing forced. The tests come without
 * the bytes of the file: to be evaluated, not to be stored. */
cupel_status cupel_import_file(const char *path, cupel_arena *arena, cupel_diagnostics *diagnostics,
                               cupel_import *out, cupel_error *error);

#endif

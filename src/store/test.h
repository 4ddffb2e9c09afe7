/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_TEST_H
#define CUPEL_STORE_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/memory.h"
#include "store/store.h"

/* One test as it is kept: what the tester's file says, in SI, and that file itself, byte for byte. Plain
 * data: whoever fills it owns the memory, an arena as a rule. */

typedef enum cupel_sample {
    CUPEL_SAMPLE_GOOD,
    CUPEL_SAMPLE_OVERLOAD, /* the tester wrote that the signal was out of range     */
    CUPEL_SAMPLE_MISSING,  /* an empty cell, or a word that says so                 */
    CUPEL_SAMPLE_EXCLUDED  /* by the user; the value stands                         */
} cupel_sample;

typedef struct cupel_channel {
    const char *name;          /* as the vocabulary has it ("force"), else made from the original name */
    const char *unit;          /* SI; "1" dimensionless                                                */
    bool difference;           /* a temperature difference                                             */
    const char *original_name; /* as the file has it                                                   */
    const char *original_unit; /* as the file has it; NULL: it gave none                               */
    int64_t column;            /* in the file, from 1                                                  */
    size_t count;              /* samples                                                              */
    size_t row;                /* samples in a row of a map, [count / row][row]; 0: no map             */
    const double *values;      /* [count]; NaN where missing or overloaded                             */
    const unsigned char *mask; /* [count] of cupel_sample; NULL: all good                              */
} cupel_channel;

/* A quantity of the specimen, or a condition of the test. */
typedef struct cupel_property {
    const char *name, *unit;   /* SI                                                                   */
    double value, uncertainty; /* standard uncertainty (k = 1); NaN: not stated                        */
    bool difference;
    const char *origin; /* where it is from: "header, line 4", "specimen.yaml", "assumed: …"    */
} cupel_property;

typedef struct cupel_element {
    const char *symbol;
    double mass_fraction, uncertainty; /* NaN: not stated */
} cupel_element;

typedef struct cupel_test {
    const char *kind;                                /* "tensile"; NULL: not known          */
    const char *title, *project, *license, *creator; /* NULL: left out                      */
    const char *created;                             /* ISO 8601 UTC                        */
    const cupel_pair *specimen_texts; /* id, lot, material, alloy, temper, form, direction, …  */
    size_t specimen_text_count;
    const cupel_property *specimen; /* thickness, width, gauge_length, mass, …            */
    size_t specimen_count;
    const cupel_element *composition;
    size_t composition_count;
    const char *composition_method;
    const cupel_pair
        *test_texts; /* standard, machine, operator, date, and every line of the header, by its own name */
    size_t test_text_count;
    const cupel_property *conditions; /* temperature, rate, …                          */
    size_t condition_count;
    cupel_bytes raw;                                 /* name: file name; the bytes as received  */
    size_t block, blocks;                            /* which of the tests in that file; from 0 */
    const char *encoding, *decimal_sign, *separator; /* as found or as forced                */
    const char *const *remarks;                      /* what was guessed, one sentence each     */
    size_t remark_count;
    const cupel_channel *channels;
    size_t channel_count;
    const cupel_parent *parents;
    size_t parent_count;
    const cupel_pair *provenance; /* how it was imported, as in a run */
    size_t provenance_count;
} cupel_test;

enum {
    CUPEL_TEST_TEXTS = 400,       /* most texts of a specimen or a test        */
    CUPEL_TEST_EVALUATIONS = 1000 /* most of one file                          */
};

/** The channel of that name, or NULL. */
const cupel_channel *cupel_test_channel(const cupel_test *test, const char *name);
/** The specimen's property of that name, else the condition of that name, or NULL. */
const cupel_property *cupel_test_property(const cupel_test *test, const char *name);
/** The specimen's text of that name, else the test's, or NULL. */
const char *cupel_test_text(const cupel_test *test, const char *name);

/** Writes a test file, whole or not at all, with so many evaluations (steps whose model is an evaluation's;
 * they are numbered from 1). `content_id` gets "sha256:…" and may be NULL. EINVAL when `path` is there
 * already, or when the test is not one: a channel without a name, two of one name, a mask that does not fit. */
cupel_status cupel_test_write(const char *path, const cupel_test *test, const cupel_step_record *evaluations,
                              size_t evaluation_count, char content_id[80], cupel_error *error);

/** The same, but for the flush of the folder, which is left to who writes many files into it: until it is
 * flushed (cupel_file_sync) a power cut may take the file back, whole as it is. */
cupel_status cupel_test_write_in_batch(const char *path, const cupel_test *test,
                                       const cupel_step_record *evaluations, size_t evaluation_count,
                                       char content_id[80], cupel_error *error);

/* What a test file is known by. */
typedef struct cupel_test_head {
    char raw_sha256[65]; /* of the tester's file */
    int64_t block, blocks;
} cupel_test_head;

/** Reads just that, without the check in a child: where a crash on a file made for it can be borne. EINVAL when
 * it is no test file. */
cupel_status cupel_test_read_head(const char *path, cupel_test_head *out, cupel_error *error);

/** Reads the test of a test file into the arena; the file is checked as by cupel_file_open. Its evaluations
 * are steps of the cupel_file: "evaluation-1" and so on, and by the name of a kind ("tensile") the last one
 * of that kind. EINVAL when it is a file of another kind. */
cupel_status cupel_test_read(const char *path, cupel_arena *arena, const cupel_test **out,
                             cupel_error *error);

/** The same of an open file; `with_raw` false leaves out the bytes of the tester's file (NULL, 0), which an
 * evaluation does not need. */
cupel_status cupel_test_values_of_file(cupel_file *file, bool with_raw, cupel_arena *arena,
                                       const cupel_test **out, cupel_error *error);

/** With them. */
cupel_status cupel_test_of_file(cupel_file *file, cupel_arena *arena, const cupel_test **out,
                                cupel_error *error);

/** Puts one more evaluation into a test file, by a whole new file in its place; none before it is touched.
 * `number` gets its number, and may be NULL like `content_id`. A file that is damaged is left as it is:
 * EDAMAGED. Others that add to the same file at the same time wait for each other. */
cupel_status cupel_test_add_evaluation(const char *path, const cupel_step_record *evaluation, size_t *number,
                                       char content_id[80], cupel_error *error);

/** The same for one of many files: it is not checked again when it is still the one that was opened (by
 * cupel_file_get_identity), and the flush of its folder is left to the caller, as for cupel_test_write_in_batch.
 */
cupel_status cupel_test_add_evaluation_in_batch(const char *path, const cupel_file_identity *checked,
                                                const cupel_step_record *evaluation, size_t *number,
                                                char content_id[80], cupel_error *error);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_STORE_H
#define CUPEL_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cupel/error.h"
#include "param/model.h"

/* HDF5 run files; test files are in test.h. The only part of cupel that sees HDF5.
 *
 * Writing. A run under way keeps each finished step as a *segment*: a small HDF5 file that holds the group
 * /steps/<id>, written aside, closed, re-opened and checked, flushed and renamed. When all steps are there,
 * they are assembled into the run file, which gets its name only when it is complete and checked. */

typedef enum cupel_step_status { CUPEL_STEP_OK, CUPEL_STEP_FAILED, CUPEL_STEP_SKIPPED } cupel_step_status;

typedef struct cupel_step_record {
    const char *id;
    const cupel_model *model;
    const void *parameters;       /* bound struct; NULL when the step was skipped */
    const cupel_results *results; /* NULL when the step was skipped               */
    cupel_step_status status;
    const char *message; /* why it failed or was skipped; NULL           */
    double seconds;
} cupel_step_record;

/* An attribute of /provenance. Of these only program_version and seed count for the content id. */
typedef struct cupel_pair {
    const char *name, *value;
} cupel_pair;

typedef struct cupel_bytes {
    const char *name;
    const void *bytes;
    size_t count;
    const char *note;
} cupel_bytes;

/* A run or test file that this one was made from; path: step.result. A test's origin id stays the same when
 * it is evaluated once more; NULL for runs. */
typedef struct cupel_parent {
    const char *content_id, *role, *path, *file_name, *origin_id;
} cupel_parent;

/* The role of the damaged file that a recovered one was before. */
#define CUPEL_RECOVERED_FROM "recovered from"

typedef struct cupel_run_record {
    const char *kind;                                /* "study"; NULL: "run" */
    const char *title, *project, *license, *creator; /* NULL: left out */
    const char *created, *finished;                  /* ISO 8601 UTC   */
    const char *state;                               /* "complete" | "failed" */
    const char *case_source;                         /* the YAML as given, byte for byte */
    size_t case_source_count;
    const char *case_resolved; /* JSON, SI, defaults filled in      */
    const cupel_pair *provenance;
    size_t provenance_count;
    const cupel_bytes *inputs; /* name: file name; note: path as the case gave it */
    size_t input_count;
    const cupel_parent *parents;
    size_t parent_count;
    const cupel_bytes *materials; /* name: id; bytes: YAML source; note: display name */
    size_t material_count;
} cupel_run_record;

cupel_status cupel_segment_write(const char *path, const cupel_step_record *step, cupel_error *error);

/** Puts the segments, in this order, and the record into the new file `path` (whole or not at all).
 * `content_id` gets "sha256:…" and may be NULL. */
cupel_status cupel_run_assemble(const char *path, const cupel_run_record *run, const char *const *segments,
                                size_t segment_count, char content_id[80], cupel_error *error);

/* Reading. A file is checked against store.md's list of hostile contents before a value is read. */
typedef struct cupel_file cupel_file;

typedef enum cupel_item_type {
    CUPEL_ITEM_NUMBERS,
    CUPEL_ITEM_INTEGERS,
    CUPEL_ITEM_TEXT,
    CUPEL_ITEM_BYTES
} cupel_item_type;

/* One data set below a step, or an attribute that stands for one. Names: a result "pressure"; a column of a table "pass_table/reduction"; a
 * parameter in a list "passes/0/thickness"; a curve "fan/x" and "fan/y"; a field "temperature" (its values),
 * "temperature/time", "temperature/step", "temperature/x_edges". `uncertainty` is the name of another item. */
typedef struct cupel_item {
    const char *path;                /* "/steps/roll/results/pressure"; "/test@machine" is an attribute */
    const char *step, *group, *name; /* "roll", "results", "pressure"  */
    cupel_item_type type;
    size_t rank;
    uint64_t dims[8];
    uint64_t count;
    const char *unit, *long_name, *axis, *uncertainty; /* NULL when absent */
    bool difference;               /* a temperature difference: 1 K is 1 degC     */
    const char *text;              /* of an attribute: what it says               */
    bool is_number;                /* an attribute that says                      */
    double number;                 /* this                                        */
} cupel_item;

/* The parts of a test file are steps too: specimen, test, channels, raw, without a model; then evaluation-1 and
 * so on. */
typedef struct cupel_file_step {
    const char *id, *model, *status, *message;
    int model_version;
    double seconds;
} cupel_file_step;

typedef struct cupel_file_header {
    const char *kind, *title, *project, *created, *finished, *state, *content_id, *license, *creator;
    const char *origin_id, *test_kind; /* of a test: the id of its content without the evaluations; "tensile" */
    int version[2];
} cupel_file_header;

/** EINVAL when the file is not there or is no cupel file, EDAMAGED when it cannot be trusted. Segments open
 * too. */
cupel_status cupel_file_open(const char *path, cupel_file **out, cupel_error *error);

/* The child process that looks at a file before it is opened, kept for many files. */
typedef struct cupel_checker cupel_checker;
cupel_checker *cupel_checker_new(void); /* NULL: out of memory */
void cupel_checker_free(cupel_checker *checker);
/** As cupel_file_open. */
cupel_status cupel_file_open_after(cupel_checker *checker, const char *path, cupel_file **out,
                                   cupel_error *error);
void cupel_file_close(cupel_file *file);

/* Which file it was that was checked and opened, and as of when. */
typedef struct cupel_file_identity {
    uint64_t device, inode, size;
    int64_t seconds, nanoseconds; /* last change */
} cupel_file_identity;
cupel_file_identity cupel_file_get_identity(const cupel_file *file);

const cupel_file_header *cupel_file_get_header(const cupel_file *file);
size_t cupel_file_step_count(const cupel_file *file);
/** Steps in order of execution. */
const cupel_file_step *cupel_file_get_step(const cupel_file *file, size_t index);
/** The id of the step that a name means: its id, or "tensile" for the last evaluation by test.tensile. NULL:
 * there is none. */
const char *cupel_file_step_id(const cupel_file *file, const char *name);
size_t cupel_file_item_count(const cupel_file *file);
/** Items of all steps: by step, then parameters, results, fields, then as in the model's tables. */
const cupel_item *cupel_file_get_item(const cupel_file *file, size_t index);
/** The item of that name among a step's results, else its parameters, else its fields; NULL. The step may be
 * named as for cupel_file_step_id. */
const cupel_item *cupel_file_find(const cupel_file *file, const char *step, const char *name);
size_t cupel_file_parent_count(const cupel_file *file);
const cupel_parent *cupel_file_get_parent(const cupel_file *file, size_t index);
/** The id of what a file is about, which copies, later evaluations and a recovery leave as it is: of a
 * recovered file that of the damaged one, else a test's origin_id, else the content id; "": none. */
const char *cupel_file_origin(const cupel_file *file);
size_t cupel_file_provenance_count(const cupel_file *file);
const cupel_pair *cupel_file_get_provenance(const cupel_file *file, size_t index);

/** All values of a numeric item (integers are converted); free() them. The data set's digest is checked. */
cupel_status cupel_file_read_numbers(cupel_file *file, const cupel_item *item, double **values,
                                     cupel_error *error);
/** The grid of a field; its edges live as long as the file is open. EDAMAGED when what the file says of it does not fit the values. */
cupel_status cupel_file_read_grid(cupel_file *file, const cupel_item *item, cupel_grid *grid, cupel_error *error);
/** All texts of a text item, in one block: free() the pointer array only. */
cupel_status cupel_file_read_texts(cupel_file *file, const cupel_item *item, char ***texts,
                                   cupel_error *error);
/** The bytes at a path such as "/case/source" or "/case/resolved"; NUL-terminated; free() them. */
cupel_status cupel_file_read_bytes(cupel_file *file, const char *path, char **bytes, size_t *count,
                                   cupel_error *error);

/* Verification: recomputes every digest and the content id, and reads every chunk. */
typedef struct cupel_verification {
    size_t checked; /* data sets                                  */
    size_t damaged;
    char content_id[80]; /* recomputed                                 */
    bool content_id_matches;
    void *host;
    void (*damage)(void *host, const char *path, const char *what); /* called for each finding */
} cupel_verification;

cupel_status cupel_file_verify(const char *path, cupel_verification *report, cupel_error *error);

/** Whether a regular file is there that begins as HDF5 does. Reads eight bytes; takes no lock. */
bool cupel_file_is_hdf5(const char *path);

/** "HDF5 1.10.8", for provenance and doctor. */
void cupel_store_library(char out[64]);

#endif

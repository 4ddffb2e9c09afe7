/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STUDY_PROJECT_EVIDENCE_H
#define CUPEL_STUDY_PROJECT_EVIDENCE_H

#include "study/project.h"

/* The evidence of a project: the catalogues of its folders. */
typedef struct cupel_evidence_store cupel_evidence_store;

/** Opens the folders that the project names and takes in what is new. EINVAL when one is not there. */
cupel_status cupel_evidence_open(const cupel_project *project, cupel_evidence_store **out,
                                 cupel_error *error);
void cupel_evidence_close(cupel_evidence_store *store);

/** OK for a name that some file in the folders has, or some table; else EINVAL, with the nearest one. `unit`:
 * of its numbers, "": all are texts, NULL: not known. */
cupel_status cupel_evidence_check_name(cupel_evidence_store *store, const char *name, const char **unit,
                                       cupel_error *error);

/** Looks at every name of the targets and at the grammar of their expressions: what is wrong goes to the
 * diagnostics, with its place in the project file. EINVAL then. */
cupel_status cupel_project_check_names(const cupel_project *project, cupel_evidence_store *store,
                                       cupel_arena *arena, cupel_diagnostics *diagnostics,
                                       cupel_error *error);

/** A cupel_evidence_query; `host` is the store. */
cupel_status cupel_evidence_find(void *host, const char *quantity, const char *expression, cupel_arena *arena,
                                 const cupel_evidence_row **rows, size_t *count, cupel_error *error);

/** Files that could not be read while finding, and may hide evidence: "tests/a.h5: why", at most so many. */
enum { CUPEL_EVIDENCE_DAMAGE = 100 };
size_t cupel_evidence_damage(const cupel_evidence_store *store, const char *const **texts);
/** Folders in which there was no run or test file. */
size_t cupel_evidence_empty(const cupel_evidence_store *store, const char *const **folders);

#endif

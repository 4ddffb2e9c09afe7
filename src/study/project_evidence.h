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

/** A cupel_evidence_query; `host` is the store. */
cupel_status cupel_evidence_find(void *host, const char *quantity, const char *expression, cupel_arena *arena,
                                 const cupel_evidence_row **rows, size_t *count, cupel_error *error);

#endif

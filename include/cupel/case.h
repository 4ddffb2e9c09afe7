/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CASE_H
#define CUPEL_CASE_H

#include <stddef.h>
#include "cupel/error.h"

/* Cases and run files, for programs that embed all of cupel (link cupel::cupel). Thread-safe as long as no two
 * calls write the same file. */

#ifdef __cplusplus
extern "C" {
#endif

/** Checks a case file and computes nothing.
 * @param case_path  a YAML case, see docs/case-files.md
 * @param error      the first thing that is wrong, with its line and column; may be NULL
 * @return OK; EINVAL when the case is wrong */
CUPEL_API cupel_status cupel_case_check(const char *case_path, cupel_error *error);

/** Runs a case file and writes its run file, whole or not at all.
 * @param output   path of the run file; must not exist
 * @param threads  at most this many OpenMP threads, 0 for as many as there are; the results do not depend on it
 * @return OK; EINVAL for a wrong case or an output that exists; EFAILED when a step reached no valid result (the run
 *         file is written and tells why); ENOMEM, EIO (finished steps are kept, see cupel_case_resume) */
CUPEL_API cupel_status cupel_case_run(const char *case_path, const char *output, int threads, cupel_error *error);

/** Finishes a run that was killed or ran out of disk, with the same result bit for bit.
 * @return as cupel_case_run; EINVAL when there is nothing to resume */
CUPEL_API cupel_status cupel_case_resume(const char *output, int threads, cupel_error *error);

/** A single number of a run file.
 * @param path    a run file
 * @param step    id of the step
 * @param result  name of a scalar result, such as "roll_force_per_width"
 * @param value   in the SI unit that `cupel describe MODEL` names; untouched on error
 * @return OK; EINVAL when there is no such file, step or single number; EDAMAGED when the file cannot be trusted */
CUPEL_API cupel_status cupel_run_file_number(const char *path, const char *step, const char *result, double *value,
                                             cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif

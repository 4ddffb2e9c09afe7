/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BASE_BUILD_H
#define CUPEL_BASE_BUILD_H

/* What this program was built from and with: it goes into the provenance of every file. Static texts, never
 * NULL,
 * "" when unknown. */

const char *cupel_build_revision(void); /* full git revision, or "" when built from an archive */
int cupel_build_is_modified(void);      /* 1 when files that git knows differed from that revision, else 0 */
const char *cupel_build_compiler(void); /* "GNU 12.2.0" */
const char *cupel_build_flags(void);    /* build type, its flags, and those that rule the arithmetic */

#endif

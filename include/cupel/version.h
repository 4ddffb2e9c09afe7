/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_VERSION_H
#define CUPEL_VERSION_H

#include "cupel/error.h"

/* Semantic version of the program and of both libraries. The build reads these three lines: nothing else
 * states it. */
#define CUPEL_VERSION_MAJOR 0
#define CUPEL_VERSION_MINOR 1
#define CUPEL_VERSION_PATCH 0

/** One integer that grows with the version, for #if. */
#define CUPEL_VERSION (CUPEL_VERSION_MAJOR * 10000 + CUPEL_VERSION_MINOR * 100 + CUPEL_VERSION_PATCH)

#ifdef __cplusplus
extern "C" {
#endif

/** Version of the library that runs, "0.1.0"; static storage. Compare with CUPEL_VERSION_* of the headers.
 * Pure. */
CUPEL_API const char *cupel_version(void);

#ifdef __cplusplus
}
#endif
#endif

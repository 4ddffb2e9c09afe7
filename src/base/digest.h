/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BASE_DIGEST_H
#define CUPEL_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include "cupel/error.h"

enum { CUPEL_SHA256_HEX = 65 }; /* 64 hexadecimal digits and the NUL */

void cupel_sha256(const void *bytes, size_t count, char out[CUPEL_SHA256_HEX]);

/** Of a regular file, read piece by piece; `size` gets its bytes and may be NULL. With `copy` (a descriptor;
 * -1: none) the same bytes are written there. EINVAL when the file is not there or no regular one, EIO. */
cupel_status cupel_sha256_file(const char *path, int copy, char out[CUPEL_SHA256_HEX], uint64_t *size,
                               cupel_error *error);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BASE_DIGEST_H
#define CUPEL_BASE_DIGEST_H

#include <stddef.h>

enum { CUPEL_SHA256_HEX = 65 };   /* 64 hexadecimal digits and the NUL */

void cupel_sha256(const void *bytes, size_t count, char out[CUPEL_SHA256_HEX]);

#endif

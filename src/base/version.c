/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/version.h"

/* Also linked into libcupel-kernels, as error.c is. */

#define TEXT_OF(x)            #x
#define VERSION_TEXT(a, b, c) TEXT_OF(a) "." TEXT_OF(b) "." TEXT_OF(c)

const char *cupel_version(void)
{
    return VERSION_TEXT(CUPEL_VERSION_MAJOR, CUPEL_VERSION_MINOR, CUPEL_VERSION_PATCH);
}

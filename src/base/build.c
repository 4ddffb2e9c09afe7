/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/build.h"

#include "cupel_config.h"
#include "cupel_revision.h"

const char *cupel_build_revision(void)
{
    return CUPEL_GIT_REVISION;
}

int cupel_build_is_modified(void)
{
    return CUPEL_GIT_MODIFIED;
}

const char *cupel_build_compiler(void)
{
    return CUPEL_COMPILER;
}

const char *cupel_build_flags(void)
{
    return CUPEL_COMPILER_FLAGS;
}

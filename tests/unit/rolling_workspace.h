/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTS_ROLLING_WORKSPACE_H
#define CUPEL_TESTS_ROLLING_WORKSPACE_H

#include "cupel/rolling.h"

/* One workspace for all tests of a group: cmocka_run_group_tests(tests, open_workspace, close_workspace). */

static cupel_rolling_workspace *workspace;

static int open_workspace(void **state)
{
    (void)state;
    return cupel_rolling_workspace_open(0, &workspace, NULL) != CUPEL_OK;
}

static int close_workspace(void **state)
{
    (void)state;
    cupel_rolling_workspace_close(workspace);
    return 0;
}

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTS_NEAR_H
#define CUPEL_TESTS_NEAR_H

#include <math.h>

/* Numbers that agree to a difference, or to a share of what is expected. After cmocka.h. */
#define assert_near(value, expected, tolerance)     assert_true(fabs((value) - (expected)) <= (tolerance))
#define assert_relative(value, expected, tolerance) assert_near(value, expected, (tolerance) * fabs(expected))

#endif

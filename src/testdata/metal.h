/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_METAL_H
#define CUPEL_TESTDATA_METAL_H

#include "store/test.h"

/* Which metal a specimen is of, where an evaluation takes a property of the pure metal. */

enum { CUPEL_METAL_AUTO, CUPEL_METAL_COPPER, CUPEL_METAL_ALUMINIUM };
extern const char *const cupel_metal_names[4]; /* "auto", "copper", "aluminium", NULL */

/** The metal that is chosen or, with CUPEL_METAL_AUTO, that by the composition, else by the text `material`
 * ("C19400", "Cu-ETP", "6101-T6", "AlMgSi", 紫铜, …). Copper, and `known` false, when neither tells. */
int cupel_metal_of(const cupel_test *test, int chosen, bool *known);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "param/param.h"

void cupel_findings_add(cupel_findings *findings, const char *name, size_t row, const cupel_error *error)
{
    const cupel_node *node = cupel_node_get(findings->mapping, name);
    if (node && row != CUPEL_NO_ROW)
        node = node->kind == CUPEL_NODE_SEQUENCE && row < node->count ? node->items[row] : NULL;
    cupel_diagnose_error(findings->diagnostics, node ? node : findings->where, error);
    findings->count++;
}

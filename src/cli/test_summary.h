/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CLI_TEST_SUMMARY_H
#define CUPEL_CLI_TEST_SUMMARY_H

#include "cli/cli.h"
#include "testdata/lot.h"

/* What `cupel test summary` found, and the ways to say it. */

typedef struct cupel_summary {
    cupel_lot_tests tests;
    cupel_lot_table table;
    cupel_lot_rules rules;
    const char *const *keys; /* NULL at the end */
    const char *control;     /* the result of the control chart; NULL: none  */
    const char *const *not_evaluated;
    size_t not_evaluated_count;
} cupel_summary;

/** Whether a row belongs to the control chart. */
bool cupel_summary_controls(const cupel_summary *summary, const cupel_lot_row *row);

void cupel_summary_print(const cupel_cli *cli, const cupel_summary *summary, cupel_text *out);
json_t *cupel_summary_json(const cupel_summary *summary);
void cupel_summary_csv(const cupel_summary *summary, cupel_text *out);

/** "beyond the limits, eight in a row" */
void cupel_summary_rules_words(unsigned rules, char out[160]);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_REPORT_H
#define CUPEL_BENCH_REPORT_H

#include <stdio.h>
#include <jansson.h>
#include "driver.h"

/* The two outputs of one run: lines for people, and a file with everything (schema "cupel-bench/1"). */

void bench_report_machine(FILE *out, const bench_run *run); /* and the head of the table */
void bench_report_result(FILE *out, const bench_result *result);
void bench_report_end(FILE *out, const bench_run *run); /* what the marks mean       */

json_t *bench_report_json(const bench_options *options, const bench_run *run); /* NULL: out of memory */

/** "1.234 ms"; "12.3 G" for a rate. */
void bench_format_seconds(double seconds, char out[24]);
void bench_format_scaled(double value, char out[24]);

#endif

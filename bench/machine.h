/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_MACHINE_H
#define CUPEL_BENCH_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <jansson.h>
#include "cupel/error.h"

/* The machine a figure belongs to. No host name and no user: result files are passed on. */

enum { BENCH_TEXT = 128 };

typedef struct bench_machine {
    char cpu[BENCH_TEXT];          /* "AMD EPYC 9654 96-Core Processor"                               */
    char architecture[BENCH_TEXT]; /* "x86_64"                                                        */
    char system[BENCH_TEXT];       /* "Linux 6.1.0"                                                   */
    char governor[BENCH_TEXT];     /* cpufreq governor; "unknown" where the system does not tell      */
    bool virtual_machine;          /* a hypervisor announces itself                                   */
    bool smt;                      /* a core runs more than one thread                                */
    int cores, processors;         /* physical cores; logical processors on line                      */
    int allowed;                   /* logical processors this process may use                         */
    int numa_nodes;
    size_t l2_bytes;         /* of one core; 0 unknown                                          */
    size_t l3_bytes;         /* of all instances together; 0 unknown                            */
    size_t memory_available; /* bytes; 0 unknown                                                */
    double load[3];          /* load averages over 1, 5 and 15 minutes when the program started */
} bench_machine;

void bench_machine_read(bench_machine *machine);

/** The "context" of a result file: this machine, this build, this OpenMP set-up. NULL: out of memory. */
json_t *bench_machine_json(const bench_machine *machine);

#endif

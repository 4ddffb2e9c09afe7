/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BENCH_REGISTRY_H
#define CUPEL_BENCH_REGISTRY_H

#include "bench.h"

/* One line per subject here and in registry.c. */
extern const bench_case bench_bandwidth_cases[];
extern const bench_case bench_catalogue_cases[];
extern const bench_case bench_heat_cases[];
extern const bench_case bench_heat_network_cases[];
extern const bench_case bench_heat_solver_cases[];
extern const bench_case bench_heat_topology_cases[];
extern const bench_case bench_peak_cases[];
extern const bench_case bench_rolling_calibration_cases[];
extern const bench_case bench_rolling_coupled_cases[];
extern const bench_case bench_rolling_foil_cases[];
extern const bench_case bench_rolling_mill_cases[];
extern const bench_case bench_rolling_pass_cases[];
extern const bench_case bench_rolling_schedule_cases[];
extern const bench_case bench_selftest_cases[];
extern const bench_case bench_sha256_cases[];
extern const bench_case bench_store_cases[];
extern const bench_case bench_testdata_cases[];
extern const bench_case bench_units_cases[];

/** The tables of cases; NULL at the end. */
const bench_case *const *bench_tables(void);

#endif

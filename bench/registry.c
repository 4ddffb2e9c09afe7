/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "registry.h"

static const bench_case *const tables[] = {
    bench_bandwidth_cases,
    bench_catalogue_cases,
    bench_heat_cases,
    bench_heat_network_cases,
    bench_heat_solver_cases,
    bench_heat_topology_cases,
    bench_peak_cases,
    bench_rolling_calibration_cases,
    bench_rolling_coupled_cases,
    bench_rolling_foil_cases,
    bench_rolling_mill_cases,
    bench_rolling_pass_cases,
    bench_rolling_schedule_cases,
    bench_sha256_cases,
    bench_store_cases,
    bench_testdata_cases,
    bench_units_cases,
    bench_selftest_cases,
    NULL,
};

const bench_case *const *bench_tables(void)
{
    return tables;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "heat/cold_plate.h"
#include "root.h"

/* Where a pump and a cold plate agree. */

typedef struct pumping {
    cupel_cold_plate_solver *solver;
    const cupel_fan *pump;
    double system;
    cupel_error *error;
    cupel_status status; /* of the last solution */
} pumping;

/* What the pump gives more than is needed [Pa]; NaN: no solution. */
static double excess(void *self, double flow_rate)
{
    pumping *q = self;
    cupel_cold_plate_result result = {0};
    q->status = cupel_cold_plate_solve(q->solver, flow_rate, &result, q->error);
    if (q->status) return NAN;
    return cupel_fan_pressure(q->pump, flow_rate, NULL) - q->system * flow_rate * flow_rate -
           result.pressure_drop;
}

static cupel_status check_pump(const cupel_fan *pump, cupel_error *error)
{
    const cupel_status status = cupel_fan_check(pump, error);
    for (size_t i = 1; !status && i < pump->count; i++)
        if (!(pump->pressure[i] < pump->pressure[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "the pump's curve must fall: %.6g Pa at point %zu is not below %.6g Pa",
                       pump->pressure[i], i + 1, pump->pressure[i - 1]);
    return status;
}

cupel_status cupel_cold_plate_pump(cupel_cold_plate_solver *solver, const cupel_fan *pump, double system,
                                   double *flow_rate, cupel_error *error)
{
    const cupel_status status = check_pump(pump, error);
    if (status) return status;
    pumping q = {solver, pump, system, error, CUPEL_OK};
    /* at rest the pump gives what it has and nothing resists: the least flow stands for none */
    const double hi = pump->flow_rate[pump->count - 1], lo = fmax(pump->flow_rate[0], 1e-3 * hi);
    const double at_hi = excess(&q, hi);
    if (q.status) return q.status;
    if (at_hi > 0)
        CUPEL_FAIL(error, CUPEL_EFAILED,
                   "the pump's curve ends at %.6g m^3/s, where it still gives %.6g Pa more than is needed",
                   hi, at_hi);
    const double at_lo = excess(&q, lo);
    if (q.status) return q.status;
    if (at_lo < 0)
        CUPEL_FAIL(error, CUPEL_EFAILED, "the pump gives %.6g Pa less than is needed even at %.6g m^3/s",
                   -at_lo, lo);
    const double root = cupk_root(excess, &q, (cupk_point){lo, at_lo}, (cupk_point){hi, at_hi}, 1e-10 * hi);
    if (q.status) return q.status;
    if (isnan(root)) CUPEL_FAIL(error, CUPEL_EFAILED, "the flow of the pump was not found");
    *flow_rate = root;
    return CUPEL_OK;
}

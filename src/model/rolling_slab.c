/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <math.h>

#include "cupel/rolling_slab.h"

/* rolling.slab: strip between straight faces, by include/cupel/rolling_slab.h. */

typedef struct parameters {
    double start_thickness, end_thickness, length, half_angle;
    double friction_coefficient, plane_strain_yield_stress, start_pressure;
} parameters;

static cupel_status check(const void *values, cupel_error *error)
{
    const parameters *p = values;
    const bool wedge = !isnan(p->end_thickness) && p->end_thickness != p->start_thickness;
    if (wedge && isnan(p->length) == isnan(p->half_angle))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a wedge needs length or half_angle, one of them");
    if (!wedge && (isnan(p->length) || !isnan(p->half_angle)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "flat platens, of one thickness, need length and no half_angle");
    return CUPEL_OK;
}

#define AT(field) .offset = offsetof(parameters, field)
static const cupel_param rows[] = {
    {"start_thickness", CUPEL_QUANTITY, AT(start_thickness), .unit = "m", .range = "(0, 1]",
     .flags = CUPEL_REQUIRED, .meaning = "strip thickness where the pressure is known"},
    {"end_thickness", CUPEL_QUANTITY, AT(end_thickness), .unit = "m", .range = "(0, 1]",
     .meaning = "strip thickness at the other end of a wedge; absent, or the same, for flat platens"},
    {"length", CUPEL_QUANTITY, AT(length), .unit = "m", .range = "(0, 10]",
     .meaning = "from start to end along the strip: half the breadth of platens whose edge is the start"},
    {"half_angle", CUPEL_QUANTITY, AT(half_angle), .unit = "rad", .range = "(0, 1.5]",
     .meaning = "angle of each face of a wedge with the strip, in the place of length"},
    {"friction_coefficient", CUPEL_NUMBER, AT(friction_coefficient), .unit = "1", .range = "[0, 10]",
     .flags = CUPEL_REQUIRED, .meaning = "Coulomb friction mu, which holds the strip back from the start"},
    {"plane_strain_yield_stress", CUPEL_QUANTITY, AT(plane_strain_yield_stress), .unit = "Pa",
     .range = "(0, inf)", .flags = CUPEL_REQUIRED,
     .meaning = "K, 2/sqrt 3 times the uniaxial flow stress, the same everywhere"},
    {"start_pressure", CUPEL_QUANTITY, AT(start_pressure), .unit = "Pa", .range = "(0, inf)",
     .meaning = "pressure on the faces at the start; absent: K, as where the strip ends freely"},
};
#undef AT

static const cupel_table table = {
    .name = "rolling.slab", .size = sizeof(parameters), CUPEL_ROWS(rows), .check = check};

static const cupel_result results_rows[] = {
    {"end_pressure", CUPEL_SCALAR, "Pa", .meaning = "pressure at the end"},
    {"mean_pressure", CUPEL_SCALAR, "Pa", .meaning = "mean pressure over the length"},
    {"force_per_width", CUPEL_SCALAR, "N/m", .meaning = "force on a face over the length, per width"},
    {"end_stress", CUPEL_SCALAR, "Pa", .meaning = "longitudinal stress at the end, tension positive"},
    {"position", CUPEL_SERIES, "m", .meaning = "place along the strip, from the start"},
    {"pressure", CUPEL_SERIES, "Pa", .axis = "position", .meaning = "pressure on the faces"},
    {"thickness", CUPEL_SERIES, "m", .axis = "position", .meaning = "strip thickness"},
};

static cupel_status solve(const parameters *p, cupel_rolling_workspace *workspace, cupel_results *results,
                          cupel_error *error)
{
    const double end = isnan(p->end_thickness) ? p->start_thickness : p->end_thickness;
    const double rise = 0.5 * fabs(end - p->start_thickness);
    const double yield = p->plane_strain_yield_stress;
    const cupel_rolling_slab slab = {.start_thickness = p->start_thickness,
                                     .end_thickness = end,
                                     .length = isnan(p->half_angle) ? p->length : rise / tan(p->half_angle),
                                     .friction_coefficient = p->friction_coefficient,
                                     .yield_stress = yield,
                                     .start_pressure = isnan(p->start_pressure) ? yield : p->start_pressure};
    cupel_rolling_slab_solution s;
    cupel_error reason = {0};
    const cupel_status status = cupel_rolling_slab_solve(&slab, workspace, &s, &reason);
    if (status == CUPEL_EFAILED) {
        cupel_results_fail(results, "%s", reason.text);
        return CUPEL_OK;
    }
    if (status) CUPEL_FAIL(error, status, "%s", reason.text);
    cupel_results_set(results, "end_pressure", s.end_pressure);
    cupel_results_set(results, "mean_pressure", s.mean_pressure);
    cupel_results_set(results, "force_per_width", s.force);
    cupel_results_set(results, "end_stress", s.end_stress);
    cupel_results_set_series(results, "position", s.position, s.count);
    cupel_results_set_series(results, "pressure", s.pressure, s.count);
    cupel_results_set_series(results, "thickness", s.thickness, s.count);
    return CUPEL_OK;
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    (void)context;
    cupel_rolling_workspace *workspace;
    cupel_status status = cupel_rolling_workspace_open(0, &workspace, error);
    if (status) return status;
    status = solve(values, workspace, results, error);
    cupel_rolling_workspace_close(workspace);
    return status;
}

const cupel_model cupel_model_rolling_slab = {
    .name = "rolling.slab",
    .title = "Strip between flat platens or in a wedge",
    .summary =
        "Pressure that friction builds up in strip between two straight faces, in plane strain, by the slab "
        "equation that rolling.pass solves on an arc: flat platens, as in the plane-strain compression test "
        "that "
        "measures the flow stress of strip, or a wedge, as in drawing strip through a die to measure "
        "friction. "
        "Constant flow stress and Coulomb friction; the pressure at the start is known, and the strip slides "
        "towards it. Both have exact solutions, to which the model is held.",
    .reference =
        "T. von Karman, Z. angew. Math. Mech. 5 (1925) 139; A. B. Watts and H. Ford, Proc. Instn Mech. Engrs "
        "169 (1955) 1141",
    .version = 1,
    .parameters = &table,
    CUPEL_RESULTS(results_rows),
    .run = run,
};

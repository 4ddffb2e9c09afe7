/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <math.h>

#include "model/rolling_pass.h"

/* rolling.pass: one pass of strip through a pair of work rolls, by include/cupel/rolling.h. */

static const cupel_result zone_columns[] = {
    {"zone", CUPEL_LABEL,
     .meaning = "entry elastic, backward slip, sticking, forward slip or exit elastic; the elastic ones in "
                "the foil regime only"},
    {"begin", CUPEL_SCALAR, "m", .meaning = "place x where the zone begins"},
    {"end", CUPEL_SCALAR, "m", .meaning = "place x where it ends and the next begins"},
};

static const cupel_result results_rows[] = {
    {"solution_status", CUPEL_LABEL,
     .meaning = "ok; or skid, back_skid, tension_yield, no_hitchcock_root, no_solution, not_converged"},
    {"regime", CUPEL_LABEL,
     .meaning = "strip: slab equation on a circular arc of contact; foil: elastic-plastic strip between "
                "elastic rolls"},
    {"strip_regime_validity", CUPEL_LABEL,
     .meaning = "whether the strip regime holds here: 2 mu L/h up to 5, Hitchcock slope up to 0.7, h/L up to "
                "1 with h = (h1 + h2)/2"},
    {"roll_force_per_width", CUPEL_SCALAR, "N/m",
     .meaning = "roll force F per width: plastic and, with strip_elasticity or in the foil regime, elastic "
                "zones"},
    {"plastic_force_per_width", CUPEL_SCALAR, "N/m",
     .meaning = "integral of the pressure over the plastic arc; strip regime"},
    {"torque_per_width", CUPEL_SCALAR, "N", .meaning = "torque M per width of one roll"},
    {"power_per_width", CUPEL_SCALAR, "W/m", .meaning = "power P = 2 M V/R per width of both rolls"},
    {"roll_force", CUPEL_SCALAR, "N", .meaning = "roll force over the width"},
    {"torque", CUPEL_SCALAR, "N m", .meaning = "torque of one roll over the width"},
    {"power", CUPEL_SCALAR, "W", .meaning = "power of both rolls over the width"},
    {"forward_slip", CUPEL_SCALAR, "1", .meaning = "exit speed of the strip over that of the roll, minus 1"},
    {"neutral_position", CUPEL_SCALAR, "m",
     .meaning =
         "place x_n where the friction on the strip turns from forwards to backwards; 0 on the line of roll "
         "centres, entry < 0. Strip and roll have one speed there and, in foil, all over a sticking zone"},
    {"contact_length", CUPEL_SCALAR, "m",
     .meaning = "length L of the plastic arc, sqrt(R' (h1 - h2)); foil regime: of all contact"},
    {"peak_pressure", CUPEL_SCALAR, "Pa", .meaning = "largest roll pressure"},
    {"mean_pressure", CUPEL_SCALAR, "Pa",
     .meaning = "plastic force per width over contact length; foil regime: the whole force"},
    {"flattened_radius_ratio", CUPEL_SCALAR, "1",
     .meaning = "flattened over ground roll radius, R'/R; strip regime"},
    {"stick_length", CUPEL_SCALAR, "m",
     .meaning = "length over which strip and roll stick: their speeds differ by less than the surface of the "
                "roll is "
                "strained by the pressure; 0 in the strip regime"},
    {"zones", CUPEL_COLUMNS, .columns = zone_columns,
     .column_count = sizeof zone_columns / sizeof *zone_columns,
     .meaning = "zones of the contact from entry to exit; foil may lag behind the roll once more after "
                "it has stuck to it"},
    {"exit_thickness", CUPEL_SCALAR, "m", .meaning = "strip thickness h2 after the pass, as asked for"},
    {"reduction", CUPEL_SCALAR, "1", .meaning = "thickness reduction (h1 - h2)/h1"},
    {"equivalent_strain", CUPEL_SCALAR, "1",
     .meaning = "von Mises plastic strain at exit, prior_strain + (2/sqrt 3) ln(h1/h2), less what is elastic "
                "in the foil regime"},
    {"exit_flow_stress", CUPEL_SCALAR, "Pa", .meaning = "uniaxial flow stress of the strip at exit"},
    {"friction_hill_exponent", CUPEL_SCALAR, "1",
     .meaning = "2 mu L/h with h = (h1 + h2)/2, where friction_factor caps with the mean friction: how "
                "steeply the pressure builds up"},
    {"hitchcock_slope", CUPEL_SCALAR, "1",
     .meaning = "G' = dR'(by the force)/dR'(assumed): the circular arc fails as it nears 1"},
    {"skid_friction", CUPEL_SCALAR, "1",
     .meaning = "smallest friction coefficient that draws the strip through, on the arc of this solution"},
    {"stone_minimum_gauge", CUPEL_SCALAR, "m",
     .meaning = "Stone's limiting thickness; an exit thickness below it is a warning, not a barrier"},
    {"mean_friction", CUPEL_SCALAR, "1",
     .meaning = "with film, heat or strain rate: shear stress over pressure, means of the contact"},
    {"inlet_film_thickness", CUPEL_SCALAR, "m",
     .meaning = "mixed_film: thickness h_s that the inlet draws in, without roughness (Wilson and Walowit)"},
    {"exit_film_thickness", CUPEL_SCALAR, "m",
     .meaning = "mixed_film: mean thickness of the oil at the exit"},
    {"lambda_ratio", CUPEL_SCALAR, "1",
     .meaning = "mixed_film: inlet_film_thickness over the combined roughness; oil alone above 3"},
    {"exit_contact_fraction", CUPEL_SCALAR, "1",
     .meaning = "mixed_film: share A of the area where the surfaces touch, at the exit"},
    {"exit_roughness", CUPEL_SCALAR, "m",
     .meaning = "mixed_film: Rq of the strip after the pass, that of the roll where they touch and its own "
                "elsewhere; an estimate"},
    {"strain_rate", CUPEL_SCALAR, "1/s",
     .meaning = "with film, heat or strain rate: mean of the pass, (2/sqrt 3)(V/L) ln(h1/h2)"},
    {"rate_factor", CUPEL_SCALAR, "1",
     .meaning = "with film, heat or strain rate: factor of the flow stress by strain_rate"},
    {"exit_temperature", CUPEL_SCALAR, "K", .meaning = "heat: strip temperature after the pass, mean over h"},
    {"maximum_temperature", CUPEL_SCALAR, "K", .meaning = "heat: highest strip temperature in the bite"},
    {"roll_temperature", CUPEL_SCALAR, "K",
     .meaning = "heat: bulk temperature of the rolls, given or steady"},
    {"flash_temperature", CUPEL_SCALAR, "K",
     .meaning = "heat: highest temperature of the roll surface in the bite"},
    {"friction_heat_per_width", CUPEL_SCALAR, "W/m", .meaning = "heat: made by friction, both faces"},
    {"plastic_heat_per_width", CUPEL_SCALAR, "W/m",
     .meaning = "heat: made by plastic work, plastic_heat_fraction of it"},
    {"roll_heat_per_width", CUPEL_SCALAR, "W/m", .meaning = "heat: taken up by both rolls"},
    {"heat_balance_error", CUPEL_SCALAR, "1",
     .meaning = "heat: heat made less heat carried off by strip and rolls, of the sum of the four"},
    {"coupling_error", CUPEL_SCALAR, "1",
     .meaning = "with film, heat or strain rate: change of friction and flow stress that one more pass would "
                "make, the largest along the contact; up to 1e-4"},
    {"coupling_passes", CUPEL_SCALAR, "1",
     .meaning = "with film, heat or strain rate: passes that were solved until they settled"},
    {"force_balance_error", CUPEL_SCALAR, "1",
     .meaning = "relative residual of the longitudinal force balance of the strip in the gap"},
    {"discretization_error", CUPEL_SCALAR, "1",
     .meaning = "estimated relative numerical error of force, torque and slip, the largest; foil regime: "
                "relative change of the force from the mesh before"},
    {"smoothing_error", CUPEL_SCALAR, "1",
     .meaning = "foil regime: what rounding of the friction law still makes of the force, relative"},
    {"torque_error", CUPEL_SCALAR, "1",
     .meaning =
         "foil regime: torque of the shear stress less that of the pressure, over that of all friction"},
    {"energy_error", CUPEL_SCALAR, "1",
     .meaning =
         "foil regime: power of rolls and tensions less plastic, friction and elastic power, relative"},
    {"model_form_uncertainty", CUPEL_SCALAR, "1",
     .meaning = "foil regime with surface_terms: relative change of the force by them, a measure of what the "
                "picture leaves open"},
    {"shape_error", CUPEL_SCALAR, "1",
     .meaning = "foil regime: change of the gap when the pressure is curved between the nodes, over h2"},
    {"position", CUPEL_SERIES, "m", .meaning = "place x along the arc, from entry to exit"},
    {"pressure", CUPEL_SERIES, "Pa", .axis = "position", .meaning = "roll pressure p"},
    {"shear_stress", CUPEL_SERIES, "Pa", .axis = "position",
     .meaning = "friction stress q on the strip, positive in the rolling direction"},
    {"thickness", CUPEL_SERIES, "m", .axis = "position", .meaning = "strip thickness h"},
    {"longitudinal_stress", CUPEL_SERIES, "Pa", .axis = "position",
     .meaning = "mean stress sigma in the rolling direction, tension positive"},
    {"slip", CUPEL_SERIES, "1", .axis = "position",
     .meaning = "foil regime: speed of the strip over that of the roll, minus 1"},
    {"friction", CUPEL_SERIES, "1", .axis = "position",
     .meaning = "mixed_film: effective friction coefficient, the largest shear stress over the pressure"},
    {"film_thickness", CUPEL_SERIES, "m", .axis = "position",
     .meaning = "mixed_film: mean thickness of the oil"},
    {"contact_fraction", CUPEL_SERIES, "1", .axis = "position",
     .meaning = "mixed_film: share A of the area where the surfaces touch"},
    {"temperature", CUPEL_SERIES, "K", .axis = "position", .meaning = "heat: strip temperature, mean over h"},
    {"roll_surface_temperature", CUPEL_SERIES, "K", .axis = "position",
     .meaning = "heat: temperature of the roll surface"},
};

/* Numbers that have no meaning here are NaN and stay absent. */
static void set(cupel_results *results, const char *name, double value)
{
    if (isfinite(value)) cupel_results_set(results, name, value);
}

/* The last three are there with mixed_film and with heat. */
static const cupel_chart_panel hill_panels[] = {
    {.results = {"pressure"}},       {.results = {"shear_stress"}},
    {.results = {"thickness"}},      {.results = {"friction"}},
    {.results = {"film_thickness"}}, {.results = {"temperature", "roll_surface_temperature"}},
};
static const cupel_chart friction_hill = {
    .name = "friction hill",
    CUPEL_CHART_PANELS(hill_panels),
    .bands = "zones",
    .words = {"entry elastic", "backward slip", "sticking", "forward slip", "exit elastic"},
    .mark = "neutral_position",
};

static void set_zones(const cupel_rolling_solution *s, cupel_results *results)
{
    const char *names[CUPEL_ROLLING_ZONES];
    double begin[CUPEL_ROLLING_ZONES], end[CUPEL_ROLLING_ZONES];
    for (size_t i = 0; i < s->zone_count; i++) {
        names[i] = rolling_zone_name(s->zones[i].kind);
        begin[i] = s->zones[i].begin;
        end[i] = s->zones[i].end;
    }
    cupel_results_set_text_column(results, "zones", "zone", names, s->zone_count);
    cupel_results_set_column(results, "zones", "begin", begin, s->zone_count);
    cupel_results_set_column(results, "zones", "end", end, s->zone_count);
}

static void set_validity(const cupel_rolling_pass *pass, const cupel_rolling_coupled *coupled,
                         cupel_results *results)
{
    char text[ROLLING_TEXT] =
        "at its end: strip and foil regime took turns while film and heat settled; the elastic "
        "roll was kept";
    if (coupled->pass.roll_deformation == pass->roll_deformation)
        rolling_pass_validity(pass, &coupled->solution, text);
    cupel_results_set_label(results, "strip_regime_validity", text);
}

static void set_solution(const rolling_pass_parameters *p, const cupel_rolling_pass *pass,
                         const cupel_rolling_solution *s, cupel_results *results)
{
    set(results, "roll_force_per_width", s->force);
    set(results, "plastic_force_per_width", s->plastic_force);
    set(results, "torque_per_width", s->torque);
    set(results, "power_per_width", s->power);
    set(results, "roll_force", s->force * p->width);
    set(results, "torque", s->torque * p->width);
    set(results, "power", s->power * p->width);
    set(results, "forward_slip", s->forward_slip);
    set(results, "neutral_position", s->neutral_position);
    set(results, "contact_length", s->contact_length);
    set(results, "peak_pressure", s->peak_pressure);
    set(results, "mean_pressure", s->mean_pressure);
    set(results, "flattened_radius_ratio", s->flattened_radius_ratio);
    set(results, "stick_length", s->stick_length);
    set_zones(s, results);
    set(results, "exit_thickness", pass->exit_thickness);
    set(results, "equivalent_strain", s->equivalent_strain);
    set(results, "exit_flow_stress", s->exit_flow_stress);
    set(results, "stone_minimum_gauge", s->stone_minimum_gauge);
    set(results, "force_balance_error", s->force_balance_error);
    set(results, "discretization_error", s->discretization_error);
    set(results, "smoothing_error", s->smoothing_error);
    set(results, "torque_error", s->torque_error);
    set(results, "energy_error", s->energy_error);
    set(results, "model_form_uncertainty", s->model_form_uncertainty);
    set(results, "shape_error", s->shape_error);
    cupel_results_set_series(results, "position", s->position, s->count);
    cupel_results_set_series(results, "pressure", s->pressure, s->count);
    cupel_results_set_series(results, "shear_stress", s->shear_stress, s->count);
    cupel_results_set_series(results, "thickness", s->thickness, s->count);
    cupel_results_set_series(results, "longitudinal_stress", s->longitudinal_stress, s->count);
    if (s->slip) cupel_results_set_series(results, "slip", s->slip, s->count);
}

static void set_coupled(const cupel_rolling_coupled *c, cupel_results *results)
{
    const size_t count = c->solution.count;
    set(results, "strain_rate", c->strain_rate);
    set(results, "rate_factor", c->rate_factor);
    set(results, "mean_friction", c->mean_friction);
    set(results, "inlet_film_thickness", c->inlet_film_thickness);
    set(results, "exit_film_thickness", c->exit_film_thickness);
    set(results, "lambda_ratio", c->lambda_ratio);
    set(results, "exit_contact_fraction", c->exit_contact_fraction);
    set(results, "exit_roughness", c->exit_roughness);
    set(results, "exit_temperature", c->exit_temperature);
    set(results, "maximum_temperature", c->maximum_temperature);
    set(results, "roll_temperature", c->roll_temperature);
    set(results, "flash_temperature", c->flash_temperature);
    set(results, "friction_heat_per_width", c->friction_heat);
    set(results, "plastic_heat_per_width", c->plastic_heat);
    set(results, "roll_heat_per_width", c->roll_heat);
    set(results, "heat_balance_error", c->heat_balance_error);
    set(results, "coupling_error", c->coupling_error);
    set(results, "coupling_passes", (double)c->passes);
    if (c->friction) {
        cupel_results_set_series(results, "friction", c->friction, count);
        cupel_results_set_series(results, "film_thickness", c->film_thickness, count);
        cupel_results_set_series(results, "contact_fraction", c->contact_fraction, count);
    }
    if (c->temperature) {
        cupel_results_set_series(results, "temperature", c->temperature, count);
        cupel_results_set_series(results, "roll_surface_temperature", c->roll_surface_temperature, count);
    }
}

static cupel_status solve(const rolling_pass_parameters *p, cupel_rolling_workspace *workspace,
                          cupel_results *results, cupel_error *error)
{
    cupel_rolling_pass pass;
    cupel_rolling_heat heat;
    cupel_rolling_coupled coupled;
    bool warm;
    const cupel_rolling_film *film = rolling_film_of(p);
    cupel_status status;
    if ((status = rolling_pass_of(p, &pass, error)) || (status = rolling_heat_of(p, &heat, &warm, error)) ||
        (status = cupel_rolling_coupled_solve(&pass, film, warm ? &heat : NULL, workspace, &coupled, error)))
        return status;
    const cupel_rolling_solution *solution = &coupled.solution;
    const bool holds = solution->status == CUPEL_ROLLING_OK;
    cupel_results_set_label(results, "solution_status", cupel_rolling_status_name(solution->status));
    cupel_results_set_label(results, "regime", rolling_regime_name(solution->regime));
    set(results, "reduction", (pass.entry_thickness - pass.exit_thickness) / pass.entry_thickness);
    set(results, "friction_hill_exponent", solution->friction_hill_exponent);
    set(results, "hitchcock_slope", solution->hitchcock_slope);
    if (holds) {
        set_validity(&pass, &coupled, results);
        set_solution(p, &pass, solution, results);
        if (film || warm || pass.flow_stress.rate_sensitivity > 0) set_coupled(&coupled, results);
    }

    double least = NAN;
    const bool arc = holds && solution->regime == CUPEL_ROLLING_STRIP;
    if (!isnan(solution->skid_friction)) {
        least = solution->skid_friction;
        set(results, "skid_friction", least);
    } else if (arc || solution->status == CUPEL_ROLLING_SKID) {
        const double ratio = arc ? solution->flattened_radius_ratio : 1;
        status = cupel_rolling_skid_friction(&coupled.pass, ratio, workspace, &least, error);
        if (status) return status;
        set(results, "skid_friction", least);
    }
    if (!holds) {
        char text[ROLLING_TEXT];
        rolling_coupled_explain(&coupled, least, text);
        cupel_results_fail(results, "%s", text);
    }
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

const cupel_model cupel_model_rolling_pass = {
    .name = "rolling.pass",
    .title = "One pass of cold strip rolling",
    .summary =
        "Roll force, torque, power, forward slip and the pressure hill of one pass of flat strip "
        "between two equal "
        "driven work rolls, in plane strain: the slab equation (von Karman) on a parabolic arc, "
        "Coulomb friction "
        "with an optional cap, a hardening law over the strain of the pass and what went before, roll "
        "flattening by "
        "Hitchcock, and optionally the elastic zones at entry and exit. That holds while the arc stays "
        "close to a circle "
        "(Hitchcock slope up to 0.7) and the friction hill is moderate (2 mu L/h up to 5). Beyond, "
        "roll_deformation "
        "auto takes the foil regime: elastic-plastic strip between elastic rolls of free shape, with "
        "zones where strip and roll stick; it needs the elastic constants of the strip, and what it "
        "leaves out makes some 2 % in force. Both for strip that is wide "
        "and thin against the contact length. No redundant work. Friction is one coefficient, or comes from "
        "an oil film "
        "and the roughness of the surfaces (friction: mixed_film); heat gives the temperatures of strip and "
        "rolls; "
        "strain rate and temperature act on a flow stress that has the factors of Johnson and Cook. Torque "
        "is a "
        "difference of two large "
        "terms and feels every input much more than force does.",
    .reference =
        "T. von Karman, Z. angew. Math. Mech. 5 (1925) 139; J. Hitchcock, Roll Neck Bearings, ASME "
        "1935; D. R. Bland "
        "and H. Ford, Proc. Instn Mech. Engrs 159 (1948) 144; D. R. Bland and H. Ford, J. Iron "
        "Steel Inst. 171 (1952) "
        "245; M. D. Stone, Iron Steel Engr 30 (1953) 61; N. A. Fleck, K. L. Johnson, M. E. Mear and L. C. "
        "Zhang, Proc. Instn Mech. Engrs B 206 (1992) 119; H. R. Le and M. P. F. Sutcliffe, Int. J. Mech. "
        "Sci. 43 (2001) 1405; W. R. D. Wilson and J. A. Walowit 1972, H. Christensen 1970, G. R. "
        "Johnson and W. H. Cook 1983: docs/theory/rolling-film-heat.md",
    .version = 3,
    .parameters = &rolling_pass_table,
    CUPEL_RESULTS(results_rows),
    .chart = &friction_hill,
    .run = run,
};

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/rolling_schedule.h"
#include "unit/rolling_cases.h"

enum { ROOM = 64 };

static const double two_over_root_three = 1.15470053837925152902;

static void assert_close(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.15g differs from %.15g by %.3g relative", value, expected, fabs(value / expected - 1));
}

/* Annealed copper, 1 mm to 0.35 mm, without tensions and limits. */
static cupel_rolling_stage annealed(void)
{
    cupel_rolling_stage stage = {.pass = rolling_base(1, 0.35, 150, 0.05),
                                 .entry_tension_share = NAN,
                                 .exit_tension_share = NAN,
                                 .volumetric_heat = NAN,
                                 .entry_temperature = 293.15};
    stage.pass.flow_stress = (cupel_flow_stress){.law = CUPEL_FLOW_VOCE,
                                                 .initial_stress = 60e6,
                                                 .saturation_stress = 400e6,
                                                 .rate_constant = 4,
                                                 .rate_factor = 1};
    stage.pass.roll_deformation = CUPEL_ROLL_HITCHCOCK;
    for (int k = 0; k < CUPEL_LIMITS; k++) stage.limits[k] = NAN;
    return stage;
}

static cupel_rolling_stage linked(cupel_rolling_stage stage)
{
    cupel_error error = {0};
    if (cupel_rolling_stage_link(NULL, &stage, &error)) fail_msg("%s", error.text);
    return stage;
}

/* What comes of one stage. */
typedef struct outcome {
    cupel_rolling_plan plan[ROOM];
    cupel_rolling_step steps[ROOM];
    size_t count;
    cupel_rolling_design_report report;
} outcome;

static void design_with(const cupel_rolling_stage *stage, int objective, size_t passes, size_t nodes,
                        int threads, outcome *out)
{
    cupel_error error = {0};
    memset(out, 0, sizeof *out);
    const cupel_rolling_design design = {.stages = stage,
                                         .passes = &passes,
                                         .stage_count = 1,
                                         .objective = objective,
                                         .nodes = nodes,
                                         .threads = threads};
    if (cupel_rolling_schedule_design(&design, out->plan, ROOM, &out->count, &out->report, &error) ||
        cupel_rolling_schedule_evaluate(stage, 1, out->plan, out->count, 0, threads, out->steps, &error))
        fail_msg("%s", error.text);
}

static void passes_are_those_that_stand_alone(void **state)
{
    (void)state;
    cupel_rolling_stage stage = annealed();
    stage.pass.roll_deformation = CUPEL_ROLL_AUTO;
    stage.pass.roll_radius = 0.04;
    stage.pass.exit_thickness = 0.02e-3;
    stage.exit_tension_share = 0.3;
    stage.limits[CUPEL_LIMIT_SKID] = 0.9;
    stage = linked(stage);
    /* the last one is foil, from a strip regime pass before it */
    const cupel_rolling_plan plan[] = {{0, 0.7e-3}, {0, 0.5e-3}, {0, 0.025e-3}, {0, 0.02e-3}};
    const size_t count = sizeof plan / sizeof *plan;
    cupel_rolling_step steps[sizeof plan / sizeof *plan];
    cupel_error error = {0};
    assert_int_equal(cupel_rolling_schedule_evaluate(&stage, 1, plan, count, 0, 2, steps, &error), CUPEL_OK);
    cupel_rolling_workspace *workspace;
    assert_int_equal(cupel_rolling_workspace_open(0, &workspace, NULL), CUPEL_OK);
    double entry = 1e-3, strain = 0;
    for (size_t i = 0; i < count; i++) {
        cupel_rolling_pass pass = stage.pass;
        pass.entry_thickness = entry;
        pass.exit_thickness = plan[i].exit_thickness;
        pass.prior_strain = two_over_root_three * log(1e-3 / entry);
        strain = two_over_root_three * log(1e-3 / plan[i].exit_thickness);
        pass.exit_tension = 0.3 * cupel_flow_stress_at(&pass.flow_stress, strain);
        cupel_rolling_solution alone;
        assert_int_equal(cupel_rolling_pass_solve(&pass, workspace, &alone, NULL), CUPEL_OK);
        assert_int_equal(steps[i].solution.status, alone.status);
        assert_int_equal(steps[i].solution.regime, alone.regime);
        if (alone.status == CUPEL_ROLLING_OK) {
            assert_true(steps[i].solution.force == alone.force);
            assert_true(steps[i].solution.torque == alone.torque);
            assert_true(steps[i].solution.forward_slip == alone.forward_slip);
            assert_true(steps[i].exit_speed == pass.roll_speed * (1 + alone.forward_slip));
            assert_close(steps[i].tension_share, 0.3, 1e-14);
        }
        entry = plan[i].exit_thickness;
    }
    assert_int_equal(steps[0].solution.regime, CUPEL_ROLLING_STRIP);
    assert_int_equal(steps[3].solution.regime, CUPEL_ROLLING_FOIL);
    assert_int_equal(steps[3].solution.status, CUPEL_ROLLING_OK);
    cupel_rolling_workspace_close(workspace);
}

static void an_anneal_takes_its_share_of_the_strain(void **state)
{
    (void)state;
    cupel_rolling_stage first = annealed(), second = annealed();
    first.pass.prior_strain = 0.1;
    first.softening = 0.25;
    first = linked(first);
    second.pass.entry_thickness = second.pass.prior_strain = NAN;
    second.pass.exit_thickness = 0.3e-3;
    assert_int_equal(cupel_rolling_stage_link(&first, &second, NULL), CUPEL_OK);
    assert_true(second.pass.entry_thickness == 0.35e-3);
    assert_close(second.pass.prior_strain, 0.75 * (0.1 + two_over_root_three * log(1 / 0.35)), 1e-14);
    first.softening = 1;
    second.pass.prior_strain = NAN;
    assert_int_equal(cupel_rolling_stage_link(&first, &second, NULL), CUPEL_OK);
    assert_true(second.pass.prior_strain == 0);
}

/* Annealed copper takes most in the first pass, while it is soft: 33 % down to 19 %. */
static void equal_forces_let_the_reductions_fall(void **state)
{
    (void)state;
    const cupel_rolling_stage stage = linked(annealed());
    outcome four, five;
    design_with(&stage, CUPEL_OBJECTIVE_EQUAL_FORCE, 4, 0, 1, &four);
    assert_int_equal(four.report.status, CUPEL_DESIGN_OK);
    assert_int_equal(four.count, 4);
    for (size_t i = 1; i < 4; i++) {
        assert_close(four.steps[i].solution.force, four.steps[0].solution.force, 1e-7);
        assert_true(four.steps[i].solution.reduction < four.steps[i - 1].solution.reduction);
    }
    assert_true(four.plan[3].exit_thickness == 0.35e-3);
    assert_close(four.steps[0].solution.reduction, 0.33, 0.01);
    assert_close(four.steps[3].solution.reduction, 0.19, 0.01);
    design_with(&stage, CUPEL_OBJECTIVE_EQUAL_FORCE, 5, 0, 1, &five);
    assert_true(five.steps[0].solution.force < four.steps[0].solution.force);
}

static void equal_powers_and_equal_reductions_are_equal(void **state)
{
    (void)state;
    const cupel_rolling_stage stage = linked(annealed());
    outcome power, reduction;
    design_with(&stage, CUPEL_OBJECTIVE_EQUAL_POWER, 3, 0, 1, &power);
    design_with(&stage, CUPEL_OBJECTIVE_EQUAL_REDUCTION, 3, 0, 1, &reduction);
    assert_int_equal(power.report.status, CUPEL_DESIGN_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_close(power.steps[i].solution.power, power.steps[0].solution.power, 1e-7);
        assert_close(reduction.steps[i].solution.reduction, 1 - cbrt(0.35), 1e-12);
    }
    assert_true(power.plan[2].exit_thickness == 0.35e-3 && reduction.plan[2].exit_thickness == 0.35e-3);
}

/* There the loads are as equal as the loads of foils are known. */
static void equal_forces_go_on_into_the_foil_regime(void **state)
{
    (void)state;
    cupel_rolling_stage stage = annealed();
    stage.pass.entry_thickness = 24e-6;
    stage.pass.exit_thickness = 14e-6;
    stage.pass.roll_radius = 0.03;
    stage.pass.friction_coefficient = 0.04;
    stage.pass.roll_deformation = CUPEL_ROLL_AUTO;
    stage.exit_tension_share = 0.3;
    stage = linked(stage);
    outcome two;
    design_with(&stage, CUPEL_OBJECTIVE_EQUAL_FORCE, 2, 0, 1, &two);
    assert_int_equal(two.report.status, CUPEL_DESIGN_OK);
    assert_int_equal(two.steps[1].solution.regime, CUPEL_ROLLING_FOIL);
    assert_close(two.steps[1].solution.force, two.steps[0].solution.force, 1e-3);
}

/* Without a number of passes the limits decide: one fewer would not do. */
static void limits_give_the_number_of_equal_passes(void **state)
{
    (void)state;
    cupel_rolling_stage stage = annealed();
    stage.limits[CUPEL_LIMIT_FORCE] = 2.4e6;
    stage = linked(stage);
    outcome open, fewer;
    design_with(&stage, CUPEL_OBJECTIVE_EQUAL_FORCE, 0, 0, 1, &open);
    assert_int_equal(open.report.status, CUPEL_DESIGN_OK);
    assert_true(open.steps[0].limit_use <= 1 && open.count > 2);
    design_with(&stage, CUPEL_OBJECTIVE_EQUAL_FORCE, open.count - 1, 0, 1, &fewer);
    assert_int_equal(fewer.steps[0].limit, CUPEL_LIMIT_FORCE);
    assert_true(fewer.steps[0].limit_use > 1);
}

/* A pass that skids before it takes its share: the roll is small and slippery, the strip hardens. */
static void unequal_loads_are_told(void **state)
{
    (void)state;
    cupel_rolling_stage stage = annealed();
    stage.pass.roll_radius = 0.03;
    stage.pass.friction_coefficient = 0.02;
    stage = linked(stage);
    outcome two;
    design_with(&stage, CUPEL_OBJECTIVE_EQUAL_FORCE, 2, 0, 1, &two);
    assert_int_equal(two.report.status, CUPEL_DESIGN_UNEQUAL);
    assert_int_equal(two.count, 2);
    assert_true(two.steps[0].solution.status == CUPEL_ROLLING_SKID ||
                two.steps[1].solution.status == CUPEL_ROLLING_SKID);
}

static cupel_rolling_stage limited(double force)
{
    cupel_rolling_stage stage = annealed();
    stage.pass.exit_thickness = 0.25e-3;
    stage.limits[CUPEL_LIMIT_FORCE] = force;
    stage.limits[CUPEL_LIMIT_SKID] = 0.8;
    stage.limits[CUPEL_LIMIT_MAXIMUM_REDUCTION] = 0.45;
    stage.limits[CUPEL_LIMIT_MINIMUM_REDUCTION] = 0.08;
    return linked(stage);
}

/* The fewest passes on a grid against every schedule on it; which nodes are passed is a number in binary. */
static void compare_with_all(const cupel_rolling_stage *stage)
{
    enum { NODES = 12 };
    const double entry = stage->pass.entry_thickness, exit = stage->pass.exit_thickness;
    double h[NODES + 1], use[NODES + 1][NODES + 1];
    for (int i = 0; i <= NODES; i++) h[i] = entry * pow(exit / entry, i / (double)NODES);
    h[NODES] = exit;
    for (int from = 0; from < NODES; from++)
        for (int to = from + 1; to <= NODES; to++) {
            cupel_rolling_stage one = *stage;
            one.pass.entry_thickness = h[from];
            one.pass.exit_thickness = h[to];
            one.pass.prior_strain = two_over_root_three * log(entry / h[from]);
            const cupel_rolling_plan plan = {0, h[to]};
            cupel_rolling_step step;
            assert_int_equal(cupel_rolling_schedule_evaluate(&one, 1, &plan, 1, 0, 1, &step, NULL), CUPEL_OK);
            use[from][to] = step.limit_use;
        }
    int fewest = NODES + 1;
    double least_use = INFINITY, least_sum = INFINITY;
    unsigned best = 0;
    for (unsigned ways = 0; ways < 1u << (NODES - 1); ways++) {
        int passes = 0, from = 0;
        double largest = 0, sum = 0;
        for (int to = 1; to <= NODES; to++) {
            if (to < NODES && !(ways >> (to - 1) & 1u)) continue;
            largest = fmax(largest, use[from][to]);
            sum += use[from][to] * use[from][to];
            passes++;
            from = to;
        }
        if (!(largest <= 1) || passes > fewest) continue;
        if (passes == fewest && (largest > least_use || (largest == least_use && !(sum < least_sum - 1e-12))))
            continue;
        fewest = passes, least_use = largest, least_sum = sum, best = ways;
    }
    outcome found;
    design_with(stage, CUPEL_OBJECTIVE_FEWEST_PASSES, 0, NODES, 2, &found);
    if (fewest > NODES) {
        assert_int_equal(found.report.status, CUPEL_DESIGN_BLOCKED);
        return;
    }
    assert_int_equal(found.report.status, CUPEL_DESIGN_OK);
    assert_int_equal(found.count, fewest);
    size_t at = 0;
    for (int to = 1; to <= NODES; to++)
        if (to == NODES || (best >> (to - 1) & 1u))
            assert_close(found.plan[at++].exit_thickness, h[to], 1e-12);
}

static void fewest_passes_are_those_of_a_search_of_all(void **state)
{
    (void)state;
    for (double force = 1.8e6; force < 4e6; force *= 1.15) {
        cupel_rolling_stage stage = limited(force);
        compare_with_all(&stage);
        stage.exit_tension_share = 0.35; /* the tensions pull the smallest reductions through */
        stage.pass.friction_coefficient = 0.03;
        compare_with_all(&stage);
        stage.limits[CUPEL_LIMIT_MINIMUM_FORWARD_SLIP] = 0.02;
        stage.limits[CUPEL_LIMIT_MINIMUM_REDUCTION] = NAN;
        compare_with_all(&stage);
    }
}

static void a_weaker_mill_never_takes_fewer_passes(void **state)
{
    (void)state;
    size_t before = 0;
    for (double force = 4e6; force > 2e6; force *= 0.8) {
        const cupel_rolling_stage stage = limited(force);
        outcome found;
        design_with(&stage, CUPEL_OBJECTIVE_FEWEST_PASSES, 0, 60, 2, &found);
        assert_int_equal(found.report.status, CUPEL_DESIGN_OK);
        assert_true(found.count >= before);
        before = found.count;
        for (size_t i = 0; i < found.count; i++) assert_true(found.steps[i].limit_use <= 1);
    }
    assert_true(before > 4);
}

static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    const cupel_rolling_stage stage = limited(2e6);
    outcome one, two;
    design_with(&stage, CUPEL_OBJECTIVE_FEWEST_PASSES, 0, 80, 1, &one);
    design_with(&stage, CUPEL_OBJECTIVE_FEWEST_PASSES, 0, 80, 2, &two);
    assert_int_equal(one.count, two.count);
    assert_int_equal(one.report.solved, two.report.solved);
    for (size_t i = 0; i < one.count; i++) {
        assert_true(one.plan[i].exit_thickness == two.plan[i].exit_thickness);
        assert_true(one.steps[i].solution.force == two.steps[i].solution.force);
        assert_true(one.steps[i].solution.torque == two.steps[i].solution.torque);
        assert_true(one.steps[i].limit_use == two.steps[i].limit_use);
    }
}

static void what_blocks_a_schedule_is_told(void **state)
{
    (void)state;
    cupel_rolling_stage stage = annealed();
    stage.limits[CUPEL_LIMIT_FORCE] = 1.2e6;
    stage.limits[CUPEL_LIMIT_MINIMUM_REDUCTION] = 0.2;
    stage = linked(stage);
    outcome found;
    design_with(&stage, CUPEL_OBJECTIVE_FEWEST_PASSES, 0, 100, 2, &found);
    assert_int_equal(found.report.status, CUPEL_DESIGN_BLOCKED);
    const cupel_rolling_step *blocked = &found.report.blocked;
    assert_int_equal(blocked->limit, CUPEL_LIMIT_FORCE);
    assert_true(blocked->limit_use > 1 && blocked->solution.reduction >= 0.2 * (1 - 1e-9));
    const double reached = found.count ? found.plan[found.count - 1].exit_thickness : 1e-3;
    assert_true(blocked->pass.entry_thickness == reached && reached > 0.35e-3);
}

static double force_at(double thickness, const cupel_rolling_pass *pass, cupel_rolling_workspace *workspace)
{
    cupel_rolling_pass other = *pass;
    other.exit_thickness = thickness;
    cupel_rolling_solution solution;
    assert_int_equal(cupel_rolling_pass_solve(&other, workspace, &solution, NULL), CUPEL_OK);
    assert_int_equal(solution.status, CUPEL_ROLLING_OK);
    return solution.force;
}

/* By the gauge-meter equation h = S + F(h)/M, a change of the gap arrives as M/(M + Q). */
static void plastic_slope_tells_what_a_change_of_the_gap_does(void **state)
{
    (void)state;
    cupel_rolling_stage stage = annealed();
    stage.pass.exit_thickness = 0.75e-3;
    stage = linked(stage);
    const cupel_rolling_plan plan = {0, 0.75e-3};
    cupel_rolling_step step;
    assert_int_equal(cupel_rolling_schedule_evaluate(&stage, 1, &plan, 1, 1, 1, &step, NULL), CUPEL_OK);
    assert_true(step.plastic_slope > 0);
    const double modulus = 7e9, change = 0.5e-6; /* M over the width [N/m2]; of the gap [m] */
    const double gap = 0.75e-3 - step.solution.force / modulus;
    cupel_rolling_workspace *workspace;
    assert_int_equal(cupel_rolling_workspace_open(0, &workspace, NULL), CUPEL_OK);
    double thickness[2];
    for (int side = 0; side < 2; side++) { /* by bisection: h - F(h)/M rises with h */
        const double wanted = gap + (side ? change : -change);
        double low = 0.74e-3, high = 0.76e-3;
        for (int i = 0; i < 60; i++) {
            const double middle = 0.5 * (low + high);
            const bool above = middle - force_at(middle, &stage.pass, workspace) / modulus > wanted;
            *(above ? &high : &low) = middle;
        }
        thickness[side] = 0.5 * (low + high);
    }
    assert_close((thickness[1] - thickness[0]) / (2 * change), modulus / (modulus + step.plastic_slope),
                 1e-3);
    cupel_rolling_workspace_close(workspace);
}

static void the_tightest_limit_is_named(void **state)
{
    (void)state;
    cupel_rolling_stage stage = annealed();
    stage.pass.exit_thickness = 0.75e-3;
    stage.exit_tension_share = 0.2;
    stage.limits[CUPEL_LIMIT_FORCE] = 4e6;
    stage.limits[CUPEL_LIMIT_TENSION] = 0.25;
    stage.limits[CUPEL_LIMIT_MINIMUM_REDUCTION] = 0.125;
    stage = linked(stage);
    const cupel_rolling_plan plan = {0, 0.75e-3};
    cupel_rolling_step step;
    assert_int_equal(cupel_rolling_schedule_evaluate(&stage, 1, &plan, 1, 0, 1, &step, NULL), CUPEL_OK);
    assert_close(step.use[CUPEL_LIMIT_FORCE], step.solution.force / 4e6, 1e-14);
    assert_close(step.use[CUPEL_LIMIT_MINIMUM_REDUCTION], 0.5, 1e-12);
    assert_close(step.use[CUPEL_LIMIT_TENSION], 0.8, 1e-12);
    assert_int_equal(step.limit, CUPEL_LIMIT_TENSION);
    assert_string_equal(cupel_rolling_limit_name(step.limit), "tension_share");
    assert_true(isnan(step.use[CUPEL_LIMIT_POWER]));
    /* Taylor and Quinney: what becomes heat is a share of the work, exact for the Voce law */
    const double strain = two_over_root_three * log(1 / 0.75);
    assert_close(step.plastic_work, 400e6 * strain - 340e6 / 4 * -expm1(-4 * strain), 1e-9);
}

static void link_refused(const cupel_rolling_stage *before, cupel_rolling_stage stage, const char *words)
{
    cupel_error error = {0};
    assert_int_equal(cupel_rolling_stage_link(before, &stage, &error), CUPEL_EINVAL);
    if (!strstr(error.text, words)) fail_msg("'%s' is not in: %s", words, error.text);
}

static void what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    const cupel_rolling_stage first = linked(annealed());
    cupel_rolling_stage bad = annealed();
    link_refused(&first, bad, "entry_thickness 0.001 m must be the exit_thickness 0.00035 m before it");
    bad = annealed(), bad.limits[CUPEL_LIMIT_TORQUE] = -1, link_refused(NULL, bad, "torque = -1");
    bad = annealed(), bad.limits[CUPEL_LIMIT_POWER] = 1e5, bad.pass.roll_speed = NAN;
    link_refused(NULL, bad, "power needs roll_speed");
    bad = annealed(), bad.softening = 1.5, link_refused(NULL, bad, "softening = 1.5");
    bad = annealed(), bad.exit_tension_share = 1, link_refused(NULL, bad, "exit_tension_share = 1");
    bad = annealed(), bad.pass.roll_radius = 0, link_refused(NULL, bad, "roll_radius");

    cupel_error error = {0};
    size_t count;
    cupel_rolling_plan plan[ROOM];
    cupel_rolling_design_report report;
    const cupel_rolling_design design = {.stages = &first, .stage_count = 1};
    assert_int_equal(cupel_rolling_schedule_design(&design, plan, ROOM, &count, &report, &error),
                     CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "fewest_passes needs a limit"));
    cupel_rolling_step step;
    const cupel_rolling_plan thick = {0, 1.1e-3}, elsewhere = {1, 0.9e-3};
    assert_int_equal(cupel_rolling_schedule_evaluate(&first, 1, &thick, 1, 0, 1, &step, &error),
                     CUPEL_EINVAL);
    assert_int_equal(cupel_rolling_schedule_evaluate(&first, 1, &elsewhere, 1, 0, 1, &step, &error),
                     CUPEL_EINVAL);
    const cupel_rolling_stage stage = limited(2e6);
    const cupel_rolling_design tight = {.stages = &stage, .stage_count = 1, .nodes = 40};
    assert_int_equal(cupel_rolling_schedule_design(&tight, plan, 1, &count, &report, &error), CUPEL_ELIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_are_those_that_stand_alone),
        cmocka_unit_test(an_anneal_takes_its_share_of_the_strain),
        cmocka_unit_test(equal_forces_let_the_reductions_fall),
        cmocka_unit_test(equal_powers_and_equal_reductions_are_equal),
        cmocka_unit_test(equal_forces_go_on_into_the_foil_regime),
        cmocka_unit_test(limits_give_the_number_of_equal_passes),
        cmocka_unit_test(unequal_loads_are_told),
        cmocka_unit_test(fewest_passes_are_those_of_a_search_of_all),
        cmocka_unit_test(a_weaker_mill_never_takes_fewer_passes),
        cmocka_unit_test(threads_do_not_change_a_bit),
        cmocka_unit_test(what_blocks_a_schedule_is_told),
        cmocka_unit_test(plastic_slope_tells_what_a_change_of_the_gap_does),
        cmocka_unit_test(the_tightest_limit_is_named),
        cmocka_unit_test(what_cannot_be_meant_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cupel/rolling.h"

/* The zones of the contact against the profiles that they cut up. */

static const cupel_rolling_pass pass = {
    .flow_stress = {.law = CUPEL_FLOW_CONSTANT, .yield_stress = 420e6, .rate_factor = 1},
    .roll_speed = NAN,
    .friction_factor = NAN,
    .youngs_modulus = 120e9,
    .poissons_ratio = 0.34,
    .roll_youngs_modulus = 210e9,
    .roll_poissons_ratio = 0.3,
    .roll_deformation = CUPEL_ROLL_AUTO};

static cupel_rolling_pass strip(void)
{
    cupel_rolling_pass p = pass;
    p.entry_thickness = 1e-3, p.exit_thickness = 0.7e-3, p.roll_radius = 0.1, p.friction_coefficient = 0.06;
    return p;
}

static cupel_rolling_pass foil(void)
{
    cupel_rolling_pass p = pass;
    p.entry_thickness = 9e-6, p.exit_thickness = 6e-6, p.roll_radius = 0.02, p.friction_coefficient = 0.03;
    p.entry_tension = 50e6, p.exit_tension = 70e6;
    return p;
}

/* Elastic rolls, and yet no place where the strip sticks. */
static cupel_rolling_pass thin_strip(void)
{
    cupel_rolling_pass p = pass;
    p.entry_thickness = 0.5e-3, p.exit_thickness = 0.4e-3, p.roll_radius = 0.05,
    p.friction_coefficient = 0.05;
    p.roll_deformation = CUPEL_ROLL_ELASTIC;
    return p;
}

static cupel_rolling_solution solve(cupel_rolling_pass p, cupel_rolling_workspace **workspace)
{
    cupel_error error = {0};
    cupel_rolling_solution s;
    assert_int_equal(cupel_rolling_workspace_open(0, workspace, &error), CUPEL_OK);
    if (cupel_rolling_pass_solve(&p, *workspace, &s, &error)) fail_msg("%s", error.text);
    assert_int_equal(s.status, CUPEL_ROLLING_OK);
    return s;
}

static const cupel_rolling_zone *zone_of(const cupel_rolling_solution *s, int kind)
{
    for (size_t i = 0; i < s->zone_count; i++)
        if (s->zones[i].kind == kind) return &s->zones[i];
    return NULL;
}

static void cover_the_contact(const cupel_rolling_solution *s)
{
    assert_true(s->zone_count >= 2 && s->zone_count <= CUPEL_ROLLING_ZONES);
    assert_true(s->zones[0].begin == s->position[0]);
    assert_true(s->zones[s->zone_count - 1].end == s->position[s->count - 1]);
    for (size_t i = 0; i < s->zone_count; i++) {
        assert_true(s->zones[i].end > s->zones[i].begin);
        if (i)
            assert_true(s->zones[i].begin == s->zones[i - 1].end && s->zones[i].kind != s->zones[i - 1].kind);
    }
}

/* Friction drives the strip where it lags and holds it back where it leads. */
static void agree_with_the_shear_stress(const cupel_rolling_solution *s)
{
    for (size_t i = 1, k = 0; i + 1 < s->count; i++) {
        while (s->position[i] > s->zones[k].end) k++;
        const cupel_rolling_zone *zone = &s->zones[k];
        const bool edge = s->position[i - 1] <= zone->begin || s->position[i + 1] >= zone->end;
        if (edge) continue;
        if (zone->kind == CUPEL_ROLLING_BACKWARD_SLIP) assert_true(s->shear_stress[i] > 0);
        if (zone->kind == CUPEL_ROLLING_FORWARD_SLIP) assert_true(s->shear_stress[i] < 0);
        if (zone->kind == CUPEL_ROLLING_STICKING) assert_true(fabs(s->slip[i]) < 2e-3);
    }
}

static void strip_slips_backward_then_forward(void **state)
{
    (void)state;
    cupel_rolling_workspace *workspace;
    const cupel_rolling_solution s = solve(strip(), &workspace);
    assert_int_equal(s.regime, CUPEL_ROLLING_STRIP);
    cover_the_contact(&s);
    agree_with_the_shear_stress(&s);
    assert_int_equal(s.zone_count, 2);
    assert_true(zone_of(&s, CUPEL_ROLLING_FORWARD_SLIP)->begin == s.neutral_position);
    cupel_rolling_workspace_close(workspace);
}

static void foil_sticks_between_elastic_ends(void **state)
{
    (void)state;
    cupel_rolling_workspace *workspace;
    const cupel_rolling_solution s = solve(foil(), &workspace);
    assert_int_equal(s.regime, CUPEL_ROLLING_FOIL);
    cover_the_contact(&s);
    agree_with_the_shear_stress(&s);
    const cupel_rolling_zone *sticking = zone_of(&s, CUPEL_ROLLING_STICKING);
    assert_non_null(sticking);
    assert_true(sticking->end - sticking->begin <= s.stick_length); /* slow slip beside it counts too */
    for (size_t i = 0; i < s.count; i++) /* friction turns for good at the neutral point */
        if (s.position[i] > s.neutral_position + 0.02 * s.contact_length) assert_true(s.shear_stress[i] <= 0);
    assert_true(s.neutral_position > sticking->begin);
    assert_int_equal(s.zones[0].kind, CUPEL_ROLLING_ENTRY_ELASTIC);
    assert_int_equal(s.zones[s.zone_count - 1].kind, CUPEL_ROLLING_EXIT_ELASTIC);
    /* Where the strip is elastic it is below yield: p + sigma < K, K being constant here. */
    const double yield = 2 / sqrt(3) * 420e6;
    for (size_t i = 0; i < s.count; i++) {
        const double margin = yield - s.pressure[i] - s.longitudinal_stress[i];
        const bool inside = s.position[i] < s.zones[0].end || s.position[i] > s.zones[s.zone_count - 1].begin;
        if (inside) assert_true(margin > 1e-4 * yield);
    }
    cupel_rolling_workspace_close(workspace);
}

static void elastic_roll_without_sticking_turns_at_the_neutral_point(void **state)
{
    (void)state;
    cupel_rolling_workspace *workspace;
    const cupel_rolling_solution s = solve(thin_strip(), &workspace);
    assert_int_equal(s.regime, CUPEL_ROLLING_FOIL);
    assert_true(s.stick_length < 0.1 * s.contact_length);
    cover_the_contact(&s);
    agree_with_the_shear_stress(&s);
    assert_null(zone_of(&s, CUPEL_ROLLING_STICKING));
    assert_true(fabs(zone_of(&s, CUPEL_ROLLING_FORWARD_SLIP)->begin - s.neutral_position) <
                1e-12 * s.contact_length);
    cupel_rolling_workspace_close(workspace);
}

static void failed_pass_has_no_zones(void **state)
{
    (void)state;
    cupel_rolling_workspace *workspace;
    cupel_error error;
    cupel_rolling_pass p = strip();
    cupel_rolling_solution s;
    p.friction_coefficient = 0.001;
    assert_int_equal(cupel_rolling_workspace_open(0, &workspace, &error), CUPEL_OK);
    assert_int_equal(cupel_rolling_pass_solve(&p, workspace, &s, &error), CUPEL_OK);
    assert_int_equal(s.status, CUPEL_ROLLING_SKID);
    assert_int_equal(s.zone_count, 0);
    cupel_rolling_workspace_close(workspace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strip_slips_backward_then_forward),
        cmocka_unit_test(foil_sticks_between_elastic_ends),
        cmocka_unit_test(elastic_roll_without_sticking_turns_at_the_neutral_point),
        cmocka_unit_test(failed_pass_has_no_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/body.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A bar of 4 x 1 x 1 cells of 1 m along x, k = 2, and what a test changes of it. */
typedef struct bar {
    double edges[5], k[1], zero[1];
    uint16_t material[4];
    cupel_conduction_material law;
    cupel_conduction problem;
} bar;

static void make_bar(bar *b)
{
    *b = (bar){.edges = {0, 1, 2, 3, 4}, .k = {2}, .material = {1, 1, 1, 1}};
    for (int a = 0; a < 3; a++) b->law.conductivity[a] = (cupel_law){1, b->zero, b->k};
    b->problem = (cupel_conduction){.cells = {4, 1, 1},
                                    .edges = {b->edges, b->edges, b->edges},
                                    .material = b->material,
                                    .material_count = 1,
                                    .materials = &b->law};
}

static cupk_body *body_of(bar *b)
{
    cupk_body *body = NULL;
    cupel_error error = {0};
    const cupel_status status = cupk_body_new(&b->problem, 300, 1, &body, &error);
    if (status) fail_msg("%s", error.text);
    return body;
}

static void refused(bar *b, const char *words)
{
    cupk_body *body = NULL;
    cupel_error error = {0};
    assert_int_equal(cupk_body_new(&b->problem, 300, 1, &body, &error), CUPEL_EINVAL);
    if (!strstr(error.text, words)) fail_msg("\"%s\" does not say \"%s\"", error.text, words);
}

static void conductances_have_halves_and_contact_in_series(void **state)
{
    (void)state;
    bar b;
    make_bar(&b);
    const cupel_conduction_contact contacts[] = {{.box = {{2, 0, 0}, {2, 1, 1}}, .resistance = 7},
                                                 {.box = {{2, 0, 0}, {2, 1, 1}}, .resistance = 1.5}};
    b.problem.contacts = contacts;
    b.problem.contact_count = 2;
    cupk_body *body = body_of(&b);
    double *field = cupel_stencil_array(body->system, 1);
    cupk_body_assemble(body, field, 0);
    const double *g = body->system->conductance[0];
    const size_t at = cupel_stencil_at(body->system, 0, 0, 0);
    assert_true(g[at] == 0);
    assert_true(g[at + 1] == 2);
    assert_true(fabs(g[at + 2] - 1 / (0.5 + 1.5)) < 1e-15); /* the later contact counts */
    free(field);
    cupk_body_free(body);
}

/* The residual at a field is the heat that flows in, and the audit says the same. */
static void residual_is_the_net_heat_flow(void **state)
{
    (void)state;
    bar b;
    make_bar(&b);
    const double at[] = {200, 400}, factor[] = {1, 2};
    b.problem.boundaries[CUPEL_X_MIN] = (cupel_boundary){.kind = CUPEL_BOUNDARY_CONVECTION_RADIATION,
                                                         .coefficient = 5,
                                                         .ambient = 290,
                                                         .emissivity = 0.8,
                                                         .surroundings = 280,
                                                         .coefficient_factor = {2, at, factor}};
    b.problem.boundaries[CUPEL_X_MAX] =
        (cupel_boundary){.kind = CUPEL_BOUNDARY_TEMPERATURE, .temperature = 350, .resistance = 0.1};
    b.problem.boundaries[CUPEL_Y_MIN] = (cupel_boundary){.kind = CUPEL_BOUNDARY_FLUX, .flux = 3};
    const cupel_conduction_source sources[] = {{.box = {{1, 0, 0}, {3, 1, 1}}, .power = 10},
                                               {.box = {{0, 0, 0}, {0, 1, 1}}, .power = 4},
                                               {.box = {{2, 0, 0}, {2, 1, 1}}, .power = 6}};
    b.problem.sources = sources;
    b.problem.source_count = 3;
    cupk_body *body = body_of(&b);
    double *field = cupel_stencil_array(body->system, 1), *r = cupel_stencil_array(body->system, 1);
    for (size_t i = 0; i < 4; i++) field[cupel_stencil_at(body->system, i, 0, 0)] = 10.0 * (double)(i * i);
    cupk_body_assemble(body, field, 0);
    cupel_stencil_residual(body->system, field, r, 1);
    cupk_heat_flows flows;
    cupk_body_heat_flows(body, field, 0, &flows);
    assert_true(fabs(flows.sources - 20) < 1e-12);
    assert_true(fabs(flows.sides[CUPEL_Y_MIN] - 12) < 1e-12);
    /* x_max by hand: (T_w - T)/(r + R) */
    assert_true(fabs(flows.sides[CUPEL_X_MAX] - (350 - 390) / (0.25 + 0.1)) < 1e-9);
    double total = flows.sources;
    for (int side = 0; side < CUPEL_SIDES; side++) total += flows.sides[side];
    assert_true(fabs(total - cupk_body_sum(body, r)) < 1e-9);
    /* the face balance of x_min: what comes from the cell and the source leaves by film and radiation */
    const cupk_face_state face = cupk_body_face(body, &body->faces[0], field, 0);
    const double t = 300 + face.temperature, h = 5 * (1 + (t - 200) / 200);
    const double out = h * (t - 290) + 0.8 * 5.670374419e-8 * (pow(t, 4) - pow(280, 4));
    assert_true(fabs(out - face.flux_out) < 1e-9);
    assert_true(fabs((field[body->faces[0].at] - face.temperature) / 0.25 + 4 - out) < 1e-9);
    free(field), free(r);
    cupk_body_free(body);
}

/* The slope of a face is what a small change of the cell makes of the heat that leaves. */
static void tangents_are_slopes(void **state)
{
    (void)state;
    bar b;
    make_bar(&b);
    b.problem.boundaries[CUPEL_X_MIN] =
        (cupel_boundary){.kind = CUPEL_BOUNDARY_RADIATION, .emissivity = 0.9, .surroundings = 500};
    cupk_body *body = body_of(&b);
    double *field = cupel_stencil_array(body->system, 1);
    const cupk_face *face = &body->faces[0];
    const double slope = cupk_body_face(body, face, field, 0).slope;
    field[face->at] = 1e-3;
    const double above = cupk_body_face(body, face, field, 0).flux_out;
    field[face->at] = -1e-3;
    const double below = cupk_body_face(body, face, field, 0).flux_out;
    assert_true(fabs((above - below) / 2e-3 / slope - 1) < 1e-6);
    free(field);
    cupk_body_free(body);
}

static void coolant_takes_what_the_walls_give(void **state)
{
    (void)state;
    bar b;
    make_bar(&b);
    b.problem.cells[0] = 2, b.problem.cells[1] = 2; /* cells (., 1) are a channel along x */
    b.material[2] = b.material[3] = 0;
    const cupel_coolant coolant = {.box = {{0, 1, 0}, {2, 2, 1}},
                                   .axis = 0,
                                   .heat_capacity_rate = 0.3,
                                   .coefficient = 4,
                                   .inlet_temperature = 290};
    b.problem.coolants = &coolant;
    b.problem.coolant_count = 1;
    cupk_body *body = body_of(&b);
    double *field = cupel_stencil_array(body->system, 1), *r = cupel_stencil_array(body->system, 1);
    cupk_body_assemble(body, field, 0); /* walls at 300 K */
    cupk_heat_flows flows;
    cupk_body_heat_flows(body, field, 0, &flows);
    const double u = 1 / (0.25 + 0.25); /* per cell [W/K] */
    const double outlet = 300 - 10 * exp(-2 * u / 0.3);
    assert_true(fabs(300 + body->outlet[0] - outlet) < 1e-9);
    assert_true(fabs(-flows.coolants - 0.3 * (outlet - 290)) < 1e-9);
    free(field), free(r);
    cupk_body_free(body);
}

static void islands_are_found(void **state)
{
    (void)state;
    bar b;
    make_bar(&b);
    b.material[1] = 0;
    b.problem.boundaries[CUPEL_X_MAX] =
        (cupel_boundary){.kind = CUPEL_BOUNDARY_TEMPERATURE, .temperature = 300};
    cupk_body *body = body_of(&b);
    assert_int_equal(body->island_count, 1);
    assert_int_equal(body->island[0], 1);
    assert_int_equal(body->island[2], 0);
    cupk_body_free(body);
    const double film[] = {0, 0}, at[] = {300, 400}; /* a film that is nothing at any temperature */
    b.problem.boundaries[CUPEL_X_MAX] = (cupel_boundary){.kind = CUPEL_BOUNDARY_CONVECTION,
                                                         .coefficient = 1,
                                                         .coefficient_factor = {2, at, film},
                                                         .ambient = 300};
    body = body_of(&b);
    assert_int_equal(body->island_count, 2);
    cupk_body_free(body);
}

static cupel_cell_box plane(size_t x)
{
    return (cupel_cell_box){{x, 0, 0}, {x, 1, 1}};
}

/* Which grid lines a thing may lie on, as bits of 0 to 4. */
static unsigned lines_for(const bar *b, cupel_conduction_item item)
{
    unsigned lines = 0;
    for (size_t x = 0; x <= 4; x++) {
        const cupel_patch patch = {.box = plane(x)};
        const cupel_conduction_source source = {.box = plane(x), .power = 1};
        const cupel_conduction_contact contact = {.box = plane(x)};
        cupel_conduction p = b->problem;
        p.patches = &patch, p.sources = &source, p.contacts = &contact;
        cupel_error error;
        if (!cupel_conduction_check(&p, item, 0, &error)) lines |= 1u << x;
    }
    return lines;
}

/* A bar without its second cell has outer faces on lines 0 and 4, void faces on 1 and 2, an inner one on 3.
 */
static void places_must_have_faces(void **state)
{
    (void)state;
    bar b;
    make_bar(&b);
    b.material[1] = 0;
    assert_int_equal(lines_for(&b, CUPEL_ITEM_PATCH), 1 << 0 | 1 << 1 | 1 << 2 | 1 << 4);
    assert_int_equal(lines_for(&b, CUPEL_ITEM_SOURCE), 31);
    assert_int_equal(lines_for(&b, CUPEL_ITEM_CONTACT), 1 << 3);
    const cupel_coolant coolant = {.box = {{1, 0, 0}, {2, 1, 1}}, .axis = 1, .heat_capacity_rate = 1};
    b.problem.coolants = &coolant, b.problem.coolant_count = 1;
    assert_int_equal(lines_for(&b, CUPEL_ITEM_PATCH),
                     1 << 0 | 1 << 4); /* the walls of the coolant are its own */
    b.problem.coolant_count = 0;
    b.material[2] = b.material[3] = 0;
    assert_int_equal(lines_for(&b, CUPEL_ITEM_PATCH), 1 << 0 | 1 << 1);
    assert_int_equal(lines_for(&b, CUPEL_ITEM_SOURCE), 1 << 0 | 1 << 1);
    assert_int_equal(lines_for(&b, CUPEL_ITEM_CONTACT), 0);
}

/* Round the corner of a periodic bar the last cell lies before the first. */
static void periodic_sides_have_faces_to_voids_only(void **state)
{
    (void)state;
    bar b;
    make_bar(&b);
    b.problem.boundaries[CUPEL_X_MIN].kind = b.problem.boundaries[CUPEL_X_MAX].kind = CUPEL_BOUNDARY_PERIODIC;
    assert_int_equal(lines_for(&b, CUPEL_ITEM_PATCH), 0);
    assert_int_equal(lines_for(&b, CUPEL_ITEM_SOURCE), 1 << 1 | 1 << 2 | 1 << 3);
    b.material[3] = 0;
    assert_int_equal(lines_for(&b, CUPEL_ITEM_PATCH), 1 << 0 | 1 << 3);
    cupk_body *body = body_of(&b);
    assert_int_equal(body->face_count, 2 + 3 * 4);
    cupk_body_free(body);
    b.material[0] = 0, b.material[3] = 1;
    assert_int_equal(lines_for(&b, CUPEL_ITEM_PATCH), 1 << 1 | 1 << 4);
}

/* Two pieces, one of them with a wall, and the sources that heat the other. */
static void the_source_of_a_piece_without_a_steady_state_is_named(void **state)
{
    (void)state;
    bar b;
    make_bar(&b);
    b.material[1] = 0;
    b.problem.boundaries[CUPEL_X_MAX] =
        (cupel_boundary){.kind = CUPEL_BOUNDARY_TEMPERATURE, .temperature = 300};
    const cupel_conduction_options options = {0};
    cupel_error error = {0};
    size_t source = 7;
    assert_int_equal(cupel_conduction_check_balance(&b.problem, 1, &options, &source, &error), CUPEL_OK);
    cupel_conduction_source sources[] = {{.box = {{2, 0, 0}, {3, 1, 1}}, .power = 1},
                                         {.box = {{1, 0, 0}, {1, 1, 1}}, .power = 2},
                                         {.box = {{0, 0, 0}, {0, 1, 1}}, .power = 3}};
    b.problem.sources = sources, b.problem.source_count = 3;
    assert_int_equal(cupel_conduction_check_balance(&b.problem, 1, &options, &source, &error), CUPEL_EINVAL);
    assert_int_equal(source, 1);
    assert_non_null(
        strstr(error.text, "the part of the body at (0.5, 0.5, 0.5) m exchanges heat with nothing"));
    assert_non_null(strstr(error.text, "add up to 5 W"));
    sources[2].power = -2;
    assert_int_equal(cupel_conduction_check_balance(&b.problem, 1, &options, &source, &error), CUPEL_OK);
    b.problem.source_count = 0; /* a flux alone */
    b.problem.boundaries[CUPEL_X_MIN] = (cupel_boundary){.kind = CUPEL_BOUNDARY_FLUX, .flux = 1};
    assert_int_equal(cupel_conduction_check_balance(&b.problem, 1, &options, &source, &error), CUPEL_EINVAL);
    assert_true(source == SIZE_MAX);
    b.material[1] = 1; /* all in one, and no wall */
    b.problem.source_count = 3;
    b.problem.boundaries[CUPEL_X_MAX].kind = CUPEL_BOUNDARY_ADIABATIC;
    assert_int_equal(cupel_conduction_check_balance(&b.problem, 1, &options, &source, &error), CUPEL_EINVAL);
    assert_true(source == SIZE_MAX);
    assert_non_null(strstr(error.text, "the body exchanges heat with nothing"));
}

static void wrong_problems_are_refused(void **state)
{
    (void)state;
    bar b;
    make_bar(&b);
    b.edges[2] = 1;
    refused(&b, "must rise");
    make_bar(&b);
    memset(b.material, 0, sizeof b.material);
    refused(&b, "all cells are void");
    make_bar(&b);
    b.k[0] = -1;
    refused(&b, "above 0");
    make_bar(&b);
    b.problem.boundaries[CUPEL_X_MIN].kind = CUPEL_BOUNDARY_PERIODIC;
    refused(&b, "x_max must be too");
    make_bar(&b);
    b.material[1] = 0;
    const cupel_conduction_source source = {.box = {{1, 0, 0}, {2, 1, 1}}, .power = 1};
    b.problem.sources = &source;
    b.problem.source_count = 1;
    refused(&b, "lies in void cells");
    make_bar(&b);
    const cupel_conduction_contact contact = {.box = {{0, 0, 0}, {0, 1, 1}}, .resistance = 1};
    b.problem.contacts = &contact;
    b.problem.contact_count = 1;
    refused(&b, "outer side");
    make_bar(&b);
    const cupel_coolant coolant = {
        .box = {{0, 0, 0}, {2, 1, 1}}, .heat_capacity_rate = 1, .inlet_temperature = 290};
    b.problem.coolants = &coolant;
    b.problem.coolant_count = 1;
    refused(&b, "is not void");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conductances_have_halves_and_contact_in_series),
        cmocka_unit_test(residual_is_the_net_heat_flow),
        cmocka_unit_test(tangents_are_slopes),
        cmocka_unit_test(coolant_takes_what_the_walls_give),
        cmocka_unit_test(islands_are_found),
        cmocka_unit_test(places_must_have_faces),
        cmocka_unit_test(periodic_sides_have_faces_to_voids_only),
        cmocka_unit_test(the_source_of_a_piece_without_a_steady_state_is_named),
        cmocka_unit_test(wrong_problems_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

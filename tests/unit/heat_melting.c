/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/conduction_transient.h"
#include "cupel/enthalpy.h"

/* Rods of two materials along x, the first of which freezes: solidification times, the state, contacts. */

enum { CELLS = 24 };

typedef struct rod {
    cupel_conduction problem;
    cupel_conduction_material materials[2];
    cupel_conduction_contact contact;
    double x[CELLS + 1], side[2], ten, k[2];
    uint16_t cells[CELLS];
} rod;

typedef struct metal {
    double k, rho, c, latent, solidus, liquidus;
} metal;

static const metal alloy = {150, 2600, 1000, 4e5, 830, 890};
static const metal steel = {30, 7800, 500, 0, 0, 0};

static void set_material(rod *r, int which, const metal *m)
{
    r->k[which] = m->k;
    for (int a = 0; a < 3; a++) r->materials[which].conductivity[a] = (cupel_law){1, &r->ten, &r->k[which]};
    const cupel_enthalpy_recipe recipe = {.density = m->rho,
                                          .heat_capacity = {1, &r->ten, &m->c},
                                          .latent_heat = m->latent,
                                          .solidus = m->solidus,
                                          .liquidus = m->liquidus,
                                          .reference_temperature = 300};
    cupel_error error = {0};
    if (cupel_enthalpy_new(&recipe, &r->materials[which].enthalpy, &r->materials[which].liquid_fraction,
                           &error))
        fail_msg("%s", error.text);
}

/* `first` cells of the first material, then the second. */
static void make_rod(rod *r, size_t count, size_t first, double length, const metal *a, const metal *b)
{
    memset(r, 0, sizeof *r);
    r->ten = 10;
    r->side[1] = 1;
    for (size_t i = 0; i < count; i++) r->cells[i] = i < first ? 1 : 2;
    for (size_t i = 0; i <= count; i++) r->x[i] = length * (double)i / (double)count;
    set_material(r, 0, a);
    set_material(r, 1, b);
    r->contact.box = (cupel_cell_box){{first, 0, 0}, {first, 1, 1}};
    r->problem = (cupel_conduction){.cells = {count, 1, 1},
                                    .edges = {r->x, r->side, r->side},
                                    .material = r->cells,
                                    .material_count = 2,
                                    .materials = r->materials};
}

static void release(rod *r)
{
    for (int m = 0; m < 2; m++) {
        cupel_law_free(&r->materials[m].enthalpy);
        cupel_law_free(&r->materials[m].liquid_fraction);
    }
}

static cupel_transient *begin(const rod *r, double initial, const cupel_transient_options *options)
{
    cupel_transient *t = NULL;
    cupel_error error = {0};
    if (cupel_transient_new(&r->problem, initial, options, &t, &error)) fail_msg("%s", error.text);
    return t;
}

static void step(cupel_transient *t, cupel_transient_moment *m)
{
    cupel_error error = {0};
    if (cupel_transient_step(t, m, &error)) fail_msg("%s", error.text);
    const double held = 0.04 * 3e9; /* what the cells hold at most: its last digits are the floor [J] */
    if (!(fabs(m->supplied - m->stored) <= 1e-10 * m->turned_over + 4 * DBL_EPSILON * held))
        fail_msg("%.17g J were supplied and %.17g J stored of %.17g J", m->supplied, m->stored,
                 m->turned_over);
}

static void assert_close(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.12g is not %.12g to %.2g", value, expected, relative);
}

/* One cell that loses h (T - T_a) per area has one time constant above, one within and one below the
 * freezing range: rho c L/h, and (rho c + rho latent/(T_l - T_s)) L/h between. */
static void a_lump_freezes_when_its_time_constants_say(void **state)
{
    (void)state;
    static rod r;
    make_rod(&r, 1, 1, 1e-2, &(metal){1e9, 2600, 1000, 4e5, 830, 890}, &steel);
    r.problem.boundaries[CUPEL_X_MIN] =
        (cupel_boundary){.kind = CUPEL_BOUNDARY_CONVECTION, .coefficient = 1000, .ambient = 400};
    cupel_transient *t = begin(
        &r, 950,
        &(cupel_transient_options){.end_time = 500, .relative_tolerance = 1e-6, .absolute_tolerance = 1e-4});
    const double sensible = 2600.0 * 1000 * 1e-2 / 1000, latent = 2600.0 * 4e5 / 60 * 1e-2 / 1000;
    const double superheat = sensible * log((950.0 - 400) / (890 - 400));
    const double freezing = (sensible + latent) * log((890.0 - 400) / (830 - 400));
    cupel_transient_moment m;
    double solid, local, liquid;
    do {
        step(t, &m);
        cupel_transient_solidification(t, &solid, &local);
        cupel_transient_liquid_fractions(t, &liquid);
        assert_true(fabs(liquid - m.liquid_fraction) < 1e-15);
        assert_true(isnan(solid) == (liquid > 0));
    } while (!m.done);
    assert_close(solid, superheat + freezing, 1e-4);
    assert_close(local, freezing, 1e-4);
    cupel_transient_free(t);
    release(&r);
}

/* Two bodies that only have each other end at the temperature at which their heat is shared. */
static void bodies_share_their_heat(void **state)
{
    (void)state;
    static rod r;
    make_rod(&r, 20, 10, 0.02, &steel, &steel);
    const double initial[] = {900, 300};
    cupel_transient *t =
        begin(&r, 300, &(cupel_transient_options){.end_time = 1e4, .initial_temperatures = initial});
    cupel_transient_moment m;
    do step(t, &m);
    while (!m.done);
    assert_close(m.mean, 600, 1e-11);
    assert_close(m.greatest, 600, 1e-6);
    assert_close(m.turned_over, 0.5 * 7800 * 500 * 0.02 * 300, 1e-6);
    assert_true(fabs(m.stored) < 1e-10 * m.turned_over);
    cupel_transient_free(t);
    release(&r);
}

/* Two lumps with a contact between them: their difference decays with 2/(rho c L R), and a factor over time
 * on the conductance is a factor on the exponent. */
static void a_contact_that_opens(void **state)
{
    (void)state;
    static rod r;
    make_rod(&r, 2, 1, 0.02, &(metal){1e9, 1000, 1000, 0, 0, 0}, &(metal){1e9, 1000, 1000, 0, 0, 0});
    static const double at[] = {0, 10, 10, 20}, factor[] = {1, 1, 0.1, 0.1};
    r.contact.resistance = 1e-3;
    r.contact.time_factor = (cupel_law){4, at, factor};
    r.problem.contacts = &r.contact;
    r.problem.contact_count = 1;
    const double initial[] = {401, 400}, times[] = {10, 20};
    cupel_transient *t = begin(&r, 400,
                               &(cupel_transient_options){.end_time = 20,
                                                          .relative_tolerance = 1e-6,
                                                          .absolute_tolerance = 1e-6,
                                                          .output_count = 2,
                                                          .output_times = times,
                                                          .initial_temperatures = initial});
    const double rate = 2 / (1e6 * 0.01 * 1e-3);
    cupel_transient_moment m;
    do step(t, &m);
    while (!m.output);
    assert_close(m.greatest - m.least, exp(-10 * rate), 5e-4);
    do step(t, &m);
    while (!m.done);
    assert_close(m.greatest - m.least, exp(-11 * rate), 5e-4);
    cupel_transient_free(t);
    release(&r);
}

static cupel_transient *pour(rod *r)
{
    static const double initial[] = {920, 450}, times[] = {2, 5};
    static const double at[] = {0, 3, 8}, factor[] = {1, 1, 0.3};
    make_rod(r, CELLS, CELLS / 2, 0.04, &alloy, &steel);
    r->contact.resistance = 1e-4;
    r->contact.time_factor = (cupel_law){3, at, factor};
    r->problem.contacts = &r->contact;
    r->problem.contact_count = 1;
    r->problem.boundaries[CUPEL_X_MAX] = (cupel_boundary){.kind = CUPEL_BOUNDARY_CONVECTION_RADIATION,
                                                          .coefficient = 5000,
                                                          .ambient = 300,
                                                          .surroundings = 300,
                                                          .emissivity = 0.8};
    return begin(
        r, 450,
        &(cupel_transient_options){
            .end_time = 150, .output_count = 2, .output_times = times, .initial_temperatures = initial});
}

static void finish(cupel_transient *t, cupel_transient_moment *m, double *fields)
{
    do step(t, m);
    while (!m->done);
    cupel_transient_temperatures(t, fields);
    cupel_transient_solidification(t, fields + CELLS, fields + 2 * CELLS);
}

/* From its state after any step a transient goes on to the same bits. */
static void a_state_goes_on_to_the_same_bits(void **state)
{
    (void)state;
    static rod r;
    cupel_transient *t = pour(&r);
    cupel_transient_moment whole, m;
    double expected[3 * CELLS], fields[3 * CELLS];
    finish(t, &whole, expected);
    cupel_transient_free(t);
    release(&r);
    assert_true(whole.steps > 30);
    assert_true(whole.liquid_fraction == 0);
    for (size_t stop = 0; stop < whole.steps; stop += 7) {
        static rod first, second;
        t = pour(&first);
        for (size_t n = 0; n < stop; n++) step(t, &m);
        const size_t bytes = cupel_transient_state_bytes(t);
        void *saved = malloc(bytes);
        assert_non_null(saved);
        cupel_transient_save(t, saved);
        cupel_transient_free(t);
        release(&first);
        t = pour(&second);
        cupel_error error = {0};
        if (cupel_transient_restore(t, saved, bytes, &error)) fail_msg("%s", error.text);
        assert_int_equal(cupel_transient_restore(t, saved, bytes - 1, &error), CUPEL_EINVAL);
        finish(t, &m, fields);
        free(saved);
        cupel_transient_free(t);
        release(&second);
        assert_true(m.steps == whole.steps && m.rejected == whole.rejected);
        assert_true(m.iterations == whole.iterations);
        assert_true(m.supplied == whole.supplied && m.stored == whole.stored);
        assert_true(m.turned_over == whole.turned_over && m.heat_flow == whole.heat_flow);
        assert_memory_equal(fields, expected, sizeof fields);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lump_freezes_when_its_time_constants_say),
        cmocka_unit_test(bodies_share_their_heat),
        cmocka_unit_test(a_contact_that_opens),
        cmocka_unit_test(a_state_goes_on_to_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

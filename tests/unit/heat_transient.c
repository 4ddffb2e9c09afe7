/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
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

/* Rods along x of one material, against closed forms. */

enum { MOST_CELLS = 800 };

typedef struct rod {
    cupel_conduction problem;
    cupel_conduction_material material;
    double x[MOST_CELLS + 1], side[2], k_t[2], k[2], c_t[2], c[2];
    uint16_t cells[MOST_CELLS];
} rod;

typedef struct metal {
    double k, rho, c, latent, melting, k_liquid, c_liquid;
} metal;

/* `ratio`: of the widths of neighbouring cells, from x = 0 on. */
static void make_rod(rod *r, size_t count, double length, double ratio, const metal *m)
{
    memset(r, 0, sizeof *r);
    double width = 1, sum = 0;
    for (size_t i = 0; i < count; i++, width *= ratio) {
        r->cells[i] = 1;
        r->x[i + 1] = sum += width;
    }
    for (size_t i = 0; i <= count; i++) r->x[i] *= length / sum;
    r->side[1] = 1;
    r->k[0] = m->k, r->k[1] = m->latent > 0 ? m->k_liquid : m->k;
    r->c[0] = m->c, r->c[1] = m->latent > 0 ? m->c_liquid : m->c;
    r->k_t[0] = r->c_t[0] = m->melting * (1 - 1e-12);
    r->k_t[1] = r->c_t[1] = m->melting * (1 + 1e-12);
    const bool two = m->latent > 0 && (m->k != m->k_liquid || m->c != m->c_liquid);
    for (int a = 0; a < 3; a++) r->material.conductivity[a] = (cupel_law){two ? 2 : 1, r->k_t, r->k};
    const cupel_enthalpy_recipe recipe = {.density = m->rho,
                                          .heat_capacity = {two ? 2 : 1, r->c_t, r->c},
                                          .latent_heat = m->latent,
                                          .solidus = m->melting,
                                          .liquidus = m->melting,
                                          .reference_temperature = 273};
    cupel_error error = {0};
    if (cupel_enthalpy_new(&recipe, &r->material.enthalpy, &r->material.liquid_fraction, &error))
        fail_msg("%s", error.text);
    r->problem = (cupel_conduction){.cells = {count, 1, 1},
                                    .edges = {r->x, r->side, r->side},
                                    .material = r->cells,
                                    .material_count = 1,
                                    .materials = &r->material};
}

static void release(rod *r)
{
    cupel_law_free(&r->material.enthalpy);
    cupel_law_free(&r->material.liquid_fraction);
}

static cupel_transient *begin(const rod *r, double initial, const cupel_transient_options *options)
{
    cupel_transient *t = NULL;
    cupel_error error = {0};
    if (cupel_transient_new(&r->problem, initial, options, &t, &error)) fail_msg("%s", error.text);
    return t;
}

static double rounding; /* of heat flows: eps T times the stiffest conductance */

static void go_on(cupel_transient *t, cupel_transient_moment *m)
{
    cupel_error error = {0};
    do {
        if (cupel_transient_step(t, m, &error)) fail_msg("%s", error.text);
    } while (!m->output && !m->done);
    const double size = fmax(fabs(m->supplied), fabs(m->stored));
    if (!(fabs(m->supplied - m->stored) <= 1e-10 * size + rounding))
        fail_msg("%.17g J were supplied and %.17g J stored", m->supplied, m->stored);
}

static void assert_within(double value, double expected, double absolute)
{
    if (!(fabs(value - expected) <= absolute))
        fail_msg("%.10g is not %.10g +- %.3g", value, expected, absolute);
}

static const metal aluminium = {.k = 167, .rho = 2700, .c = 896, .melting = 900};

/* Carslaw and Jaeger 1959: erfc(x/2sqrt(at)) - exp(hx/k + h^2 at/k^2) erfc(x/2sqrt(at) + h sqrt(at)/k). */
static void a_sudden_film_on_a_half_space(void **state)
{
    (void)state;
    static rod r;
    make_rod(&r, 400, 0.6, 1.01, &aluminium);
    r.problem.boundaries[CUPEL_X_MIN] =
        (cupel_boundary){.kind = CUPEL_BOUNDARY_CONVECTION, .coefficient = 2000, .ambient = 301};
    const cupel_probe probes[] = {{{0, 0.5, 0.5}}, {{5e-3, 0.5, 0.5}}, {{20e-3, 0.5, 0.5}}};
    r.problem.probe_count = 3, r.problem.probes = probes;
    const double times[] = {1, 10};
    cupel_transient *t = begin(&r, 300,
                               &(cupel_transient_options){.end_time = 10,
                                                          .relative_tolerance = 1e-5,
                                                          .absolute_tolerance = 1e-6,
                                                          .output_count = 2,
                                                          .output_times = times});
    cupel_transient_moment m;
    go_on(t, &m);
    assert_true(m.time == 1);
    assert_within(cupel_transient_probe(t, 0) - 300, 0.1030711, 1e-4);
    assert_within(cupel_transient_probe(t, 1) - 300, 0.0579410, 1e-4);
    go_on(t, &m);
    assert_within(cupel_transient_probe(t, 0) - 300, 0.2753660, 1e-4);
    assert_within(cupel_transient_probe(t, 2) - 300, 0.1337815, 1e-4);
    cupel_transient_free(t);
    release(&r);
}

/* Slab of half thickness 1 with Bi = 1, k = rho c = 1: the series of Carslaw and Jaeger. */
static void a_slab_of_biot_number_one(void **state)
{
    (void)state;
    static const double times[] = {0.02, 0.1, 0.5, 2};
    static const double centre[] = {1.0000000, 0.9931083, 0.7725264, 0.2546680};
    static const double face[] = {0.8584796, 0.7235772, 0.5045219, 0.1660906};
    static rod r;
    make_rod(&r, 200, 1, 1, &(metal){.k = 1, .rho = 1, .c = 1, .melting = 900});
    r.problem.boundaries[CUPEL_X_MAX] =
        (cupel_boundary){.kind = CUPEL_BOUNDARY_CONVECTION, .coefficient = 1, .ambient = 300};
    const cupel_probe probes[] = {{{0, 0.5, 0.5}}, {{1, 0.5, 0.5}}};
    r.problem.probe_count = 2, r.problem.probes = probes;
    cupel_transient *t = begin(&r, 301,
                               &(cupel_transient_options){.end_time = 2,
                                                          .relative_tolerance = 1e-5,
                                                          .absolute_tolerance = 1e-6,
                                                          .output_count = 4,
                                                          .output_times = times});
    for (int i = 0; i < 4; i++) {
        cupel_transient_moment m;
        go_on(t, &m);
        assert_within(cupel_transient_probe(t, 0) - 300, centre[i], 1e-4);
        assert_within(cupel_transient_probe(t, 1) - 300, face[i], 1e-4);
    }
    cupel_transient_free(t);
    release(&r);
}

static double decay(double dt, double end, double rate)
{
    static rod r;
    make_rod(&r, 1, 1, 1, &(metal){.k = 1e12, .rho = 1, .c = 1, .melting = 900});
    r.problem.boundaries[CUPEL_X_MIN] =
        (cupel_boundary){.kind = CUPEL_BOUNDARY_CONVECTION, .coefficient = rate, .ambient = 300};
    cupel_transient *t = begin(&r, 301, &(cupel_transient_options){.end_time = end, .fixed_step = dt});
    cupel_transient_moment m;
    go_on(t, &m);
    const double left = m.mean - 300;
    cupel_transient_free(t);
    release(&r);
    return left;
}

static void the_order_in_time_is_two(void **state)
{
    (void)state;
    double before = 0;
    for (int n = 16; n <= 128; n *= 2) {
        const double error = fabs(decay(1.0 / n, 1, 1) - exp(-1));
        if (before > 0) assert_within(log2(before / error), 2, 0.05);
        before = error;
    }
}

static void stiff_modes_are_damped(void **state)
{
    (void)state;
    rounding = 1e6 * 300 * 2.2e-16;
    assert_within(decay(1, 1, 1e6), 0, 1e-5);
    rounding = 0;
}

/* Stefan and Neumann: the front is where the liquid (or the solid) that has formed would reach. */
static void front(const metal *m, double length, double initial, double wall, bool freezes, double end,
                  double expected)
{
    static rod r;
    make_rod(&r, 400, length, 1, m);
    r.problem.boundaries[CUPEL_X_MIN] =
        (cupel_boundary){.kind = CUPEL_BOUNDARY_TEMPERATURE, .temperature = wall};
    cupel_transient *t = begin(&r, initial, &(cupel_transient_options){.end_time = end});
    cupel_transient_moment moment;
    go_on(t, &moment);
    const double part = freezes ? 1 - moment.liquid_fraction : moment.liquid_fraction;
    print_message("front %.8g, expected %.8g; %zu steps, %zu rejected, %zu iterations, energy %.2g\n",
                  part * length, expected, moment.steps, moment.rejected, moment.iterations,
                  moment.supplied / moment.stored - 1);
    assert_within(part * length / expected, 1, 5e-3);
    cupel_transient_free(t);
    release(&r);
}

/* Melting from T_m, Ste = c (T_w - T_m)/L: X = 2 lambda sqrt(alpha t). */
static void one_phase_fronts_of_stefan(void **state)
{
    (void)state;
    static const double stefan[] = {0.1, 0.5, 1, 2}, lambda[] = {0.2200163, 0.4647859, 0.6200626, 0.8006014};
    for (int i = 0; i < 4; i++) {
        const metal m = {
            .k = 1, .rho = 1, .c = 1, .latent = 10 / stefan[i], .melting = 300, .k_liquid = 1, .c_liquid = 1};
        front(&m, 2.0, 300, 310, false, 0.36, 2 * lambda[i] * 0.6);
    }
}

static void the_two_phase_front_of_neumann(void **state)
{
    (void)state;
    const metal water = {2.22, 1000, 2050, 333.6e3, 273.15, 0.556, 4220};
    front(&water, 0.1, 283.15, 263.15, true, 3600, 19.43428e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sudden_film_on_a_half_space), cmocka_unit_test(a_slab_of_biot_number_one),
        cmocka_unit_test(the_order_in_time_is_two),      cmocka_unit_test(stiff_modes_are_damped),
        cmocka_unit_test(one_phase_fronts_of_stefan),    cmocka_unit_test(the_two_phase_front_of_neumann),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "tensile_sampled.h"

/* No wrong figure without a doubt: laws at random, recorded as machines record them, with what goes wrong in
 * a laboratory. What is not doubted must lie within 3 u of the truth, and what gives no reason to doubt must
 * not be doubted. */

static sampled_curve curve;

/* u of a whole test: the scatter, and force and strain of class 1. */
static double whole(const sampled_figure *g, const cupel_tensile_figures *f)
{
    const double n = g->found->value, *r = f->n_range;
    const double origin =
        g->name[0] == 'n' ? n * f->slope.origin_noise * (1 / r[0] - 1 / r[1]) / log(r[1] / r[0]) : 0;
    return hypot(hypot(g->found->noise, origin), 0.0058 * g->found->value);
}

static bool good(const cupel_tensile_figure *g)
{
    return isfinite(g->value) && !(g->reasons & ~(unsigned)CUPEL_TENSILE_CUT_RANGE);
}

enum { KINDS = RAMBERG_OSGOOD + 1 };
#define ONE(kind) (1u << (kind))

#define TOPS (ONE(FLAT_TOP) | ONE(VOCE) | ONE(SWIFT))
#define ALL  (ONE(KINDS) - 1)

static const char *const kind_names[KINDS] = {"flat top",    "Voce",     "Swift",
                                              "yield point", "Hollomon", "Ramberg-Osgood"};

typedef struct scenario {
    const char *name;
    unsigned kinds;
    sampled_test test;
    const char *trusted; /* figures that at least half of the tests must give without a doubt */
} scenario;

typedef struct tally {
    size_t judged, trusted, covered, wrong;
} tally;

static void settle_rate(const sampled_law *l, sampled_test *t)
{
    const double least = l->breaks * t->frequency / 50000;
    t->rate = fmax(t->rate, least);
    if (t->fast_from > 0) t->fast_rate = fmax(t->fast_rate, least);
}

static void look(const scenario *s, const sampled_law *l, const sampled_test *t, tally sum[SAMPLED_FIGURES],
                 const char *names[SAMPLED_FIGURES])
{
    const cupel_tensile_options o = cupel_tensile_defaults();
    cupel_tensile_figures f;
    cupel_tensile_figure slope;
    cupel_error error = {0};
    sampled_figure found[SAMPLED_FIGURES];
    sampled_record(&curve, l, t);
    const cupel_tensile_curve c = sampled_view(&curve);
    if (cupel_tensile_evaluate(&c, &o, NULL, &f, &error)) fail_msg("%s: %s", s->name, error.text);
    const size_t n = sampled_figures(l, &f, &slope, found);
    for (size_t i = 0; i < n; i++) {
        const sampled_figure *g = &found[i];
        const double off = fabs(g->found->value - g->truth);
        names[i] = g->name;
        sum[i].judged++;
        if (!good(g->found)) continue;
        sum[i].trusted++;
        sum[i].covered += off <= 2 * g->found->noise;
        if (off <= 3 * whole(g, &f)) continue;
        sum[i].wrong++;
        print_message("%s, %s %zu: %s %.6g, not %.6g, u %.3g, %g Hz, noise %.3g MPa\n", s->name,
                      kind_names[l->kind], (size_t)t->seed, g->name, g->found->value, g->truth, whole(g, &f),
                      t->frequency, 1e-6 * t->stress_noise);
    }
}

static size_t run(const scenario *s, size_t seeds)
{
    static const double frequencies[] = {10, 50, 200}, noises[] = {0, 0.1e6, 0.3e6, 1.5e6};
    size_t wrong = 0;
    for (unsigned k = 0; k < KINDS; k++) {
        tally sum[SAMPLED_FIGURES] = {{0}};
        const char *names[SAMPLED_FIGURES] = {0};
        if (!(s->kinds & ONE(k))) continue;
        for (uint64_t seed = 1; seed <= seeds; seed++) {
            const sampled_law l = sampled_any((sampled_kind)k, 7 * seed + k);
            uint64_t state = 991 * seed + 31 * k + (uint64_t)s->name[0];
            sampled_test t = s->test;
            t.seed = seed;
            t.frequency = frequencies[(size_t)sampled_between(&state, 0, 3)];
            t.stress_noise = noises[(size_t)sampled_between(&state, 0, 4)];
            t.strain_noise = 8e-12 * t.stress_noise;
            if (t.clip < 0) t.clip = sampled_stress(&l, -t.clip * (l.uniform > 0 ? l.uniform : l.breaks));
            settle_rate(&l, &t);
            look(s, &l, &t, sum, names);
        }
        for (size_t i = 0; i < SAMPLED_FIGURES && names[i]; i++) {
            char word[16];
            snprintf(word, sizeof word, "%s;", names[i]);
            wrong += sum[i].wrong;
            const bool straight = k <= YIELD_POINT; /* the others are bent from the start */
            if (straight && strstr(s->trusted, word) && 2 * sum[i].trusted < sum[i].judged) {
                wrong++;
                print_message("%s, %s: %s trusted %zu of %zu times\n", s->name, kind_names[k], names[i],
                              sum[i].trusted, sum[i].judged);
            }
        }
    }
    return wrong;
}

/* Of tops of any shape, with noise, at least nine tenths lie within two standard uncertainties of the scatter
 * alone, which is no more than three times what is found. */
static void tops_are_found_within_their_uncertainty(void **state)
{
    (void)state;
    enum { SEEDS = 60 };
    const cupel_tensile_options o = cupel_tensile_defaults();
    for (unsigned k = 0; k < KINDS; k++) {
        size_t covered = 0, trusted = 0;
        double squares = 0, claimed = 0;
        if (!(TOPS & ONE(k))) continue;
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            const sampled_law l = sampled_any((sampled_kind)k, 100 + seed);
            uint64_t draw = 17 * seed + k;
            sampled_test t = {.rate = 1e-3, .frequency = sampled_between(&draw, 10, 100), .seed = seed};
            t.stress_noise = exp(sampled_between(&draw, log(0.03e6), log(2e6)));
            t.strain_noise = 2e-6;
            settle_rate(&l, &t);
            sampled_record(&curve, &l, &t);
            const cupel_tensile_curve c = sampled_view(&curve);
            cupel_tensile_figures f;
            assert_int_equal(cupel_tensile_evaluate(&c, &o, NULL, &f, NULL), CUPEL_OK);
            const double off = f.uniform.value - l.uniform;
            covered += fabs(off) <= 2 * f.uniform.noise;
            trusted += f.uniform.reasons == 0;
            squares += off * off;
            claimed += f.uniform.noise * f.uniform.noise;
        }
        if (covered < 54 || claimed > 9 * squares || trusted < SEEDS / 2)
            fail_msg("%s: %zu of %d covered, %zu trusted, claimed %.4g, found %.4g", kind_names[k], covered,
                     SEEDS, trusted, sqrt(claimed / SEEDS), sqrt(squares / SEEDS));
    }
}

static void no_figure_is_wrong_without_a_doubt(void **state)
{
    (void)state;
    static const scenario scenarios[] = {
        {"serrations of 0.3 %", ALL, {.rate = 1e-3, .serration = 0.003}, "A;"},
        {"serrations of 1.2 %", ALL, {.rate = 1e-3, .serration = 0.012}, "A;"},
        {"serrations of 4 %", ALL & ~ONE(YIELD_POINT), {.rate = 1e-3, .serration = 0.04}, ""},
        {"unloading", ALL, {.rate = 1e-3, .unload = 0.01}, "Rp0.2;Rm;A;"},
        {"early unloading", ALL, {.rate = 1e-3, .unload = 0.0025}, "Rm;"},
        {"a hold", ALL, {.rate = 1e-3, .hold = 0.012}, "Rm;"},
        {"no break", ALL, {.rate = 1e-3, .no_break = 1}, "Rp0.2;"},
        {"a break outside", TOPS, {.rate = 1e-3, .outside = 0.3}, "Rp0.2;Rm;"},
        {"digits of 1 um on 50 mm", ALL, {.rate = 1e-3, .quantum = 2e-5}, "Rm;"},
        {"digits of 10 um on 50 mm", TOPS, {.rate = 1e-3, .quantum = 2e-4}, "Rm;"},
        {"a slip of 0.2 mm in the plastic part",
         ALL,
         {.rate = 1e-3, .slip = 0.012, .slip_by = 4e-3},
         "Rp0.2;Rm;"},
        {"a slip of 20 um in the elastic part", ALL, {.rate = 1e-3, .slip = 7e-4, .slip_by = 4e-4}, "Rm;"},
        {"a slip of 20 um ahead in the elastic part",
         ALL,
         {.rate = 1e-3, .slip = 7e-4, .slip_by = -4e-4},
         "Rm;"},
        {"a slip of 10 um in the elastic part", ALL, {.rate = 1e-3, .slip = 6e-4, .slip_by = 2e-4}, "Rm;"},
        {"a slip of 30 um at yield",
         ALL & ~ONE(RAMBERG_OSGOOD),
         {.rate = 1e-3, .slip = 1.8e-3, .slip_by = -6e-4},
         "Rm;"},
        {"a force that ends", TOPS, {.rate = 1e-3, .clip = -0.3}, "Rp0.2;"},
        {"a plain test", ALL, {.rate = 1e-3}, "Rp0.2;Rm;Ag;A;ReH;ReL;"},
        {"beginning at 20 MPa", ALL, {.rate = 1e-3, .preload = 20e6}, "Rp0.2;Rm;A;"},
        {"a change of speed", ALL, {.rate = 2.5e-4, .fast_rate = 6.7e-3, .fast_from = 0.015}, "Rp0.2;Rm;A;"},
    };
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        const char *only = getenv("CUPEL_SCENARIO"); /* part of a name: that one alone, to look into it */
        if (!only || strstr(scenarios[i].name, only)) wrong += run(&scenarios[i], 6);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tops_are_found_within_their_uncertainty),
        cmocka_unit_test(no_figure_is_wrong_without_a_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

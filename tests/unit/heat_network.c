/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cupel/network.h"

/* Steady states, impedances and powers over time of networks, against closed forms. */

enum { MOST = 64 };
#define COUNT(list) (sizeof(list) / sizeof *(list))

static void assert_close(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.16g is not %.16g: %.2g apart", value, expected, fabs(value / expected - 1));
}

typedef struct answer {
    double temperature[MOST], flow[MOST], conductance[MOST], net[MOST];
    cupel_error error;
    size_t steps;
} answer;

static cupel_network_node hot(double capacity, double power)
{
    return (cupel_network_node){capacity, power, NAN};
}

static cupel_network_node held(double temperature)
{
    return (cupel_network_node){.temperature = temperature};
}

static cupel_network_link wire(size_t from, size_t to, double resistance)
{
    return (cupel_network_link){.from = from, .to = to, .conductance = 1 / resistance};
}

#define NETWORK(nodes, links)                                                                                \
    (cupel_network)                                                                                          \
    {                                                                                                        \
        COUNT(nodes), nodes, COUNT(links), links                                                             \
    }

static cupel_status steady(const cupel_network *network, answer *a)
{
    memset(a, 0, sizeof *a);
    const cupel_network_state state = {a->temperature, a->flow, a->conductance, a->net};
    return cupel_network_steady(network, &state, &a->steps, &a->error);
}

static cupel_network_modes *modes_of(const cupel_network *network)
{
    double conductance[MOST];
    for (size_t k = 0; k < network->link_count; k++) conductance[k] = network->links[k].conductance;
    cupel_network_modes *modes = NULL;
    cupel_error error = {0};
    assert_int_equal(cupel_network_modes_open(network, conductance, &modes, &error), CUPEL_OK);
    return modes;
}

/* Z(t) of a linear network, by its stages */
static double impedance(const cupel_network *network, size_t heated, size_t from, size_t to, double time)
{
    cupel_network_modes *modes = modes_of(network);
    double resistance[MOST], time_constant[MOST], z = NAN;
    cupel_foster foster = {.resistance = resistance, .time_constant = time_constant};
    cupel_error error = {0};
    assert_int_equal(cupel_network_foster(modes, heated, from, to, &foster, &error), CUPEL_OK);
    cupel_foster_impedance(&foster, 1, &time, &z);
    cupel_network_modes_close(modes);
    return z;
}

static void resistances_in_series_and_in_parallel_add_up(void **state)
{
    (void)state;
    const cupel_network_node nodes[] = {hot(0, 10), hot(0, 0), held(300)};
    const cupel_network_link links[] = {wire(0, 1, 0.5), wire(1, 2, 3), wire(1, 2, 6)};
    const cupel_network network = NETWORK(nodes, links);
    answer a;
    assert_int_equal(steady(&network, &a), CUPEL_OK);
    assert_close(a.temperature[0], 325, 1e-14);
    assert_close(a.temperature[1], 320, 1e-14);
    assert_close(a.flow[1], 20.0 / 3, 1e-13);
    assert_close(a.net[2], 10, 1e-13);
    assert_true(a.steps <= 2);
}

static void natural_convection_follows_its_power_law(void **state)
{
    (void)state;
    const double exponent = 0.25, film = 0.4, reference = 20, power = 37;
    const cupel_network_node nodes[] = {hot(0, power), held(293.15)};
    const cupel_network_link links[] = {
        {.to = 1, .conductance = film, .exponent = exponent, .reference_difference = reference}};
    const cupel_network network = NETWORK(nodes, links);
    answer a;
    assert_int_equal(steady(&network, &a), CUPEL_OK);
    const double rise = reference * pow(power / (film * reference), 1 / (1 + exponent));
    assert_close(a.temperature[0] - 293.15, rise, 1e-12);
    assert_close(a.conductance[0], power / rise, 1e-12);
}

static void radiation_goes_with_the_fourth_power(void **state)
{
    (void)state;
    const double area = 0.01, sigma = 5.670374419e-8;
    const cupel_network_node nodes[] = {hot(0, 25), held(290)};
    const cupel_network_link links[] = {{.to = 1, .radiation = area}};
    const cupel_network network = NETWORK(nodes, links);
    answer a;
    assert_int_equal(steady(&network, &a), CUPEL_OK);
    assert_close(a.temperature[0], pow(pow(290, 4) + 25 / (sigma * area), 0.25), 1e-13);
}

static void films_without_a_difference_settle(void **state)
{
    (void)state;
    const cupel_network_node nodes[] = {hot(0, 0), hot(0, 5), held(300)};
    const cupel_network_link links[] = {
        {.from = 0, .to = 1, .conductance = 1, .exponent = 0.25, .reference_difference = 10},
        {.from = 1, .to = 2, .conductance = 1, .exponent = 1.0 / 3, .reference_difference = 10}};
    const cupel_network network = NETWORK(nodes, links);
    answer a;
    assert_int_equal(steady(&network, &a), CUPEL_OK);
    assert_close(a.temperature[0], a.temperature[1], 1e-9);
    assert_close(a.net[2], 5, 1e-9);
}

/* Numbers in [0, 1) that are the same everywhere (Marsaglia's xorshift). */
static double next_number(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (double)(*seed >> 11) * 0x1p-53;
}

static cupel_network_link random_link(uint64_t *seed, size_t from, size_t to)
{
    const double kind = next_number(seed), size = next_number(seed);
    cupel_network_link link = {.from = from, .to = to, .conductance = pow(10, -2 + 4 * size)};
    if (kind > 0.65) {
        link.conductance = 0;
        link.radiation = pow(10, -3 + 2 * size);
    } else if (kind > 0.3) {
        link.exponent = kind > 0.55 ? 1 : 2 * kind - 0.6;
        link.reference_difference = 1 + 50 * next_number(seed);
    }
    return link;
}

/* Films of all exponents, radiation and conduction over four decades, in trees with rings: all of them
 * balance. */
static void random_networks_balance(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    for (int trial = 0; trial < 2000; trial++) {
        const size_t count = 3 + (size_t)(10 * next_number(&seed));
        cupel_network_node nodes[16];
        cupel_network_link links[32];
        size_t link_count = 0;
        double throughput = 0, imbalance = 0;
        for (size_t i = 0; i + 1 < count; i++) {
            nodes[i] = hot(0, next_number(&seed) < 0.5 ? 0 : pow(10, -2 + 4 * next_number(&seed)));
            const size_t to = i + 1 + (size_t)(next_number(&seed) * (double)(count - 1 - i));
            links[link_count++] = random_link(&seed, i, to);
            const size_t other = (size_t)(next_number(&seed) * (double)count);
            if (other != i && other != to) links[link_count++] = random_link(&seed, i, other);
        }
        nodes[count - 1] = held(250 + 200 * next_number(&seed));
        const cupel_network network = {count, nodes, link_count, links};
        answer a;
        if (steady(&network, &a)) fail_msg("network %d: %s", trial, a.error.text);
        for (size_t k = 0; k < link_count; k++) throughput += fabs(a.flow[k]);
        for (size_t i = 0; i + 1 < count; i++) imbalance += fabs(a.net[i]);
        assert_true(imbalance <= 1e-9 * throughput);
        assert_true(a.steps <= 120);
    }
}

static void heat_that_is_not_there_cannot_be_drawn(void **state)
{
    (void)state;
    const cupel_network_node nodes[] = {hot(0, -500), held(300)};
    const cupel_network_link links[] = {{.to = 1, .radiation = 0.01}};
    const cupel_network network = NETWORK(nodes, links);
    answer a;
    assert_int_equal(steady(&network, &a), CUPEL_EFAILED);
    assert_non_null(strstr(a.error.text, "above 0 K"));
}

static void one_capacity_warms_up_exponentially(void **state)
{
    (void)state;
    const cupel_network_node nodes[] = {hot(8, 0), held(300)};
    const cupel_network_link links[] = {wire(0, 1, 2.5)};
    const cupel_network network = NETWORK(nodes, links);
    static const double times[] = {1e-9, 0.1, 20, 400};
    for (size_t i = 0; i < COUNT(times); i++)
        assert_close(impedance(&network, 0, 0, 1, times[i]), -2.5 * expm1(-times[i] / 20), 1e-15);
}

/* Nodes with and without capacity, in rings */
static const cupel_network_node mixed_nodes[] = {{0.01, 0, NAN}, {0, 0, NAN}, {3, 0, NAN}, {0, 0, NAN},
                                                 {50, 0, NAN},   {0, 0, 300}, {0, 0, 310}};
static const cupel_network_link mixed_links[] = {
    {.from = 0, .to = 1, .conductance = 2},   {.from = 1, .to = 2, .conductance = 0.7},
    {.from = 1, .to = 3, .conductance = 0.3}, {.from = 3, .to = 4, .conductance = 5},
    {.from = 2, .to = 4, .conductance = 1},   {.from = 4, .to = 5, .conductance = 0.2},
    {.from = 3, .to = 6, .conductance = 0.1}, {.from = 0, .to = 2, .conductance = 0.05}};

static void heat_goes_as_well_one_way_as_the_other(void **state)
{
    (void)state;
    const cupel_network network = NETWORK(mixed_nodes, mixed_links);
    static const double times[] = {1e-4, 0.1, 3, 1e4};
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < i; j++)
            for (size_t k = 0; k < COUNT(times); k++)
                assert_close(impedance(&network, i, j, 5, times[k]), impedance(&network, j, i, 5, times[k]),
                             1e-12);
}

static void impedances_end_at_the_steady_resistance(void **state)
{
    (void)state;
    for (size_t heated = 0; heated < 5; heated++) {
        cupel_network_node nodes[COUNT(mixed_nodes)];
        memcpy(nodes, mixed_nodes, sizeof nodes);
        nodes[6].temperature = 300;
        nodes[heated].power = 1;
        const cupel_network network = NETWORK(nodes, mixed_links);
        answer a;
        assert_int_equal(steady(&network, &a), CUPEL_OK);
        for (size_t i = 0; i < 5; i++)
            assert_close(impedance(&network, heated, i, 5, 1e6), a.temperature[i] - 300, 1e-11);
    }
}

static void a_node_without_capacity_in_a_wire_changes_nothing(void **state)
{
    (void)state;
    const cupel_network_node plain[] = {hot(1, 0), hot(4, 0), held(300)};
    const cupel_network_link plain_links[] = {wire(0, 1, 2), wire(1, 2, 3)};
    const cupel_network_node cut[] = {hot(1, 0), hot(4, 0), held(300), hot(0, 0)};
    const cupel_network_link cut_links[] = {wire(0, 3, 0.5), wire(3, 1, 1.5), wire(1, 2, 3)};
    const cupel_network a = NETWORK(plain, plain_links), b = NETWORK(cut, cut_links);
    assert_close(impedance(&a, 0, 0, 2, 2.0), impedance(&b, 0, 0, 2, 2.0), 1e-14);
    /* its temperature lies between its neighbours' as the resistances do */
    assert_close(impedance(&b, 0, 3, 2, 2.0),
                 0.75 * impedance(&b, 0, 0, 2, 2.0) + 0.25 * impedance(&b, 0, 1, 2, 2.0), 1e-13);
}

static void heat_into_a_node_without_capacity_acts_at_once(void **state)
{
    (void)state;
    const cupel_network_node nodes[] = {hot(0, 0), hot(4, 0), held(300)};
    const cupel_network_link links[] = {wire(0, 1, 2), wire(1, 2, 3)};
    const cupel_network network = NETWORK(nodes, links);
    assert_close(impedance(&network, 0, 0, 2, 0), 2, 1e-15);
    assert_close(impedance(&network, 0, 0, 2, 6), 2 - 3 * expm1(-0.5), 1e-14);
}

static void powers_over_time_match_the_closed_form(void **state)
{
    (void)state;
    /* R = 2, C = 5: a ramp from 0 to 40 W in 10 s, a jump to 6 W */
    const cupel_network_node nodes[] = {hot(5, 0), held(300)};
    const cupel_network_link links[] = {wire(0, 1, 2)};
    const cupel_network network = NETWORK(nodes, links);
    cupel_network_modes *modes = modes_of(&network);
    const double times[] = {0, 10, 10, 30}, powers[] = {0, 0, 40, 0, 6, 0, 6, 0}, base[] = {300, 300};
    cupel_network_profile profile = {4, times, powers, CUPEL_START_UNPOWERED};
    const double at[] = {0, 0.01, 7, 10, 25};
    double temperature[10];
    cupel_error error = {0};
    assert_int_equal(cupel_network_follow(modes, &profile, base, 5, at, temperature, &error), CUPEL_OK);
    const double tau = 10, rate = 4;
#define RAMP(t) (2 * rate * ((t)-tau * -expm1(-(t) / tau)))
    assert_close(temperature[0], 300, 0);
    assert_close(temperature[2] - 300, RAMP(0.01), 1e-9); /* 4e-5 K on 300 K */
    assert_close(temperature[4] - 300, RAMP(7), 1e-13);
    assert_close(temperature[6] - 300, RAMP(10), 1e-13);
    assert_close(temperature[8] - 300, 12 + (RAMP(10) - 12) * exp(-1.5), 1e-13);
    assert_true(temperature[9] == 300);
    cupel_network_modes_close(modes);
}

static void a_cycle_comes_back_to_where_it_began(void **state)
{
    (void)state;
    const cupel_network network = NETWORK(mixed_nodes, mixed_links);
    cupel_network_modes *modes = modes_of(&network);
    const double times[] = {0, 2, 2, 5};
    double powers[4 * 7] = {0}, base[7], temperature[3 * 7];
    for (size_t i = 0; i < 7; i++) base[i] = 300;
    powers[0] = powers[7] = 30; /* into node 1, on for 2 s of 5 s */
    powers[3] = powers[10] = 8; /* and node 4                     */
    cupel_network_profile profile = {4, times, powers, CUPEL_START_PERIODIC};
    const double at[] = {0, 1, 5};
    cupel_error error = {0};
    assert_int_equal(cupel_network_follow(modes, &profile, base, 3, at, temperature, &error), CUPEL_OK);
    for (size_t i = 0; i < 7; i++) {
        const bool massless = mixed_nodes[i].capacity == 0 && isnan(mixed_nodes[i].temperature);
        if (!massless) assert_close(temperature[i], temperature[14 + i], 1e-14);
    }
    /* constant powers, started steady, stay */
    for (size_t row = 0; row < 4; row++) powers[row * 7] = 30, powers[row * 7 + 3] = 8;
    profile.start = CUPEL_START_STEADY;
    assert_int_equal(cupel_network_follow(modes, &profile, base, 3, at, temperature, &error), CUPEL_OK);
    for (size_t i = 0; i < 7; i++) assert_close(temperature[i], temperature[14 + i], 1e-14);
    assert_close(temperature[0] - 300,
                 30 * impedance(&network, 0, 0, 5, 1e7) + 8 * impedance(&network, 3, 0, 5, 1e7), 1e-12);
    cupel_network_modes_close(modes);
}

static void wrong_networks_are_refused_by_name(void **state)
{
    (void)state;
    const cupel_network_node nodes[] = {hot(1, 1), hot(1, 0), held(300)};
    const struct {
        cupel_network_link links[2];
        const char *text;
    } wrong[] = {
        {{wire(0, 2, 1), wire(1, 1, 1)}, "link 2 joins node 2 to itself"},
        {{wire(0, 1, 1), wire(0, 1, 2)}, "node 1 has no way"},
        {{wire(0, 1, 1), {.from = 1, .to = 2}}, "nor both zero"},
        {{wire(0, 1, 1), {.from = 1, .to = 5, .conductance = 1}}, "there are 3"},
        {{wire(0, 1, 1), {.from = 1, .to = 2, .conductance = 1, .exponent = 0.25}}, "reference_difference"},
        {{wire(0, 1, 1), {.from = 1, .to = 2, .conductance = 1, .exponent = -0.1}}, "exponent -0.1"},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        const cupel_network network = {3, nodes, 2, wrong[i].links};
        answer a;
        assert_int_equal(steady(&network, &a), CUPEL_EINVAL);
        if (!strstr(a.error.text, wrong[i].text)) fail_msg("'%s' lacks '%s'", a.error.text, wrong[i].text);
        assert_true(a.temperature[0] == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resistances_in_series_and_in_parallel_add_up),
        cmocka_unit_test(natural_convection_follows_its_power_law),
        cmocka_unit_test(radiation_goes_with_the_fourth_power),
        cmocka_unit_test(films_without_a_difference_settle),
        cmocka_unit_test(random_networks_balance),
        cmocka_unit_test(heat_that_is_not_there_cannot_be_drawn),
        cmocka_unit_test(one_capacity_warms_up_exponentially),
        cmocka_unit_test(heat_goes_as_well_one_way_as_the_other),
        cmocka_unit_test(impedances_end_at_the_steady_resistance),
        cmocka_unit_test(a_node_without_capacity_in_a_wire_changes_nothing),
        cmocka_unit_test(heat_into_a_node_without_capacity_acts_at_once),
        cmocka_unit_test(powers_over_time_match_the_closed_form),
        cmocka_unit_test(a_cycle_comes_back_to_where_it_began),
        cmocka_unit_test(wrong_networks_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

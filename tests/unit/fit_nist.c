/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "cupel/fit.h"

/* NIST, Statistical Reference Datasets, nonlinear regression, those of the higher level of difficulty: values
 * and standard deviations certified to eleven digits, from both starts. */

enum { MOST = 7 };

typedef struct set {
    const char *name;
    cupel_fit_model model;
    size_t parameters, values;
    double start[2][MOST], certified[MOST], deviation[MOST], sum_of_squares;
} set;

static const double kowalik_x[] = {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};
static const double kowalik_y[] = {0.1957, 0.1947, 0.1735, 0.16,   0.0844, 0.0627,
                                   0.0456, 0.0342, 0.0323, 0.0235, 0.0246};

static cupel_status mgh09(void *host, const double *b, double *r, cupel_error *error)
{
    (void)host, (void)error;
    for (int i = 0; i < 11; i++) {
        const double x = kowalik_x[i];
        r[i] = b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]) - kowalik_y[i];
    }
    return CUPEL_OK;
}

static const double thurber_x[] = {
    -3.067, -2.981, -2.921, -2.912, -2.840, -2.797, -2.702, -2.699, -2.633, -2.481, -2.363, -2.322, -1.501,
    -1.460, -1.274, -1.212, -1.100, -1.046, -0.915, -0.714, -0.566, -0.545, -0.400, -0.309, -0.109, -0.103,
    0.010,  0.119,  0.377,  0.790,  0.963,  1.006,  1.115,  1.572,  1.841,  2.047,  2.200};
static const double thurber_y[] = {
    80.574,   84.248,   87.264,   87.195,   89.076,   89.608,   89.868,   90.101,   92.405,   95.854,
    100.696,  101.060,  401.672,  390.724,  567.534,  635.316,  733.054,  759.087,  894.206,  990.785,
    1090.109, 1080.914, 1122.643, 1178.351, 1260.531, 1273.514, 1288.339, 1327.543, 1353.863, 1414.509,
    1425.208, 1421.384, 1442.962, 1464.350, 1468.705, 1447.894, 1457.628};

static cupel_status thurber(void *host, const double *b, double *r, cupel_error *error)
{
    (void)host, (void)error;
    for (int i = 0; i < 37; i++) {
        const double x = thurber_x[i];
        r[i] = (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1 + x * (b[4] + x * (b[5] + x * b[6]))) -
               thurber_y[i];
    }
    return CUPEL_OK;
}

static const double eckerle_x[] = {400,   405, 410,   415, 420,   425, 430,   435, 436.5, 438, 439.5, 441,
                                   442.5, 444, 445.5, 447, 448.5, 450, 451.5, 453, 454.5, 456, 457.5, 459,
                                   460.5, 462, 463.5, 465, 470,   475, 480,   485, 490,   495, 500};
static const double eckerle_y[] = {
    0.0001575, 0.0001699, 0.0002350, 0.0003102, 0.0004917, 0.0008710, 0.0017418, 0.0046400, 0.0065895,
    0.0097302, 0.0149002, 0.0237310, 0.0401683, 0.0712559, 0.1264458, 0.2073413, 0.2902366, 0.3445623,
    0.3698049, 0.3668534, 0.3106727, 0.2078154, 0.1164354, 0.0616764, 0.0337200, 0.0194023, 0.0117831,
    0.0074357, 0.0022732, 0.0008800, 0.0004579, 0.0002345, 0.0001586, 0.0001143, 0.0000710};

static cupel_status eckerle4(void *host, const double *b, double *r, cupel_error *error)
{
    (void)host, (void)error;
    for (int i = 0; i < 35; i++) {
        const double z = (eckerle_x[i] - b[2]) / b[1];
        r[i] = b[0] / b[1] * exp(-0.5 * z * z) - eckerle_y[i];
    }
    return CUPEL_OK;
}

static const double osborne_y[] = {0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818,
                                   0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558,
                                   0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438,
                                   0.431, 0.424, 0.420, 0.414, 0.411, 0.406};

static cupel_status mgh17(void *host, const double *b, double *r, cupel_error *error)
{
    (void)host, (void)error;
    for (int i = 0; i < 33; i++)
        r[i] = b[0] + b[1] * exp(-10 * i * b[3]) + b[2] * exp(-10 * i * b[4]) - osborne_y[i];
    return CUPEL_OK;
}

static const set sets[] = {
    {"MGH09",
     mgh09,
     4,
     11,
     {{25, 39, 41.5, 39}, {0.25, 0.39, 0.415, 0.39}},
     {1.9280693458e-1, 1.9128232873e-1, 1.2305650693e-1, 1.3606233068e-1},
     {1.1435312227e-2, 1.9633220911e-1, 8.0842031232e-2, 9.0025542308e-2},
     3.0750560385e-4},
    {"Thurber",
     thurber,
     7,
     37,
     {{1000, 1000, 400, 40, 0.7, 0.3, 0.03}, {1300, 1500, 500, 75, 1, 0.4, 0.05}},
     {1.2881396800e3, 1.4910792535e3, 5.8323836877e2, 7.5416644291e1, 9.6629502864e-1, 3.9797285797e-1,
      4.9727297349e-2},
     {4.6647963344, 3.9571156086e1, 2.8698696102e1, 5.5675370270, 3.1333340687e-2, 1.4984928198e-2,
      6.5842344623e-3},
     5.6427082397e3},
    {"Eckerle4",
     eckerle4,
     3,
     35,
     {{1, 10, 500}, {1.5, 5, 450}},
     {1.5543827178, 4.0888321754, 4.5154121844e2},
     {1.5408051163e-2, 4.6803020753e-2, 4.6800518816e-2},
     1.4635887487e-3},
    {"MGH17",
     mgh17,
     5,
     33,
     {{50, 150, -100, 1, 2}, {0.5, 1.5, -1, 0.01, 0.02}},
     {3.7541005211e-1, 1.9358469127, -1.4646871366, 1.2867534640e-2, 2.2122699662e-2},
     {2.0723153551e-3, 2.2031669222e-1, 2.2175707739e-1, 4.4861358114e-4, 8.9471996575e-4},
     5.4648946975e-5},
};

static void is_near(const set *s, const char *what, double value, double certified, double relative)
{
    if (fabs(value - certified) > relative * fabs(certified))
        fail_msg("%s: %s is %.12g, certified %.12g", s->name, what, value, certified);
}

static void certified_values_and_errors_are_reached_from_both_starts(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * sizeof sets / sizeof *sets; i++) {
        const set *s = &sets[i / 2];
        cupel_fit_parameter parameter[MOST];
        for (size_t k = 0; k < s->parameters; k++)
            parameter[k] = (cupel_fit_parameter){s->start[i % 2][k], -INFINITY, INFINITY};
        const cupel_fit_problem p = {
            .parameters = s->parameters, .parameter = parameter, .residuals = s->values, .model = s->model};
        cupel_fit fit;
        double value[MOST], error[MOST];
        assert_int_equal(cupel_fit_solve(&p, &fit, value, error, NULL, NULL, NULL, NULL, NULL), CUPEL_OK);
        if (fit.status != CUPEL_FIT_OK) fail_msg("%s, start %zu: status %d", s->name, i % 2 + 1, fit.status);
        is_near(s, "the sum of squares", fit.chi_square, s->sum_of_squares, 1e-9);
        for (size_t k = 0; k < s->parameters; k++) {
            is_near(s, "a parameter", value[k], s->certified[k], 1e-6);
            is_near(s, "a standard deviation", error[k], s->deviation[k], 1e-5);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certified_values_and_errors_are_reached_from_both_starts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

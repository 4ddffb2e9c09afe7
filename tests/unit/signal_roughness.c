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

#include "cupel/roughness.h"
#include "near.h"
#include "signal/gaussian.h"

static const double pi = 3.14159265358979323846;

/* A sine between whose samples lies `spacing`, and a reproducible noise of amplitude 1 */
static double *wave(size_t count, double spacing, double amplitude, double length)
{
    double *z = malloc(count * sizeof *z);
    assert_non_null(z);
    for (size_t i = 0; i < count; i++) z[i] = amplitude * sin(2 * pi * (double)i * spacing / length);
    return z;
}

static void add_noise(double *z, size_t count, double amplitude)
{
    uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < count; i++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        z[i] += amplitude * ((double)(state >> 11) / 4503599627370496.0 - 1);
    }
}

/* Largest value far from the ends over that of the input: what the mean line passes. Least squares on the
 * sine. */
static double passed(const double *in, const double *out, size_t count)
{
    double both = 0, square = 0;
    for (size_t i = count / 4; i < count - count / 4; i++) {
        both += in[i] * out[i];
        square += in[i] * in[i];
    }
    return both / square;
}

static void half_of_a_wave_at_the_cutoff_passes(void **state)
{
    (void)state;
    static const double wavelengths[] = {0.8e-3, 0.4e-3, 1.6e-3, 50e-6};
    const size_t count = 16000;
    const double spacing = 0.5e-6;
    double *line = malloc(count * sizeof *line);
    for (size_t i = 0; i < 4; i++) {
        double *z = wave(count, spacing, 1e-6, wavelengths[i]);
        assert_int_equal(cupel_gaussian_mean_line(z, count, spacing, 0.8e-3, line, NULL), CUPEL_OK);
        const double expected = exp2(-pow(0.8e-3 / wavelengths[i], 2)); /* another form of the transmission */
        assert_near(passed(z, line, count), expected, 1e-6);
        assert_near(cupel_gaussian_transmission(0.8e-3, wavelengths[i]), expected, 1e-12);
        free(z);
    }
    free(line);
}

static void fft_and_direct_sums_agree(void **state)
{
    (void)state;
    static const size_t counts[] = {2, 3, 17, 1000, 2003};
    for (size_t c = 0; c < 5; c++) {
        const size_t count = counts[c];
        double *z = wave(count, 1e-6, 1, 40e-6), *a = malloc(count * sizeof *a),
               *b = malloc(count * sizeof *b);
        add_noise(z, count, 0.5);
        static const double shares[] = {0.01, 0.3, 1}; /* of the length: the weights reach beyond both ends */
        for (size_t s = 0; s < 3; s++) {
            const double nesting = shares[s] * (double)count * 1e-6;
            assert_int_equal(cupel_gaussian_mean_line(z, count, 1e-6, nesting, a, NULL), CUPEL_OK);
            assert_int_equal(cupk_gaussian_mean_line_ref(z, count, 1e-6, nesting, b, NULL), CUPEL_OK);
            for (size_t i = 0; i < count; i++) assert_near(a[i], b[i], 1e-13);
        }
        free(z), free(a), free(b);
    }
}

static void a_constant_profile_is_its_own_mean_line(void **state)
{
    (void)state;
    double z[100], line[100];
    for (size_t i = 0; i < 100; i++) z[i] = 3;
    assert_int_equal(cupel_gaussian_mean_line(z, 100, 1, 30, line, NULL), CUPEL_OK);
    for (size_t i = 0; i < 100; i++) assert_near(line[i], 3, 1e-13);
}

static void form_takes_out_polynomials_and_leaves_what_is_orthogonal(void **state)
{
    (void)state;
    double z[500], left[500];
    for (size_t i = 0; i < 500; i++) {
        const double x = (double)i / 500;
        z[i] = 1e-3 + 2e-3 * x - 5e-3 * x * x * x;
    }
    assert_int_equal(cupel_remove_form(z, 500, 3, left, NULL), CUPEL_OK);
    for (size_t i = 0; i < 500; i++) assert_near(left[i], 0, 1e-17);
    assert_int_equal(cupel_remove_form(z, 500, 12, left, NULL), CUPEL_OK);
    for (size_t i = 0; i < 500; i++) assert_near(left[i], 0, 1e-17);
    assert_int_equal(cupel_remove_form(z, 500, 1, left, NULL), CUPEL_OK);
    double sum = 0, first = 0;
    for (size_t i = 0; i < 500; i++) sum += left[i], first += left[i] * (double)i;
    assert_near(sum, 0, 1e-15);
    assert_near(first, 0, 1e-13);
    assert_true(fabs(left[0]) > 1e-4);
}

static void form_of_a_map_is_of_total_degree(void **state)
{
    (void)state;
    const cupel_height_map map = {.rows = 20, .row = 30, .spacing = 1, .spacing_y = 1};
    double z[600], left[600];
    for (size_t j = 0; j < 20; j++)
        for (size_t i = 0; i < 30; i++) {
            const double x = (double)i / 30, y = (double)j / 20;
            z[j * 30 + i] = 1 + x - 2 * y + 3 * x * y + y * y;
        }
    for (int weights = CUPEL_FORM_UNIFORM; weights <= CUPEL_FORM_HANN; weights++) {
        assert_int_equal(cupel_remove_form_map(&map, z, 2, (cupel_form_weights)weights, left, NULL),
                         CUPEL_OK);
        for (size_t i = 0; i < 600; i++) assert_near(left[i], 0, 1e-13);
    }
    assert_int_equal(cupel_remove_form_map(&map, z, 1, CUPEL_FORM_UNIFORM, left, NULL), CUPEL_OK);
    double most = 0;
    for (size_t i = 0; i < 600; i++) most = fmax(most, fabs(left[i]));
    assert_true(most > 0.3); /* x y stays */
}

/* Four waves on a plane: what is left of the plane at a corner, of the amplitude. */
static void hann_weights_do_not_tilt_towards_waves(void **state)
{
    (void)state;
    const cupel_height_map map = {.rows = 32, .row = 64, .spacing = 1, .spacing_y = 1};
    double z[32 * 64], left[32 * 64];
    for (size_t j = 0; j < 32; j++)
        for (size_t i = 0; i < 64; i++)
            z[j * 64 + i] = sin(2 * pi * ((double)i + 0.5) / 16) + 0.1 * (double)i - 0.3 * (double)j;
    for (int weights = CUPEL_FORM_UNIFORM; weights <= CUPEL_FORM_HANN; weights++) {
        assert_int_equal(cupel_remove_form_map(&map, z, 1, (cupel_form_weights)weights, left, NULL),
                         CUPEL_OK);
        const double tilt = fabs(left[0] - sin(pi / 16));
        assert_true(weights == CUPEL_FORM_HANN ? tilt < 0.05 : tilt > 0.2);
    }
}

static void sine_has_its_exact_parameters(void **state)
{
    (void)state;
    const size_t count = 8000; /* 4 mm; 80 waves */
    double *z = wave(count, 0.5e-6, 1e-6, 50e-6), sections[20];
    cupel_roughness r;
    const cupel_roughness_rules rules = {5, 0.1, 0.01};
    assert_int_equal(cupel_roughness_profile(z, count, 0.5e-6, &rules, &r, sections, NULL), CUPEL_OK);
    assert_relative(r.ra, 2e-6 / pi, 1e-3);
    assert_relative(r.rq, 1e-6 / sqrt(2), 1e-6);
    assert_near(r.rsk, 0, 1e-9);
    assert_relative(r.rku, 1.5, 1e-6);
    assert_relative(r.rz, 2e-6, 1e-3);
    assert_relative(r.rp, 1e-6, 1e-3);
    assert_relative(r.rt, 2e-6, 1e-3);
    assert_relative(r.rsm, 50e-6, 1e-6);
    assert_near(r.width_scatter, 0, 1e-10);
    for (size_t s = 0; s < 5; s++) assert_relative(sections[4 * s], 2e-6 / pi, 1e-3);
    free(z);
}

static void small_hills_do_not_count_as_elements(void **state)
{
    (void)state;
    const size_t count = 8000;
    double *z = wave(count, 0.5e-6, 1e-6, 100e-6);
    for (size_t i = 0; i < count; i++)
        z[i] += 0.08e-6 * sin(2 * pi * (double)i / 7.3); /* crosses zero often */
    cupel_roughness r;
    const cupel_roughness_rules rules = {5, 0.1, 0.01}, none = {5, 0, 0};
    assert_int_equal(cupel_roughness_profile(z, count, 0.5e-6, &rules, &r, NULL, NULL), CUPEL_OK);
    assert_relative(r.rsm, 100e-6, 1e-2);
    assert_int_equal(cupel_roughness_profile(z, count, 0.5e-6, &none, &r, NULL, NULL), CUPEL_OK);
    assert_true(r.rsm < 90e-6);
    free(z);
}

static void spikes_that_are_too_short_do_not_count(void **state)
{
    (void)state;
    const size_t count = 8000;
    double *z = wave(count, 0.5e-6, 1e-6, 200e-6);
    for (size_t i = 100; i < count; i += 400) z[i] = z[i + 1] = -0.9e-6; /* 1 um wide, on the hills */
    cupel_roughness r;
    const cupel_roughness_rules rules = {5, 0.1, 0.01};
    assert_int_equal(cupel_roughness_profile(z, count, 0.5e-6, &rules, &r, NULL, NULL), CUPEL_OK);
    assert_relative(r.rsm, 200e-6, 1e-2);
    free(z);
}

static void flat_profile_has_no_shape(void **state)
{
    (void)state;
    double z[100] = {0};
    cupel_roughness r;
    const cupel_roughness_rules rules = {5, 0.1, 0.01};
    assert_int_equal(cupel_roughness_profile(z, 100, 1, &rules, &r, NULL, NULL), CUPEL_OK);
    assert_true(r.ra == 0 && r.rz == 0 && isnan(r.rsk) && isnan(r.rku) && isnan(r.rsm) && r.elements == 0);
}

/* Complete elliptic integral of the second kind by the arithmetic-geometric mean. */
static double elliptic_e(double m)
{
    double a = 1, b = sqrt(1 - m), c = sqrt(m), sum = 0.5 * c * c, power = 1;
    while (fabs(c) > 1e-16) {
        const double next = 0.5 * (a + b);
        c = 0.5 * (a - b);
        b = sqrt(a * b);
        a = next;
        sum += power * c * c;
        power *= 2;
    }
    return pi / (2 * a) * (1 - sum);
}

static void ridges_have_the_developed_area_of_the_elliptic_integral(void **state)
{
    (void)state;
    assert_near(elliptic_e(0.5), 1.3506438810476755, 1e-12); /* Abramowitz and Stegun, table 17.1 */
    /* 4000 samples are 100 waves of 40; slopes of 0.1, 1 and 3 */
    static const double gradients[] = {0.1, 1, 3};
    const cupel_height_map map = {.rows = 9, .row = 4000, .spacing = 1e-6, .spacing_y = 2e-6};
    double *z = malloc(map.rows * map.row * sizeof *z);
    for (size_t g = 0; g < 3; g++) {
        const double amplitude = gradients[g] * 40e-6 / (2 * pi), g2 = gradients[g] * gradients[g];
        for (size_t j = 0; j < map.rows; j++)
            for (size_t i = 0; i < map.row; i++)
                z[j * map.row + i] = amplitude * sin(2 * pi * ((double)i + 0.3) / 40);
        cupel_areal_roughness r;
        assert_int_equal(cupel_roughness_map(&map, z, 2, &r, NULL), CUPEL_OK);
        const double expected = 2 / pi * sqrt(1 + g2) * elliptic_e(g2 / (1 + g2)) - 1;
        assert_relative(r.sdr, expected, 1e-5);
        assert_relative(r.sdq, gradients[g] / sqrt(2), 1e-5);
        assert_relative(r.sa, 2 * amplitude / pi, 2e-3);
        assert_relative(r.sq, amplitude / sqrt(2), 2e-3);
        assert_relative(r.sz, 2 * amplitude, 4e-3);
    }
    free(z);
}

static void surface_filter_is_separable_and_the_same_for_all_threads(void **state)
{
    (void)state;
    const cupel_height_map map = {.rows = 301, .row = 402, .spacing = 1e-6, .spacing_y = 1.5e-6};
    const size_t count = map.rows * map.row;
    double *z = malloc(count * sizeof *z), *one = malloc(count * sizeof *one),
           *four = malloc(count * sizeof *four);
    for (size_t j = 0; j < map.rows; j++)
        for (size_t i = 0; i < map.row; i++)
            z[j * map.row + i] =
                sin(2 * pi * (double)i * 1e-6 / 50e-6) * cos(2 * pi * (double)j * 1.5e-6 / 90e-6);
    assert_int_equal(cupel_gaussian_mean_surface(&map, z, 60e-6, 1, one, NULL), CUPEL_OK);
    assert_int_equal(cupel_gaussian_mean_surface(&map, z, 60e-6, 4, four, NULL), CUPEL_OK);
    assert_memory_equal(one, four, count * sizeof *one);
    const double expected = exp2(-pow(60. / 50, 2)) * exp2(-pow(60. / 90, 2));
    const size_t middle = map.rows / 2 * map.row + map.row / 2;
    for (size_t k = 0; k < 40; k++) assert_near(one[middle + k], expected * z[middle + k], 1e-6);
    cupel_areal_roughness a, b;
    assert_int_equal(cupel_roughness_map(&map, z, 1, &a, NULL), CUPEL_OK);
    assert_int_equal(cupel_roughness_map(&map, z, 3, &b, NULL), CUPEL_OK);
    assert_memory_equal(&a, &b, sizeof a);
    free(z), free(one), free(four);
}

static void wrong_input_is_named(void **state)
{
    (void)state;
    double z[10] = {0}, out[10] = {-1};
    cupel_error error = {0};
    assert_int_equal(cupel_gaussian_mean_line(z, 10, 1e-6, 20e-6, out, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "nesting index 2e-05 m"));
    assert_true(out[0] == -1);
    assert_int_equal(cupel_gaussian_mean_line(z, 10, NAN, 1e-6, out, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_gaussian_mean_line(z, 1, 1, 1, out, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_remove_form(z, 10, 13, out, &error), CUPEL_EINVAL);
    assert_int_equal(cupel_remove_form(z, 3, 3, out, &error), CUPEL_EINVAL);
    const cupel_roughness_rules rules = {6, 0.1, 0.01};
    cupel_roughness r;
    assert_int_equal(cupel_roughness_profile(z, 10, 1, &rules, &r, NULL, &error), CUPEL_EINVAL);
    assert_non_null(strstr(error.text, "too few for 6 sections"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_of_a_wave_at_the_cutoff_passes),
        cmocka_unit_test(fft_and_direct_sums_agree),
        cmocka_unit_test(a_constant_profile_is_its_own_mean_line),
        cmocka_unit_test(form_takes_out_polynomials_and_leaves_what_is_orthogonal),
        cmocka_unit_test(form_of_a_map_is_of_total_degree),
        cmocka_unit_test(hann_weights_do_not_tilt_towards_waves),
        cmocka_unit_test(sine_has_its_exact_parameters),
        cmocka_unit_test(small_hills_do_not_count_as_elements),
        cmocka_unit_test(spikes_that_are_too_short_do_not_count),
        cmocka_unit_test(flat_profile_has_no_shape),
        cmocka_unit_test(ridges_have_the_developed_area_of_the_elliptic_integral),
        cmocka_unit_test(surface_filter_is_separable_and_the_same_for_all_threads),
        cmocka_unit_test(wrong_input_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

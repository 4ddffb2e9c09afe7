/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTS_TENSILE_CURVES_H
#define CUPEL_TESTS_TENSILE_CURVES_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "cupel/tensile.h"

/* Synthetic tensile curves whose figures are known, as the stress is given over the plastic strain. */

enum { CURVE_MOST = 8192 };

typedef struct synthetic_curve {
    size_t count;
    double strain[CURVE_MOST], stress[CURVE_MOST], time[CURVE_MOST], width[CURVE_MOST], travel[CURVE_MOST];
    unsigned char mask[CURVE_MOST];
    uint64_t state; /* of its random numbers */
} synthetic_curve;

static inline double synthetic_uniform(synthetic_curve *c)
{
    c->state = c->state * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX generator */
    return ((double)(c->state >> 11) + 0.5) * 0x1p-53;
}

static inline double synthetic_normal(synthetic_curve *c)
{
    const double radius = sqrt(-2 * log(synthetic_uniform(c)));
    return radius * cos(6.283185307179586 * synthetic_uniform(c));
}

static inline void synthetic_add(synthetic_curve *c, double strain, double stress)
{
    c->strain[c->count] = strain;
    c->stress[c->count] = stress;
    c->time[c->count] = 0.02 * (double)c->count;
    c->travel[c->count] = 0.001 * (double)c->count;
    c->count++;
}

/* R(p) = R0 + Q (1 - exp(-b p)) - C p^2 over the plastic strain p up to pf, where it breaks. */
typedef struct voce_law {
    double modulus, start, rise, rate, fall, fracture;
} voce_law;

static const voce_law copper_law = {125e9, 200e6, 150e6, 25, 400e6, 0.25};

static inline double voce_stress(const voce_law *v, double p)
{
    return v->start + v->rise * (1 - exp(-v->rate * p)) - v->fall * p * p;
}

/* Plastic strain of the highest stress: Ag. */
static inline double voce_uniform(const voce_law *v)
{
    double p = 0.1;
    for (int i = 0; i < 100; i++) {
        const double x = v->rise * v->rate * exp(-v->rate * p);
        p -= (x - 2 * v->fall * p) / (-v->rate * x - 2 * v->fall);
    }
    return p;
}

static inline void synthetic_voce(synthetic_curve *c, const voce_law *v, size_t elastic, size_t plastic)
{
    c->count = 0;
    for (size_t i = 0; i < elastic; i++) {
        const double stress = v->start * (double)i / (double)elastic;
        synthetic_add(c, stress / v->modulus, stress);
    }
    for (size_t i = 0; i < plastic; i++) {
        const double p = v->fracture * (double)i / (double)(plastic - 1), stress = voce_stress(v, p);
        synthetic_add(c, stress / v->modulus + p, stress);
    }
}

static inline void synthetic_ramberg_osgood(synthetic_curve *c, double modulus, double proof, double n,
                                            double top, size_t count)
{
    c->count = 0;
    for (size_t i = 0; i < count; i++) {
        const double stress = top * (double)i / (double)(count - 1);
        synthetic_add(c, stress / modulus + 0.002 * pow(stress / proof, n), stress);
    }
}

/* Straight to ReH, down to a plateau at ReL of a length after ReH, then hardening from the plateau on. */
typedef struct yield_law {
    double modulus, upper, lower, plateau, rise, rate, fall, after;
} yield_law;

static const yield_law steel_law = {205e9, 300e6, 280e6, 0.018, 140e6, 18, 900e6, 0.2};

static inline void synthetic_yield_point(synthetic_curve *c, const yield_law *y)
{
    c->count = 0;
    for (int i = 0; i < 400; i++) synthetic_add(c, y->upper * i / 399 / y->modulus, y->upper * i / 399);
    const double upper = y->upper / y->modulus, drop = 2e-4;
    for (int i = 1; i <= 10; i++)
        synthetic_add(c, upper + drop * i / 10, y->upper + (y->lower - y->upper) * i / 10);
    for (int i = 1; i <= 600; i++) synthetic_add(c, upper + drop + (y->plateau - drop) * i / 600, y->lower);
    for (int i = 1; i <= 3000; i++) {
        const double q = y->after * i / 3000;
        synthetic_add(c, upper + y->plateau + q,
                      y->lower + y->rise * (1 - exp(-y->rate * q)) - y->fall * q * q);
    }
}

/* sigma = K p^n over the true plastic strain p from 0 to `last`, as engineering stress and strain. */
static inline void synthetic_hollomon(synthetic_curve *c, double modulus, double strength, double n,
                                      double last)
{
    c->count = 0;
    const double first = 1e-7, start = strength * pow(first, n);
    for (int i = 0; i < 200; i++) {
        const double true_stress = start * i / 200, e = expm1(true_stress / modulus);
        synthetic_add(c, e, true_stress / (1 + e));
    }
    for (int i = 0; i < 3000; i++) {
        const double p = first + (last - first) * pow(i / 2999.0, 2), true_stress = strength * pow(p, n);
        const double strain = p + true_stress / modulus;
        synthetic_add(c, expm1(strain), true_stress / exp(strain));
    }
}

/* It breaks: the force is gone. */
static inline void synthetic_break(synthetic_curve *c)
{
    const double e = c->strain[c->count - 1];
    for (int i = 0; i < 20; i++) synthetic_add(c, e, 0);
}

static inline void synthetic_noise(synthetic_curve *c, uint64_t seed, double stress, double strain)
{
    c->state = seed * 0x9e3779b97f4a7c15u + 1;
    for (int i = 0; i < 8; i++) synthetic_uniform(c);
    for (size_t i = 0; i < c->count; i++) {
        c->stress[i] += stress * synthetic_normal(c);
        c->strain[i] += strain * synthetic_normal(c);
    }
}

static inline void synthetic_shift(synthetic_curve *c, double strain)
{
    for (size_t i = 0; i < c->count; i++) c->strain[i] += strain;
}

/* Room for `count` samples at the head, which the caller fills. */
static inline void synthetic_push(synthetic_curve *c, size_t count)
{
    for (size_t i = c->count; i-- > 0;) {
        c->strain[i + count] = c->strain[i];
        c->stress[i + count] = c->stress[i];
    }
    for (size_t i = 0; i < count; i++) {
        c->time[c->count + i] = 0.02 * (double)(c->count + i);
        c->travel[c->count + i] = 0.001 * (double)(c->count + i);
    }
    c->count += count;
}

static inline cupel_tensile_curve synthetic_view(const synthetic_curve *c)
{
    return (cupel_tensile_curve){.count = c->count, .strain = c->strain, .stress = c->stress};
}

#endif

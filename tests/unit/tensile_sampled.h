/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTS_TENSILE_SAMPLED_H
#define CUPEL_TESTS_TENSILE_SAMPLED_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "cupel/tensile.h"

/* Tensile tests as a machine records them: a law of known figures, driven at a strain rate, sampled in time,
 * with what goes wrong in a laboratory. Stress is given over the plastic strain p, so e = p + R(p)/E. */

enum { SAMPLED_MOST = 1 << 16 };

typedef enum sampled_kind { FLAT_TOP, VOCE, SWIFT, YIELD_POINT, HOLLOMON, RAMBERG_OSGOOD } sampled_kind;

typedef struct sampled_law {
    sampled_kind kind;
    double modulus, start, strength, uniform, power, breaks, neck;
    double lower, plateau;        /* of a yield point */
    double coefficient, exponent; /* of a power law; `strength` is Ramberg and Osgood's Rp0.2 */
    double top;                   /* of Swift's law */
} sampled_law;

/* What a machine, an extensometer and a tester do to it. Zero: nothing. Strains are of the specimen. */
typedef struct sampled_test {
    double rate, fast_rate, fast_from; /* [1/s], and the strain from which it is the other */
    double frequency;                  /* [Hz] */
    double stress_noise, strain_noise;
    double serration, preload, offset, clip;     /* share; [Pa] */
    double unload, hold, slip, slip_by, outside; /* strains at which; `outside`: a share of the neck */
    double quantum;                              /* of the strain */
    int no_break;
    uint64_t seed;
} sampled_test;

typedef struct sampled_curve {
    size_t count;
    double strain[SAMPLED_MOST], stress[SAMPLED_MOST], time[SAMPLED_MOST];
    uint64_t state;
} sampled_curve;

static inline double sampled_uniform(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return ((double)(z >> 11) + 0.5) * 0x1p-53;
}

static inline double sampled_between(uint64_t *state, double lo, double hi)
{
    return lo + (hi - lo) * sampled_uniform(state);
}

static inline double sampled_normal(uint64_t *state)
{
    const double radius = sqrt(-2 * log(sampled_uniform(state)));
    return radius * cos(6.283185307179586 * sampled_uniform(state));
}

static inline double sampled_swift(const sampled_law *l, double p)
{
    return l->coefficient * pow(l->start / l->modulus + log1p(p), l->exponent) / (1 + p);
}

/* True stress K q^n over the true plastic strain q, as engineering stress over engineering plastic strain. */
static inline double sampled_hollomon(const sampled_law *l, double p)
{
    double q = log1p(p);
    for (int i = 0; i < 30; i++) {
        const double s = l->coefficient * pow(q, l->exponent), stretch = exp(q + s / l->modulus);
        const double step = (p - (stretch - 1 - s / stretch / l->modulus)) / (1 + p);
        q += step;
        if (!(q > 0)) q = 1e-12;
        if (fabs(step) < 1e-13) break;
    }
    const double s = l->coefficient * pow(q, l->exponent);
    return s / exp(q + s / l->modulus);
}

static inline double sampled_stress(const sampled_law *l, double p)
{
    switch (l->kind) {
    case FLAT_TOP: /* behind the top it necks: a parabola of its own */
        return p < l->uniform ? l->strength - (l->strength - l->start) * pow(1 - p / l->uniform, l->power)
                              : l->strength * (1 - l->neck * (p - l->uniform) * (p - l->uniform));
    case VOCE: /* `power`: rate; `neck`: fall; strength: rise */
        return l->start + l->strength * (1 - exp(-l->power * p)) - l->neck * p * p;
    case SWIFT: { /* by Considere's construction, and a neck that falls `neck` times as fast */
        const double s = sampled_swift(l, p);
        return p < l->uniform ? s : l->top - l->neck * (l->top - s);
    }
    case YIELD_POINT: {
        const double drop = 0.0005, x = (l->uniform - p) / (l->uniform - l->plateau);
        if (p < drop) return l->start + (l->lower - l->start) * p / drop;
        if (p < l->plateau) return l->lower;
        if (p < l->uniform) return l->strength - (l->strength - l->lower) * x * x;
        return l->strength * (1 - l->neck * (p - l->uniform) * (p - l->uniform));
    }
    case HOLLOMON:
        return sampled_hollomon(l, p);
    case RAMBERG_OSGOOD:
        return l->strength * pow(p / 0.002, 1 / l->power);
    }
    return 0;
}

/* Stress at a total strain; *p is the plastic strain, from that of a smaller total strain on. */
static inline double sampled_at(const sampled_law *l, double e, double *p)
{
    const bool straight = l->kind != HOLLOMON && l->kind != RAMBERG_OSGOOD;
    if (straight && e <= sampled_stress(l, 0) / l->modulus) return e * l->modulus;
    if (l->kind == RAMBERG_OSGOOD) { /* its plastic strains get too small for this: by the stress */
        double least = 0, most = e * l->modulus;
        while (most - least > 1) {
            const double s = 0.5 * (least + most);
            if (s / l->modulus + 0.002 * pow(s / l->strength, l->power) < e)
                least = s;
            else
                most = s;
        }
        return least;
    }
    double lo = *p, hi = e;
    for (double reach = 1e-5; *p + reach < e; reach *= 4) {
        if (*p + reach + sampled_stress(l, *p + reach) / l->modulus < e) continue;
        hi = *p + reach;
        break;
    }
    while (hi - lo > 1e-10) {
        const double middle = 0.5 * (lo + hi);
        if (middle + sampled_stress(l, middle) / l->modulus < e)
            lo = middle;
        else
            hi = middle;
    }
    *p = lo;
    return sampled_stress(l, 0.5 * (lo + hi));
}

static inline void sampled_add(sampled_curve *c, double t, double e, double s)
{
    if (c->count == SAMPLED_MOST) return;
    c->time[c->count] = t;
    c->strain[c->count] = e;
    c->stress[c->count++] = s;
}

/* The specimen's own strain and stress over time. */
static inline void sampled_drive(sampled_curve *c, const sampled_law *l, const sampled_test *t)
{
    const double last = l->breaks + sampled_stress(l, l->breaks) / l->modulus, tick = 1 / t->frequency;
    double time = 0, p = 0, unload = t->unload, hold = t->hold;
    c->count = 0;
    for (double e = 0; e < last; time += tick) {
        const double s = sampled_at(l, e, &p);
        sampled_add(c, time, e, s);
        if (unload > 0 && e > unload) {
            unload = 0;
            const int n = (int)(0.8 * s / l->modulus / t->rate * t->frequency);
            for (int k = 1; k < 2 * n; k++) {
                const double share = 0.8 * (k < n ? k : 2 * n - k) / n;
                sampled_add(c, time += tick, e - share * s / l->modulus, s * (1 - share));
            }
        }
        if (hold > 0 && e > hold) {
            hold = 0;
            for (int k = 1; k < 10 * t->frequency; k++)
                sampled_add(c, time += tick, e, s * (1 - 0.04 * (1 - exp(-k / t->frequency))));
        }
        e += (t->fast_from > 0 && e > t->fast_from ? t->fast_rate : t->rate) * tick;
    }
}

static inline void sampled_record(sampled_curve *c, const sampled_law *l, const sampled_test *t)
{
    sampled_drive(c, l, t);
    uint64_t state = t->seed * 0x9e3779b97f4a7c15u + 77;
    const double away = l->uniform + t->outside * (l->breaks - l->uniform);
    const double outside = t->outside > 0 ? away + sampled_stress(l, away) / l->modulus : 0;
    size_t kept = 0;
    for (size_t i = 0; i < c->count; i++) {
        double e = c->strain[i], s = c->stress[i];
        if (t->serration > 0 && e > 0.01) s *= 1 - t->serration * fmod(400 * e, 1);
        s += t->offset + t->stress_noise * sampled_normal(&state);
        if (t->clip > 0 && s > t->clip) s = t->clip;
        if (s < t->preload && c->strain[i] < 0.01) continue;
        if (outside > 0 && e > outside) e = outside - (e - outside) * 0.02;
        if (t->slip > 0 && c->strain[i] > t->slip) e -= t->slip_by;
        e += t->strain_noise * sampled_normal(&state);
        if (t->quantum > 0) e = t->quantum * round(e / t->quantum);
        c->time[kept] = c->time[i];
        c->strain[kept] = e;
        c->stress[kept++] = s;
    }
    c->count = kept;
    const double time = c->time[kept - 1], e = c->strain[kept - 1], s = c->stress[kept - 1];
    for (int k = 1; !t->no_break && k < 8; k++)
        sampled_add(c, time + k / t->frequency, e + 2e-5 * k, 0.01 * s * pow(0.5, k));
}

static inline cupel_tensile_curve sampled_view(const sampled_curve *c)
{
    return (cupel_tensile_curve){
        .count = c->count, .strain = c->strain, .stress = c->stress, .time = c->time};
}

/* ---- truths ---- */

typedef struct sampled_figure {
    const char *name;
    double truth;
    const cupel_tensile_figure *found;
} sampled_figure;

enum { SAMPLED_FIGURES = 11 };

static inline size_t sampled_figures(const sampled_law *l, const cupel_tensile_figures *f,
                                     cupel_tensile_figure *slope, sampled_figure out[SAMPLED_FIGURES])
{
    const sampled_kind k = l->kind;
    const bool rounded = k == HOLLOMON || k == RAMBERG_OSGOOD, tops = !rounded;
    const double top = tops ? sampled_stress(l, l->uniform) : NAN;
    size_t n = 0;
    *slope = (cupel_tensile_figure){f->slope.value, NAN, f->slope.noise, f->slope.reasons};
    out[n++] = (sampled_figure){"E", l->modulus, slope};
    if (k != YIELD_POINT) out[n++] = (sampled_figure){"Rp0.2", sampled_stress(l, 0.002), &f->proof_0_2};
    if (k == YIELD_POINT) {
        out[n++] = (sampled_figure){"ReH", l->start, &f->upper_yield};
        out[n++] = (sampled_figure){"ReL", l->lower, &f->lower_yield};
        out[n++] = (sampled_figure){"Ae", l->plateau, &f->yield_extension};
    }
    if (tops) {
        out[n++] = (sampled_figure){"Rm", top, &f->tensile_strength};
        out[n++] = (sampled_figure){"Ag", l->uniform, &f->uniform};
        out[n++] = (sampled_figure){"Agt", l->uniform + top / l->modulus, &f->total_uniform};
    }
    out[n++] = (sampled_figure){"A", l->breaks, &f->elongation};
    if (k == HOLLOMON) {
        out[n++] = (sampled_figure){"n", l->exponent, &f->exponent};
        out[n++] = (sampled_figure){"K", l->coefficient, &f->coefficient};
    }
    return n;
}

/* ---- laws at random ---- */

static inline void sampled_finish(sampled_law *l)
{
    if (l->kind == VOCE) {
        double p = 0.1;
        for (int i = 0; i < 200; i++) {
            const double x = l->strength * l->power * exp(-l->power * p);
            p -= (x - 2 * l->neck * p) / (-l->power * x - 2 * l->neck);
        }
        l->uniform = p;
        l->breaks = p * 1.6;
    } else if (l->kind == SWIFT) {
        l->uniform = expm1(l->exponent - l->start / l->modulus);
        l->top = sampled_swift(l, l->uniform);
    }
}

static inline sampled_law sampled_any(sampled_kind kind, uint64_t seed)
{
    static const double moduli[] = {45e9, 70e9, 118e9, 130e9, 205e9};
    uint64_t s = seed * 0x2545f4914f6cdd1du + 5;
    sampled_law l = {.kind = kind, .modulus = moduli[(int)sampled_between(&s, 0, 5)]};
    l.start = sampled_between(&s, 60e6, 300e6);
    l.strength = l.start * sampled_between(&s, 1.15, 2.5);
    l.uniform = sampled_between(&s, 0.02, 0.25);
    l.power = sampled_between(&s, 2, 6);
    l.neck = sampled_between(&s, 1, 6) * 0.02 / (l.uniform * l.uniform);
    l.breaks = l.uniform * sampled_between(&s, 1.2, 1.8);
    if (kind == VOCE) {
        l.strength -= l.start;
        l.power = sampled_between(&s, 10, 60);
        l.neck = sampled_between(&s, 0.5, 8) * l.strength;
    } else if (kind == SWIFT) {
        l.exponent = sampled_between(&s, 0.06, 0.4);
        l.coefficient = l.start / pow(l.start / l.modulus, l.exponent);
        l.neck = sampled_between(&s, 1, 12);
        l.breaks = l.exponent * sampled_between(&s, 1.2, 1.5);
    } else if (kind == YIELD_POINT) {
        l.modulus = 205e9;
        l.plateau = sampled_between(&s, 0.01, 0.03);
        l.lower = l.start * sampled_between(&s, 0.85, 0.96);
        l.uniform = sampled_between(&s, 0.1, 0.25);
        l.neck = 8;
        l.breaks = l.uniform * 1.3;
    } else if (kind == HOLLOMON) {
        l.exponent = sampled_between(&s, 0.05, 0.5);
        l.coefficient = sampled_between(&s, 200e6, 900e6);
        l.breaks = 0.6 * l.exponent;
    } else if (kind == RAMBERG_OSGOOD) {
        l.power = sampled_between(&s, 3, 30);
        l.strength = sampled_between(&s, 30e6, 400e6);
        l.breaks = 0.02;
    }
    sampled_finish(&l);
    return l;
}

#endif

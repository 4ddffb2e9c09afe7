/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/tensile.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* Monte Carlo over the inputs of a tensile test and the scatter of its samples (block bootstrap, Kuensch
 * 1989). */

/* Residuals from a parabola lack what varies more slowly than it is wide, so it is wide against the blocks,
 * and the residuals are made larger by what a block has lost. Samples in a block keep how neighbours scatter
 * alike. */
enum { BLOCK = 5, HALF = 30 };

size_t cupel_tensile_drawn(const cupel_tensile_figures *f, const cupel_tensile_options *o,
                           double row[CUPEL_TENSILE_DRAWN])
{
    const double first[] = {
        f->slope.value,        f->proof_0_2.value,        f->tensile_strength.value, f->upper_yield.value,
        f->lower_yield.value,  f->yield_extension.value,  f->uniform.value,          f->total_uniform.value,
        f->elongation.value,   f->total_elongation.value, f->exponent.value,         f->coefficient.value,
        f->strain_ratio.value, f->poisson.value,
    };
    size_t n = sizeof first / sizeof *first;
    memcpy(row, first, sizeof first);
    for (size_t k = 0; k < o->proof_count; k++) row[n++] = f->proof[k].value;
    for (size_t k = 0; k < o->total_count; k++) row[n++] = f->total[k].value;
    for (size_t k = n; k < CUPEL_TENSILE_DRAWN; k++) row[k] = NAN;
    return n;
}

/* ---- random numbers: one stream for each draw ---- */

typedef struct stream {
    uint64_t state;
} stream;

static uint64_t scramble(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* SplitMix64 (Steele, Lea and Flood 2014), begun at a scrambled place of its cycle. */
static uint64_t next(stream *s)
{
    return scramble(s->state += 0x9e3779b97f4a7c15u);
}

static stream stream_of(uint64_t seed, uint64_t draw)
{
    return (stream){scramble(seed + 0x9e3779b97f4a7c15u) ^ scramble(~scramble(draw + 1))};
}

static double uniform(stream *s) /* in (0, 1) */
{
    return ((double)(next(s) >> 11) + 0.5) * 0x1p-53;
}

static double normal(stream *s) /* Box and Muller 1958 */
{
    const double radius = sqrt(-2 * log(uniform(s)));
    return radius * cos(6.283185307179586 * uniform(s));
}

/* ---- smoothed signal and residuals ---- */

typedef struct signal {
    double *base, *residual;
} signal;

typedef struct record {
    size_t count;      /* samples */
    size_t begin, end; /* those with residuals to draw from */
    const double *t, *d;
    signal s, e, w;
    bool has_width;
} record;

/* Parabola over 2 HALF + 1 neighbours (Savitzky and Golay 1964), its value in the middle. */
static double smoothed(const double *y)
{
    static const double norm = (double)((2 * HALF - 1) * (2 * HALF + 1) * (2 * HALF + 3)) / 3;
    double sum = 0;
    for (int k = -HALF; k <= HALF; k++)
        sum += y[k] * ((double)(3 * HALF * HALF + 3 * HALF - 1) - 5.0 * k * k);
    return sum / norm;
}

/* What is no noise (a yield point, the foot of the curve) stays as it is. */
static void split(const double *y, size_t count, size_t begin, size_t end, double noise, signal *out)
{
    const double scale =
        1 / sqrt(1 - 2.25 * BLOCK / (2 * HALF + 1)); /* 9/4: of a parabola's mean in its middle */
    memcpy(out->base, y, count * sizeof *y);
    for (size_t i = 0; i < count; i++) out->residual[i] = 0;
    for (size_t i = begin; i < end; i++) {
        const double mean = smoothed(y + i), r = y[i] - mean;
        if (!(fabs(r) < 4.5 * noise)) continue;
        out->base[i] = mean;
        out->residual[i] = scale * r;
    }
}

static bool make_record(cupk_tensile *w, double *memory, record *r)
{
    const size_t n = w->count;
    double *at = memory;
    double **const arrays[] = {&r->s.base,     &r->s.residual, &r->e.base,
                               &r->e.residual, &r->w.base,     &r->w.residual};
    for (size_t i = 0; i < 6; i++) *arrays[i] = at, at += n;
    r->count = n;
    r->t = w->has_time ? w->t : NULL;
    r->d = w->has_travel ? w->d : NULL;
    r->has_width = w->has_width;
    r->begin = HALF;
    r->end = w->end > HALF ? w->end - HALF : 0;
    if (r->end < r->begin + BLOCK) r->end = r->begin; /* too short to draw from: no scatter */
    const size_t end = r->end;
    split(w->s, n, r->begin, end, w->noise_s, &r->s);
    split(w->e, n, r->begin, end, w->noise_e, &r->e);
    const double width_noise = w->has_width ? cupk_noise(w->w, w->end, w->scratch) : 0;
    split(w->w, n, r->begin, end, width_noise, &r->w);
    return true;
}

typedef struct draw_place { /* of one thread */
    cupel_tensile_workspace *workspace;
    double *s, *e, *w;
} draw_place;

static double rectangular(stream *g, double u)
{
    return 1 + 1.7320508075688772 * u * (2 * uniform(g) - 1);
}

static void fill(const record *r, const cupel_tensile_inputs *in, stream *g, const draw_place *p)
{
    double force = rectangular(g, in->force), strain = rectangular(g, in->strain);
    const double area = 1 + in->area * normal(g), width = rectangular(g, in->width_strain);
    if (area > 0.1) force /= area;
    const size_t choices = r->end > r->begin + BLOCK ? r->end - r->begin - BLOCK + 1 : 0;
    for (size_t i = 0; i < r->count; i++) {
        p->s[i] = r->s.base[i];
        p->e[i] = r->e.base[i];
        p->w[i] = r->w.base[i];
    }
    for (size_t i = r->begin; choices && i < r->end; i += BLOCK) {
        const size_t from = r->begin + (size_t)(uniform(g) * (double)choices);
        for (size_t k = 0; k < BLOCK && i + k < r->end; k++) {
            p->s[i + k] += r->s.residual[from + k];
            p->e[i + k] += r->e.residual[from + k];
            if (r->has_width) p->w[i + k] += r->w.residual[from + k];
        }
    }
    for (size_t i = 0; i < r->count; i++) {
        p->s[i] *= force;
        p->e[i] *= strain;
        p->w[i] *= width;
    }
}

static void draw_one(const record *r, const cupel_tensile_options *o, const cupel_tensile_inputs *in,
                     uint64_t seed, size_t draw, const draw_place *p, double *row)
{
    stream g = stream_of(seed, draw);
    fill(r, in, &g, p);
    const cupel_tensile_curve curve = {.count = r->count,
                                       .strain = p->e,
                                       .stress = p->s,
                                       .time = r->t,
                                       .width_strain = r->has_width ? p->w : NULL,
                                       .travel = r->d};
    cupel_tensile_figures f;
    if (!cupel_tensile_evaluate(&curve, o, p->workspace, &f, NULL)) {
        const double off = f.uniform_shape_noise * normal(&g);
        f.uniform.value += off;
        f.total_uniform.value += off;
        cupel_tensile_drawn(&f, o, row);
        return;
    }
    for (size_t k = 0; k < CUPEL_TENSILE_DRAWN; k++) row[k] = NAN;
}

static bool make_place(draw_place *p, size_t count)
{
    p->workspace = cupel_tensile_workspace_new(count);
    p->s = calloc(3 * count + 1, sizeof(double));
    if (!p->workspace || !p->s) return false;
    p->e = p->s + count;
    p->w = p->e + count;
    return true;
}

static void draw_all(const record *r, const cupel_tensile_options *o, const cupel_tensile_inputs *in,
                     size_t draws, uint64_t seed, int threads, const draw_place *places, double *out)
{
#pragma omp parallel for num_threads(threads) schedule(dynamic, 8)
    for (size_t k = 0; k < draws; k++)
        draw_one(r, o, in, seed, k, &places[omp_get_thread_num()], out + k * CUPEL_TENSILE_DRAWN);
}

cupel_status cupel_tensile_draw(const cupel_tensile_curve *curve, const cupel_tensile_options *options,
                                const cupel_tensile_inputs *inputs, size_t draws, uint64_t seed, int threads,
                                double *out, cupel_error *error)
{
    if (threads < 1) threads = 1;
    if ((size_t)threads > draws && draws > 0) threads = (int)draws;
    cupel_tensile_workspace *w = cupel_tensile_workspace_new(curve->count);
    draw_place *places = calloc((size_t)threads, sizeof *places);
    double *memory = calloc(curve->count + 1, 6 * sizeof(double));
    cupel_status status = w && places && memory ? CUPEL_OK : CUPEL_ENOMEM;
    for (int k = 0; !status && k < threads; k++)
        if (!make_place(&places[k], curve->count)) status = CUPEL_ENOMEM;
    if (status) {
        cupel_error_set(error, status, "out of memory for draws of a tensile test");
    } else {
        cupel_tensile_figures f;
        status = cupel_tensile_evaluate(curve, options, w, &f, error);
        if (!status) {
            record r = {0};
            cupel_tensile_options o = *options;
            o.proof_hint = f.proof_0_2.value;
            make_record(w, memory, &r);
            draw_all(&r, &o, inputs, draws, seed, threads, places, out);
        }
    }
    for (int k = 0; places && k < threads; k++) {
        cupel_tensile_workspace_free(places[k].workspace);
        free(places[k].s);
    }
    free(memory);
    free(places);
    cupel_tensile_workspace_free(w);
    return status;
}

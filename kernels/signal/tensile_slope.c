/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/tensile.h"

#include <math.h>

/* The elastic line: its window hangs on Rp0.2, which hangs on the line. */

enum { ENOUGH = 50, LEAST = 3, STAYS = 20 };
static const double offset = 0.002;

cupel_tensile_figure cupk_tensile_refused(unsigned reasons)
{
    return (cupel_tensile_figure){.value = NAN, .strain = NAN, .noise = NAN, .reasons = reasons};
}

bool cupk_tensile_between(const cupk_tensile *w, double lower, double upper, size_t *first, size_t *past)
{
    size_t i = 0;
    while (i < w->end && w->v[i] < upper) i++;
    size_t j = i;
    while (j > 0 && w->v[j - 1] >= lower) j--;
    *first = j;
    *past = i;
    return i > j && i - j >= LEAST;
}

/* ---- the crossing ---- */

size_t cupk_tensile_crossing(const cupk_tensile *w, double m, double e0, double x, size_t from)
{
    const double clear = 0.5 * x + 6 * (w->noise_e + w->noise_s / m);
    size_t below = 0, at = w->end; /* samples in a row below the line, the first of them */
    for (size_t i = from; i < w->end; i++) {
        if (w->out[i]) continue;
        const double past = w->e[i] - e0 - x - w->s[i] / m;
        below = past > 0 ? below + 1 : 0;
        /* coarse curves: as many samples as lie within the offset itself */
        if (below == 1) at = i;
        if (below == STAYS || past > clear || (below && i + 1 == w->end)) return at;
    }
    return w->end;
}

double cupk_tensile_crossing_stress(const cupk_tensile *w, size_t at, double m, double e0, double x)
{
    if (at == 0) return w->s[0];
    const double a = w->s[at - 1] - m * (w->e[at - 1] - e0 - x), b = w->s[at] - m * (w->e[at] - e0 - x);
    if (!(a > 0 && b < 0)) return w->s[at];
    return w->s[at - 1] + a / (a - b) * (w->s[at] - w->s[at - 1]);
}

/* ---- one line ---- */

typedef struct sums {
    double n, e, s, ee, es, ss; /* means, and sums of squares about them */
} sums;

static sums sum_up(const cupk_tensile *w, size_t begin, size_t end)
{
    sums q = {.n = (double)(end - begin)};
    for (size_t i = begin; i < end; i++) q.e += w->e[i], q.s += w->s[i];
    q.e /= q.n;
    q.s /= q.n;
    for (size_t i = begin; i < end; i++) {
        const double de = w->e[i] - q.e, ds = w->s[i] - q.s;
        q.ee += de * de;
        q.es += de * ds;
        q.ss += ds * ds;
    }
    return q;
}

/* Share of the spread of the strains that is noise, by which least squares comes out too low. */
static double attenuation(const cupk_tensile *w, const sums *q)
{
    return q->n * w->noise_e * w->noise_e / q->ee;
}

/* Line by both errors (Deming 1943) where the noise of the strain would take 0.2 % off the slope. */
static double slope_of(const cupk_tensile *w, const sums *q)
{
    if (!(attenuation(w, q) > 0.002) || !(w->noise_e > 0)) return q->es / q->ee;
    const double ratio = w->noise_s / w->noise_e, lambda = ratio * ratio, d = q->ss - lambda * q->ee;
    return (d + sqrt(d * d + 4 * lambda * q->es * q->es)) / (2 * q->es);
}

/* Relative change of the slope over the window by a parabola, and its standard uncertainty. */
static double curvature(const cupk_tensile *w, double m, size_t begin, size_t end, double *noise)
{
    cupk_polynomial p;
    const bool over_stress = m * w->noise_e > w->noise_s;
    *noise = INFINITY;
    if (end - begin < 6 ||
        !cupk_polynomial_fit(over_stress ? w->s : w->e, over_stress ? w->e : w->s, NULL, begin, end, 2, &p))
        return 0;
    const double scale = 4 / fabs(p.c[1]);
    *noise = scale * p.scatter * sqrt(p.inflation * p.covariance[2][2]);
    return scale * (over_stress ? -p.c[2] : p.c[2]);
}

static bool lay_line_by(const cupk_tensile *w, sums q, cupel_tensile_slope *l)
{
    if (!(q.ee > 0 && q.es > 0)) return false;
    const double m = slope_of(w, &q);
    if (!isfinite(m)) return false;
    const double off = attenuation(w, &q);
    const bool both = off > 0.002;
    l->points = (size_t)q.n;
    l->value = m;
    l->least_squares = q.es / q.ee;
    l->reversed = q.ss / q.es;
    l->r_squared = q.es * q.es / (q.ee * q.ss);
    l->relative_error = q.n > 2 ? sqrt(fmax(1 / l->r_squared - 1, 0) / (q.n - 2)) : NAN;
    const double residual = fmax(q.ss - 2 * m * q.es + m * m * q.ee, 0);
    l->fit_scatter = q.n > 2 ? sqrt(residual / (q.n - 2)) : 0;
    const double spread = both ? q.ee * (1 - fmin(off, 0.9)) : q.ee; /* of the strain itself */
    const double bias = m * off * (both ? 0.2 : 0.58);               /* 0.58: between none and all of it */
    l->noise = hypot(l->fit_scatter / sqrt(spread), bias);
    l->fit_mean[0] = q.e;
    l->fit_mean[1] = q.s;
    l->fit_sum = spread;
    l->origin = q.e - q.s / m;
    l->origin_noise = hypot(l->fit_scatter / m / sqrt(q.n), q.s / (m * m) * l->noise);
    return true;
}

static bool lay_line(const cupk_tensile *w, size_t begin, size_t end, cupel_tensile_slope *l)
{
    return end >= begin + LEAST && lay_line_by(w, sum_up(w, begin, end), l);
}

/* ---- window and Rp0.2 in turn ---- */

static double proof_by(const cupk_tensile *w, const cupel_tensile_slope *l, size_t from)
{
    const size_t at = cupk_tensile_crossing(w, l->value, l->origin, offset, from);
    return at < w->end ? cupk_tensile_crossing_stress(w, at, l->value, l->origin, offset) : w->top;
}

/* From a first Rp0.2 to the one that the window by it gives. Returns it; 0: no line. */
static double settle(cupk_tensile *w, const double window[2], double proof, cupel_tensile_slope *l)
{
    size_t first = 0, past = 0;
    for (int turn = 0; turn < 12; turn++) {
        if (!cupk_tensile_between(w, window[0] * proof, window[1] * proof, &first, &past) &&
            !cupk_tensile_between(w, 0.5 * window[0] * proof, fmin(1.5 * window[1], 0.7) * proof, &first,
                                  &past))
            return 0;
        if (!lay_line(w, first, past, l)) return 0;
        const double next = proof_by(w, l, first);
        w->first = first;
        w->past = past;
        if (fabs(next - proof) <= 1e-4 * proof) return next;
        proof = turn < 6 ? next
                         : 0.5 * (proof + next); /* windows change by whole samples: it may go to and fro */
    }
    return proof;
}

/* A window that starts on the plastic part stays there: look further down for a steeper line. */
static double settle_lowest(cupk_tensile *w, const double window[2], double start, cupel_tensile_slope *l)
{
    double proof = settle(w, window, start, l);
    for (double low = (proof > 0 ? proof : start) / 2; low > 0.02 * w->top; low /= 2) {
        size_t first, past;
        cupel_tensile_slope below = {0};
        if (!cupk_tensile_between(w, window[0] * low, window[1] * low, &first, &past)) break;
        if (!lay_line(w, first, past, &below)) continue;
        if (proof > 0 && below.value - 3 * below.noise < 1.05 * l->value) continue;
        const size_t kept_first = w->first, kept_past = w->past;
        const double other = settle(w, window, low, &below);
        if (other > 0 && (proof <= 0 || below.value - 3 * below.noise > 1.02 * l->value)) {
            proof = other;
            *l = below;
            low = fmin(low, proof);
        } else {
            w->first = kept_first;
            w->past = kept_past;
        }
    }
    return proof;
}

/* ---- all windows ---- */

enum { MARKS = 30 };

/* Samples at equal distances of stress, from 2 % to 60 % of Rp0.2. */
static size_t set_marks(const cupk_tensile *w, double proof, size_t mark[MARKS])
{
    size_t marks = 0, first, past;
    if (!cupk_tensile_between(w, 0.02 * proof, 0.6 * proof, &first, &past)) return 0;
    for (size_t k = 0, i = first; k < MARKS; k++) {
        const double level = proof * (0.02 + 0.58 * (double)k / (MARKS - 1));
        while (i < past && w->v[i] < level) i++;
        if (marks == 0 || i > mark[marks - 1]) mark[marks++] = i;
    }
    return marks;
}

/* Sums over two stretches that lie side by side. */
static sums join(const sums *a, const sums *b)
{
    if (a->n == 0) return *b;
    const double n = a->n + b->n, de = b->e - a->e, ds = b->s - a->s, share = a->n * b->n / n;
    return (sums){.n = n,
                  .e = a->e + de * b->n / n,
                  .s = a->s + ds * b->n / n,
                  .ee = a->ee + b->ee + de * de * share,
                  .es = a->es + b->es + de * ds * share,
                  .ss = a->ss + b->ss + ds * ds * share};
}

/* Of the windows that span 20 % of Rp0.2, that of the least relative slope error. */
static bool scan(cupk_tensile *w, double proof, cupel_tensile_slope *best)
{
    size_t mark[MARKS];
    sums part[MARKS];
    const size_t marks = set_marks(w, proof, mark);
    if (marks < 2) return false;
    for (size_t a = 0; a + 1 < marks; a++) part[a] = sum_up(w, mark[a], mark[a + 1]);
    const size_t samples = mark[marks - 1] - mark[0];
    const double least = samples < 2 * ENOUGH ? (double)(samples / 4 + LEAST) : ENOUGH;
    double error = INFINITY;
    for (size_t a = 0; a + 1 < marks; a++) {
        sums q = {0};
        for (size_t b = a + 1; b < marks; b++) {
            cupel_tensile_slope l = {.method = CUPEL_TENSILE_SLOPE_SCAN};
            q = join(&q, &part[b - 1]);
            if (q.n < least || w->v[mark[b] - 1] - w->v[mark[a]] < 0.19 * proof) continue;
            if (!lay_line_by(w, q, &l) || !(l.relative_error < error)) continue;
            error = l.relative_error;
            *best = l;
            w->first = mark[a];
            w->past = mark[b];
        }
    }
    return isfinite(error);
}

static double settle_scan(cupk_tensile *w, double proof, cupel_tensile_slope *l)
{
    for (int turn = 0; turn < 3; turn++) {
        if (!scan(w, proof, l)) return 0;
        proof = proof_by(w, l, w->first);
    }
    return proof;
}

/* ---- slopes from elsewhere ---- */

static bool lay_through(const cupk_tensile *w, double m, cupel_tensile_slope *l)
{
    if (w->past < w->first + LEAST || !(m > 0)) return false;
    const sums q = sum_up(w, w->first, w->past);
    l->value = m;
    l->origin = q.e - q.s / m;
    l->fit_mean[0] = q.e;
    l->fit_mean[1] = q.s;
    l->origin_noise = q.s / (m * m) * l->noise;
    return true;
}

/* A slope that is known goes through the foot of the curve, between 2 % and 10 % of Rp0.2. */
static bool through_foot(cupk_tensile *w, double m, cupel_tensile_slope *l)
{
    double proof = w->top;
    for (int turn = 0; turn < 4; turn++) {
        size_t first, past;
        if (!cupk_tensile_between(w, 0.02 * proof, 0.1 * proof, &first, &past)) return false;
        w->first = first;
        w->past = past;
        if (!lay_through(w, m, l)) return false;
        proof = proof_by(w, l, first);
    }
    return true;
}

static bool line_of_loop(cupk_tensile *w, cupel_tensile_slope *l)
{
    if (w->loop_end <= w->loop_begin + 4) return false;
    double low = w->v[w->loop_begin];
    for (size_t i = w->loop_begin; i < w->loop_end; i++)
        if (w->v[i] < low) low = w->v[i];
    const double high = w->v[w->loop_begin], margin = 0.1 * (high - low);
    size_t n = 0; /* the loop between 10 % and 90 % of its height, put together in `scratch` */
    double e = 0, s = 0, ee = 0, es = 0, ss = 0;
    for (size_t i = w->loop_begin; i < w->loop_end; i++) {
        if (w->v[i] < low + margin || w->v[i] > high - margin) continue;
        const double de = w->e[i] - w->e[w->loop_begin], ds = w->s[i] - high;
        n++, e += de, s += ds, ee += de * de, es += de * ds, ss += ds * ds;
    }
    if (n < 5) return false;
    const double count = (double)n;
    ee -= e * e / count, es -= e * s / count, ss -= s * s / count;
    if (!(ee > 0 && es > 0)) return false;
    const double residual = fmax(ss - es * es / ee, 0);
    l->noise = sqrt(residual / (count - 2) / ee);
    l->r_squared = es * es / (ee * ss);
    l->relative_error = sqrt(fmax(1 / l->r_squared - 1, 0) / (count - 2));
    l->least_squares = es / ee;
    l->reversed = ss / es;
    l->points = n;
    if (!through_foot(w, es / ee, l)) return false;
    l->window[0] = low + margin;
    l->window[1] = high - margin;
    l->method = CUPEL_TENSILE_SLOPE_LOOP;
    return true;
}

/* ---- all together ---- */

static const double bent = 0.02, too_bent = 0.1;

static bool is_bent(const cupel_tensile_slope *l, double noise, double limit)
{
    return fabs(l->curvature) > limit && fabs(l->curvature) > 3 * noise;
}

static void doubt(const cupk_tensile *w, double noise, cupel_tensile_slope *l)
{
    if (l->method == CUPEL_TENSILE_SLOPE_GIVEN) return;
    if (l->points < ENOUGH) l->reasons |= CUPEL_TENSILE_FEW_SAMPLES;
    if (!(l->r_squared >= 0.9995) || !(l->relative_error <= 0.01)) l->reasons |= CUPEL_TENSILE_SCATTERED;
    if (l->method != CUPEL_TENSILE_SLOPE_LOOP && is_bent(l, noise, too_bent))
        l->reasons |= CUPEL_TENSILE_NOT_STRAIGHT;
    for (size_t i = w->first; i < w->past; i++)
        if (w->out[i]) l->reasons |= CUPEL_TENSILE_DROPS;
}

static double measure_curvature(const cupk_tensile *w, cupel_tensile_slope *l)
{
    double noise = INFINITY;
    l->curvature = curvature(w, l->value, w->first, w->past, &noise);
    return noise;
}

/* The scanned line in place of that of the window, when asked for or less bent. */
static double take_scanned(cupk_tensile *w, bool asked, double proof, double *noise, cupel_tensile_slope *l)
{
    const size_t first = w->first, past = w->past;
    cupel_tensile_slope scanned;
    const double by_scan = settle_scan(w, proof > 0 ? proof : w->top, &scanned);
    if (by_scan > 0) {
        const double noise_of_scan = measure_curvature(w, &scanned);
        if (asked || fabs(scanned.curvature) < fabs(l->curvature)) {
            *l = scanned;
            *noise = noise_of_scan;
            return by_scan;
        }
    }
    w->first = first;
    w->past = past;
    return proof;
}

/* By the method of the options. False: there is no line. */
static bool find_line(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f,
                      double *noise)
{
    cupel_tensile_slope *l = &f->slope;
    const int method = o->slope_method;
    const bool automatic = method == CUPEL_TENSILE_SLOPE_AUTO,
               hinted = o->proof_hint > 0 && o->proof_hint < w->top;
    double proof =
        hinted ? settle(w, o->slope_window, o->proof_hint, l) : settle_lowest(w, o->slope_window, w->top, l);
    const bool by_window = proof > 0;
    if (by_window) *noise = measure_curvature(w, l);
    if (method == CUPEL_TENSILE_SLOPE_SCAN || (automatic && by_window && is_bent(l, *noise, bent)))
        proof = take_scanned(w, method == CUPEL_TENSILE_SLOPE_SCAN || !by_window, proof, noise, l);
    if (!(proof > 0)) return false;
    if (method == CUPEL_TENSILE_SLOPE_GIVEN) {
        l->noise = l->curvature = 0;
        l->method = method;
        return lay_through(w, o->modulus, l);
    }
    if (method != CUPEL_TENSILE_SLOPE_LOOP && !(automatic && is_bent(l, *noise, too_bent))) return true;
    cupk_tensile_find_drops(w, l->value, f);
    cupel_tensile_slope looped = *l;
    const bool found = line_of_loop(w, &looped);
    if (found) *l = looped;
    return found || automatic;
}

/* A short window, of a curve that begins above it, shows little of the bend. */
static void set_bend(double noise, double proof, cupel_tensile_slope *l)
{
    if (l->method == CUPEL_TENSILE_SLOPE_GIVEN || l->method == CUPEL_TENSILE_SLOPE_LOOP) return;
    const double span = l->window[1] - l->window[0], usual = 0.3 * proof;
    l->bend = fmin(hypot(l->curvature, noise) * fmax(1, usual / fmax(span, 1e-6 * usual)), 1);
}

unsigned cupk_tensile_doubt_of_line(const cupel_tensile_slope *l, double elastic, double whole)
{
    const unsigned of_slope =
        CUPEL_TENSILE_NOT_STRAIGHT | CUPEL_TENSILE_FEW_SAMPLES | CUPEL_TENSILE_SCATTERED;
    return 0.5 * l->bend * elastic > 0.01 * whole ? l->reasons & of_slope : 0;
}

void cupk_tensile_find_slope(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f)
{
    cupel_tensile_slope *l = &f->slope;
    double noise = 0;
    *l = (cupel_tensile_slope){.method = CUPEL_TENSILE_SLOPE_WINDOW};
    if (!find_line(w, o, f, &noise)) {
        *l = (cupel_tensile_slope){.method = o->slope_method,
                                   .value = NAN,
                                   .noise = NAN,
                                   .origin = NAN,
                                   .reasons = CUPEL_TENSILE_NO_SLOPE};
        return;
    }
    if (l->method != CUPEL_TENSILE_SLOPE_LOOP) {
        l->window[0] = w->v[w->first];
        l->window[1] = w->v[w->past - 1];
    }
    set_bend(noise, proof_by(w, l, w->first), l);
    cupk_tensile_find_drops(w, l->value, f);
    if (!f->strain_jumps) cupk_tensile_find_elastic_jumps(w, l->value, f);
    doubt(w, noise, l);
    if (f->strain_jumps && f->strain_jump_strain < w->e[w->past - 1])
        l->reasons |= CUPEL_TENSILE_STRAIN_JUMPS;
}

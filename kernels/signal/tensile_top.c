/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/tensile.h"

#include <math.h>

/* Height and place of the highest stress. Near its top a curve may be round like a parabola, flat like a high
 * power, and bend otherwise behind the top than before it, as the neck takes all the strain from there on. No
 * one shape fits them all, and noise hides which it is. So every place of the top is tried with every shape,
 * each weighed by how well it follows the samples (Bayesian model averaging; Schwarz 1978 for the price of a
 * coefficient), and what is not known of the shape is part of the uncertainty. */

enum { BINS = 64, LEAST = 20, GRID = 32, HIGHEST = 8, TERMS = 6 };
enum { LEFT = 1, RIGHT = 2, BOTH = 3 };

static const double furthest = 0.98; /* of the grid; the stretch is -1 to 1 */

/* A stretch about the top: means of neighbours, x from -1 to 1, stress from `level` in units of `depth`. */
typedef struct stretch {
    size_t count;
    double centre, half, level, depth;
    double x[BINS], y[BINS], n[BINS], yy;
    double variance; /* of one sample */
    bool ends[2];    /* the curve itself begins, or ends, here */
} stretch;

/* Sums of powers of the distance from a place, and of their products with y, on each side of it. */
typedef struct moments {
    double p[2][2 * HIGHEST + 1], q[2][HIGHEST + 1], extent[2];
} moments;

typedef struct term {
    unsigned char power, sides; /* BOTH: odd powers turn their sign at the place */
} term;

typedef struct shape {
    size_t count;
    term terms[TERMS]; /* the last is the height */
    double prior;      /* logarithm of its share */
} shape;

typedef struct candidate {
    double place, squares, height, variance, prior;
    size_t terms, shape;
} candidate;

/* ---- shapes ---- */

enum { SMOOTH = 5, LEFTS = 7, RIGHTS = 4, EDGES = 3, SHAPES = SMOOTH + LEFTS * RIGHTS + 2 * EDGES };

static void add_term(shape *s, unsigned power, unsigned sides)
{
    s->terms[s->count++] = (term){(unsigned char)power, (unsigned char)sides};
}

static void add_powers(shape *s, const unsigned char powers[2], unsigned side)
{
    for (int k = 0; k < 2; k++)
        if (powers[k]) add_term(s, powers[k], side);
}

/* Polynomials of degree 2 to 6; powers on either side of their own; and for a curve that rises to its end, or
 * falls from its beginning, polynomials that need not be level there. */
static void make_shapes(shape shapes[SHAPES])
{
    static const unsigned char left[LEFTS][2] = {{2}, {2, 3}, {3}, {4}, {5}, {6}, {8}},
                               right[RIGHTS][2] = {{2}, {2, 3}, {3}, {4}};
    for (size_t i = 0; i < SHAPES; i++) shapes[i].count = 0;
    shape *s = shapes;
    for (unsigned degree = 2; degree < 2 + SMOOTH; degree++, s++) {
        for (unsigned k = 2; k <= degree; k++) add_term(s, k, BOTH);
        s->prior = -log(SMOOTH);
    }
    for (size_t a = 0; a < LEFTS; a++)
        for (size_t b = 0; b < RIGHTS; b++, s++) {
            add_powers(s, left[a], LEFT);
            add_powers(s, right[b], RIGHT);
            s->prior = -log(LEFTS * RIGHTS);
        }
    for (unsigned side = LEFT; side <= RIGHT; side++)
        for (unsigned degree = 1; degree <= EDGES; degree++, s++) {
            for (unsigned k = 1; k <= degree; k++) add_term(s, k, side);
            s->prior = -log(EDGES);
        }
    for (size_t i = 0; i < SHAPES; i++) add_term(&shapes[i], 0, BOTH);
}

/* ---- one shape at one place ---- */

static void take_moments(const stretch *t, double place, moments *m)
{
    *m = (moments){.extent = {place + 1, 1 - place}};
    for (size_t i = 0; i < t->count; i++) {
        const int side = t->x[i] > place;
        const double u = fabs(t->x[i] - place);
        double power = t->n[i];
        for (int k = 0; k <= 2 * HIGHEST; k++) {
            m->p[side][k] += power;
            if (k <= HIGHEST) m->q[side][k] += power * t->y[i];
            power *= u;
        }
    }
}

static double sign_of(term a, int side)
{
    return a.sides == BOTH && side == 0 && a.power % 2 ? -1 : 1;
}

static double product(const moments *m, term a, term b)
{
    double sum = 0;
    for (int side = 0; side < 2; side++)
        if (a.sides & b.sides & 1 << side)
            sum += sign_of(a, side) * sign_of(b, side) * m->p[side][a.power + b.power];
    return sum;
}

static double right_side(const moments *m, term a)
{
    double sum = 0;
    for (int side = 0; side < 2; side++)
        if (a.sides & 1 << side) sum += sign_of(a, side) * m->q[side][a.power];
    return sum;
}

/* Slopes away from the top by powers of the distance, on one side; how many terms there are. */
static size_t slopes_of(const shape *s, const double c[TERMS], int side, double out[HIGHEST])
{
    size_t count = 0;
    for (int j = 0; j < HIGHEST; j++) out[j] = 0;
    for (size_t i = 0; i + 1 < s->count; i++)
        if (s->terms[i].sides & 1 << side) {
            out[s->terms[i].power - 1] = sign_of(s->terms[i], side) * s->terms[i].power * c[i];
            count++;
        }
    return count;
}

/* Whether it falls everywhere away from its top. */
static bool falls(const shape *s, const double c[TERMS], const moments *m)
{
    enum { POINTS = 12 };
    for (int side = 0; side < 2; side++) {
        double slopes[HIGHEST];
        const bool single = slopes_of(s, c, side, slopes) < 2; /* steepest at the end */
        for (int k = single ? POINTS : 0; k <= POINTS; k++) {
            const double u = m->extent[side] * (k ? k : 0.05) / POINTS;
            double slope = 0;
            for (int j = HIGHEST - 1; j >= 0; j--) slope = slope * u + slopes[j];
            if (slope > 1e-9) return false;
        }
    }
    return true;
}

/* Least squares by Cholesky's factors; the height comes last, so that its variance is at hand. */
static bool fit(const stretch *t, const shape *s, const moments *m, double c[TERMS], candidate *out)
{
    double l[TERMS][TERMS], inverse[TERMS], z[TERMS], squares = t->yy; /* inverse: of the diagonal of l */
    const size_t n = s->count;
    for (size_t i = 0; i < n; i++) {
        const double size = product(m, s->terms[i], s->terms[i]);
        z[i] = right_side(m, s->terms[i]);
        for (size_t j = 0; j <= i; j++) {
            double sum = i == j ? size : product(m, s->terms[i], s->terms[j]);
            for (size_t k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
            if (i != j) {
                l[i][j] = sum * inverse[j];
                z[i] -= l[i][j] * z[j];
            } else if (sum > 1e-13 * size) {
                inverse[i] = 1 / sqrt(sum);
            } else {
                return false;
            }
        }
        z[i] *= inverse[i];
        squares -= z[i] * z[i];
    }
    for (size_t i = n; i-- > 0;) {
        c[i] = z[i];
        for (size_t k = i + 1; k < n; k++) c[i] -= l[k][i] * c[k];
        c[i] *= inverse[i];
    }
    out->squares = fmax(squares, 0);
    out->height = c[n - 1];
    out->variance = inverse[n - 1] * inverse[n - 1];
    out->terms = n;
    return falls(s, c, m);
}

/* ---- all shapes at all places ---- */

static size_t try_shapes(const stretch *t, const shape *shapes, size_t begin, size_t end, double place,
                         double prior, candidate *out)
{
    moments m;
    size_t count = 0;
    double c[TERMS];
    take_moments(t, place, &m);
    for (size_t k = begin; k < end; k++) {
        candidate a = {.place = place, .shape = k, .prior = prior + shapes[k].prior};
        if (fit(t, &shapes[k], &m, c, &a)) out[count++] = a;
    }
    return count;
}

/* How much more the samples scatter about the best of them than their noise says, variance over variance:
 * what no shape follows, and neighbours that scatter alike. */
static double excess(const stretch *t, const shape *shapes, const candidate *best)
{
    moments m;
    candidate again;
    double c[TERMS], products = 0, squares = 0, before = 0;
    const shape *s = &shapes[best->shape];
    take_moments(t, best->place, &m);
    fit(t, s, &m, c, &again);
    for (size_t i = 0; i < t->count; i++) {
        const int side = t->x[i] > best->place;
        double r = t->y[i];
        for (size_t k = 0; k < s->count; k++)
            if (s->terms[k].sides & 1 << side)
                r -= sign_of(s->terms[k], side) * c[k] * pow(fabs(t->x[i] - best->place), s->terms[k].power);
        r *= sqrt(t->n[i]);
        products += r * before;
        squares += r * r;
        before = r;
    }
    const double rho = squares > 0 ? products / squares : 0;
    const double alike = rho > 2 / sqrt((double)t->count) ? (1 + rho) / (1 - fmin(rho, 0.92)) : 1;
    return alike * fmax(1, squares / (t->variance * (double)(t->count - TERMS)));
}

typedef struct posterior {
    double place, spread, within; /* `within`: one shape alone, on average */
    double height, height_spread;
    double excess;
} posterior;

static bool weigh(const stretch *t, const shape *shapes, const candidate *all, size_t count, posterior *out)
{
    double per_shape[SHAPES][3] = {{0}}, sum = 0, x = 0, xx = 0, h = 0, hh = 0, most = -INFINITY;
    if (count == 0) return false;
    size_t best = 0;
    for (size_t i = 1; i < count; i++)
        if (all[i].squares < all[best].squares) best = i;
    out->excess = excess(t, shapes, &all[best]);
    const double variance = t->variance * out->excess;
    enum { PRICE = 2 }; /* of a coefficient: half the logarithm of the means */
    for (int turn = 0; turn < 2; turn++)
        for (size_t i = 0; i < count; i++) {
            const candidate *a = &all[i];
            const double w = a->prior - a->squares / (2 * variance) - PRICE * (double)a->terms;
            if (turn == 0) {
                most = fmax(most, w);
                continue;
            }
            const double share = exp(w - most);
            double *mine = per_shape[a->shape];
            sum += share;
            x += share * a->place, xx += share * a->place * a->place;
            h += share * a->height, hh += share * (a->height * a->height + variance * a->variance);
            mine[0] += share, mine[1] += share * a->place, mine[2] += share * a->place * a->place;
        }
    double within = 0;
    for (size_t k = 0; k < SHAPES; k++)
        if (per_shape[k][0] > 0)
            within += per_shape[k][2] - per_shape[k][1] * per_shape[k][1] / per_shape[k][0];
    out->place = x / sum;
    out->spread = sqrt(fmax(xx / sum - out->place * out->place, 0));
    out->within = sqrt(fmax(within / sum, 0));
    out->height = h / sum;
    out->height_spread = sqrt(fmax(hh / sum - out->height * out->height, 0));
    return true;
}

/* Over a grid of places, and a finer one where they turn out to be. */
static bool find_posterior(const stretch *t, const shape *shapes, posterior *out)
{
    enum { INNER = SMOOTH + LEFTS * RIGHTS };
    candidate all[GRID * INNER + 2 * EDGES];
    size_t edges = 0;
    for (int side = 0; side < 2; side++)
        if (t->ends[1 - side])
            edges += try_shapes(t, shapes, (size_t)(INNER + side * EDGES),
                                (size_t)(INNER + (side + 1) * EDGES), side ? -1 : 1, 0, all + edges);
    double lo = -furthest, hi = furthest;
    for (int turn = 0; turn < 3; turn++) {
        const double step = (hi - lo) / (GRID - 1);
        size_t count = edges;
        for (int k = 0; k < GRID; k++)
            count += try_shapes(t, shapes, 0, INNER, lo + k * step, log(step / 2), all + count);
        if (!weigh(t, shapes, all, count, out)) return false;
        const double resolved = 1.5 * step;
        const bool fine = out->spread > resolved || turn == 2;
        const double reach = 5 * fmax(out->spread, 0.6 * step);
        out->spread = hypot(out->spread, 0.29 * step);
        if (fine) return true;
        lo = fmax(out->place - reach, -furthest);
        hi = fmin(out->place + reach, furthest);
        if (!(hi > lo)) return true;
    }
    return true;
}

/* ---- the stretch ---- */

/* Left-out samples that are a fifth of a stretch: no shape is to make up what is not there. */
static bool has_hole(const cupk_tensile *w, size_t begin, size_t end)
{
    const double most = fmax(5, 0.2 * (w->place[end - 1] - w->place[begin]));
    for (size_t i = begin + 1; i < end; i++)
        if (w->lost[i] > most) return true;
    return false;
}

static void add_up(const cupk_tensile *w, size_t begin, size_t end, stretch *t)
{
    const double width = 2.0 * t->half / (double)t->count;
    for (size_t k = 0; k < t->count; k++) t->x[k] = t->y[k] = t->n[k] = 0;
    for (size_t i = begin; i < end; i++) {
        if (w->out[i]) continue;
        const size_t at = (size_t)((w->place[i] - w->place[begin]) / width);
        const size_t k = at < t->count ? at : t->count - 1;
        t->x[k] += (w->place[i] - t->centre) / t->half;
        t->y[k] += (w->s[i] - t->level) / t->depth;
        t->n[k] += 1;
    }
    size_t kept = 0;
    t->yy = 0;
    for (size_t k = 0; k < t->count; k++) {
        if (!(t->n[k] > 0)) continue;
        t->n[kept] = t->n[k];
        t->x[kept] = t->x[k] / t->n[kept];
        t->y[kept] = t->y[k] / t->n[kept];
        t->yy += t->n[kept] * t->y[kept] * t->y[kept];
        kept++;
    }
    t->count = kept;
}

/* Whether the curve is as high nowhere else: in serrated flow it is, and one tooth is not the top. */
static bool stands_alone(const cupk_tensile *w, const double *smooth, size_t at, size_t from, double depth,
                         double mean_noise)
{
    const double level = (1 - depth) * smooth[at];
    size_t begin, end, others = 0;
    cupk_tensile_stretch_above(smooth, at, from, w->last + 1, level, &begin, &end);
    for (size_t i = from; i <= w->last; i++)
        if ((i < begin || i >= end) && !w->out[i] && smooth[i] > level + 2.5 * mean_noise) others++;
    return others < 3 + (end - begin) / 10;
}

/* `depth`: share of the highest within which the samples lie. */
static bool take_stretch(const cupk_tensile *w, const double *smooth, size_t at, size_t from, double depth,
                         stretch *t)
{
    size_t begin, end;
    cupk_tensile_stretch_above(smooth, at, from, w->last + 1, (1 - depth) * smooth[at], &begin, &end);
    if (end - begin < LEAST || has_hole(w, begin, end)) return false;
    *t = (stretch){.count = end - begin < BINS ? end - begin : BINS,
                   .centre = 0.5 * (w->place[begin] + w->place[end - 1]),
                   .half = 0.5 * (w->place[end - 1] - w->place[begin]),
                   .level = smooth[at],
                   .depth = depth * smooth[at],
                   .ends = {begin == from, end == w->last + 1}};
    add_up(w, begin, end, t);
    const double noise = w->noise_s / t->depth, least = 1e-4; /* of a mean: where sums lose their digits */
    t->variance = fmax(noise * noise, least * least * (double)(end - begin) / BINS);
    return t->count >= LEAST;
}

/* From wide stretches to narrow ones, in which fewer shapes differ, as long as the noise allows. */
bool cupk_tensile_fit_top(const cupk_tensile *w, const double *smooth, size_t at, size_t from,
                          double mean_noise, cupk_top *out)
{
    static const double depths[] = {0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 1e-6, 1e-7};
    shape shapes[SHAPES];
    stretch t;
    bool found = false;
    make_shapes(shapes);
    const bool usual = stands_alone(w, smooth, at, from, depths[1], mean_noise);
    for (size_t k = usual ? 1 : 0; k < sizeof depths / sizeof *depths; k++) {
        posterior p;
        if (found && !stands_alone(w, smooth, at, from, depths[k], mean_noise)) break;
        if (found && depths[k] * smooth[at] < 4 * mean_noise) break;
        if (!take_stretch(w, smooth, at, from, depths[k], &t) || !find_posterior(&t, shapes, &p)) continue;
        const bool follows = p.excess < 1.5;
        if (found && p.spread > 0.3 && out->follows) break;
        *out = (cupk_top){.stress = t.level + t.depth * p.height,
                          .noise = t.depth * p.height_spread,
                          .place = t.centre + t.half * p.place,
                          .place_noise = t.half * p.spread,
                          .shape_noise = t.half * sqrt(fmax(p.spread * p.spread - p.within * p.within, 0)),
                          .follows = follows};
        found = true;
        if (follows && p.spread > 0.04) break;
    }
    return found;
}

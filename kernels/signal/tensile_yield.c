/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/tensile.h"

#include <math.h>

/* Yield point, proof strengths, and how fast the specimen was strained there. */

static const double least_drop = 0.005, least_length = 0.0005, onset = 0.005;

static double strain_of(const cupk_tensile *w, const cupel_tensile_figures *f, size_t i)
{
    return w->e[i] - f->slope.origin;
}

/* ---- the yield point ---- */

static double noise_of_mean(const cupk_tensile *w)
{
    return w->noise_s / sqrt((double)w->window);
}

/* The speed was lowered there: the force falls with it. */
static bool slowed_down(const cupk_tensile *w, size_t at)
{
    const size_t span = 20;
    const double *y = w->has_travel ? w->d : w->e;
    if (!w->has_time || at < span || at + span + 2 >= w->end) return false;
    const double t1 = w->t[at] - w->t[at - span], t2 = w->t[at + 2 + span] - w->t[at + 2];
    if (!(t1 > 0 && t2 > 0)) return false;
    const double before = (y[at] - y[at - span]) / t1, after = (y[at + 2 + span] - y[at + 2]) / t2;
    return after < 0.5 * before;
}

/* The first highest point that is followed by a drop of 0.5 % and not passed again over 0.05 % of strain. */
static bool first_drop(const cupk_tensile *w, const cupel_tensile_figures *f, size_t *upper, size_t *dropped)
{
    size_t high = w->first;
    for (size_t i = w->first; i < w->end; i++) {
        if (w->v[i] >= w->v[high]) {
            high = i;
            continue;
        }
        if (w->out[i]) continue;
        const double plastic = strain_of(w, f, high) - w->v[high] / f->slope.value;
        if (plastic > onset) return false;
        if (w->v[high] - w->v[i] < fmax(least_drop * w->v[high], 5 * noise_of_mean(w))) continue;
        size_t k = i;
        while (k < w->end && w->e[k] - w->e[high] < least_length && w->v[k] <= w->v[high]) k++;
        if (k < w->end && w->v[k] > w->v[high]) continue;
        if (slowed_down(w, high)) continue;
        *upper = high;
        *dropped = i;
        return true;
    }
    return false;
}

/* The lowest point behind a sample. Necking goes lower, but nothing comes after it. */
static size_t lowest_from(const cupk_tensile *w, size_t begin)
{
    size_t low = begin;
    for (size_t i = begin; i < w->end; i++) {
        if (w->out[i] || w->v[i] >= w->v[low]) continue;
        if (w->v[i] < 0.98 * w->v[low]) {
            double later = 0;
            for (size_t k = i; k < w->end; k++) later = w->v[k] > later ? w->v[k] : later;
            if (later < w->v[low]) break;
        }
        low = i;
    }
    return low;
}

/* Behind the initial transient: an undershoot from which the stress comes back far more steeply than metals
 * harden. */
static size_t behind_transient(const cupk_tensile *w, double modulus, size_t dropped, double margin)
{
    size_t begin = dropped;
    for (;;) {
        const size_t low = lowest_from(w, begin);
        size_t up = low;
        while (up < w->end && w->v[up] < w->v[low] + margin) up++;
        if (up >= w->end || !(w->v[up] - w->v[low] > 0.05 * modulus * (w->e[up] - w->e[low]))) return begin;
        begin = up;
    }
}

/* The plateau ends at the knee: the sample furthest below the chord to a quarter of the hardening that
 * follows, which is 1 % of the stress at least. */
static bool plateau_end(const cupk_tensile *w, double modulus, size_t dropped, size_t *begin, size_t *end)
{
    /* noise alone swings as far between its lowest and its highest */
    const double swing = (2 + 2 * cupk_expected_highest((w->end - dropped) / w->window)) * noise_of_mean(w);
    const double margin = fmax(swing, 0.002 * w->v[dropped]);
    *begin = behind_transient(w, modulus, dropped, margin);
    const size_t low = lowest_from(w, *begin);
    const double level = w->v[low];
    double highest = level;
    for (size_t i = low; i < w->end; i++) highest = w->v[i] > highest ? w->v[i] : highest;
    if (highest - level < fmax(0.01 * level, 6 * noise_of_mean(w))) return false;
    size_t up = low, knee = low;
    while (up + 1 < w->end && w->v[up] < level + 0.25 * (highest - level)) up++;
    const double chord = (w->v[up] - level) / fmax(w->e[up] - w->e[*begin], 1e-12);
    double depth = 0;
    for (size_t i = *begin; i < up; i++) {
        const double below = level + chord * (w->e[i] - w->e[*begin]) - w->v[i];
        if (w->out[i] || below < depth) continue;
        depth = below;
        knee = i;
    }
    *end = knee;
    return knee > *begin;
}

/* ReH: the highest sample, less what the noise lifts it. */
static void set_upper(const cupk_tensile *w, cupel_tensile_figures *f, size_t at)
{
    const size_t reach = w->window / 2 + 1, begin = at > reach ? at - reach : 0;
    const size_t end = at + reach + 1 < w->end ? at + reach + 1 : w->end;
    double highest = 0;
    size_t close = 0;
    for (size_t i = begin; i < end; i++) highest = fmax(highest, w->s[i]);
    for (size_t i = begin; i < end; i++) close += w->s[i] > highest - 2 * w->noise_s;
    /* the peak may lie between two samples, on the elastic line on from the one before it */
    double step = at > 3 ? fmax(f->slope.value * (w->e[at] - w->e[at - 3]) / 3, 0) : 0;
    for (size_t i = at > 2 ? at - 1 : 1; i < at + 2 && i < w->end; i++)
        step = fmax(step, fabs(w->s[i] - w->s[i - 1]));
    f->upper_yield = (cupel_tensile_figure){.value = highest - w->noise_s * cupk_expected_highest(close),
                                            .strain = strain_of(w, f, at),
                                            .noise = hypot(w->noise_s, 0.29 * step),
                                            .reasons = step > 0.05 * highest ? CUPEL_TENSILE_COARSE : 0};
}

/* ReL: the lowest running mean from the drop to the end of the plateau. The first fifth is left out when it
 * goes below all of the rest: the initial transient. */
static void set_lower(const cupk_tensile *w, cupel_tensile_figures *f, size_t dropped, size_t end)
{
    const double fifth = w->e[dropped] + 0.2 * (w->e[end] - w->e[dropped]);
    size_t early = dropped, late = end > dropped ? end - 1 : dropped;
    for (size_t i = dropped; i < end; i++) {
        if (w->out[i]) continue;
        size_t *lowest = w->e[i] < fifth ? &early : &late;
        if (w->v[i] < w->v[*lowest]) *lowest = i;
    }
    const bool transient = w->v[early] < w->v[late] - fmax(4 * noise_of_mean(w), 0.002 * w->v[late]);
    const size_t at = transient || w->v[late] < w->v[early] ? late : early;
    const double lift = noise_of_mean(w) * cupk_expected_highest((end - dropped) / w->window);
    f->lower_yield = (cupel_tensile_figure){.value = w->v[at] + lift,
                                            .strain = strain_of(w, f, at),
                                            .noise = hypot(noise_of_mean(w), 0.5 * lift)};
}

/* The steepest tangent at the start of hardening: lines over a stretch behind the plateau. */
static bool steepest(const cupk_tensile *w, size_t end, size_t stretch, cupk_polynomial *best)
{
    bool found = false;
    for (size_t i = end; i < end + 3 * stretch && i + stretch <= w->end; i += stretch / 8 + 1) {
        cupk_polynomial p;
        if (!cupk_polynomial_fit(w->e, w->s, w->out, i, i + stretch, 1, &p)) continue;
        if (found && p.c[1] / p.half <= best->c[1] / best->half) continue;
        *best = p;
        found = true;
    }
    return found && best->c[1] > 0;
}

/* Ae: to where the line of the plateau meets the steepest line of the hardening that follows (ISO 6892-1, as
 * recalled, allows the regression line of the plateau). */
static void set_extension(cupk_tensile *w, cupel_tensile_figures *f, size_t upper, size_t dropped, size_t end)
{
    size_t begin = dropped;
    while (begin + 10 < end && w->e[begin] < w->e[dropped] + 0.2 * (w->e[end] - w->e[dropped])) begin++;
    cupk_polynomial plateau, rise;
    size_t stretch = (end - dropped) / 8;
    stretch = stretch < 8 ? 8 : stretch > 200 ? 200 : stretch;
    f->yield_extension = (cupel_tensile_figure){
        .value = w->e[end] - w->e[upper], .strain = strain_of(w, f, end), .noise = NAN};
    double meets = w->e[end], noise = w->noise_e;
    if (cupk_polynomial_fit(w->e, w->s, w->out, begin, end, 1, &plateau) &&
        steepest(w, end, stretch, &rise)) {
        const double p1 = plateau.c[1] / plateau.half, r1 = rise.c[1] / rise.half;
        if (r1 > 2 * fabs(p1)) {
            const double p0 = plateau.c[0] - p1 * plateau.centre, r0 = rise.c[0] - r1 * rise.centre;
            const double x = (p0 - r0) / (r1 - p1);
            const double margin = 2 * (w->e[end + stretch < w->end ? end + stretch : w->end - 1] - w->e[end]);
            if (fabs(x - w->e[end]) < margin + 0.2 * (w->e[end] - w->e[dropped])) meets = x;
            const double variance = cupk_polynomial_variance(&plateau, meets, plateau.scatter) +
                                    cupk_polynomial_variance(&rise, meets, rise.scatter);
            noise = hypot(noise, sqrt(variance) / (r1 - p1));
        }
    }
    f->yield_extension.value = meets - w->e[upper];
    f->yield_extension.strain = meets - f->slope.origin;
    const size_t half = w->window / 2; /* means round the knee off */
    if (end >= half && end + half < w->end)
        noise = hypot(noise, 0.29 * (w->e[end + half] - w->e[end - half]));
    if (cupk_polynomial_fit(w->e, w->s, w->out, begin, end, 1, &plateau) &&
        plateau.scatter > 3 * w->noise_s + 5e-4 * w->v[end])
        f->yield_extension.reasons |= CUPEL_TENSILE_DROPS; /* on which tooth does it end? */
    /* what separates the two rules */
    f->yield_extension.noise =
        hypot(0.5 * fabs(meets - w->e[end]), noise) + 0.29 * (w->e[upper + 1] - w->e[upper]);
}

void cupk_tensile_find_yield_point(cupk_tensile *w, cupel_tensile_figures *f)
{
    size_t upper, dropped, begin, end;
    w->upper = w->hardening = 0;
    const bool line = f->slope.value > 0;
    f->upper_yield = f->lower_yield = f->yield_extension =
        cupk_tensile_refused(line ? CUPEL_TENSILE_NO_YIELD_POINT : CUPEL_TENSILE_NO_SLOPE);
    if (!line || !first_drop(w, f, &upper, &dropped)) return;
    if (!plateau_end(w, f->slope.value, dropped, &begin, &end)) return; /* necking, not a yield point */
    w->upper = upper;
    w->hardening = end;
    w->yield = upper;
    set_upper(w, f, upper);
    set_lower(w, f, begin, end);
    set_extension(w, f, upper, begin, end);
    if (f->strain_jumps && f->strain_jump_strain < w->e[end] + w->e[end] - w->e[upper])
        f->yield_extension.reasons |= CUPEL_TENSILE_STRAIN_JUMPS;
    /* an undershoot that far from the beginning is no transient but a tooth of serrated flow */
    const bool late = w->e[begin] - w->e[upper] > 0.3 * (w->e[end] - w->e[upper]);
    if (f->drops || late) f->yield_extension.reasons |= CUPEL_TENSILE_DROPS;
    if (late) f->lower_yield.reasons |= CUPEL_TENSILE_DROPS;
}

/* ---- proof strengths ---- */

/* Stress and strain as parabolas over the number of the sample, [begin, end), so that neither's noise pulls
 * the other; solved for the crossing. False when the parabolas do not follow the samples. */
static bool solve_locally(const cupk_tensile *w, const cupel_tensile_slope *l, double x, size_t at,
                          size_t begin, size_t end, cupel_tensile_figure *out, double *hardening)
{
    cupk_polynomial s, e;
    const int degree = end - begin < 6 ? 1 : 2;
    if (!cupk_polynomial_fit(w->place, w->s, w->out, begin, end, degree, &s) ||
        !cupk_polynomial_fit(w->place, w->e, w->out, begin, end, degree, &e))
        return false;
    const double m = l->value, near = 2e-4 * w->s[at];
    if (s.scatter > 4 * w->noise_s + near || m * e.scatter > 4 * m * w->noise_e + near) return false;
    double i = w->place[at];
    for (int turn = 0; turn < 20; turn++) { /* Newton */
        const double g = cupk_polynomial_at(&s, i) - m * (cupk_polynomial_at(&e, i) - l->origin - x);
        const double slope = cupk_polynomial_slope(&s, i) - m * cupk_polynomial_slope(&e, i);
        if (!(slope < 0)) return false;
        const double step = g / slope;
        i -= step;
        if (fabs(step) < 1e-6) break;
    }
    if (!(i >= w->place[begin] - 1 && i <= w->place[end - 1] + 1)) return false;
    const double h = cupk_polynomial_slope(&s, i) / cupk_polynomial_slope(&e, i);
    if (!(h < 0.98 * m)) return false;
    out->value = cupk_polynomial_at(&s, i);
    out->strain = cupk_polynomial_at(&e, i) - l->origin;
    const double ds = sqrt(cupk_polynomial_variance(&s, i, fmax(s.scatter, w->noise_s)));
    const double de = sqrt(cupk_polynomial_variance(&e, i, fmax(e.scatter, w->noise_e)));
    /* the line at the strain e - x, by its own fit */
    const double away = out->strain + l->origin - x - l->fit_mean[0];
    double dl = l->points > 2 ? l->fit_scatter * sqrt(1 / (double)l->points) : 0;
    dl = hypot(dl, l->noise * away);
    dl = hypot(dl, 0.15 * l->bend * out->value); /* a bent foot: which line is meant */
    out->noise = hypot(hypot(m * ds, h * m * de), h * dl) / (m - h);
    *hardening = h;
    return true;
}

static cupel_tensile_figure proof(const cupk_tensile *w, const cupel_tensile_slope *l, double x,
                                  double *hardening)
{
    enum { REACH = 25 };
    const double m = l->value, e0 = l->origin;
    const size_t at = cupk_tensile_crossing(w, m, e0, x, w->first);
    if (at >= w->end) return cupk_tensile_refused(CUPEL_TENSILE_NOT_REACHED);
    cupel_tensile_figure out = {.value = cupk_tensile_crossing_stress(w, at, m, e0, x)};
    out.strain = out.value / m + x;
    size_t left = 0, right = 0; /* no further than 40 % of the offset */
    while (left < REACH && at > left && w->e[at - left - 1] - e0 - w->s[at - left - 1] / m > 0.6 * x) left++;
    while (right < REACH && at + right + 1 < w->end &&
           w->e[at + right + 1] - e0 - w->s[at + right + 1] / m < 1.4 * x)
        right++;
    const double step = at ? (w->e[at] - w->e[at - 1]) - (w->s[at] - w->s[at - 1]) / m : 0; /* plastic */
    bool solved = false;
    while (!solved && left >= 2 && right >= 2) {
        solved = solve_locally(w, l, x, at, at - left, at + right + 1, &out, hardening);
        left /= 2;
        right /= 2;
    }
    if (!solved) {
        const double h =
            at && w->e[at] > w->e[at - 1] ? (w->s[at] - w->s[at - 1]) / (w->e[at] - w->e[at - 1]) : 0;
        *hardening = fmin(fmax(h, 0), 0.9 * m);
        out.noise = hypot(w->noise_s, *hardening * (w->noise_e + 0.1 * fabs(step)));
    }
    if (step > 0.25 * x) out.reasons |= CUPEL_TENSILE_COARSE;
    out.reasons |= l->reasons & (CUPEL_TENSILE_NOT_STRAIGHT | CUPEL_TENSILE_DROPS);
    if (l->points < 10 && l->method != CUPEL_TENSILE_SLOPE_GIVEN) out.reasons |= CUPEL_TENSILE_FEW_SAMPLES;
    return out;
}

/* Rt: where the curve passes a total strain. */
static cupel_tensile_figure total(const cupk_tensile *w, const cupel_tensile_slope *l, double x)
{
    const double at = l->origin + x;
    size_t i = w->first;
    while (i < w->end && (w->e[i] < at || w->out[i])) i++;
    if (i >= w->end || i == 0) return cupk_tensile_refused(CUPEL_TENSILE_NOT_REACHED);
    size_t begin = i, end = i + 1;
    while (begin > 0 && i - begin < 25 && w->e[begin - 1] > at - 0.1 * x) begin--;
    while (end < w->end && end - i < 25 && w->e[end] < at + 0.1 * x) end++;
    cupel_tensile_figure out = {.strain = x, .reasons = l->reasons & CUPEL_TENSILE_DROPS};
    cupk_polynomial s;
    if (end - begin >= 7 && cupk_polynomial_fit(w->e, w->s, w->out, begin, end, 2, &s) &&
        s.scatter < 4 * w->noise_s + 2e-4 * w->s[i]) {
        const double h = fabs(cupk_polynomial_slope(&s, at));
        out.value = cupk_polynomial_at(&s, at);
        out.noise =
            hypot(sqrt(cupk_polynomial_variance(&s, at, fmax(s.scatter, w->noise_s))), h * l->origin_noise);
        return out;
    }
    const double de = w->e[i] - w->e[i - 1], share = de > 0 ? (at - w->e[i - 1]) / de : 1;
    out.value = w->s[i - 1] + share * (w->s[i] - w->s[i - 1]);
    out.noise = hypot(w->noise_s, 0.1 * fabs(w->s[i] - w->s[i - 1]));
    if (de > 0.25 * x) out.reasons |= CUPEL_TENSILE_COARSE;
    return out;
}

/* Where it yields discontinuously the line cuts a plateau, which is no property of continuous yielding. */
static void look_at_plateau(const cupk_tensile *w, const cupel_tensile_figures *f, double hardening,
                            cupel_tensile_figure *p)
{
    if (!isfinite(p->value)) return;
    if (f->drops && f->drop_strain < p->strain + f->slope.origin) p->reasons |= CUPEL_TENSILE_DROPS;
    if (f->strain_jumps && f->strain_jump_strain < p->strain + f->slope.origin)
        p->reasons |= CUPEL_TENSILE_STRAIN_JUMPS;
    if (w->upper && p->strain + f->slope.origin < w->e[w->hardening]) {
        *p = cupk_tensile_refused(CUPEL_TENSILE_YIELD_POINT);
        return;
    }
    if (hardening < 0.002 * f->slope.value && p->value < 0.9 * w->top) p->reasons |= CUPEL_TENSILE_ON_PLATEAU;
}

void cupk_tensile_find_proofs(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f)
{
    const bool line = f->slope.value > 0;
    const cupel_tensile_figure none = cupk_tensile_refused(CUPEL_TENSILE_NO_SLOPE);
    double hardening = 0;
    for (size_t k = 0; k < o->proof_count; k++) {
        f->proof[k] = line ? proof(w, &f->slope, o->proof_strains[k], &hardening) : none;
        f->proof_hardenings[k] = isfinite(f->proof[k].value) ? hardening : NAN;
        look_at_plateau(w, f, hardening, &f->proof[k]);
    }
    for (size_t k = 0; k < o->total_count; k++)
        f->total[k] = line ? total(w, &f->slope, o->total_strains[k]) : none;
    hardening = NAN;
    f->proof_0_2 = line ? proof(w, &f->slope, 0.002, &hardening) : none;
    f->proof_hardening = hardening;
    if (!w->upper)
        w->yield = line ? cupk_tensile_crossing(w, f->slope.value, f->slope.origin, 0.002, w->first) : 0;
    if (w->yield >= w->end) w->yield = 0;
    look_at_plateau(w, f, hardening, &f->proof_0_2);
}

/* ---- rate ---- */

void cupk_tensile_find_rate(const cupk_tensile *w, cupel_tensile_figures *f)
{
    f->yield_rate = cupk_tensile_refused(w->has_time ? CUPEL_TENSILE_NOT_REACHED : CUPEL_TENSILE_NO_TIME);
    if (!w->has_time || !w->yield) return;
    size_t begin = w->yield > 25 ? w->yield - 25 : 0, end = w->yield + 26 < w->end ? w->yield + 26 : w->end;
    if (w->upper) end = w->upper + 1; /* it jumps at an upper yield point */
    while (begin < end && !isfinite(w->t[begin])) begin++;
    for (size_t i = begin + 1; i < end; i++)
        if (!isfinite(w->t[i]) || w->t[i] < w->t[i - 1]) end = i;
    cupk_polynomial p;
    if (end < begin + 3 || !cupk_polynomial_fit(w->t, w->e, NULL, begin, end, 1, &p)) {
        f->yield_rate.reasons = CUPEL_TENSILE_NO_TIME;
        return;
    }
    f->yield_rate = (cupel_tensile_figure){
        .value = p.c[1] / p.half,
        .strain = strain_of(w, f, w->yield),
        .noise = sqrt(cupk_polynomial_slope_variance(&p, p.centre, fmax(p.scatter, w->noise_e)))};
}

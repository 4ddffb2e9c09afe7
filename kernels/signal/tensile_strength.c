/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/tensile.h"

#include <math.h>

/* The highest stress and where it is; the strain at the fracture. */

/* Running mean over `smoothing` of strain about a sample, to find the top by. */
static size_t top_window(const cupk_tensile *w, size_t about, double smoothing)
{
    size_t left = about, right = about;
    const size_t most = 50;
    while (left > 0 && about - left < most && w->e[about] - w->e[left - 1] < 0.5 * smoothing) left--;
    while (right + 1 < w->end && right - about < most && w->e[right + 1] - w->e[about] < 0.5 * smoothing)
        right++;
    const size_t reach =
        about - left > right - about ? about - left : right - about; /* one is cut at the end */
    return 2 * reach + 1;
}

/* Means narrow down to one sample at the end, where the curve may be highest: a line through the last samples
 * instead. */
static void smooth_end(const cupk_tensile *w, size_t end, size_t window, double *smooth)
{
    cupk_polynomial p;
    if (window < 5 || end < window || !cupk_polynomial_fit(w->place, w->s, NULL, end - window, end, 1, &p))
        return;
    for (size_t i = end - window / 2; i < end; i++) smooth[i] = cupk_polynomial_at(&p, w->place[i]);
}

static size_t highest(const double *y, size_t begin, size_t end)
{
    size_t at = begin;
    for (size_t i = begin; i < end; i++)
        if (y[i] > y[at]) at = i;
    return at;
}

/* The stretch about `at` in which y stays above a level, over strays of up to 3 samples. */
static void stretch_above(const double *y, size_t at, size_t from, size_t end, double level, size_t *begin,
                          size_t *past)
{
    size_t i = at, low = 0;
    *begin = at;
    *past = at + 1;
    while (i > from && low < 4) {
        low = y[--i] < level ? low + 1 : 0;
        if (!low) *begin = i;
    }
    for (i = at + 1, low = 0; i < end && low < 4; i++) {
        low = y[i] < level ? low + 1 : 0;
        if (!low) *past = i + 1;
    }
}

/* Where a cubic is highest in [lo, hi]. */
static double place_of_maximum(const cupk_polynomial *p, double lo, double hi)
{
    double best = cupk_polynomial_at(p, lo) > cupk_polynomial_at(p, hi) ? lo : hi;
    const double a = 3 * p->c[3], b = 2 * p->c[2], c = p->c[1], d = b * b - 4 * a * c;
    if (d < 0) return best;
    const double q = -0.5 * (b + copysign(sqrt(d), b));
    const double roots[2] = {a != 0 ? q / a : NAN, q != 0 ? c / q : NAN};
    for (int k = 0; k < 2; k++) {
        const double x = p->centre + p->half * roots[k];
        if (isfinite(x) && x >= lo && x <= hi && cupk_polynomial_at(p, x) > cupk_polynomial_at(p, best))
            best = x;
    }
    return best;
}

/* Uncertainty of the place: the stretch about it in which the slope is less than twice its own uncertainty is
 * four standard deviations wide. */
static double noise_of_place(const cupk_polynomial *p, double place, double scatter, double lo, double hi)
{
    enum { STEPS = 64 };
    double ends[2] = {place, place};
    for (int side = 0; side < 2; side++) {
        const double step = ((side ? hi : lo) - place) / STEPS;
        for (int k = 0; k <= STEPS; k++) {
            const double x = place + step * k, slope = cupk_polynomial_slope(p, x);
            ends[side] = x;
            if (slope * slope > 4 * cupk_polynomial_slope_variance(p, x, scatter)) break;
        }
    }
    return 0.25 * (ends[1] - ends[0]);
}

typedef struct top {
    double stress, place, noise, place_noise;
    size_t count;
} top;

/* Left-out samples that are a fifth of a stretch: a cubic would make up what is not there. */
static bool has_hole(const cupk_tensile *w, size_t begin, size_t end)
{
    const double most = fmax(5, 0.2 * (w->place[end - 1] - w->place[begin]));
    for (size_t i = begin + 1; i < end; i++)
        if (w->lost[i] > most) return true;
    return false;
}

/* Cubic of the stress over the number of the sample where it is above `share` of the highest. */
static bool fit_top(const cupk_tensile *w, const double *smooth, size_t at, size_t from, double share,
                    top *out)
{
    size_t begin, end;
    stretch_above(smooth, at, from, w->last + 1, share * smooth[at], &begin, &end);
    cupk_polynomial p;
    if (end - begin < 20 || has_hole(w, begin, end) ||
        !cupk_polynomial_fit(w->place, w->s, w->out, begin, end, 3, &p))
        return false;
    const double x = place_of_maximum(&p, w->place[begin], w->place[end - 1]);
    const double scatter = fmax(p.scatter, w->noise_s);
    cupk_polynomial parabola; /* a quarter of what one degree more has moved the place may still be missing */
    double misfit = 0;
    if (cupk_polynomial_fit(w->place, w->s, w->out, begin, end, 2, &parabola))
        misfit = 0.25 * fabs(place_of_maximum(&parabola, w->place[begin], w->place[end - 1]) - x);
    *out = (top){.stress = cupk_polynomial_at(&p, x),
                 .place = x,
                 .noise = sqrt(cupk_polynomial_variance(&p, x, scatter)),
                 .place_noise =
                     hypot(misfit, noise_of_place(&p, x, scatter, w->place[begin], w->place[end - 1])),
                 .count = end - begin};
    return true;
}

/* Strain at a place between samples: a line through those near it. */
static double strain_at(const cupk_tensile *w, size_t near, double place, double *per_place)
{
    const size_t begin = near > 10 ? near - 10 : 0, end = near + 11 < w->end ? near + 11 : w->end;
    cupk_polynomial p;
    *per_place = 0;
    if (near >= w->end) return NAN;
    if (!cupk_polynomial_fit(w->place, w->e, w->out, begin, end, 1, &p)) return w->e[near];
    *per_place = cupk_polynomial_slope(&p, place);
    return cupk_polynomial_at(&p, place);
}

static size_t sample_of(const cupk_tensile *w, size_t from, double place)
{
    size_t i = from;
    while (i < w->last && w->place[i + 1] <= place) i++;
    if (i < w->last && w->place[i + 1] - place < place - w->place[i]) i++;
    return i;
}

static void set_plateau_width(const cupk_tensile *w, const double *smooth, size_t at, size_t from,
                              cupel_tensile_figures *f)
{
    size_t begin, end;
    f->plateau_width = NAN;
    if (at >= w->end) return;
    stretch_above(smooth, at, from, w->last + 1, 0.995 * smooth[at], &begin, &end);
    if (end > w->end) end = w->end;
    f->plateau_width = w->e[end - 1] - w->e[begin];
}

/* Noise may take it below zero, where nothing yields. */
static void not_below_zero(cupel_tensile_figure *g)
{
    if (g->value < 0 && g->value > -3 * g->noise - 1e-6) g->value = 0;
}

/* Strain over which the curve is less than a noise below its top. */
static double width_of_noise(const cupk_tensile *w, const double *smooth, size_t at, size_t from,
                             double noise)
{
    size_t begin, end;
    if (at >= w->end) return 0;
    stretch_above(smooth, at, from, w->end, smooth[at] - noise, &begin, &end);
    return w->e[end - 1] - w->e[begin];
}

static void set_uniform(const cupk_tensile *w, const top *t, const double lost[2], cupel_tensile_figures *f)
{
    double per_place;
    const double e = strain_at(w, w->peak, t->place, &per_place);
    const cupel_tensile_slope *l = &f->slope;
    unsigned reasons = f->tensile_strength.reasons;
    if (f->strain_jumps) reasons |= CUPEL_TENSILE_STRAIN_JUMPS;
    if (w->peak >= w->end) {
        f->uniform = f->total_uniform = cupk_tensile_refused(CUPEL_TENSILE_STRAIN_ENDS);
        return;
    }
    if (reasons & CUPEL_TENSILE_STILL_RISING) { /* all of it may be uniform */
        f->uniform = f->total_uniform = cupk_tensile_refused(CUPEL_TENSILE_STILL_RISING);
        return;
    }
    if (!(l->value > 0)) {
        f->uniform = f->total_uniform = cupk_tensile_refused(CUPEL_TENSILE_NO_SLOPE);
        return;
    }
    double noise = hypot(t->place_noise * per_place, w->noise_e / 4);
    /* where the noise hides the top over most of the curve, nobody can say where it is; a shape that no cubic
     * follows may have it anywhere in what the noise of the means hides */
    const bool hidden = lost[0] > 0.5 * (e - l->origin);
    noise = hypot(noise, 0.29 * (hidden ? lost[0] : lost[1]));
    if ((noise > 0.002 && noise > 0.02 * (e - l->origin)) || hidden) reasons |= CUPEL_TENSILE_FLAT_TOP;
    if (l->reasons & CUPEL_TENSILE_NOT_STRAIGHT && l->value > 0 && (e - l->origin) < 0.01)
        reasons |= CUPEL_TENSILE_NOT_STRAIGHT;
    if (f->drops) reasons |= CUPEL_TENSILE_DROPS;
    f->total_uniform = (cupel_tensile_figure){.value = e - l->origin,
                                              .strain = e - l->origin,
                                              .noise = hypot(noise, l->origin_noise),
                                              .reasons = reasons};
    f->uniform = f->total_uniform;
    f->uniform.value -= t->stress / l->value;
    /* origin and elastic part hang on one slope: e0 = e - s/m of the window's middle */
    const double slope = (t->stress - l->fit_mean[1]) / (l->value * l->value) * l->noise;
    f->uniform.noise = hypot(noise, slope);
    not_below_zero(&f->uniform);
    if (!(f->uniform.value >= 0)) f->uniform = cupk_tensile_refused(CUPEL_TENSILE_NOT_REACHED);
}

/* What is still missing of a place that went from `before` through `then` to `now` as the range became
 * narrower: the rest of a geometric series, else a share of the last step. */
static double rest_of(double before, double then, double now)
{
    const double step = now - then, ratio = step / (then - before);
    return ratio > 0.37 && ratio < 0.9 ? fabs(step) * ratio / (1 - ratio) : 0.58 * fabs(step);
}

/* As near the top as the noise lets its roundness be seen; wider ranges show how much that matters. */
static bool fit_tops(const cupk_tensile *w, const double *smooth, size_t at, size_t from, top *t)
{
    static const double depths[] = {1e-7, 3e-7, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 5e-3, 8e-3};
    enum { WIDEST = sizeof depths / sizeof *depths - 3, ENOUGH = 30 };
    size_t k = 0;
    bool fitted = false;
    for (; k <= WIDEST; k++) {
        if (k < WIDEST && w->noise_s > 0.03 * depths[k] * smooth[at] * sqrt((double)w->end)) continue;
        fitted = fit_top(w, smooth, at, from, 1 - depths[k], t);
        const double seen = 0.03 * depths[k] * t->stress * sqrt((double)t->count);
        if (k == WIDEST || (fitted && t->count >= ENOUGH && w->noise_s < seen)) break;
    }
    top wide = {0}, wider = {0};
    if (!fitted || !fit_top(w, smooth, at, from, 1 - depths[k + 1], &wide)) return fitted;
    const bool both = fit_top(w, smooth, at, from, 1 - depths[k + 2], &wider);
    t->noise = hypot(t->noise, 0.58 * fabs(wide.stress - t->stress));
    t->place_noise = hypot(t->place_noise, rest_of(both ? wider.place : wide.place, wide.place, t->place));
    return true;
}

/* A peak too sharp for a cubic: the highest sample less what the noise lifts it. */
static top sharp_top(const cupk_tensile *w, size_t raw)
{
    const size_t begin = raw > 20 ? raw - 20 : 0, end = raw + 21 < w->last + 1 ? raw + 21 : w->last + 1;
    size_t close = 0;
    for (size_t i = begin; i < end; i++) close += w->s[i] > w->s[raw] - 2 * w->noise_s;
    return (top){.stress = w->s[raw] - w->noise_s * cupk_expected_highest(close),
                 .place = w->place[raw],
                 .noise = w->noise_s,
                 .place_noise = 0.5};
}

/* Five samples or more left out beside one that is within 2 % of the highest. */
static bool misses_top(const cupk_tensile *w, double stress)
{
    for (size_t i = 1; i <= w->last; i++)
        if (w->lost[i] >= 5 && fmax(w->s[i], w->s[i - 1]) > 0.98 * stress) return true;
    return false;
}

/* Ten samples in a row at the very highest value, of a signal whose noise before it is more than its last
 * digit. */
static bool clipped(const cupk_tensile *w, double highest_sample)
{
    size_t equal = 0, i = 0;
    for (; i <= w->last && equal < 10; i++) equal = w->s[i] == highest_sample ? equal + 1 : 0;
    if (equal < 10) return false;
    double digit = INFINITY;
    for (size_t k = i > 210 ? i - 210 : 1; k + 10 < i; k++) {
        const double step = fabs(w->s[k] - w->s[k - 1]);
        if (step > 0 && step < digit) digit = step;
    }
    return w->noise_s > 1e-6 * highest_sample && w->noise_s > 2 * digit;
}

static unsigned doubts_of_top(const cupk_tensile *w, const cupel_tensile_figures *f, const top *t,
                              size_t from)
{
    unsigned reasons = 0;
    const size_t i = w->peak;
    if (i < w->last && i > from + 1) {
        const double step = fmax(fabs(w->s[i + 1] - w->s[i]), fabs(w->s[i] - w->s[i - 1]));
        if (i + 1 < w->last && step > 0.005 * t->stress + 8 * w->noise_s) reasons |= CUPEL_TENSILE_COARSE;
    }
    const bool broken = f->fracture != CUPEL_TENSILE_UNBROKEN && f->fracture != CUPEL_TENSILE_RELEASED;
    if (!broken && w->s[w->last] > t->stress * 0.998 - 4 * w->noise_s) reasons |= CUPEL_TENSILE_STILL_RISING;
    if (misses_top(w, t->stress)) reasons |= CUPEL_TENSILE_MISSING_TOP;
    if (clipped(w, f->highest_stress)) reasons |= CUPEL_TENSILE_CLIPPED;
    return reasons;
}

void cupk_tensile_find_strength(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f)
{
    const size_t from = w->upper ? w->hardening : 0, end = w->last + 1;
    size_t at = highest(w->v, from, end);
    const size_t by_strain = at < w->end ? top_window(w, at, o->smoothing) : 1;
    const size_t window = by_strain > w->window ? by_strain : w->window;
    double *smooth = w->scratch;
    cupk_running_mean(w->s, end, window, smooth);
    smooth_end(w, end, window, smooth);
    at = highest(smooth, from, end);
    top t = {0};
    const size_t raw = highest(w->s, from, end);
    f->highest_stress = w->s[raw];
    if (!fit_tops(w, smooth, at, from, &t) || w->s[raw] > t.stress + 5 * w->noise_s + 2e-4 * t.stress) {
        t = sharp_top(w, raw);
    }
    w->peak = sample_of(w, from, t.place);
    f->tensile_strength =
        (cupel_tensile_figure){.value = t.stress,
                               .noise = t.noise,
                               .strain = w->peak < w->end ? w->e[w->peak] - f->slope.origin : NAN,
                               .reasons = doubts_of_top(w, f, &t, from)};
    set_plateau_width(w, smooth, at, from, f);
    const double lost[2] = {width_of_noise(w, smooth, at, from, w->noise_s),
                            width_of_noise(w, smooth, at, from, w->noise_s / sqrt((double)window))};
    set_uniform(w, &t, lost, f);
}

/* ---- elongation ---- */

/* Strain of the last sample: by a line through the ten up to it when they lie on one. */
static double last_strain(const cupk_tensile *w, double *noise)
{
    const size_t end = w->end, begin = end > 10 ? end - 10 : 0;
    cupk_polynomial p;
    const double step = end > 1 ? fabs(w->e[end - 1] - w->e[end - 2]) : 0;
    *noise = hypot(w->noise_e, 0.29 * step);
    if (!(w->noise_e > 0) || !cupk_polynomial_fit(w->place, w->e, NULL, begin, end, 1, &p))
        return w->e[end - 1];
    const double by_line = cupk_polynomial_at(&p, w->place[end - 1]);
    if (fabs(by_line - w->e[end - 1]) > 3.5 * w->noise_e || p.scatter > 2 * w->noise_e) return w->e[end - 1];
    *noise = hypot(sqrt(cupk_polynomial_variance(&p, w->place[end - 1], w->noise_e)), 0.29 * step);
    return by_line;
}

/* What is not in the neck springs back when the force falls. */
static bool necks_outside(const cupk_tensile *w, const cupel_tensile_figures *f, double e)
{
    const double fallen = f->tensile_strength.value - w->s[w->end - 1];
    double furthest = e;
    for (size_t i = w->first; i < w->end; i++)
        if (w->e[i] > furthest) furthest = w->e[i];
    const double back = furthest - e - 5 * w->noise_e, elastic = fallen / f->slope.value;
    return (fallen > 0.05 * f->tensile_strength.value && back > 0.1 * elastic) || back > 1.5 * elastic + 5e-4;
}

void cupk_tensile_find_elongation(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f)
{
    (void)o;
    const cupel_tensile_slope *l = &f->slope;
    const size_t last = w->end - 1;
    double noise;
    const double e = last_strain(w, &noise);
    f->last_strain = e - l->origin;
    f->last_stress = w->s[last];
    unsigned refused = 0, doubts = 0;
    if (!(l->value > 0)) refused |= CUPEL_TENSILE_NO_SLOPE;
    if (f->fracture == CUPEL_TENSILE_UNBROKEN) refused |= CUPEL_TENSILE_NO_FRACTURE;
    if (f->fracture == CUPEL_TENSILE_RELEASED) refused |= CUPEL_TENSILE_UNLOADED;
    if (isfinite(f->strain_end))
        refused = (refused & ~(unsigned)CUPEL_TENSILE_NO_FRACTURE) | CUPEL_TENSILE_STRAIN_ENDS;
    if (!refused && necks_outside(w, f, e)) refused |= CUPEL_TENSILE_OUTSIDE;
    if (refused) {
        f->elongation = f->total_elongation = cupk_tensile_refused(refused);
        return;
    }
    if (f->fracture == CUPEL_TENSILE_GRADUAL) doubts |= CUPEL_TENSILE_GRADUAL_FRACTURE;
    if (f->fracture == CUPEL_TENSILE_PARTIAL && w->last + 1 < w->count) {
        double lowest = INFINITY;
        for (size_t i = w->last + 1; i < w->count; i++) lowest = fmin(lowest, w->s[i]);
        if (lowest > 0.5 * w->s[w->last]) doubts |= CUPEL_TENSILE_PARTIAL_FRACTURE;
    }
    if (f->drops) doubts |= CUPEL_TENSILE_DROPS;
    if (f->strain_jumps) doubts |= CUPEL_TENSILE_STRAIN_JUMPS;
    const double step = last ? w->e[last] - w->e[last - 1] : 0;
    if (step > 0.005 && step > 0.02 * f->last_strain) doubts |= CUPEL_TENSILE_COARSE;
    f->total_elongation = (cupel_tensile_figure){.value = f->last_strain,
                                                 .strain = f->last_strain,
                                                 .noise = hypot(noise, l->origin_noise),
                                                 .reasons = doubts};
    f->elongation = f->total_elongation;
    f->elongation.value -= w->s[last] / l->value;
    const double slope = (w->s[last] - l->fit_mean[1]) / (l->value * l->value) * l->noise;
    f->elongation.noise = hypot(hypot(noise, w->noise_s / l->value), slope);
    not_below_zero(&f->elongation);
}

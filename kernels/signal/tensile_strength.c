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

void cupk_tensile_stretch_above(const double *y, size_t at, size_t from, size_t end, double level,
                                size_t *begin, size_t *past)
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
    cupk_tensile_stretch_above(smooth, at, from, w->last + 1, 0.995 * smooth[at], &begin, &end);
    if (end > w->end) end = w->end;
    f->plateau_width = w->e[end - 1] - w->e[begin];
}

/* Noise may take it below zero, where nothing yields. */
static void not_below_zero(cupel_tensile_figure *g)
{
    if (g->value < 0 && g->value > -3 * g->noise - 1e-6) g->value = 0;
}

static void set_uniform(const cupk_tensile *w, const cupk_top *t, cupel_tensile_figures *f)
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
    const double noise = hypot(t->place_noise * per_place, w->noise_e / 4);
    f->uniform_shape_noise = fabs(t->shape_noise * per_place);
    if (noise > 0.002 && noise > 0.02 * (e - l->origin)) reasons |= CUPEL_TENSILE_FLAT_TOP;
    reasons |= cupk_tensile_doubt_of_line(l, t->stress / l->value, e - l->origin);
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

/* A peak too sharp for any shape: the highest sample less what the noise lifts it. In serrated flow that may
 * be any of many: the top of their mean may be as right. */
static cupk_top sharp_top(const cupk_tensile *w, size_t raw, const cupk_top *mean)
{
    const size_t begin = raw > 20 ? raw - 20 : 0, end = raw + 21 < w->last + 1 ? raw + 21 : w->last + 1;
    size_t close = 0;
    for (size_t i = begin; i < end; i++) close += w->s[i] > w->s[raw] - 2 * w->noise_s;
    cupk_top t = {.stress = w->s[raw] - w->noise_s * cupk_expected_highest(close),
                  .place = w->place[raw],
                  .noise = w->noise_s,
                  .place_noise = 0.5};
    if (mean) {
        t.shape_noise = hypot(mean->place_noise, mean->place - t.place);
        t.place_noise = hypot(t.place_noise, t.shape_noise);
    }
    return t;
}

/* Five samples or more left out beside one that is within 2 % of the highest. */
static bool misses_top(const cupk_tensile *w, double stress)
{
    for (size_t i = 1; i <= w->last; i++)
        if (w->lost[i] >= 5 && fmax(w->s[i], w->s[i - 1]) > 0.98 * stress) return true;
    return false;
}

/* Steps of neighbours before a sample: the least that is not zero, and the greatest. */
static void get_steps(const cupk_tensile *w, size_t before, size_t count, double *least, double *most)
{
    *least = INFINITY, *most = 0;
    for (size_t k = before > count ? before - count : 1; k < before; k++) {
        const double step = fabs(w->s[k] - w->s[k - 1]);
        if (step > 0) *least = fmin(*least, step);
        *most = fmax(*most, step);
    }
}

/* Ten samples in a row at the very highest value: of a signal whose noise before them is more than its last
 * digit; or of one without noise, that had been rising and would have gone on by far more than a digit, as
 * tops are round and ends of ranges are corners. */
static bool clipped(const cupk_tensile *w, double highest_sample)
{
    enum { ENOUGH = 10, ROUND = 20 };
    size_t equal = 0, i = 0;
    for (; i <= w->last && equal < ENOUGH; i++) equal = w->s[i] == highest_sample ? equal + 1 : 0;
    if (equal < ENOUGH) return false;
    const size_t begin = i - ENOUGH;
    double digit, step;
    get_steps(w, begin, 200, &digit, &step);
    if (w->noise_s > 1e-6 * highest_sample && w->noise_s > 2 * digit) return true;
    while (i <= w->last && w->s[i] == highest_sample) i++;
    const size_t run = i - begin, back = begin < run ? begin : run;
    const size_t near = back < 4 * ENOUGH ? back : back / 4;
    get_steps(w, begin, near, &digit, &step);
    const double rise = near ? (highest_sample - w->s[begin - near]) / (double)near * (double)run : 0;
    return rise > ROUND * step && rise > 0.005 * highest_sample;
}

static unsigned doubts_of_top(const cupk_tensile *w, const cupel_tensile_figures *f, const cupk_top *t,
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

/* Proof strengths that lie where the force stood still. */
static void doubt_clipped(cupel_tensile_figures *f)
{
    const double level = 0.998 * f->highest_stress;
    cupel_tensile_figure *const all[] = {&f->proof_0_2, &f->upper_yield, &f->lower_yield};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (all[k]->value > level) all[k]->reasons |= CUPEL_TENSILE_CLIPPED;
    for (size_t k = 0; k < CUPEL_TENSILE_PROOFS; k++)
        if (f->proof[k].value > level) f->proof[k].reasons |= CUPEL_TENSILE_CLIPPED;
    for (size_t k = 0; k < CUPEL_TENSILE_TOTALS; k++)
        if (f->total[k].value > level) f->total[k].reasons |= CUPEL_TENSILE_CLIPPED;
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
    const size_t raw = highest(w->s, from, end);
    f->highest_stress = w->s[raw];
    cupk_top t = {0};
    const bool fitted = cupk_tensile_fit_top(w, smooth, at, from, w->noise_s / sqrt((double)window), &t);
    if (!fitted || w->s[raw] > t.stress + 5 * w->noise_s + 2e-4 * t.stress)
        t = sharp_top(w, raw, fitted ? &t : NULL);
    w->peak = sample_of(w, from, t.place);
    f->tensile_strength =
        (cupel_tensile_figure){.value = t.stress,
                               .noise = t.noise,
                               .strain = w->peak < w->end ? w->e[w->peak] - f->slope.origin : NAN,
                               .reasons = doubts_of_top(w, f, &t, from)};
    if (f->tensile_strength.reasons & CUPEL_TENSILE_CLIPPED) doubt_clipped(f);
    set_plateau_width(w, smooth, at, from, f);
    set_uniform(w, &t, f);
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
    size_t at = w->end - 1;
    for (size_t i = w->first; i < w->end; i++)
        if (w->e[i] > furthest) furthest = w->e[i], at = i;
    const double back = furthest - e - 5 * w->noise_e, elastic = fallen / f->slope.value;
    /* or that does not grow any more while the test goes on */
    if (back > 0 && w->end - at > 20 && w->end - at > w->end / 50) return true;
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
    doubts |= cupk_tensile_doubt_of_line(l, w->s[last] / l->value, f->last_strain);
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

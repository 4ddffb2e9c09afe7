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
    const size_t reach = about - left < right - about ? about - left : right - about;
    return 2 * reach + 1;
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

/* Uncertainty of the place: of the slope there over the curvature, and no more than the stretch allows. */
static double noise_of_place(const cupk_polynomial *p, double x, double scatter, double stretch)
{
    const double u = (x - p->centre) / p->half;
    const double bend = fabs(2 * p->c[2] + 6 * p->c[3] * u) / (p->half * p->half);
    const double noise = sqrt(cupk_polynomial_slope_variance(p, x, scatter)) / bend;
    return noise < 0.29 * stretch ? noise : 0.29 * stretch;
}

typedef struct top {
    double stress, place, noise, place_noise;
    bool fitted;
} top;

/* Cubic of the stress over the number of the sample where it is above `share` of the highest. */
static bool fit_top(const cupk_tensile *w, const double *smooth, size_t at, size_t from, double share,
                    top *out)
{
    size_t begin, end;
    stretch_above(smooth, at, from, w->last + 1, share * smooth[at], &begin, &end);
    cupk_polynomial p;
    if (end - begin < 20 || !cupk_polynomial_fit(w->place, w->s, w->out, begin, end, 3, &p)) return false;
    const double x = place_of_maximum(&p, w->place[begin], w->place[end - 1]);
    const double scatter = fmax(p.scatter, w->noise_s);
    *out = (top){.stress = cupk_polynomial_at(&p, x),
                 .place = x,
                 .noise = sqrt(cupk_polynomial_variance(&p, x, scatter)),
                 .place_noise = noise_of_place(&p, x, scatter, w->place[end - 1] - w->place[begin]),
                 .fitted = true};
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

static void set_uniform(const cupk_tensile *w, const cupel_tensile_options *o, const top *t, const top *wide,
                        cupel_tensile_figures *f)
{
    double per_place;
    const double e = strain_at(w, w->peak, t->place, &per_place);
    const cupel_tensile_slope *l = &f->slope;
    unsigned reasons = f->tensile_strength.reasons & (CUPEL_TENSILE_STILL_RISING | CUPEL_TENSILE_COARSE);
    if (w->peak >= w->end) {
        f->uniform = f->total_uniform = cupk_tensile_refused(CUPEL_TENSILE_STRAIN_ENDS);
        return;
    }
    if (!(l->value > 0)) {
        f->uniform = f->total_uniform = cupk_tensile_refused(CUPEL_TENSILE_NO_SLOPE);
        return;
    }
    const double between_fits = wide->fitted ? 0.58 * fabs(wide->place - t->place) * per_place : 0;
    double noise = hypot(t->place_noise * per_place, between_fits);
    noise = hypot(noise, w->noise_e / 4);
    if (noise > 0.002 && noise > 0.02 * (e - l->origin)) reasons |= CUPEL_TENSILE_FLAT_TOP;
    if (l->reasons & CUPEL_TENSILE_NOT_STRAIGHT && l->value > 0 && (e - l->origin) < 0.01)
        reasons |= CUPEL_TENSILE_NOT_STRAIGHT;
    if (f->drops) reasons |= CUPEL_TENSILE_DROPS;
    (void)o;
    f->total_uniform = (cupel_tensile_figure){.value = e - l->origin,
                                              .strain = e - l->origin,
                                              .noise = hypot(noise, l->origin_noise),
                                              .reasons = reasons};
    f->uniform = f->total_uniform;
    f->uniform.value -= t->stress / l->value;
    /* origin and elastic part hang on one slope: e0 = e - s/m of the window's middle */
    const double slope = (t->stress - l->fit_mean[1]) / (l->value * l->value) * l->noise;
    f->uniform.noise = hypot(noise, slope);
    if (!(f->uniform.value > 0)) f->uniform = cupk_tensile_refused(CUPEL_TENSILE_NOT_REACHED);
}

void cupk_tensile_find_strength(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f)
{
    const size_t from = w->upper ? w->hardening : 0, end = w->last + 1;
    size_t at = highest(w->v, from, end);
    const size_t window = at < w->end ? top_window(w, at, o->smoothing) : 1;
    double *smooth = w->scratch;
    cupk_running_mean(w->s, end, window > w->window ? window : w->window, smooth);
    at = highest(smooth, from, end);
    top t = {0}, wide = {0};
    const size_t raw = highest(w->s, from, end);
    f->highest_stress = w->s[raw];
    fit_top(w, smooth, at, from, 0.995, &wide);
    if (!fit_top(w, smooth, at, from, 0.997, &t) || w->s[raw] > t.stress + 5 * w->noise_s + 2e-4 * t.stress) {
        size_t close = 0; /* a peak, too sharp for a cubic: the highest sample less what the noise lifts it */
        const size_t begin = raw > 20 ? raw - 20 : 0, stop = raw + 21 < end ? raw + 21 : end;
        for (size_t i = begin; i < stop; i++) close += w->s[i] > w->s[raw] - 2 * w->noise_s;
        t = (top){.stress = w->s[raw] - w->noise_s * cupk_expected_highest(close),
                  .place = w->place[raw],
                  .noise = w->noise_s,
                  .place_noise = 0.5};
        wide.fitted = false;
    }
    w->peak = sample_of(w, from, t.place);
    f->tensile_strength =
        (cupel_tensile_figure){.value = t.stress,
                               .noise = t.noise,
                               .strain = w->peak < w->end ? w->e[w->peak] - f->slope.origin : NAN};
    if (w->peak + 2 < end && w->peak > from + 1) {
        const double step =
            fmax(fabs(w->s[w->peak + 1] - w->s[w->peak]), fabs(w->s[w->peak] - w->s[w->peak - 1]));
        if (step > 0.005 * t.stress + 8 * w->noise_s) f->tensile_strength.reasons |= CUPEL_TENSILE_COARSE;
    }
    const bool broken = f->fracture != CUPEL_TENSILE_UNBROKEN && f->fracture != CUPEL_TENSILE_RELEASED;
    if (!broken && w->s[w->last] > t.stress * 0.998 - 4 * w->noise_s)
        f->tensile_strength.reasons |= CUPEL_TENSILE_STILL_RISING;
    set_plateau_width(w, smooth, at, from, f);
    set_uniform(w, o, &t, &wide, f);
    if (f->upper_yield.value > 0 && w->last <= w->hardening)
        f->tensile_strength.reasons |= CUPEL_TENSILE_NO_HARDENING;
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
    if (!refused && w->peak < last && w->s[last] < 0.95 * f->tensile_strength.value &&
        e < w->e[w->peak] - 4 * w->noise_e - 0.1 * (w->s[w->peak] - w->s[last]) / l->value)
        refused |= CUPEL_TENSILE_OUTSIDE;
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
}

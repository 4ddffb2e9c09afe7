/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/roughness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cupel/roughness.h"

/* ISO 4288 (upper bounds of Ra and RSm for a cut-off) and ISO 3274 (lambda s, tip radius), as recalled. */
typedef struct cutoff_row {
    double cutoff, nesting_index_s, tip_radius, ra, rsm; /* [m] */
} cutoff_row;

static const cutoff_row cutoffs[] = {
    {0.08e-3, 2.5e-6, 2e-6, 0.02e-6, 0.04e-3}, {0.25e-3, 2.5e-6, 2e-6, 0.1e-6, 0.13e-3},
    {0.8e-3, 2.5e-6, 2e-6, 2e-6, 0.4e-3},      {2.5e-3, 8e-6, 5e-6, 10e-6, 1.3e-3},
    {8e-3, 25e-6, 10e-6, 80e-6, 4e-3},
};
enum { CUTOFFS = sizeof cutoffs / sizeof *cutoffs };

const char *const cupel_profile_figures[CUPEL_PROFILE_FIGURES] = {"ra", "rq",  "rz",  "rp", "rv",
                                                                  "rt", "rsk", "rku", "rsm"};

/* The row for a cut-off: that of the nearest one in the table. */
static const cutoff_row *row_for(double cutoff)
{
    size_t best = 0;
    for (size_t i = 1; i < CUTOFFS; i++)
        if (fabs(log(cutoffs[i].cutoff / cutoff)) < fabs(log(cutoffs[best].cutoff / cutoff))) best = i;
    return &cutoffs[best];
}

/* Sampling lengths that fit when half a cut-off is dropped at each end. */
static size_t lengths_that_fit(const cupel_filtered_profile *f, double cutoff)
{
    const double length = (double)f->samples->count * f->samples->spacing;
    const double fit = floor((length - cutoff) / cutoff + 1e-6);
    return fit < 1 ? 0 : (size_t)fmin(fit, (double)f->options->sampling_lengths);
}

cupel_status cupel_profile_pass(const cupel_filtered_profile *f, const double *heights, size_t count,
                                double spacing, double *primary, double *rough, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    memmove(primary, heights, count * sizeof *primary);
    if (f->nesting_index_s > 0)
        status = cupel_gaussian_mean_line(heights, count, spacing, f->nesting_index_s, primary, error);
    if (!status) status = cupel_gaussian_mean_line(primary, count, spacing, f->cutoff, rough, error);
    for (size_t i = 0; !status && i < count; i++) rough[i] = primary[i] - rough[i];
    return status;
}

/* Filters with this cut-off and evaluates; lengths 0: it does not fit. */
static cupel_status filter(cupel_filtered_profile *f, double cutoff, double nesting_index_s,
                           cupel_error *error)
{
    const size_t n = f->samples->count;
    const double dx = f->samples->spacing;
    f->cutoff = cutoff;
    f->nesting_index_s = nesting_index_s;
    f->lengths = lengths_that_fit(f, cutoff);
    if (f->lengths == 0 || cutoff < 10 * dx) {
        f->lengths = 0;
        return CUPEL_OK;
    }
    const cupel_status status = cupel_profile_pass(f, f->form, n, dx, f->primary, f->rough, error);
    if (status) return status;
    f->evaluated = (size_t)llround((double)f->lengths * cutoff / dx);
    if (f->evaluated > n) f->evaluated = n;
    f->first = (n - f->evaluated) / 2;
    const cupel_roughness_rules rules = {(unsigned)f->lengths, f->options->height_discrimination,
                                         f->options->width_discrimination};
    return cupel_roughness_profile(f->rough + f->first, f->evaluated, dx, &rules, &f->figures, f->sections,
                                   error);
}

static bool periodic(const cupel_filtered_profile *f)
{
    if (f->options->profile_kind != CUPEL_PROFILE_AUTO)
        return f->options->profile_kind == CUPEL_PROFILE_PERIODIC;
    return f->figures.elements >= 5 && f->figures.width_scatter < 0.1 * f->figures.rsm;
}

/* The least cut-off of the table for which the figure that it gives is in its range. */
static cupel_status choose(cupel_filtered_profile *f, double nesting_index_s, bool *found, cupel_error *error)
{
    *found = false;
    for (size_t i = 0; i < CUTOFFS && !*found; i++) {
        const cutoff_row *row = &cutoffs[i];
        const size_t before = f->lengths;
        const double kept[2] = {f->cutoff, f->nesting_index_s};
        const double s = isnan(nesting_index_s) ? row->nesting_index_s : nesting_index_s;
        const cupel_status status = filter(f, row->cutoff, s, error);
        if (status) return status;
        if (f->lengths == 0) {
            if (before == 0) continue; /* too short for the spacing: a longer one may do */
            return filter(f, kept[0], kept[1], error);
        }
        const bool waves = periodic(f);
        *found = waves ? f->figures.rsm <= row->rsm : f->figures.ra <= row->ra;
        f->cutoff_origin = waves ? "ISO 4288 by RSm, as the profile is periodic" : "ISO 4288 by Ra";
    }
    return CUPEL_OK;
}

/* `*given`: the cut-off is not by the table; `*chosen`: it is one that may be used. */
static cupel_status set_filters(const cupel_test *test, cupel_filtered_profile *f, bool *given, bool *chosen,
                                cupel_error *error)
{
    const double cutoff =
        cupel_roughness_setting(test, f->options->cutoff_length, "cutoff_length", &f->cutoff_origin);
    double s =
        cupel_roughness_setting(test, f->options->nesting_index_s, "nesting_index_s", &f->nesting_origin);
    if (isnan(s)) f->nesting_origin = "ISO 3274 by the cut-off";
    *chosen = true;
    *given = cutoff > 0;
    if (!*given) {
        f->cutoff_origin = "ISO 4288";
        return choose(f, s, chosen, error);
    }
    if (isnan(s)) s = row_for(cutoff)->nesting_index_s;
    return filter(f, cutoff, s, error);
}

static void doubt_all(cupel_judgement *j, const char *reason)
{
    for (size_t i = 0; i < CUPEL_PROFILE_FIGURES; i++) cupel_doubt(j, cupel_profile_figures[i], "%s", reason);
}

static void refuse_all(cupel_judgement *j, const char *reason)
{
    for (size_t i = 0; i < CUPEL_PROFILE_FIGURES; i++)
        cupel_refuse(j, cupel_profile_figures[i], "%s", reason);
}

/* ---- doubts ---- */

/* Missing samples in the evaluation length: how many, and the widest gap. */
static size_t missing(const cupel_filtered_profile *f, size_t *widest)
{
    size_t count = 0, run = 0;
    *widest = 0;
    for (size_t i = f->first; i < f->first + f->evaluated; i++) {
        run = f->samples->filled[i] ? run + 1 : 0;
        count += f->samples->filled[i];
        if (run > *widest) *widest = run;
    }
    return count;
}

static void doubt_samples(const cupel_filtered_profile *f, cupel_judgement *j, cupel_results *results)
{
    const double dx = f->samples->spacing;
    char reason[240];
    size_t widest;
    const size_t filled = missing(f, &widest);
    cupel_results_set(results, "filled_samples", (double)filled);
    const double gap = (double)widest * dx, limit = fmax(f->cutoff / 50, 2 * dx);
    if (gap > limit || (double)filled > 0.1 * (double)f->evaluated) {
        snprintf(reason, sizeof reason,
                 "%zu of %zu samples are missing, the widest gap is %.3g um: at most 10 %% and "
                 "%.3g um can be filled",
                 filled, f->evaluated, gap * 1e6, limit * 1e6);
        refuse_all(j, reason);
    } else if (filled) {
        snprintf(reason, sizeof reason, "%zu missing samples were filled by straight lines", filled);
        doubt_all(j, reason);
    }
    if (f->samples->resampled)
        doubt_all(j, "the positions are uneven, heights between them were taken by straight lines");
    if (f->nesting_index_s > 0 && dx > 1.01 * f->nesting_index_s / 5) {
        snprintf(reason, sizeof reason,
                 "the spacing of %.3g um is too coarse for lambda s %.3g um, which needs a fifth", dx * 1e6,
                 f->nesting_index_s * 1e6);
        doubt_all(j, reason);
    }
}

/* The smallest step between heights that are not equal: of a coarse converter, or of few digits in the file.
 */
static double height_step(const cupel_test *test)
{
    const cupel_channel *height = cupel_test_channel(test, "height");
    double least = HUGE_VAL, most = 0;
    for (size_t i = 0; i < height->count; i++)
        if (isfinite(height->values[i])) most = fmax(most, fabs(height->values[i]));
    for (size_t i = 1; i < height->count; i++) {
        const double step = fabs(height->values[i] - height->values[i - 1]);
        if (step > 1e-9 * most && step < least) least = step;
    }
    return least;
}

static void doubt_instrument(const cupel_test *test, const cupel_filtered_profile *f, cupel_judgement *j)
{
    char reason[240];
    const cupel_property *tip = cupel_test_property(test, "tip_radius");
    const cutoff_row *row = row_for(f->cutoff);
    const double allowed =
        f->cutoff < 1.2e-3 && f->cutoff > 0.4e-3 && f->figures.ra > 0.5e-6 ? 5e-6 : row->tip_radius;
    if (tip && tip->value > 1.01 * allowed) {
        snprintf(reason, sizeof reason,
                 "the tip radius of %.3g um is above the %.3g um for this cut-off: valleys are "
                 "not reached",
                 tip->value * 1e6, allowed * 1e6);
        doubt_all(j, reason);
    }
    const double step = height_step(test);
    if (isfinite(step) && step > 0.1 * f->figures.rq) {
        snprintf(reason, sizeof reason,
                 "the heights come in steps of %.3g nm, too coarse for an Rq of %.3g nm", step * 1e9,
                 f->figures.rq * 1e9);
        doubt_all(j, reason);
    }
}

static void doubt_spikes(const cupel_filtered_profile *f, cupel_arena *arena, cupel_judgement *j)
{
    char reason[160];
    if (cupel_surface_spikes(f->samples, f->first, f->evaluated, f->figures.rz, arena, reason))
        doubt_all(j, reason);
}

/* A height that is held: the tracer stuck, or a gap was filled before the export. */
static void doubt_standstill(const cupel_filtered_profile *f, cupel_judgement *j)
{
    const double *z = f->samples->heights + f->first, dx = f->samples->spacing;
    size_t run = 0, longest = 0;
    for (size_t i = 1; i < f->evaluated; i++) {
        run = z[i] == z[i - 1] ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    if (longest < 20 || (double)longest * dx < f->cutoff / 50) return;
    char reason[160];
    snprintf(reason, sizeof reason,
             "the height stands still over %.3g um: the tracer stuck, or samples are missing",
             (double)longest * dx * 1e6);
    doubt_all(j, reason);
}

/* An arc that is left passes lambda c as an offset, and a scratch makes one sampling length unlike the
 * others. */
static void doubt_profile(const cupel_filtered_profile *f, cupel_judgement *j)
{
    char reason[240];
    double sum = 0, greatest = 0, rest = 0;
    for (size_t i = 0; i < f->evaluated; i++) sum += f->rough[f->first + i];
    const double offset = sum / (double)f->evaluated;
    if (fabs(offset) > 0.1 * f->figures.rq) {
        snprintf(
            reason, sizeof reason,
            "the roughness profile lies %.3g nm off its mean line: form is left, form_order %d is too low",
            offset * 1e9, (int)f->options->form_order);
        doubt_all(j, reason);
    }
    for (size_t s = 0; s < f->lengths; s++) greatest = fmax(greatest, f->sections[4 * s + 1]);
    for (size_t s = 0; s < f->lengths; s++) rest += f->sections[4 * s + 1];
    rest = (rest - greatest) / (double)(f->lengths - 1);
    if (f->lengths >= 3 && greatest > 2 * rest) {
        snprintf(reason, sizeof reason,
                 "one sampling length is %.3g um high, the others %.3g um on average: a scratch, or dirt",
                 greatest * 1e6, rest * 1e6);
        doubt_all(j, reason);
    }
}

static void doubt_length(const cupel_filtered_profile *f, bool given, bool chosen, cupel_judgement *j)
{
    char reason[240];
    if (given && periodic(f) && f->figures.rsm > row_for(f->cutoff)->rsm) {
        snprintf(reason, sizeof reason,
                 "the profile is periodic with an RSm of %.3g mm, above the %.3g mm of ISO 4288 for this "
                 "cut-off, which damps it",
                 f->figures.rsm * 1e3, row_for(f->cutoff)->rsm * 1e3);
        doubt_all(j, reason);
    }
    if (f->figures.rsm > f->cutoff)
        doubt_all(j, "the elements are longer than the cut-off, which damps them");
    if (f->lengths < (size_t)f->options->sampling_lengths) {
        snprintf(reason, sizeof reason,
                 "the profile of %.4g mm is too short for %d cut-offs of %.4g mm and half a one at "
                 "each end: %zu are evaluated",
                 (double)f->samples->count * f->samples->spacing * 1e3, (int)f->options->sampling_lengths,
                 f->cutoff * 1e3, f->lengths);
        doubt_all(j, reason);
    }
    if (chosen) return;
    snprintf(reason, sizeof reason,
             "no cut-off that fits the profile belongs to its roughness by ISO 4288; the longest, "
             "%.4g mm, was taken",
             f->cutoff * 1e3);
    doubt_all(j, reason);
}

/* ---- results ---- */

static cupel_status tell(const cupel_filtered_profile *f, cupel_results *results, cupel_error *error)
{
    const size_t n = f->samples->count;
    const double dx = f->samples->spacing;
    double *x = cupel_alloc_doubles(n);
    if (!x) return cupel_out_of_memory(error, "the positions of a profile");
    for (size_t i = 0; i < n; i++) x[i] = (double)i * dx;
    cupel_results_set_series(results, "profile_position", x, n);
    cupel_results_set_series(results, "primary_profile", f->primary, n);
    for (size_t i = 0; i < n; i++) f->form[i] = f->primary[i] - f->rough[i];
    cupel_results_set_series(results, "waviness_profile", f->form, n);
    cupel_results_set_series(results, "evaluation_position", x + f->first, f->evaluated);
    cupel_results_set_series(results, "roughness_profile", f->rough + f->first, f->evaluated);
    static const char *const columns[] = {"ra", "rz", "rp", "rv"};
    for (size_t s = 0; s < f->lengths; s++) x[s] = (double)(s + 1);
    cupel_results_set_column(results, "sections", "section", x, f->lengths);
    for (size_t c = 0; c < 4; c++) {
        for (size_t s = 0; s < f->lengths; s++) x[s] = f->sections[4 * s + c];
        cupel_results_set_column(results, "sections", columns[c], x, f->lengths);
    }
    free(x);
    cupel_results_set(results, "evaluation_length", (double)f->evaluated * dx);
    cupel_results_set(results, "dropped_length", (double)f->first * dx);
    cupel_results_set(results, "sampling_lengths", (double)f->lengths);
    cupel_results_set(results, "profile_elements", (double)f->figures.elements);
    return CUPEL_OK;
}

static cupel_status evaluate(const cupel_work *work, cupel_filtered_profile *f, cupel_error *error)
{
    cupel_results *results = work->results;
    cupel_judgement *j = work->judgement;
    bool chosen = true, given = false;
    cupel_status status = cupel_remove_form(f->samples->heights, f->samples->count,
                                            (unsigned)f->options->form_order, f->form, error);
    if (!status) status = set_filters(work->test, f, &given, &chosen, error);
    if (status) return status;
    if (f->cutoff > 0) cupel_results_set(results, "cutoff_length", f->cutoff);
    cupel_results_set_label(results, "cutoff_origin", f->cutoff_origin);
    if (isfinite(f->nesting_index_s)) cupel_results_set(results, "nesting_index_s", f->nesting_index_s);
    cupel_results_set_label(results, "nesting_index_s_origin", f->nesting_origin);
    if (f->lengths == 0) {
        char reason[240], cutoff[64] = "any cut-off of ISO 4288";
        if (given) snprintf(cutoff, sizeof cutoff, "a cut-off of %.4g mm", f->cutoff * 1e3);
        snprintf(reason, sizeof reason,
                 "a profile of %.4g mm with a spacing of %.3g um is too short or too coarse for %s: two must "
                 "fit, and ten samples into each",
                 (double)f->samples->count * f->samples->spacing * 1e3, f->samples->spacing * 1e6, cutoff);
        refuse_all(j, reason);
        return CUPEL_OK;
    }
    status = cupel_profile_judge(work, f, error);
    if (status) return status;
    doubt_length(f, given, chosen, j);
    doubt_samples(f, j, results);
    doubt_profile(f, j);
    doubt_standstill(f, j);
    doubt_spikes(f, work->arena, j);
    doubt_instrument(work->test, f, j);
    return tell(f, results, error);
}

cupel_status cupel_roughness_evaluate_profile(const cupel_work *work, const cupel_roughness_options *options,
                                              cupel_surface_samples *samples, cupel_error *error)
{
    const size_t n = samples->count;
    cupel_filtered_profile f = {.options = options,
                                .samples = samples,
                                .form = cupel_alloc_doubles(n),
                                .primary = cupel_alloc_doubles(n),
                                .rough = cupel_alloc_doubles(n),
                                .sections = cupel_alloc_doubles(4 * (size_t)options->sampling_lengths)};
    cupel_status status = f.form && f.primary && f.rough && f.sections
                              ? evaluate(work, &f, error)
                              : cupel_out_of_memory(error, "the filters of a profile");
    free(f.form), free(f.primary), free(f.rough), free(f.sections);
    return status;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "testdata/flash_checks.h"
#include "testdata/laser_flash.h"

/* From the samples to the fit, and what is to be said of them. */

static const char *const of_the_fit[] = {"thermal_diffusivity", "biot_number", "conductivity"};
static const char *const of_the_times[] = {"half_time", "clark_taylor_diffusivity"};

static void doubt_fit(cupel_flash_work *w, const char *reason)
{
    for (size_t i = 0; i < 3; i++) cupel_doubt(w->judgement, of_the_fit[i], "%s", reason);
}

static void doubt_all(cupel_flash_work *w, const char *reason)
{
    doubt_fit(w, reason);
    for (size_t i = 0; i < 2; i++) cupel_doubt(w->judgement, of_the_times[i], "%s", reason);
}

static void refuse(cupel_flash_work *w, const char *reason)
{
    if (!w->found.refusal) w->found.refusal = reason ? reason : "out of memory for the reason";
}

typedef struct flash_samples {
    double *time, *signal; /* without those of the pulse, time from its start */
    size_t count, before;  /* before the pulse */
    double noise;
} flash_samples;

/* Overloads after the pulse take away what the fit rests on; those of the flash itself do not. */
static size_t overloads_after(const cupel_test *test, double end)
{
    const cupel_channel *time = cupel_test_channel(test, "time"),
                        *signal = cupel_test_channel(test, "signal");
    size_t overloads = 0;
    for (size_t i = 0; signal->mask && i < signal->count && i < time->count; i++)
        overloads += signal->mask[i] == CUPEL_SAMPLE_OVERLOAD && time->values[i] > end;
    return overloads;
}

/* The fit needs no more samples than this over a rise that it can see: the rest are joined, block by block.
 */
enum { ENOUGH = 20000, ENOUGH_BEFORE = 10 };

static void join_samples(flash_samples *s)
{
    const size_t each = (s->count + ENOUGH - 1) / ENOUGH;
    if (each < 2) return;
    size_t n = 0;
    s->before = 0;
    for (size_t first = 0; first + each <= s->count; first += each, n++) {
        double time = 0, signal = 0;
        for (size_t i = first; i < first + each; i++)
            time += s->time[i] / (double)each, signal += s->signal[i] / (double)each;
        s->time[n] = time;
        s->signal[n] = signal;
        s->before += time <= 0;
    }
    s->count = n;
}

static cupel_status take_samples(cupel_flash_work *w, const cupel_flash_pulse *pulse, flash_samples *s,
                                 cupel_error *error)
{
    static const char *const names[] = {"time", "signal", "temperature", NULL};
    cupel_rows rows;
    cupel_status status = cupel_rows_get(w->test, names, w->arena, &rows, error);
    if (status) return status;
    if (rows.count < 8)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for a laser flash test", rows.count);
    *s = (flash_samples){.time = rows.columns[0], .signal = rows.columns[1]};
    w->found.temperature = NAN;
    if (rows.columns[2]) {
        double sum = 0;
        for (size_t i = 0; i < rows.count; i++) sum += rows.columns[2][i];
        w->found.temperature = sum / (double)rows.count;
    }
    for (size_t i = 0; i < rows.count; i++) {
        const double since = rows.columns[0][i] - pulse->start;
        if (since > 0 && since < pulse->width)
            continue; /* light of the flash, and nothing of the plate yet */
        s->time[s->count] = since;
        s->signal[s->count++] = rows.columns[1][i];
        s->before += since <= 0;
    }
    join_samples(s);
    s->noise = cupel_white_noise(s->signal, s->count, w->arena);
    return CUPEL_OK;
}

/* Where samples about the fitted time reach the level of a share of the fitted highest rise. */
static void find_times(cupel_flash_work *w, const flash_samples *s, double centroid)
{
    cupel_flash_found *f = &w->found;
    const double biot = fmax(f->fit.biot, 0), peak = f->fit.amplitude * cupel_flash_peak(biot);
    double *level = cupel_arena_alloc(w->arena, s->count, sizeof *level);
    for (int k = 0; k < 3; k++) {
        const double share = 0.25 * (k + 1), fitted = cupel_flash_fourier_at(biot, share) / f->fit.rate;
        const double half = cupel_flash_fourier_at(biot, 0.5) / f->fit.rate;
        f->time[k] = fitted;
        f->time_uncertainty[k] = fitted * f->fit.rate_uncertainty / f->fit.rate;
        if (!level) continue;
        for (size_t i = 0; i < s->count; i++)
            level[i] = (s->signal[i] - f->fit.offset - f->fit.drift * s->time[i]) / peak;
        cupel_local local;
        double width = 0.08 * half;
        bool fine = false;
        for (int t = 0; t < 3 && !fine; t++, width *= 2)
            fine = cupel_local_fit(s->time, level, s->count, fitted + centroid, width, 2, &local) &&
                   local.count >= 8;
        if (!fine || !(local.slope > 0)) continue;
        const double step = (share - local.value) / local.slope;
        if (!(fabs(step) < 0.2 * half)) continue;
        f->time[k] = fitted + step;
        f->time_uncertainty[k] =
            hypot(local.value_uncertainty, share * f->fit.amplitude_uncertainty / f->fit.amplitude) /
            local.slope;
    }
}

static cupel_status set_curves(cupel_flash_work *w, const flash_samples *s, const double *model,
                               cupel_error *error)
{
    double *columns = cupel_arena_alloc(w->arena, 3 * s->count, sizeof *columns);
    if (!columns) return cupel_out_of_memory(error, "the curves");
    const double a = w->found.fit.amplitude, offset = w->found.fit.offset;
    for (size_t i = 0; i < s->count; i++) {
        columns[i] = (s->signal[i] - offset) / a;
        columns[s->count + i] = (model[i] - offset) / a;
        columns[2 * s->count + i] = (s->signal[i] - model[i]) / a;
    }
    static const char *const names[] = {"curve_signal", "curve_fit", "curve_residual"};
    cupel_tell_series(w->results, "curve_time", s->time, s->count);
    for (size_t c = 0; c < 3; c++) cupel_tell_series(w->results, names[c], columns + c * s->count, s->count);
    cupel_tell(w->results, "amplitude", a);
    cupel_tell(w->results, "residual", w->found.fit.residual / fabs(a));
    cupel_tell(w->results, "noise", s->noise / fabs(a));
    cupel_tell(w->results, "residual_autocorrelation", w->found.fit.autocorrelation);
    return CUPEL_OK;
}

/* ---- what is to be said ---- */

static cupel_status check_residuals(cupel_flash_work *w, const flash_samples *s, const double *model,
                                    cupel_error *error)
{
    const cupel_flash_fit *fit = &w->found.fit;
    double *residual = cupel_arena_alloc(w->arena, s->count, sizeof *residual);
    if (!residual) return cupel_out_of_memory(error, "the residuals");
    const size_t after = s->count - s->before;
    for (size_t i = 0; i < after; i++) residual[i] = s->signal[s->before + i] - model[s->before + i];
    const double share = fit->residual / fit->amplitude, half = w->found.time[1];
    const double step = (s->time[s->count - 1] - s->time[s->before]) / (double)(after > 1 ? after - 1 : 1);
    cupel_ringing ring;
    if (!cupel_signal_rings(residual, after, w->arena, &ring))
        return cupel_out_of_memory(error, "the residuals");
    if (ring.period > 0 && share > 0.002) {
        const char *text = cupel_arena_format(
            w->arena,
            "the signal oscillates about the fit with a period of %.3g ms and %.2g %% of the rise: the "
            "detector rings, or it hears the mains",
            1e3 * ring.period * step, 100 * share);
        if (!text) return cupel_out_of_memory(error, "a flag");
        if (share > 0.02)
            refuse(w, text);
        else
            doubt_all(w, text);
        return CUPEL_OK;
    }
    const size_t each = (size_t)fmin(fmax(0.25 * half / step, 1), (double)after);
    const cupel_structure b = cupel_signal_structure(residual, after, each);
    if (b.shares > 0 && b.correlation > 0.5 && b.deviation > 1e-3 * fit->amplitude &&
        b.deviation > 1.5 * s->noise / sqrt((double)each)) {
        const char *text = cupel_arena_format(
            w->arena,
            "the residuals are no noise but waves of %.2g %% of the rise (correlation of neighbours %.2f): "
            "the signal is not that of a uniform plate",
            100 * b.deviation / fit->amplitude, b.correlation);
        if (!text) return cupel_out_of_memory(error, "a flag");
        doubt_all(w, text);
    }
    return CUPEL_OK;
}

static void check_fit(cupel_flash_work *w, const flash_samples *s, const cupel_flash_pulse *pulse,
                      bool width_known)
{
    const cupel_flash_fit *fit = &w->found.fit;
    const double half = w->found.time[1], end = s->time[s->count - 1];
    size_t rising = 0;
    for (size_t i = s->before; i < s->count && s->time[i] < half + 0.5 * pulse->width; i++) rising++;
    if (!fit->converged) refuse(w, "the fit did not converge");
    const double rise = fit->amplitude * cupel_flash_peak(fmax(fit->biot, 0));
    if (!(rise > fit->residual)) refuse(w, "the signal does not rise out of its noise");
    if (!w->found.faulty && !(fit->amplitude > 10 * fit->amplitude_uncertainty))
        refuse(w, "the fit leaves the amplitude open by more than a tenth: the signal is not that of a plate "
                  "flashed "
                  "at pulse_start");
    if (!(half > pulse->width))
        refuse(w,
               cupel_arena_format(w->arena,
                                  "the half-time of %.3g ms is not longer than the pulse of %.3g ms: take a "
                                  "thicker specimen",
                                  1e3 * half, 1e3 * pulse->width));
    if (end < 1.3 * half) refuse(w, "the record ends before the signal has reached its height");
    if (w->found.refusal) return;
    char text[256];
    if (pulse->width > 0.5 * half)
        doubt_all(w, "the pulse is longer than half the half-time: its shape matters");
    if (!width_known && w->o->pulse != CUPEL_FLASH_NO_PULSE && half < 5e-3)
        doubt_all(w, "the width of the pulse is not stated, and the half-time is below 5 ms");
    if (rise < 5 * fit->residual) {
        snprintf(text, sizeof text, "the signal rises to no more than %.1f times its noise",
                 rise / fit->residual);
        doubt_all(w, text);
    }
    if (end < 3 * half) {
        snprintf(text, sizeof text,
                 "the record ends at %.1f half-times: loss and diffusivity are hardly told apart",
                 end / half);
        doubt_fit(w, text);
    }
    if (s->before < ENOUGH_BEFORE) {
        snprintf(text, sizeof text, "%zu samples before the pulse are too few for a baseline", s->before);
        doubt_all(w, text);
    }
    if (rising < 10) {
        snprintf(text, sizeof text, "%zu samples between the pulse and the half-time are few", rising);
        doubt_all(w, text);
    }
    if (fit->biot > 1) {
        snprintf(text, sizeof text, "the Biot number of %.2f is above 1: the loss rules the signal",
                 fit->biot);
        doubt_all(w, text);
    }
}

/* ---- the fit ---- */

/* Whether means over two hundredths of the record stand out of the noise of one sample: a fit of noise alone
 * would wander for long. */
static bool rises(const flash_samples *s)
{
    const size_t each = s->count / 200 + 1;
    double lowest = INFINITY, highest = -INFINITY;
    for (size_t first = 0; first + each <= s->count; first += each) {
        double mean = 0;
        for (size_t i = first; i < first + each; i++) mean += s->signal[i] / (double)each;
        lowest = fmin(lowest, mean);
        highest = fmax(highest, mean);
    }
    return highest - lowest > s->noise;
}

/* With Bi = 0 where the fit has it below; how well that is known the fit with Bi tells. */
static cupel_status fit_loss(cupel_flash_work *w, cupel_flash_signal *job, cupel_error *problem)
{
    cupel_flash_fit *fit = &w->found.fit;
    cupel_status status = cupel_flash_fit_signal(job, fit, problem);
    if (status || !(fit->biot < 0)) return status;
    const cupel_flash_fit with = *fit;
    if (with.biot < -0.02 && with.biot < -3 * with.biot_uncertainty)
        doubt_all(
            w, "the signal goes on rising as no plate with loss does: it drifts, or heat comes from aside");
    job->lossless = true;
    status = cupel_flash_fit_signal(job, fit, problem);
    fit->biot_uncertainty = with.biot_uncertainty;
    fit->rate_uncertainty = with.rate_uncertainty;
    fit->amplitude_uncertainty = with.amplitude_uncertainty;
    return status;
}

/* Whether the signal is better understood with a fault, and the figures would be others then; `plain`: the
 * fit with the uncertainties of white noise, which no misfit has widened. */
static void check_fault(cupel_flash_work *w, cupel_flash_fault fault, const cupel_flash_fit *plain)
{
    cupel_flash_fit other;
    if (!cupel_flash_refit_bins(w->found.bins, fault, w->arena, &other)) return;
    if (fabs(other.fault) < 4 * other.fault_uncertainty) return;
    const double change = other.rate / plain->rate - 1;
    const bool rate = fabs(change) > fmax(2e-3, 2 * plain->rate_uncertainty / plain->rate);
    const bool loss = fabs(other.biot - plain->biot) > 3 * plain->biot_uncertainty;
    char what[120], text[256];
    if (fault == CUPEL_FLASH_DELAYED)
        snprintf(what, sizeof what, "the signal begins %.3g ms %s than pulse_start says",
                 1e3 * fabs(other.fault), other.fault > 0 ? "later" : "earlier");
    else
        snprintf(what, sizeof what, "the detector is not linear, by %.2g %% at the full rise",
                 100 * fabs(other.fault));
    snprintf(text, sizeof text, "it looks as if %s; with that the diffusivity would be %.2g %% %s", what,
             100 * fabs(change), change > 0 ? "higher" : "lower");
    w->found.faulty = rate;
    if (rate)
        doubt_all(w, text);
    else if (loss)
        cupel_doubt(w->judgement, "biot_number", "it looks as if %s; with that it would be %.3g", what,
                    other.biot);
}

/* The means over bins tell more of noise that is alike over many samples. */
static cupel_status refit(cupel_flash_work *w, const cupel_flash_signal *job, const double *model,
                          cupel_error *error)
{
    cupel_flash_bins *bins = cupel_arena_alloc(w->arena, 1, sizeof *bins);
    if (!bins) return cupel_out_of_memory(error, "the draws of a laser flash test");
    cupel_flash_fit *fit = &w->found.fit, other;
    const cupel_status status = cupel_flash_bin(job, fit, model, w->arena, bins, error);
    if (status) return status;
    w->found.bins = bins;
    const cupel_flash_fit plain = *fit;
    if (cupel_flash_refit_bins(bins, CUPEL_FLASH_NO_FAULT, w->arena, &other)) {
        fit->rate_uncertainty = fmax(fit->rate_uncertainty, other.rate_uncertainty);
        fit->biot_uncertainty = fmax(fit->biot_uncertainty, other.biot_uncertainty);
    }
    const double bend = 0.01;
    if (cupel_flash_refit_bent(bins, bend, w->arena, &other)) {
        w->found.rate_by_bend = (other.rate - fit->rate) / bend;
        w->found.biot_by_bend = (other.biot - fit->biot) / bend;
    }
    check_fault(w, CUPEL_FLASH_DELAYED, &plain);
    if (!w->found.faulty) check_fault(w, CUPEL_FLASH_BENT, &plain);
    return CUPEL_OK;
}

static cupel_status fit_signal(cupel_flash_work *w, const flash_samples *s, const cupel_flash_pulse *pulse,
                               double *model, cupel_error *error)
{
    if (!rises(s)) {
        refuse(w, "the signal does not rise out of its noise");
        return CUPEL_OK;
    }
    cupel_flash_signal job = {.time = s->time,
                              .signal = s->signal,
                              .count = s->count,
                              .pulse = *pulse,
                              .drifts = s->before >= ENOUGH_BEFORE};
    job.pulse.start = 0; /* time counts from it already */
    cupel_error problem = {0};
    const cupel_status status = fit_loss(w, &job, &problem);
    if (status == CUPEL_ENOMEM) {
        if (error) *error = problem;
        return status;
    }
    if (status) {
        refuse(w, cupel_arena_copy(w->arena, problem.text));
        return CUPEL_OK;
    }
    w->found.usable = true;
    cupel_flash_curve(&job, &w->found.fit, model);
    return refit(w, &job, model, error);
}

cupel_status cupel_flash_read_signal(cupel_flash_work *w, cupel_error *error)
{
    const cupel_known width = cupel_known_get(w->test, "pulse_width", w->o->pulse_width, 0, w->arena);
    const cupel_known start = cupel_known_get(w->test, "pulse_start", w->o->pulse_start, 0, w->arena);
    const bool known = isfinite(width.value) && width.value >= 0;
    const cupel_flash_pulse pulse = {.start = isfinite(start.value) ? start.value : 0,
                                     .width = known && w->o->pulse != CUPEL_FLASH_NO_PULSE ? width.value : 0,
                                     .shape = w->o->pulse_shape == 1 ? CUPEL_FLASH_TRIANGULAR
                                                                     : CUPEL_FLASH_RECTANGULAR,
                                     .convolve = w->o->pulse == CUPEL_FLASH_CONVOLUTION};
    flash_samples s = {0};
    cupel_status status = take_samples(w, &pulse, &s, error);
    if (status) return status;
    w->found.width = pulse.width;
    const size_t overloads = overloads_after(w->test, pulse.start + 2 * pulse.width);
    if (overloads)
        refuse(w, cupel_arena_format(w->arena,
                                     "%zu samples after the pulse are overloaded: the signal is clipped",
                                     overloads));
    if (cupel_signal_clipped(s.signal, s.count))
        refuse(w, "the highest value is held over several samples: the signal is clipped");
    double *model = cupel_arena_alloc(w->arena, s.count + 1, sizeof *model);
    if (!model) return cupel_out_of_memory(error, "the fit");
    status = fit_signal(w, &s, &pulse, model, error);
    if (status || !w->found.usable) return status;
    find_times(w, &s, 0.5 * pulse.width);
    cupel_tell(w->results, "baseline_slope", w->found.fit.drift / w->found.fit.amplitude);
    check_fit(w, &s, &pulse, known);
    status = check_residuals(w, &s, model, error);
    if (!status) status = set_curves(w, &s, model, error);
    if (w->found.refusal) w->found.usable = false;
    return status;
}

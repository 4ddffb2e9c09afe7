/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/weibull.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_erf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include "root.h"

static bool has_failed(const unsigned char *failed, size_t i)
{
    return !failed || failed[i];
}

/* Counts the failures; they must lie at two lives at least. */
static cupel_status check(const double *lives, const unsigned char *failed, size_t count, size_t *failures,
                          cupel_error *error)
{
    double least = HUGE_VAL, most = 0;
    *failures = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(lives[i] > 0 && isfinite(lives[i])))
            CUPEL_FAIL(error, CUPEL_EINVAL, "life %zu, %.6g, must be positive", i + 1, lives[i]);
        if (!has_failed(failed, i)) continue;
        ++*failures;
        least = fmin(least, lives[i]);
        most = fmax(most, lives[i]);
    }
    if (*failures < 2)
        CUPEL_FAIL(error, CUPEL_EFAILED, "%zu failures do not determine a law: two at least", *failures);
    if (!(most > least))
        CUPEL_FAIL(error, CUPEL_EFAILED, "all failures are at one life: they determine no scatter");
    return CUPEL_OK;
}

/* ---- Weibull ---- */

typedef struct sample {
    const double *logs; /* ln(life/greatest life) */
    const unsigned char *failed;
    size_t count, failures;
    double mean_log; /* of the failures */
} sample;

/* The likelihood's slope along the shape, with the best scale for it; rises with it. x = ln shape */
static double slope(void *self, double x)
{
    const sample *s = self;
    const double k = exp(x);
    double sum = 0, weighted = 0;
    for (size_t i = 0; i < s->count; i++) {
        const double power = exp(k * s->logs[i]);
        sum += power;
        weighted += power * s->logs[i];
    }
    return weighted / sum - 1 / k - s->mean_log;
}

/* Observed information of (ln shape, ln scale), inverted. */
static void covariance(const sample *s, cupel_weibull *w, double log_scale)
{
    double aa = 0, am = 0, mm = 0;
    for (size_t i = 0; i < s->count; i++) {
        const double z = w->shape * (s->logs[i] - log_scale), e = exp(z);
        const double failed = has_failed(s->failed, i);
        aa += (z * z + z) * e - failed * z;
        am += w->shape * (failed - (1 + z) * e);
        mm += w->shape * w->shape * e;
    }
    const double determinant = aa * mm - am * am;
    w->variance_shape = mm / determinant;
    w->variance_scale = aa / determinant;
    w->covariance = -am / determinant;
}

static double likelihood(const double *lives, const unsigned char *failed, size_t count,
                         const cupel_weibull *w)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double z = w->shape * log(lives[i] / w->scale);
        sum -= exp(z);
        if (has_failed(failed, i)) sum += log(w->shape / lives[i]) + z;
    }
    return sum;
}

cupel_status cupel_weibull_fit(const double *lives, const unsigned char *failed, size_t count,
                               cupel_weibull *out, cupel_error *error)
{
    cupel_weibull w = {.count = count};
    const cupel_status status = check(lives, failed, count, &w.failures, error);
    if (status) return status;
    double *logs = malloc(count * sizeof *logs), most = 0, x = 0, sum = 0;
    if (!logs) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %zu lives", count);
    for (size_t i = 0; i < count; i++) most = fmax(most, lives[i]);
    sample s = {.logs = logs, .failed = failed, .count = count, .failures = w.failures};
    for (size_t i = 0; i < count; i++) {
        logs[i] = log(lives[i] / most);
        if (has_failed(failed, i)) s.mean_log += logs[i] / (double)w.failures;
    }
    const bool found = cupk_root_between(slope, &s, -12, 16, 1e-14, &x);
    if (found) {
        w.shape = exp(x);
        for (size_t i = 0; i < count; i++) sum += exp(w.shape * logs[i]);
        const double log_scale = log(sum / (double)w.failures) / w.shape;
        w.scale = most * exp(log_scale);
        covariance(&s, &w, log_scale);
    }
    free(logs);
    if (!found)
        CUPEL_FAIL(error, CUPEL_EFAILED, "the likelihood has no maximum: the failures determine no shape");
    w.log_likelihood = likelihood(lives, failed, count, &w);
    *out = w;
    return CUPEL_OK;
}

static void bounds_of(double value, double variance, double confidence, double bounds[2])
{
    const double spread = exp(gsl_cdf_ugaussian_Qinv(0.5 * (1 - confidence)) * sqrt(variance));
    bounds[0] = value / spread;
    bounds[1] = value * spread;
}

double cupel_weibull_life(const cupel_weibull *w, double probability, double confidence, double bounds[2])
{
    const double y = log(-log1p(-probability)) / w->shape, life = w->scale * exp(y);
    /* ln life = ln scale + y, and y goes as 1/shape */
    const double variance = w->variance_scale + y * y * w->variance_shape - 2 * y * w->covariance;
    if (bounds) bounds_of(life, variance, confidence, bounds);
    return life;
}

void cupel_weibull_bounds(const cupel_weibull *w, double confidence, double shape[2], double scale[2])
{
    bounds_of(w->shape, w->variance_shape, confidence, shape);
    bounds_of(w->scale, w->variance_scale, confidence, scale);
}

/* ---- lognormal ---- */

static const double ln10 = 2.302585092994046;

/* One step of expectation and maximisation: censored lives are put where they are to be expected. */
static void expect(const double *logs, const unsigned char *failed, size_t count, double *mean,
                   double *deviation)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        double u = logs[i] - *mean, square = u * u;
        if (!has_failed(failed, i)) {
            const double z = u / *deviation, h = gsl_sf_hazard(z);
            u = *deviation * h;
            square = *deviation * *deviation * (1 + z * h);
        }
        sum += u;
        squares += square;
    }
    const double step = sum / (double)count;
    *mean += step;
    *deviation = sqrt(squares / (double)count - step * step);
}

/* Standard errors by the observed information of (mean, ln deviation). */
static void lognormal_errors(const double *logs, const unsigned char *failed, size_t count,
                             cupel_lognormal *l)
{
    double mm = 0, ma = 0, aa = 0;
    for (size_t i = 0; i < count; i++) {
        const double z = (logs[i] - l->mean) / l->deviation;
        if (has_failed(failed, i)) {
            mm += 1;
            ma += 2 * z;
            aa += 2 * z * z;
        } else {
            const double h = gsl_sf_hazard(z), k = h * (h - z);
            mm += k;
            ma += k * z + h;
            aa += z * z * k + z * h;
        }
    }
    const double determinant = mm * aa - ma * ma;
    l->mean_uncertainty = l->deviation * sqrt(aa / determinant);
    l->deviation_uncertainty = l->deviation * sqrt(mm / determinant);
}

static double lognormal_likelihood(const double *logs, const unsigned char *failed, size_t count, double mean,
                                   double deviation)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double z = (logs[i] - mean) / deviation;
        if (has_failed(failed, i)) /* density over the life itself, to be comparable */
            sum -= 0.5 * z * z + log(deviation * ln10) + logs[i] * ln10 + 0.9189385332046727;
        else
            sum += gsl_sf_log_erfc(z * 0.7071067811865476) - 0.6931471805599453;
    }
    return sum;
}

cupel_status cupel_lognormal_fit(const double *lives, const unsigned char *failed, size_t count,
                                 cupel_lognormal *out, cupel_error *error)
{
    cupel_lognormal l = {.count = count};
    const cupel_status status = check(lives, failed, count, &l.failures, error);
    if (status) return status;
    double *logs = malloc(count * sizeof *logs), squares = 0;
    if (!logs) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %zu lives", count);
    const double n = (double)count;
    for (size_t i = 0; i < count; i++) {
        logs[i] = log10(lives[i]);
        l.mean += logs[i] / n;
    }
    for (size_t i = 0; i < count; i++) squares += (logs[i] - l.mean) * (logs[i] - l.mean);
    l.deviation = sqrt(squares / n);
    if (l.failures < count) {
        for (int i = 0; i < 100000; i++) {
            const double mean = l.mean, deviation = l.deviation;
            expect(logs, failed, count, &l.mean, &l.deviation);
            if (fabs(l.mean - mean) + fabs(l.deviation - deviation) < 1e-14 * (fabs(l.mean) + l.deviation))
                break;
        }
        lognormal_errors(logs, failed, count, &l);
    }
    l.log_likelihood = lognormal_likelihood(logs, failed, count, l.mean, l.deviation);
    if (l.failures == count) {
        l.deviation = sqrt(squares / (n - 1));
        l.mean_uncertainty = l.deviation / sqrt(n);
        l.deviation_uncertainty = l.deviation / sqrt(2 * (n - 1));
    }
    free(logs);
    *out = l;
    return CUPEL_OK;
}

void cupel_median_ranks(const unsigned char *failed, size_t count, double *ranks)
{
    double rank = 0;
    const double n = (double)count;
    for (size_t i = 0; i < count; i++) {
        ranks[i] = NAN;
        if (!has_failed(failed, i)) continue;
        rank += (n + 1 - rank) / (1 + (double)(count - i)); /* what is left shares the ranks that are left */
        ranks[i] = (rank - 0.3) / (n + 0.4);
    }
}

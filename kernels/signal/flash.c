/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/flash.h"

#include <math.h>

#include "root.h"

/* The response of a plate to a flash, and the formulas that use single points of it. */

static const double pi = 3.14159265358979323846;

/* ---- modes ----
 * By symmetry the equation of the eigenvalues falls into b tan(b/2) = Bi for even and b cot(b/2) = -Bi for
 * odd n. With them the weight of a mode becomes 2 b^2/(b^2 + Bi^2 + 2 Bi), with the sign of (-1)^n, and
 * d(b^2)/dBi twice that. */

typedef struct mode {
    double biot;
    int n;
} mode;

static double mode_equation(void *self, double b)
{
    const mode *m = self;
    const double s = sin(0.5 * b), c = cos(0.5 * b);
    return m->n % 2 ? b * c + m->biot * s : b * s - m->biot * c;
}

/* c tanh(c/2) = -Bi: the first mode of a plate that gains heat, b = i c */
static double gaining_equation(void *self, double c)
{
    const mode *m = self;
    return c * tanh(0.5 * c) + m->biot;
}

static double square_of(int n, double biot)
{
    mode m = {biot, n};
    double b = 0;
    if (n == 0 && fabs(biot) < 1e-6) return 2 * biot - biot * biot / 3;
    if (n == 0 && biot < 0)
        return cupk_root_between(gaining_equation, &m, 0, 3, 1e-15, &b) ? -b * b : (double)NAN;
    const double low = n == 0 ? 0 : (n - 0.5) * pi;
    return cupk_root_between(mode_equation, &m, low, (n + 1) * pi, 1e-15, &b) ? b * b : (double)NAN;
}

int cupk_flash_modes_of(double biot, cupk_flash_modes *out)
{
    if (!(biot >= -0.5 && isfinite(biot))) return 0;
    for (int n = 0; n < CUPK_FLASH_MODES; n++) {
        const double q = square_of(n, biot), sign = n % 2 ? -1 : 1;
        const double d = q + biot * biot + 2 * biot;
        out->square[n] = q;
        if (n == 0 && fabs(biot) < 1e-6) { /* where q and d vanish together */
            out->weight[n] = 1 - biot / 3;
            out->square_slope[n] = 2 - 2 * biot / 3;
            out->weight_slope[n] = -1. / 3;
            continue;
        }
        const double weight = 2 * q / d, slope = 2 * weight;
        out->weight[n] = sign * weight;
        out->square_slope[n] = slope;
        out->weight_slope[n] = sign * 2 * (slope * d - q * (slope + 2 * biot + 2)) / (d * d);
    }
    return !isnan(out->square[0] + out->square[CUPK_FLASH_MODES - 1]);
}

/* ---- response ---- */

/* Everything is spent in exp. `factor` NULL: an instantaneous pulse. */
static cupk_flash_value sum(const cupk_flash_modes *m, double fourier, const double *factor,
                            const double *by_square)
{
    cupk_flash_value v = {0, 0, 0};
    if (!(fourier > CUPK_FLASH_EARLIEST)) return v;
    for (int n = 0; n < CUPK_FLASH_MODES; n++) {
        const double x = m->square[n] * fourier;
        if (x > 40) break;
        const double decay = exp(-x), g = factor ? factor[n] : 1;
        const double slope = (by_square ? by_square[n] : 0) - fourier * g; /* of the mode, by b^2 */
        v.value += m->weight[n] * g * decay;
        v.by_log_rate += m->weight[n] * m->square[n] * slope * decay;
        v.by_biot += (m->weight_slope[n] * g + m->weight[n] * slope * m->square_slope[n]) * decay;
    }
    return v;
}

double cupel_flash_response(double fourier, double biot)
{
    cupk_flash_modes modes;
    if (isnan(fourier) || !cupk_flash_modes_of(biot, &modes)) return NAN;
    return sum(&modes, fourier, NULL, NULL).value;
}

/* What a pulse makes of a mode with x = b^2 times its length as Fourier number, seen from its end: (1 -
 * e^-x)/x for a rectangle; a triangle is a rectangle of half the length folded with itself. `slope`: by x. */
static double pulse_factor(double x, cupel_flash_pulse_shape shape, double *slope)
{
    const bool triangular = shape == CUPEL_FLASH_TRIANGULAR;
    const double y = triangular ? 0.5 * x : x;
    const bool small = fabs(y) < 1e-4;
    const double g = small ? 1 - 0.5 * y + y * y / 6 : -expm1(-y) / y;
    const double s = small ? -0.5 + y / 3 : (exp(-y) - g) / y;
    *slope = triangular ? g * s : s;
    return triangular ? g * g : g;
}

int cupk_flash_model_of(double rate, double biot, const cupel_flash_pulse *pulse, cupk_flash_model *out)
{
    if (!(rate > 0 && isfinite(rate)) || !cupk_flash_modes_of(biot, &out->modes)) return 0;
    out->pulse = *pulse;
    out->rate = rate;
    if (!(pulse->convolve && pulse->width > 0)) return 1;
    const double length = rate * pulse->width;
    for (int n = 0; n < CUPK_FLASH_MODES; n++) {
        double slope;
        out->pulse_factor[n] = pulse_factor(out->modes.square[n] * length, pulse->shape, &slope);
        out->pulse_by_square[n] = slope * length;
    }
    return 1;
}

/* During the pulse, and just after: Gauss and Legendre over what of it has gone by. */
static cupk_flash_value during_pulse(const cupk_flash_model *m, double since)
{
    static const double x[4] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                0.9602898564975363};
    static const double w[4] = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                0.1012285362903763};
    const double width = m->pulse.width, gone = fmin(since, width);
    const bool triangular = m->pulse.shape == CUPEL_FLASH_TRIANGULAR;
    cupk_flash_value v = {0, 0, 0};
    for (int i = 0; i < 16; i++) { /* one piece on either side of the tip */
        const double from = i < 8 ? 0 : fmin(gone, 0.5 * width), to = i < 8 ? fmin(gone, 0.5 * width) : gone;
        const int k = i / 2 % 4;
        const double node = from + 0.5 * (to - from) * (1 + (i % 2 ? x[k] : -x[k]));
        const double power = triangular ? 4 * fmin(node, width - node) / (width * width) : 1 / width;
        const double weight = 0.5 * (to - from) * w[k] * power;
        const cupk_flash_value at = sum(&m->modes, m->rate * (since - node), NULL, NULL);
        v.value += weight * at.value;
        v.by_log_rate += weight * at.by_log_rate;
        v.by_biot += weight * at.by_biot;
    }
    return v;
}

cupk_flash_value cupk_flash_at(const cupk_flash_model *m, double time)
{
    const cupel_flash_pulse *p = &m->pulse;
    if (!(p->convolve && p->width > 0))
        return sum(&m->modes, m->rate * (time - p->start - 0.5 * p->width), NULL, NULL);
    const double since = time - p->start;
    if (!(since > 0)) return (cupk_flash_value){0, 0, 0};
    /* mode by mode, once the pulse is over for so long that 30 of them are enough */
    const double left = m->rate * (since - p->width);
    return left > 0.02 ? sum(&m->modes, left, m->pulse_factor, m->pulse_by_square) : during_pulse(m, since);
}

/* ---- single points ---- */

typedef struct point {
    cupk_flash_modes modes;
    double level;
} point;

static double steepness(void *self, double fourier)
{
    const point *p = self;
    return sum(&p->modes, fourier, NULL, NULL).by_log_rate;
}

static double above_level(void *self, double fourier)
{
    const point *p = self;
    return sum(&p->modes, fourier, NULL, NULL).value - p->level;
}

/* Fourier number of the peak; INFINITY without loss. */
static double peak_fourier(point *p, double biot)
{
    double at;
    if (biot < 1e-9) return INFINITY;
    /* where the first mode has not yet fallen out of the sum */
    const double end = 30 / p->modes.square[0];
    return cupk_root_between(steepness, p, 0.02, end, 1e-12, &at) ? at : (double)NAN;
}

double cupel_flash_peak(double biot)
{
    point p;
    if (!(biot >= 0) || !cupk_flash_modes_of(biot, &p.modes)) return NAN;
    const double at = peak_fourier(&p, biot);
    return isinf(at) ? 1 : sum(&p.modes, at, NULL, NULL).value;
}

double cupel_flash_fourier_at(double biot, double share)
{
    point p;
    if (!(biot >= 0 && share > 0 && share < 1) || !cupk_flash_modes_of(biot, &p.modes)) return NAN;
    const double end = peak_fourier(&p, biot);
    double at;
    p.level = share * (isinf(end) ? 1 : sum(&p.modes, end, NULL, NULL).value);
    return cupk_root_between(above_level, &p, CUPK_FLASH_EARLIEST, isinf(end) ? 20 : end, 1e-13, &at)
               ? at
               : (double)NAN;
}

double cupel_flash_half_time_diffusivity(double thickness, double half_time)
{
    return CUPEL_FLASH_HALF_FOURIER * thickness * thickness / half_time;
}

double cupel_flash_clark_taylor_diffusivity(double thickness, double quarter_time, double half_time,
                                            double three_quarter_time)
{
    const double x = three_quarter_time / quarter_time;
    const double k = -0.3461467 + x * (0.361578 - 0.06520543 * x);
    return cupel_flash_half_time_diffusivity(thickness, half_time) * k / 0.138785;
}

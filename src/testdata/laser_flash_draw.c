/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "testdata/laser_flash.h"

/* The signal as means over bins that are short against the rise, some two hundred of them, and fits to those:
 * of random draws of the residuals (block bootstrap, Kuensch 1989), and with a fault that may be there. */

enum { BLOCK = 5 };

/* Where the bin ends that begins at a time. */
static double bin_end(double time, double half)
{
    return time + fmax(half * (time > 0 ? 1. / 30 : 0.1), 0.04 * fabs(time));
}

/* Means over the samples [first, end); the model's mean is put in the place of its value at the mean time. */
static void put_bin(const cupel_flash_signal *s, const double *model, size_t first, size_t end,
                    cupel_flash_bins *b)
{
    const double n = (double)(end - first);
    double time = 0, residual = 0;
    for (size_t i = first; i < end; i++) {
        time += s->time[i] / n;
        residual += (s->signal[i] - model[i]) / n;
    }
    b->time[b->count] = time;
    b->residual[b->count] = residual;
    b->weight[b->count++] = n;
}

/* Residuals to draw from: means over samples as many as the shortest bins have, made as large as those of one
 * sample of white noise. */
static bool pool_residuals(const cupel_flash_signal *s, const double *model, double half, cupel_arena *arena,
                           cupel_flash_bins *b)
{
    const double step = (s->time[s->count - 1] - s->time[0]) / (double)(s->count - 1);
    size_t each = (size_t)fmax(1, half / 30 / step);
    while (each > 1 && s->count / each < 50) each /= 2; /* a short record */
    b->pool = cupel_arena_alloc(arena, s->count / each + 1, sizeof *b->pool);
    if (!b->pool) return false;
    for (size_t first = 0; first + each <= s->count; first += each) {
        double sum = 0;
        for (size_t i = first; i < first + each; i++) sum += s->signal[i] - model[i];
        b->pool[b->pooled++] = sum / sqrt((double)each);
    }
    const double n = (double)b->pooled, lost = n > 10 ? sqrt(n / (n - 5)) : 1; /* by the five unknowns */
    for (size_t i = 0; i < b->pooled; i++) b->pool[i] *= lost;
    return true;
}

cupel_status cupel_flash_bin(const cupel_flash_signal *s, const cupel_flash_fit *fit, const double *model,
                             cupel_arena *arena, cupel_flash_bins *out, cupel_error *error)
{
    const double half = CUPEL_FLASH_HALF_FOURIER / fit->rate;
    cupel_flash_bins b = {.fit = fit};
    double **const columns[] = {&b.time, &b.curve, &b.weight, &b.residual};
    for (size_t i = 0; i < 4; i++) {
        *columns[i] = cupel_arena_alloc(arena, s->count, sizeof(double));
        if (!*columns[i]) return cupel_out_of_memory(error, "the draws of a laser flash test");
    }
    for (size_t first = 0, i = 1; i <= s->count; i++) {
        const bool crosses = i < s->count && s->time[first] <= 0 && s->time[i] > 0;
        if (i < s->count && !crosses && s->time[i] < bin_end(s->time[first], half)) continue;
        put_bin(s, model, first, i, &b);
        first = i;
    }
    if (!pool_residuals(s, model, half, arena, &b))
        return cupel_out_of_memory(error, "the draws of a laser flash test");
    b.signal = *s;
    b.signal.time = b.time, b.signal.count = b.count, b.signal.weight = b.weight;
    b.signal.lossless = false;
    cupel_flash_curve(&b.signal, fit, b.curve);
    *out = b;
    return CUPEL_OK;
}

bool cupel_flash_refit_bins(const cupel_flash_bins *b, cupel_flash_fault fault, cupel_arena *arena,
                            cupel_flash_fit *out)
{
    double *level = cupel_arena_alloc(arena, b->count, sizeof *level);
    if (!level) return false;
    for (size_t i = 0; i < b->count; i++) level[i] = b->curve[i] + b->residual[i];
    cupel_flash_signal s = b->signal;
    s.signal = level;
    s.fault = fault;
    return cupel_flash_refit(&s, b->fit, out);
}

bool cupel_flash_refit_bent(const cupel_flash_bins *b, double bend, cupel_arena *arena, cupel_flash_fit *out)
{
    double *level = cupel_arena_alloc(arena, b->count, sizeof *level);
    if (!level) return false;
    for (size_t i = 0; i < b->count; i++) {
        const double base = b->fit->offset + b->fit->drift * b->time[i];
        const double response = (b->curve[i] - base) / b->fit->amplitude;
        level[i] = b->curve[i] + b->fit->amplitude * bend * response * response;
    }
    cupel_flash_signal s = b->signal;
    s.signal = level;
    return cupel_flash_refit(&s, b->fit, out);
}

bool cupel_flash_draw(const cupel_flash_bins *b, cupel_stream *stream, cupel_flash_fit *out)
{
    enum { MOST = 2000 };
    double level[MOST];
    const size_t n = b->count;
    if (n > MOST || b->pooled < 2 * BLOCK) return false;
    for (size_t i = 0; i < n; i += BLOCK) {
        const size_t from = (size_t)(cupel_stream_uniform(stream) * (double)(b->pooled - BLOCK + 1));
        for (size_t k = i; k < i + BLOCK && k < n; k++)
            level[k] = b->curve[k] + b->pool[from + k - i] / sqrt(b->weight[k]);
    }
    cupel_flash_signal s = b->signal;
    s.signal = level;
    return cupel_flash_refit(&s, b->fit, out);
}

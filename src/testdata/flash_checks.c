/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/flash_checks.h"

#include <math.h>

bool cupel_signal_clipped(const double *signal, size_t count)
{
    double top = -INFINITY, bottom = INFINITY;
    for (size_t i = 0; i < count; i++) top = fmax(top, signal[i]), bottom = fmin(bottom, signal[i]);
    size_t held = 0, longest = 0, repeated = 0, bends = 0;
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        held = signal[i] == top ? held + 1 : 0;
        if (held > longest) longest = held;
        repeated += i > 0 && signal[i] == signal[i - 1] && signal[i] != top;
        if (i < 2 || signal[i] == top || signal[i - 1] == top || signal[i - 2] == top) continue;
        const double bend = signal[i] - 2 * signal[i - 1] + signal[i - 2];
        squares += bend * bend, bends++;
    }
    /* a coarse converter repeats values everywhere; a signal without noise may end level */
    const double noise = bends ? sqrt(squares / (6 * (double)bends)) : 0;
    return longest >= 5 && noise > 5e-4 * (top - bottom) && repeated < count / 10;
}

enum { MOST = 8192 };

bool cupel_signal_rings(const double *residual, size_t count, cupel_arena *arena, cupel_ringing *out)
{
    *out = (cupel_ringing){0, 0};
    const size_t each = (count + MOST - 1) / MOST, n = each ? count / each : 0;
    if (n < 200) return true;
    double *r = cupel_arena_alloc(arena, n, sizeof *r);
    if (!r) return false;
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < each; k++) r[i] += residual[i * each + k] / (double)each;
        squares += r[i] * r[i];
    }
    if (!(squares > 0)) return true;
    size_t deepest = 0;
    double depth = 0;
    for (size_t lag = 1; lag <= n / 20; lag++) {
        double sum = 0;
        for (size_t i = lag; i < n; i++) sum += r[i] * r[i - lag];
        if (sum / squares < depth) depth = sum / squares, deepest = lag;
        if (deepest && lag >= 2 * deepest) break; /* the first valley, not a later one */
    }
    if (deepest == 0 || depth > -0.3) return true;
    double again = 0;
    for (size_t i = 2 * deepest; i < n; i++) again += r[i] * r[i - 2 * deepest];
    if (again / squares < 0.2) return true;
    *out = (cupel_ringing){2.0 * (double)(deepest * each), -depth};
    return true;
}

cupel_structure cupel_signal_structure(const double *residual, size_t count, size_t samples_each)
{
    cupel_structure s = {0, 0, 0};
    if (samples_each == 0 || count / samples_each < 12) return s;
    s.shares = count / samples_each;
    double squares = 0, neighbours = 0, before = 0;
    for (size_t b = 0; b < s.shares; b++) {
        double mean = 0;
        for (size_t i = 0; i < samples_each; i++)
            mean += residual[b * samples_each + i] / (double)samples_each;
        squares += mean * mean;
        if (b > 0) neighbours += mean * before;
        before = mean;
    }
    s.deviation = sqrt(squares / (double)s.shares);
    s.correlation = squares > 0 ? neighbours / squares : 0;
    return s;
}

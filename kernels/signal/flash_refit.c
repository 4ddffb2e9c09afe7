/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/laser_flash.h"

#include <math.h>

#include "dense_lu.h"
#include "signal/flash.h"

/* The fit once more from a place nearby: normal equations, no search. The unknowns are scaled to order one.
 */

enum { LOG_RATE, AMPLITUDE, OFFSET, BIOT, DRIFT, FAULT, UNKNOWNS };
enum { ITERATIONS = 12 };

typedef struct refit {
    const cupel_flash_signal *s;
    size_t unknowns, which[UNKNOWNS]; /* that are fitted */
    double scale[UNKNOWNS];
} refit;

static void plan(const cupel_flash_signal *s, const cupel_flash_fit *start, refit *r)
{
    const double a = fabs(start->amplitude);
    const double fault = s->fault == CUPEL_FLASH_DELAYED ? 0.1 / start->rate : 1;
    *r = (refit){.s = s, .scale = {1, a, a, 1, a * start->rate, fault}};
    const bool fitted[UNKNOWNS] = {true,         true,      true,
                                   !s->lossless, s->drifts, s->fault != CUPEL_FLASH_NO_FAULT};
    for (size_t k = 0; k < UNKNOWNS; k++)
        if (fitted[k]) r->which[r->unknowns++] = k;
}

/* The signal at one sample, and its slopes by the scaled unknowns. */
static double signal_at(const refit *r, const cupk_flash_model *m, const cupel_flash_fit *p, double time,
                        double slope[UNKNOWNS])
{
    const bool delayed = r->s->fault == CUPEL_FLASH_DELAYED;
    const double bend = r->s->fault == CUPEL_FLASH_BENT ? p->fault : 0;
    const double at = delayed ? time - p->fault : time, since = time - r->s->pulse.start;
    const cupk_flash_value v = cupk_flash_at(m, at);
    const double by_response = p->amplitude * (1 + 2 * bend * v.value);
    slope[LOG_RATE] = by_response * v.by_log_rate;
    slope[AMPLITUDE] = r->scale[AMPLITUDE] * v.value * (1 + bend * v.value);
    slope[OFFSET] = r->scale[OFFSET];
    slope[BIOT] = by_response * v.by_biot;
    slope[DRIFT] = r->scale[DRIFT] * since;
    slope[FAULT] = p->amplitude * v.value * v.value;
    if (delayed) {
        const double h = 1e-3 / p->rate,
                     rise = cupk_flash_at(m, at + h).value - cupk_flash_at(m, at - h).value;
        slope[FAULT] = -r->scale[FAULT] * p->amplitude * rise / (2 * h);
    }
    return p->offset + p->drift * since + p->amplitude * v.value * (1 + bend * v.value);
}

typedef struct sums {
    double matrix[UNKNOWNS * UNKNOWNS], right[UNKNOWNS], squares, neighbours;
} sums;

static bool normal_equations(const refit *r, const cupel_flash_fit *p, sums *out)
{
    const size_t n = r->unknowns;
    cupk_flash_model m;
    *out = (sums){.squares = 0};
    if (!cupk_flash_model_of(p->rate, p->biot, &r->s->pulse, &m)) return false;
    double before = 0;
    for (size_t i = 0; i < r->s->count; i++) {
        double slope[UNKNOWNS] = {0};
        const double off = r->s->signal[i] - signal_at(r, &m, p, r->s->time[i], slope);
        const double w = r->s->weight ? r->s->weight[i] : 1, e = sqrt(w) * off;
        for (size_t a = 0; a < n; a++) {
            const double by = w * slope[r->which[a]];
            for (size_t b = 0; b <= a; b++) out->matrix[a * n + b] += by * slope[r->which[b]];
            out->right[a] += by * off;
        }
        out->squares += e * e;
        out->neighbours += e * before;
        before = e;
    }
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < a; b++) out->matrix[b * n + a] = out->matrix[a * n + b];
    return isfinite(out->squares);
}

static void step(const refit *r, const double right[], cupel_flash_fit *p)
{
    double by[UNKNOWNS] = {0};
    for (size_t a = 0; a < r->unknowns; a++) by[r->which[a]] = right[a] * r->scale[r->which[a]];
    p->rate *= exp(fmin(fmax(by[LOG_RATE], -0.5), 0.5));
    p->amplitude += by[AMPLITUDE];
    p->offset += by[OFFSET];
    p->biot += by[BIOT];
    p->drift += by[DRIFT];
    p->fault += by[FAULT];
}

/* The factored matrix, and the sums at the end. */
static void tell(const refit *r, const sums *s, const size_t pivots[], cupel_flash_fit *p)
{
    const size_t n = r->unknowns;
    double u[UNKNOWNS] = {0};
    p->autocorrelation = s->squares > 0 ? s->neighbours / s->squares : 0;
    const bool alike = p->autocorrelation > 2 / sqrt((double)r->s->count); /* more than by chance */
    const double c = alike ? p->autocorrelation : 0;
    const double variance = s->squares / (double)(r->s->count - n);
    for (size_t a = 0; a < n; a++) {
        double column[UNKNOWNS] = {0};
        column[a] = 1;
        cupk_lu_solve(n, n, s->matrix, pivots, column);
        u[r->which[a]] =
            r->scale[r->which[a]] * sqrt(fmax(0, column[a]) * variance * (1 + c) / fmax(1 - c, 1e-6));
    }
    p->residual = sqrt(variance);
    p->rate_uncertainty = p->rate * u[LOG_RATE];
    p->amplitude_uncertainty = u[AMPLITUDE];
    p->offset_uncertainty = u[OFFSET];
    p->biot_uncertainty = u[BIOT];
    p->drift_uncertainty = u[DRIFT];
    p->fault_uncertainty = u[FAULT];
}

bool cupel_flash_refit(const cupel_flash_signal *signal, const cupel_flash_fit *start, cupel_flash_fit *out)
{
    refit r;
    plan(signal, start, &r);
    if (signal->count <= r.unknowns) return false;
    cupel_flash_fit p = *start;
    p.converged = false;
    for (p.iterations = 0; p.iterations < ITERATIONS && !p.converged; p.iterations++) {
        sums s;
        size_t pivots[UNKNOWNS];
        if (!normal_equations(&r, &p, &s) || !cupk_lu_factor(r.unknowns, r.unknowns, s.matrix, pivots))
            return false;
        cupk_lu_solve(r.unknowns, r.unknowns, s.matrix, pivots, s.right);
        double largest = 0;
        for (size_t a = 0; a < r.unknowns; a++) largest = fmax(largest, fabs(s.right[a]));
        p.converged = largest < 1e-5; /* the step squares the distance */
        if (p.converged) tell(&r, &s, pivots, &p);
        step(&r, s.right, &p);
    }
    if (!p.converged || !isfinite(p.rate)) return false;
    *out = p;
    return true;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/sparse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "dispatch.h"

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static size_t sort_columns(uint32_t *list, size_t count)
{
    qsort(list, count, sizeof *list, by_number);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || list[kept - 1] != list[i]) list[kept++] = list[i];
    return kept;
}

bool cupk_sparse_new(cupk_sparse *s, size_t n, size_t most, cupk_row_columns columns, const void *self)
{
    *s = (cupk_sparse){.n = n};
    uint32_t *list = calloc(most, sizeof *list);
    s->start = calloc(n + 1, sizeof *s->start);
    s->diagonal = calloc(n, sizeof *s->diagonal);
    s->vectors = calloc(n, 7 * sizeof *s->vectors);
    bool done = list && s->start && s->diagonal && s->vectors;
    for (size_t row = 0; done && row < n; row++)
        s->start[row + 1] = s->start[row] + sort_columns(list, columns(self, row, list));
    if (done) {
        const size_t entries = s->start[n];
        s->column = calloc(entries, sizeof *s->column);
        s->value = calloc(entries, sizeof *s->value);
        s->factor = calloc(entries, sizeof *s->factor);
        done = s->column && s->value && s->factor;
    }
    for (size_t row = 0; done && row < n; row++) {
        const size_t count = sort_columns(list, columns(self, row, list));
        memcpy(s->column + s->start[row], list, count * sizeof *list);
        for (size_t e = s->start[row]; e < s->start[row + 1]; e++)
            if (s->column[e] == row) s->diagonal[row] = e;
    }
    free(list);
    if (!done) cupk_sparse_free(s);
    return done;
}

void cupk_sparse_free(cupk_sparse *s)
{
    free(s->start);
    free(s->column);
    free(s->value);
    free(s->diagonal);
    free(s->factor);
    free(s->vectors);
    *s = (cupk_sparse){0};
}

void cupk_sparse_clear(cupk_sparse *s)
{
    memset(s->value, 0, s->start[s->n] * sizeof *s->value);
}

void cupk_sparse_add(cupk_sparse *s, size_t row, size_t column, double value)
{
    size_t e = s->start[row];
    while (s->column[e] != column) e++;
    s->value[e] += value;
}

CUPEL_HOT static void sparse_product(const cupk_sparse *s, const double *restrict x, double *restrict y)
{
    for (size_t row = 0; row < s->n; row++) {
        double sum = 0;
        for (size_t e = s->start[row]; e < s->start[row + 1]; e++) sum += s->value[e] * x[s->column[e]];
        y[row] = sum;
    }
}

void cupk_sparse_residual(const cupk_sparse *s, const double *b, const double *x, double *r)
{
    sparse_product(s, x, r);
    for (size_t i = 0; i < s->n; i++) r[i] = b[i] - r[i];
}

double cupk_sparse_magnitude(const cupk_sparse *s, const double *x)
{
    double squares = 0;
    for (size_t row = 0; row < s->n; row++) {
        double sum = 0;
        for (size_t e = s->start[row]; e < s->start[row + 1]; e++) sum += fabs(s->value[e] * x[s->column[e]]);
        squares += sum * sum;
    }
    return sqrt(squares);
}

/* Row by row: each is reduced by the rows before it. Most of what falls outside the pattern goes to the
 * diagonal, so that the factors do on an even vector nearly what the matrix does (Gustafsson 1978). */
bool cupk_sparse_factor(cupk_sparse *s)
{
    static const double lumped = 0.97;
    double *f = s->factor;
    memcpy(f, s->value, s->start[s->n] * sizeof *f);
    for (size_t row = 0; row < s->n; row++) {
        const size_t end = s->start[row + 1], middle = s->diagonal[row];
        for (size_t e = s->start[row]; e < middle; e++) {
            const size_t pivot = s->column[e];
            const double scale = f[e] *= f[s->diagonal[pivot]];
            size_t mine = e + 1;
            for (size_t p = s->diagonal[pivot] + 1; p < s->start[pivot + 1]; p++) {
                while (mine < end && s->column[mine] < s->column[p]) mine++;
                const bool kept = mine < end && s->column[mine] == s->column[p];
                f[kept ? mine : middle] -= (kept ? 1 : lumped) * scale * f[p];
            }
        }
        if (!(isfinite(f[middle]) && f[middle] != 0)) return false;
        f[middle] = 1 / f[middle];
    }
    return true;
}

CUPEL_HOT static void sparse_precondition(const cupk_sparse *s, const double *restrict r, double *restrict z)
{
    const double *f = s->factor;
    for (size_t row = 0; row < s->n; row++) {
        double sum = r[row];
        for (size_t e = s->start[row]; e < s->diagonal[row]; e++) sum -= f[e] * z[s->column[e]];
        z[row] = sum;
    }
    for (size_t row = s->n; row-- > 0;) {
        double sum = z[row]; /* the row that has just been found is the last to be waited for */
        for (size_t e = s->start[row + 1] - 1; e > s->diagonal[row]; e--) sum -= f[e] * z[s->column[e]];
        z[row] = sum * f[s->diagonal[row]];
    }
}

/* In eight sums, so that none waits for the one before. */
CUPEL_HOT static double sparse_dot(const double *a, const double *b, size_t n)
{
    double sum[8] = {0};
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t k = 0; k < 8; k++) sum[k] += a[i + k] * b[i + k];
    for (; i < n; i++) sum[0] += a[i] * b[i];
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

int cupk_sparse_solve(cupk_sparse *s, const double *b, double *x, double tolerance, int most)
{
    const size_t n = s->n;
    double *r = s->vectors, *shadow = r + n, *p = shadow + n, *v = p + n, *t = v + n, *p_hat = t + n,
           *s_hat = p_hat + n;
    cupk_sparse_residual(s, b, x, r);
    memcpy(shadow, r, n * sizeof *r);
    memset(p, 0, n * sizeof *p);
    memset(v, 0, n * sizeof *v);
    double rho = 1, alpha = 1, omega = 1;
    for (int step = 0; step < most; step++) {
        if (!(sqrt(sparse_dot(r, r, n)) > tolerance)) return step;
        const double rho_before = rho;
        rho = sparse_dot(shadow, r, n);
        if (!(fabs(rho) > 0 && fabs(omega) > 0)) return most;
        const double beta = rho / rho_before * (alpha / omega);
        for (size_t i = 0; i < n; i++) p[i] = r[i] + beta * (p[i] - omega * v[i]);
        sparse_precondition(s, p, p_hat);
        sparse_product(s, p_hat, v);
        const double shadow_v = sparse_dot(shadow, v, n);
        if (!(fabs(shadow_v) > 0)) return most;
        alpha = rho / shadow_v;
        for (size_t i = 0; i < n; i++) r[i] -= alpha * v[i];
        sparse_precondition(s, r, s_hat);
        sparse_product(s, s_hat, t);
        const double tt = sparse_dot(t, t, n);
        omega = tt > 0 ? sparse_dot(t, r, n) / tt : 0;
        for (size_t i = 0; i < n; i++) {
            x[i] += alpha * p_hat[i] + omega * s_hat[i];
            r[i] -= omega * t[i];
        }
    }
    return most;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "symmetric_eigen.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { SWEEPS = 60 };

/* The rotation by t = tan of the angle that makes a_pq zero (Golub and Van Loan, sec. 8.5). */
static void rotate(size_t n, long double *restrict a, long double *restrict vectors, size_t p, size_t q)
{
    const long double apq = a[p * n + q], theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
    const long double t = copysignl(1, theta) / (fabsl(theta) + sqrtl(theta * theta + 1));
    const long double c = 1 / sqrtl(t * t + 1), s = t * c;
    a[p * n + p] -= t * apq;
    a[q * n + q] += t * apq;
    a[p * n + q] = a[q * n + p] = 0;
    for (size_t k = 0; k < n; k++) {
        if (k == p || k == q) continue;
        const long double kp = a[p * n + k], kq = a[q * n + k];
        a[p * n + k] = a[k * n + p] = c * kp - s * kq;
        a[q * n + k] = a[k * n + q] = s * kp + c * kq;
    }
    long double *vp = vectors + p * n, *vq = vectors + q * n;
    for (size_t k = 0; k < n; k++) {
        const long double kp = vp[k], kq = vq[k];
        vp[k] = c * kp - s * kq;
        vq[k] = s * kp + c * kq;
    }
}

/* Rising, by selection: n swaps of rows. */
static void sort(size_t n, long double *values, long double *vectors)
{
    for (size_t i = 0; i < n; i++) {
        size_t least = i;
        for (size_t j = i + 1; j < n; j++)
            if (values[j] < values[least]) least = j;
        if (least == i) continue;
        const long double value = values[i];
        values[i] = values[least];
        values[least] = value;
        for (size_t k = 0; k < n; k++) {
            const long double entry = vectors[i * n + k];
            vectors[i * n + k] = vectors[least * n + k];
            vectors[least * n + k] = entry;
        }
    }
}

bool cupk_eigen_symmetric(size_t n, long double *restrict matrix, long double *restrict values,
                          long double *restrict vectors)
{
    memset(vectors, 0, n * n * sizeof *vectors);
    for (size_t i = 0; i < n; i++) vectors[i * n + i] = 1;
    bool rotated = true;
    for (int sweep = 0; sweep < SWEEPS && rotated; sweep++) {
        rotated = false;
        for (size_t p = 0; p + 1 < n; p++) {
            for (size_t q = p + 1; q < n; q++) {
                const long double pp = matrix[p * n + p], qq = matrix[q * n + q], pq = matrix[p * n + q];
                if (!(pp > 0) || !(qq > 0) || !isfinite(pp) || !isfinite(qq)) return false;
                if (fabsl(pq) <= LDBL_EPSILON * sqrtl(pp) * sqrtl(qq)) continue;
                rotate(n, matrix, vectors, p, q);
                rotated = true;
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        values[i] = matrix[i * n + i];
        if (!(values[i] > 0) || !isfinite(values[i])) return false;
    }
    sort(n, values, vectors);
    return !rotated;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "symmetric_eigen.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* A = L L^T; rotations from the right make the columns of L orthogonal, which are then the eigenvectors times
 * the roots of the eigenvalues (Veselic and Hari 1989, Numer. Math. 56:627). Row j of the work space is
 * column j of L. */

enum { SWEEPS = 60 };

static long double dot(size_t n, const long double *a, const long double *b)
{
    long double sum = 0;
    for (size_t k = 0; k < n; k++) sum += a[k] * b[k];
    return sum;
}

/* Cholesky's factor, by columns, into rows of `columns`. */
static bool factor(size_t n, const long double *matrix, long double *columns)
{
    memset(columns, 0, n * n * sizeof *columns);
    for (size_t j = 0; j < n; j++) {
        long double *column = columns + j * n;
        for (size_t i = j; i < n; i++) column[i] = matrix[i * n + j];
        for (size_t k = 0; k < j; k++) {
            const long double *before = columns + k * n;
            for (size_t i = j; i < n; i++) column[i] -= before[i] * before[j];
        }
        if (!(column[j] > 0) || !isfinite(column[j])) return false;
        const long double root = sqrtl(column[j]);
        for (size_t i = j; i < n; i++) column[i] /= root;
    }
    return true;
}

/* The rotation that makes two vectors of squared lengths pp and qq and product pq orthogonal (Golub and Van
 * Loan, sec. 8.6). */
static void rotate(size_t n, long double *restrict p, long double *restrict q, long double *pp,
                   long double *qq, long double pq)
{
    const long double theta = (*qq - *pp) / (2 * pq);
    const long double t = copysignl(1, theta) / (fabsl(theta) + sqrtl(theta * theta + 1));
    const long double c = 1 / sqrtl(t * t + 1), s = t * c;
    *pp -= t * pq;
    *qq += t * pq;
    for (size_t k = 0; k < n; k++) {
        const long double kp = p[k], kq = q[k];
        p[k] = c * kp - s * kq;
        q[k] = s * kp + c * kq;
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

bool cupk_eigen_symmetric(size_t n, const long double *restrict matrix, long double *restrict values,
                          long double *restrict vectors)
{
    if (!factor(n, matrix, vectors)) return false;
    const long double tolerance = LDBL_EPSILON * (long double)n;
    bool rotated = true;
    for (int sweep = 0; sweep < SWEEPS && rotated; sweep++) {
        rotated = false;
        for (size_t i = 0; i < n; i++) values[i] = dot(n, vectors + i * n, vectors + i * n);
        for (size_t p = 0; p + 1 < n; p++) {
            for (size_t q = p + 1; q < n; q++) {
                long double *vp = vectors + p * n, *vq = vectors + q * n;
                const long double pq = dot(n, vp, vq);
                if (fabsl(pq) <= tolerance * sqrtl(values[p] * values[q])) continue;
                rotate(n, vp, vq, &values[p], &values[q], pq);
                rotated = true;
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        const long double length = sqrtl(values[i]);
        if (!(length > 0) || !isfinite(length)) return false;
        for (size_t k = 0; k < n; k++) vectors[i * n + k] /= length;
    }
    sort(n, values, vectors);
    return !rotated;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_SPARSE_H
#define CUPEL_KERNELS_HEAT_SPARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Small unsymmetric sparse systems: rows of entries with rising columns, an incomplete factorisation without
 * fill, and BiCGStab (van der Vorst 1992). One thread, one order of sums: the same bits always. Meant for
 * M-matrices, whose incomplete factors exist (Meijerink and van der Vorst 1977). */

typedef struct cupk_sparse {
    size_t n;         /* rows */
    size_t *start;    /* [n + 1] */
    uint32_t *column; /* of each entry, rising in a row */
    double *value;
    size_t *diagonal; /* [n] where the diagonal of a row is */
    double *factor;   /* incomplete factors, at the places of `value`; the diagonal inverted */
    double *vectors;  /* [7][n] of the solver */
} cupk_sparse;

/** Where a row may have entries, by a function that adds the columns, in any order and more than once, to a
 * list with room for `most`, and tells how many. False: out of memory. */
typedef size_t (*cupk_row_columns)(const void *self, size_t row, uint32_t *columns);
bool cupk_sparse_new(cupk_sparse *s, size_t n, size_t most, cupk_row_columns columns, const void *self);
void cupk_sparse_free(cupk_sparse *s); /* one of zeros is fine */

void cupk_sparse_clear(cupk_sparse *s);
/** Adds to an entry that must be in the pattern. */
void cupk_sparse_add(cupk_sparse *s, size_t row, size_t column, double value);

/** r = b - A x; r is neither b nor x */
void cupk_sparse_residual(const cupk_sparse *s, const double *b, const double *x, double *r);

/** 2-norm of |A| |x|: what rounding leaves of a residual is some 1e-16 of it. */
double cupk_sparse_magnitude(const cupk_sparse *s, const double *x);

/** False: a pivot is zero or not finite. */
bool cupk_sparse_factor(cupk_sparse *s);

/** Improves x until the residual of A x = b is below `tolerance` in the 2-norm. Steps made; `most` or more,
 * or a breakdown: not reached, and x is where it stood. */
int cupk_sparse_solve(cupk_sparse *s, const double *b, double *x, double tolerance, int most);

#endif

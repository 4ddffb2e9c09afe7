/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/linear.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

cupel_status cupk_linear_open(cupk_linear *fit, size_t count, size_t unknowns, cupel_error *error)
{
    *fit = (cupk_linear){.count = count, .unknowns = unknowns};
    if (count < unknowns)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples are too few for %zu unknowns", count, unknowns);
    if (count > SIZE_MAX / (CUPK_LINEAR_UNKNOWNS * sizeof(double)))
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a regression");
    fit->rows = malloc(count * unknowns * sizeof *fit->rows);
    fit->right = malloc(count * sizeof *fit->right);
    if (fit->rows && fit->right) return CUPEL_OK;
    cupk_linear_close(fit);
    CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a regression");
}

cupel_status cupk_linear_solve(cupk_linear *fit, cupel_error *error)
{
    const size_t n = fit->unknowns;
    /* GSL's own handler ends the program when memory runs out. */
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(fit->count, n);
    double covariance[CUPK_LINEAR_UNKNOWNS * CUPK_LINEAR_UNKNOWNS], squares;
    int state = GSL_ENOMEM;
    if (work) {
        gsl_matrix_const_view x = gsl_matrix_const_view_array(fit->rows, fit->count, n);
        gsl_vector_const_view y = gsl_vector_const_view_array(fit->right, fit->count);
        gsl_vector_view c = gsl_vector_view_array(fit->solution, n);
        gsl_matrix_view v = gsl_matrix_view_array(covariance, n, n);
        state = gsl_multifit_linear(&x.matrix, &y.vector, &c.vector, &v.matrix, &squares, work);
        gsl_multifit_linear_free(work);
    }
    gsl_set_error_handler(handler);
    if (state == GSL_ENOMEM) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a regression");
    if (state) CUPEL_FAIL(error, CUPEL_EFAILED, "the regression failed: %s", gsl_strerror(state));
    const bool free_ones = fit->count > n;
    fit->residual = free_ones ? sqrt(squares / (double)(fit->count - n)) : (double)NAN;
    for (size_t i = 0; i < n; i++)
        fit->uncertainty[i] = free_ones ? sqrt(covariance[i * n + i]) : (double)NAN;
    const double both = n > 1 ? sqrt(covariance[0] * covariance[n + 1]) : 0;
    fit->correlation = free_ones && both > 0 ? covariance[1] / both : 0;
    return CUPEL_OK;
}

void cupk_linear_close(cupk_linear *fit)
{
    free(fit->rows);
    free(fit->right);
    fit->rows = fit->right = NULL;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pfmg.h"

#ifdef CUPEL_BENCH_HYPRE

#include <math.h>
#include <stdlib.h>
#include <HYPRE.h>
#include <HYPRE_struct_ls.h>
#include <mpi.h>
#include "timing.h"

bool bench_pfmg_available(void)
{
    return true;
}

typedef struct pfmg {
    HYPRE_StructGrid grid;
    HYPRE_StructStencil stencil;
    HYPRE_StructMatrix matrix;
    HYPRE_StructVector b, x;
    HYPRE_StructSolver solver, cycle;
    HYPRE_Int lower[3], upper[3];
} pfmg;

/* The rows of one plane of cells, so that no copy of the whole is made: the symmetric half, which is what
 * hypre wants of a symmetric matrix: the cell itself and its upper neighbours. */
static void fill_plane(const cupel_stencil *s, pfmg *h, size_t k, double *values)
{
    HYPRE_Int entries[] = {0, 1, 2, 3};
    size_t n = 0;
    const size_t stride[] = {1, s->row, s->plane};
    for (size_t j = 0; j < s->cells[1]; j++)
        for (size_t i = 0; i < s->cells[0]; i++) {
            const size_t at = cupel_stencil_at(s, i, j, k), index[] = {i, j, k};
            double *v = values + 4 * n++;
            v[0] = s->diagonal[at];
            for (int a = 0; a < 3; a++) {
                const double above = index[a] + 1 < s->cells[a] ? s->conductance[a][at + stride[a]] : 0;
                v[0] += s->conductance[a][at] + above;
                v[1 + a] = -above;
            }
        }
    HYPRE_Int lower[] = {0, 0, (HYPRE_Int)k}, upper[] = {h->upper[0], h->upper[1], (HYPRE_Int)k};
    HYPRE_StructMatrixSetBoxValues(h->matrix, lower, upper, 4, entries, values);
    n = 0;
    for (size_t j = 0; j < s->cells[1]; j++)
        for (size_t i = 0; i < s->cells[0]; i++) values[n++] = s->right_side[cupel_stencil_at(s, i, j, k)];
    HYPRE_StructVectorSetBoxValues(h->b, lower, upper, values);
    for (size_t m = 0; m < n; m++) values[m] = 0;
    HYPRE_StructVectorSetBoxValues(h->x, lower, upper, values);
}

static bool assemble(const cupel_stencil *s, pfmg *h)
{
    static HYPRE_Int offsets[4][3] = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    double *values = malloc(4 * s->cells[0] * s->cells[1] * sizeof *values);
    if (!values) return false;
    for (int a = 0; a < 3; a++) h->lower[a] = 0, h->upper[a] = (HYPRE_Int)s->cells[a] - 1;
    HYPRE_StructGridCreate(MPI_COMM_SELF, 3, &h->grid);
    HYPRE_StructGridSetExtents(h->grid, h->lower, h->upper);
    HYPRE_StructGridAssemble(h->grid);
    HYPRE_StructStencilCreate(3, 4, &h->stencil);
    for (int e = 0; e < 4; e++) HYPRE_StructStencilSetElement(h->stencil, e, offsets[e]);
    HYPRE_StructMatrixCreate(MPI_COMM_SELF, h->grid, h->stencil, &h->matrix);
    HYPRE_StructMatrixSetSymmetric(h->matrix, 1);
    HYPRE_StructMatrixInitialize(h->matrix);
    HYPRE_StructVectorCreate(MPI_COMM_SELF, h->grid, &h->b);
    HYPRE_StructVectorInitialize(h->b);
    HYPRE_StructVectorCreate(MPI_COMM_SELF, h->grid, &h->x);
    HYPRE_StructVectorInitialize(h->x);
    for (size_t k = 0; k < s->cells[2]; k++) fill_plane(s, h, k, values);
    HYPRE_StructMatrixAssemble(h->matrix);
    HYPRE_StructVectorAssemble(h->b);
    HYPRE_StructVectorAssemble(h->x);
    free(values);
    return true;
}

static void prepare(pfmg *h, double tolerance)
{
    enum { RED_BLACK_SYMMETRIC = 2, MOST = 2000 };
    HYPRE_StructPCGCreate(MPI_COMM_SELF, &h->solver);
    HYPRE_StructPCGSetMaxIter(h->solver, MOST);
    HYPRE_StructPCGSetTol(h->solver, tolerance);
    HYPRE_StructPCGSetTwoNorm(h->solver, 1);
    HYPRE_StructPFMGCreate(MPI_COMM_SELF, &h->cycle);
    HYPRE_StructPFMGSetMaxIter(h->cycle, 1);
    HYPRE_StructPFMGSetTol(h->cycle, 0);
    HYPRE_StructPFMGSetZeroGuess(h->cycle);
    HYPRE_StructPFMGSetRelaxType(h->cycle, RED_BLACK_SYMMETRIC);
    HYPRE_StructPFMGSetNumPreRelax(h->cycle, 1);
    HYPRE_StructPFMGSetNumPostRelax(h->cycle, 1);
    HYPRE_StructPCGSetPrecond(h->solver, HYPRE_StructPFMGSolve, HYPRE_StructPFMGSetup, h->cycle);
    HYPRE_StructPCGSetup(h->solver, h->matrix, h->b, h->x);
}

static double residual_of(const cupel_stencil *s, const pfmg *h)
{
    double *x = cupel_stencil_array(s, 1), *r = cupel_stencil_array(s, 1), size = 0, left = INFINITY;
    double *values = malloc(s->cells[0] * s->cells[1] * sizeof *values);
    for (size_t k = 0; x && r && values && k < s->cells[2]; k++) {
        HYPRE_Int lower[] = {0, 0, (HYPRE_Int)k}, upper[] = {h->upper[0], h->upper[1], (HYPRE_Int)k};
        HYPRE_StructVectorGetBoxValues(h->x, lower, upper, values);
        size_t n = 0;
        for (size_t j = 0; j < s->cells[1]; j++)
            for (size_t i = 0; i < s->cells[0]; i++) {
                const size_t at = cupel_stencil_at(s, i, j, k);
                x[at] = values[n++];
                size += s->right_side[at] * s->right_side[at];
            }
    }
    if (x && r && values) left = cupel_stencil_residual(s, x, r, 1) / sqrt(size);
    free(x), free(r), free(values);
    return left;
}

static void release(pfmg *h)
{
    if (h->solver) HYPRE_StructPCGDestroy(h->solver);
    if (h->cycle) HYPRE_StructPFMGDestroy(h->cycle);
    if (h->b) HYPRE_StructVectorDestroy(h->b);
    if (h->x) HYPRE_StructVectorDestroy(h->x);
    if (h->matrix) HYPRE_StructMatrixDestroy(h->matrix);
    if (h->stencil) HYPRE_StructStencilDestroy(h->stencil);
    if (h->grid) HYPRE_StructGridDestroy(h->grid);
}

static void finish(void)
{
    HYPRE_Finalize();
    MPI_Finalize();
}

cupel_status bench_pfmg_solve(const cupel_stencil *system, double tolerance, bench_pfmg_run *out,
                              cupel_error *error)
{
    int started = 0;
    MPI_Initialized(&started);
    if (!started) {
        MPI_Init(NULL, NULL);
        HYPRE_Init();
        atexit(finish);
    }
    pfmg h = {0};
    if (!assemble(system, &h)) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the yardstick");
    const double start = bench_clock();
    prepare(&h, tolerance);
    const double ready = bench_clock();
    HYPRE_StructPCGSolve(h.solver, h.matrix, h.b, h.x);
    *out = (bench_pfmg_run){.setup = ready - start, .solve = bench_clock() - ready};
    HYPRE_Int iterations = 0;
    HYPRE_StructPCGGetNumIterations(h.solver, &iterations);
    out->iterations = (size_t)iterations;
    out->residual = residual_of(system, &h);
    const HYPRE_Int flags = HYPRE_GetError();
    release(&h);
    HYPRE_ClearAllErrors();
    if (flags) {
        char text[256];
        HYPRE_DescribeError(flags, text);
        CUPEL_FAIL(error, CUPEL_EFAILED, "PFMG: %s", text);
    }
    return CUPEL_OK;
}

#else

bool bench_pfmg_available(void)
{
    return false;
}

cupel_status bench_pfmg_solve(const cupel_stencil *system, double tolerance, bench_pfmg_run *out,
                              cupel_error *error)
{
    (void)system, (void)tolerance, (void)out;
    CUPEL_FAIL(error, CUPEL_ELIMIT, "this cupel-bench was built without hypre");
}

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include "bandwidth.h"
#include "base/digest.h"
#include "heat_solver.h"
#include "machine.h"
#include "pfmg.h"
#include "roof.h"
#include "timing.h"
#include "unit/heat_systems.h"

static const double tolerance = 1e-8;

/* Bytes that one iteration moves per cell at best (docs/theory/heat-solver.md): a cycle of six sweeps of 28 B
 * in single precision with an eighth more for each coarser level, ten streams and one operator in double
 * precision. */
static const double model_bytes = 6 * 28 * 8.0 / 7 + 10 * 8 + 56;

/* Resident memory in bytes, now or at most since the last reset; NaN where the system does not tell. */
static double resident(const char *key)
{
    FILE *f = fopen("/proc/self/status", "r");
    char line[256];
    double bytes = NAN;
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, key, strlen(key)) == 0) bytes = 1024 * strtod(line + strlen(key), NULL);
    if (f) fclose(f);
    return bytes;
}

static void reset_peak(void)
{
    FILE *f = fopen("/proc/self/clear_refs", "w");
    if (!f) return;
    fputs("5", f);
    fclose(f);
}

typedef struct solver_run {
    double setup, solve, bytes_per_cell;
    cupel_solve_report report;
} solver_run;

static double cells_of(const cupel_stencil *s)
{
    return (double)s->cells[0] * (double)s->cells[1] * (double)s->cells[2];
}

/* The least times of some repeats. `held` is what was resident before the system was made. */
static cupel_status solve(const cupel_stencil *s, int threads, size_t repeats, double held, double *x,
                          solver_run *out, cupel_error *error)
{
    const cupel_solve_options options = {.tolerance = tolerance, .threads = threads};
    *out = (solver_run){.setup = INFINITY, .solve = INFINITY};
    for (size_t n = 0; n < repeats; n++) {
        cupel_multigrid *m = NULL;
        const double start = bench_clock();
        cupel_status status = cupel_multigrid_new(s, threads, &m, error);
        if (status) return status;
        const double ready = bench_clock();
        memset(x, 0, s->count * sizeof *x);
        const double begin = bench_clock();
        status = cupel_multigrid_solve(m, x, &options, &out->report, error);
        const double end = bench_clock();
        cupel_multigrid_free(m);
        if (status) return status;
        out->setup = fmin(out->setup, ready - start);
        out->solve = fmin(out->solve, end - begin);
    }
    out->bytes_per_cell = (resident("VmHWM:") - held) / cells_of(s);
    if (out->report.status != CUPEL_SOLVE_CONVERGED || !(out->report.residual <= tolerance))
        CUPEL_FAIL(error, CUPEL_EFAILED, "the solver stopped at %g after %zu iterations",
                   out->report.residual, out->report.iterations);
    return CUPEL_OK;
}

static void print_run(FILE *out, char which, const cupel_stencil *s, int threads, const solver_run *r,
                      double triad)
{
    const double cells = cells_of(s), bound = model_bytes * cells * (double)r->report.iterations / triad;
    fprintf(out, "%c %4zu x %3zu x %3zu  cupel %2d  %4zu  %8.3f  %8.3f  %9.3g  %6.1f  %6.1f\n", which,
            s->cells[0], s->cells[1], s->cells[2], threads, r->report.iterations, r->setup, r->solve,
            cells / r->solve, 100 * bound / r->solve, r->bytes_per_cell);
    fflush(out);
}

static cupel_status yardstick(FILE *out, char which, const cupel_stencil *s, const solver_run *one,
                              const solver_run *many, int threads, cupel_error *error)
{
    bench_pfmg_run r;
    const cupel_status status = bench_pfmg_solve(s, tolerance, &r, error);
    if (status) return status;
    fprintf(out, "%c %4zu x %3zu x %3zu  PFMG   1  %4zu  %8.3f  %8.3f  %9.3g   residual %.1e\n", which,
            s->cells[0], s->cells[1], s->cells[2], r.iterations, r.setup, r.solve, cells_of(s) / r.solve,
            r.residual);
    fprintf(out, "  cupel is faster by: solving %.1f on 1 thread, %.1f on %d; with set-up %.1f and %.1f\n",
            r.solve / one->solve, r.solve / many->solve, threads,
            (r.setup + r.solve) / (one->setup + one->solve),
            (r.setup + r.solve) / (many->setup + many->solve));
    return CUPEL_OK;
}

static cupel_stencil *system_of(char which, const bench_solver_options *o)
{
    if (which == 'D') return system_board(o->cells, o->thick ? o->thick : o->cells);
    return system_abc(which, o->cells);
}

static cupel_status run_operator(char which, const bench_solver_options *o, const double triad[2], FILE *out,
                                 cupel_error *error)
{
#ifdef __GLIBC__
    malloc_trim(0); /* what was freed counts as resident otherwise */
#endif
    const double held = resident("VmRSS:");
    cupel_stencil *s = system_of(which, o);
    reset_peak(); /* making the system took more than the system */
    double *x = cupel_stencil_array(s, 1);
    solver_run one, many;
    cupel_status status = CUPEL_OK;
    if (!x) {
        cupel_stencil_free(s);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a benchmark");
    }
    status = solve(s, 1, o->repeats, held, x, &one, error);
    if (!status) print_run(out, which, s, 1, &one, triad[0]);
    many = one;
    if (!status && o->threads > 1) {
        char first[CUPEL_SHA256_HEX], again[CUPEL_SHA256_HEX];
        cupel_sha256(x, s->count * sizeof *x, first);
        reset_peak();
        status = solve(s, o->threads, o->repeats, held, x, &many, error);
        if (!status) {
            print_run(out, which, s, o->threads, &many, triad[1]);
            cupel_sha256(x, s->count * sizeof *x, again);
            const bool same = strcmp(first, again) == 0;
            fprintf(out, "  %d threads against 1: %.2f; %s bits\n", o->threads, one.solve / many.solve,
                    same ? "the same" : "OTHER");
            if (!same) {
                snprintf(error->text, sizeof error->text, "the answer depends on the threads");
                status = error->status = CUPEL_EFAILED;
            }
        }
    }
    free(x);
    if (!status && o->yardstick) status = yardstick(out, which, s, &one, &many, o->threads, error);
    cupel_stencil_free(s);
    return status;
}

cupel_status bench_solver_run(const bench_solver_options *options, FILE *out, cupel_error *error)
{
    bench_machine machine;
    bench_machine_read(&machine);
    bool capped;
    const size_t array_bytes = bench_roof_array_bytes(&machine, &capped);
    double triad[2];
    for (int n = 0; n < 2; n++) {
        bench_bandwidth b;
        const cupel_status status = bench_bandwidth_measure(array_bytes, n ? options->threads : 1, &b, error);
        if (status) return status;
        triad[n] = b.triad;
    }
    fprintf(out, "%s; triad %.1f GB/s on 1 thread, %.1f on %d%s; load %.2f\n", machine.cpu, triad[0] / 1e9,
            triad[1] / 1e9, options->threads, capped ? " (arrays of less than 4 caches)" : "",
            machine.load[0]);
    fprintf(out, "model %.0f B per cell and iteration\n\n", model_bytes);
    fprintf(out, "operator, cells      by    thr  iter   setup s   solve s  unknown/s  bound%%  B/cell\n");
    for (const char *which = options->operators; *which; which++) {
        const cupel_status status = run_operator(*which, options, triad, out, error);
        if (status) return status;
    }
    return CUPEL_OK;
}

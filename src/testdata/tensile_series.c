/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "testdata/tensile.h"

/* Curves for pictures and for the calibration of flow curves. */

enum { POINTS = 1000, YIELD_POINTS = 250, FLOW_POINTS = 250 };

typedef struct curves {
    size_t count; /* kept samples */
    double *strain, *stress, *elastic, *offset;
} curves;

static bool make(curves *c, cupel_arena *arena)
{
    double **const all[] = {&c->strain, &c->stress, &c->elastic, &c->offset};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *all[i] = cupel_arena_alloc(arena, POINTS + 2, sizeof(double));
        if (!*all[i]) return false;
    }
    return true;
}

/* A line of the slope from x on, within the height of the picture. */
static double line_at(double slope, double x, double strain, double highest)
{
    const double y = slope * (strain - x);
    return isfinite(y) && y >= 0 && y <= highest ? y : (double)NAN;
}

/* Every so many samples of the first `count`, at most `most` and the last. */
static void keep(const double *e, const double *s, size_t count, size_t most, curves *c)
{
    const size_t step = (count + most - 1) / most;
    c->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i % step != 0 && i + 1 != count) continue;
        c->strain[c->count] = e[i];
        c->stress[c->count++] = s[i];
    }
}

/* The beginning once more, with the lines by which Rp0.2 was found. */
static void tell_yield(const cupel_tensile_figures *f, const double *e, const double *s, size_t count,
                       curves *c, cupel_results *results)
{
    const double m = f->slope.value, proof = f->proof_0_2.value;
    double end = 2.5 * f->proof_0_2.strain, highest = 1.1 * proof;
    if (f->upper_yield.value > 0) {
        end = 1.3 * f->yield_extension.strain;
        highest = 1.1 * f->upper_yield.value;
    }
    if (!(end > 0) || !(m > 0)) return;
    size_t n = 0;
    while (n < count && e[n] < end) n++;
    if (n < 2) return;
    keep(e, s, n, YIELD_POINTS, c);
    for (size_t i = 0; i < c->count; i++) {
        c->elastic[i] = line_at(m, 0, c->strain[i], highest);
        c->offset[i] = line_at(m, 0.002, c->strain[i], highest);
    }
    cupel_results_set_series(results, "yield_strain", c->strain, c->count);
    cupel_results_set_series(results, "yield_stress", c->stress, c->count);
    cupel_results_set_series(results, "elastic_line", c->elastic, c->count);
    if (isfinite(proof)) cupel_results_set_series(results, "offset_line", c->offset, c->count);
}

static cupel_status tell_engineering(const cupel_tensile_figures *f, const double *e, const double *s,
                                     size_t count, cupel_arena *arena, cupel_results *results,
                                     cupel_error *error)
{
    curves c = {0};
    if (!make(&c, arena)) return cupel_out_of_memory(error, "the curves of a tensile test");
    if (count == 0) return CUPEL_OK;
    keep(e, s, count, POINTS, &c);
    cupel_results_set_series(results, "strain", c.strain, c.count);
    cupel_results_set_series(results, "stress", c.stress, c.count);
    tell_yield(f, e, s, count, &c, results);
    return CUPEL_OK;
}

/* Figures as points of the curve. */
static void tell_points(const cupel_tensile_figures *f, cupel_results *results)
{
    const struct {
        const char *word;
        double strain, stress;
    } all[] = {
        {"ReH", f->upper_yield.strain, f->upper_yield.value},
        {"ReL", f->lower_yield.strain, f->lower_yield.value},
        {"Rp0.2", f->proof_0_2.strain, f->proof_0_2.value},
        {"Rm, Ag", f->tensile_strength.strain, f->tensile_strength.value},
        {"A", f->total_elongation.value, f->last_stress},
    };
    enum { ALL = sizeof all / sizeof *all };
    const char *words[ALL];
    double strain[ALL], stress[ALL];
    size_t count = 0;
    for (size_t i = 0; i < ALL; i++) {
        if (!isfinite(all[i].strain) || !isfinite(all[i].stress)) continue;
        words[count] = all[i].word;
        strain[count] = all[i].strain;
        stress[count++] = all[i].stress;
    }
    if (count == 0) return;
    cupel_results_set_text_column(results, "points", "point", words, count);
    cupel_results_set_column(results, "points", "strain", strain, count);
    cupel_results_set_column(results, "points", "stress", stress, count);
}

/* True stress over true plastic strain up to Rm: means of neighbours, so that the strain rises. */
static cupel_status tell_flow(const cupel_tensile_figures *f, const double *e, const double *s,
                              const unsigned char *out, size_t count, cupel_arena *arena,
                              cupel_results *results, cupel_error *error)
{
    const double m = f->slope.value;
    if (!(m > 0)) return CUPEL_OK;
    /* where the strain ends before Rm all of it is uniform */
    const double uniform = isfinite(f->total_uniform.value) ? f->total_uniform.value : INFINITY;
    size_t first = 0, end = 0, taken = 0;
    while (first < count && !(e[first] - s[first] / m > 0.0005 && s[first] > 0.5 * f->proof_0_2.value))
        first++;
    while (end < count && e[end] <= uniform) end++;
    if (end < first + 20) return CUPEL_OK;
    const size_t step = (end - first + FLOW_POINTS - 1) / FLOW_POINTS;
    double *plastic = cupel_arena_alloc(arena, FLOW_POINTS + 1, sizeof *plastic);
    double *stress = cupel_arena_alloc(arena, FLOW_POINTS + 1, sizeof *stress);
    if (!plastic || !stress) return cupel_out_of_memory(error, "the flow curve of a tensile test");
    for (size_t i = first; i + step <= end && taken < FLOW_POINTS; i += step) {
        double p = 0, y = 0, n = 0;
        for (size_t k = i; k < i + step; k++) {
            if (out[k]) continue;
            const double true_stress = s[k] * (1 + e[k]);
            p += log1p(e[k]) - true_stress / m;
            y += true_stress;
            n++;
        }
        if (!(n > 0) || (taken && !(p / n > plastic[taken - 1]))) continue;
        plastic[taken] = p / n;
        stress[taken++] = y / n;
    }
    if (taken < 5) return CUPEL_OK;
    cupel_results_set_series(results, "true_plastic_strain", plastic, taken);
    cupel_results_set_series(results, "true_stress", stress, taken);
    /* d ln(stress)/d ln(strain) by lines through eleven neighbours */
    double *x = cupel_arena_alloc(arena, taken, sizeof *x), *y = cupel_arena_alloc(arena, taken, sizeof *y);
    double *n = cupel_arena_alloc(arena, taken, sizeof *n);
    if (!x || !y || !n) return cupel_out_of_memory(error, "the flow curve of a tensile test");
    for (size_t i = 0; i < taken; i++) x[i] = log(plastic[i]), y[i] = log(stress[i]);
    for (size_t i = 0; i < taken; i++) {
        cupel_local fit;
        const size_t begin = i > 5 ? i - 5 : 0, stop = i + 6 < taken ? i + 6 : taken;
        const double half = fmax(x[i] - x[begin], x[stop - 1] - x[i]) * (1 + 1e-9);
        n[i] = cupel_local_fit(x + begin, y + begin, stop - begin, x[i], half, 1, &fit) ? fit.slope
                                                                                        : (double)NAN;
    }
    cupel_results_set_series(results, "instantaneous_exponent", n, taken);
    return CUPEL_OK;
}

static void tell_proofs(const cupel_tensile_options *k, const cupel_tensile_figures *f,
                        cupel_results *results)
{
    double offset[CUPEL_TENSILE_PROOFS], value[CUPEL_TENSILE_PROOFS], noise[CUPEL_TENSILE_PROOFS];
    size_t count = 0;
    for (size_t i = 3; i < k->proof_count; i++) { /* those of the options, behind 0.1 %, 0.2 % and 1 % */
        offset[count] = k->proof_strains[i];
        value[count] = f->proof[i].value;
        noise[count++] = f->proof[i].noise;
    }
    if (count == 0) return;
    cupel_results_set_column(results, "proof_strengths", "offset_strain", offset, count);
    cupel_results_set_column(results, "proof_strengths", "proof_strength", value, count);
    cupel_results_set_column(results, "proof_strengths", "scatter", noise, count);
}

cupel_status tensile_tell_curves(const tensile_record *r, const cupel_tensile_options *k,
                                 const cupel_tensile_figures *f, const cupel_tensile_workspace *w,
                                 cupel_arena *arena, cupel_results *results, cupel_error *error)
{
    const double *e, *s;
    const unsigned char *out;
    size_t count;
    if (r->no_strain || r->no_stress) return CUPEL_OK;
    cupel_tensile_used_samples(w, &e, &s, NULL, &out, &count);
    cupel_status status = tell_engineering(f, e, s, count, arena, results, error);
    if (!status) status = tell_flow(f, e, s, out, count, arena, results, error);
    tell_points(f, results);
    tell_proofs(k, f, results);
    return status;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/roughness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cupel/roughness.h"

static const char *const figures[] = {"sa", "sq", "sz", "ssk", "sku", "sdq", "sdr"};
enum { FIGURES = sizeof figures / sizeof *figures };

static void doubt_all(cupel_judgement *j, const char *reason)
{
    for (size_t i = 0; i < FIGURES; i++) cupel_doubt(j, figures[i], "%s", reason);
}

static void refuse_all(cupel_judgement *j, const char *reason)
{
    for (size_t i = 0; i < FIGURES; i++) cupel_refuse(j, figures[i], "%s", reason);
}

typedef struct surface {
    const cupel_roughness_options *options;
    cupel_height_map map; /* shrinks when the edges are dropped */
    double *heights, *mean;
    double s, cutoff; /* nesting indices, 0: none */
    const char *s_origin, *cutoff_origin;
    double levelling; /* how much Sa would change by other weights of the form, before the filters */
} surface;

/* Leaves out a margin at all edges, in place. False: nothing would be left. */
static bool drop_edges(surface *u, double margin)
{
    const size_t x = (size_t)ceil(margin / u->map.spacing - 1e-9),
                 y = (size_t)ceil(margin / u->map.spacing_y - 1e-9);
    if (u->map.row < 2 * x + 8 || u->map.rows < 2 * y + 8) return false;
    const size_t row = u->map.row - 2 * x, rows = u->map.rows - 2 * y;
    for (size_t j = 0; j < rows; j++)
        memmove(u->heights + j * row, u->heights + (j + y) * u->map.row + x, row * sizeof *u->heights);
    u->map.row = row;
    u->map.rows = rows;
    return true;
}

static bool fits(const surface *u, double nesting_index)
{
    return nesting_index <= (double)u->map.row * u->map.spacing &&
           nesting_index <= (double)u->map.rows * u->map.spacing_y;
}

static double mean_height(const double *heights, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += fabs(heights[i]);
    return sum / (double)count;
}

/* By the weights that are asked for, and by the others to see whether that matters. */
static cupel_status remove_form(surface *u, cupel_error *error)
{
    const unsigned order = (unsigned)u->options->form_order;
    const bool hann = u->options->form_weights == CUPEL_FORM_HANN;
    const cupel_form_weights asked = hann ? CUPEL_FORM_HANN : CUPEL_FORM_UNIFORM;
    const cupel_form_weights other = hann ? CUPEL_FORM_UNIFORM : CUPEL_FORM_HANN;
    const size_t n = u->map.rows * u->map.row;
    cupel_status status = cupel_remove_form_map(&u->map, u->heights, order, other, u->mean, error);
    if (!status) status = cupel_remove_form_map(&u->map, u->heights, order, asked, u->heights, error);
    if (!status) u->levelling = mean_height(u->mean, n) / mean_height(u->heights, n) - 1;
    return status;
}

/* F-operator, S-filter, L-filter; `*left` false: the map is too small for them. */
static cupel_status filter(surface *u, int threads, bool *left, cupel_error *error)
{
    const size_t n = u->map.rows * u->map.row;
    *left = (u->s == 0 || fits(u, u->s)) && (u->cutoff == 0 || fits(u, u->cutoff));
    if (!*left) return CUPEL_OK;
    cupel_status status = remove_form(u, error);
    if (!status && u->s > 0)
        status = cupel_gaussian_mean_surface(&u->map, u->heights, u->s, threads, u->heights, error);
    if (!status && u->cutoff > 0) {
        status = cupel_gaussian_mean_surface(&u->map, u->heights, u->cutoff, threads, u->mean, error);
        for (size_t i = 0; !status && i < n; i++) u->heights[i] -= u->mean[i];
    }
    if (!status) *left = drop_edges(u, 0.5 * fmax(u->s, u->cutoff));
    return status;
}

static void judge(const surface *u, const cupel_areal_roughness *r, cupel_judgement *j)
{
    char rule[200], slopes[260], s_filter[48] = "no S-filter", l_filter[48] = "no L-filter";
    if (u->s > 0) snprintf(s_filter, sizeof s_filter, "S-filter %.4g um", u->s * 1e6);
    if (u->cutoff > 0) snprintf(l_filter, sizeof l_filter, "L-filter %.4g um", u->cutoff * 1e6);
    snprintf(rule, sizeof rule, "F-operator of order %d (%s weights), %s, %s; %zu by %zu samples",
             (int)u->options->form_order, u->options->form_weights == CUPEL_FORM_HANN ? "Hann" : "uniform",
             s_filter, l_filter, u->map.rows, u->map.row);
    snprintf(slopes, sizeof slopes, "spacing %.4g by %.4g um, %s; slopes of sixth order over seven samples",
             u->map.spacing * 1e6, u->map.spacing_y * 1e6, s_filter);
    const double values[FIGURES] = {r->sa, r->sq, r->sz, r->ssk, r->sku, r->sdq, r->sdr};
    static const double powers[FIGURES] = {1, 1, 1, 0, 0, 1, 2}; /* of the height; Sdr: for gentle slopes */
    const double height = u->options->height_uncertainty, place = u->options->position_uncertainty;
    for (size_t i = 0; i < FIGURES; i++) {
        const bool slope = i >= 5;
        const double power = powers[i];
        cupel_judge(j, figures[i], values[i], NAN, slope ? slopes : rule);
        if (power > 0) cupel_budget_add(j, figures[i], "scale of heights", 1, height, "1", power * values[i]);
        if (slope) cupel_budget_add(j, figures[i], "scale of positions", 1, place, "1", -power * values[i]);
    }
    if (u->cutoff == 0 && fabs(u->levelling) > 0.05) {
        snprintf(rule, sizeof rule,
                 "levelling is uncertain: %s weights of the form would change Sa by %.2g %%",
                 u->options->form_weights == CUPEL_FORM_HANN ? "uniform" : "Hann", 100 * u->levelling);
        doubt_all(j, rule);
    }
    if (u->s == 0)
        for (size_t i = 5; i < FIGURES; i++)
            cupel_doubt(j, figures[i],
                        "there is no S-filter: it holds for this spacing of %.4g um and this noise only",
                        u->map.spacing * 1e6);
    else if (fmax(u->map.spacing, u->map.spacing_y) > 1.01 * u->s / 3)
        doubt_all(j, "the spacing is coarser than a third of the S-filter");
}

static void tell(const surface *u, cupel_results *results)
{
    const cupel_grid grid = {.cells = {u->map.row, u->map.rows, 1},
                             .spacing = {u->map.spacing, u->map.spacing_y, u->map.spacing},
                             .components = 1};
    cupel_results_add_grid(results, "surface", &grid, 0, u->heights);
    cupel_results_set(results, "cutoff_length", u->cutoff);
    cupel_results_set_label(results, "cutoff_origin",
                            u->cutoff > 0 ? u->cutoff_origin : "no L-filter asked for");
    cupel_results_set(results, "nesting_index_s", u->s);
    cupel_results_set_label(results, "nesting_index_s_origin",
                            u->s > 0 ? u->s_origin : "no S-filter asked for");
    cupel_results_set(results, "spacing_y", u->map.spacing_y);
    cupel_results_set(results, "evaluation_length", (double)u->map.row * u->map.spacing);
    cupel_results_set(results, "dropped_length", 0.5 * fmax(u->s, u->cutoff));
}

/* Gaps are filled along rows: narrow ones, and few. */
static void doubt_missing(const cupel_surface_samples *samples, cupel_judgement *j, cupel_results *results)
{
    size_t filled = 0, run = 0, widest = 0;
    for (size_t i = 0; i < samples->count; i++) {
        if (i % samples->row == 0) run = 0;
        run = samples->filled[i] ? run + 1 : 0;
        filled += samples->filled[i];
        if (run > widest) widest = run;
    }
    cupel_results_set(results, "filled_samples", (double)filled);
    char reason[200];
    if (widest > 5 || (double)filled > 0.1 * (double)samples->count) {
        snprintf(reason, sizeof reason,
                 "%zu of %zu heights are missing, up to %zu side by side: at most 10 %% and 5 can be "
                 "filled",
                 filled, samples->count, widest);
        refuse_all(j, reason);
    } else if (filled) {
        snprintf(reason, sizeof reason, "%zu missing heights were filled by straight lines", filled);
        doubt_all(j, reason);
    }
}

cupel_status cupel_roughness_evaluate_map(const cupel_work *work, const cupel_roughness_options *options,
                                          cupel_surface_samples *samples, cupel_error *error)
{
    surface u = {.options = options,
                 .map = {samples->count / samples->row, samples->row, samples->spacing, samples->spacing_y},
                 .heights = samples->heights,
                 .mean = cupel_alloc_doubles(samples->count)};
    if (!u.mean) return cupel_out_of_memory(error, "the filters of a map");
    const double s =
        cupel_roughness_setting(work->test, options->nesting_index_s, "nesting_index_s", &u.s_origin);
    const double cutoff =
        cupel_roughness_setting(work->test, options->cutoff_length, "cutoff_length", &u.cutoff_origin);
    u.s = s > 0 ? s : 0;
    u.cutoff = cutoff > 0 ? cutoff : 0;
    bool left = false;
    cupel_areal_roughness r;
    cupel_status status = filter(&u, work->threads, &left, error);
    if (!status && left) {
        status = cupel_roughness_map(&u.map, u.heights, work->threads, &r, error);
        if (!status) {
            judge(&u, &r, work->judgement);
            doubt_missing(samples, work->judgement, work->results);
            tell(&u, work->results);
        }
    } else if (!status) {
        refuse_all(work->judgement,
                   "the map is too small for its filters: a nesting index, and half a one at each edge");
    }
    free(u.mean);
    return status;
}

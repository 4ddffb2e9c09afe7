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

enum { SA, SQ, SZ, SSK, SKU, SDQ, SDR };

typedef struct surface {
    const cupel_roughness_options *options;
    cupel_height_map map; /* shrinks when the edges are dropped */
    double *heights, *room;
    double s, cutoff; /* nesting indices, 0: none */
    const char *s_origin, *cutoff_origin;
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

/* F-operator, S-filter, L-filter, in place; `*left` false: the map is too small for them. */
static cupel_status filter(surface *u, cupel_form_weights weights, int threads, bool *left,
                           cupel_error *error)
{
    const size_t n = u->map.rows * u->map.row;
    *left = (u->s == 0 || fits(u, u->s)) && (u->cutoff == 0 || fits(u, u->cutoff));
    if (!*left) return CUPEL_OK;
    cupel_status status = cupel_remove_form_map(&u->map, u->heights, (unsigned)u->options->form_order,
                                                weights, u->heights, error);
    if (!status && u->s > 0)
        status = cupel_gaussian_mean_surface(&u->map, u->heights, u->s, threads, u->heights, error);
    if (!status && u->cutoff > 0) {
        status = cupel_gaussian_mean_surface(&u->map, u->heights, u->cutoff, threads, u->room, error);
        for (size_t i = 0; !status && i < n; i++) u->heights[i] -= u->room[i];
    }
    if (!status) *left = drop_edges(u, 0.5 * fmax(u->s, u->cutoff));
    return status;
}

/* ---- figures as functions of scales, form and noise ---- */

enum { IN_HEIGHTS, IN_POSITIONS, IN_FORM, IN_NOISE, INPUTS };

typedef struct map_figures {
    double value[FIGURES], power[FIGURES]; /* of the heights; slopes have that of the positions below 0 */
    double by_form[FIGURES];               /* with the other weights of the form, less value */
    double by_noise[FIGURES], noise;       /* how much noise raises them; [m] of one sample */
} map_figures;

static void measure(const void *self, const double in[], double out[])
{
    const map_figures *m = self;
    for (size_t k = 0; k < FIGURES; k++) {
        const double scale = k >= SDQ ? in[IN_HEIGHTS] / in[IN_POSITIONS] : in[IN_HEIGHTS];
        const double raised = m->noise > 0 ? in[IN_NOISE] / m->noise * m->by_noise[k] : 0;
        out[k] = m->value[k] * pow(scale, m->power[k]) + in[IN_FORM] * m->by_form[k] - raised;
    }
}

static void draw(const void *self, cupel_stream *stream, double in[], double out[])
{
    const map_figures *m = self;
    const double share = cupel_stream_uniform(stream);
    in[IN_FORM] = 2 * cupel_stream_uniform(stream) - 1;
    in[IN_NOISE] = m->noise * share * share;
    measure(m, in, out);
}

static cupel_status figures_of(surface *u, cupel_form_weights weights, double noise, int64_t seed,
                               int threads, const cupel_surface_samples *samples, bool *left,
                               double out[FIGURES], cupel_error *error)
{
    cupel_areal_roughness r;
    cupel_stream stream = cupel_stream_of(seed, SIZE_MAX);
    u->map =
        (cupel_height_map){samples->count / samples->row, samples->row, samples->spacing, samples->spacing_y};
    for (size_t i = 0; i < samples->count; i++)
        u->heights[i] = samples->heights[i] + (noise > 0 ? noise * cupel_stream_normal(&stream) : 0);
    cupel_status status = filter(u, weights, threads, left, error);
    if (!status && *left) status = cupel_roughness_map(&u->map, u->heights, threads, &r, error);
    if (status || !*left) return status;
    const double values[FIGURES] = {r.sa, r.sq, r.sz, r.ssk, r.sku, r.sdq, r.sdr};
    memcpy(out, values, sizeof values);
    return CUPEL_OK;
}

/* Sdr goes with the square of gentle slopes, and with less of steep ones. */
static cupel_status find_powers(const surface *u, int threads, map_figures *m, cupel_error *error)
{
    static const double powers[FIGURES] = {1, 1, 1, 0, 0, 1, 2};
    memcpy(m->power, powers, sizeof powers);
    const double step = 0.01;
    cupel_height_map wider = u->map;
    wider.spacing *= 1 + step, wider.spacing_y *= 1 + step;
    cupel_areal_roughness r;
    const cupel_status status = cupel_roughness_map(&wider, u->heights, threads, &r, error);
    if (!status && r.sdr > 0 && m->value[SDR] > 0) m->power[SDR] = -log(r.sdr / m->value[SDR]) / log1p(step);
    return status;
}

/* `u` holds the map as asked for at the end. */
static cupel_status find_figures(const cupel_work *work, surface *u, const cupel_surface_samples *samples,
                                 map_figures *m, bool *left, cupel_error *error)
{
    const cupel_roughness_options *o = u->options;
    const bool hann = o->form_weights == CUPEL_FORM_HANN;
    const cupel_form_weights asked = hann ? CUPEL_FORM_HANN : CUPEL_FORM_UNIFORM;
    const cupel_form_weights other = hann ? CUPEL_FORM_UNIFORM : CUPEL_FORM_HANN;
    *m = (map_figures){.noise = isnan(o->height_noise)
                                    ? cupel_surface_noise(samples->heights, samples->count, work->arena)
                                    : o->height_noise};
    cupel_status status = figures_of(u, other, 0, 0, work->threads, samples, left, m->by_form, error);
    if (!status && *left)
        status = figures_of(u, asked, m->noise, o->seed, work->threads, samples, left, m->by_noise, error);
    if (!status && *left) status = figures_of(u, asked, 0, 0, work->threads, samples, left, m->value, error);
    if (status || !*left) return status;
    for (size_t k = 0; k < FIGURES; k++) {
        /* the same noise once again raises an extreme less than it did first: by the root of the sum of
         * squares */
        m->by_noise[k] = (m->by_noise[k] - m->value[k]) * (k == SZ ? 1 / (sqrt(2) - 1) : 1);
        m->by_form[k] -= m->value[k];
    }
    return find_powers(u, work->threads, m, error);
}

static void doubt_figures(const surface *u, const map_figures *m, cupel_judgement *j)
{
    char reason[200];
    const double levelling = m->by_form[SA] / m->value[SA];
    if (u->cutoff == 0 && fabs(levelling) > 0.05) {
        snprintf(reason, sizeof reason,
                 "levelling is uncertain: %s weights of the form would change Sa by %.2g %%",
                 u->options->form_weights == CUPEL_FORM_HANN ? "uniform" : "Hann", 100 * levelling);
        doubt_all(j, reason);
    }
    for (size_t k = 0; k < FIGURES; k++)
        if (k != SSK && fabs(m->by_noise[k]) > 0.05 * m->value[k])
            cupel_doubt(j, figures[k], "noise of %.3g nm in the samples, if it is noise, %s it by %.2g %%",
                        m->noise * 1e9, m->by_noise[k] > 0 ? "raises" : "lowers",
                        100 * fabs(m->by_noise[k]) / m->value[k]);
    if (u->s == 0)
        for (size_t k = SDQ; k <= SDR; k++)
            cupel_doubt(j, figures[k],
                        "there is no S-filter: it holds for this spacing of %.4g um and this noise only",
                        u->map.spacing * 1e6);
    else if (fmax(u->map.spacing, u->map.spacing_y) > 1.01 * u->s / 3)
        doubt_all(j, "the spacing is coarser than a third of the S-filter");
}

static cupel_status judge(const cupel_work *work, const surface *u, const map_figures *m, cupel_error *error)
{
    const cupel_roughness_options *o = u->options;
    char rule[200], slopes[260], s_filter[48] = "no S-filter", l_filter[48] = "no L-filter";
    if (u->s > 0) snprintf(s_filter, sizeof s_filter, "S-filter %.4g um", u->s * 1e6);
    if (u->cutoff > 0) snprintf(l_filter, sizeof l_filter, "L-filter %.4g um", u->cutoff * 1e6);
    snprintf(rule, sizeof rule, "F-operator of order %d (%s weights), %s, %s; %zu by %zu samples",
             (int)o->form_order, o->form_weights == CUPEL_FORM_HANN ? "Hann" : "uniform", s_filter, l_filter,
             u->map.rows, u->map.row);
    snprintf(slopes, sizeof slopes, "spacing %.4g by %.4g um, %s; slopes of sixth order over seven samples",
             u->map.spacing * 1e6, u->map.spacing_y * 1e6, s_filter);
    for (size_t k = 0; k < FIGURES; k++)
        cupel_judge(work->judgement, figures[k], m->value[k], NAN, k >= SDQ ? slopes : rule);
    doubt_figures(u, m, work->judgement);
    const cupel_known in[INPUTS] = {[IN_HEIGHTS] = {1, o->height_uncertainty, "scale of heights", "1"},
                                    [IN_POSITIONS] = {1, o->position_uncertainty, "scale of positions", "1"},
                                    [IN_FORM] = {0, 1 / sqrt(3), "form (share of the other weights)", "1"},
                                    [IN_NOISE] = {0, m->noise / sqrt(5), "noise of the samples", "m"}};
    const cupel_propagation p = {.measure = measure,
                                 .self = m,
                                 .inputs = in,
                                 .input_count = INPUTS,
                                 .figures = figures,
                                 .figure_count = FIGURES,
                                 .draws = o->draws,
                                 .seed = o->seed,
                                 .threads = work->threads,
                                 .draw = draw};
    return cupel_propagate(&p, work->judgement, error);
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
                 .heights = cupel_alloc_doubles(samples->count),
                 .room = cupel_alloc_doubles(samples->count)};
    const double s =
        cupel_roughness_setting(work->test, options->nesting_index_s, "nesting_index_s", &u.s_origin);
    const double cutoff =
        cupel_roughness_setting(work->test, options->cutoff_length, "cutoff_length", &u.cutoff_origin);
    u.s = s > 0 ? s : 0;
    u.cutoff = cutoff > 0 ? cutoff : 0;
    bool left = false;
    map_figures m;
    cupel_status status = u.heights && u.room ? find_figures(work, &u, samples, &m, &left, error)
                                              : cupel_out_of_memory(error, "the filters of a map");
    if (!status && !left)
        refuse_all(work->judgement,
                   "the map is too small for its filters: a nesting index, and half a one at each edge");
    if (!status && left) status = judge(work, &u, &m, error);
    if (!status && left) {
        doubt_missing(samples, work->judgement, work->results);
        char reason[160];
        if (cupel_surface_spikes(samples, 0, samples->count, m.value[SZ], work->arena, reason))
            doubt_all(work->judgement, reason);
        tell(&u, work->results);
    }
    free(u.heights), free(u.room);
    return status;
}

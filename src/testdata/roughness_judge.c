/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testdata/roughness.h"

/* The figures of a profile as functions of scales, form, noise, and the place that was traced. Filters are
 * linear: what each of them changes is filtered once, and added. */

enum { RA, RQ, RZ, RP, RV, RT, RSK, RKU, RSM, FIGURES };
enum { IN_HEIGHTS, IN_POSITIONS, IN_FORM, IN_NOISE, IN_PLACE, INPUTS };

typedef struct variants {
    const cupel_filtered_profile *profile;
    size_t count;         /* of the evaluation length */
    const double *rough;  /* [count] */
    double *by_form;      /* with a form of one order more, less rough; NULL: none */
    double *by_positions; /* with positions longer by `step`, less rough */
    double step, noise;   /* relative; [m] of one sample */
    double *filtered;     /* [fields] that noise behind the filters; NULL: none */
    size_t fields;
    double scatter[FIGURES];  /* standard uncertainty by the place */
    double by_noise[FIGURES]; /* how much noise raises a figure */
} variants;

static void from_kernel(const cupel_filtered_profile *f, const cupel_roughness *r, double out[FIGURES])
{
    const bool whole = f->options->heights == CUPEL_HEIGHTS_WHOLE;
    out[RA] = r->ra, out[RQ] = r->rq, out[RT] = r->rt, out[RSK] = r->rsk, out[RKU] = r->rku;
    out[RZ] = whole ? r->rt : r->rz;
    out[RP] = whole ? r->rpt : r->rp;
    out[RV] = whole ? r->rvt : r->rv;
    out[RSM] = r->rsm;
}

/* Of the profile with these scales and shares of the variants; `noise` [count] comes on top, or NULL. */
static bool figures_of(const variants *v, const double in[INPUTS], const double *noise, double amplitude,
                       double out[FIGURES])
{
    const cupel_filtered_profile *f = v->profile;
    double *z = malloc(v->count * sizeof *z);
    if (!z) return false;
    const double longer = (in[IN_POSITIONS] - 1) / v->step;
    for (size_t i = 0; i < v->count; i++) {
        double height = v->rough[i] + longer * v->by_positions[i];
        if (v->by_form) height += in[IN_FORM] * v->by_form[i];
        if (noise) height += amplitude * noise[i];
        z[i] = in[IN_HEIGHTS] * height;
    }
    const cupel_roughness_rules rules = {(unsigned)f->lengths, f->options->height_discrimination,
                                         f->options->width_discrimination};
    cupel_roughness r;
    const bool good =
        in[IN_POSITIONS] > 0 &&
        !cupel_roughness_profile(z, v->count, f->samples->spacing * in[IN_POSITIONS], &rules, &r, NULL, NULL);
    if (good) from_kernel(f, &r, out);
    free(z);
    return good;
}

static void measure(const void *self, const double in[], double out[])
{
    const variants *v = self;
    const bool good = figures_of(v, in, NULL, 0, out);
    for (size_t k = 0; k < FIGURES; k++) {
        const double raised = v->noise > 0 ? in[IN_NOISE] / v->noise * v->by_noise[k] : 0;
        out[k] = good ? out[k] + in[IN_PLACE] * v->scatter[k] - raised : (double)NAN;
    }
}

/* How much more the noise that is there has raised a figure than the same noise does once again: means of
 * squares grow by as much, extremes with the root of the sum of squares. */
static double first_noise(size_t figure)
{
    return figure >= RZ && figure <= RT ? 1 / (sqrt(2) - 1) : 1;
}

/* What noise that is drawn adds is taken off, as it has raised the figures already: as much of it as may be
 * there, by chance. */
static void draw(const void *self, cupel_stream *stream, double in[], double out[])
{
    const variants *v = self;
    const double amplitude = cupel_stream_uniform(stream), place = cupel_stream_uniform(stream);
    in[IN_FORM] = v->by_form ? 2 * cupel_stream_uniform(stream) - 1 : 0;
    const double *noise = v->filtered;
    if (noise) noise += (size_t)(place * (double)(v->fields - v->count));
    double plain[FIGURES], noisy[FIGURES];
    bool good = figures_of(v, in, NULL, 0, plain);
    memcpy(noisy, plain, sizeof noisy);
    if (good && noise) good = figures_of(v, in, noise, amplitude, noisy);
    for (size_t k = 0; k < FIGURES; k++)
        out[k] = good ? plain[k] - first_noise(k) * (noisy[k] - plain[k]) + in[IN_PLACE] * v->scatter[k]
                      : (double)NAN;
}

/* ---- variants ---- */

/* Rough profile of the evaluation length for other heights or another spacing, less that of the profile. */
static cupel_status change(const variants *v, const double *heights, double spacing, cupel_arena *arena,
                           double **out, cupel_error *error)
{
    const cupel_filtered_profile *f = v->profile;
    const size_t n = f->samples->count;
    double *room = cupel_arena_alloc(arena, 2 * n, sizeof *room);
    if (!room) return cupel_out_of_memory(error, "the budget of a profile");
    const cupel_status status = cupel_profile_pass(f, heights, n, spacing, room, room + n, error);
    if (status) return status;
    *out = room + n + f->first;
    for (size_t i = 0; i < v->count; i++) (*out)[i] -= v->rough[i];
    return CUPEL_OK;
}

/* Twice as long as the profile, so that every draw takes another piece; its ends, where filters have half of
 * it, are left out. */
static cupel_status make_noise(variants *v, cupel_arena *arena, cupel_error *error)
{
    const cupel_filtered_profile *f = v->profile;
    const size_t n = f->samples->count, drop = (n - v->count) / 2;
    v->noise = isnan(f->options->height_noise) ? cupel_surface_noise(f->samples->heights, n, arena)
                                               : f->options->height_noise;
    if (!(v->noise > 1e-4 * f->figures.rq)) return CUPEL_OK;
    double *raw = cupel_arena_alloc(arena, 6 * n, sizeof *raw);
    if (!raw) return cupel_out_of_memory(error, "the noise of a profile");
    cupel_stream stream = cupel_stream_of(f->options->seed, SIZE_MAX);
    for (size_t i = 0; i < 2 * n; i++) raw[i] = v->noise * cupel_stream_normal(&stream);
    const cupel_status status =
        cupel_profile_pass(f, raw, 2 * n, f->samples->spacing, raw + 2 * n, raw + 4 * n, error);
    if (status) return status;
    v->filtered = raw + 4 * n + drop;
    v->fields = 2 * n - 2 * drop;
    enum { PIECES = 8 };
    const double in[INPUTS] = {1, 1, 0, 0, 0};
    double plain[FIGURES], noisy[FIGURES];
    if (!figures_of(v, in, NULL, 0, plain)) return CUPEL_OK;
    for (size_t p = 0; p < PIECES; p++) {
        const size_t offset = p * (v->fields - v->count) / (PIECES - 1);
        if (!figures_of(v, in, v->filtered + offset, 1, noisy)) continue;
        for (size_t k = 0; k < FIGURES; k++)
            v->by_noise[k] += first_noise(k) * (noisy[k] - plain[k]) / PIECES;
    }
    return CUPEL_OK;
}

/* Standard error of what is a mean over the sampling lengths; of what is a ratio of such means by leaving out
 * one after the other (jackknife); of an extreme of them by that of normal ones. */
static void scatter_of(variants *v)
{
    const cupel_filtered_profile *f = v->profile;
    const size_t n = f->lengths;
    const cupel_roughness *r = &f->figures;
    if (r->elements > 1) v->scatter[RSM] = r->width_scatter / sqrt((double)r->elements);
    if (n < 2) return;
    double squares[FIGURES] = {0}, total[5] = {0}, mean[FIGURES] = {0};
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t s = 0; s < n; s++) {
            const size_t from = v->count * s / n, to = v->count * (s + 1) / n;
            double part[5] = {0};
            for (size_t i = from; i < to; i++) {
                const double z = v->rough[i], z2 = z * z;
                const double powers[5] = {1, fabs(z), z2, z2 * z, z2 * z2};
                for (size_t k = 0; k < 5; k++) part[k] += powers[k];
            }
            for (size_t k = 0; k < 5 && pass == 0; k++) total[k] += part[k];
            if (pass == 0) continue;
            double left[5];
            for (size_t k = 0; k < 5; k++) left[k] = (total[k] - part[k]) / (total[0] - part[0]);
            const double without[4] = {left[1], sqrt(left[2]), left[3] / pow(left[2], 1.5),
                                       left[4] / (left[2] * left[2])};
            const double whole[4] = {r->ra, r->rq, r->rsk, r->rku};
            static const size_t figure[4] = {RA, RQ, RSK, RKU};
            for (size_t k = 0; k < 4; k++) squares[figure[k]] += pow(without[k] - whole[k], 2);
        }
    const double count = (double)n;
    for (size_t k = 0; k < FIGURES; k++) v->scatter[k] += sqrt(squares[k] * (count - 1) / count);
    memset(squares, 0, sizeof squares);
    for (size_t s = 0; s < n; s++)
        for (size_t k = 0; k < 3; k++) mean[RZ + k] += f->sections[4 * s + 1 + k] / count;
    for (size_t s = 0; s < n; s++)
        for (size_t k = 0; k < 3; k++) squares[RZ + k] += pow(f->sections[4 * s + 1 + k] - mean[RZ + k], 2);
    const double extreme = 0.83; /* of two normal values, over their scatter; of more it is less */
    const bool whole = f->options->heights == CUPEL_HEIGHTS_WHOLE;
    for (size_t k = RZ; k <= RV; k++)
        v->scatter[k] = sqrt(squares[k] / (count - 1)) * (whole ? extreme : 1 / sqrt(count));
    v->scatter[RT] = sqrt(squares[RZ] / (count - 1)) * extreme;
}

static cupel_status make_variants(const cupel_work *work, const cupel_filtered_profile *f, variants *v,
                                  cupel_error *error)
{
    const double dx = f->samples->spacing;
    *v = (variants){.profile = f,
                    .count = f->evaluated,
                    .rough = f->rough + f->first,
                    .step = fmax(f->options->position_uncertainty, 1e-4)};
    cupel_status status = change(v, f->form, dx * (1 + v->step), work->arena, &v->by_positions, error);
    const unsigned order = (unsigned)f->options->form_order + 1;
    if (!status && order <= CUPEL_FORM_ORDER) {
        double *other = cupel_arena_alloc(work->arena, f->samples->count, sizeof *other);
        if (!other) return cupel_out_of_memory(error, "the budget of a profile");
        status = cupel_remove_form(f->samples->heights, f->samples->count, order, other, error);
        if (!status) status = change(v, other, dx, work->arena, &v->by_form, error);
    }
    if (!status) status = make_noise(v, work->arena, error);
    if (!status) scatter_of(v);
    return status;
}

/* ---- figures ---- */

static void state(const cupel_filtered_profile *f, cupel_judgement *j)
{
    const cupel_roughness *r = &f->figures;
    char over[160], elements[160];
    snprintf(over, sizeof over,
             "over the evaluation length of %zu sampling lengths; lambda c %.4g mm (%s), lambda s %.3g um",
             f->lengths, f->cutoff * 1e3, f->cutoff_origin, f->nesting_index_s * 1e6);
    snprintf(elements, sizeof elements,
             "%zu elements; hills and dales below %.3g of Rz or %.3g of a sampling length do not count",
             r->elements, f->options->height_discrimination, f->options->width_discrimination);
    const char *by = f->options->heights == CUPEL_HEIGHTS_WHOLE
                         ? "of the whole evaluation length (ISO 21920-2 Rt, Rpt, Rvt)"
                         : "mean over the sampling lengths (ISO 4287)";
    const char *const rules[FIGURES] = {over,
                                        over,
                                        by,
                                        by,
                                        by,
                                        "of the whole evaluation length",
                                        "over the evaluation length",
                                        "over the evaluation length",
                                        elements};
    double values[FIGURES];
    from_kernel(f, r, values);
    for (size_t k = 0; k < FIGURES; k++) cupel_judge(j, cupel_profile_figures[k], values[k], NAN, rules[k]);
    if (isnan(r->rsm))
        cupel_refuse(j, "rsm", "fewer than two crossings of each kind: no whole profile element");
    else if (r->elements < 3)
        cupel_doubt(j, "rsm", "it rests on %zu profile elements", r->elements);
}

static void doubt_noise(const variants *v, cupel_judgement *j)
{
    double values[FIGURES];
    from_kernel(v->profile, &v->profile->figures, values);
    for (size_t k = 0; k < FIGURES; k++)
        if (k != RSK && fabs(v->by_noise[k]) > 0.05 * values[k])
            cupel_doubt(j, cupel_profile_figures[k],
                        "noise of %.3g nm in the samples, if it is noise, %s it by %.2g %%", v->noise * 1e9,
                        v->by_noise[k] > 0 ? "raises" : "lowers", 100 * fabs(v->by_noise[k]) / values[k]);
}

cupel_status cupel_profile_judge(const cupel_work *work, const cupel_filtered_profile *f, cupel_error *error)
{
    const cupel_roughness_options *o = f->options;
    state(f, work->judgement);
    variants v;
    const cupel_status status = make_variants(work, f, &v, error);
    if (status) return status;
    doubt_noise(&v, work->judgement);
    /* between none and all of it: squares of a share that is evenly drawn have the mean 1/5 */
    const cupel_known in[INPUTS] = {
        [IN_HEIGHTS] = {1, o->height_uncertainty, "scale of heights", "1"},
        [IN_POSITIONS] = {1, o->position_uncertainty, "scale of positions", "1"},
        [IN_FORM] = {0, v.by_form ? 1 / sqrt(3) : 0, "form (share of one order more)", "1"},
        [IN_NOISE] = {0, v.filtered ? v.noise / sqrt(5) : 0, "noise of the samples", "m"},
        [IN_PLACE] = {0, 1, "scatter over the sampling lengths, or elements", "1"}};
    const cupel_propagation p = {.measure = measure,
                                 .self = &v,
                                 .inputs = in,
                                 .input_count = INPUTS,
                                 .figures = cupel_profile_figures,
                                 .figure_count = FIGURES,
                                 .draws = o->draws,
                                 .seed = o->seed,
                                 .threads = work->threads,
                                 .draw = draw};
    return cupel_propagate(&p, work->judgement, error);
}

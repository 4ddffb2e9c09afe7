/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/tensile.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The tensile evaluation: its parts in their order. */

cupel_tensile_options cupel_tensile_defaults(void)
{
    return (cupel_tensile_options){
        .slope_method = CUPEL_TENSILE_SLOPE_AUTO,
        .slope_window = {0.1, 0.4},
        .modulus = NAN,
        .proof_count = 3,
        .proof_strains = {0.001, 0.002, 0.01},
        .total_count = 1,
        .total_strains = {0.005},
        .smoothing = 0.001,
        .n_range = {0.02, 0.2},
        .n_strain = CUPEL_TENSILE_PLASTIC,
        .r_range = {0.02, 0.2},
        .proof_hint = NAN,
    };
}

const char *cupel_tensile_reason_text(unsigned reason)
{
    static const struct {
        unsigned reason;
        const char *text;
    } texts[CUPEL_TENSILE_REASONS] = {
        {CUPEL_TENSILE_NO_SLOPE, "no elastic line could be laid"},
        {CUPEL_TENSILE_NOT_REACHED, "the curve ends before it"},
        {CUPEL_TENSILE_YIELD_POINT, "the specimen yields discontinuously there"},
        {CUPEL_TENSILE_NO_YIELD_POINT, "the specimen yields continuously"},
        {CUPEL_TENSILE_NO_HARDENING, "there is no hardening after the yield point"},
        {CUPEL_TENSILE_STILL_RISING, "the stress still rises where the record ends"},
        {CUPEL_TENSILE_NO_FRACTURE, "the record ends without a fracture"},
        {CUPEL_TENSILE_UNLOADED, "the specimen was unloaded at the end, not broken"},
        {CUPEL_TENSILE_STRAIN_ENDS, "the strain stops while the test goes on"},
        {CUPEL_TENSILE_SMALL_RANGE, "fewer than 5 samples, or too short a strain, lie in its range"},
        {CUPEL_TENSILE_NO_WIDTH, "no strain of the width was recorded"},
        {CUPEL_TENSILE_NO_TIME, "there is no time, or none that rises"},
        {CUPEL_TENSILE_FEW_SAMPLES, "few samples lie on the elastic line"},
        {CUPEL_TENSILE_NOT_STRAIGHT, "the elastic part is bent"},
        {CUPEL_TENSILE_SCATTERED, "the samples scatter about the elastic line"},
        {CUPEL_TENSILE_COARSE, "the samples lie far apart there"},
        {CUPEL_TENSILE_DROPS, "the force drops and comes back, as when grips slip"},
        {CUPEL_TENSILE_GRADUAL_FRACTURE, "the force fades away without a sudden fracture"},
        {CUPEL_TENSILE_PARTIAL_FRACTURE, "the force drops at the end, but not to nothing"},
        {CUPEL_TENSILE_FLAT_TOP, "the top of the curve is flat"},
        {CUPEL_TENSILE_ON_PLATEAU, "it lies on a plateau"},
        {CUPEL_TENSILE_CUT_RANGE, "its range was cut at the uniform elongation"},
        {CUPEL_TENSILE_SPEED_STEP, "the strain rate changes there"},
        {CUPEL_TENSILE_OUTSIDE,
         "the strain goes back behind the highest stress, as when it necks outside the extensometer"},
        {CUPEL_TENSILE_MISSING_TOP, "samples are missing about the highest stress"},
        {CUPEL_TENSILE_CLIPPED, "the stress stands still at its highest value, as at the end of a range"},
        {CUPEL_TENSILE_STRAIN_JUMPS, "the strain jumps, as when an extensometer slips"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].reason == reason) return texts[i].text;
    return "";
}

/* ---- workspace ---- */

enum { ARRAYS = 11 }; /* scratch is twice as long */

cupel_tensile_workspace *cupel_tensile_workspace_new(size_t count)
{
    if (count > SIZE_MAX / (sizeof(double) * ARRAYS) - 8) return NULL;
    const size_t room = count + 8;
    cupk_tensile *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    w->room = room;
    w->block = calloc(room, ARRAYS * sizeof(double));
    w->out = calloc(room, 1);
    if (!w->block || !w->out) {
        cupel_tensile_workspace_free(w);
        return NULL;
    }
    double **const arrays[] = {&w->place, &w->e, &w->s, &w->t, &w->w, &w->d, &w->lost, &w->v, &w->scratch};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) *arrays[i] = w->block + i * room;
    return w;
}

void cupel_tensile_workspace_free(cupel_tensile_workspace *w)
{
    if (!w) return;
    free(w->block);
    free(w->out);
    free(w);
}

void cupel_tensile_used_samples(const cupel_tensile_workspace *w, const double **strain,
                                const double **stress, const double **index, const unsigned char **excluded,
                                size_t *count)
{
    *strain = w->e;
    *stress = w->s;
    if (index) *index = w->place;
    if (excluded) *excluded = w->out;
    *count = w->end;
}

/* ---- evaluation ---- */

static bool good_range(const double range[2], double most)
{
    return range[0] > 0 && range[1] > range[0] && range[1] < most;
}

static cupel_status check(const cupel_tensile_curve *c, const cupel_tensile_options *o, cupel_error *error)
{
    if (!c->strain || !c->stress) CUPEL_FAIL(error, CUPEL_EINVAL, "a curve needs stress and strain");
    if (o->slope_method < 0 || o->slope_method > CUPEL_TENSILE_SLOPE_GIVEN)
        CUPEL_FAIL(error, CUPEL_EINVAL, "slope method %d is unknown", o->slope_method);
    if (!good_range(o->slope_window, 1))
        CUPEL_FAIL(error, CUPEL_EINVAL, "slope window %.6g to %.6g must rise within 0 to 1",
                   o->slope_window[0], o->slope_window[1]);
    if (o->slope_method == CUPEL_TENSILE_SLOPE_GIVEN && !(o->modulus > 0 && isfinite(o->modulus)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "modulus %.6g Pa must be positive", o->modulus);
    if (o->proof_count > CUPEL_TENSILE_PROOFS || o->total_count > CUPEL_TENSILE_TOTALS)
        CUPEL_FAIL(error, CUPEL_EINVAL, "at most %d proof strains and %d total strains can be taken",
                   CUPEL_TENSILE_PROOFS, CUPEL_TENSILE_TOTALS);
    for (size_t k = 0; k < o->proof_count; k++)
        if (!(o->proof_strains[k] > 0 && o->proof_strains[k] < 1))
            CUPEL_FAIL(error, CUPEL_EINVAL, "proof strain %.6g must lie in 0 to 1", o->proof_strains[k]);
    for (size_t k = 0; k < o->total_count; k++)
        if (!(o->total_strains[k] > 0 && o->total_strains[k] < 1))
            CUPEL_FAIL(error, CUPEL_EINVAL, "total strain %.6g must lie in 0 to 1", o->total_strains[k]);
    if (!good_range(o->n_range, 10) || !good_range(o->r_range, 10))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the strains of a range must be positive and rise");
    if (!(o->smoothing >= 0 && o->smoothing < 1))
        CUPEL_FAIL(error, CUPEL_EINVAL, "smoothing %.6g must lie in 0 to 1", o->smoothing);
    if (o->n_points && o->n_points < 5)
        CUPEL_FAIL(error, CUPEL_EINVAL, "n is taken from 5 points at least, not %zu", o->n_points);
    return CUPEL_OK;
}

static cupel_status evaluate(cupk_tensile *w, const cupel_tensile_curve *curve,
                             const cupel_tensile_options *o, cupel_tensile_figures *f, cupel_error *error)
{
    w->yield = w->upper = w->hardening = w->peak = w->first = w->past = w->loop_begin = w->loop_end = 0;
    const cupel_status status = cupk_tensile_prepare(w, curve, f, error);
    if (status) return status;
    cupk_tensile_find_end(w, o, f);
    cupk_tensile_find_strain_end(w, f);
    cupk_tensile_find_strain_jumps(w, f);
    cupk_tensile_find_slope(w, o, f);
    cupk_tensile_find_yield_point(w, f);
    cupk_tensile_find_proofs(w, o, f);
    cupk_tensile_find_speed_steps(w, f);
    cupk_tensile_find_strength(w, o, f);
    cupk_tensile_find_elongation(w, o, f);
    cupk_tensile_find_hardening(w, o, f);
    cupk_tensile_find_strain_ratio(w, o, f);
    cupk_tensile_find_rate(w, f);
    if (f->slope.value > 0)
        for (size_t i = 0; i < w->end; i++) w->e[i] -= f->slope.origin;
    return CUPEL_OK;
}

cupel_status cupel_tensile_evaluate(const cupel_tensile_curve *curve, const cupel_tensile_options *options,
                                    cupel_tensile_workspace *workspace, cupel_tensile_figures *figures,
                                    cupel_error *error)
{
    cupel_status status = check(curve, options, error);
    if (status) return status;
    if (workspace && workspace->room < curve->count + 8)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the workspace is for %zu samples, not %zu", workspace->room - 8,
                   curve->count);
    cupk_tensile *w = workspace ? workspace : cupel_tensile_workspace_new(curve->count);
    if (!w) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a tensile evaluation");
    cupel_tensile_figures f = {0};
    status = evaluate(w, curve, options, &f, error);
    if (!status) *figures = f;
    if (!workspace) cupel_tensile_workspace_free(w);
    return status;
}

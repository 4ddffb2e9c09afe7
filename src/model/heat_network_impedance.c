/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_network.h"

#include <math.h>

#include "base/text.h"

/* What is told of an impedance: the curve, its stages, its ladder, the structure function. */

/* The ladder of a deconvolved impedance ends in the ambient, whose capacity knows no end: what lies behind
 * the last hundredth of the resistance is not resolved and not shown. */
static const double resolved = 0.99;

static double *doubles(cupel_arena *arena, size_t count)
{
    return cupel_arena_alloc(arena, count ? count : 1, sizeof(double));
}

static cupel_status tell_stages(const cupel_foster *foster, cupel_arena *arena, cupel_results *results,
                                cupel_error *error)
{
    double *capacity = doubles(arena, foster->count);
    if (!capacity) return cupel_out_of_memory(error, "the stages");
    for (size_t k = 0; k < foster->count; k++) capacity[k] = foster->time_constant[k] / foster->resistance[k];
    cupel_results_set_column(results, "foster", "time_constant", foster->time_constant, foster->count);
    cupel_results_set_column(results, "foster", "resistance", foster->resistance, foster->count);
    cupel_results_set_column(results, "foster", "capacity", capacity, foster->count);
    return CUPEL_OK;
}

static cupel_status make_ladder(const cupel_foster *foster, cupel_arena *arena, cupel_cauer *out,
                                double *deviation, cupel_error *error)
{
    *out =
        (cupel_cauer){.resistance = doubles(arena, foster->count), .capacity = doubles(arena, foster->count)};
    if (!out->resistance || !out->capacity) return cupel_out_of_memory(error, "the ladder");
    return cupel_cauer_from_foster(foster, out, deviation, error);
}

static cupel_status tell_structure(const cupel_cauer *cauer, bool whole, cupel_arena *arena,
                                   cupel_results *results, cupel_error *error)
{
    double *r = doubles(arena, cauer->count), *c = doubles(arena, cauer->count),
           *k = doubles(arena, cauer->count);
    if (!r || !c || !k) return cupel_out_of_memory(error, "the structure function");
    cupel_structure_function(cauer, r, c, k);
    size_t shown = 0;
    while (shown < cauer->count && (whole || r[shown] <= resolved * r[cauer->count - 1])) shown++;
    if (shown == 0) return CUPEL_OK;
    cupel_results_set_series(results, "cumulative_resistance", r, shown);
    cupel_results_set_series(results, "cumulative_capacity", c, shown);
    cupel_results_set_series(results, "differential_capacity", k, shown);
    return CUPEL_OK;
}

cupel_deconvolution heat_network_deconvolution(const heat_network_parameters *p)
{
    return (cupel_deconvolution){(size_t)p->deconvolution_per_decade, (size_t)p->deconvolution_iterations};
}

static cupel_status deconvolve(const heat_network_parameters *p, const cupel_curve *curve, cupel_arena *arena,
                               cupel_foster *out, cupel_results *results, cupel_text *notes,
                               cupel_error *error)
{
    const cupel_deconvolution how = heat_network_deconvolution(p);
    if (curve->count < 1) CUPEL_FAIL(error, CUPEL_EINVAL, "there is no curve to deconvolve");
    const size_t room = cupel_deconvolution_room(&how, curve->x[0], curve->x[curve->count - 1]);
    if (room * curve->count > 200000000)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "%zu points and %zu stages are too many to deconvolve", curve->count,
                   room);
    *out = (cupel_foster){.resistance = doubles(arena, room), .time_constant = doubles(arena, room)};
    if (!out->resistance || !out->time_constant) return cupel_out_of_memory(error, "the spectrum");
    cupel_deconvolution_summary summary;
    const cupel_status status =
        cupel_foster_from_curve(&how, curve->count, curve->x, curve->y, out, &summary, error);
    if (status) return status;
    cupel_results_set(results, "deconvolution_deviation", summary.deviation);
    if (summary.last_slope > 0.01)
        cupel_text_printf(
            notes,
            "the impedance still rises by %.2g of itself per e-fold of time at its end: what lies "
            "behind is not seen; ",
            summary.last_slope);
    if (summary.first_share > 0.1)
        cupel_text_printf(notes,
                          "%.2g of the impedance is there at its first time: what lies before is lumped; ",
                          summary.first_share);
    if (summary.falling > 0)
        cupel_text_printf(notes, "the impedance falls in %zu intervals, which count as level; ",
                          summary.falling);
    if (summary.deviation > 0.01)
        cupel_text_printf(notes, "the spectrum misses the impedance by %.2g of its end (root mean square); ",
                          summary.deviation);
    return CUPEL_OK;
}

cupel_status heat_network_tell_impedance(const heat_network_parameters *p,
                                         const heat_network_impedance *impedance, cupel_arena *arena,
                                         cupel_results *results, cupel_text *notes, cupel_error *error)
{
    cupel_foster foster = impedance->foster;
    cupel_status status = CUPEL_OK;
    cupel_results_set_series(results, "time", impedance->curve.x, impedance->curve.count);
    cupel_results_set_series(results, "impedance", impedance->curve.y, impedance->curve.count);
    if (impedance->exact)
        cupel_results_set(results, "direct_resistance", foster.direct);
    else
        status = deconvolve(p, &impedance->curve, arena, &foster, results, notes, error);
    if (!status) status = tell_stages(&foster, arena, results, error);
    if (status) return status;

    if (impedance->transfer) {
        cupel_text_add(notes,
                       "no ladder and no structure function: the response is not the rise of the heated "
                       "node over one that is held; ");
        return CUPEL_OK;
    }
    cupel_cauer ladder;
    double deviation = NAN;
    cupel_error why = {0};
    status = make_ladder(&foster, arena, &ladder, &deviation, &why);
    if (status == CUPEL_ENOMEM) return cupel_out_of_memory(error, "the ladder");
    if (status) {
        cupel_text_printf(notes, "no ladder and no structure function: %s; ", why.text);
        return CUPEL_OK;
    }
    cupel_results_set_column(results, "cauer", "resistance", ladder.resistance, ladder.count);
    cupel_results_set_column(results, "cauer", "capacity", ladder.capacity, ladder.count);
    cupel_results_set(results, "ladder_deviation", deviation);
    return tell_structure(&ladder, impedance->exact, arena, results, error);
}

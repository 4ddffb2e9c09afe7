/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/flow_remarks.h"

#include <math.h>
#include <stdio.h>

#include "base/text.h"

static void remark(cupel_text *out, const char *what)
{
    cupel_text_printf(out, "%s%s", out->length ? "; " : "", what);
}

/* Differences of the tests that the law has no factor for, or in which its factor is not defined. */
static void remark_on_conditions(const cupel_study_flow_curve *f, size_t count, const cupel_flow_test *test,
                                 cupel_text *out)
{
    enum { RATES_APART = 10, KELVIN_APART = 20 };
    char text[160];
    double slow = INFINITY, fast = 0, cold = INFINITY, hot = 0;
    size_t below = 0;
    for (size_t k = 0; k < count; k++) {
        slow = fmin(slow, test[k].rate), fast = fmax(fast, test[k].rate);
        cold = fmin(cold, test[k].temperature), hot = fmax(hot, test[k].temperature);
        below += test[k].temperature < f->reference_temperature - KELVIN_APART;
    }
    if (!f->rate && fast >= RATES_APART * slow) {
        snprintf(text, sizeof text,
                 "strain rates from %.3g to %.3g /s are fitted as one: `rate: true` tells them apart", slow,
                 fast);
        remark(out, text);
    }
    if (!f->thermal && hot - cold >= KELVIN_APART) {
        snprintf(text, sizeof text,
                 "temperatures from %.4g to %.4g K are fitted as one: `thermal: true` tells them apart", cold,
                 hot);
        remark(out, text);
    }
    if (f->thermal && below) {
        snprintf(text, sizeof text,
                 "%zu of the tests lie more than %d K below the reference temperature, where the thermal "
                 "factor is 1",
                 below, KELVIN_APART);
        remark(out, text);
    }
}

const char *cupel_study_flow_remarks(cupel_study *s, size_t count, const cupel_flow_test *test,
                                     const char *const *doubt, const cupel_flow_fit *fit, cupel_error *error)
{
    cupel_text out = {0};
    char text[160];
    size_t doubtful = 0;
    for (size_t k = 0; k < count; k++) doubtful += *doubt[k] ? 1 : 0;
    if (doubtful) {
        snprintf(text, sizeof text, "%zu of %zu tests are doubted: the table of tests says why", doubtful,
                 count);
        remark(&out, text);
    }
    remark_on_conditions(s->section->calibrate->flow_curve, count, test, &out);
    if (fit->considere == 0)
        remark(&out, "the maximum force of the law is more than 5 % off the measured uniform elongation: "
                     "the law extrapolates badly");
    for (size_t k = 0; k < fit->count; k++) {
        snprintf(text, sizeof text, "%s is stopped by a bound of the fit", fit->name[k]);
        if (fit->at_bound[k]) remark(&out, text);
    }
    const char *copy = out.failed ? NULL : cupel_arena_copy(s->arena, cupel_text_get(&out));
    cupel_text_free(&out);
    if (!copy) cupel_out_of_memory(error, "the remarks of a study");
    return copy;
}

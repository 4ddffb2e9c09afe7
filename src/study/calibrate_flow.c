/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "cupel/flow_curve_fit.h"
#include "study/flow_remarks.h"
#include "study/record.h"
#include "study/study.h"

/* Hardening laws on tensile tests: from the true stress that their evaluations give to a law, its
 * uncertainty, and a material record. */

enum { LAWS = 4, CURVE = 200 };

static const char *const law_names[] = {"constant", "voce", "swift", "ludwik", "hockett_sherby"};

/* ---- the tests ---- */

typedef struct tests {
    cupel_flow_test *test;
    const char **name, **doubt; /* doubt: of its stresses and strains; "": none */
    double **strain, **stress;
    size_t count;
} tests;

static void tests_free(tests *t)
{
    for (size_t i = 0; i < t->count; i++) {
        if (t->strain) free(t->strain[i]);
        if (t->stress) free(t->stress[i]);
    }
}

/* A file from elsewhere may have other units than ours. */
static cupel_status convert(double *values, size_t count, const cupel_item *item, const char *unit,
                            cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    if (!item->unit || strcmp(item->unit, unit) == 0) return status;
    for (size_t i = 0; i < count && !status; i++)
        status = cupel_unit_convert(values[i], item->unit, unit, item->difference, &values[i], error);
    return status;
}

/* A number of a step, NaN when it has none. */
static double number_of(cupel_file *file, const char *step, const char *name, const char *unit)
{
    const cupel_item *item = cupel_file_find(file, step, name);
    double *values = NULL, value = NAN;
    if (item && item->count == 1 && item->type == CUPEL_ITEM_NUMBERS &&
        !cupel_file_read_numbers(file, item, &values, NULL) && !convert(values, 1, item, unit, NULL))
        value = values[0];
    free(values);
    return value;
}

/* What the evaluation doubts in the figures whose stresses and strains are those of the curve. */
static cupel_status doubt_of(cupel_study *s, cupel_file *file, const char *step, const char **out,
                             cupel_error *error)
{
    static const char *const figures[] = {"tensile_strength", "uniform_elongation"};
    *out = "";
    for (size_t i = 0; *out && i < sizeof figures / sizeof *figures; i++) {
        char name[64], **texts = NULL;
        snprintf(name, sizeof name, "%s_flag", figures[i]);
        const cupel_item *flag = cupel_file_find(file, step, name);
        if (!flag || flag->type != CUPEL_ITEM_TEXT || flag->count != 1) continue;
        const cupel_status status = cupel_file_read_texts(file, flag, &texts, error);
        if (status) return status;
        if (strcmp(texts[0], "ok") != 0)
            *out = cupel_arena_format(s->arena, "%s%s%s %s", *out, **out ? "; " : "", figures[i], texts[0]);
        free(texts);
    }
    return *out ? CUPEL_OK : cupel_out_of_memory(error, "a test");
}

static cupel_status read_curve(cupel_file *file, const cupel_study_test *from, double **strain,
                               double **stress, size_t *count, cupel_error *error)
{
    const cupel_item *y = cupel_file_find(file, from->step, "true_stress");
    const cupel_item *x = y && y->axis ? cupel_file_find(file, from->step, y->axis) : NULL;
    if (!y || !x || x->count != y->count || y->count == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "%s: step '%s' has no curve true_stress; evaluate it first: cupel test evaluate %s",
                   from->file, from->step, from->file);
    cupel_status status = cupel_file_read_numbers(file, x, strain, error);
    if (!status) status = cupel_file_read_numbers(file, y, stress, error);
    if (!status) status = convert(*strain, x->count, x, "1", error);
    if (!status) status = convert(*stress, y->count, y, "Pa", error);
    *count = y->count;
    return status;
}

/* Strains that step back, as noise makes them near zero, are passed over: a fit takes rising ones. */
static size_t keep_rising(double *strain, double *stress, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(strain[i]) || !isfinite(stress[i]) || !(strain[i] >= 0) || !(stress[i] > 0)) continue;
        if (kept && strain[i] <= strain[kept - 1]) continue;
        strain[kept] = strain[i];
        stress[kept++] = stress[i];
    }
    return kept;
}

static cupel_status read_test(cupel_study *s, const cupel_study_test *from, tests *t, cupel_error *error)
{
    const size_t i = t->count;
    cupel_file *file = NULL;
    const char *what = cupel_arena_format(s->arena, "%s.true_stress", from->step);
    if (!what) return cupel_out_of_memory(error, "a test");
    cupel_status status = cupel_study_open(s, from->file, what, "calibration", &file, error);
    if (status) return status;
    status = cupel_study_count_once(s, file, "", error);
    if (status) {
        cupel_error_note(error, "%s", from->file);
        cupel_file_close(file);
        return status;
    }
    t->count++;
    size_t count = 0;
    status = read_curve(file, from, &t->strain[i], &t->stress[i], &count, error);
    if (!status) status = doubt_of(s, file, from->step, &t->doubt[i], error);
    if (!status) {
        const double uniform = number_of(file, from->step, "uniform_elongation", "1");
        double rate = number_of(file, from->step, "strain_rate_at_yield", "s-1");
        if (isnan(rate)) rate = number_of(file, "test", "strain_rate", "s-1");
        t->test[i] = (cupel_flow_test){.count = keep_rising(t->strain[i], t->stress[i], count),
                                       .strain = t->strain[i],
                                       .stress = t->stress[i],
                                       .rate = rate,
                                       .temperature = number_of(file, "test", "test_temperature", "K"),
                                       .uniform_strain = isnan(uniform) ? NAN : log1p(uniform)};
        t->name[i] = from->file;
    }
    cupel_file_close(file);
    return status;
}

static cupel_status read_tests(cupel_study *s, tests *t, cupel_error *error)
{
    const cupel_list *list = &s->section->calibrate->flow_curve->tests;
    const cupel_study_test *rows = list->rows;
    t->test = cupel_arena_alloc(s->arena, list->count, sizeof *t->test);
    t->name = cupel_arena_alloc(s->arena, list->count, sizeof *t->name);
    t->doubt = cupel_arena_alloc(s->arena, list->count, sizeof *t->doubt);
    t->strain = cupel_arena_alloc(s->arena, list->count, sizeof *t->strain);
    t->stress = cupel_arena_alloc(s->arena, list->count, sizeof *t->stress);
    if (!t->test || !t->name || !t->doubt || !t->strain || !t->stress)
        return cupel_out_of_memory(error, "the tests");
    for (size_t i = 0; i < list->count; i++) {
        const cupel_status status = read_test(s, &rows[i], t, error);
        if (status) return status;
    }
    return CUPEL_OK;
}

/* ---- the laws ---- */

static cupel_status laws_of(const char *words, int law[LAWS], size_t *count, cupel_error *error)
{
    *count = 0;
    for (const char *p = words; *p;) {
        p += strspn(p, ", ");
        const size_t length = strcspn(p, ", ");
        if (!length) break;
        int found =
            length == 12 && strncmp(p, "johnson_cook", length) == 0 ? CUPEL_FLOW_LUDWIK : 0; /* A + B e^n */
        for (int k = CUPEL_FLOW_VOCE; k <= CUPEL_FLOW_HOCKETT_SHERBY; k++)
            if (strlen(law_names[k]) == length && strncmp(p, law_names[k], length) == 0) found = k;
        for (size_t k = 0; k < *count; k++)
            if (law[k] == found) found = 0;
        if (!found)
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "laws: '%.*s' cannot be fitted, or stands twice; allowed: voce, swift, ludwik (also "
                       "called johnson_cook), hockett_sherby",
                       (int)length, p);
        law[(*count)++] = found;
        p += length;
    }
    if (!*count)
        CUPEL_FAIL(error, CUPEL_EINVAL, "laws names no law; allowed: voce, swift, ludwik, hockett_sherby");
    return CUPEL_OK;
}

static cupel_flow_fit_options options_of(const cupel_study_flow_curve *f, int law)
{
    return (cupel_flow_fit_options){.law = law,
                                    .rate = f->rate == 1,
                                    .thermal = f->thermal == 1,
                                    .reference_rate = f->reference_rate,
                                    .reference_temperature = f->reference_temperature,
                                    .melting_temperature = f->melting_temperature,
                                    .minimum_strain = f->minimum_strain,
                                    .maximum_strain = f->maximum_strain,
                                    .relative_uncertainty = f->relative_uncertainty,
                                    .points = (size_t)f->points,
                                    .loss = f->loss,
                                    .starts = (size_t)f->starts};
}

/* ---- results ---- */

static const char *status_word(int status)
{
    static const char *const words[] = {"ok", "too few points",
                                        "singular: the tests cannot tell its parameters apart", "no solution",
                                        "not converged"};
    return words[status];
}

static const char *considere_word(const cupel_flow_fit *fit)
{
    if (fit->considere < 0) return "no measured uniform elongation to compare with";
    return fit->considere ? "within 5 % of the measured one" : "more than 5 % off the measured one";
}

static void set_laws(cupel_results *r, const cupel_flow_fit *fits, const int *law, size_t count)
{
    const char *name[LAWS], *status[LAWS], *considere[LAWS];
    double aic[LAWS], deviation[LAWS], relative[LAWS], uniform[LAWS];
    for (size_t i = 0; i < count; i++) {
        const bool there = fits[i].count > 0;
        name[i] = law_names[law[i]];
        status[i] = status_word(fits[i].fit.status);
        considere[i] = there ? considere_word(&fits[i]) : "-";
        aic[i] = there ? fits[i].aic : NAN;
        deviation[i] = there ? fits[i].root_mean_square : NAN;
        relative[i] = there ? fits[i].relative_deviation : NAN;
        uniform[i] = there ? fits[i].uniform_strain : NAN;
    }
    cupel_results_set_text_column(r, "laws", "law", name, count);
    cupel_results_set_text_column(r, "laws", "status", status, count);
    cupel_results_set_column(r, "laws", "aic", aic, count);
    cupel_results_set_column(r, "laws", "deviation", deviation, count);
    cupel_results_set_column(r, "laws", "relative_deviation", relative, count);
    cupel_results_set_column(r, "laws", "uniform_strain", uniform, count);
    cupel_results_set_text_column(r, "laws", "considere", considere, count);
}

static void set_parameters(cupel_results *r, const cupel_flow_fit *fit)
{
    double correlation[CUPEL_FLOW_FIT_PARAMETERS * CUPEL_FLOW_FIT_PARAMETERS];
    double covariance[CUPEL_FLOW_FIT_PARAMETERS * CUPEL_FLOW_FIT_PARAMETERS];
    const char *first[CUPEL_FLOW_FIT_PARAMETERS * CUPEL_FLOW_FIT_PARAMETERS];
    const char *second[CUPEL_FLOW_FIT_PARAMETERS * CUPEL_FLOW_FIT_PARAMETERS];
    const char *bound[CUPEL_FLOW_FIT_PARAMETERS];
    size_t n = 0;
    char name[64];
    for (size_t a = 0; a < fit->count; a++) {
        cupel_results_set(r, fit->name[a], fit->value[a]);
        snprintf(name, sizeof name, "%s_uncertainty", fit->name[a]);
        if (isfinite(fit->standard_error[a])) cupel_results_set(r, name, fit->standard_error[a]);
        bound[a] = fit->at_bound[a] ? "stopped by its bound: the standard error means nothing" : "free";
        for (size_t b = 0; b < fit->count; b++, n++) {
            first[n] = fit->name[a];
            second[n] = fit->name[b];
            covariance[n] = fit->covariance[a][b];
            correlation[n] = fit->covariance[a][b] / (fit->standard_error[a] * fit->standard_error[b]);
        }
    }
    cupel_results_set_text_column(r, "parameters", "parameter", (const char *const *)fit->name, fit->count);
    cupel_results_set_text_column(r, "parameters", "unit", (const char *const *)fit->unit, fit->count);
    cupel_results_set_column(r, "parameters", "value", fit->value, fit->count);
    cupel_results_set_column(r, "parameters", "standard_error", fit->standard_error, fit->count);
    cupel_results_set_text_column(r, "parameters", "bound", bound, fit->count);
    cupel_results_set_text_column(r, "covariance", "first", first, n);
    cupel_results_set_text_column(r, "covariance", "second", second, n);
    cupel_results_set_column(r, "covariance", "covariance", covariance, n);
    cupel_results_set_column(r, "covariance", "correlation", correlation, n);
}

/* The law over the strains that were fitted, and half as far again, where it extrapolates. */
static void set_curve(cupel_results *r, const cupel_flow_fit *fit)
{
    double strain[CURVE], stress[CURVE];
    for (size_t i = 0; i < CURVE; i++) {
        strain[i] = 1.5 * fit->highest_strain * (double)i / (CURVE - 1);
        stress[i] = cupel_flow_stress_at(&fit->flow, strain[i]);
    }
    cupel_results_set_series(r, "plastic_strain", strain, CURVE);
    cupel_results_set_series(r, "flow_stress", stress, CURVE);
}

static cupel_status set_deviations(cupel_study *s, const tests *t, const double *residual, size_t each,
                                   cupel_error *error)
{
    double *rms = cupel_arena_alloc(s->arena, t->count, sizeof *rms),
           *mean = cupel_arena_alloc(s->arena, t->count, sizeof *mean);
    if (!rms || !mean) return cupel_out_of_memory(error, "the deviations");
    for (size_t k = 0; k < t->count; k++) {
        double sum = 0, square = 0, n = 0;
        for (size_t i = 0; i < each; i++) {
            const double d = residual[k * each + i];
            if (isfinite(d)) sum += d, square += d * d, n += 1;
        }
        mean[k] = n > 0 ? sum / n : NAN;
        rms[k] = n > 0 ? sqrt(square / n) : NAN;
    }
    cupel_results_set_text_column(s->results, "tests", "file", t->name, t->count);
    cupel_results_set_column(s->results, "tests", "mean_deviation", mean, t->count);
    cupel_results_set_column(s->results, "tests", "deviation", rms, t->count);
    const char **doubt = cupel_arena_alloc(s->arena, t->count, sizeof *doubt);
    if (!doubt) return cupel_out_of_memory(error, "the deviations");
    for (size_t k = 0; k < t->count; k++) doubt[k] = *t->doubt[k] ? t->doubt[k] : "ok";
    cupel_results_set_text_column(s->results, "tests", "flag", doubt, t->count);
    return CUPEL_OK;
}

static cupel_status tell(cupel_study *s, const tests *t, const cupel_flow_fit *fit, const double *residual,
                         cupel_error *error)
{
    const cupel_study_flow_curve *f = s->section->calibrate->flow_curve;
    cupel_results *r = s->results;
    for (size_t k = 0; k < t->count; k++)
        if (isnan(residual[k * (size_t)f->points]))
            t->doubt[k] = "not fitted: no points between minimum_strain and maximum_strain";
    const char *remarks = cupel_study_flow_remarks(s, t->count, t->test, t->doubt, fit, error);
    if (!remarks) return CUPEL_ENOMEM;
    if (*remarks) cupel_results_set_label(r, "remarks", remarks);
    cupel_results_set_label(r, "law", law_names[fit->flow.law]);
    set_parameters(r, fit);
    set_curve(r, fit);
    cupel_results_set(r, "deviation", fit->root_mean_square);
    cupel_results_set(r, "relative_deviation", fit->relative_deviation);
    cupel_results_set(r, "correlation_length", fit->correlation_length);
    cupel_results_set(r, "highest_strain", fit->highest_strain);
    if (isfinite(fit->uniform_strain)) cupel_results_set(r, "uniform_strain", fit->uniform_strain);
    if (isfinite(fit->measured_uniform_strain))
        cupel_results_set(r, "measured_uniform_strain", fit->measured_uniform_strain);
    cupel_results_set_label(r, "considere", considere_word(fit));
    const cupel_status status = set_deviations(s, t, residual, (size_t)f->points, error);
    if (status || !f->record) return status;
    s->record = cupel_study_flow_record(s, f, law_names[fit->flow.law], fit, remarks, error);
    if (!s->record) return CUPEL_ENOMEM;
    cupel_results_set_label(r, "record", s->record);
    return CUPEL_OK;
}

/* ---- the choice ---- */

/* One number of independent points for all laws, that of the law which deviates least: its deviations are
 * nearest to the scatter of the tests. The correction for few points only where all laws have it. */
static void weigh(cupel_flow_fit *fits, size_t count)
{
    double least = INFINITY, independent = 0;
    for (size_t i = 0; i < count; i++) {
        if (!fits[i].count || !(fits[i].relative_deviation < least)) continue;
        least = fits[i].relative_deviation;
        independent = (double)fits[i].points / fits[i].correlation_length;
    }
    int corrected = 1;
    for (size_t i = 0; i < count; i++)
        if (fits[i].count && isnan(cupel_flow_fit_aic(&fits[i], independent, 1))) corrected = 0;
    for (size_t i = 0; i < count; i++)
        if (fits[i].count) fits[i].aic = cupel_flow_fit_aic(&fits[i], independent, corrected);
}

static size_t best_of(const cupel_flow_fit *fits, size_t count)
{
    size_t best = LAWS;
    for (size_t i = 0; i < count; i++) {
        const bool good = fits[i].count && fits[i].fit.status == CUPEL_FIT_OK && isfinite(fits[i].aic);
        if (good && (best == LAWS || fits[i].aic < fits[best].aic)) best = i;
    }
    return best;
}

/* ---- the whole ---- */

static cupel_status fit_laws(cupel_study *s, const tests *t, double *residual, cupel_error *error)
{
    const cupel_study_flow_curve *f = s->section->calibrate->flow_curve;
    int law[LAWS];
    size_t count;
    cupel_flow_fit fits[LAWS];
    cupel_status status = laws_of(f->laws, law, &count, error);
    for (size_t i = 0; i < count && !status; i++) {
        const cupel_flow_fit_options options = options_of(f, law[i]);
        status = cupel_flow_curve_fit(t->count, t->test, &options, &fits[i], NULL, error);
        if (s->options->progress) s->options->progress(s->options->host, (double)(i + 1) / (double)count);
    }
    if (status) return status;
    weigh(fits, count);
    const size_t best = best_of(fits, count);
    set_laws(s->results, fits, law, count);
    if (best == LAWS) {
        cupel_results_fail(s->results, "no law could be fitted to the tests; the table of laws says why");
        return CUPEL_OK;
    }
    const cupel_flow_fit_options options = options_of(f, law[best]);
    status = cupel_flow_curve_fit(t->count, t->test, &options, &fits[best], residual, error);
    return status ? status : tell(s, t, &fits[best], residual, error);
}

cupel_status cupel_study_fit_flow_curve(cupel_study *s, cupel_error *error)
{
    tests t = {0};
    cupel_status status = read_tests(s, &t, error);
    double *residual = NULL;
    if (!status) {
        residual = cupel_arena_alloc(s->arena, t.count * (size_t)s->section->calibrate->flow_curve->points,
                                     sizeof *residual);
        status = residual ? fit_laws(s, &t, residual, error) : cupel_out_of_memory(error, "the deviations");
    }
    if (status == CUPEL_EINVAL) cupel_error_place(error, s->path, 0, 0);
    tests_free(&t);
    return status;
}

#define FITTED(name_, unit_, meaning_)                                                                       \
    {name_, CUPEL_SCALAR, unit_, .uncertainty = name_ "_uncertainty", .meaning = meaning_},                  \
    {                                                                                                        \
        name_ "_uncertainty", CUPEL_SCALAR, unit_, .meaning = "standard error of " name_                     \
    }

static const cupel_result law_columns[] = {
    {"law", CUPEL_LABEL, NULL, .meaning = "hardening law"},
    {"status", CUPEL_LABEL, NULL, .meaning = "ok, or why there is no fit"},
    {"aic", CUPEL_SCALAR, "1", .meaning = "Akaike's criterion: smaller is better, by 10 decisively"},
    {"deviation", CUPEL_SCALAR, "Pa", .meaning = "root mean square of the stress deviations"},
    {"relative_deviation", CUPEL_SCALAR, "1", .meaning = "the same over the stress"},
    {"uniform_strain", CUPEL_SCALAR, "1", .meaning = "true strain of the law's maximum force (Considere)"},
    {"considere", CUPEL_LABEL, NULL, .meaning = "whether it fits the measured uniform elongation"},
};
static const cupel_result test_columns[] = {
    {"file", CUPEL_LABEL, NULL, .meaning = "test"},
    {"mean_deviation", CUPEL_SCALAR, "Pa", .meaning = "law less test, mean"},
    {"deviation", CUPEL_SCALAR, "Pa", .meaning = "law less test, root mean square"},
    {"flag", CUPEL_LABEL, NULL, .meaning = "ok, or what its evaluation doubts in stress and strain"},
};

#define COLUMNS(list) .columns = (list), .column_count = sizeof(list) / sizeof *(list)
static const cupel_result rows[] = {
    {"law", CUPEL_LABEL, NULL, .meaning = "hardening law with the smallest AIC"},
    FITTED("initial_stress", "Pa", "s_0 of voce, ludwik, hockett_sherby"),
    FITTED("saturation_stress", "Pa", "s_inf of voce, hockett_sherby"),
    FITTED("rate_constant", "1", "b of voce"),
    FITTED("strength_coefficient", "Pa", "k of swift, ludwik"),
    FITTED("strain_offset", "1", "e_0 of swift"),
    FITTED("exponent", "1", "n of swift, ludwik, hockett_sherby"),
    FITTED("coefficient", "1", "m of hockett_sherby"),
    FITTED("rate_sensitivity", "1", "C of Johnson and Cook"),
    FITTED("thermal_exponent", "1", "m of Johnson and Cook"),
    {"deviation", CUPEL_SCALAR, "Pa", .meaning = "root mean square of the stress deviations"},
    {"relative_deviation", CUPEL_SCALAR, "1", .meaning = "the same over the stress"},
    {"correlation_length", CUPEL_SCALAR, "1",
     .meaning = "points that count as one, as neighbours deviate together"},
    {"highest_strain", CUPEL_SCALAR, "1",
     .meaning = "true plastic strain up to which tests reach; beyond, the law extrapolates"},
    {"uniform_strain", CUPEL_SCALAR, "1", .meaning = "true strain of the law's maximum force (Considere)"},
    {"measured_uniform_strain", CUPEL_SCALAR, "1", .meaning = "that of the tests, mean"},
    {"considere", CUPEL_LABEL, NULL, .meaning = "whether the two agree"},
    {"remarks", CUPEL_LABEL, NULL, .meaning = "what is doubtful in the tests and in the law"},
    {"plastic_strain", CUPEL_SERIES, "1", .meaning = "true plastic strain"},
    {"flow_stress", CUPEL_SERIES, "Pa", .axis = "plastic_strain", .meaning = "the law, quasi-static"},
    {"laws", CUPEL_COLUMNS, NULL, COLUMNS(law_columns), .meaning = "all laws that were tried"},
    {"parameters", CUPEL_COLUMNS, NULL, COLUMNS(cupel_study_parameter_columns),
     .meaning = "of the law taken"},
    {"covariance", CUPEL_COLUMNS, NULL, COLUMNS(cupel_study_covariance_columns),
     .meaning = "of the parameters"},
    {"tests", CUPEL_COLUMNS, NULL, COLUMNS(test_columns), .meaning = "how far each test is from the law"},
    {"record", CUPEL_LABEL, NULL, .meaning = "the material record made of it, as YAML"},
};

static const cupel_chart_panel panels[] = {{.results = {"flow_stress"}}};
static const cupel_chart chart = {.name = "flow curve", CUPEL_CHART_PANELS(panels), .mark = "highest_strain"};

const cupel_model cupel_model_study_flow_curve = {
    .name = "study.flow_curve",
    .title = "Hardening law from tensile tests",
    .summary = "Fits the laws of Voce, Swift, Ludwik and of Hockett and Sherby to the true stress of one or "
               "more tensile "
               "tests together and takes the one with the smallest criterion of Akaike; on tests at several "
               "rates or "
               "temperatures also the factors of Johnson and Cook. Standard errors count that neighbouring "
               "points of a "
               "curve deviate together.",
    .reference = "H. Akaike, IEEE Trans. Automatic Control 19 (1974) 716; M. S. Bartlett, J. R. Stat. Soc. "
                 "Suppl. 8 (1946) 27; "
                 "G. R. Johnson and W. H. Cook, 7th Int. Symp. Ballistics (1983) 541",
    .version = 1,
    .parameters = &cupel_study_flow_curve_table,
    CUPEL_RESULTS(rows),
    .example = "study:\n"
               "  calibrate:\n"
               "    flow_curve:\n"
               "      tests: [{file: a.h5}, {file: b.h5}]\n"
               "      record: {id: C11000-lot7, class: copper}\n",
    .chart = &chart,
};

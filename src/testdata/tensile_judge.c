/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "testdata/tensile.h"

/* From the kernel's figures to judged ones: rules, doubts, budgets, draws. */

enum figure_kind { SLOPE, STRENGTH, STRAIN, EXPONENT, COEFFICIENT, RATIO, POISSON, RATE };

typedef struct figure_row {
    const char *name;
    enum figure_kind kind;
    size_t offset; /* of a cupel_tensile_figure in the kernel's figures */
    int drawn;     /* place in a row of draws; -1: none */
    const char *rule;
} figure_row;

#define AT(member) offsetof(cupel_tensile_figures, member)
#define BY_LINE    "where the curve crosses, for good, the elastic line moved along by "
#define LOCALLY    ", solved with parabolas of stress and strain over the sample number"

static const figure_row rows[] = {
    {"proof_strength_0_1", STRENGTH, AT(proof[0]), 14, BY_LINE "0.1 %" LOCALLY},
    {"proof_strength_0_2", STRENGTH, AT(proof[1]), 15, BY_LINE "0.2 %" LOCALLY},
    {"proof_strength_1_0", STRENGTH, AT(proof[2]), 16, BY_LINE "1 %" LOCALLY},
    {"total_extension_strength_0_5", STRENGTH, AT(total[0]), -1,
     "stress at 0.5 % of total strain from the strain origin"},
    {"upper_yield_strength", STRENGTH, AT(upper_yield), 3,
     "highest stress before the first drop of 0.5 % or more that is not passed again over 0.05 % of strain"},
    {"lower_yield_strength", STRENGTH, AT(lower_yield), 4,
     "lowest running mean from the yield drop to the start of hardening, without an initial undershoot"},
    {"yield_point_elongation", STRAIN, AT(yield_extension), 5,
     "strain from ReH to where the regression line of the plateau meets the steepest line of the hardening"},
    {"tensile_strength", STRENGTH, AT(tensile_strength), 2,
     "mean top of polynomials and powers, each by how well it follows the samples above 0.97 of the highest "
     "or nearer; "
     "a sharp peak: the highest sample less what noise lifts it"},
    {"uniform_elongation", STRAIN, AT(uniform), 6,
     "strain at Rm from the strain origin, less Rm over the slope"},
    {"total_uniform_elongation", STRAIN, AT(total_uniform), 7, "strain at Rm from the strain origin"},
    {"elongation", STRAIN, AT(elongation), 8,
     "strain at the last sample before the drop of the fracture, less its stress over the slope; holds where "
     "it "
     "broke within the gauge length"},
    {"total_elongation", STRAIN, AT(total_elongation), 9,
     "strain at the last sample before the drop of the fracture"},
    {"strain_hardening_exponent", EXPONENT, AT(exponent), 10, NULL},
    {"strength_coefficient", COEFFICIENT, AT(coefficient), 11, NULL},
    {"plastic_strain_ratio", RATIO, AT(strain_ratio), 12, NULL},
    {"poisson_ratio", POISSON, AT(poisson), 13,
     "width strain over stress on the elastic line, times the slope"},
    {"strain_rate_at_yield", RATE, AT(yield_rate), -1, "slope of strain over time about Rp0.2, or up to ReH"},
};
enum { ROWS = sizeof rows / sizeof *rows, DRAWN_PROOFS = 14 };

static const cupel_tensile_figure *figure_of(const cupel_tensile_figures *f, const figure_row *row)
{
    return (const void *)((const char *)f + row->offset);
}

/* ---- doubts ---- */

static const char *reason_text(const cupel_tensile_figures *f, unsigned reason, cupel_arena *arena)
{
    const char *text = cupel_tensile_reason_text(reason), *more = NULL;
    if (reason == CUPEL_TENSILE_DROPS && f->drops >= 5)
        more = cupel_arena_format(
            arena, "the force drops and comes back %zu times, as in serrated flow or when grips slip",
            f->drops);
    else if (reason == CUPEL_TENSILE_DROPS)
        more = cupel_arena_format(arena, "%s (by %.3g %% at a strain of %.3g %%)", text, 100 * f->drop_share,
                                  100 * (f->drop_strain - f->slope.origin));
    else if (reason == CUPEL_TENSILE_STRAIN_ENDS)
        more = cupel_arena_format(arena,
                                  "%s, at a strain of %.3g %%: the extensometer was removed or at its end",
                                  text, 100 * (f->strain_end - f->slope.origin));
    else if (reason == CUPEL_TENSILE_FEW_SAMPLES)
        more = cupel_arena_format(arena, "only %zu samples lie on the elastic line", f->slope.points);
    else if (reason == CUPEL_TENSILE_SCATTERED)
        more = cupel_arena_format(arena,
                                  "%s: R2 %.5f (0.9995 is asked for), relative slope error %.2g %% (1 %%)",
                                  text, f->slope.r_squared, 100 * f->slope.relative_error);
    else if (reason == CUPEL_TENSILE_NOT_STRAIGHT)
        more = cupel_arena_format(arena, "%s: its slope changes by %.3g %% over the window", text,
                                  100 * f->slope.curvature);
    else if (reason == CUPEL_TENSILE_NO_FRACTURE)
        more = cupel_arena_format(arena, "%s, at a strain of %.3g %%", text, 100 * f->last_strain);
    else if (reason == CUPEL_TENSILE_FLAT_TOP)
        more = cupel_arena_format(arena, "%s: 99.5 %% of Rm are passed over %.3g %% of strain", text,
                                  100 * f->plateau_width);
    return more ? more : text;
}

static void tell_reasons(const char *name, const cupel_tensile_figure *g, const cupel_tensile_figures *f,
                         cupel_arena *arena, cupel_judgement *j)
{
    for (unsigned k = 0; k < CUPEL_TENSILE_REASONS; k++) {
        const unsigned reason = g->reasons & 1u << k;
        if (!reason || reason == CUPEL_TENSILE_CUT_RANGE) continue; /* that is in the rule */
        const char *text = reason_text(f, reason, arena);
        if (isfinite(g->value))
            cupel_doubt(j, name, "%s", text);
        else
            cupel_refuse(j, name, "%s", text);
    }
    if (!isfinite(g->value) && !g->reasons) cupel_refuse(j, name, "it was not found");
}

static bool needs_strain(enum figure_kind kind, const char *name)
{
    return !(kind == STRENGTH && (strcmp(name, "tensile_strength") == 0));
}

static bool is_stress(enum figure_kind kind)
{
    return kind == SLOPE || kind == STRENGTH || kind == COEFFICIENT;
}

static void tell_record(const char *name, enum figure_kind kind, const tensile_record *r, cupel_judgement *j)
{
    if (r->no_stress && is_stress(kind)) cupel_refuse(j, name, "%s", r->no_stress);
    if (r->no_strain && needs_strain(kind, name)) cupel_refuse(j, name, "%s", r->no_strain);
    if (r->stress_doubt && is_stress(kind)) cupel_doubt(j, name, "%s", r->stress_doubt);
    if (r->strain_doubt && needs_strain(kind, name) && strcmp(name, "upper_yield_strength") != 0 &&
        strcmp(name, "lower_yield_strength") != 0)
        cupel_doubt(j, name, "%s", r->strain_doubt);
}

/* ---- budget ---- */

static double class_of(double given)
{
    return (isfinite(given) ? given : 1) / 100 / sqrt(3.0);
}

cupel_tensile_inputs tensile_scales(const tensile_record *r, const tensile_options *o)
{
    return (cupel_tensile_inputs){.force = class_of(o->force_class),
                                  .area = r->section.relative,
                                  .strain = class_of(o->extensometer_class),
                                  .width_strain = class_of(o->width_extensometer_class)};
}

static const char *scale_name(const char *what, const char *of, double given, cupel_arena *arena)
{
    const char *text = isfinite(given) ? cupel_arena_format(arena, "%s (%s class %.3g)", what, of, given)
                                       : cupel_arena_format(arena, "%s (%s class 1 assumed)", what, of);
    return text ? text : what;
}

/* Of a figure that goes with the power `stress` of the force and -`stress` of the cross-section. */
static void add_stress(const char *name, double value, double stress, const tensile_record *r,
                       const tensile_options *o, cupel_arena *arena, cupel_judgement *j)
{
    const tensile_section *s = &r->section;
    cupel_budget_add(j, name, scale_name("force", "machine", o->force_class, arena), 1,
                     class_of(o->force_class), "1", stress * value);
    for (size_t i = 0; i < s->count; i++)
        cupel_budget_add(j, name, s->inputs[i].name, s->inputs[i].value, s->inputs[i].uncertainty,
                         s->inputs[i].unit, -stress * s->power[i] * value / s->inputs[i].value);
    if (s->count == 0)
        cupel_budget_add(j, name, "cross-section of the tester (uncertainty assumed: 0.5 %)", 1, s->relative,
                         "1", -stress * value);
}

/* `power`: of the strain's scale in the figure. */
static void add_strain(const char *name, double value, double power, const tensile_record *r,
                       const tensile_options *o, cupel_arena *arena, cupel_judgement *j)
{
    const char *input = r->crosshead ? "strain (crosshead: 1 % assumed)"
                                     : scale_name("strain", "extensometer", o->extensometer_class, arena);
    cupel_budget_add(j, name, input, 1, class_of(r->crosshead ? 1 : o->extensometer_class), "1",
                     power * value);
}

static void add_scatter(const char *name, const cupel_tensile_figure *g, const char *unit, cupel_judgement *j)
{
    if (isfinite(g->noise))
        cupel_budget_add(j, name, "scatter and distance of the samples", g->value, g->noise, unit, 1);
}

/* How much of the strain's scale is in Rp(x): it moves the offset, dRp/dx = h m/(m - h). */
static double power_of_strain(const cupel_tensile_figures *f, double strength, double x, double h)
{
    const double m = f->slope.value;
    return isfinite(h) && h < m ? -h * m / (m - h) * x / strength : 0;
}

static double strain_power(const figure_row *row, const cupel_tensile_figures *f,
                           const cupel_tensile_options *k, const cupel_tensile_figure *g)
{
    for (size_t i = 0; i < 3; i++)
        if (row->offset == AT(proof[0]) + i * sizeof(cupel_tensile_figure))
            return power_of_strain(f, g->value, k->proof_strains[i], f->proof_hardenings[i]);
    return 0;
}

static void add_budget(const figure_row *row, const tensile_record *r, const tensile_options *o,
                       const cupel_tensile_options *k, const cupel_tensile_figures *f, cupel_arena *arena,
                       cupel_judgement *j)
{
    const cupel_tensile_figure *g = figure_of(f, row);
    const char *name = row->name;
    const double n = f->exponent.value, origin = f->slope.origin_noise;
    if (!isfinite(g->value)) return;
    switch (row->kind) {
    case SLOPE:
    case STRENGTH: {
        const double power = strain_power(row, f, k, g);
        add_stress(name, g->value, 1, r, o, arena, j);
        if (power != 0) add_strain(name, g->value, power, r, o, arena, j);
        add_scatter(name, g, "Pa", j);
        break;
    }
    case STRAIN:
        add_strain(name, g->value, 1, r, o, arena, j);
        add_scatter(name, g, "1", j);
        break;
    case EXPONENT: {
        /* a shift of the strain moves the lower end of the line more than the upper one */
        const double a = f->n_range[0], b = f->n_range[1];
        add_scatter(name, g, "1", j);
        cupel_budget_add(j, name, "strain origin", 0, origin, "1", n * (1 / a - 1 / b) / log(b / a));
        break;
    }
    case COEFFICIENT:
        add_stress(name, g->value, 1, r, o, arena, j);
        add_strain(name, g->value, -n, r, o, arena, j);
        add_scatter(name, g, "Pa", j);
        break;
    case RATIO: /* r = -q/(1 + q): dr = r (1 + r) dq/q */
        add_strain(name, g->value, 1 + g->value, r, o, arena, j);
        cupel_budget_add(j, name,
                         scale_name("width strain", "extensometer", o->width_extensometer_class, arena), 1,
                         class_of(o->width_extensometer_class), "1", g->value * (1 + g->value));
        add_scatter(name, g, "1", j);
        break;
    case POISSON:
        add_strain(name, g->value, 1, r, o, arena, j);
        cupel_budget_add(j, name,
                         scale_name("width strain", "extensometer", o->width_extensometer_class, arena), 1,
                         class_of(o->width_extensometer_class), "1", g->value);
        add_scatter(name, g, "1", j);
        break;
    case RATE:
        add_strain(name, g->value, 1, r, o, arena, j);
        add_scatter(name, g, "s-1", j);
        break;
    }
}

/* ---- rules that depend on the options ---- */

static const char *slope_rule(const cupel_tensile_slope *l, const tensile_record *r, cupel_arena *arena)
{
    static const char *const how[] = {
        [CUPEL_TENSILE_SLOPE_WINDOW] =
            "straight line of stress over strain between two shares of Rp0.2, found in turn with it",
        [CUPEL_TENSILE_SLOPE_SCAN] =
            "of all windows below 60 % of Rp0.2 that of the least relative slope error",
        [CUPEL_TENSILE_SLOPE_LOOP] =
            "mean line of the unloading and reloading loop, between 10 % and 90 % of its height",
        [CUPEL_TENSILE_SLOPE_GIVEN] = "given by the options",
    };
    const char *both = l->value > 1.0005 * l->least_squares && l->method < CUPEL_TENSILE_SLOPE_LOOP
                           ? "; by both errors (Deming), as the strain is noisy"
                           : "";
    const int method = l->method < CUPEL_TENSILE_SLOPE_WINDOW ? CUPEL_TENSILE_SLOPE_WINDOW : l->method;
    const char *text =
        cupel_arena_format(arena, "%s (%.4g MPa to %.4g MPa, %zu samples)%s; %s", how[method],
                           l->window[0] / 1e6, l->window[1] / 1e6, l->points, both, r->strain_rule);
    return text ? text : how[method];
}

static const char *hardening_rule(const cupel_tensile_options *k, const cupel_tensile_figures *f,
                                  cupel_arena *arena)
{
    const char *points =
        k->n_points ? cupel_arena_format(arena, "%zu means at equal distances of ln(strain)", f->n_points)
                    : cupel_arena_format(arena, "all %zu samples", f->n_points);
    const char *text = cupel_arena_format(arena,
                                          "line of ln(true stress) over ln(true %s strain), %s, from %.3g %% "
                                          "to %.3g %% of engineering %s strain%s",
                                          k->n_strain == CUPEL_TENSILE_TOTAL ? "total" : "plastic",
                                          points ? points : "", 100 * k->n_range[0], 100 * k->n_range[1],
                                          k->n_strain == CUPEL_TENSILE_TOTAL ? "total" : "plastic",
                                          f->exponent.reasons & CUPEL_TENSILE_CUT_RANGE ? ", cut at Ag" : "");
    return text ? text : "";
}

static const char *ratio_rule(const cupel_tensile_options *k, const cupel_tensile_figures *f,
                              cupel_arena *arena)
{
    const char *text = cupel_arena_format(
        arena, "slope of true plastic width strain over true plastic strain, from %.3g %% to %.3g %%%s",
        100 * k->r_range[0], 100 * k->r_range[1],
        f->strain_ratio.reasons & CUPEL_TENSILE_CUT_RANGE ? ", cut at Ag" : "");
    return text ? text : "";
}

static const char *rule_of(const figure_row *row, const cupel_tensile_options *k,
                           const cupel_tensile_figures *f, cupel_arena *arena)
{
    if (row->kind == EXPONENT || row->kind == COEFFICIENT) return hardening_rule(k, f, arena);
    if (row->kind == RATIO) return ratio_rule(k, f, arena);
    return row->rule;
}

/* ---- judging ---- */

/* Of metals it lies between that of lead and that of tungsten, widely taken. A straight line with any other
 * slope says that a size or a unit is wrong, and all stresses with it. */
static void doubt_modulus(const char *name, const cupel_tensile_slope *l, cupel_judgement *j)
{
    static const char words[] =
        "a modulus of %.3g GPa is not that of a metal: are unit, cross-section and gauge length right?";
    const double modulus = l->value;
    if (modulus >= 14e9 && modulus <= 600e9) return;
    cupel_doubt(j, name, words, modulus / 1e9);
    if (l->reasons & (CUPEL_TENSILE_NOT_STRAIGHT | CUPEL_TENSILE_SCATTERED)) return;
    for (size_t i = 0; i < ROWS; i++)
        if (is_stress(rows[i].kind)) cupel_doubt(j, rows[i].name, words, modulus / 1e9);
}

static void judge_slope(const tensile_record *r, const tensile_options *o, const cupel_tensile_options *k,
                        const cupel_tensile_figures *f, cupel_arena *arena, cupel_judgement *j)
{
    const char *name = r->crosshead ? "apparent_modulus" : "youngs_modulus";
    const char *other = r->crosshead ? "youngs_modulus" : "apparent_modulus";
    const cupel_tensile_figure g = {f->slope.value, NAN, f->slope.noise, f->slope.reasons};
    const bool given = f->slope.method == CUPEL_TENSILE_SLOPE_GIVEN && isfinite(g.value);
    cupel_judge(j, name, g.value, given ? 0 : (double)NAN, slope_rule(&f->slope, r, arena));
    tell_reasons(name, &g, f, arena, j);
    tell_record(name, SLOPE, r, j);
    if (isfinite(g.value) && !given) {
        add_stress(name, g.value, 1, r, o, arena, j);
        add_strain(name, g.value, -1, r, o, arena, j);
        add_scatter(name, &g, "Pa", j);
    }
    (void)k;
    if (r->crosshead)
        cupel_refuse(
            j, other,
            "crosshead travel: the slope is that of machine and specimen together, see apparent_modulus");
    else
        cupel_refuse(j, other, "%s",
                     r->no_strain ? r->no_strain : "the strain is not of the crosshead: see youngs_modulus");
}

/* A2 = A1 (L1/L2)^0.4 for one cross-section (Oliver 1928; ISO 2566). */
static void judge_converted(const tensile_record *r, const tensile_options *o, const cupel_tensile_figures *f,
                            cupel_arena *arena, cupel_judgement *j)
{
    const char *name = "elongation_converted";
    if (!isfinite(o->converted_gauge_length)) return;
    if (!isfinite(r->length)) {
        cupel_refuse(j, name, "the gauge length of the strain is not known");
        return;
    }
    const double factor = pow(r->length / o->converted_gauge_length, 0.4);
    cupel_tensile_figure g = f->elongation;
    g.value *= factor;
    g.noise *= factor;
    const char *rule = cupel_arena_format(arena, "A (%.4g mm/%.4g mm)^0.4, Oliver's rule", 1e3 * r->length,
                                          1e3 * o->converted_gauge_length);
    cupel_judge(j, name, g.value, NAN, rule);
    tell_reasons(name, &g, f, arena, j);
    tell_record(name, STRAIN, r, j);
    cupel_doubt(j, name, "the exponent 0.4 is that of steels");
    if (!isfinite(g.value)) return;
    add_strain(name, g.value, 1, r, o, arena, j);
    add_scatter(name, &g, "1", j);
}

void tensile_judge(const tensile_record *r, const tensile_options *o, const cupel_tensile_options *k,
                   const cupel_tensile_figures *f, cupel_arena *arena, cupel_judgement *j)
{
    judge_slope(r, o, k, f, arena, j);
    for (size_t i = 0; i < ROWS; i++) {
        const cupel_tensile_figure *g = figure_of(f, &rows[i]);
        cupel_judge(j, rows[i].name, g->value, NAN, rule_of(&rows[i], k, f, arena));
        tell_reasons(rows[i].name, g, f, arena, j);
        tell_record(rows[i].name, rows[i].kind, r, j);
        add_budget(&rows[i], r, o, k, f, arena, j);
    }
    judge_converted(r, o, f, arena, j);
    if (!r->crosshead && !r->no_strain && !r->no_stress && f->slope.method != CUPEL_TENSILE_SLOPE_GIVEN &&
        isfinite(f->slope.value))
        doubt_modulus("youngs_modulus", &f->slope, j);
    if (f->speed_steps && f->speed_step_strain - f->slope.origin > 0 &&
        fabs(f->speed_step_strain - f->slope.origin - f->proof_0_2.strain) < 0.001)
        cupel_doubt(j, "proof_strength_0_2", "%s", cupel_tensile_reason_text(CUPEL_TENSILE_SPEED_STEP));
}

/* ---- draws ---- */

static void add_drawn(const char *name, const double *drawn, size_t draws, int place, double *column,
                      cupel_judgement *j)
{
    for (size_t d = 0; d < draws; d++) column[d] = drawn[d * CUPEL_TENSILE_DRAWN + (size_t)place];
    cupel_monte_carlo_add(j, name, column, draws);
}

cupel_status tensile_draw(const tensile_record *r, const tensile_options *o, const cupel_tensile_options *k,
                          const cupel_tensile_figures *f, int threads, cupel_judgement *j, cupel_error *error)
{
    if (o->draws < 2) return CUPEL_OK;
    const size_t draws = (size_t)o->draws;
    double *drawn = cupel_alloc(draws, CUPEL_TENSILE_DRAWN * sizeof *drawn),
           *column = cupel_alloc_doubles(draws);
    cupel_status status = drawn && column ? CUPEL_OK : cupel_out_of_memory(error, "the random draws");
    const cupel_tensile_inputs scales = tensile_scales(r, o);
    if (!status)
        status = cupel_tensile_draw(&r->curve, k, &scales, draws, (uint64_t)o->seed, threads, drawn, error);
    if (!status && !r->no_strain && !r->no_stress && isfinite(f->slope.value))
        add_drawn(r->crosshead ? "apparent_modulus" : "youngs_modulus", drawn, draws, 0, column, j);
    for (size_t i = 0; !status && i < ROWS; i++) {
        if (rows[i].drawn < 0 || !isfinite(figure_of(f, &rows[i])->value)) continue;
        if ((r->no_stress && is_stress(rows[i].kind)) ||
            (r->no_strain && needs_strain(rows[i].kind, rows[i].name)))
            continue;
        add_drawn(rows[i].name, drawn, draws, rows[i].drawn, column, j);
    }
    free(drawn);
    free(column);
    return status;
}

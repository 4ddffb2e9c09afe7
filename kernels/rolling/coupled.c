/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/rolling_coupled.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "rolling/block.h"
#include "rolling/check.h"
#include "rolling/conditions.h"
#include "rolling/pass.h"
#include "rolling/workspace.h"

static const double two_over_root_three = 1.15470053837925152902;

enum { MOST_PASSES = 40 }; /* those that find no solution among them */

/* Where film and heat count as settled; and the strain rate alone, which is fast. */
static const double settled = 1e-4, settled_rate = 1e-9;

/* [K] that rolls, or a strip of unknown melting temperature, bear: steel melts. */
static const double highest_temperature = CUPEL_ROLLING_HIGHEST_TEMPERATURE;

/* What is solved: friction at the places in units of `scale`, factors of the flow stress there, and the
 * factor for the strain rate, as far as they are coupled. */
struct coupled {
    const cupel_rolling_pass *given;
    const cupel_rolling_film *film;
    const cupel_rolling_heat *heat;
    bool softens, rated; /* the flow stress depends on temperature, on the strain rate */
    double scale;
    size_t count;
    cupel_rolling_workspace *workspace;
    cupk_coupling *state;
};

size_t cupk_coupling_lay_out(cupk_coupling *coupling, size_t points, double *block)
{
    size_t used = cupk_mixer_lay_out(&coupling->mixer, CUPK_COUPLED, block);
    for (size_t k = 0; k < sizeof coupling->series / sizeof *coupling->series; k++)
        coupling->series[k] = cupk_block_cut(block, &used, points);
    return used;
}

static double strain_rate(const cupel_rolling_pass *pass, double length)
{
    return two_over_root_three * pass->roll_speed / length *
           log(pass->entry_thickness / pass->exit_thickness);
}

/* Something is left of the flow stress on the way to a solution, whatever a guess does to the temperature. */
static double thermal_factor(const struct coupled *c, double temperature)
{
    return fmax(0.01, cupel_flow_stress_thermal_factor(&c->given->flow_stress, temperature));
}

/* Strip or rolls would melt. */
static bool too_hot(const struct coupled *c)
{
    if (!c->heat) return false;
    const double melting = c->given->flow_stress.melting_temperature;
    const double limit = melting > 0 ? melting : highest_temperature;
    for (size_t i = 0; i < CUPK_PLACES; i++)
        if (!(c->state->heat.temperature[i] < limit && c->state->heat.roll_surface[i] < highest_temperature))
            return true;
    return false;
}

/* A bite to begin with: the parabola of the ground roll, the mean of yield stress less tension for pressure,
 * and the strip at the speed of the rolls at two thirds of the contact. */
static void first_bite(const struct coupled *c, cupk_bite *bite)
{
    const cupel_rolling_pass *pass = c->given;
    const double exit = pass->exit_thickness, draft = pass->entry_thickness - exit;
    const double length = sqrt(pass->roll_radius * draft), neutral = exit + draft / 9;
    const double thinning = log(pass->entry_thickness / exit);
    const double entry = cupk_plane_strain_yield(&pass->flow_stress, pass->prior_strain);
    const double middle = cupk_plane_strain_yield(&pass->flow_stress,
                                                  pass->prior_strain + 0.5 * two_over_root_three * thinning);
    const double pressure = middle - 0.5 * (pass->entry_tension + pass->exit_tension);
    bite->pass = pass;
    bite->flow = pass->roll_speed * neutral;
    bite->entry_angle = draft / length;
    bite->entry_stress = fmax(entry - pass->entry_tension, 0.1 * entry);
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        const double xi = bite->place[i] - 1;
        bite->position[i] = bite->place[i] * length;
        bite->thickness[i] = exit + draft * xi * xi;
        bite->pressure[i] = fmax(pressure, 0.1 * middle);
        bite->slip[i] = neutral / bite->thickness[i] - 1;
        bite->thinning[i] = log(pass->entry_thickness / bite->thickness[i]);
    }
}

static double roll_temperature_guess(const cupel_rolling_heat *heat)
{
    return isnan(heat->roll_temperature) ? heat->coolant_temperature : heat->roll_temperature;
}

/* Places that are nodes of the strip mesh. */
static void set_places(const cupel_rolling_pass *pass, double place[CUPK_PLACES])
{
    cupk_arc arc = {.flow = &pass->flow_stress,
                    .entry_thickness = pass->entry_thickness,
                    .exit_thickness = pass->exit_thickness,
                    .prior_strain = pass->prior_strain,
                    .cells = CUPK_PLACES - 1};
    arc.graded = cupk_arc_needs_grading(&arc);
    cupk_arc_places(&arc, place);
}

/* The first guess of what is solved for. */
static void begin(struct coupled *c)
{
    cupk_coupling *state = c->state;
    if (c->film || c->heat) set_places(c->given, state->bite.place);
    c->count = 0, c->scale = 1;
    if (c->film) {
        first_bite(c, &state->bite);
        for (size_t i = 0; c->heat && i < CUPK_PLACES; i++)
            state->heat.temperature[i] = c->heat->entry_temperature,
            state->heat.roll_surface[i] = roll_temperature_guess(c->heat);
        if (c->heat) state->heat.roll_temperature = roll_temperature_guess(c->heat);
        cupk_film_along(c->film, &state->bite, c->heat, c->heat ? &state->heat : NULL, NULL, &state->film);
        double sum = 0;
        for (size_t i = 0; i < CUPK_PLACES; i++) sum += state->film.friction[i];
        c->scale = sum / CUPK_PLACES;
        for (size_t i = 0; i < CUPK_PLACES; i++)
            state->guess[c->count++] = c->scale > 0 ? state->film.friction[i] / c->scale : 0;
    }
    for (size_t i = 0; c->softens && i < CUPK_PLACES; i++)
        state->guess[c->count++] = thermal_factor(c, c->heat->entry_temperature);
    if (c->rated) {
        const double draft = c->given->entry_thickness - c->given->exit_thickness;
        const double rate = strain_rate(c->given, sqrt(c->given->roll_radius * draft));
        state->guess[c->count++] = cupel_flow_stress_rate_factor(&c->given->flow_stress, rate);
    }
}

/* The pass under the present guess. */
static cupel_rolling_pass pass_of(struct coupled *c)
{
    cupk_coupling *state = c->state;
    cupel_rolling_pass pass = *c->given;
    size_t used = 0;
    state->conditions = (cupel_rolling_conditions){.count = CUPK_PLACES, .place = state->bite.place};
    if (c->film) {
        for (size_t i = 0; i < CUPK_PLACES; i++) state->friction[i] = c->scale * state->guess[used++];
        state->conditions.friction = state->friction;
    }
    if (c->softens) {
        memcpy(state->yield_factor, state->guess + used, sizeof state->yield_factor);
        used += CUPK_PLACES;
        state->conditions.yield_factor = state->yield_factor;
    }
    if (c->film || c->softens) pass.conditions = &state->conditions;
    if (c->film) pass.friction_coefficient = cupk_mean_friction(&pass);
    if (c->rated) pass.flow_stress.rate_factor *= state->guess[used];
    return pass;
}

/* What film and heat make of a solved pass: the image of the guess. */
static void respond(struct coupled *c, const cupel_rolling_pass *pass, const cupel_rolling_solution *solution)
{
    cupk_coupling *state = c->state;
    size_t used = 0;
    if (c->film || c->heat) cupk_bite_sample(pass, solution, &state->bite);
    if (c->heat) cupk_heat_along(c->heat, &state->bite, &state->heat);
    if (c->film) {
        cupk_film_along(c->film, &state->bite, c->heat, c->heat ? &state->heat : NULL, state->friction,
                        &state->film);
        for (size_t i = 0; i < CUPK_PLACES; i++) state->image[used++] = state->film.friction[i] / c->scale;
    }
    for (size_t i = 0; c->softens && i < CUPK_PLACES; i++)
        state->image[used++] = thermal_factor(c, state->heat.temperature[i]);
    if (c->rated)
        state->image[used++] = cupel_flow_stress_rate_factor(&c->given->flow_stress,
                                                             strain_rate(c->given, solution->contact_length));
}

static double change(const struct coupled *c)
{
    double most = 0;
    for (size_t i = 0; i < c->count; i++) {
        const double step = fabs(c->state->image[i] - c->state->guess[i]);
        if (!(step <= most)) most = step; /* a NaN is kept */
    }
    return most;
}

/* The next guess stays within a third and three times of the present one and its image: an extrapolation
 * beyond is half a substitution instead. */
static void next_guess(struct coupled *c)
{
    cupk_coupling *state = c->state;
    memcpy(state->good, state->guess, c->count * sizeof *state->good);
    cupk_mixer_next(&state->mixer, state->image, state->guess);
    for (size_t i = 0; i < c->count; i++) {
        const double low = fmin(state->good[i], state->image[i]),
                     high = fmax(state->good[i], state->image[i]);
        if (state->guess[i] >= low / 3 && state->guess[i] <= 3 * high) continue;
        for (size_t k = 0; k < c->count; k++) state->guess[k] = 0.5 * (state->good[k] + state->image[k]);
        cupk_mixer_start(&state->mixer, c->count);
        return;
    }
}

/* A pass without a solution: back half of the way to the last that had one, or, before there was one, to more
 * friction when it skids and to less when the load runs away. */
static bool retreat(struct coupled *c, bool seen, int status)
{
    cupk_coupling *state = c->state;
    cupk_mixer_start(&state->mixer, c->count);
    if (seen) {
        for (size_t i = 0; i < c->count; i++) state->guess[i] = 0.5 * (state->guess[i] + state->good[i]);
        return true;
    }
    if (!c->film || status == CUPEL_ROLLING_TENSION_YIELD || status == CUPEL_ROLLING_BACK_SKID) return false;
    const double factor = status == CUPEL_ROLLING_SKID ? 1.4 : 0.7;
    for (size_t i = 0; i < CUPK_PLACES; i++) state->guess[i] *= factor;
    return true;
}

static const size_t most_work = 4000; /* a second or so; foils that settle take a few hundred steps */

/* Guess after guess until film and heat fit the pass. */
static cupel_status iterate(struct coupled *c, cupel_rolling_coupled *out, cupel_error *error)
{
    bool seen = false, foil = false, alternates = false;
    size_t work = 0; /* Newton steps of foils */
    int failures = 0, reason = CUPEL_ROLLING_NOT_CONVERGED;
    cupk_mixer_start(&c->state->mixer, c->count);
    while (true) {
        out->pass = pass_of(c);
        /* warm from a foil of this solve only: one from before it would leave its mark on the result */
        out->pass.warm_start = out->pass.warm_start || foil;
        if (alternates) out->pass.roll_deformation = CUPEL_ROLL_ELASTIC; /* the regimes differ a little */
        const cupel_status status = cupel_rolling_pass_solve(&out->pass, c->workspace, &out->solution, error);
        if (status) return status;
        out->passes++;
        work += out->solution.regime == CUPEL_ROLLING_FOIL ? out->solution.evaluations : 0;
        alternates = alternates || (foil && out->solution.regime == CUPEL_ROLLING_STRIP);
        foil = foil || out->solution.regime == CUPEL_ROLLING_FOIL;
        if (out->solution.status == CUPEL_ROLLING_OK) {
            respond(c, &out->pass, &out->solution);
            out->coupling_error = change(c);
            const bool done = out->coupling_error <= (c->film || c->softens ? settled : settled_rate);
            if (done && !too_hot(c)) return CUPEL_OK;
            if (done || out->passes >= MOST_PASSES || work > most_work) break;
            seen = true;
            next_guess(c);
            continue;
        }
        reason = out->solution.status;
        out->coupling_error = NAN;
        if (++failures > 8 || out->passes >= MOST_PASSES || work > most_work || !retreat(c, seen, reason))
            break;
    }
    if (out->solution.status != CUPEL_ROLLING_OK) return CUPEL_OK;
    if (too_hot(c)) out->coupling_error = INFINITY, reason = CUPEL_ROLLING_NOT_CONVERGED;
    /* else not settled: perhaps since a skid, which is the reason then */
    cupk_rolling_withdraw(&out->solution, reason);
    return CUPEL_OK;
}

static void set_film(struct coupled *c, cupel_rolling_coupled *out)
{
    const cupk_film *film = &c->state->film;
    const size_t last = CUPK_PLACES - 1;
    out->inlet_film_thickness = film->inlet;
    out->exit_film_thickness = film->thickness[last];
    out->lambda_ratio = film->inlet / cupel_film_roughness(c->film);
    out->exit_contact_fraction = film->contact[last];
    out->exit_roughness = cupel_film_exit_roughness(c->film, film->contact[last]);
    double **series = c->state->series;
    cupk_bite_spread(&c->state->bite, c->state->friction, &out->solution, series[0]);
    cupk_bite_spread(&c->state->bite, film->thickness, &out->solution, series[1]);
    cupk_bite_spread(&c->state->bite, film->contact, &out->solution, series[2]);
    out->friction = series[0], out->film_thickness = series[1], out->contact_fraction = series[2];
}

static void set_heat(struct coupled *c, cupel_rolling_coupled *out)
{
    const cupk_heat *heat = &c->state->heat;
    out->exit_temperature = heat->temperature[CUPK_PLACES - 1];
    out->maximum_temperature = out->flash_temperature = 0;
    for (size_t i = 0; i < CUPK_PLACES; i++) {
        out->maximum_temperature = fmax(out->maximum_temperature, heat->temperature[i]);
        out->flash_temperature = fmax(out->flash_temperature, heat->roll_surface[i]);
    }
    out->roll_temperature = heat->roll_temperature;
    out->friction_heat = heat->friction, out->plastic_heat = heat->plastic, out->roll_heat = heat->rolls;
    out->heat_balance_error = heat->balance;
    double **series = c->state->series;
    cupk_bite_spread(&c->state->bite, heat->temperature, &out->solution, series[3]);
    cupk_bite_spread(&c->state->bite, heat->roll_surface, &out->solution, series[4]);
    out->temperature = series[3], out->roll_surface_temperature = series[4];
}

static cupel_rolling_coupled blank(void)
{
    return (cupel_rolling_coupled){.strain_rate = NAN,
                                   .rate_factor = NAN,
                                   .mean_friction = NAN,
                                   .inlet_film_thickness = NAN,
                                   .exit_film_thickness = NAN,
                                   .lambda_ratio = NAN,
                                   .exit_contact_fraction = NAN,
                                   .exit_roughness = NAN,
                                   .exit_temperature = NAN,
                                   .maximum_temperature = NAN,
                                   .roll_temperature = NAN,
                                   .flash_temperature = NAN,
                                   .friction_heat = NAN,
                                   .plastic_heat = NAN,
                                   .roll_heat = NAN,
                                   .heat_balance_error = NAN};
}

static cupel_status check(const cupel_rolling_pass *pass, const cupel_rolling_film *film,
                          const cupel_rolling_heat *heat, cupel_error *error)
{
    cupel_status status;
    if (!film && !heat) return CUPEL_OK; /* the pass checks itself */
    if ((film && (status = cupel_rolling_film_check(film, error))) ||
        (heat && (status = cupel_rolling_heat_check(heat, error))))
        return status;
    if (!(pass->roll_speed > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s needs roll_speed", film ? "a mixed film" : "heat");
    if (pass->conditions)
        CUPEL_FAIL(error, CUPEL_EINVAL, "conditions along the contact are for film and heat to find");
    return CUPEL_OK;
}

cupel_status cupel_rolling_coupled_solve(const cupel_rolling_pass *pass, const cupel_rolling_film *film,
                                         const cupel_rolling_heat *heat, cupel_rolling_workspace *workspace,
                                         cupel_rolling_coupled *out, cupel_error *error)
{
    cupel_rolling_pass checked = *pass;
    if (film) checked.friction_coefficient = 0;
    cupel_status status;
    if ((status = cupk_rolling_check(&checked, error)) || (status = check(pass, film, heat, error)))
        return status;
    struct coupled c = {.given = pass,
                        .film = film,
                        .heat = heat,
                        .softens = heat && pass->flow_stress.thermal_exponent > 0,
                        .rated = pass->roll_speed > 0 && pass->flow_stress.rate_sensitivity > 0,
                        .workspace = workspace,
                        .state = &workspace->coupling};
    begin(&c);
    cupel_rolling_coupled answer = blank();
    if ((status = iterate(&c, &answer, error))) return status;
    if (answer.solution.status == CUPEL_ROLLING_OK) {
        const cupel_rolling_solution *s = &answer.solution;
        const double hill = 4 * s->contact_length / (pass->entry_thickness + pass->exit_thickness);
        answer.strain_rate = strain_rate(pass, s->contact_length);
        answer.rate_factor = answer.pass.flow_stress.rate_factor / pass->flow_stress.rate_factor;
        answer.mean_friction = s->friction_hill_exponent / hill;
        if (film) set_film(&c, &answer);
        if (heat) set_heat(&c, &answer);
    }
    *out = answer;
    return CUPEL_OK;
}

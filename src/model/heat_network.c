/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_network.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "model/heat_network_results.h"
#include "model/registry.h"

/* heat.network: nodes and links by include/cupel/network.h; steady, by impedances, and over a profile of
 * powers. */

double *heat_network_doubles(heat_network_work *w, size_t count)
{
    return cupel_arena_alloc(w->arena, count ? count : 1, sizeof(double));
}

/* ---- the steady state ---- */

static cupel_status tell_nodes(heat_network_work *w, cupel_error *error)
{
    const heat_network_node *nodes = w->p->nodes.rows;
    const size_t count = w->p->nodes.count, all = w->body.network.node_count;
    const char **names = cupel_arena_alloc(w->arena, count, sizeof *names);
    double *power = heat_network_doubles(w, count), *capacity = heat_network_doubles(w, count);
    if (!names || !power || !capacity) return cupel_out_of_memory(error, "the nodes");
    size_t hottest = 0;
    double in = 0, out_of_balance = 0, total = 0;
    for (size_t i = 0; i < all; i++) {
        const cupel_network_node *node = &w->body.nodes[i];
        const bool is_free = isnan(node->temperature);
        const double own = is_free ? node->power : -w->state.net[i];
        in += fmax(own, 0);
        total += is_free ? own : 0;
        out_of_balance += is_free ? fabs(w->state.net[i]) : 0;
        if (i >= count) continue;
        names[i] = nodes[i].name;
        power[i] = own;
        capacity[i] = is_free ? node->capacity : (double)NAN;
        if (w->state.temperature[i] > w->state.temperature[hottest]) hottest = i;
    }
    cupel_results_set_text_column(w->results, "nodes", "name", names, count);
    cupel_results_set_column(w->results, "nodes", "temperature", w->state.temperature, count);
    cupel_results_set_column(w->results, "nodes", "power", power, count);
    cupel_results_set_column(w->results, "nodes", "capacity", capacity, count);
    cupel_results_set(w->results, "maximum_temperature", w->state.temperature[hottest]);
    cupel_results_set_label(w->results, "hottest_node", names[hottest]);
    cupel_results_set(w->results, "total_power", total);
    cupel_results_set(w->results, "energy_imbalance", in > 0 ? out_of_balance / in : 0);
    return CUPEL_OK;
}

static cupel_status tell_links(heat_network_work *w, cupel_error *error)
{
    const heat_network_link *links = w->p->links.rows;
    const size_t count = w->p->links.count;
    const char **names = cupel_arena_alloc(w->arena, count, sizeof *names);
    double *resistance = heat_network_doubles(w, count), *flow = heat_network_doubles(w, count),
           *difference = heat_network_doubles(w, count);
    if (!names || !resistance || !flow || !difference) return cupel_out_of_memory(error, "the links");
    for (size_t k = 0; k < count; k++) {
        names[k] =
            links[k].name ? links[k].name : cupel_arena_format(w->arena, "%s-%s", links[k].from, links[k].to);
        if (!names[k]) return cupel_out_of_memory(error, "the links");
        resistance[k] = 0;
        for (size_t j = w->body.first_link[k]; j < w->body.first_link[k + 1]; j++)
            resistance[k] += w->state.conductance[j] > 0 ? 1 / w->state.conductance[j] : (double)NAN;
        flow[k] = w->state.heat_flow[w->body.first_link[k]];
        difference[k] = w->state.temperature[heat_network_find(w->p, links[k].from)] -
                        w->state.temperature[heat_network_find(w->p, links[k].to)];
    }
    cupel_results_set_text_column(w->results, "links", "name", names, count);
    cupel_results_set_column(w->results, "links", "resistance", resistance, count);
    cupel_results_set_column(w->results, "links", "heat_flow", flow, count);
    cupel_results_set_column(w->results, "links", "temperature_difference", difference, count);
    return CUPEL_OK;
}

static cupel_status solve_steady(heat_network_work *w, cupel_error *error)
{
    const cupel_network *network = &w->body.network;
    w->state = (cupel_network_state){
        heat_network_doubles(w, network->node_count), heat_network_doubles(w, network->link_count),
        heat_network_doubles(w, network->link_count), heat_network_doubles(w, network->node_count)};
    if (!w->state.temperature || !w->state.heat_flow || !w->state.conductance || !w->state.net)
        return cupel_out_of_memory(error, "the network");
    size_t iterations = 0;
    cupel_status status = cupel_network_steady(network, &w->state, &iterations, error);
    if (status) return status;
    cupel_results_set(w->results, "iterations", (double)iterations);
    status = tell_nodes(w, error);
    return status ? status : tell_links(w, error);
}

/* ---- the step ---- */

static void note_frozen(heat_network_work *w)
{
    const heat_network_link *links = w->p->links.rows;
    if (w->p->responses.count == 0 && !heat_network_has_profile(w->p)) return;
    for (size_t k = 0; k < w->p->links.count; k++) {
        if (links[k].kind != HEAT_LINK_RADIATION && !(links[k].exponent > 0)) continue;
        cupel_text_printf(
            &w->notes,
            "links that depend on temperature are held at their conductances of the steady state in "
            "responses and profiles; ");
        return;
    }
}

static cupel_status run_network(heat_network_work *w, cupel_error *error)
{
    cupel_status status = heat_network_build(w->p, &w->body, error);
    if (!status) status = solve_steady(w, error);
    if (!status) note_frozen(w);
    if (!status && w->p->responses.count > 0) status = heat_network_tell_responses(w, error);
    if (!status && w->p->responses.count > 0) status = heat_network_tell_course(w, error);
    if (!status && heat_network_has_profile(w->p)) status = heat_network_tell_profile(w, error);
    return status;
}

static double interpolate(const cupel_curve *curve, double time)
{
    size_t i = 0, end = curve->count - 1; /* x[i] <= time <= x[end] */
    while (end - i > 1) {
        const size_t middle = i + (end - i) / 2;
        if (curve->x[middle] < time)
            i = middle;
        else
            end = middle;
    }
    const double share = log(time / curve->x[i]) / log(curve->x[i + 1] / curve->x[i]);
    return curve->y[i] + share * (curve->y[i + 1] - curve->y[i]);
}

/* Both curves at the times that they share, then where they part. */
static cupel_status tell_separation(heat_network_work *w, const cupel_curve *first, cupel_error *error)
{
    const heat_network_parameters *p = w->p;
    cupel_curve second;
    cupel_status status = heat_network_read_curve(p, &p->second_impedance, false, p->second_impedance_file,
                                                  w->arena, &second, error);
    if (status) return status;
    double *x = heat_network_doubles(w, first->count), *a = heat_network_doubles(w, first->count),
           *b = heat_network_doubles(w, first->count);
    if (!x || !a || !b) return cupel_out_of_memory(error, "the curves");
    size_t count = 0;
    for (size_t i = 0; i < first->count && second.count > 1; i++) {
        if (first->x[i] < second.x[0] || first->x[i] > second.x[second.count - 1]) continue;
        x[count] = first->x[i];
        a[count] = first->y[i];
        b[count++] = interpolate(&second, first->x[i]);
    }
    cupel_separation apart;
    cupel_error why = {0};
    status =
        cupel_impedance_separation(count, x, a, b, p->separation_slope, p->separation_offset, &apart, &why);
    if (status) {
        cupel_text_printf(&w->notes, "no separation: %s; ", why.text);
        w->doubtful = true;
        return CUPEL_OK;
    }
    cupel_results_set(w->results, "separation_resistance", apart.resistance);
    cupel_results_set(w->results, "separation_time", apart.time);
    return CUPEL_OK;
}

static cupel_status run_curve(heat_network_work *w, cupel_error *error)
{
    heat_network_impedance impedance = {0};
    const heat_network_parameters *p = w->p;
    const bool heating = p->heating_curve.count > 0;
    cupel_status status = heat_network_read_curve(p, heating ? &p->heating_curve : &p->impedance, heating,
                                                  p->impedance_file, w->arena, &impedance.curve, error);
    if (!status) status = heat_network_tell_impedance(p, &impedance, w->arena, w->results, &w->notes, error);
    if (!status && (p->second_impedance.count > 0 || p->second_impedance_file))
        status = tell_separation(w, &impedance.curve, error);
    return status;
}

static cupel_status run(const void *values, cupel_context *context, cupel_results *results,
                        cupel_error *error)
{
    (void)context;
    heat_network_work w = {.p = values, .results = results, .arena = cupel_arena_new()};
    if (!w.arena) return cupel_out_of_memory(error, "a network");
    cupel_status status = w.p->nodes.count > 0 ? run_network(&w, error) : run_curve(&w, error);
    if (!status) {
        cupel_results_set_label(results, "solution_status", w.doubtful ? "doubtful" : "ok");
        char *notes = cupel_arena_copy(w.arena, cupel_text_get(&w.notes));
        if (notes && *notes) {
            notes[strlen(notes) - 2] = '\0'; /* "; " */
            cupel_results_set_label(results, "notes", notes);
        }
    }
    cupel_text_free(&w.notes);
    heat_network_free(&w.body);
    cupel_arena_free(w.arena);
    return status ? status : cupel_results_status(results, error);
}

const cupel_model cupel_model_heat_network = {
    .name = "heat.network",
    .title = "Thermal network of nodes and links",
    .summary = "Steady temperatures of a network of heat capacities and resistances (layers, contacts, "
               "films, radiation); "
               "theta_JA, theta_JC, psi_JT and the like by the nodes between which they are; the transient "
               "thermal impedance "
               "Z_th of one of them with its Foster stages, its Cauer ladder and its structure function; "
               "temperatures under "
               "powers over time. Or the spectrum and structure function of a measured impedance, and "
               "theta_JC from two of "
               "them by the transient dual interface. Everything in time is exact for a linear network: "
               "links that depend on "
               "temperature stand still at their steady conductances. Not a substitute for heat.conduction "
               "where heat "
               "spreads in ways that no chain of resistances has.",
    .reference = "Szekely and Van Bien 1988, Solid-State Electronics 31:1363; Gragg and Harrod 1984, Numer. "
                 "Math. 44:317; "
                 "JEDEC JESD51-1, -2A, -8, -12, -14",
    .version = 1,
    .parameters = &heat_network_table,
    CUPEL_RESULTS(heat_network_results),
    .example = "nodes:\n"
               "  - {name: junction, capacity: 0.02 J/K, power: 50 W}\n"
               "  - {name: case, capacity: 8 J/K}\n"
               "  - {name: ambient, temperature: 40 degC}\n"
               "links:\n"
               "  - {from: junction, to: case, resistance: 0.4 K/W}\n"
               "  - {from: case, to: ambient, resistance: 1.1 K/W}\n"
               "responses:\n"
               "  - {name: theta_JA, from: junction, to: ambient}\n"
               "  - {name: theta_JC, from: junction, to: case}\n",
    .chart = &heat_network_chart,
    .run = run,
};

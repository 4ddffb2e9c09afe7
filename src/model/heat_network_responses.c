/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_network.h"

#include <math.h>
#include <string.h>

/* Responses of a network: steady resistances between its nodes, and the course of one of them in time. */

cupel_status heat_network_frozen(heat_network_work *w, size_t held, cupel_network *out, double **conductance,
                                 cupel_error *error)
{
    const cupel_network *from = &w->body.network;
    cupel_network_node *nodes = cupel_arena_alloc(w->arena, from->node_count, sizeof *nodes);
    cupel_network_link *links = cupel_arena_alloc(w->arena, from->link_count, sizeof *links);
    *conductance = heat_network_doubles(w, from->link_count);
    if (!nodes || !links || !*conductance) return cupel_out_of_memory(error, "the network");
    for (size_t i = 0; i < from->node_count; i++) {
        nodes[i] = (cupel_network_node){.capacity = from->nodes[i].capacity, .temperature = NAN};
        if (!isnan(from->nodes[i].temperature) || i == held) nodes[i].temperature = 1;
    }
    size_t count = 0;
    for (size_t k = 0; k < from->link_count; k++) {
        if (!(w->state.conductance[k] > 0)) continue;
        (*conductance)[count] = w->state.conductance[k];
        links[count++] = (cupel_network_link){
            .from = from->links[k].from, .to = from->links[k].to, .conductance = w->state.conductance[k]};
    }
    *out = (cupel_network){from->node_count, nodes, count, links};
    return CUPEL_OK;
}

typedef struct response {
    size_t heated, from, to, held; /* held: of theta, else the count of nodes */
} response;

static response response_at(const heat_network_work *w, size_t index)
{
    const heat_network_response *row = (const heat_network_response *)w->p->responses.rows + index;
    response r = {.from = heat_network_find(w->p, row->from), .to = heat_network_find(w->p, row->to)};
    r.heated = row->heated ? heat_network_find(w->p, row->heated) : r.from;
    r.held = row->kind == HEAT_RESPONSE_THETA ? r.to : w->body.network.node_count;
    return r;
}

static cupel_status resistance_of(heat_network_work *w, const response *r, double *resistance,
                                  double *fraction, cupel_error *error)
{
    cupel_network network;
    double *conductance;
    cupel_status status = heat_network_frozen(w, r->held, &network, &conductance, error);
    if (status) return status;
    cupel_network_node *nodes = cupel_arena_alloc(w->arena, network.node_count, sizeof *nodes);
    cupel_network_state state = {
        heat_network_doubles(w, network.node_count), heat_network_doubles(w, network.link_count),
        heat_network_doubles(w, network.link_count), heat_network_doubles(w, network.node_count)};
    if (!nodes || !state.temperature || !state.heat_flow || !state.conductance || !state.net)
        return cupel_out_of_memory(error, "a response");
    memcpy(nodes, network.nodes, network.node_count * sizeof *nodes);
    nodes[r->heated].power = 1;
    network.nodes = nodes;
    status = cupel_network_steady(&network, &state, NULL, error);
    if (status) return status;
    *resistance = state.temperature[r->from] - state.temperature[r->to];
    *fraction = r->held < network.node_count ? state.net[r->to] : (double)NAN;
    return CUPEL_OK;
}

cupel_status heat_network_tell_responses(heat_network_work *w, cupel_error *error)
{
    const heat_network_response *rows = w->p->responses.rows;
    const size_t count = w->p->responses.count;
    const char **names = cupel_arena_alloc(w->arena, count, sizeof *names);
    double *resistance = heat_network_doubles(w, count), *fraction = heat_network_doubles(w, count);
    if (!names || !resistance || !fraction) return cupel_out_of_memory(error, "the responses");
    for (size_t k = 0; k < count; k++) {
        names[k] = rows[k].name;
        const response r = response_at(w, k);
        const cupel_status status = resistance_of(w, &r, &resistance[k], &fraction[k], error);
        if (status) {
            cupel_error_note(error, "response '%s'", names[k]);
            return status;
        }
        if (fraction[k] < 0.95)
            cupel_text_printf(&w->notes, "%s: only %.3g of the heat leaves through '%s', so it is no theta; ",
                              names[k], fraction[k], rows[k].to);
    }
    cupel_results_set_text_column(w->results, "responses", "name", names, count);
    cupel_results_set_column(w->results, "responses", "resistance", resistance, count);
    cupel_results_set_column(w->results, "responses", "heat_fraction", fraction, count);
    return CUPEL_OK;
}

/* Times of the impedance: given, or from well before the fastest stage that matters to well after the
 * slowest. */
static cupel_status choose_times(heat_network_work *w, const cupel_foster *foster, cupel_curve *out,
                                 cupel_error *error)
{
    double sum = 0, first = w->p->start_time, last = w->p->end_time;
    for (size_t k = 0; k < foster->count; k++) sum += fabs(foster->resistance[k]);
    for (size_t k = 0; k < foster->count; k++) {
        if (isnan(w->p->end_time)) last = fmax(last, 10 * foster->time_constant[k]);
        if (isnan(w->p->start_time) && fabs(foster->resistance[k]) >= 1e-3 * sum)
            first = fmin(first, foster->time_constant[k] / 100);
    }
    if (!(last > first))
        CUPEL_FAIL(error, CUPEL_EINVAL, "start_time and end_time make no span: from %.6g s to %.6g s", first,
                   last);
    const double decades = log10(last / first);
    const size_t count = (size_t)ceil(decades * (double)w->p->points_per_decade - 1e-9) + 1;
    if (count > 100000) CUPEL_FAIL(error, CUPEL_ELIMIT, "%zu times of the impedance are too many", count);
    double *times = heat_network_doubles(w, count), *z = heat_network_doubles(w, count);
    if (!times || !z) return cupel_out_of_memory(error, "the impedance");
    for (size_t i = 0; i < count; i++)
        times[i] = i + 1 == count ? last : first * pow(10, decades * (double)i / (double)(count - 1));
    cupel_foster_impedance(foster, count, times, z);
    *out = (cupel_curve){count, times, z};
    return CUPEL_OK;
}

cupel_status heat_network_tell_course(heat_network_work *w, cupel_error *error)
{
    size_t index = 0;
    const heat_network_response *rows = w->p->responses.rows;
    while (w->p->impedance_of && strcmp(rows[index].name, w->p->impedance_of) != 0) index++;
    const response r = response_at(w, index);
    cupel_network network;
    double *conductance;
    cupel_status status = heat_network_frozen(w, r.held, &network, &conductance, error);
    if (status) return status;
    cupel_network_modes *modes = NULL;
    status = cupel_network_modes_open(&network, conductance, &modes, error);
    if (status) return status;
    const size_t count = cupel_network_modes_count(modes);
    heat_network_impedance impedance = {.exact = w->p->structure_from == HEAT_STRUCTURE_LADDER,
                                        .transfer =
                                            r.heated != r.from || isnan(network.nodes[r.to].temperature)};
    impedance.foster = (cupel_foster){.resistance = heat_network_doubles(w, count),
                                      .time_constant = heat_network_doubles(w, count)};
    status = impedance.foster.resistance && impedance.foster.time_constant
                 ? cupel_network_foster(modes, r.heated, r.from, r.to, &impedance.foster, error)
                 : cupel_out_of_memory(error, "the impedance");
    cupel_network_modes_close(modes);
    if (status) return status;
    if (impedance.foster.count == 0) {
        cupel_text_printf(&w->notes, "%s: no node with capacity acts on it, so it has no course in time; ",
                          rows[index].name);
        return CUPEL_OK;
    }
    status = choose_times(w, &impedance.foster, &impedance.curve, error);
    if (!status)
        status = heat_network_tell_impedance(w->p, &impedance, w->arena, w->results, &w->notes, error);
    return status;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_network.h"

#include <math.h>

/* Temperatures of a network under powers over time. */

static cupel_status follow(heat_network_work *w, const cupel_network_profile *profile, size_t count,
                           const double *times, double *temperature, cupel_error *error)
{
    const size_t nodes = w->body.network.node_count;
    cupel_network network;
    double *conductance;
    cupel_status status = heat_network_frozen(w, nodes, &network, &conductance, error);
    if (status) return status;
    /* temperatures without power: the frozen network with the held nodes at what they are */
    cupel_network_node *held = cupel_arena_alloc(w->arena, nodes, sizeof *held);
    const cupel_network_state base = {
        heat_network_doubles(w, nodes), heat_network_doubles(w, network.link_count),
        heat_network_doubles(w, network.link_count), heat_network_doubles(w, nodes)};
    if (!held || !base.temperature || !base.heat_flow || !base.conductance || !base.net)
        return cupel_out_of_memory(error, "the profile");
    for (size_t i = 0; i < nodes; i++) {
        held[i] = w->body.nodes[i];
        held[i].power = 0;
    }
    const cupel_network unpowered = {nodes, held, network.link_count, network.links};
    status = cupel_network_steady(&unpowered, &base, NULL, error);
    if (status) return status;
    cupel_network_modes *modes = NULL;
    status = cupel_network_modes_open(&network, conductance, &modes, error);
    if (!status)
        status = cupel_network_follow(modes, profile, base.temperature, count, times, temperature, error);
    cupel_network_modes_close(modes);
    return status;
}

/* Every point of the profile and equal parts between two of them. */
static size_t spread_times(const cupel_network_profile *profile, size_t parts, double *times)
{
    size_t count = 0;
    times[count++] = profile->times[0];
    for (size_t row = 0; row + 1 < profile->count; row++) {
        const double begin = profile->times[row], end = profile->times[row + 1];
        for (size_t k = 1; k <= parts && end > begin; k++)
            times[count++] = k == parts ? end : begin + (end - begin) * (double)k / (double)parts;
    }
    return count;
}

static cupel_status tell_course(heat_network_work *w, size_t count, const double *times,
                                const double *temperature, cupel_error *error)
{
    const size_t all = w->body.network.node_count, nodes = w->p->nodes.count;
    double *highest = heat_network_doubles(w, nodes), *hottest = heat_network_doubles(w, count);
    double *column = heat_network_doubles(w, count * nodes),
           *time_column = heat_network_doubles(w, count * nodes);
    const char **names = cupel_arena_alloc(w->arena, count * nodes, sizeof *names);
    if (!highest || !hottest || !column || !time_column || !names)
        return cupel_out_of_memory(error, "the profile");
    size_t first = 0;
    for (size_t i = 0; i < nodes; i++) {
        highest[i] = -INFINITY;
        for (size_t t = 0; t < count; t++) {
            highest[i] = fmax(highest[i], temperature[t * all + i]);
            column[t * nodes + i] = temperature[t * all + i];
            time_column[t * nodes + i] = times[t];
            names[t * nodes + i] = ((const heat_network_node *)w->p->nodes.rows)[i].name;
        }
        if (highest[i] > highest[first]) first = i;
    }
    for (size_t t = 0; t < count; t++) hottest[t] = temperature[t * all + first];
    cupel_results_set_column(w->results, "nodes", "highest_temperature", highest, nodes);
    cupel_results_set_series(w->results, "profile_time", times, count);
    cupel_results_set_series(w->results, "profile_maximum_temperature", hottest, count);
    cupel_results_set_label(w->results, "profile_hottest_node",
                            ((const heat_network_node *)w->p->nodes.rows)[first].name);
    cupel_results_set_column(w->results, "profile", "time", time_column, count * nodes);
    cupel_results_set_text_column(w->results, "profile", "node", names, count * nodes);
    cupel_results_set_column(w->results, "profile", "temperature", column, count * nodes);
    return CUPEL_OK;
}

cupel_status heat_network_tell_profile(heat_network_work *w, cupel_error *error)
{
    cupel_network_profile profile;
    const size_t all = w->body.network.node_count, parts = (size_t)w->p->points_per_segment;
    const cupel_status status = heat_network_merge_profiles(w->p, all, w->arena, &profile, error);
    if (status) return status;
    if (profile.count * parts * all > 5000000)
        CUPEL_FAIL(error, CUPEL_ELIMIT,
                   "%zu segments of %zu points for %zu nodes are too many; lower points_per_segment",
                   profile.count - 1, parts, all);
    double *times = heat_network_doubles(w, profile.count * parts + 1);
    if (!times) return cupel_out_of_memory(error, "the profile");
    const size_t count = spread_times(&profile, parts, times);
    double *temperature = heat_network_doubles(w, count * all);
    if (!temperature) return cupel_out_of_memory(error, "the profile");
    const cupel_status done = follow(w, &profile, count, times, temperature, error);
    return done ? done : tell_course(w, count, times, temperature, error);
}

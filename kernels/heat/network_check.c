/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/network.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "heat/network.h"

static cupel_status check_node(const cupel_network_node *node, size_t number, cupel_error *error)
{
    if (!(node->capacity >= 0) || !isfinite(node->capacity))
        CUPEL_FAIL(error, CUPEL_EINVAL, "node %zu: capacity %.6g J/K must not be negative", number,
                   node->capacity);
    if (!isfinite(node->power)) CUPEL_FAIL(error, CUPEL_EINVAL, "node %zu: power must be finite", number);
    if (!isnan(node->temperature) && !(node->temperature > 0 && isfinite(node->temperature)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "node %zu: temperature %.6g K must be positive", number,
                   node->temperature);
    return CUPEL_OK;
}

static cupel_status check_link(const cupel_network *network, size_t number, cupel_error *error)
{
    const cupel_network_link *link = &network->links[number - 1];
    if (link->from >= network->node_count || link->to >= network->node_count)
        CUPEL_FAIL(error, CUPEL_EINVAL, "link %zu joins nodes %zu and %zu; there are %zu", number,
                   link->from + 1, link->to + 1, network->node_count);
    if (link->from == link->to)
        CUPEL_FAIL(error, CUPEL_EINVAL, "link %zu joins node %zu to itself", number, link->from + 1);
    if (!(link->conductance >= 0) || !isfinite(link->conductance) || !(link->radiation >= 0) ||
        !isfinite(link->radiation) || !(link->conductance > 0 || link->radiation > 0))
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "link %zu: conductance %.6g W/K and radiation %.6g m^2 must not be negative, nor both zero",
            number, link->conductance, link->radiation);
    if (!(link->exponent >= 0 && link->exponent <= 1))
        CUPEL_FAIL(error, CUPEL_EINVAL, "link %zu: exponent %.6g is out of range; allowed: [0, 1]", number,
                   link->exponent);
    if (link->exponent > 0 && !(link->reference_difference > 0 && isfinite(link->reference_difference)))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "link %zu: an exponent above 0 needs a reference_difference above 0 K", number);
    return CUPEL_OK;
}

/* Spreads from the held nodes along links that carry heat. */
static void reach(const cupel_network *network, const double *conductance, bool *reached)
{
    for (size_t i = 0; i < network->node_count; i++) reached[i] = !isnan(network->nodes[i].temperature);
    for (bool more = true; more;) {
        more = false;
        for (size_t k = 0; k < network->link_count; k++) {
            const cupel_network_link *link = &network->links[k];
            if (conductance && !(conductance[k] > 0)) continue;
            if (reached[link->from] == reached[link->to]) continue;
            reached[link->from] = reached[link->to] = more = true;
        }
    }
}

cupel_status cupk_network_check_ways(const cupel_network *network, const double *conductance,
                                     cupel_error *error)
{
    bool *reached = malloc(network->node_count * sizeof *reached);
    if (!reached) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %zu nodes", network->node_count);
    reach(network, conductance, reached);
    size_t lost = 0;
    while (lost < network->node_count && reached[lost]) lost++;
    free(reached);
    if (lost < network->node_count)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "node %zu has no way to a node that is held at a temperature: its own is not determined",
                   lost + 1);
    return CUPEL_OK;
}

cupel_status cupel_network_check(const cupel_network *network, cupel_error *error)
{
    if (network->node_count < 2) CUPEL_FAIL(error, CUPEL_EINVAL, "a network needs two nodes");
    for (size_t i = 0; i < network->node_count; i++) {
        const cupel_status status = check_node(&network->nodes[i], i + 1, error);
        if (status) return status;
    }
    for (size_t k = 0; k < network->link_count; k++) {
        const cupel_status status = check_link(network, k + 1, error);
        if (status) return status;
    }
    return cupk_network_check_ways(network, NULL, error);
}

size_t cupk_network_number(const cupel_network *network, size_t *unknown)
{
    size_t count = 0;
    for (size_t i = 0; i < network->node_count; i++)
        unknown[i] = isnan(network->nodes[i].temperature) ? count++ : CUPK_HELD;
    return count;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "material/material.h"

/* From the rows of a case to the network of the kernel, and to one profile of powers. */

static cupel_status property(const cupel_material *material, const char *name, double temperature,
                             double *out, cupel_error *error)
{
    return cupel_material_property(material, name, temperature, out, NULL, error);
}

/* rho cp of a record */
static cupel_status volumetric(const cupel_material *material, double temperature, double *out,
                               cupel_error *error)
{
    double density = NAN, capacity = NAN;
    cupel_status status = property(material, "density", temperature, &density, error);
    if (!status) status = property(material, "heat_capacity", temperature, &capacity, error);
    *out = density * capacity;
    return status;
}

static cupel_status fill_nodes(const heat_network_parameters *p, heat_network_body *out, cupel_error *error)
{
    const heat_network_node *nodes = p->nodes.rows;
    for (size_t i = 0; i < p->nodes.count; i++) {
        const heat_network_node *n = &nodes[i];
        double capacity = isnan(n->capacity) ? 0 : n->capacity, power = isnan(n->power) ? 0 : n->power;
        if (n->material) {
            const cupel_status status = volumetric(n->material, p->reference_temperature, &capacity, error);
            if (status) {
                cupel_error_note(error, "node '%s'", n->name);
                return status;
            }
            capacity *= n->volume;
        }
        if (n->power_profile.count > 0) power = heat_network_mean_power(&n->power_profile);
        out->nodes[i] = (cupel_network_node){capacity, power, n->temperature};
    }
    return CUPEL_OK;
}

typedef struct layer {
    double resistance, capacity, contact; /* K/W, J/K, K/W */
} layer;

static cupel_status read_layer(const heat_network_parameters *p, const heat_network_link *l, layer *out,
                               cupel_error *error)
{
    double conductivity = l->conductivity, volumic = l->density * l->heat_capacity;
    cupel_status status = CUPEL_OK;
    if (l->material)
        status =
            property(l->material, "thermal_conductivity", p->reference_temperature, &conductivity, error);
    if (!status && l->material && l->stages > 0)
        status = volumetric(l->material, p->reference_temperature, &volumic, error);
    *out = (layer){l->thickness / (conductivity * l->area), volumic * l->area * l->thickness,
                   l->contact_resistance / l->area};
    return status;
}

/* A layer of n slices: half a slice of resistance, a node, …, a node, half a slice and the joint. */
static void cut(const layer *row, size_t from, size_t to, size_t slices, heat_network_body *out)
{
    cupel_network *network = &out->network;
    const double slice = row->resistance / (double)slices;
    size_t before = from;
    for (size_t s = 0; s <= slices; s++) {
        size_t after = to;
        double resistance = slice;
        if (s == 0 || s == slices) resistance = slice / 2;
        if (s == slices)
            resistance += row->contact;
        else
            out->nodes[after = network->node_count++] =
                (cupel_network_node){row->capacity / (double)slices, 0, NAN};
        out->links[network->link_count++] =
            (cupel_network_link){.from = before, .to = after, .conductance = 1 / resistance};
        before = after;
    }
}

static cupel_status fill_link(const heat_network_parameters *p, const heat_network_link *l,
                              heat_network_body *out, cupel_error *error)
{
    const size_t from = heat_network_find(p, l->from), to = heat_network_find(p, l->to);
    cupel_network_link link = {.from = from, .to = to};
    layer row;
    cupel_status status;
    switch ((heat_network_kind)l->kind) {
    case HEAT_LINK_LAYER:
        status = read_layer(p, l, &row, error);
        if (status) return status;
        if (l->stages > 0) {
            cut(&row, from, to, (size_t)l->stages, out);
            return CUPEL_OK;
        }
        link.conductance = 1 / (row.resistance + row.contact);
        break;
    case HEAT_LINK_CONTACT:
        link.conductance = l->area / l->contact_resistance;
        break;
    case HEAT_LINK_RADIATION:
        link.radiation = l->area * l->emissivity;
        break;
    case HEAT_LINK_RESISTANCE:
    case HEAT_LINK_FILM:
        link.conductance = l->kind == HEAT_LINK_FILM ? l->film_coefficient * l->area
                           : isnan(l->conductance)   ? 1 / l->resistance
                                                     : l->conductance;
        link.exponent = l->exponent;
        link.reference_difference = l->reference_difference;
        break;
    }
    out->links[out->network.link_count++] = link;
    return CUPEL_OK;
}

cupel_status heat_network_build(const heat_network_parameters *p, heat_network_body *out, cupel_error *error)
{
    const heat_network_link *links = p->links.rows;
    size_t slices = 0;
    for (size_t k = 0; k < p->links.count; k++) slices += links[k].stages > 0 ? (size_t)links[k].stages : 0;
    *out = (heat_network_body){.nodes = cupel_alloc(p->nodes.count + slices, sizeof *out->nodes),
                               .links = cupel_alloc(p->links.count + slices, sizeof *out->links),
                               .first_link = cupel_alloc(p->links.count + 1, sizeof *out->first_link)};
    if (!out->nodes || !out->links || !out->first_link) return cupel_out_of_memory(error, "the network");
    out->network = (cupel_network){.node_count = p->nodes.count, .nodes = out->nodes, .links = out->links};
    const cupel_status status = fill_nodes(p, out, error);
    if (status) return status;
    for (size_t k = 0; k < p->links.count; k++) {
        out->first_link[k] = out->network.link_count;
        const cupel_status of_link = fill_link(p, &links[k], out, error);
        if (of_link) {
            cupel_error_note(error, "link %zu", k + 1);
            return of_link;
        }
    }
    out->first_link[p->links.count] = out->network.link_count;
    return cupel_network_check(&out->network, error);
}

void heat_network_free(heat_network_body *body)
{
    free(body->nodes);
    free(body->links);
    free(body->first_link);
}

/* ---- profiles ---- */

bool heat_network_has_profile(const heat_network_parameters *p)
{
    const heat_network_node *nodes = p->nodes.rows;
    for (size_t i = 0; i < p->nodes.count; i++)
        if (nodes[i].power_profile.count > 0) return true;
    return false;
}

double heat_network_mean_power(const cupel_curve *profile)
{
    double sum = 0;
    for (size_t i = 1; i < profile->count; i++)
        sum += (profile->x[i] - profile->x[i - 1]) * (profile->y[i] + profile->y[i - 1]) / 2;
    return sum / (profile->x[profile->count - 1] - profile->x[0]);
}

/* Power at a time, before or after a jump there. */
static double power_at(const cupel_curve *curve, double time, bool after)
{
    size_t i = 0; /* the last point at or before the time */
    while (i + 1 < curve->count && (after ? curve->x[i + 1] <= time : curve->x[i + 1] < time)) i++;
    if (i + 1 == curve->count) return curve->y[i];
    if (curve->x[i] == time) return curve->y[i];
    if (curve->x[i + 1] == time) return curve->y[i + 1];
    return curve->y[i] +
           (curve->y[i + 1] - curve->y[i]) * ((time - curve->x[i]) / (curve->x[i + 1] - curve->x[i]));
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Writes a row of powers before or after a jump. */
static void fill_row(const heat_network_parameters *p, double time, bool after, double *row)
{
    const heat_network_node *nodes = p->nodes.rows;
    for (size_t i = 0; i < p->nodes.count; i++) {
        const double constant = isnan(nodes[i].power) ? 0 : nodes[i].power;
        row[i] = nodes[i].power_profile.count > 0 ? power_at(&nodes[i].power_profile, time, after) : constant;
    }
}

cupel_status heat_network_merge_profiles(const heat_network_parameters *p, size_t node_count,
                                         cupel_arena *arena, cupel_network_profile *out, cupel_error *error)
{
    const heat_network_node *nodes = p->nodes.rows;
    size_t total = 0;
    for (size_t i = 0; i < p->nodes.count; i++) total += nodes[i].power_profile.count;
    double *all = cupel_arena_alloc(arena, total, sizeof *all);
    double *times = cupel_arena_alloc(arena, 2 * total, sizeof *times);
    if (!all || !times) return cupel_out_of_memory(error, "a profile");
    size_t at = 0, count = 0;
    for (size_t i = 0; i < p->nodes.count; i++)
        for (size_t k = 0; k < nodes[i].power_profile.count; k++) all[at++] = nodes[i].power_profile.x[k];
    qsort(all, total, sizeof *all, by_size);
    for (size_t k = 0; k < total; k++)
        if (count == 0 || all[k] > all[count - 1]) all[count++] = all[k];
    if (2 * count * node_count > 20000000)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "a profile of %zu times for %zu nodes is too large", count,
                   node_count);
    double *powers = cupel_arena_alloc(arena, 2 * count * node_count, sizeof *powers);
    if (!powers) return cupel_out_of_memory(error, "a profile");
    memset(powers, 0, 2 * count * node_count * sizeof *powers);
    size_t rows = 0;
    for (size_t k = 0; k < count; k++) {
        double *before = powers + rows * node_count, *after = before + node_count;
        fill_row(p, all[k], false, before);
        times[rows++] = all[k];
        fill_row(p, all[k], true, after);
        if (memcmp(before, after, node_count * sizeof *before) != 0)
            times[rows++] = all[k];
        else
            memset(after, 0, node_count * sizeof *after);
    }
    *out = (cupel_network_profile){rows, times, powers, (cupel_network_start)p->initial_state};
    return CUPEL_OK;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_network.h"
#include "model/inspect.h"

/* heat.network: what records lack and what measured curves cannot be taken for, each at its row, before
 * anything is computed. */

static void inspect_capacity(const heat_network_parameters *p, const cupel_material *material,
                             const char *list, size_t row, cupel_findings *findings)
{
    cupel_inspect_property(material, "density", p->reference_temperature, list, row, findings);
    cupel_inspect_property(material, "heat_capacity", p->reference_temperature, list, row, findings);
}

static void inspect_records(const heat_network_parameters *p, cupel_findings *findings)
{
    const heat_network_node *nodes = p->nodes.rows;
    for (size_t i = 0; i < p->nodes.count; i++)
        if (nodes[i].material) inspect_capacity(p, nodes[i].material, "nodes", i, findings);
    const heat_network_link *links = p->links.rows;
    for (size_t k = 0; k < p->links.count; k++) {
        if (links[k].kind != HEAT_LINK_LAYER || !links[k].material) continue;
        cupel_inspect_property(links[k].material, "thermal_conductivity", p->reference_temperature, "links",
                               k, findings);
        if (links[k].stages > 0) inspect_capacity(p, links[k].material, "links", k, findings);
    }
}

/* A curve as the run reads it. What a run leaves open is left open here: the second one may be short. */
static cupel_status inspect_curve(const heat_network_parameters *p, const char *name,
                                  const cupel_curve *given, const cupel_input *file, bool first,
                                  cupel_findings *findings, cupel_error *error)
{
    cupel_arena *arena = cupel_arena_new();
    if (!arena) return cupel_out_of_memory(error, "a curve");
    cupel_curve curve;
    cupel_error why = {0};
    cupel_status status =
        heat_network_read_curve(p, given, given == &p->heating_curve, file, arena, &curve, &why);
    const cupel_deconvolution how = heat_network_deconvolution(p);
    if (!status && first) status = cupel_deconvolution_check(&how, curve.count, curve.x, curve.y, &why);
    cupel_arena_free(arena);
    if (status == CUPEL_ENOMEM) return cupel_out_of_memory(error, "a curve");
    if (status) cupel_findings_add(findings, name, CUPEL_NO_ROW, &why);
    return CUPEL_OK;
}

cupel_status heat_network_inspect(const void *parameters, cupel_findings *findings, cupel_error *error)
{
    const heat_network_parameters *p = parameters;
    inspect_records(p, findings);
    cupel_status status = CUPEL_OK;
    if (p->impedance_file)
        status = inspect_curve(p, "impedance_file", &p->impedance, p->impedance_file, true, findings, error);
    else if (p->heating_curve.count > 0)
        status = inspect_curve(p, "heating_curve", &p->heating_curve, NULL, true, findings, error);
    else if (p->impedance.count > 0)
        status = inspect_curve(p, "impedance", &p->impedance, NULL, true, findings, error);
    if (!status && (p->second_impedance_file || p->second_impedance.count > 0))
        status = inspect_curve(p, p->second_impedance_file ? "second_impedance_file" : "second_impedance",
                               &p->second_impedance, p->second_impedance_file, false, findings, error);
    return status;
}

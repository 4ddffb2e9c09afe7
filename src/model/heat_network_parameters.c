/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_network.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

/* The tables of heat.network, and the rules between their rows. */

static const char *const kinds[] = {"resistance", "layer", "contact", "film", "radiation", NULL};
static const char *const response_kinds[] = {"theta", "psi", NULL};
static const char *const initial_states[] = {"unpowered", "steady", "periodic", NULL};
static const char *const structure_sources[] = {"ladder", "deconvolution", NULL};

/* ---- nodes ---- */

static cupel_status check_node(const void *values, cupel_error *error)
{
    const heat_network_node *n = values;
    const bool is_held = !isnan(n->temperature);
    if (is_held && (!isnan(n->power) || n->power_profile.count > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "node '%s' is held at its temperature and takes no power", n->name);
    if (is_held && (!isnan(n->capacity) || n->material))
        CUPEL_FAIL(error, CUPEL_EINVAL, "node '%s' is held at its temperature and takes no capacity",
                   n->name);
    if (!isnan(n->power) && n->power_profile.count > 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "node '%s': give power or power_profile, not both", n->name);
    if (!isnan(n->capacity) && n->material)
        CUPEL_FAIL(error, CUPEL_EINVAL, "node '%s': give capacity, or material and volume, not both",
                   n->name);
    if ((n->material != NULL) != !isnan(n->volume))
        CUPEL_FAIL(error, CUPEL_EINVAL, "node '%s': material and volume go together", n->name);
    return CUPEL_OK;
}

#define AT(field) .offset = offsetof(heat_network_node, field)
static const cupel_param node_rows[] = {
    {"name", CUPEL_TEXT, AT(name), .flags = CUPEL_REQUIRED, .meaning = "what links and responses call it"},
    {"capacity", CUPEL_QUANTITY, AT(capacity), .unit = "J/K", .range = "[0, inf)",
     .meaning = "heat capacity C; without one the node follows its neighbours at once"},
    {"material", CUPEL_MATERIAL, AT(material),
     .meaning = "with volume, in place of capacity: its density and heat_capacity"},
    {"volume", CUPEL_QUANTITY, AT(volume), .unit = "m^3", .range = "(0, inf)",
     .meaning = "volume of the material"},
    {"power", CUPEL_QUANTITY, AT(power), .unit = "W", .range = "(-inf, inf)",
     .meaning = "heat that enters the node; 0 when neither this nor power_profile is given"},
    {"power_profile", CUPEL_CURVE, AT(power_profile), .unit = "W", .length = "[2, 100000]", .axis = "time",
     .axis_unit = "s", .flags = CUPEL_JUMPS,
     .meaning = "power over time, linear between its points, two points of one time being a jump; the steady "
                "state has its mean"},
    {"temperature", CUPEL_QUANTITY, AT(temperature), .unit = "K", .range = "(0, 5000]",
     .meaning = "holds the node at a temperature: ambient air, coolant, cold plate"},
};
#undef AT
static const cupel_table node_table = {
    .name = "node", .size = sizeof(heat_network_node), CUPEL_ROWS(node_rows), .check = check_node};

/* ---- links ---- */

static cupel_status check_link(const void *values, cupel_error *error)
{
    const heat_network_link *l = values;
    const bool layer = l->kind == HEAT_LINK_LAYER;
    if (l->kind == HEAT_LINK_RESISTANCE && isnan(l->resistance) == isnan(l->conductance))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a link of kind resistance takes one of resistance and conductance");
    if (l->kind > HEAT_LINK_RESISTANCE && isnan(l->area))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a link of kind %s needs its area", kinds[l->kind]);
    if (layer && isnan(l->thickness))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a link of kind layer needs its thickness");
    if (layer && (l->material != NULL) == !isnan(l->conductivity))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a link of kind layer takes one of material and conductivity");
    if (layer && l->material && (!isnan(l->density) || !isnan(l->heat_capacity)))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "density and heat_capacity come with conductivity, not with material");
    if (layer && l->stages > 0 && !l->material && (isnan(l->density) || isnan(l->heat_capacity)))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a layer of stages holds heat: it needs material, or density and heat_capacity");
    if (l->kind == HEAT_LINK_CONTACT && !(l->contact_resistance > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a link of kind contact needs a contact_resistance above 0");
    if (l->kind == HEAT_LINK_FILM && isnan(l->film_coefficient))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a link of kind film needs its film_coefficient");
    if (l->kind == HEAT_LINK_RADIATION && isnan(l->emissivity))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a link of kind radiation needs its emissivity");
    if (l->exponent > 0 && isnan(l->reference_difference))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "an exponent needs the reference_difference at which the link was known");
    if (strcmp(l->from, l->to) == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a link joins two nodes; this one begins and ends at '%s'", l->from);
    return CUPEL_OK;
}

#define AT(field) .offset = offsetof(heat_network_link, field)
static const cupel_param link_rows[] = {
    {"kind", CUPEL_CHOICE, AT(kind), .fallback = "resistance", .choices = kinds,
     .meaning = "resistance, known as such; layer, t/(k A); contact, by area; film, h A; radiation, to "
                "surroundings that enclose it"},
    {"name", CUPEL_TEXT, AT(name), .meaning = "for the table of links; from-to when it is not given"},
    {"from", CUPEL_TEXT, AT(from), .flags = CUPEL_REQUIRED, .meaning = "node where it begins"},
    {"to", CUPEL_TEXT, AT(to), .flags = CUPEL_REQUIRED, .meaning = "node where it ends"},
    {"resistance", CUPEL_QUANTITY, AT(resistance), .unit = "K/W", .range = "(0, inf)", .only = "resistance",
     .meaning = "thermal resistance R"},
    {"conductance", CUPEL_QUANTITY, AT(conductance), .unit = "W/K", .range = "(0, inf)", .only = "resistance",
     .meaning = "1/R, in place of resistance"},
    {"area", CUPEL_QUANTITY, AT(area), .unit = "m^2", .range = "(0, inf)",
     .only = "layer, contact, film, radiation", .meaning = "area A across the heat flow"},
    {"thickness", CUPEL_QUANTITY, AT(thickness), .unit = "m", .range = "(0, 10]", .only = "layer",
     .meaning = "thickness t along the heat flow"},
    {"material", CUPEL_MATERIAL, AT(material), .only = "layer",
     .meaning =
         "its thermal_conductivity, with stages also density and heat_capacity, at reference_temperature"},
    {"conductivity", CUPEL_QUANTITY, AT(conductivity), .unit = "W/(m K)", .range = "(0, 1e5]",
     .only = "layer", .meaning = "thermal conductivity k, in place of material"},
    {"density", CUPEL_QUANTITY, AT(density), .unit = "kg/m^3", .range = "(0, 1e5]", .only = "layer",
     .meaning = "density rho, with conductivity and stages"},
    {"heat_capacity", CUPEL_QUANTITY, AT(heat_capacity), .unit = "J/(kg K)", .range = "(0, 1e5]",
     .only = "layer", .meaning = "specific heat capacity cp, with conductivity and stages"},
    {"stages", CUPEL_INTEGER, AT(stages), .unit = "1", .fallback = "0", .range = "[0, 400]", .only = "layer",
     .meaning = "slices that hold the heat of the layer; 0: it holds none"},
    {"contact_resistance", CUPEL_QUANTITY, AT(contact_resistance), .unit = "m^2 K/W", .fallback = "0",
     .range = "[0, 1]", .only = "layer, contact",
     .meaning = "resistance of the joint by area; of a layer: at its end, on top of t/(k A)"},
    {"film_coefficient", CUPEL_QUANTITY, AT(film_coefficient), .unit = "W/(m^2 K)", .range = "(0, 1e9]",
     .only = "film", .meaning = "film coefficient h"},
    {"exponent", CUPEL_NUMBER, AT(exponent), .unit = "1", .fallback = "0", .range = "[0, 1]",
     .only = "resistance, film",
     .meaning = "n of conductance ~ difference^n: 0.25 laminar, 1/3 turbulent natural convection"},
    {"reference_difference", CUPEL_QUANTITY, AT(reference_difference), .unit = "K", .range = "(0, 5000]",
     .only = "resistance, film", .flags = CUPEL_DIFFERENCE,
     .meaning = "with exponent: difference at which resistance or film_coefficient holds"},
    {"emissivity", CUPEL_NUMBER, AT(emissivity), .unit = "1", .range = "(0, 1]", .only = "radiation",
     .meaning = "emissivity, or the exchange factor of two faces"},
};
#undef AT
static const cupel_table link_table = {
    .name = "link", .size = sizeof(heat_network_link), CUPEL_ROWS(link_rows), .check = check_link};

/* ---- responses ---- */

#define AT(field) .offset = offsetof(heat_network_response, field)
static const cupel_param response_rows[] = {
    {"name", CUPEL_TEXT, AT(name), .flags = CUPEL_REQUIRED, .meaning = "such as theta_JA, theta_JC, psi_JT"},
    {"kind", CUPEL_CHOICE, AT(kind), .fallback = "theta", .choices = response_kinds,
     .meaning = "theta: node `to` is held, as on an ideal cold plate; psi: the network as it stands"},
    {"from", CUPEL_TEXT, AT(from), .flags = CUPEL_REQUIRED, .meaning = "the hot node, such as the junction"},
    {"to", CUPEL_TEXT, AT(to), .flags = CUPEL_REQUIRED, .meaning = "the node from which the rise is counted"},
    {"heated", CUPEL_TEXT, AT(heated),
     .meaning = "the node into which the power goes; `from` when not given"},
};
#undef AT
static const cupel_table response_table = {
    .name = "response", .size = sizeof(heat_network_response), CUPEL_ROWS(response_rows)};

/* ---- the step ---- */

#define AT(field) .offset = offsetof(heat_network_parameters, field)
static const cupel_param rows[] = {
    {"nodes", CUPEL_LIST, AT(nodes), .length = "[2, 1000]", .table = &node_table,
     .meaning = "nodes of the network. These and links, or a measured impedance"},
    {"links", CUPEL_LIST, AT(links), .length = "[1, 4000]", .table = &link_table,
     .meaning = "links between nodes, in which the heat flows"},
    {"responses", CUPEL_LIST, AT(responses), .length = "[1, 100]", .table = &response_table,
     .meaning = "resistances and impedances asked for, each between two nodes"},
    {"impedance_of", CUPEL_TEXT, AT(impedance_of),
     .meaning =
         "name of the response whose impedance over time, ladders and structure function are told; the "
         "first when not given"},
    {"reference_temperature", CUPEL_QUANTITY, AT(reference_temperature), .unit = "K", .fallback = "25 degC",
     .range = "(0, 5000]", .meaning = "temperature at which properties of materials are taken"},
    {"start_time", CUPEL_QUANTITY, AT(start_time), .unit = "s", .range = "(0, inf)",
     .meaning =
         "first time of the impedance; a hundredth of the shortest time constant that carries a thousandth "
         "of the resistance when not given"},
    {"end_time", CUPEL_QUANTITY, AT(end_time), .unit = "s", .range = "(0, inf)",
     .meaning = "last time of the impedance; ten times the longest time constant when not given"},
    {"points_per_decade", CUPEL_INTEGER, AT(points_per_decade), .unit = "1", .fallback = "20",
     .range = "[20, 200]", .meaning = "times of the impedance per decade"},
    {"initial_state", CUPEL_CHOICE, AT(initial_state), .fallback = "unpowered", .choices = initial_states,
     .meaning =
         "before a power_profile: unpowered; steady, of its first powers; periodic, the profile repeats "
         "for ever"},
    {"points_per_segment", CUPEL_INTEGER, AT(points_per_segment), .unit = "1", .fallback = "20",
     .range = "[1, 1000]",
     .meaning = "times at which temperatures are told between two points of the profile"},
    {"impedance", CUPEL_CURVE, AT(impedance), .unit = "K/W", .length = "[10, 100000]", .axis = "time",
     .axis_unit = "s", .meaning = "measured impedance over time, in place of nodes and links"},
    {"heating_curve", CUPEL_CURVE, AT(heating_curve), .unit = "K", .range = "(0, 1e5]",
     .length = "[11, 100000]", .axis = "time", .axis_unit = "s",
     .meaning = "in place of impedance: temperature over time, with step_power; its first point is the state "
                "before"},
    {"impedance_file", CUPEL_FILE, AT(impedance_file),
     .meaning = "the same as CSV with columns time and impedance, or temperature with step_power"},
    {"second_impedance", CUPEL_CURVE, AT(second_impedance), .unit = "K/W", .length = "[10, 100000]",
     .axis = "time", .axis_unit = "s",
     .meaning = "impedance of the same part on another interface: gives theta_JC where the two part"},
    {"second_impedance_file", CUPEL_FILE, AT(second_impedance_file), .meaning = "the same as CSV"},
    {"time_column", CUPEL_TEXT, AT(time_column), .fallback = "time",
     .meaning = "heading of the times in the files, without its unit"},
    {"impedance_column", CUPEL_TEXT, AT(impedance_column), .fallback = "impedance",
     .meaning = "heading of the impedance in the files, in K/W; or of a temperature, which needs step_power"},
    {"step_power", CUPEL_QUANTITY, AT(step_power), .unit = "W", .range = "(0, inf)",
     .meaning = "with temperatures: step of power at time 0; the rise over the first row by it is the "
                "impedance"},
    {"structure_from", CUPEL_CHOICE, AT(structure_from), .fallback = "ladder", .choices = structure_sources,
     .meaning = "stages, ladder and structure function of a network: ladder, its own; deconvolution, what a "
                "measurement "
                "would show of them"},
    {"deconvolution_per_decade", CUPEL_INTEGER, AT(deconvolution_per_decade), .unit = "1", .fallback = "20",
     .range = "[5, 100]", .meaning = "stages of the time-constant spectrum per decade"},
    {"deconvolution_iterations", CUPEL_INTEGER, AT(deconvolution_iterations), .unit = "1", .fallback = "1000",
     .range = "[1, 1000000]", .meaning = "Bayesian iterations: few smooth, many sharpen, and sharpen noise"},
    {"separation_slope", CUPEL_QUANTITY, AT(separation_slope), .unit = "W/K", .fallback = "0.0045",
     .range = "[0, inf)", .meaning = "a of the limit a Z + b at which two impedances part (JESD51-14)"},
    {"separation_offset", CUPEL_NUMBER, AT(separation_offset), .unit = "1", .fallback = "0.003",
     .range = "[0, inf)", .meaning = "b of that limit"},
};
#undef AT

size_t heat_network_find(const heat_network_parameters *p, const char *name)
{
    const heat_network_node *nodes = p->nodes.rows;
    size_t i = 0;
    while (i < p->nodes.count && strcmp(nodes[i].name, name) != 0) i++;
    return i;
}

static cupel_status check_known(const heat_network_parameters *p, const char *name, const char *what,
                                size_t number, cupel_error *error)
{
    if (heat_network_find(p, name) < p->nodes.count) return CUPEL_OK;
    const heat_network_node *nodes = p->nodes.rows;
    const char *names[1000], *near;
    for (size_t i = 0; i < p->nodes.count; i++) names[i] = nodes[i].name;
    near = cupel_nearest(name, names, p->nodes.count);
    if (near)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s %zu: there is no node '%s'; did you mean '%s'?", what, number,
                   name, near);
    cupel_text allowed = {0};
    for (size_t i = 0; i < p->nodes.count; i++)
        cupel_text_printf(&allowed, "%s%s", i ? ", " : "", nodes[i].name);
    cupel_error_set(error, CUPEL_EINVAL, "%s %zu: there is no node '%s'; nodes: %s", what, number, name,
                    cupel_text_get(&allowed));
    cupel_text_free(&allowed);
    return CUPEL_EINVAL;
}

static cupel_status check_response(const heat_network_parameters *p, size_t number, cupel_error *error)
{
    const heat_network_response *r = (const heat_network_response *)p->responses.rows + number - 1;
    const char *heated = r->heated ? r->heated : r->from;
    cupel_status status = check_known(p, r->from, "response", number, error);
    if (!status) status = check_known(p, r->to, "response", number, error);
    if (!status) status = check_known(p, heated, "response", number, error);
    if (status) return status;
    if (strcmp(r->from, r->to) == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "response '%s': from and to are one node", r->name);
    const heat_network_node *nodes = p->nodes.rows;
    const bool into_held = !isnan(nodes[heat_network_find(p, heated)].temperature);
    if (into_held || (r->kind == HEAT_RESPONSE_THETA && strcmp(heated, r->to) == 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "response '%s': node '%s' is held, heat that enters it warms nothing",
                   r->name, heated);
    return CUPEL_OK;
}

static cupel_status check_names(const heat_network_parameters *p, cupel_error *error)
{
    const heat_network_node *nodes = p->nodes.rows;
    const heat_network_link *links = p->links.rows;
    for (size_t i = 0; i < p->nodes.count; i++)
        if (heat_network_find(p, nodes[i].name) < i)
            CUPEL_FAIL(error, CUPEL_EINVAL, "two nodes are called '%s'", nodes[i].name);
    for (size_t k = 0; k < p->links.count; k++) {
        cupel_status status = check_known(p, links[k].from, "link", k + 1, error);
        if (!status) status = check_known(p, links[k].to, "link", k + 1, error);
        if (status) return status;
    }
    bool found = !p->impedance_of;
    const heat_network_response *responses = p->responses.rows;
    for (size_t k = 0; k < p->responses.count; k++) {
        const cupel_status status = check_response(p, k + 1, error);
        if (status) return status;
        for (size_t j = 0; j < k; j++)
            if (strcmp(responses[j].name, responses[k].name) == 0)
                CUPEL_FAIL(error, CUPEL_EINVAL, "two responses are called '%s'", responses[k].name);
        found |= p->impedance_of && strcmp(p->impedance_of, responses[k].name) == 0;
    }
    if (!found) CUPEL_FAIL(error, CUPEL_EINVAL, "impedance_of: there is no response '%s'", p->impedance_of);
    return CUPEL_OK;
}

static cupel_status check_curves(const heat_network_parameters *p, cupel_error *error)
{
    if ((p->impedance.count > 0) + (p->heating_curve.count > 0) + (p->impedance_file != NULL) > 1)
        CUPEL_FAIL(error, CUPEL_EINVAL, "give one of impedance, heating_curve and impedance_file");
    if (p->heating_curve.count > 0 && isnan(p->step_power))
        CUPEL_FAIL(error, CUPEL_EINVAL, "heating_curve needs step_power, the power by which it rises");
    if (!isnan(p->step_power) && p->heating_curve.count == 0 && !p->impedance_file &&
        !p->second_impedance_file)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "step_power goes with temperatures: heating_curve, or a file of them");
    if (p->second_impedance.count > 0 && p->second_impedance_file)
        CUPEL_FAIL(error, CUPEL_EINVAL, "give second_impedance or second_impedance_file, not both");
    const bool measured = p->impedance.count > 0 || p->heating_curve.count > 0 || p->impedance_file;
    const bool second = p->second_impedance.count > 0 || p->second_impedance_file;
    if (measured && (p->nodes.count > 0 || p->links.count > 0 || p->responses.count > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "give nodes and links, or a measured impedance, not both");
    if (second && !measured)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "a second impedance needs the first one: impedance, heating_curve or impedance_file");
    if (!measured && (p->nodes.count == 0 || p->links.count == 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "give nodes and links, or one of impedance, heating_curve and impedance_file");
    if (p->end_time <= p->start_time)
        CUPEL_FAIL(error, CUPEL_EINVAL, "end_time %.6g s must be above start_time %.6g s", p->end_time,
                   p->start_time);
    return CUPEL_OK;
}

/* All profiles are of one span of time. */
static cupel_status check_profiles(const heat_network_parameters *p, cupel_error *error)
{
    const heat_network_node *nodes = p->nodes.rows, *first = NULL;
    for (size_t i = 0; i < p->nodes.count; i++) {
        const cupel_curve *own = &nodes[i].power_profile;
        if (own->count == 0) continue;
        if (!first) first = &nodes[i];
        const cupel_curve *other = &first->power_profile;
        if (own->x[0] != other->x[0] || own->x[own->count - 1] != other->x[other->count - 1])
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "power_profile of '%s' is from %.6g s to %.6g s, that of '%s' from %.6g s to %.6g s; "
                       "they must "
                       "begin and end together",
                       nodes[i].name, own->x[0], own->x[own->count - 1], first->name, other->x[0],
                       other->x[other->count - 1]);
    }
    return CUPEL_OK;
}

/* A node that no links join to a held one has no temperature of its own. */
static cupel_status check_ways(const heat_network_parameters *p, cupel_error *error)
{
    const heat_network_node *nodes = p->nodes.rows;
    const heat_network_link *links = p->links.rows;
    bool reached[1000];
    for (size_t i = 0; i < p->nodes.count; i++) reached[i] = !isnan(nodes[i].temperature);
    for (bool more = true; more;) {
        more = false;
        for (size_t k = 0; k < p->links.count; k++) {
            const size_t a = heat_network_find(p, links[k].from), b = heat_network_find(p, links[k].to);
            more |= reached[a] != reached[b];
            reached[a] = reached[b] = reached[a] || reached[b];
        }
    }
    for (size_t i = 0; i < p->nodes.count; i++)
        if (!reached[i])
            CUPEL_FAIL(
                error, CUPEL_EINVAL,
                "node '%s' has no way to a node that is held at a temperature: its own is not determined",
                nodes[i].name);
    return CUPEL_OK;
}

static cupel_status check(const void *values, cupel_error *error)
{
    const heat_network_parameters *p = values;
    cupel_status status = check_curves(p, error);
    if (!status) status = check_names(p, error);
    if (!status) status = check_profiles(p, error);
    if (status || p->nodes.count == 0) return status;
    const heat_network_node *nodes = p->nodes.rows;
    bool has_held = false;
    for (size_t i = 0; i < p->nodes.count; i++) has_held |= !isnan(nodes[i].temperature);
    if (!has_held)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "no node is held at a temperature; an ambient or a coolant needs `temperature`");
    return check_ways(p, error);
}

const cupel_table heat_network_table = {.name = "heat.network",
                                        .size = sizeof(heat_network_parameters),
                                        CUPEL_ROWS(rows),
                                        .check = check,
                                        .inspect = heat_network_inspect};

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/foil.h"
#include "rolling/half_space.h"

static void add_up(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_fields *f = &foil->fields;
    const double *p = foil->now.pressure, *x = f->position;
    out->force = out->shear = out->shear_magnitude = out->mean_yield = 0;
    out->peak = 0;
    for (size_t i = 0; i < foil->cells; i++) {
        const double width = x[i + 1] - x[i];
        out->force += 0.5 * (p[i] + p[i + 1]) * width;
        out->shear += f->shear[i] * width;
        out->shear_magnitude += fabs(f->shear[i]) * width;
        out->mean_yield +=
            0.5 * (f->yield[i] + f->yield[i + 1]) * width / foil->now.scalars[CUPK_FOIL_LENGTH];
        out->peak = fmax(out->peak, p[i]);
    }
}

/* The longitudinal balance of the whole, and the torque from the pressure alone: an elastic half-space gives
 * back no moment, int p b' dx = 0, so that R int q dx = -int p x dx + (R/2) (h1 sigma_b - h2 sigma_f). */
static void check_forces(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_problem *problem = foil->problem;
    const double *p = foil->now.pressure, *x = foil->fields.position, *h = foil->fields.thickness;
    double moment = 0, wedge = 0;
    for (size_t i = 0; i < foil->cells; i++) {
        moment -= (x[i + 1] - x[i]) / 6 * (p[i] * (2 * x[i] + x[i + 1]) + p[i + 1] * (x[i] + 2 * x[i + 1]));
        wedge += 0.5 * (p[i] + p[i + 1]) * (h[i + 1] - h[i]);
    }
    const double reach = 2 * problem->slenderness;
    const double pull = h[0] * problem->back - h[foil->cells] * problem->front;
    const double by_pressure = problem->curvature / problem->slenderness * moment + pull / reach;
    out->torque_error = fabs(out->shear - by_pressure) / out->shear_magnitude;
    out->balance_error = fabs(reach * out->shear - pull + wedge) / (reach * out->shear_magnitude);
}

/* Elastic energy that strip of a tension carries along, per time: (1 - nu^2) sigma^2/(2 E) v h. */
static double carried(const cupk_foil *foil, size_t node, double tension)
{
    return 0.5 * foil->problem->press * tension * tension * exp(foil->fields.slip[node]) *
           foil->fields.thickness[node];
}

/* Power of rolls and tensions against that of plastic flow, friction and elastic energy carried off. */
static void check_energy(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_problem *p = foil->problem;
    const cupk_foil_fields *f = &foil->fields;
    const size_t last = foil->cells;
    double spent = carried(foil, last, p->front) - carried(foil, 0, p->back);
    for (size_t i = 0; i < last; i++) {
        const double speed = exp(0.5 * (f->slip[i] + f->slip[i + 1]));
        const double yield = 0.5 * (f->yield[i] + f->yield[i + 1]) * (f->strain[i + 1] - f->strain[i]);
        spent += 0.5 * (f->thickness[i] + f->thickness[i + 1]) * speed * yield;
        spent += 2 * p->slenderness * fabs(f->shear[i] * (speed - 1)) * (f->position[i + 1] - f->position[i]);
    }
    const double given = 2 * p->slenderness * out->shear +
                         exp(f->slip[last]) * f->thickness[last] * p->front -
                         exp(f->slip[0]) * f->thickness[0] * p->back;
    out->energy_error = fabs(given - spent) / spent;
}

/* Pressure between the nodes by the cubic through the four around, in the angle of the cosine mesh. */
static double between(const cupk_foil *foil, size_t i)
{
    const double *p = foil->now.pressure + i;
    if (i == 0) return (3 * p[0] + 6 * p[1] - p[2]) / 8;
    if (i + 1 == foil->cells) return (3 * p[1] + 6 * p[0] - p[-1]) / 8;
    return (9 * (p[0] + p[1]) - p[-1] - p[2]) / 16;
}

/* Half-way nodes of twice as many cells: what their pressure differs by from the straight line moves the roll
 * by so much. The largest change of thickness, which a shift of the whole roll does not count in. */
static void check_shape(cupk_foil *foil, cupk_foil_report *out)
{
    static const double pi = 3.14159265358979323846;
    const size_t cells = foil->cells;
    const double factor = foil->problem->compliance * foil->now.scalars[CUPK_FOIL_LENGTH];
    double least = INFINITY, most = -INFINITY, nodes[3], row[3];
    for (size_t i = 0; i <= cells; i++) {
        double change = 0;
        for (size_t j = 0; j < cells; j++) {
            nodes[0] = foil->nodes[j], nodes[2] = foil->nodes[j + 1];
            nodes[1] = 0.5 * (1 - cos(pi * ((double)j + 0.5) / (double)cells));
            const double share = (nodes[1] - nodes[0]) / (nodes[2] - nodes[0]);
            const double *p = foil->now.pressure + j;
            cupk_half_space_row(2, nodes, foil->nodes[i], row);
            change += row[1] * (between(foil, j) - p[0] - share * (p[1] - p[0]));
        }
        least = fmin(least, -factor * change), most = fmax(most, -factor * change);
    }
    out->shape_error = most - least;
}

/* Friction of the cell or two where it turns says what part of them the strip is slower than the roll. The
 * slip, whose mean over the cell is zero, is moved to be zero at that point: of second order in the mesh. */
static void find_neutral_point(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_fields *f = &foil->fields;
    size_t first = 0, end = foil->cells;
    while (first < foil->cells && f->shear[first] >= 0.999 * f->shear_limit[first]) first++;
    while (end > first && f->shear[end - 1] <= -0.999 * f->shear_limit[end - 1]) end--;
    if (first == foil->cells || end == first) return;
    double force = 0, limit = 0;
    for (size_t i = first; i < end; i++) {
        const double width = f->position[i + 1] - f->position[i];
        force += f->shear[i] * width, limit += f->shear_limit[i] * width;
    }
    const double span = f->position[end] - f->position[first];
    out->neutral = f->position[first] + 0.5 * (1 + force / limit) * span;
    size_t i = first;
    while (i + 1 < end && f->position[i + 1] < out->neutral) i++;
    const double share = (out->neutral - f->position[i]) / (f->position[i + 1] - f->position[i]);
    const double there = f->slip[i] + share * (f->slip[i + 1] - f->slip[i]);
    for (size_t k = 0; k <= foil->cells; k++) f->slip[k] -= there;
}

/* Cells that stick, |q| < tau. Two cells or fewer are a neutral point; gaps of two cells or fewer do not part
 * a zone. */
static void find_sticking(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_fields *f = &foil->fields;
    const double *x = f->position;
    size_t start = 0, end = 0; /* of the zone under way: cells start to end - 1; none while end is 0 */
    out->stick_length = 0, out->stick_zones = 0, out->stick_start = out->stick_end = 0, out->neutral = NAN;
    for (size_t i = 0; i <= foil->cells; i++) {
        const bool sticks = i < foil->cells && fabs(f->shear[i]) < 0.999 * f->shear_limit[i];
        if (sticks && end == 0) start = i;
        if (sticks) end = i + 1;
        const bool over = end > 0 && (i == foil->cells || i > end + 1);
        if (!over) continue;
        if (end - start > 2) {
            out->stick_zones++;
            out->stick_length += x[end] - x[start];
            out->neutral = 0.5 * (x[start] + x[end]);
            out->stick_start = start, out->stick_end = end;
        }
        end = 0;
    }
    if (!out->stick_zones) find_neutral_point(foil, out);
}

/* Whether the plastic flow outweighs the distance from yield; the flow rule makes their product vanish. */
static bool flows(const cupk_foil *foil, size_t cell)
{
    const cupk_foil_fields *f = &foil->fields;
    return foil->problem->gain * (f->strain[cell + 1] - f->strain[cell]) > f->margin[cell + 1];
}

/* Runs of cells of one kind. Where the strip sticks it counts as sticking, plastic or not. Without a sticking
 * zone the slip turns at the neutral point, inside a cell. */
static void find_zones(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_fields *f = &foil->fields;
    size_t first = 0, end = foil->cells;
    while (first < foil->cells && !flows(foil, first)) first++;
    while (end > first && !flows(foil, end - 1)) end--;
    out->zone_count = 0;
    for (size_t i = 0; i < foil->cells; i++) {
        const int kind = i >= out->stick_start && i < out->stick_end ? CUPEL_ROLLING_STICKING
                         : i < first                                 ? CUPEL_ROLLING_ENTRY_ELASTIC
                         : i >= end                                  ? CUPEL_ROLLING_EXIT_ELASTIC
                         : f->shear[i] >= 0                          ? CUPEL_ROLLING_BACKWARD_SLIP
                                                                     : CUPEL_ROLLING_FORWARD_SLIP;
        cupel_rolling_zone *last = out->zones + out->zone_count; /* one past it */
        const bool room = out->zone_count < CUPEL_ROLLING_ZONES;
        const bool fresh = out->zone_count == 0 || (last[-1].kind != kind && room);
        if (fresh) {
            const bool turn = !out->stick_zones && out->zone_count && kind == CUPEL_ROLLING_FORWARD_SLIP &&
                              last[-1].kind == CUPEL_ROLLING_BACKWARD_SLIP;
            const double begin = turn ? out->neutral : f->position[i];
            if (out->zone_count) last[-1].end = begin;
            *last++ = (cupel_rolling_zone){.kind = kind, .begin = begin};
            out->zone_count++;
        }
        last[-1].end = f->position[i + 1];
    }
}

static bool is_admissible(const cupk_foil *foil)
{
    const cupk_foil_fields *f = &foil->fields;
    for (size_t i = 0; i < foil->cells; i++) {
        const bool holds = fabs(f->shear[i]) <= f->shear_limit[i] * (1 + 1e-9) && f->margin[i + 1] >= -1e-9 &&
                           f->strain[i + 1] - f->strain[i] >= -1e-12 && foil->now.pressure[i] >= 0;
        if (!holds) return false;
    }
    return true;
}

void cupk_foil_examine(cupk_foil *foil, cupk_foil_report *out)
{
    add_up(foil, out);
    check_forces(foil, out);
    find_sticking(foil, out);
    find_zones(foil, out);
    check_energy(foil, out);
    check_shape(foil, out);
    out->admissible = is_admissible(foil);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/foil.h"
#include "rolling/half_space.h"

/* Share of the limit above which friction slides. */
static const double slides = 0.99;

static void add_up(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_fields *f = &foil->fields;
    const double *p = foil->now.pressure, *x = f->position;
    out->force = out->shear = out->shear_magnitude = out->mean_yield = 0;
    out->peak = 0;
    for (size_t i = 0; i < foil->mesh.cells; i++) {
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
 * back no moment, int p b' dx = 0 for the b of the pressure, so that R int q dx = -int p x dx
 * + (R/2) (h1 sigma_b - h2 sigma_f), less what the surface terms do to h. */
static void check_forces(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_problem *problem = foil->problem;
    const double *p = foil->now.pressure, *x = foil->fields.position, *h = foil->fields.thickness;
    const double *lift = foil->mesh.lift;
    double moment = 0, wedge = 0, lifted = 0;
    for (size_t i = 0; i < foil->mesh.cells; i++) {
        moment -= (x[i + 1] - x[i]) / 6 * (p[i] * (2 * x[i] + x[i + 1]) + p[i + 1] * (x[i] + 2 * x[i + 1]));
        wedge += 0.5 * (p[i] + p[i + 1]) * (h[i + 1] - h[i]);
        lifted += 0.5 * (p[i] + p[i + 1]) * (lift[i + 1] - lift[i]);
    }
    const double reach = 2 * problem->slenderness;
    const double pull = h[0] * problem->back - h[foil->mesh.cells] * problem->front;
    const double by_pressure = problem->curvature / problem->slenderness * moment + (pull - lifted) / reach;
    out->torque_error = fabs(out->shear - by_pressure) / out->shear_magnitude;
    out->balance_error = fabs(reach * out->shear - pull + wedge) / (reach * out->shear_magnitude);
}

/* Speed of the strip at a node, that of the roll being 1, from the conservation of mass. */
static double strip_speed(const cupk_foil *foil, const cupk_foil_report *report, size_t i)
{
    const cupk_foil_problem *p = foil->problem;
    return exp(foil->now.scalars[CUPK_FOIL_SLIP] - report->slip_shift) / foil->fields.thickness[i] *
           exp(p->dilation * (foil->now.tension[i] - foil->now.pressure[i]));
}

/* Power of rolls and tensions against that of plastic flow, friction and elastic energy carried off, which is
 * (1 - nu^2) sigma^2/(2 E) v h. Where surface terms count the surface of the roll has its own speed. */
static void check_energy(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_problem *p = foil->problem;
    const cupk_foil_fields *f = &foil->fields;
    const size_t last = foil->mesh.cells;
    const double in = strip_speed(foil, out, 0) * f->thickness[0];
    const double off = strip_speed(foil, out, last) * f->thickness[last];
    double given = off * p->front - in * p->back;
    double spent = 0.5 * p->press * (off * p->front * p->front - in * p->back * p->back);
    for (size_t i = 0; i < last; i++) {
        const double speed = sqrt(strip_speed(foil, out, i) * strip_speed(foil, out, i + 1));
        const double surface = speed / exp(0.5 * (f->slip[i] + f->slip[i + 1]));
        const double yield = 0.5 * (f->yield[i] + f->yield[i + 1]) * (f->strain[i + 1] - f->strain[i]);
        const double friction = 2 * p->slenderness * f->shear[i] * (f->position[i + 1] - f->position[i]);
        spent += 0.5 * (f->thickness[i] + f->thickness[i + 1]) * speed * yield;
        spent += fabs(friction * (speed - surface));
        given += friction * surface;
    }
    out->energy_error = fabs(given - spent) / spent;
}

/* Angle of a node: a contact that ends like the root of the distance is smooth in it. */
static double angle_of(const cupk_foil *foil, size_t i)
{
    return acos(1 - 2 * foil->mesh.nodes[i]);
}

/* Pressure half-way in the angle between node i and the next, by the cubic through the four nodes around. */
static double between(const cupk_foil *foil, size_t i, double angle)
{
    const size_t first = i == 0 ? 0 : i + 2 > foil->mesh.cells ? foil->mesh.cells - 3 : i - 1;
    double sum = 0;
    for (size_t j = first; j < first + 4; j++) {
        double weight = 1;
        for (size_t k = first; k < first + 4; k++)
            if (k != j) weight *= (angle - angle_of(foil, k)) / (angle_of(foil, j) - angle_of(foil, k));
        sum += weight * foil->now.pressure[j];
    }
    return sum;
}

/* Half-way nodes of twice as many cells: what their pressure differs by from the straight line moves the roll
 * by so much. The largest change of thickness, which a shift of the whole roll does not count in. */
static void check_shape(cupk_foil *foil, cupk_foil_report *out)
{
    const size_t cells = foil->mesh.cells;
    const double factor = foil->problem->compliance * foil->now.scalars[CUPK_FOIL_LENGTH];
    double *place = foil->spare, *excess = foil->row, nodes[3], row[3];
    for (size_t j = 0; j < cells; j++) {
        const double angle = 0.5 * (angle_of(foil, j) + angle_of(foil, j + 1));
        const double *p = foil->now.pressure + j, *x = foil->mesh.nodes + j;
        place[j] = 0.5 * (1 - cos(angle));
        excess[j] = between(foil, j, angle) - p[0] - (place[j] - x[0]) / (x[1] - x[0]) * (p[1] - p[0]);
    }
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i <= cells; i++) {
        double change = 0;
        for (size_t j = 0; j < cells; j++) {
            nodes[0] = foil->mesh.nodes[j], nodes[1] = place[j], nodes[2] = foil->mesh.nodes[j + 1];
            cupk_half_space_row(2, nodes, foil->mesh.nodes[i], row);
            change += row[1] * excess[j];
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
    size_t first = 0;
    while (first < foil->mesh.cells && f->shear[first] >= slides * f->shear_limit[first]) first++;
    if (first == foil->mesh.cells) return;
    size_t end = first + 1;
    while (end < foil->mesh.cells && f->shear[end] > -slides * f->shear_limit[end]) end++;
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
    for (size_t k = 0; k <= foil->mesh.cells; k++) f->slip[k] -= there;
    out->slip_shift = there;
}

/* Where friction turns for good, in a sticking zone or behind one: between the middles of two cells. */
static void find_turn(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_fields *f = &foil->fields;
    for (size_t i = foil->mesh.cells - 1; i-- > 0;) {
        if (!(f->shear[i] > 0 && f->shear[i + 1] <= 0)) continue;
        const double left = 0.5 * (f->position[i] + f->position[i + 1]);
        const double right = 0.5 * (f->position[i + 1] + f->position[i + 2]);
        out->neutral = left + f->shear[i] / (f->shear[i] - f->shear[i + 1]) * (right - left);
        return;
    }
}

/* Cells that stick, |q| < tau. Two cells or fewer are a neutral point; gaps of two cells or fewer do not part
 * a zone. */
static void find_sticking(const cupk_foil *foil, cupk_foil_report *out)
{
    const cupk_foil_fields *f = &foil->fields;
    const double *x = f->position;
    size_t start = 0, end = 0; /* of the zone under way: cells start to end - 1; none while end is 0 */
    out->stick_zones = 0, out->stick_start = out->stick_end = 0, out->neutral = NAN, out->slip_shift = 0;
    for (size_t i = 0; i <= foil->mesh.cells; i++) {
        const bool sticks = i < foil->mesh.cells && fabs(f->shear[i]) < slides * f->shear_limit[i];
        if (sticks && end == 0) start = i;
        if (sticks) end = i + 1;
        const bool over = end > 0 && (i == foil->mesh.cells || i > end + 1);
        if (!over) continue;
        if (end - start > 2) {
            out->stick_zones++;
            out->stick_start = start, out->stick_end = end;
            out->neutral = 0.5 * (x[start] + x[end]); /* where friction turns nowhere, close to skidding */
        }
        end = 0;
    }
    if (out->stick_zones)
        find_turn(foil, out);
    else
        find_neutral_point(foil, out);
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
    size_t first = 0, end = foil->mesh.cells;
    while (first < foil->mesh.cells && !flows(foil, first)) first++;
    while (end > first && !flows(foil, end - 1)) end--;
    out->zone_count = 0;
    for (size_t i = 0; i < foil->mesh.cells; i++) {
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
    for (size_t i = 0; i < foil->mesh.cells; i++) {
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

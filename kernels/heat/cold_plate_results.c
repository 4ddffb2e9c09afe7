/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "heat/cold_plate.h"
#include "heat/law.h"

/* What is told of a solution. */

static double sheet_thickness(const cupel_cold_plate_solver *s, int sheet)
{
    return sheet ? s->section.cover : s->section.base;
}

/* Rise of an outer face, over which a flux [W/m^2] enters: half a sheet above its middle. */
static double face_rise(const cupel_cold_plate_solver *s, size_t i, size_t j, int sheet, double flux)
{
    return s->unknown[cupk_metal(s, i, j, sheet)] +
           0.5 * flux * sheet_thickness(s, sheet) / s->plate->conductivity;
}

static void tell_faces(const cupel_cold_plate_solver *s, cupel_cold_plate_result *out)
{
    const double t_in = s->plate->inlet_temperature;
    double *const faces[2] = {out->base_face, out->cover_face};
    double highest = -INFINITY, sum = 0, area = 0;
    for (int sheet = 0; sheet < 2; sheet++)
        for (size_t j = 0; j < s->ny; j++)
            for (size_t i = 0; i < s->nx; i++) {
                const double rise = face_rise(s, i, j, sheet, s->flux[sheet][j * s->nx + i]);
                const double weight = s->strips[j].width * sheet_thickness(s, sheet);
                highest = fmax(highest, rise);
                sum += weight * s->unknown[cupk_metal(s, i, j, sheet)];
                area += weight;
                if (faces[sheet]) faces[sheet][j * s->nx + i] = t_in + rise;
            }
    out->maximum_temperature = t_in + highest;
    out->base_temperature = t_in + sum / area;
}

/* Below a source the flux is its own where it lies, with what others give there. */
static void tell_sources(const cupel_cold_plate_solver *s, cupel_cold_plate_result *out)
{
    const double t_in = s->plate->inlet_temperature;
    for (size_t n = 0; n < s->plate->source_count; n++) {
        const cupel_plate_source *source = &s->plate->sources[n];
        const int sheet = (int)source->face;
        const double flux = source->power / (source->size[0] * source->size[1]);
        double sum = 0, area = 0, highest = -INFINITY;
        for (size_t j = 0; j < s->ny; j++)
            for (size_t i = 0; i < s->nx; i++) {
                const double part = cupk_plate_overlap(s, source, i, j);
                if (!(part > 1e-9)) continue;
                const double total = s->flux[sheet][j * s->nx + i] + (1 - part) * flux;
                const double rise = face_rise(s, i, j, sheet, total) + flux * source->contact_resistance;
                sum += part * s->strips[j].width * rise;
                area += part * s->strips[j].width;
                highest = fmax(highest, rise);
            }
        out->maximum_temperature = fmax(out->maximum_temperature, t_in + highest);
        if (out->source_mean) out->source_mean[n] = t_in + sum / area;
        if (out->source_maximum) out->source_maximum[n] = t_in + highest;
    }
}

static double middle_of(const cupel_cold_plate *plate, size_t channel)
{
    const double from_middle = (double)channel - 0.5 * (double)(plate->channel_count - 1);
    return 0.5 * plate->width + (plate->channel_count > 1 ? from_middle * plate->channel_pitch : 0);
}

static void tell_channels(const cupel_cold_plate_solver *s, cupel_cold_plate_result *out)
{
    const double t_in = s->plate->inlet_temperature;
    double films = 0, heat = 0, lost = 0;
    out->reynolds_lowest = out->prandtl_lowest = out->wall_lowest = INFINITY;
    out->reynolds_highest = out->prandtl_highest = out->wall_highest = out->biot_highest = 0;
    out->coolant_lowest = out->coolant_highest = t_in;
    for (size_t c = 0; c < s->channels; c++) {
        double own = 0;
        for (size_t i = 0; i < s->nx; i++) {
            const cupk_channel_cell *cell = cupk_cell(s, i, c);
            own += cell->film / (double)s->nx;
            heat += cell->capacity_rate * (cell->outlet - cell->inlet);
            out->reynolds_lowest = fmin(out->reynolds_lowest, cell->reynolds);
            out->reynolds_highest = fmax(out->reynolds_highest, cell->reynolds);
            out->prandtl_lowest = fmin(out->prandtl_lowest, cell->prandtl);
            out->prandtl_highest = fmax(out->prandtl_highest, cell->prandtl);
            out->wall_lowest = fmin(out->wall_lowest, t_in + cell->wall);
            out->wall_highest = fmax(out->wall_highest, t_in + cell->wall);
            out->coolant_lowest = fmin(out->coolant_lowest, t_in + cell->outlet);
            out->coolant_highest = fmax(out->coolant_highest, t_in + cell->outlet);
        }
        films += own * s->perimeter[c] / s->wetted;
        out->biot_highest =
            fmax(out->biot_highest, own * fmax(s->section.base, s->section.cover) / s->plate->conductivity);
        if (c % s->group == 0) lost += s->pressure_drop[c];
        if (out->channels)
            out->channels[c] = (cupel_plate_channel){
                .y = middle_of(s->plate, c),
                .mass_flow = s->mass_flow[c],
                .outlet_temperature = t_in + cupk_cell(s, cupk_slab_of(s, c, s->nx - 1), c)->outlet,
                .film_coefficient = own,
                .pressure_drop = s->pressure_drop[c],
                .backwards = cupk_flows_back(s, c)};
    }
    out->heat_flow = heat;
    out->film_coefficient = films;
    out->pressure_drop = lost;
}

/* Of the channels of the last pass, by enthalpy. */
static double mixed_outlet(const cupel_cold_plate_solver *s)
{
    const double t_in = s->plate->inlet_temperature;
    double rise = 0, mass = 0, sum = 0, weights = 0;
    for (size_t c = s->channels - s->group; c < s->channels; c++) {
        rise += s->mass_flow[c] * cupk_cell(s, cupk_slab_of(s, c, s->nx - 1), c)->outlet;
        mass += s->mass_flow[c];
    }
    rise /= mass;
    for (size_t c = s->channels - s->group; c < s->channels; c++) {
        const double outlet = cupk_cell(s, cupk_slab_of(s, c, s->nx - 1), c)->outlet;
        const double weight =
            s->mass_flow[c] * cupk_law_mean(&s->liquid->heat_capacity, t_in + rise, t_in + outlet);
        sum += weight * outlet;
        weights += weight;
    }
    return t_in + sum / weights;
}

static size_t hottest_of_pass(const cupel_cold_plate_solver *s, size_t pass)
{
    size_t hottest = pass * s->group;
    for (size_t c = hottest; c < (pass + 1) * s->group; c++)
        if (cupk_cell(s, cupk_slab_of(s, c, s->nx - 1), c)->outlet >
            cupk_cell(s, cupk_slab_of(s, hottest, s->nx - 1), hottest)->outlet)
            hottest = c;
    return hottest;
}

static void tell_path(const cupel_cold_plate_solver *s, cupel_cold_plate_result *out)
{
    const double t_in = s->plate->inlet_temperature;
    double pressure = out->pressure_drop;
    for (size_t pass = 0; pass < s->passes; pass++) {
        const size_t c = hottest_of_pass(s, pass);
        const double mass_velocity = s->mass_flow[c] / s->section.flow_area;
        const double density =
            cupk_law_at(&s->liquid->density, t_in + cupk_cell(s, cupk_slab_of(s, c, 0), c)->inlet);
        pressure -= (pass ? s->plate->bend_loss : s->plate->inlet_loss) * 0.5 * mass_velocity *
                    mass_velocity / density;
        for (size_t k = 0; k < s->nx; k++) {
            const cupk_channel_cell *cell = cupk_cell(s, cupk_slab_of(s, c, k), c);
            const size_t n = pass * s->nx + k;
            if (out->path_position) out->path_position[n] = ((double)n + 0.5) * s->dx;
            if (out->path_coolant) out->path_coolant[n] = t_in + cell->mean;
            if (out->path_wall) out->path_wall[n] = t_in + cell->wall;
            if (out->path_film) out->path_film[n] = cell->film;
            if (out->path_pressure) out->path_pressure[n] = pressure - 0.5 * cell->pressure_drop;
            pressure -= cell->pressure_drop;
        }
    }
}

void cupk_plate_results(const cupel_cold_plate_solver *s, double flow_rate, cupel_cold_plate_result *out)
{
    const cupel_cold_plate *plate = s->plate;
    double power = 0, size = 0;
    for (size_t n = 0; n < plate->source_count; n++) {
        power += plate->sources[n].power;
        size += fabs(plate->sources[n].power);
    }
    tell_faces(s, out);
    tell_sources(s, out);
    tell_channels(s, out);
    out->imbalance = size > 0 ? fabs(out->heat_flow - power) / size : 0;
    out->outlet_temperature = mixed_outlet(s);
    out->mass_flow = flow_rate * cupk_law_at(&s->liquid->density, plate->inlet_temperature);
    out->hydraulic_diameter = s->section.diameter;
    out->velocity = flow_rate / ((double)s->group * s->section.flow_area);
    tell_path(s, out);
}

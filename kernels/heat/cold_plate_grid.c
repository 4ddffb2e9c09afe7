/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "cupel/heat.h"
#include "heat/cold_plate.h"

/* Cross-section and strips of a cold plate. */

static const double pi = 3.14159265358979323846;

cupk_section cupk_plate_section(const cupel_cold_plate *plate)
{
    const double w = plate->channel_width, h = plate->channel_height;
    if (plate->shape == CUPEL_CHANNEL_ROUND) {
        /* the square of equal perimeter: its side is the mean chord, so that metal beside the channel and
         * over it is in the mean what it is */
        const double side = 0.25 * pi * w, lost = 0.5 * (w - side);
        return (cupk_section){.width = side,
                              .height = side,
                              .base = plate->base_thickness + lost,
                              .cover = plate->cover_thickness + lost,
                              .flow_area = 0.25 * pi * w * w,
                              .diameter = w,
                              .friction = 16,
                              .nusselt = plate->isoflux ? 48. / 11 : 3.6568};
    }
    const double aspect = fmin(w, h) / fmax(w, h);
    return (cupk_section){.width = w,
                          .height = h,
                          .base = plate->base_thickness,
                          .cover = plate->cover_thickness,
                          .flow_area = w * h,
                          .diameter = 2 * w * h / (w + h),
                          .friction = cupel_friction_duct(aspect),
                          .nusselt = plate->isoflux ? cupel_nusselt_duct_isoflux(aspect)
                                                    : cupel_nusselt_duct_isothermal(aspect)};
}

typedef struct strip_list {
    cupk_strip *strips; /* NULL: they are only counted */
    double *edges;      /* upper edges of the strips; NULL */
    size_t count;
    double y;
} strip_list;

static void add(strip_list *list, cupk_strip_kind kind, double width, long below, long above)
{
    if (list->strips) list->strips[list->count] = (cupk_strip){kind, list->y, width, below, above};
    list->y += width;
    if (list->edges) list->edges[list->count] = list->y;
    list->count++;
}

/* A wall between two channels, or between one and the edge of the plate. As one with an adiabatic edge is the
 * half of one between two channels, its thickness counts twice. */
static void add_wall(strip_list *list, const cupk_section *section, double cell, double thickness, long below,
                     long above)
{
    const bool edge = below == CUPK_NO_CHANNEL || above == CUPK_NO_CHANNEL;
    if (!((edge ? 2 : 1) * thickness > section->height * (1 + 1e-9))) {
        add(list, CUPK_STRIP_FIN, thickness, below, above);
        return;
    }
    const size_t parts = (size_t)fmax(ceil(thickness / cell - 1e-9), edge ? 1 : 2);
    for (size_t i = 0; i < parts; i++)
        add(list, CUPK_STRIP_SOLID, thickness / (double)parts, i == 0 ? below : CUPK_NO_CHANNEL,
            i + 1 == parts ? above : CUPK_NO_CHANNEL);
}

static double array_width(const cupel_cold_plate *plate)
{
    const double gaps = (double)(plate->channel_count - 1);
    return (gaps > 0 ? gaps * plate->channel_pitch : 0) + plate->channel_width;
}

static size_t list_strips(const cupel_cold_plate *plate, cupk_strip *strips, double *edges)
{
    const cupk_section section = cupk_plate_section(plate);
    const double cell = section.width / (double)plate->cells[1];
    const double slack = plate->channel_width - section.width; /* of a round channel */
    const double rim = 0.5 * (plate->width - array_width(plate) + slack);
    const long last = (long)plate->channel_count - 1;
    strip_list list = {.strips = strips, .edges = edges};
    const bool has_rim = rim > 1e-9 * plate->width;
    if (has_rim) add_wall(&list, &section, cell, rim, CUPK_NO_CHANNEL, 0);
    for (long c = 0; c <= last; c++) {
        for (size_t i = 0; i < plate->cells[1]; i++) add(&list, CUPK_STRIP_CHANNEL, cell, c, CUPK_NO_CHANNEL);
        if (c < last) add_wall(&list, &section, cell, plate->channel_pitch - section.width, c, c + 1);
    }
    if (has_rim) add_wall(&list, &section, cell, rim, last, CUPK_NO_CHANNEL);
    return list.count;
}

size_t cupk_plate_strips(const cupel_cold_plate *plate, cupk_strip *strips)
{
    return list_strips(plate, strips, NULL);
}

size_t cupel_cold_plate_rows(const cupel_cold_plate *plate)
{
    return list_strips(plate, NULL, NULL);
}

void cupel_cold_plate_edges(const cupel_cold_plate *plate, double *y)
{
    y[0] = 0;
    list_strips(plate, NULL, y + 1);
}

/* Positive lengths and finite coefficients. */
static cupel_status check_numbers(const cupel_cold_plate *p, cupel_error *error)
{
    const struct {
        const char *name;
        double value;
        bool zero; /* is allowed */
    } numbers[] = {{"length", p->length, false},
                   {"width", p->width, false},
                   {"base_thickness", p->base_thickness, false},
                   {"cover_thickness", p->cover_thickness, false},
                   {"conductivity", p->conductivity, false},
                   {"channel_width", p->channel_width, false},
                   {"channel_height", p->channel_height, false},
                   {"inlet_temperature", p->inlet_temperature, false},
                   {"joint_resistance", p->joint_resistance, true},
                   {"inlet_loss", p->inlet_loss, true},
                   {"outlet_loss", p->outlet_loss, true},
                   {"bend_loss", p->bend_loss, true}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!((numbers[i].zero ? numbers[i].value >= 0 : numbers[i].value > 0) && isfinite(numbers[i].value)))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s %.6g must be %s", numbers[i].name, numbers[i].value,
                       numbers[i].zero ? "zero or positive" : "positive");
    return CUPEL_OK;
}

static cupel_status check_channels(const cupel_cold_plate *p, cupel_error *error)
{
    if (p->channel_count < 1 || p->cells[0] < 1 || p->cells[1] < 1)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a cold plate needs a channel, and cells along and across it");
    if (p->shape == CUPEL_CHANNEL_ROUND && p->channel_height != p->channel_width)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a round channel is as high as it is wide");
    if (p->channel_count > 1 && !(p->channel_pitch > p->channel_width))
        CUPEL_FAIL(error, CUPEL_EINVAL, "channel_pitch %.6g m must be above the channel's width %.6g m",
                   p->channel_pitch, p->channel_width);
    if (!(array_width(p) <= p->width * (1 + 1e-12)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu channels take %.6g m, the plate is %.6g m wide",
                   p->channel_count, array_width(p), p->width);
    const bool serpentine = p->layout == CUPEL_FLOW_SERPENTINE;
    if (serpentine ? p->passes < 2 || p->channel_count % p->passes != 0 : p->passes != 1)
        CUPEL_FAIL(error, CUPEL_EINVAL, "passes %zu must be %s", p->passes,
                   serpentine ? "2 or more and a divisor of the number of channels"
                              : "1 but for a serpentine");
    if (p->layout == CUPEL_FLOW_COUNTER && p->channel_count < 2)
        CUPEL_FAIL(error, CUPEL_EINVAL, "counterflow takes two channels at least");
    return CUPEL_OK;
}

static cupel_status check_source(const cupel_cold_plate *p, size_t index, cupel_error *error)
{
    const cupel_plate_source *source = &p->sources[index];
    const double sides[2] = {p->length, p->width};
    for (int a = 0; a < 2; a++) {
        const double lo = source->position[a] - 0.5 * source->size[a], hi = lo + source->size[a];
        if (!(source->size[a] > 0 && lo >= -1e-9 * sides[a] && hi <= sides[a] * (1 + 1e-9)))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "source %zu reaches from %.6g m to %.6g m along %s; the plate is from 0 m to %.6g m",
                       index + 1, lo, hi, a ? "y" : "x", sides[a]);
    }
    if (!(isfinite(source->power) && source->contact_resistance >= 0 && isfinite(source->contact_resistance)))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "source %zu: power must be finite and contact_resistance not negative", index + 1);
    return CUPEL_OK;
}

/* Unknowns: two sheets in every strip, and every channel, in each slab. Walls are cut last: first without. */
static cupel_status check_size(const cupel_cold_plate *p, cupel_error *error)
{
    static const double most = 4e6;
    const double along = (double)p->cells[0], channels = (double)p->channel_count;
    double unknowns = along * channels * (2 * (double)p->cells[1] + 1);
    if (unknowns < most) unknowns = along * (channels + 2 * (double)list_strips(p, NULL, NULL));
    if (unknowns < most) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_ELIMIT,
               "cells [%zu, %zu] make %.3g unknowns of this plate; at most %.0e are solved", p->cells[0],
               p->cells[1], unknowns, most);
}

cupel_status cupel_cold_plate_check(const cupel_cold_plate *plate, cupel_error *error)
{
    cupel_status status = check_numbers(plate, error);
    if (!status) status = check_channels(plate, error);
    if (!status) status = check_size(plate, error);
    if (!status && !isnan(plate->temperature) && !(plate->temperature > 0 && plate->source_count == 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a plate of a given temperature, positive, takes no sources");
    for (size_t i = 0; !status && i < plate->source_count; i++) status = check_source(plate, i, error);
    return status;
}

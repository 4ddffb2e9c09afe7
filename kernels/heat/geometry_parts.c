/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "heat/geometry_parts.h"

#include <math.h>

/* Faces that differ by less than this share of the domain are one: decimal input is rounded. */
static const double same = 1e-9;

enum { MOST_PIECES = 10000 };

static const char axis_names[] = "xyz";

void cupk_axes_across(int axis, int across[2])
{
    across[0] = axis == 0 ? 1 : 0;
    across[1] = axis == 2 ? 1 : 2;
}

static size_t at_least_one(size_t count)
{
    return count ? count : 1;
}

double cupk_fin_face(const cupel_part *part, size_t fin)
{
    const double lo = part->lo[part->axis], width = part->hi[part->axis] - lo;
    const size_t count = at_least_one(part->count[0]);
    if (count == 1) return lo + 0.5 * (width - part->thickness);
    return lo + (width - part->thickness) * (double)fin / (double)(count - 1);
}

size_t cupk_pin_count(const cupel_part *part, int which)
{
    return at_least_one(part->count[which]);
}

static double pin_pitch(const cupel_part *part, int which)
{
    int across[2];
    cupk_axes_across(part->axis, across);
    if (part->pitch[which] > 0) return part->pitch[which];
    return (part->hi[across[which]] - part->lo[across[which]]) / (double)cupk_pin_count(part, which);
}

double cupk_pin_centre(const cupel_part *part, int which, size_t pin, size_t row)
{
    int across[2];
    cupk_axes_across(part->axis, across);
    const double middle = 0.5 * (part->lo[across[which]] + part->hi[across[which]]);
    const double pitch = pin_pitch(part, which);
    double centre = middle + pitch * ((double)pin - 0.5 * (double)(cupk_pin_count(part, which) - 1));
    if (part->staggered && which == 0) centre += (row % 2 ? 0.25 : -0.25) * pitch;
    return centre;
}

static cupel_status check_fins(const cupel_part *part, size_t number, cupel_error *error)
{
    const size_t count = at_least_one(part->count[0]);
    const double width = part->hi[part->axis] - part->lo[part->axis];
    if (count > MOST_PIECES)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "part %zu: %zu fins; at most %d", number, count, MOST_PIECES);
    if (!(part->thickness > 0) || !(part->thickness * (double)count <= width * (1 + same)))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "part %zu: %zu fins %.6g m thick do not fit in the %.6g m from `from` to `to` along %c",
                   number, count, part->thickness, width, axis_names[part->axis]);
    return CUPEL_OK;
}

static cupel_status check_pins(const cupel_part *part, size_t number, cupel_error *error)
{
    int across[2];
    cupk_axes_across(part->axis, across);
    if (!(part->diameter > 0) || !(part->bore >= 0 && part->bore < part->diameter))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "part %zu: a pin of diameter %.6g m with a bore of %.6g m; allowed: 0 <= bore < diameter",
                   number, part->diameter, part->bore);
    for (int which = 0; which < 2; which++) {
        const size_t count = cupk_pin_count(part, which);
        const int a = across[which];
        if (count > MOST_PIECES)
            CUPEL_FAIL(error, CUPEL_ELIMIT, "part %zu: %zu pins along %c; at most %d", number, count,
                       axis_names[a], MOST_PIECES);
        const double slack = same * (part->hi[a] - part->lo[a]);
        const double first = cupk_pin_centre(part, which, 0, 0) - 0.5 * part->diameter;
        const double last = cupk_pin_centre(part, which, count - 1, 1) + 0.5 * part->diameter;
        if (!(first >= part->lo[a] - slack && last <= part->hi[a] + slack))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "part %zu: its pins reach from %.6g m to %.6g m along %c, but the part from %.6g m to "
                       "%.6g m: lower count, pitch or diameter",
                       number, first, last, axis_names[a], part->lo[a], part->hi[a]);
        if (count > 1 && !part->staggered && !(pin_pitch(part, which) >= part->diameter * (1 - same)))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "part %zu: pins %.6g m wide at a pitch of %.6g m overlap along %c", number,
                       part->diameter, pin_pitch(part, which), axis_names[a]);
    }
    return CUPEL_OK;
}

size_t cupk_part_number(const cupel_geometry *geometry, size_t index)
{
    const size_t number = geometry->parts[index].number;
    return number ? number : index + 1;
}

cupel_status cupel_geometry_check_part(const cupel_geometry *geometry, size_t index, cupel_error *error)
{
    const cupel_part *part = &geometry->parts[index];
    const size_t number = cupk_part_number(geometry, index);
    const double *lo = part->lo, *hi = part->hi;
    if (part->kind == CUPEL_PART_MESH) {
        if (!part->mesh) CUPEL_FAIL(error, CUPEL_EINVAL, "part %zu has no mesh", number);
        lo = part->mesh->lo;
        hi = part->mesh->hi;
    }
    for (int a = 0; a < 3; a++) {
        const double size = geometry->size[a];
        if (!(lo[a] < hi[a]))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "part %zu reaches from %.6g m to %.6g m along %c: `to` must be beyond `from`", number,
                       lo[a], hi[a], axis_names[a]);
        if (!(lo[a] >= -same * size && hi[a] <= size * (1 + same)))
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "part %zu reaches from %.6g m to %.6g m along %c; the domain is from 0 m to %.6g m",
                       number, lo[a], hi[a], axis_names[a], size);
    }
    if (part->axis < 0 || part->axis > 2)
        CUPEL_FAIL(error, CUPEL_EINVAL, "part %zu: axis %d; allowed: 0, 1, 2", number, part->axis);
    if (part->kind == CUPEL_PART_FINS) return check_fins(part, number, error);
    return part->kind == CUPEL_PART_PINS ? check_pins(part, number, error) : CUPEL_OK;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "rolling/mill.h"

static const char *const roll_words[][CUPEL_MILL_ROLLS] = {
    {"work_roll"},
    {"work_roll", "backup_roll"},
    {"work_roll", "intermediate_roll", "backup_roll"},
    {"work_roll", "intermediate_roll", "second_intermediate_roll", "backing_shaft"}};
static const size_t roll_kinds[] = {1, 2, 3, 4};

static cupel_status check_positive(double value, const char *roll, const char *name, const char *unit,
                                   cupel_error *error)
{
    if (isfinite(value) && value > 0) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "%s: %s = %.6g%s is not allowed; it must be finite and > 0", roll, name,
               value, unit);
}

static cupel_status check_ground(const cupel_mill_roll *roll, const char *name, cupel_error *error)
{
    const double values[] = {roll->crown,       roll->linear, roll->cubic,
                             roll->taper_depth, roll->shift,  roll->bending_force};
    static const char *const words[] = {"crown", "linear", "cubic", "taper_depth", "shift", "bending_force"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (!isfinite(values[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s: %s = %.6g is not allowed; it must be finite", name, words[i],
                       values[i]);
    if (!(roll->taper_length >= 0 && roll->taper_length <= roll->barrel_length))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s: taper_length %.6g m must lie from 0 to the barrel's %.6g m",
                   name, roll->taper_length, roll->barrel_length);
    for (size_t i = 1; i < roll->thermal_count; i++)
        if (!(roll->thermal_position[i] > roll->thermal_position[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s: the positions of the thermal crown must rise", name);
    return CUPEL_OK;
}

static cupel_status check_roll(const cupel_mill_roll *roll, const char *name, bool held, bool backing,
                               cupel_error *error)
{
    cupel_status status;
    if ((status = check_positive(roll->diameter, name, "diameter", " m", error)) ||
        (status = check_positive(roll->youngs_modulus, name, "youngs_modulus", " Pa", error)))
        return status;
    if (!(roll->poissons_ratio > -1 && roll->poissons_ratio <= 0.5))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s: poissons_ratio = %.6g is not allowed; it must lie in (-1, 0.5]",
                   name, roll->poissons_ratio);
    if (!isnan(roll->core_diameter) && !(roll->core_diameter > 0 && roll->core_diameter <= roll->diameter))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "%s: core_diameter %.6g m must lie above 0 and up to the diameter %.6g m", name,
                   roll->core_diameter, roll->diameter);
    if (backing) return CUPEL_OK;
    if ((status = check_positive(roll->barrel_length, name, "barrel_length", " m", error)) ||
        (status = check_ground(roll, name, error)))
        return status;
    if (isnan(roll->bearing_distance)) {
        if (held || roll->bending_force != 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s: bearing_distance is missing; %s", name,
                       held ? "its bearings carry the roll force" : "the bending force acts on the bearings");
        return CUPEL_OK;
    }
    if (!(roll->bearing_distance >= roll->barrel_length))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s: bearing_distance %.6g m must not lie below barrel_length %.6g m",
                   name, roll->bearing_distance, roll->barrel_length);
    if (roll->bearing_distance > roll->barrel_length)
        status = check_positive(roll->neck_diameter, name, "neck_diameter", " m", error);
    if (status) return status;
    if (roll->neck_diameter > roll->diameter)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s: neck_diameter %.6g m must not exceed the barrel's %.6g m", name,
                   roll->neck_diameter, roll->diameter);
    return CUPEL_OK;
}

static cupel_status check_saddles(const cupel_mill *mill, cupel_error *error)
{
    const cupel_mill_saddles *s = &mill->saddles;
    if (s->count < 2 || s->count > CUPK_MILL_SADDLES)
        CUPEL_FAIL(error, CUPEL_EINVAL, "20_high: %zu saddles; allowed: 2 to %d", s->count,
                   CUPK_MILL_SADDLES);
    if (!(s->stiffness > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "saddle stiffness %.6g N/m must be > 0", s->stiffness);
    if (!(s->width >= 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "saddle width %.6g m must not be negative", s->width);
    for (size_t i = 0; i < s->count; i++) {
        if (!isfinite(s->position[i]) || !isfinite(s->eccentric[i]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "saddle %zu: position and eccentric must be finite", i + 1);
        if (i > 0 && !(s->position[i] - s->position[i - 1] > s->width))
            CUPEL_FAIL(
                error, CUPEL_EINVAL,
                "saddles must rise along y and leave room for a bearing: %zu at %.6g m and %zu at %.6g m, "
                "%.6g m wide",
                i, s->position[i - 1], i + 1, s->position[i], s->width);
    }
    for (int i = 0; i < 3; i++)
        if (mill->clearance[i] < 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "20_high: clearance %.6g m must not be negative",
                       mill->clearance[i]);
    return CUPEL_OK;
}

static cupel_status check_width(const cupel_mill_roll *work, double width, double offset, cupel_error *error)
{
    if (!(width > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "strip width %.6g m must be > 0", width);
    if (0.5 * width + fabs(offset) + fabs(work->shift) <= 0.5 * work->barrel_length * (1 + 1e-12))
        return CUPEL_OK;
    CUPEL_FAIL(
        error, CUPEL_EINVAL,
        "the strip, %.6g m wide and %.6g m off the middle, reaches beyond the work roll's barrel of %.6g m "
        "shifted by %.6g m",
        width, offset, work->barrel_length, work->shift);
}

static cupel_status check_strip(const cupel_mill *mill, const cupel_mill_strip *strip, cupel_error *error)
{
    if (strip->uniform) {
        if (mill->control != CUPEL_MILL_FORCE)
            CUPEL_FAIL(error, CUPEL_EINVAL, "an even load needs the roll force");
        return CUPEL_OK;
    }
    if (!(strip->shape_transfer >= 0 && strip->shape_transfer <= 1))
        CUPEL_FAIL(error, CUPEL_EINVAL, "shape_transfer = %.6g is not allowed; it must lie in [0, 1]",
                   strip->shape_transfer);
    if (!(strip->law.force > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "the strip's law has no force");
    if (strip->exit_tension > 0 && !(strip->youngs_modulus > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "youngs_modulus of the strip is missing: the exit tension follows from it");
    for (size_t i = 0; i < strip->profile_count; i++)
        if (!(strip->profile_thickness[i] > 0))
            CUPEL_FAIL(error, CUPEL_EINVAL, "entry thickness %.6g m at %.6g m must be > 0",
                       strip->profile_thickness[i], strip->profile_position[i]);
    return CUPEL_OK;
}

cupel_status cupel_mill_check(const cupel_mill *mill, double strip_width, double strip_offset,
                              cupel_error *error)
{
    cupel_status status;
    if (mill->kind < CUPEL_MILL_2_HIGH || mill->kind > CUPEL_MILL_20_HIGH)
        CUPEL_FAIL(error, CUPEL_EINVAL, "mill kind %d is not allowed", mill->kind);
    const size_t kinds = roll_kinds[mill->kind];
    const bool cluster = mill->kind == CUPEL_MILL_20_HIGH;
    for (size_t k = 0; k < kinds; k++) {
        const bool last = k + 1 == kinds;
        status =
            check_roll(&mill->rolls[k], roll_words[mill->kind][k], last && !cluster, last && cluster, error);
        if (status) return status;
    }
    if (cluster && (status = check_saddles(mill, error))) return status;
    if (mill->kind == CUPEL_MILL_2_HIGH && mill->rolls[0].bending_force != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "2_high: the bearings are held by the housing; a bending force has no effect");
    if (!isfinite(mill->tilt)) CUPEL_FAIL(error, CUPEL_EINVAL, "tilt = %.6g m must be finite", mill->tilt);
    if (!(mill->housing_stiffness > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "housing_stiffness = %.6g N/m must be > 0", mill->housing_stiffness);
    if (mill->interface == CUPEL_MILL_LINEAR &&
        !(isfinite(mill->interface_stiffness) && mill->interface_stiffness > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "interface_stiffness = %.6g Pa must be finite and > 0",
                   mill->interface_stiffness);
    if (!(isfinite(mill->control_value) && mill->control_value > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "what is given, %.6g, must be finite and > 0", mill->control_value);
    if ((mill->elements && mill->elements < 8) || (mill->cells && (mill->cells < 5 || mill->cells % 2 == 0)))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "%zu elements and %zu cells; allowed: at least 8, and an odd number from 5",
                   mill->elements, mill->cells);
    cupk_mill_centre centres[CUPK_MILL_CENTRES] = {0};
    if (cluster && (status = cupk_mill_place_cluster(mill, centres, error))) return status;
    return check_width(&mill->rolls[0], strip_width, strip_offset, error);
}

cupel_status cupk_mill_check(const cupel_mill *mill, const cupel_mill_strip *strip, cupel_error *error)
{
    const cupel_status status = cupel_mill_check(mill, strip->width, strip->offset, error);
    return status ? status : check_strip(mill, strip, error);
}

const char *cupel_mill_status_name(int status)
{
    static const char *const names[] = {"ok", "parted", "not_converged", "uncovered"};
    return status >= 0 && status < (int)(sizeof names / sizeof *names) ? names[status] : "unknown";
}

const char *cupel_mill_roll_name(int kind, int roll)
{
    static const char *const column[][3] = {
        {"work roll"}, {"work roll", "backup roll"}, {"work roll", "intermediate roll", "backup roll"}};
    static const char *const cluster[CUPEL_MILL_BEAMS] = {"work roll",
                                                          "first intermediate roll",
                                                          "middle second intermediate roll",
                                                          "outer second intermediate roll",
                                                          "inner backing shaft",
                                                          "outer backing shaft"};
    if (kind == CUPEL_MILL_20_HIGH) return roll >= 0 && roll < CUPEL_MILL_BEAMS ? cluster[roll] : "unknown";
    return kind >= 0 && kind < 3 && roll >= 0 && roll <= kind ? column[kind][roll] : "unknown";
}

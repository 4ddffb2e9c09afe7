/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rolling_schedule.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

static const char *const objectives[] = {[CUPEL_OBJECTIVE_FEWEST_PASSES] = "fewest_passes",
                                         [CUPEL_OBJECTIVE_EQUAL_FORCE] = "equal_force",
                                         [CUPEL_OBJECTIVE_EQUAL_POWER] = "equal_power",
                                         [CUPEL_OBJECTIVE_EQUAL_REDUCTION] = "equal_reduction",
                                         NULL};

#define LIMIT(field, unit_text, range_text, text)                                                            \
    {                                                                                                        \
        .name = #field, .kind = CUPEL_QUANTITY, .offset = offsetof(rolling_limits, field),                   \
        .unit = unit_text, .range = range_text, .meaning = text                                              \
    }
static const cupel_param limit_rows[] = {
    LIMIT(roll_force, "N", "(0, inf)", "largest roll force F over the width"),
    LIMIT(roll_force_per_width, "N/m", "(0, inf)", "largest roll force per width"),
    LIMIT(torque, "N m", "(0, inf)", "largest torque of one roll over the width"),
    LIMIT(power, "W", "(0, inf)", "largest power of both rolls over the width"),
    LIMIT(peak_pressure, "Pa", "(0, inf)",
          "largest roll pressure: above some 2 to 2.5 GPa steel rolls spall"),
    LIMIT(skid_friction_share, "1", "(0, 1]",
          "largest share of the friction that the pass needs to draw the strip in, skid_friction over "
          "friction_coefficient; 0.9 is usual. Strip regime"),
    LIMIT(tension_share, "1", "(0, 1)",
          "largest share of a tension in the flow stress of the strip on its side; 0.3 to 0.5 is usual"),
    LIMIT(maximum_reduction, "1", "(0, 1)", "largest reduction (h1 - h2)/h1"),
    LIMIT(minimum_reduction, "1", "(0, 1)", "smallest reduction (h1 - h2)/h1"),
    LIMIT(maximum_forward_slip, "1", "(0, 1]", "largest forward slip"),
    LIMIT(minimum_forward_slip, "1", "(0, 1]", "smallest forward slip: the margin against skidding"),
    LIMIT(strip_speed, "m/s", "(0, inf)", "largest speed of the strip at exit"),
};
#undef LIMIT
static const cupel_table limit_table = {
    .name = "limits", .size = sizeof(rolling_limits), CUPEL_ROWS(limit_rows)};

static cupel_status check_anneal(const void *values, cupel_error *error)
{
    const rolling_anneal *a = values;
    const bool given = !isnan(a->recrystallised_fraction), timed = !isnan(a->time) || !isnan(a->half_time);
    if (given && timed)
        CUPEL_FAIL(error, CUPEL_EINVAL, "recrystallised_fraction is given already: leave out %s",
                   isnan(a->time) ? "half_time" : "time");
    if (!given && (isnan(a->time) || isnan(a->half_time)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "an anneal needs recrystallised_fraction, or time and half_time");
    return CUPEL_OK;
}

static const cupel_param anneal_rows[] = {
    {"recrystallised_fraction", CUPEL_NUMBER, offsetof(rolling_anneal, recrystallised_fraction), .unit = "1",
     .range = "[0, 1]", .meaning = "share X of the strip that recrystallises: 1 is a full anneal"},
    {"time", CUPEL_QUANTITY, offsetof(rolling_anneal, time), .unit = "s", .range = "[0, inf)",
     .meaning = "time t at temperature, in place of recrystallised_fraction"},
    {"half_time", CUPEL_QUANTITY, offsetof(rolling_anneal, half_time), .unit = "s", .range = "(0, inf)",
     .meaning = "time t_half in which half recrystallises at that temperature"},
    {"exponent", CUPEL_NUMBER, offsetof(rolling_anneal, exponent), .unit = "1", .fallback = "2",
     .range = "(0, 10]", .meaning = "n of Avrami's law X = 1 - exp(-ln 2 (t/t_half)^n)"},
};
static const cupel_table anneal_table = {
    .name = "anneal_after", .size = sizeof(rolling_anneal), CUPEL_ROWS(anneal_rows), .check = check_anneal};

double rolling_anneal_fraction(const rolling_anneal *anneal)
{
    if (!anneal) return 0;
    if (!isnan(anneal->recrystallised_fraction)) return anneal->recrystallised_fraction;
    return -expm1(-log(2) * pow(anneal->time / anneal->half_time, anneal->exponent));
}

/* Passes and stages lack what they take from the schedule. */
#define WITH_COUPLING
#define NEEDED        0
#define DEFAULT(text) NULL
static const cupel_param stage_rows[] = {
    {"passes", CUPEL_INTEGER, offsetof(rolling_stage_parameters, passes), .range = "[1, 100]",
     .meaning = "number of passes that make up the stage; without it that of the design"},
#include "model/rolling_stage_rows.h"
};
static const cupel_table stage_table = {
    .name = "stage", .size = sizeof(rolling_stage_parameters), CUPEL_ROWS(stage_rows)};

static const cupel_param pass_rows[] = {
#include "model/rolling_stage_rows.h"
};
static const cupel_table pass_table = {
    .name = "pass", .size = sizeof(rolling_stage_parameters), CUPEL_ROWS(pass_rows)};
#undef DEFAULT

static const cupel_param design_rows[] = {
    {"objective", CUPEL_CHOICE, offsetof(rolling_design_parameters, objective), .fallback = "fewest_passes",
     .choices = objectives,
     .meaning = "fewest_passes: within the limits, and of those with the lowest largest limit_use; "
                "equal_force, equal_power, equal_reduction: the same in all passes of a stage"},
    {"entry_thickness", CUPEL_QUANTITY, offsetof(rolling_design_parameters, entry_thickness), .unit = "m",
     .range = "(0, 1]", .meaning = "thickness of the strip before the first pass; or give the schedule's"},
    {"exit_thickness", CUPEL_QUANTITY, offsetof(rolling_design_parameters, exit_thickness), .unit = "m",
     .range = "(0, 1]", .meaning = "thickness after the last pass; or give that of the last stage"},
    {"passes", CUPEL_INTEGER, offsetof(rolling_design_parameters, passes), .range = "[1, 100]",
     .meaning = "number of passes of each stage, for fewest_passes the most; without it as few as the "
                "limits allow"},
    {"nodes", CUPEL_INTEGER, offsetof(rolling_design_parameters, nodes), .fallback = "200",
     .range = "[8, 2000]", .meaning = "nodes of the thickness grid of fewest_passes, even in ln h"},
    {"limits", CUPEL_TABLE, offsetof(rolling_design_parameters, limits), .table = &limit_table,
     .meaning = "limits of the design; what is not given here is the schedule's"},
    {"stages", CUPEL_LIST, offsetof(rolling_design_parameters, stages), .table = &stage_table,
     .length = "[1, 20]",
     .meaning = "parts of the schedule with rolls, friction, tensions or limits of their own, each to its "
                "exit_thickness; what one does not give is the schedule's. Without it, one stage"},
};
static const cupel_table design_table = {
    .name = "design", .size = sizeof(rolling_design_parameters), CUPEL_ROWS(design_rows)};

#define DEFAULT(text) text
#define FOR_ALL_PASSES
static const cupel_param rows[] = {
#include "model/rolling_stage_rows.h"
    {"passes", CUPEL_LIST, offsetof(rolling_schedule_parameters, passes), .table = &pass_table,
     .length = "[1, 100]",
     .meaning = "the passes in order, each with an exit_thickness; what one does not give is the "
                "schedule's, and its strip comes from the pass before. This or design"},
    {"design", CUPEL_TABLE, offsetof(rolling_schedule_parameters, design), .table = &design_table,
     .meaning = "the schedule to be designed"},
};

size_t rolling_schedule_count(const rolling_schedule_parameters *p)
{
    if (!p->design) return p->passes.count;
    return p->design->stages.count ? p->design->stages.count : 1;
}

/* What is common to all passes, as a pass; only the first has its strip from there. */
static rolling_stage_parameters common_of(const rolling_schedule_parameters *p, size_t index)
{
    rolling_stage_parameters common = p->common;
    common.pass.exit_thickness = NAN;
    common.anneal_after = NULL;
    common.passes = p->design ? p->design->passes : CUPEL_NO_INTEGER;
    if (!isnan(common.entry_tension_share)) common.pass.entry_tension = NAN;
    if (!isnan(common.exit_tension_share)) common.pass.exit_tension = NAN;
    if (p->design && !isnan(p->design->entry_thickness))
        common.pass.entry_thickness = p->design->entry_thickness;
    if (p->design && p->design->limits) common.limits = p->design->limits;
    if (p->design && index + 1 == rolling_schedule_count(p))
        common.pass.exit_thickness = p->design->exit_thickness;
    if (index > 0) common.pass.entry_thickness = common.pass.prior_strain = common.entry_temperature = NAN;
    return common;
}

rolling_stage_parameters rolling_schedule_stage(const rolling_schedule_parameters *p, size_t index)
{
    rolling_stage_parameters common = common_of(p, index);
    const cupel_list *list = p->design ? &p->design->stages : &p->passes;
    if (!list->count) return common;
    rolling_stage_parameters own = ((const rolling_stage_parameters *)list->rows)[index];
    /* a tension is one quantity, whichever way it is given */
    if (!isnan(own.pass.entry_tension) || !isnan(own.entry_tension_share))
        common.pass.entry_tension = common.entry_tension_share = NAN;
    if (!isnan(own.pass.exit_tension) || !isnan(own.exit_tension_share))
        common.pass.exit_tension = common.exit_tension_share = NAN;
    /* and so is friction */
    if (!isnan(own.pass.friction_coefficient)) common.pass.friction = NULL;
    if (own.pass.friction) common.pass.friction_coefficient = NAN;
    cupel_param_inherit(p->design ? &stage_table : &pass_table, &common, &own);
    return own;
}

static double smaller(double a, double b)
{
    return isnan(a) || b < a ? b : a;
}

/* The limits of a stage, per width. */
static cupel_status limits_of(const rolling_schedule_parameters *p, const rolling_stage_parameters *stage,
                              double out[CUPEL_LIMITS], cupel_error *error)
{
    for (int k = 0; k < CUPEL_LIMITS; k++) out[k] = NAN;
    if (!stage->limits) return CUPEL_OK;
    rolling_limits l = *stage->limits;
    if (p->design && p->design->limits) cupel_param_inherit(&limit_table, p->design->limits, &l);
    if (p->common.limits) cupel_param_inherit(&limit_table, p->common.limits, &l);
    const char *user = !isnan(l.roll_force) ? "roll_force"
                       : !isnan(l.torque)   ? "torque"
                       : !isnan(l.power)    ? "power"
                                            : NULL;
    if (user && isnan(stage->pass.width))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the limit %s needs the width of the strip", user);
    out[CUPEL_LIMIT_FORCE] = smaller(l.roll_force / stage->pass.width, l.roll_force_per_width);
    out[CUPEL_LIMIT_TORQUE] = l.torque / stage->pass.width;
    out[CUPEL_LIMIT_POWER] = l.power / stage->pass.width;
    out[CUPEL_LIMIT_PEAK_PRESSURE] = l.peak_pressure;
    out[CUPEL_LIMIT_SKID] = l.skid_friction_share;
    out[CUPEL_LIMIT_TENSION] = l.tension_share;
    out[CUPEL_LIMIT_MAXIMUM_REDUCTION] = l.maximum_reduction;
    out[CUPEL_LIMIT_MINIMUM_REDUCTION] = l.minimum_reduction;
    out[CUPEL_LIMIT_MAXIMUM_FORWARD_SLIP] = l.maximum_forward_slip;
    out[CUPEL_LIMIT_MINIMUM_FORWARD_SLIP] = l.minimum_forward_slip;
    out[CUPEL_LIMIT_STRIP_SPEED] = l.strip_speed;
    return CUPEL_OK;
}

/* What neither the pass nor the schedule gives; NULL: nothing. */
static const char *missing_of(const rolling_stage_parameters *stage, bool first)
{
    const rolling_pass_parameters *pass = &stage->pass;
    if (first && isnan(pass->entry_thickness)) return "entry_thickness";
    if (isnan(pass->exit_thickness)) return "exit_thickness";
    if (isnan(pass->roll_radius)) return "roll_radius";
    return NULL;
}

static const double room_temperature = 293.15; /* [K] of density and heat capacity, and of a coil */

/* rho c [J/(m3 K)]; NaN when the material does not tell. */
static double volumetric_heat(const cupel_material *material)
{
    double density, heat_capacity;
    if (!material || cupel_material_property(material, "density", room_temperature, &density, NULL, NULL) ||
        cupel_material_property(material, "heat_capacity", room_temperature, &heat_capacity, NULL, NULL))
        return NAN;
    return density * heat_capacity;
}

/* What the pass of a stage is made of. */
static cupel_status take_pass(const rolling_stage_parameters *stage, const cupel_rolling_stage *before,
                              cupel_rolling_stage *out, cupel_rolling_heat *heat, cupel_error *error)
{
    rolling_pass_parameters pass = stage->pass;
    if (isnan(pass.entry_tension)) pass.entry_tension = 0;
    if (isnan(pass.exit_tension)) pass.exit_tension = 0;
    if (before && isnan(pass.entry_thickness)) pass.entry_thickness = before->pass.exit_thickness;
    bool warm;
    cupel_status status;
    if ((status = rolling_pass_table.check(&pass, error)) ||
        (status = rolling_pass_of(&pass, &out->pass, error)) ||
        (status = rolling_heat_of(&pass, heat, &warm, error)))
        return status;
    out->film = rolling_film_of(&pass);
    out->heat = warm ? heat : NULL;
    if (!before && isnan(out->entry_temperature))
        out->entry_temperature = warm ? heat->entry_temperature : room_temperature;
    return CUPEL_OK;
}

/* Links one stage to the one before. */
static cupel_status link_stage(const rolling_schedule_parameters *p, size_t index,
                               const cupel_rolling_stage *before, cupel_rolling_stage *out,
                               cupel_rolling_heat *heat, cupel_error *error)
{
    const rolling_stage_parameters stage = rolling_schedule_stage(p, index);
    const char *missing = missing_of(&stage, index == 0);
    if (missing) CUPEL_FAIL(error, CUPEL_EINVAL, "%s is missing", missing);
    if (!isnan(stage.mill_modulus) && isnan(stage.pass.width))
        CUPEL_FAIL(error, CUPEL_EINVAL, "mill_modulus needs the width of the strip");
    *out = (cupel_rolling_stage){.entry_tension_share = stage.entry_tension_share,
                                 .exit_tension_share = stage.exit_tension_share,
                                 .volumetric_heat = volumetric_heat(stage.pass.material),
                                 .entry_temperature = stage.entry_temperature,
                                 .cooling = stage.cooling_after,
                                 .softening = rolling_anneal_fraction(stage.anneal_after)};
    cupel_status status;
    if ((status = take_pass(&stage, before, out, heat, error)) ||
        (status = limits_of(p, &stage, out->limits, error)))
        return status;
    return cupel_rolling_stage_link(before, out, error);
}

cupel_status rolling_schedule_link(const rolling_schedule_parameters *p, cupel_rolling_stage *stages,
                                   cupel_rolling_heat *heats, cupel_error *error)
{
    const size_t count = rolling_schedule_count(p);
    for (size_t i = 0; i < count; i++) {
        const cupel_status status = link_stage(p, i, i ? &stages[i - 1] : NULL, &stages[i], &heats[i], error);
        if (!status) continue;
        if (!p->design || p->design->stages.count)
            cupel_error_note(error, "%s %zu of %zu", p->design ? "stage" : "pass", i + 1, count);
        return status;
    }
    return CUPEL_OK;
}

/* A tension and its share are one thing said twice. */
static cupel_status check_tensions(const rolling_stage_parameters *stage, bool by_default, cupel_error *error)
{
    const double least = by_default ? 0 : -1;
    if (!isnan(stage->entry_tension_share) && stage->pass.entry_tension > least)
        CUPEL_FAIL(error, CUPEL_EINVAL, "give entry_tension or entry_tension_share, not both");
    if (!isnan(stage->exit_tension_share) && stage->pass.exit_tension > least)
        CUPEL_FAIL(error, CUPEL_EINVAL, "give exit_tension or exit_tension_share, not both");
    return CUPEL_OK;
}

cupel_rolling_design rolling_schedule_design(const rolling_schedule_parameters *p,
                                             const cupel_rolling_stage *stages, size_t *passes)
{
    const size_t count = rolling_schedule_count(p);
    for (size_t i = 0; i < count; i++) {
        const int64_t given = rolling_schedule_stage(p, i).passes;
        passes[i] = given == CUPEL_NO_INTEGER ? 0 : (size_t)given;
    }
    return (cupel_rolling_design){.stages = stages,
                                  .passes = passes,
                                  .stage_count = count,
                                  .objective = p->design->objective,
                                  .nodes = (size_t)p->design->nodes};
}

static bool differs(double given, double used)
{
    return !isnan(given) && !isnan(used) && !(fabs(given / used - 1) <= 1e-6);
}

/* The thicknesses of a design and those of its stages. */
static cupel_status check_ends(const rolling_design_parameters *design, const cupel_rolling_stage *first,
                               const cupel_rolling_stage *last, cupel_error *error)
{
    if (differs(design->entry_thickness, first->pass.entry_thickness))
        CUPEL_FAIL(error, CUPEL_EINVAL, "design: entry_thickness %.6g m is not the %.6g m of the first stage",
                   design->entry_thickness, first->pass.entry_thickness);
    if (differs(design->exit_thickness, last->pass.exit_thickness))
        CUPEL_FAIL(error, CUPEL_EINVAL, "design: exit_thickness %.6g m is not the %.6g m of the last stage",
                   design->exit_thickness, last->pass.exit_thickness);
    return CUPEL_OK;
}

/* What the kernel would refuse. */
static cupel_status check_stages(const rolling_schedule_parameters *p, cupel_error *error)
{
    const size_t count = rolling_schedule_count(p);
    cupel_rolling_stage *stages = cupel_alloc(count, sizeof *stages);
    cupel_rolling_heat *heats = cupel_alloc(count, sizeof *heats);
    size_t *passes = cupel_alloc(count, sizeof *passes);
    cupel_status status = CUPEL_OK;
    if (!stages || !heats || !passes)
        status = cupel_out_of_memory(error, "a schedule");
    else
        status = rolling_schedule_link(p, stages, heats, error);
    if (!status && p->design) status = check_ends(p->design, &stages[0], &stages[count - 1], error);
    if (!status && p->design) {
        const cupel_rolling_design design = rolling_schedule_design(p, stages, passes);
        status = cupel_rolling_design_check(&design, error);
    }
    free(passes);
    free(heats);
    free(stages);
    return status;
}

static cupel_status check(const void *values, cupel_error *error)
{
    const rolling_schedule_parameters *p = values;
    const bool given = p->passes.count > 0;
    if (given == (p->design != NULL))
        CUPEL_FAIL(error, CUPEL_EINVAL, "give passes, to have them evaluated, or design%s",
                   given ? ", not both" : "");
    cupel_status status;
    const cupel_list *list = given ? &p->passes : &p->design->stages;
    if ((status = check_tensions(&p->common, true, error))) return status;
    if (p->design && differs(p->design->entry_thickness, p->common.pass.entry_thickness))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "design: entry_thickness %.6g m is not the %.6g m of the schedule: leave one out",
                   p->design->entry_thickness, p->common.pass.entry_thickness);
    for (size_t i = 0; i < list->count; i++) {
        const rolling_stage_parameters *stage = (const rolling_stage_parameters *)list->rows + i;
        status = check_tensions(stage, false, error);
        if (!status) continue;
        cupel_error_note(error, "%s %zu of %zu", given ? "pass" : "stage", i + 1, list->count);
        return status;
    }
    return check_stages(p, error);
}

const cupel_table rolling_schedule_table = {.name = "rolling.schedule",
                                            .size = sizeof(rolling_schedule_parameters),
                                            CUPEL_ROWS(rows),
                                            .check = check};

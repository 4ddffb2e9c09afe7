/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model/heat_conduction_transient.h"

/* Which parameters belong to which mode of heat.conduction, and what mode transient needs of each part. */

static cupel_status check_steady(const heat_conduction_parameters *p, cupel_error *error)
{
    const char *name = NULL;
    if (!isnan(p->end_time)) name = "end_time";
    if (!isnan(p->temperature_tolerance)) name = "temperature_tolerance";
    if (p->output_count != CUPEL_NO_INTEGER) name = "output_count";
    if (p->output_spacing >= 0) name = "output_spacing";
    if (!isnan(p->first_output_time)) name = "first_output_time";
    if (p->output_times.count) name = "output_times";
    if (p->field_times.count) name = "field_times";
    if (name) CUPEL_FAIL(error, CUPEL_EINVAL, "%s belongs to mode: transient", name);
    return CUPEL_OK;
}

static cupel_status check_times(const cupel_vector *times, const char *name, double end, cupel_error *error)
{
    for (size_t i = 0; i < times->count; i++) {
        if (i > 0 && !(times->values[i] > times->values[i - 1]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s must rise; %g s follows %g s", name, times->values[i],
                       times->values[i - 1]);
        if (times->values[i] > end)
            CUPEL_FAIL(error, CUPEL_EINVAL, "%s: %g s is after end_time, %g s", name, times->values[i], end);
    }
    return CUPEL_OK;
}

static cupel_status check_outputs(const heat_conduction_parameters *p, cupel_error *error)
{
    const bool logarithmic = p->output_spacing == 1;
    if (p->output_times.count &&
        (p->output_count != CUPEL_NO_INTEGER || p->output_spacing >= 0 || !isnan(p->first_output_time)))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "output_times takes the place of output_count, output_spacing and first_output_time");
    if (!isnan(p->first_output_time) && !logarithmic)
        CUPEL_FAIL(error, CUPEL_EINVAL, "first_output_time belongs to output_spacing: logarithmic");
    if (!isnan(p->first_output_time) && p->first_output_time >= p->end_time)
        CUPEL_FAIL(error, CUPEL_EINVAL, "first_output_time, %g s, must be before end_time, %g s",
                   p->first_output_time, p->end_time);
    cupel_status status = check_times(&p->output_times, "output_times", p->end_time, error);
    if (!status) status = check_times(&p->field_times, "field_times", p->end_time, error);
    return status;
}

static bool starts(const heat_part *part)
{
    if (part->kind == HEAT_PART_CHANNEL) return true;
    if (part->kind != HEAT_PART_LAYERS) return part->substance.storage.initial_temperature > 0;
    const heat_layer *layers = part->layers.rows;
    for (size_t i = 0; i < part->layers.count; i++)
        if (!(layers[i].substance.storage.initial_temperature > 0)) return false;
    return true;
}

/* What each substance takes up; of a fill that is not there nothing is asked. */
static cupel_status check_substance(const heat_substance *s, cupel_error *error)
{
    if (!s->material && !s->conductivity.count) return CUPEL_OK;
    return heat_storage_complete(&s->storage, s->material, error);
}

static cupel_status check_covered(const heat_substance *s, const heat_cover *cover, cupel_error *error)
{
    const cupel_status status = check_substance(s, error);
    if (status) return status;
    const cupel_status fill = check_substance(&cover->fill, error);
    if (fill) cupel_error_note(error, "fill");
    return fill;
}

static cupel_status check_part(const heat_part *part, cupel_error *error)
{
    if (part->kind == HEAT_PART_CHANNEL) return CUPEL_OK;
    if (part->kind != HEAT_PART_LAYERS) return check_covered(&part->substance, &part->cover, error);
    const heat_layer *layers = part->layers.rows;
    for (size_t i = 0; i < part->layers.count; i++) {
        const cupel_status status = check_covered(&layers[i].substance, &layers[i].cover, error);
        if (status) {
            cupel_error_note(error, "layer %zu", i + 1);
            return status;
        }
    }
    return CUPEL_OK;
}

cupel_status heat_check_mode(const void *parameters, cupel_error *error)
{
    const heat_conduction_parameters *p = parameters;
    if (p->mode == HEAT_STEADY) return check_steady(p, error);
    if (!isnan(p->domain->grid_tolerance))
        CUPEL_FAIL(error, CUPEL_EINVAL, "grid_tolerance belongs to mode: steady");
    if (isnan(p->end_time)) CUPEL_FAIL(error, CUPEL_EINVAL, "mode: transient needs end_time");
    return check_outputs(p, error);
}

/* ROWS */

static void find_factor(cupel_findings *findings, const char *list, size_t row, const cupel_curve *factor)
{
    cupel_error why = {0};
    if (factor->count == 0) return;
    cupel_error_set(&why, CUPEL_EINVAL, "time_factor belongs to mode: transient");
    cupel_findings_add(findings, list, row, &why);
}

static void inspect_steady(const heat_conduction_parameters *p, cupel_findings *findings)
{
    const heat_part *parts = p->parts.rows;
    const heat_source *sources = p->sources.rows;
    const heat_contact *contacts = p->contacts.rows;
    const heat_patch *patches = p->patches.rows;
    for (size_t i = 0; i < p->parts.count; i++) find_factor(findings, "parts", i, &parts[i].time_factor);
    for (size_t i = 0; i < p->sources.count; i++)
        find_factor(findings, "sources", i, &sources[i].time_factor);
    for (size_t i = 0; i < p->contacts.count; i++)
        find_factor(findings, "contacts", i, &contacts[i].time_factor);
    for (size_t i = 0; i < p->patches.count; i++)
        find_factor(findings, "patches", i, &patches[i].boundary.time_factor);
    for (int side = 0; side < CUPEL_SIDES; side++)
        if (p->boundaries->side[side])
            find_factor(findings, "boundaries", CUPEL_NO_ROW, &p->boundaries->side[side]->time_factor);
}

cupel_status heat_inspect_mode(const heat_conduction_parameters *p, cupel_findings *findings,
                               cupel_error *error)
{
    const heat_part *parts = p->parts.rows;
    if (p->mode == HEAT_STEADY) {
        inspect_steady(p, findings);
        return CUPEL_OK;
    }
    bool started = true;
    for (size_t i = 0; i < p->parts.count; i++) {
        cupel_error why = {0};
        cupel_status status = CUPEL_OK;
        if (started && isnan(p->initial_temperature) && !starts(&parts[i])) {
            started = false; /* told of the first: one key mends all */
            status = cupel_error_set(&why, CUPEL_EINVAL,
                                     "mode: transient needs initial_temperature, of the step or of every "
                                     "part; this one has none");
        }
        if (!status) status = check_part(&parts[i], &why);
        if (status == CUPEL_ENOMEM) return cupel_error_set(error, status, "%s", why.text);
        if (!status) continue;
        cupel_error_note(&why, "part %zu", i + 1);
        cupel_findings_add(findings, "parts", i, &why);
    }
    return CUPEL_OK;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/units.h"
#include "testdata/import_parts.h"

/* Units of channels that have none, where physics leaves one possibility: force = stress x cross-section,
 * extension = strain x gauge length; and a modulus lies below that of diamond. */

static const char suffix[] = "_without_unit";

static cupel_channel *find(cupel_draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->test.channel_count; i++)
        if (strcmp(draft->channels[i].name, name) == 0) return &draft->channels[i];
    return NULL;
}

static double property(const cupel_draft *draft, const char *name)
{
    const cupel_property *p = cupel_draft_find(draft, name);
    return p ? p->value : NAN;
}

static double cross_section(const cupel_draft *draft)
{
    const double area = property(draft, "area"), diameter = property(draft, "diameter");
    if (area > 0) return area;
    if (diameter > 0) return 0.25 * 3.14159265358979323846 * diameter * diameter;
    return property(draft, "thickness") * property(draft, "width");
}

/* Mean of y / x by least squares; NaN unless nine of ten samples of some size agree with it within 1 %. */
static double steady_ratio(const cupel_channel *y, const cupel_channel *x)
{
    const size_t count = y->count < x->count ? y->count : x->count;
    double xy = 0, xx = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(x->values[i]) || isnan(y->values[i])) continue;
        xy += x->values[i] * y->values[i];
        xx += x->values[i] * x->values[i];
        if (fabs(x->values[i]) > largest) largest = fabs(x->values[i]);
    }
    const double ratio = xy / xx;
    size_t looked_at = 0, agreeing = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(fabs(x->values[i]) > 0.05 * largest) || isnan(y->values[i])) continue;
        looked_at++;
        agreeing += fabs(y->values[i] - ratio * x->values[i]) <= 0.01 * fabs(ratio * x->values[i]);
    }
    return looked_at >= 10 && 10 * agreeing >= 9 * looked_at ? ratio : NAN;
}

static cupel_status settle(cupel_importer *importer, cupel_draft *draft, cupel_channel *channel,
                           const char *unit, const char *reason)
{
    const char *name =
        cupel_arena_copy_n(importer->arena, channel->name, strlen(channel->name) - strlen(suffix));
    double *values = cupel_arena_alloc(importer->arena, channel->count, sizeof *values);
    if (!name || !values) return cupel_out_of_memory(importer->error, "a channel");
    const cupel_word *word = cupel_word_named(CUPEL_WORD_CHANNEL, name);
    cupel_scaling scaling;
    const cupel_status status =
        cupel_scaling_find(unit, word->unit, word->difference, &scaling, importer->error);
    if (status) return status;
    for (size_t i = 0; i < channel->count; i++)
        values[i] = isnan(channel->values[i]) ? NAN : cupel_scaling_apply(&scaling, channel->values[i]);
    channel->values = values;
    channel->name = name;
    channel->unit = word->unit;
    return cupel_remark(importer, &draft->remarks, "%s has no unit: it can only be %s, %s", name,
                        strcmp(unit, "1") == 0 ? "a bare ratio" : unit, reason)
               ? CUPEL_OK
               : cupel_out_of_memory(importer->error, "a remark");
}

/* The one unit in which a bare channel is `factor` times another; NULL when none or several are. */
static const char *only_unit(double ratio, double factor, const char *si, const char *const *units)
{
    const char *found = NULL;
    for (; *units; units++) {
        double scale;
        if (cupel_unit_convert(1, *units, si, true, &scale, NULL)) continue;
        if (fabs(ratio * scale / factor - 1) > 0.03) continue;
        if (found) return NULL;
        found = *units;
    }
    return found;
}

static cupel_status by_ratio(cupel_importer *importer, cupel_draft *draft, const char *bare,
                             const char *other, double factor, const char *si, const char *const *units,
                             const char *reason)
{
    cupel_channel *channel = find(draft, bare);
    const cupel_channel *known = find(draft, other);
    if (!channel || !known || !(factor > 0)) return CUPEL_OK;
    const double ratio = steady_ratio(channel, known);
    const char *unit = isfinite(ratio) ? only_unit(ratio, factor, si, units) : NULL;
    return unit ? settle(importer, draft, channel, unit, reason) : CUPEL_OK;
}

/* Slope of stress over a bare strain, by least squares through the origin from a tenth to four tenths of the
 * largest stress on the way up. */
static double secant(const cupel_channel *stress, const cupel_channel *strain, double area,
                     double *largest_strain)
{
    double peak = 0, products = 0, squares = 0;
    *largest_strain = 0;
    const size_t count = stress->count < strain->count ? stress->count : strain->count;
    for (size_t i = 0; i < count; i++) {
        if (fabs(stress->values[i]) > peak) peak = fabs(stress->values[i]);
        if (fabs(strain->values[i]) > *largest_strain) *largest_strain = fabs(strain->values[i]);
    }
    for (size_t i = 0; i < count && !(fabs(stress->values[i]) > 0.4 * peak); i++) {
        if (!(fabs(stress->values[i]) > 0.1 * peak) || isnan(strain->values[i])) continue;
        products += stress->values[i] / area * strain->values[i];
        squares += strain->values[i] * strain->values[i];
    }
    return fabs(products / squares);
}

/* A strain is in percent or a bare ratio. Read as percent a bare ratio gives a modulus a hundred times too
 * large; read as a ratio, percent give strains that no solid of that modulus bears. */
static cupel_status strain_by_modulus(cupel_importer *importer, cupel_draft *draft)
{
    static const double diamond = 1.25e12, rubber = 1e8;
    cupel_channel *strain = find(draft, "strain_without_unit");
    const cupel_channel *stress = find(draft, "stress");
    double area = 1, largest;
    if (!stress) stress = find(draft, "force"), area = cross_section(draft);
    if (!strain || !stress || !(area > 0)) return CUPEL_OK;
    const double modulus = secant(stress, strain, area, &largest);
    if (!isfinite(modulus)) return CUPEL_OK;
    const bool ratio = modulus <= diamond && !(modulus > rubber && largest > 5);
    const bool percent = modulus * 100 <= diamond;
    if (ratio == percent) return CUPEL_OK;
    return settle(importer, draft, strain, ratio ? "1" : "%",
                  ratio ? "as in percent its modulus would lie above that of diamond"
                        : "as no solid of that modulus stretches so far");
}

cupel_status cupel_ratio_decide(cupel_importer *importer, cupel_draft *draft)
{
    static const char *const forces[] = {"N", "kN", "mN", "kgf", "lbf", NULL};
    static const char *const stresses[] = {"Pa", "kPa", "MPa", "GPa", "ksi", "psi", NULL};
    static const char *const lengths[] = {"m", "mm", "um", "in", NULL};
    static const char *const strains[] = {"1", "%", NULL};
    const double area = cross_section(draft);
    double gauge = property(draft, "extensometer_gauge_length");
    if (!(gauge > 0)) gauge = property(draft, "gauge_length");
    cupel_status status = by_ratio(importer, draft, "force_without_unit", "stress", area, "N", forces,
                                   "by its ratio to the stress and the cross-section");
    if (!status)
        status = by_ratio(importer, draft, "stress_without_unit", "force", 1 / area, "Pa", stresses,
                          "by its ratio to the force and the cross-section");
    if (!status)
        status = by_ratio(importer, draft, "extension_without_unit", "strain", gauge, "m", lengths,
                          "by its ratio to the strain and the gauge length");
    if (!status)
        status = by_ratio(importer, draft, "strain_without_unit", "extension", 1 / gauge, "1", strains,
                          "by its ratio to the extension and the gauge length");
    return status ? status : strain_by_modulus(importer, draft);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_storage.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cupel/enthalpy.h"
#include "material/material.h"
#include "model/heat_conduction.h"

cupel_status heat_storage_check(const heat_storage *s, cupel_error *error)
{
    const bool range = s->solidus > 0 || s->liquidus > 0, latent = s->latent_heat > 0;
    if (!(s->solidus > 0) != !(s->liquidus > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "solidus and liquidus go together; for a melting point give it twice");
    if (range && s->solidus > s->liquidus)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the solidus, %g K, may not be above the liquidus, %g K", s->solidus,
                   s->liquidus);
    if (range && s->liquid_fraction.count)
        CUPEL_FAIL(error, CUPEL_EINVAL, "give solidus and liquidus, or liquid_fraction, not both");
    const bool melts = range || s->liquid_fraction.count;
    if (s->enthalpy.count) {
        if (latent || s->heat_capacity > 0)
            CUPEL_FAIL(error, CUPEL_EINVAL,
                       "enthalpy holds heat_capacity and latent_heat: give it, or those two");
        return CUPEL_OK;
    }
    if (latent && !melts)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "latent_heat needs to be told where: solidus and liquidus, or liquid_fraction");
    if (!latent && melts)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%s needs latent_heat or enthalpy",
                   range ? "a range of solidus and liquidus" : "liquid_fraction");
    return CUPEL_OK;
}

double heat_storage_solidus(const heat_storage *s, const cupel_material *material, bool *melts)
{
    *melts = s->solidus > 0 || s->liquid_fraction.count || s->enthalpy.count;
    if (s->solidus > 0) return s->solidus;
    if (s->liquid_fraction.count) return s->liquid_fraction.x[0];
    double value;
    cupel_error ignored;
    if (!material || cupel_material_property(material, "melting_temperature", 293.15, &value, NULL, &ignored))
        return NAN;
    return value;
}

/* The mass of a cell does not change: the density is the one figure that the record is known by. */
static cupel_status density_of(const heat_storage *s, const cupel_material *material, double *out,
                               cupel_error *error)
{
    *out = s->density;
    if (s->density > 0) return CUPEL_OK;
    cupel_material_figure figure;
    for (size_t i = 0; material && i < cupel_material_figure_count(material); i++)
        if (cupel_material_figure_at(material, i, &figure) && !figure.alternative &&
            strcmp(figure.property, "density") == 0) {
            *out = figure.value;
            return CUPEL_OK;
        }
    if (material)
        CUPEL_FAIL(error, CUPEL_EINVAL, "material %s has no density: give density",
                   cupel_material_id(material));
    CUPEL_FAIL(error, CUPEL_EINVAL, "mode transient needs density");
}

cupel_status heat_storage_complete(const heat_storage *s, const cupel_material *material, cupel_error *error)
{
    double density;
    const cupel_status status = density_of(s, material, &density, error);
    if (status) return status;
    if (!s->enthalpy.count && !(s->heat_capacity > 0) && !material)
        CUPEL_FAIL(error, CUPEL_EINVAL, "mode transient needs heat_capacity or enthalpy");
    cupel_law enthalpy = {0}, fraction = {0};
    const cupel_status laws = heat_storage_laws(s, material, &enthalpy, &fraction, error);
    cupel_law_free(&enthalpy);
    cupel_law_free(&fraction);
    return laws;
}

static cupel_status from_heat_capacity(const heat_storage *s, const cupel_material *material,
                                       const cupel_law *given, double density, cupel_law *enthalpy,
                                       cupel_law *fraction, cupel_error *error)
{
    double t[HEAT_LAW_POINTS] = {300}, c[HEAT_LAW_POINTS] = {s->heat_capacity};
    size_t count = 1;
    if (!(s->heat_capacity > 0)) {
        if (!material) CUPEL_FAIL(error, CUPEL_EINVAL, "mode transient needs heat_capacity");
        const cupel_status status = heat_property_law(material, "heat_capacity", t, c, &count, error);
        if (status) return status;
    }
    const cupel_enthalpy_recipe recipe = {.density = density,
                                          .heat_capacity = {count, t, c},
                                          .latent_heat = s->latent_heat > 0 ? s->latent_heat : 0,
                                          .solidus = s->solidus,
                                          .liquidus = s->liquidus,
                                          .liquid_fraction = *given,
                                          .reference_temperature = 298.15};
    return cupel_enthalpy_new(&recipe, enthalpy, fraction, error);
}

static bool new_law(size_t count, cupel_law *law, double **x, double **y)
{
    *x = cupel_alloc(2 * count, sizeof **x);
    if (!*x) return false;
    *y = *x + count;
    *law = (cupel_law){count, *x, *y};
    return true;
}

static cupel_status copy_fraction(const heat_storage *s, const cupel_law *given, cupel_law *out,
                                  cupel_error *error)
{
    const double range[] = {s->solidus, s->liquidus}, ends[] = {0, 1};
    const cupel_law straight = {2, range, ends};
    const cupel_law *from = given->count ? given : &straight;
    double *x, *y;
    *out = (cupel_law){0};
    if (!given->count && !(s->solidus > 0)) return CUPEL_OK;
    if (fabs(from->y[0]) > 1e-9 || fabs(from->y[from->count - 1] - 1) > 1e-9)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "liquid_fraction goes from %g to %g; it must go from 0 (solid) to 1 (liquid)", from->y[0],
                   from->y[from->count - 1]);
    if (!new_law(from->count, out, &x, &y)) return cupel_out_of_memory(error, "a liquid fraction");
    memcpy(x, from->x, from->count * sizeof *x);
    memcpy(y, from->y, from->count * sizeof *y);
    return CUPEL_OK;
}

static cupel_status from_enthalpy(const heat_storage *s, const cupel_law *given, double density,
                                  cupel_law *enthalpy, cupel_law *fraction, cupel_error *error)
{
    const cupel_curve *h = &s->enthalpy;
    double *x, *y;
    cupel_status status = copy_fraction(s, given, fraction, error);
    if (status) return status;
    if (!new_law(h->count, enthalpy, &x, &y)) return cupel_out_of_memory(error, "an enthalpy");
    for (size_t i = 0; i < h->count; i++) x[i] = h->x[i], y[i] = density * (h->y[i] - h->y[0]);
    for (size_t i = 1; i < h->count && !status; i++)
        if (!(y[i] > y[i - 1]))
            status = cupel_error_set(error, CUPEL_EINVAL, "the enthalpy does not rise from %g K to %g K",
                                     x[i - 1], x[i]);
    if (!status && (x[1] == x[0] || x[h->count - 1] == x[h->count - 2]))
        status = cupel_error_set(error, CUPEL_EINVAL,
                                 "the enthalpy begins or ends with a jump, at %g K: give rows beyond it",
                                 x[1] == x[0] ? x[0] : x[h->count - 1]);
    return status;
}

cupel_status heat_storage_laws(const heat_storage *s, const cupel_material *material, cupel_law *enthalpy,
                               cupel_law *fraction, cupel_error *error)
{
    double density;
    cupel_law h = {0}, f = {0};
    const cupel_law given = {s->liquid_fraction.count, s->liquid_fraction.x, s->liquid_fraction.y};
    cupel_status status = density_of(s, material, &density, error);
    if (!status && s->enthalpy.count) status = from_enthalpy(s, &given, density, &h, &f, error);
    if (!status && !s->enthalpy.count)
        status = from_heat_capacity(s, material, &given, density, &h, &f, error);
    if (status) {
        cupel_law_free(&h);
        cupel_law_free(&f);
        return status;
    }
    *enthalpy = h;
    *fraction = f;
    return CUPEL_OK;
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Beyond the points it goes on with the slope of the outer two. */
static double enthalpy_at(const cupel_law *law, double t)
{
    size_t i = 0;
    while (i + 2 < law->count && law->x[i + 1] < t) i++;
    const double slope = (law->y[i + 1] - law->y[i]) / (law->x[i + 1] - law->x[i]);
    return law->y[i] + slope * (t - law->x[i]);
}

cupel_status heat_storage_mix(const cupel_law *const laws[3], const double shares[3], cupel_law *enthalpy,
                              cupel_error *error)
{
    size_t count = 0, kept = 0;
    for (int l = 0; l < 3; l++) count += laws[l] ? laws[l]->count : 0;
    double *x, *y;
    cupel_law h;
    if (!new_law(count, &h, &x, &y)) return cupel_out_of_memory(error, "an enthalpy");
    size_t n = 0;
    for (int l = 0; l < 3; l++)
        for (size_t i = 0; laws[l] && i < laws[l]->count; i++) x[n++] = laws[l]->x[i];
    qsort(x, count, sizeof *x, rising);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || x[i] > x[kept - 1]) x[kept++] = x[i];
    for (size_t i = 0; i < kept; i++)
        for (int l = 0; l < 3; l++)
            if (laws[l]) y[i] += shares[l] * enthalpy_at(laws[l], x[i]);
    h.count = kept;
    *enthalpy = h;
    return CUPEL_OK;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_media.h"

#include <stdlib.h>
#include <string.h>

/* Conductivities of mixtures.
 *
 * Along parallel cylinders everything conducts side by side: k = sum of shares times k. Across them a
 * cylinder of a shell round a core conducts like a solid one of k_c = k_s [(1 + c) k_i + (1 - c) k_s] / [(1 -
 * c) k_i + (1 + c) k_s],  c the core's share of its area, and cylinders of a share f in a matrix k_m make k =
 * k_m [(1 + f) k_c + (1 - f) k_m] / [(1 - f) k_c + (1 + f) k_m] (Rayleigh 1892 to first order, which is also
 * Maxwell's formula in a plane). Tracks conduct side by side along their length and through the layer, and in
 * series across. */

enum { MOST_MEDIA = 65000 };

cupel_status heat_media_add(heat_media *media, heat_medium medium, size_t *number, cupel_error *error)
{
    if (media->count == MOST_MEDIA)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "the parts are of more than %d materials and mixtures", MOST_MEDIA);
    if (media->count == media->room) {
        const size_t room = media->room ? 2 * media->room : 64;
        heat_medium *larger = cupel_resize(media->list, room, sizeof *larger);
        if (!larger) return cupel_out_of_memory(error, "the materials");
        media->list = larger;
        media->room = room;
    }
    media->list[media->count++] = medium;
    *number = media->count;
    return CUPEL_OK;
}

static double value_at(const cupel_law *law, double temperature)
{
    size_t i = 0;
    while (i < law->count && law->x[i] < temperature) i++;
    if (i == 0) return law->y[0];
    if (i == law->count) return law->y[law->count - 1];
    const double share = (temperature - law->x[i - 1]) / (law->x[i] - law->x[i - 1]);
    return law->y[i - 1] + share * (law->y[i] - law->y[i - 1]);
}

static double in_matrix(double matrix, double cylinder, double share)
{
    return matrix * ((1 + share) * cylinder + (1 - share) * matrix) /
           ((1 - share) * cylinder + (1 + share) * matrix);
}

/* Of a mixture along an axis, from the conductivities of its parts along it. */
static double mixed(const heat_medium *m, int axis, double matrix, double shell, double core)
{
    if (m->kind == HEAT_TRACKS) {
        if (axis == m->axis || axis == m->normal) return (1 - m->share) * matrix + m->share * shell;
        return 1 / ((1 - m->share) / matrix + m->share / shell);
    }
    const double c = m->core_share;
    if (axis == m->axis) return (1 - m->share) * matrix + m->share * ((1 - c) * shell + c * core);
    return in_matrix(matrix, in_matrix(shell, core, c), m->share);
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The temperatures at which one of the laws has a point; those of constants do not matter. */
static size_t gather_temperatures(const cupel_law *const laws[3], double *out)
{
    size_t count = 0, kept = 0;
    for (int l = 0; l < 3; l++)
        for (size_t i = 0; laws[l] && laws[l]->count > 1 && i < laws[l]->count; i++)
            out[count++] = laws[l]->x[i];
    if (count == 0) out[count++] = laws[0]->x[0];
    qsort(out, count, sizeof *out, rising);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || out[i] > out[kept - 1]) out[kept++] = out[i];
    return kept;
}

static cupel_status mix(const heat_medium *m, int axis, const cupel_conduction_material *known,
                        cupel_arena *arena, cupel_law *out, cupel_error *error)
{
    const cupel_law *laws[3] = {&known[m->matrix - 1].conductivity[axis],
                                &known[m->shell - 1].conductivity[axis],
                                m->core ? &known[m->core - 1].conductivity[axis] : NULL};
    const size_t room = laws[0]->count + laws[1]->count + (laws[2] ? laws[2]->count : 0);
    double *x = cupel_arena_alloc(arena, 2 * room, sizeof *x);
    if (!x) return cupel_out_of_memory(error, "conductivities");
    const size_t count = gather_temperatures(laws, x);
    double *y = x + room;
    for (size_t i = 0; i < count; i++)
        y[i] = mixed(m, axis, value_at(laws[0], x[i]), value_at(laws[1], x[i]),
                     laws[2] ? value_at(laws[2], x[i]) : 0);
    *out = (cupel_law){count, x, y};
    return CUPEL_OK;
}

/* z of a record is the normal of laminates. */
static cupel_status plain(const heat_medium *m, int axis, cupel_arena *arena, cupel_law *out,
                          cupel_error *error)
{
    double *x = cupel_arena_alloc(arena, (size_t)2 * HEAT_LAW_POINTS, sizeof *x);
    if (!x) return cupel_out_of_memory(error, "conductivities");
    const heat_substance *substance = m->substance;
    double *y = x + HEAT_LAW_POINTS;
    size_t count = 1;
    x[0] = 300;
    if (substance->material) {
        const cupel_status status =
            heat_conductivity_law(substance->material, axis == m->axis ? 2 : 0, x, y, &count, error);
        if (status) return status;
    } else {
        y[0] = substance->conductivity.values[substance->conductivity.count == 3 ? axis : 0];
    }
    *out = (cupel_law){count, x, y};
    return CUPEL_OK;
}

cupel_status heat_media_laws(const heat_media *media, cupel_arena *arena, cupel_conduction_material *out,
                             cupel_error *error)
{
    for (size_t n = 0; n < media->count; n++)
        for (int axis = 0; axis < 3; axis++) {
            const heat_medium *m = &media->list[n];
            cupel_law *law = &out[n].conductivity[axis];
            const cupel_status status = m->kind == HEAT_PLAIN ? plain(m, axis, arena, law, error)
                                                              : mix(m, axis, out, arena, law, error);
            if (status) return status;
        }
    return CUPEL_OK;
}

const cupel_material *heat_media_beyond(const heat_media *media, const cupel_conduction_material *laws,
                                        size_t number, double temperature)
{
    if (number == 0) return NULL;
    const heat_medium *m = &media->list[number - 1];
    if (m->kind == HEAT_PLAIN) {
        for (int axis = 0; axis < 3; axis++) {
            const cupel_law *law = &laws[number - 1].conductivity[axis];
            if (law->count > 1 && !(temperature >= law->x[0] && temperature <= law->x[law->count - 1]))
                return m->substance->material;
        }
        return NULL;
    }
    const size_t parts[] = {m->matrix, m->shell, m->core};
    for (int i = 0; i < 3; i++) {
        const cupel_material *material = heat_media_beyond(media, laws, parts[i], temperature);
        if (material) return material;
    }
    return NULL;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/heat_sheets.h"

#include <math.h>

/* A contact by thickness and conductivity leaves out that the sheet takes room and carries heat along itself.
 * Both are held against the layers on its two sides, from its middle outwards as far as the material is the
 * same. */

static const double most_along = 0.1, most_thick = 0.25;

typedef struct layer {
    double thickness, along; /* [m]; k times thickness, the better of the two directions [W/K] */
} layer;

static uint16_t material_of(const heat_world *w, const size_t cell[3])
{
    const size_t *cells = w->grid->cells;
    return w->material[(cell[2] * cells[1] + cell[1]) * cells[0] + cell[0]];
}

/* From a cell beside the sheet upwards or downwards; void has no thickness. */
static layer layer_from(const heat_world *w, int axis, const size_t start[3], bool upwards)
{
    layer found = {0, 0};
    size_t cell[3] = {start[0], start[1], start[2]};
    const uint16_t number = material_of(w, cell);
    const double *edges = w->grid->edges[axis];
    while (number && material_of(w, cell) == number) {
        found.thickness += edges[cell[axis] + 1] - edges[cell[axis]];
        if (upwards ? cell[axis] + 1 == w->grid->cells[axis] : cell[axis] == 0) break;
        cell[axis] = upwards ? cell[axis] + 1 : cell[axis] - 1;
    }
    for (int a = 0; number && a < 3; a++)
        if (a != axis)
            found.along = fmax(found.along, w->materials[number - 1].conductivity[a].y[0] * found.thickness);
    return found;
}

static bool is_thin(const heat_world *w, const cupel_cell_box *box, const heat_contact *row, size_t number,
                    cupel_text *notes)
{
    int axis = 0;
    size_t above[3], below[3];
    for (int a = 0; a < 3; a++) {
        if (box->lo[a] == box->hi[a]) axis = a;
        above[a] = below[a] = (box->lo[a] + box->hi[a]) / 2;
    }
    if (above[axis] == 0 || above[axis] >= w->grid->cells[axis]) return true;
    below[axis]--;
    const layer up = layer_from(w, axis, above, true), down = layer_from(w, axis, below, false);
    if (!(up.thickness > 0) || !(down.thickness > 0)) return true;
    const double along = row->thickness * row->conductivity, beside = up.along + down.along;
    if (along > most_along * beside) {
        cupel_text_printf(
            notes,
            "contact %zu is a sheet that would carry %.2g of the heat that the layers beside it "
            "carry along themselves: make it a part. ",
            number, along / beside);
        return false;
    }
    const double thinner = fmin(up.thickness, down.thickness);
    if (row->thickness <= most_thick * thinner) return true;
    cupel_text_printf(notes,
                      "contact %zu is a sheet %.2g times as thick as the layer beside it: make it a part. ",
                      number, row->thickness / thinner);
    return false;
}

bool heat_sheets_are_thin(const heat_world *world, cupel_text *notes)
{
    const heat_places *contacts = &world->assembly->contacts;
    bool thin = true;
    for (size_t n = 0; n < contacts->count; n++) {
        const heat_contact *row = contacts->list[n].row;
        if (contacts->list[n].chip || isnan(row->thickness)) continue;
        if (!is_thin(world, &world->contacts[n].box, row, contacts->list[n].number, notes)) thin = false;
    }
    return thin;
}

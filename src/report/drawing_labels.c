/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/drawing_labels.h"

enum { MOST_LINES = 12 }; /* that words are moved by */

void labels_reserve(labels *l, label_box box)
{
    if (l->count < LABELS_MOST) l->taken[l->count++] = box;
}

double labels_width(const char *words, double size)
{
    size_t letters = 0;
    for (; *words; words++) letters += (*words & 0xc0) != 0x80; /* UTF-8 */
    return 0.6 * size * (double)letters;
}

static bool is_free(const labels *l, const label_box *box)
{
    for (size_t i = 0; i < l->count; i++) {
        const label_box *taken = &l->taken[i];
        if (box->left < taken->right && taken->left < box->right && box->top < taken->bottom &&
            taken->top < box->bottom)
            return false;
    }
    return true;
}

static bool take(labels *l, const char *words, double size, const label_place *place)
{
    const double width = labels_width(words, size),
                 left = place->x - (place->anchor == LABEL_START    ? 0
                                    : place->anchor == LABEL_MIDDLE ? 0.5 * width
                                                                    : width);
    const label_box box = {left, place->y - 0.85 * size, left + width, place->y + 0.25 * size};
    if (l->count == LABELS_MOST || !is_free(l, &box)) return false;
    labels_reserve(l, box);
    return true;
}

bool labels_find(labels *l, const char *words, double size, const label_place *places, size_t count,
                 label_place *found)
{
    for (int line = 0; line <= MOST_LINES; line++)
        for (int down = 1; down >= (line ? -1 : 1); down -= 2)
            for (size_t i = 0; i < (line ? 1 : count); i++) {
                *found = places[i];
                found->y += down * line * 1.15 * size;
                if (take(l, words, size, found)) return true;
            }
    return false;
}

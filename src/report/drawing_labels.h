/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_DRAWING_LABELS_H
#define CUPEL_REPORT_DRAWING_LABELS_H

#include <stdbool.h>
#include <stddef.h>

/* Where the words of one view go, so that none lies over another. Lengths in units of the picture, y downwards. */

enum { LABELS_MOST = 256 };

typedef struct label_box {
    double left, top, right, bottom;
} label_box;

typedef struct labels {
    size_t count;
    label_box taken[LABELS_MOST];
} labels;

typedef enum label_anchor { LABEL_START, LABEL_MIDDLE, LABEL_END } label_anchor;

typedef struct label_place {
    double x, y; /* of the anchor, on the line of writing */
    label_anchor anchor;
} label_place;

/** Keeps a place free of words. */
void labels_reserve(labels *l, label_box box);

/** Width of words of a size, by a mean letter. */
double labels_width(const char *words, double size);

/** The first of the places that is free, or else the first free one on lines above and below it; that is taken then.
 * false: none is free, and the words should be left out. */
bool labels_find(labels *l, const char *words, double size, const label_place *places, size_t count,
                 label_place *found);

#endif

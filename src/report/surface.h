/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_SURFACE_H
#define CUPEL_REPORT_SURFACE_H

#include <stddef.h>
#include "cupel/error.h"
#include "store/store.h"

/** Binary STL, in millimetres, of the closed surface around where the last step of a scalar field lies above
 * a level (cupel/mesh.h). free() the bytes. EINVAL when the item is no such field, or nothing lies above the
 * level. */
cupel_status cupel_surface_stl(cupel_file *file, const cupel_item *item, double level, unsigned char **bytes,
                               size_t *count, cupel_error *error);

#endif

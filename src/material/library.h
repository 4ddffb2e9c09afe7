/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MATERIAL_LIBRARY_H
#define CUPEL_MATERIAL_LIBRARY_H

#include "base/memory.h"
#include "base/text.h"
#include "cupel/error.h"
#include "param/document.h"

/** Path of the library's record of that id. EINVAL, with the nearest id, when there is none. */
cupel_status cupel_library_path(const char *id, cupel_arena *arena, const char **path, cupel_error *error);

/** A tree as YAML text that binds to the same values: the record of a case that gives it inline. */
void cupel_node_write(const cupel_node *node, int depth, cupel_text *out);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_STL_H
#define CUPEL_MODEL_HEAT_STL_H

#include "model/heat_conduction.h"

/** The closed surface of a part of kind stl, at its place, triangles outward. EINVAL when it is none or has holes,
 * with the place of the first in the units of the file; ENOMEM. */
cupel_status heat_stl_read(const heat_part *part, cupel_mesh **out, cupel_error *error);

#endif

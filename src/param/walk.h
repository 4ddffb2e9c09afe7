/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_PARAM_WALK_H
#define CUPEL_PARAM_WALK_H

#include <jansson.h>
#include "base/text.h"
#include "param/model.h"

/* What is derived from the tables. JSON objects are new references (json_decref them), NULL when out of memory;
 * numbers are SI. */

/** Bound parameters, defaults filled in: {"entry_thickness": 3.5e-05, "friction": {…}, …}; absent ones left out. */
json_t *cupel_parameters_json(const cupel_table *table, const void *values);

/** {"<name>": {"value": …, "unit": …}}: a scalar is a number, a label a string (unit null), a series a list (with
 * "axis"), a table a list of row objects (unit: an object by column), a grid {"cells", "origin", "spacing", "times"}
 * without its values. What a model has not set is null. */
json_t *cupel_results_json(const cupel_results *results);

/** JSON-schema (draft 2020-12) of one model's parameters as a step of a case, and of a whole case file. */
json_t *cupel_model_schema(const cupel_model *model);
json_t *cupel_case_schema(const cupel_model *const *models);

/** The model as a JSON object: every row with its columns. */
json_t *cupel_model_json(const cupel_model *model);

/** The model's page: plain text for a terminal, or Markdown for docs/reference. */
void cupel_model_describe(const cupel_model *model, bool markdown, cupel_text *out);

#endif

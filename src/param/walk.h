/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_PARAM_WALK_H
#define CUPEL_PARAM_WALK_H

#include <jansson.h>
#include "base/text.h"
#include "param/model.h"

/* What is derived from the tables. JSON objects are new references (json_decref them), NULL when out of memory;
 * numbers are SI. */

/** Bound parameters, defaults filled in: {"entry_thickness": 3.5e-05, "friction": {…}, …}; absent ones left out.
 * A material is its id, a file {"name", "sha256"}, a curve a list of [x, y]. */
json_t *cupel_parameters_json(const cupel_table *table, const void *values);

/** {"<name>": {"value": …, "unit": …}}: a scalar is a number, a label a string (unit null), a series a list (with
 * "axis"), a table a list of row objects (unit: an object by column), a grid {"cells", "origin", "spacing", "times", and "edges"
 * by axis where cells differ in size} without its values. What a model has not set is null. */
json_t *cupel_results_json(const cupel_results *results);

/** JSON-schema (draft 2020-12) of one model's parameters as a step of a case, and of a whole case file, which may
 * have a section `study` (NULL: not). */
json_t *cupel_model_schema(const cupel_model *model);
json_t *cupel_case_schema(const cupel_model *const *models, const cupel_table *study);

/** The model as a JSON object: every row with its columns. */
json_t *cupel_model_json(const cupel_model *model);

/** The model's page: plain text for a terminal, or Markdown for docs/reference. */
void cupel_model_describe(const cupel_model *model, bool markdown, cupel_text *out);

/** Any JSON value as text: two spaces a level, short lists on one line, keys in the order they were set, numbers as
 * short as they can be and still read back as the same double (jansson itself writes 0.10000000000000001). */
void cupel_json_text(const json_t *value, cupel_text *out);

/** "quantity", "choice", … and "scalar", "series", …: the words of pages and messages. */
const char *cupel_kind_name(cupel_kind kind);
const char *cupel_result_kind_name(cupel_result_kind kind);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MATERIAL_MATERIAL_H
#define CUPEL_MATERIAL_MATERIAL_H

#include <stdbool.h>
#include <stddef.h>
#include "base/memory.h"
#include "cupel/error.h"
#include "cupel/flow_stress.h"
#include "param/param.h"

/* A material record (datasets/materials/ID.yaml): composition, temper, and properties as constants, tables or
 * named laws of temperature, each with source, condition and uncertainty. Records are immutable once loaded
 * and may be read from any thread. struct cupel_material begins with the cupel_material_head of param.h. */

/** Loads a record: a scalar node is an id of the library or a path (relative to `folder`, when it has a slash
 * or ends in .yaml); a mapping is the record itself. The record lives in the arena. An unknown id gets the
 * nearest known one suggested. */
cupel_status cupel_material_load(const cupel_node *node, const char *folder, cupel_arena *arena,
                                 const cupel_material **out, cupel_error *error);

/** The same by id or path alone. */
cupel_status cupel_material_open(const char *id, cupel_arena *arena, const cupel_material **out,
                                 cupel_error *error);

const char *cupel_material_id(const cupel_material *material);

/** The same record under another id, for a case with two records of one id. NULL when out of memory. */
const cupel_material *cupel_material_under_id(const cupel_material *material, const char *id, cupel_arena *arena);
const char *cupel_material_name(const cupel_material *material);

/** The class of the record: "copper", "aluminium", "gas", …; "" when it gives none. Models choose handbook
 * values by it for what a record lacks. */
const char *cupel_material_class(const cupel_material *material);

/** The YAML text of the record as it was read; of an inline record, a text that binds to the same values. */
const char *cupel_material_source(const cupel_material *material, size_t *count);

/** PROPERTY is a row of the record's properties, or PROPERTY/NAME one of its named alternatives. */
bool cupel_material_has(const cupel_material *material, const char *property);

/** Value [SI] and standard uncertainty (k = 1, same unit; NaN when the record gives none; may be NULL) of a
 * property at an absolute temperature [K]. EINVAL when the record lacks it or the temperature is outside the
 * range of its law: the message says which range. */
cupel_status cupel_material_property(const cupel_material *material, const char *property, double temperature,
                                     double *value, double *uncertainty, cupel_error *error);

/* The hardening law of a record, in the words of rolling.pass: the table is shared with that model's
 * flow_stress. */
typedef struct cupel_flow_curve {
    cupel_flow_stress stress;
    const char *source, *basis, *note; /* records only: where the numbers come from */
    double uncertainty;                /* relative, k = 1; NaN when unknown          */
} cupel_flow_curve;

/* Rows: law (choice constant | voce | swift | ludwik | hockett_sherby, required), yield_stress,
 * initial_stress, saturation_stress, rate_constant, strength_coefficient, strain_offset, exponent,
 * coefficient, rate_factor (1), rate_sensitivity (0), reference_rate, thermal_exponent, reference_temperature,
 * melting_temperature, and source, basis, note, uncertainty. Its check is cupel_flow_stress_check.
 */
extern const cupel_table cupel_flow_curve_table;

/** NULL when the record has none. */
const cupel_flow_curve *cupel_material_flow_curve(const cupel_material *material);

/* For people: the figures of a record one by one, as `cupel materials ID` prints them. */
typedef struct cupel_material_figure {
    const char *property;       /* heat_capacity                                                     */
    const char *alternative;    /* its name when it is an alternative, NULL in the main entry        */
    const char *unit, *meaning; /* SI unit of the property                                           */
    const char *law;            /* constant, table, …                                                */
    double temperature;         /* [K] of `value`: 20 degC, or the end of the law's range next to it */
    double value, uncertainty;  /* SI; the uncertainty is standard (k = 1), NaN when not given       */
    double minimum_temperature,
        maximum_temperature;      /* [K] where the law holds; 0 and infinity: not limited   */
    const char *condition, *note; /* "" when not given                                                 */
    const char *basis;            /* measured, datasheet, …                                            */
    const char *source, *source_text; /* id and bibliographic words; "" when not given                     */
} cupel_material_figure;

size_t cupel_material_figure_count(const cupel_material *material);
bool cupel_material_figure_at(const cupel_material *material, size_t index, cupel_material_figure *out);

/** Name in Chinese, other designations, temper, form, notes: "" when not given. */
const char *cupel_material_text(const cupel_material *material, const char *row);

/** Bibliographic words of a source of the record, or NULL. */
const char *cupel_material_source_text(const cupel_material *material, const char *id);

/** The bound record, of the rows of cupel_material_table (material/record.h has the struct). */
extern const cupel_table cupel_material_table;
const void *cupel_material_values(const cupel_material *material);

/** Ids of the library's records, sorted; NULL at the end. In the arena. */
cupel_status cupel_material_list(cupel_arena *arena, const char *const **ids, cupel_error *error);

#endif

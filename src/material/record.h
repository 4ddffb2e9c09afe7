/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MATERIAL_RECORD_H
#define CUPEL_MATERIAL_RECORD_H

#include <stdint.h>
#include "material/material.h"
#include "param/param.h"

/* A record as bound from YAML. Absent values are as param.h has them (NaN, NULL, -1, count 0). */

typedef enum cupel_law_kind {
    CUPEL_LAW_CONSTANT,         /* value                                        */
    CUPEL_LAW_TABLE,            /* linear between points                        */
    CUPEL_LAW_POLYNOMIAL,       /* sum c_i T^i                                  */
    CUPEL_LAW_LOG10_POLYNOMIAL, /* log10 y = sum c_i (log10 T)^i                */
    CUPEL_LAW_POWER,            /* value (T / T0)^n                             */
    CUPEL_LAW_LINEAR            /* value (1 + coefficient (T - T0))             */
} cupel_law_kind;

typedef struct cupel_property {
    const char *name; /* of an alternative; NULL in the main entry */
    int law;
    double value;
    cupel_curve points;
    cupel_vector coefficients;
    double reference_temperature, coefficient, exponent;
    double minimum_temperature, maximum_temperature;
    const char *condition;
    double uncertainty, relative_uncertainty; /* standard, k = 1; one of them at most */
    const char *source;                       /* id among the record's sources */
    int basis;                                /* index in cupel_basis_names */
    const char *note;
    cupel_list alternatives; /* of cupel_property; empty in an alternative */
} cupel_property;

typedef struct cupel_constituent {
    const char *element;
    double minimum, maximum, nominal; /* mass fraction */
    int balance;
    const char *source;
} cupel_constituent;

typedef struct cupel_source {
    const char *id, *text;
    int basis; /* -1: not said */
} cupel_source;

typedef struct cupel_temper {
    const char *temper, *condition;
    double tensile_strength, tensile_strength_minimum, tensile_strength_maximum;
    double yield_strength, yield_strength_minimum;
    double elongation, elongation_minimum;
    double electrical_conductivity, thermal_conductivity;
    double relative_uncertainty;
    const char *source;
    int basis;
} cupel_temper;

enum { CUPEL_PROPERTY_LIMIT = 32 }; /* rows of cupel_properties_table at most */

typedef struct cupel_properties {
    const cupel_property *of[CUPEL_PROPERTY_LIMIT]; /* by row of cupel_properties_table */
} cupel_properties;

typedef struct cupel_record {
    int64_t cupel;
    const char *id, *name, *name_zh;
    int material_class;
    const char *designations, *temper, *form;
    cupel_list composition, sources, tempers; /* cupel_constituent, cupel_source, cupel_temper */
    const cupel_properties *properties;
    const cupel_flow_curve *flow_curve;
    const char *notes;
} cupel_record;

struct cupel_material {
    cupel_material_head head; /* first: param.h reads it */
    const cupel_record *record;
    const char *text; /* the YAML */
    size_t text_count;
};

extern const char *const cupel_law_names[];
extern const char *const cupel_basis_names[]; /* NULL at the end */
extern const char *const cupel_class_names[];
extern const cupel_table cupel_property_table, cupel_properties_table;

/** Range of temperatures [K] where the law holds. */
void cupel_property_range(const cupel_property *property, double *lowest, double *highest);

/** Value and standard uncertainty (NaN when none is given) at a temperature [K]; `name` is for messages. */
cupel_status cupel_property_evaluate(const cupel_property *property, const char *name, double temperature,
                                     double *value, double *uncertainty, cupel_error *error);

/** The rules of a record that span its parts: ids, sources that exist, values in range. `root` gives the
 * places. */
void cupel_record_check(const cupel_record *record, const cupel_node *root, cupel_diagnostics *diagnostics);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TEST_EVERY_KIND_H
#define CUPEL_TEST_EVERY_KIND_H

#include <math.h>
#include <stddef.h>
#include "param/model.h"

/* A made-up model whose tables hold one row of every kind, and one set of values for them. */

typedef struct kind_law {
    int law;
    double yield_stress;
} kind_law;

typedef struct kind_pass {
    double thickness;
    const char *note;
} kind_pass;

typedef struct every_kind {
    double length, heating, porosity, friction;
    int64_t cells;
    int method, plane_strain;
    const char *remark;
    const cupel_input *data;
    const cupel_material *strip;
    cupel_vector roughness;
    cupel_curve fan;
    const kind_law *flow_stress;
    cupel_list passes;
} every_kind;

static const char *const law_names[] = {"constant", "voce", NULL};
static const cupel_param law_rows[] = {
    {.name = "law",
     .kind = CUPEL_CHOICE,
     .offset = offsetof(kind_law, law),
     .choices = law_names,
     .flags = CUPEL_REQUIRED,
     .meaning = "hardening law"},
    {.name = "yield_stress",
     .kind = CUPEL_QUANTITY,
     .offset = offsetof(kind_law, yield_stress),
     .unit = "@",
     .range = "(0, inf)",
     .meaning = "yield stress"},
};
static const cupel_table law_table = {.name = "flow_stress", .size = sizeof(kind_law), CUPEL_ROWS(law_rows)};

static const cupel_param pass_rows[] = {
    {.name = "thickness",
     .kind = CUPEL_QUANTITY,
     .offset = offsetof(kind_pass, thickness),
     .unit = "m",
     .range = "(0, 0.1]",
     .flags = CUPEL_REQUIRED,
     .meaning = "exit thickness h1"},
    {.name = "note", .kind = CUPEL_TEXT, .offset = offsetof(kind_pass, note), .meaning = "remark"},
};
static const cupel_table pass_table = {.name = "passes", .size = sizeof(kind_pass), CUPEL_ROWS(pass_rows)};

static const char *const method_names[] = {"slab", "finite_element", NULL};
#define AT(field) .offset = offsetof(every_kind, field)
static const cupel_param kind_rows[] = {
    {.name = "length",
     .kind = CUPEL_QUANTITY,
     AT(length),
     .unit = "m",
     .range = "(0, 1]",
     .flags = CUPEL_REQUIRED,
     .meaning = "length L"},
    {.name = "heating",
     .kind = CUPEL_QUANTITY,
     AT(heating),
     .unit = "K",
     .fallback = "10 degC",
     .flags = CUPEL_DIFFERENCE,
     .meaning = "temperature rise"},
    {.name = "porosity",
     .kind = CUPEL_NUMBER,
     AT(porosity),
     .unit = "1",
     .range = "[0, 1)",
     .meaning = "porosity"},
    {.name = "friction",
     .kind = CUPEL_NUMBER,
     AT(friction),
     .unit = "1",
     .range = "[0, 1)",
     .fallback = "0.1",
     .meaning = "friction coefficient mu"},
    {.name = "cells",
     .kind = CUPEL_INTEGER,
     AT(cells),
     .range = "[2, 1000]",
     .fallback = "64",
     .meaning = "cells"},
    {.name = "method",
     .kind = CUPEL_CHOICE,
     AT(method),
     .choices = method_names,
     .fallback = "slab",
     .meaning = "method"},
    {.name = "plane_strain",
     .kind = CUPEL_FLAG,
     AT(plane_strain),
     .fallback = "true",
     .meaning = "plane strain"},
    {.name = "remark", .kind = CUPEL_TEXT, AT(remark), .meaning = "free text"},
    {.name = "data", .kind = CUPEL_FILE, AT(data), .meaning = "data file"},
    {.name = "strip",
     .kind = CUPEL_MATERIAL,
     AT(strip),
     .flags = CUPEL_REQUIRED,
     .meaning = "strip material"},
    {.name = "roughness",
     .kind = CUPEL_VECTOR,
     AT(roughness),
     .unit = "m",
     .range = "[0, inf)",
     .length = "[1, 3]",
     .meaning = "roughness Ra"},
    {.name = "fan",
     .kind = CUPEL_CURVE,
     AT(fan),
     .unit = "Pa",
     .axis = "flow_rate",
     .axis_unit = "m3/s",
     .length = "[2, inf)",
     .meaning = "fan pressure"},
    {.name = "flow_stress",
     .kind = CUPEL_TABLE,
     AT(flow_stress),
     .unit = "Pa",
     .table = &law_table,
     .meaning = "hardening"},
    {.name = "passes",
     .kind = CUPEL_LIST,
     AT(passes),
     .table = &pass_table,
     .length = "[1, 4]",
     .meaning = "passes in order"},
};
static const cupel_table kind_table = {
    .name = "test.every_kind", .size = sizeof(every_kind), CUPEL_ROWS(kind_rows)};

static const cupel_result kind_columns[] = {
    {.name = "stand", .kind = CUPEL_LABEL, .meaning = "name of the stand"},
    {.name = "force", .kind = CUPEL_SCALAR, .unit = "N", .meaning = "roll force"},
};
static const cupel_result kind_results[] = {
    {.name = "force",
     .kind = CUPEL_SCALAR,
     .unit = "N/m",
     .uncertainty = "force_uncertainty",
     .meaning = "roll force per width"},
    {.name = "force_uncertainty", .kind = CUPEL_SCALAR, .unit = "N/m", .meaning = "its uncertainty"},
    {.name = "branch", .kind = CUPEL_LABEL, .meaning = "branch of the solution"},
    {.name = "angle", .kind = CUPEL_SERIES, .unit = "rad", .meaning = "angle from the exit"},
    {.name = "pressure", .kind = CUPEL_SERIES, .unit = "Pa", .axis = "angle", .meaning = "roll pressure"},
    {.name = "stands",
     .kind = CUPEL_COLUMNS,
     .columns = kind_columns,
     .column_count = 2,
     .meaning = "by stand"},
    {.name = "temperature", .kind = CUPEL_GRID, .unit = "K", .meaning = "temperature"},
};

static const cupel_model kind_model = {
    .name = "test.every_kind",
    .title = "One row of every kind",
    .summary =
        "A model that computes nothing and takes everything, so that the walkers over the tables meet each "
        "kind of row once.",
    .reference = "none",
    .version = 3,
    .parameters = &kind_table,
    CUPEL_RESULTS(kind_results),
};

static const double kind_roughness[] = {1e-7, 2e-7};
static const double kind_fan_x[] = {0, 0.01}, kind_fan_y[] = {60, 0};
static const kind_law kind_law_value = {.law = 1, .yield_stress = 70e6};
static const kind_pass kind_pass_values[] = {{.thickness = 2e-3}, {.thickness = 1e-3, .note = "last"}};
static const cupel_input kind_input = {
    .path = "data/fan.csv", .name = "fan.csv", .bytes = "", .sha256 = "ab12"};
static const cupel_material_head kind_strip = {.id = "C11000", .name = "Cu-ETP"};

static inline every_kind kind_values(void)
{
    return (every_kind){
        .length = 0.1,
        .heating = 10,
        .porosity = (double)NAN,
        .friction = 0.1,
        .cells = 64,
        .method = 1,
        .plane_strain = 0,
        .remark = "a \"quoted\" remark",
        .data = &kind_input,
        .strip = (const cupel_material *)(const void *)&kind_strip,
        .roughness = {2, kind_roughness},
        .fan = {2, kind_fan_x, kind_fan_y},
        .flow_stress = &kind_law_value,
        .passes = {2, kind_pass_values},
    };
}

#endif

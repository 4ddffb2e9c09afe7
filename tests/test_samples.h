/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TEST_TEST_SAMPLES_H
#define CUPEL_TEST_TEST_SAMPLES_H

#include <math.h>
#include "store/test.h"

/* A test with something of every kind in it, and an evaluation of it that computes nothing, for the tests of
 * the store. */

enum { SAMPLES = 5, LINES = 4000 };

static const double test_time[SAMPLES] = {0, 0.1, 0.2, 0.30000000000000004, 0.4};
static const double test_force[SAMPLES] = {0, 100.5, NAN, 300.25, 1.0 / 3.0};
static const unsigned char test_mask[SAMPLES] = {0, 0, CUPEL_SAMPLE_OVERLOAD, CUPEL_SAMPLE_EXCLUDED, 0};
static const double test_heights[6] = {1e-6, 2e-6, 3e-6, 4e-6, 5e-6, 6e-6};

static const cupel_channel test_channels[] = {
    {.name = "time",
     .unit = "s",
     .original_name = "\xe6\x97\xb6\xe9\x97\xb4",
     .original_unit = "s",
     .column = 1,
     .count = SAMPLES,
     .values = test_time},
    {.name = "force",
     .unit = "N",
     .original_name = "\xe5\x8a\x9b(kN)",
     .original_unit = "kN",
     .column = 3,
     .count = SAMPLES,
     .values = test_force,
     .mask = test_mask},
    {.name = "height",
     .unit = "m",
     .original_name = "z",
     .column = 4,
     .count = 6,
     .row = 3,
     .values = test_heights},
};

static const cupel_pair test_specimen_texts[] = {{"id", "A-1"}, {"material", "\xe9\x93\x9c"}};
static const cupel_property test_specimen[] = {
    {.name = "thickness", .unit = "m", .value = 12e-6, .uncertainty = 0.3e-6, .origin = "header, line 4"},
    {.name = "width", .unit = "m", .value = 12.7e-3, .uncertainty = NAN, .origin = "specimen.yaml"},
};
static const cupel_element test_composition[] = {{"Cu", 0.999, NAN}, {"Ag", 0.001, 1e-4}};
static const cupel_pair test_texts[] = {
    {"machine", "made up"}, {"Kraft/Weg", "a slash in its name"}, {"machine", "said twice"}};
static const cupel_property test_conditions[] = {{.name = "test_temperature",
                                                  .unit = "K",
                                                  .value = 296.15,
                                                  .uncertainty = 0.5,
                                                  .origin = "header, line 7"}};
static const char *const test_remarks[] = {"unit of time assumed: s", "\xe5\x8a\x9b is taken for force"};
static const cupel_pair test_provenance[] = {{"program_version", "0.1.0"}, {"cpu", "some processor"}};

/* A raw file long enough to be compressed. */
static inline const char *test_raw(size_t *count)
{
    static char bytes[LINES * 24];
    size_t used = 0;
    for (int i = 0; i < LINES; i++)
        used += (size_t)snprintf(bytes + used, sizeof bytes - used, "%d,%.6g\r\n", i, sin(i));
    bytes[7] = '\0'; /* not a text any more */
    *count = used;
    return bytes;
}

static inline cupel_test sample_test(void)
{
    cupel_test test = {.kind = "tensile",
                       .title = "A made-up tensile test",
                       .license = "CC0-1.0",
                       .created = "2026-01-02T03:04:05Z",
                       .specimen_texts = test_specimen_texts,
                       .specimen_text_count = 2,
                       .specimen = test_specimen,
                       .specimen_count = 2,
                       .composition = test_composition,
                       .composition_count = 2,
                       .composition_method = "ICP",
                       .test_texts = test_texts,
                       .test_text_count = 3,
                       .conditions = test_conditions,
                       .condition_count = 1,
                       .raw = {.name = "folder/A-1.csv"},
                       .block = 1,
                       .blocks = 3,
                       .encoding = "GB18030",
                       .decimal_sign = ".",
                       .separator = ",",
                       .remarks = test_remarks,
                       .remark_count = 2,
                       .channels = test_channels,
                       .channel_count = 3,
                       .provenance = test_provenance,
                       .provenance_count = 2};
    test.raw.bytes = test_raw(&test.raw.count);
    return test;
}

/* ---- an evaluation ---- */

typedef struct sample_options {
    double lowest, highest;
} sample_options;

static const cupel_param sample_rows[] = {
    {.name = "lowest",
     .kind = CUPEL_NUMBER,
     .offset = offsetof(sample_options, lowest),
     .unit = "1",
     .fallback = "0.1",
     .meaning = "lowest share"},
    {.name = "highest",
     .kind = CUPEL_NUMBER,
     .offset = offsetof(sample_options, highest),
     .unit = "1",
     .fallback = "0.4",
     .meaning = "highest share"},
};
static const cupel_table sample_table = {
    .name = "test.tensile", .size = sizeof(sample_options), CUPEL_ROWS(sample_rows)};
static const cupel_result evaluation_rows[] = {
    {"tensile_strength", CUPEL_SCALAR, "Pa", .uncertainty = "tensile_strength_uncertainty",
     .meaning = "highest stress"},
    {"tensile_strength_uncertainty", CUPEL_SCALAR, "Pa", .meaning = "its standard uncertainty"},
    {"tensile_strength_flag", CUPEL_LABEL, NULL, .meaning = "ok, or why not"},
    {"strain", CUPEL_SERIES, "1", .meaning = "engineering strain"},
    {"stress", CUPEL_SERIES, "Pa", .axis = "strain", .meaning = "engineering stress"},
};
static const cupel_model evaluation_model = {.name = "test.tensile",
                                             .title = "Made up",
                                             .version = 3,
                                             .parameters = &sample_table,
                                             CUPEL_RESULTS(evaluation_rows)};

static inline cupel_results *evaluation_results(double strength)
{
    static const double strain[3] = {0, 0.01, 0.02}, stress[3] = {0, 1e8, 2e8};
    cupel_results *results =
        cupel_results_new(evaluation_rows, sizeof evaluation_rows / sizeof *evaluation_rows);
    if (!results) return NULL;
    cupel_results_set(results, "tensile_strength", strength);
    cupel_results_set(results, "tensile_strength_uncertainty", 0.01 * strength);
    cupel_results_set_label(results, "tensile_strength_flag", "ok");
    cupel_results_set_series(results, "strain", strain, 3);
    cupel_results_set_series(results, "stress", stress, 3);
    return results;
}

static inline cupel_step_record sample_evaluation(const cupel_results *results)
{
    static const sample_options options = {0.1, 0.4};
    return (cupel_step_record){.model = &evaluation_model,
                               .parameters = &options,
                               .results = results,
                               .status = CUPEL_STEP_OK,
                               .seconds = 0.25};
}

#endif

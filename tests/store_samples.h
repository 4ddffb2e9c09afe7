/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TEST_STORE_SAMPLES_H
#define CUPEL_TEST_STORE_SAMPLES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "store/store.h"
#include "unit/every_kind.h"

/* Steps and runs of the made-up model with every kind of row, for the tests of the store. */

enum { SAMPLE_NX = 24, SAMPLE_NY = 20, SAMPLE_NZ = 18, SAMPLE_STEPS = 3 };

/* A smooth field with no two equal values in a row of cells. */
static inline double sample_temperature(size_t step, size_t z, size_t y, size_t x)
{
    return 300.0 + (double)step * 10.0 + (double)z * 0.5 + (double)y * 0.03125 + (double)x * 0.001953125;
}

static inline const cupel_grid *sample_grid(void)
{
    static const cupel_grid grid = {.cells = {SAMPLE_NX, SAMPLE_NY, SAMPLE_NZ},
                                    .origin = {0.0, -0.01, 0.02},
                                    .spacing = {0.001, 0.002, 0.0005},
                                    .components = 1};
    return &grid;
}

static inline void sample_add_field(cupel_results *results, size_t steps)
{
    static double values[SAMPLE_NZ][SAMPLE_NY][SAMPLE_NX];
    for (size_t step = 0; step < steps; step++) {
        for (size_t z = 0; z < SAMPLE_NZ; z++)
            for (size_t y = 0; y < SAMPLE_NY; y++)
                for (size_t x = 0; x < SAMPLE_NX; x++) values[z][y][x] = sample_temperature(step, z, y, x);
        cupel_results_add_grid(results, "temperature", sample_grid(), 0.25 * (double)step, &values[0][0][0]);
    }
}

static const double sample_angle[] = {0.0, 0.1, 0.2, 0.30000000000000004};
static const double sample_pressure[] = {4.5e8, 5.25e8, 5e8, 1.0 / 3.0};
static const char *const sample_stands[] = {"F1", "\xe6\x9c\xba\xe6\x9e\xb6 2", "F3"};
static const double sample_forces[] = {1.5e6, 1.25e6, 1e6};

static inline cupel_results *sample_results(size_t field_steps)
{
    cupel_results *results = cupel_results_new(kind_results, sizeof kind_results / sizeof *kind_results);
    if (!results) return NULL;
    cupel_results_set(results, "force", 8.25e6);
    cupel_results_set(results, "force_uncertainty", 1.5e5);
    cupel_results_set_label(results, "branch", "no skid");
    cupel_results_set_series(results, "angle", sample_angle, 4);
    cupel_results_set_series(results, "pressure", sample_pressure, 4);
    cupel_results_set_text_column(results, "stands", "stand", sample_stands, 3);
    cupel_results_set_column(results, "stands", "force", sample_forces, 3);
    if (field_steps) sample_add_field(results, field_steps);
    return results;
}

static inline cupel_status sample_segment(const char *path, const char *id, size_t field_steps,
                                          cupel_error *error)
{
    const every_kind values = kind_values();
    cupel_results *results = sample_results(field_steps);
    if (!results) return cupel_error_set(error, CUPEL_ENOMEM, "no results");
    const cupel_step_record step = {.id = id,
                                    .model = &kind_model,
                                    .parameters = &values,
                                    .results = results,
                                    .status = CUPEL_STEP_OK,
                                    .seconds = 1.5};
    const cupel_status status = cupel_segment_write(path, &step, error);
    cupel_results_free(results);
    return status;
}

/* A segment with a body on an uneven grid, one of whose six cells is void: its view is made of boxes. */
static inline cupel_status sample_body(const char *path, cupel_error *error)
{
    static const double edges[] = {0, 1, 2.5, 3}, values[] = {300, 301, 302, 303, 304, NAN};
    const cupel_grid grid = {
        .cells = {3, 2, 1}, .spacing = {1, 2, 4}, .components = 1, .edges = {edges, NULL, NULL}};
    cupel_results *results = cupel_results_new(kind_results, sizeof kind_results / sizeof *kind_results);
    if (!results) return cupel_error_set(error, CUPEL_ENOMEM, "no results");
    cupel_results_add_grid(results, "temperature", &grid, 0, values);
    const cupel_step_record step = {.id = "roll", .model = &kind_model, .results = results};
    const cupel_status status = cupel_segment_write(path, &step, error);
    cupel_results_free(results);
    return status;
}

static inline cupel_status sample_skipped(const char *path, const char *id, cupel_error *error)
{
    const cupel_step_record step = {
        .id = id, .model = &kind_model, .status = CUPEL_STEP_SKIPPED, .message = "step 'roll' failed"};
    return cupel_segment_write(path, &step, error);
}

static const char sample_source[] = "cupel: 1\n# \xe9\x93\x9c\nsteps: []\n";
static const cupel_pair sample_provenance[] = {
    {"program_version", "0.1.0"}, {"seed", "7"}, {"cpu", "some processor"}, {"threads", "2"}};
static const cupel_bytes sample_inputs[] = {{"fan.csv", "0,60\n1,0\n", 9, "data/fan.csv"},
                                            {"fan.csv", "0,60\n1,0\n", 9, "data/fan.csv"},
                                            {"fan.csv", "other", 5, "../fan.csv"},
                                            {"empty", "", 0, NULL}};
static const cupel_parent sample_parents[] = {
    {"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "reference", "roll.force",
     "old.h5", NULL}};
static const cupel_bytes sample_materials[] = {{"C11000", "id: C11000\n", 11, "Cu-ETP"}};

static inline cupel_run_record sample_run(void)
{
    return (cupel_run_record){.title = "A sample",
                              .project = "tests",
                              .license = "CC0-1.0",
                              .created = "2026-01-02T03:04:05Z",
                              .finished = "2026-01-02T03:05:05Z",
                              .state = "complete",
                              .case_source = sample_source,
                              .case_source_count = sizeof sample_source - 1,
                              .case_resolved = "{\"cupel\": 1}",
                              .provenance = sample_provenance,
                              .provenance_count = 4,
                              .inputs = sample_inputs,
                              .input_count = 4,
                              .parents = sample_parents,
                              .parent_count = 1,
                              .materials = sample_materials,
                              .material_count = 1};
}

/* A run of two steps, the first with a field: roll, then a skipped anneal. */
static inline cupel_status sample_file(const char *path, size_t field_steps, char id[80], cupel_error *error)
{
    char segments[2][512];
    for (int i = 0; i < 2; i++) snprintf(segments[i], sizeof segments[i], "%s.%d.segment", path, i);
    const char *const list[] = {segments[0], segments[1]};
    const cupel_run_record run = sample_run();
    cupel_status status = sample_segment(segments[0], "roll", field_steps, error);
    if (!status) status = sample_skipped(segments[1], "anneal", error);
    if (!status) status = cupel_run_assemble(path, &run, list, 2, id, error);
    unlink(segments[0]);
    unlink(segments[1]);
    return status;
}

#endif

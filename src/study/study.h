/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STUDY_STUDY_H
#define CUPEL_STUDY_STUDY_H

#include "case/case.h"
#include "param/model.h"
#include "param/param.h"
#include "store/store.h"

/* A study: the section `study` of a case file. Today it calibrates: flow curves on tensile tests, or any
 * parameters of the case's steps on any measured values. */

/* ---- study.calibrate.flow_curve ---- */

typedef struct cupel_study_test {
    const char *file, *step;
} cupel_study_test;

typedef struct cupel_study_record { /* the material record to be written */
    const char *id, *name, *class_name, *temper;
} cupel_study_record;

typedef struct cupel_study_flow_curve {
    cupel_list tests;
    const char *laws;
    int rate, thermal, loss;
    double reference_rate, reference_temperature, melting_temperature;
    double minimum_strain, maximum_strain, relative_uncertainty;
    int64_t points, starts;
    const cupel_study_record *record;
} cupel_study_flow_curve;

/* ---- study.calibrate with parameters and observations ---- */

typedef struct cupel_study_parameter {
    const char *name, *start, *lower, *upper; /* name: step.key; the others with units */
} cupel_study_parameter;

typedef struct cupel_study_observation {
    const char *result, *value, *uncertainty, *set; /* set: "step.key = value; step.key = value" */
} cupel_study_observation;

typedef struct cupel_study_calibrate {
    const cupel_study_flow_curve *flow_curve;
    cupel_list parameters, observations;
    int loss;
    int64_t starts;
} cupel_study_calibrate;

typedef struct cupel_study_section {
    const cupel_study_calibrate *calibrate;
} cupel_study_section;

extern const cupel_table cupel_study_table, cupel_study_flow_curve_table, cupel_study_calibrate_table;

/* ---- doing it ---- */

typedef struct cupel_study_options {
    const char *output; /* NULL: nothing is written          */
    const char *command;
    const char *record; /* where the caller writes the record; EINVAL when the case asks for none; NULL */
    int threads;
    void *host;
    void (*progress)(void *host, double fraction); /* may be NULL */
} cupel_study_options;

/* What a calibration works on: the case, its measured values, and what it was made from. */
typedef struct cupel_study {
    cupel_arena *arena;
    const char *path, *folder, *source;
    size_t source_count;
    const char *title, *project, *license, *creator;
    const cupel_study_section *section;
    const cupel_study_options *options;
    const cupel_model *model; /* whose tables the results are of                     */
    cupel_results *results;
    const char *failure; /* why there is no valid result; NULL                  */
    cupel_parent *parents;
    size_t parent_count;
    const char **counted; /* what has been measured: origin, and what was read of it */
    size_t counted_count;
    const char *record; /* the material record made, as YAML; NULL             */
    char content_id[80];
} cupel_study;

/** Runs the study of a case file and writes its file. All that is wrong with the case goes to the diagnostics
 * (then EINVAL). A calibration without a valid result is OK with `failure` set. Free it. */
cupel_status cupel_study_run(const char *case_path, const cupel_study_options *options,
                             cupel_diagnostics *diagnostics, cupel_study **out, cupel_error *error);
void cupel_study_free(cupel_study *study);

/* ---- between the files of this folder ---- */

extern const cupel_model cupel_model_study_flow_curve, cupel_model_study_calibration;

/** What studies can do, by the tables of their sections and results; NULL at the end. They are no steps of a
 * case. */
const cupel_model *const *cupel_studies(void);

/* Tables that both calibrations give. */
extern const cupel_result cupel_study_parameter_columns[5], cupel_study_covariance_columns[4];

cupel_status cupel_study_fit_flow_curve(cupel_study *study, cupel_error *error);
cupel_status cupel_study_fit_case(cupel_study *study, cupel_error *error);

/** Opens a run or test file, its path relative to the case, and notes it as a parent: what is read of it, and
 * as what. */
cupel_status cupel_study_open(cupel_study *study, const char *path, const char *what, const char *role,
                              cupel_file **out, cupel_error *error);

/** EINVAL when this of a file, or of a copy of it, counts already: standard errors would come out too small.
 * `what` is "" for the whole file. */
cupel_status cupel_study_count_once(cupel_study *study, const cupel_file *file, const char *what,
                                    cupel_error *error);

#endif

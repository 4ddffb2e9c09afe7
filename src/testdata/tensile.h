/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_TENSILE_H
#define CUPEL_TESTDATA_TENSILE_H

#include "cupel/tensile.h"
#include "param/param.h"
#include "testdata/inputs.h"

/* What the parts of the tensile evaluation share. */

enum { TENSILE_SOURCE_AUTO, TENSILE_SOURCE_EXTENSOMETER, TENSILE_SOURCE_CROSSHEAD };
enum { TENSILE_THICKNESS_AUTO, TENSILE_THICKNESS_MICROMETER, TENSILE_THICKNESS_MASS };

typedef struct tensile_options {
    int slope_method, n_strain, strain_source, thickness_by, combine_travel, ends_at_fracture;
    cupel_vector slope_window, proof_strains, n_range, r_range;
    double youngs_modulus, smoothing, converted_gauge_length, machine_compliance;
    double thickness, width, density, gauge_length, extensometer_gauge_length, parallel_length;
    double force_class, extensometer_class, width_extensometer_class;
    double thickness_uncertainty, width_uncertainty, cross_section_uncertainty;
    int64_t n_points, draws, seed;
} tensile_options;

/* The cross-section as a product of powers of what was measured. */
enum { TENSILE_SECTION_INPUTS = 4 };
typedef struct tensile_section {
    double area;      /* [m2]; NaN: not known */
    double thickness; /* that goes with it and the width [m]; NaN: none */
    size_t count;
    cupel_known inputs[TENSILE_SECTION_INPUTS];
    double power[TENSILE_SECTION_INPUTS]; /* of the area; 0 with a relative uncertainty in `relative` */
    double relative;                      /* standard uncertainty of the area, all inputs together */
    const char *rule, *doubt;             /* doubt NULL: none */
} tensile_section;

enum { TENSILE_REMARKS = 16 };

/* The curve of a test, ready for the kernel, and what is to be said about it. */
typedef struct tensile_record {
    cupel_tensile_curve curve;
    tensile_section section;
    bool crosshead;          /* the strain is crosshead travel */
    double length;           /* that strain is taken over [m]; NaN: it came as a strain */
    double travel_length;    /* free length, for travel behind the extensometer; NaN: not known */
    const char *strain_rule; /* what the strain is */
    const char *stress_rule;
    const char *no_stress; /* why there are no stresses in Pa; NULL: there are */
    const char *no_strain; /* why there are no strains; NULL: there are */
    const char *strain_doubt, *stress_doubt;
    const char *remarks[TENSILE_REMARKS];
    size_t remark_count;
} tensile_record;

/** Reads the curve; everything lives in the arena. EINVAL: there is neither force nor stress. */
cupel_status tensile_read(const cupel_test *test, const tensile_options *o, cupel_arena *arena,
                          tensile_record *out, cupel_error *error);
void tensile_remark(tensile_record *r, cupel_arena *arena, const char *format, ...) CUPEL_PRINTF(3, 4);

/** The cross-section of a test. */
tensile_section tensile_get_section(const cupel_test *test, const tensile_options *o, cupel_arena *arena,
                                    tensile_record *remarks);

/** Puts crosshead travel on behind the end of the extensometer's strain, from the sample at which it ends. */
bool tensile_combine(tensile_record *r, double strain_end, cupel_arena *arena);

/** Judges all figures, with their rules, doubts, budgets. */
void tensile_judge(const tensile_record *r, const tensile_options *o, const cupel_tensile_options *kernel,
                   const cupel_tensile_figures *f, cupel_arena *arena, cupel_judgement *j);
/** Monte Carlo over the inputs. */
cupel_status tensile_draw(const tensile_record *r, const tensile_options *o,
                          const cupel_tensile_options *kernel, const cupel_tensile_figures *f, int threads,
                          cupel_judgement *j, cupel_error *error);
/** Relative standard uncertainties of the scales. */
cupel_tensile_inputs tensile_scales(const tensile_record *r, const tensile_options *o);

/** Curves and construction lines. */
cupel_status tensile_tell_curves(const tensile_record *r, const cupel_tensile_options *kernel,
                                 const cupel_tensile_figures *f, const cupel_tensile_workspace *w,
                                 cupel_arena *arena, cupel_results *results, cupel_error *error);

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TENSILE_H
#define CUPEL_TENSILE_H

#include <stddef.h>
#include <stdint.h>

#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Evaluation of a tensile test: from engineering stress over engineering strain to the figures of ISO 6892-1
 * (GB/T 228.1), ISO 10275 (n) and ISO 10113 (r), with the reasons for what cannot be judged. SI units. The
 * rules are written out in docs/theory/tensile.md. Pure functions of their arguments: any thread. */

enum { CUPEL_TENSILE_PROOFS = 8, CUPEL_TENSILE_TOTALS = 4 };

/* What was recorded, sample by sample in the order of recording. Tension is positive. */
typedef struct cupel_tensile_curve {
    size_t count;               /* samples                                                                 */
    const double *strain;       /* e [1], NaN: missing                                                     */
    const double *stress;       /* R [Pa], NaN: missing                                                    */
    const unsigned char *mask;  /* 0: use the sample; NULL: use all                                        */
    const double *time;         /* t [s]; NULL: not known                                                  */
    const double *width_strain; /* e_w [1], negative in tension; NULL: not known                           */
    const double *travel;       /* of the crosshead [m], to tell whether the strain stands still; NULL      */
} cupel_tensile_curve;

typedef enum cupel_tensile_slope_method {
    CUPEL_TENSILE_SLOPE_AUTO,   /* WINDOW; SCAN where that is not straight; LOOP where that is not either  */
    CUPEL_TENSILE_SLOPE_WINDOW, /* between two shares of Rp0.2                                             */
    CUPEL_TENSILE_SLOPE_SCAN,   /* of all windows that of the least relative slope error                   */
    CUPEL_TENSILE_SLOPE_LOOP,   /* of the first unloading and reloading                                    */
    CUPEL_TENSILE_SLOPE_GIVEN   /* `modulus`                                                               */
} cupel_tensile_slope_method;

typedef enum cupel_tensile_strain_kind {
    CUPEL_TENSILE_PLASTIC,
    CUPEL_TENSILE_TOTAL
} cupel_tensile_strain_kind;

typedef struct cupel_tensile_options {
    int slope_method;       /* cupel_tensile_slope_method                                              */
    double slope_window[2]; /* shares of Rp0.2, 0 < lower < upper < 1; 0.1 and 0.4 are usual           */
    double modulus;         /* [Pa] > 0; of SLOPE_GIVEN                                                */
    size_t proof_count, total_count;
    double proof_strains[CUPEL_TENSILE_PROOFS]; /* x of Rp(x) [1] > 0                                     */
    double total_strains[CUPEL_TENSILE_TOTALS]; /* x of Rt(x) [1] > 0                                     */
    double smoothing;     /* strain over which the top of the curve is smoothed [1] >= 0; 0.001      */
    double n_range[2];    /* engineering strains between which n is taken; 0.02 and 0.2; cut at Ag   */
    int n_strain;         /* cupel_tensile_strain_kind: of the range and of the fit                  */
    size_t n_points;      /* points at equal distances of ln(strain), >= 5; 0: all samples            */
    double r_range[2];    /* likewise of r; 0.02 and 0.2                                             */
    int ends_at_fracture; /* not 0: the last sample is the fracture, though no drop is seen          */
    double proof_hint;    /* Rp0.2 about [Pa], to save searching; NaN: not known                     */
} cupel_tensile_options;

/** The usual ones: window of 10 % to 40 %, Rp0.1, Rp0.2, Rp1.0, Rt0.5, n and r of 2 % to 20 % plastic. */
CUPEL_API cupel_tensile_options cupel_tensile_defaults(void);

/* Why a figure is not there, or is to be doubted. */
typedef enum cupel_tensile_reason {
    CUPEL_TENSILE_NO_SLOPE = 1 << 0,       /* no elastic line                                             */
    CUPEL_TENSILE_NOT_REACHED = 1 << 1,    /* the curve ends before                                       */
    CUPEL_TENSILE_YIELD_POINT = 1 << 2,    /* it yields discontinuously there                             */
    CUPEL_TENSILE_NO_YIELD_POINT = 1 << 3, /* it yields continuously                                      */
    CUPEL_TENSILE_NO_HARDENING = 1 << 4,   /* no hardening after the yield point                          */
    CUPEL_TENSILE_STILL_RISING = 1 << 5,   /* the stress still rises where the record ends                */
    CUPEL_TENSILE_NO_FRACTURE = 1 << 6,    /* the record ends without a fracture                          */
    CUPEL_TENSILE_UNLOADED = 1 << 7,       /* the specimen was unloaded at the end, not broken            */
    CUPEL_TENSILE_STRAIN_ENDS = 1 << 8,    /* strain stops while the test goes on                         */
    CUPEL_TENSILE_SMALL_RANGE = 1 << 9,    /* fewer than 5 samples, or too short a strain, in the range   */
    CUPEL_TENSILE_NO_WIDTH = 1 << 10,      /* no strain of the width                                      */
    CUPEL_TENSILE_NO_TIME = 1 << 11,       /* no time, or none that rises                                 */
    CUPEL_TENSILE_FEW_SAMPLES = 1 << 12,   /* fewer than 50 samples below the elastic line                */
    CUPEL_TENSILE_NOT_STRAIGHT = 1 << 13,  /* the elastic part is bent                                    */
    CUPEL_TENSILE_SCATTERED = 1 << 14,     /* R^2 < 0.9995 or relative slope error > 1 %                  */
    CUPEL_TENSILE_COARSE = 1 << 15,        /* the samples lie too far apart                               */
    CUPEL_TENSILE_DROPS = 1 << 16,         /* the force drops and comes back: slipping grips              */
    CUPEL_TENSILE_GRADUAL_FRACTURE = 1 << 17, /* the force fades away; no sudden fracture */
    CUPEL_TENSILE_PARTIAL_FRACTURE = 1 << 18, /* the force drops but not to nothing */
    CUPEL_TENSILE_FLAT_TOP = 1 << 19,   /* the maximum is so flat that its place is hardly known       */
    CUPEL_TENSILE_ON_PLATEAU = 1 << 20, /* it lies on a plateau without an upper yield point           */
    CUPEL_TENSILE_CUT_RANGE = 1 << 21,  /* the range was cut at Ag                                     */
    CUPEL_TENSILE_SPEED_STEP = 1 << 22, /* the strain rate changes there                               */
    CUPEL_TENSILE_OUTSIDE = 1 << 23, /* the strain goes back behind the highest stress: it necked elsewhere */
    CUPEL_TENSILE_MISSING_TOP = 1 << 24, /* samples are missing about the highest stress: it may be higher */
    CUPEL_TENSILE_CLIPPED =
        1 << 25, /* the stress stands still at its highest value, as at the end of a range */
    CUPEL_TENSILE_STRAIN_JUMPS = 1 << 26, /* the strain jumps, as when an extensometer slips */
    CUPEL_TENSILE_REASONS = 27
} cupel_tensile_reason;

/** What a single reason says, as half a sentence: "the record ends without a fracture". */
CUPEL_API const char *cupel_tensile_reason_text(unsigned reason);

typedef struct cupel_tensile_figure {
    double value;     /* NaN: not judged; `reasons` say why                                      */
    double strain;    /* where, from the strain origin [1]; NaN: nowhere                         */
    double noise;     /* standard uncertainty by the scatter and distance of the samples alone   */
    unsigned reasons; /* of cupel_tensile_reason                                                 */
} cupel_tensile_figure;

typedef struct cupel_tensile_slope {
    int method;          /* that was used                                                           */
    double value, noise; /* m_E [Pa] and its standard uncertainty by scatter                        */
    double least_squares, reversed; /* of stress on strain and the inverse of strain on stress [Pa]         */
    double relative_error; /* S_m,rel = ((1/R^2 - 1)/(N - 2))^(1/2)                                   */
    double r_squared;
    double curvature; /* relative change of the slope over the window                            */
    double bend;      /* relative error of the slope that its curvature allows, known or not: 0 to 1 */
    size_t points;
    double window[2];            /* stresses between which the line was laid [Pa]                           */
    double origin, origin_noise; /* e0: strain where the line meets zero stress, on the recorded axis       */
    double fit_mean[2], fit_sum; /* mean strain and stress, sum of squares of strain: for the line's error  */
    double fit_scatter;          /* of a sample about the line [Pa]                                         */
    unsigned reasons;
} cupel_tensile_slope;

typedef enum cupel_tensile_fracture {
    CUPEL_TENSILE_UNBROKEN, /* the record ends before                                                  */
    CUPEL_TENSILE_SUDDEN,   /* one drop to below 2 % of Rm                                             */
    CUPEL_TENSILE_PARTIAL,  /* a drop, but not that far                                                */
    CUPEL_TENSILE_GRADUAL,  /* below 2 % of Rm without a drop                                          */
    CUPEL_TENSILE_RELEASED, /* unloaded                                                                */
    CUPEL_TENSILE_STATED    /* by `ends_at_fracture`                                                   */
} cupel_tensile_fracture;

typedef struct cupel_tensile_figures {
    cupel_tensile_slope slope;
    cupel_tensile_figure proof[CUPEL_TENSILE_PROOFS]; /* Rp(x) [Pa], as in the options                     */
    cupel_tensile_figure proof_0_2;                   /* whatever the options ask for                      */
    double proof_hardening;                           /* dR/de at Rp0.2 [Pa] */
    double proof_hardenings[CUPEL_TENSILE_PROOFS];    /* dR/de at Rp(x) [Pa]; NaN: not judged */
    cupel_tensile_figure total[CUPEL_TENSILE_TOTALS]; /* Rt(x) [Pa]                                        */
    cupel_tensile_figure upper_yield, lower_yield;    /* ReH, ReL [Pa]                                     */
    cupel_tensile_figure yield_extension;             /* Ae [1]                                            */
    cupel_tensile_figure tensile_strength;            /* Rm [Pa]                                           */
    double highest_stress;                            /* of a single sample after yielding [Pa]            */
    cupel_tensile_figure uniform, total_uniform;      /* Ag, Agt [1]                                       */
    double
        uniform_shape_noise; /* in theirs: by the shape of the top, which no scatter of the samples shows */
    double plateau_width;    /* strain over which R > 0.995 Rm [1]; NaN           */
    cupel_tensile_figure elongation, total_elongation; /* A, At [1], by the record                          */
    cupel_tensile_figure exponent, coefficient;        /* n [1], K [Pa]                                     */
    double n_range[2];                                 /* true strains between which n was taken            */
    size_t n_points;
    cupel_tensile_figure strain_ratio; /* r [1]                                             */
    cupel_tensile_figure poisson;      /* nu [1], by the elastic part                       */
    cupel_tensile_figure yield_rate;   /* de/dt at Rp0.2 or ReH [1/s]                       */
    /* about the record */
    double stress_noise, strain_noise; /* of a sample [Pa], [1]                             */
    size_t used, missing, repeated,
        spikes; /* samples: of use, masked or missing, equal to that before, alone off the curve */
    size_t time_steps_back;
    int fracture; /* cupel_tensile_fracture                            */
    double last_strain,
        last_stress;                /* at the fracture, or where the record ends, from the origin [1], [Pa] */
    size_t holds;                   /* the strain stood still while the stress relaxed */
    size_t drops, loops;            /* drops with recovery; unloadings with reloading    */
    double drop_strain, drop_share; /* of the first of them: where, and how much of the stress */
    size_t speed_steps;             /* changes of the strain rate by more than 2         */
    double speed_step_strain;       /* where the first is                                */
    size_t strain_jumps;            /* of one sample, without a change of the stress */
    double strain_jump_strain;      /* where the first is, on the recorded axis */
    double strain_end;              /* where strain stops while the test goes on; NaN    */
} cupel_tensile_figures;

/* Scratch for curves of up to `count` samples: for many evaluations without allocation. One thread at a time.
 */
typedef struct cupel_tensile_workspace cupel_tensile_workspace;
CUPEL_API cupel_tensile_workspace *cupel_tensile_workspace_new(size_t count); /* NULL: out of memory */
CUPEL_API void cupel_tensile_workspace_free(cupel_tensile_workspace *workspace);

/**
 * All figures of one curve.
 * @param workspace may be NULL: one is made for the call
 * @return EINVAL when there are fewer than 10 samples of use, none has a positive stress, or an option is out
 * of its range; ENOMEM. What cannot be judged is no error.
 */
CUPEL_API cupel_status cupel_tensile_evaluate(const cupel_tensile_curve *curve,
                                              const cupel_tensile_options *options,
                                              cupel_tensile_workspace *workspace,
                                              cupel_tensile_figures *figures, cupel_error *error);

/** The samples that the last evaluation in the workspace used, from the strain origin: strain [1], stress
 * [Pa],
 * `*count` of them, up to the fracture or the end of the strain; `index` (may be NULL) gets the place of each
 * in the record, `excluded` (may be NULL) marks those in drops and loops. Valid until the next evaluation. */
CUPEL_API void cupel_tensile_used_samples(const cupel_tensile_workspace *workspace, const double **strain,
                                          const double **stress, const double **index,
                                          const unsigned char **excluded, size_t *count);

/* ---- random draws (GUM supplement 1) ---- */

typedef struct cupel_tensile_inputs { /* relative standard uncertainties; 0: none */
    double force;                     /* of the force, rectangular                                        */
    double area;                      /* of the cross-section, normal                                     */
    double strain;                    /* of the strain, rectangular                                       */
    double width_strain;              /* of the width strain, rectangular                                 */
} cupel_tensile_inputs;

enum { CUPEL_TENSILE_DRAWN = 32 }; /* figures of one draw; see cupel_tensile_drawn */

/** Which figures are drawn, in the order of a row of `out`: 0 slope, 1 Rp0.2, 2 Rm, 3 ReH, 4 ReL, 5 Ae, 6 Ag,
 * 7 Agt, 8 A, 9 At, 10 n, 11 K, 12 r, 13 nu, then Rp of the options, then Rt. */
CUPEL_API size_t cupel_tensile_drawn(const cupel_tensile_figures *figures,
                                     const cupel_tensile_options *options, double row[CUPEL_TENSILE_DRAWN]);

/**
 * Evaluates `draws` random curves: the recorded one, smoothed, with residuals put on in blocks of 5 samples
 * taken from anywhere in it (block bootstrap), and force, cross-section and strain off by one factor each.
 * Every draw has its own stream of random numbers, so the result does not depend on `threads`.
 * @param out [draws][CUPEL_TENSILE_DRAWN]; NaN: not judged in that draw
 */
CUPEL_API cupel_status cupel_tensile_draw(const cupel_tensile_curve *curve,
                                          const cupel_tensile_options *options,
                                          const cupel_tensile_inputs *inputs, size_t draws, uint64_t seed,
                                          int threads, double *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_CALORIMETRY_H
#define CUPEL_CALORIMETRY_H

#include <stddef.h>

#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Differential scanning calorimetry: heat capacity by three runs against sapphire, and the heat of a peak. SI
 * units. Pure: any thread. */

/** Heat capacity [J/(kg K)] of sapphire (alpha Al2O3) at T in [100, 1200] K, else NaN: the polynomial of
 * degree 10 in (T - 650 K)/550 K of ISO 11357-4, which renders Ditmars and others 1982 (NBS SRM 720). Its
 * coefficients are quoted from a public program, not from the standard; they agree with an independent table
 * of alpha alumina (J/(mol K), seven temperatures) within 0.03 % from 200 to 1200 K and 0.1 % at 100 K. */
CUPEL_API double cupel_sapphire_heat_capacity(double temperature);
/** Relative standard uncertainty taken for it: that of the certificate, 0.1 %, and what is said above. */
#define CUPEL_SAPPHIRE_UNCERTAINTY 0.0015

/* A temperature programme: isothermal, then heated, then isothermal; any of the isothermal parts may be
 * missing. */
typedef struct cupel_scan {
    size_t begin, end; /* samples that are heated: begin <= i < end                                */
    double rate;       /* of heating [K/s], the median                                             */
} cupel_scan;

/**
 * Finds the heated part of a run up to its highest temperature: isothermal is what changes at less than a
 * tenth of the median rate.
 * @param time, temperature  [count], time rising
 * @return EINVAL: fewer than 10 samples, time that does not rise, or nothing is heated; ENOMEM
 */
CUPEL_API cupel_status cupel_scan_of(const double *time, const double *temperature, size_t count,
                                     cupel_scan *out, cupel_error *error);

/** Takes the straight line in time through the means of the isothermal ends off a heat flow, in place; with
 * one end, its mean; with none (fewer than 5 samples), nothing. Returns how many ends there were. */
CUPEL_API int cupel_scan_level(const double *time, double *heat_flow, size_t count, const cupel_scan *scan);

typedef enum cupel_baseline {
    CUPEL_BASELINE_LINEAR, /* straight from one limit to the other                                          */
    CUPEL_BASELINE_SIGMOIDAL, /* from the level at one limit to that at the other, with the share of the peak
                                 gone by */
    CUPEL_BASELINE_TANGENTIAL /* likewise, from the tangent before to the tangent behind */
} cupel_baseline;

typedef struct cupel_peak {
    double area, area_uncertainty; /* of y over x above the baseline; from the scatter of y (k = 1) */
    double place, height; /* of the extreme above the baseline, by a parabola                         */
    double onset;         /* where the tangent of the steepest rise meets the baseline; NaN: none     */
} cupel_peak;

/**
 * Integrates the peak between the samples `from` and `to`, upward or downward. The baseline rests on
 * regressions over `margin` samples outside of each limit, fewer where there are not so many.
 * @param x, y      [count], x rising
 * @param baseline  [count], filled between the limits; NaN outside
 * @return EINVAL: fewer than 5 samples between the limits, or limits outside; EFAILED: the baseline of share
 * gone by does not settle, as the area is too small; ENOMEM
 */
CUPEL_API cupel_status cupel_peak_integrate(const double *x, const double *y, size_t count, size_t from,
                                            size_t to, size_t margin, cupel_baseline kind, double *baseline,
                                            cupel_peak *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif

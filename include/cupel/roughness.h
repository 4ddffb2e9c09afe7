/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ROUGHNESS_H
#define CUPEL_ROUGHNESS_H

#include <stddef.h>
#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Roughness of profiles and of maps of heights: removal of form, Gaussian filters, parameters. SI units.
 * Samples are evenly spaced; a map is [rows][row], row after row. No function keeps what it is given. */

/** sqrt(ln 2/pi): with it the Gaussian passes half of a wave as long as its nesting index. */
#define CUPEL_GAUSSIAN_ALPHA 0.46971863934982566688

/** What a Gaussian mean line passes of a wave: exp(-pi (alpha nesting_index/wavelength)^2) (ISO 16610-21). */
CUPEL_API double cupel_gaussian_transmission(double nesting_index, double wavelength);

/**
 * The Gaussian mean line of a profile (ISO 16610-21): weights exp(-pi (x/(alpha nesting_index))^2) at the
 * samples up to two nesting indices away, their sum 1. Beyond its ends the profile goes on as its mirror
 * image; there the mean line is a convention, so drop half a nesting index at least. By FFT, in O(n log n).
 * @param heights        [count]; count >= 2
 * @param spacing        of the samples [m] > 0
 * @param nesting_index  lambda [m] > 0, at most the length count * spacing
 * @param mean_line      [count]; may be `heights`; untouched on error
 * @return EINVAL naming what is wrong, ELIMIT, ENOMEM
 */
CUPEL_API cupel_status cupel_gaussian_mean_line(const double *heights, size_t count, double spacing,
                                                double nesting_index, double *mean_line, cupel_error *error);

typedef struct cupel_height_map {
    size_t rows, row;          /* >= 2 each                                              */
    double spacing, spacing_y; /* along a row, and from row to row [m] > 0               */
} cupel_height_map;

/**
 * The Gaussian mean surface of a map (ISO 16610-61): the same weights along rows and columns.
 * @param threads  for OpenMP; the surface is the same bits for any number
 * @param surface  [rows][row]; may be `heights`; undefined on ENOMEM, untouched on other errors
 */
CUPEL_API cupel_status cupel_gaussian_mean_surface(const cupel_height_map *map, const double *heights,
                                                   double nesting_index, int threads, double *surface,
                                                   cupel_error *error);

enum { CUPEL_FORM_ORDER = 12 };

/* Uniform least squares tilts a plane towards the texture: four whole waves of a sine by a quarter of their
 * amplitude at the edges. Hann weights, sin^2 from edge to edge, take a polynomial out as exactly, and hardly
 * see waves. */
typedef enum cupel_form_weights { CUPEL_FORM_UNIFORM, CUPEL_FORM_HANN } cupel_form_weights;

/**
 * Takes the least-squares polynomial of degree `order` (0: the mean, 1: the tilt) out of a profile, or the
 * one of that total degree in x and y out of a map. By orthogonal polynomials on the samples.
 * @param order     0 to CUPEL_FORM_ORDER, and below the number of samples along each side
 * @param residual  may be `heights`; untouched on error
 * @return EINVAL, ENOMEM
 */
CUPEL_API cupel_status cupel_remove_form(const double *heights, size_t count, unsigned order,
                                         double *residual, cupel_error *error);
CUPEL_API cupel_status cupel_remove_form_map(const cupel_height_map *map, const double *heights,
                                             unsigned order, cupel_form_weights weights, double *residual,
                                             cupel_error *error);

typedef struct cupel_roughness_rules {
    unsigned sections;            /* of equal length, that the profile is cut into; >= 1        */
    double height_discrimination; /* a hill or dale lower than this share of Rz does not count: 0.1  */
    double width_discrimination;  /* nor one shorter than this share of a section: 0.01         */
} cupel_roughness_rules;

/* Heights above the mean line [m]. NaN: the profile has no such figure. */
typedef struct cupel_roughness {
    double ra, rq, rsk, rku; /* mean of |z|, root mean square; skewness, kurtosis, over the whole profile */
    double rz, rp, rv;       /* height, peak, depth: the means of those of the sections          */
    double rt, rpt, rvt;     /* the same of the whole profile                                        */
    double rsm;              /* mean width of the profile elements                                   */
    double width_scatter;    /* standard deviation of their widths; NaN below 2                      */
    size_t elements;         /* a hill and a dale each                                               */
} cupel_roughness;

/**
 * Parameters of a roughness profile (ISO 4287; ISO 21920-2 with the heights by sections).
 * A profile element is a hill and the dale beside it; the mean line is crossed between samples by a straight
 * line; of several crossings between two that count the last is taken. Widths run from one rising crossing
 * to the next, and from one falling crossing to the next, and the mean of both is taken.
 * @param profile    [count], from the mean line; count >= 2 * sections
 * @param spacing    [m] > 0
 * @param of_section [sections][4] Ra, Rz, Rp, Rv of each, or NULL
 * @return EINVAL, ENOMEM
 */
CUPEL_API cupel_status cupel_roughness_profile(const double *profile, size_t count, double spacing,
                                               const cupel_roughness_rules *rules, cupel_roughness *out,
                                               double *of_section, cupel_error *error);

typedef struct cupel_areal_roughness {
    double sa, sq, ssk, sku, sp, sv, sz; /* as of a profile, over the map                       */
    double sdq;                          /* root mean square slope                              */
    double sdr;                          /* developed area over the flat one, less 1            */
} cupel_areal_roughness;

/**
 * Parameters of a map (ISO 25178-2), three samples a side at least. Slopes, for Sdq and Sdr, are central
 * differences of sixth order over seven samples; of a lower order near the edges, on them to one side.
 * @param heights  [rows][row], from the reference surface
 */
CUPEL_API cupel_status cupel_roughness_map(const cupel_height_map *map, const double *heights, int threads,
                                           cupel_areal_roughness *out, cupel_error *error);

#ifdef __cplusplus
}
#endif
#endif

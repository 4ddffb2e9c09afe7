/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_LASER_FLASH_H
#define CUPEL_LASER_FLASH_H

#include <stdbool.h>
#include <stddef.h>

#include "cupel/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Thermal diffusivity by the flash method: a plate of thickness L gets a pulse of heat on its front face, a
 * detector sees the rear face. One dimension, uniform pulse, equal Biot number Bi = h L/k on both faces,
 * times as Fourier number Fo = a t/L^2. SI units. Pure: any thread. */

/** Temperature of the rear face over that without loss at long times, after an instantaneous pulse: sum over
 * n of
 * (-1)^n 2 b^2/(b^2 + Bi^2 + 2 Bi) exp(-b^2 Fo), (b^2 - Bi^2) sin b = 2 b Bi cos b, b_n in (n pi, (n + 1)
 * pi). Bi >= -0.5: below 0 the plate gains heat, which has no meaning but lets a fit be free. NaN outside. */
CUPEL_API double cupel_flash_response(double fourier, double biot);

/** Highest response, and the Fourier number at which the rise reaches a share (0, 1) of it. Without loss the
 * highest one is 1. NaN for Bi < 0 or what has no answer. */
CUPEL_API double cupel_flash_peak(double biot);
CUPEL_API double cupel_flash_fourier_at(double biot, double share);

/** a = 0.138785 L^2/t_half (Parker and others 1961, with more digits): no loss, short pulse. */
#define CUPEL_FLASH_HALF_FOURIER 0.138785
CUPEL_API double cupel_flash_half_time_diffusivity(double thickness, double half_time);

/** With the correction for loss of Clark and Taylor 1975: times [s] at which a quarter, half and three
 * quarters of the highest signal are reached. 0.3 to 1 % low for Bi up to 1. */
CUPEL_API double cupel_flash_clark_taylor_diffusivity(double thickness, double quarter_time, double half_time,
                                                      double three_quarter_time);

typedef enum cupel_flash_pulse_shape {
    CUPEL_FLASH_RECTANGULAR,
    CUPEL_FLASH_TRIANGULAR
} cupel_flash_pulse_shape;

typedef struct cupel_flash_pulse {
    double start;                  /* [s] on the time axis of the signal                        */
    double width;                  /* [s] >= 0, its full length; 0: instantaneous               */
    cupel_flash_pulse_shape shape; /* triangular: rises and falls alike                         */
    bool convolve; /* the response is integrated over the pulse; else time counts from its centroid, start +
                      width/2 (Azumi and Takahashi 1981), which is exact to first order in width/t_half    */
} cupel_flash_pulse;

/* What a refit may have beyond the model, to see whether it is there. */
typedef enum cupel_flash_fault {
    CUPEL_FLASH_NO_FAULT,
    CUPEL_FLASH_DELAYED, /* the signal comes later than the pulse by an unknown time [s]             */
    CUPEL_FLASH_BENT     /* the detector is not linear: response (1 + fault x response)              */
} cupel_flash_fault;

typedef struct cupel_flash_signal {
    const double *time, *signal; /* [count], time [s] rising, signal in any unit, finite                 */
    size_t count;
    cupel_flash_pulse pulse;
    bool lossless;           /* Bi = 0, not fitted                                                */
    bool drifts;             /* the baseline is a line, whose slope is fitted; else it is level  */
    cupel_flash_fault fault; /* refits only */
    const double *weight; /* refits only: [count] of samples, 1/variance but for a factor; NULL: alike      */
} cupel_flash_signal;

typedef struct cupel_flash_fit {
    double rate, rate_uncertainty; /* a/L^2 [1/s]                                                   */
    double biot, biot_uncertainty;
    double amplitude, amplitude_uncertainty; /* of the signal without loss */
    double offset, offset_uncertainty; /* of the baseline at pulse.start                                */
    double drift, drift_uncertainty;   /* its slope [1/s]; 0: not fitted                                */
    double fault, fault_uncertainty;   /* of the kind asked for; 0: none */
    double residual; /* standard deviation of the signal off the fit                                   */
    double autocorrelation; /* of neighbouring residuals. The uncertainties are widened by ((1 + r)/(1 -
                               r))^1/2 where it is above 0 */
    size_t iterations;
    bool converged;
} cupel_flash_fit;

/**
 * Least squares of offset + drift (t - pulse.start) + amplitude x response in rate, Bi, amplitude, offset and
 * drift by Levenberg and Marquardt with geodesic acceleration off (GSL), started from the rise of the signal.
 * @return EINVAL: fewer than 8 samples, no sample after the pulse, time that does not rise, a signal that
 * does not rise; EFAILED: no minimum was found; ENOMEM
 */
CUPEL_API cupel_status cupel_flash_fit_signal(const cupel_flash_signal *signal, cupel_flash_fit *out,
                                              cupel_error *error);

/** The fitted signal at the times of `signal`: curve [count], NaN for a fit that cannot be. */
CUPEL_API void cupel_flash_curve(const cupel_flash_signal *signal, const cupel_flash_fit *fit, double *curve);

/**
 * The same least squares from a fit nearby, by Gauss and Newton without a start and without allocations: for
 * random draws, and for signals with a fault. Uncertainties as above.
 * @return false when it does not converge; `out` is untouched then
 */
CUPEL_API bool cupel_flash_refit(const cupel_flash_signal *signal, const cupel_flash_fit *start,
                                 cupel_flash_fit *out);

#ifdef __cplusplus
}
#endif
#endif

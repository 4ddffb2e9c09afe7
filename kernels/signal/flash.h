/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_SIGNAL_FLASH_H
#define CUPEL_KERNELS_SIGNAL_FLASH_H

#include <stddef.h>

#include "cupel/laser_flash.h"

/* The modes of a plate with loss, for one Biot number. */
enum { CUPK_FLASH_MODES = 30 };

/* Below this Fourier number the response is below 1e-16, and 30 modes are enough above it. */
#define CUPK_FLASH_EARLIEST 0.006

typedef struct cupk_flash_modes {
    double square[CUPK_FLASH_MODES];       /* b^2; that of the first is below 0 for Bi < 0 */
    double weight[CUPK_FLASH_MODES];       /* (-1)^n 2 b^2/(b^2 + Bi^2 + 2 Bi)             */
    double square_slope[CUPK_FLASH_MODES]; /* by Bi                                        */
    double weight_slope[CUPK_FLASH_MODES];
} cupk_flash_modes;

/** False for Bi < -0.5 or NaN. */
int cupk_flash_modes_of(double biot, cupk_flash_modes *out);

/* The response and its derivatives. */
typedef struct cupk_flash_value {
    double value, by_log_rate, by_biot;
} cupk_flash_value;

/* The modes with a pulse folded in, for one rate a/L^2. */
typedef struct cupk_flash_model {
    cupk_flash_modes modes;
    cupel_flash_pulse pulse;
    double rate;
    double pulse_factor[CUPK_FLASH_MODES]; /* what the pulse makes of a mode, seen from its end            */
    double pulse_by_square[CUPK_FLASH_MODES]; /* its derivative by b^2                                    */
} cupk_flash_model;

int cupk_flash_model_of(double rate, double biot, const cupel_flash_pulse *pulse, cupk_flash_model *out);
cupk_flash_value cupk_flash_at(const cupk_flash_model *model, double time);

#endif

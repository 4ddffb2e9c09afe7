/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_BASE_UNITS_H
#define CUPEL_BASE_UNITS_H

#include <stdbool.h>
#include "cupel/error.h"

/* Units of measure, by udunits2, which is not thread-safe: all of it is behind one lock here, so that these
 * functions may be called from any thread. Besides udunits' own names: %IACS (0.58 MS/m per percent), m^0.5
 * (as in MPa m^0.5; no other broken exponent), µ in both of its Unicode forms, [mm] and (mm) brackets. A
 * temperature scale with an offset (degC, degF) is taken as a temperature when `difference` is false and as
 * an interval when it is true: 25 degC is 298.15 K or 25 K. */

/** True when the text names a unit. */
bool cupel_unit_known(const char *unit);

/** The unit that a text which names none was likely meant to be: one that `like` (NULL: any) can be given in.
 * NULL when none is near. */
const char *cupel_unit_nearest(const char *unit, const char *like);

/** True when a quantity in `from` can be given in `to`. */
bool cupel_unit_convertible(const char *from, const char *to);

/** `value` in `from` as a value in `to`. EINVAL for an unknown unit or another dimension. */
cupel_status cupel_unit_convert(double value, const char *from, const char *to, bool difference, double *out,
                                cupel_error *error);

/** Reads "12 um", "25 degC", "3e-4" (already in `unit`). Finite numbers only; the whole text must be used. */
cupel_status cupel_quantity_parse(const char *text, const char *unit, bool difference, double *out,
                                  cupel_error *error);

/** SI factor and offset: value in SI base units = factor * value + offset. */
cupel_status cupel_unit_si(const char *unit, double *factor, double *offset, cupel_error *error);

/** The unit in words that every udunits2 knows: "0.58 MS/m" for %IACS; `unit` itself for all others. */
const char *cupel_unit_for_exchange(const char *unit);

/** A unit that people read the SI value in, for tables and plots: "um" for m at 2e-5, "MPa" for Pa at 4e8.
 * `magnitude` is a typical absolute value; a temperature that is no `difference` reads in degC. Returns
 * `unit` itself when nothing fits better. */
const char *cupel_unit_for_display(const char *unit, double magnitude, bool difference);

#endif

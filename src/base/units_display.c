/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/units.h"

#include <math.h>
#include <string.h>

/* The units that the trade reads a quantity in. Rows of one SI unit stand together, the largest first: the
 * first row whose `from` the magnitude reaches is taken, and below the smallest the last one. */
static const struct {
    const char *si;
    double from;
    const char *display;
} rows[] = {
    {"m", 1, "m"},
    {"m", 1e-3, "mm"},
    {"m", 1e-7, "um"},
    {"m", 0, "nm"},
    {"m2", 1e-2, "m2"},
    {"m2", 0, "mm2"},
    {"Pa", 1e10, "GPa"},
    {"Pa", 1e5, "MPa"},
    {"Pa", 1e3, "kPa"},
    {"N/m", 1e6, "kN/mm"},
    {"N/m", 1e3, "kN/m"},
    {"N", 1e6, "MN"},
    {"N", 1e3, "kN"},
    {"S/m", 1e5, "MS/m"},
    {"ohm m", 1e-5, "ohm m"},
    {"ohm m", 0, "uohm cm"},
    {"ohm.m", 1e-5, "ohm.m"},
    {"ohm.m", 0, "uohm.cm"},
    {"s", 7200, "h"},
    {"s", 1, "s"},
    {"s", 1e-3, "ms"},
    {"s", 0, "us"},
    {"W", 1e6, "MW"},
    {"W", 1e3, "kW"},
    {"W", 0.1, "W"},
    {"W", 0, "mW"},
    {"W/m", 1e3, "kW/m"},
    {"W/m2", 1e6, "MW/m2"},
    {"W/m2", 1e3, "kW/m2"},
    {"W/m^2", 1e6, "MW/m^2"},
    {"W/m^2", 1e3, "kW/m^2"},
    {"J", 1e6, "MJ"},
    {"J", 1e3, "kJ"},
    {"J/mol", 1e3, "kJ/mol"},
    {"J/kg", 1e3, "kJ/kg"},
    {"Hz", 1e9, "GHz"},
    {"Hz", 1e6, "MHz"},
    {"Hz", 1e3, "kHz"},
    {"m^3/s", 1, "m^3/s"},
    {"m^3/s", 0, "l/s"},
    {"m2/s", 1e-2, "m2/s"},
    {"m2/s", 1e-9, "mm2/s"},
    {"kg", 1e-1, "kg"},
    {"kg", 1e-4, "g"},
    {"kg", 0, "mg"},
    {"kg/m2", 1, "kg/m2"},
    {"kg/m2", 0, "g/m2"},
    {"Pa s", 1e-1, "Pa s"},
    {"Pa s", 0, "mPa s"},
    {"1/K", 1e-3, "1/K"},
    {"1/K", 0, "ppm/K"},
};

const char *cupel_unit_for_display(const char *unit, double magnitude, bool difference)
{
    if (!difference && strcmp(unit, "K") == 0) return "degC";
    const double size = fabs(magnitude);
    if (!(size > 0) || !isfinite(size)) return unit;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].si, unit) == 0 && size >= rows[i].from) return rows[i].display;
    return unit;
}

const char *cupel_unit_for_exchange(const char *unit)
{
    return strcmp(unit, "%IACS") == 0 ? "0.58 MS/m" : unit;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "material/record.h"

#include <math.h>
#include <string.h>

static const char *const laws[] = {[CUPEL_FLOW_CONSTANT] = "constant",
                                   [CUPEL_FLOW_VOCE] = "voce",
                                   [CUPEL_FLOW_SWIFT] = "swift",
                                   [CUPEL_FLOW_LUDWIK] = "ludwik",
                                   [CUPEL_FLOW_HOCKETT_SHERBY] = "hockett_sherby",
                                   NULL};

/* The parameters of the laws, and whose they are. */
#define OF(law) (1u << CUPEL_FLOW_##law)
#define LAW_PARAMETER(its_name, its_laws)                                                                    \
    {                                                                                                        \
        .name = #its_name, .offset = offsetof(cupel_flow_stress, its_name), .laws = its_laws                 \
    }
static const struct {
    const char *name;
    size_t offset;
    unsigned laws;
} law_parameters[] = {
    LAW_PARAMETER(yield_stress, OF(CONSTANT)),
    LAW_PARAMETER(initial_stress, OF(VOCE) | OF(LUDWIK) | OF(HOCKETT_SHERBY)),
    LAW_PARAMETER(saturation_stress, OF(VOCE) | OF(HOCKETT_SHERBY)),
    LAW_PARAMETER(rate_constant, OF(VOCE)),
    LAW_PARAMETER(strength_coefficient, OF(SWIFT) | OF(LUDWIK)),
    LAW_PARAMETER(strain_offset, OF(SWIFT)),
    LAW_PARAMETER(exponent, OF(SWIFT) | OF(LUDWIK) | OF(HOCKETT_SHERBY)),
    LAW_PARAMETER(coefficient, OF(HOCKETT_SHERBY)),
};
#undef LAW_PARAMETER
#undef OF

/* A parameter of another law would be passed over in silence. */
static cupel_status check_strangers(const cupel_flow_stress *stress, cupel_error *error)
{
    for (size_t i = 0; i < sizeof law_parameters / sizeof *law_parameters; i++) {
        const char *place = (const char *)stress + law_parameters[i].offset;
        if (law_parameters[i].laws >> stress->law & 1u || isnan(*(const double *)(const void *)place))
            continue;
        CUPEL_FAIL(error, CUPEL_EINVAL, "flow_stress: the law %s has no %s: leave it out", laws[stress->law],
                   law_parameters[i].name);
    }
    return CUPEL_OK;
}

static cupel_status check(const void *values, cupel_error *error)
{
    const cupel_flow_curve *curve = values;
    cupel_status status = cupel_flow_stress_check(&curve->stress, error);
    if (!status) status = check_strangers(&curve->stress, error);
    if (status) return status;
    if (!curve->basis) return CUPEL_OK;
    for (size_t i = 0; cupel_basis_names[i]; i++)
        if (strcmp(curve->basis, cupel_basis_names[i]) == 0) return CUPEL_OK;
    CUPEL_FAIL(
        error, CUPEL_EINVAL,
        "unknown basis '%s'; allowed: measured, datasheet, handbook, standard, computed, recalled, assumed",
        curve->basis);
}

#define AT(field) .offset = offsetof(cupel_flow_curve, field)
#define STRESS(its_name, its_meaning)                                                                        \
    {                                                                                                        \
        .name = #its_name, .kind = CUPEL_QUANTITY, AT(stress.its_name), .unit = "Pa", .range = "[0, inf)",   \
        .meaning = its_meaning                                                                               \
    }
#define PURE(its_name, its_range, its_fallback, its_meaning)                                                 \
    {                                                                                                        \
        .name = #its_name, .kind = CUPEL_NUMBER, AT(stress.its_name), .unit = "1", .range = its_range,       \
        .fallback = its_fallback, .meaning = its_meaning                                                     \
    }
static const cupel_param rows[] = {
    {.name = "law",
     .kind = CUPEL_CHOICE,
     AT(stress.law),
     .choices = laws,
     .flags = CUPEL_REQUIRED,
     .meaning = "hardening law: uniaxial flow stress over von Mises plastic strain"},
    STRESS(yield_stress, "s of law constant"),
    STRESS(initial_stress, "s_0 of laws voce, ludwik, hockett_sherby"),
    STRESS(saturation_stress, "s_inf of laws voce, hockett_sherby"),
    PURE(rate_constant, "(0, inf)", NULL, "b of law voce: s_inf - (s_inf - s_0) exp(-b e)"),
    STRESS(strength_coefficient, "k of laws swift: k (e_0 + e)^n, ludwik: s_0 + k e^n"),
    PURE(strain_offset, "[0, inf)", NULL, "e_0 of law swift"),
    PURE(exponent, "[0, inf)", NULL, "n of laws swift, ludwik, hockett_sherby"),
    PURE(coefficient, "(0, inf)", NULL, "m of law hockett_sherby: s_inf - (s_inf - s_0) exp(-m e^n)"),
    PURE(rate_factor, "(0, inf)", "1",
         "multiplies the law: strain rate and temperature other than those of the test"),
    PURE(rate_sensitivity, "[0, 1]", "0",
         "C of the factor 1 + C ln(rate/reference_rate) for rates above reference_rate (Johnson and Cook)"),
    {.name = "reference_rate",
     .kind = CUPEL_QUANTITY,
     AT(stress.reference_rate),
     .unit = "1/s",
     .fallback = "1 1/s",
     .range = "(0, inf)",
     .meaning = "strain rate that the law stands for; used with rate_sensitivity"},
    PURE(thermal_exponent, "(0, 10]", NULL,
         "m of the factor 1 - ((T - reference_temperature)/(melting_temperature - reference_temperature))^m, "
         "1 "
         "below reference_temperature (Johnson and Cook); without it no effect of temperature"),
    {.name = "reference_temperature",
     .kind = CUPEL_QUANTITY,
     AT(stress.reference_temperature),
     .unit = "K",
     .fallback = "25 degC",
     .range = "(0, 5000]",
     .meaning = "temperature that the law stands for; used with thermal_exponent"},
    {.name = "melting_temperature",
     .kind = CUPEL_QUANTITY,
     AT(stress.melting_temperature),
     .unit = "K",
     .range = "(0, 5000]",
     .meaning = "temperature where the flow stress vanishes; needed with thermal_exponent"},
    {.name = "source", .kind = CUPEL_TEXT, AT(source), .meaning = "id of an entry of the record's sources"},
    {.name = "basis",
     .kind = CUPEL_TEXT,
     AT(basis),
     .meaning = "how the numbers came about: measured, datasheet, handbook, standard, computed, recalled or "
                "assumed"},
    {.name = "note",
     .kind = CUPEL_TEXT,
     AT(note),
     .meaning = "what the law was checked against, and up to which strain"},
    {.name = "uncertainty",
     .kind = CUPEL_NUMBER,
     AT(uncertainty),
     .unit = "1",
     .range = "[0, 10]",
     .meaning = "standard uncertainty (k = 1) of the stress over the stress"},
};
#undef AT
#undef STRESS
#undef PURE

const cupel_table cupel_flow_curve_table = {
    .name = "flow_curve", .size = sizeof(cupel_flow_curve), CUPEL_ROWS(rows), .check = check};

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cupel/flow_stress.h"
#include "cupel/version.h"

/* A solver of somebody else's that takes the kernels from the installed library. */
int main(void)
{
    const cupel_flow_stress copper = {.law = CUPEL_FLOW_SWIFT,
                                      .strength_coefficient = 450e6,
                                      .strain_offset = 0.002,
                                      .exponent = 0.3,
                                      .rate_factor = 1};
    cupel_error error = {0};
    if (cupel_flow_stress_check(&copper, &error)) return fprintf(stderr, "%s\n", error.text), 1;
    const double stress = cupel_flow_stress_at(&copper, 0.998); /* k (0.002 + 0.998)^n = k */
    printf("cupel %s: %.6g Pa\n", cupel_version(), stress);
    char headers[32];
    snprintf(headers, sizeof headers, "%d.%d.%d", CUPEL_VERSION_MAJOR, CUPEL_VERSION_MINOR,
             CUPEL_VERSION_PATCH);
    return fabs(stress - 450e6) < 1 && strcmp(headers, cupel_version()) == 0 ? 0 : 1;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "testdata/evaluation.h"

/* In the order in which they are listed. */
static const cupel_evaluation *const evaluations[] = {
    &cupel_evaluation_tensile,     &cupel_evaluation_resistivity,
    &cupel_evaluation_roughness,   &cupel_evaluation_peel,
    &cupel_evaluation_laser_flash, &cupel_evaluation_hardness,
    &cupel_evaluation_flex,        &cupel_evaluation_dsc,
    &cupel_evaluation_dilatometry, NULL,
};

const cupel_evaluation *const *cupel_evaluations(void)
{
    return evaluations;
}

const cupel_evaluation *cupel_evaluation_find(const char *kind)
{
    for (size_t i = 0; evaluations[i]; i++)
        if (strcmp(evaluations[i]->kind, kind) == 0) return evaluations[i];
    return NULL;
}

void cupel_evaluation_kinds(char out[CUPEL_KINDS_TEXT])
{
    size_t used = 0;
    for (size_t i = 0; evaluations[i] && used < CUPEL_KINDS_TEXT; i++)
        used += (size_t)snprintf(out + used, CUPEL_KINDS_TEXT - used, "%s%s", i ? ", " : "",
                                 evaluations[i]->kind);
}

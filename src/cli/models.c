/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli/cli.h"
#include "model/registry.h"
#include "study/study.h"
#include "testdata/evaluation.h"

enum { MOST = 256 };

const cupel_model *const *cupel_cli_models(void)
{
    static const cupel_model *all[MOST + 1];
    size_t count = 0;
    for (const cupel_model *const *model = cupel_models(); *model && count < MOST; model++)
        all[count++] = *model;
    for (const cupel_evaluation *const *one = cupel_evaluations(); *one && count < MOST; one++)
        all[count++] = &(*one)->model;
    for (const cupel_model *const *study = cupel_studies(); *study && count < MOST; study++)
        all[count++] = *study;
    all[count] = NULL;
    return all;
}

const cupel_model *cupel_cli_find_model(const char *name)
{
    for (const cupel_model *const *model = cupel_cli_models(); *model; model++)
        if (strcmp((*model)->name, name) == 0) return *model;
    return NULL;
}

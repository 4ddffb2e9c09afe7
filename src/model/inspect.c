/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/inspect.h"

void cupel_inspect_property(const cupel_material *material, const char *property, double temperature,
                            const char *name, size_t row, cupel_findings *findings)
{
    double ignored;
    cupel_error why = {0};
    if (cupel_material_property(material, property, temperature, &ignored, NULL, &why))
        cupel_findings_add(findings, name, row, &why);
}

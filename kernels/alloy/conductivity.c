/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/alloy.h"

double cupel_iacs_from_conductivity(double conductivity)
{
    return 100 * conductivity / CUPEL_IACS_CONDUCTIVITY;
}

double cupel_conductivity_from_iacs(double iacs)
{
    return iacs / 100 * CUPEL_IACS_CONDUCTIVITY;
}

double cupel_temperature_coefficient(double slope, double conductivity)
{
    return slope * conductivity;
}

double cupel_boundary_area(double grain_size)
{
    return 2 / grain_size;
}

double cupel_thin_sheet_factor(double mean_free_path, double specularity, double thickness)
{
    return 1 + 3 * mean_free_path * (1 - specularity) / (8 * thickness);
}

double cupel_smith_palmer(double slope, double offset, double temperature, double conductivity)
{
    return slope * temperature * conductivity + offset;
}

cupel_resistivity_terms cupel_resistivity_at(const cupel_resistivity *metal, double temperature)
{
    cupel_resistivity_terms terms = {
        .bulk = metal->resistivity *
                (1 + metal->temperature_coefficient * (temperature - CUPEL_IACS_TEMPERATURE)),
        .dislocations = metal->dislocation_resistivity * metal->dislocation_density,
        .boundaries = 2. / 3 * metal->boundary_resistivity * metal->boundary_area,
        /* Fuchs' factor less 1, times rho: rho lambda is a property of the Fermi surface, whatever scatters
         */
        .surface = 3. / 8 * metal->path_product * (1 - metal->specularity) * metal->inverse_thickness,
    };
    terms.total = terms.bulk + terms.dislocations + terms.boundaries + terms.surface;
    return terms;
}

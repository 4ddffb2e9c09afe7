/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model/heat_conduction_transient.h"

static const char *const modes[] = {[HEAT_STEADY] = "steady", [HEAT_TRANSIENT] = "transient", NULL};
static const char *const spacings[] = {"linear", "logarithmic", NULL};

/* DOMAIN */

static cupel_status check_domain(const void *values, cupel_error *error)
{
    const heat_domain *d = values;
    if (d->cells.count && d->target_cells != CUPEL_NO_INTEGER)
        CUPEL_FAIL(error, CUPEL_EINVAL, "give cells or target_cells, not both");
    if (d->cells.count && !isnan(d->grid_tolerance))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "grid_tolerance chooses the cells: give it with target_cells, not with cells");
    if (d->most_cells != CUPEL_NO_INTEGER && isnan(d->grid_tolerance))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "most_cells limits what grid_tolerance asks for: give grid_tolerance");
    for (size_t a = 0; a < d->cells.count; a++)
        if (d->cells.values[a] != floor(d->cells.values[a]))
            CUPEL_FAIL(error, CUPEL_EINVAL, "cells are whole numbers; %g is not one", d->cells.values[a]);
    return CUPEL_OK;
}

#define AT(field) offsetof(heat_domain, field)
static const cupel_param domain_rows[] = {
    {"size", CUPEL_VECTOR, AT(size), .unit = "m", .range = "(0, 100]", .length = "[3, 3]",
     .flags = CUPEL_REQUIRED, .meaning = "sides of the domain along x, y, z, which begin at 0"},
    {"cells", CUPEL_VECTOR, AT(cells), .unit = "1", .range = "[1, 100000]", .length = "[3, 3]",
     .meaning = "cells along x, y, z, shared among the gaps between faces of parts. This or target_cells"},
    {"target_cells", CUPEL_INTEGER, AT(target_cells), .unit = "1", .range = "[8, 1000000000]",
     .meaning = "cells in all, at most; 60000 where neither this nor cells is given"},
    {"grid_tolerance", CUPEL_QUANTITY, AT(grid_tolerance), .unit = "K", .range = "(0, 1000]",
     .flags = CUPEL_DIFFERENCE,
     .meaning = "steady: cells are added until grid_error_estimate is below this, from target_cells on"},
    {"most_cells", CUPEL_INTEGER, AT(most_cells), .unit = "1", .range = "[8, 1000000000]",
     .meaning = "cells that grid_tolerance may ask for; 1000000 where it is not given"},
    {"grading", CUPEL_NUMBER, AT(grading), .unit = "1", .range = "(1, 10]",
     .meaning = "greatest ratio of neighbouring cells; 1.3 with target_cells, even cells with cells"},
};
#undef AT
static const cupel_table domain_table = {
    .name = "domain", .size = sizeof(heat_domain), CUPEL_ROWS(domain_rows), .check = check_domain};

/* PROBES */

static const cupel_param probe_rows[] = {
    {"name", CUPEL_TEXT, offsetof(heat_probe, name), .flags = CUPEL_REQUIRED,
     .meaning = "name of the probe, which no other has"},
    {"position", CUPEL_VECTOR, offsetof(heat_probe, position), .unit = "m", .range = "[0, 100]",
     .length = "[3, 3]", .flags = CUPEL_REQUIRED,
     .meaning = "x, y, z; on an outer face or an interface: of the face"},
};
static const cupel_table probe_table = {.name = "probe", .size = sizeof(heat_probe), CUPEL_ROWS(probe_rows)};

/* THE MODEL */

#define AT(field) offsetof(heat_conduction_parameters, field)
static const cupel_param rows[] = {
    {"domain", CUPEL_TABLE, AT(domain), .table = &domain_table, .flags = CUPEL_REQUIRED,
     .meaning = "the space that the parts lie in, and its grid"},
    {"parts", CUPEL_LIST, AT(parts), .length = "[1, 10000]", .table = &heat_part_table,
     .flags = CUPEL_REQUIRED,
     .meaning = "bodies; later ones overwrite earlier ones, and what none covers is void"},
    {"sources", CUPEL_LIST, AT(sources), .length = "[0, 10000]", .table = &heat_source_table,
     .meaning = "where heat is put in"},
    {"contacts", CUPEL_LIST, AT(contacts), .length = "[0, 10000]", .table = &heat_contact_table,
     .meaning = "resistances on faces between cells"},
    {"boundaries", CUPEL_TABLE, AT(boundaries), .table = &heat_boundaries_table, .flags = CUPEL_REQUIRED,
     .meaning = "what the outer sides and the faces to void exchange"},
    {"patches", CUPEL_LIST, AT(patches), .length = "[0, 10000]", .table = &heat_patch_table,
     .meaning = "pieces of outer sides, or faces to void without a coolant, with a boundary of their own; "
                "later ones count"},
    {"mode", CUPEL_CHOICE, AT(mode), .fallback = "steady", .choices = modes,
     .meaning = "steady state, or transient: from initial_temperature on to end_time"},
    {"initial_temperature", CUPEL_QUANTITY, AT(initial_temperature), .unit = "K", .range = "(0, 10000]",
     .meaning =
         "transient: temperature at the start, required unless every part has its own; steady: first guess, "
         "the mean of the surroundings where it is not given"},
    {"end_time", CUPEL_QUANTITY, AT(end_time), .unit = "s", .range = "(0, 1e12]",
     .meaning = "transient, required: time at which it ends; it begins at 0"},
    {"tolerance", CUPEL_NUMBER, AT(tolerance), .unit = "1", .range = "[1e-13, 1e-2]",
     .meaning = "steady: greatest net heat flow of the cells at the end, against that of the guess, 1e-9; "
                "transient: "
                "error of a step against the rise over initial_temperature, 1e-4"},
    {"temperature_tolerance", CUPEL_QUANTITY, AT(temperature_tolerance), .unit = "K", .range = "[1e-9, 100]",
     .flags = CUPEL_DIFFERENCE,
     .meaning = "transient: error of a step where there is no rise, besides tolerance; 1e-3 K"},
    {"output_count", CUPEL_INTEGER, AT(output_count), .unit = "1", .range = "[1, 100000]",
     .meaning = "transient: number of times of the curves; 100"},
    {"output_spacing", CUPEL_CHOICE, AT(output_spacing), .choices = spacings,
     .meaning = "transient: whether they are evenly spaced in time or in its logarithm; linear"},
    {"first_output_time", CUPEL_QUANTITY, AT(first_output_time), .unit = "s", .range = "(0, 1e12]",
     .meaning = "transient: the first of logarithmic spacing; 1e-4 of end_time"},
    {"output_times", CUPEL_VECTOR, AT(output_times), .unit = "s", .range = "(0, 1e12]",
     .length = "[1, 100000]",
     .meaning = "transient: the times of the curves one by one, in place of count and spacing"},
    {"field_times", CUPEL_VECTOR, AT(field_times), .unit = "s", .range = "(0, 1e12]", .length = "[1, 10000]",
     .meaning = "transient: times at which fields are kept, besides end_time"},
    {"probes", CUPEL_LIST, AT(probes), .length = "[0, 10000]", .table = &probe_table,
     .meaning = "places whose temperature is told"},
};
#undef AT

const cupel_table heat_conduction_table = {.name = "heat.conduction",
                                           .size = sizeof(heat_conduction_parameters),
                                           CUPEL_ROWS(rows),
                                           .check = heat_check_mode,
                                           .inspect = heat_conduction_inspect};

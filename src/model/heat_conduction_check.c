/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/heat_assembly.h"
#include "model/heat_conduction_transient.h"
#include "model/heat_grids.h"

/* heat.conduction: what is wrong with a body, each at its row, before anything is computed. It is the very
 * body that the run begins with, on the same grid. */

/* What was found, unless memory was short. */
static cupel_status find(cupel_findings *findings, const char *name, size_t row, const cupel_error *why,
                         cupel_error *error)
{
    if (why->status == CUPEL_ENOMEM) return cupel_error_set(error, CUPEL_ENOMEM, "%s", why->text);
    cupel_findings_add(findings, name, row, why);
    return CUPEL_OK;
}

static cupel_status find_at(cupel_findings *findings, const heat_place *place, cupel_error *why,
                            cupel_error *error)
{
    cupel_error_note(why, "%s %zu", place->what, place->number);
    return find(findings, place->list, place->number - 1, why, error);
}

/* PROBES */

static int by_name(const void *a, const void *b)
{
    const heat_probe *const *left = a, *const *right = b;
    const int names = strcmp((*left)->name, (*right)->name);
    return names ? names : *left < *right ? -1 : *left > *right;
}

static cupel_status inspect_names(const heat_conduction_parameters *p, cupel_findings *findings,
                                  cupel_error *error)
{
    const heat_probe *probes = p->probes.rows;
    const heat_probe **sorted = cupel_alloc(p->probes.count + 1, sizeof *sorted);
    if (!sorted) return cupel_out_of_memory(error, "the probes");
    for (size_t n = 0; n < p->probes.count; n++) sorted[n] = &probes[n];
    qsort(sorted, p->probes.count, sizeof *sorted, by_name);
    for (size_t n = 1, first = 0; n < p->probes.count; n++) {
        if (strcmp(sorted[first]->name, sorted[n]->name) != 0) {
            first = n;
            continue;
        }
        cupel_error why = {0};
        cupel_error_set(
            &why, CUPEL_EINVAL, "probe %zu: the name '%s' is taken by probe %zu; names must differ",
            (size_t)(sorted[n] - probes) + 1, sorted[n]->name, (size_t)(sorted[first] - probes) + 1);
        cupel_findings_add(findings, "probes", (size_t)(sorted[n] - probes), &why);
    }
    free(sorted);
    return CUPEL_OK;
}

/* THE DOMAIN */

static cupel_status inspect_parts(const heat_assembly *a, const heat_domain *domain, cupel_findings *findings,
                                  cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    size_t told = 0; /* a row may be several parts */
    for (size_t n = 0; n < a->part_count && !status; n++) {
        cupel_error why = {0};
        if (a->parts[n].number == told || !heat_assembly_check_part(a, domain, n, &why)) continue;
        told = a->parts[n].number;
        status = find(findings, "parts", told - 1, &why, error);
    }
    return status;
}

/* Sources and contacts of chips lie where their parts do. */
static cupel_status inspect_places(const heat_assembly *a, const heat_domain *domain,
                                   cupel_findings *findings, cupel_error *error)
{
    const heat_places *lists[] = {&a->sources, &a->contacts, &a->patches};
    cupel_status status = CUPEL_OK;
    for (int l = 0; l < 3; l++)
        for (size_t n = 0; n < lists[l]->count && !status; n++) {
            cupel_error why = {0};
            if (!lists[l]->list[n].chip && heat_assembly_check_place(domain, &lists[l]->list[n], &why))
                status = find_at(findings, &lists[l]->list[n], &why, error);
        }
    return status;
}

static cupel_status inspect_domain(const heat_conduction_parameters *p, cupel_findings *findings,
                                   cupel_error *error)
{
    heat_assembly a;
    cupel_status status = heat_assembly_make(p, &a, error);
    if (!status) status = inspect_parts(&a, p->domain, findings, error);
    if (!status) status = inspect_places(&a, p->domain, findings, error);
    heat_assembly_free(&a);
    return status;
}

/* THE BODY ON ITS GRID */

static cupel_status inspect_cells_of_places(const heat_world *w, cupel_findings *findings, cupel_error *error)
{
    const heat_assembly *a = w->assembly;
    const heat_places *lists[] = {&a->sources, &a->contacts, &a->patches, &a->coolants};
    cupel_status status = CUPEL_OK;
    for (int l = 0; l < 4; l++)
        for (size_t n = 0; n < lists[l]->count && !status; n++) {
            const heat_place *place = &lists[l]->list[n];
            cupel_cell_box box;
            cupel_error why = {0};
            if (heat_world_snap(w, place, &box, &why))
                status = find(findings, place->list, place->number - 1, &why, error);
        }
    return status;
}

static cupel_status inspect_items(const heat_conduction_parameters *p, const heat_world *w,
                                  cupel_findings *findings, cupel_error *error)
{
    const heat_assembly *a = w->assembly;
    const struct {
        cupel_conduction_item item;
        const heat_places *places;
    } items[] = {{CUPEL_ITEM_PATCH, &a->patches},
                 {CUPEL_ITEM_SOURCE, &a->sources},
                 {CUPEL_ITEM_CONTACT, &a->contacts},
                 {CUPEL_ITEM_COOLANT, &a->coolants}};
    cupel_error why = {0};
    if (cupel_conduction_check(&w->problem, CUPEL_ITEM_CELLS, 0, &why))
        return find(findings, "parts", CUPEL_NO_ROW, &why, error);
    cupel_status status = CUPEL_OK;
    for (size_t side = 0; side < CUPEL_SIDES && !status; side++) {
        if (!cupel_conduction_check(&w->problem, CUPEL_ITEM_SIDE, side, &why)) continue;
        cupel_error_note(&why, "%s", heat_sides[side]);
        status = find(findings, "boundaries", CUPEL_NO_ROW, &why, error);
    }
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        for (size_t n = 0; n < items[i].places->count && !status; n++)
            if (cupel_conduction_check(&w->problem, items[i].item, n, &why))
                status = find_at(findings, &items[i].places->list[n], &why, error);
    for (size_t n = 0; n < p->probes.count && !status; n++) {
        if (!cupel_conduction_check(&w->problem, CUPEL_ITEM_PROBE, n, &why)) continue;
        cupel_error_note(&why, "probe %zu", n + 1);
        status = find(findings, "probes", n, &why, error);
    }
    return status;
}

static cupel_status inspect_balance(const heat_conduction_parameters *p, const heat_world *w,
                                    cupel_findings *findings, cupel_error *error)
{
    const cupel_conduction_options options = heat_steady_options(p);
    cupel_error why = {0};
    size_t source = SIZE_MAX;
    if (!cupel_conduction_check_balance(&w->problem, 1, &options, &source, &why)) return CUPEL_OK;
    if (source == SIZE_MAX) return find(findings, "boundaries", CUPEL_NO_ROW, &why, error);
    return find_at(findings, &w->assembly->sources.list[source], &why, error);
}

static cupel_status inspect_world(const heat_conduction_parameters *p, heat_world *w,
                                  cupel_findings *findings, cupel_error *error)
{
    const size_t before = findings->count;
    cupel_status status = inspect_cells_of_places(w, findings, error);
    if (status || findings->count > before) return status;
    status = heat_world_complete(p, w, error);
    if (!status) status = inspect_items(p, w, findings, error);
    if (status || findings->count > 0) return status;
    if (p->mode == HEAT_STEADY) return inspect_balance(p, w, findings, error);
    cupel_error why = {0};
    if (!heat_transient_check(p, w, &why)) return CUPEL_OK;
    return find(findings, why.status == CUPEL_ELIMIT ? "domain" : "parts", CUPEL_NO_ROW, &why, error);
}

/* The grid that is begun with, and the largest that grid_tolerance may ask for. */
static cupel_status fit(const heat_domain *domain, const heat_grid_plan *plan, cupel_error *error)
{
    const cupel_status status = heat_grids_fit(&plan->grids[0], error);
    if (status || isnan(domain->grid_tolerance)) return status;
    const cupel_resolution most = {.target_cells = heat_grids_most(domain)};
    const cupel_status last = heat_grids_fit(&most, error);
    if (last) cupel_error_note(error, "most_cells");
    return last;
}

static cupel_status inspect_body(const heat_conduction_parameters *p, cupel_findings *findings,
                                 cupel_error *error)
{
    heat_grid_plan plan;
    heat_world w = {0};
    cupel_error why = {0};
    cupel_status status = heat_grids_plan(p, heat_grids_target(p->domain), &plan, &why);
    if (!status) status = fit(p->domain, &plan, &why);
    if (!status) status = heat_world_begin(p, &plan.grids[0], 1, &w, &why);
    if (status) return find(findings, "domain", CUPEL_NO_ROW, &why, error);
    status = inspect_world(p, &w, findings, error);
    heat_world_free(&w);
    return status;
}

cupel_status heat_conduction_inspect(const void *parameters, cupel_findings *findings, cupel_error *error)
{
    const heat_conduction_parameters *p = parameters;
    cupel_status status = heat_inspect_mode(p, findings, error);
    if (!status) status = inspect_names(p, findings, error);
    const size_t before = findings->count;
    if (!status) status = inspect_domain(p, findings, error);
    if (status || findings->count > before) return status;
    return findings->diagnostics->out_of_memory ? CUPEL_ENOMEM : inspect_body(p, findings, error);
}

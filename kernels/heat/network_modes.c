/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/network.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "heat/network.h"
#include "symmetric_eigen.h"

/* C dT/dt + G T = Q on the free nodes. Nodes without capacity (m) follow the others (c) at once:
 *   Tm = Gmm^-1 (Qm - Gmc Tc),   S = Gcc - Gcm Gmm^-1 Gmc  (Schur complement),   Cc dTc/dt + S Tc = Qc - Gcm
 * Gmm^-1 Qm. With S = C^1/2 V diag(1/tau) V^T C^1/2, a node's rise under a step of power at another is the
 * sum of exponentials written in network.h; rows of `mode` are those of C^-1/2 V, and of -Gmm^-1 Gmc C^-1/2 V
 * for nodes without capacity. Long double throughout: time constants of one network easily differ by 10^9. */

typedef struct parts {
    const cupel_network *network;
    const double *conductance;
    size_t c, m;          /* nodes with and without capacity */
    size_t *of_c, *of_m;  /* [nodes] place among them, CUPK_HELD: not one of them */
    long double *gcc;     /* [c][c], then S, then scaled; eigenvectors in `vectors` */
    long double *gmc;     /* [m][c], then Gmm^-1 Gmc */
    long double *gmm;     /* [m][m], then its Cholesky factor */
    long double *inverse; /* [m][m] */
    long double *vectors, *values, *root_capacity;
} parts;

static void release(parts *p)
{
    free(p->of_c);
    free(p->of_m);
    free(p->gcc);
    free(p->gmc);
    free(p->gmm);
    free(p->inverse);
    free(p->vectors);
    free(p->values);
    free(p->root_capacity);
}

static long double *numbers(size_t count)
{
    return calloc(count ? count : 1, sizeof(long double));
}

static bool sort_nodes(parts *p)
{
    const size_t nodes = p->network->node_count;
    p->of_c = malloc(nodes * sizeof *p->of_c);
    p->of_m = malloc(nodes * sizeof *p->of_m);
    if (!p->of_c || !p->of_m) return false;
    for (size_t i = 0; i < nodes; i++) {
        const cupel_network_node *node = &p->network->nodes[i];
        const bool is_free = isnan(node->temperature);
        p->of_c[i] = is_free && node->capacity > 0 ? p->c++ : CUPK_HELD;
        p->of_m[i] = is_free && !(node->capacity > 0) ? p->m++ : CUPK_HELD;
    }
    return true;
}

static bool allocate(parts *p)
{
    p->gcc = numbers(p->c * p->c);
    p->gmc = numbers(p->m * p->c);
    p->gmm = numbers(p->m * p->m);
    p->inverse = numbers(p->m * p->m);
    p->vectors = numbers(p->c * p->c);
    p->values = numbers(p->c);
    p->root_capacity = numbers(p->c);
    return p->gcc && p->gmc && p->gmm && p->inverse && p->vectors && p->values && p->root_capacity;
}

static void assemble(parts *p)
{
    for (size_t k = 0; k < p->network->link_count; k++) {
        const size_t a = p->network->links[k].from, b = p->network->links[k].to;
        const long double g = p->conductance[k];
        const size_t ends[2] = {a, b};
        for (int e = 0; e < 2; e++) {
            const size_t c = p->of_c[ends[e]], m = p->of_m[ends[e]];
            if (c != CUPK_HELD) p->gcc[c * p->c + c] += g;
            if (m != CUPK_HELD) p->gmm[m * p->m + m] += g;
            const size_t other_c = p->of_c[ends[1 - e]], other_m = p->of_m[ends[1 - e]];
            if (c != CUPK_HELD && other_c != CUPK_HELD) p->gcc[c * p->c + other_c] -= g;
            if (m != CUPK_HELD && other_m != CUPK_HELD) p->gmm[m * p->m + other_m] -= g;
            if (m != CUPK_HELD && other_c != CUPK_HELD) p->gmc[m * p->c + other_c] -= g;
        }
    }
    for (size_t i = 0; i < p->network->node_count; i++)
        if (p->of_c[i] != CUPK_HELD) p->root_capacity[p->of_c[i]] = sqrtl(p->network->nodes[i].capacity);
}

/* Cholesky's factor, lower, in place; false when not positive definite. */
static bool factor(size_t n, long double *a)
{
    for (size_t j = 0; j < n; j++) {
        for (size_t k = 0; k < j; k++)
            for (size_t i = j; i < n; i++) a[i * n + j] -= a[i * n + k] * a[j * n + k];
        if (!(a[j * n + j] > 0)) return false;
        const long double root = sqrtl(a[j * n + j]);
        for (size_t i = j; i < n; i++) a[i * n + j] /= root;
    }
    return true;
}

/* x, of `columns` numbers a row, becomes A^-1 x. */
static void solve(size_t n, const long double *l, size_t columns, long double *x)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            for (size_t c = 0; c < columns; c++) x[i * columns + c] -= l[i * n + k] * x[k * columns + c];
        for (size_t c = 0; c < columns; c++) x[i * columns + c] /= l[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            for (size_t c = 0; c < columns; c++) x[i * columns + c] -= l[k * n + i] * x[k * columns + c];
        for (size_t c = 0; c < columns; c++) x[i * columns + c] /= l[i * n + i];
    }
}

/* gcc becomes S, gmc becomes Gmm^-1 Gmc. */
static bool condense(parts *p, long double *scratch)
{
    if (!factor(p->m, p->gmm)) return false;
    for (size_t i = 0; i < p->m; i++) p->inverse[i * p->m + i] = 1;
    solve(p->m, p->gmm, p->m, p->inverse);
    memcpy(scratch, p->gmc, p->m * p->c * sizeof *scratch);
    solve(p->m, p->gmm, p->c, p->gmc);
    for (size_t k = 0; k < p->m; k++)
        for (size_t i = 0; i < p->c; i++)
            for (size_t j = 0; j < p->c; j++)
                p->gcc[i * p->c + j] -= scratch[k * p->c + i] * p->gmc[k * p->c + j];
    return true;
}

static bool diagonalise(parts *p)
{
    for (size_t i = 0; i < p->c; i++)
        for (size_t j = 0; j < i; j++) { /* one of the two, so that rounding leaves it symmetric */
            p->gcc[i * p->c + j] /= p->root_capacity[i] * p->root_capacity[j];
            p->gcc[j * p->c + i] = p->gcc[i * p->c + j];
        }
    for (size_t i = 0; i < p->c; i++) p->gcc[i * p->c + i] /= p->root_capacity[i] * p->root_capacity[i];
    return cupk_eigen_symmetric(p->c, p->gcc, p->values, p->vectors);
}

static cupel_network_modes *make(const parts *p)
{
    const size_t nodes = p->network->node_count;
    cupel_network_modes *out = calloc(1, sizeof *out);
    if (!out) return NULL;
    *out = (cupel_network_modes){.node_count = nodes, .count = p->c, .massless = p->m};
    out->place = malloc(nodes * sizeof *out->place);
    out->time_constant = calloc(p->c ? p->c : 1, sizeof(double));
    out->mode = calloc(nodes * (p->c ? p->c : 1), sizeof(double));
    out->direct = calloc(p->m * p->m + 1, sizeof(double));
    if (!out->place || !out->time_constant || !out->mode || !out->direct) {
        cupel_network_modes_close(out);
        return NULL;
    }
    memcpy(out->place, p->of_m, nodes * sizeof *out->place);
    for (size_t k = 0; k < p->c; k++) out->time_constant[k] = (double)(1 / p->values[k]);
    for (size_t k = 0; k < p->m * p->m; k++) out->direct[k] = (double)p->inverse[k];
    for (size_t i = 0; i < nodes; i++) {
        for (size_t k = 0; k < p->c; k++) {
            long double rise = 0;
            const long double *vector = p->vectors + k * p->c;
            if (p->of_c[i] != CUPK_HELD) rise = vector[p->of_c[i]] / p->root_capacity[p->of_c[i]];
            if (p->of_m[i] != CUPK_HELD)
                for (size_t j = 0; j < p->c; j++)
                    rise -= p->gmc[p->of_m[i] * p->c + j] * vector[j] / p->root_capacity[j];
            out->mode[i * p->c + k] = (double)rise;
        }
    }
    return out;
}

static cupel_status open(parts *p, cupel_network_modes **out, cupel_error *error)
{
    if (!sort_nodes(p)) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the modes");
    if (p->c > CUPK_NETWORK_MODES)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "%zu nodes with capacity are too many for their modes; allowed: %d",
                   p->c, CUPK_NETWORK_MODES);
    if (p->m > CUPK_NETWORK_MODES)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "%zu nodes without capacity are too many; allowed: %d", p->m,
                   CUPK_NETWORK_MODES);
    long double *scratch = numbers(p->m * p->c);
    if (!scratch || !allocate(p)) {
        free(scratch);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the modes");
    }
    assemble(p);
    const bool done = condense(p, scratch) && diagonalise(p);
    free(scratch);
    if (!done)
        CUPEL_FAIL(error, CUPEL_EFAILED,
                   "the network has no modes to rounding: its conductances differ too much");
    *out = make(p);
    if (!*out) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for the modes");
    return CUPEL_OK;
}

cupel_status cupel_network_modes_open(const cupel_network *network, const double *conductance,
                                      cupel_network_modes **out, cupel_error *error)
{
    cupel_status status = cupel_network_check(network, error);
    if (!status) status = cupk_network_check_ways(network, conductance, error);
    if (status) return status;
    parts p = {.network = network, .conductance = conductance};
    status = open(&p, out, error);
    release(&p);
    return status;
}

void cupel_network_modes_close(cupel_network_modes *modes)
{
    if (!modes) return;
    free(modes->place);
    free(modes->time_constant);
    free(modes->mode);
    free(modes->direct);
    free(modes);
}

size_t cupel_network_modes_count(const cupel_network_modes *modes)
{
    return modes->count;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "cupel/mesh.h"

/* Marching tetrahedra. A lattice of the cells' centres, and of the outer faces beside them, is cut into boxes
 * and each box into six tetrahedra about its diagonal (Kuhn 1960), which fit those of its neighbours. The
 * body is what the linear interpolant in them has above the level; its surface is the level, and on the outer
 * faces the part above. All triangles are made from shared corners, so that the surface is closed. A corner
 * is a lattice point or lies on an edge, which is known by its lower point and its direction: 1 to 7, the sum
 * of 1, 2, 4 for x, y, z. */

static const size_t most_triangles = 50000000;

typedef struct marcher {
    size_t points[3], stride[3];
    const double *coordinates[3];
    const double *values;
    double level;
    uint32_t *corner; /* [point][direction]: number of the vertex + 1; 0: not made yet */
    size_t vertex_room, triangle_room;
    cupel_mesh *mesh;
    cupel_error *error;
} marcher;

static bool inside(const marcher *m, size_t point)
{
    return m->values[point] > m->level; /* cells without a value are outside */
}

static size_t point_at(const marcher *m, size_t box, int code)
{
    for (int a = 0; a < 3; a++)
        if (code >> a & 1) box += m->stride[a];
    return box;
}

static void position(const marcher *m, size_t point, double out[3])
{
    out[0] = m->coordinates[0][point % m->points[0]];
    out[1] = m->coordinates[1][point / m->stride[1] % m->points[1]];
    out[2] = m->coordinates[2][point / m->stride[2]];
}

/* Where the level crosses an edge, kept off its ends so that no two corners meet in single precision. */
static double crossing(double from, double to, double level)
{
    const double share = (level - from) / (to - from);
    return isfinite(share) ? fmin(fmax(share, 0.02), 0.98) : 0.5;
}

/* The vertex on the edge between two corners of a box, or at the corner if they are one; UINT32_MAX: no room.
 */
static uint32_t vertex(marcher *m, size_t box, int one, int two)
{
    const int lo = one & two, direction = one ^ two; /* one is part of the other */
    const size_t point = point_at(m, box, lo), end = point_at(m, box, one | two);
    uint32_t *known = &m->corner[8 * point + (size_t)direction];
    if (*known) return *known - 1;
    cupel_mesh *mesh = m->mesh;
    if (mesh->vertex_count == m->vertex_room) {
        const size_t room = 2 * m->vertex_room + 1024;
        double(*grown)[3] = realloc(mesh->vertices, room * sizeof *grown);
        if (!grown) return UINT32_MAX;
        mesh->vertices = grown, m->vertex_room = room;
    }
    double from[3], to[3], *at = mesh->vertices[mesh->vertex_count];
    const double share = direction ? crossing(m->values[point], m->values[end], m->level) : 0;
    position(m, point, from);
    position(m, end, to);
    for (int a = 0; a < 3; a++) {
        at[a] = from[a] + share * (to[a] - from[a]);
        mesh->lo[a] = fmin(mesh->lo[a], at[a]);
        mesh->hi[a] = fmax(mesh->hi[a], at[a]);
    }
    *known = (uint32_t)++mesh->vertex_count;
    return *known - 1;
}

static cupel_status add(marcher *m, uint32_t a, uint32_t b, uint32_t c)
{
    cupel_mesh *mesh = m->mesh;
    if (a == UINT32_MAX || b == UINT32_MAX || c == UINT32_MAX)
        CUPEL_FAIL(m->error, CUPEL_ENOMEM, "out of memory for a surface");
    if (mesh->triangle_count == most_triangles)
        CUPEL_FAIL(m->error, CUPEL_ELIMIT, "a surface of more than %zu triangles", most_triangles);
    if (mesh->triangle_count == m->triangle_room) {
        const size_t room = 2 * m->triangle_room + 1024;
        uint32_t(*grown)[3] = realloc(mesh->triangles, room * sizeof *grown);
        if (!grown) CUPEL_FAIL(m->error, CUPEL_ENOMEM, "out of memory for a surface");
        mesh->triangles = grown, m->triangle_room = room;
    }
    uint32_t *t = mesh->triangles[mesh->triangle_count++];
    t[0] = a, t[1] = b, t[2] = c;
    return CUPEL_OK;
}

/* The corners inside first, in an order that keeps the turn; returns how many they are. */
static int order_corners(const marcher *m, size_t box, const int corners[4], int order[4])
{
    int count = 0, outside = 0, odd = 0, others[4];
    for (int n = 0; n < 4; n++) {
        if (inside(m, point_at(m, box, corners[n]))) {
            order[count++] = corners[n];
            odd ^= outside & 1; /* it passes those outside before it */
        } else
            others[outside++] = corners[n];
    }
    for (int n = 0; n < outside; n++) order[count + n] = others[n];
    if (odd) {
        const int first = count == 3 ? 1 : 2, kept = order[first];
        order[first] = order[first + 1], order[first + 1] = kept;
    }
    return count;
}

/* A tetrahedron whose corners turn to the left: (c1 - c0) x (c2 - c0) . (c3 - c0) > 0. */
static cupel_status march(marcher *m, size_t box, const int corners[4])
{
    int order[4];
    const int count = order_corners(m, box, corners, order);
    if (count == 0 || count == 4) return CUPEL_OK;
    const int a = order[0], b = order[1], c = order[2], d = order[3];
    if (count == 1) return add(m, vertex(m, box, a, b), vertex(m, box, a, c), vertex(m, box, a, d));
    if (count == 3) return add(m, vertex(m, box, a, d), vertex(m, box, b, d), vertex(m, box, c, d));
    const uint32_t ac = vertex(m, box, a, c), ad = vertex(m, box, a, d), bd = vertex(m, box, b, d),
                   bc = vertex(m, box, b, c);
    const cupel_status status = add(m, ac, ad, bd);
    return status ? status : add(m, ac, bd, bc);
}

/* The part above the level of a triangle on an outer face. */
static cupel_status clip(marcher *m, size_t box, const int corners[3])
{
    uint32_t rim[4];
    int count = 0;
    for (int n = 0; n < 3; n++) {
        const int one = corners[n], two = corners[(n + 1) % 3];
        const bool in = inside(m, point_at(m, box, one));
        if (in) rim[count++] = vertex(m, box, one, one);
        if (in != inside(m, point_at(m, box, two))) rim[count++] = vertex(m, box, one, two);
    }
    cupel_status status = CUPEL_OK;
    for (int n = 2; !status && n < count; n++) status = add(m, rim[0], rim[n - 1], rim[n]);
    return status;
}

static cupel_status march_box(marcher *m, size_t box)
{
    static const int tetrahedra[6][4] = {{0, 1, 3, 7}, {0, 2, 6, 7}, {0, 4, 5, 7},  /* x y z, y z x, z x y */
                                         {0, 5, 1, 7}, {0, 3, 2, 7}, {0, 6, 4, 7}}; /* x z y, y x z, z y x */
    cupel_status status = CUPEL_OK;
    for (int n = 0; !status && n < 6; n++) status = march(m, box, tetrahedra[n]);
    return status;
}

static cupel_status cap_box(marcher *m, size_t box, const size_t at[3])
{
    cupel_status status = CUPEL_OK;
    for (int side = 0; !status && side < 6; side++) {
        const int axis = side / 2, high = side % 2;
        if (at[axis] != (high ? m->points[axis] - 2 : 0)) continue;
        const int low = high << axis, u = 1 << (axis + 1) % 3, v = 1 << (axis + 2) % 3;
        const int first[3] = {low, high ? low + u : low + u + v, high ? low + u + v : low + u};
        const int second[3] = {low, high ? low + u + v : low + v, high ? low + v : low + u + v};
        status = clip(m, box, first);
        if (!status) status = clip(m, box, second);
    }
    return status;
}

static cupel_status run(marcher *m)
{
    size_t at[3];
    cupel_status status = CUPEL_OK;
    for (at[2] = 0; !status && at[2] + 1 < m->points[2]; at[2]++)
        for (at[1] = 0; !status && at[1] + 1 < m->points[1]; at[1]++)
            for (at[0] = 0; !status && at[0] + 1 < m->points[0]; at[0]++) {
                const size_t box = at[0] + at[1] * m->stride[1] + at[2] * m->stride[2];
                status = march_box(m, box);
                if (!status) status = cap_box(m, box, at);
            }
    if (!status && m->mesh->triangle_count == 0)
        CUPEL_FAIL(m->error, CUPEL_EINVAL, "nothing lies above the level %g: there is no surface", m->level);
    return status;
}

/* Lattice of an axis: the lower face, the centres of the cells, the upper face; one cell: the two faces. */
static void lay_axis(size_t cells, const double *edges, double *out)
{
    size_t n = 0;
    out[n++] = edges[0];
    for (size_t i = 0; cells > 1 && i < cells; i++) out[n++] = 0.5 * (edges[i] + edges[i + 1]);
    out[n] = edges[cells];
}

static size_t cell_of(size_t point, size_t cells)
{
    if (cells == 1 || point == 0) return 0;
    return point > cells ? cells - 1 : point - 1;
}

static void lay_values(const marcher *m, const size_t cells[3], const double *field, double *values)
{
    const size_t count = m->points[2] * m->stride[2];
    for (size_t p = 0; p < count; p++) {
        const size_t i = cell_of(p % m->points[0], cells[0]),
                     j = cell_of(p / m->stride[1] % m->points[1], cells[1]),
                     k = cell_of(p / m->stride[2], cells[2]);
        values[p] = field[(k * cells[1] + j) * cells[0] + i];
    }
}

static cupel_status check(const size_t cells[3], double level, cupel_error *error)
{
    double points = 1;
    for (int a = 0; a < 3; a++) {
        if (cells[a] < 1) CUPEL_FAIL(error, CUPEL_EINVAL, "a field without cells has no surface");
        points *= (double)cells[a] + 2;
    }
    if (!isfinite(level)) CUPEL_FAIL(error, CUPEL_EINVAL, "the level of a surface must be a finite number");
    if (points > 5e8) CUPEL_FAIL(error, CUPEL_ELIMIT, "a surface of %.3g cells: at most 5e8", points);
    return CUPEL_OK;
}

cupel_status cupel_mesh_of_level(const size_t cells[3], const double *const edges[3], const double *field,
                                 double level, cupel_mesh **out, cupel_error *error)
{
    cupel_status status = check(cells, level, error);
    if (status) return status;
    marcher m = {.level = level, .error = error};
    size_t count = 1;
    for (int a = 0; a < 3; a++) {
        m.points[a] = cells[a] > 1 ? cells[a] + 2 : 2;
        m.stride[a] = count;
        count *= m.points[a];
    }
    double *lines = calloc(m.points[0] + m.points[1] + m.points[2], sizeof *lines),
           *values = calloc(count, sizeof *values);
    m.corner = calloc(8 * count, sizeof *m.corner);
    m.mesh = calloc(1, sizeof *m.mesh);
    if (lines && values && m.corner && m.mesh) {
        double *next = lines;
        for (int a = 0; a < 3; next += m.points[a++]) {
            lay_axis(cells[a], edges[a], next);
            m.coordinates[a] = next;
            m.mesh->lo[a] = INFINITY, m.mesh->hi[a] = -INFINITY;
        }
        lay_values(&m, cells, field, values);
        m.values = values;
        status = run(&m);
    } else
        status = cupel_error_set(error, CUPEL_ENOMEM, "out of memory for a surface of %zu points", count);
    free(lines), free(values), free(m.corner);
    if (status)
        cupel_mesh_free(m.mesh);
    else
        *out = m.mesh;
    return status;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cupel/mesh.h"

/* STL is a soup of triangles: three corners each, in full, so that neighbours must be found by equal corners.
 */

enum { HEADER = 80, RECORD = 50, SHORTEST_VERTEX = 12 /* "vertex 0 0 0" */ };
static const size_t most_triangles = 50000000;

typedef struct soup {
    double (*corners)[3];
    size_t count, room;
} soup;

static uint32_t little_endian(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Many writers begin binary files with "solid" too: those have a NUL, or the size that their count asks for.
 */
static bool is_binary(const unsigned char *bytes, size_t count)
{
    if (count >= HEADER + 4 &&
        (uint64_t)little_endian(bytes + HEADER) * RECORD + HEADER + 4 == (uint64_t)count)
        return true;
    return count < 5 || memcmp(bytes, "solid", 5) != 0 || memchr(bytes, 0, count < 1024 ? count : 1024);
}

static cupel_status make_room(soup *s, size_t corners, cupel_error *error)
{
    if (corners / 3 > most_triangles)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "an STL file of %zu triangles: at most %zu are read", corners / 3,
                   most_triangles);
    s->corners = malloc((corners + 1) * sizeof *s->corners);
    if (!s->corners) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for an STL file");
    s->room = corners;
    return CUPEL_OK;
}

static cupel_status add_corner(soup *s, const double at[3], double scale, cupel_error *error)
{
    for (int a = 0; a < 3; a++) {
        const double value = at[a] * scale + 0.0; /* -0 becomes 0: they are equal */
        if (!isfinite(value))
            CUPEL_FAIL(error, CUPEL_EINVAL, "STL triangle %zu has a coordinate that is not finite",
                       s->count / 3 + 1);
        s->corners[s->count][a] = value;
    }
    s->count++;
    return CUPEL_OK;
}

static cupel_status read_binary(const unsigned char *bytes, size_t count, double scale, soup *s,
                                cupel_error *error)
{
    if (count < HEADER + 4)
        CUPEL_FAIL(error, CUPEL_EINVAL, "not an STL file: %zu bytes, the shortest has %d", count, HEADER + 4);
    const size_t triangles = little_endian(bytes + HEADER), held = (count - HEADER - 4) / RECORD;
    if (triangles != held || (count - HEADER - 4) % RECORD)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "not an STL file, or damaged: it announces %zu triangles, its %zu bytes hold %zu",
                   triangles, count, held);
    cupel_status status = make_room(s, 3 * triangles, error);
    for (size_t n = 0; n < 3 * triangles && !status; n++) {
        /* a record: normal, three corners, two bytes of attributes */
        const unsigned char *at = bytes + HEADER + 4 + n / 3 * RECORD + 12 * (n % 3 + 1);
        double corner[3];
        for (int a = 0; a < 3; a++) {
            const uint32_t bits = little_endian(at + 4 * a);
            float value;
            memcpy(&value, &bits, sizeof value);
            corner[a] = (double)value;
        }
        status = add_corner(s, corner, scale, error);
    }
    return status;
}

typedef struct text {
    const char *at, *end;
    size_t line;
    char word[64];
} text;

/* The next word, cut to what a number or keyword can need; "" at the end. */
static const char *next_word(text *t)
{
    while (t->at < t->end && strchr(" \t\r\n", *t->at) && *t->at) t->line += *t->at++ == '\n';
    size_t length = 0;
    for (; t->at < t->end && *t->at && !strchr(" \t\r\n", *t->at); t->at++)
        if (length + 1 < sizeof t->word) t->word[length++] = *t->at;
    t->word[length] = 0;
    return t->word;
}

static void skip_line(text *t)
{
    while (t->at < t->end && *t->at != '\n') t->at++;
}

static cupel_status expect(text *t, const char *const words[], cupel_error *error)
{
    for (; *words; words++)
        if (strcmp(next_word(t), *words) != 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "STL line %zu: '%s' expected, %s", t->line, *words,
                       *t->word ? "another word found" : "the file ends");
    return CUPEL_OK;
}

static cupel_status read_numbers(text *t, double out[3], cupel_error *error)
{
    for (int a = 0; a < 3; a++) {
        char *rest;
        out[a] = strtod(next_word(t), &rest);
        if (rest == t->word || *rest)
            CUPEL_FAIL(error, CUPEL_EINVAL, "STL line %zu: three numbers expected", t->line);
    }
    return CUPEL_OK;
}

static cupel_status read_facet(text *t, double scale, soup *s, cupel_error *error)
{
    double at[3];
    cupel_status status = expect(t, (const char *const[]){"normal", NULL}, error);
    /* the normal follows from the corners, and writers put nan there: skipped */
    for (int a = 0; a < 3 && !status; a++) next_word(t);
    if (!status) status = expect(t, (const char *const[]){"outer", "loop", NULL}, error);
    for (int c = 0; c < 3 && !status; c++) {
        status = expect(t, (const char *const[]){"vertex", NULL}, error);
        if (!status) status = read_numbers(t, at, error);
        if (!status) status = add_corner(s, at, scale, error);
    }
    return status ? status : expect(t, (const char *const[]){"endloop", "endfacet", NULL}, error);
}

static cupel_status read_ascii(const char *bytes, size_t count, double scale, soup *s, cupel_error *error)
{
    text t = {.at = bytes, .end = bytes + count, .line = 1};
    cupel_status status = make_room(s, count / SHORTEST_VERTEX, error);
    while (!status && *next_word(&t)) {
        if (strcmp(t.word, "solid") != 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "STL line %zu: 'solid' expected", t.line);
        skip_line(&t);
        while (!status && strcmp(next_word(&t), "facet") == 0) status = read_facet(&t, scale, s, error);
        if (!status && strcmp(t.word, "endsolid") != 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "STL line %zu: 'facet' or 'endsolid' expected, %s", t.line,
                       *t.word ? "another word found" : "the file ends");
        skip_line(&t);
    }
    if (!status && t.at < t.end) CUPEL_FAIL(error, CUPEL_EINVAL, "STL line %zu: a NUL in the text", t.line);
    return status;
}

static size_t hash_of(const double at[3])
{
    uint64_t bits[3], hash = 0;
    memcpy(bits, at, sizeof bits);
    for (int a = 0; a < 3; a++) {
        hash = (hash ^ bits[a]) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return (size_t)hash;
}

/* Gives equal corners one number; open addressing, at most half full. The corners become the vertices in
 * place. */
static void weld(soup *s, uint32_t *table, size_t mask, cupel_mesh *mesh)
{
    uint32_t triangle[3];
    for (size_t n = 0; n < s->count; n++) {
        size_t slot = hash_of(s->corners[n]) & mask;
        while (table[slot] && memcmp(s->corners[table[slot] - 1], s->corners[n], sizeof *s->corners) != 0)
            slot = (slot + 1) & mask;
        if (!table[slot]) {
            memmove(s->corners[mesh->vertex_count], s->corners[n], sizeof *s->corners);
            table[slot] = (uint32_t)++mesh->vertex_count;
        }
        triangle[n % 3] = table[slot] - 1;
        if (n % 3 == 2 && triangle[0] != triangle[1] && triangle[1] != triangle[2] &&
            triangle[2] != triangle[0])
            memcpy(mesh->triangles[mesh->triangle_count++], triangle, sizeof triangle);
    }
}

static cupel_status build(soup *s, cupel_mesh *mesh, cupel_error *error)
{
    size_t size = 16;
    while (size < 2 * s->count) size *= 2;
    uint32_t *table = calloc(size, sizeof *table);
    mesh->triangles = malloc((s->count / 3 + 1) * sizeof *mesh->triangles);
    const bool complete = table && mesh->triangles;
    if (complete) weld(s, table, size - 1, mesh);
    free(table);
    if (!complete) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a mesh of %zu triangles", s->count / 3);
    if (!mesh->triangle_count) CUPEL_FAIL(error, CUPEL_EINVAL, "the STL file has no triangle with an area");
    for (int a = 0; a < 3; a++) {
        mesh->lo[a] = INFINITY;
        mesh->hi[a] = -INFINITY;
        for (size_t n = 0; n < mesh->vertex_count; n++) {
            mesh->lo[a] = fmin(mesh->lo[a], s->corners[n][a]);
            mesh->hi[a] = fmax(mesh->hi[a], s->corners[n][a]);
        }
    }
    mesh->vertices = s->corners;
    s->corners = NULL;
    return CUPEL_OK;
}

cupel_status cupel_mesh_read_stl(const void *bytes, size_t count, double scale, cupel_mesh **out,
                                 cupel_error *error)
{
    *out = NULL;
    if (!(scale > 0) || !isfinite(scale))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the unit of an STL file is %g m: it must be above 0", scale);
    soup s = {0};
    cupel_mesh *mesh = calloc(1, sizeof *mesh);
    if (!mesh) CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for a mesh");
    cupel_status status = is_binary(bytes, count) ? read_binary(bytes, count, scale, &s, error)
                                                  : read_ascii(bytes, count, scale, &s, error);
    if (!status) status = build(&s, mesh, error);
    free(s.corners);
    if (status)
        cupel_mesh_free(mesh);
    else
        *out = mesh;
    return status;
}

void cupel_mesh_free(cupel_mesh *mesh)
{
    if (!mesh) return;
    free(mesh->vertices);
    free(mesh->triangles);
    free(mesh);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/items.h"
#include "report/fields.h"

enum { OPTION_TOLERANCE = 't', OPTION_ABSOLUTE = 'a', OPTION_RESULTS = 'r' };

typedef struct diff_options {
    const cupel_cli *cli;
    double relative, absolute;
    bool only_results;
} diff_options;

static const struct argp_option options[] = {
    CUPEL_OPTION_JSON,
    {"tolerance", OPTION_TOLERANCE, "REL", 0, "relative difference of numbers that is none; 0 by default", 0},
    {"absolute", OPTION_ABSOLUTE, "ABS", 0, "absolute difference, in SI units, that is none; 0 by default",
     0},
    {"results", OPTION_RESULTS, NULL, 0, "compare the results only", 0},
    {0},
};

static bool take(void *host, int key, char *argument)
{
    diff_options *o = host;
    switch (key) {
    case OPTION_TOLERANCE:
        o->relative = cupel_cli_number_option(o->cli, "tolerance", argument);
        return true;
    case OPTION_ABSOLUTE:
        o->absolute = cupel_cli_number_option(o->cli, "absolute", argument);
        return true;
    case OPTION_RESULTS:
        o->only_results = true;
        return true;
    default:
        return false;
    }
}

static const cupel_cli_syntax syntax = {
    .arguments = "A B",
    .text = "Tells what differs between two runs: their inputs, parameters and results. Numbers are the same "
            "when they "
            "differ by no more than the absolute or the relative tolerance. Exit status 0 when nothing "
            "differs, 1 when "
            "something does."
            "\vExamples:\n  cupel diff old.h5 new.h5\n  cupel diff old.h5 new.h5 --results --tolerance 1e-9",
    .options = options,
    .option = take,
    .least = 2,
    .most = 2,
};

typedef struct comparison {
    const diff_options *options;
    cupel_file *a, *b;
    cupel_cli_table table;
    json_t *list;
    size_t compared, different;
} comparison;

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static void report(comparison *c, const char *group, const char *name, const char *a, const char *b,
                   const char *what)
{
    c->different++;
    cupel_cli_cells(&c->table, 5, (const char *const[]){group, name, a, b, what});
    if (c->list)
        json_array_append_new(c->list, json_pack("{s: s, s: s, s: s, s: s, s: s}", "group", group, "name",
                                                 name, "a", a, "b", b, "difference", what));
}

/* ---- single data sets ---- */

typedef struct gap {
    size_t count, at;          /* entries that differ, and where they do most */
    double absolute, relative; /* largest */
} gap;

static gap measure(const double *a, const double *b, size_t count, const diff_options *limits)
{
    gap g = {0};
    for (size_t i = 0; i < count; i++) {
        if (a[i] == b[i] || (isnan(a[i]) && isnan(b[i]))) continue;
        const double absolute = fabs(a[i] - b[i]), scale = fmax(fabs(a[i]), fabs(b[i]));
        if (absolute <= limits->absolute || absolute <= limits->relative * scale)
            continue; /* NaN fails both */
        if (g.count == 0 || absolute / scale > g.relative) g.at = i;
        g.count++;
        g.absolute = fmax(g.absolute, absolute);
        g.relative = fmax(g.relative, absolute / scale);
    }
    return g;
}

static cupel_status compare_numbers(comparison *c, const cupel_item *a, const cupel_item *b, const char *name,
                                    cupel_error *error)
{
    double *x = NULL, *y = NULL;
    cupel_status status = cupel_file_read_numbers(c->a, a, &x, error);
    if (!status) status = cupel_file_read_numbers(c->b, b, &y, error);
    if (!status) {
        const gap g = measure(x, y, (size_t)a->count, c->options);
        if (g.count) {
            char what[160], one[96], other[96];
            const double magnitude = fmax(fabs(x[g.at]), fabs(y[g.at]));
            const cupel_cli_value shown_a =
                cupel_cli_show_as(x[g.at], (double)NAN, a->unit, a->difference, magnitude);
            const cupel_cli_value shown_b =
                cupel_cli_show_as(y[g.at], (double)NAN, b->unit, b->difference, magnitude);
            snprintf(one, sizeof one, "%.40s %.40s", shown_a.number, shown_a.unit);
            snprintf(other, sizeof other, "%.40s %.40s", shown_b.number, shown_b.unit);
            if (a->count == 1)
                snprintf(what, sizeof what, "%.3g relative", g.relative);
            else
                snprintf(what, sizeof what, "%zu of %llu entries; most at entry %zu, %.3g relative", g.count,
                         (unsigned long long)a->count, g.at + 1, g.relative);
            report(c, a->group, name, one, other, what);
        }
    }
    free(x);
    free(y);
    return status;
}

static cupel_status compare_texts(comparison *c, const cupel_item *a, const cupel_item *b, const char *name,
                                  cupel_error *error)
{
    char **x = NULL, **y = NULL;
    cupel_status status = cupel_file_read_texts(c->a, a, &x, error);
    if (!status) status = cupel_file_read_texts(c->b, b, &y, error);
    for (size_t i = 0; !status && i < a->count; i++)
        if (!same(x[i], y[i])) {
            report(c, a->group, name, x[i], y[i], "text");
            break;
        }
    free(x);
    free(y);
    return status;
}

static bool same_shape(const cupel_item *a, const cupel_item *b)
{
    bool shape = a->rank == b->rank;
    for (size_t i = 0; shape && i < a->rank; i++) shape = a->dims[i] == b->dims[i];
    return shape;
}

/* The first axis along which the cells lie elsewhere. */
static size_t axis_apart(const cupel_grid *a, const cupel_grid *b)
{
    size_t axis = 0;
    for (; axis < 2; axis++)
        for (size_t i = 0; i <= a->cells[axis]; i++)
            if (cupel_grid_edge(a, axis, i) != cupel_grid_edge(b, axis, i)) return axis;
    return axis;
}

/* Values of fields are compared cell by cell, which says nothing where the cells lie elsewhere. */
static cupel_status compare_grids(comparison *c, const cupel_item *a, const cupel_item *b, const char *name,
                                  bool *alike, cupel_error *error)
{
    cupel_grid grid[2];
    cupel_status status = cupel_file_read_grid(c->a, a, &grid[0], error);
    if (!status) status = cupel_file_read_grid(c->b, b, &grid[1], error);
    *alike = !status && cupel_grid_same(&grid[0], &grid[1]);
    if (status || *alike) return status;
    const size_t axis = axis_apart(&grid[0], &grid[1]);
    char extent[2][64];
    for (int k = 0; k < 2; k++)
        snprintf(extent[k], sizeof extent[k], "%c = %.5g … %.5g m", "xyz"[axis],
                 cupel_grid_edge(&grid[k], axis, 0), cupel_grid_edge(&grid[k], axis, grid[k].cells[axis]));
    report(c, a->group, name, extent[0], extent[1], "another grid");
    return CUPEL_OK;
}

static cupel_status compare_items(comparison *c, const cupel_item *a, const cupel_item *b, cupel_error *error)
{
    char name[512];
    snprintf(name, sizeof name, "%s.%s", a->step, a->name);
    c->compared++;
    const bool numbers = cupel_item_is_number(a);
    if (numbers != cupel_item_is_number(b) || !same(a->unit, b->unit)) {
        report(c, a->group, name, a->unit ? a->unit : "", b->unit ? b->unit : "", "kind or unit");
        return CUPEL_OK;
    }
    if (!same_shape(a, b)) {
        char one[32], other[32];
        snprintf(one, sizeof one, "%llu", (unsigned long long)a->count);
        snprintf(other, sizeof other, "%llu", (unsigned long long)b->count);
        report(c, a->group, name, one, other, "number of entries");
        return CUPEL_OK;
    }
    bool alike = true;
    if (cupel_item_is_values(a) && cupel_item_is_values(b)) {
        const cupel_status status = compare_grids(c, a, b, name, &alike, error);
        if (status || !alike) return status;
    }
    if (numbers) return compare_numbers(c, a, b, name, error);
    return a->type == CUPEL_ITEM_TEXT ? compare_texts(c, a, b, name, error) : CUPEL_OK;
}

/* ---- whole files ---- */

/* Where the counterpart of an item is; both files keep the order of the tables, so it is mostly at the same
 * place. */
static const cupel_item *counterpart(const cupel_file *file, const cupel_item *item, size_t guess)
{
    for (size_t k = 0; k < cupel_file_item_count(file); k++) {
        const cupel_item *other = cupel_file_get_item(file, (guess + k) % cupel_file_item_count(file));
        if (same(other->step, item->step) && same(other->group, item->group) && same(other->name, item->name))
            return other;
    }
    return NULL;
}

static bool wanted(const comparison *c, const cupel_item *item, bool parameters)
{
    return same(item->group, "parameters") == parameters && (!parameters || !c->options->only_results);
}

static cupel_status compare_group(comparison *c, bool parameters, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; !status && i < cupel_file_item_count(c->a); i++) {
        const cupel_item *a = cupel_file_get_item(c->a, i), *b;
        if (!wanted(c, a, parameters)) continue;
        char name[512];
        snprintf(name, sizeof name, "%s.%s", a->step, a->name);
        b = counterpart(c->b, a, i);
        if (b)
            status = compare_items(c, a, b, error);
        else
            report(c, a->group, name, "there", "missing", "only in the first");
    }
    for (size_t i = 0; !status && i < cupel_file_item_count(c->b); i++) {
        const cupel_item *b = cupel_file_get_item(c->b, i);
        char name[512];
        snprintf(name, sizeof name, "%s.%s", b->step, b->name);
        if (wanted(c, b, parameters) && !counterpart(c->a, b, i))
            report(c, b->group, name, "missing", "there", "only in the second");
    }
    return status;
}

/* A run is made from a case, a test from a tester's file. */
static const char *source_of(const cupel_file *file)
{
    return same(cupel_file_get_header(file)->kind, "test") ? "/raw/file" : "/case/source";
}

static cupel_status compare_sources(comparison *c, cupel_error *error)
{
    char *a = NULL, *b = NULL;
    size_t size_a = 0, size_b = 0;
    const char *source = source_of(c->a);
    if (!same(source, source_of(c->b)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "a %s and a %s cannot be compared", cupel_file_get_header(c->a)->kind,
                   cupel_file_get_header(c->b)->kind);
    cupel_status status = cupel_file_read_bytes(c->a, source, &a, &size_a, error);
    if (!status) status = cupel_file_read_bytes(c->b, source, &b, &size_b, error);
    if (!status && (size_a != size_b || memcmp(a, b, size_a) != 0)) {
        size_t line = 1, i = 0;
        for (; i < size_a && i < size_b && a[i] == b[i]; i++) line += a[i] == '\n';
        char what[64];
        snprintf(what, sizeof what, "its text, from line %zu on", line);
        report(c, "inputs", source, "", "", what);
    }
    free(a);
    free(b);
    return status;
}

static void compare_parents(comparison *c)
{
    const size_t a = cupel_file_parent_count(c->a), b = cupel_file_parent_count(c->b);
    for (size_t i = 0; i < a || i < b; i++) {
        const cupel_parent *one = i < a ? cupel_file_get_parent(c->a, i) : NULL;
        const cupel_parent *other = i < b ? cupel_file_get_parent(c->b, i) : NULL;
        const char *id = one ? one->content_id : "", *other_id = other ? other->content_id : "";
        if (!same(id, other_id)) report(c, "inputs", one ? one->path : other->path, id, other_id, "parent");
    }
}

static void compare_steps(comparison *c)
{
    for (size_t i = 0; i < cupel_file_step_count(c->a); i++) {
        const cupel_file_step *a = cupel_file_get_step(c->a, i), *b = NULL;
        for (size_t k = 0; !b && k < cupel_file_step_count(c->b); k++)
            if (same(cupel_file_get_step(c->b, k)->id, a->id)) b = cupel_file_get_step(c->b, k);
        if (!b) {
            report(c, "steps", a->id, a->model, "", "only in the first");
            continue;
        }
        char one[128], other[128];
        snprintf(one, sizeof one, "%.90s %d", a->model, a->model_version);
        snprintf(other, sizeof other, "%.90s %d", b->model, b->model_version);
        if (!same(one, other)) report(c, "steps", a->id, one, other, "model or its version");
        if (!same(a->status, b->status)) report(c, "steps", a->id, a->status, b->status, "status");
    }
}

static cupel_status compare(comparison *c, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    if (!c->options->only_results) {
        status = compare_sources(c, error);
        compare_parents(c);
    }
    compare_steps(c);
    if (!status) status = compare_group(c, true, error);
    return status ? status : compare_group(c, false, error);
}

static int tell(const cupel_cli *cli, comparison *c)
{
    cupel_text out = {0};
    if (c->different)
        cupel_cli_table_end(cli, &c->table, 0, &out);
    else
        cupel_cli_table_drop(&c->table);
    int printed;
    if (cli->json) {
        cupel_text_free(&out);
        printed =
            cupel_cli_print_json(cli, json_pack("{s: b, s: I, s: O}", "same", c->different == 0, "compared",
                                                (json_int_t)c->compared, "differences", c->list));
    } else {
        if (c->different == 0)
            cupel_text_printf(&out, "the same: %zu data sets compared\n", c->compared);
        else
            cupel_text_printf(&out, "\n%zu differences in %zu data sets compared\n", c->different,
                              c->compared);
        printed = cupel_cli_print(cli, &out);
    }
    json_decref(c->list);
    return printed ? printed : c->different ? CUPEL_EXIT_FAILED : CUPEL_EXIT_DONE;
}

int cupel_cli_diff(cupel_cli *cli, int argc, char **argv)
{
    diff_options o = {.cli = cli};
    size_t count;
    char **paths = cupel_cli_parse(cli, &syntax, &o, argc, argv, &count);
    comparison c = {.options = &o, .table = {.columns = 5}};
    int status = cupel_cli_open(cli, paths[0], &c.a);
    if (status) return status;
    status = cupel_cli_open(cli, paths[1], &c.b);
    if (status) {
        cupel_file_close(c.a);
        return status;
    }
    cupel_error error = {0};
    c.list = cli->json ? json_array() : NULL;
    cupel_cli_cells(&c.table, 5, (const char *const[]){"group", "name", "A", "B", "difference"});
    if (compare(&c, &error)) {
        cupel_cli_table_drop(&c.table);
        json_decref(c.list);
        status = cupel_cli_error(cli, &error);
    } else {
        status = tell(cli, &c);
    }
    cupel_file_close(c.a);
    cupel_file_close(c.b);
    return status;
}

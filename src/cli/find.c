/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "store/query.h"
#include "study/names.h"

enum { OPTION_CSV = 'c', OPTION_REBUILD = 'R', OPTION_AS_IT_IS = 'n' };

typedef struct find_options {
    bool csv;
    cupel_search search;
} find_options;

static const struct argp_option options[] = {
    CUPEL_OPTION_JSON,
    {"csv", OPTION_CSV, NULL, 0, "print CSV: a line for each value, numbers in the unit of the file", 0},
    {"rebuild", OPTION_REBUILD, NULL, 0, "make the catalogue anew", 0},
    {"no-update", OPTION_AS_IT_IS, NULL, 0, "take the catalogue as it is, without a look at the files", 0},
    {0},
};

static bool take(void *host, int key, char *argument)
{
    (void)argument;
    find_options *o = host;
    switch (key) {
    case OPTION_CSV:
        return o->csv = true;
    case OPTION_REBUILD:
        return o->search.rebuild = true;
    case OPTION_AS_IT_IS:
        return o->search.as_it_is = true;
    default:
        return false;
    }
}

static const cupel_cli_syntax syntax = {
    .arguments = "EXPR [DIR]",
    .text =
        "Finds the runs and tests of a folder, and of the folders in it, that satisfy an expression: "
        "comparisons "
        "(< <= > >= = != and ~ for patterns with * and ?) joined by and, or, not and brackets. A name is a "
        "parameter or result, alone or behind its model or step; also kind, title, project, created, state, "
        "path, content_id, model, status, and what a test says of its specimen. A file is found when any of "
        "its "
        "values of that name satisfies the comparison."
        "\vExamples:\n  cupel find 'tensile_strength >= 400 MPa and iacs >= 97' results\n"
        "  cupel find 'rolling.pass.exit_thickness < 12 um and material = C11000'\n"
        "  cupel find 'created > 2026-01-01 and not state = complete' --json\n"
        "  cupel find 'lot ~ A12* or title ~ \"*foil*\"' --csv",
    .options = options,
    .option = take,
    .least = 1,
    .most = 2,
};

/* ---- JSON ---- */

static json_t *number_json(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *value_json(const cupel_found_value *found)
{
    const cupel_record_value *v = &found->value;
    if (!v->unit)
        return json_pack("{s: o, s: o, s: o, s: o, s: b}", "step", cupel_cli_json_text(v->step), "model",
                         cupel_cli_json_text(v->model), "name", cupel_cli_json_text(v->name), "value",
                         cupel_cli_json_text(v->text), "satisfies", found->satisfies);
    return json_pack("{s: o, s: o, s: o, s: o, s: o, s: o, s: o, s: b}", "step", cupel_cli_json_text(v->step),
                     "model", cupel_cli_json_text(v->model), "name", cupel_cli_json_text(v->name), "value",
                     number_json(v->number), "unit", cupel_cli_json_text(v->unit), "uncertainty",
                     number_json(v->uncertainty), "flag",
                     v->flag ? cupel_cli_json_text(v->flag) : json_null(), "satisfies", found->satisfies);
}

static json_t *file_json(const cupel_found_file *f)
{
    json_t *values = json_array();
    for (size_t i = 0; i < f->value_count; i++) json_array_append_new(values, value_json(&f->values[i]));
    return json_pack("{s: o, s: o, s: o, s: o, s: o, s: o, s: o, s: o}", "file", cupel_cli_json_text(f->path),
                     "kind", cupel_cli_json_text(f->kind), "title", cupel_cli_json_text(f->title), "project",
                     cupel_cli_json_text(f->project), "created", cupel_cli_json_text(f->created), "state",
                     cupel_cli_json_text(f->state), "content_id", cupel_cli_json_text(f->content_id),
                     "values", values);
}

static int as_json(const cupel_cli *cli, const cupel_found *found)
{
    json_t *list = json_array();
    bool whole = list != NULL;
    for (size_t i = 0; whole && i < found->count; i++)
        whole = json_array_append_new(list, file_json(&found->files[i])) == 0;
    if (!whole) {
        json_decref(list);
        list = NULL;
    }
    return cupel_cli_print_json(cli, list);
}

/* ---- CSV ---- */

static void add_cell(cupel_text *out, const char *text, char end)
{
    if (text && strpbrk(text, ",\"\n\r#")) {
        cupel_text_add(out, "\"");
        for (const char *c = text; *c; c++) cupel_text_add_n(out, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
        cupel_text_add(out, "\"");
    } else {
        cupel_text_add(out, text ? text : "");
    }
    cupel_text_add_n(out, &end, 1);
}

static void add_number(cupel_text *out, double value, char end)
{
    char number[32] = "";
    if (isfinite(value)) cupel_format_number(value, number);
    add_cell(out, number, end);
}

static int as_csv(const cupel_cli *cli, const cupel_found *found)
{
    cupel_text out = {0};
    cupel_text_add(&out, "file,content_id,step,model,name,value,unit,uncertainty,flag\n");
    for (size_t i = 0; i < found->count; i++) {
        const cupel_found_file *f = &found->files[i];
        for (size_t k = 0; k < f->value_count; k++) {
            const cupel_record_value *v = &f->values[k].value;
            add_cell(&out, f->path, ',');
            add_cell(&out, f->content_id, ',');
            add_cell(&out, v->step, ',');
            add_cell(&out, v->model, ',');
            add_cell(&out, v->name, ',');
            if (v->unit)
                add_number(&out, v->number, ',');
            else
                add_cell(&out, v->text, ',');
            add_cell(&out, v->unit, ',');
            add_number(&out, v->uncertainty, ',');
            add_cell(&out, v->flag, '\n');
        }
    }
    return cupel_cli_print(cli, &out);
}

/* ---- a table ---- */

enum { SHOWN = 3 }; /* values of one name in a cell */

static void add_value(const cupel_record_value *v, bool named, cupel_text *out)
{
    if (named) cupel_text_printf(out, "%s ", v->step);
    if (!v->unit) {
        cupel_text_add(out, v->text);
        return;
    }
    const cupel_cli_value shown = cupel_cli_show_uncertain(v->number, v->uncertainty, v->unit, v->difference);
    cupel_text_add(out, shown.number);
    if (*shown.unit) cupel_text_printf(out, " %s", shown.unit);
    if (v->flag && strcmp(v->flag, "ok") != 0) cupel_text_add(out, " (!)");
}

/* "35 um", or "pass5 50 um, pass6 35 um": those that satisfy the comparison, where any do. */
static void add_values(const cupel_found_file *f, size_t asked, cupel_text *out)
{
    size_t all = 0, good = 0, done = 0;
    for (size_t i = 0; i < f->value_count; i++) {
        all += f->values[i].asked == asked;
        good += f->values[i].asked == asked && f->values[i].satisfies;
    }
    const size_t count = good ? good : all;
    if (count == 0) cupel_text_add(out, "-");
    for (size_t i = 0; i < f->value_count && done < SHOWN; i++) {
        const cupel_found_value *v = &f->values[i];
        if (v->asked != asked || (good && !v->satisfies)) continue;
        if (done++) cupel_text_add(out, ", ");
        add_value(&v->value, all > 1, out);
    }
    if (count > SHOWN) cupel_text_printf(out, ", and %zu more", count - SHOWN);
}

static bool is_doubted(const cupel_record_value *v)
{
    return v->flag && strcmp(v->flag, "ok") != 0;
}

static void add_flags(const cupel_found *found, cupel_text *out)
{
    for (size_t i = 0; i < found->count; i++)
        for (size_t k = 0; k < found->files[i].value_count; k++) {
            const cupel_record_value *v = &found->files[i].values[k].value;
            if (is_doubted(v))
                cupel_text_printf(out, "(!) %s: %s: %s\n", found->files[i].path, v->name, v->flag);
        }
}

/* "thickness < 12" is a thickness below 12 m: right, and seldom meant. */
static void add_bare_numbers(const cupel_query *query, const cupel_found *found, cupel_text *out)
{
    if (query->kind != CUPEL_QUERY_COMPARE) {
        add_bare_numbers(query->left, found, out);
        if (query->right) add_bare_numbers(query->right, found, out);
        return;
    }
    for (size_t i = 0; i < found->name_count; i++)
        if (strcmp(found->names[i], query->comparison.name) == 0 &&
            cupel_comparison_lacks_unit(&query->comparison, found->units[i]))
            cupel_text_printf(out, "%s: %s is taken in the unit of the files, %s\n", found->names[i],
                              query->comparison.value, found->units[i]);
}

static int as_table(const cupel_cli *cli, const cupel_query *query, const cupel_found *found)
{
    cupel_text out = {0};
    cupel_cli_table table = {.columns = 1 + found->name_count};
    cupel_cli_cell(&table, "file");
    cupel_cli_cells(&table, found->name_count, found->names);
    for (size_t i = 0; i < found->count; i++) {
        cupel_cli_cell(&table, found->files[i].path);
        for (size_t k = 0; k < found->name_count; k++) {
            cupel_text cell = {0};
            add_values(&found->files[i], k, &cell);
            cupel_cli_cell(&table, cupel_text_get(&cell));
            cupel_text_free(&cell);
        }
    }
    if (found->count)
        cupel_cli_table_end(cli, &table, 0, &out);
    else
        cupel_cli_table_drop(&table);
    cupel_text flags = {0};
    add_flags(found, &flags);
    cupel_text_add(&out, cupel_text_get(&flags));
    cupel_text_free(&flags);
    add_bare_numbers(query, found, &out);
    cupel_text_printf(&out, "%zu of %zu files\n", found->count, found->catalogued);
    return cupel_cli_print(cli, &out);
}

/* ---- the verb ---- */

static void warn_of_damage(const cupel_cli *cli, const cupel_found *found)
{
    enum { NAMED = 5 };
    for (size_t i = 0; i < found->damaged_count && i < NAMED; i++)
        cupel_cli_warn(cli, "%s is not searched: %s", found->damaged[i].path, found->damaged[i].trouble);
    if (found->damaged_count > NAMED)
        cupel_cli_warn(cli, "%zu more damaged files are not searched: cupel find 'state = damaged'",
                       found->damaged_count - NAMED);
}

/* The answer is right, but perhaps not what was thought of. */
static void warn_of_names(const cupel_cli *cli, const cupel_found *found)
{
    for (size_t i = 0; i < found->name_count; i++)
        if (!found->recorded[i]) cupel_cli_warn(cli, "no file here has '%s' yet", found->names[i]);
}

static bool tell_progress(void *host, const char *path, size_t done, size_t count)
{
    (void)host;
    (void)path;
    if (done % 16 == 0 && count > 16) fprintf(stderr, "\rreading %zu of %zu files ", done, count);
    if (done + 1 == count && count > 16) fprintf(stderr, "\r%*s\r", 48, "");
    return true;
}

int cupel_cli_find(cupel_cli *cli, int argc, char **argv)
{
    const cupel_catalogue_watch watch = {.each = tell_progress};
    find_options o = {.search.vocabulary = &cupel_known_names};
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &o, argc, argv, &count);
    cupel_error error = {0};
    const cupel_query *query = NULL;
    cupel_found found = {0};
    if (isatty(STDERR_FILENO)) o.search.watch = &watch;
    cupel_arena *arena = cupel_arena_new();
    cupel_status status = arena ? cupel_query_parse(words[0], arena, &query, &error)
                                : cupel_out_of_memory(&error, "the search");
    if (!status)
        status = cupel_catalogue_search(count > 1 ? words[1] : ".", &o.search, query, arena, &found, &error);
    int exit_status;
    if (status) {
        exit_status = cupel_cli_error(cli, &error);
    } else {
        warn_of_damage(cli, &found);
        warn_of_names(cli, &found);
        exit_status = cli->json ? as_json(cli, &found)
                      : o.csv   ? as_csv(cli, &found)
                                : as_table(cli, query, &found);
    }
    cupel_arena_free(arena);
    return exit_status;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/validate.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "model/registry.h"

/* cupel validate: every model and evaluation against published and analytic numbers. */

typedef struct request {
    const char *markdown; /* write the page to this file */
} request;

static bool take_option(void *host, int key, char *argument)
{
    if (key != 'm') return false;
    ((request *)host)->markdown = argument;
    return true;
}

/* Numbers in a page that is kept under version control: enough digits to judge, too few to shiver. */
static void number(double value, cupel_text *out)
{
    if (isnan(value))
        cupel_text_add(out, "–");
    else
        cupel_text_printf(out, "%.7g", value);
}

static void deviation(const cupel_validation_check *check, cupel_text *out)
{
    if (check->expected_word) return;
    if (isnan(check->deviation))
        cupel_text_add(out, "–");
    else if (fabs(check->deviation) < 1e-2 * check->tolerance)
        cupel_text_printf(out, "< %.0e", 1e-2 * check->tolerance);
    else
        cupel_text_printf(out, "%.1e", check->deviation);
    if (!check->relative && *check->unit) cupel_text_printf(out, " %s", check->unit);
}

static void markdown_row(const cupel_validation_row *row, cupel_text *out)
{
    cupel_text_printf(out, "**%s** (`%s`", row->id, row->model);
    if (row->test) cupel_text_printf(out, " of `%s`", cupel_path_name(row->test));
    cupel_text_printf(out, "): %s\n\n*Reference:* %s\n\n", row->what, row->source);
    if (row->failure) cupel_text_printf(out, "**FAILED:** %s\n\n", row->failure);
    if (!row->count) return;
    cupel_text_add(out,
                   "| result | reference | cupel | deviation | tolerance | |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < row->count; i++) {
        const cupel_validation_check *check = &row->checks[i];
        cupel_text_printf(out, "| `%s` | ", check->result);
        if (check->expected_word) {
            cupel_text_printf(out, "%s | %s | | | ", check->expected_word, check->word ? check->word : "–");
        } else {
            number(check->expected, out);
            cupel_text_printf(out, "%s%s | ", *check->unit ? " " : "", check->unit);
            number(check->value, out);
            cupel_text_add(out, " | ");
            deviation(check, out);
            const bool plain = check->relative || !*check->unit;
            cupel_text_printf(out, " | %.3g%s%s | ", check->tolerance, plain ? "" : " ",
                              plain ? "" : check->unit);
        }
        cupel_text_add(out, check->pass ? "pass |\n" : "**FAIL** |\n");
    }
    cupel_text_add(out, "\n");
}

static void markdown(const cupel_validation *files, size_t count, cupel_text *out)
{
    size_t checks = 0, passed = 0;
    for (size_t i = 0; i < count; i++) {
        checks += files[i].checks;
        passed += files[i].passed;
    }
    cupel_text_printf(
        out,
        "# Validation\n\nWhat cupel computes, beside published and analytic numbers. This page is made "
        "by running `datasets/validation/*.yaml` (`script/docs`); the "
        "tests fail when it is stale or a row fails. Deviations are relative to the reference unless they "
        "carry a unit.\n\n**%zu of %zu checks pass.**\n\n",
        passed, checks);
    for (size_t i = 0; i < count; i++) {
        cupel_text_printf(out, "## %s\n\n", files[i].title);
        for (size_t r = 0; r < files[i].count; r++) markdown_row(&files[i].rows[r], out);
    }
    while (out->length > 1 && out->data[out->length - 1] == '\n' && out->data[out->length - 2] == '\n')
        out->data[--out->length] = '\0';
}

static void print_file(const cupel_cli *cli, const cupel_validation *file, cupel_text *out)
{
    cupel_cli_styled(cli, CUPEL_BOLD, file->title, out);
    cupel_text_printf(out, "  %zu of %zu checks pass\n", file->passed, file->checks);
    cupel_cli_table table = {.columns = 7, .right = 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5};
    const char *heading[] = {"row", "result", "reference", "cupel", "deviation", "tolerance", ""};
    cupel_cli_cells(&table, 7, heading);
    for (size_t r = 0; r < file->count; r++) {
        const cupel_validation_row *row = &file->rows[r];
        if (row->failure) {
            const char *cells[] = {row->id, row->failure, "", "", "", "", "FAIL"};
            cupel_cli_cells(&table, 7, cells);
        }
        for (size_t c = 0; c < row->count; c++) {
            const cupel_validation_check *check = &row->checks[c];
            char expected[80], value[80], apart[32] = "", tolerance[32] = "";
            snprintf(expected, sizeof expected, "%s", check->expected_word ? check->expected_word : "");
            snprintf(value, sizeof value, "%s", check->word ? check->word : "-");
            if (!check->expected_word) {
                snprintf(expected, sizeof expected, "%.9g %s", check->expected, check->unit);
                snprintf(value, sizeof value, "%.9g %s", check->value, check->unit);
                snprintf(apart, sizeof apart, "%.1e", check->deviation);
                snprintf(tolerance, sizeof tolerance, "%.3g", check->tolerance);
            }
            const char *cells[] = {
                row->id, check->result, expected, value, apart, tolerance, check->pass ? "pass" : "FAIL"};
            cupel_cli_cells(&table, 7, cells);
        }
    }
    cupel_cli_table_end(cli, &table, 2, out);
    cupel_text_add(out, "\n");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The shipped files, sorted. */
static size_t shipped(cupel_arena *arena, const char **paths, size_t most)
{
    char data[4096];
    size_t count = 0;
    if (!cupel_data_folder(data, sizeof data)) return 0;
    const char *folder = cupel_arena_format(arena, "%s/validation", data);
    DIR *directory = folder ? opendir(folder) : NULL;
    for (struct dirent *entry; directory && (entry = readdir(directory)) && count < most;) {
        if (!cupel_matches("*.yaml", entry->d_name)) continue;
        const char *path = cupel_arena_format(arena, "%s/%s", folder, entry->d_name);
        if (path) paths[count++] = path;
    }
    if (directory) closedir(directory);
    if (count) qsort(paths, count, sizeof *paths, by_name);
    return count;
}

static json_t *validation_json(const cupel_validation *files, size_t count)
{
    json_t *rows = json_array();
    for (size_t f = 0; f < count; f++)
        for (size_t r = 0; r < files[f].count; r++)
            for (size_t c = 0; c < files[f].rows[r].count; c++) {
                const cupel_validation_check *check = &files[f].rows[r].checks[c];
                json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "row", files[f].rows[r].id,
                                         "model", files[f].rows[r].model, "source", files[f].rows[r].source,
                                         "result", check->result, "unit", check->unit, "pass", check->pass);
                if (!isnan(check->expected))
                    json_object_set_new(json, "expected", json_real(check->expected));
                if (!isnan(check->value)) json_object_set_new(json, "value", json_real(check->value));
                if (!isnan(check->deviation) && !check->expected_word)
                    json_object_set_new(json, "deviation", json_real(check->deviation));
                json_array_append_new(rows, json);
            }
    return json_pack("{s:o}", "checks", rows);
}

static int report(const cupel_cli *cli, const request *r, const cupel_validation *files, size_t count)
{
    size_t checks = 0, passed = 0;
    cupel_text page = {0};
    for (size_t i = 0; i < count; i++) {
        checks += files[i].checks;
        passed += files[i].passed;
    }
    int status;
    if (cli->json) {
        status = cupel_cli_print_json(cli, validation_json(files, count));
    } else if (r->markdown) {
        markdown(files, count, &page);
        status = page.failed ? cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory")
                             : cupel_cli_write(cli, r->markdown, page.data, page.length);
        cupel_text_free(&page);
    } else {
        for (size_t i = 0; i < count; i++) print_file(cli, &files[i], &page);
        cupel_text_printf(&page, "%zu of %zu checks pass\n", passed, checks);
        status = cupel_cli_print(cli, &page);
    }
    if (!status && passed < checks)
        status = cupel_cli_complain(cli, CUPEL_EFAILED, "%zu of %zu checks fail", checks - passed, checks);
    return status;
}

int cupel_cli_validate(cupel_cli *cli, int argc, char **argv)
{
    enum { MOST = 256 };
    const struct argp_option options[] = {
        {"markdown", 'm', "FILE", 0, "write the page of docs/validation.md", 0}, CUPEL_OPTION_JSON, {0}};
    const cupel_cli_syntax syntax = {
        .arguments = "[FILE…]",
        .text = "Runs the validation rows (by default those that ship), of models and of evaluations of test "
                "data, and compares.\v"
                "Example:\n  cupel validate",
        .options = options,
        .option = take_option,
        .least = 0,
        .most = MOST};
    request r = {0};
    size_t given;
    char **arguments = cupel_cli_parse(cli, &syntax, &r, argc, argv, &given);
    cupel_arena *arena = cupel_arena_new();
    const char **paths = arena ? cupel_arena_alloc(arena, MOST, sizeof *paths) : NULL;
    cupel_validation *files = paths ? cupel_arena_alloc(arena, MOST, sizeof *files) : NULL;
    int status = files ? CUPEL_EXIT_DONE : cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory");
    if (!status) {
        for (size_t i = 0; i < given; i++) paths[i] = arguments[i];
        const size_t count = given ? given : shipped(arena, paths, MOST);
        if (!count)
            status =
                cupel_cli_complain(cli, CUPEL_EINVAL, "there are no validation files; see: cupel doctor");
        for (size_t i = 0; i < count && !status; i++) {
            cupel_diagnostics diagnostics = {0};
            cupel_error error = {0};
            if (cupel_validate(paths[i], cupel_models(), arena, &diagnostics, &files[i], &error))
                status = diagnostics.count ? cupel_cli_diagnostics(cli, &diagnostics)
                                           : cupel_cli_error(cli, &error);
            cupel_diagnostics_free(&diagnostics);
        }
        if (!status) status = report(cli, &r, files, count);
    }
    cupel_arena_free(arena);
    return status;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "model/registry.h"
#include "report/drawing.h"
#include "run/run.h"

/* cupel check: what is wrong with a case, and what its geometry looks like. */

enum { OPTION_SET = 's', OPTION_PICTURE = 'p', MOST_SETS = 256 };

typedef struct check {
    const cupel_cli *cli;
    const char *sets[MOST_SETS];
    size_t set_count, steps, drawn;
    const char *picture;
    cupel_drawing *drawing;
} check;

static bool take_option(void *host, int key, char *argument)
{
    check *c = host;
    if (key == OPTION_PICTURE) {
        c->picture = argument;
        return true;
    }
    if (key != OPTION_SET) return false;
    if (c->set_count == MOST_SETS) {
        cupel_cli_complain(c->cli, CUPEL_EINVAL, "--set: at most %d overrides", MOST_SETS);
        exit(CUPEL_EXIT_INPUT);
    }
    c->sets[c->set_count++] = argument;
    return true;
}

static cupel_status write_picture(const check *c, const char *case_path, cupel_error *error)
{
    cupel_text svg = {0};
    cupel_drawing_svg(c->drawing, cupel_path_name(case_path), &svg);
    const cupel_status status = svg.failed ? cupel_out_of_memory(error, "the picture")
                                           : cupel_file_write_all(c->picture, svg.data, svg.length, error);
    cupel_text_free(&svg);
    return status;
}

static cupel_status examine(check *c, const char *case_path, cupel_diagnostics *diagnostics,
                            cupel_error *error)
{
    const cupel_run_options options = {
        .models = cupel_models(), .overrides = c->sets, .override_count = c->set_count};
    if (!c->picture) return cupel_run_check(case_path, &options, diagnostics, &c->steps, error);
    c->drawing = cupel_drawing_new();
    if (!c->drawing) return cupel_out_of_memory(error, "a drawing");
    const cupel_status status =
        cupel_run_preview(case_path, &options, diagnostics, c->drawing, &c->steps, &c->drawn, error);
    return status ? status : write_picture(c, case_path, error);
}

static json_t *problem(const cupel_error *e)
{
    return json_pack("{s:s, s:i, s:i, s:s}", "file", e->file, "line", e->line, "column", e->column, "text",
                     e->text);
}

static int print_json(const check *c, cupel_status status, const cupel_diagnostics *diagnostics,
                      const cupel_error *error)
{
    json_t *problems = json_array();
    for (size_t i = 0; i < diagnostics->count; i++)
        json_array_append_new(problems, problem(&diagnostics->entries[i]));
    if (status && !diagnostics->count) json_array_append_new(problems, problem(error));
    json_t *answer =
        json_pack("{s:b, s:I, s:o}", "valid", !status, "steps", (json_int_t)c->steps, "problems", problems);
    if (!status && c->picture) json_object_set_new(answer, "picture", json_string(c->picture));
    const int printed = cupel_cli_print_json(c->cli, answer);
    return printed ? printed : cupel_cli_exit(status);
}

static int print_words(const check *c, const char *case_path)
{
    cupel_text out = {0};
    cupel_text_printf(&out, "%s: %zu step%s, nothing wrong\n", case_path, c->steps, c->steps == 1 ? "" : "s");
    if (c->picture)
        cupel_text_printf(&out, "%s: the geometry of %zu step%s\n", c->picture, c->drawn,
                          c->drawn == 1 ? "" : "s");
    for (size_t i = 0; c->drawing && i < c->drawing->note_count; i++)
        cupel_text_printf(&out, "%s\n", c->drawing->notes[i]);
    return cupel_cli_print(c->cli, &out);
}

int cupel_cli_check(cupel_cli *cli, int argc, char **argv)
{
    const struct argp_option options[] = {
        {"set", OPTION_SET, "STEP.KEY=VALUE", 0, "change a parameter of the case; may be repeated", 0},
        {"picture", OPTION_PICTURE, "FILE.svg", 0,
         "draw the geometry before anything is computed: cuts by material, sources, contacts, boundaries", 0},
        CUPEL_OPTION_JSON,
        {0}};
    const cupel_cli_syntax syntax = {
        .arguments = "CASE",
        .text = "Checks a case and computes nothing: all that is wrong, each with its place.\v"
                "Examples:\n  cupel check strip.yaml\n  cupel check board.yaml --picture board.svg",
        .options = options,
        .option = take_option,
        .least = 1,
        .most = 1};
    check c = {.cli = cli};
    size_t count;
    char **arguments = cupel_cli_parse(cli, &syntax, &c, argc, argv, &count);
    const size_t length = c.picture ? strlen(c.picture) : 0;
    if (c.picture && (length < 5 || strcmp(c.picture + length - 4, ".svg") != 0))
        return cupel_cli_complain(
            cli, CUPEL_EINVAL, "--picture: '%s' is no picture; allowed: names that end in .svg", c.picture);
    cupel_diagnostics diagnostics = {0};
    cupel_error error = {0};
    const cupel_status status = examine(&c, arguments[0], &diagnostics, &error);
    int exit_status;
    if (cli->json)
        exit_status = print_json(&c, status, &diagnostics, &error);
    else if (status)
        exit_status =
            diagnostics.count ? cupel_cli_diagnostics(cli, &diagnostics) : cupel_cli_error(cli, &error);
    else
        exit_status = print_words(&c, arguments[0]);
    cupel_diagnostics_free(&diagnostics);
    cupel_drawing_free(c.drawing);
    return exit_status;
}

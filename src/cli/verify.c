/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <stdio.h>

#include "cli/items.h"

static const struct argp_option options[] = {CUPEL_OPTION_JSON, {0}};

static const cupel_cli_syntax syntax = {
    .arguments = "FILE…",
    .text = "Reads every data set, recomputes every digest and the content id, and names what is damaged. "
            "Exit status 0 "
            "when all files are whole, 2 when one is not."
            "\vExample:\n  cupel verify *.h5",
    .options = options,
    .least = 1,
    .most = SIZE_MAX,
};

typedef struct findings {
    const cupel_cli *cli;
    const char *path;
    json_t *list; /* NULL unless JSON is wanted */
} findings;

static void note(void *host, const char *path, const char *what)
{
    findings *found = host;
    if (found->list) {
        json_array_append_new(found->list, json_pack("{s: o, s: o}", "path", cupel_cli_json_text(path),
                                                     "damage", cupel_cli_json_text(what)));
        return;
    }
    cupel_error error = {.status = CUPEL_EDAMAGED};
    snprintf(error.text, sizeof error.text, "%s: %s", path, what);
    cupel_cli_file_error(found->cli, found->path, &error);
}

static int verify(const cupel_cli *cli, const char *path, json_t *report)
{
    findings found = {.cli = cli, .path = path, .list = report ? json_array() : NULL};
    cupel_verification verification = {.host = &found, .damage = note};
    cupel_error error = {0};
    const cupel_status status = cupel_file_verify(path, &verification, &error);
    const bool whole = !status && verification.damaged == 0 && verification.content_id_matches;
    int exit_status = whole ? CUPEL_EXIT_DONE : CUPEL_EXIT_INPUT;
    if (report) {
        json_t *one =
            json_pack("{s: o, s: b, s: I, s: I, s: s, s: b, s: o}", "file", cupel_cli_json_text(path),
                      "whole", whole, "checked", (json_int_t)verification.checked, "damaged",
                      (json_int_t)verification.damaged, "content_id", verification.content_id,
                      "content_id_matches", verification.content_id_matches, "findings", found.list);
        if (status) json_object_set_new(one, "message", cupel_cli_json_text(error.text));
        json_array_append_new(report, one);
        if (status) exit_status = cupel_cli_exit(status);
    } else if (status) {
        exit_status = cupel_cli_file_error(cli, path, &error);
    } else if (!whole && verification.damaged == 0) {
        note(&found, "/", "the content id is not that of the contents");
    }
    if (report || status) return exit_status;
    cupel_text line = {0};
    cupel_text_printf(&line, "%s: ", path);
    cupel_cli_styled(cli, whole ? CUPEL_GREEN : CUPEL_RED, whole ? "whole" : "damaged", &line);
    if (whole)
        cupel_text_printf(&line, ", %zu data sets, %s\n", verification.checked, verification.content_id);
    else
        cupel_text_printf(&line, ", %zu of %zu data sets\n", verification.damaged, verification.checked);
    const int printed = cupel_cli_print(cli, &line);
    return printed ? printed : exit_status;
}

int cupel_cli_verify(cupel_cli *cli, int argc, char **argv)
{
    size_t count;
    char **paths = cupel_cli_parse(cli, &syntax, NULL, argc, argv, &count);
    json_t *report = cli->json ? json_array() : NULL;
    int worst = CUPEL_EXIT_DONE;
    for (size_t i = 0; i < count; i++) {
        const int status = verify(cli, paths[i], report);
        if (status > worst) worst = status;
    }
    if (!report) return worst;
    const int printed = cupel_cli_print_json(cli, report);
    return printed ? printed : worst;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/salvage.h"

static const struct argp_option options[] = {
    CUPEL_OPTION_JSON,
    {"output", 'o', "OUT", 0, "the new file", 0},
    {0},
};

static bool take(void *host, int key, char *argument)
{
    const char **output = host;
    if (key != 'o') return false;
    *output = argument;
    return true;
}

static const cupel_cli_syntax syntax = {
    .arguments = "FILE",
    .text =
        "Salvages a file that is damaged, cut or was never closed: every data set that can be read and has "
        "the "
        "digest that it states goes into a new file, whose state is \"recovered\"; what is lost is named. "
        "FILE "
        "may be the folder FILE.part of a killed run too: its finished steps are put together (cupel resume "
        "would finish it). The old file is not touched; a confined process works on a copy."
        "\vExamples:\n  cupel recover broken.h5 -o saved.h5\n  cupel recover run.h5.part -o saved.h5",
    .options = options,
    .option = take,
    .least = 1,
    .most = 1,
};

enum { LARGEST_MANIFEST = 1 << 20 };

/* ---- the folder of a killed run ---- */

typedef struct killed_run {
    cupel_arena *arena;
    cupel_run_record record;
} killed_run;

static const char *text_of(const cupel_node *root, const char *key)
{
    const cupel_node *node = cupel_node_get(root, key);
    return node && node->kind == CUPEL_NODE_SCALAR && !cupel_node_is_null(node) ? node->text : NULL;
}

/* What the case says of itself; a case that cannot be read costs no step. */
static void read_case(killed_run *run, const char *folder)
{
    char path[4096], *bytes = NULL;
    size_t count = 0;
    cupel_diagnostics diagnostics = {0};
    if (snprintf(path, sizeof path, "%s/case.yaml", folder) >= (int)sizeof path ||
        cupel_file_read_all(path, CUPEL_DOCUMENT_BYTES, &bytes, &count, NULL))
        return;
    run->record.case_source = cupel_arena_copy_n(run->arena, bytes, count);
    run->record.case_source_count = run->record.case_source ? count : 0;
    const cupel_node *root = cupel_document_parse(bytes, count, path, run->arena, &diagnostics);
    if (root && root->kind == CUPEL_NODE_MAPPING) {
        run->record.title = text_of(root, "title");
        run->record.project = text_of(root, "project");
        run->record.license = text_of(root, "license");
        run->record.creator = text_of(root, "creator");
    }
    cupel_diagnostics_free(&diagnostics);
    free(bytes);
}

static void read_manifest(killed_run *run, const char *folder)
{
    char path[4096], *bytes = NULL;
    size_t count = 0;
    if (snprintf(path, sizeof path, "%s/run.json", folder) >= (int)sizeof path ||
        cupel_file_read_all(path, LARGEST_MANIFEST, &bytes, &count, NULL))
        return;
    json_t *json = json_loadb(bytes, count, 0, NULL);
    const char *created = json_string_value(json_object_get(json, "created"));
    if (created) run->record.created = cupel_arena_copy(run->arena, created);
    json_decref(json);
    free(bytes);
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static cupel_status recover_part(const char *folder, const char *output, cupel_salvage *report,
                                 cupel_error *error)
{
    killed_run run = {.arena = cupel_arena_new()};
    if (!run.arena) return cupel_out_of_memory(error, folder);
    read_case(&run, folder);
    read_manifest(&run, folder);
    const cupel_status status = cupel_part_recover(folder, output, &run.record, report, error);
    cupel_arena_free(run.arena);
    return status;
}

/* ---- the verb ---- */

int cupel_cli_recover(cupel_cli *cli, int argc, char **argv)
{
    const char *output = NULL;
    size_t count;
    char part[4096];
    char **words = cupel_cli_parse(cli, &syntax, &output, argc, argv, &count);
    if (!output) return cupel_cli_complain(cli, CUPEL_EINVAL, "where to? give the new file: -o OUT");
    const char *path = words[0];
    const int length = snprintf(part, sizeof part, "%s.part", path);
    if (!cupel_file_exists(path) && length < (int)sizeof part && is_folder(part)) path = part;
    cupel_cli_salvage say;
    cupel_salvage report;
    cupel_error error = {0};
    cupel_cli_salvage_start(&say, cli, path, &report);
    const cupel_status status = is_folder(path) ? recover_part(path, output, &report, &error)
                                                : cupel_file_recover(path, output, &report, &error);
    return cupel_cli_salvage_end(&say, "recovered", output, &report, status, &error, NULL);
}

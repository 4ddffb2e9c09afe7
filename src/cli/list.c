/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "cli/folder.h"

static const struct argp_option options[] = {CUPEL_OPTION_JSON, {0}};

static const cupel_cli_syntax syntax = {
    .arguments = "[DIR]",
    .text = "Lists the runs and tests of a folder (the working folder by default). Files that cannot be "
            "trusted are "
            "listed as such."
            "\vExamples:\n  cupel list\n  cupel list results --json",
    .options = options,
    .most = 1,
};

static json_t *entry_json(const cupel_folder_entry *e)
{
    if (e->trouble)
        return json_pack("{s: o, s: s, s: o}", "file", cupel_cli_json_text(e->name), "state",
                         e->damaged ? "damaged" : "unreadable", "message", cupel_cli_json_text(e->trouble));
    return json_pack("{s: o, s: s, s: s, s: s, s: s, s: s, s: s, s: s}", "file", cupel_cli_json_text(e->name),
                     "kind", e->kind, "title", e->title, "project", e->project, "created", e->created,
                     "state", e->state, "models", e->models, "content_id", e->content_id);
}

static int as_json(const cupel_cli *cli, const cupel_folder *folder)
{
    json_t *list = json_array();
    bool whole = list != NULL;
    for (size_t i = 0; whole && i < folder->count; i++)
        whole = json_array_append_new(list, entry_json(&folder->entries[i])) == 0;
    if (!whole) {
        json_decref(list);
        list = NULL;
    }
    return cupel_cli_print_json(cli, list);
}

static int as_table(const cupel_cli *cli, const cupel_folder *folder)
{
    cupel_cli_table table = {.columns = 7};
    cupel_cli_cells(&table, 7,
                    (const char *const[]){"file", "kind", "state", "created", "project", "models", "title"});
    for (size_t i = 0; i < folder->count; i++) {
        const cupel_folder_entry *e = &folder->entries[i];
        const char *state = !e->trouble ? e->state : e->damaged ? "damaged" : "unreadable";
        cupel_cli_cells(&table, 7,
                        (const char *const[]){e->name, e->kind, state, e->created, e->project, e->models,
                                              e->trouble ? e->trouble : e->title});
    }
    cupel_text out = {0};
    if (folder->count)
        cupel_cli_table_end(cli, &table, 0, &out);
    else
        cupel_cli_table_drop(&table);
    return cupel_cli_print(cli, &out);
}

int cupel_cli_list(cupel_cli *cli, int argc, char **argv)
{
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, NULL, argc, argv, &count);
    cupel_error error = {0};
    cupel_folder folder;
    if (cupel_folder_read(count ? words[0] : ".", &folder, &error)) return cupel_cli_error(cli, &error);
    const int status = cli->json ? as_json(cli, &folder) : as_table(cli, &folder);
    cupel_folder_free(&folder);
    return status;
}

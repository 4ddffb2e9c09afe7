/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/salvage.h"

#include <stdio.h>
#include <string.h>

#include "cli/items.h"

enum { TOLD_MOST = 50 }; /* lines about single things; the rest is counted */

static void tell(void *host, bool lost, const char *path, const char *what)
{
    cupel_cli_salvage *say = host;
    if (say->lost) {
        json_array_append_new(lost ? say->lost : say->left_out,
                              json_pack("{s: o, s: o}", "path", cupel_cli_json_text(path), "reason",
                                        cupel_cli_json_text(what)));
        return;
    }
    if (say->told++ < TOLD_MOST)
        cupel_cli_warn(say->cli, "%s: %s: %s %s", say->path, lost ? "lost" : "left out", path, what);
}

void cupel_cli_salvage_start(cupel_cli_salvage *say, const cupel_cli *cli, const char *path,
                             cupel_salvage *report)
{
    *say = (cupel_cli_salvage){.cli = cli, .path = path};
    if (cli->json) {
        say->left_out = json_array();
        say->lost = json_array();
    }
    *report = (cupel_salvage){.host = say, .tell = tell};
}

static json_t *as_json(const cupel_cli_salvage *say, const char *output, const cupel_salvage *report)
{
    return json_pack("{s: o, s: o, s: I, s: o, s: o, s: s, s: s}", "file", cupel_cli_json_text(say->path),
                     "output", cupel_cli_json_text(output), "data_sets", (json_int_t)report->data_sets,
                     "left_out", say->left_out, "lost", say->lost, "stated_id", report->stated_id,
                     "content_id", report->content_id);
}

int cupel_cli_salvage_end(cupel_cli_salvage *say, const char *verb, const char *output,
                          const cupel_salvage *report, cupel_status status, cupel_error *error, json_t *list)
{
    if (status) {
        json_decref(say->left_out);
        json_decref(say->lost);
        return cupel_cli_file_error(say->cli, say->path, error);
    }
    /* a recovered file is another one anyway */
    if (report->left_out && !report->lost && strcmp(verb, "imported") == 0 &&
        strcmp(report->stated_id, report->content_id) != 0)
        cupel_cli_warn(
            say->cli,
            "%s: what was left out counts in its content id %s, or somebody changed the rest: which, "
            "cannot be told",
            say->path, report->stated_id);
    if (say->lost) {
        json_t *one = as_json(say, output, report);
        if (!list) return cupel_cli_print_json(say->cli, one);
        json_array_append_new(list, one);
        return CUPEL_EXIT_DONE;
    }
    if (say->told > TOLD_MOST)
        cupel_cli_warn(say->cli, "%s: %zu things more are not in the new file", say->path,
                       say->told - TOLD_MOST);
    cupel_text out = {0};
    cupel_text_printf(&out, "%s: %s as ", say->path, verb);
    cupel_cli_styled(say->cli, CUPEL_BOLD, output, &out);
    cupel_text_printf(&out, ", %zu data sets, %s", report->data_sets, report->content_id);
    if (report->left_out) cupel_text_printf(&out, ", %zu left out", report->left_out);
    if (report->lost) cupel_text_printf(&out, ", %zu lost", report->lost);
    cupel_text_add(&out, "\n");
    return cupel_cli_print(say->cli, &out);
}

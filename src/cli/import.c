/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/items.h"
#include "cli/salvage.h"
#include "store/archive.h"

static const struct argp_option options[] = {
    CUPEL_OPTION_JSON,
    {"output", 'o', "OUT", 0, "the new file; the new folder for a pack", 0},
    {0},
};

typedef struct import_options {
    const char *output;
} import_options;

static bool take(void *host, int key, char *argument)
{
    import_options *o = host;
    if (key != 'o') return false;
    o->output = argument;
    return true;
}

static const cupel_cli_syntax syntax = {
    .arguments = "FILE|PACK",
    .text =
        "Takes in a file from elsewhere. It is read in a confined process with bounded memory and time, "
        "every "
        "value is held against its digest and the whole against its content id, and what the format knows is "
        "written into a new file; what it does not know is left out and named. A file that is damaged or was "
        "changed is refused, and nothing is written. PACK is a zip file or folder made by cupel pack: its "
        "checksums are compared and each of its *.h5 is taken in."
        "\vExamples:\n  cupel import partner.h5 -o results/partner.h5\n  cupel import foil-2026.zip -o "
        "results/partner",
    .options = options,
    .option = take,
    .least = 1,
    .most = 1,
};

/* `name`: what it is called in messages. */
static int import_file(const cupel_cli *cli, const char *path, const char *name, const char *output,
                       json_t *list)
{
    cupel_cli_salvage say;
    cupel_salvage report;
    cupel_error error = {0};
    cupel_cli_salvage_start(&say, cli, name, &report);
    report.name = name;
    const cupel_status status = cupel_file_import(path, output, &report, &error);
    return cupel_cli_salvage_end(&say, "imported", output, &report, status, &error, list);
}

/* ---- packs ---- */

typedef struct pack_import {
    const cupel_cli *cli;
    const char *path, *folder, *output; /* as named; unpacked; new    */
    json_t *list;                       /* NULL unless JSON is wanted */
    size_t named, taken;                /* files of cupel */
    int worst;
} pack_import;

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

static void leave_out(void *host, const char *name, const char *what)
{
    const pack_import *p = host;
    cupel_cli_warn(p->cli, "%s: left out: %s %s", p->path, name, what);
}

static cupel_status take_file(void *host, const char *name, const char *path, cupel_error *error)
{
    static const char *const known[] = {"README.md", "ro-crate-metadata.json"};
    pack_import *p = host;
    char output[4096];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i]) == 0) return CUPEL_OK;
    if (!ends_with(name, ".h5")) {
        leave_out(p, name, "is no HDF5 file");
        return CUPEL_OK;
    }
    p->named++;
    if (snprintf(output, sizeof output, "%s/%s", p->output, name) >= (int)sizeof output)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the name '%s' is too long", name);
    const cupel_status status = cupel_make_folders(output, error);
    if (status) return status;
    char whole[4096];
    snprintf(whole, sizeof whole, "%s/%s", p->path, name);
    const int exit_status = import_file(p->cli, path, whole, output, p->list);
    if (exit_status > p->worst) p->worst = exit_status;
    p->taken += exit_status == CUPEL_EXIT_DONE;
    return CUPEL_OK;
}

/* First all checksums, then the files: a pack that is not whole gives nothing. */
static cupel_status import_folder(pack_import *p, cupel_error *error)
{
    cupel_status status = cupel_manifest_check(p->folder, NULL, NULL, error);
    if (!status && mkdir(p->output, 0777) != 0)
        status = cupel_error_set(error, CUPEL_EINVAL, "cannot make the folder '%s': is it there already?",
                                 p->output);
    if (!status) status = cupel_manifest_check(p->folder, p, take_file, error);
    if (!status && !p->named) status = cupel_error_set(error, CUPEL_EINVAL, "there is no *.h5 in this pack");
    if (p->taken == 0) rmdir(p->output);
    return status;
}

static cupel_status unpack(pack_import *p, char *temporary, size_t size, cupel_error *error)
{
    if (snprintf(temporary, size, "%s.tmp-%ld", p->output, (long)getpid()) >= (int)size)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the name of the folder is too long");
    if (mkdir(temporary, 0700) != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "cannot make the folder '%s'", temporary);
    p->folder = temporary;
    return cupel_pack_extract(p->path, temporary, p, leave_out, error);
}

static int import_pack(const cupel_cli *cli, const char *path, bool zip, const char *output)
{
    char temporary[4096] = "";
    cupel_error error = {0};
    pack_import p = {
        .cli = cli, .path = path, .folder = path, .output = output, .list = cli->json ? json_array() : NULL};
    cupel_status status = CUPEL_OK;
    if (cupel_file_exists(output))
        status = cupel_error_set(&error, CUPEL_EINVAL, "'%s' is there already; name another folder", output);
    if (!status && zip) status = unpack(&p, temporary, sizeof temporary, &error);
    if (!status) status = import_folder(&p, &error);
    if (p.folder == temporary) cupel_remove_folder(temporary);
    if (status) {
        if (error.file[0] && p.folder == temporary) { /* the folder is gone: the place in the pack is told */
            if (error.line) cupel_error_note(&error, "%s:%d", CUPEL_MANIFEST, error.line);
            error.file[0] = '\0';
        }
        json_decref(p.list);
        return cupel_cli_file_error(cli, path, &error);
    }
    const int printed = p.list ? cupel_cli_print_json(cli, p.list) : CUPEL_EXIT_DONE;
    return printed ? printed : p.worst;
}

/* ---- the verb ---- */

int cupel_cli_import(cupel_cli *cli, int argc, char **argv)
{
    struct stat about;
    import_options o = {0};
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &o, argc, argv, &count);
    if (!o.output)
        return cupel_cli_complain(cli, CUPEL_EINVAL, "where to? give the new file or folder: -o OUT");
    const bool folder = stat(words[0], &about) == 0 && S_ISDIR(about.st_mode);
    if (folder || ends_with(words[0], ".zip")) return import_pack(cli, words[0], !folder, o.output);
    return import_file(cli, words[0], words[0], o.output, NULL);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/test_import.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/pool.h"
#include "run/provenance.h"

/* cupel test import: the command line; what is done with one file is in test_import_file.c. */

enum {
    OPTION_ENCODING = 1000,
    OPTION_DECIMAL,
    OPTION_SEPARATOR,
    OPTION_UNITS,
    OPTION_SPECIMEN,
    OPTION_EVALUATE
};

static const struct argp_option options[] = {
    {"output", 'o', "FILE|DIR", 0,
     "the test file, or the folder for them (default: here; for a folder, that folder)", 0},
    {"kind", CUPEL_TEST_KIND, "KIND", 0, "what kind of test it is (`cupel test kinds`)", 0},
    {"specimen", OPTION_SPECIMEN, "FILE", 0,
     "what the specimen is, in YAML (default: NAME.specimen.yaml or specimen.yaml beside the file)", 0},
    {"units", OPTION_UNITS, "NAME=UNIT", 0, "unit of a column that has none; may be repeated", 0},
    {"encoding", OPTION_ENCODING, "NAME", 0,
     "character encoding, as iconv calls it, in place of the one found", 0},
    {"decimal", OPTION_DECIMAL, ".|,", 0, "decimal sign, in place of the one found", 0},
    {"separator", OPTION_SEPARATOR, ",|;|tab|blank", 0, "between the columns, in place of the one found", 0},
    {"evaluate", OPTION_EVALUATE, NULL, 0, "evaluate at once, as `cupel test evaluate` does", 0},
    {"dry-run", CUPEL_TEST_DRY, NULL, 0, "tell what is understood and write nothing", 0},
    CUPEL_OPTION_PROCESSES,
    CUPEL_OPTION_JSON,
    {0},
};

static void add_unit(cupel_import_request *r, const char *argument)
{
    const char *equal = strchr(argument, '=');
    if (!equal || equal == argument || !equal[1]) {
        cupel_cli_complain(r->cli, CUPEL_EINVAL, "--units: '%s' is not NAME=UNIT", argument);
        exit(CUPEL_EXIT_INPUT);
    }
    if (r->unit_count == CUPEL_IMPORT_UNITS) {
        cupel_cli_complain(r->cli, CUPEL_EINVAL, "--units: at most %d of them", CUPEL_IMPORT_UNITS);
        exit(CUPEL_EXIT_INPUT);
    }
    r->units[r->unit_count++] = argument;
}

static bool take(void *host, int key, char *argument)
{
    cupel_import_request *r = host;
    switch (key) {
    case 'o':
        r->output = argument;
        return true;
    case OPTION_SPECIMEN:
        r->specimen = argument;
        return true;
    case OPTION_UNITS:
        add_unit(r, argument);
        return true;
    case OPTION_ENCODING:
        r->options.encoding = argument;
        return true;
    case OPTION_DECIMAL:
        r->options.decimal_sign = argument;
        return true;
    case OPTION_SEPARATOR:
        r->options.separator = argument;
        return true;
    case OPTION_EVALUATE:
        r->evaluate = true;
        return true;
    default:
        return cupel_test_option(r->cli, &r->common, key, argument);
    }
}

static const cupel_cli_syntax syntax = {
    .arguments = "FILE|DIR…",
    .text = "Reads testers' exports (text of any encoding, separator and decimal sign) and writes a test "
            "file for "
            "each test in them: the file as received, its channels in SI, specimen and header. What was "
            "guessed is "
            "said. A folder stands for all files in it that may be exports; one that is in the target folder "
            "already, by its digest, is not imported twice; one that cannot be read is told in one line, the "
            "others go on, and the exit status is 2."
            "\vExamples:\n  cupel test import A-1.csv\n  cupel test import exports -o tests --evaluate\n"
            "  cupel test import A-1.txt --encoding GB18030 --units 'load=kN' --dry-run",
    .options = options,
    .option = take,
    .least = 1,
    .most = SIZE_MAX,
};

/* ---- which files, and where to ---- */

/* What lies beside exports and is none. */
static bool may_be_export(const char *name)
{
    static const char *const others[] = {"h5",  "hdf", "hdf5", "yaml", "yml", "json", "md",
                                         "png", "svg", "jpg",  "jpeg", "pdf", "html", "py",
                                         "m",   "sh",  "zip",  "gz",   "tmp", NULL};
    const char *dot = strrchr(name, '.');
    if (strstr(name, ".tmp-") || (*name && name[strlen(name) - 1] == '~')) return false;
    for (size_t i = 0; dot && others[i]; i++)
        if (strcasecmp(dot + 1, others[i]) == 0) return false;
    return true;
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* One file may be given a name; more go to a folder, which is made. */
static cupel_status set_target(cupel_import_request *r, const char *first, cupel_error *error)
{
    r->folder = r->files.folder ? first : ".";
    if (!r->output) return CUPEL_OK;
    if (!is_folder(r->output) && cupel_is_test_name(r->output)) {
        if (r->files.count != 1 || r->files.folder)
            CUPEL_FAIL(error, CUPEL_EINVAL, "--output: '%s' is one file; name a folder for several",
                       r->output);
        r->file = r->output;
        if (cupel_path_folder(r->output, r->folder_buffer, sizeof r->folder_buffer))
            r->folder = r->folder_buffer;
        return CUPEL_OK;
    }
    r->folder = r->output;
    if (r->common.dry || is_folder(r->output)) return CUPEL_OK;
    if (cupel_file_exists(r->output))
        CUPEL_FAIL(error, CUPEL_EINVAL, "--output: '%s' is a file; name a folder, or a file that ends in .h5",
                   r->output);
    if (mkdir(r->output, 0777) != 0)
        CUPEL_FAIL(error, errno == EEXIST || errno == ENOENT || errno == ENOTDIR ? CUPEL_EINVAL : CUPEL_EIO,
                   "cannot make the folder '%s': %s", r->output, strerror(errno));
    return CUPEL_OK;
}

/* ---- the verb ---- */

static cupel_status prepare(cupel_import_request *r, cupel_arena *arena, char **words, size_t count,
                            const char *command, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = cupel_files_add(&r->files, words[i], may_be_export, arena, error);
    if (!status && r->files.folder && count > 1 && !r->output)
        status =
            cupel_error_set(error, CUPEL_EINVAL, "several folders or files: say where to with --output DIR");
    if (!status) status = set_target(r, words[0], error);
    const cupel_circumstances circumstances = {.command = command, .threads = 1, .seed = CUPEL_NO_INTEGER};
    cupel_pair *provenance = NULL;
    if (!status) status = cupel_provenance(&circumstances, arena, &provenance, &r->provenance_count, error);
    r->provenance = provenance;
    if (!status && r->common.kind && !cupel_evaluation_find(r->common.kind) && r->evaluate)
        status =
            cupel_error_set(error, CUPEL_EINVAL,
                            "--kind: no evaluation for '%s'; `cupel test kinds` lists them", r->common.kind);
    if (!status) status = cupel_known_tests_read(r, arena, error);
    return status ? status : cupel_import_names(r, arena, error);
}

static void print_counts(const cupel_import_request *r, const size_t *counts)
{
    if (r->cli->json || !r->files.folder) return;
    if (!r->files.count) {
        puts("0 imported: no file there may be an export");
        return;
    }
    const size_t known = counts[CUPEL_IMPORT_KNOWN], twins = counts[CUPEL_IMPORT_TWIN],
                 failed = r->files.count - counts[CUPEL_IMPORTED] - known - twins;
    printf("%zu %s", counts[CUPEL_IMPORTED], r->common.dry ? "can be imported" : "imported");
    if (known) printf(", %zu there already", known);
    if (twins) printf(", %zu the same as another", twins);
    if (failed) printf(", %zu failed", failed);
    putchar('\n');
}

static int run(cupel_import_request *r, cupel_arena *arena, char **words, size_t count, const char *command)
{
    cupel_error error = {0};
    size_t counts[CUPEL_OUTCOME_KINDS];
    int exit_status;
    if (prepare(r, arena, words, count, command, &error)) {
        exit_status = cupel_cli_error(r->cli, &error);
    } else {
        const cupel_batch batch = {.cli = r->cli,
                                   .files = r->files.paths,
                                   .count = r->files.count,
                                   .list = r->files.folder || r->files.count > 1,
                                   .workers = r->common.workers,
                                   .host = r,
                                   .job = cupel_import_job};
        if (!r->common.dry) cupel_file_sweep(r->folder);
        exit_status = cupel_batch_run(&batch, counts);
        if (counts[CUPEL_IMPORTED] && !r->common.dry && cupel_file_sync(r->folder, &error) &&
            exit_status < CUPEL_EXIT_SYSTEM)
            exit_status = cupel_cli_error(r->cli, &error);
        print_counts(r, counts);
    }
    free(r->known.entries);
    free(r->digests);
    cupel_files_free(&r->files);
    return exit_status;
}

int cupel_cli_test_import(cupel_cli *cli, int argc, char **argv)
{
    cupel_import_request r = {.cli = cli, .common.workers = cupel_pool_processors()};
    cupel_text command = {0};
    for (int i = 0; i < argc; i++) cupel_text_printf(&command, "%s%s", i ? " " : "", argv[i]);
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &r, argc, argv, &count);
    cupel_arena *arena = cupel_arena_new();
    const int exit_status = arena && !command.failed ? run(&r, arena, words, count, cupel_text_get(&command))
                                                     : cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory");
    cupel_arena_free(arena);
    cupel_text_free(&command);
    return exit_status;
}

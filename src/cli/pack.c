/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cupel/version.h"
#include "report/crate.h"

enum {
    OPTION_LICENSE = 'L',
    OPTION_CREATOR = 'C',
    OPTION_TITLE = 'T',
    OPTION_DESCRIPTION = 'D',
    OPTION_DATE = 'd',
    CREATORS_MOST = 100
};

typedef struct pack_options {
    const char *output, *license, *title, *description, *date;
    const char *creators[CREATORS_MOST];
    size_t creator_count;
} pack_options;

static const struct argp_option options[] = {
    CUPEL_OPTION_JSON,
    {"output", 'o', "OUT[.zip]", 0, "the pack: a new folder, or a zip file", 0},
    {"license", OPTION_LICENSE, "SPDX-ID", 0, "licence of the pack, such as CC-BY-4.0", 0},
    {"creator", OPTION_CREATOR, "\"NAME <ORCID>\"", 0, "who made it; may be given several times", 0},
    {"title", OPTION_TITLE, "TEXT", 0, "name of the pack; that of its folder or file by default", 0},
    {"description", OPTION_DESCRIPTION, "TEXT", 0, "what it is about", 0},
    {"date", OPTION_DATE, "YYYY-MM-DD", 0, "date of publication; today by default", 0},
    {0},
};

static bool take(void *host, int key, char *argument)
{
    pack_options *o = host;
    switch (key) {
    case 'o':
        o->output = argument;
        return true;
    case OPTION_LICENSE:
        o->license = argument;
        return true;
    case OPTION_CREATOR:
        if (o->creator_count < CREATORS_MOST) o->creators[o->creator_count++] = argument;
        return true;
    case OPTION_TITLE:
        o->title = argument;
        return true;
    case OPTION_DESCRIPTION:
        o->description = argument;
        return true;
    case OPTION_DATE:
        o->date = argument;
        return true;
    default:
        return false;
    }
}

static const cupel_cli_syntax syntax = {
    .arguments = "DIR|FILE…",
    .text =
        "Makes a bundle to hand on: the files, a list of checksums, metadata (RO-Crate 1.1) with licence, "
        "creators "
        "and how each file came about, and a page to read. A DIR gives all its *.h5, with its folders. "
        "Licence and "
        "creator are taken from the files where all agree. Each cupel file is verified; parents that are not "
        "in "
        "the pack are named."
        "\vExamples:\n  cupel pack results -o foil-2026.zip --license CC-BY-4.0 \\\n"
        "      --creator \"Josiah Carberry <0000-0002-1825-0097>\"\n  cupel pack a.h5 b.h5 notes.pdf -o "
        "bundle",
    .options = options,
    .option = take,
    .least = 1,
    .most = SIZE_MAX,
};

/* ---- the files ---- */

typedef struct packing {
    const cupel_cli *cli;
    cupel_arena *arena;
    cupel_crate_file *files;
    size_t count, capacity;
} packing;

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

static cupel_status check_name(const packing *p, const char *name, const char *source, cupel_error *error)
{
    static const char *const ours[] = {"README.md", "ro-crate-metadata.json", CUPEL_MANIFEST};
    if (!cupel_pack_name(name))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "'%s' has a name that cannot stand in a pack: no hidden names, backslashes, "
                   "colons or control characters",
                   source);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(name, ours[i]) == 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "'%s': a file of that name is made by the pack itself", source);
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->files[i].packed.name, name) == 0)
            CUPEL_FAIL(error, CUPEL_EINVAL, "two files would be '%s' in the pack: '%s' and '%s'", name,
                       p->files[i].packed.source, source);
    return CUPEL_OK;
}

static void first_damage(void *host, const char *path, const char *what)
{
    char *text = host;
    if (!text[0]) snprintf(text, CUPEL_ERROR_TEXT, "%s %s", path, what);
}

/* What is damaged is not handed on. */
static cupel_status verify(const char *path, cupel_error *error)
{
    char first[CUPEL_ERROR_TEXT] = "";
    cupel_verification v = {.host = first, .damage = first_damage};
    const cupel_status status = cupel_file_verify(path, &v, error);
    if (!status && (v.damaged || !v.content_id_matches))
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s' is damaged: %s; cupel recover may save the rest", path,
                   first);
    return status;
}

static const char *origin_of(const cupel_record *record)
{
    for (size_t i = 0; i < record->value_count; i++)
        if (strcmp(record->values[i].name, "origin_id") == 0 && strcmp(record->values[i].part, "test") == 0 &&
            record->values[i].text)
            return record->values[i].text;
    return "";
}

static cupel_status add_file(packing *p, const char *name, const char *source, cupel_error *error)
{
    cupel_status status = check_name(p, name, source, error);
    if (status) return status;
    if (p->count == p->capacity) {
        const size_t capacity = p->capacity ? 2 * p->capacity : 64;
        cupel_crate_file *larger = cupel_resize(p->files, capacity, sizeof *larger);
        if (!larger) return cupel_out_of_memory(error, "a pack");
        p->files = larger;
        p->capacity = capacity;
    }
    cupel_crate_file *file = &p->files[p->count];
    *file = (cupel_crate_file){.origin_id = ""};
    file->packed.name = cupel_arena_copy(p->arena, name);
    file->packed.source = cupel_arena_copy(p->arena, source);
    if (!file->packed.name || !file->packed.source) return cupel_out_of_memory(error, "a pack");
    status = cupel_sha256_file(source, -1, file->packed.sha256, &file->packed.size, error);
    if (status) return status;
    file->record.path = file->packed.name;
    status = cupel_record_read(source, p->arena, &file->record, error);
    if (!status && file->record.trouble && file->record.damaged)
        status = cupel_error_set(error, CUPEL_EDAMAGED, "%s", file->record.trouble);
    if (!status && file->record.trouble && ends_with(name, ".h5"))
        cupel_cli_warn(p->cli, "%s; it goes into the pack as it is", file->record.trouble);
    if (!status && !file->record.trouble) status = verify(source, error);
    if (status) return status;
    file->origin_id = origin_of(&file->record);
    p->count++;
    return CUPEL_OK;
}

static cupel_status add_folder(packing *p, const char *folder, cupel_error *error)
{
    char **paths;
    size_t count = 0;
    cupel_status status = cupel_catalogue_list(folder, p->arena, &paths, &count, error);
    for (size_t i = 0; i < count && !status; i++) {
        const char *source = cupel_arena_format(p->arena, "%s/%s", folder, paths[i]);
        status = source ? add_file(p, paths[i], source, error) : cupel_out_of_memory(error, "a pack");
    }
    if (!status && count == 0) status = cupel_error_set(error, CUPEL_EINVAL, "'%s' holds no *.h5", folder);
    return status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const cupel_crate_file *)a)->packed.name, ((const cupel_crate_file *)b)->packed.name);
}

static cupel_status add_all(packing *p, char **words, size_t count, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < count && !status; i++) {
        struct stat about;
        const bool folder = stat(words[i], &about) == 0 && S_ISDIR(about.st_mode);
        status =
            folder ? add_folder(p, words[i], error) : add_file(p, cupel_path_name(words[i]), words[i], error);
    }
    if (!status) qsort(p->files, p->count, sizeof *p->files, by_name);
    return status;
}

/* ---- licence and creators ---- */

/* What all cupel files say, or NULL with the reason. */
static const char *agreed(const packing *p, size_t offset, const char *what, char reason[256])
{
    const char *found = NULL, *where = "";
    for (size_t i = 0; i < p->count; i++) {
        const cupel_record *r = &p->files[i].record;
        if (!*r->kind) continue;
        const char *said = *(const char *const *)((const char *)r + offset);
        if (!*said) {
            snprintf(reason, 256, "%.100s names no %s", r->path, what);
            return NULL;
        }
        if (found && strcmp(found, said) != 0) {
            snprintf(reason, 256, "%.60s says '%.40s', %.60s '%.40s'", where, found, r->path, said);
            return NULL;
        }
        found = said;
        where = r->path;
    }
    if (!found) snprintf(reason, 256, "no file names a %s", what);
    return found;
}

static cupel_status choose_license(const packing *p, const pack_options *o, cupel_crate *crate,
                                   cupel_error *error)
{
    char reason[256] = "";
    crate->license = o->license ? o->license : agreed(p, offsetof(cupel_record, license), "licence", reason);
    if (!crate->license)
        CUPEL_FAIL(error, CUPEL_EINVAL, "under which licence? %s; give --license SPDX-ID, such as CC-BY-4.0",
                   reason);
    return cupel_license_check(crate->license, error);
}

static cupel_status choose_creators(const packing *p, const pack_options *o, cupel_crate *crate,
                                    cupel_error *error)
{
    char reason[256] = "";
    const char *one = o->creator_count ? NULL : agreed(p, offsetof(cupel_record, creator), "creator", reason);
    const size_t count = one ? 1 : o->creator_count;
    if (count == 0) CUPEL_FAIL(error, CUPEL_EINVAL, "by whom? %s; give --creator \"Name <ORCID>\"", reason);
    cupel_person *creators = cupel_arena_alloc(p->arena, count, sizeof *creators);
    if (!creators) return cupel_out_of_memory(error, "a pack");
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = cupel_person_read(one ? one : o->creators[i], p->arena, &creators[i], error);
    crate->creators = creators;
    crate->creator_count = count;
    return status;
}

static cupel_status choose_date(const packing *p, const pack_options *o, cupel_crate *crate,
                                cupel_error *error)
{
    char now[32];
    static const char form[] = "dddd-dd-dd";
    cupel_timestamp(now);
    now[10] = '\0';
    for (size_t i = 0; o->date && i < sizeof form; i++)
        if (form[i] == 'd' ? o->date[i] < '0' || o->date[i] > '9' : o->date[i] != form[i])
            CUPEL_FAIL(error, CUPEL_EINVAL, "--date: '%s' is no date; wanted: 2026-01-31", o->date);
    crate->date = o->date ? o->date : cupel_arena_copy(p->arena, now);
    return crate->date ? CUPEL_OK : cupel_out_of_memory(error, "a pack");
}

static cupel_status choose_texts(const packing *p, const pack_options *o, cupel_crate *crate,
                                 cupel_error *error)
{
    const char *name = cupel_path_name(o->output);
    const size_t length = strlen(name) - (ends_with(name, ".zip") ? 4 : 0);
    crate->title = o->title ? o->title : cupel_arena_copy_n(p->arena, name, length);
    crate->description =
        o->description
            ? o->description
            : cupel_arena_format(p->arena, "%zu files of simulations and tests, packed by cupel %s", p->count,
                                 cupel_version());
    if (!crate->title || !crate->description) return cupel_out_of_memory(error, "a pack");
    if (!*crate->title || !cupel_is_utf8(crate->title, strlen(crate->title)) ||
        !cupel_is_utf8(crate->description, strlen(crate->description)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "title and description must be UTF-8 texts");
    return CUPEL_OK;
}

/* ---- the pack ---- */

static void set_bytes(cupel_packed *file, const char *name, const cupel_text *text)
{
    *file = (cupel_packed){
        .name = name, .bytes = cupel_text_get(text), .count = text->length, .size = text->length};
    cupel_sha256(file->bytes, file->count, file->sha256);
}

static cupel_status write_pack(const packing *p, const cupel_crate *crate, const char *output,
                               cupel_error *error)
{
    cupel_text metadata = {0}, readme = {0}, manifest = {0};
    cupel_packed *all = cupel_alloc(p->count + 3, sizeof *all);
    cupel_status status =
        all ? cupel_crate_metadata(crate, &metadata, error) : cupel_out_of_memory(error, "a pack");
    if (!status) {
        cupel_crate_readme(crate, &readme);
        set_bytes(&all[0], "README.md", &readme);
        set_bytes(&all[1], "ro-crate-metadata.json", &metadata);
        for (size_t i = 0; i < p->count; i++) all[2 + i] = p->files[i].packed;
        for (size_t i = 0; i < p->count + 2; i++)
            cupel_text_printf(&manifest, "%s  %s\n", all[i].sha256, all[i].name);
        set_bytes(&all[p->count + 2], CUPEL_MANIFEST, &manifest);
        status = readme.failed || manifest.failed ? cupel_out_of_memory(error, "a pack")
                                                  : cupel_pack_write(output, all, p->count + 3, error);
    }
    cupel_text_free(&metadata);
    cupel_text_free(&readme);
    cupel_text_free(&manifest);
    free(all);
    return status;
}

static void warn_of_missing(const packing *p, const cupel_crate *crate)
{
    for (size_t i = 0; i < crate->count; i++)
        for (size_t k = 0; k < crate->files[i].record.parent_count; k++) {
            const cupel_parent *parent = &crate->files[i].record.parents[k];
            if (!cupel_crate_find(crate, parent))
                cupel_cli_warn(p->cli, "%s was made from %s, %s, which is not in the pack",
                               crate->files[i].packed.name, parent->file_name, parent->content_id);
        }
}

static int tell(const packing *p, const cupel_crate *crate, const char *output)
{
    uint64_t bytes = 0;
    json_t *files = p->cli->json ? json_array() : NULL;
    for (size_t i = 0; i < p->count; i++) {
        bytes += p->files[i].packed.size;
        if (files)
            json_array_append_new(files, json_pack("{s: s, s: s, s: I}", "file", p->files[i].packed.name,
                                                   "sha256", p->files[i].packed.sha256, "size",
                                                   (json_int_t)p->files[i].packed.size));
    }
    if (files)
        return cupel_cli_print_json(p->cli,
                                    json_pack("{s: o, s: s, s: o}", "pack", cupel_cli_json_text(output),
                                              "license", crate->license, "files", files));
    cupel_text out = {0};
    cupel_cli_styled(p->cli, CUPEL_BOLD, output, &out);
    cupel_text_printf(&out, ": %zu files, %.1f MB, %s\n", p->count, 1e-6 * (double)bytes, crate->license);
    return cupel_cli_print(p->cli, &out);
}

int cupel_cli_pack(cupel_cli *cli, int argc, char **argv)
{
    pack_options o = {0};
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &o, argc, argv, &count);
    if (!o.output)
        return cupel_cli_complain(cli, CUPEL_EINVAL, "where to? give the pack: -o OUT or -o OUT.zip");
    cupel_error error = {0};
    packing p = {.cli = cli, .arena = cupel_arena_new()};
    cupel_crate crate = {.program_version = cupel_version()};
    cupel_status status = p.arena ? CUPEL_OK : cupel_out_of_memory(&error, "a pack");
    if (!status && cupel_file_exists(o.output))
        status = cupel_error_set(&error, CUPEL_EINVAL, "'%s' is there already; name another", o.output);
    if (!status && o.license) status = cupel_license_check(o.license, &error);
    if (!status) status = choose_date(&p, &o, &crate, &error);
    if (!status && o.creator_count) status = choose_creators(&p, &o, &crate, &error);
    if (!status) status = add_all(&p, words, count, &error);
    if (!status) status = choose_license(&p, &o, &crate, &error);
    if (!status) status = choose_creators(&p, &o, &crate, &error);
    if (!status) status = choose_texts(&p, &o, &crate, &error);
    crate.files = p.files;
    crate.count = p.count;
    if (!status) status = write_pack(&p, &crate, o.output, &error);
    int exit_status;
    if (status) {
        exit_status = cupel_cli_error(cli, &error);
    } else {
        warn_of_missing(&p, &crate);
        exit_status = tell(&p, &crate, o.output);
    }
    free(p.files);
    cupel_arena_free(p.arena);
    return exit_status;
}

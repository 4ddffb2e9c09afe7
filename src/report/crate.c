/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/crate.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "param/walk.h"

/* ---- persons and licences ---- */

/* ISO 7064 MOD 11-2 over the first 15 digits (support.orcid.org, "Structure of the ORCID identifier"). */
static char check_digit(const char *digits)
{
    int total = 0;
    for (size_t i = 0; i < 15; i++) total = (total + (digits[i] - '0')) * 2 % 11;
    const int rest = (12 - total % 11) % 11;
    return rest == 10 ? 'X' : (char)('0' + rest);
}

static const char *without_address(const char *text)
{
    static const char *const heads[] = {"https://orcid.org/", "http://orcid.org/", "orcid.org/"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (strncmp(text, heads[i], strlen(heads[i])) == 0) return text + strlen(heads[i]);
    return text;
}

/* "0000-0002-1825-0097" of `length` bytes. */
static bool looks_like_orcid(const char *text, size_t length)
{
    if (length != 19) return false;
    for (size_t i = 0; i < length; i++) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (i % 5 == 4 ? text[i] != '-' : !digit && !(i == 18 && text[i] == 'X')) return false;
    }
    return true;
}

static cupel_status read_orcid(const char *text, size_t length, char out[20], cupel_error *error)
{
    char digits[17] = "";
    if (!looks_like_orcid(text, length))
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%.*s' is no ORCID; it looks like 0000-0002-1825-0097", (int)length,
                   text);
    for (size_t i = 0, n = 0; i < length; i++)
        if (text[i] != '-') digits[n++] = text[i];
    if (check_digit(digits) != digits[15])
        CUPEL_FAIL(error, CUPEL_EINVAL, "the ORCID %.*s is mistyped: its check digit should be %c",
                   (int)length, text, check_digit(digits));
    snprintf(out, 20, "%.*s", (int)length, text);
    return CUPEL_OK;
}

cupel_status cupel_person_read(const char *text, cupel_arena *arena, cupel_person *out, cupel_error *error)
{
    cupel_person person = {.orcid = ""};
    const char *open = strchr(text, '<'), *close = open ? strchr(open, '>') : NULL;
    const char *alone = without_address(text);
    size_t length = open ? (size_t)(open - text) : strlen(text);
    cupel_status status = CUPEL_OK;
    if (!cupel_is_utf8(text, strlen(text)) || strpbrk(text, "\t\r\n"))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the name of a creator is no line of UTF-8");
    if (open && (!close || close[1]))
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is no creator; wanted: \"Name <ORCID>\" or \"Name\"", text);
    if (open) {
        const char *id = without_address(open + 1);
        status = read_orcid(id, (size_t)(close - id), person.orcid, error);
    } else if (looks_like_orcid(alone, strlen(alone))) {
        status = read_orcid(alone, strlen(alone), person.orcid, error);
    }
    while (length && text[length - 1] == ' ') length--;
    person.name = cupel_arena_copy_n(arena, text, length);
    if (!status && length == 0) status = cupel_error_set(error, CUPEL_EINVAL, "a creator needs a name");
    if (!status && !person.name) status = cupel_out_of_memory(error, "a creator");
    if (!status) *out = person;
    return status;
}

static const char *const licenses[] = {"0BSD",
                                       "AGPL-3.0-only",
                                       "AGPL-3.0-or-later",
                                       "Apache-2.0",
                                       "BSD-2-Clause",
                                       "BSD-3-Clause",
                                       "CC-BY-3.0",
                                       "CC-BY-4.0",
                                       "CC-BY-NC-4.0",
                                       "CC-BY-NC-ND-4.0",
                                       "CC-BY-NC-SA-4.0",
                                       "CC-BY-ND-4.0",
                                       "CC-BY-SA-4.0",
                                       "CC0-1.0",
                                       "CDLA-Permissive-1.0",
                                       "CDLA-Permissive-2.0",
                                       "CDLA-Sharing-1.0",
                                       "etalab-2.0",
                                       "GPL-2.0-only",
                                       "GPL-2.0-or-later",
                                       "GPL-3.0-only",
                                       "GPL-3.0-or-later",
                                       "LGPL-2.1-or-later",
                                       "LGPL-3.0-or-later",
                                       "MIT",
                                       "MPL-2.0",
                                       "MulanPSL-2.0",
                                       "ODbL-1.0",
                                       "ODC-By-1.0",
                                       "OGL-UK-3.0",
                                       "PDDL-1.0",
                                       "Unlicense"};

static const char reference[] = "LicenseRef-";

cupel_status cupel_license_check(const char *id, cupel_error *error)
{
    enum { COUNT = sizeof licenses / sizeof *licenses };
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(licenses[i], id) == 0) return CUPEL_OK;
    const size_t head = sizeof reference - 1, length = strlen(id);
    if (strncmp(id, reference, head) == 0 && length > head && length < 100 &&
        id[head + strspn(id + head, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")] ==
            '\0')
        return CUPEL_OK;
    const char *near = cupel_nearest(id, licenses, COUNT);
    CUPEL_FAIL(
        error, CUPEL_EINVAL,
        "'%s' is no SPDX licence id that is known here%s%s%s; CC-BY-4.0 and CC0-1.0 are usual for data, and "
        "LicenseRef-NAME stands for terms of your own",
        id, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* ---- JSON-LD ---- */

static json_t *link_to(const char *id)
{
    return json_pack("{s: s}", "@id", id);
}

/* A name as a relative address: what is not unreserved in RFC 3986 is written in %XX. */
static json_t *address_of(const char *name)
{
    cupel_text out = {0};
    for (const char *c = name; *c; c++) {
        if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
            strchr("-._~/", *c))
            cupel_text_add_n(&out, c, 1);
        else
            cupel_text_printf(&out, "%%%02X", (unsigned)(unsigned char)*c);
    }
    json_t *text = json_string(cupel_text_get(&out));
    cupel_text_free(&out);
    return text;
}

static json_t *link_to_file(const cupel_crate_file *file)
{
    return json_pack("{s: o}", "@id", address_of(file->packed.name));
}

static const char *format_of(const char *name)
{
    static const char *const formats[][2] = {
        {".h5", "application/x-hdf5"}, {".csv", "text/csv"},         {".json", "application/json"},
        {".yaml", "application/yaml"}, {".yml", "application/yaml"}, {".md", "text/markdown"},
        {".html", "text/html"},        {".pdf", "application/pdf"},  {".png", "image/png"},
        {".svg", "image/svg+xml"},     {".txt", "text/plain"},       {".stl", "model/stl"}};
    const size_t length = strlen(name);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const size_t tail = strlen(formats[i][0]);
        if (length > tail && strcmp(name + length - tail, formats[i][0]) == 0) return formats[i][1];
    }
    return "application/octet-stream";
}

static void person_id(const cupel_person *person, size_t index, char out[64])
{
    if (person->orcid[0])
        snprintf(out, 64, "https://orcid.org/%s", person->orcid);
    else
        snprintf(out, 64, "#person-%zu", index + 1);
}

static void license_id(const cupel_crate *crate, char out[160])
{
    const bool own = strncmp(crate->license, reference, sizeof reference - 1) == 0;
    snprintf(out, 160, own ? "#%s" : "https://spdx.org/licenses/%s", crate->license);
}

const cupel_crate_file *cupel_crate_find(const cupel_crate *crate, const cupel_parent *parent)
{
    for (size_t i = 0; i < crate->count; i++)
        if (*crate->files[i].record.content_id &&
            strcmp(crate->files[i].record.content_id, parent->content_id) == 0)
            return &crate->files[i];
    for (size_t i = 0; parent->origin_id && *parent->origin_id && i < crate->count; i++)
        if (strcmp(crate->files[i].origin_id, parent->origin_id) == 0) return &crate->files[i];
    return NULL;
}

static const char *version_of(const cupel_record *record)
{
    for (size_t i = 0; i < record->value_count; i++)
        if (strcmp(record->values[i].part, "provenance") == 0 &&
            strcmp(record->values[i].name, "program_version") == 0 && record->values[i].text)
            return record->values[i].text;
    return "";
}

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text && *text) json_object_set_new(object, key, json_string(text));
}

static void add_root(json_t *graph, const cupel_crate *crate)
{
    char id[160];
    json_array_append_new(graph, json_pack("{s: s, s: s, s: {s: s}, s: {s: s}}", "@id",
                                           "ro-crate-metadata.json", "@type", "CreativeWork", "conformsTo",
                                           "@id", "https://w3id.org/ro/crate/1.1", "about", "@id", "./"));
    json_t *parts = json_array(), *creators = json_array(), *actions = json_array();
    for (size_t i = 0; i < crate->count; i++) {
        json_array_append_new(parts, link_to_file(&crate->files[i]));
        if (!*crate->files[i].record.kind) continue;
        snprintf(id, sizeof id, "#made-%zu", i + 1);
        json_array_append_new(actions, link_to(id));
    }
    json_array_append_new(parts, link_to("README.md"));
    for (size_t i = 0; i < crate->creator_count; i++) {
        person_id(&crate->creators[i], i, id);
        json_array_append_new(creators, link_to(id));
    }
    license_id(crate, id);
    json_array_append_new(graph,
                          json_pack("{s: s, s: s, s: s, s: s, s: s, s: {s: s}, s: o, s: o, s: o}", "@id",
                                    "./", "@type", "Dataset", "name", crate->title, "description",
                                    crate->description, "datePublished", crate->date, "license", "@id", id,
                                    "creator", creators, "hasPart", parts, "mentions", actions));
    json_array_append_new(graph, json_pack("{s: s, s: s, s: s, s: s}", "@id", id, "@type", "CreativeWork",
                                           "name", crate->license, "identifier", crate->license));
    for (size_t i = 0; i < crate->creator_count; i++) {
        person_id(&crate->creators[i], i, id);
        json_array_append_new(graph, json_pack("{s: s, s: s, s: s}", "@id", id, "@type", "Person", "name",
                                               crate->creators[i].name));
    }
}

static void add_file(json_t *graph, const cupel_crate_file *file)
{
    char size[24];
    snprintf(size, sizeof size, "%" PRIu64, file->packed.size);
    const cupel_record *r = &file->record;
    json_t *object =
        json_pack("{s: o, s: s, s: s, s: s, s: s, s: s}", "@id", address_of(file->packed.name), "@type",
                  "File", "name", *r->title ? r->title : file->packed.name, "contentSize", size, "sha256",
                  file->packed.sha256, "encodingFormat", format_of(file->packed.name));
    set_text(object, "identifier", r->content_id);
    set_text(object, "dateCreated", r->created);
    set_text(object, "description", r->models);
    set_text(object, "creativeWorkStatus", r->state);
    json_array_append_new(graph, object);
}

static void software_id(const char *version, char out[160])
{
    snprintf(out, 160, "#cupel-%.100s", *version ? version : "unknown");
    for (char *c = out; *c; c++)
        if (*c == ' ') *c = '-';
}

/* Entities that several things point to stand once. */
static bool is_in(const json_t *graph, const char *id)
{
    size_t index;
    json_t *entity;
    json_array_foreach(graph, index, entity)
    {
        const char *other = json_string_value(json_object_get(entity, "@id"));
        if (other && strcmp(other, id) == 0) return true;
    }
    return false;
}

static void add_missing(json_t *graph, const cupel_parent *parent, const char *id)
{
    if (is_in(graph, id)) return;
    json_array_append_new(
        graph, json_pack("{s: s, s: s, s: s, s: s, s: s}", "@id", id, "@type", "CreativeWork", "name",
                         *parent->file_name ? parent->file_name : parent->content_id, "identifier",
                         parent->content_id, "description", "a parent that is not in this pack"));
}

/* How a file came about: by which program, from which files. */
static void add_action(json_t *graph, const cupel_crate *crate, size_t index)
{
    char id[160], program[160];
    const cupel_crate_file *file = &crate->files[index];
    json_t *objects = json_array();
    for (size_t i = 0; i < file->record.parent_count; i++) {
        const cupel_parent *parent = &file->record.parents[i];
        const cupel_crate_file *found = cupel_crate_find(crate, parent);
        snprintf(id, sizeof id, "#%.120s", parent->content_id);
        if (!found) add_missing(graph, parent, id);
        json_array_append_new(objects, found ? link_to_file(found) : link_to(id));
    }
    const char *version = version_of(&file->record);
    software_id(version, program);
    if (!is_in(graph, program))
        json_array_append_new(graph, json_pack("{s: s, s: s, s: s, s: s}", "@id", program, "@type",
                                               "SoftwareApplication", "name", "cupel", "version",
                                               *version ? version : "unknown"));
    snprintf(id, sizeof id, "#made-%zu", index + 1);
    json_t *action =
        json_pack("{s: s, s: s, s: s, s: {s: s}, s: o, s: o}", "@id", id, "@type", "CreateAction", "name",
                  strcmp(file->record.kind, "test") == 0 ? "import and evaluation of a test" : "run",
                  "instrument", "@id", program, "object", objects, "result", link_to_file(file));
    set_text(action, "endTime", file->record.created);
    json_array_append_new(graph, action);
}

cupel_status cupel_crate_metadata(const cupel_crate *crate, cupel_text *out, cupel_error *error)
{
    json_t *graph = json_array();
    add_root(graph, crate);
    for (size_t i = 0; i < crate->count; i++) add_file(graph, &crate->files[i]);
    json_array_append_new(graph,
                          json_pack("{s: s, s: s, s: s, s: s}", "@id", "README.md", "@type", "File", "name",
                                    "what is in this pack", "encodingFormat", "text/markdown"));
    for (size_t i = 0; i < crate->count; i++)
        if (*crate->files[i].record.kind) add_action(graph, crate, i);
    json_t *all =
        json_pack("{s: s, s: o}", "@context", "https://w3id.org/ro/crate/1.1/context", "@graph", graph);
    if (!all) return cupel_out_of_memory(error, "the metadata");
    cupel_json_text(all, out);
    cupel_text_add(out, "\n");
    json_decref(all);
    return out->failed ? cupel_out_of_memory(error, "the metadata") : CUPEL_OK;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "testdata/import_work.h"

enum { LARGEST_FILE = 256 << 20 };

#define REMARK(importer, remarks, ...)                                                                       \
    do {                                                                                                     \
        if (!cupel_remark((importer), (remarks), __VA_ARGS__))                                               \
            return cupel_out_of_memory((importer)->error, "a remark");                                       \
    } while (0)

static const char *separator_name(char separator)
{
    if (separator == '|') return "|";
    return separator == '\t'  ? "tab"
           : separator == ' ' ? "blank"
           : separator == ';' ? ";"
           : separator == ',' ? ","
                              : "none";
}

static cupel_status fill_in(cupel_import_work *w, const char *bytes, size_t count, cupel_import *out)
{
    cupel_arena *arena = w->importer.arena;
    const char *name = cupel_arena_copy(arena, cupel_path_name(w->importer.file));
    const char *encoding = cupel_arena_copy(arena, w->decoded.encoding);
    if (!name || !encoding) return cupel_out_of_memory(w->importer.error, "a test");
    cupel_test *tests = (cupel_test *)out->tests;
    for (size_t i = 0; i < out->count; i++) {
        tests[i].raw = (cupel_bytes){name, bytes, count, NULL};
        tests[i].encoding = encoding;
        tests[i].decimal_sign = w->scan.dialect.decimal == ',' ? "," : ".";
        tests[i].separator = separator_name(w->scan.dialect.separator);
    }
    return CUPEL_OK;
}

static cupel_status summarize(cupel_import_work *w, cupel_import *out)
{
    enum { LINES = 3 };
    cupel_arena *arena = w->importer.arena;
    const char **lines = cupel_arena_alloc(arena, LINES + out->count, sizeof *lines);
    if (!lines) return cupel_out_of_memory(w->importer.error, "a summary");
    char kinds[CUPEL_KINDS_TEXT];
    cupel_evaluation_kinds(kinds);
    size_t used = 0;
    lines[used++] = cupel_arena_format(
        arena, "%s, cells parted by %s, decimal %s", w->decoded.encoding,
        w->scan.dialect.separator == ' ' ? "blanks" : separator_name(w->scan.dialect.separator),
        w->scan.dialect.decimal == ',' ? "comma" : "point");
    for (size_t i = 0; i < out->count; i++) {
        const cupel_test *t = &out->tests[i];
        cupel_text text = {0};
        if (out->count > 1) cupel_text_printf(&text, "test %zu of %zu: ", i + 1, out->count);
        cupel_text_printf(&text, "%s, %zu samples of", t->kind ? t->kind : "kind unknown",
                          t->channel_count ? t->channels[0].count : (size_t)0);
        for (size_t c = 0; c < t->channel_count && c < 12; c++)
            cupel_text_printf(&text, "%s %s", c ? "," : "", t->channels[c].name);
        if (t->channel_count > 12) cupel_text_printf(&text, ", and %zu more", t->channel_count - 12);
        if (t->kind && !cupel_evaluation_find(t->kind))
            cupel_text_printf(&text, "; no evaluation for a %s test, there are: %s", t->kind, kinds);
        lines[used++] = text.failed ? NULL : cupel_arena_copy(arena, cupel_text_get(&text));
        cupel_text_free(&text);
    }
    for (size_t i = 0; i < used; i++)
        if (!lines[i]) return cupel_out_of_memory(w->importer.error, "a summary");
    out->summary = lines;
    out->summary_count = used;
    return CUPEL_OK;
}

/* What was guessed about the file as a whole. */
static cupel_status remark_file(cupel_import_work *w)
{
    const cupel_decoded *d = &w->decoded;
    cupel_importer *importer = &w->importer;
    if (d->guessed)
        REMARK(importer, &w->remarks, "encoding %s found by its letters%s; encoding can force another",
               d->encoding, d->words ? " and words" : "");
    if (d->nuls)
        REMARK(importer, &w->remarks, "%zu stray NUL byte%s dropped", d->nuls, d->nuls == 1 ? "" : "s");
    if (d->blanked) REMARK(importer, &w->remarks, "form feeds and other control characters passed over");
    if (d->cut)
        REMARK(importer, &w->remarks,
               "the file is cut off in the middle of a character: its last line is left out");
    if (w->found.header_decided)
        REMARK(importer, &w->remarks, "decimal %s taken from the header: the data could be read with either",
               w->scan.dialect.decimal == ',' ? "comma" : "point");
    if (w->found.decimal_supposed)
        REMARK(importer, &w->remarks, "decimal point supposed: the data could be read with either sign");
    return CUPEL_OK;
}

static cupel_status check_options(const cupel_import_options *options, cupel_importer *importer)
{
    if (!options) return CUPEL_OK;
    if (options->kind && *options->kind && !cupel_kind_is_known(options->kind))
        CUPEL_FAIL(importer->error, CUPEL_EINVAL, "%s", cupel_kind_complaint(options->kind, importer->arena));
    for (const char *const *u = options->units; u && *u; u++) {
        const char *equals = strchr(*u, '=');
        if (!equals || equals == *u || !equals[1])
            CUPEL_FAIL(importer->error, CUPEL_EINVAL,
                       "'%.60s' gives no unit; write NAME=UNIT, such as Force=N", *u);
        if (!cupel_unit_meant(equals + 1, strlen(equals + 1), NULL, importer->arena))
            CUPEL_FAIL(importer->error, CUPEL_EINVAL, "'%.40s' in '%.60s' is no known unit%s", equals + 1, *u,
                       cupel_unit_hint(equals + 1, NULL, importer->arena));
    }
    return CUPEL_OK;
}

static bool only_blanks(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strchr(" \t\r\n", text[i])) return false;
    return true;
}

/* In a line without words what begins as a number and is none, "0.5 N": the likely reason why nothing is
 * data. */
static cupel_cell bad_number(const cupel_import_work *w)
{
    for (size_t i = 0; i < w->scan.line_count; i++) {
        cupel_cell cells[64];
        const char *behind;
        size_t count = cupel_cells_split(w->scan.lines[i].text, w->scan.lines[i].end,
                                         w->scan.dialect.separator, cells, 64, &behind);
        cupel_cell bad = {0};
        size_t words = 0;
        for (size_t k = 0; k < count && k < 64; k++) {
            const cupel_cell_kind kind = cupel_cell_kind_of(&cells[k], w->scan.dialect.separator);
            words += kind == CUPEL_CELL_WORD;
            if (kind == CUPEL_CELL_BAD && !bad.text) bad = cells[k];
        }
        if (bad.text && !words) return bad;
    }
    return (cupel_cell){0};
}

static cupel_status no_data(cupel_import_work *w)
{
    const cupel_cell bad = bad_number(w);
    if (bad.text)
        return cupel_import_complain(
            w->importer.error, w->importer.file, w->scan.text, bad.text,
            "'%.*s' is no number, and no other row is data; units belong into the heading",
            (int)(bad.count < 40 ? bad.count : 40), bad.text);
    if (w->scan.line_count == 0) CUPEL_FAIL(w->importer.error, CUPEL_EINVAL, "no row of numbers");
    CUPEL_FAIL(
        w->importer.error, CUPEL_EINVAL,
        "no table of numbers in %zu line%s of text, only a header; a row of data is all numbers and marks",
        w->scan.line_count, w->scan.line_count == 1 ? "" : "s");
}

static cupel_status scan(cupel_import_work *w)
{
    cupel_importer *importer = &w->importer;
    const cupel_decoded *d = &w->decoded;
    cupel_status status = cupel_scan_text(importer->file, d->text, d->count, &w->found.dialect, false,
                                          &w->scan, importer->error);
    size_t rows = 0;
    for (size_t i = 0; i < w->scan.grid_count; i++) rows += w->scan.grids[i].rows;
    const bool wordy = rows < 2 || w->scan.line_count > 10 * rows;
    if (!status && wordy) { /* perhaps the rows of its table begin with words */
        cupel_scan again;
        status = cupel_scan_text(importer->file, d->text, d->count, &w->found.dialect, true, &again,
                                 importer->error);
        size_t more = 0;
        for (size_t i = 0; i < again.grid_count; i++) more += again.grids[i].rows;
        if (rows < 2 ? more > rows : more > 10 * rows) {
            cupel_scan_free(&w->scan);
            w->scan = again;
            rows = more;
        } else {
            cupel_scan_free(&again);
        }
    }
    return !status && rows == 0 ? no_data(w) : status;
}

static cupel_status parse(cupel_import_work *w, const char *bytes, size_t count, cupel_import *out)
{
    cupel_importer *importer = &w->importer;
    const cupel_import_options *options = importer->options;
    if (count > LARGEST_FILE)
        CUPEL_FAIL(importer->error, CUPEL_ELIMIT, "larger than %d MiB; split it", LARGEST_FILE >> 20);
    if (count == 0) CUPEL_FAIL(importer->error, CUPEL_EINVAL, "the file is empty");
    cupel_status status = cupel_specimen_check(importer);
    if (!status) status = check_options(options, importer);
    const char *encoding = options && options->encoding ? options->encoding
                                                        : cupel_specimen_text(importer->specimen, "encoding");
    const char *separator = options && options->separator
                                ? options->separator
                                : cupel_specimen_text(importer->specimen, "separator");
    const char *decimal = options && options->decimal_sign
                              ? options->decimal_sign
                              : cupel_specimen_text(importer->specimen, "decimal_sign");
    if (!status) status = cupel_decode(importer->file, bytes, count, encoding, &w->decoded, importer->error);
    if (status) return status;
    if (only_blanks(w->decoded.text, w->decoded.count))
        CUPEL_FAIL(importer->error, CUPEL_EINVAL, "the file holds nothing but blanks");
    status = cupel_dialect_find(importer->file, w->decoded.text, w->decoded.count, separator, decimal,
                                &w->found, importer->error);
    if (!status) status = scan(w);
    if (!status) status = remark_file(w);
    if (!status) status = cupel_tests_make(w, out);
    if (!status) status = fill_in(w, bytes, count, out);
    return status ? status : summarize(w, out);
}

cupel_status cupel_import_parse(const char *file, const char *bytes, size_t count, const cupel_node *specimen,
                                const cupel_import_options *options, cupel_arena *arena, cupel_import *out,
                                cupel_error *error)
{
    cupel_error own = {0};
    cupel_import_work w = {
        .importer = {.file = file, .specimen = specimen, .options = options, .arena = arena, .error = &own}};
    if (specimen && cupel_node_is_null(specimen)) w.importer.specimen = NULL;
    w.importer.scan = &w.scan;
    cupel_import import = {0};
    const cupel_status status = parse(&w, bytes, count, &import);
    cupel_scan_free(&w.scan);
    free(w.decoded.owned);
    if (!status) *out = import;
    if (status && error) {
        cupel_import_tidy(own.text);
        *error = own;
        if (!*own.file) cupel_error_place(error, file, 0, 0);
    }
    return status;
}

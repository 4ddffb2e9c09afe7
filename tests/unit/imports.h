/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTS_IMPORTS_H
#define CUPEL_TESTS_IMPORTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <iconv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testdata/import.h"

/* Imports of texts that stand in the test itself. */

typedef struct imported {
    cupel_arena *arena;
    cupel_import import;
    cupel_status status;
    cupel_error error;
    char *bytes;
} imported;

static inline imported import_bytes(const char *bytes, size_t count, const char *yaml,
                                    const cupel_import_options *options)
{
    imported i = {.arena = cupel_arena_new()};
    i.bytes = malloc(count + 1); /* exactly as long as said, so that a read behind it is seen */
    assert_non_null(i.arena);
    assert_non_null(i.bytes);
    char *exact = realloc(i.bytes, count ? count : 1);
    i.bytes = exact;
    memcpy(i.bytes, bytes, count);
    cupel_node *specimen = NULL;
    if (yaml) {
        cupel_diagnostics diagnostics = {0};
        specimen = cupel_document_parse(yaml, strlen(yaml), "specimen.yaml", i.arena, &diagnostics);
        assert_int_equal(diagnostics.count, 0);
        cupel_diagnostics_free(&diagnostics);
    }
    i.status =
        cupel_import_parse("raw/test.csv", i.bytes, count, specimen, options, i.arena, &i.import, &i.error);
    return i;
}

static inline imported import_text(const char *text)
{
    return import_bytes(text, strlen(text), NULL, NULL);
}

/* In another encoding. */
static inline imported import_in(const char *encoding, const char *mark, size_t mark_count, const char *text,
                                 const cupel_import_options *options)
{
    static char out[65536];
    iconv_t converter = iconv_open(encoding, "UTF-8");
    assert_true(converter != (iconv_t)-1);
    char *in = (char *)(uintptr_t)text, *to = out + mark_count;
    size_t left = strlen(text), room = sizeof out - mark_count;
    memcpy(out, mark, mark_count);
    assert_int_equal(iconv(converter, &in, &left, &to, &room), 0);
    iconv_close(converter);
    return import_bytes(out, (size_t)(to - out), NULL, options);
}

static inline void imported_free(imported *i)
{
    cupel_arena_free(i->arena);
    free(i->bytes);
}

static inline const cupel_channel *channel(const imported *i, size_t test, const char *name)
{
    if (i->status)
        print_error("%s:%d:%d: %s\n", i->error.file, i->error.line, i->error.column, i->error.text);
    assert_int_equal(i->status, CUPEL_OK);
    assert_true(test < i->import.count);
    const cupel_test *t = &i->import.tests[test];
    for (size_t k = 0; k < t->channel_count; k++)
        if (strcmp(t->channels[k].name, name) == 0) return &t->channels[k];
    print_error("no channel '%s'\n", name);
    for (size_t k = 0; k < t->channel_count; k++) print_error("there is '%s'\n", t->channels[k].name);
    fail();
    return NULL;
}

static inline void check_value(const imported *i, const char *name, size_t sample, double value)
{
    const cupel_channel *c = channel(i, 0, name);
    assert_true(sample < c->count);
    if (c->values[sample] != value)
        print_error("%s[%zu] is %.17g, not %.17g\n", name, sample, c->values[sample], value);
    assert_true(c->values[sample] == value);
}

static inline const cupel_property *property_of(const imported *i, size_t test, const char *name)
{
    assert_int_equal(i->status, CUPEL_OK);
    const cupel_test *t = &i->import.tests[test];
    for (size_t k = 0; k < t->specimen_count; k++)
        if (strcmp(t->specimen[k].name, name) == 0) return &t->specimen[k];
    for (size_t k = 0; k < t->condition_count; k++)
        if (strcmp(t->conditions[k].name, name) == 0) return &t->conditions[k];
    return NULL;
}

static inline const char *text_in(const cupel_pair *pairs, size_t count, const char *name)
{
    for (size_t k = 0; k < count; k++)
        if (strcmp(pairs[k].name, name) == 0) return pairs[k].value;
    return "";
}

static inline bool remarked(const imported *i, size_t test, const char *words)
{
    const cupel_test *t = &i->import.tests[test];
    for (size_t k = 0; k < t->remark_count; k++)
        if (strstr(t->remarks[k], words)) return true;
    for (size_t k = 0; k < t->remark_count; k++) print_error("remark: %s\n", t->remarks[k]);
    return false;
}

/* The import is refused with this very text at this very place. */
static inline void check_refused(imported *i, int line, int column, const char *text)
{
    if (i->status != CUPEL_EINVAL || strcmp(i->error.text, text) != 0 || i->error.line != line ||
        i->error.column != column)
        print_error("status %d, %s:%d:%d: %s\n", (int)i->status, i->error.file, i->error.line,
                    i->error.column, i->error.text);
    assert_int_equal(i->status, CUPEL_EINVAL);
    assert_string_equal(i->error.text, text);
    assert_int_equal(i->error.line, line);
    assert_int_equal(i->error.column, column);
    imported_free(i);
}

#endif

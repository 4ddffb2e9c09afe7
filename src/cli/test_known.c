/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/pool.h"
#include "cli/test_import.h"

/* What of a folder has been imported already, and which of its files are the same. Both read many files, so
 * both are done by workers. */

enum { RAW_BYTES = 1 << 30 };

/* ---- what is there ---- */

typedef struct scan {
    const cupel_files *files;
    cupel_known_test *entries;
} scan;

static void scan_job(void *host, size_t index, cupel_text *answer)
{
    const scan *s = host;
    cupel_test_head head = {0};
    if (cupel_test_read_head(s->files->paths[index], &head, NULL)) head = (cupel_test_head){0};
    cupel_text_add_n(answer, (const char *)&head, sizeof head);
}

static cupel_status scan_hear(void *host, size_t index, const char *answer, size_t length, int signal,
                              cupel_error *error)
{
    (void)signal;
    (void)error;
    scan *s = host;
    cupel_known_test *known = &s->entries[index];
    cupel_test_head head = {0};
    if (answer && length == sizeof head)
        memcpy(&head, answer, sizeof head); /* else it is none that we know */
    memcpy(known->sha256, head.raw_sha256, sizeof known->sha256);
    known->sha256[sizeof known->sha256 - 1] = '\0';
    known->block = head.block;
    known->blocks = head.blocks;
    known->name = cupel_path_name(s->files->paths[index]);
    return CUPEL_OK;
}

static int by_digest(const void *a, const void *b)
{
    const cupel_known_test *x = a, *y = b;
    const int order = strcmp(x->sha256, y->sha256);
    if (order) return order;
    if (x->block != y->block) return x->block < y->block ? -1 : 1;
    return strcmp(x->name, y->name);
}

cupel_status cupel_known_tests_read(cupel_import_request *r, cupel_arena *arena, cupel_error *error)
{
    struct stat about;
    cupel_files files = {0};
    if (stat(r->folder, &about) != 0) return CUPEL_OK; /* a dry run: it would be made */
    cupel_status status = cupel_files_add(&files, r->folder, cupel_is_test_name, arena, error);
    scan s = {.files = &files};
    if (!status && files.count) {
        s.entries = cupel_alloc(files.count, sizeof *s.entries);
        if (!s.entries) status = cupel_out_of_memory(error, "the target folder");
        const cupel_pool pool = {.count = files.count,
                                 .workers = r->common.workers,
                                 .host = &s,
                                 .job = scan_job,
                                 .hear = scan_hear};
        if (!status) status = cupel_pool_run(&pool, error);
    }
    if (!status && files.count) qsort(s.entries, files.count, sizeof *s.entries, by_digest);
    r->known = (cupel_known_tests){s.entries, status ? 0 : files.count};
    cupel_files_free(&files);
    return status;
}

const cupel_known_test *cupel_known_tests_find(const cupel_known_tests *known, const char *sha256,
                                               size_t block)
{
    size_t low = 0, high = known->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const cupel_known_test *at = &known->entries[middle];
        const int order = strcmp(at->sha256, sha256);
        if (order < 0 || (order == 0 && at->block < (int64_t)block))
            low = middle + 1;
        else
            high = middle;
    }
    const cupel_known_test *at = low < known->count ? &known->entries[low] : NULL;
    return at && strcmp(at->sha256, sha256) == 0 && at->block == (int64_t)block ? at : NULL;
}

/* ---- which files are the same ---- */

static void digest_job(void *host, size_t index, cupel_text *answer)
{
    const cupel_import_request *r = host;
    char *bytes = NULL, digest[CUPEL_SHA256_HEX] = "";
    size_t count = 0;
    if (!r->digests[index][0]) return; /* no other is as long */
    if (cupel_file_read_all(r->files.paths[index], RAW_BYTES, &bytes, &count, NULL) == CUPEL_OK)
        cupel_sha256(bytes, count, digest);
    free(bytes);
    cupel_text_add(answer, digest);
}

static cupel_status digest_hear(void *host, size_t index, const char *answer, size_t length, int signal,
                                cupel_error *error)
{
    (void)signal;
    (void)error;
    cupel_import_request *r = host;
    r->digests[index][0] = '\0';
    if (answer && length == CUPEL_SHA256_HEX - 1) memcpy(r->digests[index], answer, length + 1);
    return CUPEL_OK;
}

typedef struct sized {
    off_t size;
    size_t index;
} sized;

static int by_size(const void *a, const void *b)
{
    const sized *x = a, *y = b;
    return x->size != y->size ? (x->size < y->size ? -1 : 1) : (x->index > y->index) - (x->index < y->index);
}

/* Files of one length may be the same and get their digests. */
static cupel_status find_twins(cupel_import_request *r, cupel_error *error)
{
    const size_t count = r->files.count;
    sized *all = cupel_alloc(count, sizeof *all);
    r->digests = cupel_alloc(count, sizeof *r->digests);
    if (!all || !r->digests) {
        free(all);
        return cupel_out_of_memory(error, "a list of files");
    }
    for (size_t i = 0; i < count; i++) {
        struct stat about;
        all[i] = (sized){stat(r->files.paths[i], &about) == 0 ? about.st_size : -1, i};
    }
    if (count) qsort(all, count, sizeof *all, by_size);
    bool any = false;
    for (size_t i = 0; i + 1 < count; i++)
        if (all[i].size == all[i + 1].size && all[i].size >= 0) {
            any = true;
            r->digests[all[i].index][0] = r->digests[all[i + 1].index][0] = '?';
        }
    free(all);
    const cupel_pool pool = {
        .count = count, .workers = r->common.workers, .host = r, .job = digest_job, .hear = digest_hear};
    return any ? cupel_pool_run(&pool, error) : CUPEL_OK;
}

/* ---- names ---- */

typedef struct named {
    const char *stem;
    size_t index;
} named;

static int by_stem(const void *a, const void *b)
{
    const named *x = a, *y = b;
    const int order = strcmp(x->stem, y->stem);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* "A-1.csv" becomes "A-1"; where another file would too, it stays "A-1.csv". */
cupel_status cupel_import_names(cupel_import_request *r, cupel_arena *arena, cupel_error *error)
{
    const size_t count = r->files.count;
    named *all = cupel_alloc(count, sizeof *all);
    r->stems = cupel_arena_alloc(arena, count + 1, sizeof *r->stems);
    bool whole = all && r->stems;
    for (size_t i = 0; whole && i < count; i++) {
        const char *name = cupel_path_name(r->files.paths[i]), *dot = strrchr(name, '.');
        r->stems[i] =
            cupel_arena_copy_n(arena, name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
        all[i] = (named){r->stems[i], i};
        whole = r->stems[i] != NULL;
    }
    if (whole && count) qsort(all, count, sizeof *all, by_stem);
    for (size_t i = 0; whole && i < count; i++)
        if ((i > 0 && strcmp(all[i - 1].stem, all[i].stem) == 0) ||
            (i + 1 < count && strcmp(all[i + 1].stem, all[i].stem) == 0))
            r->stems[all[i].index] = cupel_path_name(r->files.paths[all[i].index]);
    free(all);
    return whole ? find_twins(r, error) : cupel_out_of_memory(error, "a list of files");
}

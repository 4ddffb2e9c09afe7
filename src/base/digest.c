/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <nettle/sha2.h>

#include "base/file.h"
#include "base/memory.h"

static void finish(struct sha256_ctx *context, char out[CUPEL_SHA256_HEX])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[2 * sizeof digest] = '\0';
}

void cupel_sha256(const void *bytes, size_t count, char out[CUPEL_SHA256_HEX])
{
    struct sha256_ctx context;
    sha256_init(&context);
    if (count) sha256_update(&context, count, bytes);
    finish(&context, out);
}

/* ---- files ---- */

static cupel_status digest_all(int from, int copy, const char *path, struct sha256_ctx *context,
                               uint64_t *size, cupel_error *error)
{
    enum { PIECE = 1 << 20 };
    unsigned char *buffer = cupel_alloc(PIECE, 1);
    if (!buffer) return cupel_out_of_memory(error, path);
    cupel_status status = CUPEL_OK;
    while (!status) {
        const ssize_t got = read(from, buffer, PIECE);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            status = cupel_error_set(error, CUPEL_EIO, "cannot read '%s': %s", path, strerror(errno));
        if (got <= 0) break;
        sha256_update(context, (size_t)got, buffer);
        *size += (uint64_t)got;
        if (copy >= 0 && !cupel_write_fully(copy, buffer, (size_t)got))
            status = cupel_error_set(error, CUPEL_EIO, "cannot copy '%s': %s", path, strerror(errno));
    }
    free(buffer);
    return status;
}

cupel_status cupel_sha256_file(const char *path, int copy, char out[CUPEL_SHA256_HEX], uint64_t *size,
                               cupel_error *error)
{
    struct sha256_ctx context;
    struct stat about;
    uint64_t bytes = 0;
    const int from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (from < 0) CUPEL_FAIL(error, CUPEL_EINVAL, "cannot open '%s': %s", path, strerror(errno));
    sha256_init(&context);
    cupel_status status = CUPEL_OK;
    if (fstat(from, &about) != 0 || !S_ISREG(about.st_mode))
        status = cupel_error_set(error, CUPEL_EINVAL, "'%s' is not a regular file", path);
    if (!status) status = digest_all(from, copy, path, &context, &bytes, error);
    close(from);
    if (status) return status;
    finish(&context, out);
    if (size) *size = bytes;
    return CUPEL_OK;
}

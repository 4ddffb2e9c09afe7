/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "store/archive.h"

enum { LARGEST = 64 << 20 };

/* The list of checksums of a pack: "<64 hexadecimal digits>  <name>" on each line. */

static bool is_digest(const char *text)
{
    return strspn(text, "0123456789abcdef") == 64;
}

/* Links could lead out of the pack. */
static bool is_plain(const char *folder, const char *name)
{
    char path[PATH_MAX];
    struct stat about;
    for (const char *slash = name; slash; slash = strchr(slash + 1, '/')) {
        const size_t length = slash == name ? 0 : (size_t)(slash - name);
        if (length == 0) continue;
        snprintf(path, sizeof path, "%s/%.*s", folder, (int)length, name);
        if (lstat(path, &about) != 0 || !S_ISDIR(about.st_mode)) return false;
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return lstat(path, &about) == 0 && S_ISREG(about.st_mode);
}

static cupel_status check_line(const char *folder, char *line, void *host, cupel_manifest_each each,
                               cupel_error *error)
{
    char path[PATH_MAX], digest[CUPEL_SHA256_HEX];
    if (!is_digest(line) || line[64] != ' ' || (line[65] != ' ' && line[65] != '*') ||
        !cupel_pack_name(line + 66))
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "is no line of checksums with a name that is allowed");
    const char *name = line + 66;
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the name is too long");
    if (!is_plain(folder, name))
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s' is missing, or no regular file", name);
    const cupel_status status = cupel_sha256_file(path, -1, digest, NULL, error);
    if (status) return status;
    if (strncmp(digest, line, 64) != 0) CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s' has another checksum", name);
    return each ? each(host, name, path, error) : CUPEL_OK;
}

cupel_status cupel_manifest_check(const char *folder, void *host, cupel_manifest_each each,
                                  cupel_error *error)
{
    char path[PATH_MAX], *bytes = NULL;
    size_t count = 0;
    int number = 1;
    if (snprintf(path, sizeof path, "%s/" CUPEL_MANIFEST, folder) >= (int)sizeof path)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the name of the folder is too long");
    if (!is_plain(folder, CUPEL_MANIFEST))
        CUPEL_FAIL(error, CUPEL_EINVAL, "is no pack: there is no " CUPEL_MANIFEST " in it");
    cupel_status status = cupel_file_read_all(path, LARGEST, &bytes, &count, error);
    if (status) return status;
    if (strlen(bytes) != count) status = cupel_error_set(error, CUPEL_EDAMAGED, "is no text");
    for (char *line = bytes, *end; !status && *line; line = end, number++) {
        end = line + strcspn(line, "\n");
        if (*end) *end++ = '\0';
        if (*line) status = check_line(folder, line, host, each, error);
        if (status) cupel_error_place(error, path, number, 1);
    }
    free(bytes);
    return status;
}

void cupel_remove_folder(const char *path)
{
    char name[PATH_MAX];
    struct stat about;
    DIR *folder = opendir(path);
    if (!folder) return;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (snprintf(name, sizeof name, "%s/%s", path, entry->d_name) >= (int)sizeof name) continue;
        if (lstat(name, &about) == 0 && S_ISDIR(about.st_mode))
            cupel_remove_folder(name);
        else
            unlink(name);
    }
    closedir(folder);
    rmdir(path);
}

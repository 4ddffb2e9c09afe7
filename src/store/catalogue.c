/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/text.h"
#include "store/catalogue_rows.h"

enum { BUSY_MILLISECONDS = 20000, APPLICATION = 0x4355504c /* "CUPL" */, VERSION = 3 };

/* A value is found by its name and number, or name and text; (file, name) is how it is read back. A file's
 * own words are values too, with an empty step, model and part. */
static const char *const schema[] = {
    "CREATE TABLE file(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, "
    "modified INTEGER NOT NULL, inode INTEGER NOT NULL, damaged INTEGER NOT NULL, trouble TEXT, kind TEXT, "
    "title TEXT, project TEXT, created TEXT, state TEXT, content_id TEXT, models TEXT)",
    "CREATE INDEX file_seen ON file(path, size, modified, inode)",
    "CREATE INDEX file_trouble ON file(path) WHERE trouble IS NOT NULL",
    "CREATE TABLE label(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    "CREATE TABLE name(id INTEGER PRIMARY KEY, model TEXT NOT NULL, part TEXT NOT NULL, name TEXT NOT NULL, "
    "unit TEXT NOT NULL, difference INTEGER NOT NULL, UNIQUE(name, model, part, unit, difference))",
    "CREATE TABLE value(file INTEGER NOT NULL, name INTEGER NOT NULL, label INTEGER NOT NULL, "
    "old INTEGER NOT NULL, number REAL, uncertainty REAL, flag TEXT, text TEXT, "
    "PRIMARY KEY(file, name, label)) WITHOUT ROWID",
    "CREATE INDEX value_number ON value(name, old, number, file, label) WHERE number IS NOT NULL",
    "CREATE INDEX value_text ON value(name, old, text, file, label) WHERE text IS NOT NULL",
    "CREATE TABLE parent(file INTEGER NOT NULL, place INTEGER NOT NULL, content_id TEXT, role TEXT, path "
    "TEXT, "
    "file_name TEXT, PRIMARY KEY(file, place)) WITHOUT ROWID",
    "CREATE INDEX parent_content_id ON parent(content_id)",
};
enum { SCHEMA = sizeof schema / sizeof *schema };

/* ---- SQLite ---- */

cupel_status cupel_catalogue_fail(const cupel_catalogue *catalogue, cupel_error *error, const char *what)
{
    const int code = catalogue->db ? sqlite3_errcode(catalogue->db) & 0xff : SQLITE_NOMEM;
    cupel_status status = CUPEL_EIO;
    if (code == SQLITE_NOMEM) status = CUPEL_ENOMEM;
    /* a file that another process has just replaced shows as an error of the disk, or as read-only */
    if (code == SQLITE_CORRUPT || code == SQLITE_IOERR || code == SQLITE_READONLY || code == SQLITE_NOTADB ||
        code == SQLITE_ERROR || code == SQLITE_MISMATCH || code == SQLITE_CONSTRAINT ||
        code == SQLITE_SCHEMA || code == SQLITE_TOOBIG)
        status = CUPEL_EDAMAGED;
    cupel_error_set(error, status, "the catalogue '%s': %s: %s", catalogue->path ? catalogue->path : "", what,
                    catalogue->db ? sqlite3_errmsg(catalogue->db) : "out of memory");
    return status;
}

sqlite3_stmt *cupel_catalogue_prepare(const cupel_catalogue *catalogue, const char *text,
                                      cupel_status *status, cupel_error *error)
{
    sqlite3_stmt *statement = NULL;
    if (*status) return NULL;
    if (sqlite3_prepare_v2(catalogue->db, text, -1, &statement, NULL) != SQLITE_OK)
        *status = cupel_catalogue_fail(catalogue, error, "cannot be used");
    return statement;
}

cupel_status cupel_catalogue_run(const cupel_catalogue *catalogue, const char *text, cupel_error *error)
{
    if (sqlite3_exec(catalogue->db, text, NULL, NULL, NULL) == SQLITE_OK) return CUPEL_OK;
    return cupel_catalogue_fail(catalogue, error, "cannot be used");
}

const char *cupel_catalogue_text(sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    return text ? text : "";
}

/* ---- the schema ---- */

static cupel_status read_number(const cupel_catalogue *c, const char *text, sqlite3_int64 *out,
                                cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    sqlite3_stmt *statement = cupel_catalogue_prepare(c, text, &status, error);
    if (!status && sqlite3_step(statement) != SQLITE_ROW)
        status = cupel_catalogue_fail(c, error, "cannot be read");
    else if (!status)
        *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return status;
}

/* An index that came with somebody's folder may hold views and triggers of any kind: only the very tables
 * that we make are taken. */
static cupel_status check_schema(const cupel_catalogue *c, bool *same, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    sqlite3_stmt *row = cupel_catalogue_prepare(
        c, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid", &status, error);
    size_t count = 0;
    int step = SQLITE_DONE;
    *same = true;
    while (!status && (step = sqlite3_step(row)) == SQLITE_ROW) {
        *same = *same && count < SCHEMA && strcmp(cupel_catalogue_text(row, 0), schema[count]) == 0;
        count++;
    }
    if (!status && step != SQLITE_DONE) status = cupel_catalogue_fail(c, error, "cannot be read");
    sqlite3_finalize(row);
    *same = *same && count == SCHEMA;
    return status;
}

static cupel_status make_schema(const cupel_catalogue *c, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < SCHEMA && !status; i++) status = cupel_catalogue_run(c, schema[i], error);
    char pragma[80];
    snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d", APPLICATION);
    if (!status) status = cupel_catalogue_run(c, pragma, error);
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", VERSION);
    return status ? status : cupel_catalogue_run(c, pragma, error);
}

/* Two processes may find an empty file at once: the second sees the tables of the first. */
static cupel_status prepare_schema(const cupel_catalogue *c, cupel_error *error)
{
    sqlite3_int64 application = 0, version = 0, objects = 0;
    bool same = false;
    cupel_status status = cupel_catalogue_run(c, "BEGIN IMMEDIATE", error);
    if (status) return status;
    status = read_number(c, "PRAGMA application_id", &application, error);
    if (!status) status = read_number(c, "PRAGMA user_version", &version, error);
    if (!status) status = read_number(c, "SELECT count(*) FROM sqlite_schema", &objects, error);
    if (!status && objects == 0 && application == 0)
        status = make_schema(c, error);
    else if (!status)
        status = check_schema(c, &same, error);
    if (!status && objects && (!same || application != APPLICATION || version != VERSION))
        status = cupel_error_set(error, CUPEL_EDAMAGED, "'%s' is no catalogue of this version", c->path);
    if (status) {
        sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
        return status;
    }
    return cupel_catalogue_run(c, "COMMIT", error);
}

/* ---- places ---- */

static cupel_status copy_text(char **out, const char *text, cupel_error *error)
{
    *out = cupel_alloc(strlen(text) + 1, 1);
    if (!*out) return cupel_out_of_memory(error, "the catalogue");
    memcpy(*out, text, strlen(text));
    return CUPEL_OK;
}

/* Makes the folders of a cache one by one. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) return false;
    }
    return true;
}

/* $XDG_CACHE_HOME/cupel/<digest of the folder's real path>.sqlite */
static cupel_status path_in_cache(const char *folder, char **out, cupel_error *error)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char digest[CUPEL_SHA256_HEX], path[PATH_MAX];
    char *real = realpath(folder, NULL);
    if (!real) CUPEL_FAIL(error, CUPEL_EINVAL, "there is no folder '%s'", folder);
    cupel_sha256(real, strlen(real), digest);
    free(real);
    int length = -1;
    if (cache && cache[0] == '/')
        length = snprintf(path, sizeof path, "%s/cupel/%.32s.sqlite", cache, digest);
    else if (home && home[0] == '/')
        length = snprintf(path, sizeof path, "%s/.cache/cupel/%.32s.sqlite", home, digest);
    if (length < 0 || length >= (int)sizeof path || !make_folders(path))
        CUPEL_FAIL(error, CUPEL_EIO,
                   "the folder '%s' cannot be written, and there is no cache for its catalogue: set "
                   "XDG_CACHE_HOME",
                   folder);
    return copy_text(out, path, error);
}

static cupel_status path_in_folder(const char *folder, char **out, cupel_error *error)
{
    char path[PATH_MAX];
    const int length = snprintf(path, sizeof path, "%s/%s", folder, CUPEL_CATALOGUE_FILE);
    if (length < 0 || length >= (int)sizeof path)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the name of the folder is too long");
    return copy_text(out, path, error);
}

/* A link in the place of the catalogue could lead anywhere. */
static bool may_be_used(const char *path)
{
    struct stat about;
    if (lstat(path, &about) != 0) return errno == ENOENT;
    return S_ISREG(about.st_mode) && access(path, R_OK | W_OK) == 0;
}

static cupel_status choose_path(const char *folder, char **out, cupel_error *error)
{
    struct stat about;
    if (stat(folder, &about) != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "cannot read the folder '%s': %s", folder, strerror(errno));
    if (!S_ISDIR(about.st_mode)) CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is not a folder", folder);
    const cupel_status status = path_in_folder(folder, out, error);
    if (status || (access(folder, W_OK | X_OK) == 0 && may_be_used(*out))) return status;
    free(*out);
    *out = NULL;
    return path_in_cache(folder, out, error);
}

/* ---- open and close ---- */

/* The journal first: once the name is free, it may be another's. */
static void remove_files(const char *path)
{
    static const char *const endings[] = {"-journal", "-wal", "-shm", ""};
    char name[PATH_MAX + 16];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(name, sizeof name, "%s%s", path, endings[i]);
        unlink(name);
    }
}

static cupel_status open_database(cupel_catalogue *c, cupel_error *error)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW |
                      SQLITE_OPEN_NOMUTEX; /* one thread uses a catalogue */
    c->file = open(c->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (c->file < 0)
        CUPEL_FAIL(error, CUPEL_EIO, "the catalogue '%s' cannot be opened: %s", c->path, strerror(errno));
    if (sqlite3_open_v2(c->path, &c->db, flags, NULL) != SQLITE_OK)
        return cupel_catalogue_fail(c, error, "cannot be opened");
    sqlite3_busy_timeout(c->db, BUSY_MILLISECONDS);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    cupel_status status = cupel_finding_prepare(c, error);
    if (!status) status = cupel_catalogue_run(c, "PRAGMA cell_size_check = ON", error);
    if (!status) status = cupel_catalogue_run(c, "PRAGMA cache_size = -65536", error);
    return status ? status : prepare_schema(c, error);
}

cupel_status cupel_catalogue_open(const char *folder, cupel_catalogue **out, cupel_error *error)
{
    cupel_catalogue *c = cupel_alloc(1, sizeof *c);
    if (!c) return cupel_out_of_memory(error, "the catalogue");
    c->file = -1;
    cupel_status status = copy_text(&c->folder, folder, error);
    if (!status) status = choose_path(folder, &c->path, error);
    if (!status) status = open_database(c, error);
    if (status == CUPEL_EDAMAGED)
        cupel_catalogue_discard(c);
    else if (status)
        cupel_catalogue_close(c);
    else
        *out = c;
    return status;
}

void cupel_catalogue_close(cupel_catalogue *catalogue)
{
    if (!catalogue) return;
    cupel_catalogue_rows_end(catalogue);
    sqlite3_close(catalogue->db); /* before our own descriptor: closing one drops the locks of all */
    if (catalogue->file >= 0) close(catalogue->file);
    free(catalogue->folder);
    free(catalogue->path);
    free(catalogue);
}

cupel_status cupel_catalogue_clear(cupel_catalogue *catalogue, cupel_error *error)
{
    static const char *const drops[] = {"DELETE FROM value", "DELETE FROM parent", "DELETE FROM file",
                                        "DELETE FROM name", "DELETE FROM label"};
    cupel_status status = cupel_catalogue_begin(catalogue, error);
    if (status) return status;
    for (size_t i = 0; i < sizeof drops / sizeof *drops && !status; i++)
        status = cupel_catalogue_run(catalogue, drops[i], error);
    const cupel_status end = cupel_catalogue_end(catalogue, !status, error);
    return status ? status : end;
}

void cupel_catalogue_discard(cupel_catalogue *catalogue)
{
    struct stat ours, there;
    cupel_catalogue_rows_end(catalogue);
    sqlite3_close(catalogue->db);
    catalogue->db = NULL;
    flock(catalogue->file, LOCK_EX); /* of those who found it broken, one removes it */
    if (fstat(catalogue->file, &ours) == 0 && lstat(catalogue->path, &there) == 0 &&
        ours.st_dev == there.st_dev && ours.st_ino == there.st_ino)
        remove_files(catalogue->path);
    cupel_catalogue_close(catalogue);
}

const char *cupel_catalogue_path(const cupel_catalogue *catalogue)
{
    return catalogue->path;
}

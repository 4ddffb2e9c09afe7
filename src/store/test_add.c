/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* locks that belong to an open file, not to the process */
#endif
#include "store/test_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/content_id.h"
#include "store/guard.h"
#include "store/reader.h"

/* ---- one at a time ---- */

/* Locks the file itself, far behind its end: HDF5's own locks, and its opening and closing of the file, do
 * not get in the way of that. Whoever waited finds, as a rule, another file of the name and locks that one.
 */
static cupel_status lock(const char *path, int *out, cupel_error *error)
{
    static const struct flock place = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)1 << 62, .l_len = 1};
    for (;;) {
        struct stat locked, named;
        const int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd < 0)
            CUPEL_FAIL(error, errno == ENOENT || errno == EISDIR ? CUPEL_EINVAL : CUPEL_EIO,
                       "cannot open '%s' to add to it: %s", path, strerror(errno));
        struct flock range = place;
        int code = 0;
        while (fcntl(fd, F_OFD_SETLKW, &range) != 0 && (code = errno) == EINTR) code = 0;
        if (code && code != ENOLCK && code != ENOSYS && code != EINVAL) {
            close(fd);
            CUPEL_FAIL(error, CUPEL_EIO, "cannot lock '%s': %s", path, strerror(code));
        }
        if (fstat(fd, &locked) == 0 && stat(path, &named) == 0 && locked.st_ino == named.st_ino &&
            locked.st_dev == named.st_dev) {
            *out = fd;
            return CUPEL_OK;
        }
        close(fd);
    }
}

/* ---- copying ---- */

typedef struct root_copy {
    cupel_h5_writer *writer;
    hid_t to;
} root_copy;

static cupel_status attribute_copy(void *host, const char *name, const cupel_h5_attribute *value,
                                   cupel_error *error)
{
    static const char *const ours[] = {"schema", "schema_version", "kind", "content_id", "origin_id"};
    (void)error;
    root_copy *copy = host;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(ours[i], name) == 0) return CUPEL_OK;
    if (value->class == CUPEL_H5_TEXT) cupel_h5_put_text(copy->writer, copy->to, name, value->text);
    const size_t count = value->count == 1 ? 0 : value->count;
    if (value->class == CUPEL_H5_INTEGER)
        cupel_h5_put_integers(copy->writer, copy->to, name, value->integers, count);
    if (value->class == CUPEL_H5_FLOAT)
        cupel_h5_put_numbers(copy->writer, copy->to, name, value->numbers, count);
    return copy->writer->status;
}

/* The filtered chunks are copied as they are, not unpacked. */
static herr_t member_copy(hid_t from, const char *name, const H5L_info_t *info, void *host)
{
    root_copy *copy = host;
    if (info->type != H5L_TYPE_HARD) return 0;
    if (H5Ocopy(from, name, copy->to, name, H5P_DEFAULT, H5P_DEFAULT) >= 0) return 0;
    copy->writer->status =
        cupel_h5_fail(copy->writer->error, CUPEL_EDAMAGED, "is damaged: /%s cannot be copied", name);
    return -1;
}

static void copy_all(cupel_h5_writer *w, hid_t from, hid_t to)
{
    root_copy copy = {w, to};
    if (w->status) return;
    const hid_t root = H5Gopen2(from, "/", H5P_DEFAULT);
    if (root < 0) {
        w->status = cupel_h5_fail(w->error, CUPEL_EDAMAGED, "the root group cannot be opened");
        return;
    }
    w->status = cupel_guard_attributes(root, &copy, attribute_copy, w->error);
    if (!w->status && H5Literate(root, H5_INDEX_NAME, H5_ITER_INC, NULL, member_copy, &copy) < 0 &&
        !w->status)
        w->status = cupel_h5_fail(w->error, CUPEL_EDAMAGED, "is damaged: it cannot be copied");
    H5Gclose(root);
    cupel_h5_check_disk(w, "the copy");
}

/* ---- adding ---- */

static herr_t number_take(hid_t group, const char *name, const H5L_info_t *info, void *host)
{
    (void)group;
    (void)info;
    size_t *last = host;
    const unsigned long number = strtoul(name, NULL, 10);
    if (number > *last && number < SIZE_MAX) *last = number;
    return 0;
}

static void evaluation_add(cupel_h5_writer *w, hid_t file, const cupel_step_record *evaluation,
                           size_t *number)
{
    size_t last = 0;
    if (w->status) return;
    const bool first = H5Lexists(file, "evaluation", H5P_DEFAULT) <= 0;
    const hid_t group =
        first ? cupel_h5_group(w, file, "evaluation") : H5Gopen2(file, "evaluation", H5P_DEFAULT);
    if (!w->status &&
        (group < 0 || H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, number_take, &last) < 0))
        w->status = cupel_h5_fail(w->error, CUPEL_EDAMAGED, "is damaged: /evaluation cannot be read");
    if (!w->status && last >= CUPEL_TEST_EVALUATIONS)
        w->status = cupel_error_set(w->error, CUPEL_ELIMIT, "has %d evaluations; no more fit",
                                    CUPEL_TEST_EVALUATIONS);
    *number = last + 1;
    if (!w->status) cupel_evaluation_write(w, group, evaluation, *number);
    cupel_h5_done(w, group);
}

/* Every value is compared with its digest when the copy is verified; that the file says what its id stands
 * for is seen here. */
static cupel_status check_source(hid_t file, int64_t version[2], cupel_listing *listing, cupel_error *error)
{
    char kind[16] = "", stated[80] = "", id[80] = "";
    cupel_status status = cupel_guard_schema(file, version, error);
    const hid_t root = status ? H5I_INVALID_HID : H5Gopen2(file, "/", H5P_DEFAULT);
    if (!status) status = cupel_h5_get_text(root, "kind", kind, sizeof kind, error);
    if (!status) status = cupel_h5_get_text(root, "content_id", stated, sizeof stated, error);
    if (root >= 0) H5Gclose(root);
    if (!status && strcmp(kind, "test") != 0)
        status = cupel_error_set(error, CUPEL_EINVAL, "is no test file but a %s", kind);
    if (!status) status = cupel_listing_read(listing, file, false, error);
    if (!status) status = cupel_listing_id(listing, id, error);
    if (!status && strcmp(id, stated) != 0)
        status = cupel_error_set(error, CUPEL_EDAMAGED,
                                 "is damaged: it says other things than its content "
                                 "id stands for");
    return status;
}

static cupel_status add(const char *path, const cupel_step_record *evaluation, bool in_batch, size_t *number,
                        char id[80], cupel_error *error)
{
    int64_t version[2] = {0};
    const hid_t from = cupel_h5_open_file(path);
    if (from < 0) return cupel_h5_fail(error, CUPEL_EDAMAGED, "'%s' cannot be opened", path);
    cupel_listing *listing = cupel_listing_new();
    cupel_status status =
        listing ? check_source(from, version, listing, error) : cupel_out_of_memory(error, "a test");
    if (status) {
        H5Fclose(from);
        cupel_listing_free(listing);
        return status;
    }
    static const int64_t ours[2] = CUPEL_FORMAT_VERSION; /* of the evaluation */
    if (version[0] == ours[0] && version[1] < ours[1]) version[1] = ours[1];
    char temporary[CUPEL_TEMPORARY_PATH];
    cupel_h5_writer w = cupel_h5_writer_new(error);
    const hid_t file = cupel_new_file_of(&w, path, "test", version, temporary);
    copy_all(&w, from, file);
    H5Fclose(from);
    cupel_h5_keep_notes_on(&w, listing); /* what was copied is in the listing already */
    evaluation_add(&w, file, evaluation, number);
    cupel_content_id_write(&w, file, true, id);
    return in_batch ? cupel_finish_file_in_batch(&w, file, temporary, path)
                    : cupel_finish_file(&w, file, temporary, path);
}

/* The file is replaced, not a link to it. NULL with errno set. */
static char *behind_link(const char *path)
{
    struct stat about;
    const bool link = lstat(path, &about) == 0 && S_ISLNK(about.st_mode);
    return link ? realpath(path, NULL) : strdup(path);
}

static bool is_checked(const char *path, const cupel_file_identity *checked)
{
    const cupel_file_identity now = cupel_identity_of(path);
    return checked && now.inode && now.device == checked->device && now.inode == checked->inode &&
           now.size == checked->size && now.seconds == checked->seconds &&
           now.nanoseconds == checked->nanoseconds;
}

static cupel_status add_locked(const char *path, const cupel_file_identity *checked, bool in_batch,
                               const cupel_step_record *evaluation, size_t *number, char content_id[80],
                               cupel_error *error)
{
    int fd = -1;
    size_t given = 0;
    char id[80] = "";
    char *target = behind_link(path);
    if (!target)
        cupel_error_set(error, errno == ENOMEM ? CUPEL_ENOMEM : CUPEL_EINVAL, "cannot open '%s': %s", path,
                        strerror(errno));
    cupel_status status = target ? lock(target, &fd, error) : CUPEL_EINVAL;
    if (!status) {
        cupel_h5_scope scope;
        cupel_h5_enter(&scope);
        if (!is_checked(target, checked)) status = cupel_guard_check(NULL, target, error);
        if (!status) status = add(target, evaluation, in_batch, &given, id, error);
        cupel_h5_leave(&scope);
        close(fd);
    }
    free(target);
    if (status) {
        cupel_error_place(error, path, 0, 0);
        return status;
    }
    if (number) *number = given;
    if (content_id) memcpy(content_id, id, sizeof id);
    return CUPEL_OK;
}

cupel_status cupel_test_add_evaluation(const char *path, const cupel_step_record *evaluation, size_t *number,
                                       char content_id[80], cupel_error *error)
{
    return add_locked(path, NULL, false, evaluation, number, content_id, error);
}

cupel_status cupel_test_add_evaluation_in_batch(const char *path, const cupel_file_identity *checked,
                                                const cupel_step_record *evaluation, size_t *number,
                                                char content_id[80], cupel_error *error)
{
    return add_locked(path, checked, true, evaluation, number, content_id, error);
}

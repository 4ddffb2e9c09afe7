/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/segment.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "store/content_id.h"
#include "store/verify.h"

hid_t cupel_new_file(cupel_h5_writer *writer, const char *path, const char *kind,
                     char temporary[CUPEL_TEMPORARY_PATH])
{
    static const int64_t version[2] = CUPEL_FORMAT_VERSION;
    return cupel_new_file_of(writer, path, kind, version, temporary);
}

hid_t cupel_new_file_of(cupel_h5_writer *writer, const char *path, const char *kind, const int64_t version[2],
                        char temporary[CUPEL_TEMPORARY_PATH])
{
    const int length = snprintf(temporary, CUPEL_TEMPORARY_PATH, "%s.tmp-%ld", path, (long)getpid());
    if (length < 0 || length >= CUPEL_TEMPORARY_PATH) {
        temporary[0] = '\0';
        writer->status = cupel_error_set(writer->error, CUPEL_EINVAL, "the file name is too long");
        return H5I_INVALID_HID;
    }
    unlink(temporary); /* left over from a killed process of our number, or put there as a trap */
    const hid_t file = cupel_h5_create_file(temporary, &writer->code);
    cupel_h5_check_disk(writer, path);
    if (file < 0) {
        if (!writer->status)
            writer->status = cupel_h5_fail(writer->error, CUPEL_EIO, "cannot create '%s'", temporary);
        return file;
    }
    cupel_h5_note_root(writer, file);
    cupel_h5_put_text(writer, file, "schema", "cupel");
    cupel_h5_put_integers(writer, file, "schema_version", version, 2);
    cupel_h5_put_text(writer, file, "kind", kind);
    return file;
}

static cupel_status finish(cupel_h5_writer *writer, hid_t file, const char *temporary, const char *path,
                           cupel_status (*commit)(const char *, const char *, cupel_error *))
{
    if (file >= 0 && H5Fclose(file) < 0 && !writer->status)
        writer->status = cupel_h5_fail(writer->error, CUPEL_EIO, "cannot write '%s'", path);
    cupel_h5_check_disk(writer, path);
    if (!writer->status) cupel_file_write_back(temporary);
    cupel_listing *noted = cupel_h5_noted(writer);
    if (!writer->status)
        writer->status = noted ? cupel_verify_noted(temporary, noted, writer->error)
                               : cupel_verify_written(temporary, writer->error);
    cupel_h5_drop_notes(writer);
    if (!writer->status) writer->status = commit(temporary, path, writer->error);
    if (writer->status) {
        if (temporary[0]) unlink(temporary);
        cupel_error_place(writer->error, path, 0, 0);
    }
    return writer->status;
}

cupel_status cupel_finish_file(cupel_h5_writer *writer, hid_t file, const char *temporary, const char *path)
{
    return finish(writer, file, temporary, path, cupel_file_commit);
}

cupel_status cupel_finish_file_in_batch(cupel_h5_writer *writer, hid_t file, const char *temporary,
                                        const char *path)
{
    return finish(writer, file, temporary, path, cupel_file_commit_in_batch);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/catalogue_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Putting records in and taking them out. */

static cupel_status bind_done(const cupel_catalogue *c, sqlite3_stmt *statement, cupel_error *error)
{
    const int step = sqlite3_step(statement);
    const cupel_status status =
        step == SQLITE_DONE ? CUPEL_OK : cupel_catalogue_fail(c, error, "cannot be written");
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return status;
}

static void bind_text(sqlite3_stmt *statement, int place, const char *text)
{
    if (text) sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC);
}

/* Cut between characters, and without what is no UTF-8. */
static void bind_short(sqlite3_stmt *statement, int place, const char *text)
{
    if (!text) return;
    const size_t length = strnlen(text, CUPEL_CATALOGUE_TEXT);
    sqlite3_bind_text(statement, place, text, (int)cupel_utf8_prefix(text, length), SQLITE_STATIC);
}

static void bind_number(sqlite3_stmt *statement, int place, double number)
{
    if (!isnan(number)) sqlite3_bind_double(statement, place, number);
}

/* ---- statements that a batch uses over and over ---- */

enum {
    FILE_PUT,
    FILE_ID,
    VALUES_DROP,
    PARENTS_DROP,
    FILE_DROP,
    LABEL_PUT,
    LABEL_ID,
    NAME_PUT,
    NAME_ID,
    VALUE_PUT,
    PARENT_PUT,
    STATEMENTS
};

static const char *const texts[STATEMENTS] = {
    [FILE_PUT] =
        "INSERT INTO file(path, size, modified, inode, damaged, trouble, kind, title, project, created, "
        "state, content_id, models) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
        "ON CONFLICT(path) DO UPDATE SET size = ?2, modified = ?3, inode = ?4, damaged = ?5, trouble = "
        "?6, kind = ?7, title = ?8, project = ?9, created = ?10, state = ?11, content_id = ?12, models = "
        "?13",
    [FILE_ID] = "SELECT id FROM file WHERE path = ?1",
    [VALUES_DROP] = "DELETE FROM value WHERE file = ?1",
    [PARENTS_DROP] = "DELETE FROM parent WHERE file = ?1",
    [FILE_DROP] = "DELETE FROM file WHERE id = ?1",
    [LABEL_PUT] = "INSERT INTO label(text) VALUES(?1) ON CONFLICT DO NOTHING",
    [LABEL_ID] = "SELECT id FROM label WHERE text = ?1",
    [NAME_PUT] =
        "INSERT INTO name(model, part, name, unit, difference) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT "
        "DO NOTHING",
    [NAME_ID] =
        "SELECT id FROM name WHERE model = ?1 AND part = ?2 AND name = ?3 AND unit = ?4 AND difference = "
        "?5",
    [VALUE_PUT] = "INSERT OR REPLACE INTO value(file, name, label, old, number, uncertainty, flag, text) "
                  "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [PARENT_PUT] =
        "INSERT INTO parent(file, place, content_id, role, path, file_name) VALUES(?1, ?2, ?3, ?4, ?5, "
        "?6)",
};

static cupel_status statement_of(cupel_catalogue *c, int which, sqlite3_stmt **out, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    if (!c->statements[which])
        c->statements[which] = cupel_catalogue_prepare(c, texts[which], &status, error);
    *out = c->statements[which];
    return status;
}

void cupel_catalogue_rows_end(cupel_catalogue *catalogue)
{
    for (size_t i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(catalogue->statements[i]);
        catalogue->statements[i] = NULL;
    }
}

_Static_assert((int)STATEMENTS <= (int)CUPEL_CATALOGUE_STATEMENTS, "room for all statements");

/* The id that a bound look-up finds; 0: none. */
static cupel_status find_id(const cupel_catalogue *c, sqlite3_stmt *statement, sqlite3_int64 *id,
                            cupel_error *error)
{
    const int step = sqlite3_step(statement);
    cupel_status status = CUPEL_OK;
    *id = 0;
    if (step == SQLITE_ROW)
        *id = sqlite3_column_int64(statement, 0);
    else if (step != SQLITE_DONE)
        status = cupel_catalogue_fail(c, error, "cannot be read");
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return status;
}

/* ---- names and labels, kept once ---- */

static void bind_name(sqlite3_stmt *statement, const cupel_record_value *value)
{
    bind_text(statement, 1, value->model);
    bind_text(statement, 2, value->part);
    bind_text(statement, 3, value->name);
    bind_text(statement, 4, value->unit ? value->unit : "");
    sqlite3_bind_int(statement, 5, value->difference);
}

static cupel_status name_id(cupel_catalogue *c, const cupel_record_value *value, sqlite3_int64 *id,
                            cupel_error *error)
{
    sqlite3_stmt *look, *put;
    cupel_status status = statement_of(c, NAME_ID, &look, error);
    if (!status) status = statement_of(c, NAME_PUT, &put, error);
    if (status) return status;
    bind_name(look, value);
    status = find_id(c, look, id, error);
    if (status || *id) return status;
    bind_name(put, value);
    status = bind_done(c, put, error);
    *id = sqlite3_last_insert_rowid(c->db);
    return status;
}

static cupel_status label_id(cupel_catalogue *c, const char *text, sqlite3_int64 *id, cupel_error *error)
{
    sqlite3_stmt *look, *put;
    cupel_status status = statement_of(c, LABEL_ID, &look, error);
    if (!status) status = statement_of(c, LABEL_PUT, &put, error);
    if (status) return status;
    bind_text(look, 1, text);
    status = find_id(c, look, id, error);
    if (status || *id) return status;
    bind_text(put, 1, text);
    status = bind_done(c, put, error);
    *id = sqlite3_last_insert_rowid(c->db);
    return status;
}

/* ---- one record ---- */

static cupel_status value_put(cupel_catalogue *c, sqlite3_int64 file, const cupel_record_value *value,
                              cupel_error *error)
{
    sqlite3_stmt *put;
    sqlite3_int64 name, label;
    cupel_status status = name_id(c, value, &name, error);
    if (!status) status = label_id(c, value->step, &label, error);
    if (!status) status = statement_of(c, VALUE_PUT, &put, error);
    if (status) return status;
    sqlite3_bind_int64(put, 1, file);
    sqlite3_bind_int64(put, 2, name);
    sqlite3_bind_int64(put, 3, label);
    sqlite3_bind_int(put, 4, value->old);
    if (value->unit) {
        bind_number(put, 5, value->number);
        bind_number(put, 6, value->uncertainty);
        bind_short(put, 7, value->flag);
    } else {
        bind_short(put, 8, value->text);
    }
    return bind_done(c, put, error);
}

/* What the file says of itself, and of its steps, can be asked for like any value. */
static cupel_status words_put(cupel_catalogue *c, sqlite3_int64 file, const cupel_record *record,
                              cupel_error *error)
{
    const cupel_pair words[] = {
        {"license", record->license},
        {"creator", record->creator},

        {"path", record->path},
        {"kind", record->kind},
        {"title", record->title},
        {"project", record->project},
        {"created", record->created},
        {"content_id", record->content_id},
        {"state", record->trouble ? (record->damaged ? "damaged" : "unreadable") : record->state},
        {"trouble", record->trouble}};
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < sizeof words / sizeof *words && !status; i++) {
        if (!words[i].value || !*words[i].value) continue;
        const cupel_record_value value = {
            .step = "", .model = "", .part = "", .name = words[i].name, .text = words[i].value};
        status = value_put(c, file, &value, error);
    }
    return status;
}

static cupel_status parent_put(cupel_catalogue *c, sqlite3_int64 file, size_t place,
                               const cupel_parent *parent, cupel_error *error)
{
    sqlite3_stmt *put;
    const cupel_status status = statement_of(c, PARENT_PUT, &put, error);
    if (status) return status;
    sqlite3_bind_int64(put, 1, file);
    sqlite3_bind_int64(put, 2, (sqlite3_int64)place);
    bind_short(put, 3, parent->content_id);
    bind_short(put, 4, parent->role);
    bind_short(put, 5, parent->path);
    bind_short(put, 6, parent->file_name);
    return bind_done(c, put, error);
}

static cupel_status drop_rows(cupel_catalogue *c, sqlite3_int64 file, int first, int last, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    for (int which = first; which <= last && !status; which++) {
        sqlite3_stmt *drop;
        status = statement_of(c, which, &drop, error);
        if (status) break;
        sqlite3_bind_int64(drop, 1, file);
        status = bind_done(c, drop, error);
    }
    return status;
}

static cupel_status file_id(cupel_catalogue *c, const char *path, sqlite3_int64 *id, cupel_error *error)
{
    sqlite3_stmt *look;
    const cupel_status status = statement_of(c, FILE_ID, &look, error);
    if (status) return status;
    bind_text(look, 1, path);
    return find_id(c, look, id, error);
}

static cupel_status file_put(cupel_catalogue *c, const cupel_record *record, cupel_error *error)
{
    const char *const said[] = {record->kind,  record->title,      record->project, record->created,
                                record->state, record->content_id, record->models};
    sqlite3_stmt *put;
    const cupel_status status = statement_of(c, FILE_PUT, &put, error);
    if (status) return status;
    bind_text(put, 1, record->path);
    sqlite3_bind_int64(put, 2, record->size);
    sqlite3_bind_int64(put, 3, record->modified);
    sqlite3_bind_int64(put, 4, record->inode);
    sqlite3_bind_int(put, 5, record->damaged);
    bind_short(put, 6, record->trouble);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) bind_short(put, 7 + (int)i, said[i]);
    return bind_done(c, put, error);
}

cupel_status cupel_catalogue_put(cupel_catalogue *catalogue, const cupel_record *record, cupel_error *error)
{
    sqlite3_int64 file = 0;
    cupel_status status = file_put(catalogue, record, error);
    if (!status) status = file_id(catalogue, record->path, &file, error);
    if (!status) status = drop_rows(catalogue, file, VALUES_DROP, PARENTS_DROP, error);
    if (!status) status = words_put(catalogue, file, record, error);
    for (size_t i = 0; i < record->value_count && !status; i++)
        status = value_put(catalogue, file, &record->values[i], error);
    for (size_t i = 0; i < record->parent_count && !status; i++)
        status = parent_put(catalogue, file, i, &record->parents[i], error);
    return status;
}

cupel_status cupel_catalogue_forget(cupel_catalogue *catalogue, const char *path, cupel_error *error)
{
    sqlite3_int64 file = 0;
    const cupel_status status = file_id(catalogue, path, &file, error);
    return status || !file ? status : drop_rows(catalogue, file, VALUES_DROP, FILE_DROP, error);
}

cupel_status cupel_catalogue_begin(cupel_catalogue *catalogue, cupel_error *error)
{
    return cupel_catalogue_run(catalogue, "BEGIN IMMEDIATE", error);
}

cupel_status cupel_catalogue_end(cupel_catalogue *catalogue, bool keep, cupel_error *error)
{
    cupel_catalogue_rows_end(catalogue);
    if (keep) {
        const cupel_status status = cupel_catalogue_run(catalogue, "COMMIT", error);
        if (!status) return CUPEL_OK;
        sqlite3_exec(catalogue->db, "ROLLBACK", NULL, NULL, NULL);
        return status;
    }
    sqlite3_exec(catalogue->db, "ROLLBACK", NULL, NULL, NULL);
    return CUPEL_OK;
}

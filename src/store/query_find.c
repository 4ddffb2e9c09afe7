/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "store/query_finding.h"

/* Answering a query. Each comparison is a walk along an index by one of a few fixed statements and gives a
 * set of files, a bit for each; `and`, `or` and `not` are operations on sets. Of what is joined by `and`,
 * what few values satisfy comes first, and the rest is then asked of those few files only.
 *
 * The walk is an aggregate, `mark`, that SQLite calls for each row: to be given the rows one by one takes
 * half as long again. */

enum { FEW = 4000 };

/* ---- sets ---- */

static uint64_t *new_set(const finding *f)
{
    return cupel_arena_alloc(f->arena, f->words, sizeof(uint64_t));
}

/* ---- walks ---- */

/* What a walk along an index marks: all files of its rows, or those whose text satisfies the comparison. */
typedef struct stroll {
    const finding *finding;
    const bound *bound; /* NULL: not to be looked at */
    uint64_t *set;
    size_t patience; /* rows; 0: given up */
    bool broken;     /* a value of no file */
} stroll;

static void mark(sqlite3_context *context, int count, sqlite3_value **row)
{
    const cupel_catalogue *catalogue = sqlite3_user_data(context);
    stroll *s = catalogue->marking;
    if (!s || count != 2 || s->patience == 0) {
        sqlite3_result_error(context, "given up", -1);
        return;
    }
    s->patience--;
    if (s->bound) {
        const char *text = (const char *)sqlite3_value_text(row[1]);
        if (!text || !cupel_finding_satisfies(s->bound, NAN, text)) return;
    }
    const sqlite3_int64 file = sqlite3_value_int64(row[0]);
    if (file < 0 || (uint64_t)file >= 64 * s->finding->words)
        s->broken = true;
    else
        s->set[file / 64] |= (uint64_t)1 << (file % 64);
}

static void mark_end(sqlite3_context *context)
{
    sqlite3_result_null(context);
}

cupel_status cupel_finding_prepare(cupel_catalogue *catalogue, cupel_error *error)
{
    return sqlite3_create_function_v2(catalogue->db, "mark", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, catalogue,
                                      NULL, mark, mark_end, NULL) == SQLITE_OK
               ? CUPEL_OK
               : cupel_catalogue_fail(catalogue, error, "cannot be used");
}

/* Runs a bound statement that marks. */
static cupel_status walk(const finding *f, sqlite3_stmt *row, stroll *s)
{
    if (s->patience == 0) return CUPEL_OK;
    f->catalogue->marking = s;
    const int step = sqlite3_step(row);
    f->catalogue->marking = NULL;
    if (s->broken)
        CUPEL_FAIL(f->error, CUPEL_EDAMAGED, "the catalogue '%s' has a value of no file", f->catalogue->path);
    if (step == SQLITE_ROW) return CUPEL_OK;
    return s->patience == 0 ? CUPEL_OK : cupel_finding_broken(f);
}

/* All files that could be read. */
static cupel_status fill_all(finding *f)
{
    if (f->all) return CUPEL_OK;
    cupel_status status = CUPEL_OK;
    uint64_t *set = new_set(f), *without = new_set(f);
    if (!set || !without) return cupel_finding_no_memory(f);
    static const char *const texts[] = {"SELECT mark(id, NULL) FROM file",
                                        "SELECT mark(id, NULL) FROM file WHERE trouble IS NOT NULL"};
    for (size_t id = 1; f->gapless && id < 64 * f->words; id++)
        set[id / 64] |= (uint64_t)(id <= f->files) << (id % 64);
    for (int i = f->gapless ? 1 : 0; i < 2 && !status; i++) {
        stroll s = {.finding = f, .set = i ? without : set, .patience = SIZE_MAX};
        sqlite3_stmt *row = cupel_catalogue_prepare(f->catalogue, texts[i], &status, f->error);
        if (!status) status = walk(f, row, &s);
        sqlite3_finalize(row);
    }
    for (size_t i = 0; i < f->words; i++) set[i] &= ~without[i];
    f->all = set;
    return status;
}

static size_t set_count(const finding *f, const uint64_t *set)
{
    size_t count = 0;
    for (size_t i = 0; i < f->words; i++) count += (size_t)__builtin_popcountll(set[i]);
    return count;
}

/* ---- comparisons ---- */

/* Ranges of an index, of all steps or of one. */
#define RANGE(column)                                                                                        \
    " FROM value WHERE name = ?1 AND old = ?2 AND " column " IS NOT NULL AND " column " >= ?3 AND " column   \
    " <= ?4"
#define NUMBERS "SELECT mark(file, NULL)" RANGE("number")
#define TEXTS   "SELECT mark(file, text)" RANGE("text")
static const char *const number_range[2] = {NUMBERS, NUMBERS " AND label = ?5"};
static const char *const text_range[2] = {TEXTS, TEXTS " AND label = ?5"};

/* The numbers that satisfy a comparison, ends included: one range, or two for !=. They are those of
 * cupel_finding_satisfies. */
static int number_ranges(const bound *b, double ranges[2][2])
{
    const double slack = CUPEL_FINDING_EQUAL * fabs(b->value), low = b->value - slack,
                 high = b->value + slack;
    const double below = nextafter(low, -INFINITY), above = nextafter(high, INFINITY);
    const double all[][2] = {[CUPEL_LESS] = {-INFINITY, below},   [CUPEL_LESS_EQUAL] = {-INFINITY, high},
                             [CUPEL_GREATER] = {above, INFINITY}, [CUPEL_GREATER_EQUAL] = {low, INFINITY},
                             [CUPEL_EQUAL] = {low, high},         [CUPEL_NOT_EQUAL] = {-INFINITY, below}};
    const cupel_operator operator= b->comparison->operator;
    ranges[0][0] = all[operator][0];
    ranges[0][1] = all[operator][1];
    ranges[1][0] = above;
    ranges[1][1] = INFINITY;
    return operator== CUPEL_NOT_EQUAL ? 2 : 1;
}

static cupel_status walk_numbers(const finding *f, const candidate *c, const bound *b, int old, stroll *s)
{
    cupel_status status = CUPEL_OK;
    double ranges[2][2];
    const int count = number_ranges(b, ranges);
    sqlite3_stmt *row = cupel_catalogue_prepare(f->catalogue, number_range[c->label != 0], &status, f->error);
    for (int i = 0; i < count && !status && s->patience; i++) {
        sqlite3_reset(row);
        sqlite3_bind_int64(row, 1, c->id);
        sqlite3_bind_int(row, 2, old);
        sqlite3_bind_double(row, 3, ranges[i][0]);
        sqlite3_bind_double(row, 4, ranges[i][1]);
        if (c->label) sqlite3_bind_int64(row, 5, c->label);
        status = walk(f, row, s);
    }
    sqlite3_finalize(row);
    return status;
}

/* How many bytes of what is written all texts that satisfy it begin with. */
static size_t common_beginning(const cupel_comparison *comparison)
{
    return comparison->operator== CUPEL_LIKE ? strcspn(comparison->value, "*?") : strlen(comparison->value);
}

/* Between the least and the greatest text that may satisfy it; 0xff is in no UTF-8 and comes after all. Each
 * text is looked at. */
static cupel_status walk_texts(const finding *f, const candidate *c, const bound *b, int old, stroll *s)
{
    cupel_status status = CUPEL_OK;
    const cupel_operator operator= b->comparison->operator;
    const size_t length = common_beginning(b->comparison);
    const char *begin = cupel_arena_copy_n(f->arena, b->comparison->value, length);
    const char *end = begin ? cupel_arena_format(f->arena, "%s\xff", begin) : NULL;
    if (!end) return cupel_finding_no_memory(f);
    if (operator== CUPEL_LESS || operator== CUPEL_LESS_EQUAL || operator== CUPEL_NOT_EQUAL) begin = "";
    if (operator== CUPEL_GREATER || operator== CUPEL_GREATER_EQUAL || operator== CUPEL_NOT_EQUAL)
        end = "\xff";
    s->bound = b;
    sqlite3_stmt *row = cupel_catalogue_prepare(f->catalogue, text_range[c->label != 0], &status, f->error);
    if (status) return status;
    sqlite3_bind_int64(row, 1, c->id);
    sqlite3_bind_int(row, 2, old);
    sqlite3_bind_text(row, 3, begin, -1, SQLITE_STATIC);
    sqlite3_bind_text(row, 4, end, -1, SQLITE_STATIC);
    if (c->label) sqlite3_bind_int64(row, 5, c->label);
    status = walk(f, row, s);
    sqlite3_finalize(row);
    return status;
}

/* The values of the files of a small set, one file after the other. */
static cupel_status probe_files(const finding *f, const candidate *c, const bound *b, const uint64_t *within,
                                uint64_t *set)
{
    cupel_status status = CUPEL_OK;
    sqlite3_stmt *row = cupel_catalogue_prepare(
        f->catalogue, "SELECT label, old, number, text FROM value WHERE file = ?1 AND name = ?2", &status,
        f->error);
    if (!status) sqlite3_bind_int64(row, 2, c->id);
    for (size_t id = 0; id < 64 * f->words && !status; id++) {
        int step;
        if (within[id / 64] == 0) id |= 63;
        if (!(within[id / 64] >> (id % 64) & 1)) continue;
        sqlite3_bind_int64(row, 1, (sqlite3_int64)id);
        while ((step = sqlite3_step(row)) == SQLITE_ROW) {
            const bool is_text = sqlite3_column_type(row, 3) != SQLITE_NULL;
            if (c->label && sqlite3_column_int64(row, 0) != c->label) continue;
            if (sqlite3_column_int(row, 1) && !c->any_age) continue;
            if (!is_text && sqlite3_column_type(row, 2) == SQLITE_NULL) continue;
            if (cupel_finding_satisfies(b, sqlite3_column_double(row, 2),
                                        is_text ? cupel_catalogue_text(row, 3) : NULL))
                set[id / 64] |= (uint64_t)1 << (id % 64);
        }
        if (step != SQLITE_DONE) status = cupel_finding_broken(f);
        sqlite3_reset(row);
    }
    sqlite3_finalize(row);
    return status;
}

static cupel_status keep_bound(finding *f, const bound *b)
{
    for (size_t i = 0; i < f->bound_count; i++)
        if (f->bounds[i].comparison == b->comparison && f->bounds[i].name == b->name) return CUPEL_OK;
    bound *larger = cupel_resize(f->bounds, f->bound_count + 1, sizeof *larger);
    if (!larger) return cupel_finding_no_memory(f);
    f->bounds = larger;
    f->bounds[f->bound_count++] = *b;
    return CUPEL_OK;
}

/* The beginning of a moment as files have it, from the year on: other dates would be compared letter by
 * letter. */
static bool is_moment(const char *text)
{
    static const char least[] = "0000-01-01T00:00:00Z", most[] = "9999-12-31T23:59:60Z";
    const size_t length = strlen(text);
    if (length != 4 && length != 7 && length != 10 && length < 13) return false;
    if (length >= sizeof least) return false;
    for (size_t i = 0; i < length; i++) {
        const bool digit = least[i] >= '0' && least[i] <= '9';
        if (digit ? text[i] < '0' || text[i] > '9' : text[i] != least[i]) return false;
    }
    for (size_t i = 5; i + 1 < length; i += 3) /* month, day, hour, minute, second */
        if (strncmp(text + i, least + i, 2) < 0 || strncmp(text + i, most + i, 2) > 0) return false;
    return true;
}

/* What the comparison asks of the values of one name; EINVAL when its value cannot be meant. */
static cupel_status bound_of(const cupel_comparison *comparison, const candidate *c, bound *out,
                             cupel_error *problem)
{
    *out = (bound){comparison, c->id, NAN};
    if (!*c->unit && strcmp(c->name, "created") == 0 &&
        comparison->operator!= CUPEL_LIKE && !is_moment(comparison->value))
        CUPEL_FAIL(problem, CUPEL_EINVAL,
                   "'%s' is no date; write 2026, 2026-01, 2026-01-31 or 2026-01-31T12:00", comparison->value);
    if (!*c->unit) return CUPEL_OK;
    if (comparison->operator== CUPEL_LIKE)
        CUPEL_FAIL(problem, CUPEL_EINVAL, "'%s' is a number; ~ compares texts", comparison->name);
    if (comparison->quoted)
        CUPEL_FAIL(problem, CUPEL_EINVAL, "'%s' is a number in %s, not a text", comparison->name, c->unit);
    return cupel_quantity_parse(comparison->value, c->unit, c->difference, &out->value, problem);
}

/* Every name that the comparison may mean is asked; numbers only where the unit fits. A value that fits none
 * is a mistake, and the first reason is told. Gives up after `*patience` rows, which is then 0. */
static cupel_status compare(finding *f, const cupel_comparison *comparison, const uint64_t *within,
                            size_t *patience, uint64_t *set)
{
    candidate_list list = {0};
    cupel_error reason = {0};
    cupel_status status = cupel_finding_resolve(f, comparison, &list);
    bool fits = list.count == 0; /* a name that no file has holds for none */
    const bool few = within && set_count(f, within) <= FEW;
    for (size_t i = 0; i < list.count && !status; i++) {
        bound b;
        cupel_error problem = {0};
        const candidate *c = &list.entries[i];
        if (bound_of(comparison, c, &b, &problem)) {
            if (!reason.status) reason = problem;
            continue;
        }
        fits = true;
        stroll s = {.finding = f, .set = set, .patience = *patience};
        status = keep_bound(f, &b);
        if (!status && few) status = probe_files(f, c, &b, within, set);
        for (int old = 0; !few && old <= (c->any_age ? 1 : 0) && !status; old++)
            status = (isnan(b.value) ? walk_texts : walk_numbers)(f, c, &b, old, &s);
        *patience = s.patience;
    }
    free(list.entries);
    if (status || fits) return status;
    cupel_error_set(f->error, CUPEL_EINVAL, "%s", reason.text);
    cupel_error_place(f->error, "expression", 1, comparison->value_column);
    return CUPEL_EINVAL;
}

/* ---- and, or, not ---- */

/* `within` are the only files that matter, NULL: all; what is said of others is of no account. */
static cupel_status evaluate(finding *f, const cupel_query *query, const uint64_t *within, uint64_t **out);

static size_t list_conjuncts(const cupel_query *query, const cupel_query **list)
{
    if (query->kind != CUPEL_QUERY_AND) {
        list[0] = query;
        return 1;
    }
    const size_t count = list_conjuncts(query->left, list);
    return count + list_conjuncts(query->right, list + count);
}

static void set_meet(const finding *f, uint64_t **set, uint64_t *other)
{
    for (size_t i = 0; *set && i < f->words; i++) other[i] &= (*set)[i];
    *set = other;
}

static cupel_status evaluate_and(finding *f, const cupel_query *query, const uint64_t *within, uint64_t **out)
{
    const cupel_query *list[2 * CUPEL_QUERY_COMPARISONS];
    const size_t count = list_conjuncts(query, list);
    uint64_t *set = NULL;
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < count && !status; i++) {
        if (list[i]->kind != CUPEL_QUERY_COMPARE) continue;
        size_t patience = FEW;
        uint64_t *part = new_set(f);
        if (!part) return cupel_finding_no_memory(f);
        status = compare(f, &list[i]->comparison, set ? set : within, &patience, part);
        if (status || patience == 0) continue;
        set_meet(f, &set, part);
        list[i] = NULL;
    }
    for (size_t i = 0; i < count && !status; i++) {
        uint64_t *part;
        if (!list[i]) continue;
        status = evaluate(f, list[i], set ? set : within, &part);
        if (!status) set_meet(f, &set, part);
    }
    *out = set;
    return status;
}

static cupel_status evaluate(finding *f, const cupel_query *query, const uint64_t *within, uint64_t **out)
{
    uint64_t *left = NULL, *right = NULL;
    size_t patience = SIZE_MAX;
    if (query->kind == CUPEL_QUERY_COMPARE) {
        *out = new_set(f);
        return *out ? compare(f, &query->comparison, within, &patience, *out) : cupel_finding_no_memory(f);
    }
    if (query->kind == CUPEL_QUERY_AND) return evaluate_and(f, query, within, out);
    cupel_status status = evaluate(f, query->left, within, &left);
    if (!status)
        status = query->kind == CUPEL_QUERY_NOT ? fill_all(f) : evaluate(f, query->right, within, &right);
    if (status) return status;
    for (size_t i = 0; i < f->words; i++) left[i] = right ? left[i] | right[i] : f->all[i] & ~left[i];
    *out = left;
    return CUPEL_OK;
}

static cupel_status list_damaged(const finding *f, cupel_found *out)
{
    enum { MOST = 1000 };
    cupel_status status = CUPEL_OK;
    int step = SQLITE_DONE;
    out->damaged = cupel_arena_alloc(f->arena, MOST, sizeof *out->damaged);
    if (!out->damaged) return cupel_finding_no_memory(f);
    sqlite3_stmt *row = cupel_catalogue_prepare(
        f->catalogue,
        "SELECT path, trouble FROM file WHERE trouble IS NOT NULL AND damaged = 1 ORDER BY path LIMIT 1000",
        &status, f->error);
    while (!status && out->damaged_count < MOST && (step = sqlite3_step(row)) == SQLITE_ROW) {
        cupel_found_damage *damage = &out->damaged[out->damaged_count++];
        status = cupel_finding_copy(f, row, 0, &damage->path);
        if (!status) status = cupel_finding_copy(f, row, 1, &damage->trouble);
    }
    sqlite3_finalize(row);
    return status;
}

/* ---- the whole ---- */

static cupel_status measure(finding *f, cupel_found *out)
{
    cupel_status status = CUPEL_OK;
    sqlite3_int64 most = 0;
    sqlite3_stmt *row = cupel_catalogue_prepare(
        f->catalogue, "SELECT (SELECT max(id) FROM file), (SELECT count(*) FROM file)", &status, f->error);
    if (status) return status;
    if (sqlite3_step(row) == SQLITE_ROW) {
        most = sqlite3_column_int64(row, 0);
        out->catalogued = (size_t)sqlite3_column_int64(row, 1);
    } else {
        status = cupel_finding_broken(f);
    }
    sqlite3_finalize(row);
    if (!status && (most < 0 || most >= CUPEL_CATALOGUE_FILES))
        CUPEL_FAIL(f->error, CUPEL_EDAMAGED, "the catalogue '%s' has numbers that are not ours",
                   f->catalogue->path);
    f->words = (size_t)most / 64 + 1;
    f->files = out->catalogued;
    f->gapless = f->files == (size_t)most; /* the numbers of files are 1, 2, 3, … */
    return status;
}

cupel_status cupel_catalogue_find(cupel_catalogue *catalogue, const cupel_query *query,
                                  const cupel_vocabulary *vocabulary, cupel_arena *arena, cupel_found *out,
                                  cupel_error *error)
{
    finding f = {.catalogue = catalogue, .arena = arena, .error = error, .vocabulary = vocabulary};
    cupel_found found = {0};
    uint64_t *set = NULL;
    /* one view of the index for all statements, whatever others write meanwhile */
    cupel_status status = cupel_catalogue_run(catalogue, "BEGIN", error);
    if (status) return status;
    status = measure(&f, &found);
    if (!status) status = evaluate(&f, query, NULL, &set);
    if (!status) status = cupel_finding_show(&f, query, set, &found);
    if (!status) status = list_damaged(&f, &found);
    sqlite3_exec(catalogue->db, "ROLLBACK", NULL, NULL, NULL);
    free(f.bounds);
    if (!status) *out = found;
    return status;
}

static cupel_status search_in(cupel_catalogue *catalogue, const cupel_search *search,
                              const cupel_query *query, cupel_arena *arena, cupel_found *out,
                              cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    if (search->rebuild) status = cupel_catalogue_clear(catalogue, error);
    if (!status && !search->as_it_is) status = cupel_catalogue_update(catalogue, search->watch, error);
    return status ? status : cupel_catalogue_find(catalogue, query, search->vocabulary, arena, out, error);
}

cupel_status cupel_catalogue_search(const char *folder, const cupel_search *search, const cupel_query *query,
                                    cupel_arena *arena, cupel_found *out, cupel_error *error)
{
    enum { TRIES = 8 }; /* others may be making it anew at the same time */
    cupel_search how = *search;
    cupel_status status = CUPEL_EDAMAGED;
    for (int i = 0; i < TRIES && status == CUPEL_EDAMAGED; i++) {
        cupel_catalogue *catalogue = NULL;
        status = cupel_catalogue_open(folder, &catalogue, error);
        if (!status) status = search_in(catalogue, &how, query, arena, out, error);
        if (status == CUPEL_EDAMAGED && catalogue)
            cupel_catalogue_discard(catalogue);
        else
            cupel_catalogue_close(catalogue);
        how.as_it_is = false; /* a new one is empty */
    }
    return status;
}

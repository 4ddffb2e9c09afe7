/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "store/catalogue.h"
#include "store/query.h"

/* The catalogue and its expressions, on made-up records. */

static char folder[64];

static int fresh_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "catalogue-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void)state;
    char name[128];
    snprintf(name, sizeof name, "%s/" CUPEL_CATALOGUE_FILE, folder);
    unlink(name);
    return rmdir(folder);
}

static cupel_record_value number(const char *step, const char *name, double value, const char *unit)
{
    return (cupel_record_value){.step = step,
                                .model = "rolling.pass",
                                .part = "results",
                                .name = name,
                                .unit = unit,
                                .number = value,
                                .uncertainty = NAN};
}

static cupel_record_value text(const char *name, const char *value)
{
    return (cupel_record_value){
        .step = "pass1", .model = "rolling.pass", .part = "parameters", .name = name, .text = value};
}

static void put(cupel_catalogue *c, const char *path, const char *created, cupel_record_value *values,
                size_t count)
{
    cupel_error error = {0};
    const cupel_record record = {.path = path,
                                 .size = 1000,
                                 .kind = "run",
                                 .title = "a title",
                                 .project = "foils",
                                 .created = created,
                                 .state = "complete",
                                 .content_id = "sha256:0",
                                 .models = "rolling.pass",
                                 .values = values,
                                 .value_count = count};
    if (cupel_catalogue_put(c, &record, &error)) fail_msg("%s", error.text);
}

static cupel_catalogue *opened(void)
{
    cupel_catalogue *c = NULL;
    cupel_error error = {0};
    if (cupel_catalogue_open(folder, &c, &error)) fail_msg("%s", error.text);
    return c;
}

/* Four files: thickness 10, 20, 30, 40 um; the first two of C11000; b has a second pass. */
static cupel_catalogue *small_catalogue(void)
{
    cupel_catalogue *c = opened();
    assert_int_equal(cupel_catalogue_begin(c, NULL), CUPEL_OK);
    cupel_record_value a[] = {number("pass1", "thickness", 10e-6, "m"), text("material", "C11000"),
                              number("pass1", "strength", 400e6, "Pa")};
    a[2].uncertainty = 5e6;
    a[2].flag = "doubtful: few points";
    cupel_record_value b[] = {number("pass1", "thickness", 20e-6, "m"), text("material", "C11000"),
                              number("pass2", "thickness", 5e-6, "m")};
    cupel_record_value d[] = {number("pass1", "thickness", 30e-6 * (1 + 1e-13), "m"),
                              text("material", "AA1050"), number("pass1", "strength", 90e6, "Pa")};
    cupel_record_value e[] = {number("pass1", "thickness", 40e-6, "m"),
                              text("material", "it's \"odd\"; DROP")};
    put(c, "a.h5", "2025-12-31T23:59:59Z", a, 3);
    put(c, "b.h5", "2026-01-01T00:00:00Z", b, 3);
    put(c, "sub/d.h5", "2026-02-01T12:00:00Z", d, 3);
    put(c, "sub/e.h5", "2026-02-01T13:00:00Z", e, 2);
    const cupel_record broken = {.path = "z.h5",
                                 .damaged = true,
                                 .trouble = "'z.h5' is damaged",
                                 .kind = "",
                                 .title = "",
                                 .project = "",
                                 .created = "",
                                 .state = "",
                                 .content_id = "",
                                 .models = ""};
    assert_int_equal(cupel_catalogue_put(c, &broken, NULL), CUPEL_OK);
    assert_int_equal(cupel_catalogue_end(c, true, NULL), CUPEL_OK);
    return c;
}

/* The paths found, without ".h5" and folders, joined: "ab"; "?" and the error's column for a refusal. */
static void find_in(cupel_catalogue *c, const char *expression, char *out, size_t size, cupel_error *error)
{
    cupel_arena *arena = cupel_arena_new();
    const cupel_query *query;
    cupel_found found = {0};
    *error = (cupel_error){0};
    out[0] = '\0';
    cupel_status status = cupel_query_parse(expression, arena, &query, error);
    if (!status) status = cupel_catalogue_find(c, query, NULL, arena, &found, error);
    if (status) snprintf(out, size, "?%d", error->column);
    for (size_t i = 0; i < found.count; i++) {
        const char *slash = strrchr(found.files[i].path, '/');
        snprintf(out + i, size - i, "%c", slash ? slash[1] : found.files[i].path[0]);
    }
    cupel_arena_free(arena);
}

static void expressions_find_what_they_say(void **state)
{
    (void)state;
    static const struct {
        const char *expression, *found;
    } rows[] = {
        {"thickness < 20 um", "ab"}, /* b by its second pass */
        {"thickness <= 20 um", "ab"},
        {"thickness > 20 um", "de"},
        {"thickness <= 30 um", "abd"}, /* d is more by rounding */
        {"thickness > 30 um", "e"},
        {"thickness < 5 um", ""},
        {"thickness >= 0.03 mm", "de"},
        {"thickness = 20 um", "b"},
        {"thickness != 20 um", "abde"}, /* any value that differs */
        {"not thickness = 20 um", "ade"},
        {"thickness < 2e-5", "ab"},
        {"pass1.thickness < 20 um", "a"},
        {"pass2.thickness < 20 um", "b"},
        {"rolling.pass.thickness < 20 um", "ab"},
        {"strength >= 400 MPa", "a"},
        {"strength >= 400 N/mm^2 and thickness<=10um", "a"},
        {"(strength > 1 Pa)", "ad"},
        {"strength > 1 kg/(m s^2)", "ad"}, /* brackets of a unit */
        {"material = C11000", "ab"},
        {"material != C11000", "de"},
        {"material ~ C*", "ab"},
        {"material ~ ??1050", "d"},
        {"material = 'it\\'s'", "?17"}, /* no escapes: the quote ends, and s' is left */
        {"material = \"it's \"", ""},
        {"material ~ 'it*DROP'", "e"},
        {"material = C11000 and not thickness < 8 um", "a"},
        {"material = C11000 or material = AA1050 and thickness > 1 m", "ab"}, /* and binds closer */
        {"(material = C11000 or material = AA1050) and thickness > 25 um", "d"},
        {"NOT (material = C11000 OR material = AA1050)", "e"},
        {"not not material = AA1050", "d"},
        {"created > 2026-01-01", "de"},
        {"created >= 2026-01-01", "bde"},
        {"created < 2026-01-01", "a"},
        {"created <= 2026-01-01", "ab"},
        {"created = 2026-02-01", "de"},
        {"created > 2026-01", "de"},
        {"project = foils and kind = run", "abde"},
        {"state = damaged", "z"},
        {"not state = complete", ""}, /* what cannot be read is in no `not` */
        {"path ~ sub/*", "de"},
        {"model = rolling.pass", "?1"}, /* said by no step of these records */
        {"", "?1"},
        {"thickness", "?10"},
        {"thickness <", "?12"},
        {"thickness < and", "?13"},
        {"< 3", "?1"},
        {"thickness < 3 um material = x", "?27"},
        {"(thickness < 3 um", "?1"},
        {"thickness < 3 um)", "?17"},
        {"thickness < 3 um and", "?21"},
        {"material = 'open", "?12"},
        {"thickness < 3 kg", "?13"},
        {"thickness < 3 xyz", "?13"},
        {"thickness < C11000", "?13"},
        {"thickness < '3 um'", "?13"},
        {"thickness ~ 3*", "?13"},
        {"thicknes < 3 um", "?1"},
        {"material = C11000 and pass9.thickness < 3", "?23"},
        {"material = C11000; DROP TABLE value", ""},
        {"名 < 3 um", "?1"},
        {"material = 名 and 名 = 3", "?18"},
    };
    int wrong = 0;
    cupel_catalogue *c = small_catalogue();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char found[64];
        cupel_error error;
        find_in(c, rows[i].expression, found, sizeof found, &error);
        if (strcmp(found, rows[i].found) != 0 && ++wrong)
            print_error("%s: found '%s', wanted '%s' (%s)\n", rows[i].expression, found, rows[i].found,
                        error.text);
    }
    assert_int_equal(wrong, 0);
    char found[64];
    cupel_error error;
    find_in(c, "thicknes < 3 um", found, sizeof found, &error);
    assert_non_null(strstr(error.text, "did you mean 'thickness'"));
    cupel_catalogue_close(c);
}

static void values_asked_for_come_with_their_uncertainty_and_flag(void **state)
{
    (void)state;
    cupel_catalogue *c = small_catalogue();
    cupel_arena *arena = cupel_arena_new();
    const cupel_query *query;
    cupel_found found = {0};
    assert_int_equal(cupel_query_parse("strength > 100 MPa and thickness > 0 m", arena, &query, NULL),
                     CUPEL_OK);
    assert_int_equal(cupel_catalogue_find(c, query, NULL, arena, &found, NULL), CUPEL_OK);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.catalogued, 5);
    assert_int_equal(found.name_count, 2);
    assert_int_equal(found.damaged_count, 1);
    assert_string_equal(found.damaged[0].path, "z.h5");
    const cupel_found_file *file = &found.files[0];
    assert_int_equal(file->value_count, 2);
    const cupel_record_value *v = &file->values[0].value;
    assert_string_equal(v->name, "strength");
    assert_string_equal(v->unit, "Pa");
    assert_true(v->number == 400e6 && v->uncertainty == 5e6);
    assert_string_equal(v->flag, "doubtful: few points");
    assert_true(file->values[0].satisfies);
    cupel_arena_free(arena);
    cupel_catalogue_close(c);
}

static void deep_and_long_expressions_are_refused(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    char *deep = malloc(MANY * 8 + 64);
    cupel_arena *arena = cupel_arena_new();
    const cupel_query *query;
    cupel_error error = {0};
    memset(deep, '(', MANY);
    strcpy(deep + MANY, "thickness < 3");
    assert_int_equal(cupel_query_parse(deep, arena, &query, &error), CUPEL_ELIMIT);
    deep[0] = '\0';
    for (size_t i = 0; i < MANY; i++) strcpy(deep + 4 * i, "not ");
    assert_int_equal(cupel_query_parse(deep, arena, &query, &error), CUPEL_ELIMIT);
    for (size_t i = 0; i < 1000; i++) strcpy(deep + 10 * i, "a < 3 and ");
    assert_int_equal(cupel_query_parse(deep, arena, &query, &error), CUPEL_ELIMIT);
    memset(deep, 'a', MANY * 8);
    deep[MANY * 8] = '\0';
    assert_int_equal(cupel_query_parse(deep, arena, &query, &error), CUPEL_ELIMIT);
    free(deep);
    cupel_arena_free(arena);
}

/* Against a plain loop over the same numbers. */
static void finds_what_a_plain_search_finds(void **state)
{
    (void)state;
    enum { FILES = 5000 };
    cupel_catalogue *c = opened();
    double *strength = malloc(FILES * sizeof *strength), *iacs = malloc(FILES * sizeof *iacs);
    assert_int_equal(cupel_catalogue_begin(c, NULL), CUPEL_OK);
    uint64_t seed = 1;
    for (size_t i = 0; i < FILES; i++) {
        char path[32];
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        strength[i] = (double)(seed >> 40) / (1 << 24) * 600e6;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        iacs[i] = 90 + (double)(seed >> 40) / (1 << 24) * 12;
        snprintf(path, sizeof path, "%05zu.h5", i);
        cupel_record_value values[] = {number("pass1", "strength", strength[i], "Pa"),
                                       number("pass1", "iacs", iacs[i], "%IACS")};
        put(c, path, "2026-01-01T00:00:00Z", values, 2);
    }
    assert_int_equal(cupel_catalogue_end(c, true, NULL), CUPEL_OK);
    size_t wanted = 0;
    for (size_t i = 0; i < FILES; i++) wanted += (strength[i] >= 400e6 && iacs[i] >= 97) || strength[i] < 3e6;
    assert_true(wanted > 100 && wanted < FILES / 2);
    cupel_arena *arena = cupel_arena_new();
    const cupel_query *query;
    cupel_found found = {0};
    cupel_error error = {0};
    if (cupel_query_parse("strength >= 400 MPa and iacs >= 97 %IACS or strength < 3 MPa", arena, &query,
                          &error) ||
        cupel_catalogue_find(c, query, NULL, arena, &found, &error))
        fail_msg("%s", error.text);
    assert_int_equal(found.count, wanted);
    for (size_t i = 0; i < found.count; i++) {
        const size_t k = (size_t)strtoul(found.files[i].path, NULL, 10);
        assert_true((strength[k] >= 400e6 && iacs[k] >= 97) || strength[k] < 3e6);
        assert_true(i == 0 || strcmp(found.files[i - 1].path, found.files[i].path) < 0);
    }
    cupel_arena_free(arena);
    free(strength);
    free(iacs);
    cupel_catalogue_close(c);
}

static void records_are_replaced_and_forgotten(void **state)
{
    (void)state;
    cupel_catalogue *c = small_catalogue();
    char found[64];
    cupel_error error;
    cupel_record_value a[] = {number("pass1", "thickness", 1e-3, "m")};
    assert_int_equal(cupel_catalogue_begin(c, NULL), CUPEL_OK);
    put(c, "a.h5", "2026-03-01T00:00:00Z", a, 1);
    assert_int_equal(cupel_catalogue_forget(c, "sub/d.h5", NULL), CUPEL_OK);
    assert_int_equal(cupel_catalogue_forget(c, "never there.h5", NULL), CUPEL_OK);
    assert_int_equal(cupel_catalogue_end(c, true, NULL), CUPEL_OK);
    find_in(c, "thickness > 25 um", found, sizeof found, &error);
    assert_string_equal(found, "ae");
    find_in(c, "strength > 1 Pa", found, sizeof found, &error);
    assert_string_equal(found, "");
    assert_int_equal(cupel_catalogue_begin(c, NULL), CUPEL_OK); /* taken back */
    assert_int_equal(cupel_catalogue_forget(c, "a.h5", NULL), CUPEL_OK);
    assert_int_equal(cupel_catalogue_end(c, false, NULL), CUPEL_OK);
    find_in(c, "thickness > 25 um", found, sizeof found, &error);
    assert_string_equal(found, "ae");
    cupel_catalogue_close(c);
}

static void write_bytes(const char *path, const void *bytes, size_t count)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

static size_t search(const char *expression, cupel_status wanted)
{
    cupel_arena *arena = cupel_arena_new();
    const cupel_query *query;
    cupel_found found = {0};
    cupel_error error = {0};
    const cupel_search how = {0};
    assert_int_equal(cupel_query_parse(expression, arena, &query, &error), CUPEL_OK);
    const cupel_status status = cupel_catalogue_search(folder, &how, query, arena, &found, &error);
    if (status != wanted) fail_msg("%s: status %d, wanted %d: %s", expression, status, wanted, error.text);
    cupel_arena_free(arena);
    return found.catalogued;
}

/* Garbage, a cut, changed bytes all over it: always made anew, never a crash, never rows that are not there.
 */
static void a_broken_index_is_made_anew(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/" CUPEL_CATALOGUE_FILE, folder);
    cupel_catalogue_close(small_catalogue());
    FILE *file = fopen(path, "rb");
    static unsigned char whole[1 << 20], broken[1 << 20];
    const size_t size = fread(whole, 1, sizeof whole, file);
    fclose(file);
    assert_true(size > 8192 && size < sizeof whole);
    for (size_t trial = 0; trial < 60; trial++) {
        size_t count = size;
        memcpy(broken, whole, size);
        if (trial < 10) count = trial * size / 10 + (trial == 1);
        if (trial >= 10) {
            srand((unsigned)trial);
            for (int i = 0; i < 200; i++) broken[(size_t)rand() % size] = (unsigned char)rand();
        }
        write_bytes(path, broken, count);
        search("thickness < 20 um", CUPEL_EINVAL); /* the folder holds no file, so no name is known */
        assert_int_equal(search("title ~ *", CUPEL_EINVAL), 0);
    }
}

static void a_foreign_database_is_not_used(void **state)
{
    (void)state;
    char path[128], command[256];
    snprintf(path, sizeof path, "%s/" CUPEL_CATALOGUE_FILE, folder);
    cupel_catalogue_close(small_catalogue());
    snprintf(command, sizeof command, "sqlite3 %s 'CREATE VIEW trap AS SELECT 1' 2> /dev/null", path);
    if (system(command) != 0) skip(); /* no sqlite3 program here */
    cupel_catalogue *c = NULL;
    cupel_error error = {0};
    assert_int_equal(cupel_catalogue_open(folder, &c, &error), CUPEL_EDAMAGED);
    search("title ~ *", CUPEL_EINVAL);
    c = opened();
    cupel_catalogue_close(c);
}

static void a_folder_that_cannot_be_written_has_its_catalogue_in_the_cache(void **state)
{
    (void)state;
    char trap[128], cache[128];
    snprintf(trap, sizeof trap, "%s/" CUPEL_CATALOGUE_FILE, folder);
    snprintf(cache, sizeof cache, "%s-cache", folder);
    char *whole = realpath(".", NULL), place[512];
    snprintf(place, sizeof place, "%s/%s", whole, cache);
    free(whole);
    assert_int_equal(setenv("XDG_CACHE_HOME", place, 1), 0);
    assert_int_equal(symlink("/nowhere", trap), 0); /* also root may not write through a link */
    cupel_catalogue *c = small_catalogue();
    assert_int_equal(strncmp(cupel_catalogue_path(c), place, strlen(place)), 0);
    char found[64];
    cupel_error error;
    find_in(c, "thickness < 20 um", found, sizeof found, &error);
    assert_string_equal(found, "ab");
    unlink(cupel_catalogue_path(c));
    cupel_catalogue_close(c);
    snprintf(place, sizeof place, "%s/cupel", cache);
    rmdir(place);
    rmdir(cache);
    unsetenv("XDG_CACHE_HOME");
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, fresh_folder, drop_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(expressions_find_what_they_say),
        IN_FOLDER(values_asked_for_come_with_their_uncertainty_and_flag),
        cmocka_unit_test(deep_and_long_expressions_are_refused),
        IN_FOLDER(finds_what_a_plain_search_finds),
        IN_FOLDER(records_are_replaced_and_forgotten),
        IN_FOLDER(a_broken_index_is_made_anew),
        IN_FOLDER(a_foreign_database_is_not_used),
        IN_FOLDER(a_folder_that_cannot_be_written_has_its_catalogue_in_the_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "march.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "run/part.h"
#include "run/run.h"
#include "store/store.h"

/* Runs are killed by SIGKILL at random moments; the program itself, started anew as "kill --child
 * run|resume", is what gets killed. After each kill, every file that has its final name must be whole,
 * nothing that was finished or saved may be lost, and the resumed run must end as an undisturbed one does,
 * bit for bit. */

#define CASE_FILE "march.yaml"
#define OUTPUT    "out.h5"
#define PART      "out.h5.part"
#define NOTES     "notes.bin"
#define PLAIN     "undisturbed.h5"

enum { KILLS = 200, REPEATED_ROUNDS = 15, KILLS_PER_ROUND = 6 };

/* The loops end early on a busy machine, so that the test takes minutes at most, but not before five kills.
 * CUPEL_KILL_SECONDS gives another bound for each. */
static double longest(double seconds)
{
    const char *soak = getenv("CUPEL_KILL_SECONDS");
    return soak ? strtod(soak, NULL) : seconds;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool go_on(double begin, double seconds, int killed)
{
    return killed < 5 || now() - begin < longest(seconds);
}

/* ---- the child ---- */

static march_notes *map_notes(void)
{
    const int file = open(NOTES, O_RDWR | O_CREAT, 0666);
    if (file < 0 || ftruncate(file, sizeof(march_notes)) != 0) return NULL;
    void *memory = mmap(NULL, sizeof(march_notes), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return memory == MAP_FAILED ? NULL : memory;
}

/* The step at `index` has begun, so that those before it are promised to be on disk. */
static void note_progress(void *host, const char *step, size_t index, size_t count, double fraction)
{
    (void)host, (void)step, (void)count, (void)fraction;
    if (atomic_load(&march_noted->finished) < (int)index) atomic_store(&march_noted->finished, (int)index);
}

static int child(const char *verb, const char *output, int threads)
{
    march_noted = map_notes();
    if (!march_noted) return 3;
    for (size_t i = 0; i < MARCH_STEPS; i++) atomic_store(&march_noted->begun_from[i], -1);
    const cupel_run_options options = {
        .models = march_models, .output = output, .threads = threads, .progress = note_progress};
    cupel_diagnostics diagnostics = {0};
    cupel_error error = {0};
    cupel_run *run = NULL;
    const cupel_status status = strcmp(verb, "run") == 0
                                    ? cupel_run_case(CASE_FILE, &options, &diagnostics, &run, &error)
                                    : cupel_run_resume(output, &options, &diagnostics, &run, &error);
    if (status) {
        fprintf(stderr, "%s %s: %s\n", verb, output, error.text);
    } else {
        int restored = 0;
        for (size_t i = 0; i < run->count; i++) restored += run->steps[i].restored;
        atomic_store(&march_noted->restored, restored);
        cupel_run_free(run);
    }
    cupel_diagnostics_free(&diagnostics);
    return (int)status;
}

/* ---- the parent ---- */

/* Starts the program anew, kills it after `delay` seconds (negative: never). Returns its exit status, or -1
 * when the kill came first. */
static int start(const char *verb, const char *output, int threads, double delay)
{
    char number[16];
    snprintf(number, sizeof number, "%d", threads);
    const pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        execl("/proc/self/exe", "kill", "--child", verb, output, number, (char *)NULL);
        _exit(127);
    }
    if (delay >= 0) {
        const struct timespec wait = {.tv_sec = (time_t)delay,
                                      .tv_nsec = (long)((delay - (double)(time_t)delay) * 1e9)};
        nanosleep(&wait, NULL);
        kill(process, SIGKILL);
    }
    int status;
    while (waitpid(process, &status, 0) < 0) assert_int_equal(errno, EINTR);
    if (WIFSIGNALED(status)) assert_int_equal(WTERMSIG(status), SIGKILL);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Delays from a generator of our own, so that every C library draws the same ones. Knuth's MMIX constants. */
static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder) return;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    rmdir(path);
}

/* Every name in the working folder that begins with OUTPUT is ours. */
static size_t count_leftovers(bool and_remove)
{
    size_t count = 0;
    DIR *folder = opendir(".");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (strncmp(entry->d_name, OUTPUT, strlen(OUTPUT)) != 0) continue;
        if (strcmp(entry->d_name, OUTPUT) != 0) count++;
        if (and_remove && unlink(entry->d_name) != 0) remove_folder(entry->d_name);
    }
    closedir(folder);
    return count;
}

/* A folder in memory where there is one: what a killed process wrote is in the page cache on every file
 * system, and waiting for a disk would only make the kills fewer. */
static char folder_of_test[] = "/dev/shm/cupel-kill-XXXXXX";

static int enter_folder(void)
{
    if (!mkdtemp(folder_of_test)) {
        folder_of_test[0] = '\0'; /* the folder that the test was started in */
        return 0;
    }
    return chdir(folder_of_test);
}

static int leave_folder(void **state)
{
    (void)state;
    if (!folder_of_test[0]) return 0;
    count_leftovers(true);
    remove_folder(folder_of_test);
    return 0;
}

static void assert_whole(const char *path)
{
    cupel_verification report = {0};
    cupel_error error = {0};
    const cupel_status status = cupel_file_verify(path, &report, &error);
    if (status || report.damaged > 0) fail_msg("%s is not whole: %s", path, error.text);
    assert_true(report.checked > 0);
}

static void assert_state_whole(const char *path)
{
    enum { MAGIC = 8 }; /* the key stands behind the magic number, see run/part.c */
    char *bytes = NULL;
    size_t count = 0;
    cupel_error error = {0};
    assert_int_equal(cupel_file_read_all(path, 1 << 24, &bytes, &count, &error), CUPEL_OK);
    assert_true(count > MAGIC + CUPEL_SHA256_HEX);
    char key[CUPEL_SHA256_HEX];
    memcpy(key, bytes + MAGIC, sizeof key);
    key[sizeof key - 1] = '\0';
    free(bytes);
    void *state = NULL;
    size_t size = 0;
    assert_int_equal(cupel_part_load_state(path, key, &state, &size, &error), CUPEL_OK);
    if (!state) fail_msg("the checkpoint %s is not whole", path);
    free(state);
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* What has a final name is whole; returns how many segments there are, -1 when there is no folder. */
static int check_folder(void)
{
    DIR *folder = opendir(PART);
    if (!folder) return -1;
    int segments = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[600];
        snprintf(path, sizeof path, PART "/%s", entry->d_name);
        if (strstr(entry->d_name, ".tmp-")) continue;
        if (ends_with(entry->d_name, ".h5")) {
            assert_whole(path);
            segments++;
        } else if (ends_with(entry->d_name, ".state")) {
            assert_state_whole(path);
        }
    }
    closedir(folder);
    return segments;
}

/* Digest over every data set of the steps: path, type, shape, unit and the values, bit for bit. */
static void digest_of_file(const char *path, char out[CUPEL_SHA256_HEX])
{
    cupel_file *file = NULL;
    cupel_error error = {0};
    if (cupel_file_open(path, &file, &error)) fail_msg("%s: %s", path, error.text);
    cupel_text listing = {0};
    for (size_t i = 0; i < cupel_file_item_count(file); i++) {
        const cupel_item *item = cupel_file_get_item(file, i);
        char digest[CUPEL_SHA256_HEX] = "-";
        if (item->type == CUPEL_ITEM_NUMBERS || item->type == CUPEL_ITEM_INTEGERS) {
            double *values = NULL;
            if (cupel_file_read_numbers(file, item, &values, &error))
                fail_msg("%s: %s", item->path, error.text);
            cupel_sha256(values, (size_t)item->count * sizeof *values, digest);
            free(values);
        } else if (item->type == CUPEL_ITEM_TEXT) {
            char **texts = NULL;
            if (cupel_file_read_texts(file, item, &texts, &error)) fail_msg("%s: %s", item->path, error.text);
            for (uint64_t k = 0; k < item->count; k++) cupel_text_printf(&listing, "%s\n", texts[k]);
            free(texts);
        }
        cupel_text_printf(&listing, "%s %d %zu %s %s", item->path, (int)item->type, item->rank,
                          item->unit ? item->unit : "-", digest);
        for (size_t d = 0; d < item->rank; d++)
            cupel_text_printf(&listing, " %llu", (unsigned long long)item->dims[d]);
        cupel_text_printf(&listing, "\n");
    }
    assert_false(listing.failed);
    assert_true(strstr(cupel_text_get(&listing), "/steps/third/") != NULL);
    cupel_sha256(cupel_text_get(&listing), listing.length, out);
    cupel_text_free(&listing);
    cupel_file_close(file);
}

static void content_id_of(const char *path, char out[80])
{
    cupel_verification report = {0};
    cupel_error error = {0};
    assert_int_equal(cupel_file_verify(path, &report, &error), CUPEL_OK);
    assert_int_equal(report.damaged, 0);
    assert_true(report.content_id_matches);
    memcpy(out, report.content_id, 80);
}

typedef struct reference {
    march_notes *notes;
    double seconds; /* of an undisturbed run, with its start */
    char content_id[80], digest[CUPEL_SHA256_HEX];
} reference;

static int make_reference(void **state)
{
    static reference r;
    if (enter_folder() != 0) return -1;
    remove(PLAIN);
    remove_folder(PLAIN ".part");
    count_leftovers(true);
    cupel_error error = {0};
    if (cupel_file_write_all(CASE_FILE, march_case, strlen(march_case), &error)) return -1;
    r.notes = map_notes();
    if (!r.notes) return -1;
    const double begin = now();
    if (start("run", PLAIN, 1, -1) != 0) return -1;
    r.seconds = now() - begin;
    content_id_of(PLAIN, r.content_id);
    digest_of_file(PLAIN, r.digest);
    *state = &r;
    return 0;
}

static void forget(march_notes *notes)
{
    atomic_store(&notes->finished, 0);
    for (size_t i = 0; i < MARCH_STEPS; i++) atomic_store(&notes->saved[i], 0);
}

/* After a kill: whole files, and all that was promised. */
static void check_after_kill(const reference *r)
{
    const int promised = atomic_load(&r->notes->finished);
    if (cupel_file_exists(OUTPUT)) {
        char id[80];
        content_id_of(OUTPUT, id);
        assert_string_equal(id, r->content_id);
    }
    const int segments = check_folder();
    if (!cupel_file_exists(OUTPUT) && promised > 0 && segments < promised)
        fail_msg("%d steps were finished and %d are there", promised, segments);
}

/* Resuming must take over finished steps and go on from checkpoints, not begin anew. */
static void check_taken_over(const reference *r, int promised, const int saved[MARCH_STEPS])
{
    assert_true(atomic_load(&r->notes->restored) >= promised);
    for (int i = 0; i < MARCH_STEPS; i++) {
        const int from = atomic_load(&r->notes->begun_from[i]);
        if (from < 0) continue; /* taken over as a whole */
        assert_true(i >= promised);
        assert_true(from >= saved[i]);
    }
}

/* Finishes what the kills left. A run that was killed before its folder was whole has promised nothing and is
 * begun again; one that was killed when its file was complete has nothing to resume. */
static void finish(const reference *r, int threads)
{
    const int promised = atomic_load(&r->notes->finished);
    int saved[MARCH_STEPS];
    for (size_t i = 0; i < MARCH_STEPS; i++) saved[i] = atomic_load(&r->notes->saved[i]);
    const bool folder = cupel_file_exists(PART "/run.json");
    if (folder) {
        assert_int_equal(start("resume", OUTPUT, threads, -1), 0);
        check_taken_over(r, promised, saved);
    } else if (!cupel_file_exists(OUTPUT)) {
        assert_int_equal(promised, 0);
        assert_int_equal(start("run", OUTPUT, threads, -1), 0);
    } else {
        assert_false(cupel_file_exists(PART));
    }
    char id[80], digest[CUPEL_SHA256_HEX];
    content_id_of(OUTPUT, id);
    digest_of_file(OUTPUT, digest);
    assert_string_equal(id, r->content_id);
    assert_string_equal(digest, r->digest);
}

static void a_run_killed_at_any_moment_is_resumed_to_the_same_file(void **state)
{
    const reference *r = *state;
    uint64_t random = 20260101;
    int killed = 0, rounds = 0;
    const double begin = now();
    for (; rounds < KILLS && go_on(begin, 150, killed); rounds++) {
        count_leftovers(true);
        forget(r->notes);
        killed += start("run", OUTPUT, 1, uniform(&random) * r->seconds) < 0;
        check_after_kill(r);
        finish(r, 1 + rounds % 2);
    }
    print_message("%d of %d runs were killed in %.1f s\n", killed, rounds, now() - begin);
    assert_true(killed >= 5);
}

static void a_resume_that_is_killed_itself_is_resumed_to_the_same_file(void **state)
{
    const reference *r = *state;
    uint64_t random = 20260202;
    int killed = 0;
    const double begin = now();
    for (int round = 0; round < REPEATED_ROUNDS && go_on(begin, 10, killed); round++) {
        count_leftovers(true);
        forget(r->notes);
        for (int i = 0; i < KILLS_PER_ROUND; i++) {
            const char *verb = cupel_file_exists(PART "/run.json") ? "resume" : "run";
            if (cupel_file_exists(OUTPUT) && strcmp(verb, "run") == 0) break;
            killed += start(verb, OUTPUT, 1, (0.2 + 0.3 * uniform(&random)) * r->seconds) < 0;
            check_after_kill(r);
        }
        finish(r, 1);
    }
    print_message("%d kills in %.1f s\n", killed, now() - begin);
    assert_true(killed >= 5);
}

static void a_resumed_run_leaves_nothing_behind(void **state)
{
    const reference *r = *state;
    uint64_t random = 20260303;
    const double begin = now();
    for (int round = 0; round < 40 && now() - begin < longest(6); round++) {
        count_leftovers(true);
        forget(r->notes);
        /* the last part of a run, where its file is put together and its folder is removed */
        start("run", OUTPUT, 1, (0.7 + 0.3 * uniform(&random)) * r->seconds);
        finish(r, 1);
        /* killed while the folder was being removed: asking again is answered, and sweeps up */
        if (count_leftovers(false) > 0) assert_int_equal(start("resume", OUTPUT, 1, -1), CUPEL_EINVAL);
        if (count_leftovers(false) > 0) fail_msg("round %d: files beside " OUTPUT " are left over", round);
    }
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "--child") == 0) return child(argv[2], argv[3], atoi(argv[4]));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_killed_at_any_moment_is_resumed_to_the_same_file),
        cmocka_unit_test(a_resume_that_is_killed_itself_is_resumed_to_the_same_file),
        cmocka_unit_test(a_resumed_run_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, make_reference, leave_folder);
}

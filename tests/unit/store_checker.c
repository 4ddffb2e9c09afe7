/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/child.h"

/* Files are named by what becomes of the child at them. */
static void job(void *host, int out)
{
    const char *path = host;
    char process[32];
    snprintf(process, sizeof process, "%ld", (long)getpid());
    if (strcmp(path, "crash") == 0) raise(SIGSEGV);
    if (strcmp(path, "leave") == 0) _exit(0);
    if (strcmp(path, "endless") == 0) cupel_child_restrict(0);
    if (strcmp(path, "endless") == 0)
        for (volatile unsigned i = 0;; i++) {
        }
    cupel_child_say(out, 'P', path, strlen(path), process, strlen(process));
    if (strcmp(path, "half") == 0) _exit(0);
}

typedef struct answer {
    char path[64], process[32];
} answer;

static cupel_status hear(void *host, char tag, const char *first, size_t first_count, const char *second,
                         size_t second_count, cupel_error *error)
{
    (void)error;
    answer *a = host;
    assert_int_equal(tag, 'P');
    snprintf(a->path, sizeof a->path, "%.*s", (int)first_count, first);
    snprintf(a->process, sizeof a->process, "%.*s", (int)second_count, second);
    return CUPEL_OK;
}

static cupel_status ask(cupel_checker *checker, const char *path, answer *a, cupel_error *error)
{
    const cupel_status status = cupel_checker_send(checker, path, error);
    return status ? status : cupel_checker_hear(checker, path, a, hear, error);
}

static void assert_answers(cupel_checker *checker, const char *path, answer *a)
{
    cupel_error error = {0};
    *a = (answer){0};
    assert_int_equal(ask(checker, path, a, &error), CUPEL_OK);
    assert_string_equal(a->path, path);
}

static void assert_dies(cupel_checker *checker, const char *path, const char *words)
{
    cupel_error error = {0};
    answer a = {0};
    assert_int_equal(ask(checker, path, &a, &error), CUPEL_EDAMAGED);
    assert_non_null(strstr(error.text, words));
    assert_string_equal(a.path, "");
}

static void one_child_answers_for_many_files(void **state)
{
    (void)state;
    cupel_checker *checker = cupel_checker_of(job, NULL);
    answer first, other;
    assert_answers(checker, "one", &first);
    assert_answers(checker, "two", &other);
    assert_string_equal(first.process, other.process);
    char own[32];
    snprintf(own, sizeof own, "%ld", (long)getpid());
    assert_string_not_equal(first.process, own);
    for (int i = 0; i < 300; i++) assert_answers(checker, "more", &other);
    assert_string_not_equal(first.process, other.process); /* a new one, now and then */
    cupel_checker_free(checker);
}

static void a_file_that_kills_the_child_is_told_of_and_the_next_is_checked(void **state)
{
    (void)state;
    cupel_checker *checker = cupel_checker_of(job, NULL);
    answer before, after;
    assert_answers(checker, "good", &before);
    assert_dies(checker, "crash", "signal 11");
    assert_answers(checker, "good", &after);
    assert_string_not_equal(before.process, after.process);
    assert_dies(checker, "leave", "ended early");
    assert_dies(checker, "half", "ended early");
    assert_dies(checker, "endless", "signal");
    assert_answers(checker, "good", &after);
    cupel_checker_free(checker);
}

static void a_child_that_died_between_two_files_is_replaced(void **state)
{
    (void)state;
    cupel_checker *checker = cupel_checker_of(job, NULL);
    answer a;
    assert_answers(checker, "good", &a);
    long process = 0;
    assert_int_equal(sscanf(a.process, "%ld", &process), 1);
    kill((pid_t)process, SIGKILL);
    usleep(100000);
    assert_answers(checker, "next", &a);
    cupel_checker_free(checker);
    cupel_checker_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_child_answers_for_many_files),
        cmocka_unit_test(a_file_that_kills_the_child_is_told_of_and_the_next_is_checked),
        cmocka_unit_test(a_child_that_died_between_two_files_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

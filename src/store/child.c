/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* close_range */
#endif
#include "store/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ADDRESS_SANITIZER
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ADDRESS_SANITIZER
#endif

enum {
    SLOWEST_CPU_RATE = 10 << 20, /* bytes of content per second of processor time         */
    SLOWEST_DISK_RATE = 1 << 20, /* bytes of file per second of waiting                   */
    REPORT_BYTES = 64 << 20,     /* longest report                                        */
    MEMORY = 448 << 20           /* beyond what the parent has: chunks are at most 64 MiB */
};
static const char END_TAG = '\0';

/* ---- in the child ---- */

typedef struct record_head {
    uint32_t tag, first, second;
} record_head;

bool cupel_child_say(int out, char tag, const void *first, size_t first_count, const void *second,
                     size_t second_count)
{
    const record_head head = {(unsigned char)tag, (uint32_t)first_count, (uint32_t)second_count};
    return cupel_write_fully(out, &head, sizeof head) && cupel_write_fully(out, first, first_count) &&
           cupel_write_fully(out, second, second_count);
}

void cupel_child_allow(uint64_t bytes)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_CPU, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
    limit.rlim_cur += bytes / SLOWEST_CPU_RATE;
    setrlimit(RLIMIT_CPU, &limit);
}

void cupel_child_restrict(unsigned seconds)
{
    struct rlimit limit;
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return;
    limit.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1) + seconds;
    setrlimit(RLIMIT_CPU, &limit);
}

static void limit_memory(void)
{
#ifndef UNDER_ADDRESS_SANITIZER /* its shadow takes terabytes of address space */
    unsigned long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    if (!statm) return;
    const int got = fscanf(statm, "%lu", &pages);
    fclose(statm);
    if (got != 1) return;
    const rlim_t bytes = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + MEMORY;
    const struct rlimit limit = {bytes, bytes};
    setrlimit(RLIMIT_AS, &limit);
#endif
}

static void confine(void)
{
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGXCPU, SIGPIPE, SIGTERM, SIGINT};
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) signal(fatal[i], SIG_DFL);
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    struct rlimit cpu;
    if (getrlimit(RLIMIT_CPU, &cpu) == 0) {
        cpu.rlim_cur = CUPEL_CHILD_SECONDS;
        setrlimit(RLIMIT_CPU, &cpu);
    }
    limit_memory();
    /* whatever the C library says about a corrupted heap is of no use to the user */
    const int nowhere = open("/dev/null", O_RDWR);
    if (nowhere >= 0) {
        dup2(nowhere, STDIN_FILENO);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
    }
}

static _Noreturn void child_main(void *host, cupel_child_job job, int out)
{
    /* the three standard files are about to be replaced */
    const int high = fcntl(out, F_DUPFD_CLOEXEC, 3);
    if (high < 0) _exit(1);
    confine();
    job(host, high);
    const bool said = cupel_child_say(high, END_TAG, NULL, 0, NULL, 0);
    _exit(said ? 0 : 1); /* no exit handlers: the parent's open files are not ours to close */
}

/* ---- in the parent ---- */

static long long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

typedef struct report {
    char *bytes;
    size_t count, capacity;
} report;

typedef enum heard { HEARD_ALL, HEARD_DEATH, HEARD_NO_END, HEARD_NO_MEMORY } heard;

static bool report_grow(report *r)
{
    const size_t larger = r->capacity ? 2 * r->capacity : 4096;
    char *bytes = cupel_resize(r->bytes, larger, 1);
    if (!bytes) return false;
    r->bytes = bytes;
    r->capacity = larger;
    return true;
}

/* Whether the records that have come are all there are. */
static bool has_end(const report *r, size_t *at)
{
    while (r->count - *at >= sizeof(record_head)) {
        record_head head;
        memcpy(&head, r->bytes + *at, sizeof head);
        if (head.tag == (unsigned char)END_TAG) return true;
        const size_t size = sizeof head + (size_t)head.first + head.second;
        if (size > r->count - *at) return false;
        *at += size;
    }
    return false;
}

/* Reads until the child closes its end, its time is over, or it talks without end; of a child that is kept,
 * until it has said all. */
static heard listen_to(int in, bool kept, long long patience, report *r)
{
    const long long end = now_ms() + patience;
    for (size_t at = 0;;) {
        if (kept && has_end(r, &at)) return HEARD_ALL;
        if (r->count == REPORT_BYTES) return HEARD_NO_END;
        if (r->count == r->capacity && !report_grow(r)) return HEARD_NO_MEMORY;
        const long long left = end - now_ms();
        if (left <= 0) return HEARD_NO_END;
        struct pollfd ready = {.fd = in, .events = POLLIN};
        const int polled = poll(&ready, 1, left > 1000000 ? 1000000 : (int)left);
        if (polled < 0 && errno != EINTR) return HEARD_NO_END;
        if (polled <= 0) continue;
        const ssize_t got = read(in, r->bytes + r->count, r->capacity - r->count);
        if (got == 0 || (got < 0 && errno == ECONNRESET)) return kept ? HEARD_DEATH : HEARD_ALL;
        if (got < 0 && errno != EINTR) return HEARD_NO_END;
        if (got > 0) r->count += (size_t)got;
    }
}

static cupel_status unsafe(const char *path, const char *how, int number, cupel_error *error)
{
    cupel_error_set(error, CUPEL_EDAMAGED, "'%s' is damaged: the HDF5 library cannot read it safely (%s %d)",
                    path, how, number);
    cupel_error_place(error, path, 0, 0);
    return CUPEL_EDAMAGED;
}

static cupel_status hear_all(const char *path, const report *r, void *host, cupel_child_hear hear,
                             cupel_error *error)
{
    size_t at = 0;
    while (r->count - at >= sizeof(record_head)) {
        record_head head;
        memcpy(&head, r->bytes + at, sizeof head);
        at += sizeof head;
        if (head.tag == (unsigned char)END_TAG) return CUPEL_OK;
        if (head.first > r->count - at || head.second > r->count - at - head.first) break;
        const char *first = r->bytes + at, *second = first + head.first;
        at += (size_t)head.first + head.second;
        const cupel_status status = hear(host, (char)head.tag, first, head.first, second, head.second, error);
        if (status) return status;
    }
    return unsafe(path, "the check ended early; record", 0, error);
}

static long long patience_ms(const char *path)
{
    struct stat about;
    const long long size = stat(path, &about) == 0 ? (long long)about.st_size : 0;
    return 1000 * (3 * (long long)CUPEL_CHILD_SECONDS + size / SLOWEST_DISK_RATE);
}

static pid_t wait_for(pid_t child, int *how)
{
    pid_t waited;
    do waited = waitpid(child, how, 0);
    while (waited < 0 && errno == EINTR);
    return waited;
}

static cupel_status run(const char *path, void *host, cupel_child_job job, cupel_child_hear hear,
                        bool hear_the_dead, cupel_error *error)
{
    int ends[2];
    if (pipe(ends) != 0) CUPEL_FAIL(error, CUPEL_EIO, "cannot check '%s': no pipe: error %d", path, errno);
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        child_main(host, job, ends[1]);
    }
    const int code = errno;
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        CUPEL_FAIL(error, CUPEL_EIO, "cannot check '%s': no process: error %d", path, code);
    }
    report r = {0};
    const heard end = listen_to(ends[0], false, patience_ms(path), &r);
    close(ends[0]);
    if (end != HEARD_ALL) kill(child, SIGKILL);
    int how = 0;
    const pid_t waited = wait_for(child, &how);
    cupel_status status;
    const bool died = end == HEARD_NO_END || (waited == child && WIFSIGNALED(how));
    if (died && hear_the_dead) hear_all(path, &r, host, hear, NULL);
    if (end == HEARD_NO_MEMORY)
        status = cupel_out_of_memory(error, "the check of a file");
    else if (end == HEARD_NO_END)
        status = unsafe(path, "no answer; seconds of processor time allowed:", CUPEL_CHILD_SECONDS, error);
    else if (waited == child && WIFSIGNALED(how))
        status = unsafe(path, "signal", WTERMSIG(how), error);
    else
        status = hear_all(path, &r, host, hear, error);
    free(r.bytes);
    return status;
}

cupel_status cupel_child_run(const char *path, void *host, cupel_child_job job, cupel_child_hear hear,
                             cupel_error *error)
{
    return run(path, host, job, hear, false, error);
}

cupel_status cupel_child_run_heard(const char *path, void *host, cupel_child_job job, cupel_child_hear hear,
                                   cupel_error *error)
{
    return run(path, host, job, hear, true, error);
}

/* ---- a child that is kept ---- */

enum { FILES_PER_CHILD = 256 }; /* what damaged files leave behind in HDF5 goes with it */

struct cupel_checker {
    cupel_child_job job;
    void (*start)(void);
    pid_t child; /* 0: none */
    int channel;
    unsigned asked;
};

cupel_checker *cupel_checker_of(cupel_child_job job, void (*start)(void))
{
    cupel_checker *checker = cupel_alloc(1, sizeof *checker);
    if (checker) *checker = (cupel_checker){.job = job, .start = start};
    return checker;
}

static bool read_fully(int fd, void *bytes, size_t count)
{
    char *to = bytes;
    while (count) {
        const ssize_t got = read(fd, to, count);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        to += got;
        count -= (size_t)got;
    }
    return true;
}

/* Path after path, until the parent is gone. What else the parent has open is not held open here. */
static _Noreturn void kept_main(const cupel_checker *checker, int channel)
{
    const int high = fcntl(channel, F_DUPFD_CLOEXEC, 3);
    if (high < 0) _exit(1);
    if (high > 3) close_range(3, (unsigned)high - 1, 0);
    close_range((unsigned)high + 1, ~0U, 0);
    confine();
    if (checker->start) checker->start();
    for (uint32_t length; read_fully(high, &length, sizeof length);) {
        char *path = cupel_alloc((size_t)length + 1, 1);
        if (!path || !read_fully(high, path, length)) _exit(1);
        cupel_child_restrict(CUPEL_CHILD_SECONDS);
        checker->job(path, high);
        if (!cupel_child_say(high, END_TAG, NULL, 0, NULL, 0)) _exit(1);
        free(path);
    }
    _exit(0);
}

static cupel_status checker_start(cupel_checker *checker, const char *path, cupel_error *error)
{
    int ends[2];
    if (checker->child) return CUPEL_OK;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        CUPEL_FAIL(error, CUPEL_EIO, "cannot check '%s': no channel: error %d", path, errno);
    const pid_t child = fork();
    if (child == 0) kept_main(checker, ends[1]);
    const int code = errno;
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        CUPEL_FAIL(error, CUPEL_EIO, "cannot check '%s': no process: error %d", path, code);
    }
    checker->child = child;
    checker->channel = ends[0];
    checker->asked = 0;
    return CUPEL_OK;
}

/* The signal that it died of; 0: it had ended by itself. One that has already died does not notice. */
static int checker_stop(cupel_checker *checker)
{
    int how = 0;
    if (!checker->child) return 0;
    kill(checker->child, SIGKILL);
    close(checker->channel);
    const pid_t waited = wait_for(checker->child, &how);
    const bool killed = waited == checker->child && WIFSIGNALED(how);
    checker->child = 0;
    return killed ? WTERMSIG(how) : 0;
}

void cupel_checker_free(cupel_checker *checker)
{
    if (checker) checker_stop(checker);
    free(checker);
}

static bool send_fully(int channel, const void *bytes, size_t count)
{
    const char *from = bytes;
    while (count) {
        const ssize_t sent = send(channel, from, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        from += sent;
        count -= (size_t)sent;
    }
    return true;
}

static bool send_path(const cupel_checker *checker, const char *path)
{
    const uint32_t length = (uint32_t)strlen(path);
    return send_fully(checker->channel, &length, sizeof length) && send_fully(checker->channel, path, length);
}

cupel_status cupel_checker_send(cupel_checker *checker, const char *path, cupel_error *error)
{
    if (checker->asked == FILES_PER_CHILD) checker_stop(checker);
    cupel_status status = checker_start(checker, path, error);
    if (!status && !send_path(checker, path)) { /* it died between two files: of none of them */
        checker_stop(checker);
        status = checker_start(checker, path, error);
        if (!status && !send_path(checker, path))
            status = cupel_error_set(error, CUPEL_EIO, "cannot check '%s': no process takes it", path);
    }
    checker->asked += !status;
    return status;
}

cupel_status cupel_checker_hear(cupel_checker *checker, const char *path, void *host, cupel_child_hear hear,
                                cupel_error *error)
{
    report r = {0};
    cupel_status status;
    const heard end = listen_to(checker->channel, true, patience_ms(path), &r);
    const int signal = end == HEARD_ALL ? 0 : checker_stop(checker);
    if (end == HEARD_ALL)
        status = hear_all(path, &r, host, hear, error);
    else if (end == HEARD_NO_MEMORY)
        status = cupel_out_of_memory(error, "the check of a file");
    else if (end == HEARD_NO_END)
        status = unsafe(path, "no answer; seconds of processor time allowed:", CUPEL_CHILD_SECONDS, error);
    else if (signal)
        status = unsafe(path, "signal", signal, error);
    else
        status = unsafe(path, "the check ended early; record", 0, error);
    free(r.bytes);
    return status;
}

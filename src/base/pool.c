/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

enum { MOST_WORKERS = 256, PIECE = 64 << 10, MEMORY_KEPT = 32 << 20 };

/* What parent and workers share. */
typedef struct shared {
    atomic_size_t next;             /* job                                */
    atomic_size_t at[MOST_WORKERS]; /* the job that a worker is on, + 1   */
} shared;

typedef struct head {
    uint64_t index, length;
} head;

typedef struct worker {
    pid_t process; /* 0: none */
    int from;
    cupel_text heard; /* not yet a whole answer */
} worker;

typedef struct answer {
    char *bytes;
    size_t length;
    int signal;
    bool there;
} answer;

typedef struct pool {
    const cupel_pool *plan;
    shared *common;
    worker workers[MOST_WORKERS];
    answer *answers; /* [count] */
    size_t told;     /* answers handed on */
} pool;

int cupel_pool_processors(void)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > MOST_WORKERS ? MOST_WORKERS : (int)count;
}

/* ---- in a worker ---- */

static _Noreturn void work(const pool *p, size_t number, int out)
{
    const cupel_pool *plan = p->plan;
    /* job after job asks for the same memory: what is given back to the system is cleared page by page anew
     */
    mallopt(M_MMAP_THRESHOLD, MEMORY_KEPT);
    mallopt(M_TRIM_THRESHOLD, MEMORY_KEPT);
    if (plan->start) plan->start(plan->host);
    for (;;) {
        const size_t index = atomic_fetch_add(&p->common->next, 1);
        if (index >= plan->count) _exit(0);
        atomic_store(&p->common->at[number], index + 1);
        cupel_text text = {0};
        plan->job(plan->host, index, &text);
        const head h = {index, text.length};
        /* no exit handlers: what the parent has open is not ours to close */
        if (text.failed || !cupel_write_fully(out, &h, sizeof h) ||
            !cupel_write_fully(out, text.data, text.length))
            _exit(1);
        cupel_text_free(&text);
    }
}

/* ---- in the parent ---- */

static cupel_status hire(pool *p, size_t number, cupel_error *error)
{
    int ends[2];
    if (pipe(ends) != 0) CUPEL_FAIL(error, CUPEL_EIO, "no pipe for a worker: %s", strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    atomic_store(&p->common->at[number], 0);
    fflush(NULL); /* what is not yet written would be written twice */
    const pid_t process = fork();
    if (process == 0) {
        close(ends[0]);
        for (size_t i = 0; i < MOST_WORKERS; i++)
            if (p->workers[i].process) close(p->workers[i].from);
        work(p, number, ends[1]);
    }
    const int code = errno;
    close(ends[1]);
    if (process < 0) {
        close(ends[0]);
        CUPEL_FAIL(error, CUPEL_EIO, "no process for a worker: %s", strerror(code));
    }
    p->workers[number] = (worker){.process = process, .from = ends[0]};
    return CUPEL_OK;
}

/* Takes whole answers out of what a worker has written. */
static cupel_status take_answers(pool *p, worker *w, cupel_error *error)
{
    size_t at = 0;
    head h;
    while (w->heard.length - at >= sizeof h) {
        memcpy(&h, w->heard.data + at, sizeof h);
        if (w->heard.length - at - sizeof h < h.length) break;
        at += sizeof h;
        if (h.index >= p->plan->count || p->answers[h.index].there)
            CUPEL_FAIL(error, CUPEL_EINTERNAL, "a worker answers out of turn");
        answer *a = &p->answers[h.index];
        *a = (answer){.bytes = cupel_alloc(h.length + 1, 1), .length = h.length, .there = true};
        if (!a->bytes) return cupel_out_of_memory(error, "answers of workers");
        memcpy(a->bytes, w->heard.data + at, h.length);
        at += h.length;
    }
    if (at == 0) return CUPEL_OK;
    memmove(w->heard.data, w->heard.data + at, w->heard.length - at);
    w->heard.length -= at;
    return CUPEL_OK;
}

static cupel_status hand_on(pool *p, cupel_error *error)
{
    cupel_status status = CUPEL_OK;
    for (; !status && p->told < p->plan->count && p->answers[p->told].there; p->told++) {
        answer *a = &p->answers[p->told];
        status = p->plan->hear(p->plan->host, p->told, a->bytes, a->length, a->signal, error);
        free(a->bytes);
        a->bytes = NULL;
    }
    return status;
}

/* A worker that died has lost the job it was on; another takes its place while there are more. */
static cupel_status dismiss(pool *p, size_t number, cupel_error *error)
{
    worker *w = &p->workers[number];
    int how = 0;
    pid_t waited;
    do waited = waitpid(w->process, &how, 0);
    while (waited < 0 && errno == EINTR);
    close(w->from);
    cupel_text_free(&w->heard);
    w->process = 0;
    const size_t at = atomic_load(&p->common->at[number]);
    if (at && !p->answers[at - 1].there)
        p->answers[at - 1] = (answer){.signal = WIFSIGNALED(how) ? WTERMSIG(how) : 0, .there = true};
    return atomic_load(&p->common->next) < p->plan->count ? hire(p, number, error) : CUPEL_OK;
}

static cupel_status listen_to(pool *p, size_t number, cupel_error *error)
{
    static char piece[PIECE];
    worker *w = &p->workers[number];
    const ssize_t got = read(w->from, piece, sizeof piece);
    if (got < 0 && errno == EINTR) return CUPEL_OK;
    if (got <= 0) return dismiss(p, number, error);
    cupel_text_add_n(&w->heard, piece, (size_t)got);
    return w->heard.failed ? cupel_out_of_memory(error, "answers of workers") : take_answers(p, w, error);
}

static cupel_status listen_all(pool *p, cupel_error *error)
{
    struct pollfd ready[MOST_WORKERS];
    size_t number[MOST_WORKERS], count = 0;
    for (size_t i = 0; i < MOST_WORKERS; i++)
        if (p->workers[i].process) {
            number[count] = i;
            ready[count++] = (struct pollfd){.fd = p->workers[i].from, .events = POLLIN};
        }
    if (count == 0) CUPEL_FAIL(error, CUPEL_EINTERNAL, "no worker is left");
    if (poll(ready, (nfds_t)count, -1) < 0 && errno != EINTR)
        CUPEL_FAIL(error, CUPEL_EIO, "cannot listen to workers: %s", strerror(errno));
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; !status && i < count; i++)
        if (ready[i].revents) status = listen_to(p, number[i], error);
    return status;
}

static void end(pool *p)
{
    for (size_t i = 0; i < MOST_WORKERS; i++) {
        worker *w = &p->workers[i];
        if (!w->process) continue;
        kill(w->process, SIGTERM);
        close(w->from);
        while (waitpid(w->process, NULL, 0) < 0 && errno == EINTR) continue;
        cupel_text_free(&w->heard);
    }
    for (size_t i = 0; p->answers && i < p->plan->count; i++) free(p->answers[i].bytes);
    free(p->answers);
    if (p->common != MAP_FAILED) munmap(p->common, sizeof *p->common);
    free(p);
}

cupel_status cupel_pool_run(const cupel_pool *plan, cupel_error *error)
{
    pool *p = cupel_alloc(1, sizeof *p);
    if (!p) return cupel_out_of_memory(error, "workers");
    p->plan = plan;
    p->answers = cupel_alloc(plan->count, sizeof *p->answers);
    p->common = mmap(NULL, sizeof *p->common, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cupel_status status =
        !p->answers || p->common == MAP_FAILED ? cupel_out_of_memory(error, "workers") : CUPEL_OK;
    size_t workers = plan->workers < 1              ? 1
                     : plan->workers > MOST_WORKERS ? MOST_WORKERS
                                                    : (size_t)plan->workers;
    if (workers > plan->count) workers = plan->count;
    for (size_t i = 0; !status && i < workers; i++) status = hire(p, i, error);
    while (!status && p->told < plan->count) {
        status = listen_all(p, error);
        if (!status) status = hand_on(p, error);
    }
    end(p);
    return status;
}

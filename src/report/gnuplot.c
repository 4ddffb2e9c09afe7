/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "report/figure.h"

extern char **environ;

/* gnuplot as a child with its three standard streams on socket pairs. Sockets rather than pipes because a
 * write to a child that has died must be an error here, not a SIGPIPE to the whole program. */

enum { IN, OUT, ERR, STREAMS };
enum { PATIENCE = 120 /* seconds */, MOST_BYTES = 64 << 20 };

typedef struct child {
    pid_t id;
    int end[STREAMS]; /* our ends; -1 when closed */
} child;

static void close_end(int *descriptor)
{
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
}

static cupel_status start(const char *const *words, child *out, cupel_error *error)
{
    int ours[STREAMS] = {-1, -1, -1}, theirs[STREAMS] = {-1, -1, -1}, failure = 0;
    for (int i = 0; i < STREAMS && !failure; i++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) {
            failure = errno;
            break;
        }
        ours[i] = pair[0];
        theirs[i] = pair[1];
        if (fcntl(ours[i], F_SETFL, O_NONBLOCK)) failure = errno;
    }
    posix_spawn_file_actions_t actions;
    if (!failure && !(failure = posix_spawn_file_actions_init(&actions))) {
        for (int i = 0; i < STREAMS && !failure; i++)
            failure = posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
        if (!failure)
            failure =
                posix_spawnp(&out->id, words[0], &actions, NULL, (char *const *)(uintptr_t)words, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    for (int i = 0; i < STREAMS; i++) {
        close_end(&theirs[i]);
        if (failure) close_end(&ours[i]);
        out->end[i] = ours[i];
    }
    if (failure == ENOENT)
        CUPEL_FAIL(error, CUPEL_EIO,
                   "%s is not installed, or not in PATH: pictures need it (Debian: gnuplot-nox)", words[0]);
    if (failure) CUPEL_FAIL(error, CUPEL_EIO, "cannot start %s: %s", words[0], strerror(failure));
    return CUPEL_OK;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Writes what the child is ready to take; closes the stream when all is said, or when it listens no more. */
static void feed(child *gnuplot, const char *text, size_t length, size_t *sent)
{
    const ssize_t count = send(gnuplot->end[IN], text + *sent, length - *sent, MSG_NOSIGNAL);
    if (count > 0) *sent += (size_t)count;
    const bool broken = count < 0 && errno != EAGAIN && errno != EINTR;
    if (*sent == length || broken) close_end(&gnuplot->end[IN]);
}

static void hear(child *gnuplot, int stream, cupel_text *into)
{
    char piece[16384];
    const ssize_t count = read(gnuplot->end[stream], piece, sizeof piece);
    if (count > 0)
        cupel_text_add_n(into, piece, (size_t)count);
    else if (count == 0 || (errno != EAGAIN && errno != EINTR))
        close_end(&gnuplot->end[stream]);
}

/* Talks to the child until it has closed its streams. */
static cupel_status converse(child *gnuplot, const char *text, size_t length, cupel_text *output,
                             cupel_text *complaints, cupel_error *error)
{
    size_t sent = 0;
    const double end = seconds() + PATIENCE;
    if (length == 0) close_end(&gnuplot->end[IN]);
    while (gnuplot->end[OUT] >= 0 || gnuplot->end[ERR] >= 0) {
        struct pollfd wait[STREAMS];
        for (int i = 0; i < STREAMS; i++)
            wait[i] = (struct pollfd){.fd = gnuplot->end[i], .events = i == IN ? POLLOUT : POLLIN};
        const double left = end - seconds();
        if (left <= 0) CUPEL_FAIL(error, CUPEL_EIO, "gnuplot does not finish: given up after %d s", PATIENCE);
        if (poll(wait, STREAMS, (int)(1000 * left) + 1) < 0 && errno != EINTR)
            CUPEL_FAIL(error, CUPEL_EIO, "cannot wait for gnuplot: %s", strerror(errno));
        if (wait[IN].fd >= 0 && wait[IN].revents) feed(gnuplot, text, length, &sent);
        if (wait[OUT].fd >= 0 && wait[OUT].revents) hear(gnuplot, OUT, output);
        if (wait[ERR].fd >= 0 && wait[ERR].revents) hear(gnuplot, ERR, complaints);
        if (output->length > MOST_BYTES || complaints->length > MOST_BYTES)
            CUPEL_FAIL(error, CUPEL_ELIMIT, "gnuplot writes more than %d MB: refused", MOST_BYTES >> 20);
    }
    return CUPEL_OK;
}

static cupel_status finish(child *gnuplot, cupel_status status, const cupel_text *complaints,
                           cupel_error *error)
{
    for (int i = 0; i < STREAMS; i++) close_end(&gnuplot->end[i]);
    if (status) kill(gnuplot->id, SIGKILL);
    int how = 0;
    while (waitpid(gnuplot->id, &how, 0) < 0 && errno == EINTR) {
    }
    if (status) return status;
    if (WIFEXITED(how) && WEXITSTATUS(how) == 0) return CUPEL_OK;
    const char *words = cupel_text_get(complaints);
    words += strspn(words, " \n\t");
    CUPEL_FAIL(error, CUPEL_EINTERNAL, "gnuplot failed: %.400s", *words ? words : "without a word");
}

static cupel_status run(const char *const *words, const char *text, size_t length, cupel_text *output,
                        cupel_error *error)
{
    child gnuplot;
    cupel_text complaints = {0};
    cupel_status status = start(words, &gnuplot, error);
    if (status) return status;
    status = converse(&gnuplot, text, length, output, &complaints, error);
    status = finish(&gnuplot, status, &complaints, error);
    if (!status && output->failed) status = cupel_out_of_memory(error, "a picture");
    cupel_text_free(&complaints);
    return status;
}

cupel_status cupel_gnuplot_run(const cupel_text *script, char **bytes, size_t *count, cupel_error *error)
{
    static const char *const words[] = {"gnuplot", "--default-settings", "-", NULL};
    cupel_text output = {0};
    cupel_status status = run(words, cupel_text_get(script), script->length, &output, error);
    if (!status && output.length == 0)
        status = cupel_error_set(error, CUPEL_EINTERNAL, "gnuplot drew nothing");
    if (status) {
        cupel_text_free(&output);
        return status;
    }
    *bytes = output.data;
    *count = output.length;
    return CUPEL_OK;
}

bool cupel_plot_program(char *out, size_t size)
{
    static const char *const words[] = {"gnuplot", "--version", NULL};
    cupel_text output = {0};
    const bool there = run(words, "", 0, &output, NULL) == CUPEL_OK && output.length > 0;
    if (there && size) {
        const size_t length = strcspn(output.data, "\n");
        const size_t kept = length < size ? length : size - 1;
        memcpy(out, output.data, kept);
        out[kept] = '\0';
    }
    cupel_text_free(&output);
    return there;
}

bool cupel_font_for_chinese(void)
{
    static const char *const words[] = {"fc-list", ":lang=zh-cn", "family", NULL};
    cupel_text output = {0};
    const bool there = run(words, "", 0, &output, NULL) == CUPEL_OK && output.length > 0;
    cupel_text_free(&output);
    return there;
}

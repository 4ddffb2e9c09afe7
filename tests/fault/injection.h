/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TEST_INJECTION_H
#define CUPEL_TEST_INJECTION_H

#include <dirent.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* The n-th call of a set of functions fails, once or for good. The functions are replaced by the linker
 * (--wrap) and ask injection_strikes(). A first run without failures records who calls; then the calls are
 * tried that are the first, second or last from their place in the code, and every 97th. */

enum { INJECTION_CALLS = 1 << 16 };

#ifdef __SANITIZE_ADDRESS__ /* a fork a round is slow there: only the first from each place */
enum { INJECTION_FIRST = 1 };
#else
enum { INJECTION_FIRST = 2 };
#endif

static struct {
    bool armed, lasting;
    long calls, nth;
    const char *struck; /* the first function that failed in this process */
    const void *caller[INJECTION_CALLS];
    long recorded;
} injection;

static inline void injection_arm(long nth, bool lasting)
{
    injection.armed = true;
    injection.lasting = lasting;
    injection.calls = 0;
    injection.nth = nth;
    injection.struck = NULL;
}

static inline void injection_disarm(void)
{
    injection.armed = false;
    if (injection.nth == 0)
        injection.recorded = injection.calls < INJECTION_CALLS ? injection.calls : INJECTION_CALLS;
}

static inline bool injection_strikes(const char *function, const void *caller)
{
    if (!injection.armed) return false;
    injection.calls++;
    if (injection.nth == 0 && injection.calls <= INJECTION_CALLS)
        injection.caller[injection.calls - 1] = caller;
    if (injection.nth == 0 ||
        (injection.lasting ? injection.calls < injection.nth : injection.calls != injection.nth))
        return false;
    if (!injection.struck) injection.struck = function;
    return true;
}

/* The next call behind `nth` worth trying; 0: there is none. */
static inline long injection_next(long nth)
{
    while (++nth <= injection.recorded) {
        long before = 0, behind = 0;
        for (long i = 0; i < injection.recorded; i++)
            if (injection.caller[i] == injection.caller[nth - 1]) *(i < nth - 1 ? &before : &behind) += 1;
        if (before < INJECTION_FIRST || (behind == 1 && INJECTION_FIRST > 1) || nth % 97 == 0) return nth;
    }
    return 0;
}

/* True when the folder holds a file that was meant to be temporary; `sweep` removes it: what a killed test
 * left. */
static inline bool leftovers(bool sweep)
{
    DIR *folder = opendir(".");
    bool found = false;
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        if (!strstr(entry->d_name, ".tmp-")) continue;
        found = true;
        if (sweep) unlink(entry->d_name);
    }
    if (folder) closedir(folder);
    return found;
}

#endif

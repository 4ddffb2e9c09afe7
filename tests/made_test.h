/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TEST_MADE_TEST_H
#define CUPEL_TEST_MADE_TEST_H

#include "evaluate.h"

/* A test made in memory. Include after cmocka.h. */

enum { MADE_CHANNELS = 8, MADE_PROPERTIES = 16 };

typedef struct made_test {
    cupel_test test;
    cupel_channel channels[MADE_CHANNELS];
    cupel_property specimen[MADE_PROPERTIES], conditions[MADE_PROPERTIES];
} made_test;

static inline cupel_channel *made_channel(made_test *m, const char *name, const char *unit,
                                          const double *values, size_t count)
{
    cupel_channel *c = &m->channels[m->test.channel_count++];
    *c = (cupel_channel){.name = name, .unit = unit, .count = count, .values = values};
    m->test.channels = m->channels;
    return c;
}

static inline void made_specimen(made_test *m, const char *name, const char *unit, double value,
                                 double uncertainty)
{
    m->specimen[m->test.specimen_count++] =
        (cupel_property){.name = name, .unit = unit, .value = value, .uncertainty = uncertainty};
    m->test.specimen = m->specimen;
}

static inline void made_condition(made_test *m, const char *name, const char *unit, double value)
{
    m->conditions[m->test.condition_count++] =
        (cupel_property){.name = name, .unit = unit, .value = value, .uncertainty = (double)NAN};
    m->test.conditions = m->conditions;
}

/* One that the evaluation must refuse with these words. */
static inline void assert_refused(const char *kind, const made_test *made, const char *options,
                                  const char *words)
{
    evaluated e = evaluate_with(kind, &made->test, options, 1);
    if (e.status != CUPEL_EINVAL || !strstr(e.error.text, words))
        fail_msg("status %d says '%s', not '%s'", e.status, e.error.text, words);
    evaluated_end(&e);
}

static inline void assert_figure(const evaluated *e, const char *name, double expected, double relative)
{
    const double value = evaluated_number(e, name);
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%s = %.9g is not %.9g to %.3g (%s)", name, value, expected, relative,
                 evaluated_flag(e, name));
}

#endif

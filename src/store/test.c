/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/test.h"

#include <string.h>

const cupel_channel *cupel_test_channel(const cupel_test *test, const char *name)
{
    for (size_t i = 0; i < test->channel_count; i++)
        if (strcmp(test->channels[i].name, name) == 0) return &test->channels[i];
    return NULL;
}

static const cupel_property *property_in(const cupel_property *all, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].name, name) == 0) return &all[i];
    return NULL;
}

const cupel_property *cupel_test_property(const cupel_test *test, const char *name)
{
    const cupel_property *found = property_in(test->specimen, test->specimen_count, name);
    return found ? found : property_in(test->conditions, test->condition_count, name);
}

static const char *text_in(const cupel_pair *all, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].name, name) == 0) return all[i].value;
    return NULL;
}

const char *cupel_test_text(const cupel_test *test, const char *name)
{
    const char *found = text_in(test->specimen_texts, test->specimen_text_count, name);
    return found ? found : text_in(test->test_texts, test->test_text_count, name);
}

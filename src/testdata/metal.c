/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/metal.h"

#include <ctype.h>
#include <string.h>

const char *const cupel_metal_names[4] = {"auto", "copper", "aluminium", NULL};

static int by_composition(const cupel_test *test)
{
    const cupel_element *most = NULL;
    for (size_t i = 0; i < test->composition_count; i++)
        if (!most || test->composition[i].mass_fraction > most->mass_fraction) most = &test->composition[i];
    /* alloys are often given without their balance: then the largest share says nothing */
    if (!most || !(most->mass_fraction > 0.5)) return CUPEL_METAL_AUTO;
    if (strcmp(most->symbol, "Cu") == 0) return CUPEL_METAL_COPPER;
    return strcmp(most->symbol, "Al") == 0 ? CUPEL_METAL_ALUMINIUM : CUPEL_METAL_AUTO;
}

static bool digits(const char *text, int count)
{
    for (int i = 0; i < count; i++)
        if (!isdigit((unsigned char)text[i])) return false;
    return !isdigit((unsigned char)text[count]);
}

static int by_text(const char *text)
{
    static const struct {
        const char *word;
        int metal;
    } words[] = {{"copper", CUPEL_METAL_COPPER},
                 {"\xe9\x93\x9c", CUPEL_METAL_COPPER},
                 {"kupfer", CUPEL_METAL_COPPER},
                 {"\xe9\x93\x9d", CUPEL_METAL_ALUMINIUM},
                 {"alumin", CUPEL_METAL_ALUMINIUM},
                 {"en aw", CUPEL_METAL_ALUMINIUM},
                 {"en cw", CUPEL_METAL_COPPER},
                 {"\xe9\x8a\x85", CUPEL_METAL_COPPER},
                 {"\xe3\x82\xa2\xe3\x83\xab\xe3\x83\x9f", CUPEL_METAL_ALUMINIUM}};
    char lower[128];
    size_t n = 0;
    for (; text[n] && n + 1 < sizeof lower; n++) lower[n] = (char)tolower((unsigned char)text[n]);
    lower[n] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(lower, words[i].word)) return words[i].metal;
    if (lower[0] == 'c' && (digits(lower + 1, 5) || digits(lower + 1, 4))) return CUPEL_METAL_COPPER;
    if (strncmp(lower, "cu", 2) == 0 && !islower((unsigned char)text[2])) return CUPEL_METAL_COPPER;
    if (strncmp(lower, "al", 2) == 0 && !islower((unsigned char)text[2])) return CUPEL_METAL_ALUMINIUM;
    if (lower[0] == 'a' && lower[1] == 'a') text += 2, text += *text == ' ';
    if (text[0] >= '1' && text[0] <= '8' && digits(text, 4)) return CUPEL_METAL_ALUMINIUM;
    return CUPEL_METAL_AUTO;
}

int cupel_metal_of(const cupel_test *test, int chosen, bool *known)
{
    int metal = chosen;
    if (metal == CUPEL_METAL_AUTO) metal = by_composition(test);
    const char *material = cupel_test_text(test, "material");
    if (metal == CUPEL_METAL_AUTO && material) metal = by_text(material);
    *known = metal != CUPEL_METAL_AUTO;
    return *known ? metal : CUPEL_METAL_COPPER;
}

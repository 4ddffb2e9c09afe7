/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import_scores.h"

#include <stdbool.h>
#include <string.h>

#include "testdata/vocabulary.h"

double cupel_plausible_gb18030(const unsigned char *p, size_t count)
{
    double score = 0;
    for (size_t i = 0; i < count; i++) {
        if (p[i] < 0x80) continue;
        if (i + 1 >= count) return score - 2;
        const unsigned char lead = p[i], trail = p[++i];
        const bool gb2312 = lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1 && trail <= 0xfe;
        if (!gb2312)
            score -= 2;
        else if (lead <= 0xa9 || (lead >= 0xb0 && lead <= 0xd7)) /* signs; the 3755 usual characters */
            score += 2;
    }
    return score;
}

double cupel_plausible_shift_jis(const unsigned char *p, size_t count)
{
    double score = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned char lead = p[i];
        if (lead < 0x80) continue;
        if (lead >= 0xa1 && lead <= 0xdf) { /* half a katakana wide */
            score -= 0.5;
            continue;
        }
        if (i + 1 >= count) return score - 2;
        const unsigned trail = p[++i], both = lead * 256u + trail;
        if ((both >= 0x8140 && both <= 0x81ac) || (both >= 0x824f && both <= 0x8396) || /* signs, kana */
            (both >= 0x889f && both <= 0x9872))                                         /* usual kanji */
            score += 2;
        else if (!(both >= 0x9873 && both <= 0x9ffc) && !(both >= 0xe040 && both <= 0xeaa4))
            score -= 2;
    }
    return score;
}

double cupel_plausible_latin(const unsigned char *p, size_t count)
{
    static const unsigned char usual[] =
        "\xe4\xf6\xfc\xdf\xc4\xd6\xdc\xe9\xe8\xe0\xe7\xf1\xf3\xe5\xf8\xe6\xb0\xb5"
        "\xb2\xb3\xb1\xd7\x96\x97\x84\x93\x94\x91\x92\xd8\xb7";
    double score = 0;
    for (size_t i = 0; i < count; i++) {
        if (p[i] < 0x80) continue;
        size_t run = 1;
        while (i + run < count && p[i + run] >= 0x80) run++;
        for (size_t k = 0; k < run; k++)
            score += run == 1 && memchr(usual, p[i + k], sizeof usual - 1) ? 1 : -1;
        i += run - 1;
    }
    return score;
}

/* Header words that are no names of quantities. */
static const char others[] = "试样|试验|报告|公司|数据|结果|曲线|单位|最大|测量|样品|拉伸|屈服|强度|"
                             "試験|試料|測定|結果|最大|荷重|データ|単位|引張|"
                             "Prüf|prüf|Länge|länge|Maß|für|Größe|Höhe|Stärke|Übers|Geschwindigkeit|°C|µm|²";

static bool is_ascii(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((unsigned char)text[i] >= 0x80) return false;
    return true;
}

static const char *find(const char *text, size_t count, const char *word, size_t length)
{
    const char *end = text + count;
    while ((size_t)(end - text) >= length) {
        const char *at = memchr(text, word[0], (size_t)(end - text) - length + 1);
        if (!at) return NULL;
        if (memcmp(at, word, length) == 0) return at;
        text = at + 1;
    }
    return NULL;
}

static size_t count_names(const char *names, const char *text, size_t count, size_t *bytes)
{
    size_t found = 0;
    while (*names) {
        const size_t length = strcspn(names, "|");
        if (length && !is_ascii(names, length) && find(text, count, names, length)) {
            found++;
            *bytes += length;
        }
        names += length;
        names += *names == '|';
    }
    return found;
}

size_t cupel_known_words(const char *text, size_t count, size_t *bytes)
{
    size_t words = 0, found = count_names(others, text, count, bytes);
    const cupel_word *word = cupel_words(&words);
    for (size_t i = 0; i < words; i++) found += count_names(word[i].also, text, count, bytes);
    return found;
}

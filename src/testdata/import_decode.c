/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/import_decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testdata/import_scores.h"

enum { OTHER_ENCODING_BYTES = 64 << 20, SAMPLE = 8192 };

/* ---- what the bytes are ---- */

typedef struct census {
    size_t nuls, controls, blanked; /* controls: other than \t \n \r, NUL, \f, \v and the end mark of DOS */
    size_t utf8;                    /* bytes of the longest beginning that is strict UTF-8                  */
    size_t sequences, broken;       /* of UTF-8, and bytes above 0x7f outside of them                       */
    size_t last_high;               /* behind the last byte above 0x7f                                      */
} census;

/* Length of the UTF-8 sequence at p (2 to 4 bytes), 0 when it is none: overlong forms, surrogates and what
 * lies above U+10FFFF are none. */
static size_t utf8_sequence(const unsigned char *p, size_t left)
{
    const unsigned char c = p[0];
    const size_t length = c >= 0xc2 && c <= 0xdf   ? 2
                          : (c & 0xf0) == 0xe0     ? 3
                          : c >= 0xf0 && c <= 0xf4 ? 4
                                                   : 0;
    if (!length || left < length) return 0;
    for (size_t i = 1; i < length; i++)
        if ((p[i] & 0xc0) != 0x80) return 0;
    if ((c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] > 0x9f)) return 0;
    if ((c == 0xf0 && p[1] < 0x90) || (c == 0xf4 && p[1] > 0x8f)) return 0;
    return length;
}

static void count_control(unsigned char c, census *out)
{
    if (c == 0)
        out->nuls++;
    else if (c == '\f' || c == '\v' || c == 0x1a)
        out->blanked++;
    else if (c != '\t' && c != '\n' && c != '\r')
        out->controls++;
}

/* Whether the eight bytes at `p` are printable ASCII: no bit 7, none below a blank (which would borrow), none
 * DEL (which would carry). */
static bool is_plain(const unsigned char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    const uint64_t lowered = word - UINT64_C(0x2020202020202020),
                   raised = word + UINT64_C(0x0101010101010101);
    return !((word | lowered | raised) & UINT64_C(0x8080808080808080));
}

/* U+0080 to U+009F, control characters as well. */
static bool is_c1(const char *p)
{
    return (unsigned char)p[0] == 0xc2 && ((unsigned char)p[1] & 0xe0) == 0x80;
}

static census take_census(const char *bytes, size_t count)
{
    const unsigned char *p = (const unsigned char *)bytes;
    census out = {0};
    bool good = true;
    for (size_t i = 0; i < count;) {
        if (count - i >= 8 && is_plain(p + i)) {
            i += 8;
            continue;
        }
        const unsigned char c = p[i];
        if ((c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r') {
            i++;
            continue;
        }
        size_t length = 1;
        if (c < 0x80) {
            count_control(c, &out);
        } else {
            const size_t sequence = utf8_sequence(p + i, count - i);
            if (good && !sequence) {
                good = false;
                out.utf8 = i;
            }
            if (sequence) length = sequence;
            out.sequences += sequence > 0;
            out.broken += sequence == 0;
            out.blanked += sequence == 2 && is_c1(bytes + i);
            out.last_high = i + length;
        }
        i += length;
    }
    if (good) out.utf8 = count;
    return out;
}

/* ---- iconv ---- */

/* Line and column, in bytes, of a place that cannot be decoded. */
static void place(const char *file, const char *bytes, size_t offset, cupel_error *error)
{
    int line = 1;
    size_t start = 0;
    for (size_t i = 0; i < offset; i++)
        if (bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < offset && bytes[i + 1] != '\n'))
            line++, start = i + 1;
    const size_t column = offset - start + 1;
    cupel_error_place(error, file, line, column < 1000000 ? (int)column : 0);
}

/* Converts all of it, but for (`*cut`) a last character that is not whole; false when `*bad`, a place in the
 * bytes, does not fit, or (bad = count + 1) when out of memory. */
static bool convert(iconv_t converter, const char *bytes, size_t count, char **out, size_t *out_count,
                    bool *cut, size_t *bad)
{
    size_t capacity = count + count / 2 + 16, used = 0;
    char *text = malloc(capacity);
    char *in = (char *)(uintptr_t)bytes; /* iconv takes it as char **, and does not write to it */
    size_t left = count;
    bool flushed = false;
    *bad = count + 1;
    while (text) {
        char *to = text + used;
        size_t room = capacity - used;
        const size_t status = flushed || !left ? iconv(converter, NULL, NULL, &to, &room)
                                               : iconv(converter, &in, &left, &to, &room);
        used = (size_t)(to - text);
        if (status == (size_t)-1 && errno == EINVAL && left <= 3) {
            *cut = true;
            left = 0;
            continue;
        }
        if (status == (size_t)-1 && errno != E2BIG) {
            *bad = (size_t)(in - bytes);
            break;
        }
        if (status != (size_t)-1 && !left) {
            if (flushed) {
                *out = text;
                *out_count = used;
                return true;
            }
            flushed = true;
            continue;
        }
        capacity += capacity / 2;
        char *larger = realloc(text, capacity);
        if (!larger) break;
        text = larger;
    }
    free(text);
    return false;
}

/* In these, ASCII bytes behind the last byte above 0x7f and the end of its line stand for themselves. */
static bool keeps_ascii(const char *encoding)
{
    static const char *const names[] = {"GB18030", "CP932", "CP1252", "ISO-8859-1"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(encoding, names[i]) == 0) return true;
    return false;
}

static bool decode_as(const char *encoding, const char *bytes, size_t count, size_t last_high,
                      cupel_decoded *out, size_t *bad)
{
    const iconv_t converter = iconv_open("UTF-8", encoding);
    *bad = count + 1;
    if (converter == (iconv_t)-1) return false;
    size_t head = count;
    if (keeps_ascii(encoding)) {
        const char *line = memchr(bytes + last_high, '\n', count - last_high);
        head = line ? (size_t)(line - bytes) : count;
    }
    char *text;
    size_t used;
    bool cut = false;
    const bool good = convert(converter, bytes, head, &text, &used, &cut, bad);
    iconv_close(converter);
    if (!good) return false;
    if (head < count) {
        char *larger = realloc(text, used + (count - head) + 1);
        if (!larger) {
            free(text);
            *bad = count + 1;
            return false;
        }
        text = larger;
        memcpy(text + used, bytes + head, count - head);
        used += count - head;
    }
    out->owned = text;
    out->text = text;
    out->count = used;
    out->cut = cut;
    return true;
}

/* ---- by marks and by NULs ---- */

static const char *marked(const char *bytes, size_t count, size_t *mark)
{
    static const struct {
        const char *encoding, *mark;
        size_t length;
    } marks[] = {
        {"UTF-8", "\xef\xbb\xbf", 3}, {"UTF-32LE", "\xff\xfe\0\0", 4}, {"UTF-32BE", "\0\0\xfe\xff", 4},
        {"UTF-16LE", "\xff\xfe", 2},  {"UTF-16BE", "\xfe\xff", 2},     {"GB18030", "\x84\x31\x95\x33", 4},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (count >= marks[i].length && memcmp(bytes, marks[i].mark, marks[i].length) == 0) {
            *mark = marks[i].length;
            return marks[i].encoding;
        }
    *mark = 0;
    return NULL;
}

/* UTF-16 without its mark: digits and signs have a NUL beside them, always on the same side. */
static const char *by_nuls(const char *bytes, size_t count)
{
    const size_t pairs = (count < 65536 ? count : 65536) / 2;
    size_t even = 0, odd = 0;
    for (size_t i = 0; i < pairs; i++) {
        even += bytes[2 * i] == 0;
        odd += bytes[2 * i + 1] == 0;
    }
    if (pairs < 2) return NULL;
    if (odd > pairs / 4 && even <= pairs / 50) return "UTF-16LE";
    if (even > pairs / 4 && odd <= pairs / 50) return "UTF-16BE";
    return NULL;
}

/* ---- by what the words look like ---- */

/* The lines that hold bytes above 0x7f, up to SAMPLE bytes of them. */
static size_t gather_sample(const char *bytes, size_t count, char sample[SAMPLE])
{
    size_t used = 0, start = 0;
    while (start < count) {
        size_t end = start;
        bool high = false;
        for (; end < count && bytes[end] != '\n' && bytes[end] != '\r'; end++)
            high |= (unsigned char)bytes[end] >= 0x80;
        if (high && !(end == count && used)) { /* the last line may be cut off within a character */
            if (used + (end - start) + 1 > SAMPLE) break;
            memcpy(sample + used, bytes + start, end - start);
            used += end - start;
            sample[used++] = '\n';
        }
        start = end + 1;
    }
    if (!used && count) { /* one endless line */
        used = count < SAMPLE ? count : SAMPLE;
        memcpy(sample, bytes, used);
    }
    return used;
}

typedef struct candidate {
    const char *encoding;
    double (*plausible)(const unsigned char *bytes, size_t count);
    double score;
    size_t words;
} candidate;

static void rate(candidate *c, const char *sample, size_t count)
{
    cupel_decoded decoded = {0};
    size_t bad;
    c->score = -1e300;
    if (!decode_as(c->encoding, sample, count, count, &decoded, &bad)) return;
    size_t bytes = 0;
    c->words = cupel_known_words(decoded.text, decoded.count, &bytes);
    c->score = c->plausible((const unsigned char *)sample, count) + 3 * (double)bytes;
    free(decoded.owned);
}

static cupel_status guess(const char *file, const char *bytes, size_t count, const census *seen,
                          cupel_decoded *out, cupel_error *error)
{
    candidate candidates[] = {
        {.encoding = "GB18030", .plausible = cupel_plausible_gb18030},
        {.encoding = "CP932", .plausible = cupel_plausible_shift_jis},
        {.encoding = "CP1252", .plausible = cupel_plausible_latin},
        {.encoding = "ISO-8859-1", .plausible = cupel_plausible_latin},
    };
    enum { COUNT = sizeof candidates / sizeof *candidates };
    char sample[SAMPLE];
    const size_t sample_count = gather_sample(bytes, count, sample);
    for (size_t i = 0; i < COUNT; i++) rate(&candidates[i], sample, sample_count);
    for (size_t tries = 0; tries < COUNT; tries++) {
        candidate *best = &candidates[0];
        for (size_t i = 1; i < COUNT; i++)
            if (candidates[i].score > best->score) best = &candidates[i];
        if (best->score <= -1e300) break;
        size_t bad;
        if (decode_as(best->encoding, bytes, count, seen->last_high, out, &bad)) {
            out->encoding = strcmp(best->encoding, "CP932") == 0 ? "Shift_JIS" : best->encoding;
            out->guessed = true;
            out->words = best->words;
            return CUPEL_OK;
        }
        if (bad > count) return cupel_out_of_memory(error, "the text of a file");
        best->score = -1e300;
    }
    cupel_error_set(error, CUPEL_EINVAL,
                    "byte %zu is not UTF-8, and the text is in no encoding known here; say which it is in "
                    "(--encoding)",
                    seen->utf8 + 1);
    place(file, bytes, seen->utf8, error);
    return CUPEL_EINVAL;
}

/* ---- forced ---- */

static bool same_name(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a == '-' || *a == '_' || *a == ' ') a++;
        while (*b == '-' || *b == '_' || *b == ' ') b++;
        const char x = *a >= 'a' && *a <= 'z' ? (char)(*a - 32) : *a;
        const char y = *b >= 'a' && *b <= 'z' ? (char)(*b - 32) : *b;
        if (x != y) return false;
        if (!x) return true;
    }
}

/* GB2312 and GBK are parts of GB18030, and Windows' Shift-JIS has characters that JIS has not. */
static const char *wider(const char *name)
{
    static const char *const names[][2] = {
        {"GB2312", "GB18030"},  {"GBK", "GB18030"},       {"CP936", "GB18030"},       {"SHIFTJIS", "CP932"},
        {"SJIS", "CP932"},      {"LATIN1", "ISO-8859-1"}, {"WINDOWS1252", "CP1252"},  {"UTF8", "UTF-8"},
        {"GB18030", "GB18030"}, {"CP1252", "CP1252"},     {"ISO88591", "ISO-8859-1"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (same_name(name, names[i][0])) return names[i][1];
    return name;
}

static cupel_status decode_forced(const char *file, const char *bytes, size_t count, const char *name,
                                  const census *seen, cupel_decoded *out, cupel_error *error)
{
    size_t bad, mark;
    const char *encoding = wider(name), *known = marked(bytes, count, &mark);
    const iconv_t converter = strlen(encoding) < 64 ? iconv_open("UTF-8", encoding) : (iconv_t)-1;
    if (converter == (iconv_t)-1)
        CUPEL_FAIL(
            error, CUPEL_EINVAL,
            "unknown encoding '%.60s'; allowed: what 'iconv --list' shows, such as UTF-8, GB18030, CP1252",
            name);
    iconv_close(converter);
    if (!known || strncmp(encoding, known, strlen(encoding)) != 0) mark = 0;
    if (strcmp(encoding, "UTF-8") == 0) {
        bad = seen->utf8;
        out->text = bytes + mark;
        out->count = count - mark;
    } else if (decode_as(encoding, bytes + (strcmp(encoding, "UTF-16") == 0 ? 0 : mark),
                         count - (strcmp(encoding, "UTF-16") == 0 ? 0 : mark),
                         seen->last_high > mark ? seen->last_high - mark : 0, out, &bad)) {
        bad = count;
    } else if (bad > count) {
        return cupel_out_of_memory(error, "the text of a file");
    }
    out->encoding = name;
    if (bad >= count) return CUPEL_OK;
    cupel_error_set(error, CUPEL_EINVAL,
                    "byte %zu (0x%02x) does not fit the encoding %.60s; leave it out to have it found",
                    bad + 1, (unsigned)(unsigned char)bytes[bad], name);
    place(file, bytes, bad, error);
    return CUPEL_EINVAL;
}

/* ---- clean text ---- */

/* Of a line whose end is missing even the last number may be shorter than it was. */
static void leave_out_last_line(cupel_decoded *out)
{
    size_t kept = out->count;
    while (kept && out->text[kept - 1] != '\n' && out->text[kept - 1] != '\r') kept--;
    if (kept) out->count = kept;
}

/* Drops NULs and form feeds and makes blanks of other control characters, in a copy of its own. */
static cupel_status clean(cupel_decoded *out, cupel_error *error)
{
    census seen = take_census(out->text, out->count);
    out->nuls += seen.nuls;
    out->blanked = seen.blanked + seen.controls > 0;
    if (seen.nuls + seen.blanked + seen.controls == 0) return CUPEL_OK;
    char *text = out->owned ? out->owned : malloc(out->count + 1);
    if (!text) return cupel_out_of_memory(error, "the text of a file");
    size_t used = 0;
    for (size_t i = 0; i < out->count; i++) {
        const unsigned char c = (unsigned char)out->text[i];
        if (!c || c == '\f' || c == '\v') continue;
        const bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
        const bool wide = i + 1 < out->count && is_c1(out->text + i);
        i += wide;
        text[used++] = control || wide ? ' ' : (char)c;
    }
    out->owned = text;
    out->text = text;
    out->count = used;
    return CUPEL_OK;
}

/* Whether the bytes from `at` to the end begin a character of UTF-8 and are too few for it. */
static bool is_begun_utf8(const char *bytes, size_t at, size_t count)
{
    static const char rest[3] = {(char)0x80, (char)0x80, (char)0x80};
    char whole[6] = {0};
    const size_t left = count - at;
    if (left == 0 || left > 3) return false;
    memcpy(whole, bytes + at, left);
    memcpy(whole + left, rest, sizeof rest);
    for (int k = 0; k < 2; k++, whole[left] = (char)0xbf) /* behind E0 and F0 no 80 may stand */
        if (utf8_sequence((const unsigned char *)whole, sizeof whole) > left) return true;
    return false;
}

static cupel_status find_encoding(const char *file, const char *bytes, size_t count, const census *seen,
                                  cupel_decoded *out, cupel_error *error)
{
    size_t mark, bad;
    const char *encoding = marked(bytes, count, &mark);
    if (!encoding && seen->nuls) encoding = by_nuls(bytes, count);
    const bool wide = encoding && strncmp(encoding, "UTF-8", 5) != 0;
    const bool begun = seen->sequences && is_begun_utf8(bytes, seen->utf8, count);
    if (!wide && seen->controls > count / 200 + (seen->utf8 == count ? 4 : 0)) goto binary;
    if (!wide && seen->nuls > count / 20 + 4) goto binary;
    if (encoding && !wide && seen->utf8 < count && !begun) {
        cupel_error_set(error, CUPEL_EINVAL,
                        "byte %zu (0x%02x) is not UTF-8, although the file begins with the mark of UTF-8; "
                        "say which encoding it is in (--encoding)",
                        seen->utf8 + 1, (unsigned)(unsigned char)bytes[seen->utf8]);
        place(file, bytes, seen->utf8, error);
        return CUPEL_EINVAL;
    }
    if (!wide && (seen->utf8 == count || begun)) {
        *out = (cupel_decoded){
            .text = bytes + mark, .count = seen->utf8 - mark, .encoding = "UTF-8", .cut = begun};
        return CUPEL_OK;
    }
    if (count > OTHER_ENCODING_BYTES)
        CUPEL_FAIL(error, CUPEL_ELIMIT, "larger than %d MiB and not in UTF-8; convert it first",
                   OTHER_ENCODING_BYTES >> 20);
    if (!encoding && seen->sequences > 4 * seen->broken) {
        cupel_error_set(error, CUPEL_EINVAL,
                        "byte %zu (0x%02x) is not UTF-8, although nearly all of the text is; mend it, or say "
                        "which encoding it is "
                        "in (--encoding)",
                        seen->utf8 + 1, (unsigned)(unsigned char)bytes[seen->utf8]);
        place(file, bytes, seen->utf8, error);
        return CUPEL_EINVAL;
    }
    if (!encoding) return guess(file, bytes, count, seen, out, error);
    if (decode_as(encoding, bytes + mark, count - mark, count - mark, out, &bad)) {
        out->encoding = encoding;
        return CUPEL_OK;
    }
    if (bad > count) return cupel_out_of_memory(error, "the text of a file");
    CUPEL_FAIL(error, CUPEL_EINVAL, "byte %zu does not fit %s, which the file seems to be in", mark + bad + 1,
               encoding);
binary:
    CUPEL_FAIL(error, CUPEL_EINVAL,
               "no text: %zu of %zu bytes are control characters; export the data as CSV UTF-8",
               seen->controls + seen->nuls, count);
}

cupel_status cupel_decode(const char *file, const char *bytes, size_t count, const char *forced,
                          cupel_decoded *out, cupel_error *error)
{
    *out = (cupel_decoded){0};
    const char *answer = cupel_file_signature(bytes, count);
    if (answer) CUPEL_FAIL(error, CUPEL_EINVAL, "%s", answer);
    const census seen = take_census(bytes, count);
    cupel_status status = forced && *forced ? decode_forced(file, bytes, count, forced, &seen, out, error)
                                            : find_encoding(file, bytes, count, &seen, out, error);
    if (!status && out->cut) leave_out_last_line(out);
    const bool untouched = !status && out->text == bytes && !(seen.nuls + seen.controls + seen.blanked);
    if (!status && !untouched) status = clean(out, error);
    if (status) {
        free(out->owned);
        out->owned = NULL;
    }
    return status;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "imports.h"

#include "base/text.h"
#include "base/units.h"

/* Exports that were changed at random: whatever comes out, it is a refusal that names the file, or a test
 * that holds together. */

enum { MUTANTS = 1000, LONGEST = 32768 };

/* udunits forgets the word at which its parser gives up ("m^s"): some bytes for a nonsensical unit. The
 * address sanitizer asks for this function by its name; elsewhere nobody calls it. */
CUPEL_API const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:utlex";
}

static uint64_t random_state;

static size_t draw(size_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return below ? (size_t)((random_state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % below : 0;
}

typedef struct sample {
    const char *encoding, *mark;
    size_t mark_count;
    const char *head, *row; /* the row is repeated with numbers */
    char decimal;
} sample;

static const sample samples[] = {
    {"UTF-8", "", 0, "Test type: Tensile\nThickness: 0.5 mm\n\nTime (s),Force (kN),Extension (mm)\n",
     "%g,%g,%g\n", '.'},
    {"UTF-8", "\xef\xbb\xbf", 3, "Dicke;0,5;mm\nZeit [s];Kraft [N];Weg [mm]\r\n", "%g;%g;%g\r\n", ','},
    {"UTF-16LE", "\xff\xfe", 2, "Specimen\tA\nTime\tForce\tStrain\n(s)\t(N)\t(%%)\n", "%g\t%g\t%g\n", '.'},
    {"UTF-16BE", "\xfe\xff", 2, "Time [s]\tForce [N]\tTravel [mm]\n", "%g\t%g\t%g\n", '.'},
    {"GB18030", "", 0, "试验类型：拉伸试验\n厚度(mm)：0.5\n时间(s),力(kN),变形(mm)\n", "%g,%g,%g\n", '.'},
    {"CP932", "", 0, "試験種類,引張試験\n厚さ,0.5,mm\n時間,荷重,伸び\ns,N,mm\n", "%g,%g,%g\n", '.'},
    {"CP1252", "", 0, "Prüfart;Zugversuch\nPrüfzeit;Standardkraft;Längenänderung\ns;N;µm\n", "%g;%g;%g\n",
     ','},
    {"UTF-8", "", 0, "        Time    Force   Travel\n           s        N       mm\n", "%12g %12g %12g\n",
     '.'},
    {"UTF-8", "", 0,
     "\"Results\"\n\"Width (mm)\",\"Load "
     "(N)\"\n\"1\",\"2\"\n\n\"Time\",\"Load\",\"Travel\"\n\"(s)\",\"(N)\",\"(mm)\"\n",
     "\"%g\",\"%g\",\"%g\"\n", '.'},
    {"UTF-8", "", 0, "Cu-A,,Cu-B\nTime (s),Force 1 (N),Force 2 (N)\n", "%g,%g,%g\n****,OVER,NaN\n", '.'},
    {"UTF-8", "", 0,
     "Specimen id\tA\nTime\tForce\tTravel\ns\tN\tmm\n0\t1\t2\n1\t2\t3\n\nSpecimen "
     "id\tB\nTime\tForce\tTravel\ns\tN\tmm\n",
     "%g\t%g\t%g\n", '.'},
    {"UTF-8", "", 0, "#Instrument;LFA\n#Thickness/mm;2.5\nTime;Signal/V;T/degC\n",
     "2026-03-02 09:00:%02.0f;%g;%g\n", '.'},
    {"UTF-8", "", 0, "Surface topography\nHeight [um]\n", "%g %g %g 1 2 3 4 5 6\n", '.'},
};

static size_t make(const sample *s, char *out)
{
    static char text[LONGEST];
    size_t used = (size_t)snprintf(text, sizeof text, "%s", s->head);
    for (int k = 0; k < 12; k++) {
        const size_t start = used;
        used += (size_t)snprintf(text + used, sizeof text - used, s->row, 0.5 * k, 12.25 * k,
                                 0.002 * k); /* NOLINT */
        for (size_t i = start; i < used && s->decimal == ','; i++)
            if (text[i] == '.') text[i] = ',';
    }
    iconv_t converter = iconv_open(s->encoding, "UTF-8");
    char *in = text, *to = out + s->mark_count;
    size_t left = used, room = LONGEST - s->mark_count;
    memcpy(out, s->mark, s->mark_count);
    assert_int_equal(iconv(converter, &in, &left, &to, &room), 0);
    iconv_close(converter);
    return (size_t)(to - out);
}

static size_t mutate(char *bytes, size_t count)
{
    static const char *const pieces[] = {
        "\"",    ",",    ";",          "\t",       "\n",           "\r", "0",     "-",    "e",   ":",
        "=",     "(",    "[",          "%",        "\xff",         "\0", "1e999", "****", "9,9", "1,234",
        "1.234", "\n\n", "Force (N),", "\xc2\xb5", "\xe5\x8a\x9b", "\f", "/",     "#"};
    for (size_t changes = 1 + draw(6); changes > 0 && count > 4; changes--) {
        const size_t at = draw(count);
        switch (draw(7)) {
        case 0:
            bytes[at] = (char)draw(256);
            break;
        case 1:
            bytes[at] = (char)(bytes[at] ^ (1 << draw(8)));
            break;
        case 2: { /* a piece goes */
            const size_t length = 1 + draw(draw(4) ? 4 : count - at);
            const size_t gone = length < count - at ? length : count - at;
            memmove(bytes + at, bytes + at + gone, count - at - gone);
            count -= gone;
            break;
        }
        case 3: { /* a piece comes */
            const char *piece = pieces[draw(sizeof pieces / sizeof *pieces)];
            const size_t length = *piece ? strlen(piece) : 1;
            if (count + length > LONGEST) break;
            memmove(bytes + at + length, bytes + at, count - at);
            memcpy(bytes + at, piece, length);
            count += length;
            break;
        }
        case 4: { /* a piece comes again */
            size_t length = 1 + draw(200);
            if (length > count - at) length = count - at;
            if (count + length > LONGEST) break;
            memmove(bytes + at + length, bytes + at, count - at);
            count += length;
            break;
        }
        case 5:
            if (draw(4) == 0) count = at + 1; /* cut off */
            break;
        default: { /* two bytes change places */
            const size_t other = draw(count);
            const char byte = bytes[at];
            bytes[at] = bytes[other];
            bytes[other] = byte;
        }
        }
    }
    return count;
}

static void check_texts(const cupel_pair *pairs, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        assert_true(*pairs[k].name);
        assert_true(cupel_is_utf8(pairs[k].name, strlen(pairs[k].name)));
        if (!cupel_is_utf8(pairs[k].value, strlen(pairs[k].value)))
            print_error("%s: %s\n", pairs[k].name, pairs[k].value);
        assert_true(cupel_is_utf8(pairs[k].value, strlen(pairs[k].value)));
    }
}

static void check_channel(const cupel_test *t, size_t k)
{
    const cupel_channel *c = &t->channels[k];
    assert_true(*c->name && c->count > 0 && c->column > 0);
    assert_true(cupel_unit_known(c->unit));
    assert_true(cupel_is_utf8(c->original_name, strlen(c->original_name)));
    for (size_t i = 0; i < k; i++) assert_string_not_equal(t->channels[i].name, c->name);
    for (size_t i = 0; i < c->count; i++) {
        const bool good = !c->mask || c->mask[i] == CUPEL_SAMPLE_GOOD;
        assert_true(good == (isfinite(c->values[i]) != 0));
    }
}

static void check_import(const imported *i)
{
    if (i->status) {
        assert_true(i->status == CUPEL_EINVAL || i->status == CUPEL_ELIMIT);
        assert_string_equal(i->error.file, "raw/test.csv");
        assert_true(*i->error.text && !strchr(i->error.text, '\n'));
        return;
    }
    assert_true(i->import.count > 0);
    for (size_t n = 0; n < i->import.count; n++) {
        const cupel_test *t = &i->import.tests[n];
        assert_true(t->channel_count > 0);
        assert_int_equal(t->block, n);
        for (size_t k = 0; k < t->channel_count; k++) check_channel(t, k);
        check_texts(t->specimen_texts, t->specimen_text_count);
        check_texts(t->test_texts, t->test_text_count);
        for (size_t k = 0; k < t->specimen_count; k++) assert_true(isfinite(t->specimen[k].value));
        for (size_t k = 0; k < t->condition_count; k++) assert_true(isfinite(t->conditions[k].value));
        for (size_t k = 0; k < t->remark_count; k++)
            assert_true(cupel_is_utf8(t->remarks[k], strlen(t->remarks[k])));
    }
}

static void mutants_are_refused_or_hold_together(void **state)
{
    (void)state;
    static char whole[LONGEST], bytes[LONGEST];
    size_t taken = 0;
    for (size_t k = 0; k < sizeof samples / sizeof *samples; k++) {
        const size_t count = make(&samples[k], whole);
        imported i = import_bytes(whole, count, NULL, NULL);
        if (i.status) print_error("sample %zu: %s\n", k, i.error.text);
        assert_int_equal(i.status, CUPEL_OK);
        check_import(&i);
        imported_free(&i);
        random_state = 20260302 + k;
        for (int n = 0; n < MUTANTS; n++) {
            memcpy(bytes, whole, count);
            i = import_bytes(bytes, mutate(bytes, count), NULL, NULL);
            check_import(&i);
            taken += !i.status;
            imported_free(&i);
        }
    }
    /* mutants that are all refused would test little, and so would mutants that all pass */
    const size_t all = MUTANTS * (sizeof samples / sizeof *samples);
    assert_in_range(taken, all / 10, all - all / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(mutants_are_refused_or_hold_together)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

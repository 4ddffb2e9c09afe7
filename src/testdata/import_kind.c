/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "testdata/import_parts.h"

/* Words, in small letters, that name a kind of test; the first that a text holds decides. Kinds without an
 * evaluation come first where a test of theirs could be taken for another. */
static const struct {
    const char *word, *kind;
} named[] = {
    {"compress", "compression"},
    {"压缩", "compression"},
    {"druckversuch", "compression"},
    {"druckprüfung", "compression"},
    {"stauchversuch", "compression"},
    {"圧縮", "compression"},
    {"creep", "creep"},
    {"蠕变", "creep"},
    {"kriech", "creep"},
    {"クリープ", "creep"},
    {"relaxation", "relaxation"},
    {"应力松弛", "relaxation"},
    {"応力緩和", "relaxation"},
    {"three-point", "bend"},
    {"3-point bend", "bend"},
    {"三点弯", "bend"},
    {"biegeversuch", "bend"},
    {"flexur", "bend"},
    {"impact", "impact"},
    {"冲击", "impact"},
    {"charpy", "impact"},
    {"衝撃", "impact"},
    {"shear test", "shear"},
    {"lap shear", "shear"},
    {"lap-shear", "shear"},
    {"scherversuch", "shear"},
    {"peel", "peel"},
    {"剥离", "peel"},
    {"schäl", "peel"},
    {"剥離", "peel"},
    {"ピール", "peel"},
    {"はく離", "peel"},
    {"adhesion", "peel"},
    {"laser flash", "laser_flash"},
    {"laser_flash", "laser_flash"},
    {"laserflash", "laser_flash"},
    {"lfa", "laser_flash"},
    {"flash method", "laser_flash"},
    {"激光闪", "laser_flash"},
    {"闪光法", "laser_flash"},
    {"热扩散", "laser_flash"},
    {"diffusivity", "laser_flash"},
    {"temperaturleitf", "laser_flash"},
    {"レーザーフラッシュ", "laser_flash"},
    {"熱拡散", "laser_flash"},
    {"dilatom", "dilatometry"},
    {"thermal expansion", "dilatometry"},
    {"热膨胀", "dilatometry"},
    {"wärmeausdehnung", "dilatometry"},
    {"熱膨張", "dilatometry"},
    {"dsc", "dsc"},
    {"calorimet", "dsc"},
    {"kalorimet", "dsc"},
    {"heat capacity", "dsc"},
    {"差示扫描", "dsc"},
    {"比热", "dsc"},
    {"示差走査", "dsc"},
    {"wärmekapazität", "dsc"},
    {"hardness", "hardness"},
    {"硬度", "hardness"},
    {"härte", "hardness"},
    {"硬さ", "hardness"},
    {"vickers", "hardness"},
    {"brinell", "hardness"},
    {"维氏", "hardness"},
    {"布氏", "hardness"},
    {"roughness", "roughness"},
    {"粗糙", "roughness"},
    {"rauheit", "roughness"},
    {"rauhigkeit", "roughness"},
    {"粗さ", "roughness"},
    {"profilomet", "roughness"},
    {"轮廓", "roughness"},
    {"surface texture", "roughness"},
    {"topograph", "roughness"},
    {"flex", "flex"},
    {"mandrel", "flex"},
    {"fold", "flex"},
    {"bending fatigue", "flex"},
    {"弯折", "flex"},
    {"耐折", "flex"},
    {"弯曲疲劳", "flex"},
    {"biegewechsel", "flex"},
    {"faltversuch", "flex"},
    {"屈曲", "flex"},
    {"resist", "resistivity"},
    {"电阻", "resistivity"},
    {"widerstand", "resistivity"},
    {"抵抗", "resistivity"},
    {"conductivity", "resistivity"},
    {"导电", "resistivity"},
    {"leitfähigkeit", "resistivity"},
    {"導電", "resistivity"},
    {"four-point", "resistivity"},
    {"4-point", "resistivity"},
    {"four point", "resistivity"},
    {"四探针", "resistivity"},
    {"van der pauw", "resistivity"},
    {"eddy current", "resistivity"},
    {"涡流", "resistivity"},
    {"tensile", "tensile"},
    {"tension", "tensile"},
    {"拉伸", "tensile"},
    {"zugversuch", "tensile"},
    {"zugprüfung", "tensile"},
    {"引張", "tensile"},
    {"iso 6892", "tensile"},
    {"gb/t 228", "tensile"},
    {"astm e8", "tensile"},
    {"650 2.4.18", "tensile"},
    {"iso6892", "tensile"},
    {"gb/t228", "tensile"},
    {"jis z 2241", "tensile"},
    {"jis z2241", "tensile"},
    {"650 2.4.8", "peel"},
    {"650 2.4.9", "peel"},
    {"astm e1461", "laser_flash"},
    {"gb/t 22588", "laser_flash"},
    {"astm e1269", "dsc"},
    {"iso 11357", "dsc"},
    {"astm e228", "dilatometry"},
    {"gb/t 4339", "dilatometry"},
    {"iso 6507", "hardness"},
    {"iso 6506", "hardness"},
    {"astm e384", "hardness"},
    {"gb/t 4340", "hardness"},
    {"gb/t 231", "hardness"},
    {"astm b193", "resistivity"},
    {"iec 60468", "resistivity"},
    {"gb/t 351", "resistivity"},
    {"iso 4287", "roughness"},
    {"iso 21920", "roughness"},
    {"iso 25178", "roughness"},
    {"astm e796", "flex"},
};

/* Words too common for any title, that decide as the name of a test, a heading or the name of a file. None of
 * these kinds is evaluated. */
static const struct {
    const char *word, *kind;
} others[] = {
    {"bend", "bend"},       {"biege", "bend"},        {"弯曲", "bend"},        {"曲げ", "bend"},
    {"fatigue", "fatigue"}, {"疲劳", "fatigue"},      {"ermüdung", "fatigue"}, {"疲労", "fatigue"},
    {"shear", "shear"},     {"剪切", "shear"},        {"せん断", "shear"},     {"torsion", "torsion"},
    {"扭转", "torsion"},    {"ねじり", "torsion"},    {"tear", "tear"},        {"撕裂", "tear"},
    {"引裂", "tear"},       {"erichsen", "cupping"},  {"cupping", "cupping"},  {"杯突", "cupping"},
    {"bulge", "cupping"},   {"friction", "friction"}, {"摩擦", "friction"},    {"puncture", "puncture"},
    {"穿刺", "puncture"},   {"松弛", "relaxation"},
};

bool cupel_kind_is_known(const char *kind)
{
    bool known = cupel_evaluation_find(kind) != NULL;
    for (size_t i = 0; i < sizeof named / sizeof *named && !known; i++)
        known = strcmp(named[i].kind, kind) == 0;
    for (size_t i = 0; i < sizeof others / sizeof *others && !known; i++)
        known = strcmp(others[i].kind, kind) == 0;
    return known;
}

const char *cupel_kind_complaint(const char *kind, cupel_arena *arena)
{
    const char *names[64];
    char kinds[CUPEL_KINDS_TEXT];
    size_t count = 0;
    for (const cupel_evaluation *const *one = cupel_evaluations(); *one && count < 64; one++)
        names[count++] = (*one)->kind;
    cupel_evaluation_kinds(kinds);
    const char *meant = cupel_nearest(kind, names, count);
    const char *text =
        cupel_arena_format(arena, "unknown kind '%.40s'%s%s%s; allowed: %s", kind,
                           meant ? "; did you mean '" : "", meant ? meant : "", meant ? "'?" : "", kinds);
    return text ? text : "unknown kind";
}

/* Whether a text holds a word: short ones at the begin of a word only, as "extension" holds "tension"; long
 * ones may be the end of a compound. */
static bool holds(const char *text, const char *word)
{
    const bool within = strlen(word) > 8 || (unsigned char)word[0] >= 0x80;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        if (within || at == text || !((at[-1] >= 'a' && at[-1] <= 'z') || (unsigned char)at[-1] >= 0x80))
            return true;
    return false;
}

/* The kind that a text names; NULL: none. */
static const char *kind_named(const char *text, bool by_any_word)
{
    char small[256];
    size_t used = 0;
    for (; *text && used + 1 < sizeof small; text++)
        small[used++] = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text;
    small[used] = '\0';
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (holds(small, named[i].word)) return named[i].kind;
    for (size_t i = 0; by_any_word && i < sizeof others / sizeof *others; i++)
        if (holds(small, others[i].word)) return others[i].kind;
    return NULL;
}

/* What channels decide: all of `all` and one of `any` (separated by |; "" wants none). */
static const struct {
    const char *all, *any, *kind;
} shapes[] = {
    {"heat_flow", "", "dsc"},
    {"specific_heat_flow", "", "dsc"},
    {"length_change|temperature", "", "dilatometry"},
    {"relative_length_change|temperature", "", "dilatometry"},
    {"diffusivity", "", "laser_flash"},
    {"time|signal", "", "laser_flash"},
    {"voltage|current", "", "resistivity"},
    {"resistance", "", "resistivity"},
    {"conductivity", "", "resistivity"},
    {"diagonal", "", "hardness"},
    {"hardness", "", "hardness"},
    {"height", "", "roughness"},
    {"cycles", "", "flex"},
    {"force", "extension|strain|crosshead_strain", "tensile"},
    {"stress", "extension|strain|crosshead_strain|displacement", "tensile"},
};

/* With or without a unit; a column without one that is headed by a letter or two says nothing. */
static bool has_channel(const cupel_draft *draft, const char *name, size_t length)
{
    for (size_t i = 0; i < draft->test.channel_count; i++) {
        const cupel_channel *c = &draft->channels[i];
        if (strncmp(c->name, name, length) != 0) continue;
        const bool bare = strcmp(c->name + length, "_without_unit") == 0 && strlen(c->original_name) > 2;
        if (!c->name[length] || bare) return true;
    }
    return false;
}

static bool has(const cupel_draft *draft, const char *names, bool all)
{
    while (*names) {
        const size_t length = strcspn(names, "|");
        if (has_channel(draft, names, length) != all) return !all;
        names += length;
        names += *names == '|';
    }
    return all;
}

static const char *by_channels(const cupel_draft *draft)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (has(draft, shapes[i].all, true) && (!*shapes[i].any || has(draft, shapes[i].any, false)))
            return shapes[i].kind;
    return NULL;
}

/* A kind that the header names: in the text of that meaning first, then in any that may be a title. */
static const char *by_texts(const cupel_draft *draft, const char **where)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < draft->test.test_text_count; i++) {
            const cupel_pair *pair = &draft->test_texts[i];
            const bool kind = strcmp(pair->name, "kind") == 0;
            const bool title =
                strncmp(pair->name, "line ", 5) == 0 || strcmp(pair->name, "standard") == 0 || !*pair->value;
            if (pass == 0 ? !kind : !title) continue;
            *where = *pair->value ? pair->value : pair->name;
            const char *found = kind_named(*where, kind);
            if (found) return found;
        }
    return NULL;
}

/* A kind without an evaluation that a heading or the name of the file names: such a test must not be taken
 * for another by its channels. */
static const char *not_evaluated(const cupel_importer *importer, const cupel_draft *draft, const char **where)
{
    const char *slash = strrchr(importer->file, '/');
    for (size_t i = 0; i <= draft->test.channel_count; i++) {
        *where = i < draft->test.channel_count ? draft->channels[i].original_name
                 : slash                       ? slash + 1
                                               : importer->file;
        const char *found = *where ? kind_named(*where, true) : NULL;
        if (found && !cupel_evaluation_find(found)) return found;
    }
    return NULL;
}

/* Whether a channel lies below zero. */
static bool is_negative(const cupel_draft *draft, const char *name)
{
    double least = 0, most = 0;
    for (size_t i = 0; i < draft->test.channel_count; i++) {
        const cupel_channel *c = &draft->channels[i];
        if (strncmp(c->name, name, strlen(name)) != 0) continue;
        for (size_t k = 0; k < c->count; k++) {
            if (c->values[k] < least) least = c->values[k];
            if (c->values[k] > most) most = c->values[k];
        }
    }
    return -least > 2 * most;
}

/* In a file that does not say what it is, whatever its signs mean. */
static bool may_be_pressed(const cupel_draft *draft)
{
    static const char *const names[] = {"force",  "stress",       "extension",
                                        "strain", "displacement", "crosshead_strain"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_negative(draft, names[i])) return true;
    return false;
}

/* What the channels decide, and why. */
static const char *guess(const cupel_draft *draft, const char **reason)
{
    const char *shape = by_channels(draft);
    const bool pulled = has_channel(draft, "force", 5) && has_channel(draft, "displacement", 12);
    const bool section = cupel_draft_find(draft, "thickness") || cupel_draft_find(draft, "area") ||
                         cupel_draft_find(draft, "diameter") || cupel_draft_find(draft, "mass_per_area");
    *reason = shape    ? "taken from the channels"
              : pulled ? "taken from force, displacement and cross-section"
                       : "which kind of test it is cannot be told: say it (--kind)";
    if (!shape && pulled && section) shape = "tensile";
    if (!shape && pulled)
        *reason = "force over displacement can be a tensile or a peel test: say which (--kind)";
    if (shape && strcmp(shape, "tensile") == 0 && may_be_pressed(draft)) {
        *reason =
            "a negative force or extension can be one of compression: say which kind of test it is (--kind)";
        return NULL;
    }
    return shape;
}

bool cupel_kind_find(cupel_importer *importer, cupel_draft *draft)
{
    cupel_test *test = &draft->test;
    if (importer->options && importer->options->kind && *importer->options->kind) {
        test->kind = cupel_arena_copy(importer->arena, importer->options->kind);
        return test->kind != NULL;
    }
    if (test->kind) return true; /* by specimen.yaml */
    const char *where = "", *shape = by_channels(draft), *reason;
    test->kind = by_texts(draft, &where);
    const bool by_header = test->kind != NULL;
    if (!by_header) test->kind = not_evaluated(importer, draft, &where);
    /* lives are evaluated alike, whatever the fatigue */
    if (test->kind && strcmp(test->kind, "fatigue") == 0 && shape && strcmp(shape, "flex") == 0)
        test->kind = shape;
    if (test->kind && !by_header)
        return cupel_remark(importer, &draft->remarks, "kind %s taken from the name '%.60s'", test->kind,
                            where);
    if (test->kind) {
        const bool fits = !shape || strcmp(shape, test->kind) == 0 || !cupel_evaluation_find(test->kind) ||
                          (strcmp(test->kind, "peel") == 0 && has_channel(draft, "force", 5));
        return fits || cupel_remark(
                           importer, &draft->remarks,
                           "the header calls it %s ('%.60s'), the channels look like %s: the header is taken",
                           test->kind, where, shape);
    }
    for (size_t i = 0; i < test->test_text_count; i++)
        if (strcmp(test->test_texts[i].name, "kind") == 0 &&
            !cupel_remark(importer, &draft->remarks, "'%.60s' names no kind of test that is known here",
                          test->test_texts[i].value))
            return false;
    test->kind = guess(draft, &reason);
    return test->kind ? cupel_remark(importer, &draft->remarks, "kind %s %s", test->kind, reason)
                      : cupel_remark(importer, &draft->remarks, "%s", reason);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "testdata/import_parts.h"

const char *const cupel_kind_names[] = {"tensile",  "resistivity", "laser_flash", "roughness", "peel",
                                        "hardness", "dsc",         "dilatometry", "flex",      NULL};

/* Words, in small letters, that name a kind of test; the first that a text holds decides. "" is a kind that
 * is none of ours. */
static const struct {
    const char *word, *kind;
} named[] = {
    {"compress", ""},
    {"压缩", ""},
    {"druckversuch", ""},
    {"圧縮", ""},
    {"creep", ""},
    {"蠕变", ""},
    {"kriech", ""},
    {"relaxation", ""},
    {"three-point", ""},
    {"3-point bend", ""},
    {"三点弯", ""},
    {"biegeversuch", ""},
    {"impact", ""},
    {"冲击", ""},
    {"charpy", ""},
    {"shear test", ""},
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
    {"flexural", ""},
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
    {"fatigue", "flex"},
    {"疲劳", "flex"},
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

const char *cupel_kind_named(const char *text)
{
    char small[256];
    size_t used = 0;
    for (; *text && used + 1 < sizeof small; text++)
        small[used++] = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text;
    small[used] = '\0';
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (holds(small, named[i].word)) return named[i].kind;
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
            const char *found = cupel_kind_named(*pair->value ? pair->value : pair->name);
            *where = *pair->value ? pair->value : pair->name;
            if (found) return found;
        }
    return NULL;
}

bool cupel_kind_find(cupel_importer *importer, cupel_draft *draft)
{
    cupel_test *test = &draft->test;
    if (importer->options && importer->options->kind && *importer->options->kind) {
        test->kind = cupel_arena_copy(importer->arena, importer->options->kind);
        return test->kind != NULL;
    }
    if (test->kind) return true; /* by specimen.yaml */
    const char *where = "", *named_kind = by_texts(draft, &where), *shape = by_channels(draft);
    if (named_kind && *named_kind) {
        test->kind = named_kind;
        const bool fits = !shape || strcmp(shape, named_kind) == 0 ||
                          (strcmp(named_kind, "peel") == 0 && has_channel(draft, "force", 5));
        return fits || cupel_remark(
                           importer, &draft->remarks,
                           "the header calls it %s ('%.60s'), the channels look like %s: the header is taken",
                           named_kind, where, shape);
    }
    if (named_kind)
        return cupel_remark(importer, &draft->remarks,
                            "'%.60s' is no kind of test that is known here; say which it is (--kind)", where);
    if (shape) {
        test->kind = shape;
        return cupel_remark(importer, &draft->remarks, "kind %s taken from the channels", shape);
    }
    const bool pulled = has_channel(draft, "force", 5) && has_channel(draft, "displacement", 12);
    const bool section = cupel_draft_find(draft, "thickness") || cupel_draft_find(draft, "area") ||
                         cupel_draft_find(draft, "diameter") || cupel_draft_find(draft, "mass_per_area");
    if (pulled && section) {
        test->kind = "tensile";
        return cupel_remark(importer, &draft->remarks,
                            "kind tensile taken from force, displacement and cross-section");
    }
    return cupel_remark(importer, &draft->remarks,
                        pulled ? "force over displacement can be a tensile or a peel test: say which (--kind)"
                               : "which kind of test it is cannot be told: say it (--kind)");
}

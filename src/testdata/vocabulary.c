/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/vocabulary.h"

#include <pthread.h>
#include <string.h>

/* clang-format off */
static const cupel_word words[] = {
    /* channels: mechanical */
    {CUPEL_WORD_CHANNEL, "time", "s", false, "s", "t|test time|elapsed time|时间|试验时间|Prüfzeit|Zeit|時間|elapsed|running time|seconds|Laufzeit|经过时间|試験時間|経過時間|Temps", "since the start"},
    {CUPEL_WORD_CHANNEL, "force", "N", false, NULL, "load|standard force|axial force|力|试验力|载荷|负荷|Standardkraft|Kraft|Prüfkraft|荷重|試験力|F|axial load|tensile force|tensile load|load cell|peel force|standard load|拉力|拉伸力|剥离力|轴向力|负载|力值|Zugkraft|Last|引張荷重|剥離力|Zugkraft F|Prüflast|測定荷重|试验力值|力传感器|张力", "on the specimen"},
    {CUPEL_WORD_CHANNEL, "extension", "m", false, NULL, "extensometer|extensometer extension|gauge extension|变形|引伸计变形|Längenänderung|Feindehnweg|伸び|strain gauge extension|axial extension|引伸计|引伸计变形量|试样变形|Dehnweg|Messlängenänderung|伸び量|変形|伸长|变形量|延伸量|伸长变形|大变形|小变形|夹式引伸计|Extensometerweg|標点間伸び|elongation|tensile extension|tensile elongation|Verlängerung", "change of the extensometer's gauge length"},
    {CUPEL_WORD_CHANNEL, "displacement", "m", false, NULL, "crosshead|crosshead displacement|crosshead travel|stroke|position crosshead|位移|横梁位移|Standardweg|Traversenweg|変位|ストローク|cross head|crosshead position|crosshead extension|actuator displacement|axial displacement|machine displacement|grip displacement|travel|Weg|Maschinenweg|行程|横梁位置|夹头位移|移動量|クロスヘッド変位|位移量|横梁行程|活塞位移|Kolbenweg|Kolbenhub|Traversenposition|piston displacement|クロスヘッド位置|ｽﾄﾛｰｸ", "of the crosshead"},
    {CUPEL_WORD_CHANNEL, "strain", "1", false, NULL, "engineering strain|axial strain|tensile strain|应变|工程应变|Dehnung|ひずみ|extensometer strain|strain gauge|nominal strain extensometer|eng strain|技术应变|伸长率|延伸率|歪み|歪|伸长应变|延伸应变|轴向应变|公称ひずみ|Zugdehnung|ﾋｽﾞﾐ|ε|epsilon", "by the extensometer"},
    {CUPEL_WORD_CHANNEL, "crosshead_strain", "1", false, NULL, "nominal strain|displacement strain|crosshead strain|nominelle Dehnung|名义应变", "crosshead travel over a free length"},
    {CUPEL_WORD_CHANNEL, "stress", "Pa", false, NULL, "engineering stress|tensile stress|应力|工程应力|Spannung|応力|eng stress|技术应力|拉伸应力|Zugspannung|引張応力|公称応力|名义应力|Nennspannung|σ|sigma", "force over the first cross-section"},
    {CUPEL_WORD_CHANNEL, "width_change", "m", false, NULL, "transverse extension|宽度变化|Breitenänderung", "of the gauge width, negative in tension"},
    {CUPEL_WORD_CHANNEL, "width_strain", "1", false, NULL, "transverse strain|横向应变|Querdehnung", "over the width, negative in tension"},
    {CUPEL_WORD_CHANNEL, "cycles", "1", false, "1", "number of cycles|cycles to failure|folds|循环次数|次数|Lastwechsel|回数|N|cycle count|fold count|弯折次数|疲劳寿命|Biegewechsel|Zyklen|耐折回数", "until failure, or until the test was stopped"},
    {CUPEL_WORD_CHANNEL, "failed", "1", false, "1", "failure|断裂|broken|fracture|是否断裂|失效|Bruch", "1: it failed; 0: the test was stopped before"},
    {CUPEL_WORD_CHANNEL, "diagonal", "m", false, NULL, "d|mean diagonal|对角线|压痕对角线|Diagonale|d1|diagonal 1|diameter|indentation diameter|压痕直径|対角線", "of the indentation, or the first of two; the diameter of a ball's"},
    {CUPEL_WORD_CHANNEL, "diagonal_2", "m", false, NULL, "d2|second diagonal|diagonal 2|D2|对角线2|第二对角线|Diagonale 2|対角線2", "of the indentation, the second of two"},
    {CUPEL_WORD_CHANNEL, "hardness", "1", false, "1", "HV|HBW|hardness value|硬度|硬度值|Härte|硬さ", "the number that the tester printed"},
    /* channels: surfaces */
    {CUPEL_WORD_CHANNEL, "position", "m", false, NULL, "x|distance|轮廓位置|Tastweg|X|profile position|scan position|横坐标|Weg|測定位置", "along a profile"},
    {CUPEL_WORD_CHANNEL, "position_y", "m", false, NULL, "y", "across, of a map of heights"},
    {CUPEL_WORD_CHANNEL, "height", "m", false, NULL, "z|profile height|高度|Profilhöhe|profile|profile z|surface height|轮廓高度|Höhe|高さ", "of the surface"},
    /* channels: electrical and thermal */
    {CUPEL_WORD_CHANNEL, "voltage", "V", false, NULL, "u|potential|电压|Spannung U|Spannung|U|V|voltage drop|电压降|電圧", "between the inner probes"},
    {CUPEL_WORD_CHANNEL, "current", "A", false, NULL, "i|电流|Strom|電流|I|applied current|Stromstärke", "through the specimen, with its sign"},
    {CUPEL_WORD_CHANNEL, "resistance", "ohm", false, NULL, "r|电阻|Widerstand|抵抗|R|resistance value|电阻值|抵抗値", "between the inner probes"},
    {CUPEL_WORD_CHANNEL, "resistance_2", "ohm", false, NULL, "r2|rb|resistance b|second resistance", "of the neighbouring side, after van der Pauw"},
    {CUPEL_WORD_CHANNEL, "conductivity", "S m-1", false, NULL, "electrical conductivity|eddy current conductivity|IACS|%IACS|电导率|导电率|elektrische Leitfähigkeit|Leitfähigkeit|導電率|σ", "by the tester, with eddy currents"},
    {CUPEL_WORD_CHANNEL, "temperature", "K", false, NULL, "temp|sample temperature|温度|样品温度|Temperatur|Probentemperatur|T|furnace temperature|specimen temperature|试样温度|炉温|試料温度|Temp|试验温度|Ofentemperatur", "of the specimen"},
    {CUPEL_WORD_CHANNEL, "signal", "1", false, "1", "detector|detector signal|信号|intensity|detector voltage|IR signal|信号强度|Detektorsignal|Messsignal|検出信号", "of the detector behind the specimen, in any unit"},
    {CUPEL_WORD_CHANNEL, "heat_flow", "W", false, NULL, "dsc|热流|Wärmestrom|heat flow rate|heatflow|DSC|DSC signal|热流率|Wärmefluss|熱流", "into the specimen's pan"},
    {CUPEL_WORD_CHANNEL, "specific_heat_flow", "W kg-1", false, NULL, "dsc|heat flow|DSC signal|热流|Wärmestrom|熱流", "into the specimen's pan, over the mass of the specimen"},
    {CUPEL_WORD_CHANNEL, "heat_flow_reference", "W", false, NULL, "dsc sapphire|sapphire|蓝宝石", "into the pan with the sapphire"},
    {CUPEL_WORD_CHANNEL, "heat_flow_baseline", "W", false, NULL, "dsc baseline|baseline|empty|基线", "into the empty pan"},
    {CUPEL_WORD_CHANNEL, "length_change", "m", false, NULL, "dl|expansion|伸长量|Längenänderung dL|delta L|length change|变化量|膨胀量|Längenänderung|伸び量|ΔL|△L|∆L", "of the specimen, pushrod and all"},
    {CUPEL_WORD_CHANNEL, "length_change_reference", "m", false, NULL, "dl reference|correction|修正", "of the reference run"},
    {CUPEL_WORD_CHANNEL, "relative_length_change", "1", false, NULL, "dL/L0|dL/Lo|ΔL/L0|dl/l|thermal strain|linear expansion|相对伸长|热膨胀率|relative Längenänderung|膨張率", "of the specimen, pushrod and all, over its length"},
    {CUPEL_WORD_CHANNEL, "diffusivity", "m2 s-1", false, NULL, "thermal diffusivity|热扩散系数|Temperaturleitfähigkeit", "of a shot, by the tester"},
    /* specimen */
    {CUPEL_WORD_SPECIMEN, "thickness", "m", false, NULL, "a0|specimen thickness|sample thickness|厚度|试样厚度|Probendicke|Dicke|厚さ|foil thickness|板厚|样品厚度|试样厚|厚み|Foliendicke", "at the start"},
    {CUPEL_WORD_SPECIMEN, "width", "m", false, NULL, "b0|specimen width|sample width|宽度|试样宽度|Probenbreite|Breite|幅|板宽|样品宽度|试样宽|幅寸法|試験片幅", "at the start"},
    {CUPEL_WORD_SPECIMEN, "diameter", "m", false, NULL, "d0|specimen diameter|直径|Durchmesser|rod diameter|wire diameter|试样直径|Probendurchmesser", "at the start"},
    {CUPEL_WORD_SPECIMEN, "area", "m2", false, NULL, "s0|cross-section|cross section|cross-sectional area|截面积|Querschnitt|断面積|cross section area|横截面积|原始截面积|面积|Querschnittsfläche|断面积", "of the cross-section at the start"},
    {CUPEL_WORD_SPECIMEN, "gauge_length", "m", false, NULL, "l0|gage length|original gauge length|标距|原始标距|Anfangsmesslänge|標点距離|gauge length l0|initial gauge length|原始标距L0|试样标距|Messlänge|標点間距離|標点間", "at the start"},
    {CUPEL_WORD_SPECIMEN, "extensometer_gauge_length", "m", false, NULL, "le|extensometer gauge|引伸计标距|Messlänge|extensometer length|引伸计标距Le|Extensometer-Messlänge", "of the extensometer"},
    {CUPEL_WORD_SPECIMEN, "parallel_length", "m", false, NULL, "lc|free length|grip length|夹持长度|平行长度|Versuchslänge|grip separation|grip distance|clamping length|夹距|夹具间距|Einspannlänge|つかみ間隔", "between the grips, free to stretch"},
    {CUPEL_WORD_SPECIMEN, "length", "m", false, NULL, "specimen length|试样长度|长度|Probenlänge|sample length|样品长度|Länge|試料長さ", "of the whole specimen, or between the inner probes"},
    {CUPEL_WORD_SPECIMEN, "probe_distance", "m", false, NULL, "voltage probe distance|probe distance|distance of the voltage probes|knife edge distance|measuring length|电位端间距|测量长度|Messlänge R", "between the inner (voltage) probes on a bar, strip or wire"},
    {CUPEL_WORD_SPECIMEN, "mass", "kg", false, NULL, "weight|sample mass|质量|试样质量|Masse|Probenmasse|样品质量|試料質量|sample weight|Einwaage", ""},
    {CUPEL_WORD_SPECIMEN, "mass_reference", "kg", false, NULL, "sapphire mass|mass of sapphire|蓝宝石质量", "of the sapphire"},
    {CUPEL_WORD_SPECIMEN, "mass_per_area", "kg m-2", false, NULL, "area weight|areal weight|foil weight|单位面积质量|面积重量|mass per area|weight per area|copper weight|Flächengewicht", "of foil"},
    {CUPEL_WORD_SPECIMEN, "density", "kg m-3", false, NULL, "密度|Dichte|rho|密度値", ""},
    {CUPEL_WORD_SPECIMEN, "expansion_coefficient", "K-1", true, NULL, "cte|thermal expansion coefficient|线膨胀系数|Ausdehnungskoeffizient", "mean linear, from 20 degC"},
    {CUPEL_WORD_SPECIMEN, "reference_expansion_coefficient", "K-1", true, NULL, "reference cte|reference expansion|standard cte|标样膨胀系数", "mean, of the specimen of the reference run"},
    {CUPEL_WORD_SPECIMEN, "reference_length", "m", false, NULL, "length of reference|standard length|标样长度", "of the specimen of the reference run"},
    {CUPEL_WORD_SPECIMEN, "heat_capacity", "J kg-1 K-1", false, NULL, "specific heat|spec heat|cp|比热|Wärmekapazität", "per mass, at constant pressure"},
    {CUPEL_WORD_SPECIMEN, "youngs_modulus", "Pa", false, NULL, "E|elastic modulus", "where the evaluation needs it and does not find it"},
    {CUPEL_WORD_SPECIMEN, "tensile_strength", "Pa", false, NULL, "Rm|uts", "where the evaluation needs it and does not find it"},
    /* conditions */
    {CUPEL_WORD_CONDITION, "test_temperature", "K", false, NULL, "ambient temperature|试验温度|Prüftemperatur|temperature|room temperature|environment temperature|环境温度|室温|测试温度|温度|Temperatur|試験温度|Umgebungstemperatur", "of the test"},
    {CUPEL_WORD_CONDITION, "humidity", "1", false, "%", "relative humidity|湿度|环境湿度|相对湿度|Luftfeuchte|湿度%", "of the air"},
    {CUPEL_WORD_CONDITION, "speed", "m s-1", false, NULL, "test speed|crosshead speed|试验速度|速度|Prüfgeschwindigkeit|試験速度|rate|crosshead rate|loading rate|peel rate|peel speed|拉伸速度|加载速度|Geschwindigkeit", "of the crosshead, or of peeling"},
    {CUPEL_WORD_CONDITION, "strain_rate", "s-1", false, NULL, "应变速率|Dehngeschwindigkeit", ""},
    {CUPEL_WORD_CONDITION, "test_force", "N", false, NULL, "indentation force|试验载荷|test load|试验力|Prüfkraft|試験力|force|load|applied force|applied load|载荷|荷重", "of the indenter"},
    {CUPEL_WORD_CONDITION, "ball_diameter", "m", false, NULL, "indenter diameter|球径", "of the indenter"},
    {CUPEL_WORD_CONDITION, "mandrel_diameter", "m", false, NULL, "mandrel|芯轴直径", "of the flex test"},
    {CUPEL_WORD_CONDITION, "pulse_width", "s", false, NULL, "pulse duration|laser pulse width|脉冲宽度|pulse length|脉宽|Pulsbreite", "of the flash, its full length"},
    {CUPEL_WORD_CONDITION, "pulse_start", "s", false, NULL, "trigger time|trigger delay|触发时刻", "of the flash on the time axis; 0 when not given"},
    {CUPEL_WORD_CONDITION, "frequency", "Hz", false, NULL, "test frequency|eddy current frequency|频率|Frequenz|周波数", "of eddy currents"},
    {CUPEL_WORD_CONDITION, "heating_rate", "K s-1", true, NULL, "heating speed|scan rate|升温速率|Heizrate|昇温速度", "of the specimen"},
    {CUPEL_WORD_CONDITION, "probe_spacing", "m", false, NULL, "探针间距", "of four probes in line"},
    {CUPEL_WORD_CONDITION, "spacing", "m", false, NULL, "sampling spacing|sampling interval|point spacing|x spacing|dx|采样间隔|采样间距|Messpunktabstand|Punktabstand", "between the samples of a profile, or along the rows of a map"},
    {CUPEL_WORD_CONDITION, "spacing_y", "m", false, NULL, "y spacing|row spacing|dy|行间距|Zeilenabstand", "between the rows of a map"},
    {CUPEL_WORD_CONDITION, "cutoff_length", "m", false, NULL, "lambda c|cutoff|取样长度|Grenzwellenlänge", "lambda c of the roughness filter"},
    {CUPEL_WORD_CONDITION, "nesting_index_s", "m", false, NULL, "lambda s", "lambda s of the roughness filter"},
    {CUPEL_WORD_CONDITION, "tip_radius", "m", false, NULL, "stylus radius|针尖半径", "of the stylus"},
    {CUPEL_WORD_CONDITION, "reference_temperature", "K", false, NULL, "参考温度|基准温度|Bezugstemperatur", "where a length or a resistance is stated"},
    /* texts */
    {CUPEL_WORD_SPECIMEN_TEXT, "id", NULL, false, NULL, "specimen|specimen id|sample|sample id|specimen name|试样编号|试样名称|样品编号|Probe|Probennummer|試料名|specimen no|sample no|specimen number|sample number|sample name|specimen label|specimen ID|试样号|试样名|样品名称|样品名|试件编号|编号|Proben-Nr|Probenname|Proben-ID|試験片番号|試料番号|Probenbezeichnung|Bezeichnung|IDENTITY|identity|name of specimen|试样标识", "of the specimen"},
    {CUPEL_WORD_SPECIMEN_TEXT, "lot", NULL, false, NULL, "batch|lot number|heat|批号|炉号|Charge|ロット|lot no|batch no|batch number|炉批号|Chargennummer|ロット番号", ""},
    {CUPEL_WORD_SPECIMEN_TEXT, "material", NULL, false, NULL, "alloy|grade|材料|材质|牌号|Werkstoff|材質|material name|材料名称|材料牌号|Material|材料名", ""},
    {CUPEL_WORD_SPECIMEN_TEXT, "temper", NULL, false, NULL, "condition|状态|Zustand|質別", ""},
    {CUPEL_WORD_SPECIMEN_TEXT, "form", NULL, false, NULL, "product form|形状|Form", "foil, strip, bar, …"},
    {CUPEL_WORD_SPECIMEN_TEXT, "direction", NULL, false, NULL, "orientation|方向|Richtung", "to the rolling direction"},
    {CUPEL_WORD_TEST_TEXT, "kind", NULL, false, NULL, "test type|test name|test method|试验类型|试验名称|Prüfart|試験種類|test|test kind|测试类型|试验项目|试验方法|测试项目|Versuch|Versuchsart|試験名|試験方法", "what test it was"},
    {CUPEL_WORD_TEST_TEXT, "standard", NULL, false, NULL, "test standard|norm|执行标准|试验标准|Prüfnorm|規格|specification|测试标准|标准|Norm|試験規格", ""},
    {CUPEL_WORD_TEST_TEXT, "machine", NULL, false, NULL, "instrument|tester|equipment|试验机|设备|Maschine|Prüfmaschine|試験機|machine name|test machine|仪器|设备名称|Gerät|装置", ""},
    {CUPEL_WORD_TEST_TEXT, "serial", NULL, false, NULL, "serial number|设备编号|Seriennummer", ""},
    {CUPEL_WORD_TEST_TEXT, "operator", NULL, false, NULL, "tester name|试验员|操作员|Prüfer|試験者|user|操作者|试验人员|测试人员|Bediener|担当者", ""},
    {CUPEL_WORD_TEST_TEXT, "date", NULL, false, NULL, "test date|试验日期|日期|Datum|Prüfdatum|試験日|date time|test date time|date and time|start time|测试日期|试验时间|Prüfzeitpunkt|測定日|日付", ""},
    {CUPEL_WORD_TEST_TEXT, "calibration", NULL, false, NULL, "calibration id|校准证书|Kalibrierung", ""},
};
/* clang-format on */

const cupel_word *cupel_words(size_t *count)
{
    *count = sizeof words / sizeof *words;
    return words;
}

const cupel_word *cupel_word_named(cupel_word_kind kind, const char *name)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].kind == kind && strcmp(words[i].name, name) == 0) return &words[i];
    return NULL;
}

/* ---- what a heading means ---- */

enum { LONGEST_HEADING = 160 };

/* Steps over blanks, dots, underscores, hyphens, colons, stars, quotes and no-break spaces. */
static const char *skip_signs(const char *p, const char *end)
{
    for (; p < end; p++) {
        if ((unsigned char)*p == 0xc2 && p + 1 < end && (unsigned char)p[1] == 0xa0)
            p++;
        else if (*p != ' ' && *p != '.' && *p != '_' && *p != '-' && *p != '\t' && *p != ':' && *p != '*' &&
                 *p != '"')
            break;
    }
    return p;
}

/* The byte at `p`, as a small letter; capitals of Latin-1 are two bytes, the second 0x80 to 0x9e. */
static unsigned char small(const char *p, const char *start)
{
    const unsigned char c = (unsigned char)*p;
    if (c >= 'A' && c <= 'Z') return (unsigned char)(c + 32);
    const bool latin = p > start && (unsigned char)p[-1] == 0xc3;
    return latin && c >= 0x80 && c <= 0x9e && c != 0x97 ? (unsigned char)(c + 32) : c;
}

/* Whether two texts are the same word but for signs and (unless `exact`) capitals. */
static bool same_word(const char *a, size_t a_count, const char *b, size_t b_count, bool exact)
{
    const char *p = a, *q = b, *p_end = a + a_count, *q_end = b + b_count;
    for (;; p++, q++) {
        p = skip_signs(p, p_end);
        q = skip_signs(q, q_end);
        if (p == p_end || q == q_end) return p == p_end && q == q_end;
        if (exact ? *p != *q : small(p, a) != small(q, b)) return false;
    }
}

/* All names by a digest of their letters, so that a heading is looked up among few. Made once. */
enum { NAMES = 2048, CHAINS = 1024 };

typedef struct name {
    const cupel_word *word;
    const char *text;
    size_t count;
    unsigned next; /* in its chain, in the order of the table; 0: none */
} name;

static pthread_once_t index_once = PTHREAD_ONCE_INIT;
static name index_names[NAMES]; /* from 1 */
static unsigned index_heads[CHAINS], index_tails[CHAINS], index_count;

static unsigned chain_of(const char *text, size_t count)
{
    unsigned digest = 5381;
    const char *end = text + count;
    for (const char *p = skip_signs(text, end); p < end; p = skip_signs(p + 1, end))
        digest = 33 * digest + small(p, text);
    return digest % CHAINS;
}

static void add_name(const cupel_word *word, const char *text, size_t count)
{
    if (index_count + 1 == NAMES || !count) return;
    const unsigned chain = chain_of(text, count), n = ++index_count;
    index_names[n] = (name){word, text, count, 0};
    if (index_heads[chain])
        index_names[index_tails[chain]].next = n;
    else
        index_heads[chain] = n;
    index_tails[chain] = n;
}

static void make_index(void)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        add_name(&words[i], words[i].name, strlen(words[i].name));
        for (const char *p = words[i].also; *p;) {
            const size_t count = strcspn(p, "|");
            add_name(&words[i], p, count);
            p += count + (p[count] == '|');
        }
    }
}

/* Bytes of a heading without the number ("Force 1"), or without the symbol ("Probendicke a0", "标距L0"), at
 * its end. */
static size_t shortened(const char *heading, size_t length, bool symbol)
{
    size_t left = length;
    while (left && strchr("0123456789 _.#", heading[left - 1])) left--;
    if (!symbol || !left) return left;
    const bool greek = left > 2 && ((unsigned char)heading[left - 2] & 0xfe) == 0xce &&
                       (unsigned char)heading[left - 1] >= 0x80;
    if (greek) return left - 2; /* "Dehnung ε", "应力σ" */
    size_t letters = 0;
    while (letters < left && letters < 3) {
        const char c = heading[left - 1 - letters];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) break;
        letters++;
    }
    const size_t kept = left - letters;
    const bool apart = kept && (strchr(" _", heading[kept - 1]) || (unsigned char)heading[kept - 1] >= 0x80);
    return letters && letters <= 2 && apart ? kept : length;
}

/* The heading as it stands first, then without the number behind it, then without a symbol; each first with
 * its capitals ("T" is no "t"), then without. */
const cupel_word *cupel_word_meant_by(cupel_word_kind kind, const char *heading,
                                      bool (*fits)(const cupel_word *word, const void *self),
                                      const void *self)
{
    const size_t whole = strlen(heading);
    if (whole >= LONGEST_HEADING || skip_signs(heading, heading + whole) == heading + whole) return NULL;
    pthread_once(&index_once, make_index);
    for (int pass = 0; pass < 3; pass++) {
        const size_t length = pass ? shortened(heading, whole, pass == 2) : whole;
        if (!length || (pass && length == whole)) continue;
        for (int exact = 1; exact >= 0; exact--)
            for (unsigned n = index_heads[chain_of(heading, length)]; n; n = index_names[n].next) {
                const name *one = &index_names[n];
                if (one->word->kind == kind && same_word(one->text, one->count, heading, length, exact) &&
                    (!fits || fits(one->word, self)))
                    return one->word;
            }
    }
    return NULL;
}

const cupel_word *cupel_word_meant(cupel_word_kind kind, const char *heading)
{
    return cupel_word_meant_by(kind, heading, NULL, NULL);
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/units.h"
#include "testdata/import_parts.h"

/* What testers write and udunits does not know, or takes for something else. With a unit in `of` only for
 * quantities of that unit: a force in kg is meant in kgf. */
static const struct {
    const char *text, *meant, *of;
} aliases[] = {
    {"KN", "kN", NULL},
    {"kn", "kN", NULL},
    {"Kn", "kN", NULL},
    {"n", "N", "N"},
    {"kg", "kgf", "N"},
    {"Kg", "kgf", "N"},
    {"KG", "kgf", "N"},
    {"g", "gf", "N"},
    {"Kgf", "kgf", NULL},
    {"KGF", "kgf", NULL},
    {"kgF", "kgf", NULL},
    {"gf", "1e-3 kgf", NULL},
    {"lbs", "lbf", "N"},
    {"lb", "lbf", "N"},
    {"LBF", "lbf", NULL},
    {"Lbf", "lbf", NULL},
    {"Lbs", "lbf", "N"},
    {"grf", "1e-3 kgf", NULL},
    {"kp", "kgf", "N"},
    {"dyn", "1e-5 N", NULL},
    {"\xe5\x85\xac\xe6\x96\xa4", "kgf", "N"},              /* 公斤 */
    {"\xe5\x85\xac\xe6\x96\xa4\xe5\x8a\x9b", "kgf", NULL}, /* 公斤力 */
    {"kg/mm2", "kgf/mm2", "Pa"},
    {"kg/mm\xc2\xb2", "kgf/mm2", "Pa"},
    {"kg/mm^2", "kgf/mm2", "Pa"},
    {"kg/cm2", "kgf/cm2", "Pa"},
    {"N/sq.mm", "N/mm2", NULL},
    {"N/mm 2", "N/mm2", NULL},
    {"%", "%IACS", "S m-1"},
    {"cN", "1e-2 N", NULL},
    {"t", "1e3 kgf", "N"},
    {"tf", "1e3 kgf", NULL},
    {"Nm", "N m", NULL},
    {"Kg", "kg", NULL},
    {"KG", "kg", NULL},
    {"Mg", "mg", "kg"},
    {"Mpa", "MPa", NULL},
    {"MPA", "MPa", NULL},
    {"mpa", "MPa", NULL},
    {"mPa", "MPa", "Pa"},
    {"Gpa", "GPa", NULL},
    {"GPA", "GPa", NULL},
    {"gpa", "GPa", NULL},
    {"Kpa", "kPa", NULL},
    {"KPa", "kPa", NULL},
    {"PSI", "psi", NULL},
    {"Psi", "psi", NULL},
    {"Ksi", "ksi", NULL},
    {"KSI", "ksi", NULL},
    {"ksi", "1e3 psi", NULL},
    {"Mm", "mm", "m"},
    {"MM", "mm", NULL},
    {"Um", "um", NULL},
    {"UM", "um", NULL},
    {"u", "um", "m"},
    {"\xc2\xb5", "um", "m"},
    {"\xce\xbc", "um", "m"},
    {"micron", "um", NULL},
    {"microns", "um", NULL},
    {"\"", "in", "m"},
    {"inch", "in", NULL},
    {"In", "in", NULL},
    {"IN", "in", NULL},
    {"mil", "1e-3 in", NULL},
    {"mils", "1e-3 in", NULL},
    {"sec", "s", NULL},
    {"Sec", "s", NULL},
    {"SEC", "s", NULL},
    {"secs", "s", NULL},
    {"sec.", "s", NULL},
    {"S", "s", "s"},
    {"Sek", "s", NULL},
    {"sek", "s", NULL},
    {"msec", "ms", NULL},
    {"mSec", "ms", NULL},
    {"usec", "us", NULL},
    {"mS", "ms", "s"},
    {"Min", "min", NULL},
    {"MIN", "min", NULL},
    {"hr", "h", NULL},
    {"hrs", "h", NULL},
    {"\xc2\xb0 C", "degC", NULL},
    {"\xc2\xb0"
     "c",
     "degC", NULL},
    {"C", "degC", "K"},
    {"c", "degC", "K"},
    {"deg C", "degC", NULL},
    {"deg.C", "degC", NULL},
    {"deg. C", "degC", NULL},
    {"DegC", "degC", NULL},
    {"degc", "degC", NULL},
    {"oC", "degC", "K"},
    {"\xc2\xba"
     "C",
     "degC", NULL},
    {"\xc2\xba C", "degC", NULL},
    {"Deg.C", "degC", NULL},
    {"Deg C", "degC", NULL},
    {"Cel", "degC", "K"},
    {"'C", "degC", "K"},
    {"\xe2\x84\x83", "degC", NULL},
    {"Grad C", "degC", NULL},
    {"k", "K", "K"},
    {"F", "degF", "K"},
    {"\xc2\xb0 F", "degF", NULL},
    {"mv", "mV", NULL},
    {"MV", "mV", "V"},
    {"Volt", "V", NULL},
    {"Volts", "V", NULL},
    {"v", "V", "V"},
    {"a", "A", "A"},
    {"Amp", "A", NULL},
    {"Amps", "A", NULL},
    {"ma", "mA", NULL},
    {"MA", "mA", "A"},
    {"Ohm", "ohm", NULL},
    {"OHM", "ohm", NULL},
    {"Ohms", "ohm", NULL},
    {"ohms", "ohm", NULL},
    {"mOhm", "mohm", NULL},
    {"MOhm", "Mohm", NULL},
    {"uOhm", "uohm", NULL},
    {"kOhm", "kohm", NULL},
    {"Watt", "W", NULL},
    {"mw", "mW", NULL},
    {"MW", "mW", "W"},
    {"pct", "%", NULL},
    {"percent", "%", NULL},
    {"Percent", "%", NULL},
    {"\xef\xbc\x85", "%", NULL},
    {"\xe2\x80\xb0", "1e-3", NULL},
    {"strain", "1", NULL},
    {"Strain", "1", NULL},
    {"mm/mm", "1", NULL},
    {"in/in", "1", NULL},
    {"m/m", "1", NULL},
    {"-", "1", NULL},
    {"\xe2\x80\x94", "1", NULL},
    {"\xe2\x80\x93", "1", NULL},
    {"none", "1", NULL},
    {"1/1", "1", NULL},
    {"um/m", "1e-6", NULL},
    {"\xc2\xb5m/m", "1e-6", NULL},
    {"\xce\xbcm/m", "1e-6", NULL},
    {"m\xce\xb5", "1e-3", "1"},
    {"E-3", "1e-3", NULL},
    {"E-6", "1e-6", NULL},
    {"10-3", "1e-3", NULL},
    {"10-6", "1e-6", NULL},
    {"J/gK", "J/(g K)", NULL},
    {"J/(gK)", "J/(g K)", NULL},
    {"W/mK", "W/(m K)", NULL},
    {"W/(mK)", "W/(m K)", NULL},
    {"ue", "1e-6", "1"},
    {"\xc2\xb5\xce\xb5", "1e-6", NULL},
    {"\xce\xbc\xce\xb5", "1e-6", NULL},
    {"microstrain", "1e-6", NULL},
    {"ustrain", "1e-6", NULL},
    {"ppm", "1e-6", NULL},
    {"HV", "1", NULL},
    {"HB", "1", NULL},
    {"HBW", "1", NULL},
    {"HRC", "1", NULL},
    {"HRB", "1", NULL},
    {"HK", "1", NULL},
    {"cycles", "1", NULL},
    {"times", "1", NULL},
    {"cycle", "1", NULL},
    {"a.u.", "1", NULL},
    {"au", "1", "1"},
    {"arb. u.", "1", NULL},
    {"arb.u.", "1", NULL},
    {"arb. units", "1", NULL},
    {"counts", "1", NULL},
    /* characters that are a unit each: ㎜ ㎛ ㎝ … */
    {"\xe3\x8e\x9c", "mm", NULL},
    {"\xe3\x8e\x9b", "um", NULL},
    {"\xe3\x8e\x9d", "cm", NULL},
    {"\xe3\x8e\x9a", "nm", NULL},
    {"\xe3\x8e\x9f", "mm2", NULL},
    {"\xe3\x8e\xa0", "cm2", NULL},
    {"\xe3\x8e\xa1", "m2", NULL},
    {"\xe3\x8e\x8e", "mg", NULL},
    {"\xe3\x8e\x8f", "kg", NULL},
    {"\xe3\x8e\xab", "MPa", NULL},
    {"\xe3\x8e\xaa", "kPa", NULL},
    {"\xe3\x8e\xac", "GPa", NULL},
    {"\xe3\x8e\x83", "mA", NULL},
    {"\xe3\x8e\x82", "uA", NULL},
    {"\xe3\x8e\xb7", "mV", NULL},
    {"\xe3\x8e\xb6", "uV", NULL},
    {"\xe3\x8e\xb3", "ms", NULL},
    {"\xe3\x8e\xb2", "us", NULL},
    {"\xe3\x8e\x91", "kHz", NULL},
    {"\xe3\x8f\x80", "kohm", NULL},
    {"\xe6\xac\xa1", "1", NULL},
    {"\xe7\x89\x9b", "N", NULL},
    {"\xe5\x8d\x83\xe7\x89\x9b", "kN", NULL},
    {"\xe7\x89\x9b\xe9\xa1\xbf", "N", NULL},
    {"\xe7\xa7\x92", "s", NULL},
    {"\xe5\x88\x86", "min", NULL},
    {"\xe5\xb0\x8f\xe6\x97\xb6", "h", NULL},
    {"\xe6\xaf\xab\xe7\xb1\xb3", "mm", NULL},
    {"\xe5\xbe\xae\xe7\xb1\xb3", "um", NULL},
    {"\xe5\x8e\x98\xe7\xb1\xb3", "cm", NULL},
    {"\xe7\xb1\xb3", "m", NULL},
    {"\xe5\x85\x86\xe5\xb8\x95", "MPa", NULL},
    {"\xe5\x90\x89\xe5\xb8\x95", "GPa", NULL},
    {"\xe4\xbc\x8f", "V", NULL},
    {"\xe6\xaf\xab\xe4\xbc\x8f", "mV", NULL},
    {"\xe5\xae\x89", "A", NULL},
    {"\xe6\xac\xa7\xe5\xa7\x86", "ohm", NULL},
    {"\xe6\x91\x84\xe6\xb0\x8f\xe5\xba\xa6", "degC", NULL},
    {"\xe5\x85\x8b", "g", NULL},
    {"\xe6\xaf\xab\xe5\x85\x8b", "mg", NULL},
    {"\xe5\x85\xac\xe6\x96\xa4", "kg", NULL},
};

/* Takes off blanks and brackets that stand around the whole. */
static void strip(const char **text, size_t *count)
{
    static const struct {
        const char *open, *close;
    } brackets[] = {{"(", ")"},
                    {"[", "]"},
                    {"{", "}"},
                    {"<", ">"},
                    {"\xef\xbc\x88", "\xef\xbc\x89"},
                    {"\xe3\x80\x90", "\xe3\x80\x91"}};
    const char *p = *text;
    size_t n = *count;
    for (bool again = true; again;) {
        again = false;
        while (n && (*p == ' ' || *p == '\t')) p++, n--;
        while (n && (p[n - 1] == ' ' || p[n - 1] == '\t')) n--;
        for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++) {
            const size_t a = strlen(brackets[i].open), b = strlen(brackets[i].close);
            if (n < a + b || memcmp(p, brackets[i].open, a) != 0 ||
                memcmp(p + n - b, brackets[i].close, b) != 0)
                continue;
            if (a == 1 && memchr(p + 1, brackets[i].open[0], n - 2)) continue; /* "(a)/(b)" */
            p += a, n -= a + b;
            again = true;
        }
    }
    *text = p;
    *count = n;
}

static const char *alias_of(const char *text, const cupel_word *word)
{
    for (int pass = 0; pass < 2; pass++) /* what a quantity decides goes first */
        for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
            if ((aliases[i].of != NULL) != (pass == 0) || strcmp(aliases[i].text, text) != 0) continue;
            if (!aliases[i].of || (word && word->unit && strcmp(word->unit, aliases[i].of) == 0))
                return aliases[i].meant;
        }
    return NULL;
}

/* "ＭＰａ": letters of full width (U+FF01 to U+FF5E) as plain ones. */
static size_t narrow(const char *text, size_t count, char out[64])
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *p = (const unsigned char *)text + i;
        const bool full = i + 2 < count && p[0] == 0xef && (p[1] == 0xbc || p[1] == 0xbd) && p[2] >= 0x80 &&
                          (p[1] == 0xbc ? p[2] > 0x80 : p[2] < 0x9f);
        out[used++] = full ? (char)((p[1] == 0xbc ? 0x20 : 0x60) + (p[2] - 0x80)) : text[i];
        i += full ? 2 : 0;
    }
    out[used] = '\0';
    return used;
}

/* "Kgf/mm2", "KN/s": what is written amiss above the slash. */
static const char *mended_fraction(const char *text, cupel_arena *arena)
{
    const char *slash = strchr(text, '/');
    const char *above = slash ? cupel_arena_copy_n(arena, text, (size_t)(slash - text)) : NULL;
    const char *meant = above ? alias_of(above, NULL) : NULL;
    const char *whole =
        meant && !strpbrk(meant, " /") ? cupel_arena_format(arena, "%s%s", meant, slash) : NULL;
    return whole && cupel_unit_known(whole) ? whole : NULL;
}

const char *cupel_unit_meant(const char *text, size_t count, const cupel_word *word, cupel_arena *arena)
{
    strip(&text, &count);
    if (!count || count > 60) return NULL;
    char plain[64];
    count = narrow(text, count, plain);
    const char *meant = alias_of(plain, word);
    if (meant) return cupel_arena_copy(arena, meant);
    const bool number = plain[0] >= '0' && plain[0] <= '9';
    if (number && strcmp(plain, "1") != 0 && !strpbrk(plain, "/eE^ %")) return NULL; /* "2" heads no unit */
    if (cupel_unit_known(plain)) return cupel_arena_copy(arena, plain);
    if (plain[count - 1] == '.') {
        plain[count - 1] = '\0';
        return cupel_unit_meant(plain, count - 1, word, arena);
    }
    if (*plain == '/') { /* "/s" */
        const char *whole = cupel_arena_format(arena, "1%s", plain);
        return whole && cupel_unit_known(whole) ? whole : NULL;
    }
    return mended_fraction(plain, arena);
}

const char *cupel_unit_hint(const char *text, const cupel_word *word, cupel_arena *arena)
{
    size_t count = strlen(text);
    strip(&text, &count);
    const char *plain = cupel_arena_copy_n(arena, text, count);
    const char *near = plain ? cupel_unit_nearest(plain, word ? word->unit : NULL) : NULL;
    const char *hint = near ? cupel_arena_format(arena, "; did you mean '%s'?", near) : NULL;
    return hint ? hint : "";
}

const char *cupel_unit_si_name(const char *unit)
{
    static const char *const names[] = {
        "1",         "m",      "s",      "kg",     "K",     "A",   "N",      "Pa",      "J",
        "W",         "V",      "ohm",    "Hz",     "m2",    "m3",  "m s-1",  "m s-2",   "N m",
        "N/m",       "kg m-3", "kg m-2", "m2 s-1", "ohm m", "S/m", "W kg-1", "J kg-1",  "J kg-1 K-1",
        "W m-1 K-1", "W m-2",  "K s-1",  "Pa s-1", "N s-1", "m-1", "K-1",    "V m-1",   "rad",
        "T",         "C",      "F",      "H",      "mol",   "cd",  "Pa s",   "s-1 K-1", "V kg-1",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cupel_unit_convertible(unit, names[i])) return names[i];
    return NULL;
}

cupel_status cupel_scaling_find(const char *from, const char *to, bool difference, cupel_scaling *out,
                                cupel_error *error)
{
    double factor, offset;
    cupel_status status = cupel_unit_convert(1, from, to, true, &factor, error);
    if (!status) status = cupel_unit_convert(0, from, to, difference, &offset, error);
    if (status) return status;
    const double divisor = nearbyint(1 / factor);
    const bool whole = fabs(factor) < 1 && fabs(divisor) < 0x1p53 && fabs(divisor * factor - 1) < 4e-16;
    *out = (cupel_scaling){factor, whole ? divisor : 0, offset};
    return CUPEL_OK;
}

double cupel_scaling_apply(const cupel_scaling *s, double value)
{
    return (s->divisor != 0 ? value / s->divisor : value * s->factor) + s->offset;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/units.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <udunits2.h>

#include "base/text.h"

/* udunits2 keeps its parser's state and its status in global variables, so every call into it is made while
 * `lock` is held. The database is loaded once and lives as long as the process. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t load_once = PTHREAD_ONCE_INIT;
static ut_system *units; /* NULL when the database cannot be read; never changes afterwards */

enum { LONGEST_UNIT = 128 }; /* bytes; also bounds what the parser has to nest */

#define IACS_NAME "percent_of_annealed_copper"
#define ROOT_NAME "square_root_of_metre" /* Hall-Petch slopes and fracture toughness: MPa m^0.5 */

static void load(void)
{
    ut_set_error_message_handler(ut_ignore); /* the default one prints to standard error */
    ut_system *system = ut_read_xml(NULL);
    if (!system) return;
    ut_unit *siemens_per_metre = ut_parse(system, "S/m", UT_UTF8);
    ut_unit *percent_iacs = siemens_per_metre ? ut_scale(0.58e6, siemens_per_metre) : NULL;
    ut_unit *root = ut_new_base_unit(system); /* udunits has whole exponents only: a dimension of its own */
    if (percent_iacs && root && ut_map_name_to_unit(IACS_NAME, UT_ASCII, percent_iacs) == UT_SUCCESS &&
        ut_map_name_to_unit(ROOT_NAME, UT_ASCII, root) == UT_SUCCESS)
        units = system;
    ut_free(root);
    ut_free(percent_iacs);
    ut_free(siemens_per_metre);
    if (!units) ut_free_system(system);
}

static cupel_status open_units(cupel_error *error)
{
    pthread_once(&load_once, load);
    if (units) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EIO,
               "the database of units (udunits2.xml) cannot be read; install the package udunits2 or "
               "libudunits2-data, or let UDUNITS2_XML_PATH name the file");
}

/* ---- what people write, as udunits reads it ---- */

/* Spellings that udunits does not know or takes for something else. Behind % its parser expects no letter:
 * with %IACS it stops and reports success. Its `oz` is a volume, but foil is sold by ounces of copper per
 * area. */
static const struct {
    const char *text, *meant;
} rewrites[] = {
    {"%IACS", IACS_NAME},
    {"%iacs", IACS_NAME},
    {"% IACS", IACS_NAME},
    {"\xE2\x8B\x85", "."}, /* U+22C5 dot operator */
    {"\xC3\x97", "."},     /* multiplication sign */
    {"oz", "avoirdupois_ounce"},
    {"deg", "degree"},
    {"m^0.5", ROOT_NAME},
    {"m0.5", ROOT_NAME},
    {"m^(1/2)", ROOT_NAME},
    {"m^1/2", ROOT_NAME},
    {"\xE2\x88\x9Am", ROOT_NAME}, /* U+221A square root */
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The rewrite that applies at `p`; one of letters must be a whole word. */
static size_t rewrite_at(const char *start, const char *p, const char **meant)
{
    for (size_t i = 0; i < sizeof rewrites / sizeof *rewrites; i++) {
        const size_t length = strlen(rewrites[i].text);
        if (strncmp(p, rewrites[i].text, length) != 0) continue;
        const bool word = is_letter(p[0]) && (unsigned char)p[0] < 0x80;
        if (word && ((p > start && is_letter(p[-1])) || is_letter(p[length]))) continue;
        *meant = rewrites[i].meant;
        return length;
    }
    return 0;
}

/* Trims blanks and one pair of square brackets: "[mm]" heads many a column. */
static void trim(const char **text, size_t *length)
{
    const char *p = *text;
    size_t n = *length;
    for (int pass = 0; pass < 2; pass++) {
        while (n && (*p == ' ' || *p == '\t')) p++, n--;
        while (n && (p[n - 1] == ' ' || p[n - 1] == '\t')) n--;
        if (pass == 0 && n >= 2 && p[0] == '[' && p[n - 1] == ']') p++, n -= 2;
    }
    *text = p;
    *length = n;
}

/* True at the point of "m^1.5", which udunits would read as m times .5. */
static bool is_broken_exponent(const char *start, const char *p)
{
    if (*p != '.' || !is_digit(p[1]) || p == start || !is_digit(p[-1])) return false;
    while (p > start && is_digit(p[-1])) p--;
    return p > start && (p[-1] == '^' || is_letter(p[-1]) || p[-1] == '-');
}

/* `unit` as udunits shall read it. False for what no unit can be: empty, endless, not UTF-8, with a broken
 * exponent, with a bracket that was never opened (udunits stops there and reports success), or with a number
 * behind a blank: "um 5" would be read as five micrometres, and a second number in a cell is a slip. */
static bool rewrite(const char *unit, char out[LONGEST_UNIT])
{
    size_t n = strlen(unit), used = 0;
    const char *start = unit;
    if (n >= LONGEST_UNIT || !cupel_is_utf8(unit, n)) return false;
    trim(&start, &n);
    if (n == 0) return false;
    int open = 0;
    for (const char *p = start; p < start + n;) {
        open += (*p == '(') - (*p == ')');
        if (open < 0) return false;
        const char *meant = p;
        const size_t taken = rewrite_at(start, p, &meant);
        const size_t put = taken ? strlen(meant) : 1;
        if (used + put >= LONGEST_UNIT) return false;
        if (is_digit(*p) && p > start && p[-1] == ' ') return false;
        if (!taken && is_broken_exponent(start, p)) return false;
        memcpy(out + used, meant, put);
        used += put;
        p += taken ? taken : 1;
    }
    out[used] = '\0';
    return true;
}

/* NULL when it is no unit. Not to be trusted: ut_get_status(), which says success for "%IACS" and "[mm]". */
static ut_unit *parse(const char *unit)
{
    char text[LONGEST_UNIT];
    return rewrite(unit, text) ? ut_parse(units, text, UT_UTF8) : NULL;
}

/* ---- scales ---- */

typedef struct scale {
    double factor, offset; /* other = factor * value + offset */
} scale;

/* The linear map from one unit to another; false when there is none. udunits also converts s to Hz, by a
 * reciprocal, and knows logarithmic scales: neither is linear, and neither is what a slip of units should
 * get. */
static bool scale_between(ut_unit *from, ut_unit *to, scale *out)
{
    if (!ut_are_convertible(from, to)) return false;
    cv_converter *converter = ut_get_converter(from, to);
    if (!converter) return false;
    /* at 2^100 an offset vanishes below the last bit, so that the factor comes out exactly */
    const double factor = cv_convert_double(converter, 0x1p100) * 0x1p-100;
    const double offset = cv_convert_double(converter, 0);
    const double at_one = cv_convert_double(converter, 1);
    cv_free(converter);
    if (!isfinite(factor) || !isfinite(offset) || factor == 0) return false;
    if (!(fabs(at_one - (factor + offset)) <= 1e-12 * (fabs(factor) + fabs(offset)))) return false;
    *out = (scale){.factor = factor, .offset = offset};
    return true;
}

/* 35 um shall be the double 3.5e-05 that the literal gives: dividing by 1e6 rounds once, the factor 1e-6 is
 * itself rounded and rounds again. */
static double apply(scale s, double value)
{
    const double divisor = nearbyint(1 / s.factor);
    const bool whole = fabs(s.factor) < 1 && fabs(divisor) < 0x1p53 && fabs(divisor * s.factor - 1) < 4e-16;
    return (whole ? value / divisor : value * s.factor) + s.offset;
}

/* ---- messages ---- */

/* Units that exports and people often write in the wrong case, or with a letter too many. */
static const char *const common[] = {
    "MPa",   "GPa",    "kPa",     "Pa",      "N/mm2",      "kN",         "N",       "kg",     "g",
    "mm",    "um",     "nm",      "cm",      "m",          "s",          "ms",      "min",    "h",
    "K",     "W",      "kW",      "J",       "kJ",         "mol",        "ohm",     "uohm",   "mohm",
    "V",     "mV",     "A",       "mA",      "MHz",        "GHz",        "Hz",      "kHz",    "%IACS",
    "degC",  "%",      "kgf",     "lbf",     "psi",        "ksi",        "kgf/mm2", "N/m",    "N/mm",
    "mg",    "mm2",    "mm/min",  "mm/s",    "g/cm3",      "kg/m3",      "mm2/s",   "MS/m",   "uohm.cm",
    "K/min", "degC/s", "J/(g.K)", "W/(m.K)", "micrometre", "micrometer", "celsius", "kelvin", "percent",
};

static bool same_but_for_case(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        const char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;
        const char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;
        if (x != y) return false;
    }
    return *a == *b;
}

/* Of short words only the case may be wrong: one letter more or less makes another unit of them. */
static const char *nearest(const char *word, const char *const *names, size_t count, size_t shortest)
{
    for (size_t i = 0; i < count; i++)
        if (same_but_for_case(word, names[i])) return names[i];
    return strlen(word) >= shortest ? cupel_nearest(word, names, count) : NULL;
}

const char *cupel_unit_nearest(const char *unit, const char *like)
{
    const char *names[sizeof common / sizeof *common];
    size_t count = 0;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (!like || cupel_unit_convertible(common[i], like)) names[count++] = common[i];
    return nearest(unit, names, count, like ? 2 : 4);
}

/* The first word of `unit` that is no unit by itself: "Kg" of "Kg/m3". */
static bool unknown_word(const char *unit, char word[LONGEST_UNIT])
{
    for (const char *p = unit; *p;) {
        size_t n = 0;
        while (is_letter(p[n])) n++;
        if (n && n < LONGEST_UNIT) {
            memcpy(word, p, n);
            word[n] = '\0';
            ut_unit *known = parse(word);
            if (!known) return true;
            ut_free(known);
        }
        p += n ? n : 1;
    }
    return false;
}

static cupel_status unknown_unit(const char *unit, cupel_error *error)
{
    if (unit[strspn(unit, " \t")] == '\0')
        CUPEL_FAIL(error, CUPEL_EINVAL, "the unit is missing; write 1 for none");
    if (!cupel_is_utf8(unit, strlen(unit)))
        CUPEL_FAIL(error, CUPEL_EINVAL, "the unit is no valid UTF-8 text");
    if (strlen(unit) >= LONGEST_UNIT)
        CUPEL_FAIL(error, CUPEL_EINVAL, "the unit '%.40s...' is longer than %d bytes", unit,
                   LONGEST_UNIT - 1);
    char word[LONGEST_UNIT];
    if (!unknown_word(unit, word)) CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' does not read as a unit", unit);
    const char *meant = nearest(word, common, sizeof common / sizeof *common, 4);
    const bool part = strcmp(word, unit) != 0;
    CUPEL_FAIL(error, CUPEL_EINVAL, "unknown unit '%s'%s%s%s%s%s%s", word, part ? " in '" : "",
               part ? unit : "", part ? "'" : "", meant ? "; did you mean '" : "", meant ? meant : "",
               meant ? "'?" : "");
}

static cupel_status other_dimension(const char *from, const char *to, cupel_error *error)
{
    if (strcmp(from, "C") == 0 || strcmp(from, "F") == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "'%s' is the %s and cannot be given in '%s'; for a temperature write 'deg%s'", from,
                   *from == 'C' ? "coulomb" : "farad", to, from);
    CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' cannot be given in '%s': they measure different things", from, to);
}

/* ---- the interface ---- */

/* The lock is held. */
static cupel_status find_scale(const char *from, const char *to, scale *out, cupel_error *error)
{
    ut_unit *a = parse(from);
    if (!a) return unknown_unit(from, error);
    ut_unit *b = parse(to);
    cupel_status status = CUPEL_OK;
    if (!b)
        status = unknown_unit(to, error);
    else if (!scale_between(a, b, out))
        status = other_dimension(from, to, error);
    ut_free(a);
    ut_free(b);
    return status;
}

bool cupel_unit_known(const char *unit)
{
    if (open_units(NULL)) return false;
    pthread_mutex_lock(&lock);
    ut_unit *known = parse(unit);
    ut_free(known);
    pthread_mutex_unlock(&lock);
    return known != NULL;
}

bool cupel_unit_convertible(const char *from, const char *to)
{
    scale unused;
    if (open_units(NULL)) return false;
    pthread_mutex_lock(&lock);
    const cupel_status status = find_scale(from, to, &unused, NULL);
    pthread_mutex_unlock(&lock);
    return status == CUPEL_OK;
}

cupel_status cupel_unit_convert(double value, const char *from, const char *to, bool difference, double *out,
                                cupel_error *error)
{
    scale s;
    cupel_status status = open_units(error);
    if (status) return status;
    pthread_mutex_lock(&lock);
    status = find_scale(from, to, &s, error);
    pthread_mutex_unlock(&lock);
    if (status) return status;
    if (difference) s.offset = 0;
    const double converted = apply(s, value);
    if (!isfinite(converted))
        CUPEL_FAIL(error, CUPEL_EINVAL, "%.6g %s is no finite number of %s", value, from, to);
    *out = converted;
    return CUPEL_OK;
}

cupel_status cupel_quantity_parse(const char *text, const char *unit, bool difference, double *out,
                                  cupel_error *error)
{
    double value;
    const char *rest;
    if (!cupel_parse_number(text, &value, &rest) && strcmp(unit, "1") == 0)
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "'%.80s' does not begin with a finite decimal number; write a number without unit", text);
    if (!cupel_parse_number(text, &value, &rest))
        CUPEL_FAIL(error, CUPEL_EINVAL,
                   "'%.80s' does not begin with a finite decimal number; write \"NUMBER UNIT\", in "
                   "units of %s",
                   text, unit);
    const char *glued = rest;
    rest += strspn(rest, " \t");
    if (!*rest) rest = unit;
    if (*glued == ',')
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%.80s' has a decimal comma; write a decimal point", text);
    if (rest != unit && (is_digit(*rest) || strchr("+-.", *rest)) && strncmp(rest, "1/", 2) != 0)
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%.80s' holds more than one number; write \"NUMBER UNIT\"", text);
    return cupel_unit_convert(value, rest, unit, difference, out, error);
}

/* The coherent product of base units that a unit rests on: m for um, K for degC. */
static ut_status base_of_basic(const ut_unit *unit, void *out)
{
    *(ut_unit **)out = ut_clone(unit);
    return UT_SUCCESS;
}

static ut_status base_of_product(const ut_unit *unit, int count, const ut_unit *const *basics,
                                 const int *powers, void *out)
{
    (void)count, (void)basics, (void)powers;
    return base_of_basic(unit, out);
}

static ut_status base_of_scaled(const ut_unit *unit, double factor, const ut_unit *under, double origin,
                                void *out);
static ut_status base_of_timestamp(const ut_unit *unit, const ut_unit *under, double origin, void *out);
static ut_status base_of_logarithm(const ut_unit *unit, double base, const ut_unit *reference, void *out);

static const ut_visitor base_visitor = {base_of_basic, base_of_product, base_of_scaled, base_of_timestamp,
                                        base_of_logarithm};

static ut_status base_of_scaled(const ut_unit *unit, double factor, const ut_unit *under, double origin,
                                void *out)
{
    (void)unit, (void)factor, (void)origin;
    return ut_accept_visitor(under, &base_visitor, out);
}

static ut_status base_of_timestamp(const ut_unit *unit, const ut_unit *under, double origin, void *out)
{
    (void)unit, (void)under, (void)origin, (void)out;
    return UT_MEANINGLESS;
}

static ut_status base_of_logarithm(const ut_unit *unit, double base, const ut_unit *reference, void *out)
{
    (void)unit, (void)base, (void)reference, (void)out;
    return UT_MEANINGLESS;
}

cupel_status cupel_unit_si(const char *unit, double *factor, double *offset, cupel_error *error)
{
    cupel_status status = open_units(error);
    if (status) return status;
    scale s = {0};
    ut_unit *base = NULL;
    pthread_mutex_lock(&lock);
    ut_unit *known = parse(unit);
    if (!known)
        status = unknown_unit(unit, error);
    else if (ut_accept_visitor(known, &base_visitor, &base) != UT_SUCCESS || !base ||
             !scale_between(known, base, &s))
        status = cupel_error_set(error, CUPEL_EINVAL, "'%s' is no linear scale of an SI unit", unit);
    ut_free(known);
    ut_free(base);
    pthread_mutex_unlock(&lock);
    if (status) return status;
    *factor = s.factor;
    *offset = s.offset;
    return CUPEL_OK;
}

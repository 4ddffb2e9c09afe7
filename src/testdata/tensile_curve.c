/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "testdata/tensile.h"

/* From the channels of a test to stress over strain. */

void tensile_remark(tensile_record *r, cupel_arena *arena, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *kept = cupel_arena_copy(arena, text);
    if (kept && r->remark_count < TENSILE_REMARKS) r->remarks[r->remark_count++] = kept;
}

/* Good samples times a factor, NaN where masked. */
static double *scaled(const cupel_channel *c, size_t count, double factor, cupel_arena *arena)
{
    double *y = cupel_arena_alloc(arena, count + 1, sizeof *y);
    for (size_t i = 0; y && i < count; i++) {
        const bool good = i < c->count && (!c->mask || c->mask[i] == CUPEL_SAMPLE_GOOD);
        y[i] = good ? factor * c->values[i] : (double)NAN;
    }
    return y;
}

static void get_extremes(const double *y, size_t count, double *least, double *most)
{
    *least = INFINITY, *most = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(y[i])) continue;
        if (y[i] < *least) *least = y[i];
        if (y[i] > *most) *most = y[i];
    }
}

/* Where tension is negative the sign is turned. */
static bool turn(double *y, size_t count)
{
    double least, most;
    get_extremes(y, count, &least, &most);
    if (!(least < 0 && -least > 2 * fmax(most, 0))) return false;
    for (size_t i = 0; i < count; i++) y[i] = -y[i];
    return true;
}

static double length_of(const cupel_test *test, const char *name, double option)
{
    if (isfinite(option)) return option;
    const cupel_property *p = cupel_test_property(test, name);
    return p && p->value > 0 ? p->value : (double)NAN;
}

/* Whether anything is to be seen in it. */
static bool moves(const cupel_channel *c)
{
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < c->count; i++) {
        if (!isfinite(c->values[i]) || (c->mask && c->mask[i] != CUPEL_SAMPLE_GOOD)) continue;
        if (c->values[i] < least) least = c->values[i];
        if (c->values[i] > most) most = c->values[i];
    }
    return most > least;
}

/* ---- stress ---- */

static cupel_status read_stress(const cupel_test *test, cupel_arena *arena, size_t count, double **out,
                                tensile_record *r, cupel_error *error)
{
    const cupel_channel *force = cupel_test_channel(test, "force"),
                        *stress = cupel_test_channel(test, "stress");
    const bool known = isfinite(r->section.area) && r->section.area > 0;
    if (!force && !stress) {
        if (cupel_test_channel(test, "force_without_unit") || cupel_test_channel(test, "stress_without_unit"))
            CUPEL_FAIL(error, CUPEL_EINVAL, "the force has no unit in the file: import it with a unit");
        CUPEL_FAIL(error, CUPEL_EINVAL, "a tensile test needs a column \"force\" or \"stress\"");
    }
    if (force && (known || !stress)) {
        *out = scaled(force, count, known ? 1 / r->section.area : 1e6, arena); /* any cross-section: 1 mm2 */
        r->stress_rule = known ? r->section.rule : "force";
        r->stress_doubt = known ? r->section.doubt : NULL;
        if (!known)
            r->no_stress =
                "no cross-section: neither thickness and width, diameter nor area, and no stress in the file";
    } else {
        *out = scaled(stress, count, 1, arena);
        r->section = (tensile_section){.area = NAN, .thickness = NAN, .relative = 0.005};
        r->stress_rule = "stress as the file has it";
    }
    if (!*out) return cupel_out_of_memory(error, "the stresses");
    if (turn(*out, count))
        tensile_remark(r, arena, "tension is negative in the file: the sign of the force was turned");
    return CUPEL_OK;
}

/* The file's own stress, where there is one beside the force, must be the force over the cross-section. */
static void compare_stress(const cupel_test *test, const tensile_options *o, cupel_arena *arena,
                           tensile_record *r)
{
    const cupel_channel *force = cupel_test_channel(test, "force"),
                        *stress = cupel_test_channel(test, "stress");
    if (!force || !stress || !isfinite(r->section.area) || isfinite(o->thickness) || isfinite(o->width))
        return;
    double products = 0, squares = 0;
    for (size_t i = 0; i < force->count && i < stress->count; i++) {
        const double a = force->values[i] / r->section.area, b = stress->values[i];
        if (!isfinite(a) || !isfinite(b) || (force->mask && force->mask[i]) ||
            (stress->mask && stress->mask[i]))
            continue;
        products += a * b;
        squares += a * a;
    }
    const double ratio = squares > 0 ? products / squares : 1;
    if (fabs(ratio - 1) < 0.01) return;
    const char *doubt = cupel_arena_format(
        arena, "the stress in the file is %.4g times the force over the cross-section", ratio);
    if (!doubt) return;
    tensile_remark(r, arena, "%s", doubt);
    if (!r->section.rule || !strstr(r->section.rule, "mass")) r->stress_doubt = doubt;
}

/* ---- strain ---- */

typedef struct strain_source {
    const cupel_channel *channel;
    double factor; /* to strain */
    bool crosshead;
    const char *rule;
} strain_source;

static bool by_extensometer(const cupel_test *test, const tensile_options *o, cupel_arena *arena,
                            tensile_record *r, strain_source *s)
{
    const cupel_channel *strain = cupel_test_channel(test, "strain"),
                        *extension = cupel_test_channel(test, "extension");
    const bool overridden = isfinite(o->extensometer_gauge_length) || isfinite(o->gauge_length);
    double length = length_of(test, "extensometer_gauge_length", o->extensometer_gauge_length);
    const bool own = isfinite(length) && !(isfinite(o->gauge_length) && isnan(o->extensometer_gauge_length));
    if (!own) length = length_of(test, "gauge_length", o->gauge_length);
    if (strain && moves(strain) && !(overridden && extension)) {
        r->length = length;
        *s = (strain_source){strain, 1, false, "strain of the extensometer as the file has it"};
        return true;
    }
    if (!extension || !moves(extension)) return false;
    if (!isfinite(length)) {
        if (!r->no_strain) r->no_strain = "no gauge length: the extension cannot be made a strain";
        return false;
    }
    r->length = length;
    const char *rule = cupel_arena_format(arena, "extension over the %s of %.6g mm",
                                          own ? "extensometer gauge length" : "gauge length", 1e3 * length);
    *s = (strain_source){extension, 1 / length, false, rule ? rule : ""};
    return true;
}

static bool by_crosshead(const cupel_test *test, const tensile_options *o, cupel_arena *arena,
                         tensile_record *r, strain_source *s)
{
    const cupel_channel *strain = cupel_test_channel(test, "crosshead_strain"),
                        *travel = cupel_test_channel(test, "displacement");
    if (strain && moves(strain) && isnan(o->parallel_length)) {
        r->length = length_of(test, "parallel_length", NAN);
        *s = (strain_source){strain, 1, true, "crosshead travel over a free length, as the file has it"};
        return true;
    }
    if (!travel || !moves(travel)) return false;
    double length = length_of(test, "parallel_length", o->parallel_length);
    const char *what = "free length";
    if (!isfinite(length)) {
        length = length_of(test, "gauge_length", o->gauge_length);
        what = "gauge length, as no free length is given,";
    }
    if (!isfinite(length)) {
        if (!r->no_strain) r->no_strain = "no free length: the crosshead travel cannot be made a strain";
        return false;
    }
    r->length = length;
    const char *rule =
        cupel_arena_format(arena, "crosshead travel over the %s of %.6g mm", what, 1e3 * length);
    *s = (strain_source){travel, 1 / length, true, rule ? rule : ""};
    return true;
}

/* Something that rises, so that the highest stress can be found all the same: figures by it are not judged.
 */
static double *stand_in(const cupel_test *test, size_t count, cupel_arena *arena)
{
    static const char *const names[] = {"extension",
                                        "displacement",
                                        "strain_without_unit",
                                        "extension_without_unit",
                                        "displacement_without_unit",
                                        "time"};
    const cupel_channel *c = NULL;
    for (size_t k = 0; !c && k < sizeof names / sizeof *names; k++) {
        c = cupel_test_channel(test, names[k]);
        if (c && !moves(c)) c = NULL;
    }
    double *e = cupel_arena_alloc(arena, count + 1, sizeof *e);
    if (!e) return NULL;
    double least = 0, most = 0;
    if (c) {
        double *y = scaled(c, count, 1, arena);
        if (!y) return NULL;
        get_extremes(y, count, &least, &most);
        for (size_t i = 0; i < count; i++) e[i] = 0.2 * (y[i] - least) / (most - least);
    } else {
        for (size_t i = 0; i < count; i++) e[i] = 0.2 * (double)i / (double)count;
    }
    return e;
}

static const char *why_no_strain(const cupel_test *test, const tensile_record *r)
{
    if (r->no_strain) return r->no_strain;
    if (cupel_test_channel(test, "strain_without_unit") || cupel_test_channel(test, "extension_without_unit"))
        return "the strain has no unit in the file: import it with a unit";
    if (cupel_test_channel(test, "displacement_without_unit"))
        return "the displacement has no unit in the file: import it with a unit";
    return "no strain: neither an extensometer nor crosshead travel was recorded";
}

static cupel_status read_strain(const cupel_test *test, const tensile_options *o, cupel_arena *arena,
                                size_t count, double **out, tensile_record *r, cupel_error *error)
{
    strain_source s = {0};
    bool found = o->strain_source != TENSILE_SOURCE_CROSSHEAD && by_extensometer(test, o, arena, r, &s);
    if (!found && o->strain_source != TENSILE_SOURCE_EXTENSOMETER) {
        found = by_crosshead(test, o, arena, r, &s);
        if (found && (cupel_test_channel(test, "extension") || cupel_test_channel(test, "strain")) &&
            o->strain_source == TENSILE_SOURCE_AUTO)
            tensile_remark(
                r, arena, "the extensometer does not move or has no gauge length: crosshead travel was used");
    }
    if (!found) {
        r->no_strain = why_no_strain(test, r);
        r->strain_rule = "none";
        *out = stand_in(test, count, arena);
        return *out ? CUPEL_OK : cupel_out_of_memory(error, "the strains");
    }
    r->no_strain = NULL;
    r->crosshead = s.crosshead;
    r->strain_rule = s.rule;
    if (s.crosshead)
        r->strain_doubt =
            "the strain is crosshead travel: machine, grips and shoulders stretch with the specimen";
    *out = scaled(s.channel, count, s.factor, arena);
    if (!*out) return cupel_out_of_memory(error, "the strains");
    if (turn(*out, count))
        tensile_remark(r, arena, "extension is negative in the file: the sign of the strain was turned");
    return CUPEL_OK;
}

/* The machine's stretch comes off the travel: a compliance in m/N times the force. */
static void take_off_compliance(const tensile_options *o, size_t count, const double *stress, double *strain,
                                cupel_arena *arena, tensile_record *r)
{
    if (!isfinite(o->machine_compliance) || !r->crosshead) return;
    if (!isfinite(r->length) || !isfinite(r->section.area)) {
        tensile_remark(
            r, arena,
            "the machine's compliance was not taken off: free length or cross-section is not known");
        return;
    }
    const double factor = o->machine_compliance * r->section.area / r->length;
    for (size_t i = 0; i < count; i++) strain[i] -= factor * stress[i];
    tensile_remark(r, arena, "a machine compliance of %.4g um/N was taken off", 1e6 * o->machine_compliance);
}

/* A strip as wide as its gauge length is long is no specimen of any standard: its width is in another unit.
 */
static void doubt_width(const cupel_test *test, const tensile_options *o, cupel_arena *arena,
                        tensile_record *r)
{
    const double width = length_of(test, "width", o->width),
                 length = length_of(test, "gauge_length", o->gauge_length);
    if (!(width > 0.8 * length) || !r->section.rule || !strstr(r->section.rule, "width") || r->stress_doubt)
        return;
    r->stress_doubt = cupel_arena_format(
        arena, "the width of %.4g mm is much for a gauge length of %.4g mm: is its unit right?", 1e3 * width,
        1e3 * length);
}

/* ---- all together ---- */

static double *optional(const cupel_test *test, const char *name, size_t count, double factor,
                        cupel_arena *arena)
{
    const cupel_channel *c = cupel_test_channel(test, name);
    return c && moves(c) && isfinite(factor) ? scaled(c, count, factor, arena) : NULL;
}

static size_t samples_of(const cupel_test *test)
{
    static const char *const names[] = {"force", "stress"};
    size_t count = 0;
    for (size_t k = 0; k < 2; k++) {
        const cupel_channel *c = cupel_test_channel(test, names[k]);
        if (c && c->count > count) count = c->count;
    }
    return count;
}

cupel_status tensile_read(const cupel_test *test, const tensile_options *o, cupel_arena *arena,
                          tensile_record *r, cupel_error *error)
{
    const size_t count = samples_of(test);
    double *stress = NULL, *strain = NULL;
    *r = (tensile_record){.length = NAN};
    r->section = tensile_get_section(test, o, arena, r);
    r->travel_length = length_of(test, "parallel_length", o->parallel_length);
    if (!isfinite(r->travel_length)) r->travel_length = length_of(test, "gauge_length", o->gauge_length);
    cupel_status status = read_stress(test, arena, count, &stress, r, error);
    if (status) return status;
    compare_stress(test, o, arena, r);
    doubt_width(test, o, arena, r);
    status = read_strain(test, o, arena, count, &strain, r, error);
    if (status) return status;
    take_off_compliance(o, count, stress, strain, arena, r);
    r->curve = (cupel_tensile_curve){.count = count, .strain = strain, .stress = stress};
    r->curve.time = optional(test, "time", count, 1, arena);
    double *travel = r->crosshead ? NULL : optional(test, "displacement", count, 1, arena);
    if (travel) turn(travel, count);
    r->curve.travel = travel;
    r->curve.width_strain = optional(test, "width_strain", count, 1, arena);
    const double width = length_of(test, "width", o->width);
    if (!r->curve.width_strain)
        r->curve.width_strain = optional(test, "width_change", count, 1 / width, arena);
    return CUPEL_OK;
}

bool tensile_combine(tensile_record *r, double strain_end, cupel_arena *arena)
{
    const size_t n = r->curve.count;
    if (!r->curve.travel || !isfinite(r->travel_length)) return false;
    size_t end = 0; /* first sample at which the strain reaches where it ends */
    while (end < n && !(r->curve.strain[end] >= strain_end)) end++;
    if (end == n || !isfinite(r->curve.travel[end])) return false;
    double *strain = cupel_arena_alloc(arena, n, sizeof *strain);
    if (!strain) return false;
    for (size_t i = 0; i < n; i++)
        strain[i] = i <= end ? r->curve.strain[i]
                             : strain_end + (r->curve.travel[i] - r->curve.travel[end]) / r->travel_length;
    r->curve.strain = strain;
    r->curve.travel = NULL;
    return true;
}

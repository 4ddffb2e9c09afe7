/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "signal/tensile.h"

#include <math.h>

/* From the record to the samples of use: what is masked, missing, repeated or alone off the curve is left
 * out; where the fracture is, and where the strain ends. */

/* Beyond any metal, and squares must not overflow. False for NaN. */
static bool sensible(double value, double most)
{
    return value < most && value > -most;
}

static bool usable(const cupel_tensile_curve *c, size_t i)
{
    return (!c->mask || !c->mask[i]) && sensible(c->stress[i], 1e15);
}

static bool strained(const cupel_tensile_curve *c, size_t i)
{
    return sensible(c->strain[i], 1e6);
}

static void take(cupk_tensile *w, const cupel_tensile_curve *c, size_t i, size_t lost)
{
    const size_t n = w->count++;
    w->place[n] = (double)i;
    w->lost[n] = (double)lost;
    w->e[n] = strained(c, i) ? c->strain[i] : (double)NAN;
    w->s[n] = c->stress[i];
    w->t[n] = c->time ? c->time[i] : NAN;
    w->w[n] = c->width_strain ? c->width_strain[i] : NAN;
    w->d[n] = c->travel ? c->travel[i] : NAN;
}

/* Samples with a strain, and behind the last of them those with a stress alone. */
static void take_samples(cupk_tensile *w, const cupel_tensile_curve *c, cupel_tensile_figures *f)
{
    size_t behind = 0; /* behind the last sample with a strain */
    for (size_t i = 0; i < c->count; i++)
        if (usable(c, i) && strained(c, i)) behind = i + 1;
    size_t lost = 0;
    w->count = 0;
    for (size_t i = 0; i < behind; i++) {
        if (!usable(c, i) || !strained(c, i)) {
            f->missing++;
            lost++;
            continue;
        }
        if (w->count && w->e[w->count - 1] == c->strain[i] && w->s[w->count - 1] == c->stress[i]) {
            f->repeated++;
            continue;
        }
        take(w, c, i, lost);
        lost = 0;
    }
    w->with_strain = w->count;
    for (size_t i = behind; i < c->count; i++) {
        if (usable(c, i)) {
            take(w, c, i, lost);
            lost = 0;
        } else {
            f->missing++;
            lost++;
        }
    }
}

/* One or two samples far off both sides, where both sides agree. */
static size_t spike_at(const double *y, size_t i, size_t count, double noise, double size)
{
    for (size_t run = 1; run <= 2; run++) {
        if (i < 2 || i + run + 1 >= count) continue;
        const double a2 = y[i - 2], a1 = y[i - 1], b1 = y[i + run], b2 = y[i + run + 1];
        const double lo = fmin(fmin(a1, a2), fmin(b1, b2)), hi = fmax(fmax(a1, a2), fmax(b1, b2));
        const double apart = fmax(fmax(fabs(a1 - a2), fabs(b1 - b2)), fabs(b1 - a1));
        const double far = 3 * apart + 8 * noise + 0.005 * size;
        bool off = true;
        for (size_t k = i; k < i + run; k++) off = off && (y[k] > hi + far || y[k] < lo - far);
        if (off) return run;
    }
    return 0;
}

static void mark_spikes(cupk_tensile *w, const double *y, size_t count, double noise)
{
    double size = 0;
    for (size_t k = 0; k < count; k++) w->scratch[k] = fabs(y[k]);
    if (count) size = cupk_select(w->scratch, count, count - 1 - count / 10);
    const double least = 8 * noise + 0.005 * size; /* that a spike jumps */
    for (size_t i = 1; i < count; i++) {
        const double jump = y[i] - y[i - 1];
        if (jump < least && jump > -least) continue;
        const size_t run = spike_at(y, i, count, noise, size);
        for (size_t k = i; k < i + run; k++) w->out[k] = 1;
        if (run) i += run;
    }
}

static void leave_out_spikes(cupk_tensile *w, cupel_tensile_figures *f)
{
    for (size_t i = 0; i < w->count; i++) w->out[i] = 0;
    mark_spikes(w, w->s, w->count, w->noise_s);
    mark_spikes(w, w->e, w->with_strain, w->noise_e);
    size_t kept = 0, with_strain = 0;
    for (size_t i = 0; i < w->count; i++) {
        if (w->out[i]) {
            f->spikes++;
            w->out[i] = 0;
            continue;
        }
        double *const all[] = {w->place, w->e, w->s, w->t, w->w, w->d, w->lost};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++) all[k][kept] = all[k][i];
        kept++;
        if (i < w->with_strain) with_strain = kept;
    }
    w->count = kept;
    w->with_strain = with_strain;
    for (size_t i = 0; i < kept; i++) w->out[i] = 0;
}

static void look_at_time(cupk_tensile *w, cupel_tensile_figures *f)
{
    for (size_t i = 1; i < w->count; i++)
        if (w->t[i] < w->t[i - 1]) f->time_steps_back++;
}

cupel_status cupk_tensile_prepare(cupk_tensile *w, const cupel_tensile_curve *c, cupel_tensile_figures *f,
                                  cupel_error *error)
{
    take_samples(w, c, f);
    w->has_time = c->time != NULL;
    w->has_width = c->width_strain != NULL;
    w->has_travel = c->travel != NULL;
    w->noise_s = cupk_noise(w->s, w->count, w->scratch);
    w->noise_e = cupk_noise(w->e, w->with_strain, w->scratch);
    leave_out_spikes(w, f);
    f->used = w->with_strain;
    f->stress_noise = w->noise_s;
    f->strain_noise = w->noise_e;
    look_at_time(w, f);
    if (w->with_strain < 10)
        CUPEL_FAIL(error, CUPEL_EINVAL, "%zu samples have both a stress and a strain; 10 are needed",
                   w->with_strain);
    double highest = 0;
    for (size_t i = 0; i < w->with_strain; i++)
        if (w->s[i] > highest) highest = w->s[i];
    if (!(highest > 0)) CUPEL_FAIL(error, CUPEL_EINVAL, "no sample has a tensile stress");
    return CUPEL_OK;
}

/* ---- the end ---- */

/* Highest mean of three neighbours, which one stray sample does not make; and where. */
static double highest_of_three(const cupk_tensile *w, size_t *at)
{
    double best = -INFINITY;
    for (size_t i = 1; i + 1 < w->count; i++) {
        const double mean = (w->s[i - 1] + w->s[i] + w->s[i + 1]) / 3;
        if (mean > best) best = mean, *at = i;
    }
    return best;
}

/* A step down that is no noise and no necking: five times the usual difference of neighbours (as ISO 6892-1
 * annex A has it for the last two), and half a percent of the highest. */
static double step_of_fracture(cupk_tensile *w, size_t peak, double highest)
{
    const size_t begin = peak > 200 ? peak - 200 : 0, n = peak - begin;
    for (size_t i = 0; i < n; i++) w->scratch[i] = fabs(w->s[begin + i + 1] - w->s[begin + i]);
    const double usual = n ? cupk_select(w->scratch, n, n / 2) : 0;
    return fmax(fmax(5 * usual, 8 * w->noise_s), 0.005 * highest);
}

/* Goes back up the drop that ends at `at`, over pauses of up to 4 samples in it. */
static size_t before_drop(const cupk_tensile *w, size_t at, size_t peak, double step)
{
    enum { PAUSE = 5 };
    for (size_t k = at; k > peak && at - k < PAUSE; k--)
        if (w->s[k - 1] - w->s[k] > step) at = k - 1;
    return at;
}

/* Sudden, or the slow way down of an unloading, in which the strain goes back as the elastic line does. */
static int kind_of_end(const cupk_tensile *w, size_t before, size_t behind, double highest)
{
    if (behind < w->with_strain && behind - before >= 10 && w->e[before] - w->e[behind] > 10 * w->noise_e &&
        w->e[before] > w->e[behind])
        return CUPEL_TENSILE_RELEASED;
    return w->s[before] > 0.1 * highest ? CUPEL_TENSILE_SUDDEN : CUPEL_TENSILE_GRADUAL;
}

/* The largest step behind the peak from which the stress does not come back. */
static bool partial_drop(const cupk_tensile *w, size_t peak, double step, double highest, size_t *before)
{
    double largest = 0, later = -INFINITY;
    for (size_t i = w->count - 1; i > peak; i--) {
        later = fmax(later, w->s[i]);
        const double drop = w->s[i - 1] - w->s[i];
        if (drop > largest && later < w->s[i - 1] - 0.5 * drop) largest = drop, *before = i - 1;
    }
    return largest > step && largest > 0.05 * highest;
}

void cupk_tensile_find_end(cupk_tensile *w, const cupel_tensile_options *o, cupel_tensile_figures *f)
{
    size_t peak = 0;
    const double highest = highest_of_three(w, &peak);
    const double step = step_of_fracture(w, peak, highest);
    size_t gone = peak; /* first of the samples that stay below 2 % */
    while (gone < w->count && w->s[gone] >= 0.02 * highest) gone++;
    w->last = w->count - 1;
    f->fracture = CUPEL_TENSILE_UNBROKEN;
    if (gone < w->count) {
        w->last = before_drop(w, gone, peak, step);
        f->fracture = kind_of_end(w, w->last, gone, highest);
    } else if (partial_drop(w, peak, step, highest, &gone)) {
        w->last = before_drop(w, gone, peak, step);
        f->fracture = CUPEL_TENSILE_PARTIAL;
    } else if (o->ends_at_fracture) {
        f->fracture = CUPEL_TENSILE_STATED;
    }
    w->end = w->with_strain < w->last + 1 ? w->with_strain : w->last + 1;
    /* As many samples as bring the noise to a tenth of the drop that makes an upper yield point. */
    const double ratio = w->noise_s / (5e-4 * highest);
    const double wanted = ratio * ratio;
    w->window = wanted < 1 ? 1 : wanted > 100 ? 101 : 2 * (size_t)(wanted / 2) + 1;
    const size_t fits = w->end / 20;
    if (w->window > fits) w->window = fits < 1 ? 1 : fits - (fits + 1) % 2;
    cupk_running_mean(w->s, w->last + 1, w->window, w->v);
    w->top = 0;
    for (size_t i = 0; i < w->end; i++)
        if (w->v[i] > w->top) w->top = w->v[i];
}

/* ---- strain that stands still ---- */

static double median_step(cupk_tensile *w, size_t begin, size_t end)
{
    size_t n = 0;
    for (size_t i = begin + 1; i < end; i++) w->scratch[n++] = fabs(w->e[i] - w->e[i - 1]);
    return n ? cupk_select(w->scratch, n, n / 2) : 0;
}

void cupk_tensile_find_strain_end(cupk_tensile *w, cupel_tensile_figures *f)
{
    f->strain_end = NAN;
    if (w->with_strain < w->last + 1 && w->last + 1 - w->with_strain >= 3) { /* the strain is missing */
        f->strain_end = w->e[w->with_strain - 1];
    }
    if (w->end < 30) return;
    const size_t n = w->end;
    const double still = fmax(6 * w->noise_e, 1e-7);
    double level = 0; /* where it stands, if it does */
    for (size_t i = n - 15; i < n; i++) level += w->e[i] / 15;
    size_t begin = n - 1; /* the strain stands still in [begin, n) */
    while (begin > 0 && fabs(w->e[begin - 1] - level) <= still) begin--;
    const size_t run = n - begin;
    if (run < 20 || run < n / 100 || begin < 10) return;
    const size_t before = begin > run ? begin - run : 0;
    const double grown = fabs(w->e[begin - 1] - w->e[before]) * (double)run / (double)(begin - before);
    const bool travels = w->has_travel && w->d[n - 1] > w->d[begin] &&
                         w->d[n - 1] - w->d[begin] > 0.01 * fabs(w->d[n - 1] - w->d[0]);
    if (!(grown > 20 * still) && !travels) return;
    if (w->has_travel && !travels) return; /* the whole machine stands still */
    const double usual = median_step(w, before, begin);
    while (begin > 10 && fabs(w->e[begin] - w->e[begin - 1]) > 20 * usual + still)
        begin--; /* it jumped there */
    f->strain_end = w->e[begin];
    w->end = w->with_strain = begin + 1;
    for (size_t i = begin + 1; i < w->count; i++) w->e[i] = NAN;
}

/* One step of the strain twenty times as long as those before and behind it, while the stress goes on as it
 * was: at a yield point, or at the fracture, it does not. */
void cupk_tensile_find_strain_jumps(const cupk_tensile *w, cupel_tensile_figures *f)
{
    const double least = fmax(5e-4, 12 * w->noise_e);
    f->strain_jumps = 0;
    f->strain_jump_strain = NAN;
    for (size_t i = 4; i + 5 < w->end; i++) {
        const double step = fabs(w->e[i] - w->e[i - 1]);
        if (step < least || w->s[i] < 0.05 * w->top) continue; /* slack may do as it likes */
        const double gap = w->place[i] - w->place[i - 1];
        const double before = fabs(w->e[i - 1] - w->e[i - 4]) / 3, after = fabs(w->e[i + 3] - w->e[i]) / 3;
        if (step < 20 * gap * fmax(before, after)) continue;
        if (fabs(w->s[i] - w->s[i - 1]) > 0.01 * w->top + 8 * w->noise_s) continue;
        if (!f->strain_jumps++) f->strain_jump_strain = w->e[i - 1];
    }
}

/* The means of `REACH` strains about sample i, less those of the stress over the modulus, behind it minus
 * before it. */
enum { REACH = 8 };
static double step_of_plastic(const cupk_tensile *w, double modulus, size_t i)
{
    double sum = 0;
    for (size_t k = 0; k < REACH; k++)
        sum += w->e[i + k] - w->e[i - 1 - k] - (w->s[i + k] - w->s[i - 1 - k]) / modulus;
    return sum / REACH;
}

/* Up to yielding a slip of some micrometres is enough to spoil slope and proof strength: there a step of the
 * plastic strain between two samples that its neighbours do not have, forwards or backwards. */
void cupk_tensile_find_elastic_jumps(const cupk_tensile *w, double modulus, cupel_tensile_figures *f)
{
    const double noise = hypot(w->noise_e, w->noise_s / modulus) * sqrt(3.0 / REACH);
    const double least = fmax(5e-5, 6 * noise);
    for (size_t i = 2 * REACH; i + 2 * REACH < w->end; i++) {
        const double plastic = w->e[i] - f->slope.origin - w->s[i] / modulus;
        if (plastic > 0.003) break;
        if (w->s[i] < 0.05 * w->top || w->out[i]) continue;
        const double here = step_of_plastic(w, modulus, i), before = step_of_plastic(w, modulus, i - REACH),
                     after = step_of_plastic(w, modulus, i + REACH);
        const double step = fabs(here - 0.5 * (before + after));
        const double alone = w->e[i] - w->e[i - 1] - (w->s[i] - w->s[i - 1]) / modulus;
        if (step < least || step < 2 * fabs(after - before) || fabs(alone) < 0.5 * step) continue;
        const double usual = 0.25 * (w->s[i + 2] - w->s[i] + w->s[i - 1] - w->s[i - 3]);
        if (fabs(w->s[i] - w->s[i - 1] - usual) > 0.01 * w->top + 8 * w->noise_s) continue;
        if (!f->strain_jumps++ || w->e[i - 1] < f->strain_jump_strain) f->strain_jump_strain = w->e[i - 1];
        i += 2 * REACH;
    }
}

/* ---- drops and loops ---- */

/* Unloading and reloading, also on a plateau from which the stress does not rise: strain and stress go back
 * along the elastic line, and the strain comes again. */
static void find_loops(cupk_tensile *w, double modulus, cupel_tensile_figures *f)
{
    const double clear = fmax(10 * w->noise_e, 2e-5);
    size_t high = w->first;
    for (size_t i = w->first + 1; i < w->end; i++) {
        if (w->e[i] >= w->e[high]) high = i;
        if (w->e[high] - w->e[i] < clear || w->s[i] > 0.9 * w->v[high]) continue;
        size_t back = i, low = i;
        for (; back < w->end && w->e[back] < w->e[high] - 2 * w->noise_e; back++)
            if (w->s[back] < w->s[low]) low = back;
        if (back == w->end) break;
        const double returned = w->e[high] - w->e[low], elastic = (w->v[high] - w->s[low]) / modulus;
        if (returned > 0.3 * elastic && returned < 3 * elastic) {
            const size_t half = w->window / 2; /* means mix both sides of a corner */
            for (size_t k = high > half ? high - half : 0; k < back + half && k < w->end; k++) w->out[k] = 1;
            if (!f->loops++) w->loop_begin = high, w->loop_end = back;
        }
        high = i = back;
    }
}

void cupk_tensile_find_drops(cupk_tensile *w, double modulus, cupel_tensile_figures *f)
{
    const double least = 6 * w->noise_s / sqrt((double)w->window);
    size_t high = w->first;
    f->drops = f->loops = f->holds = 0;
    f->drop_strain = f->drop_share = NAN;
    w->loop_begin = w->loop_end = 0;
    for (size_t i = w->first; i < w->end; i++) w->out[i] = 0;
    find_loops(w, modulus, f);
    for (size_t i = w->first + 1; i < w->end; i++) {
        if (w->out[i]) continue;
        if (w->v[i] >= w->v[high]) {
            high = i;
            continue;
        }
        const double depth = w->v[high] - w->v[i];
        if (depth < least || depth < 0.02 * w->v[high] || depth < 0.01 * w->top) continue;
        size_t back = i, low = i;
        while (back < w->end && w->v[back] < w->v[high]) {
            if (w->v[back] < w->v[low] && !w->out[back]) low = back;
            back++;
        }
        if (back == w->end) break; /* it does not come back: necking */
        const double fall = w->v[high] - w->v[low], elastic = fall / modulus;
        const bool reloads = w->e[back] - w->e[low] < 3 * elastic + 6 * w->noise_e;
        const bool onset = w->e[high] - f->slope.origin - w->v[high] / modulus < 0.005;
        if (reloads || !onset) {
            const double returned = w->e[high] - w->e[low], clear = fmax(0.1 * elastic, 10 * w->noise_e);
            const bool loop = reloads && returned > clear, hold = reloads && !loop && -returned < clear;
            for (size_t k = high + 1; k < back; k++) w->out[k] = 1;
            if (loop && !w->loop_end) w->loop_begin = high, w->loop_end = back;
            if (loop)
                f->loops++;
            else if (hold)
                f->holds++;
            else if (!f->drops++)
                f->drop_strain = w->e[high], f->drop_share = fall / w->v[high];
        }
        high = i = back;
    }
}

/* ---- steps of the speed ---- */

static double rate_over(const cupk_tensile *w, const double *y, size_t begin, size_t end)
{
    const double time = w->t[end - 1] - w->t[begin];
    return time > 0 ? (y[end - 1] - y[begin]) / time : NAN;
}

void cupk_tensile_find_speed_steps(const cupk_tensile *w, cupel_tensile_figures *f)
{
    f->speed_steps = 0;
    f->speed_step_strain = NAN;
    if (!w->has_time || w->end < 100) return;
    const double *y = w->has_travel ? w->d : w->e;
    const double noise = w->has_travel ? 0 : w->noise_e;
    const size_t span = w->end / 100 > 20 ? w->end / 100 : 20;
    size_t i = (w->has_travel ? w->past : w->yield + span) + span;
    for (; i + span < w->end; i += span / 4) {
        const double before = rate_over(w, y, i - span, i), after = rate_over(w, y, i, i + span);
        const double doubt = 6 * noise / fmax(w->t[i] - w->t[i - span], 1e-30);
        if (!(before > doubt && after > doubt)) continue;
        if (after < 1.8 * before && before < 1.8 * after) continue;
        if (!f->speed_steps++) f->speed_step_strain = w->e[i];
        i += 2 * span;
    }
}

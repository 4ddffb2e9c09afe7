/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "testdata/inputs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* No test gives a figure beyond these, and squares of them would overflow. */
static const double largest = 1e100, smallest = 1e-100;

/* ---- quantities ---- */

bool cupel_known_positive(const cupel_known *known)
{
    return known->value > smallest && known->value < largest;
}

static cupel_known known_get(const cupel_test *test, const char *name, double option, cupel_arena *arena,
                             double share, double absolute)
{
    const cupel_property *p = isnan(option) ? cupel_test_property(test, name) : NULL;
    cupel_known k = {isnan(option) ? p ? p->value : (double)NAN : option, p ? p->uncertainty : (double)NAN,
                     name, p ? p->unit : ""};
    if (!(fabs(k.value) < largest)) return (cupel_known){NAN, 0, name, ""};
    if (k.uncertainty >= 0 && k.uncertainty < largest) return k;
    k.uncertainty = isnan(absolute) ? share * fabs(k.value) : absolute;
    const char *text = isnan(absolute)
                           ? cupel_arena_format(arena, "%s (uncertainty assumed: %.3g %%)", name, 100 * share)
                           : cupel_arena_format(arena, "%s (uncertainty assumed: %.3g K)", name, absolute);
    if (text) k.name = text;
    return k;
}

cupel_known cupel_known_get(const cupel_test *test, const char *name, double option, double assumed,
                            cupel_arena *arena)
{
    return known_get(test, name, option, arena, assumed, NAN);
}

cupel_known cupel_known_temperature(const cupel_test *test, const char *name, double option, double assumed,
                                    cupel_arena *arena)
{
    return known_get(test, name, option, arena, 0, assumed);
}

/* ---- samples ---- */

static unsigned char mask_at(const cupel_channel *channel, size_t i)
{
    if (channel->mask && channel->mask[i] != CUPEL_SAMPLE_GOOD) return channel->mask[i];
    return fabs(channel->values[i]) < largest ? CUPEL_SAMPLE_GOOD : CUPEL_SAMPLE_MISSING;
}

cupel_status cupel_rows_get(const cupel_test *test, const char *const names[], cupel_arena *arena,
                            cupel_rows *out, cupel_error *error)
{
    const cupel_channel *channels[CUPEL_ROW_CHANNELS] = {0};
    cupel_rows rows = {0};
    size_t n = 0, total = SIZE_MAX;
    for (; n < CUPEL_ROW_CHANNELS && names[n]; n++) {
        channels[n] = cupel_test_channel(test, names[n]);
        if (channels[n] && channels[n]->count < total) total = channels[n]->count;
    }
    rows.total = total == SIZE_MAX ? 0 : total;
    for (size_t c = 0; c < n; c++) {
        if (!channels[c]) continue;
        rows.columns[c] = cupel_arena_alloc(arena, rows.total + 1, sizeof(double));
        if (!rows.columns[c]) return cupel_out_of_memory(error, "the samples");
    }
    for (size_t i = 0; i < rows.total; i++) {
        bool good = true, overloaded = false;
        for (size_t c = 0; c < n; c++) {
            if (!channels[c]) continue;
            const unsigned char mask = mask_at(channels[c], i);
            good = good && mask == CUPEL_SAMPLE_GOOD;
            overloaded = overloaded || mask == CUPEL_SAMPLE_OVERLOAD;
            rows.columns[c][rows.count] = channels[c]->values[i];
        }
        rows.count += good;
        rows.overloaded += overloaded;
    }
    *out = rows;
    return CUPEL_OK;
}

void cupel_tell(cupel_results *results, const char *name, double value)
{
    if (isfinite(value)) cupel_results_set(results, name, value);
}

void cupel_tell_series(cupel_results *results, const char *name, double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i])) values[i] = NAN;
    cupel_results_set_series(results, name, values, count);
}

/* ---- propagation ---- */

/* splitmix64 (Steele, Lea and Flood 2014) */
static uint64_t next(cupel_stream *stream)
{
    uint64_t z = stream->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

cupel_stream cupel_stream_of(int64_t seed, size_t draw)
{
    /* two rounds of mixing, so that neighbouring draws and seeds do not run along each other's streams */
    cupel_stream s = {(uint64_t)seed};
    s.state = next(&s) ^ (uint64_t)draw * 0xd1342543de82ef95u;
    s.state = next(&s);
    return s;
}

double cupel_stream_uniform(cupel_stream *stream)
{
    return ((double)(next(stream) >> 11) + 0.5) * 0x1p-53;
}

double cupel_stream_normal(cupel_stream *stream)
{
    const double radius = sqrt(-2 * log(cupel_stream_uniform(stream)));
    return radius * cos(6.283185307179586 * cupel_stream_uniform(stream));
}

static void add_budget(const cupel_propagation *p, cupel_judgement *judgement, const double at[],
                       const double figures[])
{
    for (size_t i = 0; i < p->input_count; i++) {
        const cupel_known *in = &p->inputs[i];
        if (!(in->uncertainty > 0)) continue;
        double inputs[CUPEL_MEASURED_INPUTS], up[CUPEL_MEASURED_FIGURES], down[CUPEL_MEASURED_FIGURES];
        memcpy(inputs, at, p->input_count * sizeof *inputs);
        inputs[i] = at[i] + in->uncertainty;
        p->measure(p->self, inputs, up);
        inputs[i] = at[i] - in->uncertainty;
        p->measure(p->self, inputs, down);
        for (size_t f = 0; f < p->figure_count; f++) {
            if (!isfinite(figures[f])) continue;
            /* one side, where the other lies outside what can be */
            double slope = (up[f] - down[f]) / (2 * in->uncertainty);
            if (!isfinite(slope)) slope = (up[f] - figures[f]) / in->uncertainty;
            if (!isfinite(slope)) slope = (figures[f] - down[f]) / in->uncertainty;
            if (isfinite(slope) && slope != 0)
                cupel_budget_add(judgement, p->figures[f], in->name, in->value, in->uncertainty, in->unit,
                                 slope);
        }
    }
}

cupel_status cupel_propagate(const cupel_propagation *p, cupel_judgement *judgement, cupel_error *error)
{
    double at[CUPEL_MEASURED_INPUTS], figures[CUPEL_MEASURED_FIGURES];
    for (size_t i = 0; i < p->input_count; i++) at[i] = p->inputs[i].value;
    p->measure(p->self, at, figures);
    add_budget(p, judgement, at, figures);
    if (p->draws < 2) return CUPEL_OK;
    const size_t draws = (size_t)p->draws;
    double *drawn = cupel_alloc(draws, p->figure_count * sizeof *drawn);
    if (!drawn) return cupel_out_of_memory(error, "the random draws");
#pragma omp parallel for schedule(static) num_threads(p->threads > 0 ? p->threads : 1)
    for (size_t d = 0; d < draws; d++) {
        cupel_stream stream = cupel_stream_of(p->seed, d);
        double inputs[CUPEL_MEASURED_INPUTS], out[CUPEL_MEASURED_FIGURES];
        for (size_t i = 0; i < p->input_count; i++)
            inputs[i] = at[i] + p->inputs[i].uncertainty * cupel_stream_normal(&stream);
        if (p->draw)
            p->draw(p->self, &stream, inputs, out);
        else
            p->measure(p->self, inputs, out);
        for (size_t f = 0; f < p->figure_count; f++) drawn[f * draws + d] = out[f];
    }
    for (size_t f = 0; f < p->figure_count; f++)
        if (isfinite(figures[f])) cupel_monte_carlo_add(judgement, p->figures[f], drawn + f * draws, draws);
    free(drawn);
    return CUPEL_OK;
}

/* ---- curves ---- */

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double cupel_white_noise(const double *y, size_t count, cupel_arena *arena)
{
    if (count < 3) return 0;
    double *difference = cupel_arena_alloc(arena, count - 2, sizeof *difference);
    if (!difference) return 0;
    for (size_t i = 0; i + 2 < count; i++) difference[i] = fabs(y[i] - 2 * y[i + 1] + y[i + 2]);
    qsort(difference, count - 2, sizeof *difference, ascending);
    /* the median of |N(0, s)| is 0.6745 s; the second difference of white noise has variance 6 */
    return difference[(count - 2) / 2] / (0.674489750196 * 2.449489742783);
}

static int by_x(const void *a, const void *b)
{
    const double x = ((const double *)a)[0], y = ((const double *)b)[0];
    return (x > y) - (x < y);
}

cupel_status cupel_points_sort(const double *x, const double *y, size_t count, cupel_arena *arena,
                               cupel_points *out, cupel_error *error)
{
    double(*pairs)[2] = cupel_arena_alloc(arena, count + 1, sizeof *pairs);
    double *columns = cupel_arena_alloc(arena, 2 * count + 1, sizeof *columns);
    if (!pairs || !columns) return cupel_out_of_memory(error, "a curve");
    for (size_t i = 0; i < count; i++) pairs[i][0] = x[i], pairs[i][1] = y[i];
    qsort(pairs, count, sizeof *pairs, by_x);
    for (size_t i = 0; i < count; i++) columns[i] = pairs[i][0], columns[count + i] = pairs[i][1];
    *out = (cupel_points){columns, columns + count, count};
    return CUPEL_OK;
}

/* First point at x or above. */
static size_t lower_bound(const cupel_points *p, double x)
{
    size_t a = 0, b = p->count;
    while (a < b) {
        const size_t middle = a + (b - a) / 2;
        if (p->x[middle] < x)
            a = middle + 1;
        else
            b = middle;
    }
    return a;
}

bool cupel_points_fit(const cupel_points *p, double at, double half_width, int degree, cupel_local *out)
{
    const size_t a = lower_bound(p, at - half_width),
                 b = lower_bound(p, nextafter(at + half_width, INFINITY));
    return b > a && cupel_local_fit(p->x + a, p->y + a, b - a, at, half_width, degree, out);
}

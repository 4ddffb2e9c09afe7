/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cupel/spreading.h"

#include <math.h>
#include <omp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "dense_lu.h"
#include "dispatch.h"
#include "heat/spreading_cost.h"
#include "heat/spreading_images.h"

/* Modes cos(l x) cos(u y), l = m pi/Lx, u = n pi/Ly. The impedance of a mode seen from above, Z = 1/Y, is
 * built from below: Z = 1/h; through a contact Z + Rc; through a layer, with g = sqrt((kx l^2 + ky u^2)/kz),
 * Z = (Z + tanh(g t)/(kz g))/(1 + kz g Z tanh(g t)); mode 0: Z + t/kz. (Muzychka, Culham and Yovanovich 2003,
 * J. Electron. Packag. 125:178, by layers.) For large g, Z tends to 1/(kz g) of the top layer, the half
 * space, and q/(kz g) falls so slowly that the series would need thousands of modes a side. 1/g = erf(g a)/g
 * + erfc(g a)/g splits it: the first part is summed over images in space (spreading_images.c), Z - erf(g
 * a)/(kz g) over modes, until g > g_max where both exp(-2 g t) and erfc(g a) are nothing.
 *
 * Parallel over the x-bins of the field: modes m that look alike on its cells share a bin, a bin is summed by
 * one thread in order of m, and bins are added in order. Nothing depends on the number of threads. */

const cupk_cost cupk_spreading_cost = {"heat_spreading", .flops = 107, .bytes = 160, .bytes_wa = 160};

static const double pi = 3.14159265358979323846;
static const double mode_limit = 3e7;
static const size_t table_limit = (size_t)1 << 27; /* doubles in the tables of the sources, 1 GiB */

typedef struct work {
    const cupel_spreading *plate;
    double g_max, split;        /* a of the split [m]                                   */
    bool cells;                 /* a field is wanted */
    size_t nx, ny;              /* bins of the field less one                           */
    size_t count[2];            /* modes along x and y                                  */
    double *mean[2], *point[2]; /* [source][mode]: cos(l xc) sinc(l w/2), cos(l xc)      */
    double *u2;                 /* [n] u^2                                              */
    size_t *fold;               /* [n] bin of the field                                 */
    double *fold_sign;          /* [n]                                                  */
    double *buffers;            /* [thread][4][n]                                       */
    size_t buffer_size;
    double *sums;     /* [bin][source][4]: centre and mean, all and inner modes */
    double *spectrum; /* [bin of x][bin of y]                                 */
    double *folded;   /* [thread][bin of y]                                   */
    double *scratch;  /* of the images                                          */
    double *half;     /* [bin of x][ny] after the transform along y            */
} work;

/* exp(-x) for x >= 0 to 1e-15, without branch or call, so that the loop over modes becomes vector code. */
static inline double exp_minus(double x)
{
    static const double shift = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to an integer */
    const double y = x < 700 ? -x : -700;
    const double shifted = y * 1.4426950408889634 + shift;
    const double k = shifted - shift;
    const double r = (y - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10;
    double p = 1. / 479001600;
    p = p * r + 1. / 39916800;
    p = p * r + 1. / 3628800;
    p = p * r + 1. / 362880;
    p = p * r + 1. / 40320;
    p = p * r + 1. / 5040;
    p = p * r + 1. / 720;
    p = p * r + 1. / 120;
    p = p * r + 1. / 24;
    p = p * r + 1. / 6;
    p = p * r + 0.5;
    p = p * r + 1;
    p = p * r + 1;
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 1023) << 52; /* 2^k: k stands in the low bits of `shifted` */
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return p * scale;
}

/* Z through one layer for a row of modes; `gk` gets kz g. */
CUPEL_HOT static void through_layer(const cupel_spreading_layer *layer, double l2, const double *restrict u2,
                                    size_t count, double *restrict z, double *restrict gk)
{
    const double kz = layer->conductivity[2], t = layer->thickness, contact = layer->contact_resistance;
    const double ax = layer->conductivity[0] / kz * l2, ay = layer->conductivity[1] / kz;
    for (size_t n = 0; n < count; n++) {
        const double g = sqrt(ax + ay * u2[n]);
        const double e = exp_minus(2 * g * t), th = (1 - e) / (1 + e), k = kz * g, below = z[n] + contact;
        z[n] = (below + th / k) / (1 + k * below * th);
        gk[n] = k;
    }
}

/* a[n] = (z - 1/gk) q */
CUPEL_HOT static void amplitudes(const double *restrict z, const double *restrict gk,
                                 const double *restrict q, size_t count, double *restrict a)
{
    for (size_t n = 0; n < count; n++) a[n] = (z[n] - 1 / gk[n]) * q[n];
}

CUPEL_HOT static void add_scaled(double factor, const double *restrict x, size_t count, double *restrict sum)
{
    for (size_t n = 0; n < count; n++) sum[n] += factor * x[n];
}

/* Modes n with g <= limit in row m; at least one more than none when the row begins inside. */
static size_t row_count(const work *w, double l2, double limit)
{
    const cupel_spreading_layer *top = w->plate->layers;
    const double left =
        (limit * limit * top->conductivity[2] - top->conductivity[0] * l2) / top->conductivity[1];
    if (!(left >= 0)) return 0;
    const double count = floor(sqrt(left) * w->plate->size[1] / pi) + 1;
    return count < (double)w->count[1] ? (size_t)count : w->count[1];
}

/* One row of modes: adds to the sums of the sources, and to the bin's row of the field's spectrum. */
static void sum_row(const work *w, size_t m, double sign, int thread, double *sums, double *spectrum_row)
{
    const cupel_spreading *plate = w->plate;
    const double l = (double)m * pi / plate->size[0], l2 = l * l;
    const size_t count = row_count(w, l2, w->g_max), inner = row_count(w, l2, 0.5 * w->g_max);
    const size_t first = m == 0; /* mode (0, 0) is the one-dimensional part */
    if (count <= first) return;
    double *z = w->buffers + (size_t)thread * 4 * w->buffer_size, *gk = z + w->buffer_size,
           *q = gk + w->buffer_size, *a = q + w->buffer_size;
    const size_t used = count - first, inner_used = inner > first ? inner - first : 0;

    for (size_t n = 0; n < used; n++) z[n] = 1 / plate->film_coefficient;
    for (size_t i = plate->layer_count; i-- > 0;)
        through_layer(&plate->layers[i], l2, w->u2 + first, used, z, gk);

    memset(q, 0, used * sizeof *q);
    const double norm =
        (m ? 2 : 1) * 2 / (plate->size[0] * plate->size[1]); /* (2 - d_m0)(2 - d_n0)/(Lx Ly), n > 0 */
    for (size_t s = 0; s < plate->source_count; s++)
        add_scaled(norm * plate->sources[s].power * w->mean[0][s * w->count[0] + m],
                   w->mean[1] + s * w->count[1] + first, used, q);
    if (first == 0) q[0] *= 0.5;

    amplitudes(z, gk, q, used, a);
    const double by_conductivity = w->split / plate->layers[0].conductivity[2];
    for (size_t n = 0; n < used; n++) { /* gk rises with n: leave when erfc is nothing */
        const double x = gk[n] * by_conductivity;
        if (x > 6.5) break;
        a[n] += erfc(x) / gk[n] * q[n];
    }
    for (size_t s = 0; s < plate->source_count; s++) {
        const double *mean = w->mean[1] + s * w->count[1] + first,
                     *point = w->point[1] + s * w->count[1] + first;
        const double px = w->point[0][s * w->count[0] + m], mx = w->mean[0][s * w->count[0] + m];
        const double point_inner = cupk_dot(inner_used, a, point), mean_inner = cupk_dot(inner_used, a, mean);
        sums[4 * s] += px * (point_inner + cupk_dot(used - inner_used, a + inner_used, point + inner_used));
        sums[4 * s + 1] += mx * (mean_inner + cupk_dot(used - inner_used, a + inner_used, mean + inner_used));
        sums[4 * s + 2] += px * point_inner;
        sums[4 * s + 3] += mx * mean_inner;
    }
    if (sign == 0 || !w->cells) return;
    double *folded = w->folded + (size_t)thread * (w->ny + 1);
    memset(folded, 0, (w->ny + 1) * sizeof *folded);
    for (size_t n = 0; n < used; n++) folded[w->fold[n + first]] += w->fold_sign[n + first] * a[n];
    for (size_t j = 0; j < w->ny; j++) spectrum_row[j] += sign * folded[j];
}

/* cos(m pi (i + 1/2)/n) for i < n is sign * cos(bin pi (i + 1/2)/n), bin <= n; sign 0 where it vanishes. */
static size_t fold_mode(size_t m, size_t n, double *sign)
{
    size_t r = m % (4 * n);
    if (r > 2 * n) r = 4 * n - r;
    *sign = 1;
    if (r > n) {
        r = 2 * n - r;
        *sign = -1;
    }
    if (r == n) *sign = 0;
    return r;
}

static void sum_bin(const work *w, size_t bin, int thread)
{
    double *sums = w->sums + bin * 4 * w->plate->source_count;
    double *row = w->spectrum + bin * w->ny;
    const size_t period = 4 * w->nx;
    for (size_t start = 0; start < w->count[0]; start += period)
        for (int k = 0; k < 4; k++) {
            /* in one period the bin holds r, 2n - r, 2n + r, 4n - r, some of which may coincide */
            const size_t at[4] = {bin, 2 * w->nx - bin, 2 * w->nx + bin, 4 * w->nx - bin};
            if ((k == 1 && at[1] == at[0]) || (k == 2 && at[2] == at[1]) ||
                (k == 3 && (at[3] == at[2] || bin == 0)))
                continue;
            double sign;
            const size_t m = start + at[k];
            if (m >= w->count[0]) continue;
            fold_mode(m, w->nx, &sign);
            sum_row(w, m, sign, thread, sums, row);
        }
}

/* field[j][i] += sum over bins of spectrum cos cos */
static void transform(const work *w, int threads, double *field)
{
    const size_t nx = w->nx, ny = w->ny;
#pragma omp parallel for num_threads(threads) schedule(static)
    for (size_t b = 0; b < nx; b++)
        for (size_t j = 0; j < ny; j++) {
            double sum = 0;
            for (size_t c = 0; c < ny; c++)
                sum += w->spectrum[b * ny + c] *
                       cos((double)(c * (2 * j + 1) % (4 * ny)) * (0.5 * pi / (double)ny));
            w->half[b * ny + j] = sum;
        }
#pragma omp parallel for num_threads(threads) schedule(static)
    for (size_t j = 0; j < ny; j++)
        for (size_t i = 0; i < nx; i++) {
            double sum = 0;
            for (size_t b = 0; b < nx; b++)
                sum +=
                    w->half[b * ny + j] * cos((double)(b * (2 * i + 1) % (4 * nx)) * (0.5 * pi / (double)nx));
            field[j * nx + i] += sum;
        }
}

/* What the plate must be, and how far the modes must go. */
static cupel_status check(const cupel_spreading *plate, cupel_error *error)
{
    for (int i = 0; i < 2; i++)
        if (!(plate->size[i] > 0 && isfinite(plate->size[i])))
            CUPEL_FAIL(error, CUPEL_EINVAL, "plate size %.6g m must be positive", plate->size[i]);
    if (plate->layer_count < 1 || plate->source_count < 1)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a plate needs at least one layer and one source");
    if (!(plate->film_coefficient > 0))
        CUPEL_FAIL(error, CUPEL_EINVAL, "film_coefficient %.6g W/(m^2 K) must be positive",
                   plate->film_coefficient);
    for (size_t i = 0; i < plate->layer_count; i++) {
        const cupel_spreading_layer *layer = &plate->layers[i];
        bool holds = layer->thickness > 0 && isfinite(layer->thickness) && layer->contact_resistance >= 0 &&
                     isfinite(layer->contact_resistance);
        for (int k = 0; k < 3; k++)
            holds = holds && layer->conductivity[k] > 0 && isfinite(layer->conductivity[k]);
        if (!holds)
            CUPEL_FAIL(
                error, CUPEL_EINVAL,
                "layer %zu: thickness and conductivities must be positive, contact_resistance not negative",
                i + 1);
    }
    for (size_t s = 0; s < plate->source_count; s++) {
        const cupel_spreading_source *source = &plate->sources[s];
        if (!isfinite(source->power))
            CUPEL_FAIL(error, CUPEL_EINVAL, "source %zu: power must be finite", s + 1);
        for (int k = 0; k < 2; k++) {
            const double half = 0.5 * source->size[k], slack = 1e-12 * plate->size[k];
            if (!(half > 0 && source->position[k] - half >= -slack &&
                  source->position[k] + half <= plate->size[k] + slack))
                CUPEL_FAIL(error, CUPEL_EINVAL,
                           "source %zu: from %.6g m to %.6g m along %s it is not on the plate, 0 m to %.6g m",
                           s + 1, source->position[k] - half, source->position[k] + half, k ? "y" : "x",
                           plate->size[k]);
        }
    }
    return CUPEL_OK;
}

static void choose_modes(work *w)
{
    const cupel_spreading *plate = w->plate;
    const cupel_spreading_layer *top = plate->layers;
    double most = INFINITY, modes_per_g2 = pi / 4; /* quarter of an ellipse */
    for (int k = 0; k < 2; k++) {
        const double stretched = plate->size[k] * sqrt(top->conductivity[2] / top->conductivity[k]);
        most = fmin(most, stretched / 6);
        modes_per_g2 *= stretched / pi;
    }
    /* Wide enough that erfc is needed for few modes, not so wide that the two parts cancel many digits. */
    w->split = fmin(4 * top->thickness, most);
    w->g_max = fmax(13 / top->thickness, 5.2 / w->split); /* exp(-26) and erfc(5.2): 5e-12 and 2e-13 */
    if (modes_per_g2 * w->g_max * w->g_max > mode_limit) {
        w->g_max = sqrt(mode_limit / modes_per_g2);
        w->split = fmin(most, fmax(w->split, 5.2 / w->g_max));
    }
    for (int k = 0; k < 2; k++) {
        const double stretched = plate->size[k] * sqrt(top->conductivity[2] / top->conductivity[k]);
        w->count[k] = (size_t)fmin(w->g_max * stretched / pi, 2 * mode_limit) + 2;
    }
}

static void *zeroed(size_t count, size_t size)
{
    return count > SIZE_MAX / size ? NULL : calloc(count ? count : 1, size);
}

static void release(work *w)
{
    for (int k = 0; k < 2; k++) {
        free(w->mean[k]);
        free(w->point[k]);
    }
    free(w->u2);
    free(w->fold);
    free(w->fold_sign);
    free(w->buffers);
    free(w->sums);
    free(w->spectrum);
    free(w->folded);
    free(w->half);
    free(w->scratch);
}

static bool allocate(work *w, int threads)
{
    const size_t sources = w->plate->source_count, parallel = (size_t)threads;
    bool all = true;
    for (int k = 0; k < 2; k++) {
        all = all && (w->mean[k] = zeroed(sources * w->count[k], sizeof(double)));
        all = all && (w->point[k] = zeroed(sources * w->count[k], sizeof(double)));
    }
    w->buffer_size = (w->count[1] + 63) / 64 * 64;
    return all && (w->u2 = zeroed(w->count[1], sizeof(double))) &&
           (w->fold = zeroed(w->count[1], sizeof(size_t))) &&
           (w->fold_sign = zeroed(w->count[1], sizeof(double))) &&
           (w->buffers = zeroed(parallel * 4 * w->buffer_size, sizeof(double))) &&
           (w->sums = zeroed((w->nx + 1) * 4 * sources, sizeof(double))) &&
           (w->spectrum = zeroed((w->nx + 1) * w->ny, sizeof(double))) &&
           (w->folded = zeroed(parallel * (w->ny + 1), sizeof(double))) &&
           (w->half = zeroed(w->nx * w->ny, sizeof(double))) &&
           (w->scratch = zeroed(w->nx + w->ny, CUPK_SPREADING_NODES * sizeof(double)));
}

static void fill_tables(work *w)
{
    const cupel_spreading *plate = w->plate;
    for (int k = 0; k < 2; k++)
        for (size_t s = 0; s < plate->source_count; s++)
            for (size_t m = 0; m < w->count[k]; m++) {
                const double l = (double)m * pi / plate->size[k], half = 0.5 * l * plate->sources[s].size[k];
                const double point = cos(l * plate->sources[s].position[k]);
                w->point[k][s * w->count[k] + m] = point;
                w->mean[k][s * w->count[k] + m] = m ? point * sin(half) / half : point;
            }
    for (size_t n = 0; n < w->count[1]; n++) {
        const double u = (double)n * pi / plate->size[1];
        w->u2[n] = u * u;
        w->fold[n] = fold_mode(n, w->ny, &w->fold_sign[n]);
    }
}

static double one_dimensional_resistance(const cupel_spreading *plate)
{
    double sum = 1 / plate->film_coefficient;
    for (size_t i = plate->layer_count; i-- > 0;)
        sum += plate->layers[i].contact_resistance +
               plate->layers[i].thickness / plate->layers[i].conductivity[2];
    return sum / (plate->size[0] * plate->size[1]);
}

/* Everything is allocated: from here on nothing fails. */
static void solve(work *w, int threads, const cupel_spreading_rises *rises, cupel_spreading_summary *summary)
{
    const cupel_spreading *plate = w->plate;
    const size_t sources = plate->source_count;
    fill_tables(w);
#pragma omp parallel for num_threads(threads) schedule(dynamic)
    for (size_t bin = 0; bin <= w->nx; bin++) sum_bin(w, bin, omp_get_thread_num());

    double power = 0;
    for (size_t s = 0; s < sources; s++) power += plate->sources[s].power;
    *summary = (cupel_spreading_summary){.one_dimensional_resistance = one_dimensional_resistance(plate)};
    const double level = power * summary->one_dimensional_resistance;
    for (size_t s = 0; s < sources; s++) {
        double sum[4] = {0};
        for (size_t bin = 0; bin <= w->nx; bin++)
            for (size_t k = 0; k < 4; k++) sum[k] += w->sums[(bin * sources + s) * 4 + k];
        rises->centre[s] = level + sum[0];
        rises->mean[s] = level + sum[1];
        summary->truncation = fmax(summary->truncation, fmax(fabs(sum[0] - sum[2]), fabs(sum[1] - sum[3])));
    }
    for (size_t m = 0; m < w->count[0]; m++) {
        const double l = (double)m * pi / plate->size[0];
        summary->modes += row_count(w, l * l, w->g_max);
    }
    double *field = w->cells ? rises->field : NULL;
    if (field) {
        for (size_t i = 0; i < w->nx * w->ny; i++) field[i] = level;
        transform(w, threads, field);
    }
    cupk_spreading_images(plate, w->split, threads, w->scratch, rises->centre, rises->mean, field);
}

cupel_status cupel_spreading_solve(const cupel_spreading *plate, int threads,
                                   const cupel_spreading_rises *rises, cupel_spreading_summary *summary,
                                   cupel_error *error)
{
    const cupel_status status = check(plate, error);
    if (status) return status;
    if (threads < 1) threads = 1;
    const bool cells = plate->cells[0] > 0 && plate->cells[1] > 0;
    work w = {.plate = plate,
              .cells = cells,
              .nx = cells ? plate->cells[0] : 32,
              .ny = cells ? plate->cells[1] : 1};
    choose_modes(&w);
    if (w.count[0] + w.count[1] > table_limit / 2 / plate->source_count || w.nx * w.ny > table_limit)
        CUPEL_FAIL(error, CUPEL_ELIMIT,
                   "%zu sources with %zu + %zu modes each are too many for this plate's top layer",
                   plate->source_count, w.count[0], w.count[1]);
    if (!allocate(&w, threads)) {
        release(&w);
        CUPEL_FAIL(error, CUPEL_ENOMEM, "out of memory for %zu x %zu modes", w.count[0], w.count[1]);
    }
    solve(&w, threads, rises, summary);
    release(&w);
    return CUPEL_OK;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "test_files.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "base/memory.h"
#include "draw.h"

static const double pi = 3.14159265358979323846;

/* Copper strip by Voce's law, with noise: the elastic line is a twentieth of the rows. MPa, mm. */
static double tensile(uint64_t number, size_t rows, cupel_text *out)
{
    uint64_t seed = number;
    const double modulus = 110e3 * (0.99 + 0.02 * bench_draw(&seed)),
                 yield = 60 * (0.9 + 0.2 * bench_draw(&seed));
    const double saturation = 250, thickness = 0.035, width = 12.7, gauge = 50;
    const size_t elastic = rows / 20;
    cupel_text_printf(out,
                      "Test type,Tensile\r\nSpecimen,T%05llu\r\nLot,made up\r\nThickness,35.0,um\r\n"
                      "Width,12.7,mm\r\nGauge length,50.0,mm\r\n\r\nTime,Force,Extension,Displacement\r\n"
                      "s,N,mm,mm\r\n",
                      (unsigned long long)number);
    for (size_t i = 0; i < rows; i++) {
        const double plastic = i < elastic ? 0 : 0.1 * (double)(i - elastic) / (double)rows;
        const double stress = i < elastic ? yield * (double)i / (double)elastic
                                          : yield + (saturation - yield) * (1 - exp(-12 * plastic));
        const double force = stress * thickness * width + 0.02 * bench_draw_normal(&seed);
        const double extension = (stress / modulus + plastic) * gauge + 2e-6 * bench_draw_normal(&seed);
        cupel_text_printf(out, "%.3f,%.5f,%.7f,%.7f\r\n", 0.02 * (double)i, force, extension,
                          1.13 * extension + 0.01);
    }
    return 1e6 * (yield + (saturation - yield) * (1 - exp(-12 * 0.002)));
}

/* A sine of 50 um every 0.5 um, with noise that lambda s takes away; lambda c is a seventh of the profile. */
static double roughness(uint64_t number, size_t rows, cupel_text *out)
{
    uint64_t seed = number;
    const double height = 1 + bench_draw(&seed), spacing = 0.5e-3, wave = 0.05;
    const double cutoff = (double)rows * spacing / 7, tip = 2.5e-3, alpha = sqrt(log(2) / pi);
    cupel_text_printf(out, "Test type: Roughness\nCutoff: %.6g mm\nLambda s: 2.5 um\n\nX (mm),Z (um)\n",
                      cutoff);
    for (size_t i = 0; i < rows; i++) {
        const double x = (double)i * spacing;
        cupel_text_printf(out, "%.4f,%.6f\n", x,
                          height * sin(2 * pi * x / wave) + 1e-3 * bench_draw_normal(&seed));
    }
    const double kept =
        exp(-pi * pow(alpha * tip / wave, 2)) * (1 - exp(-pi * pow(alpha * cutoff / wave, 2)));
    return 1e-6 * height * kept / sqrt(2);
}

/* Parker's plate without loss: 1 + 2 sum (-1)^n exp(-n^2 pi^2 Fo), a ninth of the rows before the flash. */
static double laser_flash(uint64_t number, size_t rows, cupel_text *out)
{
    uint64_t seed = number;
    const double diffusivity = 1e-5 * (1 + bench_draw(&seed)), thickness = 2e-3;
    const double last = 12 * 0.138785 * thickness * thickness / diffusivity;
    cupel_text_add(out, "Test type: Laser flash\nThickness: 2 mm\nTest temperature: 25 degC\n"
                        "Pulse width: 0 ms\n\nTime (ms),Signal (V)\n");
    for (size_t i = 0; i < rows; i++) {
        const double time = last * ((double)i / (double)rows - 1. / 9) * 9 / 8;
        const double fourier = diffusivity * time / (thickness * thickness);
        double rise = 0;
        if (fourier > 1e-3) {
            rise = 1;
            for (int n = 1; n < 60; n++) rise += (n % 2 ? -2 : 2) * exp(-n * n * pi * pi * fourier);
        }
        cupel_text_printf(out, "%.7f,%.7f\n", 1e3 * time,
                          0.35 + 2.2 * (rise + 0.005 * bench_draw_normal(&seed)));
    }
    return diffusivity;
}

/* Current in both directions through a strip 500 mm long, with a thermal voltage. */
static double resistivity(uint64_t number, size_t rows, cupel_text *out)
{
    uint64_t seed = number;
    const double value = 1.7e-8 * (1 + bench_draw(&seed)), resistance = value * 0.5 / (0.3e-3 * 10e-3);
    cupel_text_add(out, "Test type: Resistivity\nThickness: 0.3 mm\nWidth: 10 mm\nLength: 500 mm\n\n"
                        "Current (A),Voltage (mV),Temperature (degC)\n");
    for (size_t i = 0; i < rows; i++) {
        const double current = (i % 2 ? -1 : 1) * (0.5 + 0.5 * (double)(i / 2) / (double)rows);
        cupel_text_printf(out, "%.6f,%.7f,20.0\n", current,
                          1e3 * current * resistance + 2e-3 + 2e-5 * bench_draw_normal(&seed));
    }
    return value;
}

/* A rod that grows evenly from 20 to 320 degC. */
static double dilatometry(uint64_t number, size_t rows, cupel_text *out)
{
    uint64_t seed = number;
    const double expansion = 1e-5 * (1 + bench_draw(&seed));
    cupel_text_add(out, "Test type: Dilatometry\nLength: 25 mm\nReference temperature: 20 degC\n\n"
                        "Temperature (degC),dL (um)\n");
    for (size_t i = 0; i < rows; i++) {
        const double rise = 300 * (double)i / (double)(rows - 1);
        cupel_text_printf(out, "%.5f,%.6f\n", 20 + rise,
                          25e3 * expansion * rise + 0.002 * bench_draw_normal(&seed));
    }
    return expansion;
}

/* A melting peak, half a wave of cos^2 of 20 K at 10 K/min, on a sloping baseline; 10 mg. */
static double dsc(uint64_t number, size_t rows, cupel_text *out)
{
    uint64_t seed = number;
    const double power = 10 * (1 + bench_draw(&seed)), length = 120; /* mW, s */
    cupel_text_add(out, "Test type: DSC\nMass: 10 mg\n\nTime (s),Temperature (degC),Heat flow (mW)\n");
    for (size_t i = 0; i < rows; i++) {
        const double time = 900 * (double)i / (double)rows, from = time - 450;
        const double peak = fabs(from) < length / 2 ? power * pow(cos(pi * from / length), 2) : 0;
        cupel_text_printf(out, "%.4f,%.5f,%.6f\n", time, 100 + time / 6,
                          0.5 + 1e-4 * time + peak + 1e-3 * bench_draw_normal(&seed));
    }
    return 1e-3 * power * length / 2 / 10e-6;
}

static double peel(uint64_t number, size_t rows, cupel_text *out)
{
    uint64_t seed = number;
    const double force = 4 * (1 + bench_draw(&seed));
    cupel_text_add(out, "Test type: Peel\nWidth: 3.18 mm\nSpeed: 50.8 mm/min\n\n"
                        "Displacement (mm),Force (N)\n");
    for (size_t i = 0; i < rows; i++) {
        const double x = 60 * (double)i / (double)rows;
        cupel_text_printf(out, "%.5f,%.6f\n", x,
                          force * (1 - exp(-x / 0.8)) + 0.02 * bench_draw_normal(&seed));
    }
    return force / 3.18e-3;
}

/* HV 0.1: equal diagonals would be no test of scatter. */
static double hardness(uint64_t number, size_t rows, cupel_text *out)
{
    uint64_t seed = number;
    const double diagonal = 0.04 * (1 + 0.1 * bench_draw(&seed));
    double sum = 0;
    cupel_text_add(out, "Test type: Hardness\nMethod: HV0.1\nTest force: 0.9807 N\nThickness: 0.5 mm\n\n"
                        "Diagonal 1 (um),Diagonal 2 (um)\n");
    for (size_t i = 0; i < rows; i++) {
        const double one = diagonal * (1 + 2e-3 * bench_draw_normal(&seed)), other = one + 2e-4;
        cupel_text_printf(out, "%.5f,%.5f\n", 1e3 * one, 1e3 * other);
        sum += 0.1891 * 0.9807 / pow((one + other) / 2, 2);
    }
    return sum / (double)rows;
}

/* Lives at the even shares of a Weibull law of shape 3. */
static double flex(uint64_t number, size_t rows, cupel_text *out)
{
    uint64_t seed = number;
    const double scale = 5000 * (1 + bench_draw(&seed));
    cupel_text_add(out, "Test type: Flex\nMethod: MIT fold\n\nCycles,Failed\n");
    for (size_t i = 0; i < rows; i++)
        cupel_text_printf(out, "%.0f,1\n", scale * pow(-log(1 - ((double)i + 0.5) / (double)rows), 1. / 3));
    return scale;
}

static const bench_test_kind kinds[] = {
    {"tensile", "proof_strength_0_2", tensile},
    {"roughness", "rq", roughness},
    {"laser_flash", "thermal_diffusivity", laser_flash},
    {"resistivity", "resistivity_20c", resistivity},
    {"dilatometry", "mean_expansion_coefficient", dilatometry},
    {"dsc", "enthalpy", dsc},
    {"peel", "peel_strength", peel},
    {"hardness", "hardness", hardness},
    {"flex", "weibull_scale", flex},
};

const bench_test_kind *bench_test_kind_find(const char *kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, kind) == 0) return &kinds[i];
    return NULL;
}

cupel_status bench_files_write(const bench_files_options *options, cupel_error *error)
{
    const bench_test_kind *kind = bench_test_kind_find(options->kind);
    if (!kind) CUPEL_FAIL(error, CUPEL_EINVAL, "there are no made-up files of the kind '%s'", options->kind);
    if (mkdir(options->folder, 0777) && errno != EEXIST)
        CUPEL_FAIL(error, CUPEL_EIO, "cannot make '%s': %s", options->folder, strerror(errno));
    cupel_text text = {0};
    cupel_status status = CUPEL_OK;
    for (size_t i = 0; i < options->files && !status; i++) {
        char path[4096];
        text.length = 0;
        kind->write(i, options->rows, &text);
        const int length = snprintf(path, sizeof path, "%s/%s-%05zu.csv", options->folder, options->kind, i);
        if (text.failed) status = cupel_out_of_memory(error, "a test file");
        if (!status && length >= (int)sizeof path)
            status = cupel_error_set(error, CUPEL_EINVAL, "the name of the folder is too long");
        FILE *file = status ? NULL : fopen(path, "w");
        const bool written = file && fwrite(text.data, 1, text.length, file) == text.length;
        if (!status && ((file && fclose(file)) || !written))
            status = cupel_error_set(error, CUPEL_EIO, "cannot write '%s': %s", path, strerror(errno));
    }
    cupel_text_free(&text);
    return status;
}

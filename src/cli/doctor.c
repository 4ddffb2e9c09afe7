/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/build.h"
#include "base/file.h"
#include "base/units.h"
#include "cli/cli.h"
#include "cupel/version.h"
#include "material/material.h"
#include "model/registry.h"
#include "report/plot.h"
#include "run/provenance.h"
#include "store/store.h"

static const struct argp_option options[] = {CUPEL_OPTION_JSON, {0}};

static const cupel_cli_syntax syntax = {
    .text = "Tells what this build has, where its data are, and whether the machine is fit: libraries, "
            "units, material "
            "records, gnuplot, threads, and a file written, closed and read back. Exit status 0 when it is "
            "fit, 3 when "
            "something that cupel cannot do without is missing."
            "\vExample:\n  cupel doctor",
    .options = options,
};

typedef enum verdict { GOOD, LACKING, BAD } verdict; /* lacking: some verb will not work */

typedef struct ward {
    const cupel_cli *cli;
    cupel_cli_table table;
    json_t *list;
    bool unfit;
} ward;

static void note(ward *w, verdict how, const char *what, const char *text)
{
    static const char *const words[] = {"ok", "lacking", "bad"};
    if (how == BAD) w->unfit = true;
    cupel_cli_cells(&w->table, 3, (const char *const[]){what, words[how], text});
    json_array_append_new(
        w->list, json_pack("{s: s, s: s, s: s}", "check", what, "verdict", words[how], "text", text));
}

static void check_build(ward *w)
{
    char text[256];
    const char *revision = cupel_build_revision();
    snprintf(text, sizeof text, "%s%s%.12s%s", cupel_version(), *revision ? ", revision " : "", revision,
             *revision && cupel_build_is_modified() ? " (modified)" : "");
    note(w, GOOD, "cupel", text);
    note(w, GOOD, "compiler", cupel_build_compiler());
    note(w, GOOD, "flags", cupel_build_flags());
}

static void check_machine(ward *w, cupel_arena *arena)
{
    static const char *const told[] = {"libraries", "host_class", "cpu"};
    static const char *const words[] = {"libraries", "system", "processor"};
    cupel_pair *pairs;
    size_t count;
    cupel_error error = {0};
    const cupel_circumstances none = {.threads = 1, .seed = CUPEL_NO_INTEGER};
    if (cupel_provenance(&none, arena, &pairs, &count, &error)) {
        note(w, BAD, "system", error.text);
        return;
    }
    for (size_t k = 0; k < sizeof told / sizeof *told; k++)
        for (size_t i = 0; i < count; i++)
            if (strcmp(pairs[i].name, told[k]) == 0) note(w, GOOD, words[k], pairs[i].value);
}

static void check_threads(ward *w)
{
    char text[128];
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    const int threads = omp_get_max_threads();
    snprintf(text, sizeof text, "%d of %ld processors%s", threads, online,
             threads > online ? ": more threads than processors slow a run down" : "");
    note(w, threads > online ? LACKING : GOOD, "threads", text);
}

static void check_units(ward *w)
{
    double micrometres = 0;
    cupel_error error = {0};
    if (cupel_unit_convert(12, "um", "m", false, &micrometres, &error))
        note(w, BAD, "units", error.text);
    else if (fabs(micrometres - 12e-6) > 1e-20)
        note(w, BAD, "units", "udunits2 converts 12 um wrongly");
    else
        note(w, GOOD, "units", "the database of udunits2 is there");
}

static void check_data(ward *w, cupel_arena *arena)
{
    char folder[4096], text[128];
    if (!cupel_data_folder(folder, sizeof folder)) {
        note(w, BAD, "data", "no folder of shipped data; CUPEL_DATA can name it");
        return;
    }
    note(w, GOOD, "data", folder);
    const char *const *ids;
    cupel_error error = {0};
    size_t good = 0, wrong = 0;
    if (cupel_material_list(arena, &ids, &error)) {
        note(w, BAD, "materials", error.text);
        return;
    }
    for (; *ids; ids++) {
        const cupel_material *material;
        if (cupel_material_open(*ids, arena, &material, &error))
            wrong++;
        else
            good++;
    }
    snprintf(text, sizeof text, "%zu records%s", good,
             wrong ? ", others cannot be read: `cupel materials` tells" : "");
    note(w, wrong || good == 0 ? LACKING : GOOD, "materials", text);
}

static void check_models(ward *w)
{
    cupel_text names = {0};
    for (const cupel_model *const *model = cupel_models(); *model; model++)
        cupel_text_printf(&names, "%s%s", names.length ? ", " : "", (*model)->name);
    note(w, names.length ? GOOD : BAD, "models", cupel_text_get(&names));
    cupel_text_free(&names);
}

static void check_gnuplot(ward *w)
{
    char version[64];
    if (cupel_plot_program(version, sizeof version))
        note(w, GOOD, "gnuplot", version);
    else
        note(w, LACKING, "gnuplot", "not found: `cupel plot` will not work (Debian: gnuplot-nox)");
}

/* ---- a file, there and back ---- */

static const cupel_result probe_rows[] = {
    {.name = "length", .kind = CUPEL_SCALAR, .unit = "m", .meaning = "a length"},
    {.name = "place", .kind = CUPEL_SERIES, .unit = "m", .meaning = "places"},
};
static const cupel_table probe_table = {.name = "doctor.probe", .size = 1};
static const cupel_model probe_model = {.name = "doctor.probe",
                                        .title = "probe",
                                        .version = 1,
                                        .parameters = &probe_table,
                                        CUPEL_RESULTS(probe_rows)};

enum { PLACES = 1000 };

static cupel_status write_probe(const char *path, const double *places, cupel_error *error)
{
    cupel_results *results = cupel_results_new(probe_rows, sizeof probe_rows / sizeof *probe_rows);
    if (!results) return cupel_out_of_memory(error, "a probe");
    cupel_results_set(results, "length", 12e-6);
    cupel_results_set_series(results, "place", places, PLACES);
    const char nothing = 0;
    const cupel_step_record step = {
        .id = "probe", .model = &probe_model, .parameters = &nothing, .results = results};
    cupel_status status = cupel_results_status(results, error);
    if (!status) status = cupel_segment_write(path, &step, error);
    cupel_results_free(results);
    return status;
}

static cupel_status read_probe(const char *path, const double *places, cupel_error *error)
{
    cupel_file *file;
    double *values = NULL;
    cupel_status status = cupel_file_open(path, &file, error);
    if (status) return status;
    const cupel_item *item = cupel_file_find(file, "probe", "place");
    if (!item || item->count != PLACES)
        status = cupel_error_set(error, CUPEL_EDAMAGED, "a file just written lacks what was written");
    else
        status = cupel_file_read_numbers(file, item, &values, error);
    if (!status && memcmp(values, places, PLACES * sizeof *places) != 0)
        status = cupel_error_set(error, CUPEL_EDAMAGED, "a file just written gives other numbers back");
    free(values);
    cupel_file_close(file);
    return status;
}

static void check_store(ward *w)
{
    const char *temporary = getenv("TMPDIR");
    char folder[2048], path[2100];
    snprintf(folder, sizeof folder, "%.1900s/cupel-doctor-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(folder)) {
        note(w, BAD, "files", "cannot make a folder for temporary files; TMPDIR can name one");
        return;
    }
    snprintf(path, sizeof path, "%s/probe.h5", folder);
    double places[PLACES];
    for (int i = 0; i < PLACES; i++) places[i] = 1.0 / (i + 1);
    cupel_error error = {0};
    cupel_status status = write_probe(path, places, &error);
    if (!status) status = read_probe(path, places, &error);
    unlink(path);
    rmdir(folder);
    note(w, status ? BAD : GOOD, "files",
         status ? error.text : "written, closed, opened and read back the same");
}

static void check_space(ward *w)
{
    struct statvfs disk;
    char text[128];
    if (statvfs(".", &disk)) return;
    const double free_bytes = (double)disk.f_bavail * (double)disk.f_frsize;
    snprintf(text, sizeof text, "%.1f GB free in the working folder%s", 1e-9 * free_bytes,
             access(".", W_OK) ? ", which cannot be written to" : "");
    note(w, free_bytes < 1e8 || access(".", W_OK) ? LACKING : GOOD, "disk", text);
}

int cupel_cli_doctor(cupel_cli *cli, int argc, char **argv)
{
    size_t count;
    cupel_cli_parse(cli, &syntax, NULL, argc, argv, &count);
    cupel_arena *arena = cupel_arena_new();
    if (!arena) return cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory");
    ward w = {.cli = cli, .table = {.columns = 3}, .list = json_array()};
    cupel_cli_cells(&w.table, 3, (const char *const[]){"check", "verdict", ""});
    check_build(&w);
    check_machine(&w, arena);
    check_threads(&w);
    check_units(&w);
    check_data(&w, arena);
    check_models(&w);
    check_store(&w);
    check_gnuplot(&w);
    check_space(&w);
    cupel_arena_free(arena);
    cupel_text out = {0};
    cupel_cli_table_end(cli, &w.table, 0, &out);
    int printed;
    if (cli->json) {
        cupel_text_free(&out);
        printed = cupel_cli_print_json(cli, json_pack("{s: b, s: o}", "fit", !w.unfit, "checks", w.list));
    } else {
        json_decref(w.list);
        cupel_text_add(&out, "\n");
        cupel_cli_styled(cli, w.unfit ? CUPEL_RED : CUPEL_GREEN, w.unfit ? "not fit" : "fit", &out);
        cupel_text_add(&out, "\n");
        printed = cupel_cli_print(cli, &out);
    }
    return printed ? printed : w.unfit ? CUPEL_EXIT_SYSTEM : CUPEL_EXIT_DONE;
}

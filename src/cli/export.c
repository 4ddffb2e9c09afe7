/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/columns.h"
#include "cli/items.h"
#include "param/walk.h"
#include "report/fields.h"
#include "report/surface.h"
#include "store/matlab.h"

enum {
    OPTION_READABLE = 'r',
    OPTION_MAT = 'M',
    OPTION_VTK = 'V',
    OPTION_TIME = 'T',
    OPTION_STL = 'S',
    OPTION_LEVEL = 'L'
};

typedef struct export_options {
    const char *format, *output, *stl;
    bool readable, has_time, has_level;
    double time, level;
    const cupel_cli *cli;
} export_options;

static const struct argp_option options[] = {
    {"format", 'F', "csv|json|vtk|mat", 0, "csv by default, or as the name of the output file ends", 0},
    {"json", 'j', NULL, 0, "same as --format json", 0},
    {"vtk", OPTION_VTK, NULL, 0,
     "same as --format vtk: fields for ParaView, as .vtr or, with all times, as .pvd", 0},
    {"mat", OPTION_MAT, NULL, 0, "same as --format mat: a MAT-file 7.3 for MATLAB's load; needs -o", 0},
    {"time", OPTION_TIME, "TIME", 0, "VTK: the time nearest to this; the last by default", 0},
    {"stl", OPTION_STL, "FILE", 0, "write the surface of one field as binary STL, in millimetres", 0},
    {"level", OPTION_LEVEL, "VALUE", 0, "STL: the field's value at the surface, SI; 0.5 by default", 0},
    {"output", 'o', "FILE", 0, "write FILE instead of standard output", 0},
    {"readable-units", OPTION_READABLE, NULL, 0, "CSV in units that people read (um, MPa) instead of SI", 0},
    {0},
};

static bool take(void *host, int key, char *argument)
{
    export_options *o = host;
    switch (key) {
    case 'F':
        o->format = argument;
        return true;
    case 'o':
        o->output = argument;
        return true;
    case OPTION_READABLE:
        o->readable = true;
        return true;
    case OPTION_VTK:
        o->format = "vtk";
        return true;
    case OPTION_MAT:
        o->format = "mat";
        return true;
    case OPTION_TIME:
        o->time = cupel_cli_quantity_option(o->cli, "time", argument, "s");
        o->has_time = true;
        return true;
    case OPTION_STL:
        o->stl = argument;
        return true;
    case OPTION_LEVEL:
        o->level = cupel_cli_number_option(o->cli, "level", argument);
        o->has_level = true;
        return true;
    default:
        return false;
    }
}

static const cupel_cli_syntax syntax = {
    .arguments = "FILE step.result…\nFILE --vtk [step.field…]\nFILE step.field --stl FILE",
    .text =
        "Writes results as CSV or JSON, fields for ParaView too. Scalars of several steps are rows of "
        "one column, curves stand "
        "behind their "
        "axis, a table is written whole, a field has a row for each cell; numbers are SI, with the unit "
        "in the heading. An STL is the closed surface around where a field is above a level. `raw` is the "
        "tester's file of a test, byte for byte."
        "\vExamples:\n  cupel export run.h5 roll.pressure roll.shear_stress -o arc.csv\n"
        "  cupel export run.h5 '*.exit_thickness' '*.roll_force_per_width'\n"
        "  cupel export run.h5 roll.pressure --format json\n"
        "  cupel export run.h5 board.temperature -o board.vtr\n"
        "  cupel export run.h5 spreader.shape --stl spreader.stl\n"
        "  cupel export A-1.h5 raw -o A-1.csv",
    .options = options,
    .option = take,
    .least = 1,
    .most = SIZE_MAX,
};

static cupel_status as_json(cupel_file *file, const cupel_selection *selection, cupel_text *out,
                            cupel_error *error)
{
    json_t *all = json_object();
    cupel_status status = all ? CUPEL_OK : cupel_out_of_memory(error, "JSON");
    for (size_t i = 0; !status && i < selection->count; i++) {
        const cupel_item *item = selection->items[i];
        char name[512];
        json_t *value = NULL;
        snprintf(name, sizeof name, "%s.%s", item->step, item->name);
        status = cupel_item_json(file, item, &value, error);
        if (!status && json_object_set_new(all, name, value)) status = cupel_out_of_memory(error, "JSON");
    }
    if (!status) cupel_json_text(all, out);
    if (!status) cupel_text_add(out, "\n");
    json_decref(all);
    return status;
}

static cupel_status fields_as_csv(cupel_file *file, const cupel_selection *selection, bool readable,
                                  cupel_text *out, cupel_error *error)
{
    cupel_fields fields;
    if (readable) CUPEL_FAIL(error, CUPEL_EINVAL, "--readable-units: a field is written in SI units only");
    const cupel_status status = cupel_fields_read(file, selection, true, &fields, error);
    if (status) return status;
    cupel_fields_csv(&fields, out);
    cupel_fields_free(&fields);
    return CUPEL_OK;
}

static cupel_status as_csv(cupel_file *file, const cupel_selection *selection, bool readable, cupel_text *out,
                           cupel_error *error)
{
    for (size_t i = 0; i < selection->count; i++)
        if (cupel_item_is_values(selection->items[i]))
            return fields_as_csv(file, selection, readable, out, error);
    cupel_columns columns = {0};
    const cupel_status status = cupel_columns_gather(
        file, selection, readable ? CUPEL_COLUMNS_READABLE : CUPEL_COLUMNS_SI, &columns, error);
    if (!status) cupel_columns_csv(&columns, out);
    cupel_columns_free(&columns);
    return status;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

/* What the output's name ends in says its format. */
static const char *format_of(const cupel_cli *cli, const export_options *o)
{
    if (o->format) return o->format;
    if (cli->json || (o->output && ends_with(o->output, ".json"))) return "json";
    if (o->output && (ends_with(o->output, ".vtr") || ends_with(o->output, ".pvd"))) return "vtk";
    if (o->output && ends_with(o->output, ".mat")) return "mat";
    return "csv";
}

/* One file for each time, body-0000.vtr beside body.pvd; the collection comes last, when all that it names is
 * there. */
static int write_collection(const cupel_cli *cli, const cupel_fields *fields, const char *output)
{
    const char *slash = strrchr(output, '/');
    const size_t stem = strlen(output) - strlen(".pvd"), folder = slash ? (size_t)(slash + 1 - output) : 0;
    int exit_status = CUPEL_EXIT_DONE;
    cupel_text collection = {0};
    const char **names = cupel_arena_alloc(fields->arena, fields->time_count, sizeof *names);
    for (size_t t = 0; names && !exit_status && t < fields->time_count; t++) {
        const char *path = cupel_arena_format(fields->arena, "%.*s-%04zu.vtr", (int)stem, output, t);
        if (!path) {
            names = NULL;
            break;
        }
        names[t] = path + folder;
        cupel_text grid = {0};
        cupel_fields_vtr(fields, fields->times[t], &grid);
        exit_status = grid.failed ? cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory for %s", path)
                                  : cupel_cli_write(cli, path, cupel_text_get(&grid), grid.length);
        cupel_text_free(&grid);
    }
    if (!names) return cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory for %s", output);
    if (!exit_status) {
        cupel_fields_pvd(fields, names, &collection);
        exit_status = collection.failed
                          ? cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory for %s", output)
                          : cupel_cli_write(cli, output, cupel_text_get(&collection), collection.length);
    }
    cupel_text_free(&collection);
    return exit_status;
}

static int write_vtk(const cupel_cli *cli, const char *path, cupel_file *file,
                     const cupel_selection *selection, const export_options *o)
{
    cupel_fields fields;
    cupel_error error = {0};
    if (cupel_fields_read(file, selection, false, &fields, &error))
        return cupel_cli_file_error(cli, path, &error);
    int exit_status;
    if (o->output && ends_with(o->output, ".pvd")) {
        exit_status = write_collection(cli, &fields, o->output);
    } else {
        cupel_text out = {0};
        cupel_fields_vtr(&fields, cupel_fields_time(&fields, o->has_time ? &o->time : NULL), &out);
        exit_status = out.failed ? cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory for the output")
                                 : cupel_cli_write(cli, o->output, cupel_text_get(&out), out.length);
        cupel_text_free(&out);
    }
    cupel_fields_free(&fields);
    return exit_status;
}

static int write_text(const cupel_cli *cli, const char *path, cupel_file *file,
                      const cupel_selection *selection, const export_options *o, bool json)
{
    cupel_error error = {0};
    cupel_text out = {0};
    cupel_status status =
        json ? as_json(file, selection, &out, &error) : as_csv(file, selection, o->readable, &out, &error);
    if (!status && out.failed) status = cupel_out_of_memory(&error, "the output");
    const int exit_status = status ? cupel_cli_file_error(cli, path, &error)
                                   : cupel_cli_write(cli, o->output, cupel_text_get(&out), out.length);
    cupel_text_free(&out);
    return exit_status;
}

static int write_stl(const cupel_cli *cli, const char *path, cupel_file *file,
                     const cupel_selection *selection, const export_options *o)
{
    const cupel_item *field = NULL;
    for (size_t i = 0; i < selection->count; i++) {
        if (!cupel_item_is_values(selection->items[i])) continue;
        if (field)
            return cupel_cli_complain(cli, CUPEL_EINVAL, "--stl takes one field; %s.%s and %s.%s are two",
                                      field->step, field->name, selection->items[i]->step,
                                      selection->items[i]->name);
        field = selection->items[i];
    }
    if (!field) return cupel_cli_complain(cli, CUPEL_EINVAL, "--stl takes a field; none is selected");
    cupel_error error = {0};
    unsigned char *bytes = NULL;
    size_t count = 0;
    const cupel_status status =
        cupel_surface_stl(file, field, o->has_level ? o->level : 0.5, &bytes, &count, &error);
    const int exit_status =
        status ? cupel_cli_file_error(cli, path, &error) : cupel_cli_write(cli, o->stl, bytes, count);
    free(bytes);
    return exit_status;
}

/* The tester's file of a test, byte for byte. */
static bool wants_raw(const cupel_cli *cli, const export_options *o, const cupel_file *file, char **words,
                      size_t count)
{
    return strcmp(cupel_file_get_header(file)->kind, "test") == 0 && count == 2 && !cli->json &&
           (strcmp(words[1], "raw") == 0 || strcmp(words[1], "raw.file") == 0) &&
           strcmp(o->format, "csv") == 0;
}

int cupel_cli_write_raw(const cupel_cli *cli, const char *path, cupel_file *file, const char *output)
{
    cupel_error error = {0};
    char *bytes = NULL;
    size_t count = 0;
    if (cupel_file_read_bytes(file, "/raw/file", &bytes, &count, &error))
        return cupel_cli_file_error(cli, path, &error);
    const int exit_status = cupel_cli_write(cli, output, bytes, count);
    free(bytes);
    return exit_status;
}

static int write_mat(const cupel_cli *cli, const char *path, cupel_file *file,
                     const cupel_selection *selection, const export_options *o)
{
    cupel_error error = {0};
    if (cupel_file_is_hdf5(o->output))
        return cupel_cli_complain(cli, CUPEL_EINVAL, "'%s' is a run file or other HDF5 and is not replaced",
                                  o->output);
    return cupel_matlab_write(o->output, file, selection->items, selection->count, &error)
               ? cupel_cli_file_error(cli, path, &error)
               : CUPEL_EXIT_DONE;
}

/* What cannot be meant, told before the file is opened. */
static int check_request(const cupel_cli *cli, const export_options *o, size_t count)
{
    const bool vtk = strcmp(o->format, "vtk") == 0, mat = strcmp(o->format, "mat") == 0;
    if (!vtk && !mat && strcmp(o->format, "json") != 0 && strcmp(o->format, "csv") != 0)
        return cupel_cli_complain(cli, CUPEL_EINVAL,
                                  "--format: '%s' is not known; allowed: csv, json, vtk, mat", o->format);
    if (mat && (!o->output || !ends_with(o->output, ".mat")))
        return cupel_cli_complain(cli, CUPEL_EINVAL,
                                  "a MAT-file needs a name that ends in .mat: -o FILE.mat");
    if (!vtk && count < 2)
        return cupel_cli_complain(cli, CUPEL_EINVAL,
                                  "too few arguments: FILE step.result…; see cupel export --help");
    if (!vtk && o->has_time)
        return cupel_cli_complain(cli, CUPEL_EINVAL, "--time goes with --vtk; CSV and JSON hold all times");
    if (vtk && o->output && !ends_with(o->output, ".vtr") && !ends_with(o->output, ".pvd") &&
        strcmp(o->output, "-") != 0)
        return cupel_cli_complain(
            cli, CUPEL_EINVAL, "--output: ParaView does not know '%s'; allowed: names that end in .vtr, .pvd",
            o->output);
    if (vtk && o->has_time && o->output && ends_with(o->output, ".pvd"))
        return cupel_cli_complain(cli, CUPEL_EINVAL, "--time: one time is a .vtr; a .pvd holds all of them");
    if (o->stl && (o->output || vtk || mat || strcmp(o->format, "json") == 0))
        return cupel_cli_complain(cli, CUPEL_EINVAL, "--stl names its own file and takes no other format");
    if (o->readable && (o->stl || strcmp(o->format, "csv") != 0))
        return cupel_cli_complain(cli, CUPEL_EINVAL,
                                  "--readable-units goes with CSV; all else is in SI units");
    if (o->has_level && !o->stl) return cupel_cli_complain(cli, CUPEL_EINVAL, "--level goes with --stl");
    return CUPEL_EXIT_DONE;
}

int cupel_cli_export(cupel_cli *cli, int argc, char **argv)
{
    export_options o = {.cli = cli};
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &o, argc, argv, &count);
    o.format = format_of(cli, &o);
    const int wrong = check_request(cli, &o, count);
    if (wrong) return wrong;
    cupel_file *file;
    const int opened = cupel_cli_open(cli, words[0], &file);
    if (opened) return opened;
    if (wants_raw(cli, &o, file, words, count)) {
        const int written = cupel_cli_write_raw(cli, words[0], file, o.output);
        cupel_file_close(file);
        return written;
    }
    cupel_error error = {0};
    cupel_selection selection = {0};
    cupel_status status = CUPEL_OK;
    for (size_t i = 1; !status && i < count; i++) status = cupel_select(file, words[i], &selection, &error);
    int exit_status;
    if (status)
        exit_status = cupel_cli_file_error(cli, words[0], &error);
    else if (strcmp(o.format, "mat") == 0)
        exit_status = write_mat(cli, words[0], file, &selection, &o);
    else if (o.stl)
        exit_status = write_stl(cli, words[0], file, &selection, &o);
    else if (strcmp(o.format, "vtk") == 0)
        exit_status = write_vtk(cli, words[0], file, count > 1 ? &selection : NULL, &o);
    else
        exit_status = write_text(cli, words[0], file, &selection, &o, strcmp(o.format, "json") == 0);
    cupel_selection_free(&selection);
    cupel_file_close(file);
    return exit_status;
}

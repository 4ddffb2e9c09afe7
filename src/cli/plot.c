/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/items.h"
#include "model/registry.h"

enum { MOST_CUTS = 16, OPTION_TIME = 'T', OPTION_ARROWS = 'a', OPTION_LOG = 'l' };

typedef struct plot_options {
    const char *output, *title, *arrows;
    double width, time;
    bool has_time, logarithmic[2];
    cupel_cut cuts[MOST_CUTS];
    size_t cut_count;
    const cupel_cli *cli;
} plot_options;

static const struct argp_option options[] = {
    {"output", 'o', "PICTURE", 0, "file to write: .png, .svg or .pdf; without it picture.png", 0},
    {"title", 't', "TEXT", 0, "title instead of that of the file", 0},
    {"width", 'w', "PIXELS", 0, "width; 1200 by default", 0},
    {"cut", 'c', "AXIS=PLACE", 0, "draw fields in space over this plane, as z=1.5mm; may be repeated", 0},
    {"time", OPTION_TIME, "TIME", 0, "draw the step of fields nearest to this time; the last by default", 0},
    {"arrows", OPTION_ARROWS, "FIELD", 0, "draw a vector field of the same step as arrows over the maps", 0},
    {"logarithmic", OPTION_LOG, "x|y|xy", 0, "logarithmic axes, of what is drawn without a chart", 0},
    {0},
};

static void add_cut(plot_options *o, const char *text)
{
    if (text[0] < 'x' || text[0] > 'z' || text[1] != '=')
        exit(cupel_cli_complain(o->cli, CUPEL_EINVAL,
                                "--cut: '%s' is no plane; allowed: x, y or z = a place, as z=1.5mm", text));
    if (o->cut_count == MOST_CUTS)
        exit(cupel_cli_complain(o->cli, CUPEL_EINVAL, "--cut: more than %d; choose fewer", MOST_CUTS));
    o->cuts[o->cut_count++] = (cupel_cut){
        .axis = (size_t)(text[0] - 'x'), .position = cupel_cli_quantity_option(o->cli, "cut", text + 2, "m")};
}

static void set_logarithmic(plot_options *o, const char *text)
{
    const bool both = strcmp(text, "xy") == 0;
    o->logarithmic[0] = both || strcmp(text, "x") == 0;
    o->logarithmic[1] = both || strcmp(text, "y") == 0;
    if (!o->logarithmic[0] && !o->logarithmic[1])
        exit(cupel_cli_complain(o->cli, CUPEL_EINVAL, "--logarithmic: '%s' is no axis; allowed: x, y, xy",
                                text));
}

static bool take(void *host, int key, char *argument)
{
    plot_options *o = host;
    switch (key) {
    case 'o':
        o->output = argument;
        return true;
    case 't':
        o->title = argument;
        return true;
    case 'w':
        o->width = cupel_cli_number_option(o->cli, "width", argument);
        return true;
    case 'c':
        add_cut(o, argument);
        return true;
    case OPTION_TIME:
        o->time = cupel_cli_quantity_option(o->cli, "time", argument, "s");
        o->has_time = true;
        return true;
    case OPTION_LOG:
        set_logarithmic(o, argument);
        return true;
    case OPTION_ARROWS:
        o->arrows = argument;
        return true;
    default:
        return false;
    }
}

static const cupel_cli_syntax syntax = {
    .arguments = "FILE step|step.result…",
    .text = "Draws results with gnuplot: a curve over its axis, a column of a table over the first one, a "
            "scalar over the "
            "steps that have it, a field as a colour map: over its plane, or over the planes through its "
            "greatest "
            "value. What has one unit shares a panel, "
            "panels stand one below the other. A step "
            "alone "
            "draws the chart of its model, such as the friction hill of a pass; step.* is all its results."
            "\vExamples:\n  cupel plot run.h5 roll -o hill.png\n"
            "  cupel plot run.h5 roll.pressure -o pressure.png\n"
            "  cupel plot run.h5 '*.exit_thickness' '*.roll_force_per_width' -o passes.svg\n"
            "  cupel plot run.h5 board.temperature --cut z=1mm --arrows heat_flux -o b.png",
    .options = options,
    .option = take,
    .least = 2,
    .most = SIZE_MAX,
};

int cupel_cli_plot(cupel_cli *cli, int argc, char **argv)
{
    plot_options o = {.output = "picture.png", .cli = cli};
    size_t count;
    char **words = cupel_cli_parse(cli, &syntax, &o, argc, argv, &count);
    cupel_plot_request request = {.selections = (const char *const *)(words + 1),
                                  .count = count - 1,
                                  .models = cupel_cli_models(),
                                  .title = o.title,
                                  .cuts = o.cuts,
                                  .cut_count = o.cut_count,
                                  .time = o.has_time ? &o.time : NULL,
                                  .logarithmic = {o.logarithmic[0], o.logarithmic[1]},
                                  .arrows = o.arrows,
                                  .width = o.width < 1e6 ? (int)o.width : 1000000};
    if (o.title && !cupel_is_utf8(o.title, strlen(o.title)))
        return cupel_cli_complain(cli, CUPEL_EINVAL, "--title: the text is no UTF-8");
    if (!cupel_picture_of(o.output, &request.format))
        return cupel_cli_complain(cli, CUPEL_EINVAL,
                                  "--output: '%s' is no picture; allowed: names that end in .png, .svg, .pdf",
                                  o.output);
    cupel_file *file;
    const int opened = cupel_cli_open(cli, words[0], &file);
    if (opened) return opened;
    cupel_error error = {0};
    char *bytes = NULL;
    size_t size = 0;
    bool boxes = false;
    const cupel_status status = cupel_plot(file, &request, &bytes, &size, &boxes, &error);
    cupel_file_close(file);
    if (status == CUPEL_EIO || status == CUPEL_EINTERNAL)
        return cupel_cli_error(cli, &error); /* not the file's fault */
    if (status) return cupel_cli_file_error(cli, words[0], &error);
    if (boxes)
        cupel_cli_warn(cli,
                       "no font here has all characters of the texts; they are boxes in the picture (Debian: "
                       "fonts-wqy-microhei has Chinese; an SVG needs no font)");
    const int exit_status = cupel_cli_write(cli, o.output, bytes, size);
    free(bytes);
    if (!exit_status && isatty(STDERR_FILENO)) fprintf(stderr, "%s\n", o.output);
    return exit_status;
}

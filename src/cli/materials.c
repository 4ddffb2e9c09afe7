/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "material/material.h"
#include "param/walk.h"

static const struct argp_option options[] = {CUPEL_OPTION_JSON, {0}};

static const cupel_cli_syntax syntax = {
    .arguments = "[ID]",
    .text = "Lists the material records, or prints one with condition, basis, uncertainty and source of "
            "every figure."
            "\vExamples:\n  cupel materials\n  cupel materials C11000\n  cupel materials C11000 --json",
    .options = options,
    .most = 1,
};

static int list_materials(const cupel_cli *cli, cupel_arena *arena)
{
    cupel_error error = {0};
    const char *const *ids;
    if (cupel_material_list(arena, &ids, &error)) return cupel_cli_error(cli, &error);
    json_t *list = json_array();
    cupel_cli_table table = {.columns = 4};
    cupel_cli_cells(&table, 4, (const char *const[]){"id", "class", "name", "also"});
    int status = CUPEL_EXIT_DONE;
    for (; *ids; ids++) {
        const cupel_material *material;
        if (cupel_material_open(*ids, arena, &material, &error)) {
            status = cupel_cli_error(cli, &error);
            continue;
        }
        const char *also = cupel_material_text(material, "designations"),
                   *kind = cupel_material_class(material);
        cupel_cli_cells(&table, 4, (const char *const[]){*ids, kind, cupel_material_name(material), also});
        json_array_append_new(list, json_pack("{s: s, s: s, s: s, s: s}", "id", *ids, "class", kind, "name",
                                              cupel_material_name(material), "designations", also));
    }
    cupel_text out = {0};
    cupel_cli_table_end(cli, &table, 0, &out);
    int printed;
    if (cli->json) {
        cupel_text_free(&out);
        printed = cupel_cli_print_json(cli, list);
    } else {
        json_decref(list);
        printed = cupel_cli_print(cli, &out);
    }
    return printed ? printed : status;
}

static void value_words(const cupel_material_figure *figure, char *out, size_t size, char *unit,
                        size_t unit_size)
{
    const cupel_cli_value shown =
        cupel_cli_show_uncertain(figure->value, figure->uncertainty, figure->unit, false);
    snprintf(out, size, "%s", shown.number);
    snprintf(unit, unit_size, "%s", shown.unit);
}

/* "20 degC", and for a law the range in which it holds */
static void temperature_words(const cupel_material_figure *figure, char *out, size_t size)
{
    const double zero = 273.15;
    const bool limited = figure->minimum_temperature > 0 || isfinite(figure->maximum_temperature);
    const int used = snprintf(out, size, "%.4g degC", figure->temperature - zero);
    if (!limited || used < 0 || (size_t)used >= size) return;
    if (isfinite(figure->maximum_temperature))
        snprintf(out + used, size - (size_t)used, " (%.4g to %.4g)", figure->minimum_temperature - zero,
                 figure->maximum_temperature - zero);
    else
        snprintf(out + used, size - (size_t)used, " (from %.4g)", figure->minimum_temperature - zero);
}

static void add_figures(const cupel_cli *cli, const cupel_material *material, cupel_text *out)
{
    cupel_cli_table table = {.columns = 7, .right = 2};
    cupel_cli_cells(&table, 7,
                    (const char *const[]){"property", "value", "unit", "at", "law", "basis", "source"});
    cupel_material_figure figure;
    for (size_t i = 0; cupel_material_figure_at(material, i, &figure); i++) {
        char name[128], value[64], unit[64], at[96];
        snprintf(name, sizeof name, "%s%s%s", figure.property, figure.alternative ? "/" : "",
                 figure.alternative ? figure.alternative : "");
        value_words(&figure, value, sizeof value, unit, sizeof unit);
        temperature_words(&figure, at, sizeof at);
        cupel_cli_cells(
            &table, 7, (const char *const[]){name, value, unit, at, figure.law, figure.basis, figure.source});
    }
    cupel_cli_table_end(cli, &table, 2, out);
}

/* Each source once, in the order in which the figures name them. */
static void add_sources(const cupel_cli *cli, const cupel_material *material, cupel_text *out)
{
    cupel_material_figure figure, before;
    cupel_text_add(out, "\n");
    cupel_cli_styled(cli, CUPEL_BOLD, "sources", out);
    cupel_text_add(out, "\n");
    for (size_t i = 0; cupel_material_figure_at(material, i, &figure); i++) {
        bool new = *figure.source != '\0';
        for (size_t k = 0; new &&k < i &&cupel_material_figure_at(material, k, &before); k++)
            new = strcmp(before.source, figure.source) != 0;
        if (new) cupel_text_printf(out, "  %s: %s\n", figure.source, figure.source_text);
    }
}

static void add_remarks(const cupel_cli *cli, const cupel_material *material, cupel_text *out)
{
    cupel_material_figure figure;
    bool headed = false;
    for (size_t i = 0; cupel_material_figure_at(material, i, &figure); i++) {
        if (!*figure.condition && !*figure.note) continue;
        if (!headed) {
            cupel_text_add(out, "\n");
            cupel_cli_styled(cli, CUPEL_BOLD, "conditions and remarks", out);
            cupel_text_add(out, "\n");
        }
        headed = true;
        cupel_text_printf(out, "  %s%s%s: %s%s%s\n", figure.property, figure.alternative ? "/" : "",
                          figure.alternative ? figure.alternative : "", figure.condition,
                          *figure.condition && *figure.note ? "; " : "", figure.note);
    }
    const char *notes = cupel_material_text(material, "notes");
    if (*notes) cupel_text_printf(out, "\n%s\n", notes);
}

static void add_heading(const cupel_cli *cli, const cupel_material *material, cupel_text *out)
{
    static const char *const rows[] = {"name_zh", "designations", "temper", "form"};
    static const char *const words[] = {"Chinese name", "designations", "temper", "form"};
    cupel_cli_styled(cli, CUPEL_BOLD, cupel_material_id(material), out);
    cupel_text_printf(out, ": %s", cupel_material_name(material));
    if (*cupel_material_class(material)) cupel_text_printf(out, " (%s)", cupel_material_class(material));
    cupel_text_add(out, "\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = cupel_material_text(material, rows[i]);
        if (*text) cupel_text_printf(out, "  %s: %s\n", words[i], text);
    }
    cupel_text_add(out, "\n");
}

static int show_material(const cupel_cli *cli, cupel_arena *arena, const char *id)
{
    cupel_error error = {0};
    const cupel_material *material;
    if (cupel_material_open(id, arena, &material, &error)) return cupel_cli_error(cli, &error);
    if (cli->json)
        return cupel_cli_print_json(
            cli, cupel_parameters_json(&cupel_material_table, cupel_material_values(material)));
    cupel_text out = {0};
    add_heading(cli, material, &out);
    add_figures(cli, material, &out);
    add_sources(cli, material, &out);
    add_remarks(cli, material, &out);
    return cupel_cli_print(cli, &out);
}

int cupel_cli_materials(cupel_cli *cli, int argc, char **argv)
{
    size_t count;
    char **ids = cupel_cli_parse(cli, &syntax, NULL, argc, argv, &count);
    cupel_arena *arena = cupel_arena_new();
    if (!arena) return cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory");
    const int status = count ? show_material(cli, arena, ids[0]) : list_materials(cli, arena);
    cupel_arena_free(arena);
    return status;
}

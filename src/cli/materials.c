/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "material/material.h"
#include "material/record.h"
#include "param/walk.h"

static const struct argp_option options[] = {CUPEL_OPTION_JSON, {0}};

static const cupel_cli_syntax syntax = {
    .arguments = "[ID]",
    .text = "Lists the material records, or prints one: its figures with condition, basis, uncertainty and "
            "source, flow curve, tempers and composition."
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

static void add_title(const cupel_cli *cli, const char *title, cupel_text *out)
{
    cupel_text_add(out, "\n");
    cupel_cli_styled(cli, CUPEL_BOLD, title, out);
    cupel_text_add(out, "\n");
}

/* "0.2 to 0.5", "at least 99.9", "at most 0.04" in `unit`; "" when neither limit is given */
static void limits_words(double minimum, double maximum, double factor, char *out, size_t size)
{
    if (!isnan(minimum) && !isnan(maximum))
        snprintf(out, size, "%.4g to %.4g", minimum * factor, maximum * factor);
    else if (!isnan(minimum))
        snprintf(out, size, "at least %.4g", minimum * factor);
    else if (!isnan(maximum))
        snprintf(out, size, "at most %.4g", maximum * factor);
    else
        snprintf(out, size, "%s", "");
}

static void add_composition(const cupel_cli *cli, const cupel_record *record, cupel_text *out)
{
    const cupel_constituent *rows = record->composition.rows;
    if (record->composition.count == 0) return;
    add_title(cli, "composition in percent by mass", out);
    cupel_cli_table table = {.columns = 4};
    cupel_cli_cells(&table, 4, (const char *const[]){"element", "limits", "nominal", "source"});
    for (size_t i = 0; i < record->composition.count; i++) {
        char limits[64], nominal[32] = "";
        limits_words(rows[i].minimum, rows[i].maximum, 100, limits, sizeof limits);
        if (!isnan(rows[i].nominal))
            snprintf(nominal, sizeof nominal, "%.4g", 100 * rows[i].nominal);
        else if (rows[i].balance)
            snprintf(nominal, sizeof nominal, "balance");
        const char *source = rows[i].source ? rows[i].source : "";
        cupel_cli_cells(&table, 4, (const char *const[]){rows[i].element, limits, nominal, source});
    }
    cupel_cli_table_end(cli, &table, 2, out);
}

static void flow_words(const cupel_flow_stress *f, char *out, size_t size)
{
    const double MPa = 1e6;
    switch (f->law) {
    case CUPEL_FLOW_CONSTANT:
        snprintf(out, size, "constant, s = %.6g MPa", f->yield_stress / MPa);
        break;
    case CUPEL_FLOW_VOCE:
        snprintf(out, size, "voce, s = s_inf - (s_inf - s_0) exp(-b e): s_0 %.6g MPa, s_inf %.6g MPa, b %.6g",
                 f->initial_stress / MPa, f->saturation_stress / MPa, f->rate_constant);
        break;
    case CUPEL_FLOW_SWIFT:
        snprintf(out, size, "swift, s = k (e_0 + e)^n: k %.6g MPa, e_0 %.6g, n %.6g",
                 f->strength_coefficient / MPa, f->strain_offset, f->exponent);
        break;
    case CUPEL_FLOW_LUDWIK:
        snprintf(out, size, "ludwik, s = s_0 + k e^n: s_0 %.6g MPa, k %.6g MPa, n %.6g",
                 f->initial_stress / MPa, f->strength_coefficient / MPa, f->exponent);
        break;
    default:
        snprintf(out, size,
                 "hockett_sherby, s = s_inf - (s_inf - s_0) exp(-m e^n): s_0 %.6g MPa, s_inf %.6g MPa, "
                 "m %.6g, n %.6g",
                 f->initial_stress / MPa, f->saturation_stress / MPa, f->coefficient, f->exponent);
    }
}

static void add_flow_curve(const cupel_cli *cli, const cupel_flow_curve *curve, cupel_text *out)
{
    if (!curve) return;
    char law[256];
    flow_words(&curve->stress, law, sizeof law);
    add_title(cli, "flow curve (uniaxial stress s over true plastic strain e)", out);
    cupel_text_printf(out, "  %s\n", law);
    if (curve->stress.rate_factor != 1)
        cupel_text_printf(out, "  times rate_factor %.6g\n", curve->stress.rate_factor);
    if (curve->stress.rate_sensitivity > 0)
        cupel_text_printf(out, "  times 1 + %.6g ln(strain rate/(%.6g /s))\n", curve->stress.rate_sensitivity,
                          curve->stress.reference_rate);
    if (curve->stress.thermal_exponent > 0)
        cupel_text_printf(out, "  times 1 - ((T - %.6g K)/(%.6g K - %.6g K))^%.6g\n",
                          curve->stress.reference_temperature, curve->stress.melting_temperature,
                          curve->stress.reference_temperature, curve->stress.thermal_exponent);
    if (!isnan(curve->uncertainty))
        cupel_text_printf(out, "  standard uncertainty: %.3g %% of the stress\n", 100 * curve->uncertainty);
    const bool basis = curve->basis && *curve->basis, source = curve->source && *curve->source;
    if (basis || source)
        cupel_text_printf(out, "  basis: %s%s%s\n", basis ? curve->basis : "", source ? "; source: " : "",
                          source ? curve->source : "");
    if (curve->note && *curve->note) cupel_text_printf(out, "  %s\n", curve->note);
}

static void add_tempers(const cupel_cli *cli, const cupel_record *record, cupel_text *out)
{
    const cupel_temper *rows = record->tempers.rows;
    if (record->tempers.count == 0) return;
    add_title(cli, "tempers: tensile strength Rm, proof stress Rp0.2, elongation A, conductivity at 20 degC",
              out);
    cupel_cli_table table = {.columns = 9};
    cupel_cli_cells(&table, 9,
                    (const char *const[]){"temper", "Rm [MPa]", "Rp0.2 [MPa]", "A [%]", "[%IACS]", "+- [%]",
                                          "basis", "source", "condition"});
    for (size_t i = 0; i < record->tempers.count; i++) {
        const cupel_temper *t = rows + i;
        char tensile[48], yield[48], elongation[48], iacs[24] = "", spread[24] = "";
        if (isnan(t->tensile_strength))
            limits_words(t->tensile_strength_minimum, t->tensile_strength_maximum, 1e-6, tensile,
                         sizeof tensile);
        else
            snprintf(tensile, sizeof tensile, "%.4g", t->tensile_strength / 1e6);
        if (isnan(t->yield_strength))
            limits_words(t->yield_strength_minimum, (double)NAN, 1e-6, yield, sizeof yield);
        else
            snprintf(yield, sizeof yield, "%.4g", t->yield_strength / 1e6);
        if (isnan(t->elongation))
            limits_words(t->elongation_minimum, (double)NAN, 100, elongation, sizeof elongation);
        else
            snprintf(elongation, sizeof elongation, "%.4g", 100 * t->elongation);
        if (!isnan(t->electrical_conductivity))
            snprintf(iacs, sizeof iacs, "%.4g", t->electrical_conductivity / 5.8e5);
        if (!isnan(t->relative_uncertainty))
            snprintf(spread, sizeof spread, "%.3g", 100 * t->relative_uncertainty);
        cupel_cli_cells(&table, 9,
                        (const char *const[]){t->temper, tensile, yield, elongation, iacs, spread,
                                              t->basis >= 0 ? cupel_basis_names[t->basis] : "", t->source,
                                              t->condition ? t->condition : ""});
    }
    cupel_cli_table_end(cli, &table, 2, out);
}

static void add_sources(const cupel_cli *cli, const cupel_record *record, cupel_text *out)
{
    const cupel_source *rows = record->sources.rows;
    if (record->sources.count == 0) return;
    add_title(cli, "sources", out);
    for (size_t i = 0; i < record->sources.count; i++)
        cupel_text_printf(out, "  %s: %s\n", rows[i].id, rows[i].text);
}

static void add_remarks(const cupel_cli *cli, const cupel_material *material, cupel_text *out)
{
    cupel_material_figure figure;
    bool headed = false;
    for (size_t i = 0; cupel_material_figure_at(material, i, &figure); i++) {
        if (!*figure.condition && !*figure.note) continue;
        if (!headed) add_title(cli, "conditions and remarks", out);
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
    const cupel_record *record = cupel_material_values(material);
    add_figures(cli, material, &out);
    add_flow_curve(cli, record->flow_curve, &out);
    add_tempers(cli, record, &out);
    add_composition(cli, record, &out);
    add_sources(cli, record, &out);
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

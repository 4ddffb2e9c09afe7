/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "param/walk.h"

/* The page of a model. Both forms are laid out from the same lines: one line per row of the tables, those of
 * sub-tables behind the row that holds them. */

enum { PAGE_WIDTH = 100, CELLS = 4, MEANING_WIDTH = 40, DEPTH = 8, TABLES = 32 };

/* name, unit or kind, default or axis, range; and the meaning */
typedef struct page_line {
    char *cell[CELLS];
    const char *meaning;
    int depth;
} page_line;

typedef struct page_lines {
    cupel_arena *arena;
    const cupel_table *shown[TABLES]; /* sub-tables that have their lines already */
    size_t shown_count;
    page_line *line;
    size_t count, capacity;
    bool failed;
} page_lines;

static page_line *add_line(page_lines *lines, int depth, const char *meaning)
{
    static page_line nowhere;
    if (lines->count == lines->capacity) {
        const size_t capacity = lines->capacity ? 2 * lines->capacity : 64;
        page_line *larger = cupel_resize(lines->line, capacity, sizeof *larger);
        if (!larger) {
            lines->failed = true;
            return NULL;
        }
        lines->line = larger;
        lines->capacity = capacity;
    }
    page_line *line = &lines->line[lines->count++];
    *line = nowhere;
    line->depth = depth;
    line->meaning = meaning ? meaning : "";
    return line;
}

static void set_cell(page_lines *lines, page_line *line, int cell, const char *text)
{
    line->cell[cell] = cupel_arena_copy(lines->arena, text);
    if (!line->cell[cell]) lines->failed = true;
}

static const char *unit_text(const char *unit)
{
    return !unit || strcmp(unit, "1") == 0 ? "1" : unit;
}

/* "m", "choice", "list of m", "Pa over m^3/s": what one writes there. */
static void kind_text(const cupel_param *param, const char *unit, char *out, size_t size)
{
    switch (param->kind) {
    case CUPEL_QUANTITY:
        snprintf(out, size, "%s", unit_text(unit));
        break;
    case CUPEL_NUMBER:
        snprintf(out, size, "1");
        break;
    case CUPEL_VECTOR:
        snprintf(out, size, "list of %s", unit_text(unit));
        break;
    case CUPEL_CURVE:
        snprintf(out, size, "%s over %s", unit_text(unit), unit_text(param->axis_unit));
        break;
    case CUPEL_LIST:
        snprintf(out, size, "list of tables");
        break;
    default:
        snprintf(out, size, "%s", cupel_kind_name(param->kind));
        break;
    }
}

/* "rigid: the ground radius; hitchcock: …": the meaning lists the choices already. */
static bool explains_all(const cupel_param *param)
{
    bool all = param->meaning != NULL;
    for (size_t i = 0; all && param->choices[i]; i++) all = strstr(param->meaning, param->choices[i]) != NULL;
    return all;
}

static const char *meaning_of(page_lines *lines, const cupel_param *param, bool repeated)
{
    cupel_text text = {0};
    if (param->only) cupel_text_printf(&text, "%s: ", param->only);
    cupel_text_add(&text, param->meaning ? param->meaning : "");
    if (param->choices && !explains_all(param)) {
        const char *open = strchr(cupel_text_get(&text), ':') ? "; one of " : ": ";
        for (size_t i = 0; param->choices[i]; i++)
            cupel_text_printf(&text, "%s%s", i ? " | " : open, param->choices[i]);
    }
    if (param->axis) cupel_text_printf(&text, ", over %s", param->axis);
    if (param->flags & CUPEL_DIFFERENCE) cupel_text_add(&text, " (a difference)");
    if (param->length) cupel_text_printf(&text, "; number of entries in %s", param->length);
    if (repeated) cupel_text_add(&text, "; its rows are given above");
    char *copy = text.failed ? NULL : cupel_arena_copy(lines->arena, cupel_text_get(&text));
    if (!copy) lines->failed = true;
    cupel_text_free(&text);
    return copy;
}

static const char *dotted(page_lines *lines, const char *prefix, const char *between, const char *name)
{
    const bool below = prefix && *prefix;
    const char *path =
        cupel_arena_format(lines->arena, "%s%s%s", below ? prefix : "", below ? between : "", name);
    if (!path) lines->failed = true;
    return path;
}

/* Says true once for each sub-table: its lines stand once on a page. */
static bool first_shown(page_lines *lines, const cupel_table *table)
{
    for (size_t i = 0; i < lines->shown_count; i++)
        if (lines->shown[i] == table) return false;
    if (lines->shown_count < TABLES) lines->shown[lines->shown_count++] = table;
    return true;
}

/* `prefix` is the dotted path of the table in Markdown, where lines cannot be indented; NULL in plain text.
 */
static void add_params(page_lines *lines, const cupel_table *table, const char *prefix,
                       const char *unit_of_holder, int depth)
{
    for (size_t i = 0; i < table->count && !lines->failed; i++) {
        const cupel_param *param = &table->params[i];
        const char *unit = param->unit && strcmp(param->unit, "@") == 0 ? unit_of_holder : param->unit;
        char kind[128];
        kind_text(param, unit, kind, sizeof kind);
        const char *path = dotted(lines, prefix, ".", param->name);
        if (!path) return;
        const bool below = param->table && depth < DEPTH, spelt = below && first_shown(lines, param->table);
        page_line *line = add_line(lines, depth, meaning_of(lines, param, below && !spelt));
        if (!line) return;
        set_cell(lines, line, 0, path);
        set_cell(lines, line, 1, kind);
        set_cell(lines, line, 2,
                 param->fallback                 ? param->fallback
                 : param->flags & CUPEL_REQUIRED ? "required"
                                                 : "");
        set_cell(lines, line, 3, param->range ? param->range : "");
        if (spelt) add_params(lines, param->table, prefix ? path : NULL, unit, depth + 1);
    }
}

static void add_results(page_lines *lines, const cupel_result *rows, size_t count, const char *prefix,
                        int depth)
{
    for (size_t i = 0; i < count && !lines->failed; i++) {
        const cupel_result *row = &rows[i];
        const char *path = dotted(lines, prefix, "/", row->name);
        if (!path) return;
        page_line *line = add_line(lines, depth, row->meaning);
        if (!line) return;
        set_cell(lines, line, 0, path);
        set_cell(lines, line, 1, cupel_result_kind_name(row->kind));
        set_cell(lines, line, 2, row->unit ? row->unit : "");
        set_cell(lines, line, 3, row->axis ? row->axis : "");
        if (row->columns)
            add_results(lines, row->columns, row->column_count, prefix ? path : NULL, depth + 1);
    }
}

static void add_spaces(cupel_text *out, size_t count)
{
    cupel_text_printf(out, "%*s", (int)count, "");
}

/* Breaks a text into lines at spaces; all but the first begin `indent` cells in. `used` cells of the first
 * line are taken. */
static void add_wrapped(cupel_text *out, const char *text, size_t used, size_t indent)
{
    size_t at = used;
    bool first = true;
    while (*text) {
        while (isspace((unsigned char)*text)) text++;
        size_t length = strcspn(text, " \t\n");
        if (!length) break;
        char word[128];
        const size_t shown = length < sizeof word ? length : sizeof word - 1;
        memcpy(word, text, shown);
        word[shown] = '\0';
        const size_t width = cupel_display_width(word);
        if (!first && at + 1 + width > PAGE_WIDTH) {
            cupel_text_add(out, "\n");
            add_spaces(out, indent);
            at = indent;
            first = true;
        }
        if (!first) cupel_text_add(out, " ");
        at += width + (first ? 0 : 1);
        cupel_text_add_n(out, text, length);
        text += length;
        first = false;
    }
    cupel_text_add(out, "\n");
}

static size_t cell_width(const page_line *line, int cell)
{
    const size_t indent = cell == 0 ? 2 * (size_t)line->depth : 0;
    return indent + cupel_display_width(line->cell[cell]);
}

static void lines_plain(const page_lines *lines, const char *const heads[CELLS], cupel_text *out)
{
    size_t width[CELLS], start = 2;
    for (int cell = 0; cell < CELLS; cell++) {
        width[cell] = strlen(heads[cell]);
        for (size_t i = 0; i < lines->count; i++)
            if (cell_width(&lines->line[i], cell) > width[cell])
                width[cell] = cell_width(&lines->line[i], cell);
        start += width[cell] + 2;
    }
    const bool beside = start + MEANING_WIDTH <= PAGE_WIDTH + 20;
    cupel_text_add(out, "  ");
    for (int cell = 0; cell < CELLS; cell++) {
        cupel_text_add(out, heads[cell]);
        add_spaces(out, width[cell] - strlen(heads[cell]) + 2);
    }
    cupel_text_add(out, beside ? "meaning\n" : "\n");
    for (size_t i = 0; i < lines->count; i++) {
        const page_line *line = &lines->line[i];
        add_spaces(out, 2 + 2 * (size_t)line->depth);
        for (int cell = 0; cell < CELLS; cell++) {
            cupel_text_add(out, line->cell[cell]);
            if (beside || cell + 1 < CELLS) add_spaces(out, width[cell] - cell_width(line, cell) + 2);
        }
        size_t indent = start;
        if (!beside) {
            indent = 6 + 2 * (size_t)line->depth;
            cupel_text_add(out, "\n");
            add_spaces(out, indent);
        }
        add_wrapped(out, line->meaning, indent, indent);
    }
}

/* In a Markdown table a bar ends the cell. */
static void add_escaped(cupel_text *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|' || *text == '<' || *text == '*' || *text == '`' || *text == '\\')
            cupel_text_add(out, "\\");
        cupel_text_add_n(out, text, 1);
    }
}

static void lines_markdown(const page_lines *lines, const char *const heads[CELLS], cupel_text *out)
{
    for (int cell = 0; cell < CELLS; cell++) cupel_text_printf(out, "| %s ", heads[cell]);
    cupel_text_add(out, "| meaning |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < lines->count; i++) {
        const page_line *line = &lines->line[i];
        cupel_text_printf(out, "| `%s` ", line->cell[0]);
        for (int cell = 1; cell < CELLS; cell++) {
            cupel_text_add(out, "| ");
            add_escaped(out, line->cell[cell]);
            cupel_text_add(out, " ");
        }
        cupel_text_add(out, "| ");
        add_escaped(out, line->meaning);
        cupel_text_add(out, " |\n");
    }
}

static void heading(const char *text, bool markdown, cupel_text *out)
{
    cupel_text_printf(out, markdown ? "\n## %s\n\n" : "\n%s\n", text);
}

static void paragraph(const char *text, bool markdown, cupel_text *out)
{
    if (!text) return;
    if (!markdown) add_spaces(out, 2);
    add_wrapped(out, text, markdown ? 0 : 2, markdown ? 0 : 2);
}

/* A step with everything that must be given, to be filled in. */
static void skeleton(const cupel_table *table, const char *unit_of_holder, int indent, cupel_text *out)
{
    for (size_t i = 0; i < table->count; i++) {
        const cupel_param *param = &table->params[i];
        if (!(param->flags & CUPEL_REQUIRED) || param->only) continue;
        const char *unit = param->unit && strcmp(param->unit, "@") == 0 ? unit_of_holder : param->unit;
        char kind[128];
        kind_text(param, unit, kind, sizeof kind);
        add_spaces(out, (size_t)indent);
        if (param->kind == CUPEL_CHOICE) {
            cupel_text_printf(out, "%s: %s\n", param->name, param->choices[0]);
        } else if (param->kind == CUPEL_TABLE && indent < 4 + 2 * DEPTH) {
            cupel_text_printf(out, "%s:\n", param->name);
            skeleton(param->table, unit, indent + 2, out);
        } else if (param->kind == CUPEL_LIST && indent < 4 + 2 * DEPTH) {
            cupel_text_printf(out, "%s:\n", param->name);
            add_spaces(out, (size_t)indent);
            cupel_text_add(out, "  -\n");
            skeleton(param->table, unit, indent + 4, out);
        } else {
            const bool bare = strcmp(kind, "1") == 0;
            cupel_text_printf(out, "%s:   # %s%s%s\n", param->name, bare ? "number" : kind,
                              param->range ? " in " : "", param->range ? param->range : "");
        }
    }
}

static void add_indented(const char *lines, int indent, cupel_text *out)
{
    while (*lines) {
        const size_t length = strcspn(lines, "\n");
        add_spaces(out, (size_t)indent);
        cupel_text_add_n(out, lines, length);
        cupel_text_add(out, "\n");
        lines += length + (lines[length] == '\n');
    }
}

static void example(const cupel_model *model, bool markdown, cupel_text *out)
{
    heading("In a case file", markdown, out);
    const int indent = 2;
    if (markdown) cupel_text_add(out, "```yaml\n");
    cupel_text_printf(out, "%*s- id: %s\n%*smodel: %s\n", indent, "",
                      strrchr(model->name, '.') ? strrchr(model->name, '.') + 1 : model->name, indent + 2, "",
                      model->name);
    if (model->example)
        add_indented(model->example, indent + 2, out);
    else
        skeleton(model->parameters, NULL, indent + 2, out);
    if (markdown) cupel_text_add(out, "```\n");
}

/* An evaluation stands in no case; its parameters are the options of a command. */
static void how_to_evaluate(const cupel_model *model, bool markdown, cupel_text *out)
{
    heading("On the command line", markdown, out);
    if (markdown) cupel_text_add(out, "```sh\n");
    cupel_text_add(out, "  cupel test evaluate FILE");
    if (model->parameters && model->parameters->count)
        cupel_text_printf(out, " --set %s=VALUE", model->parameters->params[0].name);
    cupel_text_add(out, "\n");
    if (markdown) cupel_text_add(out, "```\n");
}

/* A study is a section of a case file, for a command of its own: its example is the whole section. */
static void how_to_study(const cupel_model *model, bool markdown, cupel_text *out)
{
    heading("In a case file, for cupel study", markdown, out);
    if (markdown) cupel_text_add(out, "```yaml\n");
    add_indented(model->example, 2, out);
    if (markdown) cupel_text_add(out, "```\n");
}

static void add_lines(page_lines *lines, const char *const heads[CELLS], bool markdown, cupel_text *out)
{
    if (lines->failed)
        out->failed = true;
    else if (markdown)
        lines_markdown(lines, heads, out);
    else
        lines_plain(lines, heads, out);
    free(lines->line);
}

/* The names as they stand in `cupel plot`, each once. */
static void add_chart(const cupel_chart *chart, bool markdown, cupel_text *out)
{
    heading("Picture", markdown, out);
    cupel_text text = {0};
    cupel_text_printf(
        &text, markdown ? "`cupel plot FILE step` draws the %s: " : "cupel plot FILE step draws the %s: ",
        chart->name);
    bool first = true;
    for (size_t p = 0; p < chart->count; p++)
        for (size_t i = 0; i < CUPEL_CHART_RESULTS && chart->panels[p].results[i]; i++, first = false)
            cupel_text_printf(&text, "%s%s", first ? "" : ", ", chart->panels[p].results[i]);
    if (chart->bands) cupel_text_printf(&text, "; shaded: %s", chart->bands);
    for (size_t p = 0; p < chart->count; p++)
        if (chart->panels[p].points && (p == 0 || !chart->panels[p - 1].points ||
                                        strcmp(chart->panels[p - 1].points, chart->panels[p].points) != 0))
            cupel_text_printf(&text, "; dots: %s", chart->panels[p].points);
    if (chart->mark || chart->breaks)
        cupel_text_printf(&text, "; marked: %s", chart->mark ? chart->mark : chart->breaks);
    cupel_text_add(&text, ".");
    if (text.failed)
        out->failed = true;
    else
        paragraph(text.data, markdown, out);
    cupel_text_free(&text);
}

void cupel_model_describe(const cupel_model *model, bool markdown, cupel_text *out)
{
    static const char *const param_heads[CELLS] = {"name", "unit or kind", "default", "range"};
    static const char *const result_heads[CELLS] = {"name", "kind", "unit", "over"};
    cupel_arena *arena = cupel_arena_new();
    if (!arena) {
        out->failed = true;
        return;
    }
    cupel_text_printf(out, markdown ? "# %s\n\n**%s** (version %d)\n\n" : "%s: %s (version %d)\n\n",
                      model->name, model->title, model->version);
    paragraph(model->summary, markdown, out);

    const char *prefix = markdown ? "" : NULL;
    page_lines params = {.arena = arena}, results = {.arena = arena};
    heading("Parameters", markdown, out);
    add_params(&params, model->parameters, prefix, NULL, 0);
    add_lines(&params, param_heads, markdown, out);
    heading("Results", markdown, out);
    add_results(&results, model->results, model->result_count, prefix, 0);
    add_lines(&results, result_heads, markdown, out);
    if (model->chart) add_chart(model->chart, markdown, out);
    if (model->preview) {
        heading("Picture of what will be computed", markdown, out);
        paragraph(markdown ? "`cupel check CASE --picture FILE.svg` draws it before the case runs."
                           : "cupel check CASE --picture FILE.svg draws it before the case runs.",
                  markdown, out);
    }
    if (model->run)
        example(model, markdown, out);
    else if (model->example)
        how_to_study(model, markdown, out);
    else
        how_to_evaluate(model, markdown, out);
    if (model->reference) {
        heading("Reference", markdown, out);
        paragraph(model->reference, markdown, out);
    }
    cupel_arena_free(arena);
}

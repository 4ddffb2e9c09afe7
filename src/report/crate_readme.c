/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "report/crate.h"

/* The page of a pack. */

enum { RESULTS_MOST = 60 }; /* rows of one file; the rest is counted */

/* Text between the bars of a table. */
static void add_words(cupel_text *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '|' || *c == '<' || *c == '>' || *c == '*' || *c == '_' || *c == '`' || *c == '[' ||
            *c == '\\')
            cupel_text_add(out, "\\");
        cupel_text_add_n(out, *c == '\n' || *c == '\r' || *c == '\t' ? " " : c, 1);
    }
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

static bool is_figure(const cupel_record_value *v)
{
    return v->unit && !v->old && strcmp(v->part, "results") == 0 && isfinite(v->number) &&
           !ends_with(v->name, "_uncertainty");
}

static void add_quantity(cupel_text *out, const cupel_record_value *v, double value)
{
    char number[40];
    const char *unit = cupel_unit_for_display(v->unit, fabs(v->number), v->difference);
    double shown = value;
    if (cupel_unit_convert(value, v->unit, unit, v->difference, &shown, NULL)) return;
    snprintf(number, sizeof number, "%.6g", shown);
    cupel_text_add(out, number);
}

static void add_figure(cupel_text *out, const cupel_record_value *v)
{
    const char *unit = cupel_unit_for_display(v->unit, fabs(v->number), v->difference);
    double factor = NAN, none = 0;
    cupel_text_add(out, "| ");
    add_words(out, v->step);
    cupel_text_add(out, " | ");
    add_words(out, v->name);
    cupel_text_add(out, " | ");
    add_quantity(out, v, v->number);
    if (isfinite(v->uncertainty) && !cupel_unit_convert(v->uncertainty, v->unit, unit, true, &factor, NULL) &&
        !cupel_unit_convert(0, v->unit, unit, true, &none, NULL))
        cupel_text_printf(out, " ± %.2g", factor - none);
    cupel_text_printf(out, " | %s | ", strcmp(unit, "1") == 0 ? "" : unit);
    if (v->flag && strcmp(v->flag, "ok") != 0) add_words(out, v->flag);
    cupel_text_add(out, " |\n");
}

static void add_results(cupel_text *out, const cupel_crate_file *file)
{
    size_t figures = 0;
    for (size_t i = 0; i < file->record.value_count; i++) figures += is_figure(&file->record.values[i]);
    if (figures == 0) return;
    cupel_text_add(out, "\n### ");
    add_words(out, file->packed.name);
    cupel_text_add(out, "\n\n");
    cupel_text_add(out, "| step | result | value | unit | |\n|---|---|---:|---|---|\n");
    size_t shown = 0;
    for (size_t i = 0; i < file->record.value_count && shown < RESULTS_MOST; i++)
        if (is_figure(&file->record.values[i])) {
            add_figure(out, &file->record.values[i]);
            shown++;
        }
    if (figures > shown) cupel_text_printf(out, "\n%zu more are in the file.\n", figures - shown);
}

static void add_files(cupel_text *out, const cupel_crate *crate)
{
    cupel_text_add(out, "\n## Files\n\n| file | what it is | made | content id |\n|---|---|---|---|\n");
    for (size_t i = 0; i < crate->count; i++) {
        const cupel_crate_file *f = &crate->files[i];
        cupel_text_add(out, "| ");
        add_words(out, f->packed.name);
        cupel_text_printf(out, " | %s%s", f->record.kind, *f->record.kind && *f->record.title ? ": " : "");
        add_words(out, f->record.title);
        cupel_text_printf(out, " | %s | %.19s%s |\n", f->record.created, f->record.content_id,
                          *f->record.content_id ? "…" : "");
    }
}

static void add_missing(cupel_text *out, const cupel_crate *crate)
{
    bool first = true;
    for (size_t i = 0; i < crate->count; i++)
        for (size_t k = 0; k < crate->files[i].record.parent_count; k++) {
            const cupel_parent *parent = &crate->files[i].record.parents[k];
            if (cupel_crate_find(crate, parent)) continue;
            if (first) cupel_text_add(out, "\n## What these files were made from and what is not here\n\n");
            first = false;
            cupel_text_add(out, "- ");
            add_words(out, crate->files[i].packed.name);
            cupel_text_add(out, " was made from ");
            add_words(out, *parent->file_name ? parent->file_name : "a file");
            cupel_text_printf(out, ", %s\n", parent->content_id);
        }
}

static const char *an_hdf5(const cupel_crate *crate)
{
    for (size_t i = 0; i < crate->count; i++)
        if (*crate->files[i].record.kind) return crate->files[i].packed.name;
    return NULL;
}

static void add_how_to(cupel_text *out, const cupel_crate *crate)
{
    const char *name = an_hdf5(crate);
    cupel_text_add(
        out,
        "\n## How to read it\n\nThe `.h5` files are plain HDF5. Every value has its unit and a digest, and "
        "each file holds its inputs, its parameters and where it comes from.\n\n");
    if (name)
        cupel_text_printf(
            out,
            "```python\nimport h5py                       # Python\nfile = h5py.File(\"%s\")\n"
            "file.visit(print)\n```\n\n```matlab\nh5disp('%s')                      %% MATLAB, and h5read\n"
            "```\n\n```sh\ncupel show %s                     # cupel\n```\n\n",
            name, name, name);
    cupel_text_add(out, "Whether all is as it was packed: `sha256sum -c " CUPEL_MANIFEST
                        "`. `ro-crate-metadata.json` "
                        "says the same as this page for programs (RO-Crate 1.1).\n");
}

void cupel_crate_readme(const cupel_crate *crate, cupel_text *out)
{
    cupel_text_add(out, "# ");
    add_words(out, crate->title);
    cupel_text_add(out, "\n\n");
    add_words(out, crate->description);
    cupel_text_add(out, "\n\n");
    for (size_t i = 0; i < crate->creator_count; i++) {
        const cupel_person *p = &crate->creators[i];
        cupel_text_add(out, i ? ", " : "By ");
        add_words(out, p->name);
        if (p->orcid[0]) cupel_text_printf(out, " (<https://orcid.org/%s>)", p->orcid);
    }
    cupel_text_printf(out, ". %s. Licence: %s. Packed by cupel %s.\n", crate->date, crate->license,
                      crate->program_version);
    add_files(out, crate);
    cupel_text results = {0};
    for (size_t i = 0; i < crate->count; i++) add_results(&results, &crate->files[i]);
    if (results.length) cupel_text_add(out, "\n## Results\n");
    if (results.length) cupel_text_add(out, cupel_text_get(&results));
    out->failed = out->failed || results.failed;
    cupel_text_free(&results);
    add_missing(out, crate);
    add_how_to(out, crate);
}

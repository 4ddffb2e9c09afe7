/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "report/fields.h"

/* VTK's XML files (VTK user's guide, "VTK file formats"): a head that says what is where, and behind an
 * underscore the arrays as they are in memory, each led by the number of its bytes. */

enum { HIDDEN_CELL = 32 }; /* vtkDataSetAttributes::HIDDENCELL */

static bool little_endian(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

/* One array of the appended data; `offset` is where it begins there, and is moved behind it. */
static void add_array(const char *type, const char *name, size_t components, uint64_t bytes, uint64_t *offset,
                      cupel_text *out)
{
    cupel_text_printf(out, "<DataArray type=\"%s\" Name=\"", type);
    cupel_text_add_xml(out, name);
    cupel_text_printf(out, "\" NumberOfComponents=\"%zu\" format=\"appended\" offset=\"%llu\"/>\n",
                      components, (unsigned long long)*offset);
    *offset += sizeof(uint64_t) + bytes;
}

/* A text in the field data: its bytes as numbers, ended by 0. */
static void add_string(const char *name, const char *ending, const char *text, cupel_text *out)
{
    cupel_text_add(out, "<Array type=\"String\" Name=\"");
    cupel_text_add_xml(out, name);
    cupel_text_printf(out, "%s\" NumberOfTuples=\"1\" format=\"ascii\">", ending);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) cupel_text_printf(out, "%d ", *c);
    cupel_text_add(out, "0</Array>\n");
}

static void add_field_data(const cupel_fields *fields, double time, cupel_text *out)
{
    cupel_text_printf(out,
                      "<FieldData>\n<DataArray type=\"Float64\" Name=\"TimeValue\" NumberOfTuples=\"1\" "
                      "format=\"ascii\">%.17g</DataArray>\n",
                      time);
    add_string("title", "", fields->title, out);
    for (size_t f = 0; f < fields->count; f++)
        add_string(fields->fields[f].name, "_unit",
                   fields->fields[f].item->unit ? fields->fields[f].item->unit : "1", out);
    cupel_text_add(out, "</FieldData>\n");
}

static void add_block(const void *bytes, uint64_t count, cupel_text *out)
{
    cupel_text_add_n(out, (const char *)&count, sizeof count);
    cupel_text_add_n(out, bytes, (size_t)count);
}

static void add_coordinates(const cupel_grid *grid, cupel_text *out)
{
    for (size_t a = 0; a < 3; a++) {
        const uint64_t bytes = (grid->cells[a] + 1) * sizeof(double);
        cupel_text_add_n(out, (const char *)&bytes, sizeof bytes);
        for (size_t i = 0; i <= grid->cells[a]; i++) {
            const double edge = cupel_grid_edge(grid, a, i);
            cupel_text_add_n(out, (const char *)&edge, sizeof edge);
        }
    }
}

static void add_ghosts(const cupel_fields *fields, double time, uint64_t cells, cupel_text *out)
{
    cupel_text_add_n(out, (const char *)&cells, sizeof cells);
    for (size_t cell = 0; cell < cells; cell++) {
        const char kind = cupel_fields_void(fields, time, cell) ? HIDDEN_CELL : 0;
        cupel_text_add_n(out, &kind, 1);
    }
}

void cupel_fields_vtr(const cupel_fields *fields, double time, cupel_text *out)
{
    static const char *const axes[] = {"x", "y", "z"};
    const cupel_grid *grid = &fields->grid;
    const uint64_t cells = grid->cells[0] * grid->cells[1] * grid->cells[2];
    uint64_t offset = 0;
    cupel_text_printf(
        out,
        "<?xml version=\"1.0\"?>\n<VTKFile type=\"RectilinearGrid\" version=\"1.0\" "
        "byte_order=\"%s\" header_type=\"UInt64\">\n<RectilinearGrid WholeExtent=\"0 %zu 0 %zu 0 %zu\">\n",
        little_endian() ? "LittleEndian" : "BigEndian", grid->cells[0], grid->cells[1], grid->cells[2]);
    add_field_data(fields, time, out);
    cupel_text_printf(out, "<Piece Extent=\"0 %zu 0 %zu 0 %zu\">\n<Coordinates>\n", grid->cells[0],
                      grid->cells[1], grid->cells[2]);
    for (size_t a = 0; a < 3; a++)
        add_array("Float64", axes[a], 1, (grid->cells[a] + 1) * sizeof(double), &offset, out);
    cupel_text_add(out, "</Coordinates>\n<CellData>\n");
    add_array("UInt8", "vtkGhostType", 1, cells, &offset, out);
    for (size_t f = 0; f < fields->count; f++) {
        const cupel_field *field = &fields->fields[f];
        if (cupel_field_at(fields, field, time))
            add_array("Float64", field->name, field->components, cells * field->components * sizeof(double),
                      &offset, out);
    }
    cupel_text_add(out, "</CellData>\n</Piece>\n</RectilinearGrid>\n<AppendedData encoding=\"raw\">\n_");
    add_coordinates(grid, out);
    add_ghosts(fields, time, cells, out);
    for (size_t f = 0; f < fields->count; f++) {
        const cupel_field *field = &fields->fields[f];
        const double *values = cupel_field_at(fields, field, time);
        if (values) add_block(values, cells * field->components * sizeof(double), out);
    }
    cupel_text_add(out, "\n</AppendedData>\n</VTKFile>\n");
}

void cupel_fields_pvd(const cupel_fields *fields, const char *const *names, cupel_text *out)
{
    cupel_text_add(out,
                   "<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"0.1\">\n<Collection>\n");
    for (size_t t = 0; t < fields->time_count; t++) {
        cupel_text_printf(out, "<DataSet timestep=\"%.17g\" part=\"0\" file=\"", fields->times[t]);
        cupel_text_add_xml(out, names[t]);
        cupel_text_add(out, "\"/>\n");
    }
    cupel_text_add(out, "</Collection>\n</VTKFile>\n");
}

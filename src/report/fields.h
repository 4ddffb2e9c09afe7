/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_REPORT_FIELDS_H
#define CUPEL_REPORT_FIELDS_H

#include "base/memory.h"
#include "base/text.h"
#include "report/select.h"

/* Fields of a file that lie on one grid, whole, for programs that draw or calculate on. */

typedef struct cupel_field {
    const cupel_item *item;
    const char *name; /* the item's, "step.name" where another field of these has that */
    double *values;   /* [step][z][y][x][component] */
    double *times;    /* [steps] */
    size_t steps, components;
} cupel_field;

typedef struct cupel_fields {
    cupel_arena *arena;
    const char *title;
    cupel_grid grid; /* its components are those of the first field */
    cupel_field *fields;
    size_t count;
    double *times; /* at which a field has a step, rising */
    size_t time_count;
} cupel_fields;

/** True for the values of a field, not for the times and edges that go with it. */
bool cupel_item_is_values(const cupel_item *item);

/** The fields of the selection, or all of the file when it is NULL. EINVAL when there is none, when two lie on different
 * grids, or, with `nothing_else`, when something is selected that is no field; otherwise that is passed over. */
cupel_status cupel_fields_read(cupel_file *file, const cupel_selection *selection, bool nothing_else, cupel_fields *out,
                               cupel_error *error);
void cupel_fields_free(cupel_fields *fields);

/** The values [z][y][x][component] at one of the times; NULL when this field has none then. */
const double *cupel_field_at(const cupel_fields *fields, const cupel_field *field, double time);
/** The time nearest to the one wanted; NULL: the last. */
double cupel_fields_time(const cupel_fields *fields, const double *wanted);
/** Whether no field has a value in that cell then. */
bool cupel_fields_void(const cupel_fields *fields, double time, size_t cell);

/** The fields at one time as a VTK XML file of a RectilinearGrid, which ParaView opens: cell data as they are, in SI, cells
 * without a value hidden (vtkGhostType), the time, and the unit of each in the field data as NAME_unit. */
void cupel_fields_vtr(const cupel_fields *fields, double time, cupel_text *out);
/** A ParaView collection of such files, one for each time; file names are relative to its own. */
void cupel_fields_pvd(const cupel_fields *fields, const char *const *names, cupel_text *out);

/** CSV: a row for each cell that has a value, at each time; its middle, its time when there are several, the values,
 * all in SI. */
void cupel_fields_csv(const cupel_fields *fields, cupel_text *out);

#endif

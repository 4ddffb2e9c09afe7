/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_PARTS_H
#define CUPEL_TESTDATA_IMPORT_PARTS_H

#include "testdata/evaluation.h"
#include "testdata/import.h"
#include "testdata/import_scan.h"
#include "testdata/vocabulary.h"

/* What the parts of the import share: the file at hand, and a test while it is put together. */

typedef struct cupel_importer {
    const char *file;
    const cupel_scan *scan;
    const cupel_import_options *options;
    const cupel_node *specimen; /* of specimen.yaml; NULL */
    const char *id;             /* of the test at hand, for specimens in specimen.yaml; NULL */
    size_t block, blocks;       /* which test it is, from 0                                  */
    cupel_arena *arena;
    cupel_error *error;
} cupel_importer;

/* Remarks, each once. */
typedef struct cupel_remarks {
    const char **texts;
    size_t count, capacity;
} cupel_remarks;

/** False when out of memory. */
bool cupel_remark(cupel_importer *importer, cupel_remarks *remarks, const char *format, ...)
    CUPEL_PRINTF(3, 4);

enum { CUPEL_IMPORT_TEXTS = 2000, CUPEL_IMPORT_TEXT_BYTES = 4000 }; /* texts of a test, and the longest */

/* A test while it grows. */
typedef struct cupel_draft {
    cupel_test test;
    cupel_remarks remarks;
    cupel_pair *specimen_texts, *test_texts;
    cupel_property *specimen, *conditions;
    cupel_channel *channels;
    size_t specimen_text_capacity, test_text_capacity, specimen_capacity, condition_capacity,
        channel_capacity;
    bool failed; /* out of memory */
} cupel_draft;

/** Adds a text; one whose name is there already gets " (2)" behind its name. Beyond CUPEL_IMPORT_TEXTS none
 * is. */
void cupel_draft_text(cupel_importer *importer, cupel_draft *draft, bool of_specimen, const char *name,
                      const char *value);
/** Adds a text as it stands, unless its name is taken: then a difference is remarked. */
void cupel_draft_take_text(cupel_importer *importer, cupel_draft *draft, bool of_specimen,
                           const cupel_pair *pair);
bool cupel_draft_has_text(const cupel_draft *draft, bool of_specimen, const char *name);
/** Sets a text of that name, or adds it. */
void cupel_draft_set_text(cupel_importer *importer, cupel_draft *draft, bool of_specimen, const char *name,
                          const char *value);
/** Sets a property of the word's kind, unless it is there; a difference to what is there is remarked. */
void cupel_draft_property(cupel_importer *importer, cupel_draft *draft, const cupel_word *word, double value,
                          double uncertainty, const char *origin);
const cupel_property *cupel_draft_find(const cupel_draft *draft, const char *name);

/* ---- units ---- */

/** What a unit in a file means, as udunits has it; NULL when it is none. Brackets around it do not count; the
 * slips "KN", "Mpa" are mended. `word` (may be NULL) decides what "kg" means of a force. In the arena. */
const char *cupel_unit_meant(const char *text, size_t count, const cupel_word *word, cupel_arena *arena);

/** "; did you mean 'MPa'?" for a text that means no unit, of a quantity of that word (may be NULL); "" when
 * no unit is near. In the arena. */
const char *cupel_unit_hint(const char *text, const cupel_word *word, cupel_arena *arena);

/** A unit's SI unit, for quantities that are in no vocabulary; NULL when there is none in the table. */
const char *cupel_unit_si_name(const char *unit);

/* value in SI = value / divisor or value * factor, and + offset: as cupel_unit_convert does, for a column. */
typedef struct cupel_scaling {
    double factor, divisor, offset; /* divisor 0: by the factor */
} cupel_scaling;
cupel_status cupel_scaling_find(const char *from, const char *to, bool difference, cupel_scaling *out,
                                cupel_error *error);
double cupel_scaling_apply(const cupel_scaling *scaling, double value);

/* ---- headings ---- */

enum { CUPEL_IMPORT_MAP_COLUMNS = 8 }; /* so many under no heading are a map of heights */

typedef struct cupel_heading {
    const char *original; /* as the file has it; "" when it has none                   */
    const char *name;     /* without its unit                                          */
    const char *unit;     /* as the file has it; NULL: none                            */
    const char *group;    /* what stands above several columns: a specimen; NULL       */
    const char *place;    /* in the text, for messages                                 */
} cupel_heading;

/** Finds the headings of a grid among the lines above it, `first` to the grid's lines_before; `*behind` gets
 * the number of the first line that belongs to the headings. A grid without any gets empty ones. */
cupel_status cupel_headings_find(cupel_importer *importer, const cupel_number_grid *grid, size_t first,
                                 cupel_heading **out, size_t *behind);

/** Parts "Force [N]", "Time/ms", "力(N)", "Load, kN", "Kraft in N" into name and unit (NULL: none). False
 * when out of memory. */
bool cupel_heading_part(const char *text, cupel_arena *arena, const char **name, const char **unit);

/* A cell as a text of its own, with doubled quotes made single and line breaks made blanks. */
const char *cupel_cell_text(const cupel_cell *cell, cupel_arena *arena);

/* ---- columns ---- */

/* How a column becomes a channel. */
typedef struct cupel_column {
    const cupel_heading *heading;
    const cupel_word *word; /* NULL: not in the vocabulary                               */
    const char *name;       /* of the channel                                            */
    const char *unit;       /* SI                                                        */
    const char *from;       /* unit of the numbers; NULL: not known                      */
    bool out;               /* left out                                                  */
    bool moments;           /* dates and times of day */
    size_t group;           /* which specimen, from 1; 0: of all                         */
    const char *group_name; /* by the row above the headings; NULL                       */
} cupel_column;

/** Takes headings to channels. */
cupel_status cupel_columns_find(cupel_importer *importer, const cupel_number_grid *grid,
                                const cupel_heading *headings, cupel_remarks *remarks, cupel_column **out,
                                size_t *groups);

/** Tells to which of several specimens each column belongs; their number, 0 when all are of one. */
size_t cupel_groups_find(cupel_column *columns, size_t count);
/** Gives numbers to channels of equal names within one test: "temperature_2". */
cupel_status cupel_names_number(cupel_importer *importer, cupel_column *columns, size_t count);

/** Adds one channel. */
cupel_status cupel_channel_add(cupel_importer *importer, cupel_draft *draft, const cupel_channel *channel);
/** Adds the channels of one group of a grid to a draft. */
cupel_status cupel_channels_add(cupel_importer *importer, const cupel_number_grid *grid,
                                cupel_column *columns, size_t group, cupel_draft *draft);

/* ---- header, specimen.yaml, kind ---- */

/** Texts and properties from lines `first` to `end` of the scan. */
cupel_status cupel_header_read(cupel_importer *importer, size_t first, size_t end, cupel_draft *draft);

/** One entry of a header: a name with its unit, and a value. */
cupel_status cupel_header_entry(cupel_importer *importer, cupel_draft *draft, const char *name,
                                const char *value, const char *unit, size_t line);

/** EINVAL at what is wrong in specimen.yaml. */
cupel_status cupel_specimen_check(cupel_importer *importer);
/** What it says of this test, whose block is known, before what the header says. */
cupel_status cupel_specimen_apply(cupel_importer *importer, cupel_draft *draft);
/** A text entry of it, NULL when it is not there. */
const char *cupel_specimen_text(const cupel_node *specimen, const char *key);
/** What a mapping of it ("columns", "units") has for a heading or channel, NULL when nothing. */
const char *cupel_specimen_entry(const cupel_importer *importer, const char *mapping,
                                 const cupel_heading *heading, size_t column, const char *channel);

/** Decides what channels without a unit are in, where another channel leaves one possibility only. */
cupel_status cupel_ratio_decide(cupel_importer *importer, cupel_draft *draft);

/** Adds channels that a quantity of the specimen makes of others: a heat flow from one per mass. */
cupel_status cupel_channels_derive(cupel_importer *importer, cupel_draft *draft);

/** The kind of a test from what is said of it and from its channels; NULL, with a remark, when that does not
 * decide. */
bool cupel_kind_find(cupel_importer *importer, cupel_draft *draft);
/** Whether a test may be called so: a kind that is evaluated, or one that is kept only ("compression"). */
bool cupel_kind_is_known(const char *kind);
/** "unknown kind 'tensil'; did you mean 'tensile'?; allowed: …". In the arena. */
const char *cupel_kind_complaint(const char *kind, cupel_arena *arena);

#endif

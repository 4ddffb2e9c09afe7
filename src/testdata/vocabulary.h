/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_VOCABULARY_H
#define CUPEL_TESTDATA_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>

/* The words of testers' files: what channels, properties and texts are called here, in which SI unit, and
 * what testers call them in English, German, Chinese and Japanese. The one table that the import and the
 * evaluations share. */

typedef enum cupel_word_kind {
    CUPEL_WORD_CHANNEL,   /* a column of samples              */
    CUPEL_WORD_SPECIMEN,  /* a quantity of the specimen       */
    CUPEL_WORD_CONDITION, /* a quantity of the test           */
    CUPEL_WORD_SPECIMEN_TEXT,
    CUPEL_WORD_TEST_TEXT
} cupel_word_kind;

typedef struct cupel_word {
    cupel_word_kind kind;
    const char *name;    /* "force"                                                   */
    const char *unit;    /* SI; NULL: a text                                          */
    bool difference;     /* a temperature difference                                  */
    const char *assumed; /* unit taken, and said, when the file gives none; NULL: none can be */
    const char *also;    /* what testers write, separated by |: "load|试验力|Standardkraft" */
    const char *meaning;
} cupel_word;

/** All words; `*count` of them. */
const cupel_word *cupel_words(size_t *count);

/** The word of that very name and kind, or NULL. */
const cupel_word *cupel_word_named(cupel_word_kind kind, const char *name);

/** The word that a heading in a file means: its name or one of the others, whatever the case, blanks, dots
 * and underscores; NULL: none. A number behind it is passed over ("Force 1"). */
const cupel_word *cupel_word_meant(cupel_word_kind kind, const char *heading);

/** The same among the words that fit: "Spannung" in volts is a voltage, in MPa a stress. */
const cupel_word *cupel_word_meant_by(cupel_word_kind kind, const char *heading,
                                      bool (*fits)(const cupel_word *word, const void *self),
                                      const void *self);

#endif

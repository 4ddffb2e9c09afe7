/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_TESTDATA_IMPORT_SCORES_H
#define CUPEL_TESTDATA_IMPORT_SCORES_H

#include <stddef.h>

/* How well bytes above 0x7f fit an encoding: about one point a byte of what is common in headers of tests,
 * minus one for what is rare there. That bytes can be decoded says little: most German texts are valid
 * GB18030. */
double cupel_plausible_gb18030(const unsigned char *bytes, size_t count);
double cupel_plausible_shift_jis(const unsigned char *bytes, size_t count);
double cupel_plausible_latin(const unsigned char *bytes, size_t count);

/** Words of the vocabulary beyond ASCII that a UTF-8 text holds, and the bytes that they take. */
size_t cupel_known_words(const char *text, size_t count, size_t *bytes);

#endif

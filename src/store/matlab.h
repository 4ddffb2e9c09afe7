/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_MATLAB_H
#define CUPEL_STORE_MATLAB_H

#include "store/store.h"

/** Writes items of a file as a MAT-file of version 7.3, which MATLAB's `load` reads: a struct for each step,
 * with a field for each item (a table is a struct of its columns, a field on a grid one of `value`, `time`,
 * …), and the struct `units` with the same fields. An array of [a][b] has the size a by b, a curve is a
 * column, texts are char or cell arrays. Names that are none in MATLAB get '_' for what they may not have.
 * Whole or not at all; a file that is there is replaced. */
cupel_status cupel_matlab_write(const char *path, cupel_file *file, const cupel_item *const *items,
                                size_t count, cupel_error *error);

#endif

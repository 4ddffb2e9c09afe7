/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STUDY_NAMES_H
#define CUPEL_STUDY_NAMES_H

#include "store/query.h"

/* The names of all tables: parameters and single results of models, evaluations and studies, alone and behind
 * the model ("tensile." and "test.tensile." are both right), and the words of test files. */
extern const cupel_vocabulary cupel_known_names;

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_NETWORK_RESULTS_H
#define CUPEL_MODEL_HEAT_NETWORK_RESULTS_H

#include "param/model.h"

enum { HEAT_NETWORK_RESULTS = 26 };
extern const cupel_result heat_network_results[HEAT_NETWORK_RESULTS];
extern const cupel_chart heat_network_chart;

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_HEAT_NETWORK_H
#define CUPEL_KERNELS_HEAT_NETWORK_H

#include "cupel/network.h"

/* What the files of the network kernel share. */

enum { CUPK_NETWORK_FREE = 2000, CUPK_NETWORK_MODES = 500 }; /* the most */
#define CUPK_HELD ((size_t)-1)

/** Numbers the free nodes; held ones get CUPK_HELD. Gives their count. */
size_t cupk_network_number(const cupel_network *network, size_t *unknown);

/** EINVAL when a free node has no way to a held one over links of positive conductance (NULL: all links). */
cupel_status cupk_network_check_ways(const cupel_network *network, const double *conductance,
                                     cupel_error *error);

/* Rows of `mode` (per node) and of `direct` (per pair of nodes without capacity) make every impedance:
 * Z_ij(t) = direct_ij + sum_k mode_ik mode_jk tau_k (1 - exp(-t/tau_k)). */
struct cupel_network_modes {
    size_t node_count, count; /* modes */
    size_t massless;          /* free nodes without capacity                                        */
    size_t *place;            /* [node_count] row of `direct`, CUPK_HELD: another kind of node      */
    double *time_constant;    /* [count] falling                                                    */
    double *mode;             /* [node_count][count] rise per mode; zero for held nodes             */
    double *direct;           /* [massless][massless] inverse of their own conductances             */
};

#endif

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_MODEL_HEAT_NETWORK_H
#define CUPEL_MODEL_HEAT_NETWORK_H

#include "base/text.h"
#include "cupel/network.h"
#include "param/model.h"

/* What the files of heat.network share. */

typedef struct heat_network_node {
    const char *name;
    double capacity, volume, power, temperature;
    const cupel_material *material;
    cupel_curve power_profile;
} heat_network_node;

typedef enum heat_network_kind {
    HEAT_LINK_RESISTANCE,
    HEAT_LINK_LAYER,
    HEAT_LINK_CONTACT,
    HEAT_LINK_FILM,
    HEAT_LINK_RADIATION
} heat_network_kind;

typedef struct heat_network_link {
    const char *name, *from, *to;
    int kind;
    double resistance, conductance, area, thickness, conductivity, contact_resistance;
    double density, heat_capacity;
    const cupel_material *material;
    int64_t stages;
    double film_coefficient, exponent, reference_difference, emissivity;
} heat_network_link;

enum { HEAT_RESPONSE_THETA, HEAT_RESPONSE_PSI };

typedef struct heat_network_response {
    const char *name, *from, *to, *heated;
    int kind;
} heat_network_response;

enum { HEAT_STRUCTURE_LADDER, HEAT_STRUCTURE_DECONVOLUTION };

typedef struct heat_network_parameters {
    cupel_list nodes, links, responses;
    double reference_temperature;
    const char *impedance_of;
    double start_time, end_time;
    int64_t points_per_decade;
    int initial_state;
    int64_t points_per_segment;
    cupel_curve impedance, heating_curve, second_impedance;
    const cupel_input *impedance_file, *second_impedance_file;
    const char *time_column, *impedance_column;
    double step_power;
    int structure_from;
    int64_t deconvolution_per_decade, deconvolution_iterations;
    double separation_slope, separation_offset;
} heat_network_parameters;

extern const cupel_table heat_network_table;

/** Place of a node of that name, or nodes.count. */
size_t heat_network_find(const heat_network_parameters *p, const char *name);

/* The network of the kernel: the nodes of the case in their order, then those within layers; links of the
 * case, layers of stages as several. */
typedef struct heat_network_body {
    cupel_network network;
    cupel_network_node *nodes;
    cupel_network_link *links;
    size_t *first_link; /* [links of the case] its first one here */
} heat_network_body;

/** EINVAL naming what a material lacks; ELIMIT; ENOMEM. Free it on errors, too. */
cupel_status heat_network_build(const heat_network_parameters *p, heat_network_body *out, cupel_error *error);
void heat_network_free(heat_network_body *body);

/** The profile of all nodes: union of the times of their curves. `times` and `powers` in the arena. */
cupel_status heat_network_merge_profiles(const heat_network_parameters *p, size_t node_count,
                                         cupel_arena *arena, cupel_network_profile *out, cupel_error *error);
bool heat_network_has_profile(const heat_network_parameters *p);

/** Mean over the time of a profile. */
double heat_network_mean_power(const cupel_curve *profile);

/** Time and impedance of the case's curve (`heating`: of temperatures) or file, points at times above 0. In
 * the arena. */
cupel_status heat_network_read_curve(const heat_network_parameters *p, const cupel_curve *given, bool heating,
                                     const cupel_input *file, cupel_arena *arena, cupel_curve *out,
                                     cupel_error *error);

/** How the case wants curves deconvolved. */
cupel_deconvolution heat_network_deconvolution(const heat_network_parameters *p);

/** What is wrong with records and measured curves, each at its row; of the table. */
cupel_status heat_network_inspect(const void *parameters, cupel_findings *findings, cupel_error *error);

/* An impedance and, when it is that of a network, its stages; else they are deconvolved from the curve. */
typedef struct heat_network_impedance {
    cupel_curve curve; /* Z over time */
    cupel_foster foster;
    bool exact;    /* `foster` is there                                                            */
    bool transfer; /* not the heated node's own rise over a held one: no ladder, whose end that would be */
} heat_network_impedance;

/** Sets impedance, foster, cauer and structure function; adds to the notes. */
cupel_status heat_network_tell_impedance(const heat_network_parameters *p,
                                         const heat_network_impedance *impedance, cupel_arena *arena,
                                         cupel_results *results, cupel_text *notes, cupel_error *error);

/* A step at work. */
typedef struct heat_network_work {
    const heat_network_parameters *p;
    cupel_arena *arena;
    cupel_results *results;
    cupel_text notes; /* each ends with "; " */
    bool doubtful;
    heat_network_body body;
    cupel_network_state state; /* steady */
} heat_network_work;

/** In the arena; NULL when out of memory. */
double *heat_network_doubles(heat_network_work *w, size_t count);

/** The network as it stands in the steady state: every link that carries heat at its conductance, no powers,
 * all held nodes at 1 K so that rises keep their digits. `held`: a node to hold too, or node_count. In the
 * arena. */
cupel_status heat_network_frozen(heat_network_work *w, size_t held, cupel_network *out, double **conductance,
                                 cupel_error *error);

/** Set the table of responses; the impedance of one of them; the temperatures over the profile. */
cupel_status heat_network_tell_responses(heat_network_work *w, cupel_error *error);
cupel_status heat_network_tell_course(heat_network_work *w, cupel_error *error);
cupel_status heat_network_tell_profile(heat_network_work *w, cupel_error *error);

#endif

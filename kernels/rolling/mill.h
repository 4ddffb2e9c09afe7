/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_ROLLING_MILL_H
#define CUPEL_KERNELS_ROLLING_MILL_H

#include <stdbool.h>
#include <stddef.h>

#include "cupel/rolling_mill.h"

/* A stack is one half of the mill: its rolls as beams on one mesh along y, unknowns ordered node by node, so
 * that the matrix is a band. u holds per node and roll: deflection, slope and the bulge of the element to its right in
 * the vertical plane, and in a cluster the same in the horizontal one. Signs and terms: include/cupel/rolling_mill.h. */

enum {
    CUPK_MILL_GAUSS = 3,    /* points of an element at which rolls touch */
    CUPK_MILL_SHAPES = 5,   /* shape functions of an element */
    CUPK_MILL_NODAL = 3,    /* unknowns of a roll at a node and in a plane */
    CUPK_MILL_BREAKS = 80,  /* places that must be nodes */
    CUPK_MILL_SUPPORTS = 80,
    CUPK_MILL_SADDLES = 16
};

typedef struct cupk_mill_beam {
    size_t kind;            /* of the roll, in cupel_mill.rolls */
    size_t planes;          /* 1: vertical; 2: horizontal as well */
    double share;           /* of the roll that the beam is: 0.5 in the plane of symmetry of a cluster */
    size_t first, last;     /* nodes */
    double radius, youngs_modulus, poissons_ratio;
    double *bend, *shear;   /* per element: E I [N m^2], kappa G A [N], times share */
    double *touch;          /* per element: 1 where there is barrel, else 0 */
    double *contour;        /* per Gauss point: radius less that in the middle of the barrel [m] */
    double section_modulus; /* of the thickest part [m^3] */
} cupk_mill_beam;

typedef struct cupk_mill_joint {
    size_t lower, upper;        /* beams */
    double normal[2];           /* from lower to upper: vertical, horizontal */
    double radius[2], modulus[2], poisson[2];
    double start_stiffness;     /* [Pa] of the first, linear guess */
    double *load;               /* per Gauss point [N/m] */
} cupk_mill_joint;

typedef struct cupk_mill_support {
    size_t beam, node;
    double stiffness, offset;   /* [N/m], [m] away from the strip; all planes are held, only the vertical is offset */
} cupk_mill_support;

typedef struct cupk_mill_push {
    size_t beam, node;
    double force;               /* [N] away from the strip */
} cupk_mill_push;

/* What a cell of the strip has of an element of the work roll: for a load of 1 N/m on the cell, the nodal loads. */
typedef struct cupk_mill_piece {
    size_t cell, element;
    double weight[CUPK_MILL_SHAPES];
} cupk_mill_piece;

typedef struct cupk_mill_stack {
    size_t nodes, unknowns, band;
    double *y, *gauss_y;
    size_t beam_count, joint_count, support_count, push_count, piece_count;
    cupk_mill_beam beams[CUPEL_MILL_BEAMS];
    cupk_mill_joint joints[CUPEL_MILL_CONTACTS];
    cupk_mill_support supports[CUPK_MILL_SUPPORTS];
    cupk_mill_push pushes[2 * CUPEL_MILL_ROLLS];
    size_t *first_unknown;      /* per beam and node */
    cupk_mill_piece *pieces;
    double *work_contour;       /* of the work roll at the cells [m] */
    double *u, *before, *residual, *matrix;
    double largest;             /* of the terms of the residual: what rounding is measured by */
    double *answer;             /* unknowns x (cells + 1): A^-1 [strip loads, residual] */
} cupk_mill_stack;

/* The strip's cells and the state of the strip. */
typedef struct cupk_mill_cells {
    size_t count;
    double *across, *width, *entry, *share; /* share: of the width */
    double *patch;              /* count x count: flattening of the work roll by 1 N/m on a cell */
    double *exit;               /* loaded gap; uniform: less that in the middle */
    double *rolled;             /* exit thickness: the gap, or what the gap does not reach */
    double *held;               /* d tension/d free tension */
    double *before, *tension, *free_tension, *elongation, *force, *by_exit, *by_tension, *flattening;
    double strain, gap;         /* reference elongation, S */
    double even_load_error;     /* of the first state, see cupel_mill_solution */
    double rounding;            /* of the bounds of the tension, of the flow stress */
    double strain_before, gap_before;
} cupk_mill_cells;

struct cupel_mill_workspace {
    size_t max_elements, max_cells, max_nodes;
    cupk_mill_stack stack[2];
    cupk_mill_cells cells;
    double *factor;             /* per cell, of cupel_mill_roll_strip */
    size_t solved[2], solved_cells; /* unknowns of the stacks in the last solution; 0: none */
    double *compliance;         /* cells x cells: opening by 1 N/m on a cell */
    double *system, *row;       /* (cells + 2) squared and one right-hand side */
    size_t *pivots;
    size_t history_count;       /* of this solve and those it went on from */
    double *history;
    double *profiles;           /* of the results */
    double *block;
    size_t *indices;
    cupk_mill_piece *pieces;
};

enum { CUPK_MILL_ITERATIONS = 60, CUPK_MILL_HISTORY = 20 * (CUPK_MILL_ITERATIONS + 1) };

/* mill_beam.c */
/** Stiffness of a Timoshenko element, row-major. */
void cupk_mill_element(double length, double bend, double shear, double out[CUPK_MILL_SHAPES * CUPK_MILL_SHAPES]);
/** Shape functions of its deflection at x from its left end. */
void cupk_mill_shape(double length, double bend, double shear, double x, double out[CUPK_MILL_SHAPES]);
/** Index of the unknowns of a beam at a node. */
static inline size_t cupk_mill_unknown(const cupk_mill_stack *stack, size_t beam, size_t node)
{
    return stack->first_unknown[beam * stack->nodes + node];
}
/** Index of the unknown of a shape function. */
static inline size_t cupk_mill_place(const cupk_mill_stack *stack, size_t beam, size_t element, size_t plane, size_t shape)
{
    const size_t bulge = CUPK_MILL_SHAPES - 1;
    return cupk_mill_unknown(stack, beam, shape == bulge ? element : element + shape / 2) + CUPK_MILL_NODAL * plane +
           (shape == bulge ? 2 : shape % 2);
}

/* mill_contact.c */
typedef struct cupk_mill_touch {
    double load, slope; /* [N/m], [Pa] */
} cupk_mill_touch;
/** The load that brings the axes together by `approach`. */
cupk_mill_touch cupk_mill_press(const cupk_mill_joint *joint, double approach);
/** Approach at a point of an element. */
double cupk_mill_approach(const cupk_mill_stack *stack, const cupk_mill_joint *joint, size_t element, double x,
                          double contour);

/* mill_cluster.c */
/* Centres of the rolls of the right half of a cluster, the work roll's being (0, 0) [m]. */
typedef struct cupk_mill_centre {
    double across, up;
} cupk_mill_centre;
enum {
    CUPK_MILL_WORK,
    CUPK_MILL_FIRST,
    CUPK_MILL_MIDDLE,
    CUPK_MILL_OUTER,
    CUPK_MILL_INNER_BACKING,
    CUPK_MILL_OUTER_BACKING,
    CUPK_MILL_CENTRES
};
/** EINVAL when the rolls do not rest on each other, or overlap. */
cupel_status cupk_mill_place_cluster(const cupel_mill *mill, cupk_mill_centre c[CUPK_MILL_CENTRES],
                                     cupel_error *error);

/* mill_layout.c */
cupel_status cupk_mill_check(const cupel_mill *mill, const cupel_mill_strip *strip, cupel_error *error);
/** Rolls, mesh, joints and supports of the upper (half 0) or lower half. */
cupel_status cupk_mill_lay_out(const cupel_mill *mill, const cupel_mill_strip *strip, int half, size_t max_nodes,
                               cupk_mill_stack *stack, cupel_error *error);
/** Radius of a roll of the upper or lower half at y, less that in the middle of its barrel. */
double cupk_mill_contour(const cupel_mill_roll *roll, int half, double y);
/** Where the halves are mirror images, one of them stands for both. */
bool cupk_mill_is_mirrored(const cupel_mill *mill);

/* mill_strip.c */
/** Flattening [m] at the exit of a contact of length `contact` by 1 N/m on a stretch of `width`, `far` away along the
 * roll, with respect to the roll's axis. Pure. */
double cupk_mill_patch(const cupel_mill_roll *roll, double contact, double far, double width);
/** Cells, patches and the loads of the cells on the work roll. */
void cupk_mill_set_cells(const cupel_mill *mill, const cupel_mill_strip *strip, cupk_mill_cells *cells);
void cupk_mill_set_pieces(const cupk_mill_cells *cells, const cupel_mill_strip *strip, const cupel_mill *mill,
                          int half, cupk_mill_stack *stack);
/** Tension and force of every cell from exit thickness and reference strain. */
void cupk_mill_answer(const cupel_mill_strip *strip, double uniform_load, cupk_mill_cells *cells);

/* mill_stack.c */
/** Residual of the beams, and with `matrix` their tangent. `start`: joints as linear two-sided springs. */
void cupk_mill_assemble(const cupel_mill *mill, const cupk_mill_cells *cells, bool start, bool tangent,
                        cupk_mill_stack *stack);
/** Factors the tangent and solves for the cells' loads and the residual. */
bool cupk_mill_factor(const cupk_mill_cells *cells, cupk_mill_stack *stack);
/** Mean deflection of the work roll over a cell, by column `column` of the answer. */
void cupk_mill_gather(const cupk_mill_stack *stack, const double *vector, size_t stride, const cupk_mill_cells *cells,
                      double *out);

/* mill_results.c */
void cupk_mill_tell(const cupel_mill *mill, const cupel_mill_strip *strip, cupel_mill_workspace *workspace,
                    cupel_mill_solution *out);

#endif

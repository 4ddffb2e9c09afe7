/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_ROLLING_MILL_H
#define CUPEL_ROLLING_MILL_H

#include <stdbool.h>
#include <stddef.h>
#include "cupel/error.h"
#include "cupel/rolling.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Roll stack of a mill with 2, 4, 6 or 20 rolls: deflection and flattening of the rolls, thickness profile and
 * flatness of the strip. Every roll is a Timoshenko beam of finite elements, in two planes where the rolls of
 * a cluster press on each other at an angle; rolls touch along the line of their centres, with the approach of
 * cylinders in line contact, and can part. The work roll's surface yields under the strip like a half-space
 * under patches of pressure. The strip answers with the roll force of rolling.pass, whose exit tension follows
 * the elongation of the neighbouring fibres, falls to 0 where the strip goes slack and stops at the flow stress.
 *
 * y runs across the mill, 0 in its middle, to the drive side; a roll's deflection is positive away from the
 * strip. The lower half of the mill is the upper one turned by half a turn about the rolling direction as far
 * as the rolls are ground and shifted (CVC contours, tapers and shifts point the other way), and its mirror
 * image in all else (tilt, eccentrics, thermal crown). */

typedef enum cupel_mill_kind { CUPEL_MILL_2_HIGH, CUPEL_MILL_4_HIGH, CUPEL_MILL_6_HIGH, CUPEL_MILL_20_HIGH } cupel_mill_kind;

typedef enum cupel_mill_interface {
    CUPEL_MILL_HERTZ,     /* cylinders in line contact (Johnson 1985, sec. 5.6), can part */
    CUPEL_MILL_LINEAR     /* a Winkler foundation that also pulls: for comparison with the closed forms */
} cupel_mill_interface;

/* Entry and exit side of a cluster are mirror images and carry the same: one of them is solved, with half of the
 * rolls that stand in the middle. */
enum { CUPEL_MILL_ROLLS = 4 };   /* kinds of roll in cupel_mill.rolls */

typedef struct cupel_mill_roll {
    double diameter;          /* [m] > 0 of the barrel where it touches */
    double core_diameter;     /* [m] of what bends under the barrel: the shaft of a backing assembly; NaN: diameter */
    double barrel_length;     /* [m] > 0 */
    double neck_diameter;     /* [m] between barrel and bearing; NaN: without a neck longer than 0 */
    double bearing_distance;  /* [m] between bearing centres, >= barrel_length; NaN: no bearings, no necks */
    double youngs_modulus;    /* [Pa] */
    double poissons_ratio;    /* [-] */
    double crown;             /* [m] diameter in the middle less that at the barrel ends, parabolic */
    double linear, cubic;     /* CVC contour of the radius, a1 y [-] and a3 y^3 [1/m^2], y from the barrel's middle */
    double taper_length;      /* [m] of the barrel's positive end that is ground off; 0: none */
    double taper_depth;       /* [m] taken off the radius at the very end */
    double shift;             /* [m] of barrel and bearings along y */
    double bending_force;     /* [N] per bearing, positive away from the strip */
    size_t thermal_count;     /* points of the thermal crown, linear between, constant beyond; 0: none */
    const double *thermal_position; /* y [m] rising */
    const double *thermal_radius;   /* growth of the radius [m] */
} cupel_mill_roll;

/* Saddles of the 20-high backing assemblies, the same on every shaft; between two saddles sits a bearing. */
typedef struct cupel_mill_saddles {
    size_t count;             /* >= 2; 0 where the mill has no such assemblies */
    const double *position;   /* y [m] rising, 0 in the middle of the mill */
    const double *eccentric;  /* [m] by which the saddle of the two inner shafts goes towards the strip */
    double width;             /* [m] of a saddle: the bearings leave that free */
    double stiffness;         /* [N/m] of what holds a saddle; infinite: rigid */
} cupel_mill_saddles;

/* The strip as a foundation: roll force per width, to second order about a pass in ln h1, ln h2 and the exit
 * tension sigma_f. Plain numbers, made by cupel_mill_law_of. */
typedef struct cupel_mill_law {
    double point[3];          /* h1 [m], h2 [m], sigma_f [Pa] */
    double step[3];           /* distance at which the differences were taken: [-], [-], [Pa] */
    double force;             /* F [N/m] there */
    double slope[3];          /* dF/d ln h1, dF/d ln h2 [N/m], dF/d sigma_f [m] */
    double curvature[3][3];   /* second derivatives by the same */
    double contact_length;    /* [m] */
    double exit_flow_stress;  /* uniaxial [Pa]: no fibre can hold more tension */
} cupel_mill_law;

typedef struct cupel_mill_strip {
    double width;             /* [m] */
    double offset;            /* [m] of the strip's middle along y */
    double youngs_modulus;    /* [Pa] of the strip; not used when uniform */
    double exit_tension;      /* [Pa] mean over the exit section */
    double shape_transfer;    /* xi in [0, 1]: share of a difference in reduction that becomes elongation */
    size_t profile_count;     /* points of the entry thickness, linear between, constant beyond; >= 1 */
    const double *profile_position;   /* from the strip's middle [m] rising */
    const double *profile_thickness;  /* h1 [m] */
    bool uniform;             /* no strip but an even load of mill.force; `law` gives the contact length only */
    cupel_mill_law law;
    const double *factor;     /* per cell, on the law's force; NULL: 1 */
} cupel_mill_strip;

typedef enum cupel_mill_control { CUPEL_MILL_THICKNESS, CUPEL_MILL_FORCE } cupel_mill_control;

typedef struct cupel_mill {
    int kind;                 /* cupel_mill_kind */
    cupel_mill_roll rolls[CUPEL_MILL_ROLLS]; /* from the strip outwards: work, then 4-high: backup; 6-high:
                                 intermediate, backup; 20-high: first and second intermediate, backing */
    cupel_mill_saddles saddles;
    double clearance[3];      /* 20-high [m]: between the first intermediate rolls, the second ones, and the backing
                                 assemblies of one side; NaN: 2 % of the diameter, or what keeps the inner backing
                                 assemblies as far apart */
    double tilt;              /* [m] by which the gap is wider at the bearing on +y than at that on -y */
    double housing_stiffness; /* [N/m] of the mill per side, screws and posts; infinite: rigid */
    int interface;            /* cupel_mill_interface */
    double interface_stiffness;   /* [Pa] force per length and approach, with CUPEL_MILL_LINEAR */
    int control;              /* cupel_mill_control: what is given */
    double control_value;     /* exit thickness in the middle of the strip [m], or roll force [N] */
    size_t elements;          /* along the longest roll; 0: 60 */
    size_t cells;             /* across the strip, odd; 0: 61 */
    bool warm_start;          /* begin at the last solution of the workspace where the mesh has as many places */
} cupel_mill;

typedef enum cupel_mill_status {
    CUPEL_MILL_OK,
    CUPEL_MILL_PARTED,        /* a roll loses the contact that holds it */
    CUPEL_MILL_NOT_CONVERGED,
    CUPEL_MILL_UNCOVERED      /* cupel_mill_roll_strip: law_coverage is below 0.8, most of the force is made up */
} cupel_mill_status;

/* A contact of rolls. */
typedef struct cupel_mill_contact {
    int lower, upper;         /* roll numbers, see cupel_mill_roll_name */
    double angle;             /* [rad] of the line of centres against the vertical */
    double force;             /* [N] */
    double peak_load;         /* [N/m] */
    double peak_pressure;     /* [Pa] of Hertz */
    double open_share;        /* share of the common barrel that does not touch [-] */
    const double *load;       /* [N/m] at solution.position; NaN where the barrels do not face each other */
} cupel_mill_contact;

typedef struct cupel_mill_beam {
    double peak_moment;       /* largest bending moment [N m] */
    double peak_stress;       /* largest bending stress [Pa] */
    const double *deflection; /* away from the strip [m] at solution.position; NaN beyond the roll */
    const double *moment;     /* in the vertical plane [N m] */
} cupel_mill_beam;

enum { CUPEL_MILL_BEAMS = 6, CUPEL_MILL_CONTACTS = 6 };   /* of an upper half; of a cluster its exit side */

typedef struct cupel_mill_solution {
    int status;               /* cupel_mill_status */
    double force;             /* roll force [N] */
    double gap;               /* S [m]: unloaded gap in the middle, rolls just touching their neighbours */
    double even_load_error;   /* [m] largest less smallest opening across the strip, its entry profile in proportion taken
                                 off, under an even load and with roll contacts that also pull: what the strip must
                                 even out. Of the first state of the solve; strip only */
    double side_gap;          /* [m] least opening of the work rolls beside the strip; negative: they would touch, which
                                 the equations do not know; NaN: uniform, or no barrel beside the strip */
    double centre_thickness;  /* exit thickness in the middle of the strip [m] */
    double stiffness;         /* d force/d (h2 - S) in the middle [N/m], the load keeping its shape */
    double equilibrium_error; /* largest of the forces and moments left over on a roll, of the roll force and that
                                 times half the barrel [-] */
    double residual;          /* of the equations, scaled [-] */
    double law_error;         /* cupel_mill_roll_strip: mean deviation of the cells' force from that of their own pass [-];
                                 NaN elsewhere */
    double law_coverage;      /* cupel_mill_roll_strip: share of the width whose own pass has a solution [-] */
    size_t rounds;            /* cupel_mill_roll_strip: solves of the stack */
    size_t iterations;        /* of Newton's method */
    size_t history_count;
    const double *history;    /* residual before every iteration and at the end, of this solve and of those whose
                                 state it took up */

    size_t cells;             /* across the strip: the arrays that follow */
    const double *across;     /* from the strip's middle [m] */
    const double *cell_width; /* [m] */
    const double *entry_thickness, *exit_thickness; /* [m]; uniform: the latter is the loaded gap less its middle */
    const double *tension;    /* exit tension [Pa], from 0 to the flow stress */
    const double *free_tension;     /* what it would be if strip could push, and never yielded [Pa] */
    const double *elongation; /* of the fibre less the mean [-]: flatness, 1e-5 is one I-unit */
    const double *line_force; /* [N/m] */
    const double *flattening; /* of the upper work roll [m] */

    size_t nodes;             /* along the rolls of the upper half */
    const double *position;   /* y [m] */
    size_t beam_count, contact_count;
    cupel_mill_beam beams[CUPEL_MILL_BEAMS];
    cupel_mill_contact contacts[CUPEL_MILL_CONTACTS];
} cupel_mill_solution;

/* Memory of a solve, for one thread. */
typedef struct cupel_mill_workspace cupel_mill_workspace;

/** For meshes of up to `max_elements` (0: 60) along the rolls and `max_cells` (0: 61) across the strip. EINVAL for
 * fewer than 8 elements or 5 cells, or more than 400 of either; ENOMEM. */
CUPEL_API cupel_status cupel_mill_workspace_open(size_t max_elements, size_t max_cells, cupel_mill_workspace **out,
                                                 cupel_error *error);
CUPEL_API void cupel_mill_workspace_close(cupel_mill_workspace *workspace);   /* NULL is fine */

/**
 * The roll force about a pass, by solving it at its neighbours: ten passes. `reach` is how far, as a share of the
 * draft, the thickness will be from the middle of it (0: 0.05).
 * @param failed  receives the solution of the pass that has none
 * @return EINVAL as cupel_rolling_pass_solve; EFAILED when a pass has no solution
 */
CUPEL_API cupel_status cupel_mill_law_of(const cupel_rolling_pass *pass, double reach,
                                         cupel_rolling_workspace *workspace, cupel_mill_law *out,
                                         cupel_rolling_solution *failed, cupel_error *error);

/** Roll force per width [N/m] by the law, 0 where h2 reaches h1; the slopes by h2 [Pa] and sigma_f [m]. Pure. */
CUPEL_API double cupel_mill_law_force(const cupel_mill_law *law, double entry, double exit, double tension,
                                      double *by_exit, double *by_tension);

/** EINVAL, naming the roll at fault, when such a mill cannot be built or the strip does not fit on it. Pure. */
CUPEL_API cupel_status cupel_mill_check(const cupel_mill *mill, double strip_width, double strip_offset,
                                        cupel_error *error);

/**
 * Solves the stack with the strip.
 * @param mill, strip  borrowed, not kept
 * @param out   its arrays belong to the workspace until its next use; untouched on error
 * @return EINVAL, naming what is at fault; OK otherwise, and out->status tells
 * No allocation; re-entrant with a workspace per thread; the same bits for any number of threads.
 */
CUPEL_API cupel_status cupel_mill_solve(const cupel_mill *mill, const cupel_mill_strip *strip,
                                        cupel_mill_workspace *workspace, cupel_mill_solution *out, cupel_error *error);

/**
 * Rolls a pass in the mill: the law about the pass, the stack with it, and then every cell's own pass, whose force
 * corrects that of the law, until the forces agree to 1e-4 on the mean, in the foil
 * regime to 1e-3.
 * @param pass   in the middle of the strip; its exit thickness is the control's, or is found from the force
 * @param strip  its law and factor are filled; the factor belongs to the mill's workspace
 * @param centre receives the pass in the middle; unless its status is CUPEL_ROLLING_OK nothing else is set. Where no
 *               thickness takes the force, its force is the nearest that a pass takes, NaN where none is known, and
 *               its status that of the passes beyond, NO_SOLUTION where none was tried
 * @return EINVAL as the functions above
 */
CUPEL_API cupel_status cupel_mill_roll_strip(const cupel_rolling_pass *pass, const cupel_mill *mill,
                                       cupel_mill_strip *strip, cupel_rolling_workspace *passes,
                                       cupel_mill_workspace *workspace, cupel_rolling_solution *centre,
                                       cupel_mill_solution *out, cupel_error *error);

/** "ok", "parted", "not_converged", "uncovered". */
CUPEL_API const char *cupel_mill_status_name(int status);

/** "work roll", "first intermediate roll" and so on for a roll of the upper half. */
CUPEL_API const char *cupel_mill_roll_name(int kind, int roll);

/* Shape of the strip: what a shape meter and a thickness gauge across the strip would say. Within `margin` of the
 * edges, where the measures of flatness do not look, slack strip makes them meaningless. */
typedef struct cupel_mill_gauges {
    double crown_distance;       /* from the edge [m]: of crown and wedge */
    double edge_distance;        /* from the edge [m], < crown_distance: of the edge drop */
    double margin;               /* from the edge [m] */
    double buckling_coefficient; /* k_c [-] of a plate in compression */
    double youngs_modulus, poissons_ratio; /* of the strip */
    double flow_stress;          /* of the strip [Pa]: no residual stress is larger; infinite: no bound */
} cupel_mill_gauges;

typedef enum cupel_mill_wave { CUPEL_MILL_FLAT, CUPEL_MILL_EDGE_WAVE, CUPEL_MILL_QUARTER_WAVE, CUPEL_MILL_CENTRE_WAVE } cupel_mill_wave;

typedef struct cupel_mill_shape {
    double crown;             /* middle less the mean of both crown_distance [m] */
    double wedge;             /* thickness at crown_distance of the drive side less that of the other [m] */
    double edge_drop;         /* mean at crown_distance less mean at edge_distance [m] */
    double mean_elongation;   /* between the margins, to be taken off solution.elongation [-] */
    double range;             /* of the elongation between the margins [-] */
    double linear, quadratic, cubic, quartic; /* coefficients of Legendre's polynomials of y, -1 and 1 at the
                                 margins, that fit the elongation; the quadratic one is positive for long edges */
    double slack_length;      /* of the strip's width that has no exit tension [m] */
    double stretched_length;  /* that the exit tension stretches plastically [m] */
    double compression;       /* residual compressive stress of relaxed strip where it is nearest to buckling, or
                                 furthest beyond; at most the flow stress [Pa] */
    double critical_compression; /* k_c pi^2 E/(12 (1 - nu^2)) (h/b)^2 there, b the width of the compressed zone */
    int wave;                 /* cupel_mill_wave: what buckles; FLAT while nothing does */
} cupel_mill_shape;

/** EINVAL when the distances do not fit on half of a strip of `width`. Pure. */
CUPEL_API cupel_status cupel_mill_check_gauges(const cupel_mill_gauges *gauges, double width, cupel_error *error);

/** EINVAL as cupel_mill_check_gauges. Pure. */
CUPEL_API cupel_status cupel_mill_shape_of(const cupel_mill_solution *solution, const cupel_mill_gauges *gauges,
                                           cupel_mill_shape *out, cupel_error *error);

/** "flat", "edge waves", "quarter waves", "centre waves". */
CUPEL_API const char *cupel_mill_wave_name(int wave);

/** Approach [m] of the axes of two cylinders in line contact under `load` [N/m], half-width a [m] and peak
 * pressure [Pa]; (radius, modulus, Poisson's ratio) of each. Johnson 1985, sec. 5.6. Pure. */
typedef struct cupel_mill_line_contact {
    double half_width, peak_pressure, approach[2];
} cupel_mill_line_contact;
CUPEL_API cupel_mill_line_contact cupel_mill_hertz(double load, const double radius[2], const double modulus[2],
                                                   const double poisson[2]);

#ifdef __cplusplus
}
#endif
#endif

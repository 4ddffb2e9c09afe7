/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STUDY_PROJECT_H
#define CUPEL_STUDY_PROJECT_H

#include "base/memory.h"
#include "cupel/evidence.h"
#include "param/param.h"

/* A project: targets that a material has to meet, laid against the evidence of tests and runs. */

typedef struct cupel_target {
    const char *name;        /* "strength"                                                     */
    const char *requirement; /* "tensile_strength >= 400 MPa at thickness <= 12 um"            */
    const char *evidence;    /* an expression as of find, which records count; NULL: all       */
    double confidence;       /* probability asked for                                          */
    int of;                  /* cupel_evidence_of                                              */
    int source;              /* cupel_source: what decides                                     */
    int64_t least;           /* fewest values                                                  */
    const char *meaning;
} cupel_target;

enum { CUPEL_SOURCE_TEST, CUPEL_SOURCE_RUN, CUPEL_SOURCE_ANY };

typedef struct cupel_milestone {
    const char *name, *due; /* due: 2027-03-31                         */
    const char *targets;    /* names, separated by commas; NULL: all   */
    const char *meaning;
} cupel_milestone;

typedef struct cupel_project {
    int64_t version;
    const char *name, *title, *materials,
        *evidence; /* evidence: folders, separated by commas, beside the file */
    cupel_list targets, milestones;
    const char *path, *folder;
    const cupel_node *root; /* the file as it is written */
} cupel_project;

extern const cupel_table cupel_project_table;

/** Reads a project file into the arena; all that is wrong with it goes to the diagnostics, with its place.
 * EINVAL then. */
cupel_status cupel_project_read(const char *path, cupel_arena *arena, cupel_diagnostics *diagnostics,
                                const cupel_project **out, cupel_error *error);

/* A requirement taken apart. */
typedef struct cupel_requirement {
    const char *quantity; /* a result or parameter: "tensile_strength", "rolling.pass.roll_force" */
    cupel_evidence_sense sense;
    double limit;
    const char *unit;      /* of the limit; NULL: that of the evidence                             */
    const char *condition; /* what stands behind "at"; NULL: nothing                               */
} cupel_requirement;

/** Takes a requirement apart, into the arena. EINVAL: what is wrong, what is allowed. */
cupel_status cupel_requirement_parse(const char *text, cupel_arena *arena, cupel_requirement *out,
                                     cupel_error *error);

/* How the flag of a row begins whose file is a copy of one that has been counted. */
#define CUPEL_EVIDENCE_COPY "copy: "

/* One value of a quantity, from one file. */
typedef struct cupel_evidence_row {
    const char *file, *step, *kind; /* kind: "test" | "run"; step: "evaluation-1", "roll"  */
    const char *content_id;
    double value, uncertainty; /* NaN: not stated                                           */
    const char *unit;
    const char *project; /* that the file names; "": none                                */
    const char *flag;    /* "ok", "doubtful: …", "not judged: …", "copy: …"; NULL: none         */
} cupel_evidence_row;

/** Finds all values of a quantity in records for which `expression` (NULL: all) holds. */
typedef cupel_status (*cupel_evidence_query)(void *host, const char *quantity, const char *expression,
                                             cupel_arena *arena, const cupel_evidence_row **rows,
                                             size_t *count, cupel_error *error);

typedef enum cupel_verdict {
    CUPEL_VERDICT_MET,    /* with the confidence asked for                      */
    CUPEL_VERDICT_OPEN,   /* not sure either way, or not enough values          */
    CUPEL_VERDICT_MISSED, /* not met, with the confidence asked for             */
    CUPEL_VERDICT_MISSING /* there is no evidence                               */
} cupel_verdict;

typedef struct cupel_target_status {
    const cupel_target *target;
    cupel_requirement requirement;
    cupel_verdict verdict;
    const char *unit; /* of the numbers below                                            */
    double limit;
    cupel_evidence judged; /* NaN throughout when there is no evidence                        */
    double predicted;      /* mean of the runs, where tests decide; NaN: none                 */
    size_t used, doubtful, not_judged, copies, predicting; /* values that count, that do not, and runs */
    size_t left_out; /* where there is no evidence: values that evidence and condition leave out */
    size_t needed;   /* values in all, at this scatter, for the confidence; 0: not known or never */
    size_t foreign;  /* of those that count, values of files that name another project */
    const cupel_evidence_row *rows; /* all that was found                                       */
    size_t row_count;
    const char *missing; /* what is missing, in words; "" when nothing is                   */
} cupel_target_status;

typedef struct cupel_project_status {
    const cupel_project *project;
    const cupel_target_status *targets;
    size_t count, met, missed;
} cupel_project_status;

/** Lays every target against what the query finds. */
cupel_status cupel_project_judge(const cupel_project *project, cupel_evidence_query query, void *host,
                                 cupel_arena *arena, cupel_project_status *out, cupel_error *error);

/** "0.9862"; never 0 or 1 of what is neither, but "< 0.0001" or "> 0.9999"; with as many places as keep it on
 * its side of the confidence asked for. "-": not known. */
enum { CUPEL_PROBABILITY_TEXT = 32 };
void cupel_probability_text(double probability, double confidence, char out[CUPEL_PROBABILITY_TEXT]);

/** "met", "open", "missed", "missing". */
const char *cupel_verdict_word(cupel_verdict verdict);

/** Worst verdict of a milestone's targets. */
cupel_verdict cupel_milestone_verdict(const cupel_project_status *status, const cupel_milestone *milestone);

#endif

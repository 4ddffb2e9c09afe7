/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/record.h"

#include <math.h>

#include "base/text.h"
#include "cupel/version.h"

/* A text as a YAML scalar in double quotes. */
static void add_quoted(const char *value, cupel_text *out)
{
    cupel_text_add(out, "\"");
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\') cupel_text_add(out, "\\");
        if ((unsigned char)*p >= 0x20) cupel_text_add_n(out, p, 1);
    }
    cupel_text_add(out, "\"");
}

static void add_sources(const cupel_study *s, cupel_text *out)
{
    cupel_text_add(out, "sources:\n  - id: tests\n    basis: measured\n    text: ");
    cupel_text line = {0};
    cupel_text_printf(&line, "Tensile tests, fitted together by cupel %s:", cupel_version());
    for (size_t i = 0; i < s->parent_count; i++)
        cupel_text_printf(&line, "%s %s (%s)", i ? ";" : "", s->parents[i].file_name,
                          s->parents[i].content_id);
    add_quoted(cupel_text_get(&line), out);
    if (line.failed) out->failed = true;
    cupel_text_free(&line);
    cupel_text_add(out, "\n\n");
}

static void add_flow_curve(const char *law, const cupel_flow_fit *fit, const char *remarks, cupel_text *out)
{
    char number[32];
    cupel_text_printf(out, "flow_curve:\n  law: %s\n", law);
    for (size_t k = 0; k < fit->count; k++) {
        cupel_format_number(fit->value[k], number);
        cupel_text_printf(out, "  %s: %s", fit->name[k], number);
        if (fit->unit[k][0] != '1') cupel_text_printf(out, " %s", fit->unit[k]);
        cupel_text_printf(out, "    # standard error %.3g%s\n", fit->standard_error[k],
                          fit->at_bound[k] ? ", stopped by a bound of the fit" : "");
    }
    if (fit->flow.rate_sensitivity > 0)
        cupel_text_printf(out, "  reference_rate: %.9g s-1\n", fit->flow.reference_rate);
    if (fit->flow.thermal_exponent > 0)
        cupel_text_printf(out, "  reference_temperature: %.9g K\n  melting_temperature: %.9g K\n",
                          fit->flow.reference_temperature, fit->flow.melting_temperature);
    cupel_text_printf(out, "  uncertainty: %.3g\n  basis: measured\n  source: tests\n  note: >-\n",
                      fit->relative_deviation);
    cupel_text_printf(out,
                      "    Fitted to true plastic strains from %.4g to %.4g; beyond, the law extrapolates. "
                      "The uncertainty is "
                      "the root mean square\n    of the relative deviation of the tests from the law.\n",
                      fit->lowest_strain, fit->highest_strain);
    if (*remarks) cupel_text_printf(out, "    Remarks: %s.\n", remarks);
}

const char *cupel_study_flow_record(cupel_study *s, const cupel_study_flow_curve *asked, const char *law,
                                    const cupel_flow_fit *fit, const char *remarks, cupel_error *error)
{
    const cupel_study_record *r = asked->record;
    cupel_text out = {0};
    cupel_text_add(&out, "cupel: 1\nid: ");
    add_quoted(r->id, &out);
    cupel_text_add(&out, "\nname: ");
    add_quoted(r->name ? r->name : r->id, &out);
    if (r->class_name) {
        cupel_text_add(&out, "\nclass: ");
        add_quoted(r->class_name, &out);
    }
    if (r->temper) {
        cupel_text_add(&out, "\ntemper: ");
        add_quoted(r->temper, &out);
    }
    cupel_text_add(&out, "\n\n");
    add_sources(s, &out);
    add_flow_curve(law, fit, remarks, &out);
    const char *text = out.failed ? NULL : cupel_arena_copy(s->arena, out.data);
    cupel_text_free(&out);
    if (!text) cupel_out_of_memory(error, "a material record");
    return text;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/project_page.h"

#include <math.h>
#include <string.h>

#include "base/units.h"

static const char style[] =
    "body{font:15px/1.5 sans-serif;color:#222;max-width:70em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}th,td{text-align:left;padding:.35em .6em;"
    "border-bottom:1px solid #ddd;vertical-align:top}th{border-bottom:2px solid #888}td.n{text-align:right;"
    "white-space:nowrap}.met{color:#1a6b2d}.missed{color:#a61c1c}.open{color:#8a5a00}.missing{color:#555}"
    ".v{font-weight:bold}small{color:#555}code{font-size:85%}";

/* The unit that people read the target's numbers in, and the factor to it. */
typedef struct reading {
    const char *unit;
    double factor, offset;
} reading;

static reading reading_of(const cupel_target_status *t)
{
    const double magnitude = isnan(t->judged.mean) ? t->limit : t->judged.mean;
    const char *asked = t->requirement.unit;
    reading r = {asked ? asked : cupel_unit_for_display(t->unit, fabs(magnitude), false), 1, 0};
    double one, zero;
    if (cupel_unit_convert(0, t->unit, r.unit, false, &zero, NULL) ||
        cupel_unit_convert(1, t->unit, r.unit, false, &one, NULL))
        return (reading){t->unit, 1, 0};
    r.factor = one - zero;
    r.offset = zero;
    return r;
}

static void add_number(double value, const reading *r, bool difference, cupel_text *out)
{
    if (isnan(value))
        cupel_text_add(out, "&ndash;");
    else
        cupel_text_printf(out, "%.5g", value * r->factor + (difference ? 0 : r->offset));
}

/* Value and standard uncertainty, to two figures of the uncertainty. */
static void add_uncertain(double value, double uncertainty, const reading *r, cupel_text *out)
{
    const double shown = value * r->factor + r->offset, u = fabs(uncertainty * r->factor);
    if (isnan(value) || !(u > 0)) {
        add_number(value, r, false, out);
        return;
    }
    const int places = (int)fmin(fmax(1 - floor(log10(u)), 0), 12);
    cupel_text_printf(out, "%.*f &plusmn; %.*f", places, shown, places, u);
}

static void add_unit(const char *unit, cupel_text *out)
{
    if (strcmp(unit, "1") == 0) return;
    cupel_text_add(out, "&nbsp;");
    cupel_text_add_xml(out, unit);
}

/* Limit and mean with an interval of two standard uncertainties, on one scale: a glance says how near it is.
 */
static void add_bar(const cupel_target_status *t, cupel_text *out)
{
    const double u = isnan(t->judged.uncertainty) ? 0 : t->judged.uncertainty;
    const double low = fmin(t->limit, t->judged.mean - 2 * u), high = fmax(t->limit, t->judged.mean + 2 * u);
    const double span = high - low;
    if (!(span > 0)) return;
    const double scale = 140 / span;
    const double limit = 10 + (t->limit - low) * scale, mean = 10 + (t->judged.mean - low) * scale;
    cupel_text_printf(
        out,
        "<svg width=\"160\" height=\"22\" role=\"img\" aria-label=\"limit, mean and two standard "
        "uncertainties\"><line x1=\"%.1f\" y1=\"11\" x2=\"%.1f\" y2=\"11\" stroke=\"#456\" "
        "stroke-width=\"4\"/><circle cx=\"%.1f\" cy=\"11\" r=\"5\" fill=\"#123\"/><line x1=\"%.1f\" "
        "y1=\"2\" x2=\"%.1f\" y2=\"20\" stroke=\"#c22\" stroke-width=\"2\"/></svg>",
        mean - 2 * u * scale, mean + 2 * u * scale, mean, limit, limit);
}

static void add_target(const cupel_target_status *t, cupel_text *out)
{
    const reading r = reading_of(t);
    const char *verdict = cupel_verdict_word(t->verdict);
    cupel_text_add(out, "<tr><td><b>");
    cupel_text_add_xml(out, t->target->name);
    cupel_text_add(out, "</b><br>");
    cupel_text_add_xml(out, t->target->requirement);
    if (t->target->meaning) {
        cupel_text_add(out, "<br><small>");
        cupel_text_add_xml(out, t->target->meaning);
        cupel_text_add(out, "</small>");
    }
    cupel_text_add(out, "</td><td class=n>");
    add_uncertain(t->judged.mean, t->judged.uncertainty, &r, out);
    if (!isnan(t->judged.mean)) add_unit(r.unit, out);
    cupel_text_printf(out, "<br><small>%zu values, %s</small></td><td class=n>", t->used,
                      t->target->of == CUPEL_EVIDENCE_MEAN ? "mean" : "next specimen");
    add_number(t->judged.margin, &r, true, out);
    if (!isnan(t->judged.margin)) add_unit(r.unit, out);
    cupel_text_add(out, "</td><td>");
    if (t->used) add_bar(t, out);
    cupel_text_add(out, "</td><td class=n>");
    char probability[CUPEL_PROBABILITY_TEXT];
    cupel_probability_text(t->judged.probability, t->target->confidence, probability);
    cupel_text_add_xml(out, probability);
    cupel_text_printf(out, "<br><small>%.4g asked for</small></td><td class=\"v %s\">%s</td><td>",
                      t->target->confidence, verdict, verdict);
    cupel_text_add_xml(out, t->missing);
    if (t->foreign)
        cupel_text_printf(out, "<br><small>%zu values are of files that name another project</small>",
                          t->foreign);
    if (!isnan(t->predicted)) {
        cupel_text_add(out, "<br><small>runs predict ");
        add_number(t->predicted, &r, false, out);
        add_unit(r.unit, out);
        cupel_text_add(out, "</small>");
    }
    cupel_text_add(out, "</td></tr>\n");
}

static void add_row(const cupel_evidence_row *row, const reading *r, cupel_text *out)
{
    cupel_text_add(out, "<tr><td>");
    cupel_text_add_xml(out, row->file);
    cupel_text_add(out, "</td><td>");
    cupel_text_add_xml(out, row->kind);
    cupel_text_add(out, "</td><td>");
    cupel_text_add_xml(out, row->step);
    cupel_text_add(out, "</td><td class=n>");
    add_uncertain(row->value, row->uncertainty, r, out);
    if (isfinite(row->value)) add_unit(r->unit, out);
    cupel_text_add(out, "</td><td>");
    cupel_text_add_xml(out, row->flag ? row->flag : "");
    cupel_text_add(out, "</td><td><code>");
    cupel_text_add_xml(out, row->content_id);
    cupel_text_add(out, "</code></td></tr>\n");
}

static void add_evidence(const cupel_target_status *t, cupel_text *out)
{
    if (!t->row_count) return;
    const reading r = reading_of(t);
    cupel_text_add(out, "<h3>");
    cupel_text_add_xml(out, t->target->name);
    cupel_text_add(out, "</h3>\n<table><tr><th>file<th>kind<th>step<th>value<th>flag<th>content id</tr>\n");
    for (size_t i = 0; i < t->row_count; i++) add_row(&t->rows[i], &r, out);
    cupel_text_add(out, "</table>\n");
}

static void add_milestones(const cupel_project_status *s, cupel_text *out)
{
    const cupel_milestone *milestones = s->project->milestones.rows;
    if (!s->project->milestones.count) return;
    cupel_text_add(out, "<h2>Milestones</h2>\n<table><tr><th>milestone<th>due<th>targets<th>state</tr>\n");
    for (size_t i = 0; i < s->project->milestones.count; i++) {
        const cupel_milestone *m = &milestones[i];
        const char *word = cupel_verdict_word(cupel_milestone_verdict(s, m));
        cupel_text_add(out, "<tr><td><b>");
        cupel_text_add_xml(out, m->name);
        cupel_text_add(out, "</b><br><small>");
        cupel_text_add_xml(out, m->meaning ? m->meaning : "");
        cupel_text_add(out, "</small></td><td>");
        cupel_text_add_xml(out, m->due);
        cupel_text_add(out, "</td><td>");
        cupel_text_add_xml(out, m->targets ? m->targets : "all");
        cupel_text_printf(out, "</td><td class=\"v %s\">%s</td></tr>\n", word, word);
    }
    cupel_text_add(out, "</table>\n");
}

void cupel_project_page(const cupel_project_status *s, const char *made, cupel_text *out)
{
    const cupel_project *p = s->project;
    cupel_text_add(out, "<!DOCTYPE html>\n<html lang=en><meta charset=utf-8><title>");
    cupel_text_add_xml(out, p->title ? p->title : p->name);
    cupel_text_printf(out, "</title><style>%s</style>\n<h1>", style);
    cupel_text_add_xml(out, p->title ? p->title : p->name);
    cupel_text_printf(out, "</h1>\n<p>%zu of %zu targets are met, %zu missed. As of ", s->met, s->count,
                      s->missed);
    cupel_text_add_xml(out, made);
    cupel_text_add(out, ".</p>\n<table><tr><th>target<th>value<th>margin<th>limit and "
                        "mean<th>probability<th>state<th>what is "
                        "missing</tr>\n");
    for (size_t i = 0; i < s->count; i++) add_target(&s->targets[i], out);
    cupel_text_add(
        out,
        "</table>\n<p><small>Uncertainties are standard uncertainties (k = 1); the bar spans two of them to "
        "either side of the mean, the red line is the limit.</small></p>\n");
    add_milestones(s, out);
    cupel_text_add(out, "<h2>Evidence</h2>\n");
    for (size_t i = 0; i < s->count; i++) add_evidence(&s->targets[i], out);
    cupel_text_add(out, "</html>\n");
}

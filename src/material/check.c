/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "material/record.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

/* Rules that span the parts of a record. They look at the tree beside the bound values, because only the tree
 * knows the places. */

enum { NAMES = 128 }; /* more than the 100 sources that the table allows */

static size_t source_ids(const cupel_record *record, const char *ids[NAMES])
{
    const cupel_source *sources = record->sources.rows;
    size_t n = 0;
    for (size_t i = 0; i < record->sources.count && n < NAMES; i++)
        if (sources[i].id) ids[n++] = sources[i].id;
    return n;
}

static void check_source(const cupel_record *record, const char *id, const cupel_node *holder,
                         cupel_diagnostics *diagnostics)
{
    const char *ids[NAMES];
    const size_t count = source_ids(record, ids);
    if (!id) return;
    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], id) == 0) return;
    const cupel_node *where = holder ? cupel_node_get(holder, "source") : NULL;
    const char *near = cupel_nearest(id, ids, count);
    if (near)
        cupel_diagnose(diagnostics, where ? where : holder, "unknown source '%s'; did you mean '%s'?", id,
                       near);
    else
        cupel_diagnose(diagnostics, where ? where : holder,
                       "unknown source '%s'; it must be the id of an entry of the record's sources", id);
}

static const cupel_node *entry(const cupel_node *list, size_t index)
{
    return list && list->kind == CUPEL_NODE_SEQUENCE && index < list->count ? list->items[index] : NULL;
}

static const cupel_node *part(const cupel_node *mapping, const char *key)
{
    return mapping && mapping->kind == CUPEL_NODE_MAPPING ? cupel_node_get(mapping, key) : NULL;
}

static void check_sources(const cupel_record *record, const cupel_node *root, cupel_diagnostics *diagnostics)
{
    const cupel_source *sources = record->sources.rows;
    const cupel_node *list = part(root, "sources");
    for (size_t i = 0; i < record->sources.count; i++)
        for (size_t k = 0; sources[i].id && k < i; k++)
            if (sources[k].id && strcmp(sources[i].id, sources[k].id) == 0) {
                cupel_diagnose(diagnostics, part(entry(list, i), "id"), "source '%s' is there twice",
                               sources[i].id);
                break;
            }
}

static void check_value(const cupel_param *row, double value, const cupel_node *where,
                        cupel_diagnostics *diagnostics)
{
    const cupel_interval range = cupel_interval_parse(row->range);
    if (isnan(value) || cupel_interval_holds(&range, value)) return;
    const char *unit = strcmp(row->unit, "1") ? row->unit : "";
    cupel_diagnose(diagnostics, where, "%s = %.10g%s%s is out of range; allowed: %s%s%s", row->name, value,
                   *unit ? " " : "", unit, row->range, *unit ? " " : "", unit);
}

static void check_property(const cupel_record *record, const cupel_param *row, const cupel_property *p,
                           const cupel_node *node, cupel_diagnostics *diagnostics)
{
    check_source(record, p->source, node, diagnostics);
    check_value(row, p->value, part(node, "value"), diagnostics);
    for (size_t i = 0; i < p->points.count; i++)
        check_value(row, p->points.y[i], entry(part(node, "points"), i), diagnostics);
    const cupel_property *others = p->alternatives.rows;
    const cupel_node *list = part(node, "alternatives");
    for (size_t i = 0; i < p->alternatives.count; i++)
        check_property(record, row, &others[i], entry(list, i), diagnostics);
}

static bool is_record_id(const char *id)
{
    const size_t length = strlen(id);
    if (length == 0 || length > 64 || id[0] == '.' || id[0] == '-') return false;
    for (size_t i = 0; i < length; i++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-", id[i]))
            return false;
    return true;
}

void cupel_record_check(const cupel_record *record, const cupel_node *root, cupel_diagnostics *diagnostics)
{
    if (record->id && !is_record_id(record->id))
        cupel_diagnose(
            diagnostics, part(root, "id"),
            "id '%s' may hold letters, digits and . _ + - only, at most 64, and begin with a letter or digit",
            record->id);
    check_sources(record, root, diagnostics);
    for (size_t i = 0; record->properties && i < cupel_properties_table.count; i++) {
        const cupel_param *row = &cupel_properties_table.params[i];
        const cupel_property *p = record->properties->of[i];
        if (p) check_property(record, row, p, part(part(root, "properties"), row->name), diagnostics);
    }
    const cupel_constituent *constituents = record->composition.rows;
    for (size_t i = 0; i < record->composition.count; i++)
        check_source(record, constituents[i].source, entry(part(root, "composition"), i), diagnostics);
    const cupel_temper *tempers = record->tempers.rows;
    for (size_t i = 0; i < record->tempers.count; i++)
        check_source(record, tempers[i].source, entry(part(root, "tempers"), i), diagnostics);
    if (record->flow_curve)
        check_source(record, record->flow_curve->source, part(root, "flow_curve"), diagnostics);
}

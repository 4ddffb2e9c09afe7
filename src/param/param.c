/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "param/param.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

cupel_interval cupel_interval_parse(const char *text)
{
    cupel_interval interval = {-HUGE_VAL, HUGE_VAL, false, false};
    if (!text) return interval;
    interval.lo_open = text[0] == '(';
    const char *at = text + 1, *end;
    double bound;
    if (cupel_parse_number(at, &bound, &end)) interval.lo = bound;
    const char *comma = strchr(at, ',');
    if (!comma) return interval;
    at = comma + 1;
    while (*at == ' ') at++;
    if (cupel_parse_number(at, &bound, &end)) interval.hi = bound;
    interval.hi_open = text[strlen(text) - 1] == ')';
    return interval;
}

bool cupel_interval_holds(const cupel_interval *interval, double value)
{
    const bool above = interval->lo_open ? value > interval->lo : value >= interval->lo;
    const bool below = interval->hi_open ? value < interval->hi : value <= interval->hi;
    return above && below; /* NaN fails both */
}

bool cupel_param_is_for(const cupel_param *param, const char *kind)
{
    if (!param->only || !kind) return true;
    const size_t length = strlen(kind);
    for (const char *at = param->only; (at = strstr(at, kind)); at += length)
        if ((at == param->only || at[-1] == ' ') && (at[length] == ',' || !at[length])) return true;
    return false;
}

bool cupel_param_present(const cupel_param *param, const void *values)
{
    const char *field = (const char *)values + param->offset;
    switch (param->kind) {
    case CUPEL_QUANTITY:
    case CUPEL_NUMBER:
        return !isnan(*(const double *)(const void *)field);
    case CUPEL_INTEGER:
        return *(const int64_t *)(const void *)field != CUPEL_NO_INTEGER;
    case CUPEL_CHOICE:
    case CUPEL_FLAG:
        return *(const int *)(const void *)field >= 0;
    case CUPEL_TEXT:
    case CUPEL_FILE:
    case CUPEL_MATERIAL:
    case CUPEL_TABLE:
        return *(const void *const *)(const void *)field != NULL;
    case CUPEL_VECTOR:
        return ((const cupel_vector *)(const void *)field)->count > 0;
    case CUPEL_CURVE:
        return ((const cupel_curve *)(const void *)field)->count > 0;
    case CUPEL_LIST:
        return ((const cupel_list *)(const void *)field)->count > 0;
    }
    return false;
}

static size_t field_size(cupel_kind kind)
{
    switch (kind) {
    case CUPEL_QUANTITY:
    case CUPEL_NUMBER:
        return sizeof(double);
    case CUPEL_INTEGER:
        return sizeof(int64_t);
    case CUPEL_CHOICE:
    case CUPEL_FLAG:
        return sizeof(int);
    case CUPEL_TEXT:
    case CUPEL_FILE:
    case CUPEL_MATERIAL:
    case CUPEL_TABLE:
        return sizeof(void *);
    case CUPEL_VECTOR:
        return sizeof(cupel_vector);
    case CUPEL_CURVE:
        return sizeof(cupel_curve);
    case CUPEL_LIST:
        return sizeof(cupel_list);
    }
    return 0;
}

void cupel_param_inherit(const cupel_table *table, const void *from, void *values)
{
    for (size_t i = 0; i < table->count; i++) {
        const cupel_param *param = &table->params[i];
        if (!cupel_param_present(param, values))
            memcpy((char *)values + param->offset, (const char *)from + param->offset,
                   field_size(param->kind));
    }
}

const cupel_param *cupel_param_find(const cupel_table *table, const char *path)
{
    const char *dot = strchr(path, '.');
    const size_t length = dot ? (size_t)(dot - path) : strlen(path);
    for (size_t i = 0; i < table->count; i++) {
        const cupel_param *param = &table->params[i];
        if (strlen(param->name) != length || strncmp(param->name, path, length) != 0) continue;
        if (!dot) return param;
        return param->table ? cupel_param_find(param->table, dot + 1) : NULL;
    }
    return NULL;
}

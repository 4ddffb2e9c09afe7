/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "testdata/import_parts.h"

/* ---- values that stand for none: the payload of a NaN says why ---- */

double cupel_no_value(cupel_sample why)
{
    const uint64_t bits = UINT64_C(0x7ff8000000000000) | (uint64_t)why;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

cupel_sample cupel_value_kind(double value)
{
    if (!isnan(value)) return CUPEL_SAMPLE_GOOD;
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (bits & 0xff) == CUPEL_SAMPLE_OVERLOAD ? CUPEL_SAMPLE_OVERLOAD : CUPEL_SAMPLE_MISSING;
}

/* ---- samples ---- */

/* What instruments of the SCPI kind print for "out of range" and for "not a number". */
static const double scpi_overload = 9.9e37, scpi_nothing = 9.91e37;

/* Rows up to the last in which a column of the group holds something. */
static size_t rows_of_group(const cupel_number_grid *grid, const cupel_column *columns, size_t group)
{
    if (!group) return grid->rows;
    size_t rows = grid->rows;
    for (; rows; rows--)
        for (size_t c = 0; c < grid->columns; c++)
            if (!columns[c].out && columns[c].group == group &&
                (!isnan(grid->values[(rows - 1) * grid->columns + c]) ||
                 cupel_value_kind(grid->values[(rows - 1) * grid->columns + c]) == CUPEL_SAMPLE_OVERLOAD))
                return rows;
    return rows;
}

static cupel_sample sample_of(double value)
{
    if (isnan(value)) return cupel_value_kind(value);
    if (fabs(value) == scpi_nothing) return CUPEL_SAMPLE_MISSING;
    return fabs(value) == scpi_overload ? CUPEL_SAMPLE_OVERLOAD : CUPEL_SAMPLE_GOOD;
}

static cupel_status convert(cupel_importer *importer, const cupel_number_grid *grid,
                            const cupel_column *column, size_t c, size_t rows, cupel_channel *channel,
                            size_t *missing, size_t *overloaded)
{
    cupel_scaling scaling = {1, 0, 0};
    if (column->from) {
        const bool difference = column->word && column->word->difference;
        const cupel_status status =
            cupel_scaling_find(column->from, column->unit, difference, &scaling, importer->error);
        if (status) return status;
    }
    const bool plain = scaling.factor == 1 && scaling.offset == 0;
    double *values = cupel_arena_alloc(importer->arena, rows, sizeof *values);
    unsigned char *mask = NULL;
    if (!values) return cupel_out_of_memory(importer->error, "a channel");
    for (size_t r = 0; r < rows; r++) {
        const double raw = grid->values[r * grid->columns + c];
        const cupel_sample sample = sample_of(raw);
        double value = plain ? raw : cupel_scaling_apply(&scaling, raw);
        if (sample != CUPEL_SAMPLE_GOOD || !isfinite(value)) {
            if (!mask && !(mask = cupel_arena_alloc(importer->arena, rows, 1)))
                return cupel_out_of_memory(importer->error, "a channel");
            mask[r] = (unsigned char)(sample == CUPEL_SAMPLE_GOOD ? CUPEL_SAMPLE_MISSING : sample);
            value = NAN;
            *overloaded += mask[r] == CUPEL_SAMPLE_OVERLOAD;
            *missing += mask[r] == CUPEL_SAMPLE_MISSING;
        }
        values[r] = value;
    }
    channel->values = values;
    channel->mask = mask;
    channel->count = rows;
    return CUPEL_OK;
}

static bool remark_masked(cupel_importer *importer, cupel_draft *draft, const char *name, size_t missing,
                          size_t overloaded, size_t count)
{
    bool good = true;
    if (overloaded)
        good = cupel_remark(importer, &draft->remarks,
                            "%s: %zu of %zu samples overloaded (a mark of the tester): masked", name,
                            overloaded, count);
    if (missing && good)
        good = cupel_remark(importer, &draft->remarks, "%s: %zu of %zu samples missing: masked", name,
                            missing, count);
    return good;
}

/* Steps of the time axis that are none, or go back. */
static bool remark_time(cupel_importer *importer, cupel_draft *draft, const cupel_channel *channel)
{
    size_t repeated = 0, back = 0, where = 0;
    double last = NAN;
    for (size_t i = 0; i < channel->count; i++) {
        const double t = channel->values[i];
        if (isnan(t)) continue;
        repeated += t == last;
        if (t < last && !back++) where = i + 1;
        last = t;
    }
    bool good = true;
    if (repeated)
        good = cupel_remark(importer, &draft->remarks, "%s repeats itself at %zu sample%s: kept as it is",
                            channel->name, repeated, repeated == 1 ? "" : "s");
    if (back && good)
        good = cupel_remark(importer, &draft->remarks,
                            "%s goes back at %zu sample%s, first at sample %zu: not sorted", channel->name,
                            back, back == 1 ? "" : "s", where);
    return good;
}

cupel_status cupel_channel_add(cupel_importer *importer, cupel_draft *draft, const cupel_channel *channel)
{
    if (draft->test.channel_count == draft->channel_capacity) {
        const size_t capacity = draft->channel_capacity ? 2 * draft->channel_capacity : 8;
        cupel_channel *channels = cupel_arena_alloc(importer->arena, capacity, sizeof *channels);
        if (!channels) return cupel_out_of_memory(importer->error, "a channel");
        if (draft->channels) memcpy(channels, draft->channels, draft->test.channel_count * sizeof *channels);
        draft->channels = channels;
        draft->channel_capacity = capacity;
    }
    draft->channels[draft->test.channel_count++] = *channel;
    draft->test.channels = draft->channels;
    return CUPEL_OK;
}

cupel_status cupel_channels_add(cupel_importer *importer, const cupel_number_grid *grid,
                                cupel_column *columns, size_t group, cupel_draft *draft)
{
    const size_t rows = rows_of_group(grid, columns, group);
    for (size_t c = 0; c < grid->columns; c++) {
        const cupel_column *column = &columns[c];
        if (column->out || (column->group && column->group != group)) continue;
        cupel_channel channel = {.name = column->name,
                                 .unit = column->unit,
                                 .difference = column->word && column->word->difference,
                                 .original_name = column->heading->name,
                                 .original_unit = column->heading->unit,
                                 .column = (int64_t)c + 1};
        size_t missing = 0, overloaded = 0;
        cupel_status status = convert(importer, grid, column, c, rows, &channel, &missing, &overloaded);
        /* a name of its own keeps bare numbers out of evaluations */
        if (!status && !column->from && column->word) {
            channel.name = cupel_arena_format(importer->arena, "%s_without_unit", column->name);
            if (!channel.name) status = cupel_out_of_memory(importer->error, "a channel");
        }
        if (!status) status = cupel_channel_add(importer, draft, &channel);
        if (status) return status;
        if (!remark_masked(importer, draft, channel.name, missing, overloaded, rows)) goto no_memory;
        if (strcmp(channel.name, "time") == 0 && !remark_time(importer, draft, &channel)) goto no_memory;
    }
    return CUPEL_OK;
no_memory:
    return cupel_out_of_memory(importer->error, "a remark");
}

/* ---- channels from others ---- */

static const struct {
    const char *from, *property, *to;
} derived[] = {
    {"relative_length_change", "length", "length_change"},
    {"specific_heat_flow", "mass", "heat_flow"},
};

static const cupel_channel *find(const cupel_draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->test.channel_count; i++)
        if (strcmp(draft->channels[i].name, name) == 0) return &draft->channels[i];
    return NULL;
}

cupel_status cupel_channels_derive(cupel_importer *importer, cupel_draft *draft)
{
    for (size_t k = 0; k < sizeof derived / sizeof *derived; k++) {
        const cupel_channel *from = find(draft, derived[k].from);
        const cupel_property *property = cupel_draft_find(draft, derived[k].property);
        if (!from || !property || find(draft, derived[k].to)) continue;
        double *values = cupel_arena_alloc(importer->arena, from->count, sizeof *values);
        if (!values) return cupel_out_of_memory(importer->error, "a channel");
        for (size_t i = 0; i < from->count; i++) values[i] = from->values[i] * property->value;
        cupel_channel channel = *from;
        channel.name = derived[k].to;
        channel.unit = cupel_word_named(CUPEL_WORD_CHANNEL, derived[k].to)->unit;
        channel.values = values;
        const cupel_status status = cupel_channel_add(importer, draft, &channel);
        if (status) return status;
        if (!cupel_remark(importer, &draft->remarks, "%s is %s times the %s of the specimen", derived[k].to,
                          derived[k].from, derived[k].property))
            return cupel_out_of_memory(importer->error, "a remark");
    }
    return CUPEL_OK;
}

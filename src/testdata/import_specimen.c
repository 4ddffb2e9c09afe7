/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/units.h"
#include "testdata/import_parts.h"

/* specimen.yaml: what the tester's file does not say, or says wrongly. */

/* Keys besides the words of the vocabulary. */
static const char *const other_keys[] = {
    "title",   "project", "license",   "creator",  "composition",  "composition_method",
    "columns", "units",   "specimens", "encoding", "decimal_sign", "separator"};
enum { OTHER_KEYS = sizeof other_keys / sizeof *other_keys, ALL_KEYS = 200 };

static cupel_status complain(cupel_importer *importer, const cupel_node *at, const char *text)
{
    cupel_error_set(importer->error, CUPEL_EINVAL, "%s", text);
    cupel_error_place(importer->error, at->file, at->line, at->column);
    return CUPEL_EINVAL;
}

#define COMPLAIN(importer, at, ...)                                                                          \
    do {                                                                                                     \
        char complaint[CUPEL_ERROR_TEXT];                                                                    \
        snprintf(complaint, sizeof complaint, __VA_ARGS__);                                                  \
        return complain((importer), (at), complaint);                                                        \
    } while (0)

static const cupel_word *word_of_key(const char *key)
{
    for (int kind = CUPEL_WORD_SPECIMEN; kind <= CUPEL_WORD_TEST_TEXT; kind++) {
        const cupel_word *word = cupel_word_named((cupel_word_kind)kind, key);
        if (word) return word;
    }
    return NULL;
}

static bool is_other_key(const char *key)
{
    for (size_t i = 0; i < OTHER_KEYS; i++)
        if (strcmp(key, other_keys[i]) == 0) return true;
    return false;
}

static const char *nearest_key(const char *key)
{
    const char *names[ALL_KEYS];
    size_t count = 0, words;
    const cupel_word *word = cupel_words(&words);
    for (size_t i = 0; i < words && count < ALL_KEYS - OTHER_KEYS; i++)
        if (word[i].kind != CUPEL_WORD_CHANNEL) names[count++] = word[i].name;
    for (size_t i = 0; i < OTHER_KEYS; i++) names[count++] = other_keys[i];
    return cupel_nearest(key, names, count);
}

/* ---- values ---- */

static cupel_status scalar(cupel_importer *importer, const cupel_node *node, const char *key,
                           const char **out)
{
    if (node->kind != CUPEL_NODE_SCALAR || cupel_node_is_null(node))
        COMPLAIN(importer, node, "%s wants a value", key);
    *out = node->text;
    return CUPEL_OK;
}

static cupel_status number(cupel_importer *importer, const cupel_node *node, const char *key,
                           const char *unit, bool difference, double *out)
{
    const char *text;
    cupel_status status = scalar(importer, node, key, &text);
    if (status) return status;
    cupel_error inner = {0};
    /* "99.9 wt%" */
    const char *share = strstr(text, "wt%") ? strstr(text, "wt%") : strstr(text, "wt.%");
    if (share && strcmp(unit, "1") == 0) {
        text = cupel_arena_format(importer->arena, "%.*s %%", (int)(share - text), text);
        if (!text) return cupel_out_of_memory(importer->error, "specimen.yaml");
    }
    if (cupel_quantity_parse(text, unit, difference, out, &inner))
        COMPLAIN(importer, node, "%s: %.900s", key, inner.text);
    return CUPEL_OK;
}

/* "0.3 um" or "1 %" of the value. */
static cupel_status uncertainty_of(cupel_importer *importer, const cupel_node *node, const char *key,
                                   const cupel_word *word, double value, double *out)
{
    const char *unit = word ? word->unit : "1", *text;
    cupel_status status = scalar(importer, node, key, &text);
    if (status) return status;
    const bool relative = strchr(text, '%') && strcmp(unit, "1") != 0;
    status = number(importer, node, key, relative ? "1" : unit, true, out);
    if (status) return status;
    if (relative) *out *= fabs(value);
    if (!(*out >= 0)) COMPLAIN(importer, node, "%s: an uncertainty is not below 0", key);
    return CUPEL_OK;
}

/* "35.2 um", or {value: 35.2 um, uncertainty: 0.3 um}. */
static cupel_status quantity(cupel_importer *importer, const cupel_node *node, const char *key,
                             const cupel_word *word, double *value, double *uncertainty)
{
    const char *unit = word ? word->unit : "1";
    const bool difference = word && word->difference;
    *uncertainty = NAN;
    if (node->kind == CUPEL_NODE_SCALAR) return number(importer, node, key, unit, difference, value);
    if (node->kind != CUPEL_NODE_MAPPING || !cupel_node_get(node, "value"))
        COMPLAIN(importer, node, "%s: write \"35.2 um\", or {value: 35.2 um, uncertainty: 0.3 um}", key);
    for (size_t i = 0; i < node->count; i++) {
        const char *name = node->keys[i]->text;
        if (strcmp(name, "value") != 0 && strcmp(name, "uncertainty") != 0)
            COMPLAIN(importer, node->keys[i], "unknown key '%.60s' in %s; allowed: value, uncertainty", name,
                     key);
    }
    const cupel_status status = number(importer, cupel_node_get(node, "value"), key, unit, difference, value);
    const cupel_node *given = cupel_node_get(node, "uncertainty");
    return status || !given ? status : uncertainty_of(importer, given, key, word, *value, uncertainty);
}

/* ---- composition ---- */

static bool is_symbol(const char *text)
{
    static const char elements[] = " H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co "
                                   "Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb "
                                   "Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb "
                                   "Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au "
                                   "Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U ";
    char wanted[8];
    if (strlen(text) > 2 || !*text) return false;
    snprintf(wanted, sizeof wanted, " %s ", text);
    return strstr(elements, wanted) != NULL;
}

static cupel_status composition(cupel_importer *importer, const cupel_node *node, cupel_element *elements)
{
    if (node->kind != CUPEL_NODE_MAPPING)
        COMPLAIN(
            importer, node,
            "composition is a mapping of elements to mass fractions, such as {Cu: 99.95 %%, O: 200 ppm}");
    double sum = 0;
    cupel_element *rest = NULL;
    for (size_t i = 0; i < node->count; i++) {
        const char *symbol = node->keys[i]->text;
        if (!is_symbol(symbol))
            COMPLAIN(importer, node->keys[i], "'%.40s' is no symbol of an element", symbol);
        const cupel_node *item = node->items[i];
        elements[i] = (cupel_element){symbol, NAN, NAN};
        if (item->kind == CUPEL_NODE_SCALAR &&
            (strcmp(item->text, "balance") == 0 || strcmp(item->text, "rest") == 0)) {
            if (rest) COMPLAIN(importer, item, "only one element can be the balance");
            rest = &elements[i];
            continue;
        }
        const cupel_status status =
            quantity(importer, item, symbol, NULL, &elements[i].mass_fraction, &elements[i].uncertainty);
        if (status) return status;
        const double fraction = elements[i].mass_fraction;
        if (!(fraction >= 0 && fraction <= 1))
            COMPLAIN(importer, item,
                     "%s: a mass fraction lies between 0 and 1; for percent write \"99.95 %%\"", symbol);
        sum += fraction;
    }
    if (sum > 1.0001) COMPLAIN(importer, node, "the mass fractions sum up to %.6g", sum);
    if (rest) rest->mass_fraction = sum < 1 ? 1 - sum : 0;
    return CUPEL_OK;
}

/* ---- checking ---- */

static cupel_status check_kind(cupel_importer *importer, const cupel_node *node)
{
    const char *text;
    const cupel_status status = scalar(importer, node, "kind", &text);
    if (status || cupel_kind_is_known(text)) return status;
    COMPLAIN(importer, node, "%s", cupel_kind_complaint(text, importer->arena));
}

static cupel_status check_channel(cupel_importer *importer, const cupel_node *node)
{
    const char *text;
    const cupel_status status = scalar(importer, node, "columns", &text);
    if (status || strcmp(text, "-") == 0 || cupel_word_named(CUPEL_WORD_CHANNEL, text)) return status;
    const char *names[ALL_KEYS];
    size_t count = 0, words;
    const cupel_word *word = cupel_words(&words);
    for (size_t i = 0; i < words && count < ALL_KEYS; i++)
        if (word[i].kind == CUPEL_WORD_CHANNEL) names[count++] = word[i].name;
    const char *meant = cupel_nearest(text, names, count);
    COMPLAIN(
        importer, node,
        "unknown channel '%.40s'%s%s%s; allowed: a channel such as force, extension, displacement, or - to "
        "leave the column out",
        text, meant ? "; did you mean '" : "", meant ? meant : "", meant ? "'?" : "");
}

static cupel_status check_maps(cupel_importer *importer, const char *key, const cupel_node *node)
{
    if (node->kind != CUPEL_NODE_MAPPING)
        COMPLAIN(importer, node, "%s is a mapping of headings, such as {\"Load cell\": %s}", key,
                 strcmp(key, "units") == 0 ? "kN" : "force");
    for (size_t i = 0; i < node->count; i++) {
        const char *text = "";
        cupel_status status = scalar(importer, node->items[i], key, &text);
        if (!status && strcmp(key, "columns") == 0) status = check_channel(importer, node->items[i]);
        if (!status && strcmp(key, "units") == 0 &&
            !cupel_unit_meant(text, strlen(text), NULL, importer->arena))
            COMPLAIN(importer, node->items[i], "'%.40s' is no known unit%s", text,
                     cupel_unit_hint(text, NULL, importer->arena));
        if (status) return status;
    }
    return CUPEL_OK;
}

static cupel_status check_entry(cupel_importer *importer, const cupel_node *key, const cupel_node *item,
                                bool within)
{
    const char *name = key->text;
    const cupel_word *word = word_of_key(name);
    const char *text;
    double value, uncertainty;
    if (strcmp(name, "kind") == 0) return check_kind(importer, item);
    if (word)
        return word->unit ? quantity(importer, item, name, word, &value, &uncertainty)
                          : scalar(importer, item, name, &text);
    if (!is_other_key(name)) {
        const char *meant = nearest_key(name);
        COMPLAIN(importer, key, "unknown key '%.60s'%s%s%s", name,
                 meant ? "; did you mean '"
                       : "; allowed: the words of the "
                         "vocabulary, such as thickness, width, gauge_length, lot",
                 meant ? meant : "", meant ? "'?" : "");
    }
    if (strcmp(name, "columns") == 0 || strcmp(name, "units") == 0) return check_maps(importer, name, item);
    if (strcmp(name, "composition") == 0) {
        cupel_element *elements = cupel_arena_alloc(importer->arena, item->count + 1, sizeof *elements);
        return elements ? composition(importer, item, elements)
                        : cupel_out_of_memory(importer->error, "specimen.yaml");
    }
    if (strcmp(name, "specimens") != 0) return scalar(importer, item, name, &text);
    if (within) COMPLAIN(importer, key, "specimens stands at the top only");
    if (item->kind != CUPEL_NODE_MAPPING)
        COMPLAIN(importer, item, "specimens is a mapping by id, file name or number of the test in its file");
    for (size_t i = 0; i < item->count; i++) {
        const cupel_node *one = item->items[i];
        if (one->kind != CUPEL_NODE_MAPPING)
            COMPLAIN(importer, one, "the entry of a specimen is a mapping, such as {thickness: 0.5 mm}");
        for (size_t k = 0; k < one->count; k++) {
            const cupel_status status = check_entry(importer, one->keys[k], one->items[k], true);
            if (status) return status;
        }
    }
    return CUPEL_OK;
}

cupel_status cupel_specimen_check(cupel_importer *importer)
{
    const cupel_node *root = importer->specimen;
    if (!root || cupel_node_is_null(root)) return CUPEL_OK;
    if (root->kind != CUPEL_NODE_MAPPING)
        COMPLAIN(importer, root, "specimen.yaml is a mapping, such as 'thickness: 35.2 um'");
    for (size_t i = 0; i < root->count; i++) {
        const cupel_status status = check_entry(importer, root->keys[i], root->items[i], false);
        if (status) return status;
    }
    return CUPEL_OK;
}

/* ---- applying ---- */

static void keep_text(cupel_importer *importer, cupel_draft *draft, const char *key, const char *text)
{
    const char *copy = cupel_arena_copy(importer->arena, text);
    if (!copy) {
        draft->failed = true;
        return;
    }
    if (strcmp(key, "title") == 0 && !draft->test.title) draft->test.title = copy;
    if (strcmp(key, "project") == 0 && !draft->test.project) draft->test.project = copy;
    if (strcmp(key, "license") == 0 && !draft->test.license) draft->test.license = copy;
    if (strcmp(key, "creator") == 0 && !draft->test.creator) draft->test.creator = copy;
    if (strcmp(key, "composition_method") == 0 && !draft->test.composition_method)
        draft->test.composition_method = copy;
    if (strcmp(key, "kind") == 0 && !draft->test.kind) draft->test.kind = copy;
}

static cupel_status apply_entry(cupel_importer *importer, cupel_draft *draft, const char *key,
                                const cupel_node *item)
{
    const cupel_word *word = word_of_key(key);
    if (word && word->unit) {
        double value, uncertainty;
        if (cupel_draft_find(draft, key)) return CUPEL_OK; /* said of the specimen itself */
        const cupel_status status = quantity(importer, item, key, word, &value, &uncertainty);
        if (!status) cupel_draft_property(importer, draft, word, value, uncertainty, "specimen.yaml");
        return status;
    }
    if (word) {
        const bool of_specimen = word->kind == CUPEL_WORD_SPECIMEN_TEXT;
        const cupel_pair *pairs = of_specimen ? draft->specimen_texts : draft->test_texts;
        const size_t count = of_specimen ? draft->test.specimen_text_count : draft->test.test_text_count;
        for (size_t i = 0; i < count; i++)
            if (strcmp(pairs[i].name, key) == 0) return CUPEL_OK;
        if (strcmp(key, "kind") == 0 && !draft->test.kind) keep_text(importer, draft, key, item->text);
        cupel_draft_set_text(importer, draft, of_specimen, key, item->text);
        return CUPEL_OK;
    }
    if (strcmp(key, "composition") == 0 && !draft->test.composition) {
        cupel_element *elements = cupel_arena_alloc(importer->arena, item->count + 1, sizeof *elements);
        if (!elements) return cupel_out_of_memory(importer->error, "specimen.yaml");
        const cupel_status status = composition(importer, item, elements);
        for (size_t i = 0; i < item->count; i++)
            if (!(elements[i].symbol = cupel_arena_copy(importer->arena, elements[i].symbol)))
                draft->failed = true;
        draft->test.composition = elements;
        draft->test.composition_count = item->count;
        return status;
    }
    if (item->kind == CUPEL_NODE_SCALAR) keep_text(importer, draft, key, item->text);
    return CUPEL_OK;
}

static cupel_status apply_mapping(cupel_importer *importer, cupel_draft *draft, const cupel_node *mapping)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const cupel_status status = apply_entry(importer, draft, mapping->keys[i]->text, mapping->items[i]);
        if (status) return status;
    }
    return CUPEL_OK;
}

/* The entry under specimens for the test at hand: by its id, by the name of its file with or without what is
 * behind the last dot, or by its number in a file of several. */
static const cupel_node *own_entry(const cupel_importer *importer)
{
    const cupel_node *specimens = cupel_node_get(importer->specimen, "specimens"), *found = NULL;
    if (!specimens) return NULL;
    const char *file = cupel_path_name(importer->file);
    const char *dot = strrchr(file, '.');
    char name[256], place[24];
    snprintf(name, sizeof name, "%.*s", (int)(dot && dot != file ? dot - file : (long)strlen(file)), file);
    snprintf(place, sizeof place, "%zu", importer->block + 1);
    if (importer->id) found = cupel_node_get(specimens, importer->id);
    if (!found && importer->blocks > 1) found = cupel_node_get(specimens, place);
    if (!found && importer->blocks <= 1) found = cupel_node_get(specimens, file);
    if (!found && importer->blocks <= 1) found = cupel_node_get(specimens, name);
    return found;
}

cupel_status cupel_specimen_apply(cupel_importer *importer, cupel_draft *draft)
{
    const cupel_node *root = importer->specimen;
    if (!root || cupel_node_is_null(root)) return CUPEL_OK;
    const cupel_node *own = own_entry(importer);
    cupel_status status = own ? apply_mapping(importer, draft, own) : CUPEL_OK;
    if (!status && cupel_node_get(root, "specimens") && !own &&
        !cupel_remark(importer, &draft->remarks,
                      "specimen.yaml has no entry under specimens for this test%s%.60s%s",
                      importer->id ? " ('" : "", importer->id ? importer->id : "", importer->id ? "')" : ""))
        status = cupel_out_of_memory(importer->error, "a remark");
    return status ? status : apply_mapping(importer, draft, root);
}

const char *cupel_specimen_text(const cupel_node *specimen, const char *key)
{
    const cupel_node *node =
        specimen && specimen->kind == CUPEL_NODE_MAPPING ? cupel_node_get(specimen, key) : NULL;
    return node && node->kind == CUPEL_NODE_SCALAR && !cupel_node_is_null(node) ? node->text : NULL;
}

const char *cupel_specimen_entry(const cupel_importer *importer, const char *mapping,
                                 const cupel_heading *heading, size_t column, const char *channel)
{
    const cupel_node *node = importer->specimen ? cupel_node_get(importer->specimen, mapping) : NULL;
    if (!node) return NULL;
    char place[24];
    snprintf(place, sizeof place, "%zu", column);
    const char *names[] = {heading->original, heading->name, channel, place};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = names[i] && *names[i] ? cupel_specimen_text(node, names[i]) : NULL;
        if (text) return text;
    }
    return NULL;
}

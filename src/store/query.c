/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/query.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

/* Expressions to a tree, by recursive descent: or, and, not, comparison. */

typedef struct parser {
    const char *start, *at;
    cupel_arena *arena;
    cupel_error *error;
    size_t comparisons;
} parser;

static int column_of(const parser *p, const char *at)
{
    int column = 1;
    for (const char *c = p->start; c < at; c++) column += ((unsigned char)*c & 0xc0) != 0x80;
    return column;
}

static cupel_status complain(const parser *p, cupel_status status, const char *at, const char *what)
{
    cupel_error_set(p->error, status, "%s", what);
    cupel_error_place(p->error, "expression", 1, column_of(p, at));
    return status;
}

static cupel_status no_memory(const parser *p)
{
    return cupel_out_of_memory(p->error, "the expression");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(parser *p)
{
    while (is_blank(*p->at)) p->at++;
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || ((unsigned char)c & 0x80);
}

static bool is_name_byte(char c)
{
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-';
}

/* A whole word here, in any case: `and`, not the beginning of `andalusite`. */
static bool is_word(const char *at, const char *word)
{
    const size_t length = strlen(word);
    return strncasecmp(at, word, length) == 0 && !is_name_byte(at[length]);
}

static bool take_word(parser *p, const char *word)
{
    skip_blanks(p);
    if (!is_word(p->at, word)) return false;
    p->at += strlen(word);
    return true;
}

static cupel_status new_node(parser *p, cupel_query_kind kind, const cupel_query *left,
                             const cupel_query *right, cupel_query **out)
{
    cupel_query *node = cupel_arena_alloc(p->arena, 1, sizeof *node);
    if (!node) return no_memory(p);
    node->kind = kind;
    node->left = left;
    node->right = right;
    *out = node;
    return CUPEL_OK;
}

/* ---- comparisons ---- */

static cupel_status parse_name(parser *p, cupel_comparison *out)
{
    const char *start = p->at;
    if (!is_name_start(*start))
        return complain(
            p, CUPEL_EINVAL, start,
            *start ? "a name is expected here, such as tensile_strength or rolling.pass.exit_thickness"
                   : "the expression ends where a name is expected");
    while (is_name_byte(*p->at)) p->at++;
    out->name = cupel_arena_copy_n(p->arena, start, (size_t)(p->at - start));
    out->name_column = column_of(p, start);
    return out->name ? CUPEL_OK : no_memory(p);
}

static const struct {
    const char *text;
    cupel_operator operator;
} operators[] = {
    {"<=", CUPEL_LESS_EQUAL}, {">=", CUPEL_GREATER_EQUAL}, {"!=", CUPEL_NOT_EQUAL}, {"==", CUPEL_EQUAL},
    {"<", CUPEL_LESS},        {">", CUPEL_GREATER},        {"=", CUPEL_EQUAL},      {"~", CUPEL_LIKE}};

static cupel_status parse_operator(parser *p, cupel_comparison *out)
{
    skip_blanks(p);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        const size_t length = strlen(operators[i].text);
        if (strncmp(p->at, operators[i].text, length) != 0) continue;
        out->operator= operators[i].operator;
        p->at += length;
        return CUPEL_OK;
    }
    return complain(p, CUPEL_EINVAL, p->at, "a comparison is expected here: < <= > >= = != ~");
}

static cupel_status parse_quoted(parser *p, cupel_comparison *out)
{
    const char quote = *p->at, *start = ++p->at;
    while (*p->at && *p->at != quote) p->at++;
    if (!*p->at) return complain(p, CUPEL_EINVAL, start - 1, "this quote is never closed");
    out->value = cupel_arena_copy_n(p->arena, start, (size_t)(p->at - start));
    out->quoted = true;
    p->at++;
    return out->value ? CUPEL_OK : no_memory(p);
}

/* Up to `and`, `or`, or a bracket that was not opened in it: units have brackets and blanks. */
static cupel_status parse_plain(parser *p, cupel_comparison *out)
{
    const char *start = p->at, *end = p->at;
    int open = 0;
    for (bool fresh = false; *p->at; p->at++) {
        const char c = *p->at;
        if (fresh && open == 0 && (is_word(p->at, "and") || is_word(p->at, "or"))) break;
        if (c == ')' && open == 0) break;
        open += (c == '(') - (c == ')');
        fresh = is_blank(c);
        if (!fresh) end = p->at + 1;
        if (strchr("<>=~\"'", c) || (c == '!' && p->at[1] == '='))
            return complain(p, CUPEL_EINVAL, p->at,
                            "a value ends here: `and` or `or` is missing, or quotes around a text");
    }
    if (end == start)
        return complain(p, CUPEL_EINVAL, start,
                        "a value is expected here, such as 400 MPa, C11000, 'a text' or 2026-01-01");
    out->value = cupel_arena_copy_n(p->arena, start, (size_t)(end - start));
    return out->value ? CUPEL_OK : no_memory(p);
}

static cupel_status parse_comparison(parser *p, cupel_query **out)
{
    cupel_comparison comparison = {0};
    if (p->comparisons++ == CUPEL_QUERY_COMPARISONS)
        return complain(p, CUPEL_ELIMIT, p->at, "one comparison too many: 64 are allowed");
    cupel_status status = parse_name(p, &comparison);
    if (!status) status = parse_operator(p, &comparison);
    if (status) return status;
    skip_blanks(p);
    comparison.value_column = column_of(p, p->at);
    status = *p->at == '"' || *p->at == '\'' ? parse_quoted(p, &comparison) : parse_plain(p, &comparison);
    if (!status) status = new_node(p, CUPEL_QUERY_COMPARE, NULL, NULL, out);
    if (!status) (*out)->comparison = comparison;
    return status;
}

/* ---- and, or, not ---- */

static cupel_status parse_or(parser *p, size_t depth, cupel_query **out);

static cupel_status parse_not(parser *p, size_t depth, cupel_query **out)
{
    if (depth > CUPEL_QUERY_DEPTH)
        return complain(p, CUPEL_ELIMIT, p->at, "nested too deeply: 64 levels are allowed");
    if (take_word(p, "not")) {
        cupel_query *inner;
        const cupel_status status = parse_not(p, depth + 1, &inner);
        return status ? status : new_node(p, CUPEL_QUERY_NOT, inner, NULL, out);
    }
    if (*p->at != '(') return parse_comparison(p, out);
    const char *open = p->at++;
    const cupel_status status = parse_or(p, depth + 1, out);
    if (status) return status;
    skip_blanks(p);
    if (*p->at != ')')
        return complain(p, CUPEL_EINVAL, *p->at ? p->at : open,
                        *p->at ? "')' or `and` or `or` is expected here" : "this bracket is never closed");
    p->at++;
    return CUPEL_OK;
}

static cupel_status parse_and(parser *p, size_t depth, cupel_query **out)
{
    cupel_status status = parse_not(p, depth, out);
    while (!status && take_word(p, "and")) {
        cupel_query *right;
        status = parse_not(p, depth, &right);
        if (!status) status = new_node(p, CUPEL_QUERY_AND, *out, right, out);
    }
    return status;
}

static cupel_status parse_or(parser *p, size_t depth, cupel_query **out)
{
    cupel_status status = parse_and(p, depth, out);
    while (!status && take_word(p, "or")) {
        cupel_query *right;
        status = parse_and(p, depth, &right);
        if (!status) status = new_node(p, CUPEL_QUERY_OR, *out, right, out);
    }
    return status;
}

cupel_status cupel_query_parse(const char *text, cupel_arena *arena, const cupel_query **out,
                               cupel_error *error)
{
    parser p = {.start = text, .at = text, .arena = arena, .error = error};
    const size_t length = strnlen(text, CUPEL_QUERY_BYTES + 1);
    if (length > CUPEL_QUERY_BYTES) return complain(&p, CUPEL_ELIMIT, text, "the expression is too long");
    const size_t good = cupel_utf8_prefix(text, length);
    if (good < length) return complain(&p, CUPEL_EINVAL, text + good, "this is no UTF-8 text");
    cupel_query *query;
    const cupel_status status = parse_or(&p, 0, &query);
    if (status) return status;
    skip_blanks(&p);
    if (*p.at)
        return complain(&p, CUPEL_EINVAL, p.at,
                        "the expression should end here, or go on with `and` or `or`");
    *out = query;
    return CUPEL_OK;
}

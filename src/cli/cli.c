/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/units.h"
#include "param/walk.h"
#include "store/store.h"

/* ---- command lines ---- */

typedef struct parse_state {
    cupel_cli *cli;
    const cupel_cli_syntax *syntax;
    void *host;
    char **arguments;
    size_t count;
} parse_state;

static error_t parse_one(int key, char *argument, struct argp_state *state)
{
    parse_state *parse = state->input;
    switch (key) {
    case 'j':
        parse->cli->json = true;
        return 0;
    case ARGP_KEY_ARGS: /* what is left once the options are taken out */
        parse->arguments = state->argv + state->next;
        parse->count = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_END:
        if (parse->count < parse->syntax->least)
            argp_error(state, "too few arguments; wanted: %s", parse->syntax->arguments);
        if (parse->count > parse->syntax->most)
            argp_error(state, "too many arguments, from '%s' on", parse->arguments[parse->syntax->most]);
        return 0;
    default:
        if (key > 0 && key < ARGP_KEY_END && parse->syntax->option &&
            parse->syntax->option(parse->host, key, argument))
            return 0;
        return ARGP_ERR_UNKNOWN;
    }
}

char **cupel_cli_parse(cupel_cli *cli, const cupel_cli_syntax *syntax, void *host, int argc, char **argv,
                       size_t *count)
{
    const struct argp argp = {
        .options = syntax->options, .parser = parse_one, .args_doc = syntax->arguments, .doc = syntax->text};
    parse_state parse = {.cli = cli, .syntax = syntax, .host = host};
    argp_err_exit_status = CUPEL_EXIT_INPUT;
    if (argp_parse(&argp, argc, argv, 0, NULL, &parse)) exit(CUPEL_EXIT_SYSTEM);
    *count = parse.count;
    return parse.arguments;
}

double cupel_cli_number_option(const cupel_cli *cli, const char *option, const char *text)
{
    double value;
    const char *end;
    if (!cupel_parse_number(text, &value, &end) || *end || !(value >= 0)) {
        cupel_cli_complain(cli, CUPEL_EINVAL, "--%s: '%s' is not a number; allowed: 0 and above", option,
                           text);
        exit(CUPEL_EXIT_INPUT);
    }
    return value;
}

double cupel_cli_quantity_option(const cupel_cli *cli, const char *option, const char *text, const char *unit)
{
    double value = 0;
    cupel_error error = {0};
    if (cupel_quantity_parse(text, unit, false, &value, &error)) {
        cupel_cli_complain(cli, CUPEL_EINVAL, "--%s: %s", option, error.text);
        exit(CUPEL_EXIT_INPUT);
    }
    return value;
}

/* ---- messages ---- */

int cupel_cli_exit(cupel_status status)
{
    switch (status) {
    case CUPEL_OK:
        return CUPEL_EXIT_DONE;
    case CUPEL_EFAILED:
        return CUPEL_EXIT_FAILED;
    case CUPEL_EINVAL:
    case CUPEL_EDAMAGED:
    case CUPEL_ELIMIT:
        return CUPEL_EXIT_INPUT;
    case CUPEL_ENOMEM:
    case CUPEL_EIO:
    case CUPEL_EINTERNAL:
        break;
    }
    return CUPEL_EXIT_SYSTEM;
}

/* Texts from files may hold escape sequences that rule a terminal. */
static void add_clean(cupel_text *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        const unsigned char u = (unsigned char)*c;
        /* U+0080 to U+009F, as UTF-8, are control characters too */
        const bool c1 = u == 0xc2 && (unsigned char)c[1] >= 0x80 && (unsigned char)c[1] < 0xa0;
        if (c1) c++;
        if (c1 || (u < 0x20 && u != '\t') || u == 0x7f)
            cupel_text_add_n(out, "?", 1);
        else
            cupel_text_add_n(out, c, 1);
    }
}

static const char *style_code(cupel_style style)
{
    static const char *const codes[] = {"1", "2", "31", "32", "33"};
    return codes[style];
}

static void add_styled(bool colour, cupel_style style, const char *text, cupel_text *out)
{
    if (colour) cupel_text_printf(out, "\033[%sm", style_code(style));
    add_clean(out, text);
    if (colour) cupel_text_add(out, "\033[0m");
}

void cupel_cli_styled(const cupel_cli *cli, cupel_style style, const char *text, cupel_text *out)
{
    add_styled(cli->colour_out, style, text, out);
}

static void say(const cupel_cli *cli, const char *where, const char *kind, cupel_style style,
                const char *text)
{
    cupel_text line = {0};
    add_styled(cli->colour_err, CUPEL_BOLD, where, &line);
    cupel_text_add(&line, ": ");
    if (kind) {
        add_styled(cli->colour_err, style, kind, &line);
        cupel_text_add(&line, ": ");
    }
    add_clean(&line, text);
    fprintf(stderr, "%s\n", line.failed ? text : cupel_text_get(&line));
    cupel_text_free(&line);
}

int cupel_cli_error(const cupel_cli *cli, const cupel_error *error)
{
    char where[CUPEL_ERROR_FILE + 64];
    if (error->file[0] && error->line > 0)
        snprintf(where, sizeof where, "%s:%d:%d", error->file, error->line, error->column);
    else if (error->file[0])
        snprintf(where, sizeof where, "%s", error->file);
    else
        snprintf(where, sizeof where, "cupel %s", cli->verb);
    say(cli, where, NULL, CUPEL_RED, error->text[0] ? error->text : cupel_status_text(error->status));
    return cupel_cli_exit(error->status);
}

int cupel_cli_diagnostics(const cupel_cli *cli, const cupel_diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) cupel_cli_error(cli, &diagnostics->entries[i]);
    if (diagnostics->out_of_memory) return cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory");
    return diagnostics->count ? CUPEL_EXIT_INPUT : CUPEL_EXIT_DONE;
}

int cupel_cli_complain(const cupel_cli *cli, cupel_status status, const char *format, ...)
{
    cupel_error error = {.status = status};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error.text, sizeof error.text, format, arguments);
    va_end(arguments);
    return cupel_cli_error(cli, &error);
}

void cupel_cli_warn(const cupel_cli *cli, const char *format, ...)
{
    char text[CUPEL_ERROR_TEXT], where[64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(where, sizeof where, "cupel %s", cli->verb);
    say(cli, where, "warning", CUPEL_YELLOW, text);
}

/* ---- output ---- */

int cupel_cli_write(const cupel_cli *cli, const char *path, const void *bytes, size_t count)
{
    if (path && strcmp(path, "-") != 0) {
        cupel_error error = {0};
        if (cupel_file_is_hdf5(path))
            return cupel_cli_complain(
                cli, CUPEL_EINVAL, "'%s' is a run file or other HDF5 and is not replaced; name another file",
                path);
        if (cupel_file_write_all(path, bytes, count, &error)) return cupel_cli_error(cli, &error);
        return CUPEL_EXIT_DONE;
    }
    if ((count && fwrite(bytes, 1, count, stdout) != count) || fflush(stdout) != 0)
        return cupel_cli_complain(cli, CUPEL_EIO, "cannot write to standard output");
    return CUPEL_EXIT_DONE;
}

int cupel_cli_print(const cupel_cli *cli, cupel_text *text)
{
    const int status = text->failed ? cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory")
                                    : cupel_cli_write(cli, NULL, cupel_text_get(text), text->length);
    cupel_text_free(text);
    return status;
}

json_t *cupel_cli_json_text(const char *text)
{
    cupel_text clean = {0};
    for (size_t left = strlen(text); left;) {
        const size_t good = cupel_utf8_prefix(text, left);
        cupel_text_add_n(&clean, text, good);
        if (good < left) cupel_text_add(&clean, "?");
        text += good < left ? good + 1 : good;
        left -= good < left ? good + 1 : good;
    }
    json_t *value = clean.failed ? NULL : json_string(cupel_text_get(&clean));
    cupel_text_free(&clean);
    return value;
}

int cupel_cli_print_json(const cupel_cli *cli, json_t *value)
{
    if (!value) return cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory");
    cupel_text text = {0};
    cupel_json_text(value, &text);
    cupel_text_add(&text, "\n");
    json_decref(value);
    return cupel_cli_print(cli, &text);
}

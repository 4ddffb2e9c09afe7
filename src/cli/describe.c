/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "model/registry.h"
#include "param/walk.h"

enum { OPTION_MARKDOWN = 'm', OPTION_PAGES = 1000 };

typedef struct describe_options {
    bool markdown;
    const char *pages;
} describe_options;

static const struct argp_option options[] = {
    CUPEL_OPTION_JSON,
    {"markdown", OPTION_MARKDOWN, NULL, 0, "print the page as Markdown", 0},
    {"pages", OPTION_PAGES, "DIR", OPTION_HIDDEN, "write the pages of all models into DIR", 0},
    {0},
};

static bool take(void *host, int key, char *argument)
{
    describe_options *o = host;
    if (key == OPTION_MARKDOWN) o->markdown = true;
    if (key == OPTION_PAGES) o->pages = argument;
    return key == OPTION_MARKDOWN || key == OPTION_PAGES;
}

static const cupel_cli_syntax syntax = {
    .arguments = "[MODEL]",
    .text =
        "Lists the models, or tells what a model computes, its parameters and its results."
        "\vExamples:\n  cupel describe\n  cupel describe rolling.pass\n  cupel describe rolling.pass --json",
    .options = options,
    .option = take,
    .most = 1,
};

/* "rolling" and "rolling.*" stand for the models of a domain. */
static bool in_domain(const cupel_model *model, const char *word)
{
    const size_t length = strlen(word);
    return (strncmp(model->name, word, length) == 0 && model->name[length] == '.') ||
           cupel_matches(word, model->name);
}

static size_t count_models(const char *domain)
{
    size_t count = 0;
    for (const cupel_model *const *model = cupel_cli_models(); *model; model++)
        count += !domain || in_domain(*model, domain);
    return count;
}

static int list_as_json(const cupel_cli *cli, const char *domain)
{
    json_t *list = json_array();
    bool ok = list != NULL;
    for (const cupel_model *const *model = cupel_cli_models(); ok && *model; model++)
        if (!domain || in_domain(*model, domain))
            ok = json_array_append_new(list, json_pack("{s: s, s: s, s: i}", "name", (*model)->name, "title",
                                                       (*model)->title, "version", (*model)->version)) == 0;
    if (!ok) {
        json_decref(list);
        list = NULL;
    }
    return cupel_cli_print_json(cli, list);
}

static int list_models(const cupel_cli *cli, const char *domain)
{
    if (cli->json) return list_as_json(cli, domain);
    cupel_cli_table table = {.columns = 2};
    cupel_cli_cells(&table, 2, (const char *const[]){"model", "computes"});
    for (const cupel_model *const *model = cupel_cli_models(); *model; model++)
        if (!domain || in_domain(*model, domain))
            cupel_cli_cells(&table, 2, (const char *const[]){(*model)->name, (*model)->title});
    cupel_text out = {0};
    cupel_cli_table_end(cli, &table, 0, &out);
    return cupel_cli_print(cli, &out);
}

int cupel_cli_no_model(const cupel_cli *cli, const char *name)
{
    const char *names[256];
    size_t count = 0;
    for (const cupel_model *const *model = cupel_cli_models(); *model && count < 256; model++)
        names[count++] = (*model)->name;
    const char *near = cupel_nearest(name, names, count);
    return cupel_cli_complain(cli, CUPEL_EINVAL, "no model '%s'; %s%s%s", name, near ? "did you mean '" : "",
                              near ? near : "`cupel describe` lists them", near ? "'?" : "");
}

static int write_page(const cupel_cli *cli, const char *folder, const char *name, cupel_text *page)
{
    char path[4096];
    const int length = snprintf(path, sizeof path, "%s/%s.md", folder, name);
    int status;
    if (page->failed)
        status = cupel_cli_complain(cli, CUPEL_ENOMEM, "out of memory");
    else if (length < 0 || (size_t)length >= sizeof path)
        status = cupel_cli_complain(cli, CUPEL_EINVAL, "the name of the folder is too long");
    else
        status = cupel_cli_write(cli, path, cupel_text_get(page), page->length);
    cupel_text_free(page);
    return status;
}

#define PAGE_NOTICE                                                                                          \
    "<!--\nSPDX-FileCopyrightText: 2026 The cupel authors\nSPDX-License-Identifier: GPL-3.0-or-later\n"      \
    "Written by script/docs from the tables of the models: change those instead.\n-->\n"

static int write_pages(const cupel_cli *cli, const char *folder)
{
    cupel_text index = {0};
    cupel_text_add(&index, PAGE_NOTICE "# Models\n\n| model | computes |\n|---|---|\n");
    int status = CUPEL_EXIT_DONE;
    for (const cupel_model *const *model = cupel_cli_models(); !status && *model; model++) {
        cupel_text page = {0};
        cupel_text_add(&page, PAGE_NOTICE);
        cupel_model_describe(*model, true, &page);
        cupel_text_printf(&index, "| [%s](%s.md) | %s |\n", (*model)->name, (*model)->name, (*model)->title);
        status = write_page(cli, folder, (*model)->name, &page);
    }
    if (!status) return write_page(cli, folder, "README", &index);
    cupel_text_free(&index);
    return status;
}

int cupel_cli_describe(cupel_cli *cli, int argc, char **argv)
{
    describe_options o = {0};
    size_t count;
    char **names = cupel_cli_parse(cli, &syntax, &o, argc, argv, &count);
    if (o.pages) return write_pages(cli, o.pages);
    if (count == 0) return list_models(cli, NULL);
    const cupel_model *model = cupel_cli_find_model(names[0]);
    if (!model)
        return count_models(names[0]) ? list_models(cli, names[0]) : cupel_cli_no_model(cli, names[0]);
    if (cli->json) return cupel_cli_print_json(cli, cupel_model_json(model));
    cupel_text page = {0};
    cupel_model_describe(model, o.markdown, &page);
    return cupel_cli_print(cli, &page);
}

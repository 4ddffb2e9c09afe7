/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "model/registry.h"
#include "testdata/evaluation.h"

/* What a file keeps with a scalar is written with it and read under the names of the table: so the table must
 * have it behind its scalar, by these names. */
static void check_row(const cupel_model *model, size_t index)
{
    const cupel_result *row = &model->results[index];
    if (!row->of) return;
    size_t scalar = index;
    while (scalar > 0 && model->results[scalar].of) scalar--;
    const cupel_result *value = &model->results[scalar];
    char name[128];
    snprintf(name, sizeof name, "%s_%s", row->of, row->kind == CUPEL_LABEL ? "flag" : "uncertainty");
    if (strcmp(value->name, row->of) != 0 || value->kind != CUPEL_SCALAR || strcmp(row->name, name) != 0 ||
        (row->kind != CUPEL_SCALAR && row->kind != CUPEL_LABEL))
        fail_msg("%s: %s is not kept with %s", model->name, row->name, row->of);
    if (row->kind == CUPEL_SCALAR && (!value->uncertainty || strcmp(value->uncertainty, row->name) != 0))
        fail_msg("%s: %s does not name %s", model->name, value->name, row->name);
}

static size_t check_model(const cupel_model *model)
{
    size_t count = 0;
    for (size_t i = 0; i < model->result_count; i++) {
        check_row(model, i);
        count += model->results[i].of != NULL;
    }
    return count;
}

static void tables_have_what_is_kept_with_a_scalar_behind_it(void **state)
{
    (void)state;
    size_t count = 0;
    for (const cupel_model *const *m = cupel_models(); *m; m++) count += check_model(*m);
    assert_true(count > 10);
    for (const cupel_evaluation *const *e = cupel_evaluations(); *e; e++)
        assert_true(check_model(&(*e)->model) >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tables_have_what_is_kept_with_a_scalar_behind_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

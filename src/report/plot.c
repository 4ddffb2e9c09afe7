/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include "report/figure.h"

enum { NARROWEST = 300, WIDEST = 6000, USUAL = 1200 };

cupel_status cupel_plot(cupel_file *file, const cupel_plot_request *request, char **bytes, size_t *count,
                        cupel_error *error)
{
    const int width = request->width ? request->width : USUAL;
    if (width < NARROWEST || width > WIDEST)
        CUPEL_FAIL(error, CUPEL_EINVAL, "a picture %d pixels wide; allowed: %d to %d", width, NARROWEST,
                   WIDEST);
    cupel_arena *arena = cupel_arena_new();
    cupel_figure *figure = arena ? cupel_arena_alloc(arena, 1, sizeof *figure) : NULL;
    cupel_text script = {0};
    cupel_status status = CUPEL_OK;
    if (!figure) {
        status = cupel_out_of_memory(error, "a picture");
    } else {
        figure->arena = arena;
        status = cupel_figure_build(file, request, figure, error);
    }
    if (!status) {
        cupel_figure_script(figure, request->format, width, &script);
        status = script.failed ? cupel_out_of_memory(error, "a picture")
                               : cupel_gnuplot_run(&script, bytes, count, error);
    }
    cupel_text_free(&script);
    cupel_arena_free(arena);
    return status;
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "report/script.h"

/* A field as a colour map with its scale beside it. */

enum {
    LEFT = 138,
    MOST_WIDTH = 850,
    LEAST_WIDTH = 120,
    LEAST_HEIGHT = 220,
    MOST_HEIGHT = 850,
    SCALE_GAP = 28,
    SCALE_WIDTH = 26,
    HEADS = 3,
    SHORT = 6, /* arrows */
    MIDDLING = 12
};

/* From dark to light in even steps of lightness, for colour-blind eyes and grey printers too: viridis (Smith
 * and van der Walt 2015). */
static const char *const palette = "set palette defined (0 '#440154', 1 '#482878', 2 '#3e4a89', 3 '#31688e', "
                                   "4 '#26828e', 5 '#1f9e89', 6 '#35b779', "
                                   "7 '#6ece58', 8 '#b5de2b', 9 '#fde725')\n";

static double aspect(const cupel_map *map)
{
    return map->step[1] * (double)map->cells[1] / (map->step[0] * (double)map->cells[0]);
}

double cupel_script_map_height(const cupel_map *map)
{
    return fmin(fmax(MOST_WIDTH * aspect(map), LEAST_HEIGHT), MOST_HEIGHT);
}

double cupel_script_map_width(const cupel_map *map, double height)
{
    return fmin(fmax(height / aspect(map), LEAST_WIDTH), MOST_WIDTH);
}

/* Far edge of a box: a pixel below the next one, which is drawn later, so that no light comes through between
 * them. */
static double far_edge(const cupel_map *map, int k, size_t index, double next)
{
    const double *edges = map->edges[k], height = cupel_script_map_height(map);
    const double pixels = k == 0 ? cupel_script_map_width(map, height) : height;
    return edges[index + 1] + (isnan(next) ? 0 : (edges[map->cells[k]] - edges[0]) / pixels);
}

/* Boxes that have a value: their middle, their sides, the value. */
static void add_boxes(const cupel_map *map, cupel_text *out)
{
    const size_t *n = map->cells;
    for (size_t j = 0; j < n[1]; j++)
        for (size_t i = 0; i < n[0]; i++) {
            const double *value = map->values + j * n[0] + i;
            if (isnan(*value)) continue;
            const double right = far_edge(map, 0, i, i + 1 < n[0] ? value[1] : (double)NAN),
                         top = far_edge(map, 1, j, j + 1 < n[1] ? value[n[0]] : (double)NAN);
            const double x = map->edges[0][i], y = map->edges[1][j];
            cupel_text_printf(out, "%.9g %.9g %.9g %.9g %.9g %.9g %.6g\n", x, y, x, right, y, top, *value);
        }
}

static void add_raster(const cupel_map *map, cupel_text *out)
{
    for (size_t j = 0; j < map->cells[1]; j++) {
        for (size_t i = 0; i < map->cells[0]; i++) {
            const double value = map->values[j * map->cells[0] + i];
            if (i) cupel_text_add(out, " ");
            if (isfinite(value))
                cupel_text_printf(out, "%.6g", value);
            else
                cupel_text_add(out, "nan");
        }
        cupel_text_add(out, "\n");
    }
}

/* Which of the heads fits an arrow of this length on the page. */
static int head_of(const cupel_map *map, const double *arrow)
{
    const double height = cupel_script_map_height(map),
                 page[] = {cupel_script_map_width(map, height), height};
    double length = 0;
    for (int k = 0; k < 2; k++)
        length = hypot(length, arrow[2 + k] / (map->step[k] * (double)map->cells[k]) * page[k]);
    return length < SHORT ? 1 : length < MIDDLING ? 2 : HEADS;
}

/* Dark with a light rim, to be seen on every colour; the head no longer than the arrow. */
static void add_arrow_styles(cupel_text *out)
{
    static const double heads[HEADS] = {0.0022, 0.004, 0.006};
    for (int style = 0; style < 2 * HEADS; style++)
        cupel_text_printf(
            out, "set style arrow %d head filled size screen %.4f,18 linewidth %.1f linecolor rgb '%s'\n",
            style + 1, heads[style % HEADS], style < HEADS ? 2.8 : 1.0,
            style < HEADS ? "#ffffff" : "#111111");
}

void cupel_script_map_data(const cupel_map *map, size_t panel, cupel_text *out)
{
    cupel_text_printf(out, "$map%zu << END\n", panel);
    if (map->edges[0])
        add_boxes(map, out);
    else
        add_raster(map, out);
    cupel_text_add(out, "END\n");
    if (!map->arrow_count) return;
    cupel_text_printf(out, "$arrows%zu << END\n", panel);
    for (const double *a = map->arrows; a < map->arrows + 4 * map->arrow_count; a += 4)
        cupel_text_printf(out, "%.6g %.6g %.6g %.6g %d\n", a[0] - 0.5 * a[2], a[1] - 0.5 * a[3], a[2], a[3],
                          head_of(map, a));
    cupel_text_add(out, "END\n");
}

static void add_range(const char *axis, double from, double to, cupel_text *out)
{
    cupel_text_printf(out, "set %srange [", axis);
    cupel_script_number(out, from);
    cupel_text_add(out, ":");
    cupel_script_number(out, to);
    cupel_text_add(out, "]\n");
}

/* A field of one value all over needs a scale, too. */
static void add_scale(const cupel_map *map, cupel_text *out)
{
    double lo = INFINITY, hi = -INFINITY;
    for (size_t i = 0; i < map->cells[0] * map->cells[1]; i++)
        if (isfinite(map->values[i])) lo = fmin(lo, map->values[i]), hi = fmax(hi, map->values[i]);
    if (map->greatest > map->least) lo = map->least, hi = map->greatest;
    const double spare = hi > lo ? 0 : fmax(1e-3 * fabs(hi), 1e-300);
    if (hi >= lo) add_range("cb", lo - spare, hi + spare, out);
}

/* Place of the plot and of its scale, with the same metre along x and y where the page allows it. */
static void add_place(const cupel_map *map, double top, double bottom, double pixels, cupel_text *out)
{
    const double height = (top - bottom) * pixels;
    const double width = cupel_script_map_width(map, height);
    const double left = (LEFT + 0.5 * (MOST_WIDTH - width)) / CUPEL_SCRIPT_WIDTH,
                 right = left + width / CUPEL_SCRIPT_WIDTH;
    cupel_text_printf(
        out,
        "set lmargin at screen %.6f\nset rmargin at screen %.6f\n"
        "set colorbox user origin screen %.6f, screen %.6f size screen %.6f, screen %.6f noborder\n",
        left, right, right + (double)SCALE_GAP / CUPEL_SCRIPT_WIDTH, bottom,
        (double)SCALE_WIDTH / CUPEL_SCRIPT_WIDTH, top - bottom);
}

/* Pixels of SVG are rectangles: an image would be a file beside it. */
static void add_image(const cupel_map *map, cupel_picture format, cupel_text *out)
{
    cupel_text_add(out, "matrix using (");
    cupel_script_number(out, map->origin[0] + 0.5 * map->step[0]);
    cupel_text_add(out, "+$1*");
    cupel_script_number(out, map->step[0]);
    cupel_text_add(out, "):(");
    cupel_script_number(out, map->origin[1] + 0.5 * map->step[1]);
    cupel_text_add(out, "+$2*");
    cupel_script_number(out, map->step[1]);
    cupel_text_printf(out, "):3 with image%s notitle", format == CUPEL_SVG ? " pixels" : "");
}

void cupel_script_map(const cupel_panel *panel, size_t number, cupel_picture format, double top,
                      double bottom, double pixels, cupel_text *out)
{
    const cupel_map *map = panel->map;
    const double end[2] = {map->origin[0] + map->step[0] * (double)map->cells[0],
                           map->origin[1] + map->step[1] * (double)map->cells[1]};
    cupel_text_add(out, palette);
    add_place(map, top, bottom, pixels, out);
    cupel_text_add(out, "unset grid\nunset key\nset offsets 0, 0, 0, 0\nset xtics norotate autojustify "
                        "autofreq\nset format x '%g'\n"
                        "unset logscale\nset format y '%h'\nset ytics autofreq\nset xlabel ");
    cupel_script_quoted(out, panel->x_label);
    cupel_text_add(out, "\nset ylabel ");
    cupel_script_quoted(out, map->y_label);
    cupel_text_add(out, "\nset cblabel ");
    cupel_script_quoted(out, panel->y_label);
    cupel_text_add(out,
                   " offset 2.2,0 textcolor rgb '#222222'\nset cbtics scale 0.5 textcolor rgb '#222222'\n");
    add_range("x", map->origin[0], end[0], out);
    add_range("y", map->origin[1], end[1], out);
    add_scale(map, out);
    if (map->arrow_count) add_arrow_styles(out);
    cupel_text_printf(out, "plot $map%zu ", number);
    if (map->edges[0])
        cupel_text_add(out,
                       "using 1:2:3:4:5:6:7 with boxxyerror fillstyle solid 1 noborder linecolor palette "
                       "linewidth 0 notitle");
    else
        add_image(map, format, out);
    for (int line = 0; map->arrow_count && line < 2; line++) /* the dark ones lie on the light ones */
        cupel_text_printf(out, ", $arrows%zu using 1:2:3:4:($5+%d) with vectors arrowstyle variable notitle",
                          number, line * HEADS);
    cupel_text_add(out, "\n");
}

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "report/script.h"

/* Colours that stay apart for colour-blind eyes (Okabe and Ito 2008), without the yellow that fades on white.
 */
static const char *const colours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                      "#E69F00", "#56B4E9", "#000000"};
enum { COLOURS = sizeof colours / sizeof *colours };

/* Tints of the same for what is shaded, light enough to read a curve on. */
static const char *const shades[] = {"#dcdcdc", "#c9e1f2", "#fbeeb0", "#f9d3bd", "#b9b9b9", "#cfe8dc"};
enum { SHADES = sizeof shades / sizeof *shades };

/* In pixels of a picture 1200 wide. */
enum {
    SINGLE_HEIGHT = 560, /* of the plot itself, when there is one panel */
    PANEL_HEIGHT = 300,
    TITLE = 64,          /* above the first panel */
    HEADING = 36,        /* above the first panel of a chart */
    FOOT = 92,           /* below a panel: numbers and label of its x axis */
    GAP = 36,            /* between panels over one x axis */
    KEY_ROW = 30,        /* a row of the legend */
    KEY_CHARACTERS = 84, /* that fit in such a row */
    TITLE_CHARACTERS = 80
};
enum { DENSE = 40, MOST_TICKS = 24, LONGEST_TEXT = 160 };
enum { FIRST_WORD = 10, FIRST_POINT = 10000 }; /* numbers of labels; those before are title and heading */

/* In single quotes gnuplot takes everything as it is but the quote itself, which is doubled. Control
 * characters and the grave accent, which starts a command elsewhere, are not let through at all. */
void cupel_script_quoted(cupel_text *out, const char *text)
{
    cupel_text_add(out, "'");
    size_t used = 0;
    for (const char *c = text; *c; c++, used++) {
        const unsigned char u = (unsigned char)*c;
        if (used >= LONGEST_TEXT && (u & 0xc0) != 0x80) {
            cupel_text_add(out, "…");
            break;
        }
        if (u < 0x20 || u == 0x7f || u == '`')
            cupel_text_add(out, " ");
        else if (u == '\'')
            cupel_text_add(out, "''");
        else
            cupel_text_add_n(out, c, 1);
    }
    cupel_text_add(out, "'");
}

void cupel_script_number(cupel_text *out, double value)
{
    char digits[32];
    cupel_format_number(value, digits);
    cupel_text_add(out, digits);
}

/* ---- layout ---- */

typedef struct layout {
    double height, top[CUPEL_FIGURE_PANELS], bottom[CUPEL_FIGURE_PANELS]; /* pixels from above */
    bool labelled[CUPEL_FIGURE_PANELS]; /* the x axis has its numbers and words */
} layout;

/* The level across the panel; 0: none. */
static double line_of(const cupel_panel *panel)
{
    return panel->chart ? panel->chart->line : 0;
}

/* Whether the axis of these values can be logarithmic: some are above zero, none is below. */
static bool can_be_logarithmic(const cupel_panel *panel, bool of_x)
{
    bool positive = false;
    for (size_t t = 0; t < panel->count; t++)
        for (size_t i = 0; i < panel->traces[t].count; i++) {
            const double value = of_x ? panel->traces[t].x[i] : panel->traces[t].y[i];
            if (value < 0) return false;
            positive = positive || (value > 0 && isfinite(value));
        }
    return positive;
}

static bool logarithmic_abscissa(const cupel_panel *panel)
{
    return panel->logarithmic_axis && !panel->ticks && can_be_logarithmic(panel, true);
}

static bool logarithmic_ordinate(const cupel_panel *panel)
{
    return panel->logarithmic && line_of(panel) >= 0 && can_be_logarithmic(panel, false);
}

static bool has_stems(const cupel_panel *panel)
{
    return panel->chart && panel->chart->stems;
}

static bool has_stairs(const cupel_panel *panel)
{
    return panel->chart && panel->chart->stairs;
}

/* From zero when the places begin near it: without zero a reader takes the first for it. */
static void get_range(const cupel_panel *panel, double *lo, double *hi)
{
    const double above = logarithmic_abscissa(panel) ? 0 : -INFINITY;
    *lo = INFINITY, *hi = -INFINITY;
    for (size_t t = 0; t < panel->count && !panel->ticks; t++)
        for (size_t i = 0; i < panel->traces[t].count; i++) {
            const double x = panel->traces[t].x[i];
            if (isfinite(x) && x > above) *lo = fmin(*lo, x), *hi = fmax(*hi, x);
        }
    if (*lo > 0 && !logarithmic_abscissa(panel) && (has_stairs(panel) || *lo < 0.1 * *hi)) *lo = 0;
}

/* Whether the axis below the lower one serves both. */
static bool shares_abscissa(const cupel_panel *upper, const cupel_panel *lower)
{
    double lo, hi, lower_lo, lower_hi;
    get_range(upper, &lo, &hi);
    get_range(lower, &lower_lo, &lower_hi);
    if (upper->map || lower->map || lower->heading || strcmp(upper->x_label, lower->x_label) != 0 ||
        lo != lower_lo || hi != lower_hi || upper->tick_count != lower->tick_count ||
        logarithmic_abscissa(upper) != logarithmic_abscissa(lower))
        return false;
    for (size_t k = 0; k < upper->tick_count; k++)
        if (strcmp(upper->ticks[k], lower->ticks[k]) != 0) return false;
    return true;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The legend of what lies behind the curves stands above the first panel of a chart. */
static bool new_band(const cupel_panel *panel, size_t i)
{
    bool fresh = panel->heading != NULL;
    for (size_t k = 0; k < i; k++) fresh = fresh && strcmp(panel->bands[k].word, panel->bands[i].word) != 0;
    return fresh;
}

static bool names_mark(const cupel_panel *panel)
{
    return panel->heading && panel->mark_count > 0;
}

/* gnuplot sets the entries in columns as wide as the longest of them. */
static double legend_height(const cupel_panel *panel)
{
    size_t entries = 0, longest = 0;
#define COUNT(text) entries++, longest = larger(longest, cupel_display_width(text) + 8)
    for (size_t t = 0; t < panel->count; t++)
        if (panel->traces[t].label) COUNT(panel->traces[t].label);
    for (size_t i = 0; i < panel->band_count; i++)
        if (new_band(panel, i)) COUNT(panel->bands[i].word);
    if (names_mark(panel)) COUNT(panel->mark_label);
#undef COUNT
    if (!entries) return 0;
    const size_t columns = larger(1, KEY_CHARACTERS / longest);
    return KEY_ROW * (double)((entries + columns - 1) / columns);
}

static layout arrange(const cupel_figure *figure)
{
    layout l = {0};
    double at = TITLE;
    for (size_t i = 0; i < figure->count; i++) {
        l.labelled[i] =
            i + 1 == figure->count || !shares_abscissa(&figure->panels[i], &figure->panels[i + 1]);
        l.top[i] = at + legend_height(&figure->panels[i]) + (figure->panels[i].heading ? HEADING : 0);
        const cupel_map *map = figure->panels[i].map;
        l.bottom[i] = l.top[i] + (map                  ? cupel_script_map_height(map)
                                  : figure->count == 1 ? SINGLE_HEIGHT
                                                       : PANEL_HEIGHT);
        at = l.bottom[i] + (l.labelled[i] ? FOOT : GAP);
    }
    l.height = at;
    return l;
}

static void add_terminal(const layout *l, cupel_picture format, int width, cupel_text *out)
{
    const double scale = (double)width / CUPEL_SCRIPT_WIDTH;
    const int height = (int)(l->height * scale + 0.5);
    switch (format) {
    case CUPEL_PNG:
        cupel_text_printf(
            out, "set terminal pngcairo noenhanced size %d,%d font 'DejaVu Sans,%.1f' linewidth %.2f\n",
            width, height, 14 * scale, 1.3 * scale);
        break;
    case CUPEL_SVG:
        cupel_text_printf(out,
                          "set terminal svg noenhanced background '#ffffff' size %d,%d font 'DejaVu "
                          "Sans,%.1f' linewidth %.2f\n",
                          width, height, 18 * scale, 1.3 * scale);
        break;
    case CUPEL_PDF: /* as wide as the text of a page */
        cupel_text_printf(
            out, "set terminal pdfcairo noenhanced size 18cm,%.2fcm font 'DejaVu Sans,8' linewidth 0.8\n",
            18.0 * l->height / CUPEL_SCRIPT_WIDTH);
        break;
    }
}

/* What a map sets aside. */
static void add_frame(cupel_text *out)
{
    cupel_text_add(out, "set grid xtics ytics back linetype 1 linecolor rgb '#e2e2e2' linewidth 0.8\n"
                        "set key at graph 0.5, graph 1.02 center bottom horizontal Left reverse noenhanced "
                        "textcolor rgb '#222222' samplen 3 width 1\n"
                        "set lmargin at screen 0.115\nset rmargin at screen 0.972\n");
}

static void add_looks(cupel_text *out)
{
    cupel_text_add(out, "set encoding utf8\nset minussign\n"
                        "set border 3 linecolor rgb '#555555' linewidth 0.8\n"
                        "set tics nomirror out scale 0.5 textcolor rgb '#222222'\n");
    add_frame(out);
}

/* ---- panels ---- */

/* An empty line is a gap in the curve. */
static void add_data(const cupel_panel *panel, size_t p, cupel_text *out)
{
    const double left = logarithmic_abscissa(panel) ? 0 : -INFINITY,
                 below = logarithmic_ordinate(panel) ? 0 : -INFINITY;
    for (size_t t = 0; t < panel->count; t++) {
        cupel_text_printf(out, "$p%zut%zu << END\n", p, t);
        if (has_stairs(panel) && panel->traces[t].count > 0 && panel->traces[t].x[0] > 0 && left < 0 &&
            panel->traces[t].y[0] > below) {
            cupel_text_add(out, "0 ");
            cupel_script_number(out, panel->traces[t].y[0]);
            cupel_text_add(out, "\n");
        }
        for (size_t i = 0; i < panel->traces[t].count; i++) {
            const double x = panel->traces[t].x[i], y = panel->traces[t].y[i];
            if (isfinite(x) && isfinite(y) && x > left && y > below) {
                cupel_script_number(out, x);
                cupel_text_add(out, " ");
                cupel_script_number(out, y);
            }
            cupel_text_add(out, "\n");
        }
        cupel_text_add(out, "END\n");
    }
}

/* As far as the abscissa goes, gaps of the curves included: panels over one axis stay in line. */
static void add_range(const cupel_panel *panel, bool labelled, cupel_text *out)
{
    double lo, hi;
    get_range(panel, &lo, &hi);
    if (hi == lo && logarithmic_abscissa(panel)) lo /= 10, hi *= 10; /* one place, in the middle */
    if (hi > lo && logarithmic_abscissa(panel)) {
        cupel_script_logarithmic('x', lo, hi, labelled, out);
        return;
    }
    if (!(hi > lo)) {
        cupel_text_add(out, "set xrange [*:*]\nset autoscale xfix\n");
        return;
    }
    cupel_text_add(out, "set xrange [");
    cupel_script_number(out, lo);
    cupel_text_add(out, ":");
    cupel_script_number(out, hi);
    cupel_text_add(out, "]\n");
}

static void add_abscissa(const cupel_panel *panel, bool labelled, cupel_text *out)
{
    cupel_text_add(out, "set xlabel ");
    cupel_script_quoted(out, labelled ? panel->x_label : "");
    cupel_text_add(out, "\nunset logscale x");
    if (!panel->ticks) {
        cupel_text_printf(out, "\nset xtics norotate autojustify autofreq\nset format x '%s'\n",
                          labelled ? "%g" : "");
        add_range(panel, labelled, out);
        return;
    }
    size_t characters = 0;
    for (size_t i = 0; i < panel->tick_count; i++) characters += cupel_display_width(panel->ticks[i]) + 3;
    const size_t every = (panel->tick_count + MOST_TICKS - 1) / MOST_TICKS; /* of which one gets its word */
    cupel_text_printf(out, "\nset format x '%%g'\nset xtics %s (",
                      characters / larger(1, every) > 90 ? "rotate by 30 right" : "norotate autojustify");
    for (size_t i = 0; i < panel->tick_count; i += every) {
        if (i) cupel_text_add(out, ", ");
        cupel_script_quoted(out, labelled ? panel->ticks[i] : "");
        cupel_text_printf(out, " %zu", i);
    }
    cupel_text_printf(out, ")\nset xrange [-0.5:%.1f]\n", (double)panel->tick_count - 0.5);
}

static void add_bands(const cupel_panel *panel, cupel_text *out)
{
    for (size_t i = 0; i < panel->band_count; i++) {
        const cupel_band *band = &panel->bands[i];
        cupel_text_printf(out, "set object %zu rectangle from first ", i + 1);
        cupel_script_number(out, band->begin);
        cupel_text_add(out, ", graph 0 to first ");
        cupel_script_number(out, band->end);
        cupel_text_printf(out, ", graph 1 behind fillcolor rgb '%s' fillstyle solid noborder linewidth 0\n",
                          shades[band->shade % SHADES]);
    }
}

/* Dashed lines up through the panel, and one across at the level of the chart. */
static void add_lines(const cupel_panel *panel, cupel_text *out)
{
    static const char *const look = "nohead back dashtype 2 linewidth 1.2 linecolor rgb '#333333'\n";
    for (size_t i = 0; i < panel->mark_count; i++) {
        cupel_text_add(out, "set arrow from first ");
        cupel_script_number(out, panel->marks[i]);
        cupel_text_add(out, ", graph 0 to first ");
        cupel_script_number(out, panel->marks[i]);
        cupel_text_printf(out, ", graph 1 %s", look);
    }
    const double line = line_of(panel);
    if (line == 0) return;
    cupel_text_add(out, "set arrow from graph 0, first ");
    cupel_script_number(out, line);
    cupel_text_add(out, " to graph 1, first ");
    cupel_script_number(out, line);
    cupel_text_add(out, " nohead front linewidth 1.5 linecolor rgb '#D55E00'\n");
}

/* Upright in the bars. */
static void add_words(const cupel_panel *panel, cupel_text *out)
{
    for (size_t i = 0; panel->words && i < panel->tick_count; i++) {
        cupel_text_printf(out, "set label %zu ", FIRST_WORD + i);
        cupel_script_quoted(out, panel->words[i]);
        cupel_text_printf(
            out, " at first %zu, graph 0.04 rotate by 90 left front noenhanced textcolor rgb '#111111'\n", i);
    }
}

/* Dots on the curves; the word above to the right of each, at the right rim to the left. */
static void add_points(const cupel_panel *panel, cupel_text *out)
{
    double lo, hi;
    get_range(panel, &lo, &hi);
    for (size_t i = 0; i < panel->point_count; i++) {
        const bool at_rim = panel->points[i].x > hi - 0.1 * (hi - lo);
        cupel_text_printf(out, "set label %zu ", FIRST_POINT + i);
        cupel_script_quoted(out, panel->points[i].word);
        cupel_text_add(out, " at first ");
        cupel_script_number(out, panel->points[i].x);
        cupel_text_add(out, ", first ");
        cupel_script_number(out, panel->points[i].y);
        cupel_text_printf(out,
                          " %s front noenhanced textcolor rgb '#111111' point pointtype 7 pointsize 1.1 "
                          "linecolor rgb '#111111' offset character %s, 0.7\n",
                          at_rim ? "right" : "left", at_rim ? "-0.8" : "0.8");
    }
}

static void add_legend_of_bands(const cupel_panel *panel, cupel_text *out)
{
    for (size_t i = 0; i < panel->band_count; i++) {
        if (!new_band(panel, i)) continue;
        cupel_text_printf(out, ", keyentry with boxes fillstyle solid linecolor rgb '%s' title ",
                          shades[panel->bands[i].shade % SHADES]);
        cupel_script_quoted(out, panel->bands[i].word);
    }
    if (!names_mark(panel)) return;
    cupel_text_add(out, ", keyentry with lines dashtype 2 linewidth 1.2 linecolor rgb '#333333' title ");
    cupel_script_quoted(out, panel->mark_label);
}

static void add_bars(const cupel_panel *panel, size_t p, size_t t, cupel_text *out)
{
    const double width = 0.7 / (double)panel->count;
    const double shift = width * ((double)t - 0.5 * (double)(panel->count - 1));
    cupel_text_printf(out,
                      "%s$p%zut%zu using ($1+%.4f):2:(%.4f) with boxes fillstyle solid %s "
                      "linecolor rgb '%s' ",
                      t ? ", " : "", p, t, shift, width, panel->words ? "0.3" : "0.85",
                      colours[panel->traces[t].colour % COLOURS]);
}

static const char *style_of(const cupel_panel *panel, bool points)
{
    if (has_stems(panel)) return "impulses";
    if (has_stairs(panel)) return "fsteps";
    return points ? "linespoints" : "lines";
}

static void add_plot(const cupel_panel *panel, size_t p, cupel_text *out)
{
    cupel_text_add(out, "plot ");
    for (size_t t = 0; t < panel->count; t++) {
        const cupel_trace *trace = &panel->traces[t];
        const bool points = trace->count <= DENSE && !has_stems(panel) && !has_stairs(panel);
        const bool bars = panel->chart && panel->chart->bars;
        if (bars)
            add_bars(panel, p, t, out);
        else
            cupel_text_printf(
                out, "%s$p%zut%zu using 1:2 with %s linecolor rgb '%s' linewidth 1.8 dashtype %zu %s",
                t ? ", " : "", p, t, style_of(panel, points), colours[trace->colour % COLOURS],
                1 + trace->dash + trace->colour / COLOURS, points ? "pointtype 7 pointsize 0.9 " : "");
        cupel_text_add(out, trace->label ? "title " : "notitle");
        if (trace->label) cupel_script_quoted(out, trace->label);
    }
    add_legend_of_bands(panel, out);
    cupel_text_add(out, "\n");
}

/* Of the values and of the line of the chart; on a logarithmic ordinate of those above zero. */
static void get_levels(const cupel_panel *panel, double *lo, double *hi)
{
    const double line = line_of(panel), above = logarithmic_ordinate(panel) ? 0 : -INFINITY;
    *lo = line == 0 ? INFINITY : line, *hi = line == 0 ? -INFINITY : line;
    for (size_t t = 0; t < panel->count; t++)
        for (size_t i = 0; i < panel->traces[t].count; i++) {
            const double y = panel->traces[t].y[i];
            if (isfinite(y) && y > above) *lo = fmin(*lo, y), *hi = fmax(*hi, y);
        }
}

/* Of a panel with a line across. gnuplot's own takes no notice of arrows, and draws one that lies outside its
 * panel all the same, across the panel above. */
static void add_range_around(double lo, double hi, bool from_zero, cupel_text *out)
{
    const double margin = 0.05 * (hi - lo);
    cupel_text_add(out, "set offsets 0, 0, 0, 0\nset yrange [");
    cupel_script_number(out, from_zero ? 0 : lo - margin);
    cupel_text_add(out, ":");
    cupel_script_number(out, hi + margin);
    cupel_text_add(out, "]\n");
}

/* From zero when the values begin near it, where autoscaling would show room below zero. */
static void add_ordinate(const cupel_panel *panel, cupel_text *out)
{
    double lo, hi;
    get_levels(panel, &lo, &hi);
    cupel_text_add(out, "set ylabel ");
    cupel_script_quoted(out, panel->y_label);
    cupel_text_add(out, "\nunset logscale y\nset format y '%h'\nset ytics autofreq\n");
    if (logarithmic_ordinate(panel)) {
        cupel_text_add(out, "set offsets 0, 0, 0, 0\nset format y '%g'\n");
        cupel_script_logarithmic('y', lo / 1.2, hi * 1.2, true, out);
        return;
    }
    const bool bars = panel->chart && panel->chart->bars;
    const bool from_zero = lo >= 0 && (bars || has_stems(panel) || lo < 0.1 * hi);
    if (line_of(panel) != 0 && hi > lo) {
        add_range_around(from_zero ? 0 : lo, hi, from_zero, out);
        return;
    }
    cupel_text_printf(out, "set yrange [%s]\nset offsets graph 0, graph 0, graph 0.05, graph %s\n",
                      from_zero ? "0:*" : "*:*", from_zero ? "0" : "0.05");
}

static void add_heading(const cupel_panel *panel, const layout *l, size_t p, cupel_text *out)
{
    if (!panel->heading) return;
    cupel_text_add(out, "set label 2 ");
    cupel_script_quoted(out, panel->heading);
    const double above = l->top[p] - legend_height(panel) - 0.6 * HEADING;
    cupel_text_printf(out, " at screen 0.5435, screen %.6f center textcolor rgb '#222222'\n",
                      1 - above / l->height);
}

static void add_curves(const cupel_panel *panel, bool labelled, size_t p, cupel_text *out)
{
    add_abscissa(panel, labelled, out);
    add_ordinate(panel, out);
    add_bands(panel, out);
    add_lines(panel, out);
    add_words(panel, out);
    add_points(panel, out);
    add_plot(panel, p, out);
    if (panel->band_count) cupel_text_add(out, "unset object\n");
    cupel_text_add(out, "unset arrow\n");
    for (size_t i = 0; panel->words && i < panel->tick_count; i++)
        cupel_text_printf(out, "unset label %zu\n", FIRST_WORD + i);
    for (size_t i = 0; i < panel->point_count; i++)
        cupel_text_printf(out, "unset label %zu\n", FIRST_POINT + i);
}

static void add_panel(const cupel_figure *figure, const layout *l, size_t p, cupel_picture format,
                      cupel_text *out)
{
    const cupel_panel *panel = &figure->panels[p];
    const double top = 1 - l->top[p] / l->height, bottom = 1 - l->bottom[p] / l->height;
    cupel_text_printf(out, "set tmargin at screen %.6f\nset bmargin at screen %.6f\n", top, bottom);
    add_heading(panel, l, p, out);
    if (panel->map) {
        cupel_script_map(panel, p, format, top, bottom, l->height, out);
        add_frame(out);
    } else {
        add_curves(panel, l->labelled[p], p, out);
    }
    if (p == 0) cupel_text_add(out, "unset label 1\n");
    if (panel->heading) cupel_text_add(out, "unset label 2\n");
}

/* A long title is set smaller, so that it stays on the page. */
static double title_scale(const char *title)
{
    const size_t width = cupel_display_width(title);
    return width > TITLE_CHARACTERS ? fmax((double)TITLE_CHARACTERS / (double)width, 0.55) : 1;
}

void cupel_figure_script(const cupel_figure *figure, cupel_picture format, int width, cupel_text *out)
{
    const layout l = arrange(figure);
    const double large = format == CUPEL_SVG   ? 21
                         : format == CUPEL_PDF ? 9.5
                                               : 16.5,
                 font = large * title_scale(figure->title);
    add_terminal(&l, format, width, out);
    add_looks(out);
    for (size_t p = 0; p < figure->count; p++)
        if (figure->panels[p].map)
            cupel_script_map_data(figure->panels[p].map, p, out);
        else
            add_data(&figure->panels[p], p, out);
    cupel_text_add(out, "set label 1 ");
    cupel_script_quoted(out, figure->title);
    cupel_text_printf(
        out, " at screen 0.5435, screen %.6f center font 'DejaVu Sans Bold,%.1f' textcolor rgb '#111111'\n",
        1 - 0.5 * TITLE / l.height, format == CUPEL_PDF ? font : font * width / CUPEL_SCRIPT_WIDTH);
    cupel_text_add(out, "set multiplot\n");
    for (size_t p = 0; p < figure->count; p++) add_panel(figure, &l, p, format, out);
    cupel_text_add(out, "unset multiplot\n");
}

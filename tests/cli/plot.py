# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures: their formats and sizes, what is drawn in them, and what cannot get into a gnuplot script."""
import os
import re
import shutil
import struct
import sys
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import SOURCE, SYSTEM, cupel, expect, refuses, run_case  # noqa: E402

for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()
RUN = run_case("run.h5")


def png_size(path):
    head = Path(path).read_bytes()[:24]
    expect(head[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is no PNG")
    return struct.unpack(">II", head[16:24])


def svg_texts(path):
    text = Path(path).read_text()
    expect("<svg" in text[:600] and text.rstrip().endswith("</svg>"), f"{path} is no SVG")
    spans = re.findall(r"<text[^>]*>(.*?)</text>", text, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", span).strip().replace("&quot;", '"') for span in spans]


def pictures_have_their_format_and_width():
    cupel("plot", RUN, "pass1.pressure", "-o", "a.png")
    expect(png_size("a.png")[0] == 1200, f"{png_size('a.png')}")
    cupel("plot", RUN, "pass1.pressure", "-o", "b.png", "--width", "600")
    expect(png_size("b.png")[0] == 600, f"{png_size('b.png')}")
    cupel("plot", RUN, "pass1.pressure", "-o", "c.pdf")
    expect(Path("c.pdf").read_bytes()[:5] == b"%PDF-", "PDF")
    expect(not list(Path(".").glob("*.tmp*")), "no file is left behind")


def axes_are_named_in_words_with_units():
    cupel("plot", RUN, "pass1.pressure", "-o", "curve.svg")
    texts = svg_texts("curve.svg")
    for wanted in ("position [mm]", "pressure [MPa]", "C11000 strip to 35 um foil, and an inverter heat sink"):
        expect(wanted in texts, f"'{wanted}' is not in {texts}")


def curves_of_one_unit_share_a_panel_and_are_told_apart():
    cupel("plot", RUN, "pass1.pressure", "pass1.shear_stress", "-o", "two.svg")
    texts = svg_texts("two.svg")
    expect(texts.count("position [mm]") == 1, f"one panel: {texts}")
    expect("pressure" in texts and "shear stress" in texts, f"a legend: {texts}")
    cupel("plot", RUN, "pass*.pressure", "-o", "six.svg")
    texts = svg_texts("six.svg")
    expect(all(f"pass{i}" in texts for i in range(1, 7)), f"a curve of several steps is named by them: {texts}")


def scalar_of_several_steps_is_drawn_over_the_steps():
    cupel("plot", RUN, "*.exit_thickness", "*.roll_force", "-o", "steps.svg")
    texts = svg_texts("steps.svg")
    order = [t for t in texts if re.fullmatch(r"pass\d", t)]
    expect(order == [f"pass{i}" for i in range(1, 7)], f"the steps once, below the last panel, in order: {texts}")
    expect("exit thickness [µm]" in texts and "roll force [kN]" in texts, f"two panels: {texts}")


def step_alone_draws_the_friction_hill_with_its_zones():
    cupel("plot", RUN, "pass1", "-o", "hill.png")
    expect(png_size("hill.png")[0] == 1200, "PNG")
    cupel("plot", RUN, "pass1", "-o", "hill.svg")
    texts = svg_texts("hill.svg")
    for wanted in ("pass1: friction hill", "pressure [MPa]", "shear stress [MPa]", "backward slip", "forward slip",
                   "neutral position"):
        expect(texts.count(wanted) == 1, f"'{wanted}' once in {texts}")
    expect(texts.count("position [mm]") == 1, f"one axis for all panels: {texts}")
    cupel("plot", RUN, "pass1", "pass2", "-o", "hills.svg")
    texts = svg_texts("hills.svg")
    expect("pass2: friction hill" in texts and texts.count("forward slip") == 2, f"{texts}")
    out, _ = cupel("describe", "rolling.pass")
    expect("draws the friction hill" in out, "described")


def foil_shows_where_it_sticks_and_what_oil_and_heat_do():
    foil = run_case("foil.h5", case=SOURCE / "datasets" / "cases" / "foil-speed.yaml")
    cupel("plot", foil, "slow", "-o", "foil.svg")
    texts = svg_texts("foil.svg")
    for wanted in ("entry elastic", "backward slip", "sticking", "forward slip", "exit elastic", "friction",
                   "film thickness [µm]", "temperature [°C]", "roll surface temperature"):
        expect(texts.count(wanted) == 1, f"'{wanted}' once in {texts}")


def panels_of_other_ranges_have_axes_of_their_own():
    cupel("plot", RUN, "pass1.pressure", "pass2.thickness", "-o", "own.svg")
    texts = svg_texts("own.svg")
    expect(sum(t.startswith("position [") for t in texts) == 2, f"the arcs differ in length: {texts}")


def field_over_a_plane_is_drawn_as_a_map():
    board = run_case("board.h5", case=SOURCE / "datasets" / "cases" / "led-board.yaml")
    cupel("plot", board, "board.surface_temperature", "-o", "map.png")
    expect(png_size("map.png")[0] == 1200, "PNG")
    cupel("plot", board, "board", "-o", "map.svg")
    texts = svg_texts("map.svg")
    for wanted in ("x [mm]", "y [mm]", "surface temperature [°C]", "board: temperature of the upper face"):
        expect(wanted in texts, f"'{wanted}' is not in {texts}")
    expect("<image" not in Path("map.svg").read_text(), "the SVG stands alone")


BODY = """cupel: 1
title: Sink under a source
steps:
  - id: sink
    model: heat.conduction
    domain: {size: [40 mm, 30 mm, 12 mm], target_cells: 2000}
    parts:
      - {from: [0, 0, 0], to: [40 mm, 30 mm, 4 mm], conductivity: 200}
      - {from: [10 mm, 0, 4 mm], to: [12 mm, 30 mm, 12 mm], conductivity: 200}
    sources: [{from: [10 mm, 10 mm, 0], to: [25 mm, 20 mm, 0], power: 40 W}]
    boundaries: {void: {kind: convection, coefficient: 400 W/(m^2 K), ambient: 300 K}}
"""


def field_in_space_is_cut():
    Path("body.yaml").write_text(BODY)
    body = run_case("body.h5", case="body.yaml")
    cupel("plot", body, "sink.temperature", "--cut", "z=1.5mm", "-o", "cut.svg")
    texts = svg_texts("cut.svg")
    for wanted in ("z = 1.5 mm", "x [mm]", "y [mm]", "temperature [°C]"):
        expect(wanted in texts, f"'{wanted}' is not in {texts}")
    cupel("plot", body, "sink.temperature", "-o", "cuts.svg")
    headings = [t for t in svg_texts("cuts.svg") if re.fullmatch(r"[xyz] = .* [mµ]?m", t)]
    expect([h[0] for h in headings] == ["z", "y", "x"], f"through the maximum along each axis: {headings}")
    cupel("plot", body, "sink.temperature", "--time", "3 s", "--cut", "x=0.011", "-o", "fin.png")
    refuses("z = 30 mm lies outside sink.temperature; allowed: 0 to 12 mm", "plot", body, "sink.temperature", "--cut",
            "z=3cm")
    refuses("no vector field 'flux'", "plot", body, "sink.temperature", "--arrows", "flux")
    refuses("'w=3' is no plane; allowed: x, y or z", "plot", body, "sink.temperature", "--cut", "w=3")
    refuses("--cut: ", "plot", body, "sink.temperature", "--cut", "x=3 K")
    cupel("plot", body, "sink.relative_residual", "--logarithmic", "y", "-o", "residual.svg")
    expect(any("10⁻" in t for t in svg_texts("residual.svg")), f"decades: {svg_texts('residual.svg')}")
    refuses("'z' is no axis; allowed: x, y, xy", "plot", body, "sink.relative_residual", "--logarithmic", "z")
    refuses("--time: ", "plot", body, "sink.temperature", "--time", "now")


def schedule_and_fit_are_drawn():
    Path("plan.yaml").write_text("""cupel: 1
title: 带材规程
steps:
  - id: plan
    model: rolling.schedule
    material: C11000
    entry_thickness: 0.6 mm
    width: 400 mm
    roll_radius: 60 mm
    friction_coefficient: 0.06
    limits: {roll_force: 0.9 MN}
    passes:
      - {exit_thickness: 0.45 mm, anneal_after: {recrystallised_fraction: 1}}
      - {exit_thickness: 0.33 mm}
""", encoding="utf-8")
    plan = run_case("plan.h5", case="plan.yaml")
    cupel("plot", plan, "plan", "-o", "plan.svg")
    texts = svg_texts("plan.svg")
    for wanted in ("plan: pass schedule", "thickness [µm]", "300", "reduction", "roll force per width [kN/mm]", "limit use", "anneal",
                   "pass", "带材规程"):
        expect(wanted in texts, f"'{wanted}' is not in {texts}")
    expect(texts.count("roll force") == 2, f"the limit of both passes stands in their bars: {texts}")
    fit = run_case("fit.h5", case=SOURCE / "datasets" / "cases" / "friction-calibration.yaml")
    cupel("plot", fit, "fit", "-o", "fit.svg")
    texts = svg_texts("fit.svg")
    for wanted in ("fit: measured and fitted", "measured force", "fitted slip", "coil4-3"):
        expect(wanted in texts, f"'{wanted}' is not in {texts}")


def text_cannot_end_its_quotes():
    hostile = "a'b' `touch owned` $(touch owned) @x {/=90 y} \\n \"q\"\t! touch owned"
    cupel("plot", RUN, "pass1.pressure", "-o", "hostile.svg", "--title", hostile)
    expect(not Path("owned").exists(), "a command in a title was executed")
    title = next(t for t in svg_texts("hostile.svg") if t.startswith("a'b'"))
    expect("{/=90 y}" in title and "@x" in title, f"markup is drawn as it is: {title}")


def wrong_requests_are_refused():
    refuses("did you mean 'pass1.pressure'?", "plot", RUN, "pass1.presure")
    refuses("nothing of that can be drawn", "plot", RUN, "pass1.regime")
    refuses("allowed: names that end in .png, .svg, .pdf", "plot", RUN, "pass1.pressure", "-o", "a.gif")
    refuses("allowed: 300 to 6000", "plot", RUN, "pass1.pressure", "--width", "100000")
    refuses("not a number", "plot", RUN, "pass1.pressure", "--width", "wide")
    refuses("no UTF-8", "plot", RUN, "pass1.pressure", "--title", b"\xff".decode("utf-8", "surrogateescape"))
    refuses("too few arguments", "plot", RUN)
    refuses("nothing.h5", "plot", "nothing.h5", "a.b")
    expect(not Path("a.gif").exists() and not Path("picture.png").exists(), "nothing is written")


def missing_gnuplot_is_told_and_leaves_the_old_picture():
    Path("old.png").write_bytes(b"old")
    out, err = cupel("plot", RUN, "pass1.pressure", "-o", "old.png", status=SYSTEM, environment={"PATH": "/nonexistent"})
    expect("gnuplot is not installed" in err and out == "", err)
    expect(Path("old.png").read_bytes() == b"old", "the old picture is kept")


missing_gnuplot_is_told_and_leaves_the_old_picture()
wrong_requests_are_refused()
if not shutil.which("gnuplot"):
    print("no gnuplot: pictures are not tested")
    sys.exit(77)
pictures_have_their_format_and_width()
axes_are_named_in_words_with_units()
curves_of_one_unit_share_a_panel_and_are_told_apart()
scalar_of_several_steps_is_drawn_over_the_steps()
step_alone_draws_the_friction_hill_with_its_zones()
foil_shows_where_it_sticks_and_what_oil_and_heat_do()
panels_of_other_ranges_have_axes_of_their_own()
field_over_a_plane_is_drawn_as_a_map()
field_in_space_is_cut()
schedule_and_fit_are_drawn()
text_cannot_end_its_quotes()

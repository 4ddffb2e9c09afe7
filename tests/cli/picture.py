# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cupel check --picture: what a case will compute, drawn before it does."""
import os
import re
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import CASE, cupel, cupel_json, expect, refuses  # noqa: E402

for old in Path(".").glob("*.*"):
    old.unlink()

BOARD = """cupel: 1
steps:
  - id: board
    model: heat.conduction
    domain: {size: [60 mm, 40 mm, 3 mm], cells: [30, 20, 6]}
    parts:
      - {from: [0, 0, 0], to: [60 mm, 40 mm, 2 mm], material: FR-4}
      - {kind: chip, from: [10 mm, 10 mm, 2 mm], to: [20 mm, 20 mm, 3 mm], conductivity: 120, power: 5 W,
         bond_resistance: 1e-5}
      - {kind: channel, from: [0, 24 mm, 0.5 mm], to: [60 mm, 28 mm, 1 mm]}
    sources: [{from: [40 mm, 30 mm, 0], to: [44 mm, 34 mm, 0], power: 1 W}]
    patches: [{from: [0, 0, 0], to: [0, 10 mm, 2 mm], kind: temperature, temperature: 20 degC}]
    boundaries: {z_min: {kind: convection, coefficient: 50, ambient: 25 degC}, y_max: {kind: radiation, emissivity: 0.9,
      ambient: 20 degC}, void: {kind: convection, coefficient: 5, ambient: 25 degC}}
    probes: [{name: "a < b & c", position: [15 mm, 15 mm, 2.5 mm]}]
"""
Path("board.yaml").write_text(BOARD)
NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(name):
    root = tree.parse(name).getroot()
    return root, [text.text for text in root.iter(NAMESPACE + "text")]


def a_board_is_drawn_with_all_that_is_on_it():
    out, _ = cupel("check", "board.yaml", "--picture", "board.svg")
    expect("1 step, nothing wrong" in out and "board.svg" in out, out)
    root, texts = drawn("board.svg")
    for wanted in ("FR-4", "120 W/(m K)", "source", "contact", "patch", "5 W", "a < b & c", "x_min: adiabatic",
                   "z_min: convection 50 W/(m² K), 25 °C", "y_max: radiation, 20 °C",
                   "faces to void: convection 5 W/(m² K), 25 °C", "x = 60 mm"):
        expect(wanted in texts, f"'{wanted}' is not in {texts}")
    expect(sum(text.startswith("board: cut at ") for text in texts) == 3, f"three cuts: {texts}")
    expect(any("z drawn " in text for text in texts), "a thin board is drawn thicker, and says so")
    height = float(root.get("height"))
    for box in root.iter(NAMESPACE + "rect"):
        if box.get("y"):
            expect(0 <= float(box.get("y")) <= float(box.get("y")) + float(box.get("height")) <= height, "inside")


def materials_cover_their_share():
    """In the cut at z = 2.5 mm through the chip there is the chip alone: 10 x 10 of 60 x 40 mm."""
    texts = Path("board.svg").read_text()
    first = texts[texts.index("cut at z"):texts.index("cut at y")]
    fills = re.findall(r'<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="([\d.]+)" fill="#', first)
    frame = re.search(r'width="([\d.]+)" height="([\d.]+)" class="frame"', first)
    share = sum(float(w) * float(h) for w, h in fills) / (float(frame[1]) * float(frame[2]))
    expect(abs(share - 100 / 2400) < 1e-3, f"{share}")


def equal_cases_give_equal_pictures():
    cupel("check", "board.yaml", "--picture", "again.svg")
    expect(Path("board.svg").read_bytes() == Path("again.svg").read_bytes(), "bytes")


def what_has_no_geometry_is_refused():
    refuses("no step has a geometry", "check", CASE, "--picture", "none.svg")
    refuses("allowed: names that end in .svg", "check", "board.yaml", "--picture", "board.png")
    refuses("allowed: names that end in .svg", "check", "board.yaml", "--picture", ".svg")
    Path("wrong.yaml").write_text(BOARD.replace("material: FR-4", "material: FR-4, fin_count: 3"))
    refuses("wrong.yaml:7:69: fin_count is not for a part of kind box", "check", "wrong.yaml", "--picture", "wrong.svg")
    Path("outside.yaml").write_text(BOARD.replace("to: [60 mm, 40 mm, 2 mm]", "to: [61 mm, 40 mm, 2 mm]"))
    refuses("part 1 reaches from 0 m to 0.061 m along x", "check", "outside.yaml", "--picture", "outside.svg")
    refuses("outside.yaml:7:9: part 1 reaches from 0 m to 0.061 m along x", "check", "outside.yaml")
    Path("coarse.yaml").write_text(BOARD.replace("cells: [30, 20, 6]", "cells: [3, 20, 6]"))
    refuses("coarse.yaml:5:13: 3 cells along x are too few", "check", "coarse.yaml")
    expect(sorted(p.name for p in Path(".").glob("*.svg")) == ["again.svg", "board.svg"], "nothing half-written")


def words_do_not_lie_over_one_another():
    """Chips side by side, probes on them and below: by a mean letter of 0.6 of the size no two words share a place."""
    chips = "".join(f"      - {{from: [{x} mm, 10 mm, 3 mm], to: [{x + 3} mm, 13 mm, 3 mm], power: {x}.25 W}}\n"
                    for x in (10, 14, 18, 22))
    probes = "".join(f"      - {{name: chip {x}, position: [{x + 1} mm, 11.5 mm, 3 mm]}}\n"
                     f"      - {{name: below {x}, position: [{x + 1} mm, 11.5 mm, 2.9 mm]}}\n"
                     for x in (10, 14, 18, 22)) + "      - {name: far, position: [50 mm, 30 mm, 0]}\n"
    Path("crowd.yaml").write_text(f"""cupel: 1
steps:
  - id: crowd
    model: heat.conduction
    domain: {{size: [60 mm, 40 mm, 3 mm], target_cells: 8000}}
    parts: [{{from: [0, 0, 0], to: [60 mm, 40 mm, 3 mm], conductivity: 100}}]
    boundaries: {{z_max: {{kind: convection, coefficient: 50, ambient: 25 degC}}}}
    sources:
{chips}    probes:
{probes}""")
    cupel("check", "crowd.yaml", "--picture", "crowd.svg")
    root, texts = drawn("crowd.svg")
    expect("far" not in texts and "probe far lies in none of these planes" in texts, f"{texts}")
    boxes = []
    for text in root.iter(NAMESPACE + "text"):
        kind = text.get("class", "")
        if kind not in ("small", "small end", "power", "side") or text.get("transform"):
            continue
        size = 11 if kind.startswith("small") else 12
        width = 0.6 * size * len(text.text)
        left = float(text.get("x")) - {"small": 0, "small end": width}.get(kind, width / 2)
        boxes.append((left, float(text.get("y")) - 0.8 * size, left + width, float(text.get("y")) + 0.2 * size, text.text))
    expect(len(boxes) > 20, f"{boxes}")
    for n, a in enumerate(boxes):
        for b in boxes[:n]:
            expect(a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], f"{a} lies over {b}")
    Path("crowd.svg").unlink()


def steps_that_wait_for_others_are_passed_over():
    Path("two.yaml").write_text(
        BOARD + BOARD[BOARD.index("  - id"):].replace("id: board", "id: next").replace("5 W,", "'${board.power}',"))
    out, _ = cupel("check", "two.yaml", "--picture", "two.svg")
    expect("the geometry of 1 step\n" in out and "next is drawn when board has run" in out, out)
    answer = cupel_json("check", "two.yaml", "--picture", "two.svg", "--json")
    expect(answer["valid"] and answer["picture"] == "two.svg", answer)


a_board_is_drawn_with_all_that_is_on_it()
materials_cover_their_share()
equal_cases_give_equal_pictures()
words_do_not_lie_over_one_another()
what_has_no_geometry_is_refused()
steps_that_wait_for_others_are_passed_over()

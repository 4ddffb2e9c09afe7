# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surfaces from STL files in a case: found beside it, kept with their digest, refused with the place of a hole."""
import hashlib
import os
import struct
import sys
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import cupel, cupel_json, expect, refuses  # noqa: E402

FACES = [(0, 2, 1), (1, 2, 3), (4, 5, 6), (5, 7, 6), (0, 1, 4), (1, 5, 4), (2, 6, 3), (3, 6, 7), (0, 4, 2), (2, 4, 6),
         (1, 3, 5), (3, 7, 5)]
CORNERS = [(10.0 * (v & 1), 10.0 * (v >> 1 & 1), 4.0 * (v >> 2 & 1)) for v in range(8)]
CASE = """cupel: 1
steps:
  - id: sink
    model: heat.conduction
    domain: {size: [20 mm, 20 mm, 6 mm], cells: [20, 20, 6]}
    parts:
      - {from: [0, 0, 0], to: [20 mm, 20 mm, 2 mm], material: 6063-T5}
      - {kind: stl, file: block.stl, scale: 1 mm, place: [5 mm, 5 mm, 2 mm], material: 6063-T5}
    sources: [{from: [8 mm, 8 mm, 0], to: [12 mm, 12 mm, 0], power: 1 W}]
    boundaries: {void: {kind: convection, coefficient: 50, ambient: 25 degC}}
"""


def binary(faces):
    triangles = b"".join(struct.pack("<12fH", 0, 0, 0, *CORNERS[a], *CORNERS[b], *CORNERS[c], 0) for a, b, c in faces)
    return b"\0" * 80 + struct.pack("<I", len(faces)) + triangles


def maximum(path):
    return cupel_json("show", path, "sink.maximum_temperature", "--json")


folder = Path("bought").absolute()
folder.mkdir(exist_ok=True)
(folder / "block.stl").write_bytes(binary(FACES))
(folder / "holed.stl").write_bytes(binary(FACES[:-1]))
(folder / "sink.yaml").write_text(CASE)
(folder / "holed.yaml").write_text(CASE.replace("block.stl", "holed.stl"))
(folder / "none.yaml").write_text(CASE.replace("block.stl", "none.stl"))
(folder / "box.yaml").write_text(CASE.replace(
    "{kind: stl, file: block.stl, scale: 1 mm, place: [5 mm, 5 mm, 2 mm],",
    "{from: [5 mm, 5 mm, 2 mm], to: [15 mm, 15 mm, 6 mm],"))

cupel("run", folder / "sink.yaml", "-o", "stl.h5", "--force")
cupel("run", folder / "box.yaml", "-o", "box.h5", "--force")
expect(maximum("stl.h5") == maximum("box.h5"), f"{maximum('stl.h5')} is not {maximum('box.h5')}")
digest = hashlib.sha256((folder / "block.stl").read_bytes()).hexdigest()
expect(digest.encode() in Path("stl.h5").read_bytes(),
       "the digest of the surface is in the run file")
refuses(["holed.yaml:8:9: holed.stl: the surface is not closed: 3 open edges", "the first near (10, 5, 2)"],
        "check", folder / "holed.yaml")
refuses("none.yaml:8:27: file: cannot open", "check", folder / "none.yaml")
(folder / "block.stl").write_bytes(binary(FACES)[:200])
refuses("sink.yaml:8:9: block.stl: ", "check", folder / "sink.yaml")

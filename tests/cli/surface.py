# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The surface of a field as STL: closed, of the volume that the run states, and refused where there is none."""
import os
import struct
import sys
from collections import Counter
from pathlib import Path

import h5py

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import cupel, expect, refuses, run_case  # noqa: E402

CASE = """cupel: 1
title: Spreader
steps:
  - id: plate
    model: heat.topology
    domain: {size: [16 mm, 16 mm, 2 mm], cells: [16, 16, 1]}
    conductivity: 200
    filler_conductivity: 1
    volume_fraction: 0.3
    sources: [{from: [0, 0, 0], to: [16 mm, 16 mm, 2 mm], power: 1 W}]
    sinks: [{from: [0, 6 mm, 0], to: [0, 10 mm, 2 mm]}]
    refinement: 1
"""


def triangles(path):
    data = Path(path).read_bytes()
    count, = struct.unpack_from("<I", data, 80)
    expect(len(data) == 84 + 50 * count, f"{len(data)} bytes do not hold {count} triangles")
    for n in range(count):
        numbers = struct.unpack_from("<12f", data, 84 + 50 * n)
        yield [tuple(numbers[3 * c:3 * c + 3]) for c in (1, 2, 3)]


Path("plate.yaml").write_text(CASE)
run_case("plate.h5", case="plate.yaml")
cupel("export", "plate.h5", "plate.shape", "--stl", "plate.stl")
edges, volume = Counter(), 0.0
for a, b, c in triangles("plate.stl"):
    for one, two in ((a, b), (b, c), (c, a)):
        edges[one, two] += 1
    volume += (a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2])
               + a[2] * (b[0] * c[1] - b[1] * c[0])) / 6
expect(all(n == 1 and edges[two, one] == 1 for (one, two), n in list(edges.items())), "the surface is not closed")
with h5py.File("plate.h5") as f:
    stated = f["/steps/plate/results/volume"][()]
expect(abs(volume * 1e-9 / stated - 1) < 1e-4, f"{volume} mm3 is not {stated} m3")
expect(abs(stated / (0.3 * 512e-9) - 1) < 1e-3, f"{stated} m3 is not 30 % of the plate")

refuses("nothing lies above the level 2", "export", "plate.h5", "plate.shape", "--stl", "no.stl", "--level", "2")
refuses("plate.shape and plate.density are two", "export", "plate.h5", "plate.shape", "plate.density", "--stl", "no.stl")
refuses("none is selected", "export", "plate.h5", "plate.volume", "--stl", "no.stl")
refuses("--level goes with --stl", "export", "plate.h5", "plate.shape", "--level", "2")
refuses("names its own file", "export", "plate.h5", "plate.shape", "--stl", "no.stl", "-o", "x.csv")
whole = Path("plate.h5").read_bytes()
refuses("'plate.h5' is a run file", "export", "plate.h5", "plate.shape", "--stl", "plate.h5")
refuses("'plate.h5' is a run file", "export", "plate.h5", "plate.volume", "-o", "plate.h5")
expect(Path("plate.h5").read_bytes() == whole, "the run file was replaced by what was exported from it")
expect(not Path("no.stl").exists(), "a refused surface was written")

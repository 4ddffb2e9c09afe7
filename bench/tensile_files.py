# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes made-up exports of tensile tests into a folder, to time `cupel test import` and `cupel test evaluate` with:

    python3 bench/tensile_files.py FOLDER [FILES [ROWS]]

10 000 files of 5 000 rows, 4 columns each, by default: about 200 kB each. The law is Voce's, with noise; no two files
are the same, and a second run writes the same bytes."""
import multiprocessing
import sys
from pathlib import Path

import numpy as np

THICKNESS, WIDTH, GAUGE = 35.0, 12.7, 50.0      # um, mm, mm


def write(task):
    folder, number, rows = task
    random = np.random.default_rng(number)
    modulus, yielding, saturation = 110e3 * random.uniform(0.99, 1.01), 60 * random.uniform(0.9, 1.1), 250.0
    plastic = np.linspace(0, 0.10, rows)
    stress = yielding + (saturation - yielding) * (1 - np.exp(-12 * plastic))
    elastic = rows // 20                        # the elastic line: a twentieth of the rows
    stress[:elastic] = np.linspace(0, yielding, elastic)
    plastic[:elastic] = 0
    plastic[elastic:] -= plastic[elastic]
    stress[elastic:] = yielding + (saturation - yielding) * (1 - np.exp(-12 * plastic[elastic:]))
    strain = stress / modulus + plastic
    force = stress * THICKNESS * 1e-3 * WIDTH + random.normal(0, 0.02, rows)
    extension = strain * GAUGE + random.normal(0, 2e-6, rows)
    table = np.column_stack([0.02 * np.arange(rows), force, extension, 1.13 * extension + 0.01])
    lines = [f"Test type,Tensile", f"Specimen,T{number:05d}", "Lot,made up", f"Thickness,{THICKNESS},um",
             f"Width,{WIDTH},mm", f"Gauge length,{GAUGE},mm", "", "Time,Force,Extension,Displacement", "s,N,mm,mm"]
    lines += ["%.3f,%.5f,%.7f,%.7f" % tuple(row) for row in table.tolist()]
    (folder / f"T{number:05d}.csv").write_bytes(("\r\n".join(lines) + "\r\n").encode())


def main():
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    files, rows = (int(word) for word in (sys.argv[2:] + ["10000", "5000"][len(sys.argv) - 2:]))
    folder.mkdir(parents=True, exist_ok=True)
    with multiprocessing.Pool() as pool:
        for _ in pool.imap_unordered(write, ((folder, number, rows) for number in range(files)), chunksize=16):
            pass


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the synthetic raw files of this example project. No foil was rolled and none was tested.

usage: make.py [FOLDER]     writes raw/ into FOLDER (default: beside this file)
"""
import math
import random
import sys
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests"))
import generate  # noqa: E402
import laws  # noqa: E402


def tensile(lot, number, strength, uniform, thickness):
    """Foil by weighing: IPC-TM-650 2.4.18, 12.7 mm wide, 50 mm gauge length."""
    law = laws.flat_top(118000.0, 0.66 * strength, strength, uniform, 4, uniform + 0.006)
    machine = generate.Machine(law, thickness=thickness / 1000, width=12.7, rate=0.0167, noise=(number, 2e-5, 0.3),
                               elastic=300, plastic=900)
    weight = thickness * 1e-6 * 8920
    head = (f"Test type: Tensile\nSpecimen id: {lot}-T{number}\nLot: {lot}\nMaterial: C11000 (synthetic)\nForm: foil\n"
            f"Mass per area: {weight * 1000:.4f} g/m2\nDensity: 8.92 g/cm3\nWidth: 12.7 mm\nGauge length: 50 mm\n"
            "Standard: IPC-TM-650 2.4.18\nTest temperature: 23 degC\n\n")
    rows = [("Time (s)", "Force (N)", "Extension (mm)")] + machine.columns("t", "F", "x")
    return head + generate.table(rows)


def resistivity(lot, number, iacs, thickness):
    draw = random.Random(100 + number)
    at_20 = 1 / (iacs / 100 * 58.0e6)
    at_23 = at_20 * (1 + 0.00393 * iacs / 100 * 3)
    resistance = at_23 * 0.2 / (thickness * 1e-6 * 10e-3)
    rows = [("Current (A)", "Voltage (mV)", "Temperature (degC)")]
    for i in range(12):
        current = 0.1 if i % 2 == 0 else -0.1
        rows.append((current, current * resistance * 1000 + 0.0011 + draw.gauss(0, 2e-4), 23.0))
    return (f"Test type: Resistivity\nSpecimen id: {lot}-R{number}\nLot: {lot}\nMaterial: C11000 (synthetic)\nForm: foil\n"
            f"Thickness: {thickness:g} um\nWidth: 10 mm\nLength: 200 mm\n\n" + generate.table(rows, digits=9))


def roughness(lot, number, amplitude):
    draw = random.Random(200 + number)
    phase = [draw.uniform(0, 2 * math.pi) for _ in range(4)]
    rows = [("X (mm)", "Z (um)")]
    for i in range(11200):
        x = i * 0.5e-3
        rows.append((x, sum(amplitude / (k + 1) * math.sin(2 * math.pi * x / (0.047 / (k + 1)) + phase[k]) for k in range(4))))
    return (f"Test type: Roughness\nSpecimen id: {lot}-S{number}\nLot: {lot}\nMaterial: C11000 (synthetic)\nForm: foil\n"
            "Cutoff: 0.8 mm\nLambda s: 2.5 um\n\n" + generate.table(rows, digits=5))


def flex(lot, scale):
    draw = random.Random(300)
    rows = [("Cycles", "Failed")]
    for _ in range(20):
        life = scale * (-math.log(1 - draw.random())) ** (1 / 3.5)
        rows.append((min(round(life), 3000), 1 if life <= 3000 else 0))
    return (f"Test type: Flex\nSpecimen id: {lot}-F\nLot: {lot}\nMaterial: C11000 (synthetic)\nForm: foil\nMethod: MIT fold\n\n"
            + generate.table(rows))


def main():
    folder = (Path(sys.argv[1]) if len(sys.argv) > 1 else HERE) / "raw"
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(12)
    files = {}
    for n in range(1, 7):
        files[f"foil-12um-tensile-{n}.csv"] = tensile("F12A", n, draw.gauss(421, 5), draw.gauss(0.021, 0.001), draw.gauss(11.8, 0.05))
    for n in range(1, 4):
        files[f"foil-12um-resistivity-{n}.csv"] = resistivity("F12A", n, draw.gauss(98.3, 0.2), 11.8)
    for n in range(1, 4):
        files[f"foil-12um-roughness-{n}.csv"] = roughness("F12A", n, draw.gauss(0.33, 0.01))
    files["foil-12um-flex.csv"] = flex("F12A", 1900)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

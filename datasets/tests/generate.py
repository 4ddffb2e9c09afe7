#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the synthetic test files of this folder, and values.csv with what is exactly known of them.

usage: generate.py [FOLDER]     writes raw/ and values.csv into FOLDER (default: beside this file)

Every file is synthetic: no material was tested. Each one stands for a habit of testers' software (encoding, decimal
sign, headings, blocks, overload marks, ...) and for a law whose figures are exact by construction (laws.py).
"""
import math
import random
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import laws  # noqa: E402

FILES = {}   # name -> bytes
VALUES = []  # (file, block, quantity, unit, agreed, lower, upper, source)

# What an evaluation may differ by: relative, or absolute where marked.
TOLERANCE = {
    "youngs_modulus": ("Pa", 0.01), "apparent_modulus": ("Pa", 0.02), "proof_strength_0_2": ("Pa", 0.005),
    "tensile_strength": ("Pa", 0.003), "upper_yield_strength": ("Pa", 0.005), "lower_yield_strength": ("Pa", 0.005),
    "yield_point_elongation": ("1", "0.0010"), "uniform_elongation": ("1", "0.0050"),
    "total_uniform_elongation": ("1", "0.0050"), "elongation": ("1", "0.0005"),
    "strain_hardening_exponent": ("1", "0.003"), "strength_coefficient": ("Pa", 0.01),
    "plastic_strain_ratio": ("1", 0.02),
    "thermal_diffusivity": ("m2 s-1", 0.005), "clark_taylor_diffusivity": ("m2 s-1", 0.0005), "half_time": ("s", 0.005), "biot_number": ("1", "0.02"),
    "resistivity_20c": ("ohm m", 0.002), "iacs": ("%IACS", 0.002), "temperature_coefficient": ("K-1", 0.01),
    "ra": ("m", 0.005), "rq": ("m", 0.005), "rz": ("m", 0.01), "rsm": ("m", 0.01), "peel_strength": ("N/m", 0.005),
    "hardness": ("1", 0.002), "mean_expansion_coefficient": ("K-1", 0.005),
    "weibull_shape": ("1", 0.35), "weibull_scale": ("1", 0.2),
}
MPA = {"youngs_modulus", "apparent_modulus", "proof_strength_0_2", "tensile_strength", "upper_yield_strength",
       "lower_yield_strength", "strength_coefficient"}


def known(name, truth, block=0, only=None, source="exact by construction"):
    for quantity, value in truth.items():
        if only and quantity not in only:
            continue
        if quantity in MPA:
            value *= 1e6
        unit, tolerance = TOLERANCE[quantity]
        width = float(tolerance) if isinstance(tolerance, str) else abs(value) * tolerance
        VALUES.append((name, block, quantity, unit, value, value - width, value + width, source))


# ---- tables of numbers ----

def number(value, digits=7, decimal=".", thousands=""):
    text = f"{value:.{digits}g}"
    if "e" in text or "E" in text:
        text = f"{value:.{max(0, digits - 1 - math.floor(math.log10(abs(value))))}f}" if value else "0"
    whole, _, fraction = text.partition(".")
    if thousands:
        sign, figures = (whole[0], whole[1:]) if whole[0] == "-" else ("", whole)
        groups = []
        while len(figures) > 3:
            groups.insert(0, figures[-3:])
            figures = figures[:-3]
        whole = sign + thousands.join([figures] + groups)
    return whole + (decimal + fraction if fraction else "")


def table(rows, separator=",", end="\n", quote=False, **style):
    def cell(value):
        text = value if isinstance(value, str) else number(value, **style)
        return f'"{text}"' if quote or separator in text else text
    return "".join(separator.join(cell(v) for v in row) + end for row in rows)


def put(name, text, encoding="utf-8", bom=b""):
    FILES["raw/" + name] = bom + (text if isinstance(text, bytes) else text.encode(encoding))


# ---- tensile: what a machine would have recorded ----

class Machine:
    """A specimen of a law in a machine: time, force, extension of the extensometer, crosshead displacement."""

    def __init__(self, law, thickness=0.5, width=12.5, gauge=50.0, free=75.0, rate=0.00025, compliance=0.0, toe=0.0,
                 broken=True, noise=None, points=None, **sampling):
        self.law, self.thickness, self.width, self.gauge, self.free = law, thickness, width, gauge, free
        clean = points or law.curve(**sampling)
        measured = laws.noisy(clean, *noise) if noise else clean
        area = thickness * width
        self.rows = []
        for (true, _), (e, r) in zip(clean, measured):
            force = r * area
            self.rows.append((true / rate, force, (e + toe) * gauge, (e + toe) * free + force * compliance))
        if broken:
            t, force, extension, travel = self.rows[-1]
            for k in range(1, 6):
                self.rows.append((t + 0.02 * k, force * 0.02 * (0.5 ** (k - 1)), extension + 1e-4 * k, travel + 0.01 * k))

    def columns(self, *names):
        """Rows of the columns: t [s], F [N], x [mm] extension, s [mm] travel, R [MPa], e [1], p [%]."""
        area = self.thickness * self.width
        take = {"t": lambda row: row[0], "F": lambda row: row[1], "kN": lambda row: row[1] / 1000,
                "x": lambda row: row[2], "um": lambda row: row[2] * 1000, "s": lambda row: row[3],
                "R": lambda row: row[1] / area, "e": lambda row: row[2] / self.gauge,
                "p": lambda row: row[2] / self.gauge * 100, "ms": lambda row: row[0] * 1000, "N-": lambda row: -row[1]}
        return [tuple(take[n](row) for n in names) for row in self.rows]


COPPER = dict(modulus=118000.0, start=150.0, strength=345.0, uniform=0.06, power=5, breaks=0.085)
HARD_COPPER = dict(modulus=122000.0, start=260.0, strength=402.0, uniform=0.018, power=4, breaks=0.024)
ALUMINIUM = dict(modulus=69500.0, start=140.0, strength=245.0, uniform=0.09, power=4, breaks=0.13)
COARSE = ("uniform_elongation", "total_uniform_elongation")   # conditioned badly by a flat top: not asked of noisy files


def english(machine, extra=""):
    return (f"Test type: Tensile\nSpecimen id: S-{machine.thickness:g}\nMaterial: synthetic\n"
            f"Thickness: {machine.thickness:g} mm\nWidth: {machine.width:g} mm\nGauge length: {machine.gauge:g} mm\n{extra}\n")


def tensile_files():
    copper = Machine(laws.flat_top(**COPPER))
    truth = copper.law.truth
    columns = ("t", "F", "x")
    heading = [("Time (s)", "Force (N)", "Extension (mm)")]

    name = "tensile-plain.csv"
    put(name, english(copper) + table(heading + copper.columns(*columns)))
    known(name, truth)
    name = "tensile-utf8-bom-crlf.csv"
    put(name, english(copper).replace("\n", "\r\n") + table(heading + copper.columns(*columns), end="\r\n"), bom=b"\xef\xbb\xbf")
    known(name, truth)
    name = "tensile-utf16le-excel.txt"
    text = english(copper) + table([("Time [s]", "Force [kN]", "Extension [µm]")] + copper.columns("t", "kN", "um"), "\t")
    put(name, text.replace("\n", "\r\n"), "utf-16-le", b"\xff\xfe")
    known(name, truth)
    name = "tensile-gb18030.csv"
    put(name, "试验类型：拉伸试验\n试样编号：Cu-01\n材料：合成数据\n厚度：0.5 mm\n宽度：12.5 mm\n标距：50 mm\n\n"
        + table([("时间(s)", "力(kN)", "变形(mm)")] + copper.columns("t", "kN", "x")), "gb18030")
    known(name, truth)
    name = "tensile-gb2312-tab.txt"
    put(name, "试验名称\t拉伸\n试样厚度\t0.5\tmm\n试样宽度\t12.5\tmm\n引伸计标距\t50\tmm\n"
        + table([("试验时间", "试验力", "引伸计变形"), ("s", "N", "mm")] + copper.columns(*columns), "\t", "\r\n"), "gb2312")
    known(name, truth)
    name = "tensile-german-latin1.csv"
    put(name, "Prüfart;Zugversuch\nWerkstoff;synthetisch\nProbendicke;0,5;mm\nProbenbreite;12,5;mm\nAnfangsmesslänge;50;mm\n"
        + table([("Prüfzeit", "Standardkraft", "Längenänderung"), ("s", "N", "mm")] + copper.columns(*columns), ";", "\r\n",
                decimal=","), "iso-8859-1")
    known(name, truth)
    name = "tensile-cp1252-micro.csv"
    put(name, english(copper).replace("Material: synthetic", "Test temperature: 23 °C")
        + table([("Time/s", "Force/N", "Extension/µm")] + copper.columns("t", "F", "um")), "cp1252")
    known(name, truth)
    name = "tensile-shift-jis.csv"
    put(name, "試験種類,引張試験\n材質,合成データ\n厚さ,0.5,mm\n幅,12.5,mm\n標点距離,50,mm\n"
        + table([("時間", "荷重", "伸び"), ("s", "N", "mm")] + copper.columns(*columns), end="\r\n"), "shift_jis")
    known(name, truth)
    name = "tensile-thousands-german.csv"
    put(name, "Probendicke;0,5;mm\nProbenbreite;12,5;mm\nMesslänge;50;mm\n"
        + table([("Prüfzeit [s]", "Kraft [N]", "Längenänderung [mm]")]
                + copper.columns(*columns), ";", decimal=",", thousands="."))
    known(name, truth)
    name = "tensile-thousands-quoted.csv"
    put(name, english(copper) + table(heading + copper.columns(*columns), thousands=","))
    known(name, truth)
    name = "tensile-blanks.txt"
    rows = "".join("%12s%14s%14s\n" % tuple(number(v) for v in row) for row in copper.columns(*columns))
    put(name, english(copper) + "%12s%14s%14s\n%12s%14s%14s\n" % ("Time", "Force", "Extension", "s", "N", "mm") + rows)
    known(name, truth)
    name = "tensile-quoted-two-rows.csv"
    put(name, '"Specimen label","A1"\n"Thickness","0.5","mm"\n"Width","12.5","mm"\n"Gauge length","50","mm"\n\n'
        + table([("Time", "Load", "Extension"), ("(s)", "(N)", "(mm)")] + copper.columns(*columns), quote=True, end="\r\n"))
    known(name, truth)
    name = "tensile-percent-strain.csv"
    put(name, english(copper) + table([("Time", "Stress", "Strain"), ("(s)", "(MPa)", "(%)")] + copper.columns("t", "R", "p")))
    known(name, truth)
    name = "tensile-wrong-case-units.csv"
    put(name, "Test name,Tensile\nThickness,0.5,Mm\nWidth,12.5,mm\nGauge length,50,mm\n"
        + table([("Time", "Force", "Stress", "Extension"), ("Sec", "KN", "Mpa", "mm")] + copper.columns("t", "kN", "R", "x")))
    known(name, truth)
    name = "tensile-long-header.csv"
    lines = "".join(f"Setting {i},{(i * 37) % 100}\n" for i in range(150))
    put(name, "Test type,Tensile\n" + lines + "Thickness,0.5,mm\nWidth,12.5,mm\nGauge length,50,mm\n"
        + table(heading + copper.columns(*columns)))
    known(name, truth)
    name = "tensile-no-header.csv"
    put(name, table([("Strain", "Stress (MPa)")] + copper.columns("e", "R"), digits=8))
    known(name, truth)
    name = "tensile-time-without-unit.csv"
    put(name, english(copper) + table([("Time", "Force (N)", "Extension (mm)")] + copper.columns(*columns)))
    known(name, truth)
    name = "tensile-units-in-yaml.csv"
    put(name, table([("Time", "Force", "Extension")] + copper.columns(*columns)))
    put("tensile-units-in-yaml.specimen.yaml", "kind: tensile\nid: Y-1\nthickness: 0.5 mm\nwidth: 12.5 mm\ngauge_length: 50 mm\n"
        "units:\n  Time: s\n  Force: N\n  Extension: mm\n")
    known(name, truth)
    name = "tensile-cr-only.csv"
    put(name, english(copper).replace("\n", "\r") + table(heading + copper.columns(*columns), end="\r"))
    known(name, truth)
    name = "tensile-trailing-semicolon.csv"
    put(name, "Thickness;0.5;mm;\nWidth;12.5;mm;\nGauge length;50;mm;\n"
        + table([h + ("",) for h in [("Time [s]", "Force [N]", "Extension [mm]")]]
                + [r + ("",) for r in copper.columns(*columns)], ";", "\r\n"))
    known(name, truth)
    name = "tensile-nul-and-form-feed.csv"
    body = table(heading + copper.columns(*columns)).encode()
    put(name, english(copper).encode() + body[:2000] + b"\x0c" + body[2000:].replace(b"\n", b"\n\0", 1))
    known(name, truth)

    rows = [list(r) for r in copper.columns(*columns)]
    for i, mark in ((300, "****"), (301, "-----"), (420, "OVER"), (500, "NaN"), (501, "#N/A"), (502, "")):
        rows[i][1] = mark
    name = "tensile-overload-marks.csv"
    put(name, english(copper) + table(heading + rows))
    known(name, truth)
    rows = [list(r) for r in copper.columns(*columns)]
    for i in range(200, len(rows)):
        rows[i][0] = rows[i][0] / 10 + rows[200][0] * 0.9
    for i in range(600, 604):
        rows[i][0] = rows[600][0]
    for i in range(700, len(rows)):
        rows[i][0] -= 0.05
    name = "tensile-time-steps-back.csv"
    put(name, english(copper) + table(heading + rows))
    known(name, truth)
    name = "tensile-date-time.csv"
    rows = []
    for t, f, x in copper.columns(*columns):
        s = t + 32400
        rows.append(("2026-03-02 %02d:%02d:%06.3f" % (s // 3600, s % 3600 // 60, s % 60), f, x))
    put(name, english(copper) + table([("Date and time", "Force (N)", "Extension (mm)")] + rows))
    known(name, truth)
    name = "tensile-negative-force.csv"
    put(name, english(copper) + table(heading + copper.columns("t", "N-", "x")))
    known(name, truth)

    hard, soft = Machine(laws.flat_top(**HARD_COPPER), thickness=0.2), Machine(laws.flat_top(**ALUMINIUM), thickness=1.0)
    name = "tensile-blocks.txt"
    text = ""
    for label, m in (("A", copper), ("B", hard), ("C", soft)):
        text += (f"Specimen id\t{label}\nThickness\t{m.thickness:g}\tmm\nWidth\t{m.width:g}\tmm\nGauge length\t{m.gauge:g}\tmm\n\n"
                 + table([("Time", "Axial force", "Extension"), ("s", "N", "mm")] + m.columns(*columns), "\t") + "\n")
    put(name, text)
    for block, m in enumerate((copper, hard, soft)):
        known(name, m.law.truth, block)
    name = "tensile-column-groups.csv"
    a, b = copper.columns("F", "x"), soft.columns("F", "x")
    count = max(len(a), len(b))
    rows = [(a[i] if i < len(a) else ("", "")) + (b[i] if i < len(b) else ("", "")) for i in range(count)]
    put(name, table([("Force 1 (N)", "Extension 1 (mm)", "Force 2 (N)", "Extension 2 (mm)")] + rows))
    put("tensile-column-groups.specimen.yaml", "kind: tensile\nwidth: 12.5 mm\ngauge_length: 50 mm\nspecimens:\n"
        "  \"1\": {thickness: 0.5 mm}\n  \"2\": {thickness: 1 mm}\n")
    for block, m in enumerate((copper, soft)):
        known(name, m.law.truth, block)

    toed = Machine(laws.flat_top(**ALUMINIUM), toe=0.0012)
    toe = [(0.1 * i, 0.2 * i * i, 1e-5 * i, 1e-5 * i) for i in range(10)]
    slack = [(t + 1, f, x, s) for t, f, x, s in toed.rows if f > 20]
    toed.rows = toe + slack
    name = "tensile-toe.csv"
    put(name, english(toed) + table(heading + toed.columns(*columns)))
    known(name, toed.law.truth)
    steel = Machine(laws.yield_point(207000.0, 312.0, 271.0, 0.018, 405.0, 0.16, 0.22), thickness=1.0, plastic=2000)
    name = "tensile-yield-point.csv"
    put(name, english(steel) + table(heading + steel.columns(*columns)))
    known(name, steel.law.truth, only=("youngs_modulus", "upper_yield_strength", "lower_yield_strength",
                                       "yield_point_elongation", "tensile_strength", "elongation"))
    travel = Machine(laws.flat_top(**COPPER), compliance=2e-5)
    name = "tensile-crosshead.csv"
    put(name, english(travel).replace("Gauge length: 50", "Parallel length: 75")
        + table([("Time (s)", "Force (N)", "Crosshead displacement (mm)")] + travel.columns("t", "F", "s")))
    stiffness = 75.0 / (75.0 / 118000.0 + 2e-5 * 0.5 * 12.5)
    known(name, {"apparent_modulus": stiffness, "tensile_strength": 345.0})
    name = "tensile-ramberg-osgood.csv"
    ramberg = Machine(laws.ramberg_osgood(128000.0, 420.0, 14.0, 470.0), broken=False)
    put(name, english(ramberg) + table(heading + ramberg.columns(*columns), digits=9))
    known(name, ramberg.law.truth)
    name = "tensile-hollomon.csv"
    power = Machine(laws.hollomon(128000.0, 812.0, 0.118, 0.10), thickness=1.0, broken=False, plastic=1500)
    put(name, english(power) + table(heading + power.columns(*columns), digits=9))
    known(name, power.law.truth, only=("strain_hardening_exponent", "strength_coefficient"))
    noisy = Machine(laws.flat_top(**COPPER), noise=(7, 2e-6, 0.07), plastic=1600)
    name = "tensile-noise.csv"
    put(name, english(noisy) + table(heading + noisy.columns(*columns)))
    known(name, {k: v for k, v in noisy.law.truth.items() if k not in COARSE})
    removed = Machine(laws.flat_top(**COPPER), points=laws.flat_top(**COPPER).curve(), noise=None)
    rows, stop = [], 700
    for i, row in enumerate(removed.columns("t", "F", "x", "s")):
        rows.append(row if i < stop else (row[0], row[1], rows[stop - 1][2], row[3]))
    name = "tensile-extensometer-removed.csv"
    put(name, english(removed) + table([("Time (s)", "Force (N)", "Extension (mm)", "Displacement (mm)")] + rows))
    known(name, truth, only=("youngs_modulus", "proof_strength_0_2", "tensile_strength"))
    drawn = Machine(laws.flat_top(**ALUMINIUM), thickness=1.0, width=20.0, plastic=1500)
    ratio, rows = 0.62, []
    for t, f, x, _ in drawn.rows:
        e, r = x / 50.0, f / 20.0
        plastic = math.log1p(e) - r * (1 + e) / 69500.0
        width = -plastic * ratio / (1 + ratio) - 0.33 * r / 69500.0
        rows.append((t, f, x, 20.0 * math.expm1(width)))
    name = "tensile-plastic-strain-ratio.csv"
    put(name, english(drawn) + table([("Time (s)", "Force (N)", "Extension (mm)", "Width change (mm)")] + rows, digits=8))
    known(name, dict(drawn.law.truth, plastic_strain_ratio=ratio))
    foil = Machine(laws.flat_top(**HARD_COPPER), thickness=0.0115, width=12.7, rate=0.0167)
    area_weight = 0.0115e-3 * 8900
    name = "tensile-foil-by-weight.csv"
    put(name, f"Test type: Tensile\nForm: foil\nMaterial: synthetic\nMass per area: {area_weight * 1000:.4f} g/m2\nDensity: 8.9 g/cm3\n"
        "Width: 12.7 mm\nGauge length: 50 mm\n\n" + table(heading + foil.columns(*columns), digits=8))
    known(name, foil.law.truth)
    ounce = 0.30515172 / 8890 * 1000
    foil = Machine(laws.flat_top(**COPPER), thickness=ounce, width=12.7, rate=0.0167)
    name = "tensile-foil-one-ounce.csv"
    put(name, "Test type: Tensile\nForm: foil\nMaterial: synthetic\nFoil weight: 1 oz/ft2\nDensity: 8.89 g/cm3\nWidth: 12.7 mm\n"
        "Gauge length: 50 mm\n\n" + table(heading + foil.columns(*columns), digits=8))
    known(name, foil.law.truth)


# ---- others ----

def electrical_files():
    iacs, draw = 97.3, random.Random(11)
    at_20 = 1.0 / (iacs / 100 * 58.0e6)
    alpha = 0.00393 * iacs / 100
    resistivity = at_20 * (1 + alpha * (23.4 - 20))
    resistance = resistivity * 0.5 / (0.3e-3 * 10e-3)
    rows = []
    for i in range(20):
        current = (1.0 if i % 2 == 0 else -1.0) * (0.5 + 0.05 * (i // 2))
        rows.append((current, current * resistance * 1000 + 0.0021 + draw.gauss(0, 2e-5), 23.4))
    name = "resistivity-both-directions.csv"
    put(name, "Test type: Resistivity\nThickness: 0.3 mm\nWidth: 10 mm\nLength: 500 mm\n\n"
        + table([("Current (A)", "Voltage (mV)", "Temperature (degC)")] + rows, digits=9))
    known(name, {"resistivity_20c": at_20, "iacs": iacs})
    iacs, rows = 62.0, []
    at_20 = 1.0 / (iacs / 100 * 58.0e6)
    alpha = 0.00393 * iacs / 100
    for t in range(0, 121, 5):
        rows.append((t, at_20 * (1 + alpha * (t - 20)) * 1.0 / (math.pi / 4 * 1e-3 ** 2) * 1000))
    name = "resistivity-over-temperature.csv"
    put(name, "试验类型：电阻率\n直径：1 mm\n长度：1 m\n\n" + table([("温度(℃)", "电阻(mΩ)")] + rows, digits=9), "gb18030")
    known(name, {"resistivity_20c": at_20, "iacs": iacs, "temperature_coefficient": alpha})
    name = "resistivity-van-der-pauw.csv"
    put(name, "Test type: Resistivity\nMethod: van der Pauw\nThickness: 1 m\n\n"
        + table([("Resistance (Ohm)", "Resistance 2 (Ohm)", "Temperature (degC)")] + 3 * [(1, 1, 20)]))
    known(name, {"resistivity_20c": math.pi / math.log(2)})


def laser_flash_files():
    for name, alpha, thickness, biot, noise, form in (
            ("laser-flash-adiabatic.csv", 9.7e-5, 3.0e-3, 0.0, 0.0, "plain"),
            ("laser-flash-losses.csv", 3.1e-6, 2.0e-3, 0.12, 0.005, "plain"),
            ("laser-flash-key-value.txt", 4.5e-5, 2.5e-3, 0.03, 0.002, "netzsch")):
        roots, draw, rows = laws.flash_eigenvalues(max(biot, 1e-9), 60), random.Random(5), []
        half = 0.138785 * thickness ** 2 / alpha
        step = 12 * half / 2400
        for i in range(-300, 2400):
            theta = laws.flash(alpha * (i * step) / thickness ** 2, max(biot, 1e-9), roots) if i > 0 else 0.0
            rows.append((i * step * 1000, 0.35 + 2.2 * theta + draw.gauss(0, 2.2 * noise) if noise else 0.35 + 2.2 * theta))
        if form == "netzsch":
            head = f"#Instrument;synthetic\n#Sample;LF-3\n#Thickness/mm;{thickness * 1000:g}\n#Temperature/°C;25\n#Pulse width/ms;0\n"
            put(name, head + table([("Time/ms", "Signal/V")] + rows, ";", digits=8))
        else:
            put(name, f"Test type: Laser flash\nThickness: {thickness * 1000:g} mm\nTest temperature: 25 degC\n\n"
                + table([("Time (ms)", "Signal (V)")] + rows, digits=8))
        known(name, {"thermal_diffusivity": alpha})
    for name, biot in (("laser-flash-biot-0-1.csv", 0.1), ("laser-flash-biot-1.csv", 1.0)):
        alpha, thickness, samples = 1e-5, 2e-3, 1200
        roots, quarter, half, three_quarters = laws.flash_eigenvalues(biot, 60), *laws.flash_times(biot)
        rows = []
        for i in range(-samples // 8, samples):
            fourier = 8 * half * i / samples
            rows.append((fourier * thickness ** 2 / alpha * 1000, 0.35 + 2.2 * laws.flash(fourier, biot, roots)))
        put(name, f"Test type: Laser flash\nThickness: {thickness * 1000:g} mm\nTest temperature: 25 degC\nPulse width: 0 ms\n\n"
            + table([("Time (ms)", "Signal (V)")] + rows, digits=9))
        ratio = three_quarters / quarter
        known(name, {"thermal_diffusivity": alpha, "biot_number": biot, "half_time": half * thickness ** 2 / alpha,
                     "clark_taylor_diffusivity": alpha / half * (-0.3461467 + 0.361578 * ratio - 0.06520543 * ratio ** 2)})


def surface_files():
    spacing, wave = 0.25e-3, 0.05    # mm
    rows = [(i * spacing, math.sin(2 * math.pi * i * spacing / wave)) for i in range(int(5.6 / spacing))]
    name = "roughness-sinusoid.csv"
    put(name, "Test type: Roughness\nCutoff: 0.8 mm\nLambda s: 2.5 um\n\n" + table([("X (mm)", "Z (um)")] + rows, digits=8))
    kept = math.exp(-math.pi * (0.4697186 * 2.5e-3 / wave) ** 2) * (1 - math.exp(-math.pi * (0.4697186 * 0.8 / wave) ** 2))
    known(name, {"ra": 2 / math.pi * kept * 1e-6, "rq": kept / math.sqrt(2) * 1e-6, "rz": 2 * kept * 1e-6, "rsm": wave * 1e-3})
    rows = [(x, z + 4e-2 * (x - 2.8) ** 2 + 0.7 * x) for x, z in rows]
    name = "roughness-form-and-slope.txt"
    put(name, "Prüfart;Rauheit\nGrenzwellenlänge;0,8;mm\nLambda s;0,0025;mm\n"
        + table([("Tastweg [mm]", "Profilhöhe [µm]")] + rows, ";", digits=8, decimal=","), "iso-8859-1")
    known(name, {"ra": 2 / math.pi * kept * 1e-6, "rq": kept / math.sqrt(2) * 1e-6})
    rows = [(i * 4e-3, math.sin(2 * math.pi * i * 4e-3 / 0.8)) for i in range(1800)]
    name = "roughness-at-the-cutoff.csv"
    put(name, "Test type: Roughness\nCutoff: 0.8 mm\nLambda s: 20 um\n\n" + table([("X (mm)", "Z (um)")] + rows, digits=9))
    kept = 0.5 * math.exp(-math.pi * (0.4697186 * 20e-3 / 0.8) ** 2)
    known(name, {"ra": 2 / math.pi * kept * 1e-6, "rq": kept / math.sqrt(2) * 1e-6, "rz": 2 * kept * 1e-6, "rsm": 0.8e-3})


def mechanical_files():
    draw, rows = random.Random(3), []
    for i in range(1200):
        x = i * 0.05
        rise = 1 - math.exp(-x / 0.8)
        rows.append((x, (4.2 * rise if x < 58 else 0.1) + draw.gauss(0, 0.02)))
    name = "peel-90-degrees.csv"
    put(name, "Test type: Peel\nWidth: 3.18 mm\nSpeed: 50.8 mm/min\n\n" + table([("Displacement (mm)", "Force (N)")] + rows))
    known(name, {"peel_strength": 4.2 / 3.18e-3}, source="mean of the steady part by construction")
    rows = [(i * 0.2, 10.0 if i else 0.0) for i in range(400)]
    name = "peel-one-newton-per-millimetre.csv"
    put(name, "Test type: Peel\nWidth: 10 mm\nSpeed: 50 mm/min\n\n" + table([("Displacement (mm)", "Force (N)")] + rows))
    known(name, {"peel_strength": 1000.0})
    rows = [(d * 1000, (d + 0.0004) * 1000) for d in (0.0410, 0.0412, 0.0409, 0.0411, 0.0413, 0.0410, 0.0412)]
    name = "hardness-vickers.csv"
    put(name, "Test type: Hardness\nMethod: HV0.1\nTest force: 0.9807 N\nThickness: 0.5 mm\n\n"
        + table([("Diagonal 1 (um)", "Diagonal 2 (um)")] + rows))
    each = [0.1891 * 0.9807 / ((a + b) / 2000) ** 2 for a, b in rows]
    known(name, {"hardness": sum(each) / len(each)})
    rows = [(t, 17.1e-6 * (t - 20) * 25e3) for t in range(20, 321, 2)]
    name = "dilatometry-rod.csv"
    put(name, "Test type: Dilatometry\nLength: 25 mm\nReference temperature: 20 degC\n\n"
        + table([("Temperature (°C)", "dL (µm)")] + rows, digits=8))
    known(name, {"mean_expansion_coefficient": 17.1e-6})
    draw, rows = random.Random(23), []
    for _ in range(40):
        life = 5200 * (-math.log(1 - draw.random())) ** (1 / 3.1)
        rows.append((min(round(life), 7000), 1 if life <= 7000 else 0))
    name = "flex-mit-fold.csv"
    put(name, "Test type: Flex\nMethod: MIT fold\n\n" + table([("Cycles", "Failed")] + rows))
    known(name, {"weibull_shape": 3.1, "weibull_scale": 5200.0}, source="the drawn distribution: wide for 40 specimens")


def malformed_files():
    """Files that are no exports, or that only their maker can explain: name, content, what the answer has to say."""
    copper = Machine(laws.flat_top(**COPPER), elastic=20, plastic=40)
    rows = copper.columns("t", "F", "x")
    heading = [("Time (s)", "Force (N)", "Extension (mm)")]
    good = table(heading + rows)
    turned = table(heading + [(t, -f, -x) for t, f, x in rows])
    return [
        ("workbook.xlsx", b"PK\x03\x04" + bytes(200), "Excel workbook: export as CSV UTF-8"),
        ("workbook.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), "Excel workbook: export as CSV UTF-8"),
        ("report.pdf", b"%PDF-1.4\n" + bytes(range(256)), "PDF"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        ("page.csv", b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>\n", "HTML"),
        ("packed.csv", b"\x1f\x8b\x08\x00" + bytes(60), "gzip"),
        ("noise.csv", bytes((i * 197 + i // 7 * 31) % 256 for i in range(3000)), "control characters"),
        ("empty.csv", b"", "empty"),
        ("blank-lines.csv", b"\n\n   \n\r\n", "nothing but blanks"),
        ("header-only.csv", b"Test type: Tensile\nThickness: 0.5 mm\n", "no table of numbers"),
        ("heading-only.csv", b"Time (s),Force (N),Extension (mm)\n", "no table of numbers"),
        ("words.csv", b"alpha,beta,gamma\nred,green,blue\nred,green,blue\n", "no table of numbers"),
        ("undecidable-comma.csv", b"Force (N);Extension (mm)\n1,234;2,345\n3,456;4,567\n5,678;6,789\n", "--decimal"),
        ("shifted-columns.csv", good.replace("Time (s),Force (N),Extension (mm)", "Time (N),Force (s),Extension (mm)").encode(), "shifted columns?"),
        ("unknown-unit.csv", good.replace("Force (N)", "Force (furlung)").encode(), "furlung"),
        ("ragged.csv", (good + "1,2,3,4,5,6\n7,8\n" * 10).encode(), "6 cells in a table of 3 columns"),
        ("open-quote.csv", good.replace("\n0.", '\n"0.', 1).encode(), "never closed"),
        ("broken-utf16.txt", b"\xff\xfe" + good.encode("utf-16-le")[:-1], "cut off in the middle of a character: its last line is left out"),
        ("one-row.csv", table(heading + rows[5:6]).encode(), "only one row of numbers"),
        ("all-overload.csv", table(heading + [(t, "****", x) for t, _, x in rows]).encode(), "holds no number"),
        ("misspelt-unit.csv", good.replace("Force (N)", "Stress (Nm/mm2)").encode(), "did you mean 'N/mm2'?"),
        ("compression.csv", ("Test type: Compression\nThickness: 5 mm\nWidth: 5 mm\n" + turned).encode(),
         "no evaluation for a compression test"),
        ("negative-force.csv", ("Thickness: 5 mm\nWidth: 5 mm\nGauge length: 10 mm\n" + turned).encode(),
         "a negative force or extension can be one of compression"),
        ("bad-number.csv", good.replace("9.375", "9.3.75", 1).encode(), "is no number"),
    ]


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    for make in (tensile_files, electrical_files, laser_flash_files, surface_files, mechanical_files):
        make()
    answers = ["file,answer"]
    for name, data, answer in malformed_files():
        FILES["malformed/" + name] = data
        answers.append(f"{name},{answer}")
    FILES["malformed/answers.csv"] = ("\n".join(answers) + "\n").encode()
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    lines = ["file,block,quantity,unit,agreed,lower,upper,source"]
    lines += [f"raw/{f},{b},{q},{u},{a:.9g},{lo:.9g},{hi:.9g},{s}" for f, b, q, u, a, lo, hi, s in VALUES]
    (folder / "values.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Habits of testers' programs, each a file whose truth is known: after the import every channel (value, unit, mask), the
quantities of the specimen and the number of tests are compared with it. Nothing may be there that the truth has not."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import INPUT, PROGRAM, expect, refuses  # noqa: E402

FOLDER = Path("habits")
N = 24
t = [round(0.1 * i, 3) for i in range(N)]
F = [round(37.5 * i + 0.25, 4) for i in range(N)]
x = [round(0.0125 * i, 5) for i in range(N)]
BIG = [1000 * v + 1234.5 for v in F]
MILLI = [1e-3 * v for v in x]
HEAD = "Time (s),Force (N),Extension (mm)\n"


def rows(separator, *columns, form=repr, comma=False, end="\n"):
    lines = (separator.join(map(form, row)) + end for row in zip(*columns))
    return "".join(line.replace(".", ",") if comma else line for line in lines)


BODY = HEAD + rows(",", t, F, x)


def truth(properties=None, **channels):
    return {"time": ("s", t), "force": ("N", F), "extension": ("m", MILLI), **channels}, properties or {}


def only(properties=None, **channels):
    return channels, properties or {}


def scaled(unit, factor, values):
    return unit, [factor * v for v in values]


def marked(column, place, mark):
    """A file in which one force is a mark."""
    cells = [mark if i == place else repr(v) for i, v in enumerate(column)]
    return HEAD + rows(",", map(repr, t), cells, map(repr, x), form=str)


def without(column, place):
    return [None if i == place else v for i, v in enumerate(column)]


def clock(v):
    return f"09:00:{v:06.3f}"


def groups(first, ends):
    """Three specimens side by side, of 24, 15 and 9 rows."""
    lines = []
    for i in range(N):
        cells = [[t[i], k * F[i], x[i]] if i < n else ["", "", ""] for k, n in ((1, 24), (2, 15), (3, 9))]
        line = ",".join(str(c) for cell in cells for c in cell)
        lines.append((line if ends else line.rstrip(",")) + "\n")
    return first + "".join(lines)


THREE = [only(time=("s", t[:n]), force=("N", [k * v for v in F[:n]]), extension=("m", MILLI[:n]))
         for k, n in ((1, 24), (2, 15), (3, 9))]
NUMBERED = ",".join(f"Time {k} (s),Force {k} (N),Extension {k} (mm)" for k in (1, 2, 3)) + "\n"
HALF = N // 2
PAGES = [only(time=("s", p(t)), force=("N", p(F)), extension=("m", p(MILLI)))
         for p in (lambda c: c[:HALF], lambda c: c[HALF:])]
TRAVEL = {"time": ("s", t), "force": ("N", F), "displacement": ("m", MILLI)}

# name: text or bytes, and the truth of each test in it
HABITS = {
    "date and time": ("Date Time,Force [N],Extension [mm]\n" + rows(
        ",", [f"2026-03-02 {clock(v)}" for v in t], F, x, form=str), truth()),
    "time zone": ("Timestamp,Force [N],Extension [mm]\n" + rows(
        ",", [f"2026-03-02T{clock(v)}+08:00" for v in t], F, x, form=str), truth()),
    "date and time apart": ("Date;Time;Force [N];Extension [mm]\n" + rows(
        ";", ["2.3.2026"] * N, map(clock, t), F, x, form=str).replace(".", ",").replace("2,3,2026", "02.03.2026"), truth()),
    "stamps of a Chinese spreadsheet": ("Time,Force [N],Extension [mm]\n" + rows(
        ",", [f"2026/3/2 下午 1:00:{v:06.3f}" for v in t], F, x, form=str), truth()),
    "months by name": ("Time,Force [N],Extension [mm]\n" + rows(
        ",", [f"02-Mar-2026 {clock(v)}" for v in t], F, x, form=str), truth()),
    "units first": ("s,N,mm\nTime,Force,Extension\n" + rows(",", t, F, x), truth()),
    "units and no names": ("Operator: X\ns,N,mm\n" + rows(",", t, F, x), only(
        column_1=("s", t), column_2=("N", F), column_3=("m", MILLI))),
    "names, symbols, units": ("Prüfzeit\tStandardkraft\tDehnung\nt\tF\te\ns\tN\t%\n" + rows("\t", t, F, x, comma=True), only(
        time=("s", t), force=("N", F), strain=scaled("1", 0.01, x))),
    "slashes": ("Time/s;Force/N;Extension/um\n" + rows(";", t, F, x), truth(extension=scaled("m", 1e-6, x))),
    "slash within a unit": ("Strain/%;Stress/N/mm²\n" + rows(";", x, F), only(
        strain=scaled("1", 0.01, x), stress=scaled("Pa", 1e6, F))),
    "comments by slashes": ("// Thickness: 35 um\n// Time (s)  Force (N)  Extension (mm)\n" + rows("  ", t, F, x),
                            truth({"thickness": 35e-6})),
    "comments by percent signs": ("% Thickness (mm): 0.5\n%Time (s)\tForce (N)\tExtension (mm)\n" + rows("\t", t, F, x),
                                  truth({"thickness": 0.5e-3})),
    "a comment between rows": (HEAD + rows(",", t[:9], F[:9], x[:9]) + "# extensometer removed\n" +
                               rows(",", t[9:], F[9:], x[9:]), truth()),
    "trailing tabs": ("Time (s)\tForce (N)\tExtension (mm)\t\n" + rows("\t", t, F, x, end="\t\n"), truth()),
    "leading separators": ("".join(";" + line + "\n" for line in BODY.replace(",", ";").splitlines()), truth()),
    "quoted decimal commas": (HEAD + rows(",", *([f'"{v}"' for v in c] for c in (t, F, x)), form=str).replace(
        '","', "|").replace(".", ",").replace("|", '","'), truth()),
    "Swiss thousands": ("Zeit [s];Kraft [N];Weg [mm]\n" + "".join(
        f"{a:.1f};{b:,.2f};{c:.4f}\n".replace(",", "'") for a, b, c in zip(t, BIG, x)), only(
            **{**TRAVEL, "force": ("N", BIG)})),
    "thousands by narrow blanks": ("Zeit [s];Kraft [N];Weg [mm]\n" + "".join(
        f"{a:.1f};{b:,.2f};{c:.4f}\n".replace(",", "\u202f").replace(".", ",") for a, b, c in zip(t, BIG, x)), only(
            **{**TRAVEL, "force": ("N", BIG)})),
    "groups of unequal length": (groups(NUMBERED, True), *THREE),
    "groups with short rows": (groups(NUMBERED, False), *THREE),
    "groups named like units": (groups("A-1,,,A-2,,,A-3,,\n" + 2 * "Time (s),Force (N),Extension (mm)," + HEAD, True), *THREE),
    "two extensometers": ("Time (s),Stress (MPa),Strain 1 (%),Strain 2 (%)\n" + rows(",", t, F, x, x), only(
        time=("s", t), stress=scaled("Pa", 1e6, F), strain=scaled("1", 0.01, x), strain_2=scaled("1", 0.01, x))),
    "pages": (HEAD + rows(",", t[:HALF], F[:HALF], x[:HALF]) + "\fPage 2\n" + HEAD + rows(",", t[HALF:], F[HALF:], x[HALF:]),
              truth()),
    "pages with stamps": ("No.,Time,Force (N)\n" + rows(",", range(HALF), map(clock, t), F[:HALF], form=str) +
                          "No.,Time,Force (N)\n" + rows(",", range(HALF, N), map(clock, t[HALF:]), F[HALF:], form=str), only(
                              no=("1", list(range(N))), time=("s", t), force=("N", F))),
    "another unit on page 2": ("Time,Force,Extension\n(s),(N),(mm)\n" + rows(",", t[:HALF], F[:HALF], x[:HALF]) +
                               "Time,Force,Extension\n(s),(kN),(mm)\n" +
                               rows(",", t[HALF:], [v / 1000 for v in F[HALF:]], x[HALF:]), *PAGES),
    "swapped columns in block 2": (BODY + "\nTime (s),Extension (mm),Force (N)\n" + rows(",", t, x, F), truth(), truth()),
    "repeated times": (HEAD + rows(",", [0.5] * N, F, x), truth(time=("s", [0.5] * N))),
    "a minus of Unicode": (HEAD + rows(",", t, [f"\u2212{v}" for v in F], x, form=str), truth(force=scaled("N", -1, F))),
    "overload": (marked(F, 4, "****"), truth(force=("N", without(F, 4)))),
    "overload in the first row": (marked(F, 0, "OVER"), truth(force=("N", without(F, 0)))),
    "not a number": (marked(F, 4, "1.#QNAN"), truth(force=("N", without(F, 4)))),
    "instruments' overload": (marked(F, 4, "9.9E+37"), truth(force=("N", without(F, 4)))),
    "infinity": (marked(F, 4, "-inf"), truth(force=("N", without(F, 4)))),
    "a column of words": ("Time (s),Stage,Force (N),Extension (mm)\n" + rows(
        ",", t, ["elastic"] * 9 + ["plastic"] * (N - 9), F, x, form=str), truth()),
    "a remark in the first row": ("Time (s),Force (N),Extension (mm),Remark\n" + rows(
        ",", t, F, x, ["start"] + [""] * (N - 1), form=str), truth()),
    "empty columns": ("Time (s);;Force (N);Spare;Extension (mm)\n" + rows(
        ";", t, [""] * N, F, [""] * N, x, form=str), truth()),
    "two marks of UTF-8": (b"\xef\xbb\xbf\xef\xbb\xbf" + BODY.encode(), truth()),
    "UTF-32": (b"\xff\xfe\0\0" + BODY.encode("utf-32-le"), truth()),
    "UTF-16 without a mark": (BODY.replace(",", "\t").encode("utf-16-be"), truth()),
    "Shift-JIS, half as wide": (("試験速度：5 mm/min\n時間,荷重,ｽﾄﾛｰｸ\n(s),(N),(mm)\n" + rows(",", t, F, x)).encode("cp932"),
                                only({"speed": 5e-3 / 60}, **TRAVEL)),
    "units of full width": ("時間（ｓ）,荷重（Ｎ）,変位（㎜）\n" + rows(",", t, F, x), only(**TRAVEL)),
    "mixed line ends": ("".join(line + ("\r\n", "\n", "\r")[i % 3] for i, line in enumerate(BODY.splitlines())), truth()),
    "stray bytes": (BODY[:40].encode() + b"\f\0" + BODY[40:].encode() + b"\0\0\x1a", truth()),
    "an endless line": ("Remark: " + 200000 * "x" + "\n" + BODY, truth()),
    "200 lines of header": ("".join(f"Parameter {i},{i},mm\n" for i in range(200)) + "Thickness,0.5,mm\n" + BODY,
                            truth({"thickness": 0.5e-3})),
    "exponents of Fortran": ("Time (s) Force (N) Extension (mm)\n" + rows(
        "  ", t, F, x, form=lambda v: f"{v:.10E}".replace("E", "D")), truth()),
    "KN": ("Time (s),Force (KN)\n" + rows(",", t, F), only(time=("s", t), force=scaled("N", 1e3, F))),
    "Kg": ("Time (s),Force (Kg)\n" + rows(",", t, F), only(time=("s", t), force=scaled("N", 9.80665, F))),
    "Kgf/mm2": ("Strain (%),Stress (Kgf/mm2)\n" + rows(",", x, F), only(
        strain=scaled("1", 0.01, x), stress=scaled("Pa", 9.80665e6, F))),
    "Mpa": ("Strain (%),Stress (Mpa)\n" + rows(",", x, F), only(strain=scaled("1", 0.01, x), stress=scaled("Pa", 1e6, F))),
    "ounces per area": ("Copper weight: 1 oz/ft2\n" + BODY, truth({"mass_per_area": 0.3051517})),
    "%IACS": ("Conductivity (%IACS),Temperature (°C)\n" + rows(",", F, t), only(
        conductivity=scaled("S m-1", 0.58e6, F), temperature=("K", [v + 273.15 for v in t]))),
    "IACS in percent": ("IACS (%),Temperature (°C)\n" + rows(",", F, t), only(
        conductivity=scaled("S m-1", 0.58e6, F), temperature=("K", [v + 273.15 for v in t]))),
    "HV": ("No.,D1 (um),D2 (um),HV\n1,40.5,41.5,111.25\n2,40.25,41.25,110.5\n", only(
        no=("1", [1, 2]), diagonal=("m", [40.5e-6, 40.25e-6]), diagonal_2=("m", [41.5e-6, 41.25e-6]),
        hardness=("1", [111.25, 110.5]))),
    "symbols in brackets": ("Time (t) [s],Force (F) [N],Extension (mm)\n" + rows(",", t, F, x), truth()),
    "symbols in brackets and no units": ("Cycles (N),Temperature (T)\n" + rows(",", t, F), only(
        cycles=("1", t), temperature_without_unit=("1", F))),
    "ticks": ("Time (ticks),Force (N)\n" + rows(",", t, F), only(time_without_unit=("1", t), force=("N", F))),
    "days of a spreadsheet": ("Time,Force (N)\n" + rows(",", [46083.375 + v / 64 for v in t], F), only(
        time_without_unit=("1", [46083.375 + v / 64 for v in t]), force=("N", F))),
    "R is no unit": ("T (°C),R\n" + rows(",", t, F), only(
        temperature=("K", [v + 273.15 for v in t]), resistance_without_unit=("1", F))),
    "no units at all": ("Time,Force,Extension\n" + rows(",", t, F, x), only(
        time=("s", t), force_without_unit=("1", F), extension_without_unit=("1", x))),
    "a decimal comma in the header alone": ("Thickness: 0,5 mm\n" + BODY, truth({"thickness": 0.5e-3})),
    "a table in the header": ("Specimen,Thickness (mm),Width (mm)\nA-1,0.5,12.5\n\n" + BODY,
                              truth({"thickness": 0.5e-3, "width": 12.5e-3})),
    "a table of several specimens": ("Specimen,Thickness (mm),Width (mm)\nA-1,0.5,12.5\nA-2,0.6,12.5\n\n" + BODY, truth()),
    "results behind the table": (BODY + "\nTensile strength (MPa),Elongation (%)\n230.5,35.5\n",
                                 truth({"tensile_strength": 230.5e6})),
    "plus or minus": ("Thickness: 0.500 ± 0.002 mm\nWidth: 12.5 mm ± 0.1 mm\n" + BODY,
                      truth({"thickness": 0.5e-3, "width": 12.5e-3})),
    "entries parted by tabs": ("Thickness: 0.5 mm\tWidth: 12.5 mm\n" + BODY, truth({"thickness": 0.5e-3, "width": 12.5e-3})),
    "entries parted by gaps": ("Thickness: 0.5 mm   Width: 12.5 mm\nGauge length:   50 mm\n" + BODY,
                               truth({"thickness": 0.5e-3, "width": 12.5e-3, "gauge_length": 0.05})),
    "a range": ("Thickness: 0.5 - 0.6 mm\nWidth: 10 x 12 mm\n" + BODY, truth()),
    "empty cells between name and value": ("Thickness;;0.5;mm\n" + BODY.replace(",", ";"), truth({"thickness": 0.5e-3})),
    "units before values": ("Thickness,mm,0.5\nWidth,mm,12.5,,\n" + BODY, truth({"thickness": 0.5e-3, "width": 12.5e-3})),
    "another separator in the header": ("Thickness;0.5;mm\nStrain rate: 2.5E-4 /s\n" + BODY,
                                        truth({"thickness": 0.5e-3, "strain_rate": 2.5e-4})),
    "a letter that is no force": ("t (s),f (kHz),u (mm)\n" + rows(",", t, F, x), only(
        time=("s", t), f=scaled("Hz", 1e3, F), u=("m", MILLI))),
    "specimens one below the other": ("Specimen,Time (s),Force (N),Extension (mm)\n" + "".join(
        f"A-{k},{a},{k * b},{c}\n" for k in (1, 2) for a, b, c in zip(t, F, x)), truth(), truth(force=scaled("N", 2, F))),
    "results above specimens": ("No.,Max load (N),Comment\n1,862,ok\n2,1724,ok\n\nSpecimen,Time (s),Force (N)\n" + "".join(
        f"A-{k},{a},{k * b}\n" for k in (1, 2) for a, b in zip(t, F)),
        only(time=("s", t), force=("N", F)), only(time=("s", t), force=scaled("N", 2, F))),
    "specimens by numbers": ("Time (s),Specimen No.,Force (N)\n" + "".join(
        f"{a},{k},{k * b}\n" for k in (1, 2) for a, b in zip(t, F)), *(only(
            time=("s", t), specimen_no=("1", [k] * N), force=scaled("N", k, F)) for k in (1, 2))),
    "indentations of two specimens": ("Sample,d1 (um),d2 (um)\nA,40,41\nA,40.5,41.5\nB,30,31\nB,30.5,31.5\nB,30.25,31\n", only(
        diagonal=("m", [40e-6, 40.5e-6]), diagonal_2=("m", [41e-6, 41.5e-6])), only(
        diagonal=("m", [30e-6, 30.5e-6, 30.25e-6]), diagonal_2=("m", [31e-6, 31.5e-6, 31e-6]))),
    "a row a specimen": ("MIT fold\nSpecimen,Cycles,Failed\nF-1,120,1\nF-2,150,1\nF-3,200,0\n", only(
        cycles=("1", [120, 150, 200]), failed=("1", [1, 1, 0]))),
    "a note below the headings": (HEAD + "# extensometer of class 1\n" + rows(",", t, F, x), truth()),
    "symbols of letters": ("t (s),F (N),d (mm)\n" + rows(",", t, F, x), only(**TRAVEL)),
    "Greek symbols": ("ε (%),σ (MPa)\n" + rows(",", x, F), only(
        strain=scaled("1", 0.01, x), stress=scaled("Pa", 1e6, F))),
    "a map below its title": ("Height [um]\n" + "".join(rows(",", *([v] for v in F[:10])) for _ in range(5)), only(
        height=("m", [[1e-6 * v for v in F[:10]]] * 5))),
    "per mille of a dilatometer": ("#SAMPLE LENGTH /mm;25.0\n##Temp./°C;Time/min;dL/Lo/E-3\n" + rows(";", t, t, F), only(
        {"length": 0.025}, temperature=("K", [v + 273.15 for v in t]), time=scaled("s", 60, t),
        relative_length_change=scaled("1", 1e-3, F), length_change=scaled("m", 1e-3 * 0.025, F))),
}

# name: text, and words of the refusal
REFUSED = {
    "a row of units against the headings": (HEAD + "ms,kN,um\n" + rows(",", t, F, x), "one of them is wrong"),
    "decimal commas in a file parted by commas": ("Time (s),Force (N)\n" + "".join(
        f"{int(v)},{i},{i},5\n" for i, v in enumerate(t)), "decimal commas"),
    "s for a force": ("Force (s),Time (N)\n" + rows(",", t, F), "shifted columns?"),
    "s for a force, once more": ("Force (s),Time (t)\n" + rows(",", t, F), "shifted columns?"),
    "a cell too few between blanks": ("Time (s) Force (N) Extension (mm)\n" + rows(" ", t, F, x) + "1 2\n2 3 4\n",
                                      "which is missing"),
    "a cell too few on page 2": (HEAD + rows(",", t[:HALF], F[:HALF], x[:HALF]) + HEAD +
                                 rows(",", t[HALF:], F[HALF:], x[HALF:]).replace(",0.2\n", "\n"), "every row wants a cell"),
    "a hexadecimal number": (marked(F, 4, "0x1F"), "is no number"),
    "units in cells": ("Time,Force\n" + rows(",", [f"{v} s" for v in t], [f"{v} N" for v in F], form=str), "into the heading"),
    "a map with positions around it": ("," + rows(",", *([0.5 * i] for i in range(10))) + "".join(
        rows(",", [0.5 * k], *([v] for v in F[:10])) for k in range(9)), "look like positions"),
    "a date that may be of March": ("Time,Force (N)\n03-02-2026 23:59:59,1\n03-03-2026 00:00:00,2\n", "month"),
    "a date of two figures": ("Time,Force (N)\n26-03-02 23:59:59,1\n26-03-03 00:00:00,2\n", "year first"),
    "1,234 alone": ("Time [s]\tForce [N]\n1\t1,234\n2\t2,345\n3\t3,456\n", "--decimal"),
}


def differences(file, channels, properties):
    found = sorted(file["channels"]) if "channels" in file else []
    if found != sorted(channels):
        return f"channels {found}, not {sorted(channels)}"
    for name, (unit, values) in channels.items():
        group = file["channels"][name]
        have = group["value"][:]
        want = np.array([np.nan if v is None else v for v in values], float)
        mask = group["mask"][:] if "mask" in group else np.zeros(want.shape)
        if group["value"].attrs["units"].decode() != unit:
            return f"{name} in {group['value'].attrs['units'].decode()}"
        if have.shape != want.shape or not np.allclose(have, want, rtol=1e-14, atol=1e-15, equal_nan=True):
            return f"{name} is {have}, not {want}"
        if ((mask != 0) != np.isnan(want)).any():
            return f"the mask of {name} is {mask}"
    have = {name: one[()] for part in ("specimen", "test") if part in file for name, one in file[part].items()
            if isinstance(one, h5py.Dataset) and one.shape == ()}
    if sorted(have) != sorted(properties):
        return f"quantities {sorted(have)}, not {sorted(properties)}"
    for name, value in properties.items():
        if abs(have[name] - value) > 1e-6 * abs(value):
            return f"{name} is {have[name]}, not {value}"
    return ""


def write(name, content):
    raw = FOLDER / (name.replace("/", " per ") + ".csv")
    raw.write_bytes(content if isinstance(content, bytes) else content.encode())
    return raw


shutil.rmtree(FOLDER, ignore_errors=True)
FOLDER.mkdir()
for name, (content, *tests) in HABITS.items():
    raw = write(name, content)
    done = subprocess.run([PROGRAM, "test", "import", raw, "-o", FOLDER / "out"], capture_output=True, timeout=60)
    expect(done.returncode == 0, f"{name}: status {done.returncode}: {done.stderr.decode()}")
    files = [FOLDER / "out" / (raw.stem + (f"-{k + 1}" if k else "") + ".h5") for k in range(len(tests))]
    expect(sorted((FOLDER / "out").glob("*.h5")) == sorted(files), f"{name}: {len(tests)} tests are in it")
    for path, (channels, properties) in zip(files, tests):
        with h5py.File(path) as file:
            told = differences(file, channels, properties)
            expect(not told, f"{name}: {told}\n{done.stdout.decode()}")
    shutil.rmtree(FOLDER / "out")
for name, (content, words) in REFUSED.items():
    refuses(words, "test", "import", write(name, content), "-o", FOLDER / "none", status=INPUT)
    expect(not list((FOLDER / "none").glob("*")), f"{name}: something was written")

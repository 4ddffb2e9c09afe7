# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cupel test summary: lots from exports, outliers, doubts, CSV, JSON, pictures, control charts."""
import csv
import hashlib
import io
import os
import shutil
import statistics
import sys
from pathlib import Path

import h5py
import numpy

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import INPUT, cupel, cupel_json, expect, refuses  # noqa: E402

WORK = Path("lots")
STRENGTHS = [1.20, 1.22, 1.19, 1.21, 1.205, 1.195, 1.215, 1.60]   # N/mm; the last is no sample of them


def peel(name, strength, lot, date, step=False):
    """A peel curve of 60 mm on a strip of 3 mm."""
    lines = ["Test type,Peel", f"Specimen,{name}", f"Lot,{lot}", f"Test date,{date}", "Width,3,mm", "",
             "Displacement (mm),Force (N)"]
    for i in range(601):
        x = 0.1 * i
        force = 3 * strength * min(1, x / 4) * (1 + 0.01 * ((i * 7919) % 101 - 50) / 50)
        if step and x > 30:
            force *= 0.7
        lines.append(f"{x:.2f},{force:.4f}")
    (WORK / f"{name}.csv").write_text("\n".join(lines) + "\n")


def make():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    for i, strength in enumerate(STRENGTHS):
        peel(f"A-{i + 1}", strength, "A", f"2026-03-{i + 1:02d}")
    peel("A-9", 1.2, "A", "2026-03-09", step=True)
    peel("B-1", 0.9, "B", "2026-03-10")
    cupel("test", "import", WORK, "--kind", "peel", "--evaluate")


def group(summary, name):
    return next(g for g in summary["groups"] if g["group"] == name)


def table_holds_what_counts():
    summary = cupel_json("test", "summary", WORK, "--json")
    a = group(summary, "A")
    expect(a["kind"] == "peel" and a["tests"] == 9, f"nine tests of lot A, not {a['tests']}")
    row = a["results"]["peel_strength"]
    expect(row["n"] == 8 and row["doubtful"] == 1, "the stepped curve is doubtful and stays out")
    values = [v["value"] for v in row["values"]]
    expect(abs(row["mean"] - statistics.mean(values)) < 1e-9 * row["mean"], "mean")
    expect(abs(row["standard_deviation"] - statistics.stdev(values)) < 1e-9 * row["mean"], "standard deviation")
    expect(abs(row["mean"] / 1000 - statistics.mean(STRENGTHS)) < 2e-3, "the mean is that of the strengths put in")
    expect([v["id"] for v in row["values"] if v["outlier"]] == ["A-8"], "the outlier is A-8")
    expect(group(summary, "B")["results"]["peel_strength"]["standard_deviation"] is None, "one value has no deviation")
    doubtful = cupel_json("test", "summary", WORK, "--json", "--with-doubtful")
    expect(group(doubtful, "A")["results"]["peel_strength"]["n"] == 9, "with doubtful ones there are nine")


def words_name_the_outlier():
    out, _ = cupel("test", "summary", WORK)
    for word in ["peel, A", "outlier", "A-8.h5", "it is in the mean", "--with-doubtful", "doubtful"]:
        expect(word in out, f"'{word}' is not in:\n{out}")


def csv_is_a_table():
    out, _ = cupel("test", "summary", WORK, "--csv", "-")
    rows = [r for r in csv.DictReader(io.StringIO(out)) if r["result"] == "peel_strength"]
    expect([r["group"] for r in rows] == ["A", "B"], f"two groups, not {rows}")
    expect(rows[0]["unit"] == "N m-1" and rows[0]["n"] == "8" and rows[0]["outliers"].endswith("A-8.h5"), f"{rows[0]}")
    cupel("test", "summary", WORK, "--csv", "lots.csv")
    expect(Path("lots.csv").read_text() == out, "a file holds the same")


def control_chart_is_in_order_of_dates():
    summary = cupel_json("test", "summary", WORK, "--json", "--control", "peel_strength")
    chart = group(summary, "A")["results"]["peel_strength"]["control"]
    names = [Path(p["file"]).stem for p in chart["points"]]
    expect(names == [f"A-{i}" for i in range(1, 9)], f"by date, not {names}")
    values = [p["value"] for p in chart["points"]]
    ranges = [abs(b - a) for a, b in zip(values, values[1:])]
    sigma = statistics.mean(ranges) / 1.128379
    expect(abs(chart["upper"] - statistics.mean(values) - 3 * sigma) < 1e-5 * chart["upper"], "upper limit")
    expect(group(summary, "B")["results"]["peel_strength"]["control"] is None, "one value has no chart")
    refuses(["no test has the result 'peel_strenght'", "did you mean 'peel_strength'"],
            "test", "summary", WORK, "--control", "peel_strenght")


def pictures():
    if not shutil.which("gnuplot"):
        return
    cupel("test", "summary", WORK, "--picture", "curves.svg")
    svg = Path("curves.svg").read_text()
    expect("peel, A" in svg and "A-8" in svg and "N/mm" in svg.replace(" ", "") or "N m" in svg, "curves by lot")
    cupel("test", "summary", WORK, "--control", "peel_strength", "--picture", "control.png")
    expect(Path("control.png").read_bytes()[:4] == b"\x89PNG", "a control chart")
    refuses("is no picture", "test", "summary", WORK, "--picture", "chart.gif")


def wrong_input():
    refuses("cannot open", "test", "summary", "nowhere")
    refuses("no evaluated test of kind 'dsc'", "test", "summary", WORK, "--kind", "dsc")
    refuses("outside (0, 1)", "test", "summary", WORK, "--confidence", "95")
    (WORK / "broken.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + b"x" * 1000)
    out, err = cupel("test", "summary", WORK, status=INPUT)
    expect("broken.h5" in err and "peel, A" in out, "a broken file is named, the others are summed up")
    (WORK / "broken.h5").unlink()


def directions_in_one_group_are_told():
    folder = WORK / "directions"
    folder.mkdir()
    for name, direction in [("D-1", "0"), ("D-2", "90")]:
        text = (WORK / "A-1.csv").read_text().replace("Specimen,A-1", f"Specimen,{name}\nDirection,{direction}")
        (folder / f"{name}.csv").write_text(text)
    cupel("test", "import", folder, "--kind", "peel", "--evaluate")
    out, _ = cupel("test", "summary", folder)
    expect("mixed" in out and "--by lot,direction" in out, f"directions are mixed:\n{out}")
    summary = cupel_json("test", "summary", folder, "--json", "--by", "lot,direction")
    expect([g["group"] for g in summary["groups"]] == ["A, 0", "A, 90"], "groups by direction")


def dates_are_read_where_they_can_be():
    folder = WORK / "dates"
    for dates, wanted, order in [
            (["03.04.2026", "24.12.2025 10:12", "2026-03-30"], ["E-2", "E-3", "E-1"], "date"),
            (["2026年4月3日", "2025/12/24", "12/24/2024 01:00 PM"], ["E-3", "E-2", "E-1"], "date"),
            (["12/24/2024 12:05 PM", "12/24/2024 1:00 AM", "12/24/2024 12:30 AM"], ["E-3", "E-2", "E-1"], "date"),
            (["03/04/2026", "2025-12-24", "2026-03-30"], ["E-1", "E-2", "E-3"], "file")]:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for i, date in enumerate(dates):
            text = (WORK / "A-1.csv").read_text().replace("2026-03-01", date).replace("Specimen,A-1", f"Specimen,E-{i + 1}")
            (folder / f"E-{i + 1}.csv").write_text(text.replace("Force (N)\n", f"Force (N)\n{-i},0\n"))
        cupel("test", "import", folder, "--kind", "peel", "--evaluate")
        chart = cupel_json("test", "summary", folder, "--json", "--control", "peel_strength")["groups"][0]["results"][
            "peel_strength"]["control"]
        names = [Path(p["file"]).stem for p in chart["points"]]
        expect(chart["provisional"], "limits of three values are provisional")
        expect((names, chart["order"]) == (wanted, order), f"{dates}: {names} by {chart['order']}")


def other_units_are_converted():
    """A file from elsewhere may state its figures in other units: they stand in one row."""
    folder = WORK / "units"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for i, name in enumerate(("A-1", "A-2")):
        shutil.copy(sorted(Path(WORK).glob(f"**/{name}.h5"))[0], folder / f"{name}.h5")
    before = cupel_json("test", "summary", folder, "--json")["groups"][0]["results"]["peel_strength"]
    with h5py.File(folder / "A-2.h5", "r+") as f:
        number = max(f["evaluation"], key=int)
        value = f[f"evaluation/{number}/results/peel_strength"]
        value[...] = value[()] / 1e3
        value.attrs.create("units", numpy.bytes_("N/mm"))
        value.attrs.create("sha256", numpy.bytes_(hashlib.sha256(numpy.float64(value[()]).tobytes()).hexdigest()))
    after = cupel_json("test", "summary", folder, "--json")["groups"][0]["results"]["peel_strength"]
    expect(after["n"] == before["n"] == 2 and abs(after["mean"] / before["mean"] - 1) < 1e-12, f"{before} {after}")


def copies_count_once():
    folder = WORK / "copies"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    first = sorted(Path(WORK).glob("**/A-1.h5"))[0]
    shutil.copy(first, folder / "a.h5")
    shutil.copy(first, folder / "b.h5")
    out, err = cupel("test", "summary", folder)
    expect("1 test" in out and "b.h5: a copy" in err, f"a copy counts once: {out} {err}")


make()
table_holds_what_counts()
words_name_the_outlier()
csv_is_a_table()
control_chart_is_in_order_of_dates()
pictures()
wrong_input()
directions_in_one_group_are_told()
copies_count_once()
other_units_are_converted()
dates_are_read_where_they_can_be()

# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs that read run files: show, list, diff, verify, export, lineage. Values are compared with h5py's."""
import csv
import io
import os
import shutil
import sys
from pathlib import Path

import h5py

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import FAILED, INPUT, cupel, cupel_json, expect, refuses, run_case  # noqa: E402

for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()
RUN = run_case("run.h5")
FILE = h5py.File(RUN, "r")


def stored(step, name, group="results"):
    value = FILE[f"steps/{step}/{group}/{name}"][()]
    return value.decode() if isinstance(value, bytes) else value


def table(text):
    return list(csv.reader(io.StringIO(text)))


def show_gives_header_steps_and_values():
    out, err = cupel("show", RUN)
    expect(err == "" and FILE.attrs["content_id"].decode() in out, "content id")
    expect(all(step in out for step in FILE["steps"]), "all steps")
    expect("±" in out and "electrical_conductivity_uncertainty" not in out, "uncertainties stand behind their values")
    shown = cupel_json("show", RUN, "--json")
    expect(shown["steps"]["pass1"]["model"] == "rolling.pass" and shown["state"] == "complete", "JSON of a file")
    for name in ("exit_thickness", "roll_force_per_width", "equivalent_strain"):
        got = shown["steps"]["pass3"]["results"][name]
        expect(got["value"] == stored("pass3", name), f"pass3.{name}: {got}")
    expect(shown["steps"]["pass1"]["parameters"]["roll_radius"] == {
        "value": stored("pass1", "roll_radius", "parameters"), "unit": "m",
        "long_name": shown["steps"]["pass1"]["parameters"]["roll_radius"]["long_name"]}, "parameters")
    out, _ = cupel("show", RUN, "pass1")
    expect("roll_radius" in out and "pass2" not in out, "one step, with its parameters")
    out, _ = cupel("show", RUN, "pass*.exit_thickness")
    expect(len(out.splitlines()) == 7 and "um" in out, f"a scalar of six steps: {out}")
    values = cupel_json("show", RUN, "pass1.pressure", "--json")["pass1.pressure"]
    expect(values["value"] == list(stored("pass1", "pressure")) and values["axis"] == "position", "a curve")
    out, _ = cupel("show", RUN, "pass1.pressure")
    expect(out.splitlines()[0].split() == ["position", "[mm]", "pressure", "[MPa]"], f"a curve stands beside its axis: {out[:80]}")


def show_refuses_what_is_not_there():
    refuses("did you mean 'pass1.pressure'?", "show", RUN, "pass1.presure")
    refuses("cannot open", "show", "nothing.h5")
    Path("text.h5").write_text("not HDF5 at all\n" * 100)
    refuses("text.h5", "show", "text.h5")
    Path("text.h5").unlink()


def export_gives_csv_that_reads_back_the_same():
    rows = table(cupel("export", RUN, "pass1.pressure", "pass1.shear_stress")[0])
    expect(rows[0] == ["position [m]", "pressure [Pa]", "shear_stress [Pa]"], f"heads {rows[0]}")
    for column, name in enumerate(("position", "pressure", "shear_stress")):
        expect([float(row[column]) for row in rows[1:]] == list(stored("pass1", name)), f"{name} differs")
    rows = table(cupel("export", RUN, "pass*.exit_thickness", "pass*.regime")[0])
    expect(rows[0] == ["step", "exit_thickness [m]", "regime"], f"heads {rows[0]}")
    expect([r[0] for r in rows[1:]] == [f"pass{i}" for i in range(1, 7)], "a row for each step, in their order")
    expect([float(r[1]) for r in rows[1:]] == [stored(r[0], "exit_thickness") for r in rows[1:]], "thicknesses")
    rows = table(cupel("export", RUN, "pass1.pressure", "pass2.pressure")[0])
    expect(rows[0][0] == "pass1.position [m]" and rows[0][3] == "pass2.pressure [Pa]", f"heads name the step: {rows[0]}")
    rows = table(cupel("export", RUN, "pass1.pressure", "--readable-units")[0])
    expect(rows[0] == ["position [mm]", "pressure [MPa]"], f"heads {rows[0]}")
    expect(abs(float(rows[1][1]) * 1e6 - stored("pass1", "pressure")[0]) < 1, "MPa")


def export_writes_files_and_json():
    values = cupel_json("export", RUN, "pass1.pressure", "--format", "json")
    expect(values["pass1.pressure"]["value"] == list(stored("pass1", "pressure")), "JSON")
    out, err = cupel("export", RUN, "pass1.pressure", "-o", "out.csv")
    expect(out == err == "" and Path("out.csv").read_text().startswith("position [m],"), "a CSV file")
    cupel("export", RUN, "pass1.pressure", "-o", "out.json")
    expect(Path("out.json").read_text().startswith("{"), "the name of the file chooses the format")
    refuses("allowed: csv, json", "export", RUN, "pass1.pressure", "--format", "xls")
    refuses("did you mean", "export", RUN, "pass1.presure")
    refuses("too few arguments", "export", RUN)
    cupel("export", RUN, "pass1.pressure", "-o", "no/such/folder/out.csv", status=INPUT)


def diff_finds_what_differs_and_nothing_else():
    out, _ = cupel("diff", RUN, RUN)
    expect(out.startswith("the same"), out)
    run_case("again.h5", "--threads", "1")
    expect(cupel_json("diff", RUN, "again.h5", "--json")["same"] is True, "a second run is the same")
    run_case("other.h5", "--set", "pass6.friction_coefficient=0.04")
    found = cupel_json("diff", RUN, "other.h5", "--json", status=FAILED)
    names = {d["name"] for d in found["differences"]}
    expect(found["same"] is False and "pass6.friction_coefficient" in names, f"the parameter: {names}")
    expect("pass6.roll_force_per_width" in names, f"a result: {names}")
    expect(not any(name.startswith("pass5.") for name in names), f"no other pass: {names}")
    out, _ = cupel("diff", RUN, "other.h5", status=FAILED)
    expect("pass6.friction_coefficient" in out, out)
    Path("strip.yaml").write_text(
        "cupel: 1\ntitle: strip\nsteps:\n  - {id: roll, model: rolling.pass, material: C11000, entry_thickness: 1.4 mm,"
        " exit_thickness: 1.1 mm, roll_radius: 60 mm, friction_coefficient: 0.08}\n")
    cupel("run", "strip.yaml", "-o", "thick.h5")
    cupel("run", "strip.yaml", "-o", "thin.h5", "--set", "roll.exit_thickness=0.9 mm")
    out, _ = cupel("diff", "thick.h5", "thin.h5", status=FAILED)
    expect("roll.exit_thickness  " in out and "1.1 mm" in out and "0.9 mm" in out, f"both in one unit: {out}")


def diff_has_tolerances():
    run_case("near.h5", "--set", "pass6.roll_radius=20.00002 mm")
    cupel("diff", RUN, "near.h5", "--results", status=FAILED)
    expect("force_balance_error" in cupel("diff", RUN, "near.h5", "--results", "--tolerance", "1e-3", status=FAILED)[0],
           "a residual differs by more than that")
    cupel("diff", RUN, "near.h5", "--results", "--tolerance", "1")
    refuses("--tolerance", "diff", RUN, RUN, "--tolerance", "much")
    refuses("--tolerance", "diff", RUN, RUN, "--tolerance", "-1")
    refuses("nothing.h5", "diff", RUN, "nothing.h5")
    refuses("too few", "diff", RUN)


def damaged(name):
    """A copy with one bit of a stored curve turned round."""
    content = bytearray(Path(RUN).read_bytes())
    place = content.find(stored("pass1", "pressure").astype("<f8").tobytes())
    expect(place > 0, "the curve is not in the file as plain numbers")
    content[place + 40] ^= 0x10
    Path(name).write_bytes(content)
    return name


def verify_names_what_is_damaged():
    out, err = cupel("verify", RUN)
    expect("whole" in out and err == "", out)
    report = cupel_json("verify", RUN, "--json")
    expect(report[0]["whole"] and report[0]["content_id"] == FILE.attrs["content_id"].decode(), f"{report}")
    bad = damaged("bad.h5")
    out, err = cupel("verify", RUN, bad, status=INPUT)
    expect("pressure" in err and "run.h5: whole" in out and "bad.h5: damaged" in out, out + err)
    refuses("pressure", "show", bad, "pass1.pressure")
    cupel("verify", "nothing.h5", status=INPUT)
    refuses("too few", "verify")


def list_shows_good_and_bad_files():
    os.mkdir("folder")
    shutil.copy(RUN, "folder/good.h5")
    Path("folder/cut.h5").write_bytes(Path(RUN).read_bytes()[:5000])
    Path("folder/notes.txt").write_text("not listed")
    listed = {e["file"]: e for e in cupel_json("list", "folder", "--json")}
    expect(set(listed) == {"good.h5", "cut.h5"}, f"{listed}")
    expect(listed["good.h5"]["models"] == "rolling.pass, alloy.properties, heat.sink", f"{listed['good.h5']}")
    expect(listed["cut.h5"]["state"] in ("damaged", "unreadable") and listed["cut.h5"]["message"], f"{listed['cut.h5']}")
    out, err = cupel("list", "folder")
    expect("good.h5" in out and "cut.h5" in out and err == "", out + err)
    shutil.copy(RUN, b"folder/\xcd\xad.h5")   # GB18030 for copper
    expect(len(cupel_json("list", "folder", "--json")) == 3, "a name that is no UTF-8 is listed too")
    os.mkdir("empty")
    expect(cupel("list", "empty")[0] == "" and cupel_json("list", "empty", "--json") == [], "an empty folder")
    refuses("nowhere", "list", "nowhere")


CHILD = """cupel: 1
title: one pass more
steps:
  - id: last
    model: rolling.pass
    material: C11000
    entry_thickness: ${run.h5#pass6.exit_thickness}
    exit_thickness: 25 um
    prior_strain: ${run.h5#pass6.equivalent_strain}
    roll_radius: 20 mm
    roll_speed: 2 m/s
    friction_coefficient: 0.04
    entry_tension: 60 MPa
    exit_tension: 120 MPa
"""


def lineage_follows_ids_whatever_the_files_are_called():
    os.mkdir("family")
    shutil.copy(RUN, "family/run.h5")
    Path("family/child.yaml").write_text(CHILD)
    cupel("run", "family/child.yaml", "-o", "family/child.h5")
    os.rename("family/run.h5", "family/renamed.h5")
    told = cupel_json("lineage", "family/child.h5", "--json")
    expect({p["file"] for p in told["parents"]} == {"renamed.h5"}, f"{told}")
    expect({p["path"] for p in told["parents"]} == {"pass6.exit_thickness", "pass6.equivalent_strain"}, f"{told}")
    told = cupel_json("lineage", "family/renamed.h5", "--json")
    expect(told["parents"] == [] and [c["file"] for c in told["children"]] == ["child.h5"], f"{told}")
    out, _ = cupel("lineage", "family/child.h5")
    expect("<- renamed.h5" in out, out)
    os.remove("family/renamed.h5")
    out, _ = cupel("lineage", "family/child.h5")
    expect("not in this folder" in out, out)
    refuses("nothing.h5", "lineage", "nothing.h5")


show_gives_header_steps_and_values()
show_refuses_what_is_not_there()
export_gives_csv_that_reads_back_the_same()
export_writes_files_and_json()
diff_finds_what_differs_and_nothing_else()
diff_has_tolerances()
verify_names_what_is_damaged()
list_shows_good_and_bad_files()
lineage_follows_ids_whatever_the_files_are_called()

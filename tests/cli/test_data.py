# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cupel test: from a tester's export to an evaluated file, and what the other verbs do with that file."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import FAILED, INPUT, cupel, cupel_json, expect, refuses  # noqa: E402

FOLDER = Path("data")


def fresh(name=""):
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def resistivity(path, ohm=3.448e-4, head="", count=4):
    """A strip of 5 mm2 over 100 mm: 1.724e-8 ohm m at 0.3448 mohm, currents both ways."""
    lines = [f"Test type,Four-point resistivity{head}", "Specimen," + path.stem, "Thickness,0.5,mm", "Width,10,mm",
             "Length,100,mm", "Test temperature,20,degC", "", "Current (A),Voltage (mV)"]
    for k in range(count):
        current = (1 + k // 2) * (1 if k % 2 == 0 else -1)
        lines.append(f"{current},{1e3 * ohm * current:.6f}")
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode())
    return path


def hdf5_files(folder):
    return sorted(p.name for p in folder.iterdir() if p.suffix == ".h5")


def leftovers(folder):
    return [p.name for p in folder.iterdir() if ".tmp-" in p.name]


def an_export_becomes_a_test_file():
    folder = fresh("one")
    raw = resistivity(folder / "R-1.csv")
    out, _ = cupel("test", "import", raw, "-o", folder / "R-1.h5")
    expect("R-1.h5" in out and "resistivity" in out and "current" in out, f"what was understood: {out}")
    with h5py.File(folder / "R-1.h5") as f:
        expect(bytes(f["raw/file"][()]) == raw.read_bytes(), "the bytes as received")
        expect(f["raw/file"].attrs["sha256"].decode() == hashlib.sha256(raw.read_bytes()).hexdigest(), "its digest")
        expect(f["raw/file"].attrs["file_name"] == b"R-1.csv", "its name")
        expect(np.allclose(f["channels/current/value"][:], [1, -1, 2, -2]), "currents in A")
        expect(np.allclose(f["channels/voltage/value"][:], 3.448e-4 * np.array([1, -1, 2, -2])), "voltages in V")
        expect(f["channels/voltage"].attrs["original_units"] == b"mV", "the unit as the export has it")
        expect(f["specimen/thickness"][()] == 0.5e-3 and b"line" in f["specimen/thickness"].attrs["origin"], "thickness")
        expect(f.attrs["kind"] == b"test" and f.attrs["test_kind"] == b"resistivity", "kind")
        expect(f.attrs["content_id"] == f.attrs["origin_id"] and "evaluation" not in f, "not yet evaluated")
    cupel("verify", folder / "R-1.h5")
    expect("R-1" in cupel("list", folder)[0], "the list names the specimen")
    for verb in ("test", "export", folder / "R-1.h5"), ("export", folder / "R-1.h5", "raw"):
        cupel(*verb, "-o", folder / "back.csv")
        expect((folder / "back.csv").read_bytes() == raw.read_bytes(), f"{verb[0]}: the raw bytes come back")
        done = subprocess.run([os.environ["CUPEL"], *map(str, verb)], capture_output=True, check=True)
        expect(done.stdout == raw.read_bytes(), f"{verb[0]}: the raw bytes on standard output")
    out, _ = cupel("export", folder / "R-1.h5", "channels")
    expect(out.splitlines()[0] == "current [A],voltage [V]" and len(out.splitlines()) == 5, f"the channels: {out}")


def a_kind_without_evaluation_stops_no_other():
    folder = fresh("kinds")
    raw, tests = folder / "raw", folder / "tests"
    raw.mkdir()
    resistivity(raw / "A-1.csv")
    resistivity(raw / "C-1.csv")
    rows = "".join(f"{k},{-12.5 * k},{-0.01 * k:.2f}\n" for k in range(20))
    (raw / "B-1.csv").write_text("Test type: Compression\nThickness: 5 mm\nWidth: 5 mm\nGauge length: 10 mm\n"
                                 "Time (s),Force (N),Extension (mm)\n" + rows)
    out, _ = cupel("test", "import", raw, "-o", tests)
    expect("compression (no evaluation for it)" in out, f"it is told at once: {out}")
    out, err = cupel("test", "evaluate", tests, status=FAILED)
    expect("A-1.h5" in out and "C-1.h5" in out and "B-1.h5: no evaluation for a compression test" in err,
           f"the others are evaluated: {out}{err}")
    refuses("import it as that", "test", "evaluate", tests / "B-1.h5", "--kind", "tensile", status=FAILED)
    with h5py.File(tests / "B-1.h5") as f:
        expect(f.attrs["test_kind"] == b"compression" and "evaluation" not in f, "kept, and not evaluated")
        expect(f["channels/force/value"][1] == -12.5, "with its sign")


def importing_twice_changes_nothing():
    folder = fresh("twice")
    raw = resistivity(folder / "R-1.csv")
    cupel("test", "import", raw, "-o", folder)
    before = (folder / "R-1.h5").read_bytes()
    out, _ = cupel("test", "import", raw, "-o", folder)
    expect("there already" in out, f"it is recognised: {out}")
    shutil.copy(raw, folder / "renamed.csv")
    out, _ = cupel("test", "import", folder)
    expect(hdf5_files(folder) == ["R-1.h5"] and (folder / "R-1.h5").read_bytes() == before, "nothing is written")
    expect("0 imported" in out, f"neither of the two: {out}")
    other = resistivity(folder / "sub.csv", ohm=4e-4)
    other.rename(folder / "R-1.txt")
    (folder / "renamed.csv").unlink()
    cupel("test", "import", folder)
    expect(hdf5_files(folder) == ["R-1.h5", "R-1.txt.h5"], f"another file of that name: {hdf5_files(folder)}")
    clash = resistivity(fresh("clash") / "R-1.csv", ohm=5e-4)
    refuses("there already", "test", "import", clash, "-o", folder / "R-1.h5")
    expect((folder / "R-1.h5").read_bytes() == before, "a file that is there is not replaced")


def twins_in_a_folder_are_imported_once():
    folder = fresh("twins")
    raw = resistivity(folder / "A.csv")
    shutil.copy(raw, folder / "B.csv")
    shutil.copy(raw, folder / "C.txt")
    found = cupel_json("test", "import", folder, "--json")
    expect(hdf5_files(folder) == ["A.h5"], f"one file: {hdf5_files(folder)}")
    expect([one.get("same_as") for one in found] == [None, str(folder / "A.csv"), str(folder / "A.csv")], f"{found}")


def a_bad_file_stops_no_other():
    folder = fresh("bad")
    for k in range(5):
        resistivity(folder / f"R-{k}.csv", ohm=3e-4 + 1e-6 * k)
    (folder / "book.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    (folder / "empty.csv").write_bytes(b"")
    (folder / "noise.dat").write_bytes(bytes((37 * k * k + k) % 256 for k in range(5000)))
    (folder / "README.md").write_text("not an export\n")
    out, err = cupel("test", "import", folder, status=INPUT)
    expect(hdf5_files(folder) == [f"R-{k}.h5" for k in range(5)], f"the good ones: {hdf5_files(folder)}")
    for name in "book.xlsx", "empty.csv", "noise.dat":
        lines = [line for line in err.splitlines() if name in line]
        expect(len(lines) == 1, f"{name}: one line: {err}")
    expect("README.md" not in out + err, "what cannot be an export is passed over")
    expect("5 imported, 3 failed" in out, f"the count: {out}")
    expect(leftovers(folder) == [], "nothing half-written")
    expect([line.split(" ")[0] for line in out.splitlines()[:5]] == [str(folder / f"R-{k}.csv") for k in range(5)],
           f"in the order of the names: {out}")


def a_dry_run_writes_nothing():
    folder = fresh("dry")
    raw = resistivity(folder / "R-1.csv")
    cupel("test", "import", raw, "--dry-run", "-o", folder)
    cupel("test", "import", folder, "--dry-run", "--evaluate", "-o", folder / "elsewhere")
    expect(hdf5_files(folder) == [] and not (folder / "elsewhere").exists(), "nothing is written")
    cupel("test", "import", raw, "-o", folder)
    before = (folder / "R-1.h5").read_bytes()
    out = cupel_json("test", "evaluate", folder / "R-1.h5", "--dry-run", "--json")
    expect(abs(out["results"]["iacs"]["value"] - 100) < 0.1, f"IACS: {out['results']['iacs']}")
    expect((folder / "R-1.h5").read_bytes() == before, "and nothing is added")


def the_number_of_processes_changes_nothing():
    folder, ids, texts = fresh("threads"), [], []
    for k in range(7):
        resistivity(folder / f"R-{k}.csv", ohm=3e-4 + 1e-6 * k)
    for threads in 1, 2, 5:
        out = folder / f"out{threads}"
        text, _ = cupel("test", "import", folder, "-o", out, "--evaluate", "--threads", threads)
        texts.append(text.replace(str(out), "OUT"))
        ids.append([h5py.File(out / name).attrs["content_id"] for name in hdf5_files(out)])
    expect(len(ids[0]) == 7 and ids[0] == ids[1] == ids[2], "the same content ids")
    expect(texts[0] == texts[1] == texts[2], "the same words in the same order")


def evaluations_are_added_and_told():
    folder = fresh("evaluate")
    path = folder / "R-1.h5"
    cupel("test", "import", resistivity(folder / "R-1.csv"), "-o", path)
    with h5py.File(path) as f:
        origin = f.attrs["origin_id"]
    found = cupel_json("test", "evaluate", path, "--json")
    expect(found["kind"] == "resistivity" and found["file"] == str(path) and found["evaluation"] == 1, f"{found}")
    figure = found["results"]["resistivity_20c"]
    expect(set(figure) == {"value", "unit", "uncertainty", "flag"}, f"{figure}")
    expect(abs(figure["value"] / 1.724e-8 - 1) < 1e-3 and figure["flag"] == "ok" and figure["uncertainty"] > 0, f"{figure}")
    refused = found["results"]["temperature_coefficient"]
    expect(refused["value"] is None and refused["flag"].startswith("not judged: "), f"{refused}")
    out, _ = cupel("test", "evaluate", path, "--set", "meter_uncertainty=0.01")
    expect("evaluation-2" in out and "not judged  temperature_coefficient: " in out and "±" in out, f"the table: {out}")
    options = folder / "options.yaml"
    options.write_text("meter_uncertainty: 0.02\n")
    third = cupel_json("test", "evaluate", path, "--options", options, "--json")
    with h5py.File(path) as f:
        expect(sorted(f["evaluation"]) == ["1", "2", "3"] and f.attrs["origin_id"] == origin, "three, of one origin")
        expect(f.attrs["content_id"].decode() == third["content_id"] != origin.decode(), "another content")
        given = [f[f"evaluation/{n}/parameters/meter_uncertainty"][()] for n in "123"]
        expect(given[1:] == [0.01, 0.02] and given[0] < 0.01, f"each with its options: {given}")
        figure = f["evaluation/1/results/resistivity_20c"]
        expect(figure.attrs["uncertainty"] > 0 and figure.attrs["units"], "with uncertainty and unit")
        expect(figure.attrs["flag"] == b"ok", "and with its flag")
        flags = f["evaluation/1/results"].attrs
        expect(flags["temperature_coefficient_flag"].startswith(b"not judged: "), "what is not there has one too")
    cupel("verify", path)
    last = cupel_json("show", path, "resistivity.iacs", "evaluation-1.iacs", "--json")
    expect(set(last) == {"evaluation-3.iacs", "evaluation-1.iacs"}, f"the kind's name is the last one: {last}")
    expect("evaluation-2" in cupel("show", path)[0], "show lists the evaluations")


def wrong_options_and_files_are_told():
    folder = fresh("wrong")
    path = folder / "R-1.h5"
    cupel("test", "import", resistivity(folder / "R-1.csv"), "-o", path)
    before = path.read_bytes()
    refuses(["unknown key 'draw'", "draws"], "test", "evaluate", path, "--set", "draw=100")
    refuses("not OPTION=VALUE", "test", "evaluate", path, "--set", "draws")
    refuses(["out of range", "--set"], "test", "evaluate", path, "--set", "draws=-1")
    refuses("did you mean 'resistivity'", "test", "evaluate", path, "--kind", "resistivty")
    (folder / "options.yaml").write_text("draws: [\n")
    refuses("options.yaml:", "test", "evaluate", path, "--options", folder / "options.yaml")
    refuses("cannot open", "test", "evaluate", folder / "nothing.h5")
    refuses("not an HDF5 file", "test", "evaluate", folder / "R-1.csv")
    refuses("did you mean 'evaluate'", "test", "evalute", path)
    refuses("not NAME=UNIT", "test", "import", folder / "R-1.csv", "--units", "force")
    refuses("one file; name a folder", "test", "import", folder, "-o", folder / "x.h5")
    expect(path.read_bytes() == before, "the file is as it was")
    out, err = cupel("test", status=INPUT)
    expect(out == "" and "import" in err, "no verb: the verbs go to standard error")
    for verb in "import", "evaluate", "export", "kinds":
        out, err = cupel("test", verb, "--help")
        expect("Example" in out and f"  cupel test {verb}" in out and err == "", f"cupel test {verb} --help")


def a_folder_of_files_is_evaluated():
    folder = fresh("folder")
    for k in range(4):
        resistivity(folder / f"R-{k}.csv", ohm=3e-4 + 1e-6 * k)
    cupel("test", "import", folder)
    (folder / "broken.h5").write_bytes((folder / "R-0.h5").read_bytes()[:-700])
    case = folder / "case.yaml"
    case.write_text("cupel: 1\nsteps:\n  - {id: p, model: alloy.properties, material: C11000}\n")
    cupel("run", case, "-o", folder / "run.h5")
    out, err = cupel("test", "evaluate", folder, "--json", status=INPUT)
    found = json.loads(out)
    expect([Path(one["file"]).name for one in found] == [f"R-{k}.h5" for k in range(4)], f"a list: {out}")
    expect("broken.h5" in err and len(err.splitlines()) == 1, f"one line for the broken one: {err}")
    expect(all(one["evaluation"] == 1 for one in found), "each got its first evaluation")
    out, _ = cupel("test", "evaluate", *(folder / f"R-{k}.h5" for k in range(2)))
    expect(out.count("evaluation-2") == 2, f"files by name: {out}")


def a_case_takes_from_a_test():
    folder = fresh("case")
    path = folder / "R-1.h5"
    cupel("test", "import", resistivity(folder / "R-1.csv"), "-o", path, "--evaluate")
    case = folder / "case.yaml"
    case.write_text("cupel: 1\nsteps:\n  - id: cool\n    model: heat.spreading\n    source_length: 10 mm\n    source_width: 10 mm\n"
                    "    length: ${R-1.h5#specimen.length}\n    width: 100 mm\n    power: 10 W\n    film_coefficient: 500 W/(m2 K)\n"
                    "    ambient: 25 degC\n    layers: [{thickness: 3 mm, conductivity: 390 W/(m K)}]\n")
    checked = subprocess.run([os.environ["CUPEL"], "check", case], capture_output=True, text=True)
    if checked.returncode:      # the model's own keys are not what this test is about
        case.write_text("cupel: 1\nsteps:\n  - id: roll\n    model: rolling.pass\n    material: C11000\n"
                        "    entry_thickness: ${R-1.h5#specimen.thickness}\n    exit_thickness: 0.4 mm\n"
                        "    roll_radius: ${R-1.h5#specimen.length}\n    friction_coefficient: 0.06\n")
    cupel("run", case, "-o", folder / "run.h5")
    with h5py.File(folder / "run.h5") as f, h5py.File(path) as test:
        parents = list(f["provenance/parents"].values())
        expect(parents and all(p.attrs["content_id"] == test.attrs["content_id"] and
                               p.attrs["origin_id"] == test.attrs["origin_id"] for p in parents), "it keeps both ids")
    cupel("test", "evaluate", path)     # another content id
    tree = cupel_json("lineage", folder / "run.h5", "--json")
    expect(tree["parents"][0]["file"] == "R-1.h5", f"lineage finds the test after it was evaluated again: {tree}")
    expect(cupel_json("lineage", path, "--json")["children"][0]["file"] == "run.h5", "and the run from the test")
    refuses("no result 'tensile.x'", "run", rewritten(case, "specimen.length", "tensile.x"), "-o", folder / "b.h5")
    refuses("number", "run", rewritten(case, "specimen.length", "channels.current"), "-o", folder / "b.h5")


def rewritten(case, old, new):
    other = case.with_name("other.yaml")
    other.write_text(case.read_text().replace(old, new))
    return other


def tests_are_compared_and_drawn():
    folder = fresh("compare")
    for k in range(2):
        cupel("test", "import", resistivity(folder / f"R-{k}.csv", ohm=3e-4 + 1e-6 * k), "-o", folder, "--evaluate")
    cupel("diff", folder / "R-0.h5", folder / "R-0.h5")
    out, _ = cupel("diff", folder / "R-0.h5", folder / "R-1.h5", status=FAILED)
    expect("channels.voltage" in out and "evaluation-1.resistivity_20c" in out and "/raw/file" in out, f"diff: {out}")
    if shutil.which("gnuplot"):
        cupel("plot", folder / "R-0.h5", "resistivity.curve_voltage", "-o", folder / "a.svg")
        cupel("plot", folder / "R-0.h5", "resistivity", "-o", folder / "b.svg")
    names = [one["name"] for one in cupel_json("describe", "--json")]
    expect("test.resistivity" in names and "rolling.pass" in names, f"describe lists evaluations: {names}")
    expect("meter_uncertainty" in cupel("describe", "test.resistivity")[0], "and their options")
    kinds = [one["kind"] for one in cupel_json("test", "kinds", "--json")]
    expect("resistivity" in kinds, f"kinds: {kinds}")


def a_specimen_file_beside_it_is_read():
    folder = fresh("specimen")
    raw = resistivity(folder / "R-1.csv")
    other = resistivity(folder / "R-2.csv", ohm=3.5e-4)
    (folder / "specimen.yaml").write_text("lot: L-7\n")
    (folder / "R-2.specimen.yaml").write_text("lot: L-8\n")
    cupel("test", "import", raw, "-o", folder)
    cupel("test", "import", other, "-o", folder)
    lots = [h5py.File(folder / name)["specimen"].attrs["lot"] for name in ("R-1.h5", "R-2.h5")]
    expect(lots == [b"L-7", b"L-8"], f"lots: {lots}")
    (folder / "R-2.specimen.yaml").write_text("lot: [\n")
    third = resistivity(folder / "R-3.csv", ohm=3.6e-4)
    third.rename(folder / "R-2.csv")
    refuses("R-2.specimen.yaml:", "test", "import", folder / "R-2.csv", "-o", folder / "R-3.h5")
    expect(not (folder / "R-3.h5").exists(), "nothing is written")


FOLDER.mkdir(exist_ok=True)
an_export_becomes_a_test_file()
importing_twice_changes_nothing()
twins_in_a_folder_are_imported_once()
a_bad_file_stops_no_other()
a_kind_without_evaluation_stops_no_other()
a_dry_run_writes_nothing()
the_number_of_processes_changes_nothing()
evaluations_are_added_and_told()
wrong_options_and_files_are_told()
a_folder_of_files_is_evaluated()
a_case_takes_from_a_test()
tests_are_compared_and_drawn()
a_specimen_file_beside_it_is_read()

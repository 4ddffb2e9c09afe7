# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cupel find: what it finds in a folder of runs, how it keeps up with the folder, and what it refuses."""
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import h5py

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import DONE, INPUT, PROGRAM, cupel, cupel_json, expect, refuses, run_case  # noqa: E402

CATALOGUE = ".cupel-catalogue.sqlite"
for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()
Path("runs/sub").mkdir(parents=True)
Path("runs/open.h5.part").mkdir()
run_case("runs/a.h5")
run_case("runs/sub/b.h5", "--set", "pass6.exit_thickness=30um", "--set", "pass1.width=0.3")
shutil.copy("runs/a.h5", "runs/open.h5.part/segment.h5")      # a run under way is no file yet
A, B = h5py.File("runs/a.h5", "r"), h5py.File("runs/sub/b.h5", "r")
CREATED = A.attrs["created"].decode()
YEAR = CREATED[:4]


def found(expression, folder="runs", **options):
    return [entry["file"] for entry in cupel_json("find", expression, folder, "--json", **options)]


def finds_by_values_words_and_steps():
    both = ["a.h5", "sub/b.h5"]
    for expression, wanted in {
        "rolling.pass.exit_thickness < 33 um": ["sub/b.h5"],
        "pass6.exit_thickness = 35 um": ["a.h5"],
        "exit_thickness <= 35 um and pass1.width > 0.5": ["a.h5"],
        "iacs >= 97": both,
        "iacs >= 56 MS/m": both,
        "iacs >= 99 %IACS": [],
        "material = C11000 and kind = run": both,
        "material = 6063-T5": both,
        "model = heat.sink and not model ~ heat.cond*": both,
        "base_temperature > 40 degC": both,
        "temperature_rise < 300 K": both,
        "project ~ *foil and title ~ '*sink'": both,
        f"content_id = {B.attrs['content_id'].decode()}": ["sub/b.h5"],
        "path ~ sub/*": ["sub/b.h5"],
        "created > 2020-01-01 and created < 2020": [],
        f"created = {YEAR}": both,
        f"created = {CREATED[:7]} and content_id = {A.attrs['content_id'].decode()}": ["a.h5"],
        f"created != {YEAR}": [],
        "status = ok and state = complete": both,
        "not status != ok": both,
    }.items():
        expect(found(expression) == wanted, f"{expression}: {found(expression)}")


def values_are_those_of_the_file():
    entry = cupel_json("find", "pass6.exit_thickness = 35 um and tensile_strength > 0 Pa", "runs", "--json")[0]
    expect(entry["content_id"] == A.attrs["content_id"].decode(), "content id")
    values = {(v["step"], v["name"]): v for v in entry["values"]}
    expect(values["pass6", "exit_thickness"]["value"] == A["steps/pass6/results/exit_thickness"][()], "a result")
    strength = values["foil", "tensile_strength"]
    expect(strength["value"] == A["steps/foil/results/tensile_strength"][()] and strength["unit"] == "Pa"
           and strength["uncertainty"] == A["steps/foil/results/tensile_strength"].attrs["uncertainty"], f"{strength}")
    out, _ = cupel("find", "rolling.pass.exit_thickness < 33 um", "runs")
    expect(out.splitlines()[1].split() == ["sub/b.h5", "pass6", "30", "um"] and "1 of 2 files" in out, out)
    rows = list(csv.DictReader(io.StringIO(cupel("find", "iacs > 0", "runs", "--csv")[0])))
    expect([(r["file"], r["unit"]) for r in rows] == [("a.h5", "%IACS"), ("sub/b.h5", "%IACS")], f"{rows}")
    expect(float(rows[0]["value"]) == A["steps/foil/results/iacs"][()], "CSV reads back as the same number")


def names_that_no_file_has_yet():
    """Known to a table, they are no mistake: nothing has them, and it is said."""
    for expression, wanted in {"peel_strength >= 1 N/mm": [], "not peel_strength >= 1 N/mm": ["a.h5", "sub/b.h5"],
                               "peel.peel_strength > 0 or iacs > 3": ["a.h5", "sub/b.h5"], "operator = Li": [],
                               "rolling.schedule.passes/7/exit_thickness > 0 m": []}.items():
        out, err = cupel("find", expression, "runs", "--json")
        expect([entry["file"] for entry in json.loads(out)] == wanted and "no file here has" in err, f"{expression}: {out}{err}")


def numbers_without_a_unit_are_told():
    out, _ = cupel("find", "exit_thickness < 12 or iacs > 3", "runs")
    expect("exit_thickness: 12 is taken in the unit of the files, m" in out and "iacs: 3" not in out, out)


def mistakes_have_a_column_and_a_hint():
    for expression, words in {
        "tensile_strenght > 3 MPa": [":1:1:", "did you mean 'tensile_strength'"],
        "not tensile_strenght > 3 MPa": [":1:5:", "did you mean 'tensile_strength'"],
        "peal_strength > 3 MPa": [":1:1:", "did you mean 'peel_strength'"],
        "peel.peel_strenth > 3 MPa": [":1:1:", "did you mean 'peel.peel_strength'"],
        "iacs > 3 and rolling.pas.reduction > 0": [":1:14:", "did you mean 'rolling.pass.reduction'"],
        "tensile_strength > 3 mm": [":1:20:", "Pa"],
        "created > 2026-02-00": [":1:11:", "is no date"],
        "not created > 24.11.2026": [":1:15:", "write 2026"],
        "created = yesterday": [":1:11:", "is no date"],
        "tensile_strength >": [":1:19:"],
        "(iacs > 3": ["never closed"],
        "iacs > 3)": [":1:9:"],
        "iacs 3": [":1:6:"],
        "": [":1:1:"],
        "('" * 500: ["expected"],
    }.items():
        refuses(words, "find", expression, "runs")
    refuses("no-such", "find", "iacs > 3", "no-such")
    refuses("a.h5", "find", "iacs > 3", "runs/a.h5")


def keeps_up_with_the_folder():
    run_case("runs/c.h5", "--set", "pass1.width=0.2")
    expect(found("pass1.width < 0.25") == ["c.h5"], "a new file")
    shutil.move("runs/c.h5", "runs/d.h5")
    expect(found("pass1.width < 0.25") == ["d.h5"], "another name")
    run_case("runs/d.h5", "--set", "pass1.width=0.1")
    expect(found("pass1.width < 0.15") == ["d.h5"] and found("pass1.width = 0.2") == [], "other content")
    Path("runs/d.h5").unlink()
    expect(found("pass1.width < 0.25", "runs") == [], "gone")
    run_case("runs/c.h5", "--set", "pass1.width=0.2")
    out, _ = cupel("find", "pass1.width < 0.25", "runs", "--no-update")
    expect("0 of 2 files" in out, "--no-update does not look")
    Path("runs/c.h5").unlink()


def damaged_and_foreign_files_are_told():
    whole = Path("runs/a.h5").read_bytes()
    Path("runs/cut.h5").write_bytes(whole[:40000])
    Path("runs/text.h5").write_text("not HDF5")
    with h5py.File("runs/foreign.h5", "w") as file:
        file["iacs"] = 99.0
    out, err = cupel("find", "iacs > 0", "runs")
    expect("cut.h5" in err and "text.h5" not in err and "2 of 5 files" in out, f"{out}{err}")
    listed = {e["file"]: e["values"] for e in cupel_json_with_warning("state = damaged or state = unreadable and trouble ~ *")}
    expect(set(listed) == {"cut.h5", "text.h5", "foreign.h5"}, f"{listed}")
    for name in ("cut.h5", "text.h5", "foreign.h5"):
        Path("runs", name).unlink()


def cupel_json_with_warning(expression):
    import json
    return json.loads(cupel("find", expression, "runs", "--json")[0])


def what_may_not_be_read_is_told():
    """A closed file or folder may hide an answer; opened again, it is found. As root may all, it is done as nobody."""
    shutil.copytree("runs", "closed", ignore=shutil.ignore_patterns(".cupel*", "*.part", "z*", "c*"))
    Path("cache").mkdir()
    Path("cache").chmod(0o777)

    def search():
        return subprocess.run([PROGRAM, "find", "iacs > 3", "closed"], capture_output=True, text=True, timeout=120,
                              user=None if os.geteuid() else 65534, env={**os.environ, "XDG_CACHE_HOME": os.path.abspath("cache")})
    try:
        if search().returncode != DONE:
            return  # nobody may not even come here
    except PermissionError:
        return
    for path in ("closed/a.h5", "closed/sub"):
        mode = os.stat(path).st_mode
        shutil.copy("closed/a.h5", "closed/sub/d.h5")  # not known yet
        os.chmod(path, 0)
        os.utime("closed/a.h5")
        closed = search()
        os.chmod(path, mode)
        opened = search()
        os.remove("closed/sub/d.h5")
        expect(f"{Path(path).name} is not searched" in closed.stderr and "Permission" in closed.stderr, closed.stderr)
        expect(opened.stderr == "" and "3 of 3 files" in opened.stdout, opened.stdout + opened.stderr)


def a_broken_or_missing_index_is_made_anew():
    wanted = found("iacs >= 97")
    index = Path("runs", CATALOGUE)
    good = index.read_bytes()
    for content in (b"", b"nonsense", good[:5000], good[:4096] + bytes(len(good) - 4096), os.urandom(20000)):
        index.write_bytes(content)
        expect(found("iacs >= 97") == wanted, "a broken index")
    index.unlink()
    expect(found("iacs >= 97") == wanted, "no index")
    expect(found("iacs >= 97", folder="runs") == wanted and index.stat().st_size > 0, "it is kept")
    out, _ = cupel("find", "iacs >= 97", "runs", "--rebuild")
    expect("2 of 2 files" in out, "--rebuild")


def many_may_search_at_once():
    Path("runs", CATALOGUE).write_bytes(b"broken" * 1000)
    running = [subprocess.Popen([PROGRAM, "find", "iacs >= 97", "runs"] + (["--rebuild"] if i % 3 == 0 else []),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for i in range(9)]
    for process in running:
        out, err = process.communicate(timeout=120)
        expect(process.returncode == DONE and "2 of 2 files" in out, f"status {process.returncode}: {out}{err}")


finds_by_values_words_and_steps()
names_that_no_file_has_yet()
numbers_without_a_unit_are_told()
values_are_those_of_the_file()
mistakes_have_a_column_and_a_hint()
keeps_up_with_the_folder()
damaged_and_foreign_files_are_told()
what_may_not_be_read_is_told()
a_broken_or_missing_index_is_made_anew()
many_may_search_at_once()

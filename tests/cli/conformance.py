# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped synthetic test files: made again the same, all within their intervals; and data sets that are not right."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import FAILED, SOURCE, cupel, cupel_json, expect, refuses  # noqa: E402

for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()

TESTS = SOURCE / "datasets" / "tests"
PROJECT = SOURCE / "datasets" / "projects" / "flexible-foil-12um"


def check_generators():
    for script, folder in ((TESTS / "generate.py", TESTS), (PROJECT / "make.py", PROJECT)):
        made = Path("made-" + script.stem).absolute()
        made.mkdir()
        subprocess.run([sys.executable, script, made], check=True)
        files = sorted(p.relative_to(made) for p in made.rglob("*") if p.is_file())
        expect(len(files) >= 13, f"{script} makes files")
        expect({p.name for p in (folder / "raw").iterdir()} == {p.name for p in (made / "raw").iterdir()}, "no file is of other make")
        for name in files:
            expect((made / name).read_bytes() == (folder / name).read_bytes(), f"{name} is what {script.name} makes")


def check_conformance():
    answer = cupel_json("test", "conformance", TESTS, "--json")
    outside = [(r["file"], r["quantity"], r["value"], r["verdict"]) for r in answer["rows"] if r["verdict"] != "inside"]
    expect(not outside, f"values outside their intervals: {outside}")
    expect(answer["files"] >= 40 and answer["values"] == answer["inside"] >= 200, "at least 40 files")
    doubtful = {r["file"] for r in answer["rows"] if r["flag"] != "ok"}
    expect(doubtful <= {"raw/tensile-crosshead.csv", "raw/tensile-extensometer-removed.csv", "raw/laser-flash-biot-1.csv",
                        "raw/roughness-at-the-cutoff.csv", "raw/resistivity-van-der-pauw.csv"},
           f"only crosshead travel, what was measured without its extensometer, and what no real test is like is doubted: {doubtful}")
    out, _ = cupel("test", "conformance", TESTS)
    expect("values of" in out and "inside their intervals" in out, "and as a table")


def check_every_value_is_asked():
    """A wrong agreed value, of each quantity, is noticed: the runner compares what it says."""
    lines = (TESTS / "values.csv").read_text(encoding="utf-8").splitlines()
    folder = Path("wrong")
    folder.mkdir()
    (folder / "raw").symlink_to(TESTS / "raw")
    first = {}
    for line in lines[1:]:
        first.setdefault(line.split(",")[2], line.split(","))
    wrong = [",".join(c[:4] + [str(float(c[4]) * 1.5), str(float(c[4]) * 1.49), str(float(c[4]) * 1.51)] + c[7:]) for c in first.values()
             if float(c[4]) > 0]
    (folder / "values.csv").write_text("\n".join([lines[0]] + wrong) + "\n", encoding="utf-8")
    answer = cupel_json("test", "conformance", folder, "--json", status=FAILED)
    expect(answer["inside"] == 0 and answer["values"] == len(wrong) > 20, "values half as large again are outside")


def dataset(text):
    Path("set").mkdir(exist_ok=True)
    Path("set/values.csv").write_text(text, encoding="utf-8")
    shutil.copy(TESTS / "raw" / "tensile-plain.csv", "set/plain.csv")
    return "set"


def check_mistakes():
    head = "file,quantity,agreed,lower,upper,unit\n"
    refuses("values.csv", "test", "conformance", "nowhere")
    refuses(["values.csv:1:1", "no column 'lower'"], "test", "conformance", dataset("file,quantity,agreed\nplain.csv,iacs,1\n"))
    refuses(["values.csv:2:", "is not a number"], "test", "conformance", dataset(head + "plain.csv,iacs,high,1,2,1\n"))
    refuses(["values.csv:2:", "lower is above upper"], "test", "conformance", dataset(head + "plain.csv,iacs,1,2,1,1\n"))
    refuses("no row stands below the heading", "test", "conformance", dataset(head))
    for line, words in (("gone.csv,iacs,1,0,2,1", "gone.csv"), ("plain.csv,iacs,1,0,2,1", "gives no 'iacs'"),
                        ("plain.csv,tensile_strength,345,344,346,mm", "measure different things"),
                        ("plain.csv,upper_yield_strength,345,344,346,MPa", "not judged")):
        out, _ = cupel("test", "conformance", dataset(head + line + "\n"), status=FAILED)
        expect(words in out, f"'{words}' is not in {out}")
    cupel("test", "conformance", dataset(head + "plain.csv,tensile_strength,345,344,346,MPa\n"))
    cupel("test", "conformance", dataset("file,quantity,agreed,lower,upper\nplain.csv,tensile_strength,345e6,344e6,346e6\n"))


check_generators()
check_conformance()
check_every_value_is_asked()
check_mistakes()
print("conformance: the synthetic files are what their generator makes, and evaluate to what is known of them")

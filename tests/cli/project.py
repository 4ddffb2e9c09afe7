# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped example project from raw files to verdicts; what does not count; and mistakes."""
import math
import os
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import FAILED, INPUT, SOURCE, cupel, cupel_json, expect, refuses  # noqa: E402

for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()

EXAMPLE = SOURCE / "datasets" / "projects" / "flexible-foil-12um"


def make():
    shutil.copytree(EXAMPLE, "foil")
    os.chdir("foil")
    Path("tests").mkdir()
    Path("runs").mkdir()


def states(answer):
    return {t["name"]: t["state"] for t in answer["targets"]}


def check_before_any_test():
    answer = cupel_json("project", "status", "--json")
    expect(set(states(answer).values()) == {"missing"} and answer["met"] == 0, "nothing is known yet")
    cupel("run", "rolling.yaml", "-o", "runs/rolling.h5")
    out, _ = cupel("project", "status")
    expect("tests: no run or test file is in this folder" in out, "an empty folder is told")
    strength = cupel_json("project", "status", "--json")["targets"][0]
    expect(strength["state"] == "missing" and "1 run predicts it" in strength["missing"], "a run is no test")
    expect(300e6 < strength["predicted"] < 500e6 and strength["evidence"][0]["kind"] == "run", "but it predicts")
    cupel("project", "status", "--strict", status=FAILED)


def check_verdicts():
    cupel("test", "import", "raw", "-o", "tests", "--evaluate")
    answer = cupel_json("project", "status", "--json", status=FAILED)
    expect(states(answer) == {"strength": "met", "strength_of_each": "open", "conductivity": "met", "elongation": "met",
                              "roughness": "met", "fold_life": "missed", "peel": "missing"}, f"verdicts: {states(answer)}")
    strength = answer["targets"][0]
    rows = [r for r in strength["evidence"] if r["kind"] == "test"]
    values = [r["value"] for r in rows]
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))
    common = math.sqrt(sum(r["uncertainty"] ** 2 for r in rows) / len(rows))
    expect(strength["count"] == 6 and math.isclose(strength["value"], mean, rel_tol=1e-12), "the mean of six tests")
    expect(math.isclose(strength["uncertainty"], math.hypot(deviation / math.sqrt(6), common), rel_tol=1e-9), "u of the mean")
    expect(math.isclose(strength["margin"], mean - 400e6, rel_tol=1e-9) and strength["unit"] == "Pa", "the margin")
    each = answer["targets"][1]
    expect(math.isclose(each["uncertainty"], math.hypot(deviation * math.sqrt(1 + 1 / 6), common), rel_tol=1e-9), "of the next")
    expect(each["needed"] > 6 and "values at this scatter" in each["missing"], "how many more")
    expect([m["state"] for m in answer["milestones"]] == ["met", "missed"], "milestones")
    out, _ = cupel("project", "status", status=FAILED)
    expect("4 of 7 targets met, 1 missed" in out and "no tests" in out, "the table")
    expect("1.0000" not in out and "> 0.9999" in out and 0.9999 < strength["probability"] < 1, "nothing is certain")


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self.tags = [], []

    def handle_data(self, data):
        self.words.append(data)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            expect(not (name in ("src", "href") or (value or "").startswith("http")), "the page takes nothing from elsewhere")


def check_page():
    cupel("project", "status", "--page", "page.html", status=FAILED)
    page = Page()
    page.feed(Path("page.html").read_text(encoding="utf-8"))
    text = " ".join(page.words)
    expect("tensile_strength >= 400 MPa at thickness <= 12 um" in text and "missed" in text and "sha256:" in text, "the page")
    expect("script" not in page.tags and page.tags.count("svg") == 6, "a bar for each target with evidence")


def check_percent():
    out, _ = cupel("project", "status", status=FAILED)
    line = next(line for line in out.splitlines() if line.startswith("elongation"))
    expect(" % " in line.split(">= 2 %")[1], f"what is asked in percent is told in percent: {line}")


def check_copies_count_once():
    good = Path("project.yaml").read_text(encoding="utf-8")
    shutil.copytree("tests", "copies", ignore=shutil.ignore_patterns(".cupel*"))
    cupel("test", "evaluate", "copies/foil-12um-tensile-1.h5")  # still the same test

    def strength(folders):
        Path("more.yaml").write_text(good.replace("evidence: tests, runs", f"evidence: {folders}", 1), encoding="utf-8")
        return cupel_json("project", "status", "more.yaml", "--json", status=FAILED)["targets"][0]
    once, twice = strength("tests, runs"), strength("tests, copies, runs")
    expect(once["count"] == twice["count"] == 6 and twice["copies"] == 6, "a copied test is no further test")
    expect(once["value"] == twice["value"] and once["uncertainty"] == twice["uncertainty"], "and changes nothing")
    flags = [row["flag"] for row in twice["evidence"] if row["file"].startswith("copies/")]
    expect(len(flags) == 6 and all(flag.startswith("copy: the same as tests/") for flag in flags), "it is told")
    for folders in ("tests, tests, runs", "., tests", "tests, ."):
        same = strength(folders)
        expect(same["count"] == 6, f"a file is one however it is reached: {folders}")
    shutil.rmtree("copies")
    Path("saved").mkdir()
    cupel("recover", "tests/foil-12um-tensile-1.h5", "-o", "saved/once.h5")
    cupel("recover", "saved/once.h5", "-o", "saved/twice.h5")
    saved = strength("tests, saved, runs")
    expect(saved["count"] == 6 and saved["copies"] == 2, "a recovered test is the test that it was")
    origin = next(row["content_id"] for row in saved["evidence"] if row["file"].endswith("tensile-1.h5"))
    expect(strength("saved, tests, runs")["count"] == 6 and origin, "whichever is found first")
    summary = cupel("test", "summary", "tests", "saved")[0]
    expect(summary == cupel("test", "summary", "tests")[0] or "copy" in summary, "nor does it in a lot")
    shutil.rmtree("saved")
    Path("more.yaml").unlink()


def check_names_that_no_file_has():
    good = Path("project.yaml").read_text(encoding="utf-8")
    for expression, count in (("lot = F12A or operator = Li", 6), ("lot = F12A and operator = Li", 0),
                              ("not operator = Li and lot = F12A", 6), ("not (operator = Li or lot = F12A)", 0)):
        Path("more.yaml").write_text(good.replace("evidence: lot = F12A", f"evidence: {expression}", 1), encoding="utf-8")
        strength = cupel_json("project", "status", "more.yaml", "--json", status=FAILED)["targets"][0]
        expect(strength["count"] == count, f"{expression}: {strength['count']}")
        expect(count or "none of 6 values fits" in strength["missing"], strength["missing"])
    Path("more.yaml").unlink()


def check_names_that_nobody_knows():
    """Not even behind `not`, where they would let everything count; all of them at once, with their places."""
    good = Path("project.yaml").read_text(encoding="utf-8")
    lines = good.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("    requirement: tensile_strength"))
    for line, old, new, hint in ((at, "tensile_strength", "tensile_strenght", "tensile_strength"), (at, "thickness", "thicknes", "thickness"),
                                 (at, "tensile_strength", "tensle.tensile_strength", "tensile.tensile_strength"),
                                 (at + 1, "lot = F12A", "not (lot = B or lott = A)", "lot"), (at + 1, "lot = F12A", "lot = A and zzzz = 1", None)):
        bad = list(lines)
        bad[line] = bad[line].replace(old, new, 1)
        word = new.split(" or ")[-1].split(" and ")[-1].split(" = ")[0]
        Path("bad.yaml").write_text("\n".join(bad) + "\n", encoding="utf-8")
        hints = [f"did you mean '{hint}'"] if hint else ["known to no file here"]
        refuses([f"bad.yaml:{line + 1}:{bad[line].index(word) + 1}: '{word}'", *hints], "project", "status", "bad.yaml")
    Path("bad.yaml").write_text(good.replace("iacs >=", "icas >=").replace("rz <=", "rzz <="), encoding="utf-8")
    refuses(["'icas'", "'rzz'"], "project", "status", "bad.yaml")
    Path("bad.yaml").write_text(good.replace("peel_strength", "pass9.exit_tension").replace("N/mm", "MPa"), encoding="utf-8")
    peel = cupel_json("project", "status", "bad.yaml", "--json", status=FAILED)["targets"][-1]
    expect(peel["missing"] == "no tests have it", "a step may be called anything")
    Path("bad.yaml").unlink()


def check_another_project():
    good = Path("project.yaml").read_text(encoding="utf-8")
    Path("raw2").mkdir()
    shutil.copy("raw/foil-12um-tensile-1.csv", "raw2/other.csv")
    with open("raw2/other.csv", "ab") as file:
        file.write(b"\n")  # another file, so another test
    Path("raw2/specimen.yaml").write_text("project: foil-35um\n", encoding="utf-8")
    cupel("test", "import", "raw2", "-o", "shared", "--evaluate")
    for condition, foreign, count in (("lot = F12A", 1, 7), ("lot = F12A and not project = foil-35um", 0, 6)):
        Path("more.yaml").write_text(good.replace("evidence: tests, runs", "evidence: tests, shared").replace(
            "evidence: lot = F12A", f"evidence: {condition}"), encoding="utf-8")
        strength = cupel_json("project", "status", "more.yaml", "--json", status=FAILED)["targets"][0]
        expect(strength["count"] == count and strength["other_project"] == foreign, f"{condition}: {strength}")
        out, _ = cupel("project", "status", "more.yaml", status=FAILED)
        expect(("strength: 1 of 7 values are of files that name another project" in out) == bool(foreign), out)
    shutil.rmtree("raw2")
    shutil.rmtree("shared")
    Path("more.yaml").unlink()


def check_what_does_not_count():
    cupel("test", "evaluate", "tests/foil-12um-tensile-1.h5", "--set", "thickness_by=micrometer")
    strength = cupel_json("project", "status", "--json", status=FAILED)["targets"][0]
    expect(strength["count"] == 5, "the last evaluation of a test counts, and it has no cross-section")
    Path("tests/foil-12um-tensile-2.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(1000))
    out, err = cupel("project", "status", "--json", status=FAILED)
    expect("foil-12um-tensile-2.h5" in err and '"count": 4' in out, "a damaged file is named")


def check_mistakes():
    good = Path("project.yaml").read_text(encoding="utf-8")

    def project(old, new):
        Path("bad.yaml").write_text(good.replace(old, new, 1), encoding="utf-8")
        return "bad.yaml"
    refuses(["bad.yaml:13:18: ", "has no >= or <="], "project", "status", project(">= 400 MPa", "= 400 MPa"))
    refuses(["bad.yaml:13:18: ", "unknown unit"], "project", "status", project("400 MPa", "400 Mpaa"))
    refuses(["bad.yaml:", "confidnce", "confidence"], "project", "status", project("confidence", "confidnce"))
    refuses(["bad.yaml:13:18: ", "the limit has no unit", "Pa"], "project", "status", project("400 MPa", "400e6"))
    refuses(["bad.yaml:13:62: ", "12 has no unit", "in m"], "project", "status", project("<= 12 um", "<= 12"))
    refuses(["bad.yaml:13:18: ", "'lot' is a text"], "project", "status", project("tensile_strength >= 400 MPa", "lot >= 4"))
    refuses(["bad.yaml:12:5: ", "is no date"], "project", "status", project("lot = F12A", "created > 1.2.2026"))
    refuses(["target 'strength'", "measure different things"], "project", "status", project("400 MPa", "400 um"))
    refuses("write a date", "project", "status", project("due: 2027-03-31", "due: 2027-02-29"))
    refuses("two targets are called", "project", "status", project("name: conductivity", "name: strength"))
    refuses(["bad.yaml:10:11: ", "nowhere"], "project", "status", project("evidence: tests, runs", "evidence: nowhere"))
    refuses(["bad.yaml:14:21: a value ends here"], "project", "status", project("evidence: lot = F12A", "evidence: lot = = F12A"))
    refuses("there is no project.yaml in 'raw'", "project", "status", "raw")
    refuses("cannot open 'none.yaml': No such file", "project", "status", "none.yaml")
    refuses("page.html", "project", "status", "--page", "nowhere/page.html")  # and no table before it
    refuses("nothing that can be done", "project", "begin")


make()
check_before_any_test()
check_verdicts()
check_page()
check_percent()
check_copies_count_once()
check_names_that_no_file_has()
check_names_that_nobody_knows()
check_another_project()
check_what_does_not_count()
check_mistakes()
print("project: from raw files to verdicts, and what is missing")

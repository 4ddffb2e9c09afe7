# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pass logs of rolling.calibration: the ways to write a good one, and what is said of a bad one."""
import hashlib
import os
import shutil
import sys
from pathlib import Path

import h5py

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import FAILED, INPUT, SOURCE, cupel, cupel_json, expect  # noqa: E402

for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()

STEP = """cupel: 1
steps:
  - id: fit
    model: rolling.calibration
    log: log.csv
    force_uncertainty: 2 %
    slip_uncertainty: 0.002
    flow_stress: {law: constant, yield_stress: 300 MPa}
    roll_radius: 125 mm
    roll_deformation: rigid
"""
HEAD = "pass,entry_thickness [mm],exit_thickness [mm],exit_tension [MPa],roll_force [N/mm],forward_slip"
ROWS = ["a,1.5,1.2,0,2439.01628,0.0298288", "b,1.5,1.2,50,2220,0.0400", "c,1.0,0.7,60,2600,0.0460",
        "d,0.8,0.6,40,2300,0.0450"]


def write(head=HEAD, rows=ROWS, step=STEP, end="\n"):
    Path("case.yaml").write_text(step)
    Path("log.csv").write_bytes((end.join([head, *rows]) + end).encode("utf-8"))


def fit(*extra, **log):
    write(**log)
    cupel("run", "case.yaml", "-o", "fit.h5", "--force", *extra)
    with h5py.File("fit.h5") as f:
        results = f["steps/fit/results"]
        return {name: item[()] for name, item in results.items() if isinstance(item, h5py.Dataset)}


def at(column):
    return f"./log.csv:1:{HEAD.index(column) + 1}:"


def bad(place, *words, **log):
    """Refused by check and by run with one line that begins with the place; nothing is written."""
    write(**log)
    before = sorted(os.listdir())
    for verb in (["check", "case.yaml"], ["run", "case.yaml", "-o", "bad.h5"]):
        out, err = cupel(*verb, status=INPUT)
        expect(out == "" and err.count("\n") == 1, f"one line: {err}")
        expect(err.startswith(place), f"'{place}' does not begin: {err}")
        for word in words:
            expect(word in err, f"'{word}' is not in: {err}")
    expect(sorted(os.listdir()) == before, f"left {os.listdir()}")


def good_logs_mean_the_same():
    plain = fit()
    expect(0.05 < plain["friction_coefficient"] < 0.12, f"{plain['friction_coefficient']}")

    def same(what, **log):
        other = fit(**log)
        for name in ("friction_coefficient", "flow_stress_scale", "friction_standard_error"):
            expect(abs(other[name] / plain[name] - 1) < 1e-9, f"{what}: {name} {other[name]} and {plain[name]}")
        return other

    same("CRLF", end="\r\n")
    same("byte order mark", head="\ufeff" + HEAD)
    same("comments, blank lines", rows=["# note", "", *ROWS, "  "])
    same("quotes", rows=[",".join(f'"{cell}"' for cell in row.split(",")) for row in ROWS])
    same("blanks", rows=[row.replace(",", " ,  ") for row in ROWS])
    same("kN/mm and %", head=HEAD.replace("[N/mm]", "[kN/mm]").replace("forward_slip", "forward_slip [%]"),
         rows=[",".join([*r.split(",")[:4], repr(float(r.split(",")[4]) / 1e3), repr(float(r.split(",")[5]) * 100)])
               for r in ROWS])

    def by_width(row):
        name, entry, leaving, tension, force, slip = row.split(",")
        return ",".join([name, entry, leaving, repr(float(tension) * 0.4 * float(leaving)),
                         repr(float(force) * 0.4), slip])
    same("forces over 400 mm", head=HEAD.replace("[MPa]", "[kN]").replace("[N/mm]", "[kN]"),
         rows=[by_width(row) for row in ROWS], step=STEP + "    width: 400 mm\n")
    same("a column of the same radius", head=HEAD + ",roll_radius [mm]", rows=[row + ",125" for row in ROWS],
         step=STEP.replace("    roll_radius: 125 mm\n", ""))
    chinese = same("other headings", head=HEAD.replace("roll_force", "轧制力").replace("pass,", "道次,") + ",操作工",
                   rows=[row + ",李" for row in ROWS],
                   step=STEP + "    columns: {roll_force: 轧制力, pass: 道次}\n")
    expect(chinese["unused_columns"].decode() == "操作工", "a column that means nothing is told")


def log_is_kept_in_the_run_file():
    fit()
    data = Path("log.csv").read_bytes()
    with h5py.File("fit.h5") as f:
        kept = f["provenance/inputs/log.csv"]
        stored = bytes(kept[()].tobytes()) if not isinstance(kept, h5py.Group) else None
        expect(stored == data, f"the bytes of the log: {stored!r}")
        expect(kept.attrs["given_as"].decode() == "log.csv", f"{dict(kept.attrs)}")
        expect(kept.attrs["sha256"].decode() == hashlib.sha256(data).hexdigest(), f"{dict(kept.attrs)}")
        table = f["steps/fit/results/residual_table"]
        expect([name.decode() for name in table["pass"][()]] == ["a", "b", "c", "d"], "names")
        expect(list(table["line"][()]) == [2, 3, 4, 5], "lines")
    cupel("verify", "fit.h5")
    Path("log.csv").unlink()
    cupel("show", "fit.h5")


def passes_that_do_not_take_part_are_named():
    fit(rows=[*ROWS, "thick,20,8,0,2000,0.03", "unmeasured,1.5,1.2,0,,", "unknown,,1.2,0,2400,0.03"])
    with h5py.File("fit.h5") as f:
        results = f["steps/fit/results"]
        unused = results["unused_passes"]
        told = {name.decode(): reason.decode() for name, reason in zip(unused["pass"], unused["reason"])}
        expect(results["passes_used"][()] == 4 and results["passes_unused"][()] == 3, "counts")
        expect(results["solution_status"][()].decode() == "doubtful", "told in the status")
        expect("3 of 7 passes are not in the fit" in results["notes"][()].decode(), "told in the notes")
    expect("skid" in told["thick"] and told["unmeasured"] == "nothing is measured", f"{told}")
    expect(told["unknown"] == "entry_thickness is empty", f"{told}")


def what_cannot_be_fitted_ends_with_a_reason():
    write(head=HEAD.replace(",forward_slip", ""), rows=[ROWS[0].rsplit(",", 1)[0]] * 5)
    out, err = cupel("run", "case.yaml", "-o", "alike.h5", "--force", status=FAILED)
    expect("cannot tell friction from flow stress" in out + err, out + err)
    with h5py.File("alike.h5") as f:
        results = f["steps/fit/results"]
        expect(results["solution_status"][()].decode() == "singular" and "friction_coefficient" not in results,
               "no value")
    write(rows=["a,1.5,1.2,0,2439,"])
    out, err = cupel("run", "case.yaml", "-o", "few.h5", "--force", status=FAILED)
    expect("too few for 2 fitted values" in out + err, out + err)


def bad_logs_are_refused():
    bad("./log.csv:1:1:", "the table is empty", head="", rows=[])
    bad("./log.csv:2:1:", "no row stands below the heading", rows=[])
    bad("./log.csv:1:5:", "semicolons", head=HEAD.replace(",", ";"), rows=[row.replace(",", ";") for row in ROWS])
    bad("./log.csv:3:1:", "5 cells; the heading has 6", rows=[ROWS[0], "b,1.5,1.2,50,2220"])
    bad("./log.csv:2:9:", "is not a number", rows=['a,1.5,  "1,2",0,2439,0.03', ROWS[1]])
    bad("./log.csv:3:3:", "entry_thickness: 'n/a' is not a number", rows=[ROWS[0], "b,n/a,1.2,50,2220,0.04"])
    bad("./log.csv:2:1:", "never closed", rows=['"a,1.5,1.2,0,2439,0.03', ROWS[1]])
    bad("./log.csv:2:3:", "a quote inside a cell", rows=['a "b" c,1.5,1.2,0,2439,0.03', ROWS[1]])
    bad("./log.csv:2:4:", "text behind a closing quote", rows=['"a"b,1.5,1.2,0,2439,0.03', ROWS[1]])
    bad(at("entry_thickness"), "entry_thickness has no unit", "entry_thickness [um]",
        head=HEAD.replace("entry_thickness [mm]", "entry_thickness"))
    bad(at("entry_thickness"), "'furlongss' is no unit", head=HEAD.replace("entry_thickness [mm]", "entry_thickness [furlongss]"))
    bad(at("roll_force"), "'MPa' is no unit of roll_force", head=HEAD.replace("[N/mm]", "[MPa]"))
    bad(at("exit_tension"), "did you mean 'exit_tension'?", head=HEAD.replace("exit_tension", "exit_tenson"))
    bad(f"./log.csv:1:{len(HEAD) + 2}:", "is there twice", head=HEAD + ",forward_slip", rows=[row + ",0" for row in ROWS])
    bad("./log.csv:1:1:", "gives exit_thickness", head=HEAD.replace("exit_thickness [mm]", "remark"))
    bad("./log.csv:1:1:", "no column has a measurement",
        head=HEAD.replace("roll_force [N/mm]", "remark").replace("forward_slip", "more"))
    bad(at("roll_force"), "needs the width", head=HEAD.replace("[N/mm]", "[kN]"))
    bad("./log.csv:2:3:", "entry_thickness = -0.0015 m is out of range; allowed: (0, 1] m",
        rows=[ROWS[0].replace("1.5", "-1.5"), ROWS[1]])
    bad("./log.csv:2:23:", "forward_slip = 2.98 is out of range; allowed: (-1, 1); a percentage has [%] behind the name", rows=["a,1.5,1.2,0,2439.0163,2.98", ROWS[1]])
    bad("./log.csv:3:1:", "exit_thickness 0.0015 m must lie below entry_thickness 0.0012 m",
        rows=[ROWS[0], "b,1.2,1.5,50,2220,0.04"])
    bad("case.yaml:3:5:", "slip_uncertainty is missing", step=STEP.replace("    slip_uncertainty: 0.002\n", ""))
    bad("case.yaml:5:10:", "there-is-none.csv", step=STEP.replace("log.csv", "there-is-none.csv"))
    bad("case.yaml:3:5:", "friction_bounds", step=STEP + "    friction_bounds: [0.2, 0.1]\n")
    bad("case.yaml:3:5:", "give flow_stress", step=STEP.replace("    flow_stress: {law: constant, yield_stress: 300 MPa}\n", ""))
    write()
    Path("log.csv").write_bytes("道次,a\n1,2\n".encode("gb18030"))
    out, err = cupel("check", "case.yaml", status=INPUT)
    expect(err.startswith("./log.csv:1:1:") and "not UTF-8" in err, err)
    Path("log.csv").unlink()
    os.mkdir("log.csv")
    out, err = cupel("check", "case.yaml", status=INPUT)
    expect("log.csv" in err, err)
    os.rmdir("log.csv")


def shipped_log_gives_its_truth_and_says_that_it_is_synthetic():
    case = SOURCE / "datasets" / "cases" / "friction-calibration.yaml"
    cupel("run", case, "-o", "shipped.h5", "--force")
    with h5py.File("shipped.h5") as f:
        inputs = f["provenance/inputs"]
        name, = inputs.keys()
        expect("synthetic" in name and bytes(inputs[name][()]).startswith(b"# SYNTHETIC"), name)
        r = f["steps/fit/results"]
        expect(r["friction_lower"][()] < 0.055 < r["friction_upper"][()], "friction")
        expect(r["scale_lower"][()] < 1.06 < r["scale_upper"][()], "scale")
    one = cupel_json("show", "shipped.h5", "--json")
    cupel("run", case, "-o", "one.h5", "--force", "--threads", "1")
    cupel("run", case, "-o", "two.h5", "--force", "--threads", "2")
    with h5py.File("one.h5") as a, h5py.File("two.h5") as b:
        expect(a.attrs["content_id"] == b.attrs["content_id"], "the same for any number of threads")
    expect(one, "shown")


good_logs_mean_the_same()
log_is_kept_in_the_run_file()
passes_that_do_not_take_part_are_named()
what_cannot_be_fitted_ends_with_a_reason()
bad_logs_are_refused()
shipped_log_gives_its_truth_and_says_that_it_is_synthetic()

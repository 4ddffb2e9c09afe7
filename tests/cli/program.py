# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as a whole, and the verbs that need no file: describe, materials, doctor."""
import os
import re
import sys

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import INPUT, SYSTEM, cupel, cupel_json, expect, refuses  # noqa: E402


def verbs():
    out, _ = cupel("--help")
    return re.findall(r"^  ([a-z]+) {2,}\S", out, re.MULTILINE)


def the_program_tells_its_verbs_and_version():
    expect({"run", "check", "resume", "describe", "schema", "show", "list", "diff", "verify", "export", "plot",
            "lineage", "materials", "doctor"} <= set(verbs()), f"verbs: {verbs()}")
    out, err = cupel("--version")
    expect(re.fullmatch(r"cupel \d+\.\d+\.\d+.*\n", out) and err == "", f"version: {out}")
    out, err = cupel(status=INPUT)
    expect(out == "" and "usage: cupel VERB" in err, "no verb: the help goes to standard error")


def every_verb_has_help_with_an_example():
    for verb in verbs():
        out, err = cupel(verb, "--help")
        expect("Example" in out and f"  cupel {verb}" in out, f"cupel {verb} --help lacks an example")
        expect(err == "", f"cupel {verb} --help: {err}")
        expect(cupel("help", verb)[0] == out, f"cupel help {verb} is not its --help")
        refuses("--no-such-option", verb, "--no-such-option")


def slips_of_the_pen_get_the_nearest_name():
    refuses("did you mean 'describe'?", "descibe")
    refuses("cupel --help", "xyzzy")
    refuses("did you mean 'rolling.pass'?", "describe", "rolling.pas")
    refuses("did you mean 'heat.sink'?", "schema", "heat.sinc")
    refuses("C11000", "materials", "C1100")
    refuses("too many arguments", "describe", "rolling.pass", "heat.sink")
    refuses("too few arguments", "show")


def describe_tells_units_defaults_and_ranges():
    models = cupel_json("describe", "--json")
    expect([m["name"] for m in models][:1] == ["rolling.pass"], f"models: {models}")
    model = cupel_json("describe", "rolling.pass", "--json")
    rows = {row["name"]: row for row in model["parameters"]}
    expect(rows["entry_thickness"]["unit"] == "m", "entry_thickness is in m")
    expect(rows["roll_poissons_ratio"]["default"] == "0.3", "default of roll_poissons_ratio")
    expect("hitchcock" in rows["roll_deformation"]["choices"], "choices of roll_deformation")
    results = {row["name"]: row for row in model["results"]}
    expect(results["pressure"]["axis"] == "position", "pressure lies over position")
    for name in [m["name"] for m in models]:
        out, err = cupel("describe", name)
        page, _ = cupel("describe", name, "--markdown")
        whole = cupel_json("describe", name, "--json")
        for row in whole["parameters"] + whole["results"]:
            expect(row["name"] in out and row["name"] in page, f"{name}: {row['name']} is not on its page")
            expect(row["meaning"], f"{name}.{row['name']} has no meaning")
        expect(whole["reference"] and whole["summary"], f"{name} lacks summary or reference")
        expect("\033" not in out, "colours although standard output is no terminal")
    listed, _ = cupel("describe", "rolling")
    expect("rolling.pass" in listed and "heat.sink" not in listed, "a domain lists its models")


def materials_tell_where_every_figure_is_from():
    records = {r["id"]: r for r in cupel_json("materials", "--json")}
    expect(records["C11000"]["class"] == "copper", "C11000 is a copper")
    out, _ = cupel("materials")
    expect(all(name in out for name in records), "the list has all records")
    for name in records:
        out, err = cupel("materials", name)
        expect(err == "" and "sources" in out, f"{name}: no sources")
    out, _ = cupel("materials", "C11000")
    expect(re.search(r"flow curve .*\n  voce, .*s_0 60 MPa, s_inf 400 MPa, b 4\n", out), "the flow curve")
    expect(re.search(r"H04 +295 to 360 +310 +9 .*datasheet +k32 +ASTM B152", out), "temper H04 of ASTM B152")
    expect(re.search(r"Cu +at least 99\.9 +k32", out), "the composition")
    record = cupel_json("materials", "C11000", "--json")
    expect(abs(record["properties"]["density"]["value"] - 8940) < 100, "density of copper in kg/m3")
    expect(record["properties"]["density"]["source"] in [s["id"] for s in record["sources"]], "density has a source")


def doctor_finds_the_build_fit_and_says_what_is_missing():
    report = cupel_json("doctor", "--json")
    checks = {c["check"]: c for c in report["checks"]}
    expect(report["fit"] is True, f"fit: {report}")
    expect(checks["files"]["verdict"] == "ok", "a file written and read back")
    out, _ = cupel("doctor")
    expect(out.rstrip().endswith("fit"), "doctor ends with its verdict")
    sick = {"CUPEL_DATA": "/nonexistent", "TMPDIR": "/nonexistent"}
    out, _ = cupel_lenient("doctor", environment=sick)
    expect("not fit" in out and re.search(r"^files +bad", out, re.MULTILINE), f"without TMPDIR: {out}")


def cupel_lenient(*arguments, environment):
    """doctor reports on standard output, so its status 3 has no message."""
    import subprocess
    done = subprocess.run([os.environ["CUPEL"], *arguments], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **environment})
    expect(done.returncode == SYSTEM, f"{arguments}: status {done.returncode}")
    return done.stdout, done.stderr


the_program_tells_its_verbs_and_version()
every_verb_has_help_with_an_example()
slips_of_the_pen_get_the_nearest_name()
describe_tells_units_defaults_and_ranges()
materials_tell_where_every_figure_is_from()
doctor_finds_the_build_fit_and_says_what_is_missing()

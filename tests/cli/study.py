# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calibrations of a case: what was put in comes out again, wherever the values stand; and mistakes."""
import hashlib
import os
import shutil
import sys
from pathlib import Path

import h5py
import numpy

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import FAILED, SOURCE, cupel, cupel_json, expect, refuses  # noqa: E402

for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()

STEPS = """steps:
  - id: roll
    model: rolling.pass
    entry_thickness: 1 mm
    exit_thickness: 0.8 mm
    roll_radius: 150 mm
    friction_coefficient: 0.083
    flow_stress: {law: constant, yield_stress: 312 MPa}
"""
PARAMETERS = """      - {name: roll.friction_coefficient, start: 0.15, lower: 0.01, upper: 0.4}
      - {name: roll.flow_stress.yield_stress, start: 200 MPa, lower: 100 MPa, upper: 800 MPa}
"""
GAUGES = (None, "0.6 mm", "0.9 mm")


def study(name, parameters, observations, more="", steps=STEPS):
    Path(name).write_text(f"cupel: 1\ntitle: friction from forces\nstudy:\n  calibrate:\n{more}    parameters:\n{parameters}"
                          f"    observations:\n{observations}{steps}", encoding="utf-8")
    return name


def forces():
    """Runs with the true parameters, and what they give."""
    Path("truth.yaml").write_text("cupel: 1\n" + STEPS, encoding="utf-8")
    found = []
    for i, gauge in enumerate(GAUGES):
        more = ["--set", f"roll.exit_thickness={gauge}"] if gauge else []
        cupel("run", "truth.yaml", "-o", f"truth{i}.h5", "--force", *more)
        with h5py.File(f"truth{i}.h5") as f:
            found.append(float(f["steps/roll/results/roll_force_per_width"][()]))
    return found


def fitted(path):
    with h5py.File(path) as f:
        group = f["steps/fit/results/parameters"]
        return dict(zip((n.decode() for n in group["parameter"][()]), zip(group["value"][()], group["standard_error"][()])))


def check_values_given(values):
    lines = "".join(f"      - {{result: roll.roll_force_per_width, value: {v / 1e3:.9g} N/mm, uncertainty: 1 %"
                    + (f", set: roll.exit_thickness = {g}" if g else "") + "}\n" for v, g in zip(values, GAUGES))
    study("given.yaml", PARAMETERS, lines)
    out, _ = cupel("check", "given.yaml")
    expect("nothing wrong" in out, "a case with a study is a case")
    out, _ = cupel("study", "given.yaml", "-o", "given.h5")
    expect("roll.friction_coefficient" in out and "given.h5 written" in out, "the parameters are printed")
    found = fitted("given.h5")
    mu, error = found["roll.friction_coefficient"]
    expect(abs(mu - 0.083) < 1e-5 and 0 < error < 0.02, f"friction {mu} +- {error}")
    strength, error = found["roll.flow_stress.yield_stress"]
    expect(abs(strength - 312e6) < 1e4 and 0 < error < 20e6, f"strength {strength} +- {error}")
    with h5py.File("given.h5") as f:
        expect(f.attrs["kind"] == b"study" or f.attrs["kind"] == "study", "the file is a study")
    cupel("verify", "given.h5")
    answer = cupel_json("study", "given.yaml", "-o", "again.h5", "--json")
    with h5py.File("given.h5") as f:
        stored = f.attrs["content_id"]
    expect(answer["content_id"] == (stored.decode() if isinstance(stored, bytes) else stored), "the same answer again")
    expect(sorted(p.name for p in Path(".").glob("*.part")) == [] and not list(Path(".").glob("*step-*")), "nothing is left lying about")


def check_values_of_files():
    lines = "".join(f"      - {{result: roll.roll_force_per_width, value: 'truth{i}.h5#roll.roll_force_per_width'"
                    + (f", set: roll.exit_thickness = {g}" if g else "") + "}\n" for i, g in enumerate(GAUGES))
    study("files.yaml", PARAMETERS, lines, more="    loss: huber\n    starts: 2\n")
    cupel("study", "files.yaml")
    mu, error = fitted("files.h5")["roll.friction_coefficient"]
    expect(abs(mu - 0.083) < 1e-5, f"friction {mu}")
    out, _ = cupel("lineage", "files.h5")
    expect(all(f"truth{i}.h5" in out for i in range(3)), "the runs are its parents")


def check_a_place_out_of_range():
    """Without bounds a step may lead to values that the model refuses: the fit goes elsewhere."""
    free = "      - {name: roll.exit_thickness, start: 0.99 mm}\n"
    out, _ = cupel("study", study("free.yaml", free, f"      - {{result: roll.roll_force_per_width, value: {forces()[0]:.9g} N/m}}\n"))
    expect(abs(fitted("free.h5")["roll.exit_thickness"][0] - 0.8e-3) < 1e-8, out)
    refuses("out of range", "study", study("bad.yaml", free.replace("0.99", "-1"), "      - {result: roll.roll_force_per_width, value: 5 kN/mm}\n"))


def check_units():
    """A file from elsewhere may state its stresses in MPa."""
    shutil.copy("power.h5", "foreign.h5")
    with h5py.File("foreign.h5", "r+") as f:
        stress = f["evaluation/1/results/true_stress"]
        stress[...] = stress[...] / 1e6
        stress.attrs.create("units", numpy.bytes_("MPa"))
        stress.attrs.modify("sha256", numpy.bytes_(hashlib.sha256(stress[...].astype("<f8").tobytes()).hexdigest()))
    values = []
    for name in ("power", "foreign"):
        cupel("study", curve(f"unit-{name}.yaml", f"{name}.h5", "laws: swift"))
        values.append(fitted(f"unit-{name}.h5")["strength_coefficient"][0])
    expect(abs(values[1] / values[0] - 1) < 1e-6, f"MPa are not Pa: {values}")


def check_mistakes():
    one = "      - {result: roll.roll_force_per_width, value: 5 kN/mm}\n"
    refuses("names no step", "study", study("bad.yaml", PARAMETERS, one.replace("roll.roll", "rool.roll")))
    refuses("is no single number", "study", study("bad.yaml", PARAMETERS, one.replace("_per_width", "_per_wdth")))
    refuses("is no number among", "study", study("bad.yaml", PARAMETERS.replace("friction_c", "fiction_c"), one))
    refuses("measure different things", "study", study("bad.yaml", PARAMETERS, one.replace("kN/mm", "MPa")))
    refuses("not within its bounds", "study", study("bad.yaml", PARAMETERS.replace("start: 0.15", "start: 0.5"), one))
    refuses("for all of them or for none", "study",
            study("bad.yaml", PARAMETERS, one + one.replace("}", ", uncertainty: 1 %}")))
    for setting, words in (("roll.exit_thickness", "has no '='"), ("rool.exit_thickness = 1 um", "names no step"),
                           ("exit_thickness = 1 um", "names no step"), ("roll.exit_thickness = 1 s", "measure different things"),
                           ("roll.exit_thicknes = 1 um", "exit_thickness")):
        line = one.replace("}", f", set: {setting}}}")
        refuses([f"bad.yaml:11:{line.index(setting) + 1}:", words], "study", study("bad.yaml", PARAMETERS, one + one + line))
    refuses([f"bad.yaml:9:{one.index('5 kN') + 1}:"], "study", study("bad.yaml", PARAMETERS, one.replace("kN/mm", "MPa")))
    stored = one.replace("5 kN/mm", "'truth0.h5#roll.roll_force_per_width'")
    shutil.copy("truth0.h5", "again.h5")
    for again in (stored, stored.replace("truth0", "again")):
        refuses(["bad.yaml:10:", "would count twice"], "study", study("bad.yaml", PARAMETERS, stored + again))
    Path("again.h5").unlink()
    refuses(["bad.yaml:6:", "unknown key"], "study", study("bad.yaml", PARAMETERS.replace("lower", "lowest", 1), one))
    refuses("no study here", "study", "truth.yaml")
    refuses("either flow_curve, or", "study", study("bad.yaml", PARAMETERS, one, more="    flow_curve: {tests: [{file: a.h5}]}\n"))
    refuses(["cannot write 'nowhere/given.h5'", "No such file"], "study", "given.yaml", "-o", "nowhere/given.h5")
    refuses(["cannot write 'nowhere/x.yaml'", "No such file"], "study", "curve.yaml", "-o", "fresh.h5", "--record", "nowhere/x.yaml")
    expect(not Path("fresh.h5").exists(), "before the fit")
    refuses("exists and is not overwritten", "study", "given.yaml", "-o", "given.h5")
    refuses("nowhere.h5", "study", study("bad.yaml", PARAMETERS, one.replace("5 kN/mm", "'nowhere.h5#roll.x'")))
    expect(not Path("bad.h5").exists(), "nothing is written")
    out, err = cupel("study", study("few.yaml", PARAMETERS, one), status=FAILED)
    expect("fewer observations than parameters" in err, "too few observations are told")


def check_flow_curve():
    """A tester's file of a known power law, to a test file, to a law, to a record that a rolling pass takes."""
    raw = SOURCE / "datasets" / "tests" / "raw" / "tensile-hollomon.csv"
    cupel("test", "import", raw, "-o", "power.h5", "--evaluate")
    Path("curve.yaml").write_text("cupel: 1\nstudy:\n  calibrate:\n    flow_curve:\n      tests: [{file: power.h5}]\n"
                                  "      laws: voce, johnson_cook, swift\n      minimum_strain: 0.01\n"
                                  "      record: {id: power, class: copper}\n", encoding="utf-8")
    out, _ = cupel("study", "curve.yaml", "--record", "power.yaml")
    expect("swift" in out and "strength_coefficient" in out, "the laws are printed")
    with h5py.File("curve.h5") as f:
        results = f["steps/fit/results"]
        law = results["law"][()].decode()
        value = {n: float(results[n][()]) for n in ("strength_coefficient", "exponent", "strength_coefficient_uncertainty")}
        laws = dict(zip(results["laws/law"][()], results["laws/aic"][()]))
    expect(law in ("swift", "ludwik"), f"a power law is taken: {law}")
    expect(abs(value["strength_coefficient"] / 812e6 - 1) < 0.01 and abs(value["exponent"] - 0.118) < 0.003, f"{value}")
    expect(laws[b"swift"] < laws[b"voce"] - 10, f"Akaike's criterion is decisive: {laws}")
    out, _ = cupel("lineage", "curve.h5")
    expect("power.h5" in out, "the test is its parent")
    out, _ = cupel("materials", "./power.yaml")
    expect("power.h5" in out and "flow curve" in out, "the record names its test")
    steps = STEPS.replace("    flow_stress: {law: constant, yield_stress: 312 MPa}\n", "    material: ./power.yaml\n    prior_strain: 0.05\n")
    Path("rolled.yaml").write_text("cupel: 1\n" + steps, encoding="utf-8")
    cupel("run", "rolled.yaml", "-o", "rolled.h5")
    refuses("has no curve true_stress", "study", curve("bad.yaml", "truth0.h5"))
    shutil.copy("power.h5", "copy.h5")
    cupel("test", "evaluate", "copy.h5")  # still the same test
    for again in ("power.h5", "copy.h5"):
        refuses([again, "would count twice"], "study", curve("bad.yaml", "power.h5}, {file: " + again))
    refuses("cannot be fitted, or stands twice", "study", curve("bad.yaml", "power.h5", "laws: voce, vocal"))
    refuses("factor of 3 apart", "study", curve("bad.yaml", "power.h5", "rate: true"))
    refuses("thermal needs a melting_temperature", "study", curve("bad.yaml", "power.h5", "thermal: true"))
    refuses("asks for no record", "study", curve("plain.yaml", "power.h5"), "--record", "none.yaml")


def check_doubts():
    """What an evaluation doubts, and what the law has no factor for, is told where the figure is used."""
    for name in ("tensile-crosshead", "tensile-plain"):
        cupel("test", "import", SOURCE / "datasets" / "tests" / "raw" / f"{name}.csv", "-o", f"{name}.h5", "--evaluate")
    curve("doubt.yaml", "tensile-plain.h5}, {file: tensile-crosshead.h5", "record: {id: doubt, class: copper}")
    out, err = cupel("study", "doubt.yaml", "--record", "record.yaml")
    expect("1 of 2 tests are doubted" in err and "the strain is crosshead travel" in out, f"{out}{err}")
    expect("more than 5 % off the measured uniform elongation" in err, err)
    expect("1 of 2 tests are doubted" in Path("record.yaml").read_text(), "the record says it too")
    cupel("materials", "./record.yaml")
    with h5py.File("doubt.h5") as f:
        flags = [t.decode() for t in f["steps/fit/results/tests/flag"][()]]
    expect(flags[0] == "ok" and flags[1].startswith("uniform_elongation doubtful: "), f"{flags}")
    curve("range.yaml", "tensile-plain.h5}, {file: power.h5", "maximum_strain: 0.06, minimum_strain: 0.059".replace(", ", "\n      "))
    out, err = cupel("study", "range.yaml")
    expect("2 of 2 tests are doubted" in err and "not fitted: no points" in out, f"{out}{err}")
    study("stored.yaml", "      - {name: roll.flow_stress.yield_stress, start: 200 MPa, lower: 100 MPa, upper: 800 MPa}\n",
          "      - {result: roll.exit_flow_stress, value: 'tensile-crosshead.h5#tensile.proof_strength_0_2'}\n")
    out, err = cupel("study", "stored.yaml")
    expect("1 of 1 measured values are doubted" in err and "crosshead" in out, f"{out}{err}")


def curve(name, test, more="points: 100"):
    Path(name).write_text(f"cupel: 1\nstudy:\n  calibrate:\n    flow_curve:\n      tests: [{{file: {test}}}]\n      {more}\n",
                          encoding="utf-8")
    return name


check_values_given(forces())
check_flow_curve()
check_values_of_files()
check_a_place_out_of_range()
check_mistakes()
check_doubts()
check_units()
print("studies: parameters come back, from values and from files; mistakes are named")

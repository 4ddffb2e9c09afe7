# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules from a file: the shipped foil on one thread and two, single passes that follow one, and mistakes."""
import os
import shutil
import sys
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import FAILED, INPUT, SOURCE, cupel, cupel_json, expect  # noqa: E402

for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()

FOIL = SOURCE / "datasets" / "cases" / "copper-foil-12um.yaml"
PASSES = "      - {exit_thickness: 0.7 mm}\n      - {exit_thickness: 0.5 mm}\n"
STEP = """cupel: 1
steps:
  - id: mill
    model: rolling.schedule
    material: C11000
    width: 400 mm
    entry_thickness: 1 mm
    roll_radius: 100 mm
    roll_speed: 2 m/s
    friction_coefficient: 0.06
"""


def table(path, step):
    with h5py.File(path) as f:
        group = f[f"steps/{step}/results/pass_table"]
        for name, column in group.items():
            expect(column.attrs["long_name"], f"{name} says what it is")
        return {name: column[()] for name, column in group.items()}


def check_shipped_case():
    ids = set()
    for threads in (1, 2):
        cupel("run", FOIL, "-o", f"foil{threads}.h5", "--threads", threads)
        with h5py.File(f"foil{threads}.h5") as f:
            ids.add(f.attrs["content_id"])
    expect(len(ids) == 1, "one and two threads say the same")
    fewest, shop = table("foil1.h5", "fewest"), table("foil1.h5", "shop")
    for t in (fewest, shop):
        expect(np.all(t["limit_use"] <= 1) and t["exit_thickness"][-1] == 12e-6, "within the limits to 12 um")
        expect(np.all(t["entry_thickness"][1:] == t["exit_thickness"][:-1]), "each pass begins where one ended")
        expect(set(t["status"]) == {b"ok"} and {b"strip", b"foil"} == set(t["regime"]), "both regimes, solved")
    after = np.flatnonzero(fewest["recrystallised_fraction"] == 1) + 1
    expect(len(after) == 1 and fewest["prior_strain"][after[0]] == 0, "one full anneal, soft behind it")
    stretch = shop["screw_gap"] + shop["roll_force"] / 2e9 - shop["exit_thickness"]
    expect(np.all(abs(stretch) < 1e-12), "the gauge-meter equation")
    equal = table("foil1.h5", "equal")["roll_force"]
    expect(np.ptp(equal) < 1e-3 * equal[0], "equal forces")


def check_single_passes():
    """A step of rolling.pass that takes its strip from the schedule by reference."""
    Path("chain.yaml").write_text(
        STEP + "    passes:\n" + PASSES + """  - id: next
    model: rolling.pass
    material: C11000
    entry_thickness: ${mill.exit_thickness}
    prior_strain: ${mill.equivalent_strain}
    exit_thickness: 0.4 mm
    roll_radius: 100 mm
    friction_coefficient: 0.06
  - id: whole
    model: rolling.schedule
    material: C11000
    entry_thickness: 1 mm
    roll_radius: 100 mm
    friction_coefficient: 0.06
    passes:
""" + PASSES + "      - {exit_thickness: 0.4 mm}\n")
    cupel("run", "chain.yaml", "-o", "chain.h5")
    with h5py.File("chain.h5") as f:
        alone = f["steps/next/results/roll_force_per_width"][()]
    whole = table("chain.h5", "whole")["roll_force_per_width"]
    expect(abs(alone / whole[2] - 1) < 1e-12, "the pass after a schedule is the next of it")


def run_step(text, status):
    Path("case.yaml").write_text(STEP + text)
    return cupel("run", "case.yaml", "-o", "case.h5", "--force", status=status)[1]


def check_failures_are_results():
    err = run_step("    limits: {power: 20 kW}\n    passes:\n" + PASSES, FAILED)
    expect("pass 2 of 2: power is at " in err, err)
    expect(table("case.h5", "mill")["limit_use"][1] > 1, "the table is there")
    err = run_step("    limits: {roll_force: 200 kN, minimum_reduction: 0.1}\n"
                   "    design: {exit_thickness: 0.1 mm}\n", FAILED)
    expect("no schedule goes below " in err and "roll_force is at " in err, err)


def check_mistakes():
    for text, words in [
        ("    passes: [{exit_thickness: 0.5 mm}, {exit_thickness: 0.5 mm}]\n", "pass 2 of 2: exit_thickness 0.0005 m"),
        ("    passes: [{exit_thickness: 0.5 MPa}]\n", "exit_thickness: 'MPa' cannot be given in 'm'"),
        ("    limits: {roll_forse: 1 MN}\n    passes: [{exit_thickness: 0.5 mm}]\n", "did you mean 'roll_force'?"),
        ("    design: {exit_thickness: 0.2 mm, objective: fewest}\n    limits: {roll_force: 1 MN}\n", "'fewest' is not"),
        ("    design: {exit_thickness: 0.2 mm}\n", "fewest_passes needs a limit that the passes can reach"),
    ]:
        err = run_step(text, INPUT)
        expect(words in err and err.count("\n") == 1, f"'{words}' in one line: {err}")


check_shipped_case()
check_single_passes()
check_failures_are_results()
check_mistakes()
described = cupel_json("describe", "rolling.schedule", "--json")
names = {column["name"] for row in described["results"] if row["name"] == "pass_table" for column in row["columns"]}
expect({"exit_thickness", "reduction", "roll_force_per_width", "torque_per_width", "forward_slip", "limit",
        "flattened_radius_ratio", "equivalent_strain", "exit_temperature"} <= names, f"columns: {names}")

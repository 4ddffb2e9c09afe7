# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cupel run, check and resume, as a user types them."""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import h5py

CUPEL = os.environ["CUPEL"]
DEMO = Path(os.environ["CUPEL_SOURCE"]) / "datasets/cases/foil-to-heatsink.yaml"
for old in Path(".").iterdir():
    shutil.rmtree(old) if old.is_dir() else old.unlink()


def cupel(*arguments, status=0):
    done = subprocess.run([CUPEL, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    if done.returncode != status:
        sys.exit(f"cupel {arguments}: exit status {done.returncode}, wanted {status}\n{done.stdout}{done.stderr}")
    return done


PASS = """    material: C11000
    exit_thickness: 0.2 mm
    roll_radius: 60 mm
    friction_coefficient: 0.06
"""


def case(*steps):
    text = "cupel: 1\ntitle: made by a test\nsteps:\n"
    for name, body in steps:
        text += f"  - id: {name}\n    model: rolling.pass\n{body}"
    Path("case.yaml").write_text(text)


# The demonstration: JSON on standard output and nothing else, the names that are final, values that make sense.
shown = cupel("run", DEMO, "-o", "demo.h5", "--json")
result = json.loads(shown.stdout)
assert result["status"] == "done" and not shown.stderr, shown.stderr
last = result["steps"]["pass6"]
assert last["model"] == "rolling.pass"
assert last["results"]["solution_status"]["value"] == "ok"
assert last["results"]["roll_force_per_width"]["unit"] == "N/m"
assert abs(last["results"]["exit_thickness"]["value"] - 35e-6) < 1e-12
assert len(last["results"]["pressure"]["value"]) == len(last["results"]["position"]["value"]) > 20
assert 95 < result["steps"]["foil"]["results"]["iacs"]["value"] < 101
with h5py.File("demo.h5") as f:
    assert f.attrs["state"] == b"complete" and f.attrs["content_id"].decode() == result["content_id"]
    assert f["steps/pass6/results/roll_force_per_width"][()] == last["results"]["roll_force_per_width"]["value"]
    assert bytes(f["case/source"][()].tobytes()) == DEMO.read_bytes()

# One thread and two write the same result bytes.
ids = []
for threads in 1, 2:
    ids.append(json.loads(cupel("run", DEMO, "-o", f"t{threads}.h5", "--threads", threads, "--json").stdout)["content_id"])
assert ids[0] == ids[1] == result["content_id"]
with h5py.File("t1.h5") as one, h5py.File("t2.h5") as two:
    def same(name, item):
        if isinstance(item, h5py.Dataset) and name.startswith("steps/"):
            assert item[()].tobytes() == two[name][()].tobytes(), name
    one.visititems(same)

# --set changes one value and is recorded; a wrong one is refused with its name.
case(("roll", PASS + "    entry_thickness: 0.3 mm\n"))
changed = json.loads(cupel("run", "case.yaml", "-o", "set.h5", "--set", "roll.exit_thickness=0.25 mm", "--json").stdout)
assert abs(changed["steps"]["roll"]["results"]["exit_thickness"]["value"] - 0.25e-3) < 1e-15
with h5py.File("set.h5") as f:
    assert b"roll.exit_thickness=0.25 mm" in f["case/resolved"][()].tobytes()
refused = cupel("run", "case.yaml", "-o", "no.h5", "--set", "roll.exit_thicknes=0.25 mm", status=2)
assert "did you mean 'exit_thickness'?" in refused.stderr and not Path("no.h5").exists()

# A finished file is not overwritten unless asked; without -o the name comes from the case, and the next is free.
assert "set.h5 exists" in cupel("run", "case.yaml", "-o", "set.h5", status=2).stderr
case_bytes = Path("case.yaml").read_bytes()
Path("folder").mkdir()
for output, words in (("", "is empty"), ("case.yaml", "is the case itself"), ("folder", "is a folder"),
                      ("/dev/null", "not a regular file")):
    for force in [], ["--force"]:
        assert words in cupel("run", "case.yaml", "-o", output, *force, status=2).stderr
assert Path("case.yaml").read_bytes() == case_bytes and not Path(".part").exists()
# With --force the new results are in the file, even where the old ones were written within the same second.
for thickness in 0.21, 0.22, 0.23, 0.24:
    said = json.loads(cupel("run", "case.yaml", "-o", "set.h5", "--force", "--json", "--set", f"roll.exit_thickness={thickness} mm").stdout)
    with h5py.File("set.h5") as f:
        assert abs(f["steps/roll/results/exit_thickness"][()] - 1e-3 * thickness) < 1e-12
        assert f.attrs["content_id"].decode() == said["content_id"]
cupel("run", "case.yaml")
cupel("run", "case.yaml")
assert Path("case.h5").exists() and Path("case-2.h5").exists()
cupel("run", "case.yaml", "--force")
assert not Path("case-3.h5").exists()

# Five mistakes, five messages, each with its place; exit status 2; no file left behind.
before = sorted(os.listdir())
case(("a", PASS + "    entry_thicknes: 0.3 mm\n"), ("b", PASS + "    entry_thickness: 0.3 kg\n"),
     ("c", PASS + "    entry_thickness: -0.3 mm\n"),
     ("d", PASS.replace("C11000", "C1100") + "    entry_thickness: 0.3 mm\n"),
     ("e", PASS + "    entry_thickness: ${f.exit_thickness}\n"), ("f", PASS + "    entry_thickness: ${e.exit_thickness}\n"))
for verb in "check", "run":
    messages = cupel(verb, "case.yaml", status=2).stderr.splitlines()
    assert len(messages) == 5, messages
    for message, words in zip(messages, ["did you mean 'entry_thickness'", "'kg'", "out of range", "did you mean 'C11000'", "circle"]):
        where, line, column, text = message.split(":", 3)
        assert where == "case.yaml" and int(line) > 0 and int(column) > 0 and words in text, message
assert sorted(os.listdir()) == before

# A pass that skids is a failed step with a reason, exit status 1; what needs it is skipped; the file tells all.
case(("skids", PASS.replace("0.06", "0.001") + "    entry_thickness: 0.3 mm\n"),
     ("needs", PASS.replace("0.2 mm", "0.1 mm") + "    entry_thickness: 0.2 mm\n    prior_strain: ${skids.equivalent_strain}\n"))
skid = cupel("run", "case.yaml", "-o", "skid.h5", "--json", status=1)
steps = json.loads(skid.stdout)["steps"]
assert steps["skids"]["results"]["solution_status"]["value"] == "skid" and steps["skids"]["status"] == "failed"
assert steps["skids"]["results"]["roll_force_per_width"] is None or steps["skids"]["results"]["roll_force_per_width"]["value"] is None
assert steps["needs"]["status"] == "skipped" and "'skids'" in steps["needs"]["message"]
cupel("verify", "skid.h5")

# References to a stored run: the value arrives and the parent is recorded.
case(("again", PASS.replace("0.2 mm", "30 um").replace("60 mm", "20 mm").replace("0.06", "0.03") + "    entry_thickness: ${demo.h5#pass6.exit_thickness}\n"))
child = json.loads(cupel("run", "case.yaml", "-o", "child.h5", "--json").stdout)
with h5py.File("child.h5") as f:
    assert f["steps/again/parameters/entry_thickness"][()] == last["results"]["exit_thickness"]["value"]
    parents = [dict(p.attrs) for p in f["provenance/parents"].values()]
    assert parents[0]["content_id"].decode() == result["content_id"] and parents[0]["path"] == b"pass6.exit_thickness"

# References to curves: of another step and of a stored run, by units and axis; what is no such curve is refused.
NETWORK = """  - id: path
    model: heat.network
    nodes: [{name: chip, capacity: 2 J/K, power: 5 W}, {name: base, capacity: 30 J/K}, {name: air, temperature: 300 K}]
    links: [{from: chip, to: base, resistance: 1 K/W}, {from: base, to: air, resistance: 2 K/W}]
    responses: [{name: theta_JA, from: chip, to: air}]
"""


def network(key, value, name="curves.h5", status=0):
    Path("case.yaml").write_text("cupel: 1\nsteps:\n" + ("" if "#" in value else NETWORK) +
                                 f"  - {{id: measured, model: heat.network, {key}: '{value}'}}\n")
    return cupel("run", "case.yaml", "-o", name, "--json", status=status)


curves = json.loads(network("impedance", "${path.impedance}").stdout)["steps"]
told, taken = (curves[step]["results"]["impedance"]["value"] for step in ("path", "measured"))
assert len(told) > 50 and told == taken
resistances = [row["resistance"] for row in curves["measured"]["results"]["foster"]["value"]]
assert abs(sum(resistances) - 3) < 0.01, sum(resistances)
again = json.loads(network("impedance", "${curves.h5#path.impedance}", "again.h5").stdout)
assert again["steps"]["measured"]["results"]["foster"] == curves["measured"]["results"]["foster"]
with h5py.File("again.h5") as f:
    assert [p.attrs["path"] for p in f["provenance/parents"].values()] == [b"path.impedance"]
cupel("verify", "again.h5")
for key, value, words in (
        ("impedance", "${path.cumulative_capacity}", "J/K, which cannot be given in K/W"),
        ("impedance", "${path.maximum_temperature}", "is no curve over an axis"),
        ("impedance", "${path.time}", "is no curve over an axis"),
        ("impedance", "${curves.h5#path.maximum_temperature}", "is no curve over an axis"),
        ("impedance", "${curves.h5#path.nothing}", "has no result 'path.nothing'"),
        ("step_power", "${path.impedance}", "is not a single number"),
        ("step_power", "${curves.h5#path.impedance}", "is not a single number"),
        ("second_impedance", "${path.differential_capacity}", "cannot be given in K/W")):
    said = network(key, value, "no.h5", status=2).stderr
    assert words in said and "case.yaml:" in said and not Path("no.h5").exists(), said

# Steps side by side: an uncertainty stands behind its value, a long word does not push the numbers aside.
Path("two.yaml").write_text(
    "cupel: 1\ntitle: two metals\nsteps:\n"
    "  - {id: copper, model: alloy.properties, material: C11000}\n"
    "  - {id: bar, model: alloy.properties, material: 6101-T6, temper_state: {strain: 0.3}}\n")
lines = cupel("run", "two.yaml", "-o", "two.h5").stdout.splitlines()
(density,) = [line for line in lines if line.strip().startswith("density ")]
assert density.split() == ["density", "8940", "±", "27", "2700.0", "±", "8.1", "kg/m^3"], density
assert not any("_uncertainty" in line for line in lines), lines
(notes,) = [line for line in lines if line.startswith("bar.notes: ")]
assert "flow_curve" in notes and max(len(line) for line in lines if "±" in line) < 100, lines

# Nothing is taken over from a stored step that failed, nor from a file that was altered.
case(("again", PASS + "    entry_thickness: 0.3 mm\n    prior_strain: ${skid.h5#skids.reduction}\n"))
assert "step 'skids' of ./skid.h5 is 'failed'" in cupel("run", "case.yaml", "-o", "no.h5", status=2).stderr
shutil.copy("demo.h5", "altered.h5")
with h5py.File("altered.h5", "a") as f:
    number = f["steps/pass6/results/exit_thickness"]
    number[()] = 36e-6
    number.attrs.modify("sha256", hashlib.sha256(number[()].tobytes()).hexdigest().encode())
case(("again", PASS.replace("0.2 mm", "30 um") + "    entry_thickness: ${altered.h5#pass6.exit_thickness}\n"))
assert "was altered" in cupel("run", "case.yaml", "-o", "no.h5", status=2).stderr and not Path("no.h5").exists()

# Two records of one id: each step names the one that it was computed with, and the file holds both.
record = (DEMO.parent.parent / "materials/C11000.yaml").read_text()
assert "8.94 g/cm3" in record
Path("light.yaml").write_text(record.replace("8.94 g/cm3", "8.00 g/cm3"))
Path("case.yaml").write_text("cupel: 1\nsteps:\n" + "".join(
    f"  - {{id: {name}, model: alloy.properties, material: {material}}}\n"
    for name, material in (("a", "C11000"), ("b", "light.yaml"), ("c", "./light.yaml"))))
cupel("run", "case.yaml", "-o", "twins.h5")
with h5py.File("twins.h5") as f:
    used = {step: f[f"steps/{step}/parameters/material"][()].decode() for step in "abc"}
    assert used["a"] != used["b"] == used["c"] and set(f["materials"]) == set(used.values()), used
    for step, density in ("a", b"8.94 g/cm3"), ("b", b"8.00 g/cm3"):
        assert density in f["materials"][used[step]][()].tobytes()

# Files that are not there, or are no cases.
assert "nowhere.yaml" in cupel("run", "nowhere.yaml", status=2).stderr
cupel("run", "demo.h5", status=2)
cupel("run", status=2)
cupel("run", "case.yaml", "-o", "/nowhere/at/all.h5", status=2)
cupel("resume", "demo.h5", status=2)
cupel("resume", "nothing.h5", status=2)
Path("text.h5").write_text("no run at all")
assert "nothing to resume" in cupel("resume", "text.h5", status=2).stderr

# A run that is killed leaves no file under the final name; resuming finishes it with the same content.
case(*[(f"p{i}", PASS + f"    entry_thickness: {0.21 + 0.001 * i} mm\n") for i in range(25)])
whole = json.loads(cupel("run", "case.yaml", "-o", "whole.h5", "--json").stdout)
killed = 0
for attempt in range(10):
    child = subprocess.Popen([CUPEL, "run", "case.yaml", "-o", "killed.h5", "--json"], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not Path("killed.h5.part/run.json").exists() and time.monotonic() < deadline and child.poll() is None:
        time.sleep(0.002)
    time.sleep(0.01 * attempt)
    child.send_signal(signal.SIGKILL)
    child.wait()
    if Path("killed.h5.part/run.json").exists():
        killed += 1
        assert not Path("killed.h5").exists() or cupel("verify", "killed.h5")
        finished = json.loads(cupel("resume", "killed.h5", "--json").stdout)
        assert finished["content_id"] == whole["content_id"]
        assert not Path("killed.h5.part").exists()
    shutil.rmtree("killed.h5.part", ignore_errors=True)
    Path("killed.h5").unlink(missing_ok=True)
assert killed >= 5, killed
print(f"all as promised; {killed} killed runs were finished")

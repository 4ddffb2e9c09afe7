# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""heat.conduction in time as a user runs it: killed and resumed, and with curves of other steps and runs."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

CUPEL = os.environ["CUPEL"]
for old in Path(".").iterdir():
    shutil.rmtree(old) if old.is_dir() else old.unlink()


def cupel(*arguments, status=0):
    done = subprocess.run([CUPEL, *map(str, arguments)], capture_output=True, text=True, timeout=240)
    if done.returncode != status:
        sys.exit(f"cupel {arguments}: exit status {done.returncode}, wanted {status}\n{done.stdout}{done.stderr}")
    return done


def run(name, output):
    return json.loads(cupel("run", name, "-o", output, "--json").stdout)


CASTING = """cupel: 1
title: made by a test
steps:
  - id: freeze
    model: heat.conduction
    mode: transient
    domain: {size: [20 mm, 10 mm, 1 mm], cells: [20, 10, 1]}
    parts:
      - {from: [0, 0, 0], to: [20 mm, 10 mm, 1 mm], conductivity: 150, density: 2600, heat_capacity: 1000,
         latent_heat: 4e5, solidus: 830 K, liquidus: 890 K}
    boundaries: {x_min: {kind: convection, coefficient: 3000, ambient: 400}}
    initial_temperature: 920 K
    tolerance: 1e-8
    temperature_tolerance: 1e-6 K
    end_time: 60 s
    output_count: 30
"""
Path("casting.yaml").write_text(CASTING)
whole = run("casting.yaml", "whole.h5")
assert whole["steps"]["freeze"]["results"]["energy_imbalance"]["value"] < 1e-10

# Killed once its state is kept, the run is finished with the same content.
part = Path("killed.h5.part")
child = subprocess.Popen([CUPEL, "run", "casting.yaml", "-o", "killed.h5"], stdout=subprocess.DEVNULL)
deadline = time.monotonic() + 120
while child.poll() is None and not list(part.glob("*.state")) and time.monotonic() < deadline:
    time.sleep(0.001)
child.send_signal(signal.SIGKILL)
child.wait()
assert list(part.glob("*.state")), "the state was not kept, or the run was over too soon"
finished = json.loads(cupel("resume", "killed.h5", "--json").stdout)
assert finished["content_id"] == whole["content_id"]

# A curve of another step, and of a stored run: here as a factor over time.
HEATED = """  - id: heat
    model: heat.conduction
    mode: transient
    domain: {size: [10 mm, 10 mm, 10 mm], cells: [2, 2, 2]}
    parts: [{from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], conductivity: 200, density: 2700, heat_capacity: 900}]
    sources: [{from: [0, 0, 0], to: [10 mm, 10 mm, 10 mm], power: 1 W, time_factor: "%s"}]
    boundaries: {}
    initial_temperature: 300 K
    end_time: 60 s
"""
Path("steps.yaml").write_text(CASTING + HEATED % "${freeze.liquid_fraction}")
Path("stored.yaml").write_text("cupel: 1\nsteps:\n" + HEATED % "${whole.h5#freeze.liquid_fraction}")
both, stored = run("steps.yaml", "steps.h5"), run("stored.yaml", "stored.h5")


def heat(result):
    return result["steps"]["heat"]["results"]["stored_energy_change"]["value"]


curve = [line.split(",") for line in cupel("export", "whole.h5", "freeze.liquid_fraction").stdout.splitlines()[1:]]
curve = [(float(t), float(f)) for t, f in curve]
area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in zip(curve, curve[1:]))
assert abs(heat(both) / area - 1) < 1e-6, (heat(both), area)
assert heat(stored) == heat(both)
assert whole["content_id"] in cupel("lineage", "stored.h5").stdout

# What is no curve, or over something else, is refused before anything is computed.
for reference, words in [("${whole.h5#freeze.solidification_time}", "is no curve"),
                         ("${whole.h5#freeze.net_heat_flow}", "is in W"),
                         ("${whole.h5#freeze.nothing}", "no result")]:
    Path("wrong.yaml").write_text("cupel: 1\nsteps:\n" + HEATED % reference)
    refused = cupel("check", "wrong.yaml", status=2).stderr
    assert words in refused and "wrong.yaml:" in refused, refused
print("all as promised")

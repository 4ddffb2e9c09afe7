# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What depends on another step waits for it: heat.conduction is then inspected when its values are known."""
import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import INPUT, cupel, expect, refuses  # noqa: E402

for old in Path(".").glob("*.*"):
    old.unlink()

PLATE = """    model: heat.conduction
    domain: {size: [40 mm, 40 mm, 20 mm], cells: [4, 4, 4]}
    parts: [{from: [0, 0, 0], to: [40 mm, 40 mm, 10 mm], conductivity: 200}]
"""
SINK = "    boundaries: {z_min: {kind: temperature, temperature: 300}}\n"
WAITS = f"""cupel: 1
steps:
  - id: first
{PLATE}{SINK}    sources: [{{from: [0, 0, 10 mm], to: [40 mm, 40 mm, 10 mm], power: 3 W}}]
  - id: second
{PLATE}    boundaries: {{z_min: {{kind: POWER}}}}
    sources:
      - {{from: [0, 0, 0], to: [40 mm, 40 mm, 10 mm], power: "${{first.power}}"}}
"""


def references_wait_for_their_step():
    Path("waits.yaml").write_text(WAITS.replace("POWER", "adiabatic"))
    cupel("check", "waits.yaml")
    out, err = cupel("run", "waits.yaml", "-o", "waits.h5", status=INPUT)
    expect("waits.yaml:13:17: the body exchanges heat with nothing, but its sources and fluxes add up to 3 W" in out + err,
           out + err)
    expect(Path("waits.h5").exists(), "the first step has an answer, which is kept")
    Path("warm.yaml").write_text(WAITS.replace("POWER", "convection, coefficient: 5, ambient: 300"))
    cupel("run", "warm.yaml", "-o", "warm.h5")


def overrides_are_told_where_they_come_from():
    Path("probe.yaml").write_text(f"cupel: 1\nsteps:\n  - id: plate\n{PLATE}{SINK}"
                                  "    probes: [{name: a, position: [0, 0, 5 mm]}]\n")
    cupel("check", "probe.yaml")
    refuses("probe.yaml:8:14: probe 1: (0, 0, 0.02) m is not on or in the body", "check", "probe.yaml",
            "--set", "plate.probes.0.position=[0, 0, 20 mm]")
    refuses("--set plate.probes=[{name: b, position: [0, 0, 20 mm]}]:1:2: probe 1", "run", "probe.yaml", "-o", "probe.h5",
            "--set", "plate.probes=[{name: b, position: [0, 0, 20 mm]}]")
    expect(not Path("probe.h5").exists() and not Path("probe.h5.part").exists(), "something was written")


def measured_curves_are_read_by_check():
    Path("curve.yaml").write_text("cupel: 1\nsteps:\n  - id: curve\n    model: heat.network\n    impedance_file: curve.csv\n")
    rows = "".join(f"{2**i},{i + 1}\n" for i in range(12))
    for text, told in (("t,z\n" + rows, "1:1: there is no column 'time'; columns: t, z"),
                       ("time [s],impedance\n" + rows, "1:10: 'impedance' needs its unit behind the name, such as [K/W]"),
                       ("time [s],impedance [K/W]\n1,2\n", "1:1: 1 rows at times above 0 are too few; 10 are needed"),
                       ("time [s],impedance [K/W]\n1,2\n1,2\n", "3:1: time 1 does not rise; the one before is 1 s")):
        Path("curve.csv").write_text(text)
        for arguments in (["check", "curve.yaml"], ["run", "curve.yaml", "-o", "curve.h5"]):
            refuses("./curve.csv:" + told, *arguments)
        expect(not Path("curve.h5").exists() and not Path("curve.h5.part").exists(), "something was written")
    Path("curve.csv").write_text("time [s],impedance [K/W]\n" + rows)
    cupel("check", "curve.yaml")
    cupel("run", "curve.yaml", "-o", "curve.h5")


for test in (references_wait_for_their_step, overrides_are_told_where_they_come_from, measured_curves_are_read_by_check):
    test()

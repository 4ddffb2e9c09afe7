# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verb's --help has examples, and they work when typed in a folder that has the files of which they speak."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import PROGRAM, SOURCE, cupel, expect  # noqa: E402

STRIP = """\
cupel: 1
license: CC-BY-4.0
creator: Josiah Carberry <0000-0002-1825-0097>
steps:
  - {id: roll, model: rolling.pass, material: C11000, entry_thickness: 0.3 mm, exit_thickness: 0.24 mm, roll_radius: 60 mm,
     friction_coefficient: 0.06}
"""
BOARD = """\
  - id: board
    model: heat.conduction
    domain: {size: [20 mm, 20 mm, 2 mm], cells: [10, 10, 4]}
    parts: [{from: [0, 0, 0], to: [20 mm, 20 mm, 2 mm], conductivity: 200}]
    boundaries: {z_min: {kind: convection, coefficient: 500, ambient: 25 degC}}
    sources: [{from: [0, 0, 1 mm], to: [10 mm, 10 mm, 2 mm], power: 10 W}]
"""
SPREADER = """\
  - id: spreader
    model: heat.topology
    domain: {size: [60 mm, 60 mm, 2 mm], cells: [20, 20, 1]}
    material: 6063-T5
    filler_conductivity: 0.3 W/(m K)
    volume_fraction: 30 %
    sources: [{from: [0, 0, 0], to: [60 mm, 60 mm, 2 mm], power: 5 W}]
    sinks: [{from: [0, 24 mm, 0], to: [0, 36 mm, 2 mm]}]
    ambient_temperature: 40 degC
"""
FLOW_CURVE = "cupel: 1\nstudy: {calibrate: {flow_curve: {tests: [{file: A-1.h5}], laws: voce, record: {id: mine, class: copper}}}}\n"
VERBS_OF_VERBS = ("test import", "test evaluate", "test summary", "test conformance", "test export", "test kinds", "project status")
# a file that differs; tests of which some are not judged; a target that is missed
ONE_IS_AN_ANSWER = ("cupel diff", "cupel test evaluate", "cupel project", "cupel test import exports")


def fill(folder):
    """Files of the names that the examples take. The working folder is `folder` from here on."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.chdir(folder)
    (folder / "strip.yaml").write_text(STRIP)
    (folder / "run.yaml").write_text(STRIP + BOARD + SPREADER)
    (folder / "board.yaml").write_text("cupel: 1\nsteps:\n" + BOARD)
    (folder / "flow-curve.yaml").write_text(FLOW_CURVE)
    shutil.copy(SOURCE / "datasets/cases/friction-study.yaml", "friction.yaml")
    (folder / "notes.pdf").write_bytes(b"%PDF-1.4\n")
    cupel("run", "run.yaml")
    for name in ("old.h5", "a.h5", "b.h5", "partner.h5", "anneal.h5", "broken.h5"):
        shutil.copy("run.h5", name)
    cupel("run", "strip.yaml", "-o", "new.h5")
    project = SOURCE / "datasets/projects/flexible-foil-12um"
    shutil.copytree(project, "foil")
    shutil.copy(project / "project.yaml", "project.yaml")
    for name in ("runs", "tests", "foil/runs", "foil/tests"):
        (folder / name).mkdir()
    shutil.copytree(project / "raw", "exports")
    os.rename("exports/foil-12um-tensile-1.csv", "exports/A-1.csv")
    shutil.copy("exports/A-1.csv", "A-1.csv")
    (folder / "A-1.txt").write_bytes("试样厚度\t0.5\tmm\nload\t变形\n\tmm\n1\t0.1\n2\t0.2\n3\t0.3\n".encode("gb18030"))
    cupel("test", "import", "A-1.csv")
    (folder / "results").mkdir()
    shutil.copy("new.h5", "results/new.h5")
    cupel("pack", "new.h5", "-o", "foil-2026.zip")
    (folder / "tenstand/raw").mkdir(parents=True)
    shutil.copy(SOURCE / "datasets/tests/raw/tensile-plain.csv", "tenstand/raw")
    lines = (SOURCE / "datasets/tests/values.csv").read_text().splitlines()
    (folder / "tenstand/values.csv").write_text("\n".join(lines[:1] + [line for line in lines if "tensile-plain.csv" in line]) + "\n")
    (folder / "bin").mkdir()
    (folder / "bin/cupel").symlink_to(PROGRAM)


def remove(*names):
    """What an example makes and would not replace."""
    for name in names:
        shutil.rmtree(name, ignore_errors=True)
        Path(name).unlink(missing_ok=True)


def typed(line):
    if " plot " in line or "--picture" in line:
        if not shutil.which("gnuplot"):
            return
    if "run.h5.part" in line or " resume " in line:    # only of a run that was killed: tests/fault kills some
        return
    output = re.search(r" -o (\S+)", line)
    if output and not line.startswith("cupel test import"):
        remove(output[1])
    environment = {**os.environ, "PATH": f"{Path('bin').absolute()}:{os.environ['PATH']}", "CUPEL_DATA": str(SOURCE / "datasets")}
    done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, timeout=300)
    allowed = (0, 1) if line.startswith(ONE_IS_AN_ANSWER) else (0,)
    expect(done.returncode in allowed, f"{line}: status {done.returncode}\n{done.stdout[-500:]}{done.stderr}")


def examples(verb):
    text = cupel(*verb.split(), "--help")[0]
    shown = text[text.index("Example"):].replace("\\\n", "") if "Example" in text else ""
    found = re.findall(r"^  (cupel .*)$", shown, re.MULTILINE)
    expect(found, f"cupel {verb} --help has no example")
    for line in found:
        expect(line.count('"') % 2 == 0 and line.count("'") % 2 == 0 and not line.endswith("-o"), f"wrapped: {line}")
    return found


fill(Path("examples").absolute())
verbs = re.findall(r"^  ([a-z]+) {2,}\S", cupel("--help")[0], re.MULTILINE)
for verb in sorted([*verbs, *VERBS_OF_VERBS], key=lambda name: ("test import" != name, "test evaluate" != name, name)):
    for example in examples(verb):
        typed(example)

# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases that ship are right and run to a finished file, with their data folder far from where one works."""
import os
import pathlib
import shutil
import subprocess
import sys

cases = sorted((pathlib.Path(os.environ["CUPEL_SOURCE"]) / "datasets" / "cases").glob("*.yaml"))
failures = [] if len(cases) >= 4 else [f"only {len(cases)} cases"]
folder = pathlib.Path("cases")
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir()
for case in cases:
    output = f"{case.stem}.h5"
    for arguments in (["check", str(case)], ["run", str(case), "-o", output]):
        done = subprocess.run([os.environ["CUPEL"], *arguments], cwd=folder, capture_output=True, timeout=300)
        if done.returncode != 0:
            failures.append(f"cupel {' '.join(arguments)}: exit status {done.returncode}\n{done.stderr.decode()}")
    if not (folder / output).is_file():
        failures.append(f"{case.name}: no run file")
if sorted(os.listdir(folder)) != [f"{case.stem}.h5" for case in cases]:
    failures.append(f"left {sorted(os.listdir(folder))}")
print("\n".join(failures) or f"{len(cases)} cases run")
sys.exit(bool(failures))

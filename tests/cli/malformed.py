# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong cases: every file of malformed/ is refused by check and by run with exactly the messages beside it, exit
status 2, nothing on standard output and nothing written. {models} in a message stands for the models
that a case can hold."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

corpus = pathlib.Path(os.environ["CUPEL_SOURCE"]) / "tests" / "cli" / "malformed"
cupel = os.environ["CUPEL"]
described = subprocess.run([cupel, "describe", "--json"], capture_output=True, check=True).stdout
no_steps = ("test.", "study.")  # evaluations and studies are described, but are no steps of a case
models = ", ".join(model["name"] for model in json.loads(described) if not model["name"].startswith(no_steps))


def attempt(name, folder, arguments):
    """Runs the program in a folder that holds nothing but the case; gives the complaints."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(corpus / name, folder / name)
    before = (folder / name).read_bytes()
    done = subprocess.run([cupel, *arguments], cwd=folder, capture_output=True, timeout=60)
    wrong = []
    expected = (corpus / name).with_suffix(".expect").read_text(encoding="utf-8").replace("{models}", models)
    got = done.stderr.decode("utf-8", "replace")
    if done.returncode != 2:
        wrong.append(f"exit status {done.returncode}, not 2")
    if got != expected:
        wrong.append(f"said\n{got}instead of\n{expected}")
    if done.stdout:
        wrong.append(f"printed {done.stdout!r}")
    if os.listdir(folder) != [name] or (folder / name).read_bytes() != before:
        wrong.append(f"left {sorted(os.listdir(folder))}")
    return [f"cupel {' '.join(arguments)}: {complaint}" for complaint in wrong]


names = sorted(path.name for path in corpus.glob("*.yaml"))
orphans = {path.stem for path in corpus.glob("*.expect")} ^ {name[:-5] for name in names}
failures = [f"{stem} lacks its other half" for stem in sorted(orphans)]
if len(names) < 65:
    failures.append(f"only {len(names)} cases; is the corpus complete?")
for name in names:
    folder = pathlib.Path("malformed")
    failures += attempt(name, folder, ["check", name])
    failures += attempt(name, folder, ["run", name, "-o", "run.h5"])
print("\n".join(failures) or f"{len(names)} wrong cases refused, as they should be")
sys.exit(bool(failures))

# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/command-line.md has every verb, and its examples end as it says."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import PROGRAM, SOURCE, cupel, expect  # noqa: E402

PAGE = (SOURCE / "docs" / "command-line.md").read_text()


def every_verb_is_on_the_page():
    verbs = re.findall(r"^  ([a-z]+) {2,}\S", cupel("--help")[0], re.MULTILINE)
    for verb in verbs:
        expect(re.search(rf"^### `cupel {verb}\b", PAGE, re.MULTILINE), f"{verb} is not in docs/command-line.md")


def examples_end_as_the_page_says():
    folder = Path("examples").absolute()
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "cupel").symlink_to(PROGRAM)
    work = folder / "work"
    work.mkdir()
    environment = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    lines = re.findall(r"^\$ (.*)$", PAGE, re.MULTILINE)
    expect(len(lines) > 20, "examples")
    for line in lines:
        if " plot " in line and not shutil.which("gnuplot"):
            continue
        wanted = re.search(r"# status (\d)", line)
        done = subprocess.run(["bash", "-c", line], cwd=work, env=environment, capture_output=True, text=True, timeout=300)
        expect(done.returncode == int(wanted[1] if wanted else 0), f"{line}: status {done.returncode}\n{done.stderr}")


every_verb_is_on_the_page()
examples_end_as_the_page_says()

# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/command-line.md has every verb, and its examples end as it says; so do the commands of README.md, which are those of
README.zh-CN.md too; and no page of the documentation has a link to what is not there."""
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


def new_folder(name):
    """An empty folder for the commands of a page, and the environment in which `cupel` is this program."""
    folder = Path(name).absolute()
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "cupel").symlink_to(PROGRAM)
    (folder / "work").mkdir()
    return folder / "work", {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}


def typed(line, work, environment, status):
    if " plot " in line and not shutil.which("gnuplot"):
        return
    done = subprocess.run(["bash", "-c", line], cwd=work, env=environment, capture_output=True, text=True, timeout=300)
    expect(done.returncode == status, f"{line}: status {done.returncode}\n{done.stderr}")


def examples_end_as_the_page_says():
    work, environment = new_folder("examples")
    lines = re.findall(r"^\$ (.*)$", PAGE, re.MULTILINE)
    expect(len(lines) > 20, "examples")
    for line in lines:
        wanted = re.search(r"# status (\d)", line)
        typed(line, work, environment, int(wanted[1]) if wanted else 0)


def commands_of(page):
    """Its cases (name, text) and command lines, in the order in which they stand."""
    for before, kind, text in re.findall(r"((?:[^\n]+\n)*)\n```(\w+)\n(.*?)```", page, re.DOTALL):
        if kind == "yaml":
            yield re.findall(r"`([\w-]+\.yaml)`", before)[-1], text
        elif kind == "sh" and "cupel " in text and "pkg-config" not in text and "cmake" not in text:
            for line in text.splitlines():
                yield None, line.split("   #")[0].split("  #")[0].strip()


def the_readme_can_be_typed():
    work, environment = new_folder("readme")
    (work / "datasets").symlink_to(SOURCE / "datasets")
    found = list(commands_of((SOURCE / "README.md").read_text()))
    expect(sum(name is None for name, _ in found) > 15, f"commands: {found}")
    for name, text in found:
        if name:
            (work / name).write_text(text)
        else:   # two files that differ, and a target that is missed
            typed(text, work, environment, 1 if text.startswith(("cupel diff", "cupel project")) else 0)
    chinese = [text for name, text in commands_of((SOURCE / "README.zh-CN.md").read_text()) if not name]
    expect(chinese == [text for name, text in found if not name], "the Chinese page has the same commands")


def links_lead_somewhere():
    for page in [*SOURCE.glob("*.md"), *SOURCE.glob("docs/**/*.md"), *SOURCE.glob("datasets/**/*.md")]:
        text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
        headings = {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            path, _, anchor = target.partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            expect(not path or (page.parent / path).exists(), f"{page.name}: no {target}")
            expect(path or not anchor or anchor in headings, f"{page.name}: no heading #{anchor}")


every_verb_is_on_the_page()
links_lead_somewhere()
the_readme_can_be_typed()
examples_end_as_the_page_says()

# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports that are none: every file of datasets/tests/malformed gets the answer beside it in answers.csv, in one line
with its name and exit status 2; those that can be read after all are, and say what is wrong with them."""
import csv
import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import INPUT, cupel, expect, refuses  # noqa: E402

CORPUS = Path(os.environ["CUPEL_SOURCE"]) / "datasets" / "tests" / "malformed"
READ_AFTER_ALL = {"all-overload.csv", "broken-utf16.txt", "unknown-unit.csv", "misspelt-unit.csv",
                  "compression.csv", "negative-force.csv"}

with open(CORPUS / "answers.csv", newline="") as table:
    answers = {row["file"]: row["answer"] for row in csv.DictReader(table)}
names = {path.name for path in CORPUS.iterdir()} - {"answers.csv"}
expect(len(names) >= 20 and names == set(answers), f"answers.csv and the folder differ: {names ^ set(answers)}")
for name, answer in sorted(answers.items()):
    expect(answer, f"{name}: no answer is asked for")
    if name in READ_AFTER_ALL:
        out, err = cupel("test", "import", "--dry-run", CORPUS / name)
        expect(answer in out + err, f"{name}: '{answer}' is not in: {out}{err}")
    else:
        refuses([name, answer], "test", "import", "--dry-run", CORPUS / name, status=INPUT)
out, _ = cupel("test", "import", "--dry-run", CORPUS / "unknown-unit.csv")
expect("names no unit that is known" in out, f"unknown-unit.csv: {out}")
refuses("open-quote.csv:3:1:", "test", "import", "--dry-run", CORPUS / "open-quote.csv")

# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the command line share: running the program, and saying what failed."""
import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = os.environ["CUPEL"]
SOURCE = Path(os.environ["CUPEL_SOURCE"])
CASE = SOURCE / "datasets" / "cases" / "foil-to-heatsink.yaml"

DONE, FAILED, INPUT, SYSTEM = 0, 1, 2, 3


def expect(condition, message):
    if not condition:
        sys.exit("FAILED: " + message)


def cupel(*arguments, status=DONE, environment=None):
    """Runs cupel, which must end with this status; gives what it printed."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=300,
                          env={**os.environ, **(environment or {})})
    out, err = done.stdout.decode(), done.stderr.decode()
    expect(done.returncode == status,
           f"cupel {' '.join(map(str, arguments))}: status {done.returncode}, wanted {status}\n{out}{err}")
    if status in (INPUT, SYSTEM):
        expect(err.strip(), f"cupel {arguments}: an error without a message")
    return out, err


def cupel_json(*arguments, **options):
    """The same, where standard output must be one JSON value and standard error empty."""
    out, err = cupel(*arguments, **options)
    expect(err == "", f"cupel {arguments}: a message beside the JSON: {err}")
    return json.loads(out)


def refuses(words, *arguments, status=INPUT):
    """A wrong use: nothing on standard output, these words on standard error."""
    out, err = cupel(*arguments, status=status)
    expect(out == "", f"cupel {arguments}: prints although it refuses: {out[:200]}")
    for word in [words] if isinstance(words, str) else words:
        expect(word in err, f"cupel {arguments}: '{word}' is not in: {err}")


def run_case(output, *options, case=CASE):
    cupel("run", case, "-o", output, "--force", *options)
    return output

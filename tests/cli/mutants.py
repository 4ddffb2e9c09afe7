# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""1 000 mutants of an HDF5 file through find, list, import and recover: never a crash, 10 seconds or 512 MB, always the name."""
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import h5py

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import DONE, INPUT, PROGRAM, cupel, expect  # noqa: E402

SANITIZED = os.environ.get("CUPEL_SANITIZE", "OFF") == "ON"    # slow, and its shadow memory is no memory
MUTANTS = 200 if SANITIZED else 1000
SINGLE = MUTANTS // 5                                          # of these, import and recover one each
for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()
Path("case.yaml").write_text("""cupel: 1
title: a small run
steps:
  - {id: properties, model: alloy.properties, material: C11000}
""")
cupel("run", "case.yaml", "-o", "small.h5")
with h5py.File("small.h5", "r") as file, h5py.File("early.h5", "w", libver="earliest") as early:
    for name in file:                                          # the old format: no checksums over its own structure
        if name != "VTKHDF":
            file.copy(name, early)
    for name, value in file.attrs.items():
        early.attrs[name] = value
    ID = file.attrs["content_id"].decode()
random.seed(1)
Path("many").mkdir()
for i in range(MUTANTS):
    bytes_ = bytearray(Path("early.h5" if i % 2 else "small.h5").read_bytes())
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        place = random.randrange(len(bytes_)) if random.random() < 0.5 else random.randrange(3000)
        bytes_[place] = random.choice((0, 0xff, bytes_[place] ^ 1 << random.randrange(8), random.randrange(256)))
    if i % 10 == 0:
        del bytes_[random.randrange(1, len(bytes_)):]
    Path(f"many/{i:04d}.h5").write_bytes(bytes_)


def measured(*words, seconds):
    """The status and what was said; the time and memory of the program and of the processes that it started."""
    start = time.monotonic()
    process = subprocess.Popen([PROGRAM, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.stdout.read(), process.stderr.read()
    _, how, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    status = os.waitstatus_to_exitcode(how)
    used = usage.ru_utime + usage.ru_stime
    expect(status in (DONE, INPUT), f"cupel {words}: status {status}\n{err.decode()[-500:]}")
    expect(used < seconds, f"cupel {words}: {used:.1f} s of processor time, {time.monotonic() - start:.1f} s in all")
    expect(SANITIZED or usage.ru_maxrss < 512 << 10, f"cupel {words}: {usage.ru_maxrss >> 10} MB")
    return status, out.decode(), err.decode()


def all_at_once():
    """find and list look at every one of them; what they cannot read they name."""
    status, out, err = measured("find", "title ~ * or state = damaged or state = unreadable", "many", "--json", seconds=10 * MUTANTS)
    expect(status == DONE, err)
    found = {e["file"]: e for e in json.loads(out)}
    whole = [name for name, e in found.items() if e["content_id"] == ID]
    expect(len(found) > MUTANTS * 0.9 and len(whole) > 10, f"{len(found)} of {MUTANTS}, {len(whole)} seem whole")
    status, out, err = measured("list", "many", "--json", seconds=10 * MUTANTS)
    listed = {e["file"] for e in json.loads(out)}
    expect(status == DONE and len(listed) == MUTANTS, f"{len(listed)} listed")


def one_by_one():
    counts = {("import", DONE): 0, ("import", INPUT): 0, ("recover", DONE): 0, ("recover", INPUT): 0}
    slowest = 0
    for i in range(SINGLE):
        for verb in ("import", "recover"):
            path, new = Path(f"many/{i:04d}.h5"), Path("new.h5")
            new.unlink(missing_ok=True)
            start = time.monotonic()
            status, out, err = measured(verb, path, "-o", new, seconds=10)
            slowest = max(slowest, time.monotonic() - start)
            counts[verb, status] += 1
            expect(status == DONE or path.name in err, f"{verb} {path}: {err}")
            expect(new.exists() == (status == DONE), f"{verb} {path}: {err}")
            if verb == "import" and status == DONE:
                with h5py.File(new, "r") as file:
                    expect(file.attrs["content_id"].decode() == ID or "left out" in err, f"{path}: other content came in")
    expect(all(count > 0 for count in counts.values()), f"{counts}")
    expect(not list(Path(".").glob("*.tmp-*")), "left over")
    print(counts, f"slowest {slowest:.2f} s")


all_at_once()
one_by_one()

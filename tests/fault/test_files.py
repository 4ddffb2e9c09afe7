# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong around test files: a killed import, a full disk, damaged files, many who add to one file at once."""
import fcntl
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import INPUT, SYSTEM, cupel, cupel_json, expect  # noqa: E402

PROGRAM = os.environ["CUPEL"]
MUTANTS = int(os.environ.get("CUPEL_MUTANTS", "60"))       # 1000 for the whole


def fresh(name):
    folder = Path(name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def resistivity(path, ohm=3.448e-4, count=4):
    lines = ["Test type,Four-point resistivity", "Specimen," + path.stem, "Thickness,0.5,mm", "Width,10,mm",
             "Length,100,mm", "Test temperature,20,degC", "", "Current (A),Voltage (mV)"]
    for k in range(count):
        current = (1 + k // 2) * (1 if k % 2 == 0 else -1)
        lines.append(f"{current},{1e3 * ohm * current:.6f}")
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode())
    return path


def a_killed_import_leaves_whole_files():
    folder = fresh("kill")
    for k in range(60):
        resistivity(folder / f"R-{k:02d}.csv", ohm=3e-4 + 1e-6 * k, count=400)
    whole = fresh("kill-whole")
    cupel("test", "import", folder, "-o", whole, "--evaluate")
    wanted = {p.name: content_id(p) for p in whole.glob("*.h5")}
    expect(len(wanted) == 60, "all of them")
    seen_part = False
    for attempt in range(8):
        out = fresh("kill-out")
        process = subprocess.Popen([PROGRAM, "test", "import", folder, "-o", out, "--evaluate"], start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(list(out.glob("*.h5"))) < 5 * attempt:
            time.sleep(0.001)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        while any(is_running(path) for path in out.glob("*.tmp-*")):
            time.sleep(0.001)
        there = sorted(out.glob("*.h5"))
        seen_part = seen_part or 0 < len(there) < 60
        for path in there:
            expect(content_id(path) == wanted[path.name], f"{path} is not whole")
        cupel("test", "import", folder, "-o", out, "--evaluate")
        expect(not list(out.glob("*.tmp-*")), "what the killed one was writing is removed")
        expect({p.name: content_id(p) for p in out.glob("*.h5")} == wanted, "the second import does what is left")
    expect(seen_part, "no import was caught in the middle")


def is_running(leftover):
    """Whether the process that made it runs."""
    try:
        return Path("/proc", leftover.name.rsplit("-", 1)[1], "stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def leftovers_are_removed_when_their_maker_is_gone():
    folder = fresh("leftover")
    raw = resistivity(folder / "R-1.csv")
    gone = subprocess.Popen(["true"])
    gone.wait()
    dead, alive = folder / f"A.h5.tmp-{gone.pid}", folder / f"B.h5.tmp-{os.getpid()}"
    locked, others = folder / f"C.h5.tmp-{gone.pid}", [folder / f"D.txt.tmp-{gone.pid}", folder / "E.h5.tmp-x"]
    for path in dead, alive, locked, *others:
        path.write_bytes(b"\x89HDF\r\n\x1a\n")
    with open(locked) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        out, _ = cupel("list", folder)
        expect("tmp-" not in out, f"no reader takes them: {out}")
        cupel("test", "import", raw, "-o", folder, "--dry-run")
        expect(dead.exists(), "a dry run removes nothing")
        cupel("test", "import", raw, "-o", folder)
    expect(not dead.exists(), "what a dead process left is removed")
    expect(alive.exists() and locked.exists() and all(p.exists() for p in others), "nothing else is")
    cupel("test", "evaluate", folder)
    expect(not locked.exists() and alive.exists(), "an evaluation removes them as well")


def what_is_no_file_gets_one_line():
    folder = fresh("odd")
    raw = resistivity(folder / "R-1.csv")
    (folder / "empty.csv").touch()
    os.mkfifo(folder / "pipe.csv")
    (folder / "gone.csv").symlink_to("nowhere.csv")
    (folder / "circle.csv").symlink_to("circle.csv")
    for name, words in (("empty.csv", "empty"), ("pipe.csv", "not a regular file"), ("gone.csv", "No such file"),
                        ("circle.csv", "symbolic links"), ("missing.csv", "No such file")):
        _, err = cupel("test", "import", folder / name, "-o", folder / "out", status=INPUT)
        expect(words in err and len(err.splitlines()) == 1, f"{name}: {err}")
    for target, words in ((raw, "is a file"), (raw / "x", "Not a directory"), (folder / "no" / "x.h5", "No such file")):
        before = raw.read_bytes()
        _, err = cupel("test", "import", raw, "-o", target, status=INPUT)
        expect(words in err and len(err.splitlines()) == 1 and raw.read_bytes() == before, f"{target}: {err}")
    (folder / "x.csv").mkdir()
    out, _ = cupel("test", "import", folder / "x.csv", "-o", folder / "out")
    expect(out == "0 imported: no file there may be an export\n", f"a folder called x.csv: {out}")
    # names of any bytes, and a folder that holds itself
    names = fresh("odd/names")
    for name in "with space", "\u540d\u5b57 \u00e9", "new\nline", "-dash":
        resistivity(names / "R.csv", ohm=3e-4 + 1e-6 * len(name)).rename(names / f"{name}.csv")
    (names / "itself").symlink_to(".")
    (names / "link.csv").symlink_to("with space.csv")
    out, _ = cupel("test", "import", names, "-o", folder / "named")
    expect("4 imported, 1 the same as another" in out and len(out.splitlines()) == 6, f"a line each: {out}")
    expect(len(list((folder / "named").glob("*.h5"))) == 4, "each has its file")


def a_folder_that_cannot_be_written_to():
    if os.geteuid() == 0:
        return                                             # nothing is closed to root
    folder = fresh("closed")
    raw = resistivity(Path("R-1.csv"))
    folder.chmod(0o555)
    _, err = cupel("test", "import", raw, "-o", folder, status=SYSTEM)
    folder.chmod(0o755)
    expect("Permission denied" in err and len(err.splitlines()) == 1, f"one line: {err}")


def content_id(path):
    report = cupel_json("verify", path, "--json")[0]
    expect(report["whole"], f"{path}: {report}")
    return report["content_id"]


def a_full_disk_leaves_no_part_of_a_file():
    """A limit on the size of files is a full disk to the program."""
    folder, met = fresh("full"), set()
    raw = resistivity(folder / "R-1.csv", count=3000)
    whole = fresh("full-whole") / "whole.h5"
    cupel("test", "import", raw, "-o", whole)
    size = whole.stat().st_size
    for share in 0.02, 0.3, 0.6, 0.9, 0.999, 2:
        target = folder / "small.h5"
        target.unlink(missing_ok=True)
        done = limited(int(share * size), "test", "import", raw, "-o", target)
        met.add(done.returncode)
        if done.returncode == 0:
            content_id(target)
        else:
            expect(done.returncode == SYSTEM and not target.exists(), f"{share}: {done}")
            expect(str(target) in done.stderr and len(done.stderr.splitlines()) == 1, f"{share}: {done.stderr}")
        expect(not list(folder.glob("*.tmp-*")), f"{share}: something is left behind")
    expect(met == {0, SYSTEM}, "the limits met both cases")
    before = whole.read_bytes()
    done = limited(size // 2, "test", "evaluate", whole)
    expect(done.returncode == SYSTEM and whole.read_bytes() == before, f"adding: {done}")
    expect(not list(whole.parent.glob("*.tmp-*")), "adding leaves nothing behind")


def limited(size, *arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))


def those_who_add_at_once_lose_nothing():
    folder = fresh("at-once")
    path = folder / "R-1.h5"
    cupel("test", "import", resistivity(folder / "R-1.csv"), "-o", path)
    running = [subprocess.Popen([PROGRAM, "test", "evaluate", path, "--set", f"seed={k}"], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True) for k in range(8)]
    for process in running:
        out, err = process.communicate(timeout=120)
        expect(process.returncode == 0, f"{out}{err}")
    shown = cupel_json("show", path, "--json")["steps"]
    seeds = sorted(shown[f"evaluation-{n}"]["parameters"]["seed"]["value"] for n in range(1, 9))
    expect(seeds == list(range(8)), f"each of them once: {seeds}")
    content_id(path)


def mutants_are_refused_or_read_but_crash_nothing():
    folder = fresh("mutants")
    path = folder / "R-1.h5"
    cupel("test", "import", resistivity(folder / "R-1.csv", count=40), "-o", path, "--evaluate")
    whole, random_ = path.read_bytes(), random.Random(7)
    statuses = {}
    for number in range(MUTANTS):
        bytes_ = bytearray(whole)
        for _ in range(random_.choice((1, 1, 2, 8))):
            bytes_[random_.randrange(len(bytes_))] = random_.randrange(256)
        if number % 10 == 0:
            bytes_ = bytes_[:random_.randrange(1, len(bytes_))]
        mutant = folder / "mutant.h5"
        for verb in ("show",), ("verify",), ("test", "evaluate"), ("test", "export"):
            mutant.write_bytes(bytes_)
            start = time.monotonic()
            done = subprocess.run([PROGRAM, *verb, mutant], capture_output=True, timeout=120,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (20, 20)))
            what = f"mutant {number}, {' '.join(verb)}: status {done.returncode} {done.stderr.decode(errors='replace')[:300]}"
            expect(done.returncode in (0, 1, INPUT), what)
            if done.returncode == INPUT:
                expect(b"mutant.h5" in done.stderr or b"mutant.h5" in done.stdout, "the file is not named: " + what)
                expect(mutant.read_bytes() == bytes_, "a refused file was touched: " + what)
            if verb == ("test", "evaluate") and done.returncode == 0:
                expect(cupel_json("verify", mutant, "--json")[0]["whole"], "what was added to is not whole: " + what)
            expect(time.monotonic() - start < 100, what)
            expect(not list(folder.glob("*.tmp-*")), "something is left behind: " + what)
            statuses[verb, done.returncode] = statuses.get((verb, done.returncode), 0) + 1
    expect(statuses.get((("verify",), INPUT), 0) > MUTANTS // 3, f"verify sees the damage: {statuses}")
    print(statuses)


a_killed_import_leaves_whole_files()
leftovers_are_removed_when_their_maker_is_gone()
what_is_no_file_gets_one_line()
a_folder_that_cannot_be_written_to()
a_full_disk_leaves_no_part_of_a_file()
those_who_add_at_once_lose_nothing()
mutants_are_refused_or_read_but_crash_nothing()

# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cupel import and cupel recover: whole, foreign, changed, damaged, cut and never closed files, and killed runs."""
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import h5py
import numpy

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import DONE, INPUT, PROGRAM, SOURCE, cupel, cupel_json, expect, refuses, run_case  # noqa: E402

for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()
RUN = Path(run_case("run.h5"))
WHOLE = RUN.read_bytes()
ID = h5py.File(RUN, "r").attrs["content_id"].decode()


def data_sets(path):
    """Every data set outside the view: path, type, values."""
    found = {}
    with h5py.File(path, "r") as file:
        def visit(name, thing):
            if isinstance(thing, h5py.Dataset) and not name.startswith("VTKHDF"):
                found[name] = (thing.dtype.str, thing[()].tobytes() if hasattr(thing[()], "tobytes") else thing[()])
        file.visititems(visit)
    return found


ALL = data_sets(RUN)
STEPS = {name.split("/")[1] for name in ALL if name.startswith("steps/")}


def changed(name, change):
    """A copy of the run that h5py has changed."""
    path = Path(name)
    path.write_bytes(WHOLE)
    with h5py.File(path, "r+") as file:
        change(file)
    return path


def new(name):
    Path(name).unlink(missing_ok=True)
    return name


def is_right(values):
    """Whether all values are those of the run; steps that have lost their names are those of one step each."""
    for name, value in values.items():
        parts = name.split("/", 2)
        if parts[0] == "steps" and parts[1].startswith("salvaged-"):
            own = {n.split("/", 2)[2]: v for n, v in values.items() if n.startswith(f"steps/{parts[1]}/")}
            if not any(all(ALL.get(f"steps/{step}/{n}") == v for n, v in own.items()) for step in STEPS):
                return False
        elif ALL.get(name) != value:
            return False
    return True


def no_leftovers():
    expect(not list(Path(".").glob("*.tmp-*")), f"left over: {list(Path('.').glob('*.tmp-*'))}")


def a_whole_file_comes_in_with_the_same_id():
    out = new("in.h5")
    report = cupel_json("import", RUN, "-o", out, "--json")
    expect(report["stated_id"] == report["content_id"] == ID and report["left_out"] == report["lost"] == [], f"{report}")
    expect(data_sets(out) == ALL and report["data_sets"] == len(ALL), "the same values")
    cupel("verify", out)
    cupel("diff", RUN, out)
    refuses("is there already", "import", RUN, "-o", out)
    refuses("-o OUT", "import", RUN)
    no_leftovers()


def what_the_format_does_not_know_is_left_out():
    def strange(file):
        file["notes"] = "a partner's note of variable length"
        file["link"] = h5py.SoftLink("/steps")
        file["steps/pass1"].attrs["comment"] = "of variable length, too"
        file["steps/pass1"].attrs["table"] = numpy.zeros(2, [("a", "f8"), ("b", "i4")])
    out = new("in.h5")
    report = cupel_json("import", changed("strange.h5", strange), "-o", out, "--json")
    left = {(e["path"], e["reason"].split()[0]) for e in report["left_out"]}
    expect({p for p, _ in left} == {"/notes", "/link", "/steps/pass1"} and len(report["left_out"]) == 4, f"{report}")
    expect(report["content_id"] == ID, "what is left is what the run said")
    _, err = cupel("import", "strange.h5", "-o", new("in.h5"))
    expect("left out: /notes" in err and "attribute 'comment'" in err and "changed" not in err, err)
    expect(data_sets(out) == ALL, "the same values")


def changed_and_damaged_files_are_refused():
    def other_value(file):
        file["steps/pass1/results/roll_force"][...] = 1.0
    refuses(["value.h5", "/steps/pass1/results/roll_force", "digest"], "import", changed("value.h5", other_value), "-o", "x.h5")

    def forged(file):
        data = file["steps/pass1/results/roll_force"]
        data[...] = 1.0
        data.attrs.modify("sha256", numpy.bytes_(hashlib.sha256(data[()].tobytes()).hexdigest()))
    refuses(["forged.h5", "content id"], "import", changed("forged.h5", forged), "-o", "x.h5")

    def covered(file):
        forged(file)
        file["notes"] = 1.0
    _, err = cupel("import", changed("covered.h5", covered), "-o", new("covered-in.h5"))
    expect("left out: /notes" in err and "somebody changed the rest" in err and ID in err, err)
    Path("covered-in.h5").unlink()

    def attribute(file):
        file.attrs.modify("title", numpy.bytes_("another title"))
    refuses(["title.h5", "content id"], "import", changed("title.h5", attribute), "-o", "x.h5")

    def external(file):
        file["steps/other"] = h5py.ExternalLink("elsewhere.h5", "/")
    refuses(["external.h5", "out of the file"], "import", changed("external.h5", external), "-o", "x.h5")
    Path("cut.h5").write_bytes(WHOLE[:100000])
    refuses("cut.h5", "import", "cut.h5", "-o", "x.h5")
    Path("text.h5").write_text("no HDF5")
    refuses("text.h5", "import", "text.h5", "-o", "x.h5")
    with h5py.File("foreign.h5", "w") as file:
        file["data"] = [1.0, 2.0]
    refuses(["foreign.h5", "not one of cupel's"], "import", "foreign.h5", "-o", "x.h5")
    refuses("cannot open", "import", "nothing.h5", "-o", "x.h5")
    expect(not Path("x.h5").exists(), "a refusal writes nothing")
    no_leftovers()


def a_damaged_value_is_lost_and_the_rest_is_saved():
    def two(file):
        file["steps/pass1/results/roll_force"][...] = 1.0
        del file["steps/pass2/results/torque"].attrs["sha256"]
    path = changed("two.h5", two)
    before = path.read_bytes()
    out = new("saved.h5")
    report = cupel_json("recover", path, "-o", out, "--json")
    lost = {e["path"] for e in report["lost"]}
    expect(lost == {"/steps/pass1/results/roll_force", "/steps/pass2/results/torque"}, f"{lost}")
    expect(path.read_bytes() == before, "the old file is not touched")
    saved = data_sets(out)
    expect(saved == {k: v for k, v in ALL.items() if "/" + k not in lost}, "all else is there")
    with h5py.File(out, "r") as file:
        expect(file.attrs["state"] == b"recovered" and file.attrs["content_id"] != ID.encode(), "state")
        parents = list(file["provenance/parents"].values())
        expect([p.attrs["content_id"].decode() for p in parents] == [ID] and parents[0].attrs["role"] == b"recovered from",
               "its parent is the damaged file")
        expect(b"/steps/pass1/results/roll_force" in file["provenance"].attrs["lost"], "it says what it lacks")
    cupel("verify", out)
    cupel("show", out)
    refuses("is there already", "recover", path, "-o", out)


def flipped_bytes_and_cut_ends():
    """Wherever a byte is wrong or the end is missing: saved values are right ones, or it is a refusal with the name."""
    saved = refused = 0
    for k in range(24):
        damaged = bytearray(WHOLE)
        place = 600 + k * (len(WHOLE) - 700) // 24
        damaged[place] ^= 0x41
        if k % 4 == 3:
            del damaged[len(WHOLE) - 2000 * k:]
        Path("damaged.h5").write_bytes(damaged)
        out = new("saved.h5")
        done = subprocess.run([PROGRAM, "recover", "damaged.h5", "-o", out], capture_output=True, text=True, timeout=60)
        expect(done.returncode in (DONE, INPUT), f"mutant {k}: {done.returncode} {done.stderr}")
        if done.returncode == DONE:
            saved += 1
            values = data_sets(out)
            expect(values and is_right(values), f"mutant {k}: a wrong value")
            cupel("verify", out)
        else:
            refused += 1
            expect("damaged.h5" in done.stderr and not Path(out).exists(), done.stderr)
    expect(saved >= 10, f"{saved} of 24 saved")
    no_leftovers()


def of_a_cut_file_the_steps_that_are_there():
    """The header of the root is written last: without it, steps are known by what they say of themselves."""
    counts = []
    for part in (0.3, 0.5, 0.7, 0.9, 0.99):
        Path("cut.h5").write_bytes(WHOLE[:int(part * len(WHOLE))])
        report = cupel_json("recover", "cut.h5", "-o", new("saved.h5"), "--json")
        expect(any(e["path"] == "/" or "/steps" in e["path"] for e in report["lost"]), f"{report['lost']}")
        values = data_sets("saved.h5")
        expect(is_right(values) and len(values) == report["data_sets"], f"{part}: a wrong value")
        counts.append(len(values))
    expect(counts == sorted(counts) and counts[1] > len(ALL) // 4 and counts[-1] > len(ALL) * 3 // 4, f"{counts} of {len(ALL)}")


WRITER = """
import h5py, numpy, hashlib, os, sys
path, swmr = sys.argv[1], sys.argv[2] == "swmr"
values = numpy.arange(20000.0)
file = h5py.File(path, "w", libver="v110")
def text(thing, name, value): thing.attrs.create(name, numpy.bytes_(value))
text(file, "schema", "cupel"); text(file, "kind", "run"); text(file, "state", "running")
file.attrs["schema_version"] = numpy.array([1, 1], "i8")
step = file.create_group("steps/march"); text(step, "model", "heat.sink"); text(step, "status", "ok")
data = step.create_dataset("results/temperature", (0,), "f8", maxshape=(None,), chunks=(1000,))
text(data, "units", "K"); text(data, "sha256", hashlib.sha256(values.tobytes()).hexdigest())
if swmr: file.swmr_mode = True
for i in range(20):
    data.resize((1000 * (i + 1),)); data[1000 * i:] = values[1000 * i:1000 * (i + 1)]; data.flush(); file.flush()
os.kill(os.getpid(), 9)
"""


def files_that_were_never_closed():
    for mode in ("swmr", "plain"):
        path = Path(f"{mode}.h5")
        path.unlink(missing_ok=True)
        done = subprocess.run([sys.executable, "-c", WRITER, path, mode], capture_output=True, text=True)
        expect(done.returncode == -signal.SIGKILL, f"{done.returncode} {done.stderr}")
        refuses(f"{mode}.h5", "show", path)
        before = path.read_bytes()
        report = cupel_json("recover", path, "-o", new("saved.h5"), "--json")
        expect(report["lost"] == [] and report["data_sets"] == 1, f"{mode}: {report}")
        with h5py.File("saved.h5", "r") as file:
            expect((file["steps/march/results/temperature"][()] == numpy.arange(20000.0)).all(), mode)
        expect(path.read_bytes() == before, f"{mode}: the old file is not touched")


def the_steps_of_a_killed_run():
    out = Path("killed.h5")
    for _ in range(40):
        process = subprocess.Popen([PROGRAM, "run", SOURCE / "datasets/cases/foil-to-heatsink.yaml", "-o", out],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and len(list(Path("killed.h5.part").glob("[0-9]*.h5"))) < 2:
            pass
        process.kill()
        process.wait()
        segments = sorted(Path("killed.h5.part").glob("[0-9]*.h5"))
        if len(segments) >= 2 and not out.exists():
            break
        shutil.rmtree("killed.h5.part", ignore_errors=True)
        out.unlink(missing_ok=True)
    else:
        expect(False, "no run was killed between its steps")
    steps = [s.stem[5:] for s in segments]
    cupel("recover", out, "-o", new("saved.h5"))
    with h5py.File("saved.h5", "r") as file:
        expect(sorted(file["steps"]) == sorted(steps) and file.attrs["state"] == b"recovered", f"{steps}")
        expect(file.attrs["title"].startswith(b"C11000") and b"steps:" in file["case/source"][()], "the case")
        order = sorted(file["steps"], key=lambda s: file[f"steps/{s}"].attrs["order"])
        expect(order == steps, f"{order}")
    saved = data_sets("saved.h5")
    expect(all(saved[name] == value for name, value in ALL.items() if name.split("/")[1] in steps and name.startswith("steps/")),
           "the values of the finished run")
    segments[1].write_bytes(segments[1].read_bytes()[:-100])
    _, err = cupel("recover", "killed.h5.part", "-o", new("saved.h5"))
    expect(segments[1].name in err, err)
    cupel("verify", "saved.h5")
    cupel("resume", out)                                   # the folder was not touched but for our cut
    expect(h5py.File(out, "r").attrs["content_id"] == ID.encode(), "resumed to the same result")
    refuses("nothing.h5", "recover", "nothing.h5", "-o", "x.h5")
    Path("empty.part").mkdir()
    refuses("no finished step", "recover", "empty.part", "-o", "x.h5")


a_whole_file_comes_in_with_the_same_id()
what_the_format_does_not_know_is_left_out()
changed_and_damaged_files_are_refused()
a_damaged_value_is_lost_and_the_rest_is_saved()
flipped_bytes_and_cut_ends()
of_a_cut_file_the_steps_that_are_there()
files_that_were_never_closed()
the_steps_of_a_killed_run()

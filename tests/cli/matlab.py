# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cupel export --mat: the MAT-file 7.3 by its format, its values by h5py in MATLAB's order, and by Octave where it is there."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import cupel, expect, refuses, run_case  # noqa: E402

for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()
RUN = run_case("run.h5")
FILE = h5py.File(RUN, "r")
Path("body.yaml").write_text("""cupel: 1
title: a body
steps:
  - id: body-1
    model: heat.conduction
    domain: {size: [20 mm, 10 mm, 5 mm], target_cells: 500}
    parts: [{from: [0, 0, 0], to: [20 mm, 10 mm, 5 mm], conductivity: 200 W/(m K)}]
    sources: [{from: [5 mm, 0, 5 mm], to: [15 mm, 10 mm, 5 mm], power: 10 W}]
    boundaries: {z_min: {kind: convection, coefficient: 8000 W/(m^2 K), ambient: 20 degC}}
""")


def the_block_before_the_file():
    Path("x.mat").unlink(missing_ok=True)
    cupel("export", RUN, "pass1.*", "foil.iacs", "sink.*", "-o", "x.mat")
    head = Path("x.mat").read_bytes()[:520]
    expect(head.startswith(b"MATLAB 7.3 MAT-file, ") and head[124:128] == b"\x00\x02IM" and head[512:] == b"\x89HDF\r\n\x1a\n", "header")
    expect(b"\0" not in head[:116] and len(head[:116].rstrip()) < 116, "text padded with blanks")
    try:
        import scipy.io
        from scipy.io.matlab import matfile_version
    except ImportError:
        return
    expect(matfile_version("x.mat")[0] == 2, "scipy takes it for another version")
    try:
        scipy.io.loadmat("x.mat")
        expect(False, "scipy reads versions before 7.3 only")
    except NotImplementedError as reason:
        expect("v7.3" in str(reason), str(reason))


def word(data):
    expect(data.attrs["MATLAB_class"] == b"char" and data.attrs["MATLAB_int_decode"] == 2, "class of a text")
    return data[()].T.tobytes().decode("utf-16-le")


def values_are_those_of_the_run():
    """As MATLAB does, h5py's dimensions are reversed before they are compared."""
    with h5py.File("x.mat", "r") as mat:
        count = 0
        for step, wanted in (("pass1", None), ("foil", ["iacs"]), ("sink", None)):
            expect(mat[step].attrs["MATLAB_class"] == b"struct", step)
            results = FILE[f"steps/{step}/results"]
            for name in wanted or results:
                source, found = results[name], mat[f"{step}/{name}"]
                if isinstance(source, h5py.Group):
                    expect(found.attrs["MATLAB_class"] == b"struct" and set(found) == set(source), name)
                    continue
                if source.dtype.kind == "S":
                    expect(word(found) == source[()].decode(), name)
                    continue
                array = found[()].T
                expect(found.attrs["MATLAB_class"] == b"double" and array.shape == (source.size, 1), f"{name}: {array.shape}")
                expect((array[:, 0] == numpy.ravel(source[()])).all(), name)
                unit = source.attrs.get("unit_name", source.attrs["units"]).decode()
                expect(word(mat[f"units/{step}/{name}"]) == unit, name)
                count += 1
        zones, cells = FILE["steps/pass1/results/zones/zone"], mat["pass1/zones/zone"]
        expect(cells.attrs["MATLAB_class"] == b"cell", "a column of texts")
        expect([word(mat[r]) for r in cells[()].T[:, 0]] == [z.decode() for z in zones], "cells")
        expect(count > 40, f"{count}")


def fields_and_names():
    cupel("run", "body.yaml", "-o", "body.h5")
    cupel("export", "body.h5", "body-1.temperature", "-o", "field.mat")
    with h5py.File("body.h5", "r") as run, h5py.File("field.mat", "r") as mat:
        source = run["steps/body-1/fields/temperature/value"][()]
        array = mat["body_1/temperature/value"][()].T
        expect(array.ndim == 5 and array.shape == source.shape and (array == source).all(), f"{array.shape} {source.shape}")


def headings_of_another_script():
    """Header entries that MATLAB would all write with underlines are told apart, and their own names stand beside."""
    raw = Path(os.environ["CUPEL_SOURCE"]) / "datasets/tests/raw/tensile-gb18030.csv"
    Path("chinese.h5").unlink(missing_ok=True)
    cupel("test", "import", raw, "-o", "chinese.h5")
    cupel("export", "chinese.h5", "*", "-o", "chinese.mat")
    with h5py.File("chinese.h5", "r") as test, h5py.File("chinese.mat", "r") as mat:
        stated = {n: (v.decode() if isinstance(v, bytes) else v) for n, v in test["test"].attrs.items() if not n.isascii()}
        named = {word(mat[f"names/test/{field}"]): word(mat[f"test/{field}"]) for field in mat["names/test"]}
        expect(len(stated) > 3, f"{stated}")
        expect(all(named.get(n) == v for n, v in stated.items()), f"{named} {stated}")
        expect(all(len(n) <= 63 for n in mat["test"]), "names of 63 letters")


def what_is_refused():
    refuses(".mat", "export", RUN, "pass1.pressure", "--mat")
    refuses(".mat", "export", RUN, "pass1.pressure", "--mat", "-o", "x.csv")
    refuses("not replaced", "export", "run.h5", "pass1.pressure", "--format", "mat", "-o", shutil.copy("run.h5", "copy.mat"))
    refuses("cannot create", "export", RUN, "pass1.pressure", "-o", "no/folder/x.mat")
    expect(not list(Path(".").glob("*.tmp-*")), "left over")


def octave_reads_it():
    octave = shutil.which("octave-cli")
    if not octave:
        return
    script = "load('x.mat'); printf('%.17g %d', pass1.roll_force, numel(pass1.pressure))"
    done = subprocess.run([octave, "--norc", "--eval", script], capture_output=True, text=True, timeout=120)
    wanted = f"{FILE['steps/pass1/results/roll_force'][()]:.17g} {FILE['steps/pass1/results/pressure'].size}"
    expect(done.stdout == wanted, f"{done.stdout} {done.stderr} wanted {wanted}")


the_block_before_the_file()
values_are_those_of_the_run()
fields_and_names()
headings_of_another_script()
what_is_refused()
octave_reads_it()

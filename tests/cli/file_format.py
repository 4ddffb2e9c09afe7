# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/file-format.md against a file: read with h5py and hashlib alone, no code of cupel's."""
import ctypes
import ctypes.util
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np

CUPEL, SOURCE = os.environ["CUPEL"], Path(os.environ["CUPEL_SOURCE"])
page = (SOURCE / "docs/file-format.md").read_text(encoding="utf-8")

# The reader that the page prints.
code = next(block for block in re.findall(r"```python\n(.*?)```", page, re.S) if "def content_id" in block)
names = {}
exec(compile(code, "docs/file-format.md", "exec"), names)

ALLOWED = {"<f8", "<i8", "|u1"}
units = set()


def check(name, o):
    path = "/" + name
    for key, value in o.attrs.items():
        kind = value.dtype.kind if isinstance(value, np.ndarray) else np.asarray(value).dtype.kind
        assert kind in "Sif", (path, key, kind)
    if not isinstance(o, h5py.Dataset):
        return
    assert o.dtype.str in ALLOWED or o.dtype.kind == "S", (path, o.dtype)
    data = np.ascontiguousarray(o[...]).tobytes()
    assert hashlib.sha256(data).hexdigest() == o.attrs["sha256"].decode(), path
    if path.startswith(("/steps/", "/specimen/", "/composition/", "/test/", "/channels/", "/evaluation/")) and \
            o.dtype.kind in "fiu":
        for key in "units", "unitSI", "long_name", "order":
            assert key in o.attrs, (path, key)
        units.add(o.attrs["units"].decode())
        other = o.attrs.get("uncertainty")
        if isinstance(other, float):
            assert o.shape == () and other >= 0, path
        elif other is not None:
            twin = o.file[other.decode()]
            assert twin.shape == o.shape and twin.attrs["units"] == o.attrs["units"], path
    if path.endswith("/mask"):
        assert o.shape == o.parent["value"].shape and o[...].max() <= 3, path
    if path.startswith("/channels/") and "axes" in o.parent.attrs:
        assert o.parent.attrs["signal"] == b"value"
        assert o.parent["time"].shape == o.shape, "the soft link to the axis"
    if "axis" in o.attrs:
        assert o.parent[o.attrs["axis"].decode()].shape[0] == o.shape[0], path
    if o.nbytes > 1 << 18 and not o.is_virtual and o.shape:
        assert o.shuffle and o.compression == "gzip" and o.fletcher32, path
        assert (1 << 18) <= np.prod(o.chunks) * o.dtype.itemsize <= (1 << 20) or o.nbytes < (1 << 20), path


def shown_value(f, name):
    """The last step of the field that an array of the view shows."""
    step, _, field = name.rpartition(".")
    steps = [f["steps"][step]] if step else f["steps"].values()
    value = next(step[f"fields/{field}/value"][-1] for step in steps if f"fields/{field}" in step)
    return value[..., 0] if value.shape[-1] == 1 else value


def read_by_vtk(path):
    if not vtk:
        return None
    reader = vtk.vtkHDFReader()
    reader.SetFileName(str(path))
    reader.Update()
    return reader.GetOutput()


def check_image(f, path):
    data = read_by_vtk(path)
    for name, shown in f["VTKHDF/PointData"].items():
        value = shown_value(f, name)
        for axis in range(3):      # a single layer is shown on both of its faces
            value = np.repeat(value, 2, axis) if value.shape[axis] == 1 else value
        extent = f["VTKHDF"].attrs["WholeExtent"]
        assert tuple(extent[[5, 3, 1]] + 1) == value.shape[:3] and np.array_equal(shown[...], value), name
        if data and value.ndim == 3:
            assert data.GetPointData().GetArray(name).GetRange() == (value.min(), value.max()), name
    return len(f["VTKHDF/PointData"])


def check_cells(f, path):
    view, data = f["VTKHDF"], read_by_vtk(path)
    points, offsets, ids, types = (view[key][...] for key in ("Points", "Offsets", "Connectivity", "Types"))
    group = next(step["fields"][name.rpartition(".")[2]] for name in view["CellData"] for step in f["steps"].values()
                 if name in step.get("fields", {}))
    n, origin, spacing = (group.attrs[key] for key in ("cells", "origin", "spacing"))
    edges = [group[f"{axis}_edges"][...] if f"{axis}_edges" in group else origin[i] + spacing[i] * np.arange(n[i] + 1)
             for i, axis in enumerate("xyz")]
    empty = np.ones(np.prod(n), bool)
    for name, shown in view["CellData"].items():
        value = shown_value(f, name).reshape(-1, *shown.shape[1:])
        assert np.array_equal(shown[...], value, equal_nan=True), name
        empty &= np.isnan(value.reshape(len(value), -1)).all(1)
        if data:
            array = data.GetCellData().GetArray(name)
            assert array.GetNumberOfTuples() == len(value), name
    assert list(view["NumberOfPoints"][...]) == [len(points)] and list(view["NumberOfCells"][...]) == [len(types)]
    assert np.array_equal(types, np.where(empty, 0, 11)) and np.array_equal(np.diff(offsets), np.where(empty, 0, 8))
    assert np.array_equal(np.unique(ids), np.arange(len(points))), "every point belongs to a cell"
    cell = np.flatnonzero(~empty)
    place = np.stack(np.unravel_index(cell, n[::-1])[::-1])             # x, y, z
    corners = points[ids.reshape(-1, 8)]
    for k in range(8):
        for i in range(3):
            assert np.allclose(corners[:, k, i], edges[i][place[i] + (k >> i & 1)], rtol=1e-12, atol=1e-15), (k, i)
    return len(view["CellData"])


views = 0
try:
    import vtk
except ImportError:
    vtk = None
    print("no vtk here: its reader is not tried")
cases = sorted((SOURCE / "datasets/cases").glob("*.yaml"))
assert cases
for case in cases:
    out = Path(case.stem + ".h5")
    out.unlink(missing_ok=True)
    done = subprocess.run([CUPEL, "run", case, "-o", out], capture_output=True, text=True, timeout=300)
    if done.returncode:
        sys.exit(f"cupel run {case}: exit status {done.returncode}\n{done.stderr}")
    with h5py.File(out) as f:
        f.visititems(check)
        assert f.attrs["schema"] == b"cupel" and list(f.attrs["schema_version"]) == [1, 3]
        assert f["case/source"][()] == case.read_bytes().rstrip(b"\0")
        stated = f.attrs["content_id"].decode()
        if "VTKHDF" in f:
            views += check_image(f, out) if f["VTKHDF"].attrs["Type"] == b"ImageData" else check_cells(f, out)
        order = sorted(f["steps"], key=lambda step: f["steps"][step].attrs["order"])
        assert [f["steps"][step].attrs["order"] for step in order] == list(range(len(order)))
    assert names["content_id"](out) == stated, f"{case}: the content id of the page's code is another"

assert views


def check_test(path):
    """A test file: every value, and both of its ids."""
    with h5py.File(path) as f:
        f.visititems(check)
        assert f.attrs["kind"] == b"test" and list(f.attrs["schema_version"]) == [1, 3]
        assert {"specimen", "test", "raw", "channels", "provenance"} <= set(f)
        for key in f.get("evaluation", {}):
            assert int(key) >= 1 and {"model", "program_version", "created"} <= set(f["evaluation"][key].attrs)
        content, origin = (f.attrs[key].decode() for key in ("content_id", "origin_id"))
    assert names["content_id"](path) == content, f"{path}: the content id of the page's code is another"
    assert names["content_id"](path, origin=True) == origin, f"{path}: the origin id of the page's code is another"
    return content == origin


# The test files that the unit test leaves: one without evaluations, one with.
subprocess.run([Path(os.environ["CUPEL_BUILD"]) / "tests/unit_store_test"], check=True, capture_output=True, timeout=300)
assert check_test("copy.h5") and not check_test("sample.h5")
# All units parse in udunits2.
udunits = ctypes.CDLL(ctypes.util.find_library("udunits2"))
udunits.ut_read_xml.restype = udunits.ut_parse.restype = ctypes.c_void_p
udunits.ut_parse.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
system = udunits.ut_read_xml(None)
assert system and not udunits.ut_parse(system, b"no such unit", 2)
for unit in units:
    assert udunits.ut_parse(system, unit.encode(), 2), unit
print(f"{len(cases)} files, {len(units)} units: {' '.join(sorted(units))}")

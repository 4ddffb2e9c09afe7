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
    if path.startswith("/steps/") and o.dtype.kind in "fi":
        for key in "units", "unitSI", "long_name", "order":
            assert key in o.attrs, (path, key)
        units.add(o.attrs["units"].decode())
        other = o.attrs.get("uncertainty")
        if other is not None:
            twin = o.file[other.decode()]
            assert twin.shape == o.shape and twin.attrs["units"] == o.attrs["units"], path
    if "axis" in o.attrs:
        assert o.parent[o.attrs["axis"].decode()].shape[0] == o.shape[0], path
    if o.nbytes > 1 << 16 and not o.is_virtual and o.shape:
        assert o.shuffle and o.compression == "gzip" and o.fletcher32, path
        assert (1 << 18) <= np.prod(o.chunks) * o.dtype.itemsize <= (1 << 20) or o.nbytes < (1 << 20), path


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
        assert f.attrs["schema"] == b"cupel" and list(f.attrs["schema_version"]) == [1, 1]
        assert f["case/source"][()] == case.read_bytes().rstrip(b"\0")
        stated = f.attrs["content_id"].decode()
        for name, shown in f["VTKHDF/PointData"].items() if "VTKHDF" in f else []:
            views += 1
            value = next(step[f"fields/{name}/value"][-1] for step in f["steps"].values() if f"fields/{name}" in step)
            value = value[..., 0] if value.shape[-1] == 1 else value
            for axis in range(3):      # a single layer is shown on both of its faces
                value = np.repeat(value, 2, axis) if value.shape[axis] == 1 else value
            extent = f["VTKHDF"].attrs["WholeExtent"]
            assert tuple(extent[[5, 3, 1]] + 1) == value.shape[:3] and np.array_equal(shown[...], value), name
            if vtk:
                reader = vtk.vtkHDFReader()
                reader.SetFileName(str(out))
                reader.Update()
                array = reader.GetOutput().GetPointData().GetArray(name)
                assert array.GetRange() == (value.min(), value.max()), name
        order = sorted(f["steps"], key=lambda step: f["steps"][step].attrs["order"])
        assert [f["steps"][step].attrs["order"] for step in order] == list(range(len(order)))
    assert names["content_id"](out) == stated, f"{case}: the content id of the page's code is another"

assert views
# All units parse in udunits2.
udunits = ctypes.CDLL(ctypes.util.find_library("udunits2"))
udunits.ut_read_xml.restype = udunits.ut_parse.restype = ctypes.c_void_p
udunits.ut_parse.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
system = udunits.ut_read_xml(None)
assert system and not udunits.ut_parse(system, b"no such unit", 2)
for unit in units:
    assert udunits.ut_parse(system, unit.encode(), 2), unit
print(f"{len(cases)} files, {len(units)} units: {' '.join(sorted(units))}")

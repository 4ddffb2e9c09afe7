# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of a body on an uneven grid with void cells: what export, show and diff make of them, against h5py."""
import csv
import io
import os
import re
import struct
import sys
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import cupel, expect, refuses, run_case  # noqa: E402

try:
    from vtkmodules.vtkFiltersGeometry import vtkGeometryFilter
    from vtkmodules.vtkIOXML import vtkXMLRectilinearGridReader
    from vtkmodules.util.numpy_support import vtk_to_numpy
except ImportError:
    vtkXMLRectilinearGridReader = None
    print("no vtk here: its reader is not tried")

CASE = """cupel: 1
title: Fin & <base>
steps:
  - id: sink
    model: heat.conduction
    domain: {size: [40 mm, 30 mm, 12 mm], target_cells: 1500}
    parts:
      - {from: [0, 0, 0], to: [40 mm, 30 mm, 4 mm], conductivity: 200}
      - {from: [10 mm, 0, 4 mm], to: [12 mm, 30 mm, 12 mm], conductivity: 200}
    sources: [{from: [10 mm, 10 mm, 0], to: [25 mm, 20 mm, 0], power: POWER W}]
    boundaries: {void: {kind: convection, coefficient: 400 W/(m^2 K), ambient: 300 K}}
"""


def make(name, power):
    Path(f"{name}.yaml").write_text(CASE.replace("POWER", str(power)))
    return run_case(f"{name}.h5", case=f"{name}.yaml")


RUN, HOTTER = make("warm", 40), make("hot", 41)
with h5py.File(RUN) as f:
    field = f["steps/sink/fields/temperature"]
    VALUES = field["value"][0, ..., 0]
    EDGES = [field[f"{axis}_edges"][:] if f"{axis}_edges" in field
             else field.attrs["origin"][i] + field.attrs["spacing"][i] * np.arange(field.attrs["cells"][i] + 1)
             for i, axis in enumerate("xyz")]
    UNEVEN = next(axis for axis in "xyz" if f"{axis}_edges" in field)
VOID = np.isnan(VALUES)
expect(VOID.any() and not VOID.all(), "the body has void cells")


def read_vtr(path):
    """Coordinates and cell data by name, read by the head and the offsets alone."""
    data = Path(path).read_bytes()
    head, _, blocks = data.partition(b'<AppendedData encoding="raw">\n_')
    expect(b'byte_order="LittleEndian" header_type="UInt64"' in head, f"{head[:200]}")
    arrays = {}
    for kind, name, components, offset in re.findall(
            rb'<DataArray type="(\w+)" Name="([^"]*)" NumberOfComponents="(\d+)" format="appended" offset="(\d+)"/>', head):
        at = int(offset)
        count, = struct.unpack_from("<Q", blocks, at)
        arrays[name.decode()] = np.frombuffer(blocks[at + 8:at + 8 + count], "<f8" if kind == b"Float64" else "u1")
    return head.decode(), arrays


def vtr_holds_the_grid_and_hides_the_void():
    cupel("export", RUN, "sink.temperature", "-o", "sink.vtr")
    head, arrays = read_vtr("sink.vtr")
    n = VALUES.shape[::-1]
    expect(f'WholeExtent="0 {n[0]} 0 {n[1]} 0 {n[2]}"' in head, head)
    for axis, edges in zip("xyz", EDGES):
        expect(np.allclose(arrays[axis], edges, rtol=1e-12, atol=0), f"{axis}: {arrays[axis]} is not {edges}")
    expect(np.array_equal(arrays["temperature"].reshape(VALUES.shape), VALUES, equal_nan=True), "the values as they are")
    expect(np.array_equal(arrays["vtkGhostType"].reshape(VALUES.shape), 32 * VOID), "void cells are hidden")
    expect('Name="temperature_unit" NumberOfTuples="1" format="ascii">75 0<' in head, "K")
    cupel("export", RUN, "--vtk", "sink", "-o", "all.vtr")
    _, arrays = read_vtr("all.vtr")
    with h5py.File(RUN) as f:
        fields = {name: group["value"][0] for name, group in f["steps/sink/fields"].items()}
    expect(set(arrays) == {"x", "y", "z", "vtkGhostType", *fields}, f"a step means its fields: {set(arrays)}")
    for name, values in fields.items():
        expect(np.array_equal(arrays[name].reshape(values.shape), values, equal_nan=True), f"{name}, vectors too")
    if vtkXMLRectilinearGridReader:
        reader = vtkXMLRectilinearGridReader()
        reader.SetFileName("sink.vtr")
        reader.Update()
        grid = reader.GetOutput()
        shown = vtk_to_numpy(grid.GetCellData().GetArray("temperature")).reshape(VALUES.shape)
        expect(np.array_equal(shown, VALUES, equal_nan=True), "VTK reads the values")
        surface = vtkGeometryFilter()
        surface.SetInputData(grid)
        surface.Update()
        solid = np.pad(~VOID, 1).astype(int)
        faces = sum(np.abs(np.diff(solid, axis=axis)).sum() for axis in range(3))
        expect(surface.GetOutput().GetNumberOfCells() == faces, "VTK shows the faces of the body, and no more")


def pvd_names_a_file_for_each_time():
    Path("out").mkdir(exist_ok=True)
    cupel("export", RUN, "--vtk", "-o", "out/sink.pvd")
    text = Path("out/sink.pvd").read_text()
    files = re.findall(r'<DataSet timestep="([^"]*)" part="0" file="([^"]*)"/>', text)
    expect(files == [("0", "sink-0000.vtr")], text)
    read_vtr("out/sink-0000.vtr")


def csv_has_a_row_for_each_cell_of_the_body():
    rows = list(csv.reader(io.StringIO(cupel("export", RUN, "sink.temperature")[0])))
    expect(rows[0] == ["x [m]", "y [m]", "z [m]", "temperature [K]"], f"{rows[0]}")
    table = np.array(rows[1:], float)
    middle = [0.5 * (edges[1:] + edges[:-1]) for edges in EDGES]
    z, y, x = np.meshgrid(middle[2], middle[1], middle[0], indexing="ij")
    wanted = np.stack([a[~VOID] for a in (x, y, z, VALUES)], axis=1)
    expect(table.shape == wanted.shape and np.allclose(table, wanted, rtol=1e-12, atol=0), "cells in order, void left out")
    name = f"{UNEVEN}_edges"
    rows = list(csv.reader(io.StringIO(cupel("export", RUN, f"sink.temperature/{name}")[0])))
    expect(rows[0] == [f"{name} [m]"], f"{rows[0]}")
    expect(np.array_equal(np.array(rows[1:], float)[:, 0], EDGES["xyz".index(UNEVEN)]), "edges read back the same")


def show_and_diff_know_fields():
    out, _ = cupel("show", RUN, "sink.temperature")
    n = VALUES.shape[::-1]
    expect(f"{n[0]} × {n[1]} × {n[2]} cells" in out, out)
    out, _ = cupel("show", RUN, f"sink.temperature/{UNEVEN}_edges")
    expect(f"{UNEVEN}_edges [mm]" in out, out)
    out, _ = cupel("show", RUN, "sink.*")
    expect("power" in out and "cells" in out, "fields stand among other results")
    cupel("diff", RUN, RUN)
    out, _ = cupel("diff", RUN, HOTTER, "--results", status=1)
    expect(re.search(rf"temperature .*{(~VOID).sum()} of {VALUES.size} entries", out), f"void cells do not differ: {out}")


def diff_tells_another_grid_from_other_values():
    even = CASE.replace("size: [40 mm, 30 mm, 12 mm], target_cells: 1500", "size: [SIZE, 30 mm, 12 mm], cells: [20, 10, 6]")
    files = []
    for size in "40 mm", "44 mm":
        name = size.split()[0]
        Path(f"even{name}.yaml").write_text(even.replace("SIZE", size).replace("POWER", "40").replace("40 mm, 30 mm, 4", f"{size}, 30 mm, 4"))
        files.append(run_case(f"even{name}.h5", case=f"even{name}.yaml"))
    out, _ = cupel("diff", *files, "--results", status=1)
    expect(re.search(r"sink.temperature +x = 0 … 0.04 m +x = 0 … 0.044 m +another grid", out), out)


def snapshots_keep_their_times():
    Path("heating.yaml").write_text("""cupel: 1
title: Block that heats up
steps:
  - id: block
    model: heat.conduction
    mode: transient
    initial_temperature: 300 K
    end_time: 2 s
    field_times: [0.5 s, 2 s]
    domain: {size: [10 mm, 10 mm, 4 mm], cells: [8, 4, 3]}
    parts: [{from: [0, 0, 0], to: [10 mm, 10 mm, 4 mm], conductivity: 200, density: 2700, heat_capacity: 900}]
    sources: [{from: [0, 0, 0], to: [2 mm, 10 mm, 4 mm], power: 5 W}]
    boundaries: {x_max: {kind: convection, coefficient: 400 W/(m^2 K), ambient: 300 K}}
""")
    run = run_case("heating.h5", case="heating.yaml")
    with h5py.File(run) as f:
        values = f["steps/block/fields/temperature/value"][..., 0]
    cupel("export", run, "block.temperature", "--vtk", "-o", "heating.pvd")
    files = re.findall(r'timestep="([^"]*)" part="0" file="([^"]*)"', Path("heating.pvd").read_text())
    expect([float(time) for time, _ in files] == [0.5, 2], f"{files}")
    for (_, name), wanted in zip(files, values):
        expect(np.array_equal(read_vtr(name)[1]["temperature"].reshape(wanted.shape), wanted), name)
    cupel("export", run, "block.temperature", "--time", "600 ms", "-o", "early.vtr")
    expect(Path("early.vtr").read_bytes() == Path("heating-0000.vtr").read_bytes(), "the nearest time")
    rows = list(csv.reader(io.StringIO(cupel("export", run, "block.temperature")[0])))
    expect(rows[0][3] == "time [s]" and len(rows) == 1 + 2 * 96, f"{rows[0]}, {len(rows)} rows")
    expect("2 times" in cupel("show", run, "block.temperature")[0], "show counts the times")


def wrong_requests_are_refused():
    refuses("'a.vtu'; allowed: names that end in .vtr, .pvd", "export", RUN, "--vtk", "-o", "a.vtu")
    refuses("is no field", "export", RUN, "sink.temperature", "sink.power")
    refuses("no field among", "export", RUN, "--vtk", "sink.power", "-o", "a.vtr")
    refuses("--time goes with --vtk", "export", RUN, "sink.temperature", "--time", "3 s")
    refuses("a .pvd holds all of them", "export", RUN, "--vtk", "--time", "3 s", "-o", "a.pvd")
    refuses("SI units only", "export", RUN, "sink.temperature", "--readable-units")
    refuses("--readable-units goes with CSV", "export", RUN, "sink.temperature", "--vtk", "--readable-units")
    refuses("--readable-units goes with CSV", "export", RUN, "sink.temperature", "--json", "--readable-units")
    refuses("did you mean 'sink.temperature'?", "export", RUN, "--vtk", "sink.temperatur")
    expect(not Path("a.vtr").exists() and not Path("a.pvd").exists(), "nothing is written")


vtr_holds_the_grid_and_hides_the_void()
pvd_names_a_file_for_each_time()
csv_has_a_row_for_each_cell_of_the_body()
show_and_diff_know_fields()
diff_tells_another_grid_from_other_values()
snapshots_keep_their_times()
wrong_requests_are_refused()

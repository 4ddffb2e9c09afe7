# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cupel test: exports of resistivity, laser flash, DSC and dilatometer tests, made here from known truths, to figures."""
import math
import os
import random
import shutil
import sys
from pathlib import Path

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import DONE, FAILED, cupel, cupel_json, expect  # noqa: E402

FOLDER = Path("thermal")
NOISE = random.Random(3)


def figures(name, text, *options, status=DONE):
    """The results of an export with these lines."""
    raw = FOLDER / f"{name}.csv"
    raw.write_text(text, encoding="utf-8")
    cupel("test", "import", raw, "-o", FOLDER / "out")
    return cupel_json("test", "evaluate", FOLDER / "out" / f"{name}.h5", "--json", *options, status=status)["results"]


def near(results, name, truth, tolerance, unit):
    got = results[name]
    expect(got["flag"] == "ok", f"{name}: {got['flag']}")
    expect(got["unit"] == unit, f"{name}: unit {got['unit']}, wanted {unit}")
    expect(abs(got["value"] / truth - 1) <= tolerance, f"{name}: {got['value']}, truth {truth}")
    expect(abs(got["value"] - truth) <= 3 * got["uncertainty"], f"{name}: {got['value']} +- {got['uncertainty']}, truth {truth}")


def resistivity():
    rho20 = 1 / (0.98 * 58e6)
    rho = rho20 * (1 + 0.00393 * 0.98 * 3.4)
    ohm = rho * 0.5 / (math.pi * 1e-6 / 4)
    lines = ["Test type,resistivity", "Specimen id,W-1", "Material,C11000", "Diameter,1.000,mm", "Probe distance,500.0,mm",
             "Temperature,23.4,degC", "", "Current (A),Voltage (mV)"]
    for k in range(24):
        current = (0.5 + 0.5 * (k // 2 % 3)) * (-1) ** k
        lines.append(f"{current:g},{1e3 * (ohm * current + 2e-6 + 1e-7 * NOISE.gauss(0, 1)):.6f}")
    results = figures("resistivity", "\n".join(lines) + "\n")
    near(results, "iacs", 98, 1e-4, "%IACS")
    near(results, "resistivity_20c", rho20, 1e-4, "ohm m")
    expect(results["temperature_coefficient"]["value"] is None, "one temperature gives no coefficient")
    lines = ["Sample,R-T", "Material,C19400", "Width,10.0,mm", "Thickness,0.250,mm", "Gauge length,100,mm", "",
             "Temperature (degC),Resistance (mohm)"]
    lines += [f"{t},{1.0608 * (1 + 0.00256 * (t - 20)):.5f}" for t in range(15, 90, 5)]
    results = figures("over-temperature", "\n".join(lines) + "\n")
    near(results, "temperature_coefficient", 0.00256, 1e-3, "K-1")
    near(results, "resistivity_20c", 1.0608e-3 * 2.5e-6 / 0.1, 1e-4, "ohm m")


def eigenvalues(biot, count=30):
    def equation(b):
        return (b * b - biot * biot) * math.sin(b) - 2 * b * biot * math.cos(b)
    for n in range(count):
        low, high = n * math.pi + 1e-9, (n + 1) * math.pi - 1e-9
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (low, middle) if equation(low) * equation(middle) <= 0 else (middle, high)
        yield (low + high) / 2


def laser_flash():
    biot, thickness, diffusivity, half = 0.12, 2e-3, 8e-5, 0.1275
    roots = list(eigenvalues(biot))
    weights = [2 * b * (b * math.cos(b) + biot * math.sin(b)) / (b * b + biot * biot + 2 * biot) for b in roots]

    def response(fourier):
        return sum(w * math.exp(-b * b * fourier) for w, b in zip(weights, roots)) if fourier > 0.005 else 0
    rate = diffusivity / thickness ** 2
    lines = ["#Test type;laser flash", "#Sample;D-7", "#Thickness;2.000;mm", "#Density;8.9;g/cm3", "#Specific heat;0.385;J/(g.K)",
             "#Temperature;25;degC", "#Pulse width;0.05;ms", "Time/ms;Signal/V"]
    for i in range(2500):
        time = half / rate * (11 * i / 2500 - 1)
        lines.append(f"{1e3 * time:.5f};{0.1 + 2 * (response(rate * (time - 25e-6)) + 0.004 * NOISE.gauss(0, 1)):.5f}")
    results = figures("flash", "\n".join(lines) + "\n", "--set", "draws=500")
    near(results, "thermal_diffusivity", diffusivity, 0.005, "m2 s-1")
    near(results, "biot_number", biot, 0.05, "1")
    near(results, "conductivity", diffusivity * 8900 * 385, 0.005, "W m-1 K-1")
    taylor = results["clark_taylor_diffusivity"]
    expect(abs(taylor["value"] / diffusivity - 0.997) < 0.02, f"Clark and Taylor: {taylor}")
    expect(results["half_time"]["flag"] == "ok", results["half_time"]["flag"])
    lines = [line if ";" not in line or line[0] in "#T" else
             line if float(line.split(";")[1]) < 1.5 else line.split(";")[0] + ";OVER" for line in lines]
    results = figures("clipped", "\n".join(lines) + "\n", status=FAILED)  # nothing is judged
    flag = results["thermal_diffusivity"]["flag"]
    expect(flag.startswith("not judged: ") and "overloaded" in flag and results["thermal_diffusivity"]["value"] is None, flag)


def sapphire(temperature):
    """J/(g K), by the polynomial of ISO 11357-4 as it is quoted publicly."""
    x, value = (temperature - 650) / 550, 0
    for a in (0.34407, -0.37623, -0.47824, 0.54579, 0.15393, -0.10023, -0.23778, 0.26410, -0.21704, 0.23260, 1.12705):
        value = value * x + a
    return value


def dsc():
    lines = ["Test type,dsc", "Sample,S-1", "Mass,20.00,mg", "Sapphire mass,30.00,mg", "",
             "Time (s),Temperature (degC),DSC (mW),DSC sapphire (mW),DSC baseline (mW)"]
    for i in range(2000):
        time = float(i)
        since = max(0, min(1560, time - 200))
        rate, lag, celsius = (1 / 6 if 0 < since < 1560 else 0), 1 - math.exp(-since / 10), 10 + since / 6
        level = 0.1 + 0.0001 * time
        heats = 20 * 0.385, 30 * sapphire(celsius + 273.15), 0
        flows = [level + lag * rate * (heat + 1) + 0.001 * NOISE.gauss(0, 1) for heat in heats]
        lines.append(f"{time:.1f},{celsius:.4f}," + ",".join(f"{flow:.6f}" for flow in flows))
    near(figures("dsc", "\n".join(lines) + "\n"), "heat_capacity", 385, 0.002, "J kg-1 K-1")


def dilatometry():
    lines = ["Test type,dilatometry", "Sample,E-1", "Specimen length,25.000,mm", "", "Temperature (degC),dL (um)"]
    for i in range(1200):
        t = 15 + 0.3 * i
        lines.append(f"{t:.2f},{25e3 * (16.6e-6 * t + 3e-9 * t * t) + 0.02 * NOISE.gauss(0, 1):.4f}")
    results = figures("dilatometer", "\n".join(lines) + "\n")
    near(results, "mean_expansion_coefficient", 16.6e-6 + 3e-9 * 120, 0.005, "K-1")
    near(results, "mean_expansion_coefficient_20_300", 16.6e-6 + 3e-9 * 320, 0.002, "K-1")


def pictures():
    for name, kind in (("flash", "laser_flash"), ("dsc", "dsc"), ("dilatometer", "dilatometry"), ("resistivity", "resistivity")):
        picture = FOLDER / f"{name}.svg"
        cupel("plot", FOLDER / "out" / f"{name}.h5", kind, "-o", picture)
        expect(picture.stat().st_size > 5000, f"the picture of {name}")


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for test in (resistivity, laser_flash, dsc, dilatometry, pictures):
        test()


main()

# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cupel-bench proves answers, writes its schema, and compares files. No time is asserted."""
import copy
import json
import math
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = str(Path(os.environ["CUPEL_BUILD"]) / "bench" / "cupel-bench")
QUICK = ["--min-time", "0.0001", "--batches", "9", "--array-mib", "1"]
MACHINE_TYPES = {
    "date": str, "host": str, "cpu": str, "cores": int, "processors": int, "smt": bool, "numa_nodes": int,
    "l2_bytes": int, "l3_bytes": int, "governor": str, "virtual_machine": bool, "load_avg": list, "compiler": str,
    "flags": str, "commit": str, "dirty": bool, "libraries": dict, "omp": dict, "triad_GB_per_s": float,
    "peak_GFlop_per_s": float, "roofs": list,
}
RESULT_TYPES = {
    "name": str, "threads": int, "iterations": int, "seconds": list, "min": float, "median": float, "max": float,
    "mad": float, "points": float, "unit_of_work": str, "rate_per_s": float, "flops_per_call": float,
    "bytes_per_call": float, "bytes_wa_per_call": float, "roof": dict, "strong_efficiency": float, "error": float,
    "tolerance": float, "valid": bool, "noisy": bool, "noise": dict, "digest": str,
}


if Path("/dev/shm").is_dir():
    os.environ["TMPDIR"] = "/dev/shm"    # whose disk is none: no flush to wait for


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300)


def expect(condition, message):
    if not condition:
        sys.exit("FAILED: " + message)


def save(name, content):
    Path(name).write_text(json.dumps(content))
    return name


def check_list():
    done = run("--list")
    names = [line.split()[0] for line in done.stdout.splitlines()]
    expect(done.returncode == 0, "--list must succeed")
    expect(len(names) == len(set(names)), "names must be unique")
    for name in ("stream_triad/1Mi", "peak/separate/2", "sha256/1000000", "units/parse"):
        expect(name in names, f"--list must show {name}")
    expect(not any(name.startswith("selftest") for name in names), "--list must not show the planted faults")


def check_schema():
    done = run("stream_triad/16Ki", "sha256/3", "--threads", "1,2", "--json", "quick.json", *QUICK)
    expect(done.returncode == 0, f"a quick run must succeed: {done.stdout}{done.stderr}")
    expect("stream_triad/16Ki" in done.stdout and " ok" in done.stdout, "the table must show the case")
    content = json.loads(Path("quick.json").read_text())
    expect(content["schema"] == "cupel-bench/1", "schema")
    for key, kind in MACHINE_TYPES.items():
        expect(type(content["context"].get(key)) is kind, f"context.{key} must be {kind.__name__}")
    for key in ("proc_bind", "places"):
        expect(isinstance(content["context"]["omp"].get(key), str), f"context.omp.{key}")
    expect(os.uname().nodename not in content["context"]["host"].split(", "), "the host name must not be told")
    results = {(entry["name"], entry["threads"]): entry for entry in content["results"]}
    expect(set(results) == {("stream_triad/16Ki", 1), ("stream_triad/16Ki", 2), ("sha256/3", 1)},
           f"a serial case runs on one thread only: {sorted(results)}")
    for threads in (1, 2):
        entry = results["stream_triad/16Ki", threads]
        for key, kind in RESULT_TYPES.items():
            expect(type(entry.get(key)) is kind, f"result.{key} must be {kind.__name__}: {entry.get(key)!r}")
        expect(len(entry["seconds"]) == 9, "every sample must be there")
        expect(entry["min"] == min(entry["seconds"]) and entry["max"] == max(entry["seconds"]), "min and max")
        expect(entry["median"] == sorted(entry["seconds"])[4], "median")
        expect(entry["valid"] and entry["error"] <= entry["tolerance"], "the triad is right")
        # STREAM's count: 2 flops and 24 bytes an element, 32 with the read of the written line
        expect((entry["flops_per_call"], entry["bytes_per_call"], entry["bytes_wa_per_call"])
               == (2 * 16384, 24 * 16384, 32 * 16384), "counted work")
        roof = next(r for r in content["context"]["roofs"] if r["threads"] == threads)
        bound = max(2 * 16384 / (roof["peak_GFlop_per_s"] * 1e9), 24 * 16384 / (roof["triad_l2_GB_per_s"] * 1e9))
        expect(entry["roof"]["level"] == "l2", "384 KiB lie in L2")
        expect(math.isclose(entry["roof"]["share"], bound / entry["median"], rel_tol=1e-12), "roofline share")
    one, two = results["stream_triad/16Ki", 1], results["stream_triad/16Ki", 2]
    expect(math.isclose(two["strong_efficiency"], one["median"] / (2 * two["median"]), rel_tol=1e-12), "efficiency")
    expect(one["digest"] == two["digest"], "the triad is the same on any number of threads")
    expect(results["sha256/3", 1]["roof"] is None, "no roofline without a cost")
    return content


def check_standard_output_is_json():
    done = run("sha256/3", "--json", "-", *QUICK)
    expect(json.loads(done.stdout)["results"][0]["name"] == "sha256/3", "--json - writes JSON only")
    expect("sha256/3" in done.stderr, "the table moves to standard error")


def check_planted_faults():
    for name, word in (("wrong", "INVALID"), ("nan", "INVALID"), ("fails", "FAILED"), ("differs", "INVALID")):
        done = run("selftest/" + name, "--threads", "1,2", "--json", "fault.json", *QUICK)
        expect(done.returncode == 1, f"selftest/{name} must make the program fail")
        expect(word in done.stdout, f"selftest/{name} must be {word}")
        entries = json.loads(Path("fault.json").read_text())["results"]
        expect(any(not entry["valid"] for entry in entries), f"selftest/{name} must be invalid in the file")
    expect(run("selftest/right", "--threads", "1,2", *QUICK).returncode == 0, "selftest/right must pass")
    expect(run("selftest", *QUICK).returncode == 2, "planted faults run only when named exactly")


def check_wrong_usage():
    for arguments in (["no_such_case"], ["--threads", "0"], ["--threads", "2,1"], ["--threads", "2x"],
                      ["--min-time", "nan"], ["--batches", "1.5"], ["compare", "quick.json"],
                      ["compare", "quick.json", "no_such_file.json"]):
        done = run(*arguments)
        expect(done.returncode == 2 and done.stderr, f"{arguments} must be refused with 2, not {done.returncode}")


def check_compare(content):
    calm = copy.deepcopy(content)
    for entry in calm["results"]:
        entry["noisy"] = False
        # nine samples that do not depend on how busy this machine is
        entry["seconds"] = [1e-3 * (1 + 1e-3 * k) for k in range(9)]
    old = save("calm.json", calm)

    def verdict(change, base=old):
        other = copy.deepcopy(calm)
        change(other)
        return run("compare", base, save("other.json", other)).returncode

    def scale(factor):
        def change(other):
            other["results"][0]["seconds"] = [factor * s for s in other["results"][0]["seconds"]]
        return change

    expect(run("compare", old, old).returncode == 0, "a file is not slower than itself")
    expect(verdict(scale(1.5)) == 1, "half as slow again is slower")
    expect(verdict(scale(0.5)) == 0, "faster is not slower")
    expect(verdict(scale(1.02)) == 0, "2 % is within the 5 % that count as no change")
    expect(verdict(lambda o: o["context"].update(cpu="another")) == 2, "another CPU is not comparable")
    expect(verdict(lambda o: o["context"].update(flags="-O0")) == 2, "other flags are not comparable")
    expect(verdict(lambda o: o["context"]["omp"].update(proc_bind="spread")) == 2, "another binding")
    expect(verdict(lambda o: o["results"][0].update(noisy=True)) == 2, "a noisy side is not judged")
    expect(verdict(lambda o: o["results"][0].update(valid=False)) == 2, "an invalid side is not judged")
    expect(verdict(lambda o: o["results"][0].update(seconds=[1e-3] * 3)) == 2, "three samples are too few")
    expect(verdict(lambda o: o.update(results=[])) == 2, "nothing in common")
    expect(verdict(lambda o: o.update(schema="cupel-bench/2")) == 2, "another schema")
    Path("broken.json").write_text('{"schema": ')
    expect(run("compare", old, "broken.json").returncode == 2, "broken JSON is wrong input")


def check_test_files():
    """Every kind of made-up export is imported and evaluated to what its law says, by any number of workers."""
    once = ["--min-time", "0", "--batches", "1", "--array-mib", "1"]
    smallest = ["roughness/11200", "laser_flash/2700", "resistivity/20", "dilatometry/600", "dsc/4500", "peel/1200", "hardness/10",
                "flex/40"]
    for names, threads, count in (([f"testdata/{stage}/tensile/1000" for stage in ("import", "evaluate", "whole")], "1,2", 6),
                                  (["testdata/whole/" + name for name in smallest], "2", 8)):
        done = run(*names, "--threads", threads, *once)
        expect(done.returncode == 0 and done.stdout.count(" ok") == count, f"made-up tests must give their figures: {done.stdout}{done.stderr}")
    made = []
    for folder in ("one", "two"):
        expect(run("files", folder, "--files", "3", "--rows", "200").returncode == 0, "files are written")
        made.append([path.read_bytes() for path in sorted(Path(folder).glob("*.csv"))])
    expect(made[0] == made[1] and len(set(made[0])) == 3, "the same each time, no two the same")
    for arguments in (["files"], ["files", "one", "two"], ["files", "one", "--kind", "taste"], ["files", "one", "--rows", "2"]):
        done = run(*arguments)
        expect(done.returncode == 2 and done.stderr, f"{arguments} must be refused with 2, not {done.returncode}")


check_list()
check_test_files()
quick = check_schema()
check_standard_output_is_json()
check_planted_faults()
check_wrong_usage()
check_compare(quick)

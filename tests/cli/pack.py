# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""cupel pack and the import of packs: what is in a pack, that it is the same each time, and hostile packs."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import h5py
import numpy

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import INPUT, cupel, cupel_json, expect, refuses, run_case  # noqa: E402

for old in Path(".").glob("*"):
    shutil.rmtree(old) if old.is_dir() else old.unlink()
Path("runs/sub").mkdir(parents=True)
A, B = run_case("runs/a.h5"), run_case("runs/sub/箔材 b.h5", "--set", "pass6.exit_thickness=30um")
Path("child.yaml").write_text("""cupel: 1
title: made from a
license: CC-BY-4.0
creator: "0000-0002-1825-0097"
steps:
  - id: properties
    model: alloy.properties
    material: C11000
    temper_state: {strain: "${runs/a.h5#pass6.equivalent_strain}"}
""")
cupel("run", "child.yaml", "-o", "runs/child.h5")
WHO = ["--creator", "Josiah Carberry <https://orcid.org/0000-0002-1825-0097>", "--creator", "Zhang San"]
SAY = ["--title", "Foil | runs", "--description", "Two runs & what follows", "--date", "2026-01-31"]


def identity(path):
    return h5py.File(path, "r").attrs["content_id"].decode()


def packed(*words):
    shutil.rmtree("pack", ignore_errors=True)
    cupel("pack", *words, "-o", "pack")
    graph = json.loads(Path("pack/ro-crate-metadata.json").read_text())
    expect(graph["@context"] == "https://w3id.org/ro/crate/1.1/context", "context")
    entities = {e["@id"]: e for e in graph["@graph"]}
    expect(len(entities) == len(graph["@graph"]), "every entity stands once")
    return entities


def targets(value):
    """Every @id that something points to."""
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for inner in value.values():
            yield from targets(inner)
    if isinstance(value, list):
        for inner in value:
            yield from targets(inner)


def a_pack_says_what_is_in_it():
    entities = packed("runs", *WHO, *SAY)
    names = {str(p.relative_to("pack")) for p in Path("pack").rglob("*") if p.is_file()}
    expect(names == {"a.h5", "sub/箔材 b.h5", "child.h5", "README.md", "ro-crate-metadata.json", "manifest-sha256.txt"}, f"{names}")
    done = subprocess.run(["sha256sum", "--strict", "-c", "manifest-sha256.txt"], cwd="pack", capture_output=True, text=True)
    expect(done.returncode == 0 and done.stdout.count(": OK") == 5, done.stdout + done.stderr)
    expect(Path("pack/a.h5").read_bytes() == Path(A).read_bytes(), "the files are those of the folder")
    root, about = entities["./"], entities["ro-crate-metadata.json"]
    expect(about["conformsTo"]["@id"] == "https://w3id.org/ro/crate/1.1" and about["about"]["@id"] == "./", "descriptor")
    expect(root["name"] == "Foil | runs" and root["datePublished"] == "2026-01-31" and root["@type"] == "Dataset"
           and root["license"]["@id"] == "https://spdx.org/licenses/CC-BY-4.0", f"{root}")
    expect([c["@id"] for c in root["creator"]] == ["https://orcid.org/0000-0002-1825-0097", "#person-2"]
           and entities["#person-2"] == {"@id": "#person-2", "@type": "Person", "name": "Zhang San"}, "creators")
    for target in set(targets(list(entities.values()))):
        expect(target in entities or target == "https://w3id.org/ro/crate/1.1", f"{target} is nowhere described")
    for part in root["hasPart"]:
        from urllib.parse import unquote
        path = Path("pack", unquote(part["@id"]))
        expect(path.is_file(), f"{part}")
        entity = entities[part["@id"]]
        if path.suffix == ".h5":
            expect(entity["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
                   and entity["contentSize"] == str(path.stat().st_size) and entity["encodingFormat"] == "application/x-hdf5"
                   and entity["identifier"] == identity(path), f"{entity}")
    made = {a["result"]["@id"]: a for a in entities.values() if a["@type"] == "CreateAction"}
    expect(made["child.h5"]["object"] == [{"@id": "a.h5"}] and made["a.h5"]["object"] == [], "what was made from what")
    program = entities[made["a.h5"]["instrument"]["@id"]]
    expect(program["version"] and program["name"] == "cupel", f"{program}")
    page = Path("pack/README.md").read_text()
    for words in ("Foil \\| runs", "箔材 b.h5", "tensile\\_strength", "sha256sum -c", "h5py", "CC-BY-4.0", "Zhang San"):
        expect(words in page, f"{words} is not on the page")


def missing_parents_are_named():
    shutil.rmtree("pack", ignore_errors=True)
    _, err = cupel("pack", "runs/child.h5", "-o", "pack")       # licence and creator are the file's
    expect("a.h5" in err and identity(A) in err, err)
    entities = {e["@id"]: e for e in json.loads(Path("pack/ro-crate-metadata.json").read_text())["@graph"]}
    expect(entities["#" + identity(A)]["description"] == "a parent that is not in this pack", "in the metadata")
    expect(entities["https://orcid.org/0000-0002-1825-0097"]["@type"] == "Person", "the creator of the file")
    expect(identity(A) in Path("pack/README.md").read_text(), "on the page")


def a_zip_is_the_same_each_time():
    for name in ("one.zip", "two.zip"):
        Path(name).unlink(missing_ok=True)
        cupel("pack", "runs", *WHO, *SAY, "-o", name)
    expect(Path("one.zip").read_bytes() == Path("two.zip").read_bytes(), "bytes")
    packed("runs", *WHO, *SAY)
    with zipfile.ZipFile("one.zip") as file:
        expect(file.testzip() is None, "zip")
        for name in file.namelist():
            expect(file.read(name) == Path("pack", name).read_bytes(), name)
        expect("sub/箔材 b.h5" in file.namelist(), f"{file.namelist()}")


def what_is_refused():
    for words, arguments in {
        "by whom?": ["runs/a.h5"],
        "check digit should be 7": ["runs/a.h5", "--creator", "X <0000-0002-1825-0098>"],
        "no ORCID": ["runs/a.h5", "--creator", "X <0000-0002>"],
        "did you mean 'CC-BY-4.0'": ["runs", *WHO, "--license", "CC-BY-4"],
        "no date": ["runs", *WHO, "--date", "31.1.2026"],
        "holds no *.h5": ["empty", *WHO],
        "two files would be 'a.h5'": ["runs/a.h5", "copy/a.h5", *WHO],
        "cut.h5": ["cut.h5", *WHO],
        "nothing.h5": ["nothing.h5", *WHO],
        "hidden": ["runs/a.h5", ".hidden", *WHO],
        "made by the pack itself": ["README.md", *WHO],
    }.items():
        Path("empty").mkdir(exist_ok=True)
        Path("copy").mkdir(exist_ok=True)
        shutil.copy(A, "copy/a.h5")
        Path("cut.h5").write_bytes(Path(A).read_bytes()[:50000])
        Path(".hidden").write_text("x")
        Path("README.md").write_text("x")
        refuses(words, "pack", *arguments, "-o", "refused")
        expect(not Path("refused").exists() and not list(Path(".").glob("*.tmp-*")), "nothing is written")
    refuses("-o OUT", "pack", "runs", *WHO)
    refuses("is there already", "pack", "runs", *WHO, "-o", "runs")
    def unlicensed(name, value):
        shutil.copy(A, name)
        with h5py.File(name, "r+") as file:
            file.attrs.modify("license", numpy.bytes_(value))
    unlicensed("other.h5", "CC0-1.0")
    refuses("other.h5", "pack", "runs/a.h5", "other.h5", *WHO, "-o", "refused")   # its id no longer fits


def a_pack_comes_in():
    packed("runs", *WHO)
    Path("pack/stray.txt").write_text("not in the manifest")
    for source in ("pack", "one.zip"):
        shutil.rmtree("in", ignore_errors=True)
        cupel("import", source, "-o", "in")
        names = {str(p.relative_to("in")) for p in Path("in").rglob("*") if p.is_file()}
        expect(names == {"a.h5", "sub/箔材 b.h5", "child.h5"}, f"{source}: {names}")
        expect(identity("in/sub/箔材 b.h5") == identity(B), "content id")
        refuses("is there already", "import", source, "-o", "in")
    shutil.rmtree("in")
    report = cupel_json("import", "one.zip", "-o", "in", "--json")
    expect(sorted(e["content_id"] for e in report) == sorted(map(identity, (A, B, "runs/child.h5"))), f"{report}")


def a_changed_pack_is_refused():
    packed("runs", *WHO)
    shutil.rmtree("in", ignore_errors=True)
    with open("pack/README.md", "a") as file:
        file.write("one more word")
    refuses(["manifest-sha256.txt:1", "README.md"], "import", "pack", "-o", "in")
    Path("pack/README.md").unlink()
    refuses("missing", "import", "pack", "-o", "in")
    Path("pack/manifest-sha256.txt").unlink()
    refuses("is no pack", "import", "pack", "-o", "in")
    expect(not Path("in").exists(), "nothing is written")


def hostile_packs():
    """Names that lead out, links, bombs, lies, and zip files with wrong bytes: a refusal or a warning, never a file outside."""
    digest = hashlib.sha256(b"out").hexdigest()
    outside = Path("outside.h5")

    def with_zip(entries, manifest):
        with zipfile.ZipFile("bad.zip", "w", zipfile.ZIP_DEFLATED) as file:
            for entry, data in entries:
                file.writestr(entry, data)
            if manifest is not None:
                file.writestr("manifest-sha256.txt", manifest)
    for name in ("../outside.h5", "/tmp/outside.h5", "a/../../outside.h5", "x\\..\\outside.h5", ".hidden.h5", "a//b.h5"):
        with_zip([(name, b"out")], f"{digest}  {name}\n")
        shutil.rmtree("in", ignore_errors=True)
        _, err = cupel("import", "bad.zip", "-o", "in", status=INPUT)
        expect("bad.zip" in err and not outside.exists() and not Path("/tmp/outside.h5").exists(), f"{name}: {err}")
    link = zipfile.ZipInfo("link.h5")
    link.external_attr = 0o120777 << 16
    with_zip([(link, str(Path(A).absolute()))], f"{digest}  link.h5\n")
    refuses("link.h5", "import", "bad.zip", "-o", "in")
    with_zip([("zeros.h5", bytes(400 << 20))], f"{digest}  zeros.h5\n")
    refuses("too many bytes", "import", "bad.zip", "-o", "in")
    expect(not list(Path(".").glob("*.tmp-*")), "left over")
    Path("linked").mkdir(exist_ok=True)
    Path("linked/a.h5").unlink(missing_ok=True)
    Path("linked/a.h5").symlink_to(Path(A).absolute())
    Path("linked/manifest-sha256.txt").write_text(hashlib.sha256(Path(A).read_bytes()).hexdigest() + "  a.h5\n")
    refuses("regular", "import", "linked", "-o", "in")
    whole = Path("one.zip").read_bytes()
    for k in range(30):
        bad = bytearray(whole)
        for i in range(1 + k % 8):
            bad[(k * 7919 + i * 104729) % len(bad)] ^= 1 << (k + i) % 8
        Path("bad.zip").write_bytes(bad[:len(bad) - (k % 3) * 1000])
        shutil.rmtree("in", ignore_errors=True)
        done = subprocess.run([os.environ["CUPEL"], "import", "bad.zip", "-o", "in"], capture_output=True, text=True, timeout=60)
        expect(done.returncode in (0, 1, 2) and (done.returncode == 0 or "bad.zip" in done.stderr), f"{k}: {done}")
        for path in Path("in").rglob("*.h5") if Path("in").exists() else []:
            expect(identity(path) in {identity(p) for p in (A, B, "runs/child.h5")}, f"mutant {k}: other content")
    Path("text.zip").write_text("no zip")
    _, err = cupel("import", "text.zip", "-o", "never", status=INPUT)
    expect("manifest" not in err, f"a place in a manifest that was not read: {err}")
    with_zip([("a.h5", b"x")], None)
    _, err = cupel("import", "bad.zip", "-o", "never", status=INPUT)
    expect("is no pack" in err and ".tmp-" not in err, f"the name of a folder that is gone: {err}")
    with_zip([("notes.txt", b"")], f"{hashlib.sha256(b'').hexdigest()}  notes.txt\n")
    refuses("no *.h5 in this pack", "import", "bad.zip", "-o", "never")
    with_zip([("notes.txt", b"")], "")
    refuses("no *.h5 in this pack", "import", "bad.zip", "-o", "never")
    expect(not Path("never").exists(), "a refusal leaves no folder")


a_pack_says_what_is_in_it()
missing_parents_are_named()
a_zip_is_the_same_each_time()
what_is_refused()
a_pack_comes_in()
a_changed_pack_is_refused()
hostile_packs()

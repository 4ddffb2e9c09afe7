#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom, and who may talk to the outside.

usage: layers.py [TREE]     checks TREE (or $CUPEL_SOURCE) and, first, that every rule below turns red when broken
"""
import os
import re
import sys
import tempfile
from pathlib import Path

RANK = {"base": 1, "param": 2, "case": 3, "store": 3, "material": 3, "model": 4, "testdata": 4, "run": 5, "report": 6, "study": 6,
        "cli": 7}
C_HEADERS = {f"{name}.h" for name in (
    "assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic "
    "stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype").split()}
KERNEL_HEADERS = re.compile(r"^(gsl/\w+|fftw3|omp|cblas|lapacke|openblas_config)\.h$")
KERNEL_FORBIDDEN = {"stdio.h", "locale.h", "signal.h", "time.h", "threads.h"}
GENERATED = {"cupel_config.h", "cupel_revision.h"}
ONLY_IN = [  # header, the folders of src/ that may include it
    (re.compile(r"^(hdf5|hdf5_hl|H5\w+)\.h$"), {"store"}),
    (re.compile(r"^yaml\.h$"), {"param", "case", "material"}),
    (re.compile(r"^udunits2\.h$"), {"base"}),
    (re.compile(r"^(sqlite3|archive|archive_entry)\.h$"), {"store"}),
]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
TALK = re.compile(r"(?<![\w.>])(?:(printf|vprintf|puts|putchar|perror|exit|_exit|_Exit|quick_exit|abort)[ \t]*\("
                  r"|\b(stdout|stderr)\b)")
MAY_END_A_CHILD = (("src", "store", "child.c"), ("src", "base", "pool.c"))   # a process that it forked itself, by _exit
GETENV = re.compile(r"\b(?:secure_)?getenv\b")
VARIABLE = re.compile(r"^(?:static[ \t]+)?(?!(?:static|typedef|extern|return|struct[ \t]+\w+[ \t]*\{|enum|union|else|goto|"
                      r"case)\b)(?:_Thread_local[ \t]+)?(?:(?:unsigned|struct|volatile|long)[ \t]+)*\w+[ \t]*[ *]\w+"
                      r"(?:\[[^\]]*\])*[ \t]*(?:=[^=]|;)", re.M)


def code_only(text, keep_strings):
    """The text without comments, and without the inside of strings unless they are kept; lines stay where they are."""
    def blank(match):
        piece = match.group(0)
        if piece[0] in "\"'":
            return piece if keep_strings else piece[0] * 2
        return " " + "\n" * piece.count("\n")
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])*'", blank, text, flags=re.S)


def check_include(place, quote, name):
    """What is wrong with one include, or None. `place` is ("include",), ("kernels",) or ("src", folder)."""
    root = name.split("/")[0]
    if place[0] == "include":
        if quote == '"' and root == "cupel" or quote == "<" and name in C_HEADERS:
            return None
        return "a public header needs C standard headers and cupel/ only"
    if place[0] == "kernels":
        if quote == '"':
            return f"row 0 may not see {root}/" if root in RANK or name in GENERATED else None
        if name in KERNEL_FORBIDDEN:
            return "row 0 does no input or output and asks no environment"
        ok = name in C_HEADERS or KERNEL_HEADERS.match(name)
        return None if ok else "row 0 uses GSL, FFTW, LAPACK and OpenMP only"
    folder = place[1]
    for pattern, allowed in ONLY_IN:
        if pattern.match(name) and folder not in allowed:
            return f"only src/{', src/'.join(sorted(allowed))} may include it"
    if quote == "<" or root == "cupel" or name in GENERATED:
        return None
    if root not in RANK or "/" not in name:
        return "headers of src/ are included by folder and name; those of kernels/ not at all"
    if root != folder and RANK[root] >= RANK[folder]:
        return f"src/{folder} (row {RANK[folder]}) may not see src/{root} (row {RANK[root]})"
    return None


def check_file(tree, path):
    relative = path.relative_to(tree)
    text = path.read_text(encoding="utf-8")
    parts = relative.parts
    place = ("src", parts[1]) if parts[0] == "src" else (parts[0],)
    found = []

    def report(text_before, message):
        found.append(f"{relative}:{text_before.count(chr(10)) + 1}: {message}")

    if place[0] == "src" and place[1] not in RANK:
        return [f"{relative}:1: src/{place[1]} has no row"]
    if "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:300]:
        report("", "the licence notice is missing")
    code = code_only(text, keep_strings=True)
    for match in INCLUDE.finditer(code):
        message = check_include(place, match.group(1), match.group(2))
        if message:
            report(code[:match.start()], f"{match.group(2)}: {message}")
    code = code_only(text, keep_strings=False)
    if place != ("src", "cli"):
        for match in TALK.finditer(code):
            if match.group(1) == "_exit" and parts in MAY_END_A_CHILD:
                continue
            report(code[:match.start()], f"{match.group(1) or match.group(2)}: only src/cli talks and exits")
    if place[0] == "kernels":
        for match in GETENV.finditer(code):
            report(code[:match.start()], "getenv: row 0 asks no environment")
        for match in VARIABLE.finditer(code):
            if "const " not in match.group(0):
                report(code[:match.start()], f"row 0 keeps no state between calls: {match.group(0).strip()}")
    return found


def check_tree(tree):
    tree = Path(tree)
    found = []
    for folder in ("include", "kernels", "src"):
        for path in sorted((tree / folder).rglob("*.[ch]")):
            found += check_file(tree, path)
    return found


NOTICE = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
GOOD = {
    "include/cupel/a.h": '#include <stddef.h>\n#include "cupel/error.h"\n',
    "kernels/heat/a.c": '#include <math.h>\n#include <gsl/gsl_roots.h>\n#include "cupel/a.h"\n#include "root.h"\n'
                        '/* printf("in a comment") */ static const double table[] = {1, 2};\n'
                        "double f(double x);\ndouble f(double x)\n{\n    double y = x;\n    return y + table[0];\n}\n",
    "src/store/a.c": '#include <hdf5.h>\n#include "base/text.h"\n#include "store/store.h"\n',
    "src/store/child.c": "void f(void) { _exit(1); }\n",
    "src/base/pool.c": "void f(void) { _exit(1); }\n",
    "src/run/a.c": '#include "store/store.h"\nstatic const char *t = "printf(stderr)";\nvoid g(char *b) { snprintf(b, 2, ""); }\n',
    "src/cli/a.c": '#include <stdio.h>\n#include "run/run.h"\nvoid h(void) { printf("x"); }\n',
}
BAD = [  # file, line of code that must be refused
    ("include/cupel/b.h", "#include <hdf5.h>"),
    ("include/cupel/b.h", '#include "base/text.h"'),
    ("kernels/heat/b.c", "#include <stdio.h>"),
    ("kernels/heat/b.c", "#include <hdf5.h>"),
    ("kernels/heat/b.c", "# include <yaml.h>"),
    ("kernels/heat/b.c", '#include "base/memory.h"'),
    ("kernels/heat/b.c", 'char *f(void) { return getenv("HOME"); }'),
    ("kernels/heat/b.c", "static int calls;"),
    ("kernels/heat/b.c", "double last_result = 0;"),
    ("kernels/heat/b.c", "static double *cache[4];"),
    ("src/base/b.c", '#include "param/param.h"'),
    ("src/param/b.c", '#include "store/store.h"'),
    ("src/case/b.c", '#include "store/store.h"'),
    ("src/model/b.c", '#include "run/run.h"'),
    ("src/run/b.c", "#include <hdf5.h>"),
    ("src/run/b.c", "#include <H5public.h>"),
    ("src/run/b.c", '#include "heat/fin.h"'),
    ("src/run/b.c", "#include <yaml.h>"),
    ("src/report/b.c", '#include "cli/cli.h"'),
    ("src/run/b.c", 'void f(void) { printf("x"); }'),
    ("src/run/b.c", 'void f(void) { fprintf(stderr, "x"); }'),
    ("src/store/b.c", "void f(void) { exit(1); }"),
    ("src/store/b.c", "void f(void) { _exit(1); }"),
    ("src/store/child.c", "void f(void) { exit(1); }"),
    ("src/store/b.c", "void f(void) { abort (); }"),
    ("src/surprise/b.c", "int f(void);"),
]


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for name, text in GOOD.items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(NOTICE + text, encoding="utf-8")
        found = check_tree(tree)
        if found:
            sys.exit("layers.py refuses what is allowed:\n" + "\n".join(found))
        for name, line in BAD:
            path = tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(NOTICE + line + "\n", encoding="utf-8")
            if len(check_tree(tree)) != 1:
                sys.exit(f"layers.py must refuse, once, in {name}: {line}\n" + "\n".join(check_tree(tree)))
            path.unlink()
        path = tree / "src/run/c.c"
        path.write_text("int x;\n", encoding="utf-8")
        if not check_tree(tree):
            sys.exit("layers.py must refuse a file without a licence notice")


def main():
    self_test()
    tree = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CUPEL_SOURCE", ".")
    found = check_tree(tree)
    if not any((Path(tree) / "src").rglob("*.c")):
        sys.exit(f"{tree} holds no sources")
    print("\n".join(found) or f"layers: {len(BAD) + 1} planted violations refused, none in the tree")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

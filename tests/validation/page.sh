#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Every validation row passes, wrong ones of models and of tests do not, and docs/validation.md is what running the rows gives now.
set -euo pipefail
"$CUPEL" validate > table.txt || { grep FAIL table.txt; exit 1; }
tail -n 1 table.txt

cat > wrong.yaml <<'YAML'
title: a row whose reference is wrong on purpose
rows:
  - id: wrong
    what: linear wedge with a false reference
    source: none; the check must fail
    model: rolling.pass
    parameters: {flow_stress: {law: constant, yield_stress: 300 MPa}, entry_thickness: 1.5 mm, exit_thickness: 1.2 mm,
                 roll_radius: 125 mm, friction_coefficient: 0.08, roll_deformation: rigid}
    expect: {roll_force_per_width: {value: 2440 N/mm, tolerance: 1e-6}}
YAML
if "$CUPEL" validate wrong.yaml > wrong.txt 2>&1; then echo "a wrong reference passed"; exit 1; fi
grep -q FAIL wrong.txt

raw=$CUPEL_SOURCE/datasets/tests/raw
row() {    # FILE EXPECT [OPTIONS]: a row of a test evaluation
    printf 'title: a test\nrows:\n  - {id: t, what: a test, source: none, test: "%s", options: %s, expect: %s}\n' \
        "$1" "${3:-{\}}" "$2" > test.yaml
}
refuses() {    # STATUS TEXT: what `cupel validate` says of the row
    local status=0
    "$CUPEL" validate test.yaml > test.txt 2>&1 || status=$?
    [ "$status" = "$1" ] && grep -qF -- "$2" test.txt || { cat test.yaml test.txt; echo "expected $1: $2"; exit 1; }
}
ln -sfn "$raw" raw
row raw/tensile-plain.csv "{tensile_strength: {value: 345 MPa, tolerance: 1e-3}}"
refuses 0 "1 of 1 checks pass"
row raw/tensile-plain.csv "{tensile_strength: {value: 346 MPa, tolerance: 1e-3}}"
refuses 1 FAIL
row raw/tensile-plain.csv "{tensile_strength: {value: 345 MPa, tolerance: 1e-3}}" "{thickness: 1 mm}"
refuses 1 FAIL
row raw/tensile-plain.csv "{upper_yield_strength: {value: 200 MPa, tolerance: 1}}"
refuses 1 FAIL    # not judged
row raw/tensile-plain.csv "{tensile_strenght: {value: 345 MPa, tolerance: 1e-3}}"
refuses 2 "test.tensile has no single result 'tensile_strenght'"
row raw/tensile-plain.csv "{tensile_strength: {value: 345 MPa, tolerance: 1e-3}}" "{n_rnage: [0.02, 0.06]}"
refuses 2 n_range
row "$raw/tensile-plain.csv" "{tensile_strength: {value: 345 MPa, tolerance: 1e-3}}"
refuses 0 "1 of 1 checks pass"
row raw/no-such-file.csv "{tensile_strength: {value: 345 MPa, tolerance: 1e-3}}"
refuses 2 "no-such-file.csv"
row raw/tensile-blocks.txt "{tensile_strength: {value: 345 MPa, tolerance: 1e-3}}"
refuses 2 "holds 3 tests"
row raw/tensile-plain.csv "{}"
refuses 2 "expects nothing"

"$CUPEL" validate --markdown page.md
diff -u "$CUPEL_SOURCE/docs/validation.md" page.md || { echo "docs/validation.md is stale: run script/docs"; exit 1; }

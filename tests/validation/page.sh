#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Every validation row passes, a wrong one does not, and docs/validation.md is what running the rows gives now.
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

"$CUPEL" validate --markdown page.md
diff -u "$CUPEL_SOURCE/docs/validation.md" page.md || { echo "docs/validation.md is stale: run script/docs"; exit 1; }

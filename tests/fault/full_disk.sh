#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# A run that meets a limit on file size (a full disk, to the program) leaves no file under the final name, says what
# is the matter, ends with 3, and is finished by resume once there is room: with the same content.
set -euo pipefail
rm -rf ./*.h5 ./*.part ./*.txt ./*.yaml
cat > case.yaml <<'YAML'
cupel: 1
steps:
YAML
for i in 1 2 3 4; do
    cat >> case.yaml <<YAML
  - {id: p$i, model: rolling.pass, material: C11000, entry_thickness: 0.3 mm, exit_thickness: 0.2$i mm, roll_radius: 60 mm, friction_coefficient: 0.06}
YAML
done
id() { grep -o 'sha256:[0-9a-f]*' "$1" | tail -n 1; }
"$CUPEL" run case.yaml -o whole.h5 > whole.txt

seen_segment=0 seen_file=0
for blocks in 1 4 16 24 32 40 48 64 96 128 200; do    # of 1 KiB: from too small for a segment to enough for all
    status=0
    (ulimit -f "$blocks"; "$CUPEL" run case.yaml -o small.h5 > out.txt 2> err.txt) || status=$?
    if [ "$status" = 0 ]; then seen_file=1; rm small.h5; continue; fi
    [ "$status" = 3 ] || { echo "limit $blocks KiB: exit status $status"; cat err.txt; exit 1; }
    [ -s err.txt ] || { echo "limit $blocks KiB: no message"; exit 1; }
    [ ! -e small.h5 ] || { echo "limit $blocks KiB: a file under the final name"; exit 1; }
    leftovers=$(find . -name '*.tmp-*')
    [ -z "$leftovers" ] || { echo "limit $blocks KiB: left behind: $leftovers"; exit 1; }
    if [ -d small.h5.part ]; then
        seen_segment=1
        "$CUPEL" resume small.h5 > resumed.txt
        [ "$(id resumed.txt)" = "$(id whole.txt)" ] || { echo "limit $blocks KiB: another content"; exit 1; }
        rm small.h5
    fi
done
[ $seen_segment = 1 ] && [ $seen_file = 1 ] || { echo "the limits did not meet both cases"; exit 1; }
echo "every limit was met with a message and nothing half-written"

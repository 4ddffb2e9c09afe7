#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# docs/reference says what the tables of the models say.
set -euo pipefail
rm -rf pages
mkdir pages
"$CUPEL" describe --pages pages
if ! diff -ru "$CUPEL_SOURCE/docs/reference" pages; then
    echo "docs/reference is stale: run script/docs" >&2
    exit 1
fi
test "$(ls pages | wc -l)" -ge 4   # an index and a page per model

#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# script/bootstrap installs only what is missing, only as root, and says the line to run otherwise. The system's
# commands are stood in for, so that nothing is installed here.
set -euo pipefail
bootstrap=$CUPEL_SOURCE/script/bootstrap
rm -rf bin calls && mkdir bin
stand_in() { printf '#!/bin/sh\n%s\n' "$2" > "bin/$1" && chmod +x "bin/$1"; }
fail() { echo "$1"; cat output; exit 1; }
export PATH=$PWD/bin:$PATH

stand_in apt-get "echo \"\$@\" >> '$PWD/calls'"

# all there: nothing is done
stand_in dpkg-query 'printf installed'
stand_in id 'echo 0'
"$bootstrap" > output 2>&1 || fail "must succeed when all is there"
grep -q 'are there' output || fail "must say that all is there"
[ ! -e calls ] || fail "must not call apt-get when all is there"

# two missing, one of them known but removed, no root: one line, exit 1, nothing done
stand_in dpkg-query 'for last; do :; done; case $last in libgsl-dev) exit 1;; cmake) printf config-files;; *) printf installed;; esac'
stand_in id 'echo 1000'
if "$bootstrap" > output 2>&1; then fail "must not succeed without the packages"; fi
[ "$(grep -c '^sudo apt-get update && sudo apt-get install --yes --no-install-recommends cmake libgsl-dev$' output)" = 1 ] ||
    fail "must print the one line to run"
[ ! -e calls ] || fail "must not call apt-get without root"

# the same as root: exactly these two are installed
stand_in id 'echo 0'
"$bootstrap" > output 2>&1 || fail "must install as root"
[ "$(cat calls)" = "update
install --yes --no-install-recommends cmake libgsl-dev" ] || { cat calls; fail "must install just the missing ones"; }
echo "bootstrap: as it says"

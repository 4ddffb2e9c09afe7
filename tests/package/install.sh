#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The installed tree is complete: a client builds against it by pkg-config and by CMake, the headers are C++, the
# program runs and finds its data after the tree was moved, and no path of the build is left in it.
set -euo pipefail
setting() { sed -n "s/^$1:[A-Z]*=//p" "$CUPEL_BUILD/CMakeCache.txt"; }
CC=$(setting CMAKE_C_COMPILER)
CXX=${CXX:-c++}
CFLAGS=""
if [ "${CUPEL_SANITIZE:-OFF}" = ON ]; then CFLAGS="-fsanitize=address,undefined"; fi
if [ "$(setting CUPEL_COVERAGE)" = ON ]; then CFLAGS="--coverage"; fi

source "$CUPEL_SOURCE/tests/package/installed.bash"

rm -rf first prefix
cmake --install "$CUPEL_BUILD" --prefix "$PWD/first" > install.log
mv first prefix
prefix=$PWD/prefix

client_by_pkg_config "$prefix" cupel-kernels
client_by_pkg_config "$prefix" cupel
client_by_cmake "$prefix"
headers_are_cxx "$prefix"

for file in bin/cupel share/cupel include/cupel/version.h; do
    [ -e "$prefix/$file" ] || { echo "not installed: $file"; exit 1; }
done
env -u CUPEL_DATA "$prefix/bin/cupel" --version

# text files must not name the build: it is gone by the time they are read
if grep -rIl -e "$CUPEL_BUILD" -e "$CUPEL_SOURCE" "$prefix/include" "$prefix"/lib*; then
    echo "these files name the source or the build tree"
    exit 1
fi
echo "installed tree: complete"

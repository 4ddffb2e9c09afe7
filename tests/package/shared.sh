#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# BUILD_SHARED_LIBS gives libraries that link without undefined names, export only what is public, and serve a client.
set -euo pipefail
if [ "${CUPEL_SANITIZE:-OFF}" = ON ]; then exit 77; fi      # the same sources; once is enough
CC=$(sed -n "s/^CMAKE_C_COMPILER:[A-Z]*=//p" "$CUPEL_BUILD/CMakeCache.txt")
CXX=${CXX:-c++}
CFLAGS=""
source "$CUPEL_SOURCE/tests/package/installed.bash"

cmake -S "$CUPEL_SOURCE" -B build -G Ninja -DCMAKE_C_COMPILER="$CC" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS=-g0 \
    -DBUILD_SHARED_LIBS=ON -DCUPEL_TESTS=OFF -DCUPEL_BENCH=OFF > build.log 2>&1 || { cat build.log; exit 1; }
cmake --build build --parallel 2 >> build.log 2>&1 || { tail -40 build.log; exit 1; }
rm -rf prefix
cmake --install build --prefix "$PWD/prefix" > install.log
prefix=$PWD/prefix
if find "$prefix" -name '*.a' | grep .; then echo "static libraries among the shared"; exit 1; fi

for library in libcupel-kernels.so libcupel.so; do
    path=$(find "$prefix" -name $library)
    # cupel_ functions that are defined, against the names that follow CUPEL_API in the headers
    nm -D --defined-only "$path" | awk '{print $3}' | grep -v '@' | sort > exported
    if grep -v '^cupel_' exported; then echo "$library exports foreign names"; exit 1; fi
    while read -r name; do
        grep -rqw "$name" "$prefix/include/cupel" || { echo "$library exports $name, which no public header has"; exit 1; }
    done < exported
done
client_by_pkg_config "$prefix" cupel-kernels
client_by_cmake "$prefix"
echo "shared libraries: complete"

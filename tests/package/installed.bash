# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the package tests: what a client does with an installed tree. Each function ends the test when its claim
# fails. CUPEL_SOURCE is the source tree; CC, CFLAGS and CXX are those of the build.

# usage: client_by_pkg_config PREFIX MODULE
client_by_pkg_config() {
    local folder flags
    folder=$(find "$1" -name pkgconfig -type d)
    # plain --libs must do, for a static library too
    flags=$(PKG_CONFIG_PATH=$folder pkg-config --cflags --libs "$2")
    # shellcheck disable=SC2086  # flags are words
    "$CC" $CFLAGS -std=c17 -Wall -Werror "$CUPEL_SOURCE/tests/package/client.c" $flags -lm -o "client-$2"
    PKG_CONFIG_PATH=$folder pkg-config --static --libs "$2" > /dev/null
    run_client "$1" "./client-$2"
}

# usage: client_by_cmake PREFIX      one project, a client of each of the two libraries
client_by_cmake() {
    rm -rf project && mkdir project
    cp "$CUPEL_SOURCE/tests/package/client.c" project/
    cat > project/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.22)
project(client LANGUAGES C)
find_package(cupel 0.1 REQUIRED)
foreach(library kernels cupel)
  add_executable(client-${library} client.c)
  target_link_libraries(client-${library} PRIVATE cupel::${library} m)
endforeach()
END
    cmake -S project -B project/build -G Ninja -DCMAKE_PREFIX_PATH="$1" -DCMAKE_C_COMPILER="$CC" \
        -DCMAKE_C_FLAGS="$CFLAGS" > project.log 2>&1 || { cat project.log; return 1; }
    cmake --build project/build >> project.log 2>&1 || { cat project.log; return 1; }
    run_client "$1" project/build/client-kernels
    run_client "$1" project/build/client-cupel
}

run_client() {
    LD_LIBRARY_PATH=$(dirname "$(find "$1" -name 'libcupel-kernels.*' -print -quit)") "$2"
}

# usage: headers_are_cxx PREFIX: every public header alone, as C++ and without any other library's headers
headers_are_cxx() {
    local header
    for header in "$1"/include/cupel/*.h; do
        printf '#include "cupel/%s"\n' "$(basename "$header")" |
            "$CXX" -std=c++17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$1/include" -x c++ -
    done
}

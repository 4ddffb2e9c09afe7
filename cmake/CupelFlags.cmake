# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Compiler settings, said once; every target of ours links cupel_flags privately.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(cupel_flags INTERFACE)
target_compile_features(cupel_flags INTERFACE c_std_17)
# No contraction into fused multiply-adds: the same bits on every x86-64, whichever version of a loop runs.
set(CUPEL_ARITHMETIC_FLAGS -ffp-contract=off -fno-math-errno -fno-trapping-math)
target_compile_options(cupel_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes
    -Wmissing-prototypes ${CUPEL_ARITHMETIC_FLAGS})
# __FILE__ and the debug information name files within the source tree, wherever that lies: same source, same bytes.
target_compile_options(cupel_flags INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=
    -ffile-prefix-map=${PROJECT_BINARY_DIR}=build)
target_compile_definitions(cupel_flags INTERFACE _POSIX_C_SOURCE=200809L _DEFAULT_SOURCE)
if(CUPEL_WERROR)
  target_compile_options(cupel_flags INTERFACE -Werror)
endif()
if(CUPEL_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  # the instrumentation hides from gcc what values a variable can have, and it warns of texts that never get so long
  target_compile_options(cupel_flags INTERFACE -Wno-format-truncation)
endif()
if(CUPEL_COVERAGE)
  add_compile_options(--coverage -O0)
  add_link_options(--coverage)
endif()

# Hot loops are built for x86-64-v2, v3 and v4 and chosen when the program starts, where the compiler can.
include(CheckCSourceCompiles)
check_c_source_compiles("
  __attribute__((target_clones(\"arch=x86-64-v4\", \"arch=x86-64-v3\", \"arch=x86-64-v2\", \"default\")))
  void f(double *x) { for (int i = 0; i < 8; i++) x[i] += 1; }
  int main(void) { double x[8] = {0}; f(x); return (int)x[0] - 1; }" CUPEL_CLONES_LEVELS)
check_c_source_compiles("
  __attribute__((target_clones(\"avx512f\", \"avx2\", \"sse4.2\", \"default\")))
  void f(double *x) { for (int i = 0; i < 8; i++) x[i] += 1; }
  int main(void) { double x[8] = {0}; f(x); return (int)x[0] - 1; }" CUPEL_CLONES_FEATURES)
if(CUPEL_SANITIZE)
  # ifunc resolvers run before the sanitizer is ready
elseif(CUPEL_CLONES_LEVELS)
  target_compile_definitions(cupel_flags INTERFACE CUPEL_CLONES_LEVELS)
elseif(CUPEL_CLONES_FEATURES)
  target_compile_definitions(cupel_flags INTERFACE CUPEL_CLONES_FEATURES)
endif()

string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
string(JOIN " " CUPEL_FLAGS_TEXT "${CMAKE_BUILD_TYPE}:" ${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${type}} ${CUPEL_ARITHMETIC_FLAGS})
string(REGEX REPLACE "([\"\\])" "\\\\\\1" CUPEL_FLAGS_TEXT "${CUPEL_FLAGS_TEXT}")

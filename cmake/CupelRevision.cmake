# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Script: writes OUTPUT, a header with the git revision of SOURCE and whether known files differ from it. The header
# is touched only when it changes, so that a build without a new commit compiles nothing. Without git, or outside a
# clone of our own (an archive unpacked inside some other repository), the revision is empty.
set(revision "")
set(modified 0)
find_program(GIT git)
if(GIT AND EXISTS "${SOURCE}/.git")
  execute_process(COMMAND ${GIT} -C ${SOURCE} rev-parse HEAD OUTPUT_VARIABLE revision
      OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed)
    set(revision "")
  else()
    execute_process(COMMAND ${GIT} -C ${SOURCE} status --porcelain --untracked-files=no OUTPUT_VARIABLE changes
        OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(changes)
      set(modified 1)
    endif()
  endif()
endif()
set(text "/* Written by the build. */\n#define CUPEL_GIT_REVISION \"${revision}\"\n#define CUPEL_GIT_MODIFIED ${modified}\n")
set(old "")
if(EXISTS "${OUTPUT}")
  file(READ "${OUTPUT}" old)
endif()
if(NOT old STREQUAL text)
  file(WRITE "${OUTPUT}" "${text}")
endif()

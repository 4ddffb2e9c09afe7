# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
foreach(function IN ITEMS malloc calloc realloc aligned_alloc posix_memalign free)
  target_link_options(${target} PRIVATE -Wl,--wrap=${function})
endforeach()

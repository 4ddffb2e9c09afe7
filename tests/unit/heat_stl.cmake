# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
target_link_options(${target} PRIVATE -Wl,--wrap=malloc -Wl,--wrap=calloc)

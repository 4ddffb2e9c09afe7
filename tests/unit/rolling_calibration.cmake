# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
target_link_libraries(${target} PRIVATE GSL::gsl)   # random numbers of the synthetic logs

/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_KERNELS_DISPATCH_H
#define CUPEL_KERNELS_DISPATCH_H

/* CUPEL_HOT before a hot loop builds it for x86-64-v4, v3, v2 and the baseline; the loader picks one by the processor
 * at hand. The build defines which spelling the compiler knows; elsewhere the loop is built once. Contraction is
 * off for all versions, so they give the same bits. Use it on static functions, as a shared library would export the
 * resolver of another whatever its visibility, and on those without OpenMP pragmas: a parallel region is outlined and
 * would lose the target. No two files may use one name for them: clang makes the resolver known to all. */
#if defined(__x86_64__) && defined(CUPEL_CLONES_LEVELS)
#define CUPEL_HOT __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "arch=x86-64-v2", "default")))
#elif defined(__x86_64__) && defined(CUPEL_CLONES_FEATURES)
#define CUPEL_HOT __attribute__((target_clones("avx512f", "avx2", "sse4.2", "default")))
#else
#define CUPEL_HOT
#endif

#endif

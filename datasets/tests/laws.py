# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Laws with exactly known answers, from which the synthetic test files are made.

A tensile law gives the engineering stress R against the plastic strain p, so that the strain is e = p + R/E and every
figure is exact by construction: Rp0.2 = R(0.002), Rm and Ag at the top, A where it breaks. Units: MPa, mm, s, N.
"""
import bisect
import math
import random


class Tensile:
    """Elastic line up to `start`, then `stress(p)` for the plastic strains p in [0, breaks]."""

    def __init__(self, modulus, start, stress, breaks, grading=None, **truth):
        self.modulus, self.start, self.stress, self.breaks, self.truth = modulus, start, stress, breaks, truth
        self.grading = grading    # for laws that bend from zero on: samples evenly over the stress

    def curve(self, elastic=200, plastic=800, fine=0.02):
        """(strain, stress) of the samples; `fine`: plastic strain below which half of the plastic samples are."""
        if self.grading:
            ps = [self.breaks * ((i + 1) / (elastic + plastic)) ** self.grading for i in range(elastic + plastic)]
            return [(p + self.stress(p) / self.modulus, self.stress(p)) for p in ps]
        points = [(self.start * i / elastic / self.modulus, self.start * i / elastic) for i in range(elastic)]
        knee = min(fine, self.breaks / 2)
        half = plastic // 2
        ps = [knee * i / half for i in range(half)]
        ps += [knee + (self.breaks - knee) * i / (plastic - half - 1) for i in range(plastic - half)]
        points += [(p + self.stress(p) / self.modulus, self.stress(p)) for p in ps]
        return points


def flat_top(modulus, start, strength, uniform, power, breaks, neck=8.0):
    """R = Rm - (Rm - R0)(1 - p/Ag)^power up to Ag, then a neck: R = Rm (1 - neck (p - Ag)^2)."""
    def stress(p):
        if p < uniform:
            return strength - (strength - start) * (1 - p / uniform) ** power
        return strength * (1 - neck * (p - uniform) ** 2)
    return Tensile(modulus, start, stress, breaks, youngs_modulus=modulus, proof_strength_0_2=stress(0.002),
                   tensile_strength=strength, uniform_elongation=uniform,
                   total_uniform_elongation=uniform + strength / modulus, elongation=breaks)


def ramberg_osgood(modulus, proof, exponent, last_stress):
    """e = R/E + 0.002 (R/Rp)^m: Rp0.2 is the parameter itself. It is cut off before any maximum."""
    breaks = 0.002 * (last_stress / proof) ** exponent
    return Tensile(modulus, 1e-6, lambda p: proof * (p / 0.002) ** (1 / exponent), breaks, grading=exponent, youngs_modulus=modulus,
                   proof_strength_0_2=proof)


def yield_point(modulus, upper, lower, plateau, strength, uniform, breaks):
    """A sharp upper yield point, a plateau of plastic strain `plateau`, then a parabola to Rm, then a neck."""
    drop = 0.0005

    def stress(p):
        if p < drop:
            return upper - (upper - lower) * p / drop
        if p < plateau:
            return lower
        if p < uniform:
            return strength - (strength - lower) * ((uniform - p) / (uniform - plateau)) ** 2
        return strength * (1 - 8 * (p - uniform) ** 2)
    return Tensile(modulus, upper, stress, breaks, youngs_modulus=modulus, upper_yield_strength=upper,
                   lower_yield_strength=lower, yield_point_elongation=plateau, tensile_strength=strength,
                   uniform_elongation=uniform, elongation=breaks)


def hollomon(modulus, coefficient, exponent, breaks):
    """True stress K (true plastic strain)^n, cut off before the maximum force."""
    def true_stress(q):
        return coefficient * q ** exponent
    qs = [breaks * (i / 4000) ** (1 / exponent) for i in range(1, 4001)]
    plastic, stress = [0.0], [0.0]
    for q in qs:
        s = true_stress(q)
        stretch = math.exp(q + s / modulus)
        plastic.append(stretch - 1 - s / stretch / modulus)
        stress.append(s / stretch)

    def engineering(p):
        i = min(max(bisect.bisect_right(plastic, p), 1), len(plastic) - 1)
        w = (p - plastic[i - 1]) / (plastic[i] - plastic[i - 1])
        return stress[i - 1] + w * (stress[i] - stress[i - 1])
    return Tensile(modulus, stress[1], engineering, plastic[-1], grading=1 / exponent, youngs_modulus=modulus,
                   strain_hardening_exponent=exponent, strength_coefficient=coefficient)


def noisy(points, seed, strain_noise=0.0, stress_noise=0.0):
    """Adds normal noise of these standard deviations."""
    draw = random.Random(seed)
    return [(e + draw.gauss(0, strain_noise), r + draw.gauss(0, stress_noise)) for e, r in points]


def bisect_root(f, low, high):
    rising = f(low) < 0
    for _ in range(200):
        middle = (low + high) / 2
        if (f(middle) < 0) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def flash_eigenvalues(biot, count):
    """Roots of (b^2 - Bi^2) sin b = 2 b Bi cos b, one in each (n pi, (n + 1) pi)."""
    roots = []
    for n in range(count):
        low, high = n * math.pi + 1e-12, (n + 1) * math.pi - 1e-12

        def f(b):
            return (b * b - biot * biot) * math.sin(b) - 2 * b * biot * math.cos(b)
        roots.append(bisect_root(f, low, high))
    return roots


def flash(fourier, biot, roots):
    """Temperature of the rear face after a flash on the front, 1 after an adiabatic one."""
    if fourier <= 0.004:
        return 0.0
    total = 0.0
    for b in roots:
        weight = 2 * b * (b * math.cos(b) + biot * math.sin(b)) / (b * b + biot * biot + 2 * biot)
        total += weight * math.exp(-b * b * fourier)
    return total


def flash_times(biot):
    """Fourier numbers at which the rear face has a quarter, half and three quarters of its highest temperature."""
    roots = flash_eigenvalues(biot, 60)

    def fall(fourier):    # minus the derivative
        return sum(2 * b ** 3 * (b * math.cos(b) + biot * math.sin(b)) / (b * b + biot * biot + 2 * biot)
                   * math.exp(-b * b * fourier) for b in roots)
    peak = bisect_root(fall, 0.02, 10)
    highest = flash(peak, biot, roots)
    return [bisect_root(lambda fourier: flash(fourier, biot, roots) - share * highest, 0.005, peak)
            for share in (0.25, 0.5, 0.75)]

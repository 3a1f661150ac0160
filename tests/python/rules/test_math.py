"""The elementary functions of ``math.hpp`` against mpmath: within 1 ulp, in registers and alone.

An error is counted in units in the last place of the exact value; below the smallest normal number,
in smallest subnormals. The arguments are fixed and lie where such functions go wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf, isnan, nan, nextafter, pi

import mpmath
import numpy as np
import numpy.typing as npt
import pytest

from gradstep import _core

Array = npt.NDArray[np.float64]
Exact = Callable[..., mpmath.mpf]

LN2 = 0.6931471805599453


def ulps(got: float, exact: mpmath.mpf) -> float:
    """|got - exact| in ulps of ``exact``; infinite if only one of them is finite or a number."""
    if mpmath.isnan(exact) or isnan(got):
        return 0.0 if mpmath.isnan(exact) and isnan(got) else inf
    # What rounds to infinity: half an ulp beyond the largest double.
    if abs(exact) >= mpmath.ldexp(1, 1024) - mpmath.ldexp(1, 970):
        return 0.0 if got == (inf if exact > 0 else -inf) else inf
    if got in (inf, -inf):
        return inf
    exponent = int(mpmath.frexp(exact)[1]) if exact else -1074
    return float(abs(mpmath.mpf(got) - exact) / mpmath.ldexp(1, max(exponent - 53, -1074)))


def cospi(u: float) -> mpmath.mpf:
    return mpmath.cospi(mpmath.mpf(u))


def cos(x: float) -> mpmath.mpf:
    with mpmath.workprec(1300):  # enough to reduce 1.8e308
        return mpmath.cos(mpmath.mpf(x))


def exp(x: float) -> mpmath.mpf:
    return mpmath.exp(mpmath.mpf(x))


def log(x: float) -> mpmath.mpf:
    return mpmath.log(mpmath.mpf(x))


def power(x: float, y: float) -> mpmath.mpf:
    with mpmath.workprec(200):
        return mpmath.exp(mpmath.mpf(y) * mpmath.log(mpmath.mpf(x)))


def cbrt(x: float) -> mpmath.mpf:
    return mpmath.sign(x) * mpmath.cbrt(abs(mpmath.mpf(x)))


def exp_arguments(g: np.random.Generator) -> Iterable[Array]:
    yield g.uniform(-745.2, 709.8, 1000)
    yield g.uniform(-1, 1, 1000)
    yield g.uniform(-745.2, -708, 1000)  # subnormal results
    half = g.integers(-1022, 1022, 1000) + 0.5  # the ends of the reduction
    yield half * LN2 * (1 + g.uniform(-1e-4, 1e-4, 1000))
    yield g.choice([-1.0, 1.0], 200) * 2.0 ** g.uniform(-70, 0, 200)
    yield np.array([709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412])


def log_arguments(g: np.random.Generator) -> Iterable[Array]:
    yield 2.0 ** g.uniform(-1074, 1023.99, 1000)
    yield 1 + g.choice([-1.0, 1.0], 2000) * 2.0 ** g.uniform(-53, -1, 2000)
    border = 2.0 ** g.choice([-0.75, -0.25, 0.25, 0.75], 500)  # where the cases meet
    yield border * (1 + g.uniform(-1e-9, 1e-9, 500))
    limits = np.finfo(np.float64)
    yield np.array([nextafter(1, 0), nextafter(1, 2), 5e-324, limits.tiny, limits.max])


def cbrt_arguments(g: np.random.Generator) -> Iterable[Array]:
    yield 2.0 ** g.uniform(-1074, 1023.99, 2000) * g.choice([-1.0, 1.0], 2000)
    yield g.uniform(0.125, 8, 2000)
    yield np.arange(1.0, 200.0) ** 3
    border = 2.0 ** g.choice([-500.0, 500.0], 500)  # where it begins to be scaled
    yield border * (1 + g.uniform(-1e-9, 1e-9, 500))
    yield np.array([5e-324, np.finfo(np.float64).tiny, np.finfo(np.float64).max])


def cos_arguments(g: np.random.Generator) -> Iterable[Array]:
    yield g.uniform(0, pi, 1000)
    yield g.uniform(-100, 100, 500)
    n = g.integers(1, 700_000, 2000)
    yield n * (pi / 2) * (1 + g.integers(-3, 4, 2000) * 2.0**-52)  # near zeros and extrema
    yield np.floor(2.0 ** g.uniform(20, 1000, 500)) * (pi / 2)
    yield 2.0 ** g.uniform(19, 1023.99, 500)
    yield pi / 4 * (1 + g.uniform(-1e-6, 1e-6, 500))
    # The double that comes closest to a multiple of pi/2, and both sides of the change of method.
    yield np.array([6381956970095103 * 2.0**797, 2.0**20, nextafter(2.0**20, inf)])


def cospi_arguments(g: np.random.Generator) -> Iterable[Array]:
    yield g.uniform(0, 1, 1000)
    # the middle of a cosine schedule
    yield 0.5 + g.choice([-1.0, 1.0], 1000) * 2.0 ** g.uniform(-54, -1, 1000)
    yield 0.25 * g.integers(1, 8, 1000) * (1 + g.uniform(-1e-8, 1e-8, 1000))
    yield 2.0 ** g.uniform(-60, 70, 500)
    yield np.floor(2.0 ** g.uniform(49, 54, 500) * 2) / 2
    yield np.arange(1001) / 1000


def pow_arguments(g: np.random.Generator) -> Iterable[tuple[Array, Array]]:
    def spread(x: Array, low: float, high: float) -> tuple[Array, Array]:
        """Exponents that put log2(x^y) into [low, high]."""
        return x, g.uniform(low, high, len(x)) / np.log2(x)

    yield g.uniform(0, 1, 1000), g.choice([0.5, 0.9, 1, 2, 3], 1000)  # polynomial schedules
    yield spread(2.0 ** g.uniform(-1022, 1023, 500), -1074, 1024)
    yield spread(1 + g.choice([-1.0, 1.0], 2000) * 2.0 ** g.uniform(-52, -1, 2000), -1074, 1024)
    yield spread(g.uniform(0.5, 2, 1000), 1000, 1024)
    yield spread(2.0 ** g.uniform(-20, 20, 1000), -1075, -1022)  # subnormal results
    yield 2.0 ** g.uniform(-1074, -1022, 200), g.uniform(-1, 1, 200)


def check(name: str, exact: Exact, *arguments: Array, most: float = 1) -> None:
    with mpmath.workprec(130):
        expected = [exact(*row) for row in zip(*(a.tolist() for a in arguments), strict=True)]
    for function in (_core._math, _core._math_scalar):
        results = function(name, *arguments)
        errors = [ulps(r, e) for r, e in zip(results.tolist(), expected, strict=True)]
        worst = int(np.argmax(errors))
        at = ", ".join(repr(float(a[worst])) for a in arguments)
        assert errors[worst] <= most, f"{name}({at}) = {results[worst]!r}: {errors[worst]} ulp"


@pytest.mark.parametrize(
    ("name", "exact", "arguments"),
    [
        ("exp", exp, exp_arguments),
        ("log", log, log_arguments),
        ("cos", cos, cos_arguments),
        ("cospi", cospi, cospi_arguments),
        ("cbrt", cbrt, cbrt_arguments),
    ],
)
def test_within_one_ulp(
    name: str, exact: Exact, arguments: Callable[[np.random.Generator], Iterable[Array]]
) -> None:
    for x in arguments(np.random.default_rng(1)):
        check(name, exact, x)


def test_half_cosine_within_four_ulp() -> None:
    """The sine rounds twice by half an ulp of it; squaring doubles that, in ulps half as large."""

    def half_cosine(u: float) -> mpmath.mpf:
        return mpmath.cospi(mpmath.mpf(u) / 2) ** 2

    g = np.random.default_rng(6)
    for x in (
        g.uniform(0, 1, 2000),
        2.0 ** g.uniform(-60, 0, 500),
        1 - 2.0 ** g.uniform(-53, 0, 500),
        0.5 + g.choice([-1.0, 1.0], 500) * 2.0 ** g.uniform(-54, -1, 500),
        np.arange(1001) / 1000,
    ):
        check("half_cosine", half_cosine, x, most=4)
    np.testing.assert_array_equal(_core._math("half_cosine", np.array([0, 0.5, 1])), [1, 0.5, 0])


def test_pow_within_one_ulp() -> None:
    for x, y in pow_arguments(np.random.default_rng(2)):
        check("pow", power, x, y)


def test_powers_of_adams_betas_within_one_ulp() -> None:
    g = np.random.default_rng(3)
    usual = g.choice([0.9, 0.95, 0.98, 0.99, 0.999, 0.9999], 1000)
    beta = np.concatenate([usual, 1 - 10.0 ** g.uniform(-9, -0.1, 1000)])
    t = np.floor(10.0 ** g.uniform(0, 7, beta.size))
    check("ipow", power, beta, t)


def test_powers_that_are_doubles_are_exact() -> None:
    base, exponent = (a.ravel() for a in np.meshgrid(np.arange(1.0, 100.0), np.arange(0.0, 8.0)))
    expected = np.array([float(int(b) ** int(e)) for b, e in zip(base, exponent, strict=True)])
    exact = expected < 2.0**53
    np.testing.assert_array_equal(_core._math("pow", base[exact], exponent[exact]), expected[exact])
    x = np.random.default_rng(4).uniform(0, 1, 5000)
    np.testing.assert_array_equal(_core._math("pow", x, np.ones_like(x)), x)


@pytest.mark.parametrize("name", ["exp", "log", "cos", "cospi", "cbrt", "pow"])
def test_registers_and_single_numbers_have_the_same_bits(name: str) -> None:
    g = np.random.default_rng(5)
    x = g.integers(0, 2**64, 5001, dtype=np.uint64).view(np.float64)
    y = g.integers(0, 2**64, 5001, dtype=np.uint64).view(np.float64)
    x[::3] = g.uniform(-2, 2, x[::3].size)
    y[::2] = g.integers(-50, 50, y[::2].size)
    special = np.array([0.0, -0.0, 1, -1, inf, -inf, nan, 5e-324, -5e-324])
    x[:9], y[4:13] = special, special
    arguments = (x, y) if name == "pow" else (x,)
    together, alone = _core._math(name, *arguments), _core._math_scalar(name, *arguments)
    np.testing.assert_array_equal(together.view(np.uint64), alone.view(np.uint64))
    for tail in range(1, 18):
        few = _core._math(name, *(a[:tail] for a in arguments))
        np.testing.assert_array_equal(few.view(np.uint64), together[:tail].view(np.uint64))

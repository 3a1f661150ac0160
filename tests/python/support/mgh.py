"""Moré, Garbow & Hillstrom's problems: sums of squares with starts and minima, as data.

Testing unconstrained optimization software, 1981; numbers are the paper's. Without Gulf research
and development, whose statement has a misprint, 34 of its 35. Gradients are made by complex steps,
Im r(x + ih) / h with h = 1e-30: exact up to rounding, so there are none to get wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Vector = np.ndarray


class Problem(NamedTuple):
    """A sum of squares of ``residuals``, its standard start, and the losses of its minima."""

    name: str
    x0: Vector
    residuals: Callable[[Vector], Vector]
    minima: tuple[float, ...] = (0.0,)

    def __call__(self, x: Vector) -> tuple[float, Vector]:
        """The loss and its gradient."""
        with np.errstate(all="ignore"):
            r = self.residuals(x)
            jacobian = np.empty((r.size, x.size))
            for j in range(x.size):
                z = x.astype(complex)
                z[j] += 1e-30j
                jacobian[:, j] = self.residuals(z).imag / 1e-30
            return float(r @ r), 2 * (r @ jacobian)


def numbers(text: str) -> Vector:
    return np.array(text.split(), float)


def to(m: int) -> Vector:
    return np.arange(1.0, m + 1)


BARD = numbers(".14 .18 .22 .25 .29 .32 .35 .39 .37 .58 .73 .96 1.34 2.10 4.39")
GAUSS = numbers(".0009 .0044 .0175 .0540 .1295 .2420 .3521 .3989")
MEYER = numbers(
    "34780 28610 23650 19630 16370 13720 11540 9744 8261 7030 6005 5147 4427 3820 3307 2872"
)
KOWALIK = numbers(".1957 .1947 .1735 .1600 .0844 .0627 .0456 .0342 .0323 .0235 .0246")
KOWALIK_U = numbers("4 2 1 .5 .25 .167 .125 .1 .0833 .0714 .0625")
OSBORNE1 = numbers(
    ".844 .908 .932 .936 .925 .908 .881 .850 .818 .784 .751 .718 .685 .658 .628 .603 .580 .558 .538"
    " .522 .506 .490 .478 .467 .457 .448 .438 .431 .424 .420 .414 .411 .406"
)
OSBORNE2 = numbers(
    "1.366 1.191 1.112 1.013 .991 .885 .831 .847 .786 .725 .746 .679 .608 .655 .616 .606 .602 .626"
    " .651 .724 .649 .649 .694 .644 .624 .661 .612 .558 .533 .495 .500 .423 .395 .375 .372 .391"
    " .396 .405 .428 .429 .523 .562 .607 .653 .672 .708 .633 .668 .645 .632 .591 .559 .597 .625"
    " .739 .710 .729 .720 .636 .581 .428 .292 .162 .098 .054"
)


def join(*parts: object) -> Vector:
    return np.concatenate([np.atleast_1d(np.asarray(p)) for p in parts])


def helical(x: Vector) -> Vector:
    angle = np.arctan(x[1] / x[0]) / (2 * np.pi) + (0.5 if x[0].real < 0 else 0.0)
    return join(10 * (x[2] - 10 * angle), 10 * (np.sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2])


def watson(x: Vector) -> Vector:
    t, j = to(29)[:, None] / 29, np.arange(x.size)
    rate = (j[1:] * x[1:] * t ** (j[1:] - 1)).sum(1)
    return join(rate - (x * t**j).sum(1) ** 2 - 1, x[0], x[1] - x[0] ** 2 - 1)


def penalty2(x: Vector) -> Vector:
    i, e, a = to(x.size), np.exp(x / 10), np.sqrt(1e-5)
    y = np.exp(i[1:] / 10) + np.exp(i[:-1] / 10)
    weights = x.size - i + 1
    return join(
        x[0] - 0.2, a * (e[1:] + e[:-1] - y), a * (e[1:] - np.exp(-0.1)), weights @ x**2 - 1
    )


def trigonometric(x: Vector) -> Vector:
    c = np.cos(x)
    return x.size - c.sum() + to(x.size) * (1 - c) - np.sin(x)


def shifted(x: Vector) -> tuple[Vector, Vector]:
    """The neighbours before and after, 0 at the ends."""
    return join(0.0, x[:-1]), join(x[1:], 0.0)


def boundary_value(x: Vector) -> Vector:
    h = 1 / (x.size + 1)
    before, after = shifted(x)
    return 2 * x - before - after + h**2 * (x + h * to(x.size) + 1) ** 3 / 2


def integral(x: Vector) -> Vector:
    h = 1 / (x.size + 1)
    t = h * to(x.size)
    cube = (x + t + 1) ** 3
    up, down = np.cumsum(t * cube), np.cumsum(((1 - t) * cube)[::-1])[::-1]
    return x + h * ((1 - t) * up + t * join(down[1:], 0.0)) / 2


def tridiagonal(x: Vector) -> Vector:
    before, after = shifted(x)
    return (3 - 2 * x) * x - before - 2 * after + 1


def banded(x: Vector) -> Vector:
    near = np.array(
        [[-5 <= j - i <= 1 and i != j for j in range(x.size)] for i in range(x.size)], float
    )
    return x * (2 + 5 * x**2) + 1 - near @ (x * (1 + x))


def chebyquad(x: Vector) -> Vector:
    n, before, now, out = x.size, np.ones_like(x), 2 * x - 1, []
    for i in range(1, n + 1):
        out.append(now.mean() + (0 if i % 2 else 1 / (i**2 - 1)))
        before, now = now, 2 * (2 * x - 1) * now - before
    return join(*out)


def rosenbrock(x: Vector) -> Vector:
    return join(10 * (x[1::2] - x[::2] ** 2), 1 - x[::2])


def powell_singular(x: Vector) -> Vector:
    a, b, c, d = x.reshape(-1, 4).T
    return join(a + 10 * b, 5**0.5 * (c - d), (b - 2 * c) ** 2, 10**0.5 * (a - d) ** 2)


def problem(name: str, x0: object, r: Callable[..., Vector], *minima: float) -> Problem:
    return Problem(name, np.array(x0, float), r, minima or (0.0,))


I15, T10, T13, T20, T33, T65 = (
    to(15), to(10) / 10, to(13) / 10, to(20) / 5, 10 * (to(33) - 1), (to(65) - 1) / 10,
)  # fmt: skip
# Below, the "minima" that are not 0 are the paper's to six digits; 17.4286, 0.0565565 and 1 are
# stationary values that it also names.
PROBLEMS = [
    problem("rosenbrock", [-1.2, 1], rosenbrock),
    problem(
        "freudenstein_roth", [0.5, -2],
        lambda x: join(-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1],
                       -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1]), 0, 48.9842),
    problem("powell_badly_scaled", [0, 1],
            lambda x: join(1e4 * x[0] * x[1] - 1, np.exp(-x[0]) + np.exp(-x[1]) - 1.0001)),
    problem("brown_badly_scaled", [1, 1], lambda x: join(x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2)),
    problem("beale", [1, 1],
            lambda x: np.array([1.5, 2.25, 2.625]) - x[0] * (1 - x[1] ** to(3))),
    problem("jennrich_sampson", [0.3, 0.4],
            lambda x: 2 + 2 * to(10) - np.exp(to(10) * x[0]) - np.exp(to(10) * x[1]), 124.362),
    problem("helical_valley", [-1, 0, 0], helical),
    problem("bard", [1, 1, 1],
            lambda x: BARD - x[0] - I15 / ((16 - I15) * x[1] + np.minimum(I15, 16 - I15) * x[2]),
            8.21487e-3, 17.4286),
    problem("gaussian", [0.4, 1, 0],
            lambda x: x[0] * np.exp(-x[1] * ((8 - I15) / 2 - x[2]) ** 2 / 2)
            - join(GAUSS, GAUSS[-2::-1]), 1.12793e-8),
    problem("meyer", [0.02, 4000, 250],
            lambda x: x[0] * np.exp(x[1] / (45 + 5 * to(16) + x[2])) - MEYER, 87.9458),
    problem("box", [0, 10, 20],
            lambda x: np.exp(-T10 * x[0]) - np.exp(-T10 * x[1])
            - x[2] * (np.exp(-T10) - np.exp(-10 * T10))),
    problem("powell_singular", [3, -1, 0, 1], powell_singular),
    problem("wood", [-3, -1, -3, -1],
            lambda x: join(10 * (x[1] - x[0] ** 2), 1 - x[0], 90**0.5 * (x[3] - x[2] ** 2),
                           1 - x[2], 10**0.5 * (x[1] + x[3] - 2), (x[1] - x[3]) / 10**0.5)),
    problem("kowalik_osborne", [0.25, 0.39, 0.415, 0.39],
            lambda x: KOWALIK - x[0] * (KOWALIK_U**2 + KOWALIK_U * x[1])
            / (KOWALIK_U**2 + KOWALIK_U * x[2] + x[3]), 3.07505e-4, 1.02734e-3),
    problem("brown_dennis", [25, 5, -5, -1],
            lambda x: (x[0] + T20 * x[1] - np.exp(T20)) ** 2
            + (x[2] + x[3] * np.sin(T20) - np.cos(T20)) ** 2, 85822.2),
    problem("osborne_1", [0.5, 1.5, -1, 0.01, 0.02],
            lambda x: OSBORNE1 - x[0] - x[1] * np.exp(-T33 * x[3]) - x[2] * np.exp(-T33 * x[4]),
            5.46489e-5),
    problem("biggs_exp6", [1, 2, 1, 1, 1, 1],
            lambda x: x[2] * np.exp(-T13 * x[0]) - x[3] * np.exp(-T13 * x[1])
            + x[5] * np.exp(-T13 * x[4])
            - np.exp(-T13) + 5 * np.exp(-10 * T13) - 3 * np.exp(-4 * T13), 0, 5.65565e-3),
    problem("osborne_2", [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5],
            lambda x: OSBORNE2 - x[0] * np.exp(-T65 * x[4])
            - sum(x[k] * np.exp(-((T65 - x[k + 7]) ** 2) * x[k + 4]) for k in (1, 2, 3)),
            4.01377e-2),
    problem("watson", np.zeros(6), watson, 2.28767e-3),
    problem("extended_rosenbrock", np.tile([-1.2, 1], 10), rosenbrock),
    problem("extended_powell", np.tile([3, -1, 0, 1], 5), powell_singular),
    problem("penalty_1", to(10), lambda x: join(np.sqrt(1e-5) * (x - 1), x @ x - 0.25), 7.08765e-5),
    problem("penalty_2", np.full(10, 0.5), penalty2, 2.93660e-4),
    problem("variably_dimensioned", 1 - to(10) / 10,
            lambda x: join(x - 1, to(10) @ (x - 1), (to(10) @ (x - 1)) ** 2)),
    problem("trigonometric", np.full(10, 0.1), trigonometric, 0, 2.79506e-5),
    problem("brown_almost_linear", np.full(10, 0.5),
            lambda x: join(x[:-1] + x.sum() - 11, np.prod(x) - 1), 0, 1),
    problem("boundary_value", to(10) / 11 * (to(10) / 11 - 1), boundary_value),
    problem("integral_equation", to(10) / 11 * (to(10) / 11 - 1), integral),
    problem("broyden_tridiagonal", -np.ones(10), tridiagonal),
    problem("broyden_banded", -np.ones(10), banded),
    problem("linear_full_rank", np.ones(10),
            lambda x: join(x, np.zeros(10)) - 0.1 * x.sum() - 1, 10),
    problem("linear_rank_1", np.ones(10), lambda x: to(20) * (to(10) @ x) - 1, 20 * 19 / 82),
    problem("linear_rank_1_zeros", np.ones(10),
            lambda x: join(0, to(18), 0) * (to(10)[1:-1] @ x[1:-1]) - 1, 454 / 74),
    problem("chebyquad", to(8) / 9, chebyquad, 3.51687e-3),
]  # fmt: skip

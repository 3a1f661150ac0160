"""Whether a gradient is that of its function, by differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .._numbers import loss_of, number, whole
from .._public import Value, public
from .._trees.dtypes import epsilon_of
from ..errors import GradientError
from .function import Point, joined

__all__ = ["GradientCheck", "check_grad"]


@dataclass(frozen=True)
class GradientCheck(Value):
    """What `check_grad` found. True iff the gradient may be that of the function.

    Attributes:
        right: Whether it may be.
        error: The largest difference between gradient and differences, relative to the largest
            element of the two.
        index: Where in x they agree least.
        gradient: The element of the gradient there; of complex x, its real or imaginary part.
        difference: What the differences of the loss make of it.
        uncertainty: How far off that may be.
        compared: How many elements were compared, of complex x parts of them.
    """

    right: bool
    error: float
    index: tuple[int, ...]
    gradient: float
    difference: float
    uncertainty: float
    compared: int

    def __bool__(self) -> bool:
        return self.right


def check_grad(
    fun: Callable[..., Any],
    x: ArrayLike,
    *,
    args: tuple[Any, ...] = (),
    jac: bool | Callable[..., Any] = True,
    elements: int = 100,
    step: float | None = None,
    seed: int = 0,
) -> GradientCheck:
    """Compare the gradient at x with central differences of the loss; x is never written.

    D(h) = (f(x + h) - f(x - h)) / 2h, and of D(h) and D(h/2) the limit, (4 D(h/2) - D(h)) / 3,
    which is uncertain by their distance and by rounding. An element agrees if it is within ten
    times that and a thousandth of itself. At a kink it need not. Elements where the loss is not
    finite nearby are left out. Richardson, The approximate arithmetical solution by finite
    differences, 1911.

    Args:
        fun: ``fun(x, *args) -> (loss, gradient)``; with ``jac`` a function the loss alone. It is
            called 4 times for each element, and once.
        x: Where, an array as x0 of `minimize`.
        args: Further arguments of fun and jac.
        jac: True, or ``jac(x, *args) -> gradient``.
        elements: Elements that are compared at most; of more, so many are drawn.
        step: h, relative to the larger of |x| and 1; None: the cube root of the precision of x, of
            the loss or of the gradient, whichever is coarsest.
        seed: What is drawn depends on it alone.

    Returns:
        `GradientCheck`, true iff all agree.

    Raises:
        DTypeError: x of a dtype that is no number, or in a container.
        HyperError: An argument out of its range.
        GradientError: fun or jac returns what is no loss or no gradient of x, or one that is not
            finite at x.
    """
    point = Point(x, "x")
    function = joined(fun, jac, args, point)
    most = whole(
        elements, "elements", "a whole number from 1 to 2**53 - 1", range(1, 2**53).__contains__
    )
    if step is not None:
        step = number(step, "step", "a finite number above 0", lambda h: 0 < h < math.inf)
    drawn = whole(seed, "seed", "a whole number from 0 to 2**53 - 1", range(2**53).__contains__)

    def at(x: Any) -> tuple[Any, Any]:
        return function(x.copy())  # type: ignore[no-any-return]

    def loss(x: Any) -> float:
        return loss_of(
            at(x)[0], "the loss must be one real number", error=GradientError, name="fun"
        )

    first = at(point.x)
    f = loss_of(first[0], "the loss must be one real number", error=GradientError, name="fun")
    gradient = np.asarray(first[1], np.float64).reshape(-1)
    if gradient.size != point.x.size:
        raise GradientError(
            f"the gradient has {gradient.size} elements, x has {point.x.size}", name="fun"
        )
    if not (math.isfinite(f) and np.isfinite(gradient).all()):
        raise GradientError("the loss or the gradient at x is not finite", name="fun")
    epsilon = max(float(np.finfo(point.x.dtype).eps), epsilon_of(first[0]), epsilon_of(first[1]))
    relative = epsilon ** (1 / 3) if step is None else step

    def difference(i: int, h: float) -> float:
        x = point.x.copy()
        x[i] += h
        high, above = float(x[i]), loss(x)
        x[i] = point.x[i] - point.x.dtype.type(h)
        return (above - loss(x)) / (high - float(x[i]))

    n = gradient.size
    chosen: Iterable[int] = range(n)
    if n > most:
        chosen = sorted(np.random.default_rng(drawn).choice(n, most, replace=False).tolist())
    rows = []
    with np.errstate(all="ignore"):
        for i in chosen:
            h = relative * max(abs(float(point.x[i])), 1.0)
            wide, narrow = difference(i, h), difference(i, h / 2)
            uncertainty = abs(narrow - wide) + epsilon * abs(f) / h
            limit = (4 * narrow - wide) / 3
            if math.isfinite(limit):
                rows.append((i, float(gradient[i]), limit, uncertainty))
    worst, ratio, error, largest = None, -1.0, 0.0, 0.0
    for row in rows:
        _, g, d, uncertainty = row
        error, largest = max(error, abs(g - d)), max(largest, abs(g), abs(d))
        allowed = 10 * uncertainty + 1e-3 * max(abs(g), abs(d))
        off = abs(g - d) / allowed if allowed > 0 else 0.0
        if off > ratio:
            worst, ratio = row, off
    if worst is None:
        return GradientCheck(True, 0.0, (), 0.0, 0.0, math.inf, 0)
    i, g, d, uncertainty = worst
    where = np.unravel_index(i // (2 if point.complex else 1), point.shape)
    index = tuple(int(k) for k in where)
    return GradientCheck(
        ratio <= 1, error / largest if largest else 0.0, index, g, d, uncertainty, len(rows)
    )


public("gradstep", GradientCheck, check_grad)

"""Arithmetic that carries a bound of its own rounding errors: how tests know what "equal" may mean.

A number is a float64 array with, per element, the largest error that an evaluation of the same
formula in a format with unit roundoff ``unit`` (2⁻²⁴ for float32) can have collected so far, to
first order: what the operands' errors become, half an ulp of the result, half of the smallest
subnormal. Plain numbers are exact doubles; meeting a narrower format they are rounded to it once,
as a kernel rounds its scalars. A comparison that these errors could turn is in doubt, and `where`
charges what the other choice would have given. The oracles run on these numbers unchanged, and on
plain arrays, for which `total` and `where` are here too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

DOUBLE = 2.0**-53
TINY = {DOUBLE: 2.0**-1074, 2.0**-24: 2.0**-150}  # what a rounding costs near 0, by unit

COMPOSED = 4.0  # roundings in the functions that are more than one operation: two ulps
COMPARISONS = {np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal}


class Rounded(np.lib.mixins.NDArrayOperatorsMixin):
    """``value`` with the bound ``error``; see the module."""

    def __init__(self, value: Any, error: Any = 0.0, unit: float = DOUBLE) -> None:
        self.value: NDArray[np.float64] = np.asarray(value, np.float64)
        self.error: NDArray[np.float64] = np.asarray(error, np.float64)
        self.unit = unit

    def to(self, unit: float) -> Rounded:
        """This number rounded to another format."""
        if unit <= self.unit:
            return Rounded(self.value, self.error, unit)
        with np.errstate(over="ignore"):
            exact = (self.error == 0) & (self.value == self.value.astype(np.float32))
        more = np.where(exact, 0.0, unit * abs(self.value) + TINY[unit])
        return Rounded(self.value, self.error + more, unit)

    def __pow__(self, n: Any) -> Rounded:
        if not isinstance(n, (int, np.integer)):
            return np.power(self, n)
        # repeated multiplication: n factors, at most n roundings
        result = self.value**n
        relative = self.error / np.where(self.value == 0, 1, abs(self.value)) + self.unit
        return Rounded(result, n * relative * abs(result), self.unit)

    def __len__(self) -> int:
        return len(self.value)

    def __float__(self) -> float:
        if self.error.any():
            raise TypeError("this number has an error, which float() would lose; use ufuncs")
        return float(self.value)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    @property
    def ndim(self) -> int:
        return self.value.ndim

    @property
    def size(self) -> int:
        return self.value.size

    def reshape(self, shape: tuple[int, ...]) -> Rounded:
        error = np.broadcast_to(self.error, self.shape).reshape(shape)
        return Rounded(self.value.reshape(shape), error, self.unit)

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("an oracle uses ufuncs, and total and where of roundoff.py; nothing else")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        assert method == "__call__" and not kwargs
        numbers, unit = same(*inputs)
        values, errors = [x.value for x in numbers], [x.error for x in numbers]
        with np.errstate(all="ignore"):
            result = ufunc(*values)
            if ufunc in COMPARISONS:
                room = errors[0] + errors[1]
                return Mask(result, (room > 0) & ~(abs(values[0] - values[1]) > room))
            error, rounds = propagate(ufunc, result, values, errors)
            error = error + np.where(rounds, rounds * unit * abs(result) + TINY[unit], 0.0)
        return Rounded(result, np.where(np.isnan(error), np.inf, error), unit)


class Mask:
    """Truth values, and where rounding could have turned them."""

    __array_ufunc__ = None  # so that `array & mask` comes here

    def __init__(self, value: Any, doubt: Any = False) -> None:
        self.value, self.doubt = np.asarray(value, bool), np.asarray(doubt, bool)

    def __and__(self, other: Any) -> Mask:
        other = mask(other)
        no = (~self.value & ~self.doubt) | (~other.value & ~other.doubt)
        return Mask(self.value & other.value, (self.doubt | other.doubt) & ~no)

    def __invert__(self) -> Mask:
        return Mask(~self.value, self.doubt)

    def __or__(self, other: Any) -> Mask:
        return ~(~self & ~mask(other))

    __rand__, __ror__ = __and__, __or__

    def __bool__(self) -> bool:
        if self.doubt.any():
            raise ValueError("rounding decides this comparison: an oracle uses where(), not if")
        return bool(self.value)


def mask(x: Any) -> Mask:
    return x if isinstance(x, Mask) else Mask(x)


def same(*x: Any) -> tuple[list[Rounded], float]:
    """All as numbers of the narrowest format among them."""
    numbers = [y if isinstance(y, Rounded) else Rounded(y) for y in x]
    unit = max(y.unit for y in numbers)
    return [y.to(unit) for y in numbers], unit


def where(condition: Any, a: Any, b: Any) -> Any:
    """`numpy.where`; in doubt the error also spans the other choice."""
    condition = mask(condition)
    if not isinstance(a, Rounded) and not isinstance(b, Rounded) and not condition.doubt.any():
        return np.where(condition.value, a, b)[()]
    (x, y), unit = same(a, b)
    value = np.where(condition.value, x.value, y.value)
    error = np.where(condition.value, x.error, y.error)
    with np.errstate(invalid="ignore"):
        apart = abs(x.value - y.value)
        other = np.where(np.isnan(apart), np.inf, apart) + np.maximum(x.error, y.error)
    return Rounded(value, np.where(condition.doubt, np.maximum(error, other), error), unit)


def total(x: Any, *, by_row: bool = False) -> Any:
    """The sum over the array, or over each row (first axis), in double.

    The kernels widen each term and add in some order: n roundings at most.
    """
    terms = x.value if isinstance(x, Rounded) else np.asarray(x)
    axes = tuple(range(1, terms.ndim)) if by_row else None
    add: Callable[[Any], Any] = lambda y: np.sum(y, axis=axes, keepdims=by_row)  # noqa: E731
    if not isinstance(x, Rounded):
        wide = np.result_type(terms.dtype, np.float64)  # a longdouble stays one
        return add(terms.astype(wide))
    n = terms.size // (len(terms) if by_row and len(terms) else 1)
    errors = np.broadcast_to(x.error, terms.shape)
    return Rounded(add(terms), add(errors) + n * DOUBLE * add(abs(terms)), DOUBLE)


def propagate(ufunc: np.ufunc, result: Any, x: list[Any], e: list[Any]) -> tuple[Any, Any]:
    """What the operands' errors become, and how many roundings the operation adds, if any."""
    zero = [(y == 0) & (d == 0) for y, d in zip(x, e, strict=True)]
    if ufunc in (np.add, np.subtract):
        return e[0] + e[1], ~(zero[0] | zero[1])
    if ufunc is np.multiply:
        exact = [z | ((abs(y) == 1) & (d == 0)) for y, d, z in zip(x, e, zero, strict=True)]
        return abs(x[0]) * e[1] + abs(x[1]) * e[0], ~(exact[0] | exact[1])
    if ufunc is np.square:
        return 2 * abs(x[0]) * e[0] + e[0] ** 2, ~zero[0]
    if ufunc is np.divide:  # infinite where the divisor may be 0
        room = np.maximum(abs(x[1]) - e[1], 0)
        exact = zero[0] | ((abs(x[1]) == 1) & (e[1] == 0))
        return np.where(e[0] + e[1] == 0, 0, (e[0] + abs(result) * e[1]) / room), ~exact
    if ufunc is np.sqrt:  # |√(x+d) - √x| <= d/√x, and <= √d near 0
        return np.where(e[0] == 0, 0, e[0] / np.sqrt(np.maximum(x[0], e[0]))), ~zero[0]
    if ufunc is np.cbrt:  # steepest at the end nearer to 0; and |∛a - ∛b| <= ∛(4|a-b|)
        near = np.maximum(abs(x[0]) - e[0], 0)
        slope = np.where(e[0] == 0, 0, e[0] / (3 * np.cbrt(near) ** 2))
        return np.minimum(slope, np.cbrt(4 * e[0])), COMPOSED * ~zero[0]
    if ufunc is np.exp:
        return result * np.expm1(e[0]), COMPOSED * ~zero[0]
    if ufunc is np.log:
        return -np.log1p(-e[0] / x[0]), COMPOSED * (result != 0)
    if ufunc is np.power:  # of a base >= 0
        near, far = np.maximum(x[0] - e[0], 0), x[0] + e[0]
        slope = abs(x[1]) * np.maximum(near ** (x[1] - 1), far ** (x[1] - 1))
        of_base = np.where(e[0] == 0, 0, e[0] * slope)
        of_base = np.where(x[1] > 0, np.minimum(of_base, far ** abs(x[1])), of_base)
        log = np.where(x[0] > 0, abs(np.log(np.where(x[0] > 0, x[0], 1))), 0)
        return of_base + abs(result) * log * e[1], COMPOSED * ~zero[0]
    if ufunc in (np.maximum, np.minimum):
        return np.maximum(e[0], e[1]), False
    if ufunc in (np.negative, np.absolute):
        return e[0], False
    if ufunc is np.sign:  # the wrong sign costs 2, where the sign is in doubt
        return np.where(abs(x[0]) <= e[0], 2.0, 0.0) * (e[0] > 0), False
    raise NotImplementedError(f"an oracle uses {ufunc.__name__}: say here how it carries errors")

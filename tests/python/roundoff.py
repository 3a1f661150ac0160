"""Arithmetic that carries a bound of its own rounding errors: how tests know what "equal" may mean.

A number is a float64 array with, per element, the largest error that an evaluation of the same
formula in a format with unit roundoff ``unit`` (2⁻²⁴ for float32) can have collected so far, to
first order: what the operands' errors become, half an ulp of the result, half of the smallest
subnormal. Plain numbers are exact doubles; meeting a narrower format they are rounded to it once,
as a kernel rounds its scalars. The oracles run on these numbers unchanged.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

DOUBLE = 2.0**-53


class Rounded(np.lib.mixins.NDArrayOperatorsMixin):
    """``value`` with the bound ``error``; see the module."""

    def __init__(self, value: Any, error: Any = 0.0, unit: float = DOUBLE) -> None:
        self.value: NDArray[np.float64] = np.asarray(value, np.float64)
        self.error: NDArray[np.float64] = np.asarray(error, np.float64)
        self.unit = unit

    def to(self, unit: float) -> Rounded:
        """This number rounded to another format."""
        more = unit * abs(self.value) if unit > self.unit else 0.0
        return Rounded(self.value, self.error + more, unit)

    def __pow__(self, n: int) -> Rounded:
        # repeated multiplication: n factors, at most n roundings
        result = self.value**n
        relative = self.error / np.where(self.value == 0, 1, abs(self.value)) + self.unit
        return Rounded(result, n * relative * abs(result), self.unit)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        assert method == "__call__" and not kwargs
        numbers = [x if isinstance(x, Rounded) else Rounded(x) for x in inputs]
        unit = max(x.unit for x in numbers)
        numbers = [x.to(unit) for x in numbers]
        values, errors = [x.value for x in numbers], [x.error for x in numbers]
        with np.errstate(all="ignore"):
            result = ufunc(*values)
            if result.dtype == bool:
                return result
            error, rounds = propagate(ufunc, result, values, errors)
            if rounds:
                error = error + unit * abs(result) + 2.0 ** (-150 if unit > DOUBLE else -1075)
        return Rounded(result, np.where(np.isnan(error), np.inf, error), unit)


def propagate(ufunc: np.ufunc, result: Any, x: list[Any], e: list[Any]) -> tuple[Any, bool]:
    """What the operands' errors become, and whether the operation rounds."""
    if ufunc in (np.add, np.subtract):
        return e[0] + e[1], True
    if ufunc is np.multiply:
        return abs(x[0]) * e[1] + abs(x[1]) * e[0], True
    if ufunc is np.divide:  # infinite where the divisor may be 0
        room = np.maximum(abs(x[1]) - e[1], 0)
        return np.where(e[0] + e[1] == 0, 0, (e[0] + abs(result) * e[1]) / room), True
    if ufunc is np.sqrt:  # |√(x+d) - √x| <= d/√x, and <= √d near 0
        return np.where(e[0] == 0, 0, e[0] / np.sqrt(np.maximum(x[0], e[0]))), True
    if ufunc in (np.maximum, np.minimum):
        return np.maximum(e[0], e[1]), False
    if ufunc in (np.negative, np.absolute):
        return e[0], False
    if ufunc is np.sign:  # the wrong sign costs 2, where the sign is in doubt
        return np.where(abs(x[0]) <= e[0], 2.0, 0.0) * (e[0] > 0), False
    raise NotImplementedError(f"an oracle uses {ufunc.__name__}: say here how it carries errors")

"""Element types that numpy has no name for."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["bfloat16"]

bfloat16: Final[np.dtype[Any]] = np.dtype([("bfloat16", "<u2")])
"""The dtype of bfloat16 arrays where ml_dtypes is not used: the upper half of a float32's bits.

``x["bfloat16"]`` are the bits, and ``(x["bfloat16"].astype(np.uint32) << 16).view(np.float32)`` the
values.
"""


def shown_bfloat16() -> np.dtype[Any]:
    """The dtype in which the optimizer shows its own bfloat16: that of ml_dtypes, if installed."""
    try:
        import ml_dtypes
    except ImportError:
        return bfloat16
    found: np.dtype[Any] = np.dtype(ml_dtypes.bfloat16)
    return found


def bfloat16_value(record: np.void) -> float:
    """The number that an element of a `bfloat16` array is."""
    return float(widened(np.asarray(record)))


def widened(a: NDArray[Any]) -> NDArray[Any]:
    """The values of a `bfloat16` array in float32; any other array as it is."""
    if a.dtype != bfloat16:
        return a
    values: NDArray[Any] = (a["bfloat16"].astype(np.uint32) << np.uint32(16)).view(np.float32)
    return values


_EPSILONS = {"float32": 2.0**-23, "float16": 2.0**-10, "bfloat16": 2.0**-7}


def epsilon_of(value: Any) -> float:
    """The precision of a number or an array that was computed in less than double; else 0."""
    dtype = str(getattr(value, "dtype", ""))
    return _EPSILONS.get(dtype.rpartition(".")[2], 0.0)

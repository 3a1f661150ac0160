"""Element types that numpy has no name for."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

__all__ = ["bfloat16"]

bfloat16: Final[np.dtype[Any]] = np.dtype([("bfloat16", "<u2")])
"""The dtype of bfloat16 arrays where ml_dtypes is not used: the upper half of a float32's bits.

``x["bfloat16"]`` are the bits, and ``(x["bfloat16"].astype(np.uint32) << 16).view(np.float32)`` the
values.
"""

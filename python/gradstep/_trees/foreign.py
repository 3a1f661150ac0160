"""Arrays of other libraries: whatever has ``__array__`` or ``__dlpack__``, such as JAX's."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._messages import type_name
from ..errors import GradientError
from .tensors import is_tensor

__all__ = ["as_array", "is_foreign"]


def is_foreign(x: object) -> bool:
    """Whether numpy can read it as an array; neither its own arrays and numbers nor tensors."""
    kind = type(x)
    speaks = hasattr(kind, "__array__") or hasattr(kind, "__dlpack__")
    return speaks and not isinstance(x, (np.ndarray, np.generic, type)) and not is_tensor(x)


def as_array(x: Any, what: str, path: str) -> NDArray[Any]:
    """Its elements, in its own memory where it shows that.

    Raises:
        GradientError: What numpy cannot read, such as an array on a GPU or in a traced function.
    """
    try:
        found: NDArray[Any] = np.asarray(x) if hasattr(x, "__array__") else np.from_dlpack(x)
    except Exception as reason:  # each library has its own
        why = str(reason).strip().split("\n")[0]
        raise GradientError(
            f'{what}: "{path}" is {type_name(x)}, which numpy cannot read ({why}); pass a numpy '
            "array, in the CPU's memory",
            path=path,
            name=what,
            value=x,
        ) from reason
    return found

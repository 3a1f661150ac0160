"""What numpy does for the compiled core: gradients that do not lie as their parameters do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def like(g: NDArray[Any], p: NDArray[Any]) -> NDArray[Any]:
    """A copy of ``g`` in the dtype and memory layout of ``p``, rounded to nearest.

    What overflows becomes infinite without a warning: the step's own finite check reports it.
    """
    out = np.empty_like(p, subok=False)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        np.copyto(out, g, casting="unsafe")
    return out

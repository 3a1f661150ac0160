"""The recordings of other libraries in tests/data, whose README explains the keys."""

from __future__ import annotations

from typing import Any

import numpy as np

from support.repository import DATA

GOLDEN: dict[str, Any] = {}
for _name in ("golden.npz", "golden2.npz"):
    with np.load(DATA / _name) as _file:
        GOLDEN |= {key: _file[key] for key in _file.files}

DTYPE = {"f32": np.float32, "f64": np.float64}


def inputs(peer: str, dtype: str) -> tuple[Any, Any]:
    """The start and the gradients of a peer's recordings."""
    names = ("P", "G") if peer.endswith("2d") else ("p", "g")
    p, g = (GOLDEN[f"inputs/{name}"].astype(DTYPE[dtype]) for name in names)
    return p, g

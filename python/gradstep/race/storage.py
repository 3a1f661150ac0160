"""In which types the entries of a race keep their parameters and their state."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._extras import require
from .._trees.containers import leaves
from .errors import RaceError, hint
from .mlp import Array

PARAM_DTYPES = ("float32", "float16", "bfloat16")
_16_BIT = {"float16", "bfloat16"}


@dataclass(frozen=True)
class Storage:
    """What an optimizer is told about storage, and the type of its float32 parameters."""

    keywords: dict[str, str] = field(default_factory=dict)
    param_dtype: str = "float32"


def storages(
    state_dtype: str | Sequence[str] | None,
    param_dtype: str | Sequence[str] | None,
    rounding: str | Sequence[str] | None,
) -> list[Storage]:
    """Every choice of the three; rounding is told only where something is kept in 16 bits.

    Raises:
        RaceError: a type of parameters that is not known, or a rounding of nothing.
    """
    found = []
    for state, param, how in itertools.product(
        _words(state_dtype), _words(param_dtype), _words(rounding)
    ):
        if param is not None and param not in PARAM_DTYPES:
            raise RaceError(
                f"param_dtype: unknown type {param!r}{hint(param, PARAM_DTYPES)}",
                name="param_dtype",
            )
        told = {"state_dtype": state, "rounding": how if {state, param} & _16_BIT else None}
        keywords = {name: value for name, value in told.items() if value is not None}
        found.append(Storage(keywords, param or "float32"))
    if rounding is not None and not any("rounding" in s.keywords for s in found):
        raise RaceError(
            "rounding is for numbers kept in 16 bits: give param_dtype or state_dtype as float16 "
            "or bfloat16",
            name="rounding",
        )
    return found


def stored_as(params: Any, dtype: str) -> dict[str, Array]:
    """Copies of the parameters by path, those in float32 as ``dtype``.

    An optimizer of these copies, with ``copy_to=params``, keeps the numbers in 16 bits and shows
    them in float32, which any model can use.

    Raises:
        MissingExtraError: bfloat16 needs ml_dtypes (``gradstep[demo]``).
    """
    if dtype == "bfloat16":
        require("ml_dtypes", "bfloat16")  # which makes the name known to numpy
    return {
        path: p.astype(dtype if p.dtype == np.float32 else p.dtype)
        for path, p in leaves(params).items()
    }


def _words(value: str | Sequence[str] | None) -> Sequence[str | None]:
    if value is None:
        return [None]
    return [word.strip() for word in (value.split(",") if isinstance(value, str) else value)]

"""Numbers as arguments. The compiled core reads them, so that the same are taken everywhere."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from ._core import read_loss, read_number, read_whole
from .errors import Error, HyperError

__all__ = [
    "accepts",
    "is_several",
    "loss_of",
    "number",
    "plain",
    "repr_of",
    "whole",
    "whole_number",
]


def _any(value: float) -> bool:
    return True


def number(
    value: object,
    name: str,
    must: str = "a number",
    holds: Callable[[float], bool] = _any,
    *,
    error: type[Error] = HyperError,
    said: str = "",
) -> float:
    """The argument ``name`` as a float.

    Args:
        value: What was given.
        name: The argument.
        must: What it must be, in words.
        holds: Whether it is that.
        error: What is raised.
        said: What the message calls the argument, if that is not ``name``.

    Raises:
        Error: As ``error`` says: no number, or not what it must be.
    """
    found = read_number(value)
    if isinstance(found, str) or not holds(found):
        given = found if isinstance(found, str) else repr_of(value)
        raise error(f"{said or name} must be {must}, not {given}", name=name, value=value)
    return found


def whole(
    value: object,
    name: str,
    must: str,
    holds: Callable[[int], bool],
    *,
    error: type[Error] = HyperError,
    said: str = "",
) -> int:
    """The argument ``name`` as an int; otherwise as `number`."""
    found = read_whole(value)
    if isinstance(found, str) or not holds(found):
        given = found if isinstance(found, str) else repr_of(value)
        raise error(f"{said or name} must be {must}, not {given}", name=name, value=value)
    return found


def whole_number(value: object) -> int | None:
    """The value as an int, if it is a whole number; None for bools and everything else."""
    found = read_whole(value)
    return None if isinstance(found, str) else found


def loss_of(value: object, must: str, *, error: type[Error], name: str) -> float:
    """A loss that a function of the caller's gave: a number, or an array of one element."""
    found = read_loss(value)
    if isinstance(found, str):
        raise error(f"{must}, not {found}", name=name, value=value)
    return found


_PLAIN = (bool, int, float, str, bytes, tuple, list, dict)


def plain(value: Any) -> Any:
    """A number of another library as a float or an int of Python's; anything else as it is."""
    if value is None or type(value) in _PLAIN or callable(value):
        return value
    count, found = read_whole(value), read_number(value)
    if isinstance(count, int):
        return count
    return value if isinstance(found, str) else found


def repr_of(value: object, most: int = 80) -> str:
    """As Python writes it, cut where it is long; its type if Python cannot write it."""
    try:
        text = repr(value)
    except Exception:  # an int of thousands of digits, a list nested too deeply
        return f"<{type(value).__name__}>"
    return text if len(text) <= most else f"{text[:most]}..."


def is_several(value: object) -> bool:
    """Whether it is a list, or whatever else has elements, but no text and no 0-d array."""
    several = isinstance(value, Iterable) and not isinstance(value, (str, bytes))
    return several and getattr(value, "ndim", 1) != 0


def accepts(function: Callable[..., Any], count: int) -> bool:
    """Whether a function can be called with so many positional arguments, as far as it says."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except ValueError:  # it has no signature
        return True
    return True

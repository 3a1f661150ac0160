"""Pieces of messages: types in words, the nearest name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

__all__ = ["nearest", "no_attribute", "some", "type_name"]


def type_name(node: object) -> str:
    """The type of an object in words: "an int", "a numpy.ndarray"."""
    kind = type(node)
    name = kind.__qualname__
    if kind.__module__ != "builtins":
        name = f"{kind.__module__}.{name}"
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def nearest(name: str, names: Sequence[str], text: str, cutoff: float = 0.6) -> str:
    """``text`` around the name most like this one, or nothing if none is like it."""
    folded = {other.casefold(): other for other in names}  # a wrong case is the likeliest slip
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=cutoff)
    return text.format(folded[close[0]]) if close else ""


def no_attribute(module: str, name: str, names: Sequence[str]) -> AttributeError:
    """The error for a name that a module does not have, with the nearest one that it has."""
    hint = nearest(name, names, "; did you mean {}?")
    return AttributeError(f"module {module!r} has no attribute {name!r}{hint}", name=name)


def some(lines: Sequence[str], most: int = 8) -> str:
    """The lines in a row; if there are more than ``most``, the first, and how many are left out."""
    more = f" and {len(lines) - most} more" if len(lines) > most else ""
    return ", ".join(lines[:most]) + more

"""How public things that are defined in private modules get their public names."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from . import reconstruct

__all__ = ["Value", "public"]


class Value:
    """Base of dataclasses that are pickled as a call of the constructor.

    Members that have a default may thus be added, and old pickles are still read.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        members = {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]
        return reconstruct.value, (type(self), members)


def public(module: str, *things: Any) -> None:
    """Have classes and functions say the module where everybody finds them.

    Tracebacks, the names of types and pickles show it.
    """
    for thing in things:
        if getattr(thing, "__module__", "").startswith("gradstep._"):
            thing.__module__ = module

"""What a race can refuse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .._messages import nearest
from ..errors import Error, MissingExtraError

if TYPE_CHECKING:
    from .result import Result


__all__ = ["MissingExtraError", "ProblemError", "RaceError", "hint"]


class RaceError(Error, ValueError):
    """An argument, a data file or a problem that a race cannot work with; ``name`` says which."""


class ProblemError(RaceError):
    """The user's problem raised; its exception is the ``__cause__``.

    ``result`` has the rows of all that was done nevertheless, or is None if that is nothing.
    """

    result: Result | None = None


def hint(name: str, known: Iterable[str]) -> str:
    """The words " (did you mean X?)", or the list of what there is when nothing is close."""
    known = list(known)
    return nearest(name, known, " (did you mean {!r}?)") or f"; there is {', '.join(known)}"

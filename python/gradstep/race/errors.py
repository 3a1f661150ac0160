"""What a race can refuse, and the one place where its optional packages are imported."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING

from ..errors import Error

if TYPE_CHECKING:
    from .result import Result


class RaceError(Error, ValueError):
    """An argument, a data file or a problem that a race cannot work with; ``name`` says which."""


class ProblemError(RaceError):
    """The user's problem raised; its exception is the ``__cause__``.

    ``result`` has the rows of all that was done nevertheless, or is None if that is nothing.
    """

    result: Result | None = None


class MissingExtraError(Error, ImportError):
    """A package of the ``demo`` extra is needed here and not installed; ``name`` is the package."""


def require(module: str, purpose: str) -> ModuleType:
    """Import a module of the ``demo`` extra.

    Raises:
        MissingExtraError: its package is not installed; the message says how to install it.
    """
    package = module.partition(".")[0]
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != package:
            raise  # the package is there, something that it needs itself is not
        raise MissingExtraError(
            f'{purpose} needs {package}, which is not installed: pip install "gradstep[demo]"',
            name=package,
        ) from error


def nearest(name: str, known: Iterable[str]) -> str:
    """The words " (did you mean X?)", or the list of what there is when nothing is close."""
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else f"; there is {', '.join(known)}"

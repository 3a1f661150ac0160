"""The one place where packages of the ``demo`` extra are imported."""

from __future__ import annotations

import importlib
from types import ModuleType

from .errors import MissingExtraError

__all__ = ["require"]


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

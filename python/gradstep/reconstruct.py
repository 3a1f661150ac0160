"""What pickles name.

A pickle is read by calling the functions that it names, so they must be found for as long as
somebody keeps pickles. gradstep's pickles name the three functions below, and public classes under
their public names; nothing else. The functions are frozen: none is moved or renamed, and none loses
an argument. They are not for direct use.

Nothing of the package but the compiled core is imported here: classes come with the calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _core

__all__ = ["optimizer", "schedule", "value"]


def value(kind: Any, members: Mapping[str, Any]) -> Any:
    """A value such as a rule or an average, made anew. What its class refuses is refused here."""
    return kind(**members)


def schedule(name: str, arguments: dict[str, Any]) -> Any:
    """A schedule by its name in gradstep.schedules; composites have no constructor."""
    return _core._make_schedule(name, arguments)


def optimizer(kind: Any, built: Mapping[str, Any], saved: Mapping[str, Any]) -> Any:
    """An optimizer that is built from these arguments and goes on from this `state_dict`."""
    return kind._reconstructed(built, saved)


def __dir__() -> list[str]:
    return sorted(__all__)

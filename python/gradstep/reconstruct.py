"""What pickles name.

A pickle is read by calling the functions that it names, so those must be found for as long as
somebody keeps pickles. These are all that gradstep's name, besides public classes under their
public names. They are frozen: none is moved or renamed, and none loses an argument. They are not
for direct use.

Nothing of the package but the compiled core is imported here: classes come with the calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _core

__all__ = ["line_search", "optimizer", "schedule", "value"]


def value(kind: Any, members: Mapping[str, Any]) -> Any:
    """A frozen value, such as a rule or an average, made anew: what it refuses is refused."""
    return kind(**members)


def schedule(name: str, arguments: dict[str, Any]) -> Any:
    """A schedule by its name in gradstep.schedules; composites have no constructor."""
    return _core._make_schedule(name, arguments)


def line_search(name: str, arguments: Mapping[str, Any]) -> Any:
    """A value of gradstep.line_searches by its name."""
    return getattr(_core, name)(**arguments)


def optimizer(kind: Any, built: Mapping[str, Any], saved: Mapping[str, Any]) -> Any:
    """An optimizer bound as ``built`` says, with the state of a `state_dict`."""
    return kind._reconstructed(built, saved)

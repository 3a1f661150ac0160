"""transformers' learning-rate schedules (transformers 5.23).

``lr`` is the rate that transformers finds in the optimizer; ``steps_per_call`` the number of
updates between two calls of its ``scheduler.step()``, 1 as the Trainer calls it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._schedules import with_schedules
from . import schedules

globals().update(with_schedules({"__all__": []}, schedules))

if TYPE_CHECKING:
    from .schedules import *  # noqa: F403  (all of it: the names are its __all__)

"""transformers' learning-rate schedules (transformers 5.23).

``lr`` is the rate that transformers finds in the optimizer; ``steps_per_call`` the number of
updates between two calls of its ``scheduler.step()``, 1 as the Trainer calls it.
"""

from __future__ import annotations

from .._dialect import Entry, make_classes
from .._schedules import with_schedules
from . import schedules

ENTRIES: dict[str, Entry] = {}

globals().update(with_schedules(make_classes(__name__, ENTRIES), schedules))

"""What goes around a rule: averages of its parameters, Lookahead's slow copy, Mechanic's tuners.

The classes are made from structs in C++, which say their signatures, checks and docstrings.
"""

from __future__ import annotations

from .._core import EMA, SWA, Average, Lookahead, Mechanic, PolyakAverage

__all__ = ["EMA", "SWA", "Average", "Lookahead", "Mechanic", "PolyakAverage"]

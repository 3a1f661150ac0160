"""FEDn's server optimizers (FEDn 0.33, the aggregator fedopt): same arguments and arithmetic.

The name is its parameter serveropt. The gradient is the global weights minus the mean of the
clients' weights, and every array has one in every round.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)

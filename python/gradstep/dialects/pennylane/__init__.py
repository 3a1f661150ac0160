"""PennyLane's optimizers (pennylane 0.45): same arguments, defaults and arithmetic.

NesterovMomentumOptimizer steps the points where the gradients are taken: PennyLane's own arguments
are these plus momentum times the state momentum_buffer.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)

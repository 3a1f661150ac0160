"""The server optimizers of Flower's strategies (flwr 1.42, serverapp): same arithmetic.

The gradient is the global weights minus the mean of the clients' weights, and every array has one
in every round. What samples and weighs the clients stays with the strategy; eta_l is ignored. The
weights keep their dtype, where NumPy 2 makes float64 of a float32 model in FedAdam.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)

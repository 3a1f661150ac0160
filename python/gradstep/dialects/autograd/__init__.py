"""autograd.misc.optimizers (autograd 1.9): same arguments, defaults and arithmetic.

What drives the loop there, grad, x0, callback and num_iters, is the caller's here.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)

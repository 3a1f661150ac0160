"""The optimizers inside scikit-learn's MLPs (scikit-learn 1.9): same arguments and arithmetic.

SGDOptimizer's lr_schedule="adaptive" is a constant rate too, which the training loop lowers; what
power_t belongs to, "invscaling", goes by the samples seen and is refused: give a schedule.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)

"""The optimizers inside scikit-learn's MLPs (scikit-learn 1.9): same arguments and arithmetic.

SGDOptimizer's lr_schedule="adaptive" is a constant rate too, which the training loop lowers.
lr_schedule="invscaling", to which power_t belongs, depends on the samples seen and is refused: give
a schedule.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)

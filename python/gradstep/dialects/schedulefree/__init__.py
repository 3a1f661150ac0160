"""schedulefree's optimizers (1.4): same arguments, defaults and arithmetic.

`eval` and `train` are those of the package, but a new optimizer is in training, and saving is right
in either mode: what was saved in evaluation goes on to train from the same point. The argument
foreach is ignored.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)

"""thinc's optimizers (thinc 9.1): same arguments, defaults and arithmetic.

The argument use_averages is ignored: averages are average= here, with other weights. RAdam is not
here: its corrections count one update more than there are.
"""

from __future__ import annotations

from .optimizers import CLASSES
from .optimizers import ENTRIES as ENTRIES

globals().update(CLASSES)

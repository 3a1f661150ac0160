"""dog-optimizer's optimizers (formll's, 1.0.3): same arguments, defaults and arithmetic.

Their averaging, PolynomialDecayAverager, is ``average=gs.PolyakAverage()`` where its gamma is 0.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["DoG", "LDoG"]

class DoG(Optimizer):
    """dog.DoG: its arguments, defaults and arithmetic.

    DoG, distance over gradients: the step is the largest distance from the start so far, over the
    root of the sum of all squared gradients, of all arrays together.
        r ← max(r, |p - p₀|),  at first d0, or if that is 0 reps_rel·(1 + |p₀|);  G ← G + |g|²,
          G = eps at first
        p ← p - lr·r/√G · g

    The rule is `gradstep.rules.DoG`.

    Args:
        params: The arrays to step, in any container.
        reps_rel: First distance, as a fraction of 1 + the parameters' norm (number or schedule, >= 0).
        lr: Learning rate (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        init_eta: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.DoG`.
    """

    def __init__(
        self,
        params: Any,
        reps_rel: _Number = 1e-06,
        lr: _Number = 1.0,
        weight_decay: _Number = 0.0,
        eps: _Number = 1e-08,
        init_eta: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class LDoG(Optimizer):
    """dog.LDoG: its arguments, defaults and arithmetic.

    L-DoG, layer-wise DoG: each array goes by its own distance and its own gradients.
        r ← max(r, |p - p₀|),  at first d0, or if that is 0 reps_rel·(1 + |p₀|);  G ← G + |g|²,
          G = eps at first
        p ← p - lr·r/√G · g

    The rule is `gradstep.rules.LDoG`.

    Args:
        params: The arrays to step, in any container.
        reps_rel: First distance, as a fraction of 1 + the parameters' norm (number or schedule, >= 0).
        lr: Learning rate (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        init_eta: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.LDoG`.
    """

    def __init__(
        self,
        params: Any,
        reps_rel: _Number = 1e-06,
        lr: _Number = 1.0,
        weight_decay: _Number = 0.0,
        eps: _Number = 1e-08,
        init_eta: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

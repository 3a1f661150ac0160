"""parameterfree's optimizers (Orabona's, 0.0.1): same arguments, defaults and arithmetic.

Here KT counts a gradient with its weight decay as won or lost; there it counts it without.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from .._keywords import _Keywords

__all__ = ["COCOB", "KT"]

class COCOB(Optimizer):
    """parameterfree.COCOB: its arguments, defaults and arithmetic.

    COCOB, continuous coin betting: every element bets on the sign of its next gradient a share of
    what it has won so far.
        g ← lr·g;  L ← max(L, |g|),  L = eps at first;  S ← S + |g|;  R ← max(R - g·(p - x₀), 0);
          θ ← θ - g
        p ← x₀ + θ/max(S + L, warmup_rounds·L) · (1 + R/L),  x₀ the first p

    The rule is `gradstep.rules.COCOB`.

    Args:
        params: The arrays to step, in any container.
        alpha: The rule's warmup_rounds.
            warmup_rounds: Gradients of the largest size during which bets are held small (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.COCOB`.
    """

    def __init__(
        self,
        params: Any,
        alpha: _Number = 100,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class KT(Optimizer):
    """parameterfree.KT: its arguments, defaults and arithmetic.

    KT, Krichevsky-Trofimov betting: all arrays together bet on the next gradient a share of what
    they have won so far.
        g ← lr·g;  W ← W + ⟨x₀ - p, g⟩,  W = initial_wealth at first;  θ ← θ - g;
          p ← x₀ + W/(t + 1) · θ,  x₀ the first p

    The rule is `gradstep.rules.KT`.

    Args:
        params: The arrays to step, in any container.
        w: The rule's initial_wealth.
            initial_wealth: What may be bet at first (number or schedule, >= 0).
        weight_decay: Only 0; another value is refused.

    The other keywords are gradstep's own: see `gradstep.KT`.
    """

    def __init__(
        self,
        params: Any,
        w: _Number = 0.0001,
        weight_decay: float = 0,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

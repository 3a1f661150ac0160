"""schedulefree's optimizers (1.4): same arguments, defaults and arithmetic.

`eval` and `train` are those of the package, but a new optimizer is in training, and saving is right
in either mode: what was saved in evaluation goes on to train from the same point. The argument
foreach is ignored.
"""

# Written by tools/stubs.py.
from typing import Any

from typing_extensions import Unpack

from ...rules import _Number
from .._keywords import _Keywords
from .optimizers import ScheduleFreeOptimizer as ScheduleFreeOptimizer

__all__ = ["AdamWScheduleFree", "RAdamScheduleFree", "SGDScheduleFree", "ScheduleFreeOptimizer"]

class AdamWScheduleFree(ScheduleFreeOptimizer):
    """schedulefree.AdamWScheduleFree: its arguments, defaults and arithmetic.

    Schedule-free AdamW: ScheduleFreeSGD, with gradients that are divided as Adam's are; β₁ stands
    in for Adam's momentum.
        v ← β₂·v + (1-β₂)·g²;  d = g / (√(v/(1-β₂ᵗ) + eps_root) + eps) + weight_decay·p
        γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ'·d;  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x

    The rule is `gradstep.rules.ScheduleFreeAdamW`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        warmup_steps: The rule's warmup.
            warmup: Updates of the way up; of a controller, metrics left out after a rise (number or schedule, in [0, 9.0072e+15]).
        r: Power of the update's number in its weight in the average (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.ScheduleFreeAdamW`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0025,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        warmup_steps: _Number = 0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        foreach: object = True,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RAdamScheduleFree(ScheduleFreeOptimizer):
    """schedulefree.RAdamScheduleFree: its arguments, defaults and arithmetic.

    Schedule-free RAdam: ScheduleFreeAdamW, warmed up by RAdam's rectification instead of by a
    number of updates.
        v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
        ρ > 4:  γ = lr·√((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
          d = g / (√(v/(1-β₂ᵗ)) + eps) + weight_decay·p
        else:   γ = 0, or lr without silent_sgd_phase;      d = g + weight_decay·p
        w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ·d;  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x

    The rule is `gradstep.rules.ScheduleFreeRAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        r: Power of the update's number in its weight in the average (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        foreach: Accepted and ignored.
        silent_sgd_phase: Take no step until the second moment is worth using (bool).

    The other keywords are gradstep's own: see `gradstep.ScheduleFreeRAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0025,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        foreach: object = True,
        silent_sgd_phase: bool = True,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SGDScheduleFree(ScheduleFreeOptimizer):
    """schedulefree.SGDScheduleFree: its arguments, defaults and arithmetic.

    Schedule-free SGD: points z are stepped, their average x is what is learned, and gradients are
    taken between the two, at the parameter p = (1-β₁)·z + β₁·x. It needs no schedule that ends,
    only a constant lr, with warmup.
        γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ'·(g + weight_decay·p);  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x

    The rule is `gradstep.rules.ScheduleFreeSGD`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        warmup_steps: The rule's warmup.
            warmup: Updates of the way up; of a controller, metrics left out after a rise (number or schedule, in [0, 9.0072e+15]).
        r: Power of the update's number in its weight in the average (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.ScheduleFreeSGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        momentum: _Number = 0.9,
        weight_decay: _Number = 0,
        warmup_steps: _Number = 0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        foreach: object = True,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

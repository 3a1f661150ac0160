"""timm's optimizers and schedules (timm 1.0): same arguments, defaults and arithmetic.

The arguments foreach, capturable and differentiable are ignored. Masking by caution is supported
where it masks the whole update.
"""

# Written by tools/stubs.py.
from collections.abc import Callable, Sequence
from typing import Any, Literal

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords
from ..timm.schedules import Range

__all__ = [
    "MADGRAD",
    "SGD",
    "SGDW",
    "AdaBelief",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "AdamWLegacy",
    "Adamax",
    "Adan",
    "Adopt",
    "CosineLRScheduler",
    "LaProp",
    "Lamb",
    "Lars",
    "Lion",
    "Mars",
    "MultiStepLRScheduler",
    "NAdam",
    "NAdamLegacy",
    "NAdamW",
    "NvNovoGrad",
    "PlateauLRScheduler",
    "PolyLRScheduler",
    "RAdam",
    "RAdamLegacy",
    "RMSprop",
    "RMSpropTF",
    "StepLRScheduler",
    "TanhLRScheduler",
    "WSDLRScheduler",
    "create_scheduler_v2",
]

class AdaBelief(Optimizer):
    """timm.AdaBelief: its arguments, defaults and arithmetic.

    AdaBelief: Adam that divides by how far gradients stray from their mean, so that steps are small
    where gradients surprise.
        m ← m + (1-β₁)(g - m);  s ← β₂·s + (1-β₂)(g - m)² + eps_root;
          w = s, or with amsgrad the largest s so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.AdaBelief`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far, unless rectify (bool).
        decoupled_decay: Weight decay acts on the parameter, not through the gradient (bool).
        fixed_decay: Decoupled weight decay is not multiplied by the rate (bool).
        rectify: Reduce the step while the second moment is uncertain, as RAdam (bool).
        degenerated_to_sgd: Before rectification holds, step by the mean gradient (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.AdaBelief`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-16,
        weight_decay: _Number = 0,
        amsgrad: bool = False,
        decoupled_decay: bool = True,
        fixed_decay: bool = False,
        rectify: bool = True,
        degenerated_to_sgd: bool = True,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adadelta(Optimizer):
    """timm.Adadelta: its arguments, defaults and arithmetic.

    Adadelta: steps in the units of the parameters, from the ratio of two running means.
        v ← ρ·v + (1-ρ)·g²;  d = √(u + eps) / √(v + eps) · g;  u ← ρ·u + (1-ρ)·d²;  p ← p - lr·d

    The rule is `gradstep.rules.Adadelta`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        rho: Decay of the running means (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        foreach: Accepted and ignored.
        capturable: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adadelta`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        rho: _Number = 0.9,
        eps: _Number = 1e-06,
        weight_decay: _Number = 0,
        foreach: object = None,
        *,
        capturable: object = False,
        maximize: bool = False,
        differentiable: object = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adagrad(Optimizer):
    """timm.Adagrad: its arguments, defaults and arithmetic.

    Adagrad: each element's rate shrinks with the squared gradients it has seen.
        s ← s + g²;  p ← p - lr/(1 + (t-1)·lr_decay) · g / (√s + eps)  (√(s + eps) with eps_in_sqrt)

    The rule is `gradstep.rules.Adagrad`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        lr_decay: Lr is divided by 1 + (t - 1) * lr_decay (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        differentiable: Accepted and ignored.
        fused: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adagrad`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        lr_decay: _Number = 0,
        weight_decay: _Number = 0,
        initial_accumulator_value: _Number = 0,
        eps: _Number = 1e-10,
        foreach: object = None,
        *,
        maximize: bool = False,
        differentiable: object = False,
        fused: object = None,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adam(Optimizer):
    """timm.Adam: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        capturable: Accepted and ignored.
        differentiable: Accepted and ignored.
        fused: Accepted and ignored.
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        amsgrad: bool = False,
        *,
        foreach: object = None,
        maximize: bool = False,
        capturable: object = False,
        differentiable: object = False,
        fused: object = None,
        decoupled_weight_decay: bool = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdamW(Optimizer):
    """timm.AdamW: its arguments, defaults and arithmetic.

    AdamW: Adam whose weight decay acts on the parameter, not through the gradient (decoupled).
        p ← (1 - lr·weight_decay)·p;  then Adam's step, with Adam's options:
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.AdamW`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        capturable: Accepted and ignored.
        differentiable: Accepted and ignored.
        fused: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.AdamW`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: object = None,
        capturable: object = False,
        differentiable: object = False,
        fused: object = None,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdamWLegacy(Optimizer):
    """timm.AdamWLegacy: its arguments, defaults and arithmetic.

    AdamW: Adam whose weight decay acts on the parameter, not through the gradient (decoupled).
        p ← (1 - lr·weight_decay)·p;  then Adam's step, with Adam's options:
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.AdamW`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        caution: The rule's cautious.
            cautious: Take only increments that go against the gradient, and those larger (bool).
        corrected_weight_decay: Decay is also multiplied by lr over the largest lr that the optimizer is made with (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        capturable: Accepted and ignored.
        clipping_threshold: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.AdamW`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        amsgrad: bool = False,
        caution: bool = False,
        corrected_weight_decay: bool = False,
        maximize: bool = False,
        foreach: object = None,
        capturable: object = False,
        clipping_threshold: None = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adamax(Optimizer):
    """timm.Adamax: its arguments, defaults and arithmetic.

    Adamax: Adam with the infinity norm: the largest gradient so far, fading, in place of √v.
        m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g| + eps);  p ← p - lr/(1-β₁ᵗ) · m / u

    The rule is `gradstep.rules.Adamax`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        differentiable: Accepted and ignored.
        capturable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adamax`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.002,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        foreach: object = None,
        *,
        maximize: bool = False,
        differentiable: object = False,
        capturable: object = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adan(Optimizer):
    """timm.Adan: its arguments, defaults and arithmetic.

    Adan: Adam with Nesterov's look-ahead, estimated from the change of the gradient.
        Δ = g - g_prev, 0 at first;  m ← β₁·m + (1-β₁)·g;  d ← β₂·d + (1-β₂)·Δ;
          v ← β₃·v + (1-β₃)(g + w·Δ)²,  w = β₂
        u = (m/(1-β₁ᵗ) + w·d/(1-β₂ᵗ)) / (√(v/(1-β₃ᵗ) + eps_root) + eps)
        p ← (p - lr·u) / (1 + lr·weight_decay), or with no_prox  p ← (1 - lr·weight_decay)·p - lr·u

    The rule is `gradstep.rules.Adan`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2, beta3.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
            beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        no_prox: Decay the parameter before the step, not proximally after it (bool).
        caution: Only False; another value is refused.
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adan`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number, _Number] = (0.98, 0.92, 0.99),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        no_prox: bool = False,
        caution: Literal[False] = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adopt(Optimizer):
    """timm.Adopt: its arguments, defaults and arithmetic.

    ADOPT: Adam that divides each gradient by the second moment before it, and averages after that.
        first v ← g², and nothing moves;  then
          x = clamp(g / max(√v, eps), ±(t - clip_offset)^clip_exponent)
        m ← m + (1-β₁)(x - m);  p ← p - lr·m;  v ← β₂·v + (1-β₂)·g²

    The rule is `gradstep.rules.ADOPT`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        clip_exp: Exponent of the bound t**clip_exp on normalized gradients; None for no bound (number).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled: The rule's decoupled_weight_decay.
            decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        corrected_weight_decay: Decay is also multiplied by lr over the largest lr that the optimizer is made with (bool).
        caution: The rule's cautious.
            cautious: Take only increments that go against the gradient, and those larger (bool).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        capturable: Accepted and ignored.
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.ADOPT`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.9999),
        eps: _Number = 1e-06,
        clip_exp: float | None = 0.333,
        weight_decay: _Number = 0.0,
        decoupled: bool = False,
        corrected_weight_decay: bool = False,
        *,
        caution: bool = False,
        foreach: object = None,
        maximize: bool = False,
        capturable: object = False,
        differentiable: object = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def CosineLRScheduler(
    lr: float,
    t_initial: int,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    k_decay: float = 1.0,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr_min + (lr·cycle_decay^i - lr_min)·(1 + cos(π·(c / T)^k_decay)) / 2 in cycle i.

    c is the call within the cycle, T = t_initial·cycle_mul^i its length. After cycle_limit cycles
    it is lr_min. cycle_mul below 1 is refused. Where a cycle begins exactly at a call timm's
    logarithm may still see the one before, at its end; here the new one has begun.

    Args:
        lr: The rate that the peer's optimizer has.
        t_initial: Calls of the first cycle.
        lr_min: The least rate.
        cycle_mul: How many times as long each cycle is as the one before, at least 1.
        cycle_decay: Factor on the peak from one cycle to the next.
        cycle_limit: How many cycles there are.
        warmup_t: Calls of the warm-up.
        warmup_lr_init: The rate at the beginning of the warm-up.
        warmup_prefix: Whether the curve begins after the warm-up, instead of at t = 0.
        t_in_epochs: Accepted and ignored.
        noise_range_t: Calls with noise: from one on, or from one to another; None for no noise.
        noise_pct: The largest relative change by noise.
        noise_std: Standard deviation of the noise.
        noise_seed: Seed of the noise.
        k_decay: Exponent of the time in a cycle.
        initialize: Accepted and ignored.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

class LaProp(Optimizer):
    """timm.LaProp: its arguments, defaults and arithmetic.

    LaProp: the gradient is divided first and averaged afterwards, so that the momentum is of steps,
    each with the rate of its time.
        v ← β₂·v + (1-β₂)·g²;  x = g / (√(v/(1-β₂ᵗ) + eps_root) + eps);  m ← β₁·m + (1-β₁)·lr·x
        l ← β₁·l + (1-β₁)·lr, which is (1-β₁ᵗ)·lr at a constant lr;
          p ← (p - m·lr/l)·(1 - lr·weight_decay)

    The rule is `gradstep.rules.LaProp`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        caution: The rule's cautious.
            cautious: Take only increments that go against the gradient, and those larger (bool).
        corrected_weight_decay: Decay is also multiplied by lr over the largest lr that the optimizer is made with (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.LaProp`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0004,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-15,
        weight_decay: _Number = 0.0,
        caution: bool = False,
        corrected_weight_decay: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Lamb(Optimizer):
    """timm.Lamb: its arguments, defaults and arithmetic.

    LAMB: Adam's step, rescaled for each array to the norm of its parameters.
        m ← β₁·m + (1-β₁)·g;  v ← β₂·v + (1-β₂)·g²;
          u = m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + eps) + weight_decay·p
        p ← p - lr·r·u,  r = |p| / (|u| + trust_eps), 1 if a norm is 0, at most 1 with trust_clip

    The rule is `gradstep.rules.LAMB`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        bias_correction: Correct the running means for their start at zero (bool).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        grad_averaging: The momentum is a mean of gradients, not a decaying sum (bool).
        max_grad_norm: gradstep's option clip_norm.
        trust_clip: Keep the trust ratio at 1 or below (bool).
        always_adapt: Take the trust ratio without weight decay too (bool).
        caution: Take only increments that go against the gradient, and those larger; with weight_decay=0 and without always_adapt only (bool).
        decoupled_decay: The rule's decoupled_weight_decay.
            decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        corrected_weight_decay: Decay is also multiplied by lr over the largest lr that the optimizer is made with (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.LAMB`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        bias_correction: bool = True,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-06,
        weight_decay: _Number = 0.01,
        grad_averaging: bool = True,
        max_grad_norm: float | None = 1.0,
        trust_clip: bool = False,
        always_adapt: bool = False,
        caution: bool = False,
        decoupled_decay: bool = False,
        corrected_weight_decay: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Lars(Optimizer):
    """timm.Lars: its arguments, defaults and arithmetic.

    LARS: momentum on gradients that are rescaled for each array to the norm of its parameters.
        r = trust_coefficient·|p| / (|g| + weight_decay·|p| + eps), 1 if |p| or |g| is 0
          (with adapt_decay: if |p| or |g| + weight_decay·|p| is 0);
          d = r·(g + weight_decay·p)
        b ← momentum·b + (1 - dampening)·d,  b = d at first;   p ← p - lr·b, or with nesterov
          p ← p - lr·(d + momentum·b)

    The rule is `gradstep.rules.LARS`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        dampening: Share of the gradient kept out of the momentum buffer (number or schedule).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step (bool).
        trust_coeff: The rule's trust_coefficient.
            trust_coefficient: Size of the step, as a fraction of the parameter's norm (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        trust_clip: Keep the trust ratio at 1 or below (bool).
        always_adapt: Take the trust ratio without weight decay too (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.LARS`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 1.0,
        momentum: _Number = 0,
        dampening: _Number = 0,
        weight_decay: _Number = 0,
        nesterov: bool = False,
        trust_coeff: _Number = 0.001,
        eps: _Number = 1e-08,
        trust_clip: bool = False,
        always_adapt: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Lion(Optimizer):
    """timm.Lion: its arguments, defaults and arithmetic.

    Lion: the sign of a blend of gradient and momentum, with decoupled weight decay.
        p ← (1 - lr·weight_decay)·p;  c = β₁·m + (1-β₁)·g;  m ← β₂·m + (1-β₂)·g
        p ← p - lr·sign(c);  with refined the step is lr·c where |c| < 1

    The rule is `gradstep.rules.Lion`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        caution: The rule's cautious.
            cautious: Take only increments that go against the gradient, and those larger (bool).
        corrected_weight_decay: Decay is also multiplied by lr over the largest lr that the optimizer is made with (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Lion`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.0001,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        weight_decay: _Number = 0.0,
        caution: bool = False,
        corrected_weight_decay: bool = False,
        maximize: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MADGRAD(Optimizer):
    """timm.MADGRAD: its arguments, defaults and arithmetic.

    MADGRAD: dual averaging with momentum: a step from the start by the sum of all gradients, over
    the cube root of that of their squares.
        λ = (lr + eps)·√t;  v ← v + λ·g²;  s ← s + λ·g;  z = x₀ - s / (∛v + eps),  x₀ the first p
        p ← momentum·p + (1 - momentum)·z

    The rule is `gradstep.rules.MADGRAD`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        decoupled_decay: Only False; another value is refused.

    The other keywords are gradstep's own: see `gradstep.MADGRAD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        momentum: _Number = 0.9,
        weight_decay: _Number = 0,
        eps: _Number = 1e-06,
        decoupled_decay: Literal[False] = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Mars(Optimizer):
    """timm.Mars: its arguments, defaults and arithmetic.

    MARS: AdamW on gradients whose variance is reduced by their last change.
        c = g + variance_reduction · β₁/(1-β₁) · (g - g_prev);
          c ← c / max(|c|, 1), |c| over the array
        m ← m + (1-β₁)(c - m);  v ← β₂·v + (1-β₂)·c²;  w = v, or with amsgrad the largest v so far
        p ← (1 - lr·weight_decay)·p - lr · m/(1-β₁ᵗ) / (√(w/(1-β₂ᵗ) + eps_root) + eps)

    The rule is `gradstep.rules.MARS`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        gamma: The rule's variance_reduction.
            variance_reduction: Weight of the gradient's last change in the corrected gradient (number or schedule, >= 0).
        mars_type: Only 'adamw'; another value is refused.
        optimize_1d: Step arrays with fewer than two axes by this rule too, instead of AdamW (bool).
        lr_1d_factor: Factor on the rate of AdamW on arrays with fewer than two axes, unless optimize_1d.
        betas_1d: beta1 and beta2 of AdamW on arrays with fewer than two axes, unless optimize_1d.
        caution: The rule's cautious.
            cautious: Take only increments that go against the gradient, and those larger (bool).

    The other keywords are gradstep's own: see `gradstep.MARS`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.003,
        betas: tuple[_Number, _Number] = (0.9, 0.99),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        gamma: _Number = 0.025,
        mars_type: Literal["adamw"] = "adamw",
        optimize_1d: bool = False,
        lr_1d_factor: float = 1.0,
        betas_1d: float | None = None,
        caution: bool = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def MultiStepLRScheduler(
    lr: float,
    decay_t: Sequence[int],
    decay_rate: float = 1.0,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = True,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·decay_rate^#{decay_t <= t + 1}: each one call before its number, as there.

    Args:
        lr: The rate that the peer's optimizer has.
        decay_t: Numbers of the calls that drop the rate.
        decay_rate: Factor of the decay.
        warmup_t: Calls of the warm-up.
        warmup_lr_init: The rate at the beginning of the warm-up.
        warmup_prefix: Whether the curve begins after the warm-up, instead of at t = 0.
        t_in_epochs: Accepted and ignored.
        noise_range_t: Calls with noise: from one on, or from one to another; None for no noise.
        noise_pct: The largest relative change by noise.
        noise_std: Standard deviation of the noise.
        noise_seed: Seed of the noise.
        initialize: Accepted and ignored.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

class NAdam(Optimizer):
    """timm.NAdam: its arguments, defaults and arithmetic.

    NAdam: Adam with Nesterov's look-ahead and a momentum that warms up. ψ = momentum_decay.
        μₜ = β₁·(1 - 0.96^(t·ψ)/2);  P ← P·μₜ, the product of all μ so far
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        p ← p - lr · ((1-μₜ)/(1-P)·g + μₜ₊₁/(1-P·μₜ₊₁)·m) / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.NAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        momentum_decay: Speed at which the momentum warms up (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        capturable: Accepted and ignored.
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.NAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.002,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        momentum_decay: _Number = 0.004,
        decoupled_weight_decay: bool = False,
        *,
        foreach: object = None,
        maximize: bool = False,
        capturable: object = False,
        differentiable: object = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class NAdamLegacy(Optimizer):
    """timm.NAdamLegacy: its arguments, defaults and arithmetic.

    NAdam: Adam with Nesterov's look-ahead and a momentum that warms up. ψ = momentum_decay.
        μₜ = β₁·(1 - 0.96^(t·ψ)/2);  P ← P·μₜ, the product of all μ so far
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        p ← p - lr · ((1-μₜ)/(1-P)·g + μₜ₊₁/(1-P·μₜ₊₁)·m) / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.NAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        schedule_decay: The rule's momentum_decay.
            momentum_decay: Speed at which the momentum warms up (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.NAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.002,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        schedule_decay: _Number = 0.004,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class NAdamW(Optimizer):
    """timm.NAdamW: its arguments, defaults and arithmetic.

    AdamW: Adam whose weight decay acts on the parameter, not through the gradient (decoupled).
        p ← (1 - lr·weight_decay)·p;  then Adam's step, with Adam's options:
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.AdamW`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        caution: The rule's cautious.
            cautious: Take only increments that go against the gradient, and those larger (bool).
        corrected_weight_decay: Decay is also multiplied by lr over the largest lr that the optimizer is made with (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        capturable: Accepted and ignored.
        clipping_threshold: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.AdamW`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        caution: bool = False,
        corrected_weight_decay: bool = False,
        maximize: bool = False,
        foreach: object = None,
        capturable: object = False,
        clipping_threshold: None = None,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class NvNovoGrad(Optimizer):
    """timm.NvNovoGrad: its arguments, defaults and arithmetic.

    NovoGrad: momentum on gradients that are normalized for each array, by a running mean of their
    squared norm.
        n ← β₂·n + (1-β₂)·|g|²,  n = |g|² at first;  d = g / (√n + eps) + weight_decay·p
        m ← β₁·m + d,  m = d at first;  p ← p - lr·m

    The rule is `gradstep.rules.NovoGrad`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        grad_averaging: The momentum is a mean of gradients, not a decaying sum (bool).
        amsgrad: Only False; another value is refused.
        decoupled_decay: The rule's decoupled_weight_decay.
            decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        corrected_weight_decay: Decay is also multiplied by lr over the largest lr that the optimizer is made with (bool).

    The other keywords are gradstep's own: see `gradstep.NovoGrad`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.95, 0.98),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        grad_averaging: bool = False,
        amsgrad: Literal[False] = False,
        decoupled_decay: bool = False,
        corrected_weight_decay: bool = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def PlateauLRScheduler(
    lr: float,
    decay_rate: float = 0.1,
    patience_t: int = 10,
    threshold: float = 0.0001,
    cooldown_t: int = 0,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    lr_min: float = 0.0,
    mode: str = "max",
    noise_range_t: Range = None,
    noise_type: str = "normal",
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int | None = None,
    initialize: bool = True,
    *,
    steps_per_call: int | None = None,
) -> Schedule:
    """lr, multiplied by decay_rate after more than patience_t metrics that are no better.

    timm's ``step(epoch, metric)`` is ``opt.observe(metric)``. mode is "max", as there. Metrics that
    come during the warm-up do nothing. steps_per_call is needed for a warm-up and for noise.

    Args:
        lr: The rate that the peer's optimizer has.
        decay_rate: Factor of the decay.
        patience_t: How many metrics in a row are waited for a better one.
        threshold: By how much a metric must be better to count as better.
        cooldown_t: Metrics after a reduction that do not count.
        warmup_t: Calls of the warm-up.
        warmup_lr_init: The rate at the beginning of the warm-up.
        lr_min: The least rate.
        mode: "min" if a smaller metric is better, "max" if a larger one is.
        noise_range_t: Calls with noise: from one on, or from one to another; None for no noise.
        noise_type: "normal" or "uniform".
        noise_pct: The largest relative change by noise.
        noise_std: Standard deviation of the noise.
        noise_seed: Seed of the noise.
        initialize: Accepted and ignored.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def PolyLRScheduler(
    lr: float,
    t_initial: int,
    power: float = 0.5,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    k_decay: float = 1.0,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr_min + (lr·cycle_decay^i - lr_min)·(1 - (c / T)^k_decay)^power in cycle i.

    c is the call within the cycle, T = t_initial·cycle_mul^i its length. After cycle_limit cycles
    it is lr_min. cycle_mul below 1 is refused.

    Args:
        lr: The rate that the peer's optimizer has.
        t_initial: Calls of the first cycle.
        power: Exponent of the time that is left.
        lr_min: The least rate.
        cycle_mul: How many times as long each cycle is as the one before, at least 1.
        cycle_decay: Factor on the peak from one cycle to the next.
        cycle_limit: How many cycles there are.
        warmup_t: Calls of the warm-up.
        warmup_lr_init: The rate at the beginning of the warm-up.
        warmup_prefix: Whether the curve begins after the warm-up, instead of at t = 0.
        t_in_epochs: Accepted and ignored.
        noise_range_t: Calls with noise: from one on, or from one to another; None for no noise.
        noise_pct: The largest relative change by noise.
        noise_std: Standard deviation of the noise.
        noise_seed: Seed of the noise.
        k_decay: Exponent of the time in a cycle.
        initialize: Accepted and ignored.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

class RAdam(Optimizer):
    """timm.RAdam: its arguments, defaults and arithmetic.

    RAdam: Adam that waits until its second moment is worth using, and then trusts it by degrees.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
        ρ > sma_threshold:  r = √((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
          p ← p - lr·r/(1-β₁ᵗ) · m·√(1-β₂ᵗ)/(√v + eps)
        else:               p ← p - lr/(1-β₁ᵗ) · m,  or no step without degenerated_to_sgd

    The rule is `gradstep.rules.RAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        capturable: Accepted and ignored.
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.RAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: object = None,
        maximize: bool = False,
        capturable: object = False,
        differentiable: object = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RAdamLegacy(Optimizer):
    """timm.RAdamLegacy: its arguments, defaults and arithmetic.

    RAdam: Adam that waits until its second moment is worth using, and then trusts it by degrees.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
        ρ > sma_threshold:  r = √((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
          p ← p - lr·r/(1-β₁ᵗ) · m·√(1-β₂ᵗ)/(√v + eps)
        else:               p ← p - lr/(1-β₁ᵗ) · m,  or no step without degenerated_to_sgd

    The rule is `gradstep.rules.RAdam`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        betas: The rule's beta1, beta2.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.RAdam`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        betas: tuple[_Number, _Number] = (0.9, 0.999),
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RMSprop(Optimizer):
    """timm.RMSprop: its arguments, defaults and arithmetic.

    RMSprop: gradients divided by their running root mean square.
        v ← α·v + (1-α)·g²;  a ← a + (1-α)·(g - a);  d = g / (√(v - a²) + eps)
          (without a² unless centered)
        p ← p - lr·d, or with momentum  b ← momentum·b + d;  p ← p - lr·b
          (d + momentum·b with nesterov)

    The rule is `gradstep.rules.RMSprop`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        alpha: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        centered: Divide by the standard deviation instead of the root mean square (bool).
        capturable: Accepted and ignored.
        foreach: Accepted and ignored.
        maximize: Ascend instead of descend: larger is better (bool).
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.RMSprop`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        alpha: _Number = 0.99,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0,
        momentum: _Number = 0,
        centered: bool = False,
        capturable: object = False,
        foreach: object = None,
        maximize: bool = False,
        differentiable: object = False,
        *,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RMSpropTF(Optimizer):
    """timm.RMSpropTF: its arguments, defaults and arithmetic.

    RMSprop: gradients divided by their running root mean square.
        v ← α·v + (1-α)·g²;  a ← a + (1-α)·(g - a);  d = g / (√(v - a²) + eps)
          (without a² unless centered)
        p ← p - lr·d, or with momentum  b ← momentum·b + d;  p ← p - lr·b
          (d + momentum·b with nesterov)

    The rule is `gradstep.rules.RMSprop`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        alpha: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        centered: Divide by the standard deviation instead of the root mean square (bool).
        decoupled_decay: The rule's decoupled_weight_decay.
            decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        corrected_weight_decay: Decay is also multiplied by lr over the largest lr that the optimizer is made with (bool).
        lr_in_momentum: The momentum buffer sums steps, each with the rate of its time, not gradients (bool).
        caution: Take only increments that go against the gradient, and those larger; without momentum it does nothing (bool).
        foreach: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.RMSprop`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.01,
        alpha: _Number = 0.9,
        eps: _Number = 1e-10,
        weight_decay: _Number = 0,
        momentum: _Number = 0.0,
        centered: bool = False,
        decoupled_decay: bool = False,
        corrected_weight_decay: bool = False,
        lr_in_momentum: bool = True,
        caution: bool = False,
        foreach: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SGD(Optimizer):
    """timm.SGD: its arguments, defaults and arithmetic.

    Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time

    The rule is `gradstep.rules.SGD`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        dampening: Share of the gradient kept out of the momentum buffer (number or schedule).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        differentiable: Accepted and ignored.
        fused: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        momentum: _Number = 0,
        dampening: _Number = 0,
        weight_decay: _Number = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: object = None,
        differentiable: object = False,
        fused: object = None,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SGDW(Optimizer):
    """timm.SGDW: its arguments, defaults and arithmetic.

    Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time

    The rule is `gradstep.rules.SGD`.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        dampening: Share of the gradient kept out of the momentum buffer (number or schedule).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step (bool).
        caution: Take only increments that go against the gradient, and those larger; without momentum it does nothing (bool).
        corrected_weight_decay: Decay is also multiplied by lr over the largest lr that the optimizer is made with (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        foreach: Accepted and ignored.
        differentiable: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        lr: _Number = 0.001,
        momentum: _Number = 0.0,
        dampening: _Number = 0.0,
        weight_decay: _Number = 0.0,
        nesterov: bool = False,
        *,
        caution: bool = False,
        corrected_weight_decay: bool = False,
        maximize: bool = False,
        foreach: object = None,
        differentiable: object = False,
        state_dtype: Any = None,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def StepLRScheduler(
    lr: float,
    decay_t: float,
    decay_rate: float = 1.0,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = True,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·decay_rate^⌊t / decay_t⌋; decay_t need not be whole.

    Args:
        lr: The rate that the peer's optimizer has.
        decay_t: Calls between two drops.
        decay_rate: Factor of the decay.
        warmup_t: Calls of the warm-up.
        warmup_lr_init: The rate at the beginning of the warm-up.
        warmup_prefix: Whether the curve begins after the warm-up, instead of at t = 0.
        t_in_epochs: Accepted and ignored.
        noise_range_t: Calls with noise: from one on, or from one to another; None for no noise.
        noise_pct: The largest relative change by noise.
        noise_std: Standard deviation of the noise.
        noise_seed: Seed of the noise.
        initialize: Accepted and ignored.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def TanhLRScheduler(
    lr: float,
    t_initial: int,
    lb: float = -7.0,
    ub: float = 3.0,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr_min + (lr·cycle_decay^i - lr_min)·(1 - tanh(lb·(1 - u) + ub·u)) / 2 in cycle i, u = c / T.

    c is the call within the cycle, T = t_initial·cycle_mul^i its length. After cycle_limit cycles
    it is lr_min. cycle_mul below 1 is refused. Without warmup_prefix the warm-up aims at the curve,
    not at lr.

    Args:
        lr: The rate that the peer's optimizer has.
        t_initial: Calls of the first cycle.
        lb: Where on the hyperbolic tangent it begins.
        ub: Where on the hyperbolic tangent it ends.
        lr_min: The least rate.
        cycle_mul: How many times as long each cycle is as the one before, at least 1.
        cycle_decay: Factor on the peak from one cycle to the next.
        cycle_limit: How many cycles there are.
        warmup_t: Calls of the warm-up.
        warmup_lr_init: The rate at the beginning of the warm-up.
        warmup_prefix: Whether the curve begins after the warm-up, instead of at t = 0.
        t_in_epochs: Accepted and ignored.
        noise_range_t: Calls with noise: from one on, or from one to another; None for no noise.
        noise_pct: The largest relative change by noise.
        noise_std: Standard deviation of the noise.
        noise_seed: Seed of the noise.
        initialize: Accepted and ignored.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def WSDLRScheduler(
    lr: float,
    t_initial: int,
    decay_t: int,
    lr_min: float = 0.0,
    stable_fn: str = "constant",
    stable_timescale: float | None = None,
    stable_power: float = 0.5,
    decay_fn: str | Callable[[float], float] = "1-sqrt",
    decay_power: float = 0.5,
    decay_ratio: float = 0.1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    t_in_epochs: bool = True,
    noise_range_t: Range = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr_min + (stable - lr_min)·decay; stable = max(lr·(1 + s / timescale)^(-power), lr_min).

    s is t - warmup_t; "rsqrt" is power 0.5, "constant" no power at all; timescale is warmup_t if
    not given. decay begins at s = t_initial - decay_t: with f on the way from 0 to 1 it is 1 - f
    ("linear"), 1 - √f, (1 + cos πf) / 2, 1 - f^decay_power ("power"), (r^f - r) / (1 - r) with r =
    decay_ratio ("exp"), or a function of f. t_initial does not count the warm-up.

    Args:
        lr: The rate that the peer's optimizer has.
        t_initial: Calls of the whole, without the warm-up.
        decay_t: Calls of the way down.
        lr_min: The least rate.
        stable_fn: What is before the way down: "constant", "rsqrt" or "power".
        stable_timescale: The time in which the rate before the way down falls; None for the warm-up's length.
        stable_power: Exponent of stable_fn="power".
        decay_fn: The form of the way down.
        decay_power: Exponent of the form "power".
        decay_ratio: What is left at the end of the form "exp", before lr_min is added.
        warmup_t: Calls of the warm-up.
        warmup_lr_init: The rate at the beginning of the warm-up.
        t_in_epochs: Accepted and ignored.
        noise_range_t: Calls with noise: from one on, or from one to another; None for no noise.
        noise_pct: The largest relative change by noise.
        noise_std: Standard deviation of the noise.
        noise_seed: Seed of the noise.
        initialize: Accepted and ignored.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

def create_scheduler_v2(
    lr: float,
    sched: str = "cosine",
    num_epochs: int = 300,
    decay_epochs: float | None = None,
    decay_milestones: Sequence[int] = (90, 180, 270),
    cooldown_epochs: int = 0,
    patience_epochs: int = 10,
    decay_rate: float = 0.1,
    min_lr: float = 0.0,
    warmup_lr: float = 1e-05,
    warmup_epochs: int = 0,
    warmup_prefix: bool = False,
    noise: float | Sequence[float] | None = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    cycle_mul: float = 1.0,
    cycle_decay: float = 0.1,
    cycle_limit: int = 1,
    k_decay: float = 1.0,
    decay_fn: str | None = None,
    stable_timescale: float | None = None,
    plateau_mode: str = "max",
    step_on_epochs: bool = True,
    updates_per_epoch: int = 0,
    *,
    steps_per_call: int,
) -> Schedule:
    """The schedule that timm makes of its command line.

    sched is "cosine", "tanh", "poly", "step", "multistep", "wsd", "rsqrt", "constant", "plateau",
    or "none" (lr).

    steps_per_call is the updates of an epoch, or 1 with step_on_epochs=False. The number of epochs
    to train, which timm returns too, is not returned: cooldown_epochs is ignored.

    Args:
        lr: The rate that the peer's optimizer has.
        sched: Which schedule.
        num_epochs: Epochs of the whole.
        decay_epochs: Epochs between two drops, or of the way down; below 1, a fraction of the epochs.
        decay_milestones: Epochs of the drops.
        cooldown_epochs: Accepted and ignored.
        patience_epochs: How many metrics in a row are waited for a better one.
        decay_rate: Factor of the decay.
        min_lr: The least rate.
        warmup_lr: The rate at the beginning of the warm-up.
        warmup_epochs: Epochs of the warm-up.
        warmup_prefix: Whether the curve begins after the warm-up, instead of at t = 0.
        noise: Where there is noise, in fractions of the epochs: from one on, or from one to another.
        noise_pct: The largest relative change by noise.
        noise_std: Standard deviation of the noise.
        noise_seed: Seed of the noise.
        cycle_mul: How many times as long each cycle is as the one before, at least 1.
        cycle_decay: Factor on the peak from one cycle to the next.
        cycle_limit: How many cycles there are.
        k_decay: Exponent of the time in a cycle.
        decay_fn: The form of the way down.
        stable_timescale: The time in which the rate before the way down falls; None for the warm-up's length.
        plateau_mode: "min" if a smaller metric is better, "max" if a larger one is.
        step_on_epochs: Whether timm is called once per epoch, instead of once per update.
        updates_per_epoch: Updates of an epoch, with step_on_epochs=False.
        steps_per_call: Updates between two calls of the peer's scheduler: 1 if it was called after every update, the updates of an epoch if after every epoch.
    """

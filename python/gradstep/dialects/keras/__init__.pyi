"""Keras' optimizers and schedules (Keras 3.15): same arguments, defaults and arithmetic.

Their rate is a number or a gradstep schedule. Weight decay comes before the step, ``p -= p·wd·lr``,
and None is none. With use_ema the averages are `opt.average`; they do not replace the parameters at
the end. The argument name is ignored.
"""

# Written by tools/stubs.py.
from collections.abc import Sequence
from typing import Any

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords

__all__ = [
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "Ftrl",
    "InverseTimeDecay",
    "Lamb",
    "Lion",
    "Nadam",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "RMSprop",
    "ReduceLROnPlateau",
    "ScheduleFreeAdamW",
]

class Adadelta(Optimizer):
    """keras.Adadelta: its arguments, defaults and arithmetic.

    Adadelta: steps in the units of the parameters, from the ratio of two running means.
        v ← ρ·v + (1-ρ)·g²;  d = √(u + eps) / √(v + eps) · g;  u ← ρ·u + (1-ρ)·d²;  p ← p - lr·d

    The rule is `gradstep.rules.Adadelta`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        rho: Decay of the running means (number or schedule, in [0, 1)).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adadelta`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        rho: _Number = 0.95,
        epsilon: _Number = 1e-07,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adagrad(Optimizer):
    """keras.Adagrad: its arguments, defaults and arithmetic.

    Adagrad: each element's rate shrinks with the squared gradients it has seen.
        s ← s + g²;  p ← p - lr/(1 + (t-1)·lr_decay) · g / (√s + eps)  (√(s + eps) with eps_in_sqrt)

    The rule is `gradstep.rules.Adagrad`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adagrad`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        initial_accumulator_value: _Number = 0.1,
        epsilon: _Number = 1e-07,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adam(Optimizer):
    """keras.Adam: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta_1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta_2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        beta_1: _Number = 0.9,
        beta_2: _Number = 0.999,
        epsilon: _Number = 1e-07,
        amsgrad: bool = False,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdamW(Optimizer):
    """keras.AdamW: its arguments, defaults and arithmetic.

    AdamW: Adam whose weight decay acts on the parameter, not through the gradient (decoupled).
        p ← (1 - lr·weight_decay)·p;  then Adam's step, with Adam's options:
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.AdamW`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        beta_1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta_2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.AdamW`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        weight_decay: _Number = 0.004,
        beta_1: _Number = 0.9,
        beta_2: _Number = 0.999,
        epsilon: _Number = 1e-07,
        amsgrad: bool = False,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adamax(Optimizer):
    """keras.Adamax: its arguments, defaults and arithmetic.

    Adamax: Adam with the infinity norm: the largest gradient so far, fading, in place of √v.
        m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g| + eps);  p ← p - lr/(1-β₁ᵗ) · m / u

    The rule is `gradstep.rules.Adamax`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta_1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta_2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Adamax`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        beta_1: _Number = 0.9,
        beta_2: _Number = 0.999,
        epsilon: _Number = 1e-07,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def CosineDecay(
    initial_learning_rate: float,
    decay_steps: int,
    alpha: float = 0.0,
    name: str = "CosineDecay",
    warmup_target: float | None = None,
    warmup_steps: int = 0,
) -> Schedule:
    """A cosine from initial_learning_rate to alpha times that, in decay_steps updates.

    With warmup_target first a straight line from initial_learning_rate to it, of warmup_steps that
    are not part of decay_steps; the cosine is then from warmup_target to alpha times that.

    Args:
        initial_learning_rate: The first value.
        decay_steps: Updates of the decay.
        alpha: The least value as a fraction of the first, from 0 to 1.
        name: Accepted and ignored.
        warmup_target: The rate at the end of the warm-up; None for no warm-up.
        warmup_steps: The length of the warm-up.
    """

def CosineDecayRestarts(
    initial_learning_rate: float,
    first_decay_steps: int,
    t_mul: float = 2.0,
    m_mul: float = 1.0,
    alpha: float = 0.0,
    name: str = "SGDRDecay",
) -> Schedule:
    """initial_learning_rate·((1 - alpha)·m_mul^i·(1 + cos(π·c / T)) / 2 + alpha), for ever.

    c is the update in cycle i, of T = first_decay_steps·t_mul^i updates. Where a cycle begins
    exactly at an update Keras' logarithm may still see the one before, at its end; here the new one
    has begun. With a t_mul below 1 all cycles end by update first_decay_steps/(1 - t_mul): from
    there on it is the least value, where Keras' is NaN.

    Args:
        initial_learning_rate: The first value.
        first_decay_steps: Updates of the first cycle.
        t_mul: How many times as long each cycle is as the one before, at least 1.
        m_mul: Factor on the peak from one cycle to the next.
        alpha: The least value as a fraction of the first, from 0 to 1.
        name: Accepted and ignored.
    """

def ExponentialDecay(
    initial_learning_rate: float,
    decay_steps: int,
    decay_rate: float,
    staircase: bool = False,
    name: str = "ExponentialDecay",
) -> Schedule:
    """initial_learning_rate·decay_rate^(n / decay_steps); staircase rounds the exponent down.

    Args:
        initial_learning_rate: The first value.
        decay_steps: Updates in which the exponent grows by 1.
        decay_rate: Factor of the decay.
        staircase: Whether the exponent is rounded down.
        name: Accepted and ignored.
    """

class Ftrl(Optimizer):
    """keras.Ftrl: its arguments, defaults and arithmetic.

    FTRL-proximal: the parameters solve the sum of all past gradients, with L1 and L2 penalties,
    anew at each step.
        n' = n + g²;  z ← z + g + l2_shrinkage·p - (n'^-lr_power - n^-lr_power)/lr · p;  n ← n'
        p ← 0 where |z| <= l1, else (sign(z)·l1 - z) / ((n^-lr_power + beta)/lr + l2)

    The rule is `gradstep.rules.FTRL`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        learning_rate_power: The rule's lr_power.
            lr_power: The rate falls as the sum of squared gradients to this power (number or schedule, <= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        l1_regularization_strength: The rule's l1.
            l1: L1 penalty on the parameters (number or schedule, >= 0).
        l2_regularization_strength: Strength of the penalty l2·w² (number, >= 0).
        l2_shrinkage_regularization_strength: Strength of the penalty of w² that acts through the gradient (number, >= 0).
        beta: Added to the root of the sum of squared gradients (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.FTRL`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        learning_rate_power: _Number = -0.5,
        initial_accumulator_value: _Number = 0.1,
        l1_regularization_strength: _Number = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: _Number = 0.0,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def InverseTimeDecay(
    initial_learning_rate: float,
    decay_steps: int,
    decay_rate: float,
    staircase: bool = False,
    name: str = "InverseTimeDecay",
) -> Schedule:
    """initial_learning_rate / (1 + decay_rate·n / decay_steps); staircase rounds n / steps down.

    Args:
        initial_learning_rate: The first value.
        decay_steps: Updates in which the divisor grows by decay_rate.
        decay_rate: By how much the divisor grows in decay_steps.
        staircase: Whether n / decay_steps is rounded down.
        name: Accepted and ignored.
    """

class Lamb(Optimizer):
    """keras.Lamb: its arguments, defaults and arithmetic.

    LAMB: Adam's step, rescaled for each array to the norm of its parameters.
        m ← β₁·m + (1-β₁)·g;  v ← β₂·v + (1-β₂)·g²;
          u = m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + eps) + weight_decay·p
        p ← p - lr·r·u,  r = |p| / (|u| + trust_eps), 1 if a norm is 0, at most 1 with trust_clip

    The rule is `gradstep.rules.LAMB`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta_1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta_2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.LAMB`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        beta_1: _Number = 0.9,
        beta_2: _Number = 0.999,
        epsilon: _Number = 1e-07,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Lion(Optimizer):
    """keras.Lion: its arguments, defaults and arithmetic.

    Lion: the sign of a blend of gradient and momentum, with decoupled weight decay.
        p ← (1 - lr·weight_decay)·p;  c = β₁·m + (1-β₁)·g;  m ← β₂·m + (1-β₂)·g
        p ← p - lr·sign(c);  with refined the step is lr·c where |c| < 1

    The rule is `gradstep.rules.Lion`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta_1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta_2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.Lion`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        beta_1: _Number = 0.9,
        beta_2: _Number = 0.99,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Nadam(Optimizer):
    """keras.Nadam: its arguments, defaults and arithmetic.

    NAdam: Adam with Nesterov's look-ahead and a momentum that warms up. ψ = momentum_decay.
        μₜ = β₁·(1 - 0.96^(t·ψ)/2);  P ← P·μₜ, the product of all μ so far
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        p ← p - lr · ((1-μₜ)/(1-P)·g + μₜ₊₁/(1-P·μₜ₊₁)·m) / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.NAdam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta_1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta_2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.NAdam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        beta_1: _Number = 0.9,
        beta_2: _Number = 0.999,
        epsilon: _Number = 1e-07,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def PiecewiseConstantDecay(
    boundaries: Sequence[int],
    values: Sequence[float],
    name: str = "PiecewiseConstant",
) -> Schedule:
    """values[i] for boundaries[i - 1] < n <= boundaries[i]: a new one comes after its boundary.

    Args:
        boundaries: Updates at which the next one begins.
        values: The values, one more than boundaries.
        name: Accepted and ignored.
    """

def PolynomialDecay(
    initial_learning_rate: float,
    decay_steps: int,
    end_learning_rate: float = 0.0001,
    power: float = 1.0,
    cycle: bool = False,
    name: str = "PolynomialDecay",
) -> Schedule:
    """(initial_learning_rate - end)·(1 - u)^power + end, u = min(n, decay_steps) / decay_steps.

    With cycle decay_steps is multiplied, by ⌈n / decay_steps⌉, to be at least n.

    Args:
        initial_learning_rate: The first value.
        decay_steps: Updates of the decay.
        end_learning_rate: The last value.
        power: Exponent of the time that is left.
        cycle: Whether to begin again, over a longer time, instead of staying at the end.
        name: Accepted and ignored.
    """

class RMSprop(Optimizer):
    """keras.RMSprop: its arguments, defaults and arithmetic.

    RMSprop: gradients divided by their running root mean square.
        v ← α·v + (1-α)·g²;  a ← a + (1-α)·(g - a);  d = g / (√(v - a²) + eps)
          (without a² unless centered)
        p ← p - lr·d, or with momentum  b ← momentum·b + d;  p ← p - lr·b
          (d + momentum·b with nesterov)

    The rule is `gradstep.rules.RMSprop`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        rho: The rule's alpha.
            alpha: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).
        centered: Divide by the standard deviation instead of the root mean square (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.RMSprop`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.001,
        rho: _Number = 0.9,
        momentum: _Number = 0.0,
        epsilon: _Number = 1e-07,
        centered: bool = False,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def ReduceLROnPlateau(
    lr: float | Schedule,
    monitor: str = "val_loss",
    factor: float = 0.1,
    patience: int = 10,
    verbose: int = 0,
    mode: str = "auto",
    min_delta: float = 0.0001,
    cooldown: int = 0,
    min_lr: float = 0.0,
) -> Schedule:
    """lr, multiplied by factor at ``patience`` metrics that are no better.

    What Keras monitors at the end of an epoch is given here, ``opt.observe(metric)``. monitor only
    tells mode="auto" that a loss should fall. About another metric Keras asks its model; here
    mode="min" or "max" must say it. lr may be a schedule too, which is then scaled. verbose is
    ignored.

    Args:
        lr: The rate that the peer's optimizer has.
        monitor: The name of the metric, from which mode="auto" knows that a loss is to fall.
        factor: Factor on the rate.
        patience: How many metrics in a row are waited for a better one.
        verbose: Accepted and ignored.
        mode: "min" if a smaller metric is better, "max" if a larger one is.
        min_delta: By how much a metric must be better to count as better.
        cooldown: Metrics after a reduction that do not count.
        min_lr: The least rate.
    """

class SGD(Optimizer):
    """keras.SGD: its arguments, defaults and arithmetic.

    Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time

    The rule is `gradstep.rules.SGD`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step; without momentum it does nothing (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.01,
        momentum: _Number = 0.0,
        nesterov: bool = False,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ScheduleFreeAdamW(Optimizer):
    """keras.ScheduleFreeAdamW: its arguments, defaults and arithmetic.

    Schedule-free AdamW: ScheduleFreeSGD, with gradients that are divided as Adam's are; β₁ stands
    in for Adam's momentum.
        v ← β₂·v + (1-β₂)·g²;  d = g / (√(v/(1-β₂ᵗ) + eps_root) + eps) + weight_decay·p
        γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ'·d;  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x

    The rule is `gradstep.rules.ScheduleFreeAdamW`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta_1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta_2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        epsilon: The rule's eps.
            eps: Added to the denominator for stability (number or schedule, >= 0).
        warmup_steps: The rule's warmup.
            warmup: Updates of the way up; of a controller, metrics left out after a rise (number or schedule, in [0, 9.0072e+15]).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        clipnorm: The rule's clip_each.
            clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clipvalue: The rule's clip_value.
            clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        global_clipnorm: gradstep's option clip_norm.
        use_ema: Keep exponential moving averages of the parameters, `opt.average` (bool).
        ema_momentum: Decay of the averages of use_ema (number, in [0, 1)).
        ema_overwrite_frequency: Only None; another value is refused.
        loss_scale_factor: Only None; another value is refused.
        gradient_accumulation_steps: Calls of `step` that make one update, by the mean of their gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, as there; with use_ema it is refused.
        name: Accepted and ignored.

    The other keywords are gradstep's own: see `gradstep.ScheduleFreeAdamW`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number = 0.0025,
        beta_1: _Number = 0.9,
        beta_2: _Number = 0.999,
        epsilon: _Number = 1e-08,
        warmup_steps: _Number = 0,
        weight_decay: _Number | None = None,
        clipnorm: _Number | None = None,
        clipvalue: _Number | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: None = None,
        loss_scale_factor: None = None,
        gradient_accumulation_steps: int | None = None,
        name: object = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

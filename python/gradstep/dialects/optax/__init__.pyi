"""optax's optimizers and schedules (optax 0.2.8): same arguments, defaults and arithmetic.

``contrib`` holds optax.contrib's. A rate is a number or a gradstep schedule. The estimate of the
Hessian that sophia refreshes every update_interval steps is given to the step here, whenever there
is a new one: ``opt.step(grads, inputs={"hessian": ...})``; its update_interval, verbose and
print_win_rate_every_n_steps are ignored. The value that polyak_sgd, momo and momo_adam take is the
step's loss here, ``opt.step(grads, loss=value)``; they stand still where the gradient is exactly 0,
not from norms of 1.5e-8 on.
"""

# Written by tools/stubs.py.
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from typing_extensions import Unpack

from ..._optimizer.optimizer import Optimizer
from ...rules import _Number
from ...schedules import Schedule
from .._keywords import _Keywords
from . import contrib as contrib
from .optimizers import MultiSteps as MultiSteps

__all__ = [
    "MultiSteps",
    "adabelief",
    "adadelta",
    "adagrad",
    "adam",
    "adamax",
    "adamaxw",
    "adamw",
    "adan",
    "amsgrad",
    "constant_schedule",
    "contrib",
    "cosine_decay_schedule",
    "cosine_onecycle_schedule",
    "exponential_decay",
    "fromage",
    "join_schedules",
    "lamb",
    "lars",
    "linear_onecycle_schedule",
    "linear_schedule",
    "lion",
    "nadam",
    "nadamw",
    "novograd",
    "optimistic_adam_v2",
    "optimistic_gradient_descent",
    "piecewise_constant_schedule",
    "piecewise_interpolate_schedule",
    "polyak_sgd",
    "polynomial_schedule",
    "radam",
    "rmsprop",
    "rprop",
    "sgd",
    "sgdr_schedule",
    "sign_sgd",
    "signum",
    "warmup_constant_schedule",
    "warmup_cosine_decay_schedule",
    "warmup_exponential_decay_schedule",
    "yogi",
]

class adabelief(Optimizer):
    """optax.adabelief: its arguments, defaults and arithmetic.

    AdaBelief: Adam that divides by how far gradients stray from their mean, so that steps are small
    where gradients surprise.
        m ← m + (1-β₁)(g - m);  s ← β₂·s + (1-β₂)(g - m)² + eps_root;
          w = s, or with amsgrad the largest s so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.AdaBelief`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step (bool).

    The other keywords are gradstep's own: see `gradstep.AdaBelief`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-16,
        eps_root: _Number = 1e-16,
        *,
        nesterov: bool = False,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class adadelta(Optimizer):
    """optax.adadelta: its arguments, defaults and arithmetic.

    Adadelta: steps in the units of the parameters, from the ratio of two running means.
        v ← ρ·v + (1-ρ)·g²;  d = √(u + eps) / √(v + eps) · g;  u ← ρ·u + (1-ρ)·d²;  p ← p - lr·d

    The rule is `gradstep.rules.Adadelta`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        rho: Decay of the running means (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decay_mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.Adadelta`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        rho: _Number = 0.9,
        eps: _Number = 1e-06,
        weight_decay: _Number = 0.0,
        weight_decay_mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class adagrad(Optimizer):
    """optax.adagrad: its arguments, defaults and arithmetic.

    Adagrad: each element's rate shrinks with the squared gradients it has seen.
        s ← s + g²;  p ← p - lr/(1 + (t-1)·lr_decay) · g / (√s + eps)  (√(s + eps) with eps_in_sqrt)

    The rule is `gradstep.rules.Adagrad`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adagrad`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        initial_accumulator_value: _Number = 0.1,
        eps: _Number = 1e-07,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class adam(Optimizer):
    """optax.adam: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        mu_dtype: Only None; another value is refused.
        nesterov: Look ahead by one momentum step (bool).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        mu_dtype: None = None,
        *,
        nesterov: bool = False,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class adamax(Optimizer):
    """optax.adamax: its arguments, defaults and arithmetic.

    Adamax: Adam with the infinity norm: the largest gradient so far, fading, in place of √v.
        m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g| + eps);  p ← p - lr/(1-β₁ᵗ) · m / u

    The rule is `gradstep.rules.Adamax`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Adamax`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class adamaxw(Optimizer):
    """optax.adamaxw: its arguments, defaults and arithmetic.

    AdamaxW: Adamax with decoupled weight decay.
        p ← (1 - lr·weight_decay)·p;  then Adamax's step:
        m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g| + eps);  p ← p - lr/(1-β₁ᵗ) · m / u

    The rule is `gradstep.rules.AdamaxW`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.AdamaxW`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0001,
        mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class adamw(Optimizer):
    """optax.adamw: its arguments, defaults and arithmetic.

    AdamW: Adam whose weight decay acts on the parameter, not through the gradient (decoupled).
        p ← (1 - lr·weight_decay)·p;  then Adam's step, with Adam's options:
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.AdamW`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        mu_dtype: Only None; another value is refused.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.
        nesterov: Look ahead by one momentum step (bool).

    The other keywords are gradstep's own: see `gradstep.AdamW`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        mu_dtype: None = None,
        weight_decay: _Number = 0.0001,
        mask: None = None,
        *,
        nesterov: bool = False,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class adan(Optimizer):
    """optax.adan: its arguments, defaults and arithmetic.

    Adan: Adam with Nesterov's look-ahead, estimated from the change of the gradient.
        Δ = g - g_prev, 0 at first;  m ← β₁·m + (1-β₁)·g;  d ← β₂·d + (1-β₂)·Δ;
          v ← β₃·v + (1-β₃)(g + w·Δ)²,  w = β₂
        u = (m/(1-β₁ᵗ) + w·d/(1-β₂ᵗ)) / (√(v/(1-β₃ᵗ) + eps_root) + eps)
        p ← (p - lr·u) / (1 + lr·weight_decay), or with no_prox  p ← (1 - lr·weight_decay)·p - lr·u

    The rule is `gradstep.rules.Adan`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        b3: The rule's beta3.
            beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.Adan`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.98,
        b2: _Number = 0.92,
        b3: _Number = 0.99,
        eps: _Number = 1e-08,
        eps_root: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class amsgrad(Optimizer):
    """optax.amsgrad: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        mu_dtype: Only None; another value is refused.
        bias_correction_mu: The rule's bias_correction1.
            bias_correction1: Correct the running mean of gradients for its start at zero (bool).
        bias_correction_nu: The rule's bias_correction2.
            bias_correction2: Correct the running mean of squared gradients for its start at zero (bool).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        mu_dtype: None = None,
        bias_correction_mu: bool = True,
        bias_correction_nu: bool = True,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def constant_schedule(
    value: float,
) -> Schedule:
    """value.

    Args:
        value: The value.
    """

def cosine_decay_schedule(
    init_value: float,
    decay_steps: int,
    alpha: float = 0.0,
    exponent: float = 1.0,
) -> Schedule:
    """init_value·((1 - alpha)·((1 + cos(π·u)) / 2)^exponent + alpha), u = min(n, steps) / steps.

    Args:
        init_value: The first value.
        decay_steps: Updates of the decay.
        alpha: The least value as a fraction of the first, from 0 to 1.
        exponent: Exponent of the cosine.
    """

def cosine_onecycle_schedule(
    transition_steps: int,
    peak_value: float,
    pct_start: float = 0.3,
    div_factor: float = 25.0,
    final_div_factor: float = 10000.0,
) -> Schedule:
    """peak/div up to peak at ⌊pct_start·steps⌋, down to peak/div/final_div at steps: cosines.

    Args:
        transition_steps: Updates of the way.
        peak_value: The largest value.
        pct_start: The fraction of the whole at which the peak is.
        div_factor: The peak divided by the first value.
        final_div_factor: The first value divided by the last one.
    """

def exponential_decay(
    init_value: float,
    transition_steps: int,
    decay_rate: float,
    transition_begin: int = 0,
    staircase: bool = False,
    end_value: float | None = None,
) -> Schedule:
    """init_value·decay_rate^((n - begin) / steps), its exponent rounded down with staircase.

    init_value up to transition_begin; always if transition_steps <= 0 or decay_rate is 0. end_value
    is the least value, or the largest if decay_rate >= 1.

    Args:
        init_value: The first value.
        transition_steps: Updates in which the exponent grows by 1.
        decay_rate: Factor of the decay.
        transition_begin: Updates before it begins.
        staircase: Whether the exponent is rounded down.
        end_value: The value at which it stops; None for none.
    """

class fromage(Optimizer):
    """optax.fromage: its arguments, defaults and arithmetic.

    Fromage: steps of the relative length lr, whatever the sizes of gradients and parameters, and a
    pull that keeps |p|.
        p ← (p - lr·r·g) / √(1 + lr²),  r = |p| / |g|, 1 if a norm is 0

    The rule is `gradstep.rules.Fromage`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        min_norm: Least value of a norm in the trust ratio (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Fromage`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        min_norm: _Number = 1e-06,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def join_schedules(
    schedules: Sequence[Schedule | Callable[[int], float]],
    boundaries: Sequence[int],
) -> Schedule:
    """schedules[i] from boundaries[i - 1] on, counting from 0 there.

    optax drops what a list has more than the other; here that is an error.

    Args:
        schedules: The schedules, or functions of the update.
        boundaries: Updates at which the next one begins.
    """

class lamb(Optimizer):
    """optax.lamb: its arguments, defaults and arithmetic.

    LAMB: Adam's step, rescaled for each array to the norm of its parameters.
        m ← β₁·m + (1-β₁)·g;  v ← β₂·v + (1-β₂)·g²;
          u = m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + eps) + weight_decay·p
        p ← p - lr·r·u,  r = |p| / (|u| + trust_eps), 1 if a norm is 0, at most 1 with trust_clip

    The rule is `gradstep.rules.LAMB`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Only 0.0; another value is refused.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.LAMB`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-06,
        eps_root: float = 0.0,
        weight_decay: _Number = 0.0,
        mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class lars(Optimizer):
    """optax.lars: its arguments, defaults and arithmetic.

    LARS: momentum on gradients that are rescaled for each array to the norm of its parameters.
        r = trust_coefficient·|p| / (|g| + weight_decay·|p| + eps), 1 if |p| or |g| is 0
          (with adapt_decay: if |p| or |g| + weight_decay·|p| is 0);
          d = r·(g + weight_decay·p)
        b ← momentum·b + (1 - dampening)·d,  b = d at first;   p ← p - lr·b, or with nesterov
          p ← p - lr·(d + momentum·b)

    The rule is `gradstep.rules.LARS`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        weight_decay_mask: Only True; another value is refused.
        trust_coefficient: Size of the step, as a fraction of the parameter's norm (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        trust_ratio_mask: Only True; another value is refused.
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step (bool).

    The other keywords are gradstep's own: see `gradstep.LARS`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        weight_decay: _Number = 0.0,
        weight_decay_mask: Literal[True] = True,
        trust_coefficient: _Number = 0.001,
        eps: _Number = 0.0,
        trust_ratio_mask: Literal[True] = True,
        momentum: _Number = 0.9,
        nesterov: bool = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def linear_onecycle_schedule(
    transition_steps: int,
    peak_value: float,
    pct_start: float = 0.3,
    pct_final: float = 0.85,
    div_factor: float = 25.0,
    final_div_factor: float = 10000.0,
) -> Schedule:
    """peak/div up to peak, down to peak/div, on to peak/div/final_div: straight lines.

    The nodes are 0, ⌊pct_start·steps⌋, ⌊pct_final·steps⌋, steps.

    Args:
        transition_steps: Updates of the way.
        peak_value: The largest value.
        pct_start: The fraction of the whole at which the peak is.
        pct_final: The fraction of the whole at which the first value is reached again.
        div_factor: The peak divided by the first value.
        final_div_factor: The first value divided by the last one.
    """

def linear_schedule(
    init_value: float,
    end_value: float,
    transition_steps: int,
    transition_begin: int = 0,
) -> Schedule:
    """(1 - u)·init_value + u·end_value, u = min(n - begin, steps) / steps.

    init_value up to transition_begin; always if transition_steps <= 0.

    Args:
        init_value: The first value.
        end_value: The last value.
        transition_steps: Updates of the way.
        transition_begin: Updates before it begins.
    """

class lion(Optimizer):
    """optax.lion: its arguments, defaults and arithmetic.

    Lion: the sign of a blend of gradient and momentum, with decoupled weight decay.
        p ← (1 - lr·weight_decay)·p;  c = β₁·m + (1-β₁)·g;  m ← β₂·m + (1-β₂)·g
        p ← p - lr·sign(c);  with refined the step is lr·c where |c| < 1

    The rule is `gradstep.rules.Lion`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        mu_dtype: Only None; another value is refused.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.Lion`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.99,
        mu_dtype: None = None,
        weight_decay: _Number = 0.001,
        mask: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class nadam(Optimizer):
    """optax.nadam: its arguments, defaults and arithmetic.

    Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Adam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        mu_dtype: Only None; another value is refused.
        nesterov: Look ahead by one momentum step (bool).

    The other keywords are gradstep's own: see `gradstep.Adam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        mu_dtype: None = None,
        *,
        nesterov: bool = True,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class nadamw(Optimizer):
    """optax.nadamw: its arguments, defaults and arithmetic.

    AdamW: Adam whose weight decay acts on the parameter, not through the gradient (decoupled).
        p ← (1 - lr·weight_decay)·p;  then Adam's step, with Adam's options:
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.AdamW`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        mu_dtype: Only None; another value is refused.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        mask: Only None; another value is refused.
        nesterov: Look ahead by one momentum step (bool).

    The other keywords are gradstep's own: see `gradstep.AdamW`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        mu_dtype: None = None,
        weight_decay: _Number = 0.0001,
        mask: None = None,
        *,
        nesterov: bool = True,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class novograd(Optimizer):
    """optax.novograd: its arguments, defaults and arithmetic.

    NovoGrad: momentum on gradients that are normalized for each array, by a running mean of their
    squared norm.
        n ← β₂·n + (1-β₂)·|g|²,  n = |g|² at first;  d = g / (√n + eps) + weight_decay·p
        m ← β₁·m + d,  m = d at first;  p ← p - lr·m

    The rule is `gradstep.rules.NovoGrad`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Only 0.0; another value is refused.
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.NovoGrad`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.25,
        eps: _Number = 1e-06,
        eps_root: float = 0.0,
        weight_decay: _Number = 0.0,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class optimistic_adam_v2(Optimizer):
    """optax.optimistic_adam_v2: its arguments, defaults and arithmetic.

    Optimistic Adam: the last change of Adam's direction is expected to come once more.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        d = m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ) + eps_root) + eps)
        p ← p - lr·(d + optimism·(d - prev)),  prev = d at the first step;  prev ← d

    The rule is `gradstep.rules.OptimisticAdam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        alpha: Factor on the gradient (number, > 0).
        beta: Factor on the difference between the gradient and the last one (number).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        mu_dtype: Only None; another value is refused.
        nesterov: Look ahead by one momentum step (bool).

    The other keywords are gradstep's own: see `gradstep.OptimisticAdam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        *,
        alpha: float = 1.0,
        beta: float = 1.0,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        mu_dtype: None = None,
        nesterov: bool = True,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class optimistic_gradient_descent(Optimizer):
    """optax.optimistic_gradient_descent: its arguments, defaults and arithmetic.

    Optimistic gradient descent: the gradient's last change is expected to come once more.
        p ← p - lr·(g + optimism·(g - prev)),  prev = g at the first step;  prev ← g

    The rule is `gradstep.rules.OptimisticGD`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        alpha: Factor on the gradient (number, > 0).
        beta: Factor on the difference between the gradient and the last one (number).

    The other keywords are gradstep's own: see `gradstep.OptimisticGD`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        alpha: float = 1.0,
        beta: float = 1.0,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def piecewise_constant_schedule(
    init_value: float,
    boundaries_and_scales: Mapping[int, float] | None = None,
) -> Schedule:
    """init_value times the scale of each boundary <= n.

    Args:
        init_value: The first value.
        boundaries_and_scales: Updates, and the factor on the value from each of them on.
    """

def piecewise_interpolate_schedule(
    interpolate_type: Literal["linear", "cosine"],
    init_value: float,
    boundaries_and_scales: Mapping[int, float] | None = None,
) -> Schedule:
    """Through init_value at n = 0 and, at each boundary, the value before times its scale.

    Args:
        interpolate_type: What lies between the boundaries: "linear" or "cosine".
        init_value: The first value.
        boundaries_and_scales: Updates, and the factor on the value from each of them on.
    """

class polyak_sgd(Optimizer):
    """optax.polyak_sgd: its arguments, defaults and arithmetic.

    SGD with Polyak's step size: a step goes as far as the tangent takes to come down to f_min,
    below which the loss does not fall.
        p ← p - scaling · min((loss - f_min) / (|g|² + eps), lr) · g,  |g| over all arrays

    The rule is `gradstep.rules.PolyakSGD`.

    Args:
        params: The arrays to step, in any container.
        max_learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        scaling: Factor on the step, after its bound lr (number or schedule, >= 0).
        f_min: Value that the loss does not fall below (number or schedule).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        variant: "sps+" stays where the loss is below the bound, "sps" goes uphill there.

    The other keywords are gradstep's own: see `gradstep.PolyakSGD`.
    """

    def __init__(
        self,
        params: Any,
        max_learning_rate: _Number = 1.0,
        scaling: float = 1.0,
        f_min: _Number = 0.0,
        eps: _Number = 0.0,
        variant: str = "sps",
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def polynomial_schedule(
    init_value: float,
    end_value: float,
    power: float,
    transition_steps: int,
    transition_begin: int = 0,
) -> Schedule:
    """end_value + (init_value - end_value)·(1 - u)^power, u = min(n - begin, steps) / steps.

    init_value up to transition_begin; always if transition_steps <= 0.

    Args:
        init_value: The first value.
        end_value: The last value.
        power: Exponent of the time that is left.
        transition_steps: Updates of the way.
        transition_begin: Updates before it begins.
    """

class radam(Optimizer):
    """optax.radam: its arguments, defaults and arithmetic.

    RAdam: Adam that waits until its second moment is worth using, and then trusts it by degrees.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
        ρ > sma_threshold:  r = √((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
          p ← p - lr·r/(1-β₁ᵗ) · m·√(1-β₂ᵗ)/(√v + eps)
        else:               p ← p - lr/(1-β₁ᵗ) · m,  or no step without degenerated_to_sgd

    The rule is `gradstep.rules.RAdam`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        threshold: The rule's sma_threshold.
            sma_threshold: Shortest length of the second moment's average that is rectified (number or schedule, >= 4).
        nesterov: Look ahead by one momentum step (bool).

    The other keywords are gradstep's own: see `gradstep.RAdam`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        threshold: _Number = 5.0,
        *,
        nesterov: bool = False,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class rmsprop(Optimizer):
    """optax.rmsprop: its arguments, defaults and arithmetic.

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
        decay: The rule's alpha.
            alpha: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        initial_scale: The rule's initial_accumulator_value.
            initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        eps_in_sqrt: Add eps under the root instead of after it (bool).
        centered: Divide by the standard deviation instead of the root mean square (bool).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step; without momentum it does nothing (bool).
        bias_correction: Correct the running means for their start at zero (bool).

    The other keywords are gradstep's own: see `gradstep.RMSprop`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        decay: _Number = 0.9,
        eps: _Number = 1e-08,
        initial_scale: _Number = 0.0,
        eps_in_sqrt: bool = True,
        centered: bool = False,
        momentum: _Number | None = None,
        nesterov: bool = False,
        bias_correction: bool = False,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class rprop(Optimizer):
    """optax.rprop: its arguments, defaults and arithmetic.

    Rprop: every element has a step of its own, which grows while the gradient keeps its sign and
    shrinks when it turns.
        s ← clamp(s · change, min_step_size, max_step_size),  s = lr at first
          change = eta_plus if g·prev > 0, eta_minus if g·prev < 0, else 1
        p ← p - sign(g)·s;  prev ← g
        but where g·prev < 0:
          iRprop-  (as it comes)                         nothing moves and prev ← 0
          Rprop-   (improved=False)                      as everywhere
          Rprop+   (improved=False, backtracking=True)   the last step is taken back and prev ← 0
          iRprop+  (the rule IRpropPlus)
            the last step is taken back if the loss has risen; prev ← 0

    The rule is `gradstep.rules.Rprop`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        eta_minus: Factor on the step where the gradient turns (number or schedule, in [0, 1]).
        eta_plus: Factor on the step where the gradient keeps its sign (number or schedule, >= 1).
        min_step_size: Smallest step of an element (number or schedule, >= 0).
        max_step_size: Largest step of an element (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Rprop`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        eta_minus: _Number = 0.5,
        eta_plus: _Number = 1.2,
        min_step_size: _Number = 1e-06,
        max_step_size: _Number = 50.0,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class sgd(Optimizer):
    """optax.sgd: its arguments, defaults and arithmetic.

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
        accumulator_dtype: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.SGD`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        momentum: _Number | None = None,
        nesterov: bool = False,
        accumulator_dtype: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def sgdr_schedule(
    cosine_kwargs: Iterable[Mapping[str, Any]],
) -> Schedule:
    """`warmup_cosine_decay_schedule` after `warmup_cosine_decay_schedule`, one for each mapping.

    Args:
        cosine_kwargs: The arguments of each `warmup_cosine_decay_schedule`.
    """

class sign_sgd(Optimizer):
    """optax.sign_sgd: its arguments, defaults and arithmetic.

    signSGD: every element moves by lr against the sign of its gradient.
        p ← p - lr·sign(g)

    The rule is `gradstep.rules.SignSGD`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.SignSGD`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class signum(Optimizer):
    """optax.signum: its arguments, defaults and arithmetic.

    Signum: signSGD on a running mean of the gradients.
        m ← momentum·m + (1 - momentum)·g;  p ← p - lr·sign(m)

    The rule is `gradstep.rules.Signum`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        beta: The rule's momentum.
            momentum: Decay of the momentum buffer (number or schedule, >= 0).
        accumulator_dtype: Only None; another value is refused.

    The other keywords are gradstep's own: see `gradstep.Signum`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        beta: _Number = 0.9,
        accumulator_dtype: None = None,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

def warmup_constant_schedule(
    init_value: float,
    peak_value: float,
    warmup_steps: int,
) -> Schedule:
    """From init_value to peak_value in warmup_steps updates, then peak_value.

    With warmup_steps=0 it stays at init_value, as there.

    Args:
        init_value: The first value.
        peak_value: The largest value.
        warmup_steps: The length of the warm-up.
    """

def warmup_cosine_decay_schedule(
    init_value: float,
    peak_value: float,
    warmup_steps: int,
    decay_steps: int,
    end_value: float = 0.0,
    exponent: float = 1.0,
) -> Schedule:
    """From init_value to peak_value, then a cosine to end_value at n = decay_steps.

    decay_steps is the whole length, the warm-up included.

    Args:
        init_value: The first value.
        peak_value: The largest value.
        warmup_steps: The length of the warm-up.
        decay_steps: Updates of the whole, the warm-up included.
        end_value: The last value.
        exponent: Exponent of the cosine.
    """

def warmup_exponential_decay_schedule(
    init_value: float,
    peak_value: float,
    warmup_steps: int,
    transition_steps: int,
    decay_rate: float,
    transition_begin: int = 0,
    staircase: bool = False,
    end_value: float | None = None,
) -> Schedule:
    """From init_value to peak_value, then `exponential_decay` of peak_value.

    Args:
        init_value: The first value.
        peak_value: The largest value.
        warmup_steps: The length of the warm-up.
        transition_steps: Updates in which the exponent grows by 1.
        decay_rate: Factor of the decay.
        transition_begin: Updates before it begins.
        staircase: Whether the exponent is rounded down.
        end_value: The value at which it stops; None for none.
    """

class yogi(Optimizer):
    """optax.yogi: its arguments, defaults and arithmetic.

    Yogi: Adam whose second moment moves by amounts of g², so that it cannot fall or rise at once.
        m ← m + (1-β₁)(g - m);  v ← v - (1-β₂)·sign(v - g²)·g²;
          both start at initial_accumulator_value
        p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)

    The rule is `gradstep.rules.Yogi`.

    Args:
        params: The arrays to step, in any container.
        learning_rate: The rule's lr.
            lr: Learning rate (number or schedule, >= 0).
        b1: The rule's beta1.
            beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        b2: The rule's beta2.
            beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).

    The other keywords are gradstep's own: see `gradstep.Yogi`.
    """

    def __init__(
        self,
        params: Any,
        learning_rate: _Number,
        b1: _Number = 0.9,
        b2: _Number = 0.999,
        eps: _Number = 0.001,
        *,
        state_dtype: Any = None,
        maximize: bool = False,
        cautious: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

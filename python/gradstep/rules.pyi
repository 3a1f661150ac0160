# Written by tools/stubs.py.
from collections.abc import Callable
from typing import TypeAlias, TypedDict

from typing_extensions import Unpack

from ._optimizer.rule import Rule as Rule
from .schedules import Schedule

__all__: list[str]

_Number: TypeAlias = float | Schedule | Callable[[int], float]

class _Stages(TypedDict, total=False):
    maximize: bool
    lr_scale: _Number
    clip_value: _Number | None
    clip_each: _Number | None
    clip_adaptive: _Number | None
    centralize: bool
    cautious: bool
    lower: _Number | None
    upper: _Number | None

class _Common(_Stages, total=False):
    weight_decay: _Number
    decoupled_weight_decay: bool
    independent_weight_decay: bool

class _Staged(Rule):
    @property
    def maximize(self) -> bool: ...
    @property
    def lr_scale(self) -> float | Schedule: ...
    @property
    def clip_value(self) -> float | Schedule | None: ...
    @property
    def clip_each(self) -> float | Schedule | None: ...
    @property
    def clip_adaptive(self) -> float | Schedule | None: ...
    @property
    def centralize(self) -> bool: ...
    @property
    def cautious(self) -> bool: ...
    @property
    def lower(self) -> float | Schedule | None: ...
    @property
    def upper(self) -> float | Schedule | None: ...

class _Decaying(_Staged):
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def decoupled_weight_decay(self) -> bool: ...
    @property
    def independent_weight_decay(self) -> bool: ...

class SGD(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def dampening(self) -> float | Schedule: ...
    @property
    def nesterov(self) -> bool: ...
    @property
    def lr_in_momentum(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.0,
        dampening: _Number = 0.0,
        nesterov: bool = False,
        lr_in_momentum: bool = False,
        **common: Unpack[_Common],
    ) -> None: ...

class ASGD(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def lambd(self) -> float | Schedule: ...
    @property
    def power(self) -> float | Schedule: ...
    @property
    def t0(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.01,
        lambd: _Number = 0.0001,
        power: _Number = 0.75,
        t0: _Number = 1000000.0,
        **common: Unpack[_Common],
    ) -> None: ...

class SignSGD(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        **common: Unpack[_Common],
    ) -> None: ...

class Signum(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.9,
        **common: Unpack[_Common],
    ) -> None: ...

class Lion(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def refined(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.0001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        weight_decay: _Number = 0.0,
        refined: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class Tiger(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.965,
        weight_decay: _Number = 0.01,
        **common: Unpack[_Stages],
    ) -> None: ...

class QHM(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def nu(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.999,
        nu: _Number = 0.7,
        **common: Unpack[_Common],
    ) -> None: ...

class AggMo(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum1(self) -> float | Schedule: ...
    @property
    def momentum2(self) -> float | Schedule: ...
    @property
    def momentum3(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        momentum1: _Number = 0.0,
        momentum2: _Number = 0.9,
        momentum3: _Number = 0.99,
        **common: Unpack[_Common],
    ) -> None: ...

class PID(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def dampening(self) -> float | Schedule: ...
    @property
    def integral(self) -> float | Schedule: ...
    @property
    def derivative(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.9,
        dampening: _Number = 0.0,
        integral: _Number = 5.0,
        derivative: _Number = 10.0,
        **common: Unpack[_Common],
    ) -> None: ...

class AccSGD(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def kappa(self) -> float | Schedule: ...
    @property
    def xi(self) -> float | Schedule: ...
    @property
    def constant(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        kappa: _Number = 1000.0,
        xi: _Number = 10.0,
        constant: _Number = 0.7,
        **common: Unpack[_Common],
    ) -> None: ...

class OptimisticGD(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def optimism(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        optimism: _Number = 1.0,
        **common: Unpack[_Common],
    ) -> None: ...

class Rprop(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def eta_minus(self) -> float | Schedule: ...
    @property
    def eta_plus(self) -> float | Schedule: ...
    @property
    def min_step_size(self) -> float | Schedule: ...
    @property
    def max_step_size(self) -> float | Schedule: ...
    @property
    def delayed(self) -> bool: ...
    @property
    def improved(self) -> bool: ...
    @property
    def backtracking(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.01,
        eta_minus: _Number = 0.5,
        eta_plus: _Number = 1.2,
        min_step_size: _Number = 1e-06,
        max_step_size: _Number = 50.0,
        delayed: bool = False,
        improved: bool = True,
        backtracking: bool = False,
        **common: Unpack[_Common],
    ) -> None: ...

class Adagrad(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def lr_decay(self) -> float | Schedule: ...
    @property
    def initial_accumulator_value(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def eps_in_sqrt(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.01,
        lr_decay: _Number = 0.0,
        initial_accumulator_value: _Number = 0.0,
        eps: _Number = 1e-10,
        eps_in_sqrt: bool = False,
        **common: Unpack[_Common],
    ) -> None: ...

class RowwiseAdagrad(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.01,
        eps: _Number = 1e-08,
        **common: Unpack[_Common],
    ) -> None: ...

class Adadelta(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def rho(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        rho: _Number = 0.9,
        eps: _Number = 1e-06,
        **common: Unpack[_Common],
    ) -> None: ...

class RMSprop(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def alpha(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def initial_accumulator_value(self) -> float | Schedule: ...
    @property
    def centered(self) -> bool: ...
    @property
    def nesterov(self) -> bool: ...
    @property
    def eps_in_sqrt(self) -> bool: ...
    @property
    def lr_in_momentum(self) -> bool: ...
    @property
    def bias_correction(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.01,
        alpha: _Number = 0.99,
        eps: _Number = 1e-08,
        momentum: _Number = 0.0,
        initial_accumulator_value: _Number = 0.0,
        centered: bool = False,
        nesterov: bool = False,
        eps_in_sqrt: bool = False,
        lr_in_momentum: bool = False,
        bias_correction: bool = False,
        **common: Unpack[_Common],
    ) -> None: ...

class FTRL(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def lr_power(self) -> float | Schedule: ...
    @property
    def initial_accumulator_value(self) -> float | Schedule: ...
    @property
    def beta(self) -> float | Schedule: ...
    @property
    def l1(self) -> float | Schedule: ...
    @property
    def l2(self) -> float | Schedule: ...
    @property
    def l2_shrinkage(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        lr_power: _Number = -0.5,
        initial_accumulator_value: _Number = 0.1,
        beta: _Number = 0.0,
        l1: _Number = 0.0,
        l2: _Number = 0.0,
        l2_shrinkage: _Number = 0.0,
        **common: Unpack[_Common],
    ) -> None: ...

class MADGRAD(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.01,
        momentum: _Number = 0.9,
        eps: _Number = 1e-06,
        **common: Unpack[_Common],
    ) -> None: ...

class Adam(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    @property
    def amsgrad(self) -> bool: ...
    @property
    def amsgrad_corrected(self) -> bool: ...
    @property
    def nesterov(self) -> bool: ...
    @property
    def uniform_correction(self) -> bool: ...
    @property
    def eps_hat(self) -> bool: ...
    @property
    def bias_correction1(self) -> bool: ...
    @property
    def bias_correction2(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        amsgrad: bool = False,
        amsgrad_corrected: bool = False,
        nesterov: bool = False,
        uniform_correction: bool = False,
        eps_hat: bool = False,
        bias_correction1: bool = True,
        bias_correction2: bool = True,
        **common: Unpack[_Common],
    ) -> None: ...

class AdamW(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    @property
    def amsgrad(self) -> bool: ...
    @property
    def amsgrad_corrected(self) -> bool: ...
    @property
    def nesterov(self) -> bool: ...
    @property
    def uniform_correction(self) -> bool: ...
    @property
    def eps_hat(self) -> bool: ...
    @property
    def bias_correction1(self) -> bool: ...
    @property
    def bias_correction2(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        eps_root: _Number = 0.0,
        amsgrad: bool = False,
        amsgrad_corrected: bool = False,
        nesterov: bool = False,
        uniform_correction: bool = False,
        eps_hat: bool = False,
        bias_correction1: bool = True,
        bias_correction2: bool = True,
        **common: Unpack[_Stages],
    ) -> None: ...

class Adamax(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def eps_in_max(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_in_max: bool = True,
        **common: Unpack[_Common],
    ) -> None: ...

class AdamaxW(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def eps_in_max(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0001,
        eps_in_max: bool = True,
        **common: Unpack[_Stages],
    ) -> None: ...

class NAdam(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def momentum_decay(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        momentum_decay: _Number = 0.004,
        **common: Unpack[_Common],
    ) -> None: ...

class NAdamW(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def momentum_decay(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        momentum_decay: _Number = 0.004,
        **common: Unpack[_Stages],
    ) -> None: ...

class RAdam(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    @property
    def sma_threshold(self) -> float | Schedule: ...
    @property
    def nesterov(self) -> bool: ...
    @property
    def degenerated_to_sgd(self) -> bool: ...
    @property
    def eps_hat(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        sma_threshold: _Number = 5.0,
        nesterov: bool = False,
        degenerated_to_sgd: bool = True,
        eps_hat: bool = True,
        **common: Unpack[_Common],
    ) -> None: ...

class AdaBelief(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    @property
    def sma_threshold(self) -> float | Schedule: ...
    @property
    def amsgrad(self) -> bool: ...
    @property
    def nesterov(self) -> bool: ...
    @property
    def rectify(self) -> bool: ...
    @property
    def degenerated_to_sgd(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-16,
        eps_root: _Number = 1e-16,
        sma_threshold: _Number = 5.0,
        amsgrad: bool = False,
        nesterov: bool = False,
        rectify: bool = False,
        degenerated_to_sgd: bool = True,
        **common: Unpack[_Common],
    ) -> None: ...

class Yogi(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def initial_accumulator_value(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.01,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 0.001,
        initial_accumulator_value: _Number = 1e-06,
        **common: Unpack[_Common],
    ) -> None: ...

class PAdam(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def partial(self) -> float | Schedule: ...
    @property
    def amsgrad(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.1,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        partial: _Number = 0.25,
        amsgrad: bool = True,
        **common: Unpack[_Common],
    ) -> None: ...

class QHAdam(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def nu1(self) -> float | Schedule: ...
    @property
    def nu2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        nu1: _Number = 1.0,
        nu2: _Number = 1.0,
        eps: _Number = 1e-08,
        **common: Unpack[_Common],
    ) -> None: ...

class AdaMod(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def beta3(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        beta3: _Number = 0.999,
        eps: _Number = 1e-08,
        **common: Unpack[_Common],
    ) -> None: ...

class AdaBound(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def final_lr(self) -> float | Schedule: ...
    @property
    def gamma(self) -> float | Schedule: ...
    @property
    def base_lr(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    @property
    def amsgrad(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        final_lr: _Number = 0.1,
        gamma: _Number = 0.001,
        base_lr: _Number = 0.0,
        eps_root: _Number = 0.0,
        amsgrad: bool = False,
        **common: Unpack[_Common],
    ) -> None: ...

class DiffGrad(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        **common: Unpack[_Common],
    ) -> None: ...

class Grams(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-06,
        **common: Unpack[_Common],
    ) -> None: ...

class LaProp(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    @property
    def eps_hat(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.0004,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-15,
        weight_decay: _Number = 0.0,
        eps_root: _Number = 0.0,
        eps_hat: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class Adan(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def beta3(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def no_prox(self) -> bool: ...
    @property
    def complement_beta2(self) -> bool: ...
    @property
    def skip_first(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.98,
        beta2: _Number = 0.92,
        beta3: _Number = 0.99,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        weight_decay: _Number = 0.0,
        no_prox: bool = False,
        complement_beta2: bool = False,
        skip_first: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class AdEMAMix(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def beta3(self) -> float | Schedule: ...
    @property
    def slow_weight(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def slow_weight_warmup(self) -> float | Schedule: ...
    @property
    def beta3_warmup(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        beta3: _Number = 0.9999,
        slow_weight: _Number = 5.0,
        eps: _Number = 1e-08,
        slow_weight_warmup: _Number = 0.0,
        beta3_warmup: _Number = 0.0,
        **common: Unpack[_Common],
    ) -> None: ...

class SimplifiedAdEMAMix(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def grad_weight(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def grad_averaging(self) -> bool: ...
    @property
    def correct_twice(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.0001,
        beta1: _Number = 0.99,
        beta2: _Number = 0.95,
        grad_weight: _Number = 0.0,
        eps: _Number = 1e-08,
        grad_averaging: bool = False,
        correct_twice: bool = False,
        **common: Unpack[_Common],
    ) -> None: ...

class ADOPT(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def clip_exponent(self) -> float | Schedule: ...
    @property
    def clip_offset(self) -> float | Schedule: ...
    @property
    def use_clipping(self) -> bool: ...
    @property
    def nesterov(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.9999,
        eps: _Number = 1e-06,
        clip_exponent: _Number = 0.25,
        clip_offset: _Number = 1.0,
        use_clipping: bool = True,
        nesterov: bool = False,
        **common: Unpack[_Common],
    ) -> None: ...

class MARS(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def variance_reduction(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def amsgrad(self) -> bool: ...
    @property
    def eps_hat(self) -> bool: ...
    @property
    def first_difference(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.003,
        beta1: _Number = 0.95,
        beta2: _Number = 0.99,
        variance_reduction: _Number = 0.025,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        weight_decay: _Number = 0.0,
        amsgrad: bool = False,
        eps_hat: bool = False,
        first_difference: bool = True,
        **common: Unpack[_Stages],
    ) -> None: ...

class Sophia(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def hessian_scale(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def clip_threshold(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def bias_correction(self) -> bool: ...
    @property
    def delayed(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.0001,
        beta1: _Number = 0.965,
        beta2: _Number = 0.99,
        hessian_scale: _Number = 0.04,
        eps: _Number = 1e-12,
        clip_threshold: _Number = 1.0,
        weight_decay: _Number = 0.1,
        bias_correction: bool = False,
        delayed: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class StableAdamW(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        **common: Unpack[_Stages],
    ) -> None: ...

class ACProp(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-16,
        eps_root: _Number = 1e-16,
        **common: Unpack[_Common],
    ) -> None: ...

class LAMB(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def trust_eps(self) -> float | Schedule: ...
    @property
    def norm_limit(self) -> float | Schedule: ...
    @property
    def decoupled_weight_decay(self) -> bool: ...
    @property
    def grad_averaging(self) -> bool: ...
    @property
    def bias_correction(self) -> bool: ...
    @property
    def late_correction(self) -> bool: ...
    @property
    def trust_clip(self) -> bool: ...
    @property
    def always_adapt(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-06,
        weight_decay: _Number = 0.01,
        trust_eps: _Number = 0.0,
        norm_limit: _Number = 0.0,
        decoupled_weight_decay: bool = False,
        grad_averaging: bool = True,
        bias_correction: bool = True,
        late_correction: bool = False,
        trust_clip: bool = False,
        always_adapt: bool = True,
        **common: Unpack[_Stages],
    ) -> None: ...

class LARS(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def dampening(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def trust_coefficient(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def nesterov(self) -> bool: ...
    @property
    def trust_clip(self) -> bool: ...
    @property
    def always_adapt(self) -> bool: ...
    @property
    def norm_of_sum(self) -> bool: ...
    @property
    def lr_in_momentum(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        momentum: _Number = 0.9,
        dampening: _Number = 0.0,
        weight_decay: _Number = 0.0,
        trust_coefficient: _Number = 0.001,
        eps: _Number = 1e-08,
        nesterov: bool = False,
        trust_clip: bool = False,
        always_adapt: bool = True,
        norm_of_sum: bool = False,
        lr_in_momentum: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class NovoGrad(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def decoupled_weight_decay(self) -> bool: ...
    @property
    def grad_averaging(self) -> bool: ...
    @property
    def average_first(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.95,
        beta2: _Number = 0.98,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        decoupled_weight_decay: bool = False,
        grad_averaging: bool = False,
        average_first: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class Fromage(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def min_norm(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.01,
        min_norm: _Number = 0.0,
        **common: Unpack[_Common],
    ) -> None: ...

class DoG(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def reps_rel(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def d0(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        reps_rel: _Number = 1e-06,
        eps: _Number = 1e-08,
        d0: _Number = 0.0,
        **common: Unpack[_Common],
    ) -> None: ...

class LDoG(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def reps_rel(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def d0(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        reps_rel: _Number = 1e-06,
        eps: _Number = 1e-08,
        d0: _Number = 0.0,
        **common: Unpack[_Common],
    ) -> None: ...

class DoWG(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def d0(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        eps: _Number = 0.0001,
        d0: _Number = 0.0,
        **common: Unpack[_Common],
    ) -> None: ...

class DAdaptSGD(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def d0(self) -> float | Schedule: ...
    @property
    def growth_rate(self) -> float | Schedule | None: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        momentum: _Number = 0.0,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        **common: Unpack[_Common],
    ) -> None: ...

class DAdaptAdaGrad(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def initial_accumulator_value(self) -> float | Schedule: ...
    @property
    def d0(self) -> float | Schedule: ...
    @property
    def growth_rate(self) -> float | Schedule | None: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        momentum: _Number = 0.0,
        eps: _Number = 1e-06,
        initial_accumulator_value: _Number = 1e-06,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        **common: Unpack[_Common],
    ) -> None: ...

class DAdaptAdam(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def d0(self) -> float | Schedule: ...
    @property
    def growth_rate(self) -> float | Schedule | None: ...
    @property
    def decoupled_weight_decay(self) -> bool: ...
    @property
    def bias_correction(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        decoupled_weight_decay: bool = False,
        bias_correction: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class DAdaptAdan(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def beta3(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def d0(self) -> float | Schedule: ...
    @property
    def growth_rate(self) -> float | Schedule | None: ...
    @property
    def no_prox(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.98,
        beta2: _Number = 0.92,
        beta3: _Number = 0.99,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.02,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        no_prox: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class DAdaptLion(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def d0(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        weight_decay: _Number = 0.0,
        d0: _Number = 1e-06,
        **common: Unpack[_Stages],
    ) -> None: ...

class Prodigy(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def beta3(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def d0(self) -> float | Schedule: ...
    @property
    def d_coef(self) -> float | Schedule: ...
    @property
    def growth_rate(self) -> float | Schedule | None: ...
    @property
    def decoupled_weight_decay(self) -> bool: ...
    @property
    def bias_correction(self) -> bool: ...
    @property
    def safeguard_warmup(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        beta3: _Number = 0.0,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        d0: _Number = 1e-06,
        d_coef: _Number = 1.0,
        growth_rate: _Number | None = None,
        decoupled_weight_decay: bool = True,
        bias_correction: bool = False,
        safeguard_warmup: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class COCOB(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def warmup_rounds(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        warmup_rounds: _Number = 100.0,
        eps: _Number = 1e-08,
        **common: Unpack[_Common],
    ) -> None: ...

class KT(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def initial_wealth(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        initial_wealth: _Number = 0.0001,
        **common: Unpack[_Common],
    ) -> None: ...

class PolyakSGD(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def scaling(self) -> float | Schedule: ...
    @property
    def f_min(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def sps_plus(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        scaling: _Number = 1.0,
        f_min: _Number = 0.0,
        eps: _Number = 0.0,
        sps_plus: bool = True,
        **common: Unpack[_Common],
    ) -> None: ...

class ALIG(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def adjusted_momentum(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.1,
        momentum: _Number = 0.0,
        eps: _Number = 1e-06,
        adjusted_momentum: bool = False,
        **common: Unpack[_Common],
    ) -> None: ...

class MoMo(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def f_min(self) -> float | Schedule: ...
    @property
    def bias_correction(self) -> bool: ...
    @property
    def adapt_lower_bound(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        weight_decay: _Number = 0.0,
        f_min: _Number = 0.0,
        bias_correction: bool = False,
        adapt_lower_bound: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class MoMoAdam(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def f_min(self) -> float | Schedule: ...
    @property
    def no_prox(self) -> bool: ...
    @property
    def adapt_lower_bound(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.01,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        f_min: _Number = 0.0,
        no_prox: bool = False,
        adapt_lower_bound: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class HypergradientSGD(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def hypergrad_lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def nesterov(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        hypergrad_lr: _Number = 1e-06,
        momentum: _Number = 0.0,
        nesterov: bool = False,
        **common: Unpack[_Common],
    ) -> None: ...

class HypergradientAdam(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def hypergrad_lr(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        hypergrad_lr: _Number = 1e-08,
        **common: Unpack[_Common],
    ) -> None: ...

class BarzilaiBorwein(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def min_lr(self) -> float | Schedule: ...
    @property
    def max_lr(self) -> float | Schedule: ...
    @property
    def short_step(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        min_lr: _Number = 1e-10,
        max_lr: _Number = 10000000000.0,
        short_step: bool = False,
        **common: Unpack[_Common],
    ) -> None: ...

class PMV(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def hypergrad_lr(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        hypergrad_lr: _Number = 1e-06,
        **common: Unpack[_Common],
    ) -> None: ...

class DeltaBarDelta(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def increase(self) -> float | Schedule: ...
    @property
    def decrease(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.7,
        increase: _Number = 0.0001,
        decrease: _Number = 0.1,
        **common: Unpack[_Common],
    ) -> None: ...

class IRpropPlus(_Decaying):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def eta_minus(self) -> float | Schedule: ...
    @property
    def eta_plus(self) -> float | Schedule: ...
    @property
    def min_step_size(self) -> float | Schedule: ...
    @property
    def max_step_size(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.01,
        eta_minus: _Number = 0.5,
        eta_plus: _Number = 1.2,
        min_step_size: _Number = 1e-06,
        max_step_size: _Number = 50.0,
        **common: Unpack[_Common],
    ) -> None: ...

class ScheduleFreeSGD(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def warmup(self) -> float | Schedule: ...
    @property
    def r(self) -> float | Schedule: ...
    @property
    def weight_lr_power(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        weight_decay: _Number = 0.0,
        warmup: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        **common: Unpack[_Stages],
    ) -> None: ...

class ScheduleFreeAdamW(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def warmup(self) -> float | Schedule: ...
    @property
    def r(self) -> float | Schedule: ...
    @property
    def weight_lr_power(self) -> float | Schedule: ...
    @property
    def eps_root(self) -> float | Schedule: ...
    @property
    def decoupled_weight_decay(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.0025,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        warmup: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        eps_root: _Number = 0.0,
        decoupled_weight_decay: bool = False,
        **common: Unpack[_Stages],
    ) -> None: ...

class ScheduleFreeRAdam(_Staged):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def r(self) -> float | Schedule: ...
    @property
    def weight_lr_power(self) -> float | Schedule: ...
    @property
    def silent_sgd_phase(self) -> bool: ...
    def __init__(
        self,
        *,
        lr: _Number = 0.0025,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        silent_sgd_phase: bool = True,
        **common: Unpack[_Stages],
    ) -> None: ...

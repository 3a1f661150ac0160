# Written by tools/stubs.py.
from collections.abc import Callable

from ._rule import Rule as Rule
from .schedules import Schedule

__all__: list[str]

class SGD(Rule):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def dampening(self) -> float | Schedule: ...
    @property
    def nesterov(self) -> bool: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def maximize(self) -> bool: ...
    @property
    def lr_scale(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: float | Schedule | Callable[[int], float] = 0.001,
        momentum: float | Schedule | Callable[[int], float] = 0.0,
        dampening: float | Schedule | Callable[[int], float] = 0.0,
        nesterov: bool = False,
        weight_decay: float | Schedule | Callable[[int], float] = 0.0,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
    ) -> None: ...

class Adagrad(Rule):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def lr_decay(self) -> float | Schedule: ...
    @property
    def initial_accumulator_value(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def maximize(self) -> bool: ...
    @property
    def lr_scale(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: float | Schedule | Callable[[int], float] = 0.01,
        lr_decay: float | Schedule | Callable[[int], float] = 0.0,
        initial_accumulator_value: float | Schedule | Callable[[int], float] = 0.0,
        eps: float | Schedule | Callable[[int], float] = 1e-10,
        weight_decay: float | Schedule | Callable[[int], float] = 0.0,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
    ) -> None: ...

class Adadelta(Rule):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def rho(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def maximize(self) -> bool: ...
    @property
    def lr_scale(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: float | Schedule | Callable[[int], float] = 1.0,
        rho: float | Schedule | Callable[[int], float] = 0.9,
        eps: float | Schedule | Callable[[int], float] = 1e-06,
        weight_decay: float | Schedule | Callable[[int], float] = 0.0,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
    ) -> None: ...

class RMSprop(Rule):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def alpha(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def momentum(self) -> float | Schedule: ...
    @property
    def centered(self) -> bool: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def maximize(self) -> bool: ...
    @property
    def lr_scale(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: float | Schedule | Callable[[int], float] = 0.01,
        alpha: float | Schedule | Callable[[int], float] = 0.99,
        eps: float | Schedule | Callable[[int], float] = 1e-08,
        momentum: float | Schedule | Callable[[int], float] = 0.0,
        centered: bool = False,
        weight_decay: float | Schedule | Callable[[int], float] = 0.0,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
    ) -> None: ...

class Adam(Rule):
    @property
    def lr(self) -> float | Schedule: ...
    @property
    def beta1(self) -> float | Schedule: ...
    @property
    def beta2(self) -> float | Schedule: ...
    @property
    def eps(self) -> float | Schedule: ...
    @property
    def amsgrad(self) -> bool: ...
    @property
    def weight_decay(self) -> float | Schedule: ...
    @property
    def maximize(self) -> bool: ...
    @property
    def lr_scale(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: float | Schedule | Callable[[int], float] = 0.001,
        beta1: float | Schedule | Callable[[int], float] = 0.9,
        beta2: float | Schedule | Callable[[int], float] = 0.999,
        eps: float | Schedule | Callable[[int], float] = 1e-08,
        amsgrad: bool = False,
        weight_decay: float | Schedule | Callable[[int], float] = 0.0,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
    ) -> None: ...

class AdamW(Rule):
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
    def amsgrad(self) -> bool: ...
    @property
    def maximize(self) -> bool: ...
    @property
    def lr_scale(self) -> float | Schedule: ...
    def __init__(
        self,
        *,
        lr: float | Schedule | Callable[[int], float] = 0.001,
        beta1: float | Schedule | Callable[[int], float] = 0.9,
        beta2: float | Schedule | Callable[[int], float] = 0.999,
        eps: float | Schedule | Callable[[int], float] = 1e-08,
        weight_decay: float | Schedule | Callable[[int], float] = 0.01,
        amsgrad: bool = False,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
    ) -> None: ...

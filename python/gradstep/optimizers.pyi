# Written by tools/stubs.py.
from collections.abc import Callable, Mapping
from typing import Any, Literal

from .optim import Optimizer as Optimizer
from .schedules import Schedule

__all__ = ["SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop"]

class SGD(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: float | Schedule | Callable[[int], float] = 0.001,
        momentum: float | Schedule | Callable[[int], float] = 0.0,
        dampening: float | Schedule | Callable[[int], float] = 0.0,
        nesterov: bool = False,
        weight_decay: float | Schedule | Callable[[int], float] = 0.0,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
        groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None = None,
        grads: Any = None,
        clip_norm: float | None = None,
        nonfinite: Literal["raise", "skip", "propagate"] = "raise",
        max_skips: int = 100,
        zero_grads: bool = False,
        report: bool = False,
    ) -> None: ...

class Adagrad(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: float | Schedule | Callable[[int], float] = 0.01,
        lr_decay: float | Schedule | Callable[[int], float] = 0.0,
        initial_accumulator_value: float | Schedule | Callable[[int], float] = 0.0,
        eps: float | Schedule | Callable[[int], float] = 1e-10,
        weight_decay: float | Schedule | Callable[[int], float] = 0.0,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
        groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None = None,
        grads: Any = None,
        clip_norm: float | None = None,
        nonfinite: Literal["raise", "skip", "propagate"] = "raise",
        max_skips: int = 100,
        zero_grads: bool = False,
        report: bool = False,
    ) -> None: ...

class Adadelta(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: float | Schedule | Callable[[int], float] = 1.0,
        rho: float | Schedule | Callable[[int], float] = 0.9,
        eps: float | Schedule | Callable[[int], float] = 1e-06,
        weight_decay: float | Schedule | Callable[[int], float] = 0.0,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
        groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None = None,
        grads: Any = None,
        clip_norm: float | None = None,
        nonfinite: Literal["raise", "skip", "propagate"] = "raise",
        max_skips: int = 100,
        zero_grads: bool = False,
        report: bool = False,
    ) -> None: ...

class RMSprop(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: float | Schedule | Callable[[int], float] = 0.01,
        alpha: float | Schedule | Callable[[int], float] = 0.99,
        eps: float | Schedule | Callable[[int], float] = 1e-08,
        momentum: float | Schedule | Callable[[int], float] = 0.0,
        centered: bool = False,
        weight_decay: float | Schedule | Callable[[int], float] = 0.0,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
        groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None = None,
        grads: Any = None,
        clip_norm: float | None = None,
        nonfinite: Literal["raise", "skip", "propagate"] = "raise",
        max_skips: int = 100,
        zero_grads: bool = False,
        report: bool = False,
    ) -> None: ...

class Adam(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: float | Schedule | Callable[[int], float] = 0.001,
        beta1: float | Schedule | Callable[[int], float] = 0.9,
        beta2: float | Schedule | Callable[[int], float] = 0.999,
        eps: float | Schedule | Callable[[int], float] = 1e-08,
        amsgrad: bool = False,
        weight_decay: float | Schedule | Callable[[int], float] = 0.0,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
        groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None = None,
        grads: Any = None,
        clip_norm: float | None = None,
        nonfinite: Literal["raise", "skip", "propagate"] = "raise",
        max_skips: int = 100,
        zero_grads: bool = False,
        report: bool = False,
    ) -> None: ...

class AdamW(Optimizer):
    def __init__(
        self,
        params: Any,
        *,
        lr: float | Schedule | Callable[[int], float] = 0.001,
        beta1: float | Schedule | Callable[[int], float] = 0.9,
        beta2: float | Schedule | Callable[[int], float] = 0.999,
        eps: float | Schedule | Callable[[int], float] = 1e-08,
        weight_decay: float | Schedule | Callable[[int], float] = 0.01,
        amsgrad: bool = False,
        maximize: bool = False,
        lr_scale: float | Schedule | Callable[[int], float] = 1.0,
        groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None = None,
        grads: Any = None,
        clip_norm: float | None = None,
        nonfinite: Literal["raise", "skip", "propagate"] = "raise",
        max_skips: int = 100,
        zero_grads: bool = False,
        report: bool = False,
    ) -> None: ...

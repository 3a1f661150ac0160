"""The optimizers of keras: data on gradstep's rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..._numbers import whole
from ..._optimizer.averages import EMA
from ...errors import HyperError, ScheduleError
from ...schedules import Schedule, shift, stretch
from .._dialect import Entry, make_classes
from .._pieces import COUNTS_STEPS, Given, read_elsewhere, with_momentum

_COMMON: dict[str, Any] = dict(
    weight_decay=None,
    clipnorm=None,
    clipvalue=None,
    global_clipnorm=None,
    use_ema=False,
    ema_momentum=0.99,
    ema_overwrite_frequency=None,
    loss_scale_factor=None,
    gradient_accumulation_steps=None,
    name=None,
)
_NAMES = {
    "learning_rate": "lr",
    "beta_1": "beta1",
    "beta_2": "beta2",
    "epsilon": "eps",
    "clipnorm": "clip_each",
    "clipvalue": "clip_value",
    "global_clipnorm": "clip_norm",
}


def _accumulate(k: int | None, given: Given) -> dict[str, Any]:
    """Keras counts updates, but asks a schedule for the rate at the number of the call."""
    if not k:
        return {}
    name = "gradient_accumulation_steps"
    calls = whole(k, name, "None or a whole number of at least 2", lambda n: n >= 2)
    if given["use_ema"]:
        raise HyperError(
            f"{name} with use_ema averages the parameters at every call there; give one of the "
            "two, or average=gs.EMA(decay), which takes them at every update",
            name=name,
            value=k,
        )
    rate = given["learning_rate"]
    if not callable(rate):
        return {"accumulate": calls}
    if not isinstance(rate, Schedule):
        return {"accumulate": calls, "lr": lambda n: rate(n * calls + calls - 1)}
    try:
        of_calls = stretch(shift(rate, 1 - calls), 1, per=calls)
    except ScheduleError as error:
        raise HyperError(
            f"{name}: Keras asks a schedule for the rate at the number of the call, which cannot "
            f"be done with this one ({error}); give accumulate={calls} and a schedule that counts "
            "updates",
            name=name,
            value=k,
        ) from error
    return {"accumulate": calls, "lr": of_calls}


_CONVERT = {
    "gradient_accumulation_steps": _accumulate,
    "use_ema": lambda on, given: {"average": EMA(given["ema_momentum"])} if on else {},
    "ema_momentum": read_elsewhere,
}
_MOMENTS = {"momentum": "exp_avg", "velocity": "exp_avg_sq"}


def _entry(
    rule: str,
    arguments: Mapping[str, Any],
    *,
    states: Mapping[str, str] = _MOMENTS,
    numbers: Mapping[str, str] | None = None,
    decays: bool = False,
    renamed: Mapping[str, str] | None = None,
    fixed: Mapping[str, Any] | None = None,
    convert: Mapping[str, Any] | None = None,
    **tables: Any,
) -> Entry:
    """An entry with what all of Keras' optimizers have; ``decays``: its rule has a weight_decay."""
    return Entry(
        rule,
        {**arguments, **{k: v for k, v in _COMMON.items() if k not in arguments}},
        renamed={**_NAMES, **(renamed or {})},
        fixed={
            "clip_eps": 0.0,
            **COUNTS_STEPS,
            **({"weight_decay": 0.0} if decays else {"decoupled_weight_decay": True}),
            **(fixed or {}),
        },
        convert={**_CONVERT, **(convert or {})},
        states={**{f"w_{theirs}": ours for theirs, ours in states.items()}, **(numbers or {})},
        ignored=("name",),
        **tables,
    )


_ADAM: dict[str, Any] = dict(learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7)

ENTRIES: dict[str, Entry] = {
    "Adadelta": _entry(
        "Adadelta",
        dict(learning_rate=1e-3, rho=0.95, epsilon=1e-7),
        states={"accumulated_grad": "square_avg", "accumulated_delta_var": "acc_delta"},
    ),
    "Adagrad": _entry(
        "Adagrad",
        dict(learning_rate=1e-3, initial_accumulator_value=0.1, epsilon=1e-7),
        fixed={"eps_in_sqrt": True},
        states={"accumulator": "sum"},
    ),
    "Adam": _entry(
        "Adam",
        {**_ADAM, "amsgrad": False},
        fixed={"eps_hat": True},
        states={**_MOMENTS, "velocity_hat": "max_exp_avg_sq"},
    ),
    "AdamW": _entry(
        "AdamW",
        {"learning_rate": 1e-3, "weight_decay": 4e-3, **_ADAM, "amsgrad": False},
        decays=True,
        fixed={"eps_hat": True},
        states={**_MOMENTS, "velocity_hat": "max_exp_avg_sq"},
    ),
    "Adamax": _entry(
        "Adamax",
        _ADAM,
        fixed={"eps_in_max": False},
        states={"momentum": "exp_avg", "norm": "exp_inf"},
    ),
    "Ftrl": _entry(
        "FTRL",
        dict(
            learning_rate=1e-3,
            learning_rate_power=-0.5,
            initial_accumulator_value=0.1,
            l1_regularization_strength=0.0,
            l2_regularization_strength=0.0,
            l2_shrinkage_regularization_strength=0.0,
            beta=0.0,
        ),
        renamed={"learning_rate_power": "lr_power", "l1_regularization_strength": "l1"},
        convert={  # penalties of l2·w² there, of l2/2·w² in the paper
            "l2_regularization_strength": lambda value, given: {"l2": 2 * value},
            "l2_shrinkage_regularization_strength": lambda value, given: {
                "l2_shrinkage": 2 * value
            },
        },
        states={"accumulator": "n", "linear": "z"},
    ),
    "Lamb": _entry("LAMB", _ADAM, decays=True, fixed={"decoupled_weight_decay": True}),
    "Lion": _entry(
        "Lion",
        dict(learning_rate=1e-3, beta_1=0.9, beta_2=0.99),
        decays=True,
        states={"momentum": "exp_avg"},
    ),
    "Nadam": _entry(
        "NAdam", _ADAM, numbers={"variable": "mu_product"}, fixed={"momentum_decay": 1.0}
    ),
    "RMSprop": _entry(
        "RMSprop",
        dict(learning_rate=1e-3, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False),
        renamed={"rho": "alpha"},
        fixed={"eps_in_sqrt": True, "lr_in_momentum": True},
        states={
            "velocity": "square_avg",
            "momentum": "momentum_buffer",
            "average_gradient": "grad_avg",
        },
    ),
    "SGD": _entry(
        "SGD",
        dict(learning_rate=0.01, momentum=0.0, nesterov=False),
        fixed={"lr_in_momentum": True},
        convert={"nesterov": with_momentum("nesterov")},
        states={"momentum": "-momentum_buffer"},
        must={"momentum": ("at least 0 and at most 1", lambda x: 0 <= x <= 1)},
    ),
    "ScheduleFreeAdamW": _entry(
        "ScheduleFreeAdamW",
        dict(learning_rate=2.5e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-8, warmup_steps=0),
        renamed={"warmup_steps": "warmup"},
        fixed={"weight_lr_power": 0.0},  # all points count alike
        states={"momentum": "z", "velocity": "exp_avg_sq"},
    ),
}

CLASSES = make_classes(__package__, ENTRIES)

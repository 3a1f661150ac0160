"""The optimizers of optimi: data on gradstep's rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..._optimizer.averages import Lookahead
from ...errors import HyperError
from ...schedules import Schedule
from .._dialect import REQUIRED, Entry, make_classes
from .._pieces import BELOW_1, BETAS, BETAS3, COUNTS_STEPS, Given, by_first_rate, read_elsewhere

_RATE: dict[str, Any] = {"lr": REQUIRED}
_EPS: dict[str, Any] = {"eps": 1e-6}
_DECOUPLE: dict[str, Any] = dict(decouple_lr=False, max_lr=None)
_IMPLEMENTATION: dict[str, Any] = dict(
    kahan_sum=None, foreach=None, triton=None, gradient_release=False
)


def _betas(decay: float, *betas: float) -> dict[str, Any]:
    return {**_RATE, "betas": betas or (0.9, 0.99), "weight_decay": decay}


def _decay(value: float | Schedule, given: Given) -> dict[str, Any]:
    """With decouple_lr only the share of the largest rate counts."""
    if not given["decouple_lr"] or value == 0:
        return {"weight_decay": value}
    largest = given["max_lr"]
    lr = given.maps[-1]["lr"] if largest is None else largest
    return {"weight_decay": by_first_rate(value, lr, "decouple_lr")}


def _kind(value: bool, given: Given) -> dict[str, Any]:
    return {"decoupled_weight_decay": bool(given["decouple_wd"] or given["decouple_lr"])}


def _dampening(on: bool, given: Given) -> dict[str, Any]:
    if on and given["momentum"] != 0 and not given["torch_init"]:
        raise HyperError(
            f"dampening={on!r} needs torch_init=True here: the buffer begins as the first gradient",
            name="dampening",
            value=on,
        )
    return {"dampening": given["momentum"] if on else 0.0}


def _lookahead(k: int, given: Given) -> dict[str, Any]:
    return {"lookahead": Lookahead(k, given["alpha"])}


def _entry(
    rule: str,
    arguments: Mapping[str, Any],
    *,
    renamed: Mapping[str, Any] = BETAS,
    convert: Mapping[str, Any] | None = None,
    fixed: Mapping[str, Any] | None = None,
    ignored: tuple[str, ...] = tuple(_IMPLEMENTATION),
    **tables: Any,
) -> Entry:
    kinds = {"decouple_wd": _kind} if "decouple_wd" in arguments else {}
    of_decay = {"weight_decay": _decay, "decouple_lr": read_elsewhere, "max_lr": read_elsewhere}
    return Entry(
        rule,
        {**arguments, **{k: v for k, v in _IMPLEMENTATION.items() if k not in arguments}},
        renamed=renamed,
        fixed={**COUNTS_STEPS, **(fixed or {})},
        convert={**of_decay, **kinds, **(convert or {})},
        ignored=ignored,
        **tables,
    )


ENTRIES: dict[str, Entry] = {
    "Adam": _entry("Adam", {**_betas(0), **_EPS, "decouple_wd": False, **_DECOUPLE}),
    "AdamW": _entry("AdamW", {**_betas(1e-2), **_EPS, **_DECOUPLE}),
    "Adan": _entry(
        "Adan",
        {**_betas(2e-2, 0.98, 0.92, 0.99), **_EPS, **_DECOUPLE}
        | dict(adam_wd=False, kahan_sum=False),
        renamed=BETAS3,
        ignored=("adam_wd", *_IMPLEMENTATION),  # its step does not pass adam_wd on
    ),
    "Lion": _entry("Lion", {**_betas(0), **_DECOUPLE}),
    "RAdam": _entry(
        "RAdam",
        {**_betas(0), **_EPS, "decouple_wd": False, **_DECOUPLE},
        fixed={"eps_hat": False},
    ),
    "Ranger": _entry(
        "RAdam",
        {**_betas(0), **_EPS, "k": 6, "alpha": 0.5, "decouple_wd": True, **_DECOUPLE},
        fixed={"eps_hat": False},
        convert={"k": _lookahead, "alpha": read_elsewhere},
    ),
    "SGD": _entry(
        "SGD",
        {**_RATE, "momentum": 0, "weight_decay": 0, "dampening": False, "decouple_wd": False}
        | {**_DECOUPLE, "torch_init": False},
        convert={"dampening": _dampening, "torch_init": read_elsewhere},
        must={"momentum": BELOW_1},
    ),
    "StableAdamW": _entry("StableAdamW", {**_betas(1e-2), **_EPS, **_DECOUPLE}),
}

CLASSES = make_classes(__package__, ENTRIES)

"""tests/data/golden.npz: the peers' own schedules, run through the dialects.

A key `sched/<peer>/<name>/<settings>[/f32|f64]` whose settings can be read is a call of
`gs.dialects.<peer>.<name>`; the others are in the tables below: what else makes the same numbers,
what differs and why. A key that is none of these fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.schedules import (
    REX,
    Constant,
    ExponentialDecay,
    InverseSqrt,
    Linear,
    Noam,
    StepDecay,
    TimeBasedDecay,
    sequence,
    warmup,
)
from support.golden import GOLDEN

METRIC = GOLDEN["inputs/metric"]
RECORDED = {key: GOLDEN[key] for key in GOLDEN if re.match(r"sched(_closed|_momentum)?/", key)}
N = np.arange(200)

STEPPED = ("torch", "transformers", "timm", "pytorch_optimizer")  # by the caller
METRICS = ("GreedyLR", "ReduceLROnPlateau")  # what moves them, not the caller's steps


# ---- keys as calls -------------------------------------------------------------------------------


def value(text: str) -> Any:
    """`30`, `0.1`, `True`, a word, `(1;2)`, `{30:0.5;80:0.1}`."""
    if text[0] in "([":
        return [value(x) for x in text[1:-1].split(";")]
    if text[0] == "{":
        pairs = (pair.split(":") for pair in text[1:-1].split(";"))
        return {value(k): value(v) for k, v in pairs}
    if text in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[text]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


def child(text: str, lr: float) -> Any:
    """`StepLR(step_size=5;gamma=0.5)`."""
    name, _, settings = text.removesuffix(")").partition("(")
    arguments = dict(part.split("=") for part in settings.split(";"))
    made = getattr(gs.dialects.torch, name)
    return made(lr, **{k: value(v) for k, v in arguments.items()}, steps_per_call=1)


def keywords(settings: str) -> dict[str, Any]:
    """`lr=0.1,milestones=(1;2)` as keywords; what is said besides, `default` say, is skipped."""
    parts = [part for part in settings.split(",") if re.match(r"\w+=", part)]
    out = {k: value(v) for k, v in (part.split("=", 1) for part in parts)}
    children = [part for part in settings.split(",") if re.match(r"\w+\(.*\)$", part)]
    if children:
        out["schedulers"] = [child(text, out["lr"]) for text in children[0].split("+")]
    return out


def find(peer: str, name: str) -> Any:
    found: Any = gs.dialects
    for part in (peer, *name.split(".")):
        found = getattr(found, part)
    return found


def call(key: str) -> Any:
    """The schedule of a key."""
    kind, peer, name, settings, *_ = key.split("/")
    if f"{peer}/{name}/{settings}" in BY_HAND:
        return BY_HAND[f"{peer}/{name}/{settings}"]()
    arguments = keywords(settings)
    if kind == "sched_momentum":
        name += "_momentum"
    if name == "SequentialLR":
        del arguments["lr"]  # its children have it
    elif name == "contrib.reduce_on_plateau":
        arguments["lr"] = 1.0  # its scale is recorded
    if peer in STEPPED and name not in METRICS:
        arguments["steps_per_call"] = 1
    return find(peer, name)(**arguments)


def power_of(n: int) -> float:
    return 0.95**n


def always(n: int) -> float:
    return 0.95


# Settings that say no more than what they mean, and definitions, which are no peer's.
OPTAX, TORCH = gs.dialects.optax, gs.dialects.torch
BY_HAND: dict[str, Callable[[], Any]] = {
    "torch/LambdaLR/lr=0.1,lambda=0.95^n": lambda: TORCH.LambdaLR(0.1, power_of, steps_per_call=1),
    "torch/MultiplicativeLR/lr=0.1,lambda=0.95": lambda: TORCH.MultiplicativeLR(
        0.1, always, steps_per_call=1
    ),
    "optax/sgdr_schedule/2 cycles of 40 and 80,peaks 0.1 and 0.05,warmup 5": lambda: (
        OPTAX.sgdr_schedule(
            dict(init_value=0.0, peak_value=peak, warmup_steps=5, decay_steps=steps)
            for peak, steps in ((0.1, 40), (0.05, 80))
        )
    ),
    "optax/join_schedules/constant 0.1 then exponential_decay(0.1;20;0.5) at 50": lambda: (
        OPTAX.join_schedules(
            [OPTAX.constant_schedule(0.1), OPTAX.exponential_decay(0.1, 20, 0.5)], [50]
        )
    ),
    "article/time_based_recursive/lr=0.1,d=0.001": lambda: TimeBasedDecay(0.1, 0.001),
    "article/time_based_closed/lr=0.1,d=0.001": lambda: TimeBasedDecay(0.1, 0.001, recursive=False),
    "article/step_based/lr=0.1,d=0.5,r=10": lambda: StepDecay(0.1, 0.5, 10),
    "article/exponential/lr=0.1,d=0.1": lambda: ExponentialDecay(0.1, 0.1),
    "definition/noam/factor=1,d_model=512,warmup=40": lambda: Noam(512, 40),
    "definition/rex/lr=0.1,total=180": lambda: REX(0.1, steps=180),
    "definition/inverse_sqrt_fairseq/lr=0.1,warmup_updates=20,warmup_init_lr=0.0": lambda: warmup(
        InverseSqrt(0.1, 20), 20, start=0.0
    ),
    # whose way up begins at 0, one update behind that of the class of this name
    "definition/knee/lr=0.1,warmup=20,explore=100,total=180": lambda: sequence(
        [Linear(0.0, steps=20, end=0.1), Constant(0.1), Linear(0.1, steps=60)], at=[20, 120]
    ),
}

# Steps at which a port has other numbers, and why.
ELSEWHERE = {
    "sched/timm/CosineLRScheduler/lr=0.1,t_initial=180,noise_range_t=(50;100)": (
        range(50, 100),
        "the noise is drawn by torch's generator there",
    ),
    "sched/pytorch_optimizer/LinearScheduler/returned,t_max=180,max_lr=0.1,warmup_steps=20": (
        range(181, 200),
        "it goes on to rates below 0 there, and holds min_lr here",
    ),
}

# What the peer computes in float32 though the recording is in float64.
SINGLE = {
    "sched/keras/CosineDecayRestarts/initial_learning_rate=0.1,first_decay_steps=30/f64",
    "sched/optax/cosine_onecycle_schedule/transition_steps=180,peak_value=0.1/f64",
    "sched/optax/linear_onecycle_schedule/transition_steps=180,peak_value=0.1/f64",
    "sched/optax/piecewise_interpolate_schedule/interpolate_type=linear,init_value=0.1,"
    "boundaries_and_scales={30:0.5;80:0.1}/f64",
}


def tolerance(key: str) -> float:
    """As a share of the largest value."""
    if GOLDEN[key].dtype == np.float64 and key not in SINGLE:
        return 1e-12
    # the peer's formula rounds some four times to float32 on the way, what is at most the peak
    return 4 * 2.0**-24


# ---- the tests -----------------------------------------------------------------------------------


def test_no_key_is_forgotten() -> None:
    known = {key for key in GOLDEN if key.split("/")[0].startswith("sched")}
    known = {key for key in known if not key.startswith("schedulefree/")}
    assert set(RECORDED) == known and len(RECORDED) == 116
    assert set(ELSEWHERE) | SINGLE <= known
    used = {"/".join(key.split("/")[1:4]) for key in RECORDED}
    assert set(BY_HAND) <= used


@pytest.mark.parametrize("key", RECORDED)
def test_recording(key: str) -> None:
    schedule, expected = call(key), RECORDED[key]
    got = schedule.run(METRIC) if schedule.observes else schedule(N)
    steps, _ = ELSEWHERE.get(key, ((), ""))
    same = np.setdiff1d(N, steps)
    peak = np.abs(expected[same]).max()
    np.testing.assert_allclose(got[same], expected[same], rtol=0, atol=tolerance(key) * peak)
    # a reason that has become untrue fails
    assert all(abs(got[n] - expected[n]) > tolerance(key) * peak for n in steps)

"""What a rule's t counts where gradients are missing: the steps, where the peer counts those.

Numbers are the peers', in float64: torch 2.13, pytorch_optimizer 4.1, timm 1.0.31, schedulefree
1.4.1, prodigyopt 1.1.2, dadaptation 3.2, Keras 3.15.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.dialects import (
    dadaptation,
    keras,
    prodigyopt,
    pytorch_optimizer,
    schedulefree,
    timm,
)
from gradstep.dialects import torch as t

# Of two arrays; the second has its first gradient in the second step.
GRADS = [(1.0, None), (None, 0.4), (0.5, None), (-0.3, -0.6), (0.7, 0.2)]
KERAS = dict(learning_rate=0.1)


def start() -> dict[str, Any]:
    return {"a": np.array([1.0]), "b": np.array([2.0])}


def step(opt: gs.Optimizer, *grads: tuple[float | None, float | None]) -> None:
    for a, b in grads:
        given = {"a": a, "b": b}
        opt.step({k: None if g is None else np.array([g]) for k, g in given.items()})


def values(params: dict[str, Any]) -> list[float]:
    return [float(p[0]) for p in params.values()]


@pytest.mark.parametrize(
    "make, arguments, there",
    [
        (pytorch_optimizer.ADOPT, dict(lr=0.1), [0.9851496327159363, 1.9796890570563028]),
        (
            pytorch_optimizer.AdaBelief,
            dict(lr=0.1, rectify=True),
            [0.7822324062547412, 1.9863168521697032],
        ),
        (pytorch_optimizer.Adan, dict(lr=0.1), [0.81041606200379, 1.9715543310148365]),
        (pytorch_optimizer.Lamb, dict(lr=0.1), [1.0696221399964944e-07, 1.521454166314811]),
        (pytorch_optimizer.MADGRAD, dict(lr=0.1), [0.8907197231044532, 2.000311914205795]),
        (pytorch_optimizer.NovoGrad, dict(lr=0.1), [0.47325788037912025, 1.9538967293539151]),
        (pytorch_optimizer.PID, dict(lr=0.1, momentum=0.9), [-1.4645000000000001, 1.9296]),
        (pytorch_optimizer.ScheduleFreeSGD, dict(lr=0.1), [0.8622, 1.9928]),
        (timm.Adan, dict(lr=0.1), [0.81041606200379, 1.9715543310148365]),
        (timm.Lamb, dict(lr=0.1), [0.6561, 1.782]),
        (
            schedulefree.AdamWScheduleFree,
            dict(lr=0.1, warmup_steps=4),
            [0.9124407901207651, 2.0292615268809793],
        ),
        (
            schedulefree.RAdamScheduleFree,
            dict(lr=0.1, betas=(0.9, 0.9)),
            [0.9819591957043202, 1.9910069395952064],
        ),
        (schedulefree.SGDScheduleFree, dict(lr=0.1, r=1.0), [0.8502, 1.9952]),
        (
            prodigyopt.Prodigy,
            dict(d0=0.1, use_bias_correction=True),
            [0.7086134838889717, 1.946097478398645],
        ),
        (
            dadaptation.DAdaptAdam,
            dict(d0=0.1, use_bias_correction=True),
            [0.6191125551719423, 2.039598749763767],
        ),
        (dadaptation.DAdaptAdan, dict(d0=0.1), [1.101027608597349, 2.188612408064953]),
        (keras.Adam, KERAS, [0.7086142239136526, 1.946097927057707]),
        (keras.Nadam, KERAS, [0.7854892120930308, 1.9581878713117429]),
        (keras.Adamax, KERAS, [0.7820099963158959, 1.9596515569142305]),
        (keras.Lamb, KERAS, [0.6561, 2.178]),
        # these count the updates of each array
        (t.Adam, dict(lr=0.1), [0.6865072064000333, 1.9261368543445216]),
        (timm.AdaBelief, dict(lr=0.1), [0.7454130985043494, 1.9732219848514274]),
    ],
)
def test_the_peers_count(make: Any, arguments: dict[str, Any], there: list[float]) -> None:
    params = start()
    step(make(params, **arguments), *GRADS)
    assert values(params) == pytest.approx(there, rel=1e-12)


STEPS = [
    lambda params: pytorch_optimizer.AdaBelief(params, lr=0.1),
    lambda params: schedulefree.AdamWScheduleFree(params, lr=0.1, warmup_steps=4),
    lambda params: keras.Nadam(params, 0.1),
    lambda params: prodigyopt.Prodigy(params, d0=0.1, use_bias_correction=True),
]


@pytest.mark.parametrize("make", STEPS)
@pytest.mark.parametrize("at", range(1, 5))
def test_the_count_is_saved(make: Any, at: int) -> None:
    """Also of an array that has had steps, but no update: its state is still to be begun."""
    whole, params = start(), start()
    step(make(whole), *GRADS)
    opt = make(params)
    step(opt, *GRADS[:at])
    again = make(params)
    again.load_state_dict(opt.state_dict())
    assert again.scalars["b"] == opt.scalars["b"]
    step(again, *GRADS[at:])
    assert values(params) == values(whole)


def test_what_is_saved_of_an_array_without_an_update() -> None:
    opt = pytorch_optimizer.AdaBelief(start())
    step(opt, (1.0, None))
    assert opt.scalars["a"] == {"t": 1} and opt.scalars["b"] == {"t": 1, "fresh": True}
    step(opt, (1.0, 1.0))
    assert opt.scalars["b"] == {"t": 2}


def test_a_saved_state_whose_counts_are_of_updates_goes_on_from_them() -> None:
    """As older versions saved it: an array without an update had 0, another one its own count."""
    opt = pytorch_optimizer.AdaBelief(start(), lr=0.1)
    step(opt, (1.0, None), (1.0, None))
    saved = opt.state_dict()
    saved["scalars"] = {"a": {"t": 2}, "b": {"t": 0}}
    opt.load_state_dict(saved)
    assert opt.scalars["b"] == {"t": 0}
    step(opt, (1.0, 1.0))
    assert opt.scalars["a"] == {"t": 3} and opt.scalars["b"] == {"t": 1}


@pytest.mark.parametrize("make", STEPS)
def test_frozen_is_without_a_gradient(make: Any) -> None:
    frozen, without = start(), start()
    a, b = make(frozen), make(without)
    for opt in (a, b):
        step(opt, GRADS[0])
    a.freeze("a")
    step(a, (3.0, 0.4), (3.0, 0.1))
    step(b, (None, 0.4), (None, 0.1))
    a.unfreeze("a")
    for opt in (a, b):
        step(opt, *GRADS[3:])
    assert values(frozen) == values(without)


def test_an_added_array_counts_from_where_it_was_added() -> None:
    """pytorch_optimizer's add_param_group begins a count of its own."""
    params = {"a": np.array([1.0])}
    opt = pytorch_optimizer.AdaBelief(params, lr=0.1)
    for g in (1.0, 2.0):
        opt.step({"a": np.array([g])})
    params["b"] = np.array([2.0])
    opt.add()
    step(opt, (3.0, None), (4.0, -1.0))
    assert opt.scalars["a"]["t"] == 4 and opt.scalars["b"]["t"] == 2
    assert values(params) == pytest.approx([0.5421443610169183, 2.082681869285215], rel=1e-12)


@pytest.mark.parametrize(
    "make, arguments, zero, resting",
    [
        (
            prodigyopt.Prodigy,
            dict(d0=0.1, use_bias_correction=True, weight_decay=0.1),
            [0.7468680877290118, 2.111654789290707],
            [0.8529691512330261, 2.068654863149724],
        ),
        (
            dadaptation.DAdaptAdam,
            dict(d0=0.1, use_bias_correction=True, decouple=True, weight_decay=0.1),
            [0.6969124546130194, 2.1531619781874123],
            [0.8726296466428705, 2.0489943649583533],
        ),
        (dadaptation.DAdaptAdan, dict(d0=0.1), [1.029889050703858, 1.919381355613907], None),
        (
            dadaptation.DAdaptAdaGrad,
            dict(d0=0.1),
            [0.8963359171629854, 2.0128036813627204],
            [0.9183504357903343, 2.0],
        ),
        (dadaptation.DAdaptLion, dict(d0=0.1), [0.9, 1.9], [0.85, 1.95]),
    ],
)
def test_a_step_with_nothing_to_do_is_no_step(
    make: Any, arguments: dict[str, Any], zero: list[float], resting: list[float] | None
) -> None:
    """Gradients of 0 at first, and a rate of 0: the peers return before they count it."""
    rest = [[1.0, -2.0], [0.5, 1.0], [-0.3, 0.7]]
    params = np.array([1.0, 2.0])
    opt = make(params, **arguments)
    for g in [[0.0, 0.0], *rest]:
        opt.step(np.array(g))
    assert params == pytest.approx(zero, rel=1e-12)
    if resting is None:
        return
    params = np.array([1.0, 2.0])
    rates = [0.0, 0.5, 1.0, 0.0]
    opt = make(params, lr=lambda n: rates[min(n, 3)], **arguments)
    for g in [[0.4, -0.2], *rest]:
        assert opt.step(np.array(g)).applied
    assert params == pytest.approx(resting, rel=1e-12)

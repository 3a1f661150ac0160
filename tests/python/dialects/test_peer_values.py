"""What a peer gave, and the dialect once did not: its numbers, recorded from the version named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.dialects import keras, lion_pytorch, optax, pytorch_optimizer, timm, transformers
from gradstep.dialects import torch as t
from gradstep.schedules import Cosine, Geometric, ReduceOnPlateau, Schedule, warmup


def stepped(make: Any, grads: Any, start: float = 1.0, **arguments: Any) -> np.ndarray[Any, Any]:
    """The parameters after a step by each of the gradients, from an array of ``start``."""
    params = np.full(np.shape(grads[0]), start)
    opt = make(params, **arguments)
    for g in grads:
        opt.step(np.asarray(g, float))
    return params


ONES = [[1.0]] * 4

# ----------------------------------------------------------------------- values from the first rate


@pytest.mark.parametrize("lr", [Geometric(0.1, 0.5), lambda n: 0.1 * 0.5**n])
def test_adabounds_bounds_follow_a_scheduled_rate(lr: Any) -> None:
    """pytorch_optimizer 4.1.0: 0.70202; the bounds stood still here: 0.1213."""
    got = stepped(pytorch_optimizer.AdaBound, ONES, lr=lr, gamma=10.0, final_lr=1.0)
    assert got == pytest.approx(0.70202030062735, rel=1e-13)


def test_adabounds_final_rate_belongs_to_the_first_rate_above_0() -> None:
    """pytorch_optimizer 4.1.0 with rates 0, 0.05, 0.1: base_lr is then the 0.05 of the second."""
    opt = pytorch_optimizer.AdaBound(np.ones(1), lr=warmup(Cosine(0.1, steps=10), 2, start=0.0))
    assert opt.groups["default"]["base_lr"] == 0.05


def test_adabound_stands_still_at_rate_0() -> None:
    assert stepped(pytorch_optimizer.AdaBound, ONES, lr=0.0) == 1.0


def test_adabounds_final_rate_belongs_to_the_groups_rate() -> None:
    """pytorch_optimizer 4.1.0 keeps a base_lr of each group."""
    params = {"a": np.ones(1), "b": np.ones(1)}
    opt = pytorch_optimizer.AdaBound(params, lr=0.5, groups={"a": dict(lr=0.25)})
    assert [g["base_lr"] for g in opt.groups.values()] == [0.25, 0.5]


@pytest.mark.parametrize("lr", [0.0, lambda n: 0.0])
def test_lions_decay_cannot_be_divided_by_no_rate(lr: Any) -> None:
    with pytest.raises(gs.HyperError, match="divides by the first rate above 0, and lr has none"):
        lion_pytorch.Lion(np.ones(1), lr=lr, weight_decay=0.1, decoupled_weight_decay=True)


def test_the_rate_of_timms_vectors_may_be_any_function() -> None:
    """timm 1.0.31's Mars steps vectors by lr·lr_1d_factor, whatever lr is at that step."""
    by_function = stepped(timm.Mars, ONES, lr=lambda n: 0.1 * 0.5**n, lr_1d_factor=2.0)
    assert by_function == stepped(timm.Mars, ONES, lr=Geometric(0.1, 0.5), lr_1d_factor=2.0)


# --------------------------------------------------------------------------- plateaus over schedules

METRICS = [1.0] * 4 + [0.5] * 3 + [0.6] * 9
ONE = dict(steps_per_call=1)


@pytest.mark.parametrize(
    "schedule, arguments, rates",
    [
        (
            t.StepLR(0.5, 3, 0.5, **ONE),
            dict(factor=0.5, patience=1, cooldown=1),
            [2.0**-k for k in (1, 1, 1, 3, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9, 10)],
        ),
        (
            t.MultiStepLR(0.5, [2, 5, 9], 0.1, **ONE),
            dict(factor=0.5, patience=2),
            [0.5, 0.5, 0.05, 0.05, 0.025, 0.0025, 0.0025, 0.0025, 0.00125, 0.000125, 0.000125]
            + [6.25e-05, 6.25e-05, 6.25e-05, 3.125e-05, 3.125e-05],
        ),
        (
            t.ExponentialLR(0.5, 0.9, **ONE),
            dict(factor=0.25, patience=1, mode="max", threshold_mode="abs", threshold=0.01),
            [0.5, 0.45, 0.405, 0.09112500000000001, 0.08201250000000002, 0.018452812500000006]
            + [0.016607531250000005, 0.003736694531250001, 0.003363025078125001]
            + [0.0007566806425781253, 0.0006810125783203128, 0.0001532278301220704]
            + [0.00013790504710986336, 3.1028635599719254e-05, 2.792577203974733e-05]
            + [6.283298708943149e-06],
        ),
        (
            t.CosineAnnealingLR(0.5, 20, **ONE),
            dict(factor=0.5, patience=1),
            [0.5, 0.49692208514878444, 0.4877641290737884, 0.23637581552354597]
            + [0.22612712429686843, 0.21338834764831843, 0.19847315653655914]
            + [0.09087440623372167, 0.08181356214843422, 0.03613857703250722, 0.03125]
            + [0.013180711483746397, 0.010796609462891448, 0.004265699220784791]
            + [0.0032204277164650545, 0.001144114135990049],
        ),
    ],
    ids=["StepLR", "MultiStepLR", "ExponentialLR", "CosineAnnealingLR"],
)
def test_a_plateau_scales_another_schedule_as_torchs_two_schedulers_do(
    schedule: Schedule, arguments: dict[str, Any], rates: list[float]
) -> None:
    """torch 2.13.0: both schedulers step one optimizer, the plateau after the other."""
    assert t.ReduceLROnPlateau(schedule, **arguments).run(METRICS) == pytest.approx(rates, 1e-12)


@pytest.mark.parametrize(
    "entry",
    [
        t.ReduceLROnPlateau,
        keras.ReduceLROnPlateau,
        optax.contrib.reduce_on_plateau,
        transformers.get_reduce_on_plateau_schedule,
        transformers.GreedyLR,
        transformers.get_greedy_schedule,
    ],
    ids=lambda entry: str(entry.__name__),
)
def test_every_plateau_that_takes_a_schedule_scales_it(entry: Any) -> None:
    schedule, rate = Geometric(0.5, 0.9), entry(1.0).run(METRICS * 3)
    scaled = entry(schedule).run(METRICS * 3)
    assert rate.min() < 1 and scaled == pytest.approx(rate * schedule(np.arange(48)), 1e-14)
    assert entry(ReduceOnPlateau(0.5)).observes  # a metric may move what it scales, too
    with pytest.raises(gs.ScheduleError, match="lr must be a number or a schedule, .* not 'x'"):
        entry("x")

"""What a peer gave, and the dialect once did not: its numbers, recorded from the version named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.dialects import lion_pytorch, pytorch_optimizer, timm
from gradstep.schedules import Cosine, Geometric, warmup


def stepped(make: Any, grads: Any, start: float = 1.0, **arguments: Any) -> np.ndarray[Any, Any]:
    """The parameters after a step by each of the gradients, from an array of ``start``."""
    params = np.full(np.shape(grads[0]), start)
    opt = make(params, **arguments)
    for g in grads:
        opt.step(np.asarray(g, float))
    return params


ONES = [[1.0]] * 4

# ------------------------------------------------------------------------ values from the first rate


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

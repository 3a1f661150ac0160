"""Control: freezing, further inputs of a step, arrays replaced, and what was set in between."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradstep as gs
from support.common import contents, gradients, refused, snapshot, tree

F32, F64 = np.float32, np.float64


def some(*names: str, n: int = 21, dtype: type = F64) -> dict[str, Any]:
    return {k: np.linspace(-1, 1, n + i).astype(dtype) for i, k in enumerate(names)}


# -------------------------------------------------------------------------------------- freeze


@pytest.mark.parametrize("rule", ["Adam", "LAMB", "RowwiseAdagrad", "FTRL"])
def test_frozen_parameters_stay_whatever_their_gradient(rule: str) -> None:
    params, apart = tree(), tree()
    opt = getattr(gs, rule)(params, clip_norm=1e-3, report=True)
    reference = getattr(gs, rule)(apart, clip_norm=1e-3, report=True)
    opt.step(gradients(params, 0))
    reference.step(gradients(params, 0))
    assert opt.freeze("layers.*", "W") == ["W", "layers.0", "layers.1"] == opt.frozen
    before = snapshot(opt, params)
    for n in (1, 2):
        grads: dict[str, Any] = gradients(params, n)
        none = dict.fromkeys(opt.frozen)
        a = opt.step(grads | {"W": np.full((7, 5), np.nan), "layers.0": None})
        b = reference.step(grads | none)
        assert (a.grad_norm, a.update_norm, a.update_ratio) == (
            b.grad_norm, b.update_norm, b.update_ratio,
        )  # fmt: skip
    after = snapshot(opt, params)
    for path in opt.frozen:
        assert after["params"][path] == before["params"][path]
        assert after["state"][path] == before["state"][path]
        assert after["scalars"][path] == before["scalars"][path]
        assert opt.scalars[path]["frozen"] is True and opt.scalars[path]["t"] == 1
    assert contents(params) == contents(apart) and "frozen" not in opt.scalars["f"]
    assert opt.unfreeze("W", "*.1") == ["W", "layers.1"] and opt.frozen == ["layers.0"]
    opt.step(gradients(params, 3))
    reference.step(gradients(params, 3) | {"layers.0": None})
    assert contents(params) == contents(apart)
    with refused(gs.BindError, opt, params, '"layer.*"', '"layers'):
        opt.freeze("f", "layer.*")
    assert opt.freeze() == [] and opt.frozen == ["layers.0"]


# -------------------------------------------------------------------------------------- inputs


class Restated:
    """Sophia in NumPy."""

    def __init__(self, p: Any) -> None:
        self.p, self.m, self.h = p.astype(F64), 0.0, 0.0

    def step(self, g: Any, hessian: Any = None) -> None:
        self.m = self.m + 0.035 * (g - self.m)
        if hessian is not None:
            self.h = 0.99 * self.h + 0.01 * hessian
        u = np.clip(self.m / np.maximum(0.04 * self.h, 1e-12), -1, 1)
        self.p = (1 - 0.5 * 0.1) * self.p - 0.5 * u


def curvature(params: Any, n: int) -> dict[str, Any]:
    rng = np.random.default_rng([11, n])
    return {k: 999 * rng.random(p.shape) for k, p in gs.leaves(params).items()}


def test_a_hessian_every_few_steps() -> None:
    params = tree()
    plain = {k: Restated(p) for k, p in gs.leaves(params).items()}
    opt = gs.Sophia(params, lr=0.5, weight_decay=0.1)
    for n in range(7):
        g, h = gradients(params, n), curvature(params, n)
        h["layers.1"] = None if n == 3 else h["layers.1"]
        nested = {**h, "layers": [h["layers.0"], h["layers.1"]], "W": np.asfortranarray(h["W"])}
        del nested["layers.0"], nested["layers.1"]
        given = {0: {"hessian": h}, 3: {"hessian": nested}, 5: {"hessian": None}, 6: {}}.get(n)
        opt.step({k: 8 * x for k, x in g.items()}, grad_scale=8, inputs=given)  # of g alone
        for k, one in plain.items():
            one.step(g[k], h[k] if n in (0, 3) else None)
            tight = dict(rtol=1e-12) if gs.leaves(params)[k].dtype == F64 else dict(rtol=1e-5)
            np.testing.assert_allclose(gs.leaves(params)[k], one.p, atol=1e-6, **tight)
            assert np.array_equal(nested.get(k, h[k]), h[k]), "an input was written"


def test_inputs_of_some_groups_only() -> None:
    params, apart = some("a", "b"), some("a", "b")
    opt = gs.AdamW(params, groups={"b": dict(rule=gs.rules.Sophia)})
    adam, sophia = gs.AdamW(apart["a"]), gs.Sophia(apart["b"])
    for n in range(4):
        g, h = gradients(params, n), curvature(params, n)
        opt.step(g, inputs={"hessian": {"b": h["b"]} if n % 2 else h})
        adam.step(g["a"])
        sophia.step(g["b"], inputs={"hessian": h["b"]})
    assert contents(params) == contents(apart)


@pytest.mark.parametrize(
    "inputs, error, words",
    [
        ({"hesian": {}}, gs.KeywordError, ["'hesian'", "hessian=?"]),
        ([np.ones(3)], gs.GradientError, ["inputs must be a dict", "'hessian'"]),
        ({"hessian": {"a": np.ones(21)}}, gs.GradientError, ['"b" has no array', "None"]),
        ({"hessian": some("a", "b", "c")}, gs.GradientError, ['"c" is no parameter']),
        ({"hessian": some("b", "a")}, gs.GradientError, ["input 'hessian' of 'a'", "(22,)"]),
        ({"hessian": {"a": 1.0, "b": None}}, gs.GradientError, ["number"]),
        (
            {"hessian": {"a": np.ones(21, int), "b": None}},
            gs.DTypeError,
            ["input 'hessian' of 'a'", "int64"],
        ),
        (
            {"hessian": {"a": np.full(21, np.nan), "b": None}},
            gs.NonFiniteGradientError,
            ["input 'hessian' of 'a'", "NaN"],
        ),
        (
            {"hessian": {"a": None, "b": np.r_[np.ones(21), np.inf]}},
            gs.NonFiniteGradientError,
            ["input 'hessian' of 'b'"],
        ),
    ],
)
def test_bad_inputs(inputs: Any, error: type[Exception], words: list[str]) -> None:
    params = some("a", "b")
    opt = gs.Sophia(params)
    opt.step(gradients(params, 0), inputs={"hessian": curvature(params, 0)})
    with refused(error, opt, params, *words):
        opt.step(gradients(params, 1), inputs=inputs)
    skipping = gs.Sophia(params, nonfinite="skip")
    if error is gs.NonFiniteGradientError:
        assert not skipping.step(gradients(params, 1), inputs=inputs) and skipping.skipped == 1


def test_the_inputs_of_what_does_not_step_are_not_looked_at() -> None:
    params = some("a", "b", "c")
    opt = gs.Sophia(params)
    opt.freeze("a")
    bad = {k: np.full_like(p, np.nan) for k, p in params.items()} | {"c": np.ones(23)}
    assert opt.step(gradients(params, 0) | {"b": None}, inputs={"hessian": bad})


@pytest.mark.parametrize(
    "keywords, name",
    [
        (dict(loss=0.0), "loss"),
        (dict(inputs={"hessian": None}), "inputs"),
        (dict(inputs={}), "inputs"),
    ],
)
def test_what_no_rule_of_the_optimizer_uses(keywords: Any, name: str) -> None:
    params = some("a", "b")
    opt = gs.AdamW(params, groups={"a": dict(rule=gs.rules.SGD)})
    with refused(gs.HyperError, opt, params, f"AdamW and SGD does not use {name}=", name=name):
        opt.step(gradients(params, 0), **keywords)


# ------------------------------------------------------------------------------- rebind and set


def test_rebind_after_reordering_a_dict() -> None:
    params, apart = tree(), tree()
    copies = {k: np.zeros(p.shape, np.float16) for k, p in gs.leaves(params).items()}
    opt, reference = gs.Adam(params, copy_to=copies), gs.Adam(apart)
    opt.step(gradients(params, 0))
    reference.step(gradients(apart, 0))
    moved = dict(reversed(gs.copy(params).items()))
    params.clear()
    params |= moved
    with pytest.raises(gs.StaleBindingError):
        opt.step(gradients(params, 1))
    opt.rebind()
    for n in (1, 2):
        g = gradients(apart, n)
        nested = gs.zeros_like(params)  # in the new order
        for path, x in gs.leaves(nested).items():
            x[...] = g[path]
        opt.step(nested if n == 1 else g)
        reference.step(g)
    assert contents(params) == contents(apart)
    params["W"] = np.zeros((7, 5), F32)
    opt.rebind()
    assert not copies["W"].any()
    params["f"] = np.zeros((4, 6))  # in another memory order
    before = opt.state_dict()["steps"]
    with pytest.raises(gs.BindError, match="rebind: 'f'"):
        opt.rebind()
    assert opt.steps == before


@pytest.mark.parametrize(
    "values, words",
    [
        (dict(clip_value=0.0), ["clip_value must be positive", "None"]),
        (dict(clip_each=-1.0), ["clip_each must be at least 0"]),
        (dict(clip_adaptive=np.inf), ["clip_adaptive must be"]),
        (dict(centralize=0.5), ["centralize must be True or False"]),
        (dict(lower=1.0, upper=0.0), ["lower must not be above upper"]),
        (dict(lr_scale=-1.0), ["lr_scale must be"]),
        (dict(lr=0.1, cautious="yes"), ["cautious"]),
    ],
)
def test_what_is_set_between_steps_is_checked_as_at_construction(
    values: Any, words: list[str]
) -> None:
    params = some("a", "b")
    opt = gs.Adam(params, groups={"a": dict(lr=0.5)})
    opt.step(gradients(params, 0))
    kept = opt.groups["a"].rule
    with refused(gs.HyperError, opt, params, *words):
        opt.groups["a"].update(values)
    assert opt.groups["a"].rule == kept
    with refused(gs.HyperError, opt, params, *words):
        opt.step(gradients(params, 1), **values)
    with pytest.raises(gs.HyperError):
        gs.Adam(some("a"), **values)


def test_stages_for_one_step_and_from_now_on() -> None:
    p = np.zeros(2)
    opt = gs.SGD({"p": p}, lr=1.0, clip_value=1.0)
    g = {"p": np.array([4.0, -0.5])}
    moves = []
    for more in ({}, dict(clip_value=None), dict(clip_value={"default": 2.0}), dict(maximize=True)):
        before = p.copy()
        opt.step(g, **more)
        moves.append((p - before).tolist())
    assert moves == [[-1.0, 0.5], [-4.0, 0.5], [-2.0, 0.5], [1.0, -0.5]]
    opt.groups["default"]["clip_value"] = None
    opt.hyper["upper"] = 0.0
    opt.step(g)
    assert p.tolist() == [-10.0, 0.0] and opt.values()["default"]["clip_value"] is None

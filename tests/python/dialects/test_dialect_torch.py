"""The torch dialect: torch.optim's signatures, groups and habits. Its numbers: test_golden.py."""

from __future__ import annotations

import inspect
import re
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.schedules import Constant, Cosine
from support.common import contents, gradients, tree

torch = gs.dialects.torch

# The parameters of torch.optim's classes (torch 2.13), written down by hand; "*" as in Python.
SIGNATURES: dict[str, str] = {
    "SGD": "params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, "
    "maximize=False, foreach=None, differentiable=False, fused=None",
    "Adagrad": "params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, "
    "eps=1e-10, foreach=None, *, maximize=False, differentiable=False, fused=None",
    "Adadelta": "params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *, "
    "capturable=False, maximize=False, differentiable=False",
    "RMSprop": "params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, "
    "centered=False, capturable=False, foreach=None, maximize=False, differentiable=False",
    "Adam": "params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, "
    "foreach=None, maximize=False, capturable=False, differentiable=False, fused=None, "
    "decoupled_weight_decay=False",
    "AdamW": "params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *, "
    "maximize=False, foreach=None, capturable=False, differentiable=False, fused=None",
    "ASGD": "params, lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, foreach=None, "
    "maximize=False, differentiable=False, capturable=False",
    "Adamax": "params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *, "
    "maximize=False, differentiable=False, capturable=False",
    "NAdam": "params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3, "
    "decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, "
    "differentiable=False",
    "RAdam": "params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, "
    "decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, "
    "differentiable=False",
    "Rprop": "params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, capturable=False, "
    "foreach=None, maximize=False, differentiable=False",
}
IGNORED = {"foreach", "fused", "capturable", "differentiable"}
NAMES = [name for name in torch.__all__ if hasattr(getattr(torch, name), "_entry")]


def expected(name: str) -> list[tuple[str, Any, Any]]:
    scope: dict[str, Any] = {}
    exec(f"def f({SIGNATURES[name]}): pass", scope)
    parameters = inspect.signature(scope["f"]).parameters.values()
    return [(p.name, p.kind, p.default) for p in parameters]


def test_every_class_is_in_the_table() -> None:
    assert set(NAMES) == set(SIGNATURES) == set(torch.ENTRIES)
    assert issubclass(torch.Adam, torch.TorchOptimizer) and issubclass(torch.Adam, gs.Optimizer)


@pytest.mark.parametrize("name", NAMES)
def test_signature_is_torchs_and_then_our_options(name: str) -> None:
    signature = inspect.signature(getattr(torch, name))
    ours = [(p.name, p.kind, p.default) for p in signature.parameters.values()]
    theirs = expected(name)
    assert ours[: len(theirs)] == theirs
    rest = ours[len(theirs) :]
    assert {kind for _, kind, _ in rest} == {inspect.Parameter.KEYWORD_ONLY}
    options = [k for k, p in inspect.signature(gs.Optimizer).parameters.items() if p.kind == 3]
    assert [n for n, _, _ in rest] == [
        *options,
        *("clip_value", "clip_each", "clip_adaptive", "centralize", "cautious"),
    ]
    doc = getattr(torch, name).__doc__
    ignored = set(re.findall(r"^    (\w+): Accepted and ignored\.$", doc, re.MULTILINE))
    assert ignored == {n for n, _, _ in theirs} & IGNORED


@pytest.mark.parametrize("name", NAMES)
def test_positional_arguments_in_torchs_order(name: str) -> None:
    """Each positional parameter, given by place and by name, is the same hyper-parameter."""
    other = {"betas": (0.8, 0.88), "foreach": True, "capturable": True, "differentiable": False}
    other |= {"etas": (0.25, 1.5), "step_sizes": (0.125, 2.0)}
    parameters = expected(name)[1:]
    values: list[Any] = []
    for key, kind, default in parameters:
        if kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
            break
        number = 0.0 if key == "dampening" else 0.25
        values.append(other.get(key, (True if isinstance(default, bool) else number)))
    keys = [key for key, _, _ in parameters][: len(values)]
    make = getattr(torch, name)
    by_place = make(np.ones(3), *values).param_groups[0]
    by_name = make(np.ones(3), **dict(zip(keys, values, strict=True))).param_groups[0]
    assert {k: v for k, v in by_place.items() if k != "params"} == {
        k: v for k, v in by_name.items() if k != "params"
    }
    for key, value in zip(keys, values, strict=True):
        if key not in IGNORED:
            assert by_place[key] == value


@pytest.mark.parametrize("name", NAMES)
def test_arguments_that_are_accepted_and_ignored(name: str) -> None:
    given = {key: True for key, _, _ in expected(name) if key in IGNORED}
    assert given
    a, b = tree(), tree()
    x, y = getattr(torch, name)(a, **given), getattr(torch, name)(b)
    for n in range(2):
        x.step(gradients(a, n))
        y.step(gradients(a, n))
    assert contents(a) == contents(b)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rule_as_the_plain_class(name: str) -> None:
    a, b = tree(), tree()
    given = {"lr": 0.5, **({} if name == "Rprop" else {"weight_decay": 0.25})}
    x, y = getattr(torch, name)(a, **given), getattr(gs, name)(b, **given)
    assert x.groups["default"].rule == y.groups["default"].rule
    for n in range(2):
        x.step(gradients(a, n))
        y.step(gradients(a, n))
    assert contents(a) == contents(b)


def test_betas() -> None:
    opt = torch.Adam(np.ones(3), betas=[0.8, 0.88])
    assert (opt.hyper["beta1"], opt.hyper["beta2"]) == (0.8, 0.88)
    assert opt.param_groups[0]["betas"] == (0.8, 0.88)
    scheduled = torch.Adam(np.ones(3), betas=(Cosine(0.9, steps=4, end=0.5), 0.99))
    assert scheduled.values(4)["default"]["beta1"] == 0.5
    assert torch.Adam(np.ones(3), betas=np.array([0.5, 0.75])).hyper["beta2"] == 0.75


@pytest.mark.parametrize("betas", [(0.9,), (0.9, 0.99, 1.0), 0.9, None, (), "ab", np.ones((2, 2))])
def test_bad_betas(betas: Any) -> None:
    with pytest.raises(gs.HyperError) as caught:
        torch.AdamW(np.ones(3), betas=betas)
    assert "beta" in str(caught.value)
    if not isinstance(betas, (str, np.ndarray)):
        assert caught.value.name == "betas"
        assert "dialects.torch.AdamW: betas must be 2 values (beta1, beta2)" in str(caught.value)


@pytest.mark.parametrize("betas, name", [((1.0, 0.9), "betas[0]"), ((0.9, -0.1), "betas[1]")])
def test_betas_out_of_range(betas: Any, name: str) -> None:
    with pytest.raises(gs.HyperError, match=re.escape(f"dialects.torch.Adam: {name} must be")):
        torch.Adam(np.ones(3), betas=betas)


@pytest.mark.parametrize(
    "keywords, words",
    [
        (dict(beta=(0.9, 0.99)), ["betas=?"]),
        (dict(beta1=0.9), ["'beta1'", "betas=?"]),
        (dict(weight_deacy=0.1), ["weight_decay=?"]),
        (dict(momentum=0.9), ["'momentum'"]),
        (dict(lr_scale=0.5), ["'lr_scale'"]),
        (dict(clip_nrom=0.5), ["clip_norm=?"]),
    ],
)
def test_unknown_arguments(keywords: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(gs.KeywordError) as caught:
        torch.Adam(np.ones(3), **keywords)
    words = ["dialects.torch.Adam", *words]
    assert [w for w in words if w not in str(caught.value)] == [], caught.value


def test_wrong_calls() -> None:
    with pytest.raises(gs.KeywordError, match="too many positional"):
        torch.SGD(np.ones(3), 1e-3, 0, 0, 0, False, True)
    with pytest.raises(gs.KeywordError, match="lr"):
        torch.SGD(np.ones(3), 1e-3, lr=1e-3)
    with pytest.raises(gs.KeywordError, match="params"):
        torch.SGD(lr=1e-3)
    with pytest.raises(gs.HyperError, match="nesterov"):
        torch.SGD(np.ones(3), nesterov=True)


def test_decoupled_weight_decay_is_adamw() -> None:
    a, b = tree(), tree()
    x = torch.Adam(a, weight_decay=0.25, decoupled_weight_decay=True)
    y = torch.AdamW(b, weight_decay=0.25)
    for n in range(2):
        x.step(gradients(a, n))
        y.step(gradients(a, n))
    assert contents(a) == contents(b)
    assert x.param_groups[0]["decoupled_weight_decay"] is True


# --------------------------------------------------------------------------------- param_groups


def test_param_groups_read_and_assign() -> None:
    w, b = np.zeros(2), np.zeros(2)
    opt = torch.SGD([{"params": [w], "lr": 1.0}, {"params": [b], "momentum": 0.5}], lr=0.5)
    first, second = opt.param_groups
    assert [g["lr"] for g in opt.param_groups] == [1.0, 0.5]
    assert first["params"][0] is w and second["params"] == [b]
    assert list(first)[:3] == ["params", "lr", "momentum"] and len(first) == len(list(first))
    assert "nesterov" in first and "foreach" not in first
    for group in opt.param_groups:
        group["lr"] *= 0.5
    opt.step([[np.ones(2)], [np.ones(2)]])
    assert (w[0], b[0]) == (-0.5, -0.25)
    second["lr"] = Constant(2.0)
    second["lr"] *= 0.5
    assert opt.values()["1"]["lr"] == 1.0 and "'lr'" in repr(second)
    second.update(lr=0.125, weight_decay=0.25)
    assert (opt.groups["1"]["lr"], opt.groups["1"]["weight_decay"]) == (0.125, 0.25)
    before = dict(first)
    for name, value in (("lr", -1.0), ("lr", "x"), ("lrr", 1.0), ("momentum", 0.9)):
        with pytest.raises(gs.HyperError, match=name):
            first[name] = value
        assert dict(first) == before
    with pytest.raises(KeyError):
        first["betas"]
    with pytest.raises(gs.HyperError):
        del first["lr"]


def test_param_groups_of_adam() -> None:
    opt = torch.Adam(np.ones(3))
    group = opt.param_groups[0]
    group["betas"] = (0.5, 0.75)
    assert opt.hyper["beta1"] == 0.5 and opt.hyper["beta2"] == 0.75
    before = dict(opt.values()["default"])
    with pytest.raises(gs.HyperError, match=r"param_groups: betas\[1\] must be"):
        group["betas"] = (0.25, 1.5)  # both or none
    assert opt.values()["default"] == before
    with pytest.raises(gs.HyperError, match="betas must be 2 values"):
        group["betas"] = 0.9


def test_torchs_list_of_groups_with_torchs_names() -> None:
    w, b, h = np.ones(2), np.ones(2), np.ones(1)
    params = [
        {"params": [w, b], "betas": (0.5, 0.75), "fused": True},
        {"params": h, "lr": 0.5, "name": "head", "lr_scale": 0.5},
    ]
    opt = torch.AdamW(params, lr=0.1)
    assert list(opt.groups) == ["0", "head"] and opt.groups["0"].paths == ["0.0", "0.1"]
    assert (opt.groups["0"]["beta1"], opt.groups["head"]["beta1"]) == (0.5, 0.9)
    assert opt.values()["head"]["lr"] == 0.25
    assert opt.step([[np.ones(2), np.ones(2)], np.ones(1)])
    with pytest.raises(gs.KeywordError, match=r"'beta1'.*betas"):
        torch.AdamW([{"params": [w], "beta1": 0.5}])
    with pytest.raises(gs.HyperError, match="betas must be 2 values"):
        torch.AdamW([{"params": [w], "betas": 0.5}])


def test_pattern_groups_with_torchs_names() -> None:
    params = tree()
    opt = torch.Adam(params, groups={"W": dict(betas=(0.5, 0.75)), "f": dict(rule=gs.rules.SGD)})
    assert opt.groups["W"]["beta2"] == 0.75 and type(opt.groups["f"].rule) is gs.rules.SGD
    assert opt.step(gradients(params, 0))


def test_zero_grad() -> None:
    params = tree()
    grads = gs.copy(params)
    grads["scale"] = None
    opt = torch.SGD(params, grads=grads)
    for set_to_none in (True, False):
        for g in gs.leaves(grads).values():
            g.fill(1.0)
        assert opt.step()
        assert all(g.all() for g in gs.leaves(grads).values())  # only when it is asked for
        assert opt.zero_grad(set_to_none) is None
        assert not any(g.any() for g in gs.leaves(grads).values())
    torch.SGD(params).zero_grad()  # none bound: nothing to do


def test_a_loop_as_written_for_torch() -> None:
    """Warm-up by hand on param_groups, zero_grad, step: the habits that people bring."""
    w = np.array([3.0, -2.0])
    grad = np.zeros(2)
    opt = torch.SGD([w], lr=0.1, momentum=0.9, grads=[grad])
    for n in range(60):
        for group in opt.param_groups:
            group["lr"] = 0.1 * min(1.0, (n + 1) / 10)
        opt.zero_grad()
        grad += 2 * w
        opt.step()
    assert np.all(np.abs(w) < 0.1)

"""Groups: a rule of their own, what they take over, and what is added later."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.schedules import Cosine, StepDecay
from support.common import contents, gradients, refused, snapshot, tree

F32, F64 = np.float32, np.float64


def some(*names: str, n: int = 21, dtype: type = F64) -> dict[str, Any]:
    return {k: np.linspace(-1, 1, n + i).astype(dtype) for i, k in enumerate(names)}


# -------------------------------------------------------------------------- groups with a rule


def test_three_rules_in_one_equal_three_optimizers() -> None:
    params, apart = tree(), tree()
    rate, halving = Cosine(0.5, steps=6), StepDecay(1.0, drop=0.5, every=2)
    opt = gs.AdamW(
        params,
        lr=rate,
        groups={
            "W": dict(rule=gs.rules.SGD, lr=0.25, momentum=0.9, nesterov=True),
            "layers.*": dict(rule=gs.rules.LAMB(lr=0.1, trust_eps=1e-6), lr_scale=halving),
            "scale": dict(rule=gs.rules.NovoGrad()),
        },
    )
    alone = {
        "W": gs.SGD(apart["W"], lr=0.25, momentum=0.9, nesterov=True),
        "layers": gs.LAMB(apart["layers"], lr=0.1, trust_eps=1e-6, lr_scale=halving),
        "scale": gs.NovoGrad(apart["scale"]),
        "f": gs.AdamW(apart["f"], lr=rate),
    }
    assert [type(g.rule).__name__ for g in opt.groups.values()] == [
        "SGD", "LAMB", "NovoGrad", "AdamW",
    ]  # fmt: skip
    for n in range(5):
        g = gradients(params, n)
        used = opt.step(g).values
        assert used["default"]["lr"] == rate(n) and used["W"]["momentum"] == 0.9
        for path in ("W", "scale", "f"):
            alone[path].step(g[path])
        alone["layers"].step([g["layers.0"], g["layers.1"]])
        assert contents(params) == contents(apart)


def test_clipping_and_the_finite_check_span_rules() -> None:
    params = some("a", "b")
    groups = {"b": dict(rule=gs.rules.SGD(lr=1.0))}
    opt = gs.SGD(params, lr=2.0, momentum=0.5, groups=groups, clip_norm=1.0)
    before = gs.copy(params)
    report = opt.step({k: 10 * np.ones_like(p) for k, p in params.items()})
    factor = 1 / (10 * np.sqrt(21 + 22) + 1e-6)
    assert report.clip_factor == pytest.approx(factor, rel=1e-14)
    for k, lr in {"a": 2.0, "b": 1.0}.items():
        np.testing.assert_allclose(params[k], before[k] - 10 * lr * factor, rtol=1e-12, atol=1e-15)
    bad = {"a": np.ones(21), "b": np.full(22, np.nan)}
    with refused(gs.NonFiniteGradientError, opt, params, "'b'[0]", path="b"):
        opt.step(bad)


def test_what_every_rule_has_is_carried_into_another_rule() -> None:
    params = some("a", "b", "c", "d")
    stages = dict(maximize=True, clip_value=0.5, centralize=True, lr_scale=0.5, cautious=True)
    groups = {
        "a": dict(rule=gs.rules.SGD),
        "b": dict(rule=gs.rules.SGD(lr=0.25, clip_value=0.125), maximize=False, cautious=False),
        "c": dict(rule=gs.rules.Lion(weight_decay=0.75), bounds=(None, 1.0)),
    }
    opt = gs.Adam(params, lr=9.0, weight_decay=0.25, bounds=(-3.0, 3.0), groups=groups, **stages)
    common = dict(stages, weight_decay=0.25, lower=-3.0, upper=3.0)
    assert opt.groups["a"].rule == gs.rules.SGD(**common)
    assert opt.groups["b"].rule == gs.rules.SGD(
        **common | dict(lr=0.25, clip_value=0.125, maximize=False, cautious=False)
    )
    # a decay of the rule's own is not the common one
    del common["weight_decay"]
    assert opt.groups["c"].rule == gs.rules.Lion(
        **common | dict(weight_decay=0.75, lower=None, upper=1.0)
    )
    assert opt.groups["default"].rule.lr == 9.0


@pytest.mark.parametrize(
    "overrides, error, words",
    [
        (dict(rule="SGD"), gs.BindError, ["group 'a'", "gs.rules.SGD", "'SGD'"]),
        (dict(rule=gs.SGD), gs.BindError, ["group 'a'", "gs.rules.SGD"]),
        (dict(rule=gs.rules.Rule), gs.BindError, ["group 'a'"]),
        (dict(rule=gs.rules.SGD, beta1=0.9), gs.KeywordError, ["group 'a'", "'beta1'"]),
        (dict(rule=gs.rules.SGD, lr=-1.0), gs.HyperError, ["group 'a'", "lr must be"]),
        (dict(rule=gs.rules.SGD(), nesterov=True), gs.HyperError, ["group 'a'", "momentum"]),
        (dict(clip_norm=1.0), gs.KeywordError, ["group 'a'", "'clip_norm'"]),
        (dict(average=gs.EMA()), gs.KeywordError, ["group 'a'", "'average'"]),
    ],
)
def test_bad_groups(overrides: Any, error: type[Exception], words: list[str]) -> None:
    with pytest.raises(error) as caught:
        gs.AdamW(some("a", "b"), groups={"a": overrides})
    assert [w for w in words if w not in str(caught.value)] == [], caught.value


@pytest.mark.parametrize(
    "groups, words",
    [
        (3, ["groups is an int"]),
        ("a", ["groups is a str"]),
        ([("a", {})], ["groups is a list"]),
        ({"a": [("lr", 1.0)]}, ['groups["a"] is a list', "dict(lr=1e-4)"]),
        ({"a": {1: 2.0}}, ['groups["a"] has the key 1, an int', "name of a hyper-parameter"]),
        ({b"a": {}}, ["the key b'a' is a bytes"]),
        (lambda: None, ["does not take (path, array)"]),
        (lambda path: None, ["does not take (path, array)"]),
        (float, ["does not take (path, array)"]),
        (lambda path, array: 3, ['returned for "a" is an int']),
        (lambda path, array: {None: 2.0}, ["has the key None", "a str"]),
    ],
)
def test_groups_of_the_wrong_kind(groups: Any, words: list[str]) -> None:
    for make in (gs.AdamW, gs.dialects.torch.AdamW):
        with pytest.raises(gs.BindError) as caught:
            make(some("a", "b"), groups=groups)
        assert [w for w in words if w not in str(caught.value)] == [], caught.value
        assert caught.value.name == "groups"


def test_a_key_of_torchs_form_that_is_no_name() -> None:
    with pytest.raises(gs.BindError, match=r"params\[0\] has the key 5, an int"):
        gs.AdamW([{"params": [np.ones(3)], 5: 1.0}])


def test_an_error_of_the_callers_own_function_is_the_callers() -> None:
    def choose(path: str, array: Any) -> Any:
        raise TypeError("my own")

    with pytest.raises(TypeError, match="my own"):
        gs.AdamW(some("a"), groups=choose)


# ----------------------------------------------------------------------------------------- add


def test_added_parameters_start_at_their_own_first_step() -> None:
    params, apart = some("a", "x.w"), some("a", "x.w", "b", "x.v", "z")
    late = {k: apart[k].copy() for k in ("b", "x.v", "z")}
    options = dict(lr=0.25, nonfinite="skip")
    opt = gs.NAdam(params, groups={"x.*": dict(lr=0.125)}, **options)
    alone = {k: gs.NAdam(p, lr=0.125 if k[0] == "x" else 0.25) for k, p in apart.items()}
    alone["z"] = gs.LAMB(apart["z"], lr=0.5)

    def run(*steps: int) -> None:
        for n in steps:
            g = gradients(params, n)
            opt.step(g)
            for k, one in g.items():
                alone[k].step(one)

    run(0, 1, 2)
    with refused(gs.BindError, opt, params, "no new array", 'params["new"] = array'):
        opt.add()
    params |= {"b": late["b"], "x.v": late["x.v"]}
    with pytest.raises(gs.StaleBindingError, match=r'"b" was added'):
        opt.step(gradients(params, 3))
    assert opt.add() == ["b", "x.v"]
    assert opt.groups["x.*"].paths == ["x.w", "x.v"] and opt.groups["default"].paths == ["a", "b"]
    run(3, 4)
    params["z"] = late["z"]
    assert opt.add("late", rule=gs.rules.LAMB, lr=0.5) == ["z"]
    assert list(opt.groups) == ["x.*", "default", "late"]
    with gs.threads(2):
        run(5, 6)
    assert contents(params) == contents(apart)
    assert {k: v["t"] for k, v in opt.scalars.items()} == {
        "a": 7, "x.w": 7, "b": 4, "x.v": 4, "z": 2,
    }  # fmt: skip
    assert opt.step(gradients(params, 7)).values["late"]["lr"] == 0.5
    # and it is saved, loaded and copied like any other
    twin, its = copy.deepcopy((opt, params))
    other = gs.NAdam(
        gs.copy(params),
        groups={"x.*": dict(lr=0.125), "z": dict(rule=gs.rules.LAMB, lr=0.5)},
        **options,
    )
    other.load_state_dict(opt.state_dict())  # whatever the order of the groups
    for one in (opt, twin, other):
        one.step(gradients(params, 8))
    assert contents(its) == contents(other._binding.tree) == contents(params)
    assert twin.scalars == other.scalars == opt.scalars


def test_gradients_go_to_their_parameter_in_whatever_order_it_was_added() -> None:
    params: dict[str, Any] = {"c": np.zeros(2), "list": [np.zeros(2)]}
    opt = gs.SGD(params, lr=1.0)
    every = {"a": np.zeros(2), **params, "b": np.zeros(2)}
    params.clear()
    params |= every  # now before the others
    params["list"].append(np.zeros(2))
    assert opt.add() == ["a", "list.1", "b"]
    values = {"a": 1.0, "c": 2.0, "list.0": 3.0, "list.1": 4.0, "b": 5.0}
    flat = {k: np.full(2, x) for k, x in values.items()}
    nested = {"b": flat["b"], "list": [flat["list.0"], flat["list.1"]], **flat}
    del nested["list.0"], nested["list.1"]
    for grads in (flat, dict(reversed(flat.items())), nested, gs.copy(nested)):
        opt.step(grads)
    assert {k: -p[0] / 4 for k, p in gs.leaves(params).items()} == values
    params["list"].insert(1, np.ones(2))
    with pytest.raises(gs.StaleBindingError, match=r'"list.1" was replaced'):
        opt.add()


def test_add_with_bound_gradients_copies_averages_and_lookahead() -> None:
    params, grads, copies = some("a"), some("a"), some("a", dtype=F32)
    reference = some("a", "b")
    opt = gs.SGD(
        params, lr=0.5, grads=grads, zero_grads=True, copy_to=copies,
        average=gs.PolyakAverage(), lookahead=gs.Lookahead(2, 0.5),
    )  # fmt: skip
    opt.step()
    params["b"], grads["b"], copies["b"] = (
        reference["b"].copy(), reference["b"].copy(), np.zeros(22, F32),
    )  # fmt: skip
    assert opt.add() == ["b"] and np.array_equal(copies["b"], params["b"].astype(F32))
    opt.step()
    b = reference["b"]
    slow = b + 0.5 * ((b - 0.5 * b) - b)
    np.testing.assert_allclose(params["b"], slow, rtol=1e-14)
    assert not grads["a"].any() and not grads["b"].any()
    np.testing.assert_allclose(opt.average["b"], (b + slow) / 2, rtol=1e-14)  # as if there, unmoved
    assert np.array_equal(copies["b"], params["b"].astype(F32))


@pytest.mark.parametrize(
    "name, new, error, call",
    [
        ("b", np.ones(6)[::2], gs.BindError, lambda o: o.add()),
        ("b", np.ones(3, int), gs.DTypeError, lambda o: o.add()),
        ("b", None, gs.BindError, lambda o: o.add()),  # an array that is bound already
        ("b", np.ones(3), gs.HyperError, lambda o: o.add("new", lr=-1.0)),
        ("b", np.ones(3), gs.KeywordError, lambda o: o.add("new", lrr=1.0)),
        ("b", np.ones(3), gs.BindError, lambda o: o.add("new", rule="SGD")),
        ("b", np.ones(3), gs.HyperError, lambda o: o.add("x.*", lr=1.0)),
        ("b", np.ones(3), gs.HyperError, lambda o: o.add("default", lr=1.0)),
        ("b", np.ones(3), gs.HyperError, lambda o: o.add(lr=1.0)),
        ("b", np.ones(3), gs.BindError, lambda o: o.add(3)),
        ("x.b", np.ones((2, 2)) * 1j, gs.HyperError, lambda o: o.add("new", centralize=True)),
        ("no gradient", np.ones(3), gs.GradientError, lambda o: o.add()),
        ("no copy", np.ones(3), gs.BindError, lambda o: o.add()),
    ],
)
def test_an_add_that_fails_leaves_nothing_behind(
    name: str, new: Any, error: type[Exception], call: Any
) -> None:
    params, grads, copies = some("a", "x.w"), some("a", "x.w"), some("a", "x.w")
    opt = gs.Adam(params, grads=grads, copy_to=copies, groups={"x.*": dict(lr=1.0)})
    opt.step()
    before, values = snapshot(opt, params), {g.name: list(g.paths) for g in opt.groups.values()}
    params |= {"x.new": np.ones(4), name: params["a"] if new is None else new}
    for of in (grads, copies):
        of["x.new"] = np.ones(4)
        if name != ("no gradient" if of is grads else "no copy"):
            of[name] = np.ones_like(params[name])
    with pytest.raises(error):
        call(opt)
    for of in (params, grads, copies):
        of.pop(name, None)
        of.pop("x.new")
    assert snapshot(opt, params) == before
    assert {g.name: g.paths for g in opt.groups.values()} == values
    params |= {"x.new": np.ones(4), name: np.ones(2)}
    for of in (grads, copies):
        of |= {"x.new": np.ones(4), name: np.ones(2)}
    assert opt.add() == ["x.new", name] and opt.step() and copies[name][0] < 1


def test_add_in_torchs_form() -> None:
    params = [{"params": [np.zeros(2)], "lr": 1.0}, {"params": np.zeros(2), "lr": 2.0, "name": "b"}]
    opt = gs.SGD(params)
    params[0]["params"].append(np.zeros(3))
    params.append({"params": [np.zeros(1)], "lr": 4.0})
    assert opt.add() == ["0.1", "2.0"]
    assert {g.name: (g.paths, g["lr"]) for g in opt.groups.values()} == {
        "0": (["0.0", "0.1"], 1.0),
        "b": (["1"], 2.0),
        "2": (["2.0"], 4.0),
    }
    opt.step([[np.ones(2), np.ones(3)], np.ones(2), [np.ones(1)]])
    assert [p[0] for p in gs.leaves(params).values()] == [-1.0, -1.0, -2.0, -4.0]


def test_new_groups_take_the_optimizers_own_values() -> None:
    params = some("a")
    opt = gs.Adam(params, lr=0.5, weight_decay=0.25)
    for name in ("b", "c"):
        params[name] = np.ones(2)
        opt.add(f"group {name}", **({"rule": gs.rules.SGD} if name == "b" else {"beta1": 0.5}))
    assert opt.groups["group b"].rule == gs.rules.SGD(weight_decay=0.25)
    assert opt.groups["group c"].rule == gs.rules.Adam(lr=0.5, weight_decay=0.25, beta1=0.5)
    every = gs.Adam(some("a"), lr=0.5, groups={"a": dict(lr=1.0)})  # has no group "default"
    twin = copy.deepcopy(every)
    for opt in (every, twin):
        opt._binding.tree["b"] = np.ones(2)
        with pytest.raises(gs.StaleBindingError, match='"b" was added'):
            copy.deepcopy(opt)  # of what? its container has changed
        opt.add()
        assert opt.groups["default"].rule == gs.rules.Adam(lr=0.5)

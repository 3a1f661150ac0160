"""State: views, saving and resuming to the bit, pickles and copies, and the rules as values."""

from __future__ import annotations

import contextlib
import copy
import json
import math
import pickle
import random
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from numpy import float32, float64  # noqa: F401  (for reprs that are evaluated)

import gradstep as gs
from gradstep import _core
from gradstep.schedules import Constant, Cosine, StepDecay, warmup
from oracles.oracle import extra, settings
from support.common import (
    RULES,
    assert_same_but_for_the_order_of_sums,
    contents,
    gradients,
    refused,
    snapshot,
    tree,
    variants,
)

WARM = warmup(Cosine(0.5, steps=6), steps=3)


def scheduled(rule: gs.rules.Rule) -> gs.Optimizer | Any:
    """Makes optimizers of this rule with groups and schedules, always the same ones."""

    def make(params: Any, **options: Any) -> gs.Optimizer:
        groups = {
            "W": dict(lr=WARM),
            "layers.*": dict(lr_scale=0.5, weight_decay=StepDecay(0.1, drop=0.5, every=2)),
        }
        return gs.Optimizer(params, rule, groups=groups, nonfinite="skip", clip_norm=3.0, **options)

    return make


def run(opt: gs.Optimizer, params: Any, first: int, last: int) -> None:
    """Steps with a gradient that is absent at times and a step that is skipped."""
    for n in range(first, last):
        grads: dict[str, Any] = gradients(params, n)
        if n % 3 == 1:
            grads["layers.1"] = None
        if n == 2:
            grads["scale"][()] = np.nan
        assert bool(opt.step(grads)) is (n != 2)


# --------------------------------------------------------------------------------------- views


@pytest.mark.parametrize("rule", variants())
def test_state_is_a_live_view(rule: gs.rules.Rule) -> None:
    params = tree()
    opt = gs.Optimizer(params, rule)
    assert list(opt.state) == list(gs.leaves(params)) and len(opt.state) == 5
    views = {path: slots for path, slots in opt.state.items()}
    for n in range(3):
        opt.step(gradients(params, n), **extra(type(rule).__name__, gs.leaves(params), n + 1))
    rowwise = type(rule).__name__ == "RowwiseAdagrad"
    for path, p in gs.leaves(params).items():
        assert set(views[path]) <= {*rule.slots, *(rule.numbers if rowwise else ())}
        for slot, view in views[path].items():
            again = opt.state[path][slot]
            if slot in rule.slots:
                assert (view.dtype, view.shape, view.strides) == (p.dtype, p.shape, p.strides)
            else:
                assert view.dtype == float64 and view.shape == (p.shape[0] if p.ndim > 1 else 1,)
            assert np.shares_memory(view, again) and view.tobytes() == again.tobytes()
            assert view.any() or view.ndim == 0  # some may be 0 by chance
    with pytest.raises(KeyError):
        opt.state["nobody"]


def test_writing_to_state_is_seen_by_the_step() -> None:
    p = np.zeros(3)
    opt = gs.SGD(p, lr=1.0, momentum=0.5)
    opt.step(np.ones(3))
    opt.state["param"]["momentum_buffer"][...] = [0.0, 2.0, 4.0]
    opt.step(np.zeros(3))
    assert p.tolist() == [-1.0, -2.0, -3.0]


def test_every_slot_is_there_with_some_option_and_the_optional_ones_absent_without() -> None:
    for name in RULES:
        kind, seen = getattr(gs.rules, name), set()
        for setting in settings(name):
            slots = [
                k for k in gs.Optimizer([np.ones(3)], kind(**setting)).state["0"] if k in kind.slots
            ]
            assert slots == [k for k in kind.slots if k in slots]  # in order
            seen.update(slots)
        assert seen == set(kind.slots)
    assert list(gs.SGD([np.ones(3)]).state["0"]) == []
    assert list(gs.RMSprop([np.ones(3)], momentum=0.9).state["0"]) == [
        "square_avg",
        "momentum_buffer",
    ]
    assert list(gs.SGD([np.ones(3)], momentum=lambda n: 0.0).state["0"]) == ["momentum_buffer"]


def test_initial_values_of_state() -> None:
    opt = gs.Adagrad([np.ones(3)], initial_accumulator_value=0.25)
    assert opt.state["0"]["sum"].tolist() == [0.25] * 3
    assert not any(s.any() for s in gs.Adam([np.ones(3)]).state["0"].values())


# ------------------------------------------------------------------------------ save and resume


@pytest.mark.parametrize("at", [0, 1, 3, 5])
@pytest.mark.parametrize("rule", variants())
def test_resuming_equals_never_stopping(rule: gs.rules.Rule, at: int) -> None:
    make = scheduled(rule)
    whole, params = tree(), tree()
    straight, opt = make(whole), make(params)
    run(straight, whole, 0, 7)
    run(opt, params, 0, at)
    saved = opt.state_dict()
    frozen = pickle.dumps((saved, contents(params)))
    resumed = gs.copy(params)
    run(opt, params, at, at + 1)  # the copy does not follow
    assert pickle.dumps((saved, contents(resumed))) == frozen
    other = make(resumed)
    other.load_state_dict(saved)
    assert (other.steps, other.skipped, other.last) == (saved["steps"], saved["skipped"], None)
    run(other, resumed, at, 7)
    assert contents(resumed) == contents(whole)
    assert snapshot(other, resumed) == snapshot(straight, whole)


@pytest.mark.parametrize("rule", variants())
def test_state_dict_is_plain(rule: gs.rules.Rule, tmp_path: Path) -> None:
    params = tree()
    opt = scheduled(rule)(params)
    run(opt, params, 0, 3)
    saved = opt.state_dict()
    arrays = saved.pop("state")
    again = json.loads(json.dumps(saved, allow_nan=False))
    assert again == saved
    assert saved["format"].startswith("gradstep") and saved["rule"] == type(rule).__name__
    assert (saved["steps"], saved["skipped"]) == (2, 1)
    assert [g["name"] for g in saved["groups"]] == ["W", "layers.*", "default"]
    assert [g["pattern"] for g in saved["groups"]] == ["W", "layers.*", None]
    assert saved["groups"][1]["paths"] == ["layers.0", "layers.1"]
    assert saved["scalars"] == opt.scalars
    assert saved["scalars"]["layers.1"]["t"] == 1 and saved["scalars"]["f"]["t"] == 2
    assert set(arrays) == set(gs.leaves(params))
    file = tmp_path / "state.npz"  # through a file of another make, unordered and all
    np.savez(file, **{f"{k}/{s}": x for k, v in arrays.items() for s, x in v.items()})
    with np.load(file, allow_pickle=False) as loaded:
        again["state"] = {k: {} for k in reversed(arrays)}
        for key in loaded:
            path, slot = key.split("/")
            again["state"][path][slot] = loaded[key]
    resumed = gs.copy(params)
    other = scheduled(rule)(resumed)
    other.load_state_dict(again)
    run(opt, params, 3, 6)
    run(other, resumed, 3, 6)
    assert contents(params) == contents(resumed)


def test_state_dict_without_copy_gives_views() -> None:
    params = tree()
    opt = gs.Adam(params)
    views, copies = opt.state_dict(copy=False)["state"], opt.state_dict()["state"]
    assert np.shares_memory(views["W"]["exp_avg"], opt.state["W"]["exp_avg"])
    assert not np.shares_memory(copies["W"]["exp_avg"], opt.state["W"]["exp_avg"])
    opt.step(gradients(params, 0))
    assert views["W"]["exp_avg"].all() and not copies["W"]["exp_avg"].any()
    assert copies["f"]["exp_avg"].flags.f_contiguous  # the layout is kept
    before = snapshot(opt, params)
    opt.load_state_dict(opt.state_dict(copy=False))
    assert snapshot(opt, params) == before


def test_resuming_at_a_step_far_out() -> None:
    """Counts are int64: beyond 2**24, 2**31 and 2**53 each step still counts."""
    for steps in (2**24 + 1, 2**31 + 1, 2**53 + 1):
        p, q = np.ones(3), np.ones(3)
        opt, constant = gs.Adam(p), gs.Adam(q, beta1=0.0, beta2=0.0, eps=0.0)
        saved = opt.state_dict()
        saved["steps"] = saved["scalars"]["param"]["t"] = steps
        opt.load_state_dict(saved)
        constant.load_state_dict(saved, hyper="keep")
        assert opt.step(np.ones(3)).n == steps
        constant.step(np.ones(3))
        assert opt.steps == steps + 1 and opt.state_dict()["scalars"]["param"]["t"] == steps + 1
        # Long past the correction: m = 0.1, v = 0.001.
        assert np.allclose(1 - p, 1e-3 * 0.1 / math.sqrt(0.001), rtol=1e-12)
        assert np.allclose(q, 1 - 1e-3)


def test_all_differences_are_listed_at_once() -> None:
    saved = gs.Adam({"w": np.ones(3), "b": np.ones(2), "old": np.ones(1)}).state_dict()
    params = {"w": np.ones(3, np.float32), "b": np.ones((2, 1)), "new": np.ones(1)}
    opt = gs.Adam(params, amsgrad=True)
    opt.step(gradients(params, 0))
    words = ["'new' is not saved", "'old' is no parameter", "float32 (3,)", "float64 (3,)"]
    words += ["float64 (2, 1)", "float64 (2,)", "'w' has no saved max_exp_avg_sq"]
    with refused(gs.CheckpointMismatchError, opt, params, *words):
        opt.load_state_dict(saved)
    with pytest.raises(gs.CheckpointMismatchError) as caught:
        opt.load_state_dict(saved)
    differences = caught.value.differences
    assert differences is not None and len(differences) >= 8
    assert all(line in str(caught.value) for line in differences)


@pytest.mark.parametrize(
    "other, words",
    [
        (lambda p: gs.AdamW(p), ["rule Adam, saved AdamW"]),
        (lambda p: gs.SGD(p), ["rule Adam, saved SGD", "has no saved exp_avg"]),
        (lambda p: gs.Adam(p, groups={"w": dict(lr=1.0)}), ["1 groups, saved 2"]),
        (lambda p: gs.Adam(p, amsgrad=True), ["has saved max_exp_avg_sq"]),
        (lambda p: gs.Adam(p, lr=0.5), ["lr is 0.001, saved 0.5", 'hyper="keep"']),
        (lambda p: gs.Adam(p, lr=WARM), ["lr is 0.001, saved"]),
        (lambda p: gs.Adam({"w": p["b"], "b": p["w"]}), ["(3,)", "(2,)"]),
    ],
)
def test_state_of_another_optimizer(other: Any, words: list[str]) -> None:
    params = {"w": np.ones(3), "b": np.ones(2)}
    opt = gs.Adam(params)
    opt.step(gradients(params, 0))
    with refused(gs.CheckpointMismatchError, opt, params, *words):
        opt.load_state_dict(other(gs.copy(params)).state_dict())


def test_groups_that_hold_other_parameters() -> None:
    p = {"w": np.ones(3), "b": np.ones(2), "c": np.ones(1)}
    saved = gs.Adam(gs.copy(p), groups={"[wc]": dict(lr=1.0)}).state_dict()
    opt = gs.Adam(p, groups={"b": dict(lr=1.0)})
    with refused(gs.CheckpointMismatchError, opt, p, "lr is 1.0, saved 0.001", "lr is 0.001"):
        opt.load_state_dict(saved)  # the same groups, under other names and in another order
    opt.load_state_dict(saved, hyper="saved")
    assert (opt.groups["b"]["lr"], opt.groups["default"]["lr"]) == (1e-3, 1.0)
    opt = gs.Adam(p, groups={"[bc]": dict(lr=1.0)})
    with refused(gs.CheckpointMismatchError, opt, p, "'c' is in group '[bc]', saved in another"):
        opt.load_state_dict(saved)
    gs.Adam(p, groups={"w": dict(lr=1.0), "c": dict(lr=1.0)})


def deep() -> Any:
    """A list that Python can neither write nor compare."""
    out: Any = []
    for _ in range(10**5):
        out = [out]
    return out


def malformed() -> dict[str, Any]:
    def without(key: str) -> Any:
        return lambda d: d.pop(key)

    def put(key: str, value: Any) -> Any:
        return lambda d: d.__setitem__(key, value)

    changes = {f"no {k}": without(k) for k in ("format", "steps", "skipped", "groups", "state")}
    changes |= {
        "other format": put("format", "torch"),
        "newer format": put("format", "gradstep-state-99"),
        "steps negative": put("steps", -1),
        "steps float": put("steps", 1.0),
        "steps bool": put("steps", True),
        "steps huge": put("steps", 2**63),
        "skipped str": put("skipped", "0"),
        "groups dict": put("groups", {}),
        "groups of str": put("groups", ["default"]),
        "group without hyper": lambda d: d["groups"][0].pop("hyper"),
        "group without paths": lambda d: d["groups"][0].pop("paths"),
        "group with odd paths": lambda d: d["groups"][0].__setitem__("paths", [["w"]]),
        "state list": put("state", []),
        "state of arrays": put("state", {"w": np.ones(3)}),
        "slot is a list": lambda d: d["state"]["w"].__setitem__("exp_avg", [1.0, 1.0, 1.0]),
        "slot is None": lambda d: d["state"]["w"].__setitem__("exp_avg", None),
        "slot of other shape": lambda d: d["state"]["w"].__setitem__("exp_avg", np.ones((3, 1))),
        "slot of other dtype": lambda d: d["state"]["w"].__setitem__("exp_avg", np.ones(3, "f4")),
        "slot swapped": lambda d: d["state"]["w"].__setitem__("exp_avg", np.ones(3, ">f8")),
        "slot of objects": lambda d: d["state"]["w"].__setitem__("exp_avg", np.array([None] * 3)),
        "scalars gone": lambda d: d["scalars"].clear(),
        "t negative": lambda d: d["scalars"]["w"].__setitem__("t", -1),
        "t huge": lambda d: d["scalars"]["b"].__setitem__("t", 2**64),
        "t absent": lambda d: d["scalars"]["w"].clear(),
        "hyper absent": lambda d: d["groups"][0]["hyper"].pop("lr"),
    }
    # numpy's arrays, in places where only plain values can stand
    array = np.ones(3)
    changes |= {
        "format is an array": put("format", array),
        "group's name is an array": lambda d: d["groups"][0].__setitem__("name", array),
        "group's rule is an array": lambda d: d["groups"][0].__setitem__("rule", array),
        "a path is an array": lambda d: d["groups"][0].__setitem__("paths", [array]),
        "hyper has an array": lambda d: d["groups"][0]["hyper"].__setitem__("lr", [array]),
        "hyper is nested deeply": lambda d: d["groups"][0]["hyper"].__setitem__("lr", deep()),
        "storage has an array": lambda d: d["storage"].__setitem__("rounding", array),
        "group without name": lambda d: d["groups"][0].pop("name"),
        "a controller without name": put("plateau", {"default": {"lr": [{"counters": [1.0]}]}}),
        "a controller named by a list": put(
            "plateau", {"default": {"lr": [{"name": [], "counters": [1.0]}]}}
        ),
        "counters of texts": put(
            "plateau", {"default": {"lr": [{"name": "Greedy", "counters": ["1"]}]}}
        ),
        "a masked slot": lambda d: d["state"]["w"].__setitem__("exp_avg", np.ma.ones(3)),
        "t is complex": lambda d: d["scalars"]["w"].__setitem__("t", 1 + 0j),
        "steps of 5000 digits": put("steps", 10**5000),
        "state is nested deeply": put("state", deep()),
    }
    return changes


@pytest.mark.parametrize("hyper", ["match", "saved"])
@pytest.mark.parametrize("case", malformed())
def test_malformed_state(case: str, hyper: str) -> None:
    params = {"w": np.ones(3), "b": np.ones(2)}
    opt = gs.Adam(params)
    opt.step(gradients(params, 0))
    saved = opt.state_dict()
    opt.step(gradients(params, 1))
    malformed()[case](saved)
    with refused(gs.CheckpointError, opt, params):
        opt.load_state_dict(saved, hyper=hyper)


class Mutations:
    """Changes to a state dict, drawn at random: values for others, gone, doubled, elsewhere."""

    VALUES: ClassVar[list[Any]] = [
        *(None, True, False, 0, -1, 2**63, 10**400, 1e308, math.nan, math.inf, "", "x", "\0"),
        *(b"x", 1j, [], {}, [[]], {"a": 1}, {1: 2}, [1, "a", None], (1, 2), object()),
        *(np.float64(1), np.array([1.0]), np.zeros(0, "f4"), np.full(70, np.nan, "f4")),
        *(np.zeros(70, ">f4"), np.zeros(70, object), np.zeros((4, 3)), np.zeros(70, "S4")),
        *(np.broadcast_to(np.float32(0), (70,)), np.ma.zeros(70, dtype="f4"), [0.0] * 70),
    ]

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def places(self, node: Any) -> list[tuple[Any, Any]]:
        """(container, key) of everything in it."""
        keys = node if isinstance(node, dict) else range(len(node))
        own = [(node, key) for key in keys]
        inner = [x for x in (node[key] for key in keys) if isinstance(x, (dict, list))]
        return own + [place for x in inner for place in self.places(x)]

    def value(self) -> Any:
        value = self.random.choice(self.VALUES)
        return copy.deepcopy(value) if isinstance(value, (dict, list)) else value

    def __call__(self, saved: dict[str, Any]) -> dict[str, Any]:
        saved = copy.deepcopy(saved)
        for _ in range(self.random.choice([1, 1, 1, 2, 4])):
            places = self.places(saved)
            node, key = self.random.choice(places)
            what = self.random.random()
            if what < 0.5:
                node[key] = self.value()
            elif what < 0.6:
                del node[key]
            elif what < 0.75 and isinstance(node, dict):
                node[self.random.choice(["zz", "name", "t", 1, None, "steps"])] = self.value()
            elif what < 0.75:
                node.insert(key, self.value())
            else:
                other, name = self.random.choice(places)
                if key in node if isinstance(node, dict) else key < len(node):
                    node[key] = copy.deepcopy(other[name])
        return saved


def opened(kind: int) -> tuple[Any, gs.Optimizer]:
    """One of nine optimizers that keep different things, and its parameters."""
    params = {"a": np.linspace(0, 1, 70, dtype=np.float32), "b": np.ones((3, 4))}
    warm = gs.schedules.warmup(gs.schedules.Cosine(1e-3, steps=50), steps=5)
    rule, options = [
        (gs.AdamW, {"lr": lambda n: 0.01}),
        (gs.Prodigy, {"average": gs.EMA(0.9)}),
        (gs.Adam, {"lookahead": gs.Lookahead(2, 0.5)}),
        (gs.SGD, {"mechanic": gs.Mechanic()}),
        (gs.AdamW, {"state_dtype": "q8", "state_min_size": 0}),
        (gs.Lion, {"lr": gs.schedules.ReduceOnPlateau(1e-3)}),
        (gs.LAMB, {"groups": {"b": dict(lr_scale=0.5)}}),
        (gs.ScheduleFreeAdamW, {"clip_norm": 1.0}),
        (gs.NAdam, {"lr": warm}),
    ][kind]
    opt = rule(params, **options)
    for _ in range(3):
        opt.step({"a": np.ones(70, np.float32), "b": np.ones((3, 4))})
    return params, opt


@pytest.mark.parametrize("kind", range(9))
def test_a_mutated_state_is_loaded_or_refused(kind: int) -> None:
    """Whatever was changed in it, and nothing is written where it is refused."""
    mutated = Mutations(kind)
    params, opt = opened(kind)
    saved = opt.state_dict()
    refusals = 0
    for i in range(150):
        before = fingerprint(opt, params)
        try:
            opt.load_state_dict(mutated(saved), hyper=("match", "keep", "saved")[i % 3])
        except gs.Error:
            refusals += 1
            assert fingerprint(opt, params) == before
            continue
        opt.state_dict()
        with contextlib.suppress(gs.Error):  # a schedule may have been loaded that gives no number
            opt.step({"a": np.ones(70, np.float32), "b": np.ones((3, 4))})
        params, opt = opened(kind)
    assert 75 < refusals < 150


def fingerprint(opt: gs.Optimizer, params: Any) -> list[bytes]:
    """All that a load could change."""
    out: list[bytes] = []

    def eat(x: Any) -> None:
        if isinstance(x, np.ndarray):
            out.append(x.tobytes())
        elif isinstance(x, dict):
            for key, value in x.items():
                out.append(str(key).encode())
                eat(value)
        else:
            out.append(repr(x).encode())

    eat(params)
    eat(opt.state_dict())
    eat([group.rule for group in opt.groups.values()])
    return out


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (gs.Prodigy, "d"),
        (gs.Prodigy, "d_max"),
        (gs.DAdaptAdam, "d"),
        (gs.NAdam, "mu_product"),
    ],
)
@pytest.mark.parametrize("value", [math.nan, -1.0])
def test_a_number_that_no_step_can_have_made_is_refused(rule: Any, name: str, value: float) -> None:
    params = {"w": np.ones(3, np.float32)}
    opt = rule(params)
    opt.step({"w": np.ones(3, np.float32)})
    saved = copy.deepcopy(opt.state_dict())
    numbers = saved["shared"].get(rule.__name__, saved["scalars"]["w"])
    numbers[name] = value
    with refused(gs.CheckpointError, opt, params, name, "must be", "load another checkpoint"):
        opt.load_state_dict(saved)


@pytest.mark.parametrize("name", ["s", "reward", "max_product", "sum_squared_products"])
def test_a_negative_number_of_mechanic_is_refused(name: str) -> None:
    params = {"w": np.ones(3, np.float32)}
    opt = gs.SGD(params, lr=0.1, mechanic=gs.Mechanic())
    opt.step({"w": np.ones(3, np.float32)})
    saved = copy.deepcopy(opt.state_dict())
    saved["mechanic"]["tuners"][name][1] = -1.0
    with refused(gs.CheckpointError, opt, params, f"of mechanic, {name} must be at least 0"):
        opt.load_state_dict(saved)


def test_counts_are_loaded_while_a_run_can_go_on_counting() -> None:
    params = {"w": np.ones(3, np.float32)}
    opt = gs.AdamW(params)
    opt.step({"w": np.ones(3, np.float32)})
    saved = copy.deepcopy(opt.state_dict())
    saved["steps"] = saved["scalars"]["w"]["t"] = 2**62
    with refused(gs.CheckpointError, opt, params, f"steps ({2**62}) is not a count"):
        opt.load_state_dict(saved)
    saved["steps"] = saved["scalars"]["w"]["t"] = 2**62 - 1
    opt.load_state_dict(saved)
    assert opt.step({"w": np.ones(3, np.float32)}).n == 2**62 - 1
    assert opt.steps == opt.state_dict()["scalars"]["w"]["t"] == 2**62


@pytest.mark.parametrize("rule", [getattr(gs, name) for name in _core.rule_names()])
@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_state_that_has_diverged_is_saved_and_loaded(rule: Any, bad: float) -> None:
    params = {"w": np.linspace(0.5, 1.5, 12, dtype=np.float32).reshape(3, 4)}
    opt = rule(params, nonfinite="propagate")
    loss = {"loss": 1.0} if any(g.rule.uses_loss for g in opt.groups.values()) else {}
    for i in range(4):
        g = np.full((3, 4), 0.1, np.float32)
        g[0, 0] = bad if i == 2 else 0.1
        opt.step({"w": g}, **loss)
    other = rule(gs.copy(params), nonfinite="propagate")
    other.load_state_dict(opt.state_dict())
    assert fingerprint(other, {}) == fingerprint(opt, {})


def test_another_function_is_not_the_one_that_was_saved() -> None:
    """A function is not saved, but what it gave is: two lambdas of one place differ by that."""

    def made(power: float, text: str = "lambda") -> gs.Optimizer:
        function = lambda n: 0.1 / (1 + n) ** power  # noqa: E731
        function.__qualname__ = text
        return gs.SGD({"w": np.ones(3)}, lr=function)

    saved = made(0.5).state_dict()
    assert json.loads(json.dumps(saved["groups"])) == saved["groups"]
    made(0.5).load_state_dict(saved)
    made(0.5, "renamed").load_state_dict(saved)
    opt, params = made(1.0), {}
    with refused(gs.CheckpointMismatchError, opt, params, "lr is Lambda(lambda), which is 0.05 at"):
        opt.load_state_dict(saved)
    opt.load_state_dict(saved, hyper="keep")
    with refused(gs.CheckpointError, opt, params, "a function, which is not saved"):
        opt.load_state_dict(saved, hyper="saved")
    # of one that ends, and of an older version, which saved the name alone
    ends = gs.SGD({"w": np.ones(3)}, lr=lambda n: [0.1, 0.2, 0.3][n])
    ends.load_state_dict(copy.deepcopy(ends.state_dict()))
    del saved["groups"][0]["hyper"]["lr"]["values"]
    made(1.0).load_state_dict(saved)


def test_functions_that_differ_at_the_next_step_only() -> None:
    def made(rate: float) -> gs.Optimizer:
        return gs.SGD({"w": np.ones(3)}, lr=lambda n: rate if n == 5 else 0.1)

    opt = made(0.1)
    for _ in range(5):
        opt.step({"w": np.ones(3)})
    with pytest.raises(gs.CheckpointMismatchError, match="at n = 5"):
        made(0.2).load_state_dict(opt.state_dict())


@pytest.mark.parametrize(
    "saved", [None, [], 3, "state", {}, {"format": "gradstep-state-1"}], ids=repr
)
def test_not_a_state_dict(saved: Any) -> None:
    params = tree()
    with refused(gs.CheckpointError, gs.Adam(params), params, "not a state dict of gradstep"):
        gs.Adam(params).load_state_dict(saved)


@pytest.mark.parametrize(
    "name, value",
    [
        ("lr", "0.1"),
        ("lr", None),
        ("lr", -1.0),
        ("lr", float("nan")),
        ("lr", [0.1]),
        ("lr", np.ones(2)),
        ("lr", {"name": "Cosine"}),
        ("lr", {"gradstep.schedule": 1, "name": "Nothing", "arguments": {}}),
        ("amsgrad", "yes"),
        ("beta1", 1.0),
    ],
)
def test_malformed_hyper_parameters(name: str, value: Any) -> None:
    params = {"w": np.ones(3), "b": np.ones(2)}
    groups = {"b": dict(lr=0.5)}
    opt = gs.Adam(params, groups=groups)
    saved = gs.Adam(gs.copy(params), groups=groups, eps=1e-3).state_dict()
    saved["groups"][1]["hyper"][name] = value
    with refused(gs.Error, opt, params):
        opt.load_state_dict(saved, hyper="saved")
    with refused(gs.CheckpointError, opt, params):
        opt.load_state_dict(saved)


@pytest.mark.parametrize("rule", variants())
def test_match_keep_saved(rule: gs.rules.Rule) -> None:
    params = tree()
    source = gs.Optimizer(params, rule.replace(lr=WARM, lr_scale=0.5))
    run(source, params, 0, 2)
    saved = source.state_dict()
    kept, taken = gs.copy(params), gs.copy(params)
    keep, take = gs.Optimizer(kept, rule), gs.Optimizer(taken, rule)
    with refused(gs.CheckpointMismatchError, keep, kept, "lr is", "lr_scale is 1.0, saved 0.5"):
        keep.load_state_dict(saved)
    keep.load_state_dict(saved, hyper="keep")
    assert keep.groups["default"].rule == rule and keep.steps == 2
    take.load_state_dict(saved, hyper="saved")
    assert take.groups["default"].rule == source.groups["default"].rule
    assert take.values() == source.values()
    before = contents(params)
    keep.groups["default"].update(lr=WARM, lr_scale=0.5)
    for n in range(9, 14):  # some rules do not move at first
        for opt in (take, source, keep):
            opt.step(gradients(params, n))
    assert contents(taken) == contents(kept) == contents(params) != before
    with refused(gs.CheckpointError, keep, kept, '"match", "keep" or "saved"', name="hyper"):
        keep.load_state_dict(saved, hyper="both")


@pytest.mark.parametrize("forth", [True, False])
def test_saved_values_that_fit_only_together(forth: bool) -> None:
    """nesterov needs dampening = 0: between the two there is no right order one by one."""
    rules = [
        gs.rules.SGD(momentum=0.9, dampening=0.5),
        gs.rules.SGD(momentum=0.9, nesterov=True),
    ]
    here, there = rules if forth else rules[::-1]
    p = [np.ones(3)]
    opt = gs.Optimizer(p, here)
    opt.load_state_dict(gs.Optimizer(gs.copy(p), there).state_dict(), hyper="saved")
    assert opt.groups["default"].rule == there


def test_functions_as_schedules() -> None:
    """They are saved as their text alone: kept, or refused, never guessed."""

    def rate(n: int) -> float:
        return 0.5 / (1 + n)

    params, same = tree(), tree()
    opt = gs.Adam(params, lr=rate)
    run(opt, params, 0, 2)
    saved = json.loads(json.dumps(opt.state_dict()["groups"]))
    assert "rate" in json.dumps(saved)
    again = gs.Adam(same, lr=rate)
    again.load_state_dict(opt.state_dict())
    assert again.steps == 2
    plain = gs.Adam(tree())
    with pytest.raises(gs.CheckpointError, match=r'a function.*hyper="keep"'):
        plain.load_state_dict(opt.state_dict(), hyper="saved")
    with pytest.raises(gs.CheckpointMismatchError):
        plain.load_state_dict(opt.state_dict())
    assert plain.steps == 0
    twin, its = copy.deepcopy((opt, params))
    assert twin.groups["default"]["lr"] == opt.groups["default"]["lr"]
    run(opt, params, 3, 5)
    run(twin, its, 3, 5)
    assert contents(params) == contents(its)


# ---------------------------------------------------------------------------- pickle and copy


HOW = ("deepcopy", *range(pickle.HIGHEST_PROTOCOL + 1))
# every rule is copied and pickled; that the protocols are alike is no matter of the rule
TRAVELS = [
    pytest.param(*case.values, how, id=f"{case.id}-{how}")
    for case in variants()
    for how in (HOW if type(case.values[0]).__name__ in ("Adam", "LAMB") else (HOW[0], HOW[-1]))
]


@pytest.mark.parametrize("rule, how", TRAVELS)
def test_an_optimizer_travels_with_its_parameters(rule: gs.rules.Rule, how: Any) -> None:
    params = tree()
    opt = scheduled(rule)(params, report=True, max_skips=7)
    run(opt, params, 0, 4)
    both = (params, opt)
    new, twin = copy.deepcopy(both) if how == "deepcopy" else pickle.loads(pickle.dumps(both, how))
    assert type(twin) is type(opt) and contents(new) == contents(params)
    assert not any(
        np.shares_memory(a, b)
        for a, b in zip(gs.leaves(new).values(), gs.leaves(params).values(), strict=True)
    )
    before = contents(params)
    assert snapshot(twin, new) == snapshot(opt, params)
    assert list(twin.groups) == list(opt.groups)
    run(twin, new, 4, 7)  # bound to the copied arrays
    assert contents(new) != before and contents(params) == before
    run(opt, params, 4, 7)
    if rule.measures:
        assert_same_but_for_the_order_of_sums(new, params)
    else:
        assert contents(new) == contents(params)
    assert twin.last is not None and twin.last.update_norm is not None  # options came along


@pytest.mark.parametrize("twice", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_bound_gradients_and_shared_arrays_stay_shared(twice: Any) -> None:
    params = {"w": np.ones(3), "b": np.asfortranarray(np.ones((2, 2)))}
    grads = gs.copy(params)
    first = gs.SGD({"w": params["w"]}, lr=1.0, grads={"w": grads["w"]}, zero_grads=True)
    second = gs.Adam({"b": params["b"]}, grads={"b": grads["b"]})
    box = twice({"params": params, "grads": grads, "first": first, "second": second})
    box["first"].step()
    assert box["params"]["w"].tolist() == [0.0] * 3 and not box["grads"]["w"].any()
    box["grads"]["b"][...] = np.nan
    with pytest.raises(gs.NonFiniteGradientError):
        box["second"].step()
    assert params["w"].tolist() == [1.0] * 3 and grads["w"].all()
    box["params"]["b"] = np.ones((2, 2))  # and the binding is watched
    assert box["second"].step({"b": np.ones((2, 2))})  # its own container still holds the array


@pytest.mark.parametrize("name", ["Adam", "SGD"])
def test_dialects_travel_too(name: str) -> None:
    p = [np.ones(3)]
    opt = getattr(gs.dialects.torch, name)(p, lr=0.5)
    opt.step([np.ones(3)])
    twin = copy.deepcopy(opt)
    assert type(twin) is type(opt) and twin.param_groups[0]["lr"] == 0.5 and twin.steps == 1


def test_reports_of_the_original_stay_with_it() -> None:
    opt = gs.Adam([np.ones(3)])
    opt.step([np.ones(3)])
    assert copy.deepcopy(opt).last is None and opt.last


def test_errors_raised_by_the_core_pickle() -> None:
    opt = gs.Adam({"w": np.ones((2, 3), order="F")})
    g = np.ones((2, 3))
    g[1, 2] = np.inf
    with pytest.raises(gs.NonFiniteGradientError) as caught:
        opt.step({"w": g})
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.deepcopy(caught.value)):
        assert type(again) is gs.NonFiniteGradientError and str(again) == str(caught.value)
        assert (again.path, again.index, again.value, again.n) == ("w", (1, 2), np.inf, 0)
    with pytest.raises(gs.HyperError) as hyper:
        gs.Adam([np.ones(3)], lr=-1.0)
    assert vars(pickle.loads(pickle.dumps(hyper.value))) == vars(hyper.value)


# ---------------------------------------------------------------------------- rules as values


@pytest.mark.parametrize("rule", variants())
def test_rules_are_values(rule: gs.rules.Rule) -> None:
    names = {n: getattr(gs.rules, n) for n in RULES}
    for value in (rule, rule.replace(lr=WARM), rule.replace(lr=Constant(0.1), lr_scale=0.5)):
        again = eval(repr(value), names | vars(gs.schedules))
        assert again == value and hash(again) == hash(value) and repr(again) == repr(value)
        for twin in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
            assert twin == value and type(twin) is type(value)
        assert value in {again} and value != value.replace(lr=0.75)
        assert value.replace() == value and value.replace(lr=value.lr) == value
    assert rule != getattr(gs.rules, RULES[RULES.index(type(rule).__name__) - 1])()
    assert rule != repr(rule)
    for name, x in rule.values().items():
        assert getattr(rule, name) == x and name in dir(rule)
    rule.values()["lr"] = 9.0
    assert rule.lr != 9.0


@pytest.mark.parametrize("rule", variants())
def test_rules_are_frozen(rule: gs.rules.Rule) -> None:
    before = repr(rule)
    with pytest.raises(AttributeError, match=r"frozen.*rule\.replace\(lr=0\.5\)"):
        rule.lr = 0.5
    with pytest.raises(AttributeError, match="frozen"):
        rule.colour = 1
    with pytest.raises(AttributeError, match="frozen"):
        del rule.lr
    with pytest.raises(AttributeError, match="no hyper-parameter 'colour'"):
        rule.colour  # noqa: B018
    assert repr(rule) == before and not hasattr(rule, "__dict__")


def test_the_base_is_no_rule() -> None:
    with pytest.raises(TypeError, match=r"write gs\.rules\.AdamW"):
        gs.rules.Rule()


def test_an_optimizer_leaves_its_rule_alone() -> None:
    rule = gs.rules.Adam(lr=0.5)
    one, two = gs.Optimizer([np.ones(3)], rule), gs.Optimizer([np.ones(3)], rule)
    one.hyper["lr"] = 0.25
    assert rule.lr == 0.5 == two.hyper["lr"] and one.groups["default"].rule.lr == 0.25


@pytest.mark.parametrize("rule", variants())
def test_apply_equals_the_step_and_writes_nothing(rule: gs.rules.Rule) -> None:
    rule = rule.replace(lr=WARM)
    params, functional = tree(), tree()
    opt = gs.Optimizer(params, rule)
    state = rule.init(functional)
    for n in range(4):
        grads: dict[str, Any] = gradients(params, n)
        if n == 1:
            grads["W"] = None
        opt.step(grads)
        given = pickle.dumps((contents(functional), state, grads))
        new, new_state = rule.apply(functional, grads, state)
        assert pickle.dumps((contents(functional), state, grads)) == given
        assert type(new) is dict and not np.shares_memory(new["f"], functional["f"])
        assert new["f"].flags.f_contiguous
        functional, state = new, new_state
    assert contents(functional) == contents(params)
    assert state["steps"] == 4 and state["scalars"]["W"]["t"] == 3
    ours = opt.state_dict()["state"]
    assert {k: {s: x.tobytes() for s, x in v.items()} for k, v in state["state"].items()} == {
        k: {s: x.tobytes() for s, x in v.items()} for k, v in ours.items()
    }


def test_apply_on_other_containers() -> None:
    rule = gs.rules.SGD(lr=1.0)
    p = np.ones(3)
    new, state = rule.apply(p, np.ones(3), rule.init(p))
    assert new.tolist() == [0.0] * 3 and p.tolist() == [1.0] * 3
    fixed = np.ones(3)
    fixed.flags.writeable = False  # a function only reads
    assert rule.apply(fixed, np.ones(3), state)[0].tolist() == [0.0] * 3
    strided = np.ones(6)[::2]
    assert rule.apply([strided], [np.ones(3)], rule.init([strided]))[0][0].tolist() == [0.0] * 3
    with pytest.raises(gs.NonFiniteGradientError):
        rule.apply(p, np.full(3, np.nan), state)
    with pytest.raises(gs.CheckpointMismatchError):
        rule.apply([p], [p], state)
    assert p.tolist() == [1.0] * 3

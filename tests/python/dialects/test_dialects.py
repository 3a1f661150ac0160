"""All dialects: signatures, refusals, groups in the peer's names. The numbers: test_golden.py."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.dialects import keras, lion_pytorch, optax, pytorch_optimizer, timm
from support.common import contents, gradients, tree

PEERS = gs.dialects.__all__
ENTRIES = {
    f"{peer}.{name}": entry
    for peer in PEERS
    for name, entry in getattr(gs.dialects, peer).ENTRIES.items()
}
Empty = inspect.Parameter.empty

every_name = pytest.mark.parametrize("name", ENTRIES)


def find(name: str) -> Any:
    found: Any = gs.dialects
    for part in name.split("."):
        found = getattr(found, part)
    return found


def required(name: str) -> dict[str, Any]:
    """A value for each argument that has no default: rates."""
    return {k: 0.25 for k, default in ENTRIES[name].defaults.items() if default is Empty}


def numbers(name: str) -> dict[str, float]:
    """The arguments that are numbers, with values that float32 has."""
    entry = ENTRIES[name]
    taken = {k: v for k, v in entry.defaults.items() if k not in (*entry.refused, *entry.ignored)}
    found = {k: v for k, v in {**taken, **required(name)}.items() if type(v) in (int, float)}
    return {
        k: v if type(v) is int else float(np.float32(v)) for k, v in found.items() if abs(v) < 1e38
    }


# ---- modules -------------------------------------------------------------------------------------


def test_a_peer_is_imported_when_it_is_used() -> None:
    code = (
        "import sys, gradstep as gs\n"
        "there = lambda: [m for m in sys.modules if m.startswith('gradstep.dialects.')]\n"
        "assert not there(), there()\n"
        "gs.dialects.optax.contrib.adopt\n"
        "assert 'gradstep.dialects.optax' in there() and 'gradstep.dialects.keras' not in there()\n"
        "assert dir(gs.dialects) == sorted(gs.dialects.__all__)\n"
        "import gradstep.dialects.optax.contrib as contrib\n"
        "assert contrib is gs.dialects.optax.contrib and 'adopt' in dir(contrib)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    with pytest.raises(AttributeError, match=r"gradstep\.dialects.*'tensorflow'"):
        gs.dialects.tensorflow  # noqa: B018


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_lists_its_classes(peer: str) -> None:
    module = getattr(gs.dialects, peer)
    assert importlib.import_module(f"gradstep.dialects.{peer}") is module
    top = {name.partition(".")[0] for name in module.ENTRIES}
    base = {"schedulefree": {"ScheduleFreeOptimizer"}, "torch": {"TorchOptimizer"}}.get(peer, set())
    wrappers = {"MultiSteps"} if peer == "optax" else set()
    schedules = {n for n in module.__all__ if inspect.isfunction(getattr(module, n))}
    assert set(module.__all__) == top | base | wrappers | schedules and dir(module) == sorted(
        module.__all__
    )
    names = [name.partition(".")[::2] for name in module.ENTRIES]
    assert names == sorted(names, key=lambda x: (bool(x[1]), *x))
    for name in (n for n in module.__all__ if isinstance(getattr(module, n), type)):
        cls = getattr(module, name)
        assert (issubclass(cls, gs.Optimizer) or name in wrappers) and (
            cls.__module__,
            cls.__name__,
        ) == (
            module.__name__,
            name,
        )


# ---- classes -------------------------------------------------------------------------------------


@every_name
def test_signature_and_documentation(name: str) -> None:
    cls, entry = find(name), ENTRIES[name]
    parameters = list(inspect.signature(cls).parameters.values())
    theirs = [key for key in entry.arguments if key != "*"]
    assert [p.name for p in parameters[: len(theirs) + 1]] == ["params", *theirs]
    assert {p.kind for p in parameters[len(theirs) + 1 :]} == {inspect.Parameter.KEYWORD_ONLY}
    rest = {p.name for p in parameters[len(theirs) + 1 :]}
    options = inspect.signature(gs.Optimizer).parameters.values()
    assert {p.name for p in options if p.kind is p.KEYWORD_ONLY} <= rest | set(theirs)
    assert {"clip_value", "cautious", "centralize"} <= rest | set(theirs)
    assert not {"weight_decay", "lr_scale", "lower"} & rest
    for key in theirs:
        assert f"\n    {key}: " in cls.__doc__
    for key in entry.refused:
        assert f"\n    {key}: Only " in cls.__doc__
    assert f"gradstep.rules.{entry.rule}" in cls.__doc__


def by_loss(name: str) -> float | None:
    """The loss of a step, if it takes one."""
    return 5.0 if getattr(gs.rules, ENTRIES[name].rule).uses_loss else None


@every_name
def test_it_steps_pickles_and_takes_our_options(name: str) -> None:
    rng = np.random.default_rng(0)
    params = {"W": rng.normal(size=(7, 5)).astype(np.float32), "b": rng.normal(size=5)}
    opt = find(name)(params, **required(name), nonfinite="skip", report=True)
    before = contents(params)
    loss = by_loss(name)
    for n in range(8):  # some do not move at first
        report = opt.step(gradients(params, n), loss=loss)
        assert report and report.update_norm is not None
    assert contents(params) != before
    other, again = pickle.loads(pickle.dumps(opt)), copy.deepcopy(opt)
    assert type(other) is type(again) is type(opt)
    for x in (opt, other, again):
        assert x.step(gradients(params, 8), loss=loss)
    assert contents(other._binding.tree) == contents(again._binding.tree) == contents(params)
    assert not opt.step({**gradients(params, 9), "b": np.full(5, np.nan)}, loss=loss)


@every_name
def test_what_is_not_supported_is_refused(name: str) -> None:
    entry, given = ENTRIES[name], required(name)
    for key in entry.refused:
        default = entry.defaults[key]
        find(name)(np.ones(3), **{**given, key: default})
        value = (not default) if isinstance(default, bool) else "something else"
        with pytest.raises(gs.HyperError) as caught:
            find(name)(np.ones(3), **{**given, key: value})
        assert caught.value.name == key
        assert f"dialects.{name}: {key}={value!r} is not supported" in str(caught.value)
        assert f"only {key}={default!r}" in str(caught.value)


@every_name
def test_ignored_arguments_change_nothing(name: str) -> None:
    entry, given = ENTRIES[name], required(name)
    a, b = tree(), tree()
    x = find(name)(a, **given, **{k: object() for k in entry.ignored if k in entry.defaults})
    y = find(name)(b, **given)
    for n in range(2):
        x.step(gradients(a, n), loss=by_loss(name))
        y.step(gradients(a, n), loss=by_loss(name))
    assert contents(a) == contents(b)


@pytest.mark.parametrize(
    "make, keywords, words",
    [
        (optax.adam, dict(learning_rate=1.0, beta1=0.9), ["optax.adam", "'beta1'", "b1"]),
        (optax.adam, dict(lr=1.0), ["optax.adam", "'lr'"]),
        (optax.contrib.adopt, dict(learning_rat=1), ["optax.contrib.adopt", "learning_rate=?"]),
        (keras.SGD, dict(learning_rate=1, clip_nrom=1), ["keras.SGD", "clip_norm=?"]),
        (optax.adam, dict(), ["optax.adam", "learning_rate"]),
    ],
)
def test_wrong_keywords(make: Any, keywords: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(gs.KeywordError) as caught:
        make(np.ones(3), **keywords)
    assert [w for w in words if w not in str(caught.value)] == [], caught.value


# ---- what is more than a name --------------------------------------------------------------------


def test_none_is_what_the_peer_means_by_it() -> None:
    assert keras.Lamb(np.ones(3)).hyper["weight_decay"] == 0
    assert keras.Lamb(np.ones(3), weight_decay=0.5).hyper["weight_decay"] == 0.5
    assert optax.sgd(np.ones(3), 0.5, momentum=None, nesterov=True).hyper["nesterov"] is False
    assert timm.Lamb(np.ones(3), max_grad_norm=None)._options["clip_norm"] is None
    assert timm.Lamb(np.ones(3))._options["clip_norm"] == 1.0


def test_keras_average() -> None:
    p = np.ones(3)
    opt = keras.SGD(p, learning_rate=0.5, use_ema=True, ema_momentum=0.75)
    opt.step(np.ones(3))
    opt.step(np.ones(3))
    np.testing.assert_array_equal(p, 0)
    np.testing.assert_array_equal(opt.average["param"], 0.75 * 0.5)


def test_keras_accumulation() -> None:
    """Keras 3.15 went to these by these gradients: the rate is that of the calls 1 and 3."""
    for rate in (gs.schedules.Geometric(1.0, 0.5), lambda n: 2.0**-n):
        p = np.zeros(1)
        opt = keras.SGD(p, rate, gradient_accumulation_steps=2)
        seen = []
        for g in (1.0, 3.0, 2.0, 6.0, 5.0):
            opt.step(np.full(1, g))
            seen.append(p[0])
        assert seen == [0, -1, -1, -1.5, -1.5]
    opt = keras.SGD(p, 0.5, gradient_accumulation_steps=4, groups={"*": dict(weight_decay=0.5)})
    assert opt._options["accumulate"] == 4 and opt.hyper["lr"] == 0.5
    assert keras.SGD(p, gradient_accumulation_steps=None)._options["accumulate"] == 1
    bad: dict[str, Any]
    for bad, words in (
        (
            dict(learning_rate=gs.schedules.Lambda(float), gradient_accumulation_steps=2),
            "give accumulate=2 and a schedule that counts updates",
        ),
        (dict(gradient_accumulation_steps=1), "must be None or a whole number of at least 2"),
        (dict(gradient_accumulation_steps=2.5), "must be None or a whole number of at least 2"),
        (dict(gradient_accumulation_steps=2, use_ema=True), "at every call there"),
    ):
        with pytest.raises(gs.HyperError, match=r"keras\.SGD: gradient_acc") as caught:
            keras.SGD(p, **bad)
        assert words in str(caught.value)


def test_optax_multi_steps() -> None:
    p, q = np.ones(3), np.ones(3)
    opt = optax.MultiSteps(optax.adamw, every_k_schedule=np.int64(2))(p, 0.1, b1=0.5)
    same = optax.adamw(q, 0.1, b1=0.5, accumulate=2)
    assert type(opt) is optax.adamw
    for n in range(4):
        opt.step(np.full(3, n + 1.0))
        same.step(np.full(3, n + 1.0))
    assert p.tobytes() == q.tobytes() and opt.steps == 2


@pytest.mark.parametrize(
    "arguments, words",
    [
        ((lambda p: p, 2), "opt must be a class of optimizers"),
        ((optax.adam(np.ones(1), 0.1), 2), "opt must be a class of optimizers"),
        ((optax.adam, 0), "every_k_schedule must be a whole number of at least 1"),
        ((optax.adam, lambda n: 2), "a number of calls that changes is not supported"),
        ((optax.adam, 2, False), "use_grad_mean=False is not supported"),
        ((optax.adam, 2, True, abs), 'nonfinite="skip"'),
        ((optax.adam, 2, True, None, np.float16), "only float32"),
        ((optax.adam, 2, True, None, None), "only float32"),
    ],
)
def test_what_multi_steps_has_not(arguments: Any, words: str) -> None:
    with pytest.raises(gs.HyperError, match=r"^dialects\.optax\.MultiSteps: ") as caught:
        optax.MultiSteps(*arguments)
    assert words in str(caught.value)


def test_an_option_of_ours_beside_the_peers() -> None:
    p = np.zeros(2)
    keras.SGD(p, learning_rate=1.0, clipvalue=4.0).step(np.array([8.0, 2.0]))
    np.testing.assert_array_equal(p, [-4, -2])
    optax.sgd(p, 1.0, bounds=(-3, None)).step(np.zeros(2))
    np.testing.assert_array_equal(p, [-3, -2])


def test_groups_in_the_peers_names() -> None:
    params = {"a": np.ones(3), "b": np.ones(3)}
    opt = optax.adamw(
        params, 1.0, groups={"a": dict(learning_rate=0.5, b1=0.25, lr_scale=2, cautious=True)}
    )
    a, rest = opt.groups["a"], opt.groups["default"]
    assert (a["lr"], a["beta1"], a["lr_scale"], a["cautious"]) == (0.5, 0.25, 2, True)
    assert (rest["lr"], rest["beta1"], rest["weight_decay"]) == (1, 0.9, 1e-4)
    with pytest.raises(gs.KeywordError, match=r"'beta1'.*b1"):
        optax.adamw(params, 1.0, groups={"a": dict(beta1=0.5)})
    with pytest.raises(gs.HyperError, match="mask='W' is not supported"):
        optax.adamw(params, 1.0, groups={"a": dict(mask="W")})
    opt = optax.adamw(params, 1.0, groups={"a": dict(rule=gs.rules.SGD, lr=0.5)})
    assert opt.groups["a"].rule == gs.rules.SGD(lr=0.5)


def test_lions_decay_is_divided_by_the_constructors_rate_in_every_group() -> None:
    """Two lion_pytorch 0.2.5 groups so went to 0.8125 and 0.25 from 1 by a gradient of 1."""
    params = {"a": np.ones(3), "b": np.ones(3)}
    opt = lion_pytorch.Lion(
        params,
        lr=0.5,
        weight_decay=0.25,
        decoupled_weight_decay=True,
        groups={"a": dict(lr=0.125)},
    )
    assert opt.groups["default"]["weight_decay"] == 0.5
    assert (opt.groups["a"]["lr"], opt.groups["a"]["weight_decay"]) == (0.125, 0.5)
    opt.step({"a": np.ones(3), "b": np.ones(3)})
    assert (params["a"][0], params["b"][0]) == (0.8125, 0.25)


def test_a_group_cannot_change_the_whole() -> None:
    params = {"a": np.ones(3), "b": np.ones(3)}
    timm.Lamb(params, groups={"a": dict(max_grad_norm=1.0)})
    with pytest.raises(gs.HyperError, match="a group cannot change max_grad_norm"):
        timm.Lamb(params, groups={"a": dict(max_grad_norm=0.5)})
    opt = gs.dialects.torch.Adam(params, groups={"a": dict(decoupled_weight_decay=True)})
    assert [g["decoupled_weight_decay"] for g in opt.param_groups] == [True, False]


def test_vectors_apart() -> None:
    params = {"W": np.ones((3, 4)), "b": np.ones(4), "c": np.ones(())}
    opt = pytorch_optimizer.MARS(params, lr_1d=0.5, groups={"c": dict(lr=0.25)})
    assert [(g.name, type(g.rule).__name__, g.paths) for g in opt.groups.values()] == [
        ("c", "AdamW", ["c"]),
        ("default", "MARS", ["W"]),
        ("default (vectors)", "AdamW", ["b"]),
    ]
    assert opt.groups["default (vectors)"]["lr"] == 0.5
    assert opt.step({k: np.ones_like(p) for k, p in params.items()})
    opt = pytorch_optimizer.MARS(params, optimize_1d=True)
    assert list(opt.groups) == ["default"]
    assert list(pytorch_optimizer.LARS({"b": np.ones(3)}).groups) == ["default"]
    assert pytorch_optimizer.LARS(np.ones(3)).hyper["always_adapt"] is False
    assert pytorch_optimizer.LARS(np.ones((3, 3))).hyper["always_adapt"] is True


def test_odd_arguments() -> None:
    with pytest.raises(gs.HyperError, match="alpha must be positive"):
        optax.optimistic_gradient_descent(np.ones(3), 1.0, alpha=0)
    with pytest.raises(gs.HyperError, match="lr_schedule must be 'constant' or 'adaptive'"):
        gs.dialects.sklearn.SGDOptimizer(np.ones(3), lr_schedule="invscaling")
    with pytest.raises(gs.HyperError, match="needs degenerated_to_sgd=True"):
        pytorch_optimizer.RAdam(np.ones(3), weight_decay=0.1)
    opt = pytorch_optimizer.RAdam(np.ones(3), weight_decay=0.1, degenerated_to_sgd=True)
    assert opt.hyper["decoupled_weight_decay"] is True
    opt = pytorch_optimizer.AdaBelief(np.ones(3), weight_decay=0.1, fixed_decay=True)
    assert opt.hyper["independent_weight_decay"] is True
    assert (
        optax.contrib.sophia(np.ones(3), 1.0, clip_threshold=None).hyper["clip_threshold"] > 1e300
    )


def test_a_step_takes_the_peer_s_names_too() -> None:
    p = np.zeros(3)
    opt = gs.dialects.keras.SGD(p, learning_rate=0.5)
    assert opt.step(np.ones(3), learning_rate=0.25).values["default"]["lr"] == 0.25
    np.testing.assert_array_equal(p, -0.25)
    with pytest.raises(gs.KeywordError, match=r"'learning_rat'; did you mean"):
        opt.step(np.ones(3), learning_rat=0.25)


# ---- numbers -------------------------------------------------------------------------------------


def rules_of(name: str, **given: Any) -> list[bytes]:
    opt = find(name)({"w": np.ones((2, 3)), "b": np.ones(3)}, **{**required(name), **given})
    return [pickle.dumps(group.rule) for group in opt.groups.values()]


@every_name
def test_numbers_of_every_kind(name: str) -> None:
    given = numbers(name)
    wanted = rules_of(name, **given)
    for kind in (np.float32, np.float64, np.array, Fraction, Decimal):
        others = {k: np.int64(v) if type(v) is int else kind(v) for k, v in given.items()}
        assert rules_of(name, **others) == wanted, kind


@every_name
def test_what_is_no_number_is_refused(name: str) -> None:
    """Or else it is of no use there, as without another argument: then the rule is the same."""
    for argument, value in numbers(name).items():
        for other in (True, np.True_, 1j, "x", [1.0], np.array([1.0]), 10**400, object()):
            try:
                found = rules_of(name, **{argument: other})
            except gs.Error:
                continue
            assert found == rules_of(name, **{argument: value}), (argument, other)


@every_name
def test_an_error_names_the_peers_argument_and_what_the_caller_gave(name: str) -> None:
    """Of whatever is no value of an argument, in the constructor and in a group."""
    entry, cls = ENTRIES[name], find(name)
    params, found = {"a": np.ones((2, 2)), "b": np.ones(2)}, 0
    for argument, default in entry.defaults.items():
        if argument in entry.ignored:
            continue
        wrong: list[Any] = [-1.0, float("nan"), "x", [1]]
        if isinstance(default, tuple):
            pairs = [(default[:i], x, default[i + 1 :]) for i in (0, 1) for x in wrong[:3]]
            wrong += [(*before, x, *after) for before, x, after in pairs]
        for value in wrong:
            for groups in (None, {"a": {argument: value}}):
                given = {**required(name), **({} if groups else {argument: value})}
                try:
                    cls(params, **given, groups=groups)
                except gs.Error as error:
                    found += 1
                    text, elements = str(error), value if isinstance(value, tuple) else [value]
                    assert text.startswith(f"dialects.{name}: ") and argument in text
                    shown = [*map(repr, elements), "not -1 ", "is -1 in group 'a'"]
                    assert "which all groups share" in text or any(x in text for x in shown), text
    assert found > 0

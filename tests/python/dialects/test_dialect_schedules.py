"""The dialects' schedules beside the recordings: arguments, calls, ends, and what the peers' rules
do where no recording is, by restatements of their own. The recordings: test_golden_schedules.py."""

from __future__ import annotations

import inspect
import math
import pickle
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.dialects import keras, optax, pytorch_optimizer, timm, torch, transformers
from gradstep.errors import KeywordError, ScheduleError
from gradstep.schedules import Constant, Cosine, Schedule, parse

N = np.arange(150)
PEERS = ("keras", "optax", "pytorch_optimizer", "timm", "torch", "transformers")
STEPPED = {"pytorch_optimizer", "timm", "torch", "transformers"}  # by the caller


def is_schedule(x: Any) -> bool:
    return inspect.isfunction(x) and typing.get_type_hints(x).get("return") is Schedule


def schedules_of(peer: str) -> Iterator[tuple[str, Any]]:
    module = getattr(gs.dialects, peer)
    for name in module.__all__:
        found = getattr(module, name)
        if inspect.ismodule(found):
            found = {f"{name}.{key}": getattr(found, key) for key in found.__all__}
        else:
            found = {name: found}
        yield from ((key, x) for key, x in found.items() if is_schedule(x))


ENTRIES = {f"{peer}.{name}": x for peer in PEERS for name, x in schedules_of(peer)}

# No calls to count: a metric moves them, or another schedule does.
UNSTEPPED = {
    *("torch.ReduceLROnPlateau", "transformers.GreedyLR", "transformers.get_greedy_schedule"),
    *("transformers.get_reduce_on_plateau_schedule", "pytorch_optimizer.ProportionScheduler"),
    "timm.PlateauLRScheduler",
}


def halving(n: int) -> float:
    return 0.5**n


# Arguments of each, if what is required is not obvious.
VALUES: dict[str, Any] = dict(
    lr=0.1,
    lr_lambda=halving,
    milestones=[10, 30],
    schedulers=[Constant(0.1), Cosine(0.1, steps=30)],
    lr_scheduler=Cosine(0.1, steps=30),
    max_lr=0.1,
    base_lr=0.01,
    swa_lr=0.05,
    gamma=0.9,
    min_lr=0.01,
    cosine_kwargs=[dict(init_value=0.0, peak_value=0.1, warmup_steps=2, decay_steps=20)] * 2,
    schedules=[Constant(0.1), Cosine(0.1, steps=30)],
    boundaries=[10],
    values=[0.1, 0.05],
    decay_t=20,
    interpolate_type="linear",
    total_steps=40,
    name="linear",
    t_max=40,
    num_epochs=8,
    num_warmup_steps=5,
    num_training_steps=40,
    init_value=0.1,
    end_value=0.01,
    peak_value=0.1,
    power=2.0,
    decay_rate=0.5,
    warmup_steps=5,
)
OWN: dict[str, dict[str, Any]] = {
    "timm.MultiStepLRScheduler": dict(decay_t=[10, 20]),
    "torch.SequentialLR": dict(milestones=[10]),
    "torch.OneCycleLR": dict(total_steps=40),
    "torch.OneCycleLR_momentum": dict(total_steps=40),
    "pytorch_optimizer.OneCycleLR": dict(total_steps=40),
    "pytorch_optimizer.OneCycleLR_momentum": dict(total_steps=40),
    "transformers.get_cosine_with_min_lr_schedule_with_warmup": dict(min_lr=0.01),
    "transformers.get_cosine_with_min_lr_schedule_with_warmup_lr_rate": dict(min_lr=0.01),
    "transformers.get_wsd_schedule": dict(num_training_steps=60),
    "transformers.get_scheduler": dict(num_warmup_steps=5, num_training_steps=40),
    "torch.ChainedScheduler": dict(
        schedulers=[torch.StepLR(0.1, 10, steps_per_call=1), Constant(0.1)]
    ),
}


def arguments(name: str, steps_per_call: int = 1) -> dict[str, Any]:
    parameters = inspect.signature(ENTRIES[name]).parameters
    out = {
        key: VALUES.get(key, 20)
        for key, parameter in parameters.items()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    }
    out.update(OWN.get(name, {}))
    if "steps_per_call" in out:
        out["steps_per_call"] = steps_per_call
    return out


every_entry = pytest.mark.parametrize("name", ENTRIES)
every_stepped = pytest.mark.parametrize(
    "name", [n for n in ENTRIES if n.split(".")[0] in STEPPED and n not in UNSTEPPED]
)


# ---- all of them ---------------------------------------------------------------------------------


def test_they_are_all_there() -> None:
    counts = {peer: len(list(schedules_of(peer))) for peer in PEERS}
    assert counts == dict(
        keras=7, optax=15, pytorch_optimizer=18, timm=8, torch=18, transformers=14
    )


@every_entry
def test_it_is_typed_and_documented(name: str) -> None:
    function, (peer, _, rest) = ENTRIES[name], name.partition(".")
    hints = typing.get_type_hints(function)
    assert set(inspect.signature(function).parameters) <= set(hints)
    assert function.__doc__
    found: Any = gs.dialects
    for part in name.split("."):
        found = getattr(found, part)
    assert found is pickle.loads(pickle.dumps(function)) is function
    if not (peer == "pytorch_optimizer" and hasattr(torch, rest)):
        assert f"{function.__module__}.{function.__name__}" == f"gradstep.dialects.{name}"


@every_entry
def test_calls_are_counted_by_keyword_where_the_caller_makes_them(name: str) -> None:
    parameters = inspect.signature(ENTRIES[name]).parameters
    stepped = name.split(".")[0] in STEPPED and name not in UNSTEPPED
    if stepped:
        assert parameters["steps_per_call"].kind is inspect.Parameter.KEYWORD_ONLY
        assert parameters["steps_per_call"].default is inspect.Parameter.empty
    elif name != "timm.PlateauLRScheduler":
        assert "steps_per_call" not in parameters


@every_entry
def test_it_is_an_ordinary_schedule(name: str) -> None:
    s = ENTRIES[name](**arguments(name))
    assert isinstance(s, Schedule) and not s.is_open
    values = s(N)
    assert np.isfinite(values).all() and (values >= 0).all()
    assert values.tolist() == [s(int(n)) for n in N] and s(-1) == s(0)
    assert pickle.loads(pickle.dumps(s)) == s == ENTRIES[name](**arguments(name))
    if "Lambda" not in repr(s):
        assert parse(repr(s)) == s == Schedule.from_dict(s.to_dict())


@every_stepped
def test_it_is_constant_within_a_call(name: str) -> None:
    one, ten = (ENTRIES[name](**arguments(name, k)) for k in (1, 10))
    np.testing.assert_array_equal(ten(np.arange(1000)), one(np.arange(1000) // 10))


def test_an_optimizer_runs_by_them() -> None:
    given = dict(max_lr=0.5, total_steps=8, steps_per_call=1)
    opt = torch.SGD(
        p := np.ones(3),
        lr=torch.OneCycleLR(**given),
        momentum=torch.OneCycleLR_momentum(**given),
    )
    shown = opt.preview(8)["default"]
    for n in range(8):
        values = opt.step(np.ones(3)).values["default"]
        assert (values["lr"], values["momentum"]) == (shown["lr"][n], shown["momentum"][n])
    assert np.isfinite(p).all()
    opt = timm.SGDW(np.ones(3), lr=timm.PlateauLRScheduler(0.5, 0.5, 0, mode="min"))
    for _ in range(2):
        opt.step(np.ones(3))
        opt.observe(1.0)
    assert opt.step(np.ones(3)).values["default"]["lr"] == 0.25


# ---- errors --------------------------------------------------------------------------------------


@every_stepped
def test_steps_per_call_is_asked_for(name: str) -> None:
    given = arguments(name)
    del given["steps_per_call"]
    with pytest.raises(KeywordError, match=r"missing a required.*'steps_per_call'") as caught:
        ENTRIES[name](**given)
    shown = name.removeprefix("pytorch_optimizer.") if hasattr(torch, name[18:]) else name
    assert f"{shown}: " in str(caught.value)
    with pytest.raises(ScheduleError, match="steps_per_call must be a whole number of at least 1"):
        ENTRIES[name](**given, steps_per_call=0)


@every_entry
def test_a_misspelt_argument_is_offered_the_nearest(name: str) -> None:
    last = list(arguments(name) or inspect.signature(ENTRIES[name]).parameters)[-1]
    given = arguments(name)
    given[last + "z"] = given.pop(last, 1)
    if inspect.Parameter.VAR_KEYWORD in {
        x.kind for x in inspect.signature(ENTRIES[name]).parameters.values()
    }:
        given = {"lr": 0.1, "factr": 0.5}
        last = "factor"
    with pytest.raises(KeywordError, match=rf"did you mean {last}=\?"):
        ENTRIES[name](**given)


@every_entry
def test_there_is_nothing_to_resume(name: str) -> None:
    if "last_epoch" not in inspect.signature(ENTRIES[name]).parameters:
        return
    assert ENTRIES[name](**arguments(name), last_epoch=-1) == ENTRIES[name](**arguments(name))
    with pytest.raises(ScheduleError, match="last_epoch=7 is not needed") as caught:
        ENTRIES[name](**arguments(name), last_epoch=7)
    assert caught.value.name == "last_epoch"


LISTS = [
    ("torch.LambdaLR", dict(lr_lambda=[halving])),
    ("torch.MultiplicativeLR", dict(lr_lambda=(halving,))),
    ("torch.CyclicLR", dict(max_lr=[0.1])),
    ("torch.CyclicLR", dict(base_lr=[0.1])),
    ("torch.CyclicLR_momentum", dict(base_momentum=[0.8])),
    ("torch.OneCycleLR", dict(max_lr=[0.1])),
    ("torch.OneCycleLR_momentum", dict(max_momentum=[0.9])),
    ("torch.SWALR", dict(swa_lr=[0.1])),
    ("torch.ReduceLROnPlateau", dict(min_lr=[0.1])),
    ("transformers.GreedyLR", dict(max_lr=[0.1])),
]


@pytest.mark.parametrize(("name", "given"), LISTS)
def test_one_schedule_is_for_one_group(name: str, given: dict[str, Any]) -> None:
    with pytest.raises(ScheduleError, match=r"one schedule per group.*groups=") as caught:
        ENTRIES[name](**{**arguments(name), **given})
    assert caught.value.name in given


ONE = dict(steps_per_call=1)
WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: torch.StepLR(0.1, 0, **ONE), "torch.StepLR: step_size must be a whole number"),
    (lambda: torch.ExponentialLR(0.1, -0.5, **ONE), "gamma must be at least 0, not -0.5"),
    (lambda: torch.CosineAnnealingLR(0.1, 0, **ONE), "T_max must be a whole number of at least 1"),
    (
        lambda: torch.CosineAnnealingLR(-0.1, 10, **ONE),
        "torch.CosineAnnealingLR: lr must be finite",
    ),
    (lambda: torch.CosineAnnealingWarmRestarts(0.1, 5, 0, **ONE), "T_mult must be a whole"),
    (lambda: torch.ConstantLR(0.1, 1.5, **ONE), "factor must be from 0 to 1, not 1.5"),
    (lambda: torch.LinearLR(0.1, 0, **ONE), "start_factor must be from 0 to 1, not 0"),
    (lambda: torch.CyclicLR(0.1, 1.0, mode="triangula", **ONE), "did you mean 'triangular'?"),
    (lambda: torch.CyclicLR_momentum(cycle_momentum=False, **ONE), "no schedule is needed"),
    (lambda: torch.OneCycleLR(0.1, **ONE), "give total_steps=, or epochs= and steps_per_epoch="),
    (lambda: torch.OneCycleLR(0.1, 10, pct_start=2.0, **ONE), "pct_start must be from 0 to 1"),
    (lambda: torch.OneCycleLR(0.1, 10, anneal_strategy="x", **ONE), "'cos', 'linear'"),
    (lambda: torch.SequentialLR([], [], **ONE), "schedulers is empty"),
    (lambda: torch.SequentialLR([Constant(1)], [3], **ONE), "1 schedulers need 0 milestones"),
    (
        lambda: torch.SequentialLR([torch.ReduceLROnPlateau(0.1)], [], **ONE),
        r"schedulers\[0\] must be a schedule that no metric moves",
    ),
    (
        lambda: torch.ChainedScheduler([torch.CyclicLR(0.1, 1.0, **ONE)] * 2, lr=0.1, **ONE),
        "sets the rate whatever the others",
    ),
    (
        lambda: torch.ChainedScheduler([torch.LambdaLR(0.1, halving, **ONE)] * 2, lr=0.1, **ONE),
        "sets the rate whatever the others",
    ),
    (lambda: torch.ReduceLROnPlateau(0.1, threshold_mode="relative"), "threshold_mode='relative'"),
    (lambda: torch.ReduceLROnPlateau(0.1, factor=1.0), "torch.ReduceLROnPlateau: .*factor"),
    (lambda: optax.cosine_decay_schedule(0.1, 0), "decay_steps must be a whole number"),
    (lambda: optax.warmup_cosine_decay_schedule(0, 1, 9, 9), "decay_steps must be above warmup_st"),
    (lambda: optax.piecewise_constant_schedule(0.1, {5: -1}), "boundaries_and_scales must be at"),
    (lambda: optax.join_schedules([Constant(1)], [3]), "1 schedules need 0 boundaries"),
    (
        lambda: optax.contrib.reduce_on_plateau(0.1, patience=0),
        "contrib.reduce_on_plateau: patience",
    ),
    (lambda: keras.PiecewiseConstantDecay([1], [0.1]), "1 values need 0 boundaries"),
    (lambda: keras.CosineDecayRestarts(0.1, 10, t_mul=0), "t_mul must be above 0"),
    (lambda: keras.ReduceLROnPlateau(0.1, monitor="accuracy"), "'accuracy' should rise or fall"),
    (
        lambda: transformers.get_polynomial_decay_schedule_with_warmup(0.1, 0, 9, 0.2, **ONE),
        "lr_end must be below lr=0.1",
    ),
    (
        lambda: transformers.get_cosine_with_min_lr_schedule_with_warmup(0.1, 0, 9, **ONE),
        "give either min_lr= or min_lr_rate=",
    ),
    (lambda: transformers.get_wsd_schedule(0.1, 0, 9, **ONE), "num_training_steps= or num_stable"),
    (lambda: transformers.get_scheduler("cosin", 0.1, **ONE), "did you mean 'cosine'?"),
    (lambda: transformers.get_scheduler("cosine", 0.1, **ONE), "'cosine' needs num_warmup_steps="),
    (lambda: timm.CosineLRScheduler(0.1, 9, cycle_mul=0.5, **ONE), "cycle_mul must be at least 1"),
    (lambda: timm.WSDLRScheduler(0.1, 9, 10, **ONE), "decay_t must be from 1 to 9, not 10"),
    (lambda: timm.WSDLRScheduler(0.1, 9, 3, stable_fn="rsqrt", **ONE), "stable_timescale must be"),
    (lambda: timm.PlateauLRScheduler(0.1, warmup_t=3), "give steps_per_call="),
    (lambda: timm.create_scheduler_v2(0.1, "cosin", **ONE), "did you mean 'cosine'?"),
    (lambda: pytorch_optimizer.LinearScheduler(0, 0.1, warmup_steps=0, **ONE), "t_max must be a"),
    (
        lambda: pytorch_optimizer.CosineAnnealingWarmupRestarts(9, 1 + 1e-5, warmup_steps=9, **ONE),
        "first_cycle_steps must be",
    ),
]


@pytest.mark.parametrize(("make", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_is_refused(make: Callable[[], Any], words: str) -> None:
    with pytest.raises((ScheduleError, KeywordError), match=words) as caught:
        make()
    assert str(caught.value).startswith("dialects.") and caught.value.name


# ---- ends, corners and lengths that no recording has --------------------------------------------


def values(f: Callable[[int], float], n: Any = N) -> Any:
    return np.array([f(int(i)) for i in n])


def close(s: Any, expected: Any) -> None:
    np.testing.assert_allclose(s(np.arange(len(expected))), expected, rtol=1e-12, atol=1e-16)


def half_cosine(a: float, b: float, u: float) -> float:
    return b + (a - b) * (1 + math.cos(math.pi * u)) / 2


def test_torch_s_cosine_rises_again() -> None:
    s = torch.CosineAnnealingLR(0.1, 10, 0.01, **ONE)
    close(s, values(lambda n: half_cosine(0.1, 0.01, n / 10)))
    assert (s(0), s(10), s(20), s(1000)) == (0.1, 0.01, 0.1, 0.1)


@pytest.mark.parametrize("pct", [0.0, 1 / 120, 0.01, 1 / 49, 0.25, 0.3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("three", [False, True])
@pytest.mark.parametrize(("total", "kind"), [(60, "cos"), (49, "linear"), (2, "cos"), (1, "cos")])
def test_torch_s_one_cycle(pct: float, three: bool, total: int, kind: str) -> None:
    top = pct * total - 1
    first, last = 0.004, 4e-7
    ends = [top, 2 * top] if three else [top]
    nodes = list(
        zip([0.0, *ends, total - 1.0], [first, 0.1, *([first] if three else []), last], strict=True)
    )

    def expected(n: int) -> float:
        for i, ((a, x), (b, y)) in enumerate(pairwise(nodes)):
            if n <= b or i == len(nodes) - 2:
                u = 1.0 if b == a else (n - a) / (b - a)
                return half_cosine(x, y, u) if kind == "cos" else x + (y - x) * u
        raise AssertionError

    s = torch.OneCycleLR(0.1, total, pct_start=pct, anneal_strategy=kind, three_phase=three, **ONE)
    close(s, values(expected, range(total)))
    assert s(total - 1) == s(total) == s(10**6)  # where torch rises, and then raises


@pytest.mark.parametrize("mult", [1, 2, 3, 4])
def test_restarts_begin_exactly_where_they_should(mult: int) -> None:
    for first in (*range(1, 60), 94, 98, 103):
        s = torch.CosineAnnealingWarmRestarts(0.1, first, mult, 0.01, **ONE)
        begins = np.cumsum([first * mult**i for i in range(8)])
        assert set(s(begins)) == {0.1}, first
        assert (s(begins - 1) < 0.1).all() or first == 1, first


def test_torch_s_sequence_starts_each_child_anew() -> None:
    children = [torch.ExponentialLR(0.1, 0.9, **ONE), torch.CosineAnnealingLR(0.2, 7, **ONE)]
    s = torch.SequentialLR(children, [12], steps_per_call=3)
    n = np.arange(100)
    expected = [children[0](k) if k < 12 else children[1](k - 12) for k in n // 3]
    np.testing.assert_array_equal(s(n), expected)


def test_torch_s_sticking_points() -> None:
    assert torch.LinearLR(0.1, 0.5, total_iters=0, **ONE)(99) == 0.05
    assert torch.ConstantLR(0.1, 0.5, total_iters=0, **ONE)(99) == 0.05
    assert torch.ConstantLR(0.1, 0.0, total_iters=3, **ONE)(np.arange(5)).tolist() == [
        *(0, 0, 0, 0.1, 0.1)
    ]
    assert torch.SWALR(0.1, 0.05, 0, **ONE)(0) == 0.05
    assert torch.MultiStepLR(1.0, [5, 0, 5, -3], 0.5, **ONE)(np.arange(6)).tolist() == [
        *[0.5] * 5,
        0.125,
    ]


def scale_by(x: float) -> float:
    return 1 / (1 + 0.5 * x)


@pytest.mark.parametrize("mode", ["cycle", "iterations"])
def test_torch_s_own_scale(mode: Any) -> None:
    def way(n: int) -> float:
        c, j = n % 12, n // 12
        x = c / 4 if c < 4 else (12 - c) / 8
        return x * scale_by(j + 1 if mode == "cycle" else n)

    given = dict(step_size_up=4, step_size_down=8, scale_fn=scale_by, scale_mode=mode, **ONE)
    close(torch.CyclicLR(0.01, 0.1, **given), values(lambda n: 0.01 + 0.09 * way(n)))
    close(torch.CyclicLR_momentum(0.01, 0.1, **given), values(lambda n: 0.9 - 0.1 * way(n)))


@pytest.mark.parametrize(
    ("warmup", "total", "cycles"),
    [(0, 40, 0.5), (7, 40, 0.37), (7, 43, 1.5), (9, 9, 0.5), (9, 5, 2)],
)
def test_transformers_cosines(warmup: int, total: int, cycles: float) -> None:
    left = max(1, total - warmup)

    def expected(n: int, ahead: int = 0, low: float = 0.0) -> float:
        if n < warmup:
            return 0.1 * (n + ahead) / warmup
        return half_cosine(0.1, low, 2 * cycles * (n - warmup + ahead) / left)

    given = (0.1, warmup, total, cycles)
    close(transformers.get_cosine_schedule_with_warmup(*given, **ONE), values(expected))
    s = transformers.get_cosine_with_min_lr_schedule_with_warmup_lr_rate(
        *given, min_lr_rate=0.2, **ONE
    )
    close(s, values(lambda n: expected(n, 1, 0.02)))
    s = transformers.get_cosine_with_min_lr_schedule_with_warmup_lr_rate(
        *given, min_lr=0.02, warmup_lr_rate=0.5, **ONE
    )
    steps = max(1, warmup - 1)
    close(s, values(lambda n: 0.05 + 0.05 * n / steps if n < warmup else expected(n, 1, 0.02)))
    whole = round(2 * cycles)
    s = transformers.get_cosine_with_hard_restarts_schedule_with_warmup(*given[:3], whole, **ONE)
    close(
        s,
        values(
            lambda n: (
                expected(n)
                if n < warmup
                else half_cosine(0.1, 0, whole * (n - warmup) % left / left)
                if n - warmup < left
                else 0
            )
        ),
    )


def test_transformers_when_nothing_is_left() -> None:
    for total in (3, 5):
        s = transformers.get_linear_schedule_with_warmup(0.1, 5, total, **ONE)
        close(s, [0, 0.02, 0.04, 0.06, 0.08, 0, 0])
    s = transformers.get_polynomial_decay_schedule_with_warmup(0.1, 4, 3, 0.01, **ONE)
    close(s, [0, 0.025, 0.05, 0.075, 0.01, 0.01])
    s = transformers.get_polynomial_decay_schedule_with_warmup(0.1, 0, 3, 0.01, 0, **ONE)
    close(s, [0.1, 0.1, 0.1, 0.1, 0.01])


@pytest.mark.parametrize(
    ("warmup", "stable", "decay"), [(6, 10, 20), (0, 0, 9), (5, 4, 0), (0, 0, 0), (8, -5, 20)]
)
@pytest.mark.parametrize(("kind", "cycles"), [("linear", 0.5), ("1-sqrt", 0.5), ("cosine", 1.5)])
def test_transformers_wsd(warmup: int, stable: int, decay: int, kind: str, cycles: float) -> None:
    def down(u: float) -> float:
        return {"linear": 1 - u, "1-sqrt": 1 - u**0.5}.get(kind, half_cosine(1, 0, 2 * cycles * u))

    def expected(n: int) -> float:
        if n < warmup:
            u = n / warmup
            up = {"linear": u, "1-sqrt": 1 - (1 - u) ** 0.5}.get(kind, half_cosine(0, 1, u))
            return 0.02 + 0.08 * up
        k = n - warmup - stable
        return 0.1 if k < 0 else 0.02 + 0.08 * down(k / decay) if k < decay else 0.02

    s = transformers.get_wsd_schedule(
        0.1,
        warmup,
        decay,
        warmup + stable + decay,
        warmup_type=kind,
        decay_type=kind,
        min_lr_ratio=0.2,
        num_cycles=cycles,
        **ONE,
    )
    close(s, values(expected))


class SchedulerType(str, Enum):
    LINEAR = "linear"


def test_transformers_by_name() -> None:
    lengths = dict(num_warmup_steps=5, num_training_steps=40)
    by_name: Any = transformers.get_scheduler
    expected = transformers.get_linear_schedule_with_warmup(0.1, **lengths, steps_per_call=2)
    assert by_name("linear", 0.1, 5, 40, steps_per_call=2) == expected
    assert by_name(SchedulerType.LINEAR, 0.1, 5, 40, steps_per_call=2) == expected
    assert by_name("constant", 0.1, steps_per_call=2) == Constant(0.1)
    assert by_name("inverse_sqrt", 0.1, 5, steps_per_call=1)(5) == 0.1
    s = by_name(
        "warmup_stable_decay", 0.1, 5, None, dict(num_decay_steps=3, num_stable_steps=2), **ONE
    )
    assert s.total_steps == 10
    assert by_name("greedy", 0.1, scheduler_specific_kwargs=dict(patience=3), **ONE) == (
        transformers.GreedyLR(0.1, patience=3)
    )
    assert by_name("reduce_lr_on_plateau", 0.1, **ONE) == torch.ReduceLROnPlateau(0.1)


def timm_curve(kind: str, u: float) -> float:
    return {
        "Cosine": half_cosine(1, 0, u**1.5),
        "Poly": (1 - u**1.5) ** 0.5,
        "Tanh": (1 - math.tanh(-7 * (1 - u) + 3 * u)) / 2,
    }[kind]


@pytest.mark.parametrize("kind", ["Cosine", "Poly", "Tanh"])
@pytest.mark.parametrize(
    ("mul", "limit"), [(1.0, 1), (1.0, 3), (1.5, 3), (1.1, 5), (2.0, 9), (1.5, 0)]
)
@pytest.mark.parametrize(("warmup", "prefix"), [(0, False), (6, False), (6, True), (20, False)])
def test_timm_cycles(kind: str, mul: float, limit: int, warmup: int, prefix: bool) -> None:
    def curve(t: float) -> float:
        length, peak = 17.0, 0.1
        for _ in range(limit):
            if t < length:
                return 0.001 + (peak - 0.001) * timm_curve(kind, t / length)
            t, length, peak = t - length, length * mul, peak / 2
        return 0.001

    target = curve(warmup) if kind == "Tanh" and not prefix else 0.1

    def expected(t: int) -> float:
        if t < warmup:
            return 0.0001 + (target - 0.0001) * t / warmup
        return curve(t - warmup if prefix else t) if t > 0 else 0.1

    s = getattr(timm, f"{kind}LRScheduler")(
        0.1,
        17,
        lr_min=0.001,
        cycle_mul=mul,
        cycle_decay=0.5,
        cycle_limit=limit,
        warmup_t=warmup,
        warmup_lr_init=0.0001,
        warmup_prefix=prefix,
        **({} if kind == "Tanh" else dict(k_decay=1.5)),
        **ONE,
    )
    close(s, values(expected))


def test_timm_steps() -> None:
    s = timm.StepLRScheduler(0.1, 2.5, 0.5, warmup_t=4, warmup_prefix=False, **ONE)
    close(s, values(lambda t: 0.1 * t / 4 if t < 4 else 0.1 * 0.5 ** (t // 2.5)))
    s = timm.MultiStepLRScheduler(0.1, [1, 5], 0.5, **ONE)
    close(s, [0.1, 0.05, 0.05, 0.05, 0.025, 0.025])


def squared(f: float) -> float:
    return (1 - f) ** 2


@pytest.mark.parametrize(
    ("decay", "stable"), [*product(["exp", "power", squared], ["constant", "power"])]
)
def test_timm_wsd_above_a_floor(decay: Any, stable: str) -> None:
    def expected(t: int) -> float:
        if t < 5:
            return 0.1 * t / 5
        level = 0.1 if stable == "constant" else max(0.1 * (1 + (t - 5) / 8) ** -0.3, 0.03)
        f = min(max((t - 5 - 20) / 10, 0), 1)
        down = {"exp": (0.2**f - 0.2) / 0.8, "power": 1 - f**3}.get(str(decay), squared(f))
        return 0.03 + (level - 0.03) * down

    s = timm.WSDLRScheduler(
        *(0.1, 30, 10, 0.03, stable, 8.0, 0.3, decay, 3.0, 0.2), warmup_t=5, **ONE
    )
    close(s, values(expected))


def test_timm_noise_is_where_it_is_asked_for() -> None:
    plain = timm.CosineLRScheduler(0.1, 100, **ONE)
    s = timm.CosineLRScheduler(0.1, 100, noise_range_t=(10, 60), noise_pct=0.2, **ONE)
    z = s(N)[:99] / plain(N)[:99] - 1
    assert (z[:10] == 0).all() and (z[60:] == 0).all()
    assert (np.abs(z[10:60]) < 0.2).all() and len(set(z[10:60])) == 50
    s = timm.CosineLRScheduler(0.1, 100, noise_range_t=0, **ONE)
    assert s(0) == 0.1 and s(1) != plain(1) and s(98) != plain(98)


def test_timm_by_name() -> None:
    by_name: Any = timm.create_scheduler_v2
    given = dict(min_lr=0.001, warmup_epochs=3, warmup_lr=0.002, steps_per_call=5)
    assert by_name(0.1, "cosine", 30, **given) == timm.CosineLRScheduler(
        0.1, 30, 0.001, cycle_decay=0.1, warmup_t=3, warmup_lr_init=0.002, steps_per_call=5
    )
    assert by_name(0.1, "wsd", 30, **given) == timm.WSDLRScheduler(
        0.1, 27, 5, 0.001, warmup_t=3, warmup_lr_init=0.002, steps_per_call=5
    )
    assert by_name(0.1, "step", 30, 7, noise=[0.5, 1], **given)(150) != 0.1
    assert by_name(0.1, "none", steps_per_call=5) == Constant(0.1)
    assert by_name(0.1, "tanh", 30, **given) == timm.TanhLRScheduler(
        0.1, 30, lr_min=0.001, cycle_decay=0.1, warmup_t=3, warmup_lr_init=0.002, steps_per_call=5
    )
    steps = dict(warmup_t=3, warmup_lr_init=0.002, warmup_prefix=False, steps_per_call=5)
    by_milestones = by_name(0.1, "multistep", 30, decay_milestones=(4, 9), **given)
    assert by_milestones == timm.MultiStepLRScheduler(0.1, [4, 9], 0.1, **steps)
    constant = by_name(0.1, "constant", 30, **given)
    assert constant(0) == 0.002 and set(constant(np.arange(15, 300))) == {0.1}
    epochs = by_name(0.1, "poly", 30, **given)
    per_update = {**given, "steps_per_call": 1}
    updates = by_name(0.1, "poly", 30, step_on_epochs=False, updates_per_epoch=5, **per_update)
    np.testing.assert_allclose(updates(5 * N), epochs(5 * N), rtol=1e-12)
    assert by_name(0.1, "plateau", **given).observes


def test_pytorch_optimizer_s_ends() -> None:
    s = pytorch_optimizer.LinearScheduler(10, 0.1, 0.01, 0.001, 4, **ONE)
    close(s, [*np.linspace(0.001, 0.1, 5), *np.linspace(0.1, 0.01, 7)[1:], 0.01, 0.01])
    s = pytorch_optimizer.CosineScheduler(10, 0.1, 0.01, **ONE)
    assert s(10) == 0.01 and s(20) == 0.1
    s = pytorch_optimizer.PolyScheduler(2.0, t_max=0, max_lr=0.1, min_lr=0.01, **ONE)
    close(s, [0.1, *(0.01 + 0.09 * t**2 for t in range(1, 150))])
    s = pytorch_optimizer.REXScheduler(10, 0.1, 0.01, **ONE)
    assert (s(0), s(10), s(99)) == (0.01, 0.01, 0.01)
    close(s, [0.01, 0.01 + 0.09 * (1 - 0.1) / (1 - 0.05)])


@pytest.mark.parametrize("mult", [1.0, 1.5, 2.0, 0.7, 1.001])
@pytest.mark.parametrize("warmup", [0, 3])
def test_pytorch_optimizer_s_restarts(mult: float, warmup: int) -> None:
    out, length, c, peak = [0.01], 12, 0, 0.1
    for _ in N[1:]:
        c += 1
        if c == length:
            c, peak = 0, peak * 0.8
            length = max(1, int((length - warmup) * mult)) + warmup
        if c < warmup:
            out.append(0.01 + (peak - 0.01) * c / warmup)
        else:
            out.append(half_cosine(peak, 0.01, (c - warmup) / (length - warmup)))
    s = pytorch_optimizer.CosineAnnealingWarmupRestarts(12, mult, 0.1, 0.01, warmup, 0.8, **ONE)
    close(s, out)


@pytest.mark.parametrize("epochs", [1, 2, 3, 4, 5, 16, 60])
def test_chebyshev_s_steps(epochs: int) -> None:
    n = 2 ** math.ceil(math.log2(epochs))
    every = [1 / (0.525 - 0.475 * math.cos((i + 0.5) * math.pi / n)) for i in range(n)]
    got = pytorch_optimizer.get_chebyshev_schedule(1.0, epochs, **ONE)(np.arange(n + 5))
    assert got[0] == got[1] == got[2] and got[-1] == got[-2]
    used = sorted(set(got), reverse=True)  # of few it leaves the smallest out
    assert len(used) == {1: 1, 2: 1, 4: 2}.get(n, n)
    np.testing.assert_allclose(used, every[: len(used)], rtol=1e-12)
    if n > 4:  # neighbours make up for each other
        products = [a * b for a, b in zip(got[2 : n + 2 : 2], got[3 : n + 2 : 2], strict=True)]
        assert max(products) / min(products) < max(got) / min(got)


def test_pytorch_optimizer_s_proportion() -> None:
    rate = Cosine(0.1, steps=40, end=0.01)
    s = pytorch_optimizer.ProportionScheduler(rate, 0.1, 0.01, 2.0, 0.5)
    close(s, 0.5 + 1.5 * (rate(N) - 0.01) / 0.09)
    s = pytorch_optimizer.ProportionScheduler(rate, 0.1, 0.01, 0.5, 2.0)
    close(s, 2.0 - 1.5 * (rate(N) - 0.01) / 0.09)
    assert pytorch_optimizer.ProportionScheduler(rate, 0.1)(7) == 2.0


def test_keras_lengths() -> None:
    s = keras.CosineDecay(0.01, 10, 0.1, warmup_target=0.1, warmup_steps=5)
    close(
        s,
        values(
            lambda n: 0.01 + 0.018 * n if n < 5 else half_cosine(0.1, 0.01, min(n - 5, 10) / 10)
        ),
    )
    assert keras.CosineDecay(0.1, 10, warmup_steps=5) == keras.CosineDecay(0.1, 10)
    s = keras.PolynomialDecay(0.1, 10, 0.01, 2.0, cycle=True)
    close(s, values(lambda n: 0.01 + 0.09 * (1 - n / (10 * max(1, math.ceil(n / 10)))) ** 2))
    s = keras.InverseTimeDecay(0.1, 10, 0.5, staircase=True)
    close(s, values(lambda n: 0.1 / (1 + 0.5 * (n // 10))))
    s = keras.PiecewiseConstantDecay([3, 3, 5], [4.0, 3.0, 2.0, 1.0])
    assert s(np.arange(8)).tolist() == [4, 4, 4, 4, 2, 2, 1, 1]


@pytest.mark.parametrize(
    ("t_mul", "m_mul", "alpha"),
    [(1.0, 0.5, 0.1), (1.5, 1.0, 0.0), (2.0, 0.5, 0.2), (0.8, 1.0, 0.1), (0.75, 1.2, 0.2)],
)
def test_keras_restarts(t_mul: float, m_mul: float, alpha: float) -> None:
    def expected(n: float) -> float:
        length, height = 20.0, 1.0
        if n * (1 - t_mul) >= length * (1 - 2**-48):
            return 0.1 * alpha
        while n >= length:
            n, length, height = n - length, length * t_mul, height * m_mul
        return 0.1 * (alpha + (1 - alpha) * height * half_cosine(1, 0, n / length))

    close(keras.CosineDecayRestarts(0.1, 20, t_mul, m_mul, alpha), values(expected))


def test_optax_beginnings_and_bounds() -> None:
    s = optax.exponential_decay(0.1, 10, 0.5, 5, end_value=0.03)
    close(s, values(lambda n: max(0.03, 0.1 * 0.5 ** (max(n - 5, 0) / 10))))
    s = optax.exponential_decay(0.1, 10, 2.0, 5, True, 0.5)
    close(s, values(lambda n: min(0.5, 0.1 * 2 ** (max(n - 5, 0) // 10))))
    s = optax.polynomial_schedule(0.1, 0.2, 2, 10, -3)
    close(s, values(lambda n: 0.2 - 0.1 * (1 - min(n, 10) / 10) ** 2))
    for stuck in (
        optax.linear_schedule(0.1, 0.2, 0),
        optax.polynomial_schedule(0.1, 0.2, 2, 0),
        optax.exponential_decay(0.1, 0, 0.5),
        optax.exponential_decay(0.1, 10, 0),
        optax.warmup_constant_schedule(0.1, 0.2, 0),
        optax.piecewise_constant_schedule(0.1),
        optax.piecewise_interpolate_schedule("cosine", 0.1),
    ):
        assert set(stuck(N)) == {0.1}
    s = optax.piecewise_interpolate_schedule("linear", 1.0, {0: 2.0, 4: 0.5})
    close(s, [2, 1.75, 1.5, 1.25, 1, 1])
    s = optax.linear_onecycle_schedule(10, 1.0, pct_final=1.0)  # a node that another one replaces
    close(s, [0.04, 0.36, 0.68, *np.linspace(1, 1e-4, 8), 1e-4])
    assert set(optax.warmup_cosine_decay_schedule(0.0, 0.0, 5, 20, 0.5)(N)) == {0.0}


# ---- metrics -------------------------------------------------------------------------------------


def noisy(seed: int) -> Any:
    rng = np.random.default_rng(seed)
    return np.round(1 / (1 + np.arange(150) / 20) + 0.05 * rng.normal(size=150), rng.integers(1, 4))


def drops(metrics: Any, better: Any, patience: int, cooldown: int, keras: bool = False) -> Any:
    """The number of drops before each metric. ``keras`` counts the cooldown down first."""
    best, bad, cool, out = None, 0, 0, [0]
    for a in metrics:
        if keras and cool > 0:
            cool, bad = cool - 1, 0
        improved = best is None or better(a, best)
        if improved:
            best, bad = a, 0
        elif not (keras and cool > 0):
            bad += 1
        if not keras and cool > 0:
            cool, bad = cool - 1, 0
        fired = not improved and bad >= patience and (keras or bad > 0)
        if fired:
            bad, cool = 0, cooldown
        out.append(out[-1] + fired)
    return np.array(out[:-1])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("patience", "cooldown"), [(1, 0), (3, 0), (4, 1), (2, 5)])
def test_plateaus_of_three_conventions(seed: int, patience: int, cooldown: int) -> None:
    metrics, given = noisy(seed), dict(patience=patience, cooldown=cooldown, factor=0.5)
    scale = lambda *args, **more: 0.1 * 0.5 ** drops(metrics, *args, **more)  # noqa: E731

    s = torch.ReduceLROnPlateau(0.1, threshold=0.01, eps=0, **given)
    expected = scale(lambda a, best: a < best * 0.99, patience + 1, cooldown)
    np.testing.assert_allclose(s.run(metrics), expected, rtol=1e-12)
    s = torch.ReduceLROnPlateau(0.1, "max", threshold=0.01, threshold_mode="abs", eps=0, **given)
    expected = scale(lambda a, best: a > best + 0.01, patience + 1, cooldown)
    np.testing.assert_allclose(s.run(metrics), expected, rtol=1e-12)
    s = optax.contrib.reduce_on_plateau(0.1, rtol=0.01, atol=0.01, **given)
    expected = scale(lambda a, best: a < 0.99 * best - 0.01, patience, cooldown)
    np.testing.assert_allclose(s.run(metrics), expected, rtol=1e-12)
    s = keras.ReduceLROnPlateau(0.1, min_delta=0.01, **given)
    expected = scale(lambda a, best: a < best - 0.01, patience, cooldown, keras=True)
    np.testing.assert_allclose(s.run(metrics), expected, rtol=1e-12)
    s = timm.PlateauLRScheduler(0.1, 0.5, patience, 0.01, cooldown)
    assert s == torch.ReduceLROnPlateau(0.1, "max", threshold=0.01, **given)


def test_plateau_floors() -> None:
    flat = np.ones(60)
    assert torch.ReduceLROnPlateau(0.1, patience=0, min_lr=0.03).run(flat)[-1] == 0.03
    assert keras.ReduceLROnPlateau(0.1, patience=0, min_lr=0.03).run(flat)[-1] == 0.03
    s = optax.contrib.reduce_on_plateau(0.1, patience=1, min_scale=0.25)
    assert s.run(flat)[-1] == 0.25 * 0.1
    s = optax.contrib.reduce_on_plateau(0.1, 0.5, patience=2, accumulation_size=3)
    changes = np.flatnonzero(np.diff(s.run(flat))) + 1
    assert changes[:2].tolist() == [9, 15]


def test_timm_plateau_after_its_warmup() -> None:
    s = timm.PlateauLRScheduler(
        0.1, 0.5, 1, warmup_t=3, warmup_lr_init=0.01, mode="min", steps_per_call=2
    )
    seen = []
    for n in range(16):
        seen.append(s(n))
        if n % 2 == 1:
            s = s.observe(1.0, n)
    assert seen[::2] == seen[1::2]
    ramp = [0.01, 0.01 + 0.09 / 3, 0.01 + 2 * 0.09 / 3]
    # ten roundings of the peak rate at most
    np.testing.assert_allclose(
        seen[::2], [*ramp, 0.1, 0.1, 0.1, 0.05, 0.05], rtol=0, atol=10 * 0.1 * 2.0**-53
    )
    noisy_one = timm.PlateauLRScheduler(
        0.1, noise_range_t=2, noise_type="uniform", steps_per_call=1
    )
    got = noisy_one.run(np.arange(20.0))
    assert (got[:2] == 0.1).all() and (got[2:] != 0.1).all()
    assert (np.abs(got - 0.1) <= 0.067 + 1e-12).all()


def test_what_a_porter_gets_wrong_first() -> None:
    opt = gs.SGD(np.ones(3), lr=0.1)
    lr = gs.dialects.torch.ConstantLR
    with pytest.raises(KeywordError, match=r"1 if scheduler\.step"):
        gs.dialects.torch.CosineAnnealingLR(0.1, T_max=10)
    with pytest.raises(ScheduleError, match="lr must be a number"):
        gs.dialects.torch.CosineAnnealingLR(opt, T_max=10, steps_per_call=1)
    with pytest.raises(KeywordError, match=r"opt\.observe"):
        gs.dialects.torch.ReduceLROnPlateau(0.1, steps_per_call=1)
    with pytest.raises(ScheduleError, match="steps_per_call of its own"):
        gs.dialects.torch.SequentialLR(
            [lr(0.1, steps_per_call=10), lr(0.1, steps_per_call=10)], [2], steps_per_call=10
        )
    with pytest.raises(ScheduleError, match="milestones=4"):
        gs.dialects.torch.MultiStepLR(0.1, 4, steps_per_call=1)

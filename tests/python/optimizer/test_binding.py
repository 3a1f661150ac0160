"""Binding: whose memory is updated, what is refused, with which words, and what changes do."""

from __future__ import annotations

import gc
import inspect
import weakref
from collections import namedtuple
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import gradstep as gs
from gradstep import _core
from gradstep.schedules import Cosine, warmup
from support.common import contents, gradients, refused, snapshot, tree, variants

F32, F64 = np.float32, np.float64
Pair = namedtuple("Pair", "w b")


@dataclass
class Model:
    w: Any
    b: Any


def address(a: np.ndarray) -> int:
    return a.__array_interface__["data"][0]


def a(*shape: int) -> np.ndarray:
    return np.ones(shape)


# ----------------------------------------------------------------------------- whose memory


@pytest.mark.parametrize("rule", variants())
def test_zero_copy(rule: gs.rules.Rule) -> None:
    """The numbers change at the addresses where the caller's arrays were and are."""
    if "d0" in rule.values():  # by default too small at first for float32 to show it
        rule = rule.replace(d0=0.01)
    params = tree()
    before = {k: (id(p), address(p), p.copy()) for k, p in gs.leaves(params).items()}
    opt = gs.Optimizer(params, rule)
    assert {k: address(p) for k, p in gs.leaves(params).items()} == {
        k: where for k, (_, where, _) in before.items()
    }
    for n in range(7):  # some rules do not move at first
        opt.step(gradients(params, n))
    for k, p in gs.leaves(params).items():
        identity, where, old = before[k]
        assert (id(p), address(p)) == (identity, where)
        raw = np.ctypeslib.as_array((np.ctypeslib.ctypes.c_uint8 * p.nbytes).from_address(where))
        now = np.sort(raw.view(p.dtype))
        assert np.array_equal(now, np.sort(p, axis=None))
        assert np.any(now) and not np.array_equal(p, old)


def test_views_see_the_update() -> None:
    flat = np.zeros(10, F32)
    params = [flat[:4].reshape(2, 2), flat[4:9]]
    gs.SGD(params, lr=1.0).step([np.ones((2, 2)), np.full(5, 2.0)])
    assert flat.tolist() == [-1.0] * 4 + [-2.0] * 5 + [0.0]


def test_memmap(tmp_path: Path) -> None:
    file = tmp_path / "w.bin"
    p = np.memmap(file, F32, mode="w+", shape=(9, 3))
    opt = gs.Adam({"w": p}, lr=0.5)
    opt.step({"w": np.ones((9, 3))})
    p.flush()
    assert np.allclose(np.fromfile(file, F32), -0.5)
    with pytest.raises(gs.BindError, match="'w' is read-only"):
        gs.Adam({"w": np.memmap(file, F32, mode="r", shape=(9, 3))})


def test_arrays_live_as_long_as_the_optimizer() -> None:
    class Array(np.ndarray):
        pass

    p = np.ones(3).view(Array)
    alive = weakref.ref(p)
    opt = gs.Adam([p])
    del p
    gc.collect()
    assert opt.step([np.ones(3)])
    assert alive() is not None
    view = opt.state["0"]["exp_avg"]
    del opt
    gc.collect()
    assert alive() is not None and view.tolist() == pytest.approx([0.1] * 3)  # the view holds it
    del view
    gc.collect()
    assert alive() is None


def test_bound_arrays_cannot_be_resized_away() -> None:
    p = np.ones(4)
    opt = gs.Adam(p)
    with pytest.raises(ValueError, match="resize"):
        p.resize(8)
    assert opt.step(np.ones(4))


ORDERS = {
    "C": lambda x: np.array(x, order="C"),
    "F": lambda x: np.array(x, order="F"),
    "permuted": lambda x: np.array(x.transpose(2, 0, 1), order="C").transpose(1, 2, 0),
    "swapped": lambda x: np.array(x.swapaxes(1, 2), order="C").swapaxes(1, 2),
}


@pytest.mark.parametrize("dtype", [F32, F64])
@pytest.mark.parametrize("rule", variants())
def test_memory_order_is_no_part_of_the_result(rule: gs.rules.Rule, dtype: type) -> None:
    start = np.random.default_rng(0).normal(size=(5, 7, 3)).astype(dtype)
    results = []
    for order in ORDERS.values():
        p = order(start)
        opt = gs.Optimizer({"p": p}, rule)
        for n in range(3):
            opt.step({"p": gradients({"p": start}, n)["p"]})
        state = {k: v for k, v in opt.state["p"].items() if k in rule.slots}
        assert all(v.strides == p.strides for v in state.values())
        results.append([np.array(x, order="C") for x in (p, *state.values())])
    for result in results[1:]:
        for x, y in zip(result, results[0], strict=True):
            if rule.measures:  # in the order of memory, rounded in float64
                rtol, atol = (1e-6, 1e-8) if dtype is F32 else (1e-13, 1e-15)
                np.testing.assert_allclose(x, y, rtol, atol)
            else:
                assert x.tobytes() == y.tobytes()


@pytest.mark.parametrize("rule", variants())
def test_0d_and_empty(rule: gs.rules.Rule) -> None:
    for shape in [(), (0,), (1,), (0, 3), (1, 1), (2, 0, 4), (1, 5, 1)]:
        as_flat(rule, shape)


def as_flat(rule: gs.rules.Rule, shape: tuple[int, ...]) -> None:
    p, other = np.full(shape, 2.0), np.full(3, 2.0)
    flat, alone = np.full(max(p.size, 1), 2.0), np.full(3, 2.0)
    opt = gs.Optimizer({"p": p, "other": other}, rule)
    references = [gs.Optimizer({"p": flat}, rule), gs.Optimizer({"other": alone}, rule)]
    if rule.shared:
        flat = flat[: p.size].copy()
        references = [gs.Optimizer({"p": flat, "other": alone}, rule)]
    for _ in range(3):
        assert opt.step({"p": np.full(shape, 0.5), "other": np.full(3, 0.5)}, report=True)
        for reference in references:
            reference.step({k: np.full(x.shape, 0.5) for k, x in reference._binding.tree.items()})
    assert p.tobytes() == flat[: p.size].tobytes() and other.tobytes() == alone.tobytes()


def test_only_empty_arrays() -> None:
    opt = gs.Adam([np.zeros(0), np.zeros((0, 2), F32)], clip_norm=1.0)
    report = opt.step([np.zeros(0), np.zeros((0, 2))], report=True)
    assert report and report.grad_norm == report.update_norm == 0 and report.update_ratio is None


# ------------------------------------------------------------------------- parameters refused


def with_flags(x: np.ndarray, **flags: bool) -> np.ndarray:
    x.setflags(**flags)
    return x


def misaligned(dtype: str) -> np.ndarray:
    return np.zeros(4 * np.dtype(dtype).itemsize + 1, np.uint8)[1:].view(dtype)


as_strided = np.lib.stride_tricks.as_strided
SWAPPED = np.dtype(F32).newbyteorder()

BAD_PARAMETERS = {
    "read-only": (lambda: with_flags(a(3), write=False), gs.BindError, ["read-only", "writable"]),
    "broadcast": (lambda: np.broadcast_to(a(3), (2, 3)), gs.BindError, ["read-only"]),
    "strided": (lambda: a(6)[::2], gs.BindError, ["one stretch", "(3,)", "(16,)", "copy"]),
    "reversed": (lambda: a(6)[::-1], gs.BindError, ["one stretch"]),
    "columns": (lambda: a(4, 6)[:, :3], gs.BindError, ["one stretch"]),
    "self-overlap": (lambda: as_strided(a(6), (3, 3), (8, 8)), gs.BindError, ["one stretch"]),
    "stride 0": (lambda: as_strided(a(6), (3, 2), (0, 8)), gs.BindError, ["one stretch"]),
    "misaligned f4": (lambda: misaligned("f4"), gs.BindError, ["aligned", "copy()"]),
    "misaligned f8": (lambda: misaligned("f8"), gs.BindError, ["aligned", "copy()"]),
    "byte-swapped": (lambda: a(3).astype(SWAPPED), gs.DTypeError, ["byte order", "newbyteorder"]),
    "int": (lambda: np.ones(3, int), gs.DTypeError, ["int64", "float32, float64", "astype"]),
    "bool": (lambda: np.ones(3, bool), gs.DTypeError, ["bool", "astype"]),
    "object": (lambda: np.array([1.0, None]), gs.DTypeError, ["object", "astype"]),
    "swapped complex": (lambda: np.ones(3, ">c8"), gs.DTypeError, ["byte order", ">c8"]),
    "swapped half": (lambda: np.ones(3, ">f2"), gs.DTypeError, ["byte order", ">f2"]),
    "bits of bfloat16": (lambda: np.ones(3, np.uint16), gs.DTypeError, ["uint16", "gs.bfloat16"]),
    "float8": (lambda: np.ones(3, ml_dtypes.float8_e5m2), gs.DTypeError, ["float8", "astype"]),
    "longdouble": (lambda: np.ones(3, np.longdouble), gs.DTypeError, ["longdouble", "float128"]),
    "clongdouble": (lambda: np.ones(3, np.clongdouble), gs.DTypeError, ["complex64 or complex128"]),
    "str": (lambda: np.array(["a"]), gs.DTypeError, ["<U1"]),
    "record": (lambda: np.zeros(3, [("x", F32)]), gs.DTypeError, ["complex64 or complex128"]),
    "datetime": (lambda: np.zeros(3, "M8[s]"), gs.DTypeError, ["datetime64"]),
    "masked": (lambda: np.ma.masked_array(a(3)), gs.BindError, ["masked"]),
    "scalar": (lambda: np.float64(1.0), gs.BindError, ["np.array"]),
    "float": (lambda: 1.0, gs.BindError, ["np.array"]),
    "str leaf": (lambda: "w", gs.BindError, ["str"]),
}
if np.dtype(np.longdouble).itemsize == 8:  # where long double is double
    del BAD_PARAMETERS["longdouble"], BAD_PARAMETERS["clongdouble"]


@pytest.mark.parametrize("case", BAD_PARAMETERS)
def test_bad_parameters(case: str) -> None:
    make, error, words = BAD_PARAMETERS[case]
    good, bad = a(3), make()
    before = np.array(bad).tobytes()
    with pytest.raises(error) as caught:
        gs.Adam({"good": good, "layers": [{"bad": bad}]}, grads=None)
    message = str(caught.value)
    if case == "longdouble":
        assert any(w in message for w in words)
    else:
        assert [w for w in words if w not in message] == [], message
    assert caught.value.path == "layers.0.bad" and "layers.0.bad" in message
    assert np.array(bad).tobytes() == before and good.tolist() == [1.0] * 3


flat = np.zeros(12)
OVERLAPS = {
    "the same array twice": lambda: {"a": flat, "b": flat},
    "tied weights": lambda: {"a": flat.reshape(3, 4), "b": flat.reshape(3, 4).T},
    "a part": lambda: {"a": flat, "b": flat[3:5]},
    "a part first": lambda: {"a": flat[3:5], "b": flat},
    "by one": lambda: {"a": flat[:5], "b": flat[4:]},
    "other dtype": lambda: {"a": flat[:5], "b": flat.view(F32)[9:12]},
    "one element": lambda: {"a": flat, "b": flat[11:].reshape(())},
}


@pytest.mark.parametrize("case", OVERLAPS)
def test_overlapping_parameters(case: str) -> None:
    with pytest.raises(gs.BindError, match="'b' overlaps 'a' in memory") as caught:
        gs.Adam(OVERLAPS[case]())
    assert caught.value.path == "b"
    assert not flat.any()


def test_touching_parameters_are_fine() -> None:
    x = np.zeros(12)
    gs.SGD([x[:3], x[6:], x[3:6], x[5:5]], lr=1.0).step([a(3), a(6), a(3), a(0)])
    assert x.tolist() == [-1.0] * 12


@pytest.mark.parametrize(
    "params", [[], {}, (), None, [None], pytest.param(iter([]), id="iterator")], ids=repr
)
def test_no_parameters(params: Any) -> None:
    with pytest.raises(gs.BindError, match="params"):
        gs.Adam(params)


# -------------------------------------------------------------------------- gradients refused

BAD_GRADIENTS = {
    "missing": (lambda: {"w": a(2, 3)}, gs.GradientError, "b", ['"b" has no gradient', "None"]),
    "extra": (
        lambda: {"w": a(2, 3), "b": a(3), "c": a(1)},
        gs.GradientError,
        "c",
        ['"c" is no parameter', "leave it out"],
    ),
    "misspelt": (lambda: {"W": a(2, 3), "b": a(3)}, gs.GradientError, "w", ['mean "w"']),
    "shape": (lambda: {"w": a(3, 2), "b": a(3)}, gs.GradientError, "w", ["(3, 2)", "(2, 3)"]),
    "broadcastable": (lambda: {"w": a(3), "b": a(3)}, gs.GradientError, "w", ["(3,)", "(2, 3)"]),
    "ravelled": (lambda: {"w": a(6), "b": a(3)}, gs.GradientError, "w", ["(6,)"]),
    "extra axis": (lambda: {"w": a(2, 3), "b": a(1, 3)}, gs.GradientError, "b", ["(1, 3)"]),
    "int": (
        lambda: {"w": np.ones((2, 3), int), "b": a(3)},
        gs.DTypeError,
        "w",
        ["int64", "astype(float32)"],
    ),
    "bool": (lambda: {"w": a(2, 3), "b": a(3) > 0}, gs.DTypeError, "b", ["bool", "astype"]),
    "complex": (lambda: {"w": a(2, 3) * 1j, "b": a(3)}, gs.DTypeError, "w", ["complex", "g.real"]),
    "object": (lambda: {"w": a(2, 3).astype(object), "b": a(3)}, gs.DTypeError, "w", ["object"]),
    "float": (lambda: {"w": a(2, 3), "b": 1.0}, gs.GradientError, "b", ["np.array"]),
    "list of floats": (lambda: {"w": a(2, 3), "b": [1.0, 1.0, 1.0]}, gs.GradientError, None, []),
    "masked": (
        lambda: {"w": a(2, 3), "b": np.ma.masked_array(a(3))},
        gs.GradientError,
        "b",
        ["masked", "filled"],
    ),
    "bare array": (lambda: a(2, 3), gs.GradientError, None, ['"w" has no gradient']),
    "string": (lambda: "grads", gs.GradientError, None, ["grads"]),
    "number": (lambda: 3, gs.GradientError, None, ["grads"]),
}


@pytest.mark.parametrize("bound", [False, True])
@pytest.mark.parametrize("case", BAD_GRADIENTS)
def test_bad_gradients(case: str, bound: bool) -> None:
    make, error, path, words = BAD_GRADIENTS[case]
    params = {"w": a(2, 3).astype(F32), "b": a(3)}
    opt = gs.Adam(params)
    opt.step(gradients(params, 0))
    with refused(error, opt, params, *words, **({"path": path} if path else {})):
        if bound:
            try:
                gs.Adam(params, grads=make())
            except gs.BindError as e:  # of the argument grads= as a container
                raise gs.GradientError(str(e), path=e.path) from None
        else:
            opt.step(make())
    assert opt.steps == 1
    assert opt.step(gradients(params, 1))


# ------------------------------------------------------------------------------ keywords, values


@pytest.mark.parametrize("name", [n for n in gs.optimizers.__all__ if n != "Optimizer"])
def test_positional_rate(name: str) -> None:
    for make in (lambda: getattr(gs, name)(a(3), 1e-3), lambda: getattr(gs.rules, name)(1e-3)):
        with pytest.raises(TypeError, match=r"write lr=0\.001") as caught:
            make()
        assert isinstance(caught.value, gs.KeywordError)


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: gs.Adam(a(3), learning_rate=1.0), ["Adam", "'learning_rate'", "lr=?"]),
        (lambda: gs.RMSprop(a(3), beta2=0.9), ["did you mean alpha=?"]),
        (lambda: gs.AdamW(a(3), rho=0.9), ["did you mean beta2=?"]),
        (lambda: gs.SGD(a(3), beta1=0.9), ["did you mean momentum=?"]),
        (lambda: gs.Adam(a(3), betas=(0.9, 0.99)), ["write beta1=, beta2="]),
        (lambda: gs.Adam(a(3), weigth_decay=1.0), ["'weigth_decay'", "weight_decay=?"]),
        (lambda: gs.Adam(a(3), Lr=1.0), ["'Lr'", "lr=?"]),
        (lambda: gs.Adam(a(3), clipnorm=1.0), ["clip_norm=?"]),
        (lambda: gs.Adam(a(3), momentum=0.9), ["'momentum'", "beta1=?"]),
        (lambda: gs.Adam(a(3), foreach=True), ["'foreach'", "lr, beta1, beta2", "more"]),
        (lambda: gs.rules.SGD(momentun=0.9), ["SGD", "momentum=?"]),
        (lambda: gs.rules.SGD(clip_norm=1.0), ["SGD", "'clip_norm'"]),
        (lambda: gs.rules.SGD().replace(momentun=0.9), ["momentum=?"]),
        (lambda: gs.Adam([a(3)], groups={"0": dict(bta1=0.9)}), ["group '0'", "beta1=?"]),
        (lambda: gs.Adam([{"params": [a(3)], "eps1": 0.9}]), ["group '0'", "eps=?"]),
        (lambda: gs.Adam(a(3), state_memory=bytearray(99)), ["'state_memory'"]),
    ],
)
def test_unknown_keywords(make: Any, words: list[str]) -> None:
    with pytest.raises(gs.KeywordError) as caught:
        make()
    assert isinstance(caught.value, TypeError)
    assert [w for w in words if w not in str(caught.value)] == [], caught.value


def out_of_range(field: dict[str, Any]) -> list[Any]:
    return [
        np.nan,
        np.inf,
        -np.inf,
        10**400,
        "0.1",
        True,
        1j,
        [0.1],
        np.ones(2),
        np.array("0.1"),
        *([] if field["low"] is None else [np.nextafter(field["low"], -np.inf)]),
        *([] if field["high"] is None else [np.nextafter(field["high"], np.inf)]),
        *([field["high"]] if field["open_high"] else []),
        *([] if field["optional"] else [None]),  # else it means off
        *([0.0] if field["optional"] and field["low"] == 0 else []),  # 0 would mean off in C++
    ]


HYPER = [
    pytest.param(rule, field["name"], out_of_range(field), id=f"{rule.__name__}-{field['name']}")
    for rule in (getattr(gs.rules, n) for n in gs.rules.__all__ if n != "Rule")
    for field in rule.fields
    if field["kind"] == "number" and (rule is gs.rules.Adam or not field["common"])
]


@pytest.mark.parametrize("rule, name, values", HYPER)
def test_every_number_has_its_range(rule: Any, name: str, values: list[Any]) -> None:
    p = a(3)
    for value in values:
        makers: list[Any] = [
            lambda value=value: rule(**{name: value}),
            lambda value=value: getattr(gs, rule.__name__)(p, **{name: value}),
            lambda value=value: getattr(gs, rule.__name__)(p, groups={"param": {name: value}}),
        ]
        for make in makers:
            with pytest.raises(gs.HyperError, match=f"{name} must be") as caught:
                make()
                pytest.fail(f"{value!r} was taken")
            assert caught.value.name == name, value
        assert caught.value.group == "param", value


@pytest.mark.parametrize("value", [2, -1, 0.5, np.nan, "True", None, [True], Cosine(1.0, steps=2)])
def test_flags_are_true_or_false(value: Any) -> None:
    with pytest.raises(gs.HyperError, match="amsgrad") as caught:
        gs.Adam(a(3), amsgrad=value)
    assert caught.value.name == "amsgrad"


@pytest.mark.parametrize("one", [1, np.bool_(True), np.int64(1), np.array(1), 1.0])
def test_what_counts_as_true(one: Any) -> None:
    assert gs.rules.Adam(amsgrad=one).amsgrad is True
    assert gs.rules.Adam(amsgrad=one) == gs.rules.Adam(amsgrad=True)


@pytest.mark.parametrize("value", [1, np.float32(0.5), np.int8(1), np.array(0.25), np.float16(0.5)])
def test_what_counts_as_a_number(value: Any) -> None:
    rule = gs.rules.SGD(lr=value)
    assert type(rule.lr) is float and rule.lr == float(value)


@pytest.mark.parametrize(
    "option, value",
    [
        ("clip_norm", 0.0),
        ("clip_norm", -1.0),
        ("clip_norm", np.nan),
        ("clip_norm", np.inf),
        ("clip_norm", "1"),
        ("clip_norm", True),
        ("nonfinite", "ignore"),
        ("nonfinite", None),
        ("max_skips", -1),
        ("max_skips", 1.5),
        ("max_skips", None),
        ("max_skips", 2**63),
        ("zero_grads", 1),
        ("zero_grads", None),
        ("report", "yes"),
    ],
)
def test_bad_options(option: str, value: Any) -> None:
    for make in (gs.Adam, gs.dialects.torch.Adam):
        with pytest.raises(gs.HyperError, match=f"{option} must be") as caught:
            make(a(3), **{option: value})
        assert caught.value.name == option and caught.value.value is value


def test_no_hyper_parameter_has_the_name_of_an_argument() -> None:
    arguments = {"name", "params", "rule"}  # of groups and constructors
    for function in (gs.Optimizer, gs.Optimizer.step):
        arguments |= set(inspect.signature(function).parameters)
    for rule in _core.rule_names():
        names = {field["name"] for field in _core.rule(rule)["fields"]}
        assert names & arguments == {"lr_scale"}, rule  # which multiplies in both places


@pytest.mark.parametrize("rule", [None, gs.rules.Adam, "Adam", 1e-3])
def test_rule_must_be_a_value(rule: Any) -> None:
    with pytest.raises(gs.BindError, match=r"rule must be a value such as gs\.rules") as caught:
        gs.Optimizer(a(3), rule)
    assert caught.value.name == "rule"


@pytest.mark.parametrize("schedule", [Cosine(3e-4), warmup(Cosine(3e-4), 5), 2.0 * Cosine(1.0)])
def test_an_open_schedule_is_refused(schedule: Any) -> None:
    gs.rules.Adam(lr=schedule)  # a value may stay open
    p = a(3)
    with pytest.raises(gs.ScheduleError, match=r"lr of group .*still open.*steps=") as caught:
        gs.Adam(p, groups={"param": dict(lr=schedule)})
    assert (caught.value.name, caught.value.group) == ("lr", "param")
    assert gs.Adam(p, lr=warmup(Cosine(3e-4), 5, total_steps=10))


def test_nesterov_with_a_schedule_for_momentum() -> None:
    rule = gs.rules.SGD(momentum=Cosine(0.9, steps=5, end=0.1), nesterov=True)
    assert gs.Optimizer(a(3), rule).step(a(3))
    with pytest.raises(gs.HyperError, match="nesterov=True needs momentum"):
        gs.rules.SGD(nesterov=True)
    with pytest.raises(gs.HyperError, match=r"nesterov=True needs momentum.*group 'param'"):
        gs.SGD(a(3), groups={"param": dict(nesterov=True)})


@pytest.mark.parametrize(
    "groups, words",
    [
        ({"head.*": dict(lr=1.0)}, ["head.*", "matches no parameter", "w"]),
        ({"*": dict(lr=1.0), "w": dict(lr=2.0)}, ['"w"', '"*"', "before"]),
        ({"w": 0.1}, ['"w"', "dict"]),
        ({"default": dict(lr=1.0)}, ["default"]),
        (3, ["groups"]),
        ({"w": dict(rule="SGD")}, ["rule must be one of gs.rules"]),
        ({"w": dict(rule=gs.rules.Rule)}, ["rule must be one of gs.rules"]),
    ],
)
def test_bad_groups(groups: Any, words: list[str]) -> None:
    with pytest.raises(gs.BindError) as caught:
        gs.Adam({"w": a(3), "b": a(2)}, groups=groups)
    assert [w for w in words if w not in str(caught.value)] == [], caught.value


def test_torch_groups() -> None:
    x, y, z = a(3), a(2), a(1)
    params = [{"params": [x, y], "lr": 0.5}, {"params": z, "name": "head", "weight_decay": 0.1}]
    opt = gs.SGD(params, lr=0.25)
    assert {k: g.paths for k, g in opt.groups.items()} == {"0": ["0.0", "0.1"], "head": ["1"]}
    opt.step([[a(3), a(2)], a(1)])
    assert (x[0], y[0], z[0]) == (0.5, 0.5, 1 - 0.25 * 1.1)
    with pytest.raises(gs.BindError, match="leave groups= out"):
        gs.SGD(params, groups={"0.*": dict(lr=1.0)})
    with pytest.raises(gs.BindError, match="two groups are named 'x'"):
        gs.SGD([{"params": x, "name": "x"}, {"params": y, "name": "x"}])


# ---------------------------------------------------------------------------------- staleness

CONTAINERS = {
    "dict": (lambda x, y: {"w": x, "b": y}, lambda t, v: t.__setitem__("w", v)),
    "list": (lambda x, y: [x, y], lambda t, v: t.__setitem__(0, v)),
    "dataclass": (lambda x, y: Model(x, y), lambda t, v: setattr(t, "w", v)),
    "nested": (lambda x, y: {"l": ({"k": [x]}, y)}, lambda t, v: t["l"][0]["k"].__setitem__(0, v)),
    "torch": (lambda x, y: [{"params": [x, y]}], lambda t, v: t[0]["params"].__setitem__(0, v)),
    "namedtuple": (lambda x, y: Pair([x], y), lambda t, v: t.w.__setitem__(0, v)),
}


@pytest.mark.parametrize("case", CONTAINERS)
@pytest.mark.parametrize("rule", variants()[-4:])
def test_a_replaced_parameter_and_both_cures(case: str, rule: gs.rules.Rule) -> None:
    make, put = CONTAINERS[case]
    params, reference = make(a(2, 3), a(3)), make(a(2, 3), a(3))
    opt, other = gs.Optimizer(params, rule), gs.Optimizer(reference, rule)
    path = next(iter(opt.state))
    old = gs.leaves(params)[path]
    g = gradients(params, 0)
    opt.step(g)
    other.step(g)
    new = np.full((2, 3), 5.0)
    put(params, new)
    words = [f'"{path}" was replaced', "[...] = new", "opt.rebind()"]
    for _ in range(2):  # it stays an error until it is fixed
        with refused(gs.StaleBindingError, opt, params, *words, path=path):
            opt.step(g)
    assert isinstance(opt.rebind(), type(None))
    gs.leaves(reference)[path][...] = 5.0
    left = old.tobytes()
    for n in range(1, 3):
        g = gradients(params, n)
        assert opt.step(g) and other.step(g)
    assert contents(params) == contents(reference)
    assert snapshot(opt, params)["state"] == snapshot(other, reference)["state"]  # kept
    assert old.tobytes() == left and opt.steps == 3
    put(params, old)  # the first cure: put it back and write into it
    with pytest.raises(gs.StaleBindingError):
        opt.step(g)
    put(params, new)
    assert opt.step(g)


def test_a_replaced_bound_gradient() -> None:
    params, grads = {"w": a(2), "b": a(2)}, {"w": a(2), "b": a(2)}
    opt = gs.Adam(params, grads=grads)
    opt.step()
    grads["b"] = 3 * a(2)
    words = ['bound gradient of "b" was replaced', "grad[...] = new", "opt.rebind()"]
    with refused(gs.StaleBindingError, opt, params, *words, path="b", name="grads"):
        opt.step()
    opt.rebind()
    assert opt.step(report=True).grad_norm == pytest.approx((2 + 18) ** 0.5)
    del grads["w"]
    with refused(gs.StaleBindingError, opt, params, '"w" has no gradient', name="grads"):
        opt.step()
    grads["w"] = None
    with pytest.raises(gs.StaleBindingError):
        opt.step()
    opt.rebind()
    before = params["w"].tobytes()
    assert opt.step() and params["w"].tobytes() == before


GROWN = {
    "list grew": ([a(2)], lambda t: t.append(a(2)), '"1" was added'),
    "list shrank": ([a(2), a(2)], lambda t: t.pop(), '"1" was removed'),
    "key added": ({"w": a(2)}, lambda t: t.update(b=a(2)), '"b" was added'),
    "key removed": ({"w": a(2), "b": a(2)}, lambda t: t.pop("b"), '"b" was removed'),
    "renamed": ({"w": a(2)}, lambda t: t.update(b=t.pop("w")), '"b" was added'),
    "None filled": ({"w": a(2), "b": None}, lambda t: t.update(b=a(2)), '"b" was added'),
    "emptied": ({"w": a(2), "b": a(2)}, lambda t: t.update(b=None), '"b" was removed'),
    "no array": ({"w": a(2)}, lambda t: t.update(w=1.0), "np.array"),
}


@pytest.mark.parametrize("case", GROWN)
def test_other_changes_of_the_containers(case: str) -> None:
    params, change, words = GROWN[case]
    params = gs.copy(params)
    opt = gs.Adam(params)
    g = gradients(params, 0)
    opt.step(g)
    before = opt.steps, {k: v["exp_avg"].tobytes() for k, v in opt.state.items()}
    change(params)
    with pytest.raises(gs.StaleBindingError, match=words.replace(".", r"\.")):
        opt.step(g)
    with pytest.raises(gs.BindError):
        opt.rebind()
    assert (opt.steps, {k: v["exp_avg"].tobytes() for k, v in opt.state.items()}) == before


def test_a_new_container_around_the_same_arrays_is_fine() -> None:
    params = {"layers": [a(2), a(3)]}
    opt = gs.SGD(params, lr=1.0)
    g = {"layers": [a(2), a(3)]}
    opt.step(g)
    params["layers"] = tuple(params["layers"])
    opt.step({"layers": (a(2), a(3))})
    params["layers"] = list(params["layers"])
    opt.step(g)
    assert params["layers"][1].tolist() == [-2.0] * 3
    params["layers"][0] = a(2)
    with pytest.raises(gs.StaleBindingError, match=r'"layers\.0" was replaced'):
        opt.step(g)


@pytest.mark.parametrize(
    "new, words",
    [
        (lambda: a(3, 2), ["(2, 3)", "(3, 2)"]),
        (lambda: a(2, 3).astype(F32), ["float64", "float32"]),
        (lambda: np.asfortranarray(a(2, 3)), ["memory order"]),
        (lambda: with_flags(a(2, 3), write=False), ["read-only"]),
        (lambda: a(4, 3)[::2], ["one stretch"]),
        (lambda: np.ones((2, 3), int), ["int64"]),
    ],
)
def test_rebind_takes_the_same_kind_of_array_only(new: Any, words: list[str]) -> None:
    params = {"w": a(2, 3), "b": a(3)}
    opt = gs.Adam(params)
    g = gradients(params, 0)
    opt.step(g)
    old = dict(params)
    params["b"], params["w"] = a(3), new()
    with pytest.raises(gs.Error) as caught:
        opt.rebind()
    assert [w for w in words if w not in str(caught.value)] == [], caught.value
    assert caught.value.path == "w"
    with pytest.raises(gs.StaleBindingError):
        opt.step(g)
    params.update(old)
    assert opt.step(g)  # nothing had been rebound


def test_rebind_refuses_overlap_and_is_all_or_nothing() -> None:
    buffer = a(5)
    params = {"w": a(3), "b": a(3)}
    grads = {"w": a(3), "b": a(3)}
    opt = gs.Adam(params, grads=grads)
    opt.step()
    old, old_grads = dict(params), dict(grads)
    params.update(w=buffer[:3], b=buffer[2:])
    with pytest.raises(gs.BindError, match="overlaps"):
        opt.rebind()
    params.update(w=buffer[:3], b=old["b"])
    grads["b"] = a(2)
    with pytest.raises(gs.GradientError, match=r"'b' has shape \(2,\)"):
        opt.rebind()
    before = buffer.tobytes()
    params.update(old)
    grads.update(old_grads)
    assert opt.step()
    assert buffer.tobytes() == before


def test_rebind_without_a_change_changes_nothing() -> None:
    params = tree()
    opt = gs.Adam(params)
    opt.step(gradients(params, 0))
    before = snapshot(opt, params)
    opt.rebind()
    assert snapshot(opt, params) == before
    assert opt.step(gradients(params, 1))


def test_two_names_for_one_container() -> None:
    """Aliases of the container, not of the arrays: changes through either name are seen."""
    inner = [a(2), a(3)]
    params = {"model": inner}
    opt = gs.SGD(params, lr=1.0)
    opt.step({"model": inner})  # the parameters themselves as gradients
    assert not inner[0].any() and not inner[1].any()
    inner[0] = a(2)
    with pytest.raises(gs.StaleBindingError, match=r"model\.0"):
        opt.step(gradients(params, 0))
    with pytest.raises(gs.BindError, match="overlaps"):
        gs.SGD({"x": inner, "y": inner})


def test_pairs_and_generators() -> None:
    arrays = {"w": a(2), "b": a(3)}
    opt = gs.SGD(((k, v) for k, v in arrays.items()), lr=1.0)
    opt.step({"b": a(3), "w": a(2)})
    opt.step((k, np.ones_like(v)) for k, v in arrays.items())
    assert arrays["w"].tolist() == [-1.0] * 2 and list(opt.state) == ["w", "b"]


def test_the_caller_owns_the_names() -> None:
    with pytest.raises(gs.BindError, match=r'one path, "a\.b"'):
        gs.Adam({"a": {"b": a(2)}, "a.b": a(2)})

"""The step: what it reports, which gradients it takes, and that it is all or nothing."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import gradstep as gs
from gradstep import _core
from gradstep.schedules import Constant, Cosine, StepDecay, warmup
from oracles.oracle import VALUES, fields
from support.common import (
    RULES,
    contents,
    gradients,
    refused,
    snapshot,
    tree,
    variants,
    with_everything,
)

F32, F64 = np.float32, np.float64


# ------------------------------------------------------------------------------------- report


def test_report_of_a_plain_step() -> None:
    p = np.ones(3)
    opt = gs.SGD(p, lr=0.5, nonfinite="propagate")
    report = opt.step(np.ones(3))
    assert report and report.applied and bool(report) is True
    assert (report.n, report.reason, report.loss) == (0, None, None)
    assert report.grad_norm is report.clip_factor is None
    assert report.update_norm is report.update_ratio is None
    assert not report.evaluations
    assert report.values["default"]["lr"] == 0.5
    assert opt.last is report
    assert repr(report) == "StepReport(n=0, applied=True)"
    assert opt.step(np.ones(3)).n == 1
    assert isinstance(report, gs.StepReport)


def test_report_is_immutable() -> None:
    opt = gs.Adam(np.ones(3))
    report = opt.step(np.ones(3), report=True)
    for name in ("n", "applied", "values", "grad_norm", "clip_factor", "loss", "reason", "new"):
        with pytest.raises(AttributeError):
            setattr(report, name, 1)
    report.values["default"]["lr"] = 9.0  # a copy: neither the report nor the optimizer has it
    assert report.values["default"]["lr"] == 1e-3 == opt.hyper["lr"]
    opt.step(2 * np.ones(3))
    assert report.n == 0 and report.grad_norm == pytest.approx(3**0.5)


def test_report_outlives_its_optimizer() -> None:
    opt = gs.Adam(np.ones(3), groups=None)
    report = opt.step(np.ones(3))
    del opt
    assert report.values["default"]["beta1"] == 0.9


@pytest.mark.parametrize("rule", variants())
def test_norms_against_numpy(rule: gs.rules.Rule) -> None:
    params, always = tree(), tree()
    opt = gs.Optimizer(params, rule)
    for n in range(3):
        grads = gradients(params, n)
        grads["f"] = None  # untouched: in neither norm
        before = {k: p.astype(F64) for k, p in gs.leaves(params).items() if k != "f"}
        report = opt.step(grads, report=True, grad_scale=2.0)
        after = gs.leaves(params)
        moved = sum(np.sum((after[k].astype(F64) - b) ** 2) for k, b in before.items())
        size = sum(np.sum(b**2) for b in before.values())
        norm = sum(np.sum(g.astype(F64) ** 2) for g in grads.values() if g is not None)
        assert report.grad_norm == pytest.approx(norm**0.5 / 2, rel=1e-12)
        assert report.update_norm == pytest.approx(moved**0.5, rel=1e-12)
        assert report.update_ratio == pytest.approx((moved / size) ** 0.5, rel=1e-12)
    measured = gs.Optimizer(always, rule, report=True)
    for n in range(3):
        grads = gradients(params, n) | {"f": None}
        last = measured.step(grads, grad_scale=2.0)
    assert contents(always) == contents(params)  # measuring changes no bit
    assert last.update_norm == report.update_norm


def test_update_ratio_of_zero_parameters_is_not_there() -> None:
    report = gs.SGD(np.zeros(3)).step(np.ones(3), report=True)
    assert report.update_ratio is None and report.update_norm > 0


# ---------------------------------------------------------------------------------- gradients


@pytest.mark.parametrize("rule", variants())
def test_bound_gradients_equal_given_ones(rule: gs.rules.Rule) -> None:
    a, b, c = tree(), tree(), tree()
    buffers = gs.zeros_like(b)
    given, bound, flat = gs.Optimizer(a, rule), gs.Optimizer(b, rule, grads=buffers), None
    flat = gs.Optimizer(c, rule)
    for n in range(4):
        grads = gradients(a, n)
        for path, buffer in gs.leaves(buffers).items():
            buffer[...] = grads[path]
        assert given.step(grads)
        assert bound.step()
        assert flat.step(copy.deepcopy(buffers))  # in the container of the parameters
    assert contents(a) == contents(b) == contents(c)
    assert snapshot(given, a) == snapshot(bound, b)


def test_given_gradients_go_before_bound_ones() -> None:
    p, buffer = np.zeros(2), np.full(2, 5.0)
    opt = gs.SGD(p, grads=buffer, lr=1.0)
    opt.step(np.ones(2))
    assert p.tolist() == [-1.0, -1.0]
    opt.step()
    assert p.tolist() == [-6.0, -6.0]
    assert buffer.tolist() == [5.0, 5.0]


@pytest.mark.parametrize("rule", variants(shared=False))
def test_none_leaves_a_parameter_and_its_count(rule: gs.rules.Rule) -> None:
    """A parameter without gradient for a while is as if its optimizer had not been called."""
    params, alone = tree(), tree()
    opt = gs.Optimizer(params, rule)
    reference = gs.Optimizer({"W": alone["W"]}, rule)
    for n in range(6):
        grads: dict[str, Any] = gradients(params, n)
        if n in (0, 2, 3):
            before = params["W"].tobytes(), snapshot(opt, params)["state"]["W"]
            assert opt.step(grads | {"W": None})
            assert (params["W"].tobytes(), snapshot(opt, params)["state"]["W"]) == before
        else:
            assert opt.step(grads)
            reference.step({"W": grads["W"]})
    assert params["W"].tobytes() == alone["W"].tobytes()
    counts = {path: x["t"] for path, x in opt.state_dict()["scalars"].items()}
    assert counts.pop("W") == 3 and set(counts.values()) == {6}
    assert opt.steps == 6
    before = snapshot(opt, params)
    assert opt.step(dict.fromkeys(grads))  # nothing at all to do is a step, too
    assert contents(params) == before["params"] and opt.steps == 7


def ways(g: np.ndarray) -> dict[str, np.ndarray]:
    """The same numbers in every form that NumPy code produces."""
    bytewise = np.zeros(g.nbytes + 1, np.uint8)
    misaligned = bytewise[1:].view(g.dtype).reshape(g.shape)
    misaligned[...] = g
    apart = np.zeros([2 * n for n in g.shape], g.dtype)
    spread = apart[(..., *(slice(None, None, 2) for _ in g.shape))]
    spread[...] = g
    back = (..., *(slice(None, None, -1) for _ in g.shape))
    constant = np.array(g)
    constant.flags.writeable = False
    other = ">" if np.little_endian else "<"
    return {
        "same": g.copy(),
        "C": np.array(g, order="C"),
        "Fortran": np.array(g, order="F"),
        "reversed": np.array(g[back], order="C")[back],
        "strided": spread,
        "permuted": np.array(g.T, order="C").T,
        "misaligned": misaligned,
        "read-only": constant,
        "float64": g.astype(F64),
        "longdouble": g.astype(np.longdouble),
        "swapped": g.astype(g.dtype.newbyteorder(other)),
        "swapped float64": np.array(g, other + "f8", order="F"),
        "matrix-like": g.view(type("Sub", (np.ndarray,), {})),
    }


PARAMETERS = {
    "C": lambda d: np.arange(12, dtype=d).reshape(3, 4),
    "Fortran": lambda d: np.asfortranarray(np.arange(12, dtype=d).reshape(3, 4)),
    "permuted": lambda d: np.arange(24, dtype=d).reshape(2, 3, 4).transpose(1, 2, 0),
    "ones": lambda d: np.arange(5, dtype=d).reshape(1, 5, 1),
    "vector": lambda d: np.arange(19, dtype=d),
    "0-d": lambda d: np.array(3, dtype=d),
    "empty": lambda d: np.zeros((0, 3), dtype=d),
}


@pytest.mark.parametrize("dtype", [F32, F64])
@pytest.mark.parametrize("layout", PARAMETERS)
@pytest.mark.parametrize("bound", [False, True])
def test_lenient_gradients(layout: str, dtype: type, bound: bool) -> None:
    rng = np.random.default_rng(1)
    expected = PARAMETERS[layout](dtype)
    g = np.empty_like(expected)
    g[...] = rng.normal(size=g.shape)
    opt = gs.Adam(expected)
    opt.step(g)
    opt.step(g)
    for name, way in ways(g).items():
        p = PARAMETERS[layout](dtype)
        opt = gs.Adam(p, grads=way if bound else None)
        for _ in range(2):
            opt.step(*([] if bound else [way]))
        assert p.tobytes() == expected.tobytes(), name
        assert np.array_equal(way, g), f"{name} was written"


@pytest.mark.parametrize("small", [np.float16, ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn])
@pytest.mark.parametrize("dtype", [F32, F64])
def test_small_floats_as_gradients(small: type, dtype: type) -> None:
    g = np.linspace(-2, 2, 12).astype(small).reshape(3, 4)
    p, q = PARAMETERS["Fortran"](dtype), PARAMETERS["Fortran"](dtype)
    gs.Adam(p).step(g)
    gs.Adam(q).step(g.astype(dtype))
    assert p.tobytes() == q.tobytes()


def test_broadcast_gradients() -> None:
    row = np.arange(4.0)
    p, q = np.zeros((3, 4)), np.zeros((3, 4))
    gs.SGD(p, lr=1.0).step(np.broadcast_to(row, (3, 4)))
    gs.SGD(q, lr=1.0).step(np.tile(row, (3, 1)))
    assert p.tobytes() == q.tobytes()
    assert np.array_equal(p[2], -row)


@pytest.mark.parametrize("scalar", [np.float64(2.0), np.float32(2.0), np.array(2.0)])
def test_numpy_scalars_as_gradients_of_0d(scalar: Any) -> None:
    p = {"b": np.array(1.0)}
    gs.SGD(p, lr=0.25).step({"b": scalar})
    assert p["b"] == 0.5


@pytest.mark.parametrize("rule", variants())
def test_the_gradient_may_be_the_parameter(rule: gs.rules.Rule) -> None:
    """The gradient of ½‖p‖² is p: same array, defined as a copy taken before."""
    params, reference = tree(), tree()
    for _ in range(2):
        gs.Optimizer(params, rule).step(params)
        gs.Optimizer(reference, rule).step(gs.copy(reference))
    assert contents(params) == contents(reference)


def test_gradients_in_another_parameters_memory() -> None:
    flat = np.arange(12.0)
    params = {"a": flat[:4], "b": flat[4:8]}
    opt = gs.Adam(params)
    g = np.ones(4)
    with refused(gs.GradientError, opt, params, "'a'", "'b'", "overlaps", "copy", path="a"):
        opt.step({"a": flat[4:8], "b": g})
    with refused(gs.GradientError, opt, params, "'a'", path="a"):
        opt.step({"a": flat[1:5], "b": g})  # itself, shifted
    with refused(gs.GradientError, opt, params, "'b'", path="b"):
        opt.step({"a": g, "b": flat[7:11]})
    with pytest.raises(gs.GradientError, match="overlaps"):
        gs.Adam(params, grads={"a": g, "b": flat[2:6]})
    expected = flat[:8] - 1e-3 * np.sign(flat[[0, 1, 2, 3, 11, 10, 9, 8]])
    opt.step({"a": flat[:4], "b": flat[:7:-1]})  # exactly itself; and reversed, which is converted
    assert np.allclose(flat[:8], expected)


def test_nothing_is_kept_of_given_gradients() -> None:
    p, g = np.zeros(3), np.ones(3)
    opt = gs.SGD(p, lr=1.0)
    opt.step(g)
    with refused(gs.GradientError, opt, p, "step() needs gradients", "grads="):
        opt.step()


# --------------------------------------------------------------------------- stages and options


@pytest.mark.parametrize("rule", variants())
def test_grad_scale_divides(rule: gs.rules.Rule) -> None:
    a, b = tree(), tree()
    x, y = gs.Optimizer(a, rule), gs.Optimizer(b, rule)
    for n in range(3):
        g = gradients(a, n)
        x.step({k: 8 * v for k, v in g.items()}, grad_scale=8)  # a power of two: exact
        y.step(g)
    assert contents(a) == contents(b)


# without those whose lr is only what a slot starts from
@pytest.mark.parametrize("name", [n for n in RULES if "lr" not in _core.rule(n)["starts"].values()])
def test_lr_scale_multiplies(name: str) -> None:
    kind = getattr(gs.rules, name)
    a, b, c = tree(), tree(), tree()
    x = gs.Optimizer(a, kind(lr=0.25))
    y = gs.Optimizer(b, kind(lr=0.125))
    z = gs.Optimizer(c, kind(lr=0.125, lr_scale=0.5))
    for n in range(3):
        assert x.step(gradients(a, n), lr_scale=0.5).values["default"]["lr"] == 0.125
        y.step(gradients(a, n))
        z.step(gradients(a, n), lr_scale=2)
    assert contents(a) == contents(b) == contents(c)
    assert x.hyper["lr"] == 0.25 and x.values()["default"]["lr"] == 0.25


def test_precedence_call_group_constructor() -> None:
    params = {"a": np.zeros(1), "b": np.zeros(1), "c": np.zeros(1)}
    groups = {"a": dict(lr=2.0), "b": dict(lr=4.0, lr_scale=0.5)}
    opt = gs.SGD(params, lr=1.0, groups=groups)
    g = {k: np.ones(1) for k in params}

    def moved(**hyper: Any) -> list[float]:
        before = [p.item() for p in params.values()]
        report = opt.step(g, **hyper)
        used = [report.values[k]["lr"] for k in ("a", "b", "default")]
        change = [p.item() - b for p, b in zip(params.values(), before, strict=True)]
        assert [-u for u in used] == change
        return used

    assert moved() == [2.0, 2.0, 1.0]
    assert moved(lr=8.0) == [8.0, 4.0, 8.0]
    assert moved(lr={"a": 16.0}) == [16.0, 2.0, 1.0]
    assert moved(lr={"a": 16.0, "default": Constant(32.0)}, lr_scale=0.5) == [8.0, 1.0, 16.0]
    assert moved(lr=lambda n: n + 1.0) == [5.0, 2.5, 5.0]
    assert moved(lr=np.float32(0.5), lr_scale=np.float64(2)) == [1.0, 0.5, 1.0]
    assert moved(lr={}) == moved() == [2.0, 2.0, 1.0]  # for that call only
    with refused(gs.HyperError, opt, params, "no group 'z'", "a, b, default", group="z"):
        opt.step(g, lr={"z": 1.0})


@pytest.mark.parametrize(
    "hyper, words",
    [
        (dict(lr=-1.0), ["lr", "at least 0"]),
        (dict(lr=np.nan), ["lr"]),
        (dict(lr="0.1"), ["lr", "'0.1'"]),
        (dict(lr=None), ["lr", "None"]),
        (dict(lr={"default": -1.0}), ["lr"]),
        (dict(lr=True), ["lr", "True"]),
        (dict(beta1=1.0), ["beta1", "below 1"]),
        (dict(betas=(0.9, 0.99)), ["betas", "beta2="]),
        (dict(learning_rate=0.1), ["learning_rate"]),
        (dict(grad_scal=2.0), ["grad_scal", "grad_scale"]),
        (dict(grad_scale=0.0), ["grad_scale"]),
        (dict(grad_scale=-1.0), ["grad_scale"]),
        (dict(grad_scale=np.inf), ["grad_scale"]),
        (dict(grad_scale="2"), ["grad_scale", "'2'"]),
        (dict(grad_scale=None), ["grad_scale", "None"]),
        (dict(lr_scale=np.nan), ["lr_scale"]),
        (dict(lr_scale=-0.5), ["lr_scale"]),
        (dict(lr_scale=1e308, lr=1e10), ["lr"]),
        (dict(maximize="yes"), ["maximize"]),
        (dict(amsgrad=True), ["amsgrad", "bound"]),
        (dict(loss=1.0), ["loss", "Adam"]),
        pytest.param(dict(closure=lambda: (1.0, None)), ["closure=", "grads"], id="closure"),
        (dict(inputs={"hessian": None}), ["inputs"]),
    ],
    ids=str,
)
def test_bad_arguments_of_a_step(hyper: dict[str, Any], words: list[str]) -> None:
    params = tree()
    opt = gs.Adam(params)
    opt.step(gradients(params, 0))
    with refused(gs.HyperError, opt, params, *words):
        opt.step(gradients(params, 1), **hyper)


@pytest.mark.parametrize("dtype, rel", [(F32, 2e-6), (F64, 1e-14)])
@pytest.mark.parametrize("bound", [0.1, 1.0, 7.0])
def test_clip_norm_as_torch_clips(dtype: type, rel: float, bound: float) -> None:
    """min(1, c/(‖g‖ + 1e-6)) over all groups together, and really applied."""
    rng = np.random.default_rng(3)
    params = {k: rng.normal(size=s).astype(dtype) for k, s in {"a": (9, 5), "b": 33}.items()}
    grads = {k: rng.normal(size=p.shape).astype(dtype) for k, p in params.items()}
    before = gs.copy(params)
    opt = gs.SGD(params, lr=0.5, clip_norm=bound, groups={"a": dict(lr=0.25)})
    report = opt.step({k: 4 * g for k, g in grads.items()}, grad_scale=4.0)
    norm = sum(np.sum(g.astype(F64) ** 2) for g in grads.values()) ** 0.5
    factor = min(1.0, bound / (norm + 1e-6))
    assert report.grad_norm == pytest.approx(norm, rel=1e-12)
    assert report.clip_factor == pytest.approx(factor, rel=1e-12)
    for k, lr in {"a": 0.25, "b": 0.5}.items():
        expected = before[k].astype(F64) - lr * factor * grads[k].astype(F64)
        np.testing.assert_allclose(params[k], expected, rtol=rel, atol=rel)
    assert factor < 1 or bound == 7.0


@pytest.mark.parametrize("rule", variants())
def test_clip_norm_that_does_not_bite_changes_no_bit(rule: gs.rules.Rule) -> None:
    a, b = tree(), tree()
    x, y = gs.Optimizer(a, rule), gs.Optimizer(b, rule, clip_norm=1e6)
    for n in range(3):
        x.step(gradients(a, n))
        assert y.step(gradients(a, n)).clip_factor == 1.0
    assert contents(a) == contents(b)


def test_clip_norm_does_not_write_the_gradients() -> None:
    g = np.full(4, 100.0)
    gs.SGD(np.zeros(4), clip_norm=1.0).step(g)
    assert g.tolist() == [100.0] * 4


@pytest.mark.parametrize("name", RULES)
def test_maximize_is_the_step_for_the_negative_gradient(name: str) -> None:
    kind = getattr(gs.rules, name)
    a, b = tree(), tree()
    x, y = gs.Optimizer(a, kind(maximize=True)), gs.Optimizer(b, kind())
    for n in range(3):
        g = gradients(a, n)
        x.step(g)
        y.step({k: -v for k, v in g.items()})
    assert contents(a) == contents(b)


@pytest.mark.parametrize(
    "name", [n for n in RULES if "weight_decay" in {f["name"] for f in fields(n, common=True)}]
)
def test_weight_decay_is_added_to_the_gradient(name: str) -> None:
    kind = getattr(gs.rules, name)
    a, b = tree(), tree()
    x, y = gs.Optimizer(a, kind(weight_decay=0.5)), gs.Optimizer(b, kind())
    for n in range(3):
        g = gradients(a, n)
        flat = gs.leaves(b)
        y.step({k: v + v.dtype.type(0.5) * flat[k] for k, v in g.items()})
        x.step(g)
    assert contents(a) == contents(b)


def test_order_of_the_stages() -> None:
    """unscale, clip, negate, decay: with all of them on."""
    p = np.array([3.0, 4.0])
    g = np.array([30.0, 40.0])
    opt = gs.SGD(p, lr=1.0, clip_norm=1.0, maximize=True, weight_decay=0.5)
    opt.step(g, grad_scale=10.0)
    before = np.array([3.0, 4.0])
    expected = before - (-(before / (5 + 1e-6)) + 0.5 * before)
    np.testing.assert_allclose(p, expected, rtol=1e-15)


@pytest.mark.parametrize("rule", variants())
def test_a_rate_of_zero_leaves_parameters(rule: gs.rules.Rule) -> None:
    params = tree()
    before = contents(params)
    still = {"min_step_size": 0.0, "base_lr": 1.0, "increase": 0.0}  # else there are least steps
    still = {name: value for name, value in still.items() if name in rule.values()}
    opt = gs.Optimizer(params, rule.replace(lr=0.0, **still))
    for n in range(3):
        assert opt.step(gradients(params, n))
    assert contents(params) == before and opt.steps == 3


# --------------------------------------------------------------------------------- zero_grads


@pytest.mark.parametrize("clip", [None, 1.0])
def test_zero_grads_after_use(clip: float | None) -> None:
    a, b = tree(), tree()
    buffers: Any = gs.zeros_like(a)
    buffers["f"] = np.zeros(a["f"].shape, F64)  # C for Fortran: converted
    buffers["layers"][1] = np.zeros(17, F32)
    opt = gs.Adam(a, grads=buffers, zero_grads=True, clip_norm=clip)
    reference = gs.Adam(b, clip_norm=clip)
    for n in range(3):
        grads = gradients(a, n)
        grads["layers.1"] = grads["layers.1"].astype(F32)
        for path, buffer in gs.leaves(buffers).items():
            buffer[...] = grads[path]
        assert opt.step()
        reference.step(grads)
        assert all(not buffer.any() for buffer in gs.leaves(buffers).values())
    assert contents(a) == contents(b)


@pytest.mark.parametrize("policy, left", [("raise", True), ("skip", False), ("propagate", False)])
def test_zero_grads_with_bad_gradients(policy: str, left: bool) -> None:
    params = {"a": np.ones(20), "b": np.ones((4, 5), order="F"), "c": np.ones(3)}
    buffers = {"a": np.ones(20), "b": np.ones((4, 5)), "c": None}
    buffers["a"][7] = np.nan
    before = [buffers[k].tobytes() for k in "ab"]
    opt = gs.Adam(params, grads=buffers, zero_grads=True, nonfinite=policy)
    if policy == "raise":
        with refused(gs.NonFiniteGradientError, opt, params, path="a", index=(7,)):
            opt.step()
    else:
        assert bool(opt.step()) is (policy == "propagate")
    assert ([buffers[k].tobytes() for k in "ab"] == before) is left
    assert not any(buffers[k].any() for k in "ab") is not left


def test_zero_grads_needs_bound_writable_gradients_of_their_own() -> None:
    params = {"a": np.ones(4), "b": np.ones(4)}
    with pytest.raises(gs.GradientError, match="bind them with grads="):
        gs.Adam(params, zero_grads=True)
    opt = gs.Adam(params, zero_grads=True, grads=gs.zeros_like(params))
    with refused(gs.GradientError, opt, params, "zero_grads"):
        opt.step(gs.zeros_like(params))
    fixed = np.ones(4)
    fixed.flags.writeable = False
    with pytest.raises(gs.GradientError, match="'b' is read-only"):
        gs.Adam(params, zero_grads=True, grads={"a": np.ones(4), "b": fixed})
    shared = np.ones(6)
    for grads, words in [
        ({"a": shared[:4], "b": shared[2:]}, "gradient of 'a'"),
        ({"a": shared[:4], "b": shared[:4]}, "gradient of 'a'"),
        ({"a": np.ones(4), "b": params["b"]}, "parameter 'b'"),
        ({"a": params["b"][::-1], "b": np.ones(4)}, "parameter 'b'"),
    ]:
        with pytest.raises(gs.GradientError, match=f"shares memory with the {words}"):
            gs.Adam(params, zero_grads=True, grads=grads)
    tied = {"a": shared[:4], "b": shared[:4]}  # read only: any sharing is right
    assert gs.Adam(params, grads=tied).step()


# -------------------------------------------------------------------------------- not finite

BAD = {"nan": np.nan, "inf": np.inf, "-inf": -np.inf, "large": None}


def squares(name: str) -> bool:
    """Whether a rule's state holds squared gradients, so that large ones are refused."""
    return _core.rule(name)["grad_power"] == 2


def places(params: Any) -> list[tuple[str, int]]:
    """First, middle and last element of every array."""
    found = []
    for path, p in gs.leaves(params).items():
        found += [(path, k) for k in sorted({0, p.size // 2, p.size - 1})]
    return found


NONFINITE = [
    pytest.param(*case.values, bad, clip, id=f"{case.id}-{bad}{'-clipped' if clip else ''}")
    for case in variants()
    for bad in BAD
    for clip in (None, 1.0)
    if bad != "large" or (squares(type(case.values[0]).__name__) and not clip)
]


@pytest.mark.parametrize("rule, bad, clip", NONFINITE)
def test_nonfinite_changes_nothing(rule: gs.rules.Rule, bad: str, clip: float | None) -> None:
    for policy in ("raise", "skip"):
        refuse_everywhere(rule, bad, clip, policy)


@pytest.mark.parametrize("loss", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("rule", [gs.rules.SGD(), gs.rules.Adam(), gs.rules.PolyakSGD()], ids=repr)
def test_a_loss_that_is_not_finite_is_like_such_a_gradient(
    rule: gs.rules.Rule, loss: float
) -> None:
    """Also where the rule does not use it: a closure says it beside gradients that are finite."""
    for policy in ("raise", "skip", "propagate"):
        params = tree()
        opt = gs.Optimizer(params, rule, nonfinite=policy)
        opt.step(closure=lambda p=params: (1.0, gradients(p, 0)))
        before, grads = snapshot(opt, params), gradients(params, 1)
        if policy == "raise":
            with pytest.raises(gs.NonFiniteGradientError, match=f"the loss is {loss}"):
                opt.step(closure=lambda g=grads: (loss, g))
            assert opt.skipped == 0
        else:
            assert bool(opt.step(closure=lambda g=grads: (loss, g))) is (policy == "propagate")
            assert opt.skipped == (policy == "skip")
        unchanged = dict(before, skipped=opt.skipped) == snapshot(opt, params)
        assert unchanged is (policy != "propagate")
        assert opt.step(closure=lambda p=params: (0.5, gradients(p, 2)))


def refuse_everywhere(rule: gs.rules.Rule, bad: str, clip: float | None, policy: str) -> None:
    params = tree()
    opt = gs.Optimizer(params, rule, nonfinite=policy, max_skips=1000, clip_norm=clip)
    opt.step(gradients(params, 0))
    before = snapshot(opt, params)
    for count, (path, k) in enumerate(places(params), 1):
        grads = gradients(params, 1)
        at = np.unravel_index(k, grads[path].shape)
        value = BAD[bad]
        if value is None:
            value = 1e20 if grads[path].dtype == F32 else -1e160
        grads[path][at] = value
        text = f"'{path}'{list(map(int, at)) if at else ''}"
        if policy == "raise":
            with pytest.raises(gs.NonFiniteGradientError) as caught:
                opt.step(grads)
            error = caught.value
            assert (error.path, error.n) == (path, 1)
            assert error.index == tuple(map(int, at))
            assert str(error.value) == str(float(grads[path][at]))
            assert text in str(error)
        else:
            report = opt.step(grads)
            assert not report and not report.applied and report.n == 1
            assert opt.last is report and text in report.reason
            assert opt.skipped == count
    after = snapshot(opt, params)
    assert (after.pop("skipped"), before.pop("skipped"))[1] == 0
    assert after == before
    assert opt.steps == 1
    good, reference = gradients(params, 1), tree()
    other = gs.Optimizer(reference, rule, clip_norm=clip)
    other.step(gradients(reference, 0))
    other.step(good)
    assert opt.step(good)
    assert contents(params) == contents(reference)  # as if they had never come


@pytest.mark.parametrize("rule", variants(shared=False))
def test_propagate_lets_everything_through(rule: gs.rules.Rule) -> None:
    params, reference = tree(), tree()
    opt = gs.Optimizer(params, rule, nonfinite="propagate")
    other = gs.Optimizer(reference, rule)
    reached: Any = (3, 2)  # of "W": an element, or what shares a sum with it
    if rule.measures:
        reached = (3,) if _core.rule(type(rule).__name__)["rowwise"] else ...
    for n in range(2):  # some rules do not move at first
        grads = gradients(params, n)
        other.step(grads)
        grads["W"][3, 2] = np.nan
        assert opt.step(grads)
    assert opt.steps == 2
    assert np.isnan(params["W"][3, 2])
    params["W"][reached] = reference["W"][reached]
    assert contents(params) == contents(reference)


@pytest.mark.parametrize("name", RULES)
def test_large_gradients(name: str) -> None:
    """Refused where a square would overflow; taken where none is, or where clipping saves it."""
    params = tree()
    opt = gs.Optimizer(params, getattr(gs.rules, name)())
    grads = gradients(params, 0)
    grads["W"][2, 1] = 1e30
    if not squares(name):
        assert opt.step(grads)
    else:
        words = ["'W'[2, 1]", "overflow", "float32", "clip_norm"]
        with refused(gs.NonFiniteGradientError, opt, params, *words, path="W", index=(2, 1)):
            opt.step(grads)
        assert opt.step(grads, grad_scale=1e20)
    params = tree()
    clipped = gs.Optimizer(params, getattr(gs.rules, name)(), clip_norm=1.0)
    assert clipped.step(grads)
    assert all(np.isfinite(p).all() for p in gs.leaves(params).values())


def test_conversion_that_overflows_is_reported_as_given() -> None:
    params = {"w": np.ones(3, F32)}
    opt = gs.SGD(params)
    words = ["'w'[1]", "given as float64", "used as float32"]
    with refused(gs.NonFiniteGradientError, opt, params, *words, value=1e300, index=(1,)):
        opt.step({"w": np.array([0.0, 1e300, 0.0])})


@pytest.mark.parametrize("order", ["C", "F", "permuted", "0-d", "vector"])
@pytest.mark.parametrize("given", ["as parameter", "C", "float64"])
def test_the_index_reported_indexes_the_callers_array(order: str, given: str) -> None:
    shapes: dict[str, Any] = {
        "C": np.ones((3, 1, 4), F32),
        "F": np.ones((3, 4), F32, order="F"),
        "permuted": np.ones((2, 3, 4), F32).transpose(2, 0, 1),
        "0-d": np.ones((), F32),
        "vector": np.ones(11, F32),
    }
    p = shapes[order]
    opt = gs.Adam(p)
    for k in range(p.size):
        g = np.zeros_like(p)
        if given == "C":
            g = np.zeros(p.shape, F32)
        elif given == "float64":
            g = g.astype(F64)
        at = tuple(map(int, np.unravel_index(k, p.shape)))
        g[at] = np.inf
        with pytest.raises(gs.NonFiniteGradientError) as caught:
            opt.step(g)
        assert caught.value.index == at
        assert g[caught.value.index] == np.inf == caught.value.value


def test_max_skips() -> None:
    p = np.ones(3)
    opt = gs.Adam(p, nonfinite="skip", max_skips=2)
    bad = np.array([0, np.nan, 0])
    for _ in range(2):
        assert not opt.step(bad)
    with refused(gs.NonFiniteGradientError, opt, p, "max_skips", "2 steps in a row", path="param"):
        opt.step(bad)
    assert opt.step(np.ones(3))  # counts from 0 again
    for _ in range(2):
        assert not opt.step(bad)
    with pytest.raises(gs.NonFiniteGradientError):
        opt.step(bad)
    assert (opt.steps, opt.skipped) == (1, 4)
    with pytest.raises(gs.NonFiniteGradientError):
        gs.Adam(p, nonfinite="skip", max_skips=0).step(bad)


def test_nan_in_one_parameter_stops_all_groups_and_rules() -> None:
    params = tree()
    opt = gs.Adam(params, groups={"W": dict(rule=gs.rules.SGD), "scale": dict(lr=1.0)})
    opt.step(gradients(params, 0))
    grads = gradients(params, 1)
    grads["scale"][()] = np.nan
    with refused(gs.NonFiniteGradientError, opt, params, "'scale'", path="scale", index=(), n=1):
        opt.step(grads)


# ------------------------------------------------------------------------------ views of values


def test_groups_hyper_values_steps() -> None:
    s = Cosine(0.5, steps=4)
    params = tree()
    opt = gs.Adam(
        params, lr=s, groups={"layers.*": dict(lr=0.25, lr_scale=0.5), "W": dict(eps=1e-6)}
    )
    assert list(opt.groups) == ["layers.*", "W", "default"]
    assert opt.groups["layers.*"].paths == ["layers.0", "layers.1"]
    assert opt.groups["default"]["lr"] == s and opt.groups["layers.*"]["lr"] == 0.25
    assert opt.values()["layers.*"]["lr"] == 0.125  # what is used; above: what was set
    assert opt.values(2)["default"]["lr"] == s(2) and opt.values(99)["W"]["lr"] == 0.0
    assert opt.hyper["beta1"] == 0.9
    with pytest.raises(gs.HyperError, match="eps differs between the groups") as caught:
        opt.hyper["eps"]
    assert caught.value.name == "eps"
    assert "layers.*: 1e-08, W: 1e-06, default: 1e-08" in str(caught.value)
    with pytest.raises(KeyError):
        opt.groups["W"]["momentum"]
    with pytest.raises(KeyError):
        opt.hyper["momentum"]
    assert set(opt.hyper) == set(opt.groups["W"]) == set(opt.values()["W"])
    assert len(opt.hyper) == len(list(opt.hyper))
    for n in range(3):
        assert opt.steps == n
        assert opt.values()["default"]["lr"] == s(n)
        assert opt.step(gradients(params, n)).values["default"]["lr"] == s(n)
    assert "4 arrays" not in repr(opt) and "5 arrays" in repr(opt) and "3 steps" in repr(opt)


def test_setting_a_groups_value() -> None:
    params = {"a": np.zeros(1), "b": np.zeros(1)}
    opt = gs.SGD(params, lr=1.0, groups={"a": dict(lr=Constant(2.0))})
    g = {"a": np.ones(1), "b": np.ones(1)}
    opt.groups["a"]["lr"] *= 0.5
    assert opt.groups["a"]["lr"] == 0.5 * Constant(2.0)
    opt.groups["default"]["lr"] *= 0.5
    opt.step(g)
    assert (params["a"].item(), params["b"].item()) == (-1.0, -0.5)
    opt.groups["a"]["lr"] = lambda n: n
    opt.groups["default"]["weight_decay"] = np.float32(0.25)
    assert opt.values() == opt.values(1)
    opt.step(g)
    assert (params["a"].item(), params["b"].item()) == (-2.0, -0.5 - 0.5 * (1 - 0.25 * 0.5))
    opt.hyper["lr"] = 4.0
    assert opt.hyper["lr"] == 4.0 == opt.groups["a"]["lr"] == opt.groups["default"]["lr"]
    opt.hyper["lr"] *= 2
    assert opt.step(g).values["a"]["lr"] == 8.0
    with pytest.raises(gs.HyperError):
        del opt.hyper["lr"]
    with pytest.raises(gs.HyperError):
        del opt.groups["a"]["lr"]


@pytest.mark.parametrize(
    "name, value, words",
    [
        ("lr", -1.0, ["lr", "group 'a'"]),
        ("lr", np.nan, ["lr"]),
        ("lr", "1", ["lr"]),
        ("lr", None, ["lr"]),
        ("lr", lambda n: -1.0, ["lr"]),
        ("lr", lambda n: "x", ["'x'"]),
        ("lr", lambda n: 1 / 0, ["ZeroDivisionError"]),
        ("lr", Cosine(1.0), ["still open", "steps="]),
        ("lrr", 1.0, ["lrr", "lr="]),
        ("maximize", 0.5, ["maximize"]),
        ("maximize", Constant(1.0), ["maximize"]),
        ("nesterov", True, ["nesterov", "momentum"]),
        ("momentum", 0.9, ["momentum", "bound", "group 'a'"]),
        ("momentum", Constant(0.9), ["momentum", "bound"]),
    ],
)
def test_setting_a_bad_value(name: str, value: Any, words: list[str]) -> None:
    params = {"a": np.zeros(1), "b": np.zeros(1)}
    opt = gs.SGD(params, groups={"a": dict(lr=0.5)})
    with refused(gs.Error, opt, params, *words):
        opt.groups["a"][name] = value
    assert opt.groups["a"].rule == gs.rules.SGD(lr=0.5)
    with refused(gs.Error, opt, params):
        opt.hyper[name] = value


def test_setting_all_groups_is_all_or_nothing() -> None:
    params = {"a": np.zeros(1), "b": np.zeros(1)}
    opt = gs.SGD(params, groups={"a": dict(momentum=0.5)})
    with refused(gs.HyperError, opt, params, "momentum", "default"):
        opt.hyper["momentum"] = 0.9  # the group "default" has no buffer for it
    assert opt.groups["a"]["momentum"] == 0.5
    opt.groups["a"]["momentum"] = 0.0  # the buffer may rest
    opt.groups["a"]["momentum"] = 0.25
    assert opt.groups["a"].rule.momentum == 0.25


# ----------------------------------------------------------------------------------- schedules

NUMBERS = [
    (name, f["name"])
    for name in RULES
    for f in getattr(gs.rules, name).fields
    if f["kind"] == "number" and f["name"] != "lr_scale"  # the step's own keyword
    if not f["common"] or name in ("SGD", "FTRL", "LAMB")  # what every rule has, with three
    if not getattr(gs.rules, name).shared or f["name"] in ("lr", "weight_decay")  # which may differ
]


@pytest.mark.parametrize("name, field", NUMBERS)
def test_any_hyper_parameter_of_any_group_takes_a_schedule(name: str, field: str) -> None:
    kind = getattr(gs.rules, name)
    low = next(f["low"] for f in kind.fields if f["name"] == field) or 0.0
    start = VALUES[field]

    def one(n: int) -> float:
        return low + (start - low) / (1 + n)

    two: Any = lambda n: low + (start - low) * 0.5 ** (n // 2)  # noqa: E731
    if low == 0 < start:
        two = StepDecay(start, drop=0.5, every=2)
    params, reference = tree(), tree()
    kept = with_everything(name)
    if field == "dampening" and name == "SGD":
        kept = kept.replace(nesterov=False)
    groups = {"layers.*": {field: two}}
    opt = gs.Optimizer(params, kept.replace(**{field: one}), groups=groups)
    # The reference has schedules too, for the same state, and takes every value from the call.
    other = gs.Optimizer(
        reference,
        kept.replace(**{field: lambda n: one(0)}),
        groups={"layers.*": {field: lambda n: two(0)}},
    )
    for n in range(5):
        expected = {"default": one(n), "layers.*": two(n)}
        assert {k: v[field] for k, v in opt.values(n).items()} == expected
        report = opt.step(gradients(params, n))
        assert {k: v[field] for k, v in report.values.items()} == expected
        other.step(gradients(params, n), **{field: expected})
    assert contents(params) == contents(reference)


def test_lr_scale_takes_a_schedule() -> None:
    params = tree()
    opt = gs.Adam(params, lr=0.5, groups={"W": dict(lr_scale=StepDecay(1.0, drop=0.5, every=1))})
    for n in range(3):
        used = opt.step(gradients(params, n), lr_scale=2.0).values
        assert [used[k]["lr"] for k in ("W", "default")] == [0.5**n * 0.5, 1.0]


@pytest.mark.parametrize("where", ["default", "W"])
@pytest.mark.parametrize("at", [1, 3])
def test_a_schedule_that_raises_mid_run(where: str, at: int) -> None:
    own = RuntimeError("out of coffee")

    def schedule(n: int) -> float:
        if n >= at:
            raise own
        return 0.1

    params = tree()
    hyper: dict[str, Any] = {"lr": 0.1, "groups": {"W": dict(lr=0.2)}}
    if where == "default":
        hyper["lr"] = schedule
    else:
        hyper["groups"]["W"]["lr"] = schedule
    opt = gs.Adam(params, **hyper)
    for n in range(at):
        opt.step(gradients(params, n))
    before = contents(params), opt.steps
    for _ in range(2):
        with pytest.raises(gs.ScheduleError, match="out of coffee") as caught:
            opt.step(gradients(params, at))
        assert caught.value.__cause__ is own and caught.value.n == at
        assert (contents(params), opt.steps) == before
    opt.groups[where]["lr"] = 0.1
    assert opt.step(gradients(params, at))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -1e-300, "0.1", None, 1j])
def test_a_schedule_that_gives_a_bad_value_mid_run(value: Any) -> None:
    params = tree()
    opt = gs.Adam(params, groups={"W": dict(lr=lambda n: 0.1 if n < 2 else value)})
    for n in range(2):
        opt.step(gradients(params, n))
    before = contents(params), {k: s["exp_avg"].tobytes() for k, s in opt.state.items()}
    with pytest.raises((gs.HyperError, gs.ScheduleError)) as caught:
        opt.step(gradients(params, 2))
    assert caught.value.n == 2
    assert (contents(params), {k: s["exp_avg"].tobytes() for k, s in opt.state.items()}) == before
    assert opt.steps == 2 and opt.skipped == 0


@pytest.mark.parametrize("field, bad", [("beta1", 1.0), ("beta2", 1.5), ("eps", -1.0)])
def test_every_range_holds_for_schedules(field: str, bad: float) -> None:
    params = tree()
    opt = gs.Adam(params, **{field: lambda n: 0.5 if n < 1 else bad})
    opt.step(gradients(params, 0))
    before = contents(params)
    with pytest.raises(gs.HyperError, match=f"{field} must be .*n = 1") as caught:
        opt.step(gradients(params, 1))
    assert (caught.value.name, caught.value.n, caught.value.group) == (field, 1, "default")
    assert contents(params) == before and opt.steps == 1


def test_keyboard_interrupt_in_a_schedule_stays_itself() -> None:
    params = tree()

    def schedule(n: int) -> float:
        if n == 1:
            raise KeyboardInterrupt
        return 0.1

    opt = gs.Adam(params, lr=schedule)
    opt.step(gradients(params, 0))
    before = contents(params)
    with pytest.raises(KeyboardInterrupt):
        opt.step(gradients(params, 1))
    assert contents(params) == before and opt.steps == 1


def test_schedules_count_applied_steps_only() -> None:
    p = np.zeros(1)
    opt = gs.SGD(p, lr=warmup(Constant(1.0), 4), nonfinite="skip")
    used = []
    for n in range(6):
        report = opt.step(np.array([np.nan if n == 1 else 1.0]))
        used.append(report.values["default"]["lr"])
    assert used == [0.25, 0.5, 0.5, 0.75, 1.0, 1.0]
    assert (opt.steps, opt.skipped) == (5, 1)


# -------------------------------------------------------------------------------------- groups


@pytest.mark.parametrize("rule", variants(shared=False))
def test_groups_are_several_optimizers(rule: gs.rules.Rule) -> None:
    params, apart = tree(), tree()
    rate = Cosine(0.5, steps=5)
    opt = gs.Optimizer(
        params, rule, groups={"W": dict(lr=rate), "layers.*": dict(weight_decay=0.5)}
    )
    alone = {
        "W": gs.Optimizer({"W": apart["W"]}, rule.replace(lr=rate)),
        "layers": gs.Optimizer({"layers": apart["layers"]}, rule.replace(weight_decay=0.5)),
        "rest": gs.Optimizer({"f": apart["f"], "scale": apart["scale"]}, rule),
    }
    for n in range(4):
        g = gradients(params, n)
        opt.step(g)
        alone["W"].step({"W": g["W"]})
        alone["layers"].step({k: g[k] for k in ("layers.0", "layers.1")})
        alone["rest"].step({k: g[k] for k in ("f", "scale")})
    assert contents(params) == contents(apart)


def test_several_rules_in_one_optimizer() -> None:
    params = {name: np.linspace(-1, 1, 21).astype(F32) for name in RULES}
    apart = gs.copy(params)
    groups = {name: dict(rule=with_everything(name)) for name in RULES[:-1]}
    last = with_everything(RULES[-1])
    opt = gs.Optimizer(params, last, groups=groups)
    alone = {name: gs.Optimizer(apart[name], with_everything(name)) for name in RULES}
    for n in range(4):
        g = gradients(params, n)
        report = opt.step(g)
        for name in RULES:
            alone[name].step(g[name])
    assert contents(params) == contents(apart)
    assert list(report.values) == [*RULES[:-1], "default"]
    assert set(report.values["SGD"]) == set(gs.rules.SGD().values())
    opt.hyper["momentum"] = 0.5  # of those that have it
    assert opt.groups["SGD"]["momentum"] == opt.groups["RMSprop"]["momentum"] == 0.5
    assert opt.step(g, momentum=0.25).values["SGD"]["momentum"] == 0.25


def test_a_rule_class_as_override() -> None:
    params = tree()
    opt = gs.AdamW(params, groups={"W": dict(rule=gs.rules.SGD, lr=0.5)})
    assert opt.groups["W"].rule == gs.rules.SGD(lr=0.5)
    assert list(opt.state["W"]) == [] and list(opt.state["f"]) == ["exp_avg", "exp_avg_sq"]


def test_a_callable_sorts_parameters() -> None:
    params = tree()
    opt = gs.AdamW(params, groups=lambda path, p: dict(weight_decay=0.0) if p.ndim < 2 else None)
    assert {g.name: g.paths for g in opt.groups.values()} == {
        "group0": ["layers.1", "scale"],
        "default": ["W", "f", "layers.0"],
    }
    report = opt.step(gradients(params, 0), weight_decay={"default": 0.5})
    assert [v["weight_decay"] for v in report.values.values()] == [0.0, 0.5]


def test_many_small_and_a_big_array_over_threads() -> None:
    """Pieces, batches and blocks: the same bytes as one optimizer for each array."""
    rng = np.random.default_rng(0)
    sizes = rng.integers(0, 99, 300).tolist()
    params = {f"p{i}": rng.normal(size=n).astype(F32) for i, n in enumerate(sizes)}
    params["big"] = rng.normal(size=(331, 1001))
    apart = gs.copy(params)
    opt = gs.Adam(params)
    alone = {k: gs.Adam(p) for k, p in apart.items()}
    for n in range(2):
        g = gradients(params, n)
        with gs.threads(3):
            assert opt.step(g)
        for k, one in alone.items():
            one.step(g[k])
    assert contents(params) == contents(apart)


def test_a_gradient_that_was_taken_before_is_looked_at_again_when_parameters_move() -> None:
    memory = np.zeros(8, np.float32)
    params, grad = {"a": np.ones(4, np.float32)}, memory[:4]
    opt = gs.SGD(params)
    opt.step({"a": grad})
    params["b"] = memory[2:6]
    opt.add()
    with pytest.raises(gs.GradientError, match="overlaps the parameter 'b'"):
        opt.step({"a": grad, "b": None})
    params = {"a": np.ones(4, np.float32)}
    opt = gs.SGD(params)
    opt.step({"a": grad})
    params["a"] = memory[1:5]
    opt.rebind()
    with pytest.raises(gs.GradientError, match="overlaps the parameter 'a'"):
        opt.step({"a": grad})


@pytest.mark.parametrize("name, value", [("dtype", np.int32), ("shape", (2, 2))])
def test_a_bound_gradient_changed_in_place_is_refused(name: str, value: Any) -> None:
    p, g = np.ones(4, np.float32), np.ones(4, np.float32)
    opt = gs.SGD(p, grads=g)
    opt.step()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # NumPy's, of either assignment
        setattr(g, name, value)
    with pytest.raises(gs.Error, match="the gradient of 'param' has " + name):
        opt.step()

"""Complex parameters are pairs of reals: the same bytes as an optimizer of their real view."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from support.common import contents, refused, snapshot, variants

C64, C128 = np.complex64, np.complex128
REAL = {np.dtype(C64): np.float32, np.dtype(C128): np.float64}
Array = np.ndarray


def normal(shape: tuple[int, ...], dtype: Any, seed: int) -> Array:
    re, im = np.random.default_rng([13, seed]).normal(size=(2, *shape))
    return np.asarray(re + 1j * im if np.dtype(dtype).kind == "c" else re, dtype)


SHAPES: dict[str, Any] = {
    "0-D": lambda d: normal((), d, 1),
    "1-D": lambda d: normal((19,), d, 2),
    "C": lambda d: normal((5, 7), d, 3),
    "Fortran": lambda d: np.asfortranarray(normal((4, 9), d, 4)),
    "permuted": lambda d: normal((3, 2, 5), d, 5).transpose(2, 0, 1),
    "one row": lambda d: normal((1, 6), d, 6),
    "one column": lambda d: normal((6, 1), d, 7),
    "empty": lambda d: normal((0, 3), d, 8),
    "long": lambda d: normal((37, 61), d, 9),  # more than one block of sums
}


def mixed() -> dict[str, Array]:
    """Every shape; complex64 and complex128 in turns."""
    return {k: make((C64, C128)[i % 2]) for i, (k, make) in enumerate(SHAPES.items())}


def reals(z: Array) -> Array:
    """The same memory as reals: the parts are a last axis, but of arrays that have no rows."""
    order = sorted(range(z.ndim), key=lambda i: (z.shape[i] != 1, -z.strides[i]))
    flat = z.transpose(order)
    assert flat.flags.c_contiguous
    parts = flat.reshape(-1).view(REAL[z.dtype])
    if z.ndim < 2:
        return parts
    back = [order.index(i) for i in range(z.ndim)]
    return parts.reshape(*flat.shape, 2).transpose(*back, z.ndim)


def twins(make: Any) -> tuple[Any, Any]:
    """Complex arrays, and real views of equal ones."""
    z, w = make(), make()
    return z, {k: reals(x) for k, x in w.items()}


def given(params: dict[str, Array], n: int) -> dict[str, Array]:
    return {k: normal(p.shape, p.dtype, 100 + n) for k, p in params.items()}


def as_reals(z: dict[str, Any], like: dict[str, Array]) -> dict[str, Any]:
    """Complex gradients as those of the real views, whatever their memory order."""
    out: dict[str, Any] = {}
    for k, g in z.items():
        same = np.empty_like(like[k])
        same[...] = g
        out[k] = reals(same)
    return out


def equal(z: dict[str, Array], x: dict[str, Array]) -> bool:
    return all(reals(z[k]).tobytes() == x[k].tobytes() for k in z)


# --------------------------------------------------------------------------------------- bits


@pytest.mark.parametrize("rule", variants())
def test_every_rule_equals_that_of_the_real_view(rule: gs.rules.Rule) -> None:
    z, x = twins(mixed)
    opt, real = gs.Optimizer(z, rule, clip_norm=30.0), gs.Optimizer(x, rule, clip_norm=30.0)
    for n in range(4):
        g = given(z, n)
        more, less = {}, {}
        if type(rule).inputs and n % 2 == 0:
            h = {k: abs(p) * (3 + 1j) for k, p in given(z, n + 50).items()}
            h = {k: p.astype(z[k].dtype) for k, p in h.items()}
            more, less = dict(inputs={"hessian": h}), dict(inputs={"hessian": as_reals(h, z)})
        a = opt.step(g, report=True, **more)
        b = real.step(as_reals(g, z), report=True, **less)
        assert (a.grad_norm, a.clip_factor, a.update_norm, a.update_ratio) == (
            b.grad_norm, b.clip_factor, b.update_norm, b.update_ratio,
        )  # fmt: skip
        # In double: n squares of reals, all positive, in two orders, at most 2 n u apart; n < 5000.
        squares = (np.sum(np.abs(v.astype(complex)) ** 2) for v in g.values())
        assert a.grad_norm == pytest.approx(float(sum(squares)) ** 0.5, rel=10_000 * 2.0**-53)
    assert equal(z, x) and opt.scalars == real.scalars
    for k, p in z.items():
        for name, view in opt.state[k].items():
            if name in rule.slots:
                assert (view.dtype, view.shape, view.strides) == (p.dtype, p.shape, p.strides)
                assert reals(view).tobytes() == real.state[k][name].tobytes()
            else:  # a number per row
                assert view.tobytes() == real.state[k][name].tobytes()


STAGES: dict[str, dict[str, Any]] = {
    "clip_value": dict(clip_value=0.5),
    "clip_each": dict(clip_each=1.0),
    "clip_adaptive": dict(clip_adaptive=0.1),
    "cautious": dict(cautious=True),
    "decay": dict(weight_decay=0.1, maximize=True),
    "bounds": dict(bounds=(-0.5, 0.5)),
    "lookahead": dict(lookahead=gs.Lookahead(2)),
    "average": dict(average=gs.EMA(0.5)),
}


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_equals_that_of_the_real_view(stage: str) -> None:
    z, x = twins(mixed)
    opt = gs.SGD(z, lr=0.5, momentum=0.5, **STAGES[stage])
    real = gs.SGD(x, lr=0.5, momentum=0.5, **STAGES[stage])
    for n in range(4):
        opt.step(given(z, n))
        real.step(as_reals(given(z, n), z))
        assert equal(z, x)
    if stage == "average":
        assert equal(dict(opt.average), dict(real.average)) and opt.average["C"].dtype == C64
        before = contents(z)
        with opt.averaged(), real.averaged():
            assert equal(z, x) and contents(z) != before


def test_norms_are_those_of_complex_numbers() -> None:
    """clip_each and clip_adaptive by |z|, in rows and on the whole."""
    start, g = normal((3, 4), C128, 1), 9 * normal((3, 4), C128, 2)
    p, q = start.copy(), start.copy()
    gs.SGD([p], lr=1.0, clip_each=2.0).step([g])
    np.testing.assert_allclose(start - p, g * 2 / np.linalg.norm(g), rtol=1e-12)
    gs.SGD([q], lr=1.0, clip_adaptive=0.25).step([g])
    size, most = (np.linalg.norm(v, axis=1, keepdims=True) for v in (g, 0.25 * start))
    np.testing.assert_allclose(start - q, g * np.minimum(1, most / size), rtol=1e-12)


def test_centralize_is_refused() -> None:
    """A row's mean would be complex; as pairs of reals its parts would be mixed."""
    params = {"w": np.ones((2, 3)), "z": np.ones((2, 3), C64)}
    words = ["centralize", "'z'", "complex"]
    for keywords in (
        dict(centralize=True),
        dict(groups={"z": dict(centralize=True)}),
        dict(groups={"z": dict(rule=gs.rules.SGD(centralize=True))}),
    ):
        with pytest.raises(gs.HyperError) as caught:
            gs.Adam(params, **keywords)
        assert [w for w in words if w not in str(caught.value)] == []
        assert (caught.value.name, caught.value.path) == ("centralize", "z")
    opt = gs.Adam(params, centralize=True, groups={"z": dict(centralize=False)})
    with refused(gs.HyperError, opt, params, *words):
        opt.hyper["centralize"] = True
    with refused(gs.HyperError, opt, params, *words):
        opt.groups["z"].update(lr=0.5, centralize=True)
    with refused(gs.HyperError, opt, params, *words, group="z"):
        opt.step(params, centralize=True)
    assert opt.step(gs.copy(params), centralize={"default": False})
    saved = gs.Adam({"w": np.ones((2, 3))}, centralize=True)
    saved._binding.tree["z"] = params["z"]
    with pytest.raises(gs.HyperError, match="centralize"):
        saved.add()
    assert list(saved.state) == ["w"]


# ---------------------------------------------------------------------------------- gradients


def test_real_gradients_of_complex_parameters() -> None:
    z, w = mixed(), mixed()
    a, b = gs.Adam(z), gs.Adam(w)
    for n in range(3):
        g = {k: x.real.astype(np.float64) for k, x in given(z, n).items()}
        a.step(g)
        b.step({k: x.astype(w[k].dtype) for k, x in g.items()})
    assert contents(z) == contents(w)


@pytest.mark.parametrize("bound", [False, True])
def test_gradients_of_other_layouts_and_widths(bound: bool) -> None:
    z = {"a": normal((4, 6), C64, 1), "b": np.asfortranarray(normal((4, 6), C128, 2))}
    w = gs.copy(z)
    g = {k: normal((4, 6), C64, 3).astype(C128) for k in z}
    swapped = {"a": np.asfortranarray(g["a"]), "b": g["b"].astype(">c16")[::-1][::-1]}
    opt = gs.Adam(z, grads=swapped if bound else None)
    opt.step(*([] if bound else [swapped]))
    gs.Adam(w).step({k: x.astype(w[k].dtype) for k, x in g.items()})
    assert contents(z) == contents(w)


def test_complex_gradients_of_real_parameters_are_refused() -> None:
    params = {"w": np.ones(3), "z": np.ones(3, C128)}
    opt = gs.Adam(params)
    bad = {"w": np.ones(3, C128), "z": np.ones(3, C128)}
    with refused(gs.DTypeError, opt, params, "'w'", "complex", "g.real", path="w"):
        opt.step(bad)
    with pytest.raises(gs.DTypeError, match=r"'w' is complex.*g\.real"):
        gs.Adam(params, grads=bad)
    with refused(gs.DTypeError, opt, params, "'z'", "int64", "astype(complex128)", path="z"):
        opt.step({"w": np.ones(3), "z": np.ones(3, int)})


@pytest.mark.parametrize("bad", [complex(np.nan, 0), complex(0, np.nan), complex(1, -np.inf)])
@pytest.mark.parametrize("shape", ["0-D", "1-D", "C", "Fortran", "permuted"])
def test_what_is_not_finite_is_named_by_its_complex_index(shape: str, bad: complex) -> None:
    params = {"w": np.ones(3), "z": SHAPES[shape](C64)}
    opt, z = gs.Adam(params), params["z"]
    for k in {0, z.size // 2, z.size - 1}:
        g = {"w": np.ones(3), "z": np.zeros_like(z)}
        at = tuple(map(int, np.unravel_index(k, z.shape)))
        g["z"][at] = bad
        text = f"'z'{list(at) if at else ''} is"
        with refused(gs.NonFiniteGradientError, opt, params, text, path="z", index=at):
            opt.step(g)
        with pytest.raises(gs.NonFiniteGradientError) as caught:
            opt.step(g)
        assert repr(caught.value.value) == repr(complex(g["z"][at]))
    skipping = gs.Adam(params, nonfinite="skip")
    assert text in skipping.step(g).reason and skipping.skipped == 1


def test_large_parts_are_refused_as_large_reals_are() -> None:
    params = {"z": np.ones(3, C64)}
    opt = gs.Adam(params)
    g = np.array([0, 1e30j, 0], C64)
    words = ["'z'[1]", "e+30", "overflow the float32 state"]
    with refused(gs.NonFiniteGradientError, opt, params, *words, path="z", index=(1,)):
        opt.step({"z": g})


def test_zero_grads_of_complex_gradients() -> None:
    params = {"a": np.ones((2, 3), C64), "b": np.ones((2, 3), C128, order="F")}
    grads = {k: np.full((2, 3), 1 + 2j, p.dtype) for k, p in params.items()}  # b is converted
    gs.SGD(params, lr=1.0, grads=grads, zero_grads=True).step()
    assert all(np.all(p == -2j) for p in params.values())
    assert not any(g.any() for g in grads.values())


# ------------------------------------------------------------------------ copies and travelling


def test_copies_of_complex_parameters() -> None:
    params = {"a": normal((2, 3), C128, 1), "b": normal((4,), C64, 2)}
    copies = {"a": np.zeros((2, 3), C64), "b": np.zeros(4, C128)}
    opt = gs.Adam(params, copy_to=copies)
    opt.step(given(params, 0))
    assert all(np.array_equal(to, params[k].astype(to.dtype)) for k, to in copies.items())
    with pytest.raises(gs.DTypeError, match="complex"):
        gs.Adam(params, copy_to={"a": np.zeros((2, 3)), "b": None})


@pytest.mark.parametrize("dtype", [C64, C128, np.dtype(">c8"), np.dtype(">c16"), np.clongdouble])
def test_copies_of_any_complex_dtype(dtype: Any) -> None:
    p, room = normal((5,), C64, 1), np.full(15, 7, dtype)
    to = room[5:10]
    opt = gs.Adam(p, copy_to=to)
    for n in range(2):
        opt.step(normal((5,), C64, n))
        assert np.array_equal(to, p.astype(dtype))
    assert np.all(room[:5] == 7) and np.all(room[10:] == 7)  # nothing beside it was written


@pytest.mark.parametrize("how", ["load", "deepcopy", "pickle"])
@pytest.mark.parametrize("name", ["Adam", "LAMB", "RowwiseAdagrad"])
def test_they_travel(name: str, how: str) -> None:
    params = {"real": np.linspace(-1, 1, 9), **mixed()}
    opt = getattr(gs, name)(params, average=gs.EMA(0.5), lookahead=gs.Lookahead(2))
    for n in range(3):
        opt.step(given(params, n))
    if how == "load":
        new: Any = gs.copy(params)
        twin = getattr(gs, name)(new, average=gs.EMA(0.5), lookahead=gs.Lookahead(2))
        twin.load_state_dict(opt.state_dict())
    else:
        both = (opt, params)
        twin, new = (
            copy.deepcopy(both) if how == "deepcopy" else pickle.loads(pickle.dumps(both, 5))
        )
    assert snapshot(twin, new) == snapshot(opt, params)
    assert {k: p.dtype for k, p in new.items()} == {k: p.dtype for k, p in params.items()}
    for n in range(3, 6):
        opt.step(given(params, n))
        twin.step(given(params, n))
    assert snapshot(twin, new) == snapshot(opt, params)


def test_state_of_real_parameters_does_not_fit() -> None:
    z = {"z": np.ones((2, 2), C64)}
    opt = gs.Adam(z)
    saved = gs.Adam({"z": np.ones((2, 2), np.float32)}).state_dict()
    words = ["'z'", "complex64 (2, 2)", "float32 (2, 2)"]
    with refused(gs.CheckpointMismatchError, opt, z, *words):
        opt.load_state_dict(saved)
    z["z"] = np.ones((2, 2), C128)
    with pytest.raises(gs.BindError, match="complex128"):
        opt.rebind()


def test_a_complex_view_overlaps_its_reals() -> None:
    z = np.ones(4, C64)
    with pytest.raises(gs.BindError, match="overlaps"):
        gs.SGD({"z": z, "re": z.view(np.float32)[:2]})
    with pytest.raises(gs.BindError, match="one stretch"):
        gs.SGD({"re": z.real})

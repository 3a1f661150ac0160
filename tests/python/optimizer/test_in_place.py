"""Arrays whose owner changes in place what was bound: memory, shape, dtype, strides, writeable."""

from __future__ import annotations

import ctypes
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gradstep as gs

F32 = np.float32


def resized(a: Any) -> None:
    a.resize(10_000, refcheck=False)


def moved(a: Any) -> None:
    """The same shape, but elsewhere: what was there now belongs to others."""
    shape = a.shape
    a.resize(1_000_000, refcheck=False)
    moved.keep.append(np.ones(a.size, a.dtype))  # type: ignore[attr-defined]
    a.resize(shape, refcheck=False)


moved.keep = []  # type: ignore[attr-defined]


def assigned(name: str, value: Any) -> Callable[[Any], None]:
    def change(a: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # numpy deprecates some of them
            setattr(a, name, value)

    return change


def read_only(a: Any) -> None:
    a.flags.writeable = False


CHANGES = {
    "resize": (resized, r"was float32 \(3, 4\) when it was bound and is float32 \(10000,\) now"),
    "shape": (assigned("shape", (4, 3)), r"was float32 \(3, 4\) .* is float32 \(4, 3\) now"),
    "dtype": (assigned("dtype", np.int32), r"is int32 \(3, 4\) now; give it back its dtype"),
    "order": (assigned("dtype", np.dtype(">f4")), r"is >f4 \(3, 4\) now"),
    "strides": (assigned("strides", (4, 12)), "was given other strides in place"),
    "read-only": (read_only, "was made read-only since it was bound; set a.flags.writeable"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_parameter_is_refused(change: str) -> None:
    p, g = np.ones((3, 4), F32), np.ones((3, 4), F32)
    opt = gs.AdamW({"w": p}, average=gs.EMA(0.9))
    opt.step({"w": g})
    act, message = CHANGES[change]
    act(p)
    before = p.tobytes()
    tries: list[Callable[[], Any]] = [
        lambda: opt.step({"w": g}),
        lambda: opt.step({"w": np.ones(p.shape, F32)}),
        lambda: opt.averaged().__enter__(),
        opt.params_for_eval,
    ]
    for attempt in tries:
        with pytest.raises(gs.StaleBindingError, match=message) as caught:
            attempt()
        assert caught.value.path == "w"
    assert p.tobytes() == before and opt.steps == 1


def test_the_averages_are_put_back_into_an_array_that_was_reshaped_inside() -> None:
    p, g = np.ones((3, 4), F32), np.ones((3, 4), F32)
    opt = gs.SGD({"w": p}, lr=0.25, average=gs.EMA(0.5))
    for _ in range(3):
        opt.step({"w": g})
    own = p.tobytes()
    with opt.averaged():
        assert p.tobytes() != own
        p.shape = (4, 3)
    assert p.tobytes() == own
    p.shape = (3, 4)
    opt.step({"w": g})


def test_a_moved_parameter_can_be_bound_again() -> None:
    p, g = np.ones((3, 4), F32), np.ones((3, 4), F32)
    opt = gs.SGD({"w": p}, lr=0.25)
    opt.step({"w": g})
    address = p.ctypes.data
    moved(p)
    if p.ctypes.data == address:
        pytest.skip("the allocator gave back the same memory")
    with pytest.raises(gs.StaleBindingError, match=r"other memory in place .* opt\.rebind\(\)"):
        opt.step({"w": g})
    p[...] = 1
    opt.rebind()
    opt.step({"w": g})
    assert (p == 0.75).all()


def test_a_parameter_that_was_bound_in_another_shape_cannot_be_bound_again() -> None:
    p = np.ones((3, 4), F32)
    opt = gs.RowwiseAdagrad({"w": p})
    p.shape = (4, 3)
    with pytest.raises(gs.BindError, match=r"was float32 \(3, 4\) and is float32 \(4, 3\)"):
        opt.rebind()


def test_a_frozen_parameter_may_be_read_only() -> None:
    p, q = np.ones(3, F32), np.ones(3, F32)
    opt = gs.SGD({"p": p, "q": q}, lr=0.25)
    opt.freeze("p")
    p.flags.writeable = False
    opt.step({"p": None, "q": np.ones(3, F32)})
    assert (q == 0.75).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_a_changed_copy_is_refused(dtype: Any) -> None:
    p, g, copy = np.ones(12, F32), np.ones(12, F32), np.zeros(12, dtype)
    opt = gs.SGD({"w": p}, lr=0.25, copy_to={"w": copy})
    copy.resize(100, refcheck=False)
    with pytest.raises(gs.StaleBindingError, match=r"the copy of 'w' was float.* \(12,\) when"):
        opt.step({"w": g})
    assert (p == 1).all() and opt.steps == 0


@pytest.mark.parametrize("kind", [ctypes.c_float, ctypes.c_double])
def test_arrays_of_ctypes(kind: Any) -> None:
    """Their dtype writes the byte order out, ``<f4``, and is the machine's all the same."""
    p = np.ctypeslib.as_array((kind * 3)(1, 1, 1))
    g = np.ctypeslib.as_array((kind * 3)(1, 1, 1))
    gs.SGD(p, lr=0.25).step(g)
    assert (p == 0.75).all()

"""Gradients: matched by container or by path, and what does not match."""

from __future__ import annotations

import copy as stdlib_copy
import types
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradstep as gs
from gradstep._optimizer.gradients import match_gradients, match_inputs, match_leaves, structure
from gradstep._trees.containers import flatten, leaves, zeros_like
from gradstep.errors import BindError, GradientError
from optimizer.trees import FULL, Layer, Model, Output, X, Y, Z, a, cyclic_list


def gradients(grads: Any, params: Any) -> list[Any]:
    """Match without and with the structure; both must give the same objects."""
    bound = flatten(params)
    slow = match_gradients(grads, bound)
    fast = match_gradients(grads, bound, structure(params))
    assert all(s is f for s, f in zip(slow, fast, strict=True))
    return slow


G = [a(), a(3), a(2, 3)]


@pytest.mark.parametrize(
    ("params", "grads", "expected"),
    [
        (X, G[0], [0]),
        (X, {"param": G[0]}, [0]),
        (X, None, [None]),
        ([X, Y], [G[0], G[1]], [0, 1]),
        ([X, Y], (G[0], G[1]), [0, 1]),
        ([X, Y], {"1": G[1], "0": G[0]}, [0, 1]),
        ([X, Y], {1: G[1], 0: G[0]}, [0, 1]),
        ({"W": X, "b": Y}, {"b": G[1], "W": G[0]}, [0, 1]),
        ({"W": X, "b": Y}, {"b": None, "W": G[0]}, [0, None]),
        ({"W": X, "b": Y}, Layer(G[0], G[1]), [0, 1]),
        ({"W": X, "b": Y}, [("b", G[1]), ("W", G[0])], [0, 1]),
        ([("W", X), ("b", Y)], {"W": G[0], "b": G[1]}, [0, 1]),
        (Layer(X, None), Layer(G[0], None), [0]),
        (Layer(X, None), {"W": G[0]}, [0]),
        (Model(X, [Y]), Model(G[0], [G[1]]), [0, 1]),
        (Model(X, [Y]), {"W": G[0], "b.0": G[1]}, [0, 1]),
        (Output(X), {"logits": G[0]}, [0]),
        (Output(X), Output(G[0]), [0]),
        ({"l": [{"W": X}, Y], "h": Z}, {"h": G[2], "l": [{"W": G[0]}, G[1]]}, [0, 1, 2]),
        ({"l": [{"W": X}, Y], "h": Z}, {"h": G[2], "l.1": G[1], "l.0.W": G[0]}, [0, 1, 2]),
        ({"l": [{"W": X}, Y], "h": Z}, {"h": G[2], "l": {"1": G[1], "0.W": None}}, [None, 1, 2]),
        ({"l": [X, None]}, {"l": [G[0], None]}, [0]),
    ],
)  # fmt: skip
def test_gradients_by_container_or_path(params: Any, grads: Any, expected: list[Any]) -> None:
    matched = gradients(grads, params)
    assert len(matched) == len(expected)
    for got, i in zip(matched, expected, strict=True):
        assert got is (None if i is None else G[i])


def test_gradients_from_iterators() -> None:
    matched = match_gradients(zip(["b", "W"], [Y, X], strict=True), flatten({"W": X, "b": Y}))
    assert [m is g for m, g in zip(matched, [X, Y], strict=True)] == [True, True]


def test_a_numpy_scalar_is_a_zero_dimensional_gradient() -> None:
    params = {"s": np.array(1.0), "W": X}
    for shape in (None, structure(params)):
        s, w = match_gradients({"s": np.sum(X), "W": G[0]}, flatten(params), shape)
        assert isinstance(s, np.ndarray)
        assert (s.shape, float(s)) == ((), 2.0)
        assert w is G[0]


class Foreign:
    """An array of another library, which numpy can read."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def __len__(self) -> int:
        return len(self._array)

    def __iter__(self) -> Any:  # as those arrays have it
        return map(type(self), self._array)


class Convertible(Foreign):
    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return self._array


class Exchangeable(Foreign):
    def __dlpack__(self, **keywords: Any) -> Any:
        return self._array.__dlpack__(**keywords)

    def __dlpack_device__(self) -> Any:
        return self._array.__dlpack_device__()


class OnAnotherDevice(Foreign):
    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise TypeError("implicit conversion is not allowed\nnor advised")


class Sparse:
    def toarray(self) -> Any:
        return X


@pytest.mark.parametrize("kind", [Convertible, Exchangeable])
def test_arrays_of_other_libraries_are_gradients_and_inputs(kind: Any) -> None:
    for params, grads in (({"W": X}, {"W": kind(G[0])}), ([X], [kind(G[0])]), (X, kind(G[0]))):
        for shape in (None, structure(params)):
            (found,) = match_gradients(grads, flatten(params), shape)
            assert type(found) is np.ndarray and np.shares_memory(found, G[0])
    p = np.ones(4)
    opt = gs.Sophia(p, lr=1.0)
    assert opt.step(kind(np.full(4, 0.5)), inputs={"hessian": kind(np.ones(4))})
    twin = np.ones(4)
    gs.Sophia(twin, lr=1.0).step(np.full(4, 0.5), inputs={"hessian": np.ones(4)})
    assert p.tobytes() == twin.tobytes() != np.ones(4).tobytes()


def test_arrays_of_other_libraries_are_not_written() -> None:
    """Neither as parameters nor as bound gradients, whose memory they may not show."""
    for kind in (Convertible, Exchangeable):
        for tree in (kind(X), [kind(X)], {"W": kind(X)}):
            with pytest.raises(BindError, match=r"cannot be written in place; write np.array\(x\)"):
                gs.SGD(tree)
        with pytest.raises(GradientError, match="cannot be written in place"):
            gs.SGD({"W": np.ones(2)}, grads={"W": kind(np.ones(2))})


def test_what_numpy_cannot_read_says_why() -> None:
    opt = gs.SGD({"W": np.ones(2)})
    with pytest.raises(GradientError) as caught:
        opt.step({"W": OnAnotherDevice(np.ones(2))})
    assert caught.value.path == "W"
    assert "(implicit conversion is not allowed); pass a numpy array" in str(caught.value)


@pytest.mark.parametrize(
    ("params", "grads", "path", "words"),
    [
        ({"W": X}, lambda: (1.0, {"W": X}), None, ["a function", "step(closure=...)"]),
        ({"W": X}, {"W": abs}, "W", ["a function", "leave it out"]),
        ({"W": X}, {"W": Sparse()}, "W", ["sparse", "x.toarray()"]),
        ({"W": X, "b": Y}, {"W": X}, "b", ['"b" has no gradient', "pass None"]),
        ({"W": X, "b": Y}, {}, "W", ['"W" has no gradient', '"b" has no gradient']),
        ({"W": X, "b": Y}, None, "W", ['"W" has no gradient', '"b" has no gradient']),
        ({"W": X}, {"W": X, "zzz": Y}, "zzz", ['"zzz" is no parameter', "leave it out"]),
        ({"weight": X}, {"wieght": X}, "weight",
         ['"weight" has no gradient', '"wieght" is no parameter', 'did you mean "weight"?']),
        ({"W": X, "b": Y}, {"w": X, "b": Y}, "W", ['did you mean "W"?']),
        ([X, Y], [X], "1", ['"1" has no gradient']),
        ([X], [X, Y], "1", ['"1" is no parameter']),
        ({"W": X}, X, "W", ['"W" has no gradient', '"param" is no parameter']),
        (X, [X], "param", ['"param" has no gradient', '"0" is no parameter']),
        ({"l": [X, Y]}, {"l": None}, "l.0", ['"l.0" has no gradient', "pass None"]),
        ({"l": [X, None]}, {"l": [X, Y]}, "l.1", ['"l.1" is no parameter']),
        ({"W": X}, {"W": 0.5}, "W", ['"W" is a float', "np.array(x)"]),
        ({"W": X}, {"W": "text"}, "W", ['"W" is a str']),
        ({"W": X}, {"W": np.ma.array([1.0])}, "W", ["masked array", "x.filled(0)"]),
        ({"W": X}, {("W",): X}, None, ["('W',)", "str or int"]),
        ({"W": X}, {"a.b": X, "a": {"b": X}}, "a.b", ["one path"]),
        ({"W": X}, 5, "param", ["int", "np.array(x)"]),
        ({"W": X}, (x for x in [X]), None, ["item 0", "list(grads)"]),
        ({"W": X}, types.MappingProxyType({"W": X}), None, ["dict(grads)"]),
        ({"W": X}, cyclic_list(), "1.again", ["cycle"]),
    ],
)  # fmt: skip
def test_bad_gradients(params: Any, grads: Any, path: str | None, words: list[str]) -> None:
    bound = flatten(params)
    with pytest.raises(GradientError) as caught:
        match_gradients(grads, bound, structure(params))
    message = str(caught.value)
    assert message.startswith("grads")
    assert [word for word in words if word not in message] == []
    assert caught.value.path == path


def test_differences_are_all_listed() -> None:
    bound, wrong = flatten([X] * 20), {"x": X}
    names = [("other", "hessian")] * 20
    for match, error, what in [
        (lambda: match_gradients(wrong, bound), GradientError, "grads"),
        (
            lambda: match_inputs({"hessian": wrong}, bound, names),
            GradientError,
            "inputs['hessian']",
        ),
        (lambda: match_leaves(wrong, bound, "copy_to", BindError), BindError, "copy_to"),
    ]:
        with pytest.raises(error) as caught:
            match()
        assert type(caught.value) is error
        assert str(caught.value).startswith(f"{what} does not match the parameters")
        assert caught.value.name == what and len(caught.value.differences or ()) == 21


def test_inputs_of_those_rules_that_have_them() -> None:
    bound = flatten({"a": X, "b": Y, "c": Z})
    names = [("hessian",), (), ("other", "hessian")]
    got = match_inputs({"hessian": {"a": Y, "c": None}}, bound, names)
    assert got[0][0] is Y and got[1] == [] and got[2] == [None, None]
    got = match_inputs({"hessian": None, "other": {"b": X, "c": Z, "d": None}}, bound, names)
    assert got[:2] == [[None], []] and got[2][0] is Z and got[2][1] is None


def test_torch_form_takes_a_list_of_gradients() -> None:
    params = [{"params": [X, Y], "lr": 0.1}, {"params": Z}]
    bound = flatten(params)
    g = [a(), a(3), a(2, 3)]
    for grads in ([[g[0], g[1]], g[2]], [{"params": g[:2]}, {"params": g[2]}]):
        for shape in (None, structure(params)):
            matched = match_gradients(grads, bound, shape)
            assert all(m is x for m, x in zip(matched, g, strict=True))


@given(FULL, st.randoms())
def test_match_gradients_undoes_flatten(tree: Any, random: Any) -> None:
    bound = flatten(tree)
    grads = zeros_like(tree)
    expected = [leaf.array for leaf in flatten(grads)]
    items = list(leaves(grads).items())
    random.shuffle(items)
    for spelling in (grads, dict(items), items, tuple(items)):
        for shape in (None, structure(tree)):
            matched = match_gradients(spelling, bound, shape)
            assert all(m is e for m, e in zip(matched, expected, strict=True))
    dropped, _ = items.pop()
    with pytest.raises(GradientError) as caught:
        match_gradients(dict(items), bound, structure(tree))
    assert caught.value.path == dropped


def test_structure_is_a_value() -> None:
    tree = {"l": [X, Layer(Y, None)]}
    assert structure(tree) == structure(stdlib_copy.deepcopy(tree))
    assert structure(tree) != structure({"l": [X, Layer(Y, Z)]})
    assert structure([("W", X)]) is None

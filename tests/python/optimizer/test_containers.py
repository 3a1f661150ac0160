"""Containers: paths, bad leaves, identity and copies."""

from __future__ import annotations

import dataclasses
import enum
import types
from collections import OrderedDict, defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradstep as gs
from gradstep._trees import containers as c
from gradstep.errors import BindError, StaleBindingError
from optimizer.trees import FULL, TREES, Frozen, Layer, Model, Output, X, Y, Z, a, cyclic_list


class Colour(str, enum.Enum):
    RED = "red"


class Number(enum.IntEnum):
    ONE = 1


def paths(tree: Any) -> list[str]:
    return [leaf.path for leaf in c.flatten(tree)]


# ---------------------------------------------------------------------------------------- paths


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (X, ["param"]),
        ([X, Y], ["0", "1"]),
        ((X, Y), ["0", "1"]),
        ({"W": X, "b": Y}, ["W", "b"]),
        ({"b": Y, "W": X}, ["b", "W"]),
        ({1: X, 0: Y}, ["1", "0"]),
        ({Colour.RED: X, Number.ONE: Y}, ["red", "1"]),
        ({"": {"b": X}, "b": Y}, [".b", "b"]),
        (Layer(X, Y), ["W", "b"]),
        (Model(X, Y), ["W", "b"]),
        (Frozen(X, [Y]), ["W", "rest.0"]),
        (Output(X), ["logits"]),
        ({"layers": [Layer(X, None), {"W": Y}], "head": (Model(Z),)},
         ["layers.0.W", "layers.1.W", "head.0.W"]),
        ([("W", X), ("b", Y)], ["W", "b"]),
        ((("W", X), ("b", None)), ["W"]),
        ([("enc.0", [X, Y]), ("b", Z)], ["enc.0.0", "enc.0.1", "b"]),
        ({"m": [("W", X), ("b", Y)]}, ["m.W", "m.b"]),
        ([(X, Y), (Z,)], ["0.0", "0.1", "1.0"]),
        ([None, X, None], ["1"]),
        (({"W": X, "b": Y}).items(), ["W", "b"]),
        (OrderedDict(W=X), ["W"]),
        ([{"params": [X, Y], "lr": 1e-3}, {"params": Z}], ["0.0", "0.1", "1"]),
        ([{"params": X}, {"W": Y}], ["0.params", "1.W"]),
        (({"params": X},), ["0.params"]),
        ({"g": [{"params": X}]}, ["g.0.params"]),
    ],
)  # fmt: skip
def test_paths_in_order(tree: Any, expected: list[str]) -> None:
    assert paths(tree) == expected
    assert list(c.leaves(tree)) == expected


def test_leaves_are_the_callers_arrays() -> None:
    found = c.flatten({"W": X, "l": [Y]})
    assert [leaf.array is x for leaf, x in zip(found, [X, Y], strict=True)] == [True, True]
    assert c.leaves({"W": X})["W"] is X


def test_iterators_are_read_once_and_only_at_the_top() -> None:
    assert paths(zip(["W", "b"], [X, Y], strict=True)) == ["W", "b"]
    assert paths((n, x) for n, x in [("m.W", X), ("m.n", None)]) == ["m.W"]
    container = c.as_container((n, x) for n, x in [("W", X), ("m", {"b": Y})])
    assert paths(container) == paths(container) == ["W", "m.b"]
    for tree in (X, [X], {"W": X}, Layer(X, Y), Model(X), None):
        assert c.as_container(tree) is tree


def test_code_reaches_the_leaf() -> None:
    params = {"layers": [Layer(X, None), {3: Y}], 'a"b': Model([Z]), "p": [("W", a(4))]}
    for leaf in c.flatten(params):
        assert eval(leaf.code, {"params": params}) is leaf.array
    groups = [{"params": [X]}, {"params": Y}]
    for leaf in c.flatten(groups):
        assert eval(leaf.code, {"params": groups}) is leaf.array


@pytest.mark.parametrize("view", [np.matrix, np.recarray])
def test_subclasses_that_are_views_of_plain_memory(view: type) -> None:
    array = np.ones((2, 2)).view(view)
    assert c.flatten([array])[0].array is array


@dataclasses.dataclass
class Module:
    """As equinox, jax and flax have them: some fields are no part of the tree."""

    weight: Any
    activation: Any = dataclasses.field(default=abs, metadata={"static": True})
    name: str = dataclasses.field(default="layer", metadata={"pytree_node": False})


def test_static_fields_are_no_part_of_the_tree() -> None:
    tree = {"layer": Module(X)}
    assert [leaf.path for leaf in c.flatten(tree)] == ["layer.weight"]
    copied = c.copy(tree)["layer"]
    assert copied.activation is abs and copied.name == "layer"
    assert copied.weight is not X and (copied.weight == X).all()


def test_memmap(tmp_path: Any) -> None:
    array = np.memmap(tmp_path / "m", dtype=np.float32, mode="w+", shape=(4,))
    assert c.flatten({"m": array})[0].array is array
    assert type(c.copy([array])[0]) is np.ndarray


def cyclic_model() -> Any:
    tree = Model(X)
    tree.b = [tree]
    return tree


def cyclic_group() -> Any:
    group: dict[str, Any] = {}
    group["params"] = [X, group]
    return [group]


@dataclasses.dataclass
class Bare:
    W: Any


class Opaque:
    pass


@pytest.mark.parametrize(
    ("tree", "path", "words"),
    [
        (0.5, "param", ["float", "np.array(x)"]),
        ({"l": [X, 0.5]}, "l.1", ['"l.1"', "float", "np.array(x)"]),
        ([3], "0", ['"0"', "int", "np.array(x)"]),
        ([True], "0", ["bool", "np.array(x)"]),
        ({"z": 1j}, "z", ["complex", "np.array(x)"]),
        ([np.float32(1)], "0", ["numpy.float32", "np.array(x)"]),
        (np.float64(1), "param", ["numpy.float64", "np.array(x)"]),
        ({"s": "text"}, "s", ['"s"', "str", "numpy array"]),
        ("text", "param", ["str", "numpy array"]),
        (b"text", "param", ["bytes", "numpy array"]),
        ({"o": Opaque()}, "o", ['"o"', "Opaque", "numpy array"]),
        (Opaque(), "param", ["Opaque", "numpy array"]),
        ([Model], "0", ["type", "numpy array"]),
        ({"m": np.ma.array([1.0, 2.0])}, "m", ['"m"', "masked array", "x.data"]),
        (np.ma.array([1.0]), "param", ["masked array", "x.data"]),
        ({"g": (x for x in [X])}, "g", ['"g"', "generator", "list(x)", "dict(x)"]),
        ({"g": {"W": X}.items()}, "g", ["dict_items", "dict(x)"]),
        ({"g": types.MappingProxyType({"W": X})}, "g", ["mappingproxy", "dict(x)"]),
        (types.MappingProxyType({"W": X}), None, ["mappingproxy", "dict(params)"]),
        ((x for x in [X]), None, ["generator", "item 0", "numpy.ndarray", "list(params)"]),
        (iter([("W", X), ["b", Y]]), None, ["item 1", "list", "(name, array)"]),
        ({(0, 1): X}, None, ["(0, 1)", "tuple", "params", "str or int"]),
        ({"a": {1.5: X}}, None, ["1.5", "float", 'params["a"]', "str or int"]),
        ({True: X}, None, ["True", "bool", "str or int"]),
        ({None: X}, None, ["None", "NoneType", "str or int"]),
        ({"a.b": X, "a": {"b": Y}}, "a.b", ['params["a.b"]', 'params["a"]["b"]', "one path"]),
        ({0: X, "0": Y}, "0", ["params[0]", 'params["0"]', '"0"', "rename"]),
        ([("W", X), ("W", Y)], "W", ["params[0][1]", "params[1][1]", '"W"']),
        (iter([("W", X), ("W", Y)]), "W", ["one path", '"W"']),
        ({"a.b": None, "a": {"b": Y}}, "a.b", ["one path"]),
        (cyclic_list(), "1.again", ['"1.again"', "params again", "cycle"]),
        (cyclic_model(), "b.0", ["params again", "cycle"]),
        (cyclic_group(), "0.1.params", ['params[0]["params"] again', "cycle"]),
        (Bare.__new__(Bare), "W", ["field params.W", "not set"]),
        ([], None, ["no array"]),
        ({}, None, ["no array"]),
        (None, None, ["no array"]),
        ([None, {"a": None}], None, ["no array"]),
        (iter([]), None, ["no array", "iterator"]),
    ],
)
def test_bad_trees(tree: Any, path: str | None, words: list[str]) -> None:
    with pytest.raises(BindError) as caught:
        c.flatten(tree)
    message = str(caught.value)
    assert message.startswith("params")
    assert [word for word in words if word not in message] == []
    assert caught.value.path == path


def nested(levels: int, kind: Any) -> Any:
    tree: Any = X
    for _ in range(levels):
        tree = kind(tree)
    return tree


@pytest.mark.parametrize(
    "kind",
    [
        lambda x: [x],
        lambda x: (x,),
        lambda x: {"a": x},
        lambda x: [("a", x)],
        lambda x: Layer(x, x),
    ],
    ids=["list", "tuple", "dict", "pairs", "dataclass"],
)
def test_what_is_nested_too_deeply(kind: Any) -> None:
    """It is refused, by all that walks over trees, before Python's own recursion ends."""
    deep, fine = nested(10**5, kind), nested(100, lambda x: [x])
    opt = gs.SGD({"a": np.ones(3)}, lr=0.5)
    for use in (
        lambda: gs.SGD(deep),
        lambda: gs.zeros_like(deep),
        lambda: gs.leaves(deep),
        lambda: opt.step(deep),
        lambda: gs.SGD(np.ones(3), grads=deep),
        lambda: gs.SGD(np.ones(3), copy_to=deep),
        lambda: gs.SGD([{"params": deep}]),
        lambda: gs.LBFGS(deep),
    ):
        with pytest.raises((BindError, gs.GradientError), match="nested more than 200 levels"):
            use()
    bound = gs.SGD(gs.copy(fine))
    assert bound.step(gs.zeros_like(fine))


def test_values_that_are_nested_too_deeply() -> None:
    deep: Any = []
    for _ in range(10**5):
        deep = [deep]
    opt = gs.SGD(np.ones(3))
    as_schedule = {"gradstep.schedule": 1, "name": "Constant", "arguments": {"value": deep}}
    for use in (
        lambda: gs.SGD(np.ones(3), groups={"param": {"lr": deep}}),
        lambda: gs.SGD(np.ones(3), groups={"param": deep}),
        lambda: gs.SGD(np.ones(3), groups=deep),
        lambda: gs.SGD(np.ones(3), bounds=deep),
        lambda: gs.SGD(np.ones(3), average=deep),
        lambda: gs.SGD(np.ones(3), line_search=deep),
        lambda: gs.Optimizer(np.ones(3), deep),
        lambda: opt.groups["default"].update(lr=deep),
        lambda: opt.load_state_dict(deep),
        lambda: opt.load_state_dict({**opt.state_dict(), "line_search": deep}),
        lambda: gs.schedules.Schedule.from_dict(as_schedule),
        lambda: gs.minimize(lambda x: (0.0, x), np.ones(2), bounds=deep),
        lambda: gs.minimize(lambda x: (0.0, x), np.ones(2), gtol=deep),
        lambda: gs.LBFGS(np.ones(2)).load_state_dict(deep),
    ):
        with pytest.raises(gs.Error):
            use()


def test_what_names_the_argument() -> None:
    with pytest.raises(BindError, match=r'^copy_to: "W" is a float'):
        c.flatten({"W": 1.0}, what="copy_to")
    assert c.flatten({"W": X}, what="copy_to")[0].code == 'copy_to["W"]'


def test_one_container_in_two_places_is_no_cycle() -> None:
    shared = [X]
    assert paths({"a": shared, "b": shared}) == ["a.0", "b.0"]


# ----------------------------------------------------------------------------------- torch form


@pytest.mark.parametrize(
    ("params", "recognised"),
    [
        ([{"params": X, "lr": 0.1}], True),
        ([{"params": X}, {"params": [Y], "name": "head"}], True),
        ([], False),
        ({}, False),
        (X, False),
        (({"params": X},), False),
        ([{"params": X}, {"W": Y}], False),
        ([{"params": X}, Y], False),
        ({"params": X}, False),
    ],
)
def test_torch_groups(params: Any, recognised: bool) -> None:
    groups = c.torch_groups(params)
    assert (groups is not None) == recognised
    if groups is not None:
        assert all(g is p for g, p in zip(groups, params, strict=True))


def test_torch_form_is_rebuilt_around_its_options() -> None:
    params = [{"params": [X, Y], "lr": 0.1}, {"params": Z}]
    zeros = c.zeros_like(params)
    assert zeros[0]["lr"] == 0.1
    assert not zeros[0]["params"][0].any()
    assert params[0]["params"][0] is X


# ------------------------------------------------------------------------------------- rebuilds


def test_copies_keep_types_order_layout_and_none() -> None:
    default = defaultdict(list, z=X, a=None)
    tree = {
        "n": Layer(X, None), "d": default, "m": Model(Y, [Z]), "f": Frozen(X), "o": Output(Y),
        "pairs": [("W", X), ("b", None)], "t": (X, (Y,)), "e": [], 3: np.float32([[1, 2]]),
    }  # fmt: skip
    new = c.copy(tree)
    assert list(new) == list(tree)
    for key, old in tree.items():
        assert type(new[key]) is type(old)
    assert list(new["d"]) == ["z", "a"]
    assert new["d"].default_factory is list
    assert new["n"].b is None
    assert new["m"].calls == 1
    assert new["pairs"][0][0] == "W"
    assert new["pairs"][1] == ("b", None)
    old_leaves, new_leaves = c.leaves(tree), c.leaves(new)
    assert list(old_leaves) == list(new_leaves)
    for path, old_array in old_leaves.items():
        assert new_leaves[path].dtype == old_array.dtype
        np.testing.assert_array_equal(new_leaves[path], old_array)
        assert not np.shares_memory(new_leaves[path], old_array)
    zeros = c.leaves(c.zeros_like(tree))
    assert list(zeros) == list(old_leaves)
    assert not any(z.any() for z in zeros.values())


@pytest.mark.parametrize(
    "array",
    [
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(24.0).reshape(2, 3, 4).transpose(1, 2, 0),
        np.arange(6, dtype=">f4").reshape(2, 3),
        np.array(2.5),
        np.zeros((0, 3), np.float16),
    ],
)
def test_layout_is_kept(array: np.ndarray) -> None:
    for new in (c.copy(array), c.zeros_like([array])[0]):
        assert (new.shape, new.strides, new.dtype) == (array.shape, array.strides, array.dtype)
        assert new.flags.writeable
        assert new.flags.owndata
    np.testing.assert_array_equal(c.copy(array), array)


def test_an_array_met_twice_stays_one_array() -> None:
    new = c.copy({"a": X, "b": [X, Y]})
    assert new["a"] is new["b"][0]
    assert new["a"] is not X


def test_rebuilding_empty_and_bad_trees() -> None:
    assert c.leaves({}) == {}
    assert c.copy({"a": [], "b": None}) == {"a": [], "b": None}
    assert c.zeros_like(None) is None
    with pytest.raises(BindError, match=r'tree: "0" is a float.*np\.array\(x\)'):
        c.zeros_like([1.0])
    with pytest.raises(BindError, match=r"generator.*dict\(tree\)"):
        c.copy((n, x) for n, x in [("W", X)])
    assert list(c.leaves((n, x) for n, x in [("W", X)])) == ["W"]


# ------------------------------------------------------------------------------------- identity


def holds(found: c.Edges) -> bool:
    """What the compiled check does, written down from the documentation of `edges`."""
    missing = object()
    for container, size in found.sizes:
        if len(container) != size:
            return False
    for parent, kind, key, child in found.links:
        if kind == c.LIST:
            now = parent[key]
        elif kind == c.DICT:
            now = dict.get(parent, key, missing)
        else:
            assert kind == c.ATTRIBUTE
            now = getattr(parent, key, missing)
        if now is not child:
            return False
    return True


def test_edges_of_each_container() -> None:
    model, inner, pair = Model(X), [Y], ("W", Z)
    tree = {"m": model, "t": (inner,), "p": [pair], "n": None}
    found = c.edges(tree)
    assert [(type(p).__name__, k, key) for p, k, key, _ in found.links] == [
        ("dict", c.DICT, "m"), ("Model", c.ATTRIBUTE, "W"), ("Model", c.ATTRIBUTE, "b"),
        ("dict", c.DICT, "t"), ("list", c.LIST, 0), ("dict", c.DICT, "p"), ("list", c.LIST, 0),
        ("dict", c.DICT, "n"),
    ]  # fmt: skip
    assert found.links[2][3] is None
    assert found.links[6][3] is pair
    assert [(type(p).__name__, n) for p, n in found.sizes] == [
        ("dict", 4),
        ("list", 1),
        ("list", 1),
    ]
    assert holds(found)


def test_what_cannot_change_has_no_edges() -> None:
    for tree in (X, (X, (Y,)), Layer(X, Y), iter([("W", X)])):
        assert (c.edges(tree).links, c.edges(tree).sizes) == ([], [])


def replace(tree: Any) -> None:
    tree["l"][0]["W"] = a(5)


def absent_appears(tree: Any) -> None:
    tree["l"][0]["b"] = a(5)


def disappears(tree: Any) -> None:
    tree["l"][0]["W"] = None


def add_to_dict(tree: Any) -> None:
    tree["new"] = a()


def grow(tree: Any) -> None:
    tree["l"].append(a())


def shrink(tree: Any) -> None:
    tree["l"].pop()


def rename(tree: Any) -> None:
    tree["z"] = tree.pop("head")


def set_field(tree: Any) -> None:
    tree["m"].W = a(7)


def break_it(tree: Any) -> None:
    tree["l"][0]["W"] = 0.5


@pytest.mark.parametrize(
    ("change", "lines", "path"),
    [
        (replace, ['"l.0.W" was replaced'], "l.0.W"),
        (absent_appears, ['"l.0.b" was added'], None),
        (disappears, ['"l.0.W" was removed'], None),
        (add_to_dict, ['"new" was added'], None),
        (grow, ['"l.2" was added'], None),
        (shrink, ['"l.1" was removed'], None),
        (rename, ['"head" was removed', '"z" was added'], None),
        (set_field, ['"m.W" was replaced'], "m.W"),
        (break_it, ['params: "l.0.W" is a float, a number and not an array; write np.array(x)'],
         "l.0.W"),
    ],
)  # fmt: skip
def test_stale_says_what_changed_and_the_cures(
    change: Any, lines: list[str], path: str | None
) -> None:
    tree = {"l": [{"W": a(), "b": None}, a()], "head": a(), "m": Model(a())}
    bound, found = c.flatten(tree), c.edges(tree)
    assert c.difference(tree, bound) == []
    assert c.stale(tree, bound) is None
    change(tree)
    assert not holds(found)
    assert c.difference(tree, bound) == lines
    error = c.stale(tree, bound)
    assert isinstance(error, StaleBindingError)
    assert error.differences == lines
    assert error.path == path
    first = {"l.0.W": 'params["l"][0]["W"]', "m.W": 'params["m"].W', None: 'params["l"][0]["W"]'}
    for word in [*lines, f"{first[path]}[...] = new", "opt.rebind()"]:
        assert word in str(error)
    assert ("new optimizer" in str(error)) == (path is None)


def test_a_new_container_around_the_same_leaves_is_not_stale() -> None:
    tree = {"l": [X, Y]}
    bound, found = c.flatten(tree), c.edges(tree)
    tree["l"] = [X, Y]
    assert not holds(found)
    assert c.stale(tree, bound) is None
    assert holds(c.edges(tree))


def test_torch_form_edges_reach_through_the_groups() -> None:
    params = [{"params": [X], "lr": 0.1}]
    bound, found = c.flatten(params), c.edges(params)
    params[0]["lr"] = 0.2
    assert holds(found)
    params[0]["params"] = [Y]
    assert not holds(found)
    assert c.difference(params, bound) == ['"0.0" was replaced']


def test_many_differences_are_cut_in_the_message_only() -> None:
    tree = [a() for _ in range(50)]
    bound = c.flatten(tree)
    tree[:] = [a() for _ in range(50)]
    error = c.stale(tree, bound)
    assert error is not None
    assert error.differences is not None
    assert len(error.differences) == 50
    assert "and 42 more" in str(error)


# ----------------------------------------------------------------------------------- properties


def shape_of(node: Any) -> Any:
    """A comparable picture of a tree: types, labels and array contents."""
    if node is None:
        return None
    if isinstance(node, np.ndarray):
        return (node.shape, node.strides, node.tolist())
    if isinstance(node, dict):
        return (dict, [(key, shape_of(value)) for key, value in node.items()])
    if isinstance(node, (list, tuple)):
        return (type(node), [x if isinstance(x, str) else shape_of(x) for x in node])
    return (type(node), [shape_of(getattr(node, f.name)) for f in dataclasses.fields(node)])


@given(TREES)
def test_copy_round_trips(tree: Any) -> None:
    new = c.copy(tree)
    assert shape_of(new) == shape_of(tree)
    old_leaves, new_leaves = c.leaves(tree), c.leaves(new)
    assert list(old_leaves) == list(new_leaves)
    assert all(new_leaves[path] is not x for path, x in old_leaves.items())


@given(FULL)
def test_flat_and_nested_spellings_agree(tree: Any) -> None:
    found = c.leaves(tree)
    assert len(set(found)) == len(found)
    for spelling in (dict(found), list(found.items()), iter(found.items()), found.items()):
        again = c.leaves(spelling)
        assert list(again) == list(found)
        assert all(again[path] is x for path, x in found.items())
    for leaf in c.flatten(tree):
        if not isinstance(tree, np.ndarray):
            assert eval(leaf.code, {"params": tree}) is leaf.array


def changes(node: Any) -> list[tuple[Any, Any, str]]:
    """Every (container, key, how) by which a tree can be changed in place."""
    found: list[tuple[Any, Any, str]] = []
    children: list[Any] = []
    if isinstance(node, (list, dict)):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        found = [(node, key, how) for key in keys for how in ("replace", "remove")]
        found.append((node, 0, "add"))
        children = [node[key] for key in keys]
    elif isinstance(node, tuple):
        children = list(node)
    elif dataclasses.is_dataclass(node):
        names = [field.name for field in dataclasses.fields(node)]
        found = [(node, name, "replace") for name in names]
        children = [getattr(node, name) for name in names]
    return found + [change for child in children for change in changes(child)]


def change_at(container: Any, key: Any, how: str) -> None:
    """Replace, remove or add one child of a container that can change."""
    new: Any = a(9)
    if (
        isinstance(container, list)
        and container
        and all(type(x) is tuple and len(x) == 2 and isinstance(x[0], str) for x in container)
    ):
        new = (container[key][0] if how == "replace" else "added", new)
    if how == "remove":
        del container[key]
    elif how == "add" and isinstance(container, dict):
        container["added"] = new
    elif how == "add":
        container.insert(key, new)
    elif isinstance(container, (list, dict)):
        container[key] = new
    else:
        object.__setattr__(container, key, new)


@given(FULL, st.data())
def test_every_single_change_is_seen(tree: Any, data: Any) -> None:
    bound, found = c.flatten(tree), c.edges(tree)
    assert holds(found)
    possible = changes(tree)
    if not possible:  # only tuples, or an array on its own
        assert (found.links, found.sizes) == ([], [])
        return
    container, key, how = data.draw(st.sampled_from(possible))
    change_at(container, key, how)
    assert not holds(found)
    lines = c.difference(tree, bound)
    then, now = {leaf.path: leaf.array for leaf in bound}, c.leaves(tree)
    assert sorted(lines) == sorted(
        [f'"{p}" was replaced' for p in then.keys() & now.keys() if then[p] is not now[p]]
        + [f'"{p}" was removed' for p in then.keys() - now.keys()]
        + [f'"{p}" was added' for p in now.keys() - then.keys()]
    )
    assert lines or how == "remove"  # an empty container or a None may go unnoticed
    assert (c.stale(tree, bound) is None) == (not lines)


def test_names_that_are_no_text_are_refused() -> None:
    half = "\ud800"  # of a surrogate pair, which a JSON file can hold
    with pytest.raises(gs.BindError, match="UTF-8"):
        gs.Adam({half: a()})
    params = {"w": a(), "é": a()}
    opt = gs.Adam(params)
    params["b"] = a()
    with pytest.raises(gs.BindError, match="UTF-8"):
        opt.add(half)
    assert opt.add("ü") == ["b"]

"""Patterns and callables that sort parameters into groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradstep._optimizer.patterns import assign_groups
from gradstep._trees.containers import flatten
from gradstep.errors import BindError
from optimizer.trees import X, Y, a

NET = flatten({"l": [{"W": a(), "b": a()}, {"W": a(), "b": a()}], "head": {"W": a()}})


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (None, [("default", {}, ["l.0.W", "l.0.b", "l.1.W", "l.1.b", "head.W"])]),
        ({}, [("default", {}, ["l.0.W", "l.0.b", "l.1.W", "l.1.b", "head.W"])]),
        (
            {"*.b": {"wd": 0}, "head.*": {"lr": 1}},
            [("*.b", {"wd": 0}, ["l.0.b", "l.1.b"]), ("head.*", {"lr": 1}, ["head.W"]),
             ("default", {}, ["l.0.W", "l.1.W"])],
        ),
        (
            {"l.0.*": {"lr": 1}, "*.b": {"lr": 2}, "*": {}},
            [("l.0.*", {"lr": 1}, ["l.0.W", "l.0.b"]), ("*.b", {"lr": 2}, ["l.1.b"]),
             ("*", {}, ["l.1.W", "head.W"])],
        ),
        ({"l.?.[W]": {}}, [("l.?.[W]", {}, ["l.0.W", "l.1.W"]),
                           ("default", {}, ["l.0.b", "l.1.b", "head.W"])]),
        (
            lambda path, x: {"wd": 0} if path.endswith("b") else None,
            [("group0", {"wd": 0}, ["l.0.b", "l.1.b"]),
             ("default", {}, ["l.0.W", "l.1.W", "head.W"])],
        ),
        (
            lambda path, x: {"name": path[0], "lr": 1},
            [("l", {"lr": 1}, ["l.0.W", "l.0.b", "l.1.W", "l.1.b"]), ("h", {"lr": 1}, ["head.W"])],
        ),
        (
            lambda path, x: {"lr": path[-1]} if "l." in path else {"name": "top"},
            [("group0", {"lr": "W"}, ["l.0.W", "l.1.W"]),
             ("group1", {"lr": "b"}, ["l.0.b", "l.1.b"]), ("top", {}, ["head.W"])],
        ),
        (lambda path, x: None, [("default", {}, ["l.0.W", "l.0.b", "l.1.W", "l.1.b", "head.W"])]),
    ],
)  # fmt: skip
def test_groups(groups: Any, expected: list[Any]) -> None:
    assert assign_groups(NET, groups) == expected


def test_the_callable_sees_each_array_once_and_its_dict_is_left_alone() -> None:
    seen = []
    shared = {"name": "all", "lr": 1}

    def choose(path: str, array: np.ndarray) -> dict[str, Any]:
        seen.append((path, array))
        return shared

    groups = assign_groups(NET, choose)
    assert [path for path, _ in seen] == [leaf.path for leaf in NET]
    assert all(x is leaf.array for (_, x), leaf in zip(seen, NET, strict=True))
    assert shared == {"name": "all", "lr": 1}
    assert groups[0].overrides == {"lr": 1}


def test_overrides_with_arrays_share_a_group_by_identity() -> None:
    low = a()
    groups = assign_groups(NET, lambda p, x: {"low": low if p.endswith("b") else a()})
    assert [g.paths for g in groups] == [["l.0.W"], ["l.0.b", "l.1.b"], ["l.1.W"], ["head.W"]]


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ({"haed.*": {}}, ['pattern "haed.*"', "matches no parameter", 'nearest path is "head.W"']),
        ({"*.1.w": {}}, ['pattern "*.1.w"', "matches no parameter", 'nearest path is "l.1.W"']),
        ({"*": {}, "*.b": {}}, ['pattern "*.b"', 'only what "*"', "write it before"]),
        ({"head.*": 0.1}, ['groups["head.*"]', "float", "dict(lr=1e-4)"]),
        ({3: {}}, ["key 3", "int", "pattern"]),
        ({"default": {}}, ['groups["default"]', "[d]efault"]),
        (5, ["groups is an int", "callable"]),
        ([{"lr": 1}], ["groups is a list", "patterns"]),
        (lambda p, x: 0.1, ['returned for "l.0.W"', "float", "dict(lr=1e-4)"]),
        (lambda p, x: {"name": 3}, ['returned for "l.0.W"', '"name"', "int"]),
        (lambda p, x: {"name": "default"}, ['returned for "l.0.W"', '"default"', "another name"]),
        (lambda p, x: {"name": "g", "lr": p}, ['"l.0.W" and "l.0.b"', 'one name, "g"']),
    ],
)
def test_bad_groups(groups: Any, words: list[str]) -> None:
    with pytest.raises(BindError) as caught:
        assign_groups(NET, groups)
    assert [word for word in words if word not in str(caught.value)] == []
    assert caught.value.name == "groups"


def test_default_as_a_path_is_reachable() -> None:
    found = assign_groups(flatten({"default": X, "W": Y}), {"[d]efault": {"lr": 1}})
    assert found == [("[d]efault", {"lr": 1}, ["default"]), ("default", {}, ["W"])]

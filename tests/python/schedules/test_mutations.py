"""Schedules from text and from JSON that somebody has changed: a schedule, or a ScheduleError.

`parse` is Python, and `from_dict` takes Python's objects, so hypothesis changes what repr and
to_dict write. What comes out of either is a schedule like any other: it is written and read again
as the same one, and an array of steps gives what one step at a time gives.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gradstep.errors import ScheduleError
from gradstep.schedules import Schedule, parse
from schedules import schedule_trees as t
from support import campaign

STEPS = np.array([0, 1, 2, 7, 50, 299, 1000, 2**40])
FEW = settings(max_examples=2000 if campaign.SECONDS else 60, deadline=None)
KEY = "gradstep.schedule"

pieces = st.sampled_from(
    [
        *("(", ")", "[", "]", "{", "}", ",", "=", "*", "+", "-", ".", ":", "#", "\n", "\\", "'"),
        *("1e400", "1e-400", "-0.0", "0x1p3", "1_0", "9" * 101, "inf", "nan", "None", "True", "1j"),
        *("steps=", "lr=", "**", "*x", "lambda: 0", "Lambda", "__import__", "Cosine(0.1)", "f''"),
        *("Constant(1)*", "warmup(", "sequence([", "b'x'", "é", "\0", "\ud800", " if 1 else 2"),
    ]
)
junk = st.sampled_from(
    [
        *(None, True, False, 0, 1, -1, 2**53, 2**63, 10**400, -(10**400), 0.5, -0.0, 1e308, 5e-324),
        *(float("inf"), float("nan"), "", "x", "cosine", "\ud800", b"x", 1j, [], {}, [1], {"a": 1}),
        *(
            [[]],
            [None],
            ("power", 2),
            ["power", "2"],
            {KEY: 1},
            object(),
            np.float32(1),
            np.ones(2),
        ),
    ]
)
places = st.integers(0, 10**6)


def changed_text(text: str, changes: list[tuple[int, int, str]]) -> str:
    """Each change puts a piece in place of so many characters."""
    for place, length, piece in changes:
        at = place % (len(text) + 1)
        text = text[:at] + piece + text[at + length :]
    return text


def inside(tree: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) below the top."""
    keys = list(tree) if isinstance(tree, dict) else range(len(tree))
    found = [(tree, key) for key in keys]
    for key in keys:
        if isinstance(tree[key], (dict, list)):
            found += inside(tree[key])
    return found


def changed_tree(tree: Any, changes: list[tuple[int, str, Any]]) -> Any:
    """Each change replaces, removes, repeats or adds something, somewhere."""
    for place, how, shared in changes:
        value = copy.deepcopy(shared)  # else it could come to hold itself
        if not (all_places := inside(tree)):
            break
        container, key = all_places[place % len(all_places)]
        if how == "replace":
            container[key] = value
        elif how == "remove":
            del container[key]
        elif isinstance(container, list):
            container.insert(key, copy.deepcopy(container[key]) if how == "repeat" else value)
        else:
            container["start" if how == "repeat" else str(value)] = copy.deepcopy(container[key])
    return tree


def check(s: Schedule) -> None:
    """What holds of every schedule."""
    assert parse(repr(s)) == s and hash(parse(repr(s))) == hash(s)
    assert Schedule.from_dict(json.loads(json.dumps(s.to_dict()))) == s
    try:
        found = s(STEPS)
    except ScheduleError:
        assert s.is_open
        return
    assert found.tobytes() == np.array([s(int(n)) for n in STEPS]).tobytes()


@FEW
@given(
    t.schedules.map(repr),
    st.lists(st.tuples(places, st.integers(0, 6), pieces), min_size=1, max_size=3),
)
def texts(text: str, changes: list[tuple[int, int, str]]) -> None:
    campaign.count()
    try:
        s = parse(changed_text(text, changes))
    except ScheduleError:
        return
    check(s)


@FEW
@given(
    t.schedules.filter(lambda s: "ambda" not in repr(s)),  # functions have no JSON
    st.lists(
        st.tuples(places, st.sampled_from(["replace", "remove", "repeat", "add"]), junk),
        min_size=1,
        max_size=3,
    ),
)
def trees(s: Schedule, changes: list[tuple[int, str, Any]]) -> None:
    campaign.count()
    try:
        s = Schedule.from_dict(changed_tree(s.to_dict(), changes))
    except ScheduleError:
        return
    check(s)


def test_changed_texts_and_changed_json() -> None:
    def both() -> None:
        texts()
        trees()

    campaign.repeat(both)

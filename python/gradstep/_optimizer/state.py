"""The optimizer's state: as views, and as the dict that saving and resuming exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from .. import _core
from .._core import read_number, read_whole
from .._numbers import repr_of
from .._trees.containers import Leaf
from ..errors import CheckpointError, CheckpointMismatchError, ScheduleError
from ..schedules import Schedule
from .groups import Group

__all__ = ["FORMAT", "State", "Views", "read_state", "write_state"]

Check: TypeAlias = Callable[[Any], bool]

FORMAT = "gradstep-state-1"
# A function is not saved; what it gives at these steps, and at the next one, is, so that another
# function is noticed.
PROBES: Final = (0, 1, 2, 3, 10, 100, 1000)
EXTENDING = (
    "; to give a run another length, construct with the saved schedule s as "
    's.extend(total_steps, at={}) and load with hyper="keep"'
)


class Views(Mapping[str, Any]):
    """What the engine keeps of each parameter, by path, as views of the optimizer's memory."""

    def __init__(self, get: Callable[[int], Any], paths: Sequence[str]) -> None:
        self._get = get
        self._index = {path: i for i, path in enumerate(paths)}

    def __getitem__(self, path: str) -> Any:
        return self._get(self._index[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} of {', '.join(self._index)}>"


class State(Views):
    """State buffers by path and slot name."""

    def __init__(self, engine: _core.Engine, paths: Sequence[str]) -> None:
        super().__init__(engine.state, paths)


def write_state(
    engine: _core.Engine,
    groups: Sequence[Group],
    leaves: Sequence[Leaf],
    storage: Mapping[str, str | None],
    copy: bool,
) -> dict[str, Any]:
    """The dict of `Optimizer.state_dict`."""
    state = {}
    for i, leaf in enumerate(leaves):
        slots = engine.state(i)
        state[leaf.path] = {k: v.copy(order="K") if copy else v for k, v in slots.items()}
    return {
        "format": FORMAT,
        "rule": type(groups[-1].rule).__name__,
        "steps": engine.steps,
        "skipped": engine.skipped,
        "storage": dict(storage),
        "groups": [
            {
                "name": group.name,
                "pattern": group.pattern,
                "paths": list(group.paths),
                "rule": type(group.rule).__name__,
                "hyper": {k: _plain(v, engine.steps) for k, v in group.rule.values().items()},
            }
            for group in groups
        ],
        "state": state,
        "scalars": {leaf.path: engine.scalars(i) for i, leaf in enumerate(leaves)},
        "shared": engine.shared(),
        # the parameters that are stepped, if others are in their place: see Optimizer.averaged
        "stepped": {
            leaf.path: aside.copy(order="K") if copy else aside
            for i, leaf in enumerate(leaves)
            if (aside := engine.set_aside(i)) is not None
        },
        "plateau": engine.counters(),
        "average": _average(engine, leaves, copy),
        "lookahead": {
            leaf.path: slow.copy(order="K") if copy else slow
            for i, leaf in enumerate(leaves)
            if (slow := engine.slow(i)) is not None
        },
        "mechanic": _mechanic(engine, leaves, copy),
        "accumulated": _accumulated(engine, leaves, copy),
    }


def _average(engine: _core.Engine, leaves: Sequence[Leaf], copy: bool) -> dict[str, Any]:
    """How often the average was taken, and the averages by path; {} if there is none."""
    values = {}
    for i, leaf in enumerate(leaves):
        average = engine.average(i)
        if average is None:
            return {}
        now = leaf.array if engine.swapped and leaf.array.dtype == average.dtype else average
        values[leaf.path] = now.copy(order="K") if copy else now
    return {"count": engine.averaged, "values": values}


def _mechanic(engine: _core.Engine, leaves: Sequence[Leaf], copy: bool) -> dict[str, Any]:
    """The tuners' numbers, and by path where each parameter started and its delta; or {}."""
    tuners = engine.tuners()
    if not tuners:
        return {}
    arrays = {
        leaf.path: {
            k: v.copy(order="K") if copy else v for k, v in engine.mechanic_arrays(i).items()
        }
        for i, leaf in enumerate(leaves)
    }
    return {"tuners": tuners, "arrays": arrays}


def _accumulated(engine: _core.Engine, leaves: Sequence[Leaf], copy: bool) -> dict[str, Any]:
    """The calls since the last update, of how many, and the sums of their gradients; or {}."""
    window = engine.window
    if not window:
        return {}
    sums = {
        leaf.path: engine.gradient_sum(i).copy(order="K") if copy else engine.gradient_sum(i)
        for i, (leaf, added) in enumerate(zip(leaves, window.pop("added"), strict=True))
        if added
    }
    return {**window, "of": engine.accumulate, "sums": sums}


def read_state(
    saved: Mapping[str, Any],
    engine: _core.Engine,
    groups: Sequence[Group],
    leaves: Sequence[Leaf],
    storage: Mapping[str, str | None],
    hyper: str,
    follow: Callable[[], None],
) -> None:
    """Restore a dict of `write_state`: everything is compared before anything is written.

    ``follow`` does what follows when all is written.
    """
    if hyper not in ("match", "keep", "saved"):
        raise CheckpointError(
            f'hyper must be "match", "keep" or "saved", not {repr_of(hyper)}',
            name="hyper",
            value=hyper,
        )
    _check_form(saved)
    if engine.swapped:
        raise CheckpointError("the parameters hold their averages; leave opt.averaged() first")
    saved = {**saved, "state": {**saved["state"], **_scaled(saved, engine, leaves)}}
    differences = _differences(saved, engine, groups, leaves, storage)
    new: list[tuple[Group, dict[str, Any]]] = []
    extendable = False
    comparable = hyper != "keep" and not differences
    for group, other in _pairs(saved, groups) if comparable else ():
        changed: dict[str, Any] = {}
        for name, value in group.rule.values().items():
            if name not in other["hyper"]:
                differences.append(f"group {group.name!r}: {name} is not in the saved state")
            elif (unlike := _unlike(value, other["hyper"][name])) is not None:
                if hyper == "match":
                    differences.append(f"group {group.name!r}: {name} is {unlike}")
                    extendable |= isinstance(value, Schedule) and value.total_steps is not None
                else:
                    changed[name] = _value(other["hyper"][name], f"group {group.name!r}: {name}")
        new.append((group, changed))
    if differences:
        raise CheckpointMismatchError(
            f"the saved state is of another optimizer: {'; '.join(differences)}. Construct it as it"
            ' was; or, if only hyper-parameters differ, load with hyper="keep" (go on with this'
            ' optimizer\'s) or hyper="saved" (with the saved ones)'
            + (EXTENDING.format(saved["steps"]) if extendable else ""),
            differences=differences,
        )
    arrays = [
        (view, values)
        for i, leaf in enumerate(leaves)
        for view, values in _arrays(saved, engine, i, leaf)
    ]
    scalars = [_numbers(saved["scalars"][leaf.path]) for leaf in leaves]
    shared = {rule: _numbers(numbers) for rule, numbers in saved.get("shared", {}).items()}
    tuners = {
        name: list(map(_number, values))
        for name, values in saved.get("mechanic", {}).get("tuners", {}).items()
    }
    accumulated = _window(saved.get("accumulated", {}), leaves)
    averaged = _count(saved["average"].get("count", 0))
    steps, skipped = _count(saved["steps"]), _count(saved["skipped"])
    before = [(group, {name: group[name] for name in changed}) for group, changed in new]
    counters = engine.counters()

    def write() -> None:
        for group, changed in new:
            group.assign(changed)
        _restore_counters(saved, engine, groups)
        engine.load(arrays, scalars, shared, tuners, accumulated, averaged, steps, skipped)
        follow()

    def undo() -> None:  # the load itself was all or nothing
        for group, old in before:
            group.assign(old)
        for i, group in enumerate(groups):
            for name, nodes in counters.get(group.name, {}).items():
                engine.restore_counters(i, name, [x["counters"] for x in nodes])

    _core.commit(write, undo)


def _window(saved: Mapping[str, Any], leaves: Sequence[Leaf]) -> dict[str, Any]:
    """The calls that `_accumulated` wrote, as the engine takes them."""
    if not saved:
        return {}
    counts = {name: _count(saved[name]) for name in ("calls", "losses")}
    added = [leaf.path in saved["sums"] for leaf in leaves]
    return {**counts, "loss": _number(saved["loss"]), "added": added}


def _scaled(
    saved: Mapping[str, Any], engine: _core.Engine, leaves: Sequence[Leaf]
) -> dict[str, dict[str, Any]]:
    """Saved arrays of float16 by path, with scales of 1 where an older dict has no scales."""
    return {
        leaf.path: {
            **{
                name: np.ones_like(view)
                for name, view in engine.state(i).items()
                if name.endswith("_scale") and _is_half(arrays.get(name.removesuffix("_scale")))
            },
            **arrays,
        }
        for i, leaf in enumerate(leaves)
        if (arrays := saved["state"].get(leaf.path))
    }


def _arrays(
    saved: Mapping[str, Any], engine: _core.Engine, i: int, leaf: Leaf
) -> Iterator[tuple[Any, Any]]:
    """The arrays of a parameter, each with what is saved of it."""
    for name, view in engine.state(i).items():
        yield view, saved["state"][leaf.path][name]
    for _, view, values in _copies(saved, engine, i, leaf):
        yield view, values
    if leaf.path in (sums := saved.get("accumulated", {}).get("sums", {})):
        yield engine.gradient_sum(i), sums[leaf.path]
    if leaf.path in saved.get("stepped", {}):
        yield leaf.array, saved["stepped"][leaf.path]


def _restore_counters(
    saved: Mapping[str, Any], engine: _core.Engine, groups: Sequence[Group]
) -> None:
    """What metrics have moved, in schedules with the same nodes that metrics move."""
    now = engine.counters()
    for i, (group, other) in enumerate(_pairs(saved, groups)):
        counters = saved.get("plateau", {}).get(other["name"], {})
        for name, mine in now.get(group.name, {}).items():
            theirs = counters.get(name, [])
            if [x["name"] for x in mine] == [x["name"] for x in theirs]:
                nodes = [list(map(_number, x["counters"])) for x in theirs]
                engine.restore_counters(i, name, nodes)


def _copies(
    saved: Mapping[str, Any], engine: _core.Engine, i: int, leaf: Leaf
) -> list[tuple[str, Any, Any]]:
    """The copies of a parameter that the optimizer keeps, and what is saved of each."""
    ours = engine.mechanic_arrays(i)
    theirs = saved.get("mechanic", {}).get("arrays", {}).get(leaf.path, {})
    kept = (
        ("average", engine.average(i), saved["average"].get("values", {}).get(leaf.path)),
        ("slow copy", engine.slow(i), saved["lookahead"].get(leaf.path)),
        *((k, ours.get(k), theirs.get(k)) for k in ("start", "delta")),
    )
    return [copy for copy in kept if copy[1] is not None or copy[2] is not None]


def _plain(value: Any, steps: int) -> Any:
    """JSON: numbers and bools as they are, schedules as dicts, functions as text and values."""
    if not isinstance(value, Schedule):
        return value
    try:
        return value.to_dict()
    except ScheduleError:
        tried = [[n, _tried(value, n)] for n in sorted({*PROBES, steps})]
        return {"function": repr(value), "values": tried}


def _tried(schedule: Schedule, n: int) -> float | None:
    """The value at n; None where a function of the caller's has none."""
    try:
        return schedule(n)
    except Exception:
        return None


def _unlike(value: Any, saved: Any) -> str | None:
    """In words, what is set and what is saved; None if they are the same."""
    is_function = isinstance(saved, Mapping) and "function" in saved
    if not (is_function and isinstance(value, Schedule)):
        return None if _plain(value, 0) == saved else _both(value, saved)
    if "values" not in saved:  # of an older version
        return None if repr(value) == saved["function"] else _both(value, saved)
    try:
        for n, theirs in saved["values"]:
            mine = _tried(value, n)
            if mine != theirs and not (mine != mine and theirs != theirs):
                return f"{value!r}, which is {mine} at n = {n}; saved {_shown(saved)}, {theirs}"
    except (TypeError, ValueError):  # these are no pairs
        return _both(value, saved)
    return None


def _both(value: Any, saved: Any) -> str:
    return f"{value!r}, saved {_shown(saved)}"


def _shown(saved: Any) -> str:
    """A saved value as the one that is set would be shown."""
    if not isinstance(saved, Mapping):
        return repr_of(saved)
    try:
        return (
            str(saved["function"]) if "function" in saved else repr(Schedule.from_dict({**saved}))
        )
    except ScheduleError:  # of a newer version, say
        return repr_of(saved)


def _value(saved: Any, where: str) -> Any:
    if not isinstance(saved, Mapping):
        return saved
    if "function" in saved:
        raise CheckpointError(
            f"{where} was {saved['function']}, a function, which is not saved; construct the "
            'optimizer with it and load with hyper="keep"',
            name="hyper",
        )
    return Schedule.from_dict(dict(saved))


def _check_form(saved: Any) -> None:
    def refuse(what: str) -> CheckpointError:
        return CheckpointError(f"not a state dict of gradstep: {what}", name="saved")

    if not isinstance(saved, Mapping):
        raise refuse(f"it is {type(saved).__name__}, not a dict")
    found = saved.get("format")
    if not isinstance(found, str) or found != FORMAT:
        raise refuse(f"its format is {repr_of(found)}, not {FORMAT!r}")
    for part, (right, words, absent) in _FORM.items():
        value = saved.get(part, absent)
        if not right(value):
            plain = isinstance(value, (int, float, str))
            shown = repr_of(value) if plain else type(value).__name__
            raise refuse(f"{part} ({shown}) is not {words}")


# ---- what the parts of a state dict must be: plain values, and arrays in their places


def _is_count(x: Any) -> bool:
    # twice as many fit in 64 bits, so that no run counts beyond them
    return isinstance(found := read_whole(x), int) and 0 <= found < 2**62


def _is_number(x: Any) -> bool:
    return isinstance(read_number(x), float)


def _is_dict(x: Any) -> bool:
    return isinstance(x, Mapping)


def _is_str(x: Any) -> bool:
    return isinstance(x, str)


def _is_text(x: Any) -> bool:
    return x is None or isinstance(x, str)


def _is_flag(x: Any) -> bool:
    return isinstance(x, (bool, np.bool_)) or read_whole(x) in (0, 1)


def _is_plain(x: Any, levels: int = 100) -> bool:
    """A JSON value that is not nested too deeply; numbers may be numpy's."""
    if x is None or isinstance(x, (bool, np.bool_, str)) or _is_number(x):
        return True
    if levels == 0 or not isinstance(x, (list, tuple, Mapping)):
        return False
    inner = x.values() if isinstance(x, Mapping) else x
    return all(_is_plain(y, levels - 1) for y in inner)


def _dict_of(right: Check) -> Check:
    return lambda x: isinstance(x, Mapping) and all(map(right, x.values()))


def _list_of(right: Check) -> Check:
    return lambda x: isinstance(x, list) and all(map(right, x))


def _having(**parts: Check) -> Check:
    """A dict that has these parts, and perhaps others."""
    return lambda x: (
        isinstance(x, Mapping) and all(key in x and right(x[key]) for key, right in parts.items())
    )


def _any_of(*rights: Check) -> Check:
    return lambda x: any(right(x) for right in rights)


def _is_empty(x: Any) -> bool:
    return isinstance(x, Mapping) and not x


def _are_numbers(x: Any) -> bool:
    """The numbers of a parameter or a rule, with the count t."""
    kinds: dict[str, Check] = {"t": _is_count, "fresh": _is_flag, "frozen": _is_flag}

    def right(name: str) -> bool:
        check: Check = kinds.get(name, _is_number)
        return check(x[name])

    return isinstance(x, Mapping) and "t" in x and all(map(right, x))


def _numbers(saved: Mapping[str, Any]) -> dict[str, Any]:
    """What `_are_numbers` holds of, as the engine takes it."""
    kinds: dict[str, Callable[[Any], float]] = {"t": _count, "fresh": bool, "frozen": bool}
    return {name: kinds.get(name, _number)(x) for name, x in saved.items()}


def _number(x: Any) -> float:
    """What `_is_number` holds of."""
    return float(read_number(x))


def _count(x: Any) -> int:
    """What `_is_count` holds of."""
    return int(read_whole(x))


def _is_node(x: Any) -> bool:
    parts: dict[str, Check] = {"name": _is_str, "counters": _list_of(_is_number)}
    return isinstance(x, Mapping) and x.keys() == parts.keys() and _having(**parts)(x)


_GROUP: Final = _having(
    name=_is_str, rule=_is_str, hyper=_dict_of(_is_plain), paths=_list_of(_is_str)
)
_NOW_AND_THEN: Final = {"fresh", "frozen"}  # scalars that are there only while they are true
# By part: what it must be, in words too, and what it counts as where an older dict has none.
_FORM: Final[dict[str, tuple[Check, str, Any]]] = {
    "steps": (_is_count, "a count", None),
    "skipped": (_is_count, "a count", None),
    "state": (_dict_of(_is_dict), "a dict of dicts", None),
    "scalars": (_dict_of(_are_numbers), "a dict of dicts of numbers with a count t", None),
    "average": (
        _any_of(_is_empty, _having(count=_is_count, values=_is_dict)),
        "a dict with a count and values",
        None,
    ),
    "lookahead": (_is_dict, "a dict", None),
    "stepped": (_is_dict, "a dict", {}),
    "shared": (_dict_of(_are_numbers), "a dict of dicts of numbers with a count t", {}),
    "storage": (_dict_of(_is_text), "a dict of words", {}),
    "mechanic": (
        _any_of(
            _is_empty, _having(tuners=_dict_of(_list_of(_is_number)), arrays=_dict_of(_is_dict))
        ),
        "a dict with tuners and arrays",
        {},
    ),
    "accumulated": (
        _any_of(
            _is_empty,
            _having(
                calls=_is_count, losses=_is_count, loss=_is_number, of=_is_count, sums=_is_dict
            ),
        ),
        "a dict with counts, a loss and sums",
        {},
    ),
    "plateau": (_dict_of(_dict_of(_list_of(_is_node))), "a dict of dicts of counters", {}),
    "groups": (
        _list_of(_GROUP),
        "a list of dicts with name, rule, paths and hyper, whose values are numbers or schedules",
        None,
    ),
}


def _differences(
    saved: Mapping[str, Any],
    engine: _core.Engine,
    groups: Sequence[Group],
    leaves: Sequence[Leaf],
    storage: Mapping[str, str | None],
) -> list[str]:
    """All differences, but for hyper-parameters, between the saved state and this optimizer."""
    out, forms, coded = [], [], False
    paths = {leaf.path for leaf in leaves}
    out += [f"{leaf.path!r} is not saved" for leaf in leaves if leaf.path not in saved["state"]]
    out += [f"saved {path!r} is no parameter" for path in saved["state"] if path not in paths]
    owner = _owners(saved)
    if len(groups) != len(saved["groups"]):
        out.append(f"{len(groups)} groups, saved {len(saved['groups'])}")
    else:  # as many groups, none of ours in two of theirs: the same but for names and order
        for group, other in _pairs(saved, groups):
            if type(group.rule).__name__ != other.get("rule"):
                out.append(
                    f"group {group.name!r}: rule {type(group.rule).__name__}, "
                    f"saved {other.get('rule')}"
                )
            out += [
                f"{path!r} is in group {group.name!r}, saved in another"
                for path in group.paths
                if owner.get(path, other) is not other
            ]
    together = saved.get("shared", {})
    for rule, numbers in engine.shared().items():
        out += [f"{rule} has no saved {k}" for k in numbers.keys() - together.get(rule, {}).keys()]
    tuners = saved.get("mechanic", {}).get("tuners", {})
    out += [
        f"mechanic has {len(x)} tuners, saved {len(tuners.get(k, ()))} numbers {k}"
        for k, x in engine.tuners().items()
        if len(tuners.get(k, ())) != len(x)
    ]
    window = saved.get("accumulated", {})
    if window and not 0 < window["calls"] < window["of"] == engine.accumulate:
        out.append(
            f"accumulate is {engine.accumulate}, saved {repr_of(window['of'])} after "
            f"{repr_of(window['calls'])} of these calls"
        )
        window = {}
    sums = window.get("sums", {})
    out += [f"saved sum of {path!r} is of no parameter" for path in sums if path not in paths]
    for i, leaf in enumerate(leaves):
        if leaf.path not in saved["state"]:
            continue
        if leaf.path in sums and _form(sums[leaf.path]) != _form(engine.gradient_sum(i)):
            mine = _form(engine.gradient_sum(i))
            out.append(f"{leaf.path!r}: its sum is {mine}, saved {_form(sums[leaf.path])}")
        aside = saved.get("stepped", {}).get(leaf.path, leaf.array)
        if _form(aside) != _form(leaf.array):
            out.append(f"{leaf.path!r}: stepped is {_form(leaf.array)}, saved {_form(aside)}")
        if leaf.path not in saved["scalars"]:
            out.append(f"{leaf.path!r} has no saved count")
        else:
            known = engine.scalars(i).keys() - _NOW_AND_THEN
            found = saved["scalars"][leaf.path].keys() - _NOW_AND_THEN
            out += [f"{leaf.path!r} has no saved {name}" for name in known - found]
            out += [f"{leaf.path!r} has saved {name}" for name in found - known]
        for what, view, values in _copies(saved, engine, i, leaf):
            if view is None or _form(view) != _form(values):
                out.append(f"{leaf.path!r}: its {what} is {_form(view)}, saved {_form(values)}")
        views, arrays = engine.state(i), saved["state"][leaf.path]
        coded |= any(f"{name}_scale" in views for name in views)
        forms += [f"{leaf.path!r} has no saved {name}" for name in views if name not in arrays]
        forms += [f"{leaf.path!r} has saved {name}" for name in arrays if name not in views]
        for name in views.keys() & arrays.keys():
            a, v = arrays[name], views[name]
            if not _is_array(a) or a.shape != v.shape or a.dtype != v.dtype:
                forms.append(f"{leaf.path!r}: {name} is {_form(v)}, saved {_form(a)}")
    if forms or coded:  # the cause; and codes of another kind may have the same form
        theirs = saved.get("storage", storage)
        out += [
            f"{name} is {mine!r}, saved {theirs.get(name)!r}"
            for name, mine in storage.items()
            if theirs.get(name) != mine and (forms or name == "state_dtype")
        ]
    return out + forms


def _owners(saved: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The saved group of every path."""
    return {path: group for group in saved["groups"] for path in group["paths"]}


def _pairs(
    saved: Mapping[str, Any], groups: Sequence[Group]
) -> list[tuple[Group, Mapping[str, Any]]]:
    """Each group with the saved one that has its first parameter, else with that in its place."""
    owner = _owners(saved)
    return [
        (group, owner.get(group.paths[0], other) if group.paths else other)
        for group, other in zip(groups, saved["groups"], strict=True)
    ]


def _is_array(a: Any) -> bool:
    """One without a mask, which would be lost."""
    return isinstance(a, np.ndarray) and not isinstance(a, np.ma.MaskedArray)


def _is_half(a: Any) -> bool:
    return _is_array(a) and bool(a.dtype == np.float16)


def _form(a: Any) -> str:
    return f"{a.dtype} {a.shape}" if _is_array(a) else type(a).__name__

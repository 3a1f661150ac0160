"""Who claims which leaf: patterns of paths, or a callable, sorted into parameter groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from .._messages import nearest, type_name
from .._numbers import accepts, repr_of
from .._trees.containers import Leaf
from ..errors import BindError

__all__ = ["Claim", "assign_groups", "check_names"]


class Claim(NamedTuple):
    """What is claimed for one parameter group: its name, its overrides and its paths."""

    name: str
    overrides: dict[str, Any]
    paths: list[str]


def assign_groups(
    bound: Sequence[Leaf],
    groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Mapping[str, Any] | None] | None,
) -> list[Claim]:
    """Sort leaves into groups; what no group claims is the last one, ``"default"``.

    Args:
        bound: The parameters, as flattened.
        groups: Patterns (fnmatch, case-sensitive, ``*`` also matches dots) and what each overrides;
            the first match wins, and the pattern names the group. Or a callable
            ``(path, array) -> overrides or None``; equal overrides share a group, which is named by
            their ``"name"``, or else ``"group0"``, ``"group1"``, … in order of appearance.

    Returns:
        The groups that have parameters, in the order given.

    Raises:
        BindError: A pattern that claims no parameter, a group called "default", one name for two
            groups, or overrides that are no mapping.
    """
    if groups is None:
        claimed: list[Claim] = []
    elif isinstance(groups, Mapping):
        claimed = _by_pattern([leaf.path for leaf in bound], groups)
    elif callable(groups):
        claimed = _by_callable(bound, groups)
    else:
        raise BindError(
            f"groups is {type_name(groups)}; write a dict of path patterns, "
            '{"*.b": dict(weight_decay=0)}, or a callable (path, array) -> dict or None',
            name="groups",
            value=groups,
        )
    taken = {path for group in claimed for path in group.paths}
    rest = [leaf.path for leaf in bound if leaf.path not in taken]
    return [*claimed, Claim("default", {}, rest)] if rest else claimed


def _by_pattern(paths: list[str], groups: Mapping[str, Mapping[str, Any]]) -> list[Claim]:
    claimed: list[Claim] = []
    owner: dict[str, str] = {}
    for pattern, overrides in groups.items():
        if not isinstance(pattern, str):
            raise BindError(
                f"groups: the key {pattern!r} is {type_name(pattern)}; "
                "write a path pattern (a str)",
                name="groups",
                value=pattern,
            )
        _check_group(pattern, overrides, f'groups["{pattern}"]', "write the pattern [d]efault")
        matched = [path for path in paths if fnmatchcase(path, pattern)]
        free = [path for path in matched if path not in owner]
        if not free:
            if matched:
                first = owner[matched[0]]
                why = f'only what "{first}" and earlier patterns have claimed; write it before them'
            else:
                # Compared without its wildcards, which no path has.
                bare = pattern.translate({ord(c): None for c in "*?[]"})
                why = "no parameter" + nearest(bare, paths, '; the nearest path is "{}"', 0.0)
            raise BindError(
                f'groups: the pattern "{pattern}" matches {why}', name="groups", group=pattern
            )
        owner.update(dict.fromkeys(free, pattern))
        claimed.append(Claim(pattern, dict(overrides), free))
    return claimed


def _by_callable(
    bound: Sequence[Leaf], choose: Callable[[str, Any], Mapping[str, Any] | None]
) -> list[Claim]:
    chosen: list[tuple[dict[str, Any], list[str]]] = []
    if not accepts(choose, 2):
        raise BindError(
            f"groups is {type_name(choose)} that does not take (path, array); write a callable "
            "(path, array) -> dict or None",
            name="groups",
            value=choose,
        )
    for leaf in bound:
        overrides: Any = choose(leaf.path, leaf.found)  # whatever its type says
        if overrides is None:
            continue
        where = f'groups: what the callable returned for "{leaf.path}"'
        name = overrides.get("name", "") if isinstance(overrides, Mapping) else ""
        _check_group(name, overrides, where, "choose another name", leaf.path)
        for known, paths in chosen:
            if _equal(known, overrides):
                paths.append(leaf.path)
                break
        else:
            chosen.append((dict(overrides), [leaf.path]))
    claimed: list[Claim] = []
    unnamed = 0
    for known, paths in chosen:
        name = known.pop("name", None)
        if name is None:
            name = f"group{unnamed}"
            unnamed += 1
        for other in claimed:
            if other.name == name:
                raise BindError(
                    f'groups: "{other.paths[0]}" and "{paths[0]}" have different overrides under '
                    f'one name, "{name}"; give each its own "name"',
                    path=paths[0],
                    name="groups",
                    group=name,
                )
        claimed.append(Claim(name, known, paths))
    return claimed


def _check_group(
    name: object, overrides: object, where: str, fix: str, path: str | None = None
) -> None:
    if not isinstance(overrides, Mapping):
        raise BindError(
            f"{where} is {type_name(overrides)}; write a dict of overrides, dict(lr=1e-4)",
            path=path,
            name="groups",
            value=overrides,
        )
    check_names(overrides, where, path)
    if not isinstance(name, str):
        raise BindError(
            f'{where} has a "name" that is {type_name(name)}; write a str',
            path=path,
            name="groups",
            value=name,
        )
    if name == "default":
        raise BindError(
            f'{where}: "default" is the group of all other parameters, whose values are the '
            f"optimizer's own keywords; {fix}",
            path=path,
            name="groups",
            group=name,
        )


def check_names(overrides: Mapping[Any, Any], where: str, path: str | None = None) -> None:
    """Refuse overrides whose names are no names.

    Raises:
        BindError: A key that is not a str.
    """
    for key in overrides:
        if not isinstance(key, str):
            raise BindError(
                f"{where} has the key {repr_of(key)}, {type_name(key)}; write the name of a "
                "hyper-parameter (a str)",
                path=path,
                name="groups",
                value=key,
            )


def _equal(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    try:
        return a.keys() == b.keys() and all(a[k] is b[k] or bool(a[k] == b[k]) for k in a)
    except ValueError:  # arrays have no single truth: equal only if they are the same object
        return False

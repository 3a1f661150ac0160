"""Gradients by path or by structure: which one belongs to each bound leaf."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from ._messages import nearest, some
from .containers import (
    ATTRIBUTE,
    DICT,
    LIST,
    Array,
    Leaf,
    Tree,
    Walk,
    are_pairs,
    field_names,
    torch_groups,
)
from .errors import GradientError

__all__ = ["Structure", "match_gradients", "structure"]

_MISSING: Final = object()
_GRADIENT: Final = frozenset({np.ndarray, type(None)})  # what needs no closer look


class Structure(NamedTuple):
    """The shape of a tree without its arrays, by which gradients are matched without paths."""

    kind: type  # of the container; np.ndarray for a leaf, NoneType for an absent one
    how: int = LIST  # how its children are reached; tuples count as lists
    keys: tuple[Any, ...] = ()
    parts: tuple[Structure, ...] = ()
    flat: bool = False  # whether all parts are leaves


_LEAF: Final = Structure(np.ndarray)
_ABSENT: Final = Structure(type(None))


def structure(tree: Tree) -> Structure | None:
    """The structure of a tree that `flatten` accepts, or None if it has no fast match (pairs)."""
    groups = torch_groups(tree)
    return _structure([group["params"] for group in groups] if groups else tree)


def match_gradients(
    grads: Tree, bound: Sequence[Leaf], shape: Structure | None = None, *, what: str = "grads"
) -> list[Array | None]:
    """The gradient of each bound leaf, in order; None where that parameter is to stay untouched.

    Args:
        grads: The container of the parameters or any other with the same paths, such as a flat
            ``{path: array}``; the bare array if a single array was bound. numpy scalars, which is
            what a sum over an array gives, count as 0-d arrays.
        bound: The parameters, as flattened. Shapes and dtypes are not compared.
        shape: `structure` of the parameters; spares walking gradients of the same structure.
        what: Name of the argument, for messages.

    Raises:
        GradientError: Missing or unexpected gradients, all named; or no sound container.
    """
    if type(grads) is dict and len(grads) == len(bound):
        flat: list[Array | None] = []
        for leaf in bound:
            gradient = grads.get(leaf.path, _MISSING)
            if type(gradient) not in _GRADIENT:
                break
            flat.append(gradient)
        else:
            return flat
    if shape is not None:
        taken: list[Array | None] = []
        if _take(grads, shape, taken):
            return taken
    found = Walk(grads, what, GradientError).found
    paths = [leaf.path for leaf in bound]
    known = set(paths)
    missing = [path for path in paths if path not in found]
    # A None where there is no parameter says nothing, as in a container with a None on both sides.
    extra = [path for path, leaf in found.items() if leaf is not None and path not in known]
    if missing or extra:
        raise _unmatched(missing, extra, paths, what)
    return [found[path] for path in paths]


def _structure(node: Any) -> Structure | None:
    if node is None:
        return _ABSENT
    if isinstance(node, np.ndarray):
        return _LEAF
    if type(node) is dict:
        how, keys, values = DICT, tuple(node), list(node.values())
    elif type(node) in (list, tuple) and not are_pairs(node):
        how, keys, values = LIST, tuple(range(len(node))), list(node)
    elif not isinstance(node, (dict, list)) and (fields := field_names(node)) is not None:
        how, keys = ATTRIBUTE, tuple(fields)
        values = [getattr(node, field) for field in fields]
    else:
        return None
    parts = []
    for value in values:
        part = _structure(value)
        if part is None:
            return None
        parts.append(part)
    flat = all(part is _LEAF for part in parts)
    return Structure(type(node), how, keys, tuple(parts), flat)


def _take(grads: Any, shape: Structure, out: list[Array | None]) -> bool:
    """Append the gradients of a tree of this very structure; False if it is another one."""
    if shape is _LEAF:
        out.append(grads)
        return type(grads) in _GRADIENT
    kind, how, keys, parts, flat = shape
    same: bool = type(grads) is kind
    if not same:
        return False
    values = grads
    if how == ATTRIBUTE:
        values = [getattr(grads, key, _MISSING) for key in keys]
    elif shape is _ABSENT:
        return True
    elif len(grads) != len(keys):
        return False
    elif how == DICT:
        try:
            values = [*map(grads.__getitem__, keys)]
        except KeyError:
            return False
    if flat and _GRADIENT.issuperset(map(type, values)):
        out.extend(values)
        return True
    return all(_take(value, part, out) for value, part in zip(values, parts, strict=True))


def _unmatched(missing: list[str], extra: list[str], paths: list[str], what: str) -> GradientError:
    absent = [f'"{path}" has no gradient' for path in missing]
    # The likeliest slip is a wrong name for what is missing.
    surplus = [
        f'"{path}" is no parameter' + nearest(path, missing or paths, '; did you mean "{}"?')
        for path in extra
    ]
    parts = [some(lines) for lines in (absent, surplus) if lines]
    mend = "pass None for a parameter that is to stay untouched" if missing else "leave it out"
    return GradientError(
        f"{what} does not match the parameters: {', and '.join(parts)}; {mend}",
        path=(missing or extra)[0],
        name=what,
        differences=absent + surplus,
    )

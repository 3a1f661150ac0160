"""Gradients by path or by structure: which one belongs to each bound leaf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from .._messages import nearest, some
from .._trees.containers import (
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
from .._trees.tensors import is_tensor, view
from ..errors import BindError, GradientError

__all__ = [
    "Structure",
    "match_gradients",
    "match_inputs",
    "match_leaves",
    "own_gradients",
    "structure",
]

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
    grads: Tree, bound: Sequence[Leaf], shape: Structure | None = None
) -> list[Array | None]:
    """The gradient of each bound leaf, in order; None where that parameter is to stay untouched.

    Args:
        grads: The container of the parameters or any other with the same paths, such as a flat
            ``{path: array}``; the bare array if a single array was bound. numpy scalars, which is
            what a sum over an array gives, count as 0-d arrays.
        bound: The parameters, as flattened. Shapes and dtypes are not compared.
        shape: `structure` of the parameters; spares walking gradients of the same structure.

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
    paths = [leaf.path for leaf in bound]
    found = _found(grads, "grads", paths, paths, GradientError, read=True).arrays
    return [found[path] for path in paths]


def match_leaves(
    tree: Tree, bound: Sequence[Leaf], what: str, error: type[BindError] | type[GradientError]
) -> list[Leaf | None]:
    """What another tree (``grads``, ``copy_to``) holds for each bound leaf, in order.

    Raises:
        BindError, GradientError: As ``error`` says: missing or unexpected arrays, all named; or no
            sound container.
    """
    paths = [leaf.path for leaf in bound]
    found = _found(tree, what, paths, paths, error)
    return [found.leaf(path) for path in paths]


def own_gradients(bound: Sequence[Leaf]) -> list[Array | None]:
    """What the tensors hold in ``.grad`` now, each as the view of its memory.

    Raises:
        GradientError: A parameter that is no tensor, a gradient that is not in the CPU's memory, or
            tensors none of which can get one.
    """
    without = [f'"{leaf.path}" is no tensor with a .grad' for leaf in bound if leaf.place is None]
    if without:
        raise GradientError(
            f"step() needs gradients: {some(without)}; pass them, or bind their buffers once with "
            "grads= at construction",
            path=next(leaf.path for leaf in bound if leaf.place is None),
            name="grads",
        )
    grads = [leaf.found.grad for leaf in bound]
    if all(grad is None for grad in grads) and not any(leaf.found.requires_grad for leaf in bound):
        raise GradientError(
            "step() needs gradients: no tensor requires one, so that a backward gives none; step "
            "the parameters themselves, dict(model.named_parameters()), or pass gradients",
            name="grads",
        )
    return [
        None if grad is None else view(grad, ".grad", leaf.path, GradientError)
        for grad, leaf in zip(grads, bound, strict=True)
    ]


def match_inputs(
    inputs: Mapping[str, Tree], bound: Sequence[Leaf], names: Sequence[Sequence[str]]
) -> list[list[Array | None]]:
    """For each bound leaf the arrays of the inputs that its rule has, in order; None if not given.

    Args:
        inputs: By name, the container of the parameters or a flat ``{path: array}``; None if this
            step has none. What is given for a parameter whose rule has no such input is not looked
            at.
        bound: The parameters, as flattened.
        names: The inputs of each one's rule.

    Raises:
        GradientError: Missing arrays, or paths that are no parameters.
    """
    paths = [leaf.path for leaf in bound]
    found = {}
    for name, tree in inputs.items():
        if tree is not None:
            users = [path for path, own in zip(paths, names, strict=True) if name in own]
            what = f"inputs[{name!r}]"
            found[name] = _found(tree, what, users, paths, GradientError, read=True).arrays
    return [
        [found[name].get(path) if name in found else None for name in own]
        for path, own in zip(paths, names, strict=True)
    ]


def _found(
    tree: Tree,
    what: str,
    needed: Sequence[str],
    paths: Sequence[str],
    error: type[BindError] | type[GradientError],
    *,
    read: bool = False,
) -> Walk:
    """What a tree holds by path; refuses one that lacks something, or has what is no parameter."""
    walk = Walk(tree, what, error, read=read)
    found = walk.found
    known = set(paths)
    missing = [path for path in needed if path not in found]
    # A None where there is no parameter does no harm: both containers may have a None there.
    extra = [path for path, leaf in found.items() if leaf is not None and path not in known]
    if missing or extra:
        raise _unmatched(missing, extra, paths, what, error)
    return walk


def _structure(node: Any) -> Structure | None:
    if node is None:
        return _ABSENT
    if isinstance(node, np.ndarray) or is_tensor(node):
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
    """Append the gradients of a tree with this very structure; False if it has another one."""
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


def _unmatched(
    missing: Sequence[str],
    extra: Sequence[str],
    paths: Sequence[str],
    what: str,
    error: type[BindError] | type[GradientError],
) -> BindError | GradientError:
    noun = "gradient" if what == "grads" else "array"
    absent = [f'"{path}" has no {noun}' for path in missing]
    # The likeliest slip is a wrong name for what is missing.
    surplus = [
        f'"{path}" is no parameter' + nearest(path, missing or paths, '; did you mean "{}"?')
        for path in extra
    ]
    parts = [some(lines) for lines in (absent, surplus) if lines]
    fix = "leave it out"
    if missing:
        aim = "stay untouched" if what == "grads" else "have none"
        fix = f"pass None for a parameter that is to {aim}"
    return error(
        f"{what} does not match the parameters: {', and '.join(parts)}; {fix}",
        path=(missing or extra)[0],
        name=what,
        differences=absent + surplus,
    )

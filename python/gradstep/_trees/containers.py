"""Containers of arrays: leaves and their paths, copies and identity.

A **leaf** is a numpy array: ``np.ndarray`` or a subclass that is only another view of plain memory
(``np.memmap``, ``np.matrix``). Masked arrays are refused, since an update would ignore the mask.
A torch tensor in the CPU's memory is a leaf too, stepped as the array over that memory. Among
gradients, what `is_foreign` knows is one too. ``None`` is an absent leaf. A **container** is one of

* a list or tuple; its labels are the indices,
* a dict; its labels are the keys, which are str or int,
* a namedtuple or dataclass instance; its labels are the field names, but for those that equinox
  and flax declare to be no part of the tree,
* pairs: a non-empty list or tuple whose elements are all plain tuples ``(str, tree)``. A str is
  never a leaf, so that reading cannot mistake anything else. The labels are the names,
* torch's parameter groups, a top-level list as `torch_groups` says: the list of their ``"params"``,
* at the top and in torch's groups, any other iterable of such pairs (a generator, ``zip``,
  ``dict.items()``) or of tensors (``model.parameters()``),

nested without cycles. The **path** of a leaf is its labels joined by ``"."``; an array on its own
is ``"param"``. Two leaves with one path are an error, so nested and flat spellings are
interchangeable and the order of a dict never matters. Leaves are bound in the order of flattening.
"""

from __future__ import annotations

import copy as _copy
import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from .._messages import some, type_name
from ..errors import BindError, DTypeError, GradientError, StaleBindingError
from .foreign import as_array, is_foreign
from .tensors import cloned, is_module, is_tensor, place, view, zeros

__all__ = [
    "ATTRIBUTE",
    "DICT",
    "LIST",
    "Array",
    "Edges",
    "Leaf",
    "Tree",
    "Walk",
    "are_pairs",
    "as_container",
    "checked_name",
    "copy",
    "difference",
    "edges",
    "field_names",
    "flatten",
    "leaves",
    "stale",
    "torch_groups",
    "zeros_like",
]

Array: TypeAlias = NDArray[Any]
Tree: TypeAlias = Any
Link: TypeAlias = tuple[Any, int, "int | str", Any]
T = TypeVar("T")

# How a link is followed: parent[key] of a list or dict, or an attribute. 1 is left for tuples,
# which cannot change and therefore never need checking.
LIST: Final = 0
DICT: Final = 2
ATTRIBUTE: Final = 3

DEEPEST: Final = 200  # levels of containers: Python's own recursion ends some hundreds later

_MISSING: Final = object()


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One array of a tree: its path, and how the caller knows it."""

    path: str
    found: Any  # the caller's array or tensor itself
    array: Array  # that is stepped: what was found, or the view of a tensor
    code: str  # that reaches it, such as 'params["layers"][0]', for messages
    place: Any = None  # of a tensor, when it was viewed

    def moved(self) -> bool:
        """Whether a tensor has been given other memory since."""
        return self.place is not None and place(self.found) != self.place


class Edges(NamedTuple):
    """What must still hold for a tree to hold the same leaves; see `edges`."""

    links: list[Link]
    sizes: list[tuple[Any, int]]


class _Child(NamedTuple):
    label: str
    code: str
    value: Any
    links: tuple[Link, ...]  # what leads here from the parent and could be changed


def torch_groups(params: Tree) -> list[dict[str, Any]] | None:
    """The groups of torch's form ``[{"params": ..., "lr": ...}, ...]``, or None for another form.

    The form is recognised only if every element of a non-empty list is a dict with the key
    ``"params"``.
    """
    if not isinstance(params, list) or not params:
        return None
    if all(isinstance(group, dict) and "params" in group for group in params):
        return list(params)
    return None


def as_container(tree: Tree, *, what: str = "params") -> Tree:
    """The tree itself, or a tuple of what it gives if it is an iterable that is no container.

    A generator can be read only once: call this first, then use the result in its place.

    Raises:
        BindError: What is neither a leaf, a container nor an iterable of pairs or of tensors.
    """
    return _as_container(tree, what, BindError)


def flatten(tree: Tree, *, what: str = "params") -> list[Leaf]:
    """The leaves of a tree, in order; ``what`` is the name of the argument, for messages.

    Raises:
        BindError: No leaf at all, two leaves with one path, a cycle, a key that is neither str nor
            int, a leaf that is no array, or a tensor that autograd computed.
    """
    walk = Walk(tree, what)
    found = [leaf for path in walk.found if (leaf := walk.leaf(path)) is not None]
    if not found:
        raise BindError(f"{what} holds no array (is it empty, or an iterator already used?)")
    for leaf in found:
        checked_name(leaf.path, f"{what}: the path")
        if leaf.place is not None and not leaf.found.is_leaf:
            raise BindError(
                f'{what}: "{leaf.path}" is the result of a computation; step the tensors that it '
                "was computed from, or x.detach()",
                path=leaf.path,
                name=what,
            )
    return found


def checked_name(name: str, what: str) -> str:
    """A name that C++ and files can hold.

    Raises:
        BindError: Half of a surrogate pair, which is no text.
    """
    try:
        if not name.isascii():
            name.encode()
    except UnicodeEncodeError:
        raise BindError(
            f"{what} {name!r} cannot be written as UTF-8; use another name", path=name
        ) from None
    return name


def edges(tree: Tree) -> Edges:
    """The facts that hold as long as a tree holds the same leaves, for the fast check in C++.

    ``links`` are ``(parent, kind, key, child)``: the child is ``parent[key]`` for `LIST` and `DICT`
    (looked up as a plain dict: no ``__missing__``) and ``getattr(parent, key)`` for `ATTRIBUTE`.
    ``sizes`` are ``(container, len)`` of lists and dicts. A None is a child too. Tuples and used-up
    iterables cannot change and have no links of their own.

    If all of them hold, no leaf has changed. If one fails, ask `stale`: a container may have been
    replaced around the same leaves, which is no error but needs new edges.
    """
    walk = Walk(tree, "params")
    return Edges(walk.links, walk.sizes)


def difference(tree: Tree, bound: Sequence[Leaf], *, what: str = "params") -> list[str]:
    """One line per leaf that was replaced, added or removed since ``bound`` was flattened."""
    return _difference(tree, bound, what)[0]


def stale(tree: Tree, bound: Sequence[Leaf], *, what: str = "params") -> StaleBindingError | None:
    """The error to raise if a tree's leaves are no longer those bound, else None."""
    lines, replaced = _difference(tree, bound, what)
    if not lines:
        return None
    first = replaced or bound[0]
    cures = (
        f"Write into the bound array instead of replacing it, {assigned(first)}, or call "
        "opt.rebind() after replacing arrays (same paths, shapes and dtypes; state is kept)"
    )
    if replaced is None or len(lines) > 1:
        cures += "; call opt.add() for added parameters; for removed ones make a new optimizer"
    return StaleBindingError(
        f"{what} changed since the optimizer was bound: {some(lines)}. {cures}.",
        path=first.path if replaced else None,
        name=what,
        differences=lines,
    )


def assigned(leaf: Leaf) -> str:
    """The code that writes into a leaf, for messages."""
    return f"{leaf.code}[...] = new" if leaf.place is None else f"{leaf.code}.detach().copy_(new)"


def leaves(tree: Tree) -> dict[str, Any]:
    """The arrays and tensors of a tree by path, in order. They are not copied.

    Raises:
        BindError: As `flatten`, but a tree without leaves gives ``{}``.
    """
    found = Walk(tree, "tree").found
    return {path: leaf for path, leaf in found.items() if leaf is not None}


def zeros_like(tree: T) -> T:
    """The same containers around new arrays of zeros, of the same shapes, dtypes and layouts.

    The new arrays are plain ndarrays, and for tensors plain tensors that require no gradient. None
    stays None, and an array met twice stays one array.

    Raises:
        BindError: As `leaves`; and an iterable that is no container, which cannot be rebuilt.
    """
    return _map(tree, lambda a: np.zeros_like(a, order="K", subok=False), zeros)


def copy(tree: T) -> T:
    """The same containers around copies of the arrays; as `zeros_like` otherwise."""
    return _map(tree, lambda a: np.array(a, order="K", copy=True, subok=False), cloned)


# ------------------------------------------------------------------------------------ the walk


class Walk:
    """One walk over a tree: what was found by path, and what would show a change.

    What is only ``read`` may be arrays that gradstep cannot step or bind, and numbers of numpy's.
    """

    def __init__(
        self,
        tree: Tree,
        what: str,
        error: type[BindError] | type[GradientError] = BindError,
        *,
        read: bool = False,
    ) -> None:
        self.what = what
        self.error = error
        self._read = read
        self.found: dict[str, Any] = {}
        self._views: dict[str, Array] = {}  # of the tensors
        self.codes: dict[str, str] = {}
        self.links: list[Link] = []
        self.sizes: list[tuple[Any, int]] = []
        self._open: dict[int, str] = {}  # containers being walked, to find cycles
        self._visit(_as_container(tree, what, error), None, what)

    @property
    def arrays(self) -> dict[str, Array | None]:
        """What was found, tensors as the views of their memory."""
        return {**self.found, **self._views} if self._views else self.found

    def leaf(self, path: str) -> Leaf | None:
        """What was found at a path, None if that is absent."""
        found, array = self.found[path], self._views.get(path)
        if found is None or array is None:
            return None if found is None else Leaf(path, found, found, self.codes[path])
        return Leaf(path, found, array, self.codes[path], place(found))

    def _visit(self, node: Any, path: str | None, code: str) -> None:
        children = self._children(node, path, code)
        if children is None:
            self._add(node, "param" if path is None else path, code)
            return
        if id(node) in self._open:
            raise self.error(
                f'{self.what}: "{path}" is {self._open[id(node)]} again, a cycle; '
                "break it, every array must be in one place",
                path=path,
                name=self.what,
            )
        if len(self._open) == DEEPEST:
            raise self.error(
                f"{self.what} is nested more than {DEEPEST} levels deep; use a flat dict, "
                "{path: array}",
                name=self.what,
            )
        self._open[id(node)] = code
        if isinstance(node, (list, dict)):
            self.sizes.append((node, len(node)))
        for label, step, value, links in children:
            self.links.extend(links)
            self._visit(value, label if path is None else f"{path}.{label}", code + step)
        del self._open[id(node)]

    def _add(self, node: Any, path: str, code: str) -> None:
        if self._read and isinstance(node, np.generic):
            node = np.asarray(node)
        if self._read and is_foreign(node):
            node = as_array(node, self.what, path)
        if node is not None and (
            not isinstance(node, np.ndarray) or isinstance(node, np.ma.MaskedArray)
        ):
            if not is_tensor(node):
                raise self.error(
                    f'{self.what}: "{path}" is {_no_leaf(node)}',
                    path=path,
                    name=self.what,
                    value=node,
                )
            self._views[path] = view(node, self.what, path, self.error)
        if path in self.found:
            raise self.error(
                f'{self.what}: {self.codes[path]} and {code} have one path, "{path}"; rename one',
                path=path,
                name=self.what,
            )
        self.found[path] = node
        self.codes[path] = code

    def _children(self, node: Any, path: str | None, code: str) -> list[_Child] | None:
        """The children of a container; None for anything else."""
        if node is None or isinstance(node, np.ndarray):
            return None
        if path is None and (groups := torch_groups(node)) is not None:
            return [
                _Child(
                    str(i),
                    f'[{i}]["params"]',
                    group["params"],
                    ((node, LIST, i, group), (group, DICT, "params", group["params"])),
                )
                for i, group in enumerate(groups)
            ]
        if isinstance(node, dict):
            return [
                _Child(
                    self._label(key, code), f"[{_quote(key)}]", value, ((node, DICT, key, value),)
                )
                for key, value in node.items()
            ]
        if isinstance(node, (list, tuple)):
            fields = field_names(node)
            if fields is not None:
                return [_Child(f, f".{f}", v, ()) for f, v in zip(fields, node, strict=True)]
            named = are_pairs(node)
            result = []
            for i, value in enumerate(node):
                links = ((node, LIST, i, value),) if isinstance(node, list) else ()
                if named:
                    label = str.__str__(value[0])
                    result.append(_Child(label, f"[{i}][1]", value[1], links))
                else:
                    result.append(_Child(str(i), f"[{i}]", value, links))
            return result
        fields = field_names(node)
        if fields is None:
            return None
        result = []
        for field in fields:
            value = getattr(node, field, _MISSING)
            if value is _MISSING:
                raise self.error(
                    f"{self.what}: the field {code}.{field} is not set; set it, to None if absent",
                    path=field if path is None else f"{path}.{field}",
                    name=self.what,
                )
            result.append(_Child(field, f".{field}", value, ((node, ATTRIBUTE, field, value),)))
        return result

    def _label(self, key: object, code: str) -> str:
        # By the base class's str: an Enum that is also a str or an int has another one.
        if isinstance(key, str):
            return str.__str__(key)
        if isinstance(key, int) and not isinstance(key, bool):
            return int.__repr__(key)
        raise self.error(
            f"{self.what}: the key {key!r} of {code} is {type_name(key)}; keys must be str or int",
            name=self.what,
            value=key,
        )


def _as_container(tree: Tree, what: str, error: type[BindError] | type[GradientError]) -> Tree:
    groups = torch_groups(tree)
    if groups is not None and not all(_is_node(group["params"]) for group in groups):
        return [
            {**group, "params": _as_container(group["params"], f'{what}[{i}]["params"]', error)}
            for i, group in enumerate(groups)
        ]
    if what == "params" and _is_detached(tree):
        raise error(
            "params is a state dict, whose tensors get no gradients and of which some may be no "
            "parameters; write dict(model.named_parameters())",
            name=what,
            value=tree,
        )
    if _is_node(tree):
        return tree
    if callable(tree) and what == "grads" and not is_module(tree):
        raise error("grads is a function; write step(closure=...)", name=what, value=tree)
    if isinstance(tree, Mapping):
        raise error(f"{what} is {type_name(tree)}; write dict({what})", name=what, value=tree)
    if isinstance(tree, (str, bytes)) or is_module(tree) or not isinstance(tree, Iterable):
        raise error(f"{what} is {_no_leaf(tree)}", path="param", name=what, value=tree)
    items: list[Any] = []
    for i, item in enumerate(tree):
        alike = not items or is_tensor(item) is is_tensor(items[0])
        if not (alike and (_is_pair(item) or is_tensor(item))):
            raise error(
                f"{what} is {type_name(tree)} whose item {i} is {type_name(item)}, not a tuple "
                f"(name, array); write list({what}) if it gives arrays",
                name=what,
                value=item,
            )
        items.append(item)
    return tuple(items)


def _is_detached(tree: Tree) -> bool:
    """Whether this is a state dict of torch's without the parameters themselves."""
    return (
        isinstance(tree, dict)
        and hasattr(tree, "_metadata")
        and not any(x.requires_grad for x in tree.values() if is_tensor(x))
    )


def _is_node(tree: Tree) -> bool:
    """Whether this is None, a leaf (even a bad one) or a container that can be read repeatedly."""
    return (
        tree is None
        or isinstance(tree, (np.ndarray, np.generic, list, tuple, dict))
        or is_tensor(tree)
        or is_foreign(tree)
        or field_names(tree) is not None
    )


def _is_pair(item: object) -> bool:
    return type(item) is tuple and len(item) == 2 and isinstance(item[0], str)


def are_pairs(node: list[Any] | tuple[Any, ...]) -> bool:
    return bool(node) and all(map(_is_pair, node))


def field_names(node: Any) -> list[str] | None:
    """The field names of a namedtuple or dataclass instance, else None.

    Fields that equinox and jax call static, or flax no nodes, are left out.
    """
    if isinstance(node, tuple):
        names = getattr(node, "_fields", None)
        return None if names is None else list(names)
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        return [
            field.name
            for field in dataclasses.fields(node)
            if not field.metadata.get("static") and field.metadata.get("pytree_node", True)
        ]
    return None


def _map(tree: T, array: Callable[[Array], Array], tensor: Callable[[Any], Any]) -> T:
    if not _is_node(tree):
        _as_container(tree, "tree", BindError)
        raise BindError(
            f"tree is {type_name(tree)}, which can be read but not rebuilt; write dict(tree)",
            name="tree",
        )
    Walk(tree, "tree")  # refuses what cannot be mapped
    made: dict[int, Any] = {}

    def rebuild(node: Any) -> Any:
        if node is None:
            return None
        if isinstance(node, np.ndarray) or is_tensor(node):
            if id(node) not in made:
                made[id(node)] = tensor(node) if is_tensor(node) else array(node)
            return made[id(node)]
        if isinstance(node, tuple):
            if hasattr(node, "_make"):
                return node._make(map(rebuild, node))
            if are_pairs(node):
                return type(node)((name, rebuild(value)) for name, value in node)
            return type(node)(map(rebuild, node))
        # A shallow copy keeps the type, the order of a dict and whatever else a subclass carries.
        new = _copy.copy(node)
        if isinstance(node, dict):
            for key, value in node.items():
                new[key] = rebuild(value)
        elif isinstance(node, list):
            if are_pairs(node):
                new[:] = [(name, rebuild(value)) for name, value in node]
            else:
                new[:] = map(rebuild, node)
        else:
            for name in field_names(node) or ():
                # Frozen ones too, and without __init__, which may copy or convert.
                object.__setattr__(new, name, rebuild(getattr(node, name)))
        return new

    groups = torch_groups(tree)
    if groups is None:
        return rebuild(tree)  # type: ignore[no-any-return]
    new: Any = _copy.copy(tree)
    new[:] = [_copy.copy(group) for group in groups]
    for group in new:
        group["params"] = rebuild(group["params"])
    return new  # type: ignore[no-any-return]


# ------------------------------------------------------------------------------------ messages


def _difference(tree: Tree, bound: Sequence[Leaf], what: str) -> tuple[list[str], Leaf | None]:
    """The lines of `difference`, and the first replaced leaf."""
    try:
        now = Walk(tree, what).found
    except (BindError, DTypeError) as error:  # what is there now could not even be bound
        path = error.path
        replaced = [leaf for leaf in bound if leaf.path == path]
        return [str(error)], replaced[0] if replaced else None
    lines: list[str] = []
    first: Leaf | None = None
    paths = set()
    for leaf in bound:
        paths.add(leaf.path)
        current = now.get(leaf.path)
        if current is None:
            lines.append(f'"{leaf.path}" was removed')
        elif current is not leaf.found or leaf.moved():
            how = "given other memory or another shape"
            if current is not leaf.found:
                how = "replaced"
            lines.append(f'"{leaf.path}" was {how}')
            first = first or leaf
    lines += [f'"{p}" was added' for p, a in now.items() if a is not None and p not in paths]
    return lines, first


def _no_leaf(node: object) -> str:
    """What a bad leaf is, and the fix."""
    if isinstance(node, np.ma.MaskedArray):
        return (
            "a masked array, whose mask would be ignored; write x.data for the array without it, "
            "or x.filled(0) for a gradient"
        )
    if isinstance(node, (int, float, complex, np.generic)):
        return f"{type_name(node)}, a number and not an array; write np.array(x)"
    if is_module(node):
        return f"{type_name(node)}, a module; write dict(x.named_parameters())"
    if is_foreign(node):
        return f"{type_name(node)}, which cannot be written in place; write np.array(x)"
    if isinstance(node, Mapping):
        return f"{type_name(node)}; write dict(x)"
    if hasattr(node, "toarray"):  # scipy.sparse
        return f"{type_name(node)}, a sparse matrix; write x.toarray()"
    if callable(node) and not isinstance(node, type):
        return f"{type_name(node)}, a function; leave it out"
    if isinstance(node, Iterable) and not isinstance(node, (str, bytes)):
        return f"{type_name(node)}, neither an array nor a container; write list(x) or dict(x)"
    return (
        f"{type_name(node)}; a leaf must be a numpy array, a container a list, tuple, dict, "
        "namedtuple or dataclass: leave it out"
    )


def _quote(key: object) -> str:
    plain = isinstance(key, str) and key.isprintable() and '"' not in key and "\\" not in key
    return f'"{key}"' if plain else repr(key)

"""What an optimizer is bound to, arrays in containers, and how that may change."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from .. import _core
from .._trees.containers import Leaf, assigned, edges, flatten, settle, stale, torch_groups
from .._trees.tensors import written
from ..errors import BindError, Error, GradientError, HyperError, StaleBindingError
from .closure import check_search
from .copies import Copies
from .gradients import Structure, match_gradients, match_leaves, own_gradients, structure
from .groups import Group, override
from .options import INTERNAL, engine_options
from .rule import Rule

__all__ = ["Bound"]


class Bound:
    """Arrays of the caller's, tied to the engine that steps them."""

    last: _core.StepReport | None
    """The newest report."""

    def _build(
        self,
        tree: Any,
        grads: Any,
        groups: list[Group],
        options: dict[str, Any],
        rule: Rule | None = None,
        order: list[str] | None = None,
    ) -> None:
        """Bind everything; ``order`` is that of binding, by default the containers'."""
        options = {**INTERNAL, **options}
        copies = options["copy_to"]
        if copies is not None:
            copies = options["copy_to"] = settle(copies, what="copy_to")
        self._tree, self._grads, self._options = tree, grads, options
        self._rule = groups[-1].rule if rule is None else rule  # of groups that are added later
        self._groups: list[Group] = []
        self._leaves = flatten(tree)
        if order is not None:
            self._leaves.sort(key=lambda leaf: order.index(leaf.path))
        self._structure = self._shape()
        check_search(options, self._leaves, groups)
        self._searches = options["line_search"] is not None
        self._memory = _core.SearchMemory()
        self._engine = _core.Engine(**engine_options(options))
        self._bind(groups, {leaf.path: leaf.array for leaf in self._leaves})
        self._gradients: list[Leaf | None] = []  # those bound
        self._bind_grads(self._leaves)
        if options["zero_grads"] and grads is None and any(x.place is None for x in self._leaves):
            raise GradientError(
                "zero_grads=True zeroes bound gradients; bind them with grads=", name="zero_grads"
            )
        self._take_copies(None if copies is None else Copies(self._leaves, copies))
        self._watch()
        self._engine.prepare()
        self.last = None

    def _bind(self, groups: list[Group], arrays: Mapping[str, Any]) -> None:
        """Give the engine new groups and parameters, in the order of ``arrays``."""
        of_path = {path: i for i, group in enumerate(self._groups) for path in group.paths}
        for group in groups:
            index = self._engine.add_group(
                group.name, type(group.bound).__name__, group.bound.values()
            )
            group.attach(self._engine, index)
            of_path.update(dict.fromkeys(group.paths, index))
            self._groups.append(group)
        for path, array in arrays.items():
            self._engine.add(path, array, of_path[path])
            if array.dtype.kind == "c":
                self._groups[of_path[path]].take_complex(path)

    def _bind_grads(self, leaves: list[Leaf]) -> None:
        if self._grads is not None:
            found = match_leaves(self._grads, leaves, "grads", GradientError)
            self._engine.bind_grads([None if x is None else x.array for x in found])
            self._gradients = found

    def _take_copies(self, copies: Copies | None) -> None:
        self._copies = copies
        if copies is not None:
            copies.take(self._engine)

    def _follow(self) -> None:
        """The parameters were written: the copies in another dtype become equal to them."""
        written(leaf.found for leaf in self._leaves)
        if self._copies is not None:
            self._copies.take(self._engine)

    def _shape(self) -> Structure | None:
        """How gradients are matched without paths; None if their order is not that of binding."""
        same = [x.path for x in flatten(self._tree)] == [x.path for x in self._leaves]
        return structure(self._tree) if same else None

    def _watch(self) -> None:
        links, sizes = edges(self._tree)
        if self._grads is not None:
            more = edges(self._grads)
            links, sizes = links + more.links, sizes + more.sizes
        self._engine.watch(links, sizes)
        copies = [] if self._copies is None else self._copies.leaves
        every = (*self._leaves, *self._gradients, *copies)
        self._tensors = [x for x in every if x is not None and x.place is not None]

    def _match(self, grads: Any) -> list[Any]:
        try:
            return match_gradients(grads, self._leaves, self._structure)
        except GradientError:
            error = stale(self._tree, self._leaves)  # they may match what the containers hold now
            if error is not None:
                raise error from None
            raise

    def _from_tensors(self, grads: list[Any] | None) -> list[Any] | None:
        """The gradients of a step as the engine takes them, given or else from ``.grad``.

        Raises:
            StaleBindingError: A tensor has other memory now.
        """
        moved = next((x for x in self._tensors if x.moved()), None)
        if moved is not None:
            raise stale(self._tree, self._leaves) or StaleBindingError(
                f"{moved.code} was given other memory since it was bound; write into that, "
                f"{assigned(moved)}, or call opt.rebind()",
                path=moved.path,
            )
        if grads is not None or self._grads is not None:
            return grads
        grads = own_gradients(self._leaves)
        if not self._options["zero_grads"]:
            return grads
        self._engine.bind_grads(grads)
        return None

    def _tell_torch(self, grads: list[Any] | None, applied: bool) -> None:
        """After a step: which tensors it wrote. A skipped one zeroes gradients all the same."""
        if grads is None:
            grads = self._engine.bound()
        stepped = [x.found for x, g in zip(self._leaves, grads, strict=True) if g is not None]
        wrote = stepped.copy() if applied else []
        if applied and self._copies is not None:
            wrote += [to.found for to in self._copies.leaves]
        if self._options["zero_grads"] and self._grads is None:
            wrote += [x.grad for x in stepped]
        elif self._options["zero_grads"]:
            wrote += [g.found for g in self._gradients if g is not None]
        written(wrote)

    def _stale_grads(self) -> StaleBindingError | None:
        try:
            now = match_leaves(self._grads, self._leaves, "grads", GradientError)
        except GradientError as error:
            return StaleBindingError(f"the bound gradients changed: {error}", name="grads")
        for leaf, old, new in zip(self._leaves, self._gradients, now, strict=True):
            if (old and old.found) is not (new and new.found):
                return StaleBindingError(
                    f'the bound gradient of "{leaf.path}" was replaced in its container; write '
                    "into the bound array, grad[...] = new, or call opt.rebind()",
                    path=leaf.path,
                    name="grads",
                )
        return None

    def rebind(self) -> None:
        """Take the arrays that the containers hold now: same paths, shapes and dtypes.

        State and step count are kept.

        Raises:
            BindError: A leaf is missing, new, or another shape, dtype or memory order.
        """
        self._need_parameters("rebind")
        leaves = flatten(self._tree)
        if [leaf.path for leaf in leaves] != [leaf.path for leaf in self._leaves]:
            by_path = {leaf.path: leaf for leaf in leaves}
            missing = [leaf.path for leaf in self._leaves if leaf.path not in by_path]
            known = {leaf.path for leaf in self._leaves}
            extra = [path for path in by_path if path not in known]
            if missing or extra:
                raise BindError(
                    f"rebind: the parameters have other paths now: gone {missing}, new {extra}; "
                    "construct a new optimizer for them",
                    path=(missing or extra)[0],
                    differences=missing + extra,
                )
            leaves = [by_path[leaf.path] for leaf in self._leaves]
        to = self._options["copy_to"]
        copies = None if to is None else Copies(leaves, to)
        self._engine.rebind([leaf.array for leaf in leaves])
        try:
            self._bind_grads(leaves)
        except Exception:
            self._engine.rebind([leaf.array for leaf in self._leaves])
            raise
        self._leaves = leaves
        self._take_copies(copies)
        self._structure = self._shape()
        self._watch()

    def add(self, group: str | None = None, **overrides: Any) -> list[str]:
        """Bind the arrays that the container has gained since; the others keep their state.

        New parameters start at their own first step; an average takes them as if they had been
        there, unmoved, from its beginning. Bound gradients, and copies, must be in their containers
        already.

        Args:
            group: The group they join, or the name of a new one. By default each joins the first
                group whose pattern matches its path, else "default"; in torch's form, its dict's.
            **overrides: What differs in a new group: hyper-parameters, rule=, bounds=.

        Returns:
            The paths of what was added.

        Raises:
            BindError: Nothing new, or something that cannot be bound; nothing was changed.
        """
        self._need_parameters("add")
        named = {g.name: g for g in self._groups}
        if group is not None and not isinstance(group, str):
            raise BindError(f"add: the name of a group must be a str, not {group!r}", name="group")
        if overrides and (group is None or group in named):
            why = f"group {group!r} is there already" if group else "only a new group takes values"
            raise HyperError(
                f"add: {why}; name a new one, add('name', ...), or set the values of one that is "
                "there, opt.groups['name']['lr'] = ...",
                group=group,
                name=next(iter(overrides)),
            )
        now = {leaf.path: leaf for leaf in flatten(self._tree)}
        if any(
            x.path not in now or now[x.path].found is not x.found or x.moved() for x in self._leaves
        ):
            error = stale(self._tree, self._leaves)
            assert error is not None
            raise error
        known = {leaf.path for leaf in self._leaves}
        new = [leaf for path, leaf in now.items() if path not in known]
        if not new:
            raise BindError(
                "add: the container of the parameters has no new array; put it there first, "
                'params["new"] = array (an array, a tuple or pairs cannot grow: bind a dict or a '
                "list)",
                name="group",
            )
        check_search(self._options, new, self._groups)
        joins: dict[str, list[str]] = {}
        values: dict[str, dict[str, Any]] = {}
        for leaf in new:
            name, differing = (group, overrides) if group else self._group_for(leaf.path)
            joins.setdefault(name, []).append(leaf.path)
            values[name] = differing
        base = named["default"].rule if "default" in named else self._rule
        made = [
            Group(name, None, override(name, base, values[name]), paths)
            for name, paths in joins.items()
            if name not in named
        ]
        before = (len(self._leaves), len(self._groups))
        leaves = [*self._leaves, *new]
        try:
            for name, paths in joins.items():
                if name in named:
                    named[name].paths.extend(paths)
            self._bind(made, {leaf.path: leaf.array for leaf in new})
            to = self._options["copy_to"]
            copies = None if to is None else Copies(leaves, to)
            self._bind_grads(leaves)  # last: a refusal keeps what was bound
        except BaseException:
            self._engine.truncate(*before)
            del self._groups[before[1] :]
            for g in self._groups:
                g.paths[:] = [path for path in g.paths if path in known]
            raise
        self._leaves = leaves
        self._take_copies(copies)
        self._structure = self._shape()
        self._watch()
        self._engine.prepare()
        return [leaf.path for leaf in new]

    def _group_for(self, path: str) -> tuple[str, dict[str, Any]]:
        """The group that a new parameter joins, and what differs in it if it is new."""
        listed = torch_groups(self._tree)
        if listed is not None:
            index = path.partition(".")[0]
            given = listed[int(index)]
            differing = {k: v for k, v in given.items() if k not in ("params", "name")}
            return str(given.get("name", index)), differing
        for group in self._groups:
            if group.pattern is not None and fnmatchcase(path, group.pattern):
                return group.name, {}
        return "default", {}

    def _need_parameters(self, what: str) -> None:
        if self._engine.swapped:
            raise Error(f"{what}: the parameters hold their averages; leave opt.averaged() first")

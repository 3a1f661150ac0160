"""What an optimizer is bound to: the caller's containers, and the arrays in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from .._core import Engine, commit
from .._trees.containers import Leaf, assigned, edges, flatten, stale
from .._trees.tensors import written
from ..errors import BindError, GradientError, StaleBindingError
from .copies import Copies
from .gradients import Structure, match_gradients, match_leaves, own_gradients, structure
from .groups import Group

__all__ = ["Binding", "Held"]


class Held(NamedTuple):
    """What is bound, and the parts of the containers that are watched."""

    leaves: list[Leaf]
    gradients: list[Leaf | None]
    copies: Copies | None
    structure: Structure | None
    edges: tuple[list[Any], list[Any]]
    tensors: list[Leaf]


class Binding:
    """Arrays in the caller's containers, tied to the engine that steps them.

    Attributes:
        tree: The container of the parameters.
        grads: The container of the bound gradients; None if there are none.
        copy_to: The container of the copies; None if there are none.
        leaves: The parameters in the order of binding.
        gradients: The bound gradient of each one, or None; empty if none are bound.
        copies: The arrays that are kept equal to the parameters; None if there are none.
        follows: Whether there is something to do after the engine's step, for tensors or copies.
    """

    def __init__(
        self,
        engine: Engine,
        tree: Any,
        leaves: list[Leaf],
        groups: Sequence[Group],
        *,
        grads: Any,
        copy_to: Any,
        zero_grads: bool,
    ) -> None:
        self.tree, self.grads, self.copy_to = tree, grads, copy_to
        self.leaves = leaves
        self.gradients: list[Leaf | None] = []
        self.copies: Copies | None = None
        self.follows = False
        self._engine = engine
        self._zero_grads = zero_grads
        self._structure: Structure | None = None  # None if gradients come in another order
        self._edges: tuple[list[Any], list[Any]] = [], []  # what the engine watches
        self._tensors: list[Leaf] = []  # of all leaves
        self._give(leaves, groups)
        self._bind_gradients(leaves)
        if zero_grads and grads is None and any(leaf.place is None for leaf in leaves):
            raise GradientError(
                "zero_grads=True zeroes bound gradients; bind them with grads=", name="zero_grads"
            )
        self._hold(leaves, self._copies_of(leaves))
        engine.prepare()

    # -------------------------------------------------------------------------------- each step

    def match(self, grads: Any) -> list[Any] | None:
        """The gradients of a step as the engine takes them; None if it has them already.

        Raises:
            GradientError: Missing or unexpected gradients.
            StaleBindingError: The containers, or a tensor, no longer hold what was bound.
        """
        if grads is not None:
            try:
                grads = match_gradients(grads, self.leaves, self._structure)
            except GradientError:
                self.check()  # they may match what the containers hold now
                raise
        return self._of_tensors(grads) if self._tensors else grads

    def refresh(self) -> None:
        """Look at the containers again, where the engine has noticed a change.

        Raises:
            StaleBindingError: A leaf is another one now. If none is, a container around the same
                leaves was replaced, and the engine watches the new one from now on.
        """
        self.check()
        if self.grads is not None and (error := self._stale_gradients()) is not None:
            raise error from None
        self._watch()

    def stepped(self, grads: list[Any] | None, applied: bool) -> None:
        """Do what is left after the engine's step: make copies, and tell torch what was written.

        The engine calls this at the end of its step. A step that was skipped zeroes gradients all
        the same.
        """
        if applied and self.copies is not None:
            self.copies.take_others()
        if not self._tensors:
            return
        if grads is None:
            grads = self._engine.bound()
        used = [x.found for x, g in zip(self.leaves, grads, strict=True) if g is not None]
        wrote = used.copy() if applied else []
        if applied and self._engine.accumulate > 1:  # earlier calls may have given the gradient
            moved = zip(self.leaves, self._engine.stepped, strict=True)
            wrote = [leaf.found for leaf, stepped in moved if stepped]
        if applied and self.copies is not None:
            wrote += [to.found for to in self.copies.leaves]
        if self._zero_grads and self.grads is None:
            wrote += [x.grad for x in used]
        elif self._zero_grads:
            wrote += [g.found for g in self.gradients if g is not None]
        written(wrote)

    def _of_tensors(self, grads: list[Any] | None) -> list[Any] | None:
        """The gradients where some leaves are tensors: as given, or else from ``.grad``."""
        moved = next((leaf for leaf in self._tensors if leaf.moved()), None)
        if moved is not None:
            raise stale(self.tree, self.leaves) or StaleBindingError(
                f"{moved.code} was given other memory or another shape since it was bound; write "
                f"into what was bound, {assigned(moved)}, call opt.rebind() if the shape is the "
                "same, or else construct a new optimizer",
                path=moved.path,
            )
        if grads is not None or self.grads is not None:
            return grads
        grads = own_gradients(self.leaves)
        if not self._zero_grads:
            return grads
        if self.copies is not None:
            self.copies.keep_from([g for g in grads if g is not None])
        self._engine.bind_grads(grads)
        return None

    # ---------------------------------------------------------------------------- other changes

    def check(self) -> None:
        """Refuse containers that no longer hold the parameters that were bound.

        Raises:
            StaleBindingError: They do not; the error has all differences.
        """
        if (error := stale(self.tree, self.leaves)) is not None:
            raise error from None

    def follow(self) -> None:
        """Do what follows when the parameters were written, but not by a step of the engine."""
        written(leaf.found for leaf in self.leaves)
        if self.copies is not None:
            self.copies.take(self._engine)

    def rebind(self) -> None:
        """Take the arrays that the containers hold now, all or none: see `Optimizer.rebind`."""
        leaves = flatten(self.tree)
        if [leaf.path for leaf in leaves] != [leaf.path for leaf in self.leaves]:
            by_path = {leaf.path: leaf for leaf in leaves}
            known = {leaf.path for leaf in self.leaves}
            missing = [leaf.path for leaf in self.leaves if leaf.path not in by_path]
            extra = [path for path in by_path if path not in known]
            if missing or extra:
                raise BindError(
                    f"rebind: the parameters have other paths now: gone {missing}, new {extra}; "
                    "construct a new optimizer for them",
                    path=(missing or extra)[0],
                    differences=missing + extra,
                )
            leaves = [by_path[leaf.path] for leaf in self.leaves]
        before, copies = self.state, self._copies_of(leaves)

        def rebind() -> None:
            self._engine.rebind([leaf.array for leaf in leaves])
            self._bind_gradients(leaves)
            self._hold(leaves, copies)

        def undo() -> None:
            self._engine.rebind([leaf.array for leaf in before.leaves])
            self.state = before

        commit(rebind, undo)

    @property
    def state(self) -> Held:
        """What is bound; assigning binds it again, to an engine that has these parameters."""
        return Held(
            self.leaves, self.gradients, self.copies, self._structure, self._edges, self._tensors
        )

    @state.setter
    def state(self, held: Held) -> None:
        self.leaves, self.gradients, self.copies, self._structure, self._edges, self._tensors = held
        if self.grads is not None:
            self._give_gradients(held.gradients)
        if held.copies is not None:
            held.copies.take(self._engine)
        self._engine.watch(*held.edges)
        self.follows = bool(self._tensors) or self.copies is not None

    def gained(self) -> list[Leaf]:
        """The leaves that the container of the parameters has gained since it was bound.

        Raises:
            StaleBindingError: One that was bound is gone or another one.
        """
        now = {leaf.path: leaf for leaf in flatten(self.tree)}
        if any(
            x.path not in now or now[x.path].found is not x.found or x.moved() for x in self.leaves
        ):
            self.check()
        known = {leaf.path for leaf in self.leaves}
        return [leaf for path, leaf in now.items() if path not in known]

    def add(self, new: list[Leaf], groups: Sequence[Group]) -> None:
        """Bind further leaves, which ``groups`` have already.

        After a refusal the caller must take back the engine's new parameters and groups, and then
        assign the former `state`.
        """
        leaves = [*self.leaves, *new]
        self._give(new, groups)
        copies = self._copies_of(leaves)
        self._engine.prepare()
        self._bind_gradients(leaves)
        self._hold(leaves, copies)

    # ------------------------------------------------------------------------------------ parts

    def _give(self, leaves: Sequence[Leaf], groups: Sequence[Group]) -> None:
        """Give the engine new parameters."""
        group_of = {path: group for group in groups for path in group.paths}
        for leaf in leaves:
            group = group_of[leaf.path]
            self._engine.add(leaf.path, leaf.array, group.index)
            if leaf.array.dtype.kind == "c":
                group.take_complex(leaf.path)

    def _bind_gradients(self, leaves: Sequence[Leaf]) -> None:
        if self.grads is not None:
            self._give_gradients(match_leaves(self.grads, leaves, "grads", GradientError))

    def _give_gradients(self, found: list[Leaf | None]) -> None:
        self._engine.bind_grads([None if x is None else x.array for x in found])
        self.gradients = found

    def _copies_of(self, leaves: Sequence[Leaf]) -> Copies | None:
        if self.copy_to is None:
            return None
        zeroed: list[Leaf | None] = []
        if self._zero_grads and self.grads is not None:
            zeroed = match_leaves(self.grads, leaves, "grads", GradientError)
        return Copies(leaves, self.copy_to, [g.array for g in zeroed if g is not None])

    def _hold(self, leaves: list[Leaf], copies: Copies | None) -> None:
        """Keep these leaves, which the engine has, from now on."""
        self.leaves, self.copies = leaves, copies
        if copies is not None:
            copies.take(self._engine)
        self._watch()

    def _watch(self) -> None:
        """Have the engine notice whatever changes in the containers from now on."""
        in_order = [x.path for x in flatten(self.tree)] == [x.path for x in self.leaves]
        self._structure = structure(self.tree) if in_order else None
        links, sizes = edges(self.tree)
        if self.grads is not None:
            more = edges(self.grads)
            links, sizes = links + more.links, sizes + more.sizes
        self._edges = links, sizes
        self._engine.watch(links, sizes)
        copies = [] if self.copies is None else self.copies.leaves
        every = (*self.leaves, *self.gradients, *copies)
        self._tensors = [x for x in every if x is not None and x.place is not None]
        self.follows = bool(self._tensors) or self.copies is not None

    def _stale_gradients(self) -> StaleBindingError | None:
        try:
            now = match_leaves(self.grads, self.leaves, "grads", GradientError)
        except GradientError as error:
            return StaleBindingError(f"the bound gradients changed: {error}", name="grads")
        for leaf, old, new in zip(self.leaves, self.gradients, now, strict=True):
            if (old and old.found) is not (new and new.found):
                return StaleBindingError(
                    f'the bound gradient of "{leaf.path}" was replaced in its container; write '
                    "into the bound array, grad[...] = new, or call opt.rebind()",
                    path=leaf.path,
                    name="grads",
                )
        return None

"""The optimizer: parameters in groups, gradients, and the step that is all or nothing."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatchcase
from textwrap import indent
from typing import Any, cast

from . import _core
from ._arrays import Copies
from ._averages import Average, Lookahead
from ._gradients import Structure, match_gradients, match_inputs, structure
from ._groups import Group, Hyper, override, resolve, spread_bounds
from ._messages import nearest
from ._options import INTERNAL, OPTION_DOCS, OPTIONS, engine_options
from ._rule import Rule, field_docs, signature_of, unknown_keyword
from ._state import State, Views, read_state, write_state
from .containers import edges, flatten, settle, stale, torch_groups
from .errors import BindError, Error, GradientError, HyperError, KeywordError, StaleBindingError

__all__ = ["OPTIONS", "Optimizer", "make_optimizer"]


class Optimizer:
    """Steps arrays in place by a rule: ``gs.Optimizer(params, gs.rules.AdamW(lr=3e-4))``.

    The arrays stay the caller's: nothing is copied, and each step checks that the containers still
    hold them. A step is all or nothing: whatever it refuses, nothing was written. The bits of the
    result are the same on every CPU and for every number of threads.

    Args:
        params: An array, or a list, tuple, dict, namedtuple or dataclass of arrays, nested, or
            (name, array) pairs. float32 or float64, writable, dense.
        rule: The update rule, a value of `gradstep.rules`.
        {options}

    Raises:
        BindError: Parameters, groups or gradients that cannot be bound.
        DTypeError: A parameter that is not float32 or float64.
        HyperError: A value out of its range.
        ScheduleError: A schedule without a length, or one that cannot be evaluated.
    """

    last: _core.StepReport | None
    """The newest report."""

    def __init__(
        self,
        params: Any,
        rule: Rule,
        *,
        groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None = None,
        grads: Any = None,
        clip_norm: float | None = None,
        nonfinite: str = "raise",
        max_skips: int = 100,
        zero_grads: bool = False,
        bounds: tuple[float | None, float | None] | None = None,
        average: Average | None = None,
        lookahead: Lookahead | None = None,
        copy_to: Any = None,
        report: bool = False,
    ) -> None:
        if not isinstance(rule, Rule):
            raise BindError(
                f"rule must be a value such as gs.rules.AdamW(lr=1e-3), not {rule!r}", name="rule"
            )
        options = {k: v for k, v in locals().items() if k in OPTIONS}
        tree = settle(params)
        rule = rule.replace(**spread_bounds({"bounds": bounds}))
        self._build(
            tree,
            None if grads is None else settle(grads, what="grads"),
            resolve(tree, rule, groups),
            options,
            rule,
        )

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
        self._engine = _core.Engine(**engine_options(options))
        self._bind(groups, {leaf.path: leaf.array for leaf in self._leaves})
        if grads is not None:
            self._engine.bind_grads(self._match(grads))
        elif options["zero_grads"]:
            raise GradientError(
                "zero_grads=True zeroes bound gradients; bind them with grads=", name="zero_grads"
            )
        self._copies = None if copies is None else Copies(self._leaves, copies)
        self._watch()
        self._engine.prepare()
        self._follow()
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

    def _follow(self) -> None:
        """The copies in another dtype follow the parameters."""
        if self._copies is not None:
            self._copies.take()

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

    def _match(self, grads: Any) -> list[Any]:
        try:
            return match_gradients(grads, self._leaves, self._structure)
        except GradientError:
            error = stale(self._tree, self._leaves)  # they may match what the containers hold now
            if error is not None:
                raise error from None
            raise

    # ------------------------------------------------------------------------------------ step

    def step(
        self,
        grads: Any = None,
        *,
        loss: float | None = None,
        closure: Callable[[], Any] | None = None,
        inputs: Mapping[str, Any] | None = None,
        grad_scale: float = 1.0,
        lr_scale: float = 1.0,
        report: bool = False,
        **hyper: Any,
    ) -> _core.StepReport:
        """One update of all parameters, in place; all or nothing.

        Args:
            grads: The gradients: the container of the parameters, or {path: array}; None if they
                are bound. A gradient may be None: its parameter and state stay as they are.
            loss: The loss, for rules that use it.
            closure: ``() -> (loss, grads)``, for line searches.
            inputs: Further inputs by name, for rules that have them.
            grad_scale: The gradients are divided by it.
            lr_scale: Every group's learning rate is multiplied by it.
            report: Also measure grad_norm, update_norm and update_ratio.
            **hyper: Hyper-parameters for this step only, ``lr=1e-4`` or ``lr={"head.*": 1e-3}``.

        Returns:
            The report, true iff the step was applied (see nonfinite="skip").

        Raises:
            GradientError: Missing, superfluous or misshapen gradients.
            NonFiniteGradientError: A NaN, an Inf, or a value whose square overflows the state.
            StaleBindingError: The containers no longer hold the arrays that were bound.
            HyperError, ScheduleError: A value for this step that is out of range or not to be had.
        """
        if loss is not None or closure is not None:
            raise self._unused(loss=loss, closure=closure)
        more = None
        if hyper or inputs is not None:
            more = (
                self._overrides(hyper) if hyper else None,
                None if inputs is None else self._match_inputs(inputs),
            )
        matched = None if grads is None else self._match(grads)
        try:
            last = self._engine.step(matched, grad_scale, lr_scale, report, more)
        except StaleBindingError:
            # Either a leaf is another array now, or only a container around the same leaves is.
            error = stale(self._tree, self._leaves)
            if error is None and self._grads is not None:
                error = self._stale_grads()
            if error is not None:
                raise error from None
            self._structure = self._shape()
            self._watch()
            last = self._engine.step(matched, grad_scale, lr_scale, report, more)
        if self._copies is not None and last:  # asked in this order: a report's truth takes 60 ns
            self._copies.take()
        self.last = last
        return last

    def _match_inputs(self, inputs: Mapping[str, Any]) -> list[list[Any]]:
        rule_of = {path: type(group.rule) for group in self._groups for path in group.paths}
        known = sorted({name for rule in rule_of.values() for name in rule.inputs})
        if not known:
            raise self._unused(inputs=inputs)
        if not isinstance(inputs, Mapping):
            raise GradientError(
                f"inputs must be a dict, {{{known[0]!r}: ...}}, not {inputs!r}", name="inputs"
            )
        for name in inputs:
            if name not in known:
                raise unknown_keyword("inputs", name, known)
        return match_inputs(inputs, self._leaves, [rule_of[x.path].inputs for x in self._leaves])

    def _stale_grads(self) -> StaleBindingError | None:
        try:
            now = self._match(self._grads)
        except GradientError as error:
            return StaleBindingError(f"the bound gradients changed: {error}", name="grads")
        for leaf, old, new in zip(self._leaves, self._engine.bound(), now, strict=True):
            if old is not new:
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
        grads = None if self._grads is None else match_gradients(self._grads, leaves)
        to = self._options["copy_to"]
        copies = None if to is None else Copies(leaves, to)
        self._engine.rebind([leaf.array for leaf in leaves])
        try:
            if grads is not None:
                self._engine.bind_grads(grads)
        except Exception:
            self._engine.rebind([leaf.array for leaf in self._leaves])
            raise
        self._leaves, self._copies = leaves, copies
        self._structure = self._shape()
        self._watch()
        self._follow()

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
        if any(x.path not in now or now[x.path].array is not x.array for x in self._leaves):
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
            if self._grads is not None:  # last: a refusal keeps what was bound
                self._engine.bind_grads(match_gradients(self._grads, leaves))
        except BaseException:
            self._engine.truncate(*before)
            del self._groups[before[1] :]
            for g in self._groups:
                g.paths[:] = [path for path in g.paths if path in known]
            raise
        self._leaves, self._copies = leaves, copies
        self._structure = self._shape()
        self._watch()
        self._engine.prepare()
        self._follow()
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

    # --------------------------------------------------------------------------------- control

    def freeze(self, *patterns: str) -> list[str]:
        """Leave the parameters that match as they are: their gradients are not looked at.

        Their state and step count do not change either, until `unfreeze`.

        Args:
            *patterns: Paths, or patterns of paths as for groups.

        Returns:
            The paths.

        Raises:
            BindError: A pattern that matches no parameter.
        """
        return self._freeze(patterns, True)

    def unfreeze(self, *patterns: str) -> list[str]:
        """Step again what `freeze` has stopped; as there."""
        return self._freeze(patterns, False)

    def _freeze(self, patterns: tuple[str, ...], frozen: bool) -> list[str]:
        paths = [leaf.path for leaf in self._leaves]
        chosen = set()
        for pattern in patterns:
            found = {i for i, path in enumerate(paths) if fnmatchcase(path, pattern)}
            if not found:
                hint = nearest(pattern, paths, '; the nearest path is "{}"', 0.0)
                raise BindError(f'no parameter matches "{pattern}"{hint}', name="patterns")
            chosen |= found
        for i in sorted(chosen):
            self._engine.freeze(i, frozen)
        return [paths[i] for i in sorted(chosen)]

    @property
    def frozen(self) -> list[str]:
        """The paths of what is frozen."""
        scalars = [self._engine.scalars(i) for i in range(len(self._leaves))]
        return [x.path for x, s in zip(self._leaves, scalars, strict=True) if s.get("frozen")]

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Within ``with opt.averaged():`` the parameters are their averages; then themselves again.

        Whatever happens inside, they are put back. Stepping, loading, binding or copying the
        optimizer inside is an error. Until a first average is taken they stay as they are.

        Raises:
            BindError: The optimizer keeps no average.
            StaleBindingError: The containers no longer hold the arrays that were bound.
        """
        error = stale(self._tree, self._leaves)
        if error is not None:
            raise error
        if self._engine.swapped:
            raise Error("the parameters hold their averages already; averaged() does not nest")
        for i in range(len(self._leaves)):
            self._average_of(i)
        self._engine.swap_average()
        try:
            self._follow()
            yield
        finally:
            self._swap_back()
            self._follow()

    def _swap_back(self) -> None:
        while True:
            try:
                return self._engine.swap_average()
            except Error:  # in use: another thread's step is just being refused
                time.sleep(0)

    def _average_of(self, i: int) -> Any:
        """The average of a parameter; until the first ones are taken, it itself."""
        if self._options["average"] is None:
            raise BindError(
                "the optimizer keeps no average; construct it with average=gs.EMA(0.999), "
                "gs.PolyakAverage() or gs.SWA(start)",
                name="average",
            )
        leaf, average = self._leaves[i], self._engine.average(i)
        if self._engine.swapped:
            return leaf.array
        if self._engine.averaged == 0:
            average[...] = leaf.array
        return average

    def _unused(self, **given: Any) -> HyperError:
        name = next(k for k, v in given.items() if v is not None)
        rules = sorted({type(group.rule).__name__ for group in self._groups})
        return HyperError(f"{' and '.join(rules)} does not use {name}=; leave it out", name=name)

    def _overrides(self, hyper: dict[str, Any]) -> list[tuple[int, str, Any]]:
        out = []
        for name, value in hyper.items():
            having = {g.name: i for i, g in enumerate(self._groups) if name in g.rule.values()}
            if not having:
                known = [n for group in self._groups for n in group.rule.values()]
                raise unknown_keyword("step", name, [*known, *STEP_KEYWORDS])
            per_group = value if isinstance(value, dict) else dict.fromkeys(having, value)
            for group, x in per_group.items():
                if group not in having:
                    raise HyperError(
                        f"{name}: no group {group!r} with {name}; there are {', '.join(having)}",
                        name=name,
                        group=group,
                    )
                index = having[group]
                out.append((index, name, self._groups[index].checked(name, x)))
        return out

    # ------------------------------------------------------------------------------------ view

    @property
    def steps(self) -> int:
        """The number of applied updates: the n of the next one."""
        return self._engine.steps

    @property
    def skipped(self) -> int:
        """The number of steps left out for gradients that were not finite."""
        return self._engine.skipped

    @property
    def groups(self) -> Mapping[str, Group]:
        """What was set, by group: ``opt.groups["*.b"]["lr"]``; may be assigned."""
        return {group.name: group for group in self._groups}

    @property
    def hyper(self) -> Hyper:
        """The values common to all groups: ``opt.hyper["lr"]``; writing sets all groups."""
        return Hyper(self.groups)

    @property
    def state(self) -> State:
        """The state as views, ``opt.state["layers.0.W"]["exp_avg"]``."""
        return State(self._engine, [leaf.path for leaf in self._leaves])

    @property
    def scalars(self) -> dict[str, dict[str, Any]]:
        """By path: the count of updates ``t``, the rule's numbers, and whether it is frozen."""
        return {leaf.path: self._engine.scalars(i) for i, leaf in enumerate(self._leaves)}

    @property
    def average(self) -> Views:
        """The averages of the parameters as views, ``opt.average["layers.0.W"]``."""
        return Views(self._average_of, [leaf.path for leaf in self._leaves])

    def values(self, n: int | None = None) -> dict[str, dict[str, Any]]:
        """The hyper-parameters that step ``n`` (default: the next) uses, by group and name."""
        return self._engine.values(self.steps if n is None else int(n))

    def __repr__(self) -> str:
        arrays = f"{len(self._leaves)} array{'s' if len(self._leaves) != 1 else ''}"
        numbers = sum(leaf.array.size for leaf in self._leaves)
        groups = ", ".join(f"{g.name}: {g.rule!r}" for g in self._groups)
        return (
            f"<{type(self).__name__} of {arrays}, {numbers} numbers, {self.steps} steps; {groups}>"
        )

    # ------------------------------------------------------------------------------------ save

    def state_dict(self, *, copy: bool = True) -> dict[str, Any]:
        """Everything that resuming needs, as a plain dict of arrays and JSON values.

        Args:
            copy: Copy the state arrays; False gives views, for saving at once.
        """
        return write_state(self._engine, self._groups, self._leaves, copy)

    def load_state_dict(self, saved: Mapping[str, Any], *, hyper: str = "match") -> None:
        """Restore what `state_dict` returned; the parameters are not part of it.

        Args:
            saved: The dict.
            hyper: What to do where the saved hyper-parameters differ from this optimizer's: "match"
                refuses, "keep" keeps this optimizer's, "saved" takes the saved ones.

        Raises:
            CheckpointMismatchError: Other paths, shapes, dtypes, rules or (with "match")
                hyper-parameters; all differences at once. Nothing was changed.
            CheckpointError: Not a state dict of this library.
        """
        read_state(saved, self._engine, self._groups, self._leaves, hyper)
        self.last = None

    def __reduce__(self) -> tuple[Any, ...]:
        self._need_parameters("copy")
        error = stale(self._tree, self._leaves)
        if error is not None:
            raise error
        groups = [(g.name, g.pattern, g.bound, g.paths, g.rule.values()) for g in self._groups]
        order = [leaf.path for leaf in self._leaves]  # in which sums are taken
        built = (self._tree, self._grads, groups, self._options, self._rule, order)
        return _restore, (type(self), *built, self.state_dict())


STEP_KEYWORDS = tuple(
    name
    for name, p in inspect.signature(Optimizer.step).parameters.items()
    if p.kind is inspect.Parameter.KEYWORD_ONLY
)
Optimizer.__doc__ = cast(str, Optimizer.__doc__).replace(
    "        {options}", indent(OPTION_DOCS, "    ")
)


def _restore(
    kind: type[Optimizer],
    tree: Any,
    grads: Any,
    groups: list[tuple[Any, ...]],
    options: dict[str, Any],
    rule: Rule,
    order: list[str],
    saved: dict[str, Any],
) -> Optimizer:
    new = kind.__new__(kind)
    new._build(tree, grads, [Group(*group) for *group, _ in groups], options, rule, order)
    new._engine.restore(saved["steps"], saved["skipped"])  # for which the values must be right
    for group, (*_, values) in zip(new._groups, groups, strict=True):
        group.assign(values)
    new.load_state_dict(saved, hyper="keep")
    return new


def make_optimizer(rule: type[Rule], module: str) -> type[Optimizer]:
    """The class of the optimizer with this rule."""
    name = rule.__name__
    fields = rule.fields
    known = [f["name"] for f in fields]

    def __init__(self: Optimizer, params: Any, *args: object, **keywords: Any) -> None:
        if args:
            raise KeywordError(f"{name} takes keywords only; write {known[0]}={args[0]!r}")
        hyper = {k: keywords.pop(k) for k in known if k in keywords}
        for keyword in keywords:
            if keyword not in OPTIONS and keyword not in ("groups", "grads"):
                raise unknown_keyword(name, keyword, [*known, *OPTIONS, "groups", "grads"])
        Optimizer.__init__(self, params, rule(**hyper), **keywords)

    formula = cast(str, rule.__doc__).split("\n\nArgs:")[0]
    options = [
        inspect.Parameter(k, inspect.Parameter.KEYWORD_ONLY, default=default)
        for k, default in {"groups": None, "grads": None, **OPTIONS}.items()
    ]
    first = inspect.Parameter("params", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    namespace = {
        "__init__": __init__,
        "__module__": module,
        "__doc__": f"{formula}\n\nArgs:\n    params: The arrays to step, in any container.\n"
        f"{field_docs(fields)}\n{OPTION_DOCS}\n\nSee `gradstep.Optimizer`.\n",
        "__signature__": inspect.Signature([first, *signature_of(fields), *options]),
    }
    return type(name, (Optimizer,), namespace)

"""The optimizer: parameters in groups, gradients, and the step that is all or nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from textwrap import indent
from typing import TYPE_CHECKING, Any, ClassVar, SupportsFloat, cast

from .. import _core, reconstruct
from .._messages import nearest
from .._numbers import plain, repr_of, whole
from .._trees.containers import Leaf, as_container, copy, flatten, torch_groups
from .._trees.dtypes import widened
from ..errors import BindError, Error, GradientError, HyperError, StaleBindingError
from .binding import Binding
from .closure import LineSteps, check_search, read_memory, step_by_closure, write_memory
from .gradients import match_inputs
from .groups import Group, GroupPlan, Hyper, override, resolve, spread_bounds
from .options import INTERNAL, OPTION_DOCS, OPTIONS, complete, engine_options, parameters
from .rule import Rule, unknown_keyword
from .state import State, Views, read_state, write_state

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..optimizers import _Options

__all__ = ["OPTIONS", "Optimizer"]


class Optimizer:
    """Steps arrays in place by a rule: ``gs.Optimizer(params, gs.rules.AdamW(lr=3e-4))``.

    The arrays stay the caller's: nothing is copied. Each step checks that the containers still hold
    them, and that nobody has changed their memory, shape, dtype or strides in place. A step is all
    or nothing: if it refuses anything, nothing was written. The bits of the result are the same on
    every CPU and for every number of threads.

    torch tensors in the CPU's memory may stand wherever arrays do: ``model.named_parameters()``.
    Each step checks that they still have the memory that was bound, and tells autograd what it
    wrote, so that a backward through old values raises. State and averages are arrays. If both are
    copied or pickled together, ``copy.deepcopy((model, opt))``, the new optimizer steps the new
    model.

    Args:
        params: An array, or a list, tuple, dict, namedtuple or dataclass of arrays, nested, or
            (name, array) pairs. float16, bfloat16, float32, float64, complex64 or complex128 (as
            pairs of reals), writable, dense.
        rule: The update rule, a value of `gradstep.rules`.
        {options}

    Raises:
        BindError: Parameters, groups or gradients that cannot be bound.
        DTypeError: A parameter of another dtype.
        HyperError: A value out of its range.
        ScheduleError: A schedule without a length, or one that cannot be evaluated.
    """

    _names: ClassVar[Mapping[str, str]] = {}  # other names of hyper-parameters, in a dialect

    def __init__(
        self,
        params: Any,
        rule: Rule,
        **keywords: Unpack[_Options],
    ) -> None:
        if not isinstance(rule, Rule):
            raise BindError(
                f"rule must be a value such as gs.rules.AdamW(lr=1e-3), not {repr_of(rule)}",
                name="rule",
            )
        given = complete("Optimizer", keywords)
        tree, grads = as_container(params), given["grads"]
        rule = rule.replace(**spread_bounds({"bounds": given["bounds"]}))
        self._build(
            tree,
            None if grads is None else as_container(grads, what="grads"),
            resolve(tree, rule, given["groups"]),
            {k: given[k] for k in OPTIONS},
            rule,
        )

    def _build(
        self,
        tree: Any,
        grads: Any,
        groups: Sequence[GroupPlan],
        options: Mapping[str, Any],
        rule: Rule,
        order: Sequence[str] | None = None,
    ) -> None:
        """Bind everything: all constructors, those of dialects too, and unpickling end here.

        Args:
            tree: The parameters; this and the other trees are containers.
            grads: The gradients to bind, or None.
            groups: The groups, which have all parameters.
            options: The options that are not at their defaults, those of dialects included.
            rule: The rule of groups that are added later.
            order: The paths in the order of binding; by default the container's.
        """
        self._options = {**OPTIONS, **INTERNAL, **{k: plain(x) for k, x in options.items()}}
        if (copy_to := self._options["copy_to"]) is not None:
            copy_to = self._options["copy_to"] = as_container(copy_to, what="copy_to")
        leaves = flatten(tree)
        if order is not None:
            place = {path: i for i, path in enumerate(order)}
            leaves.sort(key=lambda leaf: place[leaf.path])
        check_search(self._options, leaves, groups)
        self._rule = rule
        self._engine = engine = _core.Engine(**engine_options(self._options))
        self._groups = [Group(plan, engine) for plan in groups]
        self._binding = Binding(
            engine,
            tree,
            leaves,
            self._groups,
            grads=grads,
            copy_to=copy_to,
            zero_grads=self._options["zero_grads"],
        )
        search = self._options["line_search"]
        self._line: LineSteps | None = None
        if search is not None:
            self._line = LineSteps(engine, self._binding, self._groups, search)

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

        With accumulate=k, k calls make one update, by the mean of their gradients: those before the
        last only add, as ``report.added`` says.

        Args:
            grads: The gradients: the container of the parameters, or {path: array}; None if they
                are bound, or to read the ``.grad`` of parameters that are all tensors. A gradient
                may be None: its parameter and state stay as they are.
            loss: The loss, for rules that use it.
            closure: ``() -> (loss, grads)`` of what the parameters hold when it is called, in place
                of grads and loss. It is called once, or as often as line_search= asks, and may not
                step itself. Unlike torch's it returns the gradients too: ``(loss, None)`` where
                they are bound or in ``.grad``.
            inputs: Further inputs by name, for rules that have them.
            grad_scale: The gradients are divided by it.
            lr_scale: Every group's learning rate is multiplied by it.
            report: Also measure grad_norm, update_norm and update_ratio.
            **hyper: Hyper-parameters for this step only, ``lr=1e-4`` or ``lr={"head.*": 1e-3}``.

        Returns:
            The report, true iff parameters were updated (see nonfinite="skip" and accumulate).

        Raises:
            GradientError: Missing, superfluous or misshapen gradients.
            NonFiniteGradientError: A NaN, an Inf, or a value whose square overflows the state.
            StaleBindingError: The containers no longer hold the arrays that were bound.
            HyperError, ScheduleError: A value for this step that is out of range, or that a
                schedule does not give.
        """
        if closure is not None or self._line is not None:
            keywords = {"inputs": inputs, "grad_scale": grad_scale, "lr_scale": lr_scale}
            return self._step_by(closure, grads, loss, {**keywords, "report": report, **hyper})
        binding, more = self._binding, None
        # A call costs 60 ns, and so does the truth of a report.
        follow = binding.stepped if binding.follows else None
        if hyper or inputs is not None or loss is not None or follow is not None:
            if loss is not None and not self._uses_loss:
                raise self._unused(loss=loss)
            more = (
                self._overrides(hyper) if hyper else None,
                None if inputs is None else self._match_inputs(inputs),
                loss,
                follow,
            )
        matched = None if grads is None and follow is None else binding.match(grads)
        try:
            return self._engine.step(matched, grad_scale, lr_scale, report, more)
        except StaleBindingError:
            binding.refresh()
            return self._engine.step(matched, grad_scale, lr_scale, report, more)

    def _step_by(
        self,
        closure: Callable[[], Any] | None,
        grads: Any,
        loss: Any,
        keywords: Mapping[str, Any],
    ) -> _core.StepReport:
        """Make a step by a closure, and along a line if there is a search."""
        if closure is None:
            raise HyperError(
                "an optimizer with line_search= steps by closures: step(closure=loss_and_grads), "
                "() -> (loss, grads)",
                name="closure",
            )
        for name, given in (("grads", grads), ("loss", loss)):
            if given is not None:
                raise HyperError(f"closure= gives the {name}; leave {name} out", name=name)
        line = self._line

        def own_step(grads: Any) -> _core.StepReport:
            self._line = None  # which is what makes a step the rule's own
            try:
                return self.step(grads, **keywords)
            finally:
                self._line = line

        if line is None:
            return step_by_closure(self._engine, closure, own_step)
        return line.step(closure, own_step, keywords["grad_scale"])

    @property
    def _uses_loss(self) -> bool:
        return any(group.rule.uses_loss for group in self._groups)

    def observe(self, metric: SupportsFloat) -> None:
        """Show a metric, measured after the last step, to the schedules that metrics move.

        They are `ReduceOnPlateau` and `Greedy`, wherever they stand. In a sequence, or behind a
        warm-up, they see the metric if they are in force at the last step. What the metric moves is
        saved with the state; ``opt.groups`` keeps showing what was set.

        Args:
            metric: A loss, say. A NaN or an infinity is never better than what came before.

        Raises:
            ScheduleError: No schedule here is moved by metrics.
            HyperError: The metric is no number.
        """
        self._engine.observe(metric)

    def _match_inputs(self, inputs: Mapping[str, Any]) -> list[list[Any]]:
        rule_of = {path: type(group.rule) for group in self._groups for path in group.paths}
        known = sorted({name for rule in rule_of.values() for name in rule.inputs})
        if not known:
            raise self._unused(inputs=inputs)
        if not isinstance(inputs, Mapping):
            raise GradientError(
                f"inputs must be a dict, {{{known[0]!r}: ...}}, not {repr_of(inputs)}",
                name="inputs",
            )
        for name in inputs:
            if name not in known:
                raise unknown_keyword("inputs", name, known)
        return match_inputs(
            inputs, self._binding.leaves, [rule_of[x.path].inputs for x in self._binding.leaves]
        )

    # ------------------------------------------------------------------------------ containers

    def rebind(self) -> None:
        """Take the arrays that the containers hold now: same paths, shapes and dtypes.

        State and step count are kept.

        Raises:
            BindError: A leaf is missing, new, or another shape, dtype or memory order.
        """
        self._need_parameters("rebind")
        with self._engine.changing():
            self._binding.rebind()

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
            raise BindError(
                f"add: the name of a group must be a str, not {repr_of(group)}", name="group"
            )
        if overrides and (group is None or group in named):
            why = f"group {group!r} is there already" if group else "only a new group takes values"
            raise HyperError(
                f"add: {why}; name a new one, add('name', ...), or set the values of one that is "
                "there, opt.groups['name']['lr'] = ...",
                group=group,
                name=next(iter(overrides)),
            )
        new = self._binding.gained()
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
        plans = [
            GroupPlan(name, None, override(name, base, values[name]), paths)
            for name, paths in joins.items()
            if name not in named
        ]
        with self._engine.changing():
            self._extend(new, joins, plans)
        return [leaf.path for leaf in new]

    def _extend(
        self, new: list[Leaf], joins: Mapping[str, list[str]], plans: Sequence[GroupPlan]
    ) -> None:
        """Bind further leaves, in groups that are there or planned: all or none."""
        bound, groups = self._binding.state, [(group, [*group.paths]) for group in self._groups]

        def undo() -> None:
            self._engine.truncate(len(bound.leaves), len(groups))
            self._groups[:] = [group for group, _ in groups]
            for group, paths in groups:
                group.paths[:] = paths
            self._binding.state = bound

        def extend() -> None:
            undo()  # what an interrupted attempt has left
            for group in self._groups:
                group.paths += joins.get(group.name, [])
            self._groups += [Group(plan, self._engine) for plan in plans]
            self._binding.add(new, self._groups)

        _core.commit(extend, undo)

    def _group_for(self, path: str) -> tuple[str, dict[str, Any]]:
        """The group that a new parameter joins, and what differs in it if it is new."""
        listed = torch_groups(self._binding.tree)
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
        paths = [leaf.path for leaf in self._binding.leaves]
        chosen = set()
        for pattern in patterns:
            found = {i for i, path in enumerate(paths) if fnmatchcase(path, pattern)}
            if not found:
                hint = nearest(pattern, paths, '; the nearest path is "{}"', 0.0)
                raise BindError(f'no parameter matches "{pattern}"{hint}', name="patterns")
            chosen |= found
        self._engine.freeze(sorted(chosen), frozen)
        return [paths[i] for i in sorted(chosen)]

    @property
    def frozen(self) -> list[str]:
        """The paths of what is frozen."""
        return [path for path, scalars in self.scalars.items() if scalars.get("frozen")]

    def averaged(self) -> _core.Averaged:
        """Within ``with opt.averaged():`` the parameters are those to use; then themselves again.

        Those to use are the averages (``average=``), or what a schedule-free rule such as
        `ScheduleFreeAdamW` steps towards. Whatever happens inside, the parameters are put back, bit
        for bit. Stepping, loading, binding or copying the optimizer inside is an error. Until a
        first average is taken the parameters stay as they are.

        A ``state_dict()`` that is taken inside belongs to the parameters as they are inside: if
        both are saved and loaded together, the run goes on as if it had never stopped.

        Raises:
            BindError: The optimizer keeps no average, and its rule has none.
            StaleBindingError: The containers no longer hold the arrays that were bound.
        """
        return _core.Averaged(self._engine, self._check_average, self._binding.follow)

    def params_for_eval(self) -> Any:
        """The parameters to use, as within `averaged`, in a new container of the same kind.

        The optimizer and its parameters stay as they are.

        Raises:
            BindError: The optimizer keeps no average, and its rule has none.
        """
        self._need_average()
        with self._engine.reading():
            new = copy(self._binding.tree)
            if not self._engine.swapped:  # within averaged() they are there already
                arrays = {leaf.path: leaf.array for leaf in flatten(as_container(new))}
                for i, leaf in enumerate(self._binding.leaves):
                    arrays[leaf.path][...] = self._engine.shown(i)
        return new

    @property
    def averages(self) -> bool:
        """Whether `averaged` has other parameters to show, by ``average=`` or by the rule."""
        return self._options["average"] is not None or any(
            group.rule.evaluates for group in self._groups
        )

    def _need_average(self) -> None:
        if not self.averages:
            raise BindError(
                "the optimizer keeps no average; construct it with average=gs.EMA(0.999), "
                "gs.PolyakAverage() or gs.SWA(start)",
                name="average",
            )

    def _check_average(self) -> None:
        self._binding.check()
        self._need_average()

    def _enter_average(self) -> None:
        self._check_average()
        self._engine.show_averages(self._binding.follow)

    def _leave_average(self) -> None:
        self._engine.hide_averages(self._binding.follow)

    def _average_of(self, i: int) -> Any:
        """The average of a parameter; until a first one is taken, the parameter itself."""
        self._need_average()
        if self._options["average"] is None:
            found = None if self._engine.swapped else self._engine.evaluated(i)
            return self._binding.leaves[i].array if found is None else found
        leaf, average = self._binding.leaves[i], self._engine.average(i)
        if self._engine.swapped and leaf.array.dtype == average.dtype:
            return leaf.array  # the average of a 16-bit parameter has more digits, and stays
        if self._engine.averaged == 0:
            average[...] = widened(leaf.array)
        return average

    def _unused(self, **given: Any) -> HyperError:
        name = next(k for k, v in given.items() if v is not None)
        rules = sorted({type(group.rule).__name__ for group in self._groups})
        return HyperError(f"{' and '.join(rules)} does not use {name}=; leave it out", name=name)

    def _overrides(self, hyper: dict[str, Any]) -> list[tuple[int, str, Any]]:
        out = []
        for said, value in hyper.items():
            name = self._names.get(said, said)
            having = {g.name: i for i, g in enumerate(self._groups) if name in g.rule.values()}
            if not having:
                known = {n: None for group in self._groups for n in group.rule.values()}
                others = dict.fromkeys([*STEP_KEYWORDS, *self._names])
                raise unknown_keyword("step", said, list(known | others))
            per_group = value if isinstance(value, dict) else dict.fromkeys(having, value)
            for group, x in per_group.items():
                if group not in having:
                    raise HyperError(
                        f"{name}: no group {group!r} with {name}; there are {', '.join(having)}",
                        name=name,
                        group=group,
                    )
                out.append((having[group], name, self._groups[having[group]].checked(name, x)))
        return out

    # ------------------------------------------------------------------------------------ view

    @property
    def last(self) -> _core.StepReport | None:
        """The newest report."""
        return self._engine.last

    @property
    def steps(self) -> int:
        """The number of applied updates: the n of the next one."""
        return self._engine.steps

    @property
    def skipped(self) -> int:
        """The number of steps left out for gradients that were not finite."""
        return self._engine.skipped

    @property
    def accumulated(self) -> int:
        """The number of calls of `step` since the last update, whose gradients are added up.

        It is below ``accumulate``, and 0 where the next call begins an update.
        """
        return self._engine.calls

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
        return State(self._engine, [leaf.path for leaf in self._binding.leaves])

    @property
    def scalars(self) -> dict[str, dict[str, Any]]:
        """By path: the count of updates ``t``, the rule's numbers, and whether it is frozen."""
        with self._engine.reading():
            leaves = self._binding.leaves
            return {leaf.path: self._engine.scalars(i) for i, leaf in enumerate(leaves)}

    @property
    def shared(self) -> dict[str, dict[str, Any]]:
        """By rule, what it decides for all its arrays together: its numbers, and how often, ``t``.

        ``opt.shared["Prodigy"]["d"]``; only of rules that decide so.
        """
        return self._engine.shared()

    @property
    def mechanic(self) -> dict[str, Any]:
        """What Mechanic has found: the factor ``scale``, and its tuners' numbers in lists.

        ``scale`` is the sum of ``s``; {} without ``mechanic=``.
        """
        tuners = self._engine.tuners()
        return {"scale": sum(tuners["s"]), **tuners} if tuners else {}

    @property
    def average(self) -> Views:
        """The averages of the parameters as views, ``opt.average["layers.0.W"]``.

        A schedule-free rule gives its evaluated parameters, as copies.
        """
        return Views(self._average_of, [leaf.path for leaf in self._binding.leaves])

    def values(self, n: int | None = None) -> dict[str, dict[str, Any]]:
        """The hyper-parameters that step ``n`` (default: the next) uses, by group and name."""
        return self._engine.values(self.steps if n is None else _step(n, "values: n"))

    def preview(self, steps: int, *, start: int | None = None) -> dict[str, dict[str, Any]]:
        """The values that the next steps will use, of every hyper-parameter that changes.

        Args:
            steps: How many steps.
            start: The first of them; by default the next one, ``opt.steps``.

        Returns:
            ``{group: {name: float64 array}}``; ``lr`` is multiplied by the group's ``lr_scale``.
            Groups in which nothing is scheduled are left out. Schedules that metrics move are shown
            as they are now.

        Raises:
            HyperError, ScheduleError: A value that the step would refuse; ``n`` says where.
        """
        first = self.steps if start is None else _step(start, "preview: start")
        return self._engine.preview(first, _step(steps, "preview: steps"))

    def __repr__(self) -> str:
        arrays = f"{len(self._binding.leaves)} array{'s' if len(self._binding.leaves) != 1 else ''}"
        numbers = sum(leaf.array.size for leaf in self._binding.leaves)
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
        with self._engine.reading():
            state = write_state(
                self._engine, self._groups, self._binding.leaves, self._engine.storage, copy
            )
            if self._line is not None:
                state["line_search"] = write_memory(self._line.memory)
        return state

    def load_state_dict(self, saved: Mapping[str, Any], *, hyper: str = "match") -> None:
        """Restore what `state_dict` returned; the parameters are not part of it.

        There is one exception: if it was taken within `averaged` by a schedule-free rule, the
        parameters become those that the rule was stepping.

        Args:
            saved: The dict.
            hyper: What to do where the saved hyper-parameters differ from this optimizer's: "match"
                refuses, "keep" keeps this optimizer's, "saved" takes the saved ones. Functions,
                which are not saved, are compared by their values at the next step and some others.
                What metrics have moved is restored where the same controllers are in the schedule.

        Raises:
            CheckpointMismatchError: Other paths, shapes, dtypes, rules, state_dtype, rounding or
                (with "match") hyper-parameters; all differences at once. Nothing was changed.
            CheckpointError: Not a state dict of this library.
        """
        memory = read_memory(saved)

        def follow() -> None:
            if self._line is not None:
                self._line.memory = memory
            if saved.get("stepped"):
                self._binding.follow()

        with self._engine.changing():
            leaves, storage = self._binding.leaves, self._engine.storage
            read_state(saved, self._engine, self._groups, leaves, storage, hyper, follow)

    def __reduce__(self) -> tuple[Any, ...]:
        self._need_parameters("copy")
        self._binding.check()
        with self._engine.reading():
            return self._reduced()

    def _reduced(self) -> tuple[Any, ...]:
        built = {
            "tree": self._binding.tree,
            "grads": self._binding.grads,
            "groups": [
                (g.name, g.pattern, g.first_rule, g.paths, g.rule.values()) for g in self._groups
            ],
            "options": self._options,
            "rule": self._rule,
            "order": [leaf.path for leaf in self._binding.leaves],  # in which sums are taken
        }
        return reconstruct.optimizer, (type(self), built, self.state_dict())

    @classmethod
    def _reconstructed(cls, built: Mapping[str, Any], saved: Mapping[str, Any]) -> Optimizer:
        new = cls.__new__(cls)
        groups = [GroupPlan(*group) for *group, _ in built["groups"]]
        new._build(**{**built, "groups": groups})
        new._engine.restore(saved["steps"], saved["skipped"])  # for which values must be right
        for group, (*_, values) in zip(new._groups, built["groups"], strict=True):
            group.assign(values)
        new.load_state_dict(saved, hyper="keep")
        return new


def _step(value: object, said: str) -> int:
    """A number of steps, or the number of one."""
    name = said.rpartition(" ")[2]
    must = "a whole number from 0 to 2**53 - 1"
    return whole(value, name, must, lambda n: 0 <= n < 2**53, said=said)


STEP_KEYWORDS = tuple(
    name
    for name, p in inspect.signature(Optimizer.step).parameters.items()
    if p.kind is inspect.Parameter.KEYWORD_ONLY
)
Optimizer.__init__.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
    [*list(inspect.signature(Optimizer.__init__).parameters.values())[:-1], *parameters()],
    return_annotation="None",
)
Optimizer.__doc__ = cast(str, Optimizer.__doc__).replace(
    "        {options}", indent(OPTION_DOCS, "    ")
)

"""Parameter groups: which rule with which values, and the views through which they are set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, NamedTuple

from .. import _core
from .._numbers import repr_of
from .._trees.containers import checked_name, flatten, torch_groups
from ..errors import BindError, HyperError, KeywordError
from .patterns import assign_groups, check_names
from .rule import Rule, unknown_keyword

__all__ = ["Group", "GroupPlan", "Hyper", "override", "resolve", "spread_bounds"]


class GroupPlan(NamedTuple):
    """A group that is to be made.

    Attributes:
        name: The pattern, "default", or the name given.
        pattern: The pattern of paths; None if the group was made another way.
        rule: The rule with the values set.
        paths: The parameters' paths.
    """

    name: str
    pattern: str | None
    rule: Rule
    paths: list[str]


class Group(MutableMapping[str, Any]):
    """The hyper-parameters set for one group; assigning checks as construction does.

    Attributes:
        name: The pattern, "default", or the name given.
        pattern: The pattern of paths; None if the group was made another way.
        rule: The rule with the values set.
        first_rule: The rule at construction, whose values decided which state there is.
        paths: The parameters' paths.
        index: Its place in the engine.
    """

    def __init__(self, plan: GroupPlan, engine: _core.Engine) -> None:
        self.name, self.pattern, self.rule, paths = plan
        checked_name(self.name, "the name of the group")
        self.first_rule = self.rule
        self.paths = list(paths)
        self.index = engine.add_group(self.name, type(self.rule).__name__, self.rule.values())
        self._engine = engine
        self._complex: list[str] = []

    def take_complex(self, path: str) -> None:
        """Note that a parameter of this group is complex: not everything is defined for it."""
        self._complex.append(path)
        self.checked("centralize", self.rule.values()["centralize"])

    def checked(self, name: str, value: Any) -> Any:
        """A value as it is kept; unknown names and wrong kinds are errors."""
        values = self.rule.values()
        if name not in values:
            raise unknown_keyword(f"group {self.name!r}", name, list(values))
        value = self.rule.checked(name, value)
        if name == "centralize" and value:
            for path in self._complex:
                if path in self.paths:
                    raise HyperError(
                        f"centralize would mix the real and imaginary parts of {path!r}, which is "
                        f"complex; leave it out of group {self.name!r}, or give {path!r} another",
                        path=path,
                        name=name,
                        group=self.name,
                        value=value,
                    )
        return value

    def __getitem__(self, name: str) -> Any:
        values = self.rule.values()
        if name not in values:
            raise KeyError(name)
        return values[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.assign({name: value})

    def assign(self, values: Mapping[str, Any]) -> None:
        """Set several at once, all or none: what must fit together is compared at the end."""
        new = {name: self.checked(name, value) for name, value in values.items()}
        rule = self.rule._with(new)

        def assign() -> None:
            self._engine.set(self.index, new)
            self.rule = rule

        with self._engine.changing():
            _core.commit(assign)

    def update(self, *others: Any, **values: Any) -> None:
        """Set several at once, all or none: ``group.update(lower=-1.0, upper=1.0)``."""
        self.assign(dict(*others, **values))

    def __delitem__(self, name: str) -> None:
        raise HyperError(f"{name} cannot be removed, only set", name=name, group=self.name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.rule.values())

    def __len__(self) -> int:
        return len(self.rule.values())

    def __repr__(self) -> str:
        return f"<group {self.name!r} of {len(self.paths)} parameters, {self.rule!r}>"


class Hyper(MutableMapping[str, Any]):
    """The values common to all groups that have a hyper-parameter; writing sets them all."""

    def __init__(self, groups: Mapping[str, Group]) -> None:
        self._groups = groups

    def _having(self, name: str) -> list[Group]:
        return [group for group in self._groups.values() if name in group]

    def __getitem__(self, name: str) -> Any:
        having = self._having(name)
        if not having:
            raise KeyError(name)
        if any(group[name] != having[0][name] for group in having):
            listed = ", ".join(f"{group.name}: {group[name]!r}" for group in having)
            raise HyperError(
                f"{name} differs between the groups ({listed}); read opt.groups[...][{name!r}]",
                name=name,
            )
        return having[0][name]

    def __setitem__(self, name: str, value: Any) -> None:
        having = self._having(name)
        if not having:
            raise unknown_keyword("opt.hyper", name, list(self))
        before = [group[name] for group in having]

        def assign() -> None:
            for group in having:
                group[name] = value

        def undo() -> None:
            for group, old in zip(having, before, strict=True):
                group[name] = old

        with having[0]._engine.changing():
            _core.commit(assign, undo)

    def __delitem__(self, name: str) -> None:
        raise HyperError(f"{name} cannot be removed, only set", name=name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for group in self._groups.values() for name in group))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<hyper-parameters {', '.join(self)}>"


def resolve(
    tree: Any,
    rule: Rule,
    groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None,
    translate: Callable[[Mapping[str, Any]], dict[str, Any]] = dict,
) -> list[GroupPlan]:
    """The groups of an optimizer: patterns, a callable, or torch's list of dicts.

    A dialect's ``translate`` turns its own names of hyper-parameters into the rule's.
    """
    leaves = flatten(tree)
    listed = torch_groups(tree)
    if listed is None:
        by_pattern = isinstance(groups, Mapping)
        return [
            GroupPlan(
                name,
                name if by_pattern and name != "default" else None,
                override(name, rule, translate(overrides)),
                paths,
            )
            for name, overrides, paths in assign_groups(leaves, groups)
        ]
    if groups is not None:
        raise BindError(
            "params already is a list of groups; leave groups= out, or pass the arrays alone",
            name="groups",
        )
    out = []
    for i, given in enumerate(listed):
        overrides = {k: v for k, v in given.items() if k not in ("params", "name")}
        check_names(given, f"params[{i}]")
        name = str(given.get("name", i))
        paths = [x.path for x in leaves if x.path == str(i) or x.path.startswith(f"{i}.")]
        out.append(GroupPlan(name, None, override(name, rule, translate(overrides)), paths))
    return out


def spread_bounds(hyper: Mapping[str, Any]) -> dict[str, Any]:
    """``bounds=(lower, upper)`` as the two hyper-parameters that it stands for."""
    out = dict(hyper)
    bounds = out.pop("bounds", None)
    if bounds is None:
        return out
    if not isinstance(bounds, (tuple, list)) or len(bounds) != 2:
        raise HyperError(
            f"bounds must be (lower, upper), each a number or None, not {repr_of(bounds)}",
            name="bounds",
            value=bounds,
        )
    return {**out, "lower": bounds[0], "upper": bounds[1]}


def override(name: str, rule: Rule, overrides: Mapping[str, Any]) -> Rule:
    """The rule of a group: the optimizer's rule with what differs, or another one."""
    hyper = spread_bounds(overrides)
    other = hyper.pop("rule", None)
    if other is not None and not (
        isinstance(other, Rule)
        or (isinstance(other, type) and issubclass(other, Rule) and other is not Rule)
    ):
        raise BindError(
            f"group {name!r}: rule must be one of gs.rules, such as gs.rules.SGD, not "
            f"{repr_of(other)}",
            group=name,
            name="rule",
        )
    try:
        if other is None:
            return rule.replace(**hyper)
        # The extras, such as maximize, which every rule has, hold in a group with another rule too.
        kind = other if isinstance(other, type) else type(other)
        values = rule.values()
        common = {
            name: values[name]
            for name, f in kind._fields.items()
            if f["common"] and name in values and rule._fields[name]["common"]
        }
        own = {} if isinstance(other, type) else other.values()
        said = {k: v for k, v in own.items() if k not in common or v != kind._fields[k]["default"]}
        return kind(**{**common, **said, **hyper})
    except KeywordError as error:
        raise KeywordError(f"group {name!r}: {error}", group=name, name=error.name) from None
    except HyperError as error:
        text = str(error).replace("group 'default'", f"group {name!r}")
        raise HyperError(text, group=name, name=error.name, value=error.value) from None

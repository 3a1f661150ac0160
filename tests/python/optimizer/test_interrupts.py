"""An interrupt falls anywhere in what changes an optimizer: all of it is done, or nothing."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from support.interrupts import interrupted, places

F32 = np.float32
pytestmark = pytest.mark.skipif(sys.version_info < (3, 11), reason="it has no table of handlers")


class Case:
    """An optimizer, and one change to it."""

    def __init__(self) -> None:
        self.params: dict[str, Any] = {"a": np.linspace(-1, 1, 7, dtype=F32), "b": np.ones((2, 3))}
        # The kernels do not write these: one has gaps, the other lies in another order.
        self.copies = {"a": np.zeros(14, np.float16)[::2], "b": np.zeros((3, 2), F32).T}
        self.opt = gs.Adam(
            self.params, lr=0.1, groups={"b": dict(lr=0.2)}, copy_to=self.copies, **self.options()
        )
        self.step()
        self.prepare()

    def step(self) -> None:
        self.opt.step(self.gradients())

    def options(self) -> dict[str, Any]:
        return {}

    def prepare(self) -> None:
        """Whatever comes before the change."""

    def change(self) -> None:
        raise NotImplementedError

    def gradients(self) -> dict[str, Any]:
        return {k: np.full_like(p, 0.5) for k, p in self.params.items()}

    def state(self) -> bytes:
        """Everything that there is."""
        opt = self.opt
        state = opt.state_dict()
        last = None if opt.last is None else (opt.last.n, opt.last.loss, opt.last.evaluations)
        groups = [(g.name, g.paths, g.rule.values()) for g in opt.groups.values()]
        copies = {k: v.tolist() for k, v in self.copies.items()}
        params = {k: v.tolist() for k, v in self.params.items()}
        return pickle.dumps(
            (repr(state), repr(groups), last, repr(copies), repr(params), opt.values())
        )


class Step(Case):
    def change(self) -> None:
        self.opt.step(self.gradients(), lr=0.3)


class Accumulate(Step):
    """The second of three calls; the first of an update was made before."""

    def options(self) -> dict[str, Any]:
        return dict(accumulate=3)


class AccumulateLast(Accumulate):
    """The last of them, which makes the update."""

    def prepare(self) -> None:
        self.step()


class StepByClosure(Case):
    def change(self) -> None:
        self.opt.step(closure=lambda: (2.0, self.gradients()))


class StepByLineSearch(StepByClosure):
    def options(self) -> dict[str, Any]:
        return dict(line_search=gs.line_searches.Armijo())

    def gradients(self) -> dict[str, Any]:
        return {k: p.copy() for k, p in self.params.items()}

    def change(self) -> None:
        loss = lambda: sum(float((p * p).sum()) for p in self.params.values()) / 2  # noqa: E731
        self.opt.step(closure=lambda: (loss(), self.gradients()))

    step = change


class SetOne(Case):
    def change(self) -> None:
        self.opt.groups["b"]["lr"] = 0.5


class SetAll(Case):
    def change(self) -> None:
        self.opt.hyper["lr"] = 0.5


class Freeze(Case):
    def change(self) -> None:
        self.opt.freeze("*")


class Add(Case):
    def prepare(self) -> None:
        self.params["c"] = np.ones(5)
        self.copies["c"] = np.zeros(5)

    def change(self) -> None:
        self.opt.add()


class AddGroup(Add):
    def change(self) -> None:
        self.opt.add("new", lr=0.7)


class Rebind(Case):
    def prepare(self) -> None:
        self.params["a"] = np.zeros(7, F32)
        self.copies["a"] = np.ones(7, np.float16)

    def change(self) -> None:
        self.opt.rebind()

    def state(self) -> bytes:
        bound = [leaf.array is self.params[leaf.path] for leaf in self.opt._binding.leaves]
        return pickle.dumps((bound, super().state()))


class Load(Case):
    def prepare(self) -> None:
        self.opt.groups["b"]["lr"] = 0.9
        self.opt.step(self.gradients())
        self.saved = self.opt.state_dict()
        self.opt.groups["b"]["lr"] = 0.2
        self.opt.step(self.gradients())

    def change(self) -> None:
        self.opt.load_state_dict(self.saved, hyper="saved")


class Averaged(Case):
    def options(self) -> dict[str, Any]:
        return dict(average=gs.EMA(0.5))

    def change(self) -> None:
        with self.opt.averaged():
            pass


CASES = [
    Step, Accumulate, AccumulateLast, StepByClosure, StepByLineSearch, SetOne, SetAll, Freeze, Add,
    AddGroup, Rebind, Load, Averaged,
]  # fmt: skip


@pytest.mark.parametrize("make", CASES)
def test_an_interrupt_finds_all_or_nothing_done(make: Callable[[], Any]) -> None:
    whole = make()
    before = whole.state()
    whole.change()
    after = whole.state()
    whole.step()
    later = whole.state()
    seen = []
    for at in places(make().change):
        case = make()
        assert interrupted(case.change, at)
        now = case.state()
        assert now in (before, after), f"half done at place {at}"
        seen.append(now == after)
        if now != after:
            case.change()  # there is nothing in its way
            assert case.state() == after
        case.step()
        assert case.state() == later
    assert len(seen) > 3 and (False in seen or make is Averaged)


def test_an_interrupted_add_of_a_bad_array_leaves_nothing() -> None:
    def bad() -> Add:
        case = Add()
        case.params["c"] = np.ones(5, int)
        return case

    def attempt(case: Add) -> None:
        with pytest.raises((gs.DTypeError, KeyboardInterrupt)):
            case.opt.add()

    for at in places(partial(attempt, bad())):
        case = bad()
        before = case.state()
        interrupted(partial(attempt, case), at)
        assert case.state() == before
        del case.params["c"], case.copies["c"]
        assert case.opt.step(case.gradients())

"""Histories of an optimizer: any order of steps, groups, frozen parameters, averages, arrays that
come and move, saves and loads, threads and interrupts.

Two others follow it. The twin makes the same steps and is spared all the rest: it is never
interrupted, saved or shown its averages, and has one thread. Its bytes are the same after every
call. The model is the rule's oracle in float64, with groups, counts and averages written down once
more; it is there where the parameters are float64.
"""

from __future__ import annotations

import copy
import pickle
import time
from contextlib import nullcontext
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

import ml_dtypes
import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import gradstep as gs
from oracles import oracle
from support import campaign
from support.common import contents, snapshot
from support.interrupts import interrupted_after

F16, F32, F64, BF16 = np.float16, np.float32, np.float64, ml_dtypes.bfloat16
DECAY = 0.75


class Case(NamedTuple):
    rule: str
    dtype: Any = F64
    options: dict[str, Any] = {}  # noqa: RUF012
    sizes: tuple[Any, ...] = ((7, 5), 33, (3, 2, 4), 600)


ALMOST_ALL = dict(average=gs.EMA(DECAY), clip_norm=1.0)
CASES = [
    Case("SGD", options=dict(momentum=0.9, nesterov=True, weight_decay=0.1)),
    Case("AdamW", options=dict(amsgrad=True, average=gs.EMA(DECAY))),
    Case("LAMB"),  # with sums over arrays
    Case("RowwiseAdagrad", options=dict(average=gs.EMA(DECAY))),  # with sums over rows
    Case("ScheduleFreeSGD"),  # with evaluated parameters
    Case("Prodigy", F32, ALMOST_ALL),  # with sums over all arrays: without a model here
    Case("ScheduleFreeAdamW", F32, dict(clip_norm=1.0)),
    Case("NAdam", F16, dict(rounding="kahan", **ALMOST_ALL)),
    Case("AdamW", BF16, dict(state_dtype="q8", state_min_size=0, seed=3)),
    Case("AdamW", BF16, dict(rounding="split", state_dtype="dynamic8", state_min_size=100)),
    Case("SGD", F32, dict(lr=gs.schedules.ReduceOnPlateau(0.25, patience=1))),
    Case("Lion", F32, dict(state_dtype="bfloat16", lookahead=gs.Lookahead(2))),
    Case("Adam", F32, dict(mechanic=gs.Mechanic())),
    Case("Adam", F32, dict(accumulate=3, **ALMOST_ALL)),
    Case("AdamW", F32, dict(average=gs.PolyakAverage()), sizes=(170_000, 300)),  # for threads
]
NAMES = ("w0", "b0", "w1", "b1", "w2", "b2", "w3", "b3")
GROUPS = {"w*": dict(lr=0.03)}


def done(report: Any) -> None:
    """It was not skipped."""
    assert report or report.added


def group_of(path: str, grouped: bool) -> str:
    return next((g for g in GROUPS if grouped and fnmatchcase(path, g)), "default")


class Model:
    """What the parameters must be, and what is to be used in their place."""

    def __init__(self, case: Case, grouped: bool) -> None:
        kind = getattr(gs.rules, case.rule)
        own = {k: v for k, v in case.options.items() if k in kind().values()}
        self.case, self.grouped = case, grouped
        self.hyper = {"default": kind(**own).values()}
        if grouped:
            self.hyper |= {g: kind(**{**own, **values}).values() for g, values in GROUPS.items()}
        self.x: dict[str, Any] = {}
        self.state: dict[str, dict[str, Any]] = {}
        self.t: dict[str, int] = {}
        self.reached: dict[str, Any] = {}
        self.average: dict[str, Any] = {}
        self.taken = 0

    def add(self, path: str, p: Any) -> None:
        self.x[path], self.state[path], self.t[path] = p.copy(), {}, 0
        self.reached[path], self.average[path] = abs(p), p.copy()

    def step(self, grads: dict[str, Any], lr_scale: float, grad_scale: float) -> None:
        for path, g in grads.items():
            self.t[path] += 1
            hyper = dict(self.hyper[group_of(path, self.grouped)])
            hyper["lr"] *= lr_scale
            inputs = self.state[path], self.t[path], hyper
            self.x[path] = oracle.step(
                self.case.rule, self.x[path], g, *inputs, grad_scale=grad_scale
            )
            self.reached[path] = np.maximum(self.reached[path], abs(self.x[path]))
        for path, x in self.x.items():  # all of them, stepped or not
            decay = DECAY if self.taken else 0.0
            self.average[path] = decay * self.average[path] + (1 - decay) * x
        self.taken += 1

    def used(self, path: str) -> Any:
        """What is to be used in a parameter's place."""
        x = self.x[path]
        if "average" in self.case.options:
            return self.average[path] if self.taken else x
        if not self.t[path]:
            return x
        beta1 = self.hyper[group_of(path, self.grouped)]["beta1"]
        return (x - (1 - beta1) * self.state[path]["z"]) / beta1

    def check(self, path: str, found: Any, expected: Any) -> None:
        assert (abs(found - expected) <= 1e-11 * self.reached[path] + 1e-14).all(), path


class Kept(NamedTuple):
    """A moment to come back to."""

    state: dict[str, Any]
    params: dict[str, Any]
    followers: Any
    frozen: set[str]


seeds = st.integers(0, 2**16)
moments = st.integers(1, 60) | st.integers(1, 2000)  # microseconds
rates = st.sampled_from([0.01, 0.03, 0.125])
scales = st.sampled_from([1.0, 0.5, 3.0])


class Histories(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        campaign.count()
        self.kept: Kept | None = None
        self.frozen: set[str] = set()
        self.threads = 1

    @initialize(case=st.sampled_from(CASES), grouped=st.booleans(), seed=seeds)
    def construct(self, case: Case, grouped: bool, seed: int) -> None:
        self.case, self.grouped = case, grouped
        self.params: dict[str, Any] = {}
        self.model = Model(case, grouped) if case.dtype is F64 else None
        for name in NAMES[:3]:
            self._gain(name, seed)
        self.opt = self._made(self.params)
        self.mirror = copy.deepcopy(self.params)
        self.twin = self._made(self.mirror)

    def _made(self, params: Any) -> gs.Optimizer:
        groups = {"groups": GROUPS} if self.grouped else {}
        return getattr(gs, self.case.rule)(params, **self.case.options, **groups)

    def _gain(self, name: str, seed: int) -> None:
        rng = np.random.default_rng([1, seed, len(self.params)])
        shape = self.case.sizes[len(self.params) % len(self.case.sizes)]
        self.params[name] = rng.standard_normal(shape).astype(self.case.dtype)
        if self.model:
            self.model.add(name, self.params[name])

    def _gradients(self, seed: int) -> dict[str, Any]:
        """By path; one in eight has none."""
        rng = np.random.default_rng([2, seed])
        return {
            name: None if rng.random() < 1 / 8 else rng.standard_normal(p.shape).astype(p.dtype)
            for name, p in self.params.items()
        }

    def _follow(self, grads: dict[str, Any], **scales: float) -> None:
        """Makes the twin and the model step as the optimizer has."""
        with gs.threads(1):
            done(self.twin.step(grads, **scales))
        if self.model:
            used = {k: g for k, g in grads.items() if g is not None and k not in self.frozen}
            self.model.step(used, scales.get("lr_scale", 1.0), scales.get("grad_scale", 1.0))

    # ---- steps

    @rule(seed=seeds, lr_scale=scales, grad_scale=scales)
    def step(self, seed: int, lr_scale: float, grad_scale: float) -> None:
        grads = self._gradients(seed)
        before, n = contents(grads), self.opt.steps
        with gs.threads(self.threads):
            report = self.opt.step(grads, lr_scale=lr_scale, grad_scale=grad_scale)
        done(report)
        assert report.n == n and contents(grads) == before
        self._follow(grads, lr_scale=lr_scale, grad_scale=grad_scale)

    @rule(seed=seeds, moment=moments)
    def interrupted_step(self, seed: int, moment: int) -> None:
        grads = self._gradients(seed)

        def calls() -> int:
            k = self.case.options.get("accumulate", 1)
            return self.opt.steps * int(k) + self.opt.accumulated

        n = calls()
        with gs.threads(self.threads):
            interrupted_after(lambda: self.opt.step(grads), moment * 1e-6)
        assert calls() in (n, n + 1)
        if calls() > n:
            self._follow(grads)

    @rule(seed=seeds)
    def refused_step(self, seed: int) -> None:
        grads = self._gradients(seed)
        name = sorted(grads)[seed % len(grads)]
        grads[name] = np.full_like(self.params[name], np.nan)
        if name in self.frozen:
            grads.pop(name)  # one is missing
        with pytest.raises(gs.GradientError):
            self.opt.step(grads)

    @rule(threads=st.integers(1, 3))
    def use_threads(self, threads: int) -> None:
        self.threads = threads

    # ---- control

    @rule(which=st.integers(0, len(NAMES)))
    def freeze(self, which: int) -> None:
        name = [*self.params][which % len(self.params)]
        change = self.opt.unfreeze if name in self.frozen else self.opt.freeze
        assert change(name) == [name]
        self.frozen ^= {name}
        (self.twin.freeze if name in self.frozen else self.twin.unfreeze)(name)
        assert self.opt.frozen == [k for k in self.params if k in self.frozen]

    @rule(lr=rates, which=st.integers(0, 1), moment=st.none() | moments)
    def set_rate(self, lr: float, which: int, moment: int | None) -> None:
        group = [*self.opt.groups][which % len(self.opt.groups)]
        if moment is not None:
            interrupted_after(lambda: self.opt.groups[group].update(lr=lr), moment * 1e-6)
        for one in (self.opt, self.twin):  # also where the interrupted one was done
            one.groups[group]["lr"] = lr
        if self.model:
            self.model.hyper[group]["lr"] = lr
        with pytest.raises(gs.HyperError):
            self.opt.groups[group]["lr"] = -1.0

    # ---- arrays that come and move

    @precondition(lambda self: len(self.params) < len(NAMES))
    @rule(seed=seeds, moment=st.none() | moments)
    def add(self, seed: int, moment: int | None) -> None:
        name = NAMES[len(self.params)]
        self._gain(name, seed)
        self.mirror[name] = self.params[name].copy()
        if moment is not None:
            interrupted_after(self.opt.add, moment * 1e-6)
        if name not in self.opt.scalars:  # the interrupted one was not done
            assert self.opt.add() == [name]
        assert self.twin.add() == [name]

    @rule(metric=st.floats(0, 1) | st.just(float("nan")))
    def observe(self, metric: float) -> None:
        """Either both have a schedule that metrics move, or neither has."""
        errors: list[Any] = []
        for one in (self.opt, self.twin):
            try:
                one.observe(metric)
            except gs.ScheduleError as e:
                errors.append(str(e))
        assert errors in ([], errors[:1] * 2)

    @rule(stale=st.booleans(), seed=seeds, moment=st.none() | moments)
    def rebind(self, stale: bool, seed: int, moment: int | None) -> None:
        for name in self.params:
            self.params[name] = self.params[name].copy()
        if stale:
            with pytest.raises(gs.StaleBindingError):
                self.opt.step(self._gradients(seed))
        if moment is not None:
            interrupted_after(self.opt.rebind, moment * 1e-6)
        self.opt.rebind()  # also where the interrupted one was done

    # ---- what is used in the parameters' place

    @precondition(lambda self: self.opt.averages)
    @rule(leaving=st.booleans(), seed=seeds)
    def averaged(self, leaving: bool, seed: int) -> None:
        shown = contents(self.twin.params_for_eval())
        assert contents(self.opt.params_for_eval()) == shown
        outside = pytest.raises(ZeroDivisionError) if leaving else nullcontext()
        with outside, self.opt.averaged():
            assert contents(self.params) == shown
            if self.model:
                for name, p in self.params.items():
                    self.model.check(name, p, self.model.used(name))
            for refused in (self.opt.rebind, lambda: self.opt.step(self._gradients(seed))):
                with pytest.raises(gs.Error):
                    refused()
            if leaving:
                raise ZeroDivisionError

    @precondition(lambda self: self.opt.averages)
    @rule(moment=moments)
    def interrupted_averages(self, moment: int) -> None:
        def go_in_and_out() -> None:
            end = time.monotonic() + 0.01  # it may fall where Python ignores it
            while time.monotonic() < end:
                with self.opt.averaged():
                    pass

        interrupted_after(go_in_and_out, moment * 1e-6)

    # ---- saving and loading

    @rule()
    def keep(self) -> None:
        followers = copy.deepcopy((self.twin, self.mirror, self.model))
        params = {name: p.copy() for name, p in self.params.items()}
        self.kept = Kept(self.opt.state_dict(), params, followers, set(self.frozen))

    def _come_back(self, kept: Kept) -> None:
        """All but the optimizer's state, which was loaded."""
        for name, p in kept.params.items():
            self.params[name][...] = p
        self.twin, self.mirror, self.model = copy.deepcopy(kept.followers)
        self.frozen = set(kept.frozen)

    @precondition(lambda self: self.kept)
    @rule(moment=st.none() | moments)
    def load(self, moment: int | None) -> None:
        """Into the same optimizer, perhaps with an interrupt; or it does not fit."""
        kept = self.kept
        assert kept
        if kept.params.keys() != self.params.keys():
            with pytest.raises(gs.CheckpointMismatchError):
                self.opt.load_state_dict(kept.state, hyper="saved")
            return
        if moment is None:
            self.opt.load_state_dict(kept.state, hyper="saved")
            return self._come_back(kept)
        before = pickle.dumps(self.opt.state_dict())
        interrupted_after(
            lambda: self.opt.load_state_dict(kept.state, hyper="saved"), moment * 1e-6
        )
        after = pickle.dumps(self.opt.state_dict())
        assert after in (before, pickle.dumps(kept.state)), "a load was torn"
        if after != before:
            self._come_back(kept)

    @rule(how=st.sampled_from(["load", "deepcopy", "pickle"]))
    def begin_anew(self, how: str) -> None:
        """In a fresh optimizer, of other arrays."""
        both = self.opt, self.params
        if how == "load":
            self.params = {name: p.copy() for name, p in self.params.items()}
            saved, self.opt = pickle.loads(pickle.dumps(self.opt.state_dict())), None
            self.opt = self._made(self.params)
            self.opt.load_state_dict(saved, hyper="saved")
        elif how == "deepcopy":
            self.opt, self.params = copy.deepcopy(both)
        else:
            self.opt, self.params = pickle.loads(pickle.dumps(both))

    # ---- what holds after every call

    @invariant()
    def the_twin_is_the_same(self) -> None:
        found = snapshot(self.opt, self.params)
        expected = snapshot(self.twin, self.mirror)
        assert [key for key in expected if found[key] != expected[key]] == []
        assert found.keys() == expected.keys()

    @invariant()
    def the_model_agrees(self) -> None:
        if self.model:
            for name, p in self.params.items():
                self.model.check(name, p, self.model.x[name])


def test_histories() -> None:
    few = settings(
        max_examples=200 if campaign.SECONDS else 20,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=[*HealthCheck],
    )
    campaign.repeat(lambda: run_state_machine_as_test(Histories, settings=few))

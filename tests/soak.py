"""Long histories of optimizers, drawn at random, until the time is over.

    python tests/soak.py [--seconds 1800] [--life SEED]

Each life has a rule, a tree of arrays, dtypes, groups, schedules and options of its own, and is a
sequence of steps, saves, loads, interrupts, forks, killed processes, and numbers of threads. After
each of them all bytes are those of a twin, which has one thread and only steps. A step of arrays in
float32 or float64 whose state has full precision is also compared with the rule's oracle in
float64, from the state before the step: within what tests/python/rules/test_rules.py allows, three
times the bound of what rounding can do. Schedules are compared with their oracles, to `RATE`. The
resident memory at the end is what it was after the first lives, to `GROWTH`.

A fault is printed with the seed of its life, which `--life` lives again, and ends the run with 1.
"""

from __future__ import annotations

import argparse
import copy
import gc
import os
import pickle
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent / "python"))

import numpy as np

import gradstep as gs
from oracles import oracle, schedules
from oracles.roundoff import DOUBLE, Rounded
from rules.test_rules import assert_within
from support.common import RULES, contents, snapshot
from support.interrupts import interrupted_after

EVENTS = 40  # of a life
RATE = 1e-11  # relative, of a schedule's value
DIVERGED = 3  # the exit status of a child
GROWTH = 16 * 2**20  # bytes, of the largest resident memory of a quarter of the run

SCHEDULES: list[tuple[str, dict[str, Any]]] = [
    ("Constant", dict(value=0.01)),
    ("Cosine", dict(start=0.01, steps=60, end=1e-4)),
    ("Linear", dict(start=0.02, steps=30, end=0.001)),
    ("ExponentialDecay", dict(lr=0.01, decay=0.03)),
    ("StepDecay", dict(lr=0.02, drop=0.5, every=7)),
    ("Tanh", dict(start=0.01, steps=50)),
]
OPTIONS: list[dict[str, Any]] = [
    {},
    {},
    dict(average=gs.EMA(0.75)),
    dict(clip_norm=1.0, average=gs.PolyakAverage()),
    dict(lookahead=gs.Lookahead(3)),
    dict(state_dtype="q8", state_min_size=0, seed=3),
    dict(state_dtype="bfloat16"),
    dict(rounding="stochastic", seed=5),
    dict(mechanic=gs.Mechanic()),
]


class Life:
    """One optimizer, `opt`, of `params`, and its twin, of `mirror`."""

    def __init__(self, seed: int, counts: Counter[str]) -> None:
        self.seed, self.counts = seed, counts
        self.rng = np.random.default_rng(seed)
        self.threads = 1
        while True:  # not all options go with all rules and dtypes
            self._draw()
            try:
                self.opt, self.twin = self._made(self.params), None
                break
            except (gs.HyperError, gs.DTypeError, gs.BindError):
                pass
        self.mirror = copy.deepcopy(self.params)
        self.twin = self._made(self.mirror)

    def _pick(self, choices: Any) -> Any:
        return choices[int(self.rng.integers(len(choices)))]

    def _draw(self) -> None:
        self.rule = self._pick(RULES)
        self.setting = dict(self._pick(oracle.settings(self.rule)))
        self.options = self._pick(OPTIONS)
        narrow = self.rng.random() < 0.3
        self.dtypes = [np.float16, np.float32] if narrow else [np.float32, np.float64]
        self.groups: dict[str, Any] = {}
        self.scheduled: dict[str, tuple[str, dict[str, Any]]] = {}
        for pattern in ("b*", "default")[: int(self.rng.integers(3))]:
            self.scheduled[pattern] = self._pick(SCHEDULES)
        if "b*" in self.scheduled:
            self.groups["b*"] = dict(lr=self._schedule("b*"))
        self.params: dict[str, Any] = {}
        for _ in range(int(self.rng.integers(1, 6))):
            self._gain()

    def _schedule(self, group: str) -> Any:
        name, arguments = self.scheduled[group]
        return getattr(gs.schedules, name)(**arguments)

    def _made(self, params: Any) -> Any:
        setting = dict(self.setting)
        if "default" in self.scheduled:
            setting["lr"] = self._schedule("default")
        rule = getattr(gs.rules, self.rule)(**setting)
        return gs.Optimizer(params, rule, groups=self.groups or None, **self.options)

    def _gain(self) -> None:
        shapes = [(), (1,), (7,), (33, 5), (4, 3, 2), (600,), (70, 61), (20_000,)]
        if self.rng.random() < 0.03:
            shapes = [(150_000,)]  # for several threads
        p = self.rng.standard_normal(self._pick(shapes)).astype(self._pick(self.dtypes))
        name = f"{self._pick('ab')}{len(self.params)}"
        self.params[name] = np.asfortranarray(p) if self.rng.random() < 0.3 else np.asarray(p)

    def _gradients(self, n: int) -> dict[str, Any]:
        """The same for the same n."""
        rng = np.random.default_rng([self.seed, n])
        return {
            k: np.asarray(rng.standard_normal(p.shape), p.dtype) for k, p in self.params.items()
        }

    # ---- against the oracle

    def _compared(self) -> bool:
        return self.rule not in oracle.SHARED and not self.options.keys() - {"average"}

    def _before(self) -> dict[str, Any]:
        """What the oracle begins with."""
        out: dict[str, Any] = {}
        scalars, frozen = self.opt.scalars, set(self.opt.frozen)
        for path, p in self.params.items():
            if p.dtype == np.float16 or path in frozen:
                continue
            unit = DOUBLE if p.dtype == np.float64 else 2.0**-24
            numbers = {k: Rounded(v) for k, v in scalars[path].items() if k not in ("t", "frozen")}
            slots = {}
            for k, v in self.opt.state[path].items():
                by_row = v.shape != p.shape
                v = v.reshape(v.shape + (1,) * (p.ndim - 1)) if by_row else v
                slots[k] = Rounded(v.copy(), 0.0, unit)
            t = scalars[path]["t"] + 1
            if t == 1:  # a slot that starts with lr has that of the step that made its memory
                slots, numbers = {k: v for k, v in slots.items() if np.any(v.value != 0)}, {}
            out[path] = Rounded(p.copy(), 0.0, unit), {**slots, **numbers}, t
        return out

    def _check(self, before: dict[str, Any], values: dict[str, Any], grads: dict[str, Any]) -> None:
        owner = {path: name for name, group in self.opt.groups.items() for path in group.paths}
        for path, (p, state, t) in before.items():
            hyper = {
                k: v if isinstance(v, bool) or v is None else Rounded(v)
                for k, v in values[owner[path]].items()
            }
            g = Rounded(grads[path], 0.0, p.unit)
            with np.errstate(all="ignore"):
                expected = oracle.step(self.rule, p, g, state, t, hyper)
            assert_within(self.params[path], expected, f"{self.rule}: {path} ")
            self.counts["arrays against an oracle"] += 1

    def _check_rates(self, values: dict[str, Any], n: int) -> None:
        for group, (name, arguments) in self.scheduled.items():
            if group in values:
                right = float(schedules.LEAVES[name](Fraction(n), **arguments))
                assert abs(values[group]["lr"] - right) <= RATE * abs(right), (name, n)
                self.counts["rates against an oracle"] += 1

    # ---- events

    def step(self) -> None:
        n = self.opt.steps
        grads, values = self._gradients(n), self.opt.values()
        before = self._before() if self._compared() else {}
        with gs.threads(self.threads):
            assert self.opt.step(grads)
        self._follow(grads)
        self._check(before, values, grads)
        self._check_rates(values, n)

    def _follow(self, grads: dict[str, Any]) -> None:
        with gs.threads(1):
            assert self.twin.step(grads)

    def interrupted_step(self) -> None:
        n = self.opt.steps
        grads = self._gradients(n)
        with gs.threads(self.threads):
            interrupted_after(lambda: self.opt.step(grads), self.rng.integers(5, 400) * 1e-6)
        if self.opt.steps > n:
            self._follow(grads)
            self.counts["interrupted steps that were made"] += 1

    def use_threads(self) -> None:
        self.threads = int(self.rng.integers(1, 5))

    def freeze(self) -> None:
        name = self._pick([*self.params])
        how = "unfreeze" if name in self.opt.frozen else "freeze"
        for one in (self.opt, self.twin):
            getattr(one, how)(name)

    def add(self) -> None:
        if len(self.params) < 8:
            before = {*self.params}
            self._gain()
            (name,) = {*self.params} - before
            self.mirror[name] = self.params[name].copy(order="K")
            assert self.opt.add() == self.twin.add() == [name]

    def rebind(self) -> None:
        for name, p in self.params.items():
            self.params[name] = p.copy(order="K")
        self.opt.rebind()

    def averaged(self) -> None:
        if not self.opt.averages:
            return

        def go_in_and_out() -> None:
            for _ in range(20):
                with self.opt.averaged():
                    pass

        interrupted_after(go_in_and_out, self.rng.integers(5, 400) * 1e-6)
        with self.opt.averaged():
            assert contents(self.params) == contents(self.twin.params_for_eval())

    def begin_anew(self) -> None:
        """In another optimizer, of other arrays."""
        how = self._pick(["load", "deepcopy", "pickle"])
        both = self.opt, self.params
        if how == "load":
            frozen = self.opt.frozen
            saved = pickle.loads(pickle.dumps(self.opt.state_dict()))
            self.params = {k: p.copy(order="K") for k, p in self.params.items()}
            self.opt = self._made(self.params)
            self.opt.load_state_dict(saved, hyper="saved")
            assert self.opt.frozen == frozen
        elif how == "deepcopy":
            self.opt, self.params = copy.deepcopy(both)
        else:
            self.opt, self.params = pickle.loads(pickle.dumps(both))

    def interrupted_load(self) -> None:
        saved = self.opt.state_dict()
        load = lambda: self.opt.load_state_dict(saved, hyper="saved")  # noqa: E731
        interrupted_after(load, self.rng.integers(5, 400) * 1e-6)

    def fork(self) -> None:
        """A child steps as the parent does."""
        ours, theirs = os.pipe()
        if (pid := os.fork()) == 0:
            status = 1
            try:
                os.close(ours)
                for _ in range(3):
                    self.opt.step(self._gradients(self.opt.steps))
                with os.fdopen(theirs, "wb") as pipe:
                    pickle.dump(snapshot(self.opt, self.params), pipe)
                status = 0
            except gs.NonFiniteGradientError:
                status = DIVERGED
            finally:
                os._exit(status)
        os.close(theirs)
        with os.fdopen(ours, "rb") as pipe:
            seen = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        for _ in range(3):
            self.step()
        assert status == 0
        assert pickle.loads(seen) == snapshot(self.opt, self.params)

    def kill(self) -> None:
        """A child that steps and saves is killed; its newest file goes on."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "saved"
            if (pid := os.fork()) == 0:
                try:
                    while True:
                        self.opt.step(self._gradients(self.opt.steps))
                        new = file.with_suffix(".new")
                        new.write_bytes(pickle.dumps((self.opt, self.params)))
                        new.replace(file)
                except gs.NonFiniteGradientError:
                    os._exit(DIVERGED)
                finally:
                    os._exit(1)
            time.sleep(self.rng.random() * 0.02)
            os.kill(pid, signal.SIGKILL)
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            assert status in (-signal.SIGKILL, DIVERGED)
            if file.exists():
                self.opt, self.params = pickle.loads(file.read_bytes())
                while self.twin.steps < self.opt.steps:
                    self._follow(self._gradients(self.twin.steps))
                self.counts["killed processes whose file was read"] += 1

    # ---- all of it

    def _diverged(self, why: str) -> None:
        """The twin refuses the step as well, and nothing was written."""
        try:
            self._follow(self._gradients(self.twin.steps))
        except gs.NonFiniteGradientError as error:
            assert str(error) == why
            assert snapshot(self.opt, self.params) == snapshot(self.twin, self.mirror)
            self.counts["lives that diverged"] += 1
            return
        raise AssertionError(f"only one diverges: {why}")

    def live(self) -> None:
        others = (
            self.interrupted_step,
            self.use_threads,
            self.freeze,
            self.add,
            self.rebind,
            self.averaged,
            self.begin_anew,
            self.interrupted_load,
            self.fork,
            self.kill,
        )
        for _ in range(EVENTS):
            event = self.step if self.rng.random() < 0.6 else self._pick(others)
            try:
                event()
            except gs.NonFiniteGradientError as error:  # as random gradients drive some rules to
                return self._diverged(str(error))
            self.counts[event.__name__.replace("_", " ")] += 1
            found, expected = snapshot(self.opt, self.params), snapshot(self.twin, self.mirror)
            different = [k for k in expected if found.get(k) != expected[k]]
            assert not different, f"after {event.__name__}: {different}"


def resident() -> int:
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def said(counts: Counter[str]) -> str:
    return ", ".join(f"{k}: {v}" for k, v in sorted(counts.items()))


def lived(seed: int, counts: Counter[str]) -> bool:
    about = ""
    try:
        life = Life(seed, counts)
        about = f"{life.rule}({life.setting}), {life.options}, groups {life.groups}"
        life.live()
    except Exception:
        traceback.print_exc()
        print(f"life {seed} has a fault: {about}", flush=True)
        return False
    counts["lives"] += 1
    return True


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--life", type=int, help="the seed of one life; else they are drawn")
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    if given.life is not None:
        return not lived(given.life, counts)
    start = time.monotonic()
    largest = [0] * 4  # resident, by quarter of the run
    faults = spoken = 0
    while (passed := time.monotonic() - start) < given.seconds:
        faults += not lived(int.from_bytes(os.urandom(6), "little"), counts)
        quarter = int(4 * passed / given.seconds)
        largest[quarter] = max(largest[quarter], resident())
        if passed > spoken + 60:
            spoken += 60
            print(f"{passed:.0f} s: {said(counts)}", flush=True)
    print(f"{said(counts)}; {faults} faults")
    print(f"resident, MiB, by quarter: {[x >> 20 for x in largest]}")
    grown = 0 < largest[1] < largest[3] - GROWTH
    if grown:
        print("the memory grows")
    return faults > 0 or grown


if __name__ == "__main__":
    sys.exit(main())

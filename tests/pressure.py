"""Every call of the API with too little memory, on Linux: it works, or it raises MemoryError.

    python tests/pressure.py [--limits 16] [--size 60000] [PART ...]

Each call is made with several limits of the address space (RLIMIT_AS), from nothing at all to as
much as it needs; PART is a part of the names of calls. Afterwards, without a limit, everything is
as before the call or as after it, and so is the next step: to the byte as a twin's. Faults are
printed, and the exit status is 1 if there are any.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import os
import pickle
import resource
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

import gradstep as gs

# All memory comes from the heap or from pages of its own, and is given back at once: so a limit is
# where it is said to be.
HEAP = dict(
    PYTHONMALLOC="malloc",
    MALLOC_ARENA_MAX="1",
    MALLOC_MMAP_THRESHOLD_="32768",
    MALLOC_TOP_PAD_="0",
    MALLOC_TRIM_THRESHOLD_="0",
    OPENBLAS_NUM_THREADS="1",
)
NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
PAGE = resource.getpagesize()


class World:
    """An optimizer of one kind with all that it may write."""

    def __init__(self, kind: str, size: int) -> None:
        self.kind, self.size = kind, size
        rng = np.random.default_rng(0)
        # A line search has numpy convert float32 piecewise, and numpy without memory for the pieces
        # has let go of the interpreter when it raises: a segmentation fault.
        dtype: Any = {"q8": np.float16, "line": np.float64}.get(kind, np.float32)
        self.params: dict[str, Any] = {
            "w": rng.standard_normal(size).astype(dtype),
            "m": np.asfortranarray(rng.standard_normal((size // 300, 60))).astype(dtype, order="F"),
            "b": rng.standard_normal(5).astype(dtype),
        }
        self.gained = rng.standard_normal(size // 2).astype(dtype)
        self.grads: dict[str, Any] = {}
        self.copies: dict[str, Any] = {}
        self.made = self.construct()
        self.opt: Any = self.made
        self.step()
        self.saved = self.opt.state_dict()
        self.step()

    def construct(self) -> Any:
        params = self.params
        if self.kind == "bound":  # gradients, copies by the kernels and by numpy, controllers
            if not self.grads:
                self.grads = {k: np.ones_like(p) for k, p in params.items()}
                self.copies = {
                    k: np.empty(p.shape, gs.bfloat16 if k == "w" else np.float16)
                    for k, p in params.items()
                }
            rate = gs.schedules.ReduceOnPlateau(0.01, patience=1)
            bound = dict(grads=self.grads, zero_grads=True, copy_to=self.copies)
            return gs.Adam(params, lr=rate, average=gs.EMA(0.9), clip_norm=1.0, **bound)
        if self.kind == "q8":
            many: Any = dict(state_dtype="q8", state_min_size=0, rounding="kahan")
            return gs.AdamW(params, groups={"w": dict(lr=0.1)}, average=gs.SWA(0), **many)
        if self.kind == "free":
            return gs.ScheduleFreeAdamW(params)
        if self.kind == "tuned":
            return gs.Adam(params, mechanic=gs.Mechanic(), groups={"w": dict(lr=0.1)})
        if self.kind == "slow":
            return gs.Prodigy(params, lookahead=gs.Lookahead(2))
        assert self.kind == "line"
        return gs.SGD(params, line_search=gs.line_searches.StrongWolfe(max_evaluations=8))

    def loss(self, *_: Any) -> tuple[float, Any]:
        total = sum(float((p.astype(np.float64) ** 2).sum()) for p in self.params.values())
        if not self.grads:
            return total, {k: p + p for k, p in self.params.items()}
        for k, g in self.grads.items():
            g[...] = self.params[k]
        return total, None

    def gradients(self) -> dict[str, Any]:
        return {k: p.copy(order="K") for k, p in self.params.items()}

    def step(self) -> None:
        for k, g in self.grads.items():
            g[...] = self.params[k]
        if self.kind == "line":
            self.opt.step(closure=self.loss)
        else:
            self.opt.step(None if self.grads else self.gradients(), report=True)

    def digest(self) -> dict[str, Any]:
        """All that a call may change."""
        opt = self.opt
        return {
            "params": plain(self.params),
            "grads": plain(self.grads),
            "copies": plain(self.copies),
            "state": plain(opt.state_dict(copy=False)),
            "values": opt.values(),
            "groups": {name: (group.paths, repr(group)) for name, group in opt.groups.items()},
            "last": repr(opt.last),
        }


def plain(x: Any) -> Any:
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [plain(v) for v in x]
    if isinstance(x, np.ndarray):
        return str(x.dtype), x.shape, hashlib.sha256(x.tobytes(order="A")).hexdigest()
    return x if isinstance(x, (int, float, str, bytes)) or x is None else repr(x)


class Call(NamedTuple):
    """What is called: `prepare` is done before there is a limit, and `call` returns its result."""

    name: str
    kind: str
    call: Callable[[World, Any], Any]
    prepare: Callable[[World], Any] = lambda w: None
    undo: Callable[[World], Any] = lambda w: None  # of prepare, where the call has failed


def construct(w: World, _: Any) -> None:
    w.opt = w.construct()


def assign(w: World, value: Any) -> None:
    w.opt.groups["default"]["lr"] = value


def averaged(w: World, _: Any) -> Any:
    with w.opt.averaged():
        return plain(w.params["b"])


def observe(w: World, _: Any) -> None:
    w.opt.observe(1.0)


def move(w: World) -> None:
    for name, p in w.params.items():
        w.params[name] = p.copy(order="K")


def gain(w: World) -> None:
    w.params["new"] = w.gained
    if w.grads:
        w.grads["new"] = np.zeros_like(w.gained)
        w.copies["new"] = np.zeros_like(w.gained)


def lose(w: World) -> None:
    for held in (w.params, w.grads, w.copies):
        held.pop("new", None)


def minimize(w: World, method: Any) -> Any:
    x0 = w.params["w"]
    found = gs.minimize(lambda x: (float((x * x).sum()), 2 * x), x0, method=method, maxiter=3)
    return plain(found.x)


SCHEDULE = gs.schedules.warmup(gs.schedules.Cosine(0.1, steps=9000), steps=9)
STEPPED = ("q8", "free", "tuned", "slow")
ALL = ("bound", *STEPPED, "line")


def calls() -> Iterator[Call]:
    for kind in ALL:
        yield Call("construct", kind, construct)
        yield Call("state_dict", kind, lambda w, _: plain(w.opt.state_dict()))
        yield Call("state_dict(copy=False)", kind, lambda w, _: plain(w.opt.state_dict(copy=False)))
        yield Call("load_state_dict", kind, lambda w, _: w.opt.load_state_dict(w.saved))
        yield Call("pickle", kind, lambda w, _: plain(pickle.dumps((w.opt, w.params))[:0]))
        yield Call(
            "unpickle",
            kind,
            lambda w, x: plain(pickle.loads(x)[1]),
            lambda w: pickle.dumps((w.opt, w.params)),
        )
        yield Call("deepcopy", kind, lambda w, _: plain(copy.deepcopy((w.opt, w.params))[1]))
        yield Call("add", kind, lambda w, _: w.opt.add(), gain, lose)
        yield Call("add a group", kind, lambda w, _: w.opt.add("g", lr=0.5), gain, lose)
        yield Call("rebind", kind, lambda w, _: w.opt.rebind(), move, lambda w: w.opt.rebind())
        yield Call("freeze", kind, lambda w, _: w.opt.freeze("w"))
        yield Call("groups, a number", kind, assign, lambda w: 0.25)
        yield Call("groups, a schedule", kind, assign, lambda w: SCHEDULE)
        yield Call("preview", kind, lambda w, _: plain(w.opt.preview(20_000)))
        yield Call("values", kind, lambda w, _: w.opt.values(3))
        yield Call("repr", kind, lambda w, _: repr(w.opt))
        yield Call("scalars", kind, lambda w, _: w.opt.scalars)
        yield Call(
            "find_lr",
            kind,
            lambda w, _: gs.find_lr(w.loss, optimizer=w.opt, steps=10).to_dict(),
        )
    for kind in STEPPED:
        yield Call("step", kind, lambda w, g: bool(w.opt.step(g)), World.gradients)
        yield Call(
            "step, report",
            kind,
            lambda w, g: w.opt.step(g, report=True, lr=0.5, lr_scale=2.0).grad_norm,
            World.gradients,
        )
        yield Call(
            "step, gradients that numpy converts",
            kind,
            lambda w, g: bool(w.opt.step(g)),
            lambda w: {k: p.astype(np.float64, order="C") for k, p in w.params.items()},
        )
        yield Call(
            "step, closure",
            kind,
            lambda w, g: bool(w.opt.step(closure=lambda: (1.0, g))),
            World.gradients,
        )
    yield Call("step", "bound", lambda w, _: bool(w.opt.step()))
    yield Call("step, report", "bound", lambda w, _: w.opt.step(report=True, lr=0.5).grad_norm)
    yield Call("step", "line", lambda w, _: bool(w.opt.step(closure=w.loss)))
    yield Call("observe", "bound", observe)
    for kind in ("bound", "q8", "free"):
        yield Call("averaged", kind, averaged)
        yield Call("params_for_eval", kind, lambda w, _: plain(w.opt.params_for_eval()))
    saved = SCHEDULE.to_dict()
    for name, f in {
        "Schedule.to_dict": lambda w, _: SCHEDULE.to_dict(),
        "Schedule.from_dict": lambda w, _: repr(gs.schedules.Schedule.from_dict(saved)),
        "a schedule of an array": lambda w, _: plain(SCHEDULE(np.arange(60_000))),
        "parse": lambda w, _: repr(gs.schedules.parse("warmup(Cosine(0.1, steps=900), steps=9)")),
        "a rule": lambda w, _: repr(gs.rules.AdamW(lr=0.5).replace(beta1=0.5)),
        "threads": lambda w, _: threads(w),
        "copy": lambda w, _: plain(gs.copy(w.params)),
    }.items():
        yield Call(name, "free", f)
    for method in ("lbfgs", "cg", gs.rules.AdamW(lr=0.1)):
        yield Call(f"minimize, {method}", "free", minimize, lambda w, m=method: m)  # type: ignore[misc]


def threads(w: World) -> None:
    with gs.threads(3):
        w.opt.step(w.gradients())


# ---- limits


def used() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * PAGE


@contextmanager
def memory(room: int) -> Iterator[None]:
    """Inside there is so much memory left, in bytes, and not much more."""
    held: list[Any] = [None] * 200_000
    top = (used(), NO_LIMIT[1])
    count = 0
    try:
        resource.setrlimit(resource.RLIMIT_AS, top)
        for size in (16384, 4096, 1024, 256, 64, 16, 0):  # what is free in the heap
            try:
                while count < len(held):
                    held[count] = bytearray(size)
                    count += 1
            except MemoryError:
                pass
        small = room % 65536  # it comes from the heap, the rest in pages of its own
        while count and small > 0:
            count -= 1
            small -= 80 + len(held[count])
            held[count] = None
        resource.setrlimit(resource.RLIMIT_AS, (top[0] + room // 65536 * 65536, NO_LIMIT[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, NO_LIMIT)
        held.clear()


def is_of_memory(error: BaseException) -> bool:
    """Also what CPython raises where it had no memory for a frame, and said nothing."""
    silent = ("error return without exception set", "returned NULL without setting an exception")
    return isinstance(error, MemoryError) or str(error).endswith(silent)


class Outcome(NamedTuple):
    failed: bool  # for want of memory
    fault: str | None


def attempt(call: Call, size: int, room: int | None) -> Outcome:
    """Makes the call in a process of its own with so much memory; None: as much as there is."""
    ours, theirs = os.pipe()
    if (pid := os.fork()) == 0:
        status = 1
        try:
            os.write(theirs, pickle.dumps(tuple(attempt_here(call, size, room))))
            status = 0
        finally:
            os._exit(status)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        said = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return Outcome(*pickle.loads(said)) if status == 0 else Outcome(True, f"it died: {status}")


verbose = False


def attempt_here(call: Call, size: int, room: int | None) -> Outcome:
    world, twin = World(call.kind, size), World(call.kind, size)
    given, twins = call.prepare(world), call.prepare(twin)
    before = world.digest() if "add" not in call.name else None
    result = error = None
    if room is None:
        result = call.call(world, given)
    else:
        try:
            with memory(room):
                result = call.call(world, given)
        except BaseException as e:
            error = "MemoryError" if is_of_memory(e) else repr(e)
            if verbose and error != "MemoryError":
                traceback.print_exc()
    if error is not None:
        call.undo(world), call.undo(twin)
        if error != "MemoryError":
            return Outcome(True, error)
    found = world.digest()
    if error is None or (before is not None and found != before):
        if error is not None:
            twins = call.prepare(twin) or twins
        expected = call.call(twin, twins)
        if error is None and result != expected:
            return Outcome(False, "the result is another")
    wanted = twin.digest()
    if found != wanted:
        parts = [k for k in wanted if found[k] != wanted[k]]
        return Outcome(error is not None, f"half done: {parts}")
    world.step(), twin.step()
    if world.digest() != twin.digest():
        return Outcome(error is not None, "the next step is another")
    return Outcome(error is not None, None)


def rooms(limits: int, enough: int) -> list[int]:
    """Limits below what is enough, half of them close to nothing."""
    few = limits // 2
    return [
        *(int(64 * 2 ** (9 * i / few)) for i in range(few)),
        *(enough * i // (limits - few) for i in range(limits - few)),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--limits", type=int, default=16)
    parser.add_argument("--size", type=int, default=60_000)
    parser.add_argument("-v", action="store_true", help="print the tracebacks of other errors")
    parser.add_argument("part", nargs="*")
    given = parser.parse_args()
    if HEAP.items() - os.environ.items():
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **HEAP})
    global verbose
    verbose = given.v
    gs.set_num_threads(2)
    pickle.loads(
        pickle.dumps(np.ones(1))
    )  # numpy's first array of a pickle ends the process, short
    parts = given.part or [""]
    chosen = [c for c in calls() if any(part in f"{c.kind}: {c.name}" for part in parts)]
    made = failed = faults = 0
    for call in chosen:
        attempt(call, given.size, None)
        enough = 2**16
        while attempt(call, given.size, enough).failed and enough < 2**30:
            enough *= 2
        short = 0
        for room in rooms(given.limits, enough):
            outcome = attempt(call, given.size, room)
            made += 1
            short += outcome.failed
            if outcome.fault:
                faults += 1
                print(f"{call.kind}: {call.name}, {room} bytes: {outcome.fault}", flush=True)
        failed += short
        print(f"{call.kind}: {call.name}: {short} of {given.limits} without memory", flush=True)
    print(f"{len(chosen)} calls, {made} limits, {failed} without memory, {faults} faults")
    return faults > 0


if __name__ == "__main__":
    sys.exit(main())

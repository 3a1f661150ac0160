"""The process around a step: threads, environment, forks, signals, and what import does."""

from __future__ import annotations

import multiprocessing
import os
import platform
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from support.common import contents, gradients, tree

LINUX = sys.platform == "linux"
BIG = 300_000  # elements: enough for several threads

# What the scripts below share: an optimizer whose steps use the pool, and a digest of its result.
PRELUDE = """
import hashlib, os, signal, sys, threading, time
import numpy as np
import gradstep as gs

def make():
    params = {"w": np.linspace(-1, 1, SIZE), "b": np.linspace(0, 1, 77, dtype=np.float32)}
    return params, gs.Adam(params, lr=0.01)

def run(params, opt, steps):
    for n in range(opt.steps, opt.steps + steps):
        opt.step({k: np.cos(p + n) for k, p in params.items()})
    return hashlib.sha256(b"".join(p.tobytes() for p in params.values())).hexdigest()
""".replace("SIZE", str(BIG))


def python(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter, all warnings being errors."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("GRADSTEP_", "OMP_NUM"))}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script), *arguments],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def output(script: str, *arguments: str, **environment: str) -> str:
    done = python(script, *arguments, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def module(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    script = "import runpy; runpy.run_module('gradstep', run_name='__main__', alter_sys=True)"
    return python(script, *arguments, **environment)


@pytest.fixture(autouse=True)
def automatic_threads() -> Any:
    yield
    gs.set_num_threads(None)


# ------------------------------------------------------------------------------------- threads


def test_who_decides_the_number_of_threads() -> None:
    automatic = gs.info()
    assert 1 <= automatic.threads <= 1024
    with gs.threads(3):
        assert (gs.info().threads, gs.info().threads_why) == (3, "threads(3)")
        with gs.threads(5):
            assert gs.info().threads == 5
        assert gs.info().threads == 3
        gs.set_num_threads(2)  # of the process; inside the block its own number holds
        assert gs.info().threads == 3
    assert (gs.info().threads, gs.info().threads_why) == (2, "set_num_threads(2)")
    with gs.threads(4):
        assert gs.info().threads == 4
    gs.set_num_threads(None)
    assert gs.info() == automatic
    with pytest.raises(RuntimeError, match="own"), gs.threads(3):
        raise RuntimeError("the caller's own")
    assert gs.info() == automatic


def test_threads_holds_for_its_own_thread_only() -> None:
    seen = []
    with gs.threads(7):
        other = threading.Thread(target=lambda: seen.append(gs.info().threads))
        other.start()
        other.join()
    assert seen == [gs.info().threads]


@pytest.mark.parametrize("n", [-1, 1025, 10**30, 1.0, "2", True, np.float64(2), [2]])
def test_bad_numbers_of_threads(n: Any) -> None:
    before = gs.info()
    for use in (gs.set_num_threads, lambda n: gs.threads(n).__enter__()):
        with pytest.raises(gs.Error, match="n must be"):
            use(n)
    assert gs.info() == before
    gs.set_num_threads(np.int64(2))
    assert gs.info().threads == 2


# ------------------------------------------------------------------------ environment variables


def test_environment_decides_threads() -> None:
    script = "import gradstep as gs; i = gs.info(); print(i.threads, i.threads_why)"
    alone = output(script)
    assert output(script, GRADSTEP_NUM_THREADS="5") == "5 GRADSTEP_NUM_THREADS=5"
    assert output(script, GRADSTEP_NUM_THREADS="5", OMP_NUM_THREADS="1").startswith("5 ")
    assert output(script, GRADSTEP_NUM_THREADS="") == alone
    if gs.info().threads > 1:
        assert output(script, OMP_NUM_THREADS="1") == "1 OMP_NUM_THREADS=1"
        assert output(script, OMP_NUM_THREADS="1,4") == "1 OMP_NUM_THREADS=1"
    assert output(script, OMP_NUM_THREADS="999999") == alone  # never more than there are
    assert output(script, OMP_NUM_THREADS="many") == alone  # not ours to complain about


@pytest.mark.parametrize("value", ["0", "-1", "2.5", "many", "1025", "2 ", "99999999999999999999"])
def test_a_bad_number_of_threads_in_the_environment(value: str) -> None:
    script = """
    import sys
    import numpy as np, gradstep as gs
    p = np.ones(3)
    opt = gs.Adam(p)
    for use in (gs.info, lambda: opt.step(np.ones(3))):
        try:
            use()
        except gs.Error as error:
            print(error)
    assert opt.steps == 0 and p.tolist() == [1.0] * 3
    gs.set_num_threads(1)  # the fix from inside
    assert opt.step(np.ones(3))
    """
    lines = output(script, GRADSTEP_NUM_THREADS=value).splitlines()
    assert len(lines) == 2
    for line in lines:
        assert f'GRADSTEP_NUM_THREADS="{value}"' in line and "from 1 to 1024" in line


def test_the_command_says_what_is_wrong_with_the_environment() -> None:
    done = module("info", GRADSTEP_ISA="sse9")
    assert done.returncode == 2 and "GRADSTEP_ISA" in done.stderr
    done = module("info", GRADSTEP_NUM_THREADS="many")
    assert done.returncode == 2 and done.stderr.startswith("gradstep: GRADSTEP_NUM_THREADS")
    assert "Traceback" not in done.stderr


def test_every_isa_can_be_forced_and_gives_the_same_bytes() -> None:
    script = PRELUDE + "i = gs.info(); print(i.isa, i.isa_why, run(*make(), 3))"
    digest = output(script).split()[-1]
    for isa in gs.info().isas:
        assert output(script, GRADSTEP_ISA=isa) == f"{isa} GRADSTEP_ISA={isa} {digest}"


@pytest.mark.parametrize("isa", ["sse9", "AVX2", " avx2", "avx2,avx512"])
def test_an_unknown_isa(isa: str) -> None:
    script = """
    import numpy as np, gradstep as gs
    for use in (gs.info, lambda: gs.rules.Adam(), lambda: gs.Adam(np.ones(3))):
        try:
            use()
        except gs.Error as error:
            print(error)
    """
    lines = output(script, GRADSTEP_ISA=isa).splitlines()
    assert len(lines) == 3
    for line in lines:
        assert f"GRADSTEP_ISA={isa}" in line and ", ".join(gs.info().isas) in line


def test_info() -> None:
    info = gs.info()
    assert info.version == gs.__version__
    assert info.isa in info.isas and info.isas
    if platform.machine() in ("x86_64", "AMD64"):
        assert info.isas[0] == "baseline"
    assert info.isa_why and info.threads_why
    assert info.compiler.startswith(("gcc ", "clang "))
    text = str(info)
    for word in (*info[:3], *info.isas, str(info.threads), info.threads_why, info.compiler):
        assert word in text
    assert len(text.splitlines()) == 4


# --------------------------------------------------------------------------------------- import


def test_import_is_light() -> None:
    script = """
    import sys, time
    import numpy
    before = set(sys.modules)
    start = time.perf_counter()
    import gradstep
    took = time.perf_counter() - start
    new = {m.partition(".")[0] for m in set(sys.modules) - before} - {"gradstep", "numpy"}
    heavy = new & {"matplotlib", "sklearn", "scipy", "rich", "tqdm", "torch", "pandas", "asyncio"}
    third = {m for m in new if m not in sys.stdlib_module_names}
    print(sorted(heavy), sorted(third), f"{took * 1e3:.1f} ms")
    """
    out = output(script)
    print("import gradstep over numpy:", out)
    assert out.startswith("[] [] ")


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_import_starts_no_thread_and_catches_no_signal() -> None:
    script = """
    import os, signal, sys
    import numpy
    def facts():
        lines = open("/proc/self/status").read().splitlines()
        masks = [x for x in lines if x.startswith(("Threads", "SigBlk", "SigIgn", "SigCgt"))]
        return masks, [signal.getsignal(s) for s in signal.valid_signals()]
    def opened(event, arguments):
        if event == "open" and str(arguments[0]).startswith(("/proc", "/sys")):
            raise SystemExit(f"import opened {arguments[0]}")
        if event in ("os.fork", "os.posix_spawn", "subprocess.Popen", "socket.connect"):
            raise SystemExit(f"import did {event}")
    before = facts()
    watching = True
    sys.addaudithook(lambda *a: opened(*a) if watching else None)
    import gradstep as gs
    watching = False
    assert facts() == before, (before, facts())
    assert gs.Adam(numpy.ones(3)).step(numpy.ones(3))  # nor does a small step
    assert facts() == before, (before, facts())
    """
    output(script)


def test_the_environment_is_read_at_the_first_need() -> None:
    """So import reads neither it nor the files of affinity and quota."""
    script = """
    import os
    import gradstep as gs
    os.environ["GRADSTEP_NUM_THREADS"] = "4"
    os.environ["GRADSTEP_ISA"] = "none"
    try:
        gs.info()
    except gs.Error as error:
        assert "GRADSTEP_ISA=none" in str(error)
    else:
        raise AssertionError("read at import")
    del os.environ["GRADSTEP_ISA"]
    assert gs.info().threads == 4
    del os.environ["GRADSTEP_NUM_THREADS"]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        gs.set_num_threads(None)  # looks again
        assert gs.info().threads == 1, gs.info()
    """
    output(script)


# ----------------------------------------------------------------------------------- processes


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_fork_after_threads() -> None:
    script = (
        PRELUDE
        + """
import warnings
warnings.simplefilter("ignore", DeprecationWarning)  # Python's, of fork with threads
gs.set_num_threads(3)
params, opt = make()
run(params, opt, 2)                     # the pool is running now
read, write = os.pipe()
child = os.fork()
if child == 0:
    signal.alarm(30)
    os.write(write, run(params, opt, 3).encode())
    os._exit(0)
mine = run(params, opt, 3)              # parent and child go on alike
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert os.read(read, 99).decode() == mine
straight = make()
gs.set_num_threads(1)
assert run(*straight, 5) == mine
"""
    )
    output(script)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_multiprocessing(method: str, tmp_path: Any) -> None:
    file = tmp_path / "main.py"
    file.write_text(
        PRELUDE
        + f"""
import multiprocessing, warnings
warnings.simplefilter("ignore", DeprecationWarning)

def work(pair):
    with gs.threads(2):
        return run(*pair, 2)

if __name__ == "__main__":
    params, opt = make()
    run(params, opt, 1)                 # threads before the workers
    with multiprocessing.get_context({method!r}).Pool(2) as pool:
        results = pool.map(work, [(params, opt)] * 3)
    assert results == [run(params, opt, 2)] * 3, results
"""
    )
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


SUB_INTERPRETERS = """
import os, sys
if sys.argv[1] == "first":
    import gradstep
try:
    import _interpreters as sub  # since Python 3.13
    interpreters = [sub.create("legacy"), sub.create("isolated")]
except ImportError:
    import _xxsubinterpreters as sub
    interpreters = [sub.create(isolated=isolated) for isolated in (False, True)]
ours, theirs = os.pipe()
for interpreter in interpreters:
    sub.run_string(interpreter, f'''if True:
        import os
        try:
            import gradstep
        except ImportError as error:
            said = str(error)
        else:
            said = "imported"
        os.write({theirs}, said.encode())
    ''')
    print(os.read(ours, 1000).decode())
    sub.destroy(interpreter)
import gradstep, numpy
assert gradstep.Adam(numpy.ones(3)).step(numpy.ones(3))
"""


@pytest.mark.parametrize("main", ["first", "later"])
def test_a_sub_interpreter_is_refused(main: str) -> None:
    """And the main interpreter, which has imported the package before or will, is as it was."""
    lines = output(SUB_INTERPRETERS, main).splitlines()
    assert len(lines) == 2
    assert all("interpreter" in line for line in lines), lines
    if sys.version_info < (3, 12):  # later Python says so itself
        assert all("import it in the main" in line for line in lines), lines


def test_exit_with_threads_asleep_and_an_optimizer_alive() -> None:
    script = (
        PRELUDE
        + """
gs.set_num_threads(3)
params, opt = make()
run(params, opt, 2)
keep = [params, opt, opt.state["w"]["exp_avg"], lambda: opt.step]
sys.keep = keep
print("done")
"""
    )
    assert output(script) == "done"


# ------------------------------------------------------------------------------------- threads


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_fork_during_a_step() -> None:
    """The child's copy stays in that step for ever, and says what to do instead."""
    code = """
    import os, threading, warnings
    import numpy as np, gradstep as gs

    warnings.simplefilter("ignore", DeprecationWarning)  # Python's, of fork with threads
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=0.5, momentum=0.5)
    opt.step({"w": np.ones(3)})
    saved = opt.state_dict()
    begun, over = threading.Event(), threading.Event()

    def closure():
        begun.set()
        over.wait()
        return 1.0, {"w": np.ones(3)}

    thread = threading.Thread(target=lambda: opt.step(closure=closure))
    thread.start()
    begun.wait()
    child = os.fork()
    if child == 0:
        ok = False
        try:
            for _ in range(2):
                try:
                    opt.step({"w": np.ones(3)})
                except gs.Error as error:
                    told = "when this process was forked" in str(error)
                    ok = told and "load_state_dict" in str(error)
            new = gs.SGD(params, lr=0.5, momentum=0.5)
            new.load_state_dict(saved)
            ok = ok and bool(new.step({"w": np.ones(3)})) and new.steps == 2
        finally:
            os._exit(0 if ok else 1)
    try:
        opt.step({"w": np.ones(3)})
    except gs.Error as error:
        print("in use" in str(error))
    over.set()
    thread.join()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), opt.steps)
    # A process that was forked between steps has a sound copy, whose own threads may be in its way.
    if (child := os.fork()) == 0:
        os._exit(0 if opt.step({"w": np.ones(3)}) else 1)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    assert output(code).split() == ["True", "0", "2", "0"]


def test_two_threads_in_one_optimizer() -> None:
    """One of them steps; the other is told so, or waits: whole steps in any case."""
    p = np.zeros(BIG)
    opt = gs.SGD(p, lr=1.0)
    g = np.ones(BIG)
    done, refusals, others = [], [], []

    def work() -> None:
        for _ in range(60):
            try:
                done.append(opt.step(g).n)
            except gs.Error as error:
                refusals.append(str(error))
            except BaseException as error:
                others.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not others
    assert all("in use" in text and "thread" in text for text in refusals)
    assert len(done) + len(refusals) == 240 and sorted(done) == list(range(len(done)))
    assert opt.steps == len(done) and np.all(p == -len(done))


def test_what_another_thread_reads_is_of_one_moment() -> None:
    """It waits for the step that is going on; a step waits for it, and is not refused."""
    p = {"w": np.zeros(BIG), "b": np.zeros(3)}
    opt = gs.SGD(p, lr=1.0, momentum=1.0, average=gs.SWA(0))
    g = {k: np.ones_like(x) for k, x in p.items()}
    stop = threading.Event()
    seen: list[tuple[Any, ...]] = []
    errors: list[BaseException] = []

    def read() -> None:
        try:
            while not stop.is_set():
                saved = opt.state_dict()
                moved = [x["momentum_buffer"] for x in saved["state"].values() if x]
                counts = {x["t"] for x in saved["scalars"].values()}
                seen.append(
                    (saved["steps"], counts, {float(v) for m in moved for v in (m[0], m[-1])})
                )
                opt.preview(2), opt.values(), opt.params_for_eval(), opt.scalars
                opt.groups["default"]["weight_decay"] = 0.0
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for t in threads:
        t.start()
    for _ in range(60):
        opt.step(g)
    stop.set()
    for t in threads:
        t.join()
    assert not errors and opt.steps == 60
    assert len(seen) > 2
    for steps, counts, moved in seen:
        assert counts == {steps} and moved <= {float(steps)}


@pytest.mark.parametrize("read", ["state_dict", "values"])
def test_neither_a_loop_of_steps_nor_one_of_reads_keeps_the_other_out(read: str) -> None:
    p, g = np.zeros(BIG), np.ones(BIG)
    opt = gs.Adam(p, lr=1.0)
    opt.step(g)
    total, both = 400, threading.Barrier(2)
    done: list[str] = []

    def loop(what: str, use: Callable[[], object]) -> None:
        both.wait()
        while len(done) < total:  # it ends, however unfair the turns are
            use()
            done.append(what)

    reads = threading.Thread(target=loop, args=("read", getattr(opt, read)))
    reads.start()
    loop("step", lambda: opt.step(g))
    reads.join()
    assert min(done.count("step"), done.count("read")) > total // 8, done


def test_nothing_of_another_thread_comes_between_a_step_and_its_closure() -> None:
    """The closure may wait for that thread, so it is not made to wait for the step."""
    p = np.ones(3)
    opt = gs.SGD(p, lr=0.5, average=gs.EMA(0.5))
    uses: list[Any] = [
        opt.state_dict,
        opt.values,
        opt.params_for_eval,
        opt.rebind,
        lambda: opt.preview(2),
        lambda: opt.step(np.ones(3)),
        lambda: opt.freeze("*"),
        lambda: opt.averaged().__enter__(),
        lambda: opt.groups["default"].__setitem__("lr", 0.25),
    ]
    refusals: list[str] = []

    def work() -> None:
        for use in uses:
            try:
                use()
            except gs.Error as error:
                refusals.append(str(error))

    def closure() -> Any:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(30)  # if it had to wait, it would be for ever
        return 1.0, p.copy()

    assert opt.step(closure=closure) and np.all(p == 0.5)
    assert len(refusals) == len(uses) and all("in use" in text for text in refusals)
    opt.values(), opt.rebind()  # now it is free
    assert opt.hyper["lr"] == 0.5 and not opt.frozen


SHORT_OF_MEMORY = """
import resource
import numpy as np
import gradstep as gs

def limit(bytes):
    used = int(open("/proc/self/statm").read().split()[0]) * 4096
    resource.setrlimit(resource.RLIMIT_AS, (used + bytes if bytes >= 0 else -1, -1))

n = 1_000_000
params = {"a": np.ones(n, np.float32)}
opt = gs.AdamW(params, average=gs.EMA(0.9))
opt.step({"a": params["a"].copy()})
more = np.ones(n, np.float32)
short = 0
for k in range(16):
    before = repr(opt.state_dict(copy=False)), opt.values(), opt.steps
    params["c"] = more
    limit(k * 2**20)
    try:
        opt.add()
        limit(-1)
        break
    except MemoryError:
        limit(-1)
        short += 1
    del params["c"]
    assert (repr(opt.state_dict(copy=False)), opt.values(), opt.steps) == before
    assert opt.step({"a": params["a"].copy()})
assert opt.step({k: p.copy() for k, p in params.items()}) and opt.scalars["c"]["t"] == 1
print(short)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits and /proc are Linux's")
def test_add_without_memory_leaves_all_as_it_was() -> None:
    assert int(output(SHORT_OF_MEMORY)) > 1


def test_each_thread_its_own_optimizer() -> None:
    results: list[Any] = [None] * 4

    def work(i: int) -> None:
        params = {"w": np.linspace(-1, 1, BIG)}
        opt = gs.Adam(params)
        for n in range(3):
            opt.step(gradients(params, n))
        results[i] = contents(params)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert results[0] is not None and results == [results[0]] * 4


def test_the_number_of_threads_changes_while_others_step() -> None:
    def stepped() -> Any:
        params = {"w": np.linspace(-1, 1, BIG)}
        opt = gs.Adam(params)
        for n in range(6):
            opt.step(gradients(params, n))
        return contents(params)

    alone = stepped()
    results: list[Any] = []
    threads = [threading.Thread(target=lambda: results.append(stepped())) for _ in range(2)]
    for t in threads:
        t.start()
    while any(t.is_alive() for t in threads):
        for n in (1, 2, 3):
            gs.set_num_threads(n)
            assert gs.info().threads == n
    for t in threads:
        t.join()
    assert results == [alone] * 2


@pytest.mark.parametrize("size", [3, BIG])
def test_the_optimizer_cannot_be_used_from_its_own_schedule(size: int) -> None:
    p = np.zeros(size)
    uses = {
        "step": lambda: opt.step(np.ones(size)),
        "set": lambda: opt.groups["default"].__setitem__("weight_decay", 0.5),
        "rebind": lambda: opt.rebind(),
    }
    wanted: list[str] = []

    def schedule(n: int) -> float:
        for use in wanted:
            uses[use]()
        return 0.5

    opt = gs.SGD(p, lr=schedule)
    for use in uses:
        wanted[:] = [use]
        with pytest.raises(gs.ScheduleError, match="in use") as caught:
            opt.step(np.ones(size))
        assert isinstance(caught.value.__cause__, gs.Error)
        assert opt.steps == 0 and not p.any()
    wanted.clear()
    assert opt.hyper["weight_decay"] == 0.0
    assert opt.step(np.ones(size)) and np.all(p == -0.5)


def test_the_gil_is_released_while_a_big_step_runs() -> None:
    """Another Python thread makes progress inside a step, though this one never lets go."""
    p, g = np.zeros(4_000_000), np.ones(4_000_000)
    opt = gs.Adam(p)
    opt.step(g)
    ticks: list[float] = []
    stop = threading.Event()

    def tick() -> None:
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.0005)

    switch = sys.getswitchinterval()
    other = threading.Thread(target=tick)
    inside = 0
    try:
        sys.setswitchinterval(30.0)  # nobody gets the interpreter who is not let
        other.start()
        with gs.threads(1):
            for _ in range(100):
                begin = time.perf_counter()
                opt.step(g)
                end = time.perf_counter()
                inside += sum(begin < t < end for t in ticks[-1000:])
                if inside >= 3:
                    break
    finally:
        stop.set()
        sys.setswitchinterval(switch)
        other.join()
    assert inside >= 3


# ------------------------------------------------------------------------------------- signals


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no interval timers here")
def test_ctrl_c_falls_between_steps() -> None:
    """Interrupted at many moments: what is there is always what opt.steps whole steps give."""
    script = (
        PRELUDE
        + """
gs.set_num_threads(2)
signal.signal(signal.SIGALRM, signal.default_int_handler)
params, opt = make()
grads = {k: np.ones_like(p) for k, p in params.items()}
interrupted = 0
for delay in np.linspace(2e-4, 5e-3, 25):
    try:
        signal.setitimer(signal.ITIMER_REAL, delay)
        while True:
            opt.step(grads)
    except KeyboardInterrupt:
        interrupted += 1
    counts = {x["t"] for x in opt.state_dict()["scalars"].values()}
    assert counts == {opt.steps}
again, other = make()
for _ in range(opt.steps):
    other.step(grads)
assert interrupted == 25
assert all(params[k].tobytes() == again[k].tobytes() for k in params)
print(opt.steps)
"""
    )
    assert int(output(script)) >= 0


# ------------------------------------------------------------------- floating-point environment


def subnormal_and_rounding() -> tuple[float, ...]:
    tiny = np.full(4, np.finfo(np.float64).tiny)
    small = np.full(4, np.finfo(np.float32).tiny, np.float32)
    third = np.ones(4) / np.full(4, 3.0)
    return (*(tiny / 4).tolist(), *(small / 4).tolist(), *third.tolist(), (1e308 * np.ones(4))[0])


def test_the_floating_point_environment_is_untouched() -> None:
    before = subnormal_and_rounding()
    assert before[0] > 0 and before[4] > 0
    state = np.geterr()
    p = np.full(BIG, 1e-310)
    opt = gs.Adam({"p": p, "q": np.full(99, 1e-40, np.float32)}, clip_norm=1.0)
    for n in range(3):  # subnormal parameters, gradients and moments, and overflow to infinity
        opt.step({"p": np.full(BIG, 1e-312), "q": np.full(99, 1e-42, np.float32)}, report=True)
        assert subnormal_and_rounding() == before, n
    gs.SGD(np.ones(3), lr=1e308, nonfinite="propagate").step(np.full(3, 1e308))
    gs.schedules.Cosine(1.0, steps=9)(np.arange(10_000))
    assert subnormal_and_rounding() == before and np.geterr() == state


def test_import_leaves_the_floating_point_environment() -> None:
    script = """
    import numpy as np
    x = np.full(4, np.finfo(float).tiny)
    before = (x / 4).tolist()
    import gradstep
    assert (x / 4).tolist() == before and before[0] > 0
    """
    output(script)


def test_worker_threads_compute_subnormals_as_the_caller_does() -> None:
    start = np.full(BIG, np.finfo(np.float64).tiny)
    results = []
    for n in (1, 3):
        p = start.copy()
        with gs.threads(n):
            gs.SGD(p, lr=0.5).step(start)
        results.append(p)
    assert np.all(results[0] == start[0] / 2) and np.array_equal(*results)


# -------------------------------------------------------------------------------------- command


def test_command_info_and_directories() -> None:
    done = module("info")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"gradstep {gs.__version__}" in done.stdout and "isa" in done.stdout
    include = module("--include-dir").stdout.strip()
    assert os.path.isfile(os.path.join(include, "gradstep", "gradstep.hpp"))
    cmake = module("--cmake-dir").stdout.strip()
    assert os.path.isfile(os.path.join(cmake, "gradstep-config.cmake"))
    pkgconfig = module("--pkgconfig-dir").stdout.strip()
    assert os.path.isfile(os.path.join(pkgconfig, "gradstep.pc"))
    assert module("--version").stdout.strip() == gs.__version__
    help_text = module().stdout
    assert "race" in help_text and "info" in help_text
    bad = module("rase")
    assert bad.returncode == 2 and "race" in bad.stderr


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_threads_do_not_leak_between_steps() -> None:
    """The pool is one, whatever the number of optimizers."""
    gs.set_num_threads(3)
    count = None
    for _ in range(5):
        params = tree() | {"big": np.zeros(BIG)}
        gs.Adam(params).step(gradients(params, 0))
        now = len(os.listdir("/proc/self/task"))
        assert count in (None, now)
        count = now

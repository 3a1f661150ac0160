"""Too little memory, and no further threads: everything works on what there is, or is as before.

The whole campaign, each call of the API with 16 limits, is ``nox -s pressure``.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from support.repository import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and /proc are Linux's")

PRESSURE = str(ROOT / "tests" / "pressure.py")


def python(*arguments: str) -> str:
    path = os.pathsep.join([str(ROOT / "tests" / "python"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "calls",
    [
        ["bound: step", "bound: load_state_dict", "bound: add a group"],
        ["q8: step, gradients", "q8: averaged", "q8: unpickle"],
        ["line: step", "line: load_state_dict", "tuned: find_lr", "free: Schedule.from_dict"],
    ],
)
def test_without_memory_nothing_is_half_done(calls: list[str]) -> None:
    said = python(PRESSURE, "--limits=4", "--size=20000", *calls)
    _, made, failed, faults = (int(part.split()[0]) for part in said.splitlines()[-1].split(", "))
    assert faults == 0 and failed > made / 3, said


NO_THREADS = """
import os, resource, threading
import numpy as np
import gradstep as gs
from support.common import snapshot
from support.interrupts import interrupted, places

np.ma  # numpy reads this module when it is asked for; another user may not read its folder
if os.getuid() == 0:
    os.setuid(65534)  # the limit is not root's
resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
try:
    threading.Thread(target=print).start()
except RuntimeError:
    pass
else:
    raise AssertionError("there are threads")

def made(threads, size=300_000):
    params = {"w": np.linspace(-1, 1, size)}
    opt = gs.Adam(params, average=gs.EMA(0.9))
    with gs.threads(threads):
        for _ in range(3):
            opt.step({"w": np.cos(params["w"])})
    return opt, params

assert snapshot(*made(4)) == snapshot(*made(1))
opt, params = made(1, 99)
saved = opt.state_dict()
before = snapshot(opt, params)
opt.step({"w": params["w"].copy()})
whole = 0
for at in places(lambda: opt.load_state_dict(saved)):
    opt, params = made(1, 99)
    opt.step({"w": params["w"].copy()})
    params["w"][...] = 0
    begun = snapshot(opt, params)
    assert interrupted(lambda: opt.load_state_dict(saved), at)
    found = snapshot(opt, params)
    loaded = {**before, "params": found["params"]}
    assert found in (begun, loaded), at
    whole += found == loaded
assert whole
"""


def test_without_threads_all_works_on_one() -> None:
    python("-W", "error", "-c", NO_THREADS)

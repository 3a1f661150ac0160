"""Arrays beyond 2**31 elements, and measured bytes. About 20 GB and a minute: `pytest -m large`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gradstep as gs

N = 2**31 + 4097


@pytest.mark.large
def test_more_elements_than_an_int_counts(tmp_path: Path) -> None:
    p = np.zeros(N, np.float32)
    g = np.memmap(tmp_path / "g", np.float32, "w+", shape=N)  # a sparse file: all holes but four
    places = [0, 2**31 - 1, 2**31, N - 1]
    g[places] = [1, 2, 3, 4]
    opt = gs.SGD(p, lr=1.0, clip_norm=100.0)
    report = opt.step(g)
    assert report.grad_norm == np.sqrt(30)
    assert p[places].tolist() == [-1, -2, -3, -4]
    assert np.count_nonzero(p[:4096]) == 1
    g[N - 1] = np.nan
    with pytest.raises(gs.NonFiniteGradientError) as caught:
        opt.step(g)
    assert caught.value.index == (N - 1,)
    assert opt.steps == 1 and p[N - 1] == -4


@pytest.mark.large
@pytest.mark.parametrize(("state_dtype", "most"), [("q8", 2.2), ("bfloat16", 4.0)])
def test_bytes_of_the_state(state_dtype: str, most: float) -> None:
    """What 200 million bfloat16 parameters add to the memory of their process, for AdamW; besides,
    code that is paged in, the pool's threads and the reports, 4 MB."""
    code = f"""
import resource, sys, numpy as np, gradstep as gs
n, unit = 200_000_000, 1 if sys.platform == "darwin" else 1024
p, g = np.zeros(n, gs.bfloat16), np.zeros(n, gs.bfloat16)
p["bfloat16"], g["bfloat16"] = 0x3f80, 0x3c00  # touched: in memory
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
before = peak()
opt = gs.AdamW(p, grads=g, state_dtype={state_dtype!r})
opt.step()
print((peak() - before - 4e6) / n)
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert 1 < float(result.stdout) <= most

"""Arrays beyond 2**31 elements. Needs about 20 GB of memory and a minute: `pytest -m large`."""

from __future__ import annotations

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

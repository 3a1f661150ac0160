"""Development tasks: `nox` runs tests and lint; `nox -s NAME` one of them; `nox -l` lists them."""

from __future__ import annotations

from pathlib import Path

import nox

FILES = {"json": "json", "markdown": "md", "png": "png"}  # options of compare.py
PEERS = [  # those of tests/python/dialects/peers.py, besides torch
    *("adabelief-pytorch", "adan-pytorch", "dadaptation", "dog-optimizer", "jax", "keras"),
    *("lion-pytorch", "momo-opt", "optax", "parameterfree", "prodigyopt", "pytorch-optimizer"),
    *("schedulefree", "scikit-learn", "timm", "torch-optimi", "transformers"),
]
nox.needs_version = ">=2024.10"
nox.options.sessions = ["tests", "lint"]
nox.options.default_venv_backend = "uv|virtualenv"


@nox.session(python=["3.10", "3.11", "3.12", "3.13", "3.14"])
def tests(session: nox.Session) -> None:
    """All tests, Python and C++."""
    session.install(".[tests]")
    session.run("pytest", *session.posargs)


@nox.session
def torch(session: nox.Session) -> None:
    """torch's tensors as parameters; on Linux its default build is several GB."""
    session.install(".[tests,torch]")
    session.run("pytest", "tests/python/optimizer/test_torch.py", *session.posargs)


@nox.session
def peers(session: nox.Session) -> None:
    """Every optimizer and schedule of the dialects beside the peer itself: some minutes, 3 GB."""
    session.install(".[tests,torch]", *PEERS)
    session.run(
        "python", "tests/python/dialects/peers.py", *session.posargs, env={"KERAS_BACKEND": "jax"}
    )


@nox.session
def large(session: nox.Session) -> None:
    """Arrays beyond 2**31 elements: about 20 GB."""
    session.install(".[tests]")
    session.run("pytest", "-m", "large")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Every fuzz target for an hour, or `-- SECONDS [TARGET ...]`; needs clang and its runtime."""
    session.install(".[tests]")
    session.run("cmake", "--workflow", "--preset", "fuzz")
    session.run("python", "tests/fuzz/run.py", *(session.posargs or ["3600"]))


@nox.session
def pressure(session: nox.Session) -> None:
    """Every call of the API with 16 limits of the memory, on Linux: some minutes."""
    session.install(".[tests]")
    session.run("python", "tests/pressure.py", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """Histories drawn at random for half an hour, or `-- --seconds 60`, on Linux."""
    session.install(".[tests]")
    session.run("python", "tests/soak.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Formatting, style and types, as in .ci/run."""
    session.install(".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    sources = session.run("git", "ls-files", "*.hpp", "*.cpp", external=True, silent=True)
    session.run("clang-format", "--dry-run", "-Werror", *str(sources).split())


@nox.session
def stubs(session: nox.Session) -> None:
    """Writes the type stubs in python/gradstep from the built extension."""
    session.install(".[tests]")
    session.run("python", "tools/stubs.py")


@nox.session
def docs(session: nox.Session) -> None:
    """Writes what the library says of itself: docs/optimizers.md, docs/schedules.md with its
    picture, the last table of docs/stages.md, the lists in README.md, and the samples of schedules
    for the C++ tests."""
    session.install(".[tests]")
    for tool in ("optimizers_table", "options_table", "schedules_gallery", "readme_lists"):
        session.run("python", f"tools/{tool}.py")
    session.run("python", "tools/schedule_samples.py")


@nox.session
def bench(session: nox.Session) -> None:
    """gradstep beside the machine's limits, NumPy, optax and, with `-- torch`, torch."""
    session.install(".[bench]", "cmake", "ninja", *session.posargs)
    out = Path("build/bench")
    out.mkdir(parents=True, exist_ok=True)
    programs = ("bench_roofline", "bench_machine")
    session.run("cmake", "--preset", "release")
    session.run("cmake", "--build", "--preset", "release", "--target", *programs)
    roofline, machine = (f"build/release/bench/cpp/{program}" for program in programs)
    session.run(roofline, "--csv", f"{out}/roofline.csv", external=True)
    session.run("python", "bench/python/roofline.py", f"{out}/roofline.csv", f"{out}/roofline.png")
    session.run(roofline, "--rules", external=True)
    session.run(machine, external=True)
    files = [f"--{kind}={out}/compare.{end}" for kind, end in FILES.items()]
    session.run("python", "bench/python/compare.py", *files)
    session.run("python", "bench/python/contention.py", f"--json={out}/contention.json")
    files = [f"--markdown={out}/lowbit.md", f"--png={out}/lowbit.png"]
    session.run("python", "bench/python/lowbit_experiments.py", *files)
    session.run("python", "bench/python/minimize.py")
    session.log(f"tables and pictures are in {out}")


@nox.session
@nox.parametrize("preset", ["dev", "release", "clang", "asan", "tsan", "aarch64"])
def cpp(session: nox.Session, preset: str) -> None:
    """One CMake preset: configure, build, test."""
    session.install("cmake", "ninja", "pybind11>=3")
    session.run("cmake", "--workflow", "--preset", preset)


@nox.session
def tidy(session: nox.Session) -> None:
    """clang-tidy over the library and the bindings, as in .ci/run."""
    session.install(".[dev]")
    session.run("python", "tools/tidy.py")


@nox.session
@nox.parametrize("preset", ["asan", "tsan"])
def sanitized(session: nox.Session, preset: str) -> None:
    """Python's tests on an extension with sanitizers, as in .ci/run."""
    session.install(".[dev]")
    session.run("cmake", "--preset", preset)
    session.run("cmake", "--build", "--preset", preset, "--target", "_core")
    session.run("python", "tests/sanitized.py", f"build/{preset}")


@nox.session
def coverage(session: nox.Session) -> None:
    """Which lines of cpp/ and python/ the tests run, by g++ and coverage.py.

    Of each Python test at most 16 cases; to run all of them: `-- --cases 100000`.
    """
    session.install(".[dev]", "coverage>=7.10", "gcovr>=8")
    session.run("cmake", "--preset", "coverage")
    session.run("cmake", "--build", "--preset", "coverage")
    session.run("python", "tests/covered.py", "build/coverage", *session.posargs)

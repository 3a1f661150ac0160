"""Development tasks: `nox` runs tests and lint; `nox -s NAME` one of them; `nox -l` lists them."""

from __future__ import annotations

import nox

nox.needs_version = ">=2024.10"
nox.options.sessions = ["tests", "lint"]
nox.options.default_venv_backend = "uv|virtualenv"


@nox.session(python=["3.10", "3.11", "3.12", "3.13", "3.14"])
def tests(session: nox.Session) -> None:
    """All tests, Python and C++."""
    session.install(".[tests]")
    session.run("pytest", *session.posargs)


@nox.session
def large(session: nox.Session) -> None:
    """Arrays beyond 2**31 elements: about 20 GB."""
    session.install(".[tests]")
    session.run("pytest", "-m", "large")


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
    """Writes docs/optimizers.md and docs/schedules.md, with its picture, from the library."""
    session.install(".[tests]")
    session.run("python", "tools/optimizers_table.py")
    session.run("python", "tools/schedules_gallery.py")


@nox.session
def bench(session: nox.Session) -> None:
    """gradstep beside NumPy, optax and, with `-- torch`, torch."""
    session.install(".[bench]", *session.posargs)
    session.run("python", "bench/python/compare.py")


@nox.session
@nox.parametrize("preset", ["dev", "release", "clang", "asan", "tsan", "tidy", "aarch64"])
def cpp(session: nox.Session, preset: str) -> None:
    """One CMake preset: configure, build, test."""
    session.install("cmake", "ninja")
    session.run("cmake", "--workflow", "--preset", preset)

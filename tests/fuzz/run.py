"""Fuzzes for so many seconds with each target: the programs of this folder, and Python's.

    cmake --workflow --preset fuzz
    python tests/fuzz/run.py 90         # all of them, as many at a time as there are cores
    python tests/fuzz/run.py 3600 step  # one of them, for an hour
    python tests/fuzz/run.py --update   # writes tests/data/fuzz from what was found

A program starts from the inputs in tests/data/fuzz, one in a line, and from what it has found
before, which is kept in build/fuzz/corpus. An input that breaks it is left in build/fuzz/crashes:
give that file to the program to see it again. Python's targets need the installed package.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "fuzz"
SEEDS = ROOT / "tests" / "data" / "fuzz"
PROGRAMS = sorted(source.stem for source in Path(__file__).parent.glob("*.cpp"))
PYTHON = {
    "histories": "tests/python/optimizer/test_stateful.py",
    "texts": "tests/python/schedules/test_mutations.py",
}
FEW = 4096  # bytes of the inputs that are kept of one target
SLOW = 20  # seconds that one input may take


def program(name: str) -> str:
    path = BUILD / "tests" / "fuzz" / name
    if not path.exists():
        raise SystemExit(f"{path} is not built: cmake --workflow --preset fuzz")
    return str(path)


def write(folder: Path, inputs: Sequence[bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in inputs:
        (folder / hashlib.sha1(one).hexdigest()).write_bytes(one)


def seeds(name: str) -> list[bytes]:
    path = SEEDS / f"{name}.txt"
    return [bytes.fromhex(line) for line in path.read_text("ascii").split()]


def command(name: str, seconds: int) -> tuple[list[str], dict[str, str]]:
    """How a target is run, and what is added to its environment."""
    if name in PYTHON:
        words = [sys.executable, "-m", "pytest", "-q", "-s", "-n0", PYTHON[name]]
        return words, {"GRADSTEP_FUZZ_SECONDS": str(seconds)}
    corpus, crashes = BUILD / "corpus" / name, BUILD / "crashes"
    crashes.mkdir(parents=True, exist_ok=True)
    write(corpus, seeds(name))
    options = (
        f"-max_total_time={seconds}",
        f"-timeout={SLOW}",
        f"-artifact_prefix={crashes}/{name}-",
        "-print_final_stats=1",
        "-entropic_scale_per_exec_time=1",  # large arrays are a hundred times as slow as small ones
    )
    return [program(name), *options, str(corpus)], {}


def run(name: str, seconds: int) -> bool:
    words, environment = command(name, seconds)
    start = time.monotonic()
    done = subprocess.run(
        words,
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = done.stdout.decode(errors="replace")
    minutes = (time.monotonic() - start) / 60
    counts = re.findall(r"number_of_executed_units: (\d+)|(\d+) executions", output)
    total = sum(int(a or b) for a, b in counts)
    verdict = "ok" if done.returncode == 0 else f"FAILED\n{output[-6000:]}"
    print(f"{name}: {total} executions in {minutes:.1f} minutes: {verdict}", flush=True)
    return done.returncode == 0


def update(name: str) -> None:
    """Keeps a few of the smallest inputs that cover what all of them do."""
    with tempfile.TemporaryDirectory() as least:
        words = [program(name), "-merge=1", least, str(BUILD / "corpus" / name)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        found = sorted((path.read_bytes() for path in Path(least).iterdir()), key=len)
    kept: list[bytes] = []
    for one in found[:: max(1, sum(map(len, found)) // FEW)]:
        kept += [one] if sum(map(len, kept)) + len(one) <= FEW else []
    SEEDS.mkdir(exist_ok=True)
    (SEEDS / f"{name}.txt").write_text("".join(f"{one.hex()}\n" for one in kept), "ascii")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("seconds", nargs="?", type=int, default=90)
    parser.add_argument("targets", nargs="*", metavar="target", default=[*PYTHON, *PROGRAMS])
    parser.add_argument("--update", action="store_true", help="write tests/data/fuzz")
    args = parser.parse_args()
    if unknown := {*args.targets} - {*PYTHON, *PROGRAMS}:
        parser.error(f"no target is {', '.join(unknown)}: there are {', '.join(PROGRAMS)}")
    if args.update:
        for name in PROGRAMS:
            update(name)
        return 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as side_by_side:
        passed = list(side_by_side.map(lambda name: run(name, args.seconds), args.targets))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())

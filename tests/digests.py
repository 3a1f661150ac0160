"""Compares the digests of the C++ test programs: between builds, ISAs, and the committed file.

    python tests/digests.py build/release build/aarch64  # fails on any difference
    python tests/digests.py --update build/release       # writes tests/data/digests.txt

A build directory lists its programs in digest-commands.txt (written by tests/cpp/CMakeLists.txt).
Each is run once per value of GRADSTEP_ISA; its lines are `what name hex`, the same in every run.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

REFERENCE = Path(__file__).parent / "data" / "digests.txt"
ISAS = ("baseline", "avx2", "avx512", "neon")


def run(command: str, isa: str) -> str | None:
    """What one program prints under one ISA; None if this build or CPU does not have it."""
    words = shlex.split(command)
    if not Path(words[-2]).exists():  # what comes before --digest
        raise SystemExit(f"{words[-2]} is not built")
    env = {**os.environ, "GRADSTEP_ISA": isa}
    result = subprocess.run(words, env=env, capture_output=True, text=True)
    if result.returncode == 0:
        return result.stdout
    if f"GRADSTEP_ISA={isa} is not available here" in result.stdout + result.stderr:
        return None
    raise SystemExit(f"{command} (GRADSTEP_ISA={isa}) failed:\n{result.stdout}{result.stderr}")


def parse(text: str) -> dict[str, str]:
    """{"what name": hex}; a malformed or repeated line is an error."""
    digests: dict[str, str] = {}
    for line in text.splitlines():
        key, _, digest = line.rpartition(" ")
        int(digest, 16)
        if not key or key in digests:
            raise SystemExit(f"not one `what name hex` line per digest: {line!r}")
        digests[key] = digest
    return digests


def collect(build: Path) -> dict[str, dict[str, str]]:
    """{isa: {"what name": hex}} over all programs of one build."""
    commands = (build / "digest-commands.txt").read_text().splitlines()
    found: dict[str, dict[str, str]] = {}
    for isa in ISAS:
        outputs = [run(command, isa) for command in commands]
        if commands and all(output is not None for output in outputs):
            found[isa] = parse("".join(output or "" for output in outputs))
    if not any(found.values()):
        raise SystemExit(f"{build}: no program printed a digest")
    return found


def differences(expected: dict[str, str], got: dict[str, str]) -> list[str]:
    keys = sorted(expected.keys() | got.keys())
    return [
        f"  {key}: {expected.get(key, 'missing')} expected, {got.get(key, 'missing')} printed"
        for key in keys
        if expected.get(key) != got.get(key)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("builds", nargs="+", type=Path, help="build directories")
    parser.add_argument("--update", action="store_true", help=f"write {REFERENCE.name}")
    args = parser.parse_args()
    runs = {
        f"{build} {isa}": digests
        for build in args.builds
        for isa, digests in collect(build).items()
    }
    if args.update:
        first = next(iter(runs.values()))
        REFERENCE.write_text("".join(f"{key} {first[key]}\n" for key in sorted(first)))
    reference = parse(REFERENCE.read_text())
    bad = 0
    for label, digests in runs.items():
        wrong = differences(reference, digests)
        print(f"{label}: {len(digests) - len(wrong)} of {len(reference)} digests equal")
        print("\n".join(wrong), end="\n" if wrong else "")
        bad += len(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

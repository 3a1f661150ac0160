"""The command ``gradstep``: race, find-lr, plot, info, where headers and CMake package are."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from . import Error, __version__, info

_HERE = Path(__file__).resolve().parent

# The commands that have a module of their own in _cli, imported when it is called.
_COMMANDS = {
    "race": ("race", "compare optimizers on the digits or on your own problem"),
    "find-lr": ("find_lr", "suggest a learning rate by a run in which it grows"),
    "plot": ("plot", "draw schedules given as text, and list their values"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    try:
        status = _run(argv)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has read enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return 141  # 128 + SIGPIPE, as a shell has it
    return status


def _run(argv: Sequence[str] | None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in _COMMANDS:
        command = import_module(f"._cli.{_COMMANDS[arguments[0]][0]}", __package__)
        status: int = command.main(arguments[1:])
        return status
    parser = argparse.ArgumentParser(
        prog="gradstep", description="Learning-rate schedules and optimizers for numpy arrays."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--include-dir", action="store_true", help="print the C++ include path")
    parser.add_argument("--cmake-dir", action="store_true", help="print the CMake package path")
    parser.add_argument("--pkgconfig-dir", action="store_true", help="print the pkg-config path")
    commands = parser.add_subparsers(dest="command", title="commands")
    commands.add_parser("info", help="version, instruction set, threads, and why")
    for name, (_, text) in _COMMANDS.items():
        commands.add_parser(name, help=text)
    options = parser.parse_args(arguments)
    if options.include_dir:
        print(_HERE / "include")
    elif options.cmake_dir:
        print(_HERE / "share" / "cmake" / "gradstep")
    elif options.pkgconfig_dir:
        print(_HERE / "share" / "pkgconfig")
    elif options.command == "info":
        try:
            print(info())
        except Error as error:
            print(f"gradstep: {error}", file=sys.stderr)
            return 2
    else:
        parser.print_help()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

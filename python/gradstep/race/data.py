"""Read X and y from an npz or a csv file."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import numpy as np

from .errors import RaceError, hint
from .mlp import Array


def read(path: str | Path, target_column: str | None = None) -> tuple[Array, Array]:
    """X (rows, columns) and y (rows,) of a file; integers and strings in y are classes.

    An ``.npz`` file holds them under the names ``X`` and ``y``, or ``data`` and ``target``. A
    ``.csv`` file has one line of column names; ``target_column`` names y and all other columns,
    which must be numbers, are X. Fields are separated by commas, semicolons or tabs.

    Raises:
        RaceError: the file cannot be read or is not in this form; the message says where.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".npz", ".csv"):
        raise RaceError(
            f"data {str(path)!r}: the name must end in .npz or .csv, or be characters", name="data"
        )
    if suffix == ".npz" and target_column is not None:
        raise RaceError(
            "target_column is for csv files: an npz file names y itself", name="target_column"
        )
    try:
        return _read_npz(path) if suffix == ".npz" else _read_csv(path, target_column)
    except (OSError, UnicodeDecodeError, csv.Error, zipfile.BadZipFile) as error:
        raise RaceError(f"data {str(path)!r} cannot be read: {error}", name="data") from error


def _read_npz(path: Path) -> tuple[Array, Array]:
    if not zipfile.is_zipfile(path):
        path.stat()  # a missing file is an OSError that says so
        raise RaceError(f"data {str(path)!r} is no npz file: write it with np.savez", name="data")
    with np.load(path, allow_pickle=False) as file:
        other = "data" in file.files and "X" not in file.files
        names = ("data", "target") if other else ("X", "y")
        for name in names:
            if name not in file.files:
                found = ", ".join(file.files) or "nothing"
                raise RaceError(
                    f"data {str(path)!r} has no array {name!r}, it holds {found}: "
                    "write it with np.savez(file, X=..., y=...)",
                    name="data",
                )
        try:
            return file[names[0]], file[names[1]]
        except ValueError as error:  # an object array, which only pickle could read
            raise RaceError(f"data {str(path)!r}: {error}", name="data") from error


def _read_csv(path: Path, target: str | None) -> tuple[Array, Array]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        text = file.readlines()
        # The header has the separator between its names; a decimal comma is only in numbers.
        separator = max(",;\t", key=text[0].count) if text else ","
        lines = [line for line in csv.reader(text, delimiter=separator) if line]
    if not lines:
        raise RaceError(f"data {str(path)!r} is empty", name="data")
    header, rows = [name.strip() for name in lines[0]], lines[1:]
    if all(_is_number(name) for name in header):
        raise RaceError(
            f"data {str(path)!r}: the first line must be the column names, not numbers", name="data"
        )
    if target is None or target not in header:
        fix = hint(target or "", header)
        what = "must be given" if target is None else f"{target!r} is no column of {str(path)!r}"
        raise RaceError(f"target_column {what}{fix}", name="target_column")
    for i, row in enumerate(rows):
        if len(row) != len(header):
            raise RaceError(
                f"data {str(path)!r}: row {i + 1} has {len(row)} fields, the header {len(header)}",
                name="data",
            )
    at = header.index(target)
    others = [j for j in range(len(header)) if j != at]
    x = np.empty((len(rows), len(others)))
    for i, row in enumerate(rows):
        for k, j in enumerate(others):
            if not _is_number(row[j]):
                raise RaceError(
                    f"data {str(path)!r}: row {i + 1}, column {header[j]!r} is {row[j]!r}, "
                    "not a number: encode or drop it first",
                    name="data",
                    index=(i, j),
                )
            x[i, k] = float(row[j])
    return x, _column([row[at].strip() for row in rows], target)


def _column(cells: list[str], name: str) -> Array:
    if "" in cells:
        raise RaceError(
            f"target_column {name!r} is empty in row {cells.index('') + 1}: drop such rows first",
            name="target_column",
        )
    for kind in (np.int64, np.float64):
        try:
            return np.array(cells).astype(kind)
        except (ValueError, OverflowError):
            continue
    return np.array(cells)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True

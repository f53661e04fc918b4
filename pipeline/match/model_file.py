"""Another model than the shipped one, from a file; nothing in it is believed unchecked."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from math import isfinite
from pathlib import Path

import duckdb
import numpy as np

from pipeline.errors import UsageError
from pipeline.ingest import store
from pipeline.match.columns import columns
from pipeline.match.model import Comparison, Level, Model, model, shipped
from pipeline.match.scores import scored

_CONDITION = re.compile(r"[a-z0-9_.<>= ()]*", re.ASCII)  # no quotes, no commas, no semicolons


def read(path: Path) -> Model:
    """Return the model that a file in the form of ``model.toml`` declares.

    Raises:
        UsageError: It is not there, is no such file, or no pair can be scored by it.
    """
    try:
        found = parsed(path.read_bytes())
        fault = next(chain(faults(found), _of_scoring(found)), None)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = (
            f"it lacks {error}" if isinstance(error, KeyError) else " ".join(str(error).split())
        )
        raise UsageError(f"{path} is no model: {reason}. `collate train` writes one.") from error
    if fault is not None:
        raise UsageError(f"{path} is no model for this version: {fault}. Train it anew.")
    return found


def parsed(body: bytes) -> Model:
    """Return the model in the bytes of a file.

    Raises:
        ValueError: They are not TOML in UTF-8, or a number is none.
        KeyError: Something is missing.
        TypeError: Something is of another kind than it should be.
    """
    return model(tomllib.loads(body.decode("utf-8")))


def faults(found: Model) -> Iterator[str]:
    """Yield what keeps a model from being used."""
    theirs, ours = (tuple(c.name for c in each.comparisons) for each in (found, shipped()))
    if theirs != ours:
        yield f"it compares {', '.join(theirs)}, where this version compares {', '.join(ours)}"
    if not isinstance(found.version, str) or not found.version:
        yield "it has no version"
    if not 0 < found.prior < 1:
        yield f"a prior of {found.prior} is no probability"
    if not found.floor <= found.review <= found.same or not isfinite(found.same - found.floor):
        yield "its thresholds do not rise from floor to review to same"
    for comparison in found.comparisons:
        yield from _of_levels(comparison)
        for level in comparison.levels:
            for fault in _of_level(level):
                yield f"{comparison.name}, {level.says!r}: {fault}"


def _of_levels(comparison: Comparison) -> Iterator[str]:
    said = [level.says for level in comparison.levels]
    if not said or comparison.levels[-1].when or comparison.levels[-1].m is None:
        yield f"{comparison.name}: its last level does not catch the rest"
    if len(set(said)) < len(said):
        yield f"{comparison.name}: two of its levels say the same"
    for stranger in sorted(set(comparison.falls) - set(said)):
        yield f"{comparison.name}: `falls` names no level of it: {stranger!r}"


def _of_level(level: Level) -> Iterator[str]:
    shares = [share for share in (level.m, level.u) if share is not None]
    if len(shares) == 1 or not all(0 < share < 1 for share in shares):
        yield "m and u are not both shares between 0 and 1"
    if not _CONDITION.fullmatch(level.when):
        yield f"{level.when!r} is no condition"


def _of_scoring(found: Model) -> Iterator[str]:
    """Score no pairs at all: what the engine cannot read shows."""
    none = np.zeros(0, dtype=np.int64)
    try:
        scored(columns([]), none, none, found)
    except duckdb.Error as error:
        yield f"its conditions cannot be read: {str(error).splitlines()[0]}"


def keep(shape: Model, folder: Path) -> None:
    """Keep a model that is not the shipped one where ``kept`` finds it again."""
    path = folder / f"{shape.digest}.toml"
    if shape == shipped() or path.is_file():
        return
    if store.is_remote(folder):
        path.write_text(text(shape), encoding="utf-8")
        return
    folder.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(text(shape), encoding="utf-8")
    new.replace(path)


def kept(name: str, folder: Path) -> Path | None:
    """Return the file of the model that a release names, if it is there and still says that."""
    for path in sorted(folder.glob(f"{name.rpartition(' ')[2]}*.toml")):
        with suppress(UsageError):
            if read(path).name == name:
                return path
    return None


def text(shape: Model, card: Iterable[str] = ()) -> str:
    """Return a model as the text of its file, after the lines of its card as comments."""
    lines = [f"# {line}".rstrip() for line in card]
    lines += [f"version = {_quoted(shape.version)}", f"prior = {shape.prior!r}", ""]
    lines += ["[thresholds]  # bits: at or above `same` merged, at or above `review` asked"]
    lines += [f"{name} = {getattr(shape, name)!r}" for name in ("same", "review", "floor")]
    for comparison in shape.comparisons:
        lines += ["", "[[comparison]]", f"name = {_quoted(comparison.name)}"]
        if comparison.falls:
            lines += [f"falls = [{', '.join(map(_quoted, comparison.falls))}]"]
        lines += ["level = [", *map(_line, comparison.levels), "]"]
    return "\n".join(lines) + "\n"


def _line(level: Level) -> str:
    shares = "" if level.m is None else f", m = {level.m!r}, u = {level.u!r}"
    return f"  {{ says = {_quoted(level.says)}, when = {_quoted(level.when)}{shares} }},"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

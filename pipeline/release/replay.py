"""Can a stored release be made again? If not, what is another than it was?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from pipeline.ingest import store
from pipeline.model import TABLES
from pipeline.release import disk, lineage, manifest
from pipeline.release.digest import differing, release_digest
from pipeline.release.inputs import Inputs
from pipeline.release.manifest import Manifest
from pipeline.release.verify import Problem, verify
from pipeline.release.versions import resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """Tables made again, and what they were made from."""

    tables: Mapping[str, pa.Table]
    inputs: Inputs
    damaged: Mapping[str, str] = field(default_factory=dict)  # SHA-256 of a page -> what is wrong


Rebuild = Callable[[Manifest], Remade]
"""From what a release says of itself to the same made again."""
NAMED = 8  # files of the code that are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A stored release beside the same release made again."""

    version: str
    stored_digest: str
    rebuilt_digest: str
    inputs: tuple[str, ...]  # what was put in that is another than it was
    content: tuple[str, ...]  # table.column that came out otherwise
    problems: tuple[Problem, ...] = ()  # the stored release itself is not whole

    @property
    def is_same(self) -> bool:
        """Tell whether the release could be made again."""
        return self.stored_digest == self.rebuilt_digest and not self.problems


def replay(version: str, *, curated: Path | str, rebuild: Rebuild) -> Replay:
    """Make a release again with ``rebuild`` and compare.

    Raises:
        ReleaseError: There is no such release.
    """
    root = store.folder(curated)
    with store.at_hand(resolve(version, root)) as folder:
        return _replay(root, folder, rebuild)


def _replay(root: Path, folder: Path, rebuild: Rebuild) -> Replay:
    stated = manifest.read(folder)
    problems = tuple(verify(folder))
    if problems:
        return Replay(
            version=stated.version,
            stored_digest=stated.content_digest,
            rebuilt_digest="",
            inputs=(),
            content=(),
            problems=problems,
        )
    orphaned = lineage.broken(root, stated)
    made = rebuild(stated)
    stored = {name: disk.read_table(folder, name) for name in stated.resources if name in TABLES}
    return Replay(
        version=stated.version,
        stored_digest=stated.content_digest,
        rebuilt_digest=release_digest(made.tables),
        inputs=(
            *other_inputs(stated.inputs, made.inputs, made.damaged),
            *([orphaned] if orphaned else []),
        ),
        content=tuple(differing(stored, made.tables)),
    )


def other_inputs(
    then: Inputs, now: Inputs, damaged: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield in words each input that is another than it was."""
    before, after = ({ref.sha256: ref.page for ref in each.snapshots} for each in (then, now))
    broken = damaged or {}
    for sha256 in sorted(before.keys() - after.keys()):
        what = f"was changed: {broken[sha256]}" if sha256 in broken else "is missing"
        yield f"page {before[sha256]} ({sha256[:12]}) {what}"
    for sha256 in sorted(after.keys() - before.keys()):
        yield f"page {after[sha256]} ({sha256[:12]}) was not part of it"
    for name in ("code", "tables", "model", "decisions", "overrides", "aliases"):
        old, new = getattr(then, name), getattr(now, name)
        if old != new:
            files = _files(name, then.parts, now.parts)
            yield f"{name} was {old or 'none'} and is {new or 'none'}{files}"


def _files(name: str, then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Return which files of the code, or of the tables, are others; nothing if nobody knows."""
    if name not in ("code", "tables") or not then:
        return ""
    odd = sorted(
        each
        for each in then.keys() | now.keys()
        if then.get(each) != now.get(each) and each.startswith("tables/") == (name == "tables")
    )
    more = f" and {len(odd) - NAMED} more" if len(odd) > NAMED else ""
    return f": {', '.join(odd[:NAMED])}{more}" if odd else ""


def explained(found: Replay) -> bool:
    """Tell whether nothing but other code, tables or weights kept a release from being the same.

    That is no fault: what was published by another version of the project stays as it is.
    """
    known = ("code was ", "tables was ", "model was ")
    return bool(found.inputs) and all(each.startswith(known) for each in found.inputs)


def render(found: Replay) -> str:
    """Return a comparison as plain text."""
    if found.is_same:
        return f"Release {found.version} was made again, and says the same: {found.stored_digest}"
    if found.problems:
        told = [f"{each.file}: {each.kind}: {each.detail}" for each in found.problems]
        return "\n".join([f"Release {found.version} is not whole:", *told])
    why = found.inputs or ("every input is as it was; the code does not do the same twice",)
    return "\n".join(
        [
            f"Release {found.version} could not be made again.",
            *(f"  input: {each}" for each in why),
            *(f"  differs: {each}" for each in _by_table(found.content)),
        ]
    )


def as_json(found: Replay) -> str:
    """Return a comparison for a program."""
    told = {
        "version": found.version,
        "isSame": found.is_same,
        "isExplained": explained(found),
        "inputs": list(found.inputs),
        "content": list(found.content),
        "problems": [f"{each.file}: {each.kind}: {each.detail}" for each in found.problems],
    }
    return json.dumps(told, ensure_ascii=False)


def _by_table(content: tuple[str, ...]) -> Iterator[str]:
    """Yield ``table (column, column)``, so that one line tells all of a table."""
    for table, names in groupby(content, key=lambda name: name.split(".")[0]):
        columns = [column for _, _, column in (name.partition(".") for name in names) if column]
        yield f"{table} ({', '.join(columns)})" if columns else table

"""Is a release what its descriptor says? Nothing is believed that can be looked at.

A release is judged by its own descriptor, not by today's model, so that releases of every
age can be verified. Data Package tools accept wrong hashes and know no Parquet lists; hence
this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import ReleaseError
from pipeline.release import disk, manifest
from pipeline.release.build import both_live_and_redirected, reason
from pipeline.release.digest import (
    combined,
    is_strictly_sorted,
    table_digests,
    type_name,
)
from pipeline.release.manifest import Manifest
from pipeline.release.references import FOUNDATIONS, Reference, all_dangling
from pipeline.release.versions import DESCRIPTOR, RELEASES


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing in a release that is not as its descriptor says."""

    file: str
    kind: str  # missing, extra, hash, schema, rows, null, key, reference, digest, descriptor
    detail: str


def verify(release_dir: Path | str) -> list[Problem]:
    """Return all that is wrong with a release; an empty list when nothing is."""
    folder = Path(release_dir)
    try:
        stated = manifest.read(folder)
    except ReleaseError as error:
        return [Problem(file=DESCRIPTOR, kind="descriptor", detail=str(error))]
    problems = [*_version_problems(folder, stated)]
    try:
        problems += _problems(folder, stated)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        detail = f"it cannot be followed ({type(error).__name__}: {error})"
        problems.append(Problem(file=DESCRIPTOR, kind="descriptor", detail=detail))
    return problems


def _problems(folder: Path, stated: Manifest) -> Iterator[Problem]:
    yield from _stranger_problems(folder, stated)
    for entry in stated.files:
        yield from _byte_problems(folder, entry)
    references = (*_references(stated), *FOUNDATIONS)
    tables: dict[str, pa.Table] = {}
    for name, resource in stated.resources.items():
        found, table = _table(folder, resource)
        yield from found
        if table is not None:  # only what other tables refer to is kept: memory is dear
            tables[name] = table.select(_linked(name, table, references))
    yield from _between(tables, references, stated)


def render(problems: list[Problem]) -> str:
    """Return problems as lines of text."""
    if not problems:
        return "Every file, schema, key, reference and checksum is as datapackage.json says."
    return "\n".join(f"{each.file}: {each.kind}: {each.detail}" for each in problems)


def _version_problems(folder: Path, stated: Manifest) -> Iterator[Problem]:
    if folder.parent.name == RELEASES and folder.name != stated.version:
        detail = f"the folder is {folder.name}, the descriptor says {stated.version}"
        yield Problem(file=DESCRIPTOR, kind="descriptor", detail=detail)
    if stated.is_altered:
        detail = "it is not the descriptor that was written"
        yield Problem(file=DESCRIPTOR, kind="descriptor", detail=detail)


def _stranger_problems(folder: Path, stated: Manifest) -> Iterator[Problem]:
    """Yield files nobody declared: a table copied in by hand would be read as published."""
    declared = {DESCRIPTOR, *(str(each["path"]) for each in stated.files)}
    declared |= {str(each["path"]) for each in stated.resources.values()}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in declared:
            yield Problem(file=name, kind="extra", detail="datapackage.json does not list it")


_SAFE = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]*(/[a-zA-Z0-9_][a-zA-Z0-9_.-]*){0,4}")


def _byte_problems(folder: Path, entry: Mapping[str, Any]) -> list[Problem]:
    name = str(entry.get("path"))
    if not _SAFE.fullmatch(name):
        return [Problem(file=name, kind="descriptor", detail="the path leads out of the release")]
    path = folder / name
    if not path.is_file():
        return [Problem(file=name, kind="missing", detail="the file is not there")]
    size, stated = path.stat().st_size, entry.get("bytes")
    if size != stated:
        return [Problem(file=name, kind="hash", detail=f"{size} bytes; {stated} were written")]
    if f"sha256:{disk.sha256(path)}" != entry.get("hash"):
        return [Problem(file=name, kind="hash", detail="the bytes are not those that were written")]
    return []


def _table(folder: Path, resource: Mapping[str, Any]) -> tuple[list[Problem], pa.Table | None]:
    problems = _byte_problems(folder, resource)
    if any(each.kind in {"missing", "descriptor"} for each in problems):
        return problems, None
    name = str(resource["path"])
    try:
        table = pq.read_table(folder / name, partitioning=None)
    except (pa.ArrowException, OSError) as error:
        return [*problems, Problem(file=name, kind="schema", detail=f"no Parquet: {error}")], None
    wrong = list(_schema_problems(name, table.schema, resource))
    if wrong:
        return problems + wrong, None
    return [*problems, *_content_problems(name, table, resource)], table


def _schema_problems(
    name: str, schema: pa.Schema, resource: Mapping[str, Any]
) -> Iterator[Problem]:
    stated = {each["name"]: each["arrowType"] for each in resource["schema"]["fields"]}
    found = {each.name: type_name(each.type) for each in schema}
    if list(stated) != list(found):
        odd = ", ".join(sorted(stated.keys() ^ found.keys())) or "their order"
        yield Problem(file=name, kind="schema", detail=f"columns differ: {odd}")
        return
    for column, kind in stated.items():
        if found[column] != kind:
            detail = f"{column} is {found[column]}; {kind} was declared"
            yield Problem(file=name, kind="schema", detail=detail)


def _content_problems(name: str, table: pa.Table, resource: Mapping[str, Any]) -> Iterator[Problem]:
    if table.num_rows != resource["rows"]:
        detail = f"{table.num_rows} rows; {resource['rows']} were written"
        yield Problem(file=name, kind="rows", detail=detail)
    for each in resource["schema"]["fields"]:
        nulls = table.column(each["name"]).null_count
        if nulls and each.get("constraints", {}).get("required"):
            detail = f"{each['name']} is null in {nulls} rows and never may be"
            yield Problem(file=name, kind="null", detail=detail)
    key = list(resource["schema"].get("primaryKey", ()))
    yield from _key_problems(name, table, key)
    without = {each["name"] for each in resource["schema"]["fields"] if each.get("observed")}
    found = table_digests(table, key=key, without=without)
    if (found.whole, found.content) != (resource["logicalDigest"], resource["contentDigest"]):
        yield Problem(file=name, kind="digest", detail="the rows are not those that were written")


def _key_problems(name: str, table: pa.Table, key: list[str]) -> Iterator[Problem]:
    if not key or is_strictly_sorted(table, key):
        return
    counted = table.select(key).group_by(key).aggregate([([], "count_all")])
    twice = counted.filter(pc.greater(counted.column("count_all"), 1))
    if twice.num_rows:
        first = tuple(twice.select(key).slice(0, 1).to_pylist()[0].values())
        detail = f"{twice.num_rows} keys stand twice, {first!r} for one"
        yield Problem(file=name, kind="key", detail=detail)


def _linked(name: str, table: pa.Table, references: tuple[Reference, ...]) -> list[str]:
    """Return the columns of a table that say how it hangs together with others."""
    wanted = {"snapshot_sha256", "old_work_id"}
    for each in references:
        wanted |= set(each.columns if each.table == name else ())
        wanted |= set(each.target_columns if each.target == name else ())
    return [column for column in table.column_names if column in wanted]


def _between(
    tables: Mapping[str, pa.Table], references: tuple[Reference, ...], stated: Manifest
) -> Iterator[Problem]:
    for found in all_dangling(tables, references):
        name = f"{found.reference.table}.parquet"
        detail = f"{', '.join(found.reference.columns)}: {reason(found)}"
        yield Problem(file=name, kind="reference", detail=detail)
    for old in both_live_and_redirected(tables)[:1]:
        detail = f"{old!r} is a work of this release and yet leads elsewhere"
        yield Problem(file="redirects.parquet", kind="reference", detail=detail)
    yield from _page_problems(tables, stated)
    contents = {name: str(each["contentDigest"]) for name, each in stated.resources.items()}
    if combined(contents) != stated.content_digest:
        detail = "the content digest is not that of the tables"
        yield Problem(file=DESCRIPTOR, kind="digest", detail=detail)


def _references(stated: Manifest) -> Iterator[Reference]:
    for name, resource in stated.resources.items():
        for each in resource["schema"].get("foreignKeys", ()):
            yield Reference(
                table=name,
                columns=tuple(each["fields"]),
                target=each["reference"]["resource"],
                target_columns=tuple(each["reference"]["fields"]),
            )


def _page_problems(tables: Mapping[str, pa.Table], stated: Manifest) -> Iterator[Problem]:
    """Yield rows that name a page the release was not made from."""
    pages = pa.array(sorted({ref.sha256 for ref in stated.inputs.snapshots}), pa.string())
    for name in ("listings", "unknowns", "claims"):
        if name in tables:
            column = tables[name].column("snapshot_sha256")
            lost = pc.unique(column.filter(pc.invert(pc.is_in(column, value_set=pages))))
            if len(lost):
                detail = f"{lost[0].as_py()} is not among the snapshots of datapackage.json"
                yield Problem(file=f"{name}.parquet", kind="reference", detail=detail)

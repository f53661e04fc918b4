"""``datapackage.json``: what a release says of itself, as a Data Package v2 descriptor.

Everything the standard has a word for uses it; what it lacks stands under ``release`` (for
the whole) and as ``logicalDigest``, ``contentDigest``, ``rows``, ``arrowType``, ``unit`` and
``observed`` (for a table or a column), ``licence``, ``pages`` and ``fetched`` (for a source);
what the next nights learn from stands under ``gate`` (``measures``, and ``habits`` by source);
what these digests are is told in ``digest``. ``descriptorDigest`` is the descriptor's own
(``sealed``): no file holds the sum of the one that holds all others. The standard's
``licenses`` and ``contributors`` must not be empty, so nobody having stated any stands as null
under ``release``.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.errors import ReleaseError
from pipeline.model import TABLES
from pipeline.release import disk
from pipeline.release.digest import Digests, combined, digests, observed, type_name
from pipeline.release.inputs import Inputs, SnapshotRef, SourceRef
from pipeline.release.references import REFERENCES
from pipeline.release.versions import DESCRIPTOR
from pipeline.schema import Spec, arrow_type, columns, is_optional, keys

_PROFILES = "https://datapackage.org/profiles/2.0"
PROFILE = f"{_PROFILES}/datapackage.json"
SEAL = "descriptorDigest"
_UNSEALED = frozenset(
    [
        "contentDigest",
        "contributors",
        "files",
        "gate",
        "inputs",
        "licences",
        "mergeError",
        "parent",
        "snapshots",
        "writer",
    ]
)  # what stands under `release` of releases that have no seal
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A release's descriptor, as far as the code asks it anything."""

    version: str
    created_at: datetime
    parent: str | None
    content_digest: str
    failed: tuple[str, ...]  # what the gate held against it
    accepted: str | None  # why a failed gate was overridden
    measures: Mapping[str, float]  # how far each count fell that the gate looks at
    inputs: Inputs
    resources: Mapping[str, Mapping[str, Any]]  # table name -> its resource, as in the file
    files: tuple[Mapping[str, Any], ...]
    merge_error: Mapping[str, Any] | None = None  # precision and recall, and what they are of
    habits: Mapping[str, Any] = field(default_factory=dict)  # what each source's pages were like
    is_altered: bool = False  # the descriptor is not the one that was written


def descriptor(
    folder: Path,
    resources: Sequence[Mapping[str, Any]],
    *,
    version: str,
    inputs: Inputs,
    parent: str | None,
    accepted: str | None = None,
    failed: Sequence[str] = (),
    measures: Mapping[str, float] | None = None,
    habits: Mapping[str, Any] | None = None,
    files: Sequence[str] = (),
    merge_error: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the descriptor of what is in ``folder``; ``resources`` are its tables."""
    return {
        "$schema": PROFILE,
        "name": "collate-works",
        "title": "Publication listings, gathered and merged into works",
        "description": "One table per file; `works` is the one to begin with.",
        "version": version,
        "created": instant(inputs.created_at),
        **_sources(inputs),
        "resources": list(resources),
        "release": {
            "parent": parent,
            "licences": None,
            "contributors": None,
            "contentDigest": combined({each["name"]: each["contentDigest"] for each in resources}),
            **({"mergeError": dict(merge_error)} if merge_error else {}),
            "gate": {
                "failed": list(failed),
                "accepted": accepted,
                "measures": dict(sorted((measures or {}).items())),
                **({"habits": dict(sorted(habits.items()))} if habits else {}),
            },
            "inputs": {
                "code": inputs.code,
                "tables": inputs.tables,
                "model": inputs.model,
                "decisions": inputs.decisions,
                **({"overrides": inputs.overrides} if inputs.overrides else {}),
                **({"aliases": inputs.aliases} if inputs.aliases else {}),
                **({"parts": dict(sorted(inputs.parts.items()))} if inputs.parts else {}),
            },
            "writer": {"python": platform.python_version(), "pyarrow": pa.__version__},
            "files": [file_entry(folder, name) for name in sorted(files)],
            "snapshots": [_snapshot(ref) for ref in _unique(inputs.snapshots)],
        },
    }


def as_json(value: Mapping[str, Any]) -> bytes:
    """Return a descriptor as the bytes of its file."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def sealed(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a descriptor with its own digest under ``release``, over all the rest.

    The digest is that of the JSON with sorted keys and no spaces, so that an editor that lays
    the file out anew breaks nothing.
    """
    release = {name: part for name, part in value["release"].items() if name != SEAL}
    text = json.dumps({**value, "release": release}, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode("ascii")).hexdigest()
    return {**value, "release": {**release, SEAL: f"sha256:{digest}"}}


def _is_altered(value: Mapping[str, Any]) -> bool:
    """Tell whether a descriptor is another than was written; an early one has no seal.

    A key that nobody wrote is a seal whose name was damaged.
    """
    stated = value["release"].get(SEAL)
    if stated is None:
        return bool(value["release"].keys() - _UNSEALED)
    return bool(stated != sealed(value)["release"][SEAL])


def read(folder: Path) -> Manifest:
    """Return the manifest of the release in ``folder``.

    Raises:
        ReleaseError: It is not there or cannot be read.
    """
    path = folder / DESCRIPTOR
    try:
        return parsed(json.loads(path.read_bytes()))
    except _UNREADABLE as error:
        raise ReleaseError(
            f"{folder.name}/{DESCRIPTOR} cannot be read ({type(error).__name__}: {error}); "
            "restore the release from a copy, or use another"
        ) from error


def parsed(value: Mapping[str, Any]) -> Manifest:
    """Return a descriptor as a ``Manifest``."""
    release = value["release"]
    created = datetime.fromisoformat(value["created"])
    sources = {
        each["name"]: SourceRef(
            title=each["title"], url=each.get("path"), licence=each.get("licence")
        )
        for each in value.get("sources", ())
    }
    return Manifest(
        version=value["version"],
        created_at=created,
        parent=release["parent"],
        content_digest=release["contentDigest"],
        failed=tuple(release["gate"]["failed"]),
        accepted=release["gate"]["accepted"],
        measures=release["gate"].get("measures", {}),
        inputs=Inputs(
            created_at=created,
            snapshots=tuple(_parsed_snapshot(each) for each in release["snapshots"]),
            sources=sources,
            parts=release["inputs"].get("parts", {}),
            overrides=release["inputs"].get("overrides", ""),
            aliases=release["inputs"].get("aliases", ""),
            **{name: release["inputs"][name] for name in ("code", "tables", "model", "decisions")},
        ),
        resources={each["name"]: each for each in value["resources"]},
        files=tuple(release["files"]),
        merge_error=release.get("mergeError"),
        habits=release["gate"].get("habits", {}),
        is_altered=_is_altered(value),
    )


def _parsed_snapshot(value: Mapping[str, Any]) -> SnapshotRef:
    return SnapshotRef(
        sha256=value["sha256"],
        page=value["page"],
        url=value["url"],
        fetched_at=datetime.fromisoformat(value["fetchedAt"]),
        source=value["source"],
        stands=value.get("stands", False),
    )


def resource(
    folder: Path, name: str, table: pa.Table, known: Digests | None = None
) -> dict[str, Any]:
    """Return what the descriptor says of a ``table`` already written to ``folder``."""
    summary = (TABLES[name].__doc__ or "").strip().splitlines()[0]
    found = known or digests(name, table)
    path = f"{name}.parquet"
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": name,
        "type": "table",
        "path": path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": summary,
        **_bytes(folder / path),
        "rows": table.num_rows,
        "logicalDigest": found.whole,
        "contentDigest": found.content,
        "schema": table_schema(name),
    }


def table_schema(name: str) -> dict[str, Any]:
    """Return the Table Schema of one table of the model."""
    row_type = TABLES[name]
    foreign = [
        {
            "fields": list(each.columns),
            "reference": {"resource": each.target, "fields": list(each.target_columns)},
        }
        for each in REFERENCES
        if each.table == name
    ]
    return {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(spec, spec.name in observed(name)) for spec in columns(row_type)],
        "missingValues": [],  # "" is a value here; by default the standard takes it for none
        "primaryKey": list(keys(row_type)),
        **({"foreignKeys": foreign} if foreign else {}),
    }


def _field(spec: Spec, is_observed: bool) -> dict[str, Any]:
    kind = arrow_type(spec.type)
    allowed = spec.column.allowed
    constraints: dict[str, Any] = {} if is_optional(spec.type) else {"required": True}
    if pa.types.is_list(kind):
        allowed = None  # it speaks of the items, and the standard has no word for that
    if isinstance(allowed, range):
        constraints |= {"minimum": allowed.start, "maximum": allowed.stop - 1}
    elif allowed is not None:
        constraints |= {"enum": sorted(allowed)}
    return {
        "name": spec.name,
        "type": standard_type(kind),
        "arrowType": type_name(kind),
        "description": spec.column.doc,
        **({"unit": spec.column.unit} if spec.column.unit else {}),
        **({"observed": True} if is_observed else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def standard_type(kind: pa.DataType) -> str:
    """Return the Table Schema's word for an Arrow type.

    >>> standard_type(pa.list_(pa.string())), standard_type(pa.date32())
    ('array', 'date')
    """
    for holds, word in _WORDS:
        if holds(kind):
            return word
    return "any"


_WORDS = (
    (pa.types.is_string, "string"),
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "datetime"),
    (pa.types.is_list, "array"),
    (pa.types.is_struct, "object"),
)


def file_entry(folder: Path, name: str) -> dict[str, Any]:
    """Return what a descriptor says of a file of the release that is no table."""
    return {"path": name, **_bytes(folder / name)}


def _bytes(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "hash": f"sha256:{disk.sha256(path)}"}


def _sources(inputs: Inputs) -> dict[str, Any]:
    """Return the standard's list of sources; left out when empty, as the standard asks."""
    listed = [
        {
            "title": source.title,
            "name": name,
            **({"path": source.url} if source.url else {}),
            "licence": source.licence,
            **_fetched(ref for ref in inputs.snapshots if ref.source == name),
        }
        for name, source in sorted(inputs.sources.items())
    ]
    return {"sources": listed} if listed else {}


def _fetched(refs: Iterable[SnapshotRef]) -> dict[str, Any]:
    """Return how many pages of a source there are, and when they were fetched."""
    pages = _unique(refs)
    times = sorted(ref.fetched_at for ref in pages)
    span = {"first": instant(times[0]), "last": instant(times[-1])} if times else None
    return {"pages": len(pages), "fetched": span}


def _snapshot(ref: SnapshotRef) -> dict[str, Any]:
    return {
        "sha256": ref.sha256,
        "page": ref.page,
        "url": ref.url,
        "fetchedAt": instant(ref.fetched_at),
        "source": ref.source,
        **({"stands": True} if ref.stands else {}),
    }


def _unique(refs: Iterable[SnapshotRef]) -> list[SnapshotRef]:
    """Return the snapshots in the order of their hashes, whatever order they came in."""
    by_look = {(ref.sha256, ref.page, ref.url or "", ref.fetched_at): ref for ref in refs}
    return [by_look[look] for look in sorted(by_look)]


def instant(when: datetime) -> str:
    """Return an instant as texts of a release write it: ``2026-11-21T02:00:00Z``."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")

"""Snapshots on disk: `raw/<folder>/<sha256>.<ext>` with a JSON sidecar beside each.

The folder is only ever added to. The bytes are named by their SHA-256 and checked against
it whenever they are read; the sidecar says what cannot be read from the bytes.

```json
{"charset": null, "fetched_at": "2026-11-20T02:00:00Z", "media_type": "text/html",
 "page": "toolkits.html", "previous": null, "sha256": "…", "size": 8167, "url": null}
```

A page that goes back to bytes it had before is noted as a line in `raw/<folder>/sightings.jsonl`
(``sha256``, ``previous``, ``seen_at``), so that the bytes are kept once and the page's newest
state is still known.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import PageError
from pipeline.ingest import files, records
from pipeline.model import Snapshot

EXTENSIONS = {
    "text/html": "html",
    "text/plain": "txt",
    "application/pdf": "pdf",
    "application/xml": "xml",
}
OTHER = "bin"

_GONE = "the snapshot that a crawl found is not there any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A page that could not be read, with the reason a person needs."""

    page: str
    sha256: str
    reason: str


def save(snapshot: Snapshot, raw: Path, *, folder: str, previous: str | None = None) -> Snapshot:
    """Keep an adopted page in ``raw``; return it as it was first kept.

    Bytes that are there already are not written again, and keep the name, address and time
    they were first seen with. What is returned knows where its bytes are, and holds none.
    """
    sidecar = raw / folder / f"{snapshot.sha256}.json"
    if sidecar.exists():
        kept = _load(sidecar)[0]
        if previous:
            _note_sighting(raw / folder, snapshot, previous)
        return kept
    return write(snapshot, raw / folder, previous=previous)


def write(
    snapshot: Snapshot,
    folder: Path,
    *,
    previous: str | None,
    more: Mapping[str, Any] | None = None,
) -> Snapshot:
    """Write a page and its sidecar; the bytes are in place before what names them.

    Args:
        snapshot: The page.
        folder: Where to.
        previous: The SHA-256 of what the page was before.
        more: What else the sidecar says: how it was fetched.

    Returns:
        The page; it knows where its bytes are, and holds none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    extension = EXTENSIONS.get(snapshot.media_type, OTHER)
    path, body = folder / f"{snapshot.sha256}.{extension}", snapshot.content
    files.write(path, body)
    told = {**_sidecar(snapshot, len(body), previous), **(more or {})}
    sidecar = json.dumps(told, indent=2, sort_keys=True) + "\n"
    files.write(folder / f"{snapshot.sha256}.json", sidecar.encode())
    return replace(snapshot, body=b"", path=path)


def is_kept(folder: Path, sha256: str) -> bool:
    """Tell whether a page's sidecar and bytes are in a folder; they are not looked into."""
    sidecar = folder / f"{sha256}.json"
    return sidecar.exists() and any(True for _ in _bodies(sidecar))


def find(raw: Path, sha256: str) -> Snapshot | None:
    """Return the snapshot of that name, or ``None``; of several the one kept first.

    Raises:
        PageError: It is there, but its bytes or its sidecar are damaged.
    """
    found: list[Snapshot] = []
    damage: PageError | None = None
    for sidecar in sorted(raw.glob(f"*/{sha256}.json")):
        try:
            found.append(_load(sidecar)[0])
        except PageError as error:
            damage = error
    if damage and not found:
        raise damage
    return min(found, key=lambda snapshot: snapshot.fetched_at, default=None)


def current(raw: Path) -> tuple[tuple[Snapshot, ...], tuple[SetAside, ...]]:
    """Return the newest state of every page in ``raw``, and which of them are damaged.

    Of a source that is crawled these are the pages of its last good crawl, as its records
    say. Of adopted pages, a snapshot that a later one names as its ``previous`` is history.
    Order: by SHA-256, which no file name and no arrival can change.
    """
    kept, aside = _adopted(raw)
    for sha256, url in records.standing(raw).items():
        try:
            if found := find(raw, sha256):
                kept[sha256] = found
            else:
                aside.append(SetAside(page=url, sha256=sha256, reason=_GONE))
        except PageError as error:
            aside.append(SetAside(page=error.page, sha256=sha256, reason=error.reason))
    return (
        tuple(kept[sha256] for sha256 in sorted(kept)),
        tuple(sorted(aside, key=lambda each: each.sha256)),
    )


def damaged(raw: Path) -> tuple[SetAside, ...]:
    """Return every snapshot and every record of a crawl in ``raw`` that is damaged."""
    _, found = _loaded(raw.glob("*/*.json"))
    found += [SetAside(page=name, sha256="", reason=why) for name, why in records.damaged(raw)]
    return tuple(sorted(found, key=lambda each: (each.sha256, each.page)))


def _adopted(raw: Path) -> tuple[dict[str, Snapshot], list[SetAside]]:
    crawled = set(records.crawled(raw))
    loaded, aside = _loaded(
        path for path in raw.glob("*/*.json") if path.parent.name not in crawled
    )
    kept = {snapshot.sha256: snapshot for snapshot, _ in loaded}
    replaced = _replaced(
        {(sha, previous, kept[sha].fetched_at) for sha, previous in _pairs(loaded)}, raw.glob("*")
    )
    return {sha256: kept[sha256] for sha256 in kept.keys() - replaced}, aside


def _loaded(
    sidecars: Iterable[Path],
) -> tuple[list[tuple[Snapshot, str | None]], list[SetAside]]:
    found, aside = [], []
    for sidecar in sorted(sidecars):
        try:
            found.append(_load(sidecar))
        except PageError as error:
            aside.append(SetAside(page=error.page, sha256=sidecar.stem, reason=error.reason))
    return found, aside


def newest(raw: Path, folder: str) -> dict[str, str]:
    """Return the SHA-256 of each page's current snapshot, where there is just one.

    By the page's address; by its name where it has none.
    """
    loaded = [found for path in (raw / folder).glob("*.json") if (found := _read_sidecar(path))]
    steps = {
        (str(found.get("sha256")), str(found["previous"]), files.instant(found.get("fetched_at")))
        for found in loaded
        if found.get("previous")
    }
    replaced = _replaced(steps, (raw / folder,))
    named: dict[str, list[str]] = {}
    for found in loaded:
        if found.get("sha256") not in replaced:
            named.setdefault(str(found.get("url") or found.get("page")), []).append(
                str(found.get("sha256"))
            )
    return {page: shas[0] for page, shas in named.items() if len(shas) == 1}


def _pairs(loaded: Iterable[tuple[Snapshot, str | None]]) -> Iterator[tuple[str, str]]:
    return ((snapshot.sha256, previous) for snapshot, previous in loaded if previous)


def _replaced(steps: Iterable[tuple[str, str, datetime]], folders: Iterable[Path]) -> set[str]:
    """Return the snapshots that are history: named as previous, and not seen again since.

    Of one instant, what was first seen comes before what was seen again, in the order noted.
    """
    sightings = (step for folder in sorted(folders) for step in _sightings(folder))
    told = [(when, 0, sha256, previous) for sha256, previous, when in sorted(steps)]
    told += [(when, 1, sha256, previous) for sha256, previous, when in sightings]
    replaced: set[str] = set()
    for _, is_again, sha256, previous in sorted(told, key=lambda step: step[:2]):
        replaced.add(previous)
        if is_again:
            replaced.discard(sha256)
    return replaced


def _note_sighting(folder: Path, snapshot: Snapshot, previous: str) -> None:
    seen_at = files.shown(snapshot.fetched_at)
    line = {"sha256": snapshot.sha256, "previous": previous, "seen_at": seen_at}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "sightings.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _sightings(folder: Path) -> Iterator[tuple[str, str, datetime]]:
    path = folder / "sightings.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            found = json.loads(line)
            yield str(found["sha256"]), str(found["previous"]), files.instant(found["seen_at"])
        except (ValueError, KeyError, TypeError):
            continue  # a line torn by a crash: the page is then read in its state before


def _sidecar(snapshot: Snapshot, size: int, previous: str | None) -> dict[str, Any]:
    return {
        "sha256": snapshot.sha256,
        "page": snapshot.page,
        "url": snapshot.url,
        "media_type": snapshot.media_type,
        "charset": snapshot.charset,
        "fetched_at": files.shown(snapshot.fetched_at),
        "size": size,
        "previous": previous,
    }


def _read_sidecar(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _load(sidecar: Path) -> tuple[Snapshot, str | None]:
    found = _read_sidecar(sidecar)
    page = str((found or {}).get("page") or sidecar.stem)
    try:
        if found is None:
            raise ValueError("its sidecar is not JSON")  # noqa: TRY301  one way out for all damage
        fetched_at = files.instant(found["fetched_at"])
        path = next(path for path in _bodies(sidecar))
        if hashlib.sha256(path.read_bytes()).hexdigest() != sidecar.stem:
            raise ValueError("its bytes no longer match its name")  # noqa: TRY301
        snapshot = Snapshot(
            sha256=sidecar.stem,
            page=page,
            url=found.get("url"),
            fetched_at=fetched_at,
            media_type=str(found["media_type"]),
            charset=found.get("charset"),
            path=path,
        )
    except (OSError, ValueError, KeyError, StopIteration) as error:
        reason = f"the snapshot {sidecar.stem[:12]}… is damaged: {error or 'its bytes are missing'}"
        raise PageError(page, reason) from error
    return snapshot, found.get("previous")


def _bodies(sidecar: Path) -> Iterator[Path]:
    """Yield the file beside a sidecar that holds its bytes; by name, for folders grow large."""
    names = (sidecar.with_suffix(f".{end}") for end in (*EXTENSIONS.values(), OTHER))
    return (path for path in names if path.is_file())

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
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import PageError
from pipeline.model import Snapshot

EXTENSIONS = {"text/html": "html", "text/plain": "txt", "application/pdf": "pdf"}
OTHER = "bin"
UTC_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A page that could not be read, with the reason a person needs."""

    page: str
    sha256: str
    reason: str


def save(snapshot: Snapshot, raw: Path, *, folder: str, previous: str | None = None) -> Snapshot:
    """Keep ``snapshot`` in ``raw``; return it as it was first kept.

    Bytes that are there already are not written again, and keep the name, address and time
    they were first seen with. What is returned knows where its bytes are, and holds none. The
    bytes are in place before the sidecar that names them.
    """
    if kept := find(raw, snapshot.sha256):
        if previous:
            _note_sighting(raw / folder, snapshot, previous)
        return kept
    target = raw / folder
    target.mkdir(parents=True, exist_ok=True)
    extension = EXTENSIONS.get(snapshot.media_type, OTHER)
    path, body = target / f"{snapshot.sha256}.{extension}", snapshot.content
    _write(path, body)
    sidecar = json.dumps(_sidecar(snapshot, len(body), previous), indent=2, sort_keys=True) + "\n"
    _write(target / f"{snapshot.sha256}.json", sidecar.encode())
    return replace(snapshot, body=b"", path=path)


def find(raw: Path, sha256: str) -> Snapshot | None:
    """Return the snapshot of that name, or ``None``.

    Raises:
        PageError: It is there, but its bytes or its sidecar are damaged.
    """
    sidecar = next(raw.glob(f"*/{sha256}.json"), None)
    return _load(sidecar)[0] if sidecar else None


def current(raw: Path) -> tuple[tuple[Snapshot, ...], tuple[SetAside, ...]]:
    """Return the newest snapshot of every page in ``raw``, and what is damaged there.

    A snapshot that a later one names as its ``previous`` is history, not part of the run.
    Order: by SHA-256, which no file name and no arrival can change.
    """
    loaded, damaged = [], []
    for sidecar in sorted(raw.glob("*/*.json")):
        try:
            loaded.append(_load(sidecar))
        except PageError as error:
            damaged.append(SetAside(page=error.page, sha256=sidecar.stem, reason=error.reason))
    kept = {snapshot.sha256: snapshot for snapshot, _ in loaded}
    replaced = _replaced(
        {(sha, previous, kept[sha].fetched_at) for sha, previous in _pairs(loaded)}, raw.glob("*")
    )
    return (
        tuple(kept[sha] for sha in sorted(kept.keys() - replaced)),
        tuple(sorted(damaged, key=lambda aside: aside.sha256)),
    )


def newest(raw: Path, folder: str) -> dict[str, str]:
    """Return page name to the SHA-256 of its current snapshot, where there is just one."""
    loaded = [found for path in (raw / folder).glob("*.json") if (found := _read_sidecar(path))]
    steps = {
        (str(found.get("sha256")), str(found["previous"]), _instant(found.get("fetched_at")))
        for found in loaded
        if found.get("previous")
    }
    replaced = _replaced(steps, (raw / folder,))
    named: dict[str, list[str]] = {}
    for found in loaded:
        if found.get("sha256") not in replaced:
            named.setdefault(str(found.get("page")), []).append(str(found.get("sha256")))
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
    seen_at = snapshot.fetched_at.astimezone(UTC).strftime(UTC_FORMAT)
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
            yield str(found["sha256"]), str(found["previous"]), _instant(found["seen_at"])
        except (ValueError, KeyError, TypeError):
            continue  # a line torn by a crash: the page is then read in its state before


def _instant(text: object) -> datetime:
    return datetime.strptime(str(text), UTC_FORMAT).replace(tzinfo=UTC)


def _sidecar(snapshot: Snapshot, size: int, previous: str | None) -> dict[str, Any]:
    return {
        "sha256": snapshot.sha256,
        "page": snapshot.page,
        "url": snapshot.url,
        "media_type": snapshot.media_type,
        "charset": snapshot.charset,
        "fetched_at": snapshot.fetched_at.astimezone(UTC).strftime(UTC_FORMAT),
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
        fetched_at = _instant(found["fetched_at"])
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


def _write(path: Path, body: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

r"""What each crawl of a source found, as files that are only ever added to.

`raw/<source>/crawls/<number>-<instant>.json` says which pages the source has: for each start
the pages of its last good crawl, with what the server needs to be asked whether they changed.
Only such a record makes a fetched page count, and it is written last: what a crawl that was
killed had saved by then is there, and changes nothing.

```json
{"source": "…", "at": "2026-11-22T02:00:00Z", "state": "fetched", "reason": "",
 "runs": [{"start": "https://…", "followed": "a.next", "at": "2026-11-22T02:00:00Z",
           "pages": [{"url": "https://…", "final_url": "https://…", "sha256": "…",
                      "etag": "\"abc\"", "last_modified": null, "next": []}]}]}
```

A run whose pages are those of an earlier record names that (``pages_of``), so that a night on
which nothing changed adds a few lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.ingest import files

FOLDER = "crawls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as the last good crawl saw it; its bytes are the snapshot ``sha256``."""

    url: str
    final_url: str
    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    next: tuple[str, ...] = ()  # where its "next" link, or a sitemap, led


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A start and all pages that followed from it, at the instant they were all good."""

    start: str
    followed: str  # the selector of the "next" link, by which `next` of each page was found
    at: datetime
    pages: tuple[Page, ...]
    held_in: int = 0  # number of the record that holds the pages; 0: none yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A source after a crawl: what stands of it, and how the crawl ended."""

    source: str
    at: datetime
    state: str
    reason: str = ""
    runs: tuple[Run, ...] = ()
    number: int = 0

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every page that stands."""
        return tuple(page for run in self.runs for page in run.pages)


def write(raw: Path, record: Record) -> Record:
    """Keep ``record`` as the newest of its source; return it with its number."""
    folder = raw / record.source / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + max((_number(path) for path in folder.glob("*.json")), default=0)
    stamp = record.at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    body = json.dumps(_as_json(record), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    files.write(folder / f"{number:06d}-{stamp}.json", body.encode("utf-8", "replace"))
    runs = (replace(run, held_in=run.held_in or number) for run in record.runs)
    return replace(record, number=number, runs=tuple(runs))


def newest(raw: Path, source: str) -> Record | None:
    """Return the newest whole record of a source; ``None`` where it was never crawled."""
    return next(history(raw, source), None)


def history(raw: Path, source: str) -> Iterator[Record]:
    """Yield the records of a source, the newest first; what is damaged is left out."""
    for path in sorted((raw / source / FOLDER).glob("*.json"), key=_number, reverse=True):
        if found := _read(path):
            yield found


def crawled(raw: Path) -> list[str]:
    """Return the folders of ``raw`` that hold crawled pages, not adopted ones."""
    return sorted(folder.parent.name for folder in raw.glob(f"*/{FOLDER}") if folder.is_dir())


def standing(raw: Path) -> dict[str, str]:
    """Return the SHA-256 of every page that stands in some source, with its address."""
    found = (newest(raw, source) for source in crawled(raw))
    return {page.sha256: page.url for record in found if record for page in record.pages}


def unchanged(pages: Iterable[Page], run: Run | None) -> int:
    """Return the number of the record that holds the same pages of the run; 0 where none does."""
    return run.held_in if run and run.pages == tuple(pages) else 0


def damaged(raw: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the fault of every record that cannot be read."""
    for source in crawled(raw):
        for path in sorted((raw / source / FOLDER).glob("*.json")):
            if _read(path) is None:
                yield f"{source}/{FOLDER}/{path.name}", "it cannot be read; the one before counts"


def _number(path: Path) -> int:
    head = path.name.partition("-")[0]
    return int(head) if head.isdecimal() and len(head) < 12 else 0


def _as_json(record: Record) -> dict[str, Any]:
    return {
        "source": record.source,
        "at": files.shown(record.at),
        "state": record.state,
        "reason": record.reason,
        "runs": [_run_as_json(run) for run in record.runs],
    }


def _run_as_json(run: Run) -> dict[str, Any]:
    pages: dict[str, Any] = {"pages": [asdict(page) for page in run.pages]}
    return {
        "start": run.start,
        "followed": run.followed,
        "at": files.shown(run.at),
        **({"pages_of": run.held_in} if run.held_in else pages),
    }


def _read(path: Path) -> Record | None:
    try:
        found = json.loads(path.read_bytes())
        return Record(
            source=path.parent.parent.name,
            at=files.instant(found["at"]),
            state=str(found["state"]),
            reason=str(found["reason"]),
            runs=tuple(_run(each, path) for each in found["runs"]),
            number=_number(path),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _run(found: Mapping[str, Any], path: Path) -> Run:
    holder = int(found.get("pages_of", 0))
    held = found["pages"] if not holder else _pages_of(path.parent, holder, found["start"])
    return Run(
        start=str(found["start"]),
        followed=str(found["followed"]),
        at=files.instant(found["at"]),
        pages=tuple(_page(each) for each in held),
        held_in=holder or _number(path),
    )


def _pages_of(folder: Path, number: int, start: str) -> list[dict[str, Any]]:
    """Return the pages that an earlier record holds.

    Raises:
        ValueError: It is not there, or holds none of that run.
    """
    for path in folder.glob(f"{number:06d}-*.json"):
        for run in json.loads(path.read_bytes())["runs"]:
            if run["start"] == start and "pages" in run:
                return list(run["pages"])
    raise ValueError(f"record {number} does not hold the pages")


def _page(found: Mapping[str, Any]) -> Page:
    return Page(
        url=str(found["url"]),
        final_url=str(found["final_url"]),
        sha256=str(found["sha256"]),
        etag=found.get("etag"),
        last_modified=found.get("last_modified"),
        next=tuple(map(str, found.get("next", ()))),
    )

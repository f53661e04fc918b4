"""`collate new-source`: a page is fetched and read, its entry and its fixture are written.

In a checkout of the project the entry goes into `pipeline/sources/sources.toml` and the fixture
under `tests/sources`; anywhere else into the user's own `sources.toml` and into `fixtures`
beside it. Nothing that is there is ever overwritten.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.errors import PageError, UsageError
from pipeline.ingest import adopt, crawl
from pipeline.ingest.snapshots import EXTENSIONS
from pipeline.model import Snapshot
from pipeline.report.text import plain
from pipeline.sources import entries, is_named, read_page
from pipeline.sources.base import declared
from pipeline.sources.entries import OWN, SHIPPED, USUAL, own_file
from pipeline.sources.proposal import Proposal, as_listings, as_text, proposal

FIXTURES = "fixtures"
_FIRST_FALLBACK = "\n[labelled_cards]\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a new source is written.

    Attributes:
        sources: The file its entry is added to.
        fixture: The folder of its page and listings.
    """

    sources: Path
    fixture: Path


def new_source(name: str, where: str, *, now: datetime, case: str, private: bool = False) -> str:
    """Write the entry and the fixture of a new source; return what to tell.

    Args:
        name: The source's name.
        where: The address of one of its pages, or a file that somebody saved.
        now: The instant, UTC.
        case: The fixture's name.
        private: Whether an address may be private or on this machine.

    Raises:
        UsageError: The name is taken or none, or the page lists nothing.
        PageError: The page cannot be read.
        FetchError: It cannot be fetched.
    """
    place = _place(name, case)
    _refuse_what_is_there(name, place)
    url = where if where.startswith(("http://", "https://")) else ""
    found = crawl.fetch_one(url, private=private) if url else _file(where, now)
    if known := _known(replace(found, url=None)):  # one host may have several listings
        raise UsageError(
            f"This page is read by the source {known} already. Nothing was written. "
            f"If {known} should fetch it too, add its address to `start` of its entry."
        )
    made = proposal(found, name, url=url, private=private)
    before = place.sources.read_text(encoding="utf-8") if place.sources.is_file() else ""
    text = _added(before, made.text, place.sources)
    listings = _proved(found, name, text, place.sources)
    place.fixture.mkdir(parents=True)
    extension = EXTENSIONS.get(found.media_type.partition(";")[0], "html")
    (place.fixture / f"page.{extension}").write_bytes(found.content)
    (place.fixture / "listings.json").write_text(listings, encoding="utf-8")
    _replace(place.sources, text)
    return _told(made, place)


def _told(made: Proposal, place: Place) -> str:
    shown = "\n".join(plain(line, 300) for line in as_text(made).split("\n"))
    return (
        f"{shown}\n\n{made.text}\nAdded to {place.sources}; the page and what is read of it are "
        f"in {place.fixture}.\nLook at both, mend the entry, then: collate run --plain --pages "
        f"{place.fixture}"
    )


def _file(where: str, now: datetime) -> Snapshot:
    path = Path(where)
    if not path.is_file():
        raise UsageError(
            f"{where} is neither an address nor a file. Give https://… or a saved page."
        )
    return adopt.snapshot(path, now=now)


def _known(found: Snapshot) -> str:
    """Return the declared source that reads the page already.

    ``""`` where a fallback does, or a source that is known by nothing but labels, which another
    site may print as well.
    """
    try:
        source = declared()[read_page(found).source]
    except PageError:
        return ""
    is_fallback = source.name == source.layout
    return "" if is_fallback or (source.label_set and not is_named(source, found)) else source.name


def _place(name: str, case: str) -> Place:
    if not case.replace("-", "").replace("_", "").isalnum():
        raise UsageError(f"{case!r} is no name for a case. Use letters, digits, _ and -.")
    project = Path("pipeline/sources/sources.toml")
    if project.is_file() and project.resolve() == SHIPPED.resolve() and not os.environ.get(OWN):
        return Place(sources=project, fixture=Path("tests/sources") / name / case)
    own = own_file() or USUAL
    return Place(sources=own, fixture=own.parent / FIXTURES / name / case)


def _refuse_what_is_there(name: str, place: Place) -> None:
    if name in entries():
        raise UsageError(f"There is a source [{name}] already. Take another name, or edit it.")
    if place.fixture.exists():
        raise UsageError(f"{place.fixture} is there already. Take another --case, or remove it.")


def _added(before: str, entry: str, path: Path) -> str:
    """Return a file of sources with one more; those of the project end with the fallbacks."""
    if path.resolve() == SHIPPED.resolve() and _FIRST_FALLBACK in before:
        head, found, tail = before.partition(_FIRST_FALLBACK)
        return f"{head}\n{entry}{found}{tail}"
    gap = "\n" if before and not before.endswith("\n\n") else ""
    return f"{before}{gap}{entry}"


def _proved(found: Snapshot, name: str, text: str, path: Path) -> str:
    """Return what is read of the page with the new entry in force, as the fixture keeps it.

    The project's own tests read a fixture from nowhere: there the page must say whose it is.
    """
    if path.resolve() == SHIPPED.resolve():
        found = replace(found, url=None)
    with tempfile.TemporaryDirectory(prefix="collate-") as folder:
        own = Path(folder) / "sources.toml"
        own.write_text(_own_part(text, path), encoding="utf-8")
        with _named(own):
            reading = read_page(found)
    if reading.source != name:
        raise UsageError(
            f"With the new entry the page would still be read by {reading.source}: it does not say "
            "whose it is. Give a page whose text names the site, or write the entry by hand with "
            "`words` that only its pages hold: docs/howto/add-a-source.md."
        )
    return json.dumps(as_listings(reading), indent=2, ensure_ascii=False) + "\n"


def _own_part(text: str, path: Path) -> str:
    """Return what the file says beyond the entries that come with the project."""
    if path.resolve() != SHIPPED.resolve():
        return text
    return text.removeprefix(
        SHIPPED.read_text(encoding="utf-8").partition(_FIRST_FALLBACK)[0]
    ).partition(_FIRST_FALLBACK)[0]


@contextmanager
def _named(own: Path) -> Iterator[None]:
    before = os.environ.get(OWN)
    os.environ[OWN] = str(own)
    try:
        yield
    finally:
        if before is None:
            del os.environ[OWN]
        else:
            os.environ[OWN] = before


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)

"""What there is to compare: one ``Record`` per mention, or per row of any table of records."""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.cache import OFF, Cache, as_keys
from pipeline.match import printing
from pipeline.model import Contributor, Standard
from pipeline.normalise import places, running_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry as far as it can be compared; empty where its source says nothing.

    Attributes:
        rid: Its id: of a mention, or of a row.
        source: Who lists it.
        pages: The snapshots it is listed on; a page lists a work once.
        authors: Names as printed, in order; organisations too.
        isbns: ISBN-13s with the language the page ties each to, ``None`` where it does not.
        number: Number of the issue; ``series_number`` is that of a series.
        extent: Printed pages by language (``None``: not said), not the pages in a journal.
        places: Codes of the countries and regions that the page states.
        title_places: Codes of the countries that the title names.
    """

    rid: str
    source: str = ""
    pages: frozenset[str] = frozenset()
    title: str = ""
    year: int | None = None
    month: int | None = None
    authors: str = ""
    abstract: str = ""
    isbns: tuple[tuple[str, str | None], ...] = ()
    issns: tuple[str, ...] = ()
    doi: str = ""
    series: str = ""
    series_number: str = ""
    venue: str = ""
    volume: str = ""
    number: str = ""
    page_range: str = ""
    extent: tuple[tuple[str | None, int], ...] = ()
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    title_places: tuple[str, ...] = ()


_SAID = tuple(f.name for f in fields(Record) if f.name not in ("rid", "pages"))
_content = attrgetter(*_SAID)
_BY_VALUE = 2  # later formats also tell which strings are one object in memory


def key(record: Record) -> bytes:
    """Return the key of what a record says, whatever it is called and wherever it stands."""
    if isinstance(record, Kept):
        return record.key
    said = marshal.dumps(_content(record), _BY_VALUE)
    return blake2b(said, digest_size=16).digest()


class Kept(Record):
    """A record that was kept, unpacked when somebody asks for more than it has at hand."""

    __slots__ = ("body", "key")
    key: bytes
    body: bytes

    def __init__(self, **at_hand: Any) -> None:
        for name, value in at_hand.items():
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name not in _SAID:
            raise AttributeError(name)
        for each, value in zip(_SAID, json.loads(self.body), strict=True):
            object.__setattr__(self, each, _as_tuples(value))
        return getattr(self, name)


def _as_tuples(value: Any) -> Any:
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value


_KEPT = pa.schema(
    [
        pa.field("said", pa.binary(16)),
        pa.field("series", pa.large_binary()),
        pa.field("series_number", pa.large_binary()),
        pa.field("body", pa.large_binary()),  # JSON
    ]
)


def records(standards: Sequence[Standard], cache: Cache = OFF) -> Sequence[Record]:
    """Return what there is to compare in each mention, sorted by mention id; each is kept."""
    ordered = sorted(standards, key=lambda standard: standard.mention_id)
    standings = [each.standing for each in ordered if each.standing is not None]
    if cache is OFF or len(standings) < len(ordered):
        return [_record(standard) for standard in ordered]
    section = cache.section("records", _KEPT)
    keys = as_keys(standings)
    rows = section.find(keys)
    known = np.flatnonzero(rows >= 0)
    kept = [section.column(name).take(pa.array(rows[known])).to_pylist() for name in _KEPT.names]
    found: dict[int, Record] = {}
    for at, said, series, number, body in zip(known.tolist(), *kept, strict=True):
        found[at] = Kept(
            rid=ordered[at].mention_id,
            pages=ordered[at].pages,
            series=series.decode("utf-8", "surrogatepass"),
            series_number=number.decode("utf-8", "surrogatepass"),
            key=said,
            body=body,
        )
    new = [at for at in range(len(ordered)) if at not in found]
    found |= {at: _record(ordered[at]) for at in new}
    section.keep(rows, keys[new], _columns([found[at] for at in new]))
    return [found[at] for at in range(len(ordered))]


def _columns(records: Sequence[Record]) -> dict[str, pa.Array]:
    """Return the columns of ``_KEPT``."""
    bodies = [json.dumps(_content(record)).encode("ascii") for record in records]
    named = {
        name: [getattr(record, name).encode("utf-8", "surrogatepass") for record in records]
        for name in ("series", "series_number")
    }
    return {
        "said": pa.array([key(record) for record in records], pa.binary(16)),
        **{name: pa.array(values, pa.large_binary()) for name, values in named.items()},
        "body": pa.array(bodies, pa.large_binary()),
    }


def _record(standard: Standard) -> Record:
    mention = standard.mention
    series, number = printing.series_number(mention.series or "")
    return Record(
        rid=mention.mention_id,
        source=mention.source,
        pages=standard.pages,
        title=mention.title,
        year=mention.year,
        month=mention.month,
        authors="; ".join(map(_name, _authors(mention.contributors))),
        abstract=mention.abstract or "",
        isbns=_isbns(standard),
        issns=mention.issns,
        doi=_doi(standard),
        series=series,
        series_number=number,
        extent=tuple(
            (edition.language, edition.pages)
            for edition in mention.editions
            if edition.pages is not None
        ),
        languages=tuple(
            sorted({edition.language for edition in mention.editions if edition.language})
        ),
        places=tuple(sorted({*mention.country_codes, *mention.region_codes})),
        title_places=tuple(sorted({p.code for p in standard.places if p.basis == "title"})),
    )


def title_places(title: str) -> tuple[str, ...]:
    """Return the codes of the countries that a title names, as the entry of a page has them.

    >>> title_places("Migration in Mali: a country profile"), title_places("migration in niger")
    (('ML',), ('NE',))
    """
    title = title[:1000]
    language = "en" if title.isascii() else None  # telling it costs more than all the rest
    if language and "\n" not in title and running_text.telling_words().isdisjoint(_runs(title)):
        return ()
    if title.islower():
        title = title.title()
    return tuple(sorted({code for code, _, _ in places.mentioned(title, language)}))


_RUNS = bytes(
    ord(char.lower()) if char.isascii() and char.isalnum() else ord(" ")
    for char in map(chr, range(256))
)


def _runs(text: str) -> list[str]:
    """Return the runs of letters and digits in an ASCII text, in lower case."""
    return text.encode().translate(_RUNS).decode().split()


def _authors(contributors: Iterable[Contributor]) -> Iterable[Contributor]:
    return (person for person in contributors if person.role in ("author", "editor"))


def _name(person: Contributor) -> str:
    return f"{person.name}, {person.given}" if person.given else person.name


def _isbns(standard: Standard) -> tuple[tuple[str, str | None], ...]:
    """Return every printed ISBN once, with its language where an edition or page ties it."""
    found: dict[str, str | None] = dict.fromkeys(standard.mention.isbns)
    for identifier in standard.identifiers:
        if identifier.scheme == "isbn" and identifier.is_valid and not identifier.is_electronic:
            found[identifier.value] = found.get(identifier.value) or identifier.language
    for edition in standard.mention.editions:
        if edition.isbn is not None:
            found[edition.isbn] = edition.language or found.get(edition.isbn)
    return tuple(sorted((isbn, language) for isbn, language in found.items()))


def _doi(standard: Standard) -> str:
    dois = sorted(item.value for item in standard.identifiers if item.scheme == "doi")
    return dois[0] if dois else ""

"""A work as a bibliographic reference, before any format: what one would cite.

Every work is a report, whatever page listed it: what these sites publish is grey literature
of organisations. No field is guessed: a work whose publisher no page names has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from pipeline.release import disk
from pipeline.release.exports.tables import of_works

_BATCH = 2000  # works at a time
_KEPT_IN_URLS = ":/?#[]@!$&'()*+,=%~"  # less ";", which parts addresses in RIS
PARTS = ("editions", "contributors", "identifiers", "coverage")
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person, or an organisation whose name is one piece."""

    family: str  # the whole name of an organisation
    given: str | None
    is_person: bool
    role: str  # author, editor, publisher; convener and contributor are others


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What one would cite of a work. Texts are one line, without control characters."""

    work_id: str
    title: str
    year: int | None
    abstract: str | None
    series: str | None
    names: tuple[Name, ...]
    languages: tuple[str, ...]
    isbns: tuple[str, ...]
    issns: tuple[str, ...]
    doi: str | None
    number: str | None  # the document symbol of a United Nations body
    pages: int | None  # where all its editions that say so agree
    places: tuple[str, ...]  # countries and regions that a page states, in English
    url: str | None

    def of_role(self, *roles: str) -> tuple[Name, ...]:
        """Return the names with one of ``roles``, in order."""
        return tuple(name for name in self.names if name.role in roles)

    @property
    def others(self) -> tuple[Name, ...]:
        """The names that are neither authors, editors nor publishers."""
        known = {"author", "editor", "publisher"}
        return tuple(name for name in self.names if name.role not in known)


def references(folder: Path, works: Sequence[str] | None = None) -> Iterator[Reference]:
    """Yield the works of a release as references, in the order of their ids."""
    rows = of_works(disk.read_table(folder, "works"), works)
    parts = {name: disk.read_table(folder, name) for name in PARTS}
    for start in range(0, rows.num_rows, _BATCH):
        some = rows.slice(start, _BATCH)
        ids = some.column("work_id").to_pylist()
        of = {name: _by_work(of_works(table, ids)) for name, table in parts.items()}
        for work in some.to_pylist():
            yield reference(work, {name: of[name].get(work["work_id"], []) for name in PARTS})


def _by_work(table: pa.Table) -> Rows:
    found: Rows = {}
    for row in table.to_pylist():
        found.setdefault(row["work_id"], []).append(row)
    return found


def reference(work: dict[str, Any], parts: Rows) -> Reference:
    """Return one work as a reference, from its row and the rows of its parts."""
    numbers = [row for row in parts["identifiers"] if row["is_valid"]]
    return Reference(
        work_id=work["work_id"],
        title=clean(work["title"]),
        year=work["year"],
        abstract=clean(work["abstract"] or "") or None,
        series=clean(work["series"] or "") or None,
        names=tuple(_names(work["contributors"], parts["contributors"])),
        languages=tuple(work["languages"]),
        isbns=tuple(work["isbns"]),
        issns=tuple(sorted({row["value"] for row in numbers if row["scheme"] == "issn"})),
        doi=_first(row["value"] for row in numbers if row["scheme"] == "doi"),
        number=_first(row["value"] for row in numbers if row["scheme"] == "un_symbol"),
        pages=_agreed(row["pages"] for row in parts["editions"]),
        places=tuple(
            sorted({row["name"] for row in parts["coverage"] if row["basis"] == "stated"})
        ),
        url=_first(filter(None, (address(row["url"] or "") for row in parts["editions"]))),
    )


def _names(chosen: Sequence[str], rows: Sequence[dict[str, Any]]) -> Iterator[Name]:
    """Yield the names that the work kept, in its order, with what the mentions know of them."""
    known: dict[str, dict[str, Any]] = {}
    for row in rows:
        known.setdefault(" ".join(filter(None, (row["given"], row["name"]))), row)
    for text in chosen:
        found = known.get(text)
        if found is None or found["kind"] != "person":
            role = found["role"] if found else "author"
            yield Name(family=clean(text), given=None, is_person=False, role=role)
        else:
            given = clean(found["given"] or "") or None
            yield Name(family=clean(found["name"]), given=given, is_person=True, role=found["role"])


def clean(text: str) -> str:
    r"""Return a text on one line: control characters and marks that turn text round are gone.

    >>> clean("a\u202e b\r\nER  - \x00c")
    'a b ER - c'
    """
    plain = "".join(" " if _breaks(char) else char for char in text if char not in _TURNS)
    return " ".join(plain.split())


_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def _breaks(char: str) -> bool:
    return char < " " or "\x7f" <= char <= "\x9f" or char in "\u2028\u2029"


def address(url: str) -> str | None:
    """Return a web address in ASCII; ``None`` for anything else (a path, a script).

    >>> address("https://example.org/a b;<c>"), address("javascript:alert(1)")
    ('https://example.org/a%20b%3B%3Cc%3E', None)
    """
    if not url.lower().startswith(("http://", "https://")):
        return None
    return quote(clean(url), safe=_KEPT_IN_URLS)


def _first(values: Iterator[Any]) -> Any:
    return min(values, default=None)


def _agreed(values: Iterator[int | None]) -> int | None:
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None

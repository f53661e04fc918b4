"""What a source declares, and what a layout gives back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import UsageError
from pipeline.model import Claim, Entry, Unknown
from pipeline.sources.addresses import places
from pipeline.sources.css import Select, select
from pipeline.sources.entries import entries, stamp

HERE = Path(__file__).parent
T = TypeVar("T")
ROLES = frozenset(
    (
        *("country", "region", "authors", "year", "category", "imprint", "series", "language_link"),
        *("isbn", "issn", "doi", "pages", "publisher", "price", "format", "type", "date"),
        *("language", "other"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One site's listing pages: a layout, its labels, its habits and what to expect of it.

    Attributes:
        name: The key in ``sources.toml``.
        title: For people.
        publisher: Short name of who publishes the listing, ``""`` where it is not known.
        licence: Under what its site publishes, ``""`` where it does not say.
        url: Where the pages come from, ``""`` for the fallback of a layout.
        layout: The module that reads its pages: ``labelled_cards``, ``selectors``, ``feeds``, …
        words: Words that only this site's pages hold; folded, whole words.
        label_set: The labels, folded, that this site prints; a page without its words is still its
            own if it prints all of them but one, three at least, and no other that has a meaning.
        labels: Label to role, in the source's own words; goes before the table that all share.
        ignore: Rule name to whole lines (regular expressions over folded text).
        entries_per_page: Fewest and most entries that a page should have.
        minimum: Fewest entries from which a page may be recognised as this source.
        selectors: What its entry and its fields are, for the layout ``selectors``.
        regions: The publisher's own region names, each with the codes that it stands for.
        places: Where its pages are, as ``addresses.place`` writes it.
    """

    name: str
    title: str
    publisher: str
    url: str
    layout: str
    words: tuple[str, ...] = ()
    label_set: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    ignore: Mapping[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict)
    entries_per_page: range = range(1, 20_001)
    minimum: int = 1
    licence: str = ""
    selectors: Selectors | None = None
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """Where on its pages a source has what.

    Attributes:
        entry: One element per entry.
        title: In each entry; an entry without is none.
        abstract: In each entry, all that it finds.
        url: Where the entry's own page is; ``None``: where its title leads.
        fields: Label and where its values are, all that it finds.
        ignore: Rule and what it sets aside, wherever it stands.
    """

    entry: Select
    title: Select
    abstract: Select | None = None
    url: Select | None = None
    fields: tuple[tuple[str, Select], ...] = ()
    ignore: tuple[tuple[str, Select], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A page as a layout read it.

    Attributes:
        entries: In page order.
        claims: Who accounts for each block, in page order.
        unread: Blocks that nobody accounts for (kind ``line``) and labels in no table (``label``).
        explained: Share of the page's text that is an entry's, furniture set aside; 0 to 1.
    """

    entries: tuple[Entry, ...]
    claims: tuple[Claim, ...]
    unread: tuple[Unknown, ...]
    explained: float


def declared() -> Mapping[str, Source]:
    """Return the sources that are declared, by name, in the order they are tried.

    Raises:
        UsageError: A user's own file of sources says something that cannot be meant.
    """
    return _declared(*stamp())


@lru_cache(maxsize=4)
def _declared(path: Path | None, changed: int, size: int) -> Mapping[str, Source]:  # noqa: ARG001
    return {name: checked(name, entry) for name, entry in entries().items()}


_KEYS = frozenset(
    (
        *("title", "publisher", "licence", "url", "layout", "words", "label_set", "labels"),
        *("ignore", "entries_per_page", "minimum", "selectors", "regions", "note", "fetch"),
    )
)
_PARTS = frozenset({"entry", "title", "abstract", "url", "fields", "ignore"})
_CODE = re.compile(r"\d{3}|x-[a-z0-9-]{1,40}")


def checked(name: str, entry: Mapping[str, Any]) -> Source:
    """Return a source as its entry declares it.

    Raises:
        UsageError: The entry says something that cannot be meant; source and key are named.
    """
    try:
        return _source(name, entry)
    except KeyError as error:
        raise UsageError(f"sources.toml, [{name}]: there is no {error}. Add it.") from None
    except (TypeError, ValueError, AttributeError, re.error) as error:
        raise UsageError(f"sources.toml, [{name}]: {error}. Mend it, then run again.") from error


def _source(name: str, entry: Mapping[str, Any]) -> Source:
    _known(entry, _KEYS, "")
    expected = _read("entries_per_page", dict, entry.get("entries_per_page", {}))
    return Source(
        name=name,
        title=_read("title", _text, entry["title"]),
        publisher=_read("publisher", _text, entry.get("publisher", "")),
        url=_read("url", _text, entry.get("url", "")),
        layout=_read("layout", _text, entry["layout"]),
        words=_read("words", _texts, entry.get("words", ())),
        label_set=frozenset(_read("label_set", _texts, entry.get("label_set", ()))),
        labels=_read("labels", _labels, entry.get("labels", {})),
        ignore=_read("ignore", _lines, entry.get("ignore", {})),
        entries_per_page=range(expected.get("min", 1), expected.get("max", 20_000) + 1),
        licence=_read("licence", _text, entry.get("licence", "")),
        minimum=_read("minimum", int, entry.get("minimum", 1)),
        selectors=_selectors(entry),
        regions=_read("regions", _regions, entry.get("regions", {})),
        places=places(entry),
    )


def _known(table: Mapping[str, Any], keys: frozenset[str], under: str) -> None:
    for key in table:
        if key not in keys:
            raise ValueError(f"`{under}{key}` means nothing; known are {', '.join(sorted(keys))}")


def _read(key: str, read: Callable[[Any], T], value: Any) -> T:
    """Return a value as ``read`` has it; where it cannot, say which key it is."""
    try:
        return read(value)
    except (TypeError, ValueError, AttributeError, re.error) as error:
        raise ValueError(f"`{key}`: {error}") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        raise TypeError(f"{value!r} is one text; write a list, in square brackets")
    return tuple(map(_text, value))


def _labels(value: Any) -> dict[str, str]:
    for label, role in value.items():
        if role not in ROLES | {"title", "abstract"}:
            raise ValueError(
                f"{label!r} cannot mean {role!r}; known are {', '.join(sorted(ROLES))}"
            )
    return dict(value)


def _lines(value: Any) -> dict[str, tuple[re.Pattern[str], ...]]:
    return {rule: tuple(map(re.compile, _texts(lines))) for rule, lines in value.items()}


def _regions(value: Any) -> dict[str, tuple[str, ...]]:
    found = {
        name: _texts([codes] if isinstance(codes, str) else codes) for name, codes in value.items()
    }
    for name, codes in found.items():
        if wrong := [code for code in codes if not _CODE.fullmatch(code)] or not codes:
            raise ValueError(f"{name!r} stands for {wrong}, which is no region's code")
    return found


def _selectors(entry: Mapping[str, Any]) -> Selectors | None:
    if entry["layout"] != "selectors":
        if "selectors" in entry:
            raise ValueError('`selectors` are read by the layout "selectors" only')
        return None
    table = _read("selectors", dict, entry["selectors"])
    _known(table, _PARTS, "selectors.")
    for key in ("entry", "title"):
        if key not in table:
            raise ValueError(f"there is no `selectors.{key}`")
    one = {
        key: _read(f"selectors.{key}", select, table[key])
        for key in ("entry", "title", "abstract", "url")
        if key in table
    }
    if any(step.attribute for step in one["entry"].steps):
        raise ValueError("`selectors.entry` selects elements, not an attribute")
    many = {
        key: tuple(
            (name, _read(f"selectors.{key}.{name}", select, written))
            for name, written in _read(f"selectors.{key}", dict, table.get(key, {})).items()
        )
        for key in ("fields", "ignore")
    }
    return Selectors(
        entry=one["entry"],
        title=one["title"],
        abstract=one.get("abstract"),
        url=one.get("url"),
        fields=many["fields"],
        ignore=many["ignore"],
    )

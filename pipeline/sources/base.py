"""What a source declares, and what a layout gives back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.model import Claim, Entry, Unknown
from pipeline.sources.entries import entries, stamp

HERE = Path(__file__).parent
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
        layout: ``labelled_cards``, ``headed_prose`` or ``imprint_catalogue``.
        words: Words that only this site's pages hold; folded, whole words.
        label_set: The labels, folded, that this site prints; a page without its words is still its
            own if it prints three of them and no other that has a meaning.
        labels: Label (folded) to role, added to the table that all sources share.
        ignore: Rule name to whole lines (regular expressions over folded text).
        entries_per_page: Fewest and most entries that a page should have.
        minimum: Fewest entries from which a page may be recognised as this source.
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
    return {name: _checked(name, entry) for name, entry in entries().items()}


def _checked(name: str, entry: Mapping[str, Any]) -> Source:
    try:
        return _source(name, entry)
    except KeyError as error:
        raise UsageError(f"sources.toml, [{name}]: there is no {error}. Add it.") from None
    except (TypeError, ValueError, AttributeError, re.error) as error:
        raise UsageError(f"sources.toml, [{name}]: {error}. Mend it, then run again.") from error


def _source(name: str, entry: Mapping[str, Any]) -> Source:
    expected = entry.get("entries_per_page", {})
    return Source(
        name=name,
        title=entry["title"],
        publisher=entry.get("publisher", ""),
        url=entry.get("url", ""),
        layout=entry["layout"],
        words=tuple(entry.get("words", ())),
        label_set=frozenset(entry.get("label_set", ())),
        labels=dict(entry.get("labels", {})),
        ignore={
            rule: tuple(map(re.compile, lines)) for rule, lines in entry.get("ignore", {}).items()
        },
        entries_per_page=range(expected.get("min", 1), expected.get("max", 20_000) + 1),
        minimum=entry.get("minimum", 1),
        licence=entry.get("licence", ""),
    )

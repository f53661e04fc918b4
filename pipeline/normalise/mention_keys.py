"""Which listings are one mention, and what the mention is called.

The key is what the source itself prints: title, years and identifiers, with nothing but white
space and Unicode composition folded. It holds no cleaning rule, page, format or address, so
that a better rule, another page or the HTML of the same page leave every id as it was.
Changing this module renames mentions: it is frozen.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Entry, Listing

_YEAR = re.compile(r"(?<![\d-])(?:1[4-9]\d\d|20\d\d)(?![\d-])", re.ASCII)
_IDENTIFIER = re.compile(r"\d[\dXx-]{7,20}[\dXx]", re.ASCII)
_DATED = frozenset({"year", "date", "imprint", "series"})
_IDENTIFIED = frozenset({"isbn", "issn", "doi", "imprint"})
_ID_LENGTH = 16  # hexadecimal digits: 64 bits


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a source prints to tell an entry from others."""

    source: str
    title: str
    years: tuple[str, ...]
    identifiers: tuple[str, ...]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def key(source: str, entry: Entry) -> Key:
    """Return the natural key of an entry."""
    dated = [v for field in entry.fields if field.role in _DATED for v in field.values]
    marked = [v for field in entry.fields if field.role in _IDENTIFIED for v in field.values]
    return Key(
        source=source,
        title=_folded(entry.title),
        years=tuple(sorted({year for value in dated for year in _YEAR.findall(value)})),
        identifiers=tuple(
            sorted(
                {
                    found.replace("-", "").upper()
                    for value in marked
                    for found in _IDENTIFIER.findall(_folded(value))
                }
            )
        ),
    )


def listing_id(sha256: str, ordinal: int) -> str:
    """Return the id of the entry at place ``ordinal`` of a page."""
    return "l-" + _hash(sha256, str(ordinal))


def mention_id(of: Key, twin: int = 0) -> str:
    """Return the id of a mention; ``twin`` counts, from 0, entries that share a key."""
    parts = (of.source, of.title, "|".join(of.years), "|".join(of.identifiers))
    return "m-" + _hash(*parts, *((str(twin),) if twin else ()))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:_ID_LENGTH]


# --- twins


def groups(listings: Iterable[Listing]) -> list[tuple[Listing, ...]]:
    """Return the listings of one key, parted into mentions, the longest known first.

    The order is that of the first snapshots, so that an entry keeps its id when another of the
    same title and year turns up; of one snapshot, that of the contents. Neither the order in
    which pages arrive nor their names set it.

    Two entries of one page are two mentions, unless abstract and fields are the same to the
    letter; entries of different pages are one, unless their abstracts clearly differ.
    """
    if len(alone := tuple(listings)) == 1:
        return [alone]
    made: list[list[Listing]] = []
    by_abstract: dict[str, list[int]] = {}
    for listing in sorted(alone, key=_content):
        at = _home(listing, made, by_abstract)
        if at is None:
            at = len(made)
            made.append([])
        made[at].append(listing)
        by_abstract.setdefault(_words(listing), []).append(at)
    return sorted(map(tuple, made), key=_known_since)


def _known_since(group: Sequence[Listing]) -> tuple[object, ...]:
    """Return since when a group is known, then what its first entry says."""
    first = min(group, key=lambda row: (row.fetched_at, _content(row)))
    return first.fetched_at, _content(first)


def _content(listing: Listing) -> tuple[str, str, str, int]:
    """Return what sets the order: what the entry says first, where it stands last."""
    said = "\x1f".join(f"{f.role}={'|'.join(map(_folded, f.values))}" for f in listing.fields)
    return _words(listing), said, listing.snapshot_sha256, listing.ordinal


def _words(listing: Listing) -> str:
    """Return the letters and digits of the abstract: what text and HTML renderings share."""
    text = unicodedata.normalize("NFKC", listing.abstract or "").casefold()
    return " ".join(re.findall(r"\w+", text))


def _home(
    listing: Listing, made: Sequence[Sequence[Listing]], by_abstract: dict[str, list[int]]
) -> int | None:
    """Return the group that the listing belongs to, or ``None``."""
    words = _words(listing)
    for at in by_abstract.get(words, ())[-_MOST_COMPARED:]:
        if _may_join(listing, made[at], is_same_text=bool(words)):
            return at
    for at, group in enumerate(made[:_MOST_COMPARED]):
        if _alike(words, _words(group[0])) and _may_join(listing, group, is_same_text=False):
            return at
    return None


_MOST_COMPARED = 50  # groups: a page of a thousand entries with one title stays quick


def _may_join(listing: Listing, group: Sequence[Listing], *, is_same_text: bool) -> bool:
    """Tell whether no entry of the group stands on the same page, but for a printed repeat."""
    same_page = [other for other in group if other.snapshot_sha256 == listing.snapshot_sha256]
    if not same_page:
        return True
    return is_same_text and all(_said(other) == _said(listing) for other in same_page)


def _said(listing: Listing) -> list[tuple[str, tuple[str, ...]]]:
    return [(field.role, tuple(map(_folded, field.values))) for field in listing.fields]


def _alike(left: str, right: str) -> bool:
    """Tell whether two abstracts may be one: either missing, cut short, or half the same words."""
    if not left or not right or left.startswith(right) or right.startswith(left):
        return True
    a, b = set(left.split()), set(right.split())
    return len(a & b) >= _SHARED * min(len(a), len(b))


_SHARED = 0.6  # share of the shorter abstract's words
